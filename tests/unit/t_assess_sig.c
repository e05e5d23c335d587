/*
 * Every branch of SIG-01, SIG-04 and CIP-04.
 */
#include "facts_make.h"

#define V1 "version/m/1"

static struct row *
artifact(struct world *w, const char *path, const char *role, const char *sha)
{
	return put(w, "model.artifact", "model", "m", "version", "1", "path",
	    path, "role", role, "sha256", sha, "recomputed", sha, NULL);
}

static struct world *
world(void)
{
	struct world *w = world_new();

	(void)put(w, "model.version", "model", "m", "version", "1", NULL);
	return w;
}

/* ---- SIG-01 ------------------------------------------------------------- */

static void
sig_01_none(void)
{
	struct world *w = world();

	(void)say(w, "trust-set", "system", "signers: []\n");
	EXPECT(w, "SIG-01", V1, FAIL, NULL,
	    "Not recorded: signature in the registry entry.");
	listing(w, "model.artifact", STATE_DENIED);
	EXPECT(w, "SIG-01", V1, UNKNOWN, "DENIED", "signature");
	world_free(w);
}

static void
sig_01_names(void)
{
	struct world *w = world();
	struct row *sig, *file, *named;

	sig = artifact(w, "m.sig", "signature", SHA_D);
	file = artifact(w, "model.bin", "weights", SHA_A);
	named = put(w, "signature.subject", "document", SHA_D, "name",
	    "model.bin", "sha256", SHA_A, NULL);
	(void)put(w, "signature.subject", "document", SHA_D, "name", "gone",
	    "sha256", SHA_A, NULL);
	(void)put(w, "signature.subject", "document", SHA_C, "name",
	    "model.bin", "sha256", SHA_C, NULL);
	EXPECT(w, "SIG-01", V1, UNKNOWN, "NOT VERIFIED",
	    "The statement 'trust-set' for system is not written.");
	(void)say(w, "trust-set", "system", "signers: []\n");
	EXPECT(w, "SIG-01", V1, UNKNOWN, "NOT VERIFIED",
	    "'m.sig' names 1 of the served files; this release does not");
	set(w, named, "sha256", SHA_B);
	EXPECT(w, "SIG-01", V1, FAIL, NULL,
	    "'model.bin' is served with the digest aaaaaaaa and was signed "
	    "with bbbbbbbb.");
	set(w, named, "sha256", "!NULL");
	EXPECT(w, "SIG-01", V1, UNKNOWN, "NOT VERIFIED", "names none: 0 of");
	set(w, named, "sha256", SHA_A);
	set(w, file, "recomputed", "!ABSENT");
	EXPECT(w, "SIG-01", V1, UNKNOWN, "NOT VERIFIED", "names none: 0 of");
	set(w, sig, "recomputed", "!ABSENT");
	EXPECT(w, "SIG-01", V1, UNKNOWN, NULL,
	    "The bytes of the signature 'm.sig' were not read.");
	world_free(w);
}

/* Statements: missing, expired, placeholder, valid. */
static void
sig_01_trust(void)
{
	struct world *w = world();
	struct statement *s;

	(void)artifact(w, "m.sig", "signature", SHA_D);
	s = say(w, "trust-set", "system", "signers: []\n");
	s->state = STATEMENT_EXPIRED;
	EXPECT(w, "SIG-01", V1, FAIL, NULL, "expired on 2027-01-01.");
	s->state = STATEMENT_PLACEHOLDER;
	EXPECT(w, "SIG-01", V1, FAIL, NULL, "is a placeholder.");
	s->state = STATEMENT_MISSING;
	EXPECT(w, "SIG-01", V1, UNKNOWN, "NOT VERIFIED", "is not written.");
	CHECK(decide(w, "SIG-01", V1)->nstatements == 1);
	world_free(w);
}

/* ---- SIG-04 ------------------------------------------------------------- */

static void
sig_04_read(void)
{
	struct world *w = world();
	struct row *sbom;

	EXPECT(w, "SIG-04", V1, FAIL, NULL,
	    "Not recorded: SBOM in the registry entry.");
	listing(w, "model.artifact", STATE_STALE);
	EXPECT(w, "SIG-04", V1, UNKNOWN, "STALE", "SBOM");
	sbom = artifact(w, "sbom.json", "sbom", SHA_C);
	EXPECT(w, "SIG-04", V1, UNKNOWN, NULL,
	    "The SBOM 'sbom.json' could not be read.");
	set(w, sbom, "recomputed", "!ABSENT");
	EXPECT(w, "SIG-04", V1, UNKNOWN, NULL, "could not be read");
	set(w, sbom, "recomputed", SHA_C);
	(void)put(w, "sbom.document", "document", SHA_C, NULL);
	EXPECT(w, "SIG-04", V1, UNKNOWN, "STALE",
	    "The model artifact is not known");
	(void)artifact(w, "model.bin", "weights", SHA_A);
	EXPECT(w, "SIG-04", V1, FAIL, NULL,
	    "Not recorded: component of the SBOM that is the model.");
	listing(w, "sbom.component", STATE_INCOMPLETE);
	EXPECT(w, "SIG-04", V1, UNKNOWN, "INCOMPLETE", "component");
	world_free(w);
}

