/*
 * POA&M: what opens an item, what keeps it, what a person's decision does,
 * what comes back.
 */
#include "facts_make.h"

static const char DAY[] = "2026-11-25"; /* of AS_OF */
static const char NEW[] = "version/m/1";

static struct world *w;
static struct verdict list[8];
static size_t nlist;
static struct poam_plan plans[4];
static size_t nplans;
static struct poam poam;

static void
begin(void)
{
	w = world_new();
	nlist = nplans = 0;
}

static void
end(void)
{
	world_free(w);
}

static struct verdict *
verdict(const char *check, const char *subject, enum word word)
{
	struct verdict *v = &list[nlist++];

	*v = (struct verdict){.check = rules_check(w->rules, check),
	    .subject = subject,
	    .word = word,
	    .sentence = "It is so."};
	CHECK(v->check != NULL);
	return v;
}

static struct row *
prior(const char *id, const char *check, const char *subject, const char *state)
{
	return put(w, "prior.poam", "id", id, "uuid",
	    "00000000-0000-5000-8000-000000000000", "check", check, "title",
	    "Then", "severity", "low", "subject", subject, "occurrence", "1",
	    "state", state, "found", "FAIL", "since", "2026-09-01",
	    "detected_at", "2026-08-01", "due", "2026-08-31", NULL);
}

static struct poam_plan *
decide_on(const char *id, enum poam_state state)
{
	struct poam_plan *p = &plans[nplans++];

	*p = (struct poam_plan){.id = id,
	    .state = state,
	    .owner = "Ann",
	    .reason = "Because.",
	    .approver = "Bo",
	    .approved = "2026-11-01",
	    .expires = "2026-11-25",
	    .file = "poam/X.yml",
	    .sha256 = SHA_A};
	return p;
}

static void
make(void)
{
	struct assess_in in = {.system = &w->system,
	    .facts = world_facts(w),
	    .statements = &w->statements,
	    .rules = w->rules};
	struct assessment as = {.verdicts = list, .nverdicts = nlist};
	struct poam_plans p = {.items = plans, .n = nplans};

	assess_poam(w->a, &in, &as, &p, &poam);
}

static const struct poam_item *
item(size_t i)
{
	static const struct check none = {
	    .id = "", .title = "", .severity = ""};
	static const struct poam_item nothing = {.id = "",
	    .uuid = "",
	    .check = &none,
	    .subject = "",
	    .detected = "",
	    .since = "",
	    .due = ""};

	CHECK(i < poam.n);
	return i < poam.n ? &poam.items[i] : &nothing;
}

/* The state of the one item that there is. */
static enum poam_state
state(void)
{
	make();
	CHECK(poam.n == 1);
	return item(0)->state;
}

/* ---- Opening ------------------------------------------------------------ */

static void
a_failure_opens_an_item(void)
{
	char uuid[37];

	begin();
	verdict("REG-04", NEW, VERDICT_FAIL); /* high */
	verdict("REG-03", NEW, VERDICT_FAIL); /* moderate */
	verdict("REG-05", NEW, VERDICT_PASS);
	verdict("REG-06", NEW, VERDICT_WARN);
	verdict("REG-08", NEW, VERDICT_UNKNOWN);
	verdict("SIG-04", "version/m/0", VERDICT_FAIL)->is_history = true;
	make();
	CHECK(poam.n == 2 && poam.why == NULL);
	CHECK_STR(item(0)->id, "POAM-0001");
	CHECK_STR(item(0)->check->id, "REG-04");
	CHECK_STR(item(0)->detected, DAY);
	CHECK_STR(item(0)->since, DAY);
	CHECK_STR(item(0)->due, "2026-12-25"); /* 30 days */
	CHECK(item(0)->state == POAM_OPEN && item(0)->occurrence == 1);
	CHECK(item(0)->earlier == NULL && item(0)->plan == NULL);
	CHECK(item(0)->found == VERDICT_FAIL && item(0)->verdict == &list[0]);
	CHECK_STR(item(1)->id, "POAM-0002");
	CHECK_STR(item(1)->due, "2027-02-23"); /* 90 days */
	uuid_v5("poam-item s REG-04 version/m/1 1", uuid);
	CHECK_STR(item(0)->uuid, uuid);
	CHECK(poam_find(&poam, "REG-03", NEW) == item(1));
	CHECK(poam_find(&poam, "REG-05", NEW) == NULL);
	end();
}

