/*
 * Blocks about the evaluation: values as reported with n and interval, shown
 * to three decimals and linked to the text of the source; never computed
 * again here (DESIGN law 6).
 */
#include <stdlib.h>
#include <string.h>

#include "compose/template.h"

enum part_of_results { OVERALL, BY_SEGMENT };

static bool
is_part(const struct row *r, enum part_of_results part)
{
	if (part == BY_SEGMENT)
		return row_text(r, "segment") != NULL;
	return row_text(r, "segment") == NULL && !block_is_delta(r);
}

static struct rows
results(struct paper *p, enum part_of_results part)
{
	struct rows set = paper_rows(p, "evaluation.metric", p->version);
	size_t n = 0;

	for (size_t i = 0; i < set.n; i++)
		if (is_part(set.items[i], part))
			set.items[n++] = set.items[i];
	set.n = n;
	return set;
}

static void
put_numbers(struct paper *p, struct node *row, const struct row *r)
{
	part_number(p->w, node_cell(p->a, row), r, "value", 3);
	block_interval(p, node_cell(p->a, row), r);
	part_value(p->w, node_cell(p->a, row), r, "n");
}

static void
note_cut(struct paper *p, struct node *parent, size_t n)
{
	if (n > BLOCK_ROWS)
		node_note(p->a, parent, STYLE_NOTE,
		    text_printf(p->a,
			"The first %d of %zu; the rest is in facts.json.",
			BLOCK_ROWS, n));
}

/* ---- Overall ------------------------------------------------------------ */

static int
cmp_field(const struct row *a, const struct row *b, const char *field)
{
	const char *x = row_text(a, field), *y = row_text(b, field);

	return strcmp(x == NULL ? "" : x, y == NULL ? "" : y);
}

/* Do the results name more than one data set? */
static bool
is_mixed(const struct rows *set)
{
	for (size_t i = 1; i < set->n; i++)
		if (cmp_field(set->items[0], set->items[i], "dataset") != 0)
			return true;
	return false;
}

/* What the metric is over: all rows or a family, and of which data set. */
static void
put_over(
    struct paper *p, struct node *cell, const struct row *r, bool names_data)
{
	if (row_text(r, "family") != NULL) {
		node_lit(p->a, cell, "levels of ");
		part_value(p->w, cell, r, "family");
	} else {
		node_lit(p->a, cell, "all rows");
	}
	if (names_data && row_text(r, "dataset") != NULL)
		part_value(
		    p->w, node_add(p->a, cell, NODE_SMALL), r, "dataset");
}

void
block_metrics(struct paper *p, struct node *parent, const struct call *c)
{
	static const struct column columns[] = {{.title = WORDS("Metric")},
	    {.title = WORDS("Value"), .is_numeric = true},
	    {.title = WORDS("Interval"), .is_numeric = true},
	    {.title = WORDS("n"), .is_numeric = true}, {.title = WORDS("Over")},
	    {.title = WORDS("Evaluated"), .is_narrow = true}};
	static const struct table shape = {
	    .columns = columns, .ncolumns = 6, .is_caption_hidden = true};
	struct rows set = results(p, OVERALL);
	bool names_data = is_mixed(&set);
	struct node *table, *row;

	(void)c;
	if (set.n == 0) {
		block_none(p, parent, "No evaluation of this version was read",
		    "evaluation.metric");
		return;
	}
	table = node_table(p->a, parent, text_lit("Metrics"), &shape);
	for (size_t i = 0; i < set.n && i < BLOCK_ROWS; i++) {
		const struct row *r = set.items[i];

		row = node_row(p->a, table, NULL);
		part_value(p->w, node_cell(p->a, row), r, "metric");
		put_numbers(p, row, r);
		put_over(p, node_cell(p->a, row), r, names_data);
		block_date(p, node_cell(p->a, row), r, "at");
	}
	note_cut(p, parent, set.n);
}

/* ---- By segment --------------------------------------------------------- */

static int
by_segment(const void *pa, const void *pb)
{
	const struct row *a = *(const struct row *const *)pa;
	const struct row *b = *(const struct row *const *)pb;
	int order = cmp_field(a, b, "family");

	if (order == 0)
		order = cmp_field(a, b, "segment");
	return order != 0 ? order : cmp_field(a, b, "metric");
}

static void
put_segment(struct paper *p, struct node *cell, const struct row *r)
{
	if (row_text(r, "family") != NULL) {
		part_value(p->w, cell, r, "family");
		node_lit(p->a, cell, ": ");
	}
	part_value(p->w, cell, r, "segment");
}

