/*
 * Items of the POA&M: their states and ids, finding them, and poam.json,
 * "dossier-poam/1".  Verdicts are named by their word alone: what was seen
 * stands in assessment.json, so that the two cannot disagree (DESIGN law 6).
 * Refuses a plan for an item that there is not.
 */
#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "core/core_json.h"

static const char format_name[] = "dossier-poam/1";
static const char prefix[] = "POAM-";

enum { ID_DIGITS = 4, ID_DIGITS_MAX = 9 };

static const char *const states[] = {
    "open", "closure-proposed", "closed", "accepted", "false-positive"};

const char *
poam_state_name(enum poam_state s)
{
	return states[s];
}

int
poam_state_parse(enum poam_state *s, const char *name)
{
	for (int i = POAM_OPEN; i <= POAM_FALSE_POSITIVE; i++)
		if (strcmp(states[i], name) == 0) {
			*s = (enum poam_state)i;
			return 0;
		}
	return -1;
}

/* One spelling of each number: four digits, more without a zero in front. */
int64_t
poam_number(const char *id)
{
	const char *digits = id + sizeof(prefix) - 1;
	int64_t number = 0;
	size_t n;

	if (strncmp(id, prefix, sizeof(prefix) - 1) != 0)
		return 0;
	n = strspn(digits, "0123456789");
	if (n < ID_DIGITS || n > ID_DIGITS_MAX || digits[n] != '\0' ||
	    (n > ID_DIGITS && digits[0] == '0'))
		return 0;
	for (size_t i = 0; i < n; i++)
		number = number * 10 + (digits[i] - '0');
	return number;
}

/* ---- Find --------------------------------------------------------------- */

const struct poam_plan *
poam_plan_find(const struct poam_plans *p, const char *id)
{
	for (size_t i = 0; p != NULL && i < p->n; i++)
		if (strcmp(p->items[i].id, id) == 0)
			return &p->items[i];
	return NULL;
}

const struct poam_item *
poam_find(const struct poam *p, const char *check, const char *subject)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct poam_item *x = &p->items[i];

		if (x->state != POAM_CLOSED &&
		    strcmp(x->check->id, check) == 0 &&
		    strcmp(x->subject, subject) == 0)
			return x;
	}
	return NULL;
}

static const struct poam_item *
item_of(const struct poam *p, const char *id)
{
	for (size_t i = 0; i < p->n; i++)
		if (strcmp(p->items[i].id, id) == 0)
			return &p->items[i];
	return NULL;
}

int
poam_check_plans(struct arena *a, const struct poam_plans *plans,
    const struct poam *p, struct error *e)
{
	const char **ids = arena_array(a, p->n + 1, sizeof(*ids));

	/* Without the items of the package before, a plan can be of any. */
	if (p->why != NULL)
		return 0;
	for (size_t i = 0; i < p->n; i++)
		ids[i] = p->items[i].id;
	for (size_t i = 0; i < plans->n; i++) {
		const struct poam_plan *plan = &plans->items[i];
		const char *near;

		if (item_of(p, plan->id) != NULL)
			continue;
		near = err_nearest(plan->id, ids);
		(void)err_at(e, "poam-unknown", plan->file, 1, 1,
		    "there is no item '%s'", plan->id);
		if (near != NULL)
			err_hint(e, "did you mean '%s.yml'?", near);
		else
			err_hint(e, "data/poam.json of the newest package "
				    "lists the items");
		return -1;
	}
	return 0;
}

/* ---- poam.json ---------------------------------------------------------- */

static struct json *
milestones_json(const struct poam_plan *plan)
{
	struct json *list = json_list();

	for (size_t i = 0; i < plan->nmilestones; i++) {
		const struct poam_milestone *m = &plan->milestones[i];
		struct json *j = json_map();

		json_put_text(j, "date", m->date);
		put_outside(j, "what", m->text);
		json_put_bool(j, "done", m->is_done);
		json_push(list, j);
	}
	return list;
}

static struct json *
plan_json(const struct poam_plan *plan)
{
	struct json *j = json_map();

	put_outside(j, "plan", plan->plan);
	put_outside(j, "reason", plan->reason);
	put_outside(j, "approver", plan->approver);
	json_put_text(j, "approved", plan->approved);
	json_put_text(j, "expires", plan->expires);
	json_put(j, "milestones", milestones_json(plan));
	json_put_text(j, "file", plan->file);
	json_put_text(j, "sha256", plan->sha256);
	return j;
}

static struct json *
item_json(const struct poam_item *x)
{
	struct json *j = json_map();

	json_put_text(j, "id", x->id);
	json_put_text(j, "uuid", x->uuid);
	put_outside(j, "check", x->check->id);
	put_outside(j, "title", x->check->title);
	put_outside(j, "severity", x->check->severity);
	put_outside(j, "subject", x->subject);
	json_put_int(j, "occurrence", x->occurrence);
	json_put_text(j, "earlier", x->earlier);
	json_put_text(j, "state", poam_state_name(x->state));
	json_put_text(j, "found", word_name(x->found));
	json_put_text(j, "since", x->since);
	json_put_text(j, "detected_at", x->detected);
	json_put_text(j, "due", x->due);
	if (x->verdict != NULL)
		json_put_text(j, "word", word_name(x->verdict->word));
	if (x->plan != NULL) {
		put_outside(j, "owner", x->plan->owner);
		json_put(j, "plan", plan_json(x->plan));
	}
	return j;
}

void
poam_format(const struct poam *p, struct buf *out)
{
	struct json *j = json_map(), *items = json_list();

	for (size_t i = 0; i < p->n; i++)
		json_push(items, item_json(&p->items[i]));
	json_put_text(j, "format", format_name);
	json_put(j, "items", items);
	put_outside(j, "why", p->why);
	json_format(j, out);
	json_free(j);
}
