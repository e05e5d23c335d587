/*
 * Every branch of DRF-01, DRF-02 and DRF-06: thresholds of system.yml, ages,
 * several sources.
 */
#include "facts_make.h"

#define M   "model/m"
#define NEW "2026-11-20T06:00:00Z"
#define OLD "2026-11-13T06:00:00Z"

static struct row *
psi(struct world *w, const char *feature, const char *at, const char *value)
{
	return put(w, "monitor.sample", "model", "m", "metric", "psi",
	    "feature", feature, "at", at, "value", value, NULL);
}

static struct world *
world(void)
{
	struct world *w = world_new();

	(void)say(w, "features-monitored", M,
	    "features: [age, size]\npredictions: [score]\n");
	return w;
}

/* The limits themselves are still inside. */
static void
limits(void)
{
	struct world *w = world();
	struct row *r = psi(w, "age", NEW, "0.1");

	(void)psi(w, "size", NEW, "0.05");
	EXPECT(w, "DRF-01", M, PASS, NULL,
	    "PSI in the report of 2026-11-20, as reported, n not stated "
	    "(limit: at most 0.1): 'age' 0.1 and 'size' 0.05.");
	set(w, r, "value", "0.10000000000000001");
	EXPECT(w, "DRF-01", M, WARN, NULL, "'age' 0.10000000000000001.");
	set(w, r, "value", "0.25");
	EXPECT(w, "DRF-01", M, WARN, NULL, "(limit: at most 0.1): 'age' 0.25.");
	set(w, r, "value", "0.2500001");
	EXPECT(w, "DRF-01", M, FAIL, NULL, "(limit: at most 0.25): 'age'");
	set(w, r, "value", "!NONFINITE NaN");
	EXPECT(w, "DRF-01", M, UNKNOWN, "NONFINITE", "'age'");
	set(w, r, "value", "!CONFLICT 0.1|0.2");
	EXPECT(w, "DRF-01", M, UNKNOWN, "CONFLICT", "$['v2']");
	set(w, r, "value", "!ABSENT");
	EXPECT(w, "DRF-01", M, UNKNOWN, "ABSENT", "'age'");
	world_free(w);
}

static void
own_limits(void)
{
	struct world *w = world();

	(void)psi(w, "age", NEW, "0.15");
	(void)psi(w, "size", NEW, "0.01");
	w->threshold = (struct threshold_conf){
	    .check = "DRF-01", .name = "warn", .value = "0.2"};
	w->system.thresholds = &w->threshold;
	w->system.nthresholds = 1;
	EXPECT(w, "DRF-01", M, PASS, NULL, "at most 0.2");
	w->threshold.name = "fail";
	w->threshold.value = "0.12";
	EXPECT(w, "DRF-01", M, FAIL, NULL, "at most 0.12");
	w->threshold.value = "none";
	EXPECT(w, "DRF-01", M, UNKNOWN, "NO LIMIT", "There is no limit");
	w->threshold.name = "warn";
	EXPECT(w, "DRF-01", M, UNKNOWN, "NO LIMIT", "There is no limit");
	w->threshold.name = "max_age";
	EXPECT(w, "DRF-01", M, UNKNOWN, "NO LIMIT", "the age of the newest");
	/* A threshold of another check changes nothing. */
	w->threshold.check = "DRF-06";
	EXPECT(w, "DRF-01", M, WARN, NULL, NULL);
	world_free(w);
}

/* Whole days, 31 of them; an old FAIL stays and says so. */
static void
age(void)
{
	struct world *w = world();
	struct row *a = psi(w, "age", "2026-10-25T12:00:00Z", "0.01");
	struct row *b = psi(w, "size", "2026-10-25T12:00:00Z", "0.2");

	EXPECT(w, "DRF-01", M, WARN, NULL, NULL);
	set(w, a, "at", "2026-10-24T12:00:01Z");
	set(w, b, "at", "2026-10-24T12:00:01Z");
	EXPECT(w, "DRF-01", M, WARN, NULL, NULL);
	set(w, a, "at", "2026-10-24T12:00:00Z");
	set(w, b, "at", "2026-10-24T12:00:00Z");
	EXPECT(w, "DRF-01", M, UNKNOWN, "STALE",
	    "The newest drift report is of 2026-10-24, 32 days old (limit: at "
	    "most 31 days).");
	set(w, b, "value", "0.3");
	EXPECT(w, "DRF-01", M, FAIL, "LAST SEEN 2026-10-24",
	    "'size' 0.3. The newest drift report is of 2026-10-24");
	w->threshold = (struct threshold_conf){
	    .check = "DRF-01", .name = "max_age", .value = "?"};
	w->system.thresholds = &w->threshold;
	w->system.nthresholds = 1;
	EXPECT(w, "DRF-01", M, FAIL, NULL, "'size' 0.3.");
	world_free(w);
}

