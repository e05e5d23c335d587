/*
 * Every branch of REG-03 to REG-07, on a version with everything right from
 * which one thing at a time is changed.  REG-08 is in t_assess_approval.c.
 */
#include "t_assess_reg.h"

/* ---- REG-03 ------------------------------------------------------------- */

static void
reg_03_parts(void)
{
	struct good g = good_new();

	EXPECT(g.w, "REG-03", V2, PASS, NULL,
	    "Recorded: model artifact, training data reference, training code "
	    "reference, evaluation, lineage that leads to it and approver.");
	without(&g, g.weights, "REG-03",
	    WANT(FAIL, NULL, "Not recorded: model artifact."));
	without(&g, g.edge, "REG-03", WANT(FAIL, NULL, "lineage"));
	without(&g, g.approval, "REG-03", WANT(FAIL, NULL, "approver"));
	without(&g, g.run, "REG-03",
	    WANT(FAIL, NULL, "Not recorded: training run behind it."));
	with(&g, g.run, "commit", "!ABSENT", "REG-03",
	    WANT(FAIL, NULL, "training code reference"));
	with(&g, g.run, "commit", " \t", "REG-03",
	    WANT(FAIL, NULL, "training code reference"));
	with(&g, g.run, "dataset_sha256", "!NULL", "REG-03",
	    WANT(FAIL, NULL, "training data reference"));
	with(&g, g.run, "dataset_sha256", "!CONFLICT aa|bb", "REG-03",
	    WANT(UNKNOWN, "CONFLICT", "$['v1']"));
	with(&g, g.version, "run", "!CONFLICT r1|r2", "REG-03",
	    WANT(UNKNOWN, "CONFLICT", "$['v2']"));
	with(&g, g.version, "run", "!ABSENT", "REG-03", WANT(FAIL, NULL, NULL));
	with(&g, g.edge, "to", "model:m@2", "REG-03", WANT(PASS, NULL, NULL));
	with(&g, g.edge, "to", "model:m@22", "REG-03", WANT(FAIL, NULL, NULL));
	world_free(g.w);
}

static void
reg_03_listings(void)
{
	static const char *const kinds[] = {"model.artifact", "training.run",
	    "evaluation.metric", "lineage.edge", "approval"};
	struct good g = good_new();

	for (size_t i = 0; i < 5; i++)
		listing(g.w, kinds[i], STATE_DENIED);
	EXPECT(g.w, "REG-03", V2, PASS, NULL, NULL);
	without(&g, g.weights, "REG-03",
	    WANT(UNKNOWN, "DENIED", "registry/model.artifact is DENIED"));
	without(&g, g.run, "REG-03", WANT(UNKNOWN, "DENIED", "training run"));
	without(&g, g.edge, "REG-03", WANT(UNKNOWN, "DENIED", "lineage"));
	without(&g, g.approval, "REG-03",
	    WANT(UNKNOWN, "DENIED", "approver (registry/approval"));
	with(&g, g.approval, "decision", "rejected", "REG-03",
	    WANT(UNKNOWN, "DENIED", "approver"));
	with(&g, g.approval, "by", "!ABSENT", "REG-03",
	    WANT(UNKNOWN, "DENIED", "None of the approvals"));
	take(g.w, g.metric);
	take(g.w, g.segment);
	take(g.w, g.delta);
	EXPECT(g.w, "REG-03", V2, UNKNOWN, "DENIED", "evaluation");
	listing(g.w, "evaluation.metric", STATE_EMPTY);
	EXPECT(g.w, "REG-03", V2, FAIL, NULL, "Not recorded: evaluation");
	/* A metric without a finite value is not known to be one. */
	(void)put(g.w, "evaluation.metric", "model", "m", "version", "2",
	    "metric", "auc", "value", "!NONFINITE NaN", NULL);
	(void)put(g.w, "evaluation.metric", "model", "m", "version", "2",
	    "metric", "accuracy", "value", "!MANY", NULL);
	EXPECT(g.w, "REG-03", V2, UNKNOWN, "MANY", "evaluation");
	EXPECT(g.w, "REG-07", V2, FAIL, NULL, "metric of a segment");
	world_free(g.w);
}

