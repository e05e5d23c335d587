/*
 * How wide columns are: what their words and lines want, shared so that one of
 * long texts does not take all; the widest give way first.
 */
#include <string.h>

#include "render/layout_grid.h"

static const struct type cell_type = {FACE_TEXT, 8500, INK_TEXT};
static const struct type head_type = {FACE_BOLD, 8000, INK_TEXT_SOFT};
static const struct type row_type = {FACE_BOLD, 8500, INK_TEXT};
static const struct type term_type = {FACE_TEXT, 8500, INK_TEXT_SOFT};

struct type
grid_type(const struct grid *g, size_t column)
{
	struct type t = cell_type;

	if (column == 0)
		t = g->table == NULL ? term_type : row_type;
	if (g->is_small)
		t.size = SIZE_LEAST;
	return t;
}

struct type
grid_head_type(const struct grid *g)
{
	struct type t = head_type;

	if (g->is_small)
		t.size = SIZE_LEAST;
	return t;
}

static void
widen(struct grid *g, size_t column, int32_t least, int32_t most)
{
	if (g->least[column] < least)
		g->least[column] = least;
	if (g->most[column] < most)
		g->most[column] = most;
}

static void
measure_row(struct grid *g, const struct node *row)
{
	size_t i = 0;

	for (const struct node *c = row->first; c != NULL && i < g->ncolumns;
	     c = c->next, i++) {
		int32_t least, most;

		lines_extent(g->l, c, grid_type(g, i), &least, &most);
		if (g->table != NULL && g->table->columns[i].is_narrow)
			least = most;
		widen(g, i, least + 2 * g->pad, most + 2 * g->pad);
	}
}

void
grid_measure(struct grid *g, const struct node *n)
{
	memset(g->least, 0, g->ncolumns * sizeof(*g->least));
	memset(g->most, 0, g->ncolumns * sizeof(*g->most));
	for (size_t i = 0; i < g->ncolumns; i++) {
		int32_t least = 0, most = 0;

		if (g->table != NULL)
			text_extent(g->l, g->table->columns[i].title,
			    grid_head_type(g), &least, &most);
		widen(g, i, least + 2 * g->pad, most + 2 * g->pad);
		widen(g, i, COLUMN_LEAST, COLUMN_LEAST);
	}
	for (const struct node *r = n->first; r != NULL; r = r->next)
		measure_row(g, r);
}

static int64_t
sum(const int32_t *list, size_t n)
{
	int64_t all = 0;

	for (size_t i = 0; i < n; i++)
		all += list[i];
	return all;
}

int64_t
grid_least(const struct grid *g)
{
	return sum(g->least, g->ncolumns);
}

/* What is left over goes to the columns in the proportion of `by`. */
static void
spread(struct grid *g, int32_t w, const int32_t *from, const int32_t *by)
{
	int64_t have = sum(from, g->ncolumns), all = sum(by, g->ncolumns);
	int32_t left = g->l->x;

	for (size_t i = 0; i < g->ncolumns; i++) {
		g->widths[i] =
		    from[i] +
		    (int32_t)(all == 0 ? 0 : (w - have) * by[i] / all);
		g->lefts[i] = left;
		left += g->widths[i];
	}
}

/* The widest give way, down to one width, until all fit. */
static void
shrink(struct grid *g, int32_t w)
{
	int32_t low = 0, high = w;

	while (low < high) {
		int32_t mid = low + (high - low + 1) / 2;
		int64_t all = 0;

		for (size_t i = 0; i < g->ncolumns; i++)
			all += g->least[i] < mid ? g->least[i] : mid;
		if (all <= w)
			low = mid;
		else
			high = mid - 1;
	}
	for (size_t i = 0; i < g->ncolumns; i++)
		if (g->least[i] > low)
			g->least[i] = low;
}

void
grid_share(struct grid *g, int32_t w)
{
	int64_t least = sum(g->least, g->ncolumns);
	int64_t most = sum(g->most, g->ncolumns);
	int32_t *more = arena_array(g->l->own, g->ncolumns, sizeof(*more));
	int32_t *none = arena_array(g->l->own, g->ncolumns, sizeof(*none));

	/* One column of long texts does not take all there is. */
	for (size_t i = 0; i < g->ncolumns; i++) {
		int32_t wants = g->most[i] < w * 4 / 5 ? g->most[i] : w * 4 / 5;

		more[i] = wants > g->least[i] ? wants - g->least[i] : PT;
	}
	if (g->table != NULL && g->table->is_even) {
		for (size_t i = 0; i < g->ncolumns; i++)
			more[i] = 1;
		spread(g, w, none, more);
	} else if (most <= w)
		spread(g, w, g->most, g->most);
	else if (least <= w)
		spread(g, w, g->least, more);
	else {
		shrink(g, w);
		spread(g, w, g->least, g->least);
	}
}
