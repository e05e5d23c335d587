/* Trees: accessors over what the reader and the builder wrote. */
#include "base/error.h"
#include "base/mem.h"
#include "extract/tree.h"
#include "test.h"

static const char text[] =
    "{\"a\": [1, \"x\\ny\", {\"b\": null}], \"it's\\u0000\\\\\\n\\u001f\": "
    "{}, \"c\": true}";

static struct tree *
sample(struct arena *a)
{
	struct error e = {0};
	struct tree *t;

	CHECK(json_read(a, text, sizeof(text) - 1, false, &t, &e) == 0);
	return t;
}

static void
walks(void)
{
	struct arena *a = arena_new();
	struct tree *t = sample(a);
	size_t n;

	CHECK(tree_count(t) == 8);
	CHECK(tree_type(t, 0) == NODE_OBJECT && tree_size(t, 0) == 3);
	CHECK(tree_child(t, 0) == 1 && tree_next(t, 0) == 0);
	CHECK(tree_next(t, 1) == 6 && tree_next(t, 6) == 7);
	CHECK(tree_next(t, 7) == 0);
	CHECK(tree_behind(t, 1) == 6 && tree_behind(t, 7) == 8);
	CHECK(tree_child(t, 6) == 0 && tree_child(t, 2) == 0);
	CHECK(tree_type(t, 1) == NODE_ARRAY && tree_child(t, 1) == 2);
	CHECK(tree_next(t, 2) == 3 && tree_next(t, 3) == 4);
	CHECK(tree_next(t, 4) == 0 && tree_index(t, 4) == 2);
	CHECK(tree_parent(t, 5) == 4 && tree_parent(t, 7) == 0);
	CHECK_STR(tree_key(t, 1, &n), "a");
	CHECK(tree_key(t, 2, &n) == NULL && tree_key(t, 0, &n) == NULL);
	CHECK_STR(tree_text(t, 2, &n), "1");
	CHECK_STR(tree_text(t, 3, &n), "x\ny");
	CHECK(tree_text(t, 5, &n) == NULL && n == 0);
	CHECK(tree_text(t, 0, &n) == NULL);
	arena_free(a);
}

static void
finds_members(void)
{
	struct arena *a = arena_new();
	struct tree *t = sample(a);

	CHECK(tree_member(t, 0, "a", 1) == 1);
	CHECK(tree_member(t, 0, "c", 1) == 7);
	CHECK(tree_member(t, 0, "it's\0\\\n\x1f", 8) == 6);
	CHECK(tree_member(t, 0, "it's", 4) == 0);
	CHECK(tree_member(t, 0, "", 0) == 0);
	CHECK(tree_member(t, 1, "a", 1) == 0);
	CHECK(tree_member(t, 2, "a", 1) == 0);
	arena_free(a);
}

static void
spans(void)
{
	static const char *const want[] = {text,
	    "[1, \"x\\ny\", {\"b\": null}]", "1", "\"x\\ny\"", "{\"b\": null}",
	    "null", "{}", "true"};
	struct arena *a = arena_new();
	struct tree *t = sample(a);
	size_t from, to, n;

	CHECK(tree_bytes(t, &n) == text && n == sizeof(text) - 1);
	for (size_t i = 0; i < tree_count(t); i++) {
		tree_span(t, i, &from, &to);
		CHECK(to - from == strlen(want[i]) &&
		      memcmp(text + from, want[i], to - from) == 0);
	}
	arena_free(a);
}

static void
paths(void)
{
	struct arena *a = arena_new();
	struct tree *t = sample(a);

	CHECK_STR(tree_path(a, t, 0), "$");
	CHECK_STR(tree_path(a, t, 1), "$['a']");
	CHECK_STR(tree_path(a, t, 5), "$['a'][2]['b']");
	CHECK_STR(tree_path(a, t, 6), "$['it\\'s\\u0000\\\\\\n\\u001f']");
	arena_free(a);
}

