/*
 * Family EVL on reported values: segments shown, fairness gates, regression
 * and improvement by interval.  What a check wants is declared in statements;
 * without one it is UNKNOWN, so that taking a statement away improves nothing.
 */
#include "assess/internal.h"

#include <math.h>
#include <string.h>

static bool
read_decimal(const char *s, struct decimal *d)
{
	return s != NULL && decimal_parse(d, s, strlen(s)) == 0;
}

static bool
has_text(const struct row *r, const char *field, const char *want)
{
	const char *t = row_text(r, field);

	return t != NULL && strcmp(t, want) == 0;
}

/* "model/fraud", the subject of a version's statements. */
static const char *
model_subject(struct ctx *c, const struct subject *s)
{
	return arena_printf(c->a, "model/%s", s->model);
}

static bool
no_evaluation(struct ctx *c, const struct subject *s, struct finding *f)
{
	enum state state;
	const char *says;

	if (rows_of_subject(c, s, "evaluation.metric").n > 0)
		return false;
	says = listing_says(c, "evaluation.metric", &state);
	finding_unknown(c, f, state_name(state),
	    "No evaluation of version %s was read (%s)", s->version, says);
	return true;
}

/* ---- EVL-03 ------------------------------------------------------------- */

/* One level of a declared family: a metric with n and interval, n enough. */
static void
judge_level(struct ctx *c, const struct subject *s, struct finding *f,
    const char *family, const char *level)
{
	struct row_set set = rows_of_subject(c, s, "evaluation.metric");
	const char *min = threshold_of(c, "EVL-03", "min_n");
	const struct row *best = NULL;
	struct decimal n, want;

	for (size_t i = 0; i < set.n; i++) {
		const struct row *r = set.items[i];

		if (!has_text(r, "family", family) ||
		    !has_text(r, "segment", level))
			continue;
		if (best == NULL || row_text(best, "ci_low") == NULL)
			best = r;
	}
	if (best == NULL) {
		finding_part(c, f,
		    (struct part_says){.word = VERDICT_FAIL,
			.seen = "left out",
			.wanted = arena_printf(c->a, "%s/%s", family, level),
			.text = arena_printf(c->a,
			    "Segment %s/%s "
			    "is declared and was left out of the evaluation",
			    family, level)});
		return;
	}
	finding_fact(c, f, best, "value");
	finding_fact(c, f, best, "n");
	finding_fact(c, f, best, "ci_low");
	if (!read_decimal(row_text(best, "n"), &n) ||
	    row_text(best, "value") == NULL ||
	    row_text(best, "ci_low") == NULL ||
	    row_text(best, "ci_high") == NULL)
		finding_unknown(c, f, NULL,
		    "Segment %s/%s has no metric with n "
		    "and interval",
		    family, level);
	else if (!read_decimal(min, &want) || decimal_cmp(&n, &want) < 0)
		finding_unknown(c, f, "INSUFFICIENT",
		    "Segment %s/%s has %s "
		    "rows (at least %s)",
		    family, level, row_text(best, "n"),
		    min == NULL ? "?" : min);
	else
		finding_say(c, f, VERDICT_PASS,
		    "Segment %s/%s is reported "
		    "with n and interval",
		    family, level);
}

void
evl_03(struct ctx *c, const struct subject *s, struct finding *f)
{
	const struct statement *st =
	    statement_need(c, f, "segments-declared", model_subject(c, s));
	const struct data *families;

	if (st == NULL || no_evaluation(c, s, f))
		return;
	families = data_get(st->content, "families");
	for (size_t i = 0; families != NULL && i < families->n; i++) {
		const struct data *family = &families->items[i];
		const struct data *levels = data_get(family, "levels");
		const char *name = data_text(family, "family");

		if (levels == NULL || levels->n == 0)
			finding_unknown(c, f, NULL,
			    "The levels of the family "
			    "'%s' are not declared",
			    name);
		for (size_t k = 0; levels != NULL && k < levels->n; k++)
			judge_level(c, s, f, name, levels->items[k].text);
	}
	if (families == NULL || families->n == 0)
		finding_unknown(c, f, NULL, "No segment family is declared");
}

