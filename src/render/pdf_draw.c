/*
 * Items to content streams.  Every number is written here, from whole
 * thousandths of a point; colour is DeviceRGB, as the output intent says.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "render/internal.h"
#include "render/pdf_int.h"

void
put_whole(struct buf *b, int32_t v)
{
	char text[12];
	size_t n = sizeof(text);
	int64_t left = v < 0 ? -(int64_t)v : v;

	do {
		text[--n] = (char)('0' + left % 10);
		left /= 10;
	} while (left > 0);
	if (v < 0)
		text[--n] = '-';
	buf_add(b, text + n, sizeof(text) - n);
}

void
put_mpt(struct buf *b, int32_t v)
{
	int32_t n = v >= 0 ? (v + 5) / 10 : -((5 - v) / 10), part;

	if (n < 0) {
		buf_putc(b, '-');
		n = -n;
	}
	part = n % 100;
	put_whole(b, n / 100);
	if (part == 0)
		return;
	buf_putc(b, '.');
	buf_putc(b, (char)('0' + part / 10));
	if (part % 10 != 0)
		buf_putc(b, (char)('0' + part % 10));
}

static void
put_numbers(struct buf *b, const int32_t *list, size_t n, const char *operator)
{
	for (size_t i = 0; i < n; i++) {
		put_mpt(b, list[i]);
		buf_putc(b, ' ');
	}
	buf_puts(b, operator);
	buf_putc(b, '\n');
}

void
put_utf16(struct buf *b, const char *s, size_t n)
{
	buf_puts(b, "<FEFF");
	for (size_t i = 0; i < n; i += utf8_len(s + i, n - i)) {
		unsigned c = utf8_code(s + i);

		if (c >= 0x10000)
			buf_printf(b, "%04X%04X",
			    0xD800 + ((c - 0x10000) >> 10),
			    0xDC00 + ((c - 0x10000) & 0x3FF));
		else
			buf_printf(b, "%04X", c);
	}
	buf_putc(b, '>');
}

/* ---- Colours ------------------------------------------------------------- */

/* As on paper: svg.c has the same, for screens too. */
static void
put_part(struct buf *b, unsigned part)
{
	unsigned v = (part * 1000 + 127) / 255;

	if (v == 0 || v == 1000)
		buf_puts(b, v == 0 ? "0 " : "1 ");
	else
		buf_printf(b, ".%03u ", v);
}

void
put_ink(struct buf *b, enum ink ink, bool is_stroke)
{
	unsigned rgb;

	if (ink == INK_NONE)
		return;
	rgb = (unsigned)strtoul(ink_light(ink) + 1, NULL, 16);
	put_part(b, rgb >> 16 & 0xFF);
	put_part(b, rgb >> 8 & 0xFF);
	put_part(b, rgb & 0xFF);
	buf_puts(b, is_stroke ? "RG\n" : "rg\n");
}

static void
put_dash(struct buf *b, enum dash d)
{
	static const char *const dashes[] = {[DASH_SOLID] = "",
	    [DASH_LONG] = "[6 3]0 d\n",
	    [DASH_SHORT] = "[3 2]0 d\n",
	    [DASH_DOT] = "[1 2]0 d\n"};

	buf_puts(b, dashes[d]);
}

/* ---- Text ---------------------------------------------------------------- */

struct pen {
	struct buf *b;
	struct fonts *f;
	const struct item *item;
	int32_t size;
	bool is_open;  /* within [ of TJ */
	int32_t wants; /* to go back by, before the next glyph */
};

/* The text that a glyph stands for ends where the next cluster begins. */
static size_t
cluster_end(const struct glyphs *g, size_t i, size_t n, bool is_rtl)
{
	uint32_t own = g->items[i].cluster;

	if (is_rtl) {
		while (i > 0 && g->items[i].cluster == own)
			i--;
		return g->items[i].cluster == own ? n : g->items[i].cluster;
	}
	while (i < g->n && g->items[i].cluster == own)
		i++;
	return i == g->n ? n : g->items[i].cluster;
}

static bool
starts_cluster(const struct glyphs *g, size_t i)
{
	return i == 0 || g->items[i - 1].cluster != g->items[i].cluster;
}

static void
put_code(struct buf *b, unsigned code)
{
	static const char hex[] = "0123456789ABCDEF";
	char text[6] = {'<', hex[code >> 12 & 15], hex[code >> 8 & 15],
	    hex[code >> 4 & 15], hex[code & 15], '>'};

	/* Codes side by side stand in one string. */
	if (b->len > 0 && b->data[b->len - 1] == '>') {
		b->len--;
		buf_add(b, text + 1, 5);
	} else {
		buf_add(b, text, 6);
	}
}

