/*
 * The fields of trust.yml: shapes, words, names, times and PEM texts, each
 * error with its place and a hint.  Refuses members and words that it does not
 * know, names that are there twice, and PEM in two places at once.
 */
#include "seal/trust_field.h"

#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "base/mem.h"

enum {
	PEM_BYTES = 64 * 1024,
	TRUST_ROWS = 1000 /* of each list: people keep this file */
};

/* The nearest word, else all of them. */
static void
hint_known(
    const struct trust_reader *r, const char *near, const char *const *known)
{
	struct buf all = {0};
	size_t i;

	for (i = 0; known[i] != NULL; i++)
		buf_printf(&all, "%s%s", i == 0 ? "" : ", ", known[i]);
	if (near != NULL)
		err_hint(r->e, "did you mean '%s'?", near);
	else
		err_hint(r->e, "known here: %s", buf_str(&all));
	buf_free(&all);
}

int
field_map(const struct trust_reader *r, const struct data *d, const char *what,
    const char *const *known)
{
	size_t i, k;

	if (d->kind != DATA_MAP) {
		err_at(r->e, "tru-type", r->file, d->line, d->column,
		    "%s is not a map", what);
		err_hint(r->e, "write it as 'name: value' members");
		return -1;
	}
	for (i = 0; i < d->n; i++) {
		const char *near = err_nearest(d->keys[i], known);

		for (k = 0; known[k] != NULL; k++) {
			if (strcmp(known[k], d->keys[i]) == 0)
				break;
		}
		if (known[k] != NULL)
			continue;
		err_at(r->e, "tru-unknown", r->file, d->key_lines[i],
		    d->key_columns[i], "unknown member '%s' in %s", d->keys[i],
		    what);
		hint_known(r, near, known);
		return -1;
	}
	return 0;
}

const char *
field_text(const struct trust_reader *r, const struct data *d, const char *key)
{
	const struct data *v = data_get(d, key);

	if (v == NULL) {
		err_at(r->e, "tru-missing", r->file, d->line, d->column,
		    "'%s' is missing", key);
		err_hint(r->e, "dossier-trust(5) has an example");
		return NULL;
	}
	if (v->kind != DATA_TEXT || v->text[0] == '\0') {
		err_at(r->e, "tru-text", r->file, v->line, v->column,
		    "'%s' is not a text", key);
		err_hint(
		    r->e, "write '%s: ...', one text that is not empty", key);
		return NULL;
	}
	return v->text;
}

int
field_list(const struct trust_reader *r, const struct data *d, const char *key,
    const struct data **out)
{
	const struct data *v = data_get(d, key);

	*out = v;
	if (v == NULL)
		return 0;
	if (v->kind != DATA_LIST || v->n == 0 || v->n > TRUST_ROWS) {
		err_at(r->e, "tru-list", r->file, v->line, v->column,
		    "'%s' is not a list of 1 to %d", key, TRUST_ROWS);
		err_hint(r->e,
		    "write '- ...' rows or [one, two]; an empty list "
		    "says nothing");
		return -1;
	}
	return 0;
}

int
field_word(const struct trust_reader *r, const struct data *d, const char *key,
    const char *id, const char *const *words)
{
	const char *s = field_text(r, d, key), *near;
	const struct data *v = data_get(d, key);
	int i;

	if (s == NULL)
		return -1;
	for (i = 0; words[i] != NULL; i++) {
		if (strcmp(words[i], s) == 0)
			return i;
	}
	near = err_nearest(s, words);
	err_at(
	    r->e, id, r->file, v->line, v->column, "unknown %s '%s'", key, s);
	hint_known(r, near, words);
	return -1;
}

