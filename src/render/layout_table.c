/*
 * Tables, terms and descriptions.  Column widths follow what stands in them; a
 * table that does not fit goes on landscape pages.  A row is one strip, unless
 * it is higher than a page; the header is repeated, as an artifact, on each
 * page.
 */
#include <stdlib.h>
#include <string.h>

#include "render/layout_grid.h"

static const struct type cell_type = {FACE_TEXT, 8500, INK_TEXT};
static const struct type row_type = {FACE_BOLD, 8500, INK_TEXT};

/* ---- Rows ---------------------------------------------------------------- */

struct cell {
	struct lines lines;
	bool is_numeric;
};

static void
cell_shift(const struct grid *g, size_t column, struct cell *c)
{
	int32_t room = g->widths[column] - 2 * g->pad;

	for (struct line *line = c->lines.first; line != NULL;
	     line = line->next) {
		struct item *last = line->last;
		int32_t end = last == NULL ? 0 : last->x + last->w;

		/* A blank at the line's end hangs over. */
		if (last != NULL && last->n > 0 && last->s[last->n - 1] == ' ')
			end -= g->l->m->width(
			    g->l->m->ctx, last->face, last->size, " ", 1);

		for (struct item *i = line->first; i != NULL; i = i->next)
			i->x += room > end ? room - end : 0;
	}
}

/* An empty cell is drawn as a dash, which is not read. */
static void
put_dash(struct grid *g, struct strip *s, size_t column)
{
	struct item *i = item_add(g->l, s, ITEM_TEXT);

	i->x = g->lefts[column] + g->pad;
	i->y = PAD_Y + 8500;
	i->face = FACE_TEXT;
	i->size = 8500;
	i->fill = INK_TEXT_SOFT;
	i->s = "\xE2\x80\x93";
	i->n = 3;
	i->w = 4 * PT;
}

/* The cells' lines from here on that fit into `room`, on one strip. */
static struct strip *
put_slice(struct grid *g, struct cell *cells, int32_t room)
{
	int32_t height = ROW_LEAST;
	struct strip *s;

	for (size_t i = 0; i < g->ncolumns; i++) {
		int32_t h = 0;

		for (const struct line *line = cells[i].lines.first;
		     line != NULL && (h == 0 || h + line->height <= room);
		     line = line->next)
			h += line->height;
		height = h > height ? h : height;
	}
	s = strip_add(g->l, height + 2 * PAD_Y);
	for (size_t i = 0; i < g->ncolumns; i++) {
		int32_t y = PAD_Y;
		struct line *line = cells[i].lines.first, *next;

		for (; line != NULL && y - PAD_Y + line->height <= height;
		     line = next) {
			next = line->next;
			line_move(s, line, g->lefts[i] + g->pad, y);
			y += line->height;
		}
		cells[i].lines.first = line;
	}
	return s;
}

static bool
is_left(const struct grid *g, const struct cell *cells)
{
	for (size_t i = 0; i < g->ncolumns; i++)
		if (cells[i].lines.first != NULL)
			return true;
	return false;
}

static int32_t
highest(const struct lay *l)
{
	int32_t h = l->is_wide ? l->paper_w : l->paper_h;

	/* A repeated header stands above. */
	return h - MARGIN_TOP - MARGIN_BOTTOM -
	       (l->head == NULL ? 0 : l->head->height) - 2 * PAD_Y;
}

