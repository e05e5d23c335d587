/*
 * Derive: the stored objects in the order of the snapshot go through extract,
 * and their rows through core's merge.  A pure function of the snapshot, the
 * objects, the connectors and system.yml: no network, no clock.
 */
#include <string.h>

#include "base/file.h"
#include "extract/parse.h"
#include "run/internal.h"

/* A file that a person wrote: of the system, else of the data folder. */
static const char *
get_input(const struct project *p, const char *name, size_t *n)
{
	const char *dirs[2], *bytes = NULL;
	struct error e = {0};

	dirs[0] = p->system->dir;
	dirs[1] = p->data;
	for (size_t i = 0; bytes == NULL && i < 2; i++) {
		const char *path = file_join(p->a, dirs[i], name);

		if (!file_exists(path) ||
		    data_read(p->a, path, &bytes, n, &e) == -1)
			bytes = NULL;
	}
	return bytes;
}

static const char *
get_object(void *ctx, const char *sha256, size_t *n)
{
	const struct project *p = ctx;
	struct error e = {0};

	if (strncmp(sha256, "input ", 6) == 0)
		return get_input(p, sha256 + 6, n);
	/* What is not there, or not what its name says, is no evidence. */
	return store_get(p->store, sha256, n, &e);
}

struct object_source
derive_objects(const struct project *p)
{
	/* NOLINTNEXTLINE(performance-no-int-to-ptr): get_object reads only */
	void *ctx = (void *)(uintptr_t)p;

	return (struct object_source){.get = get_object, .ctx = ctx};
}