int
field_name(const struct trust_reader *r, const struct data *list, size_t i,
    const char **out)
{
	static const char ok[] = "abcdefghijklmnopqrstuvwxyz"
				 "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
	const struct data *d = &list->items[i];
	const struct data *v = data_get(d, "name");
	const char *s = field_text(r, d, "name");
	size_t k;

	*out = s;
	if (s == NULL)
		return -1;
	if (strspn(s, ok) != strlen(s)) {
		err_at(r->e, "tru-name", r->file, v->line, v->column,
		    "name '%s' is not made of letters, digits, '.', '_', '-'",
		    s);
		err_hint(r->e, "write it like producer-2026");
		return -1;
	}
	for (k = 0; k < i; k++) {
		const char *other = data_text(&list->items[k], "name");

		if (other != NULL && strcmp(other, s) == 0) {
			err_at(r->e, "tru-twice", r->file, v->line, v->column,
			    "name '%s' is there twice", s);
			err_hint(r->e, "give each row its own name");
			return -1;
		}
	}
	return 0;
}

int
field_systems(const struct trust_reader *r, const struct data *d,
    const char *const **out, size_t *n)
{
	const struct data *list;
	const char **ids;
	size_t i;

	if (field_list(r, d, "systems", &list) == -1)
		return -1;
	if (list == NULL) {
		err_at(r->e, "tru-missing", r->file, d->line, d->column,
		    "'systems' is missing");
		err_hint(r->e, "list the ids of systems, or \"*\" for all");
		return -1;
	}
	ids = arena_array(r->a, list->n, sizeof(*ids));
	for (i = 0; i < list->n; i++) {
		const struct data *v = &list->items[i];

		if (v->kind != DATA_TEXT || v->text[0] == '\0') {
			err_at(r->e, "tru-system", r->file, v->line, v->column,
			    "a system is not a text");
			err_hint(r->e, "write the ids of systems, or \"*\"");
			return -1;
		}
		ids[i] = v->text;
	}
	*out = ids;
	*n = list->n;
	return 0;
}

int
field_time(const struct trust_reader *r, const struct data *d, const char *key,
    bool is_end, struct instant *out)
{
	const char *s = field_text(r, d, key);
	const struct data *v = data_get(d, key);
	int64_t days;

	if (s == NULL)
		return -1;
	if (date_parse(&days, s, strlen(s)) == 0) {
		out->s = (days + (is_end ? 1 : 0)) * 86400;
		out->ns = 0;
		return 0;
	}
	if (time_parse(out, s, strlen(s)) == 0)
		return 0;
	err_at(r->e, "tru-time", r->file, v->line, v->column,
	    "'%s' is no date or time: '%s'", key, s);
	err_hint(r->e, "write 2026-11-01 or 2026-11-01T00:00:00Z");
	return -1;
}

int
field_pem(const struct trust_reader *r, const struct data *d, const char *key,
    char **pem, size_t *n, const struct data **at)
{
	const char *file_key = arena_printf(r->a, "%s_file", key), *path;
	const struct data *text = data_get(d, key);
	const struct data *file = data_get(d, file_key);
	struct error cause = {0};

	*pem = NULL;
	*at = text != NULL ? text : file;
	if ((text == NULL) == (file == NULL)) {
		err_at(r->e, "tru-one-of", r->file, d->line, d->column,
		    "wanted one of '%s' and '%s'", key, file_key);
		err_hint(r->e, "give the PEM text, or the file that has it");
		return -1;
	}
	if (text != NULL) {
		if (field_text(r, d, key) == NULL)
			return -1;
		*n = strlen(text->text);
		*pem = mem_dup(text->text);
		return 0;
	}
	if (field_text(r, d, file_key) == NULL)
		return -1;
	path = file->text[0] == '/' ? file->text
				    : file_join(r->a, r->dir, file->text);
	if (file_read(path, PEM_BYTES, pem, n, &cause) == 0)
		return 0;
	err_at(r->e, "tru-file", r->file, file->line, file->column,
	    "cannot read '%s': %s", file->text, cause.what);
	err_hint(r->e, "the path is relative to the trust file");
	return -1;
}
