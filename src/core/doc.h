/*
 * The document tree and drawings: what compose makes and every renderer (HTML,
 * PDF) draws.  A tree says what a thing is (a verdict, a computed value, an
 * author's words), never how it looks; styles and palette roles are closed
 * enums.  Only `struct text` enters (DESIGN law 5).
 *
 * Everything lives in the arena given.  Build with the functions here, then
 * doc_check, then render.
 *
 *	doc ── lede, rail, body
 *	        body ── section* ── para | list | defs | table | figure | ...
 *	                             └─ inlines: text, value, link, verdict ...
 */
#ifndef CORE_DOC_H
#define CORE_DOC_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "core/core.h"

/* ---- Drawings ----------------------------------------------------------- */

/*
 * A drawing is a list of shapes, later ones over earlier ones.  One unit is
 * one CSS px at full width (784 for a column); x to the right, y down.  Colour
 * is a role of the palette; the renderer has its value on paper and on a dark
 * screen.  Renderers write at most two decimals.
 */
enum ink {
	INK_NONE = 0,
	INK_TEXT,      /* words, limit lines */
	INK_TEXT_SOFT, /* axis labels, second lines */
	INK_LINE,      /* hairlines, the grid */
	INK_LINE_DARK, /* axes, outlines */
	INK_PAPER,
	INK_WASH, /* a tint of the paper */
	INK_ACCENT,
	INK_ACCENT_WASH,
	INK_SERIES_1,
	INK_SERIES_2,
	INK_SERIES_3,
	INK_OK,
	INK_OK_WASH,
	INK_WARN,
	INK_WARN_WASH,
	INK_WARN_FILL, /* amber: only with a dark outline */
	INK_BAD,
	INK_BAD_WASH,
	INK_NA,
	INK_COUNT /* not an ink: how many there are */
};

enum shape_kind {
	SHAPE_LINE = 0, /* x, y to x2, y2 */
	SHAPE_RECT,     /* x, y is top left; w, h */
	SHAPE_CIRCLE,   /* x, y is the centre; r */
	SHAPE_POLYLINE, /* points */
	SHAPE_TEXT,     /* x, y is the baseline's start, middle or end */
	SHAPE_ICON      /* x, y is top left; w is its size; icon */
};

enum dash { DASH_SOLID = 0, DASH_LONG, DASH_SHORT, DASH_DOT };
enum anchor { ANCHOR_START = 0, ANCHOR_MIDDLE, ANCHOR_END };

/* Silhouettes (pages.md 3.2): each differs in outline, not only in colour. */
enum icon {
	ICON_NONE = 0,
	ICON_OCTAGON,  /* FAIL, contradicted, DENIED */
	ICON_TRIANGLE, /* WARN, attention, STALE */
	ICON_RING,     /* UNKNOWN, no evidence, NOT ASKED */
	ICON_DISC,     /* PASS, supported, OK */
	ICON_ARROW,    /* inherited */
	ICON_BUBBLE    /* CLAIMED */
};

struct point {
	double x, y;
};

struct shape {
	enum shape_kind kind;
	double x, y, x2, y2, w, h, r;
	enum ink fill; /* LINE, POLYLINE: NONE.  TEXT, ICON: the colour */
	enum ink stroke;
	double width; /* of the stroke; 0 is 1 */
	enum dash dash;
	bool is_hatched; /* RECT: dark 45 degree hatch over the fill */
	struct text text;
	enum anchor anchor;
	double size; /* TEXT: 0 is 12.5; never under 12 */
	bool is_bold;
	enum icon icon;
	const struct point *points;
	size_t npoints;
	struct shape *next;
};

struct drawing {
	struct arena *arena;
	double width, height;
	struct shape *first, *last;
};

struct drawing *drawing_new(struct arena *a, double width, double height);
/* Each adds one shape and returns it, for its other members. */
struct shape *drawing_add(struct drawing *d, enum shape_kind kind);
struct shape *drawing_line(
    struct drawing *d, struct point from, struct point to, enum ink stroke);
