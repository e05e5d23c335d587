/*
 * Decides: facts, statements and rules in, verdicts and control results out.
 * Pure C over rows: neither JSON, files, network nor clock.
 */
#ifndef ASSESS_ASSESS_H
#define ASSESS_ASSESS_H

#include "core/core.h"

struct assess_in {
	const struct system *system;
	const struct facts *facts;
	const struct statements *statements;
	const struct rules *rules;
};

/* Never fails for what the facts say: that is a verdict. */
void assess_run(
    struct arena *a, const struct assess_in *in, struct assessment *out);

/*
 * The POA&M: an item for each (check, subject) that FAILs, and for each check
 * of high severity that stays UNKNOWN for two packages; those of the previous
 * package (facts of the kind prior.poam) keep their identity.
 */
void assess_poam(struct arena *a, const struct assess_in *in,
    const struct assessment *as, const struct poam_plans *plans,
    struct poam *out);

/* Ids of the checks that are decided in C, NULL at the end: for the test that
 * rules and code close. */
const char *const *assess_ids(void);

#endif
