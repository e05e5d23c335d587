/*
 * Whole files: read with a limit, written through a temporary, created,
 * copied.  It refuses to follow a link to a file, to open what is no regular
 * file, and to replace what it was asked to create.  Files appear by
 * write-temp, fsync, rename, fsync of the folder (STYLE, "Memory and data").
 */
#include "base/file.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file_int.h"
#include "base/mem.h"

enum { COPY_BYTES = 256 * 1024, FILE_MODE = 0644, FOLDER_MODE = 0755 };

int
file_fail(const char *path, const char *doing, struct error *e)
{
	int why = errno;

	switch (why) {
	case ENOENT:
	case ENOTDIR:
		return err_set(e, ERR_INPUT, path, "does not exist");
	case EEXIST:
	case ENOTEMPTY:
		return err_set(e, ERR_REFUSED, path, "exists already");
	case ELOOP:
		return err_set(e, ERR_REFUSED, path,
		    "is a symbolic link, which is not followed");
	case EACCES:
	case EPERM:
		return err_set(e, ERR_REFUSED, path, "cannot %s: %s", doing,
		    strerror(why));
	default:
		return err_set(
		    e, ERR_LOCAL, path, "cannot %s: %s", doing, strerror(why));
	}
}

char *
file_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder;

	if (slash == NULL)
		return mem_dup(".");
	if (slash == path)
		return mem_dup("/");
	folder = mem_dup(path);
	folder[slash - path] = '\0';
	return folder;
}

/* By process; named like a stage, so that one of a killed process goes too. */
char *
file_temporary(const char *path)
{
	char *folder = file_folder(path), *name;
	size_t size = strlen(folder) + 32;

	name = mem_alloc(size);
	(void)snprintf(name, size, "%s/.stage-%ld.tmp", folder, (long)getpid());
	free(folder);
	return name;
}

int
file_sync_folder_of(const char *path, struct error *e)
{
	char *folder = file_folder(path);
	int rc = -1, fd, synced;

	AGAIN(fd, open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	if (fd == -1) {
		(void)file_fail(folder, "open", e);
		goto out;
	}
	AGAIN(synced, fsync(fd));
	/* Some file systems have nothing to sync in a folder, and say so. */
	if (synced == -1 && errno != EINVAL) {
		(void)file_fail(folder, "sync", e);
		goto out;
	}
	rc = 0;
out:
	if (fd != -1)
		(void)close(fd); /* nothing was written through it */
	free(folder);
	return rc;
}

static int
refuse_type(const char *path, mode_t mode, struct error *e)
{
	const char *is = "is not a regular file";

	if (S_ISLNK(mode))
		is = "is a symbolic link, which is not followed";
	else if (S_ISDIR(mode))
		is = "is a folder, not a file";
	else if (S_ISFIFO(mode))
		is = "is a FIFO, not a regular file";
	return err_set(e, ERR_REFUSED, path, "%s", is);
}

int
file_open(const char *path, int *fd, struct stat *st, struct error *e)
{
	int rc;

	*fd = -1;
	/* Looks first: opening a device may already do something. */
	AGAIN(rc, lstat(path, st));
	if (rc == -1)
		return file_fail(path, "look at", e);
	if (!S_ISREG(st->st_mode))
		return refuse_type(path, st->st_mode, e);
	AGAIN(*fd, open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY |
				  O_CLOEXEC));
	if (*fd == -1)
		return file_fail(path, "open", e);
	AGAIN(rc, fstat(*fd, st));
	if (rc == 0 && S_ISREG(st->st_mode))
		return 0;
	if (rc == -1)
		(void)file_fail(path, "look at", e);
	else
		(void)err_set(
		    e, ERR_REFUSED, path, "changed while it was opened");
	(void)close(*fd); /* nothing was written through it */
	*fd = -1;
	return -1;
}

static ssize_t
read_some(int fd, char *buf, size_t n)
{
	ssize_t got;

	AGAIN(got, read(fd, buf, n));
	return got;
}

int
file_write_all(
    int fd, const char *path, const void *bytes, size_t n, struct error *e)
{
	const char *s = bytes;
	ssize_t put;

	while (n > 0) {
		AGAIN(put, write(fd, s, n));
		if (put == -1)
			return file_fail(path, "write", e);
		s += put;
		n -= (size_t)put;
	}
	return 0;
}

