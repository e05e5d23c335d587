/*
 * Between the files that write PDF: fonts and their codes, content streams,
 * the structure tree, what is said of the file.
 */
#ifndef RENDER_PDF_INT_H
#define RENDER_PDF_INT_H

#include "base/buf.h"
#include "base/error.h"
#include "ext/pdfobj.h"
#include "ext/shape.h"
#include "render/layout.h"
#include "render/render.h"

/* ---- pdf_font.c: faces, and the codes of the glyphs that were used ------- */

enum { FONTS_CHAIN = 16, LACKING_MAX = 500 };

/* A glyph with the text it stands for. */
struct code {
	uint32_t glyph;
	const char *text; /* of the file's arena; n bytes */
	size_t n;
	size_t next; /* in its hash chain, 0: none */
};

/* One font file in one PDF file. */
struct used_font {
	struct font *font;
	char path[256];
	size_t index;       /* its name in a page is F and this */
	struct code *codes; /* by code; the first is not used */
	size_t ncodes, cap_codes;
	size_t *heads; /* of the hash chains */
	bool was_used; /* by a document of this run */
};

struct fonts {
	struct arena *a; /* of the document in hand */
	struct used_font **items;
	size_t n, cap;
	/* By face, what is tried in order: see pdf_font.c. */
	int chains[FACE_COUNT][FONTS_CHAIN];
	struct width *widths; /* of words that were measured */
	/* Code points of this document that no font has, sorted. */
	unsigned lacking[LACKING_MAX];
	size_t nlacking;
	bool lacks_more;
	struct error broken;  /* the first font that is there and unreadable */
	struct glyphs shaped; /* of one segment */
	struct drawn *drawn;  /* words that were drawn: pdf_text.c */
	unsigned serial;      /* of the file in hand, from 1 */
};

/* Text of one font and direction, in the order it is drawn. */
struct seg {
	struct used_font *font;
	const char *s;
	size_t n;
	bool is_rtl;
	const char *instead; /* "[U+1F600]": what no font has; or NULL */
};

/* Appends to a heap list; the caller frees it. */
size_t fonts_segs(
    struct fonts *f, enum face face, const char *s, size_t n, struct seg **out);
/* struct metrics' function; ctx is struct fonts. */
int32_t fonts_width(
    void *ctx, enum face face, int32_t size, const char *s, size_t n);
/*
 * The code of a glyph for its text.  *says is false where the font can give
 * the glyph only with another text (CFF): the text must be told apart.
 */
unsigned fonts_code(struct fonts *f, struct used_font *u, uint32_t glyph,
    const char *s, size_t n, bool *says);
/* Codes are of one file: called before each. */
void fonts_forget(struct fonts *f);
/* Writes the fonts that were used; "/F1 12 0 R/F2 ..." to resources. */
int fonts_put(
    struct fonts *f, struct pdf *p, struct buf *resources, struct error *e);

/* ---- pdf_draw.c, pdf_text.c --------------------------------------------- */

void put_whole(struct buf *b, int32_t v);
/* Thousandths of a point as points, two decimals at most. */
void put_mpt(struct buf *b, int32_t v);
/* <FEFF...>: a text string of UTF-16. */
void put_utf16(struct buf *b, const char *s, size_t n);
/* A colour as an operand; no ink: nothing. */
void put_ink(struct buf *b, enum ink ink, bool is_stroke);
/* Each with a blank behind it, then the operator and a line end. */
void put_numbers(
    struct buf *b, const int32_t *list, size_t n, const char *operator);
void put_dash(struct buf *b, enum dash d);
/* "f", "S", "B" or "n". */
const char *paint_operator(enum ink fill, enum ink stroke);
struct words {
	enum face face;
	int32_t size, x, y; /* y up from the page's foot */
	enum ink ink;
	const char *s;
	size_t n;
};

void draw_words(struct buf *b, struct fonts *f, const struct words *w);
/* pdf_shape.c: left, top (up from the foot) and size. */
void draw_icon(
    struct buf *b, enum icon icon, enum ink ink, const int32_t at[3]);
void draw_shape(
    struct buf *b, struct fonts *f, const struct item *i, int32_t height);
/* One item in a page's content; height is the page's. */
void draw_item(
    struct buf *b, struct fonts *f, const struct item *i, int32_t height);

/* ---- pdf_tree.c: the structure tree -------------------------------------- */

/* A hundred of each a page. */
struct kid {
	uint32_t page;
	int32_t what;    /* marked content: its number; below 0: an annotation,
			    minus its object */
	uint32_t behind; /* how many child elements stand before it */
	uint32_t next;   /* in kids, 0: none */
};

struct node_of {              /* of an elem, by its number */
	uint32_t first, last; /* in kids, 0: none */
	uint32_t index;       /* among its siblings, from 1 */
	uint32_t drawn;       /* children that have content so far */
};

struct tree {
	struct arena *a;
	struct pdf *p;
	const struct elem *root;
	int object; /* of the root; the others follow by their numbers */
	struct node_of *nodes;
	size_t n;
	struct kid *kids; /* on the heap; the first is not used */
	size_t nkids, cap_kids;
	int *parents; /* elements' objects, by page and MCID; on the heap */
	size_t nparents, cap_parents;
	struct page_of *pages; /* by page: drawn one after the other */
	size_t npages;
	struct buf annotations; /* the parent tree's rows of annotations */
	size_t nannotations;
};

struct page_of {
	int object;
	int32_t height;
	size_t from, n; /* its part of the tree's parents */
};

void tree_init(
    struct tree *t, struct arena *a, struct pdf *p, const struct layout *l);
void tree_free(struct tree *t);
/* A new piece of marked content of the element on this page. */
int tree_mark(struct tree *t, struct elem *e, size_t page);
/* An annotation of a Link element; its StructParent. */
size_t tree_annotate(struct tree *t, struct elem *e, size_t page, int object);
/* Writes all elements; the root's object. */
int tree_put(struct tree *t);

/* ---- pdf_meta.c ---------------------------------------------------------- */

/* Objects; af and names get the catalog's members for attachments. */
int meta_xmp(struct pdf *p, const struct pdf_in *in, const char *producer);
int meta_intent(struct pdf *p);
int meta_info(struct pdf *p, struct arena *a, const struct pdf_in *in,
    const char *producer);
int meta_outline(struct pdf *p, struct arena *a, const struct layout *l,
    const struct page_of *pages);
void meta_attachments(struct pdf *p, struct arena *a, const struct pdf_in *in,
    struct buf *af, struct buf *names);
/* "D:20261123120000Z" of an RFC 3339 time. */
const char *meta_date(struct arena *a, const char *time);

#endif
