/*
 * Reads one family of checks: the rule in words, what it reads, thresholds
 * with their origin, mappings with their basis (DESIGN section 7).  Refuses a
 * kind, a framework or a control that does not exist: a rule that reads
 * nothing or supports nothing would never be noticed.
 */
#include "core/rules_int.h"

#include <string.h>

enum { ID_FAMILY = 3, ID_LENGTH = 6 }; /* "DRF", "DRF-01" */

static const char *const check_keys[] = {"id", "title", "pass", "fail", "warn",
    "unknown", "shows", "subject", "severity", "applies", "reads", "statements",
    "thresholds", "mappings", NULL};

/* FAMILY-NN, of the family that the file is. */
static int
read_id(
    const struct rules_reader *r, const struct section *s, struct check *out)
{
	const struct conf *c = &r->c;
	const struct data *d = data_get(s->map, "id");
	const char *id;

	if (conf_need_text(c, s, "id", &out->id) == -1)
		return -1;
	id = out->id;
	if (strlen(id) != ID_LENGTH || strncmp(id, r->word, ID_FAMILY) != 0 ||
	    id[ID_FAMILY] != '-' ||
	    strspn(id + ID_FAMILY + 1, "0123456789") != 2) {
		(void)err_at(c->e, "rul-check-id", c->file, d->line, d->column,
		    "'%s' is no id of the family %s", id, r->word);
		err_hint(c->e, "write it as %s-01", r->word);
		return -1;
	}
	for (size_t i = 0; i < r->nchecks; i++) {
		if (strcmp(r->checks[i].id, id) != 0)
			continue;
		(void)err_at(c->e, "rul-check-twice", c->file, d->line,
		    d->column, "check '%s' stands twice", id);
		err_hint(c->e, "keep one of them");
		return -1;
	}
	return 0;
}

static int
read_words(const struct conf *c, const struct section *s, struct check *out)
{
	static const char *const shows[] = {"verification", "validation", NULL};
	static const char *const subjects[] = {"system", "model", "version",
	    "dataset", "feature", "endpoint", "external", NULL};
	static const char *const severities[] = {
	    "high", "moderate", "low", NULL};
	static const char *const applies[] = {"always", NULL};
	static const char *const needed[] = {"title", "pass", "fail", "unknown",
	    "shows", "subject", "severity", "applies", "reads", "mappings",
	    NULL};

	for (size_t i = 0; needed[i] != NULL; i++) {
		if (conf_need(c, s, needed[i]) == -1)
			return -1;
	}
	if (conf_text(c, s, "title", &out->title) == -1 ||
	    conf_text(c, s, "pass", &out->pass) == -1 ||
	    conf_text(c, s, "fail", &out->fail) == -1 ||
	    conf_text(c, s, "warn", &out->warn) == -1 ||
	    conf_text(c, s, "unknown", &out->unknown) == -1)
		return -1;
	if (conf_word(c, s, "shows", shows, &out->shows) == -1 ||
	    conf_word(c, s, "subject", subjects, &out->subject) == -1 ||
	    conf_word(c, s, "severity", severities, &out->severity) == -1)
		return -1;
	return conf_word(c, s, "applies", applies, &out->applies);
}

/* Names of all kinds, NULL at the end. */
static const char *const *
kind_words(struct arena *a)
{
	const char **words;
	size_t n = 0;

	while (kind_at(n) != NULL)
		n++;
	words = arena_array(a, n + 1, sizeof(*words));
	for (size_t i = 0; i < n; i++)
		words[i] = kind_at(i)->name;
	return words;
}

static int
read_reads(const struct conf *c, const struct section *s, struct check *out)
{
	const struct data *d = data_get(s->map, "reads");

	if (conf_texts(c, s, "reads", &out->reads, &out->nreads) == -1 ||
	    conf_texts(
		c, s, "statements", &out->statements, &out->nstatements) == -1)
		return -1;
	for (size_t i = 0; i < out->nreads; i++) {
		if (kind_find(out->reads[i]) == NULL)
			return conf_fail_word(c, "rul-reads", &d->items[i],
			    "reads", kind_words(c->a));
	}
	return 0;
}

static int
read_threshold(
    const struct conf *c, const struct data *d, struct threshold *out)
{
	static const char *const keys[] = {
	    "name", "value", "unit", "origin", NULL};
	static const char *const origins[] = {
	    "the standard", "the author", "our default", NULL};
	struct section s;

	if (conf_section(c, d, "thresholds", keys, &s) == -1)
		return -1;
	for (size_t i = 0; keys[i] != NULL; i++) {
		if (conf_need(c, &s, keys[i]) == -1)
			return -1;
	}
	if (conf_id(c, &s, "name", &out->name) == -1 ||
	    conf_number(c, &s, "value", &out->value) == -1 ||
	    conf_text(c, &s, "unit", &out->unit) == -1)
		return -1;
	return conf_word(c, &s, "origin", origins, &out->origin);
}

static int
read_thresholds(
    const struct conf *c, const struct section *s, struct check *out)
{
	const struct data *d = data_get(s->map, "thresholds");
	struct threshold *list;

	if (d == NULL)
		return 0;
	if (conf_list(c, d, "thresholds") == -1)
		return -1;
	list = arena_array(c->a, d->n, sizeof(*list));
	for (size_t i = 0; i < d->n; i++) {
		if (read_threshold(c, &d->items[i], &list[i]) == -1)
			return -1;
	}
	out->thresholds = list;
	out->nthresholds = d->n;
	return 0;
}

