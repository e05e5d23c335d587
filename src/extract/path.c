/*
 * Parses paths: a name or `$`, then segments as RFC 9535 writes them, to the
 * letter: blanks only where its grammar has them, no leading zeros, indices in
 * the range of I-JSON (section 2.1).  Refuses function extensions (section
 * 2.4).  Recursion ends at PATH_DEPTH.
 */
#include "extract/path.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"

#define INT_MOST INT64_C(9007199254740991) /* 2^53 - 1 */

int
path_fail(struct path_parser *p, const char *at, const char *fmt, ...)
{
	char where[64], why[ERR_TEXT];
	size_t column = 1;
	va_list ap;

	for (const char *q = p->text; q < at; q++)
		column += ((unsigned char)*q & 0xc0) != 0x80;
	(void)snprintf(
	    where, sizeof(where), "column %zu", column); /* always fits */
	va_start(ap, fmt);
	(void)vsnprintf(why, sizeof(why), fmt, ap); /* may be cut */
	va_end(ap);
	return err_set(p->e, ERR_INPUT, where, "%s", why);
}

int
path_fail_found(struct path_parser *p, const char *wanted)
{
	size_t n = utf8_len(p->p, strlen(p->p));

	if (*p->p == '\0')
		return path_fail(
		    p, p->p, "the path ends where %s must follow", wanted);
	return path_fail(
	    p, p->p, "'%.*s' where %s must follow", (int)n, p->p, wanted);
}

char
path_skip_blanks(struct path_parser *p)
{
	p->p += strspn(p->p, " \t\n\r");
	return *p->p;
}

