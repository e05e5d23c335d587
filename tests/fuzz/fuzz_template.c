/*
 * Templates: one that passes lint makes a whole document of a model of which
 * nothing is known, twice the same; one that does not has a place and a hint.
 *
 * clang -std=c11 -D_POSIX_C_SOURCE=200809L -Isrc -include src/base/banned.h \
 *     -DDOSSIER_VERSION='"0"' -g -O1 -fsanitize=fuzzer,address,undefined \
 *     -fno-sanitize-recover=undefined -o build/fuzz_template \
 *     tests/fuzz/fuzz_template.c src/{base,core,compose,render}/[a-z]*.c \
 *     src/ext/{json,yaml,markdown,crypto,base64}.c \
 *     -ljansson -lyaml -lcmark -lcrypto -lm
 * build/fuzz_template -max_total_time=180 -max_len=2048 NEW \
 *     tests/fuzz/corpus_template
 */
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "compose/template.h"
#include "render/render.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const char *const members[] = {"limits"};
static const struct data text = {.kind = DATA_TEXT, .text = "text", .n = 0};
static const struct data shape = {
    .kind = DATA_MAP, .keys = members, .items = &text, .n = 1};
static const struct statement_key keys[] = {
    {"limitations", "Limits", "model", "Say.", &shape},
    {"trust-set", "Trust", "system", "Say.", &shape}};

static void
fill(struct arena *a, const struct template *t, const struct compose_in *in,
    struct buf *out)
{
	struct chrome chrome = {.system = text_lit("s"),
	    .package = text_lit("p"),
	    .edition = text_lit("e"),
	    .footer = text_lit("f")};
	struct work w = {.a = a, .in = in, .chrome = &chrome};
	struct paper p = {.w = &w, .a = a, .t = t, .id = "x"};
	struct error e = {0};

	exhibits_make(&w);
	sums_make(&w);
	p.subject = "model/x";
	p.why = "nobody said";
	p.model = in->system->models;
	p.doc = page_new(&w, "docs/x.html", text_lit("X"), "Documents");
	p.doc->kind = DOC_DOCUMENT;
	template_lede(&p);
	template_fill(&p);
	if (doc_check(p.doc, &e) == -1) {
		fprintf(stderr, "%s: %s\n", e.where, e.what);
		abort();
	}
	render_html(p.doc, out);
}

static void
fill_twice(struct arena *a, const struct template *t)
{
	const struct snapshot snapshot = {.system = "x",
	    .now = "2026-11-23T12:00:00Z",
	    .as_of = "2026-11-23T12:00:00Z",
	    .from = "2026-10-01T00:00:00Z",
	    .to = "2026-10-31T00:00:00Z"};
	const struct model_conf model = {.id = "x", .alias = "champion"};
	const struct system system = {
	    .id = "x", .name = "X", .sha256 = "0", .models = &model};
	const struct statements st = {.keys = keys, .nkeys = 2};
	const struct rules rules = {.nchecks = 0};
	const struct assessment as = {.nverdicts = 0};
	struct compose_in in = {.system = &system,
	    .statements = &st,
	    .rules = &rules,
	    .assessment = &as,
	    .package = "p"};
	struct facts *facts = NULL;
	struct error e = {0};
	struct buf one = {0}, two = {0};

	if (facts_end(facts_begin(a), &snapshot, &facts, &e) == -1)
		abort();
	in.facts = facts;
	fill(a, t, &in, &one);
	fill(a, t, &in, &two);
	assert(one.len == two.len && memcmp(one.data, two.data, one.len) == 0);
	buf_free(&one);
	buf_free(&two);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const struct statements st = {.keys = keys, .nkeys = 2};
	struct arena *a = arena_new();
	struct template *t = NULL;
	struct error e = {0};

	if (template_read(a, "x.md", (const char *)data, n, &t, &e) == 0 &&
	    template_lint(a, t, &st, &e) == 0)
		fill_twice(a, t);
	else
		assert(e.kind == ERR_LIMIT ||
		       (e.kind == ERR_INPUT && e.what[0] != '\0' &&
			   e.id[0] != '\0' && e.hint[0] != '\0'));
	arena_free(a);
	return 0;
}
