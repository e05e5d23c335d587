/*
 * A parser's questions and answers as fields of messages, on main's side.
 * Refuses what a connector could not have asked for: another method, a header
 * or a file that it does not name, a row that the step does not give, a locator
 * into an object that the parser was not told of.
 */
#include <string.h>

#include "extract/connector.h"
#include "extract/parse_int.h"

static const struct step *
step_of(const struct parser *p, size_t step)
{
	return &p->in.connector->steps[step];
}

/* ---- Questions --------------------------------------------------------------
 */

static void
put_answer(struct buf *b, const struct answer *ans)
{
	msg_put_text(b, ans->object);
	msg_put_i64(b, ans->status);
	msg_put_text(b, ans->file);
	msg_put_text(b, ans->received_at);
	msg_put_i64(b, ans->total);
}

static void
put_request(struct parser *p, const struct ask_op *op)
{
	struct buf *b = &p->fields;
	const struct request *r = &op->r;
	const char *refused = op->ans.object == NULL || !op->needs_bytes
				  ? NULL
				  : parser_refused(p, op->ans.object);

	msg_put_u8(b, refused != NULL ? STATE_FAILED : r->state);
	msg_put_text(b, refused != NULL ? refused : r->reason);
	msg_put_u8(b, r->is_absent);
	msg_put_i64(b, r->page);
	msg_put_u8(b, r->method != NULL);
	msg_put_bound(b, r->bound, r->nbound);
	msg_put_u8(b, op->has_answer);
	put_answer(b, &op->ans);
}

size_t
parser_number(const struct parser *p, const struct plan *plan)
{
	for (size_t i = p->nplans; i-- > 0;)
		if (p->plans[i].plan->bound == plan->bound)
			return p->plans[i].number;
	return PLAN_GONE;
}

void
parser_put(struct parser *p, const struct ask_op *op)
{
	struct buf *b = &p->fields;

	msg_put_u32(b, op->step);
	switch (op->type) {
	case MESSAGE_JUDGE:
		put_answer(b, &op->ans);
		break;
	case MESSAGE_NEXT:
	case MESSAGE_DESCEND:
		msg_put_u32(b, parser_number(p, op->plan));
		put_answer(b, &op->ans);
		msg_put_text(b, op->link);
		msg_put_i64(b, op->page);
		break;
	case MESSAGE_ANSWER:
		put_request(p, op);
		break;
	case MESSAGE_END_STEP:
		msg_put_u8(b, op->has_rows);
		break;
	case MESSAGE_PLAN:
	case MESSAGE_ERROR:
	case MESSAGE_OPEN:
	case MESSAGE_OBJECT:
	case MESSAGE_FOLLOW:
	case MESSAGE_TYPES:
		break;
	}
}

/* ---- Plans
 * ------------------------------------------------------------------- */

static bool
has_header(const struct members *m, const char *name)
{
	for (size_t i = 0; i < m->n; i++)
		if (strcmp(m->items[i].name, name) == 0)
			return true;
	return false;
}

/* The text of a template that is one parameter, or NULL. */
static const char *
param_text(const struct parser *p, const struct pieces *t)
{
	const struct connector *c = p->in.connector;
	const struct source_conf *src = p->in.source;

	if (t->n != 1 || t->items[0].path == NULL)
		return NULL;
	for (size_t i = 0; i < src->nparams; i++)
		if (strcmp(src->params[i].name, t->items[0].path->text) == 0)
			return src->params[i].text;
	for (size_t i = 0; i < c->nparams; i++)
		if (strcmp(c->params[i].name, t->items[0].path->text) == 0)
			return c->params[i].fallback;
	return NULL;
}

/* Files are named by people: the connector's author, or system.yml's. */
static bool
is_our_glob(const struct parser *p, const struct step *def, const char *glob)
{
	const struct pieces *t = &def->target;
	const char *want = t->n == 1 && t->items[0].path == NULL
			       ? t->items[0].text
			       : param_text(p, t);

	return want == NULL || strcmp(want, glob) == 0;
}

static void
get_plan(struct parser *p, const struct step *def, struct message *m,
    struct plan *out)
{
	bool is_file = strcmp(def->method, "FILE") == 0;

	msg_get_plan(m, p->a, out);
	if (m->is_bad)
		return;
	if (strcmp(out->method, def->method) != 0 || out->keep != def->keep)
		m->is_bad = true;
	for (size_t i = 0; i < out->nheaders; i++)
		if (!has_header(&def->headers, out->headers[i].name) &&
		    !has_header(
			&p->in.connector->headers, out->headers[i].name))
			m->is_bad = true;
	if (out->state == STATE_OK &&
	    (is_file ? out->glob == NULL || !is_our_glob(p, def, out->glob)
		     : out->url == NULL || out->glob != NULL))
		m->is_bad = true;
}

