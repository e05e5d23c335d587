/*
 * Fields: every type of the kinds' table, every outcome, what `map`, `scale`,
 * `decode`, `key`, `const` and `answer` do (CONNECTORS section 7).
 */
#include "t_one.h"

#include "base/buf.h"

#define HEAD                                                                   \
	"connector: t\nversion: 1\nspeaks: a test\n"                           \
	"parameters: {model: model}\nsteps:\n  - id: one\n    get: \"/a\"\n"   \
	"    decode: json_lenient\n    facts:\n"

/* The value of one field of the first row that `fact` makes of `body`. */
static const struct value *
value_of(
    struct one **out, const char *fact, const char *field, const char *body)
{
	static const struct value none = {.outcome = OUTCOME_CONFLICT};
	char text[2000];
	struct one *o;
	size_t n;

	snprintf(text, sizeof(text), "%s%s", HEAD, fact);
	o = *out = one_open("t", text);
	o->src.zone = "+02:00";
	one_start(o);
	CHECK(one_give(o, 0, one_plan(o, 0, &n), 1, 200, 1, body) == STATE_OK);
	(void)one_end(o, 0);
	return o->rows.n == 0 ? &none : row_get(o->rows.items[0], field);
}

/* Behind the object and the answer's decoder. */
static const char *
last_part(const char *at)
{
	static const char root[] = "json_lenient > ";
	const char *s = strstr(at, root);

	return s == NULL ? at + 64 + strlen(" > ") : s + strlen(root);
}

static void
check(const char *fact, const char *field, const char *body,
    enum outcome outcome, const char *text, const char *at)
{
	struct one *o;
	const struct value *v = value_of(&o, fact, field, body);

	if (v->outcome != outcome)
		printf(
		    "%s of %s is %s\n", field, body, outcome_name(v->outcome));
	CHECK(v->outcome == outcome);
	if (text == NULL)
		CHECK(v->text == NULL);
	else
		CHECK_STR(v->text, text);
	if (at == NULL)
		CHECK(v->at == NULL);
	else
		CHECK_STR(v->at == NULL ? NULL : last_part(v->at), at);
	one_free(o);
}

/* One field of a kind whose key is given. */
#define OF(kind, key, field, rule)                                             \
	"      - kind: " kind "\n        fields:\n          " key              \
	"\n          " field ": " rule "\n"
#define TEXT OF("model", "model: $.k", "owner", "$.v")
#define METRIC(rule)                                                           \
	"      - kind: run.metric\n        fields:\n          run: $.k\n"      \
	"          metric: $.k\n          value: " rule "\n"
#define TRAINING(field, rule)                                                  \
	"      - kind: training.run\n        fields:\n          id: $.k\n"     \
	"          " field ": " rule "\n"
#define DATASET(field, rule)                                                   \
	"      - kind: dataset\n        fields:\n          id: $.k\n"          \
	"          " field ": " rule "\n"
#define JSON(v) "{\"k\": \"k\", \"v\": " v "}"

static void
texts(void)
{
	check(TEXT, "owner", JSON("\"a b\""), OUTCOME_VALUE, "a b", "$['v']");
	check(TEXT, "owner", JSON("1E2"), OUTCOME_VALUE, "1E2", "$['v']");
	check(TEXT, "owner", JSON("true"), OUTCOME_VALUE, "true", "$['v']");
	check(TEXT, "owner", JSON("\"\""), OUTCOME_ABSENT, NULL, NULL);
	check(TEXT, "owner", JSON("{}"), OUTCOME_ABSENT, NULL, NULL);
	check(TEXT, "owner", "{\"k\": \"k\"}", OUTCOME_ABSENT, NULL, NULL);
	check(TEXT, "owner", JSON("null"), OUTCOME_NULL, NULL, "$['v']");
	check(TEXT, "owner", JSON("[1]"), OUTCOME_BADTYPE, NULL, "$['v']");
	check(
	    TEXT, "owner", JSON("{\"a\": 1}"), OUTCOME_BADTYPE, NULL, "$['v']");
	check(TEXT, "owner", JSON("\"a\\u0000b\""), OUTCOME_BADTYPE, NULL,
	    "$['v']");
	check(OF("model", "model: $.k", "owner", "\"$.v[*]\""), "owner",
	    JSON("[1, 2]"), OUTCOME_MANY, NULL, "$['v'][0]");
	check(OF("model", "model: $.k", "owner", "[$.x, $.n, $.v]"), "owner",
	    "{\"k\": \"k\", \"n\": null, \"v\": \"third\"}", OUTCOME_VALUE,
	    "third", "$['v']");
	check(OF("model", "model: $.k", "owner", "[$.x, $.n]"), "owner",
	    "{\"k\": \"k\", \"n\": null}", OUTCOME_NULL, NULL, "$['n']");
}

