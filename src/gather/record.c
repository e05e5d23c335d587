/*
 * What enters the snapshot: every request in the order of the plan, whatever
 * order the answers came in, and the state of each step.  Gives the parser
 * each answer in that order too.  Keeps no header and nothing of a secret.
 */
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "gather/parts.h"

void
record_request(struct run *r, const struct request *q)
{
	mem_push(
	    &r->requests, r->nrequests, &r->cap_requests, sizeof(*r->requests));
	r->requests[r->nrequests++] = *q;
}

void
record_step(struct run *r, const struct step_state *s)
{
	mem_push(&r->steps, r->nsteps, &r->cap_steps, sizeof(*r->steps));
	r->steps[r->nsteps++] = *s;
}

void
record_refused(struct run *r)
{
	const char *step = asking_step_name(r), *model = asking_model(r);

	for (size_t i = 0; i < r->nrequests; i++) {
		struct request *q = &r->requests[i];
		const char *why;

		if (q->state != STATE_OK || q->object == NULL ||
		    strcmp(q->step, step) != 0 || q->model != model ||
		    (why = parser_refused(r->parser, q->object)) == NULL)
			continue;
		q->state = STATE_FAILED;
		q->reason = why;
	}
}

static struct request
request_of(const struct run *r, const struct chain *l, const struct page *g)
{
	const struct plan *p = g->plan;
	struct request q = {
	    .step = asking_step_name(r), .model = asking_model(r)};
	const struct exchange *x = g->ask == NULL ? NULL : g->ask->x;

	q.bound = l->plan->bound;
	q.nbound = l->plan->nbound;
	q.url = p->url;
	q.body = p->body;
	q.page = l->npages > 1 ? g->number : 0;
	q.state = g->judged.state;
	q.reason = q.state == STATE_OK ? NULL : g->judged.reason;
	q.is_absent = g->judged.is_absent;
	q.keep = p->keep;
	if (x == NULL)
		return q;
	q.method = x->sent > 0 ? p->method : NULL;
	q.status = x->status;
	if (x->state != STATE_OK)
		return q;
	q.object = x->sha256;
	q.bytes = g->ask->answer.total;
	q.received_at = x->received_at;
	q.confirmed_at = x->confirmed_at;
	q.etag = x->etag;
	return q;
}

/* More plans of a `descend` step, behind all that are there. */
static int
descend(
    struct run *r, const struct chain *l, const struct page *g, struct error *e)
{
	struct asked asked = {
	    .step = r->step, .plan = g->plan, .answer = &g->ask->answer};
	const struct plan *more;
	struct judgement why = {0};
	size_t n = 0;

	if (parser_descend(r->parser, &asked, &more, &n, &why, e) == -1)
		return -1;
	for (size_t i = 0; i < n; i++) {
		struct chain *next = arena_alloc(r->a, sizeof(*next));
		next->plan = &more[i];
		mem_push(&r->chains, r->nchains, &r->cap_chains,
		    sizeof(struct chain *));
		r->chains[r->nchains++] = next;
	}
	if (why.state != STATE_OK && why.state != STATE_NOT_ASKED) {
		struct request q = {.step = asking_step_name(r)};
		q.model = asking_model(r);
		q.bound = l->plan->bound;
		q.nbound = l->plan->nbound;
		q.url = g->plan->url;
		q.state = why.state;
		q.reason = why.reason;
		q.keep = g->plan->keep;
		record_request(r, &q);
		return parser_answer(r->parser, r->step, &q, NULL, e);
	}
	return 0;
}

int
record_chain(struct run *r, const struct chain *l, struct error *e)
{
	for (size_t i = 0; i < l->npages; i++) {
		const struct page *g = &l->pages[i];
		struct request q = request_of(r, l, g);
		const struct answer *ans =
		    q.object == NULL ? NULL : &g->ask->answer;
		record_request(r, &q);
		if (parser_answer(r->parser, r->step, &q, ans, e) == -1)
			return -1;
		if (q.state == STATE_OK && !q.is_absent &&
		    descend(r, l, g, e) == -1)
			return -1;
	}
	return 0;
}