/* As a decoder of another syntax does it. */
static void
builds(void)
{
	struct arena *a = arena_new();
	struct tree_builder b;
	struct tree *t;
	size_t n;

	tree_begin(&b, a, "k: v", 4);
	CHECK(tree_add_open(&b, NODE_OBJECT, 0) == 0);
	tree_add_key(&b, "k", 1);
	tree_add_text(&b, NODE_STRING, "v", 1, 3, 4);
	tree_add_key(&b, "list", 4);
	CHECK(tree_add_open(&b, NODE_ARRAY, 4) == 0);
	CHECK(tree_open_type(&b) == NODE_ARRAY);
	tree_add_word(&b, NODE_TRUE, 4, 4);
	CHECK(tree_add_close(&b, 4) == 0);
	CHECK(tree_add_close(&b, 4) == 0);
	t = tree_end(&b);
	CHECK(tree_count(t) == 4);
	CHECK_STR(tree_text(t, tree_member(t, 0, "k", 1), &n), "v");
	CHECK_STR(tree_path(a, t, 3), "$['list'][0]");
	arena_free(a);
}

static void
builds_one_text(void)
{
	struct arena *a = arena_new();
	struct tree_builder b;
	struct tree *t;
	size_t n;

	tree_begin(&b, a, "", 0);
	tree_add_text(&b, NODE_STRING, "", 0, 0, 0);
	t = tree_end(&b);
	CHECK(tree_count(t) == 1 && tree_next(t, 0) == 0);
	CHECK_STR(tree_text(t, 0, &n), "");
	tree_begin(&b, a, "", 0);
	tree_add_word(&b, NODE_NULL, 0, 0);
	CHECK(tree_type(tree_end(&b), 0) == NODE_NULL);
	arena_free(a);
}

static void
reports_twins_and_depth(void)
{
	struct arena *a = arena_new();
	struct tree_builder b;
	size_t from;

	tree_begin(&b, a, "abc", 3);
	CHECK(tree_add_open(&b, NODE_OBJECT, 0) == 0);
	for (size_t i = 0; i < 2; i++) {
		tree_add_key(&b, "x", 1);
		tree_add_word(&b, NODE_NULL, i, i + 1);
	}
	CHECK(tree_add_close(&b, 3) == 2);
	CHECK_STR(tree_added_key(&b, 2, &from), "x");
	CHECK(from == 1);
	tree_drop(&b);

	tree_begin(&b, a, "", 0);
	for (int i = 0; i < JSON_DEPTH; i++)
		CHECK(tree_add_open(&b, NODE_ARRAY, 0) == 0);
	CHECK(tree_add_open(&b, NODE_ARRAY, 0) == -1);
	CHECK(b.count == JSON_DEPTH);
	tree_drop(&b);
	arena_free(a);
}

/* Over the bounds of chunks: 3 chunks and a part, objects in an array. */
static void
crosses_chunks(void)
{
	enum { N = TREE_CHUNK + 100 };
	struct arena *a = arena_new();
	struct tree_builder b;
	struct tree *t;
	size_t seen = 0, n;

	tree_begin(&b, a, "", 0);
	CHECK(tree_add_open(&b, NODE_ARRAY, 0) == 0);
	for (int i = 0; i < N; i++) {
		char number[16];
		int len = snprintf(number, sizeof(number), "%d", i);
		CHECK(tree_add_open(&b, NODE_OBJECT, 0) == 0);
		tree_add_key(&b, "n", 1);
		tree_add_text(&b, NODE_NUMBER, number, (size_t)len, 0, 0);
		tree_add_key(&b, "o", 1);
		tree_add_word(&b, NODE_NULL, 0, 0);
		CHECK(tree_add_close(&b, 0) == 0);
	}
	CHECK(tree_add_close(&b, 0) == 0);
	t = tree_end(&b);
	CHECK(tree_count(t) == 1 + 3 * (size_t)N && tree_size(t, 0) == N);
	for (size_t c = tree_child(t, 0); c != 0; c = tree_next(t, c)) {
		char number[16];
		(void)snprintf(number, sizeof(number), "%zu", seen);
		CHECK_STR(tree_text(t, tree_member(t, c, "n", 1), &n), number);
		CHECK(tree_index(t, c) == seen && tree_parent(t, c) == 0);
		seen++;
	}
	CHECK(seen == N);
	arena_free(a);
}

int
main(void)
{
	RUN(walks);
	RUN(finds_members);
	RUN(spans);
	RUN(paths);
	RUN(builds);
	RUN(builds_one_text);
	RUN(reports_twins_and_depth);
	RUN(crosses_chunks);
	return test_end("t_tree");
}
