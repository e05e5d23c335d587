/*
 * Stages in order: hands the result of one to the next.  Every function is
 * one command's work without its words: cli/ prints.
 */
#ifndef RUN_RUN_H
#define RUN_RUN_H

#include "base/log.h"
#include "core/core.h"
#include "seal/seal.h"

struct parsers;

struct run_opts {
	const char *dir;        /* the system's folder, or a package */
	const char *out;        /* default "out" */
	const char *data;       /* templates, controls, mappings; NULL: find */
	const char *program;    /* argv[0]'s own path, to find the data */
	const char *as_of;      /* RFC 3339 or NULL */
	const char *from;       /* snapshot file, package or system; or NULL */
	const char *only;       /* one source */
	const char *deadline;   /* of the gather, in seconds; or NULL */
	const char *key, *cert; /* in place of `sign:` */
	bool is_draft;
	bool is_pdfless; /* build: no PDF files */
	bool is_dry;
	struct log *log;
};

/*
 * The folder with controls/, mappings/ and templates/: opts->data, else beside
 * the program, else where it was installed.
 */
int run_find_data(struct arena *a, const struct run_opts *o, const char **out,
    struct error *e);

/* ---- lint --------------------------------------------------------------- */

struct lint_finding {
	const char *where, *what, *hint;
};

struct lint_report {
	const struct lint_finding *items; /* in order of files */
	size_t n;
	size_t files; /* looked at */
};

/* Configuration, statements, connectors, rules, templates; no network. */
int run_lint(struct arena *a, const struct run_opts *o, struct lint_report *out,
    struct error *e);

/* ---- gather, derive, assess --------------------------------------------- */

/* Everything a command looks at. */
struct project {
	struct arena *a; /* of all of it */
	const char *data;
	const char *schema; /* NIST's of OSCAL, or NULL: not installed */
	bool is_unprinted;  /* PDF files are wanted, and there are no fonts */
	const struct system *system;
	const struct rules *rules;
	const struct statements *statements;
	const struct connector_set *connectors;
	struct store *store;
	const struct snapshot *snapshot; /* as gathered */
	const struct facts *facts;
	struct assessment assessment;
	const struct poam_plans *plans; /* what persons decided */
	struct poam poam;
	struct parsers *parsers; /* the role `parse` */
};

/* Reads the configuration into *p; no evidence yet. */
int run_open(struct arena *a, const struct run_opts *o, struct project *p,
    struct error *e);
/* Ends the processes that evidence was read in; all else is the arena's. */
void run_close(struct project *p);
/* Asks the sources; the new snapshot's path in *path. */
int run_gather(struct arena *a, const struct run_opts *o, struct project *p,
    const char **path, struct error *e);
/*
 * Finds the snapshot (--from, else the newest below out/SYSTEM), derives and
 * assesses.  ERR_INPUT with a hint when there is none.
 */
int run_assess(struct arena *a, const struct run_opts *o, struct project *p,
    struct error *e);
/*
 * No source with a state worse than EMPTY but those that were skipped; and the
 * OSCAL files can be checked.
 */
bool run_is_complete(const struct project *p);
/* A step of a source marked `required` failed. */
bool run_required_failed(const struct project *p);

/* ---- build -------------------------------------------------------------- */

struct build_result {
	const char *package; /* path */
	const char *id;
	const char *content; /* content digest */
	bool is_complete;
	bool is_current;   /* `current` was switched to it */
	bool is_unchanged; /* nothing new: `package` is the one there was */
};

int run_build(struct arena *a, const struct run_opts *o, struct project *p,
    struct build_result *out, struct error *e);

/* Verdicts of this word; those of archived versions do not count. */
size_t run_count(const struct assessment *as, enum word word);
/* "22 FAIL, 26 UNKNOWN, 30 PASS", worst first. */
const char *run_counts(struct arena *a, const struct assessment *as);
/* One line for the subject of a mail: "ID r7: 22 FAIL, 1 WARN". */
const char *run_summary(
    struct arena *a, const struct project *p, const struct build_result *r);

/* ---- explain ------------------------------------------------------------ */

/* One fact of a verdict, with its evidence followed back. */
struct explained_fact {
	const char *name;   /* "model.artifact triage/2/model.pkl sha256" */
	const char *value;  /* or the outcome's word */
	const char *at;     /* locator */
	const char *source; /* source/step */
	const char *found;  /* what the locator selects now; NULL: not here */
};

struct explained {
	const struct verdict *verdict;
	const struct explained_fact *facts;
	size_t nfacts;
	const char *next; /* what would change it */
};

/*
 * Verdicts that `id` names: a check ("REG-04"), a check and subject
 * ("REG-04:version/fraud/4").  ERR_USAGE with the nearest id when none.
 */
int run_explain(struct arena *a, const struct project *p, const char *id,
    const struct explained **out, size_t *n, struct error *e);
/* ---- init, sources, sign ------------------------------------------------ */

/*
 * Writes a commented system.yml, a stub for each statement the documents need
 * and the folders; with is_sample the sample, with is_key producer.key and
 * trust.yml.  Never overwrites (ERR_REFUSED).
 */
int run_init(struct arena *a, const struct run_opts *o, bool is_sample,
    bool is_key, struct error *e);

struct source_info {
	const char *name, *speaks, *tried;
};
int run_sources(struct arena *a, const struct run_opts *o,
    struct source_info **out, size_t *n, struct error *e);

/* Another person's signature on a package. */
int run_sign(struct arena *a, const struct run_opts *o, const char *role,
    struct error *e);

/* ---- answers for machines: one object with `format`, appended to out ---- */

struct buf;
void run_json_lint(const struct lint_report *r, struct buf *out);
/* Verdicts as in assessment.json, with counts and as-of. */
void run_json_check(const struct project *p, struct buf *out);
void run_json_gather(
    const struct project *p, const char *path, struct buf *out);
void run_json_build(
    const struct build_result *r, const char *summary, struct buf *out);
void run_json_verify(const struct verify_report *r, struct buf *out);
void run_json_explain(const struct explained *list, size_t n, struct buf *out);
void run_json_sources(
    const struct source_info *list, size_t n, struct buf *out);

#endif
