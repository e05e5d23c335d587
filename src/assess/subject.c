/*
 * Subjects: every version that any row speaks of, and every model of
 * system.yml.  A version that rows refer to but the registry did not list is
 * a subject too, so that taking its row away cannot make its verdicts vanish
 * (law 3).
 */
#include "assess/internal.h"

#include <stdlib.h>
#include <string.h>

enum { NUMBER_MAX = 18 }; /* digits that strtoll takes */

/* Kinds whose rows speak of a version; the field is always `version`. */
static const char *const speaking[] = {"approval", "evaluation.metric",
    "evaluation.run", "model.alias", "model.artifact", "model.card",
    "model.version", "registry.event", NULL};

static int
cmp_subject(const struct subject *x, const struct subject *y)
{
	int m = strcmp(x->model, y->model);
	long long vx, vy;

	if (m != 0)
		return m;
	m = (x->version == NULL) - (y->version == NULL);
	if (m != 0 || x->version == NULL)
		return m;
	vx = strtoll(x->version, NULL, 10);
	vy = strtoll(y->version, NULL, 10);
	if (vx != vy)
		return vx < vy ? -1 : 1;
	return strcmp(x->version, y->version);
}

static int
by_subject(const void *a, const void *b)
{
	return cmp_subject(a, b);
}

/* Every version and model once, in order. */
static void
sort_subjects(struct ctx *c)
{
	size_t n = 0;

	qsort(c->subjects, c->nsubjects, sizeof(c->subjects[0]), by_subject);
	for (size_t i = 0; i < c->nsubjects; i++)
		if (n == 0 ||
		    cmp_subject(&c->subjects[n - 1], &c->subjects[i]) != 0)
			c->subjects[n++] = c->subjects[i];
	c->nsubjects = n;
	for (size_t i = 0; i < n; i++) {
		struct subject *s = &c->subjects[i];

		s->name = s->version == NULL
			      ? arena_printf(c->a, "model/%s", s->model)
			      : arena_printf(c->a, "version/%s/%s", s->model,
				    s->version);
	}
}

const struct row *
subject_production_alias(struct ctx *c, const char *model)
{
	const struct model_conf *m = system_model(c->in->system, model);
	const char *key[2];

	if (m == NULL || m->alias == NULL)
		return NULL;
	key[0] = model;
	key[1] = m->alias;
	return facts_find(c->f, "model.alias", key, 2);
}

static bool
is_one_of(const char *s, const char *const *words)
{
	for (; s != NULL && *words != NULL; words++)
		if (strcmp(s, *words) == 0)
			return true;
	return false;
}

/* Into production or out of it. */
static bool
was_promoted(struct ctx *c, const struct subject *s)
{
	static const char *const words[] = {"production", "champion", NULL};
	struct row_set events = rows_of_subject(c, s, "registry.event");

	for (size_t i = 0; i < events.n; i++)
		if (is_one_of(row_text(events.items[i], "to"), words) ||
		    is_one_of(row_text(events.items[i], "from"), words))
			return true;
	return false;
}

/*
 * NO needs evidence of its own: a status that says so, a production alias that
 * is known to point elsewhere, and a complete list of events without its
 * promotion.
 */
static enum produced
find_produced(struct ctx *c, const struct subject *s, const char *status)
{
	static const char *const yes[] = {
	    "archived", "champion", "production", "retired", NULL};
	static const char *const no[] = {"candidate", "challenger", "shadow",
	    "staging", "registered", "rejected", NULL};
	const struct row *alias = subject_production_alias(c, s->model);
	const char *version = alias == NULL ? NULL : row_text(alias, "version");

	if (version != NULL && strcmp(version, s->version) == 0)
		return PRODUCED_YES;
	if (is_one_of(status, yes) || was_promoted(c, s))
		return PRODUCED_YES;
	if (version != NULL && is_one_of(status, no) &&
	    listing_is_complete(c, "registry.event"))
		return PRODUCED_NO;
	return PRODUCED_UNKNOWN;
}

static bool
is_number(const char *s)
{
	return *s != '\0' && strlen(s) < NUMBER_MAX &&
	       strspn(s, "0123456789") == strlen(s);
}

/*
 * Registries number from 1.  So YES is version 1 of a complete list, NO one
 * that has a lower number before it, and all else is not known: the versions
 * below may have been deleted, or their rows taken away (law 3).
 */
static enum first
find_first(struct ctx *c, const struct subject *s)
{
	const struct subject *before = s == c->subjects ? NULL : s - 1;

	if (!is_number(s->version))
		return FIRST_UNKNOWN;
	if (before != NULL && strcmp(before->model, s->model) == 0 &&
	    is_number(before->version))
		return FIRST_NO; /* sorted by number within a model */
	return strcmp(s->version, "1") == 0 &&
		       listing_is_complete(c, "model.version")
		   ? FIRST_YES
		   : FIRST_UNKNOWN;
}

static void
add(struct ctx *c, const char *model, const char *version)
{
	if (model != NULL)
		c->subjects[c->nsubjects++] =
		    (struct subject){.model = model, .version = version};
}

void
subjects_find(struct ctx *c)
{
	const struct system *system = c->in->system;

	c->subjects = arena_array(
	    c->a, c->f->nrows + system->nmodels + 1, sizeof(*c->subjects));
	for (size_t k = 0; speaking[k] != NULL; k++) {
		size_t n;
		const struct row *const *rows = facts_of(c->f, speaking[k], &n);

		for (size_t i = 0; i < n; i++)
			if (row_text(rows[i], "version") != NULL)
				add(c, row_text(rows[i], "model"),
				    row_text(rows[i], "version"));
	}
	for (size_t i = 0; i < system->nmodels; i++)
		add(c, system->models[i].id, NULL);
	sort_subjects(c);
	for (size_t i = 0; i < c->nsubjects; i++) {
		struct subject *s = &c->subjects[i];
		const char *key[2] = {s->model, s->version};
		const char *status;

		if (s->version == NULL)
			continue;
		c->model = s->model; /* of listings */
		s->row = facts_find(c->f, "model.version", key, 2);
		status = s->row == NULL ? NULL : row_text(s->row, "status");
		s->is_archived =
		    status != NULL && strcmp(status, "archived") == 0;
		s->produced = find_produced(c, s, status);
		s->first = find_first(c, s);
	}
}
