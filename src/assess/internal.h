/*
 * Inside assess: subjects, findings, the six forms.  A check is a function
 * that adds parts to a finding; the worst part decides, and every part's facts
 * become the verdict's basis.  Forms are proven once against law 3.
 */
#ifndef ASSESS_INTERNAL_H
#define ASSESS_INTERNAL_H

#include "assess/assess.h"

/* Was the version ever in production?  Zero claims nothing. */
enum produced { PRODUCED_UNKNOWN = 0, PRODUCED_YES, PRODUCED_NO };

/* Is the version its model's first?  YES only by a complete list. */
enum first { FIRST_UNKNOWN = 0, FIRST_YES, FIRST_NO };

struct subject {
	const char *name; /* "version/fraud/7", "model/fraud" */
	const char *model;
	const char *version;   /* NULL for a model */
	const struct row *row; /* model.version; NULL: only referred to */
	enum produced produced;
	bool is_archived;
	enum first first;
};

struct ctx {
	struct arena *a;
	const struct assess_in *in;
	const struct facts *f;
	struct instant as_of;
	struct subject *subjects; /* versions, then models; sorted by name */
	size_t nsubjects;
	const char *model; /* of the subject being decided: for listings */
	struct samples *samples; /* of samples->model, or NULL: series.c */
};

/* A sentence, or with a lead, "LEAD: ITEM, ITEM and ITEM." */
struct clause {
	const char *lead; /* NULL: the only item is the sentence */
	const char **items;
	size_t n, cap;
};

struct finding {
	enum word word; /* of the parts so far */
	bool has_parts;
	const char *outcome;
	const char *seen, *wanted;
	struct clause *clauses; /* what the worst parts say */
	size_t nclauses, cap_clauses;
	struct basis *basis;
	size_t nbasis, cap_basis;
	const struct statement **statements;
	size_t nstatements, cap_statements;
};

/* One part: what it says, and the words for it. */
struct part_says {
	enum word word;
	const char *outcome;       /* or NULL */
	const char *seen, *wanted; /* or NULL */
	const char *lead;          /* or NULL; parts of one lead are joined */
	const char *text;          /* a sentence without its full stop */
};

void finding_part(struct ctx *c, struct finding *f, struct part_says p);
/* Parts of one word, for the common cases. */
void finding_say(struct ctx *c, struct finding *f, enum word w, const char *fmt,
    ...) __attribute__((format(printf, 4, 5)));
void finding_unknown(struct ctx *c, struct finding *f, const char *outcome,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));
/*
 * UNKNOWN over a listing of `kind`: when that is not complete, its state is
 * the outcome and stands behind the sentence.
 */
void finding_unlisted(struct ctx *c, struct finding *f, const char *kind,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));
/* A fact it rests on; field NULL: the row as a whole. */
void finding_fact(
    struct ctx *c, struct finding *f, const struct row *r, const char *field);
void finding_statement(
    struct ctx *c, struct finding *f, const struct statement *s);
/*
 * A PASS that rests on a row which only a person wrote down is CLAIMED
 * (DESIGN section 7).
 */
void finding_settle(struct ctx *c, struct finding *f);
/*
 * Several candidates, one must do: keeps the better of the two in *best, the
 * first of equals.  More candidates never make it worse, fewer never better.
 */
void finding_best(struct ctx *c, struct finding *best, struct finding *one);
/* Adds the parts, facts and statements of another finding. */
void finding_merge(struct ctx *c, struct finding *f, const struct finding *one);
/* Its sentences. */
const char *finding_text(struct ctx *c, const struct finding *f);

/* ---- subject.c ---------------------------------------------------------- */

void subjects_find(struct ctx *c);
/* The alias that names production for this model, or NULL. */
const struct row *subject_production_alias(struct ctx *c, const char *model);

/* ---- forms.c: the six forms --------------------------------------------- */

