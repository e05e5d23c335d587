/*
 * Every branch of OPS-01, OPS-06 and of a period's intervals.
 */
#include "facts_make.h"

#define M    "model/m"
#define FROM "2026-10-01T00:00:00Z"
#define TO   "2026-10-04T23:59:59Z"

static const char *const days[] = {"2026-10-01T00:00:00Z",
    "2026-10-02T00:00:00Z", "2026-10-03T00:00:00Z", "2026-10-04T00:00:00Z"};

enum { DAYS = 4 };

static struct world *
world(void)
{
	struct world *w = world_new();

	w->snapshot.from = FROM;
	w->snapshot.to = TO;
	return w;
}

static struct row *
sample(struct world *w, const char *metric, const char *route, const char *at,
    const char *value)
{
	return put(w, "monitor.sample", "model", "m", "metric", metric, "route",
	    route, "at", at, "value", value, NULL);
}

/* A value a day; rows[i] are those of p95. */
static void
three(struct world *w, const char *route, struct row *rows[DAYS])
{
	for (size_t i = 0; i < DAYS; i++) {
		(void)sample(w, "latency_p50", route, days[i], "0.1");
		rows[i] = sample(w, "latency_p95", route, days[i], "0.3");
		(void)sample(w, "latency_p99", route, days[i], "0.4");
	}
}

#define OBJECTIVE                                                              \
	"routes: [/a]\n"                                                       \
	"metrics: [{metric: latency_p95, limit: 0.4, direction: max, "         \
	"every: 1d}]\n"

static void
objective(void)
{
	struct world *w = world();
	struct row *p95[DAYS];

	(void)say(w, "monitoring-plan", M, OBJECTIVE);
	three(w, "/a", p95);
	EXPECT(w, "OPS-01", M, PASS, NULL,
	    "Inside the objective of at most 0.4 s in every interval of 1d: "
	    "'latency_p95' of '/a' (worst: 0.3 at 2026-10-01T00:00:00Z).");
	set(w, p95[1], "value", "0.4");
	EXPECT(w, "OPS-01", M, PASS, NULL, "(worst: 0.4 at 2026-10-02T");
	set(w, p95[1], "value", "0.41");
	set(w, p95[2], "value", "0.5");
	EXPECT(w, "OPS-01", M, FAIL, NULL,
	    "Outside the objective of at most 0.4 s: 'latency_p95' of '/a' in "
	    "2 of 4 intervals of 1d (2026-10-02 to 2026-10-03), worst 0.5 at "
	    "2026-10-03T00:00:00Z.");
	/* Outside of the period nothing is judged; its ends are inside. */
	set(w, p95[1], "value", "0.3");
	set(w, p95[2], "value", "0.3");
	(void)sample(w, "latency_p95", "/a", "2026-09-30T23:59:59Z", "0.9");
	(void)sample(w, "latency_p95", "/a", "2026-10-04T23:59:59.5Z", "0.9");
	(void)sample(w, "latency_p95", "/a", AS_OF, "0.9");
	EXPECT(w, "OPS-01", M, PASS, NULL, NULL);
	(void)sample(w, "latency_p95", "/a", TO, "0.9");
	EXPECT(w, "OPS-01", M, FAIL, NULL, "in 1 of 4 intervals");
	world_free(w);
}

/* Two versions side by side: both count, and neither can be left out. */
static void
versions(void)
{
	struct world *w = world();
	struct row *p95[DAYS], *two[3];

	(void)say(w, "monitoring-plan", M, OBJECTIVE);
	three(w, "/a", p95);
	two[0] = sample(w, "latency_p50", "/a", days[1], "0.1");
	two[1] = sample(w, "latency_p95", "/a", days[1], "0.6");
	two[2] = sample(w, "latency_p99", "/a", days[1], "0.7");
	for (size_t i = 0; i < 3; i++)
		set(w, two[i], "version", "2");
	EXPECT(w, "OPS-01", M, FAIL, NULL, "in 1 of 4 intervals");
	set(w, p95[1], "value", "0.5");
	EXPECT(w, "OPS-01", M, FAIL, NULL, "in 1 of 4 intervals");
	set(w, p95[1], "value", "0.3");
	take(w, two[1]);
	EXPECT(w, "OPS-01", M, UNKNOWN, NULL,
	    "Not the same number of values in an interval of 1d: quantiles of "
	    "'/a' in 1 of 4 (2026-10-02).");
	take(w, two[0]);
	EXPECT(w, "OPS-01", M, UNKNOWN, NULL, "Not the same number");
	take(w, two[2]);
	EXPECT(w, "OPS-01", M, PASS, NULL, NULL);
	world_free(w);
}

