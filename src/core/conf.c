/*
 * Reads members of files that people write: kinds of data, closed sets of
 * keys and words, dates, numbers, ids.  Refuses everything not listed, with
 * place and nearest word (DESIGN section 4).  Knows no file of its own.
 */
#include "core/conf.h"

#include <string.h>

#include "base/decimal.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/time.h"

enum {
	ID_MAX = 63,           /* an id is a folder's name and part of others */
	COUNT_DIGITS_MAX = 12, /* more would be no limit */
};

static const char *
kind_name(enum data_kind k)
{
	static const char *const names[] = {"text", "list", "map"};

	return names[k];
}

static int
check_kind(const struct conf *c, const struct data *d, const char *name,
    enum data_kind want)
{
	static const char *const hints[] = {"write one value behind the colon",
	    "write it as lines that begin with '- ', or as [a, b]",
	    "write it as lines 'name: value', or as {name: value}"};

	if (d->kind == want)
		return 0;
	(void)err_at(c->e, c->ids->kind, c->file, d->line, d->column,
	    "'%s' is a %s, not a %s", name, kind_name(d->kind),
	    kind_name(want));
	err_hint(c->e, "%s", hints[want]);
	return -1;
}

static int
fail_empty(const struct conf *c, const struct data *d, const char *name)
{
	(void)err_at(c->e, c->ids->empty, c->file, d->line, d->column,
	    "'%s' is empty", name);
	err_hint(c->e, "write a value, or take the line out");
	return -1;
}

bool
conf_is_word(const char *text, const char *const *words)
{
	for (; *words != NULL; words++) {
		if (strcmp(text, *words) == 0)
			return true;
	}
	return false;
}

const char *
conf_words(struct arena *a, const char *const *words)
{
	const char *all = "";

	for (size_t i = 0; words[i] != NULL; i++)
		all = arena_printf(
		    a, "%s%s%s", all, i == 0 ? "" : ", ", words[i]);
	return all;
}

static void
hint_word(const struct conf *c, const char *word, const char *const *words)
{
	const char *near = err_nearest(word, words);

	if (near != NULL)
		err_hint(c->e, "did you mean '%s'?", near);
	else if (words[0] == NULL)
		err_hint(c->e, "none is known here");
	else
		err_hint(c->e, "known here: %s", conf_words(c->a, words));
}

int
conf_fail_word(const struct conf *c, const char *id, const struct data *d,
    const char *name, const char *const *words)
{
	(void)err_at(c->e, id, c->file, d->line, d->column,
	    "unknown word '%s' for '%s'", d->text, name);
	hint_word(c, d->text, words);
	return -1;
}

int
conf_section(const struct conf *c, const struct data *d, const char *name,
    const char *const *keys, struct section *out)
{
	*out = (struct section){.map = d, .name = name};
	if (check_kind(c, d, name, DATA_MAP) == -1)
		return -1;
	for (size_t i = 0; keys != NULL && i < d->n; i++) {
		if (conf_is_word(d->keys[i], keys))
			continue;
		(void)err_at(c->e, c->ids->unknown, c->file, d->key_lines[i],
		    d->key_columns[i], "unknown key '%s' in '%s'", d->keys[i],
		    name);
		hint_word(c, d->keys[i], keys);
		return -1;
	}
	return 0;
}

int
conf_list(const struct conf *c, const struct data *d, const char *name)
{
	if (check_kind(c, d, name, DATA_LIST) == -1)
		return -1;
	return d->n == 0 ? fail_empty(c, d, name) : 0;
}

int
conf_need(const struct conf *c, const struct section *s, const char *key)
{
	if (data_get(s->map, key) != NULL)
		return 0;
	(void)err_at(c->e, c->ids->missing, c->file, s->map->line,
	    s->map->column, "'%s' is missing in '%s'", key, s->name);
	err_hint(c->e, "add '%s:' with a value", key);
	return -1;
}

int
conf_one_text(const struct conf *c, const struct data *d, const char *name,
    const char **out)
{
	if (check_kind(c, d, name, DATA_TEXT) == -1)
		return -1;
	if (d->text[0] == '\0')
		return fail_empty(c, d, name);
	*out = d->text;
	return 0;
}

int
conf_text(const struct conf *c, const struct section *s, const char *key,
    const char **out)
{
	const struct data *d = data_get(s->map, key);

	return d == NULL ? 0 : conf_one_text(c, d, key, out);
}

int
conf_need_text(const struct conf *c, const struct section *s, const char *key,
    const char **out)
{
	if (conf_need(c, s, key) == -1)
		return -1;
	return conf_text(c, s, key, out);
}

/* Lists that people write are short: no two items are compared twice. */
static int
check_twice(const struct conf *c, const struct data *d, const char *name,
    const char *const *texts, size_t i)
{
	for (size_t k = 0; k < i; k++) {
		if (strcmp(texts[k], texts[i]) != 0)
			continue;
		(void)err_at(c->e, c->ids->twice, c->file, d->items[i].line,
		    d->items[i].column, "'%s' stands twice in '%s'", texts[i],
		    name);
		err_hint(c->e, "keep one of them");
		return -1;
	}
	return 0;
}

