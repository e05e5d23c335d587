/*
 * The layout's own nouns: elements, strips, items, places; and the order of a
 * document: cover, contents, body, evidence cited, pages.
 */
#include <stdlib.h>
#include <string.h>

#include "render/layout_int.h"

const char *
tag_name(enum tag t)
{
	static const char *const names[] = {[TAG_DOCUMENT] = "Document",
	    [TAG_SECT] = "Sect",
	    [TAG_DIV] = "Div",
	    [TAG_H1] = "H1",
	    [TAG_H2] = "H2",
	    [TAG_H3] = "H3",
	    [TAG_H4] = "H4",
	    [TAG_H5] = "H5",
	    [TAG_H6] = "H6",
	    [TAG_P] = "P",
	    [TAG_BLOCKQUOTE] = "BlockQuote",
	    [TAG_L] = "L",
	    [TAG_LI] = "LI",
	    [TAG_LBL] = "Lbl",
	    [TAG_LBODY] = "LBody",
	    [TAG_TABLE] = "Table",
	    [TAG_CAPTION] = "Caption",
	    [TAG_THEAD] = "THead",
	    [TAG_TBODY] = "TBody",
	    [TAG_TR] = "TR",
	    [TAG_TH] = "TH",
	    [TAG_TD] = "TD",
	    [TAG_FIGURE] = "Figure",
	    [TAG_TOC] = "TOC",
	    [TAG_TOCI] = "TOCI",
	    [TAG_REFERENCE] = "Reference",
	    [TAG_LINK] = "Link",
	    [TAG_CODE] = "Code",
	    [TAG_SPAN] = "Span",
	    [TAG_FORM] = "Form"};

	return names[t];
}

struct elem *
elem_add(struct lay *l, struct elem *parent, enum tag tag)
{
	struct elem *e = arena_alloc(l->a, sizeof(*e));

	e->tag = tag;
	e->parent = parent;
	e->alt = text_lit("");
	if (parent == NULL)
		return e;
	if (parent->last == NULL)
		parent->first = e;
	else
		parent->last->next = e;
	parent->last = e;
	return e;
}

struct item *
item_add(struct lay *l, struct strip *s, enum item_kind kind)
{
	struct item *i = arena_alloc(l->a, sizeof(*i));

	i->kind = kind;
	if (s->last == NULL)
		s->first = i;
	else
		s->last->next = i;
	s->last = i;
	return i;
}

static void
strip_back(struct lay *l, struct strip *s)
{
	struct item *i;

	if (l->wash != INK_NONE) {
		i = item_add(l, s, ITEM_RECT);
		i->x = l->bar_x;
		i->y = -s->before;
		i->w = l->bar_w;
		i->h = s->height + s->before;
		i->fill = l->wash;
	}
	if (l->bar != INK_NONE) {
		i = item_add(l, s, ITEM_RECT);
		i->x = l->bar_x;
		i->y = -s->before;
		i->w = 3 * PT;
		i->h = s->height + s->before;
		i->fill = l->bar;
	}
}

struct strip *
strip_add(struct lay *l, int32_t height)
{
	struct strip *s = arena_alloc(l->own, sizeof(*s));

	s->height = height;
	s->before = l->before;
	s->keep_next = l->keep;
	s->is_wide = l->is_wide;
	s->head = l->head;
	s->place = l->place;
	l->before = 0;
	l->place = NULL;
	strip_back(l, s);
	if (l->last == NULL)
		l->first = s;
	else
		l->last->next = s;
	l->last = s;
	return s;
}

void
strip_rule(struct lay *l, struct strip *s, int32_t y, enum ink ink)
{
	struct item *i = item_add(l, s, ITEM_RECT);

	i->x = l->x;
	i->y = y;
	i->w = l->w;
	i->h = 600;
	i->fill = ink;
}

struct place *
place_add(struct lay *l, const char *name)
{
	struct place *p = arena_alloc(l->a, sizeof(*p));

	p->name = name;
	p->next = l->out->places;
	l->out->places = p;
	return p;
}

void
lay_space(struct lay *l, int32_t space)
{
	if (l->before < space)
		l->before = space;
}

int
layout_make(struct arena *a, const struct doc *d, enum paper_size paper,
    const struct metrics *m, struct layout *out, struct error *e)
{
	struct lay l = {.a = a,
	    .own = arena_new(),
	    .doc = d,
	    .m = m,
	    .out = out,
	    .paper_w = paper == PAPER_A4 ? 595276 : 612 * PT,
	    .paper_h = paper == PAPER_A4 ? 841890 : 792 * PT,
	    .x = MARGIN_SIDE};
	int rc;

	memset(out, 0, sizeof(*out));
	l.w = l.paper_w - 2 * MARGIN_SIDE;
	out->root = elem_add(&l, NULL, TAG_DOCUMENT);
	l.elem = out->root;
	lay_cover(&l);
	lay_contents(&l);
	lay_blocks(&l, d->body);
	lay_cited(&l);
	rc = lay_pages(&l, e);
	free(l.cited);
	arena_free(l.own);
	return rc;
}
