/*
 * The nouns of dossier (DESIGN section 1): read this header first.
 *
 * A source is asked by a connector; each answer is kept as evidence, the
 * bytes received, named by their SHA-256; the snapshot lists the requests.
 * Derive reads facts out of evidence: rows of a kind with a key, each field
 * with an outcome and a locator.  Statements are what people declare.  Checks
 * decide verdicts over facts and statements, for a subject.
 *
 * Everything here lives in an arena given by the caller and is never freed
 * one by one.  Pointers to const are borrowed.  The document tree and
 * drawings are in doc.h, which is as long as the rest.
 */
#ifndef CORE_CORE_H
#define CORE_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/data.h"
#include "base/decimal.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"

struct buf;

enum { CORE_SHA = 65 }; /* 64 hex digits and the NUL */

/* ---- Kinds: the closed set of facts (DESIGN section 6) ------------------ */

enum field_type {
	TYPE_TEXT = 0,
	TYPE_LIST,
	TYPE_INT,
	TYPE_NUMBER,
	TYPE_BOOL,
	TYPE_TIME,
	TYPE_DATE,
	TYPE_DURATION, /* canonical: seconds, a decimal */
	TYPE_SHA256,
	TYPE_IMAGE_DIGEST,
	TYPE_MODEL
};

struct field_def {
	const char *name;
	const char *unit; /* "" or "s", "ratio 0..1", "bytes" */
	enum field_type type;
	bool is_key;
	bool may_miss; /* a key part that may be ABSENT or NULL */
};

struct kind {
	const char *name; /* "model.version" */
	const struct field_def *fields;
	size_t nfields; /* key parts come first */
	size_t nkeys;
};

const struct kind *kind_find(const char *name); /* NULL: no such kind */
/* All kinds, in the table's order. */
const struct kind *kind_at(size_t i); /* NULL behind the last */
/* Index of the field, or -1. */
int kind_field(const struct kind *k, const char *field);
const char *field_type_name(enum field_type t);

/* ---- Values and rows ---------------------------------------------------- */

enum outcome {
	OUTCOME_ABSENT = 0, /* the zero value claims nothing */
	OUTCOME_NULL,
	OUTCOME_VALUE,
	OUTCOME_NONFINITE,
	OUTCOME_MANY,
	OUTCOME_BADTYPE,
	OUTCOME_CONFLICT
};

const char *outcome_name(enum outcome o); /* "VALUE" */
int outcome_parse(enum outcome *o, const char *name);

struct value {
	enum outcome outcome;
	/*
	 * Canonical text: numbers keep their source text, times are UTC RFC
	 * 3339, sha256 64 hex, bool "true" or "false".  NULL without VALUE.
	 * For other outcomes the source's text if there is one (to show).
	 */
	const char *text;
	const char *const *items; /* TYPE_LIST: the items, order kept */
	size_t nitems;
	const char *at;             /* locator (section 8), NULL if ABSENT */
	const char *source;         /* the source's id */
	const struct value *others; /* CONFLICT: every value given, 2 or more */
	size_t nothers;
};

struct row {
	const struct kind *kind;
	struct value *fields; /* kind->nfields of them */
	const char *source;   /* that gave the row first */
	const char *step;
	bool is_asserted; /* of the source `records`: a human wrote it */
	const char *asserted_by;
};

/* The field by name; asserts that the kind has it. */
const struct value *row_get(const struct row *r, const char *field);
/* Its text where the outcome is VALUE, else NULL. */
const char *row_text(const struct row *r, const char *field);
/* "model.version triage/2": kind and key parts joined by '/', for people. */
const char *row_name(struct arena *a, const struct row *r);

/* ---- States, sources, snapshot ------------------------------------------ */

/* States of a request, a step, a source (CONNECTORS section 6). */
enum state {
	STATE_NOT_ASKED = 0,
	STATE_OK,
	STATE_EMPTY,
	STATE_DENIED,
	STATE_NOT_FOUND,
	STATE_FAILED,
	STATE_REFUSED,
	STATE_INCOMPLETE,
	STATE_STALE
};

const char *state_name(enum state s); /* "NOT_ASKED" */
int state_parse(enum state *s, const char *name);
/*
 * The worse of two: FAILED, REFUSED, DENIED, INCOMPLETE, STALE, NOT_FOUND,
 * NOT_ASKED, then OK, then EMPTY.  (For requests of one step: NOT_ASKED only
 * when all are, see CONNECTORS section 6.)
 */
enum state state_worst(enum state a, enum state b);

enum keep { KEEP_BODY = 0, KEEP_VAULT, KEEP_DIGEST };
const char *keep_name(enum keep k);

