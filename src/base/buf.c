/*
 * A growing buffer of bytes, always followed by a NUL.  Growth doubles, so
 * that appending byte by byte stays linear.  It refuses nothing: limits on
 * what comes from outside belong to the reader of it.
 */
#include "base/buf.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { BUF_FIRST = 64 };

/* Room for n more bytes and the NUL. */
static void
reserve(struct buf *b, size_t n)
{
	size_t cap = b->cap < BUF_FIRST ? BUF_FIRST : b->cap;

	if (n >= PTRDIFF_MAX - b->len)
		cap = SIZE_MAX; /* mem_grow ends the process */
	else
		while (cap < b->len + n + 1)
			cap *= 2;
	if (cap == b->cap)
		return;
	b->data = mem_grow(b->data, cap, 1);
	b->cap = cap;
}

void
buf_free(struct buf *b)
{
	free(b->data);
	*b = (struct buf){0};
}

void
buf_reset(struct buf *b)
{
	b->len = 0;
	if (b->data != NULL)
		b->data[0] = '\0';
}

void
buf_add(struct buf *b, const void *bytes, size_t n)
{
	if (n == 0)
		return;
	if (n >= b->cap - b->len)
		reserve(b, n);
	memcpy(b->data + b->len, bytes, n);
	b->len += n;
	b->data[b->len] = '\0';
}

void
buf_puts(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void
buf_putc(struct buf *b, char c)
{
	if (b->cap - b->len < 2)
		reserve(b, 1);
	b->data[b->len++] = c;
	b->data[b->len] = '\0';
}

void
buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(b, fmt, ap);
	va_end(ap);
}

void
buf_vprintf(struct buf *b, const char *fmt, va_list ap)
{
	va_list again;
	size_t room;
	int n;

	reserve(b, BUF_FIRST); /* most texts fit at once */
	room = b->cap - b->len;
	va_copy(again, ap);
	n = vsnprintf(b->data + b->len, room, fmt, again);
	va_end(again);
	assert(n >= 0);
	if ((size_t)n >= room) {
		reserve(b, (size_t)n);
		n = vsnprintf(b->data + b->len, (size_t)n + 1, fmt, ap);
		assert(n >= 0);
	}
	b->len += (size_t)n;
}

const char *
buf_str(const struct buf *b)
{
	return b->data == NULL ? "" : b->data;
}
