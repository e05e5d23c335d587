/*
 * Plans, judgements, states and rows in messages.  What is read here was
 * written by a process that reads outside bytes: it may lie, and nothing it
 * says may be more than a lie.  So enumerators, kinds, outcomes, locators and
 * the spelling of each value are checked as those of a facts.json are.
 */
#include <string.h>

#include "core/facts.h"
#include "extract/message.h"

enum {
	TEXT_LEAST = 4, /* bytes of a field that is NULL */
	HEADERS_MAX = 256
};

/* ---- Reasons --------------------------------------------------------------
 */

/* A reason may quote a header that is not UTF-8. */
static void
put_reason(struct buf *b, const char *s)
{
	struct buf shown = {0};

	if (s == NULL || utf8_valid(s, strlen(s))) {
		msg_put_text(b, s);
		return;
	}
	text_vis(&shown, s, strlen(s));
	msg_put_bytes(b, buf_str(&shown), shown.len);
	buf_free(&shown);
}

static enum state
get_state(struct message *m)
{
	unsigned v = msg_get_u8(m);

	if (v > STATE_STALE) {
		m->is_bad = true;
		v = STATE_NOT_ASKED;
	}
	return (enum state)v;
}

void
msg_put_judgement(struct buf *b, const struct judgement *j)
{
	msg_put_u8(b, j->state);
	put_reason(b, j->reason);
	msg_put_u8(b, j->is_absent);
	msg_put_u8(b, j->is_retry);
	msg_put_u8(b, j->is_restart);
}

void
msg_get_judgement(struct message *m, struct judgement *j)
{
	*j = (struct judgement){.state = get_state(m)};
	j->reason = msg_get_utf8(m);
	j->is_absent = msg_get_bool(m);
	j->is_retry = msg_get_bool(m);
	j->is_restart = msg_get_bool(m);
}

void
msg_put_error(struct buf *b, const struct error *e)
{
	msg_put_u8(b, e->kind);
	put_reason(b, e->where);
	put_reason(b, e->what);
	put_reason(b, e->hint);
}

void
msg_get_error(struct message *m, struct error *e)
{
	unsigned kind = msg_get_u8(m);
	const char *where = msg_get_word(m), *what = msg_get_word(m);
	const char *hint = msg_get_word(m);

	if (kind == ERR_NONE || kind > ERR_BUG)
		m->is_bad = true;
	if (m->is_bad)
		return;
	err_set(e, (enum err_kind)kind, where, "%s", what);
	if (hint[0] != '\0')
		err_hint(e, "%s", hint);
}

/* ---- Plans -----------------------------------------------------------------
 */

void
msg_put_bound(struct buf *b, const struct bound *bound, size_t n)
{
	msg_put_u32(b, n);
	for (size_t i = 0; i < n; i++) {
		msg_put_text(b, bound[i].name);
		msg_put_text(b, bound[i].at);
	}
}

void
msg_get_bound(
    struct message *m, struct arena *a, const struct bound **bound, size_t *n)
{
	struct bound *list;

	*n = msg_get_count(m, MESSAGE_BOUND, 2 * (size_t)TEXT_LEAST);
	/* One more: each list is told by its address. */
	list = arena_array(a, *n + 1, sizeof(*list));
	for (size_t i = 0; i < *n; i++) {
		list[i].name = msg_get_word(m);
		list[i].at = msg_get_utf8(m);
	}
	*bound = list;
}

void
msg_put_plan(struct buf *b, const struct plan *p)
{
	msg_put_bound(b, p->bound, p->nbound);
	msg_put_text(b, p->method);
	msg_put_text(b, p->url);
	msg_put_text(b, p->body);
	msg_put_text(b, p->content_type);
	msg_put_u32(b, p->nheaders);
	for (size_t i = 0; i < p->nheaders; i++) {
		msg_put_text(b, p->headers[i].name);
		msg_put_text(b, p->headers[i].value);
	}
	msg_put_text(b, p->glob);
	msg_put_u8(b, p->keep);
	msg_put_u8(b, p->state);
	put_reason(b, p->reason);
}

