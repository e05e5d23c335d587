/*
 * Templates filled in: the URL, query, headers, form and body of one request.
 * A value is never scanned again; what has no one value makes the request
 * NOT_ASKED and names the path (CONNECTORS section 3).
 */
#include "extract/session.h"

#include <string.h>

#include "base/buf.h"
#include "extract/tree.h"

static void
put_encoded(
    struct buf *b, const char *s, size_t n, const char *plain, bool is_form)
{
	static const char hex[] = "0123456789ABCDEF";

	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    (c >= '0' && c <= '9') ||
		    (c != '\0' && strchr(plain, c) != NULL)) {
			buf_putc(b, s[i]);
		} else if (c == ' ' && is_form) {
			buf_putc(b, '+');
		} else {
			buf_putc(b, '%');
			buf_putc(b, hex[c >> 4]);
			buf_putc(b, hex[c & 15]);
		}
	}
}

void
fill_query(struct buf *b, const char *text)
{
	put_encoded(b, text, strlen(text), "-._*", true);
}

static void
put_json_text(struct buf *b, const char *s, size_t n)
{
	buf_putc(b, '"');
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c == '"' || c == '\\')
			buf_printf(b, "\\%c", c);
		else if (c < 0x20)
			buf_printf(b, "\\u%04x", c);
		else
			buf_putc(b, s[i]);
	}
	buf_putc(b, '"');
}

/* A node as JSON; depth is the decoder's, at most JSON_DEPTH. */
static void
put_json_node(struct buf *b, const struct tree *t, size_t node)
{
	size_t n;
	const char *s;
	enum node_type type = tree_type(t, node);
	bool is_map = type == NODE_OBJECT;

	if (type == NODE_NULL || type == NODE_TRUE || type == NODE_FALSE) {
		buf_puts(b, type == NODE_NULL   ? "null"
			    : type == NODE_TRUE ? "true"
						: "false");
	} else if (type == NODE_NUMBER) {
		s = tree_text(t, node, &n);
		buf_add(b, s, n);
	} else if (type == NODE_STRING) {
		s = tree_text(t, node, &n);
		put_json_text(b, s, n);
	} else {
		buf_putc(b, is_map ? '{' : '[');
		for (size_t c = tree_child(t, node); c != 0;
		     c = tree_next(t, c)) {
			if (c != tree_child(t, node))
				buf_putc(b, ',');
			if (is_map) {
				s = tree_key(t, c, &n);
				put_json_text(b, s, n);
				buf_putc(b, ':');
			}
			put_json_node(b, t, c);
		}
		buf_putc(b, is_map ? '}' : ']');
	}
}

/* `|path`: parts between slashes, none empty, "." or "..". */
static bool
put_path(struct buf *b, const struct tree *t, const size_t *nodes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t len, from = 0;
		const char *s = tree_scalar(t, nodes[i], &len);

		if (s == NULL)
			return false;
		for (size_t k = 0; k <= len; k++) {
			if (k < len && s[k] != '/')
				continue;
			if (k == from ||
			    (k - from <= 2 &&
				memcmp(s + from, "..", k - from) == 0))
				return false;
			if (i > 0 || from > 0)
				buf_putc(b, '/');
			put_encoded(b, s + from, k - from, "-._~", false);
			from = k + 1;
		}
	}
	return n > 0;
}

static bool
put_quoted(struct buf *b, const char *s, size_t n)
{
	char q = memchr(s, '\'', n) == NULL ? '\'' : '"';

	if (memchr(s, q, n) != NULL)
		return false;
	buf_putc(b, q);
	buf_add(b, s, n);
	buf_putc(b, q);
	return true;
}

static bool
put_epoch(struct buf *b, const char *s, size_t n)
{
	struct instant t;

	if (time_parse(&t, s, n) == -1)
		return false;
	buf_printf(b, "%lld", (long long)t.s);
	return true;
}

/* The value of one hole, encoded for nothing yet; false: it has none. */
static bool
put_value(struct session *s, const struct scope *sc, const struct piece *p,
    struct buf *b)
{
	struct selection sel;
	size_t len;
	const char *text;

