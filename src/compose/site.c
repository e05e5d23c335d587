/*
 * The whole site: what is the same on every page, the pages one by one, and
 * the check that nothing in it is broken or leads nowhere.  A site with a
 * dead link is not written.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "compose/internal.h"

enum { NAV_MAX = 9, CRUMBS = 3 };

/* ---- Chrome ------------------------------------------------------------- */

static struct text
marking_label(struct work *w, const char *key)
{
	if (strcmp(key, "controlled_by") == 0)
		return text_lit("Controlled by");
	if (strcmp(key, "category") == 0)
		return text_lit("Category");
	if (strcmp(key, "dissemination") == 0)
		return text_lit("Distribution");
	if (strcmp(key, "poc") == 0)
		return text_lit("POC");
	return text_of(w->a, key);
}

static void
designation(struct work *w, struct chrome *c)
{
	const struct system *s = w->in->system;
	struct text *lines;

	if (s->banner == NULL)
		return;
	c->banner = text_of(w->a, s->banner);
	lines = arena_array(w->a, s->nmarking + 1, sizeof(*lines));
	lines[c->ndesignation++] =
	    text_printf(w->a, "%s designation indicator", s->banner);
	for (size_t i = 0; i < s->nmarking; i++)
		lines[c->ndesignation++] = text_printf(w->a, "%s: %s",
		    marking_label(w, s->marking_keys[i]).s,
		    s->marking_texts[i]);
	c->designation = lines;
}

static void
chrome_make(struct work *w)
{
	struct chrome *c = arena_alloc(w->a, sizeof(*c));
	const struct snapshot *s = w->in->facts->snapshot;
	struct text period = part_period(w, s->from, s->to);

	c->system = text_of(w->a, w->in->system->name);
	c->package = text_of(w->a, w->in->package);
	c->edition =
	    text_printf(w->a, "Package %s, %s", w->in->package, period.s);
	c->banner = text_lit("");
	c->is_draft = w->in->is_draft;
	c->footer = text_printf(w->a,
	    "%s. Package %s, period %s, as of %s. Written by dossier %s. "
	    "Automated results only: the determination is the assessor’s.",
	    w->in->system->name, w->in->package, period.s,
	    part_time(w, s->as_of).s, DOSSIER_VERSION);
	designation(w, c);
	w->chrome = c;
}

static bool
has_documents(const struct work *w)
{
	for (size_t i = 0; i < w->npages; i++)
		if (w->pages[i]->kind == DOC_DOCUMENT)
			return true;
	return false;
}

/* Lists only pages that there are; made when the documents are known. */
static void
nav_make(struct work *w)
{
	struct doc_link *nav = arena_array(w->a, NAV_MAX, sizeof(*nav));
	const struct system *s = w->in->system;
	size_t n = 0;

	nav[n++] = (struct doc_link){WORDS("Overview"), "index.html", NULL};
	if (s->nmodels == 1)
		nav[n++] = (struct doc_link){
		    WORDS("Models"), name_model(w, s->models[0].id), NULL};
	else if (s->nmodels > 1)
		nav[n++] =
		    (struct doc_link){WORDS("Models"), "index.html", "models"};
	nav[n++] =
	    (struct doc_link){WORDS("Controls"), "controls/index.html", NULL};
	nav[n++] =
	    (struct doc_link){WORDS("Checks"), "checks/index.html", NULL};
	if (w->in->poam != NULL)
		nav[n++] = (struct doc_link){WORDS("POA&M"), "poam.html", NULL};
	nav[n++] = (struct doc_link){WORDS("Sources"), "sources.html", NULL};
	if (has_documents(w))
		nav[n++] = (struct doc_link){
		    WORDS("Documents"), "index.html", "documents"};
	nav[n++] = (struct doc_link){WORDS("Verify"), "verify.html", NULL};
	w->chrome->nav = nav;
	w->chrome->nnav = n;
}

/* ---- Pages -------------------------------------------------------------- */

/* The page that a breadcrumb's middle part leads to. */
static struct doc_link
section_link(struct work *w, const char *section)
{
	struct doc_link l = {text_of(w->a, section), NULL, NULL};

	if (strcmp(section, "Checks") == 0)
		l.page = "checks/index.html";
	else if (strcmp(section, "Controls") == 0)
		l.page = "controls/index.html";
	else if (strcmp(section, "Sources") == 0)
		l.page = "sources.html";
	else
		l.page = "index.html";
	if (strcmp(section, "Models") == 0)
		l.fragment = "models";
	if (strcmp(section, "Documents") == 0)
		l.fragment = "documents";
	return l;
}

void
page_crumb(struct work *w, struct doc *d, struct text here)
{
	struct doc_link *c = arena_array(w->a, CRUMBS, sizeof(*c));

	c[0] = (struct doc_link){WORDS("Overview"), "index.html", NULL};
	c[1] = section_link(w, d->section);
	c[2] = (struct doc_link){here, NULL, NULL};
	d->crumbs = c;
	d->ncrumbs = CRUMBS;
}

struct doc *
page_new(
    struct work *w, const char *path, struct text title, const char *section)
{
	struct doc *d = doc_new(w->a, path, title);

	d->chrome = w->chrome;
	d->section = section;
	if (strchr(path, '/') != NULL && strstr(path, "/index.html") == NULL)
		page_crumb(w, d, title);
	return d;
}

void
site_add(struct work *w, struct doc *d)
{
	mem_push(&w->pages, w->npages, &w->cap, sizeof(*w->pages));
	w->pages[w->npages++] = d;
}

static int
by_path(const void *a, const void *b)
{
	const struct doc *x = *(struct doc *const *)a;
	const struct doc *y = *(struct doc *const *)b;

	return strcmp(x->path, y->path);
}

static void
make_pages(struct work *w)
{
	const struct assessment *as = w->in->assessment;

	page_overview(w);
	page_models(w);
	page_checks(w);
	for (size_t i = 0; i < w->nsums; i++)
		page_check(w, &w->sums[i]);
	page_controls(w);
	for (size_t i = 0; i < as->ncontrols; i++)
		if (as->controls[i].word != CONTROL_OUTSIDE)
			page_control(w, &as->controls[i]);
	for (size_t i = 0; i < w->nexhibits; i++)
		page_evidence(w, &w->exhibits[i]);
	page_poam(w);
	page_sources(w);
	page_verify(w);
}

static int
check_pages(const struct doc *const *pages, size_t n, struct error *e)
{
	for (size_t i = 0; i < n; i++) {
		if (doc_check(pages[i], e) == -1)
			return -1;
		if (i > 0 && strcmp(pages[i - 1]->path, pages[i]->path) == 0)
			return err_set(e, ERR_BUG, pages[i]->path,
			    "two pages of one name");
	}
	return doc_check_links(pages, n, e);
}

int
compose_site(struct arena *a, const struct compose_in *in, struct site *out,
    struct error *e)
{
	struct work w = {.a = a, .in = in};
	const struct doc **pages;
	int rc = -1;

	memset(out, 0, sizeof(*out));
	chrome_make(&w);
	exhibits_make(&w);
	sums_make(&w);
	if (compose_documents(&w, e) == -1)
		goto out;
	nav_make(&w);
	make_pages(&w);
	qsort(w.pages, w.npages, sizeof(struct doc *), by_path);
	pages = arena_array(a, w.npages, sizeof(*pages));
	for (size_t i = 0; i < w.npages; i++)
		pages[i] = w.pages[i];
	if (check_pages(pages, w.npages, e) == -1)
		goto out;
	out->pages = pages;
	out->npages = w.npages;
	rc = 0;
out:
	free(w.pages);
	return rc;
}
