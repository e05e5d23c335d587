/*
 * For tests of sessions: one connector from a text, one source, answers by
 * hand.  Objects are named by what the test says.
 */
#ifndef T_ONE_H
#define T_ONE_H

#include "extract/extract.h"

#include <stdlib.h>

#include "test.h"

enum { OBJECTS_MAX = 32 };

struct one {
	struct arena *a;
	struct connector_set *set;
	struct system sys;
	struct model_conf model;
	struct name_map names[1];
	struct source_conf src;
	struct snapshot times;
	struct session *s;
	const char *objects[OBJECTS_MAX][2]; /* sha256, bytes */
	size_t nobjects;
	struct row_list rows;
	struct step_state state; /* of the last end */
	struct error e;
};

static const char *
one_get(void *ctx, const char *sha256, size_t *n)
{
	struct one *o = ctx;

	for (size_t i = 0; i < o->nobjects; i++)
		if (strcmp(o->objects[i][0], sha256) == 0) {
			*n = strlen(o->objects[i][1]);
			return o->objects[i][1];
		}
	return NULL;
}

static struct one *
one_open(const char *name, const char *text)
{
	struct one *o = calloc(1, sizeof(*o));
	struct connector_file f = {name, "t.yml", text, strlen(text), ""};

	if (o == NULL)
		exit(1);
	o->a = arena_new();
	o->names[0] = (struct name_map){name, "n's"};
	o->model =
	    (struct model_conf){.id = "m1", .names = o->names, .nnames = 1};
	o->sys.models = &o->model;
	o->sys.nmodels = 1;
	o->src = (struct source_conf){
	    .id = "src", .connector = name, .base = "https://x.example/"};
	o->times = (struct snapshot){.now = "2026-11-23T12:00:00Z",
	    .from = "2026-10-01T00:00:00Z",
	    .to = "2026-10-31T23:59:59Z"};
	if (connectors_load(o->a, &f, 1, &o->set, &o->e) == -1) {
		printf("%s: %s\n", o->e.where, o->e.what);
		exit(1);
	}
	return o;
}

/* Opens a session, after the test has set the source's parameters. */
static void
one_start(struct one *o)
{
	struct session_in in = {.connector = connector_at(o->set, 0),
	    .system = &o->sys,
	    .source = &o->src,
	    .times = &o->times,
	    .model = "m1",
	    .objects = {.get = one_get, .ctx = o}};

	CHECK(session_open(o->a, &in, &o->s, &o->e) == 0);
}

static void
one_free(struct one *o)
{
	free(o->rows.items);
	arena_free(o->a);
	free(o);
}

/* 64 digits that end in n. */
__attribute__((unused)) static const char *
one_sha(struct one *o, int n)
{
	return arena_printf(o->a, "%064d", n);
}

__attribute__((unused)) static const struct plan *
one_plan(struct one *o, size_t step, size_t *n)
{
	const struct plan *plans = NULL;
	struct judgement why;

	CHECK(session_plan(o->s, step, &plans, n, &why, &o->e) == 0);
	return plans;
}

/* Stores `bytes` as object n and gives it to the session. */
__attribute__((unused)) static enum state
one_give(struct one *o, size_t step, const struct plan *p, int page, int status,
    int n, const char *bytes)
{
	struct judgement j = {0};
	struct answer ans = {.object = one_sha(o, n),
	    .bytes = bytes,
	    .n = strlen(bytes),
	    .total = (int64_t)strlen(bytes),
	    .status = status,
	    .file = "dir/a.json",
	    .received_at = "2026-11-23T12:00:01Z"};
	struct request r = {.step = session_step(o->s, step),
	    .method = p->method,
	    .url = p->url,
	    .bound = p->bound,
	    .nbound = p->nbound,
	    .page = page,
	    .status = status,
	    .object = ans.object};

	o->objects[o->nobjects][0] = ans.object;
	o->objects[o->nobjects++][1] = bytes;
	CHECK(session_judge(o->s, step, &ans, &j, &o->e) == 0);
	r.state = j.state;
	r.reason = j.reason;
	r.is_absent = j.is_absent;
	CHECK(session_answer(o->s, step, &r, &ans, &o->e) == 0);
	return j.state;
}

__attribute__((unused)) static enum state
one_end(struct one *o, size_t step)
{
	CHECK(session_end_step(o->s, step, &o->state, &o->rows, &o->e) == 0);
	return o->state.state;
}

#endif
