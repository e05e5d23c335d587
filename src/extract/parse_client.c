/*
 * main's end of a parser: the process, what it was told, and a new one when it
 * is gone.  The object that it worked on when it died is not sent again: its
 * request is FAILED with the reason, all else is as without it.  A session
 * whose parser dies of nothing that can be named, or too often, is given up.
 * Nothing here reads an object's bytes.
 */
#include "extract/parse_int.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	EXIT_MEMORY = 74,
	HASH_START = 5381,
	HASH_STEP = 33,
	QUEUE_MAX = 64 << 10, /* bytes that wait for company */
	QUEUE_KEPT = 1 << 20, /* memory that is not given back */
	BOMB_LEAST = 1 << 20  /* no fewer bytes fill a parser's memory */
};

static const char no_sense[] = "the parser's answer makes no sense";

/* ---- Objects ---------------------------------------------------------------
 */

static size_t
slot_of(const char *name)
{
	size_t h = HASH_START;

	for (const char *s = name; *s != '\0'; s++)
		h = h * HASH_STEP + (unsigned char)*s;
	return h % KNOWN_SLOTS;
}

static struct known *
known_find(const struct parser *p, const char *name)
{
	struct known *k = p->known[slot_of(name)];

	while (k != NULL && strcmp(k->name, name) != 0)
		k = k->next;
	return k;
}

struct known *
parser_know(struct parser *p, const char *name)
{
	struct known *k = known_find(p, name), **slot;

	if (k != NULL)
		return k;
	slot = &p->known[slot_of(name)];
	k = arena_alloc(p->a, sizeof(*k));
	k->name = arena_dup(p->a, name);
	k->next = *slot;
	*slot = k;
	return k;
}

const struct known *
parser_find(const struct parser *p, const char *name)
{
	return known_find(p, name);
}

bool
parse_root(const char *at, char name[static CORE_SHA])
{
	size_t n = 0;

	while (n < CORE_SHA - 1 && at[n] != '\0' && at[n] != ' ')
		n++;
	if (n < CORE_SHA - 1)
		return false;
	memcpy(name, at, n);
	name[n] = '\0';
	return true;
}

const char *
parser_refused(const struct parser *p, const char *object)
{
	const struct known *k = known_find(p, object);

	return k == NULL ? NULL : k->refused;
}

int
parser_push(struct parser *p, const char *name, const char *bytes, size_t n)
{
	struct known *k = parser_know(p, name);

	if (k->is_sent || k->refused != NULL)
		return 0;
	if (bytes == NULL && p->in.objects.get != NULL)
		bytes = p->in.objects.get(p->in.objects.ctx, name, &n);
	if (bytes == NULL)
		return 0; /* the session says that it is not here */
	if (n > JSON_BYTES_MAX) {
		k->refused = arena_printf(p->a,
		    "the object has %zu bytes, a parser takes %d", n,
		    JSON_BYTES_MAX);
		return 0;
	}
	buf_reset(&p->fields);
	msg_put_text(&p->fields, name);
	k->is_sent = true;
	p->sent += n;
	return parser_send(p, MESSAGE_OBJECT, bytes, n);
}

/* ---- Messages ------------------------------------------------------------ */

static int
flush(struct parser *p)
{
	int rc = message_send(p->fd, buf_str(&p->out), p->out.len);

	if (p->out.cap > QUEUE_KEPT)
		buf_free(&p->out);
	buf_reset(&p->out);
	return rc;
}

int
parser_send(
    struct parser *p, enum message_type type, const char *bytes, size_t n)
{
	message_add(&p->out, type, &p->fields, bytes, n);
	return p->out.len < QUEUE_MAX ? 0 : flush(p);
}

int
parser_receive(struct parser *p, enum message_type *type, struct message *m)
{
	*type = MESSAGE_ERROR;
	if (flush(p) == 0 &&
	    message_receive(p->fd, MESSAGE_MAX, true, p->a, type, m) == 0)
		return 0;
	parser_died(p, *type == MESSAGE_TYPES ? no_sense : NULL);
	return -1;
}

/* ---- Death
 * ------------------------------------------------------------------- */

