/*
 * Adds one person's signature to a package: a DSSE statement in a Sigstore
 * bundle, and with a certificate a CMS signature, both over the tag manifest.
 * Checks the whole folder from disk first, so that nobody signs what was
 * changed since (reference/security.md section 2, "tamper between gather and
 * sign"), and its own signatures before it writes any of them.  Refuses drafts,
 * a second signature of a role, and a statement other than the producer's.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "seal/internal.h"

struct signing {
	struct arena *a;
	const char *dir, *role;
	const struct seal_info *info;
	const char *certificate; /* or NULL */
	struct key *key;
	struct statement s;
	char *tags; /* bytes of the tag manifest */
	size_t ntags;
};

const char *
seal_key_path(const char *key)
{
	return strncmp(key, "file:", 5) == 0 ? key + 5 : key;
}

static const char *
sig_path(struct arena *a, const char *role, const char *suffix)
{
	return arena_printf(a, "signatures/%s.%s", role, suffix);
}

static int
read_file(const struct signing *g, const char *name, size_t max, char **out,
    size_t *n, struct error *e)
{
	return file_read(file_join(g->a, g->dir, name), max, out, n, e);
}

/* ---- What is there ------------------------------------------------------ */

static int
read_statement(
    struct arena *a, const char *dir, struct statement *out, struct error *e)
{
	const char *path =
	    file_join(a, dir, sig_path(a, seal_roles[0], "sigstore.json"));
	struct bundle b = {0};
	char *bytes = NULL;
	size_t n = 0;
	int rc = -1;

	if (file_read(path, BUNDLE_BYTES, &bytes, &n, e) == -1)
		return -1;
	if (bundle_parse(a, bytes, n, &b) == -1)
		err_set(e, ERR_INPUT, path,
		    "is no Sigstore bundle in dossier's spelling");
	else
		rc = statement_parse(a, b.payload.data, b.payload.len, out, e);
	bundle_free(&b);
	free(bytes);
	return rc;
}

int
seal_read_info(
    struct arena *a, const char *dir, struct seal_info *out, struct error *e)
{
	struct statement s = {0};
	int rc = read_statement(a, dir, &s, e);

	*out = s.info;
	out->content = s.content;
	return rc;
}

/* bag-info.txt and seal.json give what the statement must say. */
static int
read_bag(struct signing *g, struct error *e)
{
	struct bag_info bag;
	struct seal_doc doc;
	char *info = NULL, *seal = NULL;
	size_t ninfo = 0, nseal = 0;
	int rc = -1;

	if (read_file(g, FILE_BAG_INFO, SMALL_BYTES, &info, &ninfo, e) == -1 ||
	    read_file(g, FILE_SEAL, SMALL_BYTES, &seal, &nseal, e) == -1)
		goto out;
	if (bag_info_parse(g->a, info, ninfo, &bag) == -1 ||
	    seal_doc_parse(g->a, seal, nseal, &doc) == -1) {
		err_set(e, ERR_TRUST, g->dir,
		    "bag-info.txt or data/seal.json is not as it was written");
		goto out;
	}
	if (bag.is_draft) {
		err_set(e, ERR_REFUSED, g->dir,
		    "is a draft: drafts are not "
		    "signed");
		err_hint(e, "build it again without --draft");
		goto out;
	}
	if (strcmp(bag.identifier, g->info->package) != 0) {
		err_set(e, ERR_TRUST, g->dir, "is package '%s', not '%s'",
		    bag.identifier, g->info->package);
		goto out;
	}
	g->s.content = doc.content;
	rc = 0;
out:
	free(info);
	free(seal);
	return rc;
}

/* Another role signs what the producer said, at another time. */
static int
check_producer(const struct signing *g, struct error *e)
{
	struct statement theirs = {0}, ours = g->s;
	struct buf want = {0}, got = {0};
	bool is_same;

	if (read_statement(g->a, g->dir, &theirs, e) == -1) {
		err_hint(e, "the producer signs first, by 'dossier build'");
		return -1;
	}
	ours.role = theirs.role;
	ours.info.as_of = theirs.info.as_of;
	statement_format(&theirs, &want);
	statement_format(&ours, &got);
	is_same =
	    want.len == got.len && memcmp(want.data, got.data, got.len) == 0;
	buf_free(&want);
	buf_free(&got);
	if (!is_same)
		return err_set(e, ERR_TRUST, g->dir,
		    "the producer's statement says something else");
	return 0;
}

