/*
 * Loads statements: what named people declare, one file each, below
 * statements/.  Refuses files that nobody asked for, in a wrong place or with
 * other content than the key's shape.  A statement is valid only as of a date:
 * expired and placeholder are states, not errors (DESIGN law 3).
 */
#include "core/statement_int.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "ext/crypto.h"
#include "ext/yaml.h"

enum {
	STATEMENT_BYTES_MAX = 2 << 20,
	STATEMENTS_MAX = 10000, /* people wrote them */
};

static const char KEYS_FILE[] = "controls/statements.yml";
static const char FOLDER[] = "statements";

static const struct conf_ids ids = {
    .kind = "stm-kind",
    .unknown = "stm-key",
    .missing = "stm-missing",
    .empty = "stm-empty",
    .word = "stm-word",
    .date = "stm-date",
    .number = "stm-number",
    .name = "stm-id",
    .twice = "stm-twice",
};

struct loader {
	struct conf c;
	const struct system *s;
	struct statements *out;
	struct statement *items;
	int64_t as_of; /* day */
};

static const struct statement_key *
find_key(const struct statements *s, const char *key)
{
	for (size_t i = 0; i < s->nkeys; i++) {
		if (strcmp(s->keys[i].key, key) == 0)
			return &s->keys[i];
	}
	return NULL;
}

static int
fail_file(
    const struct loader *l, const char *id, const char *what, const char *hint)
{
	(void)err_at(l->c.e, id, l->c.file, 1, 1, "%s", what);
	err_hint(l->c.e, "%s", hint);
	return -1;
}

/* "model/triage" for the folder "triage"; folder NULL: the system's own. */
static int
find_subject(const struct loader *l, const struct statement_key *k,
    const char *folder, const char **out)
{
	struct arena *a = l->c.a;
	bool is_system = strcmp(k->per, "system") == 0;
	const char **words;
	const char *near;

	if (is_system != (folder == NULL))
		return fail_file(l, "stm-place",
		    arena_printf(a, "'%s' is asked of %s %s", k->key,
			is_system ? "the" : "each", k->per),
		    is_system ? arena_printf(
				    a, "move it to %s/%s.yml", FOLDER, k->key)
			      : arena_printf(a, "move it to %s/ID/%s.yml",
				    FOLDER, k->key));
	*out = is_system ? "system" : arena_printf(a, "%s/%s", k->per, folder);
	if (strcmp(k->per, "model") != 0 || system_model(l->s, folder) != NULL)
		return 0;
	words = arena_array(a, l->s->nmodels + 1, sizeof(*words));
	for (size_t i = 0; i < l->s->nmodels; i++)
		words[i] = l->s->models[i].id;
	near = err_nearest(folder, words);
	return fail_file(l, "stm-model",
	    arena_printf(a, "system.yml has no model '%s'", folder),
	    near != NULL
		? arena_printf(a, "did you mean '%s'?", near)
		: arena_printf(a, "its models are %s", conf_words(a, words)));
}

/* The folder and the key that a file's name stands for. */
static int
split_name(const struct loader *l, const char *name, const char **folder,
    const struct statement_key **key)
{
	struct arena *a = l->c.a;
	const char *slash = strchr(name, '/');
	const char *base = slash == NULL ? name : slash + 1;
	const char *const *words = statement_words(a, l->out);
	const char *word, *near;
	size_t n = strlen(base);

	*folder =
	    slash == NULL ? NULL : arena_ndup(a, name, (size_t)(slash - name));
	if (strchr(base, '/') != NULL || n < 5 ||
	    strcmp(base + n - 4, ".yml") != 0)
		return fail_file(l, "stm-file", "this is no statement's file",
		    "statements are statements/KEY.yml and "
		    "statements/ID/KEY.yml; move other files elsewhere");
	word = arena_ndup(a, base, n - 4);
	*key = find_key(l->out, word);
	if (*key != NULL)
		return 0;
	near = err_nearest(word, words);
	return fail_file(l, "stm-unknown",
	    arena_printf(a, "no statement has the key '%s'", word),
	    near != NULL
		? arena_printf(a, "did you mean '%s.yml'?", near)
		: arena_printf(a, "known keys: %s", conf_words(a, words)));
}

static bool
is_head(const char *name)
{
	static const char *const head[] = {
	    "key", "owner", "date", "expires", NULL};

	return conf_is_word(name, head);
}

/* What the file says beside its head. */
static const struct data *
content_of(struct arena *a, const struct data *root)
{
	struct data *d = arena_alloc(a, sizeof(*d));
	struct data *items = arena_array(a, root->n, sizeof(*items));
	const char **keys = arena_array(a, root->n, sizeof(*keys));
	size_t *lines = arena_array(a, root->n, sizeof(*lines));
	size_t *columns = arena_array(a, root->n, sizeof(*columns));

	*d = (struct data){.kind = DATA_MAP,
	    .keys = keys,
	    .key_lines = lines,
	    .key_columns = columns,
	    .items = items,
	    .line = root->line,
	    .column = root->column};
	for (size_t i = 0; i < root->n; i++) {
		if (is_head(root->keys[i]))
			continue;
		items[d->n] = root->items[i];
		keys[d->n] = root->keys[i];
		lines[d->n] = root->key_lines[i];
		columns[d->n] = root->key_columns[i];
		d->n++;
	}
	return d;
}