static void
unknown_opens_the_second_time(void)
{
	begin();
	verdict("REG-04", NEW, VERDICT_UNKNOWN);
	verdict("REG-03", NEW, VERDICT_UNKNOWN); /* not high */
	verdict("EVL-05", NEW, VERDICT_UNKNOWN);
	verdict("EVL-06", NEW, VERDICT_UNKNOWN)->is_history = true;
	put(w, "prior.verdict", "check", "REG-04", "subject", NEW, "word",
	    "UNKNOWN", NULL);
	put(w, "prior.verdict", "check", "REG-03", "subject", NEW, "word",
	    "UNKNOWN", NULL);
	put(w, "prior.verdict", "check", "EVL-06", "subject", NEW, "word",
	    "UNKNOWN", NULL);
	put(w, "prior.verdict", "check", "EVL-05", "subject", NEW, "word",
	    "PASS", NULL);
	make();
	CHECK(poam.n == 1);
	CHECK_STR(item(0)->check->id, "REG-04");
	CHECK(item(0)->found == VERDICT_UNKNOWN);
	end();
}

/* ---- Keeping ------------------------------------------------------------ */

static void
an_item_keeps_what_it_is(void)
{
	begin();
	verdict("REG-04", NEW, VERDICT_FAIL);
	verdict("REG-05", NEW, VERDICT_FAIL);
	prior("POAM-0021", "REG-04", NEW, "open");
	make();
	CHECK(poam.n == 2);
	CHECK_STR(item(0)->id, "POAM-0021");
	CHECK_STR(item(0)->uuid, "00000000-0000-5000-8000-000000000000");
	CHECK_STR(item(0)->detected, "2026-08-01");
	CHECK_STR(item(0)->since, "2026-09-01");
	CHECK_STR(item(0)->due, "2026-08-31");
	CHECK(item(0)->check == rules_check(w->rules, "REG-04"));
	CHECK_STR(item(1)->id, "POAM-0022"); /* never 0001 */
	end();
}

static void
numbers_go_beyond_four_digits(void)
{
	begin();
	verdict("REG-04", NEW, VERDICT_FAIL);
	prior("POAM-9999", "REG-05", NEW, "closed");
	make();
	CHECK(poam.n == 2);
	CHECK_STR(item(0)->id, "POAM-9999");
	CHECK_STR(item(1)->id, "POAM-10000");
	end();
}

static void
what_is_not_decided_stays_open(void)
{
	static const enum word words[] = {VERDICT_UNKNOWN, VERDICT_WARN,
	    VERDICT_CLAIMED, VERDICT_NOT_APPLICABLE, VERDICT_FAIL};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		begin();
		prior("POAM-0001", "REG-04", NEW, "open");
		verdict("REG-04", NEW, words[i]);
		CHECK(state() == POAM_OPEN);
		CHECK(item(0)->verdict == &list[0]);
		end();
	}
	begin();
	prior("POAM-0001", "REG-04", NEW, "open");
	CHECK(state() == POAM_OPEN);
	CHECK(item(0)->verdict == NULL);
	end();
}

static void
what_passes_is_proposed_to_be_closed(void)
{
	begin();
	prior("POAM-0001", "REG-04", NEW, "open");
	verdict("REG-04", NEW, VERDICT_PASS);
	CHECK(state() == POAM_CLOSURE_PROPOSED);
	CHECK_STR(item(0)->since, DAY);
	end();
	/* It returns before a person closed it: the same item is open. */
	begin();
	prior("POAM-0001", "REG-04", NEW, "closure-proposed");
	verdict("REG-04", NEW, VERDICT_FAIL);
	CHECK(state() == POAM_OPEN);
	CHECK_STR(item(0)->since, DAY);
	end();
	/* What can be decided no more does not keep the proposal. */
	begin();
	prior("POAM-0001", "REG-04", NEW, "closure-proposed");
	CHECK(state() == POAM_OPEN);
	end();
}

