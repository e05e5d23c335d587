/*
 * One source's run: whether it is asked at all, its queue of requests and
 * their caps, and the state it ends in.  Keeps an answer's bytes in the store
 * before anything reads them; refuses to keep an answer that holds the
 * source's secret (rules: CONNECTORS section 6; DESIGN section 5).
 */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "gather/parts.h"

#define DEFAULT_BYTES ((int64_t)64 << 20)
#define KEPT_MAX      ((int64_t)4 << 30) /* of all answers of a source */

enum {
	DEFAULT_PAGES = 1000,
	DEFAULT_REQUESTS = 10000,
	DEFAULT_SECONDS = 30 * 60,
	DEFAULT_RETRIES = 4,
	DEFAULT_WAIT_MS = 1000,
	DEFAULT_STALL_S = 30
};

static int64_t
or_default(int64_t cap, int64_t usual)
{
	return cap > 0 ? cap : usual;
}

static struct caps
caps_of(const struct source_conf *s)
{
	struct caps c;

	c.bytes = or_default(s->cap_bytes, DEFAULT_BYTES);
	c.pages = or_default(s->cap_pages, DEFAULT_PAGES);
	c.requests = or_default(s->cap_requests, DEFAULT_REQUESTS);
	c.seconds = or_default(s->cap_seconds, DEFAULT_SECONDS);
	c.retries = or_default(s->cap_retries, DEFAULT_RETRIES);
	c.wait_ms = or_default(s->cap_wait_ms, DEFAULT_WAIT_MS);
	c.stall_s = or_default(s->cap_stall_seconds, DEFAULT_STALL_S);
	return c;
}

const char *
caps_time_over(struct arena *a, const struct caps *c)
{
	return arena_printf(a,
	    c->is_run ? "the deadline of %lld seconds of the gather is reached"
		      : "the cap of %lld seconds a source is reached",
	    (long long)c->seconds);
}

bool
run_is_ours(const struct error *e)
{
	return e->kind == ERR_LOCAL || e->kind == ERR_BUG;
}

const char *
asking_step_name(const struct run *r)
{
	return parse_step(r->conn, r->step);
}

const char *
asking_model(const struct run *r)
{
	return r->models == NULL || r->model >= r->nmodels
		   ? NULL
		   : r->models[r->model];
}

/* ---- Models ------------------------------------------------------------- */

static bool
has_name(const struct model_conf *m, const struct source_conf *src)
{
	for (size_t i = 0; i < m->nnames; i++)
		if (strcmp(m->names[i].source, src->id) == 0 ||
		    strcmp(m->names[i].source, src->connector) == 0)
			return true;
	return false;
}

/* `models:`, else those with a name under this source or its connector. */
static void
find_models(struct run *r)
{
	const struct source_conf *src = r->conf;
	const char **ids;

	if (!connector_has_model(r->conn))
		return;
	if (src->models != NULL) {
		r->models = src->models;
		r->nmodels = src->nmodels;
		return;
	}
	ids = arena_array(r->a, r->sys->nmodels + 1, sizeof(*ids));
	for (size_t i = 0; i < r->sys->nmodels; i++)
		if (has_name(&r->sys->models[i], src))
			ids[r->nmodels++] = r->sys->models[i].id;
	r->models = ids;
}

/* ---- Beginning ---------------------------------------------------------- */

static void
not_asked(struct run *r, const char *reason)
{
	r->state = STATE_NOT_ASKED;
	r->reason = reason;
	step_list_unasked(r);
	r->is_done = true;
}

static const char *
in_dir(const struct run *r, const char *path)
{
	if (path == NULL)
		return NULL;
	if (strncmp(path, "file:", 5) == 0)
		path += 5;
	return path[0] == '/' ? path : file_join(r->a, r->sys->dir, path);
}

/* Paths are relative to system.yml; the client's key is ours alone. */
static int
set_paths(struct run *r, struct error *e)
{
	struct source_conf *conf = arena_alloc(r->a, sizeof(*conf));

	*conf = *r->conf;
	conf->ca = in_dir(r, conf->ca);
	conf->client_cert = in_dir(r, conf->client_cert);
	conf->client_key = in_dir(r, conf->client_key);
	r->conf = conf;
	if (r->is_dry || conf->client_key == NULL)
		return 0;
	return file_check_private(conf->client_key, e);
}

int
asking_init(struct run *r, struct error *e)
{
	r->caps = caps_of(r->conf);
	/* All sources begin at once: the deadline of all is one of each. */
	if (r->run_seconds < r->caps.seconds) {
		r->caps.seconds = r->run_seconds;
		r->caps.is_run = true;
	}
	r->queue_last = &r->queue;
	r->start_ms = clock_ms();
	r->deadline_ms = r->start_ms + r->caps.seconds * 1000;
	find_models(r);
	if (r->conf->skip_reason != NULL) {
		not_asked(r, r->conf->skip_reason);
		return 0;
	}
	if (r->only != NULL && strcmp(r->only, r->conf->id) != 0) {
		not_asked(
		    r, arena_printf(r->a, "only '%s' was asked", r->only));
		return 0;
	}
	if (r->models != NULL && r->nmodels == 0) {
		not_asked(r, "no model of system.yml has a name there");
		return 0;
	}
	if (set_paths(r, e) == -1)
		return -1;
	return policy_init(r->a, r->conf, &r->policy, e);
}

