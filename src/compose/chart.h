/*
 * Inside compose: drawings of numbers.  Values come as decimal texts and are
 * doubles only where a place on the drawing is computed; what is no number is
 * never drawn as one.  Nothing here reads facts.
 */
#ifndef COMPOSE_CHART_H
#define COMPOSE_CHART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"
#include "base/text.h"

struct drawing;

/* ---- chart_bars.c ------------------------------------------------------- */

enum bar_tone { BAR_STABLE = 0, BAR_WATCH, BAR_ACT };

struct bar {
	struct text name;
	const char *value; /* decimal text, not negative; NULL: no number */
	struct text shown; /* "0.714", or why there is no number */
	enum bar_tone tone;
};

struct bar_limits {
	const char *warn, *fail; /* decimal texts, or NULL */
};

enum { BARS_MAX = 25, BARS_TOP = 20 };

/* Sorts by value, largest first, those without one last by name. */
void chart_sort_bars(struct bar *bars, size_t n);
/* Horizontal bars, sorted before; NULL when no bar has a value. */
struct drawing *chart_bars(
    struct arena *a, const struct bar *bars, size_t n, struct bar_limits l);

/* ---- chart_scale.c ------------------------------------------------------ */

/* From first * unit * 10^exponent to last * unit * 10^exponent. */
struct chart_scale {
	double low, high;
	long first, last;
	int unit, exponent; /* of a tick */
};

enum { CHART_TICKS = 5 };

/* The smallest step of 1, 2 or 5 with CHART_TICKS steps at most; low <= high.
 */
struct chart_scale chart_scale(double low, double high);
/* "0.20": every tick of a scale has the same places. */
struct text chart_tick(struct arena *a, const struct chart_scale *s, long i);
/* The decimal as a place for drawing; never infinite. */
double chart_place(const char *decimal);
/* At most `chars` characters, the last an ellipsis where it was cut. */
struct text chart_short(struct arena *a, struct text name, size_t chars);

/* ---- chart_line.c ------------------------------------------------------- */

struct line_point {
	int64_t at;        /* seconds, UTC */
	const char *value; /* decimal text; NULL: the source gave no number */
	bool is_over;      /* beyond the limit */
};

struct line_series {
	struct text name, note; /* note: a second, quieter line, or n = 0 */
	const struct line_point *points; /* by time */
	size_t n;
};

/* Series over time: what is drawn, and against what. */
struct line_chart {
	const struct line_series *series;
	size_t n;
	int64_t from, to;               /* of the axis; from < to */
	int64_t period_from, period_to; /* bracketed where the axis is longer */
	int64_t step;      /* usual time between two values, seconds */
	const char *limit; /* decimal text, or NULL */
};

struct line_gap {
	int64_t from, to;
};

enum { LINES_OVER = 3, LINES_PANELS = 12 };

/*
 * Times without a value of this series (NULL: of any), longer than one and a
 * half steps, with what lies before the first and behind the last.
 */
size_t chart_gaps(struct arena *a, const struct line_chart *c,
    const struct line_series *only, struct line_gap **out);
/*
 * Up to LINES_OVER series in one field; more, or one without a number, each
 * in a row of its own; the first LINES_PANELS of them.  No line crosses a gap
 * or a value that is no number: that is a cross below the field.  NULL when
 * there is no number at all.
 */
struct drawing *chart_lines(struct arena *a, const struct line_chart *c);

#endif
