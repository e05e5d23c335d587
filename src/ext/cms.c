/*
 * Detached CMS signatures in one spelling (RFC 5652; CAdES-BES, RFC 5126).
 * They are written from their parts by a frame, and what is read is taken
 * apart and written again: a single other byte is refused, where OpenSSL lets
 * half of all flips pass (reference/security.md section 5, item 3).  Refuses
 * a second signer, other algorithms, an embedded root, attributes beyond the
 * four signed ones and the time-stamp, and bytes behind the end.
 */
#include "ext/cms.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/time.h"
#include "ext/cert.h"
#include "ext/crypto.h"
#include "ext/der.h"

enum {
	CMS_CERTS = 8, /* signer and intermediates */
	CHAIN_BYTES = 256 * 1024,
	UTC_TIME = 13 /* YYMMDDHHMMSSZ */
};

/* Object identifiers with tag and length, and two algorithms. */
static const unsigned char oid_signed_data[] = {
    0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2};
static const unsigned char oid_data[] = {
    0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1};
static const unsigned char oid_content_type[] = {
    0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 3};
static const unsigned char oid_digest[] = {
    0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 4};
static const unsigned char oid_time[] = {
    0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 5};
static const unsigned char oid_certificate_v2[] = {
    0x06, 11, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 2, 47};
static const unsigned char oid_token[] = {
    0x06, 11, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 2, 14};
static const unsigned char alg_sha256[] = {
    0x30, 11, 0x06, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1};
static const unsigned char alg_ecdsa[] = {
    0x30, 10, 0x06, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2};

struct cms {
	struct buf certs[CMS_CERTS]; /* DER, sorted as a SET OF */
	size_t ncerts, signer;
	X509 *x509[CMS_CERTS];
	char time[UTC_TIME + 1];
	int64_t at;
	unsigned char digest[SHA256_BYTES];
	struct buf signature, token;
	struct key *key; /* the signer's */
};

/* ---- Writing ------------------------------------------------------------ */

/* SEQUENCE { oid, SET { value } }: one attribute. */
static void
put_attribute(
    struct buf *out, const void *oid, size_t noid, const struct buf *value)
{
	struct buf b = {0};

	buf_add(&b, oid, noid);
	der_put(&b, DER_SET, value->data, value->len);
	der_put(out, DER_SEQ, b.data, b.len);
	buf_free(&b);
}

/* Issuer's name and serial number of the signer's certificate. */
static void
put_issuer(const struct cms *c, bool is_general_names, struct buf *out)
{
	const X509 *x = c->x509[c->signer];
	unsigned char *name = NULL, *serial = NULL;
	int nname = i2d_X509_NAME(X509_get_issuer_name(x), &name);
	int nserial = i2d_ASN1_INTEGER(X509_get0_serialNumber(x), &serial);
	struct buf b = {0};

	assert(nname > 0 && nserial > 0);
	buf_add(&b, name, (size_t)nname);
	if (is_general_names) {
		der_wrap(&b, DER_CONT_4);
		der_wrap(&b, DER_SEQ);
	}
	buf_add(&b, serial, (size_t)nserial);
	der_put(out, DER_SEQ, b.data, b.len);
	buf_free(&b);
	OPENSSL_free(name);
	OPENSSL_free(serial);
}

/* SigningCertificateV2 (RFC 5035): SHA-256, the default, is not written. */
static void
put_certificate_v2(const struct cms *c, struct buf *out)
{
	const struct buf *der = &c->certs[c->signer];
	unsigned char md[SHA256_BYTES];
	struct buf b = {0};

	sha256_bytes(der->data, der->len, md);
	der_put(&b, DER_OCTETS, md, sizeof(md));
	put_issuer(c, true, &b);
	der_wrap(&b, DER_SEQ); /* ESSCertIDv2 */
	der_wrap(&b, DER_SEQ); /* the list of them */
	der_wrap(&b, DER_SEQ); /* SigningCertificateV2 */
	put_attribute(out, oid_certificate_v2, sizeof(oid_certificate_v2), &b);
	buf_free(&b);
}

/* The signed attributes in DER's order, which is that of their lengths. */
static void
put_attributes(const struct cms *c, struct buf *out)
{
	struct buf b = {0};

	buf_add(&b, oid_data, sizeof(oid_data));
	put_attribute(out, oid_content_type, sizeof(oid_content_type), &b);
	buf_reset(&b);
	der_put(&b, DER_UTC_TIME, c->time, UTC_TIME);
	put_attribute(out, oid_time, sizeof(oid_time), &b);
	buf_reset(&b);
	der_put(&b, DER_OCTETS, c->digest, sizeof(c->digest));
	put_attribute(out, oid_digest, sizeof(oid_digest), &b);
	buf_free(&b);
	put_certificate_v2(c, out);
}

