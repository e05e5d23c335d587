/*
 * Bytes in, rows out: connector files, decoders, the reader of outside JSON,
 * JSONPath (RFC 9535).  No network, no clock, no files: who calls gives the
 * bytes.  One pure function of its inputs.
 */
#ifndef EXTRACT_EXTRACT_H
#define EXTRACT_EXTRACT_H

#include "core/core.h"

/* ---- Trees: a decoded text and its nodes -------------------------------- */

enum decode {
	DECODE_JSON = 0,
	DECODE_JSON_LENIENT, /* NaN, Infinity, -Infinity as numbers */
	DECODE_YAML,
	DECODE_PIP_LOCK,   /* [{name, version, hashes}] or {line} */
	DECODE_EXPOSITION, /* [{name, type?, labels, value, at?}] */
	DECODE_RAW,        /* no tree */
	DECODE_BASE64,     /* of a text node; must be UTF-8: one text node */
	DECODE_SEGMENTS    /* of a text node: the list between slashes */
};

const char *decode_name(enum decode d);
int decode_parse(enum decode *d, const char *word); /* -1: no such decoder */

enum node_type {
	NODE_NULL = 0,
	NODE_FALSE,
	NODE_TRUE,
	NODE_NUMBER,
	NODE_STRING,
	NODE_ARRAY,
	NODE_OBJECT
};

/*
 * A flat tape: node i of an array or object is followed by its children;
 * `next` is the index behind its last descendant.
 */
struct tree;

enum { JSON_DEPTH = 256, JSON_BYTES_MAX = 64 << 20 };

/*
 * Reads exactly n bytes of JSON (RFC 8259): duplicates, bad UTF-8, lone
 * surrogates, depth above JSON_DEPTH and a byte order mark are refused, number
 * text and byte positions kept.  The tree borrows the bytes: they must live
 * as long as the arena.  ERR_INPUT with "line L column C: why" in `where`.
 */
int json_read(struct arena *a, const char *bytes, size_t n, bool is_lenient,
    struct tree **out, struct error *e);
/* Any decoder over an answer's bytes.  `file` is for messages. */
int tree_decode(struct arena *a, enum decode d, const char *bytes, size_t n,
    struct tree **out, struct error *e);

size_t tree_count(const struct tree *t); /* nodes; node 0 is the root */
enum node_type tree_type(const struct tree *t, size_t node);
/* TEXT: unescaped; NUMBER: its source text.  NUL-terminated. */
const char *tree_text(const struct tree *t, size_t node, size_t *n);
/* As tree_text, and "true", "false"; NULL for null, arrays, objects. */
const char *tree_scalar(const struct tree *t, size_t node, size_t *n);
/* Bytes of the node in the decoded text: [from, to). */
void tree_span(const struct tree *t, size_t node, size_t *from, size_t *to);
const char *tree_bytes(const struct tree *t, size_t *n); /* decoded text */
/* First child and the next sibling; 0 when there is none. */
size_t tree_child(const struct tree *t, size_t node);
size_t tree_next(const struct tree *t, size_t node);
/* Member name of a node whose parent is an object; NULL in an array. */
const char *tree_key(const struct tree *t, size_t node, size_t *n);
size_t tree_member(
    const struct tree *t, size_t node, const char *key, size_t n); /* 0: none */
/* Normalized path (RFC 9535 section 2.7) of the node. */
const char *tree_path(struct arena *a, const struct tree *t, size_t node);

/* ---- JSONPath ----------------------------------------------------------- */

struct path; /* a name ("$" or a name in scope) and its segments */

enum { PATH_NODES_MAX = 1000000 };

/*
 * Parses NAME or `$` followed by RFC 9535 segments.  Function extensions are
 * refused by name; inside a filter `$` is refused when `is_connector`.
 * ERR_INPUT; `where` is "column N".
 */
int path_parse(struct arena *a, const char *text, bool is_connector,
    struct path **out, struct error *e);
const char *path_root(const struct path *p); /* "$" or the name */
/* Where a path starts. */
struct tree_at {
	const struct tree *tree;
	size_t node; /* 0: the root */
};

/*
 * Nodes selected from there, in RFC 9535 order, at most PATH_NODES_MAX
 * (ERR_LIMIT).  *nodes is in the arena.
 */
int path_select(struct arena *a, const struct path *p, struct tree_at from,
    size_t **nodes, size_t *n, struct error *e);

/* ---- Connectors (CONNECTORS.md is the language) ------------------------- */

struct connector;
struct connector_set; /* every connector that system.yml can name */

/*
 * Parses every DATADIR/mappings/sources/NAME.yml given as (name, bytes) and
 * checks it (section 10).  Errors are err_at with line, column and hint.
 */
struct connector_file {
	const char *name; /* "mlflow" */
	const char *file; /* "mappings/sources/mlflow.yml", for messages */
	const char *bytes;
	size_t n;
	const char *sha256;
};
int connectors_load(struct arena *a, const struct connector_file *files,
    size_t n, struct connector_set **out, struct error *e);
const struct connector *connector_find(
    const struct connector_set *s, const char *name);
const struct connector *connector_at(const struct connector_set *s, size_t i);
const char *connector_name(const struct connector *c);
const char *connector_speaks(const struct connector *c);
const char *connector_sha256(const struct connector *c);
bool connector_is_files(const struct connector *c); /* only file steps */
/* Do the parameters of the source fit the connector?  err_at in system.yml. */
int connector_check_source(const struct connector *c,
    const struct source_conf *src, const struct system *sys, struct error *e);
