/* Document trees in, HTML bytes out.  Accepts only display-safe text. */
#ifndef RENDER_RENDER_H
#define RENDER_RENDER_H

#include "core/doc.h"

struct error;

/*
 * One whole page.  The page's `path` ("controls/si-7.html") decides relative
 * links.  Appends to out.
 */
void render_html(const struct doc *d, struct buf *out);
/*
 * The site's package.css, which every page links beside style.css: marking,
 * package id and page numbers in the margins of a printed page.
 */
void render_package_css(const struct chrome *c, struct buf *out);

/* ---- PDF ---------------------------------------------------------------- */

/*
 * The Noto families of this machine, found once for all documents.  ERR_INPUT
 * with a hint when the plain face is not there.
 */
struct fonts;
bool fonts_are_there(void);
int fonts_open(struct fonts **out, struct error *e);
void fonts_close(struct fonts *f);
/* Paths of the font files that documents used so far. */
const char *const *fonts_used(struct fonts *f, struct arena *a, size_t *n);
/*
 * "U+1F600, U+12000": what the document that was rendered last has and no font;
 * it stands there as [U+1F600], and its last section lists it.  NULL: nothing.
 */
const char *fonts_lacking(const struct fonts *f, struct arena *a);

/* A file within the file (PDF/A-3). */
struct attachment {
	const char *name, *mime; /* mime without parameters */
	const char *about;
	const char *relationship; /* "Source", "Data" */
	const char *bytes;
	size_t n;
};

struct pdf_in {
	const struct doc *doc;
	bool is_a4;        /* else Letter */
	const char *as_of; /* RFC 3339: every date in the file */
	const struct attachment *attachments;
	size_t nattachments;
};

/*
 * The document as PDF/A-3a and PDF/UA-1, with a signature field to fill.  The
 * same document gives the same bytes where zlib and HarfBuzz are the same.
 */
int render_pdf(
    const struct pdf_in *in, struct fonts *f, struct buf *out, struct error *e);

#endif
