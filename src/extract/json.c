/*
 * Reads JSON that others wrote (RFC 8259), into a tree.  Refuses what two
 * readers could understand differently: names that stand twice in one object
 * (RFC 8259 section 4), bytes that are no UTF-8, halves of surrogate pairs, a
 * byte order mark, anything behind the value; and nesting above JSON_DEPTH.
 * Numbers stay text.  U+0000 in a string is kept.  No recursion.
 */
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "extract/tree.h"

enum { TEXT_SLACK = 32 };

struct reader {
	struct tree_builder b;
	const char *bytes, *p, *end;
	bool is_lenient;
	struct error *e;
};

/* Says where `at` is: lines, and characters in the line, from 1. */
__attribute__((format(printf, 3, 4))) static int
fail(struct reader *r, const char *at, const char *fmt, ...)
{
	char where[64], why[ERR_TEXT];
	size_t line = 1, column = 1;
	va_list ap;

	for (const char *q = r->bytes; q < at; q++) {
		if (*q == '\n') {
			line++;
			column = 1;
		} else if (((unsigned char)*q & 0xc0) != 0x80) {
			column++;
		}
	}
	(void)snprintf(where, sizeof(where), "line %zu column %zu", line,
	    column); /* always fits */
	va_start(ap, fmt);
	(void)vsnprintf(why, sizeof(why), fmt, ap); /* may be cut */
	va_end(ap);
	return err_set(r->e, ERR_INPUT, where, "%s", why);
}

static int
fail_found(struct reader *r, const char *wanted)
{
	unsigned char c;

	if (r->p == r->end)
		return fail(
		    r, r->p, "the text ends where %s must follow", wanted);
	c = (unsigned char)*r->p;
	if (c > 0x20 && c < 0x7f)
		return fail(r, r->p, "'%c' where %s must follow", c, wanted);
	return fail(r, r->p, "byte 0x%02x where %s must follow", c, wanted);
}

static bool
is_escaped(const char *q)
{
	const char *first = q;

	while (first[-1] == '\\')
		first--;
	return (q - first) % 2 != 0;
}

/* The name of `node` stands before its value: quote, blanks, colon, blanks. */
static int
fail_twin(struct reader *r, size_t node)
{
	size_t from;
	const char *name = tree_added_key(&r->b, node, &from);
	const char *q = r->bytes + from;

	while (*q != ':')
		q--;
	while (*q != '"')
		q--;
	do
		q--;
	while (*q != '"' || is_escaped(q));
	return fail(r, q, "name '%s' stands twice in one object", name);
}

static size_t
position(const struct reader *r)
{
	return (size_t)(r->p - r->bytes);
}

/* The next byte, 0 at the end. */
static char
skip_blanks(struct reader *r)
{
	for (; r->p < r->end; r->p++)
		if (*r->p != ' ' && *r->p != '\n' && *r->p != '\r' &&
		    *r->p != '\t')
			return *r->p;
	return '\0';
}

/* ---- Strings ------------------------------------------------------------ */

/* p stands behind `\u`; NULL when it failed. */
static char *
read_unicode(struct reader *r, char *w)
{
	unsigned code;
	int n = json_unicode(r->p, r->end, &code);

	if (n == 0) {
		(void)fail(r, r->p, "four hex digits must follow '\\u'");
		return NULL;
	}
	if (n == -1) {
		(void)fail(
		    r, r->p - 2, "half of a surrogate pair, '\\u%04x'", code);
		return NULL;
	}
	r->p += n;
	return json_put_code(w, code);
}

/* p stands on a backslash; NULL when it failed. */
static char *
read_escape(struct reader *r, char *w)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	const char *at;

	if (r->end - r->p < 2) {
		r->p = r->end;
		(void)fail_found(r, "an escaped character");
		return NULL;
	}
	r->p++;
	if (*r->p == 'u') {
		r->p++;
		return read_unicode(r, w);
	}
	at = memchr(from, *r->p, sizeof(from) - 1);
	if (at == NULL) {
		(void)fail_found(r, "one of \"\\/bfnrtu");
		return NULL;
	}
	r->p++;
	*w++ = to[at - from];
	return w;
}

