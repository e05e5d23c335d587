/* Paths: what parses, what is refused and where, what is selected, limits. */
#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "extract/path.h"
#include "test.h"

#include <stdint.h>
#include <stdlib.h>

static void
check_refused(
    const char *text, bool is_connector, const char *where, const char *what)
{
	struct arena *a = arena_new();
	struct error e = {0};
	struct path *p;

	CHECK(path_parse(a, text, is_connector, &p, &e) == -1);
	CHECK(p == NULL && e.kind == ERR_INPUT);
	CHECK_STR(e.where, where);
	CHECK_STR(e.what, what);
	arena_free(a);
}

#define REFUSED(text, where, what) check_refused(text, false, where, what)

/* The selected nodes' normalized paths, with blanks between. */
static void
check_selects(const char *json, const char *path, const char *want)
{
	struct arena *a = arena_new();
	struct error e = {0};
	struct tree *t = NULL;
	struct path *p;
	struct buf got = {0};
	size_t *nodes, n = 0;

	CHECK(json_read(a, json, strlen(json), true, &t, &e) == 0);
	CHECK(path_parse(a, path, false, &p, &e) == 0);
	if (t != NULL && p != NULL)
		CHECK(path_select(
			  a, p, (struct tree_at){t, 0}, &nodes, &n, &e) == 0);
	for (size_t i = 0; i < n; i++) {
		buf_puts(&got, i == 0 ? "" : " ");
		buf_puts(&got, tree_path(a, t, nodes[i]));
	}
	CHECK_STR(e.what, "");
	CHECK_STR(buf_str(&got), want);
	buf_free(&got);
	arena_free(a);
}

static void
refuses(void)
{
	REFUSED(
	    "", "column 1", "the path ends where '$' or a name must follow");
	REFUSED("Abc", "column 1", "'A' where '$' or a name must follow");
	REFUSED("\xc3\xa4", "column 1",
	    "'\xc3\xa4' where '$' or a name must follow");
	REFUSED("$ ", "column 2", "' ' where '.', '[' or the end must follow");
	REFUSED("$a", "column 2", "'a' where '.', '[' or the end must follow");
	REFUSED("$.\xff", "column 3", "byte 0xff is no UTF-8");
	REFUSED(
	    "$.", "column 3", "the path ends where a name or '*' must follow");
	REFUSED("$..1", "column 4", "'1' where a name or '*' must follow");
	REFUSED("$[", "column 3", "the path ends where a selector must follow");
	REFUSED(
	    "$[1", "column 4", "the path ends where ',' or ']' must follow");
	REFUSED("$[a]", "column 3", "'a' where a selector must follow");
	REFUSED("$[01]", "column 3", "a whole number with leading zero");
	REFUSED("$[-]", "column 4", "']' where a digit must follow");
	REFUSED("$[-0]", "column 3", "'-0' is no index");
	REFUSED("$[1:-01]", "column 5", "a whole number with leading zero");
	REFUSED("$[9007199254740992]", "column 3",
	    "a whole number beyond 2^53 - 1");
	REFUSED(
	    "$['\xc3\xa4\t']", "column 5", "byte 0x09 in a text, not escaped");
	REFUSED("$['a", "column 3", "the text has no end");
	REFUSED("$['\\\"']", "column 5",
	    "'\"' where one of '\\/bfnrtu must follow");
	REFUSED("$[\"\\'\"]", "column 5",
	    "''' where one of \"\\/bfnrtu must follow");
	REFUSED("$['\\", "column 5",
	    "the path ends where one of '\\/bfnrtu must follow");
	REFUSED("$['\\u12']", "column 6", "four hex digits must follow '\\u'");
	REFUSED(
	    "$['\\udc00']", "column 4", "half of a surrogate pair, '\\udc00'");
}

static void
refuses_filters(void)
{
	REFUSED("$[?]", "column 4",
	    "']' where a path, a literal or '(' must follow");
	REFUSED("$[?length(@.a)>1]", "column 4",
	    "function 'length' is not supported");
	REFUSED("$[?@.a==my_f1 (@)]", "column 9",
	    "function 'my_f1' is not supported");
	REFUSED("$[?maybe]", "column 4", "'maybe' is no path and no literal");
	REFUSED(
	    "$[?true]", "column 4", "a literal that is compared with nothing");
	REFUSED("$[?!@.a==1]", "column 5",
	    "'!' before a comparison without parentheses");
	REFUSED("$[?@.*==1]", "column 4",
	    "a path that may select several nodes is compared");
	REFUSED("$[?1==@..a]", "column 7",
	    "a path that may select several nodes is compared");
	REFUSED(
	    "$[?(@.a]", "column 8", "']' where '&&', '||' or ')' must follow");
	REFUSED("$[?@.a==-]", "column 10", "']' where a digit must follow");
	REFUSED("$[?@.a==1.]", "column 11", "']' where a digit must follow");
	REFUSED("$[?@.a==1e]", "column 11", "']' where a digit must follow");
	REFUSED("$[?@.a=1]", "column 7", "'=' where ',' or ']' must follow");
	REFUSED("$[?@.a &&]", "column 10",
	    "']' where a path, a literal or '(' must follow");
	REFUSED(
	    "$[?@.a | @.b]", "column 8", "'|' where ',' or ']' must follow");
}

