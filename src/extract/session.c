/*
 * A session: one source and one model of it, from the first request to the
 * last row.  Gather and derive run the same code: gather gives answers as
 * they come, derive as the snapshot lists them, and a name that the snapshot
 * kept as a locator is bound again to the same node (CONNECTORS section 3).
 */
#include "extract/session.h"

#include <string.h>

#include "base/buf.h"

static const struct param *
source_param(const struct source_conf *src, const char *name)
{
	for (size_t i = 0; i < src->nparams; i++)
		if (strcmp(src->params[i].name, name) == 0)
			return &src->params[i];
	return NULL;
}

/* The model's name in this source: by the source's id, then its connector. */
static const char *
model_name(struct session *s, const char *model, const char **path)
{
	const char *wanted[] = {s->src->id, s->src->connector};

	for (size_t i = 0; model != NULL && i < s->sys->nmodels; i++) {
		const struct model_conf *m = &s->sys->models[i];

		if (strcmp(m->id, model) != 0)
			continue;
		for (size_t w = 0; w < 2; w++)
			for (size_t k = 0; k < m->nnames; k++)
				if (strcmp(m->names[k].source, wanted[w]) ==
				    0) {
					*path = arena_printf(s->a,
					    "$['models'][%zu]['names']['%s']",
					    i, wanted[w]);
					return m->names[k].name;
				}
		*path = arena_printf(s->a, "$['models'][%zu]['id']", i);
		return m->id;
	}
	return NULL;
}

static struct data
text_data(const char *text)
{
	return (struct data){.kind = DATA_TEXT, .text = text};
}

/* Binds one parameter of c; *text is its text for slots, or NULL. */
static const struct scope *
bind_param(struct session *s, const struct connector *c,
    const struct param_def *def, const char *model, const struct scope *up,
    const char **text)
{
	const struct param *p = source_param(s->src, def->name);
	const char *file = "system.yml", *path = NULL;
	struct data value = {0};
	struct spot at = {0};

	*text = NULL;
	if (def->type == PARAM_MODEL) {
		*text = model_name(s, model, &path);
		if (*text != NULL)
			value = text_data(*text);
	} else if (p != NULL && p->data != NULL) {
		value = *p->data;
		path = p->path;
		*text = p->text;
	} else if (p != NULL && p->text != NULL) {
		value = text_data(p->text);
		path = p->path;
		*text = p->text;
	} else if (def->fallback != NULL) {
		value = text_data(def->fallback);
		file = c->file;
		path = arena_printf(
		    s->a, "$['parameters']['%s']['default']", def->name);
		*text = def->fallback;
	}
	if (path == NULL)
		return up;
	at.doc = docs_input(&s->docs, file, path, &value);
	return scope_add(s->a, up, def->name, at);
}

static const struct scope *
bind_fixed(struct session *s, const char *name, const char *text,
    const struct scope *up)
{
	struct data value = text_data(text);
	struct spot at = {0};

	if (text == NULL)
		return up;
	at.doc = docs_input(&s->docs, "snapshot.json",
	    arena_printf(s->a, "$['%s']", name), &value);
	return scope_add(s->a, up, name, at);
}

/* Paths of a connector, with their slots filled. */
static int
fill_paths(struct session *s, struct env *env, const char *const *texts,
    struct error *e)
{
	const struct connector *c = env->c;
	const struct path **paths =
	    /* NOLINTNEXTLINE(bugprone-sizeof-expression): pointers */
	    arena_array(s->a, c->npaths, sizeof(*paths));

	for (size_t i = 0; i < c->npaths; i++) {
		struct path *parsed = c->paths[i]->parsed;

		if (c->paths[i]->has_slots &&
		    path_parse(s->a,
			slot_fill(s->a, c->paths[i]->text, c->params, texts,
			    c->nparams),
			true, &parsed, e) == -1)
			return -1;
		paths[i] = parsed;
	}
	env->paths = paths;
	return 0;
}

/* The connector, and those that its steps read by. */
static int
add_env(struct session *s, const struct connector *c, const char *model,
    const struct scope **scope, struct error *e)
{
	const char *texts[NAMES_MAX] = {NULL};
	const struct scope *sc = s->fixed;
	struct env *env;

	for (size_t i = 0; i < s->nenvs; i++)
		if (s->envs[i].c == c)
			return 0;
	for (size_t i = 0; i < c->nparams; i++)
		sc = bind_param(s, c, &c->params[i], model, sc, &texts[i]);
	env = &s->envs[s->nenvs++];
	env->c = c;
	env->scope = sc;
	if (scope != NULL)
		*scope = sc;
	return fill_paths(s, env, texts, e);
}

const struct env *
session_env(struct session *s, const struct connector *c)
{
	for (size_t i = 0; i < s->nenvs; i++)
		if (s->envs[i].c == c)
			return &s->envs[i];
	return NULL;
}

static int
add_envs(struct session *s, const char *model, struct error *e)
{
	const struct connector *c = s->c;

	s->envs =
	    arena_array(s->a, 1 + c->nsteps * READ_DEPTH, sizeof(*s->envs));
	if (add_env(s, c, model, &s->base, e) == -1)
		return -1;
	for (size_t i = 0; i < c->nsteps; i++)
		for (const struct connector *r = c->steps[i].reads; r != NULL;
		     r = r->steps[0].reads)
			if (add_env(s, r, model, NULL, e) == -1)
				return -1;
	return 0;
}