struct shape *drawing_rect(
    struct drawing *d, struct point at, double w, double h, enum ink fill);
struct shape *drawing_circle(
    struct drawing *d, struct point at, double r, enum ink fill);
/* Copies the points. */
struct shape *drawing_polyline(
    struct drawing *d, const struct point *points, size_t n, enum ink stroke);
struct shape *drawing_text(struct drawing *d, struct point at, struct text t,
    enum anchor anchor, enum ink fill);
struct shape *drawing_icon(struct drawing *d, struct point at, double size,
    enum icon icon, enum ink fill);

/* ---- Nodes -------------------------------------------------------------- */

enum node_kind {
	NODE_ROOT = 0, /* of a body or rail: blocks */

	/* Blocks. */
	NODE_SECTION, /* text: heading; level 2 to 6; id; blocks */
	NODE_PARA,    /* inlines; styles PLAIN NOTE BYLINE BOX */
	NODE_LIST,    /* items; styles PLAIN RULED NUMBERED STEPS LEGEND
		       * CARDS */
	NODE_ITEM,    /* inlines or blocks; id */
	NODE_DEFS,    /* defs; styles PLAIN (ruled) FACTS META COMPACT
		       * STRIP BLANK */
	NODE_DEF,     /* one term, one desc; id */
	NODE_TERM,    /* inlines */
	NODE_DESC,    /* inlines or blocks; in a STRIP: tiles only */
	NODE_TABLE,   /* text: caption; u.table; rows */
	NODE_ROW,     /* cells, as many as columns; id; style PLAIN FLAG */
	NODE_CELL,    /* inlines; none: an empty cell, drawn as a dash */
	NODE_CALLOUT, /* blocks; style TONE_* */
	NODE_SAID,    /* an author's statement: blocks, last a BYLINE para */
	NODE_QUOTE,   /* blocks */
	NODE_SOURCE,  /* raw text: u.source */
	NODE_COMMAND, /* text: commands as typed; lines kept */
	NODE_FIGURE,  /* u.figure; caption: inlines; id */
	NODE_FOLDED,  /* text: summary; blocks */

	/* Inlines. */
	NODE_TEXT,    /* text: words of the tool */
	NODE_AUTHOR,  /* text: words of a named person */
	NODE_LITERAL, /* text: words of a source, isolated */
	NODE_VALUE,   /* text: computed from evidence; page, fragment, object;
		       * style DIGEST: text is an object's first digits */
	NODE_LINK,    /* inlines; page, fragment; label: spoken name or "";
		       * styles PLAIN WHOLE */
	NODE_CODE,    /* text; styles PLAIN DIGEST (64 hex, in groups) */
	NODE_VERDICT, /* u.verdict */
	NODE_CONTROL, /* u.control */
	NODE_STATE,   /* u.state */
	NODE_TILE,    /* text: a control's id; u.control; page, fragment */
	NODE_DATE,    /* text: as shown; label: YYYY-MM-DD or RFC 3339 */
	NODE_STRONG,  /* inlines */
	NODE_EMPH,    /* inlines */
	NODE_DEL,     /* inlines */
	NODE_INS,     /* inlines */
	NODE_MISSING, /* the box "not provided", or text */
	NODE_SMALL,   /* inlines: a second, quieter line in a cell or desc */
	NODE_BREAK
};

enum style {
	STYLE_PLAIN = 0,
	STYLE_NOTE,     /* PARA: quiet, under a heading */
	STYLE_BYLINE,   /* PARA: who said it and when */
	STYLE_BOX,      /* PARA: a dashed box: why there is nothing to draw */
	STYLE_RULED,    /* LIST: a line between the items */
	STYLE_NUMBERED, /* LIST: 1. 2. 3. */
	STYLE_STEPS,    /* LIST: numbered steps, each a bold first line */
	STYLE_LEGEND,   /* LIST: in one line */
	STYLE_CARDS,    /* LIST: in columns */
	STYLE_FACTS,    /* DEFS: key facts at the top of a page */
	STYLE_META,     /* DEFS: in the rail */
	STYLE_COMPACT,  /* DEFS: short codes and long lists */
	STYLE_STRIP,    /* DEFS: the control strip */
	STYLE_BLANK,    /* DEFS: room to write by hand */
	STYLE_FLAG,     /* ROW: tinted */
	STYLE_DIGEST,   /* CODE, VALUE */
	STYLE_WHOLE,    /* LINK: short and never broken over lines */
	TONE_BAD,       /* CALLOUT; PLAIN is neutral */
	TONE_WARN
};

