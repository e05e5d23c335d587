/*
 * Law 3 for each of the six forms, on random rows: taking a field, a row or
 * the completeness of the listing away never turns FAIL or UNKNOWN into
 * something better, nor WARN into PASS.  DOSSIER_SEED=N tries another seed;
 * the seed is printed with a failure.
 */
#include "assess/internal.h"
#include "facts_make.h"

enum { TRIES = 20000 };

static uint64_t seed_now, seed_first;

static size_t
pick(size_t n)
{
	seed_now = seed_now * 6364136223846793005U + 1442695040888963407U;
	return (size_t)(seed_now >> 33) % n;
}

static const char *const numbers[] = {"0", "0.1", "0.10", "0.25", "0.2500001",
    "-0.1", "1e-3", "7", "99999999999999999999", "x", "", " "};
static const char *const times[] = {"2026-11-25T12:00:00Z",
    "2026-11-25T12:00:00.5Z", "2026-11-25T12:00:01Z", "2026-10-25T12:00:00Z",
    "2026-10-24T12:00:00Z", "2025-01-01T00:00:00Z", "soon", ""};
static const enum state states[] = {STATE_OK, STATE_EMPTY, STATE_DENIED,
    STATE_INCOMPLETE, STATE_NOT_ASKED, STATE_FAILED, STATE_STALE};

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define PICK(list)  (list)[pick(COUNT(list))]

/* Any outcome, with a value of the list. */
static struct value
random_value(const char *const *list, size_t n)
{
	static struct value two[2];
	struct value v = {.outcome = (enum outcome)pick(OUTCOME_CONFLICT + 1),
	    .at = "here",
	    .source = "s"};

	if (pick(2) == 0)
		v.outcome = OUTCOME_VALUE;
	if (v.outcome == OUTCOME_VALUE || pick(2) == 0)
		v.text = list[pick(n)];
	if (v.outcome == OUTCOME_CONFLICT && pick(4) > 0) {
		for (size_t i = 0; i < 2; i++)
			two[i] = (struct value){.outcome = OUTCOME_VALUE,
			    .text = pick(3) == 0 ? NULL : list[pick(n)],
			    .at = pick(3) == 0 ? NULL : "there"};
		v.others = two;
		v.nothers = 2;
	}
	if (v.outcome == OUTCOME_ABSENT)
		v = (struct value){0};
	return v;
}

/* What a form is asked about. */
struct asked {
	struct ctx *c;
	struct row *row; /* NULL: taken away */
	struct row *other;
	struct limits limits;
	const char *days;
	size_t found;
	enum word start; /* of the finding before */
};

typedef void ask_fn(const struct asked *q, struct finding *f);

static void
ask_present(const struct asked *q, struct finding *f)
{
	if (q->row != NULL)
		CHECK(form_present(q->c, f, q->row, "value", "thing") ==
		      (f->word == VERDICT_PASS));
	else
		(void)form_has(q->c, f, NULL, "run.metric", "row");
}

static void
ask_has(const struct asked *q, struct finding *f)
{
	CHECK(
	    form_has(q->c, f, q->row, "run.metric", "row") == (q->row != NULL));
}

static void
ask_limit(const struct asked *q, struct finding *f)
{
	if (q->row != NULL)
		CHECK(form_limit(q->c, f, q->row, "value", q->limits,
			  "the thing") == f->word);
	else
		finding_unknown(q->c, f, NULL, "No row");
}

/* The age can only take away: it stands beside a part of another form. */
static void
ask_age(const struct asked *q, struct finding *f)
{
	finding_say(q->c, f, q->start, "It was so");
	if (q->row != NULL)
		(void)form_age(q->c, f, q->row, "at", q->days, "the thing");
	else
		finding_unknown(q->c, f, NULL, "No row");
}

static void
ask_before(const struct asked *q, struct finding *f)
{
	form_before(q->c, f, (struct moment){q->row, "at", "the first"},
	    (struct moment){q->other, "at", "the second"});
}

static void
ask_none(const struct asked *q, struct finding *f)
{
	form_none(q->c, f, q->found, "run.metric", "open findings");
}

