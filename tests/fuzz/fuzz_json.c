/*
 * The JSON reader.  First byte: bit 0 is_lenient.  What it reads must be a
 * sound tree: spans nested and in order, links and counts that agree, each
 * member found by its name, each number and text the same when its own span is
 * read again; and strict input is a part of lenient input.
 *
 * clang -std=c11 -D_POSIX_C_SOURCE=200809L -Isrc -include src/base/banned.h \
 *     -g -O1 -fsanitize=fuzzer,address,undefined \
 *     -fno-sanitize-recover=undefined -o build/fuzz_json \
 *     tests/fuzz/fuzz_json.c src/extract/json.c src/extract/json_escape.c \
 *     src/extract/tree.c src/extract/tree_build.c \
 *     src/base/{buf,error,mem,text}.c
 * build/fuzz_json -max_total_time=180 -max_len=4096 NEW tests/fuzz/corpus_json
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "extract/tree.h"

enum { CHECK_MOST = 4096 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
check_links(const struct tree *t, size_t i)
{
	size_t from, to, cfrom, cto, at, n = 0, nkey;

	tree_span(t, i, &from, &to);
	assert(from < to);
	at = from + 1;
	for (size_t c = tree_child(t, i); c != 0; c = tree_next(t, c)) {
		tree_span(t, c, &cfrom, &cto);
		assert(tree_parent(t, c) == i && c > i);
		assert(cfrom >= at && cto < to);
		assert(c < tree_behind(t, i) &&
		       tree_behind(t, c) <= tree_behind(t, i));
		if (tree_type(t, i) == NODE_OBJECT) {
			const char *key = tree_key(t, c, &nkey);
			assert(key[nkey] == '\0' && utf8_valid(key, nkey));
			if (tree_size(t, i) < 64)
				assert(tree_member(t, i, key, nkey) == c);
		} else {
			assert(tree_key(t, c, &nkey) == NULL);
			assert(tree_index(t, c) == n);
		}
		at = cto + 1;
		n++;
	}
	assert(n == tree_size(t, i));
}

/* The bytes of a leaf, read alone, are that leaf. */
static void
check_leaf(struct arena *a, const struct tree *t, size_t i, bool is_lenient)
{
	size_t from, to, all, n, m;
	const char *bytes = tree_bytes(t, &all), *text, *again;
	struct error e = {0};
	struct tree *u;

	if (tree_type(t, i) >= NODE_ARRAY)
		return;
	tree_span(t, i, &from, &to);
	assert(to <= all);
	if (json_read(a, bytes + from, to - from, is_lenient, &u, &e) == -1)
		abort();
	assert(tree_count(u) == 1 && tree_type(u, 0) == tree_type(t, i));
	text = tree_text(t, i, &n);
	again = tree_text(u, 0, &m);
	assert((text == NULL) == (again == NULL) && n == m);
	if (text == NULL)
		return;
	assert(memcmp(text, again, n) == 0 && text[n] == '\0');
	assert(utf8_valid(text, n));
	if (tree_type(t, i) == NODE_NUMBER)
		assert(n == to - from && memcmp(text, bytes + from, n) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	bool is_lenient = n > 0 && (data[0] & 1) != 0;
	struct arena *a = arena_new();
	struct error e = {0}, f = {0};
	struct tree *t, *u;
	char *bytes = malloc(n == 0 ? 1 : n);
	int rc;

	if (bytes == NULL)
		abort();
	n -= n > 0;
	memcpy(bytes, data + 1, n);
	rc = json_read(a, bytes, n, is_lenient, &t, &e);
	assert(rc == 0 ? t != NULL && e.kind == ERR_NONE
		       : t == NULL && e.kind == ERR_INPUT);
	if (rc == 0) {
		assert(utf8_valid(bytes, n));
		assert(tree_behind(t, 0) == tree_count(t));
		for (size_t i = 0; i < tree_count(t) && i < CHECK_MOST; i++) {
			check_links(t, i);
			check_leaf(a, t, i, is_lenient);
		}
		if (!is_lenient)
			assert(json_read(a, bytes, n, true, &u, &f) == 0);
	}
	free(bytes);
	arena_free(a);
	return 0;
}
