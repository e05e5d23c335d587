/*
 * Hashes, base64, keys and signatures, by OpenSSL 3.  ECDSA P-256 with SHA-256
 * only.  Keys are wiped when freed.
 */
#ifndef EXT_CRYPTO_H
#define EXT_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct error;

enum { SHA256_BYTES = 32, SHA256_HEX = 65 };

struct sha256; /* running hash */
struct sha256 *sha256_new(void);
void sha256_add(struct sha256 *h, const void *bytes, size_t n);
/* Ends and frees h; out is lower-case hex with a NUL. */
void sha256_end(struct sha256 *h, char out[static SHA256_HEX]);
void sha256_hex(const void *bytes, size_t n, char out[static SHA256_HEX]);
/* The same as 32 bytes. */
void sha256_bytes(const void *bytes, size_t n, uint8_t out[static 32]);
/* For uuid_v5 alone (RFC 4122): an identifier, not security. */
void sha1_bytes(const void *bytes, size_t n, uint8_t out[static 20]);

/* Standard alphabet, padded.  Decoding is strict: no white space, padding
 * whole, no stray bits.  Returns -1 for anything else. */
void base64_put(struct buf *out, const void *bytes, size_t n);
int base64_get(struct buf *out, const char *text, size_t n);

void crypto_wipe(void *p, size_t n);

struct evp_pkey_st;                                /* OpenSSL's EVP_PKEY */
bool pkey_is_p256(const struct evp_pkey_st *pkey); /* for ext/cms */

struct key; /* private or public, P-256 */

/* PEM private key from memory or a file that only we can read. */
int key_load(const char *path, struct key **out, struct error *e);
int key_load_public(const char *name, const char *pem, size_t n,
    struct key **out, struct error *e);
int key_make(struct key **out, struct error *e);
void key_free(struct key *k);
/* PEM text of the private or public part, appended. */
int key_private_pem(const struct key *k, struct buf *out, struct error *e);
int key_public_pem(const struct key *k, struct buf *out, struct error *e);
/* base64(SHA-256(DER SubjectPublicKeyInfo)): cosign's hint. */
int key_hint(const struct key *k, struct buf *out, struct error *e);
bool key_equal(const struct key *a, const struct key *b);
/* DER ECDSA signature over the bytes (hashed with SHA-256), appended. */
int key_sign(const struct key *k, const void *bytes, size_t n, struct buf *sig,
    struct error *e);
/* True only if it verifies, is DER, and is the low or high s as signed. */
bool key_verify(const struct key *k, const void *bytes, size_t n,
    const void *sig, size_t nsig);
/* True if it is DER with s at most n/2, which is how key_sign spells it. */
bool key_sig_is_low(const void *sig, size_t nsig);

#endif
