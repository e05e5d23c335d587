/*
 * The store: objects/ and vault/ hold bytes under their SHA-256, snapshots/
 * the lists of requests.  Files appear by temporary name and rename; nothing
 * is ever deleted or replaced by something else.  Refuses names that are not
 * 64 hex digits and bytes that do not hash to their name (rule: DESIGN laws 2
 * and 4; objects are named by their hash).
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/mem.h"
#include "ext/crypto.h"
#include "gather/parts.h"

enum {
	OBJECT_MAX = 1 << 30,  /* read back whole; weights are never kept */
	SLOTS = 4096,          /* of the table of what was read */
	SNAPSHOTS_A_TIME = 99, /* of one as-of */
	PRIVATE_DIR = 0700
};

struct held {
	char sha256[CORE_SHA];
	const char *bytes;
	size_t n;
	struct held *next;
};

struct store {
	struct arena *a;
	const char *dir;
	const char *also; /* or NULL */
	bool is_read_only;
	struct held *held[SLOTS];
	struct error trouble; /* the first that the disk gave */
};

static struct store *
store_make(struct arena *a, const char *dir, bool is_read_only)
{
	struct store *st = arena_alloc(a, sizeof(*st));

	st->a = a;
	st->dir = arena_dup(a, dir);
	st->is_read_only = is_read_only;
	return st;
}

/* What is kept in the vault is nobody else's to read. */
static int
make_private(const char *path, struct error *e)
{
	int rc;

	AGAIN(rc, mkdir(path, PRIVATE_DIR));
	if (rc == -1 && errno != EEXIST)
		return err_set(e, ERR_LOCAL, path, "%s", strerror(errno));
	return 0;
}

int
store_open(
    struct arena *a, const char *dir, struct store **out, struct error *e)
{
	*out = NULL;
	if (file_mkdirs(file_join(a, dir, "objects"), e) == -1 ||
	    file_mkdirs(file_join(a, dir, "snapshots"), e) == -1 ||
	    make_private(file_join(a, dir, "vault"), e) == -1)
		return -1;
	*out = store_make(a, dir, false);
	return 0;
}

int
store_open_read(
    struct arena *a, const char *dir, struct store **out, struct error *e)
{
	bool is_dir;

	*out = NULL;
	if (file_look_dir(dir, &is_dir, e) == -1)
		return -1;
	if (!is_dir)
		return err_set(e, ERR_INPUT, dir, "is not a folder");
	*out = store_make(a, dir, true);
	return 0;
}

void
store_also(struct store *st, const char *dir)
{
	st->also = arena_dup(st->a, dir);
}

/* ---- What the disk did -------------------------------------------------- */

/* What is missing is UNKNOWN; what the disk would not give is no answer. */
static void
note(struct store *st, const struct error *e)
{
	if (e->kind == ERR_LOCAL && st->trouble.kind == ERR_NONE)
		st->trouble = *e;
}

static bool
is_at(struct store *st, const char *path)
{
	struct error e = {0};
	bool yes;

	if (file_look(path, &yes, &e) == -1)
		note(st, &e);
	return yes;
}

int
store_trouble(const struct store *st, struct error *e)
{
	if (st->trouble.kind == ERR_NONE)
		return 0;
	*e = st->trouble;
	return -1;
}

/* ---- What was read or put: it lives as long as the store ---------------- */

static bool
is_sha256(const char *s)
{
	return strspn(s, "0123456789abcdef") == CORE_SHA - 1 &&
	       s[CORE_SHA - 1] == '\0';
}

static struct held **
slot_of(struct store *st, const char *sha256)
{
	char head[5] = {sha256[0], sha256[1], sha256[2], sha256[3], '\0'};

	return &st->held[strtoul(head, NULL, 16) % SLOTS];
}

static struct held *
held_find(struct store *st, const char *sha256)
{
	struct held *h = *slot_of(st, sha256);

	while (h != NULL && strcmp(h->sha256, sha256) != 0)
		h = h->next;
	return h;
}

static const char *
hold(struct store *st, const char *sha256, const char *bytes, size_t n)
{
	struct held *h = held_find(st, sha256), **slot = slot_of(st, sha256);

	if (h != NULL)
		return h->bytes;
	h = arena_alloc(st->a, sizeof(*h));
	(void)snprintf(h->sha256, sizeof(h->sha256), "%s", sha256);
	h->bytes = arena_ndup(st->a, bytes, n);
	h->n = n;
	h->next = *slot;
	*slot = h;
	return h->bytes;
}

/* ---- Objects ------------------------------------------------------------ */

static const char *
path_below(
    struct arena *a, const char *dir, const char *folder, const char *sha256)
{
	if (folder[0] != '\0')
		dir = file_join(a, dir, folder);
	return file_join(a, dir, sha256);
}

static const char *
object_path(
    struct store *st, struct arena *a, const char *folder, const char *sha256)
{
	const char *path = path_below(a, st->dir, folder, sha256);

	if (st->also == NULL || is_at(st, path))
		return path;
	return path_below(a, st->also, folder, sha256);
}

