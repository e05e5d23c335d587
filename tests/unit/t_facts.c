/*
 * The merge (CONNECTORS section 9), rule by rule; keys, order, search.
 */
#include "base/buf.h"
#include "core/core.h"
#include "test.h"

static const struct value absent;

static struct value
value(const char *text, const char *at)
{
	return (struct value){
	    .outcome = OUTCOME_VALUE, .text = text, .at = at, .source = "s"};
}

static struct value
other(enum outcome o, const char *text, const char *at)
{
	return (struct value){
	    .outcome = o, .text = text, .at = at, .source = "s"};
}

/* A row of the kind with nothing in it but the key's texts. */
static struct row *
row(struct arena *a, const char *kind, const char *const *key)
{
	struct row *r = arena_alloc(a, sizeof(*r));

	r->kind = kind_find(kind);
	r->fields = arena_array(a, r->kind->nfields, sizeof(*r->fields));
	r->source = "s";
	r->step = "t";
	for (size_t i = 0; i < r->kind->nkeys; i++)
		if (key[i] != NULL)
			r->fields[i] = value(key[i], "k");
	return r;
}

static struct row *
metric(struct arena *a, const char *run, struct value v)
{
	const char *const key[] = {run, "f1"};
	struct row *r = row(a, "run.metric", key);

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

/* Field `value` of a run.metric given by these. */
static struct value
merged(struct arena *a, const struct value *v, size_t n)
{
	struct facts_builder *b = facts_begin(a);
	struct facts *f;

	for (size_t i = 0; i < n; i++)
		add(b, metric(a, "r", v[i]));
	f = end(b, NULL);
	CHECK(f->nrows == 1);
	return *row_get(f->rows[0], "value");
}

static struct value
pair(struct arena *a, struct value x, struct value y)
{
	const struct value both[] = {x, y};

	return merged(a, both, 2);
}

/* ---- One field ---------------------------------------------------------- */

static void
value_beats_nothing(void)
{
	struct arena *a = arena_new();
	struct value null = other(OUTCOME_NULL, NULL, "n"), v = value("1", "v");

	CHECK(pair(a, absent, absent).outcome == OUTCOME_ABSENT);
	CHECK(pair(a, absent, null).outcome == OUTCOME_NULL);
	CHECK(pair(a, null, absent).outcome == OUTCOME_NULL);
	CHECK_STR(pair(a, null, other(OUTCOME_NULL, NULL, "m")).at, "n");
	CHECK_STR(pair(a, null, v).text, "1");
	CHECK_STR(pair(a, v, null).text, "1");
	CHECK_STR(pair(a, absent, v).at, "v");
	CHECK_STR(pair(a, v, absent).at, "v");
	/* A bad reading is no nothing: it stays. */
	CHECK(pair(a, absent, other(OUTCOME_MANY, NULL, "m")).outcome ==
	      OUTCOME_MANY);
	CHECK(pair(a, other(OUTCOME_BADTYPE, "x", "b"), null).outcome ==
	      OUTCOME_BADTYPE);
	arena_free(a);
}

static void
equal_values_are_one(void)
{
	struct arena *a = arena_new();
	const struct value same[] = {value("0.7483702737940026", "first"),
	    value("0.74837027379400", "second"), absent,
	    value("7.48370274e-1", "third")};
	struct value v = merged(a, same, 4);

	CHECK(v.outcome == OUTCOME_VALUE);
	CHECK_STR(v.at, "first");
	CHECK_STR(v.text, "0.7483702737940026");
	arena_free(a);
}

static void
the_rest_is_conflict(void)
{
	static const enum outcome bad[] = {
	    OUTCOME_NONFINITE, OUTCOME_BADTYPE, OUTCOME_MANY};
	struct arena *a = arena_new();
	struct value v;

	for (int i = 0; i < 3; i++) {
		v = pair(a, value("1", "a"), other(bad[i], "x", "b"));
		CHECK(v.outcome == OUTCOME_CONFLICT && v.nothers == 2);
		CHECK(v.others[1].outcome == bad[i]);
		v = pair(a, other(bad[i], "x", "b"), value("1", "a"));
		CHECK(v.outcome == OUTCOME_CONFLICT && v.nothers == 2);
		CHECK(v.others[0].outcome == bad[i]);
		CHECK_STR(v.at, "b");
		/* Two readings of one node are one, two nodes are not. */
		v = pair(a, other(bad[i], "x", "b"), other(bad[i], "x", "b"));
		CHECK(v.outcome == bad[i]);
		v = pair(a, other(bad[i], "x", "b"), other(bad[i], "x", "c"));
		CHECK(v.outcome == OUTCOME_CONFLICT);
	}
	arena_free(a);
}

static void
conflict_keeps_all(void)
{
	struct arena *a = arena_new();
	struct value inner[] = {value("7", "x"), value("8", "y")};
	const struct value many[] = {value("1", "a"),
	    other(OUTCOME_NULL, NULL, "n"), value("1", "b"), value("2", "c"),
	    value("1", "a"), value("2", "c"),
	    {.outcome = OUTCOME_CONFLICT,
		.at = "x",
		.others = inner,
		.nothers = 2}};
	struct value v = merged(a, many, 7);
	static const char *const at[] = {"a", "b", "c", "x", "y"};

	CHECK(v.outcome == OUTCOME_CONFLICT);
	CHECK(v.text == NULL);
	CHECK_STR(v.at, "a");
	CHECK(v.nothers == 5);
	for (size_t i = 0; i < 5 && v.nothers == 5; i++)
		CHECK_STR(v.others[i].at, at[i]);
	arena_free(a);
}

static bool
equal(enum field_type t, const char *x, const char *y)
{
	struct value a = value(x, "a"), b = value(y, "b");

	return value_equal(t, &a, &b);
}

static void
equality_is_by_type(void)
{
	CHECK(equal(TYPE_NUMBER, "0.1", "1e-1"));
	CHECK(equal(TYPE_NUMBER, "0.1234567891", "0.1234567894"));
	CHECK(!equal(TYPE_NUMBER, "0.12345678", "0.12345679"));
	CHECK(equal(TYPE_NUMBER, "-0", "0.0"));
	CHECK(!equal(TYPE_DURATION, "0.1234567891", "0.1234567894"));
	CHECK(equal(TYPE_DURATION, "3600", "3600.0"));
	CHECK(!equal(TYPE_INT, "1", "1.0"));
	CHECK(equal(TYPE_INT, "1", "1"));
	CHECK(equal(
	    TYPE_TIME, "2026-11-23T12:00:00Z", "2026-11-23T14:00:00+02:00"));
	CHECK(!equal(
	    TYPE_TIME, "2026-11-23T12:00:00Z", "2026-11-23T12:00:00.1Z"));
	CHECK(!equal(TYPE_TEXT, "1", "1.0"));
	CHECK(!equal(TYPE_BOOL, "true", "false"));
	CHECK(!equal(TYPE_SHA256, "ab", "AB"));
	CHECK(!equal(TYPE_NUMBER, "x", "y") && equal(TYPE_NUMBER, "x", "x"));
	CHECK(!equal(TYPE_TIME, "x", "y"));
}

static void
lists_are_sets(void)
{
	static const char *const abc[] = {"a", "b", "c"};
	static const char *const cab[] = {"c", "a", "b", "a"};
	static const char *const abd[] = {"a", "b", "d"};
	struct value x = {.outcome = OUTCOME_VALUE, .items = abc, .nitems = 3};
	struct value y = {.outcome = OUTCOME_VALUE, .items = cab, .nitems = 4};
	struct value z = {.outcome = OUTCOME_VALUE, .items = abd, .nitems = 3};
	struct value none = {
	    .outcome = OUTCOME_VALUE, .items = abc, .nitems = 0};

	CHECK(value_equal(TYPE_LIST, &x, &y));
	CHECK(!value_equal(TYPE_LIST, &x, &z));
	CHECK(!value_equal(TYPE_LIST, &x, &none));
	CHECK(value_equal(TYPE_LIST, &none, &none));
	x.outcome = OUTCOME_MANY;
	CHECK(!value_equal(TYPE_LIST, &x, &y));
}

/* ---- Keys --------------------------------------------------------------- */

static void
keys_must_be_whole(void)
{
	static const char *const key[] = {
	    "triage", "2", NULL, "f1", NULL, NULL};
	struct arena *a = arena_new();
	struct facts_builder *b = facts_begin(a);
	struct row *r = row(a, "evaluation.metric", key);
	const char *part;

	add(b, r); /* dataset, family, segment may miss */
	r = row(a, "evaluation.metric", key);
	r->fields[2] = other(OUTCOME_NULL, NULL, "n");
	add(b, r);
	r = row(a, "evaluation.metric", key);
	r->fields[2] = other(OUTCOME_MANY, NULL, "n");
	CHECK(facts_add(b, r, &part) == -1);
	CHECK_STR(part, "dataset");
	r = row(a, "evaluation.metric", key);
	r->fields[3] = absent;
	CHECK(facts_add(b, r, &part) == -1);
	CHECK_STR(part, "metric");
	r->fields[3] = other(OUTCOME_NULL, NULL, "n");
	CHECK(facts_add(b, r, &part) == -1);
	CHECK(end(b, NULL)->nrows == 1); /* NULL and ABSENT: one key */
	arena_free(a);
}

static void
keys_are_equal_as_values_are(void)
{
	static const char *const keys[][7] = {
	    {"m", NULL, "psi", NULL, NULL, NULL, "2026-11-23T12:00:00Z"},
	    {"m", NULL, "psi", NULL, NULL, NULL, "2026-11-23T13:00:00+01:00"},
	    {"m", NULL, "psi", NULL, NULL, NULL, "2026-11-23T12:00:00.5Z"},
	    {"m", "", "psi", NULL, NULL, NULL, "2026-11-23T12:00:00Z"},
	    {NULL, "m", "psi", NULL, NULL, NULL, "2026-11-23T12:00:00Z"}};
	static const char *const percents[][2] = {
	    {"m", "0.5"}, {"m", "5e-1"}, {"m", "0.8"}, {"m0", "0.5"}};
	struct arena *a = arena_new();
	struct facts_builder *b = facts_begin(a);

	for (int i = 0; i < 5; i++)
		add(b, row(a, "monitor.sample", keys[i]));
	CHECK(end(b, NULL)->nrows == 4);
	b = facts_begin(a);
	for (int i = 0; i < 4; i++)
		add(b, row(a, "budget.alert", percents[i]));
	CHECK(end(b, NULL)->nrows == 3);
	arena_free(a);
}

static void
rows_are_sorted(void)
{
	static const char *const n[] = {"10", "2", "-1", "-10", "0", "1e1"};
	static const char *const want[] = {"-10", "-1", "0", "2", "10", "1e1"};
	static const char *const at[] = {"2026-11-23T12:00:00.5Z",
	    "2026-11-23T12:00:00Z", "0900-01-01T00:00:00Z"};
	static const char *const model[] = {"a"};
	struct arena *a = arena_new();
	struct facts_builder *b = facts_begin(a);
	struct facts *f;
	size_t k;

	for (int i = 0; i < 6; i++) {
		const char *const key[] = {NULL, "e", n[i]};

		add(b, row(a, "rollout.step", key));
	}
	for (int i = 0; i < 3; i++) {
		const char *const key[] = {"m", "1", at[i]};

		add(b, row(a, "registry.event", key));
	}
	add(b, row(a, "model", model));
	f = end(b, NULL);
	CHECK(f->nrows == 10);
	CHECK_STR(f->rows[0]->kind->name, "model");
	CHECK_STR(row_text(f->rows[1], "at"), at[2]);
	CHECK_STR(row_text(f->rows[2], "at"), at[1]);
	CHECK_STR(row_text(f->rows[3], "at"), at[0]);
	for (size_t i = 0; i < 6; i++)
		CHECK_STR(row_text(f->rows[4 + i], "n"), want[i]);
	CHECK(facts_of(f, "registry.event", &k) == f->rows + 1 && k == 3);
	CHECK(facts_of(f, "rollout.step", &k) == f->rows + 4 && k == 6);
	CHECK(facts_of(f, "replica", &k) == NULL && k == 0);
	arena_free(a);
}

static void
rows_are_found(void)
{
	static const char *const keys[][3] = {{"e", "a", "b"}, {NULL, "a", "b"},
	    {NULL, "ab", ""}, {"e", "a", "a"}};
	static const char *const gone[] = {"e", NULL, "b"};
	struct arena *a = arena_new();
	struct facts_builder *b = facts_begin(a);
	struct facts *f;

	for (int i = 0; i < 3; i++)
		add(b, row(a, "deployment", keys[i]));
	f = end(b, NULL);
	CHECK(f->nrows == 3);
	for (int i = 0; i < 3; i++) {
		const struct row *r = facts_find(f, "deployment", keys[i], 3);

		CHECK(r != NULL);
		CHECK_STR(row_text(r, "variant"), keys[i][2]);
	}
	CHECK(facts_find(f, "deployment", keys[3], 3) == NULL);
	CHECK(facts_find(f, "deployment", gone, 3) == NULL);
	CHECK(facts_find(f, "shadow", keys[0], 3) == NULL);
	arena_free(a);
}

/* ---- Whole rows --------------------------------------------------------- */

static void
first_source_keeps_the_row(void)
{
	struct arena *a = arena_new();
	struct facts_builder *b = facts_begin(a);
	struct row *one = metric(a, "r", value("1", "x"));
	struct row *two = metric(a, "r", absent);
	struct facts *f;

	two->source = "second";
	two->fields[3] = value("2026-11-23T12:00:00Z", "y");
	add(b, one);
	add(b, two);
	f = end(b, NULL);
	CHECK_STR(f->rows[0]->source, "s");
	CHECK_STR(row_get(f->rows[0], "value")->at, "x");
	CHECK_STR(row_get(f->rows[0], "at")->at, "y");
	CHECK(one->fields[3].outcome == OUTCOME_ABSENT); /* left as it was */
	arena_free(a);
}

static void
a_record_stays_asserted_until_confirmed(void)
{
	struct arena *a = arena_new();
	struct row *said = metric(a, "r", value("1", "x"));
	struct row *heard = metric(a, "r", value("1.0", "y"));
	struct row *key_only = metric(a, "r", absent);
	struct facts_builder *b = facts_begin(a);
	struct facts *f;

	said->is_asserted = true;
	said->asserted_by = "Dana";
	add(b, key_only);
	add(b, said);
	f = end(b, NULL);
	CHECK(f->rows[0]->is_asserted);
	CHECK_STR(f->rows[0]->asserted_by, "Dana");
	b = facts_begin(a);
	add(b, said);
	add(b, heard);
	f = end(b, NULL);
	CHECK(!f->rows[0]->is_asserted && f->rows[0]->asserted_by == NULL);
	b = facts_begin(a);
	add(b, said);
	add(b, said);
	CHECK(end(b, NULL)->rows[0]->is_asserted);
	arena_free(a);
}

static void
a_fact_needs_a_locator(void)
{
	struct arena *a = arena_new();
	struct facts_builder *b = facts_begin(a);
	struct error e = {0};
	struct facts *f;

	add(b, metric(a, "r", value("1", NULL)));
	CHECK(facts_end(b, NULL, &f, &e) == -1);
	CHECK(f == NULL && e.kind == ERR_BUG);
	CHECK_STR(e.where, "run.metric");
	CHECK_STR(e.what, "field 'value' is VALUE without a locator");
	arena_free(a);
}

int
main(void)
{
	RUN(value_beats_nothing);
	RUN(equal_values_are_one);
	RUN(the_rest_is_conflict);
	RUN(conflict_keeps_all);
	RUN(equality_is_by_type);
	RUN(lists_are_sets);
	RUN(keys_must_be_whole);
	RUN(keys_are_equal_as_values_are);
	RUN(rows_are_sorted);
	RUN(rows_are_found);
	RUN(first_source_keeps_the_row);
	RUN(a_record_stays_asserted_until_confirmed);
	RUN(a_fact_needs_a_locator);
	return test_end("t_facts");
}
