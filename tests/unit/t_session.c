/*
 * States of steps, by section 6 of CONNECTORS: needs, over, `on`, and what a
 * snapshot with entries taken out still says.  Pages: t_session_pages.c.
 */
#include "t_one.h"

#define HEAD  "connector: t\nversion: 1\nspeaks: a test\n"
#define HEAD2 "connector: records\nversion: 1\nspeaks: a test\n"
#define FACTS                                                                  \
	"    facts:\n      - kind: model.alias\n        each: {m: "            \
	"\"$.m[*]\"}\n"                                                        \
	"        fields: {model: m.n, alias: m.a, version: m.v}\n"
#define FACTS2                                                                 \
	"    facts:\n      - kind: model.version\n"                            \
	"        fields: {model: m.n, version: $.v}\n"
#define ROW(n) "{\"m\": [{\"n\": \"x\", \"a\": \"" n "\", \"v\": \"1\"}]}"

static struct one *
start(const char *steps)
{
	char text[4000];
	struct one *o;

	snprintf(text, sizeof(text), HEAD "steps:\n%s", steps);
	o = one_open("t", text);
	one_start(o);
	return o;
}

/* The state of a one-step connector after this answer. */
static void
check_answer(const char *step, int status, const char *body, enum state state,
    size_t rows)
{
	struct one *o = start(step);
	size_t n;

	(void)one_give(o, 0, one_plan(o, 0, &n), 1, status, 1, body);
	if (one_end(o, 0) != state)
		printf("%d %s: %s %s\n", status, body,
		    state_name(o->state.state),
		    o->state.reason == NULL ? "" : o->state.reason);
	CHECK(o->state.state == state);
	CHECK(o->rows.n == rows);
	CHECK((o->state.reason == NULL) ==
	      (state == STATE_OK || state == STATE_EMPTY));
	CHECK_STR(o->state.step, "one");
	CHECK_STR(o->state.model, "m1");
	CHECK(o->state.nkinds == 1);
	one_free(o);
}

#define ONE "  - id: one\n    get: \"/a\"\n"

static void
answers(void)
{
	static const int denied[] = {401, 403, 407}, gone[] = {404, 410},
			 failed[] = {400, 418, 500, 503};

	check_answer(ONE FACTS, 200, ROW("a"), STATE_OK, 1);
	check_answer(ONE FACTS, 200, "{}", STATE_EMPTY, 0);
	check_answer(ONE FACTS, 200, "<html>", STATE_FAILED, 0);
	check_answer(ONE FACTS, 200, "", STATE_FAILED, 0);
	check_answer(ONE FACTS, 200, "{\"m\": [{\"n\": \"x\", \"v\": \"1\"}]}",
	    STATE_INCOMPLETE, 0);
	check_answer(ONE FACTS, 200,
	    "{\"m\": [{\"n\": \"x\", \"v\": \"1\"}, "
	    "{\"n\": \"x\", \"a\": \"b\", \"v\": \"1\"}]}",
	    STATE_INCOMPLETE, 1);
	for (size_t i = 0; i < 3; i++)
		check_answer(ONE FACTS, denied[i], ROW("a"), STATE_DENIED, 0);
	for (size_t i = 0; i < 2; i++)
		check_answer(ONE FACTS, gone[i], ROW("a"), STATE_NOT_FOUND, 0);
	for (size_t i = 0; i < 4; i++)
		check_answer(ONE FACTS, failed[i], ROW("a"), STATE_FAILED, 0);
}

#define ON                                                                     \
	ONE "    on: [{status: 404, state: absent}, "                          \
	    "{path: $.error, is: \"no *\", state: denied}, "                   \
	    "{status: 400, path: $.code, is: \"*GONE*\", state: not_found}, "  \
	    "{status: 409, state: retry}, {status: 200, path: $.again, "       \
	    "state: restart}]\n" FACTS

