/*
 * The list of checks, worst first, then by severity and id; and one page for
 * each: the verdict of every subject, the rule in words, the limits with
 * their origin, what it reads and what it supports.  Archived versions are
 * history and stand apart.
 */
#include <string.h>

#include "compose/internal.h"

/* ---- The list ----------------------------------------------------------- */

static void
check_row(struct work *w, struct node *table, const struct check_sum *s)
{
	struct node *row =
	    node_row(w->a, table, name_id(w, "C-", s->check->id));
	struct node *cell = node_cell(w->a, row);

	part_check_link(w, cell, s->check);
	node_text(w->a, node_add(w->a, cell, NODE_SMALL),
	    text_of(w->a, s->check->title));
	cell = node_cell(w->a, row);
	if (s->total == 0 && s->nhistory > 0)
		node_lit(w->a, cell, "history only");
	else if (s->total == 0)
		node_missing(w->a, cell, text_lit("no subject"));
	else
		node_verdict(w->a, cell, s->worst);
	node_cell_text(w->a, row, part_counts(w, s));
	node_cell_text(w->a, row, text_of(w->a, s->check->severity));
}

void
page_checks(struct work *w)
{
	static const struct column columns[] = {{.title = WORDS("Check")},
	    {.title = WORDS("Worst verdict"), .is_narrow = true},
	    {.title = WORDS("Subjects")}, {.title = WORDS("Severity")}};
	static const struct table shape = {
	    .columns = columns, .ncolumns = 4, .is_caption_hidden = true};
	struct doc *d =
	    page_new(w, "checks/index.html", text_lit("Checks"), "Checks");
	struct node *sec, *table = NULL, *p = doc_lede(d);
	size_t bad = 0;

	for (size_t i = 0; i < w->nsums; i++)
		bad += w->sums[i].total > 0 && w->sums[i].worst == VERDICT_FAIL;
	d->kicker = text_lit("Automated results");
	node_text(w->a, p,
	    text_printf(w->a, "%s in this release, %s.",
		part_many_cap(w, w->nsums, "check", "checks").s,
		part_many(w, bad, "fails", "fail").s));
	sec = node_section(
	    w->a, d->body, "all", text_lit("All checks, worst first"));
	node_note(w->a, sec, STYLE_NOTE,
	    text_lit("A check’s own word is the worst of its subjects. "
		     "UNKNOWN is not a pass."));
	if (w->nsums > 0)
		table = node_table(w->a, sec, text_lit("Checks"), &shape);
	for (size_t i = 0; i < w->nsums; i++)
		check_row(w, table, &w->sums[i]);
	site_add(w, d);
}

/* ---- One check ---------------------------------------------------------- */

static void
check_lede(struct work *w, struct doc *d, const struct check_sum *s)
{
	const struct assessment *as = w->in->assessment;
	struct node *p = doc_lede(d);

	for (size_t i = 0; i < as->nverdicts; i++) {
		const struct verdict *v = &as->verdicts[i];

		if (v->check != s->check || v->is_history ||
		    v->word != s->worst)
			continue;
		if (s->n[s->worst] > 1)
			node_text(w->a, p,
			    text_printf(w->a, "%s: %zu of %zu subjects. ",
				word_label(s->worst), s->n[s->worst],
				s->total));
		node_text(w->a, p, text_of(w->a, v->sentence));
		return;
	}
	node_lit(w->a, p, "This check has no subject in use.");
}

