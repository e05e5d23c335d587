/*
 * Law 3 over both samples, as ANSWERS words it: after taking away any object,
 * row, field or statement, no FAIL or UNKNOWN becomes PASS, WARN, CLAIMED or
 * NOT_APPLICABLE, or disappears (unless its parent subject is UNKNOWN in the
 * same check); no WARN or CLAIMED becomes PASS; no control becomes supported.
 * DOSSIER_EVERY=N tries every N-th row and field only (sanitizer builds).
 */
#include <stdlib.h>

#include "assess/assess.h"
#include "base/file.h"
#include "gather/gather.h"
#include "run/run.h"
#include "test.h"

struct sample {
	struct arena *a;
	struct project p;
	struct assessment before;
	size_t tried;
};

static bool
load(struct sample *s, const char *dir)
{
	struct error e = {0};
	struct run_opts o = {
	    .dir = dir, .out = "out", .data = ".", .from = dir};

	memset(s, 0, sizeof(*s));
	s->a = arena_new();
	if (run_open(s->a, &o, &s->p, &e) == -1 ||
	    run_assess(s->a, &o, &s->p, &e) == -1) {
		printf("%s: %s: %s\n", dir, e.where, e.what);
		return false;
	}
	s->before = s->p.assessment;
	return true;
}

static const struct verdict *
same_verdict(const struct assessment *as, const struct verdict *v)
{
	for (size_t i = 0; i < as->nverdicts; i++)
		if (strcmp(as->verdicts[i].check->id, v->check->id) == 0 &&
		    strcmp(as->verdicts[i].subject, v->subject) == 0)
			return &as->verdicts[i];
	return NULL;
}

/* "version/fraud/4" has the parent "model/fraud". */
static bool
parent_is_unknown(const struct assessment *as, const struct verdict *v)
{
	const char *from = strchr(v->subject, '/');
	size_t n = from == NULL ? 0 : strcspn(from + 1, "/");

	for (size_t i = 0; from != NULL && i < as->nverdicts; i++) {
		const struct verdict *w = &as->verdicts[i];

		if (strcmp(w->check->id, v->check->id) == 0 &&
		    w->word == VERDICT_UNKNOWN &&
		    strncmp(w->subject, "model/", 6) == 0 &&
		    strlen(w->subject) == 6 + n &&
		    strncmp(w->subject + 6, from + 1, n) == 0)
			return true;
	}
	return false;
}

static bool
is_worse_than_good(enum word w)
{
	return w == VERDICT_FAIL || w == VERDICT_UNKNOWN;
}

static void
compare(struct sample *s, const struct assessment *after, const char *what)
{
	s->tried++;
	for (size_t i = 0; i < s->before.nverdicts; i++) {
		const struct verdict *v = &s->before.verdicts[i];
		const struct verdict *w = same_verdict(after, v);
		bool ok;

		if (w == NULL)
			ok = !is_worse_than_good(v->word) ||
			     parent_is_unknown(after, v);
		else if (is_worse_than_good(v->word))
			ok = is_worse_than_good(w->word);
		else
			ok = !(v->word == VERDICT_WARN ||
				 v->word == VERDICT_CLAIMED) ||
			     w->word != VERDICT_PASS;
		if (!ok) {
			printf("without %s: %s %s: %s becomes %s\n", what,
			    v->check->id, v->subject, word_name(v->word),
			    w == NULL ? "nothing" : word_name(w->word));
			test_failed_now++;
		}
	}
	for (size_t i = 0; i < s->before.ncontrols; i++)
		if (s->before.controls[i].word != CONTROL_SUPPORTED &&
		    after->controls[i].word == CONTROL_SUPPORTED) {
			printf("without %s: control %s becomes supported\n",
			    what, s->before.controls[i].control->id);
			test_failed_now++;
		}
}

static void
assess(struct arena *a, const struct sample *s, const struct facts *f,
    const struct statements *st, struct assessment *out)
{
	struct assess_in in = {.system = s->p.system,
	    .facts = f,
	    .statements = st,
	    .rules = s->p.rules};

	assess_run(a, &in, out);
}

static size_t
every(void)
{
	const char *n = getenv("DOSSIER_EVERY");

	return n == NULL || n[0] < '1' || n[0] > '9' ? 1 : strtoul(n, NULL, 10);
}

static void
without_rows(struct sample *s)
{
	const struct facts *f = s->p.facts;
	const struct row **rows = calloc(f->nrows, sizeof(*rows));
	struct facts less = *f;

	less.rows = rows;
	less.nrows = f->nrows - 1;
	for (size_t k = 0; k < f->nrows; k += every()) {
		struct arena *a = arena_new();
		struct assessment as;

		for (size_t i = 0; i < k; i++)
			rows[i] = f->rows[i];
		for (size_t i = k + 1; i < f->nrows; i++)
			rows[i - 1] = f->rows[i];
		assess(a, s, &less, s->p.statements, &as);
		compare(s, &as, row_name(a, f->rows[k]));
		arena_free(a);
	}
	free(rows);
}

