/*
 * snapshot.json: written and read back byte for byte, every member's refusal,
 * and bytes of outside that are no UTF-8.
 */
#include "base/buf.h"
#include "core/core.h"
#include "test.h"

#define SHA "3f9a1b2c3f9a1b2c3f9a1b2c3f9a1b2c3f9a1b2c3f9a1b2c3f9a1b2c3f9a1b2c"

static const struct bound bound[] = {{"v", SHA " > $['a'][0]"}};
static const struct request requests[] = {
    {.step = "versions",
	.model = "triage",
	.bound = bound,
	.nbound = 1,
	.method = "POST",
	.url = "https://x.example/a?b=c",
	.body = "{\"a\":1}",
	.page = 2,
	.member = "eval/x.json",
	.status = 404,
	.state = STATE_NOT_FOUND,
	.reason = "404 \xff",
	.is_absent = true,
	.keep = KEEP_VAULT,
	.object = SHA,
	.bytes = 7,
	.received_at = "2026-11-23T12:00:00.5Z",
	.confirmed_at = "2026-11-24T12:00:00Z",
	.etag = "W/\"1\""},
    {.step = "run", .keep = KEEP_DIGEST}};
static const char *const kinds[] = {"model", "model.version"};
static const struct step_state steps[] = {
    {"versions", "triage", STATE_INCOMPLETE, "a cap", kinds, 2},
    {"run", NULL, STATE_NOT_ASKED, NULL, NULL, 0}};
static const struct source_state sources[] = {
    {"registry", "mlflow", SHA, "https://x.example", true, STATE_INCOMPLETE,
	"a cap", NULL, NULL, requests, 2, steps, 2},
    {"audit", "cloudtrail", NULL, NULL, false, STATE_NOT_ASKED, "no access",
	"Dana", "2027-01-31", NULL, 0, NULL, 0}};
static const struct snapshot sample = {"benefits-triage",
    "2026-11-23T11:00:00Z", "2026-11-23T12:30:00Z", "2026-10-01T00:00:00Z",
    "2026-10-31T23:59:59Z", sources, 2};

static void
what_is_written_is_read(void)
{
	struct arena *a = arena_new();
	struct buf b = {0}, c = {0};
	struct error e = {0};
	struct snapshot *s = NULL;
	const struct request *r;

	snapshot_format(&sample, &b);
	CHECK(snapshot_parse(a, "s.json", b.data, b.len, &s, &e) == 0);
	CHECK_STR(e.what, "");
	snapshot_format(s, &c);
	CHECK_STR(buf_str(&c), buf_str(&b));
	CHECK_STR(s->system, sample.system);
	CHECK_STR(s->now, sample.now);
	CHECK_STR(s->as_of, sample.as_of);
	CHECK_STR(s->from, sample.from);
	CHECK_STR(s->to, sample.to);
	CHECK(s->nsources == 2 && s->sources[0].nsteps == 2);
	CHECK_STR(s->sources[1].skip_owner, "Dana");
	CHECK_STR(s->sources[0].steps[0].kinds[1], "model.version");
	r = s->sources[0].requests;
	CHECK(r->page == 2 && r->status == 404 && r->bytes == 7);
	CHECK(r->is_absent && r->keep == KEEP_VAULT);
	CHECK(r->state == STATE_NOT_FOUND && r[1].keep == KEEP_DIGEST);
	CHECK_STR(r->bound[0].at, bound[0].at);
	CHECK_STR(r->reason, "404 [0xFF]");
	CHECK_STR(r->body, "{\"a\":1}");
	CHECK(r[1].method == NULL && r[1].object == NULL);
	buf_free(&b);
	buf_free(&c);
	arena_free(a);
}

static void
spelling_is_fixed(void)
{
	static const struct source_state one = {.id = "a", .connector = "b"};
	static const struct snapshot s = {"x", "2026-11-23T11:00:00Z",
	    "2026-11-23T12:30:00Z", NULL, NULL, &one, 1};
	struct buf b = {0};

	snapshot_format(&s, &b);
	CHECK_STR(buf_str(&b),
	    "{\n \"as_of\": \"2026-11-23T12:30:00Z\",\n"
	    " \"format\": \"dossier-snapshot/1\",\n"
	    " \"now\": \"2026-11-23T11:00:00Z\",\n \"sources\": [\n  {\n"
	    "   \"connector\": \"b\",\n   \"id\": \"a\",\n"
	    "   \"requests\": [],\n   \"required\": false,\n"
	    "   \"state\": \"NOT_ASKED\",\n   \"steps\": []\n  }\n ],\n"
	    " \"system\": \"x\"\n}\n");
	buf_free(&b);
}

/* The sample with `from` replaced by `to`, once. */
static void
refused(const char *from, const char *to, const char *what)
{
	struct arena *a = arena_new();
	struct buf b = {0}, c = {0};
	struct error e = {0};
	struct snapshot *s;
	const char *at;

	snapshot_format(&sample, &b);
	at = strstr(b.data, from);
	CHECK(at != NULL);
	if (at != NULL) {
		buf_add(&c, b.data, (size_t)(at - b.data));
		buf_puts(&c, to);
		buf_puts(&c, at + strlen(from));
		CHECK(snapshot_parse(a, "s.json", c.data, c.len, &s, &e) == -1);
		CHECK(s == NULL && e.kind == ERR_INPUT);
		CHECK_STR(e.where, "s.json");
		CHECK_STR(e.what, what);
	}
	buf_free(&b);
	buf_free(&c);
	arena_free(a);
}

