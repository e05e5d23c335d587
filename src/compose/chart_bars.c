/*
 * Horizontal bars with a warning limit and a limit (pages.md 4, figure 4):
 * largest first, from zero, the limits drawn over the bars and named; stable
 * is pale with an outline, watch is hatched, act is solid and dark.  What has
 * no number is a dashed box that says why; nothing is drawn for it.
 *
 *	label |=========|  . limit            value icon
 *	      0        axis                  axis_end
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compose/template.h"

enum {
	WIDTH = 784,
	LABEL_END = 148,
	AXIS_START = 158,
	AXIS_END = 608,
	VALUE_END = 668,
	ICON_AT = 678,
	TOP = 36,
	ROW = 23,
	BAR = 13,
	BAR_TOP = 5, /* within its row */
	TICKS = 5,
	LABEL_CHARS = 21,
	SCALE_MAX = 1000 /* longer bars end at the axis; the value is said */
};

struct scale {
	double max;
	size_t ticks;
	int unit, exponent; /* of a tick: unit * 10^exponent */
};

static bool
number(const char *s, struct decimal *d)
{
	return s != NULL && decimal_parse(d, s, strlen(s)) == 0;
}

static double
drawn(const char *s)
{
	struct decimal d;
	double x;

	if (!number(s, &d) || d.is_negative)
		return 0;
	x = decimal_double(&d);
	return isfinite(x) && x < SCALE_MAX ? x : SCALE_MAX;
}

static int
by_value(const void *pa, const void *pb)
{
	const struct bar *a = pa, *b = pb;
	struct decimal x, y;
	bool has_a = number(a->value, &x), has_b = number(b->value, &y);
	int order;

	if (has_a != has_b)
		return has_a ? -1 : 1;
	order = has_a ? decimal_cmp(&y, &x) : 0;
	return order != 0 ? order : strcmp(a->name.s, b->name.s);
}

void
chart_sort_bars(struct bar *bars, size_t n)
{
	if (n > 0)
		qsort(bars, n, sizeof(*bars), by_value);
}

/* ---- The scale ---------------------------------------------------------- */

/* The smallest step of 1, 2 or 5 that needs TICKS steps at most. */
static struct scale
find_scale(double max)
{
	static const int units[] = {1, 2, 5};
	struct scale s = {.unit = 1};

	for (int e = -3; e <= 3; e++)
		for (size_t u = 0; u < 3; u++) {
			double step = units[u] * pow(10, e);
			double n = ceil(max / step - 1e-9);

			if (n > TICKS)
				continue;
			s.ticks = n < 1 ? 1 : (size_t)n;
			s.max = step * (double)s.ticks;
			s.unit = units[u];
			s.exponent = e;
			return s;
		}
	s.ticks = 1;
	s.exponent = 3;
	s.max = SCALE_MAX;
	return s;
}

static double
at(const struct scale *s, double value)
{
	double share = value / s->max;

	if (share > 1)
		share = 1;
	return AXIS_START + share * (AXIS_END - AXIS_START);
}

static struct text
tick_label(struct arena *a, const struct scale *s, size_t i)
{
	const char *t =
	    arena_printf(a, "%zue%d", i * (size_t)s->unit, s->exponent);
	char out[DECIMAL_TEXT];
	struct decimal d;

	if (!number(t, &d))
		return text_lit("");
	return text_of(
	    a, decimal_fixed(&d, s->exponent < 0 ? -s->exponent : 0, out));
}

static void
draw_axis(struct drawing *d, const struct scale *s, double bottom)
{
	for (size_t i = 0; i <= s->ticks; i++) {
		double x = AXIS_START + (double)i * (AXIS_END - AXIS_START) /
					    (double)s->ticks;

		drawing_line(d, (struct point){x, TOP},
		    (struct point){x, bottom}, INK_LINE);
		drawing_text(d, (struct point){x, bottom + 16},
		    tick_label(d->arena, s, i), ANCHOR_MIDDLE, INK_TEXT_SOFT)
		    ->size = 12;
	}
}

/* ---- Rows --------------------------------------------------------------- */

static void
draw_bar(struct drawing *d, const struct bar *b, double y, double width)
{
	static const enum ink fill[] = {INK_LINE, INK_WARN_FILL, INK_BAD};
	static const enum ink edge[] = {INK_LINE_DARK, INK_WARN, INK_BAD};
	static const enum icon icons[] = {
	    ICON_NONE, ICON_TRIANGLE, ICON_OCTAGON};
	struct shape *s = drawing_rect(d, (struct point){AXIS_START, y},
	    width < 1 ? 1 : width, BAR, fill[b->tone]);

	s->stroke = edge[b->tone];
	s->is_hatched = b->tone == BAR_WATCH;
	if (b->tone != BAR_STABLE)
		drawing_icon(d, (struct point){ICON_AT, y}, BAR, icons[b->tone],
		    edge[b->tone]);
}

