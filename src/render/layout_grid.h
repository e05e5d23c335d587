/* Between layout_table.c and layout_column.c: columns and how wide they are. */
#ifndef RENDER_LAYOUT_GRID_H
#define RENDER_LAYOUT_GRID_H

#include "render/layout_int.h"

enum {
	PAD_X = 4 * PT,
	PAD_NARROW = PT, /* where columns are many */
	PAD_Y = 2200,
	SIZE_LEAST = 7500,   /* of text that a person reads */
	ROW_LEAST = 11 * PT, /* of a row of empty cells */
	COLUMN_LEAST = 24 * PT
};

struct grid {
	struct lay *l;
	const struct table *table; /* NULL: terms and descriptions */
	size_t ncolumns;
	int32_t *widths, *lefts;
	int32_t *least, *most;
	int32_t pad;
	bool is_small; /* set smaller, so that it fits */
	struct elem *body;
};

/* How a column's cells, and the header, are set. */
struct type grid_type(const struct grid *g, size_t column);
struct type grid_head_type(const struct grid *g);
/* What the columns want, of the rows below n. */
void grid_measure(struct grid *g, const struct node *n);
/* The least that all of them want together. */
int64_t grid_least(const struct grid *g);
/* Gives each its width of w, and its left edge. */
void grid_share(struct grid *g, int32_t w);

#endif
