/*
 * Facts, statements, assessment and templates in, document trees out.  Knows
 * nothing of HTML or PDF.
 */
#ifndef COMPOSE_COMPOSE_H
#define COMPOSE_COMPOSE_H

#include "core/core.h"
#include "core/doc.h"

/* Where a used locator points, found by run/ (compose opens no evidence). */
struct evidence_mark {
	size_t from, to; /* bytes in `text` of the view */
	const struct row *row;
	int field;
	const char *at; /* the locator */
};

/* One decoded text of one object; an object has a view per decoded text. */
struct evidence_view {
	const char *object;  /* sha256 */
	const char *decoded; /* "" for the bytes themselves, else the
			      * decoders, such as "json $['a'] > base64" */
	const char *text;    /* NULL: not in the package (vault, digest) */
	size_t ntext;
	const struct evidence_mark *marks; /* sorted by from */
	size_t nmarks;
};

struct compose_in {
	const struct system *system;
	const struct facts *facts;
	const struct statements *statements;
	const struct rules *rules;
	const struct assessment *assessment;
	const struct poam *poam;           /* NULL: none was made */
	const struct evidence_view *views; /* sorted by object, decoded */
	size_t nviews;
	const char *package; /* id, for the pages' titles */
	bool is_draft;
	bool is_complete;
	bool is_unchecked;   /* NIST's schema of OSCAL is not installed */
	bool is_unprinted;   /* no PDF: its fonts are not installed */
	const char *datadir; /* templates/ */
};

struct site {
	const struct doc *const *pages; /* sorted by path */
	size_t npages;
};

/* Every page of the site.  Fails for a template only (err_at). */
int compose_site(struct arena *a, const struct compose_in *in, struct site *out,
    struct error *e);
/* Checks one template without facts: lint. */
int template_check(struct arena *a, const char *file, const char *bytes,
    size_t n, const struct statements *keys, struct error *e);

#endif
