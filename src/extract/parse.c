/*
 * Sessions and locators by way of a parser: what extract.h's session_* do,
 * asked of another process.  What ends that process is a state with a reason,
 * never an error; an error is what the session itself would have said, or that
 * no process can be had.
 */
#include "extract/parse.h"

#include <assert.h>
#include <string.h>
#include <unistd.h>

#include "extract/connector.h"
#include "extract/parse_int.h"

/* ---- Opening and closing ----------------------------------------------------
 */

static int
open_one(struct arena *a, struct parsers *ps, const struct session_in *in,
    struct parser **out, struct error *e)
{
	struct parser *p = arena_alloc(a, sizeof(*p));

	*out = NULL;
	p->a = a;
	p->ps = ps;
	p->in = *in;
	p->is_follower = in->connector == NULL;
	p->fd = -1;
	if (parser_revive(p, e) == -1) {
		parser_close(p);
		return -1;
	}
	*out = p;
	return 0;
}

int
parser_open(struct arena *a, struct parsers *ps, const struct session_in *in,
    struct parser **out, struct error *e)
{
	assert(in->connector != NULL);
	return open_one(a, ps, in, out, e);
}

int
parser_new_follower(struct arena *a, struct parsers *ps,
    struct object_source objects, struct parser **out, struct error *e)
{
	struct session_in in = {.objects = objects};

	return open_one(a, ps, &in, out, e);
}

void
parser_close(struct parser *p)
{
	if (p == NULL)
		return;
	if (p->fd != -1) {
		(void)close(p->fd); /* then it ends */
		parsers_end(p->ps, p->pid);
	}
	p->fd = -1;
	p->lost = "the session is closed";
	buf_free(&p->out);
	buf_free(&p->fields);
	free(p->ops);
	free(p->plans);
	free(p->texts);
}

/* ---- Steps
 * ------------------------------------------------------------------- */

size_t
parse_steps(const struct connector *c)
{
	return c->nsteps;
}

const char *
parse_step(const struct connector *c, size_t step)
{
	return c->steps[step].id;
}

bool
parse_step_is_file(const struct connector *c, size_t step)
{
	return strcmp(c->steps[step].method, "FILE") == 0;
}

static struct ask_op *
new_op(struct parser *p, enum message_type type, size_t step)
{
	struct ask_op *op = arena_alloc(p->a, sizeof(*op));

	op->type = type;
	op->step = step;
	return op;
}

int
parser_plan(struct parser *p, size_t step, const struct plan **plans, size_t *n,
    struct judgement *why, struct error *e)
{
	struct ask_op *op = new_op(p, MESSAGE_PLAN, step);
	int rc = parser_ask(p, op, e);

	*plans = op->plans;
	*n = op->nplans;
	*why = op->why;
	if (rc == 0)
		parser_remember(p, op);
	return rc == -1 ? -1 : 0;
}

static bool
has_paths(const struct on_rules *on)
{
	for (size_t i = 0; i < on->n; i++)
		if (on->items[i].path != NULL || on->items[i].reason != NULL)
			return true;
	return false;
}

/* Files have no status that a rule could be for. */
static bool
is_judged_by_bytes(
    const struct parser *p, size_t step, const struct answer *ans)
{
	const struct step *def = &p->in.connector->steps[step];

	return (def->decode != DECODE_RAW && def->keep != KEEP_DIGEST) ||
	       (ans->status != 0 &&
		   (has_paths(&def->on) || has_paths(&p->in.connector->on)));
}

int
parser_judge(struct parser *p, size_t step, const struct answer *ans,
    struct judgement *out, struct error *e)
{
	struct ask_op op = {.type = MESSAGE_JUDGE, .step = step, .ans = *ans};
	int rc;

	op.needs_bytes = ans->bytes != NULL && is_judged_by_bytes(p, step, ans);
	rc = parser_ask(p, &op, e);
	*out = op.why;
	return rc == -1 ? -1 : 0;
}

/* An op of its own about an answer to a plan. */
static int
ask_behind(struct parser *p, struct ask_op *op, const struct asked *asked,
    struct error *e)
{
	int rc;

	op->plan = asked->plan;
	op->ans = *asked->answer;
	op->link = asked->link;
	op->page = asked->page;
	op->needs_bytes = true;
	rc = parser_ask(p, op, e);
	op->ans.bytes = NULL; /* they go; the store has them */
	if (rc == 0)
		parser_remember(p, op);
	return rc;
}

int
parser_next_page(struct parser *p, const struct asked *asked,
    const struct plan **next, struct judgement *why, struct error *e)
{
	struct ask_op *op;

	*next = NULL;
	*why = (struct judgement){.state = STATE_OK};
	if (p->in.connector->steps[asked->step].page.kind == PAGER_NONE)
		return 0;
	op = new_op(p, MESSAGE_NEXT, asked->step);
	if (ask_behind(p, op, asked, e) == -1)
		return -1;
	*why = op->why;
	if (op->nplans > 0)
		*next = op->plans;
	return 0;
}

int
parser_descend(struct parser *p, const struct asked *asked,
    const struct plan **more, size_t *n, struct judgement *why, struct error *e)
{
	struct ask_op *op;

	*more = NULL;
	*n = 0;
	*why = (struct judgement){.state = STATE_OK};
	if (p->in.connector->steps[asked->step].descend == NULL)
		return 0;
	op = new_op(p, MESSAGE_DESCEND, asked->step);
	if (ask_behind(p, op, asked, e) == -1)
		return -1;
	*why = op->why;
	*more = op->plans;
	*n = op->nplans;
	return 0;
}

int
parser_answer(struct parser *p, size_t step, const struct request *r,
    const struct answer *ans, struct error *e)
{
	const struct step *def = &p->in.connector->steps[step];
	struct ask_op *op = new_op(p, MESSAGE_ANSWER, step);
	int rc;

	op->r = *r;
	op->has_answer = ans != NULL;
	if (ans != NULL)
		op->ans = *ans;
	/* Of a part rows are read as well. */
	op->needs_bytes = (r->state == STATE_OK ||
			      (r->state == STATE_INCOMPLETE && ans != NULL)) &&
			  def->decode != DECODE_RAW && def->keep != KEEP_DIGEST;
	rc = parser_ask(p, op, e);
	op->ans.bytes = NULL;
	parser_remember(p, op);
	return rc == -1 ? -1 : 0;
}

int
parser_end_step(struct parser *p, size_t step, struct step_state *out,
    struct row_list *rows, struct error *e)
{
	const struct step *def = &p->in.connector->steps[step];
	struct ask_op *op = new_op(p, MESSAGE_END_STEP, step);
	int rc;

	op->has_rows = rows != NULL;
	rc = parser_ask(p, op, e);
	*out = op->state;
	out->step = def->id;
	out->model = p->in.model;
	out->kinds = def->kinds;
	out->nkinds = def->nkinds;
	if (rc == -1)
		return -1;
	if (rc == 1) {
		out->state = op->why.state;
		out->reason = op->why.reason;
		return 0;
	}
	for (size_t i = 0; rows != NULL && i < op->nrows; i++) {
		mem_push(
		    /* NOLINTNEXTLINE(bugprone-sizeof-expression): pointers */
		    &rows->items, rows->n, &rows->cap, sizeof(*rows->items));
		rows->items[rows->n++] = &op->rows[i];
	}
	op->has_rows = false;
	parser_remember(p, op);
	return 0;
}
