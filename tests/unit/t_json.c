/* The reader of outside JSON: what it keeps, what it refuses and where. */
#include "base/error.h"
#include "base/mem.h"
#include "extract/extract.h"
#include "test.h"

#include <stdlib.h>

/* A copy without a byte to spare, so that a sanitizer sees a step past it. */
static char *
exact(const char *s, size_t n)
{
	char *copy = malloc(n == 0 ? 1 : n);

	if (copy == NULL)
		abort();
	memcpy(copy, s, n);
	return copy;
}

static void
check_refused(const char *s, size_t n, const char *where, const char *what)
{
	struct arena *a = arena_new();
	struct error e = {0};
	struct tree *t;
	char *bytes = exact(s, n);

	CHECK(json_read(a, bytes, n, false, &t, &e) == -1);
	CHECK(t == NULL);
	CHECK(e.kind == ERR_INPUT);
	CHECK_STR(e.where, where);
	CHECK_STR(e.what, what);
	free(bytes);
	arena_free(a);
}

static struct tree *
read_good(struct arena *a, const char *s, size_t n, bool is_lenient)
{
	struct error e = {0};
	struct tree *t;

	if (json_read(a, s, n, is_lenient, &t, &e) == -1)
		printf("%s: %s\n", e.where, e.what);
	CHECK(t != NULL);
	return t;
}

static void
check_text(const char *s, size_t n, const char *want, size_t nwant)
{
	struct arena *a = arena_new();
	char *bytes = exact(s, n);
	struct tree *t = read_good(a, bytes, n, false);
	size_t got = 0;
	const char *text = t == NULL ? NULL : tree_text(t, 0, &got);

	CHECK(text != NULL && got == nwant && memcmp(text, want, nwant) == 0 &&
	      text[nwant] == '\0');
	free(bytes);
	arena_free(a);
}

#define REFUSED(s, where, what) check_refused(s, sizeof(s) - 1, where, what)
#define TEXT(s, want)           check_text(s, sizeof(s) - 1, want, sizeof(want) - 1)

static void
refuses_structure(void)
{
	REFUSED(
	    "", "line 1 column 1", "the text ends where a value must follow");
	REFUSED(
	    " ", "line 1 column 2", "the text ends where a value must follow");
	REFUSED("[1,]", "line 1 column 4", "']' where a value must follow");
	REFUSED("[1", "line 1 column 3",
	    "the text ends where ',' or ']' must follow");
	REFUSED("[1}", "line 1 column 3", "'}' where ',' or ']' must follow");
	REFUSED("{\"a\":1", "line 1 column 7",
	    "the text ends where ',' or '}' must follow");
	REFUSED("{\"a\" 1}", "line 1 column 6", "'1' where ':' must follow");
	REFUSED("{\"a\":1,}", "line 1 column 8",
	    "'}' where a name in double quotes must follow");
	REFUSED("{a:1}", "line 1 column 2",
	    "'a' where a name in double quotes must follow");
	REFUSED("1 2", "line 1 column 3", "'2' where the end must follow");
	REFUSED(
	    "1\0", "line 1 column 2", "byte 0x00 where the end must follow");
	REFUSED("[\n  \"\xc3\xa4\", x]", "line 2 column 8",
	    "'x' where a value must follow");
	REFUSED("\xef\xbb\xbf{}", "line 1 column 1", "a byte order mark");
	REFUSED("[tru]", "line 1 column 2", "'t' where a value must follow");
	REFUSED("nul", "line 1 column 1", "'n' where a value must follow");
}

static void
refuses_numbers(void)
{
	REFUSED(
	    "-", "line 1 column 2", "the text ends where a digit must follow");
	REFUSED("-x", "line 1 column 2", "'x' where a digit must follow");
	REFUSED("01", "line 1 column 2", "'1' where the end must follow");
	REFUSED("[1.]", "line 1 column 4", "']' where a digit must follow");
	REFUSED("[1.5e]", "line 1 column 6", "']' where a digit must follow");
	REFUSED("[1e+]", "line 1 column 5", "']' where a digit must follow");
	REFUSED("+1", "line 1 column 1", "'+' where a value must follow");
	REFUSED("NaN", "line 1 column 1", "'NaN' is no JSON number");
	REFUSED(
	    "[Infinity]", "line 1 column 2", "'Infinity' is no JSON number");
	REFUSED(
	    "[-Infinity]", "line 1 column 3", "'I' where a digit must follow");
}