/* The newest report up to as-of counts, and must hold every feature. */
static void
reports(void)
{
	struct world *w = world();
	struct row *r;

	EXPECT(w, "DRF-01", M, UNKNOWN, NULL,
	    "No PSI of model 'm' was read in a drift report.");
	listing(w, "monitor.sample", STATE_FAILED);
	EXPECT(w, "DRF-01", M, UNKNOWN, "FAILED", "No PSI of model");
	listing(w, "monitor.sample", STATE_OK);
	(void)psi(w, "age", OLD, "0.9");
	(void)psi(w, "size", OLD, "0.9");
	(void)psi(w, "age", "2026-11-25T12:00:01Z", "0.9");
	(void)psi(w, "size", NEW, "0.02");
	EXPECT(w, "DRF-01", M, UNKNOWN, NULL,
	    "The newest drift report, of 2026-11-20, has no PSI of: 'age'.");
	(void)put(w, "monitor.sample", "model", "m", "metric", "ks", "feature",
	    "age", "at", NEW, "value", "0.01", NULL);
	(void)put(w, "monitor.sample", "model", "m", "metric", "psi", "feature",
	    "age", "segment", "x", "at", NEW, "value", "0.01", NULL);
	(void)put(w, "monitor.sample", "model", "other", "metric", "psi",
	    "feature", "age", "at", NEW, "value", "0.01", NULL);
	(void)put(w, "monitor.sample", "model", "m", "metric", "psi", "at", NEW,
	    "value", "0.01", NULL);
	EXPECT(w, "DRF-01", M, UNKNOWN, NULL, "'age'");
	(void)psi(w, "age", "soon", "0.01"); /* no time: of no report */
	EXPECT(w, "DRF-01", M, UNKNOWN, NULL, "'age'");
	w->nrows--;
	r = psi(w, "age", NEW, "0.02");
	EXPECT(w, "DRF-01", M, PASS, NULL, NULL);
	/* A report of as-of itself is the newest. */
	(void)psi(w, "age", AS_OF, "0.11");
	EXPECT(w, "DRF-01", M, UNKNOWN, NULL, "of 2026-11-25, has no PSI of");
	w->nrows--;
	/* One of two values of a feature is outside. */
	set(w, r, "version", "2");
	(void)psi(w, "age", NEW, "0.3");
	EXPECT(w, "DRF-01", M, FAIL, NULL, "'age' 0.3.");
	world_free(w);
}

/* A feature that nobody declared does not decide, present or not. */
static void
undeclared(void)
{
	struct world *w = world();

	(void)psi(w, "age", NEW, "0.02");
	(void)psi(w, "size", NEW, "0.02");
	(void)psi(w, "extra", NEW, "0.9");
	EXPECT(w, "DRF-01", M, PASS, NULL, NULL);
	EXPECT(w, "DRF-06", M, UNKNOWN, NULL,
	    "No drift report has a PSI of: 'score'.");
	(void)psi(w, "score", NEW, "0.3");
	EXPECT(w, "DRF-01", M, PASS, NULL, NULL);
	EXPECT(w, "DRF-06", M, FAIL, NULL, "'score' 0.3");
	world_free(w);
}

/* The same of another source. */
static struct row *
from(struct row *r, const char *source)
{
	r->source = source;
	return r;
}

#define MON "monitor"

/* The newest report of each source; the worst of them. */
static void
sources(void)
{
	struct world *w = world();
	struct row *age, *size;

	(void)psi(w, "age", NEW, "0.02");
	(void)psi(w, "size", NEW, "0.02");
	(void)psi(w, "score", NEW, "0.3");
	age = from(psi(w, "age", AS_OF, "0.03"), MON);
	/* Neither hides the other. */
	EXPECT(w, "DRF-06", M, FAIL, NULL,
	    "PSI in the report of 2026-11-20 from 'registry', as reported, n "
	    "not stated (limit: at most 0.25): 'score' 0.3.");
	EXPECT(w, "DRF-01", M, PASS, NULL, "from 'monitor'");
	size = from(psi(w, "size", AS_OF, "0.2"), MON);
	EXPECT(w, "DRF-01", M, WARN, NULL, "2026-11-25 from 'monitor'");
	/* What a source had and has no more. */
	set(w, size, "at", OLD);
	EXPECT(w, "DRF-01", M, UNKNOWN, NULL,
	    "The newest drift report from 'monitor', of 2026-11-25, has no PSI "
	    "of: 'size'.");
	/* Not all reports were read. */
	take(w, size);
	listing(w, "monitor.sample", STATE_FAILED);
	EXPECT(w, "DRF-01", M, UNKNOWN, "FAILED",
	    "Not every drift report was read (registry/monitor.sample is "
	    "FAILED: answered so).");
	set(w, age, "value", "0.3");
	EXPECT(w, "DRF-01", M, FAIL, NULL, "from 'monitor'");
	world_free(w);
}