/* A name in scope: the node it stands for, as a locator. */
struct bound {
	const char *name;
	const char *at;
};

/* One request, or one file read, in plan order. */
struct request {
	const char *step;
	const char *model; /* the run's model id, or NULL */
	const struct bound *bound;
	size_t nbound;
	const char *method; /* "GET", "POST", "FILE"; NULL: never asked */
	const char *url;    /* no secret; or the file, relative */
	const char *body;   /* POST: as sent, or NULL */
	int page;           /* from 1; 0 where there is no pager */
	const char *member; /* zip member, or NULL */
	int status;         /* HTTP, 0 for files */
	enum state state;
	const char *reason; /* NULL when OK */
	bool is_absent;     /* an `on: absent` answer */
	enum keep keep;
	const char *object; /* sha256 hex, NULL if there are no bytes */
	int64_t bytes;
	const char *received_at;
	const char *confirmed_at; /* conditional GET, or NULL */
	const char *etag; /* the server's, for the next gather, or NULL */
};

struct step_state {
	const char *step;
	const char *model; /* or NULL */
	enum state state;
	const char *reason;       /* or NULL */
	const char *const *kinds; /* kinds its facts give, sorted */
	size_t nkinds;
};

struct source_state {
	const char *id;
	const char *connector;
	const char *connector_sha256;
	const char *base; /* url without credentials, or NULL */
	bool is_required;
	enum state state; /* the worst of the steps */
	const char *reason;
	const char *skip_owner; /* skipped by system.yml, or NULL */
	const char *skip_expires;
	const struct request *requests;
	size_t nrequests;
	const struct step_state *steps;
	size_t nsteps;
};

struct snapshot {
	const char *system;
	const char *now;       /* start of the gather */
	const char *as_of;     /* its end, or --as-of */
	const char *from, *to; /* period */
	const struct source_state *sources;
	size_t nsources;
};

/* snapshot.json ("dossier-snapshot/1"): sorted members, one spelling. */
void snapshot_format(const struct snapshot *s, struct buf *out);
int snapshot_parse(struct arena *a, const char *name, const char *json,
    size_t n, struct snapshot **out, struct error *e);

/* ---- Facts: rows merged by key (CONNECTORS section 9) ------------------- */

/* How far "none found" may be said of a kind: see facts_listing. */
struct listing {
	const char *model; /* NULL: all; "": steps that ran for no one model */
	enum state state;
	const char *who, *why; /* see facts_listing; may be NULL */
};

struct facts {
	const struct snapshot *snapshot; /* states of sources and steps */
	const struct row *const *rows;   /* sorted by kind name, then key */
	size_t nrows;
	const struct listing *listings; /* one a kind for each model */
	size_t nlistings;
};

enum { FACTS_MAX = 100000 };

struct facts_builder;
struct facts_builder *facts_begin(struct arena *a);
/*
 * Adds a row; the builder keeps the pointer.  A row whose key is not whole is
 * refused: returns -1 and names the part in *part (the step is INCOMPLETE).
 */
int facts_add(struct facts_builder *b, const struct row *r, const char **part);
/*
 * Merges.  Add rows in the order of the snapshot: the first of equal values
 * keeps its locator.  ERR_LIMIT above FACTS_MAX rows; ERR_BUG for a field that
 * is not ABSENT and has no locator (DESIGN law 2).  s may be NULL: no source.
 */
int facts_end(struct facts_builder *b, const struct snapshot *s,
    struct facts **out, struct error *e);

/* Rows of a kind: a run of f->rows.  *n is 0 when there are none. */
const struct row *const *facts_of(
    const struct facts *f, const char *kind, size_t *n);
/* The row with these key parts (NULL: missing), in the kind's order. */
const struct row *facts_find(const struct facts *f, const char *kind,
    const char *const *key, size_t nkey);
/*
 * May "none found" be said of this kind, for this model (NULL: for any)?  A
 * step that ran for another model does not count.  The worst state of all
 * steps that give it: STATE_OK or STATE_EMPTY says yes; STATE_NOT_ASKED when no
 * source gives the kind at all.  A source whose own state no step of it
 * explains counts for the kinds of its steps; if it has no steps, for every
 * kind.  *who gets "source/step" of the worst (NULL: nobody gives it), *why its
 * reason or NULL.
 */
enum state facts_listing(const struct facts *f, const char *kind,
    const char *model, const char **who, const char **why);

/* facts.json ("dossier-facts/1"). */
void facts_format(const struct facts *f, struct buf *out);
int facts_parse(struct arena *a, const struct snapshot *s, const char *json,
    size_t n, struct facts **out, struct error *e);