int
path_enter(struct path_parser *p)
{
	if (p->depth == PATH_DEPTH)
		return path_fail(p, p->p, "nested deeper than %d", PATH_DEPTH);
	p->depth++;
	return 0;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* ---- Names and numbers -------------------------------------------------- */

/* p stands on a backslash. */
static int
read_escape(struct path_parser *p, char quote, struct buf *out)
{
	static const char from[] = "bfnrt/\\", to[] = "\b\f\n\r\t/\\";
	const char *at;
	unsigned code;
	int n;

	p->p++;
	if (*p->p == 'u') {
		n = json_unicode(p->p + 1, p->p + strlen(p->p), &code);
		if (n == 0)
			return path_fail(
			    p, p->p + 1, "four hex digits must follow '\\u'");
		if (n == -1)
			return path_fail(p, p->p - 1,
			    "half of a surrogate pair, '\\u%04x'", code);
		utf8_put(out, code);
		p->p += 1 + n;
		return 0;
	}
	at = *p->p == '\0' ? NULL : strchr(from, *p->p);
	if (at == NULL && *p->p != quote)
		return path_fail_found(p,
		    quote == '"' ? "one of \"\\/bfnrtu" : "one of '\\/bfnrtu");
	if (at != NULL)
		quote = to[at - from];
	buf_putc(out, quote);
	p->p++;
	return 0;
}

static int
read_quoted(struct path_parser *p, struct buf *out)
{
	const char *start = p->p;
	char quote = *p->p++;

	while (*p->p != quote) {
		if (*p->p == '\0')
			return path_fail(p, start, "the text has no end");
		if ((unsigned char)*p->p < 0x20)
			return path_fail(p, p->p,
			    "byte 0x%02x in a text, not escaped",
			    (unsigned)*p->p);
		if (*p->p != '\\')
			buf_putc(out, *p->p++);
		else if (read_escape(p, quote, out) == -1)
			return -1;
	}
	p->p++;
	return 0;
}

int
path_read_string(struct path_parser *p, const char **text, size_t *n)
{
	struct buf out = {0};
	int rc = read_quoted(p, &out);

	*text = arena_ndup(p->a, buf_str(&out), out.len);
	*n = out.len;
	buf_free(&out);
	return rc;
}

static bool
is_name_first(char c)
{
	return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (unsigned char)c >= 0x80;
}

/* `name` or `*` behind a dot. */
static int
read_shorthand(struct path_parser *p, struct selector *s)
{
	const char *first = p->p;

	if (*p->p == '*') {
		s->kind = SELECT_ALL;
		p->p++;
		return 0;
	}
	if (!is_name_first(*p->p))
		return path_fail_found(p, "a name or '*'");
	while (is_name_first(*p->p) || is_digit(*p->p))
		p->p++;
	s->kind = SELECT_NAME;
	s->n = (size_t)(p->p - first);
	s->name = arena_ndup(p->a, first, s->n);
	return 0;
}

static int
read_int(struct path_parser *p, int64_t *out)
{
	const char *start = p->p;
	bool is_negative = *p->p == '-';
	int64_t value = 0;

	*out = 0;
	if (is_negative)
		p->p++;
	if (!is_digit(*p->p))
		return path_fail_found(p, "a digit");
	if (*p->p == '0' && is_digit(p->p[1]))
		return path_fail(p, start, "a whole number with leading zero");
	for (; is_digit(*p->p); p->p++) {
		value = value * 10 + (*p->p - '0');
		if (value > INT_MOST)
			return path_fail(
			    p, start, "a whole number beyond 2^53 - 1");
	}
	if (is_negative && value == 0)
		return path_fail(p, start, "'-0' is no index");
	*out = is_negative ? -value : value;
	return 0;
}

/* ---- Selectors ---------------------------------------------------------- */

static bool
is_int_first(char c)
{
	return c == '-' || is_digit(c);
}

/* p stands behind the first colon. */
static int
read_slice(struct path_parser *p, struct selector *s)
{
	s->kind = SELECT_SLICE;
	s->step = 1;
	if (is_int_first(path_skip_blanks(p))) {
		s->has_end = true;
		if (read_int(p, &s->end) == -1)
			return -1;
	}
	if (path_skip_blanks(p) != ':')
		return 0;
	p->p++;
	if (is_int_first(path_skip_blanks(p)))
		return read_int(p, &s->step);
	return 0;
}

static int
read_index(struct path_parser *p, struct selector *s)
{
	s->kind = SELECT_INDEX;
	if (*p->p != ':') {
		s->has_start = true;
		if (read_int(p, &s->start) == -1)
			return -1;
	}
	if (path_skip_blanks(p) != ':')
		return 0;
	p->p++;
	return read_slice(p, s);
}

static int
read_selector(struct path_parser *p, struct selector *s)
{
	char c = path_skip_blanks(p);

	if (c == '\'' || c == '"') {
		s->kind = SELECT_NAME;
		return path_read_string(p, &s->name, &s->n);
	}
	if (c == '*') {
		s->kind = SELECT_ALL;
		p->p++;
		return 0;
	}
	if (c == '?') {
		s->kind = SELECT_FILTER;
		p->p++;
		return path_read_filter(p, &s->filter);
	}
	if (c == ':' || is_int_first(c))
		return read_index(p, s);
	return path_fail_found(p, "a selector");
}

static int
read_brackets(struct path_parser *p, struct segment *segment)
{
	struct selector **tail = &segment->selectors;

	do {
		p->p++;
		*tail = arena_alloc(p->a, sizeof(**tail));
		if (read_selector(p, *tail) == -1)
			return -1;
		tail = &(*tail)->next;
	} while (path_skip_blanks(p) == ',');
	if (*p->p != ']')
		return path_fail_found(p, "',' or ']'");
	p->p++;
	return 0;
}

/* p stands on '[' or '.'. */
static int
read_segment(struct path_parser *p, struct segment *segment)
{
	if (*p->p == '[')
		return read_brackets(p, segment);
	p->p++;
	if (*p->p == '.') {
		segment->is_descendant = true;
		p->p++;
		if (*p->p == '[')
			return read_brackets(p, segment);
	}
	segment->selectors = arena_alloc(p->a, sizeof(*segment->selectors));
	return read_shorthand(p, segment->selectors);
}

static bool
is_singular(const struct segment *segment)
{
	const struct selector *s = segment->selectors;

	return !segment->is_descendant && s->next == NULL &&
	       (s->kind == SELECT_NAME || s->kind == SELECT_INDEX);
}

int
path_read_segments(struct path_parser *p, struct query *q)
{
	struct segment **tail = &q->segments;
	const char *behind;

	q->is_singular = true;
	for (;;) {
		behind = p->p;
		(void)path_skip_blanks(p); /* seen by p */
		if (*p->p != '[' && *p->p != '.')
			break;
		*tail = arena_alloc(p->a, sizeof(**tail));
		if (read_segment(p, *tail) == -1)
			return -1;
		q->is_singular = q->is_singular && is_singular(*tail);
		tail = &(*tail)->next;
	}
	p->p = behind; /* blanks belong to who called */
	return 0;
}

/* ---- The whole ---------------------------------------------------------- */

static int
check_utf8(struct path_parser *p)
{
	size_t left = strlen(p->text), n;

	for (const char *q = p->text; left > 0; q += n, left -= n) {
		n = utf8_len(q, left);
		if (n == 0)
			return path_fail(p, q, "byte 0x%02x is no UTF-8",
			    (unsigned)(unsigned char)*q);
	}
	return 0;
}

/* `$` or [a-z][a-z0-9_]*. */
static int
read_root(struct path_parser *p, struct path *path)
{
	const char *first = p->p;

	if (*p->p == '$') {
		path->root = "$";
		p->p++;
		return 0;
	}
	if (*p->p < 'a' || *p->p > 'z')
		return path_fail_found(p, "'$' or a name");
	while (
	    (*p->p >= 'a' && *p->p <= 'z') || is_digit(*p->p) || *p->p == '_')
		p->p++;
	path->root = arena_ndup(p->a, first, (size_t)(p->p - first));
	return 0;
}

int
path_parse(struct arena *a, const char *text, bool is_connector,
    struct path **out, struct error *e)
{
	struct path_parser p = {.a = a,
	    .text = text,
	    .p = text,
	    .is_connector = is_connector,
	    .e = e};
	struct path *path = arena_alloc(a, sizeof(*path));

	*out = NULL;
	if (check_utf8(&p) == -1 || read_root(&p, path) == -1 ||
	    path_read_segments(&p, &path->query) == -1)
		return -1;
	if (*p.p != '\0')
		return path_fail_found(&p, "'.', '[' or the end");
	*out = path;
	return 0;
}

const char *
path_root(const struct path *p)
{
	return p->root;
}
