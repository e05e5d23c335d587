/*
 * Prometheus's text exposition: what is read is an array of samples with a
 * name, labels and a value, in the order of the text, every span within it;
 * and a page that is read is read again when a good line follows.
 *
 * tests/it/fuzz.sh builds and runs it.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "extract/tree.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static int
read_page(struct arena *a, const char *bytes, size_t n, struct tree **t)
{
	struct error e = {0};
	int rc = tree_decode(a, DECODE_EXPOSITION, bytes, n, t, &e);

	assert(rc == 0
		   ? *t != NULL && e.kind == ERR_NONE
		   : *t == NULL && e.kind == ERR_INPUT && e.what[0] != '\0');
	return rc;
}

static void
check_sample(const struct tree *t, size_t node, size_t end)
{
	static const char *const texts[] = {"name", "value"};
	size_t from, to, labels = tree_member(t, node, "labels", 6);

	assert(tree_type(t, node) == NODE_OBJECT);
	tree_span(t, node, &from, &to);
	assert(from < to && to <= end);
	for (size_t i = 0; i < 2; i++) {
		size_t m = tree_member(t, node, texts[i], strlen(texts[i]));
		size_t len;

		assert(m != 0 && tree_type(t, m) == NODE_STRING);
		assert(tree_text(t, m, &len) != NULL && len > 0);
	}
	assert(labels != 0 && tree_type(t, labels) == NODE_OBJECT);
	for (size_t c = tree_child(t, labels); c != 0; c = tree_next(t, c)) {
		size_t len;
		const char *text = tree_text(t, c, &len);

		assert(utf8_valid(text, len) && text[len] == '\0');
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_new();
	struct buf more = {0};
	struct tree *t, *u;
	size_t count = 0, again = 0;

	buf_add(&more, data, n);
	if (read_page(a, buf_str(&more), n, &t) == 0) {
		for (size_t c = tree_child(t, 0); c != 0; c = tree_next(t, c)) {
			check_sample(t, c, n);
			count++;
		}
		buf_puts(&more, "a{b=\"c\"} 1 2\n");
		assert(read_page(a, buf_str(&more), more.len, &u) == 0);
		for (size_t c = tree_child(u, 0); c != 0; c = tree_next(u, c))
			again++;
		assert(again == count + 1);
	}
	buf_free(&more);
	arena_free(a);
	return 0;
}
