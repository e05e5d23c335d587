/*
 * Hashes, P-256 keys and ECDSA signatures, by OpenSSL 3.
 *
 * Refuses every key but P-256, encrypted private keys (nobody may be asked
 * for a passphrase here), and signatures that are not DER.  Signs with the
 * smaller of s and n - s, so that a signature has one spelling (FIPS 186-5
 * section 6.4 allows both). Nothing of OpenSSL's error queue is left behind or
 * shown.
 */
#include "ext/crypto.h"

#include <assert.h>
#include <string.h>

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "base/mem.h"

/* A PEM key is some 300 bytes; with comments before it, a few thousand. */
enum { KEY_PEM_MAX = 16384 };

/* n - 1 over 2, for the order n of P-256 (SP 800-186 section 3.2.1.3). */
static const char half_order[] =
    "7FFFFFFF800000007FFFFFFFFFFFFFFFDE737D56D38BCF4279DCE5617E3192A8";
static const char order[] =
    "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551";

struct sha256 {
	EVP_MD_CTX *ctx;
};

struct key {
	EVP_PKEY *pkey;
	bool is_private;
};

/* ---- Memory ------------------------------------------------------------- */

static void *
resize(void *p, size_t size, const char *file, int line)
{
	(void)file, (void)line; /* CRYPTO_realloc_fn's; so below */
	if (size > 0)
		return mem_resize(p, size);
	free(p);
	return NULL;
}

static void *
raw(size_t size, const char *file, int line)
{
	return resize(NULL, size, file, line);
}

static void
release(void *p, const char *file, int line)
{
	(void)file, (void)line;
	free(p);
}

/* OpenSSL's memory ends like ours, or every call of it could fail so. */
__attribute__((constructor)) static void
use_our_memory(void)
{
	/* It refuses once it has allocated: nothing ran before main. */
	(void)CRYPTO_set_mem_functions(raw, resize, release);
}

/* ---- Hashes ------------------------------------------------------------- */

static void
put_hex(const unsigned char *bytes, size_t n, char *out)
{
	static const char digits[] = "0123456789abcdef";
	size_t i;

	for (i = 0; i < n; i++) {
		out[2 * i] = digits[bytes[i] >> 4];
		out[2 * i + 1] = digits[bytes[i] & 15];
	}
	out[2 * n] = '\0';
}

/*
 * The hashes cannot fail but for memory or a provider that is not there
 * (FIPS set, module missing): both must end the process, not give a digest.
 */
struct sha256 *
sha256_new(void)
{
	struct sha256 *h = mem_alloc(sizeof(*h));
	int ok;

	h->ctx = EVP_MD_CTX_new();
	assert(h->ctx != NULL);
	ok = EVP_DigestInit_ex(h->ctx, EVP_sha256(), NULL);
	assert(ok == 1);
	(void)ok; /* used by the assertion, which stays on in releases */
	return h;
}

void
sha256_add(struct sha256 *h, const void *bytes, size_t n)
{
	int ok = EVP_DigestUpdate(h->ctx, bytes, n);

	assert(ok == 1);
}

void
sha256_end(struct sha256 *h, char out[static SHA256_HEX])
{
	unsigned char md[SHA256_BYTES];
	unsigned n = 0;
	int ok = EVP_DigestFinal_ex(h->ctx, md, &n);

	assert(ok == 1 && n == SHA256_BYTES);
	put_hex(md, sizeof(md), out);
	EVP_MD_CTX_free(h->ctx);
	free(h);
}

void
sha256_hex(const void *bytes, size_t n, char out[static SHA256_HEX])
{
	struct sha256 *h = sha256_new();

	sha256_add(h, bytes, n);
	sha256_end(h, out);
}

void
sha256_bytes(const void *bytes, size_t n, uint8_t out[static 32])
{
	unsigned got = 0;
	int ok = EVP_Digest(bytes, n, out, &got, EVP_sha256(), NULL);

	assert(ok == 1 && got == SHA256_BYTES);
}

void
sha1_bytes(const void *bytes, size_t n, uint8_t out[static 20])
{
	unsigned got = 0;
	int ok = EVP_Digest(bytes, n, out, &got, EVP_sha1(), NULL);

	assert(ok == 1 && got == 20);
}

void
crypto_wipe(void *p, size_t n)
{
	if (p != NULL)
		OPENSSL_cleanse(p, n);
}

/* ---- Keys --------------------------------------------------------------- */

/* OpenSSL would ask on the terminal; nobody is there. */
static int
/* NOLINTNEXTLINE(readability-non-const-parameter): pem_password_cb's type */
refuse_passphrase(char *buf, int size, int is_write, void *arg)
{
	(void)buf; /* the four arguments are pem_password_cb's */
	(void)size;
	(void)is_write;
	(void)arg;
	return -1;
}

bool
pkey_is_p256(const EVP_PKEY *pkey)
{
	char group[32] = "";
	size_t n = 0;

	return EVP_PKEY_get_base_id(pkey) == EVP_PKEY_EC &&
	       EVP_PKEY_get_group_name(pkey, group, sizeof(group), &n) == 1 &&
	       strcmp(group, SN_X9_62_prime256v1) == 0;
}

