/*
 * snapshot.json: what was asked, when, and what came (DESIGN section 2), as
 * "dossier-snapshot/1".  Members that say nothing (no text, 0, false) are not
 * written.  Reading refuses another format, and an entry whose state, digest,
 * time or range cannot be.
 */
#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "core/core_json.h"

static const char format_name[] = "dossier-snapshot/1";

enum {
	SNAPSHOT_BYTES_MAX = 32 << 20, /* some 30,000 requests */
	PAGES_MAX = 1000000,
	STATUS_MAX = 999
};

/* ---- Write -------------------------------------------------------------- */

static void
put_number(struct json *map, const char *key, int64_t n)
{
	if (n != 0)
		json_put_int(map, key, n);
}

static struct json *
request_json(const struct request *r)
{
	struct json *j = json_map(), *bound = json_list();

	for (size_t i = 0; i < r->nbound; i++) {
		struct json *b = json_map();

		put_outside(b, "name", r->bound[i].name);
		put_outside(b, "at", r->bound[i].at);
		json_push(bound, b);
	}
	json_put(j, "bound", bound);
	json_put_text(j, "step", r->step);
	put_outside(j, "model", r->model);
	json_put_text(j, "method", r->method);
	put_outside(j, "url", r->url);
	put_outside(j, "body", r->body);
	put_number(j, "page", r->page);
	put_outside(j, "member", r->member);
	put_number(j, "status", r->status);
	json_put_text(j, "state", state_name(r->state));
	put_outside(j, "reason", r->reason);
	if (r->is_absent)
		json_put_bool(j, "absent", true);
	json_put_text(j, "keep", keep_name(r->keep));
	json_put_text(j, "object", r->object);
	put_number(j, "bytes", r->bytes);
	json_put_text(j, "received_at", r->received_at);
	json_put_text(j, "confirmed_at", r->confirmed_at);
	put_outside(j, "etag", r->etag);
	return j;
}

static struct json *
step_json(const struct step_state *st)
{
	struct json *j = json_map(), *kinds = json_list();

	for (size_t i = 0; i < st->nkinds; i++)
		json_push(kinds, json_text(st->kinds[i]));
	json_put(j, "kinds", kinds);
	json_put_text(j, "step", st->step);
	put_outside(j, "model", st->model);
	json_put_text(j, "state", state_name(st->state));
	put_outside(j, "reason", st->reason);
	return j;
}

static struct json *
source_json(const struct source_state *s)
{
	struct json *j = json_map(), *requests = json_list();
	struct json *steps = json_list();

	for (size_t i = 0; i < s->nrequests; i++)
		json_push(requests, request_json(&s->requests[i]));
	for (size_t i = 0; i < s->nsteps; i++)
		json_push(steps, step_json(&s->steps[i]));
	json_put(j, "requests", requests);
	json_put(j, "steps", steps);
	json_put_text(j, "id", s->id);
	json_put_text(j, "connector", s->connector);
	json_put_text(j, "connector_sha256", s->connector_sha256);
	json_put_text(j, "base", s->base);
	json_put_bool(j, "required", s->is_required);
	json_put_text(j, "state", state_name(s->state));
	put_outside(j, "reason", s->reason);
	json_put_text(j, "skip_owner", s->skip_owner);
	json_put_text(j, "skip_expires", s->skip_expires);
	return j;
}

void
snapshot_format(const struct snapshot *s, struct buf *out)
{
	struct json *j = json_map(), *sources = json_list();

	for (size_t i = 0; i < s->nsources; i++)
		json_push(sources, source_json(&s->sources[i]));
	json_put(j, "sources", sources);
	json_put_text(j, "format", format_name);
	json_put_text(j, "system", s->system);
	json_put_text(j, "now", s->now);
	json_put_text(j, "as_of", s->as_of);
	json_put_text(j, "from", s->from);
	json_put_text(j, "to", s->to);
	json_format(j, out);
	json_free(j);
}

