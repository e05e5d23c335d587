/*
 * Tables and figures.  Column widths follow what stands in them; a table that
 * does not fit goes on landscape pages.  A row is one strip, unless it is
 * higher than a page; the header is repeated, as an artifact, on each page.
 */
#include <stdlib.h>
#include <string.h>

#include "render/layout_int.h"

enum {
	PAD_X = 4 * PT,
	PAD_NARROW = PT, /* where columns are many */
	PAD_Y = 2200,
	SIZE_LEAST = 7500,   /* of text that a person reads */
	ROW_LEAST = 11 * PT, /* of a row of empty cells */
	COLUMN_LEAST = 24 * PT,
	UNITS_WIDE = 784 /* drawing units in a full column */
};

static const struct type cell_type = {FACE_TEXT, 8500, INK_TEXT};
static const struct type head_type = {FACE_BOLD, 8000, INK_TEXT_SOFT};
static const struct type row_type = {FACE_BOLD, 8500, INK_TEXT};
static const struct type term_type = {FACE_TEXT, 8500, INK_TEXT_SOFT};

struct grid {
	struct lay *l;
	const struct table *table; /* NULL: terms and descriptions */
	size_t ncolumns;
	int32_t *widths, *lefts;
	int32_t *least, *most;
	int32_t pad;
	bool is_small; /* set smaller, so that it fits */
	struct elem *body;
};

/* ---- Widths -------------------------------------------------------------- */

static struct type
type_of(const struct grid *g, size_t column)
{
	struct type t = cell_type;

	if (column == 0)
		t = g->table == NULL ? term_type : row_type;
	if (g->is_small)
		t.size = SIZE_LEAST;
	return t;
}

static struct type
head_of(const struct grid *g)
{
	struct type t = head_type;

	if (g->is_small)
		t.size = SIZE_LEAST;
	return t;
}

static void
widen(struct grid *g, size_t column, int32_t least, int32_t most)
{
	if (g->least[column] < least)
		g->least[column] = least;
	if (g->most[column] < most)
		g->most[column] = most;
}

static void
measure_row(struct grid *g, const struct node *row)
{
	size_t i = 0;

	for (const struct node *c = row->first; c != NULL && i < g->ncolumns;
	     c = c->next, i++) {
		int32_t least, most;

		lines_extent(g->l, c, type_of(g, i), &least, &most);
		if (g->table != NULL && g->table->columns[i].is_narrow)
			least = most;
		widen(g, i, least + 2 * g->pad, most + 2 * g->pad);
	}
}

static void
measure(struct grid *g, const struct node *n)
{
	memset(g->least, 0, g->ncolumns * sizeof(*g->least));
	memset(g->most, 0, g->ncolumns * sizeof(*g->most));
	for (size_t i = 0; i < g->ncolumns; i++) {
		int32_t least = 0, most = 0;

		if (g->table != NULL)
			text_extent(g->l, g->table->columns[i].title,
			    head_of(g), &least, &most);
		widen(g, i, least + 2 * g->pad, most + 2 * g->pad);
		widen(g, i, COLUMN_LEAST, COLUMN_LEAST);
	}
	for (const struct node *r = n->first; r != NULL; r = r->next)
		measure_row(g, r);
}

static int64_t
sum(const int32_t *list, size_t n)
{
	int64_t all = 0;

	for (size_t i = 0; i < n; i++)
		all += list[i];
	return all;
}

/* What is left over goes to the columns in the proportion of `by`. */
static void
spread(struct grid *g, int32_t w, const int32_t *from, const int32_t *by)
{
	int64_t have = sum(from, g->ncolumns), all = sum(by, g->ncolumns);
	int32_t left = g->l->x;

	for (size_t i = 0; i < g->ncolumns; i++) {
		g->widths[i] =
		    from[i] +
		    (int32_t)(all == 0 ? 0 : (w - have) * by[i] / all);
		g->lefts[i] = left;
		left += g->widths[i];
	}
}

/* The widest give way, down to one width, until all fit. */
static void
shrink(struct grid *g, int32_t w)
{
	int32_t low = 0, high = w;

	while (low < high) {
		int32_t mid = low + (high - low + 1) / 2;
		int64_t all = 0;

		for (size_t i = 0; i < g->ncolumns; i++)
			all += g->least[i] < mid ? g->least[i] : mid;
		if (all <= w)
			low = mid;
		else
			high = mid - 1;
	}
	for (size_t i = 0; i < g->ncolumns; i++)
		if (g->least[i] > low)
			g->least[i] = low;
}

