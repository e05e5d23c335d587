/*
 * Series over time (pages.md 4, figure 5): y from zero, days of the period in
 * UTC, the limit named, each series by its name beside its end.  A line never
 * crosses a time without values or a value that is no number; a value alone is
 * a dot, and what is no number a cross in the gutter.  Series differ by dash
 * and mark as well as colour; more than three stand in rows of their own.
 *
 *	high |      limit -------------------   limit 0.4
 *	     |  .-.-.   [no value, 5 days] .    --o /v1/score
 *	   0 |_________x_____________________
 *	     1 Oct    8 Oct    15 Oct ...
 */
#include <math.h>
#include <stdlib.h>

#include "compose/chart_line.h"

enum {
	FIELD = 176,
	LOW_TOP = 12,
	PANEL = 60, /* one row, with the space over it */
	PANEL_TOP = 18,
	MARKS_MAX = 70 /* points of a series that have a mark each */
};

/* ---- What there is to draw ---------------------------------------------- */

static size_t
count_numbers(const struct line_series *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++)
		n += s->points[i].value != NULL;
	return n;
}

static bool
has_odd(const struct line_series *s)
{
	return count_numbers(s) < s->n;
}

static bool
is_over_each_other(const struct line_chart *c)
{
	if (c->n > LINES_OVER)
		return false;
	for (size_t i = 0; i < c->n; i++)
		if (count_numbers(&c->series[i]) == 0)
			return false;
	return true;
}

/* ---- One series --------------------------------------------------------- */

static void
draw_run(const struct line_field *f, const struct point *points, size_t n,
    const struct line_look *l)
{
	struct shape *s;

	if (n == 1)
		line_mark(f->d, points[0], l, 3.5);
	if (n < 2)
		return;
	s = drawing_polyline(f->d, points, n, l->ink);
	s->width = 2;
	s->dash = l->dash;
}

static void
draw_cross(const struct line_field *f, double x)
{
	double y = f->bottom + LINE_GUTTER / 2.0;

	drawing_line(f->d, (struct point){x - 3.5, y - 3.5},
	    (struct point){x + 3.5, y + 3.5}, INK_TEXT)
	    ->width = 1.75;
	drawing_line(f->d, (struct point){x - 3.5, y + 3.5},
	    (struct point){x + 3.5, y - 3.5}, INK_TEXT)
	    ->width = 1.75;
}

static bool
is_joined(const struct line_chart *c, const struct line_point *a,
    const struct line_point *b)
{
	return a->value != NULL && b->value != NULL &&
	       (b->at - a->at) * 2 <= c->step * 3;
}

static void
draw_series(const struct line_field *f, const struct line_series *s,
    const struct line_look *l)
{
	struct point *run = arena_array(f->d->arena, s->n + 1, sizeof(*run));
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++) {
		const struct line_point *p = &s->points[i];

		if (i > 0 && !is_joined(f->c, &s->points[i - 1], p)) {
			draw_run(f, run, n, l);
			n = 0;
		}
		if (p->value == NULL)
			draw_cross(f, line_x(f, p->at));
		else
			run[n++] = (struct point){
			    line_x(f, p->at), line_y(f, chart_place(p->value))};
	}
	draw_run(f, run, n, l);
}

/* A mark for each value where there is room, a larger one beyond the limit. */
static void
draw_marks(const struct line_field *f, const struct line_series *s,
    const struct line_look *l)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct line_point *p = &s->points[i];
		bool is_last = i + 1 == s->n;
		struct line_look over = *l;

		if (p->value == NULL ||
		    (!p->is_over && !is_last && s->n > MARKS_MAX))
			continue;
		over.ink = p->is_over ? INK_BAD : l->ink;
		line_mark(f->d,
		    (struct point){
			line_x(f, p->at), line_y(f, chart_place(p->value))},
		    &over, p->is_over || is_last ? 3.5 : 2);
	}
}

/* ---- All in one field --------------------------------------------------- */

