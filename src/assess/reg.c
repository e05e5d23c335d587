/*
 * Family REG, model registry and versioning: the entry is whole, its digest
 * true, its data, code and evaluation are named, its approval holds.
 */
#include "assess/internal.h"

#include <string.h>

static const struct row *
training_run(struct ctx *c, const struct subject *s)
{
	return row_by(c, "training.run", row_text(s->row, "run"));
}

/* The data set the training run read, found by its digest. */
static const struct row *
trained_on(struct ctx *c, const struct row *run)
{
	const char *want = run == NULL ? NULL : row_text(run, "dataset_sha256");
	size_t n;
	const struct row *const *rows = facts_of(c->f, "dataset", &n);

	for (size_t i = 0; want != NULL && i < n; i++) {
		const char *sha = row_text(rows[i], "sha256");

		if (sha != NULL && strcmp(sha, want) == 0)
			return rows[i];
	}
	return NULL;
}

/* The approval of this version: the first by key with a decision. */
static const struct row *
approval_of(struct ctx *c, const struct subject *s)
{
	struct row_set set = rows_of_subject(c, s, "approval");

	for (size_t i = 0; i < set.n; i++) {
		const char *d = row_text(set.items[i], "decision");

		if (d != NULL && strcmp(d, "approved") == 0)
			return set.items[i];
	}
	return set.n > 0 ? set.items[0] : NULL;
}

static const struct row *
first_metric(struct ctx *c, const struct subject *s)
{
	struct row_set set = rows_of_subject(c, s, "evaluation.metric");

	return set.n > 0 ? set.items[0] : NULL;
}

/* An edge that ends in model:NAME@VERSION, by any of the model's names. */
static const struct row *
lineage_of(struct ctx *c, const struct subject *s)
{
	const struct model_conf *m = system_model(c->in->system, s->model);
	size_t n;
	const struct row *const *rows = facts_of(c->f, "lineage.edge", &n);

	for (size_t i = 0; i < n; i++) {
		const char *to = row_text(rows[i], "to");

		if (to == NULL)
			continue;
		if (strcmp(to, arena_printf(c->a, "model:%s@%s", s->model,
				   s->version)) == 0)
			return rows[i];
		for (size_t k = 0; m != NULL && k < m->nnames; k++)
			if (strcmp(to, arena_printf(c->a, "model:%s@%s",
					   m->names[k].name, s->version)) == 0)
				return rows[i];
	}
	return NULL;
}

/* Approvals are asked of versions that are or were in production. */
static bool
needs_approval(struct ctx *c, const struct subject *s, struct finding *f)
{
	if (s->produced == PRODUCED_YES)
		return true;
	if (s->produced == PRODUCED_UNKNOWN)
		finding_unknown(c, f, NULL,
		    "It is not known whether version "
		    "%s was ever in production",
		    s->version);
	return false;
}

void
reg_03(struct ctx *c, const struct subject *s, struct finding *f)
{
	const struct row *run = training_run(c, s);

	(void)form_has(c, f, artifact_of(c, s, "weights"), "model.artifact",
	    "model artifact in the entry");
	if (form_has(c, f, run, "training.run", "training run behind it")) {
		(void)form_present(
		    c, f, run, "dataset_sha256", "training data reference");
		(void)form_present(
		    c, f, run, "commit", "training code reference");
	}
	(void)form_has(
	    c, f, first_metric(c, s), "evaluation.metric", "evaluation");
	(void)form_has(
	    c, f, lineage_of(c, s), "lineage.edge", "lineage that leads to it");
	if (needs_approval(c, s, f))
		(void)form_has(c, f, approval_of(c, s), "approval", "approver");
}

/* The digest that a signed statement gives for this file, or NULL. */
static const struct row *
signed_digest(struct ctx *c, const struct subject *s, const char *path)
{
	const struct row *sig = artifact_of(c, s, "signature");
	const char *key[2];

	key[0] = sig == NULL ? NULL : row_text(sig, "recomputed");
	key[1] = path;
	return key[0] == NULL ? NULL
			      : facts_find(c->f, "signature.subject", key, 2);
}

