/*
 * facts.json and assessment.json: the one spelling, written and read back
 * byte for byte, and every refusal with the member's name.
 */
#include <stdlib.h>

#include "base/buf.h"
#include "core/core.h"
#include "ext/json.h"
#include "test.h"

static struct value
value(const char *text, const char *at)
{
	return (struct value){.outcome = OUTCOME_VALUE,
	    .text = text,
	    .at = at,
	    .source = "registry"};
}

static struct row *
row(struct arena *a, const char *kind)
{
	struct row *r = arena_alloc(a, sizeof(*r));

	r->kind = kind_find(kind);
	r->fields = arena_array(a, r->kind->nfields, sizeof(*r->fields));
	r->source = "registry";
	r->step = "step";
	return r;
}

/* One of everything: list, conflict, null, nonfinite, asserted. */
static struct facts *
sample(struct arena *a)
{
	static const char *const labels[] = {"PII", "CU\"I"};
	static const struct value others[] = {
	    {.outcome = OUTCOME_VALUE, .text = "1", .at = "x"},
	    {.outcome = OUTCOME_NONFINITE, .text = "NaN", .at = "y"}};
	struct facts_builder *b = facts_begin(a);
	struct row *r = row(a, "dataset");
	struct error e = {0};
	struct facts *f = NULL;
	const char *part;

	r->fields[0] = value("d\xc3\xa9\n", "at-id");
	r->fields[1] = (struct value){
	    .outcome = OUTCOME_NULL, .at = "at-version", .source = "registry"};
	r->fields[4] = (struct value){.outcome = OUTCOME_CONFLICT,
	    .at = "x",
	    .source = "registry",
	    .others = others,
	    .nothers = 2};
	r->fields[9] = (struct value){.outcome = OUTCOME_VALUE,
	    .at = "at-labels",
	    .source = "registry",
	    .items = labels,
	    .nitems = 2};
	CHECK(facts_add(b, r, &part) == 0);
	r = row(a, "model");
	r->fields[0] = value("triage", "at-model");
	r->fields[1] = value("broken \xff", "at-owner");
	r->is_asserted = true;
	r->asserted_by = "Dana";
	CHECK(facts_add(b, r, &part) == 0);
	CHECK(facts_end(b, NULL, &f, &e) == 0);
	return f;
}

static const char sample_text[] = "{\n"
				  " \"format\": \"dossier-facts/1\",\n"
				  " \"rows\": [\n"
				  "  {\n"
				  "   \"fields\": {\n"
				  "    \"id\": {\n"
				  "     \"at\": \"at-id\",\n"
				  "     \"outcome\": \"VALUE\",\n"
				  "     \"source\": \"registry\",\n"
				  "     \"text\": \"d\xc3\xa9\\n\"\n"
				  "    },\n"
				  "    \"labels\": {\n"
				  "     \"at\": \"at-labels\",\n"
				  "     \"items\": [\n"
				  "      \"PII\",\n"
				  "      \"CU\\\"I\"\n"
				  "     ],\n"
				  "     \"outcome\": \"VALUE\",\n"
				  "     \"source\": \"registry\"\n"
				  "    },\n"
				  "    \"records\": {\n"
				  "     \"at\": \"x\",\n"
				  "     \"others\": [\n"
				  "      {\n"
				  "       \"at\": \"x\",\n"
				  "       \"outcome\": \"VALUE\",\n"
				  "       \"text\": \"1\"\n"
				  "      },\n"
				  "      {\n"
				  "       \"at\": \"y\",\n"
				  "       \"outcome\": \"NONFINITE\",\n"
				  "       \"text\": \"NaN\"\n"
				  "      }\n"
				  "     ],\n"
				  "     \"outcome\": \"CONFLICT\",\n"
				  "     \"source\": \"registry\"\n"
				  "    },\n"
				  "    \"version\": {\n"
				  "     \"at\": \"at-version\",\n"
				  "     \"outcome\": \"NULL\",\n"
				  "     \"source\": \"registry\"\n"
				  "    }\n"
				  "   },\n"
				  "   \"kind\": \"dataset\",\n"
				  "   \"source\": \"registry\",\n"
				  "   \"step\": \"step\"\n"
				  "  },\n"
				  "  {\n"
				  "   \"asserted\": true,\n"
				  "   \"asserted_by\": \"Dana\",\n"
				  "   \"fields\": {\n"
				  "    \"model\": {\n"
				  "     \"at\": \"at-model\",\n"
				  "     \"outcome\": \"VALUE\",\n"
				  "     \"source\": \"registry\",\n"
				  "     \"text\": \"triage\"\n"
				  "    },\n"
				  "    \"owner\": {\n"
				  "     \"at\": \"at-owner\",\n"
				  "     \"outcome\": \"VALUE\",\n"
				  "     \"source\": \"registry\",\n"
				  "     \"text\": \"broken [0xFF]\"\n"
				  "    }\n"
				  "   },\n"
				  "   \"kind\": \"model\",\n"
				  "   \"source\": \"registry\",\n"
				  "   \"step\": \"step\"\n"
				  "  }\n"
				  " ]\n"
				  "}\n";