static const char *
reason_of(struct arena *a, int status)
{
	int sig = WIFSIGNALED(status) ? WTERMSIG(status) : 0;

	if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_MEMORY)
		return arena_printf(a,
		    "the parser ran out of memory (limit %d MiB)",
		    (int)(SANDBOX_MEMORY >> 20));
	if (sig == SIGPROF || sig == SIGXCPU)
		return arena_printf(a,
		    "the parser ran out of processor time (limit %d s)",
		    SANDBOX_CPU_S);
	if (sig == SIGSYS)
		return "the parser made a system call that it may not make";
	if (sig == SIGKILL)
		return "the parser was killed";
	if (sig != 0)
		return arena_printf(a, "the parser crashed (signal %d)", sig);
	if (WIFEXITED(status))
		return arena_printf(
		    a, "the parser ended (status %d)", WEXITSTATUS(status));
	return "the parser ended";
}

void
parser_died(struct parser *p, const char *why)
{
	char name[CORE_SHA];
	struct known *k = NULL;
	int status;

	(void)close(p->fd); /* whatever is left in it */
	p->fd = -1;
	status = parsers_status(p->ps, p->pid);
	p->is_short = WIFEXITED(status) && WEXITSTATUS(status) == EXIT_MEMORY &&
		      p->sent < BOMB_LEAST;
	p->sent = 0;
	if (why == NULL)
		why = reason_of(p->a, status);
	/* It may have written there what it likes. */
	memcpy(name, p->ps->slots[p->slot].object, CORE_SHA - 1);
	name[CORE_SHA - 1] = '\0';
	if (name[0] != '\0')
		k = known_find(p, name);
	if (k == NULL && p->about != NULL)
		k = known_find(p, p->about);
	p->about = NULL;
	if (k != NULL && k->refused != NULL)
		k = NULL;
	if (p->is_short)
		k = NULL; /* parser_revive says it */
	else if (++p->deaths >= PARSE_DEATHS || (k == NULL && p->has_died))
		p->lost = why;
	else if (k != NULL)
		k->refused = why;
	else
		p->has_died = true; /* once it may be nobody's fault */
	p->died_of = why;
	buf_reset(&p->out);
	p->numbers = p->ntexts = 0;
	for (size_t i = 0; i < KNOWN_SLOTS; i++)
		for (k = p->known[i]; k != NULL; k = k->next)
			k->is_sent = false;
	for (size_t i = 0; i < p->nplans; i++)
		p->plans[i].number = PLAN_GONE;
}

/* ---- Questions ----------------------------------------------------------- */

/* What the question needs at the parser, and the question. */
static int
send_op(struct parser *p, const struct ask_op *op)
{
	char name[CORE_SHA];

	if (op->ans.object != NULL) {
		(void)parser_know(p, op->ans.object); /* facts may name it */
		if (op->needs_bytes && parser_push(p, op->ans.object,
					   op->ans.bytes, op->ans.n) == -1)
			return -1;
	}
	for (size_t i = 0; i < op->r.nbound; i++)
		if (op->r.bound[i].at != NULL &&
		    parse_root(op->r.bound[i].at, name) &&
		    parser_push(p, name, NULL, 0) == -1)
			return -1;
	buf_reset(&p->fields);
	parser_put(p, op);
	return parser_send(p, op->type, NULL, 0);
}

/* A parser may name only what is wrong with the input. */
static int
take_error(struct parser *p, struct message *m, struct error *e)
{
	struct error said = {0};

	msg_get_error(m, &said);
	if (!message_is_good(m) || said.kind == ERR_LOCAL ||
	    said.kind == ERR_BUG) {
		parser_died(p, said.kind == ERR_BUG ? arena_dup(p->a, said.what)
						    : no_sense);
		return 0;
	}
	*e = said;
	return -1;
}

/* What is read lives in the arena.  0 also when the parser is gone: p->fd. */
static int
receive_op(struct parser *p, struct ask_op *op, bool is_again, struct error *e)
{
	enum message_type type;
	struct message m = {0};

	if (parser_receive(p, &type, &m) == -1)
		return 0;
	if (type == MESSAGE_ERROR) {
		struct error again = {0}; /* it was told the first time */

		return take_error(p, &m, is_again ? &again : e) == -1 &&
			       !is_again
			   ? -1
			   : 0;
	}
	if (type != op->type)
		m.is_bad = true;
	else if (is_again)
		parser_match(p, op, &m);
	else
		parser_get(p, op, &m);
	if (!(is_again ? !m.is_bad : message_is_good(&m)))
		parser_died(p, no_sense);
	return 0;
}

