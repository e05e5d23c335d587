/*
 * Whom a source may ask: the origins of its own entry in system.yml (base and
 * parameters that are URLs) and the entries of `hosts:`.  Refuses passwords
 * in URLs, http to anything but loopback unless `hosts:` lists it with its
 * port ("prometheus.internal:9090": said twice, it is meant), a secret over
 * such http, a way from https to http, and guarded addresses (loopback,
 * link-local, metadata) that the entry does not name (rules: DESIGN section
 * 5, CONNECTORS section 6 REFUSED, reference/security.md section 2 "SSRF").
 */
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "gather/parts.h"

static bool
is_url(const char *text)
{
	return strncmp(text, "http://", 7) == 0 ||
	       strncmp(text, "https://", 8) == 0;
}

static int
own_add(struct arena *a, struct policy *p, const char *what, const char *url,
    struct error *e)
{
	struct http_url *u = &p->own[p->nown];

	if (http_url_parse(a, url, u) == -1)
		return err_set(e, ERR_INPUT, p->src->id,
		    "'%s' is no http or https URL", what);
	if (u->has_user) {
		err_set(e, ERR_INPUT, p->src->id,
		    "'%s' holds a user or password", what);
		err_hint(e, "name the secret in auth: as env: or file:");
		return -1;
	}
	p->nown++;
	return 0;
}

/* "host", "host:port", "[v6]:port", "v6"; ports go from 1 to 65535. */
static int
listed_add(
    struct arena *a, struct policy *p, const char *entry, struct error *e)
{
	struct policy_host *h = &p->listed[p->nlisted];
	const char *text = entry, *bracket, *colon;
	struct http_url u;
	uint8_t ip[16];
	size_t n;

	if (address_parse(entry, ip, &n) && n == 16)
		text = arena_printf(a, "[%s]", entry);
	if (strpbrk(text, "/?#@") != NULL ||
	    http_url_parse(a, arena_printf(a, "https://%s", text), &u) == -1)
		return err_set(e, ERR_INPUT, p->src->id,
		    "'%s' in 'hosts' is no host and no host:port", entry);
	bracket = strchr(text, ']');
	colon = strchr(bracket == NULL ? text : bracket, ':');
	h->host = u.host;
	h->port = colon == NULL ? 0 : u.port;
	p->nlisted++;
	return 0;
}

int
policy_init(struct arena *a, const struct source_conf *src, struct policy *p,
    struct error *e)
{
	*p = (struct policy){.src = src};
	p->has_secret = src->auth != AUTH_NONE;
	p->own = arena_array(a, src->nparams + 1, sizeof(*p->own));
	p->listed = arena_array(a, src->nhosts + 1, sizeof(*p->listed));
	if (src->base != NULL && own_add(a, p, "base", src->base, e) == -1)
		return -1;
	for (size_t i = 0; i < src->nparams; i++) {
		const struct param *q = &src->params[i];
		if (q->text != NULL && is_url(q->text) &&
		    own_add(a, p, q->name, q->text, e) == -1)
			return -1;
	}
	for (size_t i = 0; i < src->nhosts; i++)
		if (listed_add(a, p, src->hosts[i], e) == -1)
			return -1;
	if (src->proxy == NULL)
		return 0;
	if (http_url_parse(a, src->proxy, &p->proxy) == -1 || p->proxy.has_user)
		return err_set(e, ERR_INPUT, src->id,
		    "'proxy' is no http or https URL without password");
	return 0;
}

static bool
same_origin(const struct http_url *x, const struct http_url *y)
{
	return strcmp(x->scheme, y->scheme) == 0 &&
	       strcmp(x->host, y->host) == 0 && x->port == y->port;
}

static bool
is_own(const struct policy *p, const struct http_url *u)
{
	for (size_t i = 0; i < p->nown; i++)
		if (same_origin(&p->own[i], u))
			return true;
	return false;
}

static bool
is_listed(const struct policy *p, const struct http_url *u)
{
	for (size_t i = 0; i < p->nlisted; i++)
		if (strcmp(p->listed[i].host, u->host) == 0 &&
		    (p->listed[i].port == 0 || p->listed[i].port == u->port))
			return true;
	return false;
}

static bool
is_listed_with_port(const struct policy *p, const struct http_url *u)
{
	for (size_t i = 0; i < p->nlisted; i++)
		if (strcmp(p->listed[i].host, u->host) == 0 &&
		    p->listed[i].port == u->port)
			return true;
	return false;
}