static void
rules(void)
{
	struct one *o;
	size_t n;
	struct judgement j = {0};
	struct answer ans = {.object = "x", .bytes = "", .status = 409};

	/* An absent answer is good, and only `absent: true` reads it. */
	check_answer(ON, 404, ROW("a"), STATE_OK, 0);
	check_answer(ON, 200, "{\"error\": \"no rights\"}", STATE_DENIED, 0);
	check_answer(ON, 200, "{\"error\": \"none\"}", STATE_EMPTY, 0);
	check_answer(
	    ON, 400, "{\"code\": \"IT_IS_GONE_NOW\"}", STATE_NOT_FOUND, 0);
	check_answer(ON, 400, "GONE", STATE_FAILED, 0);
	check_answer(ON, 401, "{\"error\": \"no\"}", STATE_DENIED, 0);
	o = start(ON);
	(void)one_plan(o, 0, &n);
	CHECK(session_judge(o->s, 0, &ans, &j, &o->e) == 0);
	CHECK(j.state == STATE_FAILED && j.is_retry && !j.is_restart);
	CHECK_STR(j.reason, "answered 409");
	ans.status = 200;
	ans.bytes = "{\"again\": 1}";
	ans.n = strlen(ans.bytes);
	CHECK(session_judge(o->s, 0, &ans, &j, &o->e) == 0);
	CHECK(j.state == STATE_FAILED && j.is_restart && !j.is_retry);
	ans.status = 503;
	CHECK(session_judge(o->s, 0, &ans, &j, &o->e) == 0);
	CHECK(j.is_retry);
	one_free(o);
}

#define SAID                                                                   \
	ONE "    on: [{status: 200, path: \"$.warnings[*]\", state: "          \
	    "incomplete, reason: \"$.warnings[*]\"}, "                         \
	    "{status: 400, state: failed, reason: $.error}, "                  \
	    "{status: 503, state: retry, reason: $.error}]\n" FACTS
#define PART                                                                   \
	"{\"warnings\": [\"zone 2\", 7, null, {}, \"\", \"cut\"], \"m\": "     \
	"[{\"n\": \"x\", \"a\": \"a\", \"v\": \"1\"}]}"

/* State and reason of a one-step connector after this answer. */
static void
check_said(int status, const char *body, enum state state, const char *reason)
{
	struct one *o = start(SAID);
	size_t n;

	(void)one_give(o, 0, one_plan(o, 0, &n), 1, status, 1, body);
	CHECK(one_end(o, 0) == state);
	CHECK((o->state.reason == NULL) == (reason == NULL));
	if (reason != NULL)
		CHECK_STR(o->state.reason, reason);
	one_free(o);
}

/* What the server says of its answer is shown on one line, cut, and safe. */
static void
server_reasons(void)
{
	char long_text[1000], want[1000];

	check_answer(SAID, 200, PART, STATE_INCOMPLETE, 1);
	check_said(
	    200, PART, STATE_INCOMPLETE, "answered 200: 'zone 2; 7; cut'");
	check_said(200, "{\"warnings\": []}", STATE_EMPTY, NULL);
	check_said(200, "{\"warnings\": null}", STATE_EMPTY, NULL);
	/* Nothing to say: the path that fitted is the reason. */
	check_said(200, "{\"warnings\": [{}]}", STATE_INCOMPLETE,
	    "answered 200 with $.warnings[*]");
	check_said(200, "{\"warnings\": [\"a\"]", STATE_FAILED,
	    "does not decode: line 1 column 19: the text ends where ',' or '}' "
	    "must follow");
	check_said(400, "{\"error\": \"a\\n\\u202eb\\u0000\"}", STATE_FAILED,
	    "answered 400: 'a[U+000A][U+202E]b[U+0000]'");
	check_said(400, "{\"error\": {}}", STATE_FAILED, "answered 400");
	check_said(400, "no JSON", STATE_FAILED, "answered 400");
	check_said(
	    503, "{\"error\": \"busy\"}", STATE_FAILED, "answered 503: 'busy'");
	/* Cut between characters: 399 bytes fit, the next is of two. */
	snprintf(long_text, sizeof(long_text),
	    "{\"error\": \"%0399d\xC3\xA9z\"}", 0);
	snprintf(want, sizeof(want), "answered 400: '%0399d...'", 0);
	check_said(400, long_text, STATE_FAILED, want);
}

