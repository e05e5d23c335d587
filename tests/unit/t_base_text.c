/*
 * base/text: every byte, every code point through text_from; UTF-8 against
 * its definition; slugs.
 */
#include "base/text.h"

#include "base/buf.h"
#include "base/mem.h"
#include "ext/json.h"
#include "test.h"

static const char hash[] =
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

static void
every_byte(void)
{
	struct arena *a = arena_new();
	char byte, want[16];
	struct text t;
	int i;

	for (i = 0; i < 256; i++) {
		byte = (char)i;
		t = text_from(a, &byte, 1);
		if (i >= 0x80)
			(void)snprintf(want, sizeof(want), "[0x%02X]", i);
		else if ((i < 0x20 && i != '\n' && i != '\t') || i == 0x7F)
			(void)snprintf(want, sizeof(want), "[U+%04X]", i);
		else
			(void)snprintf(want, sizeof(want), "%c", i);
		CHECK_STR(t.s, want);
		CHECK(t.n == strlen(want));
	}
	arena_free(a);
}

/* The classes of the brief, said again and not taken from the table. */
static bool
must_be_escaped(unsigned c)
{
	return (c < 0x20 && c != '\n' && c != '\t') ||
	       (c >= 0x7F && c <= 0x9F) || (c >= 0x202A && c <= 0x202E) ||
	       (c >= 0x2066 && c <= 0x2069) || c == 0x200E || c == 0x200F ||
	       c == 0x061C || (c >= 0x200B && c <= 0x200D) || c == 0x2060 ||
	       c == 0xFEFF || c == 0x2028 || c == 0x2029 ||
	       (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFE) == 0xFFFE ||
	       c == 0xAD || (c >= 0xE0000 && c <= 0xE007F) ||
	       (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xFFF9 && c <= 0xFFFB);
}

static bool
must_be_kept(unsigned c)
{
	return c == '\n' || c == '\t' || (c >= 0x20 && c < 0x7F) ||
	       (c >= 0xA0 && c <= 0xAC) || (c >= 0xAE && c < 0x34F) ||
	       (c >= 0x370 && c < 0x61C) || (c >= 0x2010 && c < 0x2028) ||
	       (c >= 0x3000 && c < 0x3164) || (c >= 0x4E00 && c <= 0x9FFF) ||
	       c == 0xFFFD || (c >= 0x1F300 && c < 0x1FA00) ||
	       (c >= 0xF0000 && c < 0xFFFFE);
}

static void
every_code_point(void)
{
	struct arena *a = arena_new();
	struct buf b = {0};
	char want[16];
	struct text t;
	unsigned c;

	for (c = 0; c < 0x110000 && test_failed_now == 0; c++) {
		if (c >= 0xD800 && c <= 0xDFFF)
			continue;
		buf_reset(&b);
		utf8_put(&b, c);
		CHECK(utf8_len(b.data, b.len) == b.len);
		CHECK(utf8_len(b.data, b.len - 1) == 0);
		CHECK(utf8_code(b.data) == c);
		t = text_from(a, b.data, b.len);
		(void)snprintf(want, sizeof(want), "[U+%04X]", c);
		if (must_be_escaped(c))
			CHECK_STR(t.s, want);
		if (must_be_kept(c))
			CHECK(t.n == b.len && memcmp(t.s, b.data, t.n) == 0);
		if (test_failed_now > 0)
			printf("at U+%04X\n", c);
	}
	buf_free(&b);
	arena_free(a);
}

static void
invalid_sequences(void)
{
	static const char *const pairs[][2] = {{"a\xC0\x80z", "a[0xC0][0x80]z"},
	    {"\xC1\xBF", "[0xC1][0xBF]"},
	    {"\xE0\x9F\xBF", "[0xE0][0x9F][0xBF]"},
	    {"\xED\xA0\x80", "[0xED][0xA0][0x80]"},
	    {"\xF0\x8F\xBF\xBF", "[0xF0][0x8F][0xBF][0xBF]"},
	    {"\xF4\x90\x80\x80", "[0xF4][0x90][0x80][0x80]"},
	    {"\xF5\x80\x80\x80", "[0xF5][0x80][0x80][0x80]"},
	    {"\xC3", "[0xC3]"}, {"\xE2\x82", "[0xE2][0x82]"},
	    {"\xE2\x82z", "[0xE2][0x82]z"},
	    {"\xF0\x9F\x98", "[0xF0][0x9F][0x98]"},
	    {"\xC3\xC3\xA9", "[0xC3]\xC3\xA9"}, {"\x80", "[0x80]"},
	    {"\xFF\xFE", "[0xFF][0xFE]"}};
	struct arena *a = arena_new();
	size_t i;

	for (i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		CHECK_STR(text_of(a, pairs[i][0]).s, pairs[i][1]);
		CHECK(!utf8_valid(pairs[i][0], strlen(pairs[i][0])));
		CHECK(utf8_valid("", 0));
	}
	CHECK(utf8_len("", 0) == 0);
	CHECK(utf8_valid("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80", 10));
	arena_free(a);
}

/* utf8_len against the definition: decode by hand, encode back, compare. */
static void
every_pair_and_triple(void)
{
	struct buf b = {0};
	unsigned i, second, code;
	char s[4] = {0};

	for (i = 0x80; i < 0x100; i++)
		for (second = 0; second < 0x10000; second += 0x3F) {
			s[0] = (char)i;
			s[1] = (char)(second >> 8);
			s[2] = (char)(second & 0xFF);
			if (utf8_len(s, 3) == 0)
				continue;
			code = utf8_code(s);
			buf_reset(&b);
			utf8_put(&b, code);
			CHECK(b.len == utf8_len(s, 3));
			CHECK(memcmp(b.data, s, b.len) == 0);
		}
	buf_free(&b);
}

