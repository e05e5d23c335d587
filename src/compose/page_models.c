/*
 * One page for each model of system.yml: its versions, what the automated
 * results say of them, figures with their intervals, what it is made of, and
 * what its owner declares.  Every figure leads to its bytes.
 */
#include <stdlib.h>
#include <string.h>

#include "compose/internal.h"

/* ---- Versions ----------------------------------------------------------- */

static void
aliases(struct work *w, struct node *cell, const struct row *version)
{
	const char *model = row_text(version, "model");
	const char *v = row_text(version, "version");
	size_t n, shown = 0;
	const struct row **list = model_rows(w, "model.alias", model, &n);

	for (size_t i = 0; i < n; i++) {
		if (v == NULL || !model_row_has(list[i], "version", v))
			continue;
		if (shown++ > 0)
			node_lit(w->a, cell, ", ");
		part_value(w, cell, list[i], "alias");
	}
}

static size_t
count_verdicts(
    const struct work *w, const char *subject, enum word word, bool is_history)
{
	const struct assessment *as = w->in->assessment;
	size_t n = 0;

	for (size_t i = 0; i < as->nverdicts; i++)
		n += as->verdicts[i].word == word &&
		     as->verdicts[i].is_history == is_history &&
		     strcmp(as->verdicts[i].subject, subject) == 0;
	return n;
}

static void
version_row(struct work *w, struct node *table, const struct row *r)
{
	const char *v = row_text(r, "version");
	const char *subject = arena_printf(
	    w->a, "version/%s/%s", row_text(r, "model"), v == NULL ? "" : v);
	struct node *row =
	    node_row(w->a, table, name_id(w, "V-", v == NULL ? "" : v));
	size_t history = count_verdicts(w, subject, VERDICT_FAIL, true);
	struct node *cell = node_cell(w->a, row);

	part_value(w, cell, r, "version");
	aliases(w, node_cell(w->a, row), r);
	part_value(w, node_cell(w->a, row), r, "status");
	cell = node_cell(w->a, row);
	if (row_text(r, "created_at") != NULL)
		part_shown(w, cell, row_get(r, "created_at"),
		    part_date(w, row_text(r, "created_at")));
	else
		part_value(w, cell, r, "created_at");
	cell = node_cell_text(w->a, row,
	    part_count(w, count_verdicts(w, subject, VERDICT_FAIL, false)));
	if (history > 0)
		node_text(w->a, node_add(w->a, cell, NODE_SMALL),
		    text_printf(w->a, "%zu in history", history));
	node_cell_text(w->a, row,
	    part_count(w, count_verdicts(w, subject, VERDICT_UNKNOWN, false)));
}

static void
versions(struct work *w, struct doc *d, const char *model)
{
	static const struct column columns[] = {{.title = WORDS("Version")},
	    {.title = WORDS("Aliases")}, {.title = WORDS("Status")},
	    {.title = WORDS("Created")},
	    {.title = WORDS("FAIL"), .is_numeric = true},
	    {.title = WORDS("UNKNOWN"), .is_numeric = true}};
	static const struct table shape = {
	    .columns = columns, .ncolumns = 6, .is_caption_hidden = true};
	struct node *sec =
	    node_section(w->a, d->body, "versions", text_lit("Versions"));
	struct node *table;
	size_t n;
	const struct row **list = model_rows(w, "model.version", model, &n);

	if (n == 0) {
		node_note(w->a, sec, STYLE_BOX,
		    text_lit("No source gave a version of this model."));
		return;
	}
	qsort(list, n, sizeof(*list), model_by_version);
	table = node_table(w->a, sec, text_lit("Versions"), &shape);
	for (size_t i = 0; i < n; i++)
		version_row(w, table, list[i]);
}

/* ---- Verdicts ----------------------------------------------------------- */

static void
verdict_row(struct work *w, struct node *table, const struct verdict *v)
{
	struct node *row = node_row(w->a, table, NULL);
	struct node *cell = node_cell(w->a, row);

	node_link(w->a, cell, text_of(w->a, v->check->id),
	    name_check(w, v->check->id), name_id(w, "S-", v->subject));
	node_text(w->a, node_add(w->a, cell, NODE_SMALL),
	    text_of(w->a, v->check->title));
	node_verdict(w->a, node_cell(w->a, row), v->word);
	node_code(w->a, node_cell(w->a, row), text_of(w->a, v->subject));
	node_cell_text(w->a, row, text_of(w->a, v->sentence));
	part_evidence_links(w, node_cell(w->a, row), v);
}

