/*
 * A version with everything right, for the checks of family REG: one thing at
 * a time is changed, or taken away, and put back.
 */
#ifndef T_ASSESS_REG_H
#define T_ASSESS_REG_H

#include "facts_make.h"

#define V2     "version/m/2"
#define COMMIT "0123456789abcdef0123456789abcdef01234567"

struct good {
	struct world *w;
	struct row *version, *weights, *run, *metric, *segment, *delta, *edge,
	    *approval, *event, *data, *lock, *test;
};

/* Version 2, champion, promoted on 10 March; version 1 was before it. */
__attribute__((unused)) static struct good
good_new(void)
{
	struct world *w = world_new();
	struct good g = {.w = w};

	(void)put(w, "model.version", "model", "m", "version", "1", "status",
	    "archived", NULL);
	g.version = put(w, "model.version", "model", "m", "version", "2",
	    "status", "champion", "run", "r2", NULL);
	(void)put(w, "model.alias", "model", "m", "alias", "champion",
	    "version", "2", NULL);
	g.weights = put(w, "model.artifact", "model", "m", "version", "2",
	    "path", "model.bin", "role", "weights", "sha256", SHA_A,
	    "recomputed", SHA_A, NULL);
	g.lock = put(w, "model.artifact", "model", "m", "version", "2", "path",
	    "req.lock", "role", "lock", "sha256", SHA_B, "recomputed", SHA_B,
	    NULL);
	g.run = put(w, "training.run", "id", "r2", "commit", COMMIT, "dataset",
	    "d", "dataset_sha256", SHA_C, "image_digest", SHA_D, NULL);
	g.data = put(w, "dataset", "id", "d", "version", "7", "sha256", SHA_C,
	    "records", "1000", NULL);
	g.metric = put(w, "evaluation.metric", "model", "m", "version", "2",
	    "metric", "f1", "value", "0.8", NULL);
	g.segment =
	    put(w, "evaluation.metric", "model", "m", "version", "2", "metric",
		"f1", "family", "age", "segment", "old", "value", "0.7", NULL);
	g.delta = put(w, "evaluation.metric", "model", "m", "version", "2",
	    "metric", "f1_delta", "value", "0.02", NULL);
	g.edge = put(
	    w, "lineage.edge", "from", "run:r2", "to", "model:model-m@2", NULL);
	g.approval = put(w, "approval", "model", "m", "version", "2", "by",
	    "Ann", "at", "2026-03-05T10:00:00Z", "decision", "approved",
	    "expires", "2027-03-05", "test_run", "e2", NULL);
	g.test = put(w, "evaluation.run", "id", "e2", "finished_at",
	    "2026-03-02T10:00:00Z", "deleted", "false", NULL);
	g.event = put(w, "registry.event", "model", "m", "version", "2", "at",
	    "2026-03-10T10:00:00Z", "to", "production", NULL);
	return g;
}

/* The field becomes this, the verdict that; the field is put back. */
__attribute__((unused)) static void
with(const struct good *g, struct row *r, const char *field, const char *text,
    const char *check, struct expected want)
{
	struct value old = *row_get(r, field);

	set(g->w, r, field, text);
	expect(g->w, check, V2, want);
	r->fields[kind_field(r->kind, field)] = old;
}

__attribute__((unused)) static void
without(const struct good *g, const struct row *r, const char *check,
    struct expected want)
{
	struct world keep = *g->w;

	take(g->w, r);
	expect(g->w, check, V2, want);
	*g->w = keep;
}

#define WANT(word, outcome, part)                                              \
	(struct expected)                                                      \
	{                                                                      \
		VERDICT_##word, outcome, part, __LINE__                        \
	}

#endif