static void
what_returns_after_closing_is_new(void)
{
	begin();
	prior("POAM-0001", "REG-04", NEW, "closed");
	verdict("REG-04", NEW, VERDICT_FAIL);
	make();
	CHECK(poam.n == 2);
	CHECK(item(0)->state == POAM_CLOSED);
	CHECK_STR(item(0)->since, "2026-09-01");
	CHECK_STR(item(1)->id, "POAM-0002");
	CHECK_STR(item(1)->earlier, "POAM-0001");
	CHECK(item(1)->occurrence == 2 && item(1)->state == POAM_OPEN);
	CHECK_STR(item(1)->detected, DAY);
	CHECK(strcmp(item(0)->uuid, item(1)->uuid) != 0);
	CHECK(poam_find(&poam, "REG-04", NEW) == item(1));
	end();
	/* The month after: the second occurrence lives on, the first rests. */
	begin();
	prior("POAM-0001", "REG-04", NEW, "closed");
	set(w, prior("POAM-0002", "REG-04", NEW, "open"), "occurrence", "2");
	verdict("REG-04", NEW, VERDICT_PASS);
	make();
	CHECK(poam.n == 2 && item(0)->state == POAM_CLOSED);
	CHECK(item(1)->state == POAM_CLOSURE_PROPOSED);
	end();
	begin();
	prior("POAM-0001", "REG-04", NEW, "closed");
	verdict("REG-04", NEW, VERDICT_PASS);
	CHECK(state() == POAM_CLOSED);
	end();
}

static void
a_check_that_is_gone_keeps_its_item(void)
{
	begin();
	prior("POAM-0001", "OLD-01", NEW, "open");
	CHECK(state() == POAM_OPEN);
	CHECK_STR(item(0)->check->id, "OLD-01");
	CHECK_STR(item(0)->check->title, "Then");
	CHECK_STR(item(0)->check->severity, "low");
	CHECK_STR(item(0)->due, "2027-01-28"); /* 180 days */
	end();
}

/* ---- Deciding ----------------------------------------------------------- */

static void
a_person_closes(void)
{
	begin();
	prior("POAM-0001", "REG-04", NEW, "closure-proposed");
	verdict("REG-04", NEW, VERDICT_PASS);
	decide_on("POAM-0001", POAM_CLOSED);
	CHECK(state() == POAM_CLOSED);
	CHECK_STR(item(0)->since, DAY);
	CHECK(item(0)->plan == &plans[0]);
	end();
	/* What is seen to fail is not closed by writing so. */
	begin();
	prior("POAM-0001", "REG-04", NEW, "open");
	verdict("REG-04", NEW, VERDICT_FAIL);
	decide_on("POAM-0001", POAM_CLOSED);
	CHECK(state() == POAM_OPEN);
	end();
	/* Nor before the day it was approved for. */
	begin();
	prior("POAM-0001", "REG-04", NEW, "closure-proposed");
	verdict("REG-04", NEW, VERDICT_PASS);
	decide_on("POAM-0001", POAM_CLOSED)->approved = "2026-11-26";
	CHECK(state() == POAM_CLOSURE_PROPOSED);
	end();
	/* A file that stays behind closes nothing that came later. */
	begin();
	prior("POAM-0001", "REG-04", NEW, "closed");
	verdict("REG-04", NEW, VERDICT_FAIL);
	decide_on("POAM-0001", POAM_CLOSED);
	make();
	CHECK(poam.n == 2 && item(1)->state == POAM_OPEN);
	end();
	/* A person opens it again: the same item. */
	begin();
	prior("POAM-0001", "REG-04", NEW, "closed");
	verdict("REG-04", NEW, VERDICT_FAIL);
	decide_on("POAM-0001", POAM_OPEN);
	CHECK(state() == POAM_OPEN);
	end();
}

