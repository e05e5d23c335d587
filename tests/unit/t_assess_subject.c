/*
 * Who is judged: versions and models, in order, history, unlisted ones, and
 * those that nobody listed.  And the order of verdicts.
 */
#include "facts_make.h"

static struct row *
version(struct world *w, const char *model, const char *v, const char *status)
{
	return put(w, "model.version", "model", model, "version", v, "status",
	    status, NULL);
}

/* The subjects of this check, in the order of the verdicts, with a space. */
static const char *
subjects(struct world *w, const char *check)
{
	const char *text = "";

	(void)decide(w, check, "none");
	for (size_t i = 0; i < w->as.nverdicts; i++)
		if (strcmp(w->as.verdicts[i].check->id, check) == 0)
			text = arena_printf(
			    w->a, "%s%s ", text, w->as.verdicts[i].subject);
	return text;
}

static void
order(void)
{
	struct world *w = world_new();

	(void)version(w, "m", "10", "staging");
	(void)version(w, "m", "9", "staging");
	(void)version(w, "m", "9b", "staging");
	(void)version(w, "m", "9a", "staging");
	(void)version(w, "a", "2", "staging");
	CHECK_STR(subjects(w, "SIG-04"),
	    "version/a/2 version/m/9 version/m/9a version/m/9b "
	    "version/m/10 ");
	CHECK_STR(subjects(w, "DRF-01"), "model/m ");
	world_free(w);
}

/* A version is spoken of, and no entry of it was read. */
static void
unread(void)
{
	struct world *w = world_new();
	struct row *a = put(w, "model.alias", "model", "m", "alias", "champion",
	    "version", "7", NULL);

	EXPECT(w, "REG-04", "version/m/7", UNKNOWN, NULL,
	    "Version 7 of model 'm' is referred to, and no entry of it in the "
	    "registry was read.");
	CHECK(decide(w, "REG-04", "model/m") == NULL);
	listing(w, "model.version", STATE_DENIED);
	EXPECT(w, "REG-04", "version/m/7", UNKNOWN, "DENIED",
	    "(registry/model.version is DENIED: answered so).");
	EXPECT(w, "REG-04", "model/m", UNKNOWN, "DENIED",
	    "The versions of model 'm' are not all known");
	set(w, a, "version", "!MANY");
	CHECK(decide(w, "REG-04", "version/m/7") == NULL);
	listing(w, "model.version", STATE_EMPTY);
	EXPECT(w, "REG-04", "model/m", UNKNOWN, NULL,
	    "The registry lists no version of model 'm'.");
	world_free(w);
}

/* A listing without a reason, and one that nobody gives. */
static void
listings(void)
{
	struct world *w = world_new();

	w->steps[0].state = STATE_OK;
	listing(w, "model.version", STATE_FAILED);
	for (size_t i = 0; i < w->source.nsteps; i++)
		w->steps[i].reason = NULL;
	EXPECT(w, "REG-04", "model/m", UNKNOWN, "FAILED",
	    "(registry/model.version is FAILED).");
	w->source.nsteps = 0;
	EXPECT(w, "REG-04", "model/m", UNKNOWN, "NOT_ASKED",
	    "(no source gives 'model.version').");
	world_free(w);
}

/* A model that system.yml does not name has versions, and no model beside. */
static void
unlisted(void)
{
	struct world *w = world_new();

	(void)version(w, "unlisted/x", "1", "staging");
	(void)put(
	    w, "lineage.edge", "from", "a", "to", "model:unlisted/x@1", NULL);
	(void)put(w, "lineage.edge", "from", "a", "to", "model:m@1", NULL);
	EXPECT(w, "REG-03", "version/unlisted/x/1", FAIL, NULL,
	    "Not recorded: model artifact, training run behind it and "
	    "evaluation.");
	EXPECT(w, "REG-08", "version/unlisted/x/1", UNKNOWN, NULL,
	    "ever in production");
	CHECK(decide(w, "REG-03", "model/unlisted/x") == NULL);
	(void)put(w, "approval", "version", "3", NULL); /* of no model */
	CHECK(decide(w, "REG-03", "version//3") == NULL);
	world_free(w);
}

