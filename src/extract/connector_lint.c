/*
 * What can only be said of a whole connector (CONNECTORS section 10): `read:`
 * is there and goes in no circle, kinds of each step, key parts, steps that do
 * nothing.  Names in scope are in connector_scope.c.
 */
#include "extract/connector.h"

#include <stdlib.h>
#include <string.h>

static int
link_step(const struct connector_set *s, struct connector *c, struct step *step,
    struct error *e)
{
	const struct data *at;
	const char **words;

	if (step->read == NULL)
		return 0;
	at = data_get(step->data, "read");
	step->reads = connector_find(s, step->read);
	if (step->reads == NULL) {
		words = mem_array(s->n + 1, sizeof(*words));
		for (size_t i = 0; i < s->n; i++)
			words[i] = s->items[i].name;
		(void)err_at(e, "con-read", c->file, at->line, at->column,
		    "'read' names '%s', which is no connector", step->read);
		if (err_nearest(step->read, words) != NULL)
			err_hint(e, "did you mean '%s'?",
			    err_nearest(step->read, words));
		else
			err_hint(e, "name a file of mappings/sources");
		free(words);
		return -1;
	}
	if (!connector_is_files(step->reads)) {
		(void)err_at(e, "con-read-file", c->file, at->line, at->column,
		    "'%s' is not a connector of files", step->read);
		err_hint(e, "'read' takes a connector whose steps are 'file'");
		return -1;
	}
	return 0;
}

/* Follows `read` of first steps; too deep is a circle. */
static int
check_circle(
    const struct connector *c, const struct step *step, struct error *e)
{
	const struct connector *at = step->reads;
	const struct data *d = data_get(step->data, "read");

	for (int depth = 0; at != NULL; depth++) {
		if (depth == READ_DEPTH) {
			(void)err_at(e, "con-read-circle", c->file, d->line,
			    d->column,
			    "'read' of '%s' goes in a circle, or deeper than "
			    "%d",
			    step->read, READ_DEPTH);
			err_hint(e, "end the chain: one of them must have its "
				    "own facts only");
			return -1;
		}
		at = at->steps[0].reads;
	}
	return 0;
}

int
connectors_link(struct arena *a, struct connector_set *s, struct error *e)
{
	(void)a;
	for (size_t i = 0; i < s->n; i++) {
		struct connector *c = &s->items[i];

		for (size_t k = 0; k < c->nsteps; k++)
			if (link_step(s, c, &c->steps[k], e) == -1)
				return -1;
	}
	for (size_t i = 0; i < s->n; i++) {
		struct connector *c = &s->items[i];

		for (size_t k = 0; k < c->nsteps; k++)
			if (check_circle(c, &c->steps[k], e) == -1)
				return -1;
	}
	/* The innermost reader says how bytes become a tree. */
	for (size_t i = 0; i < s->n; i++)
		for (size_t k = 0; k < s->items[i].nsteps; k++) {
			struct step *step = &s->items[i].steps[k];
			const struct step *from = step;

			while (from->reads != NULL)
				from = &from->reads->steps[0];
			if (from != step) {
				step->decode = from->decode;
				step->keep = from->keep;
			}
		}
	return 0;
}

/* Sorts and drops repeats. */
static size_t
unique(const char **items, size_t n)
{
	size_t k = 0;

	if (n > 1)
		qsort(items, n, sizeof(*items), text_order);
	for (size_t i = 0; i < n; i++)
		if (k == 0 || strcmp(items[k - 1], items[i]) != 0)
			items[k++] = items[i];
	return k;
}

static void
step_kinds(struct arena *a, struct step *step)
{
	const struct step *s = step;
	const char **kinds;
	size_t n = 0;

	for (s = step;; s = &s->reads->steps[0]) {
		n += s->nfacts;
		if (s->reads == NULL)
			break;
	}
	kinds = arena_array(a, n, sizeof(*kinds));
	n = 0;
	for (s = step;; s = &s->reads->steps[0]) {
		for (size_t i = 0; i < s->nfacts; i++)
			kinds[n++] = s->facts[i].kind->name;
		if (s->reads == NULL)
			break;
	}
	step->kinds = kinds;
	step->nkinds = unique(kinds, n);
}

void
connector_collect_kinds(struct arena *a, struct connector *c)
{
	const char **kinds;
	size_t n = 0;

	for (size_t i = 0; i < c->nsteps; i++) {
		step_kinds(a, &c->steps[i]);
		n += c->steps[i].nkinds;
	}
	kinds = arena_array(a, n, sizeof(*kinds));
	n = 0;
	for (size_t i = 0; i < c->nsteps; i++)
		for (size_t k = 0; k < c->steps[i].nkinds; k++)
			kinds[n++] = c->steps[i].kinds[k];
	c->kinds = kinds;
	c->nkinds = unique(kinds, n);
}
