/*
 * The JSONPath compliance test suite (../shared/standards/jsonpath-cts), read
 * with our own reader.  Every selector: the values and the normalized paths in
 * one of the orders it allows; or refused; or, where it uses a function
 * extension, refused by the name of the function.
 */
#include "base/decimal.h"
#include "base/error.h"
#include "base/file.h"
#include "base/mem.h"
#include "extract/extract.h"
#include "test.h"

#include <stdlib.h>

enum { CASES = 703, FUNCTION_CASES = 110 };

struct suite {
	struct arena *a;
	struct tree *t; /* cts.json */
	size_t ran, functions, invalid;
};

static size_t
get(const struct tree *t, size_t node, const char *key)
{
	return tree_member(t, node, key, strlen(key));
}

static const char *
words(const struct tree *t, size_t node)
{
	size_t n;

	return node == 0 ? "(none)" : tree_text(t, node, &n);
}

static bool
is_same_leaf(const struct tree *t, size_t i, const struct tree *u, size_t j)
{
	size_t n, m;
	const char *a = tree_text(t, i, &n), *b = tree_text(u, j, &m);
	struct decimal x, y;

	if (a == NULL)
		return true;
	if (tree_type(t, i) == NODE_STRING || (n == m && memcmp(a, b, n) == 0))
		return n == m && memcmp(a, b, n) == 0;
	return decimal_parse(&x, a, n) == 0 && decimal_parse(&y, b, m) == 0 &&
	       decimal_cmp(&x, &y) == 0;
}

/* The suite is ours: it is not deep. */
static bool
is_same(const struct tree *t, size_t i, const struct tree *u, size_t j)
{
	size_t d = tree_child(u, j), n;

	if (tree_type(t, i) != tree_type(u, j))
		return false;
	for (size_t c = tree_child(t, i); c != 0; c = tree_next(t, c)) {
		const char *key = tree_key(t, c, &n);
		size_t other = key == NULL ? d : tree_member(u, j, key, n);
		if (d == 0 || other == 0 || !is_same(t, c, u, other))
			return false;
		d = tree_next(u, d);
	}
	return d == 0 && is_same_leaf(t, i, u, j);
}

/* Are these the values and the paths, in order? */
static bool
is_result(struct suite *s, size_t values, size_t paths, const struct tree *doc,
    const size_t *nodes, size_t n)
{
	size_t v = tree_child(s->t, values), p = tree_child(s->t, paths);

	for (size_t i = 0; i < n; i++) {
		if (v == 0 || p == 0 || !is_same(s->t, v, doc, nodes[i]))
			return false;
		if (strcmp(words(s->t, p), tree_path(s->a, doc, nodes[i])) != 0)
			return false;
		v = tree_next(s->t, v);
		p = tree_next(s->t, p);
	}
	return v == 0 && p == 0;
}

static bool
is_any_result(struct suite *s, size_t test, const struct tree *doc,
    const size_t *nodes, size_t n)
{
	size_t values = get(s->t, test, "results");
	size_t paths = get(s->t, test, "results_paths");

	if (values == 0)
		return is_result(s, get(s->t, test, "result"),
		    get(s->t, test, "result_paths"), doc, nodes, n);
	values = tree_child(s->t, values);
	for (paths = tree_child(s->t, paths); paths != 0;
	     paths = tree_next(s->t, paths)) {
		if (is_result(s, values, paths, doc, nodes, n))
			return true;
		values = tree_next(s->t, values);
	}
	return false;
}

static bool
has_tag(const struct suite *s, size_t test, const char *tag)
{
	size_t tags = get(s->t, test, "tags"), c = 0;

	if (tags != 0)
		c = tree_child(s->t, tags);
	for (; c != 0; c = tree_next(s->t, c))
		if (strcmp(words(s->t, c), tag) == 0)
			return true;
	return false;
}

/* "column N", and a name of the five functions of the RFC. */
static bool
is_refused_by_name(const struct error *e, const char *selector)
{
	static const char *const names[] = {
	    "length", "count", "match", "search", "value"};
	char want[64];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		(void)snprintf(want, sizeof(want),
		    "function '%s' is not supported", names[i]);
		if (strcmp(e->what, want) == 0 &&
		    strstr(selector, names[i]) != NULL)
			return true;
	}
	return false;
}

static bool
run_valid(struct suite *s, size_t test, const struct path *path)
{
	size_t from, to, n, whole, *nodes;
	const char *bytes = tree_bytes(s->t, &whole);
	struct error e = {0};
	struct tree *doc;

	tree_span(s->t, get(s->t, test, "document"), &from, &to);
	return json_read(s->a, bytes + from, to - from, false, &doc, &e) == 0 &&
	       path_select(
		   s->a, path, (struct tree_at){doc, 0}, &nodes, &n, &e) == 0 &&
	       is_any_result(s, test, doc, nodes, n);
}

static void
run_case(struct suite *s, size_t test)
{
	const char *selector = words(s->t, get(s->t, test, "selector"));
	const char *name = words(s->t, get(s->t, test, "name"));
	struct path *path;
	struct error e = {0};
	int rc = path_parse(s->a, selector, false, &path, &e);
	bool is_good;

	s->ran++;
	if (has_tag(s, test, "function")) {
		s->functions++;
		is_good = rc == -1 && is_refused_by_name(&e, selector);
	} else if (get(s->t, test, "invalid_selector") != 0) {
		s->invalid++;
		is_good = rc == -1 && e.kind == ERR_INPUT &&
			  strncmp(e.where, "column ", 7) == 0;
	} else {
		is_good = rc == 0 && run_valid(s, test, path);
	}
	if (!is_good)
		printf(
		    "case '%s': %s: %s %s\n", name, selector, e.where, e.what);
	CHECK(is_good);
}

static void
suite(void)
{
	const char *shared = getenv("DOSSIER_SHARED");
	struct suite s = {.a = arena_new()};
	const char *path = file_join(s.a, shared == NULL ? "../shared" : shared,
	    "standards/jsonpath-cts/cts.json");
	struct error e = {0};
	char *bytes = NULL;
	size_t n, tests;

	CHECK(file_read(path, JSON_BYTES_MAX, &bytes, &n, &e) == 0);
	if (bytes != NULL && json_read(s.a, bytes, n, false, &s.t, &e) == 0) {
		tests = get(s.t, 0, "tests");
		for (size_t c = tree_child(s.t, tests); c != 0;
		     c = tree_next(s.t, c))
			run_case(&s, c);
	}
	CHECK(s.ran == CASES && s.functions == FUNCTION_CASES);
	CHECK(s.invalid > 200);
	free(bytes);
	arena_free(s.a);
}

int
main(void)
{
	const char *shared = getenv("DOSSIER_SHARED");
	struct arena *a = arena_new();

	if (file_exists(file_join(a, shared == NULL ? "../shared" : shared,
		"standards/jsonpath-cts/cts.json")))
		RUN(suite);
	else
		test_skip("suite", "shared/standards/jsonpath-cts is not here");
	arena_free(a);
	return test_end("t_path_suite");
}