/* ---- Read --------------------------------------------------------------- */

static int
read_state(const struct reader *r, const struct json *map, enum state *out)
{
	const char *name;

	if (read_text(r, map, "state", true, &name) == -1)
		return -1;
	if (state_parse(out, name) == -1)
		return read_fault(r, "state", "is no state");
	return 0;
}

static int
read_sha(const struct reader *r, const struct json *map, const char *key,
    const char **out)
{
	if (read_text(r, map, key, false, out) == -1)
		return -1;
	if (*out != NULL &&
	    (strlen(*out) != CORE_SHA - 1 ||
		strspn(*out, "0123456789abcdef") != CORE_SHA - 1))
		return read_fault(r, key, "wanted 64 hex digits");
	return 0;
}

static int
read_time(const struct reader *r, const struct json *map, const char *key,
    bool must, const char **out)
{
	struct instant t;

	if (read_text(r, map, key, must, out) == -1)
		return -1;
	if (*out != NULL && time_parse(&t, *out, strlen(*out)) == -1)
		return read_fault(r, key, "wanted a time");
	return 0;
}

static int
read_keep(const struct reader *r, const struct json *map, enum keep *out)
{
	static const enum keep all[] = {KEEP_BODY, KEEP_VAULT, KEEP_DIGEST};
	const char *name;

	if (read_text(r, map, "keep", true, &name) == -1)
		return -1;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if (strcmp(keep_name(all[i]), name) == 0) {
			*out = all[i];
			return 0;
		}
	}
	return read_fault(r, "keep", "wanted body, vault or digest");
}

static int
read_bound(const struct reader *r, const struct json *map, struct request *out)
{
	const struct json *list;
	struct bound *bound;
	size_t n;

	if (read_list(r, map, "bound", &list, &n) == -1)
		return -1;
	bound = arena_array(r->a, n, sizeof(*bound));
	for (size_t i = 0; i < n; i++) {
		struct reader in = read_in(r, "bound", i);
		const struct json *b = json_at(list, i);

		if (read_text(&in, b, "name", true, &bound[i].name) == -1 ||
		    read_text(&in, b, "at", true, &bound[i].at) == -1)
			return -1;
	}
	out->bound = bound;
	out->nbound = n;
	return 0;
}

/* What was asked. */
static int
read_asked(const struct reader *r, const struct json *j, struct request *q)
{
	int64_t page;

	if (read_text(r, j, "step", true, &q->step) == -1 ||
	    read_text(r, j, "model", false, &q->model) == -1 ||
	    read_bound(r, j, q) == -1 ||
	    read_text(r, j, "method", false, &q->method) == -1 ||
	    read_text(r, j, "url", false, &q->url) == -1 ||
	    read_text(r, j, "body", false, &q->body) == -1 ||
	    read_int(r, j, "page", 0, PAGES_MAX, &page) == -1 ||
	    read_text(r, j, "member", false, &q->member) == -1)
		return -1;
	q->page = (int)page;
	return 0;
}

static int
read_request(const struct reader *r, const struct json *j, struct request *q)
{
	int64_t status;

	if (read_asked(r, j, q) == -1 ||
	    read_int(r, j, "status", 0, STATUS_MAX, &status) == -1 ||
	    read_state(r, j, &q->state) == -1 ||
	    read_text(r, j, "reason", false, &q->reason) == -1 ||
	    read_bool(r, j, "absent", &q->is_absent) == -1 ||
	    read_keep(r, j, &q->keep) == -1 ||
	    read_sha(r, j, "object", &q->object) == -1 ||
	    read_int(r, j, "bytes", 0, INT64_MAX, &q->bytes) == -1 ||
	    read_time(r, j, "received_at", false, &q->received_at) == -1 ||
	    read_time(r, j, "confirmed_at", false, &q->confirmed_at) == -1 ||
	    read_text(r, j, "etag", false, &q->etag) == -1)
		return -1;
	q->status = (int)status;
	return 0;
}

