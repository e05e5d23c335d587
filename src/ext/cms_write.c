/*
 * Writes a CMS signature from its parts (RFC 5652; CAdES-BES, RFC 5126): the
 * frame around them is fixed, so that there is one spelling.  Refuses nothing:
 * the parts were checked by who filled them in.
 */
#include "ext/cms_parts.h"

#include <assert.h>
#include <string.h>

#include <openssl/x509.h>

#include "base/buf.h"
#include "ext/crypto.h"
#include "ext/der.h"

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

void
cms_put_issuer(const struct cms *c, bool is_general_names, struct buf *out)
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
	cms_put_issuer(c, true, &b);
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
	if (c->has_time) {
		der_put(&b, DER_UTC_TIME, c->time, CMS_UTC_TIME);
		put_attribute(out, oid_time, sizeof(oid_time), &b);
		buf_reset(&b);
	}
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
	cms_put_issuer(c, false, &b);
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

void
cms_format(const struct cms *c, struct buf *out)
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

/* Takes x.  Sorted as DER sorts a SET OF (X.690 section 11.6). */
void
cms_add_cert(struct cms *c, X509 *x, struct buf der)
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

void
cms_put_der(const X509 *x, struct buf *out)
{
	unsigned char *der = NULL;
	int n = i2d_X509(x, &der);

	assert(n > 0);
	buf_add(out, der, (size_t)n);
	OPENSSL_free(der);
}

void
cms_put_signed(const struct cms *c, struct buf *out)
{
	put_attributes(c, out);
	der_wrap(out, DER_SET);
}
