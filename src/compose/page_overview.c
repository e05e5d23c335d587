/*
 * The first page: what the automated results say in one sentence, what was
 * not seen, what fails, the controls, the models, the documents, what people
 * owe.  No score and no word of the assessor's (DESIGN law 7).
 */
#include <string.h>

#include "base/buf.h"
#include "compose/internal.h"

enum { LEDE_CHECKS = 4, FAILS_SHOWN = 20 };

static size_t
count_worst(const struct work *w, enum word word)
{
	size_t n = 0;

	for (size_t i = 0; i < w->nsums; i++)
		n += w->sums[i].total > 0 && w->sums[i].worst == word;
	return n;
}

static size_t
count_incomplete(const struct work *w)
{
	const struct snapshot *s = w->in->facts->snapshot;
	size_t n = 0;

	for (size_t i = 0; i < s->nsources; i++)
		n += !source_is_complete(&s->sources[i]);
	return n;
}

/* ---- The head ----------------------------------------------------------- */

static void
lede_failing(struct work *w, struct node *p, size_t nfail)
{
	size_t shown = 0;

	node_text(
	    w->a, p, part_many_cap(w, nfail, "check fails: ", "checks fail: "));
	for (size_t i = 0; i < w->nsums && shown < LEDE_CHECKS; i++) {
		if (w->sums[i].total == 0 || w->sums[i].worst != VERDICT_FAIL)
			continue;
		if (shown++ > 0)
			node_lit(w->a, p, ", ");
		part_check_link(w, p, w->sums[i].check);
	}
	if (nfail > shown) {
		node_lit(w->a, p, " and ");
		node_link(w->a, p, text_printf(w->a, "%zu more", nfail - shown),
		    "index.html", "failing");
	}
	node_lit(w->a, p, ". ");
}

static void
lede(struct work *w, struct doc *d)
{
	struct node *p = doc_lede(d);
	size_t nfail = count_worst(w, VERDICT_FAIL);
	size_t nunknown = count_worst(w, VERDICT_UNKNOWN);
	size_t nsources = count_incomplete(w);

	if (nfail > 0)
		lede_failing(w, p, nfail);
	else
		node_lit(w->a, p, "No check fails. ");
	if (nunknown > 0) {
		node_link(w->a, p,
		    part_many_cap(w, nunknown, "check", "checks"),
		    "checks/index.html", NULL);
		node_lit(w->a, p, " could not be decided. ");
	}
	if (nsources > 0) {
		node_link(w->a, p,
		    part_many_cap(w, nsources, "source", "sources"),
		    "sources.html", NULL);
		node_lit(w->a, p,
		    nsources == 1 ? " is incomplete." : " are incomplete.");
	} else {
		node_lit(w->a, p, "Every source answered in full.");
	}
}

static void
kicker(struct work *w, struct doc *d)
{
	const struct system *s = w->in->system;
	const struct snapshot *snap = w->in->facts->snapshot;

	d->kicker = text_printf(w->a, "Period %s · as of %s · %s impact",
	    part_period(w, snap->from, snap->to).s, part_date(w, snap->as_of).s,
	    s->impact == NULL ? "no stated" : s->impact);
}

/* A fact of the strip: a number that is a link, and a line below it. */
static struct node *
strip_fact(
    struct work *w, struct node *defs, const char *term, struct doc_link to)
{
	struct node *desc = node_def(w->a, defs, text_lit(term));

	node_link(w->a, desc, to.text, to.page, to.fragment);
	return node_add(w->a, desc, NODE_SMALL);
}

static void
facts_strip(struct work *w, struct doc *d, size_t nowed)
{
	struct node *defs = node_defs(w->a, d->body, STYLE_FACTS);
	size_t bad = controls_count(w, CONTROL_CONTRADICTED), touched = 0;
	size_t nsources = count_incomplete(w);

	for (int i = CONTROL_NO_EVIDENCE; i <= CONTROL_INHERITED; i++)
		touched += controls_count(w, (enum control_word)i);
	node_text(w->a,
	    strip_fact(w, defs, "Checks",
		(struct doc_link){text_printf(w->a, "%zu of %zu fail",
				      count_worst(w, VERDICT_FAIL), w->nsums),
		    "checks/index.html", NULL}),
	    text_printf(w->a, "%zu could not be decided",
		count_worst(w, VERDICT_UNKNOWN)));
	node_text(w->a,
	    strip_fact(w, defs, "Controls",
		(struct doc_link){text_printf(w->a, "%zu contradicted", bad),
		    "controls/index.html", NULL}),
	    text_printf(
		w->a, "of %zu of the baseline that checks touch", touched));
	poam_fact(w, defs);
	node_text(w->a,
	    strip_fact(w, defs, "Statements",
		(struct doc_link){text_printf(w->a, "%zu owed", nowed),
		    "index.html", "owed"}),
	    text_lit("not written or not valid"));
	node_text(w->a,
	    strip_fact(w, defs, "Sources",
		(struct doc_link){
		    text_printf(w->a, "%zu of %zu incomplete", nsources,
			w->in->facts->snapshot->nsources),
		    "sources.html", NULL}),
	    w->in->is_complete ? text_lit("this package is complete")
			       : text_lit("this package is not complete"));
}