struct column {
	struct text title;
	bool is_hidden;  /* the title is for assistive tools only */
	bool is_numeric; /* right-aligned */
	bool is_narrow;  /* never wrapped */
};

/* The first column is the row header. */
struct table {
	const struct column *columns;
	size_t ncolumns;
	bool is_caption_hidden; /* where a heading already says it */
	bool is_wide;           /* scrolls on phones instead of stacking */
	bool is_even;           /* columns of one width, long words broken */
};

/* Bytes that were used, in `source.text`. */
struct source_mark {
	size_t from, to;
	const char *id; /* fragment of this place, or NULL */
};

struct source {
	struct text text;
	size_t nlines;      /* lines to draw; SOURCE_LINES at most */
	size_t total_lines; /* of the whole text */
	const struct source_mark *marks; /* sorted, not overlapping */
	size_t nmarks;
	const char *prefix; /* of the line ids: "L" gives L12 */
	struct text label;  /* "Raw source, 252 lines" */
};

enum { SOURCE_LINES = 2000 };

struct figure {
	const struct drawing *drawing; /* NULL: `why` says why there is none */
	struct text why;
	struct text title;         /* the finding */
	struct text subtitle;      /* measure and period */
	struct text desc;          /* the reading, in words: alternative text */
	struct text table_summary; /* of the folded data table */
	struct node *table; /* NODE_TABLE: complete; NULL without drawing */
};

struct node {
	enum node_kind kind;
	enum style style;
	int level; /* ROOT 1, SECTION 2 to 6; others their section's */
	struct text text;
	struct text label;
	const char *id;       /* fragment, or NULL */
	const char *page;     /* from the site's root: "controls/si-7.html" */
	const char *fragment; /* or NULL */
	const char *object;   /* VALUE: sha256 of the evidence, or NULL */
	union {
		enum word verdict;
		enum control_word control;
		enum state state;
		const struct table *table;
		const struct source *source;
		const struct figure *figure;
	} u;
	struct node *parent, *first, *last, *next;
};

enum { DOC_DEPTH = 40 }; /* deeper trees fail doc_check */

/* ---- Documents ---------------------------------------------------------- */

struct doc_link {
	struct text text;
	const char *page;     /* NULL: where the reader is */
	const char *fragment; /* or NULL */
};

/* What is the same on every page of a package. */
struct chrome {
	struct text system;             /* name */
	struct text package;            /* id */
	struct text edition;            /* "Package ID, October 2026" */
	struct text banner;             /* marking, n = 0 for none */
	const struct text *designation; /* the marking's block, first page */
	size_t ndesignation;
	const struct doc_link *nav;
	size_t nnav;
	struct text footer;
	bool is_draft;
};

enum doc_kind { DOC_PAGE = 0, DOC_DOCUMENT };

struct doc {
	struct arena *arena;
	enum doc_kind kind;
	const char *path;         /* "docs/model-card-triage.html" */
	const char *lang;         /* "en" */
	struct text title;        /* the heading of level 1 */
	struct text window_title; /* n = 0: the title */
	struct text kicker;       /* the line above the title, or n = 0 */
	const char *section;      /* text of the nav entry it belongs to */
	const struct chrome *chrome;
	const struct doc_link *crumbs; /* the last one is this page */
	size_t ncrumbs;
	bool is_first;          /* shows the designation block */
	bool has_contents;      /* "On this page", from sections of level 2 */
	struct text rail_title; /* "Check facts" */
	struct node *lede;      /* a PARA, or NULL */
	struct node *rail;      /* ROOT; without children there is none */
	struct node *body;      /* ROOT */
};