static void
a_deviation_ends(void)
{
	static const enum poam_state states[] = {
	    POAM_ACCEPTED, POAM_FALSE_POSITIVE};

	for (size_t i = 0; i < 2; i++) {
		begin();
		prior("POAM-0001", "REG-04", NEW, "open");
		verdict("REG-04", NEW, VERDICT_FAIL);
		decide_on("POAM-0001", states[i]); /* its last day */
		CHECK(state() == states[i]);
		CHECK_STR(item(0)->since, DAY);
		plans[0].expires = "2026-11-24";
		CHECK(state() == POAM_OPEN);
		end();
	}
	begin();
	prior("POAM-0001", "REG-04", NEW, "accepted");
	verdict("REG-04", NEW, VERDICT_FAIL);
	decide_on("POAM-0001", POAM_ACCEPTED)->approved = "2026-11-26";
	CHECK(state() == POAM_OPEN);
	end();
	/* Without its file there is no deviation. */
	begin();
	prior("POAM-0001", "REG-04", NEW, "accepted");
	verdict("REG-04", NEW, VERDICT_FAIL);
	CHECK(state() == POAM_OPEN);
	CHECK_STR(item(0)->since, DAY);
	end();
}

static void
a_plan_moves_the_day_it_is_due(void)
{
	begin();
	prior("POAM-0001", "REG-04", NEW, "open");
	verdict("REG-04", NEW, VERDICT_FAIL);
	decide_on("POAM-0001", POAM_OPEN)->due = "2027-05-01";
	CHECK(state() == POAM_OPEN);
	CHECK_STR(item(0)->due, "2027-05-01");
	CHECK_STR(item(0)->detected, "2026-08-01");
	end();
}

/* ---- The package before ------------------------------------------------- */

static void
without_the_package_before_nothing_is_numbered(void)
{
	static const enum state states[] = {STATE_FAILED, STATE_REFUSED,
	    STATE_DENIED, STATE_INCOMPLETE, STATE_NOT_FOUND, STATE_NOT_ASKED};

	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
		begin();
		verdict("REG-04", NEW, VERDICT_FAIL);
		w->source.id = "previous";
		w->source.state = states[i];
		w->source.reason = "so it is";
		make();
		CHECK(poam.n == 0);
		CHECK(poam.why != NULL && strstr(poam.why, "so it is") != NULL);
		end();
	}
}

static void
an_item_that_means_nothing_stops_all(void)
{
	static const char *const bad[][2] = {{"uuid", "!ABSENT"},
	    {"check", "!NULL"}, {"subject", "!ABSENT"}, {"occurrence", "0"},
	    {"occurrence", "99999999"}, {"state", "forgotten"},
	    {"found", "PERHAPS"}, {"found", "!ABSENT"},
	    {"detected_at", "!ABSENT"}, {"since", "!BADTYPE soon"},
	    {"id", "POAM-1"}};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		begin();
		verdict("REG-05", NEW, VERDICT_FAIL);
		set(w, prior("POAM-0001", "REG-04", NEW, "open"), bad[i][0],
		    bad[i][1]);
		make();
		CHECK(poam.n == 0 && poam.why != NULL);
		end();
	}
}

int
main(void)
{
	RUN(a_failure_opens_an_item);
	RUN(unknown_opens_the_second_time);
	RUN(an_item_keeps_what_it_is);
	RUN(numbers_go_beyond_four_digits);
	RUN(what_is_not_decided_stays_open);
	RUN(what_passes_is_proposed_to_be_closed);
	RUN(what_returns_after_closing_is_new);
	RUN(a_check_that_is_gone_keeps_its_item);
	RUN(a_person_closes);
	RUN(a_deviation_ends);
	RUN(a_plan_moves_the_day_it_is_due);
	RUN(without_the_package_before_nothing_is_numbered);
	RUN(an_item_that_means_nothing_stops_all);
	return test_end("t_poam");
}
