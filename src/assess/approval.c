/*
 * REG-08: who approved the version, when, against which evaluation run.  A
 * version may have several approvals: one must have come before its newest
 * promotion, and one, the same or a renewal, must hold at as-of.  An approval
 * whose decision is not "approved" is none.  A registry without approvals is
 * never read as "not needed".
 */
#include "assess/internal.h"

#include <string.h>

bool
needs_approval(struct ctx *c, const struct subject *s, struct finding *f)
{
	if (s->produced == PRODUCED_YES)
		return true;
	if (s->produced == PRODUCED_UNKNOWN)
		finding_unlisted(c, f, "registry.event",
		    "It is not known whether version %s was ever in production",
		    s->version);
	return false;
}

/* FAIL only when every approval was seen; else there may be a good one. */
static void
merge_best(struct ctx *c, struct finding *f, struct finding *best)
{
	const char *text;

	if (best->word != VERDICT_FAIL || listing_is_complete(c, "approval")) {
		finding_merge(c, f, best);
		return;
	}
	text = finding_text(c, best);
	finding_unlisted(c, f, "approval",
	    "None of the approvals that were read holds: %.*s",
	    (int)strlen(text) - 1, text);
}

void
need_approver(struct ctx *c, const struct subject *s, struct finding *f)
{
	struct row_set set = rows_of_subject(c, s, "approval");
	struct finding best = {0};

	for (size_t i = 0; i < set.n; i++) {
		const struct row *r = set.items[i];
		struct finding one = {0};

		if (row_has(r, "decision", "approved"))
			(void)form_present(c, &one, r, "by", "approver");
		else if (row_text(r, "decision") == NULL)
			form_unread(c, &one, r, "decision",
			    "the decision on the approval");
		else
			continue;
		finding_best(c, &best, &one);
	}
	if (best.has_parts)
		merge_best(c, f, &best);
	else
		(void)form_has(c, f, NULL, "approval", "approver");
}

static void
check_decision(struct ctx *c, struct finding *f, const struct row *r)
{
	const char *decision = row_text(r, "decision");

	finding_fact(c, f, r, "decision");
	if (decision == NULL)
		form_unread(
		    c, f, r, "decision", "the decision on the approval");
	else if (strcmp(decision, "approved") != 0)
		finding_part(c, f,
		    (struct part_says){.word = VERDICT_FAIL,
			.seen = decision,
			.wanted = "approved",
			.text = arena_printf(c->a,
			    "The decision on the approval is '%s', not "
			    "'approved'",
			    decision)});
}

/* The run exists, was not deleted, and ended before the approval. */
static void
check_run(struct ctx *c, struct finding *f, const struct row *r)
{
	const char *id = row_text(r, "test_run");
	const struct row *run = row_by(c, "evaluation.run", id);

	if (!form_present(c, f, r, "test_run", "name of the evaluation run") ||
	    !form_has(c, f, run, "evaluation.run",
		arena_printf(c->a, "evaluation run '%s'", id)))
		return;
	if (row_has(run, "deleted", "true"))
		finding_part(c, f,
		    (struct part_says){.word = VERDICT_FAIL,
			.seen = "deleted",
			.wanted = "a run that is there",
			.text = arena_printf(
			    c->a, "The evaluation run '%s' was deleted", id)});
	else if (!row_has(run, "deleted", "false"))
		form_unread(c, f, run, "deleted",
		    arena_printf(c->a,
			"the state of the evaluation run '%s', "
			"deleted or not",
			id));
	finding_fact(c, f, run, "deleted");
	form_before(c, f,
	    (struct moment){run, "finished_at", "the evaluation's end"},
	    (struct moment){r, "at", "the approval"});
}

static void
check_whole(struct ctx *c, struct finding *f, const struct row *r)
{
	check_decision(c, f, r);
	(void)form_present(c, f, r, "by", "approver");
	(void)form_present(c, f, r, "at", "time of the approval");
	check_run(c, f, r);
}

/* The approval still holds at as-of: on its last day it does. */
static void
check_expiry(struct ctx *c, struct finding *f, const struct row *r)
{
	const char *expires = row_text(r, "expires");
	int64_t day;

	finding_fact(c, f, r, "expires");
	if (expires == NULL || date_parse(&day, expires, strlen(expires)) != 0)
		form_unread(c, f, r, "expires",
		    "the day on which the approval expires");
	else if (day < date_of(c->as_of))
		finding_part(c, f,
		    (struct part_says){.word = VERDICT_FAIL,
			.seen = expires,
			.wanted = "not before as-of",
			.text = arena_printf(
			    c->a, "The approval expired on %s", expires)});
	else
		finding_say(
		    c, f, VERDICT_PASS, "The approval holds until %s", expires);
}

/* When the version went into production last; events are sorted by time. */
static const struct row *
promotion_of(struct ctx *c, const struct subject *s)
{
	struct row_set set = rows_of_subject(c, s, "registry.event");

	for (size_t i = set.n; i-- > 0;)
		if (row_has(set.items[i], "to", "production") ||
		    row_has(set.items[i], "to", "champion"))
			return set.items[i];
	return NULL;
}

void
reg_08(struct ctx *c, const struct subject *s, struct finding *f)
{
	struct row_set set = rows_of_subject(c, s, "approval");
	struct finding before = {0}, holds = {0};

	if (s->produced == PRODUCED_NO) {
		finding_say(c, f, VERDICT_NOT_APPLICABLE,
		    "Version %s was never in production", s->version);
		return;
	}
	if (!needs_approval(c, s, f))
		return;
	if (set.n == 0) {
		(void)form_has(c, f, NULL, "approval", "approval");
		return;
	}
	for (size_t i = 0; i < set.n; i++) {
		const struct row *r = set.items[i];
		struct finding one = {0}, two = {0};

		check_whole(c, &one, r);
		check_whole(c, &two, r);
		form_before(c, &one, (struct moment){r, "at", "the approval"},
		    (struct moment){promotion_of(c, s), "at", "the promotion"});
		check_expiry(c, &two, r);
		finding_best(c, &before, &one);
		finding_best(c, &holds, &two);
	}
	merge_best(c, f, &before);
	merge_best(c, f, &holds);
}
