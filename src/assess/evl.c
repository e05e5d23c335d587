/*
 * Family EVL on reported values: segments shown, fairness gates.  What a check
 * wants is declared in statements; without one it is UNKNOWN, so that taking a
 * statement away improves nothing.  EVL-05 and EVL-06 are in compare.c.
 */
#include "assess/internal.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static bool
read_decimal(const char *s, struct decimal *d)
{
	return s != NULL && decimal_parse(d, s, strlen(s)) == 0;
}

/* ---- EVL-03 ------------------------------------------------------------- */

struct level {
	const char *family, *level;
	const char *name; /* "'region/north'" */
};

/* One metric of a level: value, n and interval, and n enough. */
static void
judge_metric(struct ctx *c, struct finding *f, const struct row *r,
    const struct level *l)
{
	static const char *const fields[] = {
	    "value", "n", "ci_low", "ci_high", NULL};
	const char *min = threshold_of(c, "EVL-03", "min_n");
	struct decimal n, want;

	for (size_t i = 0; fields[i] != NULL; i++) {
		finding_fact(c, f, r, fields[i]);
		if (row_text(r, fields[i]) == NULL) {
			form_unread(c, f, r, fields[i],
			    arena_printf(c->a, "the %s of '%s' in %s",
				fields[i], row_text(r, "metric"), l->name));
			return;
		}
	}
	if (!read_decimal(row_text(r, "n"), &n) || !read_decimal(min, &want))
		finding_unknown(c, f, "NO LIMIT",
		    "There is no limit to hold the rows of %s against",
		    l->name);
	else if (decimal_cmp(&n, &want) < 0)
		finding_part(c, f,
		    (struct part_says){.word = VERDICT_UNKNOWN,
			.outcome = "INSUFFICIENT",
			.seen = row_text(r, "n"),
			.wanted = arena_printf(c->a, "at least %s", min),
			.lead = arena_printf(c->a,
			    "Too few rows to judge by, at least %s wanted",
			    min),
			.text = arena_printf(
			    c->a, "%s has %s", l->name, row_text(r, "n"))});
	else
		finding_part(c, f,
		    (struct part_says){.word = VERDICT_PASS,
			.lead = "Reported with interval and number of rows",
			.text = l->name});
}

/* One of the level's metrics must do. */
static void
judge_level(struct ctx *c, const struct subject *s, struct finding *f,
    const struct level *l)
{
	struct row_set set = rows_of_subject(c, s, "evaluation.metric");
	struct finding best = {0};

	for (size_t i = 0; i < set.n; i++) {
		struct finding one = {0};

		if (!row_has(set.items[i], "family", l->family) ||
		    !row_has(set.items[i], "segment", l->level))
			continue;
		judge_metric(c, &one, set.items[i], l);
		finding_best(c, &best, &one);
	}
	if (best.has_parts)
		finding_merge(c, f, &best);
	else if (!listing_is_complete(c, "evaluation.metric"))
		finding_unlisted(c, f, "evaluation.metric",
		    "Segment %s is declared and was not read", l->name);
	else
		finding_part(c, f,
		    (struct part_says){.word = VERDICT_FAIL,
			.seen = "left out",
			.wanted = l->name,
			.lead =
			    "Segments declared and left out of the evaluation",
			.text = l->name});
}

void
evl_03(struct ctx *c, const struct subject *s, struct finding *f)
{
	const struct statement *st =
	    statement_need(c, f, "segments-declared", model_subject(c, s));
	const struct data *families, *levels;

	if (st == NULL)
		return;
	if (rows_of_subject(c, s, "evaluation.metric").n == 0) {
		finding_unlisted(c, f, "evaluation.metric",
		    "No evaluation of version %s was read", s->version);
		return;
	}
	families = data_get(st->content, "families");
	for (size_t i = 0; families != NULL && i < families->n; i++) {
		struct level l = {
		    .family = data_text(&families->items[i], "family")};

		levels = data_get(&families->items[i], "levels");
		for (size_t k = 0; levels != NULL && k < levels->n; k++) {
			l.level = levels->items[k].text;
			l.name =
			    arena_printf(c->a, "'%s/%s'", l.family, l.level);
			judge_level(c, s, f, &l);
		}
		if (levels == NULL || levels->n == 0)
			finding_unknown(c, f, NULL,
			    "The statement names no level of the family '%s'",
			    l.family);
	}
	if (!f->has_parts)
		finding_unknown(
		    c, f, NULL, "The statement names no family of segments");
}

/* ---- EVL-04 ------------------------------------------------------------- */

struct gate {
	const char *metric, *family, *limit;
	bool is_least;
	const char *name; /* "gate 'ratio' of 'age'" */
};

/* What judge_gate has read before: a value inside its limit. */
struct inside {
	const struct row *row;
	struct decimal value, limit, near;
};

/*
 * Rows that would bring the interval's near side inside, if its width falls
 * with the root of n: for the sentence only.  Rounded up to hundreds.
 */
static const char *
rows_to_settle(struct ctx *c, const struct inside *in)
{
	double half =
	    fabs(decimal_double(&in->value) - decimal_double(&in->near));
	double room =
	    fabs(decimal_double(&in->value) - decimal_double(&in->limit));
	struct decimal n;

	if (!read_decimal(row_text(in->row, "n"), &n) || room <= 0 ||
	    half / room > 1e3)
		return "more rows";
	return arena_printf(c->a, "about %.0f rows",
	    ceil(decimal_double(&n) * (half / room) * (half / room) / 100) *
		100);
}

