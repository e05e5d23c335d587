/*
 * Risks: one for each verdict that fails today, and one for each POA&M item,
 * which may have outlived its verdict.  Verdicts of archived versions are
 * history and make none.  What was decided of an item, a person decided.
 */
#include <stdlib.h>
#include <string.h>

#include "oscal/internal.h"

static int
by_subject(const void *left, const void *right)
{
	const struct risk *l = left, *r = right;
	int c = strcmp(l->check->id, r->check->id);

	if (c == 0)
		c = strcmp(l->subject, r->subject);
	/* The newest occurrence first: risk_find finds it. */
	return c != 0 ? c
		      : (r->item == NULL ? 0 : r->item->occurrence) -
			    (l->item == NULL ? 0 : l->item->occurrence);
}

static bool
is_failing(const struct verdict *v)
{
	return v->word == VERDICT_FAIL && !v->is_history;
}

static void
add(struct maker *m, const struct check *k, const char *subject,
    const struct poam_item *item)
{
	int occurrence = item == NULL ? 1 : item->occurrence;
	bool has_verdict = item == NULL || item->verdict != NULL;

	m->risks[m->nrisks++] = (struct risk){.check = k,
	    .subject = subject,
	    .seen = has_verdict ? seen_find(m, k->id, subject) : NULL,
	    .item = item,
	    .uuid = maker_uuid(m, "risk",
		arena_printf(m->a, "%s\n%d\n%s", k->id, occurrence, subject))};
}

/* Among the first n, in order: the first of equals. */
static struct risk *
find_in(struct risk *list, size_t n, const char *check, const char *subject)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int c = strcmp(list[mid].check->id, check);

		if (c == 0)
			c = strcmp(list[mid].subject, subject);
		if (c < 0)
			low = mid + 1;
		else
			high = mid;
	}
	if (low < n && strcmp(list[low].check->id, check) == 0 &&
	    strcmp(list[low].subject, subject) == 0)
		return &list[low];
	return NULL;
}

struct risk *
risk_find(const struct maker *m, const char *check, const char *subject)
{
	return find_in(m->risks, m->nrisks, check, subject);
}

/* Does an item that is not closed speak of it, among the first n risks? */
static bool
has_item(const struct maker *m, size_t n, const struct verdict *v)
{
	const struct risk *r = find_in(m->risks, n, v->check->id, v->subject);

	return r != NULL && r->item->state != POAM_CLOSED;
}

void
maker_risks(struct maker *m)
{
	const struct assessment *as = m->in->assessment;
	const struct poam *p = m->in->poam;
	size_t items = p == NULL ? 0 : p->n;

	m->risks =
	    arena_array(m->a, as->nverdicts + items + 1, sizeof(m->risks[0]));
	for (size_t i = 0; i < items; i++)
		add(m, p->items[i].check, p->items[i].subject, &p->items[i]);
	qsort(m->risks, m->nrisks, sizeof(m->risks[0]), by_subject);
	for (size_t i = 0; i < as->nverdicts; i++)
		if (is_failing(&as->verdicts[i]) &&
		    !has_item(m, items, &as->verdicts[i]))
			add(m, as->verdicts[i].check, as->verdicts[i].subject,
			    NULL);
	qsort(m->risks, m->nrisks, sizeof(m->risks[0]), by_subject);
}

/* ---- Writing ------------------------------------------------------------ */

static const char *
risk_status(const struct poam_item *item)
{
	static const char *const words[] = {
	    [POAM_OPEN] = "open",
	    [POAM_CLOSURE_PROPOSED] = "remediating",
	    [POAM_CLOSED] = "closed",
	    [POAM_ACCEPTED] = "deviation-approved",
	    [POAM_FALSE_POSITIVE] = "deviation-approved",
	};

	return item == NULL ? "open" : words[item->state];
}

static void
put_facets(struct maker *m, struct el *parent, const struct check *k)
{
	struct el *c = el_add(m->a, parent, EL_CHARACTERIZATION), *facet;

	put_origin(m, c, EL_ITS_ORIGIN);
	facet = el_add(m->a, c, EL_FACET);
	el_attr(facet, "name", "severity");
	el_attr(facet, "system", OUR_NS);
	el_attr(facet, "value",
	    k->severity == NULL || *k->severity == '\0'
		? "not-known"
		: el_line(m->a, k->severity));
}

