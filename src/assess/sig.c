/*
 * Families SIG and CIP as far as recorded facts decide them: is there a
 * signature over these bytes, does the SBOM name the model, did the training
 * data pass its expectations.  A signature is not verified here, so SIG-01
 * never passes.
 */
#include "assess/internal.h"

#include <string.h>

/* ---- SIG-01 ------------------------------------------------------------- */

/* Every served file that the signature names must have that digest. */
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

		if (!row_has(r, "document", document))
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
				    "'%s' is served with the digest %s and was "
				    "signed with %s",
				    name, short_digest(c, is),
				    short_digest(c, should))});
	}
	return seen;
}

static void
judge_signature(struct ctx *c, const struct subject *s, struct finding *f,
    const struct row *sig)
{
	const char *path = row_text(sig, "path");
	const char *document = row_text(sig, "recomputed");
	size_t n;

	finding_fact(c, f, sig, "recomputed");
	if (document == NULL) {
		finding_unknown(c, f, NULL,
		    "The bytes of the signature '%s' were not read", path);
		return;
	}
	n = compare_subjects(c, s, f, document);
	finding_unknown(c, f, "NOT VERIFIED",
	    "The signature '%s' names %s%zu of the served files; this release "
	    "does not verify it against the trust set",
	    path, n == 0 ? "none: " : "", n);
}

void
sig_01(struct ctx *c, const struct subject *s, struct finding *f)
{
	const struct row *sig;
	size_t i = 0, n = 0;

	while ((sig = artifact_next(c, s, "signature", &i)) != NULL) {
		judge_signature(c, s, f, sig);
		n++;
	}
	if (n == 0)
		(void)form_has(c, f, NULL, "model.artifact",
		    "signature in the registry entry");
	(void)statement_need(c, f, "trust-set", "system");
}

/* ---- SIG-04 ------------------------------------------------------------- */

static bool
is_model(const struct row *component)
{
	return row_has(component, "type", "machine-learning-model");
}

/* One component against one file of weights. */
static void
compare_component(struct ctx *c, struct finding *f, const struct row *component,
    const struct row *weights)
{
	const char *sha = row_text(component, "sha256");
	const char *recorded = row_text(weights, "sha256");
	const char *is = row_text(weights, "recomputed");

	finding_fact(c, f, component, "sha256");
	finding_fact(c, f, weights, "recomputed");
	finding_fact(c, f, weights, "sha256");
	if (sha == NULL || recorded == NULL || is == NULL)
		finding_unknown(c, f, NULL,
		    "The digest of the model in the SBOM, or of the artifact "
		    "'%s', is not known",
		    row_text(weights, "path"));
	else if (strcmp(recorded, is) != 0)
		finding_unknown(c, f, "CONFLICT",
		    "The entry records the digest %s and the bytes have %s, so "
		    "there is none to compare the SBOM with",
		    short_digest(c, recorded), short_digest(c, is));
	else if (strcmp(sha, is) == 0)
		finding_unknown(c, f, "NOT VERIFIED",
		    "The SBOM has the model with the artifact's digest %s, as "
		    "recorded; this release does not verify who made the SBOM",
		    short_digest(c, sha));
	else
		finding_part(c, f,
		    (struct part_says){.word = VERDICT_FAIL,
			.seen = sha,
			.wanted = is,
			.text = arena_printf(c->a,
			    "The SBOM's model has the digest %s, the artifact "
			    "%s",
			    short_digest(c, sha), short_digest(c, is))});
}

/* The model must be one of its components: the best of all pairs decides. */
static void
compare_components(struct ctx *c, const struct subject *s, struct finding *f,
    const char *document)
{
	size_t n;
	const struct row *const *rows = facts_of(c->f, "sbom.component", &n);
	struct finding best = {0};

	for (size_t i = 0; i < n; i++) {
		const struct row *weights;
		size_t k = 0;

		if (!row_has(rows[i], "document", document) ||
		    !is_model(rows[i]))
			continue;
		while ((weights = artifact_next(c, s, "weights", &k)) != NULL) {
			struct finding one = {0};

			compare_component(c, &one, rows[i], weights);
			finding_best(c, &best, &one);
		}
	}
	if (best.has_parts)
		finding_merge(c, f, &best);
	else
		(void)form_has(c, f, NULL, "sbom.component",
		    "component of the SBOM that is the model");
}

static void
judge_sbom(struct ctx *c, const struct subject *s, struct finding *f,
    const struct row *sbom)
{
	const char *document = row_text(sbom, "recomputed");
	size_t i = 0;

	finding_fact(c, f, sbom, "recomputed");
	if (row_by(c, "sbom.document", document) == NULL)
		finding_unlisted(c, f, "sbom.document",
		    "The SBOM '%s' could not be read", row_text(sbom, "path"));
	else if (artifact_next(c, s, "weights", &i) == NULL)
		finding_unlisted(
		    c, f, "model.artifact", "The model artifact is not known");
	else
		compare_components(c, s, f, document);
}

void
sig_04(struct ctx *c, const struct subject *s, struct finding *f)
{
	struct finding best = {0};
	const struct row *sbom;
	size_t i = 0;

	while ((sbom = artifact_next(c, s, "sbom", &i)) != NULL) {
		struct finding one = {0};

		judge_sbom(c, s, &one, sbom);
		finding_best(c, &best, &one);
	}
	if (best.has_parts)
		finding_merge(c, f, &best);
	else
		(void)form_has(
		    c, f, NULL, "model.artifact", "SBOM in the registry entry");
}
