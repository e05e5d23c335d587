/*
 * The document tree: making nodes, walking them.  Allocates in the caller's
 * arena and never fails; whether a tree is whole is doc_check's to say
 * (doc_check.c), and words and silhouettes are in doc_words.c.
 */
#include "core/doc.h"

#include <assert.h>
#include <string.h>

#include "base/buf.h"

static struct node *
node_new(struct arena *a, enum node_kind kind)
{
	struct node *n = arena_alloc(a, sizeof(*n));

	n->kind = kind;
	n->text.s = n->label.s = "";
	return n;
}

static struct node *
root_new(struct arena *a)
{
	struct node *n = node_new(a, NODE_ROOT);

	n->level = 1;
	return n;
}

struct doc *
doc_new(struct arena *a, const char *path, struct text title)
{
	struct doc *d = arena_alloc(a, sizeof(*d));

	d->arena = a;
	d->path = path;
	d->lang = "en";
	d->title = title;
	d->window_title = text_lit("");
	d->kicker = text_lit("");
	d->rail_title = text_lit("");
	d->section = "";
	d->rail = root_new(a);
	d->body = root_new(a);
	return d;
}

struct node *
doc_lede(struct doc *d)
{
	if (d->lede == NULL)
		d->lede = node_new(d->arena, NODE_PARA);
	return d->lede;
}

struct node *
node_add(struct arena *a, struct node *parent, enum node_kind kind)
{
	struct node *n = node_new(a, kind);

	n->parent = parent;
	if (parent == NULL)
		return n;
	n->level = parent->level;
	if (parent->last == NULL)
		parent->first = n;
	else
		parent->last->next = n;
	parent->last = n;
	return n;
}

struct node *
node_section(
    struct arena *a, struct node *parent, const char *id, struct text heading)
{
	struct node *n = node_add(a, parent, NODE_SECTION);

	assert(id != NULL);
	n->id = id;
	n->text = heading;
	n->level = parent->level + 1;
	return n;
}

struct node *
node_para(struct arena *a, struct node *parent, enum style style)
{
	struct node *n = node_add(a, parent, NODE_PARA);

	n->style = style;
	return n;
}

struct node *
node_note(struct arena *a, struct node *parent, enum style style, struct text t)
{
	struct node *n = node_para(a, parent, style);

	node_text(a, n, t);
	return n;
}

struct node *
node_list(struct arena *a, struct node *parent, enum style style)
{
	struct node *n = node_add(a, parent, NODE_LIST);

	n->style = style;
	return n;
}

struct node *
node_defs(struct arena *a, struct node *parent, enum style style)
{
	struct node *n = node_add(a, parent, NODE_DEFS);

	n->style = style;
	return n;
}

struct node *
node_def(struct arena *a, struct node *defs, struct text term)
{
	struct node *def = node_add(a, defs, NODE_DEF);

	node_text(a, node_add(a, def, NODE_TERM), term);
	return node_add(a, def, NODE_DESC);
}

struct node *
node_table(struct arena *a, struct node *parent, struct text caption,
    const struct table *t)
{
	struct node *n = node_add(a, parent, NODE_TABLE);

	n->text = caption;
	n->u.table = t;
	return n;
}

struct node *
node_row(struct arena *a, struct node *table, const char *id)
{
	struct node *n = node_add(a, table, NODE_ROW);

	n->id = id;
	return n;
}

struct node *
node_cell(struct arena *a, struct node *row)
{
	return node_add(a, row, NODE_CELL);
}

struct node *
node_cell_text(struct arena *a, struct node *row, struct text t)
{
	struct node *n = node_cell(a, row);

	if (t.n > 0)
		node_text(a, n, t);
	return n;
}

static struct node *
leaf(struct arena *a, struct node *parent, enum node_kind kind, struct text t)
{
	struct node *n = node_add(a, parent, kind);

	n->text = t;
	return n;
}

struct node *
node_text(struct arena *a, struct node *parent, struct text t)
{
	return leaf(a, parent, NODE_TEXT, t);
}

struct node *
node_lit(struct arena *a, struct node *parent, const char *literal)
{
	return leaf(a, parent, NODE_TEXT, text_lit(literal));
}

struct node *
node_code(struct arena *a, struct node *parent, struct text t)
{
	return leaf(a, parent, NODE_CODE, t);
}

struct node *
node_author(struct arena *a, struct node *parent, struct text t)
{
	return leaf(a, parent, NODE_AUTHOR, t);
}

struct node *
node_link(struct arena *a, struct node *parent, struct text t, const char *page,
    const char *fragment)
{
	struct node *n = node_add(a, parent, NODE_LINK);

	n->page = page;
	n->fragment = fragment;
	node_text(a, n, t);
	return n;
}

struct node *
node_value(struct arena *a, struct node *parent, struct text t,
    const char *page, const char *fragment)
{
	struct node *n = leaf(a, parent, NODE_VALUE, t);

	n->page = page;
	n->fragment = fragment;
	return n;
}

struct node *
node_verdict(struct arena *a, struct node *parent, enum word w)
{
	struct node *n = node_add(a, parent, NODE_VERDICT);

	n->u.verdict = w;
	return n;
}

struct node *
node_control(struct arena *a, struct node *parent, enum control_word w)
{
	struct node *n = node_add(a, parent, NODE_CONTROL);

	n->u.control = w;
	return n;
}

struct node *
node_state(struct arena *a, struct node *parent, enum state s)
{
	struct node *n = node_add(a, parent, NODE_STATE);

	n->u.state = s;
	return n;
}

struct node *
node_missing(struct arena *a, struct node *parent, struct text instead)
{
	return leaf(a, parent, NODE_MISSING,
	    instead.n > 0 ? instead : text_lit("not provided"));
}

bool
node_is_inline(enum node_kind k)
{
	return k >= NODE_TEXT;
}

const struct node *
node_next(const struct node *root, const struct node *n)
{
	if (n->first != NULL)
		return n->first;
	while (n != root && n->next == NULL)
		n = n->parent;
	return n == root ? NULL : n->next;
}

static void
put_words(struct buf *b, const struct node *n)
{
	if (n->kind == NODE_VERDICT)
		buf_puts(b, word_label(n->u.verdict));
	else if (n->kind == NODE_CONTROL)
		buf_puts(b, control_label(n->u.control));
	else if (n->kind == NODE_STATE)
		buf_puts(b, state_label(n->u.state));
	else if (n->kind == NODE_SOURCE)
		buf_add(b, n->u.source->text.s, n->u.source->text.n);
	else if (n->kind == NODE_FIGURE)
		buf_add(b, n->u.figure->title.s, n->u.figure->title.n);
	else if (n->kind == NODE_SMALL || n->kind == NODE_BREAK)
		buf_putc(b, ' ');
	else
		buf_add(b, n->text.s, n->text.n);
}

struct text
node_words(struct arena *a, const struct node *n)
{
	struct buf b = {0};
	struct text t;

	for (const struct node *i = n; i != NULL; i = node_next(n, i)) {
		if (!node_is_inline(i->kind) && b.len > 0 &&
		    b.data[b.len - 1] != ' ')
			buf_putc(&b, ' ');
		put_words(&b, i);
	}
	while (b.len > 0 && b.data[b.len - 1] == ' ')
		b.len--;
	t = text_from(a, b.len > 0 ? b.data : "", b.len);
	buf_free(&b);
	return t;
}
