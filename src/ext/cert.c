/*
 * Certificates and their paths, by OpenSSL 3: RFC 5280 with the strict flag,
 * security level 2 (no SHA-1, no short keys), at a time that is given.
 * Refuses a path through a certificate that may not issue, a signer whose key
 * may not sign documents, and certificates on no path.  Never asks a network:
 * revocation is not known here.
 */
#include "ext/cert.h"

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
#include "base/mem.h"
#include "ext/cms.h"

enum { AUTH_LEVEL = 2, CERT_BYTES = 64 * 1024 };

struct cert {
	X509 *x;
};

int
cert_load(const char *name, const char *pem, size_t n, struct cert **out,
    struct error *e)
{
	X509 *x, *second;
	BIO *bio;

	*out = NULL;
	if (n > CERT_BYTES)
		return err_set(e, ERR_LIMIT, name,
		    "certificate has %zu bytes (limit %d)", n, CERT_BYTES);
	bio = BIO_new_mem_buf(pem, (int)n);
	assert(bio != NULL);
	x = PEM_read_bio_X509(bio, NULL, NULL, NULL);
	second = x == NULL ? NULL : PEM_read_bio_X509(bio, NULL, NULL, NULL);
	BIO_free(bio);
	ERR_clear_error();
	if (x == NULL)
		return err_set(e, ERR_INPUT, name,
		    "no PEM certificate "
		    "(wanted '-----BEGIN CERTIFICATE-----')");
	if (second != NULL) {
		X509_free(x);
		X509_free(second);
		return err_set(e, ERR_INPUT, name,
		    "more than one certificate: wanted the root alone");
	}
	*out = mem_alloc(sizeof(**out));
	(*out)->x = x;
	return 0;
}

void
cert_free(struct cert *c)
{
	if (c == NULL)
		return;
	X509_free(c->x);
	free(c);
}

X509 *
cert_x509(const struct cert *c)
{
	return c->x;
}

void
cert_put_subject(X509 *x, struct buf *out)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *p = NULL;
	long n;

	assert(bio != NULL);
	(void)X509_NAME_print_ex(bio, X509_get_subject_name(x), 0,
	    XN_FLAG_RFC2253); /* writes to memory */
	n = BIO_get_mem_data(bio, &p);
	if (n > 0)
		buf_add(out, p, (size_t)n);
	BIO_free(bio);
	ERR_clear_error();
}

/* Key usage and extended key usage, where the certificate has them. */
static bool
may_sign(X509 *x)
{
	uint32_t usage = X509_get_key_usage(x);
	uint32_t extended = X509_get_extended_key_usage(x);
	static const uint32_t sign = KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION;

	if ((usage & sign) == 0)
		return false;
	return extended == UINT32_MAX ||
	       (extended & (XKU_SMIME | XKU_CODE_SIGN | XKU_ANYEKU)) != 0;
}

/* Every certificate that was sent is used. */
static bool
is_all_used(X509 *const *all, size_t n, const STACK_OF(X509) * path)
{
	size_t i;
	int k;

	for (i = 0; i < n; i++) {
		for (k = 0; k < sk_X509_num(path); k++) {
			if (X509_cmp(all[i], sk_X509_value(path, k)) == 0)
				break;
		}
		if (k == sk_X509_num(path))
			return false;
	}
	return true;
}

static bool
is_no_path(int code)
{
	return code == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT ||
	       code == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY ||
	       code == X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE ||
	       code == X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN ||
	       code == X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT;
}

/* Runs OpenSSL's verification and reads its answer. */
static enum cert_path
judge(X509_STORE_CTX *ctx, X509 *const *all, size_t n, X509 *signer,
    struct buf *why)
{
	int ok = X509_verify_cert(ctx), code = X509_STORE_CTX_get_error(ctx);

	if (ok != 1 && is_no_path(code))
		return CERT_PATH_NONE;
	if (ok != 1) {
		buf_printf(why, "certificate: %s",
		    X509_verify_cert_error_string(code));
		return CERT_PATH_BAD;
	}
	if (!may_sign(signer)) {
		buf_puts(why, "certificate: its key may not sign documents");
		return CERT_PATH_BAD;
	}
	if (!is_all_used(all, n, X509_STORE_CTX_get0_chain(ctx))) {
		buf_puts(why, "certificate: one beside it is on no path");
		return CERT_PATH_BAD;
	}
	return CERT_PATH_OK;
}

enum cert_path
cert_judge(X509 *const *all, size_t n, size_t signer, const struct cert *root,
    int64_t at, struct buf *why)
{
	X509_STORE *store = X509_STORE_new();
	X509_STORE_CTX *ctx = X509_STORE_CTX_new();
	STACK_OF(X509) *others = sk_X509_new_null();
	X509_VERIFY_PARAM *param;
	enum cert_path answer;
	size_t i;
	int ok;

	assert(store != NULL && ctx != NULL && others != NULL);
	for (i = 0; i < n; i++) {
		if (i != signer) {
			ok = sk_X509_push(others, all[i]);
			assert(ok > 0);
		}
	}
	ok = X509_STORE_add_cert(store, root->x);
	assert(ok == 1);
	ok = X509_STORE_CTX_init(ctx, store, all[signer], others);
	assert(ok == 1);
	(void)ok; /* used by the assertions */
	param = X509_STORE_CTX_get0_param(ctx);
	X509_VERIFY_PARAM_set_time(param, (time_t)at);
	X509_VERIFY_PARAM_set_auth_level(param, AUTH_LEVEL);
	(void)X509_VERIFY_PARAM_set_flags(
	    param, X509_V_FLAG_X509_STRICT); /* fails for no flag of X.509 */
	answer = judge(ctx, all, n, all[signer], why);
	X509_STORE_CTX_free(ctx);
	sk_X509_free(others);
	X509_STORE_free(store);
	ERR_clear_error();
	return answer;
}
