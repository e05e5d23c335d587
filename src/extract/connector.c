/*
 * Connector files: reads them, links `read:`, checks them, answers what
 * others ask of them.  CONNECTORS.md is the language; what this release has
 * not (unpack, table, jsonl) is refused, never half-read.
 *
 * Two words more than CONNECTORS.md has:
 * - `parameters: {owner_tag: {type: text, default: owner}}`: a parameter that
 *   a source may leave out.  Only texts have defaults.
 * - `{name}` inside a quoted text of a path ("v.tags[?@.key=='{owner_tag}']
 *   .value") is replaced by the text of that parameter, escaped, when a
 *   session opens.  Only parameters of type text and model can stand there,
 *   so what an answer says never becomes part of a path.
 */
#include "extract/connector.h"

#include <stdlib.h>
#include <string.h>

#include "ext/yaml.h"

static const char *const param_words[] = {
    "url", "text", "list", "map", "files", "model", NULL};

static int
param_type(struct reader *r, const struct data *d, const char *word,
    enum param_type *out)
{
	for (int i = 0; param_words[i] != NULL; i++)
		if (strcmp(param_words[i], word) == 0) {
			*out = (enum param_type)i;
			return 0;
		}
	return shape_unknown(
	    r, "con-parameter-type", d, "type", word, param_words);
}

static int
read_param(
    struct reader *r, const struct data *map, size_t i, struct param_def *out)
{
	static const char *const words[] = {"type", "default", NULL};
	static const char *const taken[] = {"now", "from", "to", "base", NULL};
	const struct data *d = &map->items[i], *fallback;
	const struct data at = {
	    .line = map->key_lines[i], .column = map->key_columns[i]};
	const char *type;

	out->name = map->keys[i];
	if (shape_name(r, &at, out->name) == -1)
		return -1;
	for (size_t k = 0; taken[k] != NULL; k++)
		if (strcmp(taken[k], out->name) == 0) {
			(void)err_at(r->e, "con-bound-twice", r->c->file,
			    map->key_lines[i], map->key_columns[i],
			    "'%s' is a fixed name", out->name);
			err_hint(r->e, "now, from, to and base always mean the "
				       "same; choose another name");
			return -1;
		}
	if (d->kind == DATA_TEXT)
		return param_type(r, d, d->text, &out->type);
	if (shape_keys(r, d, "a parameter", words) == -1)
		return -1;
	type = shape_text(r, d, "a parameter", "type");
	if (type == NULL ||
	    param_type(r, data_get(d, "type"), type, &out->type) == -1)
		return -1;
	fallback = data_get(d, "default");
	if (fallback == NULL)
		return 0;
	if (fallback->kind != DATA_TEXT || out->type != PARAM_TEXT) {
		(void)err_at(r->e, "con-default", r->c->file, fallback->line,
		    fallback->column, "only a text has a default, a text");
		err_hint(r->e, "write {type: text, default: \"…\"}");
		return -1;
	}
	out->fallback = fallback->text;
	return 0;
}

static int
read_params(struct reader *r, const struct data *d)
{
	struct param_def *params;
	size_t models = 0;

	if (d == NULL)
		return 0;
	if (shape_map(r, d, "'parameters'") == -1)
		return -1;
	if (d->n > NAMES_MAX / 2) {
		(void)err_at(r->e, "con-parameters-many", r->c->file, d->line,
		    d->column, "%zu parameters (at most %d)", d->n,
		    NAMES_MAX / 2);
		err_hint(r->e, "write fewer conventions as parameters");
		return -1;
	}
	params = arena_array(r->a, d->n, sizeof(*params));
	for (size_t i = 0; i < d->n; i++) {
		if (read_param(r, d, i, &params[i]) == -1)
			return -1;
		models += params[i].type == PARAM_MODEL;
	}
	if (models > 1) {
		(void)err_at(r->e, "con-models", r->c->file, d->line, d->column,
		    "only one parameter can be of type 'model'");
		err_hint(r->e, "a connector runs once for each model: one "
			       "parameter is its name");
		return -1;
	}
	r->c->params = params;
	r->c->nparams = d->n;
	return 0;
}

static int
read_auth(struct reader *r, const struct data *d)
{
	static const char *const words[] = {"none", "basic", "bearer", NULL};

	if (d == NULL)
		return 0;
	if (shape_list(r, d, "'auth'") == -1)
		return -1;
	for (size_t i = 0; i < d->n; i++) {
		const char *s =
		    d->items[i].kind == DATA_TEXT ? d->items[i].text : "";
		int k = 0;

		while (words[k] != NULL && strcmp(words[k], s) != 0)
			k++;
		if (words[k] == NULL)
			return shape_unknown(r, "con-auth", &d->items[i],
			    "kind of auth", s, words);
		r->c->auth[k] = true;
	}
	return 0;
}