/* What a table of verdicts takes in. */
enum pick { PICK_WORK, PICK_REST, PICK_HISTORY };

static bool
is_picked(const struct verdict *v, enum pick p)
{
	bool is_fine =
	    v->word == VERDICT_PASS || v->word == VERDICT_NOT_APPLICABLE;

	if (v->is_history)
		return p == PICK_HISTORY;
	return p == (is_fine ? PICK_REST : PICK_WORK);
}

static bool
is_shown(
    struct work *w, const struct verdict *v, const char *model, enum pick p)
{
	const char *m = name_subject_model(w, v->subject);

	return m != NULL && strcmp(m, model) == 0 && is_picked(v, p);
}

static size_t
count_picked(struct work *w, const char *model, enum pick p)
{
	const struct assessment *as = w->in->assessment;
	size_t n = 0;

	for (size_t i = 0; i < as->nverdicts; i++)
		n += is_shown(w, &as->verdicts[i], model, p);
	return n;
}

static void
verdict_table(
    struct work *w, struct node *parent, const char *model, enum pick p)
{
	static const struct column columns[] = {{.title = WORDS("Check")},
	    {.title = WORDS("Verdict"), .is_narrow = true},
	    {.title = WORDS("Subject")}, {.title = WORDS("Reason")},
	    {.title = WORDS("Evidence")}};
	static const struct table shape = {
	    .columns = columns, .ncolumns = 5, .is_caption_hidden = true};
	const struct assessment *as = w->in->assessment;
	struct node *table =
	    node_table(w->a, parent, text_lit("Verdicts"), &shape);

	for (size_t i = 0; i < as->nverdicts; i++)
		if (is_shown(w, &as->verdicts[i], model, p))
			verdict_row(w, table, &as->verdicts[i]);
}

static void
folded_verdicts(struct work *w, struct node *sec, const char *model,
    enum pick p, struct text summary)
{
	struct node *fold;

	if (count_picked(w, model, p) == 0)
		return;
	fold = node_add(w->a, sec, NODE_FOLDED);
	fold->text = summary;
	verdict_table(w, fold, model, p);
}

static void
verdicts(struct work *w, struct doc *d, const char *model)
{
	struct node *sec = node_section(
	    w->a, d->body, "verdicts", text_lit("What needs work"));
	size_t n = count_picked(w, model, PICK_WORK);

	node_note(w->a, sec, STYLE_NOTE,
	    text_lit("Automated results that are not PASS, worst first."));
	if (n > 0)
		verdict_table(w, sec, model, PICK_WORK);
	else
		node_note(w->a, sec, STYLE_BOX,
		    text_lit("No automated result of this model needs work."));
	n = count_picked(w, model, PICK_REST);
	folded_verdicts(w, sec, model, PICK_REST,
	    part_many_cap(w, n, "verdict is PASS or NOT APPLICABLE",
		"verdicts are PASS or NOT APPLICABLE"));
	n = count_picked(w, model, PICK_HISTORY);
	folded_verdicts(w, sec, model, PICK_HISTORY,
	    part_many_cap(w, n, "verdict of an archived version",
		"verdicts of archived versions"));
}

/* ---- Statements, rail, page --------------------------------------------- */

static void
statement_row(struct work *w, struct node *table, const struct statement *st,
    const struct statement_key *k)
{
	struct node *row = node_row(w->a, table, NULL), *cell;

	cell = node_cell_text(w->a, row, text_of(w->a, k->title));
	node_code(
	    w->a, node_add(w->a, cell, NODE_SMALL), text_of(w->a, st->file));
	cell = node_cell(w->a, row);
	if (st->state == STATEMENT_VALID)
		node_lit(w->a, cell, "valid");
	else if (st->state == STATEMENT_EXPIRED)
		node_missing(w->a, cell, text_lit("expired"));
	else
		node_missing(w->a, cell, text_lit("placeholder"));
	cell = node_cell(w->a, row);
	node_author(w->a, cell,
	    text_of(w->a, st->owner == NULL ? "nobody" : st->owner));
	node_cell_text(w->a, row, part_date(w, st->date));
	node_cell_text(w->a, row, part_date(w, st->expires));
}

