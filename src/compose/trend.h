/*
 * Inside compose: one metric of one model over the period, from the samples
 * of monitors.  Read once here; the drawing, its words and its table are made
 * of the same points, so they cannot disagree.
 */
#ifndef COMPOSE_TREND_H
#define COMPOSE_TREND_H

#include "compose/chart.h"
#include "compose/internal.h"

/* One series: its samples by time; none for what is declared and not seen. */
struct trend_line {
	const struct row **rows;  /* as many as points of the series */
	const struct row *newest; /* behind the axis, until as-of; or NULL */
	size_t nover, nodd;
};

struct trend {
	struct work *w;
	const char *model, *metric;
	const char *title, *unit;
	struct line_chart chart;
	struct line_series *series; /* chart.series */
	struct trend_line *lines;   /* one a series */
	bool is_history;            /* the period has no sample */
	bool is_floor;              /* the limit is the least that is right */
	const char *every;          /* the plan's interval, or NULL */
	const char *limit_check; /* the limit is this check's, not the plan's */
	const struct statement *plan; /* the monitoring plan that may be used */
	const char *plan_why;         /* why there is none */
	size_t nvalues, nover, nodd, nabsent;
	const char *newest; /* time of the newest sample of all, or NULL */
	int places;         /* decimals of every value shown */
};

enum { TREND_TIMES = 300 }; /* rows of a table (pages.md 3.4) */

/* ---- part_trend.c ------------------------------------------------------- */

/* False when no sample of the metric, until as-of, was read for the model. */
bool trend_find(
    struct work *w, const char *model, const char *metric, struct trend *out);

/* ---- part_trend_words.c ------------------------------------------------- */

/* "Latency (95th percentile)"; the metric itself where it is not known. */
const char *trend_title(const char *metric);
/* "Seconds"; "" where it is not known. */
const char *trend_unit(const char *metric);
struct text trend_shown(const struct trend *t, const struct row *r);
struct text trend_heading(const struct trend *t);
struct text trend_subtitle(const struct trend *t);
/* The reading in one sentence: range, beyond the limit, gaps. */
struct text trend_reading(const struct trend *t);
/* Why there is no drawing of samples that were read. */
struct text trend_why(const struct trend *t);
void trend_caption(const struct trend *t, struct node *figure, size_t number);

/* ---- part_trend_figure.c ------------------------------------------------ */

/* The figure with its table; number is "Figure n". */
void trend_figure(const struct trend *t, struct node *parent, size_t number);

#endif
