/*
 * Findings: one for each control of SP 800-53 that evidence contradicts, on
 * its statement.  The others have none: an automated result never says that a
 * control is met (DESIGN law 7).
 */
#include <string.h>

#include "oscal/internal.h"

static const char framework[] = "sp800-53r5";

static const char *
target_of(struct arena *a, const struct control *k)
{
	return arena_printf(a, "%s_smt", k->id);
}

static bool
is_judged(const struct check *k, const struct control *control)
{
	for (size_t i = 0; i < k->nmappings; i++)
		if (strcmp(k->mappings[i].framework, control->framework) == 0 &&
		    strcmp(k->mappings[i].id, control->id) == 0)
			return strcmp(k->mappings[i].basis, "judgement") == 0;
	return true;
}

static bool
is_cited(const struct control_result *c, const struct verdict *v)
{
	return v->word == VERDICT_FAIL && !v->is_history &&
	       !is_judged(v->check, c->control);
}

/* Withdrawn controls, and those of no catalog, have no statement to name. */
static bool
is_found(const struct control_result *c)
{
	return c->word == CONTROL_CONTRADICTED && c->control->parts != NULL &&
	       strcmp(c->control->framework, framework) == 0;
}

static const char *
finding_uuid(const struct maker *m, const struct control_result *c)
{
	return maker_uuid(m, "finding", c->control->id);
}

void
maker_found(struct maker *m)
{
	const struct assessment *as = m->in->assessment;

	for (size_t i = 0; i < as->ncontrols; i++) {
		const struct control_result *c = &as->controls[i];
		const char *uuid = is_found(c) ? finding_uuid(m, c) : NULL;

		for (size_t k = 0; uuid != NULL && k < c->nverdicts; k++) {
			const struct verdict *v = c->verdicts[k];
			struct risk *r = risk_find(m, v->check->id, v->subject);
			struct found *f;

			if (r == NULL || !is_cited(c, v))
				continue;
			f = arena_alloc(m->a, sizeof(*f));
			*f = (struct found){.uuid = uuid, .next = r->found};
			r->found = f;
		}
	}
}

/* ---- Writing ------------------------------------------------------------ */

static void
put_target(struct maker *m, struct el *f, const struct control_result *c)
{
	struct el *target = el_add(m->a, f, EL_TARGET), *status;

	el_attr(target, "type", "statement-id");
	el_attr(target, "target-id", target_of(m->a, c->control));
	status = el_add(m->a, target, EL_STATUS);
	el_attr(status, "state", "not-satisfied");
	el_attr(status, "reason", "fail");
}

/* What it rests on, of what this document has. */
static void
put_cited(
    struct maker *m, struct el *f, const struct control_result *c, enum elem is)
{
	for (size_t i = 0; i < c->nverdicts; i++) {
		const struct verdict *v = c->verdicts[i];
		const struct seen *s = seen_find(m, v->check->id, v->subject);
		const struct risk *r = risk_find(m, v->check->id, v->subject);

		if (!is_cited(c, v))
			continue;
		if (is == EL_RELATED_OBSERVATION && s != NULL && s->is_put)
			el_attr(
			    el_add(m->a, f, is), "observation-uuid", s->uuid);
		if (is == EL_ASSOCIATED_RISK && r != NULL && r->is_put)
			el_attr(el_add(m->a, f, is), "risk-uuid", r->uuid);
	}
}

static bool
has_put(const struct maker *m, const struct control_result *c)
{
	for (size_t i = 0; i < c->nverdicts; i++) {
		const struct verdict *v = c->verdicts[i];
		const struct seen *s = seen_find(m, v->check->id, v->subject);

		if (is_cited(c, v) && s != NULL && s->is_put)
			return true;
	}
	return false;
}

void
put_findings(struct maker *m, struct el *parent)
{
	const struct assessment *as = m->in->assessment;

	for (size_t i = 0; i < as->ncontrols; i++) {
		const struct control_result *c = &as->controls[i];
		struct el *f;

		if (!is_found(c) || !has_put(m, c))
			continue;
		f = el_add(m->a, parent, EL_FINDING);
		el_attr(f, "uuid", finding_uuid(m, c));
		el_text(m->a, f, EL_TITLE,
		    arena_printf(m->a, "%s %s: %s", c->control->label,
			c->control->title, control_word_name(c->word)));
		el_text(m->a, f, EL_DESCRIPTION, c->sentence);
		el_prop(m->a, f, "control-id", c->control->id, NULL);
		put_origin(m, f, EL_ORIGIN);
		put_target(m, f, c);
		put_cited(m, f, c, EL_RELATED_OBSERVATION);
		put_cited(m, f, c, EL_ASSOCIATED_RISK);
	}
}