/* Ids of one framework's controls, NULL at the end. */
static const char *const *
control_words(const struct rules_reader *r, const char *framework)
{
	const char **words =
	    arena_array(r->c.a, r->ncontrols + 1, sizeof(*words));
	size_t n = 0;

	for (size_t i = 0; i < r->ncontrols; i++) {
		if (strcmp(r->controls[i].framework, framework) == 0)
			words[n++] = r->controls[i].id;
	}
	return words;
}

static int
check_target(
    const struct rules_reader *r, const struct data *d, const struct mapping *m)
{
	const struct data *id = data_get(d, "id");
	const char *near;

	if (rules_find_control(
		r->controls, r->ncontrols, m->framework, m->id) != NULL)
		return 0;
	near = err_nearest(m->id, control_words(r, m->framework));
	(void)err_at(r->c.e, "rul-mapping-control", r->c.file, id->line,
	    id->column, "'%s' has no control '%s'", m->framework, m->id);
	if (near != NULL)
		err_hint(r->c.e, "did you mean '%s'?", near);
	else
		err_hint(r->c.e,
		    "its controls are in "
		    "controls/frameworks/%s.yml",
		    m->framework);
	return -1;
}

static int
read_mapping(
    const struct rules_reader *r, const struct data *d, struct mapping *out)
{
	static const char *const keys[] = {
	    "framework", "id", "basis", "reason", "printed_by_nist", NULL};
	static const char *const bases[] = {
	    "document", "control-text", "judgement", NULL};
	const struct conf *c = &r->c;
	const char **words =
	    arena_array(c->a, r->nframeworks + 1, sizeof(*words));
	struct section s;

	for (size_t i = 0; i < r->nframeworks; i++)
		words[i] = r->frameworks[i];
	if (conf_section(c, d, "mappings", keys, &s) == -1)
		return -1;
	if (conf_need(c, &s, "framework") == -1 ||
	    conf_need(c, &s, "basis") == -1 ||
	    conf_word(c, &s, "framework", words, &out->framework) == -1 ||
	    conf_need_text(c, &s, "id", &out->id) == -1 ||
	    conf_word(c, &s, "basis", bases, &out->basis) == -1 ||
	    conf_need_text(c, &s, "reason", &out->reason) == -1 ||
	    conf_bool(c, &s, "printed_by_nist", &out->printed_by_nist) == -1)
		return -1;
	return check_target(r, d, out);
}

static int
read_mappings(
    const struct rules_reader *r, const struct section *s, struct check *out)
{
	const struct data *d = data_get(s->map, "mappings");
	const struct conf *c = &r->c;
	struct mapping *list;

	if (conf_list(c, d, "mappings") == -1)
		return -1;
	list = arena_array(c->a, d->n, sizeof(*list));
	for (size_t i = 0; i < d->n; i++) {
		if (read_mapping(r, &d->items[i], &list[i]) == -1)
			return -1;
		for (size_t k = 0; k < i; k++) {
			if (strcmp(list[k].id, list[i].id) != 0 ||
			    strcmp(list[k].framework, list[i].framework) != 0)
				continue;
			(void)err_at(c->e, "rul-mapping-twice", c->file,
			    d->items[i].line, d->items[i].column,
			    "check '%s' maps to '%s' twice", out->id,
			    list[i].id);
			err_hint(c->e, "keep one of them");
			return -1;
		}
	}
	out->mappings = list;
	out->nmappings = d->n;
	return 0;
}

static int
read_check(
    const struct rules_reader *r, const struct data *d, struct check *out)
{
	const struct conf *c = &r->c;
	struct section s;

	if (conf_section(c, d, "checks", check_keys, &s) == -1 ||
	    read_id(r, &s, out) == -1 || read_words(c, &s, out) == -1 ||
	    read_reads(c, &s, out) == -1 || read_thresholds(c, &s, out) == -1)
		return -1;
	return read_mappings(r, &s, out);
}

int
rules_read_family(struct rules_reader *r, const struct data *root)
{
	static const char *const keys[] = {"family", "title", "checks", NULL};
	const struct conf *c = &r->c;
	const struct data *list = data_get(root, "checks");
	const char *name = NULL, *title = NULL;
	struct section s;

	if (conf_section(c, root, c->file, keys, &s) == -1 ||
	    conf_need_text(c, &s, "family", &name) == -1 ||
	    conf_need_text(c, &s, "title", &title) == -1 ||
	    conf_need(c, &s, "checks") == -1 ||
	    conf_list(c, list, "checks") == -1)
		return -1;
	if (strcmp(name, r->word) != 0) {
		const struct data *d = data_get(root, "family");

		(void)err_at(c->e, "rul-family-file", c->file, d->line,
		    d->column,
		    "the family '%s' stands in a file of another "
		    "name",
		    name);
		err_hint(c->e, "name the file %s.yml", name);
		return -1;
	}
	for (size_t i = 0; i < list->n; i++) {
		struct check check = {0};

		if (read_check(r, &list->items[i], &check) == -1)
			return -1;
		mem_push(&r->checks, r->nchecks, &r->cap_checks, sizeof(check));
		r->checks[r->nchecks++] = check;
	}
	return 0;
}
