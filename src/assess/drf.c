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
	const struct sample *rows; /* what any report says, old or new */
	size_t nrows;
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

static void
add_report(struct reports *all, const struct sample *m)
{
	struct report one = {m->row->source, row_text(m->row, "at"), m->at};
	size_t k = 0;

	while (k < all->n && strcmp(all->items[k].source, one.source) != 0)
		k++;
	if (k == all->n)
		all->items[all->n++] = one;
	else if (time_cmp(one.t, all->items[k].t) > 0)
		all->items[k] = one;
}

static struct reports
read_reports(struct ctx *c, const struct drift *d)
{
	const struct samples *all = samples_of(c);
	struct sample *rows = arena_array(c->a, all->n, sizeof(*rows));
	struct reports out = {
	    .items = arena_array(c->a, all->n, sizeof(*out.items)),
	    .rows = rows};

	for (size_t i = 0; i < all->n; i++) {
		if (!is_drift(&all->items[i], d))
			continue;
		add_report(&out, &all->items[i]);
		rows[out.nrows++] = all->items[i];
	}
	return out;
}

/* Did the source report the feature in its newest report, or ever? */
struct told {
	const struct row *newest;
	bool ever;
};

static struct told
told_of(const struct reports *all, const struct report *r, const char *feature)
{
	struct told told = {NULL, false};

	for (size_t i = 0; i < all->nrows; i++) {
		const struct sample *m = &all->rows[i];

		if (strcmp(m->feature, feature) != 0 ||
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

/* The report that is looked at, among all. */
struct look {
	const struct drift *drift;
	const struct reports *all;
	const struct report *report;
	const char *from; /* " from 'monitor'" where there are several */
};

/* Every value of the feature in the report. */
static void
judge_values(struct ctx *c, struct finding *f, const struct look *look,
    const char *feature)
{
	const struct drift *d = look->drift;
	struct limits l = {.warn = threshold_of(c, d->check, "warn"),
	    .fail = threshold_of(c, d->check, "fail"),
	    .lead = arena_printf(c->a,
		"%s in the report of %.*s%s, as reported, n not stated",
		d->word, DATE, look->report->at, look->from)};

	for (size_t i = 0; i < look->all->nrows; i++) {
		const struct sample *m = &look->all->rows[i];

		if (!is_in(m, look->report) || strcmp(m->feature, feature) != 0)
			continue;
		(void)form_limit(c, f, m->row, "value", l,
		    arena_printf(c->a, "'%s'%s", feature, p_value(c, f, m, d)));
	}
}

/* A FAIL stays when the report is old, and says when it was last seen. */
static bool
judge_age(struct ctx *c, struct finding *f, const struct look *look,
    const struct row *row)
{
	struct finding age = {0};

	(void)form_age(c, &age, row, "at",
	    threshold_of(c, look->drift->check, "max_age"),
	    "the newest drift report");
	if (f->word == VERDICT_FAIL && age.has_parts &&
	    strcmp(age.outcome, "STALE") == 0) {
		f->outcome = arena_printf(
		    c->a, "LAST SEEN %.*s", DATE, look->report->at);
		age.word = VERDICT_FAIL; /* its sentence stands beside */
		age.outcome = NULL;
	}
	finding_merge(c, f, &age);
	return !age.has_parts;
}

/* The source reported it, and does no more. */
static void
say_gone(struct ctx *c, struct finding *f, const struct look *look,
    const char *feature)
{
	finding_part(c, f,
	    (struct part_says){.word = VERDICT_UNKNOWN,
		.lead = arena_printf(c->a,
		    "The newest drift report%s, of %.*s, has no %s of",
		    look->from, DATE, look->report->at, look->drift->word),
		.text = arena_printf(c->a, "'%s'", feature)});
}

/*
 * The feature in the newest reports: all that are young enough decide, and an
 * old one that accuses or cannot be read; one that is old and says nothing bad
 * only where there is no other.
 */
static void
judge_feature(struct ctx *c, struct finding *f, const struct drift *d,
    const struct reports *all, const char *feature)
{
	struct finding said = {0}, old = {0};
	bool is_told = false;

	for (size_t i = 0; i < all->n; i++) {
		const struct report *r = &all->items[i];
		struct look look = {d, all, r,
		    all->n == 1 ? ""
				: arena_printf(c->a, " from '%s'", r->source)};
		struct told told = told_of(all, r, feature);
		struct finding one = {0};
		bool counts;

		is_told = is_told || told.ever;
		if (told.newest == NULL) {
			if (told.ever)
				say_gone(c, f, &look, feature);
			continue;
		}
		judge_values(c, &one, &look, feature);
		counts = one.word != VERDICT_PASS && one.word != VERDICT_WARN;
		counts = judge_age(c, &one, &look, told.newest) || counts;
		finding_merge(c, counts ? &said : &old, &one);
	}
	finding_merge(c, f, said.has_parts ? &said : &old);
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
	struct reports reports = read_reports(c, &d);
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