static bool
same_name(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

struct source_run {
	const struct project *p;
	const struct source_conf *conf;
	const struct source_state *was;
	const struct connector *connector;
	struct step_state *steps;
	size_t nsteps, cap_steps;
};

/* Gives one request's answer to the session. */
static int
give(struct parser *s, size_t step, const struct request *r,
    const struct source_run *run, struct error *e)
{
	struct request mine = *r;
	struct answer ans = {.object = r->object,
	    .status = r->status,
	    .received_at = r->received_at,
	    .total = r->bytes,
	    .file = parse_step_is_file(run->connector, step) ? r->url : NULL};

	if (r->object != NULL && r->keep != KEEP_DIGEST) {
		struct object_source objects = derive_objects(run->p);

		ans.bytes = objects.get(objects.ctx, r->object, &ans.n);
		if (ans.bytes == NULL && mine.state == STATE_OK) {
			mine.state = STATE_FAILED;
			mine.reason = "the object is not in the store, or not "
				      "what its name says";
		}
	}
	return parser_answer(s, step, &mine, &ans, e);
}

/* The gather may know worse of a step than its requests show: caps. */
static void
join_gathered(const struct source_state *was, struct step_state *now)
{
	for (size_t i = 0; i < was->nsteps; i++) {
		const struct step_state *g = &was->steps[i];

		if (strcmp(g->step, now->step) != 0 ||
		    !same_name(g->model, now->model))
			continue;
		if (state_worst(now->state, g->state) != now->state) {
			now->state = g->state;
			now->reason = g->reason;
		}
	}
}

static void
add_step(struct source_run *run, const struct step_state *s)
{
	mem_push(
	    &run->steps, run->nsteps, &run->cap_steps, sizeof(run->steps[0]));
	run->steps[run->nsteps++] = *s;
}

/* Too many rows cost their own step, as gather says it too. */
static int
end_step(const struct source_run *run, struct parser *s, size_t step,
    struct step_state *state, struct row_list *rows, struct error *e)
{
	size_t before = rows->n;

	if (parser_end_step(s, step, state, rows, e) == -1) {
		if (e->kind != ERR_LIMIT)
			return -1;
		err_clear(e);
	} else if (rows->n <= FACTS_MAX) {
		return 0;
	}
	rows->n = before;
	state->state = STATE_FAILED;
	state->reason = "its rows are more than 100000 in the system";
	state->kinds =
	    connector_step_kinds(run->connector, state->step, &state->nkinds);
	return 0;
}

static int
derive_step(struct source_run *run, struct parser *s, size_t step,
    const char *model, struct row_list *rows, struct error *e)
{
	const char *name = parse_step(run->connector, step);
	struct step_state state = {.step = name};

	for (size_t i = 0; i < run->was->nrequests; i++) {
		const struct request *r = &run->was->requests[i];

		if (strcmp(r->step, name) == 0 && same_name(r->model, model) &&
		    give(s, step, r, run, e) == -1)
			return -1;
	}
	if (end_step(run, s, step, &state, rows, e) == -1)
		return -1;
	state.model = model;
	join_gathered(run->was, &state);
	add_step(run, &state);
	return 0;
}

static int
derive_model(struct arena *a, struct source_run *run, const char *model,
    struct row_list *rows, struct error *e)
{
	struct session_in in = {.connector = run->connector,
	    .system = run->p->system,
	    .source = run->conf,
	    .times = run->p->snapshot,
	    .model = model,
	    .objects = derive_objects(run->p)};
	struct parser *s;
	int rc = 0;

	if (parser_open(a, run->p->parsers, &in, &s, e) == -1)
		return -1;
	for (size_t k = 0; rc == 0 && k < parse_steps(run->connector); k++)
		rc = derive_step(run, s, k, model, rows, e);
	parser_close(s);
	return rc;
}

/* The models that the snapshot was gathered for, NULL among them. */
static int
derive_source(struct arena *a, struct source_run *run, struct row_list *rows,
    struct error *e)
{
	for (size_t i = 0; i < run->was->nsteps; i++) {
		const char *model = run->was->steps[i].model;
		bool is_seen = false;

		for (size_t k = 0; k < i; k++)
			is_seen = is_seen ||
				  same_name(run->was->steps[k].model, model);
		if (!is_seen && derive_model(a, run, model, rows, e) == -1)
			return -1;
	}
	return 0;
}

static struct source_state
state_of(struct arena *a, const struct source_run *run)
{
	struct source_state s = *run->was;
	struct step_state *steps =
	    arena_array(a, run->nsteps + 1, sizeof(*steps));

	if (run->nsteps > 0)
		memcpy(steps, run->steps, run->nsteps * sizeof(*steps));
	s.steps = steps;
	s.nsteps = run->nsteps;
	for (size_t i = 0; i < s.nsteps; i++) {
		if (state_worst(s.state, steps[i].state) == s.state)
			continue;
		s.state = steps[i].state;
		s.reason = arena_printf(a, "%s: %s", steps[i].step,
		    steps[i].reason == NULL ? state_name(steps[i].state)
					    : steps[i].reason);
	}
	return s;
}

/* A source that the snapshot does not know, or that was skipped. */
static void
not_asked(struct arena *a, struct source_run *run, struct source_state *s,
    const char *why)
{
	size_t n = 0;
	const char *const *kinds =
	    run->connector == NULL ? NULL : connector_kinds(run->connector, &n);
	struct step_state *step = arena_alloc(a, sizeof(*step));

	*step = (struct step_state){.step = "all",
	    .state = STATE_NOT_ASKED,
	    .reason = why,
	    .kinds = kinds,
	    .nkinds = n};
	*s = run->was != NULL ? *run->was
			      : (struct source_state){.id = run->conf->id,
				    .connector = run->conf->connector,
				    .is_required = run->conf->is_required,
				    .base = run->conf->base};
	s->state = STATE_NOT_ASKED;
	s->reason = why;
	s->steps = step;
	s->nsteps = 1;
}

static const struct source_state *
gathered(const struct snapshot *s, const char *id)
{
	for (size_t i = 0; i < s->nsources; i++)
		if (strcmp(s->sources[i].id, id) == 0)
			return &s->sources[i];
	return NULL;
}

static int
derive_one(struct arena *a, const struct project *p,
    const struct source_conf *conf, struct source_state *out,
    struct row_list *rows, struct error *e)
{
	struct source_run run = {.p = p,
	    .conf = conf,
	    .was = gathered(p->snapshot, conf->id),
	    .connector = connector_find(p->connectors, conf->connector)};
	int rc = -1;

	if (run.connector == NULL) {
		err_set(e, ERR_INPUT, conf->id, "no connector '%s'",
		    conf->connector);
		goto out;
	}
	if (run.was == NULL) {
		not_asked(a, &run, out,
		    "this snapshot does not know the "
		    "source");
	} else if (run.was->nsteps == 0) {
		not_asked(a, &run, out, run.was->reason);
	} else {
		if (derive_source(a, &run, rows, e) == -1)
			goto out;
		*out = state_of(a, &run);
	}
	rc = 0;
out:
	free(run.steps);
	return rc;
}

int
derive_facts(struct arena *a, const struct project *p, struct facts **out,
    struct error *e)
{
	struct snapshot *now = arena_alloc(a, sizeof(*now));
	struct source_state *sources =
	    arena_array(a, p->system->nsources + 1, sizeof(*sources));
	struct facts_builder *b = facts_begin(a);
	struct row_list rows = {0};
	const char *part;
	int rc = -1;

	*out = NULL;
	for (size_t i = 0; i < p->system->nsources; i++)
		if (derive_one(a, p, &p->system->sources[i], &sources[i], &rows,
			e) == -1)
			goto out;
	*now = *p->snapshot;
	now->sources = sources;
	now->nsources = p->system->nsources;
	for (size_t i = 0; i < rows.n; i++) {
		/* extract drops a row without its key and says so. */
		if (facts_add(b, rows.items[i], &part) == -1) {
			err_set(e, ERR_BUG, rows.items[i]->source,
			    "row of '%s' without its key part '%s'",
			    rows.items[i]->kind->name, part);
			goto out;
		}
	}
	rc = facts_end(b, now, out, e);
out:
	free(rows.items);
	return rc;
}