	if (scope_select(s, &s->envs[0], sc, p->path, &sel) == -1 || sel.n == 0)
		return false;
	if (p->filter == FILTER_PATH)
		return put_path(b, sel.doc->tree, sel.nodes, sel.n);
	if (sel.n != 1)
		return false;
	if (p->filter == FILTER_JSON) {
		put_json_node(b, sel.doc->tree, sel.nodes[0]);
		return true;
	}
	text = tree_scalar(sel.doc->tree, sel.nodes[0], &len);
	if (text == NULL || memchr(text, '\0', len) != NULL)
		return false;
	if (p->filter == FILTER_QUOTED)
		return put_quoted(b, text, len);
	if (p->filter == FILTER_EPOCH)
		return put_epoch(b, text, len);
	buf_add(b, text, len);
	return true;
}

/* A url parameter at the very beginning stands as it is. */
static bool
is_base_url(const struct session *s, const struct piece *p, size_t i)
{
	for (size_t k = 0; i == 0 && k < s->c->nparams; k++)
		if (s->c->params[k].type == PARAM_URL &&
		    strcmp(s->c->params[k].name, p->path->text) == 0)
			return true;
	return false;
}

const char *
fill_pieces(struct session *s, const struct scope *sc, const struct pieces *t,
    enum template_place place, const char **why)
{
	struct buf out = {0}, value = {0};
	const char *text = NULL;

	for (size_t i = 0; i < t->n; i++) {
		const struct piece *p = &t->items[i];

		if (p->path == NULL) {
			buf_puts(&out, p->text);
			continue;
		}
		buf_reset(&value);
		if (!put_value(s, sc, p, &value)) {
			*why = arena_printf(s->a, "'%s' has no one value%s",
			    p->path->text,
			    p->filter == FILTER_NONE ? "" : " for its filter");
			goto done;
		}
		if (place == PLACE_URL && p->filter != FILTER_PATH &&
		    !is_base_url(s, p, i))
			put_encoded(
			    &out, buf_str(&value), value.len, "-._~", false);
		else
			buf_add(&out, buf_str(&value), value.len);
	}
	text = arena_dup(s->a, buf_str(&out));
	for (const char *c = text; place == PLACE_HEADER && *c != '\0'; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7f) {
			*why = "a header's value holds a control character";
			text = NULL;
			break;
		}
done:
	buf_free(&value);
	buf_free(&out);
	return text;
}

/* Depth was limited when the connector was read. */
static bool
put_body(struct session *s, const struct scope *sc, const struct body *b,
    struct buf *out, const char **why)
{
	const char *text;

	if (b->kind == DATA_TEXT && b->literal != NULL) {
		buf_puts(out, b->literal);
		return true;
	}
	if (b->kind == DATA_TEXT) {
		text = fill_pieces(s, sc, &b->value, PLACE_BODY, why);
		if (text == NULL)
			return false;
		if (b->value.n == 1 && b->value.items[0].path != NULL &&
		    b->value.items[0].filter == FILTER_JSON)
			buf_puts(out, text);
		else
			put_json_text(out, text, strlen(text));
		return true;
	}
	buf_putc(out, b->kind == DATA_MAP ? '{' : '[');
	for (size_t i = 0; i < b->n; i++) {
		if (i > 0)
			buf_putc(out, ',');
		if (b->kind == DATA_MAP) {
			put_json_text(out, b->keys[i], strlen(b->keys[i]));
			buf_putc(out, ':');
		}
		if (!put_body(s, sc, &b->items[i], out, why))
			return false;
	}
	buf_putc(out, b->kind == DATA_MAP ? '}' : ']');
	return true;
}

const char *
fill_body(struct session *s, const struct scope *sc, const struct body *b,
    const char *more_name, const char *more_value, const char **why)
{
	struct buf out = {0};
	const char *text = NULL;

	if (put_body(s, sc, b, &out, why)) {
		if (more_name != NULL) {
			out.len--; /* the closing brace */
			if (b->n > 0)
				buf_putc(&out, ',');
			put_json_text(&out, more_name, strlen(more_name));
			buf_putc(&out, ':');
			put_json_text(&out, more_value, strlen(more_value));
			buf_putc(&out, '}');
		}
		text = arena_dup(s->a, buf_str(&out));
	}
	buf_free(&out);
	return text;
}
