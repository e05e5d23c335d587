/* Parts of pages: names, words, raw texts with marks, values, what is owed. */
#include <stdlib.h>

#include "base/buf.h"
#include "t_compose_site.h"
#include "test.h"

static struct arena *a;
static struct small small;
static struct work w;

static void
begin(void)
{
	small_make(&small, a);
	w = (struct work){.a = a, .in = &small.in};
	exhibits_make(&w);
	sums_make(&w);
}

/* ---- names.c ------------------------------------------------------------ */

static void
fragments_never_collide(void)
{
	CHECK_STR(name_id(&w, "S-", "version/a/7"), "S-version.a.7");
	CHECK_STR(name_id(&w, "S-", "a-b"), "S-a-b");
	CHECK_STR(name_id(&w, "S-", "a.b"), "S-a_2Eb");
	CHECK_STR(name_id(&w, "S-", "a_2Eb"), "S-a_5F2Eb");
	CHECK_STR(name_id(&w, "S-", "\xC3\xBC <"), "S-_C3_BC_20_3C");
	CHECK_STR(name_id(&w, "S-", ""), "S-");
}

static void
paths_are_of_a_closed_set(void)
{
	CHECK_STR(name_check(&w, "REG-04"), "checks/REG-04.html");
	CHECK_STR(
	    name_control(&w, "sp800-53r5", "si-7.1"), "controls/si-7.1.html");
	CHECK_STR(name_control(&w, "ai-rmf", "MEASURE 2.7"),
	    "controls/ai-rmf-MEASURE-2.7.html");
	CHECK_STR(name_model(&w, "../x\"y"), "models/..-x-y.html");
	CHECK(name_control_known(&w, "sp800-53r5", "si-7") != NULL);
	CHECK(name_control_known(&w, "sp800-53r5", "ac-3") == NULL);
	CHECK(name_control_known(&w, "sp800-53r5", "zz-1") == NULL);
	CHECK_STR(name_framework(&w, "other").s, "other");
}

static void
numbers_in_names_count(void)
{
	CHECK(name_compare("CM-2", "CM-11") < 0);
	CHECK(name_compare("CM-11", "CM-2") > 0);
	CHECK(name_compare("CM-3", "CM-3(2)") < 0);
	CHECK(name_compare("10", "9") > 0);
	CHECK(name_compare("07", "7") == 0);
	CHECK(name_compare("0", "00") == 0);
	CHECK(name_compare("a", "b") < 0);
	CHECK(name_compare("", "") == 0);
	CHECK(name_compare("99999999999999999999999999",
		  "99999999999999999999999998") > 0);
}

static void
subjects_name_their_model(void)
{
	CHECK_STR(name_subject_model(&w, "model/triage"), "triage");
	CHECK_STR(name_subject_model(&w, "version/triage/7"), "triage");
	CHECK_STR(name_subject_model(&w, "version/a/b/7"), "a/b");
	CHECK(name_subject_model(&w, "system") == NULL);
	CHECK(name_subject_model(&w, "unlisted/x") == NULL);
	CHECK(name_subject_model(&w, "modelx/y") == NULL);
}

static void
locators_lead_to_their_place(void)
{
	struct spot s = name_spot(&w, OBJ_A " > $['f1']");

	CHECK_STR(s.page, "evidence/" OBJ_A ".html");
	CHECK_STR(s.fragment, "L4");
	s = name_spot(&w, OBJ_A " > $['other']"); /* no mark of its own */
	CHECK_STR(s.page, "evidence/" OBJ_A ".html");
	CHECK(s.fragment == NULL);
	CHECK(name_spot(&w, "system.yml > $['a']").page == NULL);
	CHECK(name_spot(&w, NULL).page == NULL);
	CHECK(name_spot(&w, "no locator").page == NULL);
}

/* ---- part_words.c ------------------------------------------------------- */