/* ---- EVL-04 ------------------------------------------------------------- */

/*
 * Rows that would bring the interval's near side inside, if its width falls
 * with the root of n: for the sentence only.  Rounded up to hundreds.
 */
static const char *
rows_to_settle(struct ctx *c, const struct row *r, const struct decimal *near,
    const struct decimal *limit)
{
	struct decimal n, v;
	double half, room;

	if (!read_decimal(row_text(r, "n"), &n) ||
	    !read_decimal(row_text(r, "value"), &v))
		return "more rows";
	half = fabs(decimal_double(&v) - decimal_double(near));
	room = fabs(decimal_double(&v) - decimal_double(limit));
	if (room <= 0 || half / room > 1e3)
		return "more rows";
	return arena_printf(c->a, "about %.0f rows",
	    ceil(decimal_double(&n) * (half / room) * (half / room) / 100) *
		100);
}

/* The interval against the limit: all inside, all outside, or across. */
static void
judge_gate(struct ctx *c, struct finding *f, const struct row *r,
    const struct data *gate)
{
	const char *limit = data_text(gate, "limit");
	const char *metric = data_text(gate, "metric");
	const char *direction = data_text(gate, "direction");
	bool is_least = direction != NULL && strcmp(direction, "min") == 0;
	const char *near_text = row_text(r, is_least ? "ci_low" : "ci_high");
	struct decimal near, lim;
	struct finding one = {0};
	enum word w;

	w = form_limit(c, &one, r, "value",
	    (struct limits){.fail = limit, .is_least = is_least}, metric);
	finding_fact(c, f, r, "value");
	finding_fact(c, f, r, is_least ? "ci_low" : "ci_high");
	if (w != VERDICT_PASS) {
		finding_part(c, f,
		    (struct part_says){.word = one.word,
			.outcome = one.outcome,
			.seen = one.seen,
			.wanted = one.wanted,
			.text =
			    arena_ndup(c->a, one.text, strlen(one.text) - 1)});
		return;
	}
	if (!read_decimal(near_text, &near) || !read_decimal(limit, &lim)) {
		finding_unknown(c, f, "INSUFFICIENT",
		    "%s is %s, inside its "
		    "limit %s, and has no interval",
		    metric, row_text(r, "value"), limit);
	} else if ((is_least ? 1 : -1) * decimal_cmp(&near, &lim) < 0) {
		finding_unknown(c, f, "INSUFFICIENT",
		    "%s is %s, inside its "
		    "limit %s, but its interval reaches %s: %s would settle it",
		    metric, row_text(r, "value"), limit, near_text,
		    rows_to_settle(c, r, &near, &lim));
	} else {
		finding_part(c, f,
		    (struct part_says){.word = VERDICT_PASS,
			.seen = one.seen,
			.wanted = one.wanted,
			.text = arena_printf(c->a,
			    "%s is %s, with its interval "
			    "inside the limit %s",
			    metric, row_text(r, "value"), limit)});
	}
}

static const struct row *
gate_metric(struct ctx *c, const struct subject *s, const struct data *gate)
{
	struct row_set set = rows_of_subject(c, s, "evaluation.metric");
	const char *metric = data_text(gate, "metric");
	const char *family = data_text(gate, "family");

	for (size_t i = 0; metric != NULL && i < set.n; i++) {
		const struct row *r = set.items[i];
		const char *of = row_text(r, "family");

		if (has_text(r, "metric", metric) &&
		    row_text(r, "segment") == NULL &&
		    (family == NULL ? of == NULL
				    : of != NULL && strcmp(of, family) == 0))
			return r;
	}
	return NULL;
}