static void
history(void)
{
	struct world *w = world_new();
	struct row *r = version(w, "m", "1", "archived");

	CHECK(decide(w, "REG-03", "version/m/1")->is_history);
	set(w, r, "status", "retired");
	CHECK(!decide(w, "REG-03", "version/m/1")->is_history);
	set(w, r, "status", "!ABSENT");
	CHECK(!decide(w, "REG-03", "version/m/1")->is_history);
	world_free(w);
}

/* Was it ever in production?  By alias, status, events; NO by all of them. */
static void
produced(void)
{
	static const char *const yes[] = {
	    "archived", "champion", "production", "retired"};
	static const char *const no[] = {"candidate", "challenger", "shadow",
	    "staging", "registered", "rejected"};
	struct world *w = world_new();
	struct row *r = version(w, "m", "2", "odd"), *event, *alias;
	const char *s = "version/m/2";

	EXPECT(w, "REG-08", s, UNKNOWN, NULL, "ever in production");
	for (size_t i = 0; i < 4; i++) {
		set(w, r, "status", yes[i]);
		EXPECT(w, "REG-08", s, FAIL, NULL, "approval");
	}
	alias = put(w, "model.alias", "model", "m", "alias", "champion",
	    "version", "1", NULL);
	for (size_t i = 0; i < 6; i++) {
		set(w, r, "status", no[i]);
		EXPECT(w, "REG-08", s, NOT_APPLICABLE, NULL, NULL);
	}
	set(w, r, "status", "odd");
	EXPECT(w, "REG-08", s, UNKNOWN, NULL, NULL);
	set(w, r, "status", "candidate");
	set(w, alias, "version", "!NULL");
	EXPECT(w, "REG-08", s, UNKNOWN, NULL, NULL);
	set(w, alias, "version", "2");
	EXPECT(w, "REG-08", s, FAIL, NULL, NULL);
	set(w, alias, "version", "1");
	event = put(w, "registry.event", "model", "m", "version", "2", "at",
	    "2026-01-01T00:00:00Z", "to", "staging", NULL);
	EXPECT(w, "REG-08", s, NOT_APPLICABLE, NULL, NULL);
	set(w, event, "from", "production"); /* so it was there */
	EXPECT(w, "REG-08", s, FAIL, NULL, NULL);
	set(w, event, "from", "!ABSENT");
	set(w, event, "to", "champion");
	EXPECT(w, "REG-08", s, FAIL, NULL, NULL);
	/* Production by traffic: the alias says nothing. */
	take(w, event);
	w->model.alias = NULL;
	w->model.by_traffic = true;
	EXPECT(w, "REG-08", s, UNKNOWN, NULL, "ever in production");
	EXPECT(w, "REG-03", s, FAIL, NULL, NULL);
	world_free(w);
}

/* Version 1 of a complete list, or none. */
static void
first(void)
{
	struct world *w = world_new();
	struct row *r = version(w, "m", "1", "staging");

	(void)version(w, "b", "1", "staging");
	EXPECT(w, "EVL-06", "version/m/1", NOT_APPLICABLE, NULL, NULL);
	EXPECT(w, "EVL-06", "version/b/1", NOT_APPLICABLE, NULL, NULL);
	listing(w, "model.version", STATE_INCOMPLETE);
	EXPECT(w, "EVL-06", "version/m/1", UNKNOWN, "NOT WRITTEN", NULL);
	listing(w, "model.version", STATE_OK);
	(void)version(w, "m", "0", "staging");
	EXPECT(w, "EVL-06", "version/m/1", UNKNOWN, "NOT WRITTEN", NULL);
	EXPECT(w, "EVL-06", "version/m/0", UNKNOWN, "NOT WRITTEN", NULL);
	set(w, r, "version", "2");
	EXPECT(w, "REG-07", "version/m/2", FAIL, NULL, "comparison");
	set(w, r, "version", "v1");
	EXPECT(w, "EVL-06", "version/m/v1", UNKNOWN, "NOT WRITTEN", NULL);
	set(w, r, "version", "1111111111111111111");
	EXPECT(w, "EVL-06", "version/m/1111111111111111111", UNKNOWN,
	    "NOT WRITTEN", NULL);
	set(w, r, "version", "");
	CHECK(decide(w, "EVL-06", "version/m/")->word == VERDICT_UNKNOWN);
	world_free(w);
}

