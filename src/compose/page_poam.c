/*
 * The plan of action and milestones: what a person has to decide, what is
 * overdue, open, accepted, without evidence, closed.  Each item stands once,
 * under its number.  What a person wrote looks like an author's words; the
 * tool's own sentence says what is seen today (DESIGN section 7).
 */
#include <stdlib.h>
#include <string.h>

#include "compose/internal.h"

static const char PAGE[] = "poam.html";

enum group {
	GROUP_DECIDE = 0,
	GROUP_OVERDUE,
	GROUP_OPEN,
	GROUP_ACCEPTED,
	GROUP_MISSING,
	GROUP_CLOSED,
	NGROUPS
};

struct tally {
	size_t n[NGROUPS];
	size_t fresh;        /* open findings, first detected today */
	int64_t oldest_days; /* that an item is overdue */
	size_t late;         /* without evidence, and overdue */
};

static const char *
as_of(const struct work *w)
{
	return w->in->facts->snapshot->as_of;
}

/* Opened because nothing was known, and nothing is known now. */
static bool
is_missing(const struct poam_item *x)
{
	return x->found == VERDICT_UNKNOWN &&
	       (x->verdict == NULL || x->verdict->word == VERDICT_UNKNOWN);
}

static enum group
group_of(const struct work *w, const struct poam_item *x)
{
	switch (x->state) {
	case POAM_CLOSURE_PROPOSED:
		return GROUP_DECIDE;
	case POAM_CLOSED:
		return GROUP_CLOSED;
	case POAM_ACCEPTED:
	case POAM_FALSE_POSITIVE:
		return GROUP_ACCEPTED;
	case POAM_OPEN:
		break;
	}
	if (is_missing(x))
		return GROUP_MISSING;
	return poam_days_since(w, x->due) > 0 ? GROUP_OVERDUE : GROUP_OPEN;
}

static struct tally
count(const struct work *w)
{
	const struct poam *p = w->in->poam;
	struct tally t = {0};

	for (size_t i = 0; i < p->n; i++) {
		const struct poam_item *x = &p->items[i];
		enum group g = group_of(w, x);
		int64_t late = poam_days_since(w, x->due);

		t.n[g]++;
		if (g == GROUP_OVERDUE && late > t.oldest_days)
			t.oldest_days = late;
		t.late += g == GROUP_MISSING && late > 0;
		t.fresh += (g == GROUP_OPEN || g == GROUP_OVERDUE) &&
			   strncmp(x->detected, as_of(w), 10) == 0;
	}
	return t;
}

static const struct column columns_open[] = {
    {.title = WORDS("Item"), .is_narrow = true}, {.title = WORDS("Weakness")},
    {.title = WORDS("Risk"), .is_narrow = true},
    {.title = WORDS("First detected"), .is_narrow = true},
    {.title = WORDS("Due"), .is_narrow = true}, {.title = WORDS("Owner")}};
static const struct column columns_accepted[] = {
    {.title = WORDS("Item"), .is_narrow = true}, {.title = WORDS("Weakness")},
    {.title = WORDS("Deviation")}, {.title = WORDS("Approved by")},
    {.title = WORDS("Until"), .is_narrow = true}};
static const struct column columns_closed[] = {
    {.title = WORDS("Item"), .is_narrow = true}, {.title = WORDS("Weakness")},
    {.title = WORDS("First detected"), .is_narrow = true},
    {.title = WORDS("Closed"), .is_narrow = true}, {.title = WORDS("By")}};

static const struct table shape_open = {
    .columns = columns_open, .ncolumns = 6, .is_caption_hidden = true};
static const struct table shape_accepted = {
    .columns = columns_accepted, .ncolumns = 5, .is_caption_hidden = true};
static const struct table shape_closed = {
    .columns = columns_closed, .ncolumns = 5, .is_caption_hidden = true};

