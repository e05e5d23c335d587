/*
 * Runs every check on each of its subjects and orders the verdicts.  A check
 * without a function here is a fault of the rules, which lint reports; it
 * gets no verdict.
 */
#include "assess/assess.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "assess/internal.h"

struct decider {
	const char *id;
	decide_fn *decide;
	bool per_model; /* else per version */
};

static const struct decider deciders[] = {
    {"CIP-04", cip_04, false},
    {"DRF-01", drf_01, true},
    {"DRF-02", drf_02, true},
    {"DRF-06", drf_06, true},
    {"EVL-03", evl_03, false},
    {"EVL-04", evl_04, false},
    {"EVL-05", evl_05, false},
    {"EVL-06", evl_06, false},
    {"FAI-01", fai_01, true},
    {"OPS-01", ops_01, true},
    {"OPS-06", ops_06, true},
    {"REG-03", reg_03, false},
    {"REG-04", reg_04, false},
    {"REG-05", reg_05, false},
    {"REG-06", reg_06, false},
    {"REG-07", reg_07, false},
    {"REG-08", reg_08, false},
    {"SIG-01", sig_01, false},
    {"SIG-04", sig_04, false},
};

enum { NDECIDERS = sizeof(deciders) / sizeof(deciders[0]) };

static const char *const ids[NDECIDERS + 1] = {"CIP-04", "DRF-01", "DRF-02",
    "DRF-06", "EVL-03", "EVL-04", "EVL-05", "EVL-06", "FAI-01", "OPS-01",
    "OPS-06", "REG-03", "REG-04", "REG-05", "REG-06", "REG-07", "REG-08",
    "SIG-01", "SIG-04", NULL};

const char *const *
assess_ids(void)
{
	return ids;
}

static int
severity_rank(const char *s)
{
	if (strcmp(s, "high") == 0)
		return 0;
	return strcmp(s, "moderate") == 0 ? 1 : 2;
}

/* A verdict, and where it stood: subjects are in order, by number. */
struct ranked {
	struct verdict v;
	size_t order;
};

static int
cmp_ranked(const void *a, const void *b)
{
	const struct ranked *p = a, *q = b;
	const struct verdict *x = &p->v, *y = &q->v;
	int r = word_rank(x->word) - word_rank(y->word);

	if (r == 0)
		r = (int)x->is_history - (int)y->is_history;
	if (r == 0)
		r = severity_rank(x->check->severity) -
		    severity_rank(y->check->severity);
	if (r == 0)
		r = strcmp(x->check->id, y->check->id);
	return r != 0 ? r : (p->order > q->order) - (p->order < q->order);
}

static struct verdict
verdict_of(struct ctx *c, const struct check *k, const struct subject *s,
    struct finding *f)
{
	finding_settle(c, f);
	return (struct verdict){
	    .check = k,
	    .subject = s->name,
	    .word = f->word,
	    .outcome = f->outcome,
	    .seen = f->seen,
	    .wanted = f->wanted,
	    .sentence = finding_text(c, f),
	    .is_history = s->is_archived,
	    .basis = f->basis,
	    .nbasis = f->nbasis,
	    .statements = f->statements,
	    .nstatements = f->nstatements,
	};
}

/* A version that the registry did not list is UNKNOWN in every check. */
static void
decide_version(struct ctx *c, const struct decider *d, const struct subject *s,
    struct finding *f)
{
	if (s->row != NULL) {
		finding_fact(c, f, s->row, NULL);
		d->decide(c, s, f);
	} else {
		finding_unlisted(c, f, "model.version",
		    "Version %s of model '%s' is referred to, and no entry of "
		    "it in the registry was read",
		    s->version, s->model);
	}
}

/*
 * A model whose versions are not all known is UNKNOWN beside them.  False:
 * they are, and speak for themselves.
 */
static bool
decide_model(struct ctx *c, const struct decider *d, const struct subject *s,
    struct finding *f)
{
	/* A model comes right behind its versions. */
	bool has_versions = s != c->subjects && s[-1].version != NULL &&
			    strcmp(s[-1].model, s->model) == 0;

	if (d->per_model)
		d->decide(c, s, f);
	else if (!listing_is_complete(c, "model.version"))
		finding_unlisted(c, f, "model.version",
		    "The versions of model '%s' are not all known", s->model);
	else if (!has_versions)
		finding_unknown(c, f, NULL,
		    "The registry lists no version of model '%s'", s->model);
	else
		return false;
	return true;
}

static const struct decider *
decider_of(const char *id)
{
	for (size_t i = 0; i < NDECIDERS; i++)
		if (strcmp(deciders[i].id, id) == 0)
			return &deciders[i];
	return NULL;
}

static void
run_check(struct ctx *c, const struct check *k, struct ranked *list, size_t *n)
{
	const struct decider *d = decider_of(k->id);

	for (size_t i = 0; d != NULL && i < c->nsubjects; i++) {
		const struct subject *s = &c->subjects[i];
		struct finding f = {0};

		c->model = s->model;
		if (s->version == NULL) {
			if (!decide_model(c, d, s, &f))
				continue;
		} else if (d->per_model) {
			continue;
		} else {
			decide_version(c, d, s, &f);
		}
		list[*n].v = verdict_of(c, k, s, &f);
		list[*n].order = *n;
		(*n)++;
	}
}

static void
run_checks(struct ctx *c, struct assessment *out)
{
	const struct rules *rules = c->in->rules;
	size_t most = rules->nchecks * c->nsubjects + 1, n = 0;
	struct ranked *list = mem_array(most, sizeof(*list));
	struct verdict *sorted;

	for (size_t i = 0; i < rules->nchecks; i++)
		run_check(c, &rules->checks[i], list, &n);
	qsort(list, n, sizeof(*list), cmp_ranked);
	sorted = arena_array(c->a, n, sizeof(*sorted));
	for (size_t i = 0; i < n; i++)
		sorted[i] = list[i].v;
	free(list);
	out->verdicts = sorted;
	out->nverdicts = n;
}

void
assess_run(struct arena *a, const struct assess_in *in, struct assessment *out)
{
	struct ctx c = {.a = a, .in = in, .f = in->facts};
	const char *as_of = in->facts->snapshot->as_of;
	int rc = time_parse(&c.as_of, as_of, strlen(as_of));

	assert(rc == 0); /* the snapshot's reader has checked it */
	memset(out, 0, sizeof(*out));
	subjects_find(&c);
	run_checks(&c, out);
	controls_decide(&c, out);
}
