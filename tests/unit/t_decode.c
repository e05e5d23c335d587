/* Decoders: what each accepts, what it refuses, where nodes stand. */
#include "extract/extract.h"

#include "test.h"

static struct arena *a;

static const struct tree *
decode(enum decode d, const char *text)
{
	struct tree *t = NULL;
	struct error e = {0};

	if (tree_decode(a, d, text, strlen(text), &t, &e) == -1)
		return NULL;
	return t;
}

static const char *
refusal(enum decode d, const char *text, size_t n)
{
	struct tree *t = NULL;
	struct error e = {0};

	CHECK(tree_decode(a, d, text, n, &t, &e) == -1);
	CHECK(t == NULL);
	CHECK(e.kind == ERR_INPUT);
	return arena_printf(a, "%s: %s", e.where, e.what);
}

/* Text of the one node of a path. */
static const char *
at(const struct tree *t, const char *path)
{
	struct path *p = NULL;
	struct error e = {0};
	size_t *nodes = NULL, n = 0, len;

	if (t == NULL || path_parse(a, path, false, &p, &e) == -1 ||
	    path_select(a, p, (struct tree_at){t, 0}, &nodes, &n, &e) == -1 ||
	    n != 1)
		return NULL;
	return tree_text(t, nodes[0], &len);
}

/* The bytes it stands in. */
static const char *
bytes_of(const struct tree *t, const char *path)
{
	struct path *p = NULL;
	struct error e = {0};
	size_t *nodes = NULL, n = 0, len, from, to;

	if (t == NULL || path_parse(a, path, false, &p, &e) == -1 ||
	    path_select(a, p, (struct tree_at){t, 0}, &nodes, &n, &e) == -1 ||
	    n != 1)
		return NULL;
	tree_span(t, nodes[0], &from, &to);
	return arena_ndup(a, tree_bytes(t, &len) + from, to - from);
}

static void
names(void)
{
	enum decode d = DECODE_RAW;

	for (int i = DECODE_JSON; i <= DECODE_SEGMENTS; i++) {
		CHECK(decode_parse(&d, decode_name((enum decode)i)) == 0);
		CHECK(d == (enum decode)i);
	}
	CHECK(decode_parse(&d, "jsonl") == -1);
	CHECK(decode_parse(&d, "") == -1);
}

static void
json(void)
{
	CHECK_STR(at(decode(DECODE_JSON, "{\"a\": 1E2}"), "$.a"), "1E2");
	CHECK(decode(DECODE_JSON, "{\"a\": NaN}") == NULL);
	CHECK_STR(
	    at(decode(DECODE_JSON_LENIENT, "{\"a\": NaN}"), "$.a"), "NaN");
	CHECK(decode(DECODE_RAW, "{") == NULL); /* no tree, no error */
}

static void
base64(void)
{
	const struct tree *t = decode(DECODE_BASE64, "aMOp\n bGxv");

	CHECK_STR(at(t, "$"), "h\303\251llo");
	CHECK_STR(bytes_of(t, "$"), "h\303\251llo");
	CHECK_STR(at(decode(DECODE_BASE64, ""), "$"), "");
	CHECK_STR(
	    refusal(DECODE_BASE64, "a", 1), "base64: the text is no base64");
	CHECK_STR(refusal(DECODE_BASE64, "/w==", 4),
	    "base64: the bytes are no UTF-8");
}

static void
segments(void)
{
	const struct tree *t = decode(DECODE_SEGMENTS, "models:/m-8cd7/x");

	CHECK_STR(at(t, "$[0]"), "models:");
	CHECK_STR(at(t, "$[1]"), "m-8cd7");
	CHECK_STR(bytes_of(t, "$[2]"), "x");
	CHECK(at(t, "$[3]") == NULL);
	CHECK_STR(at(decode(DECODE_SEGMENTS, ""), "$[0]"), "");
	CHECK_STR(refusal(DECODE_SEGMENTS, "\377", 1),
	    "segments: the bytes are no UTF-8");
}

static void
yaml(void)
{
	const struct tree *t = decode(DECODE_YAML,
	    "by: Dana\nrehearsal:\n  id: \"R-\\\"1\"\n  at: 'it''s'\n"
	    "  list: [a, b]\n");

	CHECK_STR(at(t, "$.by"), "Dana");
	CHECK_STR(bytes_of(t, "$.by"), "Dana");
	CHECK_STR(at(t, "$.rehearsal.id"), "R-\"1");
	CHECK_STR(bytes_of(t, "$.rehearsal.id"), "\"R-\\\"1\"");
	CHECK_STR(bytes_of(t, "$.rehearsal.at"), "'it''s'");
	CHECK_STR(bytes_of(t, "$.rehearsal.list[1]"), "b");
	CHECK(tree_type(decode(DECODE_YAML, ""), 0) == NODE_OBJECT);
	CHECK(strstr(refusal(DECODE_YAML, "a: &x 1", 7), "anchor") != NULL);
	CHECK(strstr(refusal(DECODE_YAML, "a: 1\na: 2", 9), "twice") != NULL);
}

