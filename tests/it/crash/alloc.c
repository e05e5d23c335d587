/*
 * Preloaded by alloc.sh: lets one allocation of the program fail.  With
 * ALLOC_AT=n the n-th of the first process fails, and no other; with
 * ALLOC_LOG=file each is written down as "n hash-of-its-call-stack".  Children
 * are left alone.  It counts what the libraries allocate as well, because they
 * call the same malloc.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FRAMES = 8, EARLY = 64 * 1024 };

static void *(*real_malloc)(size_t);
static void *(*real_calloc)(size_t, size_t);
static void *(*real_realloc)(void *, size_t);
static void *(*real_memalign)(size_t, size_t);
static void (*real_free)(void *);
static char early[EARLY]; /* dlsym may allocate before the real one is known */
static size_t used;
static long at, count;
static int log_fd = -1;
static pid_t first;
static _Thread_local int busy;

static void *
early_alloc(size_t n)
{
	void *p = early + used;

	n = (n + 15) / 16 * 16;
	if (n > EARLY - used)
		abort();
	used += n;
	return p;
}

static int
is_early(const void *p)
{
	return (const char *)p >= early && (const char *)p < early + EARLY;
}

__attribute__((constructor)) static void
start(void)
{
	const char *log = getenv("ALLOC_LOG"), *n = getenv("ALLOC_AT");
	void *frames[FRAMES];

	busy = 1;
	(void)backtrace(frames, FRAMES); /* loads what it needs */
	if (log != NULL)
		log_fd = open(log,
		    O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0644);
	if (n != NULL)
		at = strtol(n, NULL, 10);
	first = getpid();
	busy = 0;
}

static void
find_real(void)
{
	busy++;
	real_malloc = dlsym(RTLD_NEXT, "malloc");
	real_calloc = dlsym(RTLD_NEXT, "calloc");
	real_realloc = dlsym(RTLD_NEXT, "realloc");
	real_memalign = dlsym(RTLD_NEXT, "memalign");
	real_free = dlsym(RTLD_NEXT, "free");
	busy--;
}

static void
write_down(long n)
{
	void *frames[FRAMES];
	uint64_t hash = 1469598103934665603U;
	char line[64];
	int depth, i;

	depth = backtrace(frames, FRAMES);
	for (i = 2; i < depth; i++)
		hash = (hash ^ (uintptr_t)frames[i]) * 1099511628211U;
	i = snprintf(
	    line, sizeof(line), "%ld %016llx\n", n, (unsigned long long)hash);
	if (write(log_fd, line, (size_t)i) != i)
		abort();
}

/* Is it this one's turn to fail? */
static int
fails(void)
{
	int is_it;

	if (busy > 0 || first == 0 || getpid() != first)
		return 0;
	busy++;
	count++;
	if (log_fd != -1)
		write_down(count);
	is_it = count == at;
	busy--;
	if (is_it)
		errno = ENOMEM;
	return is_it;
}

void *
malloc(size_t n)
{
	if (real_malloc == NULL && busy == 0)
		find_real();
	if (real_malloc == NULL)
		return early_alloc(n);
	return fails() ? NULL : real_malloc(n);
}

void *
calloc(size_t n, size_t size)
{
	if (real_calloc == NULL && busy == 0)
		find_real();
	if (real_calloc == NULL)
		return early_alloc(n * size); /* zeroed, never given twice */
	return fails() ? NULL : real_calloc(n, size);
}

void *
realloc(void *p, size_t n)
{
	void *moved;

	if (is_early(p)) {
		moved = malloc(n);
		if (moved != NULL)
			memcpy(moved, p, n);
		return moved;
	}
	if (real_realloc == NULL)
		find_real();
	return fails() ? NULL : real_realloc(p, n);
}

void *
memalign(size_t align, size_t n)
{
	if (real_memalign == NULL)
		find_real();
	return fails() ? NULL : real_memalign(align, n);
}

void *
aligned_alloc(size_t align, size_t n)
{
	return memalign(align, n);
}

int
posix_memalign(void **out, size_t align, size_t n)
{
	*out = memalign(align, n);
	return *out == NULL ? ENOMEM : 0;
}

void
free(void *p)
{
	if (p == NULL || is_early(p))
		return;
	if (real_free == NULL)
		find_real();
	real_free(p);
}
