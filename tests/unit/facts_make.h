/*
 * A small world of hand-made facts: one source, registry, with a step for each
 * kind, all of them OK; one model "m" whose production alias is "champion";
 * the shipped rules.  As-of is 2026-11-25 12:00 UTC.
 *
 *	struct world *w = world_new();
 *	struct row *r = put(w, "dataset", "id", "d", "version", "1", NULL);
 *	set(r, "sha256", "!CONFLICT aa|bb");
 *	listing(w, "dataset", STATE_DENIED);
 *	EXPECT(w, "REG-05", "version/m/1", UNKNOWN, "DENIED", "No record");
 *
 * A value "!NULL", "!MANY", "!BADTYPE text", "!NONFINITE text" or
 * "!CONFLICT a|b" has that outcome; "!ABSENT" takes the value away.
 */
#ifndef FACTS_MAKE_H
#define FACTS_MAKE_H

#include <stdarg.h>
#include <stdlib.h>

#include "assess/assess.h"
#include "ext/yaml.h"
#include "test.h"

#define AS_OF "2026-11-25T12:00:00Z"
/* Digests, each of one digit: told apart by their first eight. */
#define SHA(d) d d d d d d d d d d d d d d d d
#define SHA_A  SHA("aaaa")
#define SHA_B  SHA("bbbb")
#define SHA_C  SHA("cccc")
#define SHA_D  SHA("dddd")

enum { WORLD_MAX = 200, WORLD_KINDS = 100 };

struct world {
	struct arena *a;
	struct row *rows[WORLD_MAX];
	size_t nrows;
	const char *object; /* the locators' object of rows put from now on */
	struct step_state steps[WORLD_KINDS];
	const char *kinds[WORLD_KINDS];
	struct source_state source;
	struct snapshot snapshot;
	struct name_map name;
	struct model_conf model;
	struct threshold_conf threshold;
	struct system system;
	struct statement said[8];
	struct statements statements;
	struct rules *rules;
	struct assessment as; /* of the last decide() */
};

__attribute__((unused)) static struct world *
world_new(void)
{
	struct arena *a = arena_new();
	struct world *w = arena_alloc(a, sizeof(*w));
	struct error e = {0};
	size_t n = 0;

	w->a = a;
	w->object = SHA("0123");
	for (; kind_at(n) != NULL; n++) {
		w->kinds[n] = kind_at(n)->name;
		w->steps[n] = (struct step_state){.step = kind_at(n)->name,
		    .state = STATE_OK,
		    .kinds = &w->kinds[n],
		    .nkinds = 1};
	}
	w->source = (struct source_state){.id = "registry",
	    .connector = "mlflow",
	    .state = STATE_OK,
	    .steps = w->steps,
	    .nsteps = n};
	w->snapshot = (struct snapshot){.system = "s",
	    .now = AS_OF,
	    .as_of = AS_OF,
	    .sources = &w->source,
	    .nsources = 1};
	w->name = (struct name_map){"registry", "model-m"};
	w->model = (struct model_conf){
	    .id = "m", .names = &w->name, .nnames = 1, .alias = "champion"};
	w->system =
	    (struct system){.id = "s", .models = &w->model, .nmodels = 1};
	w->statements.items = w->said;
	if (rules_load(a, ".", &w->rules, &e) == -1) {
		printf("%s: %s\n", e.where, e.what);
		abort();
	}
	return w;
}

__attribute__((unused)) static void
world_free(struct world *w)
{
	arena_free(w->a);
}

__attribute__((unused)) static void
listing(struct world *w, const char *kind, enum state s)
{
	for (size_t i = 0; i < w->source.nsteps; i++)
		if (strcmp(w->kinds[i], kind) == 0) {
			w->steps[i].state = s;
			w->steps[i].reason = "answered so";
		}
}

static struct value
value_conflict(struct world *w, const char *both)
{
	struct value *others = arena_array(w->a, 2, sizeof(*others));
	size_t n = strcspn(both, "|");
	const char *text[2] = {
	    arena_ndup(w->a, both, n), arena_dup(w->a, both + n + 1)};

	for (size_t i = 0; i < 2; i++)
		others[i] = (struct value){.outcome = OUTCOME_VALUE,
		    .text = text[i],
		    .source = i == 0 ? "registry" : "records",
		    .at =
			arena_printf(w->a, "%s > $['v%zu']", w->object, i + 1)};
	return (struct value){.outcome = OUTCOME_CONFLICT,
	    .at = others[0].at,
	    .source = "registry",
	    .others = others,
	    .nothers = 2};
}

static struct value
value_make(struct world *w, const char *text)
{
	struct value v = {.outcome = OUTCOME_VALUE,
	    .text = text,
	    .source = "registry",
	    .at = arena_printf(w->a, "%s > $['v']", w->object)};
	size_t n = strcspn(text, " ");

	if (text[0] != '!')
		return v;
	if (strncmp(text, "!CONFLICT", n) == 0)
		return value_conflict(w, text + n + 1);
	if (outcome_parse(&v.outcome, arena_ndup(w->a, text + 1, n - 1)) == -1)
		abort();
	v.text = text[n] == '\0' ? NULL : text + n + 1;
	if (v.outcome == OUTCOME_ABSENT)
		v = (struct value){0};
	return v;
}