/* Does `hosts:` name this very address? */
static bool
is_address_listed(const struct policy *p, const uint8_t *ip, size_t n)
{
	uint8_t other[16];
	size_t m;

	for (size_t i = 0; i < p->nlisted; i++)
		if (address_parse(p->listed[i].host, other, &m) && m == n &&
		    memcmp(ip, other, n) == 0)
			return true;
	return false;
}

/* `host` is what the connection is made for. */
static bool
may_use(const struct policy *p, const char *host, const uint8_t *ip, size_t n)
{
	switch (address_class(ip, n)) {
	case ADDRESS_ORDINARY:
		return true;
	case ADDRESS_LOOPBACK:
		return address_is_loopback_name(host) ||
		       is_address_listed(p, ip, n);
	case ADDRESS_LINK:
		return is_address_listed(p, ip, n);
	case ADDRESS_NEVER:
		break;
	}
	return false;
}

static const char *
show(struct arena *a, const struct http_url *u)
{
	bool is_v6 = strchr(u->host, ':') != NULL;

	return text_of(a, arena_printf(a, is_v6 ? "%s://[%s]:%d" : "%s://%s:%d",
			      u->scheme, u->host, u->port))
	    .s;
}

static const char *
refusal(struct arena *a, const struct policy *p, const struct http_url *u,
    const struct http_url *from)
{
	bool is_clear = strcmp(u->scheme, "http") == 0 &&
			!address_is_loopback_name(u->host);
	uint8_t ip[16];
	size_t n;

	if (u->has_user)
		return "a user or password stands in the URL";
	if (!is_own(p, u) && !is_listed(p, u) &&
	    (from == NULL || !same_origin(u, from)))
		return arena_printf(
		    a, "%s is not on the list of hosts", show(a, u));
	if (from != NULL && strcmp(from->scheme, "https") == 0 &&
	    strcmp(u->scheme, "http") == 0)
		return "a way from https to http";
	if (is_clear && !is_listed_with_port(p, u))
		return arena_printf(a,
		    "%s: http without TLS, and 'hosts' lists no host:port "
		    "for it",
		    show(a, u));
	if (is_clear && p->has_secret && is_own(p, u))
		return arena_printf(
		    a, "%s: a secret over http without TLS", show(a, u));
	if (address_parse(u->host, ip, &n) && !may_use(p, u->host, ip, n))
		return arena_printf(
		    a, "%s: address refused by the filter", show(a, u));
	return NULL;
}

enum state
policy_check(struct arena *a, const struct policy *p, const char *url,
    const char *from, const char **reason)
{
	struct http_url u, f;

	*reason = NULL;
	if (http_url_parse(a, url, &u) == -1)
		*reason = "not an http or https URL";
	else if (from != NULL && http_url_parse(a, from, &f) == -1)
		*reason = "redirected from what is no URL";
	else
		*reason = refusal(a, p, &u, from == NULL ? NULL : &f);
	return *reason == NULL ? STATE_OK : STATE_REFUSED;
}

bool
policy_is_own(struct arena *a, const struct policy *p, const char *url)
{
	struct http_url u;

	return http_url_parse(a, url, &u) == 0 && is_own(p, &u);
}

bool
policy_same_origin(struct arena *a, const char *x, const char *y)
{
	struct http_url ux, uy;

	return http_url_parse(a, x, &ux) == 0 &&
	       http_url_parse(a, y, &uy) == 0 && same_origin(&ux, &uy);
}

bool
policy_may_connect(struct arena *a, const struct policy *p, const char *url,
    const uint8_t *ip, size_t n)
{
	struct http_url u;

	if (p->proxy.host != NULL)
		return may_use(p, p->proxy.host, ip, n);
	return http_url_parse(a, url, &u) == 0 && may_use(p, u.host, ip, n);
}

const char *
policy_origin(struct arena *a, const char *url)
{
	struct http_url u;

	if (http_url_parse(a, url, &u) == -1)
		return "no http or https URL";
	return show(a, &u);
}

int
gather_may_ask(struct arena *a, const struct source_conf *src, struct error *e)
{
	struct policy p;
	const char *reason;

	if (src->base == NULL)
		return 0;
	if (policy_init(a, src, &p, e) == -1)
		return -1;
	if (policy_check(a, &p, src->base, NULL, &reason) == STATE_OK)
		return 0;
	err_at(e, "sys-refused", "system.yml", src->line, src->column,
	    "source '%s' would be REFUSED: %s", src->id, reason);
	err_hint(e, "write https; or, without a secret, name the server: "
		    "hosts: [\"HOST:PORT\"]");
	return -1;
}
