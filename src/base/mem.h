/*
 * Memory: arenas with the life of a stage, and heap memory that never fails.
 * Out of memory ends the process here, and nowhere else, with status 74.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *a); /* NULL is fine */

/* Zeroed and aligned for any type; size 0 gives a valid pointer. */
void *arena_alloc(struct arena *a, size_t size);
/* n * size, checked for overflow. */
void *arena_array(struct arena *a, size_t n, size_t size);
char *arena_dup(struct arena *a, const char *s);
char *arena_ndup(struct arena *a, const char *s, size_t n); /* adds a NUL */
char *arena_printf(struct arena *a, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* Bytes handed out so far: for limits and tests. */
size_t arena_used(const struct arena *a);

void *mem_alloc(size_t size);           /* zeroed */
void *mem_array(size_t n, size_t size); /* zeroed, checked */
void *mem_grow(void *p, size_t n, size_t size);
char *mem_dup(const char *s);

/*
 * malloc and realloc in name and type, for the libraries that take such
 * functions: what they allocate ends in the same place.  Not zeroed.
 */
void *mem_raw(size_t size);
void *mem_resize(void *p, size_t size);
/* What all of these do without memory: for a library that only reports it. */
_Noreturn void mem_none(void);

/*
 * Makes room for one more element in a growing array: `*items` has `n` used
 * of `*cap`.  Doubles.  On the heap; the caller frees.
 */
void mem_push(void *items, size_t n, size_t *cap, size_t size);

#endif