static void
values(void)
{
	struct world *w = world();
	struct row *p95[DAYS], *more;

	(void)say(w, "monitoring-plan", M, OBJECTIVE);
	EXPECT(
	    w, "OPS-01", M, UNKNOWN, NULL, "No latency of model 'm' was read.");
	three(w, "/a", p95);
	set(w, p95[3], "value", "!NONFINITE NaN");
	EXPECT(w, "OPS-01", M, UNKNOWN, "NONFINITE",
	    "No usable number in an interval of 1d: 'latency_p95' of '/a' in 1 "
	    "of 4 (2026-10-04).");
	set(w, p95[3], "value", "much");
	EXPECT(w, "OPS-01", M, UNKNOWN, "BADTYPE", "No usable number");
	/* One that cannot be read beside one that can. */
	more = sample(w, "latency_p95", "/a", days[3], "0.1");
	set(w, more, "version", "2");
	EXPECT(w, "OPS-01", M, UNKNOWN, "BADTYPE", "cannot be read");
	take(w, more);
	take(w, p95[3]);
	EXPECT(w, "OPS-01", M, UNKNOWN, NULL,
	    "In a complete listing, no value in an interval of 1d: "
	    "'latency_p95' of '/a' in 1 of 4 (2026-10-04).");
	take(w, p95[1]);
	EXPECT(w, "OPS-01", M, UNKNOWN, NULL, "(2026-10-02 and 2026-10-04)");
	listing(w, "monitor.sample", STATE_INCOMPLETE);
	EXPECT(w, "OPS-01", M, UNKNOWN, "INCOMPLETE",
	    "No value was read in an interval of 1d: 'latency_p95' of '/a' in "
	    "2 of 4 (2026-10-02 and 2026-10-04).");
	take(w, p95[0]);
	take(w, p95[2]);
	EXPECT(w, "OPS-01", M, UNKNOWN, "INCOMPLETE", "in all 4");
	listing(w, "monitor.sample", STATE_OK);
	EXPECT(w, "OPS-01", M, FAIL, NULL,
	    "In a complete listing, no value in an interval of 1d: "
	    "'latency_p95' of '/a' in all 4.");
	world_free(w);
}

/* What was not read may be worse than what was. */
static void
incomplete(void)
{
	struct world *w = world();
	struct row *p95[DAYS];

	(void)say(w, "monitoring-plan", M, OBJECTIVE);
	three(w, "/a", p95);
	listing(w, "monitor.sample", STATE_FAILED);
	EXPECT(w, "OPS-01", M, UNKNOWN, "FAILED",
	    "The monitor's answers are not complete (registry/monitor.sample "
	    "is FAILED: answered so).");
	set(w, p95[0], "value", "0.9");
	EXPECT(w, "OPS-01", M, FAIL, NULL, "in 1 of 4 intervals");
	world_free(w);
}

/* Named, and not judged: t_law3. */
static void
undeclared(void)
{
	struct world *w = world();
	struct row *a[DAYS], *b[DAYS];

	(void)say(w, "monitoring-plan", M, OBJECTIVE);
	three(w, "/a", a);
	three(w, "/b", b);
	set(w, b[0], "value", "0.9");
	(void)put(w, "monitor.sample", "model", "m", "metric", "latency_p95",
	    "at", days[0], "value", "0.9", NULL);
	(void)sample(w, "errors", "/c", days[0], "0.9");
	EXPECT(w, "OPS-01", M, PASS, NULL,
	    "Seen, not in the plan and not judged: '/b'.");
	w->statements.n = 0;
	(void)say(w, "monitoring-plan", M,
	    "routes: [/a, /b]\n"
	    "metrics: [{metric: latency_p95, limit: 0.4, direction: max, "
	    "every: 1d}]\n");
	EXPECT(w, "OPS-01", M, FAIL, NULL, "'latency_p95' of '/b' in 1 of 4");
	world_free(w);
}