static bool
is_bad(enum word w)
{
	return w == VERDICT_FAIL || w == VERDICT_UNKNOWN;
}

static bool
holds(enum word before, enum word after)
{
	if (is_bad(before))
		return is_bad(after);
	return before != VERDICT_WARN || after != VERDICT_PASS;
}

static enum word
word_of(ask_fn *ask, const struct asked *q)
{
	struct finding f = {0};
	const char *text;

	ask(q, &f);
	CHECK(f.has_parts);
	text = finding_text(q->c, &f);
	if (!is_sentence(text) && strstr(text, "' '") == NULL) {
		printf("no sentence: %s\n", text);
		test_failed_now++;
	}
	return f.word;
}

static void
compare(ask_fn *ask, const struct asked *before, const struct asked *after,
    const char *what)
{
	enum word x = word_of(ask, before), y = word_of(ask, after);

	if (holds(x, y))
		return;
	printf("seed %llu: without %s: %s becomes %s\n",
	    (unsigned long long)seed_first, what, word_name(x), word_name(y));
	test_failed_now++;
}

/* The question without the field of this row. */
static void
without_field(ask_fn *ask, const struct asked *q, bool is_other)
{
	struct row *r = is_other ? q->other : q->row, cut;
	struct asked less = *q;
	struct value *fields;

	if (r == NULL)
		return;
	fields = arena_array(q->c->a, r->kind->nfields, sizeof(*fields));
	cut = *r;
	cut.fields = fields; /* all ABSENT but the key */
	memcpy(fields, r->fields, r->kind->nkeys * sizeof(*fields));
	*(is_other ? &less.other : &less.row) = &cut;
	compare(ask, q, &less, "the field");
}

static void
without(ask_fn *ask, const struct asked *q, struct ctx *unlisted)
{
	struct asked less = *q;

	without_field(ask, q, false);
	without_field(ask, q, true);
	less.row = NULL;
	compare(ask, q, &less, "the row");
	less = *q;
	less.other = NULL;
	compare(ask, q, &less, "the other row");
	less = *q;
	less.c = unlisted;
	compare(ask, q, &less, "the listing");
}

static struct row *
random_row(struct world *w)
{
	struct row *r;

	if (pick(5) == 0)
		return NULL;
	r = put(w, "run.metric", "run", "r", "metric", "m", NULL);
	r->fields[2] = random_value(numbers, COUNT(numbers));
	r->fields[3] = random_value(times, COUNT(times));
	return r;
}

static struct ctx
context(struct world *w, struct assess_in *in)
{
	struct ctx c = {.a = w->a, .in = in, .f = in->facts};

	CHECK(time_parse(&c.as_of, AS_OF, strlen(AS_OF)) == 0);
	return c;
}

static struct facts *
facts_in(struct world *w, enum state s)
{
	listing(w, "run.metric", s);
	return world_facts(w);
}

static void
prove(ask_fn *ask)
{
	static const enum word starts[] = {
	    VERDICT_PASS, VERDICT_WARN, VERDICT_FAIL};
	struct world *w = world_new();
	struct facts *all[COUNT(states)];

	for (size_t i = 0; i < COUNT(states); i++)
		all[i] = facts_in(w, states[i]);
	for (size_t i = 0; i < TRIES && test_failed_now == 0; i++) {
		struct arena *a = w->a;
		struct assess_in in, gone;
		struct ctx c, unlisted;
		struct asked q = {.start = PICK(starts),
		    .found = pick(3) == 0 ? pick(5) : 0,
		    .days = pick(9) == 0 ? NULL : PICK(numbers)};

		w->a = arena_new();
		w->nrows = 0;
		in = (struct assess_in){.facts = all[pick(COUNT(states))]};
		gone = (struct assess_in){.facts = all[2 + pick(5)]};
		c = context(w, &in);
		unlisted = context(w, &gone);
		q.c = &c;
		q.row = random_row(w);
		q.other = random_row(w);
		q.limits =
		    (struct limits){.warn = pick(3) == 0 ? NULL : PICK(numbers),
			.fail = pick(9) == 0 ? NULL : PICK(numbers),
			.is_least = pick(2) == 0,
			.lead = pick(2) == 0 ? NULL : "Seen"};
		without(ask, &q, &unlisted);
		arena_free(w->a);
		w->a = a;
	}
	world_free(w);
}

