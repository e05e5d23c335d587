/*
 * Blocks: what each shows of rows made for it, and the box where there is
 * nothing.  Each block is a document of its own, so that its words can be
 * compared whole.
 */
#include "t_block.h"

/* ---- Nothing at all ----------------------------------------------------- */

/* What says "none" in a box of its own, with its reason. */
static bool
is_boxed(const char *call)
{
	static const char *const calls[] = {"trend latency_p95", "alerts",
	    "rules", "targets", "silences", "expiring", "assessor", "sources"};

	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		if (strcmp(calls[i], call) == 0)
			return true;
	return false;
}

/* Every block without facts: a box, a document that holds, and no verdict. */
static void
test_nothing(void)
{
	const char *const *names = block_names(arena);

	begin();
	for (size_t i = 0; names[i] != NULL; i++) {
		const struct block *b = block_find(names[i]);
		const char *call = names[i];
		const struct doc *d;

		if (b->takes == TAKES_STATEMENT)
			call = "statement intended-use";
		else if (b->takes == TAKES_CHECKS)
			call = "checks REG-04";
		else if (b->takes == TAKES_LATER)
			call = "later data-sheet";
		else if (b->takes == TAKES_METRICS)
			call = "trend latency_p95";
		d = made(call, "");
		CHECK(d != NULL);
		if (d == NULL)
			continue;
		CHECK(find(d, NODE_VERDICT) == NULL);
		CHECK(find(d, NODE_VALUE) == NULL);
		if (strcmp(call, "verdicts") != 0 &&
		    strcmp(call, "unknown") != 0 &&
		    strcmp(call, "drift") != 0 && !is_boxed(call) &&
		    strcmp(call, "control") != 0) {
			if (find(d, NODE_MISSING) == NULL)
				printf("no box: %s\n", call);
			CHECK(find(d, NODE_MISSING) != NULL);
		}
	}
	check_has("approval", production,
	    "not provided No approval of the version in production was read: "
	    "the listing of approval was read completely.");
	check_has("approval", "",
	    "which version is in production is not known, and the listing of "
	    "approval");
	check_has("lineage", production,
	    "no source gives facts of the kind lineage.edge");
	check_has("unknown", production, "No check was decided for this model");
	check_has("unknown", "", "Which version is in production is not known");
	end();
}

/* ---- Statements --------------------------------------------------------- */

static void
test_statement(void)
{
	const struct doc *d;

	begin();
	put_statement("intended-use",
	    "primary_uses: [one, two]\nusers: [clerks]\n"
	    "decision: 'A b< {{model.owner}}'\nout_of_scope: [three]\n");
	put_statement("limitations", "limits:\n  - {limit: a, effect: b}\n"
				     "  - {limit: c, effect: d, advice: e}\n");
	put_statement("residual-risk",
	    "risks:\n  - {risk: TBD, accepted_by: x, "
	    "reason: y}\n");
	d = made("statement intended-use", "");
	CHECK(find(d, NODE_SAID) != NULL);
	CHECK(find(d, NODE_SAID)->last->style == STYLE_BYLINE);
	CHECK_STR(words(d),
	    "Primary uses one two Users clerks Decision A b< "
	    "{{model.owner}} Out of scope three Statement intended-use, Ann, "
	    "1 June 2026, valid until 1 June 2027, "
	    "statements/fraud/intended-use.yml");
	CHECK(strncmp(words(made("statement intended-use decision", "")),
		  "Decision A b<", 13) == 0);
	d = made("statement limitations", "");
	CHECK(find(d, NODE_TABLE)->u.table->ncolumns == 3);
	CHECK(find(d, NODE_TABLE)->u.table->is_caption_hidden);
	check_has("statement limitations", "", "a b c d e Statement");
	check_has("statement residual-risk", "", "still a placeholder");
	CHECK(find(made("statement residual-risk", ""), NODE_SAID) == NULL);
	put("statements/fraud/limitations.yml",
	    "owner: Ann\ndate: 2026-01-01\nexpires: 2026-10-31\n"
	    "limits:\n  - {limit: a, effect: b}\n");
	d = made("statement limitations", "");
	CHECK(find(d, NODE_CALLOUT)->style == TONE_WARN);
	check_has("statement limitations", "", "expired 31 October 2026");
	end();
}

/* ---- Evaluation --------------------------------------------------------- */

#define METRIC "a11ce | evaluation.metric | model=fraud | version=4 | metric="

