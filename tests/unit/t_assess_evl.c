/*
 * Every branch of EVL-03 to EVL-06.
 */
#include "facts_make.h"

#define V2 "version/m/2"
#define M  "model/m"

static struct world *
world(void)
{
	struct world *w = world_new();

	(void)put(w, "model.version", "model", "m", "version", "1", NULL);
	(void)put(w, "model.version", "model", "m", "version", "2", NULL);
	return w;
}

static struct row *
metric(struct world *w, const char *name, const char *value, const char *low,
    const char *high)
{
	return put(w, "evaluation.metric", "model", "m", "version", "2",
	    "metric", name, "value", value, "ci_low", low, "ci_high", high,
	    NULL);
}

static struct row *
segment(struct world *w, const char *level, const char *n)
{
	struct row *r = metric(w, "f1", "0.8", "0.7", "0.9");

	set(w, r, "family", "age");
	set(w, r, "segment", level);
	set(w, r, "n", n);
	return r;
}

/* ---- EVL-03 ------------------------------------------------------------- */

static void
evl_03_levels(void)
{
	struct world *w = world();
	struct row *r = segment(w, "old", "30"), *other;

	(void)say(w, "segments-declared", M,
	    "families:\n  - family: age\n    levels: [old, young]\n");
	(void)metric(w, "accuracy", "0.8", "0.7", "0.9"); /* of the whole */
	EXPECT(w, "EVL-03", V2, FAIL, NULL,
	    "Segments declared and left out of the evaluation: 'age/young'.");
	listing(w, "evaluation.metric", STATE_INCOMPLETE);
	EXPECT(w, "EVL-03", V2, UNKNOWN, "INCOMPLETE", "'age/young'");
	(void)segment(w, "young", "100");
	EXPECT(w, "EVL-03", V2, PASS, NULL,
	    "Reported with interval and number of rows: 'age/old' and "
	    "'age/young'.");
	set(w, r, "n", "29");
	EXPECT(w, "EVL-03", V2, UNKNOWN, "INSUFFICIENT",
	    "at least 30 wanted: 'age/old' has 29.");
	set(w, r, "n", "!ABSENT");
	EXPECT(w, "EVL-03", V2, UNKNOWN, "ABSENT", "the n of 'f1' in");
	set(w, r, "n", "x");
	EXPECT(w, "EVL-03", V2, UNKNOWN, "NO LIMIT", "the rows of 'age/old'");
	set(w, r, "n", "30");
	set(w, r, "ci_high", "!CONFLICT 0.8|0.9");
	EXPECT(w, "EVL-03", V2, UNKNOWN, "CONFLICT", "$['v2']");
	/* Another metric of the level will do. */
	other = segment(w, "old", "31");
	set(w, other, "metric", "auc");
	EXPECT(w, "EVL-03", V2, PASS, NULL, NULL);
	w->threshold = (struct threshold_conf){
	    .check = "EVL-03", .name = "min_n", .value = "32"};
	w->system.thresholds = &w->threshold;
	w->system.nthresholds = 1;
	EXPECT(w, "EVL-03", V2, UNKNOWN, "INSUFFICIENT", "has 31");
	w->threshold.value = "?";
	EXPECT(w, "EVL-03", V2, UNKNOWN, "NO LIMIT", NULL);
	world_free(w);
}

static void
evl_03_statement(void)
{
	struct world *w = world();
	struct statement *s;

	EXPECT(w, "EVL-03", V2, UNKNOWN, "NOT WRITTEN", "is not written");
	s = say(w, "segments-declared", M,
	    "families:\n  - family: age\n    levels: []\n");
	EXPECT(w, "EVL-03", V2, UNKNOWN, NULL,
	    "No evaluation of version 2 was read.");
	(void)metric(w, "f1", "0.8", "0.7", "0.9");
	EXPECT(w, "EVL-03", V2, UNKNOWN, NULL, "no level of the family 'age'");
	s->state = STATEMENT_EXPIRED;
	EXPECT(w, "EVL-03", V2, FAIL, NULL, "expired on");
	w->statements.n = 0;
	(void)say(w, "segments-declared", M, "families:\n  - family: age\n");
	EXPECT(w, "EVL-03", V2, UNKNOWN, NULL, "no level");
	w->statements.n = 0;
	(void)say(w, "segments-declared", M, "families: []\n");
	EXPECT(w, "EVL-03", V2, UNKNOWN, NULL, "names no family of segments.");
	w->statements.n = 0;
	(void)say(w, "segments-declared", M, "other: []\n");
	EXPECT(w, "EVL-03", V2, UNKNOWN, NULL, "names no family of segments.");
	world_free(w);
}

