/*
 * The items of the plan of action and milestones that are not closed, overdue
 * ones first.  The tool opens and proposes; what a person decided is shown as
 * that person's (DESIGN section 7, POA&M).
 */
#include <string.h>

#include "compose/template.h"

static bool
is_mine(const struct paper *p, const struct poam_item *i)
{
	const char *model = name_subject_model(p->w, i->subject);

	return p->model == NULL ||
	       (model != NULL && strcmp(model, p->model->id) == 0);
}

static bool
is_open(const struct poam_item *i)
{
	return i->state == POAM_OPEN || i->state == POAM_CLOSURE_PROPOSED;
}

/* Dates are YYYY-MM-DD; as-of begins with its own. */
static bool
is_overdue(const struct paper *p, const struct poam_item *i)
{
	const char *as_of = p->w->in->facts->snapshot->as_of;

	return i->due != NULL && as_of != NULL &&
	       strncmp(i->due, as_of, 10) < 0;
}

static void
put_weakness(struct paper *p, struct node *cell, const struct poam_item *i)
{
	if (rules_check(p->w->in->rules, i->check->id) != NULL)
		part_check_link(p->w, cell, i->check);
	else
		node_text(p->a, cell, text_of(p->a, i->check->id));
	node_text(p->a, cell, text_printf(p->a, " %s", i->check->title));
	node_code(
	    p->a, node_add(p->a, cell, NODE_SMALL), text_of(p->a, i->subject));
	if (i->verdict == NULL)
		node_lit(p->a, node_add(p->a, cell, NODE_SMALL),
		    "no longer decided");
	else if (i->verdict->word != VERDICT_FAIL)
		node_verdict(
		    p->a, node_add(p->a, cell, NODE_SMALL), i->verdict->word);
}

static void
put_item(struct paper *p, struct node *table, const struct poam_item *i)
{
	struct node *row = node_row(p->a, table, NULL), *cell;
	const struct poam_plan *plan = i->plan;

	cell = node_cell(p->a, row);
	node_link(p->a, cell, text_of(p->a, i->id), "poam.html", i->id)->style =
	    STYLE_WHOLE;
	if (i->earlier != NULL)
		node_text(p->a, node_add(p->a, cell, NODE_SMALL),
		    text_printf(p->a, "occurrence %d, after %s", i->occurrence,
			i->earlier));
	put_weakness(p, node_cell(p->a, row), i);
	node_cell_text(p->a, row, text_of(p->a, i->check->severity));
	node_cell_text(p->a, row, part_date(p->w, i->detected));
	cell = node_cell_text(p->a, row, part_date(p->w, i->due));
	if (is_overdue(p, i)) {
		row->style = STYLE_FLAG;
		node_lit(p->a, node_add(p->a, cell, NODE_SMALL), "overdue");
	}
	cell = node_cell(p->a, row);
	if (plan != NULL && plan->owner != NULL)
		node_author(p->a, cell, text_of(p->a, plan->owner));
	else
		node_missing(p->a, cell, text_lit("no owner"));
	node_cell_text(p->a, row, text_of(p->a, poam_state_name(i->state)));
}

static size_t
put_items(
    struct paper *p, struct node *parent, bool overdue, struct node **table)
{
	static const struct column columns[] = {
	    {.title = WORDS("Item"), .is_narrow = true},
	    {.title = WORDS("Weakness")}, {.title = WORDS("Severity")},
	    {.title = WORDS("First detected")}, {.title = WORDS("Due")},
	    {.title = WORDS("Owner")}, {.title = WORDS("State")}};
	static const struct table shape = {
	    .columns = columns, .ncolumns = 7, .is_caption_hidden = true};
	const struct poam *all = p->w->in->poam;
	size_t n = 0;

	for (size_t i = 0; i < all->n; i++) {
		const struct poam_item *item = &all->items[i];

		if (!is_open(item) || !is_mine(p, item) ||
		    is_overdue(p, item) != overdue)
			continue;
		if (*table == NULL)
			*table = node_table(p->a, parent,
			    text_lit("Open items, overdue first"), &shape);
		put_item(p, *table, item);
		n++;
	}
	return n;
}

static size_t
count_state(struct paper *p, enum poam_state state)
{
	const struct poam *all = p->w->in->poam;
	size_t n = 0;

	for (size_t i = 0; i < all->n; i++)
		n += all->items[i].state == state && is_mine(p, &all->items[i]);
	return n;
}

void
block_poam(struct paper *p, struct node *parent, const struct call *c)
{
	const struct poam *all = p->w->in->poam;
	struct node *table = NULL, *para;
	size_t overdue, n;

	(void)c;
	if (all == NULL || all->why != NULL) {
		para = node_para(p->a, parent, STYLE_PLAIN);
		node_missing(p->a, para, text_lit("not provided"));
		node_text(p->a, para,
		    text_printf(p->a,
			" No POA&M items were made for this package%s%s; the "
			"failed checks stand in it.",
			all == NULL ? "" : ": ", all == NULL ? "" : all->why));
		return;
	}
	overdue = put_items(p, parent, true, &table);
	n = overdue + put_items(p, parent, false, &table);
	node_note(p->a, parent, n == 0 ? STYLE_BOX : STYLE_NOTE,
	    text_printf(p->a,
		"%s, %zu of them overdue; closure is proposed for %zu. "
		"Accepted %zu, false positive %zu, closed %zu. The tool opens "
		"and proposes, a person closes.",
		part_many_cap(p->w, n, "item is open", "items are open").s,
		overdue, count_state(p, POAM_CLOSURE_PROPOSED),
		count_state(p, POAM_ACCEPTED),
		count_state(p, POAM_FALSE_POSITIVE),
		count_state(p, POAM_CLOSED)));
}
