/*
 * Inside compose: templates, the documents made from them, and their blocks.
 * A template is read once, checked without facts (lint and run alike), and
 * filled for each of its subjects.
 */
#ifndef COMPOSE_TEMPLATE_H
#define COMPOSE_TEMPLATE_H

#include "compose/chart.h"
#include "compose/internal.h"
#include "ext/markdown.h"

/* ---- template_read.c ---------------------------------------------------- */

enum template_for {
	FOR_SYSTEM = 0,
	FOR_MODEL,
	FOR_PRODUCTION, /* a model, and its version in production */
	FOR_DATASET
};

struct template
{
	const char *path; /* for messages: "templates/documents/x.md" */
	const char *document;
	const char *title; /* may hold {id} */
	const char *file;  /* "model-card-{id}" */
	enum template_for subject;
	const char *const *needs; /* statement keys */
	size_t nneeds;
	const struct data *needs_at; /* their places, or NULL */
	const struct md_node *body;
	char sha256[CORE_SHA]; /* of the file's bytes */
};

int template_read(struct arena *a, const char *path, const char *bytes,
    size_t n, struct template **out, struct error *e);

/* ---- template_hole.c: {{kind.field}} ------------------------------------ */

enum hole_state { HOLE_NONE = 0, HOLE_FOUND, HOLE_OPEN, HOLE_BAD };

struct hole {
	enum hole_state state;
	size_t from, to; /* of the whole, with its braces */
	const char *kind, *field;
};

/* The first hole in s at or behind `from`. */
struct hole template_hole(struct arena *a, const char *s, size_t from);
/* Is this key part of the kind known from the document's subject? */
bool template_binds(
    enum template_for subject, const struct kind *k, const char *part);

/* ---- template_lint.c, template_demand.c --------------------------------- */

struct lint {
	struct arena *a;
	const struct template *t;
	const struct statements *keys;
	struct error *e;
};

/* The key of that name, or an error at the place given. */
const struct statement_key *lint_key(
    const struct lint *l, size_t line, size_t column, const char *key);
/* Every heading that `needs` demands, with its statement below it. */
int lint_demands(const struct lint *l);
/* The words of a node's inlines, as one text. */
const char *template_words(struct arena *a, const struct md_node *n);
/* Everything that can be wrong without facts; err_at with tpl- ids. */
int template_lint(struct arena *a, const struct template *t,
    const struct statements *keys, struct error *e);

/* ---- Documents in the making -------------------------------------------- */

/* A template being filled for one subject. */
struct paper {
	struct work *w;
	struct arena *a;
	const struct template *t;
	bool is_shipped;     /* the template is the release's own */
	const char *id;      /* of the model or data set; "" for the system */
	const char *subject; /* "model/triage", "dataset/x", "system" */
	const struct model_conf *model; /* or NULL */
	const char *version;            /* in production; NULL: not known */
	const char *why;                /* why it is not known, or NULL */
	struct doc *doc;
	size_t nfigures;
};

/* template.c: sets version, or why, from model. */
void paper_find_production(struct paper *p);
/* template_fill.c: the body's Markdown as sections below the document's. */
void template_fill(struct paper *p);
/* template_lede.c: the sentence on top and the facts at the side. */
void template_lede(struct paper *p);

/* ---- block.c ------------------------------------------------------------ */

/* The options of a block, and what they are. */
enum takes {
	TAKES_NOTHING = 0,
	TAKES_STATEMENT, /* a statement's key, then members of it */
	TAKES_CHECKS,    /* one or more check ids */
	TAKES_METRICS,   /* one or more metrics of a monitor */
	TAKES_LATER      /* a word of block_later_words */
};

/* What the document's subject must be. */
enum wants { WANTS_NOTHING = 0, WANTS_MODEL, WANTS_VERSION };

struct call {
	const char *name;
	const char *const *args;
	size_t nargs;
};

/* Always adds at least one block to parent. */
typedef void block_fn(
    struct paper *p, struct node *parent, const struct call *c);

