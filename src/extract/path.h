/*
 * Private to extract/: a parsed path (RFC 9535), between path.c and
 * path_filter.c, which make it, and path_select.c and path_compare.c, which
 * follow it.  All of it lives in the arena of path_parse.
 */
#ifndef EXTRACT_PATH_H
#define EXTRACT_PATH_H

#include "extract/tree.h"

struct expr;

enum {
	PATH_DEPTH = 64,        /* filters and parentheses inside each other */
	PATH_STEPS = 100000000, /* nodes looked at in one path_select */
};

enum select {
	SELECT_NAME = 0,
	SELECT_ALL,
	SELECT_INDEX,
	SELECT_SLICE,
	SELECT_FILTER
};

struct selector {
	struct selector *next;
	enum select kind;
	const char *name; /* SELECT_NAME */
	size_t n;
	int64_t start, end, step; /* SELECT_SLICE; SELECT_INDEX: start */
	bool has_start, has_end;
	const struct expr *filter; /* SELECT_FILTER */
};

struct segment {
	struct segment *next;
	bool is_descendant;
	struct selector *selectors;
};

struct query {
	struct segment *segments;
	bool is_absolute; /* from the root of the tree */
	bool is_singular; /* at most one node, by its form */
};

struct path {
	const char *root;
	struct query query;
};

/* One side of a comparison: a query or a literal. */
struct operand {
	bool is_query;
	struct query query;
	enum node_type type;
	const char *text; /* NODE_STRING, NODE_NUMBER */
	size_t n;
};

enum expr_kind { EXPR_ANY = 0, EXPR_EACH, EXPR_EXISTS, EXPR_COMPARE };

enum compare {
	COMPARE_EQ = 0,
	COMPARE_NE,
	COMPARE_LE,
	COMPARE_GE,
	COMPARE_LT,
	COMPARE_GT
};

struct expr {
	struct expr *next; /* in its parent's parts */
	enum expr_kind kind;
	bool is_negated;
	struct expr *parts;  /* EXPR_ANY (||), EXPR_EACH (&&) */
	enum compare op;     /* EXPR_COMPARE */
	struct operand left; /* EXPR_EXISTS: its query */
	struct operand right;
};

/* ---- Parsing ------------------------------------------------------------ */

struct path_parser {
	struct arena *a;
	const char *text;
	const char *p; /* the text's NUL ends it */
	bool is_connector;
	int depth;
	struct error *e;
};

/* Fails at `at`; "'x' where WANTED must follow" at p.  Both return -1. */
int path_fail(struct path_parser *p, const char *at, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
int path_fail_found(struct path_parser *p, const char *wanted);
char path_skip_blanks(struct path_parser *p); /* the byte that follows */
int path_enter(struct path_parser *p);        /* one deeper; -1: too deep */
int path_read_segments(struct path_parser *p, struct query *q);
/* p stands on the quote. */
int path_read_string(struct path_parser *p, const char **text, size_t *n);
/* p stands behind `?`. */
int path_read_filter(struct path_parser *p, const struct expr **out);

/* ---- Following ---------------------------------------------------------- */

struct path_walk {
	const struct tree *t;
	int64_t steps;
	struct error *e;
};

/* Counts steps; -1: more than PATH_STEPS. */
int path_step(struct path_walk *w, size_t n);

/* A side of a comparison, looked up; without node or literal it is nothing. */
struct path_value {
	bool is_nothing;
	enum node_type type;
	const char *text;
	size_t n;
	size_t node; /* NODE_ARRAY, NODE_OBJECT */
};
struct path_value path_value_of(const struct tree *t, size_t node);
/* 1 or 0; -1 when a limit was reached. */
int path_compare(struct path_walk *w, enum compare op,
    const struct path_value *a, const struct path_value *b);
/*
 * Of a path that selects nothing from there: what stands where it cannot go on
 * ("a text"); NULL when a member or an item is just not there.
 */
const char *path_misfit(
    struct arena *a, const struct path *p, struct tree_at from);

#endif
