/*
 * What was asked and what was not seen: every source with its state, the
 * steps that fell short, and which kinds of fact have rows.  A state is never
 * folded into another (DESIGN laws 3 and 8).
 */
#include <string.h>

#include "base/buf.h"
#include "compose/internal.h"

static size_t
count_requests(const struct source_state *s, bool only_good)
{
	size_t n = 0;

	for (size_t i = 0; i < s->nrequests; i++) {
		const struct request *r = &s->requests[i];

		n += r->method != NULL &&
		     (!only_good || r->state == STATE_OK ||
			 r->state == STATE_EMPTY || r->is_absent);
	}
	return n;
}

static size_t
count_facts(const struct work *w, const char *source)
{
	size_t n = 0;

	for (size_t i = 0; i < w->in->facts->nrows; i++)
		n += strcmp(w->in->facts->rows[i]->source, source) == 0;
	return n;
}

/* ---- Each source -------------------------------------------------------- */

static void
source_row(struct work *w, struct node *table, const struct source_state *s)
{
	struct node *row = node_row(w->a, table, name_id(w, "source-", s->id)),
		    *cell;
	size_t asked = count_requests(s, false);

	cell = node_cell_text(w->a, row, text_of(w->a, s->id));
	node_text(w->a, node_add(w->a, cell, NODE_SMALL),
	    text_printf(w->a, "%s%s", s->connector,
		s->is_required ? ", required" : ""));
	node_state(w->a, node_cell(w->a, row), s->state);
	node_cell_text(w->a, row,
	    text_printf(
		w->a, "%zu of %zu answered", count_requests(s, true), asked));
	node_cell_text(
	    w->a, row, part_many(w, count_facts(w, s->id), "fact", "facts"));
	cell = node_cell(w->a, row);
	if (s->reason != NULL)
		node_text(w->a, cell, text_of(w->a, s->reason));
	if (s->skip_owner != NULL)
		node_text(w->a, node_add(w->a, cell, NODE_SMALL),
		    text_printf(w->a, "skipped by %s, until %s", s->skip_owner,
			s->skip_expires == NULL ? "no date" : s->skip_expires));
}

/* Incomplete first, then the order of system.yml. */
static void
sources(struct work *w, struct doc *d)
{
	static const struct column columns[] = {{.title = WORDS("Source")},
	    {.title = WORDS("State"), .is_narrow = true},
	    {.title = WORDS("Requests")}, {.title = WORDS("What it gave")},
	    {.title = WORDS("Reason")}};
	static const struct table shape = {
	    .columns = columns, .ncolumns = 5, .is_caption_hidden = true};
	const struct snapshot *s = w->in->facts->snapshot;
	struct node *sec =
	    node_section(w->a, d->body, "asked", text_lit("What was asked"));
	struct node *table;

	if (s->nsources == 0) {
		node_note(w->a, sec, STYLE_BOX,
		    text_lit("system.yml lists no source."));
		return;
	}
	node_note(w->a, sec, STYLE_NOTE,
	    text_lit("Incomplete first. A state is never folded into another: "
		     "an empty list from a source that denies us is DENIED."));
	table = node_table(w->a, sec, text_lit("Sources"), &shape);
	for (size_t i = 0; i < s->nsources; i++)
		if (!source_is_complete(&s->sources[i]))
			source_row(w, table, &s->sources[i]);
	for (size_t i = 0; i < s->nsources; i++)
		if (source_is_complete(&s->sources[i]))
			source_row(w, table, &s->sources[i]);
}

static void
not_seen(struct work *w, struct doc *d)
{
	struct node *sec = node_section(
	    w->a, d->body, "notseen", text_lit("What was not seen"));

	if (!part_incomplete(w, sec))
		node_note(w->a, sec, STYLE_BOX,
		    text_lit("Every source that was asked answered in full."));
	part_unchecked(w, sec);
}

/* ---- Steps -------------------------------------------------------------- */

static void
step_row(struct work *w, struct node *table, const struct source_state *s,
    const struct step_state *st)
{
	struct node *row = node_row(w->a, table, NULL), *cell;

	cell = node_cell_text(
	    w->a, row, text_printf(w->a, "%s/%s", s->id, st->step));
	if (st->model != NULL)
		node_text(w->a, node_add(w->a, cell, NODE_SMALL),
		    text_printf(w->a, "model %s", st->model));
	node_state(w->a, node_cell(w->a, row), st->state);
	cell = node_cell(w->a, row);
	for (size_t k = 0; k < st->nkinds; k++) {
		if (k > 0)
			node_lit(w->a, cell, ", ");
		node_code(w->a, cell, text_of(w->a, st->kinds[k]));
	}
	node_cell_text(
	    w->a, row, text_of(w->a, st->reason == NULL ? "" : st->reason));
}

static void
steps(struct work *w, struct doc *d)
{
	static const struct column columns[] = {{.title = WORDS("Step")},
	    {.title = WORDS("State"), .is_narrow = true},
	    {.title = WORDS("Kinds of fact")}, {.title = WORDS("Reason")}};
	static const struct table shape = {
	    .columns = columns, .ncolumns = 4, .is_caption_hidden = true};
	const struct snapshot *s = w->in->facts->snapshot;
	struct node *sec =
	    node_section(w->a, d->body, "steps", text_lit("Every step"));
	struct node *fold, *table = NULL;

	node_note(w->a, sec, STYLE_NOTE,
	    text_lit("A source is as good as the worst of its steps."));
	fold = node_add(w->a, sec, NODE_FOLDED);
	fold->text = text_lit("States of every step");
	for (size_t i = 0; i < s->nsources; i++)
		for (size_t k = 0; k < s->sources[i].nsteps; k++) {
			if (table == NULL)
				table = node_table(w->a, fold,
				    text_lit("States of every step"), &shape);
			step_row(
			    w, table, &s->sources[i], &s->sources[i].steps[k]);
		}
	if (table == NULL)
		node_note(
		    w->a, fold, STYLE_BOX, text_lit("No source has a step."));
}

