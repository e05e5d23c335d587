/*
 * Reads one framework: ids, labels, titles, membership in baselines, number
 * of statement parts; or ids alone, of a catalog beside it.  Facts only: the
 * prose of a control is not read here.
 */
#include "core/rules_int.h"

#include <string.h>

const struct control *
rules_find_control(const struct control *controls, size_t n,
    const char *framework, const char *id)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(controls[i].id, id) == 0 &&
		    strcmp(controls[i].framework, framework) == 0)
			return &controls[i];
	}
	return NULL;
}

static int
check_baselines(
    const struct conf *c, const struct data *d, const struct control *control)
{
	static const char *const words[] = {
	    "low", "moderate", "high", "privacy", NULL};

	for (size_t i = 0; i < control->nbaselines; i++) {
		if (!conf_is_word(control->baselines[i], words))
			return conf_fail_word(c, "rul-baseline",
			    &data_get(d, "baselines")->items[i], "baselines",
			    words);
	}
	return 0;
}

/* An empty list says what no list says: in no baseline. */
static int
read_baselines(
    const struct conf *c, const struct section *s, struct control *control)
{
	const struct data *d = data_get(s->map, "baselines");

	if (d != NULL && d->kind == DATA_LIST && d->n == 0)
		return 0;
	if (conf_texts(c, s, "baselines", &control->baselines,
		&control->nbaselines) == -1)
		return -1;
	return check_baselines(c, s->map, control);
}

static int
fail_twice(const struct conf *c, const struct data *d, const char *id)
{
	(void)err_at(c->e, "rul-control-twice", c->file, d->line, d->column,
	    "control '%s' stands twice", id);
	err_hint(c->e, "keep one of them");
	return -1;
}

/* An id alone: what it says stands in the catalog. */
static int
read_id(const struct rules_reader *r, const struct data *d, struct control *out)
{
	const struct conf *c = &r->c;
	const struct control *found;
	const char *id = NULL;

	if (conf_one_text(c, d, "controls", &id) == -1)
		return -1;
	found = rules_find_control(r->catalog, r->ncatalog, out->framework, id);
	if (found == NULL || found->is_withdrawn) {
		(void)err_at(c->e, "rul-control", c->file, d->line, d->column,
		    "the catalog has no control '%s'", id);
		err_hint(c->e,
		    "its controls are in "
		    "controls/frameworks/%s.tsv",
		    out->framework);
		return -1;
	}
	*out = *found;
	return rules_find_control(
		   r->controls, r->ncontrols, out->framework, id) == NULL
		   ? 0
		   : fail_twice(c, d, id);
}

static int
read_control(
    const struct rules_reader *r, const struct data *d, struct control *out)
{
	static const char *const keys[] = {
	    "id", "label", "title", "baselines", "parts", NULL};
	const struct conf *c = &r->c;
	const struct data *id = data_get(d, "id");
	struct section s;
	int64_t parts = 0;

	if (conf_section(c, d, "controls", keys, &s) == -1 ||
	    conf_need_text(c, &s, "id", &out->id) == -1 ||
	    conf_need_text(c, &s, "label", &out->label) == -1 ||
	    conf_need_text(c, &s, "title", &out->title) == -1 ||
	    read_baselines(c, &s, out) == -1 ||
	    conf_count(c, &s, "parts", &parts) == -1)
		return -1;
	out->nparts = (size_t)parts;
	if (rules_find_control(
		r->controls, r->ncontrols, out->framework, out->id) == NULL)
		return 0;
	return fail_twice(c, id, out->id);
}

int
rules_read_framework(struct rules_reader *r, const struct data *root)
{
	static const char *const keys[] = {
	    "framework", "title", "controls", NULL};
	const struct conf *c = &r->c;
	const struct data *list = data_get(root, "controls");
	const char *name = NULL, *title = NULL;
	struct section s;
	bool has_catalog;

	if (conf_section(c, root, c->file, keys, &s) == -1 ||
	    conf_need_text(c, &s, "framework", &name) == -1 ||
	    conf_need_text(c, &s, "title", &title) == -1 ||
	    conf_need(c, &s, "controls") == -1 ||
	    conf_list(c, list, "controls") == -1)
		return -1;
	if (strcmp(name, r->word) != 0) {
		const struct data *d = data_get(root, "framework");

		(void)err_at(c->e, "rul-framework-file", c->file, d->line,
		    d->column,
		    "the framework '%s' stands in a file of "
		    "another name",
		    name);
		err_hint(c->e, "name the file %s.yml", name);
		return -1;
	}
	/* Ids alone: NAME.tsv beside this file says the rest. */
	has_catalog = list->items[0].kind == DATA_TEXT;
	mem_push(&r->frameworks, r->nframeworks, &r->cap_frameworks,
	    sizeof(*r->frameworks));
	r->frameworks[r->nframeworks++] = name;
	if (has_catalog && rules_read_catalog(r, name) == -1)
		return -1;
	for (size_t i = 0; i < list->n; i++) {
		const struct data *d = &list->items[i];
		struct control control = {.framework = name};

		if ((has_catalog ? read_id(r, d, &control)
				 : read_control(r, d, &control)) == -1)
			return -1;
		mem_push(&r->controls, r->ncontrols, &r->cap_controls,
		    sizeof(*r->controls));
		r->controls[r->ncontrols++] = control;
	}
	return 0;
}
