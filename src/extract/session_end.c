/*
 * The end of a step: its rows, and its state from requests and rows
 * (CONNECTORS section 6).  What the plan asks for and no answer was given to
 * is NOT_ASKED; a page or a folder that an answer names and nobody asked makes
 * the step INCOMPLETE: taking entries out of a snapshot never looks complete.
 */
#include "extract/session.h"

#include <stdlib.h>
#include <string.h>

#include "extract/tree.h"

/* The worst so far, with the reason of the first that was as bad. */
static void
note(struct step_run *run, enum state state, const char *reason)
{
	if (run->reason != NULL && state_worst(run->state, state) == run->state)
		return;
	if (state_worst(run->state, state) != state)
		return;
	run->state = state;
	run->reason = reason;
}

static void
incomplete(struct step_run *run, const char *reason)
{
	note(run, STATE_INCOMPLETE, reason);
}

/* Key parts: VALUE, or ABSENT or NULL where the kind lets them miss. */
static bool
key_is_whole(struct session *s, struct step_run *run, const struct row *row)
{
	for (size_t i = 0; i < row->kind->nkeys; i++) {
		enum outcome o = row->fields[i].outcome;

		if (o == OUTCOME_VALUE ||
		    (row->kind->fields[i].may_miss &&
			(o == OUTCOME_ABSENT || o == OUTCOME_NULL)))
			continue;
		incomplete(
		    run, arena_printf(s->a, "a row of '%s' has no '%s': %s",
			     row->kind->name, row->kind->fields[i].name,
			     outcome_name(o)));
		return false;
	}
	return true;
}

/* Of the source `records`: a person wrote it, `by` says who. */
static void
set_asserted(struct session *s, const struct given *g, struct row *row)
{
	size_t node, n;

	row->is_asserted = strcmp(s->c->name, "records") == 0;
	if (!row->is_asserted || g->doc == NULL || g->doc->tree == NULL ||
	    tree_type(g->doc->tree, 0) != NODE_OBJECT)
		return;
	node = tree_member(g->doc->tree, 0, "by", 2);
	if (node != 0 && tree_type(g->doc->tree, node) == NODE_STRING)
		row->asserted_by = tree_text(g->doc->tree, node, &n);
}

static void
push_row(struct session *s, struct row_list *rows, const struct row *row)
{
	if (rows->n == rows->cap) {
		const struct row **bigger;

		rows->cap = rows->cap == 0 ? 64 : 2 * rows->cap;
		/* NOLINTNEXTLINE(bugprone-sizeof-expression): pointers */
		bigger = arena_array(s->a, rows->cap, sizeof(*bigger));
		for (size_t i = 0; i < rows->n; i++)
			bigger[i] = rows->items[i];
		rows->items = bigger;
	}
	rows->items[rows->n++] = row;
}

/* One row, if its key is whole. */
static void
add_row(struct session *s, struct step_run *run, const struct step *step,
    const struct place *at, const struct fact *f)
{
	struct row *row = arena_alloc(s->a, sizeof(*row));

	row->kind = f->kind;
	row->fields = arena_array(s->a, f->kind->nfields, sizeof(*row->fields));
	row->source = s->src->id;
	row->step = step->id;
	for (size_t k = 0; k < f->nfields; k++) {
		struct value *v = &row->fields[f->fields[k].field];

		field_read(s, at, f->kind, &f->fields[k], v);
		v->source = s->src->id;
	}
	set_asserted(s, at->g, row);
	if (key_is_whole(s, run, row))
		push_row(s, &run->rows, row);
}

/* One fact in one answer: a row for each combination of its loops. */
static void
fact_rows(struct session *s, struct step_run *run, const struct step *step,
    const struct place *at, const struct fact *f)
{
	struct scopes all = {0};
	const char *gap = NULL;

	scope_expand(s, at->env, at->sc, &f->each, &all, &gap);
	if (gap != NULL)
		incomplete(run, gap);
	for (size_t i = 0; i < all.n && run->rows.n < FACTS_MAX; i++) {
		struct place one = {at->env, at->g, all.items[i]};

		add_row(s, run, step, &one, f);
	}
	free(all.items);
}

/* Parameters of a connector that reads here, by name from this scope. */
static const struct scope *
read_scope(struct session *s, const struct env *env, const struct given *g)
{
	const struct scope *sc = env->scope;

	for (size_t i = 0; i < env->c->nparams; i++) {
		const struct scope *have =
		    scope_find(g->scope, env->c->params[i].name);

		if (have != NULL)
			sc = scope_add(
			    s->a, sc, env->c->params[i].name, have->spot);
	}
	return sc;
}

static void
answer_rows(struct session *s, struct step_run *run, const struct step *step,
    const struct given *g)
{
	const struct connector *c = s->c;
	const struct step *at = step;
	int depth = 0;

	docs_working(&s->docs, g->object);
	while (at != NULL && depth++ <= READ_DEPTH) {
		struct place here = {session_env(s, c), g, g->scope};

		if (at != step)
			here.sc = read_scope(s, here.env, g);
		here.sc =
		    scope_add(s->a, here.sc, "$", (struct spot){g->doc, 0});
		for (size_t i = 0; i < at->nfacts; i++)
			if (!g->is_absent || at->facts[i].is_absent)
				fact_rows(s, run, step, &here, &at->facts[i]);
		c = at->reads;
		at = c == NULL ? NULL : &c->steps[0];
	}
}

static bool
has_facts(const struct step *step)
{
	return step->nkinds > 0;
}