static void
refuses_strings(void)
{
	REFUSED("\"abc", "line 1 column 1", "the string has no end");
	REFUSED("\"abcdefgh", "line 1 column 1", "the string has no end");
	REFUSED("\"a\\", "line 1 column 4",
	    "the text ends where an escaped character must follow");
	REFUSED("\"\\x\"", "line 1 column 3",
	    "'x' where one of \"\\/bfnrtu must follow");
	REFUSED("\"\\\0\"", "line 1 column 3",
	    "byte 0x00 where one of \"\\/bfnrtu must follow");
	REFUSED("\"\\u12g4\"", "line 1 column 4",
	    "four hex digits must follow '\\u'");
	REFUSED(
	    "\"\\u12", "line 1 column 4", "four hex digits must follow '\\u'");
	REFUSED(
	    "\"\t\"", "line 1 column 2", "byte 0x09 in a string, not escaped");
	REFUSED("\"12345678\x1f\"", "line 1 column 10",
	    "byte 0x1f in a string, not escaped");
	REFUSED("\"\\ud800\"", "line 1 column 2",
	    "half of a surrogate pair, '\\ud800'");
	REFUSED("\"\\udc00\\ud800\"", "line 1 column 2",
	    "half of a surrogate pair, '\\udc00'");
	REFUSED("\"\\ud800\\u0041\"", "line 1 column 2",
	    "half of a surrogate pair, '\\ud800'");
	REFUSED("\"\\ud800\\udc0", "line 1 column 2",
	    "half of a surrogate pair, '\\ud800'");
	REFUSED("\"\xff\"", "line 1 column 2", "byte 0xff is no UTF-8");
	REFUSED("\"\xed\xa0\x80\"", "line 1 column 2", "byte 0xed is no UTF-8");
	REFUSED("\"\xc0\x80\"", "line 1 column 2", "byte 0xc0 is no UTF-8");
	REFUSED(
	    "\"\xf4\x90\x80\x80\"", "line 1 column 2", "byte 0xf4 is no UTF-8");
	REFUSED("\"\xe2\x82", "line 1 column 2", "byte 0xe2 is no UTF-8");
}

static void
refuses_twins(void)
{
	REFUSED("{\"a\":1,\"b\":2,\"a\":3}", "line 1 column 14",
	    "name 'a' stands twice in one object");
	REFUSED("{\"a\":1,\n \"\\u0061\" : [1]}", "line 2 column 2",
	    "name 'a' stands twice in one object");
	REFUSED("[{\"x\":{\"q\\\"\\\\\":1,\"q\\\"\\\\\":2}}]",
	    "line 1 column 18", "name 'q\"\\' stands twice in one object");
	REFUSED("{\"\":1,\"\":2}", "line 1 column 7",
	    "name '' stands twice in one object");
	REFUSED("{\"a\":{\"a\":1},\"c\":1,\"a\":{}}", "line 1 column 20",
	    "name 'a' stands twice in one object");
}

/*
 * Above a few members names are sorted: still the one said twice first, in the
 * order of the text, is named.
 */
static void
refuses_twins_of_many(void)
{
	for (int n = 2; n < 100; n++) {
		char s[2048] = "{", where[64], what[64];
		size_t used = 1;

		for (int i = 0; i < n; i++)
			used += (size_t)snprintf(s + used, sizeof(s) - used,
			    "\"k%d\":%d,", i * 101 % n, i);
		(void)snprintf(
		    where, sizeof(where), "line 1 column %zu", used + 1);
		(void)snprintf(what, sizeof(what),
		    "name 'k%d' stands twice in one object", n / 2);
		used += (size_t)snprintf(s + used, sizeof(s) - used,
		    "\"k%d\":[{}],\"k0\":0}", n / 2);
		check_refused(s, used, where, what);
	}
}

/* Same length, first and last letter: only bytes tell them apart. */
static void
takes_alike_names(void)
{
	struct arena *a = arena_new();
	char text[4096] = "{";
	size_t used = 1;
	struct tree *t;

	for (int i = 0; i < 200; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used,
		    "%s\"k%03dz\":%d", i == 0 ? "" : ",", i, i);
	text[used++] = '}';
	t = read_good(a, text, used, false);
	CHECK(t != NULL && tree_count(t) == 201);
	CHECK(t != NULL && tree_member(t, 0, "k117z", 5) == 118);
	CHECK(t != NULL && tree_member(t, 0, "k117", 4) == 0);
	arena_free(a);
}

