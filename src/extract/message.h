/*
 * Private to extract/: messages between `main` and the role `parse`.
 *
 * A message is a length (four bytes, of what follows), a type (one byte) and
 * its fields, in this machine's byte order: both ends are one program.  A text
 * is its length plus one (0: NULL), its bytes and a NUL.  Whoever receives
 * checks every length, every enumerator and every text before it is used; what
 * does not fit makes the whole message bad, and main ends who sent it.
 */
#ifndef EXTRACT_MESSAGE_H
#define EXTRACT_MESSAGE_H

#include "base/buf.h"
#include "extract/extract.h"

enum {
	MESSAGE_MAX = 160 << 20,  /* an object, or the rows of a step */
	MESSAGE_WAIT_S = 300,     /* for the other end, in all */
	MESSAGE_ROWS = FACTS_MAX, /* of one step */
	MESSAGE_PLANS = 1 << 20,  /* of one step */
	MESSAGE_BOUND = 1024      /* names of a request */
};

/*
 * What main asks.  Behind the types: does an answer come?  Answers have the
 * type of the question, or MESSAGE_ERROR.
 */
enum message_type {
	MESSAGE_ERROR = 0,
	MESSAGE_OPEN,     /* yes: a session; begins each process */
	MESSAGE_OBJECT,   /* no: bytes by name, for what comes behind */
	MESSAGE_PLAN,     /* yes */
	MESSAGE_JUDGE,    /* yes */
	MESSAGE_NEXT,     /* yes */
	MESSAGE_DESCEND,  /* yes */
	MESSAGE_ANSWER,   /* no */
	MESSAGE_END_STEP, /* yes: state and rows */
	MESSAGE_FOLLOW,   /* yes: locators followed back */
	MESSAGE_TYPES
};

/* What is read: texts point into it. */
struct message {
	const char *bytes;
	size_t n, at;
	bool is_bad; /* from the first wrong field on; all others read as 0 */
};

/* ---- Bytes over a socket ------------------------------------------------- */

/* Appends a message to `to`: the fields in `b` and, behind them, n bytes. */
void message_add(struct buf *to, enum message_type type, const struct buf *b,
    const void *more, size_t n);
/* Sends messages, or a part of one.  -1: the other end is gone, or does not
 * take them. */
int message_send(int fd, const void *bytes, size_t n);
/*
 * One whole message, at most `max` bytes, in the arena, with a NUL behind it.
 * -1: the other end is gone, is silent for MESSAGE_WAIT_S (main alone waits no
 * longer), or says nonsense: then *type is MESSAGE_TYPES.
 */
int message_receive(int fd, size_t max, bool is_main, struct arena *a,
    enum message_type *type, struct message *m);

/* ---- Writing ------------------------------------------------------------- */

void msg_put_u8(struct buf *b, unsigned v);
void msg_put_u32(struct buf *b, size_t v); /* asserted: fits */
void msg_put_i64(struct buf *b, int64_t v);
void msg_put_text(struct buf *b, const char *s);
void msg_put_bytes(struct buf *b, const char *s, size_t n);
void msg_put_judgement(struct buf *b, const struct judgement *j);
void msg_put_plan(struct buf *b, const struct plan *p);
void msg_put_bound(struct buf *b, const struct bound *bound, size_t n);
void msg_put_step_state(struct buf *b, const struct step_state *s);
/* The kind by its place among the step's. */
void msg_put_row(struct buf *b, const struct row *r, const char *const *kinds,
    size_t nkinds);
void msg_put_error(struct buf *b, const struct error *e);

/* ---- Reading ------------------------------------------------------------- */

unsigned msg_get_u8(struct message *m);
/* A number of things that take at least `each` bytes of what is left. */
size_t msg_get_count(struct message *m, size_t max, size_t each);
size_t msg_get_u32(struct message *m);
int64_t msg_get_i64(struct message *m);
bool msg_get_bool(struct message *m);
const char *msg_get_text(struct message *m); /* any bytes but NUL */
/* Valid UTF-8; `msg_get_word` is not NULL either. */
const char *msg_get_utf8(struct message *m);
const char *msg_get_word(struct message *m);
const char *msg_get_bytes(struct message *m, size_t *n);
void msg_get_judgement(struct message *m, struct judgement *j);
void msg_get_bound(
    struct message *m, struct arena *a, const struct bound **bound, size_t *n);
/* Nothing in it can end a header line; the method is one of three. */
void msg_get_plan(struct message *m, struct arena *a, struct plan *p);
void msg_get_step_state(struct message *m, struct step_state *s);
/*
 * One row as derive may take it: a kind of `kinds`, its key whole, each value
 * canonical for its type and with a locator (core's rules for facts.json).
 * Source, step and asserted are the receiver's to say.
 */
void msg_get_row(struct message *m, struct arena *a,
    const struct kind *const *kinds, size_t nkinds, struct row *r);
void msg_get_error(struct message *m, struct error *e);
/* Whole, and nothing behind it? */
bool message_is_good(const struct message *m);

#endif
