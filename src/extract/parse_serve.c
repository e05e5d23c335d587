/*
 * A parser's life: shuts itself in, opens one session or follower, and answers
 * messages until main closes the socket.  It trusts main's messages no more
 * than main trusts its own: one that makes no sense ends it.  Says nothing to
 * anybody else; everything it has is in one arena.
 */
#include "extract/parse_int.h"

#include <string.h>
#include <unistd.h>

#include "extract/connector.h"

/* Bytes that main sent, by name. */
struct object {
	const char *name;
	const char *bytes;
	size_t n;
};

/* Texts that were sent with what was followed, by address. */
struct sent_text {
	const char *text;
	size_t id;
};

struct server {
	struct arena *a;
	const struct parsers *ps;
	struct parse_slot *slot;
	struct sandbox sandbox;
	const struct connector *connector;
	struct session *session;
	struct follower *follower;
	struct object *objects;
	size_t nobjects, cap_objects;
	/* Plans as main has them, by number: find_ask knows `bound`. */
	const struct plan **plans;
	size_t nplans, cap_plans;
	struct sent_text *texts;
	size_t ntexts, cap_texts, nsent;
	struct buf out, queue;
	struct message m; /* in the arena, as all that it points at */
};

static _Noreturn void
confused(void)
{
	_exit(PARSE_CONFUSED);
}

/* ---- What main sent --------------------------------------------------------
 */

static const char *
get_object(void *ctx, const char *name, size_t *n)
{
	const struct server *s = ctx;

	for (size_t i = s->nobjects; i-- > 0;)
		if (strcmp(s->objects[i].name, name) == 0) {
			*n = s->objects[i].n;
			return s->objects[i].bytes;
		}
	return NULL;
}

static void
work_on(void *ctx, const char *name)
{
	struct server *s = ctx;
	size_t n = strlen(name);

	if (n >= sizeof(s->slot->object))
		n = sizeof(s->slot->object) - 1;
	memcpy(s->slot->object, name, n);
	s->slot->object[n] = '\0';
}

static struct object_source
objects_of(struct server *s)
{
	return (struct object_source){
	    .get = get_object, .ctx = s, .working = work_on};
}

static void
take_object(struct server *s)
{
	struct object o = {.name = msg_get_word(&s->m)};

	if (s->m.is_bad)
		confused();
	work_on(s, o.name);
	o.bytes = s->m.bytes + s->m.at;
	o.n = s->m.n - s->m.at;
	mem_push(
	    &s->objects, s->nobjects, &s->cap_objects, sizeof(*s->objects));
	s->objects[s->nobjects++] = o;
}

/* ---- Opening ---------------------------------------------------------------
 */

static const struct source_conf *
find_source(const struct system *sys, const char *id)
{
	for (size_t i = 0; i < sys->nsources; i++)
		if (strcmp(sys->sources[i].id, id) == 0)
			return &sys->sources[i];
	confused();
}

static int
open_session(struct server *s, struct error *e)
{
	struct snapshot *times = arena_alloc(s->a, sizeof(*times));
	struct session_in in = {.system = s->ps->system, .times = times};
	const char *connector = msg_get_word(&s->m);
	const char *source = msg_get_word(&s->m);

	in.model = msg_get_text(&s->m);
	times->now = msg_get_text(&s->m);
	times->from = msg_get_text(&s->m);
	times->to = msg_get_text(&s->m);
	if (!message_is_good(&s->m))
		confused();
	in.connector = connector_find(s->ps->set, connector);
	in.source = find_source(s->ps->system, source);
	in.objects = objects_of(s);
	if (in.connector == NULL)
		confused();
	s->connector = in.connector;
	return session_open(s->a, &in, &s->session, e);
}

static int
do_open(struct server *s, struct error *e)
{
	if (s->session != NULL || s->follower != NULL)
		confused();
	if (msg_get_bool(&s->m))
		s->follower = follower_new(s->a, objects_of(s));
	else if (open_session(s, e) == -1)
		return -1;
	msg_put_u8(&s->out, s->sandbox.has_seccomp);
	msg_put_i64(&s->out, s->sandbox.landlock);
	msg_put_i64(&s->out, s->sandbox.memory_bytes);
	return 0;
}

/* ---- Plans ------------------------------------------------------------------
 */

static bool
is_line(const char *s)
{
	for (; s != NULL && *s != '\0'; s++)
		if ((unsigned char)*s < ' ' || *s == 0x7f)
			return false;
	return true;
}

/* main refuses an address that could end a line; here it has a reason. */
static void
send_plan(struct server *s, const struct plan *p)
{
	struct plan safe = *p;
	struct buf url = {0};

	if (!is_line(p->url) || !is_line(p->glob)) {
		const char *shown = p->url != NULL ? p->url : p->glob;

		text_vis(&url, shown, strlen(shown));
		safe.url = arena_dup(s->a, buf_str(&url));
		safe.glob = NULL;
		safe.state = STATE_FAILED;
		safe.reason = "its address holds a control character";
		buf_free(&url);
	}
	msg_put_plan(&s->out, &safe);
	/* NOLINTNEXTLINE(bugprone-sizeof-expression): pointers */
	mem_push(&s->plans, s->nplans, &s->cap_plans, sizeof(*s->plans));
	s->plans[s->nplans++] = p;
}

