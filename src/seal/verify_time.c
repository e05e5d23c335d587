/*
 * Signatures by certificates, and time-stamps on both kinds of signature.  A
 * certificate is judged at the proved time, else at the signer's own word for
 * it; revocation is not asked, because nothing here sees a network.  Refuses
 * a token without its .tsr file and the other way round: the two must hold
 * the same bytes (reference/security.md section 5, items 2 and 3).
 */
#include <stdlib.h>
#include <string.h>

#include "seal/internal.h"

/* ---- Time-stamps -------------------------------------------------------- */

/* Below which root is it?  Adds the reason if below none. */
static void
judge_stamp(struct verify *v, const struct buf *tsr, struct stamp *st)
{
	enum cert_path best = CERT_PATH_NONE;
	struct buf why = {0};
	int64_t at;
	size_t i;

	for (i = 0; i < v->trust.nstamps && best != CERT_PATH_OK; i++) {
		enum cert_path p;

		buf_reset(&why);
		p = ts_verify(tsr, st->sig, v->trust.stamps[i].cert, &at, &why);
		if (p == CERT_PATH_OK) {
			st->is_proved = true;
			st->at.s = at;
			st->name = v->trust.stamps[i].name;
		}
		best = p > best ? p : best;
	}
	if (best == CERT_PATH_BAD)
		reason_add(v, R_TS_INVALID, st->path, "%s", buf_str(&why));
	st->is_unknown = best == CERT_PATH_NONE && v->has_trust;
	if (st->is_unknown)
		reason_add(v, R_TS_UNKNOWN, st->path,
		    "leads to no time-stamp root that trust.yml names");
	buf_free(&why);
}

/* `inside` is what the signature holds: the answer, or its token alone. */
static bool
is_same_stamp(
    enum sig_kind kind, const struct buf *tsr, const struct buf *inside)
{
	struct buf token = {0};
	const struct buf *mine = kind == SIG_SIGSTORE_TIME ? tsr : &token;
	bool ok = ts_token(tsr->data, tsr->len, &token) == 0 &&
		  mine->len == inside->len &&
		  memcmp(mine->data, inside->data, mine->len) == 0;

	buf_free(&token);
	return ok;
}

void
verify_token(struct verify *v, struct stamp *st)
{
	struct buf tsr = {0};

	if (st->inside->len == 0)
		return;
	ts_granted(st->inside->data, st->inside->len, &tsr);
	judge_stamp(v, &tsr, st);
	buf_free(&tsr);
}

int
verify_stamp(struct verify *v, struct stamp *st, struct error *e)
{
	const struct tree_entry *f = tree_find(&v->tree, st->path);
	struct buf tsr = {0};
	bool got = false;
	int rc = 0;

	if (f == NULL && st->inside->len == 0)
		return 0;
	if (f == NULL) {
		reason_add(v, R_TS_FORM, st->path,
		    "is not there, but the signature holds a time-stamp");
		return 0;
	}
	rc = verify_read(v, st->path, DER_BYTES, &tsr, &got, e);
	if (rc == 0 && got && !is_same_stamp(st->kind, &tsr, st->inside))
		reason_add(v, R_TS_FORM, st->path,
		    "is no granted answer, or not the one in the signature");
	else if (rc == 0 && got)
		judge_stamp(v, &tsr, st);
	buf_free(&tsr);
	return rc;
}

/* ---- Certificates ------------------------------------------------------- */

/* May this signer sign below this authority, as this role, for this system? */
static bool
is_allowed(const struct verify *v, const struct trust_authority *t, size_t role,
    const char *subject)
{
	return strcmp(t->role, seal_roles[role]) == 0 &&
	       strcmp(t->subject, subject) == 0 && v->has_statement &&
	       trust_has_system(
		   t->systems, t->nsystems, v->statement.info.system);
}