static void
connectors_refuse_the_root_in_filters(void)
{
	static const char what[] =
	    "'$' is not allowed in a filter here, only '@'";

	check_refused("v.tags[?@.key==$.k]", true, "column 16", what);
	check_refused("$[?$.a]", true, "column 4", what);
	check_selects("{\"a\":1,\"b\":2}", "$[?$.a==@]", "$['a']");
}

static void
roots(void)
{
	static const char *const good[] = {"$", "v", "run_2", "a1"};
	struct arena *a = arena_new();

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		struct error e = {0};
		struct path *p;
		const char *text =
		    arena_printf(a, "%s.tags[?@.key=='{name}']", good[i]);
		CHECK(path_parse(a, text, true, &p, &e) == 0);
		CHECK_STR(path_root(p), good[i]);
	}
	arena_free(a);
}

/* From a node in the middle: `v.x` is below v. */
static void
selects_below(void)
{
	static const char json[] = "{\"x\":1,\"v\":{\"x\":[2,3]}}";
	struct arena *a = arena_new();
	struct error e = {0};
	struct tree *t;
	struct path *p;
	size_t *nodes, n;

	CHECK(json_read(a, json, strlen(json), false, &t, &e) == 0);
	CHECK(path_parse(a, "v.x[-1]", true, &p, &e) == 0);
	CHECK(path_select(a, p, (struct tree_at){t, tree_member(t, 0, "v", 1)},
		  &nodes, &n, &e) == 0);
	CHECK(
	    n == 1 && strcmp(tree_path(a, t, nodes[0]), "$['v']['x'][1]") == 0);
	CHECK(path_parse(a, "v", true, &p, &e) == 0);
	CHECK(path_select(a, p, (struct tree_at){t, 2}, &nodes, &n, &e) == 0);
	CHECK(n == 1 && nodes[0] == 2);
	CHECK(path_parse(a, "v.none", true, &p, &e) == 0);
	CHECK(path_select(a, p, (struct tree_at){t, 2}, &nodes, &n, &e) == 0 &&
	      n == 0);
	arena_free(a);
}

static void
selects_in_order(void)
{
	static const char json[] = "{\"o\":[{\"a\":1,\"j\":[5]},7],\"a\":0}";

	check_selects(json, "$..a", "$['a'] $['o'][0]['a']");
	check_selects(json, "$..[0]", "$['o'][0] $['o'][0]['j'][0]");
	check_selects(json, "$.o[1,0,1]", "$['o'][1] $['o'][0] $['o'][1]");
	check_selects(json, "$.o[::-1]", "$['o'][1] $['o'][0]");
	check_selects(json, "$.o[0:2:0]", "");
	check_selects(json, "$.o[-5::-1]", "");
	check_selects(json, "$.o[5::-1]", "$['o'][1] $['o'][0]");
	check_selects(json, "$.o[:-5:-1]", "$['o'][1] $['o'][0]");
	check_selects(json, "$.o[-5:1]", "$['o'][0]");
	check_selects(json,
	    "$.o[-9007199254740991:9007199254740991:"
	    "9007199254740991]",
	    "$['o'][0]");
	check_selects(json, "$ [ 'o' ] [ 0 , 1 ]\n.a", "$['o'][0]['a']");
	check_selects(
	    "{\"a\\u0000\":1,\"a\":2}", "$['a\\u0000']", "$['a\\u0000']");
	check_selects("{\"\\ud83d\\ude00\":1}", "$['\\ud83d\\ude00']",
	    "$['\xf0\x9f\x98\x80']");
}