static void
plan(struct world *w, const char *yaml)
{
	w->statements.n = 0;
	(void)say(w, "monitoring-plan", M, yaml);
}

#define PLAN(w, limit, every)                                                  \
	plan(w, "routes: [/a]\nmetrics: [{metric: latency_p95, direction: "    \
		"max" limit every "}]\n")

static void
statements(void)
{
	struct world *w = world();
	struct row *p95[DAYS];

	three(w, "/a", p95);
	EXPECT(w, "OPS-01", M, UNKNOWN, "NOT WRITTEN", NULL);
	plan(w, "metrics: [{metric: x, direction: max}]\n");
	EXPECT(w, "OPS-01", M, UNKNOWN, NULL, "The plan names no route.");
	plan(w, "routes: []\n");
	EXPECT(w, "OPS-01", M, UNKNOWN, NULL, "The plan names no route.");
	plan(w, "routes: [/a]\n");
	EXPECT(w, "OPS-01", M, UNKNOWN, NULL, "The plan sets no limit for");
	plan(w, "routes: [/a]\n"
		"metrics: [{metric: x, limit: 1, direction: max}]\n");
	EXPECT(w, "OPS-01", M, UNKNOWN, NULL, "The plan sets no limit for");
	PLAN(w, "", ", every: 1d");
	EXPECT(w, "OPS-01", M, UNKNOWN, NULL, "The plan sets no limit for");
	PLAN(w, ", limit: 0.4", "");
	EXPECT(w, "OPS-01", M, UNKNOWN, NULL,
	    "The plan does not say how often there must be a value of "
	    "'latency_p95'.");
	PLAN(w, ", limit: many", ", every: 1d");
	EXPECT(w, "OPS-01", M, UNKNOWN, "NO LIMIT", "There is no limit");
	plan(w, "routes: [/a]\n"
		"metrics: [{metric: latency_p95, limit: 0.2, direction: min, "
		"every: 1d}]\n");
	EXPECT(w, "OPS-01", M, PASS, NULL, "at least 0.2 s");
	set(w, p95[2], "value", "0.1");
	EXPECT(w, "OPS-01", M, FAIL, NULL, "worst 0.1 at 2026-10-03");
	world_free(w);
}

/* How a period is cut into intervals. */
static void
intervals(void)
{
	static const char *const bad[] = {", every: d", ", every: 0d",
	    ", every: 1", ", every: 1y", ", every: 1dd", ", every: 1000000s"};
	struct world *w = world();
	struct row *p95[DAYS];
	char text[128];

	three(w, "/a", p95);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		(void)snprintf(text, sizeof(text),
		    "routes: [/a]\nmetrics: [{metric: latency_p95, direction: "
		    "max, limit: 0.4%s}]\n",
		    bad[i]);
		plan(w, arena_dup(w->a, text));
		EXPECT(w, "OPS-01", M, UNKNOWN, NULL, "is no interval such");
	}
	PLAN(w, ", limit: 0.4", ", every: 30s");
	EXPECT(w, "OPS-01", M, UNKNOWN, NULL,
	    "The period has more than 10000 intervals of 30s, in which there "
	    "must be a value of 'latency_p95'.");
	PLAN(w, ", limit: 0.4", ", every: 1w"); /* longer than the period */
	EXPECT(w, "OPS-01", M, PASS, NULL, "in every interval of 1w");
	PLAN(w, ", limit: 0.4", ", every: 3d"); /* the second is cut off */
	EXPECT(w, "OPS-01", M, PASS, NULL, "in every interval of 3d");
	set(w, p95[3], "value", "9");
	EXPECT(w, "OPS-01", M, FAIL, NULL,
	    "in 1 of 2 intervals of 3d (2026-10-04), worst 9");
	PLAN(w, ", limit: 0.4", ", every: 12h");
	EXPECT(w, "OPS-01", M, FAIL, NULL,
	    "in 1 of 8 intervals of 12h (2026-10-04T00:00:00Z), worst 9");
	set(w, p95[3], "value", "0.1");
	EXPECT(w, "OPS-01", M, UNKNOWN, NULL,
	    "in 4 of 8 (2026-10-01T12:00:00Z, 2026-10-02T12:00:00Z, "
	    "2026-10-03T12:00:00Z and 2026-10-04T12:00:00Z).");
	PLAN(w, ", limit: 0.4", ", every: 480m");
	EXPECT(w, "OPS-01", M, UNKNOWN, NULL,
	    "2026-10-01T08:00:00Z to 2026-10-01T16:00:00Z");
	PLAN(w, ", limit: 0.4", ", every: 8h");
	for (size_t i = 1; i < 3; i++)
		take(w, p95[i]);
	EXPECT(w, "OPS-01", M, UNKNOWN, NULL, "in 10 of 12 (");
	PLAN(w, ", limit: 0.4", ", every: 1d");
	w->snapshot.from = "2026-10-01T06:00:00Z";
	EXPECT(w, "OPS-01", M, UNKNOWN, NULL,
	    "'latency_p50' of '/a' in 1 of 4 (2026-10-04T06:00:00Z)");
	w->snapshot.from = "then";
	EXPECT(w, "OPS-01", M, UNKNOWN, NULL, "The snapshot has no period");
	w->snapshot.from = NULL;
	EXPECT(w, "OPS-01", M, UNKNOWN, NULL, "The snapshot has no period");
	w->snapshot.from = TO;
	EXPECT(w, "OPS-01", M, UNKNOWN, NULL, "The snapshot has no period");
	w->snapshot.from = FROM;
	w->snapshot.to = NULL;
	EXPECT(w, "OPS-01", M, UNKNOWN, NULL, "The snapshot has no period");
	world_free(w);
}

