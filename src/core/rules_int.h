/* What the rules*.c share.  Nobody else includes this. */
#ifndef CORE_RULES_INT_H
#define CORE_RULES_INT_H

#include "core/conf.h"
#include "core/core.h"

/* Reads file after file; the growing arrays are on the heap. */
struct rules_reader {
	struct conf c;    /* file is the one being read */
	const char *word; /* its name without folder and ".yml" */
	const char **frameworks;
	size_t nframeworks, cap_frameworks;
	struct control *controls;
	size_t ncontrols, cap_controls;
	struct check *checks;
	size_t nchecks, cap_checks;
};

/* controls/frameworks/NAME.yml */
int rules_read_framework(struct rules_reader *r, const struct data *root);
/* controls/checks/FAMILY.yml; every framework was read before. */
int rules_read_family(struct rules_reader *r, const struct data *root);
/* Framework and id of a control, or NULL. */
const struct control *rules_find_control(const struct control *controls,
    size_t n, const char *framework, const char *id);

#endif
