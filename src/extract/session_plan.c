/*
 * What a step asks: one request for each combination of `over` and `each`
 * (CONNECTORS sections 3 and 6).  The order is that of the parent's answers
 * and of the loops as written, so gather and derive plan the same.
 */
#include "extract/session.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

/* Names that a request carries: those above the session's own. */
static void
set_bound(struct session *s, struct ask *ask)
{
	size_t n = 0;
	struct bound *bound;

	for (const struct scope *c = ask->scope; c != s->base; c = c->up)
		n += strcmp(c->name, "$") != 0;
	/* One more, so that each ask can be told by this pointer. */
	bound = arena_array(s->a, n + 1, sizeof(*bound));
	ask->plan.bound = bound;
	ask->plan.nbound = n;
	for (const struct scope *c = ask->scope; c != s->base; c = c->up)
		if (strcmp(c->name, "$") != 0) {
			bound[--n].name = c->name;
			bound[n].at = spot_at(s->a, c->spot);
		}
	ask->key = session_bound_key(s->a, ask->plan.bound, ask->plan.nbound);
}

struct ask *
ask_new(struct session *s, struct asks *list, const struct scope *sc)
{
	struct ask *ask = arena_alloc(s->a, sizeof(*ask));

	if (list->n == list->cap) {
		struct ask **bigger;

		list->cap = list->cap == 0 ? 8 : 2 * list->cap;
		/* NOLINTNEXTLINE(bugprone-sizeof-expression): pointers */
		bigger = arena_array(s->a, list->cap, sizeof(*bigger));
		for (size_t i = 0; i < list->n; i++)
			bigger[i] = list->items[i];
		list->items = bigger;
	}
	list->items[list->n++] = ask;
	ask->scope = sc;
	set_bound(s, ask);
	return ask;
}

/* Is the template exactly "{dir}"? */
static bool
is_descend(const struct step *step, const struct pieces *t)
{
	return step->descend != NULL && t->n == 1 && t->items[0].path != NULL &&
	       strcmp(t->items[0].path->text, step->descend) == 0;
}

/* What one request is filled in with. */
struct filling {
	struct session *s;
	const struct step *step;
	struct ask *ask;
	bool has_dir;
	const struct member *more; /* set to more_value; or NULL */
	const char *more_value;
	const char *why; /* of the first value that is not there */
};

/* NAME=VALUE&..., form-encoded; NULL with why. */
static const char *
fill_members(struct filling *f, const struct members *m, const char *skip)
{
	struct session *s = f->s;
	struct buf b = {0};
	const char *out = NULL;

	for (size_t i = 0; i < m->n; i++) {
		const char *value;

		if ((!f->has_dir && is_descend(f->step, &m->items[i].value)) ||
		    (skip != NULL && strcmp(skip, m->items[i].name) == 0))
			continue;
		value = fill_pieces(
		    s, f->ask->scope, &m->items[i].value, PLACE_QUERY, &f->why);
		if (value == NULL)
			goto done;
		if (b.len > 0)
			buf_putc(&b, '&');
		fill_query(&b, m->items[i].name);
		buf_putc(&b, '=');
		fill_query(&b, value);
	}
	out = arena_dup(s->a, buf_str(&b));
done:
	buf_free(&b);
	return out;
}

/* The target behind `base`; NULL with *why. */
static const char *
fill_target(struct session *s, const struct step *step, const struct scope *sc,
    const char **why)
{
	const char *path = fill_pieces(s, sc, &step->target, PLACE_URL, why);
	size_t n;

	if (path == NULL || path[0] != '/')
		return path;
	if (s->src->base == NULL) {
		*why = "the source has no 'base'";
		return NULL;
	}
	n = strlen(s->src->base);
	while (n > 0 && s->src->base[n - 1] == '/')
		n--;
	return arena_printf(s->a, "%.*s%s", (int)n, s->src->base, path);
}

static bool
same_name(const char *a, const char *b)
{
	while (*a != '\0' && (*a | 0x20) == (*b | 0x20)) {
		a++;
		b++;
	}
	return *a == '\0' && *b == '\0';
}