static void
verdict_row(struct work *w, struct node *table, const struct verdict *v)
{
	struct node *row = node_row(w->a, table, name_id(w, "S-", v->subject));
	struct node *cell;

	node_code(w->a, node_cell(w->a, row), text_of(w->a, v->subject));
	cell = node_cell(w->a, row);
	node_verdict(w->a, cell, v->word);
	if (v->outcome != NULL)
		node_text(w->a, node_add(w->a, cell, NODE_SMALL),
		    text_of(w->a, v->outcome));
	cell = node_cell(w->a, row);
	node_text(w->a, cell, text_of(w->a, v->sentence));
	if (v->seen != NULL)
		node_text(w->a, node_add(w->a, cell, NODE_SMALL),
		    text_printf(w->a, "seen: %s", part_short(w, v->seen).s));
	if (v->wanted != NULL)
		node_text(w->a, node_add(w->a, cell, NODE_SMALL),
		    text_printf(
			w->a, "wanted: %s", part_short(w, v->wanted).s));
	cell = node_cell(w->a, row);
	part_evidence_links(w, cell, v);
}

/* False: there is none. */
static bool
verdict_table(
    struct work *w, struct node *parent, const struct check *c, bool is_history)
{
	static const struct column columns[] = {{.title = WORDS("Subject")},
	    {.title = WORDS("Verdict"), .is_narrow = true},
	    {.title = WORDS("Reason")}, {.title = WORDS("Evidence")}};
	static const struct table shape = {
	    .columns = columns, .ncolumns = 4, .is_caption_hidden = true};
	const struct assessment *as = w->in->assessment;
	struct node *table = NULL;

	for (size_t i = 0; i < as->nverdicts; i++) {
		const struct verdict *v = &as->verdicts[i];

		if (v->check != c || v->is_history != is_history)
			continue;
		if (table == NULL)
			table = node_table(w->a, parent,
			    is_history ? text_lit("Archived versions")
				       : text_lit("Verdict for each subject"),
			    &shape);
		verdict_row(w, table, v);
	}
	return table != NULL;
}

static void
basis(struct work *w, struct node *sec, const struct check *c)
{
	const struct assessment *as = w->in->assessment;

	for (size_t i = 0; i < as->nverdicts; i++)
		if (as->verdicts[i].check == c && !as->verdicts[i].is_history)
			part_basis(w, sec, &as->verdicts[i]);
}

static void
verdicts(struct work *w, struct doc *d, const struct check_sum *s)
{
	struct node *sec = node_section(
	    w->a, d->body, "verdicts", text_lit("Verdict for each subject"));

	node_note(w->a, sec, STYLE_NOTE, text_lit("Worst first."));
	if (!verdict_table(w, sec, s->check, false))
		node_note(w->a, sec, STYLE_BOX,
		    text_lit("No subject of this check is in use."));
	basis(w, sec, s->check);
	if (s->nhistory == 0)
		return;
	sec = node_section(
	    w->a, d->body, "history", text_lit("Archived versions"));
	node_note(w->a, sec, STYLE_NOTE,
	    text_lit("Shown as history: these decide no control result."));
	verdict_table(w, sec, s->check, true);
}

static void
rule_line(
    struct work *w, struct node *defs, enum word word, const char *sentence)
{
	struct node *def;

	if (sentence == NULL)
		return;
	def = node_add(w->a, defs, NODE_DEF);
	node_verdict(w->a, node_add(w->a, def, NODE_TERM), word);
	node_text(
	    w->a, node_add(w->a, def, NODE_DESC), text_of(w->a, sentence));
}

static void
rule(struct work *w, struct doc *d, const struct check *c)
{
	struct node *sec =
	    node_section(w->a, d->body, "rule", text_lit("Rule in words"));
	struct node *defs = node_defs(w->a, sec, STYLE_PLAIN), *def;

	rule_line(w, defs, VERDICT_PASS, c->pass);
	rule_line(w, defs, VERDICT_FAIL, c->fail);
	rule_line(w, defs, VERDICT_WARN, c->warn);
	rule_line(w, defs, VERDICT_UNKNOWN, c->unknown);
	def = node_def(w->a, defs, text_lit("Applies"));
	node_text(w->a, def,
	    text_of(w->a, c->applies == NULL ? "always" : c->applies));
}