/* A byte that cannot be copied as it is: not a quote.  NULL: it failed. */
static char *
read_odd(struct reader *r, char *w)
{
	unsigned char c = (unsigned char)*r->p;
	size_t n;

	if (c == '\\')
		return read_escape(r, w);
	if (c < 0x20) {
		(void)fail(r, r->p, "byte 0x%02x in a string, not escaped", c);
		return NULL;
	}
	n = utf8_len(r->p, (size_t)(r->end - r->p));
	if (n == 0) {
		(void)fail(r, r->p, "byte 0x%02x is no UTF-8", c);
		return NULL;
	}
	memcpy(w, r->p, n);
	r->p += n;
	return w + n;
}

/* True if one of eight bytes is a quote, a backslash, below 0x20 or not ASCII.
 */
static bool
has_odd(uint64_t v)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), high = ones << 7;
	uint64_t quote = v ^ (ones * '"'), slash = v ^ (ones * '\\');

	return (((v - ones * 0x20) | (quote - ones) | (slash - ones) | v) &
		   high) != 0;
}

static bool
is_plain(char c)
{
	return (unsigned char)c >= 0x20 && (unsigned char)c < 0x80 &&
	       c != '"' && c != '\\';
}

/*
 * p stands on the opening quote.  Writes the string `skip` behind the builder's
 * text; there is room for it (json_read).
 */
static int
read_string(struct reader *r, size_t skip, size_t *n)
{
	const char *start = r->p++;
	char *first = tree_room(&r->b, 0) + skip, *w = first;
	uint64_t eight;

	for (;;) {
		while (r->end - r->p >= 8) {
			memcpy(&eight, r->p, 8);
			if (has_odd(eight))
				break;
			memcpy(w, &eight, 8);
			r->p += 8;
			w += 8;
		}
		while (r->p < r->end && is_plain(*r->p))
			*w++ = *r->p++;
		if (r->p == r->end)
			return fail(r, start, "the string has no end");
		if (*r->p == '"')
			break;
		w = read_odd(r, w);
		if (w == NULL)
			return -1;
	}
	r->p++;
	*n = (size_t)(w - first);
	return 0;
}

static int
read_key(struct reader *r)
{
	size_t n = 0;

	if (skip_blanks(r) != '"')
		return fail_found(r, "a name in double quotes");
	if (read_string(r, TREE_KEY_AT, &n) == -1)
		return -1;
	tree_add_written_key(&r->b, n);
	if (skip_blanks(r) != ':')
		return fail_found(r, "':'");
	r->p++;
	return 0;
}

/* ---- Values ------------------------------------------------------------- */

static bool
skip_word(struct reader *r, const char *word)
{
	size_t n = strlen(word);

	if ((size_t)(r->end - r->p) < n || memcmp(r->p, word, n) != 0)
		return false;
	r->p += n;
	return true;
}

static bool
skip_digits(struct reader *r)
{
	const char *first = r->p;

	while (r->p < r->end && *r->p >= '0' && *r->p <= '9')
		r->p++;
	return r->p > first;
}

/* p stands on '-' or a digit. */
static int
skip_number(struct reader *r)
{
	if (*r->p == '-')
		r->p++;
	if (r->is_lenient && skip_word(r, "Infinity"))
		return 0;
	if (r->p < r->end && *r->p == '0')
		r->p++;
	else if (!skip_digits(r))
		return fail_found(r, "a digit");
	if (r->p < r->end && *r->p == '.') {
		r->p++;
		if (!skip_digits(r))
			return fail_found(r, "a digit");
	}
	if (r->p < r->end && (*r->p == 'e' || *r->p == 'E')) {
		r->p++;
		if (r->p < r->end && (*r->p == '+' || *r->p == '-'))
			r->p++;
		if (!skip_digits(r))
			return fail_found(r, "a digit");
	}
	return 0;
}

static void
add_number(struct reader *r, const char *first)
{
	tree_add_text(&r->b, NODE_NUMBER, first, (size_t)(r->p - first),
	    (size_t)(first - r->bytes), position(r));
}