/* Are two VALUEs of a field of this type equal (CONNECTORS section 9)? */
bool value_equal(
    enum field_type t, const struct value *a, const struct value *b);

/* ---- Locators (CONNECTORS section 8) ------------------------------------ */

enum part_kind {
	PART_PATH,
	PART_MEMBER,
	PART_GZIP,
	PART_DECODE,
	PART_KEY,
	PART_ANSWER
};

struct part {
	enum part_kind kind;
	const char *text; /* path, member name, decoder's or answer's word */
};

struct locator {
	const char *object; /* sha256, or NULL for an input */
	const char *input;  /* "system.yml", or NULL */
	const struct part *parts;
	size_t nparts;
};

int locator_parse(
    struct arena *a, const char *text, struct locator *out, struct error *e);
const char *locator_format(struct arena *a, const struct locator *l);

/* ---- system.yml (DESIGN section 4) -------------------------------------- */

/* A value of a source's parameter: one text, or several (list, map). */
struct param {
	const char *name;
	const char *text;        /* NULL for a list or map */
	const char *const *keys; /* map: names; list: NULL */
	const char *const *texts;
	size_t ntexts;
	const char *path; /* normalized, in system.yml */
	size_t line, column;
	const struct data *data; /* as written */
};

struct name_map {
	const char *source; /* a source's id or a connector's name */
	const char *name;   /* the model's name there */
};

struct model_conf {
	const char *id;
	const struct name_map *names;
	size_t nnames;
	const char *alias; /* production: {alias: X}, or NULL */
	bool by_traffic;   /* production: traffic */
	bool is_high_impact;
};

enum auth_kind { AUTH_NONE = 0, AUTH_BASIC, AUTH_BEARER };

struct source_conf {
	const char *id;
	const char *connector;
	const char *base; /* or NULL */
	enum auth_kind auth;
	const char *auth_user;   /* basic: text; may be a reference */
	const char *auth_secret; /* "env:NAME" or "file:PATH" */
	bool is_required;
	const char *const *models; /* ids, or NULL for the default */
	size_t nmodels;
	const char *zone; /* or NULL */
	const char *const *hosts;
	size_t nhosts;
	const char *ca, *client_cert, *client_key, *proxy; /* or NULL */
	const char *skip_reason, *skip_owner, *skip_expires;
	/* `caps:` bytes pages requests seconds; 0 is the default, as below. */
	int64_t cap_bytes, cap_pages, cap_requests, cap_seconds;
	/* retries (0: 4), wait_ms: the first wait, doubled each time (0: 1000),
	 * stall_seconds: under 100 bytes a second for that long (0: 30). */
	int64_t cap_retries, cap_wait_ms, cap_stall_seconds;
	const struct param *params; /* everything else: the connector's */
	size_t nparams;
	size_t line, column;
};

struct threshold_conf {
	const char *check;
	const char *name; /* "warn", "fail", or a check's own */
	const char *value;
	const char *owner, *reason;
	size_t line, column; /* of the value, in system.yml */
};

struct system {
	const char *id, *name, *owner, *impact, *baseline;
	const char *banner;              /* marking, or NULL */
	const char *const *marking_keys; /* other members of marking */
	const char *const *marking_texts;
	size_t nmarking;
	const struct model_conf *models;
	size_t nmodels;
	const struct source_conf *sources;
	size_t nsources;
	const struct threshold_conf *thresholds;
	size_t nthresholds;
	const char *const *documents;
	size_t ndocuments;
	const struct data *documents_at; /* as written: places */
	const char *previous;            /* "current", "none" or a path */
	const char *previous_digest; /* 64 hex: of the path's package, or NULL
				      */
	const char *sign_key, *sign_certificate;
	const char *sign_tsa; /* URL of a time-stamp authority, or NULL */
	size_t tsa_line, tsa_column;
	const char *dir;    /* folder of system.yml */
	const char *sha256; /* of the file's bytes */
};

/*
 * Reads DIR/system.yml (strict YAML subset; every error is an err_at with
 * line, column and hint).
 */
int system_load(
    struct arena *a, const char *dir, struct system **out, struct error *e);
const struct model_conf *system_model(const struct system *s, const char *id);
/* The id for a name that `source` uses (connector's name as second choice);
 * "unlisted/NAME" when there is none. */
const char *system_model_id(struct arena *a, const struct system *s,
    const struct source_conf *src, const char *name);

/* ---- Statements: what named humans declare ------------------------------ */

enum statement_state {
	STATEMENT_MISSING = 0, /* not written: UNKNOWN, on the to-do page */
	STATEMENT_VALID,
	STATEMENT_EXPIRED,    /* FAIL */
	STATEMENT_PLACEHOLDER /* FAIL */
};

