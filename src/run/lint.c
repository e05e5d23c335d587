/*
 * Lint: every file a person wrote, checked without a network: system.yml,
 * statements, connectors, rules, templates.  Goes on after an error; each
 * file's first is reported.
 */
#include <stdlib.h>
#include <string.h>

#include "assess/assess.h"
#include "base/file.h"
#include "run/internal.h"

struct findings {
	struct arena *a;
	struct lint_finding *items;
	size_t n, cap, files;
};

static void
add(struct findings *f, struct error *e)
{
	struct lint_finding *items;

	if (f->n == f->cap) {
		f->cap = f->cap == 0 ? 16 : f->cap * 2;
		items = arena_array(f->a, f->cap, sizeof(*items));
		if (f->n > 0)
			memcpy(items, f->items, f->n * sizeof(*items));
		f->items = items;
	}
	f->items[f->n++] =
	    (struct lint_finding){.where = arena_dup(f->a, e->where),
		.what = arena_dup(f->a, e->what),
		.hint = e->hint[0] == '\0' ? NULL : arena_dup(f->a, e->hint)};
	err_clear(e);
}

/* Checks without a function, and functions without a check. */
static void
lint_closed(struct findings *f, const struct rules *r)
{
	const char *const *ids = assess_ids();
	struct error e = {0};

	for (size_t i = 0; i < r->nchecks; i++) {
		bool found = false;

		for (size_t k = 0; ids[k] != NULL; k++)
			found = found || strcmp(ids[k], r->checks[i].id) == 0;
		if (found)
			continue;
		err_set(&e, ERR_INPUT, r->checks[i].id,
		    "this release does not decide this check");
		add(f, &e);
	}
	for (size_t k = 0; ids[k] != NULL; k++)
		if (rules_check(r, ids[k]) == NULL) {
			err_set(&e, ERR_INPUT, ids[k],
			    "the check has no entry in controls/checks");
			add(f, &e);
		}
}

static void
lint_templates(
    struct findings *f, const char *data, const struct statements *st)
{
	const char *dir = file_join(f->a, data, "templates/documents");
	const char **names, *bytes;
	struct error e = {0};
	size_t n, size;

	if (!file_is_dir(dir))
		return;
	if (file_glob(f->a, dir, "*.md", &names, &n, &e) == -1) {
		add(f, &e);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		const char *name =
		    arena_printf(f->a, "templates/documents/%s", names[i]);

		f->files++;
		if (data_read(f->a, file_join(f->a, dir, names[i]), &bytes,
			&size, &e) == -1 ||
		    template_check(f->a, name, bytes, size, st, &e) == -1)
			add(f, &e);
	}
}

/* Each source by itself; then documents and thresholds. */
static void
lint_system(struct findings *f, const struct project *p)
{
	const struct system *sys = p->system;
	struct error e = {0};

	for (size_t i = 0; i < sys->nsources; i++) {
		if (data_check_source(p, i, &e) == -1 ||
		    gather_may_ask(f->a, &sys->sources[i], &e) == -1)
			add(f, &e);
	}
	if (tsa_check(f->a, sys, &e) == -1)
		add(f, &e);
	if (data_check_documents(f->a, p->data, sys, &e) == -1)
		add(f, &e);
	if (p->rules != NULL && rules_check_thresholds(p->rules, sys, &e) == -1)
		add(f, &e);
}

int
run_lint(struct arena *a, const struct run_opts *o, struct lint_report *out,
    struct error *e)
{
	struct findings f = {.a = a};
	struct error one = {0};
	const char *data;
	struct system *sys = NULL;
	struct rules *rules = NULL;
	struct statements *st = NULL;
	struct poam_plans *plans = NULL;
	struct connector_set *set;

	if (run_find_data(a, o, &data, e) == -1)
		return -1;
	f.files = 3;
	if (rules_load(a, data, &rules, &one) == -1)
		add(&f, &one);
	else
		lint_closed(&f, rules);
	if (system_load(a, o->dir, &sys, &one) == -1)
		add(&f, &one);
	if (data_connectors(a, data, &set, &one) == -1)
		add(&f, &one);
	else if (sys != NULL)
		lint_system(&f, &(struct project){.data = data,
				    .system = sys,
				    .rules = rules,
				    .connectors = set});
	/* Expiry is judged at as-of; lint asks only for form. */
	if (sys != NULL &&
	    statements_load(a, data, sys,
		o->as_of == NULL ? "1970-01-01T00:00:00Z" : o->as_of, &st,
		&one) == -1)
		add(&f, &one);
	if (sys != NULL && poam_load(a, sys, &plans, &one) == -1)
		add(&f, &one);
	f.files += plans == NULL ? 0 : plans->n;
	if (st != NULL) {
		f.files += st->n;
		lint_templates(&f, data, st);
		lint_templates(&f, sys->dir, st);
	}
	*out =
	    (struct lint_report){.items = f.items, .n = f.n, .files = f.files};
	return 0;
}
