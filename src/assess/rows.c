/*
 * Looking up rows, listings, thresholds and statements for checks.  Changes
 * nothing.
 */
#include "assess/internal.h"

#include <assert.h>
#include <string.h>

bool
row_has(const struct row *r, const char *field, const char *text)
{
	const char *t = row_text(r, field);

	return t != NULL && strcmp(t, text) == 0;
}

bool
row_is_unread(const struct row *r, const char *field)
{
	enum outcome o = row_get(r, field)->outcome;

	return o != OUTCOME_VALUE && o != OUTCOME_ABSENT && o != OUTCOME_NULL;
}

bool
is_of_whole(const struct row *metric)
{
	return row_text(metric, "family") == NULL &&
	       row_text(metric, "segment") == NULL;
}

const char *
model_subject(struct ctx *c, const struct subject *s)
{
	return arena_printf(c->a, "model/%s", s->model);
}

/* A key part that is missing comes first. */
static int
part_cmp(const struct row *r, const char *field, const char *want)
{
	const char *t = row_text(r, field);

	return t == NULL ? -1 : strcmp(t, want);
}

/* How many of the sorted rows come before the subject's (or not behind it). */
static size_t
rows_before(const struct row *const *rows, size_t n, const struct subject *s,
    bool or_its)
{
	size_t lo = 0, hi = n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int r = part_cmp(rows[mid], "model", s->model);

		if (r == 0)
			r = part_cmp(rows[mid], "version", s->version);
		if (r < 0 || (r == 0 && or_its))
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

struct row_set
rows_of_subject(struct ctx *c, const struct subject *s, const char *kind)
{
	size_t n, from, to;
	const struct row *const *rows = facts_of(c->f, kind, &n);

	if (n == 0)
		return (struct row_set){0};
	/* Sorted by key, and model and version are its first parts. */
	from = rows_before(rows, n, s, false);
	to = rows_before(rows, n, s, true);
	return (struct row_set){.items = rows + from, .n = to - from};
}

const struct row *
artifact_next(
    struct ctx *c, const struct subject *s, const char *role, size_t *i)
{
	struct row_set set = rows_of_subject(c, s, "model.artifact");

	while (*i < set.n) {
		const struct row *r = set.items[(*i)++];

		if (row_has(r, "role", role))
			return r;
	}
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
	return object != NULL && strlen(object) == CORE_SHA - 1 &&
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
	assert(k != NULL); /* it is being decided */
	for (size_t i = 0; i < k->nthresholds; i++)
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

	if (s != NULL)
		finding_statement(c, f, s);
	if (s == NULL || s->state == STATEMENT_MISSING) {
		finding_unknown(c, f, "NOT WRITTEN",
		    "The statement '%s' for %s is not written", key, subject);
		return NULL;
	}
	if (s->state == STATEMENT_VALID)
		return s;
	if (s->state == STATEMENT_PLACEHOLDER)
		finding_say(c, f, VERDICT_FAIL,
		    "The statement '%s' for %s is a placeholder", key, subject);
	else
		finding_part(c, f,
		    (struct part_says){.word = VERDICT_FAIL,
			.seen = s->expires,
			.wanted = "not before as-of",
			.text = arena_printf(c->a,
			    "The statement '%s' for %s expired on %s", key,
			    subject, s->expires)});
	return NULL;
}
