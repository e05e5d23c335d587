/*
 * Blocks of the report of continuous monitoring: charts over time in words,
 * what changed since the package before, POA&M items, what monitors say of
 * themselves, and statements that end soon.
 */
#include "t_block.h"

static const char *
sample(const char *metric, const char *more, const char *day, const char *value)
{
	return arena_printf(arena,
	    "bead | monitor.sample | model=fraud | metric=%s | %s | "
	    "at=%sT00:00:00Z | value=%s\n",
	    metric, more, day, value);
}

static const struct figure *
drawn(const char *call, const char *facts)
{
	const struct doc *d = made(call, facts);
	const struct node *n = d == NULL ? NULL : find(d, NODE_FIGURE);

	CHECK(n != NULL);
	return n == NULL ? NULL : n->u.figure;
}

static const char *
joined(const char *const *parts, size_t n)
{
	const char *all = "";

	for (size_t i = 0; i < n; i++)
		all = arena_printf(arena, "%s%s", all, parts[i]);
	return all;
}

static void
put_plan(const char *metrics)
{
	put_statement(
	    "monitoring-plan", arena_printf(arena, "metrics:\n%s", metrics));
}

/* ---- Charts ------------------------------------------------------------- */

static void
test_trend_none(void)
{
	begin();
	check_has("trend latency_p95 psi", "",
	    "No chart of latency_p95, psi for the model fraud: no value was "
	    "read, and the listing of monitor.sample was read completely.");
	/* A sample after as-of is none. */
	check_has("trend latency_p95",
	    sample("latency_p95", "route=/a", "2026-11-24", "0.1"),
	    "No chart of latency_p95");
	/* All of them no number: a box, and the table still. */
	check_has("trend latency_p95",
	    sample("latency_p95", "route=/a", "2026-10-04", "!NONFINITE NaN"),
	    "2026-10-04 00:00 UTC not finite: NaN");
	CHECK_STR(
	    drawn("trend latency_p95", sample("latency_p95", "route=/a",
					   "2026-10-04", "!NONFINITE NaN"))
		->why.s,
	    "No chart: none of the 1 samples is a finite number.");
	end();
}

static void
test_trend_limit(void)
{
	const char *const parts[] = {
	    sample("latency_p95", "route=/a", "2026-10-01", "0.30"),
	    sample("latency_p95", "route=/a", "2026-10-02", "0.41"),
	    sample("latency_p95", "route=/a", "2026-10-03", "0.5"),
	    sample("latency_p95", "route=/b", "2026-10-01", "0.4"),
	    sample("latency_p95", "route=/b", "2026-10-02", "0.4000001")};
	const char *facts = joined(parts, 5);
	const struct figure *f;

	begin();
	f = drawn("trend latency_p95", facts);
	CHECK_STR(f->title.s,
	    "Latency (95th percentile): 0.300 to 0.500, no limit is stated");
	CHECK_STR(f->subtitle.s, "Seconds by route, October 2026");
	check_has("trend latency_p95", facts,
	    "Figure 1. As reported. Source beadbead. No limit is drawn: the "
	    "monitoring plan of this model is not written.");
	put_plan("  - {metric: latency_p95, limit: 0.4, direction: max}\n");
	f = drawn("trend latency_p95", facts);
	CHECK_STR(f->title.s, "Latency (95th percentile): 3 of 5 values are "
			      "over the limit of 0.4");
	CHECK_STR(f->desc.s,
	    "Latency (95th percentile) from 1 October 2026 to 31 October "
	    "2026: 0.300 to 0.500; 3 of 5 over the limit of 0.4 (/a 2 from 2 "
	    "October 2026 to 3 October 2026, /b 1 on 2 October 2026); no "
	    "value from 3 October 2026 to 31 October 2026.");
	CHECK_STR(node_words(arena, f->table).s,
	    "Latency (95th percentile) over time 2026-10-01 00:00 UTC 0.300 "
	    "0.400 2026-10-02 00:00 UTC 0.410 0.400 2026-10-03 00:00 UTC "
	    "0.500");
	CHECK_STR(f->table->u.table->columns[2].title.s, "/b");
	put_plan("  - {metric: latency_p95, limit: 0.4, direction: min}\n");
	CHECK_STR(drawn("trend latency_p95", facts)->title.s,
	    "Latency (95th percentile): 1 of 5 values is under the limit of "
	    "0.4");
	put_plan("  - {metric: latency_p95, direction: max}\n");
	check_has("trend latency_p95", facts,
	    "the monitoring plan of this model names none for this metric.");
	end();
}

