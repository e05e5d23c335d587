/*
 * What the files of compose/ share: the work in hand, names of pages, and the
 * parts that many pages are made of.  No other folder includes this.
 */
#ifndef COMPOSE_INTERNAL_H
#define COMPOSE_INTERNAL_H

#include "compose/compose.h"

/* A literal as a struct text, for tables of columns. */
#define WORDS(literal)                                                         \
	{                                                                      \
		literal, sizeof(literal) - 1                                   \
	}

/* A request that gave an object. */
struct asked {
	const struct source_state *source;
	const struct request *request;
};

/* A fact that was read from an object, and where its bytes are shown. */
struct shown {
	const struct evidence_mark *mark;
	const char *fragment; /* a line, a place in a line, or its row */
	const char *row_id;   /* of the table of facts; NULL beyond its end */
	size_t same; /* values at this locator from here on; 0: told already */
};

/* One evidence page in the making. */
struct exhibit {
	const char *object;
	const char *page;
	const struct evidence_view *views;
	size_t nviews;
	const struct source **sources; /* nviews; NULL without text */
	struct shown *facts;
	size_t nfacts;
	struct asked *asked;
	size_t nasked;
};

/* Where a locator's bytes are shown.  page is NULL: nowhere (an input). */
struct spot {
	const char *at;
	const char *page;
	const char *fragment; /* or NULL */
	const char *object;   /* sha256 */
};

/* A check over its subjects; verdicts of archived versions are history. */
struct check_sum {
	const struct check *check;
	enum word worst;
	size_t n[VERDICT_NOT_APPLICABLE + 1]; /* by word, without history */
	size_t total;                         /* without history */
	size_t nhistory;
};

/* A document made from a template, and the model it is of. */
struct made {
	const struct doc *doc;
	const char *model; /* NULL: the system or a data set */
	struct made *next;
};

/* One compose_site: what it reads, and the pages made so far. */
struct work {
	struct arena *a;
	const struct compose_in *in;
	struct chrome *chrome;    /* shared by every page */
	struct exhibit *exhibits; /* sorted by object */
	size_t nexhibits;
	struct spot *spots; /* sorted by locator */
	size_t nspots;
	struct check_sum *sums; /* worst first, then severity, id */
	size_t nsums;
	struct made *made;  /* newest first */
	struct doc **pages; /* on the heap, freed by compose_site */
	size_t npages, cap;
};

enum {
	EXHIBIT_FACTS = 500,   /* rows of the table of facts on a page */
	EXHIBIT_BYTES = 262144 /* of one raw text that a page shows */
};

/* ---- site.c ------------------------------------------------------------- */

/*
 * A page with chrome, breadcrumb Overview > section > title (as far as they
 * differ) and the nav entry `section` marked.  Not yet part of the site.
 */
struct doc *page_new(
    struct work *w, const char *path, struct text title, const char *section);
/* The last crumb, where the title is too long for one. */
void page_crumb(struct work *w, struct doc *d, struct text here);
/* Makes it a page of the site. */
void site_add(struct work *w, struct doc *d);

/*
 * The documents of the readers (system.documents), from templates: each is
 * made with page_new(.., "Documents"), kind DOC_DOCUMENT, path
 * "docs/NAME.html", and given to site_add.  In template.c.
 */
int compose_documents(struct work *w, struct error *e);

/* Each makes its pages and adds them. */
void page_overview(struct work *w); /* after the documents: lists them */
/* The section of the first page that shows every control touched. */
void controls_strip(struct work *w, struct doc *d);
void page_models(struct work *w);
void page_checks(struct work *w);
void page_check(struct work *w, const struct check_sum *sum);
/* Controls of the system's baseline with this word, SP 800-53 only. */
size_t controls_count(const struct work *w, enum control_word word);
void page_controls(struct work *w);
void page_control(struct work *w, const struct control_result *c);
void page_evidence(struct work *w, const struct exhibit *x);
void page_poam(struct work *w); /* nothing when none was made */
/* The fact of the first page that leads there. */
void poam_fact(struct work *w, struct node *defs);
void page_sources(struct work *w);
void page_verify(struct work *w);

/* ---- names.c: where things are ------------------------------------------ */

const char *name_check(struct work *w, const char *check);
/* "controls/si-7.1.html"; other frameworks have their name in front. */
const char *name_control(struct work *w, const char *framework, const char *id);
/* NULL when the rules do not know it: no page. */
const char *name_control_known(
    struct work *w, const char *framework, const char *id);
const char *name_evidence(struct work *w, const char *sha256);
const char *name_model(struct work *w, const char *model);
/* A fragment from any text, after the prefix; no two texts share one. */
const char *name_id(struct work *w, const char *prefix, const char *text);
/* Order for people: numbers in names by value, CM-2 before CM-11. */
int name_compare(const char *a, const char *b);
/* "NIST SP 800-53 Rev. 5"; an unknown one as it is. */
struct text name_framework(struct work *w, const char *framework);
/* Where the locator's bytes are shown; page NULL: nowhere. */
struct spot name_spot(struct work *w, const char *at);
/* The model's id of a subject such as "version/fraud/7", or NULL. */
const char *name_subject_model(struct work *w, const char *subject);

/* ---- part_exhibit.c, part_source.c: evidence ---------------------------- */

