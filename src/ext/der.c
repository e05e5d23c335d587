/*
 * DER (X.690 section 10): tag, shortest definite length, content.  Refuses
 * indefinite and longer lengths, tags of more than one byte, and items that
 * reach beyond their container.
 */
#include "ext/der.h"

#include <stdint.h>
#include <string.h>

#include "base/buf.h"

enum { LENGTH_BYTES = 4 }; /* 4 GiB: no signature is so long */

void
der_put(struct buf *out, int tag, const void *bytes, size_t n)
{
	unsigned char head[2 + LENGTH_BYTES];
	size_t nhead = 0, more = 0, i;

	head[nhead++] = (unsigned char)tag;
	if (n < 0x80) {
		head[nhead++] = (unsigned char)n;
	} else {
		while (more < LENGTH_BYTES && n >> (8 * more) != 0)
			more++;
		head[nhead++] = (unsigned char)(0x80 | more);
		for (i = more; i > 0; i--)
			head[nhead++] = (unsigned char)(n >> (8 * (i - 1)));
	}
	buf_add(out, head, nhead);
	if (n > 0)
		buf_add(out, bytes, n);
}

void
der_wrap(struct buf *b, int tag)
{
	struct buf inner = *b;

	memset(b, 0, sizeof(*b));
	der_put(b, tag, inner.data, inner.len);
	buf_free(&inner);
}

/* The length at d->p; false if it is not the shortest form. */
static bool
take_length(struct der *d, size_t *n)
{
	size_t more, i, v = 0;

	if (d->p == d->end)
		return false;
	if (*d->p < 0x80) {
		*n = *d->p++;
		return true;
	}
	more = *d->p++ & 0x7fU;
	if (more == 0 || more > LENGTH_BYTES ||
	    (size_t)(d->end - d->p) < more || *d->p == 0)
		return false;
	for (i = 0; i < more; i++)
		v = v << 8 | *d->p++;
	*n = v;
	return v >= 0x80;
}

bool
der_next(struct der *d, struct der_item *out)
{
	const unsigned char *start = d->p;

	if (d->p == d->end || (*d->p & 0x1f) == 0x1f)
		return false;
	out->tag = *d->p++;
	if (!take_length(d, &out->n) || (size_t)(d->end - d->p) < out->n)
		return false;
	out->p = d->p;
	d->p += out->n;
	out->whole = start;
	out->nwhole = (size_t)(d->p - start);
	return true;
}

bool
der_take(struct der *d, int tag, struct der_item *out)
{
	return der_next(d, out) && out->tag == tag;
}

struct der
der_in(const struct der_item *item)
{
	struct der d = {item->p, item->p + item->n};

	return d;
}
