/*
 * Messages from a process that may lie: what was written is read again, and
 * what is cut, changed or made up is bad, or at worst a lie in good order.
 * Every message stands in memory of exactly its size, so that a sanitizer sees
 * a step behind it.
 */
#include "extract/message.h"

#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "test.h"

enum { TRIES = 60000, SEED = 20261125 };

static const struct kind *kinds[2];
static const char *const kind_names[2] = {"model.version", "model.alias"};

static struct message
copy(const struct buf *b, size_t n)
{
	char *p = malloc(n == 0 ? 1 : n);

	if (p == NULL)
		exit(1);
	memcpy(p, buf_str(b), n);
	return (struct message){.bytes = p, .n = n};
}

static void
drop(struct message *m)
{
	free((void *)(uintptr_t)m->bytes);
}

/* ---- A row -----------------------------------------------------------------
 */

static const char at[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123"
			 "456789abcdef > $['x']";

static struct row
row_make(struct arena *a)
{
	struct row r = {.kind = kinds[0], .source = "s", .step = "t"};

	r.fields = arena_array(a, r.kind->nfields, sizeof(*r.fields));
	for (size_t i = 0; i < r.kind->nfields; i++) {
		struct value *v = &r.fields[i];

		v->outcome =
		    i < r.kind->nkeys + 2 ? OUTCOME_VALUE : OUTCOME_NULL;
		v->at = at;
		if (v->outcome != OUTCOME_VALUE)
			continue;
		switch (r.kind->fields[i].type) {
		case TYPE_INT:
		case TYPE_NUMBER:
		case TYPE_DURATION:
			v->text = "7";
			break;
		case TYPE_BOOL:
			v->text = "true";
			break;
		case TYPE_TIME:
			v->text = "2026-11-01T00:00:00Z";
			break;
		case TYPE_DATE:
			v->text = "2026-11-01";
			break;
		case TYPE_TEXT:
		case TYPE_MODEL:
		case TYPE_LIST:
		case TYPE_SHA256:
		case TYPE_IMAGE_DIGEST:
		default:
			v->text = "text";
			break;
		}
		if (r.kind->fields[i].type == TYPE_LIST ||
		    r.kind->fields[i].type == TYPE_SHA256)
			v->outcome = OUTCOME_NULL;
	}
	return r;
}

static void
test_row(void)
{
	struct arena *a = arena_new();
	struct row r = row_make(a), got;
	struct buf b = {0};
	struct message m;

	r.asserted_by = "J. Doe";
	msg_put_row(&b, &r, kind_names, 2);
	m = copy(&b, b.len);
	msg_get_row(&m, a, kinds, 2, &got);
	CHECK(message_is_good(&m));
	CHECK(got.kind == r.kind);
	CHECK_STR(got.asserted_by, "J. Doe");
	for (size_t i = 0; i < r.kind->nfields; i++) {
		CHECK(got.fields[i].outcome == r.fields[i].outcome);
		CHECK_STR(got.fields[i].at, at);
		if (r.fields[i].text != NULL)
			CHECK_STR(got.fields[i].text, r.fields[i].text);
	}
	drop(&m);
	/* Each shorter message is bad. */
	for (size_t n = 0; n < b.len; n++) {
		m = copy(&b, n);
		msg_get_row(&m, a, kinds, 2, &got);
		CHECK(!message_is_good(&m));
		drop(&m);
	}
	buf_putc(&b, 'x');
	m = copy(&b, b.len);
	msg_get_row(&m, a, kinds, 2, &got);
	CHECK(!message_is_good(&m)); /* a byte behind it */
	drop(&m);
	buf_free(&b);
	arena_free(a);
}

/* Is the row with one field changed refused? */
static bool
is_refused(struct arena *a, size_t field, struct value v)
{
	struct row r = row_make(a), got;
	struct buf b = {0};
	struct message m;
	bool is_bad;

	r.fields[field] = v;
	msg_put_row(&b, &r, kind_names, 2);
	m = copy(&b, b.len);
	msg_get_row(&m, a, kinds, 2, &got);
	is_bad = !message_is_good(&m);
	drop(&m);
	buf_free(&b);
	return is_bad;
}

static void
test_row_faults(void)
{
	struct arena *a = arena_new();
	const struct value good = {
	    .outcome = OUTCOME_VALUE, .text = "1", .at = at};
	struct value v = good;
	size_t time = (size_t)kind_field(kinds[0], "created_at");
	struct row r = row_make(a), got;
	struct buf b = {0};
	struct message m;

	CHECK(!is_refused(a, 1, good));
	v.outcome = OUTCOME_CONFLICT;
	CHECK(is_refused(a, 1, v));
	v.outcome = (enum outcome)77;
	CHECK(is_refused(a, 1, v));
	v = good;
	v.at = NULL; /* law 2: no fact without its place */
	CHECK(is_refused(a, 1, v));
	v = good;
	v.text = NULL;
	CHECK(is_refused(a, 1, v));
	v.text = "\xff";
	CHECK(is_refused(a, 1, v));
	v.text = "12345678\xe2\x82";
	CHECK(is_refused(a, 1, v));
	v = good;
	v.outcome = OUTCOME_NULL; /* of a key part that must be there */
	CHECK(is_refused(a, 1, v));
	CHECK(is_refused(a, time, good)); /* "1" is no time */
	/* A kind that the step does not give. */
	msg_put_row(&b, &r, kind_names, 2);
	m = copy(&b, b.len);
	msg_get_row(&m, a, kinds, 0, &got);
	CHECK(m.is_bad && got.kind == NULL);
	drop(&m);
	buf_free(&b);
	arena_free(a);
}

static unsigned
next_random(unsigned *state)
{
	*state = *state * 1103515245U + 12345U;
	return *state >> 8;
}

/* What is read as good is in good order, whatever it says. */
static void
check_row(const struct row *r)
{
	CHECK(r->kind == kinds[0] || r->kind == kinds[1]);
	for (size_t i = 0; i < r->kind->nfields; i++) {
		const struct value *v = &r->fields[i];

		CHECK(v->outcome < OUTCOME_CONFLICT);
		CHECK(v->outcome == OUTCOME_ABSENT || v->at != NULL);
		CHECK(v->outcome != OUTCOME_VALUE || v->text != NULL ||
		      v->items != NULL);
		CHECK(v->text == NULL || utf8_valid(v->text, strlen(v->text)));
		for (size_t k = 0; k < v->nitems; k++)
			CHECK(v->items[k] != NULL);
	}
}

static void
test_random(void)
{
	struct arena *a = arena_new(), *once;
	struct row r = row_make(a), got;
	struct buf b = {0};
	unsigned state = SEED;
	size_t good = 0, bad = 0;

	msg_put_row(&b, &r, kind_names, 2);
	for (int i = 0; i < TRIES; i++) {
		struct message m = copy(&b, b.len);
		char *p = (char *)(uintptr_t)m.bytes;
		unsigned changes = 1 + next_random(&state) % 4;

		once = arena_new();
		for (unsigned k = 0; k < changes; k++)
			p[next_random(&state) % b.len] =
			    (char)next_random(&state);
		if (i % 8 == 0) /* nothing but noise */
			for (size_t k = 0; k < m.n; k++)
				p[k] = (char)next_random(&state);
		msg_get_row(&m, once, kinds, 2, &got);
		if (message_is_good(&m)) {
			check_row(&got);
			good++;
		} else {
			bad++;
		}
		drop(&m);
		arena_free(once);
	}
	CHECK(good > TRIES / 100 && bad > TRIES / 4); /* both were reached */
	buf_free(&b);
	arena_free(a);
}

/* ---- Plans, judgements, errors
 * ------------------------------------------------ */

static struct plan
plan_make(void)
{
	static const struct bound bound[] = {{"v", at}};
	static const struct header headers[] = {{"Accept", "text/plain"}};

	return (struct plan){.bound = bound,
	    .nbound = 1,
	    .method = "GET",
	    .url = "https://x.example/a?b=c",
	    .headers = headers,
	    .nheaders = 1,
	    .keep = KEEP_VAULT,
	    .state = STATE_OK};
}

static bool
plan_refused(struct arena *a, const struct plan *p, struct plan *got)
{
	struct buf b = {0};
	struct message m;
	bool is_bad;

	msg_put_plan(&b, p);
	m = copy(&b, b.len);
	msg_get_plan(&m, a, got);
	is_bad = !message_is_good(&m);
	if (!is_bad && got->url != NULL)
		got->url = arena_dup(a, got->url);
	drop(&m);
	for (size_t n = 0; n < b.len; n++) {
		struct plan ignored;

		m = copy(&b, n);
		msg_get_plan(&m, a, &ignored);
		CHECK(!message_is_good(&m));
		drop(&m);
	}
	buf_free(&b);
	return is_bad;
}

static void
test_plan(void)
{
	struct arena *a = arena_new();
	const struct header split = {"Accept", "x\r\nCookie: y"};
	struct plan p = plan_make(), got;

	CHECK(!plan_refused(a, &p, &got));
	CHECK_STR(got.url, p.url);
	CHECK_STR(got.method, "GET");
	CHECK(got.keep == KEEP_VAULT && got.nbound == 1 && got.nheaders == 1);
	p.headers = &split;
	CHECK(plan_refused(a, &p, &got));
	p = plan_make();
	p.url = "https://x.example/\r\n";
	CHECK(plan_refused(a, &p, &got));
	p = plan_make();
	p.method = "DELETE";
	CHECK(plan_refused(a, &p, &got));
	p = plan_make();
	p.url = NULL; /* to be asked, and no address */
	CHECK(plan_refused(a, &p, &got));
	p.state = STATE_NOT_ASKED;
	CHECK(!plan_refused(a, &p, &got));
	p.state = (enum state)99;
	CHECK(plan_refused(a, &p, &got));
	p = plan_make();
	p.keep = (enum keep)9;
	CHECK(plan_refused(a, &p, &got));
	arena_free(a);
}

static void
test_small(void)
{
	struct judgement j = {.state = STATE_DENIED, .reason = "answered 403"};
	struct error e = {0}, got = {0};
	struct buf b = {0};
	struct message m;

	j.is_retry = true;
	msg_put_judgement(&b, &j);
	m = copy(&b, b.len);
	j = (struct judgement){0};
	msg_get_judgement(&m, &j);
	CHECK(message_is_good(&m) && j.state == STATE_DENIED && j.is_retry);
	CHECK_STR(j.reason, "answered 403");
	drop(&m);
	buf_reset(&b);
	/* A reason that quotes what is not UTF-8 is shown, not refused. */
	j.reason = "next page '\xff'";
	msg_put_judgement(&b, &j);
	m = copy(&b, b.len);
	msg_get_judgement(&m, &j);
	CHECK(message_is_good(&m));
	CHECK(j.reason != NULL && strchr(j.reason, '\xff') == NULL);
	drop(&m);
	buf_reset(&b);
	err_set(&e, ERR_INPUT, "here", "wrong: %s", "so");
	err_hint(&e, "try");
	msg_put_error(&b, &e);
	m = copy(&b, b.len);
	msg_get_error(&m, &got);
	CHECK(message_is_good(&m) && got.kind == ERR_INPUT);
	CHECK_STR(got.what, "wrong: so");
	CHECK_STR(got.hint, "try");
	drop(&m);
	*b.data = 99; /* no kind of error */
	m = copy(&b, b.len);
	err_clear(&got);
	msg_get_error(&m, &got);
	CHECK(!message_is_good(&m) && got.kind == ERR_NONE);
	drop(&m);
	buf_free(&b);
}

static void
test_fields(void)
{
	struct buf b = {0};
	struct message m, whole;
	size_t n;

	msg_put_u32(&b, UINT32_MAX); /* a text of 4 GB */
	msg_put_u32(&b, 1000);       /* as many items as there are bytes */
	m = copy(&b, b.len);
	CHECK(msg_get_text(&m) == NULL && m.is_bad);
	m.is_bad = false;
	m.at = 4;
	CHECK(msg_get_count(&m, 10000, 1) == 0 && m.is_bad);
	drop(&m);
	buf_reset(&b);
	msg_put_bytes(&b, "a\0b", 3);
	msg_put_text(&b, NULL);
	msg_put_text(&b, "x");
	m = copy(&b, b.len);
	CHECK(msg_get_bytes(&m, &n) != NULL && n == 3);
	CHECK(msg_get_text(&m) == NULL && !m.is_bad);
	b.data[b.len - 1] = 'y'; /* no NUL behind it */
	drop(&m);
	whole = copy(&b, b.len);
	m = whole;
	CHECK(msg_get_text(&m) == NULL && m.is_bad); /* a NUL inside */
	m = (struct message){
	    .bytes = whole.bytes, .n = whole.n, .at = b.len - 6};
	CHECK(msg_get_text(&m) == NULL && m.is_bad);
	m = (struct message){
	    .bytes = whole.bytes, .n = whole.n, .at = b.len - 10};
	CHECK(msg_get_word(&m)[0] == '\0' && m.is_bad); /* NULL is no word */
	m = (struct message){.bytes = "\2", .n = 1};
	CHECK(!msg_get_bool(&m) && m.is_bad);
	drop(&whole);
	buf_free(&b);
}

/* ---- Over a socket
 * --------------------------------------------------------------- */

static void
test_socket(void)
{
	struct arena *a = arena_new();
	struct buf fields = {0}, b = {0};
	enum message_type type;
	struct message m;
	int fd[2];

	CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, fd) == 0);
	msg_put_text(&fields, "head");
	message_add(&b, MESSAGE_OBJECT, &fields, "body", 4);
	message_add(&b, MESSAGE_PLAN, &fields, NULL, 0);
	CHECK(message_send(fd[0], buf_str(&b), b.len) == 0);
	CHECK(message_receive(fd[1], 100, true, a, &type, &m) == 0);
	CHECK(type == MESSAGE_OBJECT);
	CHECK_STR(msg_get_text(&m), "head");
	CHECK(m.n - m.at == 4 && memcmp(m.bytes + m.at, "body", 5) == 0);
	CHECK(message_receive(fd[1], 100, true, a, &type, &m) == 0);
	CHECK(type == MESSAGE_PLAN);
	/* Larger than the limit; of no type; cut; gone. */
	CHECK(message_send(fd[0], buf_str(&b), b.len) == 0);
	CHECK(message_receive(fd[1], 3, true, a, &type, &m) == -1);
	(void)close(fd[0]);
	(void)close(fd[1]);
	CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, fd) == 0);
	CHECK(message_send(fd[0], "\0\0\0\0\x7f", 5) == 0);
	CHECK(message_receive(fd[1], 100, true, a, &type, &m) == -1);
	CHECK(message_send(fd[0], "\x09\0\0\0\1abc", 8) == 0);
	(void)close(fd[0]);
	CHECK(message_receive(fd[1], 100, true, a, &type, &m) == -1);
	CHECK(message_receive(fd[1], 100, true, a, &type, &m) == -1);
	CHECK(message_send(fd[1], buf_str(&b), b.len) == -1); /* no SIGPIPE */
	(void)close(fd[1]);
	buf_free(&fields);
	buf_free(&b);
	arena_free(a);
}

int
main(void)
{
	for (size_t i = 0; i < 2; i++)
		kinds[i] = kind_find(kind_names[i]);
	RUN(test_row);
	RUN(test_row_faults);
	RUN(test_random);
	RUN(test_plan);
	RUN(test_small);
	RUN(test_fields);
	RUN(test_socket);
	return test_end("t_message");
}
