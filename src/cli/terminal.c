/*
 * The terminal: colour, width, wrapping, the log.  Nothing of outside reaches
 * it raw.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/buf.h"
#include "cli/cli.h"

void
run_opts_of(const struct options *o, struct run_opts *out)
{
	*out = (struct run_opts){.dir = o->nargs > 0 ? o->args[0] : ".",
	    .out = o->out == NULL ? "out" : o->out,
	    .data = o->data,
	    .as_of = o->as_of,
	    .from = o->from,
	    .only = o->only,
	    .deadline = o->deadline,
	    .key = o->key,
	    .cert = o->cert,
	    .is_draft = o->is_draft,
	    .is_pdfless = o->is_pdfless,
	    .is_dry = o->is_dry,
	    .log = o->to};
}

int
as_of_parse(struct arena *a, struct options *o, struct error *e)
{
	struct instant t;
	char text[TIME_TEXT];

	if (o->as_of == NULL)
		return 0;
	if (time_parse(&t, o->as_of, strlen(o->as_of)) == 0) {
		o->as_of = arena_dup(a, time_format(t, text));
		return 0;
	}
	err_set(e, ERR_USAGE, "--as-of", "'%s' is no time", o->as_of);
	err_hint(e, "a time with its zone: 2026-11-30T00:00:00Z");
	return -1;
}

int
log_open(const struct options *o, struct log *out, struct error *e)
{
	/* People see warnings; notes are in --log alone.  main prints errors.
	 */
	*out = (struct log){.people = o->is_quiet ? NULL : stderr, .quiet = 1};
	if (o->log == NULL)
		return 0;
	out->json = fopen(o->log, "ae");
	if (out->json == NULL)
		return err_set(e, ERR_LOCAL, o->log, "cannot be opened");
	return 0;
}

void
log_close(struct log *l, int status)
{
	bool failed;

	log_exit(l, status);
	failed = l->json != NULL && ferror(l->json) != 0;
	if (l->json != NULL && (fclose(l->json) == EOF || failed))
		fprintf(stderr, "dossier: warning: the log is not whole\n");
	l->json = NULL;
}

bool
has_colour(void)
{
	const char *term = getenv("TERM"), *no = getenv("NO_COLOR");

	if (no != NULL && *no != '\0')
		return false;
	return isatty(STDOUT_FILENO) == 1 && term != NULL &&
	       strcmp(term, "dumb") != 0;
}

int
columns(void)
{
	struct winsize w;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col >= 40)
		return w.ws_col > 120 ? 120 : w.ws_col;
	return 80;
}

void
print_vis(const char *text)
{
	struct buf b = {0};

	text_vis(&b, text, strlen(text));
	print_buf(&b);
}

void
print_buf(struct buf *b)
{
	(void)fputs(buf_str(b), stdout); /* main asks stdout at the end */
	buf_free(b);
}

/* Display width: one a code point is near enough for wrapping. */
static int
width_of(const char *s, size_t n)
{
	int w = 0;

	for (size_t i = 0; i < n; i++)
		w += ((unsigned char)s[i] & 0xC0) != 0x80;
	return w;
}

void
print_wrapped(const char *text, int indent)
{
	struct buf b = {0};
	const char *s;
	int at = 0, limit = columns() - indent;

	text_vis(&b, text, strlen(text));
	s = buf_str(&b);
	printf("%*s", indent, "");
	while (*s != '\0') {
		size_t n = strcspn(s, " ");
		int w = width_of(s, n);

		if (at > 0 && at + 1 + w > limit) {
			printf("\n%*s", indent, "");
			at = 0;
		}
		if (at > 0)
			printf(" ");
		at += w + (at > 0);
		printf("%.*s", (int)n, s);
		s += n;
		s += strspn(s, " ");
	}
	printf("\n");
	buf_free(&b);
}

void
print_word(enum word w, int width)
{
	static const char *const colour[] = {[VERDICT_UNKNOWN] = "\033[1m",
	    [VERDICT_PASS] = "\033[32m",
	    [VERDICT_WARN] = "\033[33m",
	    [VERDICT_FAIL] = "\033[1;31m",
	    [VERDICT_CLAIMED] = "\033[36m",
	    [VERDICT_NOT_APPLICABLE] = "\033[2m"};

	if (has_colour())
		printf("%s%-*s\033[0m", colour[w], width, word_name(w));
	else
		printf("%-*s", width, word_name(w));
}
