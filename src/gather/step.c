/*
 * The steps of one source, for one model after another: plans them when every
 * earlier step has its answers, records in the order of the plan, ends each
 * with its state.  A step that our own engine cannot plan or end is FAILED,
 * never left out (DESIGN law 3).
 */
#include <stdlib.h>

#include "base/error.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "gather/parts.h"

static const char *
get_object(void *ctx, const char *sha256, size_t *n)
{
	struct run *r = ctx;
	struct error ignored = {0}; /* not there: the parser says so */

	return store_get(r->store, sha256, n, &ignored);
}

static void
step_failed(struct run *r, const struct error *why)
{
	struct step_state s = {
	    .step = asking_step_name(r), .model = asking_model(r)};

	s.state = STATE_FAILED;
	s.reason = text_of(
	    r->a, why->where[0] == '\0'
		      ? why->what
		      : arena_printf(r->a, "%s: %s", why->where, why->what))
		       .s;
	s.kinds = connector_step_kinds(r->conn, s.step, &s.nkinds);
	record_step(r, &s);
}

/* The parser of this model; *is_open false: it does not open, and says why. */
static int
open_parser(struct run *r, bool *is_open, struct error *e)
{
	struct session_in in = {.connector = r->conn,
	    .system = r->sys,
	    .source = r->conf,
	    .times = r->times,
	    .model = asking_model(r),
	    .objects = {.get = get_object, .ctx = r}};
	struct error why = {0};

	*is_open = parser_open(r->a, r->parsers, &in, &r->parser, &why) == 0;
	if (*is_open)
		return 0;
	if (run_is_ours(&why)) {
		*e = why;
		return -1;
	}
	r->state = STATE_FAILED;
	r->reason = text_of(r->a, why.what).s;
	return 0;
}

void
step_list_unasked(struct run *r)
{
	for (size_t i = 0; i < parse_steps(r->conn); i++) {
		struct step_state s = {.state = STATE_NOT_ASKED};
		s.step = parse_step(r->conn, i);
		s.reason = r->reason;
		s.kinds = connector_step_kinds(r->conn, s.step, &s.nkinds);
		record_step(r, &s);
	}
}

/* ---- Beginning ---------------------------------------------------------- */

/* A step that cannot be asked leaves one entry that says so. */
static void
record_unplanned(struct run *r, const struct judgement *why)
{
	struct request q = {
	    .step = asking_step_name(r), .model = asking_model(r)};

	if (why->state == STATE_OK || why->state == STATE_EMPTY)
		return;
	q.state = why->state;
	q.reason = why->reason;
	record_request(r, &q);
}

static int
add_plans(struct run *r, const struct plan *plans, size_t n, struct error *e)
{
	for (size_t i = 0; i < n; i++) {
		struct chain *l = arena_alloc(r->a, sizeof(*l));
		l->plan = &plans[i];
		mem_push(&r->chains, r->nchains, &r->cap_chains,
		    sizeof(struct chain *));
		r->chains[r->nchains++] = l;
	}
	for (size_t i = 0; i < r->nchains; i++)
		if (chain_begin(r, r->chains[i], e) == -1)
			return -1;
	return 0;
}

/* --dry-run: what would be asked first. */
static void
add_dry(struct run *r, const struct plan *plans, size_t n,
    const struct judgement *why)
{
	struct step_state s = {
	    .step = asking_step_name(r), .model = asking_model(r)};

	for (size_t i = 0; i < n; i++) {
		const struct plan *p = &plans[i];
		struct request q = {.step = s.step, .model = s.model};
		q.bound = p->bound;
		q.nbound = p->nbound;
		q.url = p->glob != NULL ? p->glob : p->url;
		q.method = p->glob != NULL ? "FILE" : p->method;
		q.body = p->body;
		q.reason = p->state == STATE_OK ? "dry run" : p->reason;
		q.keep = p->keep;
		record_request(r, &q);
	}
	s.reason = n > 0 || why->reason == NULL ? "dry run" : why->reason;
	s.kinds = connector_step_kinds(r->conn, s.step, &s.nkinds);
	record_step(r, &s);
}

static int
plan_step(struct run *r, struct error *e)
{
	const struct plan *plans = NULL;
	struct judgement why = {0};
	struct error bad = {0};
	size_t n = 0;

	if (parser_plan(r->parser, r->step, &plans, &n, &why, &bad) == -1) {
		if (run_is_ours(&bad)) {
			*e = bad;
			return -1;
		}
		step_failed(r, &bad);
		return 0;
	}
	if (r->is_dry) {
		add_dry(r, plans, n, &why);
		return 0;
	}
	r->is_in_step = true;
	if (n == 0) {
		record_unplanned(r, &why);
		return 0;
	}
	if (parse_step_is_file(r->conn, r->step))
		return files_step(r, plans, n, e);
	return add_plans(r, plans, n, e);
}

int
step_begin(struct run *r, struct error *e)
{
	bool is_open;

	if (r->parser == NULL) {
		if (r->models == NULL ? r->model > 0 : r->model >= r->nmodels) {
			r->is_done = true;
			return 0;
		}
		r->step = 0;
		if (open_parser(r, &is_open, e) == -1)
			return -1;
		if (!is_open) {
			r->is_done = true;
			return 0;
		}
	}
	if (r->step >= parse_steps(r->conn)) {
		parser_close(r->parser);
		r->parser = NULL;
		r->model++;
		return 0;
	}
	if (plan_step(r, e) == -1)
		return -1;
	if (!r->is_in_step)
		r->step++;
	return 0;
}

/* ---- Ending ------------------------------------------------------------- */

static void
log_step(struct run *r)
{
	const struct step_state *s = &r->steps[r->nsteps - 1];

	/* The source's own line warns, with the worst of them. */
	log_line(r->log, LOG_NOTE, r->conf->id, "%s: %s%s%s", s->step,
	    state_name(s->state), s->reason == NULL ? "" : ", ",
	    s->reason == NULL ? "" : s->reason);
}

static int
end_step(struct run *r, struct error *e)
{
	struct step_state s = {0};
	struct error bad = {0};

	if (parser_end_step(r->parser, r->step, &s, NULL, &bad) == -1) {
		if (run_is_ours(&bad)) {
			*e = bad;
			return -1;
		}
		step_failed(r, &bad);
	} else {
		s.step = asking_step_name(r);
		s.model = asking_model(r);
		s.kinds = connector_step_kinds(r->conn, s.step, &s.nkinds);
		if (s.state == STATE_FAILED)
			record_refused(r);
		record_step(r, &s);
	}
	log_step(r);
	for (size_t i = 0; i < r->nchains; i++)
		free(r->chains[i]->pages);
	r->nchains = r->recorded = 0;
	r->is_in_step = false;
	r->step++;
	return 0;
}

int
step_record(struct run *r, bool *is_over, struct error *e)
{
	size_t begun;

	*is_over = false;
	while (r->recorded < r->nchains && r->chains[r->recorded]->is_done) {
		begun = r->nchains;
		if (record_chain(r, r->chains[r->recorded++], e) == -1)
			return -1;
		/* What `descend` found is asked now. */
		for (; begun < r->nchains; begun++)
			if (chain_begin(r, r->chains[begun], e) == -1)
				return -1;
	}
	if (r->recorded < r->nchains)
		return 0;
	*is_over = true;
	return end_step(r, e);
}
