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
};

/* data/: facts, assessment, snapshot, tool, inputs, evidence. */
int stage_data(struct stage *st, struct error *e);
/* Is what stage_data made the same as in the current package (or NULL)? */
bool stage_is_unchanged(struct stage *st, const char *current);
/* data/site/. */
int stage_site(struct stage *st, struct error *e);

#endif