static void
put_signer(const struct cms *c, struct buf *out)
{
	static const unsigned char version_1[] = {DER_INTEGER, 1, 1};
	struct buf b = {0}, attributes = {0}, token = {0};

	put_attributes(c, &attributes);
	buf_add(&b, version_1, sizeof(version_1));
	put_issuer(c, false, &b);
	buf_add(&b, alg_sha256, sizeof(alg_sha256));
	der_put(&b, DER_CONT_0, attributes.data, attributes.len);
	buf_add(&b, alg_ecdsa, sizeof(alg_ecdsa));
	der_put(&b, DER_OCTETS, c->signature.data, c->signature.len);
	if (c->token.len > 0) {
		put_attribute(&token, oid_token, sizeof(oid_token), &c->token);
		der_put(&b, DER_CONT_1, token.data, token.len);
	}
	der_put(out, DER_SEQ, b.data, b.len);
	buf_free(&b);
	buf_free(&attributes);
	buf_free(&token);
}

static void
format(const struct cms *c, struct buf *out)
{
	static const unsigned char version_1[] = {DER_INTEGER, 1, 1};
	struct buf b = {0}, part = {0};
	size_t i;

	buf_add(&b, version_1, sizeof(version_1));
	der_put(&b, DER_SET, alg_sha256, sizeof(alg_sha256));
	der_put(&b, DER_SEQ, oid_data, sizeof(oid_data));
	for (i = 0; i < c->ncerts; i++)
		buf_add(&part, c->certs[i].data, c->certs[i].len);
	der_put(&b, DER_CONT_0, part.data, part.len);
	buf_reset(&part);
	put_signer(c, &part);
	der_put(&b, DER_SET, part.data, part.len);
	der_wrap(&b, DER_SEQ);    /* SignedData */
	der_wrap(&b, DER_CONT_0); /* content of the ContentInfo */
	buf_reset(&part);
	buf_add(&part, oid_signed_data, sizeof(oid_signed_data));
	buf_add(&part, b.data, b.len);
	der_put(out, DER_SEQ, part.data, part.len);
	buf_free(&b);
	buf_free(&part);
}

/* ---- Certificates ------------------------------------------------------- */

/* Takes x.  Sorted as DER sorts a SET OF (X.690 section 11.6). */
static void
add_cert(struct cms *c, X509 *x, struct buf der)
{
	size_t i = c->ncerts++;

	for (; i > 0; i--) {
		const struct buf *p = &c->certs[i - 1];
		size_t n = p->len < der.len ? p->len : der.len;
		int cmp = memcmp(p->data, der.data, n);

		if (cmp < 0 || (cmp == 0 && p->len <= der.len))
			break;
		c->certs[i] = c->certs[i - 1];
		c->x509[i] = c->x509[i - 1];
	}
	c->certs[i] = der;
	c->x509[i] = x;
}

static void
put_der(const X509 *x, struct buf *out)
{
	unsigned char *der = NULL;
	int n = i2d_X509(x, &der);

	assert(n > 0);
	buf_add(out, der, (size_t)n);
	OPENSSL_free(der);
}

/* The key of the signer's certificate; P-256 only. */
static int
take_key(struct cms *c, const char *name, struct error *e)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *pem = NULL;
	int rc = -1;

	assert(bio != NULL);
	if (PEM_write_bio_PUBKEY(bio, X509_get0_pubkey(c->x509[c->signer])) ==
	    1) {
		long n = BIO_get_mem_data(bio, &pem);

		rc = key_load_public(name, pem, (size_t)n, &c->key, e);
	} else {
		err_set(e, ERR_INPUT, name, "certificate has no key");
	}
	BIO_free(bio);
	ERR_clear_error();
	return rc;
}

/* All certificates of the PEM file; the first is the signer's. */
static int
load_chain(struct cms *c, const char *path, struct error *e)
{
	char *pem = NULL;
	size_t n = 0, i;
	X509 *x = NULL, *first = NULL;
	BIO *bio;

	if (file_read(path, CHAIN_BYTES, &pem, &n, e) == -1)
		return -1;
	bio = BIO_new_mem_buf(pem, (int)n);
	assert(bio != NULL);
	while (c->ncerts < CMS_CERTS &&
	       (x = PEM_read_bio_X509(bio, NULL, NULL, NULL)) != NULL) {
		struct buf der = {0};

		if (first == NULL) {
			first = x;
		} else if (X509_self_signed(x, 0) == 1) {
			X509_free(x);
			continue;
		}
		put_der(x, &der);
		add_cert(c, x, der);
	}
	BIO_free(bio);
	free(pem);
	ERR_clear_error();
	if (first == NULL)
		return err_set(e, ERR_INPUT, path, "no PEM certificate");
	if (X509_self_signed(first, 0) == 1)
		return err_set(e, ERR_INPUT, path,
		    "the signer's certificate is a root: wanted one that an "
		    "authority issued");
	for (i = 0; i < c->ncerts; i++) {
		if (c->x509[i] == first)
			c->signer = i;
	}
	return take_key(c, path, e);
}

