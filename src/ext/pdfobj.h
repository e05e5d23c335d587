/*
 * PDF files as objects (libharu: object numbers, dictionaries, streams,
 * deflate). What stands in an object is written by who calls, as PDF text; so
 * no number is ever formatted by the library, and two versions of it give one
 * file. ISO 32000-1.
 *
 * Text given is copied.  Memory that is out ends the process, as in base/mem.
 */
#ifndef EXT_PDFOBJ_H
#define EXT_PDFOBJ_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct error;
struct pdf;

/* NULL when the library cannot begin (ERR_BUG). */
struct pdf *pdf_new(struct error *e);
void pdf_free(struct pdf *p);

/* The number of a new object, 1 or more. */
int pdf_reserve(struct pdf *p);
/* Its members, without << and >>: once for each number. */
void pdf_set(struct pdf *p, int id, const char *members, size_t n);
/* Keeps it out of object streams: for what a signer rewrites. */
void pdf_keep_plain(struct pdf *p, int id);
/* A stream with further members; deflated unless is_raw.  Its number. */
int pdf_stream(struct pdf *p, const char *members, const void *bytes, size_t n,
    bool is_raw);
struct pdf_trailer {
	int catalog, info; /* objects */
	const char *id;    /* 32 hex digits */
};

/* The file, PDF 1.7 with object streams.  ERR_BUG for what was left open. */
int pdf_write(struct pdf *p, const struct pdf_trailer *t, struct buf *out,
    struct error *e);

/* Of the library, for tool.json. */
const char *pdf_version(void);
const char *pdf_zlib_version(void); /* what deflates */

#endif
