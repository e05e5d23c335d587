/*
 * Text exposition of Prometheus (format 0.0.4, /metrics and /federate): an
 * array of {name, type?, labels, value, at?}, one a sample.  Values stay texts
 * as written ("NaN" and "+Inf" too), `at` is in milliseconds.  Comments other
 * than TYPE are passed over.  A line that is not of the format is refused with
 * its number: half a page must not look like a whole one.
 * https://prometheus.io/docs/instrumenting/exposition_formats
 */
#include "extract/decode_lines.h"

#include <string.h>

#include "extract/tree.h"

enum { NAME_MAX_BYTES = 1024 };

struct line {
	const char *s; /* of the whole text */
	size_t at, end;
	struct tree_builder *b;
	const char *type, *family; /* of the last TYPE line, in s */
	size_t ntype, nfamily;
	const char *why;
};

static void
skip_blanks(struct line *l)
{
	while (l->at < l->end && (l->s[l->at] == ' ' || l->s[l->at] == '\t'))
		l->at++;
}

static int
refuse(struct line *l, const char *why)
{
	l->why = why;
	return -1;
}

static bool
is_name_byte(char c, bool is_first, bool has_colon)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	       (c == ':' && has_colon) || (!is_first && c >= '0' && c <= '9');
}

/* Bytes of the name that stands here, 0 when none does. */
static size_t
name_length(const struct line *l, bool has_colon)
{
	size_t n = 0;

	while (l->at + n < l->end && n < NAME_MAX_BYTES &&
	       is_name_byte(l->s[l->at + n], n == 0, has_colon))
		n++;
	return n;
}

/* Bytes up to the next blank. */
static size_t
word_length(const struct line *l)
{
	size_t n = 0;

	while (l->at + n < l->end && l->s[l->at + n] != ' ' &&
	       l->s[l->at + n] != '\t')
		n++;
	return n;
}

static bool
take_word(struct line *l, const char *word)
{
	size_t n = strlen(word);

	if (word_length(l) != n || memcmp(l->s + l->at, word, n) != 0)
		return false;
	l->at += n;
	skip_blanks(l);
	return true;
}

/* "# TYPE name type": kept for the samples of that name. */
static int
read_comment(struct line *l)
{
	l->at++;
	skip_blanks(l);
	if (!take_word(l, "TYPE"))
		return 0;
	l->nfamily = name_length(l, true);
	l->family = l->s + l->at;
	if (l->nfamily == 0)
		return refuse(l, "a TYPE without a name");
	l->at += l->nfamily;
	skip_blanks(l);
	l->ntype = word_length(l);
	l->type = l->s + l->at;
	l->at += l->ntype;
	skip_blanks(l);
	if (l->ntype == 0 || l->at < l->end)
		return refuse(l, "a TYPE line is '# TYPE name type'");
	return 0;
}

static void
add_text(struct line *l, const char *key, size_t n)
{
	tree_add_key(l->b, key, strlen(key));
	tree_add_text(l->b, NODE_STRING, l->s + l->at, n, l->at, l->at + n);
	l->at += n;
}

/* The text between quotes, unescaped: \\, \" and \n. */
static int
read_label_value(struct line *l)
{
	size_t from, to, n = 0;
	char *room;

	if (l->at == l->end || l->s[l->at] != '"')
		return refuse(l, "a label's value stands in double quotes");
	from = ++l->at;
	for (to = from; to < l->end && l->s[to] != '"'; to++)
		to += l->s[to] == '\\';
	if (to >= l->end)
		return refuse(l, "a label's value does not end");
	room = tree_room(l->b, to - from + TREE_KEY_AT + 1);
	for (size_t i = from; i < to; i++) {
		char c = l->s[i];

		if (c == '\\') {
			c = l->s[++i];
			if (c != '\\' && c != '"' && c != 'n')
				return refuse(l, "a backslash stands before "
						 "a backslash, a quote or n");
			c = c == 'n' ? '\n' : c;
		}
		room[n++] = c;
	}
	tree_add_written(l->b, NODE_STRING, n, from, to);
	l->at = to + 1;
	return 0;
}

