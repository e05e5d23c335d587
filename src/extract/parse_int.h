/* Private to extract/: the parts of the role `parse` (parse.h). */
#ifndef EXTRACT_PARSE_INT_H
#define EXTRACT_PARSE_INT_H

#include "extract/message.h"
#include "extract/parse.h"

enum {
	PARSE_SLOTS = 512,   /* parsers at once; later ones share */
	PARSE_NOT_SHUT = 71, /* exit: it could not shut itself in */
	PARSE_CONFUSED = 72  /* exit: a message made no sense */
};

/*
 * What a parser works on, in memory that it shares with main, so that main
 * knows it when the parser is gone.  Read as everything else from there: main
 * takes it only if it is the name of an object that it sent.
 */
struct parse_slot {
	char object[CORE_SHA + 7]; /* a sha256, or the start of "input NAME" */
};

struct parsers {
	int fd; /* to the nursery */
	long pid;
	size_t spawned;
	struct parse_slot *slots;
	const struct connector_set *set;
	const struct system *system;
	bool has_sandbox;
	struct sandbox sandbox;
};

/* The nursery (parse_nursery.c).  The socket, or -1. */
int parsers_spawn(struct parsers *ps, size_t *slot, long *pid, struct error *e);
void parsers_end(struct parsers *ps, long pid);
/* As waitpid says it; -1: nobody knows. */
int parsers_status(struct parsers *ps, long pid);

/* A parser's life (parse_serve.c). */
_Noreturn void parse_serve(
    const struct parsers *ps, size_t slot, int fd, long parent);

/* ---- main's end -----------------------------------------------------------
 */

/* An object that a parser was told of. */
struct known {
	struct known *next; /* of its slot in the table */
	const char *name;
	bool is_sent;
	const char *refused; /* why it is not sent, or NULL */
};

enum { KNOWN_SLOTS = 256, PLAN_GONE = INT32_MAX };

/* A plan that main has, and its number at the parser. */
struct known_plan {
	const struct plan *plan;
	size_t number; /* PLAN_GONE: a new parser did not make it again */
};

/* One question with its answer; those that change a session are kept. */
struct ask_op {
	enum message_type type;
	size_t step;
	const struct plan *plan;
	struct request r;
	struct answer ans;
	const char *link;
	int page;
	bool has_answer, has_rows;
	bool needs_bytes; /* those of the answer */
	/* the answer */
	struct judgement why;
	struct plan *plans;
	size_t nplans, first; /* the first one's place among the parser's */
	struct step_state state;
	struct row *rows;
	size_t nrows;
};

struct parser {
	struct arena *a;
	struct parsers *ps;
	struct session_in in;
	bool is_follower;
	int fd; /* -1: there is no process */
	long pid;
	size_t slot;
	struct known *known[KNOWN_SLOTS];
	struct ask_op **ops; /* what a new process is told again */
	size_t nops, cap_ops;
	struct known_plan *plans;
	size_t nplans, cap_plans;
	size_t numbers;           /* plans that this process has made */
	struct found *texts;      /* text and its length */
	size_t ntexts, cap_texts; /* that this process has sent */
	struct buf out;           /* messages that were not sent yet */
	struct buf fields;
	const struct known *last; /* that a row named */
	size_t deaths;
	bool has_died; /* of nothing that can be named */
	const char *died_of;
	size_t sent;       /* bytes of objects, to this process */
	bool is_short;     /* the machine has no memory */
	const char *about; /* the object that is asked about, or NULL */
	const char *lost;  /* why the session was given up, or NULL */
};

/* parse_client.c: the process. */
struct known *parser_know(struct parser *p, const char *name);
const struct known *parser_find(const struct parser *p, const char *name);
/* The object's name that a locator begins with; false for an input. */
bool parse_root(const char *at, char name[static CORE_SHA]);
/* An object goes before what needs it; bytes NULL: had from in.objects. */
int parser_push(
    struct parser *p, const char *name, const char *bytes, size_t n);
/* The message with the fields; what is sent goes with the next reading. */
int parser_send(
    struct parser *p, enum message_type type, const char *bytes, size_t n);
/* -1: it is gone, and what it died of is known. */
int parser_receive(
    struct parser *p, enum message_type *type, struct message *m);
/* A process is there and knows what it must; -1 with e: there can be none.
 * When it died of what it was told again, fd is -1 again. */
int parser_revive(struct parser *p, struct error *e);
/* It is gone, or is ended for what it said (`why`). */
void parser_died(struct parser *p, const char *why);
/*
 * Asks until there is an answer in op, or none is to be had: 1, with the
 * reason in op->why.  -1 only with e filled.
 */
int parser_ask(struct parser *p, struct ask_op *op, struct error *e);
void parser_remember(struct parser *p, struct ask_op *op);

/* parse_wire.c: its number at the parser, or PLAN_GONE. */
size_t parser_number(const struct parser *p, const struct plan *plan);
/* A question into `fields`, its answer out of a message. */
void parser_put(struct parser *p, const struct ask_op *op);
void parser_get(struct parser *p, struct ask_op *op, struct message *m);
/* The plans of an answer that was had before: they get new numbers. */
void parser_match(struct parser *p, struct ask_op *op, struct message *m);

#endif