static void
dates_are_prose_and_utc(void)
{
	CHECK_STR(part_date(&w, "2026-11-02").s, "2 November 2026");
	CHECK_STR(
	    part_date(&w, "2026-11-02T23:30:00-02:00").s, "3 November 2026");
	CHECK_STR(part_date(&w, "soon").s, "soon");
	CHECK_STR(part_date(&w, NULL).s, "");
	CHECK_STR(
	    part_time(&w, "2026-11-02T12:00:59Z").s, "2026-11-02 12:00 UTC");
	CHECK_STR(part_time(&w, "2026-11-02").s, "2026-11-02");
	CHECK_STR(part_time(&w, NULL).s, "");
}

static void
periods_are_as_short_as_they_can_be(void)
{
	CHECK_STR(
	    part_period(&w, "2026-10-01T00:00:00Z", "2026-10-31T23:59:59Z").s,
	    "October 2026");
	CHECK_STR(
	    part_period(&w, "2026-10-02", "2026-10-09").s, "2–9 October 2026");
	CHECK_STR(part_period(&w, "2026-09-02", "2026-10-09").s,
	    "2 September 2026 to 9 October 2026");
	CHECK_STR(part_period(&w, "x", "y").s, "x to y");
}

static void
counts_are_words_up_to_nine(void)
{
	CHECK_STR(part_many(&w, 0, "check", "checks").s, "no checks");
	CHECK_STR(part_many(&w, 1, "check", "checks").s, "one check");
	CHECK_STR(part_many_cap(&w, 9, "check", "checks").s, "Nine checks");
	CHECK_STR(part_many(&w, 10, "check", "checks").s, "10 checks");
	CHECK_STR(part_many_cap(&w, 1234, "x", "y").s, "1,234 y");
	CHECK_STR(part_count(&w, 999).s, "999");
	CHECK_STR(part_count(&w, 1000).s, "1,000");
	CHECK_STR(part_count(&w, 1234567).s, "1,234,567");
	CHECK_STR(part_short(&w, OBJ_A).s, "aaaaaaaa…");
	CHECK_STR(part_short(&w, "aaaaaaaa").s, "aaaaaaaa");
}

/* ---- part_source.c ------------------------------------------------------ */

static const struct source *
cut(const char *text, size_t n, const struct evidence_mark *marks,
    size_t nmarks, const char **fragments)
{
	struct evidence_view v = {OBJ_A, "", text, n, marks, nmarks};

	return source_make(&w, &v, 0, fragments);
}

static struct evidence_mark
mark(size_t from, size_t to)
{
	return (struct evidence_mark){.from = from, .to = to};
}

static void
overlapping_marks_become_pieces(void)
{
	struct evidence_mark m[] = {mark(2, 8), mark(4, 6), mark(6, 10)};
	const char *f[3];
	const struct source *s = cut("abcdefghijkl", 12, m, 3, f);

	CHECK(s->nmarks == 4);
	CHECK(s->marks[0].from == 2 && s->marks[0].to == 4);
	CHECK(s->marks[1].from == 4 && s->marks[1].to == 6);
	CHECK(s->marks[2].from == 6 && s->marks[2].to == 8);
	CHECK(s->marks[3].from == 8 && s->marks[3].to == 10);
	CHECK(s->marks[3].id == NULL); /* nothing begins there */
	CHECK_STR(f[0], "L1");
	CHECK_STR(f[2], "L1");
	CHECK(s->nlines == 1 && s->total_lines == 1);
}

static void
marks_move_with_what_is_made_safe(void)
{
	struct evidence_mark m[] = {mark(2, 3), mark(4, 5)};
	const char *f[2];
	const struct source *s = cut("\x01\n\x02\n3\n", 6, m, 2, f);

	CHECK_STR(s->text.s, "[U+0001]\n[U+0002]\n3\n");
	CHECK(s->marks[0].from == 9 && s->marks[0].to == 17);
	CHECK_STR(f[0], "L2");
	CHECK_STR(f[1], "L3");
}