static void
draw_none(struct drawing *d, const struct bar *b, double y)
{
	struct shape *box = drawing_rect(d, (struct point){AXIS_START, y - 1},
	    AXIS_END - AXIS_START, BAR + 2, INK_PAPER);

	box->stroke = INK_LINE_DARK;
	box->dash = DASH_SHORT;
	drawing_text(d,
	    (struct point){(AXIS_START + AXIS_END) / 2.0, y + BAR - 2},
	    b->shown, ANCHOR_MIDDLE, INK_TEXT_SOFT)
	    ->size = 12;
	drawing_icon(d, (struct point){ICON_AT, y}, BAR, ICON_RING, INK_NA);
}

static void
draw_row(
    struct drawing *d, const struct bar *b, double top, const struct scale *s)
{
	double y = top + BAR_TOP;
	struct shape *name = drawing_text(d,
	    (struct point){LABEL_END, y + BAR - 2},
	    chart_short(d->arena, b->name, LABEL_CHARS), ANCHOR_END, INK_TEXT);
	struct shape *value;

	name->is_bold = b->tone == BAR_ACT;
	if (b->value == NULL) {
		draw_none(d, b, y);
		return;
	}
	draw_bar(d, b, y, at(s, drawn(b->value)) - AXIS_START);
	value = drawing_text(d, (struct point){VALUE_END, y + BAR - 2},
	    b->shown, ANCHOR_END, INK_TEXT);
	value->is_bold = b->tone == BAR_ACT;
}

static void
draw_limit(struct drawing *d, const struct scale *s, const char *limit,
    double bottom, bool is_fail)
{
	struct shape *line, *label;
	struct decimal dec;
	char out[DECIMAL_TEXT];
	double x;

	if (!number(limit, &dec))
		return;
	x = at(s, drawn(limit));
	line = drawing_line(
	    d, (struct point){x, 24}, (struct point){x, bottom - 4}, INK_TEXT);
	line->width = 1.25;
	line->dash = is_fail ? DASH_SOLID : DASH_SHORT;
	label = drawing_text(d, (struct point){is_fail ? x + 4 : x - 4, 16},
	    text_printf(d->arena, "%s %s", is_fail ? "limit" : "warn",
		decimal_format(&dec, out)),
	    is_fail ? ANCHOR_START : ANCHOR_END,
	    is_fail ? INK_TEXT : INK_TEXT_SOFT);
	label->size = 12;
	label->is_bold = is_fail;
}

/* ---- All of it ---------------------------------------------------------- */

/* Above BARS_MAX: the largest, and one row for the others. */
static const struct bar *
fold_bars(struct arena *a, const struct bar *bars, size_t *n)
{
	struct bar *few;
	size_t others = *n - BARS_TOP;

	if (*n <= BARS_MAX)
		return bars;
	few = arena_array(a, BARS_TOP + 1, sizeof(*few));
	memcpy(few, bars, BARS_TOP * sizeof(*few));
	few[BARS_TOP] = bars[BARS_TOP];
	few[BARS_TOP].name = text_printf(a, "%zu others", others);
	if (bars[BARS_TOP].value != NULL)
		few[BARS_TOP].shown =
		    text_printf(a, "highest %s", bars[BARS_TOP].shown.s);
	*n = BARS_TOP + 1;
	return few;
}

struct drawing *
chart_bars(
    struct arena *a, const struct bar *bars, size_t n, struct bar_limits l)
{
	struct decimal d;
	struct drawing *out;
	struct scale s;
	double max = drawn(l.fail), bottom;

	if (n == 0 || !number(bars[0].value, &d))
		return NULL;
	if (drawn(l.warn) > max)
		max = drawn(l.warn);
	if (drawn(bars[0].value) > max)
		max = drawn(bars[0].value);
	s = find_scale(max);
	bars = fold_bars(a, bars, &n);
	bottom = TOP + (double)n * ROW + 8;
	out = drawing_new(a, WIDTH, bottom + 24);
	draw_axis(out, &s, bottom);
	for (size_t i = 0; i < n; i++)
		draw_row(out, &bars[i], TOP + 4 + (double)i * ROW, &s);
	draw_limit(out, &s, l.warn, bottom, false);
	draw_limit(out, &s, l.fail, bottom, true);
	return out;
}
