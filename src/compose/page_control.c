/*
 * One control: the automated result and why it is this one and not another,
 * the checks that touch it, the frameworks linked through them, and the
 * assessor's block, which stays blank (DESIGN law 7).
 */
#include <string.h>

#include "compose/internal.h"

static const struct mapping *
mapping_of(const struct check *c, const struct control *k)
{
	for (size_t i = 0; i < c->nmappings; i++)
		if (c->mappings[i].id[0] == k->id[0] &&
		    strcmp(c->mappings[i].id, k->id) == 0 &&
		    strcmp(c->mappings[i].framework, k->framework) == 0)
			return &c->mappings[i];
	return NULL;
}

/* How many checks that touch the control have this worst word. */
static size_t
count_checks(const struct work *w, const struct control *k, enum word word)
{
	size_t n = 0;

	for (size_t i = 0; i < w->nsums; i++)
		n += w->sums[i].total > 0 && w->sums[i].worst == word &&
		     mapping_of(w->sums[i].check, k) != NULL;
	return n;
}

static size_t
total_checks(const struct work *w, const struct control *k)
{
	size_t n = 0;

	for (size_t i = 0; i < w->nsums; i++)
		n += mapping_of(w->sums[i].check, k) != NULL;
	return n;
}

static void
failing_links(struct work *w, struct node *p, const struct control *k)
{
	size_t n = 0;

	for (size_t i = 0; i < w->nsums; i++) {
		const struct check_sum *s = &w->sums[i];

		if (s->total == 0 || s->worst != VERDICT_FAIL ||
		    mapping_of(s->check, k) == NULL)
			continue;
		node_lit(w->a, p, n++ > 0 ? ", " : " Failing: ");
		part_check_link(w, p, s->check);
	}
	if (n > 0)
		node_lit(w->a, p, ".");
}

static void
callout(struct work *w, struct doc *d, const struct control_result *r)
{
	struct node *box = node_add(w->a, d->body, NODE_CALLOUT), *p;

	if (r->word == CONTROL_CONTRADICTED)
		box->style = TONE_BAD;
	else if (r->word == CONTROL_ATTENTION)
		box->style = TONE_WARN;
	node_control(w->a, node_para(w->a, box, STYLE_PLAIN), r->word);
	p = node_para(w->a, box, STYLE_PLAIN);
	node_text(w->a, p, text_of(w->a, r->sentence));
	failing_links(w, p, r->control);
}

static void
check_row(struct work *w, struct node *table, const struct check_sum *s,
    const struct mapping *m)
{
	struct node *row =
	    node_row(w->a, table, name_id(w, "C-", s->check->id));
	struct node *cell = node_cell(w->a, row);

	part_check_link(w, cell, s->check);
	node_text(w->a, node_add(w->a, cell, NODE_SMALL),
	    text_of(w->a, s->check->title));
	cell = node_cell(w->a, row);
	if (s->total > 0)
		node_verdict(w->a, cell, s->worst);
	else
		node_missing(w->a, cell, text_lit("no subject"));
	node_cell_text(w->a, row, part_counts(w, s));
	cell = node_cell(w->a, row);
	node_text(w->a, cell, part_basis_word(w, m));
	if (m->reason != NULL)
		node_text(w->a, node_add(w->a, cell, NODE_SMALL),
		    text_of(w->a, m->reason));
}

static void
checks(struct work *w, struct doc *d, const struct control *k)
{
	static const struct column columns[] = {{.title = WORDS("Check")},
	    {.title = WORDS("Verdict"), .is_narrow = true},
	    {.title = WORDS("Subjects")}, {.title = WORDS("Basis")}};
	static const struct table shape = {
	    .columns = columns, .ncolumns = 4, .is_caption_hidden = true};
	size_t n = total_checks(w, k);
	struct node *sec =
	    node_section(w->a, d->body, "checks", text_lit("Checks"));
	struct node *table;

	if (n == 0) {
		node_note(w->a, sec, STYLE_BOX,
		    text_lit("No check touches this control."));
		return;
	}
	node_note(w->a, sec, STYLE_NOTE,
	    text_printf(w->a,
		"%s this control, worst first. A row that is "
		"judgement never contradicts a control alone.",
		part_many_cap(w, n, "check touches", "checks touch").s));
	table = node_table(w->a, sec, text_lit("Checks"), &shape);
	for (size_t i = 0; i < w->nsums; i++) {
		const struct mapping *m = mapping_of(w->sums[i].check, k);

		if (m != NULL)
			check_row(w, table, &w->sums[i], m);
	}
}

static void
verdict_row(struct work *w, struct node *table, const struct verdict *v)
{
	struct node *row = node_row(w->a, table, NULL), *cell;

	cell = node_cell(w->a, row);
	node_link(w->a, cell, text_of(w->a, v->check->id),
	    name_check(w, v->check->id), name_id(w, "S-", v->subject));
	node_code(
	    w->a, node_add(w->a, cell, NODE_SMALL), text_of(w->a, v->subject));
	node_verdict(w->a, node_cell(w->a, row), v->word);
	node_cell_text(w->a, row, text_of(w->a, v->sentence));
	part_evidence_links(w, node_cell(w->a, row), v);
}