static void
test_metrics(void)
{
	const char *facts = arena_printf(arena,
	    "%s%sf1 | value=0.81278538 | n=700 | ci_low=0.7809 | "
	    "ci_high=0.8427 | at=2026-08-03T14:35:00Z\n"
	    "%scost | value=!NONFINITE Infinity\n"
	    "%sf1 | family=size | segment=small | value=0.7 | n=30\n"
	    "%sf1_delta | value=-0.037 | ci_low=-0.066 | ci_high=-0.009\n"
	    "a11ce | evaluation.metric | model=fraud | version=3 | "
	    "metric=old | value=0.1\n",
	    production, METRIC, METRIC, METRIC, METRIC);

	begin();
	check_has("metrics", facts,
	    "cost not finite: Infinity no interval not provided all rows not "
	    "provided f1 0.813 0.781 to 0.843 700 all rows 3 August 2026");
	CHECK(lacks("metrics", facts, "old"));
	CHECK(lacks("metrics", facts, "delta"));
	check_has("segments", facts, "size: small f1 0.700 no interval 30");
	put_statement("segments-declared",
	    "families:\n  - {family: size, levels: [small, micro], "
	    "reason: x}\n");
	check_has(
	    "segments", facts, "size: micro declared, not in the results");
	CHECK(lacks("segments", facts, "small declared"));
	check_has("segment-sizes", facts, "size: small 30");
	check_has("comparison", facts,
	    "f1_delta 0.813 -0.037 -0.066 to -0.009 700 not decided");
	put("verdicts.txt", "EVL-06 | version/fraud/4 | FAIL | | Worse. |\n");
	check_has("comparison", facts, "700 FAIL EVL-06");
	end();
}

static void
test_gates(void)
{
	const char *facts = arena_printf(arena,
	    "%s%sratio | family=size | value=0.406 | ci_low=0.33 | "
	    "ci_high=0.47 | n=700\n"
	    "%sratio | family=size | segment=small | value=0.9\n",
	    production, METRIC, METRIC);

	begin();
	put_statement("fairness-policy",
	    "gates:\n  - {metric: ratio, family: size, limit: 0.8, "
	    "direction: min, reason: x}\n");
	put("verdicts.txt", "EVL-04 | version/fraud/4 | FAIL | | Out. |\n");
	check_has("gates", facts,
	    "ratio, size at least 0.8 0.406 0.330 to 0.470 700 FAIL EVL-04");
	put_statement("fairness-policy",
	    "gates:\n  - {metric: ratio, family: size, limit: 0.8, "
	    "direction: min, reason: x}\n"
	    "  - {metric: other, family: size, limit: 0.1, direction: max, "
	    "reason: x}\n");
	check_has("gates", facts,
	    "700 see below other, size at most 0.1 not "
	    "reported see below Over all gates: FAIL");
	end();
}

/* ---- Versions and where they come from ---------------------------------- */

static void
test_versions(void)
{
	const char *facts = arena_printf(arena,
	    "%s"
	    "a11ce | model.version | model=fraud | version=10 | "
	    "created_at=2026-11-02T10:00:00Z\n"
	    "a11ce | model.version | model=fraud | version=4 | run=r4 | "
	    "status=champion\n"
	    "a11ce | model.version | model=fraud | version=3 | run=r3\n"
	    "bead | training.run | id=r4 | commit=main | "
	    "dataset_sha256=beadbead | image_digest=sha256:f00df00df00d\n"
	    "bead | training.run | id=r3 | commit=main | "
	    "dataset_sha256=f00df00d\n"
	    "f00d | model.artifact | model=fraud | version=4 | path=m | "
	    "role=weights | sha256=aaaaaaaa11 | recomputed=bbbbbbbb22\n"
	    "f00d | dataset | id=d | version=1 | sha256=beadbead | "
	    "records=9\n",
	    production);

	begin();
	put("verdicts.txt", "REG-04 | version/fraud/4 | FAIL | | Out. |\n");
	check_has("versions", facts,
	    "10 2 November 2026 not provided not provided not provided not "
	    "decided 4 champion not provided champion not provided aaaaaaaa "
	    "1 3 ");
	check_has("change", facts,
	    "Weights not provided aaaaaaaa not known "
	    "Training data f00df00d beadbead changed "
	    "Source commit main main same Training "
	    "image not provided f00df00d not known");
	check_has("training-data", facts,
	    "Data set d Version 1 SHA-256 "
	    "beadbead Records 9");
	check_has("training", facts, "Training run r4");
	check_has("artifacts", facts, "m weights aaaaaaaa bbbbbbbb different");
	CHECK(find(made("artifacts", facts), NODE_ROW)->style == STYLE_FLAG);
	check_has("identity", facts, "fraud, version 4");
	end();
}