/* Bound names of every answer, sorted; the caller frees. */
static const char **
given_keys(const struct step_run *run)
{
	const char **keys = mem_array(run->ngiven + 1, sizeof(*keys));

	for (size_t i = 0; i < run->ngiven; i++)
		keys[i] = run->given[i].key;
	qsort(keys, run->ngiven, sizeof(*keys), text_order);
	return keys;
}

/* Planned requests that nobody gave an answer to. */
static void
check_plan(struct step_run *run, const char **keys)
{
	for (size_t i = 0; i < run->asks.n; i++) {
		const struct ask *ask = run->asks.items[i];

		if (bsearch(&ask->key, keys, run->ngiven, sizeof(*keys),
			text_order) != NULL)
			continue;
		note(run, STATE_NOT_ASKED,
		    ask->plan.reason != NULL
			? ask->plan.reason
			: "the snapshot has no entry for it");
	}
}

/* Folders that an answer names, each asked for? */
static void
check_folders(struct session *s, const struct step *step, struct step_run *run,
    const char **keys)
{
	for (size_t i = 0; i < run->ngiven && step->descend != NULL; i++) {
		const struct given *g = &run->given[i];
		const struct scope *sc = g->scope;
		struct asks list = {0};
		size_t *nodes = NULL, n = 0;
		struct error why = {0};

		if (g->doc == NULL || g->doc->tree == NULL ||
		    path_select(s->a,
			s->envs[0].paths[step->descend_path->index],
			(struct tree_at){g->doc->tree, 0}, &nodes, &n,
			&why) == -1)
			continue;
		if (strcmp(sc->name, step->descend) == 0)
			sc = sc->up;
		for (size_t k = 0; k < n; k++) {
			struct spot at = {g->doc, nodes[k]};
			const struct ask *ask = ask_new(
			    s, &list, scope_add(s->a, sc, step->descend, at));

			if (bsearch(&ask->key, keys, run->ngiven, sizeof(*keys),
				text_order) == NULL)
				incomplete(run, "a folder was not asked for");
		}
	}
}

/* One listing: its last page names no other, its items are `total`. */
static void
check_listing(struct session *s, const struct step *step, struct step_run *run,
    const char *key)
{
	const struct given *last = NULL;
	int64_t items = 0, total = -1;

	for (size_t i = 0; i < run->ngiven; i++) {
		const struct given *g = &run->given[i];

		if (strcmp(g->key, key) != 0 || !given_is_read(g))
			continue;
		docs_working(&s->docs, g->object);
		if (last == NULL || g->page >= last->page)
			last = g;
		items += page_count(s, step->page.items, g);
		if (step->page.total != NULL)
			total = page_total(s, step->page.total, g);
	}
	if (last == NULL || last->is_absent)
		return;
	if (page_has_next(s, step, last))
		incomplete(
		    run, arena_printf(s->a, "there is a page behind page %d",
			     last->page));
	if (step->page.total != NULL && items != total)
		incomplete(
		    run, arena_printf(s->a, "%lld items of a total of %lld",
			     (long long)items, (long long)total));
}

static void
check_pages(struct session *s, const struct step *step, struct step_run *run,
    const char **keys)
{
	for (size_t i = 0; i < run->ngiven && step->page.kind != PAGER_NONE;
	     i++)
		if (i == 0 || strcmp(keys[i - 1], keys[i]) != 0)
			check_listing(s, step, run, keys[i]);
}

int
session_finish(struct session *s, size_t step, struct error *e)
{
	const struct step *def = &s->c->steps[step];
	struct step_run *run = &s->runs[step];
	bool is_any_ok = false;
	const char **keys;

	if (run->is_ended)
		return 0;
	if (session_make_plan(s, step, e) == -1)
		return -1;
	run->is_ended = true;
	run->state = STATE_EMPTY;
	if (run->why.state != STATE_OK && run->ngiven == 0) {
		run->state = run->why.state;
		run->reason = run->why.reason;
		return 0;
	}
	if (run->why.state != STATE_OK)
		note(run, run->why.state, run->why.reason);
	if (run->gap != NULL)
		incomplete(run, run->gap);
	for (size_t i = 0; i < run->ngiven; i++) {
		const struct given *g = &run->given[i];

		if (given_is_read(g)) {
			is_any_ok = true;
			answer_rows(s, run, def, g);
			if (g->is_absent)
				note(run, STATE_OK, NULL);
		}
		if (g->state != STATE_OK && g->state != STATE_EMPTY)
			note(run, g->state, g->reason);
	}
	keys = given_keys(run);
	check_plan(run, keys);
	check_folders(s, def, run, keys);
	check_pages(s, def, run, keys);
	free(keys);
	if (run->rows.n >= FACTS_MAX)
		return err_set(e, ERR_LIMIT, s->src->id,
		    "connector '%s', step '%s': more than %d rows", s->c->name,
		    def->id, FACTS_MAX);
	if (is_any_ok && (run->rows.n > 0 || !has_facts(def)))
		note(run, STATE_OK, NULL);
	return 0;
}

int
session_end_step(struct session *s, size_t step, struct step_state *out,
    struct row_list *rows, struct error *e)
{
	const struct step *def = &s->c->steps[step];
	struct step_run *run = &s->runs[step];

	*out = (struct step_state){0};
	if (session_finish(s, step, e) == -1)
		return -1;
	out->step = def->id;
	out->model = s->model;
	out->state = run->state;
	out->reason = run->reason;
	out->kinds = def->kinds;
	out->nkinds = def->nkinds;
	for (size_t i = 0; rows != NULL && i < run->rows.n; i++) {
		mem_push(
		    /* NOLINTNEXTLINE(bugprone-sizeof-expression): pointers */
		    &rows->items, rows->n, &rows->cap, sizeof(*rows->items));
		rows->items[rows->n++] = run->rows.items[i];
	}
	return 0;
}