/* Takes the key; P-256 with a named curve only. */
static int
take_pkey(EVP_PKEY *pkey, bool is_private, const char *name, struct key **out,
    struct error *e)
{
	struct key *k;

	if (!pkey_is_p256(pkey)) {
		EVP_PKEY_free(pkey);
		ERR_clear_error();
		err_set(e, ERR_INPUT, name,
		    "key is not P-256 (wanted an ECDSA key on prime256v1)");
		err_hint(e, "make one with 'dossier init --key'; a certificate "
			    "must be for such a key, too");
		return -1;
	}
	k = mem_alloc(sizeof(*k));
	k->pkey = pkey;
	k->is_private = is_private;
	*out = k;
	return 0;
}

/* Nothing but white space may follow the PEM block. */
static bool
is_at_end(BIO *bio)
{
	char c;

	while (BIO_read(bio, &c, 1) == 1) {
		if (strchr(" \t\r\n", c) == NULL || c == '\0')
			return false;
	}
	return true;
}

int
key_load(const char *path, struct key **out, struct error *e)
{
	int rc = -1;
	char *pem = NULL;
	size_t n = 0;
	BIO *bio = NULL;
	EVP_PKEY *pkey;

	*out = NULL;
	if (file_check_private(path, e) == -1 ||
	    file_read(path, KEY_PEM_MAX, &pem, &n, e) == -1)
		goto out;
	bio = BIO_new_mem_buf(pem, (int)n);
	assert(bio != NULL);
	pkey = PEM_read_bio_PrivateKey(bio, NULL, refuse_passphrase, NULL);
	ERR_clear_error();
	if (pkey == NULL) {
		err_set(e, ERR_INPUT, path, "%s",
		    strstr(pem, "ENCRYPTED") != NULL
			? "private key is encrypted: wanted a plain PEM key"
			: "no PEM private key");
		goto out;
	}
	if (take_pkey(pkey, true, path, out, e) == -1)
		goto out;
	rc = 0;
out:
	BIO_free(bio);
	crypto_wipe(pem, n);
	free(pem);
	return rc;
}

int
key_load_public(const char *name, const char *pem, size_t n, struct key **out,
    struct error *e)
{
	BIO *bio;
	EVP_PKEY *pkey;
	bool is_whole;

	*out = NULL;
	if (n > KEY_PEM_MAX)
		return err_set(e, ERR_LIMIT, name,
		    "public key has %zu bytes (limit %d)", n, KEY_PEM_MAX);
	bio = BIO_new_mem_buf(pem, (int)n);
	assert(bio != NULL);
	pkey = PEM_read_bio_PUBKEY(bio, NULL, refuse_passphrase, NULL);
	is_whole = is_at_end(bio);
	BIO_free(bio);
	ERR_clear_error();
	if (pkey == NULL)
		return err_set(e, ERR_INPUT, name,
		    "no PEM public key "
		    "(wanted '-----BEGIN PUBLIC KEY-----')");
	if (!is_whole) {
		EVP_PKEY_free(pkey);
		return err_set(e, ERR_INPUT, name,
		    "text after the public key: wanted one key");
	}
	return take_pkey(pkey, false, name, out, e);
}

int
key_make(struct key **out, struct error *e)
{
	EVP_PKEY *pkey = EVP_EC_gen(SN_X9_62_prime256v1);

	*out = NULL;
	if (pkey == NULL) {
		ERR_clear_error();
		return err_set(
		    e, ERR_LOCAL, "key", "OpenSSL cannot make a P-256 key");
	}
	return take_pkey(pkey, true, "key", out, e);
}

void
key_free(struct key *k)
{
	if (k == NULL)
		return;
	EVP_PKEY_free(k->pkey); /* wipes the private part */
	free(k);
}

/* Moves what was written into out, and wipes the BIO's copy. */
static int
take_bio(BIO *bio, int ok, struct buf *out, struct error *e)
{
	char *p = NULL;
	long n = BIO_get_mem_data(bio, &p);

	if (ok == 1 && n > 0) {
		buf_add(out, p, (size_t)n);
		crypto_wipe(p, (size_t)n);
	}
	BIO_free(bio);
	ERR_clear_error();
	if (ok != 1)
		return err_set(e, ERR_BUG, "key", "cannot write it as PEM");
	return 0;
}

int
key_private_pem(const struct key *k, struct buf *out, struct error *e)
{
	BIO *bio = BIO_new(BIO_s_mem());
	int ok;

	assert(bio != NULL && k->is_private);
	ok = PEM_write_bio_PKCS8PrivateKey(
	    bio, k->pkey, NULL, NULL, 0, NULL, NULL);
	return take_bio(bio, ok, out, e);
}