/* ---- EVL-04 ------------------------------------------------------------- */

static struct row *
gate(struct world *w, const char *value, const char *low, const char *high)
{
	struct row *r = metric(w, "ratio", value, low, high);

	set(w, r, "family", "age");
	return r;
}

/* Families age and size, with a level each that is in the results. */
static void
groups(struct world *w)
{
	(void)say(w, "segments-declared", M,
	    "families:\n  - family: age\n    levels: [old]\n"
	    "  - family: size\n    levels: [big]\n");
}

static void
evl_04_groups(void)
{
	struct world *w = world();

	(void)gate(w, "0.9", "0.85", "0.95");
	(void)say(w, "fairness-policy", M,
	    "gates:\n  - {metric: ratio, family: age, limit: 0.8, direction: "
	    "min}\n");
	EXPECT(w, "EVL-04", V2, UNKNOWN, "NOT WRITTEN", "segments-declared");
	groups(w);
	EXPECT(w, "EVL-04", V2, UNKNOWN, NULL,
	    "Group 'age/old' is declared and not in the results.");
	(void)segment(w, "old", "100");
	EXPECT(w, "EVL-04", V2, PASS, NULL, NULL);
	w->statements.n = 1;
	(void)say(w, "segments-declared", M,
	    "families:\n  - family: size\n    levels: [big]\n");
	EXPECT(w, "EVL-04", V2, UNKNOWN, NULL,
	    "The groups of 'age' are not declared.");
	w->statements.n = 1;
	(void)say(w, "segments-declared", M,
	    "families:\n  - family: age\n    levels: []\n");
	EXPECT(w, "EVL-04", V2, UNKNOWN, NULL, "are not declared.");
	world_free(w);
}

static void
evl_04_least(void)
{
	struct world *w = world();
	struct row *r = gate(w, "0.9", "0.8", "0.95");

	groups(w);
	(void)segment(w, "old", "100");

	(void)say(w, "fairness-policy", M,
	    "gates:\n  - {metric: ratio, family: age, limit: 0.8, direction: "
	    "min}\n");
	EXPECT(w, "EVL-04", V2, PASS, NULL,
	    "Gate 'ratio' of 'age' is 0.9, with its interval from 0.8 to 0.95 "
	    "inside the limit: at least 0.8.");
	set(w, r, "ci_low", "0.79");
	EXPECT(w, "EVL-04", V2, UNKNOWN, "INSUFFICIENT",
	    "its interval reaches 0.79: more rows would settle it.");
	set(w, r, "n", "1000");
	EXPECT(w, "EVL-04", V2, UNKNOWN, "INSUFFICIENT",
	    "about 1300 rows would settle it");
	set(w, r, "value", "0.8");
	EXPECT(w, "EVL-04", V2, UNKNOWN, "INSUFFICIENT", "more rows");
	set(w, r, "value", "0.80001");
	EXPECT(w, "EVL-04", V2, UNKNOWN, "INSUFFICIENT", "more rows");
	set(w, r, "value", "0.79999");
	EXPECT(w, "EVL-04", V2, FAIL, NULL,
	    "Gate 'ratio' of 'age' is 0.79999 (limit: at least 0.8).");
	set(w, r, "value", "!NONFINITE NaN");
	EXPECT(w, "EVL-04", V2, UNKNOWN, "NONFINITE", "gate 'ratio'");
	world_free(w);
}

