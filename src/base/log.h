/*
 * The log: one line for people on a stream, one JSON object a line in a file.
 * Verbosity never changes results.  A log is passed to who needs it; there is
 * no global one.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdio.h>

enum log_level { LOG_NOTE = 0, LOG_WARNING, LOG_ERROR };

struct log {
	FILE *people;      /* NULL: silent */
	FILE *json;        /* NULL: none */
	const char *stage; /* "gather", "seal"; static */
	int quiet;         /* notes are not shown to people */
};

/* `source` may be NULL.  Text is made visible (text_vis). */
void log_line(struct log *l, enum log_level level, const char *source,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* The last line: the status a monitor looks for, as "exit". */
void log_exit(struct log *l, int status);

struct error;
/* "dossier: WHERE: WHAT" and the hint, as STYLE has it. */
void log_error(struct log *l, const struct error *e);

#endif