static void
keeps_texts(void)
{
	TEXT("\"\"", "");
	TEXT(" \"abc\" ", "abc");
	TEXT("\"abcdefghijklmnop\\nq\"", "abcdefghijklmnop\nq");
	TEXT("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t");
	TEXT("\"\\u0041\\u00e4\\u20AC\\ud83d\\uDE00\"",
	    "A\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80");
	TEXT("\"\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\x7f\"",
	    "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\x7f");
	TEXT("\"a\\u0000b\"", "a\0b");
	TEXT("1E2", "1E2");
	TEXT("-0.0e-00", "-0.0e-00");
	TEXT("12345678901234567890123456789012345678901234567890",
	    "12345678901234567890123456789012345678901234567890");
}

static void
takes_lenient_numbers(void)
{
	struct arena *a = arena_new();
	static const char s[] = "[NaN,Infinity,-Infinity,1]";
	struct tree *t = read_good(a, s, sizeof(s) - 1, true);
	size_t n, i = 0;
	static const char *const want[] = {"NaN", "Infinity", "-Infinity", "1"};

	CHECK(t != NULL && tree_count(t) == 5);
	for (size_t c = tree_child(t, 0); c != 0; c = tree_next(t, c), i++) {
		CHECK(tree_type(t, c) == NODE_NUMBER);
		CHECK_STR(tree_text(t, c, &n), want[i]);
	}
	CHECK(i == 4);
	arena_free(a);
}

static void
lenient_is_not_looser(void)
{
	static const char *const bad[] = {"+Infinity", "nan", "-NaN", "Inf",
	    "NaN1", "[NaN NaN]", "01", "'a'", "-"};
	struct arena *a = arena_new();

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct error e = {0};
		struct tree *t;
		CHECK(json_read(a, bad[i], strlen(bad[i]), true, &t, &e) == -1);
	}
	arena_free(a);
}

static void
limits_depth(void)
{
	char s[2 * JSON_DEPTH + 3];
	struct arena *a = arena_new();
	struct error e = {0};
	struct tree *t;

	memset(s, '[', JSON_DEPTH + 1);
	memset(s + JSON_DEPTH + 1, ']', JSON_DEPTH + 1);
	CHECK(json_read(a, s + 1, 2 * JSON_DEPTH, false, &t, &e) == 0);
	CHECK(json_read(a, s, 2 * JSON_DEPTH + 2, false, &t, &e) == -1);
	CHECK_STR(e.where, "line 1 column 257");
	CHECK_STR(e.what, "nested deeper than 256");
	arena_free(a);
}

static void
limits_bytes(void)
{
	struct arena *a = arena_new();
	struct error e = {0};
	struct tree *t;

	/* Refused by its length: no byte is read. */
	CHECK(
	    json_read(a, "", (size_t)JSON_BYTES_MAX + 1, false, &t, &e) == -1);
	CHECK(e.kind == ERR_LIMIT);
	CHECK_STR(e.what, "67108865 bytes, more than the limit of 67108864");
	arena_free(a);
}

/* 24 bytes a node and a little: 30 MB of `{},` are 10 million nodes, 240 MB. */
static void
limits_memory(void)
{
	enum { N = 300000 };
	struct arena *a = arena_new();
	char *s = malloc(3 * N + 2);
	struct tree *t;

	if (s == NULL)
		abort();
	s[0] = '[';
	for (size_t i = 0; i < N; i++)
		memcpy(s + 1 + 3 * i, "{},", 3);
	s[3 * N] = ']';
	t = read_good(a, s, 3 * N + 1, false);
	CHECK(t != NULL && tree_count(t) == N + 1);
	CHECK(arena_used(a) < 25 * (size_t)N);
	free(s);
	arena_free(a);

	/* A small tree is small. */
	a = arena_new();
	t = read_good(a, "[1,2,{\"a\":\"b\"}]", 15, false);
	CHECK(t != NULL && arena_used(a) < 512);
	arena_free(a);
}

int
main(void)
{
	RUN(refuses_structure);
	RUN(refuses_numbers);
	RUN(refuses_strings);
	RUN(refuses_twins);
	RUN(refuses_twins_of_many);
	RUN(takes_alike_names);
	RUN(keeps_texts);
	RUN(takes_lenient_numbers);
	RUN(lenient_is_not_looser);
	RUN(limits_depth);
	RUN(limits_bytes);
	RUN(limits_memory);
	return test_end("t_json");
}