/* A text that goes into the head of a request. */
static const char *
get_line(struct message *m)
{
	const char *p = msg_get_text(m);

	for (const char *c = p; c != NULL && *c != '\0'; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			m->is_bad = true;
	return m->is_bad ? NULL : p;
}

static const char *
get_method(struct message *m)
{
	static const char *const methods[] = {"GET", "POST", "FILE"};
	const char *p = msg_get_text(m);

	for (size_t i = 0; p != NULL && i < 3; i++)
		if (strcmp(p, methods[i]) == 0)
			return methods[i];
	m->is_bad = true;
	return NULL;
}

static void
get_headers(struct message *m, struct arena *a, struct plan *p)
{
	size_t n = msg_get_count(m, HEADERS_MAX, 2 * (size_t)TEXT_LEAST);
	struct header *list = arena_array(a, n + 1, sizeof(*list));

	for (size_t i = 0; i < n; i++) {
		list[i].name = get_line(m);
		list[i].value = get_line(m);
		if (list[i].name == NULL ||
		    (list[i].value == NULL && p->state == STATE_OK))
			m->is_bad = true;
	}
	p->headers = list;
	p->nheaders = m->is_bad ? 0 : n;
}

void
msg_get_plan(struct message *m, struct arena *a, struct plan *p)
{
	unsigned keep;

	*p = (struct plan){0};
	msg_get_bound(m, a, &p->bound, &p->nbound);
	p->method = get_method(m);
	p->url = get_line(m);
	p->body = msg_get_text(m);
	p->content_type = get_line(m);
	get_headers(m, a, p);
	p->glob = get_line(m);
	keep = msg_get_u8(m);
	if (keep > KEEP_DIGEST)
		m->is_bad = true;
	else
		p->keep = (enum keep)keep;
	p->state = get_state(m);
	p->reason = msg_get_utf8(m);
	if (p->state == STATE_OK && p->url == NULL && p->glob == NULL)
		m->is_bad = true;
}

/* ---- States and rows --------------------------------------------------------
 */

void
msg_put_step_state(struct buf *b, const struct step_state *s)
{
	msg_put_u8(b, s->state);
	put_reason(b, s->reason);
}

void
msg_get_step_state(struct message *m, struct step_state *s)
{
	s->state = get_state(m);
	s->reason = msg_get_utf8(m);
}

static void
put_value(struct buf *b, const struct value *v)
{
	msg_put_u8(b, v->outcome);
	if (v->outcome == OUTCOME_ABSENT)
		return;
	msg_put_text(b, v->text);
	msg_put_text(b, v->at);
	msg_put_u8(b, v->items != NULL);
	if (v->items == NULL)
		return;
	msg_put_u32(b, v->nitems);
	for (size_t i = 0; i < v->nitems; i++)
		msg_put_text(b, v->items[i]);
}

void
msg_put_row(
    struct buf *b, const struct row *r, const char *const *kinds, size_t nkinds)
{
	size_t kind = 0;

	while (kind < nkinds && strcmp(kinds[kind], r->kind->name) != 0)
		kind++;
	msg_put_u32(b, kind);
	msg_put_text(b, r->asserted_by);
	for (size_t i = 0; i < r->kind->nfields; i++)
		put_value(b, &r->fields[i]);
}

static void
get_items(struct message *m, struct arena *a, struct value *v)
{
	size_t n = msg_get_count(m, MESSAGE_MAX, TEXT_LEAST);
	const char **items = arena_array(a, n + 1, sizeof(char *));

	for (size_t i = 0; i < n; i++)
		items[i] = msg_get_word(m);
	v->items = items;
	v->nitems = n;
}

static void
get_value(
    struct message *m, struct arena *a, enum field_type t, struct value *v)
{
	unsigned outcome = msg_get_u8(m);

	*v = (struct value){0};
	if (outcome == OUTCOME_ABSENT)
		return;
	if (outcome >= OUTCOME_CONFLICT) {
		m->is_bad = true;
		return;
	}
	v->outcome = (enum outcome)outcome;
	v->text = msg_get_utf8(m);
	v->at = msg_get_word(m);
	if (msg_get_bool(m))
		get_items(m, a, v);
	if (!m->is_bad && value_fault(t, v) != NULL)
		m->is_bad = true;
}

static bool
key_is_whole(const struct row *r)
{
	for (size_t i = 0; i < r->kind->nkeys; i++) {
		enum outcome o = r->fields[i].outcome;

		if (o != OUTCOME_VALUE &&
		    !(r->kind->fields[i].may_miss &&
			(o == OUTCOME_ABSENT || o == OUTCOME_NULL)))
			return false;
	}
	return true;
}

void
msg_get_row(struct message *m, struct arena *a, const struct kind *const *kinds,
    size_t nkinds, struct row *r)
{
	size_t kind = msg_get_u32(m);

	*r = (struct row){.asserted_by = msg_get_utf8(m)};
	if (m->is_bad || kind >= nkinds) {
		m->is_bad = true;
		return;
	}
	r->kind = kinds[kind];
	r->fields = arena_array(a, r->kind->nfields, sizeof(*r->fields));
	for (size_t i = 0; i < r->kind->nfields; i++)
		get_value(m, a, r->kind->fields[i].type, &r->fields[i]);
	if (!m->is_bad && !key_is_whole(r))
		m->is_bad = true;
}