static void
evl_04_most(void)
{
	struct world *w = world();
	struct row *r = gate(w, "0.05", "0.01", "0.1");

	groups(w);
	(void)segment(w, "old", "100");

	(void)say(w, "fairness-policy", M,
	    "gates:\n  - {metric: ratio, family: age, limit: 0.1, direction: "
	    "max}\n");
	EXPECT(w, "EVL-04", V2, PASS, NULL, "at most 0.1.");
	set(w, r, "ci_high", "0.100001");
	EXPECT(w, "EVL-04", V2, UNKNOWN, "INSUFFICIENT", "reaches 0.100001");
	set(w, r, "ci_high", "!ABSENT");
	EXPECT(w, "EVL-04", V2, UNKNOWN, "INSUFFICIENT", "has no interval");
	set(w, r, "ci_high", "0.1");
	set(w, r, "ci_low", "!ABSENT");
	EXPECT(w, "EVL-04", V2, UNKNOWN, "INSUFFICIENT", "has no interval");
	set(w, r, "ci_low", "0.2");
	EXPECT(w, "EVL-04", V2, UNKNOWN, "INSUFFICIENT", "from 0.2 to 0.1");
	set(w, r, "value", "0.11");
	EXPECT(w, "EVL-04", V2, FAIL, NULL, "(limit: at most 0.1)");
	/* The same gate over another data set decides too. */
	set(w, r, "value", "0.05");
	set(w, r, "ci_low", "0.01");
	r = gate(w, "0.2", "0.1", "0.3");
	set(w, r, "dataset", "d");
	EXPECT(w, "EVL-04", V2, FAIL, NULL, "is 0.2");
	world_free(w);
}

static void
evl_04_policy(void)
{
	struct world *w = world();
	struct row *r = gate(w, "0.9", "0.8", "0.95"), *big;

	groups(w);
	(void)segment(w, "old", "100");
	big = segment(w, "big", "100");
	set(w, big, "family", "size");

	EXPECT(w, "EVL-04", V2, UNKNOWN, "NOT WRITTEN", NULL);
	(void)say(w, "fairness-policy", M,
	    "gates:\n  - {metric: ratio, family: age, limit: much, direction: "
	    "min}\n");
	EXPECT(w, "EVL-04", V2, UNKNOWN, "NO LIMIT", "There is no limit");
	w->statements.n = 1;
	(void)say(w, "fairness-policy", M,
	    "gates:\n  - {metric: ratio, family: size, limit: 0.8, direction: "
	    "min}\n");
	EXPECT(w, "EVL-04", V2, UNKNOWN, NULL,
	    "The metric of gate 'ratio' of 'size' is not in the results.");
	set(w, r, "family", "size");
	EXPECT(w, "EVL-04", V2, PASS, NULL, NULL);
	set(w, r, "segment", "big");
	listing(w, "evaluation.metric", STATE_DENIED);
	EXPECT(w, "EVL-04", V2, UNKNOWN, "DENIED", "not in the results");
	set(w, r, "metric", "gap");
	EXPECT(w, "EVL-04", V2, UNKNOWN, "DENIED", "not in the results");
	w->statements.n = 1;
	(void)say(w, "fairness-policy", M, "gates: []\n");
	EXPECT(w, "EVL-04", V2, UNKNOWN, NULL, "names no fairness gate.");
	w->statements.n = 1;
	(void)say(w, "fairness-policy", M, "other: x\n");
	EXPECT(w, "EVL-04", V2, UNKNOWN, NULL, "names no fairness gate.");
	world_free(w);
}

/* ---- EVL-05 ------------------------------------------------------------- */

static void
evl_05(void)
{
	struct world *w = world();
	struct row *r;

	EXPECT(w, "EVL-05", V2, UNKNOWN, "NOT WRITTEN", "improvement-claim");
	EXPECT(w, "EVL-05", "version/m/1", NOT_APPLICABLE, NULL,
	    "Version 1 is the model's first");
	(void)say(w, "improvement-claim", M,
	    "{metric: f1, claim: none, segment_margin: 0.02}\n");
	EXPECT(w, "EVL-05", V2, UNKNOWN, NULL,
	    "No comparison of version 2 with the champion in 'f1' was read.");
	r = metric(w, "f1_delta", "-0.01", "-0.02", "0.01");
	EXPECT(w, "EVL-05", V2, UNKNOWN, "INSUFFICIENT", "for the whole only");
	set(w, r, "ci_low", "-0.05");
	set(w, r, "ci_high", "-0.02");
	EXPECT(w, "EVL-05", V2, UNKNOWN, "INSUFFICIENT", "for the whole only");
	set(w, r, "ci_high", "-0.0200001");
	EXPECT(w, "EVL-05", V2, FAIL, NULL,
	    "-0.05 to -0.0200001, lies below the margin (wanted: above "
	    "-0.02).");
	set(w, r, "ci_low", "!NONFINITE NaN");
	EXPECT(w, "EVL-05", V2, UNKNOWN, "NONFINITE", "lower end");
	/* A difference in a segment is not that of the whole. */
	set(w, r, "segment", "old");
	EXPECT(w, "EVL-05", V2, UNKNOWN, NULL, "No comparison");
	set(w, r, "family", "age");
	EXPECT(w, "EVL-05", V2, UNKNOWN, NULL, "No comparison");
	w->statements.n = 0;
	(void)say(w, "improvement-claim", M, "{metric: f1, claim: none}\n");
	EXPECT(w, "EVL-05", V2, UNKNOWN, NULL, "no margin for segments");
	world_free(w);
}