int
key_public_pem(const struct key *k, struct buf *out, struct error *e)
{
	BIO *bio = BIO_new(BIO_s_mem());

	assert(bio != NULL);
	return take_bio(bio, PEM_write_bio_PUBKEY(bio, k->pkey), out, e);
}

int
key_hint(const struct key *k, struct buf *out, struct error *e)
{
	unsigned char *der = NULL, md[SHA256_BYTES];
	int n = i2d_PUBKEY(k->pkey, &der);

	if (n <= 0) {
		ERR_clear_error();
		return err_set(e, ERR_BUG, "key", "cannot write it as DER");
	}
	sha256_bytes(der, (size_t)n, md);
	base64_put(out, md, sizeof(md));
	OPENSSL_free(der);
	return 0;
}

bool
key_equal(const struct key *a, const struct key *b)
{
	bool is_same = EVP_PKEY_eq(a->pkey, b->pkey) == 1;

	ERR_clear_error();
	return is_same;
}

/* ---- Signatures --------------------------------------------------------- */

/* Reads DER; NULL unless it is the one spelling of its r and s. */
static ECDSA_SIG *
parse_sig(const void *sig, size_t n)
{
	const unsigned char *start = sig, *p = start;
	unsigned char *der = NULL;
	ECDSA_SIG *s;
	int nder;

	if (n == 0 || n > 128) /* P-256: 72 at most */
		return NULL;
	s = d2i_ECDSA_SIG(NULL, &p, (long)n);
	nder = s == NULL ? -1 : i2d_ECDSA_SIG(s, &der);
	if (nder < 0 || (size_t)nder != n || memcmp(der, start, n) != 0) {
		ECDSA_SIG_free(s);
		s = NULL;
	}
	OPENSSL_free(der);
	ERR_clear_error();
	return s;
}

static bool
is_low(const BIGNUM *s)
{
	BIGNUM *half = NULL;
	bool low;
	int ok = BN_hex2bn(&half, half_order);

	assert(ok > 0);
	(void)ok; /* used by the assertion */
	low = BN_cmp(s, half) <= 0;
	BN_free(half);
	return low;
}

bool
key_sig_is_low(const void *sig, size_t nsig)
{
	ECDSA_SIG *s = parse_sig(sig, nsig);
	bool low = s != NULL && is_low(ECDSA_SIG_get0_s(s));

	ECDSA_SIG_free(s);
	return low;
}

/* Appends (r, s) with the smaller s. */
static void
put_low(const unsigned char *der, size_t n, struct buf *out)
{
	ECDSA_SIG *s = parse_sig(der, n);
	unsigned char *low = NULL;
	int nlow;

	assert(s != NULL);
	if (!is_low(ECDSA_SIG_get0_s(s))) {
		BIGNUM *top = NULL, *r = BN_dup(ECDSA_SIG_get0_r(s));
		int ok = BN_hex2bn(&top, order);

		assert(ok > 0 && r != NULL);
		ok = BN_sub(top, top, ECDSA_SIG_get0_s(s));
		assert(ok == 1);
		ok = ECDSA_SIG_set0(s, r, top); /* takes both */
		assert(ok == 1);
		(void)ok; /* used by the assertions */
	}
	nlow = i2d_ECDSA_SIG(s, &low);
	assert(nlow > 0);
	buf_add(out, low, (size_t)nlow);
	OPENSSL_free(low);
	ECDSA_SIG_free(s);
}

int
key_sign(const struct key *k, const void *bytes, size_t n, struct buf *sig,
    struct error *e)
{
	unsigned char der[128];
	size_t nder = sizeof(der), before = sig->len;
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool ok;

	assert(ctx != NULL && k->is_private);
	ok = EVP_DigestSignInit_ex(
		 ctx, NULL, "SHA256", NULL, NULL, k->pkey, NULL) == 1 &&
	     EVP_DigestSign(ctx, der, &nder, bytes, n) == 1;
	EVP_MD_CTX_free(ctx);
	ERR_clear_error();
	if (!ok)
		return err_set(e, ERR_LOCAL, "key", "OpenSSL cannot sign");
	put_low(der, nder, sig);
	/* A fault in one signature gives the key away: check before use. */
	if (!key_verify(k, bytes, n, sig->data + before, sig->len - before))
		return err_set(e, ERR_BUG, "key",
		    "the signature just made does not verify");
	return 0;
}

bool
key_verify(const struct key *k, const void *bytes, size_t n, const void *sig,
    size_t nsig)
{
	ECDSA_SIG *s = parse_sig(sig, nsig);
	EVP_MD_CTX *ctx;
	bool ok;

	if (s == NULL)
		return false;
	ECDSA_SIG_free(s);
	ctx = EVP_MD_CTX_new();
	assert(ctx != NULL);
	ok = EVP_DigestVerifyInit_ex(
		 ctx, NULL, "SHA256", NULL, NULL, k->pkey, NULL) == 1 &&
	     EVP_DigestVerify(ctx, sig, nsig, bytes, n) == 1;
	EVP_MD_CTX_free(ctx);
	ERR_clear_error();
	return ok;
}