static void
reg_03_approver(void)
{
	struct good g = good_new();
	struct row *other;

	with(&g, g.approval, "decision", "rejected", "REG-03",
	    WANT(FAIL, NULL, "Not recorded: approver."));
	with(&g, g.approval, "decision", "!ABSENT", "REG-03",
	    WANT(UNKNOWN, "ABSENT", "decision"));
	with(&g, g.approval, "decision", "!CONFLICT approved|rejected",
	    "REG-03", WANT(UNKNOWN, "CONFLICT", "'rejected'"));
	with(&g, g.approval, "by", "!ABSENT", "REG-03",
	    WANT(FAIL, NULL, "approver"));
	/* A refusal beside an approval takes nothing away. */
	other = put(g.w, "approval", "model", "m", "version", "2", "by", "Bob",
	    "decision", "rejected", NULL);
	EXPECT(g.w, "REG-03", V2, PASS, NULL, NULL);
	take(g.w, other);
	/* Only a person's record says so. */
	g.approval->is_asserted = true;
	EXPECT(g.w, "REG-03", V2, CLAIMED, NULL,
	    "A person wrote this down, and no second source confirms it.");
	g.approval->asserted_by = "Dan Roe";
	EXPECT(g.w, "REG-03", V2, CLAIMED, NULL, "Dan Roe wrote this down");
	EXPECT(g.w, "REG-08", V2, CLAIMED, NULL, "Dan Roe wrote this down");
	/* A second approval that a system recorded is better. */
	(void)put(g.w, "approval", "model", "m", "version", "2", "by", "Zoe",
	    "at", "2026-03-05T10:00:00Z", "decision", "approved", "expires",
	    "2027-03-05", "test_run", "e2", NULL);
	EXPECT(g.w, "REG-03", V2, PASS, NULL, NULL);
	EXPECT(g.w, "REG-08", V2, PASS, NULL, NULL);
	world_free(g.w);
}

/* An approver is asked of versions that are or were in production. */
static void
reg_03_production(void)
{
	struct good g = good_new();

	take(g.w, g.approval);
	set(g.w, g.version, "status", "candidate");
	EXPECT(g.w, "REG-03", V2, FAIL, NULL, "approver");
	set(g.w, g.w->rows[2], "version", "1");
	EXPECT(g.w, "REG-03", V2, FAIL, NULL, "approver"); /* promoted once */
	take(g.w, g.event);
	EXPECT(g.w, "REG-03", V2, PASS, NULL, NULL);
	listing(g.w, "registry.event", STATE_NOT_ASKED);
	EXPECT(g.w, "REG-03", V2, UNKNOWN, "NOT_ASKED",
	    "It is not known whether version 2 was ever in production");
	world_free(g.w);
}

/* ---- REG-04 ------------------------------------------------------------- */

