/*
 * Gather: asks the sources of a system, all at once, at most eight requests to
 * a host and 32 in all, and writes the snapshot in the order of system.yml
 * whatever order the answers came in.  One source that fails stops no other;
 * refuses to begin when a secret cannot be read (rules: ANSWERS, concurrency;
 * DESIGN section 2, "The past comes in by the front door", for the period).
 */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/log.h"
#include "base/mem.h"
#include "gather/parts.h"

enum {
	DAY_S = 86400,
	DEADLINE_S = 3600,
	WAIT_MAX_MS = 1000,
	LOOK_AHEAD = 64 /* requests to a busy host that are passed over */
};

struct gather {
	struct arena *a;
	struct http *http;
	struct auth_set *auths;
	struct earlier *earlier;
	struct snapshot *times;
	struct run *runs;
	size_t nruns;
	int64_t seconds; /* until nobody is asked any more */
	struct ask *running[ALL_REQUESTS];
	size_t nrunning;
};

/* ---- Times -------------------------------------------------------------- */

static const char *
instant_of(struct arena *a, int64_t days, int64_t second)
{
	struct instant t = {.s = days * DAY_S + second};
	char text[TIME_TEXT];

	return arena_dup(a, time_format(t, text));
}

static int
parse_date(const char *what, const char *text, int64_t *days, struct error *e)
{
	if (date_parse(days, text, strlen(text)) == 0)
		return 0;
	return err_set(e, ERR_USAGE, what, "'%s' is no date YYYY-MM-DD", text);
}

/* The period: whole days, both named ones in it; else the last full month. */
static int
set_period(struct arena *a, const struct gather_opts *o, struct instant now,
    struct snapshot *s, struct error *e)
{
	int64_t today = date_of(now), from = date_month_start(today, -1);
	int64_t to = date_month_start(today, 0) - 1;

	if (o->from != NULL && parse_date("--from", o->from, &from, e) == -1)
		return -1;
	if (o->to != NULL && parse_date("--to", o->to, &to, e) == -1)
		return -1;
	if (to < from)
		return err_set(
		    e, ERR_USAGE, "period", "it ends before it begins");
	s->from = instant_of(a, from, 0);
	s->to = instant_of(a, to, DAY_S - 1);
	return 0;
}

/*
 * With --as-of, that is `now` for the requests too (CONNECTORS section 2):
 * received_at keeps the real times.
 */
static int
set_times(struct arena *a, const struct system *sys,
    const struct gather_opts *o, struct snapshot *s, struct error *e)
{
	struct instant now = time_now();
	char text[TIME_TEXT];

	if (o->as_of != NULL &&
	    time_parse(&now, o->as_of, strlen(o->as_of)) == -1)
		return err_set(e, ERR_USAGE, "--as-of",
		    "'%s' is no time such as 2026-11-23T12:00:00Z", o->as_of);
	now.ns = 0;
	s->system = sys->id;
	s->now = arena_dup(a, time_format(now, text));
	s->as_of = s->now;
	return set_period(a, o, now, s, e);
}

/* Whole seconds, at most a day. */
static int
set_deadline(const struct gather_opts *o, int64_t *seconds, struct error *e)
{
	const char *s = o->deadline;
	size_t n;

	*seconds = DEADLINE_S;
	if (s == NULL)
		return 0;
	n = strspn(s, "0123456789");
	*seconds = n > 0 && n < 6 && s[n] == '\0' ? strtol(s, NULL, 10) : 0;
	if (*seconds >= 1 && *seconds <= DAY_S)
		return 0;
	return err_set(e, ERR_USAGE, "--deadline",
	    "'%s' is no number of seconds from 1 to %d", s, DAY_S);
}

/* ---- The loop ----------------------------------------------------------- */

/* Requests that run to the host of this URL. */
static size_t
running_to(const struct gather *g, const struct ask *k)
{
	struct http_url mine, other;
	size_t n = 0;

	if (http_url_parse(g->a, k->x->url, &mine) == -1)
		return 0; /* policy refuses it */
	for (size_t i = 0; i < g->nrunning; i++)
		if (http_url_parse(g->a, g->running[i]->x->url, &other) == 0 &&
		    strcmp(mine.host, other.host) == 0)
			n++;
	return n;
}

/* Sends what is due and fits; *wake_ms is when the next one is due. */
static int
start_due(struct gather *g, struct run *r, int64_t *wake_ms, struct error *e)
{
	struct ask *k = NULL, *before = NULL;
	int passed = 0;

	while (g->nrunning < ALL_REQUESTS && passed < LOOK_AHEAD &&
	       (k = asking_due(r, before, clock_ms(), wake_ms)) != NULL) {
		if (running_to(g, k) >= HOST_REQUESTS) {
			before = k;
			passed++;
			continue;
		}
		if (asking_start(r, k, g->http, e) == -1)
			return -1;
		if (k->x->phase == EXCHANGE_RUNNING)
			g->running[g->nrunning++] = k;
		else
			*wake_ms = 0; /* the run may go on at once */
		before = NULL;
	}
	return 0;
}