/* Fills exhibits and spots: once, before any page. */
void exhibits_make(struct work *w);
/* The exhibit of an object, or NULL. */
const struct exhibit *exhibit_find(const struct work *w, const char *sha256);
/*
 * One view's text, cut to what a page shows, with its marks; fragments gets
 * for each mark where it is shown, NULL for those beyond the cut.
 */
const struct source *source_make(struct work *w, const struct evidence_view *v,
    size_t index, const char **fragments);

/* ---- part_value.c: values with their evidence --------------------------- */

/*
 * The field's value as a link to its bytes; for other outcomes what they mean
 * ("not provided", "sources differ", "not finite").  A value of an input
 * (system.yml) is plain text.
 */
struct node *part_value(struct work *w, struct node *parent,
    const struct row *r, const char *field);
/* The same with numbers rounded half to even to `places` decimals. */
struct node *part_number(struct work *w, struct node *parent,
    const struct row *r, const char *field, int places);
/* A value with words of your own, linked to the value's bytes. */
struct node *part_shown(struct work *w, struct node *parent,
    const struct value *v, struct text shown);
/* What a field holds, as text without a link; "" without a VALUE. */
struct text part_plain(struct work *w, const struct value *v);

/* ---- part_words.c: dates, counts, lists --------------------------------- */

/* "2 November 2026", from a date or a time (UTC); else as it is. */
struct text part_date(struct work *w, const char *rfc3339);
/* "2026-11-02 12:00 UTC"; a date without a time as it is. */
struct text part_time(struct work *w, const char *rfc3339);
/* "October 2026", "3–9 October 2026", or both dates whole. */
struct text part_period(struct work *w, const char *from, const char *to);
/* A SHA-256 by its first eight digits; anything else as it is. */
struct text part_short(struct work *w, const char *s);
/* "judgement, printed by NIST": the basis of a mapping, in words. */
struct text part_basis_word(struct work *w, const struct mapping *m);
/* "5,711". */
struct text part_count(struct work *w, size_t n);
/* "no check", "one check", "12 checks": up to nine in words. */
struct text part_many(
    struct work *w, size_t n, const char *one, const char *many);
/* The same with its first letter a capital. */
struct text part_many_cap(
    struct work *w, size_t n, const char *one, const char *many);

/* ---- part_model.c: rows, figures and files of a model ------------------- */

/* Rows of the kind that belong to the model, in the order of facts. */
const struct row **model_rows(
    struct work *w, const char *kind, const char *model, size_t *n);
/* For qsort over rows: the newest version first, by its name. */
int model_by_version(const void *a, const void *b);
/* Does the field hold this text? */
bool model_row_has(const struct row *r, const char *field, const char *want);
void model_evaluation(struct work *w, struct doc *d, const char *model);
void model_monitoring(struct work *w, struct doc *d, const char *model);
void model_files(struct work *w, struct doc *d, const char *model);

/* ---- part_basis.c: what a verdict rests on ------------------------------ */

/* Links such as "3f9a12bc" to the objects, the first few. */
void part_evidence_links(
    struct work *w, struct node *parent, const struct verdict *v);
/* The facts it was decided on, folded; nothing when it names none. */
void part_basis(struct work *w, struct node *parent, const struct verdict *v);

/* ---- part_check.c: checks and verdicts ---------------------------------- */

void sums_make(struct work *w); /* fills sums: once, before any page */
const struct check_sum *sum_find(const struct work *w, const char *check);
/* "5: 1 FAIL, 2 PASS; 2 of archived versions". */
struct text part_counts(struct work *w, const struct check_sum *s);
struct node *part_check_link(
    struct work *w, struct node *parent, const struct check *c);
/* Does the check read this kind? */
bool check_reads(const struct check *c, const char *kind);
/* system.yml's threshold, else the shipped one; NULL without either. */
const char *part_threshold(
    const struct work *w, const char *check, const char *name);
/* The statements that are owed: not written, expired, placeholder. */
struct owed {
	const char *key, *title, *subject, *ask;
	const struct statement *statement; /* NULL: not written */
};
size_t part_owed(struct work *w, struct owed **out);
/* The table of incomplete sources; false when all are complete. */
bool part_incomplete(struct work *w, struct node *parent);
bool source_is_complete(const struct source_state *s);
/* Says so, where the package's OSCAL files could not be checked. */
void part_unchecked(struct work *w, struct node *parent);
/* Fields that the tool leaves blank (DESIGN law 7). */
void part_assessor(struct work *w, struct node *parent);

/* ---- part_poam.c: items of the POA&M ------------------------------------ */

/* Days from the date to as-of: more than 0 is behind it. */
int64_t poam_days_since(const struct work *w, const char *date);
/* item, weakness, risk, first detected, due, owner */
void poam_row_open(
    struct work *w, struct node *table, const struct poam_item *x);
/* item, weakness, deviation, approver, until */
void poam_row_accepted(
    struct work *w, struct node *table, const struct poam_item *x);
/* item, weakness, first detected, closed, by */
void poam_row_closed(
    struct work *w, struct node *table, const struct poam_item *x);
/* Plan and milestones, folded; nothing when nobody wrote one. */
void poam_plan_fold(
    struct work *w, struct node *parent, const struct poam_item *x);

#endif