static void
pip_lock(void)
{
	const struct tree *t = decode(DECODE_PIP_LOCK,
	    "# made by pip-compile\n"
	    "aiohttp==3.14.5\n"
	    "\n"
	    "blake3[fast] == 1.0.11 ; python_version > '3' \\\n"
	    "    --hash=sha256:aa \\\n"
	    "    --hash=sha256:bb  # why\n"
	    "numpy>=1.2\n"
	    "scipy==1.*\n"
	    "--index-url https://x.example\n"
	    "-e .\n"
	    "last===1.0");

	CHECK_STR(at(t, "$[0].name"), "aiohttp");
	CHECK_STR(at(t, "$[0].version"), "3.14.5");
	CHECK_STR(bytes_of(t, "$[0].version"), "3.14.5");
	CHECK_STR(at(t, "$[1].name"), "blake3");
	CHECK_STR(at(t, "$[1].version"), "1.0.11");
	CHECK_STR(at(t, "$[1].hashes[0]"), "sha256:aa");
	CHECK_STR(at(t, "$[1].hashes[1]"), "sha256:bb");
	CHECK(at(t, "$[1].hashes[2]") == NULL);
	CHECK_STR(at(t, "$[2].line"), "numpy>=1.2");
	CHECK_STR(at(t, "$[3].line"), "scipy==1.*");
	CHECK_STR(at(t, "$[4].line"), "--index-url https://x.example");
	CHECK_STR(at(t, "$[5].line"), "-e .");
	CHECK_STR(at(t, "$[6].line"), "last===1.0");
	CHECK(at(t, "$[7].line") == NULL);
	CHECK(tree_child(decode(DECODE_PIP_LOCK, ""), 0) == 0);
	CHECK_STR(refusal(DECODE_PIP_LOCK, "a==1\0", 5),
	    "pip_lock: the file is no UTF-8 text");
}

/* A page is read whole or not at all. */
static void
exposition(void)
{
	const struct tree *t =
	    decode(DECODE_EXPOSITION, "# HELP psi What it is.\n"
				      "# TYPE psi gauge\n"
				      "psi{feature=\"a b\",note=\"say "
				      "\\\"x\\\", \\\\ and\\nline\"} 0.250 "
				      "1795432047642\n"
				      "\n"
				      "psi{} NaN\n"
				      "  psi +Inf\n"
				      "# TYPE took histogram\n"
				      "took_bucket{le=\"+Inf\",} 7\n"
				      "took_other 1\n"
				      "#\n");

	CHECK_STR(at(t, "$[0].name"), "psi");
	CHECK_STR(at(t, "$[0].type"), "gauge");
	CHECK_STR(at(t, "$[0].labels.feature"), "a b");
	CHECK_STR(at(t, "$[0].labels.note"), "say \"x\", \\ and\nline");
	CHECK_STR(
	    bytes_of(t, "$[0].labels.note"), "say \\\"x\\\", \\\\ and\\nline");
	CHECK_STR(at(t, "$[0].value"), "0.250");
	CHECK_STR(at(t, "$[0].at"), "1795432047642");
	CHECK_STR(at(t, "$[1].value"), "NaN");
	CHECK(at(t, "$[1].at") == NULL);
	CHECK_STR(at(t, "$[2].value"), "+Inf");
	CHECK_STR(at(t, "$[3].type"), "histogram");
	CHECK_STR(at(t, "$[3].labels.le"), "+Inf");
	CHECK(at(t, "$[4].type") == NULL);
	CHECK_STR(at(t, "$[4].name"), "took_other");
	CHECK(at(t, "$[5].name") == NULL);
	CHECK(tree_child(decode(DECODE_EXPOSITION, ""), 0) == 0);
}

static void
exposition_refusals(void)
{
	static const char *const cases[][2] = {
	    {"a 1", "the last line does not end: the page is cut off"},
	    {"a 1\n<html>\n", "line 2: a sample has no name"},
	    {"a\n", "line 1: a sample has no value"},
	    {"\na 1 2 3\n", "line 2: text behind the time"},
	    {"a{b=\"c\"\n",
		"line 1: labels are parted by ',' and end with '}'"},
	    {"a{b=\"c\"d=\"e\"} 1\n",
		"line 1: labels are parted by ',' and end with '}'"},
	    {"a{b} 1\n", "line 1: a label without '='"},
	    {"a{b=c} 1\n", "line 1: a label's value stands in double quotes"},
	    {"a{b=\"c} 1\n", "line 1: a label's value does not end"},
	    {"a{b=\"c\\\n\"} 1\n", "line 1: a label's value does not end"},
	    {"a{b=\"\\t\"} 1\n",
		"line 1: a backslash stands before a backslash, "
		"a quote or n"},
	    {"a{b=\"1\",b=\"2\"} 1\n", "line 1: a label stands twice"},
	    {"a{=\"1\"} 1\n", "line 1: a label has no name"},
	    {"a{", "the last line does not end: the page is cut off"},
	    {"# TYPE\n", "line 1: a TYPE without a name"},
	    {"# TYPE a\n", "line 1: a TYPE line is '# TYPE name type'"},
	    {"# TYPE a gauge b\n", "line 1: a TYPE line is '# TYPE name type'"},
	    {"a \xff\n", "the bytes are no UTF-8"}};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		CHECK_STR(refusal(DECODE_EXPOSITION, cases[i][0],
			      strlen(cases[i][0])),
		    arena_printf(a, "exposition: %s", cases[i][1]));
}

int
main(void)
{
	a = arena_new();
	RUN(names);
	RUN(json);
	RUN(base64);
	RUN(segments);
	RUN(yaml);
	RUN(pip_lock);
	RUN(exposition);
	RUN(exposition_refusals);
	arena_free(a);
	return test_end("t_decode");
}
