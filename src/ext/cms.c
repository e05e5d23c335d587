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
#include "ext/cms_parts.h"
#include "ext/crypto.h"
#include "ext/der.h"

enum { CHAIN_BYTES = 256 * 1024 };

/* ---- Certificates ------------------------------------------------------- */

/* An agency's card often holds RSA: a key of ours does not help its owner. */
static int
refuse_key(EVP_PKEY *key, const char *name, struct error *e)
{
	err_set(e, ERR_INPUT, name,
	    "the certificate's key is %s of %d bits (wanted P-256)",
	    EVP_PKEY_get0_type_name(key), EVP_PKEY_get_bits(key));
	err_hint(e, "a CMS signature here is ECDSA on P-256: ask your "
		    "authority for a certificate of such a key ('openssl req "
		    "-new -key KEY' makes the request), or sign without one");
	return -1;
}

/* The key of the signer's certificate; P-256 only. */
static int
take_key(struct cms *c, const char *name, struct error *e)
{
	EVP_PKEY *key = X509_get0_pubkey(c->x509[c->signer]);
	BIO *bio = BIO_new(BIO_s_mem());
	char *pem = NULL;
	int rc = -1;

	assert(bio != NULL);
	if (key != NULL && !pkey_is_p256(key)) {
		(void)refuse_key(key, name, e);
	} else if (key != NULL && PEM_write_bio_PUBKEY(bio, key) == 1) {
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
		cms_put_der(x, &der);
		cms_add_cert(c, x, der);
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
	for (i = 2; text[i] != '\0' && n < CMS_UTC_TIME; i++) {
		if (strchr("-T:", text[i]) == NULL)
			c->time[n++] = text[i];
	}
	c->time[n] = '\0';
	c->at = at;
	c->has_time = true;
	return 0;
}

int
cms_sign(const struct cms_signer *by, const void *bytes, size_t n,
    struct buf *der, struct error *e)
{
	struct cms *c = mem_alloc(sizeof(*c));
	struct buf attributes = {0};
	int rc = -1;

	if (load_chain(c, by->chain, e) == -1 ||
	    (by->time != CMS_NO_TIME && set_time(c, by->time, e) == -1))
		goto out;
	if (!key_equal(by->key, c->key)) {
		err_set(e, ERR_INPUT, by->chain,
		    "the first certificate is not this key's");
		goto out;
	}
	sha256_bytes(bytes, n, c->digest);
	cms_put_signed(c, &attributes);
	if (key_sign(by->key, attributes.data, attributes.len, &c->signature,
		e) == -1)
		goto out;
	cms_format(c, der);
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
		cms_put_der(x, &der);
		cms_add_cert(c, x, der);
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

	if (value->n != CMS_UTC_TIME)
		return false;
	memcpy(c->time, value->p, CMS_UTC_TIME);
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
	struct der_item type, value;

	if (!take_value(&d, &type) || !take_value(&d, &value))
		return false;
	c->has_time = value.tag == DER_UTC_TIME;
	if (c->has_time && (!parse_time(c, &value) || !take_value(&d, &value)))
		return false;
	if (value.n != sizeof(c->digest))
		return false;
	memcpy(c->digest, value.p, value.n);
	return true;
}

/* The signer is the certificate whose issuer and serial stand here. */
static bool
find_signer(struct cms *c, const struct der_item *issuer)
{
	for (c->signer = 0; c->signer < c->ncerts; c->signer++) {
		struct buf want = {0};
		bool is_it;

		cms_put_issuer(c, false, &want);
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
	bool ok = n > 0 && parse(c, der, n);

	*out = NULL;
	ERR_clear_error();
	if (ok) {
		cms_format(c, &again);
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
	cms_put_signed(c, &attributes);
	ok = memcmp(md, c->digest, sizeof(md)) == 0 &&
	     key_verify(c->key, attributes.data, attributes.len,
		 c->signature.data, c->signature.len);
	buf_free(&attributes);
	return ok;
}

bool
cms_has_time(const struct cms *c)
{
	return c->has_time;
}

int64_t
cms_signing_time(const struct cms *c)
{
	return c->at;
}

const struct key *
cms_key(const struct cms *c)
{
	return c->key;
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

int
cms_put_stamped(const struct cms *c, const struct buf *tsr, struct buf *der,
    struct error *e)
{
	struct cms with = *c;
	int rc;

	memset(&with.token, 0, sizeof(with.token));
	rc = ts_token(tsr->data, tsr->len, &with.token);
	if (rc == 0)
		cms_format(&with, der);
	else
		err_set(e, ERR_TRUST, "time-stamp", "is not a granted one");
	buf_free(&with.token);
	return rc;
}

bool
cms_is_valid_at(const struct cms *c, int64_t at)
{
	const X509 *x = c->x509[c->signer];
	time_t t = (time_t)at;

	return X509_cmp_time(X509_get0_notBefore(x), &t) < 0 &&
	       X509_cmp_time(X509_get0_notAfter(x), &t) > 0;
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
