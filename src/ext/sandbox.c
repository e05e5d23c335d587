/*
 * The sandbox of the role `parse` (DESIGN section 3).  Sets limits, Landlock
 * without a rule (every file and every port is refused) and a seccomp list of
 * what malloc, memcpy and one socket need; everything else kills.  Uses what
 * the kernel has and says what it used; refuses to run with a descriptor or a
 * limit that could not be set.  banned.h brings <stdio.h> in before this file
 * could define _GNU_SOURCE, so two hidden functions are declared here.
 */
#include "ext/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <linux/mman.h>
#include <seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANDBOX_SANITIZED 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define SANDBOX_SANITIZED 1
#endif
#ifndef SANDBOX_SANITIZED
#define SANDBOX_SANITIZED 0
#endif

/*
 * The address sanitizer maps terabytes, and writes its report with system
 * calls that a parser may not make: such a build has neither limit nor list.
 */
static const bool is_sanitized = SANDBOX_SANITIZED;

extern char **environ;
extern long syscall(long number, ...);
extern void explicit_bzero(void *bytes, size_t n);

enum { WARM_ITEMS = 1024, DESCRIPTORS_MAX = 65536 };

/* ---- Descriptors, environment ------------------------------------------- */

static void
close_from(unsigned first)
{
	struct rlimit r = {0, 0};
	unsigned n = DESCRIPTORS_MAX;

#ifdef SYS_close_range
	if (syscall(SYS_close_range, first, ~0U, 0) == 0)
		return;
#endif
	if (getrlimit(RLIMIT_NOFILE, &r) == 0 && r.rlim_cur < n)
		n = (unsigned)r.rlim_cur;
	for (unsigned fd = first; fd < n; fd++)
		(void)close((int)fd); /* most are not open */
}

static int
keep_only(int fd)
{
	if (fd != SANDBOX_FD && dup2(fd, SANDBOX_FD) == -1)
		return -1;
	close_from(SANDBOX_FD + 1);
	return 0;
}

/* Tokens may stand there; who reads outside bytes must not have them. */
static void
wipe_environment(void)
{
	for (char **v = environ; v != NULL && *v != NULL; v++)
		explicit_bzero(*v, strlen(*v));
	environ = NULL;
}

static int
die_with(long parent)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == -1)
		return -1;
	/* It may have gone before the line above. */
	return getppid() == (pid_t)parent ? 0 : -1;
}

