/*
 * Reads trust.yml, the only thing that `verify` believes (dossier-trust(5)):
 *
 *   keys:                      # of Sigstore bundles; ECDSA P-256
 *     - name: producer-2026    # printed by verify; once in the file
 *       role: producer         # producer, issm, approver or assessor
 *       systems: [triage]      # ids it may sign for; "*" is every system
 *       valid_from: 2026-11-01 # date or UTC time; no signature is older
 *       valid_to: 2027-10-31   # the last day, or a time; may be absent
 *       revoked_from: 2027-02-01       # absent: is not revoked
 *       public_key_file: producer.pub  # relative to this file; or
 *       public_key: |                  # the PEM text itself
 *   authorities:               # roots of CMS signatures; may be absent
 *     - name: agency-root
 *       role: producer         # who may sign below it: role, systems and
 *       systems: [triage]      # the certificate's subject as RFC 2253
 *       subject: "CN=Example Producer,O=Example Agency"
 *       certificate_file: root.pem     # or certificate: |
 *   timestamp_roots:           # of RFC 3161 time-stamps; may be absent
 *     - {name: agency-tsa, certificate_file: tsa.pem}
 *   require:                   # at least one; what must be there and valid
 *     - {role: producer, kind: sigstore}
 *                # or cms, sigstore-timestamp, cms-timestamp, pdf,
 *                # pdf-timestamp
 *
 * Refuses every member, role and kind that it does not know: a policy that is
 * read half is a policy that is not kept.
 */
#include <stdlib.h>
#include <string.h>

#include "ext/yaml.h"
#include "seal/internal.h"
#include "seal/trust_field.h"

enum { TRUST_BYTES = 1 << 20 }; /* yaml_read's own limit */

const char *const sig_kinds[] = {"sigstore", "cms", "sigstore-timestamp",
    "cms-timestamp", "pdf", "pdf-timestamp", NULL};

static const char *const top_keys[] = {
    "keys", "authorities", "timestamp_roots", "require", NULL};
static const char *const key_keys[] = {"name", "role", "systems", "valid_from",
    "valid_to", "revoked_from", "public_key", "public_key_file", NULL};
static const char *const authority_keys[] = {"name", "role", "systems",
    "subject", "certificate", "certificate_file", NULL};
static const char *const stamp_keys[] = {
    "name", "certificate", "certificate_file", NULL};
static const char *const require_keys[] = {"role", "kind", NULL};

/* ---- Rows --------------------------------------------------------------- */

static int
load_key(
    const struct trust_reader *r, const struct data *d, struct trust_key *k)
{
	const struct data *at;
	struct error cause = {0};
	struct buf hint = {0};
	char *pem = NULL;
	size_t n = 0;
	int rc = -1;

	if (field_pem(r, d, "public_key", &pem, &n, &at) == -1)
		return -1;
	if (key_load_public("public key", pem, n, &k->key, &cause) == 0 &&
	    key_hint(k->key, &hint, &cause) == 0)
		rc = 0;
	if (rc == -1) {
		err_at(r->e, "tru-key", r->file, at->line, at->column, "%s",
		    cause.what);
		err_hint(r->e, "wanted a PEM public key on P-256");
		key_free(k->key); /* this row is not counted yet */
	}
	k->hint = arena_dup(r->a, buf_str(&hint));
	buf_free(&hint);
	free(pem);
	return rc;
}

static int
read_key(const struct trust_reader *r, const struct data *list, size_t i,
    struct trust_key *k)
{
	const struct data *d = &list->items[i];
	int role;

	if (field_map(r, d, "a key", key_keys) == -1 ||
	    field_name(r, list, i, &k->name) == -1)
		return -1;
	role = field_word(r, d, "role", "tru-role", seal_roles);
	if (role == -1 ||
	    field_systems(r, d, &k->systems, &k->nsystems) == -1 ||
	    field_time(r, d, "valid_from", false, &k->from) == -1)
		return -1;
	k->role = seal_roles[role];
	k->has_to = data_get(d, "valid_to") != NULL;
	k->has_revoked = data_get(d, "revoked_from") != NULL;
	if ((k->has_to && field_time(r, d, "valid_to", true, &k->to) == -1) ||
	    (k->has_revoked &&
		field_time(r, d, "revoked_from", false, &k->revoked) == -1))
		return -1;
	if (k->has_to && time_cmp(k->to, k->from) <= 0) {
		err_at(r->e, "tru-range", r->file, d->line, d->column,
		    "'valid_to' is not after 'valid_from'");
		err_hint(r->e, "a key is valid for a day at least");
		return -1;
	}
	return load_key(r, d, k);
}

static int
load_cert(const struct trust_reader *r, const struct data *d,
    struct trust_authority *t)
{
	const struct data *at;
	struct error cause = {0};
	char *pem = NULL;
	size_t n = 0;
	int rc;

	if (field_pem(r, d, "certificate", &pem, &n, &at) == -1)
		return -1;
	rc = cert_load("certificate", pem, n, &t->cert, &cause);
	if (rc == -1) {
		err_at(r->e, "tru-certificate", r->file, at->line, at->column,
		    "%s", cause.what);
		err_hint(r->e, "wanted the PEM certificate of one root");
	}
	free(pem);
	return rc;
}

