/*
 * Family DRF on reported drift: PSI of each monitored feature, and of the
 * prediction, in the newest report.  Which features are monitored is declared;
 * one that the newest report lacks is UNKNOWN by name (law 9).  A feature that
 * is reported and not declared is not judged: its row could be left out of the
 * report to better the verdict, which law 3 forbids.
 */
#include "assess/internal.h"

#include <string.h>

enum { DATE = 10 }; /* bytes of a date */

static bool
is_psi(const struct row *r, const char *model)
{
	return row_has(r, "model", model) && row_has(r, "metric", "psi") &&
	       row_text(r, "feature") != NULL && row_text(r, "segment") == NULL;
}

/* The time of the newest PSI of this model up to as-of, or NULL. */
static const char *
newest_report(struct ctx *c, const char *model)
{
	size_t n;
	const struct row *const *rows = facts_of(c->f, "monitor.sample", &n);
	struct instant best = {0}, t;
	const char *text = NULL;

	for (size_t i = 0; i < n; i++) {
		const char *at = row_text(rows[i], "at");

		if (!is_psi(rows[i], model) ||
		    time_parse(&t, at, strlen(at)) != 0 ||
		    time_cmp(t, c->as_of) > 0)
			continue;
		if (text == NULL || time_cmp(t, best) > 0) {
			best = t;
			text = at;
		}
	}
	return text;
}

struct report {
	const char *check, *model, *at;
};

/* Every PSI of the feature in the report; false when there is none. */
static bool
judge_feature(struct ctx *c, struct finding *f, const struct report *report,
    const char *feature)
{
	size_t n;
	const struct row *const *rows = facts_of(c->f, "monitor.sample", &n);
	struct limits l = {.warn = threshold_of(c, report->check, "warn"),
	    .fail = threshold_of(c, report->check, "fail"),
	    .lead = arena_printf(c->a,
		"PSI in the report of %.*s, as reported, n not stated", DATE,
		report->at)};
	bool found = false;

	for (size_t i = 0; i < n; i++) {
		const struct row *r = rows[i];

		if (!is_psi(r, report->model) ||
		    !row_has(r, "feature", feature) ||
		    !row_has(r, "at", report->at))
			continue;
		found = true;
		(void)form_limit(
		    c, f, r, "value", l, arena_printf(c->a, "'%s'", feature));
	}
	return found;
}

/* A FAIL stays when the report is old, and says when it was last seen. */
static void
judge_age(struct ctx *c, struct finding *f, const struct report *report)
{
	struct finding age = {0};

	if (f->nbasis == 0)
		return;
	/* Its basis are samples of one report. */
	(void)form_age(c, &age, f->basis[0].row, "at",
	    threshold_of(c, report->check, "max_age"),
	    "the newest drift report");
	if (f->word == VERDICT_FAIL && age.has_parts &&
	    strcmp(age.outcome, "STALE") == 0) {
		f->outcome =
		    arena_printf(c->a, "LAST SEEN %.*s", DATE, report->at);
		age.word = VERDICT_FAIL; /* its sentence stands beside */
		age.outcome = NULL;
	}
	finding_merge(c, f, &age);
}

/* Every name of the declared list in the newest report. */
static void
judge_list(struct ctx *c, const struct subject *s, struct finding *f,
    const char *check, const char *member)
{
	const struct statement *st =
	    statement_need(c, f, "features-monitored", s->name);
	const struct data *list;
	struct report report = {check, s->model, newest_report(c, s->model)};

	if (st == NULL)
		return;
	list = data_get(st->content, member);
	if (list == NULL || list->n == 0) {
		finding_unknown(c, f, NULL,
		    "The statement 'features-monitored' for %s names no %s",
		    s->name, member);
		return;
	}
	if (report.at == NULL) {
		finding_unlisted(c, f, "monitor.sample",
		    "No drift report of model '%s' was read", s->model);
		return;
	}
	for (size_t i = 0; i < list->n; i++)
		if (!judge_feature(c, f, &report, list->items[i].text))
			finding_part(c, f,
			    (struct part_says){.word = VERDICT_UNKNOWN,
				.lead = arena_printf(c->a,
				    "The newest drift report, of %.*s, has no "
				    "PSI of",
				    DATE, report.at),
				.text = arena_printf(
				    c->a, "'%s'", list->items[i].text)});
	judge_age(c, f, &report);
}

void
drf_01(struct ctx *c, const struct subject *s, struct finding *f)
{
	judge_list(c, s, f, "DRF-01", "features");
}

void
drf_06(struct ctx *c, const struct subject *s, struct finding *f)
{
	judge_list(c, s, f, "DRF-06", "predictions");
}
