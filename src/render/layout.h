/*
 * Private to render/: pages from a document tree, measured by a callback.  The
 * one place that breaks lines and pages; it knows neither fonts nor PDF, and
 * is tested as text.
 *
 * Lengths are in thousandths of a point; y goes down from the page's top.
 * Everything lives in the arena given.
 */
#ifndef RENDER_LAYOUT_H
#define RENDER_LAYOUT_H

#include <stdint.h>

#include "core/doc.h"

enum face {
	FACE_TEXT = 0,
	FACE_BOLD,
	FACE_ITALIC,
	FACE_MONO,
	FACE_COUNT /* not a face: how many there are */
};

struct metrics {
	/* Width of n bytes on one line; whole code points. */
	int32_t (*width)(
	    void *ctx, enum face face, int32_t size, const char *s, size_t n);
	void *ctx;
};

enum paper_size { PAPER_LETTER = 0, PAPER_A4 };

/* ---- Structure: what a reader who does not see is told ------------------- */

/* The standard types of PDF 1.7 (14.8.4) that are used. */
enum tag {
	TAG_DOCUMENT = 0,
	TAG_SECT,
	TAG_DIV,
	TAG_H1,
	TAG_H2,
	TAG_H3,
	TAG_H4,
	TAG_H5,
	TAG_H6,
	TAG_P,
	TAG_BLOCKQUOTE,
	TAG_L,
	TAG_LI,
	TAG_LBL,
	TAG_LBODY,
	TAG_TABLE,
	TAG_CAPTION,
	TAG_THEAD,
	TAG_TBODY,
	TAG_TR,
	TAG_TH,
	TAG_TD,
	TAG_FIGURE,
	TAG_TOC,
	TAG_TOCI,
	TAG_REFERENCE,
	TAG_LINK,
	TAG_CODE,
	TAG_SPAN,
	TAG_FORM /* the renderer's own: the signature field */
};

const char *tag_name(enum tag t); /* "BlockQuote" */

/* A hundred a page, and as many items: they are kept small. */
struct elem {
	enum tag tag : 8;
	bool is_row_head : 1; /* TH: of a row; else of a column */
	bool is_numbered : 1; /* L */
	uint32_t number;      /* for the renderer */
	struct elem *parent, *first, *last, *next;
	struct text alt; /* FIGURE: its description; LINK: its spoken name */
	union {
		struct {                    /* LINK */
			const char *target; /* a name within, or NULL */
			const char *uri; /* relative, outside this file, or NULL
					  */
		};
		struct { /* FIGURE: its box on the page it stands on */
			int32_t x, y, w, h;
		};
	};
};

/* ---- What stands on a page ---------------------------------------------- */

enum item_kind { ITEM_TEXT = 0, ITEM_RECT, ITEM_SHAPE, ITEM_ICON };

struct item {
	enum item_kind kind : 8;
	enum face face : 8;
	enum ink fill : 8, stroke : 8;
	enum dash dash : 8;
	enum icon icon : 8;
	struct elem *elem; /* NULL: an artifact */
	int32_t x, y;      /* TEXT: the baseline's start; else top left */
	int32_t w, h;
	int32_t size; /* TEXT; SHAPE: of one unit of the drawing */
	int32_t line; /* width of the stroke */
	union {
		const char *s;             /* TEXT */
		const struct shape *shape; /* SHAPE: its origin is x, y */
	};
	size_t n; /* TEXT */
	struct item *next;
};

/* A place that links, contents and the outline lead to. */
struct place {
	const char *name; /* NULL: of a heading without an id */
	size_t page;      /* from 0 */
	int32_t y;
	struct place *next;
};

struct heading {
	struct text text;
	int level; /* 1 is the title */
	const struct place *place;
	struct heading *next;
};

struct page {
	int32_t width, height;
	struct item *first, *last;
};

struct layout {
	struct page *pages;
	size_t npages;
	struct elem *root;
	struct place *places;
	struct heading *headings;
};

enum { LAYOUT_PAGES_MAX = 20000 };

/*
 * The whole document: cover, contents, body, the evidence it cites, running
 * heads with the marking, page n of m.  ERR_LIMIT above LAYOUT_PAGES_MAX.
 */
int layout_make(struct arena *a, const struct doc *d, enum paper_size paper,
    const struct metrics *m, struct layout *out, struct error *e);

/* The layout as text, for tests: a line an item, pages and tags named. */
void layout_dump(const struct layout *l, struct buf *out);

#endif
