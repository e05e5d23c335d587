/* Inside run: writing a package's data/ into a stage folder. */
#ifndef RUN_STAGE_H
#define RUN_STAGE_H

#include "run/internal.h"

/* Where a build stands. */
struct stage {
	struct arena *a;
	const struct run_opts *o;
	const struct project *p;
	const char *dir;     /* .stage-PID */
	const char *package; /* id */
	struct seal_input *inputs;
	size_t ninputs, cap_inputs;
	char *schema; /* NIST's schema of OSCAL, or NULL; on the heap */
	size_t nschema;
};

/* data/: facts, assessment, snapshot, tool, inputs, evidence. */
int stage_data(struct stage *st, struct error *e);
/* Is what stage_data made the same as in the current package (or NULL)? */
bool stage_is_unchanged(struct stage *st, const char *current);
/*
 * Reads p->schema into st->schema; it becomes NULL, with a warning, when it is
 * not there or not NIST's.
 */
int stage_schema(struct stage *st, struct project *p, struct error *e);
/* data/oscal/, behind stage_data. */
int stage_oscal(struct stage *st, struct error *e);
/* data/site/, and data/pdf/ with every document of it. */
int stage_site(struct stage *st, struct error *e);
struct site;
int stage_pdf(struct stage *st, const struct site *site, struct error *e);

#endif