static void
test_lineage(void)
{
	begin();
	check_has("lineage",
	    arena_printf(arena,
		"%sbead | lineage.edge | from=run:1 | to=model:inv@4 | "
		"relation=out\n"
		"bead | lineage.edge | from=data:1 | to=run:1 | relation=in\n"
		"bead | lineage.edge | from=run:1 | to=data:1 | "
		"relation=loop\n"
		"bead | lineage.edge | from=run:9 | to=model:inv@3 | "
		"relation=other\n",
		production),
	    "run:1 out model:inv@4 data:1 in run:1 run:1 loop data:1");
	CHECK(strstr(words(made(
			 "lineage", arena_printf(arena,
					"%sbead | lineage.edge | from=run:9 | "
					"to=model:inv@3 | relation=other\n",
					production))),
		  "run:9") == NULL);
	end();
}

static void
test_approval(void)
{
	const char *facts = arena_printf(arena,
	    "%sbead | approval | model=fraud | version=4 | by=Luis | "
	    "at=2026-08-04T09:00:00Z | decision=approved | role=Owner | "
	    "test_run=r9 | expires=2027-08-04\n"
	    "bead | approval | model=fraud | version=3 | by=Nobody\n",
	    production);

	begin();
	check_has("approval", facts,
	    "Luis Owner approved 2026-08-04 09:00 UTC "
	    "r9 2027-08-04");
	CHECK(lacks("approval", facts, "Nobody"));
	end();
}

static void
test_signatures(void)
{
	const char *facts = arena_printf(arena,
	    "%sf00d | model.artifact | model=fraud | version=4 | path=m.sig | "
	    "role=signature | recomputed=cccccccc33\n"
	    "f00d | model.artifact | model=fraud | version=4 | path=bom | "
	    "role=sbom | recomputed=dddddddd44\n"
	    "f00d | signature.subject | document=cccccccc33 | name=m | "
	    "sha256=aaaaaaaa11\n"
	    "f00d | signature.subject | document=other | name=not-this\n"
	    "f00d | model.signature | document=cccccccc33 | method=oms-key\n"
	    "f00d | sbom.document | document=dddddddd44 | format=SPDX\n"
	    "f00d | sbom.component | document=dddddddd44 | ref=a\n"
	    "f00d | sbom.component | document=other | ref=a\n",
	    production);

	begin();
	check_has("signatures", facts,
	    "m.sig Its SHA-256 cccccccc Signer not "
	    "provided Method oms-key");
	check_has("signatures", facts, "What the signature covers m aaaaaaaa");
	CHECK(lacks("signatures", facts, "not-this"));
	check_has("sbom", facts,
	    "Format SPDX Created not provided Components "
	    "read 1");
	end();
}

/* ---- Verdicts ----------------------------------------------------------- */

static void
test_checks(void)
{
	begin();
	put("verdicts.txt",
	    "REG-04 | version/fraud/4 | FAIL | | Bytes differ. | model.alias\n"
	    "REG-04 | version/fraud/3 | PASS | | Old. |\n"
	    "DRF-01 | model/fraud | UNKNOWN | STALE | Old report. |\n"
	    "SIG-01 | version/other/4 | FAIL | | Another. |\n");
	check_has("checks REG-04 XYZ-01", production,
	    "REG-04 Title of REG-04 FAIL Bytes differ. a11cea11 not in this "
	    "release XYZ-01: this release does not decide this check.");
	check_has("checks SIG-01", production,
	    "not decided SIG-01: no verdict for this model");
	check_has("verdicts", production,
	    "Of 2 automated results for this "
	    "model: 1 FAIL, 1 UNKNOWN, 0 WARN");
	CHECK(lacks("verdicts", production, "Old"));
	check_has("unknown", production,
	    "DRF-01 Title of DRF-01 UNKNOWN STALE "
	    "Old report. no evidence to show");
	end();
}

/* ---- Drift -------------------------------------------------------------- */

static const char *
psi(const char *feature, const char *day, const char *value)
{
	return arena_printf(arena,
	    "bead | monitor.sample | model=fraud | metric=psi | feature=%s | "
	    "at=%sT06:00:00Z | value=%s\n",
	    feature, day, value);
}

static const struct figure *
drawn(const char *facts)
{
	const struct doc *d = made("drift", facts);
	const struct node *n = d == NULL ? NULL : find(d, NODE_FIGURE);

	return n == NULL ? NULL : n->u.figure;
}

