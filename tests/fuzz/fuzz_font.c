/*
 * Fonts that are broken: one is refused, or gives glyphs and a subset without
 * reading past its tables.  What is drawn names glyphs that the font has, and
 * clusters within the text.
 *
 * tests/it/fuzz.sh builds and runs it.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "ext/shape.h"
#include "fuzz_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const char text[] =
    "AV fi A\xCC\x8A \xE0\xA4\x95\xE0\xA5\x8D\xE0\xA4\xB7 "
    "\xD9\x84\xD8\xA7 1/2";

static void
shape(struct font *f, bool is_rtl, uint32_t *ids, size_t *nids)
{
	struct glyphs g = {0};

	font_shape(f, text, sizeof(text) - 1, is_rtl, &g);
	for (size_t i = 0; i < g.n; i++) {
		assert(g.items[i].cluster < sizeof(text) - 1);
		(void)font_advance(f, g.items[i].id);
		if (g.items[i].id != 0 && *nids < 8 &&
		    (*nids == 0 || ids[*nids - 1] < g.items[i].id))
			ids[(*nids)++] = g.items[i].id;
	}
	free(g.items);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	uint32_t ids[8], new_ids[8];
	size_t nids = 0;
	struct error e = {0};
	struct font *f;
	struct buf out = {0};
	char path[256];

	(void)snprintf(path, sizeof(path), "%s/font",
	    fuzz_write("font", (const char *)data, n));
	if (font_open(path, &f, &e) == -1) {
		assert(f == NULL && e.kind == ERR_INPUT && e.what[0] != '\0');
		return 0;
	}
	assert(font_about(f)->name[0] != '\0');
	(void)font_has(f, 'A');
	shape(f, false, ids, &nids);
	shape(f, true, ids, &nids);
	if (font_subset(f, ids, nids, &out, new_ids, &e) == 0)
		assert(out.len > 0);
	else
		assert(e.what[0] != '\0');
	buf_free(&out);
	font_close(f);
	return 0;
}