__attribute__((unused)) static void
set(struct world *w, struct row *r, const char *field, const char *text)
{
	int i = kind_field(r->kind, field);

	if (i < 0)
		abort();
	r->fields[i] = value_make(w, text);
}

/* Fields and values in pairs, NULL at the end. */
__attribute__((unused)) static struct row *
put(struct world *w, const char *kind, ...)
{
	struct row *r = arena_alloc(w->a, sizeof(*r));
	const char *field;
	va_list ap;

	r->kind = kind_find(kind);
	r->fields = arena_array(w->a, r->kind->nfields, sizeof(*r->fields));
	r->source = "registry";
	r->step = kind;
	va_start(ap, kind);
	while ((field = va_arg(ap, const char *)) != NULL)
		set(w, r, field, va_arg(ap, const char *));
	va_end(ap);
	if (w->nrows == WORLD_MAX)
		abort();
	w->rows[w->nrows++] = r;
	return r;
}

__attribute__((unused)) static void
take(struct world *w, const struct row *r)
{
	size_t n = 0;

	for (size_t i = 0; i < w->nrows; i++)
		if (w->rows[i] != r)
			w->rows[n++] = w->rows[i];
	w->nrows = n;
}

/* A statement with this content, in YAML; the caller may change it. */
__attribute__((unused)) static struct statement *
say(struct world *w, const char *key, const char *subject, const char *yaml)
{
	struct statement *s = &w->said[w->statements.n++];
	struct error e = {0};

	*s = (struct statement){.key = key,
	    .subject = subject,
	    .owner = "Ann",
	    .date = "2026-01-01",
	    .expires = "2027-01-01",
	    .state = STATEMENT_VALID,
	    .file = "statements/x.yml",
	    .sha256 = SHA_A};
	if (yaml_read(w->a, "x.yml", yaml, strlen(yaml), &s->content, &e) ==
	    -1) {
		printf("%s: %s\n", e.where, e.what);
		abort();
	}
	return s;
}

__attribute__((unused)) static struct facts *
world_facts(struct world *w)
{
	struct facts_builder *b = facts_begin(w->a);
	struct facts *f = NULL;
	struct error e = {0};
	const char *part;

	for (size_t i = 0; i < w->nrows; i++)
		if (facts_add(b, w->rows[i], &part) == -1) {
			printf("%s lacks %s\n", w->rows[i]->kind->name, part);
			abort();
		}
	if (facts_end(b, &w->snapshot, &f, &e) == -1)
		abort();
	return f;
}

__attribute__((unused)) static const struct verdict *
decide(struct world *w, const char *check, const char *subject)
{
	struct assess_in in = {.system = &w->system,
	    .facts = world_facts(w),
	    .statements = &w->statements,
	    .rules = w->rules};

	assess_run(w->a, &in, &w->as);
	for (size_t i = 0; i < w->as.nverdicts; i++)
		if (strcmp(w->as.verdicts[i].check->id, check) == 0 &&
		    strcmp(w->as.verdicts[i].subject, subject) == 0)
			return &w->as.verdicts[i];
	return NULL;
}

/* Plain English: a capital or a quoted name first, one full stop last. */
static bool
is_sentence(const char *s)
{
	size_t n = strlen(s);

	return n > 2 && strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZ'", s[0]) != NULL &&
	       s[n - 1] == '.' && s[n - 2] != '.' && strstr(s, "..") == NULL &&
	       strstr(s, "  ") == NULL && strstr(s, "(null)") == NULL &&
	       strstr(s, ". .") == NULL;
}

struct expected {
	enum word word;
	const char *outcome; /* NULL: none */
	const char *part;    /* of the sentence; NULL: any */
	int line;
};

__attribute__((unused)) static void
expect(struct world *w, const char *check, const char *subject,
    struct expected want)
{
	const struct verdict *v = decide(w, check, subject);
	bool same;

	if (v == NULL) {
		printf(
		    "line %d: no verdict %s %s\n", want.line, check, subject);
		test_failed_now++;
		return;
	}
	same = (v->outcome == NULL) == (want.outcome == NULL) &&
	       (v->outcome == NULL || strcmp(v->outcome, want.outcome) == 0);
	if (v->word == want.word && same && is_sentence(v->sentence) &&
	    (want.part == NULL || strstr(v->sentence, want.part) != NULL))
		return;
	printf("line %d: %s %s is %s, %s: %s\n  not %s, %s: ...%s...\n",
	    want.line, check, subject, word_name(v->word),
	    v->outcome == NULL ? "-" : v->outcome, v->sentence,
	    word_name(want.word), want.outcome == NULL ? "-" : want.outcome,
	    want.part == NULL ? "" : want.part);
	test_failed_now++;
}

#define EXPECT(w, check, subject, word_, outcome_, part_)                      \
	expect(w, check, subject,                                              \
	    (struct expected){VERDICT_##word_, outcome_, part_, __LINE__})

#endif