static int
read_authority(const struct trust_reader *r, const struct data *list, size_t i,
    struct trust_authority *t)
{
	const struct data *d = &list->items[i];
	int role;

	if (field_map(r, d, "an authority", authority_keys) == -1 ||
	    field_name(r, list, i, &t->name) == -1)
		return -1;
	role = field_word(r, d, "role", "tru-role", seal_roles);
	if (role == -1 || field_systems(r, d, &t->systems, &t->nsystems) == -1)
		return -1;
	t->role = seal_roles[role];
	t->subject = field_text(r, d, "subject");
	return t->subject == NULL ? -1 : load_cert(r, d, t);
}

static int
read_stamp(const struct trust_reader *r, const struct data *list, size_t i,
    struct trust_authority *t)
{
	const struct data *d = &list->items[i];

	if (field_map(r, d, "a time-stamp root", stamp_keys) == -1 ||
	    field_name(r, list, i, &t->name) == -1)
		return -1;
	return load_cert(r, d, t);
}

static int
read_require(
    const struct trust_reader *r, const struct data *d, struct trust_require *q)
{
	int role, kind;

	if (field_map(r, d, "a requirement", require_keys) == -1)
		return -1;
	role = field_word(r, d, "role", "tru-role", seal_roles);
	kind =
	    role == -1 ? -1 : field_word(r, d, "kind", "tru-kind", sig_kinds);
	if (kind == -1)
		return -1;
	q->role = seal_roles[role];
	q->kind = (enum sig_kind)kind;
	return 0;
}

/* ---- The file ----------------------------------------------------------- */

static int
read_lists(
    const struct trust_reader *r, const struct data *root, struct trust *t)
{
	const struct data *keys, *authorities, *stamps, *require;

	if (field_list(r, root, "keys", &keys) == -1 ||
	    field_list(r, root, "authorities", &authorities) == -1 ||
	    field_list(r, root, "timestamp_roots", &stamps) == -1 ||
	    field_list(r, root, "require", &require) == -1)
		return -1;
	if (require == NULL) {
		err_at(r->e, "tru-require", r->file, root->line, root->column,
		    "'require' is missing");
		err_hint(r->e, "say which signatures must be there: "
			       "[{role: producer, kind: sigstore}]");
		return -1;
	}
	t->keys =
	    arena_array(r->a, keys == NULL ? 0 : keys->n, sizeof(*t->keys));
	t->authorities = arena_array(r->a,
	    authorities == NULL ? 0 : authorities->n, sizeof(*t->authorities));
	t->stamps = arena_array(
	    r->a, stamps == NULL ? 0 : stamps->n, sizeof(*t->stamps));
	t->require = arena_array(r->a, require->n, sizeof(*t->require));
	for (; keys != NULL && t->nkeys < keys->n; t->nkeys++) {
		if (read_key(r, keys, t->nkeys, &t->keys[t->nkeys]) == -1)
			return -1;
	}
	for (; authorities != NULL && t->nauthorities < authorities->n;
	     t->nauthorities++) {
		if (read_authority(r, authorities, t->nauthorities,
			&t->authorities[t->nauthorities]) == -1)
			return -1;
	}
	for (; stamps != NULL && t->nstamps < stamps->n; t->nstamps++) {
		if (read_stamp(r, stamps, t->nstamps, &t->stamps[t->nstamps]) ==
		    -1)
			return -1;
	}
	for (; t->nrequire < require->n; t->nrequire++) {
		if (read_require(r, &require->items[t->nrequire],
			&t->require[t->nrequire]) == -1)
			return -1;
	}
	return 0;
}

bool
trust_has_system(const char *const *systems, size_t n, const char *id)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (strcmp(systems[i], "*") == 0 || strcmp(systems[i], id) == 0)
			return true;
	}
	return false;
}

int
trust_read(
    struct arena *a, const char *path, struct trust *out, struct error *e)
{
	const char *slash = strrchr(path, '/');
	struct trust_reader r = {.a = a, .file = path, .e = e};
	const struct data *root;
	char *bytes = NULL;
	size_t n = 0;
	int rc = -1;

	memset(out, 0, sizeof(*out));
	r.dir = slash == NULL ? ""
			      : arena_ndup(a, path,
				    slash == path ? 1 : (size_t)(slash - path));
	if (file_read(path, TRUST_BYTES, &bytes, &n, e) == -1)
		return -1;
	if (yaml_read(a, path, bytes, n, &root, e) == 0 &&
	    field_map(&r, root, "trust.yml", top_keys) == 0 &&
	    read_lists(&r, root, out) == 0)
		rc = 0;
	free(bytes);
	if (rc == -1)
		trust_free(out);
	return rc;
}

void
trust_free(struct trust *t)
{
	size_t i;

	for (i = 0; t->keys != NULL && i < t->nkeys; i++)
		key_free(t->keys[i].key);
	for (i = 0; t->authorities != NULL && i < t->nauthorities; i++)
		cert_free(t->authorities[i].cert);
	for (i = 0; t->stamps != NULL && i < t->nstamps; i++)
		cert_free(t->stamps[i].cert);
	memset(t, 0, sizeof(*t));
}

int
seal_check_trust(const char *path, struct error *e)
{
	struct arena *a = arena_new();
	struct trust t;
	int rc = trust_read(a, path, &t, e);

	if (rc == 0)
		trust_free(&t);
	arena_free(a);
	return rc;
}