/* ---- EVL-06 ------------------------------------------------------------- */

struct compared {
	struct world *w;
	struct row *delta, *base;
};

static struct compared
compared_new(const char *claim)
{
	struct compared c = {.w = world()};

	c.delta = metric(c.w, "f1_delta", "0.02", "0.01", "0.03");
	c.base = metric(c.w, "f1", "0.8", "0.7", "0.9");
	set(c.w, c.base, "n", "100");
	if (claim != NULL)
		(void)say(c.w, "improvement-claim", M, claim);
	return c;
}

static void
evl_06_zero(void)
{
	struct compared c = compared_new("{metric: f1, claim: none}\n");

	EXPECT(c.w, "EVL-06", V2, PASS, NULL,
	    "Better than the champion: the difference is 0.02, its whole "
	    "interval, 0.01 to 0.03, above 0.");
	set(c.w, c.delta, "ci_low", "0");
	EXPECT(c.w, "EVL-06", V2, WARN, "NOT SHOWN", "0 to 0.03, holds 0.");
	set(c.w, c.delta, "ci_low", "-0.01");
	EXPECT(c.w, "EVL-06", V2, WARN, "NOT SHOWN", NULL);
	set(c.w, c.delta, "ci_high", "0.0");
	EXPECT(c.w, "EVL-06", V2, WARN, "NOT SHOWN", NULL);
	set(c.w, c.delta, "ci_high", "-0.0001");
	EXPECT(c.w, "EVL-06", V2, FAIL, NULL,
	    "its whole interval, -0.01 to -0.0001, below 0.");
	set(c.w, c.delta, "ci_low", "0.1");
	EXPECT(
	    c.w, "EVL-06", V2, UNKNOWN, "BADTYPE", "0.1 to -0.0001, is none");
	set(c.w, c.delta, "ci_low", "x");
	EXPECT(c.w, "EVL-06", V2, UNKNOWN, "BADTYPE", "is none");
	set(c.w, c.delta, "ci_low", "-1");
	set(c.w, c.delta, "ci_high", "x");
	EXPECT(c.w, "EVL-06", V2, UNKNOWN, "BADTYPE", "is none");
	set(c.w, c.delta, "ci_high", "!ABSENT");
	EXPECT(c.w, "EVL-06", V2, UNKNOWN, "ABSENT", "the upper end");
	set(c.w, c.delta, "value", "!NONFINITE NaN");
	EXPECT(c.w, "EVL-06", V2, UNKNOWN, "NONFINITE", "the difference");
	world_free(c.w);
}

static void
evl_06_claims(void)
{
	struct compared c = compared_new("{metric: f1, claim: improvement}\n");

	set(c.w, c.delta, "ci_low", "-0.01");
	EXPECT(c.w, "EVL-06", V2, FAIL, NULL, "An improvement is claimed");
	world_free(c.w);
	c = compared_new("{metric: f1, claim: none, non_inferiority: 0.01}\n");
	set(c.w, c.delta, "ci_low", "-0.01");
	EXPECT(c.w, "EVL-06", V2, WARN, "NOT SHOWN", NULL); /* touches */
	set(c.w, c.delta, "ci_low", "-0.0099");
	EXPECT(c.w, "EVL-06", V2, PASS, NULL,
	    "-0.0099 to 0.03, lies above -0.01, the declared margin.");
	world_free(c.w);
	c = compared_new("{metric: f1, claim: none, non_inferiority: 0}\n");
	set(c.w, c.delta, "ci_low", "0");
	EXPECT(c.w, "EVL-06", V2, WARN, "NOT SHOWN", NULL);
	world_free(c.w);
}

