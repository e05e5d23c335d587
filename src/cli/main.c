/*
 * dossier: finds the command, runs it, prints its error, chooses the exit
 * status (DESIGN section 10).
 */
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#include "cli/cli.h"

static void
print_help(FILE *to)
{
	(void)fprintf(to, /* nothing is left to say it to; so below */
	    "usage: dossier COMMAND [OPTION...] [ARGUMENT...]\n\n");
	for (const struct command *c = commands(); c->name != NULL; c++)
		(void)fprintf(
		    to, "  %-8s %-20s %s\n", c->name, c->arguments, c->does);
	(void)fprintf(to,
	    "\n'dossier COMMAND --help' lists a command's options; "
	    "'man dossier' has the rest.\nexit status: 0 yes, 1 no, 2 not "
	    "wholly known; 64 usage, 65 input, 70 our bug,\n74 disk or memory, "
	    "75 try again later, 77 refused\n");
}

static void
print_command_help(const struct command *c)
{
	printf("usage: dossier %s", c->name);
	for (size_t i = 0; c->options[i] != NULL; i++)
		printf(
		    " [--%s%s]", c->options[i], option_value(c, c->options[i]));
	if (c->arguments[0] != '\0')
		printf(" %s", c->arguments);
	printf("\n%s\nsee: man dossier-%s\n", c->does, c->name);
}

static int
fail(const struct error *e)
{
	struct log log = {.people = stderr};

	log_error(&log, e);
	return err_exit(e->kind);
}

static int
no_command(const char *name)
{
	struct error e = {0};
	const char *words[32];
	const char *near;
	size_t n = 0;

	for (const struct command *c = commands(); c->name != NULL; c++)
		words[n++] = c->name;
	words[n] = NULL;
	near = err_nearest(name, words);
	err_set(&e, ERR_USAGE, name, "is no command of dossier");
	if (near != NULL)
		err_hint(&e, "did you mean '%s'?", near);
	else
		err_hint(&e, "'dossier --help' lists them");
	return fail(&e);
}

/* What --quiet does not silence: the error that ended the command. */
static int
fail_logged(struct log *log, const struct error *e)
{
	log->people = stderr;
	log_error(log, e);
	return err_exit(e->kind);
}

/* Everything that was printed is out, else 74. */
static int
flush_answer(struct log *log, int rc)
{
	struct error e = {0};

	if (fflush(stdout) != EOF && ferror(stdout) == 0)
		return rc;
	err_set(&e, ERR_LOCAL, "standard output", "cannot write");
	return fail_logged(log, &e);
}

static int
run_logged(struct arena *a, const struct command *c, struct options *o)
{
	struct error e = {0};
	struct log log;
	int rc;

	if (log_open(o, &log, &e) == -1)
		return fail(&e);
	o->to = &log;
	log.stage = c->name;
	rc = c->run(a, o, &e);
	if (rc == -1)
		rc = fail_logged(&log, &e);
	rc = flush_answer(&log, rc);
	log_close(&log, rc);
	return rc;
}

static int
run_command(const struct command *c, int argc, char **argv)
{
	struct arena *a = arena_new();
	struct error e = {0};
	struct options o;
	int rc = options_parse(c, argc, argv, &o, &e);

	if (rc == 0)
		rc = as_of_parse(a, &o, &e);
	if (rc == -1)
		rc = fail(&e);
	else if (!o.is_help)
		rc = run_logged(a, c, &o);
	else {
		struct log log = {.people = stderr};

		print_command_help(c);
		rc = flush_answer(&log, 0);
	}
	arena_free(a);
	return rc;
}

int
main(int argc, char **argv)
{
	const struct command *c;
	struct log log = {.people = stderr};

	/* A core file would hold secrets; where it cannot be set, none. */
	(void)setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
	(void)signal(SIGPIPE, SIG_IGN); /* a closed pipe is a write error */
	if (argc < 2) {
		print_help(stderr);
		return 64;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
	    strcmp(argv[1], "help") == 0) {
		print_help(stdout);
		return flush_answer(&log, 0);
	}
	if (strcmp(argv[1], "--version") == 0) {
		printf("dossier %s\n", DOSSIER_VERSION);
		return flush_answer(&log, 0);
	}
	c = command_find(argv[1]);
	if (c == NULL)
		return no_command(argv[1]);
	return run_command(c, argc - 2, argv + 2);
}
