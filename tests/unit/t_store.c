/* The store: names are hashes, nothing is replaced, what is read is checked. */
#include "test.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/mem.h"
#include "gather/gather.h"

#define HELLO "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"

static struct arena *arena;
static char stage[64];
static const char *dir;
static struct store *store;
static struct error error;
static char sha256[CORE_SHA];
static size_t count;

static const char *
in(const char *name)
{
	return file_join(arena, dir, name);
}

static void
overwrite(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	CHECK(f != NULL && fputs(text, f) >= 0 && fclose(f) == 0);
}

/* As another run would: nothing is remembered. */
static const char *
get_again(const char *from, const char *id)
{
	struct store *other;

	err_clear(&error);
	CHECK(store_open_read(arena, from, &other, &error) == 0);
	return store_get(other, id, &count, &error);
}

static void
put_and_get(void)
{
	struct stat st;

	CHECK(store_put(store, KEEP_BODY, "hello", 5, sha256, &error) == 0);
	CHECK_STR(sha256, HELLO);
	CHECK_STR(get_again(dir, HELLO), "hello");
	CHECK(count == 5);
	CHECK_STR(store_get(store, HELLO, &count, &error), "hello");
	CHECK(store_get(store, HELLO, &count, &error) ==
	      store_get(store, HELLO, &count, &error));
	CHECK_STR(store_path(store, arena, HELLO), in("objects/" HELLO));
	/* Nothing is left over. */
	CHECK(stat(in("objects"), &st) == 0);
	CHECK(store_put(store, KEEP_BODY, "hello", 5, sha256, &error) == 0);
	CHECK(store_put(store, KEEP_BODY, "", 0, sha256, &error) == 0);
	CHECK(get_again(dir, sha256) != NULL && count == 0);
	CHECK(store_put(store, KEEP_BODY, "a\0b", 3, sha256, &error) == 0);
	CHECK(get_again(dir, sha256) != NULL && count == 3);
}

static void
no_leftovers(void)
{
	struct file_entry *entries;
	size_t n;

	CHECK(file_list(arena, in("objects"), &entries, &n, &error) == 0);
	CHECK(n == 3);
	for (size_t i = 0; i < n; i++)
		CHECK(strlen(entries[i].name) == CORE_SHA - 1);
}

static void
vault(void)
{
	struct stat st;

	CHECK(store_put(store, KEEP_VAULT, "rows", 4, sha256, &error) == 0);
	CHECK_STR(get_again(dir, sha256), "rows");
	CHECK(store_path(store, arena, sha256) == NULL);
	CHECK(stat(in("vault"), &st) == 0 && (st.st_mode & 077) == 0);
	CHECK(store_put(store, KEEP_DIGEST, "gone", 4, sha256, &error) == 0);
	CHECK(get_again(dir, sha256) == NULL);
	CHECK(error.kind == ERR_NONE);
}

static void
changed_bytes(void)
{
	overwrite(in("objects/" HELLO), "jello");
	CHECK(get_again(dir, HELLO) == NULL && count == 0);
	CHECK(error.kind == ERR_TRUST);
	/* A put heals what a cut run left there. */
	err_clear(&error);
	CHECK(store_put(store, KEEP_BODY, "hello", 5, sha256, &error) == 0);
	CHECK_STR(get_again(dir, HELLO), "hello");
}

static void
bad_names(void)
{
	CHECK(get_again(dir, "../objects/" HELLO) == NULL);
	CHECK(error.kind == ERR_NONE);
	CHECK(get_again(dir, "") == NULL);
	CHECK(get_again(dir, HELLO "0") == NULL);
	CHECK(store_path(store, arena, "../x") == NULL);
	CHECK(get_again(dir,
		  "0000000000000000000000000000000000000000000000000000000000"
		  "000000") == NULL);
	CHECK(error.kind == ERR_NONE);
}

static void
package_folder(void)
{
	struct store *other;

	/* data/evidence of a package: objects by name alone. */
	CHECK_STR(get_again(in("objects"), HELLO), "hello");
	CHECK(store_open_read(arena, in("objects"), &other, &error) == 0);
	CHECK_STR(store_path(other, arena, HELLO), in("objects/" HELLO));
	err_clear(&error);
	CHECK(store_put(other, KEEP_BODY, "x", 1, sha256, &error) == -1);
	CHECK(error.kind == ERR_BUG);
	err_clear(&error);
	CHECK(store_open_read(arena, in("none"), &other, &error) == -1);
	CHECK(error.kind == ERR_INPUT);
}

static void
snapshots(void)
{
	struct snapshot s = {.system = "t", .now = "2026-11-23T12:00:00Z"};
	const char *path, *first;
	struct store *other;

	err_clear(&error);
	CHECK(store_newest_snapshot(store, arena, &error) == NULL);
	CHECK(error.kind == ERR_NONE);
	s.as_of = s.from = s.to = s.now;
	CHECK(store_put_snapshot(store, &s, &first, &error) == 0);
	CHECK_STR(first, in("snapshots/2026-11-23T120000Z.json"));
	CHECK_STR(store_newest_snapshot(store, arena, &error), first);
	/* The same again is the same file, another one never replaces it. */
	CHECK(store_put_snapshot(store, &s, &path, &error) == 0);
	CHECK_STR(path, first);
	s.system = "u";
	CHECK(store_put_snapshot(store, &s, &path, &error) == 0);
	CHECK_STR(path, in("snapshots/2026-11-23T120000Z_02.json"));
	CHECK_STR(store_newest_snapshot(store, arena, &error), path);
	s.as_of = "2026-11-23T12:00:01Z";
	CHECK(store_put_snapshot(store, &s, &path, &error) == 0);
	CHECK_STR(store_newest_snapshot(store, arena, &error), path);
	s.as_of = "2026-01-01T00:00:00Z";
	CHECK(store_put_snapshot(store, &s, &path, &error) == 0);
	CHECK_STR(store_newest_snapshot(store, arena, &error),
	    in("snapshots/2026-11-23T120001Z.json"));
	overwrite(in("snapshots/z.txt"), "no snapshot");
	CHECK_STR(store_newest_snapshot(store, arena, &error),
	    in("snapshots/2026-11-23T120001Z.json"));
	s.as_of = "../x";
	CHECK(store_put_snapshot(store, &s, &path, &error) == -1);
	CHECK(error.kind == ERR_BUG);
	err_clear(&error);
	CHECK(store_open_read(arena, dir, &other, &error) == 0);
	s.as_of = s.now;
	CHECK(store_put_snapshot(other, &s, &path, &error) == -1);
}

static void
no_folder(void)
{
	struct store *other;

	err_clear(&error);
	overwrite(in("file"), "not a folder");
	CHECK(store_open(arena, in("file"), &other, &error) == -1);
	CHECK(other == NULL && error.kind != ERR_NONE);
}

int
main(void)
{
	arena = arena_new();
	snprintf(
	    stage, sizeof(stage), "/tmp/.stage-t_store.%ld", (long)getpid());
	dir = arena_printf(arena, "%s/out/triage", stage);
	if (store_open(arena, dir, &store, &error) == -1)
		return 1;
	RUN(put_and_get);
	RUN(no_leftovers);
	RUN(vault);
	RUN(changed_bytes);
	RUN(bad_names);
	RUN(package_folder);
	RUN(snapshots);
	RUN(no_folder);
	if (file_remove_stage(stage, &error) == -1)
		return 1;
	arena_free(arena);
	return test_end("t_store");
}