static void
filters(void)
{
	static const char json[] =
	    "[{\"k\":\"a\",\"v\":1},{\"k\":\"b\"},{\"v\":2,\"k\":\"c\"},3]";

	check_selects(json, "$[?@.v]", "$[0] $[2]");
	check_selects(json, "$[?!@.v]", "$[1] $[3]");
	check_selects(json, "$[?!(@.v)]", "$[1] $[3]");
	check_selects(json, "$[?!(!(@.v))]", "$[0] $[2]");
	check_selects(json, "$[?@.v==1||@.k=='b'&&@.v==@.w]", "$[0] $[1]");
	check_selects(json, "$[?(@.v==1||@.k=='b')&&@.v]", "$[0]");
	check_selects(json, "$[?@.x==@.y]", "$[0] $[1] $[2] $[3]");
	check_selects(json, "$[?@.k<'b']", "$[0]");
	check_selects(json, "$[?@.k>='b']", "$[1] $[2]");
	check_selects(json, "$[?@.*]", "$[0] $[1] $[2]");
	check_selects(json, "$[?@[?@==2]]", "$[2]");
}

static void
compares_deeply(void)
{
	static const char json[] =
	    "{\"l\":{\"a\":[1,{\"x\":null}],\"b\":\"t\"},"
	    "\"s\":[{\"b\":\"t\",\"a\":[1.0,{\"x\":null}]},"
	    "{\"b\":\"t\",\"a\":[1,{\"y\":null}]},"
	    "{\"b\":\"t\"},"
	    "{\"b\":\"t\",\"a\":[1,{\"x\":null},2]},[]]}";

	check_selects(json, "$.s[?@==$.l]", "$['s'][0]");
	check_selects(
	    json, "$.s[?@!=$.l]", "$['s'][1] $['s'][2] $['s'][3] $['s'][4]");
	check_selects(json, "$.s[?@<=$.l]", "$['s'][0]");
	check_selects(json, "$.s[?@<$.l]", "");
}

/* By decimal value, whatever the spelling and the length. */
static void
compares_numbers(void)
{
	static const struct {
		const char *a, *b;
		char order; /* of a and b: < = >, ? for none */
	} cases[] = {
	    {"1", "1.0", '='},
	    {"1E2", "100", '='},
	    {"-0", "0", '='},
	    {"0e999", "-0.000", '='},
	    {"0.05", "5e-2", '='},
	    {"0.050", "0.05", '='},
	    {"12.5e1", "125", '='},
	    {"9007199254740993", "9007199254740992", '>'},
	    {"-2", "-10", '>'},
	    {"-2", "1e-400", '<'},
	    {"0.1", "0.09", '>'},
	    {"100", "99.999", '>'},
	    {"1e400", "1e401", '<'},
	    {"1e-400", "0", '>'},
	    {"-1e-400", "0", '<'},
	    {"1.00000000000000000000000000000000000000000000000001",
		"1.00000000000000000000000000000000000000000000000002", '<'},
	    {"1.0000000000000000000000000000000000000000000000000", "1", '='},
	    {"1e99999999999999999999999", "1e9", '>'},
	    {"1e-99999999999999999999999", "1e-9", '<'},
	    {"Infinity", "1e99999999999999999999999", '>'},
	    {"-Infinity", "-1e999", '<'},
	    {"Infinity", "Infinity", '='},
	    {"-Infinity", "Infinity", '<'},
	    {"NaN", "1", '?'},
	    {"NaN", "NaN", '?'},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char json[300];
		char o = cases[i].order;
		(void)snprintf(json, sizeof(json), "[{\"a\":%s,\"b\":%s}]",
		    cases[i].a, cases[i].b);
		check_selects(json, "$[?@.a==@.b]", o == '=' ? "$[0]" : "");
		check_selects(json, "$[?@.a!=@.b]", o != '=' ? "$[0]" : "");
		check_selects(json, "$[?@.a<@.b]", o == '<' ? "$[0]" : "");
		check_selects(json, "$[?@.b>@.a]", o == '<' ? "$[0]" : "");
		check_selects(json, "$[?@.a>@.b]", o == '>' ? "$[0]" : "");
		check_selects(
		    json, "$[?@.a>=@.b]", o == '>' || o == '=' ? "$[0]" : "");
		check_selects(
		    json, "$[?@.a<=@.b]", o == '<' || o == '=' ? "$[0]" : "");
	}
}

static void
compares_texts(void)
{
	/* UTF-16 units would have U+FFFD above U+10000. */
	check_selects("[\"\\ud800\\udc00\"]", "$[?@>'\xef\xbf\xbd']", "$[0]");
	check_selects("[\"a\\u0000b\"]", "$[?@=='a']", "");
	check_selects("[\"a\\u0000b\"]", "$[?@>'a']", "$[0]");
	check_selects("[\"1\"]", "$[?@==1]", "");
	check_selects("[true,false,null]", "$[?@==true]", "$[0]");
	check_selects("[true,false,null]", "$[?@==false]", "$[1]");
	check_selects("[true,false,null]", "$[?@==null]", "$[2]");
	check_selects("[true,false,null]", "$[?@<true]", "");
}

