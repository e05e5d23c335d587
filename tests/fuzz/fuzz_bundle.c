/*
 * What a signature says.  First byte: a Sigstore bundle, or a statement.
 * There is one spelling: what is read is, byte for byte, what we write of it.
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
check_bundle(struct arena *a, const char *bytes, size_t n)
{
	struct bundle b = {0};
	struct buf out = {0}, pae = {0};

	if (bundle_parse(a, bytes, n, &b) == 0) {
		bundle_format(&b, &out);
		assert(out.len == n && memcmp(buf_str(&out), bytes, n) == 0);
		bundle_pae(&b.payload, &pae);
		assert(pae.len > b.payload.len);
	}
	buf_free(&out);
	buf_free(&pae);
	bundle_free(&b);
}

static void
check_statement(struct arena *a, const char *bytes, size_t n)
{
	struct statement s;
	struct error e = {0};
	struct buf out = {0};

	if (statement_parse(a, bytes, n, &s, &e) == 0) {
		statement_format(&s, &out);
		assert(out.len == n && memcmp(buf_str(&out), bytes, n) == 0);
	} else
		assert(e.kind == ERR_INPUT && e.what[0] != '\0');
	buf_free(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_new();

	if (n > 0) {
		const char *bytes =
		    arena_ndup(a, (const char *)data + 1, n - 1);

		if (data[0] % 2 == 0)
			check_bundle(a, bytes, n - 1);
		else
			check_statement(a, bytes, n - 1);
	}
	arena_free(a);
	return 0;
}