int
asking_advance(struct run *r, struct error *e)
{
	bool is_over = true;

	while (!r->is_done && is_over) {
		if (!r->is_in_step && step_begin(r, e) == -1)
			return -1;
		if (r->is_in_step && step_record(r, &is_over, e) == -1)
			return -1;
	}
	return 0;
}

/* ---- The queue ---------------------------------------------------------- */

struct ask *
asking_due(struct run *r, struct ask *after, int64_t now_ms, int64_t *wake_ms)
{
	struct ask *k = after == NULL ? r->queue : after->next_queued;

	for (; k != NULL; k = k->next_queued) {
		if (k->x->not_before_ms <= now_ms || now_ms >= r->deadline_ms)
			return k;
		if (k->x->not_before_ms < *wake_ms)
			*wake_ms = k->x->not_before_ms;
	}
	return NULL;
}

static void
queue_remove(struct run *r, struct ask *k)
{
	struct ask **at = &r->queue;

	while (*at != k)
		at = &(*at)->next_queued;
	*at = k->next_queued;
	if (r->queue_last == &k->next_queued)
		r->queue_last = at;
	k->next_queued = NULL;
}

static const char *
cap_reached(struct run *r, int64_t now_ms)
{
	if (now_ms >= r->deadline_ms)
		return caps_time_over(r->a, &r->caps);
	if (r->asked >= r->caps.requests)
		return arena_printf(r->a,
		    "the cap of %lld requests a source is reached",
		    (long long)r->caps.requests);
	if (r->kept_bytes >= KEPT_MAX)
		return arena_printf(r->a,
		    "the cap of %lld bytes a source is reached",
		    (long long)KEPT_MAX);
	return NULL;
}

int
asking_start(struct run *r, struct ask *k, struct http *h, struct error *e)
{
	int64_t now_ms = clock_ms();
	const char *cap = cap_reached(r, now_ms);

	queue_remove(r, k);
	if (cap != NULL)
		exchange_end(k->x, STATE_INCOMPLETE, cap);
	else if (exchange_start(k->x, h, now_ms, r->deadline_ms, e) == -1)
		return -1;
	if (k->x->phase == EXCHANGE_ENDED)
		return asking_took(r, k, e);
	r->asked++;
	return 0;
}

/* ---- What came ---------------------------------------------------------- */

static void
set_answer(struct ask *k)
{
	struct exchange *x = k->x;
	struct answer *ans = &k->answer;

	*ans = (struct answer){.object = x->sha256, .status = x->status};
	ans->received_at = x->received_at;
	ans->total = x->bytes;
	if (x->plan->keep == KEEP_DIGEST)
		return;
	ans->bytes = buf_str(&x->body);
	ans->n = x->body.len;
}

/* The bytes go into the store before anything more is made of them. */
static int
keep_answer(struct run *r, struct ask *k, struct error *e)
{
	struct exchange *x = k->x;
	char sha256[CORE_SHA];

	if (x->plan->keep == KEEP_DIGEST)
		return 0;
	r->kept_bytes += x->bytes;
	return store_put(
	    r->store, x->plan->keep, k->answer.bytes, k->answer.n, sha256, e);
}

static const char has_secret[] =
    "the answer holds this source's secret; it is not kept";

static bool
is_secret_in(const struct run *r, const char *text)
{
	return text != NULL &&
	       auth_is_in(r->auths, r->index, text, strlen(text));
}

/* What it means for the step that asked; does that say "ask again"? */
static int
judge_first(struct run *r, struct ask *k, struct error *e)
{
	struct error why = {0};

	/* The fields of the answer that the snapshot would keep, too. */
	if (auth_is_in(r->auths, r->index, k->answer.bytes, k->answer.n) ||
	    is_secret_in(r, k->x->etag) || is_secret_in(r, k->x->link)) {
		exchange_end(k->x, STATE_FAILED, has_secret);
		return 0;
	}
	k->is_judged =
	    parser_judge(r->parser, k->step, &k->answer, &k->judged, &why) == 0;
	if (k->is_judged) {
		if (k->judged.is_retry)
			(void)exchange_again(k->x, clock_ms());
		return 0;
	}
	if (!run_is_ours(&why))
		return 0; /* judged again when it is taken, and says why */
	*e = why;
	return -1;
}

static void
enqueue(struct run *r, struct ask *k)
{
	k->next_queued = NULL;
	*r->queue_last = k;
	r->queue_last = &k->next_queued;
}