static void
sig_04_digest(void)
{
	struct world *w = world();
	struct row *weights = artifact(w, "model.bin", "weights", SHA_A), *part;

	(void)artifact(w, "sbom.json", "sbom", SHA_C);
	(void)put(w, "sbom.document", "document", SHA_C, NULL);
	(void)put(w, "sbom.component", "document", SHA_B, "ref", "x", "type",
	    "machine-learning-model", "sha256", SHA_A, NULL);
	(void)put(w, "sbom.component", "document", SHA_C, "ref", "lib", "type",
	    "library", "sha256", SHA_A, NULL);
	(void)put(w, "sbom.component", "document", SHA_C, "ref", "y", NULL);
	part = put(w, "sbom.component", "document", SHA_C, "ref", "model",
	    "type", "machine-learning-model", "sha256", SHA_A, NULL);
	EXPECT(w, "SIG-04", V1, UNKNOWN, "NOT VERIFIED",
	    "The SBOM has the model with the artifact's digest aaaaaaaa");
	set(w, part, "sha256", SHA_B);
	EXPECT(w, "SIG-04", V1, FAIL, NULL,
	    "The SBOM's model has the digest bbbbbbbb, the artifact aaaaaaaa.");
	set(w, part, "sha256", "!ABSENT");
	EXPECT(w, "SIG-04", V1, UNKNOWN, NULL, "is not known.");
	set(w, part, "sha256", SHA_A);
	set(w, weights, "recomputed", "!ABSENT");
	EXPECT(w, "SIG-04", V1, UNKNOWN, NULL, "is not known.");
	set(w, weights, "recomputed", SHA_B);
	EXPECT(w, "SIG-04", V1, UNKNOWN, "CONFLICT", "records the digest aaaa");
	set(w, weights, "recomputed", SHA_A);
	set(w, weights, "sha256", "!ABSENT");
	EXPECT(w, "SIG-04", V1, UNKNOWN, NULL, "is not known.");
	world_free(w);
}

/* A base model beside the model does no harm. */
static void
sig_04_several(void)
{
	struct world *w = world();

	(void)artifact(w, "model.bin", "weights", SHA_A);
	(void)artifact(w, "sbom.json", "sbom", SHA_C);
	(void)put(w, "sbom.document", "document", SHA_C, NULL);
	(void)put(w, "sbom.component", "document", SHA_C, "ref", "base", "type",
	    "machine-learning-model", "sha256", SHA_B, NULL);
	EXPECT(w, "SIG-04", V1, FAIL, NULL, NULL);
	(void)put(w, "sbom.component", "document", SHA_C, "ref", "model",
	    "type", "machine-learning-model", "sha256", SHA_A, NULL);
	EXPECT(w, "SIG-04", V1, UNKNOWN, "NOT VERIFIED", NULL);
	world_free(w);
}

/* ---- CIP-04 ------------------------------------------------------------- */

struct suite {
	struct world *w;
	struct row *report, *validation, *one, *two;
};

static struct suite
suite_new(void)
{
	struct suite s = {.w = world()};

	s.report = artifact(s.w, "gx.json", "report", SHA_B);
	s.w->object = SHA_B;
	s.validation = put(s.w, "data.validation", "suite", "q", "at",
	    "2026-03-01T00:00:00Z", "success", "true", "evaluated", "2",
	    "failed", "0", NULL);
	s.one = put(s.w, "data.expectation", "suite", "q", "at",
	    "2026-03-01T00:00:00Z", "n", "1", "success", "true", NULL);
	s.two = put(s.w, "data.expectation", "suite", "q", "at",
	    "2026-03-01T00:00:00Z", "n", "2", "success", "true", NULL);
	return s;
}

static void
cip_04_none(void)
{
	struct world *w = world();
	struct row *report;

	EXPECT(w, "CIP-04", V1, UNKNOWN, NULL,
	    "No result of an expectation suite is attached to version 1.");
	listing(w, "data.validation", STATE_FAILED);
	report = artifact(w, "gx.json", "report", SHA_B);
	EXPECT(w, "CIP-04", V1, UNKNOWN, "FAILED", "No result");
	/* Another object's suite is not this version's. */
	(void)put(w, "data.validation", "suite", "q", "at",
	    "2026-03-01T00:00:00Z", NULL);
	(void)put(w, "data.expectation", "suite", "q", "at",
	    "2026-03-01T00:00:00Z", "n", "1", NULL);
	EXPECT(w, "CIP-04", V1, UNKNOWN, "FAILED", "No result");
	set(w, report, "recomputed", "0123"); /* no digest: of no object */
	EXPECT(w, "CIP-04", V1, UNKNOWN, "FAILED", "No result");
	set(w, report, "recomputed", "!ABSENT");
	EXPECT(w, "CIP-04", V1, UNKNOWN, "FAILED", "No result");
	world_free(w);
}