static int
read_head(const struct conf *c, const struct data *root, struct statement *st)
{
	const struct data *key = data_get(root, "key");
	const struct data *expires = data_get(root, "expires");
	struct section s;
	const char *text = st->key;

	if (conf_section(c, root, st->key, NULL, &s) == -1 ||
	    conf_text(c, &s, "key", &text) == -1)
		return -1;
	if (strcmp(text, st->key) != 0) {
		(void)err_at(c->e, "stm-key-file", c->file, key->line,
		    key->column, "'key' is '%s' in the file of '%s'", text,
		    st->key);
		err_hint(c->e, "take the line out, or rename the file");
		return -1;
	}
	if (conf_need_text(c, &s, "owner", &st->owner) == -1 ||
	    conf_need(c, &s, "date") == -1 ||
	    conf_date(c, &s, "date", &st->date) == -1 ||
	    conf_need(c, &s, "expires") == -1 ||
	    conf_date(c, &s, "expires", &st->expires) == -1)
		return -1;
	/* Dates of one form: byte order is their order. */
	if (strcmp(st->expires, st->date) >= 0)
		return 0;
	(void)err_at(c->e, "stm-expires", c->file, expires->line,
	    expires->column, "it expires on %s, before its date %s",
	    st->expires, st->date);
	err_hint(c->e, "set 'expires' to the day of the next review");
	return -1;
}

static enum statement_state
state_of(const struct loader *l, const struct statement *st, const char *ask)
{
	int64_t expires = 0;
	int rc = date_parse(&expires, st->expires, strlen(st->expires));

	if (statement_is_placeholder(st, ask))
		return STATEMENT_PLACEHOLDER;
	return rc == 0 && expires >= l->as_of ? STATEMENT_VALID
					      : STATEMENT_EXPIRED;
}

static int
read_data(const struct loader *l, const char *path, const struct data **out,
    const char **sha256)
{
	char hex[SHA256_HEX];
	char *bytes = NULL;
	size_t n;
	int rc;

	if (file_read(path, STATEMENT_BYTES_MAX, &bytes, &n, l->c.e) == -1)
		return -1;
	sha256_hex(bytes, n, hex);
	*sha256 = arena_dup(l->c.a, hex);
	rc = yaml_read(l->c.a, l->c.file, bytes, n, out, l->c.e);
	free(bytes);
	return rc;
}

/* st->key stays NULL for a stub. */
static int
read_statement(const struct loader *l, const char *name, struct statement *st)
{
	const struct statement_key *key = NULL;
	const struct data *root = NULL;
	const char *folder = NULL;

	if (split_name(l, name, &folder, &key) == -1 ||
	    find_subject(l, key, folder, &st->subject) == -1 ||
	    read_data(l, file_join(l->c.a, l->s->dir, l->c.file), &root,
		&st->sha256) == -1)
		return -1;
	/* A stub: all of it is comment, so nobody has said anything yet. */
	if (root->kind == DATA_MAP && root->n == 0)
		return 0;
	st->key = key->key;
	st->file = l->c.file;
	if (read_head(&l->c, root, st) == -1)
		return -1;
	st->content = content_of(l->c.a, root);
	if (statement_check_content(&l->c, key->shape, st->content, st->key) ==
	    -1)
		return -1;
	st->state = state_of(l, st, key->ask);
	return 0;
}

/* ".gitkeep" and the like, in any folder. */
static bool
is_hidden(const char *name)
{
	return name[0] == '.' || strstr(name, "/.") != NULL;
}

static int
read_folder(struct loader *l)
{
	struct arena *a = l->c.a;
	const char *dir = file_join(a, l->s->dir, FOLDER);
	struct file_entry *entries;
	bool is_there;
	size_t n;

	if (file_look_dir(dir, &is_there, l->c.e) == -1)
		return -1;
	if (!is_there)
		return 0;
	if (file_walk(a, dir, &entries, &n, l->c.e) == -1)
		return -1;
	if (n > STATEMENTS_MAX)
		return err_set(l->c.e, ERR_LIMIT, FOLDER,
		    "%zu files and folders, at most %d are read", n,
		    STATEMENTS_MAX);
	l->items = arena_array(a, n, sizeof(*l->items));
	for (size_t i = 0; i < n; i++) {
		if (is_hidden(entries[i].name) || entries[i].type == FILE_DIR)
			continue;
		l->c.file = file_join(a, FOLDER, entries[i].name);
		if (read_statement(l, entries[i].name, &l->items[l->out->n]) ==
		    -1)
			return -1;
		if (l->items[l->out->n].key != NULL)
			l->out->n++;
	}
	l->out->items = l->items;
	return 0;
}

static int
read_keys(struct loader *l, const char *datadir)
{
	const struct data *root = NULL;
	const char *sha256;

	l->c.file = KEYS_FILE;
	if (read_data(
		l, file_join(l->c.a, datadir, KEYS_FILE), &root, &sha256) == -1)
		return -1;
	return statement_read_keys(&l->c, root, l->out);
}

int
statements_load(struct arena *a, const char *datadir, const struct system *s,
    const char *as_of, struct statements **out, struct error *e)
{
	struct loader l = {.c = {.a = a, .ids = &ids, .e = e}, .s = s};
	struct instant at;

	*out = NULL;
	if (time_parse(&at, as_of, strlen(as_of)) == -1)
		return err_set(
		    e, ERR_USAGE, "as-of", "'%s' is no time (RFC 3339)", as_of);
	l.as_of = date_of(at);
	l.out = arena_alloc(a, sizeof(*l.out));
	if (read_keys(&l, datadir) == -1 || read_folder(&l) == -1)
		return -1;
	*out = l.out;
	return 0;
}

const struct statement *
statement_find(const struct statements *s, const char *key, const char *subject)
{
	for (size_t i = 0; i < s->n; i++) {
		if (strcmp(s->items[i].key, key) == 0 &&
		    strcmp(s->items[i].subject, subject) == 0)
			return &s->items[i];
	}
	return NULL;
}