static void
reg_04_recorded(void)
{
	struct good g = good_new();

	EXPECT(g.w, "REG-04", V2, PASS, NULL,
	    "The bytes have the recorded digest: 'model.bin' (aaaaaaaa).");
	with(&g, g.weights, "recomputed", SHA_B, "REG-04",
	    WANT(FAIL, NULL,
		"'model.bin' have the digest bbbbbbbb, not the recorded digest "
		"aaaaaaaa."));
	with(&g, g.weights, "recomputed", "abc", "REG-04",
	    WANT(FAIL, NULL, "the digest abc, not the recorded"));
	with(&g, g.weights, "recomputed", "!ABSENT", "REG-04",
	    WANT(UNKNOWN, NULL, "its bytes were not there to hash"));
	with(&g, g.weights, "recomputed", "!CONFLICT aa|bb", "REG-04",
	    WANT(UNKNOWN, "CONFLICT", "$['v2']"));
	with(&g, g.weights, "sha256", "!ABSENT", "REG-04",
	    WANT(FAIL, NULL, "Not recorded: recorded digest of 'model.bin'"));
	with(&g, g.weights, "sha256", "!CONFLICT aa|bb", "REG-04",
	    WANT(UNKNOWN, "CONFLICT", "'aa'"));
	with(&g, g.weights, "role", "card", "REG-04",
	    WANT(UNKNOWN, NULL, "No file of the entry"));
	with(&g, g.weights, "role", "!MANY", "REG-04",
	    WANT(UNKNOWN, "MANY", "the role of 'model.bin'"));
	listing(g.w, "model.artifact", STATE_INCOMPLETE);
	EXPECT(g.w, "REG-04", V2, UNKNOWN, "INCOMPLETE", "Not every file");
	with(&g, g.weights, "role", "!ABSENT", "REG-04",
	    WANT(UNKNOWN, "INCOMPLETE", "No file of the entry"));
	world_free(g.w);
}

/* Every part of the model, not the first alone. */
static void
reg_04_parts(void)
{
	static const char *const roles[] = {
	    "code", "tokenizer", "preprocessor"};
	struct good g = good_new();
	struct row *r = put(g.w, "model.artifact", "model", "m", "version", "2",
	    "path", "z", "role", "code", "recomputed", SHA_A, NULL);

	for (size_t i = 0; i < 3; i++)
		with(&g, r, "role", roles[i], "REG-04",
		    WANT(FAIL, NULL, "recorded digest of 'z'"));
	with(&g, r, "role", "card", "REG-04", WANT(PASS, NULL, NULL));
	world_free(g.w);
}

static void
reg_04_signed(void)
{
	struct good g = good_new();
	struct row *sig =
	    put(g.w, "model.artifact", "model", "m", "version", "2", "path",
		"m.sig", "role", "signature", "recomputed", SHA_D, NULL);
	struct row *named;

	EXPECT(g.w, "REG-04", V2, UNKNOWN, NULL,
	    "The signature 'm.sig' was not found to name 'model.bin'.");
	listing(g.w, "signature.subject", STATE_FAILED);
	EXPECT(g.w, "REG-04", V2, UNKNOWN, "FAILED", "m.sig");
	listing(g.w, "signature.subject", STATE_OK);
	named = put(g.w, "signature.subject", "document", SHA_D, "name",
	    "model.bin", "sha256", SHA_A, NULL);
	EXPECT(g.w, "REG-04", V2, PASS, NULL, "signed digest: 'model.bin'");
	with(&g, named, "sha256", SHA_B, "REG-04",
	    WANT(FAIL, NULL, "not the signed digest bbbbbbbb"));
	with(&g, named, "sha256", "!NULL", "REG-04",
	    WANT(UNKNOWN, "NULL", "the signed digest of 'model.bin'"));
	with(&g, sig, "recomputed", "!ABSENT", "REG-04",
	    WANT(UNKNOWN, NULL, "was not found to name"));
	world_free(g.w);
}

/* ---- REG-05 ------------------------------------------------------------- */

