/*
 * trust.yml: what is refused has a place, an id and a hint; what is read names
 * keys and certificates that are there.
 *
 * tests/it/fuzz.sh builds and runs it.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz_file.h"
#include "seal/internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const char key[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEaxfR8uEsQkf4vOblY6RA8ncDfYEt\n"
    "6zOg9KE5RdiYwpZP40Li/hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9Q==\n"
    "-----END PUBLIC KEY-----\n";

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_new();
	struct trust t;
	struct error e = {0};
	char path[256];

	(void)fuzz_write("k.pub", key, sizeof(key) - 1);
	(void)snprintf(path, sizeof(path), "%s/trust.yml",
	    fuzz_write("trust.yml", (const char *)data, n));
	if (trust_read(a, path, &t, &e) == -1)
		assert(e.kind == ERR_LIMIT ||
		       (e.kind == ERR_INPUT && e.what[0] != '\0' &&
			   e.where[0] != '\0'));
	else {
		for (size_t i = 0; i < t.nkeys; i++)
			assert(t.keys[i].key != NULL && t.keys[i].name != NULL);
		for (size_t i = 0; i < t.nauthorities; i++)
			assert(t.authorities[i].cert != NULL);
		trust_free(&t);
	}
	arena_free(a);
	return 0;
}