/* A number behind something that is none has nobody before it. */
static void
first_mixed(void)
{
	struct world *w = world_new();

	(void)version(w, "m", "1", "staging");
	(void)version(w, "m", "beta", "staging");
	EXPECT(w, "EVL-06", "version/m/1", NOT_APPLICABLE, NULL, NULL);
	(void)version(w, "m", "7", "staging");
	(void)version(w, "m", "6x", "staging");
	EXPECT(w, "EVL-05", "version/m/7", UNKNOWN, "NOT WRITTEN", NULL);
	world_free(w);
}

/* Worst word first, history behind, then severity, check and subject. */
static void
sorted(void)
{
	struct world *w = world_new();
	const struct verdict *v;

	(void)version(w, "m", "1", "archived");
	(void)version(w, "m", "2", "champion");
	(void)decide(w, "none", "none");
	v = w->as.verdicts;
	CHECK(w->as.nverdicts > 20);
	for (size_t i = 1; i < w->as.nverdicts; i++) {
		int r = word_rank(v[i - 1].word) - word_rank(v[i].word);

		CHECK(r <= 0);
		CHECK(r < 0 || v[i - 1].is_history <= v[i].is_history);
	}
	CHECK_STR(v[0].check->id, "REG-08");
	CHECK_STR(v[0].subject, "version/m/2");
	CHECK_STR(v[1].check->id, "SIG-01");
	CHECK_STR(v[2].check->id, "REG-03");
	for (size_t i = 0; assess_ids()[i] != NULL; i++)
		CHECK(rules_check(w->rules, assess_ids()[i]) != NULL);
	world_free(w);
}

/* Two models: one with versions, one without; equal words by severity. */
static void
several(void)
{
	struct world *w = world_new();
	struct model_conf models[] = {
	    {.id = "z"}, {.id = "m"}, {.id = "n"}, {.id = "b"}, {.id = "b"}};
	struct check checks[3] = {
	    w->rules->checks[0], w->rules->checks[0], w->rules->checks[0]};
	struct rules rules = {.checks = checks, .nchecks = 3};

	w->system.models = models;
	w->system.nmodels = 5;
	w->rules = &rules;
	checks[0].severity = "low";
	checks[0].id = "CIP-04";
	checks[1].severity = "moderate";
	checks[1].id = "REG-04";
	checks[2].severity = "high";
	checks[2].id = "SIG-01";
	(void)version(w, "m", "100", "staging");
	(void)version(w, "m", "9", "staging");
	(void)version(w, "m", "10x", "staging");
	(void)version(w, "m", "10", "staging");
	(void)version(w, "m", "2", "staging");
	(void)version(w, "y", "10x", "staging");
	(void)version(w, "y", "10", "staging");
	CHECK_STR(subjects(w, "CIP-04"),
	    "model/b version/m/2 version/m/9 version/m/10 version/m/10x "
	    "version/m/100 model/n version/y/10 version/y/10x model/z ");
	CHECK_STR(w->as.verdicts[0].check->id, "SIG-01");
	CHECK_STR(w->as.verdicts[w->as.nverdicts - 1].check->id, "CIP-04");
	world_free(w);
}

/* Nothing at all: no subject, no verdict, no control supported. */
static void
nothing(void)
{
	struct world *w = world_new();

	w->system.nmodels = 0;
	(void)decide(w, "none", "none");
	CHECK(w->as.nverdicts == 0);
	CHECK(w->as.ncontrols > 0);
	for (size_t i = 0; i < w->as.ncontrols; i++)
		CHECK(w->as.controls[i].word == CONTROL_NO_EVIDENCE ||
		      w->as.controls[i].word == CONTROL_OUTSIDE);
	world_free(w);
}

/* A check of the rules that nothing decides has no verdict. */
static void
undecided(void)
{
	struct world *w = world_new();
	struct check odd = w->rules->checks[0];
	struct rules rules = *w->rules;

	odd.id = "ODD-01";
	rules.checks = &odd;
	rules.nchecks = 1;
	w->rules = &rules;
	(void)decide(w, "none", "none");
	CHECK(w->as.nverdicts == 0);
	world_free(w);
}

int
main(void)
{
	RUN(order);
	RUN(unread);
	RUN(listings);
	RUN(unlisted);
	RUN(history);
	RUN(produced);
	RUN(first);
	RUN(first_mixed);
	RUN(sorted);
	RUN(several);
	RUN(nothing);
	RUN(undecided);
	return test_end("t_assess_subject");
}
