/*
 * Signatures by keys: the bundle's one spelling, the key that trust.yml
 * names, the signature, and then what was signed, in this order: nothing of a
 * statement is read before its signature verified (reference/security.md
 * section 1.1).  Refuses statements about another package, content or role,
 * and keys that may not sign for this role, system or time.
 */
#include <string.h>

#include "seal/internal.h"

enum { SUFFIXES = 4 };

static const char *const suffixes[SUFFIXES] = {
    "sigstore.json", "p7s", "sigstore.tsr", "p7s.tsr"};

static const char *
sig_path(struct verify *v, size_t role, size_t suffix)
{
	return arena_printf(
	    v->a, "signatures/%s.%s", seal_roles[role], suffixes[suffix]);
}

void
verify_signer_add(
    struct verify *v, size_t role, const char *key, enum sig_kind kind)
{
	struct verify_signer *s;

	v->has_sig[role][kind] = true;
	mem_push(
	    &v->signers, v->nsigners, &v->signers_cap, sizeof(*v->signers));
	s = &v->signers[v->nsigners++];
	s->role = seal_roles[role];
	s->key = key;
	s->what = sig_kinds[kind];
}

void
verify_open(
    struct verify *v, size_t role, enum sig_kind kind, const struct stamp *st)
{
	v->is_open[role][kind] = true;
	v->is_open[role][st->kind] = st->is_unknown;
}

/* ---- Which key ---------------------------------------------------------- */

/*
 * The reason why this key may not have signed this; REASONS if it may.  It was
 * signed after asOf, and not later than `latest`: the proven stamp, else now.
 * The key must have been valid somewhere in between: a new key may sign a
 * package of older evidence.
 */
static enum reason_id
judge_key(const struct trust_key *k, const struct statement *s,
    struct instant latest, bool has_stamp)
{
	struct instant at;

	if (time_parse(&at, s->info.as_of, strlen(s->info.as_of)) == -1)
		return R_KEY_TIME; /* statement_check refuses it before */
	if (strcmp(k->role, s->role) != 0)
		return R_KEY_ROLE;
	if (!trust_has_system(k->systems, k->nsystems, s->info.system))
		return R_KEY_SYSTEM;
	if (time_cmp(latest, k->from) < 0 ||
	    (k->has_to && time_cmp(at, k->to) >= 0))
		return R_KEY_TIME;
	if (!k->has_revoked)
		return REASONS;
	if (time_cmp(at, k->revoked) >= 0)
		return R_KEY_REVOKED;
	/* asOf is the signer's word: a thief would say the same. */
	if (!has_stamp)
		return R_KEY_REVOKED_LATER;
	return time_cmp(latest, k->revoked) < 0 ? REASONS : R_KEY_REVOKED;
}

static void
add_key_reason(struct verify *v, enum reason_id id, const char *path,
    const struct trust_key *k, const struct statement *s)
{
	char when[TIME_TEXT];

	if (id == R_KEY_ROLE)
		reason_add(v, id, path, "key '%s' signs as %s, not as %s",
		    k->name, k->role, s->role);
	else if (id == R_KEY_SYSTEM)
		reason_add(v, id, path,
		    "key '%s' does not sign for system '%s'", k->name,
		    s->info.system);
	else if (id == R_KEY_TIME)
		reason_add(v, id, path, "key '%s' is not valid at %s", k->name,
		    s->info.as_of);
	else
		reason_add(v, id, path, "key '%s' is revoked from %s on%s",
		    k->name, time_format(k->revoked, when),
		    id == R_KEY_REVOKED ? ""
					: ", and nothing proves that this "
					  "was signed before");
}

/* The row of this key that may sign, else the reason of its best row. */
static const struct trust_key *
find_key(struct verify *v, const char *path, const char *hint,
    const struct statement *s, struct instant stamped, bool has_stamp)
{
	enum reason_id best_id = REASONS;
	const struct trust_key *best = NULL;
	size_t i;

	for (i = 0; i < v->trust.nkeys; i++) {
		const struct trust_key *k = &v->trust.keys[i];
		enum reason_id id;

		if (strcmp(k->hint, hint) != 0)
			continue;
		id = judge_key(k, s, has_stamp ? stamped : v->now, has_stamp);
		if (id == REASONS)
			return k;
		if (best == NULL || best_id == R_KEY_ROLE) {
			best = k;
			best_id = id;
		}
	}
	if (best != NULL)
		add_key_reason(v, best_id, path, best, s);
	return NULL;
}

