/*
 * A process that reads outside bytes, shut in: no files, no network, no other
 * process, so much memory and so much processor time (libseccomp, Landlock).
 */
#ifndef EXT_SANDBOX_H
#define EXT_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	SANDBOX_FD = 3,          /* the one descriptor that is left */
	SANDBOX_CPU_S = 20,      /* of one task, see sandbox_begin_task */
	SANDBOX_CPU_ALL_S = 3600 /* of the process */
};

/* More memory for one task than the process had before it. */
#define SANDBOX_MEMORY ((int64_t)512 << 20)
/* Of the process in all, whatever its tasks were. */
#define SANDBOX_MEMORY_ALL ((int64_t)8 << 30)

/* What this kernel and this build enforce. */
struct sandbox {
	bool has_seccomp;
	int landlock;         /* ABI, 0: the kernel has none */
	int64_t memory_bytes; /* of a task; 0: a sanitizer needs it all */
};

/* Zeroed memory that a process shares with those it makes; NULL: none. */
void *sandbox_share(size_t n);
void sandbox_unshare(void *p, size_t n);
/*
 * For a process that makes others and never reads outside bytes itself:
 * closes every descriptor but fd, which becomes SANDBOX_FD (0, 1 and 2 are
 * /dev/null), wipes the environment, and dies with its parent, `parent`.
 * Returns -1 when one of these could not be had.
 */
int sandbox_prepare(int fd, long parent);
/*
 * Irrevocable, of a child of such a process: keeps fd as SANDBOX_FD alone and
 * dies with `parent`.  A system call that is not on the list ends the process
 * with SIGSYS.  What the kernel has not is left out and said in *out; -1 only
 * when the descriptors or the limits could not be set.
 */
int sandbox_enter(int fd, long parent, struct sandbox *out);
/*
 * Before each task: its processor time, and its memory above `held`, the
 * bytes that earlier tasks left in use.
 */
void sandbox_begin_task(const struct sandbox *s, size_t held);

#endif