static void
add_plan(struct parser *p, const struct plan *plan, size_t number)
{
	mem_push(&p->plans, p->nplans, &p->cap_plans, sizeof(*p->plans));
	p->plans[p->nplans++] = (struct known_plan){plan, number};
}

static struct plan *
get_plans(
    struct parser *p, const struct ask_op *op, struct message *m, size_t *n)
{
	struct plan *list;

	*n = msg_get_count(m, MESSAGE_PLANS, 1);
	list = arena_array(p->a, *n, sizeof(*list));
	for (size_t i = 0; i < *n && !m->is_bad; i++)
		get_plan(p, step_of(p, op->step), m, &list[i]);
	return list;
}

static bool
same_text(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static bool
same_plan(const struct plan *a, const struct plan *b)
{
	bool is_same = a->nbound == b->nbound && same_text(a->url, b->url) &&
		       same_text(a->body, b->body) &&
		       same_text(a->glob, b->glob);

	for (size_t i = 0; is_same && i < a->nbound; i++)
		is_same = same_text(a->bound[i].name, b->bound[i].name) &&
			  same_text(a->bound[i].at, b->bound[i].at);
	return is_same;
}

void
parser_match(struct parser *p, struct ask_op *op, struct message *m)
{
	struct judgement ignored;
	struct plan *list;
	size_t n, i = 0;

	if (op->type == MESSAGE_JUDGE || op->type == MESSAGE_END_STEP)
		return; /* its answer was had */
	msg_get_judgement(m, &ignored);
	list = get_plans(p, op, m, &n);
	/* It made what the last one made, but for what a refused object gave.
	 */
	for (size_t k = 0; !m->is_bad && k < n; k++) {
		size_t at = i;

		while (at < op->nplans && !same_plan(&op->plans[at], &list[k]))
			at++;
		if (at < op->nplans) {
			p->plans[op->first + at].number = p->numbers;
			i = at + 1;
		}
		p->numbers++;
	}
}

/* ---- Rows
 * --------------------------------------------------------------------- */

/* Into an object that the parser was told of, or an input of ours. */
static bool
is_known_place(struct parser *p, const char *at)
{
	char name[CORE_SHA];

	if (strncmp(at, "input ", strlen("input ")) == 0)
		return true;
	if (p->last != NULL && strncmp(at, p->last->name, CORE_SHA - 1) == 0)
		return true;
	return parse_root(at, name) && (p->last = parser_find(p, name)) != NULL;
}

static void
get_row(struct parser *p, const struct step *def,
    const struct kind *const *kinds, struct message *m, struct row *r)
{
	msg_get_row(m, p->a, kinds, def->nkinds, r);
	if (m->is_bad)
		return;
	r->source = p->in.source->id;
	r->step = def->id;
	r->is_asserted = strcmp(p->in.connector->name, "records") == 0;
	if (!r->is_asserted)
		r->asserted_by = NULL;
	for (size_t i = 0; i < r->kind->nfields; i++) {
		if (r->fields[i].outcome == OUTCOME_ABSENT)
			continue;
		r->fields[i].source = r->source;
		if (!is_known_place(p, r->fields[i].at))
			m->is_bad = true;
	}
}

static void
get_end(struct parser *p, struct ask_op *op, struct message *m)
{
	const struct step *def = step_of(p, op->step);
	const struct kind **kinds =
	    /* NOLINTNEXTLINE(bugprone-sizeof-expression): pointers */
	    arena_array(p->a, def->nkinds, sizeof(*kinds));

	for (size_t i = 0; i < def->nkinds; i++)
		kinds[i] = kind_find(def->kinds[i]);
	msg_get_step_state(m, &op->state);
	op->nrows = msg_get_count(m, MESSAGE_ROWS, 1);
	op->rows = arena_array(p->a, op->nrows, sizeof(*op->rows));
	for (size_t i = 0; i < op->nrows && !m->is_bad; i++)
		get_row(p, def, kinds, m, &op->rows[i]);
}

void
parser_get(struct parser *p, struct ask_op *op, struct message *m)
{
	if (op->type == MESSAGE_END_STEP) {
		get_end(p, op, m);
		return;
	}
	msg_get_judgement(m, &op->why);
	if (op->type == MESSAGE_JUDGE)
		return;
	op->plans = get_plans(p, op, m, &op->nplans);
	op->first = p->nplans;
	for (size_t i = 0; !m->is_bad && i < op->nplans; i++)
		add_plan(p, &op->plans[i], p->numbers++);
}
