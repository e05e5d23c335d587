/*
 * Templates filled in: encodings, filters, slots, and the requests that have
 * no value and are not asked.
 */
#include "t_one.h"

#define HEAD "connector: t\nversion: 1\nspeaks: a test\n"
#define FACTS                                                                  \
	"    facts:\n      - kind: model\n        fields: {model: $.name}\n"

static struct param params[] = {
    {.name = "word", .text = "a b/c&d", .path = "$['sources'][0]['word']"},
    {.name = "site",
	.text = "https://s.example/x",
	.path = "$['sources'][0]['site']"},
    {.name = "both", .text = "'\"", .path = "$['sources'][0]['both']"},
    {.name = "line", .text = "a\nb", .path = "$['sources'][0]['line']"},
    {.name = "deep", .text = "a//b", .path = "$['sources'][0]['deep']"},
};

#define PARAMS                                                                 \
	"parameters: {model: model, word: text, site: url, both: text, "       \
	"line: text, deep: text, "                                             \
	"none: {type: text, default: \"d'q\\\\\"}}\n"

/* The plan of a one-step connector. */
static const struct plan *
plan_of(struct one **out, const char *step)
{
	char text[4000];
	struct one *o;
	size_t n = 0;
	const struct plan *p;

	snprintf(text, sizeof(text), "%s%ssteps:\n  - id: one\n%s%s", HEAD,
	    PARAMS, step, FACTS);
	o = *out = one_open("t", text);
	o->src.params = params;
	o->src.nparams = sizeof(params) / sizeof(params[0]);
	one_start(o);
	p = one_plan(o, 0, &n);
	CHECK(n == 1);
	return p;
}

static void
check_url(const char *step, const char *url)
{
	struct one *o;
	const struct plan *p = plan_of(&o, step);

	CHECK(p->state == STATE_OK);
	CHECK_STR(p->url, url);
	CHECK_STR(p->method, "GET");
	one_free(o);
}

static void
check_not_asked(const char *step, const char *reason)
{
	struct one *o;
	const struct plan *p = plan_of(&o, step);

	CHECK(p->state == STATE_NOT_ASKED);
	CHECK_STR(p->reason, reason);
	one_free(o);
}

static void
urls(void)
{
	check_url(
	    "    get: \"/a/{word}\"\n", "https://x.example/a/a%20b%2Fc%26d");
	check_url(
	    "    get: \"/a/{word|path}\"\n", "https://x.example/a/a%20b/c%26d");
	check_url("    get: \"{site}/{word}\"\n",
	    "https://s.example/x/a%20b%2Fc%26d");
	check_url("    get: \"/{{a}}\"\n", "https://x.example/{a}");
	check_url("    get: \"/a\"\n    query: {\"a b\": \"{word}\", c: d}\n",
	    "https://x.example/a?a+b=a+b%2Fc%26d&c=d");
	check_url("    get: \"/a\"\n    query: {f: \"name={model|quoted}\"}\n",
	    "https://x.example/a?f=name%3D%22n%27s%22");
	check_url("    get: \"/a\"\n    query: {t: \"{now|epoch}\", "
		  "u: \"{from}\"}\n",
	    "https://x.example/a?t=1795435200&u=2026-10-01T00%3A00%3A00Z");
}

static void
not_asked(void)
{
	check_not_asked("    get: \"/a/{deep|path}\"\n",
	    "'deep' has no one value for its filter");
	check_not_asked("    get: \"/a\"\n    query: {f: \"{both|quoted}\"}\n",
	    "'both' has no one value for its filter");
	check_not_asked("    get: \"/a\"\n    query: {f: \"{word|epoch}\"}\n",
	    "'word' has no one value for its filter");
	check_not_asked(
	    "    get: \"/a/{word.x}\"\n", "'word.x' has no one value");
	check_not_asked("    get: \"/a\"\n    headers: {X-A: \"{line}\"}\n",
	    "a header's value holds a control character");
}

static void
bodies(void)
{
	struct one *o;
	const struct plan *p = plan_of(&o,
	    "    post: \"/a\"\n"
	    "    headers: {X-A: \"{word}\"}\n"
	    "    body:\n      a: [\"{word}\", 1.5, true, null, \"1.5\"]\n"
	    "      b: {c: \"{model|json}\", d: \"x\\n\\\"{line}\"}\n");

	CHECK_STR(p->method, "POST");
	CHECK_STR(p->url, "https://x.example/a");
	CHECK_STR(p->content_type, "application/json");
	CHECK_STR(p->body, "{\"a\":[\"a b/c&d\",1.5,true,null,\"1.5\"],"
			   "\"b\":{\"c\":\"n's\","
			   "\"d\":\"x\\u000a\\\"a\\u000ab\"}}");
	CHECK(p->nheaders == 1);
	CHECK_STR(p->headers[0].name, "X-A");
	CHECK_STR(p->headers[0].value, "a b/c&d");
	one_free(o);
	p = plan_of(&o, "    post: \"/a\"\n    form: {a: \"{word}\", b: c}\n");
	CHECK_STR(p->content_type, "application/x-www-form-urlencoded");
	CHECK_STR(p->body, "a=a+b%2Fc%26d&b=c");
	one_free(o);
}

/* A slot never becomes part of a path, whatever its text holds. */
static void
slots(void)
{
	struct one *o = one_open("t", HEAD PARAMS
	    "steps:\n  - id: one\n    get: \"/a\"\n    facts:\n"
	    "      - kind: model\n        fields:\n          model: $.name\n"
	    "          owner: \"$.tags[?@.k=='{none}'].v\"\n"
	    "          description: \"$.tags[?@.k=='x{model}-{none}'].v\"\n");
	size_t n;
	const struct plan *p;

	one_start(o);
	p = one_plan(o, 0, &n);
	CHECK(one_give(o, 0, p, 1, 200, 1,
		  "{\"name\": \"n's\", \"tags\": ["
		  "{\"k\": \"d'q\\\\\", \"v\": \"it\"},"
		  "{\"k\": \"xn's-d'q\\\\\", \"v\": \"two\"},"
		  "{\"k\": \"{none}\", \"v\": \"no\"}]}") == STATE_OK);
	CHECK(one_end(o, 0) == STATE_OK);
	CHECK(o->rows.n == 1);
	CHECK_STR(row_text(o->rows.items[0], "model"), "m1");
	CHECK_STR(row_text(o->rows.items[0], "owner"), "it");
	CHECK_STR(row_text(o->rows.items[0], "description"), "two");
	one_free(o);
}

int
main(void)
{
	RUN(urls);
	RUN(not_asked);
	RUN(bodies);
	RUN(slots);
	return test_end("t_template");
}
