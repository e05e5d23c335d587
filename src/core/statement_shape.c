/*
 * The closed list of statement keys and their shapes, and content against a
 * shape.  A shape is data (controls/statements.yml says how it is written):
 * types by word, tables as a list of one map.  Recursion is as deep as
 * yaml_read lets a file be.
 */
#include "core/statement_int.h"

#include <string.h>

static const char *const types[] = {"text", "texts", "number", "date", NULL};

/* "owner?" may be missing; its name is "owner". */
static const char *
member_name(struct arena *a, const char *key, bool *may_miss)
{
	size_t n = strlen(key);

	*may_miss = n > 1 && key[n - 1] == '?';
	return *may_miss ? arena_ndup(a, key, n - 1) : key;
}

/* "min | max" as words, NULL at the end; NULL when it is no such set. */
static const char *const *
split_set(struct arena *a, const char *text)
{
	static const char bar[] = " | ";
	const char **words;
	size_t n = 0;

	if (strstr(text, bar) == NULL)
		return NULL;
	words = arena_array(a, strlen(text), sizeof(*words));
	for (;;) {
		const char *end = strstr(text, bar);

		if (end == NULL) {
			words[n] = text;
			return words;
		}
		words[n++] = arena_ndup(a, text, (size_t)(end - text));
		text = end + strlen(bar);
	}
}

static int
fail_shape(const struct conf *c, const struct data *d, const char *what)
{
	(void)err_at(c->e, "stm-shape", c->file, d->line, d->column,
	    "this is no shape: %s", what);
	err_hint(c->e,
	    "write %s, words with ' | ' between, a map, or a list "
	    "of one map",
	    conf_words(c->a, types));
	return -1;
}

int
statement_check_shape(const struct conf *c, const struct data *shape)
{
	switch (shape->kind) {
	case DATA_TEXT:
		if (conf_is_word(shape->text, types) ||
		    split_set(c->a, shape->text) != NULL)
			return 0;
		return fail_shape(c, shape,
		    arena_printf(c->a, "'%s' is no type", shape->text));
	case DATA_LIST:
		if (shape->n != 1 || shape->items[0].kind != DATA_MAP)
			return fail_shape(
			    c, shape, "the list does not hold one map");
		return statement_check_shape(c, &shape->items[0]);
	case DATA_MAP:
		break;
	}
	if (shape->n == 0)
		return fail_shape(c, shape, "the map is empty");
	for (size_t i = 0; i < shape->n; i++) {
		if (statement_check_shape(c, &shape->items[i]) == -1)
			return -1;
	}
	return 0;
}

static int
read_key(const struct conf *c, const struct data *d,
    const struct statements *before, struct statement_key *out)
{
	static const char *const keys[] = {
	    "key", "title", "per", "ask", "shape", NULL};
	static const char *const pers[] = {"system", "model", "dataset", NULL};
	const struct data *key = data_get(d, "key");
	struct section s;

	if (conf_section(c, d, "statements", keys, &s) == -1)
		return -1;
	for (size_t i = 0; keys[i] != NULL; i++) {
		if (conf_need(c, &s, keys[i]) == -1)
			return -1;
	}
	if (conf_id(c, &s, "key", &out->key) == -1 ||
	    conf_text(c, &s, "title", &out->title) == -1 ||
	    conf_word(c, &s, "per", pers, &out->per) == -1 ||
	    conf_text(c, &s, "ask", &out->ask) == -1)
		return -1;
	for (size_t i = 0; i < before->nkeys; i++) {
		if (strcmp(before->keys[i].key, out->key) != 0)
			continue;
		(void)err_at(c->e, "stm-keys-twice", c->file, key->line,
		    key->column, "the key '%s' stands twice", out->key);
		err_hint(c->e, "keep one of them");
		return -1;
	}
	out->shape = data_get(d, "shape");
	return statement_check_shape(c, out->shape);
}

int
statement_read_keys(
    const struct conf *c, const struct data *root, struct statements *out)
{
	static const char *const keys[] = {"statements", NULL};
	const struct data *list = data_get(root, "statements");
	struct statement_key *items;
	struct section s;

	if (conf_section(c, root, c->file, keys, &s) == -1 ||
	    conf_need(c, &s, "statements") == -1 ||
	    conf_list(c, list, "statements") == -1)
		return -1;
	items = arena_array(c->a, list->n, sizeof(*items));
	out->keys = items;
	for (size_t i = 0; i < list->n; i++) {
		if (read_key(c, &list->items[i], out, &items[i]) == -1)
			return -1;
		out->nkeys++;
	}
	return 0;
}

const char *const *
statement_words(struct arena *a, const struct statements *s)
{
	const char **words = arena_array(a, s->nkeys + 1, sizeof(*words));

	for (size_t i = 0; i < s->nkeys; i++)
		words[i] = s->keys[i].key;
	return words;
}

/* A member whose shape is a word. */
static int
check_typed(const struct conf *c, const struct section *s, const char *name,
    const char *type)
{
	const char *const *set = split_set(c->a, type);
	const char *const *texts;
	const char *text;
	size_t n;

	if (set != NULL)
		return conf_word(c, s, name, set, &text);
	if (strcmp(type, "texts") == 0)
		return conf_texts(c, s, name, &texts, &n);
	if (strcmp(type, "number") == 0)
		return conf_number(c, s, name, &text);
	if (strcmp(type, "date") == 0)
		return conf_date(c, s, name, &text);
	return conf_text(c, s, name, &text);
}

static int
check_table(const struct conf *c, const struct data *shape,
    const struct data *rows, const char *name)
{
	if (conf_list(c, rows, name) == -1)
		return -1;
	for (size_t i = 0; i < rows->n; i++) {
		if (statement_check_content(c, shape, &rows->items[i], name) ==
		    -1)
			return -1;
	}
	return 0;
}

static int
check_member(const struct conf *c, const struct section *s,
    const struct data *shape, const char *name)
{
	const struct data *d = data_get(s->map, name);

	if (d == NULL)
		return 0;
	if (shape->kind == DATA_TEXT)
		return check_typed(c, s, name, shape->text);
	if (shape->kind == DATA_LIST)
		return check_table(c, &shape->items[0], d, name);
	return statement_check_content(c, shape, d, name);
}

int
statement_check_content(const struct conf *c, const struct data *shape,
    const struct data *content, const char *name)
{
	const char **words = arena_array(c->a, shape->n + 1, sizeof(*words));
	bool *may_miss = arena_array(c->a, shape->n, sizeof(*may_miss));
	struct section s;

	for (size_t i = 0; i < shape->n; i++)
		words[i] = member_name(c->a, shape->keys[i], &may_miss[i]);
	if (conf_section(c, content, name, words, &s) == -1)
		return -1;
	for (size_t i = 0; i < shape->n; i++) {
		if (!may_miss[i] && conf_need(c, &s, words[i]) == -1)
			return -1;
		if (check_member(c, &s, &shape->items[i], words[i]) == -1)
			return -1;
	}
	return 0;
}
