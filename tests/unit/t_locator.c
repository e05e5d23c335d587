/*
 * Locators (CONNECTORS section 8): the examples of that page, every refusal,
 * and for generated ones: parse(format(x)) is x and the text comes back.
 */
#include <stdint.h>

#include "base/buf.h"
#include "core/core.h"
#include "test.h"

#define SHA "3f9a1b2c3f9a1b2c3f9a1b2c3f9a1b2c3f9a1b2c3f9a1b2c3f9a1b2c3f9a1b2c"

static void
examples_come_back(void)
{
	static const char *const texts[] = {SHA,
	    SHA " > $['run']['data']['tags'][17]['value'] > json > "
		"$[0]['from']",
	    SHA " > zip 'evaluation.json' > $['metrics'][0]['value']",
	    SHA " > zip 'eval/report.json' > answer file",
	    SHA " > $['traffic']['v7'] > key",
	    SHA " > $['traffic']['v7'] > key > segments > $[2]",
	    SHA " > answer", SHA " > answer > json",
	    SHA " > answer file > segments > $[0]", SHA " > answer sha256",
	    SHA " > answer received_at", SHA " > $",
	    SHA " > $ > base64 > json > $['subject'][0]",
	    SHA " > gzip > zip 'a > b' > yaml > $[' > ']['\\'\\\\\\u001f\\n']",
	    SHA " > $['\\u0000\\u000b']",
	    "input system.yml > $['sources'][2]['queries']['psi']",
	    "input system.yml > $['sources'][2]['queries']['psi'] > key"};
	struct arena *a = arena_new();

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct locator l;
		struct error e = {0};

		CHECK(locator_parse(a, texts[i], &l, &e) == 0);
		CHECK_STR(e.what, "");
		CHECK_STR(locator_format(a, &l), texts[i]);
	}
	arena_free(a);
}

static void
parts_are_told_apart(void)
{
	struct arena *a = arena_new();
	struct error e = {0};
	struct locator l;

	CHECK(locator_parse(a, SHA " > zip 'it\\'s' > $['a'] > json > $[1]", &l,
		  &e) == 0);
	CHECK_STR(l.object, SHA);
	CHECK(l.input == NULL);
	CHECK(l.nparts == 4);
	CHECK(l.parts[0].kind == PART_MEMBER);
	CHECK_STR(l.parts[0].text, "it's");
	CHECK(l.parts[1].kind == PART_PATH);
	CHECK_STR(l.parts[1].text, "$['a']");
	CHECK(l.parts[2].kind == PART_DECODE);
	CHECK_STR(l.parts[2].text, "json");
	CHECK(locator_parse(a, "input a > b.yml > $", &l, &e) == 0);
	CHECK(l.object == NULL);
	CHECK_STR(l.input, "a > b.yml");
	arena_free(a);
}

/* A bare `$` between two decoders is left out, and nowhere else. */
static void
idle_root_is_left_out(void)
{
	static const struct part parts[] = {{PART_PATH, "$"},
	    {PART_DECODE, "base64"}, {PART_PATH, "$"}, {PART_DECODE, "json"},
	    {PART_PATH, "$"}};
	const struct locator l = {SHA, NULL, parts, 5};
	struct arena *a = arena_new();
	struct error e = {0};
	struct locator back;

	CHECK_STR(locator_format(a, &l), SHA " > $ > base64 > json > $");
	CHECK(locator_parse(a, SHA " > $ > base64 > $ > json > $", &back, &e) ==
	      0);
	CHECK_STR(locator_format(a, &back), SHA " > $ > base64 > json > $");
	arena_free(a);
}

