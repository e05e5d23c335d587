/*
 * Family DRF on reported drift: PSI of each monitored feature, and of the
 * prediction, and the distance of Kolmogorov and Smirnov.  A report is what
 * one source says at one time; the newest of each source counts, the worst of
 * them decides, and one that is old can only accuse.  Which features are
 * monitored is declared; one that no newest report has, or that a source had
 * and has no more, is UNKNOWN by name (law 9).  A feature that is reported and
 * not declared is not judged: its row could be left out of the report to
 * better the verdict, which law 3 forbids.
 */
#include "assess/internal.h"

#include <string.h>

enum { DATE = 10 }; /* bytes of a date */

/* What is asked: a check, its metric, and the words for it. */
struct drift {
	const char *check, *metric, *word;
};

/* The newest report of one source. */
struct report {
	const char *source;
	const char *at; /* as in the rows */
	struct instant t;
};

struct reports {
	struct report *items;
	size_t n;
};

static bool
is_drift(const struct sample *m, const struct drift *d)
{
	return strcmp(m->metric, d->metric) == 0 && m->feature != NULL &&
	       m->segment == NULL;
}

static bool
is_in(const struct sample *m, const struct report *r)
{
	return strcmp(m->row->source, r->source) == 0 &&
	       time_cmp(m->at, r->t) == 0;
}

static struct reports
newest_reports(struct ctx *c, const struct drift *d)
{
	const struct samples *all = samples_of(c);
	struct reports out = {arena_array(c->a, all->n, sizeof(*out.items)), 0};

	for (size_t i = 0; i < all->n; i++) {
		const struct sample *m = &all->items[i];
		struct report one = {
		    m->row->source, row_text(m->row, "at"), m->at};
		size_t k = 0;

		if (!is_drift(m, d))
			continue;
		while (
		    k < out.n && strcmp(out.items[k].source, one.source) != 0)
			k++;
		if (k == out.n)
			out.items[out.n++] = one;
		else if (time_cmp(one.t, out.items[k].t) > 0)
			out.items[k] = one;
	}
	return out;
}

/* Did the source report the feature in its newest report, or ever? */
struct told {
	const struct row *newest;
	bool ever;
};

static struct told
told_of(struct ctx *c, const struct drift *d, const struct report *r,
    const char *feature)
{
	const struct samples *all = samples_of(c);
	struct told told = {NULL, false};

	for (size_t i = 0; i < all->n; i++) {
		const struct sample *m = &all->items[i];

		if (!is_drift(m, d) || strcmp(m->feature, feature) != 0 ||
		    strcmp(m->row->source, r->source) != 0)
			continue;
		told.ever = true;
		if (is_in(m, r))
			told.newest = m->row;
	}
	return told;
}

/* " (p-value 0.003)" where one is stated; it decides nothing alone. */
static const char *
p_value(struct ctx *c, struct finding *f, const struct sample *of,
    const struct drift *d)
{
	const struct samples *all = samples_of(c);
	const char *metric = arena_printf(c->a, "%s_p_value", d->metric);

	for (size_t i = 0; i < all->n; i++) {
		const struct sample *m = &all->items[i];

		if (strcmp(m->metric, metric) != 0 || m->feature == NULL ||
		    strcmp(m->feature, of->feature) != 0 ||
		    time_cmp(m->at, of->at) != 0 ||
		    row_text(m->row, "value") == NULL)
			continue;
		finding_fact(c, f, m->row, "value");
		return arena_printf(
		    c->a, " (p-value %s)", row_text(m->row, "value"));
	}
	return "";
}

/* Every value of the feature in the report. */
static void
judge_values(struct ctx *c, struct finding *f, const struct drift *d,
    const struct report *r, const char *feature, const char *from)
{
	const struct samples *all = samples_of(c);
	struct limits l = {.warn = threshold_of(c, d->check, "warn"),
	    .fail = threshold_of(c, d->check, "fail"),
	    .lead = arena_printf(c->a,
		"%s in the report of %.*s%s, as reported, n not stated",
		d->word, DATE, r->at, from)};

	for (size_t i = 0; i < all->n; i++) {
		const struct sample *m = &all->items[i];

		if (!is_drift(m, d) || !is_in(m, r) ||
		    strcmp(m->feature, feature) != 0)
			continue;
		(void)form_limit(c, f, m->row, "value", l,
		    arena_printf(c->a, "'%s'%s", feature, p_value(c, f, m, d)));
	}
}

