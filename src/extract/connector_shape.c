/*
 * Shapes of a connector file: maps, lists, texts, known words.  Every refusal
 * names file, line, column, the word seen, and the nearest word that would
 * have been right (CONNECTORS section 1).
 */
#include "extract/connector.h"

#include <string.h>

enum { WORDS_SHOWN = 12 };

/* "json, yaml, raw": what would have been right, cut when it is long. */
static const char *
list_words(struct arena *a, const char *const *words)
{
	const char *out = "";

	for (size_t i = 0; words[i] != NULL; i++) {
		if (i == WORDS_SHOWN)
			return arena_printf(a, "%s, …", out);
		out =
		    arena_printf(a, "%s%s%s", out, i > 0 ? ", " : "", words[i]);
	}
	return out;
}

int
shape_unknown(struct reader *r, const char *id, const struct data *at,
    const char *what, const char *word, const char *const *words)
{
	const char *near = err_nearest(word, words);

	(void)err_at(r->e, id, r->c->file, at->line, at->column,
	    "unknown %s '%s'", what, word);
	if (near != NULL)
		err_hint(r->e, "did you mean '%s'?", near);
	else
		err_hint(r->e, "one of: %s", list_words(r->a, words));
	return -1;
}

int
shape_map(struct reader *r, const struct data *d, const char *what)
{
	if (d->kind == DATA_MAP)
		return 0;
	(void)err_at(r->e, "con-map", r->c->file, d->line, d->column,
	    "%s must be a map", what);
	err_hint(r->e, "write 'name: value', one a line, or {name: value}");
	return -1;
}

int
shape_list(struct reader *r, const struct data *d, const char *what)
{
	if (d->kind == DATA_LIST && d->n > 0)
		return 0;
	(void)err_at(r->e, "con-list", r->c->file, d->line, d->column,
	    "%s must be a list that is not empty", what);
	err_hint(r->e, "write '- item', one a line, or [item, item]");
	return -1;
}

int
shape_keys(struct reader *r, const struct data *d, const char *what,
    const char *const *words)
{
	if (shape_map(r, d, what) == -1)
		return -1;
	for (size_t i = 0; i < d->n; i++) {
		const char *const *w = words;
		struct data at = {
		    .line = d->key_lines[i], .column = d->key_columns[i]};

		while (*w != NULL && strcmp(*w, d->keys[i]) != 0)
			w++;
		if (*w == NULL)
			return shape_unknown(
			    r, "con-word", &at, "key", d->keys[i], words);
	}
	return 0;
}

const char *
shape_text(
    struct reader *r, const struct data *map, const char *what, const char *key)
{
	const struct data *d = data_get(map, key);

	if (d == NULL) {
		(void)err_at(r->e, "con-missing", r->c->file, map->line,
		    map->column, "%s has no '%s'", what, key);
		err_hint(r->e, "add '%s: …'", key);
		return NULL;
	}
	if (d->kind != DATA_TEXT || d->text[0] == '\0') {
		(void)err_at(r->e, "con-text", r->c->file, d->line, d->column,
		    "'%s' of %s must be a text", key, what);
		err_hint(r->e, "put it in double quotes");
		return NULL;
	}
	return d->text;
}

int
shape_name(struct reader *r, const struct data *at, const char *name)
{
	if (shape_is_name(name))
		return 0;
	(void)err_at(r->e, "con-name", r->c->file, at->line, at->column,
	    "'%s' is no name", name);
	err_hint(r->e, "a name is [a-z][a-z0-9_]*");
	return -1;
}

bool
shape_is_name(const char *s)
{
	if (s[0] < 'a' || s[0] > 'z')
		return false;
	for (; *s != '\0'; s++)
		if (!((*s >= 'a' && *s <= 'z') || (*s >= '0' && *s <= '9') ||
			*s == '_'))
			return false;
	return true;
}
