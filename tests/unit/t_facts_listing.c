/*
 * Facts as a whole: how far "none found" may be said of a kind, the limit of
 * rows, and the time that many take.
 */
#include <time.h>

#include "base/buf.h"
#include "core/core.h"
#include "test.h"

static struct value
value(const char *text, const char *at)
{
	return (struct value){
	    .outcome = OUTCOME_VALUE, .text = text, .at = at, .source = "s"};
}

static struct row *
metric(struct arena *a, const char *run, struct value v)
{
	struct row *r = arena_alloc(a, sizeof(*r));

	r->kind = kind_find("run.metric");
	r->fields = arena_array(a, r->kind->nfields, sizeof(*r->fields));
	r->source = "s";
	r->fields[0] = value(run, "k");
	r->fields[1] = value("f1", "k");
	r->fields[2] = v;
	return r;
}

static void
add(struct facts_builder *b, const struct row *r)
{
	const char *part;

	CHECK(facts_add(b, r, &part) == 0);
	CHECK(part == NULL);
}

static struct facts *
end(struct facts_builder *b, const struct snapshot *s)
{
	struct error e = {0};
	struct facts *f = NULL;

	CHECK(facts_end(b, s, &f, &e) == 0);
	CHECK_STR(e.what, "");
	return f;
}

/* ---- Listings ----------------------------------------------------------- */

static const char *const kinds_a[] = {"model", "model.version"};
static const char *const kinds_b[] = {"model.version"};
static const char *const kinds_c[] = {"dataset"};

static enum state
listing(enum state x, enum state y, enum state own, const char **who,
    const char **why)
{
	struct step_state steps[] = {{"one", NULL, STATE_OK, NULL, kinds_a, 2},
	    {"two", "m", x, "because", kinds_b, 1},
	    {"three", NULL, STATE_FAILED, "else", kinds_c, 1}};
	struct step_state more[] = {{"four", NULL, y, NULL, kinds_b, 1}};
	struct source_state sources[2] = {
	    {.id = "a", .state = STATE_FAILED, .steps = steps, .nsteps = 3},
	    {.id = "b",
		.state = own,
		.reason = "whole",
		.steps = more,
		.nsteps = 1}};
	struct snapshot s = {.sources = sources, .nsources = 2};
	struct arena *a = arena_new();
	struct facts *f = end(facts_begin(a), &s);
	static char who_copy[32], why_copy[64];
	enum state st = facts_listing(f, "model.version", NULL, who, why);

	CHECK(strlen(*who) < sizeof(who_copy));
	memcpy(who_copy, *who, strlen(*who) + 1);
	*who = who_copy;
	if (*why != NULL) {
		CHECK(strlen(*why) < sizeof(why_copy));
		memcpy(why_copy, *why, strlen(*why) + 1);
		*why = why_copy;
	}
	arena_free(a);
	return st;
}

static void
the_worst_step_decides(void)
{
	const char *who, *why;

	CHECK(listing(STATE_OK, STATE_EMPTY, STATE_EMPTY, &who, &why) ==
	      STATE_OK);
	CHECK_STR(who, "a/one");
	CHECK(why == NULL);
	CHECK(listing(STATE_DENIED, STATE_OK, STATE_OK, &who, &why) ==
	      STATE_DENIED);
	CHECK_STR(who, "a/two");
	CHECK_STR(why, "because");
	CHECK(listing(STATE_NOT_ASKED, STATE_STALE, STATE_STALE, &who, &why) ==
	      STATE_STALE);
	CHECK_STR(who, "b/four");
	CHECK(listing(STATE_NOT_ASKED, STATE_OK, STATE_OK, &who, &why) ==
	      STATE_NOT_ASKED);
	/* Of the source as a whole, and no step says so. */
	CHECK(listing(STATE_OK, STATE_OK, STATE_REFUSED, &who, &why) ==
	      STATE_REFUSED);
	CHECK_STR(who, "b");
	CHECK_STR(why, "whole");
}

static void
nobody_is_not_asked(void)
{
	struct source_state src = {.id = "a", .state = STATE_FAILED};
	struct snapshot s = {.sources = &src, .nsources = 1};
	struct arena *a = arena_new();
	struct facts *f = end(facts_begin(a), NULL);
	const char *who, *why;

	CHECK(facts_listing(f, "model", NULL, &who, &why) == STATE_NOT_ASKED);
	CHECK(who == NULL && why == NULL);
	CHECK(facts_listing(f, "model", NULL, NULL, NULL) == STATE_NOT_ASKED);
	/* A source that came to nothing could have given any kind. */
	f = end(facts_begin(a), &s);
	CHECK(facts_listing(f, "model", NULL, &who, &why) == STATE_FAILED);
	CHECK_STR(who, "a");
	arena_free(a);
}