static void
marks_that_show_nothing_have_no_place(void)
{
	struct evidence_mark m[] = {mark(0, 0), mark(3, 2), mark(99, 100)};
	const char *f[3];
	const struct source *s = cut("abcd", 4, m, 3, f);

	CHECK(s->nmarks == 0);
	CHECK(f[0] == NULL && f[1] == NULL && f[2] == NULL);
}

static void
long_texts_are_cut_at_lines(void)
{
	size_t n = 2 * (SOURCE_LINES + 5);
	char *text = mem_alloc(n);
	struct evidence_mark m[] = {mark(0, 1), mark(n - 2, n - 1)};
	const char *f[2];
	const struct source *s;

	for (size_t i = 0; i < n; i++)
		text[i] = i % 2 == 0 ? 'x' : '\n';
	s = cut(text, n, m, 2, f);
	CHECK(s->nlines == SOURCE_LINES);
	CHECK(s->total_lines == SOURCE_LINES + 5);
	CHECK_STR(f[0], "L1");
	CHECK(f[1] == NULL);
	CHECK_STR(s->label.s, "Raw text, the first 2000 of 2005 lines");
	free(text);
}

static void
one_long_line_is_cut_at_a_character(void)
{
	size_t n = EXHIBIT_BYTES + 10;
	char *text = mem_alloc(n);
	const struct source *s;

	memset(text, 'x', n);
	memcpy(text + EXHIBIT_BYTES - 1, "\xC3\xBC", 2);
	s = cut(text, n, NULL, 0, NULL);
	CHECK(s->text.n == EXHIBIT_BYTES - 1);
	CHECK(s->nlines == 1);
	free(text);
}

static void
later_views_have_their_own_ids(void)
{
	struct evidence_mark m[] = {mark(0, 1)};
	struct evidence_view v = {OBJ_A, "base64", "a\n", 2, m, 1};
	const char *f[1];
	const struct source *s = source_make(&w, &v, 1, f);

	CHECK_STR(s->prefix, "v2-L");
	CHECK_STR(s->marks[0].id, "v2-m1");
	CHECK_STR(f[0], "v2-L1");
	v.text = NULL;
	CHECK(source_make(&w, &v, 0, f) == NULL);
}

/* ---- part_value.c ------------------------------------------------------- */

static const char *
shown(enum outcome o, const char *text)
{
	struct row *r = small_row(&small, "evaluation.metric");
	struct value *v = &r->fields[kind_field(r->kind, "value")];
	struct node *p = node_add(a, NULL, NODE_PARA);

	v->outcome = o;
	v->text = text;
	v->at = OBJ_A " > $['f1']";
	part_number(&w, p, r, "value", 3);
	return node_words(a, p).s;
}

static void
values_round_and_others_say_what_they_are(void)
{
	CHECK_STR(shown(OUTCOME_VALUE, "0.8125"), "0.812"); /* half to even */
	CHECK_STR(shown(OUTCOME_VALUE, "0.8135"), "0.814");
	CHECK_STR(shown(OUTCOME_VALUE, "1e400"), "1e400");
	CHECK_STR(shown(OUTCOME_VALUE, "no number"), "no number");
	CHECK_STR(shown(OUTCOME_ABSENT, NULL), "not provided");
	CHECK_STR(shown(OUTCOME_NULL, NULL), "given as empty");
	CHECK_STR(shown(OUTCOME_NONFINITE, "NaN"), "not finite: NaN");
	CHECK_STR(shown(OUTCOME_MANY, NULL), "more than one value");
	CHECK_STR(shown(OUTCOME_BADTYPE, "abc"), "not readable: abc");
}

static void
a_conflict_shows_every_value(void)
{
	struct row *r = small_row(&small, "evaluation.metric");
	struct value *v = &r->fields[kind_field(r->kind, "value")];
	struct value others[2] = {
	    {.outcome = OUTCOME_VALUE, .text = "0.1", .at = OBJ_A " > $['f1']"},
	    {.outcome = OUTCOME_VALUE, .text = "0.2", .at = NULL}};
	struct node *p = node_add(a, NULL, NODE_PARA);

	v->outcome = OUTCOME_CONFLICT;
	v->others = others;
	v->nothers = 2;
	part_value(&w, p, r, "value");
	CHECK_STR(node_words(a, p).s, "0.1, 0.2, sources differ");
	CHECK(p->first->kind == NODE_VALUE);
	CHECK_STR(p->first->object, OBJ_A);
}