/* Of a part rows are read and what is over it is asked, and both say so. */
static void
over_a_part(void)
{
	struct one *o =
	    start(SAID "  - id: two\n    over: one\n    each: {m: "
		       "\"$.m[*]\"}\n    get: \"/b/{m.a}\"\n" FACTS2);
	const struct plan *p;
	struct request r = {.step = "one",
	    .method = "GET",
	    .state = STATE_INCOMPLETE,
	    .reason = "a part",
	    .status = 200};
	struct answer ans = {.status = 200};
	size_t n;

	CHECK(one_give(o, 0, one_plan(o, 0, &n), 1, 200, 1, PART) ==
	      STATE_INCOMPLETE);
	p = one_plan(o, 1, &n);
	CHECK(n == 1);
	CHECK_STR(p[0].url, "https://x.example/b/a");
	CHECK(one_give(o, 1, &p[0], 1, 200, 2, "{\"v\": \"7\"}") == STATE_OK);
	CHECK(one_end(o, 1) == STATE_INCOMPLETE);
	CHECK_STR(o->state.reason, "'one' is INCOMPLETE");
	CHECK(o->rows.n == 1);
	one_free(o);
	/* Its bytes are gone: FAILED, and never a smaller part. */
	o = start(SAID);
	(void)one_plan(o, 0, &n);
	r.object = ans.object = one_sha(o, 1);
	CHECK(session_answer(o->s, 0, &r, &ans, &o->e) == 0);
	CHECK(one_end(o, 0) == STATE_FAILED);
	CHECK(o->rows.n == 0);
	one_free(o);
}

static void
absent_facts(void)
{
	check_answer(ONE "    on: [{status: 404, state: absent}]\n" FACTS
			 "        absent: true\n",
	    404, ROW("a"), STATE_OK, 1);
}

#define TWO                                                                    \
	"  - id: two\n    over: one\n    each: {m: \"$.m[*]\"}\n"              \
	"    get: \"/b/{m.a}\"\n" FACTS2
#define PLAIN "  - id: one\n    get: \"/a\"\n"

static void
over(void)
{
	struct one *o = start(PLAIN TWO);
	const struct plan *p;
	size_t n;

	CHECK(one_give(o, 0, one_plan(o, 0, &n), 1, 200, 1,
		  "{\"m\": [{\"n\": \"x\", \"a\": \"b\"}, "
		  "{\"n\": \"y\", \"a\": null}, "
		  "{\"n\": \"z\", \"a\": \"c\"}]}") == STATE_OK);
	CHECK(one_end(o, 0) == STATE_OK); /* no facts: OK */
	p = one_plan(o, 1, &n);
	CHECK(n == 3);
	CHECK_STR(p[0].url, "https://x.example/b/b");
	CHECK(p[0].nbound == 1);
	CHECK_STR(p[0].bound[0].name, "m");
	CHECK_STR(p[0].bound[0].at,
	    arena_printf(o->a, "%s > $['m'][0]", one_sha(o, 1)));
	CHECK(p[1].state == STATE_NOT_ASKED);
	CHECK_STR(p[1].reason, "'m.a' has no one value");
	CHECK(one_give(o, 1, &p[0], 1, 200, 2, "{\"v\": \"7\"}") == STATE_OK);
	CHECK(one_give(o, 1, &p[2], 1, 200, 3, "{\"v\": \"8\"}") == STATE_OK);
	/* The worst counts: one of three was not asked. */
	CHECK(one_end(o, 1) == STATE_NOT_ASKED);
	CHECK(o->rows.n == 2);
	CHECK_STR(row_text(o->rows.items[1], "model"), "unlisted/z");
	CHECK_STR(row_text(o->rows.items[1], "version"), "8");
	one_free(o);
}

