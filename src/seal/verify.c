/*
 * `verify`: is this folder a package, whole, signed by whom the reader
 * trusts, of the system and age that the reader wants?  Trusts nothing but
 * trust.yml and needs no network.  Refuses to say "verified" when anything
 * failed or could not be decided; the answer is never better for a file that
 * is missing (DESIGN section 9; reference/security.md section 5, items 5, 7
 * and 8).
 */
#include <stdlib.h>
#include <string.h>

#include "seal/internal.h"

static const int64_t DAY_S = 86400;

/* ---- What the reader asked for ------------------------------------------ */

static void
check_required(struct verify *v)
{
	size_t i, role;

	for (i = 0; i < v->trust.nrequire; i++) {
		const struct trust_require *q = &v->trust.require[i];

		for (role = 0; strcmp(seal_roles[role], q->role) != 0;)
			role++;
		/* What is undecided has its own reason already. */
		if (!v->has_sig[role][q->kind] && !v->is_open[role][q->kind])
			reason_add(v, R_SIG_REQUIRED, "signatures",
			    "no valid %s signature of %s", sig_kinds[q->kind],
			    q->role);
	}
}

static void
check_age(struct verify *v, const struct seal_info *f)
{
	struct instant at, until;
	int64_t age_s, days;

	if (time_parse(&at, f->as_of, strlen(f->as_of)) == -1)
		return; /* statement_check refuses it before */
	age_s = v->now.s - at.s;
	v->out->age_days = age_s < 0 ? 0 : age_s / DAY_S;
	if (age_s < -CLOCK_SKEW_S)
		reason_add(v, R_AS_OF_FUTURE, "", "as of %s, and it is %s",
		    f->as_of, v->o->now);
	if (v->o->max_age_days > 0 && v->out->age_days > v->o->max_age_days)
		reason_add(v, R_TOO_OLD, "", "%lld days old (limit %lld)",
		    (long long)v->out->age_days, (long long)v->o->max_age_days);
	if (date_parse(&days, f->valid_until, strlen(f->valid_until)) == 0)
		until.s = (days + 1) * DAY_S;
	else if (time_parse(&until, f->valid_until, strlen(f->valid_until)) ==
		 -1)
		return; /* as above */
	if (v->now.s >= until.s)
		reason_add(v, R_VALID_UNTIL_PASSED, "",
		    "its producer calls it valid until %s", f->valid_until);
}

void
verify_policy(struct verify *v)
{
	const struct seal_info *f = &v->statement.info;
	struct instant at;
	int64_t day;

	if (v->has_trust)
		check_required(v);
	if (!v->has_statement)
		return;
	v->out->package = f->package;
	v->out->system = f->system;
	v->out->as_of = f->as_of;
	v->out->serial = f->serial;
	v->out->content = v->statement.content;
	v->out->is_complete = f->is_complete;
	if (v->o->system != NULL && strcmp(v->o->system, f->system) != 0)
		reason_add(v, R_SYSTEM_OTHER, "", "is of system '%s', not '%s'",
		    f->system, v->o->system);
	if (f->serial < v->o->min_serial)
		reason_add(v, R_SERIAL_LOW, "",
		    "has serial %lld (wanted %lld "
		    "or more)",
		    (long long)f->serial, (long long)v->o->min_serial);
	if (v->has_bag && time_parse(&at, f->as_of, strlen(f->as_of)) == 0 &&
	    date_parse(&day, v->bag.date, strlen(v->bag.date)) == 0 &&
	    day != date_of(at))
		reason_add(v, R_BAG_INFO, FILE_BAG_INFO,
		    "Bagging-Date is not the day of %s", f->as_of);
	check_age(v, f);
}

/* ---- The whole ---------------------------------------------------------- */

static int
run(struct verify *v, const char *dir, struct error *e)
{
	if (tree_open(v->a, dir, &v->tree, e) == -1)
		return -1;
	if (verify_tags(v, e) == -1 || verify_signatures(v, e) == -1 ||
	    verify_payload(v, e) == -1)
		return -1;
	verify_listed(v);
	verify_policy(v);
	return 0;
}

static void
finish(struct verify *v)
{
	struct verify_report *out = v->out;
	struct verify_reason *reasons;
	struct verify_signer *signers;

	if (v->ndropped > 0)
		reason_add(v, R_MORE, "", "and %zu more reasons", v->ndropped);
	reasons = arena_array(v->a, v->nreasons, sizeof(*reasons));
	signers = arena_array(v->a, v->nsigners, sizeof(*signers));
	if (v->nreasons > 0)
		memcpy(reasons, v->reasons, v->nreasons * sizeof(*reasons));
	if (v->nsigners > 0)
		memcpy(signers, v->signers, v->nsigners * sizeof(*signers));
	out->reasons = reasons;
	out->nreasons = v->nreasons;
	out->signers = signers;
	out->nsigners = v->nsigners;
	out->answer = VERIFY_VERIFIED;
	if (v->nundecided > 0)
		out->answer = VERIFY_CANNOT_DECIDE;
	if (v->nfailed > 0)
		out->answer = VERIFY_FAILED;
}

static void
release(struct verify *v)
{
	size_t i;

	for (i = 0; i < ROLES; i++)
		cms_free(v->cms[i]);
	tree_close(&v->tree);
	buf_free(&v->tags);
	trust_free(&v->trust);
	free(v->reasons);
	free(v->signers);
}

int
seal_verify(struct arena *a, const char *dir, const struct verify_opts *o,
    struct verify_report *out, struct error *e)
{
	struct verify v = {.a = a, .o = o, .out = out};
	int rc = -1;

	memset(out, 0, sizeof(*out));
	v.tree.fd = v.tree.dir_fd = -1;
	if (o->now == NULL || time_parse(&v.now, o->now, strlen(o->now)) == -1)
		return err_set(e, ERR_USAGE, "now", "is no time");
	if (o->trust != NULL && trust_read(a, o->trust, &v.trust, e) == -1)
		return -1;
	v.has_trust = o->trust != NULL;
	if (!v.has_trust)
		reason_add(&v, R_TRUST_MISSING, "",
		    "no trust file: whose signature would do?");
	if (run(&v, dir, e) == 0) {
		finish(&v);
		rc = 0;
	}
	release(&v);
	return rc;
}

int
verify_folder(struct arena *a, const char *dir, struct error *e)
{
	struct verify_report report = {0};
	struct verify v = {.a = a, .out = &report, .is_ours = true};
	const char *unsigned_id = reason_name(R_UNSIGNED);
	size_t i;
	int rc = -1;

	v.tree.fd = v.tree.dir_fd = -1;
	if (tree_open(a, dir, &v.tree, e) == -1 || verify_tags(&v, e) == -1 ||
	    verify_signatures(&v, e) == -1 || verify_payload(&v, e) == -1)
		goto out;
	verify_listed(&v);
	rc = 0;
	for (i = 0; rc == 0 && i < v.nreasons; i++) {
		const struct verify_reason *r = &v.reasons[i];

		if (!r->is_note && r->id != unsigned_id)
			rc = err_set(e, ERR_TRUST,
			    r->where[0] == '\0' ? dir : r->where, "%s: %s",
			    r->id, r->text);
	}
out:
	release(&v);
	return rc;
}