static int
read_steps(struct reader *r, const struct data *top)
{
	const struct data *d = data_get(top, "steps");

	if (d == NULL) {
		(void)err_at(r->e, "con-missing", r->c->file, top->line,
		    top->column, "the connector has no 'steps'");
		err_hint(r->e, "add 'steps:' and a list");
		return -1;
	}
	if (shape_list(r, d, "'steps'") == -1)
		return -1;
	if (d->n > STEPS_MAX) {
		(void)err_at(r->e, "con-steps-many", r->c->file, d->line,
		    d->column, "%zu steps (at most %d)", d->n, STEPS_MAX);
		err_hint(r->e, "split the connector in two");
		return -1;
	}
	r->c->steps = arena_array(r->a, d->n, sizeof(*r->c->steps));
	for (size_t i = 0; i < d->n; i++) {
		if (step_read(r, &d->items[i], i, &r->c->steps[i]) == -1)
			return -1;
		r->c->nsteps = i + 1;
	}
	return 0;
}

static int
read_head(struct reader *r, const struct data *d, const char *name)
{
	static const char *const words[] = {"connector", "version", "speaks",
	    "parameters", "auth", "headers", "on", "steps", NULL};
	const char *own, *version;

	if (shape_keys(r, d, "the connector", words) == -1)
		return -1;
	own = shape_text(r, d, "the connector", "connector");
	version = shape_text(r, d, "the connector", "version");
	r->c->speaks = shape_text(r, d, "the connector", "speaks");
	if (own == NULL || version == NULL || r->c->speaks == NULL)
		return -1;
	if (strcmp(own, name) != 0) {
		const struct data *at = data_get(d, "connector");

		(void)err_at(r->e, "con-file-name", r->c->file, at->line,
		    at->column, "connector '%s' stands in the file of '%s'",
		    own, name);
		err_hint(r->e, "name and file name are the same");
		return -1;
	}
	if (version[strspn(version, "0123456789")] != '\0') {
		const struct data *at = data_get(d, "version");

		{
			(void)err_at(r->e, "con-version", r->c->file, at->line,
			    at->column, "'version' must be a whole number");
			err_hint(r->e, "for example version: 1");
			return -1;
		}
	}
	return 0;
}

static int
read_file(struct arena *a, const struct connector_file *f, struct connector *c,
    struct error *e)
{
	struct reader r = {.a = a, .c = c, .e = e};
	const struct data *d = NULL;

	*c = (struct connector){
	    .name = f->name, .file = f->file, .sha256 = f->sha256};
	if (yaml_read(a, f->file, f->bytes, f->n, &d, e) == -1 ||
	    read_head(&r, d, f->name) == -1 ||
	    read_params(&r, data_get(d, "parameters")) == -1 ||
	    read_auth(&r, data_get(d, "auth")) == -1 ||
	    part_members(&r, data_get(d, "headers"), "headers", &c->headers) ==
		-1 ||
	    part_on(&r, data_get(d, "on"), &c->on) == -1)
		return -1;
	c->line = d->line;
	c->column = d->column;
	return read_steps(&r, d);
}

int
connectors_load(struct arena *a, const struct connector_file *files, size_t n,
    struct connector_set **out, struct error *e)
{
	struct connector_set *s = arena_alloc(a, sizeof(*s));

	*out = NULL;
	if (n > CONNECTORS_MAX)
		return err_set(e, ERR_LIMIT, "mappings/sources",
		    "%zu connectors (at most %d)", n, CONNECTORS_MAX);
	s->items = arena_array(a, n, sizeof(*s->items));
	for (size_t i = 0; i < n; i++) {
		if (read_file(a, &files[i], &s->items[i], e) == -1)
			return -1;
		s->n = i + 1;
	}
	if (connectors_link(a, s, e) == -1)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (connector_lint(&s->items[i], e) == -1)
			return -1;
		connector_collect_kinds(a, &s->items[i]);
	}
	*out = s;
	return 0;
}

const struct connector *
connector_find(const struct connector_set *s, const char *name)
{
	for (size_t i = 0; i < s->n; i++)
		if (strcmp(s->items[i].name, name) == 0)
			return &s->items[i];
	return NULL;
}

const struct connector *
connector_at(const struct connector_set *s, size_t i)
{
	return i < s->n ? &s->items[i] : NULL;
}

const char *
connector_name(const struct connector *c)
{
	return c->name;
}

const char *
connector_speaks(const struct connector *c)
{
	return c->speaks;
}

const char *
connector_sha256(const struct connector *c)
{
	return c->sha256;
}

bool
connector_is_files(const struct connector *c)
{
	for (size_t i = 0; i < c->nsteps; i++)
		if (strcmp(c->steps[i].method, "FILE") != 0)
			return false;
	return true;
}

const char *const *
connector_step_kinds(const struct connector *c, const char *step, size_t *n)
{
	for (size_t i = 0; i < c->nsteps; i++)
		if (strcmp(c->steps[i].id, step) == 0) {
			*n = c->steps[i].nkinds;
			return c->steps[i].kinds;
		}
	*n = 0;
	return NULL;
}

const char *const *
connector_kinds(const struct connector *c, size_t *n)
{
	*n = c->nkinds;
	return c->kinds;
}
