/*
 * Silhouettes and drawings as paths.  Lengths of a drawing are its own units;
 * its numbers go to whole thousandths of a point here.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "render/internal.h"
#include "render/pdf_int.h"

/* ---- Silhouettes --------------------------------------------------------- */

/* The path data of icon_path, in a box of 16 by 16. */
struct path {
	struct buf *b;
	const char *s;
	double x, y, x0, y0;     /* the pen; where the part began */
	int32_t left, top, unit; /* thousandths of a point a unit */
};

static int32_t
path_x(const struct path *p, double x)
{
	return p->left + (int32_t)lround(x * p->unit);
}

static int32_t
path_y(const struct path *p, double y)
{
	return p->top - (int32_t)lround(y * p->unit);
}

static bool
path_number(struct path *p, double *v)
{
	char *end;

	while (*p->s == ' ' || *p->s == ',')
		p->s++;
	if (*p->s != '-' && *p->s != '.' && (*p->s < '0' || *p->s > '9'))
		return false;
	*v = strtod(p->s, &end);
	p->s = end;
	return true;
}

static void
path_line(struct path *p, double x, double y)
{
	p->x = x;
	p->y = y;
	put_numbers(
	    p->b, (const int32_t[]){path_x(p, x), path_y(p, y)}, 2, "l");
}

static void
path_curve(struct path *p, const double *c)
{
	int32_t v[6];

	for (int i = 0; i < 6; i += 2) {
		v[i] = path_x(p, c[i]);
		v[i + 1] = path_y(p, c[i + 1]);
	}
	put_numbers(p->b, v, 6, "c");
}

/* Half a circle to x, y: the only arcs that silhouettes have. */
static void
path_half(struct path *p, double x, double y, bool sweep)
{
	static const double k = 0.5522847498;
	double cx = (p->x + x) / 2, cy = (p->y + y) / 2;
	double rx = p->x - cx, ry = p->y - cy;
	/* A quarter turn, with the sweep. */
	double sx = sweep ? -ry : ry, sy = sweep ? rx : -rx;
	double one[] = {cx + rx + k * sx, cy + ry + k * sy, cx + sx + k * rx,
	    cy + sy + k * ry, cx + sx, cy + sy};
	double two[] = {cx + sx - k * rx, cy + sy - k * ry, cx - rx + k * sx,
	    cy - ry + k * sy, x, y};

	path_curve(p, one);
	path_curve(p, two);
	p->x = x;
	p->y = y;
}

static void
path_move(struct path *p, double x, double y)
{
	p->x = p->x0 = x;
	p->y = p->y0 = y;
	put_numbers(
	    p->b, (const int32_t[]){path_x(p, x), path_y(p, y)}, 2, "m");
}

static void
path_step(struct path *p, char command, const double *v)
{
	bool is_near = command >= 'a';
	double x = is_near ? p->x : 0, y = is_near ? p->y : 0;

	switch (command) {
	case 'M':
	case 'm':
		path_move(p, x + v[0], y + v[1]);
		break;
	case 'L':
	case 'l':
		path_line(p, x + v[0], y + v[1]);
		break;
	case 'H':
	case 'h':
		path_line(p, x + v[0], p->y);
		break;
	case 'V':
	case 'v':
		path_line(p, p->x, y + v[0]);
		break;
	case 'A':
	case 'a':
		path_half(p, x + v[5], y + v[6], v[4] != 0);
		break;
	default:
		break;
	}
}

static size_t
path_wants(char command)
{
	switch (command | 0x20) {
	case 'h':
	case 'v':
		return 1;
	case 'a':
		return 7;
	default:
		return 2;
	}
}

static void
draw_path(struct path *p)
{
	char command = 'M';

	while (*p->s != '\0') {
		double v[7];
		size_t n = 0;

		if ((*p->s >= 'A' && *p->s <= 'Z') ||
		    (*p->s >= 'a' && *p->s <= 'z'))
			command = *p->s++;
		if ((command | 0x20) == 'z') {
			buf_puts(p->b, "h\n");
			p->x = p->x0;
			p->y = p->y0;
			continue;
		}
		while (n < path_wants(command) && path_number(p, &v[n]))
			n++;
		if (n < path_wants(command))
			return;
		path_step(p, command, v);
		/* More numbers behind a move are lines. */
		if (command == 'M' || command == 'm')
			command = command == 'M' ? 'L' : 'l';
	}
}

void
draw_icon(struct buf *b, enum icon icon, enum ink ink, const int32_t at[3])
{
	struct path p = {.b = b,
	    .s = icon_path(icon),
	    .left = at[0],
	    .top = at[1],
	    .unit = at[2] / 16};

	put_ink(b, ink, false);
	draw_path(&p);
	buf_puts(b, "f*\n");
}

