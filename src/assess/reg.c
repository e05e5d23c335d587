/*
 * Family REG, model registry and versioning: the entry is whole, its digest
 * true, its data, code and evaluation are named.  REG-08 is in approval.c.
 */
#include "assess/internal.h"

#include <string.h>

/* The version's training run; without one a part is added with `missing`. */
static const struct row *
training_run(struct ctx *c, const struct subject *s, struct finding *f,
    enum word missing)
{
	const char *what =
	    arena_printf(c->a, "the training run of version %s", s->version);
	const struct row *run =
	    row_by(c, "training.run", row_text(s->row, "run"));

	finding_fact(c, f, s->row, "run");
	if (run != NULL) {
		finding_fact(c, f, run, NULL);
		return run;
	}
	if (row_is_unread(s->row, "run"))
		form_unread(c, f, s->row, "run", what);
	else if (missing == VERDICT_FAIL)
		(void)form_has(
		    c, f, NULL, "training.run", "training run behind it");
	else
		finding_unlisted(
		    c, f, "training.run", "No record of %s was read", what);
	return NULL;
}

/* ---- REG-03 ------------------------------------------------------------- */

/* A metric with a value; else one whose value was not read; else none. */
struct metrics {
	const struct row *good, *unread;
};

static void
see_metric(struct metrics *m, const struct row *r)
{
	if (row_text(r, "value") != NULL)
		m->good = m->good == NULL ? r : m->good;
	else if (row_is_unread(r, "value"))
		m->unread = m->unread == NULL ? r : m->unread;
}

static void
need_metric(
    struct ctx *c, struct finding *f, const struct metrics *m, const char *what)
{
	if (m->good != NULL)
		finding_fact(c, f, m->good, "value");
	if (m->good == NULL && m->unread != NULL)
		form_unread(c, f, m->unread, "value",
		    arena_printf(c->a, "the %s", what));
	else
		(void)form_has(c, f, m->good, "evaluation.metric", what);
}

/* An edge that ends in model:NAME@VERSION, by any of the model's names. */
static const struct row *
lineage_of(struct ctx *c, const struct subject *s)
{
	const struct model_conf *m = system_model(c->in->system, s->model);
	size_t n;
	const struct row *const *rows = facts_of(c->f, "lineage.edge", &n);

	for (size_t i = 0; i < n; i++) {
		if (row_has(rows[i], "to",
			arena_printf(
			    c->a, "model:%s@%s", s->model, s->version)))
			return rows[i];
		for (size_t k = 0; m != NULL && k < m->nnames; k++)
			if (row_has(rows[i], "to",
				arena_printf(c->a, "model:%s@%s",
				    m->names[k].name, s->version)))
				return rows[i];
	}
	return NULL;
}

void
reg_03(struct ctx *c, const struct subject *s, struct finding *f)
{
	struct row_set set = rows_of_subject(c, s, "evaluation.metric");
	struct metrics m = {0};
	const struct row *run;
	size_t i = 0;

	(void)form_has(c, f, artifact_next(c, s, "weights", &i),
	    "model.artifact", "model artifact");
	run = training_run(c, s, f, VERDICT_FAIL);
	if (run != NULL) {
		(void)form_present(
		    c, f, run, "dataset_sha256", "training data reference");
		(void)form_present(
		    c, f, run, "commit", "training code reference");
	}
	for (size_t k = 0; k < set.n; k++)
		see_metric(&m, set.items[k]);
	need_metric(c, f, &m, "evaluation");
	(void)form_has(
	    c, f, lineage_of(c, s), "lineage.edge", "lineage that leads to it");
	if (needs_approval(c, s, f))
		need_approver(c, s, f);
}

/* ---- REG-04 ------------------------------------------------------------- */

void
compare_digest(struct ctx *c, struct finding *f, const struct row *file,
    const struct row *want, const char *who)
{
	const char *path = row_text(file, "path");
	const char *is = row_text(file, "recomputed");
	const char *should = row_text(want, "sha256");

	finding_fact(c, f, file, "recomputed");
	if (should == NULL) {
		form_unread(c, f, want, "sha256",
		    arena_printf(c->a, "the %s digest of '%s'", who, path));
		return;
	}
	finding_fact(c, f, want, "sha256");
	if (row_is_unread(file, "recomputed"))
		form_unread(c, f, file, "recomputed",
		    arena_printf(
			c->a, "the digest of the bytes of '%s'", path));
	else if (is == NULL)
		finding_unknown(c, f, NULL,
		    "'%s' has a %s digest, %s, but its bytes were not there "
		    "to hash",
		    path, who, short_digest(c, should));
	else if (strcmp(is, should) == 0)
		finding_part(c, f,
		    (struct part_says){.word = VERDICT_PASS,
			.lead = arena_printf(
			    c->a, "The bytes have the %s digest", who),
			.text = arena_printf(
			    c->a, "'%s' (%s)", path, short_digest(c, is))});
	else
		finding_part(c, f,
		    (struct part_says){.word = VERDICT_FAIL,
			.seen = is,
			.wanted = should,
			.text = arena_printf(c->a,
			    "The bytes of '%s' have the digest %s, not the %s "
			    "digest %s",
			    path, short_digest(c, is), who,
			    short_digest(c, should))});
}