static const struct trust_key *
first_key(const struct verify *v, const char *hint)
{
	size_t i;

	for (i = 0; i < v->trust.nkeys; i++) {
		if (strcmp(v->trust.keys[i].hint, hint) == 0)
			return &v->trust.keys[i];
	}
	return NULL;
}

/* ---- What was signed ---------------------------------------------------- */

/* Does the statement speak of this folder?  Adds reasons. */
static void
check_subject(
    struct verify *v, size_t role, const char *path, const struct statement *s)
{
	char digest[SHA256_HEX];

	sha256_hex(v->tags.data, v->tags.len, digest);
	if (strcmp(s->subject, digest) != 0)
		reason_add(
		    v, R_STATEMENT_SUBJECT, path, "signs another tag manifest");
	if (strcmp(s->role, seal_roles[role]) != 0)
		reason_add(
		    v, R_STATEMENT_ROLE, path, "was signed as %s", s->role);
	if (v->has_bag && strcmp(s->info.package, v->bag.identifier) != 0)
		reason_add(v, R_STATEMENT_PACKAGE, path,
		    "signs package '%s', and this is '%s'", s->info.package,
		    v->bag.identifier);
}

/* Everything but role and time is what the producer said. */
static void
check_same(struct verify *v, const char *path, const struct statement *s)
{
	struct statement ours = *s;
	struct buf want = {0}, got = {0};
	struct instant first, at;

	if (!v->has_statement)
		return; /* the producer's own reasons are there */
	ours.role = v->statement.role;
	ours.info.as_of = v->statement.info.as_of;
	statement_format(&v->statement, &want);
	statement_format(&ours, &got);
	if (want.len != got.len || memcmp(want.data, got.data, got.len) != 0)
		reason_add(v, R_STATEMENT_DIFFERS, path,
		    "says something else than the producer's statement");
	buf_free(&want);
	buf_free(&got);
	if (time_parse(&first, v->statement.info.as_of,
		strlen(v->statement.info.as_of)) == 0 &&
	    time_parse(&at, s->info.as_of, strlen(s->info.as_of)) == 0 &&
	    time_cmp(at, first) < 0)
		reason_add(v, R_STATEMENT_DIFFERS, path,
		    "was signed as of %s, before the producer's",
		    s->info.as_of);
}

/*
 * The key that trust.yml names by this hint, in `keys` or by a certificate;
 * *name is the row's.
 */
static const struct key *
choose_key(struct verify *v, size_t role, const char *hint, const char **name)
{
	const struct trust_key *row = first_key(v, hint);

	if (row == NULL)
		return verify_cms_key(v, role, hint, name);
	*name = row->name;
	return row->key;
}

/* Verifies first, then reads; false: a reason was added. */
static bool
open_bundle(struct verify *v, const char *path, const struct bundle *b,
    const struct key *k, struct statement *s)
{
	struct error cause = {0};
	struct buf pae = {0};
	bool ok;

	if (!key_sig_is_low(b->sig.data, b->sig.len)) {
		reason_add(v, R_BUNDLE_FORM, path,
		    "the signature is not DER with the smaller s");
		return false;
	}
	if (k == NULL && v->has_trust) {
		reason_add(v, R_KEY_UNKNOWN, path,
		    "signed by a key that trust.yml does not name: %s",
		    b->hint);
		return false;
	}
	if (k == NULL)
		return false; /* TRUST-MISSING is said once */
	bundle_pae(&b->payload, &pae);
	ok = key_verify(k, pae.data, pae.len, b->sig.data, b->sig.len);
	buf_free(&pae);
	if (!ok) {
		reason_add(v, R_SIG_INVALID, path,
		    "the signature does not verify with key %s", b->hint);
		return false;
	}
	if (statement_parse(v->a, b->payload.data, b->payload.len, s, &cause) ==
	    -1) {
		reason_add(v, R_STATEMENT_FORM, path, "%s", cause.what);
		return false;
	}
	return true;
}

