/*
 * What the files of compose/ share: the work in hand, names of pages, and the
 * parts that many pages are made of.  No other folder includes this.
 */
#ifndef COMPOSE_INTERNAL_H
#define COMPOSE_INTERNAL_H

#include "compose/compose.h"

/* One compose_site: what it reads, and the pages made so far. */
struct work {
	struct arena *a;
	const struct compose_in *in;
	struct chrome *chrome; /* shared by every page */
	struct spot *spots;    /* sorted by locator (names.c) */
	size_t nspots;
	struct doc **pages; /* on the heap, freed by compose_site */
	size_t npages, cap;
};

/* ---- site.c ------------------------------------------------------------- */

/*
 * A page with chrome, breadcrumb Overview > section > title (as far as they
 * differ) and the nav entry `section` marked.  Not yet part of the site.
 */
struct doc *page_new(
    struct work *w, const char *path, struct text title, const char *section);
/* Makes it a page of the site. */
void site_add(struct work *w, struct doc *d);

/*
 * The documents of the readers (system.documents), from templates: each is
 * made with page_new(.., "Documents"), kind DOC_DOCUMENT, path
 * "docs/NAME.html", and given to site_add.  In template.c.
 */
int compose_documents(struct work *w, struct error *e);

/* ---- names.c: where things are ------------------------------------------ */

const char *name_check(struct work *w, const char *check);
/* "controls/si-7.1.html"; ids of other frameworks get their name in front. */
const char *name_control(struct work *w, const char *framework, const char *id);
const char *name_evidence(struct work *w, const char *sha256);
/* NULL when system.yml has no such model. */
const char *name_model(struct work *w, const char *model);
/* A fragment from any text: letters, digits, hyphens; starts with a letter. */
const char *name_id(struct work *w, const char *prefix, const char *text);
/* "AI RMF 1.0", "SP 800-53 Rev. 5"; an unknown one as it is. */
struct text name_framework(struct work *w, const char *framework);

/* Where a locator's bytes are shown.  page is NULL: nowhere (an input). */
struct spot {
	const char *at;
	const char *page;
	const char *fragment; /* the line, or "raw", or NULL */
	const char *object;   /* sha256 */
};
void names_index(struct work *w); /* fills spots: once, before any page */
struct spot name_spot(struct work *w, const char *at);

/* ---- part_value.c: values with their evidence --------------------------- */

/*
 * The field's value as a link to its bytes; for other outcomes what they mean
 * ("not provided", "two sources differ", "not a number").  VALUE that names
 * no evidence (an input) is plain text.
 */
struct node *part_value(struct work *w, struct node *parent,
    const struct row *r, const char *field);
/* The same with numbers rounded half to even to `places` decimals. */
struct node *part_number(struct work *w, struct node *parent,
    const struct row *r, const char *field, int places);
/* A value with the words of your own, linked to the field's bytes. */
struct node *part_shown(struct work *w, struct node *parent,
    const struct value *v, struct text shown);
/* "2 November 2026" in prose, from a date or a time (UTC); else as it is. */
struct text part_prose_date(struct work *w, const char *rfc3339);
/* "2026-11-02 12:00 UTC". */
struct text part_time(struct work *w, const char *rfc3339);
/* "5,711". */
struct text part_count(struct work *w, size_t n);

#endif