static bool
is_part(const struct row *r)
{
	static const char *const parts[] = {
	    "weights", "code", "tokenizer", "preprocessor", NULL};

	for (size_t i = 0; parts[i] != NULL; i++)
		if (row_has(r, "role", parts[i]))
			return true;
	return false;
}

/*
 * Against each signature of the entry.  One that does not name a part of the
 * model leaves that part UNKNOWN: else taking the name away would help.
 */
static void
compare_signed(struct ctx *c, const struct subject *s, struct finding *f,
    const struct row *file)
{
	const struct row *sig;
	size_t i = 0;

	while ((sig = artifact_next(c, s, "signature", &i)) != NULL) {
		const char *key[2] = {
		    row_text(sig, "recomputed"), row_text(file, "path")};
		const struct row *named =
		    key[0] == NULL
			? NULL
			: facts_find(c->f, "signature.subject", key, 2);

		if (named != NULL)
			compare_digest(c, f, file, named, "signed");
		else if (is_part(file))
			finding_unlisted(c, f, "signature.subject",
			    "The signature '%s' was not found to name '%s'",
			    row_text(sig, "path"), key[1]);
	}
}

void
reg_04(struct ctx *c, const struct subject *s, struct finding *f)
{
	struct row_set set = rows_of_subject(c, s, "model.artifact");
	size_t nparts = 0;

	for (size_t i = 0; i < set.n; i++) {
		const struct row *r = set.items[i];
		const char *path = row_text(r, "path");

		if (row_is_unread(r, "role"))
			form_unread(c, f, r, "role",
			    arena_printf(c->a, "the role of '%s'", path));
		if (is_part(r)) {
			nparts++;
			if (row_text(r, "sha256") != NULL)
				compare_digest(c, f, r, r, "recorded");
			else
				(void)form_present(c, f, r, "sha256",
				    arena_printf(
					c->a, "recorded digest of '%s'", path));
		}
		compare_signed(c, s, f, r);
	}
	if (nparts == 0)
		finding_unlisted(c, f, "model.artifact",
		    "No file of the entry is known to be part of the model");
	else if (!listing_is_complete(c, "model.artifact"))
		finding_unlisted(c, f, "model.artifact",
		    "Not every file of the entry is known");
}

/* ---- REG-05 ------------------------------------------------------------- */

struct manifests {
	struct finding best;  /* of those with the run's digest */
	const struct row *of; /* of the run's data set, another digest */
};

static void
see_manifest(struct ctx *c, struct manifests *m, const struct row *run,
    const struct row *r)
{
	const char *name = row_text(run, "dataset");
	struct finding one = {0};

	if (row_has(r, "sha256", row_text(run, "dataset_sha256"))) {
		(void)form_present(c, &one, r, "id", "data set id");
		(void)form_present(c, &one, r, "version", "version");
		(void)form_present(c, &one, r, "sha256", "digest");
		(void)form_present(c, &one, r, "records", "record count");
	} else if (name == NULL || !row_has(r, "id", name)) {
		return;
	} else if (row_text(r, "sha256") == NULL) {
		form_unread(c, &one, r, "sha256",
		    arena_printf(
			c->a, "the digest of the data set '%s'", name));
	} else {
		m->of = r;
		return;
	}
	finding_best(c, &m->best, &one);
}

void
reg_05(struct ctx *c, const struct subject *s, struct finding *f)
{
	const struct row *run = training_run(c, s, f, VERDICT_UNKNOWN);
	struct manifests m = {0};
	const char *digest;
	size_t n;
	const struct row *const *rows = facts_of(c->f, "dataset", &n);

	if (run == NULL || !form_present(c, f, run, "dataset_sha256",
			       "digest of the training data on the run"))
		return;
	digest = row_text(run, "dataset_sha256");
	for (size_t i = 0; i < n; i++)
		see_manifest(c, &m, run, rows[i]);
	if (m.best.has_parts) {
		finding_merge(c, f, &m.best);
	} else if (m.of != NULL && listing_is_complete(c, "dataset")) {
		finding_fact(c, f, m.of, "sha256");
		finding_part(c, f,
		    (struct part_says){.word = VERDICT_FAIL,
			.seen = digest,
			.wanted = row_text(m.of, "sha256"),
			.text = arena_printf(c->a,
			    "The run's digest of its training data, %s, is "
			    "that of no manifest of the data set '%s'",
			    short_digest(c, digest), row_text(m.of, "id"))});
	} else {
		finding_unlisted(c, f, "dataset",
		    "No data set manifest with the run's digest %s was read",
		    short_digest(c, digest));
	}
}

