/*
 * DER, definite lengths only: what the signatures of ext/cms are made of.
 * For ext/ alone.
 */
#ifndef EXT_DER_H
#define EXT_DER_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

enum {
	DER_INTEGER = 0x02,
	DER_OCTETS = 0x04,
	DER_OID = 0x06,
	DER_UTC_TIME = 0x17,
	DER_SEQ = 0x30,
	DER_SET = 0x31,
	DER_CONT_0 = 0xa0, /* [0], constructed */
	DER_CONT_1 = 0xa1,
	DER_CONT_4 = 0xa4
};

/* Tag, shortest length, content; appended. */
void der_put(struct buf *out, int tag, const void *bytes, size_t n);
/* The content of b becomes its tag, length and content. */
void der_wrap(struct buf *b, int tag);

struct der {
	const unsigned char *p, *end;
};

struct der_item {
	int tag;
	const unsigned char *whole; /* with tag and length */
	size_t nwhole;
	const unsigned char *p; /* the content */
	size_t n;
};

/* The next item; false at the end, or if it is not in one-byte-tag DER. */
bool der_next(struct der *d, struct der_item *out);
/* The next item, which must have this tag. */
bool der_take(struct der *d, int tag, struct der_item *out);
/* Moves into the item. */
struct der der_in(const struct der_item *item);

#endif
