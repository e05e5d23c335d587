/* Certificate paths, for ext/cms alone. */
#ifndef EXT_CERT_H
#define EXT_CERT_H

#include <stddef.h>
#include <stdint.h>

#include "ext/cms.h"

struct x509_st;

/* The subject as RFC 2253 has it, appended. */
void cert_put_subject(struct x509_st *x, struct buf *out);
/* Borrowed. */
struct x509_st *cert_x509(const struct cert *c);
/*
 * all[signer] leads to root at the time `at`, may sign, and every one of the
 * others is on that path.
 */
enum cert_path cert_judge(struct x509_st *const *all, size_t n, size_t signer,
    const struct cert *root, int64_t at, struct buf *why);

#endif
