/*
 * Texts of any origin in OSCAL's two spellings: strings and tokens as its
 * datatypes want them, markup that nobody takes for markup.
 */
#include "base/buf.h"
#include "oscal/internal.h"
#include "test.h"

static struct arena *arena;

static void
test_line(void)
{
	static const struct {
		const char *in, *out;
	} table[] = {{"plain", "plain"}, {"", "(empty)"}, {" \t\n ", "(empty)"},
	    {" a  b\n\nc\t", "a b c"},
	    {"\xC2\xA0no-break\xC2\xA0space\xE3\x80\x80", "no-break space"},
	    {"\xE2\x80\x83 em \xE2\x80\x83", "em"}, {"a\x01z", "a[U+0001]z"},
	    {"\r\n", "[U+000D]"}, {"\x1B[31mred", "[U+001B][31mred"},
	    {"\xE2\x80\xAEright to left", "[U+202E]right to left"},
	    {"\xEF\xBF\xBE\xEF\xBF\xBF", "[U+FFFE][U+FFFF]"},
	    {"\xEF\xBB\xBF"
	     "mark",
		"[U+FEFF]mark"},
	    {"\xED\xA0\x80", "[0xED][0xA0][0x80]"}, {"\xFF", "[0xFF]"},
	    {"<b>&amp;</b>", "<b>&amp;</b>"},
	    {"\xD7\xA9\xD7\x9C", "\xD7\xA9\xD7\x9C"},
	    {"\xF0\x9F\x98\x80", "\xF0\x9F\x98\x80"}};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		CHECK_STR(el_line(arena, table[i].in), table[i].out);
}

/* A megabyte is cut behind whole characters, and says so. */
static void
test_long(void)
{
	enum { MEGA = 1 << 20 };
	char *text = arena_alloc(arena, MEGA + 1);
	const char *out;

	for (size_t i = 0; i < MEGA; i += 2)
		memcpy(text + i, "\xC3\xA9", 2);
	out = el_line(arena, text);
	CHECK(strlen(out) < OSCAL_LINE_MAX + 64);
	CHECK(utf8_valid(out, strlen(out)));
	CHECK(strstr(out, " (cut here: 1048576 bytes in all)") != NULL);
	memset(text, 'x', OSCAL_LINE_MAX);
	text[OSCAL_LINE_MAX - 1] = '\0';
	CHECK(strlen(el_line(arena, text)) == OSCAL_LINE_MAX - 1);
}

static void
test_token(void)
{
	static const char *const good[] = {
	    "a", "_", "controlled_by", "SHA-256", "a.b-c_d9"};
	static const char *const bad[] = {
	    "", "9a", "-a", "a b", "a:b", "a/b", "\xC3\xA9", "a\n"};

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		CHECK(el_is_token(good[i]));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK(!el_is_token(bad[i]));
}

/* What a Markdown reader, or OSCAL's, would take for markup. */
static void
test_markup(void)
{
	static const struct {
		const char *in, *out;
	} table[] = {{"it's 'plain', a_b and 1.5 - 2", NULL},
	    {"\"q\"", "\xE2\x80\xB3q\xE2\x80\xB3"},
	    {"\xE2\x80\x9Cq\xE2\x80\x9D", "\xE2\x80\xB3q\xE2\x80\xB3"},
	    {"{{ insert: param, x }}", "{[U+007B] insert: param, x }}"},
	    {"{a}", NULL}, {"_em_", "[U+005F]em[U+005F]"}, {"AT&T &x", NULL},
	    {"&amp;", "[U+0026]amp;"}, {"&#60;", "[U+0026]#60;"}, {"&;", NULL},
	    {"# h", "[U+0023] h"}, {"## h", "[U+0023]# h"}, {"#h", NULL},
	    {"- x", "[U+002D] x"}, {"-x", NULL}, {"---", "[U+002D]--"},
	    {"- -", "[U+002D] -"}, {"+ x", "[U+002B] x"},
	    {"1. x", "1[U+002E] x"}, {"12) x", "12[U+0029] x"}, {"1.x", NULL},
	    {"12", NULL}, {"=cmd|' /C calc'!A0", NULL}, {"-", "[U+002D]"}};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		CHECK_STR(el_markup(arena, table[i].in),
		    table[i].out == NULL ? table[i].in : table[i].out);
}