/* A file from a run that was cut short may be there with other bytes. */
static bool
is_there(const char *path, const char *bytes, size_t n)
{
	struct error ignored = {0}; /* unreadable: it is written again */
	char *old = NULL;
	size_t nold;
	bool is_same;

	if (!file_exists(path) ||
	    file_read(path, OBJECT_MAX, &old, &nold, &ignored) == -1)
		return false;
	is_same = nold == n && memcmp(old, bytes, n) == 0;
	free(old);
	return is_same;
}

int
store_put(struct store *st, enum keep k, const char *bytes, size_t n,
    char sha256[static CORE_SHA], struct error *e)
{
	const char *path, *temp,
	    *folder = k == KEEP_VAULT ? "vault" : "objects";

	sha256_hex(bytes, n, sha256);
	if (k == KEEP_DIGEST)
		return 0;
	if (st->is_read_only)
		return err_set(e, ERR_BUG, st->dir, "store is open to read");
	path = object_path(st, st->a, folder, sha256);
	if (is_there(path, bytes, n))
		return 0;
	/* One sync for all of them comes before the snapshot is written. */
	temp = arena_printf(st->a, "%s.%ld.tmp", path, (long)getpid());
	(void)unlink(temp); /* may be left over; create says if it stays */
	if (file_create(temp, bytes, n, e) == -1 ||
	    file_rename(temp, path, e) == -1) {
		note(st, e);
		return -1;
	}
	return 0;
}

static const char *const folders[] = {"objects", "vault", ""};

const char *
store_get(struct store *st, const char *sha256, size_t *n, struct error *e)
{
	const struct held *h;
	char seen[SHA256_HEX], *bytes = NULL;
	const char *path = NULL, *out = NULL;

	*n = 0;
	if (!is_sha256(sha256))
		return NULL;
	if ((h = held_find(st, sha256)) != NULL) {
		*n = h->n;
		return h->bytes;
	}
	for (size_t i = 0; path == NULL && i < 3; i++) {
		path = object_path(st, st->a, folders[i], sha256);
		if (!is_at(st, path))
			path = NULL;
	}
	if (path == NULL)
		return NULL;
	if (file_read(path, OBJECT_MAX, &bytes, n, e) == -1) {
		note(st, e);
		return NULL;
	}
	sha256_hex(bytes, *n, seen);
	if (strcmp(seen, sha256) == 0)
		out = hold(st, sha256, bytes, *n);
	else
		err_set(e, ERR_TRUST, path, "its bytes hash to %s", seen);
	if (out == NULL)
		*n = 0;
	free(bytes);
	return out;
}

const char *
store_path(struct store *st, struct arena *a, const char *sha256)
{
	const char *path;

	if (!is_sha256(sha256))
		return NULL;
	path = object_path(st, a, "objects", sha256);
	if (is_at(st, path))
		return path;
	path = object_path(st, a, "", sha256);
	return is_at(st, path) ? path : NULL;
}

/* ---- Snapshots ---------------------------------------------------------- */

/* "2026-11-23T120000Z", or with "_02" behind it: later ones sort later. */
static const char *
snapshot_path(struct store *st, const char *as_of, int n)
{
	char *name = arena_dup(st->a, as_of), *to = name;

	for (const char *p = as_of; *p != '\0'; p++)
		if (*p != ':')
			*to++ = *p;
	*to = '\0';
	if (n > 1)
		name = arena_printf(st->a, "%s_%02d", name, n);
	return file_join(
	    st->a, st->dir, arena_printf(st->a, "snapshots/%s.json", name));
}

int
store_put_snapshot(struct store *st, const struct snapshot *s,
    const char **path, struct error *e)
{
	struct buf text = {0};
	int rc = -1, n = 1;

	*path = NULL;
	if (st->is_read_only)
		return err_set(e, ERR_BUG, st->dir, "store is open to read");
	if (strpbrk(s->as_of, "/.") != NULL)
		return err_set(e, ERR_BUG, s->as_of, "is no name of a file");
	snapshot_format(s, &text);
	*path = snapshot_path(st, s->as_of, n);
	while (is_at(st, *path) && !is_there(*path, buf_str(&text), text.len) &&
	       n < SNAPSHOTS_A_TIME)
		*path = snapshot_path(st, s->as_of, ++n);
	if (n == SNAPSHOTS_A_TIME) {
		err_set(e, ERR_LIMIT, *path, "%d snapshots of one as-of",
		    SNAPSHOTS_A_TIME);
		goto out;
	}
	if (store_trouble(st, e) == -1 || file_sync_tree(st->dir, e) == -1)
		goto out; /* the objects first: it names them */
	rc = file_write(*path, buf_str(&text), text.len, e);
out:
	buf_free(&text);
	return rc;
}

const char *
store_newest_snapshot(struct store *st, struct arena *a, struct error *e)
{
	const char *dir = file_join(a, st->dir, "snapshots"), *newest = NULL;
	struct file_entry *entries;
	size_t n;

	if (!file_is_dir(dir) || file_list(a, dir, &entries, &n, e) == -1)
		return NULL;
	for (size_t i = 0; i < n; i++)
		if (entries[i].type == FILE_REGULAR &&
		    file_match("*.json", entries[i].name))
			newest = file_join(a, dir, entries[i].name);
	return newest;
}