static int
read_label(struct line *l)
{
	size_t n = name_length(l, false);

	if (n == 0)
		return refuse(l, "a label has no name");
	tree_add_key(l->b, l->s + l->at, n);
	l->at += n;
	skip_blanks(l);
	if (l->at == l->end || l->s[l->at] != '=')
		return refuse(l, "a label without '='");
	l->at++;
	skip_blanks(l);
	if (read_label_value(l) == -1)
		return -1;
	skip_blanks(l);
	if (l->at < l->end && l->s[l->at] == ',')
		l->at++;
	else if (l->at == l->end || l->s[l->at] != '}')
		return refuse(l, "labels are parted by ',' and end with '}'");
	skip_blanks(l);
	return 0;
}

static int
read_labels(struct line *l)
{
	int rc = 0;

	tree_add_key(l->b, "labels", 6);
	(void)tree_add_open(l->b, NODE_OBJECT, l->at); /* depth 3 */
	if (l->at < l->end && l->s[l->at] == '{') {
		l->at++;
		skip_blanks(l);
		while (rc == 0 && !(l->at < l->end && l->s[l->at] == '}'))
			rc = read_label(l);
		l->at += rc == 0;
	}
	if (rc == 0 && tree_add_close(l->b, l->at) != 0)
		rc = refuse(l, "a label stands twice");
	return rc;
}

/* The TYPE before it speaks of this name, with a histogram's endings. */
static bool
has_type(const struct line *l, const char *name, size_t n)
{
	static const char *const endings[] = {
	    "", "_bucket", "_sum", "_count", "_total", "_created"};

	if (l->nfamily == 0 || n < l->nfamily ||
	    memcmp(name, l->family, l->nfamily) != 0)
		return false;
	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
		if (n - l->nfamily == strlen(endings[i]) &&
		    memcmp(name + l->nfamily, endings[i], n - l->nfamily) == 0)
			return true;
	return false;
}

static void
add_type(struct line *l)
{
	size_t from = (size_t)(l->type - l->s);

	tree_add_key(l->b, "type", 4);
	tree_add_text(
	    l->b, NODE_STRING, l->type, l->ntype, from, from + l->ntype);
}

/* name{labels} value [milliseconds] */
static int
read_fields(struct line *l)
{
	size_t n = name_length(l, true);
	const char *name = l->s + l->at;

	if (n == 0)
		return refuse(l, "a sample has no name");
	add_text(l, "name", n);
	if (has_type(l, name, n))
		add_type(l);
	skip_blanks(l);
	if (read_labels(l) == -1)
		return -1;
	skip_blanks(l);
	n = word_length(l);
	if (n == 0)
		return refuse(l, "a sample has no value");
	add_text(l, "value", n);
	skip_blanks(l);
	if (l->at == l->end)
		return 0;
	add_text(l, "at", word_length(l));
	skip_blanks(l);
	return l->at == l->end ? 0 : refuse(l, "text behind the time");
}

static int
read_line(struct line *l)
{
	skip_blanks(l);
	if (l->at == l->end)
		return 0;
	if (l->s[l->at] == '#')
		return read_comment(l);
	(void)tree_add_open(l->b, NODE_OBJECT, l->at); /* depth 2 */
	if (read_fields(l) == -1)
		return -1;
	(void)tree_add_close(l->b, l->at); /* our own names */
	return 0;
}

int
decode_exposition(struct arena *a, const char *bytes, size_t n,
    struct tree **out, struct error *e)
{
	struct tree_builder b;
	struct line l = {.s = bytes, .b = &b};
	size_t count = 1;
	int rc = 0;

	if (!utf8_valid(bytes, n))
		return err_set(
		    e, ERR_INPUT, "exposition", "the bytes are no UTF-8");
	if (n > 0 && bytes[n - 1] != '\n')
		return err_set(e, ERR_INPUT, "exposition",
		    "the last line does not end: the page is cut off");
	tree_begin(&b, a, bytes, n);
	(void)tree_add_open(&b, NODE_ARRAY, 0); /* depth 1 */
	for (size_t from = 0; rc == 0 && from < n; count++) {
		const char *end = memchr(bytes + from, '\n', n - from);

		l.at = from;
		l.end = (size_t)(end - bytes);
		from = l.end + 1;
		rc = read_line(&l);
	}
	if (rc == -1) {
		tree_drop(&b);
		return err_set(e, ERR_INPUT, "exposition", "line %zu: %s",
		    count - 1, l.why);
	}
	(void)tree_add_close(&b, n);
	*out = tree_end(&b);
	return 0;
}
