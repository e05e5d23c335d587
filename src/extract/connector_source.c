/*
 * Does a source of system.yml fit its connector?  Parameters that are unknown,
 * missing or of another type, a kind of auth the connector does not speak, a
 * base that is missing or stands where files are read, and models are refused
 * before the first request (CONNECTORS section 1).
 */
#include "extract/connector.h"

#include <string.h>

static const struct param_def *
find_def(const struct connector *c, const char *name)
{
	for (size_t i = 0; i < c->nparams; i++)
		if (strcmp(c->params[i].name, name) == 0)
			return &c->params[i];
	return NULL;
}

static const char *
type_word(enum param_type t)
{
	switch (t) {
	case PARAM_URL:
		return "url";
	case PARAM_TEXT:
		return "text";
	case PARAM_LIST:
		return "list of texts";
	case PARAM_MAP:
		return "map of texts";
	case PARAM_FILES:
		return "glob of files";
	case PARAM_MODEL:
		break;
	}
	return "model";
}

static bool
is_url(const char *s)
{
	return strncmp(s, "https://", 8) == 0 || strncmp(s, "http://", 7) == 0;
}

static bool
fits(const struct param_def *def, const struct param *p)
{
	switch (def->type) {
	case PARAM_URL:
		return p->text != NULL && is_url(p->text);
	case PARAM_TEXT:
		return p->text != NULL && p->text[0] != '\0';
	case PARAM_FILES:
		return p->text != NULL && p->text[0] != '\0' &&
		       p->text[0] != '/' && strstr(p->text, "..") == NULL;
	case PARAM_LIST:
		return p->text == NULL && p->keys == NULL;
	case PARAM_MAP:
		return p->text == NULL && p->keys != NULL;
	case PARAM_MODEL:
		break;
	}
	return false; /* models stand under `models:` and `names:` */
}

static int
check_param(const struct connector *c, const struct param *p, struct error *e)
{
	const struct param_def *def = find_def(c, p->name);
	const char *words[NAMES_MAX + 1] = {NULL};

	if (def == NULL) {
		for (size_t i = 0; i < c->nparams; i++)
			words[i] = c->params[i].name;
		(void)err_at(e, "con-source-parameter", "system.yml", p->line,
		    p->column, "connector '%s' has no parameter '%s'", c->name,
		    p->name);
		if (err_nearest(p->name, words) != NULL)
			err_hint(e, "did you mean '%s'?",
			    err_nearest(p->name, words));
		else
			err_hint(e, "see 'parameters' in %s", c->file);
		return -1;
	}
	if (fits(def, p))
		return 0;
	(void)err_at(e, "con-source-type", "system.yml", p->line, p->column,
	    "parameter '%s' of connector '%s' must be a %s", p->name, c->name,
	    type_word(def->type));
	if (def->type == PARAM_FILES)
		err_hint(e, "a path below the system's folder, with * and ?");
	else if (def->type == PARAM_MODEL)
		err_hint(e, "name it under 'names' of the model, and choose "
			    "it by 'models'");
	else if (def->type == PARAM_URL)
		err_hint(e, "it begins with https://");
	else if (def->type == PARAM_TEXT)
		err_hint(e, "one text that is not empty");
	else if (def->type == PARAM_LIST)
		err_hint(e, "for example [a, b]");
	else
		err_hint(e, "for example {name: text}");
	return -1;
}

/* Every parameter without a default is given. */
static int
check_given(
    const struct connector *c, const struct source_conf *src, struct error *e)
{
	for (size_t i = 0; i < c->nparams; i++) {
		const struct param_def *def = &c->params[i];
		bool is_given =
		    def->fallback != NULL || def->type == PARAM_MODEL;

		for (size_t k = 0; k < src->nparams; k++)
			if (strcmp(src->params[k].name, def->name) == 0)
				is_given = true;
		if (is_given)
			continue;
		(void)err_at(e, "con-source-missing", "system.yml", src->line,
		    src->column,
		    "source '%s' has no '%s', which connector '%s' needs",
		    src->id, def->name, c->name);
		err_hint(e, "add '%s:', a %s", def->name, type_word(def->type));
		return -1;
	}
	return 0;
}

