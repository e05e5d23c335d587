/*
 * Locators followed back: paths, decoders, keys, answers, inputs, and what
 * leads nowhere.
 */
#include "extract/extract.h"

#include "test.h"

static struct arena *a;

#define SHA  "1111111111111111111111111111111111111111111111111111111111111111"
#define LAX  "2222222222222222222222222222222222222222222222222222222222222222"
#define LOCK "3333333333333333333333333333333333333333333333333333333333333333"

static const char *const objects[][2] = {
    {SHA, "{\"list\": [{\"v\": 1.50}, {\"v\": null}], \"on\": true, "
	  "\"text\": \"{\\\"from\\\": \\\"a/b\\\"}\", "
	  "\"b64\": \"eyJzIjogWyJ4Il19\", \"arn\": \"models:/m-1\"}"},
    {LAX, "{\"v\": NaN}"},
    {LOCK, "a==1.0\n"},
    {"input system.yml", "sources:\n  - id: one\n    word: \"w w\"\n"},
    {"input snapshot.json", "{\"now\": \"2026-11-23T12:00:00Z\"}"},
};

static const char *
get(void *ctx, const char *sha256, size_t *n)
{
	(void)ctx;
	for (size_t i = 0; i < sizeof(objects) / sizeof(objects[0]); i++)
		if (strcmp(objects[i][0], sha256) == 0) {
			*n = strlen(objects[i][1]);
			return objects[i][1];
		}
	return NULL;
}

static int
follow(const char *at, struct found *out, struct error *e)
{
	struct object_source src = {.get = get};
	struct locator l = {0};

	*e = (struct error){0};
	CHECK(locator_parse(a, at, &l, e) == 0);
	return locator_follow(a, &l, src, out, e);
}

/* value, the bytes it stands in, the decoder of the text around. */
static void
leads_to(
    const char *at, const char *value, const char *bytes, const char *format)
{
	struct found f = {0};
	struct error e;

	if (follow(at, &f, &e) == -1)
		printf("%s: %s: %s\n", at, e.where, e.what);
	CHECK_STR(f.value, value);
	CHECK_STR(f.format, format);
	CHECK(f.text != NULL && f.to <= f.ntext && f.from <= f.to);
	if (f.text != NULL)
		CHECK_STR(arena_ndup(a, f.text + f.from, f.to - f.from), bytes);
}

static void
leads_nowhere(const char *at, const char *what)
{
	struct found f = {0};
	struct error e;

	CHECK(follow(at, &f, &e) == -1);
	CHECK(e.kind == ERR_INPUT);
	if (strstr(e.what, what) == NULL)
		printf("%s: %s\n", at, e.what);
	CHECK(strstr(e.what, what) != NULL);
}

static void
nodes(void)
{
	leads_to(SHA " > $['list'][0]['v']", "1.50", "1.50", "json");
	leads_to(SHA " > $['list'][1]['v']", "null", "null", "json");
	leads_to(SHA " > $['on']", "true", "true", "json");
	leads_to(
	    SHA " > $['list'][0]", "{\"v\": 1.50}", "{\"v\": 1.50}", "json");
	leads_to(SHA " > $['arn']", "models:/m-1", "\"models:/m-1\"", "json");
	leads_to(LAX " > json_lenient > $['v']", "NaN", "NaN", "json_lenient");
	leads_to(
	    LOCK " > pip_lock > $[0]['version']", "1.0", "1.0", "pip_lock");
}

static void
decoders(void)
{
	leads_to(
	    SHA " > $['text'] > json > $['from']", "a/b", "\"a/b\"", "json");
	leads_to(SHA " > $['text'] > json > $['from'] > segments > $[1]", "b",
	    "b", "segments");
	leads_to(SHA " > $['b64'] > base64 > json > $['s'][0]", "x", "\"x\"",
	    "json");
	leads_to(SHA " > $['arn'] > segments > $[1]", "m-1", "m-1", "segments");
}

static void
words(void)
{
	struct found f = {0};
	struct error e;

	leads_to(SHA " > $['list'] > key", "list",
	    "[{\"v\": 1.50}, {\"v\": null}]", "json");
	leads_to(SHA " > $['list'][1] > key", "1", "{\"v\": null}", "json");
	CHECK(follow(SHA " > answer sha256", &f, &e) == 0);
	CHECK_STR(f.value, SHA);
	CHECK(f.text == NULL);
	CHECK_STR(f.format, "answer");
	CHECK(follow(LOCK " > answer bytes", &f, &e) == 0);
	CHECK_STR(f.value, "7");
	CHECK(follow(SHA " > answer", &f, &e) == 0);
	CHECK(f.value == NULL); /* a constant stands in the connector */
}

static void
inputs(void)
{
	leads_to("input system.yml > $['sources'][0]['word']", "w w", "\"w w\"",
	    "yaml");
	leads_to("input snapshot.json > $['now']", "2026-11-23T12:00:00Z",
	    "\"2026-11-23T12:00:00Z\"", "json");
	leads_nowhere("input other.yml > $['a']", "not here");
	leads_nowhere("input system.yml > $['a']", "0 nodes");
}

static void
nowhere(void)
{
	leads_nowhere("44444444444444444444444444444444444444444444444444444"
		      "44444444444 > $['a']",
	    "not here");
	leads_nowhere("44444444444444444444444444444444444444444444444444444"
		      "44444444444 > answer bytes",
	    "not here");
	leads_nowhere(SHA " > $['none']", "selects 0 nodes");
	leads_nowhere(LAX " > $['v']", "does not decode");
	leads_nowhere(SHA " > $['arn'] > json > $['a']", "does not decode");
	leads_nowhere(
	    SHA " > $['list'] > json > $['a']", "only a text can be decoded");
	leads_nowhere(SHA " > zip 'a' > $['a']", "leads to no node");
}

int
main(void)
{
	a = arena_new();
	RUN(nodes);
	RUN(decoders);
	RUN(words);
	RUN(inputs);
	RUN(nowhere);
	arena_free(a);
	return test_end("t_follow");
}
