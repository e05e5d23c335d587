/* Rows by field, names of outcomes, states, words, and which is worse. */
#include "core/core.h"
#include "test.h"

static void
outcomes_have_names(void)
{
	static const char *const names[] = {"ABSENT", "NULL", "VALUE",
	    "NONFINITE", "MANY", "BADTYPE", "CONFLICT"};
	enum outcome o;

	for (int i = 0; i < 7; i++) {
		CHECK_STR(outcome_name((enum outcome)i), names[i]);
		CHECK(outcome_parse(&o, names[i]) == 0);
		CHECK((int)o == i);
	}
	CHECK(outcome_parse(&o, "value") == -1);
	CHECK(o == OUTCOME_ABSENT);
}

static void
states_have_names(void)
{
	static const char *const names[] = {"NOT_ASKED", "OK", "EMPTY",
	    "DENIED", "NOT_FOUND", "FAILED", "REFUSED", "INCOMPLETE", "STALE"};
	enum state s;

	for (int i = 0; i < 9; i++) {
		CHECK_STR(state_name((enum state)i), names[i]);
		CHECK(state_parse(&s, names[i]) == 0);
		CHECK((int)s == i);
	}
	CHECK(state_parse(&s, "") == -1);
	CHECK(s == STATE_NOT_ASKED);
	CHECK_STR(keep_name(KEEP_BODY), "body");
	CHECK_STR(keep_name(KEEP_VAULT), "vault");
	CHECK_STR(keep_name(KEEP_DIGEST), "digest");
}

/* CONNECTORS section 6. */
static void
worse_states_win(void)
{
	static const enum state order[] = {STATE_FAILED, STATE_REFUSED,
	    STATE_DENIED, STATE_INCOMPLETE, STATE_STALE, STATE_NOT_FOUND,
	    STATE_NOT_ASKED, STATE_OK, STATE_EMPTY};

	for (int i = 0; i < 9; i++) {
		for (int j = i; j < 9; j++) {
			CHECK(state_worst(order[i], order[j]) == order[i]);
			CHECK(state_worst(order[j], order[i]) == order[i]);
		}
	}
}

static void
words_have_names_and_ranks(void)
{
	static const enum word order[] = {VERDICT_FAIL, VERDICT_UNKNOWN,
	    VERDICT_WARN, VERDICT_CLAIMED, VERDICT_PASS,
	    VERDICT_NOT_APPLICABLE};
	static const char *const names[] = {
	    "FAIL", "UNKNOWN", "WARN", "CLAIMED", "PASS", "NOT_APPLICABLE"};

	for (int i = 0; i < 6; i++) {
		CHECK(word_rank(order[i]) == i);
		CHECK_STR(word_name(order[i]), names[i]);
	}
	CHECK(VERDICT_UNKNOWN == 0 && CONTROL_NO_EVIDENCE == 0);
	CHECK_STR(control_word_name(CONTROL_NO_EVIDENCE), "no evidence");
	CHECK_STR(control_word_name(CONTROL_SUPPORTED), "supported");
	CHECK_STR(control_word_name(CONTROL_ATTENTION), "attention");
	CHECK_STR(control_word_name(CONTROL_CONTRADICTED), "contradicted");
	CHECK_STR(control_word_name(CONTROL_INHERITED), "inherited");
	CHECK_STR(control_word_name(CONTROL_OUTSIDE), "outside");
}

static void
rows_are_read_by_name(void)
{
	struct arena *a = arena_new();
	struct value fields[] = {{.outcome = OUTCOME_VALUE, .text = "triage"},
	    {.outcome = OUTCOME_NULL},
	    {.outcome = OUTCOME_BADTYPE, .text = "7"}};
	struct row r = {.fields = fields};

	r.kind = kind_find("model.alias");
	CHECK(row_get(&r, "alias") == &fields[1]);
	CHECK_STR(row_text(&r, "model"), "triage");
	CHECK(row_text(&r, "alias") == NULL);
	CHECK(row_text(&r, "version") == NULL); /* no value: no text */
	CHECK_STR(row_name(a, &r), "model.alias triage/-");
	arena_free(a);
}

int
main(void)
{
	RUN(outcomes_have_names);
	RUN(states_have_names);
	RUN(worse_states_win);
	RUN(words_have_names_and_ranks);
	RUN(rows_are_read_by_name);
	return test_end("t_row");
}