static void
present(void)
{
	prove(ask_present);
}

static void
has(void)
{
	prove(ask_has);
}

static void
limit(void)
{
	prove(ask_limit);
}

static void
age(void)
{
	prove(ask_age);
}

static void
before(void)
{
	prove(ask_before);
}

static void
none(void)
{
	prove(ask_none);
}

/* The proof would see a form that breaks the law. */
static void
proof_sees(void)
{
	CHECK(!holds(VERDICT_FAIL, VERDICT_PASS));
	CHECK(!holds(VERDICT_FAIL, VERDICT_WARN));
	CHECK(!holds(VERDICT_UNKNOWN, VERDICT_CLAIMED));
	CHECK(!holds(VERDICT_UNKNOWN, VERDICT_NOT_APPLICABLE));
	CHECK(!holds(VERDICT_WARN, VERDICT_PASS));
	CHECK(holds(VERDICT_FAIL, VERDICT_UNKNOWN));
	CHECK(holds(VERDICT_WARN, VERDICT_UNKNOWN));
	CHECK(holds(VERDICT_PASS, VERDICT_FAIL));
}

/* No reading but a VALUE passes a form that reads a field. */
static void
only_values_pass(void)
{
	struct world *w = world_new();
	struct assess_in in = {.facts = facts_in(w, STATE_OK)};
	struct ctx c = context(w, &in);
	struct row *r = put(w, "run.metric", "run", "r", "metric", "m", NULL);

	for (int o = OUTCOME_ABSENT; o <= OUTCOME_CONFLICT; o++) {
		struct finding p = {0}, l = {0}, b = {0};

		r->fields[2] = (struct value){
		    .outcome = (enum outcome)o, .text = "1", .at = "here"};
		r->fields[3] = r->fields[2];
		r->fields[3].text = AS_OF;
		(void)form_present(&c, &p, r, "value", "thing");
		(void)form_limit(&c, &l, r, "value",
		    (struct limits){.fail = "2"}, "the thing");
		form_before(&c, &b, (struct moment){r, "at", "the first"},
		    (struct moment){r, "at", "the second"});
		CHECK((p.word == VERDICT_PASS) == (o == OUTCOME_VALUE));
		CHECK((l.word == VERDICT_PASS) == (o == OUTCOME_VALUE));
		CHECK((b.word == VERDICT_PASS) == (o == OUTCOME_VALUE));
	}
	world_free(w);
}

/* None found is a PASS over a complete listing alone. */
static void
none_words(void)
{
	struct world *w = world_new();
	struct assess_in in = {.facts = facts_in(w, STATE_OK)};
	struct assess_in gone = {.facts = facts_in(w, STATE_DENIED)};
	struct ctx c = context(w, &in), d = context(w, &gone);
	struct finding none = {0}, some = {0}, unknown = {0};

	form_none(&c, &none, 0, "run.metric", "open findings");
	form_none(&c, &some, 2, "run.metric", "open findings");
	form_none(&d, &unknown, 0, "run.metric", "open findings");
	CHECK(none.word == VERDICT_PASS);
	CHECK(some.word == VERDICT_FAIL);
	CHECK(unknown.word == VERDICT_UNKNOWN);
	CHECK_STR(finding_text(&c, &some), "Found: 2 open findings.");
	CHECK_STR(unknown.outcome, "DENIED");
	world_free(w);
}

/* A list is a VALUE without a text of its own. */
static void
list_is_present(void)
{
	struct world *w = world_new();
	struct assess_in in = {.facts = facts_in(w, STATE_OK)};
	struct ctx c = context(w, &in);
	struct row *r = put(w, "dataset", "id", "d", NULL);
	struct finding f = {0};

	r->fields[kind_field(r->kind, "labels")] =
	    (struct value){.outcome = OUTCOME_VALUE, .at = "here"};
	CHECK(form_present(&c, &f, r, "labels", "labels"));
	CHECK_STR(finding_text(&c, &f), "Recorded: labels.");
	world_free(w);
}

