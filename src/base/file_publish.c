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
#include <time.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file_int.h"
#include "base/mem.h"
#include "base/time.h"

enum {
	LOCK_MODE = 0644,
	PID_DIGITS = 18,
	HOLDER_TEXT = 64,
	HOLDER_TRIES = 10,
	HOLDER_WAIT_NS = 10000000
};

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
	int flag, rc;

	while (n-- > 0) {
		flag = entries[n].type == FILE_DIR ? AT_REMOVEDIR : 0;
		AGAIN(rc, unlinkat(fd, entries[n].name, flag));
		if (rc == -1)
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
	AGAIN(fd, open(dir, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
	if (fd == -1 && (errno == ENOTDIR || errno == ELOOP))
		rc = file_remove(dir); /* a temporary of file_write */
	if (fd == -1) {
		if (rc == -1)
			rc = errno == ENOENT ? 0 : file_fail(dir, "open", e);
		goto out;
	}
	if (file_walk(a, dir, &entries, &n, e) == -1 ||
	    remove_entries(fd, dir, entries, n, e) == -1)
		goto out;
	AGAIN(rc, rmdir(dir));
	if (rc == -1)
		(void)file_fail(dir, "remove", e);
out:
	if (fd != -1)
		(void)close(fd); /* nothing was written through it */
	arena_free(a);
	return rc;
}

/*
 * Who holds it: "PID TIME\n", as take_lock writes it.  Anybody may have put
 * anything there: what is not in that form is not shown.
 */
static bool
read_holder(int fd, char text[static HOLDER_TEXT], const char **since)
{
	struct instant t;
	ssize_t n;
	size_t pid;

	AGAIN(n, pread(fd, text, HOLDER_TEXT - 1, 0));
	if (n < 1 || text[n - 1] != '\n')
		return false;
	text[n - 1] = '\0';
	pid = strspn(text, "0123456789");
	if (pid == 0 || pid > PID_DIGITS || text[pid] != ' ')
		return false;
	text[pid] = '\0';
	*since = text + pid + 1;
	return strlen(*since) == (size_t)n - pid - 2 &&
	       time_parse(&t, *since, strlen(*since)) == 0;
}

static int
lock_busy(const char *path, int fd, struct error *e)
{
	char text[HOLDER_TEXT];
	const char *since;
	bool is_known = read_holder(fd, text, &since);

	/* Who has just taken it writes its name within a moment. */
	for (int i = 0; !is_known && i < HOLDER_TRIES; i++) {
		(void)nanosleep(&(struct timespec){0, HOLDER_WAIT_NS}, NULL);
		is_known = read_holder(fd, text, &since);
	}
	if (is_known)
		(void)err_set(e, ERR_AGAIN, path,
		    "is locked by process %s since %s", text, since);
	else
		(void)err_set(
		    e, ERR_AGAIN, path, "is locked by another process");
	err_hint(e, "wait until it has ended: its lock goes with it");
	return -1;
}

/* Locks the open file and writes who holds it. */
static int
take_lock(const char *path, int fd, struct error *e)
{
	char text[HOLDER_TEXT], when[TIME_TEXT];
	struct instant now = time_now();
	int rc, n;

	AGAIN(rc, linux_lock(fd));
	if (rc == -1)
		return errno == EWOULDBLOCK ? lock_busy(path, fd, e)
					    : file_fail(path, "lock", e);
	AGAIN(rc, ftruncate(fd, 0));
	if (rc == -1)
		return file_fail(path, "write", e);
	now.ns = 0;
	n = snprintf(text, sizeof(text), "%ld %s\n", (long)getpid(),
	    time_format(now, when));
	return file_write_all(fd, path, text, (size_t)n, e);
}

int
file_lock(const char *path, int *fd, struct error *e)
{
	struct stat st;
	int rc;

	*fd = -1;
	AGAIN(rc, lstat(path, &st));
	if (rc == 0 && !S_ISREG(st.st_mode))
		return err_set(e, ERR_REFUSED, path, "is not a regular file");
	AGAIN(*fd, open(path,
		       O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY |
			   O_CLOEXEC,
		       LOCK_MODE));
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
	int rc, fd;

	AGAIN(fd, open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	if (fd == -1)
		return file_fail(dir, "open", e);
	AGAIN(rc, linux_sync(fd));
	if (rc == -1)
		(void)file_fail(dir, "sync", e);
	(void)close(fd); /* nothing was written through it */
	return rc;
}

int
file_publish(const char *from, const char *to, struct error *e)
{
	int rc;

	AGAIN(rc, linux_rename_new(from, to));
	if (rc == 0)
		return file_sync_folder_of(to, e);
	/* ENOENT may be either's fault. */
	return file_fail(
	    errno == ENOENT && !file_exists(from) ? from : to, "rename to", e);
}

static int
make_link(const char *temporary, const char *target, struct error *e)
{
	int rc;

	/* A killed process of our number may have left one. */
	if (file_remove(temporary) == -1 && errno != ENOENT)
		return file_fail(temporary, "remove", e);
	AGAIN(rc, symlink(target, temporary));
	return rc == -1 ? file_fail(temporary, "make the link", e) : 0;
}

int
file_switch_link(const char *path, const char *target, struct error *e)
{
	char *temporary = file_temporary(path);
	struct stat st;
	int rc;

	AGAIN(rc, lstat(path, &st));
	if (rc == -1 && errno != ENOENT)
		(void)file_fail(path, "look at", e);
	else if (rc == 0 && !S_ISLNK(st.st_mode))
		rc = err_set(e, ERR_REFUSED, path,
		    "is not a symbolic link and is not replaced by one");
	else
		rc = make_link(temporary, target, e);
	if (rc == 0 && (rc = file_rename(temporary, path, e)) == 0)
		rc = file_sync_folder_of(path, e);
	free(temporary);
	return rc;
}