int
conf_texts(const struct conf *c, const struct section *s, const char *key,
    const char *const **out, size_t *n)
{
	const struct data *d = data_get(s->map, key);
	const char **texts;

	if (d == NULL)
		return 0;
	if (conf_list(c, d, key) == -1)
		return -1;
	texts = arena_array(c->a, d->n, sizeof(*texts));
	for (size_t i = 0; i < d->n; i++) {
		if (conf_one_text(c, &d->items[i], key, &texts[i]) == -1 ||
		    check_twice(c, d, key, texts, i) == -1)
			return -1;
	}
	*out = texts;
	*n = d->n;
	return 0;
}

int
conf_word(const struct conf *c, const struct section *s, const char *key,
    const char *const *words, const char **out)
{
	const struct data *d = data_get(s->map, key);
	const char *text;

	if (d == NULL)
		return 0;
	if (conf_one_text(c, d, key, &text) == -1)
		return -1;
	if (!conf_is_word(text, words))
		return conf_fail_word(c, c->ids->word, d, key, words);
	*out = text;
	return 0;
}

int
conf_bool(
    const struct conf *c, const struct section *s, const char *key, bool *out)
{
	const struct data *d = data_get(s->map, key);
	const char *text;

	if (d == NULL)
		return 0;
	if (conf_one_text(c, d, key, &text) == -1)
		return -1;
	*out = strcmp(text, "true") == 0;
	if (*out || strcmp(text, "false") == 0)
		return 0;
	(void)err_at(c->e, c->ids->boolean, c->file, d->line, d->column,
	    "'%s' is '%s', not true or false", key, text);
	err_hint(c->e, "write true or false");
	return -1;
}

int
conf_date(const struct conf *c, const struct section *s, const char *key,
    const char **out)
{
	const struct data *d = data_get(s->map, key);
	const char *text;
	int64_t days;

	if (d == NULL)
		return 0;
	if (conf_one_text(c, d, key, &text) == -1)
		return -1;
	if (date_parse(&days, text, strlen(text)) == -1) {
		(void)err_at(c->e, c->ids->date, c->file, d->line, d->column,
		    "'%s' is '%s', which is no date", key, text);
		err_hint(c->e, "write it as YYYY-MM-DD");
		return -1;
	}
	*out = text;
	return 0;
}

static int
fail_number(const struct conf *c, const struct data *d, const char *key,
    const char *what, const char *hint)
{
	(void)err_at(c->e, c->ids->number, c->file, d->line, d->column,
	    "'%s' is '%s', which is no %s", key, d->text, what);
	err_hint(c->e, "%s", hint);
	return -1;
}

int
conf_number(const struct conf *c, const struct section *s, const char *key,
    const char **out)
{
	const struct data *d = data_get(s->map, key);
	struct decimal value;

	if (d == NULL)
		return 0;
	if (conf_one_text(c, d, key, out) == -1)
		return -1;
	if (decimal_parse(&value, *out, strlen(*out)) == -1)
		return fail_number(c, d, key, "number",
		    "write it as 0.25 or 12, without unit");
	return 0;
}

int
conf_count(const struct conf *c, const struct section *s, const char *key,
    int64_t *out)
{
	const struct data *d = data_get(s->map, key);
	const char *text;
	int64_t value = 0;
	size_t n;

	if (d == NULL)
		return 0;
	if (conf_one_text(c, d, key, &text) == -1)
		return -1;
	n = strspn(text, "0123456789");
	if (n <= COUNT_DIGITS_MAX && text[n] == '\0' && text[0] != '0') {
		for (size_t i = 0; i < n; i++)
			value = value * 10 + (text[i] - '0');
		*out = value;
		return 0;
	}
	return fail_number(c, d, key, "whole number from 1",
	    "write digits alone, at most 12 of them");
}

int
conf_id(const struct conf *c, const struct section *s, const char *key,
    const char **out)
{
	static const char first[] = "abcdefghijklmnopqrstuvwxyz0123456789";
	static const char more[] = "abcdefghijklmnopqrstuvwxyz0123456789-_";
	const struct data *d = data_get(s->map, key);
	size_t n;

	if (d == NULL)
		return 0;
	if (conf_one_text(c, d, key, out) == -1)
		return -1;
	n = strspn(*out, more);
	if ((*out)[n] == '\0' && n <= ID_MAX && strspn(*out, first) > 0)
		return 0;
	(void)err_at(c->e, c->ids->name, c->file, d->line, d->column,
	    "'%s' is '%s', which is no id", key, *out);
	err_hint(c->e,
	    "use small letters, digits, '-' and '_', beginning with "
	    "a letter or digit, at most %d",
	    ID_MAX);
	return -1;
}