/* A sentence names five runs of intervals, and counts the others. */
static void
runs(void)
{
	struct world *w = world();
	char at[32];

	(void)say(w, "monitoring-plan", M, OBJECTIVE);
	w->snapshot.to = "2026-10-16T23:59:59Z";
	for (int i = 1; i <= 16; i += 2) {
		(void)snprintf(at, sizeof(at), "2026-10-%02dT00:00:00Z", i);
		(void)sample(
		    w, "latency_p95", "/a", arena_dup(w->a, at), "0.3");
	}
	EXPECT(w, "OPS-01", M, FAIL, NULL, "'latency_p50' of '/a' in all 16");
	listing(w, "monitor.sample", STATE_FAILED);
	EXPECT(w, "OPS-01", M, UNKNOWN, "FAILED",
	    "'latency_p95' of '/a' in 8 of 16 (2026-10-02, 2026-10-04, "
	    "2026-10-06, 2026-10-08, 2026-10-10 and 3 more)");
	world_free(w);
}

/* ---- OPS-06 ------------------------------------------------------------- */

static struct row *
rule(struct world *w, const char *name, const char *owner, const char *health)
{
	return put(w, "monitor.rule", "name", name, "owner", owner, "health",
	    health, NULL);
}

static void
rules(void)
{
	struct world *w = world();
	struct row *r = rule(w, "Slow", "team", "ok");

	(void)say(w, "monitoring-plan", M,
	    "metrics:\n"
	    "  - {metric: p95, limit: 1, direction: max, alert: Slow, owner: "
	    "Ann}\n");
	EXPECT(w, "OPS-06", M, PASS, NULL,
	    "With limit, owner and a working rule: 'p95'.");
	set(w, r, "owner", "!ABSENT");
	EXPECT(
	    w, "OPS-06", M, FAIL, NULL, "Not recorded: owner of rule 'Slow'.");
	set(w, r, "owner", "team");
	set(w, r, "health", "err");
	set(w, r, "error", "many-to-many matching not allowed");
	EXPECT(w, "OPS-06", M, FAIL, NULL,
	    "In error, so it can never fire: rule 'Slow'.");
	set(w, r, "health", "unknown");
	EXPECT(w, "OPS-06", M, UNKNOWN, NULL,
	    "The health of rule 'Slow' is 'unknown': the monitor has not "
	    "evaluated it.");
	set(w, r, "health", "!ABSENT");
	EXPECT(w, "OPS-06", M, UNKNOWN, "ABSENT",
	    "It is not recorded what the health of rule 'Slow' is.");
	set(w, r, "health", "!CONFLICT ok|err");
	EXPECT(w, "OPS-06", M, UNKNOWN, "CONFLICT", "Two sources disagree");
	set(w, r, "health", "ok");
	listing(w, "monitor.rule", STATE_DENIED);
	EXPECT(w, "OPS-06", M, UNKNOWN, "DENIED",
	    "The monitor's rules are not all known");
	take(w, r);
	EXPECT(w, "OPS-06", M, UNKNOWN, "DENIED",
	    "It is not known whether there is: rule 'Slow' for 'p95'");
	listing(w, "monitor.rule", STATE_EMPTY);
	EXPECT(
	    w, "OPS-06", M, FAIL, NULL, "Not recorded: rule 'Slow' for 'p95'.");
	world_free(w);
}