/* Reads to the end; the size of the file is only a first guess. */
static int
read_whole(int fd, size_t max, size_t cap, char **out, size_t *n)
{
	ssize_t got;

	for (;;) {
		*out = mem_grow(*out, cap + 1, 1);
		got = read_some(fd, *out + *n, cap - *n);
		if (got == -1)
			return -1;
		*n += (size_t)got;
		if (got == 0 || *n > max)
			break;
		if (*n == cap)
			cap = cap > max / 2 ? max + 1 : cap * 2;
	}
	(*out)[*n] = '\0';
	return 0;
}

static int
too_large(const char *path, size_t max, struct error *e)
{
	return err_set(e, ERR_LIMIT, path, "is larger than %zu bytes", max);
}

int
file_read(const char *path, size_t max, char **out, size_t *n, struct error *e)
{
	struct stat st;
	int rc = -1, fd = -1;

	*out = NULL;
	*n = 0;
	assert(max < PTRDIFF_MAX);
	if (file_open(path, &fd, &st, e) == -1)
		goto out;
	if (st.st_size < 0 || (uintmax_t)st.st_size > max) {
		(void)too_large(path, max, e);
		goto out;
	}
	/* One byte more finds the end without growing. */
	if (read_whole(fd, max, (size_t)st.st_size + 1, out, n) == -1) {
		(void)file_fail(path, "read", e);
		goto out;
	}
	if (*n > max) {
		(void)too_large(path, max, e);
		goto out;
	}
	rc = 0;
out:
	if (fd != -1)
		(void)close(fd); /* nothing was written through it */
	if (rc == -1) {
		free(*out);
		*out = NULL;
		*n = 0;
	}
	return rc;
}

static int
create(const char *path)
{
	int fd;

	AGAIN(fd,
	    open(path,
		O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC,
		FILE_MODE));
	return fd;
}

int
file_remove(const char *path)
{
	int rc;

	AGAIN(rc, unlink(path));
	return rc;
}

/* Closes a file just written; removes it if anything failed. */
static int
finish(int fd, const char *path, int rc, struct error *e)
{
	/* Linux has closed what it was interrupted in: never again. */
	if (close(fd) == -1 && errno != EINTR && rc == 0)
		rc = file_fail(path, "close", e);
	if (rc == -1)
		(void)file_remove(path); /* the error that matters is in e */
	return rc;
}

int
file_create(const char *path, const void *bytes, size_t n, struct error *e)
{
	int fd = create(path);

	if (fd == -1)
		return file_fail(path, "create", e);
	return finish(fd, path, file_write_all(fd, path, bytes, n, e), e);
}

int
file_blocks(const char *path,
    void (*take)(void *ctx, const void *bytes, size_t n), void *ctx,
    struct error *e)
{
	struct stat st;
	char *block;
	ssize_t got;
	int fd;

	if (file_open(path, &fd, &st, e) == -1)
		return -1;
	block = mem_raw(COPY_BYTES);
	while ((got = read_some(fd, block, COPY_BYTES)) > 0)
		take(ctx, block, (size_t)got);
	if (got == -1)
		(void)file_fail(path, "read", e);
	free(block);
	(void)close(fd); /* nothing was written through it */
	return got == -1 ? -1 : 0;
}

/* The temporary, synced. */
static int
write_temporary(
    const char *temporary, const void *bytes, size_t n, struct error *e)
{
	int fd, rc;

	fd = create(temporary);
	if (fd == -1 && errno == EEXIST) {
		/* A killed process of our number left it. */
		if (file_remove(temporary) == -1)
			return file_fail(temporary, "remove", e);
		fd = create(temporary);
	}
	if (fd == -1)
		return file_fail(temporary, "create", e);
	rc = file_write_all(fd, temporary, bytes, n, e);
	if (rc == 0)
		AGAIN(rc, fsync(fd));
	if (rc == -1)
		(void)file_fail(temporary, "sync", e);
	return finish(fd, temporary, rc, e);
}