static void
over_nothing(void)
{
	struct one *o = start(PLAIN TWO);
	size_t n;

	CHECK(one_give(o, 0, one_plan(o, 0, &n), 1, 200, 1, "{}") == STATE_OK);
	(void)one_plan(o, 1, &n);
	CHECK(n == 0);
	CHECK(one_end(o, 1) == STATE_EMPTY);
	one_free(o);
	o = start(PLAIN TWO);
	CHECK(one_give(o, 0, one_plan(o, 0, &n), 1, 403, 1, "{}") ==
	      STATE_DENIED);
	(void)one_plan(o, 1, &n);
	CHECK(n == 0);
	CHECK(one_end(o, 1) == STATE_DENIED);
	one_free(o);
}

#define NEEDS "  - id: two\n    needs: one\n    get: \"/b\"\n" FACTS

static void
needs(void)
{
	static const struct {
		int status;
		const char *body;
		enum state state;
	} cases[] = {{200, ROW("a"), STATE_OK},
	    {200, "{}", STATE_INCOMPLETE}, /* EMPTY is not proof */
	    {403, "", STATE_DENIED}, {404, "", STATE_NOT_FOUND}};

	for (size_t i = 0; i < 4; i++) {
		struct one *o = start(ONE FACTS NEEDS);
		struct judgement why;
		const struct plan *p = NULL;
		size_t n;

		(void)one_give(o, 0, one_plan(o, 0, &n), 1, cases[i].status, 1,
		    cases[i].body);
		CHECK(session_plan(o->s, 1, &p, &n, &why, &o->e) == 0);
		CHECK(why.state == cases[i].state);
		CHECK(n == (i == 0 ? 1 : 0));
		if (i > 0)
			CHECK(one_end(o, 1) == cases[i].state);
		one_free(o);
	}
}

/* Entries taken out of a snapshot never make a step better. */
static void
missing_entries(void)
{
	static const char object[] = "99999999999999999999999999999999"
				     "99999999999999999999999999999999";
	struct one *o = start(PLAIN TWO);
	struct request r = {.step = "two",
	    .method = "GET",
	    .state = STATE_OK,
	    .object = object};
	struct answer ans = {.object = object, .bytes = "{}", .n = 2};
	struct bound lost = {.name = "m"};
	size_t n;

	CHECK(one_end(o, 0) == STATE_NOT_ASKED);
	CHECK(one_end(o, 1) == STATE_NOT_ASKED);
	CHECK(session_answer(o->s, 1, &r, &ans, &o->e) == -1);
	CHECK(o->e.kind == ERR_BUG);
	one_free(o);
	o = start(PLAIN TWO);
	CHECK(one_give(o, 0, one_plan(o, 0, &n), 1, 200, 1,
		  "{\"m\": [{\"n\": \"x\", \"a\": \"b\"}]}") == STATE_OK);
	lost.at = arena_printf(o->a, "%s > $['m'][7]", one_sha(o, 1));
	r.bound = &lost;
	r.nbound = 1;
	CHECK(session_answer(o->s, 1, &r, &ans, &o->e) == 0);
	CHECK(one_end(o, 1) == STATE_FAILED);
	CHECK(strstr(o->state.reason, "'m' cannot be bound again") != NULL);
	CHECK(o->rows.n == 0);
	one_free(o);
	o = start(ONE FACTS); /* the object is gone */
	r = (struct request){.step = "one",
	    .method = "GET",
	    .state = STATE_OK,
	    .object = object};
	ans = (struct answer){.object = r.object};
	CHECK(session_answer(o->s, 0, &r, &ans, &o->e) == 0);
	CHECK(one_end(o, 0) == STATE_FAILED);
	one_free(o);
}