/* Longer than 64 KiB, or 4 KiB in a key: no value, and not repeated. */
static void
long_texts(void)
{
	struct buf b = {0};

	for (size_t n = 4095; n <= 65537; n += n == 4097 ? 61439 : 1) {
		bool is_key = n < 65535;

		buf_puts(&b, is_key ? "{\"v\": \"v\", \"k\": \""
				    : "{\"k\": \"k\", \"v\": \"");
		for (size_t i = 0; i < n; i++)
			buf_putc(&b, 'a');
		buf_puts(&b, "\"}");
		if (n == 4096 || n == 65536) {
			struct one *o;
			const struct value *v =
			    value_of(&o, TEXT, "owner", buf_str(&b));

			CHECK(v->outcome == OUTCOME_VALUE);
			one_free(o);
		} else if (n > 65536) {
			check(TEXT, "owner", buf_str(&b), OUTCOME_BADTYPE, NULL,
			    "$['v']");
		} else if (n == 4097) {
			struct one *o;

			(void)value_of(&o, TEXT, "owner", buf_str(&b));
			CHECK(o->rows.n == 0);
			CHECK(o->state.state == STATE_INCOMPLETE);
			one_free(o);
		}
		buf_reset(&b);
	}
	buf_free(&b);
}

static void
numbers(void)
{
	static const char *const infinite[] = {"NaN", "-Infinity", "\"nan\"",
	    "\"-inf\"", "\"+Inf\"", "\"INFINITY\"", "1.7976931348623157e+308",
	    "-1.8e308", "\"1e999\""};

	check(METRIC("$.v"), "value", JSON("0.50"), OUTCOME_VALUE, "0.50",
	    "$['v']");
	check(METRIC("$.v"), "value", JSON("\"1e-7\""), OUTCOME_VALUE, "1e-7",
	    "$['v']");
	for (size_t i = 0; i < sizeof(infinite) / sizeof(infinite[0]); i++) {
		char body[100];
		struct one *o;

		snprintf(body, sizeof(body), JSON("%s"), infinite[i]);
		CHECK(value_of(&o, METRIC("$.v"), "value", body)->outcome ==
		      OUTCOME_NONFINITE);
		one_free(o);
	}
	check(METRIC("$.v"), "value", JSON("\"0x1\""), OUTCOME_BADTYPE, "0x1",
	    "$['v']");
	check(METRIC("$.v"), "value",
	    JSON("1.2345678901234567890123456789012345678901"), OUTCOME_BADTYPE,
	    "1.2345678901234567890123456789012345678901", "$['v']");
	check(METRIC("{path: $.v, scale: 0.01}"), "value", JSON("12.5"),
	    OUTCOME_VALUE, "0.125", "$['v']");
	check(METRIC("{path: $.v, map: {high: \"0.9\"}}"), "value",
	    JSON("\"high\""), OUTCOME_VALUE, "0.9", "$['v']");
	check(METRIC("{path: $.v, map: {high: \"0.9\"}}"), "value",
	    JSON("\"low\""), OUTCOME_BADTYPE, "low", "$['v']");
}

static void
whole_numbers_and_words(void)
{
	check(DATASET("records", "$.v"), "records", JSON("\"1500\""),
	    OUTCOME_VALUE, "1500", "$['v']");
	check(DATASET("records", "$.v"), "records", JSON("18.0"), OUTCOME_VALUE,
	    "18", "$['v']");
	check(DATASET("records", "$.v"), "records", JSON("1.5"),
	    OUTCOME_BADTYPE, "1.5", "$['v']");
	check(DATASET("records", "$.v"), "records", JSON("0"), OUTCOME_VALUE,
	    "0", "$['v']");
	check(TRAINING("deleted", "$.v"), "deleted", JSON("true"),
	    OUTCOME_VALUE, "true", "$['v']");
	check(TRAINING("deleted", "$.v"), "deleted", JSON("\"false\""),
	    OUTCOME_VALUE, "false", "$['v']");
	check(TRAINING("deleted", "$.v"), "deleted", JSON("\"no\""),
	    OUTCOME_BADTYPE, "no", "$['v']");
	check(TRAINING("deleted", "{path: $.v, map: {\"1\": true}}"), "deleted",
	    JSON("1"), OUTCOME_VALUE, "true", "$['v']");
}