/* What the plan promises decides what a gap is. */
static void
test_trend_gap(void)
{
	const char *const parts[] = {
	    sample("accuracy", "version=4", "2026-10-01", "0.8"),
	    sample("accuracy", "version=4", "2026-10-08", "0.8"),
	    sample("accuracy", "version=4", "2026-10-15", "!NONFINITE Inf"),
	    sample("accuracy", "version=4", "2026-10-22", "0.8"),
	    sample("accuracy", "version=4", "2026-10-29", "0.8")};
	const char *facts = joined(parts, 5);

	begin();
	CHECK_STR(drawn("trend accuracy", facts)->desc.s,
	    "Accuracy from 1 October 2026 to 31 October 2026: always 0.800; "
	    "1 not a number, the first on 15 October 2026.");
	put_plan("  - {metric: accuracy, direction: min, every: 1d}\n");
	CHECK_STR(drawn("trend accuracy", facts)->desc.s,
	    "Accuracy from 1 October 2026 to 31 October 2026: always 0.800; "
	    "no value from 1 October 2026 to 8 October 2026, 8 October 2026 "
	    "to 15 October 2026, 15 October 2026 to 22 October 2026, 22 "
	    "October 2026 to 29 October 2026 and in 1 more gaps; 1 not a "
	    "number, the first on 15 October 2026.");
	end();
}

/* Older samples are history, and the title says that the period has none. */
static void
test_trend_history(void)
{
	const char *const parts[] = {
	    sample("psi", "feature=a", "2026-07-31", "0.05"),
	    sample("psi", "feature=a", "2026-08-07", "0.3")};
	const char *facts = joined(parts, 2);
	const struct figure *f;

	begin();
	put_statement(
	    "features-monitored", "features: [a, b]\npredictions: [score]\n");
	f = drawn("trend psi", facts);
	CHECK_STR(f->title.s, "Drift: no value in October 2026, the newest is "
			      "of 7 August 2026");
	CHECK_STR(f->subtitle.s, "Population stability index (PSI) by feature: "
				 "history, not a result of the period");
	CHECK(strstr(f->desc.s,
		  "1 of 2 over the limit of 0.25 (a 1 on 7 "
		  "August 2026); no value from 7 August 2026 to "
		  "31 October 2026; no value at all of b.") != NULL);
	check_has("trend psi", facts,
	    "The limit is that of DRF-01; the monitoring plan of this model "
	    "is not written.");
	/* A sample behind the period is told in the table, not drawn. */
	f = drawn(
	    "trend psi", arena_printf(arena, "%s%s%s",
			     sample("psi", "feature=a", "2026-08-07", "0.9"),
			     sample("psi", "feature=a", "2026-10-07", "0.05"),
			     sample("psi", "feature=a", "2026-11-07", "0.5")));
	CHECK_STR(f->title.s,
	    "Drift: its one value is not over the limit of 0.25, b has no "
	    "value");
	CHECK_STR(node_words(arena, f->table).s,
	    "Drift over time 2026-10-07 00:00 UTC 0.0500 2026-11-07 00:00 UTC "
	    "after the period 0.5000");
	end();
}

static void
test_trend_segments(void)
{
	const char *facts = sample("segment_accuracy",
	    "segment=vendor_size/large", "2026-10-01", "0.9");
	const struct figure *f;

	begin();
	put_statement("segments-declared",
	    "families:\n  - {family: vendor_size, levels: [large, micro], "
	    "reason: x}\n");
	put_statement("monitoring-plan",
	    "segment_metric: segment_accuracy\nmetrics:\n"
	    "  - {metric: segment_accuracy, limit: 0.7, direction: min}\n");
	f = drawn("trend segment_accuracy", facts);
	CHECK_STR(f->title.s,
	    "Accuracy by segment: its one value is not under the limit of "
	    "0.7, vendor_size/micro has no value");
	CHECK_STR(f->table->u.table->columns[2].title.s, "vendor_size/micro");
	end();
}

/* ---- What changed ------------------------------------------------------- */

