/*
 * What a package says of its files.  First byte: which of manifest,
 * bag-info.txt and seal.json.  The first two have one spelling: what is read
 * is, byte for byte, what we write of it; seal.json says the same when it is
 * written and read again.
 *
 * tests/it/fuzz.sh builds and runs it.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "seal/internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
check_same(struct buf *out, const char *bytes, size_t n)
{
	assert(out->len == n && memcmp(buf_str(out), bytes, n) == 0);
	buf_free(out);
}

static void
check_manifest(struct arena *a, const char *bytes, size_t n)
{
	struct manifest m;
	struct buf out = {0};
	size_t line = 0;

	if (manifest_parse(a, bytes, n, &m, &line) == -1) {
		assert(line > 0);
		return;
	}
	for (size_t i = 0; i < m.n; i++)
		assert(path_is_listable(m.lines[i].path));
	manifest_format(&m, &out);
	check_same(&out, bytes, n);
}

static void
check_doc(struct arena *a, const char *bytes, size_t n)
{
	struct seal_doc doc, again;
	struct buf out = {0}, twice = {0};

	if (seal_doc_parse(a, bytes, n, &doc) == -1)
		return;
	seal_doc_format(&doc, &out);
	assert(seal_doc_parse(a, buf_str(&out), out.len, &again) == 0);
	seal_doc_format(&again, &twice);
	check_same(&twice, buf_str(&out), out.len);
	buf_free(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_new();
	const char *bytes;
	struct bag_info info;
	struct buf out = {0};

	if (n == 0)
		goto out;
	bytes = arena_ndup(a, (const char *)data + 1, n - 1);
	n--;
	switch (data[0] % 3) {
	case 0:
		check_manifest(a, bytes, n);
		break;
	case 1:
		if (bag_info_parse(a, bytes, n, &info) == 0) {
			bag_info_format(&info, &out);
			check_same(&out, bytes, n);
		}
		break;
	default:
		check_doc(a, bytes, n);
	}
out:
	arena_free(a);
	return 0;
}