static int
compare_ints(const void *left, const void *right)
{
	const int *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

/*
 * The C library asks the system once for its memory when it first sorts more
 * than a kilobyte, older ones through a file: before the door is shut.
 */
static void
warm_up(void)
{
	int *items = calloc(WARM_ITEMS, sizeof(*items));

	if (items == NULL)
		return; /* then there is no memory for anything else either */
	for (int i = 0; i < WARM_ITEMS; i++)
		items[i] = WARM_ITEMS - i;
	qsort(items, WARM_ITEMS, sizeof(*items), compare_ints);
	free(items);
}

int
sandbox_prepare(int fd, long parent)
{
	int null;

	wipe_environment();
	warm_up();
	if (die_with(parent) == -1 ||
	    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == -1 || keep_only(fd) == -1)
		return -1;
	null = open("/dev/null", O_RDWR | O_CLOEXEC);
	for (int i = 0; i < SANDBOX_FD; i++) {
		/* A sanitizer's report must be seen. */
		if (is_sanitized && i == STDERR_FILENO)
			continue;
		if (null == -1 || dup2(null, i) == -1)
			return -1;
	}
	(void)close(null); /* its copies stay */
	return 0;
}

/* ---- Shared memory ------------------------------------------------------- */

void *
sandbox_share(size_t n)
{
	void *p = mmap(
	    NULL, n, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	return p == MAP_FAILED ? NULL : p;
}

void
sandbox_unshare(void *p, size_t n)
{
	if (p != NULL)
		(void)munmap(p, n); /* it was mapped so */
}

/* ---- Limits ------------------------------------------------------------- */

static int
limit(int what, int64_t soft, int64_t hard)
{
	struct rlimit r, old;

	if (getrlimit((__rlimit_resource_t)what, &old) == -1)
		return -1;
	r.rlim_cur = (rlim_t)soft;
	r.rlim_max = (rlim_t)hard;
	if (r.rlim_max > old.rlim_max)
		r.rlim_max = old.rlim_max;
	if (r.rlim_cur > r.rlim_max)
		r.rlim_cur = r.rlim_max;
	return setrlimit((__rlimit_resource_t)what, &r);
}

static int
set_limits(struct sandbox *out)
{
	if (limit(RLIMIT_CORE, 0, 0) == -1 || limit(RLIMIT_FSIZE, 0, 0) == -1 ||
	    limit(RLIMIT_NOFILE, 0, 0) == -1 ||
	    limit(RLIMIT_NPROC, 0, 0) == -1 ||
	    limit(RLIMIT_CPU, SANDBOX_CPU_ALL_S, SANDBOX_CPU_ALL_S) == -1)
		return -1;
	if (is_sanitized)
		return 0;
	if (limit(RLIMIT_DATA, SANDBOX_MEMORY, SANDBOX_MEMORY_ALL) == -1)
		return -1;
	out->memory_bytes = SANDBOX_MEMORY;
	return 0;
}

void
sandbox_begin_task(const struct sandbox *s, size_t held)
{
	struct itimerval t = {.it_value = {.tv_sec = SANDBOX_CPU_S}};

	/* SIGPROF's default ends the process. */
	(void)setitimer(ITIMER_PROF, &t, NULL); /* RLIMIT_CPU stands behind */
	/* A failure leaves the lower limit in place. */
	if (s->memory_bytes > 0)
		(void)limit(RLIMIT_DATA, s->memory_bytes + (int64_t)held,
		    SANDBOX_MEMORY_ALL);
}

/* ---- Landlock ----------------------------------------------------------- */

enum {
	LANDLOCK_1 = (1 << 13) - 1, /* files and folders */
	LANDLOCK_2 = 1 << 13,       /* moves between folders */
	LANDLOCK_3 = 1 << 14,       /* truncate */
	LANDLOCK_5 = 1 << 15,       /* ioctl of devices */
	LANDLOCK_NET = 3,           /* 4: bind and connect */
	LANDLOCK_SCOPED = 3         /* 6: abstract sockets, signals */
};

/* As the newest kernel has it; older headers know the first member only. */
struct rules {
	uint64_t files, net, scoped;
};

/* The ABI that was entered; 0: the kernel has none. */
static int
enter_landlock(void)
{
	struct rules r = {.files = LANDLOCK_1};
	size_t size = sizeof(r.files);
	long abi, fd;

	abi = syscall(SYS_landlock_create_ruleset, NULL, 0,
	    LANDLOCK_CREATE_RULESET_VERSION);
	if (abi < 1)
		return 0;
	if (abi >= 2)
		r.files |= LANDLOCK_2;
	if (abi >= 3)
		r.files |= LANDLOCK_3;
	if (abi >= 5)
		r.files |= LANDLOCK_5;
	if (abi >= 4) {
		r.net = LANDLOCK_NET;
		size += sizeof(r.net);
	}
	if (abi >= 6) {
		r.scoped = LANDLOCK_SCOPED;
		size += sizeof(r.scoped);
	}
	fd = syscall(SYS_landlock_create_ruleset, &r, size, 0);
	if (fd < 0)
		return 0;
	if (syscall(SYS_landlock_restrict_self, (int)fd, 0) != 0)
		abi = 0;
	(void)close((int)fd);
	return (int)abi;
}

/* ---- seccomp ------------------------------------------------------------ */

/*
 * Memory of our own, never executable and never shared; the time; the end.
 * brk, m*: malloc.  getrandom: malloc's keys.  rt_sigreturn: the kernel's.
 * rt_sigprocmask, getpid, gettid: abort(), with tgkill below.  futex: free,
 * in some builds of the C library.  sysinfo: qsort.
 */
static const int plain_calls[] = {SCMP_SYS(brk), SCMP_SYS(munmap),
    SCMP_SYS(madvise), SCMP_SYS(getrandom), SCMP_SYS(sysinfo),
    SCMP_SYS(clock_gettime), SCMP_SYS(futex), SCMP_SYS(rt_sigreturn),
    SCMP_SYS(rt_sigprocmask), SCMP_SYS(getpid), SCMP_SYS(gettid),
    SCMP_SYS(setitimer), SCMP_SYS(exit), SCMP_SYS(exit_group)};

static int
allow(scmp_filter_ctx f, int call, unsigned n, const struct scmp_arg_cmp *args)
{
	return seccomp_rule_add_array(f, SCMP_ACT_ALLOW, call, n, args);
}

static int
allow_memory(scmp_filter_ctx f)
{
	const struct scmp_arg_cmp map[] = {
	    SCMP_A2_64(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
	    SCMP_A3_64(SCMP_CMP_MASKED_EQ,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_SHARED,
		MAP_PRIVATE | MAP_ANONYMOUS)};
	const struct scmp_arg_cmp protect[] = {
	    SCMP_A2_64(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)};
	const struct scmp_arg_cmp limits[] = {SCMP_A0_64(SCMP_CMP_EQ, 0, 0),
	    SCMP_A1_64(SCMP_CMP_EQ, RLIMIT_DATA, 0)};

	if (allow(f, SCMP_SYS(mmap), 2, map) != 0 ||
	    allow(f, SCMP_SYS(mremap), 0, NULL) != 0 ||
	    allow(f, SCMP_SYS(mprotect), 1, protect) != 0)
		return -1;
	/* Within the hard limit; old and new C libraries. */
	return allow(f, SCMP_SYS(prlimit64), 2, limits);
}

/* The socket; and the descriptors of a message nobody sees. */
static int
allow_socket(scmp_filter_ctx f)
{
	const struct scmp_arg_cmp socket[] = {
	    SCMP_A0_64(SCMP_CMP_EQ, SANDBOX_FD, 0)};
	const struct scmp_arg_cmp nowhere[] = {
	    SCMP_A0_64(SCMP_CMP_EQ, STDERR_FILENO, 0)};

	if (allow(f, SCMP_SYS(recvfrom), 1, socket) != 0 ||
	    allow(f, SCMP_SYS(sendto), 1, socket) != 0)
		return -1;
	/* base/mem.c says "out of memory" there: to /dev/null. */
	return allow(f, SCMP_SYS(write), 1, nowhere);
}

static int
allow_abort(scmp_filter_ctx f)
{
	const struct scmp_arg_cmp own[] = {
	    SCMP_A0_64(SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0),
	    SCMP_A2_64(SCMP_CMP_EQ, SIGABRT, 0)};

	return allow(f, SCMP_SYS(tgkill), 2, own);
}

static bool
enter_seccomp(void)
{
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_KILL_PROCESS);
	bool is_whole;

	if (f == NULL)
		return false;
	is_whole =
	    allow_memory(f) == 0 && allow_socket(f) == 0 && allow_abort(f) == 0;
	for (size_t i = 0;
	     is_whole && i < sizeof(plain_calls) / sizeof(plain_calls[0]); i++)
		is_whole = allow(f, plain_calls[i], 0, NULL) == 0;
	if (is_whole)
		is_whole = seccomp_load(f) == 0;
	seccomp_release(f);
	return is_whole;
}

/* ---- All of it ---------------------------------------------------------- */

int
sandbox_enter(int fd, long parent, struct sandbox *out)
{
	*out = (struct sandbox){0};
	if (die_with(parent) == -1 || keep_only(fd) == -1 ||
	    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == -1 ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1)
		return -1;
	out->landlock = enter_landlock();
	if (set_limits(out) == -1)
		return -1;
	out->has_seccomp = !is_sanitized && enter_seccomp();
	return 0;
}