struct statement {
	const char *key;     /* "intended-use" */
	const char *subject; /* "model/triage", "system" */
	const char *owner;
	const char *date; /* YYYY-MM-DD */
	const char *expires;
	const struct data *content; /* as controls/statements.yml types it */
	enum statement_state state; /* at as-of */
	const char *file;           /* "statements/triage/intended-use.yml" */
	const char *sha256;
};

struct statement_key {
	const char *key, *title, *per; /* per: "system", "model", "dataset" */
	const char *ask;               /* one sentence: what to write */
	const struct data *shape;      /* content: types and members */
};

struct statements {
	const struct statement *items;
	size_t n;
	const struct statement_key *keys; /* the closed list */
	size_t nkeys;
};

/* Reads DATADIR/controls/statements.yml, DIR/statements/.  as_of: RFC 3339. */
int statements_load(struct arena *a, const char *datadir,
    const struct system *s, const char *as_of, struct statements **out,
    struct error *e);
/* NULL when nobody wrote it. */
const struct statement *statement_find(
    const struct statements *s, const char *key, const char *subject);

/* ---- Checks, verdicts, control results (DESIGN section 7) --------------- */

struct mapping {
	const char *framework; /* "sp800-53r5", "ai-rmf", "sp800-218a" */
	const char *id;        /* "si-7.1", "MEASURE 2.7", "PS.1.3" */
	const char *basis;     /* "document", "control-text", "judgement" */
	const char *reason;
	bool printed_by_nist;
};

struct threshold {
	const char *name;  /* "warn" */
	const char *value; /* decimal text */
	const char *unit;
	const char *origin; /* "the standard", "the author", "our default" */
};

struct check {
	const char *id, *title;
	const char *pass, *fail, *unknown, *warn; /* the rule in words */
	const char *shows;    /* "verification", "validation" */
	const char *subject;  /* "version", "model", "system" ... */
	const char *severity; /* "high", "moderate", "low" */
	const char *applies;
	const char *const *reads; /* kinds */
	size_t nreads;
	const char *const *statements; /* keys it reads */
	size_t nstatements;
	const struct threshold *thresholds;
	size_t nthresholds;
	const struct mapping *mappings;
	size_t nmappings;
};

struct control {
	const char *framework, *id, *label, *title;
	const char *const *baselines; /* "low", "moderate", "high", "privacy" */
	size_t nbaselines;
	size_t nparts; /* lettered statement parts, 0 unknown */
	/*
	 * Ids of all statement parts behind "ID_smt.": "a a.1 b", "" for an
	 * undivided statement; NULL: not known, or withdrawn.
	 */
	const char *parts;
	bool is_withdrawn;
};

/* The rules: controls/checks/ and controls/frameworks/. */
struct rules {
	const struct check *checks; /* sorted by id */
	size_t nchecks;
	const struct control *controls; /* that checks map to */
	size_t ncontrols;
	const struct control *catalog; /* every one of SP 800-53, in order */
	size_t ncatalog;
};

int rules_load(
    struct arena *a, const char *datadir, struct rules **out, struct error *e);
const struct check *rules_check(const struct rules *r, const char *id);
const struct control *rules_control(
    const struct rules *r, const char *framework, const char *id);
/* The same, among the catalog. */
const struct control *rules_catalog(
    const struct rules *r, const char *framework, const char *id);
/* Is it "si-7_smt" or "ac-1_smt.a.1" of a control of the catalog? */
bool rules_is_statement(
    const struct rules *r, const char *framework, const char *statement_id);
/* Does every threshold of system.yml change one that a check has?  err_at. */
int rules_check_thresholds(
    const struct rules *r, const struct system *s, struct error *e);

enum word { /* zero claims nothing */
	VERDICT_UNKNOWN = 0,
	VERDICT_PASS,
	VERDICT_WARN,
	VERDICT_FAIL,
	VERDICT_CLAIMED,
	VERDICT_NOT_APPLICABLE
};

const char *word_name(enum word w); /* "NOT_APPLICABLE" */
int word_parse(enum word *w, const char *name);
/* FAIL, UNKNOWN, WARN, CLAIMED, PASS, NOT_APPLICABLE: 0 is worst. */
int word_rank(enum word w);

/* A fact a verdict rests on. */
struct basis {
	const struct row *row;
	int field; /* index, or -1 for the row as a whole */
};