/* Without a statement only "worse" can be said. */
static void
evl_06_statement(void)
{
	struct compared c = compared_new(NULL);

	EXPECT(c.w, "EVL-06", V2, UNKNOWN, "NOT WRITTEN", NULL);
	set(c.w, c.delta, "ci_low", "-0.2");
	set(c.w, c.delta, "ci_high", "-0.1");
	EXPECT(c.w, "EVL-06", V2, FAIL, NULL, "Worse than the champion");
	take(c.w, c.delta);
	EXPECT(c.w, "EVL-06", V2, UNKNOWN, "NOT WRITTEN",
	    "No comparison of version 2 with the champion was read.");
	/* The declared metric, not the better one. */
	(void)say(c.w, "improvement-claim", M, "{metric: auc, claim: none}\n");
	c.w->rows[c.w->nrows++] = c.delta;
	EXPECT(c.w, "EVL-06", V2, UNKNOWN, NULL, "in 'auc' was read.");
	EXPECT(c.w, "EVL-06", "version/m/1", NOT_APPLICABLE, NULL,
	    "there was no champion to compare with.");
	listing(c.w, "model.version", STATE_INCOMPLETE);
	listing(c.w, "evaluation.metric", STATE_FAILED);
	EXPECT(
	    c.w, "EVL-06", "version/m/1", UNKNOWN, "FAILED", "No comparison");
	world_free(c.w);
	/* A metric whose name only begins like the declared one. */
	c = compared_new("{metric: f, claim: none}\n");
	EXPECT(c.w, "EVL-06", V2, UNKNOWN, NULL, "in 'f' was read");
	world_free(c.w);
	c = compared_new("{metric: f11, claim: none}\n");
	EXPECT(c.w, "EVL-06", V2, UNKNOWN, NULL, "in 'f11' was read");
	world_free(c.w);
}

static void
evl_06_rows(void)
{
	struct compared c = compared_new("{metric: f1, claim: none}\n");
	struct row *r;

	set(c.w, c.base, "n", "99");
	EXPECT(c.w, "EVL-06", V2, UNKNOWN, "INSUFFICIENT",
	    "Only 99 rows were compared (at least 100 wanted).");
	set(c.w, c.base, "n", "!ABSENT");
	EXPECT(c.w, "EVL-06", V2, UNKNOWN, NULL,
	    "How many rows were compared is not known.");
	set(c.w, c.delta, "n", "100");
	EXPECT(c.w, "EVL-06", V2, PASS, NULL, NULL);
	set(c.w, c.base, "n", "50");
	EXPECT(c.w, "EVL-06", V2, UNKNOWN, "INSUFFICIENT", "Only 50");
	take(c.w, c.base);
	set(c.w, c.delta, "n", "!ABSENT");
	r = segment(c.w, "old", "500");
	(void)metric(c.w, "ff", "0.8", "0.7", "0.9");
	(void)metric(c.w, "accuracy", "0.8", "0.7", "0.9");
	EXPECT(c.w, "EVL-06", V2, UNKNOWN, NULL, "How many rows");
	take(c.w, r);
	set(c.w, c.delta, "n", "100");
	c.w->threshold = (struct threshold_conf){
	    .check = "EVL-06", .name = "min_rows", .value = "x"};
	c.w->system.thresholds = &c.w->threshold;
	c.w->system.nthresholds = 1;
	EXPECT(c.w, "EVL-06", V2, UNKNOWN, "NO LIMIT", "There is no limit");
	world_free(c.w);
}

int
main(void)
{
	RUN(evl_03_levels);
	RUN(evl_03_statement);
	RUN(evl_04_groups);
	RUN(evl_04_least);
	RUN(evl_04_most);
	RUN(evl_04_policy);
	RUN(evl_05);
	RUN(evl_06_zero);
	RUN(evl_06_claims);
	RUN(evl_06_statement);
	RUN(evl_06_rows);
	return test_end("t_assess_evl");
}