/* A FAIL stays when the report is old, and says when it was last seen. */
static bool
judge_age(struct ctx *c, struct finding *f, const struct drift *d,
    const struct report *r, const struct row *row)
{
	struct finding age = {0};

	(void)form_age(c, &age, row, "at", threshold_of(c, d->check, "max_age"),
	    "the newest drift report");
	if (f->word == VERDICT_FAIL && age.has_parts &&
	    strcmp(age.outcome, "STALE") == 0) {
		f->outcome = arena_printf(c->a, "LAST SEEN %.*s", DATE, r->at);
		age.word = VERDICT_FAIL; /* its sentence stands beside */
		age.outcome = NULL;
	}
	finding_merge(c, f, &age);
	return !age.has_parts;
}

/*
 * The feature in the newest reports: all that are young enough decide, and an
 * old one that accuses; other old ones only where there is no young one.
 */
static void
judge_feature(struct ctx *c, struct finding *f, const struct drift *d,
    const struct reports *reports, const char *feature)
{
	struct finding young = {0}, old = {0};
	bool is_told = false;

	for (size_t i = 0; i < reports->n; i++) {
		const struct report *r = &reports->items[i];
		struct told told = told_of(c, d, r, feature);
		struct finding one = {0};
		const char *from =
		    reports->n == 1
			? ""
			: arena_printf(c->a, " from '%s'", r->source);
		bool is_young;

		if (told.newest == NULL && told.ever)
			finding_part(c, f,
			    (struct part_says){.word = VERDICT_UNKNOWN,
				.lead = arena_printf(c->a,
				    "The newest drift report%s, of %.*s, has "
				    "no %s of",
				    from, DATE, r->at, d->word),
				.text = arena_printf(c->a, "'%s'", feature)});
		is_told = is_told || told.ever;
		if (told.newest == NULL)
			continue;
		judge_values(c, &one, d, r, feature, from);
		is_young = judge_age(c, &one, d, r, told.newest);
		finding_merge(c,
		    is_young || one.word == VERDICT_FAIL ? &young : &old, &one);
	}
	finding_merge(c, f, young.has_parts ? &young : &old);
	if (!is_told)
		finding_part(c, f,
		    (struct part_says){.word = VERDICT_UNKNOWN,
			.lead = arena_printf(
			    c->a, "No drift report has a %s of", d->word),
			.text = arena_printf(c->a, "'%s'", feature)});
}

/* Every name of the declared list; the second list where the first is not. */
static void
judge_list(struct ctx *c, const struct subject *s, struct finding *f,
    struct drift d, const char *const members[2])
{
	const struct statement *st =
	    statement_need(c, f, "features-monitored", s->name);
	struct reports reports = newest_reports(c, &d);
	const struct data *list;

	if (st == NULL)
		return;
	list = data_get(st->content, members[0]);
	if (list == NULL)
		list = data_get(st->content, members[1]);
	if (list == NULL || list->n == 0) {
		finding_unknown(c, f, NULL,
		    "The statement 'features-monitored' for %s names no %s",
		    s->name, members[1]);
		return;
	}
	if (reports.n == 0) {
		finding_unlisted(c, f, "monitor.sample",
		    "No %s of model '%s' was read in a drift report", d.word,
		    s->model);
		return;
	}
	for (size_t i = 0; i < list->n; i++)
		judge_feature(c, f, &d, &reports, list->items[i].text);
	/* What was not read may be worse than what was. */
	if (!listing_is_complete(c, "monitor.sample"))
		finding_unlisted(
		    c, f, "monitor.sample", "Not every drift report was read");
}

void
drf_01(struct ctx *c, const struct subject *s, struct finding *f)
{
	judge_list(c, s, f, (struct drift){"DRF-01", "psi", "PSI"},
	    (const char *const[]){"features", "features"});
}

void
drf_02(struct ctx *c, const struct subject *s, struct finding *f)
{
	judge_list(c, s, f, (struct drift){"DRF-02", "ks", "KS distance"},
	    (const char *const[]){"continuous", "features"});
}

void
drf_06(struct ctx *c, const struct subject *s, struct finding *f)
{
	judge_list(c, s, f, (struct drift){"DRF-06", "psi", "PSI"},
	    (const char *const[]){"predictions", "predictions"});
}
