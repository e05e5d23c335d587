/*
 * The command line: options, commands, the terminal.  Here alone something is
 * printed and an exit status chosen.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <stdio.h>

#include "base/buf.h"
#include "run/run.h"

/* Values of the options; NULL, false or 0 when not given. */
struct options {
	const char *out, *as_of, *data, *from, *only, *key, *cert, *log;
	const char *deadline;
	const char *fail_on, *role, *trust, *system, *min_serial, *max_age;
	bool is_draft, is_pdfless, is_dry, is_json, is_sample, is_key, is_help,
	    is_quiet;
	struct log *to;      /* opened before the command runs */
	const char *args[8]; /* what is not an option */
	int nargs;
};

struct command {
	const char *name;
	const char *arguments; /* "SYSTEM", "[DIR]" */
	const char *does;      /* one line */
	int min_args, max_args;
	const char *const *options; /* names without "--", NULL at the end */
	int (*run)(struct arena *a, const struct options *o, struct error *e);
};

/* Commands in the order of --help, a NULL name at the end. */
const struct command *commands(void);
const struct command *command_find(const char *name);

/* " FILE" for an option that takes a value, "" for one that does not. */
const char *option_value(const struct command *c, const char *name);
/*
 * Parses argv behind the command's name.  ERR_USAGE with a hint for an option
 * that is not there or not this command's.
 */
int options_parse(const struct command *c, int argc, char **argv,
    struct options *out, struct error *e);

/* The commands: the exit status, or -1 with e. */
int cmd_init(struct arena *a, const struct options *o, struct error *e);
int cmd_lint(struct arena *a, const struct options *o, struct error *e);
int cmd_gather(struct arena *a, const struct options *o, struct error *e);
int cmd_check(struct arena *a, const struct options *o, struct error *e);
int cmd_build(struct arena *a, const struct options *o, struct error *e);
int cmd_sign(struct arena *a, const struct options *o, struct error *e);
int cmd_verify(struct arena *a, const struct options *o, struct error *e);
int cmd_explain(struct arena *a, const struct options *o, struct error *e);
int cmd_sources(struct arena *a, const struct options *o, struct error *e);

/* ---- terminal.c --------------------------------------------------------- */

/* Fills what every command hands to run/. */
void run_opts_of(const struct options *o, struct run_opts *out);
/* Makes --as-of UTC, in the one spelling. */
int as_of_parse(struct arena *a, struct options *o, struct error *e);
/* Opens --log; people's lines go to stderr. */
int log_open(const struct options *o, struct log *out, struct error *e);
/* With the status as its last line. */
void log_close(struct log *l, int status);
/* Is stdout a terminal that wants colour (NO_COLOR, TERM=dumb)? */
bool has_colour(void);
/* Columns of the terminal, 80 when it is none. */
int columns(void);
/*
 * One line of text made visible (text_vis), wrapped at the terminal's width
 * with `indent` blanks.
 */
void print_wrapped(const char *text, int indent);
/* "FAIL" in its colour, padded to `width`. */
void print_word(enum word w, int width);
/* Text from outside on one line. */
void print_vis(const char *text);
/* What was written for stdout, and frees it. */
void print_buf(struct buf *b);

#endif