/* ---- Limits ------------------------------------------------------------- */

static void
limits_depth(void)
{
	struct arena *a = arena_new();

	for (int depth = PATH_DEPTH - 1; depth <= PATH_DEPTH; depth++) {
		struct buf text = {0};
		struct error e = {0};
		struct path *p;
		buf_puts(&text, "$[?");
		for (int i = 0; i < depth; i++)
			buf_putc(&text, '(');
		buf_puts(&text, "@.a");
		for (int i = 0; i < depth; i++)
			buf_putc(&text, ')');
		buf_putc(&text, ']');
		if (depth < PATH_DEPTH) {
			CHECK(
			    path_parse(a, buf_str(&text), false, &p, &e) == 0);
		} else {
			CHECK(
			    path_parse(a, buf_str(&text), false, &p, &e) == -1);
			CHECK_STR(e.what, "nested deeper than 64");
			CHECK_STR(e.where, "column 67");
		}
		buf_free(&text);
	}
	arena_free(a);
}

static struct tree *
many(struct arena *a, size_t n)
{
	struct tree_builder b;

	tree_begin(&b, a, "", 0);
	CHECK(tree_add_open(&b, NODE_ARRAY, 0) == 0);
	for (size_t i = 0; i < n; i++)
		tree_add_word(&b, NODE_NULL, 0, 0);
	CHECK(tree_add_close(&b, 0) == 0);
	return tree_end(&b);
}

static void
check_limit_of(
    const struct tree *t, struct arena *a, const char *path, const char *what)
{
	struct error e = {0};
	struct path *p;
	size_t *nodes, n;

	CHECK(path_parse(a, path, false, &p, &e) == 0);
	CHECK(path_select(a, p, (struct tree_at){t, 0}, &nodes, &n, &e) == -1);
	CHECK(nodes == NULL && n == 0 && e.kind == ERR_LIMIT);
	CHECK_STR(e.where, "path");
	CHECK_STR(e.what, what);
}

static void
check_limit(const char *path, size_t items, const char *what)
{
	struct arena *a = arena_new();

	check_limit_of(many(a, items), a, path, what);
	arena_free(a);
}

static void
limits_work(void)
{
	static const char nodes[] = "selects more than 1000000 nodes";
	static const char steps[] = "takes more than 100000000 steps";

	check_limit("$[*]", PATH_NODES_MAX + 1, nodes);
	check_limit("$[*,*]", PATH_NODES_MAX / 2 + 1, nodes);
	check_limit("$[::-1]", PATH_NODES_MAX + 1, nodes);
	check_limit("$[?$[*,*]]", PATH_NODES_MAX / 2 + 1, nodes);
	check_limit("$[?$..a]", 20000, steps);
	check_limit("$[?$==$]", 20000, steps);
	check_limit("$[?$[1]==1]", 20000, steps);
	check_limit("$[?!($.a.b||$[-1]==1)]", 20000, steps);
}

/* Two short lists, but a long number in them is read each time. */
static void
limits_digits(void)
{
	enum { DIGITS = 800000, ITEMS = 1100 };
	static const char what[] = "takes more than 100000000 steps";
	struct arena *a = arena_new();
	struct tree_builder b;
	struct tree *t;
	char *digits = malloc(DIGITS);

	if (digits == NULL)
		abort();
	memset(digits, '7', DIGITS);
	tree_begin(&b, a, "", 0);
	CHECK(tree_add_open(&b, NODE_ARRAY, 0) == 0);
	for (int i = 0; i < ITEMS; i++) {
		CHECK(tree_add_open(&b, NODE_ARRAY, 0) == 0);
		tree_add_text(&b, NODE_NUMBER, i == 0 ? digits : "1",
		    i == 0 ? DIGITS : 1, 0, 0);
		CHECK(tree_add_close(&b, 0) == 0);
	}
	CHECK(tree_add_close(&b, 0) == 0);
	t = tree_end(&b);
	check_limit_of(t, a, "$[?$[0][0]<1]", what);
	check_limit_of(t, a, "$[?$[0]==@]", what);
	free(digits);
	arena_free(a);
}

/* ---- Property: a normalized path leads back to its node ----------------- */

