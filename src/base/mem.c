/*
 * Arenas and heap memory that never fails.  Out of memory ends the process
 * here with status 74 (STYLE, "Errors"); no other file of the library exits.
 * An arena is a list of chunks, zeroed and handed out from front to back; it
 * refuses to free one object.  Under the address sanitizer what is not handed
 * out is poisoned, so that a step past an object is still caught.
 */
#include "base/mem.h"

#include <assert.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define MEM_ASAN 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define MEM_ASAN 1
#endif

#ifdef MEM_ASAN
#include <sanitizer/asan_interface.h>
#define poison(p, n)   ASAN_POISON_MEMORY_REGION((p), (n))
#define unpoison(p, n) ASAN_UNPOISON_MEMORY_REGION((p), (n))
enum { RED_ZONE = 16 };
#else
#define poison(p, n)   ((void)(p), (void)(n))
#define unpoison(p, n) ((void)(p), (void)(n))
enum { RED_ZONE = 0 };
#endif

enum {
	CHUNK_BYTES = 64 * 1024,       /* one chunk of small objects */
	LARGE_BYTES = CHUNK_BYTES / 4, /* from here on an object has its own */
	PRINTF_BYTES = 512,            /* most texts are printed once */
	MEM_ALIGN = alignof(max_align_t),
	MEM_STATUS = 74 /* EX_IOERR: disk or memory (DESIGN section 10) */
};

struct chunk {
	struct chunk *next;
	size_t used, size;
	alignas(max_align_t) char bytes[];
};

struct arena {
	struct chunk *chunks; /* the first one is being filled */
	size_t used;
};

_Noreturn void
mem_none(void)
{
	static const char message[] = "dossier: out of memory\n";

	/* Nothing is left to do when this cannot be written. */
	if (write(STDERR_FILENO, message, sizeof(message) - 1) == -1)
		_exit(MEM_STATUS);
	_exit(MEM_STATUS);
}

static size_t
multiply(size_t n, size_t size)
{
	if (size != 0 && n > PTRDIFF_MAX / size)
		mem_none();
	return n * size;
}

void *
mem_array(size_t n, size_t size)
{
	size_t bytes = multiply(n, size);
	void *p = calloc(bytes == 0 ? 1 : bytes, 1);

	if (p == NULL)
		mem_none();
	return p;
}

void *
mem_alloc(size_t size)
{
	return mem_array(1, size);
}

void *
mem_grow(void *p, size_t n, size_t size)
{
	size_t bytes = multiply(n, size);
	void *grown = realloc(p, bytes == 0 ? 1 : bytes);

	if (grown == NULL)
		mem_none();
	return grown;
}

void *
mem_raw(size_t size)
{
	void *p = malloc(size == 0 ? 1 : size);

	if (p == NULL)
		mem_none();
	return p;
}

void *
mem_resize(void *p, size_t size)
{
	return mem_grow(p, size, 1);
}

char *
mem_dup(const char *s)
{
	size_t n = strlen(s) + 1;

	return memcpy(mem_alloc(n), s, n);
}

void
mem_push(void *items, size_t n, size_t *cap, size_t size)
{
	void *p;
	size_t bigger;

	if (n < *cap)
		return;
	bigger = n < 8 ? 8 : multiply(n, 2);
	/* The caller's pointer has its own type: only its bytes may move. */
	memcpy(&p, items, sizeof(p));
	p = mem_grow(p, bigger, size);
	memcpy(items, &p, sizeof(p));
	*cap = bigger;
}

static struct chunk *
chunk_new(size_t size)
{
	struct chunk *c;

	if (size > PTRDIFF_MAX - sizeof(*c))
		mem_none();
	c = mem_alloc(sizeof(*c) + size);
	c->size = size;
	poison(c->bytes, size);
	return c;
}

struct arena *
arena_new(void)
{
	struct arena *a = mem_alloc(sizeof(*a));

	a->chunks = chunk_new(CHUNK_BYTES);
	return a;
}

void
arena_free(struct arena *a)
{
	struct chunk *c, *next;

	if (a == NULL)
		return;
	for (c = a->chunks; c != NULL; c = next) {
		next = c->next;
		unpoison(c->bytes, c->size);
		free(c);
	}
	free(a);
}

/* A large object goes behind the first chunk, which is filled further. */
static struct chunk *
chunk_for(struct arena *a, size_t room)
{
	struct chunk *c = a->chunks;

	if (room <= c->size - c->used)
		return c;
	if (room >= LARGE_BYTES) {
		c = chunk_new(room);
		c->next = a->chunks->next;
		a->chunks->next = c;
		return c;
	}
	c = chunk_new(CHUNK_BYTES);
	c->next = a->chunks;
	a->chunks = c;
	return c;
}

void *
arena_alloc(struct arena *a, size_t size)
{
	struct chunk *c;
	size_t room;
	char *p;

	if (size > PTRDIFF_MAX / 2)
		mem_none();
	room = (size == 0 ? 1 : size) + RED_ZONE;
	room = (room + MEM_ALIGN - 1) / MEM_ALIGN * MEM_ALIGN;
	c = chunk_for(a, room);
	p = c->bytes + c->used;
	c->used += room;
	a->used += size;
	unpoison(p, size);
	return p;
}

void *
arena_array(struct arena *a, size_t n, size_t size)
{
	return arena_alloc(a, multiply(n, size));
}

char *
arena_ndup(struct arena *a, const char *s, size_t n)
{
	char *p;

	if (n == SIZE_MAX)
		mem_none();
	p = arena_alloc(a, n + 1);
	if (n > 0)
		memcpy(p, s, n);
	return p;
}

char *
arena_dup(struct arena *a, const char *s)
{
	return arena_ndup(a, s, strlen(s));
}

char *
arena_printf(struct arena *a, const char *fmt, ...)
{
	char shown[PRINTF_BYTES];
	va_list ap;
	size_t size;
	char *p;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(shown, sizeof(shown), fmt, ap);
	va_end(ap);
	assert(n >= 0);
	size = (size_t)n + 1;
	p = arena_alloc(a, size);
	if (size <= sizeof(shown))
		return memcpy(p, shown, size);
	va_start(ap, fmt);
	n = vsnprintf(p, size, fmt, ap);
	va_end(ap);
	assert(n >= 0 && (size_t)n < size);
	return p;
}

size_t
arena_used(const struct arena *a)
{
	return a->used;
}