static bool
is_reported(const struct rows *set, const char *family, const char *level)
{
	for (size_t i = 0; i < set->n; i++)
		if (model_row_has(set->items[i], "family", family) &&
		    model_row_has(set->items[i], "segment", level))
			return true;
	return false;
}

/* Levels that were declared and are not in the results, by name. */
static void
put_left_out(struct paper *p, struct node *parent, const struct rows *set)
{
	const struct data *families =
	    data_get(paper_content(p, "segments-declared"), "families");
	struct node *list = NULL;

	for (size_t i = 0; families != NULL && i < families->n; i++) {
		const char *family = data_text(&families->items[i], "family");
		const struct data *levels =
		    data_get(&families->items[i], "levels");

		for (size_t k = 0; levels != NULL && k < levels->n; k++) {
			struct node *item;

			if (is_reported(set, family, levels->items[k].text))
				continue;
			if (list == NULL)
				list = node_list(p->a, parent, STYLE_PLAIN);
			item = node_add(p->a, list, NODE_ITEM);
			node_author(p->a, item,
			    text_printf(
				p->a, "%s: %s", family, levels->items[k].text));
			node_lit(p->a, item, " ");
			node_missing(p->a, item,
			    text_lit("declared, not in the results"));
		}
	}
}

void
block_segments(struct paper *p, struct node *parent, const struct call *c)
{
	static const struct column columns[] = {{.title = WORDS("Segment")},
	    {.title = WORDS("Metric")},
	    {.title = WORDS("Value"), .is_numeric = true},
	    {.title = WORDS("Interval"), .is_numeric = true},
	    {.title = WORDS("n"), .is_numeric = true}};
	static const struct table shape = {
	    .columns = columns, .ncolumns = 5, .is_caption_hidden = true};
	struct rows set = results(p, BY_SEGMENT);
	struct node *table, *row;

	(void)c;
	if (set.n == 0) {
		block_none(p, parent, "No result by segment was read",
		    "evaluation.metric");
	} else {
		qsort(set.items, set.n, sizeof(*set.items), by_segment);
		table = node_table(
		    p->a, parent, text_lit("Metrics by segment"), &shape);
		for (size_t i = 0; i < set.n && i < BLOCK_ROWS; i++) {
			row = node_row(p->a, table, NULL);
			put_segment(p, node_cell(p->a, row), set.items[i]);
			part_value(
			    p->w, node_cell(p->a, row), set.items[i], "metric");
			put_numbers(p, row, set.items[i]);
		}
		note_cut(p, parent, set.n);
	}
	put_left_out(p, parent, &set);
}

/* ---- Sizes -------------------------------------------------------------- */

/* The first row of a segment that has n. */
static bool
is_first_with_n(const struct rows *set, size_t i)
{
	const struct row *r = set->items[i];

	if (row_get(r, "n")->outcome == OUTCOME_ABSENT)
		return false;
	for (size_t k = 0; k < i; k++)
		if (cmp_field(set->items[k], r, "family") == 0 &&
		    cmp_field(set->items[k], r, "segment") == 0 &&
		    row_get(set->items[k], "n")->outcome != OUTCOME_ABSENT)
			return false;
	return true;
}

void
block_sizes(struct paper *p, struct node *parent, const struct call *c)
{
	static const struct column columns[] = {{.title = WORDS("Segment")},
	    {.title = WORDS("Rows evaluated"), .is_numeric = true}};
	static const struct table shape = {
	    .columns = columns, .ncolumns = 2, .is_caption_hidden = true};
	struct rows set = results(p, BY_SEGMENT);
	struct node *table = NULL, *row;

	(void)c;
	if (set.n > 0)
		qsort(set.items, set.n, sizeof(*set.items), by_segment);
	for (size_t i = 0; i < set.n && i < BLOCK_ROWS; i++) {
		if (!is_first_with_n(&set, i))
			continue;
		if (table == NULL)
			table = node_table(p->a, parent,
			    text_lit("Sizes of the segments"), &shape);
		row = node_row(p->a, table, NULL);
		put_segment(p, node_cell(p->a, row), set.items[i]);
		part_value(p->w, node_cell(p->a, row), set.items[i], "n");
	}
	if (table == NULL)
		block_none(p, parent, "No size of a segment was read",
		    "evaluation.metric");
}
