/*
 * Every branch of REG-08: fields, order of times, expiry, several approvals.
 */
#include "t_assess_reg.h"

static void
reg_08_fields(void)
{
	struct good g = good_new();

	EXPECT(g.w, "REG-08", V2, PASS, NULL,
	    "The approval holds until 2027-03-05.");
	with(&g, g.approval, "by", "!ABSENT", "REG-08",
	    WANT(FAIL, NULL, "Not recorded: approver."));
	with(&g, g.approval, "at", "!ABSENT", "REG-08",
	    WANT(FAIL, NULL, "Not recorded: time of the approval."));
	with(&g, g.approval, "test_run", "!ABSENT", "REG-08",
	    WANT(FAIL, NULL, "Not recorded: name of the evaluation run."));
	with(&g, g.approval, "test_run", "e3", "REG-08",
	    WANT(FAIL, NULL, "Not recorded: evaluation run 'e3'."));
	with(&g, g.approval, "decision", "rejected", "REG-08",
	    WANT(FAIL, NULL, "is 'rejected', not 'approved'."));
	with(&g, g.approval, "decision", "!ABSENT", "REG-08",
	    WANT(UNKNOWN, "ABSENT", "the decision on the approval"));
	with(&g, g.test, "deleted", "true", "REG-08",
	    WANT(FAIL, NULL, "The evaluation run 'e2' was deleted."));
	with(&g, g.test, "deleted", "!ABSENT", "REG-08",
	    WANT(UNKNOWN, "ABSENT", "deleted or not"));
	with(&g, g.test, "finished_at", "!NULL", "REG-08",
	    WANT(UNKNOWN, "NULL", "the time of the evaluation's end"));
	listing(g.w, "evaluation.run", STATE_DENIED);
	with(&g, g.approval, "test_run", "e3", "REG-08",
	    WANT(UNKNOWN, "DENIED", "evaluation run 'e3'"));
	world_free(g.w);
}

static void
reg_08_order(void)
{
	struct good g = good_new();

	/* At the same second: not too late. */
	with(&g, g.test, "finished_at", "2026-03-05T10:00:00Z", "REG-08",
	    WANT(PASS, NULL, "came at the same time as the approval"));
	with(&g, g.test, "finished_at", "2026-03-05T10:00:01Z", "REG-08",
	    WANT(FAIL, NULL, "came before the evaluation's end"));
	with(&g, g.event, "at", "2026-03-05T10:00:00Z", "REG-08",
	    WANT(PASS, NULL, "at the same time as the promotion"));
	with(&g, g.event, "at", "2026-03-05T09:59:59Z", "REG-08",
	    WANT(FAIL, NULL,
		"The promotion (2026-03-05T09:59:59Z) came before "
		"the approval"));
	with(&g, g.event, "to", "champion", "REG-08", WANT(PASS, NULL, NULL));
	without(&g, g.event, "REG-08",
	    WANT(UNKNOWN, NULL, "The time of the promotion is not known."));
	/* The newest promotion counts. */
	(void)put(g.w, "registry.event", "model", "m", "version", "2", "at",
	    "2026-03-01T00:00:00Z", "to", "production", NULL);
	(void)put(g.w, "registry.event", "model", "m", "version", "2", "at",
	    "2026-04-01T00:00:00Z", "to", "staging", NULL);
	EXPECT(g.w, "REG-08", V2, PASS, NULL, NULL);
	world_free(g.w);
}

static void
reg_08_expiry(void)
{
	struct good g = good_new();

	with(&g, g.approval, "expires", "2026-11-25", "REG-08",
	    WANT(PASS, NULL, "until 2026-11-25"));
	with(&g, g.approval, "expires", "2026-11-24", "REG-08",
	    WANT(FAIL, NULL, "The approval expired on 2026-11-24."));
	with(&g, g.approval, "expires", "!ABSENT", "REG-08",
	    WANT(UNKNOWN, "ABSENT", "the day on which the approval expires"));
	with(&g, g.approval, "expires", "!CONFLICT 2026-01-01|2027-01-01",
	    "REG-08", WANT(UNKNOWN, "CONFLICT", "2027-01-01"));
	/* No date: the reader of facts refuses it, the check does too. */
	with(&g, g.approval, "expires", "soon", "REG-08",
	    WANT(UNKNOWN, "BADTYPE", "'soon'"));
	world_free(g.w);
}

/* Several approvals: one before the promotion, one that holds. */
static void
reg_08_several(void)
{
	struct good g = good_new();
	struct row *second;

	set(g.w, g.approval, "expires", "2026-10-01");
	EXPECT(g.w, "REG-08", V2, FAIL, NULL, "expired on 2026-10-01");
	second = put(g.w, "approval", "model", "m", "version", "2", "by", "Ann",
	    "at", "2026-09-20T10:00:00Z", "decision", "approved", "expires",
	    "2027-09-20", "test_run", "e2", NULL);
	EXPECT(g.w, "REG-08", V2, PASS, NULL, "until 2027-09-20");
	with(&g, second, "decision", "rejected", "REG-08",
	    WANT(FAIL, NULL, "expired on 2026-10-01"));
	/* The renewal alone came after the promotion. */
	without(&g, g.approval, "REG-08",
	    WANT(FAIL, NULL, "came before the approval"));
	/* What a person wrote down can fail as it is. */
	second->is_asserted = true;
	without(&g, g.approval, "REG-08",
	    WANT(FAIL, NULL, "came before the approval"));
	second->is_asserted = false;
	/* With approvals unseen none of this is sure. */
	take(g.w, second);
	listing(g.w, "approval", STATE_FAILED);
	EXPECT(g.w, "REG-08", V2, UNKNOWN, "FAILED",
	    "None of the approvals that were read holds: The approval expired "
	    "on 2026-10-01 (registry/approval is FAILED");
	world_free(g.w);
}

static void
reg_08_none(void)
{
	struct good g = good_new();

	take(g.w, g.approval);
	EXPECT(g.w, "REG-08", V2, FAIL, NULL, "Not recorded: approval.");
	listing(g.w, "approval", STATE_DENIED);
	EXPECT(g.w, "REG-08", V2, UNKNOWN, "DENIED", "approval");
	set(g.w, g.version, "status", "candidate");
	set(g.w, g.w->rows[2], "version", "1");
	take(g.w, g.event);
	EXPECT(g.w, "REG-08", V2, NOT_APPLICABLE, NULL,
	    "Version 2 was never in production.");
	set(g.w, g.version, "status", "!ABSENT");
	EXPECT(g.w, "REG-08", V2, UNKNOWN, NULL, "ever in production");
	world_free(g.w);
}

int
main(void)
{
	RUN(reg_08_fields);
	RUN(reg_08_order);
	RUN(reg_08_expiry);
	RUN(reg_08_several);
	RUN(reg_08_none);
	return test_end("t_assess_approval");
}
