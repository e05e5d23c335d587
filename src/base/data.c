/*
 * Plain data: look-ups in what a person wrote.  It refuses nothing and checks
 * nothing: a wrong kind reads as absent, and the reader of that file says so
 * with the place.
 */
#include "base/data.h"

#include <string.h>

const struct data *
data_get(const struct data *d, const char *key)
{
	size_t i;

	if (d == NULL || d->kind != DATA_MAP)
		return NULL;
	for (i = 0; i < d->n; i++)
		if (strcmp(d->keys[i], key) == 0)
			return &d->items[i];
	return NULL;
}

const char *
data_text(const struct data *d, const char *key)
{
	const struct data *member = data_get(d, key);

	if (member == NULL || member->kind != DATA_TEXT)
		return NULL;
	return member->text;
}
