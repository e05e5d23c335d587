/*
 * May "none found" be said of a kind (DESIGN law 3)?  Only if every step that
 * could have given a row of it was OK or EMPTY.  A kind that nobody gives is
 * NOT_ASKED: what was not looked for was not found missing.
 */
#include <assert.h>
#include <string.h>

#include "core/facts.h"

static bool
gives(const struct step_state *st, const char *kind)
{
	for (size_t i = 0; i < st->nkinds; i++)
		if (strcmp(st->kinds[i], kind) == 0)
			return true;
	return false;
}

/* Takes the state in if it is worse, or the first. */
static void
take(struct listing *l, bool *is_given, enum state s, const char *who,
    const char *why)
{
	if (*is_given && state_worst(l->state, s) == l->state)
		return;
	*is_given = true;
	l->state = s;
	l->who = who;
	l->why = why;
}

static bool
is_answered(enum state s)
{
	return s == STATE_OK || s == STATE_EMPTY;
}

/* The source's own state, where no step of it explains that. */
static bool
is_own(const struct source_state *src)
{
	if (is_answered(src->state))
		return false;
	for (size_t i = 0; i < src->nsteps; i++)
		if (state_worst(src->steps[i].state, src->state) ==
		    src->steps[i].state)
			return false;
	return true;
}

/* What "none found" is asked of: a kind, and a model or every model. */
struct scope {
	const char *kind;
	const char *model; /* NULL: every model; "": steps of no one model */
};

/* A step that ran for another model says nothing of this one. */
static bool
is_asked_for(const struct step_state *st, const char *model)
{
	return model == NULL || st->model == NULL ||
	       strcmp(st->model, model) == 0;
}

static void
take_source(struct arena *a, const struct source_state *src,
    const struct scope *s, struct listing *l, bool *is_given)
{
	bool could = src->nsteps == 0;

	for (size_t i = 0; i < src->nsteps; i++) {
		const struct step_state *st = &src->steps[i];

		if (!gives(st, s->kind) || !is_asked_for(st, s->model))
			continue;
		could = true;
		take(l, is_given, st->state,
		    arena_printf(a, "%s/%s", src->id, st->step), st->reason);
	}
	if (could && is_own(src))
		take(l, is_given, src->state, src->id, src->reason);
}

static struct listing
listing_of(struct arena *a, const struct snapshot *s, struct scope scope)
{
	struct listing l = {scope.model, STATE_NOT_ASKED, NULL, NULL};
	bool is_given = false;

	for (size_t i = 0; s != NULL && i < s->nsources; i++)
		take_source(a, &s->sources[i], &scope, &l, &is_given);
	return l;
}

/* NULL, "", and every model that a step ran for. */
static const char **
listing_models(struct arena *a, const struct snapshot *s, size_t *n)
{
	const char **models;
	size_t most = 2;

	for (size_t i = 0; s != NULL && i < s->nsources; i++)
		most += s->sources[i].nsteps;
	models = arena_array(a, most, sizeof(*models));
	models[0] = NULL;
	models[1] = "";
	*n = 2;
	for (size_t i = 0; s != NULL && i < s->nsources; i++)
		for (size_t k = 0; k < s->sources[i].nsteps; k++) {
			const char *m = s->sources[i].steps[k].model;
			size_t at = 1;

			while (
			    m != NULL && at < *n && strcmp(models[at], m) != 0)
				at++;
			if (m != NULL && at == *n)
				models[(*n)++] = m;
		}
	return models;
}

void
listing_make(struct arena *a, const struct snapshot *s, struct facts *f)
{
	size_t nmodels, nkinds = 0;
	const char **models = listing_models(a, s, &nmodels);
	struct listing *all;

	while (kind_at(nkinds) != NULL)
		nkinds++;
	all = arena_array(a, nmodels * nkinds, sizeof(*all));
	for (size_t m = 0; m < nmodels; m++)
		for (size_t k = 0; k < nkinds; k++)
			all[m * nkinds + k] = listing_of(
			    a, s, (struct scope){kind_at(k)->name, models[m]});
	f->listings = all;
	f->nlistings = nmodels * nkinds;
}

enum state
facts_listing(const struct facts *f, const char *kind, const char *model,
    const char **who, const char **why)
{
	const struct listing *l;
	size_t nkinds = 0, k = 0, m = model == NULL ? 0 : 1;

	while (kind_at(nkinds) != NULL)
		nkinds++;
	while (k < nkinds && strcmp(kind_at(k)->name, kind) != 0)
		k++;
	assert(k < nkinds);
	for (size_t i = 2; model != NULL && i < f->nlistings / nkinds; i++)
		if (strcmp(f->listings[i * nkinds].model, model) == 0)
			m = i;
	l = &f->listings[m * nkinds + k];
	if (who != NULL)
		*who = l->who;
	if (why != NULL)
		*why = l->why;
	return l->state;
}
