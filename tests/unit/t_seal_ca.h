/*
 * An authority of its own for tests: a signing root with intermediate, and a
 * time-stamp authority, with keys that never leave the process but for the
 * signer's.  Tests may use OpenSSL directly; src/ may not.
 */
#ifndef T_SEAL_CA_H
#define T_SEAL_CA_H

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ts.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "base/buf.h"
#include "t_seal_pack.h"

struct ca_one {
	X509 *x;
	EVP_PKEY *key;
};

static inline void
ca_extend(X509 *x, X509 *issuer, int nid, const char *value)
{
	X509V3_CTX ctx;
	X509_EXTENSION *ext;

	X509V3_set_ctx(&ctx, issuer, x, NULL, NULL, 0);
	ext = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
	CHECK(ext != NULL && X509_add_ext(x, ext, -1) == 1);
	X509_EXTENSION_free(ext);
}

/* from, to: ASN.1 times; usage NULL makes an authority; eku may be NULL. */
static inline struct ca_one
ca_make(const char *name, const struct ca_one *issuer, const char *usage,
    const char *eku, const char *to)
{
	static long serial = 1000;
	struct ca_one c = {X509_new(), EVP_EC_gen("prime256v1")};
	const struct ca_one *by = issuer == NULL ? &c : issuer;
	X509_NAME *n = X509_get_subject_name(c.x);

	CHECK(X509_set_version(c.x, X509_VERSION_3) == 1);
	CHECK(ASN1_INTEGER_set(X509_get_serialNumber(c.x), serial++) == 1);
	CHECK(ASN1_TIME_set_string(
		  X509_getm_notBefore(c.x), "20200101000000Z") == 1);
	CHECK(ASN1_TIME_set_string(X509_getm_notAfter(c.x), to) == 1);
	CHECK(X509_NAME_add_entry_by_txt(n, "CN", MBSTRING_UTF8,
		  (const unsigned char *)name, -1, -1, 0) == 1);
	CHECK(X509_set_issuer_name(c.x, X509_get_subject_name(by->x)) == 1);
	CHECK(X509_set_pubkey(c.x, c.key) == 1);
	ca_extend(c.x, by->x, NID_basic_constraints,
	    usage == NULL ? "critical,CA:TRUE" : "critical,CA:FALSE");
	ca_extend(c.x, by->x, NID_key_usage,
	    usage == NULL ? "critical,keyCertSign,cRLSign" : usage);
	ca_extend(c.x, by->x, NID_subject_key_identifier, "hash");
	if (issuer != NULL)
		ca_extend(c.x, by->x, NID_authority_key_identifier, "keyid");
	if (eku != NULL)
		ca_extend(c.x, by->x, NID_ext_key_usage, eku);
	CHECK(X509_sign(c.x, by->key, EVP_sha256()) > 0);
	return c;
}

static inline void
ca_free(struct ca_one *c)
{
	X509_free(c->x);
	EVP_PKEY_free(c->key);
}

static inline void
ca_write(const char *path, const struct ca_one *const *certs, size_t n)
{
	FILE *f = fopen(path, "wb");
	size_t i;

	CHECK(f != NULL);
	for (i = 0; f != NULL && i < n; i++)
		CHECK(PEM_write_X509(f, certs[i]->x) == 1);
	CHECK(f != NULL && fclose(f) == 0);
}

static inline void
ca_write_key(const char *path, const struct ca_one *c)
{
	FILE *f = fopen(path, "wb");

	CHECK(f != NULL && PEM_write_PKCS8PrivateKey(
			       f, c->key, NULL, NULL, 0, NULL, NULL) == 1);
	CHECK(f != NULL && fclose(f) == 0);
	CHECK(chmod(path, 0600) == 0);
}

static inline ASN1_INTEGER *
ca_serial(TS_RESP_CTX *ctx, void *unused)
{
	ASN1_INTEGER *i = ASN1_INTEGER_new();

	(void)ctx; /* TS_serial_cb's */
	(void)unused;
	CHECK(i != NULL && ASN1_INTEGER_set(i, 7) == 1);
	return i;
}

/* The time of every stamp: 2026-11-23T10:00:00Z. */
static inline int
ca_time(TS_RESP_CTX *ctx, void *unused, long *s, long *us)
{
	(void)ctx; /* TS_time_cb's */
	(void)unused;
	*s = 1795428000;
	*us = 0;
	return 1;
}

static inline BIO *
ca_request(const void *bytes, size_t n)
{
	TS_REQ *req = TS_REQ_new();
	TS_MSG_IMPRINT *m = TS_MSG_IMPRINT_new();
	X509_ALGOR *alg = X509_ALGOR_new();
	BIO *bio = BIO_new(BIO_s_mem());
	unsigned char md[32];

	CHECK(EVP_Digest(bytes, n, md, NULL, EVP_sha256(), NULL) == 1);
	X509_ALGOR_set_md(alg, EVP_sha256());
	CHECK(TS_MSG_IMPRINT_set_algo(m, alg) == 1);
	CHECK(TS_MSG_IMPRINT_set_msg(m, md, sizeof(md)) == 1);
	CHECK(TS_REQ_set_version(req, 1) == 1);
	CHECK(TS_REQ_set_msg_imprint(req, m) == 1);
	CHECK(TS_REQ_set_cert_req(req, 1) == 1);
	CHECK(i2d_TS_REQ_bio(bio, req) == 1);
	X509_ALGOR_free(alg);
	TS_MSG_IMPRINT_free(m);
	TS_REQ_free(req);
	return bio;
}

/* A time-stamp answer over the bytes, as DER. */
static inline void
ca_stamp(const struct ca_one *tsa, const void *bytes, size_t n, struct buf *out)
{
	TS_RESP_CTX *ctx = TS_RESP_CTX_new();
	ASN1_OBJECT *policy = OBJ_txt2obj("1.2.3.4.1", 1);
	BIO *bio = ca_request(bytes, n);
	TS_RESP *resp;
	unsigned char *der = NULL;
	int nder;

	CHECK(TS_RESP_CTX_set_signer_cert(ctx, tsa->x) == 1);
	CHECK(TS_RESP_CTX_set_signer_key(ctx, tsa->key) == 1);
	CHECK(TS_RESP_CTX_set_signer_digest(ctx, EVP_sha256()) == 1);
	CHECK(TS_RESP_CTX_set_ess_cert_id_digest(ctx, EVP_sha256()) == 1);
	CHECK(TS_RESP_CTX_set_def_policy(ctx, policy) == 1);
	CHECK(TS_RESP_CTX_add_md(ctx, EVP_sha256()) == 1);
	TS_RESP_CTX_set_serial_cb(ctx, ca_serial, NULL);
	TS_RESP_CTX_set_time_cb(ctx, ca_time, NULL);
	resp = TS_RESP_create_response(ctx, bio);
	nder = resp == NULL ? -1 : i2d_TS_RESP(resp, &der);
	CHECK(nder > 0);
	if (nder > 0)
		buf_add(out, der, (size_t)nder);
	OPENSSL_free(der);
	TS_RESP_free(resp);
	TS_RESP_CTX_free(ctx);
	ASN1_OBJECT_free(policy);
	BIO_free(bio);
}

#endif