static void
there_is_one_spelling(void)
{
	struct arena *a = arena_new();
	struct buf b = {0}, whole = {0};
	struct error e = {0};
	struct json *j;

	facts_format(sample(a), &b);
	CHECK_STR(buf_str(&b), sample_text);
	/* The same as ext/json would write the whole. */
	CHECK(json_load_bytes("f", b.data, b.len, b.len, &j, &e) == 0);
	json_format(j, &whole);
	CHECK_STR(buf_str(&whole), buf_str(&b));
	json_free(j);
	buf_free(&whole);
	buf_free(&b);
	arena_free(a);
}

static void
what_is_written_is_read(void)
{
	struct arena *a = arena_new();
	struct buf b = {0};
	struct error e = {0};
	struct facts *f = NULL;
	const char *const key[] = {"d\xc3\xa9\n", NULL};
	const struct row *r;

	CHECK(facts_parse(a, NULL, sample_text, strlen(sample_text), &f, &e) ==
	      0);
	CHECK_STR(e.what, "");
	facts_format(f, &b);
	CHECK_STR(buf_str(&b), sample_text);
	CHECK(f->nrows == 2);
	r = facts_find(f, "dataset", key, 2);
	CHECK(r != NULL && row_get(r, "records")->nothers == 2);
	CHECK(row_get(r, "labels")->nitems == 2);
	CHECK(row_get(r, "uri")->outcome == OUTCOME_ABSENT);
	CHECK(f->rows[1]->is_asserted);
	buf_free(&b);
	arena_free(a);
}

static void
no_rows_are_read(void)
{
	static const char text[] =
	    "{\n \"format\": \"dossier-facts/1\",\n \"rows\": []\n}\n";
	struct arena *a = arena_new();
	struct buf b = {0};
	struct error e = {0};
	struct facts *f = NULL;

	CHECK(facts_parse(a, NULL, text, strlen(text), &f, &e) == 0);
	facts_format(f, &b);
	CHECK_STR(buf_str(&b), text);
	buf_free(&b);
	arena_free(a);
}

static void
refused(const char *rows, const char *what)
{
	struct arena *a = arena_new();
	struct buf b = {0};
	struct error e = {0};
	struct facts *f;

	buf_printf(&b, "{\"format\": \"dossier-facts/1\", \"rows\": %s}", rows);
	CHECK(facts_parse(a, NULL, b.data, b.len, &f, &e) == -1);
	CHECK(f == NULL && e.kind == ERR_INPUT);
	CHECK_STR(e.where, "facts.json");
	CHECK_STR(e.what, what);
	buf_free(&b);
	arena_free(a);
}

#define MODEL(f) "[{\"kind\": \"model\", \"fields\": {" f "}}]"
#define FIELD(f) MODEL("\"owner\": {" f "}")

static void
rows_must_be_rows(void)
{
	refused("7", "member 'rows': wanted a list");
	refused("[7]", "rows[0]: member 'kind': is not there");
	refused("[{\"kind\": 7}]", "rows[0]: member 'kind': wanted a text");
	refused("[{\"kind\": \"x\"}]", "rows[0]: member 'kind': is no kind");
	refused("[{\"kind\": \"model\"}]",
	    "rows[0]: member 'fields': wanted an object");
	refused("[{\"kind\": \"model\", \"source\": 7}]",
	    "rows[0]: member 'source': wanted a text");
	refused("[{\"kind\": \"model\", \"asserted\": 1}]",
	    "rows[0]: member 'asserted': wanted true or false");
	refused(
	    MODEL(""), "rows[0]: member 'model': this key part is not there");
	refused(MODEL("\"x\": {}"),
	    "rows[0]: member 'fields': a field that the kind has not");
}