static void
put_row(struct grid *g, const struct node *row)
{
	struct lay *l = g->l;
	struct cell *cells = arena_array(l->own, g->ncolumns, sizeof(*cells));
	struct elem *tr = elem_add(l, g->body, TAG_TR), *e;
	enum ink was = l->wash, was_bar = l->bar;
	int32_t was_x = l->bar_x, was_w = l->bar_w;
	struct strip *s = NULL;
	size_t i = 0;

	for (const struct node *c = row->first; c != NULL && i < g->ncolumns;
	     c = c->next, i++) {
		e = elem_add(l, tr, i == 0 ? TAG_TH : TAG_TD);
		e->is_row_head = i == 0;
		lines_make(l, c, e, grid_type(g, i), g->widths[i] - 2 * g->pad,
		    &cells[i].lines);
		if (g->table != NULL && g->table->columns[i].is_numeric)
			cell_shift(g, i, &cells[i]);
	}
	if (row->style == STYLE_FLAG) {
		l->wash = INK_BAD_WASH;
		l->bar = INK_BAD;
		l->bar_x = l->x;
		l->bar_w = l->w;
	}
	if (row->id != NULL && l->place == NULL)
		l->place = place_add(l, row->id);
	do {
		bool is_first = s == NULL;

		i = 0;
		s = put_slice(g, cells, highest(l));
		for (const struct node *c = row->first;
		     is_first && g->table != NULL && c != NULL &&
		     i < g->ncolumns;
		     c = c->next, i++)
			if (c->first == NULL)
				put_dash(g, s, i);
	} while (is_left(g, cells));
	l->wash = was;
	l->bar = was_bar;
	l->bar_x = was_x;
	l->bar_w = was_w;
	strip_rule(l, s, s->height - 600, INK_LINE);
}

/* ---- Tables -------------------------------------------------------------- */

/* For the pages that follow: read once, so artifacts. */
static struct strip *
copy_of(struct lay *l, const struct strip *s)
{
	struct strip *copy = arena_alloc(l->own, sizeof(*copy));

	copy->height = s->height;
	for (const struct item *i = s->first; i != NULL; i = i->next) {
		struct item *own = item_add(l, copy, i->kind),
			    *next = own->next;

		*own = *i;
		own->next = next;
		own->elem = NULL;
	}
	return copy;
}

static struct strip *
put_head(struct grid *g, struct elem *table)
{
	struct lay *l = g->l;
	struct elem *tr = elem_add(l, elem_add(l, table, TAG_THEAD), TAG_TR);
	struct cell *cells = arena_array(l->own, g->ncolumns, sizeof(*cells));
	struct strip *s;

	for (size_t i = 0; i < g->ncolumns; i++) {
		lines_text(l, g->table->columns[i].title,
		    elem_add(l, tr, TAG_TH), grid_head_type(g),
		    g->widths[i] - 2 * g->pad, &cells[i].lines);
		if (g->table->columns[i].is_numeric)
			cell_shift(g, i, &cells[i]);
	}
	s = put_slice(g, cells, highest(l));
	strip_rule(l, s, s->height - 900, INK_LINE_DARK);
	s->keep_next = true;
	l->head = copy_of(l, s);
	return s;
}

static void
put_caption(struct lay *l, const struct node *n, struct elem *table)
{
	struct type type = {FACE_BOLD, 8500, INK_TEXT};
	struct lines lines;
	bool was = l->keep;

	if (n->u.table->is_caption_hidden || n->text.n == 0)
		return;
	l->keep = true;
	lines_text(
	    l, n->text, elem_add(l, table, TAG_CAPTION), type, l->w, &lines);
	lines_put(l, &lines, l->x);
	l->keep = was;
}

static void
grid_init(struct grid *g, struct lay *l, const struct table *t, size_t n)
{
	*g = (struct grid){.l = l, .table = t, .ncolumns = n, .pad = PAD_X};
	if ((size_t)(l->w / COLUMN_LEAST) < n)
		g->pad = PAD_NARROW;
	g->widths = arena_array(l->own, n, sizeof(*g->widths));
	g->lefts = arena_array(l->own, n, sizeof(*g->lefts));
	g->least = arena_array(l->own, n, sizeof(*g->least));
	g->most = arena_array(l->own, n, sizeof(*g->most));
}

/* Two rows at least before a break and behind it; a short table whole. */
static void
keep_rows(struct lay *l, struct strip *head)
{
	int32_t height = 0, quarter = l->paper_h / 4;
	struct strip *before = NULL;

	for (const struct strip *s = head; s != NULL; s = s->next)
		height += height < quarter ? s->height : 0;
	for (struct strip *s = head; s->next != NULL; s = s->next) {
		if (height < quarter)
			s->keep_next = true;
		before = s;
	}
	if (head->next != NULL && head->next->next != NULL)
		head->next->keep_next = true;
	if (before != NULL && before->next->height < quarter)
		before->keep_next = true;
}