static void
mixed(void)
{
	static const char nul[] = "a\0b";
	struct arena *a = arena_new();
	struct buf b = {0};
	struct text t;

	t = text_from(a, nul, 3);
	CHECK_STR(t.s, "a[U+0000]b");
	t = text_from(a, NULL, 0);
	CHECK_STR(t.s, "");
	CHECK(t.n == 0);
	t = text_from(a, "abc", 2);
	CHECK_STR(t.s, "ab");
	t = text_of(a, "\xE2\x80\xAEgnp.exe\x1B[31m\n\tok");
	CHECK_STR(t.s, "[U+202E]gnp.exe[U+001B][31m\n\tok");
	t = text_printf(a, "%s-%d", "\x07", 7);
	CHECK_STR(t.s, "[U+0007]-7");
	t = text_lit("our own\n");
	CHECK(t.n == 8);
	buf_puts(&b, "x: ");
	text_vis(&b, "a\r\n\tb\xFF", 6);
	CHECK_STR(buf_str(&b), "x: a[U+000D][U+000A][U+0009]b[0xFF]");
	buf_free(&b);
	arena_free(a);
}

/* What was made safe stays as it is. */
static void
safe_twice(void)
{
	struct arena *a = arena_new();
	struct text once, twice;
	char bytes[64];
	unsigned state = 20261125, i, round;

	for (round = 0; round < 2000; round++) {
		for (i = 0; i < sizeof(bytes); i++) {
			state = state * 1664525u + 1013904223u;
			bytes[i] = (char)(state >> 24);
		}
		once = text_from(a, bytes, sizeof(bytes));
		twice = text_from(a, once.s, once.n);
		CHECK(
		    once.n == twice.n && memcmp(once.s, twice.s, once.n) == 0);
		CHECK(utf8_valid(once.s, once.n));
		CHECK(once.s[once.n] == '\0');
	}
	arena_free(a);
}

static void
slugs(void)
{
	static const char *const pairs[][2] = {{"triage", "triage"},
	    {"a-1-b", "a-1-b"}, {"", "0123456789ab"},
	    {"Triage", "triage-0123456789ab"}, {"a/b", "a-b-0123456789ab"},
	    {"../../etc", "etc-0123456789ab"}, {"a  b", "a-b-0123456789ab"},
	    {"-rf", "rf-0123456789ab"}, {"a ", "a-0123456789ab"}, {"a-", "a-"},
	    {"\xE2\x82\xAC", "0123456789ab"},
	    {"x-deadbeef0123", "x-deadbeef0123-0123456789ab"},
	    {"deadbeef0123", "deadbeef0123-0123456789ab"},
	    {"xdeadbeef0123", "xdeadbeef0123"},
	    {"1234567890123456789012345678901234567890",
		"1234567890123456789012345678901234567890"},
	    {"12345678901234567890123456789012345678901",
		"1234567890123456789012345678901234567890-0123456789ab"}};
	struct arena *a = arena_new();
	size_t i;

	for (i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		CHECK_STR(text_slug(a, pairs[i][0], hash), pairs[i][1]);
	arena_free(a);
}

/* Eight bytes are looked at at once: each place of each byte among them. */
static void
every_place(void)
{
	struct arena *a = arena_new();

	for (int i = 0; i < 256; i++)
		for (size_t at = 0; at < 17; at++) {
			char bytes[18] = "abcdefghijklmnopq", c = (char)i;
			struct text whole, one = text_from(a, &c, 1);

			bytes[at] = c;
			whole = text_from(a, bytes, 17);
			CHECK(whole.n == 16 + one.n);
			CHECK(memcmp(whole.s, bytes, at) == 0);
			CHECK(memcmp(whole.s + at, one.s, one.n) == 0);
			CHECK_STR(whole.s + at + one.n, bytes + at + 1);
			CHECK(utf8_valid(bytes, 17) == (i < 0x80));
		}
	arena_free(a);
}

/* Every code point, alone and among others, as jansson would quote it. */
static void
quoted_as_json(void)
{
	struct buf s = {0}, got = {0}, want = {0};

	for (unsigned code = 1; code < 0x110000;
	     code += code < 0x3200 ? 1 : 97) {
		struct json *j;

		if (code >= 0xD800 && code <= 0xDFFF)
			continue;
		buf_reset(&s);
		buf_reset(&got);
		buf_reset(&want);
		for (unsigned i = 0; i < code % 11; i++)
			buf_putc(&s, 'x');
		utf8_put(&s, code);
		buf_puts(&s, code % 2 == 0 ? "" : "\"y\\");
		text_json_quote(&got, s.data, s.len);
		j = json_text(buf_str(&s));
		json_format_compact(j, &want);
		json_free(j);
		CHECK_STR(buf_str(&got), buf_str(&want));
	}
	buf_reset(&got);
	text_json_quote(&got, "", 0);
	CHECK_STR(buf_str(&got), "\"\"");
	buf_free(&s);
	buf_free(&got);
	buf_free(&want);
}

int
main(void)
{
	RUN(every_place);
	RUN(quoted_as_json);
	RUN(every_byte);
	RUN(every_code_point);
	RUN(invalid_sequences);
	RUN(every_pair_and_triple);
	RUN(mixed);
	RUN(safe_twice);
	RUN(slugs);
	return test_end("t_base_text");
}
