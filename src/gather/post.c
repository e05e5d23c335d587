/*
 * One POST with an answer of bytes, for the time-stamps of seal/: the address
 * policy of a source whose only origin is the URL.  Refuses redirects, answers
 * of another type, and more than the caller's cap (RFC 3161 section 3.4;
 * reference/security.md section 2).
 */
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "gather/parts.h"

enum { POST_TRIES = 3, POST_MS = 20 * 1000, POST_WAIT_MS = 500 };

struct posting {
	struct arena *a;
	struct policy policy;
	const char *url;
	const struct post *post;
	struct buf *answer;
};

static bool
sink(void *ctx, const char *bytes, size_t n)
{
	struct posting *g = ctx;

	buf_add(g->answer, bytes, n);
	return true;
}

static bool
may_connect(void *ctx, const uint8_t *ip, size_t n)
{
	struct posting *g = ctx;

	return policy_may_connect(g->a, &g->policy, g->url, ip, n);
}

/* Without parameters, in any case. */
static bool
is_type(const char *field, const char *want)
{
	size_t i;

	for (i = 0; field != NULL && want[i] != '\0'; i++) {
		char c = field[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if (c != want[i])
			return false;
	}
	return field != NULL && strchr("; ", field[i]) != NULL;
}

/* NULL: it is what was asked for. */
static const char *
judge(const struct posting *g, const struct http_job *j)
{
	const char *type = http_job_field(g->a, j, "Content-Type");

	if (http_job_end(j) != HTTP_ANSWERED)
		return arena_dup(g->a, http_job_why(j));
	if (http_job_status(j) != 200)
		return arena_printf(g->a, "status %d", http_job_status(j));
	if (!is_type(type, g->post->answer_type))
		return arena_printf(
		    g->a, "the answer is no %s", g->post->answer_type);
	return NULL;
}

/* Asks once; *again says whether it may be asked again. */
static int
ask(struct posting *g, struct http *h, bool *again, struct error *e)
{
	struct http_request r = {.method = "POST", .url = g->url};
	struct http_job *j = NULL;
	enum http_end end;
	const char *why;

	*again = false;
	buf_reset(g->answer);
	r.body = g->post->body->data;
	r.body_bytes = g->post->body->len;
	r.content_type = g->post->type;
	r.ca = g->policy.src->ca;
	r.max_bytes = g->post->max_bytes;
	r.total_ms = POST_MS;
	r.connect_ms = CONNECT_MS;
	r.stall_s = POST_MS / 1000;
	r.may_connect = may_connect;
	r.sink = sink;
	r.ctx = g;
	if (http_start(h, &r, &j, e) == -1)
		return -1;
	while (http_run(h, POST_WAIT_MS) == NULL)
		;
	end = http_job_end(j);
	why = judge(g, j);
	*again = end == HTTP_BROKEN ||
		 (end == HTTP_ANSWERED && http_job_status(j) >= 500);
	http_job_free(j);
	if (why == NULL)
		return 0;
	return err_set(e, end == HTTP_FORBIDDEN ? ERR_REFUSED : ERR_AGAIN,
	    g->policy.src->id, "%s: %s", policy_origin(g->a, g->url), why);
}

int
gather_post(struct arena *a, const struct source_conf *src,
    const struct post *p, struct buf *answer, struct error *e)
{
	struct posting g = {
	    .a = a, .url = src->base, .post = p, .answer = answer};
	struct http *h;
	const char *reason;
	bool again = true;
	int rc = -1;

	if (policy_init(a, src, &g.policy, e) == -1)
		return -1;
	if (policy_check(a, &g.policy, src->base, NULL, &reason) != STATE_OK)
		return err_set(e, ERR_REFUSED, src->id, "%s", reason);
	if ((h = http_new(e)) == NULL)
		return -1;
	for (int i = 0; rc == -1 && again && i < POST_TRIES; i++) {
		err_clear(e);
		if (i > 0)
			(void)http_run(h, POST_WAIT_MS); /* waits */
		rc = ask(&g, h, &again, e);
	}
	http_free(h);
	return rc;
}