static int
check_absent(const struct signing *g, struct error *e)
{
	static const char *const suffix[] = {
	    "sigstore.json", "p7s", "sigstore.tsr", "p7s.tsr"};
	size_t i;

	for (i = 0; i < sizeof(suffix) / sizeof(suffix[0]); i++) {
		const char *name = sig_path(g->a, g->role, suffix[i]);
		bool is_there;

		if (file_look(file_join(g->a, g->dir, name), &is_there, e) ==
		    -1)
			return -1;
		if (is_there) {
			err_set(e, ERR_REFUSED, name,
			    "is there already: '%s' has signed", g->role);
			err_hint(e,
			    "where that run was cut short, take "
			    "signatures/%s.* away first",
			    g->role);
			return -1;
		}
	}
	return 0;
}

/* ---- Signing ------------------------------------------------------------ */

/* What is signed, made and checked before any of it is written. */
struct signed_by {
	struct buf bundle, cms;         /* cms is empty without a certificate */
	struct buf bundle_tsr, cms_tsr; /* empty without an authority */
};

static int
make_bundle(const struct signing *g, struct signed_by *by, struct error *e)
{
	struct buf *text = &by->bundle;
	struct bundle b = {0};
	struct buf hint = {0}, pae = {0};
	int rc = -1;

	statement_format(&g->s, &b.payload);
	bundle_pae(&b.payload, &pae);
	if (key_hint(g->key, &hint, e) == -1 ||
	    key_sign(g->key, pae.data, pae.len, &b.sig, e) == -1 ||
	    stamp_get(g->info->tsa, &b.sig, &by->bundle_tsr, e) == -1)
		goto out;
	b.hint = buf_str(&hint);
	buf_add(&b.token, by->bundle_tsr.data, by->bundle_tsr.len);
	bundle_format(&b, text);
	if (text->len > BUNDLE_BYTES) {
		err_set(e, ERR_LIMIT, g->dir,
		    "the statement is too long: %zu bytes (limit %d)",
		    text->len, BUNDLE_BYTES);
		goto out;
	}
	rc = 0;
out:
	buf_free(&pae);
	buf_free(&hint);
	bundle_free(&b);
	return rc;
}

/* Reads it as a stranger would. */
static int
check_bundle(const struct signing *g, const struct buf *text, struct error *e)
{
	struct bundle b = {0};
	struct statement s;
	struct buf pae = {0};
	int rc = -1;

	if (bundle_parse(g->a, text->data, text->len, &b) == 0) {
		bundle_pae(&b.payload, &pae);
		if (key_verify(
			g->key, pae.data, pae.len, b.sig.data, b.sig.len) &&
		    statement_parse(
			g->a, b.payload.data, b.payload.len, &s, e) == 0)
			rc = 0;
	}
	if (rc == -1)
		err_set(e, ERR_BUG, g->role, "its bundle does not verify");
	buf_free(&pae);
	bundle_free(&b);
	return rc;
}

static int
make_cms(const struct signing *g, struct signed_by *to, struct error *e)
{
	struct buf *der = &to->cms;
	struct cms_signer by = {g->key, g->certificate, time_now().s};
	struct cms *c = NULL;
	int rc = -1;

	if (cms_sign(&by, g->tags, g->ntags, der, e) == -1 ||
	    stamp_cms(g->info->tsa, der, &to->cms_tsr, e) == -1)
		return -1;
	if (cms_parse(der->data, der->len, &c, e) == 0 &&
	    cms_verify(c, g->tags, g->ntags))
		rc = 0;
	if (rc == -1)
		err_set(e, ERR_BUG, g->role, "its CMS does not verify");
	cms_free(c);
	return rc;
}

/*
 * All or none; killed between them, the bundle alone is a signature, unless it
 * holds a stamp: then the stamp's file is there before it.
 */
