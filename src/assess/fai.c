/*
 * Family FAI on a monitor's samples: each declared segment has a value of the
 * plan's metric in each interval of the period.  Segments are closed by the
 * statement; one that never has a value is named (DESIGN law 9).
 */
#include "assess/internal.h"

#include <string.h>

/* The plan's row of this metric, or NULL. */
static const struct data *
find_metric(const struct statement *plan, const char *metric)
{
	const struct data *all = data_get(plan->content, "metrics");

	for (size_t i = 0; all != NULL && i < all->n; i++)
		if (strcmp(data_text(&all->items[i], "metric"), metric) == 0)
			return &all->items[i];
	return NULL;
}

static void
judge_family(struct ctx *c, struct finding *f, const struct data *family,
    const struct period *p, const char *metric)
{
	const char *name = data_text(family, "family");
	const struct data *levels = data_get(family, "levels");

	for (size_t k = 0; levels != NULL && k < levels->n; k++) {
		const char *segment =
		    arena_printf(c->a, "%s/%s", name, levels->items[k].text);
		struct series s = {.metric = metric,
		    .segment = segment,
		    .name = arena_printf(c->a, "'%s'", segment),
		    .of = arena_printf(c->a, " of '%s'", metric)};

		form_covered(c, f, p, &s, VERDICT_FAIL);
	}
	if (levels == NULL || levels->n == 0)
		finding_unknown(c, f, NULL,
		    "The statement names no level of the family '%s'", name);
}

/* What the plan says of the metric; false: it was said what is missing. */
static bool
read_plan(struct ctx *c, const struct subject *s, struct finding *f,
    const char **metric, struct period *p)
{
	const struct statement *plan =
	    statement_need(c, f, "monitoring-plan", s->name);
	const struct data *row;

	if (plan == NULL)
		return false;
	*metric = data_text(plan->content, "segment_metric");
	row = *metric == NULL ? NULL : find_metric(plan, *metric);
	if (row != NULL)
		return period_read(c, f, row, p);
	if (*metric == NULL)
		finding_unknown(
		    c, f, NULL, "The plan names no metric of segments");
	else
		finding_unknown(c, f, NULL,
		    "The plan's metric of segments, '%s', is not one of its "
		    "metrics",
		    *metric);
	return false;
}

void
fai_01(struct ctx *c, const struct subject *s, struct finding *f)
{
	const struct statement *st =
	    statement_need(c, f, "segments-declared", s->name);
	const struct data *families =
	    data_get(st == NULL ? NULL : st->content, "families");
	const char *metric;
	struct period p;

	if (!read_plan(c, s, f, &metric, &p) || st == NULL)
		return;
	if (!samples_have(c, metric)) {
		finding_unlisted(c, f, "monitor.sample",
		    "No '%s' of model '%s' was read", metric, s->model);
		return;
	}
	for (size_t i = 0; families != NULL && i < families->n; i++)
		judge_family(c, f, &families->items[i], &p, metric);
	if (families == NULL || families->n == 0)
		finding_unknown(
		    c, f, NULL, "The statement names no family of segments");
}
