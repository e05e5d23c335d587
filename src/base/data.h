/*
 * Plain data as a person wrote it in a file: texts, lists, maps, each with its
 * place, for messages.  Read by ext/yaml.  Borrowed from the caller's arena.
 */
#ifndef BASE_DATA_H
#define BASE_DATA_H

#include <stdbool.h>
#include <stddef.h>

enum data_kind { DATA_TEXT = 0, DATA_LIST, DATA_MAP };

struct data {
	enum data_kind kind;
	const char *text;        /* DATA_TEXT; never NULL then */
	bool is_quoted;          /* DATA_TEXT: stood in quotes or a block */
	const char *const *keys; /* DATA_MAP: n names, order of the file */
	const size_t *key_lines; /* DATA_MAP */
	const size_t *key_columns;
	const struct data *items; /* DATA_LIST, DATA_MAP: n of them */
	size_t n;
	size_t line, column; /* from 1 */
};

/* The member of a map, or NULL; NULL too when d is NULL or no map. */
const struct data *data_get(const struct data *d, const char *key);
/* Its text, or NULL when it is not there or no text. */
const char *data_text(const struct data *d, const char *key);

#endif
