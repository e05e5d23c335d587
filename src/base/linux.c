/*
 * What POSIX has not: rename without replacing, syncfs, sharing of blocks and
 * whole-file locks.  Where a file system cannot rename so, a look before the
 * rename stands in; who cannot share blocks copies.  banned.h brings <stdio.h>
 * in before this file could define _GNU_SOURCE, so two hidden functions are
 * declared here.
 */
#include "base/file_int.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <unistd.h>

extern int renameat2(
    int from_fd, const char *from, int to_fd, const char *to, unsigned flags);
extern int syncfs(int fd);

int
linux_rename_new(const char *from, const char *to)
{
	struct stat st;

	if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
		return 0;
	if (errno != ENOSYS && errno != EINVAL)
		return -1;
	/*
	 * Some network file systems.  Between the look and the rename only
	 * the holder of our lock writes here; and a folder replaces no folder
	 * that holds anything.
	 */
	if (lstat(to, &st) == 0) {
		errno = EEXIST;
		return -1;
	}
	return errno == ENOENT ? rename(from, to) : -1;
}

int
linux_sync(int fd)
{
	return syncfs(fd);
}

int
linux_clone(int to, int from)
{
	return ioctl(to, FICLONE, from);
}

int
linux_lock(int fd)
{
	return flock(fd, LOCK_EX | LOCK_NB);
}
