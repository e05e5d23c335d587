/*
 * Templates: text with {PATH} or {PATH|filter} in it, and slots: {name}
 * inside a quoted text of a path, which a session replaces by the text of a
 * parameter.  Parsing only; nothing is ever scanned twice (CONNECTORS
 * section 3).  Refuses a brace that does not close and a filter where it
 * cannot stand.
 */
#include "extract/connector.h"

#include <string.h>

#include "base/buf.h"

static const char *const filter_words[] = {
    "path", "quoted", "epoch", "json", NULL};

/* Length of the quoted text at s, with both quotes; 0 when it is open. */
static size_t
quoted_len(const char *s)
{
	for (size_t i = 1; s[i] != '\0'; i++) {
		if (s[i] == '\\' && s[i + 1] != '\0')
			i++;
		else if (s[i] == s[0])
			return i + 1;
	}
	return 0;
}

/* Offset of the closing brace and, if there is one, of the filter's bar. */
static bool
find_end(const char *s, size_t *end, size_t *bar)
{
	int depth = 0;

	*bar = 0;
	for (size_t i = 0; s[i] != '\0'; i++) {
		if (s[i] == '\'' || s[i] == '"') {
			size_t n = quoted_len(s + i);

			if (n == 0)
				return false;
			i += n - 1;
		} else if (s[i] == '[') {
			depth++;
		} else if (s[i] == ']') {
			depth--;
		} else if (s[i] == '|' && depth == 0 && *bar == 0) {
			*bar = i;
		} else if (s[i] == '}' && depth <= 0) {
			*end = i;
			return true;
		}
	}
	return false;
}

static int
parse_filter(struct reader *r, const struct data *d, const char *word,
    enum template_place place, enum filter *out)
{
	for (int i = 0; filter_words[i] != NULL; i++)
		if (strcmp(filter_words[i], word) == 0)
			*out = (enum filter)(i + 1);
	if (*out == FILTER_NONE)
		return shape_unknown(
		    r, "con-filter", d, "filter", word, filter_words);
	if ((*out == FILTER_PATH && place != PLACE_URL) ||
	    (*out == FILTER_JSON && place != PLACE_BODY)) {
		(void)err_at(r->e, "con-filter-place", r->c->file, d->line,
		    d->column, "filter '%s' cannot stand here", word);
		err_hint(r->e, "'path' belongs in 'get' and 'post', 'json' "
			       "is a whole value of 'body'");
		return -1;
	}
	return 0;
}

/* One {…} whose inside begins at s; *used counts to behind the brace. */
static int
parse_hole(struct reader *r, const struct data *d, const char *s,
    enum template_place place, struct piece *out, size_t *used)
{
	size_t end = 0, bar = 0;
	const char *path;

	if (!find_end(s, &end, &bar)) {
		(void)err_at(r->e, "con-brace", r->c->file, d->line, d->column,
		    "a '{' does not close in '%s'", d->text);
		err_hint(r->e, "write {{ for a brace that is meant as text");
		return -1;
	}
	path = arena_ndup(r->a, s, bar > 0 ? bar : end);
	if (bar > 0 &&
	    parse_filter(r, d, arena_ndup(r->a, s + bar + 1, end - bar - 1),
		place, &out->filter) == -1)
		return -1;
	*used = end + 1;
	return part_path_text(r, d, path, &out->path);
}

static void
flush(struct reader *r, struct buf *text, struct piece *pieces, size_t *n)
{
	if (text->len == 0)
		return;
	pieces[*n].text = arena_ndup(r->a, text->data, text->len);
	(*n)++;
	buf_reset(text);
}

int
template_parse(struct reader *r, const struct data *d,
    enum template_place place, struct pieces *out)
{
	struct buf text = {0};
	struct piece *pieces;
	const char *s = d->text;
	size_t n = 0, used = 0;
	int rc = -1;

	if (d->kind != DATA_TEXT) {
		(void)err_at(r->e, "con-template", r->c->file, d->line,
		    d->column, "a template must be a text");
		err_hint(r->e, "put it in double quotes");
		return -1;
	}
	pieces = arena_array(r->a, strlen(s) + 1, sizeof(*pieces));
	while (*s != '\0') {
		if ((s[0] == '{' || s[0] == '}') && s[1] == s[0]) {
			buf_putc(&text, s[0]);
			s += 2;
		} else if (s[0] == '{') {
			flush(r, &text, pieces, &n);
			if (parse_hole(r, d, s + 1, place, &pieces[n], &used) ==
			    -1)
				goto out;
			n++;
			s += used + 1;
		} else if (s[0] == '}') {
			(void)err_at(r->e, "con-brace", r->c->file, d->line,
			    d->column, "a '}' opens nothing in '%s'", d->text);
			err_hint(r->e, "write }} for a brace meant as text");
			goto out;
		} else {
			buf_putc(&text, *s++);
		}
	}
	flush(r, &text, pieces, &n);
	for (size_t i = 0; i < n && n > 1; i++)
		if (pieces[i].filter == FILTER_JSON) {
			(void)err_at(r->e, "con-filter-whole", r->c->file,
			    d->line, d->column,
			    "filter 'json' must be the whole value");
			err_hint(r->e, "it puts in a list or map, not a text");
			goto out;
		}
	out->items = pieces;
	out->n = n;
	rc = 0;
out:
	buf_free(&text);
	return rc;
}

bool
slot_next(const char *text, size_t *at, size_t *from, size_t *to, char *quote)
{
	char q = '\0';
	size_t i;

	/* *at is 0 at first, later behind a slot, still inside its quotes. */
	for (i = 0; text[i] != '\0'; i++) {
		if (q == '\0') {
			if (text[i] == '\'' || text[i] == '"')
				q = text[i];
			continue;
		}
		if (text[i] == '\\' && text[i + 1] != '\0') {
			i++;
		} else if (text[i] == q) {
			q = '\0';
		} else if (text[i] == '{' && i >= *at) {
			size_t k = i + 1;

			while ((text[k] >= 'a' && text[k] <= 'z') ||
			       (text[k] >= '0' && text[k] <= '9') ||
			       text[k] == '_')
				k++;
			if (text[k] == '}' && k > i + 1) {
				*from = i;
				*to = *at = k + 1;
				*quote = q;
				return true;
			}
		}
	}
	return false;
}

/* A parameter's text as part of a quoted text of RFC 9535. */
static void
put_escaped(struct buf *b, const char *s, char quote)
{
	for (; *s != '\0'; s++) {
		if (*s == '\\' || *s == quote)
			buf_printf(b, "\\%c", *s);
		else if ((unsigned char)*s < 0x20)
			buf_printf(b, "\\u%04x", (unsigned)*s);
		else
			buf_putc(b, *s);
	}
}

const char *
slot_fill(struct arena *a, const char *path, const struct param_def *params,
    const char *const *texts, size_t n)
{
	struct buf b = {0};
	const char *out;
	size_t at = 0, from = 0, to = 0, done = 0;
	char quote = '\0';

	while (slot_next(path, &at, &from, &to, &quote)) {
		buf_add(&b, path + done, from - done);
		for (size_t i = 0; i < n; i++)
			if (strlen(params[i].name) == to - from - 2 &&
			    memcmp(params[i].name, path + from + 1,
				to - from - 2) == 0 &&
			    texts[i] != NULL)
				put_escaped(&b, texts[i], quote);
		done = to;
	}
	buf_puts(&b, path + done);
	out = arena_dup(a, buf_str(&b));
	buf_free(&b);
	return out;
}
