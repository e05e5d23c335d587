/*
 * Drawings: a list of shapes in an arena (pages.md section 4).  Knows nothing
 * of colours, fonts or file formats; refuses nothing, doc_check does.
 */
#include "core/doc.h"

struct drawing *
drawing_new(struct arena *a, double width, double height)
{
	struct drawing *d = arena_alloc(a, sizeof(*d));

	d->arena = a;
	d->width = width;
	d->height = height;
	return d;
}

struct shape *
drawing_add(struct drawing *d, enum shape_kind kind)
{
	struct shape *s = arena_alloc(d->arena, sizeof(*s));

	s->kind = kind;
	s->text = text_lit("");
	if (d->last == NULL)
		d->first = s;
	else
		d->last->next = s;
	d->last = s;
	return s;
}

struct shape *
drawing_line(
    struct drawing *d, struct point from, struct point to, enum ink stroke)
{
	struct shape *s = drawing_add(d, SHAPE_LINE);

	s->x = from.x;
	s->y = from.y;
	s->x2 = to.x;
	s->y2 = to.y;
	s->stroke = stroke;
	return s;
}

struct shape *
drawing_rect(
    struct drawing *d, struct point at, double w, double h, enum ink fill)
{
	struct shape *s = drawing_add(d, SHAPE_RECT);

	s->x = at.x;
	s->y = at.y;
	s->w = w;
	s->h = h;
	s->fill = fill;
	return s;
}

struct shape *
drawing_circle(struct drawing *d, struct point at, double r, enum ink fill)
{
	struct shape *s = drawing_add(d, SHAPE_CIRCLE);

	s->x = at.x;
	s->y = at.y;
	s->r = r;
	s->fill = fill;
	return s;
}

struct shape *
drawing_polyline(
    struct drawing *d, const struct point *points, size_t n, enum ink stroke)
{
	struct shape *s = drawing_add(d, SHAPE_POLYLINE);
	struct point *copy = arena_array(d->arena, n, sizeof(*copy));

	for (size_t i = 0; i < n; i++)
		copy[i] = points[i];
	s->points = copy;
	s->npoints = n;
	s->stroke = stroke;
	return s;
}

struct shape *
drawing_text(struct drawing *d, struct point at, struct text t,
    enum anchor anchor, enum ink fill)
{
	struct shape *s = drawing_add(d, SHAPE_TEXT);

	s->x = at.x;
	s->y = at.y;
	s->text = t;
	s->anchor = anchor;
	s->fill = fill;
	return s;
}

struct shape *
drawing_icon(struct drawing *d, struct point at, double size, enum icon icon,
    enum ink fill)
{
	struct shape *s = drawing_add(d, SHAPE_ICON);

	s->x = at.x;
	s->y = at.y;
	s->w = size;
	s->icon = icon;
	s->fill = fill;
	return s;
}
