/*
 * The parts of gather, for src/gather alone: addresses, policy, secrets, one
 * exchange (a request with its retries and redirects), a source's run.
 */
#ifndef GATHER_PARTS_H
#define GATHER_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "core/core.h"
#include "ext/http.h"
#include "extract/parse.h"
#include "gather/gather.h"

struct sha256;

enum {
	HOST_REQUESTS = 8,       /* at once to one host (ANSWERS) */
	ALL_REQUESTS = 32,       /* at once in all */
	REDIRECTS_MAX = 5,       /* followed by hand */
	RETRY_AFTER_MAX_S = 120, /* what a server may ask us to wait */
	CONNECT_MS = 10 * 1000,  /* name, connection and TLS */
	ANSWER_MS = 300 * 1000   /* one answer that is kept */
};

/* ---- Addresses (address.c) ---------------------------------------------- */

enum address_class {
	ADDRESS_NEVER = 0, /* unspecified, multicast, broadcast, nonsense */
	ADDRESS_ORDINARY,
	ADDRESS_LOOPBACK,
	ADDRESS_LINK /* link-local, and the metadata services of clouds */
};

/* Of 4 or 16 bytes; an IPv4 address inside an IPv6 one counts as itself. */
enum address_class address_class(const uint8_t *ip, size_t n);
/* A literal address without brackets; false for a name. */
bool address_parse(const char *text, uint8_t ip[static 16], size_t *n);
/* "localhost" or a literal loopback address. */
bool address_is_loopback_name(const char *host);

/* ---- Whom a source may ask (policy.c) ----------------------------------- */

struct policy_host {
	const char *host;
	int port; /* 0: any */
};

struct policy {
	const struct source_conf *src;
	struct http_url *own; /* origins of base and of url parameters */
	size_t nown;
	struct policy_host *listed;
	size_t nlisted;
	struct http_url proxy; /* host NULL: none */
	bool has_secret;
};

/* ERR_INPUT for a base, proxy or host that is no URL or holds a password. */
int policy_init(struct arena *a, const struct source_conf *src,
    struct policy *p, struct error *e);
/*
 * May this URL be asked?  STATE_OK, or STATE_REFUSED with *reason.  `from` is
 * the URL that redirected here, or NULL.
 */
enum state policy_check(struct arena *a, const struct policy *p,
    const char *url, const char *from, const char **reason);
/* Is the URL of base's origin, or of a url parameter's? */
bool policy_is_own(struct arena *a, const struct policy *p, const char *url);
bool policy_same_origin(struct arena *a, const char *x, const char *y);
/* May a connection that is made for this URL go to this address? */
bool policy_may_connect(struct arena *a, const struct policy *p,
    const char *url, const uint8_t *ip, size_t n);
/* "https://host:port", safe to show: no path, no query. */
const char *policy_origin(struct arena *a, const char *url);

/* ---- Secrets (auth.c): the only file that holds one --------------------- */

struct auth_set;

/*
 * Reads the secrets of every source that will be asked, then takes the
 * variables out of the environment.  ERR_REFUSED without the secret's text.
 */
int auth_load(const struct system *sys, const char *only, struct auth_set **out,
    struct error *e);
void auth_free(struct auth_set *s); /* wipes */
/* "Authorization: ..." of the source at that index, or NULL. */
const char *auth_line(const struct auth_set *s, size_t source);
/*
 * Do these bytes hold the source's secret: as it is, in base64, or with
 * characters of it escaped as in JSON or a URL?
 */
bool auth_is_in(
    const struct auth_set *s, size_t source, const char *bytes, size_t n);

/* ---- One exchange (exchange.c) ------------------------------------------ */

/* Caps of a source with their defaults filled in. */
struct caps {
	int64_t bytes, pages, requests, seconds, retries, wait_ms, stall_s;
	bool is_run; /* seconds are those of the whole gather */
};

