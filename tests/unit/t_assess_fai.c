/*
 * Every branch of FAI-01: segments over the intervals of a period.
 */
#include "facts_make.h"

#define M "model/m"

static const char *const days[] = {
    "2026-10-01T00:00:00Z", "2026-10-02T00:00:00Z", "2026-10-03T00:00:00Z"};

enum { DAYS = 3 };

static struct row *
sample(struct world *w, const char *segment, const char *at)
{
	return put(w, "monitor.sample", "model", "m", "metric", "acc",
	    "segment", segment, "at", at, "value", "0.8", NULL);
}

static struct world *
world(void)
{
	struct world *w = world_new();

	w->snapshot.from = "2026-10-01T00:00:00Z";
	w->snapshot.to = "2026-10-03T23:59:59Z";
	(void)say(w, "segments-declared", M,
	    "families: [{family: size, levels: [big, small]}]\n");
	(void)say(w, "monitoring-plan", M,
	    "segment_metric: acc\nmetrics: [{metric: loss, direction: max}, "
	    "{metric: acc, direction: min, every: 1d}]\n");
	return w;
}

static void
coverage(void)
{
	struct world *w = world();
	struct row *big[DAYS], *small[DAYS], *more;

	EXPECT(
	    w, "FAI-01", M, UNKNOWN, NULL, "No 'acc' of model 'm' was read.");
	listing(w, "monitor.sample", STATE_FAILED);
	EXPECT(w, "FAI-01", M, UNKNOWN, "FAILED", "No 'acc' of model 'm'");
	listing(w, "monitor.sample", STATE_OK);
	(void)put(w, "monitor.sample", "model", "m", "metric", "acc", "at",
	    days[0], "value", "0.9", NULL);
	EXPECT(w, "FAI-01", M, FAIL, NULL,
	    "In a complete listing, no value of 'acc' in an interval of 1d: "
	    "'size/big' in all 3 and 'size/small' in all 3.");
	for (size_t i = 0; i < DAYS; i++) {
		big[i] = sample(w, "size/big", days[i]);
		small[i] = sample(w, "size/small", days[i]);
	}
	EXPECT(w, "FAI-01", M, PASS, NULL,
	    "A value of 'acc' in every interval of 1d: 'size/big' and "
	    "'size/small'.");
	set(w, big[1], "at", "2026-10-02T23:59:59Z");
	EXPECT(w, "FAI-01", M, PASS, NULL, NULL);
	take(w, small[2]);
	EXPECT(
	    w, "FAI-01", M, FAIL, NULL, "'size/small' in 1 of 3 (2026-10-03).");
	listing(w, "monitor.sample", STATE_INCOMPLETE);
	EXPECT(w, "FAI-01", M, UNKNOWN, "INCOMPLETE",
	    "No value was read of 'acc' in an interval of 1d: 'size/small' in "
	    "1 of 3");
	listing(w, "monitor.sample", STATE_OK);
	small[2] = sample(w, "size/small", days[2]);
	set(w, small[2], "value", "!NONFINITE NaN");
	EXPECT(w, "FAI-01", M, UNKNOWN, "NONFINITE",
	    "No usable number of 'acc' in an interval of 1d: 'size/small' in 1 "
	    "of 3");
	/* One of two versions has a number: that is a value. */
	more = sample(w, "size/small", days[2]);
	set(w, more, "version", "2");
	EXPECT(w, "FAI-01", M, PASS, NULL, NULL);
	world_free(w);
}

static void
said(struct world *w, const char *segments, const char *plan)
{
	w->statements.n = 0;
	if (segments != NULL)
		(void)say(w, "segments-declared", M, segments);
	if (plan != NULL)
		(void)say(w, "monitoring-plan", M, plan);
}

#define PLAN                                                                   \
	"segment_metric: acc\nmetrics: [{metric: acc, direction: min, "        \
	"every: 1d}]\n"
#define SEGMENTS "families: [{family: size, levels: [big]}]\n"

static void
statements(void)
{
	struct world *w = world();

	for (size_t i = 0; i < DAYS; i++)
		(void)sample(w, "size/big", days[i]);
	said(w, SEGMENTS, PLAN);
	EXPECT(w, "FAI-01", M, PASS, NULL, NULL);
	said(w, NULL, PLAN);
	EXPECT(w, "FAI-01", M, UNKNOWN, "NOT WRITTEN",
	    "The statement 'segments-declared' for model/m is not written.");
	said(w, SEGMENTS, NULL);
	EXPECT(w, "FAI-01", M, UNKNOWN, "NOT WRITTEN",
	    "The statement 'monitoring-plan' for model/m is not written.");
	said(w, SEGMENTS, "routes: [/a]\n");
	EXPECT(w, "FAI-01", M, UNKNOWN, NULL,
	    "The plan names no metric of segments.");
	said(w, SEGMENTS, "segment_metric: acc\n");
	EXPECT(w, "FAI-01", M, UNKNOWN, NULL,
	    "The plan's metric of segments, 'acc', is not one of its metrics.");
	said(w, SEGMENTS,
	    "segment_metric: acc\nmetrics: [{metric: b, direction: min}]\n");
	EXPECT(w, "FAI-01", M, UNKNOWN, NULL, "is not one of its metrics.");
	said(w, SEGMENTS,
	    "segment_metric: acc\nmetrics: [{metric: acc, direction: min}]\n");
	EXPECT(w, "FAI-01", M, UNKNOWN, NULL, "does not say how often");
	said(w, "families: [{family: size, levels: []}]\n", PLAN);
	EXPECT(w, "FAI-01", M, UNKNOWN, NULL,
	    "The statement names no level of the family 'size'.");
	said(w, "families: [{family: size}]\n", PLAN);
	EXPECT(w, "FAI-01", M, UNKNOWN, NULL, "names no level");
	said(w, "families: []\n", PLAN);
	EXPECT(w, "FAI-01", M, UNKNOWN, NULL,
	    "The statement names no family of segments.");
	said(w, "other: x\n", PLAN);
	EXPECT(w, "FAI-01", M, UNKNOWN, NULL, "names no family");
	world_free(w);
}

/* Another model's rows are not its own. */
static void
models(void)
{
	struct world *w = world();
	struct model_conf both[2] = {w->model, {.id = "n"}};

	w->system.models = both;
	w->system.nmodels = 2;
	for (size_t i = 0; i < DAYS; i++) {
		(void)sample(w, "size/big", days[i]);
		(void)sample(w, "size/small", days[i]);
		(void)put(w, "monitor.sample", "metric", "acc", "segment",
		    "size/big", "at", days[i], "value", "0.8", NULL);
	}
	(void)say(w, "segments-declared", "model/n",
	    "families: [{family: size, levels: [big]}]\n");
	(void)say(w, "monitoring-plan", "model/n", PLAN);
	EXPECT(w, "FAI-01", M, PASS, NULL, NULL);
	EXPECT(w, "FAI-01", "model/n", UNKNOWN, NULL,
	    "No 'acc' of model 'n' was read.");
	world_free(w);
}

int
main(void)
{
	RUN(coverage);
	RUN(statements);
	RUN(models);
	return test_end("t_assess_fai");
}
