/*
 * The documents of the readers: each template of system.documents, once for
 * each of its subjects.  A template of the system's own folder replaces the
 * shipped one of the same name (ANSWERS); its digest is printed in the
 * document.  Fails for a template only.
 */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "compose/template.h"
#include "ext/crypto.h"

enum { TEMPLATE_MAX = MARKDOWN_MAX };

/* ---- Which version is in production ------------------------------------- */

static void
by_alias(struct paper *p)
{
	const char *key[2];
	const struct row *r;
	const struct value *v;

	key[0] = p->model->id;
	key[1] = p->model->alias;
	r = facts_find(p->w->in->facts, "model.alias", key, 2);
	if (r == NULL) {
		p->why = arena_printf(p->a,
		    "no source named the version with the alias '%s': %s",
		    p->model->alias, paper_listing(p, "model.alias"));
		return;
	}
	v = row_get(r, "version");
	if (v->outcome == OUTCOME_VALUE)
		p->version = v->text;
	else
		p->why = arena_printf(p->a,
		    "the alias '%s' has no readable version (%s)",
		    p->model->alias, outcome_name(v->outcome));
}

/* Does this deployment of the model get traffic? */
static bool
is_serving(const struct paper *p, const struct row *r)
{
	const char *model = row_text(r, "model");
	const char *weight = row_text(r, "weight");
	struct decimal d;

	return model != NULL && strcmp(model, p->model->id) == 0 &&
	       weight != NULL &&
	       decimal_parse(&d, weight, strlen(weight)) == 0 &&
	       d.ndigits > 0 && !d.is_negative;
}

static void
by_traffic(struct paper *p)
{
	size_t n;
	const struct row *const *rows =
	    facts_of(p->w->in->facts, "deployment", &n);
	const char *found = NULL;

	for (size_t i = 0; i < n; i++) {
		const char *v = row_text(rows[i], "version");

		if (!is_serving(p, rows[i]) || v == NULL)
			continue;
		if (found != NULL && strcmp(found, v) != 0) {
			p->why = "more than one version gets traffic";
			return;
		}
		found = v;
	}
	p->version = found;
	if (found == NULL)
		p->why = "no deployment with traffic names a version";
}

void
paper_find_production(struct paper *p)
{
	if (p->model->alias != NULL)
		by_alias(p);
	else if (p->model->by_traffic)
		by_traffic(p);
	else
		p->why = "system.yml does not say what production is";
}

/* ---- One document ------------------------------------------------------- */

/* The pattern with {id} replaced. */
static const char *
with_id(struct arena *a, const char *pattern, const char *id)
{
	const char *hole = strstr(pattern, "{id}");

	if (hole == NULL)
		return pattern;
	return arena_printf(
	    a, "%.*s%s%s", (int)(hole - pattern), pattern, id, hole + 4);
}

static void
make(struct paper p)
{
	struct made *made = arena_alloc(p.a, sizeof(*made));
	const char *name = p.id;
	char hex[SHA256_HEX];

	if (p.t->subject == FOR_DATASET) { /* named by a source */
		sha256_hex(p.id, strlen(p.id), hex);
		name = text_slug(p.a, p.id, hex);
	}
	p.doc = page_new(p.w,
	    arena_printf(p.a, "docs/%s.html", with_id(p.a, p.t->file, name)),
	    text_of(p.a, with_id(p.a, p.t->title, p.id)), "Documents");
	p.doc->kind = DOC_DOCUMENT;
	p.doc->has_contents = true;
	template_lede(&p);
	template_fill(&p);
	site_add(p.w, p.doc);
	*made = (struct made){
	    p.doc, p.model == NULL ? NULL : p.model->id, p.w->made};
	p.w->made = made;
}

static void
make_models(struct paper p)
{
	const struct system *s = p.w->in->system;

	for (size_t i = 0; i < s->nmodels; i++) {
		struct paper one = p;

		one.model = &s->models[i];
		one.id = one.model->id;
		one.subject = arena_printf(p.a, "model/%s", one.id);
		if (p.t->subject == FOR_PRODUCTION)
			paper_find_production(&one);
		make(one);
	}
}

static void
make_datasets(struct paper p)
{
	size_t n;
	const struct row *const *rows = facts_of(p.w->in->facts, "dataset", &n);
	const char *last = NULL;

	for (size_t i = 0; i < n; i++) { /* sorted by id, then version */
		struct paper one = p;

		one.id = row_text(rows[i], "id");
		if (one.id == NULL ||
		    (last != NULL && strcmp(last, one.id) == 0))
			continue;
		last = one.id;
		one.subject = arena_printf(p.a, "dataset/%s", one.id);
		make(one);
	}
}

/* ---- All of them -------------------------------------------------------- */

static int
read_template(struct paper *p, const char *name, struct error *e)
{
	const struct compose_in *in = p->w->in;
	const char *rel = arena_printf(p->a, "templates/documents/%s.md", name);
	const char *dir = in->system->dir;
	const char *path = file_join(p->a, dir == NULL ? "" : dir, rel);
	struct template *t = NULL;
	char *bytes = NULL;
	size_t n;
	int rc = -1;

	p->is_shipped = dir == NULL || !file_exists(path);
	if (p->is_shipped)
		path = file_join(p->a, in->datadir, rel);
	if (!file_exists(path)) {
		(void)err_set(e, ERR_INPUT, rel,
		    "this release has no template '%s'", name);
		err_hint(e,
		    "take it out of 'documents' in system.yml, or "
		    "write %s beside it",
		    rel);
		return -1;
	}
	if (file_read(path, TEMPLATE_MAX, &bytes, &n, e) == -1)
		return -1;
	if (template_read(p->a, rel, bytes, n, &t, e) == -1 ||
	    template_lint(p->a, t, in->statements, e) == -1)
		goto out;
	p->t = t;
	rc = 0;
out:
	free(bytes);
	return rc;
}

int
compose_documents(struct work *w, struct error *e)
{
	const struct system *s = w->in->system;

	for (size_t i = 0; i < s->ndocuments; i++) {
		struct paper p = {.w = w, .a = w->a, .id = ""};

		p.subject = "system";
		if (read_template(&p, s->documents[i], e) == -1)
			return -1;
		if (p.t->subject == FOR_SYSTEM)
			make(p);
		else if (p.t->subject == FOR_DATASET)
			make_datasets(p);
		else
			make_models(p);
	}
	return 0;
}
