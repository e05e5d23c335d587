/*
 * Bytes from outside to display-safe text (DESIGN law 5), and UTF-8.
 * What does not show, or changes how its neighbours show, is written out as
 * [U+202E], an invalid byte as [0xFF]; nothing is dropped and nothing is
 * guessed.  The rule: Unicode's Cc, Zl, Zp, noncharacters, Bidi_Control and
 * Default_Ignorable_Code_Point (DerivedCoreProperties.txt), with U+FFF9-FFFB.
 * It refuses to escape for any markup.
 */
#include "base/text.h"

#include <assert.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

struct range {
	unsigned first, last;
};

/* In order; \n and \t are exempt in text_from. */
static const struct range unsafe[] = {
    {0x0000, 0x001F},   /* C0 */
    {0x007F, 0x009F},   /* DEL, C1 */
    {0x00AD, 0x00AD},   /* soft hyphen */
    {0x034F, 0x034F},   /* combining grapheme joiner */
    {0x061C, 0x061C},   /* Arabic letter mark */
    {0x115F, 0x1160},   /* Hangul fillers */
    {0x17B4, 0x17B5},   /* Khmer inherent vowels */
    {0x180B, 0x180F},   /* Mongolian selectors, vowel separator */
    {0x200B, 0x200F},   /* zero width, LRM, RLM */
    {0x2028, 0x202E},   /* line, paragraph separators; bidi embeddings */
    {0x2060, 0x206F},   /* word joiner, bidi isolates, deprecated */
    {0x3164, 0x3164},   /* Hangul filler */
    {0xFDD0, 0xFDEF},   /* noncharacters */
    {0xFE00, 0xFE0F},   /* variation selectors */
    {0xFEFF, 0xFEFF},   /* byte order mark */
    {0xFFA0, 0xFFA0},   /* halfwidth Hangul filler */
    {0xFFF0, 0xFFFB},   /* unassigned ignorables, annotations */
    {0x1BCA0, 0x1BCA3}, /* shorthand format controls */
    {0x1D173, 0x1D17A}, /* musical format controls */
    {0xE0000, 0xE0FFF}, /* tags, more variation selectors */
};

static bool
is_unsafe(unsigned code)
{
	size_t i;

	if (code >= 0x20 && code < 0x7F)
		return false;
	if ((code & 0xFFFE) == 0xFFFE)
		return true; /* the last two of each plane */
	for (i = 0; i < sizeof(unsafe) / sizeof(unsafe[0]); i++)
		if (code <= unsafe[i].last)
			return code >= unsafe[i].first;
	return false;
}

static bool
is_continuation(char c)
{
	return ((unsigned char)c & 0xC0) == 0x80;
}

/*
 * How many bytes at s are plain ASCII, 0x20 to 0x7E: nearly all of them are,
 * so eight are looked at at once.  A byte below 0x20 borrows, one of 0x7F or
 * more carries into its own highest bit; the first such byte ends the run.
 */
static size_t
plain_len(const char *s, size_t n)
{
	const uint64_t ones = UINT64_MAX / 0xFF;
	size_t i = 0;

	for (uint64_t x; n - i >= sizeof(x); i += sizeof(x)) {
		memcpy(&x, s + i, sizeof(x));
		if (((x | (x - ones * 0x20) | (x + ones)) & ones * 0x80) != 0)
			break;
	}
	while (i < n && s[i] >= 0x20 && s[i] < 0x7F)
		i++;
	return i;
}

/* Unicode 15, table 3-7: no overlong form, no surrogate, below 0x110000. */
size_t
utf8_len(const char *s, size_t n)
{
	unsigned char first, second;

	if (n == 0)
		return 0;
	first = (unsigned char)s[0];
	if (first < 0x80)
		return 1;
	if (first < 0xC2 || first > 0xF4 || n < 2 || !is_continuation(s[1]))
		return 0;
	if (first < 0xE0)
		return 2;
	second = (unsigned char)s[1];
	if (n < 3 || !is_continuation(s[2]))
		return 0;
	if ((first == 0xE0 && second < 0xA0) ||
	    (first == 0xED && second > 0x9F))
		return 0;
	if (first < 0xF0)
		return 3;
	if (n < 4 || !is_continuation(s[3]))
		return 0;
	if ((first == 0xF0 && second < 0x90) ||
	    (first == 0xF4 && second > 0x8F))
		return 0;
	return 4;
}

unsigned
utf8_code(const char *s)
{
	const unsigned char *u = (const unsigned char *)s;

	if (u[0] < 0x80)
		return u[0];
	if (u[0] < 0xE0)
		return (u[0] & 0x1FU) << 6 | (u[1] & 0x3FU);
	if (u[0] < 0xF0)
		return (u[0] & 0x0FU) << 12 | (u[1] & 0x3FU) << 6 |
		       (u[2] & 0x3FU);
	return (u[0] & 0x07U) << 18 | (u[1] & 0x3FU) << 12 |
	       (u[2] & 0x3FU) << 6 | (u[3] & 0x3FU);
}

void
utf8_put(struct buf *b, unsigned code)
{
	unsigned char s[4];
	size_t n = 0;

	assert(code < 0x110000 && (code < 0xD800 || code > 0xDFFF));
	if (code < 0x80) {
		s[n++] = (unsigned char)code;
	} else if (code < 0x800) {
		s[n++] = (unsigned char)(0xC0 | code >> 6);
	} else if (code < 0x10000) {
		s[n++] = (unsigned char)(0xE0 | code >> 12);
		s[n++] = (unsigned char)(0x80 | (code >> 6 & 0x3F));
	} else {
		s[n++] = (unsigned char)(0xF0 | code >> 18);
		s[n++] = (unsigned char)(0x80 | (code >> 12 & 0x3F));
		s[n++] = (unsigned char)(0x80 | (code >> 6 & 0x3F));
	}
	if (code >= 0x80)
		s[n++] = (unsigned char)(0x80 | (code & 0x3F));
	buf_add(b, s, n);
}