static size_t
get_step(struct server *s)
{
	size_t step = msg_get_u32(&s->m);

	if (s->session == NULL || step >= session_steps(s->session))
		confused();
	return step;
}

static int
do_plan(struct server *s, struct error *e)
{
	size_t step = get_step(s), n;
	const struct plan *plans;
	struct judgement why;

	if (session_plan(s->session, step, &plans, &n, &why, e) == -1)
		return -1;
	msg_put_judgement(&s->out, &why);
	msg_put_u32(&s->out, n);
	for (size_t i = 0; i < n; i++)
		send_plan(s, &plans[i]);
	return 0;
}

/* ---- Answers ----------------------------------------------------------------
 */

static struct answer
get_answer(struct server *s)
{
	struct answer ans = {.object = msg_get_text(&s->m)};

	ans.status = (int)msg_get_i64(&s->m);
	ans.file = msg_get_text(&s->m);
	ans.received_at = msg_get_text(&s->m);
	ans.total = msg_get_i64(&s->m);
	if (ans.object != NULL) {
		work_on(s, ans.object);
		ans.bytes = get_object(s, ans.object, &ans.n);
	}
	return ans;
}

static int
do_judge(struct server *s, struct error *e)
{
	size_t step = get_step(s);
	struct answer ans = get_answer(s);
	struct judgement j;

	if (!message_is_good(&s->m))
		confused();
	if (session_judge(s->session, step, &ans, &j, e) == -1)
		return -1;
	msg_put_judgement(&s->out, &j);
	return 0;
}

static struct asked
get_asked(struct server *s, struct answer *ans)
{
	struct asked asked = {.step = get_step(s), .answer = ans};
	size_t plan = msg_get_u32(&s->m);

	*ans = get_answer(s);
	asked.link = msg_get_text(&s->m);
	asked.page = (int)msg_get_i64(&s->m);
	if (!message_is_good(&s->m) || plan >= s->nplans)
		confused();
	asked.plan = s->plans[plan];
	return asked;
}

static int
do_next(struct server *s, struct error *e)
{
	struct answer ans;
	struct asked asked = get_asked(s, &ans);
	const struct plan *next;
	struct judgement why;

	if (session_next_page(s->session, &asked, &next, &why, e) == -1)
		return -1;
	msg_put_judgement(&s->out, &why);
	msg_put_u32(&s->out, next != NULL);
	if (next != NULL)
		send_plan(s, next);
	return 0;
}

static int
do_descend(struct server *s, struct error *e)
{
	struct answer ans;
	struct asked asked = get_asked(s, &ans);
	const struct plan *more;
	struct judgement why;
	size_t n;

	if (session_descend(s->session, &asked, &more, &n, &why, e) == -1)
		return -1;
	msg_put_judgement(&s->out, &why);
	msg_put_u32(&s->out, n);
	for (size_t i = 0; i < n; i++)
		send_plan(s, &more[i]);
	return 0;
}

/* Nothing goes back: what is wrong with it is found at the step's end. */
static int
do_answer(struct server *s, struct error *e)
{
	size_t step = get_step(s);
	struct request r = {.state = (enum state)msg_get_u8(&s->m)};
	struct answer ans;
	bool has_answer;

	r.reason = msg_get_text(&s->m);
	r.is_absent = msg_get_bool(&s->m);
	r.page = (int)msg_get_i64(&s->m);
	r.method = msg_get_bool(&s->m) ? "GET" : NULL; /* asked at all? */
	msg_get_bound(&s->m, s->a, &r.bound, &r.nbound);
	has_answer = msg_get_bool(&s->m);
	ans = get_answer(s);
	if (!message_is_good(&s->m))
		confused();
	return session_answer(
	    s->session, step, &r, has_answer ? &ans : NULL, e);
}

static int
do_end_step(struct server *s, struct error *e)
{
	size_t step = get_step(s);
	bool has_rows = msg_get_bool(&s->m);
	const struct step *def = &s->connector->steps[step];
	struct row_list rows = {0};
	struct step_state state;
	int rc = session_end_step(
	    s->session, step, &state, has_rows ? &rows : NULL, e);

	if (rc == 0) {
		msg_put_step_state(&s->out, &state);
		msg_put_u32(&s->out, rows.n);
		for (size_t i = 0; i < rows.n; i++)
			msg_put_row(
			    &s->out, rows.items[i], def->kinds, def->nkinds);
	}
	free(rows.items);
	return rc;
}

/* ---- Following
 * --------------------------------------------------------------- */

