/*
 * Private to extract/: a connector as it was read from its file, and the
 * small pieces that read it.  Everything lives in the arena of
 * connectors_load and is never changed afterwards.
 */
#ifndef EXTRACT_CONNECTOR_H
#define EXTRACT_CONNECTOR_H

#include "extract/extract.h"

enum {
	CONNECTORS_MAX = 200, /* files in mappings/sources */
	STEPS_MAX = 64,       /* steps of a connector */
	NAMES_MAX = 64,       /* names in one scope */
	EACH_MAX = 8,         /* nested loops of one each */
	READ_DEPTH = 4,       /* read of a connector that reads */
	BODY_DEPTH = 8,       /* maps in maps of a body */
	DESCEND_DEPTH = 8,    /* CONNECTORS section 3 */
	ASKS_MAX = 10000      /* requests of a source, its cap by default */
};

enum param_type {
	PARAM_URL = 0,
	PARAM_TEXT,
	PARAM_LIST,
	PARAM_MAP,
	PARAM_FILES,
	PARAM_MODEL
};

struct param_def {
	const char *name;
	enum param_type type;
	const char *fallback; /* default, text parameters only; or NULL */
};

/* A path as written; `index` finds it in a session's own table. */
struct cpath {
	const char *text;
	struct path *parsed; /* with its slots as they stand */
	size_t index;
	bool has_slots; /* '{name}' in a quoted text */
	size_t line, column;
};

enum filter {
	FILTER_NONE = 0,
	FILTER_PATH,
	FILTER_QUOTED,
	FILTER_EPOCH,
	FILTER_JSON
};

/* Literal text, or (path set) the text of one node. */
struct piece {
	const char *text;
	const struct cpath *path;
	enum filter filter;
};

struct pieces {
	const struct piece *items;
	size_t n;
};

struct member {
	const char *name;
	struct pieces value;
};

struct members {
	const struct member *items;
	size_t n;
};

/* A body by fields: JSON text of `literal`, a template, or items. */
struct body {
	enum data_kind kind;
	const char *literal; /* unquoted number, true, false, null */
	struct pieces value;
	const char *const *keys;
	const struct body *items;
	size_t n;
};

struct binding {
	const char *name;
	const struct cpath *path;
	bool has_decode;
	enum decode decode;
};

struct bindings {
	const struct binding *items;
	size_t n;
};

enum verdict_word {
	ON_ABSENT = 0,
	ON_DENIED,
	ON_NOT_FOUND,
	ON_FAILED,
	ON_RETRY,
	ON_RESTART,
	ON_INCOMPLETE /* a good answer that is only a part */
};

struct on_rule {
	int status;                 /* 0: any */
	const struct cpath *path;   /* or NULL */
	const char *is;             /* or NULL */
	const struct cpath *reason; /* what the server says of it, or NULL */
	enum verdict_word word;
};

struct on_rules {
	const struct on_rule *items;
	size_t n;
};

enum pager {
	PAGER_NONE = 0,
	PAGER_LINK,
	PAGER_NEXT_URL,
	PAGER_TOKEN,
	PAGER_PAGE
};

struct paging {
	enum pager kind;
	const struct cpath *from; /* next_url, token */
	bool to_body;             /* token: body.NAME, else query.NAME */
	const char *to;           /* NAME */
	long start;               /* page */
	const struct cpath *more; /* page */
	const struct cpath *items, *total;
};

enum field_from { FROM_PATH = 0, FROM_KEY, FROM_CONST, FROM_ANSWER };

enum answer_word {
	ANSWER_SHA256 = 0,
	ANSWER_BYTES,
	ANSWER_FILE,
	ANSWER_RECEIVED_AT
};

/* `type:` where the source writes it otherwise than the kinds' table. */
enum written {
	WRITTEN_AS_TABLE = 0,
	WRITTEN_TIME_S,
	WRITTEN_TIME_MS,
	WRITTEN_TIME_LOCAL,
	WRITTEN_DURATION_S,
	WRITTEN_DURATION_MS
};

struct field_rule {
	int field; /* in the kind */
	enum field_from from;
	const struct cpath *const *paths;
	size_t npaths;
	const char *text; /* key: a name; const: the text */
	enum answer_word answer;
	bool has_decode;
	enum decode decode;
	bool has_map;
	const char *const *map_from;
	const char *const *map_to;
	size_t nmap;
	const char *scale; /* or NULL */
	enum written written;
};

