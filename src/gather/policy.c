/*
 * Whom a source may ask: the origins of its own entry in system.yml (base and
 * parameters that are URLs) and the entries of `hosts:`.  Refuses passwords
 * in URLs, http to anything but loopback unless `hosts:` lists it with its
 * scheme ("http://prometheus.internal:9090"), a secret over such http, a way
 * from https to http, and guarded addresses (loopback, link-local, metadata)
 * that the entry does not name (rules: DESIGN section 5, CONNECTORS section 6
 * REFUSED, reference/security.md section 2 "SSRF").
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

/* "host", "host:port", "[v6]:port", "v6", each also with a scheme before. */
static int
listed_add(
    struct arena *a, struct policy *p, const char *entry, struct error *e)
{
	struct policy_host *h = &p->listed[p->nlisted];
	const char *rest = strstr(entry, "://"), *bracket, *colon;
	bool has_scheme = rest != NULL;
	uint8_t ip[16];
	size_t n;

	rest = has_scheme ? rest + 3 : entry;
	if (address_parse(rest, ip, &n) && n == 16)
		rest = arena_printf(a, "[%s]", rest);
	if (http_url_parse(a,
		has_scheme ? entry : arena_printf(a, "https://%s", rest),
		&h->url) == -1 ||
	    h->url.has_user || strpbrk(rest, "/?#") != NULL)
		return err_set(e, ERR_INPUT, p->src->id,
		    "'%s' in 'hosts' is no host, host:port or origin", entry);
	if (!has_scheme)
		h->url.scheme = NULL;
	bracket = strchr(rest, ']');
	colon = strchr(bracket == NULL ? rest : bracket, ':');
	h->is_any_port = colon == NULL;
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
	for (size_t i = 0; i < p->nlisted; i++) {
		const struct policy_host *h = &p->listed[i];
		if (strcmp(h->url.host, u->host) == 0 &&
		    (h->is_any_port || h->url.port == u->port) &&
		    (h->url.scheme == NULL ||
			strcmp(h->url.scheme, u->scheme) == 0))
			return true;
	}
	return false;
}

static bool
is_http_listed(const struct policy *p, const struct http_url *u)
{
	for (size_t i = 0; i < p->nlisted; i++) {
		const struct policy_host *h = &p->listed[i];
		if (h->url.scheme != NULL &&
		    strcmp(h->url.scheme, "http") == 0 &&
		    strcmp(h->url.host, u->host) == 0 &&
		    (h->is_any_port || h->url.port == u->port))
			return true;
	}
	return false;
}

/* Does `hosts:` name this very address? */
static bool
is_address_listed(const struct policy *p, const uint8_t *ip, size_t n)
{
	uint8_t other[16];
	size_t m;

	for (size_t i = 0; i < p->nlisted; i++)
		if (address_parse(p->listed[i].url.host, other, &m) && m == n &&
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
	if (is_clear && !is_http_listed(p, u))
		return arena_printf(a,
		    "%s: http without TLS, and 'hosts' does not list it so",
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
