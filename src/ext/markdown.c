/*
 * CommonMark by cmark, copied into a tree of our own through a filter.  cmark
 * lets images and some script addresses through (security.md section 3), so
 * nothing here relies on its own safe mode: the copy holds no raw HTML, no
 * image, and no link outside the schemes named below.
 */
#include "ext/markdown.h"

#include <cmark.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"

struct copy {
	struct arena *a;
	const char *file;
	size_t first_line;
	struct md_node *at; /* the open node */
	int depth;
	struct error *e;
};

/* ---- Addresses ---------------------------------------------------------- */

static bool
has_scheme(const char *url, const char *scheme)
{
	return strncmp(url, scheme, strlen(scheme)) == 0;
}

/* Printable ASCII without what a browser might read as something else. */
static bool
is_plain(const char *url)
{
	for (const char *s = url; *s != '\0'; s++)
		if (*s <= ' ' || *s > '~' || strchr("\\<>\"'`", *s) != NULL)
			return false;
	return *url != '\0';
}

static bool
is_relative(const char *url)
{
	size_t n = strcspn(url, ":/?#");

	return *url != '/' && url[n] != ':';
}

static bool
is_allowed(const char *url)
{
	if (url == NULL || !is_plain(url))
		return false;
	return has_scheme(url, "http://") || has_scheme(url, "https://") ||
	       has_scheme(url, "mailto:") || is_relative(url);
}

/* ---- The copy ----------------------------------------------------------- */

static const char *
kept(struct copy *c, const char *s)
{
	return s == NULL ? "" : arena_dup(c->a, s);
}

static struct md_node *
add(struct copy *c, cmark_node *from, enum md_kind kind)
{
	struct md_node *n = arena_alloc(c->a, sizeof(*n));
	int line = cmark_node_get_start_line(from);
	int column = cmark_node_get_start_column(from);

	n->kind = kind;
	n->text = n->info = "";
	n->line = c->first_line + (line > 1 ? (size_t)line - 1 : 0);
	n->column = column > 0 ? (size_t)column : 1;
	if (line < 1 && c->at != NULL) {
		n->line = c->at->line;
		n->column = c->at->column;
	}
	n->parent = c->at;
	if (c->at == NULL)
		return n;
	if (c->at->last == NULL)
		c->at->first = n;
	else
		c->at->last->next = n;
	c->at->last = n;
	return n;
}

static void
add_lost(struct copy *c, cmark_node *from, const char *what)
{
	struct md_node *span = add(c, from, MD_SPAN), *t;

	span->lost = what;
	c->at = span;
	t = add(c, from, MD_TEXT);
	t->text = kept(c, cmark_node_get_literal(from));
	c->at = span->parent;
}

static void
add_html_block(struct copy *c, cmark_node *from)
{
	struct md_node *para = add(c, from, MD_PARA);

	c->at = para;
	add_lost(c, from, "raw HTML");
	c->at = para->parent;
}

static struct md_node *
add_link(struct copy *c, cmark_node *from, bool is_image)
{
	const char *url = cmark_node_get_url(from);
	struct md_node *n;

	if (!is_image && is_allowed(url)) {
		n = add(c, from, MD_LINK);
		n->url = kept(c, url);
		return n;
	}
	n = add(c, from, MD_SPAN);
	n->lost = is_image ? "image" : "link";
	return n;
}

static struct md_node *
add_list(struct copy *c, cmark_node *from)
{
	struct md_node *n = add(c, from, MD_LIST);

	n->is_ordered = cmark_node_get_list_type(from) == CMARK_ORDERED_LIST;
	return n;
}

/* A node without children; false when it is none of these. */
static bool
add_leaf(struct copy *c, cmark_node *from, cmark_node_type type)
{
	struct md_node *n = NULL;

	if (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE) {
		n = add(c, from, type == CMARK_NODE_TEXT ? MD_TEXT : MD_CODE);
		n->text = kept(c, cmark_node_get_literal(from));
	} else if (type == CMARK_NODE_CODE_BLOCK) {
		n = add(c, from, MD_FENCE);
		n->text = kept(c, cmark_node_get_literal(from));
		n->info = kept(c, cmark_node_get_fence_info(from));
	} else if (type == CMARK_NODE_SOFTBREAK) {
		n = add(c, from, MD_TEXT);
		n->text = "\n";
	} else if (type == CMARK_NODE_LINEBREAK) {
		n = add(c, from, MD_BREAK);
	} else if (type == CMARK_NODE_THEMATIC_BREAK) {
		n = add(c, from, MD_RULE);
	} else if (type == CMARK_NODE_HTML_INLINE) {
		add_lost(c, from, "raw HTML");
		return true;
	} else if (type == CMARK_NODE_HTML_BLOCK) {
		add_html_block(c, from);
		return true;
	}
	return n != NULL;
}

