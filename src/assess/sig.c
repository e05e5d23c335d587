/*
 * Families SIG and CIP as far as recorded facts decide them: is there a
 * signature over these bytes, does the SBOM name the model, did the training
 * data pass its expectations.  A signature is not verified here, so SIG-01
 * never passes.
 */
#include "assess/internal.h"

#include <string.h>

/* Every file that the signature names must be served with that digest. */
static size_t
compare_subjects(struct ctx *c, const struct subject *s, struct finding *f,
    const char *document)
{
	size_t n, seen = 0;
	const struct row *const *rows = facts_of(c->f, "signature.subject", &n);

	for (size_t i = 0; i < n; i++) {
		const struct row *r = rows[i], *file;
		const char *name = row_text(r, "name"), *is, *should;
		const char *key[3] = {s->model, s->version, name};

		if (strcmp(row_text(r, "document"), document) != 0)
			continue;
		file = facts_find(c->f, "model.artifact", key, 3);
		is = file == NULL ? NULL : row_text(file, "recomputed");
		should = row_text(r, "sha256");
		if (is == NULL || should == NULL)
			continue;
		seen++;
		finding_fact(c, f, r, "sha256");
		finding_fact(c, f, file, "recomputed");
		if (strcmp(is, should) != 0)
			finding_part(c, f,
			    (struct part_says){.word = VERDICT_FAIL,
				.seen = is,
				.wanted = should,
				.text = arena_printf(c->a,
				    "'%s' is served with "
				    "the digest %s and was signed with %s",
				    name, short_digest(c, is),
				    short_digest(c, should))});
	}
	return seen;
}

void
sig_01(struct ctx *c, const struct subject *s, struct finding *f)
{
	const struct row *sig = artifact_of(c, s, "signature");
	const char *document;
	size_t n;

	if (!form_has(c, f, sig, "model.artifact", "signature in the entry"))
		return;
	document = row_text(sig, "recomputed");
	finding_fact(c, f, sig, "recomputed");
	if (document == NULL) {
		finding_unknown(c, f, NULL,
		    "The signature's bytes were not "
		    "read");
		return;
	}
	n = compare_subjects(c, s, f, document);
	finding_unknown(c, f, "NOT VERIFIED",
	    "A signature names %zu served "
	    "file(s); this release does not verify it against a trust set",
	    n);
}

/* The SBOM's model components against the artifact. */
static void
compare_components(struct ctx *c, struct finding *f, const char *document,
    const struct row *weights)
{
	const char *recorded = row_text(weights, "sha256");
	const char *is = row_text(weights, "recomputed");
	size_t n, models = 0;
	const struct row *const *rows = facts_of(c->f, "sbom.component", &n);

	for (size_t i = 0; i < n; i++) {
		const char *type = row_text(rows[i], "type");
		const char *sha = row_text(rows[i], "sha256");

		if (strcmp(row_text(rows[i], "document"), document) != 0 ||
		    type == NULL || strcmp(type, "machine-learning-model") != 0)
			continue;
		models++;
		finding_fact(c, f, rows[i], "sha256");
		if (sha == NULL || recorded == NULL || is == NULL)
			finding_unknown(c, f, NULL,
			    "The digest of the model "
			    "component or of the artifact is not known");
		else if (strcmp(recorded, is) != 0)
			finding_unknown(c, f, "CONFLICT",
			    "The entry records "
			    "the digest %s and the bytes have %s, so there is "
			    "none to compare with",
			    short_digest(c, recorded), short_digest(c, is));
		else if (strcmp(sha, is) == 0)
			finding_say(c, f, VERDICT_PASS,
			    "The SBOM has the "
			    "model with the artifact's digest %s",
			    short_digest(c, sha));
		else
			finding_part(c, f,
			    (struct part_says){.word = VERDICT_FAIL,
				.seen = sha,
				.wanted = is,
				.text = arena_printf(c->a,
				    "The SBOM's model has "
				    "the digest %s, the artifact %s",
				    short_digest(c, sha),
				    short_digest(c, is))});
	}
	if (models == 0 && !listing_is_complete(c, "sbom.component"))
		finding_unknown(c, f, NULL,
		    "No model component was read, and "
		    "not every SBOM could be");
	else if (models == 0)
		finding_say(c, f, VERDICT_FAIL,
		    "The SBOM has no model "
		    "component");
}

