/*
 * What stands around the lines of a chart: values at the left, days below,
 * the period, the limit, and the names of the series beside their ends.
 */
#include <math.h>
#include <stdlib.h>

#include "compose/chart_line.h"

enum {
	SAMPLE = 24, /* of a line, beside its name */
	STEP = 17,   /* between two names */
	NAMES = LINES_OVER + 1
};

struct line_look
line_look(size_t i)
{
	static const struct line_look looks[LINES_OVER] = {
	    {INK_SERIES_1, DASH_SOLID, false, false},
	    {INK_SERIES_2, DASH_LONG, true, false},
	    {INK_SERIES_3, DASH_DOT, false, true}};

	return looks[i % LINES_OVER];
}

void
line_mark(
    struct drawing *d, struct point at, const struct line_look *l, double r)
{
	enum ink fill = l->is_open ? INK_PAPER : l->ink;
	struct shape *s;

	if (l->is_square)
		s = drawing_rect(
		    d, (struct point){at.x - r, at.y - r}, 2 * r, 2 * r, fill);
	else
		s = drawing_circle(d, at, r, fill);
	if (!l->is_open)
		return;
	s->stroke = l->ink;
	s->width = 1.5;
}

/* ---- Axes and limit ----------------------------------------------------- */

void
line_draw_y(const struct line_field *f, long every)
{
	const struct chart_scale *s = &f->scale;

	for (long i = s->first; i <= s->last; i += every) {
		double value = (double)i * (s->high - s->low) /
				   (double)(s->last - s->first) +
			       0;
		double y = line_y(f, value);

		drawing_line(f->d, (struct point){LINE_LEFT, y},
		    (struct point){LINE_RIGHT, y},
		    i == 0 ? INK_LINE_DARK : INK_LINE);
		drawing_text(f->d, (struct point){LINE_LEFT - 8, y + 4},
		    chart_tick(f->d->arena, s, i), ANCHOR_END, INK_TEXT_SOFT)
		    ->size = 12;
	}
}

void
line_draw_x(const struct line_field *f, double y)
{
	struct chart_day *days;
	size_t n = chart_days(f->d->arena, f->c->from, f->c->to, &days);

	drawing_line(f->d, (struct point){LINE_LEFT, y},
	    (struct point){LINE_RIGHT, y}, INK_LINE_DARK);
	for (size_t i = 0; i < n; i++) {
		double x = line_x(f, days[i].at);

		drawing_line(f->d, (struct point){x, y},
		    (struct point){x, y + 5}, INK_LINE_DARK);
		drawing_text(f->d, (struct point){x, y + 19}, days[i].label,
		    ANCHOR_MIDDLE, INK_TEXT_SOFT)
		    ->size = 12;
	}
	drawing_text(f->d, (struct point){LINE_NAMES, y + 19}, text_lit("UTC"),
	    ANCHOR_START, INK_TEXT_SOFT)
	    ->size = 12;
}

/* The period, where the axis is longer. */
void
line_draw_period(const struct line_field *f)
{
	const struct line_chart *c = f->c;
	double from = line_x(f, c->period_from), to = line_x(f, c->period_to);
	struct point p[4] = {{from, LINE_TOP - 6}, {from, LINE_TOP - 12},
	    {to, LINE_TOP - 12}, {to, LINE_TOP - 6}};

	if (c->period_from <= c->from && c->period_to >= c->to)
		return;
	drawing_polyline(f->d, p, 4, INK_TEXT)->width = 1.25;
	drawing_text(f->d, (struct point){(from + to) / 2, LINE_TOP - 18},
	    text_lit("period"), ANCHOR_MIDDLE, INK_TEXT_SOFT)
	    ->size = 12;
}

void
line_draw_limit(const struct line_field *f)
{
	double y = line_y(f, chart_place(f->c->limit));

	drawing_line(f->d, (struct point){LINE_LEFT, y},
	    (struct point){LINE_RIGHT, y}, INK_TEXT)
	    ->width = 1.25;
}

/* ---- Names beside the lines --------------------------------------------- */

struct label {
	double y;
	const struct line_series *series; /* NULL: the limit */
	struct line_look look;
};

static int
by_height(const void *pa, const void *pb)
{
	const struct label *a = pa, *b = pb;

	if (a->y != b->y)
		return a->y < b->y ? -1 : 1;
	return (a->series == NULL) - (b->series == NULL);
}

/* None over another, all inside the field. */
static void
spread(const struct line_field *f, struct label *l, size_t n)
{
	double floor_y = f->bottom;

	qsort(l, n, sizeof(*l), by_height);
	for (size_t i = 1; i < n; i++)
		l[i].y = fmax(l[i].y, l[i - 1].y + STEP);
	for (size_t i = n; i-- > 0; floor_y = l[i].y - STEP)
		l[i].y = fmin(l[i].y, floor_y);
}

static void
draw_name(struct drawing *d, const struct label *l)
{
	struct point from = {LINE_NAMES, l->y},
		     to = {LINE_NAMES + SAMPLE, l->y};
	struct shape *line = drawing_line(d, from, to, l->look.ink);

	line->width = 2;
	line->dash = l->look.dash;
	line_mark(
	    d, (struct point){LINE_NAMES + SAMPLE / 2.0, l->y}, &l->look, 3.5);
	drawing_text(d, (struct point){LINE_NAMES + SAMPLE + 6, l->y + 4},
	    chart_short(d->arena, l->series->name, LINE_CHARS), ANCHOR_START,
	    INK_TEXT);
}

static struct text
limit_words(const struct line_field *f)
{
	return text_printf(f->d->arena, "limit %s%s", f->c->limit,
	    f->has_limit ? "" : ", beyond the drawing");
}

void
line_say_limit(const struct line_field *f, double x, double y)
{
	struct shape *s = drawing_text(
	    f->d, (struct point){x, y}, limit_words(f), ANCHOR_START, INK_TEXT);

	s->is_bold = true;
	s->size = 12;
}

static double
last_height(const struct line_field *f, const struct line_series *s)
{
	for (size_t i = s->n; i-- > 0;)
		if (s->points[i].value != NULL)
			return line_y(f, chart_place(s->points[i].value));
	return f->bottom;
}

void
line_draw_names(const struct line_field *f)
{
	const struct line_chart *c = f->c;
	struct label l[NAMES];
	size_t n = 0;

	for (size_t i = 0; i < c->n; i++)
		l[n++] = (struct label){
		    last_height(f, &c->series[i]), &c->series[i], line_look(i)};
	if (f->has_limit)
		l[n++] = (struct label){
		    line_y(f, chart_place(c->limit)), NULL, line_look(0)};
	spread(f, l, n);
	for (size_t i = 0; i < n; i++)
		if (l[i].series != NULL)
			draw_name(f->d, &l[i]);
		else
			line_say_limit(f, LINE_NAMES, l[i].y + 4);
	if (c->limit != NULL && !f->has_limit)
		line_say_limit(f, LINE_NAMES, LINE_TOP - 18);
}