static void
say_odd(const struct line_field *f)
{
	drawing_text(f->d,
	    (struct point){LINE_NAMES, f->bottom + LINE_GUTTER - 4},
	    text_lit("× not a number"), ANCHOR_START, INK_TEXT_SOFT)
	    ->size = 12;
}

/* Room above the field only for what stands there. */
static double
top_of(const struct line_chart *c, bool has_words)
{
	bool is_longer = c->period_from > c->from || c->period_to < c->to;

	return has_words || is_longer ? LINE_TOP : LOW_TOP;
}

static struct drawing *
draw_over(struct arena *a, const struct line_chart *c)
{
	struct line_field f = {.c = c};
	bool odd = false;
	double axis;

	line_fit(&f);
	f.top = top_of(c, c->limit != NULL && !f.has_limit);
	f.bottom = f.top + FIELD;
	for (size_t i = 0; i < c->n; i++)
		odd = odd || has_odd(&c->series[i]);
	axis = f.bottom + (odd ? LINE_GUTTER : 0);
	f.d = drawing_new(a, LINE_WIDTH, axis + LINE_AXIS);
	line_draw_y(&f, 1);
	if (f.has_limit)
		line_draw_limit(&f);
	line_draw_gaps(&f, NULL);
	line_draw_x(&f, axis);
	line_draw_period(&f);
	for (size_t i = 0; i < c->n; i++) {
		struct line_look l = line_look(i);

		draw_series(&f, &c->series[i], &l);
		draw_marks(&f, &c->series[i], &l);
	}
	line_draw_names(&f);
	if (odd)
		say_odd(&f);
	return f.d;
}

/* ---- A row for each ----------------------------------------------------- */

static void
draw_row(const struct line_field *f, const struct line_series *s)
{
	struct line_look l = line_look(0);
	bool is_over = false;

	line_draw_y(f, f->scale.last - f->scale.first);
	if (f->has_limit)
		line_draw_limit(f);
	line_draw_gaps(f, s);
	draw_series(f, s, &l);
	draw_marks(f, s, &l);
	for (size_t i = 0; i < s->n; i++)
		is_over = is_over || s->points[i].is_over;
	drawing_text(f->d, (struct point){LINE_NAMES, f->top + 14},
	    chart_short(f->d->arena, s->name, LINE_CHARS), ANCHOR_START,
	    INK_TEXT)
	    ->is_bold = is_over;
	if (s->note.n > 0)
		drawing_text(f->d, (struct point){LINE_NAMES, f->top + 31},
		    s->note, ANCHOR_START, INK_TEXT_SOFT)
		    ->size = 12;
}

static struct drawing *
draw_rows(struct arena *a, const struct line_chart *c)
{
	size_t n = c->n > LINES_PANELS ? LINES_PANELS : c->n;
	double top = top_of(c, c->limit != NULL);
	double bottom = top + (double)n * PANEL;
	struct line_field f = {.c = c};

	line_fit(&f);
	f.d = drawing_new(
	    a, LINE_WIDTH, bottom + LINE_AXIS + (c->n > n ? LINE_AXIS : 0));
	for (size_t i = 0; i < n; i++) {
		f.top = top + (double)i * PANEL;
		f.bottom = f.top + PANEL - PANEL_TOP;
		draw_row(&f, &c->series[i]);
	}
	line_draw_x(&f, bottom - PANEL_TOP + LINE_GUTTER);
	line_draw_period(&f);
	if (c->limit != NULL)
		line_say_limit(&f, LINE_NAMES, LINE_TOP - 18);
	if (c->n > n)
		drawing_text(f.d,
		    (struct point){LINE_LEFT, bottom + LINE_AXIS + 14},
		    text_printf(
			a, "%zu more are in the table of values", c->n - n),
		    ANCHOR_START, INK_TEXT_SOFT);
	return f.d;
}

struct drawing *
chart_lines(struct arena *a, const struct line_chart *c)
{
	size_t numbers = 0;

	for (size_t i = 0; i < c->n; i++)
		numbers += count_numbers(&c->series[i]);
	if (numbers == 0)
		return NULL;
	return is_over_each_other(c) ? draw_over(a, c) : draw_rows(a, c);
}