/* ---- Drawings ------------------------------------------------------------ */

struct frame {
	struct buf *b;
	struct fonts *f;
	int32_t x, y, unit; /* the drawing's corner, y up; of one unit */
};

static int32_t
frame_x(const struct frame *r, double x)
{
	return r->x + (int32_t)lround(x * r->unit);
}

static int32_t
frame_y(const struct frame *r, double y)
{
	return r->y - (int32_t)lround(y * r->unit);
}

static int32_t
frame_length(const struct frame *r, double w)
{
	return (int32_t)lround(w * r->unit);
}

static void
shape_circle(const struct frame *r, const struct shape *s)
{
	struct path p = {.b = r->b, .left = r->x, .top = r->y, .unit = r->unit};

	path_move(&p, s->x - s->r, s->y);
	path_half(&p, s->x + s->r, s->y, true);
	path_half(&p, s->x - s->r, s->y, true);
	buf_puts(r->b, "h\n");
}

static void
shape_polyline(const struct frame *r, const struct shape *s)
{
	for (size_t i = 0; i < s->npoints; i++)
		put_numbers(r->b,
		    (const int32_t[]){
			frame_x(r, s->points[i].x), frame_y(r, s->points[i].y)},
		    2, i == 0 ? "m" : "l");
}

/* Dark lines at 45 degrees, within the rectangle. */
static void
shape_hatch(const struct frame *r, const struct shape *s)
{
	int32_t x = frame_x(r, s->x), y = frame_y(r, s->y + s->h);
	int32_t w = frame_length(r, s->w), h = frame_length(r, s->h);

	buf_puts(r->b, "q\n");
	put_numbers(r->b, (const int32_t[]){x, y, w, h}, 4, "re W n");
	put_ink(r->b, INK_LINE_DARK, true);
	buf_puts(r->b, ".5 w\n");
	for (int32_t at = -h; at < w && r->unit > 0; at += 4 * r->unit) {
		put_numbers(r->b, (const int32_t[]){x + at, y}, 2, "m");
		put_numbers(r->b, (const int32_t[]){x + at + h, y + h}, 2, "l");
	}
	buf_puts(r->b, "S\nQ\n");
}

static void
shape_text(const struct frame *r, const struct shape *s)
{
	enum face face = s->is_bold ? FACE_BOLD : FACE_TEXT;
	int32_t size = frame_length(r, s->size == 0 ? 12.5 : s->size);
	int32_t w = fonts_width(r->f, face, size, s->text.s, s->text.n);
	int32_t x = frame_x(r, s->x);

	if (s->anchor == ANCHOR_MIDDLE)
		x -= w / 2;
	else if (s->anchor == ANCHOR_END)
		x -= w;
	draw_words(r->b, r->f,
	    &(struct words){face, size, x, frame_y(r, s->y), s->fill, s->text.s,
		s->text.n});
}

static void
shape_outline(const struct frame *r, const struct shape *s)
{
	int32_t line = frame_length(r, s->width == 0 ? 1 : s->width);

	put_ink(r->b, s->fill, false);
	put_ink(r->b, s->stroke, true);
	put_numbers(r->b, &line, 1, "w");
	put_dash(r->b, s->dash);
	if (s->kind == SHAPE_LINE) {
		put_numbers(r->b,
		    (const int32_t[]){frame_x(r, s->x), frame_y(r, s->y)}, 2,
		    "m");
		put_numbers(r->b,
		    (const int32_t[]){frame_x(r, s->x2), frame_y(r, s->y2)}, 2,
		    "l");
	} else if (s->kind == SHAPE_RECT)
		put_numbers(r->b,
		    (const int32_t[]){frame_x(r, s->x), frame_y(r, s->y + s->h),
			frame_length(r, s->w), frame_length(r, s->h)},
		    4, "re");
	else if (s->kind == SHAPE_CIRCLE)
		shape_circle(r, s);
	else
		shape_polyline(r, s);
	buf_printf(r->b, "%s\n", paint_operator(s->fill, s->stroke));
}

void
draw_shape(struct buf *b, struct fonts *f, const struct item *i, int32_t height)
{
	const struct shape *s = i->shape;
	struct frame r = {b, f, i->x, height - i->y, i->size};

	buf_puts(b, "q\n");
	if (s->kind == SHAPE_TEXT)
		shape_text(&r, s);
	else if (s->kind == SHAPE_ICON)
		draw_icon(b, s->icon, s->fill,
		    (const int32_t[]){frame_x(&r, s->x), frame_y(&r, s->y),
			frame_length(&r, s->w)});
	else
		shape_outline(&r, s);
	buf_puts(b, "Q\n");
	if (s->kind == SHAPE_RECT && s->is_hatched)
		shape_hatch(&r, s);
}
