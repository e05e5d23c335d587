/*
 * A system from a folder of small text files, for tests of documents:
 * system.yml, statements and their list, facts.txt and verdicts.txt (their
 * first lines say how they are written).  Nothing is gathered or decided.
 */
#ifndef T_DOCUMENT_H
#define T_DOCUMENT_H

#include <stdlib.h>

#include "base/file.h"
#include "compose/template.h"
#include "test.h"

enum { CASE_MAX = 400, CASE_PARTS = 24, CASE_BYTES = 1 << 20 };

struct small_case {
	struct arena *a;
	const char *dir;
	struct compose_in in;
	struct system *system;
	struct statements *statements;
	struct snapshot snapshot;
	struct source_state sources[8];
	struct request requests[32];
	struct step_state steps[16];
	size_t nrequests, nsteps;
	struct facts_builder *builder;
	struct facts *facts;
	struct rules rules;
	struct check checks[CASE_MAX];
	struct assessment assessment;
	struct verdict verdicts[CASE_MAX];
	struct chrome chrome;
	struct work work;
};

/* The line's parts between bars, without the spaces around them, in place. */
static size_t
case_split(char *line, const char **parts)
{
	size_t n = 0;
	char *bar;

	for (;; line = bar + 1) {
		size_t len;

		line += strspn(line, " ");
		bar = strchr(line, '|');
		if (bar != NULL)
			*bar = '\0';
		for (len = strlen(line); len > 0 && line[len - 1] == ' ';)
			line[--len] = '\0';
		if (n < CASE_PARTS)
			parts[n++] = line;
		if (bar == NULL)
			return n;
	}
}

/* "c0ffe" again and again, 64 digits. */
static const char *
case_object(struct small_case *c, const char *word)
{
	char *hex = arena_alloc(c->a, CORE_SHA);
	size_t n = strlen(word);

	for (size_t i = 0; i < CORE_SHA - 1; i++)
		hex[i] = word[i % n];
	return hex;
}

static const char **
case_words(struct small_case *c, const char *s, size_t *n)
{
	const char **words = arena_array(c->a, 16, sizeof(*words));

	for (*n = 0; *s != '\0' && *n < 16; s += *s == ' ') {
		size_t len = strcspn(s, " ");

		words[(*n)++] = arena_ndup(c->a, s, len);
		s += len;
	}
	return words;
}

static void
case_source(struct small_case *c, const char **part)
{
	struct source_state *s = &c->sources[c->snapshot.nsources++];
	size_t n;
	const char **objects = case_words(c, part[5], &n);

	s->id = part[1];
	s->connector = part[2];
	s->reason = *part[4] == '\0' ? NULL : part[4];
	s->requests = c->requests + c->nrequests;
	s->nrequests = n;
	s->steps = c->steps + c->nsteps;
	CHECK(state_parse(&s->state, part[3]) == 0);
	for (size_t i = 0; i < n; i++) {
		struct request *r = &c->requests[c->nrequests++];

		r->step = "step";
		r->method = "GET";
		r->url = "https://example.test/";
		r->state = STATE_OK;
		r->object = case_object(c, objects[i]);
	}
}

static void
case_step(struct small_case *c, const char **part)
{
	struct step_state *s = &c->steps[c->nsteps++];

	s->step = part[2];
	s->reason = *part[4] == '\0' ? NULL : part[4];
	s->kinds = case_words(c, part[5], &s->nkinds);
	CHECK(state_parse(&s->state, part[3]) == 0);
	c->sources[c->snapshot.nsources - 1].nsteps++;
}

/* "text", "!NULL", "!NONFINITE NaN"; a list's items are split at ", ". */
static void
case_value(
    struct small_case *c, struct value *v, enum field_type t, const char *text)
{
	size_t word = strcspn(text, " ");

	v->outcome = OUTCOME_VALUE;
	v->text = text;
	if (*text == '!') {
		CHECK(outcome_parse(&v->outcome,
			  arena_ndup(c->a, text + 1, word - 1)) == 0);
		v->text = text[word] == '\0' ? NULL : text + word + 1;
	} else if (t == TYPE_LIST) {
		const char **items = arena_array(c->a, 16, sizeof(*items));

		for (const char *s = text; s != NULL && v->nitems < 16;) {
			const char *end = strstr(s, ", ");

			items[v->nitems++] =
			    end == NULL
				? s
				: arena_ndup(c->a, s, (size_t)(end - s));
			s = end == NULL ? NULL : end + 2;
		}
		v->items = items;
		v->text = NULL;
	}
}

static void
case_fact(struct small_case *c, const char **part, size_t n, size_t line)
{
	struct row *r = arena_alloc(c->a, sizeof(*r));
	const char *object = case_object(c, part[0]), *bad = NULL;

	r->kind = kind_find(part[1]);
	r->source = "registry";
	r->step = "step";
	CHECK(r->kind != NULL);
	if (r->kind == NULL)
		return;
	r->fields = arena_array(c->a, r->kind->nfields, sizeof(*r->fields));
	for (size_t i = 2; i < n; i++) {
		size_t len = strcspn(part[i], "=");
		const char *name = arena_ndup(c->a, part[i], len);
		int f = kind_field(r->kind, name);

		CHECK(f != -1);
		if (f == -1)
			continue;
		case_value(c, &r->fields[f], r->kind->fields[f].type,
		    part[i] + len + 1);
		r->fields[f].at = arena_printf(
		    c->a, "%s > $['%zu']['%s']", object, line, name);
		r->fields[f].source = "registry";
	}
	if (facts_add(c->builder, r, &bad) == -1)
		printf("facts.txt:%zu: no %s\n", line, bad);
	CHECK(bad == NULL);
}

