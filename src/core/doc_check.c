/*
 * Is a document whole?  Everything a reader without eyes, a printer or a
 * renderer relies on: headings in order, unique ids, described figures, whole
 * tables, links that lead somewhere (WCAG 2.2: 1.1.1, 1.3.1, 2.4.2, 2.4.4,
 * 4.1.1).  Refuses the document at its first defect; changes nothing.
 */
#include "core/doc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DRAW_MAX = 100000 }; /* px: no drawing is longer */

struct checker {
	const struct doc *doc;
	const char **ids;
	size_t nids, cap;
	int level; /* of the last heading */
	struct error *e;
};

static int
fault(const struct checker *c, const char *what, struct text t)
{
	enum err_kind kind = c->doc->kind == DOC_DOCUMENT ? ERR_INPUT : ERR_BUG;

	return err_set(c->e, kind, c->doc->path, "%s%s%.*s%s", what,
	    t.n > 0 ? " '" : "", t.n > 80 ? 80 : (int)t.n, t.n > 0 ? t.s : "",
	    t.n > 0 ? "'" : "");
}

static int
fault_id(const struct checker *c, const char *what, const char *id)
{
	struct text t = {id, strlen(id)};

	return fault(c, what, t);
}

static bool
is_name(const char *s, const char *more)
{
	for (; *s != '\0'; s++) {
		bool letter = (*s >= 'a' && *s <= 'z') ||
			      (*s >= 'A' && *s <= 'Z') ||
			      (*s >= '0' && *s <= '9');

		if (!letter && strchr(more, *s) == NULL)
			return false;
	}
	return true;
}

