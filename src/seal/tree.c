/*
 * A package's folder as it stands.  Lists without following a link, opens
 * each file once, part by part from the folder's own descriptor, and hashes
 * what that descriptor gives (reference/security.md section 5, item 6).
 * Refuses to wait: a FIFO or device is never read.  What a hostile folder can
 * do while we look is a state of the entry, not an error.
 */
#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "seal/internal.h"

enum { READ_BYTES = 256 * 1024 }; /* one read; larger gains nothing measured */

static int
compare_entries(const void *a, const void *b)
{
	const struct tree_entry *x = a, *y = b;

	return strcmp(x->path, y->path);
}

/* A part of a path, opened without following a link; closes `at` if asked. */
static int
open_part(int at, bool is_ours, const char *part, size_t n)
{
	char name[NAME_MAX + 1];
	int fd = -1;

	if (n <= NAME_MAX) {
		memcpy(name, part, n);
		name[n] = '\0';
		AGAIN(fd, openat(at, name,
			      O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
	} else {
		errno = ENAMETOOLONG;
	}
	if (is_ours) {
		int saved = errno;

		(void)close(at); /* a folder opened for reading */
		errno = saved;
	}
	return fd;
}

/* The folder `path` ("": the root) below the tree's root; the caller closes. */
static int
open_dir(const struct tree *t, const char *path)
{
	int fd;

	AGAIN(fd, dup(t->fd));
	while (fd != -1 && *path != '\0') {
		size_t n = strcspn(path, "/");

		fd = open_part(fd, true, path, n);
		path += n;
		if (*path == '/')
			path++;
	}
	return fd;
}

/* Adds one name of the open folder; *is_dir tells what it is. */
static int
add_entry(
    struct tree *t, DIR *d, const char *dir, const char *name, struct error *e)
{
	struct tree_entry *f;
	struct stat st;
	int rc;

	AGAIN(rc, fstatat(dirfd(d), name, &st, AT_SYMLINK_NOFOLLOW));
	if (rc == -1) {
		if (errno == ENOENT)
			return 0; /* went away meanwhile: was never there */
		return err_set(e, ERR_LOCAL, name, "cannot look at it: %s",
		    strerror(errno));
	}
	mem_push(&t->entries, t->n, &t->cap, sizeof(*t->entries));
	f = &t->entries[t->n++];
	memset(f, 0, sizeof(*f));
	f->path = file_join(t->a, dir, name);
	f->type = file_type_of(st.st_mode);
	f->bytes = (int64_t)st.st_size;
	f->links =
	    st.st_nlink > UINT32_MAX ? UINT32_MAX : (unsigned)st.st_nlink;
	return 0;
}

static struct dirent *
next_name(DIR *d)
{
	struct dirent *de;

	do {
		errno = 0;
		de = readdir(d);
	} while (de == NULL && errno == EINTR);
	return de;
}

/* Everything in one folder; returns the number of names through *n. */
static int
list_dir(struct tree *t, const char *dir, size_t *n, struct error *e)
{
	int fd = open_dir(t, dir), rc = 0;
	struct dirent *de;
	DIR *d;

	*n = 0;
	if (fd == -1 && (errno == ENOENT || errno == ELOOP || errno == ENOTDIR))
		return 0; /* changed while we look: reported as empty */
	do
		d = fd == -1 ? NULL : fdopendir(fd);
	while (fd != -1 && d == NULL && errno == EINTR);
	if (d == NULL) {
		err_set(e, ERR_LOCAL, dir, "cannot list the folder: %s",
		    strerror(errno));
		if (fd != -1)
			(void)close(fd); /* the error is told */
		return -1;
	}
	while (rc == 0 && (de = next_name(d)) != NULL) {
		if (strcmp(de->d_name, ".") == 0 ||
		    strcmp(de->d_name, "..") == 0)
			continue;
		(*n)++;
		if (t->n >= TREE_ENTRIES) {
			t->is_too_large = true;
			break;
		}
		rc = add_entry(t, d, dir, de->d_name, e);
	}
	if (rc == 0 && !t->is_too_large && errno != 0)
		rc = err_set(e, ERR_LOCAL, dir, "cannot list the folder: %s",
		    strerror(errno));
	(void)closedir(d); /* opened for reading */
	return rc;
}

static size_t
depth_of(const char *path)
{
	size_t n = 1;

	for (; *path != '\0'; path++)
		n += *path == '/';
	return n;
}

int
tree_open(struct arena *a, const char *dir, struct tree *t, struct error *e)
{
	size_t i, n;

	memset(t, 0, sizeof(*t));
	t->a = a;
	t->dir_fd = -1;
	/* The name that was given may be a link (`current`); nothing below. */
	AGAIN(t->fd, open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	if (t->fd == -1)
		return err_set(e,
		    errno == ENOENT || errno == ENOTDIR ? ERR_INPUT : ERR_LOCAL,
		    dir, "cannot open the folder: %s", strerror(errno));
	if (list_dir(t, "", &n, e) == -1)
		goto fail;
	for (i = 0; i < t->n && !t->is_too_large; i++) {
		if (t->entries[i].type != FILE_DIR)
			continue;
		if (depth_of(t->entries[i].path) > TREE_DEPTH) {
			t->is_too_large = true;
			break;
		}
		if (list_dir(t, t->entries[i].path, &n, e) == -1)
			goto fail;
		t->entries[i].nchildren = n; /* entries may have moved */
	}
	if (t->n > 0)
		qsort(t->entries, t->n, sizeof(*t->entries), compare_entries);
	return 0;
fail:
	tree_close(t);
	return -1;
}

void
tree_close(struct tree *t)
{
	if (t->dir_fd != -1)
		(void)close(t->dir_fd); /* opened for reading */
	if (t->fd != -1)
		(void)close(t->fd); /* opened for reading */
	free(t->entries);
	memset(t, 0, sizeof(*t));
	t->fd = t->dir_fd = -1;
}

struct tree_entry *
tree_find(const struct tree *t, const char *path)
{
	struct tree_entry key = {.path = path};

	if (t->n == 0)
		return NULL;
	return bsearch(&key, t->entries, t->n, sizeof(key), compare_entries);
}

/* Opens the file; the folder stays open, for the next file is its neighbour. */
static int
open_file(struct tree *t, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash == NULL ? path : slash + 1;
	size_t ndir = slash == NULL ? 0 : (size_t)(slash - path);
	int fd;

	if (t->dir_fd == -1 || strlen(t->dir) != ndir ||
	    memcmp(t->dir, path, ndir) != 0) {
		if (t->dir_fd != -1)
			(void)close(t->dir_fd); /* opened for reading */
		t->dir = arena_ndup(t->a, path, ndir);
		t->dir_fd = open_dir(t, t->dir);
		if (t->dir_fd == -1)
			return -1;
	}
	AGAIN(fd, openat(t->dir_fd, name,
		      O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
	return fd;
}

struct reading {
	struct sha256 *whole, *prefix; /* prefix may be NULL */
	int64_t left;                  /* of the prefix */
	int64_t n;
};

static void
hash_block(struct reading *r, const char *p, size_t n)
{
	sha256_add(r->whole, p, n);
	r->n += (int64_t)n;
	if (r->prefix != NULL && r->left > 0) {
		size_t m = (uint64_t)r->left < n ? (size_t)r->left : n;

		sha256_add(r->prefix, p, m);
		r->left -= (int64_t)m;
	}
}

/* Reads to the end or the limit; TREE_UNREAD means errno says why not. */
static enum tree_state
read_all(int fd, int64_t max, struct reading *r, struct buf *keep)
{
	char *block = mem_raw(READ_BYTES);
	enum tree_state state = TREE_READ;

	for (;;) {
		ssize_t got = read(fd, block, READ_BYTES);

		if (got == -1 && errno == EINTR)
			continue;
		if (got == -1)
			state = TREE_UNREAD;
		if (got <= 0)
			break;
		hash_block(r, block, (size_t)got);
		if (max > 0 && r->n > max) {
			state = TREE_LARGE;
			break;
		}
		if (keep != NULL)
			buf_add(keep, block, (size_t)got);
	}
	free(block);
	return state;
}

/* What an open that failed says of the folder; TREE_UNREAD: of the machine. */
static enum tree_state
state_of_errno(int code)
{
	switch (code) {
	case ENOENT:
		return TREE_GONE;
	case ELOOP:
	case ENOTDIR:
	case EISDIR:
	case ENXIO: /* a socket */
		return TREE_CHANGED;
	default:
		return TREE_UNREAD;
	}
}

int
tree_read(struct tree *t, struct tree_entry *f, int64_t max, struct buf *keep,
    struct error *e)
{
	struct reading r = {0};
	struct stat st;
	int fd, rc;

	assert(f->state == TREE_UNREAD); /* one open per file */
	fd = f->type == FILE_REGULAR ? open_file(t, f->path) : -1;
	if (f->type != FILE_REGULAR) {
		f->state = TREE_CHANGED;
		return 0;
	}
	if (fd == -1) {
		f->state = state_of_errno(errno);
		if (f->state == TREE_UNREAD)
			return err_set(e, ERR_LOCAL, f->path,
			    "cannot open it: %s", strerror(errno));
		return 0;
	}
	AGAIN(rc, fstat(fd, &st));
	if (rc == -1 || !S_ISREG(st.st_mode)) {
		if (rc == -1)
			err_set(e, ERR_LOCAL, f->path, "cannot look at it: %s",
			    strerror(errno));
		(void)close(fd); /* never read */
		f->state = TREE_CHANGED;
		return rc;
	}
	r.whole = sha256_new();
	r.prefix = f->prefix_bytes > 0 ? sha256_new() : NULL;
	r.left = f->prefix_bytes;
	f->state = read_all(fd, max, &r, keep);
	if (f->state == TREE_UNREAD)
		err_set(e, ERR_LOCAL, f->path, "cannot read it: %s",
		    strerror(errno));
	(void)close(fd); /* opened for reading */
	sha256_end(r.whole, f->sha256);
	if (r.prefix != NULL)
		sha256_end(r.prefix, f->prefix_sha256);
	f->bytes = r.n;
	return f->state == TREE_UNREAD ? -1 : 0;
}