/* Why no more is asked: the time of the source, or of all, is over. */
const char *caps_time_over(struct arena *a, const struct caps *c);

enum exchange_phase { EXCHANGE_DUE = 0, EXCHANGE_RUNNING, EXCHANGE_ENDED };

/*
 * One request as asked, with everything that happened until it was answered
 * or given up.  Once ENDED it never changes: equal requests share it.
 */
struct exchange {
	struct arena *a;
	const struct policy *policy;
	const struct caps *caps;
	const struct plan *plan;
	const char *secret; /* header line, or NULL */
	enum exchange_phase phase;
	/* while it goes on */
	const char *url; /* of this hop */
	int hops;
	int64_t tries;
	int64_t not_before_ms; /* monotonic */
	bool has_left;         /* another origin was asked: no secret now */
	int64_t deadline_ms;   /* of the source; monotonic */
	int64_t sent;          /* requests that went out */
	struct ask *owner;     /* of the run that asks */
	struct http_request request;
	struct http_field *fields;
	struct http_job *job;
	struct buf body;
	struct sha256 *hash;
	int64_t bytes;
	/* at its end */
	enum state state; /* STATE_OK: there is an answer to judge */
	const char *reason;
	int status;
	char sha256[CORE_SHA];
	int64_t retry_after_s; /* -1: not said */
	const char *received_at;
	const char *link; /* the Link field, or NULL */
	/* A conditional GET (ANSWERS): what an earlier snapshot has of it. */
	const struct request *earlier; /* or NULL: asked without condition */
	bool is_unchanged;             /* 304: the bytes are in the store */
	const char *confirmed_at;
	const char *etag;
};

struct exchange *exchange_new(struct arena *a, const struct policy *policy,
    const struct caps *caps, const struct plan *plan, const char *secret);
void exchange_free(struct exchange *x); /* what is not in the arena */
/*
 * Sends the request of this hop, to be over at deadline_ms (monotonic), or
 * ends: REFUSED by policy.  -1 only for what is our own fault.
 */
int exchange_start(struct exchange *x, struct http *h, int64_t now_ms,
    int64_t deadline_ms, struct error *e);
/* Its job has ended: DUE again (redirect, broken connection) or ENDED. */
void exchange_take(struct exchange *x, int64_t now_ms);
/* Asks once more after the wait: false when the retries are used up. */
bool exchange_again(struct exchange *x, int64_t now_ms);
/* Ends what was never answered. */
void exchange_end(struct exchange *x, enum state s, const char *reason);

/* ---- What the newest snapshot has (earlier.c) --------------------------- */

struct earlier;

/* Never fails: without a snapshot that reads, nothing is known. */
struct earlier *earlier_load(
    struct arena *a, struct store *st, struct log *log);
/* A kept answer to the same GET of the source that has an ETag, or NULL. */
const struct request *earlier_find(
    const struct earlier *x, const char *source, const struct plan *p);

/* ---- One source's run (run.c, step.c, chain.c, record.c, files.c) ------- */

/* One page of a listing: what was asked and what it meant. */
struct page {
	const struct plan *plan;
	struct ask *ask;         /* NULL: never asked */
	int number;              /* from 1 */
	struct judgement judged; /* its state, also where it was not asked */
};

/* One plan of a step with the pages behind it. */
struct chain {
	const struct plan *plan;
	struct page *pages;
	size_t npages, cap_pages;
	bool has_restarted;
	bool is_done;
	struct chain *next; /* waits for the same ask */
};

/* An exchange and who waits for it: equal requests are asked once. */
struct ask {
	struct exchange *x;
	struct run *run;
	char key[CORE_SHA];
	size_t step;          /* that asked first: its `on:` says "retry" */
	struct answer answer; /* its bytes only while it is taken */
	bool is_judged;       /* for `step` */
	struct judgement judged;
	struct chain *waiters; /* in the order of the plan */
	struct chain **last;
	struct ask *next_same; /* of the table's slot */
	struct ask *next_queued;
};

