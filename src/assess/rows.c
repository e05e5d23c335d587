/*
 * Looking up rows, listings, thresholds and statements for checks.  Changes
 * nothing.
 */
#include "assess/internal.h"

#include <string.h>

static bool
is_value(const struct row *r, const char *field, const char *text)
{
	const char *t = row_text(r, field);

	return t != NULL && strcmp(t, text) == 0;
}

struct row_set
rows_of_subject(struct ctx *c, const struct subject *s, const char *kind)
{
	size_t n, from = 0, to;
	const struct row *const *rows = facts_of(c->f, kind, &n);

	/* Sorted by key, and model and version are its first parts. */
	while (from < n && !(is_value(rows[from], "model", s->model) &&
			       is_value(rows[from], "version", s->version)))
		from++;
	for (to = from; to < n; to++)
		if (!is_value(rows[to], "model", s->model) ||
		    !is_value(rows[to], "version", s->version))
			break;
	return (struct row_set){.items = rows + from, .n = to - from};
}

const struct row *
artifact_of(struct ctx *c, const struct subject *s, const char *role)
{
	struct row_set set = rows_of_subject(c, s, "model.artifact");

	for (size_t i = 0; i < set.n; i++)
		if (is_value(set.items[i], "role", role))
			return set.items[i];
	return NULL;
}

const struct row *
row_by(struct ctx *c, const char *kind, const char *key)
{
	return key == NULL ? NULL : facts_find(c->f, kind, &key, 1);
}

bool
value_is_from(const struct value *v, const char *object)
{
	return v->at != NULL && object != NULL &&
	       strlen(object) == CORE_SHA - 1 &&
	       strncmp(v->at, object, CORE_SHA - 1) == 0;
}

const char *
threshold_of(struct ctx *c, const char *check, const char *name)
{
	const struct system *s = c->in->system;
	const struct check *k = rules_check(c->in->rules, check);

	for (size_t i = 0; i < s->nthresholds; i++)
		if (strcmp(s->thresholds[i].check, check) == 0 &&
		    strcmp(s->thresholds[i].name, name) == 0)
			return s->thresholds[i].value;
	for (size_t i = 0; k != NULL && i < k->nthresholds; i++)
		if (strcmp(k->thresholds[i].name, name) == 0)
			return k->thresholds[i].value;
	return NULL;
}

const char *
short_digest(struct ctx *c, const char *sha256)
{
	return arena_ndup(
	    c->a, sha256, strlen(sha256) < 8 ? strlen(sha256) : 8);
}

const char *
listing_says(struct ctx *c, const char *kind, enum state *state)
{
	const char *who = NULL, *why = NULL;

	*state = facts_listing(c->f, kind, c->model, &who, &why);
	if (who == NULL)
		return arena_printf(c->a, "no source gives '%s'", kind);
	if (why == NULL)
		return arena_printf(c->a, "%s is %s", who, state_name(*state));
	return arena_printf(c->a, "%s is %s: %s", who, state_name(*state), why);
}

bool
listing_is_complete(struct ctx *c, const char *kind)
{
	const char *who, *why;
	enum state s = facts_listing(c->f, kind, c->model, &who, &why);

	return s == STATE_OK || s == STATE_EMPTY;
}

const struct statement *
statement_need(
    struct ctx *c, struct finding *f, const char *key, const char *subject)
{
	const struct statement *s =
	    statement_find(c->in->statements, key, subject);
	enum statement_state state = s == NULL ? STATEMENT_MISSING : s->state;

	if (s != NULL)
		finding_statement(c, f, s);
	switch (state) {
	case STATEMENT_MISSING:
		finding_unknown(c, f, "NOT WRITTEN",
		    "The statement '%s' for %s is not written", key, subject);
		return NULL;
	case STATEMENT_EXPIRED:
		finding_say(c, f, VERDICT_FAIL,
		    "The statement '%s' for %s expired on %s", key, subject,
		    s->expires);
		return NULL;
	case STATEMENT_PLACEHOLDER:
		finding_say(c, f, VERDICT_FAIL,
		    "The statement '%s' for %s is a placeholder", key, subject);
		return NULL;
	case STATEMENT_VALID:
		break;
	}
	return s;
}