const struct trust_authority *
verify_authority(struct verify *v, size_t role, const char *path,
    const struct cms *c, int64_t at)
{
	enum cert_path best = CERT_PATH_NONE;
	const struct trust_authority *found = NULL;
	struct buf subject = {0}, why = {0};
	size_t i;

	cms_subject(c, &subject);
	for (i = 0; i < v->trust.nauthorities && found == NULL; i++) {
		const struct trust_authority *t = &v->trust.authorities[i];
		enum cert_path p;

		buf_reset(&why);
		p = cms_path(c, t->cert, at, &why);
		if (p == CERT_PATH_BAD && best == CERT_PATH_NONE)
			reason_add(
			    v, R_CERT_INVALID, path, "%s", buf_str(&why));
		if (p == CERT_PATH_OK &&
		    is_allowed(v, t, role, buf_str(&subject)))
			found = t;
		best = p > best ? p : best;
	}
	/* Without a statement the system is not known: said already. */
	if (found == NULL && best == CERT_PATH_OK && v->has_statement)
		reason_add(v, R_CERT_SIGNER, path,
		    "'%s' may not sign as %s for this system",
		    buf_str(&subject), seal_roles[role]);
	if (best == CERT_PATH_NONE && v->has_trust)
		reason_add(v, R_CERT_UNKNOWN, path,
		    "'%s' leads to no authority that trust.yml names",
		    buf_str(&subject));
	buf_free(&subject);
	buf_free(&why);
	return found;
}

static int
judge_cms(struct verify *v, size_t role, const char *path, const struct cms *c,
    struct error *e)
{
	const char *tsr =
	    arena_printf(v->a, "signatures/%s.p7s.tsr", seal_roles[role]);
	const struct trust_authority *t;
	struct buf token = {0}, sig = {0};
	struct stamp stamp = {
	    .kind = SIG_CMS_TIME, .path = tsr, .inside = &token, .sig = &sig};
	size_t failed = v->nfailed, undecided = v->nundecided;
	int rc;

	cms_token(c, &token);
	cms_signature(c, &sig);
	rc = verify_stamp(v, &stamp, e);
	buf_free(&token);
	buf_free(&sig);
	if (rc == -1)
		return -1;
	if (!cms_verify(c, v->tags.data, v->tags.len)) {
		reason_add(
		    v, R_CMS_INVALID, path, "does not sign this tag manifest");
		return 0;
	}
	t = verify_authority(v, role, path, c,
	    stamp.is_proved ? stamp.at.s : cms_signing_time(c));
	if (t == NULL || v->nfailed != failed)
		return 0;
	if (v->nundecided != undecided) {
		verify_open(v, role, SIG_CMS, &stamp);
		return 0;
	}
	verify_signer_add(v, role, t->name, SIG_CMS);
	if (stamp.is_proved)
		verify_signer_add(v, role, stamp.name, SIG_CMS_TIME);
	return 0;
}

int
verify_cms_load(
    struct verify *v, size_t role, const char *path, struct error *e)
{
	struct error cause = {0};
	struct buf der = {0};
	bool got;
	int rc = verify_read(v, path, DER_BYTES, &der, &got, e);

	if (rc == 0 && got &&
	    cms_parse(der.data, der.len, &v->cms[role], &cause) == -1)
		reason_add(v, R_CMS_FORM, path, "%s", cause.what);
	if (v->cms[role] != NULL && !cms_has_time(v->cms[role])) {
		reason_add(v, R_CMS_FORM, path,
		    "has no signing time, as only a PDF's may");
		cms_free(v->cms[role]);
		v->cms[role] = NULL;
	}
	buf_free(&der);
	return rc;
}

int
verify_cms(struct verify *v, size_t role, const char *path, struct error *e)
{
	if (v->cms[role] == NULL)
		return 0; /* there is none, or a reason was added */
	return judge_cms(v, role, path, v->cms[role], e);
}

/* Does it lead, at its own time, to this authority, for this role? */
static bool
leads_to(const struct cms *c, const struct trust_authority *t, const char *role,
    const char *subject)
{
	struct buf why = {0};
	bool ok =
	    strcmp(t->role, role) == 0 && strcmp(t->subject, subject) == 0 &&
	    cms_path(c, t->cert, cms_signing_time(c), &why) == CERT_PATH_OK;

	buf_free(&why);
	return ok;
}

const struct key *
verify_cms_key(
    const struct verify *v, size_t role, const char *hint, const char **name)
{
	const struct cms *c = v->cms[role];
	struct buf subject = {0}, own = {0};
	struct error cause = {0};
	size_t i;

	*name = NULL;
	if (c == NULL || !cms_verify(c, v->tags.data, v->tags.len) ||
	    key_hint(cms_key(c), &own, &cause) == -1)
		return NULL;
	cms_subject(c, &subject);
	for (i = 0; i < v->trust.nauthorities; i++) {
		const struct trust_authority *t = &v->trust.authorities[i];

		if (strcmp(buf_str(&own), hint) == 0 &&
		    leads_to(c, t, seal_roles[role], buf_str(&subject)))
			*name = t->name;
	}
	buf_free(&subject);
	buf_free(&own);
	return *name == NULL ? NULL : cms_key(c);
}
