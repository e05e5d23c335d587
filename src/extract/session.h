/*
 * Private to extract/: what a session holds.  Everything is in its arena; a
 * session never changes the connector, and nothing outlives the arena.
 */
#ifndef EXTRACT_SESSION_H
#define EXTRACT_SESSION_H

#include "extract/connector.h"

enum { INPUTS_MAX = 4 * NAMES_MAX }; /* parameters of all who read */

/* A decoded text: an answer, a text in it, or a parameter. */
struct doc {
	const char *key;    /* name in the table of texts */
	const char *prefix; /* locator up to the root's path */
	const char *base; /* normalized path of the root, "$" but for inputs */
	bool is_decoded;  /* the prefix ends with a decoder */
	enum decode decode;
	const struct tree *tree; /* NULL: raw, or it did not decode */
	const char *error;       /* why it did not */
};

/* A node somewhere. */
struct spot {
	const struct doc *doc;
	size_t node;
};

/* Names in scope, innermost first.  "$" is the answer. */
struct scope {
	const struct scope *up;
	const char *name;
	struct spot spot;
};

struct scopes {
	const struct scope **items;
	size_t n, cap;
};

/* Texts that were opened, by key; docs never move. */
struct docs {
	struct arena *a;
	struct object_source objects;
	const struct doc **slots;
	size_t n, cap;
	const struct doc *inputs[INPUTS_MAX];
	size_t ninputs;
};

/* A connector as this session reads with it: slots of paths are filled. */
struct env {
	const struct connector *c;
	const struct path *const *paths;
	const struct scope *scope; /* fixed names and its parameters */
};

/* One request that was planned. */
struct ask {
	struct plan plan;
	const struct scope *scope;
	const char *key;      /* of its bound names */
	const struct ask *up; /* the page before */
	int depth;            /* of descend */
};

struct asks {
	struct ask **items;
	size_t n, cap;
};

/* One answer that was given, or what came in its place. */
struct given {
	const struct scope *scope;
	const struct doc *doc; /* NULL: no bytes */
	const char *key;
	enum state state;
	const char *reason;
	bool is_absent;
	int page;
	const char *object, *file, *received_at;
	int64_t total;
};

/* Where a fact is read: whose paths, which answer, which names. */
struct place {
	const struct env *env;
	const struct given *g;
	const struct scope *sc;
};

/* Nodes that a path selected, all in one text. */
struct selection {
	const struct doc *doc;
	size_t *nodes;
	size_t n;
};

struct step_run {
	struct asks asks; /* the plan */
	struct asks more; /* later pages, folders below */
	bool is_planned;
	struct judgement why; /* of the plan */
	const char *gap;      /* why the plan is not whole, or NULL */
	struct given *given;
	size_t ngiven, cap_given;
	bool is_ended;
	enum state state;
	const char *reason;
	struct row_list rows;
};

struct session {
	struct arena *a;
	const struct connector *c;
	const struct system *sys;
	const struct source_conf *src;
	const char *model;
	struct docs docs;
	const struct scope *fixed; /* now, from, to */
	const struct scope *base;  /* and the parameters */
	struct env *envs;          /* [0]: c; others by `read` */
	size_t nenvs;
	struct step_run *runs;
};

/* ---- Texts and nodes (scope_docs.c) ------------------------------------- */

const struct doc *docs_find(const struct docs *d, const char *key);
/* The answer's bytes are copied; NULL when there are none to be had. */
const struct doc *docs_object(struct docs *d, const char *object,
    enum decode decode, const char *bytes, size_t n);
/* Says which object is worked on, to whoever wants to know. */
void docs_working(const struct docs *d, const char *object);
/* The text at a node, decoded; its `error` says when it does not decode. */
const struct doc *docs_decode(
    struct docs *d, struct spot s, enum decode decode);
/* A parameter: text, list or map. */
const struct doc *docs_input(struct docs *d, const char *file, const char *base,
    const struct data *value);
const char *spot_at(struct arena *a, struct spot s);
/* The node a locator leads to; only paths and decoders. */
int docs_resolve(
    struct docs *d, const struct locator *l, struct spot *out, struct error *e);
/* Object, decoders and paths of the first n parts. */
const char *spot_text(struct spot s, size_t *n);

/* ---- Scopes (scope.c) ---------------------------------------------------- */

const struct scope *scope_add(
    struct arena *a, const struct scope *up, const char *name, struct spot s);
const struct scope *scope_find(const struct scope *sc, const char *name);
/* Nodes of a path; -1 when there are more than a path may select. */
int scope_select(struct session *s, const struct env *env,
    const struct scope *sc, const struct cpath *p, struct selection *out);
/*
 * The nested loops of `each`: one scope for each combination, in order; the
 * caller frees items.  *gap says why there may be more, and is kept when set.
 */
void scope_expand(struct session *s, const struct env *env,
    const struct scope *start, const struct bindings *each, struct scopes *out,
    const char **gap);
void scopes_push(struct scopes *list, const struct scope *sc);

/* ---- Session parts ------------------------------------------------------- */

const struct env *session_env(struct session *s, const struct connector *c);
const char *session_bound_key(struct arena *a, const struct bound *b, size_t n);
/* Fills templates of an ask whose scope is set. */
void session_fill(struct session *s, const struct step *step, struct ask *ask,
    bool has_dir, const struct member *more, const char *more_value);
/* One template; NULL with *why when a path has no value. */
const char *fill_pieces(struct session *s, const struct scope *sc,
    const struct pieces *t, enum template_place place, const char **why);
const char *fill_body(struct session *s, const struct scope *sc,
    const struct body *b, const char *more_name, const char *more_value,
    const char **why);
void fill_query(struct buf *b, const char *text);
struct ask *ask_new(
    struct session *s, struct asks *list, const struct scope *sc);
/* Plans the step unless it is planned. */
int session_make_plan(struct session *s, size_t step, struct error *e);
/* Rows are read from it: a good answer, or one that says it is a part. */
bool given_is_read(const struct given *g);
/* State and rows of the step, once. */
int session_finish(struct session *s, size_t step, struct error *e);
/* Does this page say that there is another?  *is_known false: cannot say. */
bool page_has_next(
    struct session *s, const struct step *step, const struct given *g);
/* Number of nodes of a page's path, or the number it holds. */
int64_t page_count(
    struct session *s, const struct cpath *p, const struct given *g);
int64_t page_total(
    struct session *s, const struct cpath *p, const struct given *g);

/* ---- Fields (field.c, field_type.c) -------------------------------------- */

void field_read(struct session *s, const struct place *at,
    const struct kind *kind, const struct field_rule *rule, struct value *out);
/* Text of a node to the field's type; sets outcome, text. */
void field_convert(struct session *s, const struct field_rule *rule,
    const struct field_def *def, const char *text, size_t n, struct value *out);

#endif
