/*
 * What makes a finished stage folder visible at once, or not at all: lock,
 * sync, rename without replacing, switch of a link.  It refuses to replace
 * anything but a link, and to remove any folder but a stage (DESIGN
 * section 10: "Publishing is atomic").
 */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file_int.h"
#include "base/mem.h"

enum { LOCK_MODE = 0644, PID_TEXT = 24 };

static const char stage_prefix[] = ".stage-";

static bool
is_stage_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash == NULL ? path : slash + 1;
	size_t n = sizeof(stage_prefix) - 1;

	return strncmp(name, stage_prefix, n) == 0 && name[n] != '\0';
}

/* Children sort behind their folder: from the end, each folder is empty. */
static int
remove_entries(int fd, const char *dir, const struct file_entry *entries,
    size_t n, struct error *e)
{
	int flag;

	while (n-- > 0) {
		flag = entries[n].type == FILE_DIR ? AT_REMOVEDIR : 0;
		if (unlinkat(fd, entries[n].name, flag) == -1)
			return file_fail(dir, "empty", e);
	}
	return 0;
}

int
file_remove_stage(const char *dir, struct error *e)
{
	struct arena *a = arena_new();
	struct file_entry *entries;
	size_t n;
	int rc = -1, fd = -1;

	if (!is_stage_name(dir)) {
		(void)err_set(e, ERR_REFUSED, dir,
		    "is not named '%s...': only stage folders are removed",
		    stage_prefix);
		goto out;
	}
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd == -1) {
		rc = errno == ENOENT ? 0 : file_fail(dir, "open", e);
		goto out;
	}
	if (file_walk(a, dir, &entries, &n, e) == -1 ||
	    remove_entries(fd, dir, entries, n, e) == -1)
		goto out;
	if (rmdir(dir) == -1) {
		(void)file_fail(dir, "remove", e);
		goto out;
	}
	rc = 0;
out:
	if (fd != -1)
		(void)close(fd); /* nothing was written through it */
	arena_free(a);
	return rc;
}

/* The pid that the holder wrote; 0 if it has not yet. */
static long
lock_holder(int fd)
{
	char text[PID_TEXT] = {0};
	ssize_t n = pread(fd, text, sizeof(text) - 1, 0);

	return n > 0 ? strtol(text, NULL, 10) : 0;
}

static int
lock_busy(const char *path, int fd, struct error *e)
{
	long pid = lock_holder(fd);

	if (pid > 0)
		return err_set(
		    e, ERR_AGAIN, path, "is locked by process %ld", pid);
	return err_set(e, ERR_AGAIN, path, "is locked by another process");
}

/* Locks the open file and writes who holds it. */
static int
take_lock(const char *path, int fd, struct error *e)
{
	char text[PID_TEXT];
	int n;

	if (linux_lock(fd) == -1)
		return errno == EWOULDBLOCK ? lock_busy(path, fd, e)
					    : file_fail(path, "lock", e);
	if (ftruncate(fd, 0) == -1)
		return file_fail(path, "write", e);
	n = snprintf(text, sizeof(text), "%ld\n", (long)getpid());
	return file_write_all(fd, path, text, (size_t)n, e);
}

int
file_lock(const char *path, int *fd, struct error *e)
{
	struct stat st;

	*fd = -1;
	if (lstat(path, &st) == 0 && !S_ISREG(st.st_mode))
		return err_set(e, ERR_REFUSED, path, "is not a regular file");
	*fd = open(path,
	    O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC,
	    LOCK_MODE);
	if (*fd == -1)
		return file_fail(path, "open", e);
	if (take_lock(path, *fd, e) == -1) {
		(void)close(*fd); /* no lock: nothing to lose */
		*fd = -1;
		return -1;
	}
	return 0;
}

/* The file stays: removing it would let two others lock two files. */
void
file_unlock(int fd)
{
	if (fd != -1)
		(void)close(fd); /* the pid in it is of no value now */
}

int
file_sync_tree(const char *dir, struct error *e)
{
	int rc, fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd == -1)
		return file_fail(dir, "open", e);
	rc = linux_sync(fd) == -1 ? file_fail(dir, "sync", e) : 0;
	(void)close(fd); /* nothing was written through it */
	return rc;
}

int
file_publish(const char *from, const char *to, struct error *e)
{
	if (linux_rename_new(from, to) == 0)
		return file_sync_folder_of(to, e);
	/* ENOENT may be either's fault. */
	return file_fail(
	    errno == ENOENT && !file_exists(from) ? from : to, "rename to", e);
}

int
file_switch_link(const char *path, const char *target, struct error *e)
{
	char *temporary = file_temporary(path);
	struct stat st;
	int rc = -1;

	if (lstat(path, &st) == 0 && !S_ISLNK(st.st_mode)) {
		(void)err_set(e, ERR_REFUSED, path,
		    "is not a symbolic link and is not replaced by one");
		goto out;
	}
	/* A killed process of our number may have left one. */
	if (unlink(temporary) == -1 && errno != ENOENT) {
		(void)file_fail(temporary, "remove", e);
		goto out;
	}
	if (symlink(target, temporary) == -1) {
		(void)file_fail(temporary, "make the link", e);
		goto out;
	}
	if (rename(temporary, path) == -1) {
		(void)file_fail(path, "switch", e);
		(void)unlink(temporary); /* the error is in e already */
		goto out;
	}
	rc = file_sync_folder_of(path, e);
out:
	free(temporary);
	return rc;
}
