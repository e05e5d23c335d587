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
	ANSWER_MS = 300 * 1000,   /* one answer that is kept */
	HOPS_KEPT = 64 << 10      /* bytes of a redirect's body: thrown away */
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

#endif