/*
 * The text that a value was found in: 0 none, 1 the object's own bytes, else
 * two more than its place among the texts that were sent, with its bytes when
 * it is sent now.
 */
static void
put_found_text(struct server *s, const char *object, const struct found *f)
{
	size_t i = 0, n = 0;
	const char *own;

	while (i < s->ntexts && s->texts[i].text != f->text)
		i++;
	if (f->text == NULL) {
		msg_put_u32(&s->out, 0);
	} else if (i < s->ntexts) {
		msg_put_u32(&s->out, s->texts[i].id);
		msg_put_bytes(&s->out, NULL, 0);
	} else {
		own = get_object(s, object, &n);
		mem_push(
		    &s->texts, s->ntexts, &s->cap_texts, sizeof(*s->texts));
		s->texts[s->ntexts].text = f->text;
		s->texts[s->ntexts].id =
		    own != NULL && n == f->ntext && memcmp(own, f->text, n) == 0
			? 1
			: 2 + s->nsent++;
		msg_put_u32(&s->out, s->texts[i].id);
		msg_put_bytes(
		    &s->out, s->texts[i].id == 1 ? NULL : f->text, f->ntext);
		s->ntexts++;
	}
}

static void
follow_one(struct server *s, const char *at, bool is_place_only)
{
	struct locator l = {0};
	struct found f;
	struct error why = {0};
	bool is_found = locator_parse(s->a, at, &l, &why) == 0;
	const char *name;

	if (is_found) {
		name = l.object != NULL
			   ? l.object
			   : arena_printf(s->a, "input %s", l.input);
		work_on(s, name);
		is_found = follower_follow(s->follower, &l, &f, &why) == 0;
	}
	msg_put_u8(&s->out, is_found);
	if (!is_found) {
		msg_put_error(&s->out, &why);
		return;
	}
	put_found_text(s, name, &f);
	msg_put_u32(&s->out, f.from);
	msg_put_u32(&s->out, f.to);
	msg_put_text(&s->out, is_place_only ? NULL : f.value);
	msg_put_text(&s->out, is_place_only ? NULL : f.format);
}

static void
do_follow(struct server *s)
{
	size_t n = msg_get_count(&s->m, MESSAGE_PLANS, 4);

	if (s->follower == NULL)
		confused();
	msg_put_u32(&s->out, n);
	for (size_t i = 0; i < n; i++) {
		const char *at = msg_get_word(&s->m);
		bool is_place_only = msg_get_bool(&s->m);

		if (s->m.is_bad)
			confused();
		follow_one(s, at, is_place_only);
	}
}

/* ---- The loop
 * ------------------------------------------------------------------ */

static int
do_message(struct server *s, enum message_type type, struct error *e)
{
	switch (type) {
	case MESSAGE_OPEN:
		return do_open(s, e);
	case MESSAGE_PLAN:
		return do_plan(s, e);
	case MESSAGE_JUDGE:
		return do_judge(s, e);
	case MESSAGE_NEXT:
		return do_next(s, e);
	case MESSAGE_DESCEND:
		return do_descend(s, e);
	case MESSAGE_END_STEP:
		return do_end_step(s, e);
	case MESSAGE_FOLLOW:
		do_follow(s);
		return 0;
	case MESSAGE_OBJECT:
		take_object(s);
		return 0;
	case MESSAGE_ANSWER:
		return do_answer(s, e);
	case MESSAGE_ERROR:
	case MESSAGE_TYPES:
	default:
		confused();
	}
}

static void
answer(struct server *s, enum message_type type)
{
	struct error e = {0};
	enum message_type back = type;

	buf_reset(&s->out);
	s->slot->object[0] = '\0';
	sandbox_begin_task(&s->sandbox, 2 * arena_used(s->a));
	if (do_message(s, type, &e) == -1) {
		if (type == MESSAGE_ANSWER)
			confused();
		buf_reset(&s->out);
		back = MESSAGE_ERROR;
		msg_put_error(&s->out, &e);
	}
	s->slot->object[0] = '\0';
	if (type == MESSAGE_OBJECT || type == MESSAGE_ANSWER)
		return;
	if (s->out.len > MESSAGE_MAX)
		confused();
	buf_reset(&s->queue);
	message_add(&s->queue, back, &s->out, NULL, 0);
	if (message_send(SANDBOX_FD, buf_str(&s->queue), s->queue.len) == -1)
		_exit(0); /* main does not listen any more */
}

_Noreturn void
parse_serve(const struct parsers *ps, size_t slot, int fd, long parent)
{
	struct server s = {.ps = ps, .slot = &ps->slots[slot]};
	enum message_type type;

	if (sandbox_enter(fd, parent, &s.sandbox) == -1)
		_exit(PARSE_NOT_SHUT);
	s.a = arena_new();
	while (message_receive(
		   SANDBOX_FD, MESSAGE_MAX, false, s.a, &type, &s.m) == 0)
		answer(&s, type);
	_exit(0);
}