/* A step that ran for another model says nothing, good or bad, of this one. */
static void
a_model_is_asked_alone(void)
{
	struct step_state steps[] = {
	    {"look", "fraud", STATE_DENIED, "no rights", kinds_b, 1},
	    {"look", "triage", STATE_OK, NULL, kinds_b, 1},
	    {"all", NULL, STATE_EMPTY, NULL, kinds_c, 1}};
	struct source_state src = {
	    .id = "a", .state = STATE_DENIED, .steps = steps, .nsteps = 3};
	struct snapshot s = {.sources = &src, .nsources = 1};
	struct arena *a = arena_new();
	struct facts *f = end(facts_begin(a), &s);
	static const char kind[] = "model.version";
	const char *who, *why;

	CHECK(facts_listing(f, kind, "triage", &who, &why) == STATE_OK);
	CHECK(facts_listing(f, kind, "fraud", &who, &why) == STATE_DENIED);
	CHECK_STR(why, "no rights");
	CHECK(facts_listing(f, kind, NULL, &who, &why) == STATE_DENIED);
	/* Nobody looked for this one: that is no "none found". */
	CHECK(facts_listing(f, kind, "other", &who, &why) == STATE_NOT_ASKED);
	CHECK(who == NULL && why == NULL);
	/* A step of no one model looked for all of them. */
	CHECK(facts_listing(f, "dataset", "fraud", &who, &why) == STATE_EMPTY);
	CHECK(facts_listing(f, "dataset", "other", &who, &why) == STATE_EMPTY);
	/* One that failed spoils it for each. */
	steps[2].state = STATE_FAILED;
	f = end(facts_begin(a), &s);
	CHECK(facts_listing(f, "dataset", "other", &who, &why) == STATE_FAILED);
	arena_free(a);
}

/* ---- Many --------------------------------------------------------------- */

static struct facts_builder *
many(struct arena *a, size_t keys, size_t times)
{
	struct facts_builder *b = facts_begin(a);

	for (size_t t = 0; t < times; t++)
		for (size_t i = 0; i < keys; i++)
			add(b, metric(a,
				   arena_printf(
				       a, "run-%zu", (i * 7919) % 1000003),
				   value("0.5", "at")));
	return b;
}

static double
seconds(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t); /* cannot fail */
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
rows_have_a_limit(void)
{
	struct arena *a = arena_new();
	struct error e = {0};
	struct facts *f;
	double from = seconds();

	/* Twice the limit of rows, the limit of keys: fine, and not slow. */
	CHECK(end(many(a, FACTS_MAX, 2), NULL)->nrows == FACTS_MAX);
	CHECK(seconds() - from < 10);
	printf("200,000 rows built and merged in %.2f s\n", seconds() - from);
	CHECK(facts_end(many(a, FACTS_MAX + 1, 1), NULL, &f, &e) == -1);
	CHECK(e.kind == ERR_LIMIT && f == NULL);
	CHECK_STR(e.where, "s");
	CHECK_STR(e.what, "100001 facts are more than the limit of 100000; "
			  "the last is a 'run.metric'");
	arena_free(a);
}

/* All in one key, no two alike: the worst for a merge. */
static void
one_key_is_not_slow(void)
{
	struct arena *a = arena_new();
	struct facts_builder *b = facts_begin(a);
	double from = seconds();
	struct facts *f;

	for (int i = 0; i < FACTS_MAX; i++)
		add(b, metric(a, "r",
			   value(arena_printf(a, "%d", i),
			       arena_printf(a, "at-%d", i))));
	f = end(b, NULL);
	CHECK(f->nrows == 1);
	CHECK(row_get(f->rows[0], "value")->nothers == FACTS_MAX);
	CHECK(seconds() - from < 10);
	arena_free(a);
}

int
main(void)
{
	RUN(the_worst_step_decides);
	RUN(nobody_is_not_asked);
	RUN(a_model_is_asked_alone);
	RUN(rows_have_a_limit);
	RUN(one_key_is_not_slow);
	return test_end("t_facts_listing");
}
