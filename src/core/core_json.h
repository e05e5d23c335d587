/* Inside core: members of our own JSON files, read with a place for errors. */
#ifndef CORE_CORE_JSON_H
#define CORE_CORE_JSON_H

#include "core/core.h"
#include "ext/json.h"

struct reader {
	struct arena *a;
	const char *name;  /* of the file, for messages */
	const char *place; /* "sources[2]", or "" for the whole file */
	struct error *e;   /* the first error wins */
};

/* The same reader one step further: "PLACE.list[i]". */
struct reader read_in(const struct reader *r, const char *list, size_t i);
/* Says what is wrong with a member; returns -1. */
int read_fault(const struct reader *r, const char *key, const char *what);
/*
 * Copies a member into the arena.  A member that is not there is NULL, 0,
 * false, or an error if it must be there; one of another type is an error.
 */
int read_text(const struct reader *r, const struct json *map, const char *key,
    bool must, const char **out);
int read_int(const struct reader *r, const struct json *map, const char *key,
    int64_t min, int64_t max, int64_t *out); /* not there: min is 0 */
int read_bool(
    const struct reader *r, const struct json *map, const char *key, bool *out);
/* A list of maps or texts, which must be there. */
int read_list(const struct reader *r, const struct json *map, const char *key,
    const struct json **out, size_t *n);
int read_texts(const struct reader *r, const struct json *map, const char *key,
    const char *const **out, size_t *n);
/* The root must be a map with this format; the caller frees *out. */
int read_file(const struct reader *r, const char *json, size_t n, size_t max,
    const char *format, struct json **out);
/*
 * A text of outside: one that is not UTF-8 is written as text_vis shows it.
 * put_outside writes nothing for NULL.
 */
struct json *outside_json(const char *s);
void put_outside(struct json *map, const char *key, const char *s);

#endif