/* ---- Signing ------------------------------------------------------------ */

/* What is signed is the SET of attributes, not the [0] that is written. */
static void
put_signed_bytes(const struct cms *c, struct buf *out)
{
	put_attributes(c, out);
	der_wrap(out, DER_SET);
}

/* YYMMDDHHMMSSZ; UTCTime ends with 2049 (RFC 5652 section 11.3). */
static int
set_time(struct cms *c, int64_t at, struct error *e)
{
	struct instant t = {at, 0};
	char text[TIME_TEXT];
	size_t i, n = 0;

	(void)time_format(t, text); /* YYYY-MM-DDTHH:MM:SSZ, in text */
	if (strncmp(text, "2050", 4) >= 0 || strncmp(text, "1950", 4) < 0)
		return err_set(e, ERR_INPUT, "signing time",
		    "'%s' is not between 1950 and 2049", text);
	for (i = 2; text[i] != '\0' && n < UTC_TIME; i++) {
		if (strchr("-T:", text[i]) == NULL)
			c->time[n++] = text[i];
	}
	c->time[n] = '\0';
	c->at = at;
	return 0;
}

int
cms_sign(const struct key *k, const char *chain, int64_t signing_time,
    const void *bytes, size_t n, struct buf *der, struct error *e)
{
	struct cms *c = mem_alloc(sizeof(*c));
	struct buf attributes = {0};
	int rc = -1;

	if (load_chain(c, chain, e) == -1 || set_time(c, signing_time, e) == -1)
		goto out;
	if (!key_equal(k, c->key)) {
		err_set(e, ERR_INPUT, chain,
		    "the first certificate is not this key's");
		goto out;
	}
	sha256_bytes(bytes, n, c->digest);
	put_signed_bytes(c, &attributes);
	if (key_sign(k, attributes.data, attributes.len, &c->signature, e) ==
	    -1)
		goto out;
	format(c, der);
	rc = 0;
out:
	buf_free(&attributes);
	cms_free(c);
	return rc;
}

/* ---- Reading ------------------------------------------------------------ */

static bool
is_same(const struct der_item *item, const void *want, size_t n)
{
	return item->nwhole == n && memcmp(item->whole, want, n) == 0;
}

/* Certificates of a [0], each in DER and none a root. */
static bool
parse_certs(struct cms *c, const struct der_item *set)
{
	struct der d = der_in(set);
	struct der_item item;

	while (c->ncerts < CMS_CERTS && der_take(&d, DER_SEQ, &item)) {
		const unsigned char *p = item.whole;
		X509 *x = d2i_X509(NULL, &p, (long)item.nwhole);
		struct buf der = {0};

		if (x == NULL)
			return false;
		put_der(x, &der);
		add_cert(c, x, der);
		if (der.len != item.nwhole ||
		    memcmp(der.data, item.whole, der.len) != 0 ||
		    X509_self_signed(x, 0) == 1)
			return false;
	}
	return c->ncerts > 0 && d.p == d.end;
}

/* The value of the next attribute; what it is shows when it is written. */
static bool
take_value(struct der *d, struct der_item *value)
{
	struct der_item attribute, oid, set;
	struct der in;

	if (!der_take(d, DER_SEQ, &attribute))
		return false;
	in = der_in(&attribute);
	if (!der_take(&in, DER_OID, &oid) || !der_take(&in, DER_SET, &set))
		return false;
	in = der_in(&set);
	return der_next(&in, value);
}

static bool
parse_time(struct cms *c, const struct der_item *value)
{
	struct buf text = {0};
	struct instant t;
	bool ok;

	if (value->n != UTC_TIME)
		return false;
	memcpy(c->time, value->p, UTC_TIME);
	buf_printf(&text, "%s%.2s-%.2s-%.2sT%.2s:%.2s:%.3s",
	    c->time[0] < '5' ? "20" : "19", c->time, c->time + 2, c->time + 4,
	    c->time + 6, c->time + 8, c->time + 10);
	ok = time_parse(&t, buf_str(&text), text.len) == 0;
	c->at = t.s;
	buf_free(&text);
	return ok;
}

static bool
parse_attributes(struct cms *c, const struct der_item *set)
{
	struct der d = der_in(set);
	struct der_item type, when, digest;

	if (!take_value(&d, &type) || !take_value(&d, &when) ||
	    !take_value(&d, &digest) || digest.n != sizeof(c->digest))
		return false;
	memcpy(c->digest, digest.p, digest.n);
	return parse_time(c, &when);
}