static int
read_word(struct reader *r)
{
	static const struct {
		const char *word;
		enum node_type type;
	} words[] = {
	    {"null", NODE_NULL}, {"false", NODE_FALSE}, {"true", NODE_TRUE}};
	const char *first = r->p;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (skip_word(r, words[i].word)) {
			tree_add_word(&r->b, words[i].type,
			    (size_t)(first - r->bytes), position(r));
			return 0;
		}
	if (skip_word(r, "NaN") || skip_word(r, "Infinity")) {
		if (!r->is_lenient)
			return fail(r, first, "'%.*s' is no JSON number",
			    (int)(r->p - first), first);
		add_number(r, first);
		return 0;
	}
	return fail_found(r, "a value");
}

static int
close_container(struct reader *r)
{
	size_t twin;

	r->p++;
	twin = tree_add_close(&r->b, position(r));
	return twin == 0 ? 0 : fail_twin(r, twin);
}

/* 1: it is open and a value follows; 0: it was empty; -1: it failed. */
static int
open_container(struct reader *r, char c)
{
	enum node_type type = c == '{' ? NODE_OBJECT : NODE_ARRAY;

	if (tree_add_open(&r->b, type, position(r)) == -1)
		return fail(r, r->p, "nested deeper than %d", JSON_DEPTH);
	r->p++;
	if (skip_blanks(r) == (c == '{' ? '}' : ']'))
		return close_container(r);
	if (c == '{' && read_key(r) == -1)
		return -1;
	return 1;
}

/* 1: a value follows; 0: this one is complete; -1: it failed. */
static int
read_value(struct reader *r)
{
	char c = skip_blanks(r);
	const char *first = r->p;
	size_t n = 0;

	if (c == '"') {
		if (read_string(r, 0, &n) == -1)
			return -1;
		tree_add_written(&r->b, NODE_STRING, n,
		    (size_t)(first - r->bytes), position(r));
		return 0;
	}
	if (c == '{' || c == '[')
		return open_container(r, c);
	if (c != '-' && (c < '0' || c > '9'))
		return read_word(r);
	if (skip_number(r) == -1)
		return -1;
	add_number(r, first);
	return 0;
}

/* 1: a value follows; 0: the root is complete; -1: it failed. */
static int
read_behind(struct reader *r)
{
	while (r->b.depth > 0) {
		bool is_object = tree_open_type(&r->b) == NODE_OBJECT;
		char c = skip_blanks(r);
		if (c == ',') {
			r->p++;
			return is_object && read_key(r) == -1 ? -1 : 1;
		}
		if (c != (is_object ? '}' : ']'))
			return fail_found(
			    r, is_object ? "',' or '}'" : "',' or ']'");
		if (close_container(r) == -1)
			return -1;
	}
	(void)skip_blanks(r); /* what follows is seen by p */
	if (r->p < r->end)
		return fail_found(r, "the end");
	return 0;
}

static int
read_root(struct reader *r)
{
	int more = 1;

	if (r->end - r->p >= 3 && memcmp(r->p, "\xef\xbb\xbf", 3) == 0)
		return fail(r, r->p, "a byte order mark");
	while (more == 1) {
		more = read_value(r);
		if (more == 0)
			more = read_behind(r);
	}
	return more;
}

int
json_read(struct arena *a, const char *bytes, size_t n, bool is_lenient,
    struct tree **out, struct error *e)
{
	struct reader r = {.bytes = bytes,
	    .p = bytes,
	    .end = bytes + n,
	    .is_lenient = is_lenient,
	    .e = e};

	*out = NULL;
	if (n > JSON_BYTES_MAX)
		return err_set(e, ERR_LIMIT, "JSON",
		    "%zu bytes, more than the limit of %d", n, JSON_BYTES_MAX);
	tree_begin(&r.b, a, bytes, n);
	/*
	 * Room for every text: the tightest member, `"":0,`, takes 5 bytes
	 * there and 4 + 1 + 2 here.  Pages that nothing is written to cost
	 * nothing.
	 */
	(void)tree_room(&r.b, n + n / 2 + TEXT_SLACK);
	if (read_root(&r) == -1) {
		tree_drop(&r.b);
		return -1;
	}
	*out = tree_end(&r.b);
	return 0;
}
