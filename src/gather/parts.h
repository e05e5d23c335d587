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
#include "extract/extract.h"
#include "gather/gather.h"

struct sha256;

enum {
	HOST_REQUESTS = 8,        /* at once to one host (ANSWERS) */
	ALL_REQUESTS = 32,        /* at once in all */
	REDIRECTS_MAX = 5,        /* followed by hand */
	RETRY_AFTER_MAX_S = 120,  /* what a server may ask us to wait */
	CONNECT_MS = 10 * 1000,   /* name, connection and TLS */
	ANSWER_MS = 300 * 1000    /* one answer that is kept */
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
	struct http_url url; /* scheme NULL: https, or http to loopback */
	bool is_any_port;
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
int auth_load(const struct system *sys, const char *only,
    struct auth_set **out, struct error *e);
void auth_free(struct auth_set *s); /* wipes */
/* "Authorization: ..." of the source at that index, or NULL. */
const char *auth_line(const struct auth_set *s, size_t source);
/* Do these bytes hold the source's secret? */
bool auth_is_in(const struct auth_set *s, size_t source, const char *bytes,
    size_t n);

/* ---- One exchange (exchange.c) ------------------------------------------ */

/* Caps of a source with their defaults filled in. */
struct caps {
	int64_t bytes, pages, requests, seconds, retries, wait_ms, stall_s;
};

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
	const char *secret;      /* header line, or NULL */
	enum exchange_phase phase;
	/* while it goes on */
	const char *url;         /* of this hop */
	int hops;
	int64_t tries;
	int64_t not_before_ms;   /* monotonic */
	bool has_left;           /* another origin was asked: no secret now */
	struct http_request request;
	struct http_field *fields;
	struct http_job *job;
	struct buf body;
	struct sha256 *hash;
	int64_t bytes;
	/* at its end */
	enum state state;        /* STATE_OK: there is an answer to judge */
	const char *reason;
	int status;
	char sha256[CORE_SHA];
	int64_t retry_after_s;   /* -1: not said */
	const char *received_at;
	const char *link;        /* the Link field, or NULL */
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

/* ---- The clock (clock.c) ------------------------------------------------ */

int64_t clock_ms(void);                /* monotonic */
const char *clock_now(struct arena *a); /* RFC 3339, whole seconds */

#endif