static void
share(struct grid *g, int32_t w)
{
	int64_t least = sum(g->least, g->ncolumns);
	int64_t most = sum(g->most, g->ncolumns);
	int32_t *more = arena_array(g->l->own, g->ncolumns, sizeof(*more));
	int32_t *none = arena_array(g->l->own, g->ncolumns, sizeof(*none));

	/* One column of long texts does not take all there is. */
	for (size_t i = 0; i < g->ncolumns; i++) {
		int32_t wants = g->most[i] < w * 4 / 5 ? g->most[i] : w * 4 / 5;

		more[i] = wants > g->least[i] ? wants - g->least[i] : PT;
	}
	if (g->table != NULL && g->table->is_even) {
		for (size_t i = 0; i < g->ncolumns; i++)
			more[i] = 1;
		spread(g, w, none, more);
	} else if (most <= w)
		spread(g, w, g->most, g->most);
	else if (least <= w)
		spread(g, w, g->least, more);
	else {
		shrink(g, w);
		spread(g, w, g->least, g->least);
	}
}

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
		lines_make(l, c, e, type_of(g, i), g->widths[i] - 2 * g->pad,
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
		    elem_add(l, tr, TAG_TH), head_of(g),
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
	measure(&g, n);
	if (sum(g.least, g.ncolumns) > l->w) {
		g.is_small = true;
		g.pad = g.pad / 2;
		measure(&g, n);
	}
	if (sum(g.least, g.ncolumns) > l->w && !l->is_wide) {
		l->is_wide = true;
		l->x = MARGIN_SIDE;
		l->w = l->paper_h - 2 * MARGIN_SIDE;
		/* What it stands in is on the pages around it. */
		l->wash = l->bar = INK_NONE;
	}
	share(&g, l->w);
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
	measure(&g, n);
	if (g.most[0] > l->w * 3 / 10)
		g.most[0] =
		    g.least[0] > l->w * 3 / 10 ? g.least[0] : l->w * 3 / 10;
	g.least[0] = g.most[0];
	g.most[1] = l->w; /* the description takes what is left */
	share(&g, l->w);
	g.body = elem_add(l, elem_add(l, l->elem, TAG_TABLE), TAG_TBODY);
	for (const struct node *d = n->first; d != NULL; d = d->next) {
		struct strip *before = l->last;

		put_row(&g, d);
		if (d->next == NULL && d != n->first)
			before->keep_next = true;
	}
	lay_space(l, 8 * PT);
}

/* ---- Figures ------------------------------------------------------------- */

static void
put_words(struct lay *l, struct text t, struct type type)
{
	struct lines lines;

	if (t.n == 0)
		return;
	lines_text(l, t, elem_add(l, l->elem, TAG_P), type, l->w, &lines);
	lines_put(l, &lines, l->x);
}

static void
put_drawing(struct lay *l, const struct figure *f)
{
	struct elem *e = elem_add(l, l->elem, TAG_FIGURE);
	int32_t unit = l->w / UNITS_WIDE;
	int32_t most = (l->paper_h - MARGIN_TOP - MARGIN_BOTTOM) * 3 / 4;
	struct strip *s;

	if (f->drawing->width > UNITS_WIDE)
		unit = (int32_t)((double)l->w / f->drawing->width);
	if (f->drawing->height * unit > most)
		unit = (int32_t)(most / f->drawing->height);
	s = strip_add(l, (int32_t)(f->drawing->height * unit));
	e->alt = f->desc;
	e->w = (int32_t)(f->drawing->width * unit);
	e->h = s->height;
	for (const struct shape *shape = f->drawing->first; shape != NULL;
	     shape = shape->next) {
		struct item *i = item_add(l, s, ITEM_SHAPE);

		i->elem = e;
		i->x = l->x;
		i->size = unit;
		i->shape = shape;
	}
}

void
lay_figure(struct lay *l, const struct node *n)
{
	static const struct type title = {FACE_BOLD, SIZE_BODY, INK_TEXT};
	static const struct type soft = {FACE_TEXT, SIZE_SMALL, INK_TEXT_SOFT};
	const struct figure *f = n->u.figure;
	struct elem *was = l->elem;
	struct lines lines;

	lay_space(l, 10 * PT);
	l->elem = elem_add(l, was, TAG_DIV);
	if (n->id != NULL && l->place == NULL)
		l->place = place_add(l, n->id);
	l->keep = true;
	put_words(l, f->title, title);
	put_words(l, f->subtitle, soft);
	lay_space(l, 4 * PT);
	l->keep = n->first != NULL || f->table != NULL;
	if (f->drawing != NULL)
		put_drawing(l, f);
	else
		put_words(l, f->why, soft);
	l->keep = false;
	lay_space(l, 5 * PT);
	if (n->first != NULL) {
		lines_make(
		    l, n, elem_add(l, l->elem, TAG_P), soft, l->w, &lines);
		lines_put(l, &lines, l->x);
	}
	if (f->table != NULL)
		lay_table(l, f->table);
	l->elem = was;
	lay_space(l, 8 * PT);
}
