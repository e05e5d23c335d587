/*
 * The field of a chart of series: where a time and a value lie in it, how far
 * it reaches, and where values are missing.
 */
#include <math.h>
#include <stdlib.h>

#include "compose/chart_line.h"

enum { INSET = 3 }; /* px between a value and a gap */
enum { FAR = 4 };   /* times the values: a limit beyond is off the field */

/* px that the words of a gap need, and the fewest of them */
static const double gap_label = 122, gap_short = 58;

double
line_x(const struct line_field *f, int64_t at)
{
	double share =
	    (double)(at - f->c->from) / (double)(f->c->to - f->c->from);

	return LINE_LEFT + fmin(fmax(share, 0), 1) * (LINE_RIGHT - LINE_LEFT);
}

double
line_y(const struct line_field *f, double value)
{
	const struct chart_scale *s = &f->scale;
	double share = (value - s->low) / (s->high - s->low);

	return f->bottom - fmin(fmax(share, 0), 1) * (f->bottom - f->top);
}

static void
find_range(const struct line_chart *c, double *low, double *high)
{
	*low = *high = 0;
	for (size_t i = 0; i < c->n; i++)
		for (size_t k = 0; k < c->series[i].n; k++) {
			double x = chart_place(c->series[i].points[k].value);

			*low = fmin(*low, x);
			*high = fmax(*high, x);
		}
}

void
line_fit(struct line_field *f)
{
	const struct line_chart *c = f->c;
	double low, high, limit = chart_place(c->limit), reach;

	find_range(c, &low, &high);
	reach = fmax(high, -low) * FAR;
	f->has_limit = c->limit != NULL && (reach <= 0 || fabs(limit) <= reach);
	if (f->has_limit) {
		low = fmin(low, limit);
		high = fmax(high, limit);
	}
	f->scale = chart_scale(low, high);
}

/* ---- Gaps --------------------------------------------------------------- */

static int
by_time(const void *pa, const void *pb)
{
	int64_t a = *(const int64_t *)pa, b = *(const int64_t *)pb;

	return a < b ? -1 : a > b;
}

static void
add_gap(const struct line_chart *c, int64_t from, int64_t to,
    struct line_gap *gaps, size_t *n)
{
	if ((to - from) * 2 > c->step * 3)
		gaps[(*n)++] = (struct line_gap){from, to};
}

size_t
chart_gaps(struct arena *a, const struct line_chart *c,
    const struct line_series *only, struct line_gap **out)
{
	const struct line_series *s = only == NULL ? c->series : only;
	size_t ns = only == NULL ? c->n : 1, total = 0, n = 0;
	int64_t *times;

	for (size_t i = 0; i < ns; i++)
		total += s[i].n;
	times = arena_array(a, total + 1, sizeof(*times));
	*out = arena_array(a, total + 2, sizeof(**out));
	total = 0;
	for (size_t i = 0; i < ns; i++)
		for (size_t k = 0; k < s[i].n; k++)
			times[total++] = s[i].points[k].at;
	if (total == 0) {
		add_gap(c, c->from, c->to, *out, &n);
		return n;
	}
	qsort(times, total, sizeof(*times), by_time);
	add_gap(c, c->from, times[0], *out, &n);
	for (size_t i = 1; i < total; i++)
		add_gap(c, times[i - 1], times[i], *out, &n);
	add_gap(c, times[total - 1], c->to, *out, &n);
	return n;
}

void
line_draw_gaps(const struct line_field *f, const struct line_series *only)
{
	struct line_gap *gaps;
	size_t n = chart_gaps(f->d->arena, f->c, only, &gaps);

	for (size_t i = 0; i < n; i++) {
		double from = line_x(f, gaps[i].from) +
			      (gaps[i].from == f->c->from ? 0 : INSET);
		double to = line_x(f, gaps[i].to) -
			    (gaps[i].to == f->c->to ? 0 : INSET);
		struct shape *s;

		if (to <= from)
			continue;
		s = drawing_rect(f->d, (struct point){from, f->top}, to - from,
		    f->bottom - f->top, INK_WASH);
		s->stroke = INK_LINE;
		s->dash = DASH_SHORT;
		if (to - from >= gap_short)
			drawing_text(f->d,
			    (struct point){
				(from + to) / 2, (f->top + f->bottom) / 2 + 4},
			    to - from < gap_label
				? text_lit("no value")
				: chart_gap_words(f->d->arena, &gaps[i]),
			    ANCHOR_MIDDLE, INK_TEXT_SOFT)
			    ->size = 12;
	}
}