static void
reg_05(void)
{
	struct good g = good_new();

	EXPECT(g.w, "REG-05", V2, PASS, NULL,
	    "data set id, version, digest and record count.");
	without(&g, g.run, "REG-05",
	    WANT(UNKNOWN, NULL,
		"No record of the training run of version 2 was read."));
	with(&g, g.run, "dataset_sha256", "!ABSENT", "REG-05",
	    WANT(FAIL, NULL, "digest of the training data on the run"));
	with(&g, g.run, "dataset_sha256", "!BADTYPE x", "REG-05",
	    WANT(UNKNOWN, "BADTYPE", "'x'"));
	with(&g, g.data, "version", "!ABSENT", "REG-05",
	    WANT(FAIL, NULL, "Not recorded: version."));
	with(&g, g.data, "records", "!NULL", "REG-05",
	    WANT(FAIL, NULL, "Not recorded: record count."));
	with(&g, g.data, "records", "!CONFLICT 1|2", "REG-05",
	    WANT(UNKNOWN, "CONFLICT", "'1'"));
	with(&g, g.data, "sha256", SHA_A, "REG-05",
	    WANT(FAIL, NULL,
		"cccccccc, is that of no manifest of the data set 'd'"));
	with(&g, g.data, "sha256", "!CONFLICT cc|dd", "REG-05",
	    WANT(UNKNOWN, "CONFLICT", "$['v2']"));
	with(&g, g.data, "sha256", "!ABSENT", "REG-05",
	    WANT(UNKNOWN, "ABSENT", "the digest of the data set 'd'"));
	without(&g, g.data, "REG-05",
	    WANT(UNKNOWN, NULL, "No data set manifest with the run's digest"));
	set(g.w, g.data, "sha256", SHA_A);
	with(&g, g.data, "id", "x", "REG-05", WANT(UNKNOWN, NULL, NULL));
	with(&g, g.run, "dataset", "!ABSENT", "REG-05",
	    WANT(UNKNOWN, NULL, "No data set manifest"));
	listing(g.w, "dataset", STATE_NOT_FOUND);
	EXPECT(g.w, "REG-05", V2, UNKNOWN, "NOT_FOUND", "No data set manifest");
	/* Another version of the data set has the digest. */
	(void)put(g.w, "dataset", "id", "d", "version", "8", "sha256", SHA_C,
	    "records", "9", NULL);
	EXPECT(g.w, "REG-05", V2, PASS, NULL, NULL);
	world_free(g.w);
}

/* ---- REG-06 ------------------------------------------------------------- */

static void
reg_06(void)
{
	struct good g = good_new();

	EXPECT(g.w, "REG-06", V2, PASS, NULL,
	    "Recorded: commit of the training code, digest of the training "
	    "image, lock file and digest of the lock file.");
	without(&g, g.run, "REG-06", WANT(UNKNOWN, NULL, "training run"));
	with(&g, g.run, "commit", SHA_A, "REG-06", WANT(PASS, NULL, NULL));
	with(&g, g.run, "commit", "main", "REG-06",
	    WANT(FAIL, NULL, "named by 'main', which is no commit"));
	with(&g, g.run, "commit", COMMIT "0", "REG-06", WANT(FAIL, NULL, NULL));
	with(&g, g.run, "commit", "z123456789abcdef0123456789abcdef01234567",
	    "REG-06", WANT(FAIL, NULL, NULL));
	with(&g, g.run, "commit", "!ABSENT", "REG-06",
	    WANT(FAIL, NULL, "Not recorded: commit"));
	with(&g, g.run, "image_digest", "!ABSENT", "REG-06",
	    WANT(FAIL, NULL, "Not recorded: digest of the training image"));
	with(&g, g.run, "image_digest", "!BADTYPE python:3.11", "REG-06",
	    WANT(FAIL, NULL, "'python:3.11', without its sha256 digest"));
	with(&g, g.run, "image_digest", "!BADTYPE x@sha256:1", "REG-06",
	    WANT(UNKNOWN, "BADTYPE", "'x@sha256:1'"));
	with(&g, g.run, "image_digest", "!BADTYPE", "REG-06",
	    WANT(UNKNOWN, "BADTYPE", "digest of the training image"));
	without(
	    &g, g.lock, "REG-06", WANT(FAIL, NULL, "Not recorded: lock file."));
	with(&g, g.lock, "sha256", "!ABSENT", "REG-06",
	    WANT(FAIL, NULL, "Not recorded: digest of the lock file."));
	with(&g, g.lock, "recomputed", SHA_A, "REG-06",
	    WANT(FAIL, NULL, "'req.lock'"));
	/* One lock file with a true digest is enough. */
	(void)put(g.w, "model.artifact", "model", "m", "version", "2", "path",
	    "z.lock", "role", "lock", "sha256", SHA_C, "recomputed", SHA_C,
	    NULL);
	with(&g, g.lock, "recomputed", SHA_A, "REG-06",
	    WANT(PASS, NULL, "'z.lock'"));
	world_free(g.w);
}