static void
compare_digest(struct ctx *c, struct finding *f, const struct row *file,
    const struct row *want, const char *field, const char *who)
{
	const char *path = row_text(file, "path");
	const char *is = row_text(file, "recomputed");
	const char *should = row_text(want, field);

	finding_fact(c, f, file, "recomputed");
	finding_fact(c, f, want, field);
	if (should == NULL) {
		finding_unknown(c, f, NULL,
		    "The %s digest of '%s' cannot be "
		    "read",
		    who, path);
	} else if (is == NULL) {
		finding_unknown(c, f, NULL,
		    "'%s' has a %s digest, %s, but its "
		    "bytes were not there to hash",
		    path, who, short_digest(c, should));
	} else if (strcmp(is, should) == 0) {
		finding_say(c, f, VERDICT_PASS,
		    "The bytes of '%s' have the %s "
		    "digest %s",
		    path, who, short_digest(c, is));
	} else {
		finding_part(c, f,
		    (struct part_says){.word = VERDICT_FAIL,
			.seen = is,
			.wanted = should,
			.text = arena_printf(c->a,
			    "The bytes of '%s' have the "
			    "digest %s, not the %s %s",
			    path, short_digest(c, is), who,
			    short_digest(c, should))});
	}
}

static bool
is_part(const char *role)
{
	static const char *const parts[] = {
	    "weights", "code", "tokenizer", "preprocessor", NULL};

	for (size_t i = 0; role != NULL && parts[i] != NULL; i++)
		if (strcmp(role, parts[i]) == 0)
			return true;
	return false;
}

void
reg_04(struct ctx *c, const struct subject *s, struct finding *f)
{
	struct row_set set = rows_of_subject(c, s, "model.artifact");
	size_t nparts = 0;

	for (size_t i = 0; i < set.n; i++) {
		const struct row *r = set.items[i];
		const struct row *sig =
		    signed_digest(c, s, row_text(r, "path"));

		if (sig != NULL)
			compare_digest(c, f, r, sig, "sha256", "signed");
		if (!is_part(row_text(r, "role")))
			continue;
		nparts++;
		if (row_get(r, "sha256")->outcome == OUTCOME_VALUE)
			compare_digest(c, f, r, r, "sha256", "recorded");
		else
			(void)form_present(c, f, r, "sha256",
			    arena_printf(c->a, "recorded digest of '%s'",
				row_text(r, "path")));
	}
	if (nparts == 0)
		finding_unknown(c, f, NULL,
		    "No file of the entry is known to "
		    "be part of the model");
}

void
reg_05(struct ctx *c, const struct subject *s, struct finding *f)
{
	const struct row *run = training_run(c, s), *data;

	if (run == NULL) {
		enum state state;
		const char *says = listing_says(c, "training.run", &state);

		finding_unknown(c, f, state_name(state),
		    "The training run of version %s is not known (%s)",
		    s->version, says);
		return;
	}
	if (!form_present(c, f, run, "dataset_sha256",
		"snapshot digest of the training data on the run"))
		return;
	data = trained_on(c, run);
	if (data == NULL) {
		finding_unknown(c, f, NULL,
		    "No data set manifest with the "
		    "run's digest %s was read",
		    short_digest(c, row_text(run, "dataset_sha256")));
		return;
	}
	(void)form_present(c, f, data, "id", "data set id");
	(void)form_present(c, f, data, "version", "data set version");
	(void)form_present(c, f, data, "sha256", "data set digest");
	(void)form_present(c, f, data, "records", "record count");
}

/* 40 or 64 hex digits: a commit, not a branch. */
static void
check_commit(struct ctx *c, struct finding *f, const struct row *run)
{
	const char *commit = row_text(run, "commit");
	size_t n = commit == NULL ? 0 : strlen(commit);

	if (!form_present(c, f, run, "commit", "commit of the training code"))
		return;
	if ((n == 40 || n == 64) && strspn(commit, "0123456789abcdef") == n)
		return;
	finding_part(c, f,
	    (struct part_says){.word = VERDICT_FAIL,
		.seen = commit,
		.wanted = "40 or 64 hex digits",
		.text = arena_printf(c->a,
		    "The training code is named by '%s', "
		    "which is no commit",
		    commit)});
}