static uint64_t
next(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

static void
add_random(struct tree_builder *b, uint64_t *seed, int budget)
{
	enum node_type type = (enum node_type)(next(seed) % 7);

	if (budget < 2)
		type = NODE_NULL;
	if (type <= NODE_TRUE) {
		tree_add_word(b, type, 0, 0);
	} else if (type < NODE_ARRAY) {
		tree_add_text(b, type, "12", 2, 0, 0);
	} else {
		int n = (int)(next(seed) % 6);
		CHECK(tree_add_open(b, type, 0) == 0);
		for (int i = 0; i < n; i++) {
			struct buf key = {0};
			/* Starts with its number: never twice. */
			buf_putc(&key, (char)('0' + i));
			for (uint64_t k = next(seed) % 4; k > 0; k--) {
				uint64_t r = next(seed);
				unsigned most = r % 3 == 0   ? 0x20
						: r % 3 == 1 ? 0x80
							     : 0xd800;
				utf8_put(&key, (unsigned)(r >> 8) % most);
			}
			if (type == NODE_OBJECT)
				tree_add_key(b, key.data, key.len);
			buf_free(&key);
			add_random(b, seed, budget / 2);
		}
		CHECK(tree_add_close(b, 0) == 0);
	}
}

static void
normalized_paths_lead_back(void)
{
	uint64_t seed = 20261125;
	size_t checked = 0;

	for (int round = 0; round < 2000; round++) {
		struct arena *a = arena_new();
		struct tree_builder b;
		struct tree *t;
		uint64_t start = seed;
		tree_begin(&b, a, "", 0);
		add_random(&b, &seed, 32);
		t = tree_end(&b);
		for (size_t i = 0; i < tree_count(t); i++, checked++) {
			const char *text = tree_path(a, t, i);
			struct error e = {0};
			struct path *p;
			size_t *nodes, n;
			bool is_good = path_parse(a, text, true, &p, &e) == 0 &&
				       path_select(a, p, (struct tree_at){t, 0},
					   &nodes, &n, &e) == 0 &&
				       n == 1 && nodes[0] == i;
			if (!is_good)
				printf("seed %llu: %s\n",
				    (unsigned long long)start, text);
			CHECK(is_good);
		}
		arena_free(a);
	}
	CHECK(checked > 5000);
}

/* Of another type, or just not there: only the first is worth a word. */
static void
misfits(void)
{
	static const struct {
		const char *path, *json, *what;
	} all[] = {{"$.a[*]", "[\"x\"]", "a list"},
	    {"$.a[*]", "\"x\"", "a text"}, {"$.a[*]", "{\"a\": 1}", "a number"},
	    {"$.a[*].b", "{\"a\": [true]}", "a boolean"},
	    {"$[0]", "{}", "an object"},
	    {"$.a[?@.b]", "{\"a\": \"x\"}", "a text"},
	    {"$.a[*]", "{}", "nothing"}, {"$.a[*]", "{\"a\": null}", "nothing"},
	    {"$.a[*]", "{\"a\": []}", "nothing"}, {"$.a[*]", "null", "nothing"},
	    {"$.a[*].b", "{\"a\": [1, {}]}", "nothing"},
	    {"$..a", "[1]", "nothing"}, {"$[*]", "{}", "nothing"},
	    {"$[?@.a=='b']", "[\"x\"]", "a list"},
	    {"$[?@.a && @.b]", "{\"a\": 1}", "an object"},
	    {"$[?@.a || @=='y']", "[\"x\"]", "nothing"},
	    {"$[?@=='y']", "[\"x\"]", "nothing"},
	    {"$[?@.a=='b']", "[{}]", "nothing"},
	    {"$[?@.a=='b']", "[]", "nothing"}};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		struct arena *a = arena_new();
		struct error e = {0};
		struct tree *t = NULL;
		struct path *p = NULL;
		const char *what;

		CHECK(path_parse(a, all[i].path, false, &p, &e) == 0);
		CHECK(json_read(a, all[i].json, strlen(all[i].json), false, &t,
			  &e) == 0);
		what = path_misfit(a, p, (struct tree_at){t, 0});
		CHECK_STR(what == NULL ? "nothing" : what, all[i].what);
		arena_free(a);
	}
}

int
main(void)
{
	RUN(refuses);
	RUN(refuses_filters);
	RUN(connectors_refuse_the_root_in_filters);
	RUN(roots);
	RUN(selects_below);
	RUN(selects_in_order);
	RUN(filters);
	RUN(compares_deeply);
	RUN(compares_numbers);
	RUN(compares_texts);
	RUN(limits_depth);
	RUN(limits_work);
	RUN(limits_digits);
	RUN(normalized_paths_lead_back);
	RUN(misfits);
	return test_end("t_path");
}
