/*
 * Thresholds of system.yml against the rules: one that no check has would
 * change nothing, and its author would never know.
 */
#include "core/rules_int.h"

#include <string.h>

static const char SYSTEM_FILE[] = "system.yml";

static bool
has_threshold(const struct check *check, const char *name)
{
	for (size_t i = 0; i < check->nthresholds; i++) {
		if (strcmp(check->thresholds[i].name, name) == 0)
			return true;
	}
	return false;
}

static int
fail_name(
    const struct check *check, const struct threshold_conf *t, struct error *e)
{
	(void)err_at(e, "sys-threshold-name", SYSTEM_FILE, t->line, t->column,
	    "check '%s' has no threshold '%s'", t->check, t->name);
	if (check->nthresholds == 0)
		err_hint(e, "it has none; take the line out");
	else
		err_hint(e,
		    "the first that it has is '%s'; "
		    "controls/checks/%.3s.yml lists all",
		    check->thresholds[0].name, t->check);
	return -1;
}

int
rules_check_thresholds(
    const struct rules *r, const struct system *s, struct error *e)
{
	for (size_t i = 0; i < s->nthresholds; i++) {
		const struct threshold_conf *t = &s->thresholds[i];
		const struct check *check = rules_check(r, t->check);

		if (check == NULL) {
			(void)err_at(e, "sys-threshold-unknown", SYSTEM_FILE,
			    t->line, t->column, "there is no check '%s'",
			    t->check);
			err_hint(e, "controls/checks/ has those of this "
				    "release");
			return -1;
		}
		if (!has_threshold(check, t->name))
			return fail_name(check, t, e);
	}
	return 0;
}