/* Who signed it, judged by what it says; NULL: a reason was added. */
static const char *
judge_bundle(struct verify *v, size_t role, const char *path,
    const struct bundle *b, const struct stamp *stamp, struct statement *s)
{
	const char *name = NULL;
	const struct key *key = choose_key(v, role, b->hint, &name);
	const struct trust_key *row = NULL;

	if (!open_bundle(v, path, b, key, s))
		return NULL;
	check_subject(v, role, path, s);
	if (role > 0)
		check_same(v, path, s);
	if (first_key(v, b->hint) == NULL)
		return name; /* its certificate is judged by verify_cms */
	row = find_key(v, path, b->hint, s, stamp->at, stamp->is_proved);
	return row == NULL ? NULL : row->name;
}

int
verify_bundle(struct verify *v, size_t role, const char *path, struct error *e)
{
	struct bundle b = {0};
	struct statement s;
	struct stamp stamp = {.kind = SIG_SIGSTORE_TIME,
	    .path = sig_path(v, role, 2),
	    .inside = &b.token,
	    .sig = &b.sig};
	struct buf text = {0};
	const char *name;
	size_t failed = v->nfailed, undecided = v->nundecided;
	bool got;
	int rc = -1;

	if (verify_read(v, path, BUNDLE_BYTES, &text, &got, e) == -1)
		goto out;
	if (got && bundle_parse(v->a, buf_str(&text), text.len, &b) == -1) {
		reason_add(v, R_BUNDLE_FORM, path,
		    "is no Sigstore bundle v0.3 in its one spelling");
		got = false;
	}
	rc = verify_stamp(v, &stamp, e);
	if (rc == -1 || !got)
		goto out;
	name = judge_bundle(v, role, path, &b, &stamp, &s);
	if (name == NULL || v->nfailed != failed)
		goto out;
	if (role == 0) {
		v->statement = s;
		v->has_statement = true;
	}
	if (v->nundecided != undecided) {
		verify_open(v, role, SIG_SIGSTORE, &stamp);
		goto out;
	}
	verify_signer_add(v, role, name, SIG_SIGSTORE);
	if (stamp.is_proved)
		verify_signer_add(v, role, stamp.name, SIG_SIGSTORE_TIME);
out:
	bundle_free(&b);
	buf_free(&text);
	return rc;
}

int
verify_signatures(struct verify *v, struct error *e)
{
	const char *producer = sig_path(v, 0, 0);
	bool has_producer = tree_find(&v->tree, producer) != NULL;
	bool is_signed = false;
	size_t role;

	for (role = 0; role < ROLES; role++) {
		const char *bundle = sig_path(v, role, 0);
		const char *p7s = sig_path(v, role, 1);
		bool has_bundle = tree_find(&v->tree, bundle) != NULL;
		bool has_cms = tree_find(&v->tree, p7s) != NULL;

		is_signed = is_signed || has_bundle || has_cms;
		v->has_cms = v->has_cms || (role == 0 && has_cms);
		if (has_cms && verify_cms_load(v, role, p7s, e) == -1)
			return -1;
		if (has_bundle && verify_bundle(v, role, bundle, e) == -1)
			return -1;
		if (has_cms && !has_bundle)
			reason_add(v, R_SIG_INCOMPLETE, p7s,
			    "stands without %s", bundle);
		/* Serial, system and age are the producer's word alone. */
		if (role > 0 && has_bundle && !has_producer)
			reason_add(v, R_SIG_INCOMPLETE, bundle,
			    "stands without %s", producer);
		if (has_cms && verify_cms(v, role, p7s, e) == -1)
			return -1;
	}
	if (!is_signed && !(v->has_bag && v->bag.is_draft))
		reason_add(v, R_UNSIGNED, "signatures", "nobody has signed");
	return 0;
}