/* The lines of a file, comments left out, to one function. */
static void
case_lines(struct small_case *c, const char *name,
    void (*take)(struct small_case *, const char **, size_t, size_t))
{
	const char *parts[CASE_PARTS] = {0};
	struct error e = {0};
	char *bytes = NULL, *line, *end;
	size_t n, number = 0;

	CHECK(file_read(file_join(c->a, c->dir, name), CASE_BYTES, &bytes, &n,
		  &e) == 0);
	line = arena_ndup(c->a, bytes == NULL ? "" : bytes, n);
	free(bytes);
	for (; *line != '\0'; line = end + 1) {
		end = strchr(line, '\n');
		*end = '\0';
		number++;
		if (*line != '#' && *line != '\0') {
			n = case_split(line, parts);
			take(c, parts, n, number);
		}
	}
}

static void
case_take_fact(struct small_case *c, const char **part, size_t n, size_t line)
{
	if (strcmp(part[0], "source") == 0)
		case_source(c, part);
	else if (strcmp(part[0], "step") == 0)
		case_step(c, part);
	else
		case_fact(c, part, n, line);
}

static struct check *
case_check(struct small_case *c, const char *id)
{
	struct check *k;

	for (size_t i = 0; i < c->rules.nchecks; i++)
		if (strcmp(c->checks[i].id, id) == 0)
			return &c->checks[i];
	k = &c->checks[c->rules.nchecks++];
	k->id = id;
	k->title = arena_printf(c->a, "Title of %s", id);
	k->severity = "high";
	return k;
}

static void
case_take_verdict(
    struct small_case *c, const char **part, size_t n, size_t line)
{
	static const char *const words[] = {
	    "UNKNOWN", "PASS", "WARN", "FAIL", "CLAIMED", "NOT_APPLICABLE"};
	struct verdict *v = &c->verdicts[c->assessment.nverdicts++];
	size_t rows;
	const struct row *const *all =
	    facts_of(c->facts, n > 5 ? part[5] : "", &rows);

	(void)line;
	v->check = case_check(c, part[0]);
	v->subject = part[1];
	for (int w = VERDICT_UNKNOWN; w <= VERDICT_NOT_APPLICABLE; w++)
		if (strcmp(words[w], part[2]) == 0)
			v->word = (enum word)w;
	v->outcome = *part[3] == '\0' ? NULL : part[3];
	v->sentence = part[4];
	if (rows > 0) {
		struct basis *b = arena_array(c->a, rows, sizeof(*b));

		for (size_t i = 0; i < rows; i++)
			b[i] = (struct basis){all[i], -1};
		v->basis = b;
		v->nbasis = rows;
	}
}

/* Reads dir (a case's in/); templates come from datadir. */
static bool
case_load(
    struct small_case *c, struct arena *a, const char *dir, const char *datadir)
{
	struct error e = {0};

	memset(c, 0, sizeof(*c));
	c->a = a;
	c->dir = dir;
	c->snapshot = (struct snapshot){"invoice-fraud", "2026-11-23T11:48:00Z",
	    "2026-11-23T12:00:00Z", "2026-10-01T00:00:00Z",
	    "2026-10-31T23:59:59Z", c->sources, 0};
	c->builder = facts_begin(a);
	case_lines(c, "facts.txt", case_take_fact);
	if (system_load(a, dir, &c->system, &e) == -1 ||
	    statements_load(a, dir, c->system, c->snapshot.as_of,
		&c->statements, &e) == -1 ||
	    facts_end(c->builder, &c->snapshot, &c->facts, &e) == -1) {
		printf("%s: %s\n", e.where, e.what);
		CHECK(e.kind == ERR_NONE);
		return false;
	}
	case_lines(c, "verdicts.txt", case_take_verdict);
	c->rules.checks = c->checks;
	c->assessment.verdicts = c->verdicts;
	c->in = (struct compose_in){.system = c->system,
	    .facts = c->facts,
	    .statements = c->statements,
	    .rules = &c->rules,
	    .assessment = &c->assessment,
	    .package = "invoice-fraud-2026-11-23-r1",
	    .datadir = datadir};
	c->chrome = (struct chrome){.system = text_lit("Invoice Fraud"),
	    .package = text_lit("invoice-fraud-2026-11-23-r1"),
	    .edition = text_lit("Package invoice-fraud-2026-11-23-r1"),
	    .banner = text_lit("CUI"),
	    .footer = text_lit("Made by hand, for a test.")};
	c->work = (struct work){.a = a, .in = &c->in, .chrome = &c->chrome};
	exhibits_make(&c->work);
	sums_make(&c->work);
	return true;
}

/* What the documents made allocated on the heap. */
__attribute__((unused)) static void
case_free(struct small_case *c)
{
	free(c->work.pages);
}

#endif
