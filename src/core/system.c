/*
 * Reads system.yml (DESIGN section 4): the system, its marking, its models;
 * sources and the rest are in system_source.c and system_rest.c.  Refuses
 * every word that is not listed there, and names that are equated twice.  It
 * opens no other file: paths stay as written, below `dir`.
 */
#include "core/system_int.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "ext/crypto.h"
#include "ext/yaml.h"

/* yaml_read's limit is lower, and says what to do. */
enum { SYSTEM_BYTES_MAX = 2 << 20 };

static const char SYSTEM_FILE[] = "system.yml";

static const struct conf_ids ids = {
    .kind = "sys-kind",
    .unknown = "sys-key",
    .missing = "sys-missing",
    .empty = "sys-empty",
    .word = "sys-word",
    .boolean = "sys-bool",
    .date = "sys-date",
    .number = "sys-number",
    .name = "sys-id",
    .twice = "sys-twice",
};

static const char *const impacts[] = {"low", "moderate", "high", NULL};
static const char *const baselines[] = {"sp800-53r5-low", "sp800-53r5-moderate",
    "sp800-53r5-high", "sp800-53r5-privacy", NULL};

static int
read_system(struct system_reader *r)
{
	static const char *const keys[] = {
	    "id", "name", "owner", "impact", "baseline", NULL};
	const struct conf *c = &r->c;
	struct system *s = r->s;
	struct section m;

	if (conf_section(c, data_get(r->root, "system"), "system", keys, &m) ==
	    -1)
		return -1;
	for (size_t i = 0; keys[i] != NULL; i++) {
		if (conf_need(c, &m, keys[i]) == -1)
			return -1;
	}
	if (conf_id(c, &m, "id", &s->id) == -1 ||
	    conf_text(c, &m, "name", &s->name) == -1 ||
	    conf_text(c, &m, "owner", &s->owner) == -1 ||
	    conf_word(c, &m, "impact", impacts, &s->impact) == -1)
		return -1;
	return conf_word(c, &m, "baseline", baselines, &s->baseline);
}

/* A text, or the items of a list with commas between. */
static int
marking_text(const struct conf *c, const struct section *m, const char *key,
    const char **out)
{
	const struct data *d = data_get(m->map, key);
	const char *const *items = NULL;
	size_t n = 0;

	if (d->kind != DATA_LIST)
		return conf_one_text(c, d, key, out);
	if (conf_texts(c, m, key, &items, &n) == -1)
		return -1;
	*out = items[0];
	for (size_t i = 1; i < n; i++)
		*out = arena_printf(c->a, "%s, %s", *out, items[i]);
	return 0;
}

static int
read_marking(struct system_reader *r)
{
	static const char *const keys[] = {"banner", "controlled_by",
	    "category", "dissemination", "poc", NULL};
	const struct data *d = data_get(r->root, "marking");
	const struct conf *c = &r->c;
	const char **names, **texts;
	struct section m;
	size_t n = 0;

	if (d == NULL)
		return 0;
	if (conf_section(c, d, "marking", keys, &m) == -1 ||
	    conf_need_text(c, &m, "banner", &r->s->banner) == -1)
		return -1;
	names = arena_array(c->a, d->n, sizeof(*names));
	texts = arena_array(c->a, d->n, sizeof(*texts));
	for (size_t i = 0; i < d->n; i++) {
		if (strcmp(d->keys[i], "banner") == 0)
			continue;
		if (marking_text(c, &m, d->keys[i], &texts[n]) == -1)
			return -1;
		names[n++] = d->keys[i];
	}
	r->s->marking_keys = names;
	r->s->marking_texts = texts;
	r->s->nmarking = n;
	return 0;
}

static int
read_names(const struct conf *c, const struct data *d, struct model_conf *m)
{
	struct name_map *names;
	struct section s;

	if (d == NULL)
		return 0;
	if (conf_section(c, d, "names", NULL, &s) == -1)
		return -1;
	names = arena_array(c->a, d->n, sizeof(*names));
	for (size_t i = 0; i < d->n; i++) {
		names[i].source = d->keys[i];
		if (conf_text(c, &s, d->keys[i], &names[i].name) == -1)
			return -1;
	}
	m->names = names;
	m->nnames = d->n;
	return 0;
}

