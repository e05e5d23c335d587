/*
 * Blocks that put a value beside what it is held against: fairness gates, and
 * the difference from the champion.  The verdict is the check's; nothing is
 * decided here.
 */
#include <string.h>

#include "compose/template.h"

/* The check's id and word, linked to where it speaks of this subject. */
static void
put_verdict(struct paper *p, struct node *parent, const char *check)
{
	const struct verdict *v =
	    paper_find_verdict(p, check, paper_version_subject(p));
	struct node *small;

	if (v == NULL) {
		node_missing(p->a, parent, text_lit("not decided"));
		return;
	}
	node_verdict(p->a, parent, v->word);
	small = node_add(p->a, parent, NODE_SMALL);
	node_link(p->a, small, text_of(p->a, check), name_check(p->w, check),
	    name_id(p->w, "S-", v->subject));
}

/* ---- Fairness gates ----------------------------------------------------- */

static const struct row *
gate_row(struct paper *p, const struct data *gate)
{
	struct rows set = paper_rows(p, "evaluation.metric", p->version);
	const char *metric = data_text(gate, "metric");
	const char *family = data_text(gate, "family");

	for (size_t i = 0; metric != NULL && i < set.n; i++) {
		const struct row *r = set.items[i];

		if (!model_row_has(r, "metric", metric) ||
		    row_text(r, "segment") != NULL)
			continue;
		if (family == NULL ? row_text(r, "family") == NULL
				   : model_row_has(r, "family", family))
			return r;
	}
	return NULL;
}

static void
put_gate(
    struct paper *p, struct node *table, const struct data *gate, bool is_only)
{
	const struct row *r = gate_row(p, gate);
	const char *direction = data_text(gate, "direction");
	const char *family = data_text(gate, "family");
	const char *limit = data_text(gate, "limit");
	struct node *row = node_row(p->a, table, NULL), *cell;

	node_author(p->a, node_cell(p->a, row),
	    text_printf(p->a, "%s%s%s", data_text(gate, "metric"),
		family == NULL ? "" : ", ", family == NULL ? "" : family));
	node_author(p->a, node_cell(p->a, row),
	    text_printf(p->a, "%s %s",
		direction != NULL && strcmp(direction, "min") == 0 ? "at least"
								   : "at most",
		limit == NULL ? "?" : limit));
	cell = node_cell(p->a, row);
	if (r == NULL) {
		node_missing(p->a, cell, text_lit("not reported"));
		node_cell(p->a, row);
		node_cell(p->a, row);
	} else {
		part_number(p->w, cell, r, "value", 3);
		block_interval(p, node_cell(p->a, row), r);
		part_value(p->w, node_cell(p->a, row), r, "n");
	}
	cell = node_cell(p->a, row);
	if (is_only)
		put_verdict(p, cell, "EVL-04");
	else
		node_lit(p->a, cell, "see below");
}

void
block_gates(struct paper *p, struct node *parent, const struct call *c)
{
	static const struct column columns[] = {{.title = WORDS("Gate")},
	    {.title = WORDS("Declared limit")},
	    {.title = WORDS("Reported"), .is_numeric = true},
	    {.title = WORDS("Interval"), .is_numeric = true},
	    {.title = WORDS("n"), .is_numeric = true},
	    {.title = WORDS("Verdict")}};
	static const struct table shape = {
	    .columns = columns, .ncolumns = 6, .is_caption_hidden = true};
	const struct data *gates =
	    data_get(paper_content(p, "fairness-policy"), "gates");
	struct node *table, *para;

	(void)c;
	if (gates == NULL || gates->n == 0) {
		para = node_para(p->a, parent, STYLE_PLAIN);
		node_missing(p->a, para, text_lit(""));
		node_lit(p->a, para,
		    " No fairness gate is declared by a statement that is "
		    "valid, so none is evaluated.");
		return;
	}
	table = node_table(p->a, parent, text_lit("Fairness gates"), &shape);
	for (size_t i = 0; i < gates->n; i++)
		put_gate(p, table, &gates->items[i], gates->n == 1);
	if (gates->n > 1) {
		para = node_para(p->a, parent, STYLE_PLAIN);
		node_lit(p->a, para, "Over all gates: ");
		put_verdict(p, para, "EVL-04");
	}
}

/* ---- The champion ------------------------------------------------------- */

/* The value of the whole that a difference is of: "f1" of "f1_delta". */
static const struct row *
whole_of(const struct rows *set, const struct row *delta)
{
	const char *m = row_text(delta, "metric");
	size_t n = strlen(m) - 6;

	for (size_t i = 0; i < set->n; i++) {
		const char *s = row_text(set->items[i], "metric");

		if (s != NULL && strlen(s) == n && strncmp(s, m, n) == 0 &&
		    row_text(set->items[i], "segment") == NULL &&
		    row_text(set->items[i], "family") == NULL)
			return set->items[i];
	}
	return NULL;
}

static void
put_delta(struct paper *p, struct node *table, const struct rows *set,
    const struct row *r)
{
	const struct row *whole = whole_of(set, r);
	struct node *row = node_row(p->a, table, NULL), *cell;

	part_value(p->w, node_cell(p->a, row), r, "metric");
	cell = node_cell(p->a, row);
	if (whole == NULL)
		node_missing(p->a, cell, text_lit(""));
	else
		part_number(p->w, cell, whole, "value", 3);
	part_number(p->w, node_cell(p->a, row), r, "value", 3);
	block_interval(p, node_cell(p->a, row), r);
	cell = node_cell(p->a, row);
	if (row_get(r, "n")->outcome != OUTCOME_ABSENT)
		part_value(p->w, cell, r, "n");
	else if (whole != NULL)
		part_value(p->w, cell, whole, "n");
	put_verdict(p, node_cell(p->a, row), "EVL-06");
}

void
block_comparison(struct paper *p, struct node *parent, const struct call *c)
{
	static const struct column columns[] = {{.title = WORDS("Difference")},
	    {.title = WORDS("This version"), .is_numeric = true},
	    {.title = WORDS("From the champion"), .is_numeric = true},
	    {.title = WORDS("Interval"), .is_numeric = true},
	    {.title = WORDS("n"), .is_numeric = true},
	    {.title = WORDS("Shown by interval")}};
	static const struct table shape = {
	    .columns = columns, .ncolumns = 6, .is_caption_hidden = true};
	struct rows set = paper_rows(p, "evaluation.metric", p->version);
	struct node *table = NULL;

	(void)c;
	for (size_t i = 0; i < set.n && i < BLOCK_ROWS; i++) {
		if (!block_is_delta(set.items[i]))
			continue;
		if (table == NULL) {
			node_note(p->a, parent, STYLE_NOTE,
			    text_lit("Against the champion at the time of the "
				     "evaluation, as reported."));
			table = node_table(p->a, parent,
			    text_lit("Comparison with the champion"), &shape);
		}
		put_delta(p, table, &set, set.items[i]);
	}
	if (table == NULL)
		block_none(p, parent,
		    "No comparison of this version with a champion was read",
		    "evaluation.metric");
}