/* ---- Findings ----------------------------------------------------------- */

static void
finding_words(void)
{
	struct world *w = world_new();
	struct assess_in in = {.facts = facts_in(w, STATE_OK)};
	struct ctx c = context(w, &in);
	struct finding f = {0};
	char *longer = arena_alloc(w->a, 3000);

	CHECK_STR(finding_text(&c, &f), "Nothing was found to decide it on.");
	CHECK(f.word == VERDICT_UNKNOWN);
	finding_settle(&c, &f);
	CHECK(f.word == VERDICT_UNKNOWN);
	finding_say(&c, &f, VERDICT_PASS, "one");
	finding_say(&c, &f, VERDICT_PASS, "one");
	finding_say(&c, &f, VERDICT_NOT_APPLICABLE, "never said");
	CHECK_STR(finding_text(&c, &f), "One.");
	finding_unknown(&c, &f, "DENIED", "two");
	finding_unknown(&c, &f, "CONFLICT", "three");
	finding_unknown(&c, &f, "STALE", "two");
	CHECK_STR(f.outcome, "CONFLICT");
	CHECK_STR(finding_text(&c, &f), "Two. Three.");
	/* What is too long is cut between two characters. */
	for (size_t i = 0; i < 1500; i++)
		memcpy(longer + 2 * i, "\xc3\xa4", 2);
	longer[2999] = '\0';
	f = (struct finding){0};
	finding_say(&c, &f, VERDICT_FAIL, "%s", longer);
	CHECK(strlen(finding_text(&c, &f)) < 1030);
	CHECK(utf8_valid(finding_text(&c, &f), strlen(finding_text(&c, &f))));
	world_free(w);
}

/* More candidates never make it worse, and the first of equals stays. */
static void
finding_bests(void)
{
	static const enum word words[] = {VERDICT_FAIL, VERDICT_UNKNOWN,
	    VERDICT_WARN, VERDICT_CLAIMED, VERDICT_PASS};
	struct world *w = world_new();
	struct assess_in in = {.facts = facts_in(w, STATE_OK)};
	struct ctx c = context(w, &in);
	struct finding best = {0}, sum = {0};
	struct statement *s = say(w, "k", "system", "a: b\n");
	struct statement *t = say(w, "l", "system", "a: b\n");
	struct row *r = put(w, "run.metric", "run", "r", "metric", "m", NULL);

	for (size_t i = 0; i < COUNT(words); i++)
		for (size_t k = 0; k < 2; k++) {
			struct finding one = {0};

			finding_say(&c, &one, words[i], "said %zu", k);
			finding_fact(&c, &one, r, k == 0 ? NULL : "value");
			finding_statement(&c, &one, s);
			finding_best(&c, &best, &one);
			CHECK(best.word == words[i]);
			CHECK_STR(finding_text(&c, &best), "Said 0.");
		}
	finding_merge(&c, &sum, &best);
	finding_merge(&c, &sum, &best);
	CHECK(sum.nbasis == 1 && sum.nstatements == 1 && sum.nclauses == 1);
	finding_statement(&c, &sum, t);
	finding_statement(&c, &sum, s);
	CHECK(sum.nstatements == 2);
	/* Many facts: the array grows. */
	for (int i = 0; i < 20; i++)
		finding_fact(&c, &sum,
		    put(w, "run.metric", "run", "r", "metric", "m", NULL),
		    "value");
	CHECK(sum.nbasis == 21);
	world_free(w);
}

int
main(void)
{
	const char *n = getenv("DOSSIER_SEED");

	seed_first = n == NULL ? 20261125 : strtoull(n, NULL, 10);
	seed_now = seed_first;
	RUN(proof_sees);
	RUN(only_values_pass);
	RUN(present);
	RUN(has);
	RUN(limit);
	RUN(age);
	RUN(before);
	RUN(none);
	RUN(none_words);
	RUN(list_is_present);
	RUN(finding_words);
	RUN(finding_bests);
	return test_end("t_prop_forms");
}