static int
read_production(
    const struct conf *c, const struct data *d, struct model_conf *m)
{
	static const char *const keys[] = {"alias", NULL};
	struct section s;

	if (d == NULL)
		return 0;
	if (d->kind == DATA_TEXT) {
		m->by_traffic = strcmp(d->text, "traffic") == 0;
		if (m->by_traffic)
			return 0;
		(void)err_at(c->e, "sys-production", c->file, d->line,
		    d->column, "'production' is '%s', not an alias or traffic",
		    d->text);
		err_hint(c->e, "write {alias: NAME}, the registry's alias of "
			       "the version in production, or traffic");
		return -1;
	}
	if (conf_section(c, d, "production", keys, &s) == -1)
		return -1;
	return conf_need_text(c, &s, "alias", &m->alias);
}

static int
read_model(const struct conf *c, const struct data *d, struct model_conf *m)
{
	static const char *const keys[] = {
	    "id", "names", "production", "high_impact", NULL};
	struct section s;

	if (conf_section(c, d, "models", keys, &s) == -1 ||
	    conf_need(c, &s, "id") == -1 ||
	    conf_id(c, &s, "id", &m->id) == -1 ||
	    read_names(c, data_get(d, "names"), m) == -1 ||
	    read_production(c, data_get(d, "production"), m) == -1)
		return -1;
	return conf_bool(c, &s, "high_impact", &m->is_high_impact);
}

static int
read_models(struct system_reader *r)
{
	const struct data *d = data_get(r->root, "models");
	const struct conf *c = &r->c;
	struct model_conf *models;

	if (conf_list(c, d, "models") == -1)
		return -1;
	models = arena_array(c->a, d->n, sizeof(*models));
	r->s->models = models;
	for (size_t i = 0; i < d->n; i++) {
		const struct data *id = data_get(&d->items[i], "id");

		if (read_model(c, &d->items[i], &models[i]) == -1)
			return -1;
		if (system_model(r->s, models[i].id) != NULL) {
			(void)err_at(c->e, "sys-model-twice", c->file, id->line,
			    id->column, "two models have the id '%s'",
			    id->text);
			err_hint(c->e, "give each model an id of its own");
			return -1;
		}
		r->s->nmodels++;
	}
	return 0;
}

/* The model that has the same name in the same source, before this one. */
static bool
is_name_taken(const struct system *s, size_t model, const struct name_map *n)
{
	for (size_t i = 0; i < model; i++) {
		const struct model_conf *m = &s->models[i];

		for (size_t k = 0; k < m->nnames; k++) {
			if (strcmp(m->names[k].source, n->source) == 0 &&
			    strcmp(m->names[k].name, n->name) == 0)
				return true;
		}
	}
	return false;
}

/* Ids of sources and their connectors, NULL at the end. */
static const char *const *
source_words(const struct conf *c, const struct system *s)
{
	const char **words =
	    arena_array(c->a, 2 * s->nsources + 1, sizeof(*words));

	for (size_t i = 0; i < s->nsources; i++) {
		words[2 * i] = s->sources[i].id;
		words[2 * i + 1] = s->sources[i].connector;
	}
	return words;
}

/* A source whose connector this is: either of the two may be misspelt. */
static const struct source_conf *
source_of(const struct system *s, const char *connector)
{
	for (size_t i = 0; i < s->nsources; i++)
		if (strcmp(s->sources[i].connector, connector) == 0)
			return &s->sources[i];
	return NULL;
}

static void
hint_name(
    const struct system_reader *r, const char *name, const char *const *words)
{
	const char *near = err_nearest(name, words);
	const struct source_conf *src =
	    near == NULL ? NULL : source_of(r->s, near);

	if (near == NULL)
		err_hint(r->c.e, "known here: %s", conf_words(r->c.a, words));
	else if (src == NULL)
		err_hint(r->c.e, "did you mean '%s'?", near);
	else
		err_hint(r->c.e,
		    "did you mean '%s', the connector of source '%s' in line "
		    "%zu?",
		    near, src->id, src->line);
}