void
evl_04(struct ctx *c, const struct subject *s, struct finding *f)
{
	const struct statement *st =
	    statement_need(c, f, "fairness-policy", model_subject(c, s));
	const struct data *gates;

	if (st == NULL || no_evaluation(c, s, f))
		return;
	gates = data_get(st->content, "gates");
	for (size_t i = 0; gates != NULL && i < gates->n; i++) {
		const struct data *gate = &gates->items[i];
		const struct row *r = gate_metric(c, s, gate);

		if (r == NULL)
			finding_unknown(c, f, NULL,
			    "The gate's metric %s for "
			    "%s was not reported",
			    data_text(gate, "metric"),
			    data_text(gate, "family") == NULL
				? "the whole"
				: data_text(gate, "family"));
		else
			judge_gate(c, f, r, gate);
	}
	if (gates == NULL || gates->n == 0)
		finding_unknown(c, f, NULL, "No fairness gate is declared");
}

/* ---- EVL-05, EVL-06: candidate minus champion --------------------------- */

/* The difference to the champion, reported as METRIC_delta. */
static const struct row *
delta_of(struct ctx *c, const struct subject *s, const char *metric)
{
	struct row_set set = rows_of_subject(c, s, "evaluation.metric");

	for (size_t i = 0; i < set.n; i++) {
		const char *m = row_text(set.items[i], "metric");
		size_t n = m == NULL ? 0 : strlen(m);

		if (n <= 6 || strcmp(m + n - 6, "_delta") != 0)
			continue;
		if (metric == NULL ||
		    (strncmp(m, metric, n - 6) == 0 && metric[n - 6] == '\0'))
			return set.items[i];
	}
	return NULL;
}

static bool
is_first_version(struct ctx *c, const struct subject *s, const struct row *d,
    struct finding *f)
{
	if (d != NULL || !s->is_first)
		return false;
	finding_say(c, f, VERDICT_NOT_APPLICABLE,
	    "Version %s is the model's "
	    "first: there was no champion to compare with",
	    s->version);
	return true;
}

/* Reads the interval; adds the UNKNOWN when it is not there. */
static bool
read_interval(struct ctx *c, struct finding *f, const struct row *d,
    struct decimal *low, struct decimal *high)
{
	finding_fact(c, f, d, "value");
	finding_fact(c, f, d, "ci_low");
	finding_fact(c, f, d, "ci_high");
	if (read_decimal(row_text(d, "ci_low"), low) &&
	    read_decimal(row_text(d, "ci_high"), high) &&
	    row_text(d, "value") != NULL)
		return true;
	finding_unknown(c, f, NULL,
	    "The difference to the champion has no "
	    "interval that can be read");
	return false;
}

void
evl_05(struct ctx *c, const struct subject *s, struct finding *f)
{
	const struct row *d = delta_of(c, s, NULL);
	const struct statement *st;
	struct decimal low, high, margin;

	if (is_first_version(c, s, d, f))
		return;
	if (d == NULL) {
		finding_unknown(c, f, NULL,
		    "No comparison of version %s with "
		    "the champion was read",
		    s->version);
		return;
	}
	st = statement_need(c, f, "improvement-claim", model_subject(c, s));
	if (st == NULL || !read_interval(c, f, d, &low, &high))
		return;
	if (!read_decimal(data_text(st->content, "segment_margin"), &margin)) {
		finding_unknown(c, f, NULL, "No segment margin is declared");
		return;
	}
	margin.is_negative = margin.ndigits > 0;
	if (decimal_cmp(&high, &margin) < 0)
		finding_part(c, f,
		    (struct part_says){.word = VERDICT_FAIL,
			.seen = row_text(d, "ci_high"),
			.wanted = arena_printf(c->a, "above -%s",
			    data_text(st->content, "segment_margin")),
			.text =
			    "The whole interval of the difference lies below "
			    "the margin"});
	finding_unknown(c, f, "INSUFFICIENT",
	    "The difference was reported for "
	    "the whole only, not for each declared segment");
}