static bool
needs_base(const struct connector *c)
{
	for (size_t i = 0; i < c->nsteps; i++) {
		const struct pieces *t = &c->steps[i].target;

		if (strcmp(c->steps[i].method, "FILE") != 0 && t->n > 0 &&
		    t->items[0].path == NULL)
			return true;
	}
	return false;
}

static int
check_base(
    const struct connector *c, const struct source_conf *src, struct error *e)
{
	if (needs_base(c) && (src->base == NULL || !is_url(src->base))) {
		(void)err_at(e, "con-source-base", "system.yml", src->line,
		    src->column, "source '%s' needs 'base', a url", src->id);
		err_hint(
		    e, "for example base: \"https://%s.example\"", c->name);
		return -1;
	}
	if (src->base != NULL && connector_is_files(c)) {
		(void)err_at(e, "con-source-base", "system.yml", src->line,
		    src->column,
		    "source '%s' reads files and cannot have 'base'", src->id);
		err_hint(e, "leave 'base' out: 'files' says what is read");
		return -1;
	}
	return 0;
}

static int
check_auth(
    const struct connector *c, const struct source_conf *src, struct error *e)
{
	static const char *const words[] = {"none", "basic", "bearer"};

	if (c->auth[src->auth] || src->auth == AUTH_NONE)
		return 0;
	{
		(void)err_at(e, "con-source-auth", "system.yml", src->line,
		    src->column, "connector '%s' does not speak auth '%s'",
		    c->name, words[src->auth]);
		err_hint(e, "it speaks%s%s%s",
		    c->auth[AUTH_NONE] ? " none" : "",
		    c->auth[AUTH_BASIC] ? " basic" : "",
		    c->auth[AUTH_BEARER] ? " bearer" : "");
		return -1;
	}
}

/* How many models the source is asked for. */
static size_t
count_models(const struct source_conf *src, const struct system *sys)
{
	size_t n = 0;

	if (src->models != NULL)
		return src->nmodels;
	for (size_t i = 0; i < sys->nmodels; i++)
		for (size_t k = 0; k < sys->models[i].nnames; k++) {
			const char *of = sys->models[i].names[k].source;

			if (strcmp(of, src->id) == 0 ||
			    strcmp(of, src->connector) == 0) {
				n++;
				break;
			}
		}
	return n;
}

static int
check_models(const struct connector *c, const struct source_conf *src,
    const struct system *sys, struct error *e)
{
	bool has_model = false;
	size_t n;

	for (size_t i = 0; i < c->nparams; i++)
		has_model |= c->params[i].type == PARAM_MODEL;
	if (!has_model)
		return 0;
	n = count_models(src, sys);
	if (n == 1 || (n > 1 && !connector_is_files(c)))
		return 0;
	(void)err_at(e, "con-source-models", "system.yml", src->line,
	    src->column,
	    "source '%s' is asked for %zu models, connector '%s' "
	    "takes %s",
	    src->id, n, c->name,
	    connector_is_files(c) ? "exactly one" : "at least one");
	err_hint(e,
	    "add 'models: [ID]', or a name under 'names: {%s: …}' of "
	    "the model",
	    src->id);
	return -1;
}

int
connector_check_source(const struct connector *c, const struct source_conf *src,
    const struct system *sys, struct error *e)
{
	for (size_t i = 0; i < src->nparams; i++)
		if (check_param(c, &src->params[i], e) == -1)
			return -1;
	if (check_given(c, src, e) == -1 || check_base(c, src, e) == -1 ||
	    check_auth(c, src, e) == -1)
		return -1;
	return check_models(c, src, sys, e);
}