/* A field that is ABSENT; key parts make the row, so they stay. */
static void
without_fields(struct sample *s)
{
	const struct facts *f = s->p.facts;
	const struct row **rows = calloc(f->nrows, sizeof(*rows));
	struct facts less = *f;

	memcpy(rows, f->rows, f->nrows * sizeof(*rows));
	less.rows = rows;
	for (size_t k = 0; k < f->nrows; k += every()) {
		const struct row *r = f->rows[k];

		for (size_t i = r->kind->nkeys; i < r->kind->nfields; i++) {
			struct arena *a = arena_new();
			struct row cut = *r;
			struct assessment as;

			if (r->fields[i].outcome == OUTCOME_ABSENT) {
				arena_free(a);
				continue;
			}
			cut.fields = arena_array(
			    a, r->kind->nfields, sizeof(*cut.fields));
			memcpy(cut.fields, r->fields,
			    r->kind->nfields * sizeof(*cut.fields));
			memset(&cut.fields[i], 0, sizeof(cut.fields[i]));
			rows[k] = &cut;
			assess(a, s, &less, s->p.statements, &as);
			compare(s, &as,
			    arena_printf(a, "%s of %s", r->kind->fields[i].name,
				row_name(a, r)));
			arena_free(a);
		}
		rows[k] = r;
	}
	free(rows);
}

static void
without_statements(struct sample *s)
{
	const struct statements *all = s->p.statements;
	struct statement *items = calloc(all->n + 1, sizeof(*items));
	struct statements less = *all;

	less.items = items;
	less.n = all->n - 1;
	for (size_t k = 0; k < all->n; k++) {
		struct arena *a = arena_new();
		struct assessment as;

		for (size_t i = 0, to = 0; i < all->n; i++)
			if (i != k)
				items[to++] = all->items[i];
		assess(a, s, s->p.facts, &less, &as);
		compare(s, &as, all->items[k].key);
		arena_free(a);
	}
	free(items);
}

/* The same snapshot with one request's object gone. */
static void
without_objects(struct sample *s, const char *dir)
{
	const struct snapshot *snap = s->p.snapshot;

	for (size_t i = 0; i < snap->nsources; i++)
		for (size_t k = 0; k < snap->sources[i].nrequests; k++) {
			const struct request *r = &snap->sources[i].requests[k];
			struct sample less;
			struct request *hidden;

			if (r->object == NULL)
				continue;
			if (!load(&less, dir)) {
				test_failed_now++;
				continue;
			}
			/* A digest that no object has. */
			hidden = (struct request *)(uintptr_t)&less.p.snapshot
				     ->sources[i]
				     .requests[k];
			hidden->object = "0000000000000000000000000000000000"
					 "000000000000000000000000000000";
			{
				struct run_opts o = {.dir = dir,
				    .out = "out",
				    .data = ".",
				    .from = dir};
				struct error e = {0};

				CHECK(run_assess(less.a, &o, &less.p, &e) == 0);
			}
			compare(s, &less.p.assessment, r->url);
			arena_free(less.a);
		}
}

/* Every check of the rules is among the verdicts that may not improve. */
static void
covers(const struct sample *s)
{
	for (size_t k = 0; k < s->p.rules->nchecks; k++) {
		const struct check *c = &s->p.rules->checks[k];
		bool found = false;

		for (size_t i = 0; i < s->before.nverdicts; i++)
			found = found || s->before.verdicts[i].check == c;
		if (found)
			continue;
		printf("%s has no verdict\n", c->id);
		test_failed_now++;
	}
}

static void
prove(const char *dir)
{
	struct sample s;

	if (!load(&s, dir)) {
		test_failed_now++;
		arena_free(s.a);
		return;
	}
	CHECK(s.before.nverdicts > 0);
	covers(&s);
	without_rows(&s);
	without_fields(&s);
	without_statements(&s);
	without_objects(&s, dir);
	printf("%s: %zu things taken away\n", dir, s.tried);
	CHECK(s.tried > 100);
	arena_free(s.a);
}

static void
test_invoice_fraud(void)
{
	prove("samples/invoice-fraud");
}

static void
test_benefits_triage(void)
{
	prove("samples/benefits-triage");
}

int
main(void)
{
	RUN(test_invoice_fraud);
	RUN(test_benefits_triage);
	return test_end("t_law3");
}
