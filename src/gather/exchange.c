/*
 * One exchange: sends a request, follows redirects by hand (at most five, only
 * where policy allows, without the secret and the connector's headers once
 * another origin is asked), asks again after broken connections.  Refuses a
 * body above the cap, one shorter than its length, and a redirected POST that
 * would become a GET (rules: CONNECTORS section 6; reference/security.md
 * sections 2 and 4).
 */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "ext/crypto.h"
#include "gather/parts.h"

enum { DOUBLINGS_MAX = 10, STALL_MAX_S = 3600, ETAG_MAX = 200 };

static const char *
clean(struct arena *a, const char *text)
{
	struct buf b = {0};
	const char *out;

	text_vis(&b, text, strlen(text));
	out = arena_dup(a, buf_str(&b));
	buf_free(&b);
	return out;
}

struct exchange *
exchange_new(struct arena *a, const struct policy *policy,
    const struct caps *caps, const struct plan *plan, const char *secret)
{
	struct exchange *x = arena_alloc(a, sizeof(*x));

	x->a = a;
	x->policy = policy;
	x->caps = caps;
	x->plan = plan;
	x->secret = secret;
	x->url = plan->url;
	x->retry_after_s = -1;
	return x;
}

static void
drop_answer(struct exchange *x)
{
	char ignored[SHA256_HEX];

	http_job_free(x->job);
	x->job = NULL;
	buf_free(&x->body);
	if (x->hash != NULL)
		sha256_end(x->hash, ignored);
	x->hash = NULL;
	x->bytes = 0;
}

void
exchange_free(struct exchange *x)
{
	drop_answer(x);
}

void
exchange_end(struct exchange *x, enum state s, const char *reason)
{
	drop_answer(x);
	x->phase = EXCHANGE_ENDED;
	x->state = s;
	x->reason = clean(x->a, reason);
}

/* ---- Sending ------------------------------------------------------------ */

static bool
sink(void *ctx, const char *bytes, size_t n)
{
	struct exchange *x = ctx;

	sha256_add(x->hash, bytes, n);
	x->bytes += (int64_t)n;
	if (x->plan->keep != KEEP_DIGEST)
		buf_add(&x->body, bytes, n);
	return true;
}

static bool
may_connect(void *ctx, const uint8_t *ip, size_t n)
{
	struct exchange *x = ctx;

	return policy_may_connect(x->a, x->policy, x->url, ip, n);
}

static bool
is_conditional(const struct exchange *x)
{
	return x->earlier != NULL && !x->has_left;
}

static void
set_fields(struct exchange *x)
{
	const struct plan *p = x->plan;
	size_t n = 0;

	x->fields = arena_array(x->a, p->nheaders + 2, sizeof(*x->fields));
	/* A site's own headers may hold keys: they stay with its origin. */
	for (size_t i = 0; i < p->nheaders && !x->has_left; i++)
		x->fields[n++] = (struct http_field){
		    p->headers[i].name, p->headers[i].value};
	if (is_conditional(x))
		x->fields[n++] =
		    (struct http_field){"If-None-Match", x->earlier->etag};
	x->request.fields = x->fields;
	x->request.nfields = n;
}

static void
set_request(struct exchange *x, int64_t left_ms)
{
	const struct source_conf *src = x->policy->src;
	const struct plan *p = x->plan;
	bool is_digest = p->keep == KEEP_DIGEST;
	struct http_request *r = &x->request;

	*r = (struct http_request){.method = p->method, .url = x->url};
	r->body = p->body;
	r->content_type = p->content_type;
	set_fields(x);
	if (!x->has_left && policy_is_own(x->a, x->policy, x->url))
		r->secret_line = x->secret;
	r->ca = src->ca;
	/* The client's certificate says who we are: to our origin only. */
	r->client_cert = x->has_left ? NULL : src->client_cert;
	r->client_key = x->has_left ? NULL : src->client_key;
	r->proxy = src->proxy;
	r->max_bytes = is_digest ? 0 : x->caps->bytes;
	r->total_ms = is_digest || left_ms < ANSWER_MS ? left_ms : ANSWER_MS;
	r->connect_ms = CONNECT_MS;
	r->stall_s = x->caps->stall_s < STALL_MAX_S ? (int)x->caps->stall_s
						    : STALL_MAX_S;
	r->is_identity = is_digest;
	r->may_connect = may_connect;
	r->sink = sink;
	r->ctx = x;
}

int
exchange_start(struct exchange *x, struct http *h, int64_t now_ms,
    int64_t deadline_ms, struct error *e)
{
	const char *from = x->hops > 0 ? x->plan->url : NULL, *reason;
	struct error why = {0};

	if (policy_check(x->a, x->policy, x->url, from, &reason) != STATE_OK) {
		exchange_end(x, STATE_REFUSED,
		    from == NULL ? reason
				 : arena_printf(x->a, "redirect: %s", reason));
		return 0;
	}
	drop_answer(x);
	x->hash = sha256_new();
	x->deadline_ms = deadline_ms;
	set_request(x, deadline_ms - now_ms);
	if (http_start(h, &x->request, &x->job, &why) == 0) {
		x->sent++;
		x->phase = EXCHANGE_RUNNING;
		return 0;
	}
	if (why.kind != ERR_INPUT)
		return err_set(e, why.kind, x->policy->src->id, "%s", why.what);
	exchange_end(
	    x, STATE_FAILED, arena_printf(x->a, "%s: %s", why.where, why.what));
	return 0;
}

/* ---- Taking what came --------------------------------------------------- */