static void
times(void)
{
	check(TRAINING("started_at", "$.v"), "started_at",
	    JSON("\"2026-03-02 15:00:00.5+01:00\""), OUTCOME_VALUE,
	    "2026-03-02T14:00:00.5Z", "$['v']");
	check(TRAINING("started_at", "$.v"), "started_at",
	    JSON("\"2026-03-02T14:00:00\""), OUTCOME_BADTYPE,
	    "2026-03-02T14:00:00", "$['v']");
	check(TRAINING("started_at", "$.v"), "started_at",
	    JSON("\"0001-01-01T00:00:00Z\""), OUTCOME_ABSENT, NULL, NULL);
	check(TRAINING("started_at", "{path: $.v, type: time_ms}"),
	    "started_at", JSON("1772460000500"), OUTCOME_VALUE,
	    "2026-03-02T14:00:00.5Z", "$['v']");
	check(TRAINING("started_at", "{path: $.v, type: time_s}"), "started_at",
	    JSON("\"1772460000\""), OUTCOME_VALUE, "2026-03-02T14:00:00Z",
	    "$['v']");
	check(TRAINING("started_at", "{path: $.v, type: time_local}"),
	    "started_at", JSON("\"2026-03-02T16:00:00\""), OUTCOME_VALUE,
	    "2026-03-02T14:00:00Z", "$['v']");
	check("      - kind: approval\n        fields: {expires: $.v}\n",
	    "expires", JSON("\"2027-03-05\""), OUTCOME_VALUE, "2027-03-05",
	    "$['v']");
	check("      - kind: approval\n        fields: {expires: $.v}\n",
	    "expires", JSON("\"2027-02-30\""), OUTCOME_BADTYPE, "2027-02-30",
	    "$['v']");
}

#define REHEARSAL(rule)                                                        \
	"      - kind: rehearsal\n        fields: {id: $.k, duration: " rule   \
	"}\n"

static void
durations(void)
{
	check(REHEARSAL("$.v"), "duration", JSON("42"), OUTCOME_VALUE, "42",
	    "$['v']");
	check(REHEARSAL("$.v"), "duration", JSON("\"42s\""), OUTCOME_VALUE,
	    "42", "$['v']");
	check(REHEARSAL("$.v"), "duration", JSON("\"1.5m\""), OUTCOME_VALUE,
	    "90", "$['v']");
	check(REHEARSAL("$.v"), "duration", JSON("\"2h\""), OUTCOME_VALUE,
	    "7200", "$['v']");
	check(REHEARSAL("{path: $.v, type: duration_ms}"), "duration",
	    JSON("1500"), OUTCOME_VALUE, "1.5", "$['v']");
	check(REHEARSAL("$.v"), "duration", JSON("\"2d\""), OUTCOME_BADTYPE,
	    "2d", "$['v']");
	check(REHEARSAL("{path: $.v, type: duration_s}"), "duration",
	    JSON("\"2m\""), OUTCOME_BADTYPE, "2m", "$['v']");
}

#define HEX "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define BIG "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB"

static void
digests(void)
{
	check(DATASET("sha256", "$.v"), "sha256", JSON("\"" BIG "\""),
	    OUTCOME_VALUE, HEX, "$['v']");
	check(DATASET("sha256", "$.v"), "sha256", JSON("\"sha256:" HEX "\""),
	    OUTCOME_VALUE, HEX, "$['v']");
	check(DATASET("sha256", "$.v"), "sha256", JSON("\"abc\""),
	    OUTCOME_BADTYPE, "abc", "$['v']");
	check(TRAINING("image_digest", "$.v"), "image_digest",
	    JSON("\"reg.example/a/b:1@sha256:" HEX "\""), OUTCOME_VALUE, HEX,
	    "$['v']");
	check(TRAINING("image_digest", "$.v"), "image_digest",
	    JSON("\"sha256:" HEX "\""), OUTCOME_VALUE, HEX, "$['v']");
	check(TRAINING("image_digest", "$.v"), "image_digest",
	    JSON("\"reg.example/a/b:latest\""), OUTCOME_ABSENT, NULL, NULL);
	check(TRAINING("image_digest", "$.v"), "image_digest",
	    JSON("\"a@sha256:12\""), OUTCOME_BADTYPE, "a@sha256:12", "$['v']");
}