static void
lists_are_joined_and_inputs_are_plain(void)
{
	static const char *const items[] = {"a", "b"};
	struct value v = {
	    .outcome = OUTCOME_VALUE, .items = items, .nitems = 2};
	struct node *p = node_add(a, NULL, NODE_PARA);

	CHECK_STR(part_plain(&w, &v).s, "a, b");
	v.nitems = 0;
	CHECK_STR(part_plain(&w, &v).s, "empty list");
	v.outcome = OUTCOME_ABSENT;
	CHECK_STR(part_plain(&w, &v).s, "");
	v.at = "system.yml > $['x']";
	CHECK(part_shown(&w, p, &v, text_lit("x"))->kind == NODE_TEXT);
	CHECK(part_shown(&w, p, &v, text_lit(""))->text.n > 0);
}

/* ---- part_check.c ------------------------------------------------------- */

static void
checks_are_worst_first(void)
{
	static const char *const want[] = {
	    "REG-04", "DRF-01", "EVL-06", "REG-01"};

	CHECK(w.nsums == 4);
	for (size_t i = 0; i < 4; i++)
		CHECK_STR(w.sums[i].check->id, want[i]);
	CHECK(sum_find(&w, "REG-04")->nhistory == 1);
	CHECK(sum_find(&w, "NONE-1") == NULL);
	CHECK_STR(part_counts(&w, sum_find(&w, "EVL-06")).s, "1 WARN, 1 PASS");
	CHECK_STR(part_counts(&w, sum_find(&w, "REG-01")).s,
	    "1 CLAIMED, 1 NOT APPLICABLE");
}

static void
history_alone_is_no_pass(void)
{
	small.assessment.verdicts = &small.verdicts[6];
	small.assessment.nverdicts = 1;
	sums_make(&w);
	CHECK(sum_find(&w, "REG-04")->worst == VERDICT_UNKNOWN);
	CHECK(sum_find(&w, "REG-04")->total == 0);
	CHECK_STR(part_counts(&w, sum_find(&w, "REG-04")).s,
	    "no subject; 1 of archived versions");
	begin();
}

static void
what_is_owed_is_listed(void)
{
	struct owed *list;

	CHECK(part_owed(&w, &list) == 2);
	CHECK_STR(list[0].key, "intended-use");
	CHECK_STR(list[0].subject, "model/triage");
	CHECK(list[0].statement == NULL);
	CHECK(list[1].statement->state == STATEMENT_EXPIRED);
	small.written[0].state = STATEMENT_VALID;
	CHECK(part_owed(&w, &list) == 1);
	begin();
}

int
main(void)
{
	a = arena_new();
	begin();
	RUN(fragments_never_collide);
	RUN(paths_are_of_a_closed_set);
	RUN(numbers_in_names_count);
	RUN(subjects_name_their_model);
	RUN(locators_lead_to_their_place);
	RUN(dates_are_prose_and_utc);
	RUN(periods_are_as_short_as_they_can_be);
	RUN(counts_are_words_up_to_nine);
	RUN(overlapping_marks_become_pieces);
	RUN(marks_move_with_what_is_made_safe);
	RUN(marks_that_show_nothing_have_no_place);
	RUN(long_texts_are_cut_at_lines);
	RUN(one_long_line_is_cut_at_a_character);
	RUN(later_views_have_their_own_ids);
	RUN(values_round_and_others_say_what_they_are);
	RUN(a_conflict_shows_every_value);
	RUN(lists_are_joined_and_inputs_are_plain);
	RUN(checks_are_worst_first);
	RUN(history_alone_is_no_pass);
	RUN(what_is_owed_is_listed);
	arena_free(a);
	return test_end("t_compose_parts");
}