static void
log_exchange(struct run *r, const struct ask *k)
{
	const struct exchange *x = k->x;

	if (x->phase == EXCHANGE_DUE)
		log_line(r->log, LOG_NOTE, r->conf->id, "%s: asked again",
		    policy_origin(
			r->a, is_secret_in(r, x->url) ? x->plan->url : x->url));
	else if (x->state != STATE_OK)
		log_line(r->log, LOG_WARNING, r->conf->id, "%s: %s: %s",
		    policy_origin(r->a, x->plan->url), state_name(x->state),
		    x->reason);
}

static int
wake_waiters(struct run *r, struct ask *k, struct error *e)
{
	struct chain *l = k->waiters, *next;

	k->waiters = NULL;
	k->last = &k->waiters;
	for (; l != NULL; l = next) {
		next = l->next;
		if (chain_take(r, l, e) == -1)
			return -1;
	}
	return 0;
}

/*
 * 304: the answer of the earlier snapshot holds, with the time it came.  When
 * its bytes are gone, or are not what they were, it is asked whole.
 */
static void
take_unchanged(struct run *r, struct exchange *x)
{
	const struct request *q = x->earlier;
	struct error why = {0};
	size_t n;
	const char *bytes = store_get(r->store, q->object, &n, &why);

	x->is_unchanged = false;
	if (bytes == NULL) {
		log_line(r->log, LOG_WARNING, r->conf->id,
		    "%s of an earlier gather cannot be read", q->object);
		x->earlier = NULL;
		x->phase = EXCHANGE_DUE;
		x->state = STATE_NOT_ASKED;
		return;
	}
	buf_reset(&x->body);
	buf_add(&x->body, bytes, n);
	x->bytes = (int64_t)n;
	memcpy(x->sha256, q->object, sizeof(x->sha256));
	x->status = q->status;
	x->confirmed_at = x->received_at;
	x->received_at = q->received_at;
	x->etag = q->etag;
}

int
asking_took(struct run *r, struct ask *k, struct error *e)
{
	struct exchange *x = k->x;
	int rc;

	if (x->phase == EXCHANGE_ENDED && x->is_unchanged)
		take_unchanged(r, x);
	if (x->phase == EXCHANGE_ENDED && x->state == STATE_OK) {
		set_answer(k);
		if (judge_first(r, k, e) == -1)
			return -1;
	}
	/* Such as the host of a redirect. */
	if (is_secret_in(r, x->reason))
		x->reason = has_secret;
	log_exchange(r, k);
	if (x->phase == EXCHANGE_DUE) {
		enqueue(r, k);
		return 0;
	}
	if (x->state == STATE_OK && keep_answer(r, k, e) == -1)
		return -1;
	rc = wake_waiters(r, k, e);
	/* Who needs them later finds them in the store. */
	k->answer.bytes = NULL;
	k->answer.n = 0;
	buf_free(&x->body);
	return rc;
}

/* ---- The end ------------------------------------------------------------ */

void
asking_free(struct run *r)
{
	parser_close(r->parser);
	for (size_t i = 0; i < ASK_SLOTS; i++)
		for (struct ask *k = r->asks[i]; k != NULL; k = k->next_same)
			exchange_free(k->x);
	for (size_t i = 0; i < r->nchains; i++)
		free(r->chains[i]->pages);
	free(r->chains);
	free(r->requests);
	free(r->steps);
}

static enum state
worst_step(const struct run *r)
{
	enum state s = r->steps[0].state;

	for (size_t i = 1; i < r->nsteps; i++)
		s = state_worst(s, r->steps[i].state);
	return s;
}

void
asking_result(const struct run *r, struct source_state *out)
{
	struct request *q = arena_array(r->a, r->nrequests + 1, sizeof(*q));
	struct step_state *s = arena_array(r->a, r->nsteps + 1, sizeof(*s));

	if (r->nrequests > 0)
		memcpy(q, r->requests, r->nrequests * sizeof(*q));
	if (r->nsteps > 0)
		memcpy(s, r->steps, r->nsteps * sizeof(*s));
	*out = (struct source_state){.id = r->conf->id};
	out->connector = r->conf->connector;
	out->connector_sha256 = connector_sha256(r->conn);
	out->base = r->conf->base;
	out->is_required = r->conf->is_required;
	out->skip_owner = r->conf->skip_owner;
	out->skip_expires = r->conf->skip_expires;
	out->requests = q;
	out->nrequests = r->nrequests;
	out->steps = s;
	out->nsteps = r->nsteps;
	out->state = r->state;
	out->reason = r->reason;
	if (r->reason != NULL || r->nsteps == 0)
		return;
	out->state = worst_step(r);
	for (size_t i = 0; i < r->nsteps && out->reason == NULL; i++)
		if (s[i].state == out->state && s[i].reason != NULL)
			out->reason = arena_printf(
			    r->a, "%s: %s", s[i].step, s[i].reason);
}
