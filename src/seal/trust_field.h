/* The fields of trust.yml, for trust.c alone. */
#ifndef SEAL_TRUST_FIELD_H
#define SEAL_TRUST_FIELD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/data.h"
#include "base/time.h"

struct arena;
struct error;

struct trust_reader {
	struct arena *a;
	const char *file, *dir;
	struct error *e;
};

/* A map with no other members. */
int field_map(const struct trust_reader *r, const struct data *d,
    const char *what, const char *const *known);
/* The member as a text that is not empty; NULL and an error otherwise. */
const char *field_text(
    const struct trust_reader *r, const struct data *d, const char *key);
/* The list, NULL if it is not there; -1 for another shape. */
int field_list(const struct trust_reader *r, const struct data *d,
    const char *key, const struct data **out);
/* The index in the words of a member; -1 and an error otherwise. */
int field_word(const struct trust_reader *r, const struct data *d,
    const char *key, const char *id, const char *const *words);
/* Names are printed and compared: ids, once in the file. */
int field_name(const struct trust_reader *r, const struct data *list, size_t i,
    const char **out);
int field_systems(const struct trust_reader *r, const struct data *d,
    const char *const **out, size_t *n);
/* A time, or a date: its first instant, or with is_end the one after it. */
int field_time(const struct trust_reader *r, const struct data *d,
    const char *key, bool is_end, struct instant *out);
/*
 * PEM text from the member `key`, or from the file that `key_file` names.  One
 * of them must be there.  *at is the place for messages; the caller frees.
 */
int field_pem(const struct trust_reader *r, const struct data *d,
    const char *key, char **pem, size_t *n, const struct data **at);

#endif
