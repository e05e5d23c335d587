/*
 * Explain: from a verdict back to the bytes.  Shows the rule, the facts it was
 * decided on, and for each what its locator selects now.
 */
#include <stdlib.h>
#include <string.h>

#include "extract/parse.h"
#include "run/internal.h"

static const char *
value_shown(const struct row *r, int field)
{
	const struct value *v;

	if (field < 0)
		return "";
	v = &r->fields[field];
	if (v->outcome != OUTCOME_VALUE)
		return outcome_name(v->outcome);
	if (v->text != NULL)
		return v->text;
	return v->nitems > 0 ? v->items[0] : "";
}

/* The place the fact stands at: its own field, else its first key part. */
static const char *
place_of(const struct basis *b)
{
	int field = b->field >= 0 ? b->field : 0;

	return b->row->fields[field].at;
}

/* "source/step" of the answer that the locator leads into. */
static const char *
origin_of(struct arena *a, const struct project *p, const char *at,
    const struct row *r)
{
	for (size_t i = 0; at != NULL && i < p->snapshot->nsources; i++) {
		const struct source_state *s = &p->snapshot->sources[i];

		for (size_t k = 0; k < s->nrequests; k++)
			if (s->requests[k].object != NULL &&
			    strncmp(at, s->requests[k].object, CORE_SHA - 1) ==
				0)
				return arena_printf(
				    a, "%s/%s", s->id, s->requests[k].step);
	}
	return arena_printf(a, "%s/%s", r->source, r->step);
}

static int
fact_of(struct parser *parser, const struct project *p, const struct basis *b,
    struct explained_fact *f, struct error *e)
{
	struct arena *a = p->a;
	const struct row *r = b->row;
	struct follow one = {0};

	f->name = b->field < 0 ? row_name(a, r)
			       : arena_printf(a, "%s %s", row_name(a, r),
				     r->kind->fields[b->field].name);
	f->value = value_shown(r, b->field);
	f->at = place_of(b);
	f->source = origin_of(a, p, f->at, r);
	if (f->at == NULL)
		return 0;
	one.at = f->at;
	if (parser_follow(parser, &one, 1, e) == -1)
		return -1;
	/* In the vault, or only hashed: the locator stands, the bytes not. */
	f->found = one.is_found ? one.found.value : NULL;
	return 0;
}

static const char *
next_step(struct arena *a, const struct verdict *v)
{
	switch (v->word) {
	case VERDICT_FAIL:
	case VERDICT_WARN:
		return arena_printf(a, "It passes when: %s", v->check->pass);
	case VERDICT_UNKNOWN:
		for (size_t i = 0;
		     v->nstatements == 0 && i < v->check->nstatements; i++)
			if (v->outcome != NULL &&
			    strcmp(v->outcome, "NOT WRITTEN") == 0)
				return arena_printf(a,
				    "Write the statement "
				    "'%s'.",
				    v->check->statements[i]);
		return arena_printf(
		    a, "It is unknown while: %s", v->check->unknown);
	case VERDICT_PASS:
		return arena_printf(
		    a, "It would fail with: %s", v->check->fail);
	case VERDICT_CLAIMED:
		return "A second source, a signature or an attachment would "
		       "make it a finding.";
	case VERDICT_NOT_APPLICABLE:
		break;
	}
	return "Nothing to do.";
}

static bool
is_named(const struct verdict *v, const char *id)
{
	size_t n = strlen(v->check->id);

	if (strncmp(id, v->check->id, n) != 0)
		return false;
	return id[n] == '\0' ||
	       (id[n] == ':' && strcmp(id + n + 1, v->subject) == 0);
}

static int
no_such(
    struct arena *a, const struct project *p, const char *id, struct error *e)
{
	const struct rules *r = p->rules;
	const char **words = arena_array(a, r->nchecks + 1, sizeof(*words));
	const char *near;

	for (size_t i = 0; i < r->nchecks; i++)
		words[i] = r->checks[i].id;
	near = err_nearest(id, words);
	err_set(e, ERR_USAGE, id, "no verdict has this name");
	if (near != NULL)
		err_hint(e, "did you mean '%s'?", near);
	else
		err_hint(e, "'dossier check %s' lists them", p->system->dir);
	return -1;
}

static int
facts_of_verdict(struct parser *parser, const struct project *p,
    const struct verdict *v, struct explained *out, struct error *e)
{
	struct explained_fact *facts =
	    arena_array(p->a, v->nbasis + 1, sizeof(*facts));

	for (size_t k = 0; k < v->nbasis; k++)
		if (fact_of(parser, p, &v->basis[k], &facts[k], e) == -1)
			return -1;
	*out = (struct explained){.verdict = v,
	    .facts = facts,
	    .nfacts = v->nbasis,
	    .next = next_step(p->a, v)};
	return 0;
}

int
run_explain(struct arena *a, const struct project *p, const char *id,
    const struct explained **out, size_t *n, struct error *e)
{
	const struct assessment *as = &p->assessment;
	struct explained *list =
	    arena_array(a, as->nverdicts + 1, sizeof(*list));
	struct parser *parser;
	int rc = 0;

	*n = 0;
	if (parser_new_follower(a, p->parsers, derive_objects(p), &parser, e) ==
	    -1)
		return -1;
	for (size_t i = 0; rc == 0 && i < as->nverdicts; i++)
		if (is_named(&as->verdicts[i], id))
			rc = facts_of_verdict(
			    parser, p, &as->verdicts[i], &list[(*n)++], e);
	parser_close(parser);
	*out = list;
	if (rc == 0 && *n == 0)
		rc = no_such(a, p, id, e);
	return rc;
}
