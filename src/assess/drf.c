/*
 * Family DRF on reported drift: PSI of each monitored feature, and of the
 * prediction, in the newest report.  Which features are monitored is declared;
 * one that the newest report lacks is UNKNOWN by name (law 9).
 */
#include "assess/internal.h"

#include <string.h>

static bool
is_psi(const struct row *r, const char *model)
{
	const char *m = row_text(r, "model"), *metric = row_text(r, "metric");

	return m != NULL && strcmp(m, model) == 0 && metric != NULL &&
	       strcmp(metric, "psi") == 0 && row_text(r, "feature") != NULL &&
	       row_text(r, "segment") == NULL;
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

		if (!is_psi(rows[i], model) || at == NULL ||
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

static const struct row *
sample_of(struct ctx *c, const char *model, const char *feature, const char *at)
{
	size_t n;
	const struct row *const *rows = facts_of(c->f, "monitor.sample", &n);

	for (size_t i = 0; i < n; i++)
		if (is_psi(rows[i], model) &&
		    strcmp(row_text(rows[i], "feature"), feature) == 0 &&
		    row_text(rows[i], "at") != NULL &&
		    strcmp(row_text(rows[i], "at"), at) == 0)
			return rows[i];
	return NULL;
}

static bool
is_listed(const struct data *list, const char *name)
{
	for (size_t i = 0; list != NULL && i < list->n; i++)
		if (list->items[i].text != NULL &&
		    strcmp(list->items[i].text, name) == 0)
			return true;
	return false;
}

static void
judge_feature(
    struct ctx *c, struct finding *f, const char *check, const struct row *r)
{
	struct limits l = {.warn = threshold_of(c, check, "warn"),
	    .fail = threshold_of(c, check, "fail")};
	const char *at = row_text(r, "at");

	(void)form_limit(c, f, r, "value", l,
	    arena_printf(c->a,
		"PSI of '%s' in the report of %s (as reported, n not stated)",
		row_text(r, "feature"), arena_ndup(c->a, at, 10)));
}

/* Every name of the list in the newest report, and no other left unseen. */
static void
judge_list(struct ctx *c, const struct subject *s, struct finding *f,
    const char *check, const struct data *list)
{
	const char *at = newest_report(c, s->model);
	const struct row *any = NULL;

	if (at == NULL) {
		enum state state;
		const char *says = listing_says(c, "monitor.sample", &state);

		finding_unknown(c, f, state_name(state),
		    "No drift report was read (%s)", says);
		return;
	}
	for (size_t i = 0; i < list->n; i++) {
		const char *name = list->items[i].text;
		const struct row *r =
		    name == NULL ? NULL : sample_of(c, s->model, name, at);

		if (r == NULL) {
			finding_unknown(c, f, NULL,
			    "The newest drift report, "
			    "of %s, has no PSI of '%s'",
			    at, name == NULL ? "?" : name);
			continue;
		}
		any = r;
		judge_feature(c, f, check, r);
	}
	if (any != NULL)
		(void)form_age(c, f, any, "at",
		    threshold_of(c, check, "max_age"),
		    "The newest drift report");
}

/* A FAIL that rests on an old report says when it was last seen. */
static void
say_last_seen(struct ctx *c, const struct subject *s, struct finding *f,
    const char *check)
{
	const char *at = newest_report(c, s->model);
	const char *limit = threshold_of(c, check, "max_age");
	struct finding age = {0};
	const struct row *r = NULL;

	for (size_t i = 0; r == NULL && i < f->nbasis; i++)
		if (strcmp(f->basis[i].row->kind->name, "monitor.sample") == 0)
			r = f->basis[i].row;
	if (at == NULL || r == NULL || f->word != VERDICT_FAIL)
		return;
	(void)form_age(c, &age, r, "at", limit, "The newest drift report");
	if (age.outcome == NULL || strcmp(age.outcome, "STALE") != 0)
		return;
	f->outcome =
	    arena_printf(c->a, "LAST SEEN %s", arena_ndup(c->a, at, 10));
	f->text = arena_printf(c->a, "%s %s", f->text, age.text);
}

void
drf_01(struct ctx *c, const struct subject *s, struct finding *f)
{
	const struct statement *st =
	    statement_need(c, f, "features-monitored", s->name);
	const struct data *features, *predictions;
	const char *at = newest_report(c, s->model);
	size_t n;
	const struct row *const *rows = facts_of(c->f, "monitor.sample", &n);

	if (st == NULL)
		return;
	features = data_get(st->content, "features");
	predictions = data_get(st->content, "predictions");
	if (features == NULL || features->n == 0) {
		finding_unknown(c, f, NULL, "No monitored feature is declared");
		return;
	}
	judge_list(c, s, f, "DRF-01", features);
	/* What is reported and not declared can only add findings. */
	for (size_t i = 0; at != NULL && i < n; i++) {
		const char *name = row_text(rows[i], "feature");
		struct finding one = {0};

		if (!is_psi(rows[i], s->model) ||
		    strcmp(row_text(rows[i], "at"), at) != 0 ||
		    is_listed(features, name) || is_listed(predictions, name))
			continue;
		judge_feature(c, &one, "DRF-01", rows[i]);
		if (one.word == VERDICT_FAIL || one.word == VERDICT_WARN)
			judge_feature(c, f, "DRF-01", rows[i]);
	}
	say_last_seen(c, s, f, "DRF-01");
}

void
drf_06(struct ctx *c, const struct subject *s, struct finding *f)
{
	const struct statement *st =
	    statement_need(c, f, "features-monitored", s->name);
	const struct data *list;

	if (st == NULL)
		return;
	list = data_get(st->content, "predictions");
	if (list == NULL || list->n == 0) {
		finding_unknown(c, f, NULL, "No predicted column is declared");
		return;
	}
	judge_list(c, s, f, "DRF-06", list);
	say_last_seen(c, s, f, "DRF-06");
}