struct part_of_page {
	const char *id;
	struct text heading, note;
	const struct table *shape;
	void (*row)(struct work *, struct node *, const struct poam_item *);
};

static const struct part_of_page parts[NGROUPS] = {
    {"decide", WORDS("To decide"),
	WORDS("The check passes again. The tool proposes; a person closes, in "
	      "the item's file below poam/."),
	&shape_open, poam_row_open},
    {"overdue", WORDS("Overdue"), WORDS("The longest overdue first."),
	&shape_open, poam_row_open},
    {"open", WORDS("Open"), WORDS("The next due first."), &shape_open,
	poam_row_open},
    {"accepted", WORDS("Accepted"),
	WORDS("Deviations with an approver and an end: behind it the item is "
	      "open again."),
	&shape_accepted, poam_row_accepted},
    {"missing", WORDS("Evidence missing"),
	WORDS("Checks of high severity that could not be decided in two "
	      "packages or more."),
	&shape_open, poam_row_open},
    {"closed", WORDS("Closed"),
	WORDS("What fails again is a new item that names the old one."),
	&shape_closed, poam_row_closed},
};

/* ---- The page ----------------------------------------------------------- */

static int
by_due(const void *a, const void *b)
{
	const struct poam_item *x = *(const struct poam_item *const *)a;
	const struct poam_item *y = *(const struct poam_item *const *)b;
	int r = strcmp(x->due, y->due);

	return r != 0 ? r : (x > y) - (x < y);
}

static void
group(struct work *w, struct doc *d, enum group g, size_t n)
{
	const struct poam *p = w->in->poam;
	const struct poam_item **items =
	    arena_array(w->a, n, sizeof(struct poam_item *));
	struct node *sec, *table;

	if (n == 0)
		return;
	n = 0;
	for (size_t i = 0; i < p->n; i++)
		if (group_of(w, &p->items[i]) == g)
			items[n++] = &p->items[i];
	if (g == GROUP_OVERDUE || g == GROUP_OPEN || g == GROUP_MISSING)
		qsort(items, n, sizeof(struct poam_item *), by_due);
	sec = node_section(w->a, d->body, parts[g].id, parts[g].heading);
	node_note(w->a, sec, STYLE_NOTE, parts[g].note);
	table = node_table(w->a, sec, parts[g].heading, parts[g].shape);
	for (size_t i = 0; i < n; i++)
		parts[g].row(w, table, items[i]);
	for (size_t i = 0; i < n; i++)
		poam_plan_fold(w, sec, items[i]);
}

/* Where the numbers come from. */
static void
lede_history(struct work *w, struct node *p)
{
	size_t n;
	const struct row *const *rows =
	    facts_of(w->in->facts, "prior.package", &n);

	if (n != 1) {
		node_lit(w->a, p,
		    "No package came before this one: its items begin a "
		    "history.");
		return;
	}
	node_lit(w->a, p, "Items of ");
	part_value(w, p, rows[0], "package");
	node_lit(w->a, p,
	    " keep their number and the day they were first detected.");
}

static void
lede(struct work *w, struct doc *d, const struct tally *t)
{
	struct node *p = doc_lede(d);
	size_t open = t->n[GROUP_OPEN] + t->n[GROUP_OVERDUE];

	node_text(w->a, p,
	    text_printf(w->a, "%s",
		part_many_cap(w, open, "finding is open", "findings are open")
		    .s));
	if (t->n[GROUP_OVERDUE] > 0)
		node_text(w->a, p,
		    text_printf(w->a, "; %s overdue, the oldest by %s",
			part_many(w, t->n[GROUP_OVERDUE], "is", "are").s,
			part_many(w, (size_t)t->oldest_days, "day", "days").s));
	node_lit(w->a, p, ". ");
	if (t->n[GROUP_DECIDE] > 0)
		node_text(w->a, p,
		    text_printf(w->a, "%s for a person. ",
			part_many_cap(w, t->n[GROUP_DECIDE], "closure waits",
			    "closures wait")
			    .s));
	lede_history(w, p);
}