/*
 * Why it cannot be asked: about an object that is not read, or about a request
 * that such an object had named.  An answer is told as FAILED instead.
 */
static const char *
op_refused(const struct parser *p, const struct ask_op *op)
{
	const char *why = op->type == MESSAGE_ANSWER || op->ans.object == NULL
			      ? NULL
			      : parser_refused(p, op->ans.object);

	if (why == NULL && op->plan != NULL && p->fd != -1 &&
	    parser_number(p, op->plan) == PLAN_GONE)
		why = "what named this request is not read";
	return why;
}

/* ---- Life ------------------------------------------------------------------
 */

static void
put_open(struct parser *p)
{
	buf_reset(&p->fields);
	msg_put_u8(&p->fields, p->is_follower);
	if (p->is_follower)
		return;
	msg_put_text(&p->fields, connector_name(p->in.connector));
	msg_put_text(&p->fields, p->in.source->id);
	msg_put_text(&p->fields, p->in.model);
	msg_put_text(&p->fields, p->in.times->now);
	msg_put_text(&p->fields, p->in.times->from);
	msg_put_text(&p->fields, p->in.times->to);
}

/* Opens what the process is for: its answer says what it could enforce. */
static int
open_parser(struct parser *p, struct error *e)
{
	struct sandbox s = {0};
	enum message_type type;
	struct message m = {0};

	put_open(p);
	if (parser_send(p, MESSAGE_OPEN, NULL, 0) == -1)
		parser_died(p, NULL);
	if (p->fd == -1 || parser_receive(p, &type, &m) == -1)
		return err_set(e, ERR_LOCAL, "parse", "%s", p->died_of);
	if (type == MESSAGE_ERROR) {
		msg_get_error(&m, e);
		return -1;
	}
	s.has_seccomp = msg_get_bool(&m);
	s.landlock = (int)msg_get_i64(&m);
	s.memory_bytes = msg_get_i64(&m);
	if (!p->ps->has_sandbox)
		p->ps->sandbox = s;
	p->ps->has_sandbox = true;
	return 0;
}

int
parser_revive(struct parser *p, struct error *e)
{
	if (p->fd != -1 || p->lost != NULL)
		return 0;
	/* No object did that: there is none for main either. */
	if (p->is_short)
		return err_set(e, ERR_LOCAL, "parse", "out of memory");
	p->fd = parsers_spawn(p->ps, &p->slot, &p->pid, e);
	if (p->fd == -1 || open_parser(p, e) == -1)
		return -1;
	for (size_t i = 0; i < p->nops && p->fd != -1; i++) {
		struct ask_op *op = p->ops[i];

		if (op_refused(p, op) != NULL)
			continue;
		if (send_op(p, op) == -1)
			parser_died(p, NULL);
		else if (op->type != MESSAGE_ANSWER &&
			 receive_op(p, op, true, e) == -1)
			return -1;
	}
	return 0;
}

void
parser_remember(struct parser *p, struct ask_op *op)
{
	/* NOLINTNEXTLINE(bugprone-sizeof-expression): pointers */
	mem_push(&p->ops, p->nops, &p->cap_ops, sizeof(*p->ops));
	p->ops[p->nops++] = op;
}

/* Each turn but the last ends a parser, and refuses an object or gives up. */
int
parser_ask(struct parser *p, struct ask_op *op, struct error *e)
{
	for (;;) {
		const char *why = p->lost != NULL ? p->lost : op_refused(p, op);

		if (why != NULL) {
			op->why = (struct judgement){
			    .state = STATE_FAILED, .reason = why};
			return 1;
		}
		if (parser_revive(p, e) == -1)
			return -1;
		if (p->fd == -1 || op_refused(p, op) != NULL)
			continue;
		if (send_op(p, op) == -1) {
			parser_died(p, NULL);
			continue;
		}
		if (op->type == MESSAGE_ANSWER)
			return 0;
		p->about = op->ans.object;
		if (receive_op(p, op, false, e) == -1)
			return -1;
		p->about = NULL;
		if (p->fd != -1)
			return 0;
	}
}