static bool
fill_headers(struct session *s, const struct step *step, struct ask *ask,
    const char **why)
{
	const struct members *both[] = {&step->headers, &s->c->headers};
	struct header *h =
	    arena_array(s->a, both[0]->n + both[1]->n, sizeof(*h));
	size_t n = 0;

	for (size_t k = 0; k < 2; k++)
		for (size_t i = 0; i < both[k]->n; i++) {
			const struct member *m = &both[k]->items[i];
			bool is_set = false;

			for (size_t j = 0; j < n; j++)
				is_set |= same_name(h[j].name, m->name);
			if (is_set)
				continue;
			h[n].name = m->name;
			h[n].value = fill_pieces(
			    s, ask->scope, &m->value, PLACE_HEADER, why);
			if (h[n++].value == NULL)
				return false;
		}
	ask->plan.headers = h;
	ask->plan.nheaders = n;
	return true;
}

/* URL with query; `more` replaces or adds one member. */
static bool
fill_url(struct filling *f)
{
	struct session *s = f->s;
	const struct member *more = f->step->page.to_body ? NULL : f->more;
	const char *url, *query;
	struct buf b = {0};

	url = fill_target(s, f->step, f->ask->scope, &f->why);
	if (url == NULL)
		return false;
	query =
	    fill_members(f, &f->step->query, more == NULL ? NULL : more->name);
	if (query == NULL)
		return false;
	buf_puts(&b, url);
	if (query[0] != '\0')
		buf_printf(
		    &b, "%c%s", strchr(url, '?') == NULL ? '?' : '&', query);
	if (more != NULL) {
		buf_putc(&b, strchr(buf_str(&b), '?') == NULL ? '?' : '&');
		fill_query(&b, more->name);
		buf_putc(&b, '=');
		fill_query(&b, f->more_value);
	}
	f->ask->plan.url = arena_dup(s->a, buf_str(&b));
	buf_free(&b);
	return true;
}

static bool
fill_post(struct filling *f)
{
	struct plan *plan = &f->ask->plan;
	const struct member *more = f->step->page.to_body ? f->more : NULL;

	if (f->step->body != NULL) {
		plan->content_type = "application/json";
		plan->body = fill_body(f->s, f->ask->scope, f->step->body,
		    more == NULL ? NULL : more->name, f->more_value, &f->why);
		return plan->body != NULL;
	}
	if (f->step->form.n > 0) {
		plan->content_type = "application/x-www-form-urlencoded";
		plan->body = fill_members(f, &f->step->form, NULL);
		return plan->body != NULL;
	}
	return true;
}

void
session_fill(struct session *s, const struct step *step, struct ask *ask,
    bool has_dir, const struct member *more, const char *more_value)
{
	struct filling f = {.s = s,
	    .step = step,
	    .ask = ask,
	    .has_dir = has_dir,
	    .more = more,
	    .more_value = more_value};
	bool is_whole;

	ask->plan.method = step->method;
	ask->plan.keep = step->keep;
	if (strcmp(step->method, "FILE") == 0) {
		ask->plan.glob = fill_pieces(
		    s, ask->scope, &step->target, PLACE_FILE, &f.why);
		is_whole = ask->plan.glob != NULL;
	} else {
		is_whole = fill_url(&f) && fill_post(&f) &&
			   fill_headers(s, step, ask, &f.why);
	}
	ask->plan.state = is_whole ? STATE_OK : STATE_NOT_ASKED;
	ask->plan.reason = is_whole ? NULL : f.why;
}

/* The step cannot be asked at all: by `needs`.  False: it can. */
static int
stopped_by_needs(struct session *s, const struct step *step,
    struct judgement *why, bool *is_stopped, struct error *e)
{
	const struct step_run *need;