/* ---- Read this first ---------------------------------------------------- */

static const char *
shipped(const struct work *w, const struct threshold_conf *t)
{
	const struct check *c = rules_check(w->in->rules, t->check);

	for (size_t i = 0; c != NULL && i < c->nthresholds; i++)
		if (strcmp(c->thresholds[i].name, t->name) == 0)
			return c->thresholds[i].value;
	return "none";
}

static void
thresholds(struct work *w, struct node *parent)
{
	static const struct column columns[] = {{.title = WORDS("Rule")},
	    {.title = WORDS("Shipped"), .is_numeric = true},
	    {.title = WORDS("Here"), .is_numeric = true},
	    {.title = WORDS("Owner and reason")}};
	static const struct table shape = {
	    .columns = columns, .ncolumns = 4, .is_caption_hidden = true};
	const struct system *s = w->in->system;
	struct node *sec = node_section(w->a, parent, "rules",
	    part_many_cap(w, s->nthresholds,
		"limit differs from the shipped one",
		"limits differ from the shipped ones"));
	struct node *table;

	node_note(w->a, sec, STYLE_NOTE,
	    text_lit("The rules are part of the evidence."));
	table = node_table(w->a, sec, text_lit("Limits that differ"), &shape);
	for (size_t i = 0; i < s->nthresholds; i++) {
		const struct threshold_conf *t = &s->thresholds[i];
		struct node *row = node_row(w->a, table, NULL);
		const struct check *c = rules_check(w->in->rules, t->check);
		struct node *cell = node_cell(w->a, row);

		if (c != NULL)
			part_check_link(w, cell, c);
		else
			node_text(w->a, cell, text_of(w->a, t->check));
		node_text(w->a, node_add(w->a, cell, NODE_SMALL),
		    text_of(w->a, t->name));
		node_cell_text(w->a, row, text_of(w->a, shipped(w, t)));
		node_cell_text(w->a, row, text_of(w->a, t->value));
		cell = node_cell(w->a, row);
		node_author(w->a, cell, text_of(w->a, t->owner));
		node_text(w->a, node_add(w->a, cell, NODE_SMALL),
		    text_of(w->a, t->reason));
	}
}

static void
read_first(struct work *w, struct doc *d)
{
	struct node *sec =
	    node_section(w->a, d->body, "first", text_lit("Read this first"));
	size_t n = count_incomplete(w);
	struct node *part;

	if (n == 0) {
		node_note(w->a, sec, STYLE_NOTE,
		    text_lit("Every source that was asked answered in full."));
	} else {
		part = node_section(w->a, sec, "incomplete",
		    part_many_cap(w, n, "source is incomplete",
			"sources are incomplete"));
		node_note(w->a, part, STYLE_NOTE,
		    text_lit("What depends on them is UNKNOWN, never PASS."));
		part_incomplete(w, part);
	}
	part_unchecked(w, sec);
	if (w->in->system->nthresholds > 0)
		thresholds(w, sec);
}

/* ---- What fails --------------------------------------------------------- */

static void
fail_row(struct work *w, struct node *table, const struct verdict *v)
{
	struct node *row = node_row(w->a, table, NULL);
	struct node *cell = node_cell(w->a, row);

	part_check_link(w, cell, v->check);
	node_text(w->a, node_add(w->a, cell, NODE_SMALL),
	    text_of(w->a, v->check->title));
	node_code(w->a, node_cell(w->a, row), text_of(w->a, v->subject));
	node_cell_text(w->a, row, text_of(w->a, v->sentence));
	part_evidence_links(w, node_cell(w->a, row), v);
}

