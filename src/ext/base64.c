/*
 * base64, standard alphabet, padded (RFC 4648 section 4).  Refuses every
 * other spelling of the same bytes, which section 3.5 leaves open: white
 * space, missing padding, stray bits.  Two spellings of a signature would be
 * two packages.
 */
#include <string.h>

#include "base/buf.h"
#include "ext/crypto.h"

static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void
base64_put(struct buf *out, const void *bytes, size_t n)
{
	const unsigned char *p = bytes;
	size_t i;

	for (i = 0; i < n; i += 3) {
		size_t left = n - i;
		unsigned v = (unsigned)p[i] << 16;
		char q[4] = {'=', '=', '=', '='};

		if (left > 1)
			v |= (unsigned)p[i + 1] << 8;
		if (left > 2)
			v |= p[i + 2];
		q[0] = alphabet[v >> 18];
		q[1] = alphabet[v >> 12 & 63];
		if (left > 1)
			q[2] = alphabet[v >> 6 & 63];
		if (left > 2)
			q[3] = alphabet[v & 63];
		buf_add(out, q, sizeof(q));
	}
}

/* The value of a digit, or -1. */
static int
digit_value(char c)
{
	const char *at = c == '\0' ? NULL : strchr(alphabet, c);

	return at == NULL ? -1 : (int)(at - alphabet);
}

/* Four characters to 1, 2 or 3 bytes; padding only if `is_last`. */
static int
get_quad(struct buf *out, const char *q, bool is_last)
{
	int a = digit_value(q[0]), b = digit_value(q[1]);
	int c = digit_value(q[2]), d = digit_value(q[3]);
	unsigned char byte[3];
	size_t n = 3;

	if (is_last && q[3] == '=') {
		d = 0;
		n = 2;
		if (q[2] == '=') {
			c = 0;
			n = 1;
		}
	}
	if (a == -1 || b == -1 || c == -1 || d == -1)
		return -1;
	if ((n == 1 && (b & 15) != 0) || (n == 2 && (c & 3) != 0))
		return -1;
	byte[0] = (unsigned char)(a << 2 | b >> 4);
	byte[1] = (unsigned char)((b & 15) << 4 | c >> 2);
	byte[2] = (unsigned char)((c & 3) << 6 | d);
	buf_add(out, byte, n);
	return 0;
}

int
base64_get(struct buf *out, const char *text, size_t n)
{
	size_t i;

	if (n % 4 != 0)
		return -1;
	for (i = 0; i < n; i += 4) {
		if (get_quad(out, text + i, i + 4 == n) == -1)
			return -1;
	}
	return 0;
}