static void
test_changed(void)
{
	static const char prior[] =
	    "f00d | prior.verdict | check=REG-04 | subject=version/fraud/4 | "
	    "word=PASS\n"
	    "f00d | prior.verdict | check=DRF-01 | subject=model/fraud | "
	    "word=FAIL\n"
	    "f00d | prior.verdict | check=EVL-03 | subject=model/fraud | "
	    "word=FAIL\n"
	    "f00d | prior.verdict | check=OLD-01 | subject=system | "
	    "word=FAIL\n";

	begin();
	made_for = "system";
	put("verdicts.txt",
	    "REG-04 | version/fraud/4 | FAIL | | Bytes differ. |\n"
	    "DRF-01 | model/fraud | FAIL | | Drift. |\n"
	    "EVL-03 | model/fraud | PASS | | Fine. |\n"
	    "OPS-01 | model/fraud | UNKNOWN | | Not seen. |\n"
	    "OPS-06 | model/fraud | PASS | | Good. |\n");
	check_has("changed", "",
	    "no previous package Nothing is compared: no source gives facts "
	    "of the kind prior.verdict.");
	check_has(
	    "changed", prior, "REG-04 version/fraud/4 PASS FAIL Bytes differ.");
	check_has("changed", prior, "EVL-03 model/fraud FAIL PASS Fine.");
	check_has("changed", prior,
	    "OPS-01 model/fraud not decided UNKNOWN Not seen.");
	check_has("changed", prior, "OLD-01 system FAIL not decided");
	check_has("changed", prior,
	    "Against the package before: 1 worse, 1 better, 1 new that need "
	    "work, 1 new that do not, 1 no longer decided, 1 as before.");
	CHECK(lacks("changed", prior, "Good."));
	CHECK(lacks("changed", prior, "Drift."));
	check_has("verdicts", "",
	    "REG-04 Title of REG-04 version/fraud/4 FAIL Bytes differ. no "
	    "evidence to show");
	check_has("verdicts", "",
	    "Of 5 automated results for this system: 2 FAIL, 1 UNKNOWN");
	made_for = "production model";
	end();
}

/* ---- POA&M -------------------------------------------------------------- */

static void
test_poam(void)
{
	static const struct check check = {
	    .id = "REG-04", .title = "Digest", .severity = "high"};
	static const struct poam_plan plan = {.owner = "Ann"};
	static const struct poam_item items[] = {
	    {.id = "POAM-0001",
		.check = &check,
		.subject = "version/fraud/4",
		.occurrence = 1,
		.detected = "2026-11-01",
		.due = "2026-12-01"},
	    {.id = "POAM-0002",
		.check = &check,
		.subject = "model/fraud",
		.occurrence = 2,
		.earlier = "POAM-0000",
		.detected = "2026-06-01",
		.due = "2026-07-01",
		.plan = &plan},
	    {.id = "POAM-0003",
		.check = &check,
		.subject = "model/other",
		.state = POAM_CLOSURE_PROPOSED,
		.detected = "2026-06-01",
		.due = "2026-12-01"},
	    {.id = "POAM-0004",
		.check = &check,
		.subject = "model/fraud",
		.state = POAM_CLOSED,
		.detected = "2026-06-01",
		.due = "2026-07-01"}};
	static const struct poam poam = {.items = items, .n = 4},
				 none = {.n = 0};
	static const struct poam unread = {.why = "not read"};

	begin();
	check_has("poam", "", "not provided No POA&M items were made");
	made_poam = &unread;
	check_has("poam", "", "for this package: not read; the failed checks");
	made_poam = &none;
	check_has("poam", "", "No items are open, 0 of them overdue");
	made_poam = &poam;
	/* Of this model; overdue first. */
	check_has("poam", "",
	    "POAM-0002 occurrence 2, after POAM-0000 REG-04 Digest "
	    "model/fraud no longer decided high 1 June 2026 1 July 2026 "
	    "overdue Ann open POAM-0001 REG-04 Digest version/fraud/4");
	check_has("poam", "",
	    "no owner open Two items are open, 1 of them "
	    "overdue; closure is proposed for 0.");
	check_has("poam", "", "closed 1.");
	CHECK(lacks("poam", "", "POAM-0003"));
	CHECK(lacks("poam", "", "POAM-0004"));
	made_for = "system";
	check_has("poam", "",
	    "Three items are open, 1 of them overdue; "
	    "closure is proposed for 1.");
	made_for = "production model";
	made_poam = NULL;
	end();
}

/* ---- The monitors ------------------------------------------------------- */