bool
exchange_again(struct exchange *x, int64_t now_ms)
{
	int64_t wait = x->caps->wait_ms,
		most = (int64_t)RETRY_AFTER_MAX_S * 1000;
	int64_t doublings = x->tries < DOUBLINGS_MAX ? x->tries : DOUBLINGS_MAX;

	if (x->tries >= x->caps->retries)
		return false;
	wait <<= doublings;
	if (x->retry_after_s >= 0)
		wait = x->retry_after_s < RETRY_AFTER_MAX_S
			   ? x->retry_after_s * 1000
			   : most;
	x->tries++;
	x->not_before_ms = now_ms + (wait < most ? wait : most);
	x->phase = EXCHANGE_DUE;
	x->retry_after_s = -1;
	x->state = STATE_NOT_ASKED;
	x->reason = NULL;
	x->status = 0;
	/* From the start: the way there may have changed. */
	x->url = x->plan->url;
	x->hops = 0;
	x->has_left = false;
	drop_answer(x);
	return true;
}

static int64_t
retry_after(struct exchange *x)
{
	const char *after = http_job_field(x->a, x->job, "Retry-After");
	const char *date = http_job_field(x->a, x->job, "Date");
	int64_t then, now;

	if (after == NULL || after[0] == '\0')
		return -1;
	if (after[strspn(after, "0123456789")] == '\0')
		return strtoll(after, NULL, 10); /* too large: LLONG_MAX */
	/* The server's own clock said both: ours does not matter. */
	if (date == NULL || (then = http_date(after)) == -1 ||
	    (now = http_date(date)) == -1)
		return -1;
	return then > now ? then - now : 0;
}

static bool
is_redirect(int status)
{
	return status == 301 || status == 302 || status == 303 ||
	       status == 307 || status == 308;
}

/* The next hop; exchange_start asks policy about it. */
static void
redirect(struct exchange *x, const char *location)
{
	int status = http_job_status(x->job);
	const char *url = http_url_join(x->a, x->url, location);

	if (url == NULL) {
		exchange_end(
		    x, STATE_REFUSED, "redirect: not an http or https URL");
		return;
	}
	if (x->hops >= REDIRECTS_MAX) {
		exchange_end(x, STATE_FAILED,
		    arena_printf(
			x->a, "more than %d redirects", REDIRECTS_MAX));
		return;
	}
	if (strcmp(x->plan->method, "GET") != 0 && status < 307) {
		exchange_end(x, STATE_FAILED,
		    arena_printf(x->a, "%d would turn a %s into a GET", status,
			x->plan->method));
		return;
	}
	/* Checked hop by hop: https may not be left on the way. */
	if (strncmp(x->url, "https:", 6) == 0 &&
	    strncmp(url, "https:", 6) != 0) {
		exchange_end(
		    x, STATE_REFUSED, "redirect: a way from https to http");
		return;
	}
	if (!policy_same_origin(x->a, url, x->plan->url))
		x->has_left = true;
	x->url = url;
	x->hops++;
	x->phase = EXCHANGE_DUE;
	drop_answer(x);
}

/*
 * Kept only where it can stand for the whole answer: a 304 has no Link field,
 * and a listing would end there.  Visible ASCII (RFC 9110 section 8.8.3).
 */
static const char *
etag_of(struct exchange *x)
{
	const char *etag = http_job_field(x->a, x->job, "ETag");

	if (etag == NULL || x->link != NULL || x->hops > 0 ||
	    x->status != 200 || strlen(etag) > ETAG_MAX)
		return NULL;
	for (const char *p = etag; *p != '\0'; p++)
		if (*p <= 0x20 || *p >= 0x7f)
			return NULL;
	return etag;
}

static void
take_answer(struct exchange *x)
{
	const char *location = http_job_field(x->a, x->job, "Location");

	if (is_redirect(x->status) && location != NULL) {
		redirect(x, location);
		return;
	}
	x->is_unchanged = x->status == 304 && is_conditional(x);
	x->link = http_job_field(x->a, x->job, "Link");
	x->etag = etag_of(x);
	x->retry_after_s = retry_after(x);
	x->received_at = clock_now(x->a);
	sha256_end(x->hash, x->sha256);
	x->hash = NULL;
	http_job_free(x->job);
	x->job = NULL;
	x->state = STATE_OK;
	x->phase = EXCHANGE_ENDED;
}

static void
take_slow(struct exchange *x, const char *why, int64_t now_ms)
{
	if (now_ms >= x->deadline_ms)
		exchange_end(
		    x, STATE_INCOMPLETE, caps_time_over(x->a, x->caps));
	else
		exchange_end(
		    x, STATE_FAILED, arena_printf(x->a, "time: %s", why));
}

void
exchange_take(struct exchange *x, int64_t now_ms)
{
	const char *why = arena_dup(x->a, http_job_why(x->job));

	x->status = http_job_status(x->job); /* it may have come before */
	switch (http_job_end(x->job)) {
	case HTTP_ANSWERED:
		take_answer(x);
		return;
	case HTTP_BROKEN:
		if (!exchange_again(x, now_ms))
			exchange_end(x, STATE_FAILED,
			    arena_printf(x->a, "connection: %s", why));
		return;
	case HTTP_SLOW:
		take_slow(x, why, now_ms);
		return;
	case HTTP_TLS:
		exchange_end(
		    x, STATE_FAILED, arena_printf(x->a, "TLS: %s", why));
		return;
	case HTTP_FORBIDDEN:
		exchange_end(x, STATE_REFUSED,
		    arena_printf(
			x->a, "%s: %s", policy_origin(x->a, x->url), why));
		return;
	case HTTP_TOO_BIG:
		exchange_end(x, STATE_FAILED,
		    arena_printf(x->a,
			"the answer is larger than the cap of %lld bytes",
			(long long)x->caps->bytes));
		return;
	case HTTP_RUNNING:
	case HTTP_BAD:
		break;
	}
	exchange_end(x, STATE_FAILED, why);
}