int
session_open(struct arena *a, const struct session_in *in, struct session **out,
    struct error *e)
{
	struct session *s = arena_alloc(a, sizeof(*s));

	*out = NULL;
	s->a = a;
	s->c = in->connector;
	s->sys = in->system;
	s->src = in->source;
	s->model = in->model;
	s->docs.a = a;
	s->docs.objects = in->objects;
	s->runs = arena_array(a, s->c->nsteps, sizeof(*s->runs));
	s->fixed = bind_fixed(s, "now", in->times->now, NULL);
	s->fixed = bind_fixed(s, "from", in->times->from, s->fixed);
	s->fixed = bind_fixed(s, "to", in->times->to, s->fixed);
	s->base = s->fixed;
	if (add_envs(s, in->model, e) == -1)
		return -1;
	*out = s;
	return 0;
}

size_t
session_steps(const struct session *s)
{
	return s->c->nsteps;
}

const char *
session_step(const struct session *s, size_t step)
{
	return s->c->steps[step].id;
}

bool
session_step_is_file(const struct session *s, size_t step)
{
	return strcmp(s->c->steps[step].method, "FILE") == 0;
}

const char *
session_bound_key(struct arena *a, const struct bound *b, size_t n)
{
	struct buf key = {0};
	const char *out;

	for (size_t i = 0; i < n; i++)
		buf_printf(&key, "%s=%s\n", b[i].name, b[i].at);
	out = arena_dup(a, buf_str(&key));
	buf_free(&key);
	return out;
}

/* Binds the names that came with the request; NULL with why when one fails. */
static const struct scope *
bind_again(struct session *s, const struct request *r, const char **why)
{
	const struct scope *sc = s->base;

	for (size_t i = 0; i < r->nbound; i++) {
		struct locator l = {0};
		struct error e = {0};
		struct spot at = {0};

		if (r->bound[i].at == NULL ||
		    locator_parse(s->a, r->bound[i].at, &l, &e) == -1 ||
		    docs_resolve(&s->docs, &l, &at, &e) == -1) {
			*why =
			    arena_printf(s->a, "'%s' cannot be bound again: %s",
				r->bound[i].name, e.what);
			return NULL;
		}
		sc = scope_add(s->a, sc, r->bound[i].name, at);
	}
	return sc;
}

static struct given *
add_given(struct session *s, struct step_run *run)
{
	if (run->ngiven == run->cap_given) {
		struct given *bigger;

		run->cap_given = run->cap_given == 0 ? 8 : 2 * run->cap_given;
		bigger = arena_array(s->a, run->cap_given, sizeof(*bigger));
		for (size_t i = 0; i < run->ngiven; i++)
			bigger[i] = run->given[i];
		run->given = bigger;
	}
	return &run->given[run->ngiven++];
}

/* Opens the bytes of a good answer, or says why they are none. */
static void
open_answer(struct session *s, const struct step *step,
    const struct answer *ans, struct given *g)
{
	g->object = ans->object;
	g->file = ans->file;
	g->received_at = ans->received_at;
	g->total = ans->total;
	if (step->keep == KEEP_DIGEST || step->decode == DECODE_RAW)
		return;
	g->doc = docs_object(
	    &s->docs, ans->object, step->decode, ans->bytes, ans->n);
	if (g->doc == NULL) {
		g->state = STATE_FAILED;
		g->reason = "the bytes of the answer are not here";
	} else if (g->doc->error != NULL && !g->is_absent) {
		g->state = STATE_FAILED;
		g->reason = g->doc->error;
	}
}

bool
given_is_read(const struct given *g)
{
	return g->state == STATE_OK ||
	       (g->state == STATE_INCOMPLETE && g->doc != NULL);
}

int
session_answer(struct session *s, size_t step, const struct request *r,
    const struct answer *ans, struct error *e)
{
	struct step_run *run = &s->runs[step];
	struct given *g;
	const char *why = NULL;

	if (run->is_ended)
		return err_set(e, ERR_BUG, s->c->steps[step].id,
		    "an answer came after the step's end");
	g = add_given(s, run);
	*g = (struct given){.state = r->state,
	    .reason = r->reason,
	    .is_absent = r->is_absent,
	    .page = r->page,
	    .key = session_bound_key(s->a, r->bound, r->nbound)};
	g->scope = bind_again(s, r, &why);
	if (g->scope == NULL) {
		g->scope = s->base;
		g->state = STATE_FAILED;
		g->reason = why;
	} else if (r->state == STATE_OK &&
		   (ans == NULL || ans->object == NULL)) {
		g->state = STATE_FAILED;
		g->reason = "the answer is not here";
	} else if (r->state == STATE_OK ||
		   (r->state == STATE_INCOMPLETE && ans != NULL &&
		       ans->object != NULL)) {
		open_answer(s, &s->c->steps[step], ans, g);
	}
	/* A page that fails after the first (section 5). */
	if (g->page > 1 && g->state != STATE_OK && r->method != NULL)
		g->state = STATE_INCOMPLETE;
	return 0;
}