void
sig_04(struct ctx *c, const struct subject *s, struct finding *f)
{
	const struct row *sbom = artifact_of(c, s, "sbom");
	const struct row *weights = artifact_of(c, s, "weights");
	const char *document;

	if (!form_has(c, f, sbom, "model.artifact", "SBOM in the entry"))
		return;
	document = row_text(sbom, "recomputed");
	finding_fact(c, f, sbom, "recomputed");
	if (document == NULL || row_by(c, "sbom.document", document) == NULL) {
		finding_unknown(c, f, NULL, "The SBOM could not be read");
		return;
	}
	if (weights == NULL) {
		finding_unknown(c, f, NULL, "The model artifact is not known");
		return;
	}
	finding_fact(c, f, weights, "recomputed");
	compare_components(c, f, document, weights);
}

static bool
same_text(const struct row *a, const struct row *b, const char *field)
{
	const char *x = row_text(a, field), *y = row_text(b, field);

	return (x == NULL && y == NULL) ||
	       (x != NULL && y != NULL && strcmp(x, y) == 0);
}

/* Its expectations: all must be listed, and every critical one must hold. */
static void
judge_suite(struct ctx *c, struct finding *f, const struct row *v)
{
	const char *evaluated = row_text(v, "evaluated");
	const char *failed = row_text(v, "failed");
	const char *success = row_text(v, "success");
	size_t n, rows = 0, bad = 0, critical = 0;
	const struct row *const *all = facts_of(c->f, "data.expectation", &n);

	for (size_t i = 0; i < n; i++) {
		const struct row *r = all[i];
		const char *ok = row_text(r, "success");
		const char *severity = row_text(r, "severity");

		if (!same_text(r, v, "suite") || !same_text(r, v, "dataset") ||
		    !same_text(r, v, "at"))
			continue;
		rows++;
		if (ok != NULL && strcmp(ok, "true") == 0)
			continue;
		bad++;
		finding_fact(c, f, r, "success");
		if (ok == NULL)
			finding_unknown(c, f, NULL,
			    "The result of "
			    "expectation %s is not known",
			    row_text(r, "n"));
		else if (severity == NULL || strcmp(severity, "critical") == 0)
			critical++;
	}
	finding_fact(c, f, v, "success");
	finding_fact(c, f, v, "failed");
	if (critical > 0)
		finding_part(c, f,
		    (struct part_says){.word = VERDICT_FAIL,
			.seen = arena_printf(c->a, "%zu failed", critical),
			.wanted = "none of severity critical",
			.text = arena_printf(c->a,
			    "%zu critical expectation(s) "
			    "of suite '%s' failed",
			    critical, row_text(v, "suite"))});
	if (evaluated == NULL || failed == NULL || success == NULL ||
	    strcmp(evaluated, arena_printf(c->a, "%zu", rows)) != 0 ||
	    strcmp(failed, arena_printf(c->a, "%zu", bad)) != 0)
		finding_unknown(c, f, NULL,
		    "The suite's counts are not those "
		    "of its results: evaluated %s, failed %s, listed %zu, "
		    "failed among them %zu",
		    evaluated == NULL ? "?" : evaluated,
		    failed == NULL ? "?" : failed, rows, bad);
	else if (critical == 0)
		finding_say(c, f, VERDICT_PASS,
		    "All critical expectations of "
		    "suite '%s' held (%zu of %zu)",
		    row_text(v, "suite"), rows - bad, rows);
}

void
cip_04(struct ctx *c, const struct subject *s, struct finding *f)
{
	struct row_set files = rows_of_subject(c, s, "model.artifact");
	size_t n, found = 0;
	const struct row *const *rows = facts_of(c->f, "data.validation", &n);

	/* A validation is the version's when it was read from its report. */
	for (size_t i = 0; i < files.n; i++) {
		const char *sha = row_text(files.items[i], "recomputed");
		const char *role = row_text(files.items[i], "role");

		for (size_t k = 0;
		     role != NULL && strcmp(role, "report") == 0 && k < n;
		     k++) {
			if (!value_is_from(row_get(rows[k], "suite"), sha))
				continue;
			found++;
			finding_fact(c, f, files.items[i], "recomputed");
			judge_suite(c, f, rows[k]);
		}
	}
	if (found == 0)
		finding_unknown(c, f, NULL,
		    "No result of an expectation suite "
		    "is attached to version %s",
		    s->version);
}