static void
statements(struct work *w, struct doc *d, const char *model)
{
	static const struct column columns[] = {{.title = WORDS("Statement")},
	    {.title = WORDS("State")}, {.title = WORDS("Owner")},
	    {.title = WORDS("Written")}, {.title = WORDS("Valid until")}};
	static const struct table shape = {
	    .columns = columns, .ncolumns = 5, .is_caption_hidden = true};
	const struct statements *all = w->in->statements;
	const char *subject = arena_printf(w->a, "model/%s", model);
	struct node *sec = node_section(
	    w->a, d->body, "statements", text_lit("What its owner declares"));
	struct node *table = NULL;

	for (size_t i = 0; i < all->nkeys; i++) {
		const struct statement *st =
		    statement_find(all, all->keys[i].key, subject);

		if (st == NULL)
			continue;
		if (table == NULL)
			table = node_table(
			    w->a, sec, text_lit("Statements"), &shape);
		statement_row(w, table, st, &all->keys[i]);
	}
	if (table == NULL)
		node_note(w->a, sec, STYLE_BOX,
		    text_lit("Nobody has written a statement for this model."));
}

static void
in_production(struct work *w, struct node *p, const struct model_conf *m)
{
	size_t n;
	const struct row **list = model_rows(w, "model.alias", m->id, &n);

	if (m->alias == NULL) {
		node_lit(w->a, p,
		    m->by_traffic ? "A version with traffic is "
				    "in production"
				  : "not stated");
		return;
	}
	for (size_t i = 0; i < n; i++) {
		if (!model_row_has(list[i], "alias", m->alias))
			continue;
		node_lit(w->a, p, "Version ");
		part_value(w, p, list[i], "version");
		node_text(w->a, p,
		    text_printf(w->a, " carries the alias “%s” of production",
			m->alias));
		return;
	}
	node_text(w->a, p,
	    text_printf(w->a,
		"No version was seen that carries the alias "
		"“%s” of production",
		m->alias));
}

static void
lede(struct work *w, struct doc *d, const struct model_conf *m)
{
	struct node *p = doc_lede(d);
	size_t n = count_picked(w, m->id, PICK_WORK);

	in_production(w, p, m);
	node_lit(w->a, p, ". ");
	node_link(w->a, p,
	    part_many_cap(w, n, "automated result", "automated results"),
	    d->path, "verdicts");
	node_lit(w->a, p, n == 1 ? " needs work." : " need work.");
}

/* The model's own documents, and those of the system. */
static void
documents(struct work *w, struct node *meta, const struct model_conf *m)
{
	struct node *desc = NULL;

	for (const struct made *i = w->made; i != NULL; i = i->next) {
		if (i->model != NULL && strcmp(i->model, m->id) != 0)
			continue;
		if (desc == NULL)
			desc = node_def(w->a, meta, text_lit("Documents"));
		else
			node_add(w->a, desc, NODE_BREAK);
		node_link(w->a, desc, i->doc->title, i->doc->path, NULL);
	}
}

static void
rail(struct work *w, struct doc *d, const struct model_conf *m)
{
	struct node *meta = node_defs(w->a, d->rail, STYLE_META), *desc;
	size_t n;

	d->rail_title = text_lit("Model facts");
	node_code(
	    w->a, node_def(w->a, meta, text_lit("Id")), text_of(w->a, m->id));
	for (size_t i = 0; i < m->nnames; i++) {
		desc = node_def(w->a, meta,
		    text_printf(w->a, "Name in %s", m->names[i].source));
		node_add(w->a, desc, NODE_LITERAL)->text =
		    text_of(w->a, m->names[i].name);
	}
	in_production(w, node_def(w->a, meta, text_lit("In production")), m);
	node_text(w->a, node_def(w->a, meta, text_lit("High impact")),
	    m->is_high_impact ? text_lit("yes, by system.yml")
			      : text_lit("no, by system.yml"));
	model_rows(w, "model.version", m->id, &n);
	node_text(
	    w->a, node_def(w->a, meta, text_lit("Versions")), part_count(w, n));
	documents(w, meta, m);
}

void
page_models(struct work *w)
{
	const struct system *s = w->in->system;

	for (size_t i = 0; i < s->nmodels; i++) {
		const struct model_conf *m = &s->models[i];
		struct doc *d = page_new(
		    w, name_model(w, m->id), text_of(w->a, m->id), "Models");

		d->window_title = text_printf(w->a, "Model %s", m->id);
		d->kicker = text_lit("Model");
		d->has_contents = true;
		lede(w, d, m);
		rail(w, d, m);
		versions(w, d, m->id);
		verdicts(w, d, m->id);
		model_evaluation(w, d, m->id);
		model_monitoring(w, d, m->id);
		model_files(w, d, m->id);
		statements(w, d, m->id);
		site_add(w, d);
	}
}
