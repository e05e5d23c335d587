/*
 * Blocks of a report on the whole system: what was asked and not seen, what
 * is in use, which statements end soon, and the assessor's fields, which stay
 * blank (DESIGN laws 7 and 8).
 */
#include <stdlib.h>
#include <string.h>

#include "compose/template.h"

enum { SOON_DAYS = 60 };

/* ---- Sources ------------------------------------------------------------ */

static void
put_complete(struct paper *p, struct node *parent)
{
	const struct snapshot *s = p->w->in->facts->snapshot;
	struct node *para = NULL;

	for (size_t i = 0; i < s->nsources; i++) {
		const struct source_state *src = &s->sources[i];

		if (!source_is_complete(src))
			continue;
		if (para == NULL) {
			para = node_para(p->a, parent, STYLE_PLAIN);
			node_lit(p->a, para, "Answered in full: ");
		} else {
			node_lit(p->a, para, ", ");
		}
		node_link(p->a, para, text_of(p->a, src->id), "sources.html",
		    name_id(p->w, "source-", src->id));
		node_text(
		    p->a, para, text_printf(p->a, " (%s) ", src->connector));
		node_state(p->a, para, src->state);
	}
	if (para != NULL)
		node_lit(p->a, para, ".");
}

void
block_sources(struct paper *p, struct node *parent, const struct call *c)
{
	(void)c;
	if (p->w->in->facts->snapshot->nsources == 0) {
		node_missing(p->a, node_para(p->a, parent, STYLE_PLAIN),
		    text_lit("system.yml lists no source"));
		return;
	}
	if (!part_incomplete(p->w, parent))
		node_note(p->a, parent, STYLE_BOX,
		    text_lit("Every source that was asked answered in full."));
	put_complete(p, parent);
}

/* ---- Inventory ---------------------------------------------------------- */

static void
put_model(struct paper *p, struct node *table, const struct model_conf *m)
{
	struct node *row = node_row(p->a, table, NULL), *cell;
	struct paper one = *p;
	const struct row *version;
	size_t n;

	one.model = m;
	one.id = m->id;
	one.version = one.why = NULL;
	paper_find_production(&one);
	node_link(p->a, node_cell(p->a, row), text_of(p->a, m->id),
	    name_model(p->w, m->id), NULL);
	cell = node_cell(p->a, row);
	version = paper_find_version(&one, one.version);
	if (version != NULL)
		part_value(p->w, cell, version, "version");
	else if (one.version != NULL)
		node_text(p->a, cell, text_of(p->a, one.version));
	else
		node_missing(p->a, cell, text_lit("not known"));
	if (one.why != NULL)
		node_text(p->a, node_add(p->a, cell, NODE_SMALL),
		    text_of(p->a, one.why));
	cell = node_cell(p->a, row);
	if (version != NULL)
		block_date(p, cell, version, "created_at");
	model_rows(p->w, "model.version", m->id, &n);
	node_cell_text(p->a, row, part_count(p->w, n));
	node_cell_text(p->a, row,
	    m->is_high_impact ? text_lit("yes, by system.yml")
			      : text_lit("no, by system.yml"));
}

void
block_inventory(struct paper *p, struct node *parent, const struct call *c)
{
	static const struct column columns[] = {{.title = WORDS("Model")},
	    {.title = WORDS("In production")}, {.title = WORDS("Registered")},
	    {.title = WORDS("Versions"), .is_numeric = true},
	    {.title = WORDS("High impact")}};
	static const struct table shape = {
	    .columns = columns, .ncolumns = 5, .is_caption_hidden = true};
	const struct system *s = p->w->in->system;
	struct node *table;

	(void)c;
	if (s->nmodels == 0) {
		node_missing(p->a, node_para(p->a, parent, STYLE_PLAIN),
		    text_lit("system.yml lists no model"));
		return;
	}
	table = node_table(
	    p->a, parent, text_lit("Models and what is in production"), &shape);
	for (size_t i = 0; i < s->nmodels; i++)
		if (p->model == NULL || p->model == &s->models[i])
			put_model(p, table, &s->models[i]);
}

/* ---- Statements that end soon ------------------------------------------- */