struct fact {
	const struct kind *kind;
	struct bindings each;
	const struct field_rule *fields;
	size_t nfields;
	bool is_absent;
	size_t line, column;
};

struct step {
	const char *id;
	const char *method; /* "GET", "POST", "FILE" */
	struct pieces target;
	struct members query, headers, form;
	const struct body *body; /* or NULL */
	int over, needs;         /* index, or -1 */
	struct bindings each;
	const char *descend; /* name, or NULL */
	const struct cpath *descend_path;
	struct paging page;
	struct on_rules on;
	bool has_decode, has_keep;
	enum decode decode;
	enum keep keep;
	const char *read; /* a connector's name, or NULL */
	const struct connector *reads;
	const struct fact *facts;
	size_t nfacts;
	const char *const *kinds; /* sorted */
	size_t nkinds;
	const struct data *data; /* as written, for messages */
};

struct connector {
	const char *name, *file, *sha256, *speaks;
	const struct param_def *params;
	size_t nparams;
	bool auth[AUTH_BEARER + 1];
	struct members headers;
	struct on_rules on;
	struct step *steps;
	size_t nsteps;
	const struct cpath **paths; /* every path, by its index */
	size_t npaths, cap_paths;
	const char *const *kinds;
	size_t nkinds;
	size_t line, column; /* of the file's map */
};

struct connector_set {
	struct connector *items;
	size_t n;
};

/* What reading one file needs. */
struct reader {
	struct arena *a;
	struct connector *c;
	struct error *e;
};

/* ---- Shapes (connector_shape.c): each fails with a message ------------- */

/* Every key of map d is one of `words` (NULL at the end). */
int shape_keys(struct reader *r, const struct data *d, const char *what,
    const char *const *words);
int shape_map(struct reader *r, const struct data *d, const char *what);
int shape_list(struct reader *r, const struct data *d, const char *what);
/* Member that must be there and be a text. */
const char *shape_text(struct reader *r, const struct data *map,
    const char *what, const char *key);
bool shape_is_name(const char *s); /* [a-z][a-z0-9_]* */
/* `at`: where the name stands. */
int shape_name(struct reader *r, const struct data *at, const char *name);
/* An error with the nearest of `words` as hint. */
int shape_unknown(struct reader *r, const char *id, const struct data *at,
    const char *what, const char *word, const char *const *words);

/* ---- Parts (connector_parts.c, template.c) ------------------------------ */

int part_path(struct reader *r, const struct data *d, const struct cpath **out);
int part_path_text(struct reader *r, const struct data *at, const char *text,
    const struct cpath **out);
int part_bindings(struct reader *r, const struct data *d, struct bindings *out);
int part_on(struct reader *r, const struct data *d, struct on_rules *out);
int part_page(struct reader *r, const struct data *d, const char *method,
    struct paging *out);
int part_members(struct reader *r, const struct data *d, const char *what,
    struct members *out);
int part_body(
    struct reader *r, const struct data *d, int depth, struct body *out);

enum template_place {
	PLACE_URL = 0,
	PLACE_QUERY,
	PLACE_HEADER,
	PLACE_BODY,
	PLACE_FILE
};
int template_parse(struct reader *r, const struct data *d,
    enum template_place place, struct pieces *out);
/* The path's text with its slots filled from `texts` (by parameter). */
const char *slot_fill(struct arena *a, const char *path,
    const struct param_def *params, const char *const *texts, size_t n);
/* Finds the next {name} inside quotes from *at; false when there is none. */
bool slot_next(
    const char *text, size_t *at, size_t *from, size_t *to, char *quote);

/* ---- Steps, facts, lint -------------------------------------------------- */

int step_read(
    struct reader *r, const struct data *d, size_t index, struct step *out);
int fact_read(struct reader *r, const struct data *d, struct fact *out);
int fact_list(struct reader *r, const struct data *d, struct step *out);
/* Links `read:` of every step; finds circles. */
int connectors_link(struct arena *a, struct connector_set *s, struct error *e);
/* Names in scope, key parts, idle steps. */
int connector_lint(const struct connector *c, struct error *e);
void connector_collect_kinds(struct arena *a, struct connector *c);

#endif
