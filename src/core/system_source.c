/*
 * Reads `sources:` of system.yml: what every source has, and the connector's
 * own parameters, kept as written with their place.  Refuses secrets written
 * out, in a member or in an address (DESIGN section 5): only env: and file:.
 */
#include "core/system_int.h"

#include <string.h>

/* CONNECTORS section 6: what a source may cost unless it says otherwise. */
enum {
	CAP_BYTES = 64 << 20,
	CAP_PAGES = 1000,
	CAP_REQUESTS = 10000,
	CAP_SECONDS = 1800,
	CAP_RETRIES = 4,
	CAP_WAIT_MS = 1000, /* 1, 2, 4, 8 s */
	CAP_STALL_SECONDS = 30,
};

static const char *const source_keys[] = {"id", "connector", "base", "auth",
    "required", "models", "zone", "hosts", "ca", "client", "proxy", "skip",
    "caps", NULL};

static bool
is_env_name(const char *s)
{
	static const char first[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_";
	static const char more[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789";

	return strspn(s, first) > 0 && s[strspn(s, more)] == '\0';
}

int
system_secret(const struct conf *c, const struct section *s, const char *key,
    const char **out)
{
	const struct data *d = data_get(s->map, key);

	if (conf_need_text(c, s, key, out) == -1)
		return -1;
	if (strncmp(*out, "env:", 4) == 0 && is_env_name(*out + 4))
		return 0;
	if (strncmp(*out, "file:", 5) == 0 && (*out)[5] != '\0')
		return 0;
	/* The text may be the secret itself: it is not shown. */
	(void)err_at(c->e, "sys-secret", c->file, d->line, d->column,
	    "'%s' is no reference to a secret", key);
	err_hint(c->e, "write \"env:NAME\" or \"file:PATH\"; a secret itself "
		       "never stands in system.yml");
	return -1;
}

int
system_secret_file(const struct conf *c, const struct section *s,
    const char *key, const char **out)
{
	const struct data *d = data_get(s->map, key);

	if (conf_need_text(c, s, key, out) == -1)
		return -1;
	if (strncmp(*out, "file:", 5) == 0 && (*out)[5] != '\0')
		return 0;
	(void)err_at(c->e, "sys-secret-file", c->file, d->line, d->column,
	    "'%s' is no reference to a file", key);
	err_hint(c->e, "write \"file:PATH\" of a PEM file that only you can "
		       "read");
	return -1;
}

static int
read_basic(const struct conf *c, const struct data *d, struct source_conf *src)
{
	static const char *const keys[] = {"user", "password", NULL};
	struct section s;

	if (conf_section(c, d, "basic", keys, &s) == -1 ||
	    conf_need_text(c, &s, "user", &src->auth_user) == -1)
		return -1;
	src->auth = AUTH_BASIC;
	return system_secret(c, &s, "password", &src->auth_secret);
}

static int
read_auth(const struct conf *c, const struct data *d, struct source_conf *src)
{
	static const char *const keys[] = {"bearer", "basic", NULL};
	struct section s;

	if (d == NULL)
		return 0;
	if (d->kind == DATA_TEXT && strcmp(d->text, "none") == 0)
		return 0;
	if (d->kind == DATA_MAP && conf_section(c, d, "auth", keys, &s) == -1)
		return -1;
	if (d->kind != DATA_MAP || d->n != 1) {
		(void)err_at(c->e, "sys-auth", c->file, d->line, d->column,
		    "'auth' is not none, bearer or basic");
		err_hint(c->e, "write none, {bearer: \"env:NAME\"} or {basic: "
			       "{user: NAME, password: \"env:NAME\"}}");
		return -1;
	}
	if (data_get(d, "basic") != NULL)
		return read_basic(c, data_get(d, "basic"), src);
	src->auth = AUTH_BEARER;
	return system_secret(c, &s, "bearer", &src->auth_secret);
}

int
system_address(const struct conf *c, const struct section *s, const char *key,
    const char **out)
{
	const struct data *d = data_get(s->map, key);
	const char *host;
	size_t n;

	if (d == NULL)
		return 0;
	if (conf_one_text(c, d, key, out) == -1)
		return -1;
	host = strstr(*out, "://");
	n = host == NULL ? 0 : strcspn(host + 3, "/?#");
	if (host != NULL && memchr(host + 3, '@', n) != NULL) {
		(void)err_at(c->e, "sys-address-secret", c->file, d->line,
		    d->column, "'%s' has a user in the address", key);
		err_hint(c->e, "name user and password in 'auth:'");
		return -1;
	}
	if ((strncmp(*out, "http://", 7) == 0 ||
		strncmp(*out, "https://", 8) == 0) &&
	    n > 0 && (*out)[strcspn(*out, "?# \t\r\n")] == '\0')
		return 0;
	(void)err_at(c->e, "sys-address", c->file, d->line, d->column,
	    "'%s' is '%s', which is no address of a server", key, *out);
	err_hint(c->e, "write it as https://HOST/PATH, without query");
	return -1;
}

static int
read_models(const struct system_reader *r, const struct section *s,
    struct source_conf *src)
{
	const struct data *d = data_get(s->map, "models");
	const struct system *sys = r->s;
	const char **words;

	if (conf_texts(&r->c, s, "models", &src->models, &src->nmodels) == -1)
		return -1;
	words = arena_array(r->c.a, sys->nmodels + 1, sizeof(*words));
	for (size_t i = 0; i < sys->nmodels; i++)
		words[i] = sys->models[i].id;
	for (size_t i = 0; i < src->nmodels; i++) {
		if (!conf_is_word(src->models[i], words))
			return conf_fail_word(&r->c, "sys-source-model",
			    &d->items[i], "models", words);
	}
	return 0;
}

static int
read_zone(
    const struct conf *c, const struct section *s, struct source_conf *src)
{
	const struct data *d = data_get(s->map, "zone");
	int offset_s;

	if (conf_text(c, s, "zone", &src->zone) == -1)
		return -1;
	if (src->zone == NULL || time_parse_zone(&offset_s, src->zone) == 0)
		return 0;
	(void)err_at(c->e, "sys-zone", c->file, d->line, d->column,
	    "'zone' is '%s', which is no offset", src->zone);
	err_hint(c->e, "write UTC or an offset such as \"+02:00\"");
	return -1;
}

static int
read_hosts(
    const struct conf *c, const struct section *s, struct source_conf *src)
{
	static const char allowed[] =
	    "abcdefghijklmnopqrstuvwxyz0123456789.-:[]";
	const struct data *d = data_get(s->map, "hosts");

	if (conf_texts(c, s, "hosts", &src->hosts, &src->nhosts) == -1)
		return -1;
	for (size_t i = 0; i < src->nhosts; i++) {
		const char *h = src->hosts[i];

		if (h[strspn(h, allowed)] == '\0')
			continue;
		(void)err_at(c->e, "sys-host", c->file, d->items[i].line,
		    d->items[i].column, "'%s' is no host", h);
		err_hint(c->e, "write the name alone, in small letters, or "
			       "name:port");
		return -1;
	}
	return 0;
}

static int
read_client(const struct conf *c, const struct data *d, struct source_conf *src)
{
	static const char *const keys[] = {"certificate", "key", NULL};
	struct section s;

	if (d == NULL)
		return 0;
	if (conf_section(c, d, "client", keys, &s) == -1 ||
	    conf_need_text(c, &s, "certificate", &src->client_cert) == -1)
		return -1;
	return system_secret_file(c, &s, "key", &src->client_key);
}

static int
read_skip(const struct conf *c, const struct data *d, struct source_conf *src)
{
	static const char *const keys[] = {"reason", "owner", "expires", NULL};
	struct section s;

	if (d == NULL)
		return 0;
	if (conf_section(c, d, "skip", keys, &s) == -1 ||
	    conf_need_text(c, &s, "reason", &src->skip_reason) == -1 ||
	    conf_need_text(c, &s, "owner", &src->skip_owner) == -1 ||
	    conf_need(c, &s, "expires") == -1)
		return -1;
	return conf_date(c, &s, "expires", &src->skip_expires);
}

static int
read_caps(const struct conf *c, const struct data *d, struct source_conf *src)
{
	static const char *const keys[] = {"bytes", "pages", "requests",
	    "seconds", "retries", "wait_ms", "stall_seconds", NULL};
	struct section s;

	src->cap_bytes = CAP_BYTES;
	src->cap_pages = CAP_PAGES;
	src->cap_requests = CAP_REQUESTS;
	src->cap_seconds = CAP_SECONDS;
	src->cap_retries = CAP_RETRIES;
	src->cap_wait_ms = CAP_WAIT_MS;
	src->cap_stall_seconds = CAP_STALL_SECONDS;
	if (d == NULL)
		return 0;
	if (conf_section(c, d, "caps", keys, &s) == -1 ||
	    conf_count(c, &s, "bytes", &src->cap_bytes) == -1 ||
	    conf_count(c, &s, "pages", &src->cap_pages) == -1 ||
	    conf_count(c, &s, "requests", &src->cap_requests) == -1 ||
	    conf_count(c, &s, "retries", &src->cap_retries) == -1 ||
	    conf_count(c, &s, "wait_ms", &src->cap_wait_ms) == -1 ||
	    conf_count(c, &s, "stall_seconds", &src->cap_stall_seconds) == -1)
		return -1;
	return conf_count(c, &s, "seconds", &src->cap_seconds);
}

/* Names of parameters are the language's names (CONNECTORS section 2). */
static int
check_param_name(const struct conf *c, const struct data *map, size_t i)
{
	static const char more[] = "abcdefghijklmnopqrstuvwxyz0123456789_";
	const char *name = map->keys[i];
	const char *near = err_nearest(name, source_keys);

	if (name[0] >= 'a' && name[0] <= 'z' &&
	    name[strspn(name, more)] == '\0')
		return 0;
	(void)err_at(c->e, "sys-parameter-name", c->file, map->key_lines[i],
	    map->key_columns[i], "'%s' cannot be a parameter's name", name);
	if (near != NULL)
		err_hint(c->e, "did you mean '%s'?", near);
	else
		err_hint(c->e, "names have small letters, digits and '_'");
	return -1;
}

static int
read_param(
    const struct conf *c, const struct data *map, size_t i, struct param *p)
{
	const struct data *d = &map->items[i];
	const char **texts;

	if (check_param_name(c, map, i) == -1)
		return -1;
	p->name = map->keys[i];
	p->data = d;
	p->line = d->line;
	p->column = d->column;
	if (d->kind == DATA_TEXT)
		return conf_one_text(c, d, p->name, &p->text);
	texts = arena_array(c->a, d->n, sizeof(*texts));
	for (size_t k = 0; k < d->n; k++) {
		if (d->items[k].kind != DATA_TEXT) {
			(void)err_at(c->e, "sys-parameter-deep", c->file,
			    d->items[k].line, d->items[k].column,
			    "the parameter '%s' holds more than texts",
			    p->name);
			err_hint(c->e, "a parameter is a text, a list of "
				       "texts, or a map of texts");
			return -1;
		}
		if (conf_one_text(c, &d->items[k], p->name, &texts[k]) == -1)
			return -1;
	}
	p->keys = d->keys;
	p->texts = texts;
	p->ntexts = d->n;
	return 0;
}

static int
read_params(const struct conf *c, const struct data *d, size_t index,
    struct source_conf *src)
{
	struct param *params = arena_array(c->a, d->n, sizeof(*params));

	for (size_t i = 0; i < d->n; i++) {
		struct param *p = &params[src->nparams];

		if (conf_is_word(d->keys[i], source_keys))
			continue;
		if (read_param(c, d, i, p) == -1)
			return -1;
		p->path = arena_printf(
		    c->a, "$['sources'][%zu]['%s']", index, p->name);
		src->nparams++;
	}
	src->params = params;
	return 0;
}

static int
read_source(const struct system_reader *r, const struct data *d, size_t index,
    struct source_conf *src)
{
	const struct conf *c = &r->c;
	struct section s;

	if (conf_section(c, d, "sources", NULL, &s) == -1 ||
	    conf_need(c, &s, "id") == -1 ||
	    conf_id(c, &s, "id", &src->id) == -1 ||
	    conf_need(c, &s, "connector") == -1 ||
	    conf_id(c, &s, "connector", &src->connector) == -1)
		return -1;
	src->line = d->line;
	src->column = d->column;
	if (system_address(c, &s, "base", &src->base) == -1 ||
	    read_auth(c, data_get(d, "auth"), src) == -1 ||
	    conf_bool(c, &s, "required", &src->is_required) == -1 ||
	    read_models(r, &s, src) == -1 || read_zone(c, &s, src) == -1 ||
	    read_hosts(c, &s, src) == -1)
		return -1;
	if (conf_text(c, &s, "ca", &src->ca) == -1 ||
	    read_client(c, data_get(d, "client"), src) == -1 ||
	    system_address(c, &s, "proxy", &src->proxy) == -1 ||
	    read_skip(c, data_get(d, "skip"), src) == -1 ||
	    read_caps(c, data_get(d, "caps"), src) == -1)
		return -1;
	return read_params(c, d, index, src);
}

int
system_read_sources(struct system_reader *r)
{
	const struct data *d = data_get(r->root, "sources");
	const struct conf *c = &r->c;
	struct source_conf *sources;

	if (conf_list(c, d, "sources") == -1)
		return -1;
	sources = arena_array(c->a, d->n, sizeof(*sources));
	for (size_t i = 0; i < d->n; i++) {
		const struct data *id = data_get(&d->items[i], "id");

		if (read_source(r, &d->items[i], i, &sources[i]) == -1)
			return -1;
		for (size_t k = 0; k < i; k++) {
			if (strcmp(sources[k].id, id->text) != 0)
				continue;
			(void)err_at(c->e, "sys-source-twice", c->file,
			    id->line, id->column,
			    "two sources have the id '%s'", id->text);
			err_hint(c->e, "give each source an id of its own");
			return -1;
		}
	}
	r->s->sources = sources;
	r->s->nsources = d->n;
	return 0;
}
