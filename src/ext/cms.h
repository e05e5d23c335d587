/*
 * X.509 certificates, detached CMS signatures (CAdES-BES, RFC 5652, 5126) and
 * RFC 3161 time-stamps, by OpenSSL 3.  A signature has one spelling here: one
 * signer, ECDSA P-256 with SHA-256, signed attributes content type, signing
 * time (not in a PDF: ETSI EN 319 142-1 section 6.3), message digest and
 * signing certificate v2, at most one unsigned attribute, which is a
 * time-stamp token, and no root among its certificates.
 */
#ifndef EXT_CMS_H
#define EXT_CMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct error;
struct key;

struct cert; /* one X.509 certificate */

/* Exactly one PEM certificate; ERR_INPUT. */
int cert_load(const char *name, const char *pem, size_t n, struct cert **out,
    struct error *e);
void cert_free(struct cert *c);

#define CMS_NO_TIME INT64_MIN /* a PDF's: its dictionary says when */

/* Who signs, and when. */
struct cms_signer {
	const struct key *key;
	const char *chain; /* a PEM file */
	int64_t time;      /* seconds, UTC, before 2050; or CMS_NO_TIME */
};

/*
 * Signs with the first certificate of the chain, which must be the key's; the
 * others are intermediates, roots are left out.  Appends DER.  ERR_LOCAL or
 * ERR_INPUT for the chain and the time.
 */
int cms_sign(const struct cms_signer *by, const void *bytes, size_t n,
    struct buf *der, struct error *e);

struct cms; /* a signature in its one spelling */

int cms_parse(const void *der, size_t n, struct cms **out, struct error *e);
void cms_free(struct cms *c);
/* True only if it signs these bytes by its signer's certificate. */
bool cms_verify(const struct cms *c, const void *bytes, size_t n);
/* False: as a PDF holds it, and cms_signing_time is 0. */
bool cms_has_time(const struct cms *c);
int64_t cms_signing_time(const struct cms *c);
/* Was the signer's certificate valid then?  Its path is not asked. */
bool cms_is_valid_at(const struct cms *c, int64_t at);
/* The key of the signer's certificate; borrowed. */
const struct key *cms_key(const struct cms *c);
/* The signer's subject as RFC 2253 has it, appended. */
void cms_subject(const struct cms *c, struct buf *out);
/* The signature value; what a time-stamp is over. */
void cms_signature(const struct cms *c, struct buf *out);
/* DER of the time-stamp token; nothing if there is none. */
void cms_token(const struct cms *c, struct buf *out);
/* The same signature with the token of this answer, appended to *der. */
int cms_put_stamped(const struct cms *c, const struct buf *tsr, struct buf *der,
    struct error *e);

enum cert_path {
	CERT_PATH_NONE = 0, /* does not lead to this root */
	CERT_PATH_BAD,      /* leads there, and is not valid: why */
	CERT_PATH_OK
};

/*
 * Does the signer's certificate lead to this root, was it valid at `at`, may
 * it sign, and is every certificate in the signature on that path?  Offline:
 * revocation is not asked.
 */
enum cert_path cms_path(
    const struct cms *c, const struct cert *root, int64_t at, struct buf *why);

/*
 * The token of a TimeStampResp that was granted; -1 for another status or
 * spelling.
 */
int ts_token(const void *tsr, size_t n, struct buf *token);
/* The granted answer with this token, appended. */
void ts_granted(const void *token, size_t n, struct buf *tsr);
/* A TimeStampReq over the bytes, with a nonce and a wish for certificates. */
int ts_query(const void *bytes, size_t n, struct buf *query, struct error *e);
/*
 * Is this what was asked for: granted, over these bytes, with the nonce, of
 * `now` to CLOCK_SKEW seconds, signed by the certificate within?  No root is
 * asked: verify does.  *tsr gets the answer as ts_token wants it, appended.
 * ERR_AGAIN when it was not granted, else ERR_TRUST.
 */
int ts_accept(const struct buf *query, const struct buf *answer, int64_t now,
    struct buf *tsr, struct error *e);
/*
 * Is this answer over the bytes, by an authority below this root?  *at is its
 * time, seconds UTC; what is wrong is appended to *why.
 */
enum cert_path ts_verify(const struct buf *tsr, const struct buf *bytes,
    const struct cert *root, int64_t *at, struct buf *why);

#endif