static struct md_node *
add_parent(struct copy *c, cmark_node *from, cmark_node_type type)
{
	struct md_node *n;

	if (type == CMARK_NODE_HEADING) {
		n = add(c, from, MD_HEADING);
		n->level = cmark_node_get_heading_level(from);
		return n;
	}
	if (type == CMARK_NODE_LINK || type == CMARK_NODE_IMAGE)
		return add_link(c, from, type == CMARK_NODE_IMAGE);
	if (type == CMARK_NODE_LIST)
		return add_list(c, from);
	if (type == CMARK_NODE_ITEM)
		return add(c, from, MD_ITEM);
	if (type == CMARK_NODE_BLOCK_QUOTE)
		return add(c, from, MD_QUOTE);
	if (type == CMARK_NODE_EMPH)
		return add(c, from, MD_EMPH);
	if (type == CMARK_NODE_STRONG)
		return add(c, from, MD_STRONG);
	return add(c, from, MD_PARA);
}

static int
enter(struct copy *c, cmark_node *from)
{
	cmark_node_type type = cmark_node_get_type(from);
	struct md_node *n;

	if (type == CMARK_NODE_DOCUMENT || add_leaf(c, from, type))
		return 0;
	n = add_parent(c, from, type);
	if (++c->depth > MARKDOWN_DEPTH) {
		(void)err_at(c->e, "md-depth", c->file, n->line, n->column,
		    "nested more than %d deep", MARKDOWN_DEPTH);
		err_hint(c->e, "use fewer lists and quotes inside each other");
		return -1;
	}
	c->at = n;
	return 0;
}

static int
copy_all(struct copy *c, cmark_node *doc)
{
	cmark_iter *it = cmark_iter_new(doc);
	cmark_event_type event;
	int rc = -1;

	while ((event = cmark_iter_next(it)) != CMARK_EVENT_DONE) {
		cmark_node *from = cmark_iter_get_node(it);

		if (event == CMARK_EVENT_ENTER) {
			if (enter(c, from) == -1)
				goto out;
		} else if (c->at->parent != NULL) {
			c->at = c->at->parent;
			c->depth--;
		}
	}
	rc = 0;
out:
	cmark_iter_free(it);
	return rc;
}

/* The first byte that is no UTF-8 or a NUL, as line and column. */
static int
check_bytes(const struct copy *c, const char *s, size_t n)
{
	size_t line = c->first_line, start = 0;

	for (size_t i = 0; i < n;) {
		size_t len = s[i] == '\0' ? 0 : utf8_len(s + i, n - i);

		if (len == 0) {
			(void)err_at(c->e, "md-utf8", c->file, line,
			    i - start + 1, "byte 0x%02X is not UTF-8 text",
			    (unsigned)(unsigned char)s[i]);
			err_hint(c->e, "save the file as UTF-8");
			return -1;
		}
		if (s[i] == '\n') {
			line++;
			start = i + 1;
		}
		i += len;
	}
	return 0;
}

int
/* NOLINTNEXTLINE(readability-function-size): a text and its place; compose's */
markdown_read(struct arena *a, const char *file, const char *bytes, size_t n,
    size_t first_line, struct md_node **out, struct error *e)
{
	/* cmark's own calls abort() when there is none. */
	cmark_mem mem = {mem_array, mem_resize, free};
	struct copy c = {.a = a, .file = file, .first_line = first_line};
	struct md_node *root;
	cmark_parser *parser;
	cmark_node *doc;
	int rc;

	c.e = e;
	*out = NULL;
	if (n > MARKDOWN_MAX)
		return err_set(e, ERR_LIMIT, file,
		    "%zu bytes of Markdown (at most %d)", n, MARKDOWN_MAX);
	if (check_bytes(&c, bytes, n) == -1)
		return -1;
	parser = cmark_parser_new_with_mem(
	    CMARK_OPT_DEFAULT | CMARK_OPT_VALIDATE_UTF8, &mem);
	cmark_parser_feed(parser, bytes, n);
	doc = cmark_parser_finish(parser);
	cmark_parser_free(parser);
	cmark_consolidate_text_nodes(doc);
	root = add(&c, doc, MD_ROOT);
	c.at = root;
	rc = copy_all(&c, doc);
	cmark_node_free(doc);
	if (rc == 0)
		*out = root;
	return rc;
}

const struct md_node *
markdown_next(const struct md_node *root, const struct md_node *n)
{
	if (n->first != NULL)
		return n->first;
	while (n != root && n->next == NULL)
		n = n->parent;
	return n == root ? NULL : n->next;
}