/*
 * Required field present.  VALUE: PASS; ABSENT, NULL or a blank text: FAIL;
 * any other outcome: UNKNOWN with it.  True when it PASSes.
 *
 * The row was read, and what it lacks its source lacks: the field's FAIL does
 * not ask whether the listing of other rows is complete.  Law 3 holds all the
 * same, since FAIL is the worst that taking the field away can give.
 */
bool form_present(struct ctx *c, struct finding *f, const struct row *r,
    const char *field, const char *what);
/*
 * UNKNOWN for a field that is no usable VALUE: a CONFLICT names both places.
 * `what` follows "what": "the commit".
 */
void form_unread(struct ctx *c, struct finding *f, const struct row *r,
    const char *field, const char *what);
/*
 * Every X has a Y: `y` is the row found for it, or NULL.  Without one: FAIL
 * when the listing of `kind` is complete, else UNKNOWN with the listing's
 * state.  True when there is one.
 */
bool form_has(struct ctx *c, struct finding *f, const struct row *y,
    const char *kind, const char *what);
/*
 * Value against limits: above `fail` FAIL, above `warn` WARN, else PASS (with
 * is_least: below).  warn may be NULL.  Not a finite number: UNKNOWN.
 */
struct limits {
	const char *warn, *fail; /* decimal texts */
	bool is_least;           /* the value must be at least the limit */
	const char *lead;        /* or NULL; see part_says */
};
enum word form_limit(struct ctx *c, struct finding *f, const struct row *r,
    const char *field, struct limits l, const char *what);
/*
 * Age of the time at as-of, in whole days, at most `days`.  Older: UNKNOWN,
 * STALE, which takes PASS and WARN away and leaves a FAIL; after as-of:
 * UNKNOWN, FUTURE.  Young enough: no part, it can improve nothing.  Returns
 * the age, or -1 when there is none.
 */
int64_t form_age(struct ctx *c, struct finding *f, const struct row *r,
    const char *field, const char *days, const char *what);
/* A not after B: both times must be VALUEs, else UNKNOWN. */
struct moment {
	const struct row *row;
	const char *field;
	const char *what; /* "the approval" */
};
void form_before(
    struct ctx *c, struct finding *f, struct moment a, struct moment b);
/*
 * Nothing found in a complete listing: `found` rows FAIL, none PASSes only
 * over a complete listing of `kind`.  A row that vanishes from a listing that
 * still calls itself complete turns its FAIL into PASS: no form over rows
 * alone can see that, so the listing's state must (a step loses it with its
 * object).
 */
void form_none(struct ctx *c, struct finding *f, size_t found, const char *kind,
    const char *what);

/* ---- helpers on rows ---------------------------------------------------- */

/* Rows of `kind` whose model and version are the subject's. */
struct row_set {
	const struct row *const *items;
	size_t n;
};
struct row_set rows_of_subject(
    struct ctx *c, const struct subject *s, const char *kind);
/* The subject's next artifact with this role from *i on, or NULL. */
const struct row *artifact_next(
    struct ctx *c, const struct subject *s, const char *role, size_t *i);
/* The rows of a metric of the whole: no family, no segment. */
bool is_of_whole(const struct row *metric);
/* The field is a VALUE with this text. */
bool row_has(const struct row *r, const char *field, const char *text);
/* Neither a VALUE nor plainly missing: CONFLICT, BADTYPE, ... */
bool row_is_unread(const struct row *r, const char *field);
/* "model/fraud", the subject of a version's statements. */
const char *model_subject(struct ctx *c, const struct subject *s);
/* Row of `kind` with a one-part key; NULL when there is none. */
const struct row *row_by(struct ctx *c, const char *kind, const char *key);
/* Did a value that has a locator come from this document, 64 digits? */
bool value_is_from(const struct value *v, const char *object);
/* The check's threshold as system.yml or the rules have it. */
const char *threshold_of(struct ctx *c, const char *check, const char *name);
/* "90e1326c" of a digest. */
const char *short_digest(struct ctx *c, const char *sha256);
/* As the listing says it: "registry/versions is DENIED: answered 403". */
const char *listing_says(struct ctx *c, const char *kind, enum state *state);
bool listing_is_complete(struct ctx *c, const char *kind);
/* The statement when it is there; else an UNKNOWN or FAIL part is added. */
const struct statement *statement_need(
    struct ctx *c, struct finding *f, const char *key, const char *subject);