/* ---- REG-06 ------------------------------------------------------------- */

/* 40 or 64 hex digits: a commit, not a branch. */
static void
check_commit(struct ctx *c, struct finding *f, const struct row *run)
{
	const char *commit = row_text(run, "commit");
	size_t n = commit == NULL ? 0 : strlen(commit);

	if (!form_present(c, f, run, "commit", "commit of the training code"))
		return;
	if ((n == 40 || n == 64) &&
	    strspn(commit, "0123456789abcdefABCDEF") == n)
		return;
	finding_part(c, f,
	    (struct part_says){.word = VERDICT_FAIL,
		.seen = commit,
		.wanted = "40 or 64 hex digits",
		.text = arena_printf(c->a,
		    "The training code is named by '%s', which is no commit "
		    "of 40 or 64 hex digits",
		    commit)});
}

/* A name without a digest is read as such: BADTYPE, with the text. */
static void
check_image(struct ctx *c, struct finding *f, const struct row *run)
{
	const struct value *v = row_get(run, "image_digest");

	if (v->outcome != OUTCOME_BADTYPE || v->text == NULL ||
	    strstr(v->text, "sha256:") != NULL) {
		(void)form_present(
		    c, f, run, "image_digest", "digest of the training image");
		return;
	}
	finding_fact(c, f, run, "image_digest");
	finding_part(c, f,
	    (struct part_says){.word = VERDICT_FAIL,
		.seen = v->text,
		.wanted = "a sha256 digest",
		.text = arena_printf(c->a,
		    "The training image is named by '%s', without its sha256 "
		    "digest",
		    v->text)});
}

/* One lock file with a true digest must do. */
static void
check_lock(struct ctx *c, const struct subject *s, struct finding *f)
{
	struct finding best = {0};
	const struct row *lock;
	size_t i = 0;

	while ((lock = artifact_next(c, s, "lock", &i)) != NULL) {
		struct finding one = {0};

		(void)form_has(c, &one, lock, "model.artifact", "lock file");
		if (form_present(
			c, &one, lock, "sha256", "digest of the lock file"))
			compare_digest(c, &one, lock, lock, "recorded");
		finding_best(c, &best, &one);
	}
	if (best.has_parts)
		finding_merge(c, f, &best);
	else
		(void)form_has(c, f, NULL, "model.artifact", "lock file");
}

void
reg_06(struct ctx *c, const struct subject *s, struct finding *f)
{
	const struct row *run = training_run(c, s, f, VERDICT_UNKNOWN);

	if (run == NULL)
		return;
	check_commit(c, f, run);
	check_image(c, f, run);
	check_lock(c, s, f);
}

/* ---- REG-07 ------------------------------------------------------------- */

static bool
is_delta(const char *metric)
{
	size_t n = strlen(metric);

	return n > 6 && strcmp(metric + n - 6, "_delta") == 0;
}

void
reg_07(struct ctx *c, const struct subject *s, struct finding *f)
{
	struct row_set set = rows_of_subject(c, s, "evaluation.metric");
	struct metrics whole = {0}, segment = {0}, delta = {0};

	for (size_t i = 0; i < set.n; i++) {
		const struct row *r = set.items[i];

		if (is_delta(row_text(r, "metric")))
			see_metric(&delta, r);
		else if (row_text(r, "segment") != NULL)
			see_metric(&segment, r);
		else if (is_of_whole(r))
			see_metric(&whole, r);
	}
	need_metric(c, f, &whole, "held-out metric");
	need_metric(c, f, &segment, "metric of a segment");
	if (s->first == FIRST_YES)
		finding_say(c, f, VERDICT_PASS,
		    "Version %s is the model's first: no comparison is asked",
		    s->version);
	else if (s->first == FIRST_NO || delta.good != NULL ||
		 delta.unread != NULL)
		need_metric(c, f, &delta, "comparison with the champion");
	else
		finding_unlisted(c, f, "model.version",
		    "There is no comparison with a champion, and it is not "
		    "known whether version %s is the model's first",
		    s->version);
}