static void
others_are_refused(void)
{
	static const char *const texts[][2] = {{"", "column 1: wanted 64 hex"},
	    {"3f9a > $", "column 1: wanted 64 hex"},
	    {SHA "0 > $", "column 1: wanted 64 hex"},
	    {SHA " > ", "column 68: no such part"},
	    {SHA ">$", "column 65: wanted ' > '"},
	    {SHA " > $ ", "column 69: wanted ' > '"},
	    {SHA " > $['a'", "column 68: not a normalized"},
	    {SHA " > $['a' ]", "column 68: not a normalized"},
	    {SHA " > $[\"a\"]", "column 68: not a normalized"},
	    {SHA " > $[01]", "column 68: not a normalized"},
	    {SHA " > $[-1]", "column 68: not a normalized"},
	    {SHA " > $[]", "column 68: not a normalized"},
	    {SHA " > $['\\u000a']", "column 68: not a normalized"},
	    {SHA " > $['\\u001F']", "column 68: not a normalized"},
	    {SHA " > $['\\u0041']", "column 68: not a normalized"},
	    {SHA " > $['\\x']", "column 68: not a normalized"},
	    {SHA " > $['\\", "column 68: not a normalized"},
	    {SHA " > $['a\nb']", "column 68: not a normalized"},
	    {SHA " > $.a", "column 69: wanted ' > '"},
	    {SHA " > zip a", "column 72: not a quoted"},
	    {SHA " > zip ''", "column 72: not a quoted"},
	    {SHA " > zip '\\u0000'", "column 72: not a quoted"},
	    {SHA " > raw", "column 68: no such part"},
	    {SHA " > answer size", "column 75: no such word"},
	    {SHA " > answer ", "column 75: no such word"},
	    {SHA " > key", "column 68: this part has no place"},
	    {SHA " > $ > $", "column 72: this part has no place"},
	    {SHA " > $ > gzip", "column 72: this part has no place"},
	    {SHA " > $ > zip 'a'", "column 72: this part has no place"},
	    {SHA " > $ > answer", "column 72: this part has no place"},
	    {SHA " > answer > $", "column 77: this part has no place"},
	    {SHA " > $ > key > $", "column 78: this part has no place"},
	    {"input system.yml", "column 7: wanted 'input"},
	    {"input  > $", "column 7: wanted 'input"},
	    {SHA " > $['\xff']", "is not UTF-8"}};
	struct arena *a = arena_new();

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct locator l;
		struct error e = {0};

		CHECK(locator_parse(a, texts[i][0], &l, &e) == -1);
		CHECK(e.kind == ERR_INPUT);
		if (strstr(e.what, texts[i][1]) == NULL)
			printf("%s\n", e.what);
		CHECK(strstr(e.what, texts[i][1]) != NULL);
	}
	arena_free(a);
}

static void
parts_have_a_limit(void)
{
	struct buf b = {0};
	struct arena *a = arena_new();
	struct error e = {0};
	struct locator l;

	buf_puts(&b, SHA);
	for (int i = 0; i < 64; i++)
		buf_puts(&b, " > gzip");
	CHECK(locator_parse(a, buf_str(&b), &l, &e) == 0);
	buf_puts(&b, " > gzip");
	CHECK(locator_parse(a, buf_str(&b), &l, &e) == -1);
	CHECK(strstr(e.what, "more than 64 parts") != NULL);
	buf_free(&b);
	arena_free(a);
}

/* ---- Property ----------------------------------------------------------- */

static uint32_t
next(uint32_t *seed, uint32_t below)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 8) % below;
}

/* A member's name: quotes, escapes, controls, separators, letters. */
static const char *
any_name(struct arena *a, uint32_t *seed)
{
	static const char *const bits[] = {"'", "\\", "\n", "\x1f", "\x01",
	    " > ", "$", "[", "a", "\xc3\xa9", "key", "\b"};
	struct buf b = {0};
	const char *name;

	for (uint32_t n = 1 + next(seed, 6); n > 0; n--)
		buf_puts(&b, bits[next(seed, 12)]);
	name = arena_dup(a, buf_str(&b));
	buf_free(&b);
	return name;
}