/* A list of the source's: its items are bound and bound again. */
static void
over_parameters(void)
{
	static const struct data items[] = {{.text = "a"}, {.text = "b"}};
	static const struct data list = {
	    .kind = DATA_LIST, .items = items, .n = 2};
	struct param p = {
	    .name = "ns", .path = "$['sources'][0]['ns']", .data = &list};
	struct one *o = one_open("t",
	    HEAD "parameters: {ns: list}\nsteps:\n  - id: one\n"
		 "    each: {n: \"ns[*]\"}\n    get: \"/{n}\"\n    facts:\n"
		 "      - kind: model\n        fields: {model: n}\n");
	const struct plan *plans;
	size_t n;

	o->src.params = &p;
	o->src.nparams = 1;
	one_start(o);
	plans = one_plan(o, 0, &n);
	CHECK(n == 2);
	CHECK_STR(plans[1].url, "https://x.example/b");
	CHECK_STR(plans[1].bound[0].at,
	    "input system.yml > $['sources'][0]['ns'][1]");
	CHECK(one_give(o, 0, &plans[1], 1, 200, 1, "{}") == STATE_OK);
	CHECK(one_end(o, 0) == STATE_NOT_ASKED); /* the other was not */
	CHECK_STR(row_text(o->rows.items[0], "model"), "unlisted/b");
	one_free(o);
}

/* A text that does not decode gives no row and says so. */
static void
undecodable(void)
{
	check_answer(ONE "    facts:\n      - kind: model.alias\n"
			 "        each: {p: {path: \"$.p[*]\", decode: json}}\n"
			 "        fields: {model: p.n, alias: p.n}\n",
	    200, "{\"p\": [\"{\\\"n\\\": \\\"a\\\"}\", \"{\"]}",
	    STATE_INCOMPLETE, 1);
}

static void
files(void)
{
	struct one *o = one_open("records",
	    HEAD2 "parameters: {files: {type: text, default: \"r/*.yml\"}}\n"
		  "steps:\n  - id: one\n    file: \"{files}\"\n"
		  "    decode: yaml\n    keep: vault\n    facts:\n"
		  "      - kind: rehearsal\n        each: {r: $.rehearsal}\n"
		  "        fields: {id: r.id, outcome: r.outcome}\n"
		  "      - kind: approval\n        each: {r: $.approval}\n"
		  "        fields: {model: r.model, by: r.by}\n");
	const struct plan *p;
	size_t n;

	one_start(o);
	CHECK(session_step_is_file(o->s, 0));
	p = one_plan(o, 0, &n);
	CHECK(n == 1 && p->keep == KEEP_VAULT);
	CHECK_STR(p->method, "FILE");
	CHECK_STR(p->glob, "r/*.yml");
	CHECK(p->url == NULL);
	CHECK(one_give(o, 0, p, 0, 0, 1,
		  "by: Dana\nrehearsal: {id: R1, outcome: success}\n") ==
	      STATE_OK);
	CHECK(one_give(o, 0, p, 0, 0, 2, "approval: {model: m1, by: Lee}\n") ==
	      STATE_OK);
	CHECK(one_end(o, 0) == STATE_OK);
	CHECK(o->rows.n == 2);
	CHECK(o->rows.items[0]->is_asserted);
	CHECK_STR(o->rows.items[0]->asserted_by, "Dana");
	CHECK_STR(row_get(o->rows.items[0], "outcome")->at,
	    arena_printf(
		o->a, "%s > yaml > $['rehearsal']['outcome']", one_sha(o, 1)));
	CHECK_STR(row_text(o->rows.items[1], "model"), "m1");
	CHECK(o->rows.items[1]->asserted_by == NULL);
	one_free(o);
}

int
main(void)
{
	RUN(answers);
	RUN(rules);
	RUN(server_reasons);
	RUN(over_a_part);
	RUN(absent_facts);
	RUN(over);
	RUN(over_nothing);
	RUN(over_parameters);
	RUN(needs);
	RUN(missing_entries);
	RUN(undecodable);
	RUN(files);
	return test_end("t_session");
}
