/*
 * Subjects: every version that any row speaks of, and every model of
 * system.yml.  A version that rows refer to but the registry did not list is
 * a subject too, so that taking its row away cannot make its verdicts vanish
 * (law 3).
 */
#include "assess/internal.h"

#include <stdlib.h>
#include <string.h>

/* Kinds whose rows speak of a version; the field is always `version`. */
static const char *const speaking[] = {"approval", "evaluation.metric",
    "evaluation.run", "model.alias", "model.artifact", "model.card",
    "model.version", "registry.event", NULL};

static int
cmp_subject(const void *a, const void *b)
{
	const struct subject *x = a, *y = b;
	int m = strcmp(x->model, y->model);
	long long vx, vy;

	if (m != 0)
		return m;
	if (x->version == NULL || y->version == NULL)
		return (x->version == NULL) - (y->version == NULL);
	vx = strtoll(x->version, NULL, 10);
	vy = strtoll(y->version, NULL, 10);
	if (vx != vy)
		return vx < vy ? -1 : 1;
	return strcmp(x->version, y->version);
}

static void
add(struct ctx *c, size_t *cap, const char *model, const char *version)
{
	struct subject *s;

	for (size_t i = c->nsubjects; i-- > 0;)
		if (strcmp(c->subjects[i].model, model) == 0 &&
		    (version == NULL) == (c->subjects[i].version == NULL) &&
		    (version == NULL ||
			strcmp(c->subjects[i].version, version) == 0))
			return;
	if (c->nsubjects == *cap) {
		struct subject *bigger;

		*cap = *cap == 0 ? 16 : *cap * 2;
		bigger = arena_array(c->a, *cap, sizeof(*bigger));
		if (c->nsubjects > 0)
			memcpy(bigger, c->subjects,
			    c->nsubjects * sizeof(*bigger));
		c->subjects = bigger;
	}
	s = &c->subjects[c->nsubjects++];
	s->model = model;
	s->version = version;
	s->name = version == NULL
		      ? arena_printf(c->a, "model/%s", model)
		      : arena_printf(c->a, "version/%s/%s", model, version);
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

static bool
was_promoted(struct ctx *c, const struct subject *s)
{
	static const char *const to[] = {"production", "champion", NULL};
	struct row_set events = rows_of_subject(c, s, "registry.event");

	for (size_t i = 0; i < events.n; i++)
		if (is_one_of(row_text(events.items[i], "to"), to))
			return true;
	return false;
}

/*
 * NO needs evidence of its own: a status that says so, and a production alias
 * that is known to point elsewhere.
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
	if (version != NULL && is_one_of(status, no))
		return PRODUCED_NO;
	return PRODUCED_UNKNOWN;
}

static bool
is_number(const char *s)
{
	return *s != '\0' && strlen(s) < 18 &&
	       strspn(s, "0123456789") == strlen(s);
}

/* Versions are sorted by number within a model. */
static void
find_first(struct ctx *c)
{
	for (size_t i = 0; i < c->nsubjects; i++) {
		struct subject *s = &c->subjects[i];
		bool starts =
		    i == 0 || strcmp(c->subjects[i - 1].model, s->model) != 0;
		bool numbers = s->version != NULL && is_number(s->version);

		for (size_t k = i; numbers && k < c->nsubjects &&
				   strcmp(c->subjects[k].model, s->model) == 0;
		     k++)
			numbers = c->subjects[k].version == NULL ||
				  is_number(c->subjects[k].version);
		c->model = s->model;
		s->is_first = starts && numbers &&
			      listing_is_complete(c, "model.version");
	}
}

void
subjects_find(struct ctx *c)
{
	size_t cap = 0;

	for (size_t k = 0; speaking[k] != NULL; k++) {
		size_t n;
		const struct row *const *rows = facts_of(c->f, speaking[k], &n);

		for (size_t i = 0; i < n; i++) {
			const char *m = row_text(rows[i], "model");
			const char *v = row_text(rows[i], "version");

			if (m != NULL && v != NULL)
				add(c, &cap, m, v);
		}
	}
	for (size_t i = 0; i < c->in->system->nmodels; i++)
		add(c, &cap, c->in->system->models[i].id, NULL);
	qsort(c->subjects, c->nsubjects, sizeof(c->subjects[0]), cmp_subject);
	find_first(c);
	for (size_t i = 0; i < c->nsubjects; i++) {
		struct subject *s = &c->subjects[i];
		const char *key[2] = {s->model, s->version};
		const char *status;

		if (s->version == NULL)
			continue;
		s->row = facts_find(c->f, "model.version", key, 2);
		status = s->row == NULL ? NULL : row_text(s->row, "status");
		s->is_archived =
		    status != NULL && strcmp(status, "archived") == 0;
		s->produced = find_produced(c, s, status);
	}
}
