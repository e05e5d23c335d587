/*
 * Inside core: reads members of files that people write, for system, statement
 * and rules.  Each reader names its own message ids; every error is an err_at
 * with the place and a hint.
 */
#ifndef CORE_CONF_H
#define CORE_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/data.h"

struct arena;
struct error;

/* Message ids of what any file can have wrong; NULL: that type is not read. */
struct conf_ids {
	const char *kind;    /* a list where a text is wanted, ... */
	const char *unknown; /* key not known */
	const char *missing; /* key not there */
	const char *empty;   /* no value, or no items */
	const char *word;    /* not one of a closed set */
	const char *boolean;
	const char *date;
	const char *number;
	const char *name;  /* an id with other characters */
	const char *twice; /* the same text twice in a list */
};

struct conf {
	struct arena *a;
	const char *file;
	const struct conf_ids *ids;
	struct error *e;
};

/* A map being read, with the name that messages give it. */
struct section {
	const struct data *map;
	const char *name;
};

/* The map d with no keys but these (NULL at the end; keys NULL: any). */
int conf_section(const struct conf *c, const struct data *d, const char *name,
    const char *const *keys, struct section *out);
/* The list d; empty is an error. */
int conf_list(const struct conf *c, const struct data *d, const char *name);
/* Fails when the member is not there. */
int conf_need(const struct conf *c, const struct section *s, const char *key);

/*
 * Each reads a member.  Not there: *out stays as it is and the result is 0;
 * call conf_need first where it must be there.
 */
int conf_text(const struct conf *c, const struct section *s, const char *key,
    const char **out);
int conf_texts(const struct conf *c, const struct section *s, const char *key,
    const char *const **out, size_t *n);
int conf_word(const struct conf *c, const struct section *s, const char *key,
    const char *const *words, const char **out);
int conf_bool(
    const struct conf *c, const struct section *s, const char *key, bool *out);
int conf_date(const struct conf *c, const struct section *s, const char *key,
    const char **out);
/* A decimal; the text is kept. */
int conf_number(const struct conf *c, const struct section *s, const char *key,
    const char **out);
/* A whole number from 1 to 10^12. */
int conf_count(const struct conf *c, const struct section *s, const char *key,
    int64_t *out);
/* An id: [a-z0-9] and then up to 62 of [a-z0-9_-]; it names folders. */
int conf_id(const struct conf *c, const struct section *s, const char *key,
    const char **out);

/* conf_need and conf_text. */
int conf_need_text(const struct conf *c, const struct section *s,
    const char *key, const char **out);

/* One text that is not empty; `name` is for messages. */
int conf_one_text(const struct conf *c, const struct data *d, const char *name,
    const char **out);
/* The text d is none of the words: "did you mean" or the whole set. */
int conf_fail_word(const struct conf *c, const char *id, const struct data *d,
    const char *name, const char *const *words);
bool conf_is_word(const char *text, const char *const *words);
/* "low, moderate, high", in the arena. */
const char *conf_words(struct arena *a, const char *const *words);

#endif