struct ending {
	const struct statement *statement;
	const char *title;
	int64_t days; /* left at as-of */
};

static int
by_end(const void *pa, const void *pb)
{
	const struct ending *a = pa, *b = pb;
	int order;

	if (a->days != b->days)
		return a->days < b->days ? -1 : 1;
	order = strcmp(a->statement->subject, b->statement->subject);
	return order != 0 ? order
			  : strcmp(a->statement->key, b->statement->key);
}

static bool
days_left(const struct paper *p, const struct statement *s, int64_t *out)
{
	const char *as_of = p->w->in->facts->snapshot->as_of;
	struct instant t;
	int64_t end;

	if (s->expires == NULL || as_of == NULL ||
	    time_parse(&t, as_of, strlen(as_of)) == -1 ||
	    date_parse(&end, s->expires, strlen(s->expires)) == -1)
		return false;
	*out = end - date_of(t);
	return true;
}

static const char *
title_of(const struct statements *all, const char *key)
{
	for (size_t i = 0; i < all->nkeys; i++)
		if (strcmp(all->keys[i].key, key) == 0)
			return all->keys[i].title;
	return key;
}

static size_t
find_ending(struct paper *p, struct ending **out)
{
	const struct statements *all = p->w->in->statements;
	size_t n = 0;

	*out = arena_array(p->a, all->n + 1, sizeof(**out));
	for (size_t i = 0; i < all->n; i++) {
		const struct statement *s = &all->items[i];
		int64_t days;

		if ((s->state != STATEMENT_VALID &&
			s->state != STATEMENT_EXPIRED) ||
		    (p->model != NULL && strcmp(s->subject, p->subject) != 0) ||
		    !days_left(p, s, &days) || days > SOON_DAYS)
			continue;
		(*out)[n++] = (struct ending){s, title_of(all, s->key), days};
	}
	if (n > 0)
		qsort(*out, n, sizeof(**out), by_end);
	return n;
}

static void
put_ending(struct paper *p, struct node *table, const struct ending *e)
{
	const struct statement *s = e->statement;
	struct node *row = node_row(p->a, table, NULL), *cell;

	cell = node_cell_text(p->a, row, text_of(p->a, e->title));
	node_code(
	    p->a, node_add(p->a, cell, NODE_SMALL), text_of(p->a, s->file));
	node_code(p->a, node_cell(p->a, row), text_of(p->a, s->subject));
	cell = node_cell(p->a, row);
	if (s->owner != NULL)
		node_author(p->a, cell, text_of(p->a, s->owner));
	cell = node_cell_text(p->a, row, part_date(p->w, s->expires));
	if (s->state == STATEMENT_EXPIRED) {
		row->style = STYLE_FLAG;
		node_lit(p->a, node_add(p->a, cell, NODE_SMALL), "expired");
	} else {
		node_text(p->a, node_add(p->a, cell, NODE_SMALL),
		    part_many(p->w, (size_t)e->days, "day left", "days left"));
	}
}

void
block_expiring(struct paper *p, struct node *parent, const struct call *c)
{
	static const struct column columns[] = {{.title = WORDS("Statement")},
	    {.title = WORDS("For")}, {.title = WORDS("Owner")},
	    {.title = WORDS("Valid until")}};
	static const struct table shape = {
	    .columns = columns, .ncolumns = 4, .is_caption_hidden = true};
	struct ending *list;
	size_t n = find_ending(p, &list);
	struct node *table;

	(void)c;
	if (n == 0) {
		node_note(p->a, parent, STYLE_BOX,
		    text_printf(p->a,
			"No statement that was written has expired or "
			"expires within %d days of %s.",
			SOON_DAYS,
			part_date(p->w, p->w->in->facts->snapshot->as_of).s));
		return;
	}
	table = node_table(p->a, parent,
	    text_lit("Statements that have expired or end soon"), &shape);
	for (size_t i = 0; i < n; i++)
		put_ending(p, table, &list[i]);
}

/* ---- The assessor ------------------------------------------------------- */

void
block_assessor(struct paper *p, struct node *parent, const struct call *c)
{
	(void)c;
	part_assessor(p->w, parent);
}