struct block {
	const char *name;
	enum takes takes;
	enum wants wants;
	block_fn *make;
};

const struct block *block_find(const char *name);
const char *const *block_names(struct arena *a);
const char *const *block_later_words(void);
/* A fence's words; false when it is no `dossier` fence. */
bool block_call(struct arena *a, const struct md_node *fence, struct call *out);
bool template_has(enum template_for subject, enum wants wants);

/* ---- What blocks share (block.c) ---------------------------------------- */

struct rows {
	const struct row **items;
	size_t n;
};

/* Rows of the kind whose `model` and `version` are these; NULL: none. */
struct rows paper_rows(struct paper *p, const char *kind, const char *version);
/* The version's row; its training run; its artifact with a role; or NULL. */
const struct row *paper_find_version(
    const struct paper *p, const char *version);
const struct row *paper_find_run(const struct paper *p, const char *version);
const struct row *paper_find_artifact(
    const struct paper *p, const char *version, const char *role);
/* The data set with this digest, or NULL. */
const struct row *paper_find_dataset(const struct paper *p, const char *sha256);
/* "the listing of aliases is DENIED at registry/model: 403 Forbidden". */
const char *paper_listing(struct paper *p, const char *kind);
/* The same for one model, NULL for any. */
const char *paper_listing_of(
    struct paper *p, const char *kind, const char *model);
/*
 * A paragraph: the box "not provided", `what` ("No artifact of this version
 * was read"), and what the listing of the kind says.
 */
void block_none(
    struct paper *p, struct node *parent, const char *what, const char *kind);
/* A definition of one field; r NULL: the box. */
struct node *block_field(struct paper *p, struct node *defs, const char *term,
    const struct row *r, const char *field);
/* The first eight digits of a digest, linked to its evidence. */
void block_digest(struct paper *p, struct node *parent, const struct row *r,
    const char *field);
/* A time's day, in words; two fields, "FROM to TO". */
void block_date(struct paper *p, struct node *parent, const struct row *r,
    const char *field);
void block_range(struct paper *p, struct node *desc, const struct row *r,
    const char *from, const char *to);
/* A cell with two numbers, "0.781 to 0.843"; empty without both. */
void block_interval(struct paper *p, struct node *cell, const struct row *r);
/* The verdict of a check for a subject, or NULL. */
const struct verdict *paper_find_verdict(
    const struct paper *p, const char *check, const char *subject);
/* "version/triage/7", or NULL when the version is not known. */
const char *paper_version_subject(const struct paper *p);
/*
 * Whether the verdict speaks of the paper's model or version in production;
 * in the system's paper, whether it is of a subject in use.
 */
bool paper_is_verdict(const struct paper *p, const struct verdict *v);
size_t paper_count_verdicts(const struct paper *p, enum word word);
/* Is this metric the difference from the champion, "f1_delta"? */
bool block_is_delta(const struct row *metric);
/* The statement of the paper's subject (or of the system), or NULL. */
const struct statement *paper_find_statement(
    const struct paper *p, const char *key);
/* Its content when it may be relied on (valid), else NULL. */
const struct data *paper_content(const struct paper *p, const char *key);
enum { BLOCK_ROWS = 300 }; /* rows of one table (pages.md 3.4) */

/* ---- One function a block ----------------------------------------------- */

block_fn block_statement, block_identity, block_versions, block_approval;
block_fn block_training, block_change, block_training_data;
block_fn block_artifacts, block_signatures, block_sbom, block_lineage;
block_fn block_metrics, block_segments, block_sizes, block_evaluation_data;
block_fn block_gates, block_comparison, block_features, block_drift;
block_fn block_verdicts, block_checks, block_unknown, block_control;
block_fn block_later;
block_fn block_sources, block_inventory, block_changed, block_poam;
block_fn block_trend, block_alerts, block_rules, block_targets;
block_fn block_silences, block_expiring, block_assessor;

#endif