int
file_rename(const char *temporary, const char *path, struct error *e)
{
	int rc;

	AGAIN(rc, rename(temporary, path));
	if (rc == -1) {
		(void)file_fail(path, "replace", e);
		(void)file_remove(temporary); /* the error is in e already */
	}
	return rc;
}

int
file_write(const char *path, const void *bytes, size_t n, struct error *e)
{
	char *temporary = file_temporary(path);
	int rc = -1;

	if (write_temporary(temporary, bytes, n, e) == -1 ||
	    file_rename(temporary, path, e) == -1)
		goto out;
	rc = file_sync_folder_of(path, e);
out:
	free(temporary);
	return rc;
}

static int
make_folder(const char *path, struct error *e)
{
	bool is_there;
	int rc, why;

	AGAIN(rc, mkdir(path, FOLDER_MODE));
	if (rc == 0)
		return 0;
	why = errno;
	/* A folder that is there may be told in other words than EEXIST. */
	if (file_look_dir(path, &is_there, e) == -1 || is_there)
		return is_there ? 0 : -1;
	errno = why;
	return file_fail(path, "make the folder", e);
}

int
file_mkdirs(const char *path, struct error *e)
{
	char *part, *slash;
	bool is_there;
	int rc;

	if (*path == '\0')
		return 0;
	if (file_look_dir(path, &is_there, e) == -1 || is_there)
		return is_there ? 0 : -1;
	AGAIN(rc, mkdir(path, FOLDER_MODE));
	if (rc == 0)
		return 0;
	rc = 0;
	part = slash = mem_dup(path);
	while (rc == 0 && slash != NULL) {
		/* Cuts behind the next part; a leading slash is none. */
		slash = strchr(slash + strspn(slash, "/"), '/');
		if (slash != NULL)
			*slash = '\0';
		rc = make_folder(part, e);
		if (slash != NULL)
			*slash = '/';
	}
	free(part);
	return rc;
}

int
file_mkdirs_for(const char *path, struct error *e)
{
	char *folder = file_folder(path);
	int rc = file_mkdirs(folder, e);

	free(folder);
	return rc;
}

const char *
file_join(struct arena *a, const char *dir, const char *name)
{
	size_t n = strlen(dir);

	if (n == 0 || strcmp(dir, ".") == 0)
		return arena_dup(a, name);
	return arena_printf(
	    a, "%s%s%s", dir, dir[n - 1] == '/' ? "" : "/", name);
}

static int
copy_bytes(int from, int to, const char *from_path, const char *to_path,
    struct error *e)
{
	char *block = mem_raw(COPY_BYTES);
	ssize_t got;
	int rc = -1;

	while ((got = read_some(from, block, COPY_BYTES)) > 0)
		if (file_write_all(to, to_path, block, (size_t)got, e) == -1)
			goto out;
	if (got == -1) {
		(void)file_fail(from_path, "read", e);
		goto out;
	}
	rc = 0;
out:
	free(block);
	return rc;
}

int
file_copy(const char *from, const char *to, struct error *e)
{
	struct stat st;
	int rc = 0, in, out;

	if (file_open(from, &in, &st, e) == -1)
		return -1;
	out = create(to);
	if (out == -1) {
		rc = file_fail(to, "create", e);
	} else {
		if (linux_clone(out, in) == -1)
			rc = copy_bytes(in, out, from, to, e);
		rc = finish(out, to, rc, e);
	}
	(void)close(in); /* nothing was written through it */
	return rc;
}

int
file_check_private(const char *path, struct error *e)
{
	struct stat st;

	int rc;

	AGAIN(rc, lstat(path, &st));
	if (rc == -1)
		return file_fail(path, "look at", e);
	if (!S_ISREG(st.st_mode))
		return refuse_type(path, st.st_mode, e);
	if (st.st_uid != geteuid() && st.st_uid != 0)
		return err_set(e, ERR_REFUSED, path,
		    "belongs to user %ld, not to us or root", (long)st.st_uid);
	if ((st.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
		(void)err_set(e, ERR_REFUSED, path,
		    "has mode %04o: others than its owner may use it",
		    (unsigned)st.st_mode & 07777U);
		err_hint(e, "chmod 600 '%s'", path);
		return -1;
	}
	return 0;
}