static void
verdicts(struct work *w, struct doc *d, const struct control_result *r)
{
	static const struct column columns[] = {
	    {.title = WORDS("Check and subject")},
	    {.title = WORDS("Verdict"), .is_narrow = true},
	    {.title = WORDS("Reason")}, {.title = WORDS("Evidence")}};
	static const struct table shape = {
	    .columns = columns, .ncolumns = 4, .is_caption_hidden = true};
	struct node *sec = node_section(
	    w->a, d->body, "verdicts", text_lit("Verdicts behind the result"));
	struct node *table = NULL;
	size_t history = 0;

	for (size_t i = 0; i < r->nverdicts; i++) {
		if (r->verdicts[i]->is_history) {
			history++;
			continue;
		}
		if (table == NULL)
			table = node_table(w->a, sec,
			    text_lit("Verdicts behind the result"), &shape);
		verdict_row(w, table, r->verdicts[i]);
	}
	if (table == NULL)
		node_note(w->a, sec, STYLE_BOX,
		    text_lit("No verdict of a subject in use bears on this "
			     "control."));
	if (history > 0)
		node_note(w->a, sec, STYLE_NOTE,
		    text_printf(w->a,
			"%s of archived versions not shown: history decides "
			"no control.",
			part_many_cap(w, history, "verdict", "verdicts").s));
}

/* ---- Frameworks that the same checks bear on ---------------------------- */

static bool
is_linked(
    const struct work *w, const struct control *k, const struct control *other)
{
	if (other == k || strcmp(other->framework, k->framework) == 0)
		return false;
	for (size_t i = 0; i < w->nsums; i++)
		if (mapping_of(w->sums[i].check, k) != NULL &&
		    mapping_of(w->sums[i].check, other) != NULL)
			return true;
	return false;
}

static void
linked_row(struct work *w, struct node *table, const struct control *k,
    const struct control_result *other)
{
	const struct control *o = other->control;
	struct node *row = node_row(w->a, table, NULL), *cell;
	size_t n = 0;

	cell = node_cell(w->a, row);
	node_link(w->a, cell, text_of(w->a, o->label),
	    name_control(w, o->framework, o->id), NULL);
	node_text(
	    w->a, node_add(w->a, cell, NODE_SMALL), text_of(w->a, o->title));
	node_cell_text(w->a, row, name_framework(w, o->framework));
	cell = node_cell(w->a, row);
	for (size_t i = 0; i < w->nsums; i++) {
		const struct check *c = w->sums[i].check;

		if (mapping_of(c, k) == NULL || mapping_of(c, o) == NULL)
			continue;
		if (n++ > 0)
			node_lit(w->a, cell, ", ");
		part_check_link(w, cell, c);
	}
}

static void
linked(struct work *w, struct doc *d, const struct control *k)
{
	static const struct column columns[] = {{.title = WORDS("Item")},
	    {.title = WORDS("Framework")}, {.title = WORDS("Through")}};
	static const struct table shape = {
	    .columns = columns, .ncolumns = 3, .is_caption_hidden = true};
	const struct assessment *as = w->in->assessment;
	struct node *sec = node_section(
	    w->a, d->body, "frameworks", text_lit("Linked frameworks"));
	struct node *table = NULL;

	node_note(w->a, sec, STYLE_NOTE,
	    text_lit("Through the checks. There is no official mapping from "
		     "the AI RMF to SP 800-53."));
	for (size_t i = 0; i < as->ncontrols; i++) {
		if (!is_linked(w, k, as->controls[i].control))
			continue;
		if (table == NULL)
			table = node_table(
			    w->a, sec, text_lit("Linked frameworks"), &shape);
		linked_row(w, table, k, &as->controls[i]);
	}
	if (table == NULL)
		node_note(w->a, sec, STYLE_BOX,
		    text_lit("The checks bear on no other framework."));
}

static void
assessor(struct work *w, struct doc *d)
{
	part_assessor(w, node_section(w->a, d->body, "assessor",
			     text_lit("Assessor’s notes")));
}

static struct text
baselines(struct work *w, const struct control *k)
{
	struct text t = text_lit("");

	for (size_t i = 0; i < k->nbaselines; i++)
		t = text_printf(
		    w->a, "%s%s%s", t.s, i > 0 ? ", " : "", k->baselines[i]);
	return t.n > 0 ? t : text_lit("none");
}

static void
rail(struct work *w, struct doc *d, const struct control_result *r)
{
	const struct control *k = r->control;
	struct node *meta = node_defs(w->a, d->rail, STYLE_META);

	d->rail_title = text_lit("Control facts");
	node_control(
	    w->a, node_def(w->a, meta, text_lit("Automated result")), r->word);
	node_text(w->a, node_def(w->a, meta, text_lit("Framework")),
	    name_framework(w, k->framework));
	if (strcmp(k->framework, "sp800-53r5") == 0)
		node_text(w->a, node_def(w->a, meta, text_lit("Baselines")),
		    baselines(w, k));
	if (k->nparts > 0)
		node_text(w->a,
		    node_def(w->a, meta, text_lit("Statement parts")),
		    part_count(w, k->nparts));
	node_text(w->a, node_def(w->a, meta, text_lit("Checks")),
	    part_count(w, total_checks(w, k)));
	node_text(w->a, node_def(w->a, meta, text_lit("Of these fail")),
	    part_count(w, count_checks(w, k, VERDICT_FAIL)));
	node_text(w->a, node_def(w->a, meta, text_lit("Could not be decided")),
	    part_count(w, count_checks(w, k, VERDICT_UNKNOWN)));
}

void
page_control(struct work *w, const struct control_result *r)
{
	const struct control *k = r->control;
	struct doc *d = page_new(w, name_control(w, k->framework, k->id),
	    text_printf(w->a, "%s %s", k->label, k->title), "Controls");

	page_crumb(w, d, text_of(w->a, k->label));
	d->kicker = name_framework(w, k->framework);
	d->has_contents = true;
	rail(w, d, r);
	callout(w, d, r);
	checks(w, d, k);
	verdicts(w, d, r);
	linked(w, d, k);
	assessor(w, d);
	site_add(w, d);
}
