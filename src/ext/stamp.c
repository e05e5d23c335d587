/*
 * RFC 3161 time-stamp answers, by OpenSSL 3.  An answer is a status and a
 * token; only "granted" in its one spelling is taken.  The authority's
 * certificate is judged at the time it stamped.  Refuses tokens over other
 * bytes, and hashes weaker than SHA-256; of its own questions, answers with
 * another nonce or of another hour.
 */
#include <assert.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/rand.h>
#include <openssl/ts.h>
#include <openssl/x509.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/time.h"
#include "ext/cert.h"
#include "ext/cms.h"
#include "ext/crypto.h"
#include "ext/der.h"

enum { AUTH_LEVEL = 2, TIME_DIGITS = 14, NONCE_BYTES = 8, SKEW_S = 300 };

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

/* ---- Asking ------------------------------------------------------------- */

static bool
set_nonce(TS_REQ *req)
{
	unsigned char bytes[NONCE_BYTES];
	ASN1_INTEGER *nonce = ASN1_INTEGER_new();
	uint64_t v = 0;
	bool ok = nonce != NULL && RAND_bytes(bytes, sizeof(bytes)) == 1;

	for (size_t i = 0; i < sizeof(bytes); i++)
		v = v << 8 | bytes[i];
	ok = ok && ASN1_INTEGER_set_uint64(nonce, v) == 1 &&
	     TS_REQ_set_nonce(req, nonce) == 1;
	ASN1_INTEGER_free(nonce);
	return ok;
}

static bool
set_imprint(TS_REQ *req, const void *bytes, size_t n)
{
	TS_MSG_IMPRINT *m = TS_MSG_IMPRINT_new();
	X509_ALGOR *alg = X509_ALGOR_new();
	unsigned char md[SHA256_BYTES];
	bool ok = m != NULL && alg != NULL;

	sha256_bytes(bytes, n, md);
	if (ok)
		X509_ALGOR_set_md(alg, EVP_sha256());
	ok = ok && TS_MSG_IMPRINT_set_algo(m, alg) == 1 &&
	     TS_MSG_IMPRINT_set_msg(m, md, sizeof(md)) == 1 &&
	     TS_REQ_set_msg_imprint(req, m) == 1;
	X509_ALGOR_free(alg);
	TS_MSG_IMPRINT_free(m);
	return ok;
}

int
ts_query(const void *bytes, size_t n, struct buf *query, struct error *e)
{
	TS_REQ *req = TS_REQ_new();
	unsigned char *der = NULL;
	int nder = -1;

	if (req != NULL && TS_REQ_set_version(req, 1) == 1 &&
	    set_imprint(req, bytes, n) && set_nonce(req) &&
	    TS_REQ_set_cert_req(req, 1) == 1)
		nder = i2d_TS_REQ(req, &der);
	if (nder > 0)
		buf_add(query, der, (size_t)nder);
	OPENSSL_free(der);
	TS_REQ_free(req);
	ERR_clear_error();
	if (nder > 0)
		return 0;
	return err_set(e, ERR_BUG, "time-stamp", "no request can be made");
}

/* What is in the token is trusted for now: that it signs, and may stamp. */
static X509_STORE *
store_of(TS_RESP *resp, int64_t at)
{
	X509_STORE *store = X509_STORE_new();
	PKCS7 *token = TS_RESP_get_token(resp);
	X509_VERIFY_PARAM *param;
	int n = token == NULL ? 0 : sk_X509_num(token->d.sign->cert);

	assert(store != NULL);
	for (int i = 0; i < n; i++) {
		int ok = X509_STORE_add_cert(
		    store, sk_X509_value(token->d.sign->cert, i));

		assert(ok == 1);
		(void)ok; /* used by the assertion */
	}
	param = X509_STORE_get0_param(store);
	X509_VERIFY_PARAM_set_time(param, (time_t)at);
	X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_PARTIAL_CHAIN);
	return store;
}

/* Imprint, nonce and signature; the reason is appended to *why. */
static bool
is_answer_to(
    const struct buf *query, TS_RESP *resp, int64_t at, struct buf *why)
{
	const unsigned char *p = (const unsigned char *)query->data;
	TS_REQ *req = d2i_TS_REQ(NULL, &p, (long)query->len);
	TS_VERIFY_CTX *ctx =
	    req == NULL ? NULL : TS_REQ_to_TS_VERIFY_CTX(req, NULL);
	bool ok = false;

	if (ctx != NULL) {
		(void)TS_VERIFY_CTX_add_flags(ctx, TS_VFY_SIGNATURE);
		(void)TS_VERIFY_CTX_set_store(ctx, store_of(resp, at));
		ok = TS_RESP_verify_response(ctx, resp) == 1;
	}
	if (!ok) {
		const char *reason = ERR_reason_error_string(ERR_peek_error());

		buf_puts(why, reason == NULL ? "no reason given" : reason);
	}
	TS_VERIFY_CTX_free(ctx);
	TS_REQ_free(req);
	return ok;
}

void
ts_granted(const void *token, size_t n, struct buf *tsr)
{
	static const unsigned char granted[] = {DER_SEQ, 3, DER_INTEGER, 1, 0};
	struct buf b = {0};

	buf_add(&b, granted, sizeof(granted));
	buf_add(&b, token, n);
	der_put(tsr, DER_SEQ, b.data, b.len);
	buf_free(&b);
}

/* The token alone counts: an authority may add words to its "granted". */
static int
put_granted(const struct buf *answer, struct buf *tsr)
{
	const unsigned char *first = (const unsigned char *)answer->data;
	struct der d = {first, first + answer->len};
	struct der_item whole, status, token;

	if (!der_take(&d, DER_SEQ, &whole))
		return -1;
	d = der_in(&whole);
	if (!der_take(&d, DER_SEQ, &status) || !der_take(&d, DER_SEQ, &token))
		return -1;
	ts_granted(token.whole, token.nwhole, tsr);
	return 0;
}

int
ts_accept(const struct buf *query, const struct buf *answer, int64_t now,
    struct buf *tsr, struct error *e)
{
	static const char who[] = "time-stamp authority";
	const unsigned char *first = (const unsigned char *)answer->data;
	const unsigned char *p = first;
	TS_RESP *resp =
	    answer->len == 0 ? NULL : d2i_TS_RESP(NULL, &p, (long)answer->len);
	TS_TST_INFO *info = resp == NULL ? NULL : TS_RESP_get_tst_info(resp);
	struct buf why = {0};
	int64_t at = 0;
	int rc = -1;

	ERR_clear_error();
	if (resp == NULL || p != first + answer->len)
		err_set(e, ERR_AGAIN, who, "its answer is no time-stamp");
	else if (info == NULL || ASN1_INTEGER_get(TS_STATUS_INFO_get0_status(
				     TS_RESP_get_status_info(resp))) != 0)
		err_set(e, ERR_AGAIN, who, "it did not grant the time-stamp");
	else if (!read_time(TS_TST_INFO_get_time(info), &at) ||
		 at > now + SKEW_S || at < now - SKEW_S)
		err_set(e, ERR_TRUST, who,
		    "its clock and ours differ by more than %d s", SKEW_S);
	else if (!is_answer_to(query, resp, at, &why))
		err_set(e, ERR_TRUST, who, "its time-stamp does not verify: %s",
		    buf_str(&why));
	else if (put_granted(answer, tsr) == -1)
		err_set(e, ERR_TRUST, who, "its answer is not in DER");
	else
		rc = 0;
	buf_free(&why);
	TS_RESP_free(resp);
	ERR_clear_error();
	return rc;
}
