/*
 * Listings, in byte order whatever the file system says.  Folders below the
 * one that was named are entered by descriptor and never through a link.  It
 * refuses trees deeper than 32 folders and more than a million entries.
 */
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file_int.h"
#include "base/mem.h"

enum { ENTRIES_MAX = 1000000 };

struct walk {
	struct arena *a;
	const char *dir; /* for messages */
	struct file_entry *entries;
	size_t n, cap;
	int depth_max; /* folders below dir that are entered */
};

enum file_type
file_type_of(mode_t mode)
{
	if (S_ISREG(mode))
		return FILE_REGULAR;
	if (S_ISDIR(mode))
		return FILE_DIR;
	if (S_ISLNK(mode))
		return FILE_LINK;
	return S_ISFIFO(mode) ? FILE_FIFO : FILE_OTHER;
}

/* Is there anything?  Where the folder on the way is none, nothing is. */
static int
look(const char *path, int flags, struct stat *st, bool *yes, struct error *e)
{
	int rc;

	AGAIN(rc, fstatat(AT_FDCWD, path, st, flags));
	*yes = rc == 0;
	if (rc == 0 || errno == ENOENT || errno == ENOTDIR ||
	    errno == ENAMETOOLONG)
		return 0;
	return file_fail(path, "look at", e);
}

int
file_look(const char *path, bool *yes, struct error *e)
{
	struct stat st;

	return look(path, AT_SYMLINK_NOFOLLOW, &st, yes, e);
}

int
file_look_dir(const char *path, bool *yes, struct error *e)
{
	struct stat st;
	int rc = look(path, 0, &st, yes, e);

	*yes = *yes && S_ISDIR(st.st_mode);
	return rc;
}

bool
file_exists(const char *path)
{
	struct error ignored = {0}; /* the caller takes it for "no" */
	bool yes;

	return file_look(path, &yes, &ignored) == 0 && yes;
}

bool
file_is_dir(const char *path)
{
	struct error ignored = {0}; /* as above */
	bool yes;

	return file_look_dir(path, &yes, &ignored) == 0 && yes;
}

static int
compare_entries(const void *a, const void *b)
{
	const struct file_entry *left = a, *right = b;

	return strcmp(left->name, right->name);
}

static int walk_folder(
    struct walk *w, int fd, const char *prefix, int depth, struct error *e);

static int
enter(struct walk *w, int parent, const char *name, const char *path, int depth,
    struct error *e)
{
	int fd;

	if (depth > FILE_DEPTH_MAX)
		return err_set(e, ERR_LIMIT, w->dir,
		    "folders are nested deeper than %d: '%s'", FILE_DEPTH_MAX,
		    path);
	AGAIN(fd, openat(parent, name,
		      O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
	if (fd == -1)
		return file_fail(path, "open the folder", e);
	return walk_folder(w, fd, path, depth, e);
}

static int
add_entry(
    struct walk *w, int fd, const char *name, const char *path, struct error *e)
{
	struct file_entry *entry;
	struct stat st;
	int rc;

	AGAIN(rc, fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW));
	if (rc == -1) {
		if (errno == ENOENT)
			return 0; /* removed since it was listed */
		return file_fail(path, "look at", e);
	}
	if (w->n == ENTRIES_MAX)
		return err_set(e, ERR_LIMIT, w->dir,
		    "holds more than %d entries", ENTRIES_MAX);
	mem_push(&w->entries, w->n, &w->cap, sizeof(*w->entries));
	entry = &w->entries[w->n++];
	entry->name = path;
	entry->type = file_type_of(st.st_mode);
	entry->bytes = st.st_size;
	entry->links = (unsigned)st.st_nlink;
	return 0;
}

/* The next name that is neither "." nor ".."; NULL at the end, or errno. */
static const char *
next_name(DIR *d)
{
	const struct dirent *entry;

	do {
		errno = 0;
		entry = readdir(d);
	} while ((entry == NULL && errno == EINTR) ||
		 (entry != NULL && (strcmp(entry->d_name, ".") == 0 ||
				       strcmp(entry->d_name, "..") == 0)));
	return entry == NULL ? NULL : entry->d_name;
}

/* Takes fd.  Recursion ends at FILE_DEPTH_MAX. */
static int
walk_folder(
    struct walk *w, int fd, const char *prefix, int depth, struct error *e)
{
	const char *name, *path;
	size_t before;
	int rc = -1;
	DIR *d;

	do
		d = fdopendir(fd);
	while (d == NULL && errno == EINTR);

	if (d == NULL) {
		(void)close(fd); /* nothing was written through it */
		return file_fail(w->dir, "list", e);
	}
	while ((name = next_name(d)) != NULL) {
		path = file_join(w->a, prefix, name);
		before = w->n;
		if (add_entry(w, dirfd(d), name, path, e) == -1)
			goto out;
		if (depth < w->depth_max && w->n > before &&
		    w->entries[before].type == FILE_DIR &&
		    enter(w, dirfd(d), name, path, depth + 1, e) == -1)
			goto out;
	}
	if (errno != 0) {
		(void)file_fail(w->dir, "list", e);
		goto out;
	}
	rc = 0;
out:
	(void)closedir(d); /* nothing was written through it */
	return rc;
}

static int
list(struct walk *w, struct file_entry **out, size_t *n, struct error *e)
{
	int rc = -1, fd;

	*out = NULL;
	*n = 0;
	AGAIN(fd, open(w->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	if (fd == -1)
		return file_fail(w->dir, "open the folder", e);
	if (walk_folder(w, fd, "", 0, e) == -1)
		goto out;
	if (w->n > 0)
		qsort(w->entries, w->n, sizeof(*w->entries), compare_entries);
	*out = arena_array(w->a, w->n, sizeof(**out));
	if (w->n > 0)
		memcpy(*out, w->entries, w->n * sizeof(**out));
	*n = w->n;
	rc = 0;
out:
	free(w->entries);
	return rc;
}

int
file_list(struct arena *a, const char *dir, struct file_entry **out, size_t *n,
    struct error *e)
{
	struct walk w = {.a = a, .dir = dir, .depth_max = 0};

	return list(&w, out, n, e);
}

int
file_walk(struct arena *a, const char *dir, struct file_entry **out, size_t *n,
    struct error *e)
{
	/* One more than is allowed, so that a deeper tree is seen. */
	struct walk w = {.a = a, .dir = dir, .depth_max = FILE_DEPTH_MAX + 1};

	return list(&w, out, n, e);
}