static void
the_file_is_checked(void)
{
	refused("dossier-snapshot/1", "dossier-facts/1",
	    "member 'format' is 'dossier-facts/1', wanted "
	    "'dossier-snapshot/1'");
	refused("\"system\"", "\"other\"", "member 'system': is not there");
	refused("\"as_of\": \"2026-11-23T12:30:00Z\"", "\"as_of\": \"now\"",
	    "member 'as_of': wanted a time");
	refused("\"now\": \"2026-11-23T11:00:00Z\"", "\"now\": 5",
	    "member 'now': wanted a text");
	refused("\"from\": \"2026-10-01T00:00:00Z\"", "\"from\": {}",
	    "member 'from': wanted a text");
	refused("\"sources\"", "\"x\"", "member 'sources': is not there");
}

static void
sources_are_checked(void)
{
	refused("\"id\": \"registry\"", "\"id\": null",
	    "sources[0]: member 'id': wanted a text");
	refused("\"connector\": \"mlflow\"", "\"x\": 1",
	    "sources[0]: member 'connector': is not there");
	refused("\"connector_sha256\": \"3f", "\"connector_sha256\": \"3F",
	    "sources[0]: member 'connector_sha256': wanted 64 hex digits");
	refused("\"required\": true", "\"required\": 1",
	    "sources[0]: member 'required': wanted true or false");
	refused("\"state\": \"NOT_ASKED\",\n   \"steps\": []",
	    "\"state\": \"FINE\",\n   \"steps\": []",
	    "sources[1]: member 'state': is no state");
	refused("\"requests\": [],", "\"requests\": {},",
	    "sources[1]: member 'requests': wanted a list");
	refused("\"steps\": []", "\"x\": 1",
	    "sources[1]: member 'steps': is not there");
}

static void
requests_are_checked(void)
{
	static const char place[] = "sources[0].requests[0]: member ";
	static const char *const cases[][3] = {
	    {"\"step\": \"versions\"", "\"step\": 1", "'step': wanted a text"},
	    {"\"model\": \"triage\"", "\"model\": []",
		"'model': wanted a text"},
	    {"\"bound\"", "\"x\"", "'bound': is not there"},
	    {"\"page\": 2", "\"page\": -2", "'page': is out of range"},
	    {"\"page\": 2", "\"page\": 2.0", "'page': wanted a whole number"},
	    {"\"status\": 404", "\"status\": 1000",
		"'status': is out of range"},
	    {"\"state\": \"NOT_FOUND\"", "\"state\": \"OK?\"",
		"'state': is no state"},
	    {"\"absent\": true", "\"absent\": \"true\"",
		"'absent': wanted true or false"},
	    {"\"keep\": \"vault\"", "\"keep\": \"all\"",
		"'keep': wanted body, vault or digest"},
	    {"\"object\": \"3f", "\"object\": \"3f3f",
		"'object': wanted 64 hex digits"},
	    {"\"bytes\": 7", "\"bytes\": -1", "'bytes': is out of range"},
	    {"\"received_at\": \"2026", "\"received_at\": \"26",
		"'received_at': wanted a time"},
	    {"\"confirmed_at\": \"2026", "\"confirmed_at\": \"26",
		"'confirmed_at': wanted a time"}};
	struct buf b = {0};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		buf_reset(&b);
		buf_printf(&b, "%s%s", place, cases[i][2]);
		refused(cases[i][0], cases[i][1], buf_str(&b));
	}
	refused("\"name\": \"v\"", "\"x\": 1",
	    "sources[0].requests[0].bound[0]: member 'name': is not there");
	buf_free(&b);
}

static void
steps_are_checked(void)
{
	refused("\"kinds\": [\n      \"model\",", "\"kinds\": [\n      7,",
	    "sources[0].steps[0]: member 'kinds': wanted a list of texts");
	refused("\"kinds\": []", "\"x\": []",
	    "sources[0].steps[1]: member 'kinds': is not there");
	refused("\"state\": \"INCOMPLETE\",\n     \"step\"",
	    "\"state\": 1,\n     \"step\"",
	    "sources[0].steps[0]: member 'state': wanted a text");
}

/* Cut anywhere, and any byte changed: an error or a snapshot, no crash. */
static void
damage_is_survived(void)
{
	struct buf b = {0};
	unsigned seed = 3;
	int good = 0;

	snapshot_format(&sample, &b);
	for (size_t i = 0; i < b.len; i++) {
		struct arena *a = arena_new();
		char *text = arena_dup(a, b.data);
		struct error e = {0};
		struct snapshot *s;

		CHECK(snapshot_parse(a, "s", text, i, &s, &e) == -1 ||
		      i + 1 == b.len);
		seed = seed * 1664525u + 1013904223u;
		text[i] = (char)(seed >> 16);
		err_clear(&e);
		good += snapshot_parse(a, "s", text, b.len, &s, &e) == 0;
		CHECK((s == NULL) == (e.kind != ERR_NONE));
		arena_free(a);
	}
	CHECK(good > 0);
	buf_free(&b);
}

static void
size_has_a_limit(void)
{
	struct arena *a = arena_new();
	struct error e = {0};
	struct snapshot *s;

	/* Refused by its length: the bytes are not looked at. */
	CHECK(snapshot_parse(a, "s", "{", (32u << 20) + 1, &s, &e) == -1);
	CHECK(e.kind == ERR_LIMIT);
	arena_free(a);
}

int
main(void)
{
	RUN(what_is_written_is_read);
	RUN(spelling_is_fixed);
	RUN(the_file_is_checked);
	RUN(sources_are_checked);
	RUN(requests_are_checked);
	RUN(steps_are_checked);
	RUN(damage_is_survived);
	RUN(size_has_a_limit);
	return test_end("t_snapshot");
}