static const struct threshold_conf *
changed_limit(const struct work *w, const struct check *c, const char *name)
{
	const struct system *s = w->in->system;

	for (size_t i = 0; i < s->nthresholds; i++)
		if (strcmp(s->thresholds[i].check, c->id) == 0 &&
		    strcmp(s->thresholds[i].name, name) == 0)
			return &s->thresholds[i];
	return NULL;
}

static struct text
with_unit(struct work *w, const char *value, const char *unit)
{
	if (unit == NULL || *unit == '\0')
		return text_of(w->a, value);
	return text_printf(w->a, "%s %s", value, unit);
}

static void
limit_row(struct work *w, struct node *table, const struct check *c,
    const struct threshold *t)
{
	const struct threshold_conf *conf = changed_limit(w, c, t->name);
	struct node *row = node_row(w->a, table, NULL), *cell;

	node_cell_text(w->a, row, text_of(w->a, t->name));
	node_cell_text(w->a, row,
	    with_unit(w, conf == NULL ? t->value : conf->value, t->unit));
	node_cell_text(w->a, row, with_unit(w, t->value, t->unit));
	cell = node_cell(w->a, row);
	if (conf == NULL) {
		node_text(w->a, cell, text_of(w->a, t->origin));
		return;
	}
	node_text(w->a, cell, text_printf(w->a, "system.yml, %s", conf->owner));
	node_author(w->a, node_add(w->a, cell, NODE_SMALL),
	    text_of(w->a, conf->reason));
}

static void
limits(struct work *w, struct doc *d, const struct check *c)
{
	static const struct column columns[] = {{.title = WORDS("Limit")},
	    {.title = WORDS("Value"), .is_numeric = true},
	    {.title = WORDS("Shipped"), .is_numeric = true},
	    {.title = WORDS("Origin")}};
	static const struct table shape = {
	    .columns = columns, .ncolumns = 4, .is_caption_hidden = true};
	struct node *sec = node_section(
	    w->a, d->body, "limits", text_lit("Limits and their origin"));
	struct node *table;

	if (c->nthresholds == 0) {
		node_note(w->a, sec, STYLE_NOTE,
		    text_lit("This check compares with no limit."));
		return;
	}
	table = node_table(w->a, sec, text_lit("Limits"), &shape);
	for (size_t i = 0; i < c->nthresholds; i++)
		limit_row(w, table, c, &c->thresholds[i]);
}

static void
reads(struct work *w, struct doc *d, const struct check *c)
{
	static const struct column columns[] = {
	    {.title = WORDS("Kind of fact")},
	    {.title = WORDS("Rows"), .is_numeric = true},
	    {.title = WORDS("Listing"), .is_narrow = true},
	    {.title = WORDS("Why")}};
	static const struct table shape = {
	    .columns = columns, .ncolumns = 4, .is_caption_hidden = true};
	struct node *sec =
	    node_section(w->a, d->body, "reads", text_lit("What it reads"));
	struct node *table = NULL, *p;

	node_note(w->a, sec, STYLE_NOTE,
	    text_lit("Whether “none found” may be said of a kind is its "
		     "listing: OK or EMPTY says yes."));
	if (c->nreads > 0)
		table = node_table(
		    w->a, sec, text_lit("Kinds of fact read"), &shape);
	for (size_t i = 0; i < c->nreads; i++) {
		struct node *row = node_row(w->a, table, NULL);
		const char *who = NULL, *why = NULL;
		size_t n;

		facts_of(w->in->facts, c->reads[i], &n);
		node_code(
		    w->a, node_cell(w->a, row), text_of(w->a, c->reads[i]));
		node_cell_text(w->a, row, part_count(w, n));
		node_state(w->a, node_cell(w->a, row),
		    facts_listing(w->in->facts, c->reads[i], NULL, &who, &why));
		node_cell_text(
		    w->a, row, text_of(w->a, why == NULL ? "" : why));
	}
	if (c->nstatements == 0)
		return;
	p = node_para(w->a, sec, STYLE_PLAIN);
	node_lit(w->a, p, "Statements: ");
	for (size_t i = 0; i < c->nstatements; i++) {
		if (i > 0)
			node_lit(w->a, p, ", ");
		node_code(w->a, p, text_of(w->a, c->statements[i]));
	}
}