static void
put_glyph(struct pen *p, struct used_font *u, const struct glyph *g,
    const char *s, size_t n, bool *says)
{
	unsigned code = fonts_code(p->f, u, g->id, s, n, says);
	int32_t own = font_advance(u->font, g->id);

	if (g->dx != 0)
		p->wants -= g->dx;
	if (g->dy != 0) {
		buf_puts(p->b, "]TJ ");
		put_mpt(p->b, (int32_t)((int64_t)g->dy * p->size / 1000));
		buf_puts(p->b, " Ts[");
	}
	if (p->wants != 0)
		put_whole(p->b, p->wants);
	put_code(p->b, code);
	p->wants = own - g->advance + g->dx;
	if (g->dy != 0)
		buf_puts(p->b, "]TJ 0 Ts[");
}

static bool
put_glyphs(struct pen *p, struct used_font *u, const struct seg *g)
{
	const struct glyphs *l = &p->f->shaped;
	const char *s = g->instead != NULL ? g->instead : g->s;
	size_t n = g->instead != NULL ? strlen(g->instead) : g->n;
	bool all = true;

	buf_puts(p->b, "[");
	p->wants = 0;
	for (size_t i = 0; i < l->n; i++) {
		size_t from = l->items[i].cluster;
		size_t to = cluster_end(l, i, n, g->is_rtl);
		bool says;

		if (starts_cluster(l, i))
			put_glyph(
			    p, u, &l->items[i], s + from, to - from, &says);
		else /* a further glyph of the same text says nothing more */
			put_glyph(p, u, &l->items[i], "\xE2\x80\x8B", 3, &says);
		all = all && says;
	}
	buf_puts(p->b, "]TJ\n");
	return all;
}

/* What is drawn backwards, or with codes of other text, says its text. */
static void
put_seg(struct pen *p, const struct seg *g)
{
	struct used_font *u = g->font;
	struct buf *was = p->b, own = {0};
	bool says;

	p->f->shaped.n = 0;
	font_shape(u->font, g->instead != NULL ? g->instead : g->s,
	    g->instead != NULL ? strlen(g->instead) : g->n, g->is_rtl,
	    &p->f->shaped);
	p->b = &own;
	says = put_glyphs(p, u, g) && !g->is_rtl;
	p->b = was;
	if (!says) {
		buf_puts(p->b, "/Span<</ActualText");
		put_utf16(p->b, g->instead != NULL ? g->instead : g->s,
		    g->instead != NULL ? strlen(g->instead) : g->n);
		buf_puts(p->b, ">>BDC\n");
	}
	buf_printf(p->b, "/F%zu ", u->index);
	put_mpt(p->b, p->size);
	buf_puts(p->b, " Tf ");
	buf_add(p->b, buf_str(&own), own.len);
	if (!says)
		buf_puts(p->b, "EMC\n");
	buf_free(&own);
}

struct words {
	enum face face;
	int32_t size, x, y; /* y up from the page's foot */
	enum ink ink;
	const char *s;
	size_t n;
};

static void
draw_words(struct buf *b, struct fonts *f, const struct words *w)
{
	struct pen p = {.b = b, .f = f, .size = w->size};
	struct seg *segs;
	size_t n = fonts_segs(f, w->face, w->s, w->n, &segs);

	put_ink(b, w->ink, false);
	buf_puts(b, "BT\n1 0 0 1 ");
	put_numbers(b, (const int32_t[]){w->x, w->y}, 2, "Tm");
	for (size_t i = 0; i < n; i++)
		put_seg(&p, &segs[i]);
	buf_puts(b, "ET\n");
	free(segs);
}

static void
draw_text(struct buf *b, struct fonts *f, const struct item *i, int32_t height)
{
	draw_words(b, f,
	    &(struct words){
		i->face, i->size, i->x, height - i->y, i->fill, i->s, i->n});
}

/* ---- Rectangles ---------------------------------------------------------- */

static const char *
paint_operator(enum ink fill, enum ink stroke)
{
	if (fill != INK_NONE && stroke != INK_NONE)
		return "B";
	return fill != INK_NONE ? "f" : stroke != INK_NONE ? "S" : "n";
}

static void
draw_rect(struct buf *b, const struct item *i, int32_t height)
{
	buf_puts(b, "q\n");
	put_ink(b, i->fill, false);
	put_ink(b, i->stroke, true);
	if (i->stroke != INK_NONE) {
		put_numbers(b, &i->line, 1, "w");
		put_dash(b, i->dash);
	}
	put_numbers(b,
	    (const int32_t[]){i->x, height - i->y - i->h, i->w, i->h}, 4, "re");
	buf_printf(b, "%s\nQ\n", paint_operator(i->fill, i->stroke));
}

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

static void
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

static void
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

void
draw_item(struct buf *b, struct fonts *f, const struct item *i, int32_t height)
{
	switch (i->kind) {
	case ITEM_TEXT:
		draw_text(b, f, i, height);
		break;
	case ITEM_RECT:
		draw_rect(b, i, height);
		break;
	case ITEM_SHAPE:
		draw_shape(b, f, i, height);
		break;
	case ITEM_ICON:
		buf_puts(b, "q\n");
		draw_icon(b, i->icon, i->fill,
		    (const int32_t[]){i->x, height - i->y, i->w});
		buf_puts(b, "Q\n");
		break;
	}
}