static void
lists(void)
{
	struct one *o;
	const struct value *v = value_of(&o, DATASET("labels", "$.v"), "labels",
	    JSON("[\"b\", \"a\", \"b\", 1]"));

	CHECK(v->outcome == OUTCOME_VALUE && v->nitems == 3);
	CHECK_STR(v->items[0], "b");
	CHECK_STR(v->items[2], "1");
	one_free(o);
	v = value_of(&o, DATASET("labels", "\"$.v[*].l\""), "labels",
	    JSON("[{\"l\": \"x\"}, {\"l\": \"y\"}]"));
	CHECK(v->outcome == OUTCOME_VALUE && v->nitems == 2);
	one_free(o);
	v = value_of(&o, DATASET("labels", "$.v"), "labels", JSON("\"one\""));
	CHECK(v->outcome == OUTCOME_VALUE && v->nitems == 1);
	one_free(o);
	v = value_of(&o, DATASET("labels", "$.v"), "labels", JSON("[]"));
	CHECK(v->outcome == OUTCOME_VALUE && v->nitems == 0);
	one_free(o);
	v = value_of(&o, DATASET("labels", "$.v"), "labels", JSON("[1, [2]]"));
	CHECK(v->outcome == OUTCOME_BADTYPE && v->nitems == 0);
	one_free(o);
	v = value_of(&o, DATASET("labels", "{path: $.v, decode: json}"),
	    "labels", JSON("\"[\\\"p\\\",\\\"q\\\"]\""));
	CHECK(v->outcome == OUTCOME_VALUE && v->nitems == 2);
	CHECK_STR(v->items[1], "q");
	one_free(o);
}

static void
models(void)
{
	check("      - kind: model\n        fields: {model: $.v}\n", "model",
	    JSON("\"n's\""), OUTCOME_VALUE, "m1", "$['v']");
	check("      - kind: model\n        fields: {model: $.v}\n", "model",
	    JSON("\"m1\""), OUTCOME_VALUE, "unlisted/m1", "$['v']");
	check("      - kind: model\n        fields: {model: $.v}\n", "model",
	    JSON("\"n\""), OUTCOME_VALUE, "unlisted/n", "$['v']");
}

static void
places(void)
{
	struct one *o;
	const struct value *v;

	check("      - kind: deployment\n        each: {t: \"$.v.*\"}\n"
	      "        fields: {endpoint: $.k, variant: {key: t}}\n",
	    "variant", JSON("{\"v7\": 1}"), OUTCOME_VALUE, "v7",
	    "$['v']['v7'] > key");
	check("      - kind: deployment\n        each: {t: \"$.v[1]\"}\n"
	      "        fields: {endpoint: $.k, variant: {key: t}}\n",
	    "variant", JSON("[0, 1]"), OUTCOME_VALUE, "1", "$['v'][1] > key");
	check(DATASET("role", "{const: train}"), "role", JSON("1"),
	    OUTCOME_VALUE, "train", "answer");
	check(DATASET("uri", "{answer: file}"), "uri", JSON("1"), OUTCOME_VALUE,
	    "a.json", "answer file");
	check(DATASET("records", "{answer: bytes}"), "records", JSON("1"),
	    OUTCOME_VALUE, "18", "answer bytes");
	check(DATASET("snapshot_at", "{answer: received_at}"), "snapshot_at",
	    JSON("1"), OUTCOME_VALUE, "2026-11-23T12:00:01Z",
	    "answer received_at");
	check(DATASET("uri", "{path: $.v, decode: base64}"), "uri",
	    JSON("\"YWI=\""), OUTCOME_VALUE, "ab", "$['v'] > base64 > $");
	check(DATASET("uri", "{path: $.v, decode: base64}"), "uri",
	    JSON("\"?\""), OUTCOME_BADTYPE, "?", "$['v']");
	v = value_of(
	    &o, DATASET("sha256", "{answer: sha256}"), "sha256", JSON("1"));
	CHECK_STR(v->text, one_sha(o, 1));
	CHECK_STR(v->source, "src");
	one_free(o);
}

int
main(void)
{
	RUN(texts);
	RUN(long_texts);
	RUN(numbers);
	RUN(whole_numbers_and_words);
	RUN(times);
	RUN(durations);
	RUN(digests);
	RUN(lists);
	RUN(models);
	RUN(places);
	return test_end("t_field");
}