/* Both spellings of one tree. */
static struct el *
tree(void)
{
	struct el *root = el_add(arena, NULL, EL_ASSESSMENT_RESULTS), *meta, *r;

	el_attr(root, "uuid", "u");
	meta = el_add(arena, root, EL_METADATA);
	el_text(arena, meta, EL_TITLE, "<i>[a](b)</i> *x* \\ `c` ~s~ ^u^ |");
	el_text(arena, meta, EL_VERSION, "<1> & \"2\"");
	el_prop(arena, meta, "marking", "CUI", "controlled_by");
	el_prop(arena, meta, "marking", "x", "no token");
	el_prop(arena, meta, "none", "", NULL);
	el_prop(arena, meta, "none", NULL, NULL);
	r = el_text(arena, meta, EL_REMARKS, "one");
	el_para(arena, r, "two");
	CHECK(el_text(arena, meta, EL_VERSION, NULL) == NULL);
	r = el_add(arena, root, EL_BACK_MATTER);
	r = el_add(arena, el_add(arena, r, EL_RESOURCE), EL_RLINK);
	el_attr(r, "href", "../facts.json");
	r = el_text(arena, r, EL_HASH, "abc");
	el_attr(r, "algorithm", "SHA-256");
	return root;
}

static void
test_xml(void)
{
	struct buf b = {0};

	oscal_xml(tree(), &b);
	CHECK_STR(buf_str(&b),
	    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	    "<assessment-results xmlns=\"http://csrc.nist.gov/ns/oscal/1.0\" "
	    "uuid=\"u\">\n"
	    "  <metadata>\n"
	    "    <title>&lt;i&gt;[a](b)&lt;/i&gt; *x* \\ `c` ~s~ ^u^ |"
	    "</title>\n"
	    "    <version>&lt;1&gt; &amp; &quot;2&quot;</version>\n"
	    "    <prop name=\"marking\" "
	    "ns=\"https://dossier.example/ns/oscal\" value=\"CUI\" "
	    "class=\"controlled_by\"/>\n"
	    "    <prop name=\"marking\" "
	    "ns=\"https://dossier.example/ns/oscal\" value=\"x\"/>\n"
	    "    <remarks>\n"
	    "      <p>one</p>\n"
	    "      <p>two</p>\n"
	    "    </remarks>\n"
	    "  </metadata>\n"
	    "  <back-matter>\n"
	    "    <resource>\n"
	    "      <rlink href=\"../facts.json\">\n"
	    "        <hash algorithm=\"SHA-256\">abc</hash>\n"
	    "      </rlink>\n"
	    "    </resource>\n"
	    "  </back-matter>\n"
	    "</assessment-results>\n");
	buf_free(&b);
}

static void
test_json(void)
{
	struct buf b = {0};

	oscal_json(tree(), &b);
	CHECK_STR(buf_str(&b),
	    "{\n"
	    " \"assessment-results\": {\n"
	    "  \"back-matter\": {\n"
	    "   \"resources\": [\n"
	    "    {\n"
	    "     \"rlinks\": [\n"
	    "      {\n"
	    "       \"hashes\": [\n"
	    "        {\n"
	    "         \"algorithm\": \"SHA-256\",\n"
	    "         \"value\": \"abc\"\n"
	    "        }\n"
	    "       ],\n"
	    "       \"href\": \"../facts.json\"\n"
	    "      }\n"
	    "     ]\n"
	    "    }\n"
	    "   ]\n"
	    "  },\n"
	    "  \"metadata\": {\n"
	    "   \"props\": [\n"
	    "    {\n"
	    "     \"class\": \"controlled_by\",\n"
	    "     \"name\": \"marking\",\n"
	    "     \"ns\": \"https://dossier.example/ns/oscal\",\n"
	    "     \"value\": \"CUI\"\n"
	    "    },\n"
	    "    {\n"
	    "     \"name\": \"marking\",\n"
	    "     \"ns\": \"https://dossier.example/ns/oscal\",\n"
	    "     \"value\": \"x\"\n"
	    "    }\n"
	    "   ],\n"
	    "   \"remarks\": \"one\\n\\ntwo\",\n"
	    "   \"title\": \"\\\\<i\\\\>\\\\[a\\\\](b)\\\\</i\\\\> \\\\*x\\\\* "
	    "\\\\\\\\ \\\\`c\\\\` \\\\~s\\\\~ \\\\^u\\\\^ \\\\|\",\n"
	    "   \"version\": \"<1> & \\\"2\\\"\"\n"
	    "  },\n"
	    "  \"uuid\": \"u\"\n"
	    " }\n"
	    "}\n");
	buf_free(&b);
}

int
main(void)
{
	arena = arena_new();
	RUN(test_line);
	RUN(test_long);
	RUN(test_token);
	RUN(test_markup);
	RUN(test_xml);
	RUN(test_json);
	arena_free(arena);
	return test_end("t_oscal_text");
}