	*is_stopped = false;
	if (step->needs < 0)
		return 0;
	if (session_finish(s, (size_t)step->needs, e) == -1)
		return -1;
	need = &s->runs[step->needs];
	if (need->state == STATE_OK)
		return 0;
	*is_stopped = true;
	why->state =
	    need->state == STATE_EMPTY ? STATE_INCOMPLETE : need->state;
	why->reason = arena_printf(s->a, "needs '%s', which is %s",
	    s->c->steps[step->needs].id, state_name(need->state));
	return 0;
}

/* Scopes to loop in: the parent's good answers, or the session's own. */
static int
start_scopes(struct session *s, const struct step *step, struct step_run *run,
    struct scopes *out, struct error *e)
{
	const struct step_run *parent;

	if (step->over < 0) {
		scopes_push(out, s->base);
		return 0;
	}
	if (session_finish(s, (size_t)step->over, e) == -1)
		return -1;
	parent = &s->runs[step->over];
	for (size_t i = 0; i < parent->ngiven; i++) {
		const struct given *g = &parent->given[i];

		if (given_is_read(g) && !g->is_absent)
			scopes_push(out, scope_add(s->a, g->scope, "$",
					     (struct spot){g->doc, 0}));
	}
	if (out->n == 0) {
		run->why.state =
		    parent->state == STATE_OK ? STATE_EMPTY : parent->state;
		run->why.reason =
		    arena_printf(s->a, "'%s' gave no answer to go over",
			s->c->steps[step->over].id);
	} else if (parent->state != STATE_OK && parent->state != STATE_EMPTY) {
		run->gap = arena_printf(s->a, "'%s' is %s",
		    s->c->steps[step->over].id, state_name(parent->state));
	}
	return 0;
}

static void
add_asks(struct session *s, const struct step *step, struct step_run *run,
    const struct scope *start)
{
	struct scopes all = {0};

	scope_expand(s, &s->envs[0], start, &step->each, &all, &run->gap);
	for (size_t i = 0; i < all.n; i++) {
		int64_t cap =
		    s->src->cap_requests > 0 ? s->src->cap_requests : ASKS_MAX;

		if ((int64_t)run->asks.n >= cap) {
			run->gap = arena_printf(
			    s->a, "more than %lld requests", (long long)cap);
			break;
		}
		session_fill(s, step, ask_new(s, &run->asks, all.items[i]),
		    false, NULL, NULL);
	}
	free(all.items);
}

int
session_make_plan(struct session *s, size_t step, struct error *e)
{
	const struct step *def = &s->c->steps[step];
	struct step_run *run = &s->runs[step];
	struct scopes starts = {0};
	bool is_stopped;

	if (run->is_planned)
		return 0;
	run->why.state = STATE_OK;
	if (stopped_by_needs(s, def, &run->why, &is_stopped, e) == -1 ||
	    (!is_stopped && start_scopes(s, def, run, &starts, e) == -1)) {
		free(starts.items);
		return -1;
	}
	for (size_t i = 0; i < starts.n; i++) {
		const struct doc *doc =
		    def->over < 0 ? NULL : starts.items[i]->spot.doc;

		docs_working(&s->docs, doc == NULL ? NULL : doc->prefix);
		add_asks(s, def, run, starts.items[i]);
	}
	if (run->asks.n == 0 && run->why.state == STATE_OK) {
		run->why.state =
		    run->gap != NULL ? STATE_INCOMPLETE : STATE_EMPTY;
		run->why.reason =
		    run->gap != NULL ? run->gap : "there is nothing to ask for";
	}
	run->is_planned = true;
	free(starts.items);
	return 0;
}

int
session_plan(struct session *s, size_t step, const struct plan **plans,
    size_t *n, struct judgement *why, struct error *e)
{
	struct step_run *run = &s->runs[step];
	struct plan *out;

	*plans = NULL;
	*n = 0;
	*why = (struct judgement){0};
	if (session_make_plan(s, step, e) == -1)
		return -1;
	*why = run->why;
	out = arena_array(s->a, run->asks.n, sizeof(*out));
	for (size_t i = 0; i < run->asks.n; i++)
		out[i] = run->asks.items[i]->plan;
	*plans = out;
	*n = run->asks.n;
	return 0;
}