static void
failing(struct work *w, struct doc *d)
{
	static const struct column columns[] = {{.title = WORDS("Check")},
	    {.title = WORDS("Subject")}, {.title = WORDS("Automated result")},
	    {.title = WORDS("Evidence")}};
	static const struct table shape = {
	    .columns = columns, .ncolumns = 4, .is_caption_hidden = true};
	const struct assessment *as = w->in->assessment;
	struct node *sec =
	    node_section(w->a, d->body, "failing", text_lit("What fails"));
	struct node *table = NULL, *more;
	size_t n = 0;

	for (size_t i = 0; i < as->nverdicts; i++) {
		const struct verdict *v = &as->verdicts[i];

		if (v->word != VERDICT_FAIL || v->is_history)
			continue;
		if (table == NULL)
			table = node_table(w->a, sec,
			    text_lit("Verdicts that are FAIL"), &shape);
		if (n++ < FAILS_SHOWN)
			fail_row(w, table, v);
	}
	if (n == 0)
		node_note(w->a, sec, STYLE_NOTE,
		    text_lit("No check fails for any subject in use."));
	if (n <= FAILS_SHOWN)
		return;
	more = node_para(w->a, sec, STYLE_NOTE);
	node_text(w->a, more,
	    text_printf(w->a, "The first %d of %zu. ", FAILS_SHOWN, n));
	node_link(w->a, more, text_lit("All checks, worst first"),
	    "checks/index.html", NULL);
}

/* ---- Models, documents, statements, verify ------------------------------ */

static size_t
model_fails(struct work *w, const char *model, enum word word)
{
	const struct assessment *as = w->in->assessment;
	size_t n = 0;

	for (size_t i = 0; i < as->nverdicts; i++) {
		const struct verdict *v = &as->verdicts[i];
		const char *m;

		if (v->is_history || v->word != word)
			continue;
		m = name_subject_model(w, v->subject);
		n += m != NULL && strcmp(m, model) == 0;
	}
	return n;
}

static size_t
model_versions(const struct work *w, const char *model)
{
	size_t n, k = 0;
	const struct row *const *rows =
	    facts_of(w->in->facts, "model.version", &n);

	for (size_t i = 0; i < n; i++) {
		const char *m = row_text(rows[i], "model");

		k += m != NULL && strcmp(m, model) == 0;
	}
	return k;
}

static void
models(struct work *w, struct doc *d)
{
	static const struct column columns[] = {{.title = WORDS("Model")},
	    {.title = WORDS("Versions"), .is_numeric = true},
	    {.title = WORDS("FAIL"), .is_numeric = true},
	    {.title = WORDS("UNKNOWN"), .is_numeric = true},
	    {.title = WORDS("High impact")}};
	static const struct table shape = {
	    .columns = columns, .ncolumns = 5, .is_caption_hidden = true};
	const struct system *s = w->in->system;
	struct node *sec =
	    node_section(w->a, d->body, "models", text_lit("Models"));
	struct node *table;

	if (s->nmodels == 0) {
		node_note(w->a, sec, STYLE_NOTE,
		    text_lit("system.yml lists no model."));
		return;
	}
	table = node_table(w->a, sec, text_lit("Models"), &shape);
	for (size_t i = 0; i < s->nmodels; i++) {
		const char *id = s->models[i].id;
		struct node *row = node_row(w->a, table, NULL);

		node_link(w->a, node_cell(w->a, row), text_of(w->a, id),
		    name_model(w, id), NULL);
		node_cell_text(w->a, row, part_count(w, model_versions(w, id)));
		node_cell_text(
		    w->a, row, part_count(w, model_fails(w, id, VERDICT_FAIL)));
		node_cell_text(w->a, row,
		    part_count(w, model_fails(w, id, VERDICT_UNKNOWN)));
		node_cell_text(w->a, row,
		    s->models[i].is_high_impact
			? text_lit("yes, by system.yml")
			: text_lit("no, by system.yml"));
	}
}

/* "58 of 71 values": a missing one prints a box. */
static struct text
provided(struct work *w, const struct doc *d)
{
	size_t given = 0, missing = 0;

	for (const struct node *n = d->body; n != NULL;
	     n = node_next(d->body, n)) {
		given += n->kind == NODE_VALUE || n->kind == NODE_AUTHOR ||
			 n->kind == NODE_SAID;
		missing += n->kind == NODE_MISSING;
	}
	return text_printf(
	    w->a, "%zu of %zu values provided", given, given + missing);
}