static bool
is_id(const char *s)
{
	bool letter = (*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z');

	return letter && is_name(s, "._-");
}

/* A page of this site: relative, no empty part, none that begins with '.'. */
static bool
is_page(const char *s)
{
	if (*s == '\0' || *s == '/' || *s == '.' || !is_name(s, "._-/"))
		return false;
	return strstr(s, "//") == NULL && strstr(s, "/.") == NULL;
}

static int
add_id(struct checker *c, const char *id)
{
	if (!is_id(id))
		return fault_id(c, "no good id", id);
	mem_push(&c->ids, c->nids, &c->cap, sizeof(*c->ids));
	c->ids[c->nids++] = id;
	return 0;
}

static int
check_section(struct checker *c, const struct node *n)
{
	if (n->text.n == 0)
		return fault(c, "section without a heading", n->text);
	if (n->id == NULL)
		return fault(c, "section without an id", n->text);
	if (n->level < 2 || n->level > 6 || n->level != n->parent->level + 1)
		return fault(c, "heading skips a level:", n->text);
	return 0;
}

static size_t
count(const struct node *n)
{
	size_t k = 0;

	for (const struct node *i = n->first; i != NULL; i = i->next)
		k++;
	return k;
}

static int
check_table(struct checker *c, const struct node *n)
{
	const struct table *t = n->u.table;

	if (n->text.n == 0)
		return fault(c, "table without a caption", n->text);
	if (t == NULL || t->ncolumns == 0)
		return fault(c, "table without columns", n->text);
	for (size_t i = 0; i < t->ncolumns; i++)
		if (t->columns[i].title.n == 0)
			return fault(c, "column without a title in", n->text);
	if (n->first == NULL)
		return fault(c, "table without rows", n->text);
	for (const struct node *r = n->first; r != NULL; r = r->next) {
		if (count(r) != t->ncolumns)
			return fault(c, "row of another length in", n->text);
		if (r->first->first == NULL)
			return fault(c, "row without a header in", n->text);
	}
	return 0;
}

static bool
is_drawable(double x)
{
	return isfinite(x) && fabs(x) <= DRAW_MAX;
}

static bool
shape_is_finite(const struct shape *s)
{
	for (size_t i = 0; i < s->npoints; i++)
		if (!is_drawable(s->points[i].x) ||
		    !is_drawable(s->points[i].y))
			return false;
	return is_drawable(s->x) && is_drawable(s->y) && is_drawable(s->x2) &&
	       is_drawable(s->y2) && is_drawable(s->w) && is_drawable(s->h) &&
	       is_drawable(s->r) && is_drawable(s->width) && s->w >= 0 &&
	       s->h >= 0 && s->r >= 0 && s->width >= 0;
}

static int
check_figure(struct checker *c, const struct node *n)
{
	const struct figure *f = n->u.figure;

	if (f == NULL || f->title.n == 0)
		return fault(c, "figure without a title", n->text);
	if (n->id == NULL)
		return fault(c, "figure without an id:", f->title);
	if (f->drawing == NULL)
		return f->why.n > 0
			   ? 0
			   : fault(c, "no chart and no reason:", f->title);
	if (f->desc.n == 0)
		return fault(c, "figure without a description:", f->title);
	if (f->table == NULL || f->table->kind != NODE_TABLE)
		return fault(c, "figure without its data table:", f->title);
	if (f->table_summary.n == 0)
		return fault(c, "data table without a summary:", f->title);
	if (!is_drawable(f->drawing->width) || f->drawing->width <= 0 ||
	    !is_drawable(f->drawing->height) || f->drawing->height <= 0)
		return fault(c, "drawing without a size:", f->title);
	for (const struct shape *s = f->drawing->first; s != NULL; s = s->next)
		if (!shape_is_finite(s))
			return fault(c, "drawing with a bad number:", f->title);
	return check_table(c, f->table);
}

static int
check_source(struct checker *c, const struct node *n)
{
	const struct source *s = n->u.source;
	size_t at = 0;

	if (s == NULL || s->label.n == 0)
		return fault(c, "source block without a label", n->text);
	if (s->prefix == NULL)
		return fault(c, "source block without a prefix", s->label);
	if (add_id(c, s->prefix) == -1) /* two blocks, two prefixes */
		return -1;
	if (s->nlines > SOURCE_LINES)
		return fault(c, "source block is too long:", s->label);
	for (size_t i = 0; i < s->nmarks; i++) {
		if (s->marks[i].from < at ||
		    s->marks[i].to < s->marks[i].from ||
		    s->marks[i].to > s->text.n)
			return fault(c, "marks out of order:", s->label);
		if (s->marks[i].id != NULL && add_id(c, s->marks[i].id) == -1)
			return -1;
		at = s->marks[i].to;
	}
	return 0;
}

static int
check_link(struct checker *c, const struct node *n)
{
	struct text none = {"", 0};

	if (n->page == NULL || !is_page(n->page))
		return fault(c, "link without a page", n->text);
	if (n->fragment != NULL && !is_id(n->fragment))
		return fault_id(c, "no good fragment", n->fragment);
	if (n->kind == NODE_LINK ? n->first == NULL : n->text.n == 0)
		return fault_id(c, "link without words to", n->page);
	for (const struct node *p = n->parent; p != NULL; p = p->parent)
		if (p->kind == NODE_LINK)
			return fault(c, "link within a link", none);
	return 0;
}

static bool
holds_blocks(enum node_kind k)
{
	return k == NODE_ROOT || k == NODE_SECTION || k == NODE_ITEM ||
	       k == NODE_DESC || k == NODE_CALLOUT || k == NODE_SAID ||
	       k == NODE_QUOTE || k == NODE_FOLDED;
}

static bool
holds_inlines(enum node_kind k)
{
	return k == NODE_PARA || k == NODE_ITEM || k == NODE_TERM ||
	       k == NODE_DESC || k == NODE_CELL || k == NODE_FIGURE ||
	       k == NODE_LINK || k == NODE_STRONG || k == NODE_EMPH ||
	       k == NODE_DEL || k == NODE_INS || k == NODE_SMALL;
}

/* May a node of this kind stand in a parent of that kind? */
static bool
is_allowed(enum node_kind parent, const struct node *n)
{
	if (node_is_inline(n->kind))
		return holds_inlines(parent);
	if (n->kind == NODE_ITEM)
		return parent == NODE_LIST;
	if (n->kind == NODE_DEF)
		return parent == NODE_DEFS;
	if (n->kind == NODE_TERM || n->kind == NODE_DESC)
		return parent == NODE_DEF;
	if (n->kind == NODE_ROW)
		return parent == NODE_TABLE;
	if (n->kind == NODE_CELL)
		return parent == NODE_ROW;
	if (n->kind == NODE_SECTION)
		return parent == NODE_ROOT || parent == NODE_SECTION;
	return n->kind != NODE_ROOT && holds_blocks(parent);
}

static int
check_place(struct checker *c, const struct node *n)
{
	int depth = 0;

	if (n->parent == NULL)
		return 0;
	if (!is_allowed(n->parent->kind, n))
		return fault(c, "a part stands where it may not", n->text);
	for (const struct node *p = n; p != NULL; p = p->parent)
		if (++depth > DOC_DEPTH)
			return fault(c, "nested too deeply", n->text);
	return 0;
}

static bool
needs_children(enum node_kind k)
{
	return k == NODE_SECTION || k == NODE_LIST || k == NODE_ITEM ||
	       k == NODE_DEFS || k == NODE_CALLOUT || k == NODE_SAID ||
	       k == NODE_QUOTE || k == NODE_FOLDED || k == NODE_PARA ||
	       k == NODE_TERM;
}

static int
check_def(struct checker *c, const struct node *n)
{
	if (count(n) != 2 || n->first->kind != NODE_TERM ||
	    n->last->kind != NODE_DESC)
		return fault(c, "a definition is a term and its text", n->text);
	return 0;
}

static int
check_node(struct checker *c, const struct node *n)
{
	if (check_place(c, n) == -1)
		return -1;
	if (n->id != NULL && add_id(c, n->id) == -1)
		return -1;
	if (needs_children(n->kind) && n->first == NULL)
		return fault(c, "an empty part", n->text);
	if (n->kind == NODE_SECTION)
		return check_section(c, n);
	if (n->kind == NODE_TABLE)
		return check_table(c, n);
	if (n->kind == NODE_FIGURE)
		return check_figure(c, n);
	if (n->kind == NODE_SOURCE)
		return check_source(c, n);
	if (n->kind == NODE_DEF)
		return check_def(c, n);
	if (n->kind == NODE_FOLDED && n->text.n == 0)
		return fault(c, "folded part without a summary", n->text);
	if (n->kind == NODE_LINK || n->kind == NODE_VALUE ||
	    n->kind == NODE_TILE)
		return check_link(c, n);
	return 0;
}

static int
check_tree(struct checker *c, const struct node *root)
{
	if (root == NULL)
		return 0;
	for (const struct node *n = root; n != NULL; n = node_next(root, n)) {
		if (check_node(c, n) == -1)
			return -1;
		if (n->kind == NODE_FIGURE && n->u.figure->table != NULL &&
		    check_tree(c, n->u.figure->table) == -1)
			return -1;
	}
	return 0;
}

static int
check_ids(struct checker *c)
{
	if (c->nids == 0)
		return 0;
	qsort(c->ids, c->nids, sizeof(*c->ids), text_order);
	for (size_t i = 1; i < c->nids; i++)
		if (strcmp(c->ids[i - 1], c->ids[i]) == 0)
			return fault_id(c, "id given twice", c->ids[i]);
	return 0;
}

int
doc_check(const struct doc *d, struct error *e)
{
	struct checker c = {.doc = d, .e = e};
	int rc = -1;

	if (!is_page(d->path)) {
		fault(&c, "no good path", d->title);
		goto out;
	}
	if (d->title.n == 0) {
		fault(&c, "no title", d->title);
		goto out;
	}
	if (d->body->first == NULL) {
		fault(&c, "nothing in it", d->title);
		goto out;
	}
	if (check_tree(&c, d->lede) == -1 || check_tree(&c, d->rail) == -1 ||
	    check_tree(&c, d->body) == -1 || check_ids(&c) == -1)
		goto out;
	rc = 0;
out:
	free(c.ids);
	return rc;
}