struct verdict {
	const struct check *check;
	const char *subject; /* "version/fraud/7" */
	enum word word;
	const char *outcome;       /* "INSUFFICIENT", "STALE", ... or NULL */
	const char *seen, *wanted; /* or NULL */
	const char *sentence;      /* one; no full stop missing; plain text */
	bool is_history;           /* archived version: decides no control */
	const struct basis *basis;
	size_t nbasis;
	const struct statement *const *statements;
	size_t nstatements;
};

enum control_word {
	CONTROL_NO_EVIDENCE = 0,
	CONTROL_SUPPORTED,
	CONTROL_ATTENTION,
	CONTROL_CONTRADICTED,
	CONTROL_INHERITED,
	CONTROL_OUTSIDE
};

const char *control_word_name(enum control_word w); /* "no evidence" */

struct control_result {
	const struct control *control;
	enum control_word word;
	const char *sentence;
	const struct verdict *const *verdicts; /* worst first */
	size_t nverdicts;
};

struct assessment {
	const struct verdict *verdicts; /* worst first, then severity, check id,
					 * subject */
	size_t nverdicts;
	const struct control_result *controls; /* by framework, id */
	size_t ncontrols;
};

/* assessment.json ("dossier-assessment/1"). */
void assessment_format(const struct assessment *as, struct buf *out);

/* ---- POA&M: what is open, month after month (DESIGN section 7) ----------- */

enum poam_state { /* the tool opens and proposes, a person does the rest */
	POAM_OPEN = 0,
	POAM_CLOSURE_PROPOSED,
	POAM_CLOSED,
	POAM_ACCEPTED,
	POAM_FALSE_POSITIVE
};

const char *poam_state_name(enum poam_state s); /* "closure-proposed" */
int poam_state_parse(enum poam_state *s, const char *name);
/* 21 of "POAM-0021"; 0 when it is no id. */
int64_t poam_number(const char *id);

struct poam_milestone {
	const char *date, *text; /* YYYY-MM-DD */
	bool is_done;
};

/* What a person decided of one item: DIR/poam/POAM-0021.yml. */
struct poam_plan {
	const char *id;        /* "POAM-0021": the file's name */
	enum poam_state state; /* never CLOSURE_PROPOSED: that is the tool's */
	const char *owner;
	const char *plan;                /* or NULL */
	const char *due;                 /* YYYY-MM-DD, or NULL */
	const char *reason;              /* not NULL unless OPEN */
	const char *approver, *approved; /* not NULL unless OPEN */
	const char *expires;             /* not NULL: a deviation's last day */
	const struct poam_milestone *milestones;
	size_t nmilestones;
	const char *file, *sha256;
};

struct poam_plans {
	const struct poam_plan *items; /* sorted by id */
	size_t n;
};

/* Reads DIR/poam/; every error is an err_at with line, column and hint. */
int poam_load(struct arena *a, const struct system *s, struct poam_plans **out,
    struct error *e);
const struct poam_plan *poam_plan_find(
    const struct poam_plans *p, const char *id); /* NULL: nobody wrote one */

struct poam_item {
	const char
	    *uuid;      /* version 5 over system, check, subject, occurrence */
	const char *id; /* "POAM-0021": never given twice */
	/*
	 * Of the rules; where they have it no more (rules_check gives NULL),
	 * one with the id, title and severity that the item had, and "" or
	 * nothing else.
	 */
	const struct check *check;
	const char *subject;
	int occurrence;      /* from 1 */
	const char *earlier; /* id of the occurrence before, or NULL */
	enum poam_state state;
	enum word found; /* FAIL or UNKNOWN: what it was opened for */
	const struct verdict *verdict; /* today's; NULL: decided no more */
	const char *detected; /* date it was first seen; never changes */
	const char *since;    /* date it came into its state */
	const char *due;      /* the plan's, else by severity */
	const struct poam_plan *plan; /* or NULL */
};

struct poam {
	const struct poam_item *items; /* sorted by id */
	size_t n;
	/*
	 * Why there can be no items: the package before was not read, so no
	 * item has its number.  NULL: there can be, and n may be 0.
	 */
	const char *why;
};

/* The item of a check and subject that is not CLOSED, or NULL. */
const struct poam_item *poam_find(
    const struct poam *p, const char *check, const char *subject);
/* Is there an item for each plan?  err_at with the nearest id. */
int poam_check_plans(struct arena *a, const struct poam_plans *plans,
    const struct poam *p, struct error *e);

/* poam.json ("dossier-poam/1"). */
void poam_format(const struct poam *p, struct buf *out);

/* ---- Names -------------------------------------------------------------- */

/* UUID version 5 of name in this project's own namespace; out has 37 bytes. */
void uuid_v5(const char *name, char out[static 37]);

#endif