static void
fields_must_be_fields(void)
{
	refused(FIELD(""),
	    "rows[0]: field 'owner': member 'outcome': is not there");
	refused(FIELD("\"outcome\": \"ABSENT\""),
	    "rows[0]: field 'owner': member 'outcome': is no outcome that is "
	    "kept");
	refused(FIELD("\"outcome\": \"OK\""),
	    "rows[0]: field 'owner': member 'outcome': is no outcome that is "
	    "kept");
	refused(FIELD("\"outcome\": \"VALUE\", \"text\": \"x\""),
	    "rows[0]: field 'owner': member 'at': is not there");
	refused(FIELD("\"outcome\": \"VALUE\", \"at\": \"x\""),
	    "rows[0]: field 'owner': member 'text': has no text");
	refused(FIELD("\"outcome\": \"VALUE\", \"at\": [\"x\"]"),
	    "rows[0]: field 'owner': member 'at': wanted a text");
	refused(FIELD("\"outcome\": \"MANY\", \"at\": \"x\", \"items\": [7]"),
	    "rows[0]: field 'owner': member 'items': wanted a list of texts");
	refused(FIELD("\"outcome\": \"CONFLICT\", \"at\": \"x\""),
	    "rows[0]: field 'owner': member 'others': is not there");
	refused(FIELD("\"outcome\": \"CONFLICT\", \"at\": \"x\", "
		      "\"others\": [{\"outcome\": \"NULL\", \"at\": \"x\"}]"),
	    "rows[0]: field 'owner': member 'others': wanted 2 or more "
	    "values");
	refused(FIELD("\"outcome\": \"CONFLICT\", \"at\": \"x\", "
		      "\"others\": [7, 8]"),
	    "rows[0]: field 'owner'.others[0]: member 'outcome': is not "
	    "there");
	refused(FIELD("\"outcome\": \"CONFLICT\", \"at\": \"x\", \"others\": "
		      "[{\"outcome\": \"CONFLICT\", \"at\": \"x\"}, 8]"),
	    "rows[0]: field 'owner'.others[0]: member 'outcome': a conflict "
	    "inside a conflict");
}

static void
bad_value(
    const char *kind, const char *field, const char *text, const char *why)
{
	struct buf rows = {0}, what = {0};

	buf_printf(&rows,
	    "[{\"kind\": \"%s\", \"fields\": {\"%s\": {\"outcome\": "
	    "\"VALUE\", \"at\": \"x\", \"text\": \"%s\"}}}]",
	    kind, field, text);
	buf_printf(&what, "rows[0]: field '%s': member %s", field, why);
	refused(buf_str(&rows), buf_str(&what));
	buf_free(&rows);
	buf_free(&what);
}

static void
values_must_be_canonical(void)
{
	bad_value("dataset", "records", "many", "'text': is no number");
	bad_value("run.metric", "value", "NaN", "'text': is no number");
	bad_value("monitor.rule", "for", "5m", "'text': is no number");
	bad_value("release", "at", "2026-11-23", "'text': is no time in UTC");
	bad_value("release", "at", "2026-11-23T12:00:00+00:00",
	    "'text': is no time in UTC");
	bad_value("approval", "expires", "2026-02-30", "'text': is no date");
	bad_value(
	    "replica", "ready", "True", "'text': is neither true nor false");
	bad_value("dataset", "sha256", "AB", "'text': is no sha256");
	bad_value("dataset", "labels", "PII", "'items': is not there");
}

#define ROW(name)                                                              \
	"{\"kind\": \"model\", \"fields\": {\"model\": {\"outcome\": "         \
	"\"VALUE\", \"at\": \"x\", \"text\": \"" name "\"}}}"

static void
rows_must_be_in_order(void)
{
	refused("[" ROW("b") "," ROW("a") "]",
	    "rows[0]: member 'fields': not in order of kind and key, or there "
	    "twice");
	refused("[" ROW("a") "," ROW("a") "]",
	    "rows[0]: member 'fields': not in order of kind and key, or there "
	    "twice");
}

static void
other_formats_are_refused(void)
{
	static const char *const texts[][2] = {
	    {"{\"format\": \"dossier-facts/2\", \"rows\": []}",
		"member 'format' is 'dossier-facts/2', wanted "
		"'dossier-facts/1'"},
	    {"{\"format\": 1, \"rows\": []}",
		"member 'format' is not there or no text, wanted "
		"'dossier-facts/1'"},
	    {"[]", "wanted an object"},
	    {"{\"format\": \"dossier-facts/1\"}",
		"member 'rows': is not there"}};

	for (size_t i = 0; i < 4; i++) {
		struct arena *a = arena_new();
		struct error e = {0};
		struct facts *f;

		CHECK(facts_parse(a, NULL, texts[i][0], strlen(texts[i][0]), &f,
			  &e) == -1);
		CHECK_STR(e.what, texts[i][1]);
		arena_free(a);
	}
}

