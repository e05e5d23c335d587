/* What went wrong, for people: where, what, why, a hint. */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stddef.h>

/*
 * The kind decides the exit status (DESIGN section 10): usage 64, input 65,
 * bug 70, disk or memory 74, try again 75, refused 77.
 */
enum err_kind {
	ERR_NONE = 0,
	ERR_USAGE,   /* the command line */
	ERR_INPUT,   /* input does not validate */
	ERR_LIMIT,   /* input is larger than a named limit; exits as INPUT */
	ERR_TRUST,   /* bytes are not what they were said to be */
	ERR_REFUSED, /* we would not: policy, permissions */
	ERR_LOCAL,   /* disk, memory */
	ERR_AGAIN,   /* lock held, network down: try again later */
	ERR_BUG      /* ours */
};

enum { ERR_TEXT = 600 };

struct error {
	enum err_kind kind;
	const char *id;       /* static; "" or a message id, see err_at */
	char where[ERR_TEXT]; /* "system.yml:12:9", "source 'gitlab'" */
	char what[ERR_TEXT];  /* display-safe: remote text is escaped here */
	char hint[ERR_TEXT];  /* "" if there is none */
};

/* Empties e.  Every caller starts with this or with `struct error e = {0}`. */
void err_clear(struct error *e);

/*
 * Fills e, unless it is filled already: the first error wins.  The formatted
 * text passes through text_vis (text.h), so it may hold remote bytes.  Always
 * returns -1, so that `return err_set(...)` reads well.
 */
int err_set(struct error *e, enum err_kind kind, const char *where,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* Adds the hint of the error just set; does nothing when it has one. */
void err_hint(struct error *e, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * An error of a file that a person wrote.  `id` is the message's static id
 * (lower case, digits, hyphens): each has a case tests/invalid/ID[.N]/, and a
 * test fails if one has none.  line and column count from 1.  Kind is
 * ERR_INPUT.  Returns -1.
 */
int err_at(struct error *e, const char *id, const char *file, size_t line,
    size_t column, const char *fmt, ...) __attribute__((format(printf, 6, 7)));

/* The exit status for an error of this kind. */
int err_exit(enum err_kind kind);

/*
 * The word of `words` (NULL at the end) nearest to `word` by edit distance,
 * or NULL when none is near (distance over a third of the length, plus one).
 */
const char *err_nearest(const char *word, const char *const *words);

#endif