/* ---- Kinds -------------------------------------------------------------- */

static void
kinds_with(struct work *w, struct node *sec)
{
	static const struct column columns[] = {
	    {.title = WORDS("Kind of fact")},
	    {.title = WORDS("Rows"), .is_numeric = true},
	    {.title = WORDS("Listing"), .is_narrow = true},
	    {.title = WORDS("Why")}};
	static const struct table shape = {
	    .columns = columns, .ncolumns = 4, .is_caption_hidden = true};
	struct node *table = NULL;

	for (size_t i = 0; kind_at(i) != NULL; i++) {
		const char *who = NULL, *why = NULL;
		struct node *row;
		size_t n;

		facts_of(w->in->facts, kind_at(i)->name, &n);
		if (n == 0)
			continue;
		if (table == NULL)
			table = node_table(w->a, sec,
			    text_lit("Kinds of fact with rows"), &shape);
		row = node_row(w->a, table, NULL);
		node_code(w->a, node_cell(w->a, row),
		    text_of(w->a, kind_at(i)->name));
		node_cell_text(w->a, row, part_count(w, n));
		node_state(w->a, node_cell(w->a, row),
		    facts_listing(
			w->in->facts, kind_at(i)->name, NULL, &who, &why));
		node_cell_text(
		    w->a, row, text_of(w->a, why == NULL ? "" : why));
	}
	if (table == NULL)
		node_note(w->a, sec, STYLE_BOX,
		    text_lit("No kind of fact has a row."));
}

static bool
is_read(const struct work *w, const char *kind)
{
	for (size_t i = 0; i < w->in->rules->nchecks; i++)
		if (check_reads(&w->in->rules->checks[i], kind))
			return true;
	return false;
}

static void
kinds_without(struct work *w, struct node *sec, bool are_read, const char *lead)
{
	struct node *p = NULL;

	for (size_t i = 0; kind_at(i) != NULL; i++) {
		size_t n;

		facts_of(w->in->facts, kind_at(i)->name, &n);
		if (n > 0 || is_read(w, kind_at(i)->name) != are_read)
			continue;
		if (p == NULL) {
			p = node_para(w->a, sec, STYLE_PLAIN);
			node_text(w->a, p, text_of(w->a, lead));
		} else {
			node_lit(w->a, p, ", ");
		}
		node_code(w->a, p, text_of(w->a, kind_at(i)->name));
	}
	if (p != NULL)
		node_lit(w->a, p, ".");
}

static void
kinds(struct work *w, struct doc *d)
{
	struct node *sec = node_section(
	    w->a, d->body, "kinds", text_lit("Coverage by kind of fact"));

	node_note(w->a, sec, STYLE_NOTE,
	    text_lit("A check that reads only kinds without rows is UNKNOWN, "
		     "unless a complete listing says that there is none."));
	kinds_with(w, sec);
	kinds_without(w, sec, true, "Without rows, and a check reads them: ");
	kinds_without(w, sec, false,
	    "Without rows, and no check of this release "
	    "reads them: ");
}

static void
lede(struct work *w, struct doc *d)
{
	const struct snapshot *s = w->in->facts->snapshot;
	struct node *p = doc_lede(d);
	size_t bad = 0;

	for (size_t i = 0; i < s->nsources; i++)
		bad += !source_is_complete(&s->sources[i]);
	if (bad == 0) {
		node_text(w->a, p,
		    text_printf(w->a, "%s answered in full.",
			part_many_cap(w, s->nsources, "source", "sources").s));
		return;
	}
	node_text(w->a, p,
	    text_printf(w->a,
		"%s of %zu %s incomplete. What depends on %s is "
		"UNKNOWN, never PASS.",
		part_many_cap(w, bad, "source", "sources").s, s->nsources,
		bad == 1 ? "is" : "are", bad == 1 ? "it" : "them"));
}

void
page_sources(struct work *w)
{
	struct doc *d =
	    page_new(w, "sources.html", text_lit("Sources"), "Sources");
	const struct snapshot *s = w->in->facts->snapshot;
	struct node *defs;

	d->kicker = text_lit("What was asked, and what was not seen");
	lede(w, d);
	defs = node_defs(w->a, d->body, STYLE_FACTS);
	node_text(w->a, node_def(w->a, defs, text_lit("Gather began")),
	    part_time(w, s->now));
	node_text(w->a, node_def(w->a, defs, text_lit("As of")),
	    part_time(w, s->as_of));
	node_text(w->a, node_def(w->a, defs, text_lit("Evidence")),
	    part_many(w, w->nexhibits, "object", "objects"));
	node_text(w->a, node_def(w->a, defs, text_lit("Facts")),
	    part_count(w, w->in->facts->nrows));
	node_text(w->a, node_def(w->a, defs, text_lit("Complete")),
	    w->in->is_complete ? text_lit("yes") : text_lit("no"));
	sources(w, d);
	not_seen(w, d);
	kinds(w, d);
	steps(w, d);
	site_add(w, d);
}
