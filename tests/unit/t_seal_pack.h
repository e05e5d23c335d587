/*
 * A small package, made and signed in the current folder, for the tests of
 * seal/.  Its folder is "pack", its key "k.pem", what it trusts "trust.yml".
 */
#ifndef T_SEAL_PACK_H
#define T_SEAL_PACK_H

#include "base/mem.h"
#include "seal/seal.h"
#include "t_base_folder.h"

static const char PACK_DIGEST[] =
    "c86761df5c6eef89198658b8965759ecf3f11cd98c148411fb6a9f5b5e17054c";
static const char PACK_NOW[] = "2026-11-25T12:00:00Z";

static struct seal_source pack_sources[] = {
    {"registry", "OK", "2026-11-23T09:00:00Z"}, {"monitor", "FAILED", NULL}};
static struct seal_input pack_inputs[] = {
    {"inputs/system.yml", PACK_DIGEST}, {"inputs/a.yml", PACK_DIGEST}};

static inline struct seal_info
pack_info(void)
{
	struct seal_info f = {.package = "demo-2026-11-23-r7",
	    .system = "demo",
	    .organization = "Example Agency",
	    .serial = 7,
	    .as_of = "2026-11-23T09:00:00Z",
	    .from = "2026-10-01",
	    .to = "2026-10-31",
	    .valid_until = "2026-12-23T09:00:00Z",
	    .retain_until = "2029-11-23",
	    .previous_package = "demo-2026-10-23-r6",
	    .previous_content = PACK_DIGEST,
	    .tool_version = "0.1.0",
	    .sources = pack_sources,
	    .nsources = 2,
	    .inputs = pack_inputs,
	    .ninputs = 2};

	return f;
}

static inline void
pack_put(const char *dir, const char *name, const char *text)
{
	char path[400];
	struct error e = {0};

	(void)snprintf(path, sizeof(path), "%s/%s", dir, name);
	CHECK(file_mkdirs_for(path, &e) == 0);
	put(path, text);
}

/* data/ of a package that is not sealed yet. */
static inline void
pack_stage(const char *dir)
{
	pack_put(dir, "data/facts.json", "{\"format\": \"dossier-facts/1\"}\n");
	pack_put(dir, "data/assessment.json", "{}\n");
	pack_put(dir, "data/tool.json", "{\"version\": \"0.1.0\"}\n");
	pack_put(dir, "data/site/index.html", "<!doctype html><p>demo\n");
	pack_put(dir, "data/site/report.pdf", "%PDF-1.7 not much of one\n");
	pack_put(dir, "data/evidence/objects/575e", "[1, 2]\n");
	pack_put(dir, "data/evidence/objects/empty", "");
	pack_put(dir, "data/inputs/system.yml", "system: {id: demo}\n");
}

/* The whole of it; certificate NULL: signed by the key alone. */
static inline void
pack_make(const char *dir, const struct seal_info *info, const char *key,
    const char *certificate)
{
	char content[65];
	struct error e = {0};

	pack_stage(dir);
	CHECK(seal_bag(dir, info, false, content, &e) == 0);
	CHECK(seal_sign(dir, "producer", info, key, certificate, &e) == 0);
	if (e.kind != ERR_NONE)
		printf("%s: %s\n", e.where, e.what);
}

static inline void
pack_remove(const char *dir)
{
	struct arena *a = arena_new();
	struct file_entry *f;
	struct error e = {0};
	size_t n;

	CHECK(file_walk(a, dir, &f, &n, &e) == 0);
	while (n-- > 0) {
		const char *path = file_join(a, dir, f[n].name);

		CHECK(remove(path) == 0);
	}
	CHECK(remove(dir) == 0);
	arena_free(a);
}

static inline void
pack_copy(const char *from, const char *to)
{
	struct arena *a = arena_new();
	struct file_entry *f;
	struct error e = {0};
	size_t n, i;

	CHECK(file_walk(a, from, &f, &n, &e) == 0);
	make_folder(to);
	for (i = 0; i < n; i++) {
		const char *path = file_join(a, to, f[i].name);

		if (f[i].type == FILE_DIR)
			CHECK(file_mkdirs(path, &e) == 0);
		else
			CHECK(file_copy(file_join(a, from, f[i].name), path,
				  &e) == 0);
	}
	arena_free(a);
}

/* Replaces a file's bytes where it stands. */
static inline void
pack_write(const char *path, const char *bytes, size_t n)
{
	FILE *f = fopen(path, "wb");

	CHECK(f != NULL);
	if (f == NULL)
		return;
	CHECK(fwrite(bytes, 1, n, f) == n);
	CHECK(fclose(f) == 0);
}

static inline char *
pack_read(const char *path, size_t *n)
{
	struct error e = {0};
	char *bytes = NULL;

	CHECK(file_read(path, 1 << 22, &bytes, n, &e) == 0);
	return bytes;
}

#endif
