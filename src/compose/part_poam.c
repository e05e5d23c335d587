/*
 * Items of the POA&M as rows and plans.  What a person wrote looks like an
 * author's words; the tool's own sentence says what is seen today, and what
 * of a person's decision does not hold (DESIGN section 7).
 */
#include <string.h>

#include "compose/internal.h"

static const char *
as_of(const struct work *w)
{
	return w->in->facts->snapshot->as_of;
}

int64_t
poam_days_since(const struct work *w, const char *date)
{
	int64_t then = 0, now = 0;

	if (date_parse(&then, date, strlen(date)) == -1 ||
	    date_parse(&now, as_of(w), 10) == -1)
		return 0;
	return now - then;
}

/* ---- Cells -------------------------------------------------------------- */

static struct node *
small(struct work *w, struct node *cell, struct text t)
{
	struct node *n = node_add(w->a, cell, NODE_SMALL);

	if (t.n > 0)
		node_text(w->a, n, t);
	return n;
}

static struct node *
row_of(struct work *w, struct node *table, const struct poam_item *x)
{
	struct node *row = node_row(w->a, table, x->id);
	struct node *cell = node_cell(w->a, row), *line;

	node_text(w->a, cell, text_of(w->a, x->id));
	if (x->earlier == NULL)
		return row;
	line = small(
	    w, cell, text_printf(w->a, "occurrence %d, after ", x->occurrence));
	node_link(
	    w->a, line, text_of(w->a, x->earlier), "poam.html", x->earlier);
	return row;
}

/* What is seen today, where that is not just the failure it was opened for. */
static void
seen(struct work *w, struct node *cell, const struct poam_item *x)
{
	const struct verdict *v = x->verdict;
	struct node *line;

	if (v == NULL) {
		small(w, cell,
		    text_lit("Not decided in this package: nothing says that "
			     "it is mended."));
		return;
	}
	line = node_add(w->a, cell, NODE_SMALL);
	if (v->word != VERDICT_FAIL) {
		node_verdict(w->a, line, v->word);
		node_lit(w->a, line, " ");
	}
	node_text(w->a, line, text_of(w->a, v->sentence));
	if (v->is_history)
		small(w, cell, text_lit("This version is archived."));
}

/* A decision that does not hold, or no more. */
static void
held_back(struct work *w, struct node *cell, const struct poam_item *x)
{
	const struct poam_plan *p = x->plan;

	if (p == NULL || x->state != POAM_OPEN || p->state == POAM_OPEN)
		return;
	if (strncmp(p->approved, as_of(w), 10) > 0)
		small(w, cell,
		    text_printf(w->a, "The decision '%s' holds from %s.",
			poam_state_name(p->state), p->approved));
	else if (p->state == POAM_CLOSED)
		small(w, cell,
		    text_lit("A person closed it, and it still fails: it stays "
			     "open."));
	else
		small(w, cell,
		    text_printf(w->a, "The deviation '%s' expired on %s.",
			poam_state_name(p->state), p->expires));
}

static void
weakness(struct work *w, struct node *row, const struct poam_item *x)
{
	struct node *cell = node_cell(w->a, row), *line;

	node_text(w->a, cell, text_of(w->a, x->check->title));
	line = node_add(w->a, cell, NODE_SMALL);
	part_check_link(w, line, x->check);
	node_lit(w->a, line, ", ");
	node_code(w->a, line, text_of(w->a, x->subject));
	seen(w, cell, x);
	held_back(w, cell, x);
}

static void
due(struct work *w, struct node *row, const struct poam_item *x)
{
	struct node *cell = node_cell_text(w->a, row, text_of(w->a, x->due));
	int64_t late = poam_days_since(w, x->due);

	if (x->state == POAM_CLOSURE_PROPOSED)
		small(w, cell,
		    text_printf(w->a, "closure proposed since %s", x->since));
	else if (late > 0)
		small(w, cell,
		    text_printf(w->a, "%s overdue",
			part_many(w, (size_t)late, "day", "days").s));
	else
		small(w, cell,
		    text_printf(w->a, "%s left",
			part_many(w, (size_t)-late, "day", "days").s));
}

static void
author_or(
    struct work *w, struct node *cell, const char *said, const char *otherwise)
{
	if (said != NULL)
		node_author(w->a, cell, text_of(w->a, said));
	else
		node_missing(w->a, cell, text_of(w->a, otherwise));
}

/* ---- Rows ------------------------------------------------------------- */

void
poam_row_open(struct work *w, struct node *table, const struct poam_item *x)
{
	struct node *row = row_of(w, table, x);

	weakness(w, row, x);
	node_cell_text(w->a, row, text_of(w->a, x->check->severity));
	node_cell_text(w->a, row, text_of(w->a, x->detected));
	due(w, row, x);
	author_or(w, node_cell(w->a, row),
	    x->plan == NULL ? NULL : x->plan->owner, "not assigned");
}

void
poam_row_accepted(struct work *w, struct node *table, const struct poam_item *x)
{
	const struct poam_plan *p = x->plan;
	struct node *row = row_of(w, table, x), *cell;

	weakness(w, row, x);
	cell = node_cell_text(w->a, row,
	    x->state == POAM_ACCEPTED ? text_lit("Risk accepted")
				      : text_lit("False positive"));
	node_author(
	    w->a, node_add(w->a, cell, NODE_SMALL), text_of(w->a, p->reason));
	cell = node_cell(w->a, row);
	node_author(w->a, cell, text_of(w->a, p->approver));
	small(w, cell, text_of(w->a, p->approved));
	node_cell_text(w->a, row, text_of(w->a, p->expires));
}

void
poam_row_closed(struct work *w, struct node *table, const struct poam_item *x)
{
	const struct poam_plan *p = x->plan;
	bool is_said = p != NULL && p->state == POAM_CLOSED;
	struct node *row = row_of(w, table, x), *cell;

	weakness(w, row, x);
	node_cell_text(w->a, row, text_of(w->a, x->detected));
	node_cell_text(
	    w->a, row, text_of(w->a, is_said ? p->approved : x->since));
	cell = node_cell(w->a, row);
	author_or(w, cell, is_said ? p->approver : NULL, "its file is gone");
	if (is_said)
		node_author(w->a, node_add(w->a, cell, NODE_SMALL),
		    text_of(w->a, p->reason));
}

/* ---- Plans -------------------------------------------------------------- */

void
poam_plan_fold(struct work *w, struct node *parent, const struct poam_item *x)
{
	const struct poam_plan *p = x->plan;
	struct node *fold, *line, *list;

	if (p == NULL || (p->plan == NULL && p->nmilestones == 0))
		return;
	fold = node_add(w->a, parent, NODE_FOLDED);
	fold->text = text_printf(w->a, "%s: plan and milestones", x->id);
	if (p->plan != NULL)
		node_author(w->a, node_para(w->a, fold, STYLE_PLAIN),
		    text_of(w->a, p->plan));
	if (p->nmilestones == 0)
		return;
	list = node_list(w->a, fold, STYLE_RULED);
	for (size_t i = 0; i < p->nmilestones; i++) {
		const struct poam_milestone *m = &p->milestones[i];

		line = node_add(w->a, list, NODE_ITEM);
		node_text(w->a, line,
		    text_printf(w->a, "%s, %s: ", m->date,
			m->is_done ? "done" : "not done"));
		node_author(w->a, line, text_of(w->a, m->text));
	}
}
