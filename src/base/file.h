/*
 * Files: whole reads with a limit, atomic writes, listings in byte order.
 * Nothing follows a symbolic link unless it says so; FIFOs and devices are
 * refused without waiting.  Folders on the way to a file may be links, and so
 * may the folder given to is_dir, mkdirs, list, walk, glob and sync_tree: a
 * person made it (or it is `current`).  Errors: ERR_LOCAL, ERR_LIMIT,
 * ERR_REFUSED (also: permissions, exists already), ERR_INPUT (does not
 * exist); `where` is the path.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct error;
struct arena;

/* Makes a system call again that a signal cut short; -1 is its failure. */
#define AGAIN(result, call)                                                    \
	do                                                                     \
		(result) = (call);                                             \
	while ((result) == -1 && errno == EINTR)

/* Regular file of at most max bytes; *out is NUL-terminated, caller frees. */
int file_read(
    const char *path, size_t max, char **out, size_t *n, struct error *e);
/* The same, of any size: block by block, the last of 0 bytes not given. */
int file_blocks(const char *path,
    void (*take)(void *ctx, const void *bytes, size_t n), void *ctx,
    struct error *e);
/* temp file in the same folder, fsync, rename, fsync of the folder. */
int file_write(const char *path, const void *bytes, size_t n, struct error *e);
/* Replaces path by a temporary, which goes in any case; no fsync. */
int file_rename(const char *temporary, const char *path, struct error *e);
/* Plain create (O_EXCL), 0644, no fsync: for stage folders. */
int file_create(const char *path, const void *bytes, size_t n, struct error *e);
/* Anything of that name, a dangling link too; a folder, or a link to one. */
bool file_exists(const char *path);
bool file_is_dir(const char *path);
/*
 * The same for who must not take a failing disk for "no": -1 when nobody
 * knows.  *yes is false then.
 */
int file_look(const char *path, bool *yes, struct error *e);
int file_look_dir(const char *path, bool *yes, struct error *e);
/* mkdir -p, 0755. */
int file_mkdirs(const char *path, struct error *e);
/* The folder of the path, made by file_mkdirs. */
int file_mkdirs_for(const char *path, struct error *e);

enum file_type { FILE_OTHER = 0, FILE_REGULAR, FILE_DIR, FILE_LINK, FILE_FIFO };

struct file_entry {
	const char *name; /* relative to the folder that was listed */
	enum file_type type;
	int64_t bytes;
	unsigned links; /* st_nlink */
};

enum file_type file_type_of(mode_t mode); /* of a st_mode */
/* Entries of one folder, without . and .., in byte order of names. */
int file_list(struct arena *a, const char *dir, struct file_entry **out,
    size_t *n, struct error *e);
/*
 * Every entry below dir, folders too ("a", "a/b"), byte order of whole
 * names; links are listed and not followed; depth at most 32.
 */
int file_walk(struct arena *a, const char *dir, struct file_entry **out,
    size_t *n, struct error *e);
/*
 * Matches of a glob below dir: `*`, `?` within a part, `**` never; the glob
 * may not be absolute nor hold ".." (ERR_INPUT).  A leading dot is matched by
 * a dot only.  All but folders (reading a link or FIFO is refused, and says
 * so), byte order, names relative to dir; no link to a folder is entered.
 */
int file_glob(struct arena *a, const char *dir, const char *glob,
    const char ***out, size_t *n, struct error *e);
/* True if `name` matches one glob part or a whole '/'-separated glob. */
bool file_match(const char *glob, const char *name);
/*
 * rm -r of a folder or file of ours (.stage-*, and the temporaries of this
 * module): refuses a path without that name.  What is not there is removed
 * already.
 */
int file_remove_stage(const char *dir, struct error *e);
/* dir + "/" + name in the arena; dir "" or "." gives name alone. */
const char *file_join(struct arena *a, const char *dir, const char *name);
/* Copies a regular file (reflink where the file system can). */
int file_copy(const char *from, const char *to, struct error *e);
/* The file must belong to us or root and not be readable by group, others. */
int file_check_private(const char *path, struct error *e);

/* A lock file held until unlock; ERR_AGAIN names the holder's pid. */
int file_lock(const char *path, int *fd, struct error *e);
void file_unlock(int fd);
/* One syncfs of the folder's file system. */
int file_sync_tree(const char *dir, struct error *e);
/* Rename without replacing, then fsync of the parent. */
int file_publish(const char *from, const char *to, struct error *e);
/* Makes `path` a link to `target` by temporary link and rename. */
int file_switch_link(const char *path, const char *target, struct error *e);

#endif