static void
test_monitors(void)
{
	static const char facts[] =
	    "bead | monitor.alert | rule=Down | model=fraud | instance=a:1 | "
	    "at=2026-11-23T11:00:00Z | state=firing | value=1 | "
	    "silenced=s1\n"
	    "bead | monitor.alert | rule=Other | model=labels | "
	    "at=2026-11-23T11:00:00Z | state=firing\n"
	    "bead | monitor.rule | name=R1 | health=ok | error= | owner=o\n"
	    "bead | monitor.rule | name=R2 | health=err | error=bad | owner=o\n"
	    "bead | monitor.rule | name=R3 | health=ok\n"
	    "bead | monitor.target | name=t | instance=up:1 | health=up\n"
	    "bead | monitor.target | name=t | instance=down:1 | health=down\n"
	    "bead | monitor.silence | id=s1 | by=ops | reason=known | "
	    "from=2026-11-20T00:00:00Z | until=2026-12-20T00:00:00Z | "
	    "state=active | matches=Down\n"
	    "bead | monitor.silence | id=s2 | state=expired | matches=Up\n";

	begin();
	check_has("alerts", "", "Not known: no source gives facts");
	check_has("rules", "", "Not known: no source gives facts");
	check_has("targets", "", "Not known: no source gives facts");
	check_has("silences", "", "Not known: no source gives facts");
	check_has("alerts", facts,
	    "Down firing fraud, a:1 2026-11-23 11:00 UTC 1.000 s1");
	CHECK(lacks("alerts", facts, "Other")); /* of another model */
	made_for = "system";
	check_has("alerts", facts, "Other firing labels");
	check_has("rules", facts, "R2 err bad o");
	check_has("rules", facts, "R3 ok not provided");
	CHECK(lacks("rules", facts, "R1"));
	check_has("targets", facts, "t down:1 down");
	CHECK(lacks("targets", facts, "up:1"));
	check_has("silences", facts,
	    "Down known, ops 2026-11-20 00:00 UTC 2026-12-20 00:00 UTC "
	    "active");
	CHECK(lacks("silences", facts, "expired"));
	check_has("alerts",
	    "step | registry | rules | OK | | monitor.alert monitor.rule\n",
	    "No alert is firing or pending, of 0 that were read.");
	made_for = "production model";
	end();
}

/* ---- Statements, sources, inventory ------------------------------------- */

static void
test_report(void)
{
	begin();
	check_has("expiring", "",
	    "No statement that was written has expired or expires within 60 "
	    "days of 23 November 2026.");
	put("statements/fraud/limitations.yml",
	    "owner: Ann\ndate: 2026-06-01\nexpires: 2027-01-22\nlimits:\n"
	    "  - {limit: a, effect: b}\n");
	check_has("expiring", "",
	    "Limitations and known failure modes statements/fraud/"
	    "limitations.yml model/fraud Ann 22 January 2027 60 days left");
	put("statements/fraud/limitations.yml",
	    "owner: Ann\ndate: 2026-06-01\nexpires: 2027-01-23\nlimits:\n"
	    "  - {limit: a, effect: b}\n");
	CHECK(lacks("expiring", "", "Limitations"));
	put("statements/fraud/limitations.yml",
	    "owner: Ann\ndate: 2026-06-01\nexpires: 2026-11-22\nlimits:\n"
	    "  - {limit: a, effect: b}\n");
	check_has("expiring", "", "22 November 2026 expired");
	made_for = "system";
	check_has("expiring", "", "22 November 2026 expired");
	check_has("inventory", production, "fraud 4 0 no, by system.yml");
	check_has("inventory", "", "fraud not known");
	check_has("sources", "",
	    "Every source that was asked answered in full. Answered in full: "
	    "registry (mlflow) OK.");
	check_has("sources",
	    "source | other | mlflow | DENIED | 403 |\n"
	    "step | other | all | DENIED | 403 | registry.event\n",
	    "other DENIED 403 registry.event");
	check_has("assessor", "", "Determination Method Initials and date");
	made_for = "production model";
	end();
}

int
main(void)
{
	arena = arena_new();
	RUN(test_trend_none);
	RUN(test_trend_limit);
	RUN(test_trend_gap);
	RUN(test_trend_history);
	RUN(test_trend_segments);
	RUN(test_changed);
	RUN(test_poam);
	RUN(test_monitors);
	RUN(test_report);
	arena_free(arena);
	return test_end("t_block_report");
}
