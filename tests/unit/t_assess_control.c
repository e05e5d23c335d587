/*
 * Control results from verdicts (DESIGN section 7): each word, the basis of
 * the mapping, history, and the sentences.
 */
#include "assess/internal.h"
#include "facts_make.h"

static const struct mapping text = {"f", "c-1", "control-text", "", false};
static const struct mapping judged = {"f", "c-1", "judgement", "", false};
static const struct mapping elsewhere[] = {
    {"f", "c-2", "document", "", false}, {"g", "c-1", "document", "", false}};

static const struct check by_text = {
    .id = "A-01", .mappings = &text, .nmappings = 1};
static const struct check by_judgement = {
    .id = "B-01", .mappings = &judged, .nmappings = 1};
static const struct check other = {
    .id = "C-01", .mappings = elsewhere, .nmappings = 2};

/* The result of control c-1 of framework f, with so many parts. */
static struct control_result
result(struct arena *a, const struct verdict *v, size_t n, size_t nparts)
{
	struct control control = {
	    .framework = "f", .id = "c-1", .nparts = nparts};
	struct check checks[3] = {by_text, by_judgement, other};
	struct rules rules = {.checks = checks,
	    .nchecks = 3,
	    .controls = &control,
	    .ncontrols = 1};
	struct assess_in in = {.rules = &rules};
	struct ctx c = {.a = a, .in = &in};
	struct assessment as = {.verdicts = v, .nverdicts = n};
	struct control_result r;

	controls_decide(&c, &as);
	CHECK(as.ncontrols == 1);
	r = as.controls[0];
	CHECK(is_sentence(r.sentence));
	return r;
}

struct given {
	enum word text, judged;
	enum control_word want;
};

#define T(w) VERDICT_##w

/* One verdict by the control's text, one by judgement. */
static void
words(void)
{
	static const struct given all[] = {
	    {T(PASS), T(PASS), CONTROL_SUPPORTED},
	    {T(PASS), T(NOT_APPLICABLE), CONTROL_SUPPORTED},
	    {T(PASS), T(UNKNOWN), CONTROL_ATTENTION},
	    {T(PASS), T(WARN), CONTROL_ATTENTION},
	    {T(PASS), T(CLAIMED), CONTROL_ATTENTION},
	    {T(PASS), T(FAIL), CONTROL_ATTENTION},
	    {T(FAIL), T(PASS), CONTROL_CONTRADICTED},
	    {T(FAIL), T(FAIL), CONTROL_CONTRADICTED},
	    {T(UNKNOWN), T(FAIL), CONTROL_ATTENTION},
	    {T(UNKNOWN), T(WARN), CONTROL_ATTENTION},
	    {T(UNKNOWN), T(UNKNOWN), CONTROL_NO_EVIDENCE},
	    {T(UNKNOWN), T(NOT_APPLICABLE), CONTROL_NO_EVIDENCE},
	    {T(NOT_APPLICABLE), T(NOT_APPLICABLE), CONTROL_NO_EVIDENCE}};
	struct arena *a = arena_new();

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		const struct verdict v[] = {
		    {.check = &by_text, .word = all[i].text},
		    {.check = &by_judgement, .word = all[i].judged}};
		struct control_result r = result(a, v, 2, 0);

		CHECK(r.nverdicts == 2);
		if (r.word == all[i].want)
			continue;
		printf("%s and %s: %s, not %s\n", word_name(all[i].text),
		    word_name(all[i].judged), control_word_name(r.word),
		    control_word_name(all[i].want));
		test_failed_now++;
	}
	arena_free(a);
}

/* Sources that disagree need attention even where nothing passed. */
static void
conflict(void)
{
	struct arena *a = arena_new();
	struct verdict v = {.check = &by_text, .word = T(UNKNOWN)};

	v.outcome = "DENIED";
	CHECK(result(a, &v, 1, 0).word == CONTROL_NO_EVIDENCE);
	v.outcome = "CONFLICT";
	CHECK(result(a, &v, 1, 0).word == CONTROL_ATTENTION);
	arena_free(a);
}

static void
history(void)
{
	struct arena *a = arena_new();
	struct verdict v[] = {
	    {.check = &by_text, .word = T(FAIL), .is_history = true},
	    {.check = &by_text, .word = T(PASS)}};
	struct control_result r = result(a, v, 2, 0);

	CHECK(r.word == CONTROL_SUPPORTED);
	CHECK(r.nverdicts == 2);
	v[1].is_history = true;
	CHECK(result(a, v, 2, 0).word == CONTROL_NO_EVIDENCE);
	arena_free(a);
}

/* Verdicts of checks that map elsewhere are not its own. */
static void
outside(void)
{
	struct arena *a = arena_new();
	const struct verdict v = {.check = &other, .word = T(FAIL)};
	struct control control = {.framework = "f", .id = "c-3"};
	struct rules rules = {.checks = &other,
	    .nchecks = 1,
	    .controls = &control,
	    .ncontrols = 1};
	struct assess_in in = {.rules = &rules};
	struct ctx c = {.a = a, .in = &in};
	struct assessment as = {.verdicts = &v, .nverdicts = 1};

	CHECK(result(a, &v, 1, 0).word == CONTROL_NO_EVIDENCE);
	CHECK(result(a, &v, 1, 0).nverdicts == 0);
	controls_decide(&c, &as);
	CHECK(as.controls[0].word == CONTROL_OUTSIDE);
	CHECK_STR(
	    as.controls[0].sentence, "No check of this release touches it.");
	arena_free(a);
}

static void
sentences(void)
{
	struct arena *a = arena_new();
	struct verdict v[] = {{.check = &by_judgement, .word = T(FAIL)},
	    {.check = &by_text, .word = T(UNKNOWN)},
	    {.check = &by_text, .word = T(WARN)},
	    {.check = &by_text, .word = T(CLAIMED)},
	    {.check = &by_text, .word = T(PASS)},
	    {.check = &by_text, .word = T(NOT_APPLICABLE)}};

	CHECK_STR(result(a, v, 6, 0).sentence,
	    "Attention is needed for 4 automated results: 1 failed on a "
	    "mapping that is a judgement, 2 warned or only claimed, 1 unknown; "
	    "1 passed.");
	CHECK_STR(result(a, v + 1, 1, 0).sentence,
	    "No automated result says anything of it.");
	CHECK_STR(result(a, v + 4, 1, 0).sentence,
	    "Supported by 1 automated result.");
	CHECK_STR(result(a, v + 4, 1, 1).sentence,
	    "Supported by 1 automated result; the control has 1 statement "
	    "part.");
	v[3].word = T(PASS);
	CHECK_STR(result(a, v + 3, 2, 3).sentence,
	    "Supported by 2 automated results; the control has 3 statement "
	    "parts.");
	v[3].word = T(FAIL);
	CHECK_STR(
	    result(a, v, 6, 0).sentence, "Contradicted by 1 automated result.");
	v[2].word = T(FAIL);
	CHECK_STR(result(a, v, 6, 0).sentence,
	    "Contradicted by 2 automated results.");
	arena_free(a);
}

int
main(void)
{
	RUN(words);
	RUN(conflict);
	RUN(history);
	RUN(outside);
	RUN(sentences);
	return test_end("t_assess_control");
}