/* The signer is the certificate whose issuer and serial stand here. */
static bool
find_signer(struct cms *c, const struct der_item *issuer)
{
	for (c->signer = 0; c->signer < c->ncerts; c->signer++) {
		struct buf want = {0};
		bool is_it;

		put_issuer(c, false, &want);
		is_it = is_same(issuer, want.data, want.len);
		buf_free(&want);
		if (is_it)
			return true;
	}
	c->signer = 0;
	return false;
}

static bool
parse_signer(struct cms *c, const struct der_item *set)
{
	struct der d = der_in(set), in;
	struct der_item signer, version, issuer, alg, attributes, sig, more;

	if (!der_take(&d, DER_SEQ, &signer))
		return false;
	in = der_in(&signer);
	if (!der_take(&in, DER_INTEGER, &version) ||
	    !der_take(&in, DER_SEQ, &issuer) || !der_take(&in, DER_SEQ, &alg) ||
	    !der_take(&in, DER_CONT_0, &attributes) ||
	    !der_take(&in, DER_SEQ, &alg) || !der_take(&in, DER_OCTETS, &sig) ||
	    !find_signer(c, &issuer) || !parse_attributes(c, &attributes))
		return false;
	buf_add(&c->signature, sig.p, sig.n);
	if (der_take(&in, DER_CONT_1, &more)) {
		in = der_in(&more);
		if (!take_value(&in, &more))
			return false;
		buf_add(&c->token, more.whole, more.nwhole);
	}
	return true;
}

/* Takes the parts out; whether all the rest is right, format says. */
static bool
parse(struct cms *c, const void *der, size_t n)
{
	struct der d = {der, (const unsigned char *)der + n};
	struct der_item info, oid, content, data, version, algs, type, certs,
	    signers;

	if (!der_take(&d, DER_SEQ, &info))
		return false;
	d = der_in(&info);
	if (!der_take(&d, DER_OID, &oid) || !der_take(&d, DER_CONT_0, &content))
		return false;
	d = der_in(&content);
	if (!der_take(&d, DER_SEQ, &data))
		return false;
	d = der_in(&data);
	return der_take(&d, DER_INTEGER, &version) &&
	       der_take(&d, DER_SET, &algs) && der_take(&d, DER_SEQ, &type) &&
	       der_take(&d, DER_CONT_0, &certs) &&
	       der_take(&d, DER_SET, &signers) && parse_certs(c, &certs) &&
	       parse_signer(c, &signers);
}

int
cms_parse(const void *der, size_t n, struct cms **out, struct error *e)
{
	struct cms *c = mem_alloc(sizeof(*c));
	struct buf again = {0};
	bool ok = parse(c, der, n);

	*out = NULL;
	ERR_clear_error();
	if (ok) {
		format(c, &again);
		ok = again.len == n && memcmp(again.data, der, n) == 0;
	}
	buf_free(&again);
	if (!ok || !key_sig_is_low(c->signature.data, c->signature.len)) {
		cms_free(c);
		return err_set(e, ERR_INPUT, "CMS signature",
		    "is not in its one spelling (CAdES-BES, one signer, P-256 "
		    "with SHA-256)");
	}
	if (take_key(c, "CMS signature", e) == -1) {
		cms_free(c);
		return -1;
	}
	*out = c;
	return 0;
}

void
cms_free(struct cms *c)
{
	size_t i;

	if (c == NULL)
		return;
	for (i = 0; i < c->ncerts; i++) {
		X509_free(c->x509[i]);
		buf_free(&c->certs[i]);
	}
	buf_free(&c->signature);
	buf_free(&c->token);
	key_free(c->key);
	free(c);
}

/* ---- Judging ------------------------------------------------------------ */

bool
cms_verify(const struct cms *c, const void *bytes, size_t n)
{
	unsigned char md[SHA256_BYTES];
	struct buf attributes = {0};
	bool ok;

	sha256_bytes(bytes, n, md);
	put_signed_bytes(c, &attributes);
	ok = memcmp(md, c->digest, sizeof(md)) == 0 &&
	     key_verify(c->key, attributes.data, attributes.len,
		 c->signature.data, c->signature.len);
	buf_free(&attributes);
	return ok;
}

int64_t
cms_signing_time(const struct cms *c)
{
	return c->at;
}

void
cms_signature(const struct cms *c, struct buf *out)
{
	buf_add(out, c->signature.data, c->signature.len);
}

void
cms_token(const struct cms *c, struct buf *out)
{
	if (c->token.len > 0)
		buf_add(out, c->token.data, c->token.len);
}

void
cms_subject(const struct cms *c, struct buf *out)
{
	cert_put_subject(c->x509[c->signer], out);
}

enum cert_path
cms_path(
    const struct cms *c, const struct cert *root, int64_t at, struct buf *why)
{
	return cert_judge(c->x509, c->ncerts, c->signer, root, at, why);
}