void
reg_06(struct ctx *c, const struct subject *s, struct finding *f)
{
	const struct row *run = training_run(c, s);
	const struct row *lock = artifact_of(c, s, "lock");

	if (run == NULL) {
		enum state state;
		const char *says = listing_says(c, "training.run", &state);

		finding_unknown(c, f, state_name(state),
		    "The training run of version %s is not known (%s)",
		    s->version, says);
		return;
	}
	check_commit(c, f, run);
	(void)form_present(
	    c, f, run, "image_digest", "digest of the training image");
	if (!form_has(c, f, lock, "model.artifact", "lock file"))
		return;
	if (form_present(c, f, lock, "sha256",
		"recorded digest of the lock "
		"file"))
		compare_digest(c, f, lock, lock, "sha256", "recorded");
}

static bool
is_delta(const char *metric)
{
	size_t n = metric == NULL ? 0 : strlen(metric);

	return n > 6 && strcmp(metric + n - 6, "_delta") == 0;
}

void
reg_07(struct ctx *c, const struct subject *s, struct finding *f)
{
	struct row_set set = rows_of_subject(c, s, "evaluation.metric");
	const struct row *overall = NULL, *segment = NULL, *delta = NULL;

	for (size_t i = 0; i < set.n; i++) {
		const struct row *r = set.items[i];

		if (is_delta(row_text(r, "metric")))
			delta = delta == NULL ? r : delta;
		else if (row_text(r, "segment") != NULL)
			segment = segment == NULL ? r : segment;
		else
			overall = overall == NULL ? r : overall;
	}
	(void)form_has(c, f, overall, "evaluation.metric",
	    "held-out metric of this version");
	(void)form_has(c, f, segment, "evaluation.metric", "segment metric");
	if (delta != NULL || !s->is_first)
		(void)form_has(c, f, delta, "evaluation.metric",
		    "comparison with the champion");
}

/* The approval still holds at as-of. */
static void
check_expiry(struct ctx *c, struct finding *f, const struct row *approval)
{
	const struct value *v = row_get(approval, "expires");
	int64_t day;

	finding_fact(c, f, approval, "expires");
	if (v->outcome != OUTCOME_VALUE ||
	    date_parse(&day, v->text, strlen(v->text)) != 0) {
		finding_unknown(c, f, NULL,
		    "When the approval expires is not "
		    "recorded");
	} else if (day < date_of(c->as_of)) {
		finding_part(c, f,
		    (struct part_says){.word = VERDICT_FAIL,
			.seen = v->text,
			.wanted = "not before as-of",
			.text = arena_printf(
			    c->a, "The approval expired on %s", v->text)});
	}
}

/* When the version went into production, from the registry's events. */
static const struct row *
promotion_of(struct ctx *c, const struct subject *s)
{
	struct row_set set = rows_of_subject(c, s, "registry.event");

	for (size_t i = 0; i < set.n; i++) {
		const char *to = row_text(set.items[i], "to");

		if (to != NULL && strcmp(to, "production") == 0)
			return set.items[i];
	}
	return NULL;
}

void
reg_08(struct ctx *c, const struct subject *s, struct finding *f)
{
	const struct row *approval = approval_of(c, s), *run;

	if (s->produced == PRODUCED_NO) {
		finding_say(c, f, VERDICT_NOT_APPLICABLE,
		    "Version %s was never "
		    "in production",
		    s->version);
		return;
	}
	if (!needs_approval(c, s, f))
		return;
	if (!form_has(c, f, approval, "approval", "approval"))
		return;
	(void)form_present(c, f, approval, "by", "approver's name");
	(void)form_present(c, f, approval, "at", "time of the approval");
	check_expiry(c, f, approval);
	if (!form_present(c, f, approval, "test_run",
		"evaluation run that the approval names"))
		return;
	run = row_by(c, "evaluation.run", row_text(approval, "test_run"));
	form_before(c, f,
	    (struct moment){run, "finished_at", "the evaluation's end"},
	    (struct moment){approval, "at", "the approval"});
	form_before(c, f, (struct moment){approval, "at", "the approval"},
	    (struct moment){promotion_of(c, s), "at", "the promotion"});
}