static void
support_row(struct work *w, struct node *table, const struct mapping *m)
{
	struct node *row = node_row(w->a, table, NULL);
	struct node *cell = node_cell(w->a, row);
	const struct control *c =
	    rules_control(w->in->rules, m->framework, m->id);
	const char *page = name_control_known(w, m->framework, m->id);
	struct text label = text_of(w->a, c == NULL ? m->id : c->label);

	if (page != NULL)
		node_link(w->a, cell, label, page, NULL);
	else
		node_text(w->a, cell, label);
	if (c != NULL)
		node_text(w->a, node_add(w->a, cell, NODE_SMALL),
		    text_of(w->a, c->title));
	node_cell_text(w->a, row, name_framework(w, m->framework));
	node_cell_text(w->a, row, part_basis_word(w, m));
	node_cell_text(
	    w->a, row, text_of(w->a, m->reason == NULL ? "" : m->reason));
}

static void
supports(struct work *w, struct doc *d, const struct check *c)
{
	static const struct column columns[] = {{.title = WORDS("Item")},
	    {.title = WORDS("Framework")}, {.title = WORDS("Basis")},
	    {.title = WORDS("Reason")}};
	static const struct table shape = {
	    .columns = columns, .ncolumns = 4, .is_caption_hidden = true};
	struct node *sec = node_section(
	    w->a, d->body, "supports", text_lit("What it supports"));
	struct node *table;

	if (c->nmappings == 0) {
		node_note(w->a, sec, STYLE_NOTE,
		    text_lit("This check supports no control."));
		return;
	}
	node_note(w->a, sec, STYLE_NOTE,
	    text_lit("A row that is judgement can bring a control to "
		     "attention, never to contradicted."));
	table = node_table(w->a, sec, text_lit("Supports"), &shape);
	for (size_t i = 0; i < c->nmappings; i++)
		support_row(w, table, &c->mappings[i]);
}

static void
rail(struct work *w, struct doc *d, const struct check_sum *s)
{
	const struct check *c = s->check;
	struct node *meta = node_defs(w->a, d->rail, STYLE_META), *desc;

	d->rail_title = text_lit("Check facts");
	desc = node_def(w->a, meta, text_lit("Worst verdict"));
	if (s->total > 0)
		node_verdict(w->a, desc, s->worst);
	else
		node_missing(w->a, desc, text_lit("no subject"));
	node_text(w->a, node_def(w->a, meta, text_lit("Subjects")),
	    part_counts(w, s));
	node_text(w->a, node_def(w->a, meta, text_lit("Shows")),
	    text_of(w->a, c->shows == NULL ? "not stated" : c->shows));
	node_code(w->a, node_def(w->a, meta, text_lit("Rule file")),
	    text_printf(w->a, "controls/checks/%.3s.yml", c->id));
	node_code(w->a, node_def(w->a, meta, text_lit("Command")),
	    text_printf(w->a, "dossier explain %s", c->id));
}

void
page_check(struct work *w, const struct check_sum *s)
{
	const struct check *c = s->check;
	struct doc *d = page_new(
	    w, name_check(w, c->id), text_of(w->a, c->title), "Checks");

	page_crumb(w, d, text_of(w->a, c->id));
	d->window_title = text_printf(w->a, "%s %s", c->id, c->title);
	d->kicker =
	    text_printf(w->a, "Check %s · %s severity · decided for each %s",
		c->id, c->severity, c->subject);
	d->has_contents = true;
	check_lede(w, d, s);
	rail(w, d, s);
	verdicts(w, d, s);
	rule(w, d, c);
	limits(w, d, c);
	reads(w, d, c);
	supports(w, d, c);
	site_add(w, d);
}