static int
check_name(const struct system_reader *r, size_t model, size_t name,
    const char *const *words)
{
	const struct data *d =
	    data_get(&data_get(r->root, "models")->items[model], "names");
	const struct name_map *n = &r->s->models[model].names[name];
	const struct conf *c = &r->c;

	if (!conf_is_word(n->source, words)) {
		(void)err_at(c->e, "sys-names-source", c->file,
		    d->key_lines[name], d->key_columns[name],
		    "'%s' is no source's id and no source's connector",
		    n->source);
		hint_name(r, n->source, words);
		return -1;
	}
	if (!is_name_taken(r->s, model, n))
		return 0;
	(void)err_at(c->e, "sys-names-twice", c->file, d->items[name].line,
	    d->items[name].column, "two models have the name '%s' in '%s'",
	    n->name, n->source);
	err_hint(c->e, "a name in a source belongs to one model");
	return -1;
}

static int
check_names(const struct system_reader *r)
{
	const char *const *words = source_words(&r->c, r->s);

	for (size_t i = 0; i < r->s->nmodels; i++) {
		for (size_t k = 0; k < r->s->models[i].nnames; k++) {
			if (check_name(r, i, k, words) == -1)
				return -1;
		}
	}
	return 0;
}

static int
read_all(struct system_reader *r)
{
	static const char *const keys[] = {"system", "marking", "models",
	    "sources", "previous", "authorized", "leverages", "thresholds",
	    "documents", "sign", NULL};
	struct section s;

	if (conf_section(&r->c, r->root, SYSTEM_FILE, keys, &s) == -1 ||
	    conf_need(&r->c, &s, "system") == -1 ||
	    conf_need(&r->c, &s, "models") == -1 ||
	    conf_need(&r->c, &s, "sources") == -1)
		return -1;
	if (read_system(r) == -1 || read_marking(r) == -1 ||
	    read_models(r) == -1 || system_read_sources(r) == -1 ||
	    check_names(r) == -1)
		return -1;
	return system_read_rest(r);
}

int
system_load(
    struct arena *a, const char *dir, struct system **out, struct error *e)
{
	struct system_reader r = {
	    .c = {.a = a, .file = SYSTEM_FILE, .ids = &ids, .e = e}};
	char sha256[SHA256_HEX];
	char *bytes = NULL;
	size_t n;
	int rc;

	*out = NULL;
	if (file_read(file_join(a, dir, SYSTEM_FILE), SYSTEM_BYTES_MAX, &bytes,
		&n, e) == -1)
		return -1;
	sha256_hex(bytes, n, sha256);
	rc = yaml_read(a, SYSTEM_FILE, bytes, n, &r.root, e);
	free(bytes);
	if (rc == -1)
		return -1;
	r.s = arena_alloc(a, sizeof(*r.s));
	r.s->dir = arena_dup(a, dir);
	r.s->sha256 = arena_dup(a, sha256);
	if (read_all(&r) == -1)
		return -1;
	*out = r.s;
	return 0;
}

const struct model_conf *
system_model(const struct system *s, const char *id)
{
	for (size_t i = 0; i < s->nmodels; i++) {
		if (strcmp(s->models[i].id, id) == 0)
			return &s->models[i];
	}
	return NULL;
}

static const char *
model_of_name(const struct system *s, const char *source, const char *name)
{
	for (size_t i = 0; i < s->nmodels; i++) {
		const struct model_conf *m = &s->models[i];

		for (size_t k = 0; k < m->nnames; k++) {
			if (strcmp(m->names[k].source, source) == 0 &&
			    strcmp(m->names[k].name, name) == 0)
				return m->id;
		}
	}
	return NULL;
}

const char *
system_model_id(struct arena *a, const struct system *s,
    const struct source_conf *src, const char *name)
{
	const char *id = model_of_name(s, src->id, name);

	if (id == NULL)
		id = model_of_name(s, src->connector, name);
	return id != NULL ? id : arena_printf(a, "unlisted/%s", name);
}
