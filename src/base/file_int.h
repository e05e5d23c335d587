/*
 * What the file*.c share.  Nobody else includes this.  The linux_ functions
 * return 0, or -1 and errno.
 */
#ifndef BASE_FILE_INT_H
#define BASE_FILE_INT_H

#include <stddef.h>
#include <sys/stat.h>

struct arena;
struct error;
struct file_entry;

enum { FILE_DEPTH_MAX = 32 }; /* folders below each other */

/* Fills e from errno: "cannot DOING: why".  Returns -1. */
int file_fail(const char *path, const char *doing, struct error *e);
/* The folder a path is in: "." if it names none.  The caller frees. */
char *file_folder(const char *path);
/* A name for a temporary in the folder of path.  The caller frees. */
char *file_temporary(const char *path);
int file_sync_folder_of(const char *path, struct error *e);
/* Opens a regular file for reading; a link, FIFO or device is refused. */
int file_open(const char *path, int *fd, struct stat *st, struct error *e);
/* Removes a file: 0, or -1 and errno. */
int file_remove(const char *path);
int file_write_all(
    int fd, const char *path, const void *bytes, size_t n, struct error *e);

/* Rename that never replaces: EEXIST. */
int linux_rename_new(const char *from, const char *to);
/* Writes out the whole file system that fd is on. */
int linux_sync(int fd);
/* Makes `to` share the blocks of `from`. */
int linux_clone(int to, int from);
/* Locks without waiting: EWOULDBLOCK. */
int linux_lock(int fd);

#endif