static int
read_requests(
    const struct reader *r, const struct json *map, struct source_state *out)
{
	const struct json *list;
	struct request *requests;
	size_t n;

	if (read_list(r, map, "requests", &list, &n) == -1)
		return -1;
	requests = arena_array(r->a, n, sizeof(*requests));
	for (size_t i = 0; i < n; i++) {
		struct reader in = read_in(r, "requests", i);

		if (read_request(&in, json_at(list, i), &requests[i]) == -1)
			return -1;
	}
	out->requests = requests;
	out->nrequests = n;
	return 0;
}

static int
read_steps(
    const struct reader *r, const struct json *map, struct source_state *out)
{
	const struct json *list;
	struct step_state *steps;
	size_t n;

	if (read_list(r, map, "steps", &list, &n) == -1)
		return -1;
	steps = arena_array(r->a, n, sizeof(*steps));
	for (size_t i = 0; i < n; i++) {
		struct reader in = read_in(r, "steps", i);
		const struct json *j = json_at(list, i);
		struct step_state *st = &steps[i];

		if (read_text(&in, j, "step", true, &st->step) == -1 ||
		    read_text(&in, j, "model", false, &st->model) == -1 ||
		    read_state(&in, j, &st->state) == -1 ||
		    read_text(&in, j, "reason", false, &st->reason) == -1 ||
		    read_texts(&in, j, "kinds", &st->kinds, &st->nkinds) == -1)
			return -1;
	}
	out->steps = steps;
	out->nsteps = n;
	return 0;
}

static int
read_source(
    const struct reader *r, const struct json *j, struct source_state *s)
{
	if (read_text(r, j, "id", true, &s->id) == -1 ||
	    read_text(r, j, "connector", true, &s->connector) == -1 ||
	    read_sha(r, j, "connector_sha256", &s->connector_sha256) == -1 ||
	    read_text(r, j, "base", false, &s->base) == -1 ||
	    read_bool(r, j, "required", &s->is_required) == -1 ||
	    read_state(r, j, &s->state) == -1 ||
	    read_text(r, j, "reason", false, &s->reason) == -1 ||
	    read_text(r, j, "skip_owner", false, &s->skip_owner) == -1 ||
	    read_text(r, j, "skip_expires", false, &s->skip_expires) == -1)
		return -1;
	if (read_requests(r, j, s) == -1)
		return -1;
	return read_steps(r, j, s);
}

static int
read_sources(
    const struct reader *r, const struct json *map, struct snapshot *out)
{
	const struct json *list;
	struct source_state *sources;
	size_t n;

	if (read_list(r, map, "sources", &list, &n) == -1)
		return -1;
	sources = arena_array(r->a, n, sizeof(*sources));
	for (size_t i = 0; i < n; i++) {
		struct reader in = read_in(r, "sources", i);

		if (read_source(&in, json_at(list, i), &sources[i]) == -1)
			return -1;
	}
	out->sources = sources;
	out->nsources = n;
	return 0;
}

int
snapshot_parse(struct arena *a, const char *name, const char *json, size_t n,
    struct snapshot **out, struct error *e)
{
	struct reader r = {a, name, "", e};
	struct snapshot *s = arena_alloc(a, sizeof(*s));
	struct json *j;
	int rc = -1;

	*out = NULL;
	if (read_file(&r, json, n, SNAPSHOT_BYTES_MAX, format_name, &j) == -1)
		return -1;
	if (read_text(&r, j, "system", true, &s->system) == -1 ||
	    read_time(&r, j, "now", true, &s->now) == -1 ||
	    read_time(&r, j, "as_of", true, &s->as_of) == -1 ||
	    read_text(&r, j, "from", false, &s->from) == -1 ||
	    read_text(&r, j, "to", false, &s->to) == -1 ||
	    read_sources(&r, j, s) == -1)
		goto out;
	*out = s;
	rc = 0;
out:
	json_free(j);
	return rc;
}