enum { ASK_SLOTS = 1024 };

struct run {
	struct arena *a;
	struct store *store;
	struct log *log;
	const struct system *sys;
	const struct source_conf *conf;
	const struct connector *conn;
	const struct snapshot *times;
	const struct auth_set *auths;
	const struct earlier *earlier;
	size_t index; /* of the source in the system */
	bool is_dry;
	const char *only; /* the one source that is asked, or NULL */
	struct policy policy;
	struct caps caps;
	int64_t start_ms, deadline_ms;
	int64_t run_seconds; /* of the whole gather */
	int64_t asked;       /* requests sent, retries and redirects too */
	int64_t kept_bytes;
	const char *const *models;
	size_t nmodels, model; /* models NULL: once, for none */
	struct parsers *parsers;
	struct parser *parser;
	size_t step;
	bool is_in_step;
	struct chain **chains;
	size_t nchains, cap_chains, recorded;
	struct ask *asks[ASK_SLOTS];
	struct ask *queue, **queue_last; /* due, oldest first */
	struct request *requests;
	size_t nrequests, cap_requests;
	struct step_state *steps;
	size_t nsteps, cap_steps;
	const char *reason; /* why nothing was asked at all, or NULL */
	enum state state;   /* with reason */
	bool is_done;
};

/* How this source is asked; what cannot be asked is done at once. */
int asking_init(struct run *r, struct error *e);
/*
 * Goes on until something has to be waited for, or the source is done.  -1
 * for our own disk and for a fault of ours; what a source does is a state.
 */
int asking_advance(struct run *r, struct error *e);
/* Takes the first of the queue whose wait is over, from `after` on (NULL: the
 * first); NULL when there is none.  *wake_ms gets the earliest other time. */
struct ask *asking_due(
    struct run *r, struct ask *after, int64_t now_ms, int64_t *wake_ms);
/* Sends it (it leaves the queue), or ends it: a cap, a refusal. */
int asking_start(struct run *r, struct ask *k, struct http *h, struct error *e);
/* Its exchange is DUE again or ENDED. */
int asking_took(struct run *r, struct ask *k, struct error *e);
void asking_free(struct run *r);
/* What is written of the source. */
void asking_result(const struct run *r, struct source_state *out);

/* step.c: the source's models and steps, in order. */
/* Plans the next step, or ends the source. */
int step_begin(struct run *r, struct error *e);
/* Records what is complete so far; *is_over when the step is. */
int step_record(struct run *r, bool *is_over, struct error *e);
/* Steps of a source that is not asked, for the kinds they would have given. */
void step_list_unasked(struct run *r);

/* chain.c: pages.  asking_ask finds or makes the ask of a plan. */
struct ask *asking_ask(struct run *r, const struct plan *p, bool is_fresh);
int chain_begin(struct run *r, struct chain *l, struct error *e);
/* The ask that it waits for has ended. */
int chain_take(struct run *r, struct chain *l, struct error *e);

/* record.c: what enters the snapshot, in the order of the plan. */
int record_chain(struct run *r, const struct chain *l, struct error *e);
/* Requests of this step whose object turned out to end a parser. */
void record_refused(struct run *r);
void record_request(struct run *r, const struct request *q);
void record_step(struct run *r, const struct step_state *s);

/* files.c: a step that reads files below the system's folder. */
int files_step(
    struct run *r, const struct plan *plans, size_t n, struct error *e);

/* Is this ours (disk, memory, a bug)?  Else the source's step FAILED. */
bool run_is_ours(const struct error *e);
const char *asking_step_name(const struct run *r);
/* The model's id of this pass, or NULL. */
const char *asking_model(const struct run *r);

/* ---- The clock (clock.c) ------------------------------------------------ */

int64_t clock_ms(void);                 /* monotonic */
const char *clock_now(struct arena *a); /* RFC 3339, whole seconds */

#endif