bool
utf8_valid(const char *s, size_t n)
{
	size_t i, len;

	for (i = plain_len(s, n); i < n; i += len) {
		len = (unsigned char)s[i] < 0x80 ? 1 : utf8_len(s + i, n - i);
		if (len == 0)
			return false;
	}
	return true;
}

/* Length of some safe characters at s, or 0 if one must be written out. */
static size_t
safe_len(const char *s, size_t n, bool is_line)
{
	size_t len;

	len = plain_len(s, n);
	if (len > 0)
		return len;
	len = utf8_len(s, n);
	if (!is_line && (s[0] == '\n' || s[0] == '\t'))
		return 1;
	if (len == 0 || is_unsafe(utf8_code(s)))
		return 0;
	return len;
}

static void
write_out(struct buf *b, const char *s, size_t len)
{
	if (len == 0)
		buf_printf(b, "[0x%02X]", (unsigned)(unsigned char)s[0]);
	else
		buf_printf(b, "[U+%04X]", utf8_code(s));
}

/* Appends n bytes, safe runs whole. */
static void
put_safe(struct buf *b, const char *s, size_t n, bool is_line)
{
	size_t i = 0, run = 0, len;

	while (i < n) {
		len = safe_len(s + i, n - i, is_line);
		if (len > 0) {
			i += len;
			continue;
		}
		buf_add(b, s + run, i - run);
		len = utf8_len(s + i, n - i);
		write_out(b, s + i, len);
		i += len == 0 ? 1 : len;
		run = i;
	}
	if (i > run)
		buf_add(b, s + run, i - run);
}

static bool
is_safe(const char *s, size_t n)
{
	size_t i, len;

	for (i = 0; i < n; i += len) {
		len = safe_len(s + i, n - i, false);
		if (len == 0)
			return false;
	}
	return true;
}

struct text
text_from(struct arena *a, const char *bytes, size_t n)
{
	struct buf b = {0};
	struct text t;

	if (is_safe(bytes, n)) {
		t.s = arena_ndup(a, bytes, n);
		t.n = n;
		return t;
	}
	put_safe(&b, bytes, n, false);
	t.s = arena_ndup(a, b.data, b.len);
	t.n = b.len;
	buf_free(&b);
	return t;
}

struct text
text_of(struct arena *a, const char *s)
{
	return text_from(a, s, strlen(s));
}

struct text
text_lit(const char *literal)
{
	struct text t = {literal, strlen(literal)};

	assert(is_safe(t.s, t.n));
	return t;
}

struct text
text_printf(struct arena *a, const char *fmt, ...)
{
	struct buf raw = {0};
	struct text t;
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(&raw, fmt, ap);
	va_end(ap);
	t = text_from(a, raw.data, raw.len);
	buf_free(&raw);
	return t;
}

void
text_vis(struct buf *b, const char *bytes, size_t n)
{
	put_safe(b, bytes, n, true);
}

static void
put_json_escape(struct buf *b, unsigned code)
{
	if (code >= 0x10000) {
		code -= 0x10000;
		buf_printf(b, "\\u%04X", 0xD800U | code >> 10);
		code = 0xDC00 | (code & 0x3FF);
	}
	buf_printf(b, "\\u%04X", code);
}

void
text_json(struct buf *b, const char *json, size_t n)
{
	size_t i = 0, run = 0, len;

	while (i < n) {
		len = safe_len(json + i, n - i, false);
		if (len > 0) {
			i += len;
			continue;
		}
		len = utf8_len(json + i, n - i);
		assert(len > 0);
		buf_add(b, json + run, i - run);
		put_json_escape(b, utf8_code(json + i));
		i += len;
		run = i;
	}
	if (i > run)
		buf_add(b, json + run, i - run);
}

static void
put_json_sign(struct buf *b, const char *s)
{
	static const char signs[] = "\"\\\b\f\n\r\t", names[] = "\"\\bfnrt";
	const char *sign = *s == '\0' ? NULL : strchr(signs, *s);

	if (sign == NULL) {
		put_json_escape(b, utf8_code(s));
		return;
	}
	buf_putc(b, '\\');
	buf_putc(b, names[sign - signs]);
}

/* How many of n bytes stand before the first quote or backslash. */
static size_t
unquoted_len(const char *s, size_t n)
{
	size_t i = 0;

	while (i < n && s[i] != '"' && s[i] != '\\')
		i++;
	return i;
}

void
text_json_quote(struct buf *b, const char *s, size_t n)
{
	size_t i = 0, run = 0, len;

	buf_putc(b, '"');
	while (i < n) {
		len = safe_len(s + i, n - i, true);
		if (len > 0 && s[i] != '"' && s[i] != '\\') {
			i += unquoted_len(s + i, len);
			continue;
		}
		len = utf8_len(s + i, n - i);
		assert(len > 0);
		buf_add(b, s + run, i - run);
		put_json_sign(b, s + i);
		i += len;
		run = i;
	}
	buf_add(b, s + run, i - run);
	buf_putc(b, '"');
}

int
text_order(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}
