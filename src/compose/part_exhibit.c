/*
 * Evidence in the making: for each object its requests, its raw texts and the
 * facts that were read from it; and for each locator the place where its
 * bytes are shown.  An object that is only hashed or kept elsewhere has a
 * page too, which says so.
 */
#include <stdlib.h>
#include <string.h>

#include "compose/internal.h"

static int
by_object(const void *a, const void *b)
{
	return strcmp(((const struct exhibit *)a)->object,
	    ((const struct exhibit *)b)->object);
}

static int
by_spot(const void *a, const void *b)
{
	const struct spot *x = a, *y = b;
	int order = strcmp(x->at, y->at);

	return order != 0 ? order : strcmp(x->fragment, y->fragment);
}

static struct exhibit *
find(struct exhibit *list, size_t n, const char *object)
{
	struct exhibit key = {.object = object};

	if (n == 0)
		return NULL;
	return bsearch(&key, list, n, sizeof(*list), by_object);
}

const struct exhibit *
exhibit_find(const struct work *w, const char *sha256)
{
	return find(w->exhibits, w->nexhibits, sha256);
}

/* Every object that was asked for or that a fact points into, once. */
static void
list_objects(struct work *w)
{
	const struct snapshot *s = w->in->facts->snapshot;
	size_t max = w->in->nviews, n = 0, k = 0;

	for (size_t i = 0; i < s->nsources; i++)
		max += s->sources[i].nrequests;
	w->exhibits = arena_array(w->a, max + 1, sizeof(*w->exhibits));
	for (size_t i = 0; i < w->in->nviews; i++)
		w->exhibits[n++].object = w->in->views[i].object;
	for (size_t i = 0; i < s->nsources; i++)
		for (size_t r = 0; r < s->sources[i].nrequests; r++)
			if (s->sources[i].requests[r].object != NULL)
				w->exhibits[n++].object =
				    s->sources[i].requests[r].object;
	if (n > 0)
		qsort(w->exhibits, n, sizeof(*w->exhibits), by_object);
	for (size_t i = 0; i < n; i++)
		if (k == 0 || strcmp(w->exhibits[i].object,
				  w->exhibits[k - 1].object) != 0)
			w->exhibits[k++] = w->exhibits[i];
	w->nexhibits = k;
}

static void
count_parts(struct work *w)
{
	const struct snapshot *s = w->in->facts->snapshot;

	for (size_t i = 0; i < w->in->nviews; i++) {
		const struct evidence_view *v = &w->in->views[i];
		struct exhibit *x = find(w->exhibits, w->nexhibits, v->object);

		if (x->nviews++ == 0)
			x->views = v;
		x->nfacts += v->nmarks;
	}
	for (size_t i = 0; i < s->nsources; i++)
		for (size_t r = 0; r < s->sources[i].nrequests; r++)
			if (s->sources[i].requests[r].object != NULL)
				find(w->exhibits, w->nexhibits,
				    s->sources[i].requests[r].object)
				    ->nasked++;
}

static void
fill_asked(struct work *w)
{
	const struct snapshot *s = w->in->facts->snapshot;

	for (size_t i = 0; i < w->nexhibits; i++) {
		struct exhibit *x = &w->exhibits[i];

		x->asked = arena_array(w->a, x->nasked + 1, sizeof(*x->asked));
		x->nasked = 0;
	}
	for (size_t i = 0; i < s->nsources; i++)
		for (size_t r = 0; r < s->sources[i].nrequests; r++) {
			const struct request *q = &s->sources[i].requests[r];
			struct exhibit *x =
			    q->object == NULL
				? NULL
				: find(w->exhibits, w->nexhibits, q->object);

			if (x == NULL)
				continue;
			x->asked[x->nasked].source = &s->sources[i];
			x->asked[x->nasked++].request = q;
		}
}

/* One row for each locator: one place may give the keys of many facts. */
static void
number_rows(struct work *w, struct exhibit *x)
{
	struct shown *first = NULL;
	size_t rows = 0;

	for (size_t i = 0; i < x->nfacts; i++) {
		struct shown *f = &x->facts[i];

		if (first != NULL &&
		    strcmp(first->mark->at, f->mark->at) == 0) {
			first->same++;
			f->row_id = first->row_id;
			continue;
		}
		first = f;
		first->same = 1;
		if (++rows <= EXHIBIT_FACTS)
			f->row_id = arena_printf(w->a, "f%zu", rows);
	}
}

static void
fill_facts(struct work *w, struct exhibit *x)
{
	size_t n = 0;

	x->page = name_evidence(w, x->object);
	x->sources = arena_array(w->a, x->nviews + 1, sizeof(*x->sources));
	x->facts = arena_array(w->a, x->nfacts + 1, sizeof(*x->facts));
	for (size_t i = 0; i < x->nviews; i++) {
		const struct evidence_view *v = &x->views[i];
		const char **fragments =
		    arena_array(w->a, v->nmarks + 1, sizeof(*fragments));

		x->sources[i] = source_make(w, v, i, fragments);
		for (size_t m = 0; m < v->nmarks; m++, n++) {
			x->facts[n].mark = &v->marks[m];
			x->facts[n].fragment = fragments[m];
		}
	}
	number_rows(w, x);
}

static void
add_spots(struct work *w, const struct exhibit *x)
{
	for (size_t i = 0; i < x->nfacts; i++) {
		const struct shown *f = &x->facts[i];
		struct spot *s = &w->spots[w->nspots++];

		s->at = f->mark->at;
		s->page = x->page;
		s->object = x->object;
		s->fragment = f->fragment != NULL ? f->fragment
			      : f->row_id != NULL ? f->row_id
						  : "facts";
	}
}

void
exhibits_make(struct work *w)
{
	size_t total = 0, k = 0;

	list_objects(w);
	count_parts(w);
	fill_asked(w);
	for (size_t i = 0; i < w->nexhibits; i++) {
		fill_facts(w, &w->exhibits[i]);
		total += w->exhibits[i].nfacts;
	}
	w->spots = arena_array(w->a, total + 1, sizeof(*w->spots));
	for (size_t i = 0; i < w->nexhibits; i++)
		add_spots(w, &w->exhibits[i]);
	if (w->nspots > 0)
		qsort(w->spots, w->nspots, sizeof(*w->spots), by_spot);
	for (size_t i = 0; i < w->nspots; i++) /* one field, several rows */
		if (k == 0 || strcmp(w->spots[i].at, w->spots[k - 1].at) != 0)
			w->spots[k++] = w->spots[i];
	w->nspots = k;
}
