/*
 * The qualification record: every check has a line, every line is what this
 * release decides over the samples, and what a unit test stands for is there.
 */
#include <stdlib.h>

#include "base/file.h"
#include "ext/yaml.h"
#include "run/run.h"
#include "test.h"

enum { SAMPLES = 2, FILE_MAX = 1 << 20 };

static const char *const names[SAMPLES] = {"benefits-triage", "invoice-fraud"};

static struct arena *a;

struct decided {
	struct project p[SAMPLES];
	const struct data *list;
};

static bool
load(struct decided *d)
{
	struct error e = {0};
	const struct data *root = NULL;
	char *bytes = NULL;
	size_t n = 0;
	bool ok = file_read("controls/qualification.yml", FILE_MAX, &bytes, &n,
		      &e) == 0 &&
		  yaml_read(a, "qualification.yml", arena_ndup(a, bytes, n), n,
		      &root, &e) == 0;

	free(bytes);
	d->list = ok ? data_get(root, "qualification") : NULL;
	for (size_t i = 0; ok && i < SAMPLES; i++) {
		const char *dir = arena_printf(a, "samples/%s", names[i]);
		struct run_opts o = {
		    .dir = dir, .out = "out", .data = ".", .from = dir};

		ok = run_open(a, &o, &d->p[i], &e) == 0 &&
		     run_assess(a, &o, &d->p[i], &e) == 0;
	}
	if (!ok)
		printf("%s: %s\n", e.where, e.what);
	return ok && d->list != NULL;
}

static const char *
text_at(const struct data *map, const char *name)
{
	const struct data *d = data_get(map, name);

	return d == NULL || d->text == NULL ? "" : d->text;
}

/* "SAMPLE SUBJECT WORD": is it decided so, for what is in force? */
static bool
is_decided(const struct decided *d, const char *check, const char *says)
{
	for (size_t i = 0; i < SAMPLES; i++)
		for (size_t k = 0; k < d->p[i].assessment.nverdicts; k++) {
			const struct verdict *v =
			    &d->p[i].assessment.verdicts[k];

			if (strcmp(v->check->id, check) == 0 &&
			    !v->is_history &&
			    strcmp(says, arena_printf(a, "%s %s %s", names[i],
					     v->subject, word_name(v->word))) ==
				0)
				return true;
		}
	return false;
}

/* "unit TEST": the test is there and names the check. */
static bool
is_tested(const char *check, const char *says)
{
	const char *path =
	    arena_printf(a, "tests/unit/%s.c", says + strlen("unit "));
	struct error e = {0};
	char *bytes = NULL;
	size_t n = 0;
	bool found = file_read(path, FILE_MAX, &bytes, &n, &e) == 0 &&
		     strstr(bytes, check) != NULL;

	free(bytes);
	return found;
}

/* No verdict of the check has the word. */
static bool
is_never(const struct decided *d, const char *check, const char *word)
{
	for (size_t i = 0; i < SAMPLES; i++)
		for (size_t k = 0; k < d->p[i].assessment.nverdicts; k++) {
			const struct verdict *v =
			    &d->p[i].assessment.verdicts[k];

			if (strcmp(v->check->id, check) == 0 &&
			    strcmp(word_name(v->word), word) == 0)
				return false;
		}
	return true;
}

static bool
holds(const struct decided *d, const char *check, const char *says,
    const char *word)
{
	if (strncmp(says, "never, ", 7) == 0)
		return is_never(d, check, word);
	if (strncmp(says, "unit ", 5) == 0)
		return is_tested(check, says);
	return strlen(says) > strlen(word) &&
	       strcmp(says + strlen(says) - strlen(word), word) == 0 &&
	       is_decided(d, check, says);
}

static void
every_line(void)
{
	struct decided *d = arena_alloc(a, sizeof(*d));

	if (!load(d)) {
		test_failed_now++;
		return;
	}
	CHECK(d->list->n == d->p[0].rules->nchecks);
	for (size_t i = 0; i < d->list->n; i++) {
		const struct data *l = &d->list->items[i];
		const char *check = text_at(l, "check");

		/* In the order of the rules: so each has one. */
		CHECK_STR(check, i < d->p[0].rules->nchecks
				     ? d->p[0].rules->checks[i].id
				     : "");
		if (!holds(d, check, text_at(l, "caught"), "FAIL") ||
		    !holds(d, check, text_at(l, "passed"), "PASS")) {
			printf("%s: caught '%s', passed '%s'\n", check,
			    text_at(l, "caught"), text_at(l, "passed"));
			test_failed_now++;
		}
	}
	for (size_t i = 0; i < SAMPLES; i++)
		run_close(&d->p[i]);
}

int
main(void)
{
	a = arena_new();
	RUN(every_line);
	arena_free(a);
	return test_end("t_qualification");
}