static int
put_signed(const struct signing *g, const struct signed_by *by, struct error *e)
{
	const struct {
		const char *suffix;
		const struct buf *bytes;
	} files[] = {{"sigstore.tsr", &by->bundle_tsr},
	    {"sigstore.json", &by->bundle}, {"p7s.tsr", &by->cms_tsr},
	    {"p7s", &by->cms}};
	size_t n = sizeof(files) / sizeof(files[0]), i;
	const char *path[sizeof(files) / sizeof(files[0])];
	int rc = 0;

	for (i = 0; i < n; i++)
		path[i] = file_join(
		    g->a, g->dir, sig_path(g->a, g->role, files[i].suffix));
	if (file_mkdirs_for(path[0], e) == -1)
		return -1;
	for (i = 0; rc == 0 && i < n; i++)
		if (files[i].bytes->len > 0)
			rc = file_write(path[i], files[i].bytes->data,
			    files[i].bytes->len, e);
	while (rc == -1 && i-- > 0)
		(void)unlink(path[i]); /* ours; e says why */
	return rc;
}

/* When another role signs: now, but never before the producer's asOf. */
static const char *
time_of_signing(struct arena *a, const char *as_of)
{
	struct instant now = time_now(), at;
	char text[TIME_TEXT];

	now.ns = 0;
	if (time_parse(&at, as_of, strlen(as_of)) == -1 ||
	    time_cmp(now, at) < 0)
		return as_of;
	return arena_dup(a, time_format(now, text));
}

static int
prepare(struct signing *g, struct error *e)
{
	bool is_producer = strcmp(g->role, seal_roles[0]) == 0;
	char digest[SHA256_HEX];

	if (!role_is_known(g->role)) {
		err_set(e, ERR_USAGE, "role", "unknown role '%s'", g->role);
		err_hint(e, "one of producer, issm, approver, assessor");
		return -1;
	}
	if (read_bag(g, e) == -1 || check_absent(g, e) == -1 ||
	    verify_folder(g->a, g->dir, e) == -1 ||
	    read_file(g, FILE_TAGS, SMALL_BYTES, &g->tags, &g->ntags, e) == -1)
		return -1;
	sha256_hex(g->tags, g->ntags, digest);
	g->s.subject = arena_dup(g->a, digest);
	g->s.role = g->role;
	g->s.info = *g->info;
	statement_sort(g->a, &g->s.info);
	if (statement_check(&g->s, e) == -1)
		return -1;
	if (is_producer)
		return 0;
	g->s.info.as_of = time_of_signing(g->a, g->s.info.as_of);
	return check_producer(g, e);
}

int
seal_sign(const char *dir, const char *role, const struct seal_info *info,
    const char *key, const char *certificate, struct error *e)
{
	struct signing g = {.a = arena_new(),
	    .dir = dir,
	    .role = role,
	    .info = info,
	    .certificate = certificate};
	struct signed_by by = {0};
	int rc = -1;

	if (seal_check_key(key, certificate, e) == -1 ||
	    key_load(seal_key_path(key), &g.key, e) == -1 ||
	    prepare(&g, e) == -1 || make_bundle(&g, &by, e) == -1 ||
	    check_bundle(&g, &by.bundle, e) == -1 ||
	    (certificate != NULL && make_cms(&g, &by, e) == -1) ||
	    put_signed(&g, &by, e) == -1)
		goto out;
	rc = 0;
out:
	buf_free(&by.bundle);
	buf_free(&by.cms);
	buf_free(&by.bundle_tsr);
	buf_free(&by.cms_tsr);
	key_free(g.key);
	free(g.tags);
	arena_free(g.a);
	return rc;
}

/* A certificate that has ended signs nothing that anybody accepts. */
static int
check_certificate(const char *certificate, const struct buf *der, int64_t now,
    struct error *e)
{
	struct cms *c = NULL;
	int rc = -1;

	if (cms_parse(der->data, der->len, &c, e) == -1)
		return -1;
	if (cms_is_valid_at(c, now))
		rc = 0;
	else
		err_set(e, ERR_REFUSED, certificate,
		    "the certificate is not valid today");
	cms_free(c);
	return rc;
}

int
seal_check_key(const char *key, const char *certificate, struct error *e)
{
	static const char test[] = "can this key sign";
	struct cms_signer by = {.chain = certificate, .time = time_now().s};
	struct key *k = NULL;
	struct buf der = {0};
	int rc = -1;

	if (key_load(seal_key_path(key), &k, e) == -1)
		return -1;
	by.key = k;
	if (certificate == NULL)
		rc = key_sign(k, test, sizeof(test), &der, e);
	else if (cms_sign(&by, test, sizeof(test), &der, e) == 0)
		rc = check_certificate(certificate, &der, by.time, e);
	buf_free(&der);
	key_free(k);
	return rc;
}