/* A number that leads to its section, where there is one. */
static struct node *
figure(struct work *w, struct node *defs, const char *term, size_t n,
    const char *fragment)
{
	struct node *desc = node_def(w->a, defs, text_lit(term));

	if (n > 0)
		node_link(w->a, desc, part_count(w, n), PAGE, fragment);
	else
		node_text(w->a, desc, part_count(w, n));
	return node_add(w->a, desc, NODE_SMALL);
}

static void
figures(struct work *w, struct doc *d, const struct tally *t)
{
	struct node *defs = node_defs(w->a, d->body, STYLE_FACTS);
	size_t open = t->n[GROUP_OPEN] + t->n[GROUP_OVERDUE];

	node_text(w->a,
	    figure(w, defs, "Open findings", open,
		t->n[GROUP_OVERDUE] > 0 ? "overdue" : "open"),
	    text_printf(w->a, "%zu first detected in this package", t->fresh));
	node_text(w->a,
	    figure(w, defs, "Overdue", t->n[GROUP_OVERDUE], "overdue"),
	    text_lit("oldest first"));
	node_text(w->a,
	    figure(w, defs, "Closure proposed", t->n[GROUP_DECIDE], "decide"),
	    text_lit("a person decides"));
	node_text(w->a,
	    figure(w, defs, "Accepted", t->n[GROUP_ACCEPTED], "accepted"),
	    text_lit("with an end"));
	node_text(w->a,
	    figure(w, defs, "Evidence missing", t->n[GROUP_MISSING], "missing"),
	    text_printf(w->a, "%zu overdue", t->late));
}

static void
not_known(struct work *w, struct doc *d)
{
	struct node *box = node_add(w->a, d->body, NODE_CALLOUT), *p;

	box->style = TONE_BAD;
	p = node_para(w->a, box, STYLE_PLAIN);
	node_lit(w->a, p,
	    "There are no items here, and that does not mean that nothing is "
	    "open: ");
	node_text(w->a, p, text_of(w->a, w->in->poam->why));
	node_lit(w->a, p,
	    ". Without it no number is known to be free. What fails stands "
	    "under ");
	node_link(w->a, p, text_lit("Checks"), "checks/index.html", NULL);
	node_lit(w->a, p, ".");
}

void
poam_fact(struct work *w, struct node *defs)
{
	struct node *desc;
	struct tally t;
	size_t open;

	if (w->in->poam == NULL)
		return;
	desc = node_def(w->a, defs, text_lit("POA&M"));
	if (w->in->poam->why != NULL) {
		node_link(w->a, desc, text_lit("not known"), PAGE, NULL);
		node_lit(w->a, node_add(w->a, desc, NODE_SMALL),
		    "the package before was not read");
		return;
	}
	t = count(w);
	open = t.n[GROUP_OPEN] + t.n[GROUP_OVERDUE];
	node_link(w->a, desc, text_printf(w->a, "%zu open", open), PAGE, NULL);
	node_text(w->a, node_add(w->a, desc, NODE_SMALL),
	    text_printf(w->a, "%zu overdue, %zu without evidence",
		t.n[GROUP_OVERDUE], t.n[GROUP_MISSING]));
}

void
page_poam(struct work *w)
{
	struct doc *d;
	struct tally t;

	if (w->in->poam == NULL)
		return;
	t = count(w);
	d = page_new(w, PAGE, text_lit("POA&M"), "POA&M");
	d->kicker = text_lit("Plan of action and milestones");
	if (w->in->poam->why != NULL) {
		not_known(w, d);
		site_add(w, d);
		return;
	}
	lede(w, d, &t);
	figures(w, d, &t);
	for (int g = GROUP_DECIDE; g < NGROUPS; g++)
		group(w, d, (enum group)g, t.n[g]);
	site_add(w, d);
}
