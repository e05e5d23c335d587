/*
 * RFC 3161 time-stamp answers, by OpenSSL 3.  An answer is a status and a
 * token; only "granted" in its one spelling is taken.  The authority's
 * certificate is judged at the time it stamped.  Refuses tokens over other
 * bytes, and hashes weaker than SHA-256.
 */
#include <assert.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/ts.h>
#include <openssl/x509.h>

#include "base/buf.h"
#include "base/time.h"
#include "ext/cert.h"
#include "ext/cms.h"
#include "ext/der.h"

enum { AUTH_LEVEL = 2, TIME_DIGITS = 14 };

int
ts_token(const void *tsr, size_t n, struct buf *token)
{
	static const unsigned char granted[] = {DER_SEQ, 3, DER_INTEGER, 1, 0};
	struct der d = {tsr, tsr};
	struct der_item whole, status, body;

	if (n == 0)
		return -1;
	d.end += n;
	if (!der_take(&d, DER_SEQ, &whole) || d.p != d.end)
		return -1;
	d = der_in(&whole);
	if (!der_take(&d, DER_SEQ, &status) ||
	    status.nwhole != sizeof(granted) ||
	    memcmp(status.whole, granted, sizeof(granted)) != 0 ||
	    !der_take(&d, DER_SEQ, &body) || d.p != d.end)
		return -1;
	buf_add(token, body.whole, body.nwhole);
	return 0;
}

/* YYYYMMDDHHMMSS[.fraction]Z, to the second. */
static bool
read_time(const ASN1_GENERALIZEDTIME *t, int64_t *at)
{
	const char *s = (const char *)ASN1_STRING_get0_data(t);
	struct buf text = {0};
	struct instant when;
	bool ok;

	if (ASN1_STRING_length(t) < TIME_DIGITS + 1)
		return false;
	buf_printf(&text, "%.4s-%.2s-%.2sT%.2s:%.2s:%.2sZ", s, s + 4, s + 6,
	    s + 8, s + 10, s + 12);
	ok = time_parse(&when, buf_str(&text), text.len) == 0;
	*at = ok ? when.s : 0;
	buf_free(&text);
	return ok;
}

/* The hash under the stamp is SHA-256 or stronger. */
static bool
is_strong(TS_TST_INFO *info)
{
	const X509_ALGOR *alg =
	    TS_MSG_IMPRINT_get_algo(TS_TST_INFO_get_msg_imprint(info));
	const ASN1_OBJECT *oid = NULL;
	int nid;

	X509_ALGOR_get0(&oid, NULL, NULL, alg);
	nid = OBJ_obj2nid(oid);
	return nid == NID_sha256 || nid == NID_sha384 || nid == NID_sha512;
}

/* The reason that OpenSSL left; tells a root that is not the right one. */
static enum cert_path
read_failure(struct buf *why)
{
	unsigned long code = ERR_peek_error();
	const char *data = NULL, *reason = ERR_reason_error_string(code);
	int flags = 0;

	(void)ERR_peek_error_all(NULL, NULL, NULL, &data, &flags);
	if (ERR_GET_REASON(code) == TS_R_CERTIFICATE_VERIFY_ERROR &&
	    (flags & ERR_TXT_STRING) != 0 && data != NULL &&
	    (strstr(data, "unable to get") != NULL ||
		strstr(data, "self-signed") != NULL ||
		strstr(data, "self signed") != NULL))
		return CERT_PATH_NONE;
	buf_printf(
	    why, "time-stamp: %s", reason == NULL ? "does not verify" : reason);
	return CERT_PATH_BAD;
}

static enum cert_path
verify(TS_RESP *resp, const void *bytes, size_t n, const struct cert *root,
    int64_t at, struct buf *why)
{
	TS_VERIFY_CTX *ctx = TS_VERIFY_CTX_new();
	X509_STORE *store = X509_STORE_new();
	BIO *data = BIO_new_mem_buf(bytes, (int)n);
	X509_VERIFY_PARAM *param;
	enum cert_path answer = CERT_PATH_OK;
	int ok;

	assert(ctx != NULL && store != NULL && data != NULL);
	ok = X509_STORE_add_cert(store, cert_x509(root));
	assert(ok == 1);
	(void)ok; /* used by the assertion */
	param = X509_STORE_get0_param(store);
	X509_VERIFY_PARAM_set_time(param, (time_t)at);
	X509_VERIFY_PARAM_set_auth_level(param, AUTH_LEVEL);
	(void)TS_VERIFY_CTX_set_flags(
	    ctx, TS_VFY_VERSION | TS_VFY_SIGNATURE | TS_VFY_DATA);
	(void)TS_VERIFY_CTX_set_data(ctx, data);   /* both are the */
	(void)TS_VERIFY_CTX_set_store(ctx, store); /* context's now */
	if (TS_RESP_verify_response(ctx, resp) != 1)
		answer = read_failure(why);
	TS_VERIFY_CTX_free(ctx);
	return answer;
}

enum cert_path
ts_verify(const struct buf *tsr, const struct buf *bytes,
    const struct cert *root, int64_t *at, struct buf *why)
{
	const unsigned char *first = (const unsigned char *)tsr->data;
	const unsigned char *p = first;
	TS_RESP *resp = d2i_TS_RESP(NULL, &p, (long)tsr->len);
	TS_TST_INFO *info = resp == NULL ? NULL : TS_RESP_get_tst_info(resp);
	enum cert_path answer = CERT_PATH_BAD;

	*at = 0;
	ERR_clear_error();
	if (info == NULL || p != first + tsr->len ||
	    !read_time(TS_TST_INFO_get_time(info), at))
		buf_puts(why, "time-stamp: cannot be read");
	else if (!is_strong(info))
		buf_puts(why, "time-stamp: over a hash weaker than SHA-256");
	else
		answer = verify(resp, bytes->data, bytes->len, root, *at, why);
	TS_RESP_free(resp);
	ERR_clear_error();
	return answer;
}
