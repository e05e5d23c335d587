/*
 * Figures: the finding, the drawing as one element with its words for who does
 * not see it, the caption, and the table of what is drawn.
 */
#include "render/layout_int.h"

enum { UNITS_WIDE = 784 }; /* drawing units in a full column */

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