/* ---- REG-07 ------------------------------------------------------------- */

static void
reg_07(void)
{
	struct good g = good_new();

	EXPECT(g.w, "REG-07", V2, PASS, NULL,
	    "Recorded: held-out metric, metric of a segment and comparison "
	    "with the champion.");
	without(&g, g.metric, "REG-07", WANT(FAIL, NULL, "held-out metric"));
	without(&g, g.segment, "REG-07", WANT(FAIL, NULL, "of a segment"));
	without(&g, g.delta, "REG-07", WANT(FAIL, NULL, "comparison"));
	with(&g, g.metric, "value", "!ABSENT", "REG-07",
	    WANT(FAIL, NULL, "held-out metric"));
	with(&g, g.metric, "value", "!NONFINITE NaN", "REG-07",
	    WANT(UNKNOWN, "NONFINITE", "the held-out metric"));
	with(&g, g.delta, "value", "!NONFINITE NaN", "REG-07",
	    WANT(UNKNOWN, "NONFINITE", "the comparison"));
	with(&g, g.metric, "metric", "_delta", "REG-07",
	    WANT(PASS, NULL, NULL)); /* a name of its own */
	/* The value of a gate over a family is no held-out metric. */
	with(&g, g.metric, "family", "age", "REG-07",
	    WANT(FAIL, NULL, "held-out metric"));
	listing(g.w, "evaluation.metric", STATE_FAILED);
	without(&g, g.segment, "REG-07", WANT(UNKNOWN, "FAILED", "segment"));
	world_free(g.w);
}

/* The first version needs no comparison, if it is known to be the first. */
static void
reg_07_first(void)
{
	struct good g = good_new();
	const struct row *first = g.w->rows[0];

	take(g.w, g.delta);
	take(g.w, first);
	EXPECT(g.w, "REG-07", V2, UNKNOWN, NULL,
	    "it is not known whether version 2 is the model's first");
	listing(g.w, "model.version", STATE_INCOMPLETE);
	EXPECT(g.w, "REG-07", V2, UNKNOWN, "INCOMPLETE", "first");
	g.w->rows[g.w->nrows++] = g.delta;
	EXPECT(g.w, "REG-07", V2, PASS, NULL, "comparison");
	with(&g, g.delta, "value", "!MANY", "REG-07",
	    WANT(UNKNOWN, "MANY", "comparison"));
	take(g.w, g.delta);
	listing(g.w, "model.version", STATE_OK);
	for (size_t i = 0; i < g.w->nrows; i++)
		if (kind_field(g.w->rows[i]->kind, "version") >= 0 &&
		    strcmp(g.w->rows[i]->kind->name, "dataset") != 0)
			set(g.w, g.w->rows[i], "version", "1");
	EXPECT(g.w, "REG-07", "version/m/1", PASS, NULL,
	    "Version 1 is the model's first");
	listing(g.w, "model.version", STATE_DENIED);
	EXPECT(g.w, "REG-07", "version/m/1", UNKNOWN, "DENIED", "first");
	world_free(g.w);
}

int
main(void)
{
	RUN(reg_03_parts);
	RUN(reg_03_listings);
	RUN(reg_03_approver);
	RUN(reg_03_production);
	RUN(reg_04_recorded);
	RUN(reg_04_parts);
	RUN(reg_04_signed);
	RUN(reg_05);
	RUN(reg_06);
	RUN(reg_07);
	RUN(reg_07_first);
	return test_end("t_assess_reg");
}
