/*
 * Inside the chart of series: the field that is drawn in, its axes and names,
 * the ticks of time and the words of a gap.
 */
#ifndef COMPOSE_CHART_LINE_H
#define COMPOSE_CHART_LINE_H

#include "compose/chart.h"
#include "core/doc.h"

enum {
	LINE_WIDTH = 784,
	LINE_LEFT = 64,
	LINE_RIGHT = 560,
	LINE_NAMES = 572, /* where the names begin */
	LINE_CHARS = 27,
	LINE_TOP = 34,
	LINE_AXIS = 24,
	LINE_GUTTER = 16 /* for what is no number */
};

/* One field of the drawing: the whole of it, or one row. */
struct line_field {
	struct drawing *d;
	const struct line_chart *c;
	struct chart_scale scale;
	bool has_limit; /* it is drawn; else it is far, or there is none */
	double top, bottom;
};

/* What tells the series in one field apart. */
struct line_look {
	enum ink ink;
	enum dash dash;
	bool is_square, is_open;
};

/* ---- chart_field.c: places, range, gaps --------------------------------- */

double line_x(const struct line_field *f, int64_t at);
double line_y(const struct line_field *f, double value);
/*
 * Sets scale and has_limit.  A limit far from every value would press them
 * flat: it is named instead.
 */
void line_fit(struct line_field *f);
/* A tint over each gap, with its words where there is room. */
void line_draw_gaps(const struct line_field *f, const struct line_series *only);

/* ---- chart_axis.c: what stands around the lines ------------------------- */

struct line_look line_look(size_t i);
void line_mark(
    struct drawing *d, struct point at, const struct line_look *l, double r);
/* The grid with its values, every so many ticks. */
void line_draw_y(const struct line_field *f, long every);
void line_draw_x(const struct line_field *f, double y);
/* The period, where the axis is longer. */
void line_draw_period(const struct line_field *f);
void line_draw_limit(const struct line_field *f);
/* "limit 0.4" at that place. */
void line_say_limit(const struct line_field *f, double x, double y);
/* The names of the series and the limit, none over another. */
void line_draw_names(const struct line_field *f);

/* ---- chart_time.c ------------------------------------------------------- */

struct chart_day {
	int64_t at;
	struct text label; /* "8 Oct", "06:00" */
};

/* Ticks of a time axis, at most ten. */
size_t chart_days(
    struct arena *a, int64_t from, int64_t to, struct chart_day **out);
/* "no value for 5 days", "no value for 7 hours". */
struct text chart_gap_words(struct arena *a, const struct line_gap *g);

#endif