/* ---- series.c: a monitor's samples over the period ---------------------- */

/* A row of monitor.sample up to as-of; what its key lacks is NULL. */
struct sample {
	const struct row *row;
	struct instant at;
	const char *version, *metric, *feature, *segment, *route;
};

struct samples {
	const char *model;
	const struct sample *items; /* in the order of the facts */
	size_t n;
};

/* Those of c->model whose time can be read. */
const struct samples *samples_of(struct ctx *c);
/* Has any of them this metric? */
bool samples_have(struct ctx *c, const char *metric);

/* Some series of a metric; NULL is any. */
struct series {
	const char *metric, *route, *segment;
	const char *name; /* "'latency_p95' of '/v1/score'" */
	const char *of; /* " of 'accuracy'" where the name lacks it, or NULL */
};

/* The period in n intervals of `every`; the last may be cut off. */
struct period {
	const char *text; /* "1d" */
	struct instant from, to;
	int64_t every_s;
	size_t n;
};

/*
 * As a row of the plan's table says by `every`.  False, and UNKNOWN is added,
 * when it says none, or the snapshot has no period.
 */
bool period_read(struct ctx *c, struct finding *f, const struct data *metric,
    struct period *out);
/* The interval of this time, or p->n: outside of the period. */
size_t period_index(const struct period *p, struct instant at);
/* "2026-10-14 to 2026-10-22 and 2026-10-30": the intervals that are set. */
const char *period_runs(
    struct ctx *c, const struct period *p, const bool *is_set);
/* A word of the verdict for the intervals that are set, none set: no part. */
struct set_says {
	enum word word;
	const char *outcome, *lead;
};
void period_say(struct ctx *c, struct finding *f, const struct period *p,
    const struct series *s, const bool *is_set, struct set_says says);

/* What the period's intervals hold of a series. */
struct coverage {
	size_t *rows;   /* for each interval */
	size_t *values; /* of them, those that are finite numbers */
	size_t nrows;
	const struct row *value;  /* the last finite one, or NULL */
	const struct row *unread; /* the last that is not, or NULL */
};
struct coverage period_cover(
    struct ctx *c, const struct period *p, const struct series *s);
/*
 * Every X has a Y, over time: each interval has a value.  One that holds only
 * what is no finite number: UNKNOWN; one that holds nothing: `missing` over a
 * complete listing, else UNKNOWN.  A listing that is not complete is UNKNOWN
 * even so: what it lacks may contradict a value.
 */
void form_covered(struct ctx *c, struct finding *f, const struct period *p,
    const struct series *s, enum word missing);

/* ---- families: one function a check ------------------------------------- */

typedef void decide_fn(struct ctx *, const struct subject *, struct finding *);

/* The version was the model's first: NOT_APPLICABLE, true. */
bool is_first_version(
    struct ctx *c, const struct subject *s, struct finding *f);
/* Is an approver asked of it?  UNKNOWN is added when that is not known. */
bool needs_approval(struct ctx *c, const struct subject *s, struct finding *f);
/* An approval that was not refused, with a name on it. */
void need_approver(struct ctx *c, const struct subject *s, struct finding *f);
/* The bytes of a file against the digest in want's field, of this source. */
void compare_digest(struct ctx *c, struct finding *f, const struct row *file,
    const struct row *want, const char *who);

decide_fn reg_03, reg_04, reg_05, reg_06, reg_07, reg_08;
decide_fn sig_01, sig_04, cip_04;
decide_fn evl_03, evl_04, evl_05, evl_06;
decide_fn drf_01, drf_02, drf_06;
decide_fn fai_01;
decide_fn ops_01, ops_06;

/* ---- control.c ---------------------------------------------------------- */

void controls_decide(struct ctx *c, struct assessment *out);

#endif