static void
test_drift_none(void)
{
	const struct figure *f;

	begin();
	f = drawn("");
	CHECK(f->drawing == NULL);
	CHECK_STR(f->why.s, "No chart: no population stability index of this "
			    "model was read (the listing of monitor.sample "
			    "was read completely).");
	/* A report after as-of is none. */
	CHECK(drawn(psi("a", "2026-12-01", "0.9"))->drawing == NULL);
	f = drawn(arena_printf(arena, "%s%s",
	    psi("a", "2026-11-20", "!NONFINITE NaN"),
	    psi("b", "2026-11-20", "!BADTYPE x")));
	CHECK(f->drawing == NULL);
	CHECK_STR(
	    f->why.s, "No chart: none of the 2 values is a finite number.");
	check_has("drift", psi("a", "2026-11-20", "!NONFINITE NaN"),
	    "not finite: NaN");
	end();
}

static void
test_drift_one(void)
{
	const struct figure *f;

	begin();
	f = drawn(psi("a", "2026-11-20", "0.05"));
	CHECK(f->drawing != NULL);
	CHECK_STR(f->title.s, "None of one column is above the warning limit");
	CHECK_STR(f->subtitle.s, "Population stability index (PSI) by column, "
				 "report of 20 November 2026");
	f = drawn(psi("a", "2026-11-20", "0.1"));
	CHECK_STR(/* at the limit is not above it */
	    f->title.s, "None of one column is above the warning limit");
	f = drawn(psi("a", "2026-11-20", "0.100000000000000001"));
	CHECK_STR(f->title.s, "One of one column is above the warning limit");
	CHECK_STR(f->desc.s, "a 0.100: above the warning limit of 0.1. 0 at or "
			     "below the warning limit.");
	end();
}

static void
test_drift_many(void)
{
	const struct figure *f;
	const char *facts = arena_printf(arena, "%s%s%s%s%s",
	    psi("a", "2026-11-13", "0.3"), psi("a", "2026-11-20", "0.05"),
	    psi("b", "2026-11-20", "0.714159"), psi("c", "2026-11-20", "0.2"),
	    psi("d", "2026-11-20", "!NONFINITE NaN"));

	begin();
	put_statement(
	    "features-monitored", "features: [a, e]\npredictions: [score]\n");
	put("verdicts.txt", "DRF-01 | model/fraud | FAIL | | Drift. |\n");
	f = drawn(facts);
	CHECK_STR(f->title.s, "One of six columns is above the limit, and "
			      "three have no value");
	CHECK_STR(f->desc.s, "b 0.714: above the limit of 0.25. c 0.200: above "
			     "the warning limit of 0.1. 1 at or below the "
			     "warning limit. 3 without a value.");
	CHECK_STR(node_words(arena, f->table).s,
	    "PSI by column b not in the report 0.714 c not in the report "
	    "0.200 a 0.300 0.050 d not in the report not finite: NaN e not in "
	    "the report not in the report score not in the report not in the "
	    "report");
	CHECK_STR(f->table->u.table->columns[1].title.s, "13 November 2026");
	CHECK_STR(f->table->u.table->columns[2].title.s, "20 November 2026");
	check_has("drift", facts,
	    "Figure 1. As reported, number of rows not "
	    "stated. Source beadbead, DRF-01 FAIL.");
	end();
}

static void
test_drift_stale(void)
{
	const struct figure *f;

	begin();
	f = drawn(psi("a", "2026-10-23", "0.9")); /* 31 days: not yet */
	CHECK_STR(f->title.s, "One of one column is above the limit");
	f = drawn(psi("a", "2026-10-22", "0.9"));
	CHECK_STR(f->title.s, "In the last drift report, one of one column "
			      "was above the limit");
	CHECK_STR(f->subtitle.s, "Population stability index (PSI) by column, "
				 "report of 22 October 2026, 32 days old: "
				 "history, not a result");
	end();
}

int
main(void)
{
	arena = arena_new();
	RUN(test_nothing);
	RUN(test_statement);
	RUN(test_metrics);
	RUN(test_gates);
	RUN(test_versions);
	RUN(test_lineage);
	RUN(test_approval);
	RUN(test_signatures);
	RUN(test_checks);
	RUN(test_drift_none);
	RUN(test_drift_one);
	RUN(test_drift_many);
	RUN(test_drift_stale);
	arena_free(arena);
	return test_end("t_block");
}