static void
cip_04_results(void)
{
	struct suite s = suite_new();

	EXPECT(s.w, "CIP-04", V1, PASS, NULL,
	    "All critical expectations of suite 'q' held (2 of 2).");
	set(s.w, s.two, "success", "false");
	set(s.w, s.validation, "failed", "1");
	set(s.w, s.validation, "success", "false");
	EXPECT(s.w, "CIP-04", V1, FAIL, NULL,
	    "Of the critical expectations of suite 'q', 1 failed (wanted: "
	    "none).");
	set(s.w, s.two, "severity", "critical");
	EXPECT(s.w, "CIP-04", V1, FAIL, NULL, NULL);
	set(s.w, s.two, "severity", "warning");
	EXPECT(s.w, "CIP-04", V1, PASS, NULL, "(1 of 2)");
	set(s.w, s.two, "severity", "!CONFLICT warning|critical");
	EXPECT(s.w, "CIP-04", V1, UNKNOWN, "CONFLICT",
	    "the severity of expectation 2");
	set(s.w, s.two, "severity", "warning");
	set(s.w, s.two, "success", "!ABSENT");
	EXPECT(s.w, "CIP-04", V1, UNKNOWN, "ABSENT",
	    "the result of expectation 2");
	world_free(s.w);
}

/* What is left out of the results shows in the counts. */
static void
cip_04_counts(void)
{
	struct suite s = suite_new();

	take(s.w, s.two);
	EXPECT(s.w, "CIP-04", V1, UNKNOWN, NULL,
	    "evaluated 2, failed 0, results 1, failed among them 0.");
	s.w->rows[s.w->nrows++] = s.two;
	set(s.w, s.validation, "failed", "1");
	EXPECT(s.w, "CIP-04", V1, UNKNOWN, NULL, "failed 1, results 2");
	set(s.w, s.validation, "failed", "!ABSENT");
	EXPECT(s.w, "CIP-04", V1, UNKNOWN, NULL, "failed not known");
	set(s.w, s.validation, "failed", "0");
	set(s.w, s.validation, "success", "false");
	EXPECT(s.w, "CIP-04", V1, UNKNOWN, NULL, "success false");
	set(s.w, s.validation, "success", "!ABSENT");
	EXPECT(s.w, "CIP-04", V1, UNKNOWN, NULL, "success not known");
	set(s.w, s.two, "success", "false");
	set(s.w, s.validation, "failed", "1");
	EXPECT(s.w, "CIP-04", V1, FAIL, NULL, NULL);
	world_free(s.w);
}

static void
cip_04_strays(void)
{
	struct suite s = suite_new();

	(void)put(s.w, "data.expectation", "suite", "z", "dataset", "d", "at",
	    "2026-03-01T00:00:00Z", "n", "1", "success", "false", NULL);
	EXPECT(s.w, "CIP-04", V1, UNKNOWN, NULL,
	    "The results of suite 'z' have no summary.");
	/* The same suite over another data set, and at another time. */
	(void)put(s.w, "data.validation", "suite", "z", "at",
	    "2026-03-01T00:00:00Z", "success", "true", "evaluated", "0",
	    "failed", "0", NULL);
	(void)put(s.w, "data.validation", "suite", "z", "dataset", "d", "at",
	    "2026-03-02T00:00:00Z", "success", "true", "evaluated", "0",
	    "failed", "0", NULL);
	(void)put(s.w, "data.validation", "suite", "z", "dataset", "e", "at",
	    "2026-03-01T00:00:00Z", "success", "true", "evaluated", "0",
	    "failed", "0", NULL);
	EXPECT(s.w, "CIP-04", V1, UNKNOWN, NULL, "have no summary");
	(void)put(s.w, "data.validation", "suite", "z", "dataset", "d", "at",
	    "2026-03-01T00:00:00Z", "success", "false", "evaluated", "1",
	    "failed", "1", NULL);
	EXPECT(s.w, "CIP-04", V1, FAIL, NULL, "suite 'z', 1 failed");
	set(s.w, s.validation, "dataset", "d");
	EXPECT(s.w, "CIP-04", V1, FAIL, NULL, "suite 'z', 1 failed");
	world_free(s.w);
}

int
main(void)
{
	RUN(sig_01_none);
	RUN(sig_01_names);
	RUN(sig_01_trust);
	RUN(sig_04_read);
	RUN(sig_04_digest);
	RUN(sig_04_several);
	RUN(cip_04_none);
	RUN(cip_04_results);
	RUN(cip_04_counts);
	RUN(cip_04_strays);
	return test_end("t_assess_sig");
}