/* Kinds that a step's facts give, with those of `read`; sorted. */
const char *const *connector_step_kinds(
    const struct connector *c, const char *step, size_t *n);
/* Every kind that any step gives. */
const char *const *connector_kinds(const struct connector *c, size_t *n);

/* Has it a parameter of type `model`: one run for each model of the source? */
bool connector_has_model(const struct connector *c);

/* ---- A session: one source, one model (or none) ------------------------- */

/*
 * What an answer was, by its status and body (section 6).  Set by
 * session_judge from the connector's `on:` lists.
 */
struct judgement {
	enum state state;
	const char *reason;
	bool is_absent;
	bool is_retry;
	bool is_restart;
};

/* One stored answer, as session functions see it. */
struct answer {
	const char *object; /* sha256 of the bytes */
	const char *bytes;  /* NULL when only hashed (keep: digest) */
	size_t n;
	int status;       /* 0 for files */
	const char *file; /* relative name, or NULL */
	const char *received_at;
	int64_t total; /* length, also where bytes is NULL */
};

/* How to find an object's bytes again: NULL when they are not there. */
struct object_source {
	const char *(*get)(void *ctx, const char *sha256, size_t *n);
	void *ctx;
	/* Called before an object is worked on; or NULL. */
	void (*working)(void *ctx, const char *sha256);
};

struct session;

/* What a session is about; all that it points at must live as long. */
struct session_in {
	const struct connector *connector;
	const struct system *system;
	const struct source_conf *source;
	const struct snapshot *times; /* now, from, to */
	const char *model; /* an id; NULL for connectors without models */
	struct object_source objects;
};

/* Lives in the arena.  Fails when a parameter of the source does not fit. */
int session_open(struct arena *a, const struct session_in *in,
    struct session **out, struct error *e);

/* Steps in order. */
size_t session_steps(const struct session *s);
const char *session_step(const struct session *s, size_t step);
bool session_step_is_file(const struct session *s, size_t step);

/*
 * What one request of a step looks like, all templates filled in.  `bound`
 * is what the snapshot keeps.  state is STATE_OK when it can be asked, else
 * NOT_ASKED with a reason.
 */
struct header {
	const char *name, *value;
};
struct plan {
	const struct bound *bound;
	size_t nbound;
	const char *method;
	const char *url;  /* whole, with query */
	const char *body; /* or NULL */
	const char *content_type;
	const struct header *headers;
	size_t nheaders;
	const char *glob; /* file steps: the glob, relative */
	enum keep keep;
	enum state state;
	const char *reason;
};

/*
 * The requests of a step, after every earlier step has been given its answers
 * (session_answer): one for each combination of `over` and `each`.  When the
 * step cannot be asked at all (needs, over), *n is 0 and *why says the step's
 * state.
 */
int session_plan(struct session *s, size_t step, const struct plan **plans,
    size_t *n, struct judgement *why, struct error *e);
/* What the answer means, before it is kept. */
int session_judge(struct session *s, size_t step, const struct answer *ans,
    struct judgement *out, struct error *e);

/* One request of a step with its answer. */
struct asked {
	size_t step;
	const struct plan *plan; /* of session_plan, _next_page or _descend */
	const struct answer *answer;
	const char *link; /* the Link header, or NULL */
	int page;         /* from 1 */
};

/*
 * The next page of a listing: *next is NULL at the end.  A repeated request
 * is STATE_FAILED, a next URL off the source's host REFUSED, in *why.
 * ERR_BUG for a plan of another session.
 */
int session_next_page(struct session *s, const struct asked *asked,
    const struct plan **next, struct judgement *why, struct error *e);
/*
 * More requests of a `descend` step, found in this answer; STATE_INCOMPLETE in
 * *why when they would be too deep or too many.  ERR_BUG as above.
 */
int session_descend(struct session *s, const struct asked *asked,
    const struct plan **more, size_t *n, struct judgement *why,
    struct error *e);
/*
 * Gives the session an answer of the step, with the request it belongs to:
 * used by gather while it asks, and by derive with what the snapshot says.
 */
int session_answer(struct session *s, size_t step, const struct request *r,
    const struct answer *ans, struct error *e);
/*
 * Ends a step: its state by section 6, from the requests and the rows.  Reads
 * the step's facts; rows go to `rows` when it is not NULL (derive).  A model
 * name is replaced by its id.  rows->items grows on the heap: the caller frees
 * it; the rows live in the session's arena.
 */
struct row_list {
	const struct row **items;
	size_t n, cap;
};
int session_end_step(struct session *s, size_t step, struct step_state *out,
    struct row_list *rows, struct error *e);

/* ---- Locators followed back --------------------------------------------- */

/* What a locator points at. */
struct found {
	const char *text; /* last decoded text, NULL for an answer's word */
	size_t ntext;
	size_t from, to;    /* bytes of the node in it */
	const char *value;  /* as a field would show it */
	const char *format; /* decoder that opened `text`: "json", ... */
};
/*
 * Keeps what it has decoded, for many locators into few objects; lives in the
 * arena.
 */
struct follower;
struct follower *follower_new(struct arena *a, struct object_source objects);
int follower_follow(struct follower *f, const struct locator *l,
    struct found *out, struct error *e);
/* One locator alone. */
int locator_follow(struct arena *a, const struct locator *l,
    struct object_source objects, struct found *out, struct error *e);

#endif
