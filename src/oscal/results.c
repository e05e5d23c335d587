/*
 * assessment-results: every verdict as an observation, what fails as a risk,
 * what is contradicted as a finding, and in words what could not be seen
 * (DESIGN law 8).
 */
#include <string.h>

#include "oscal/internal.h"

static const char framework[] = "sp800-53r5";

bool
is_reviewed(const struct control_result *c)
{
	return strcmp(c->control->framework, framework) == 0 &&
	       c->word != CONTROL_OUTSIDE;
}

static size_t
count_reviewed(const struct maker *m)
{
	const struct assessment *as = m->in->assessment;
	size_t n = 0;

	for (size_t i = 0; i < as->ncontrols; i++)
		n += is_reviewed(&as->controls[i]);
	return n;
}

static void
put_reviewed(struct maker *m, struct el *result)
{
	const struct assessment *as = m->in->assessment;
	struct el *r = el_add(m->a, result, EL_REVIEWED_CONTROLS);
	struct el *selection;

	el_text(m->a, r, EL_DESCRIPTION,
	    arena_printf(m->a,
		"Automated results touch %zu controls of SP 800-53, and none "
		"of them as a whole. Every other control was not looked at.",
		count_reviewed(m)));
	selection = el_add(m->a, r, EL_CONTROL_SELECTION);
	for (size_t i = 0; i < as->ncontrols; i++)
		if (is_reviewed(&as->controls[i]))
			el_attr(el_add(m->a, selection, EL_INCLUDE_CONTROL),
			    "control-id", as->controls[i].control->id);
}

static void
put_words(struct maker *m, struct el *result)
{
	static const char *const names[] = {[VERDICT_UNKNOWN] = "unknown",
	    [VERDICT_PASS] = "pass",
	    [VERDICT_WARN] = "warn",
	    [VERDICT_FAIL] = "fail",
	    [VERDICT_CLAIMED] = "claimed",
	    [VERDICT_NOT_APPLICABLE] = "not-applicable"};
	const struct assessment *as = m->in->assessment;
	size_t counts[sizeof(names) / sizeof(names[0])] = {0};

	el_prop(m->a, result, "period-from", m->snapshot->from, NULL);
	el_prop(m->a, result, "period-to", m->snapshot->to, NULL);
	for (size_t i = 0; i < as->nverdicts; i++)
		counts[as->verdicts[i].word]++;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		el_prop(m->a, result, "count",
		    arena_printf(m->a, "%zu", counts[i]), names[i]);
}

/* What could not be seen, and what there is none of. */
static void
put_remarks(struct maker *m, struct el *result)
{
	const struct poam *p = m->in->poam;
	struct el *r = el_text(m->a, result, EL_REMARKS,
	    "These are automated results: what the recorded evidence says by "
	    "fixed rules. Whether a control is met is the assessor's to say. "
	    "A finding is written only where evidence contradicts a control.");

	for (size_t i = 0; i < m->snapshot->nsources; i++) {
		const struct source_state *s = &m->snapshot->sources[i];

		if (s->state == STATE_OK || s->state == STATE_EMPTY)
			continue;
		el_para(m->a, r,
		    arena_printf(m->a, "Source '%s' is %s%s%s%s%s.", s->id,
			state_name(s->state), s->reason == NULL ? "" : ": ",
			s->reason == NULL ? "" : s->reason,
			s->skip_owner == NULL ? "" : "; skipped by ",
			s->skip_owner == NULL ? "" : s->skip_owner));
	}
	if (p != NULL && p->n > 0)
		el_para(m->a, r,
		    "What is to be done stands in the plan of action and "
		    "milestones beside this file.");
	else if (p != NULL && p->why != NULL)
		el_para(m->a, r,
		    arena_printf(m->a,
			"There is no plan of action and milestones: %s.",
			p->why));
	else
		el_para(m->a, r,
		    "There is no plan of action and milestones: it has no "
		    "item.");
}

/* What is open, or fails: what is closed stands in the POA&M alone. */
static bool
is_current(const struct risk *r)
{
	return r->item == NULL ||
	       (r->item->state != POAM_CLOSED && r->seen != NULL);
}

static void
put_result(struct maker *m, struct el *root)
{
	const struct assessment *as = m->in->assessment;
	struct el *r = el_add(m->a, root, EL_RESULT), *scratch;

	el_attr(r, "uuid", maker_uuid(m, "result", m->in->key));
	el_text(m->a, r, EL_TITLE, "Automated results");
	el_text(m->a, r, EL_DESCRIPTION,
	    arena_printf(m->a,
		"%zu automated results of fixed checks over recorded "
		"evidence, as of %s.",
		as->nverdicts, m->snapshot->as_of));
	el_text(m->a, r, EL_START, m->snapshot->now);
	el_text(m->a, r, EL_END, m->snapshot->as_of);
	put_words(m, r);
	/* Observations say which things are used; they come behind them. */
	scratch = el_add(m->a, NULL, EL_RESULT);
	for (size_t i = 0; i < m->nseen; i++)
		put_observation(m, scratch, &m->seen[i]);
	for (size_t i = 0; i < m->nrisks; i++)
		if (is_current(&m->risks[i]))
			put_risk(m, scratch, &m->risks[i]);
	put_findings(m, scratch);
	put_definitions(m, r);
	put_reviewed(m, r);
	el_take(r, scratch);
	put_remarks(m, r);
}

struct el *
make_results(struct maker *m)
{
	struct el *root = el_add(m->a, NULL, EL_ASSESSMENT_RESULTS);
	const char *plan = maker_uuid(m, "resource", "assessment-plan");

	el_attr(root, "uuid", maker_uuid(m, "assessment-results", m->in->key));
	put_metadata(m, root, "Automated assessment results");
	el_attr(el_add(m->a, root, EL_IMPORT_AP), "href",
	    arena_printf(m->a, "#%s", plan));
	put_result(m, root);
	put_back_matter(m, root, plan);
	return root;
}