static int
take_job(struct gather *g, struct http_job *j, struct error *e)
{
	struct exchange *x = http_job_ctx(j);
	struct ask *k = x->owner;
	size_t i = 0;

	while (g->running[i] != k)
		i++;
	g->running[i] = g->running[--g->nrunning];
	exchange_take(x, clock_ms());
	return asking_took(k->run, k, e);
}

static int
wait_for(struct gather *g, int64_t wake_ms, struct error *e)
{
	int64_t wait = wake_ms - clock_ms();
	struct http_job *j;

	if (wait > WAIT_MAX_MS)
		wait = WAIT_MAX_MS;
	for (j = http_run(g->http, wait > 0 ? (int)wait : 0); j != NULL;
	     j = http_run(g->http, 0))
		if (take_job(g, j, e) == -1)
			return -1;
	return 0;
}

static int
loop(struct gather *g, struct error *e)
{
	bool is_done = false;

	while (!is_done) {
		int64_t wake_ms = clock_ms() + WAIT_MAX_MS;

		is_done = true;
		for (size_t i = 0; i < g->nruns; i++) {
			struct run *r = &g->runs[i];
			if (asking_advance(r, e) == -1 ||
			    start_due(g, r, &wake_ms, e) == -1)
				return -1;
			is_done = is_done && r->is_done;
		}
		if (!is_done && wait_for(g, wake_ms, e) == -1)
			return -1;
	}
	return 0;
}

/* ---- Beginning and end -------------------------------------------------- */

static int
init_runs(struct gather *g, const struct system *sys, struct store *st,
    const struct gather_opts *o, struct error *e)
{
	g->earlier = earlier_load(g->a, st, o->log);
	g->runs = arena_array(g->a, sys->nsources + 1, sizeof(*g->runs));
	for (size_t i = 0; i < sys->nsources; i++) {
		struct run *r = &g->runs[i];
		r->a = g->a;
		r->store = st;
		r->log = o->log;
		r->sys = sys;
		r->conf = &sys->sources[i];
		r->conn = connector_find(o->connectors, r->conf->connector);
		r->times = g->times;
		r->auths = g->auths;
		r->earlier = g->earlier;
		r->parsers = o->parsers;
		r->index = i;
		r->is_dry = o->is_dry;
		r->run_seconds = g->seconds;
		r->only = o->only;
		if (r->conn == NULL)
			return err_set(e, ERR_INPUT, r->conf->id,
			    "no connector '%s'", r->conf->connector);
		g->nruns++;
		if (asking_init(r, e) == -1)
			return -1;
	}
	return 0;
}

static int
check_only(const struct system *sys, const char *only, struct error *e)
{
	for (size_t i = 0; only != NULL && i < sys->nsources; i++)
		if (strcmp(sys->sources[i].id, only) == 0)
			return 0;
	if (only == NULL)
		return 0;
	return err_set(
	    e, ERR_USAGE, "--only", "no source '%s' in system.yml", only);
}

static void
log_source(struct log *l, const struct source_state *s)
{
	bool is_good = s->state == STATE_OK || s->state == STATE_EMPTY;

	log_line(l, is_good ? LOG_NOTE : LOG_WARNING, s->id,
	    "%s, %zu requests%s%s", state_name(s->state), s->nrequests,
	    s->reason == NULL ? "" : ", ", s->reason == NULL ? "" : s->reason);
}

static void
set_sources(struct gather *g, struct log *l)
{
	struct source_state *sources;

	sources = arena_array(g->a, g->nruns + 1, sizeof(*sources));
	for (size_t i = 0; i < g->nruns; i++) {
		asking_result(&g->runs[i], &sources[i]);
		log_source(l, &sources[i]);
	}
	g->times->sources = sources;
	g->times->nsources = g->nruns;
}

int
gather_run(struct arena *a, const struct system *sys, struct store *st,
    const struct gather_opts *o, struct snapshot **out, struct error *e)
{
	struct gather *g = arena_alloc(a, sizeof(*g));
	const char *path;
	int rc = -1;

	*out = NULL;
	g->a = a;
	g->times = arena_alloc(a, sizeof(*g->times));
	if (check_only(sys, o->only, e) == -1 ||
	    set_deadline(o, &g->seconds, e) == -1 ||
	    set_times(a, sys, o, g->times, e) == -1 ||
	    (!o->is_dry && auth_load(sys, o->only, &g->auths, e) == -1) ||
	    (g->http = http_new(e)) == NULL ||
	    init_runs(g, sys, st, o, e) == -1 || loop(g, e) == -1)
		goto out;
	if (o->as_of == NULL)
		g->times->as_of = clock_now(a);
	set_sources(g, o->log);
	if (!o->is_dry && !o->is_part &&
	    store_put_snapshot(st, g->times, &path, e) == -1)
		goto out;
	*out = g->times;
	rc = 0;
out:
	for (size_t i = 0; i < g->nruns; i++)
		asking_free(&g->runs[i]);
	http_free(g->http);
	auth_free(g->auths);
	return rc;
}