/* The value is inside: so must be the side of its interval near the limit. */
static void
judge_interval(
    struct ctx *c, struct finding *f, struct inside *in, const struct gate *g)
{
	const char *low_text = row_text(in->row, "ci_low");
	const char *high_text = row_text(in->row, "ci_high");
	const char *value = row_text(in->row, "value");
	const char *side = g->is_least ? "at least" : "at most";
	struct decimal low, high;
	struct part_says says = {.word = VERDICT_UNKNOWN,
	    .outcome = "INSUFFICIENT",
	    .seen = arena_printf(c->a, "%s (%s to %s)", value,
		low_text == NULL ? "?" : low_text,
		high_text == NULL ? "?" : high_text),
	    .wanted = arena_printf(
		c->a, "%s %s with its whole interval", side, g->limit)};

	if (!read_decimal(low_text, &low) || !read_decimal(high_text, &high)) {
		says.text = arena_printf(c->a,
		    "%s is %s, inside its limit %s, and has no interval that "
		    "can be read",
		    g->name, value, g->limit);
		finding_part(c, f, says);
		return;
	}
	in->near = g->is_least ? low : high;
	if (decimal_cmp(&low, &high) > 0) {
		says.text = arena_printf(c->a,
		    "%s is %s, and its interval from %s to %s is none", g->name,
		    value, low_text, high_text);
	} else if ((g->is_least ? 1 : -1) * decimal_cmp(&in->near, &in->limit) <
		   0) {
		says.text = arena_printf(c->a,
		    "%s is %s, inside its limit %s, but its interval reaches "
		    "%s: %s would settle it",
		    g->name, value, g->limit,
		    g->is_least ? low_text : high_text, rows_to_settle(c, in));
	} else {
		says.word = VERDICT_PASS;
		says.outcome = NULL;
		says.text = arena_printf(c->a,
		    "%s is %s, with its interval from %s to %s inside the "
		    "limit: %s %s",
		    g->name, value, low_text, high_text, side, g->limit);
	}
	finding_part(c, f, says);
}

static void
judge_gate(
    struct ctx *c, struct finding *f, const struct row *r, const struct gate *g)
{
	struct finding one = {0};
	struct inside in = {.row = r};
	bool is_read;
	enum word w = form_limit(c, &one, r, "value",
	    (struct limits){.fail = g->limit, .is_least = g->is_least},
	    g->name);

	finding_fact(c, f, r, "value");
	finding_fact(c, f, r, "ci_low");
	finding_fact(c, f, r, "ci_high");
	if (w != VERDICT_PASS) {
		finding_merge(c, f, &one);
		return;
	}
	is_read = read_decimal(row_text(r, "value"), &in.value);
	assert(is_read); /* the form did */
	is_read = read_decimal(g->limit, &in.limit);
	assert(is_read);
	judge_interval(c, f, &in, g);
}

static bool
is_of_gate(const struct row *r, const struct gate *g)
{
	return row_has(r, "metric", g->metric) &&
	       row_has(r, "family", g->family) &&
	       row_text(r, "segment") == NULL;
}

/* The levels that are declared of a family; NULL: the family is not. */
static const struct data *
levels_of(const struct statement *st, const char *family)
{
	const struct data *families = data_get(st->content, "families");

	for (size_t i = 0; families != NULL && i < families->n; i++) {
		const char *name = data_text(&families->items[i], "family");

		if (name != NULL && strcmp(name, family) == 0)
			return data_get(&families->items[i], "levels");
	}
	return NULL;
}

/*
 * A gate over fewer groups than are declared decides nothing good: the group
 * that was left out may be the one it is for (law 9).
 */
static void
judge_groups(struct ctx *c, const struct subject *s, struct finding *f,
    const struct statement *st, const struct gate *g)
{
	struct row_set set = rows_of_subject(c, s, "evaluation.metric");
	const struct data *levels = levels_of(st, g->family);

	if (levels == NULL || levels->n == 0)
		finding_unknown(c, f, NULL,
		    "The groups of '%s' are not declared", g->family);
	for (size_t i = 0; levels != NULL && i < levels->n; i++) {
		bool is_seen = false;

		for (size_t k = 0; k < set.n; k++)
			is_seen = is_seen ||
				  (row_has(set.items[k], "family", g->family) &&
				      row_has(set.items[k], "segment",
					  levels->items[i].text));
		if (!is_seen)
			finding_unknown(c, f, NULL,
			    "Group '%s/%s' is declared and not in the results",
			    g->family, levels->items[i].text);
	}
}

void
evl_04(struct ctx *c, const struct subject *s, struct finding *f)
{
	const struct statement *st =
	    statement_need(c, f, "fairness-policy", model_subject(c, s));
	struct row_set set = rows_of_subject(c, s, "evaluation.metric");
	const struct statement *segments =
	    statement_need(c, f, "segments-declared", model_subject(c, s));
	const struct data *gates =
	    data_get(st == NULL ? NULL : st->content, "gates");

	if (st != NULL && (gates == NULL || gates->n == 0))
		finding_unknown(
		    c, f, NULL, "The statement names no fairness gate");
	for (size_t i = 0; gates != NULL && i < gates->n; i++) {
		const struct data *d = &gates->items[i];
		const char *direction = data_text(d, "direction");
		struct gate g = {.metric = data_text(d, "metric"),
		    .family = data_text(d, "family"),
		    .limit = data_text(d, "limit"),
		    .is_least = strcmp(direction, "min") == 0};
		size_t seen = 0;

		g.name =
		    arena_printf(c->a, "gate '%s' of '%s'", g.metric, g.family);
		for (size_t k = 0; k < set.n; k++) {
			if (!is_of_gate(set.items[k], &g))
				continue;
			judge_gate(c, f, set.items[k], &g);
			seen++;
		}
		if (segments != NULL)
			judge_groups(c, s, f, segments, &g);
		if (seen == 0)
			finding_unlisted(c, f, "evaluation.metric",
			    "The metric of %s is not in the results", g.name);
	}
}
