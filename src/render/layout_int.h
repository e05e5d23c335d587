/*
 * Between the files of the layout: fragments make lines, lines make strips,
 * strips make pages.  A strip is what no page break goes through.
 */
#ifndef RENDER_LAYOUT_INT_H
#define RENDER_LAYOUT_INT_H

#include "base/buf.h"
#include "render/layout.h"

enum { PT = 1000 };

enum {
	SIZE_BODY = 9500,
	SIZE_SMALL = 8000,
	SIZE_MARK = 7500,
	MARGIN_SIDE = 57 * PT,
	MARGIN_TOP = 64 * PT,
	MARGIN_BOTTOM = 60 * PT,
	LEAD = 1350 /* thousandths of the size: the height of a line */
};

struct strip {
	int32_t height;
	int32_t before;            /* space above, none at the top of a page */
	struct item *first, *last; /* y from the strip's top, x on the page */
	bool keep_next;            /* not the last of its page */
	bool starts_page;
	bool is_wide;        /* on a landscape page */
	bool is_cover;       /* no running head */
	struct strip *head;  /* repeated at the top of a new page, or NULL */
	struct place *place; /* its top, or NULL */
	struct item *number; /* TEXT to fill with the page of `refers` */
	const struct place *refers;
	struct strip *next;
	size_t page; /* where it went */
};

/* How words are set. */
struct type {
	enum face face;
	int32_t size;
	enum ink ink;
};

struct lay {
	struct arena *a;   /* of the layout that is made */
	struct arena *own; /* of strips and lines: gone when it is */
	const struct doc *doc;
	const struct metrics *m;
	struct layout *out;
	int32_t paper_w, paper_h; /* upright */
	int32_t x, w;             /* the column in hand */
	struct elem *elem;        /* that blocks are added to */
	struct elem nowhere;      /* of what is measured alone */
	struct strip *first, *last;
	int32_t before;      /* space owed above the next strip */
	bool keep;           /* the next strips stay with those after them */
	bool is_wide;        /* in a table on a landscape page */
	struct strip *head;  /* of the table in hand */
	struct place *place; /* of the next strip */
	enum ink wash;       /* behind what is drawn, or INK_NONE */
	enum ink bar;        /* at its left */
	int32_t bar_x, bar_w;
	const char **cited; /* objects, sorted, each once; on the heap */
	size_t ncited, cap_cited;
};

/* ---- layout.c ----------------------------------------------------------- */

struct elem *elem_add(struct lay *l, struct elem *parent, enum tag tag);
/* A strip at the end, with the wash and bar behind it. */
struct strip *strip_add(struct lay *l, int32_t height);
struct item *item_add(struct lay *l, struct strip *s, enum item_kind kind);
/* A hairline of the width given. */
void strip_rule(struct lay *l, struct strip *s, int32_t y, enum ink ink);
struct place *place_add(struct lay *l, const char *name);
/* Space above the next strip, at least this much. */
void lay_space(struct lay *l, int32_t space);

/* ---- layout_line.c: words to lines -------------------------------------- */

/* Lines of one paragraph, not yet on a page. */
struct line {
	struct item *first, *last; /* x from the column's left, y baseline */
	int32_t width, height;
	struct line *next;
};

struct lines {
	struct line *first, *last;
	size_t n;
	int32_t height; /* of all */
};

/*
 * Breaks the inlines below `parent` (its children) into lines of width w.
 * Their elements are added below `elem`.
 */
void lines_make(struct lay *l, const struct node *parent, struct elem *elem,
    struct type type, int32_t w, struct lines *out);
/* The same for one text. */
void lines_text(struct lay *l, struct text t, struct elem *elem,
    struct type type, int32_t w, struct lines *out);
/* The least and the most width that the inlines want. */
void lines_extent(struct lay *l, const struct node *parent, struct type type,
    int32_t *least, int32_t *most);
void text_extent(struct lay *l, struct text t, struct type type, int32_t *least,
    int32_t *most);
/* Puts the lines on strips of their own, with orphans and widows kept. */
void lines_put(struct lay *l, const struct lines *lines, int32_t x);
/* Moves the items of a line to a strip, its top at y. */
void line_move(struct strip *s, struct line *line, int32_t x, int32_t y);

/* ---- layout_block.c, layout_table.c, layout_front.c, layout_page.c ------- */

void lay_blocks(struct lay *l, const struct node *parent);
void lay_table(struct lay *l, const struct node *n);
/* Terms and descriptions as a table of two columns. */
void lay_defs(struct lay *l, const struct node *n);
void lay_figure(struct lay *l, const struct node *n);
/* Raw lines in the fixed face, long ones broken. */
void lay_raw(struct lay *l, struct text t, size_t nlines);
void lay_heading(struct lay *l, struct text t, int level, const char *id);
/* Cover and contents; the contents' numbers are filled when pages are known. */
void lay_cover(struct lay *l);
void lay_contents(struct lay *l);
/* The evidence that values cite, with digests. */
void lay_cited(struct lay *l);
int lay_pages(struct lay *l, struct error *e);

#endif