/* An old report passes nothing beside a young one, and still accuses. */
static void
old_beside_young(void)
{
	struct world *w = world();
	struct row *r = psi(w, "age", "2026-08-07T06:00:00Z", "0.02");

	(void)psi(w, "size", "2026-08-07T06:00:00Z", "0.02");
	(void)from(psi(w, "age", AS_OF, "0.03"), MON);
	EXPECT(w, "DRF-01", M, UNKNOWN, "STALE",
	    "The newest drift report is of 2026-08-07, 110 days old");
	(void)from(psi(w, "size", AS_OF, "0.03"), MON);
	EXPECT(w, "DRF-01", M, PASS, NULL, "'age' 0.03 and 'size' 0.03.");
	set(w, r, "value", "0.3");
	EXPECT(w, "DRF-01", M, FAIL, "LAST SEEN 2026-08-07",
	    "2026-08-07 from 'registry', as reported, n not stated (limit: at "
	    "most 0.25): 'age' 0.3. The newest drift report is of 2026-08-07");
	/* What was not read may have accused. */
	set(w, r, "value", "!NONFINITE NaN");
	EXPECT(w, "DRF-01", M, UNKNOWN, "NONFINITE", "'age'");
	world_free(w);
}

static struct row *
ks(struct world *w, const char *metric, const char *feature, const char *value)
{
	return put(w, "monitor.sample", "model", "m", "metric", metric,
	    "feature", feature, "at", NEW, "value", value, NULL);
}

static void
kolmogorov(void)
{
	struct world *w = world();
	struct row *r, *p;

	EXPECT(w, "DRF-02", M, UNKNOWN, NULL,
	    "No KS distance of model 'm' was read in a drift report.");
	r = ks(w, "ks", "age", "0.1");
	EXPECT(w, "DRF-02", M, UNKNOWN, NULL,
	    "No drift report has a KS distance of: 'size'.");
	w->statements.n = 0;
	(void)say(w, "features-monitored", M,
	    "features: [age, size]\ncontinuous: [age]\n");
	EXPECT(w, "DRF-02", M, PASS, NULL,
	    "KS distance in the report of 2026-11-20, as reported, n not "
	    "stated (limit: at most 0.1): 'age' 0.1.");
	/* Others' p-values, and one that is none, are not its own. */
	(void)ks(w, "ks_p_value", "size", "0.5");
	p = ks(w, "ks_p_value", "age", "!NONFINITE NaN");
	(void)put(w, "monitor.sample", "model", "m", "metric", "ks_p_value",
	    "at", NEW, "value", "0.9", NULL);
	(void)put(w, "monitor.sample", "model", "m", "metric", "ks_p_value",
	    "feature", "age", "at", OLD, "value", "0.9", NULL);
	EXPECT(w, "DRF-02", M, PASS, NULL, "'age' 0.1.");
	set(w, p, "value", "0.003");
	EXPECT(w, "DRF-02", M, PASS, NULL, "'age' (p-value 0.003) 0.1.");
	set(w, r, "value", "0.11");
	EXPECT(w, "DRF-02", M, FAIL, NULL,
	    "(limit: at most 0.1): 'age' (p-value 0.003) 0.11.");
	set(w, r, "at", "2026-10-01T00:00:00Z");
	EXPECT(w, "DRF-02", M, FAIL, "LAST SEEN 2026-10-01", NULL);
	set(w, r, "value", "0.01");
	EXPECT(w, "DRF-02", M, UNKNOWN, "STALE", NULL);
	world_free(w);
}

/* Rules that name no threshold give no limit. */
static void
no_limits(void)
{
	struct world *w = world();
	struct check check = *rules_check(w->rules, "DRF-01");
	struct rules rules = {.checks = &check, .nchecks = 1};

	(void)psi(w, "age", NEW, "0.01");
	(void)psi(w, "size", NEW, "0.01");
	check.nthresholds = 0;
	w->rules = &rules;
	EXPECT(w, "DRF-01", M, UNKNOWN, "NO LIMIT", "There is no limit");
	world_free(w);
}

static void
statements(void)
{
	struct world *w = world_new();
	struct statement *s;

	(void)psi(w, "age", NEW, "0.02");
	EXPECT(w, "DRF-01", M, UNKNOWN, "NOT WRITTEN",
	    "The statement 'features-monitored' for model/m is not written.");
	EXPECT(w, "DRF-06", M, UNKNOWN, "NOT WRITTEN", NULL);
	s = say(w, "features-monitored", M, "features: [age]\n");
	EXPECT(w, "DRF-01", M, PASS, NULL, NULL);
	EXPECT(w, "DRF-06", M, UNKNOWN, NULL, "names no predictions.");
	s->state = STATEMENT_EXPIRED;
	EXPECT(w, "DRF-01", M, FAIL, NULL, "expired on 2027-01-01.");
	s->state = STATEMENT_PLACEHOLDER;
	EXPECT(w, "DRF-01", M, FAIL, NULL, "is a placeholder.");
	w->statements.n = 0;
	(void)say(w, "features-monitored", M, "features: []\n");
	EXPECT(w, "DRF-01", M, UNKNOWN, NULL, "names no features.");
	world_free(w);
}

int
main(void)
{
	RUN(limits);
	RUN(own_limits);
	RUN(age);
	RUN(reports);
	RUN(undeclared);
	RUN(sources);
	RUN(old_beside_young);
	RUN(kolmogorov);
	RUN(no_limits);
	RUN(statements);
	return test_end("t_assess_drf");
}