static void
lacking(void)
{
	struct world *w = world();

	EXPECT(w, "OPS-06", M, UNKNOWN, "NOT WRITTEN", NULL);
	plan(w, "routes: [/a]\n");
	EXPECT(w, "OPS-06", M, UNKNOWN, NULL, "The plan names no metric.");
	plan(w, "metrics: []\n");
	EXPECT(w, "OPS-06", M, UNKNOWN, NULL, "The plan names no metric.");
	plan(w, "metrics: [{metric: a, direction: max}]\n");
	EXPECT(w, "OPS-06", M, FAIL, NULL,
	    "Without a limit in the plan: 'a'. Without an alert in the plan: "
	    "'a'. Without an owner in the plan: 'a'.");
	world_free(w);
}

/* There must be a value, as often as the plan says. */
static void
fed(void)
{
	struct world *w = world();
	struct row *rows[DAYS];

	(void)rule(w, "R", "team", "ok");
	plan(w,
	    "metrics:\n"
	    "  - {metric: e, limit: 1, direction: max, alert: R, owner: Ann, "
	    "every: 1d}\n");
	EXPECT(w, "OPS-06", M, UNKNOWN, NULL,
	    "In a complete listing, no value in an interval of 1d: 'e' in all "
	    "4.");
	for (size_t i = 0; i < DAYS; i++)
		rows[i] = put(w, "monitor.sample", "model", "m", "metric", "e",
		    "segment", "x/y", "at", days[i], "value", "0.1", NULL);
	(void)sample(w, "f", "/a", days[0], "!NONFINITE NaN");
	EXPECT(w, "OPS-06", M, PASS, NULL, NULL);
	set(w, rows[0], "value", "!NONFINITE NaN");
	EXPECT(w, "OPS-06", M, UNKNOWN, "NONFINITE", "'e' in 1 of 4");
	for (size_t i = 1; i < DAYS; i++)
		set(w, rows[i], "value", "!NONFINITE +Inf");
	EXPECT(w, "OPS-06", M, FAIL, NULL,
	    "Never a finite number in the period, so its rule can never fire: "
	    "'e'.");
	(void)sample(w, "e", "/a", AS_OF, "0.1"); /* not of the period */
	EXPECT(w, "OPS-06", M, FAIL, NULL, NULL);
	set(w, rows[2], "value", "!BADTYPE x");
	EXPECT(w, "OPS-06", M, UNKNOWN, "NONFINITE", "'e' in all 4");
	set(w, rows[2], "value", "!NONFINITE NaN");
	listing(w, "monitor.sample", STATE_FAILED);
	EXPECT(w, "OPS-06", M, UNKNOWN, "NONFINITE", "are not complete");
	plan(w,
	    "metrics:\n"
	    "  - {metric: e, limit: 1, direction: max, alert: R, owner: Ann, "
	    "every: often}\n");
	EXPECT(w, "OPS-06", M, UNKNOWN, NULL,
	    "The plan wants a value of 'e' every 'often', which is no interval "
	    "such as 1d or 12h.");
	world_free(w);
}

int
main(void)
{
	RUN(objective);
	RUN(versions);
	RUN(values);
	RUN(incomplete);
	RUN(undeclared);
	RUN(statements);
	RUN(intervals);
	RUN(runs);
	RUN(rules);
	RUN(lacking);
	RUN(fed);
	return test_end("t_assess_ops");
}