static void
documents(struct work *w, struct doc *d)
{
	struct node *sec = NULL, *list = NULL;

	for (size_t i = 0; i < w->npages; i++) {
		const struct doc *doc = w->pages[i];
		struct node *item;

		if (doc->kind != DOC_DOCUMENT)
			continue;
		if (sec == NULL) {
			sec = node_section(
			    w->a, d->body, "documents", text_lit("Documents"));
			node_note(w->a, sec, STYLE_NOTE,
			    text_lit("A value that is missing prints “not "
				     "provided” in its place."));
			list = node_list(w->a, sec, STYLE_CARDS);
		}
		item = node_add(w->a, list, NODE_ITEM);
		node_link(w->a, node_add(w->a, item, NODE_STRONG), doc->title,
		    doc->path, NULL);
		node_text(
		    w->a, node_add(w->a, item, NODE_SMALL), provided(w, doc));
	}
}

static void
owed_row(struct work *w, struct node *table, const struct owed *o)
{
	struct node *row = node_row(w->a, table, NULL);
	struct node *cell = node_cell(w->a, row);
	const struct statement *s = o->statement;

	node_text(w->a, cell, text_of(w->a, o->title));
	node_text(
	    w->a, node_add(w->a, cell, NODE_SMALL), text_of(w->a, o->ask));
	node_code(w->a, node_cell(w->a, row), text_of(w->a, o->subject));
	cell = node_cell(w->a, row);
	if (s == NULL || s->state == STATEMENT_MISSING)
		node_missing(w->a, cell, text_lit("not written"));
	else if (s->state == STATEMENT_EXPIRED)
		node_text(w->a, cell,
		    text_printf(
			w->a, "expired on %s", part_date(w, s->expires).s));
	else
		node_lit(w->a, cell, "still a placeholder");
	cell = node_cell(w->a, row);
	if (s != NULL && s->owner != NULL)
		node_text(w->a, cell, text_of(w->a, s->owner));
}

static void
owed(struct work *w, struct doc *d, const struct owed *list, size_t n)
{
	static const struct column columns[] = {{.title = WORDS("Statement")},
	    {.title = WORDS("For")},
	    {.title = WORDS("State"), .is_narrow = true},
	    {.title = WORDS("Owner")}};
	static const struct table shape = {
	    .columns = columns, .ncolumns = 4, .is_caption_hidden = true};
	struct node *sec = node_section(
	    w->a, d->body, "owed", text_lit("What people still owe"));
	struct node *table;

	if (n == 0) {
		node_note(w->a, sec, STYLE_NOTE,
		    text_lit("Every statement that a check reads is written "
			     "and valid."));
		return;
	}
	node_note(w->a, sec, STYLE_NOTE,
	    text_lit("Only a named person can write these. Until then what "
		     "reads them is UNKNOWN; an expired one or a placeholder "
		     "is FAIL."));
	table =
	    node_table(w->a, sec, text_lit("Statements that are owed"), &shape);
	for (size_t i = 0; i < n; i++)
		owed_row(w, table, &list[i]);
}

static void
verify(struct work *w, struct doc *d)
{
	struct node *sec = node_section(
	    w->a, d->body, "verify", text_lit("Verify this package"));
	struct node *p = node_para(w->a, sec, STYLE_NOTE);
	struct node *defs;

	node_lit(w->a, p, "No page vouches for itself. ");
	node_link(w->a, p, text_lit("What is covered, and how to check it"),
	    "verify.html", NULL);
	defs = node_defs(w->a, sec, STYLE_PLAIN);
	node_code(w->a, node_def(w->a, defs, text_lit("Package")),
	    w->chrome->package);
	node_code(w->a, node_def(w->a, defs, text_lit("Command")),
	    text_printf(w->a, "dossier verify %s --trust trust.yml --system %s",
		w->in->package, w->in->system->id));
}

void
page_overview(struct work *w)
{
	struct doc *d =
	    page_new(w, "index.html", w->chrome->system, "Overview");
	struct owed *list;
	size_t nowed = part_owed(w, &list);

	d->window_title = text_printf(w->a, "Overview, %s", d->title.s);
	d->is_first = true;
	kicker(w, d);
	lede(w, d);
	facts_strip(w, d, nowed);
	read_first(w, d);
	failing(w, d);
	controls_strip(w, d);
	models(w, d);
	documents(w, d);
	owed(w, d, list, nowed);
	verify(w, d);
	site_add(w, d);
}
