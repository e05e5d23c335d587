/*
 * YAML that people write.  First byte: a connector, or system.yml.  What is
 * refused has a place, an id and a hint; what is read is read twice the same.
 *
 * tests/it/fuzz.sh builds and runs it.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "extract/extract.h"
#include "fuzz_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
check_error(const struct error *e)
{
	assert(e->kind == ERR_LIMIT ||
	       (e->kind == ERR_INPUT && e->what[0] != '\0' &&
		   e->where[0] != '\0' && e->id[0] != '\0'));
}

static void
check_connector(struct arena *a, const char *bytes, size_t n)
{
	struct connector_file file = {
	    "fuzz", "mappings/sources/fuzz.yml", bytes, n, "0"};
	struct connector_set *set = NULL;
	const struct connector *c;
	struct error e = {0};
	size_t nkinds = 0;

	if (connectors_load(a, &file, 1, &set, &e) == -1) {
		check_error(&e);
		return;
	}
	c = connector_find(set, "fuzz");
	assert(c != NULL && connector_speaks(c)[0] != '\0');
	(void)connector_kinds(c, &nkinds);
}

static void
check_system(struct arena *a, const char *bytes, size_t n)
{
	const char *dir = fuzz_write("system.yml", bytes, n);
	struct system *s = NULL, *t = NULL;
	struct error e = {0};

	if (system_load(a, dir, &s, &e) == -1) {
		check_error(&e);
		return;
	}
	assert(system_load(a, dir, &t, &e) == 0);
	assert(strcmp(s->id, t->id) == 0 && s->nsources == t->nsources);
	for (size_t i = 0; i < s->nmodels; i++)
		assert(system_model(s, s->models[i].id) == &s->models[i]);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_new();

	if (n > 0) {
		const char *bytes =
		    arena_ndup(a, (const char *)data + 1, n - 1);

		if (data[0] % 2 == 0)
			check_connector(a, bytes, n - 1);
		else
			check_system(a, bytes, n - 1);
	}
	arena_free(a);
	return 0;
}
