/*
 * EVL-05 and EVL-06: candidate minus champion, as the evaluation reported it
 * under METRIC_delta, by its interval.  The metric is the declared one; a
 * statement that is missing leaves nothing but UNKNOWN or "worse".
 */
#include "assess/internal.h"

#include <string.h>

#define DELTA "_delta"

enum { NDELTA = sizeof(DELTA) - 1 };

bool
is_first_version(struct ctx *c, const struct subject *s, struct finding *f)
{
	if (s->first != FIRST_YES)
		return false;
	finding_say(c, f, VERDICT_NOT_APPLICABLE,
	    "Version %s is the model's first: there was no champion to compare "
	    "with",
	    s->version);
	return true;
}

static bool
read_decimal(const char *s, struct decimal *d)
{
	return s != NULL && decimal_parse(d, s, strlen(s)) == 0;
}

/* Is it the difference of the whole in this metric (NULL: in any)? */
static bool
is_delta(const struct row *r, const char *metric)
{
	const char *m = row_text(r, "metric");
	size_t n = strlen(m);

	if (!is_of_whole(r) || n <= NDELTA ||
	    strcmp(m + n - NDELTA, DELTA) != 0)
		return false;
	return metric == NULL || (strncmp(m, metric, n - NDELTA) == 0 &&
				     metric[n - NDELTA] == '\0');
}

/* A reported difference, and what is said of it. */
struct delta {
	const struct row *row;
	struct decimal low, high;
	const char *seen; /* "-0.04 to 0.01" */
};

/* Reads the interval; adds the UNKNOWN when it is not there. */
static bool
read_delta(
    struct ctx *c, struct finding *f, const struct row *r, struct delta *d)
{
	static const char *const fields[] = {
	    "value", "ci_low", "ci_high", NULL};
	static const char *const what[] = {"the difference to the champion",
	    "the lower end of the interval of the difference",
	    "the upper end of the interval of the difference", NULL};

	d->row = r;
	for (size_t i = 0; fields[i] != NULL; i++) {
		finding_fact(c, f, r, fields[i]);
		if (row_text(r, fields[i]) == NULL) {
			form_unread(c, f, r, fields[i], what[i]);
			return false;
		}
	}
	d->seen = arena_printf(
	    c->a, "%s to %s", row_text(r, "ci_low"), row_text(r, "ci_high"));
	if (read_decimal(row_text(r, "ci_low"), &d->low) &&
	    read_decimal(row_text(r, "ci_high"), &d->high) &&
	    decimal_cmp(&d->low, &d->high) <= 0)
		return true;
	finding_unknown(c, f, "BADTYPE",
	    "The interval of the difference, %s, is none", d->seen);
	return false;
}

/* The declared margin as a bound below zero; false when there is none. */
static bool
read_margin(const struct data *said, const char *member, struct decimal *m)
{
	if (!read_decimal(data_text(said, member), m))
		return false;
	m->is_negative = m->ndigits > 0;
	return true;
}

static const char *
above(struct ctx *c, const struct decimal *bound)
{
	char text[DECIMAL_TEXT];

	return arena_printf(c->a, "above %s", decimal_format(bound, text));
}

/* ---- EVL-05 ------------------------------------------------------------- */

static void
judge_regression(struct ctx *c, struct finding *f, const struct row *r,
    const struct decimal *margin)
{
	struct delta d;

	if (!read_delta(c, f, r, &d))
		return;
	if (decimal_cmp(&d.high, margin) < 0)
		finding_part(c, f,
		    (struct part_says){.word = VERDICT_FAIL,
			.seen = d.seen,
			.wanted = above(c, margin),
			.text = arena_printf(c->a,
			    "The whole interval of the difference to the "
			    "champion, %s, lies below the margin (wanted: %s)",
			    d.seen, above(c, margin))});
}

void
evl_05(struct ctx *c, const struct subject *s, struct finding *f)
{
	struct row_set set = rows_of_subject(c, s, "evaluation.metric");
	const struct statement *st;
	const char *metric;
	struct decimal margin;
	size_t n = 0;

	if (is_first_version(c, s, f))
		return;
	st = statement_need(c, f, "improvement-claim", model_subject(c, s));
	if (st == NULL)
		return;
	metric = data_text(st->content, "metric");
	if (!read_margin(st->content, "segment_margin", &margin)) {
		finding_unknown(c, f, NULL,
		    "The statement 'improvement-claim' declares no margin for "
		    "segments");
		return;
	}
	for (size_t i = 0; i < set.n; i++) {
		if (!is_delta(set.items[i], metric))
			continue;
		judge_regression(c, f, set.items[i], &margin);
		n++;
	}
	if (n == 0)
		finding_unlisted(c, f, "evaluation.metric",
		    "No comparison of version %s with the champion in '%s' was "
		    "read",
		    s->version, metric);
	else
		finding_unknown(c, f, "INSUFFICIENT",
		    "The difference to the champion was reported for the whole "
		    "only, not for each declared segment");
}

/* ---- EVL-06 ------------------------------------------------------------- */

