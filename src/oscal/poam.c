/*
 * plan-of-action-and-milestones: every item there ever was, with the risk it
 * stands for.  Observations and findings are repeated under the uuids they
 * have in the assessment results.
 */
#include <stdlib.h>
#include <string.h>

#include "oscal/internal.h"

static void
put_properties(struct maker *m, struct el *e, const struct poam_item *item)
{
	el_prop(m->a, e, "poam-id", item->id, NULL);
	el_prop(m->a, e, "state", poam_state_name(item->state), NULL);
	el_prop(m->a, e, "since", item->since, NULL);
	el_prop(m->a, e, "check", item->check->id, NULL);
	el_prop(m->a, e, "subject", item->subject, NULL);
	el_prop(m->a, e, "severity", item->check->severity, NULL);
	el_prop(m->a, e, "detected", item->detected, NULL);
	el_prop(m->a, e, "due", item->due, NULL);
	el_prop(m->a, e, "occurrence",
	    arena_printf(m->a, "%d", item->occurrence), NULL);
	el_prop(m->a, e, "earlier", item->earlier, NULL);
	if (item->plan != NULL)
		el_prop(m->a, e, "owner", item->plan->owner, NULL);
}

/* The package before had it, and may have been written by anybody. */
static bool
is_uuid(const char *s)
{
	static const char digits[] = "0123456789abcdef";

	if (strlen(s) != 36 || (s[14] != '4' && s[14] != '5') ||
	    strchr("89ab", s[19]) == NULL)
		return false;
	for (size_t i = 0; i < 36; i++)
		if (i == 8 || i == 13 || i == 18 || i == 23
			? s[i] != '-'
			: strchr(digits, s[i]) == NULL)
			return false;
	return true;
}

static void
put_item(struct maker *m, struct el *root, const struct risk *r)
{
	const struct poam_item *item = r->item;
	struct el *e = el_add(m->a, root, EL_POAM_ITEM);

	el_attr(e, "uuid",
	    is_uuid(item->uuid) ? item->uuid
				: maker_uuid(m, "poam-item", item->id));
	el_text(m->a, e, EL_TITLE,
	    arena_printf(m->a, "%s: %s of %s", item->id, item->check->id,
		item->subject));
	el_text(m->a, e, EL_DESCRIPTION, risk_sentence(r));
	put_properties(m, e, item);
	put_origin(m, e, EL_ORIGIN);
	for (const struct found *f = r->found; f != NULL; f = f->next)
		el_attr(el_add(m->a, e, EL_RELATED_FINDING), "finding-uuid",
		    f->uuid);
	if (r->seen != NULL)
		el_attr(el_add(m->a, e, EL_RELATED_OBSERVATION),
		    "observation-uuid", r->seen->uuid);
	el_attr(el_add(m->a, e, EL_ASSOCIATED_RISK), "risk-uuid", r->uuid);
}

static int
by_id(const void *left, const void *right)
{
	const struct risk *const *l = left, *const *r = right;

	return strcmp((*l)->item->id, (*r)->item->id);
}

/* The risks that items have, in the order of the items. */
static struct risk **
list_items(struct maker *m, size_t *n)
{
	/* NOLINTNEXTLINE(bugprone-sizeof-expression): an array of pointers */
	size_t size = sizeof(struct risk *);
	struct risk **list = arena_array(m->a, m->nrisks + 1, size);

	*n = 0;
	for (size_t i = 0; i < m->nrisks; i++)
		if (m->risks[i].item != NULL)
			list[(*n)++] = &m->risks[i];
	qsort(list, *n, size, by_id);
	return list;
}

struct el *
make_poam(struct maker *m)
{
	struct el *root = el_add(m->a, NULL, EL_POAM), *scratch;
	size_t n;
	struct risk **items = list_items(m, &n);

	el_attr(root, "uuid",
	    maker_uuid(m, "plan-of-action-and-milestones", m->in->key));
	put_metadata(m, root, "Plan of action and milestones");
	el_text(m->a, root, EL_SYSTEM_ID, m->in->system->id);
	/* Observations say which things are used; they come behind them. */
	scratch = el_add(m->a, NULL, EL_POAM);
	for (size_t i = 0; i < m->nrisks; i++)
		if (m->risks[i].item != NULL && m->risks[i].seen != NULL &&
		    !m->risks[i].seen->is_put)
			put_observation(m, scratch, m->risks[i].seen);
	for (size_t i = 0; i < n; i++)
		put_risk(m, scratch, items[i]);
	put_findings(m, scratch);
	for (size_t i = 0; i < n; i++)
		put_item(m, scratch, items[i]);
	put_definitions(m, root);
	el_take(root, scratch);
	put_back_matter(m, root, NULL);
	return root;
}
