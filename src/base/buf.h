/* A growing buffer of bytes.  data is NUL-terminated; len does not count it. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>
#include <stddef.h>

struct buf {
	char *data; /* NULL until the first byte; buf_str never is */
	size_t len;
	size_t cap;
};

void buf_free(struct buf *b);  /* and makes it empty */
void buf_reset(struct buf *b); /* empty, keeps the memory */
void buf_add(struct buf *b, const void *bytes, size_t n);
void buf_puts(struct buf *b, const char *s);
void buf_putc(struct buf *b, char c);
void buf_printf(struct buf *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void buf_vprintf(struct buf *b, const char *fmt, va_list ap)
    __attribute__((format(printf, 2, 0)));
const char *buf_str(const struct buf *b); /* "" when empty */

#endif