/* Is it the metric of the whole that the difference is of? */
static bool
is_base_of(const struct row *r, const char *delta)
{
	const char *m = row_text(r, "metric");
	size_t n = strlen(m);

	return is_of_whole(r) && strlen(delta) == n + NDELTA &&
	       strncmp(m, delta, n) == 0;
}

/* At least min_rows rows behind the comparison, wherever n is told. */
static void
check_rows(struct ctx *c, const struct subject *s, struct finding *f,
    const struct row *delta)
{
	struct row_set set = rows_of_subject(c, s, "evaluation.metric");
	const char *metric = row_text(delta, "metric");
	const char *min = threshold_of(c, "EVL-06", "min_rows");
	size_t told = 0;

	for (size_t i = 0; i < set.n; i++) {
		const struct row *r = set.items[i];
		struct decimal n, want;

		if ((r != delta && !is_base_of(r, metric)) ||
		    !read_decimal(row_text(r, "n"), &n))
			continue;
		told++;
		finding_fact(c, f, r, "n");
		if (!read_decimal(min, &want))
			finding_unknown(c, f, "NO LIMIT",
			    "There is no limit to hold the rows that were "
			    "compared against");
		else if (decimal_cmp(&n, &want) < 0)
			finding_part(c, f,
			    (struct part_says){.word = VERDICT_UNKNOWN,
				.outcome = "INSUFFICIENT",
				.seen = row_text(r, "n"),
				.wanted =
				    arena_printf(c->a, "at least %s", min),
				.text = arena_printf(c->a,
				    "Only %s rows were compared (at least %s "
				    "wanted)",
				    row_text(r, "n"), min)});
	}
	if (told == 0)
		finding_unknown(
		    c, f, NULL, "How many rows were compared is not known");
}

/* The interval holds zero: what was claimed decides. */
static void
judge_not_shown(struct ctx *c, struct finding *f, const struct delta *d,
    const struct data *said)
{
	const char *claim = data_text(said, "claim");
	struct part_says says = {.seen = d->seen, .wanted = "above 0"};
	struct decimal margin;

	if (strcmp(claim, "improvement") == 0) {
		says.word = VERDICT_FAIL;
		says.text = arena_printf(c->a,
		    "An improvement is claimed, and the interval of the "
		    "difference to the champion, %s, holds 0",
		    d->seen);
	} else if (read_margin(said, "non_inferiority", &margin) &&
		   decimal_cmp(&d->low, &margin) > 0) {
		says.word = VERDICT_PASS;
		says.wanted = above(c, &margin);
		says.text = arena_printf(c->a,
		    "Not worse than the champion: the interval of the "
		    "difference, %s, lies %s, the declared margin",
		    d->seen, says.wanted);
	} else {
		says.word = VERDICT_WARN;
		says.outcome = "NOT SHOWN";
		says.text = arena_printf(c->a,
		    "An improvement is not shown: the interval of the "
		    "difference to the champion, %s, holds 0",
		    d->seen);
	}
	finding_part(c, f, says);
}

/* `said` is NULL without a statement: then only "worse" can be said. */
static void
judge_improvement(struct ctx *c, const struct subject *s, struct finding *f,
    const struct row *r, const struct data *said)
{
	const char *value = row_text(r, "value");
	struct delta d;

	if (!read_delta(c, f, r, &d))
		return;
	if (d.high.is_negative) {
		finding_part(c, f,
		    (struct part_says){.word = VERDICT_FAIL,
			.seen = d.seen,
			.wanted = "above 0",
			.text = arena_printf(c->a,
			    "Worse than the champion: the difference is %s, "
			    "its whole interval, %s, below 0",
			    value, d.seen)});
		return;
	}
	if (said == NULL)
		return;
	check_rows(c, s, f, r);
	if (!d.low.is_negative && d.low.ndigits > 0)
		finding_part(c, f,
		    (struct part_says){.word = VERDICT_PASS,
			.seen = d.seen,
			.wanted = "above 0",
			.text = arena_printf(c->a,
			    "Better than the champion: the difference is %s, "
			    "its whole interval, %s, above 0",
			    value, d.seen)});
	else
		judge_not_shown(c, f, &d, said);
}

void
evl_06(struct ctx *c, const struct subject *s, struct finding *f)
{
	struct row_set set = rows_of_subject(c, s, "evaluation.metric");
	const struct statement *st;
	const struct data *said;
	const char *metric;
	size_t n = 0;

	if (is_first_version(c, s, f))
		return;
	st = statement_need(c, f, "improvement-claim", model_subject(c, s));
	said = st == NULL ? NULL : st->content;
	metric = data_text(said, "metric");
	for (size_t i = 0; i < set.n; i++) {
		if (!is_delta(set.items[i], metric))
			continue;
		judge_improvement(c, s, f, set.items[i], said);
		n++;
	}
	if (n == 0)
		finding_unlisted(c, f, "evaluation.metric",
		    "No comparison of version %s with the champion%s%s%s was "
		    "read",
		    s->version, metric == NULL ? "" : " in '",
		    metric == NULL ? "" : metric, metric == NULL ? "" : "'");
}
