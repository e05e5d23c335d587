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
	struct control *catalog;
	size_t ncatalog, cap_catalog;
	const char *datadir;
	struct check *checks;
	size_t nchecks, cap_checks;
};

/* controls/frameworks/NAME.yml */
int rules_read_framework(struct rules_reader *r, const struct data *root);
/* controls/frameworks/NAME.tsv: adds to r->catalog. */
int rules_read_catalog(struct rules_reader *r, const char *framework);
/* Order of ids: numbers by value, all else by byte: si-4 before si-10. */
int rules_id_cmp(const char *a, const char *b);
/* controls/checks/FAMILY.yml; every framework was read before. */
int rules_read_family(struct rules_reader *r, const struct data *root);
/* Framework and id of a control, or NULL. */
const struct control *rules_find_control(const struct control *controls,
    size_t n, const char *framework, const char *id);

#endif
