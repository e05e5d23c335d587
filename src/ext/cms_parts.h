/* The parts of a CMS signature and how they are written; for ext/cms alone. */
#ifndef EXT_CMS_PARTS_H
#define EXT_CMS_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "ext/crypto.h"

struct x509_st;

enum {
	CMS_CERTS = 8,    /* signer and intermediates */
	CMS_UTC_TIME = 13 /* YYMMDDHHMMSSZ */
};

struct cms {
	struct buf certs[CMS_CERTS]; /* DER, sorted as a SET OF */
	struct x509_st *x509[CMS_CERTS];
	size_t ncerts, signer;
	bool has_time; /* signing time is an attribute */
	char time[CMS_UTC_TIME + 1];
	int64_t at;
	unsigned char digest[SHA256_BYTES];
	struct buf signature, token;
	struct key *key; /* the signer's */
};

/* Takes x and der. */
void cms_add_cert(struct cms *c, struct x509_st *x, struct buf der);
void cms_put_der(const struct x509_st *x, struct buf *out);
/* Issuer's name and serial number of the signer's certificate. */
void cms_put_issuer(
    const struct cms *c, bool is_general_names, struct buf *out);
/* What is signed is the SET of attributes, not the [0] that is written. */
void cms_put_signed(const struct cms *c, struct buf *out);
/* The one spelling of the whole. */
void cms_format(const struct cms *c, struct buf *out);

#endif