void
lay_table(struct lay *l, const struct node *n)
{
	struct elem *table = elem_add(l, l->elem, TAG_TABLE);
	struct strip *was_head = l->head, *head;
	int32_t was_x = l->x, was_w = l->w;
	bool was_wide = l->is_wide, was_keep = l->keep;
	enum ink was_wash = l->wash, was_bar = l->bar;
	struct grid g;

	lay_space(l, 8 * PT);
	grid_init(&g, l, n->u.table, n->u.table->ncolumns);
	grid_measure(&g, n);
	if (grid_least(&g) > l->w) {
		g.is_small = true;
		g.pad = g.pad / 2;
		grid_measure(&g, n);
	}
	if (grid_least(&g) > l->w && !l->is_wide) {
		l->is_wide = true;
		l->x = MARGIN_SIDE;
		l->w = l->paper_h - 2 * MARGIN_SIDE;
		/* What it stands in is on the pages around it. */
		l->wash = l->bar = INK_NONE;
	}
	grid_share(&g, l->w);
	put_caption(l, n, table);
	l->keep = false;
	head = put_head(&g, table);
	g.body = elem_add(l, table, TAG_TBODY);
	for (const struct node *r = n->first; r != NULL; r = r->next)
		put_row(&g, r);
	keep_rows(l, head);
	l->head = was_head;
	l->x = was_x;
	l->w = was_w;
	l->is_wide = was_wide;
	l->keep = was_keep;
	l->wash = was_wash;
	l->bar = was_bar;
	lay_space(l, 10 * PT);
}

/* ---- Terms and descriptions ---------------------------------------------- */

static bool
has_blocks(const struct node *defs)
{
	for (const struct node *d = defs->first; d != NULL; d = d->next)
		if (d->last != NULL && d->last->first != NULL &&
		    !node_is_inline(d->last->first->kind))
			return true;
	return false;
}

/* The term above, the blocks below it. */
static void
put_stacked(struct lay *l, const struct node *def)
{
	struct elem *was = l->elem;
	struct lines lines;

	l->elem = elem_add(l, was, TAG_DIV);
	lay_space(l, 6 * PT);
	l->keep = true;
	if (def->id != NULL && l->place == NULL)
		l->place = place_add(l, def->id);
	lines_make(
	    l, def->first, elem_add(l, l->elem, TAG_P), row_type, l->w, &lines);
	lines_put(l, &lines, l->x);
	l->keep = false;
	if (def->last->first != NULL &&
	    !node_is_inline(def->last->first->kind)) {
		lay_blocks(l, def->last);
	} else {
		lines_make(l, def->last, elem_add(l, l->elem, TAG_P), cell_type,
		    l->w, &lines);
		lines_put(l, &lines, l->x);
	}
	l->elem = was;
}

void
lay_defs(struct lay *l, const struct node *n)
{
	struct grid g;

	lay_space(l, 6 * PT);
	if (has_blocks(n)) {
		for (const struct node *d = n->first; d != NULL; d = d->next)
			put_stacked(l, d);
		lay_space(l, 8 * PT);
		return;
	}
	grid_init(&g, l, NULL, 2);
	grid_measure(&g, n);
	if (g.most[0] > l->w * 3 / 10)
		g.most[0] =
		    g.least[0] > l->w * 3 / 10 ? g.least[0] : l->w * 3 / 10;
	g.least[0] = g.most[0];
	g.most[1] = l->w; /* the description takes what is left */
	grid_share(&g, l->w);
	g.body = elem_add(l, elem_add(l, l->elem, TAG_TABLE), TAG_TBODY);
	for (const struct node *d = n->first; d != NULL; d = d->next) {
		struct strip *before = l->last;

		put_row(&g, d);
		if (d->next == NULL && d != n->first)
			before->keep_next = true;
	}
	lay_space(l, 8 * PT);
}