/* A page with empty rail and body, language "en". */
struct doc *doc_new(struct arena *a, const char *path, struct text title);
/* The lede's paragraph, made when first asked for. */
struct node *doc_lede(struct doc *d);

/*
 * A node at the end of parent's children; parent NULL makes one that stands
 * alone (figure.table).  The general form; those below set
 * what their kind needs.  Strings are borrowed; `a` is the document's arena.
 */
struct node *node_add(
    struct arena *a, struct node *parent, enum node_kind kind);

/* A section one level below its parent's. id may not be NULL. */
struct node *node_section(
    struct arena *a, struct node *parent, const char *id, struct text heading);
struct node *node_para(struct arena *a, struct node *parent, enum style style);
/* A paragraph of one text. */
struct node *node_note(
    struct arena *a, struct node *parent, enum style style, struct text t);
struct node *node_list(struct arena *a, struct node *parent, enum style style);
struct node *node_defs(struct arena *a, struct node *parent, enum style style);
/* Adds a DEF with its TERM of one text; returns the DESC. */
struct node *node_def(struct arena *a, struct node *defs, struct text term);
/* The table description is borrowed. */
struct node *node_table(struct arena *a, struct node *parent,
    struct text caption, const struct table *t);
struct node *node_row(struct arena *a, struct node *table, const char *id);
struct node *node_cell(struct arena *a, struct node *row);
/* A cell of one text; an empty text gives an empty cell. */
struct node *node_cell_text(struct arena *a, struct node *row, struct text t);

struct node *node_text(struct arena *a, struct node *parent, struct text t);
/* A literal of our own. */
struct node *node_lit(
    struct arena *a, struct node *parent, const char *literal);
struct node *node_code(struct arena *a, struct node *parent, struct text t);
struct node *node_author(struct arena *a, struct node *parent, struct text t);
/* A link of one text. */
struct node *node_link(struct arena *a, struct node *parent, struct text t,
    const char *page, const char *fragment);
/* object: sha256 of the evidence, or NULL (an input, such as system.yml). */
struct node *node_value(struct arena *a, struct node *parent, struct text t,
    const char *page, const char *fragment);
struct node *node_verdict(struct arena *a, struct node *parent, enum word w);
struct node *node_control(
    struct arena *a, struct node *parent, enum control_word w);
struct node *node_state(struct arena *a, struct node *parent, enum state s);
/* n = 0 prints "not provided". */
struct node *node_missing(
    struct arena *a, struct node *parent, struct text instead);

bool node_is_inline(enum node_kind k);
/* Next in document order below root, NULL at the end; starts with root. */
const struct node *node_next(const struct node *root, const struct node *n);
/* The words of a subtree, in order: for outlines and tests. */
struct text node_words(struct arena *a, const struct node *n);

/* Words and silhouettes: one table for every renderer. */
enum icon icon_of_word(enum word w);
enum icon icon_of_control(enum control_word w);
enum icon icon_of_state(enum state s);
enum ink ink_of_icon(enum icon i);
/* "NOT APPLICABLE", "NOT ASKED": as printed. */
const char *word_label(enum word w);
const char *state_label(enum state s);
/* "Contradicted", "No evidence", "outside". */
const char *control_label(enum control_word w);

/*
 * Is the document whole?  Title; one heading order without gaps; ids unique
 * and spelled [A-Za-z][A-Za-z0-9._-]*; links with a page; tables with caption,
 * titled columns and full rows; figures with description and data table;
 * callouts, lists and folded parts that are not empty; kinds where they may
 * stand; finite drawings; depth.  The error is ERR_INPUT for a document (its
 * template is at fault), ERR_BUG for a page; where is the path.
 */
int doc_check(const struct doc *d, struct error *e);
/* Does every link of these documents lead to a page and fragment of them? */
int doc_check_links(const struct doc *const *docs, size_t n, struct error *e);

#endif
