/*
 * Paths over answers: the path, a byte 0, the JSON.  A path that parses ends
 * with nodes in the tree or a limit; the same again gives the same; for every
 * node selected its normalized path parses, also for connectors, and selects
 * exactly it; what a connector may say, everybody may say.
 *
 * clang -std=c11 -D_POSIX_C_SOURCE=200809L -Isrc -include src/base/banned.h \
 *     -g -O1 -fsanitize=fuzzer,address,undefined \
 *     -fno-sanitize-recover=undefined -o build/fuzz_path \
 *     tests/fuzz/fuzz_path.c src/extract/json.c src/extract/json_escape.c \
 *     src/extract/tree.c src/extract/tree_build.c src/extract/path*.c \
 *     src/base/{buf,error,mem,text}.c
 * build/fuzz_path -max_total_time=180 -max_len=512 NEW tests/fuzz/corpus_path
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "extract/tree.h"

enum { CHECK_MOST = 64 };

static const char fallback[] =
    "{\"a\":[1,2.0,{\"a\":\"x\",\"b\":null}],\"b\":{\"a\":[1,2,"
    "{\"b\":null,\"a\":\"x\"}]},\"\":[[],{},true,false,-1e-2]}";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
check_back(struct arena *a, const struct tree *t, size_t node)
{
	const char *text = tree_path(a, t, node);
	struct error e = {0};
	struct path *p;
	size_t *nodes, n;

	if (path_parse(a, text, true, &p, &e) == -1 ||
	    path_select(a, p, (struct tree_at){t, 0}, &nodes, &n, &e) == -1)
		abort();
	assert(n == 1 && nodes[0] == node);
}

static void
select_twice(struct arena *a, const struct path *p, const struct tree *t)
{
	struct error e = {0}, f = {0};
	size_t *nodes, *again, n, m;
	int rc = path_select(a, p, (struct tree_at){t, 0}, &nodes, &n, &e);

	if (rc == -1) {
		assert(e.kind == ERR_LIMIT && n == 0);
		return;
	}
	rc = path_select(a, p, (struct tree_at){t, 0}, &again, &m, &f);
	assert(rc == 0 && n == m);
	assert(n == 0 || memcmp(nodes, again, n * sizeof(*nodes)) == 0);
	for (size_t i = 0; i < n; i++)
		assert(nodes[i] < tree_count(t));
	for (size_t i = 0; i < n && i < CHECK_MOST; i++)
		check_back(a, t, nodes[i]);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_new();
	const char *text = arena_ndup(a, (const char *)data, n);
	size_t split = strlen(text);
	struct error e = {0}, f = {0}, g = {0};
	struct path *p, *q;
	struct tree *t = NULL;
	int rc, rc_connector;

	rc = path_parse(a, text, false, &p, &e);
	rc_connector = path_parse(a, text, true, &q, &f);
	assert((rc == 0) == (p != NULL) && (rc == 0 || rc_connector == -1));
	assert(rc == 0 || (e.kind == ERR_INPUT && e.what[0] != '\0'));
	if (rc == 0) {
		assert(path_root(p)[0] != '\0');
		if (split + 1 >= n || json_read(a, text + split + 1,
					  n - split - 1, true, &t, &g) == -1)
			t = NULL;
		err_clear(&g);
		if (t == NULL && json_read(a, fallback, sizeof(fallback) - 1,
				     false, &t, &g) == -1)
			abort();
		select_twice(a, p, t);
	}
	arena_free(a);
	return 0;
}