/* Only through the format of a member can the test get a quoted name. */
static const char *
any_path(struct arena *a, uint32_t *seed)
{
	struct buf b = {0};
	const char *path;

	buf_putc(&b, '$');
	for (uint32_t n = next(seed, 4); n > 0; n--) {
		const struct part p = {PART_MEMBER, any_name(a, seed)};
		const struct locator l = {SHA, NULL, &p, 1};
		const char *quoted = locator_format(a, &l) + strlen(SHA) + 7;

		if (next(seed, 2) == 0)
			buf_printf(&b, "[%u]", next(seed, 1000));
		else
			buf_printf(&b, "[%s]", quoted);
	}
	path = arena_dup(a, buf_str(&b));
	buf_free(&b);
	return path;
}

static struct locator
any_locator(struct arena *a, uint32_t *seed)
{
	static const char *const decoders[] = {"json", "json_lenient", "base64",
	    "segments", "jsonl", "yaml", "pip_lock", "exposition"};
	static const char *const answers[] = {NULL, "sha256", "file"};
	struct part *p = arena_array(a, 16, sizeof(*p));
	struct locator l = {0};
	size_t n = 0;

	if (next(seed, 5) == 0) {
		l.input = "system.yml";
	} else {
		l.object = SHA;
		if (next(seed, 3) == 0)
			p[n++] = (struct part){PART_GZIP, NULL};
		if (next(seed, 3) == 0)
			p[n++] = (struct part){PART_MEMBER, any_name(a, seed)};
	}
	l.parts = p;
	if (l.object != NULL && next(seed, 6) == 0) {
		p[n++] = (struct part){PART_ANSWER, answers[next(seed, 3)]};
		l.nparts = n;
		return l;
	}
	p[n++] = (struct part){PART_PATH, any_path(a, seed)};
	for (uint32_t k = next(seed, 4); k > 0; k--) {
		p[n++] = (struct part){PART_DECODE, decoders[next(seed, 7)]};
		if (k == 1 || next(seed, 2) == 0)
			p[n++] = (struct part){PART_PATH,
			    arena_printf(a, "$['x']%s", any_path(a, seed) + 1)};
	}
	if (p[n - 1].kind == PART_PATH && next(seed, 3) == 0)
		p[n++] = (struct part){PART_KEY, NULL};
	l.nparts = n;
	return l;
}

static bool
text_same(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool
is_same(const struct locator *a, const struct locator *b)
{
	if (!text_same(a->object, b->object) ||
	    !text_same(a->input, b->input) || a->nparts != b->nparts)
		return false;
	for (size_t i = 0; i < a->nparts; i++)
		if (a->parts[i].kind != b->parts[i].kind ||
		    !text_same(a->parts[i].text, b->parts[i].text))
			return false;
	return true;
}

static void
generated_ones_come_back(void)
{
	uint32_t seed = 20261123;

	for (int i = 0; i < 20000; i++) {
		struct arena *a = arena_new();
		struct locator l = any_locator(a, &seed), back;
		struct error e = {0};
		const char *text = locator_format(a, &l);

		if (locator_parse(a, text, &back, &e) == -1 ||
		    !is_same(&l, &back)) {
			printf("round %d: %s: %s\n", i, text, e.what);
			CHECK(is_same(&l, &back));
			i = 20000;
		} else {
			CHECK_STR(locator_format(a, &back), text);
		}
		arena_free(a);
	}
}

/* Whatever a byte is changed to: refused, or it comes back as it is. */
static void
changed_ones_have_one_spelling(void)
{
	uint32_t seed = 7;

	for (int i = 0; i < 20000; i++) {
		struct arena *a = arena_new();
		struct locator l = any_locator(a, &seed), back;
		struct error e = {0};
		char *text = arena_dup(a, locator_format(a, &l));

		text[next(&seed, (uint32_t)strlen(text))] =
		    (char)(1 + next(&seed, 127));
		if (locator_parse(a, text, &back, &e) == 0)
			CHECK_STR(locator_format(a, &back), text);
		arena_free(a);
	}
}

int
main(void)
{
	RUN(examples_come_back);
	RUN(parts_are_told_apart);
	RUN(idle_root_is_left_out);
	RUN(others_are_refused);
	RUN(parts_have_a_limit);
	RUN(generated_ones_come_back);
	RUN(changed_ones_have_one_spelling);
	return test_end("t_locator");
}
