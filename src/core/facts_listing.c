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

static void
take_source(struct arena *a, const struct source_state *src, const char *kind,
    struct listing *l, bool *is_given)
{
	bool could = src->nsteps == 0;

	for (size_t i = 0; i < src->nsteps; i++) {
		const struct step_state *st = &src->steps[i];

		if (!gives(st, kind))
			continue;
		could = true;
		take(l, is_given, st->state,
		    arena_printf(a, "%s/%s", src->id, st->step), st->reason);
	}
	if (could && is_own(src))
		take(l, is_given, src->state, src->id, src->reason);
}

const struct listing *
listing_make(struct arena *a, const struct snapshot *s)
{
	struct listing *all;
	size_t n = 0;

	while (kind_at(n) != NULL)
		n++;
	all = arena_array(a, n, sizeof(*all));
	for (size_t k = 0; k < n; k++) {
		bool is_given = false;

		all[k] = (struct listing){STATE_NOT_ASKED, NULL, NULL};
		for (size_t i = 0; s != NULL && i < s->nsources; i++)
			take_source(a, &s->sources[i], kind_at(k)->name,
			    &all[k], &is_given);
	}
	return all;
}

enum state
facts_listing(
    const struct facts *f, const char *kind, const char **who, const char **why)
{
	size_t k = 0;

	while (kind_at(k) != NULL && strcmp(kind_at(k)->name, kind) != 0)
		k++;
	assert(kind_at(k) != NULL);
	if (who != NULL)
		*who = f->listings[k].who;
	if (why != NULL)
		*why = f->listings[k].why;
	return f->listings[k].state;
}