static void
put_milestone(
    struct maker *m, struct el *r, const struct poam_item *item, size_t i)
{
	const struct poam_milestone *ms = &item->plan->milestones[i];
	struct el *task = el_add(m->a, r, EL_TASK);

	el_attr(task, "uuid",
	    maker_uuid(m, "milestone",
		arena_printf(m->a, "%s\n%zu", item->id, i + 1)));
	el_attr(task, "type", "milestone");
	el_text(m->a, task, EL_TITLE, ms->text);
	el_prop(m->a, task, "done", ms->is_done ? "yes" : "no", NULL);
	if (is_sayable(ms->date))
		el_attr(el_add(m->a, el_add(m->a, task, EL_TIMING), EL_ON_DATE),
		    "date", end_of_day(m->a, ms->date));
}

static void
put_plan(struct maker *m, struct el *risk, const struct poam_item *item)
{
	const struct poam_plan *p = item->plan;
	bool is_deviation =
	    p->state == POAM_ACCEPTED || p->state == POAM_FALSE_POSITIVE;
	struct el *r = el_add(m->a, risk, EL_RESPONSE);

	el_attr(r, "uuid", maker_uuid(m, "response", item->id));
	el_attr(
	    r, "lifecycle", p->state == POAM_CLOSED ? "completed" : "planned");
	el_text(m->a, r, EL_TITLE,
	    arena_printf(m->a, "What was decided of %s", item->id));
	el_text(m->a, r, EL_DESCRIPTION,
	    p->plan != NULL ? p->plan
			    : (p->reason != NULL ? p->reason : "No plan."));
	el_prop(m->a, r, "owner", p->owner, NULL);
	el_prop(m->a, r, "decision", poam_state_name(p->state), NULL);
	if (p->plan != NULL)
		el_prop(m->a, r, "reason", p->reason, NULL);
	el_prop(m->a, r, "approver", p->approver, NULL);
	el_prop(m->a, r, "approved", p->approved, NULL);
	if (is_deviation)
		el_prop(m->a, r, "expires", p->expires, NULL);
	for (size_t i = 0; i < p->nmilestones; i++)
		put_milestone(m, r, item, i);
}

const char *
risk_sentence(const struct risk *r)
{
	if (r->seen == NULL)
		return "No check decides this any more.";
	return r->seen->verdict->sentence == NULL ? r->check->title
						  : r->seen->verdict->sentence;
}

void
put_risk(struct maker *m, struct el *parent, struct risk *r)
{
	struct el *e = el_add(m->a, parent, EL_RISK);
	const char *rule = r->check->fail;

	r->is_put = true;
	el_attr(e, "uuid", r->uuid);
	el_text(m->a, e, EL_TITLE,
	    arena_printf(m->a, "%s of %s: %s", r->check->id, r->subject,
		r->check->title));
	el_text(m->a, e, EL_DESCRIPTION, risk_sentence(r));
	el_text(m->a, e, EL_STATEMENT,
	    rule == NULL || *rule == '\0' ? r->check->title : rule);
	el_prop(m->a, e, "check", r->check->id, NULL);
	el_prop(m->a, e, "subject", r->subject, NULL);
	if (r->item != NULL)
		el_prop(m->a, e, "poam-id", r->item->id, NULL);
	el_text(m->a, e, EL_RISK_STATUS, risk_status(r->item));
	put_origin(m, e, EL_ORIGIN);
	put_facets(m, e, r->check);
	if (r->item != NULL && is_sayable(r->item->due))
		el_text(m->a, e, EL_DEADLINE, end_of_day(m->a, r->item->due));
	if (r->item != NULL && r->item->plan != NULL)
		put_plan(m, e, r->item);
	if (r->seen != NULL && r->seen->is_put)
		el_attr(el_add(m->a, e, EL_RELATED_OBSERVATION),
		    "observation-uuid", r->seen->uuid);
}