/* Any byte of a good file changed: an error or facts, never a crash. */
static void
damage_is_survived(void)
{
	unsigned seed = 5;
	int good = 0;

	for (size_t i = 0; i < 4 * (sizeof(sample_text) - 1); i++) {
		struct arena *a = arena_new();
		char *text = arena_dup(a, sample_text);
		struct error e = {0};
		struct facts *f;

		seed = seed * 1664525u + 1013904223u;
		text[i / 4] = (char)(seed >> 16);
		if (facts_parse(
			a, NULL, text, sizeof(sample_text) - 1, &f, &e) == 0)
			good++;
		else
			CHECK(f == NULL && e.kind != ERR_NONE);
		arena_free(a);
	}
	CHECK(good > 0);
}

/* ---- assessment.json ---------------------------------------------------- */

static void
assessment_is_written(void)
{
	struct arena *a = arena_new();
	struct facts *f = sample(a);
	const struct check check = {.id = "REG-04"};
	const struct statement st = {.key = "intended-use",
	    .subject = "model/triage",
	    .file = "statements/x.yml",
	    .sha256 = "ab"};
	const struct statement *const sts[] = {&st};
	const struct basis basis[] = {{f->rows[0], 9}, {f->rows[0], -1}};
	const struct verdict v[] = {
	    {&check, "version/triage/2", VERDICT_UNKNOWN, "STALE", "a", "b",
		"x is y", true, basis, 2, sts, 1}};
	const struct control ctl = {.framework = "sp800-53r5", .id = "si-7"};
	const struct verdict *const refs[] = {&v[0]};
	const struct control_result c[] = {
	    {&ctl, CONTROL_ATTENTION, "why", refs, 1}};
	const struct assessment as = {v, 1, c, 1};
	struct buf b = {0};

	assessment_format(&as, &b);
	CHECK_STR(buf_str(&b),
	    "{\n \"controls\": [\n  {\n   \"framework\": \"sp800-53r5\",\n"
	    "   \"id\": \"si-7\",\n   \"sentence\": \"why\",\n"
	    "   \"verdicts\": [\n    {\n     \"check\": \"REG-04\",\n"
	    "     \"subject\": \"version/triage/2\"\n    }\n   ],\n"
	    "   \"word\": \"attention\"\n  }\n ],\n"
	    " \"format\": \"dossier-assessment/1\",\n \"verdicts\": [\n  {\n"
	    "   \"check\": \"REG-04\",\n   \"facts\": [\n    {\n"
	    "     \"at\": \"at-labels\",\n     \"field\": \"labels\",\n"
	    "     \"key\": [\n      \"d\xc3\xa9\\n\",\n      null\n     ],\n"
	    "     \"kind\": \"dataset\"\n    },\n    {\n     \"key\": [\n"
	    "      \"d\xc3\xa9\\n\",\n      null\n     ],\n"
	    "     \"kind\": \"dataset\"\n    }\n   ],\n"
	    "   \"history\": true,\n   \"outcome\": \"STALE\",\n"
	    "   \"seen\": \"a\",\n   \"sentence\": \"x is y\",\n"
	    "   \"statements\": [\n    {\n"
	    "     \"file\": \"statements/x.yml\",\n"
	    "     \"key\": \"intended-use\",\n     \"sha256\": \"ab\",\n"
	    "     \"subject\": \"model/triage\"\n    }\n   ],\n"
	    "   \"subject\": \"version/triage/2\",\n   \"wanted\": \"b\",\n"
	    "   \"word\": \"UNKNOWN\"\n  }\n ]\n}\n");
	buf_free(&b);
	arena_free(a);
}

int
main(void)
{
	RUN(there_is_one_spelling);
	RUN(what_is_written_is_read);
	RUN(no_rows_are_read);
	RUN(rows_must_be_rows);
	RUN(fields_must_be_fields);
	RUN(values_must_be_canonical);
	RUN(rows_must_be_in_order);
	RUN(other_formats_are_refused);
	RUN(damage_is_survived);
	RUN(assessment_is_written);
	return test_end("t_facts_json");
}
