/*
 * The set closes: every check of the rules is decided in C and every decider
 * has its rule; every kind a check reads is given by a shipped connector;
 * every statement a check reads is a key of the closed list; every kind a
 * shipped connector gives is read by a check or shown by the pages, or stands
 * below with the reason why it is kept all the same.
 */
#include "assess/assess.h"
#include "base/file.h"
#include "extract/extract.h"
#include "run/run.h"
#include "test.h"

static struct arena *arena;
static struct project project;

static bool
is_given(const char *kind)
{
	const struct connector *c;

	for (size_t i = 0; (c = connector_at(project.connectors, i)) != NULL;
	     i++) {
		size_t n;
		const char *const *kinds = connector_kinds(c, &n);

		for (size_t k = 0; k < n; k++)
			if (strcmp(kinds[k], kind) == 0)
				return true;
	}
	return false;
}

static void
checks_are_decided(void)
{
	const struct rules *r = project.rules;
	const char *const *ids = assess_ids();
	size_t n = 0;

	while (ids[n] != NULL) {
		if (rules_check(r, ids[n]) == NULL) {
			printf("%s has no rule\n", ids[n]);
			test_failed_now++;
		}
		n++;
	}
	CHECK(n == r->nchecks);
	CHECK(n > 0);
}

static void
kinds_are_given(void)
{
	const struct rules *r = project.rules;

	for (size_t i = 0; i < r->nchecks; i++) {
		const struct check *c = &r->checks[i];

		CHECK(c->nreads > 0);
		for (size_t k = 0; k < c->nreads; k++) {
			if (kind_find(c->reads[k]) != NULL &&
			    is_given(c->reads[k]))
				continue;
			printf("%s reads '%s', which no connector gives\n",
			    c->id, c->reads[k]);
			test_failed_now++;
		}
	}
}

static void
statements_are_keys(void)
{
	struct statements *st = NULL;
	struct error e = {0};
	const struct rules *r = project.rules;

	CHECK(statements_load(arena, ".", project.system,
		  "2026-01-01T00:00:00Z", &st, &e) == 0);
	for (size_t i = 0; st != NULL && i < r->nchecks; i++)
		for (size_t k = 0; k < r->checks[i].nstatements; k++) {
			const char *key = r->checks[i].statements[k];
			bool found = false;

			for (size_t m = 0; m < st->nkeys; m++)
				found =
				    found || strcmp(st->keys[m].key, key) == 0;
			if (found)
				continue;
			printf("%s reads the statement '%s', which is no key\n",
			    r->checks[i].id, key);
			test_failed_now++;
		}
}

/* Shown or kept: the model card, or history that a later check reads. */
static const char *const kept[] = {
    "approval",        /* REG-03, REG-08 */
    "change",          /* records: what a person wrote down, listed */
    "incident",        /* records */
    "lineage.edge",    /* model card: lineage */
    "model",           /* model card: owner, description */
    "model.alias",     /* which version is in production */
    "model.signature", /* model card: method, signer */
    "monitor.alert",   /* monitoring report: what fires */
    "monitor.silence", /* monitoring report: who silenced it, until when */
    "monitor.target",  /* monitoring report: what is not scraped */
    "package.lock",    /* evidence pages: what the lock file pins */
    "prior.package",   /* the statement: which package came before */
    "prior.poam",      /* POA&M: the items that keep their numbers */
    "prior.verdict",   /* POA&M: what stays UNKNOWN */
    "record.test",     /* records */
    "registry.event",  /* REG-08: promotion */
    "rehearsal",       /* records */
    "review",          /* records */
    "run.metric",      /* evidence pages: NaN stays visible as NONFINITE */
    "evaluation.run",  /* REG-08: the evaluation's end */
    NULL,
};

static bool
is_read(const char *kind)
{
	const struct rules *r = project.rules;

	for (size_t i = 0; kept[i] != NULL; i++)
		if (strcmp(kept[i], kind) == 0)
			return true;
	for (size_t i = 0; i < r->nchecks; i++)
		for (size_t k = 0; k < r->checks[i].nreads; k++)
			if (strcmp(r->checks[i].reads[k], kind) == 0)
				return true;
	return false;
}

static void
given_kinds_are_read(void)
{
	const struct kind *k;

	for (size_t i = 0; (k = kind_at(i)) != NULL; i++)
		if (is_given(k->name) && !is_read(k->name)) {
			printf("'%s' is given and nothing reads it\n", k->name);
			test_failed_now++;
		}
	/* The list may not outgrow the connectors. */
	for (size_t i = 0; kept[i] != NULL; i++)
		if (!is_given(kept[i])) {
			printf("'%s' is kept and nothing gives it\n", kept[i]);
			test_failed_now++;
		}
}

int
main(void)
{
	struct run_opts o = {
	    .dir = "samples/invoice-fraud", .out = "out", .data = "."};
	struct error e = {0};

	arena = arena_new();
	if (run_open(arena, &o, &project, &e) == -1) {
		printf("%s: %s\n", e.where, e.what);
		return 1;
	}
	RUN(checks_are_decided);
	RUN(kinds_are_given);
	RUN(statements_are_keys);
	RUN(given_kinds_are_read);
	arena_free(arena);
	return test_end("t_close");
}