/* At least min_rows rows behind the comparison. */
static void
check_rows(struct ctx *c, const struct subject *s, struct finding *f,
    const struct row *d)
{
	struct row_set set = rows_of_subject(c, s, "evaluation.metric");
	const char *metric = row_text(d, "metric");
	const char *min = threshold_of(c, "EVL-06", "min_rows");
	const struct row *with_n = row_text(d, "n") != NULL ? d : NULL;
	struct decimal n, want;

	for (size_t i = 0; with_n == NULL && i < set.n; i++) {
		const char *m = row_text(set.items[i], "metric");

		if (m != NULL && strlen(m) + 6 == strlen(metric) &&
		    strncmp(m, metric, strlen(m)) == 0 &&
		    row_text(set.items[i], "family") == NULL &&
		    row_text(set.items[i], "n") != NULL)
			with_n = set.items[i];
	}
	if (with_n == NULL || min == NULL || !read_decimal(min, &want) ||
	    !read_decimal(row_text(with_n, "n"), &n)) {
		finding_unknown(c, f, NULL,
		    "How many rows were compared is "
		    "not known");
		return;
	}
	finding_fact(c, f, with_n, "n");
	if (decimal_cmp(&n, &want) < 0)
		finding_unknown(c, f, "INSUFFICIENT",
		    "%s rows were compared "
		    "(at least %s)",
		    row_text(with_n, "n"), min);
}

/* The interval holds zero: what was claimed decides. */
static void
judge_not_shown(struct ctx *c, struct finding *f, const struct row *d,
    const struct data *said, const struct decimal *low)
{
	const char *claim = data_text(said, "claim");
	const char *text = data_text(said, "non_inferiority");
	const char *seen = arena_printf(
	    c->a, "%s to %s", row_text(d, "ci_low"), row_text(d, "ci_high"));
	struct decimal margin;

	if (claim != NULL && strcmp(claim, "improvement") == 0) {
		finding_part(c, f,
		    (struct part_says){.word = VERDICT_FAIL,
			.seen = seen,
			.wanted = "above 0",
			.text =
			    "An improvement is claimed, and the interval of "
			    "the difference contains 0"});
		return;
	}
	if (read_decimal(text, &margin)) {
		margin.is_negative = margin.ndigits > 0;
		if (decimal_cmp(low, &margin) > 0) {
			finding_part(c, f,
			    (struct part_says){.word = VERDICT_PASS,
				.seen = seen,
				.wanted = arena_printf(c->a, "above -%s", text),
				.text = "The interval lies above the declared "
					"non-inferiority margin"});
			return;
		}
	}
	finding_part(c, f,
	    (struct part_says){.word = VERDICT_WARN,
		.outcome = "NOT SHOWN",
		.seen = seen,
		.wanted = "above 0",
		.text =
		    "The interval of the difference contains 0: an improvement "
		    "is not shown"});
}

void
evl_06(struct ctx *c, const struct subject *s, struct finding *f)
{
	const struct row *d = delta_of(c, s, NULL);
	const struct statement *st;
	struct decimal low, high;
	const char *seen;

	if (is_first_version(c, s, d, f))
		return;
	if (d == NULL) {
		finding_unknown(c, f, NULL,
		    "No comparison of version %s with "
		    "the champion was read",
		    s->version);
		return;
	}
	if (!read_interval(c, f, d, &low, &high))
		return;
	seen = arena_printf(
	    c->a, "%s to %s", row_text(d, "ci_low"), row_text(d, "ci_high"));
	if (high.is_negative) {
		finding_part(c, f,
		    (struct part_says){.word = VERDICT_FAIL,
			.seen = seen,
			.wanted = "above 0",
			.text = arena_printf(c->a,
			    "Worse than the champion: the "
			    "difference is %s, its whole interval below 0",
			    row_text(d, "value"))});
		return;
	}
	check_rows(c, s, f, d);
	if (!low.is_negative && low.ndigits > 0) {
		finding_part(c, f,
		    (struct part_says){.word = VERDICT_PASS,
			.seen = seen,
			.wanted = "above 0",
			.text = arena_printf(c->a,
			    "Improved: the difference to "
			    "the champion is %s, its whole interval above 0",
			    row_text(d, "value"))});
		return;
	}
	st = statement_need(c, f, "improvement-claim", model_subject(c, s));
	if (st != NULL)
		judge_not_shown(c, f, d, st->content, &low);
}
