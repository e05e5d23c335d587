/* check, explain: verdicts for people. */
#include <string.h>

#include "base/buf.h"
#include "cli/cli.h"

/* high 0, moderate 1, low 2; -1 for no severity. */
static int
severity(const char *s)
{
	static const char *const words[] = {"high", "moderate", "low"};

	for (int i = 0; i < 3; i++)
		if (strcmp(words[i], s) == 0)
			return i;
	return -1;
}

static int
exit_of(const struct assessment *as, int limit)
{
	int rc = 0;

	for (size_t i = 0; i < as->nverdicts; i++) {
		const struct verdict *v = &as->verdicts[i];

		if (v->is_history || severity(v->check->severity) > limit)
			continue;
		if (v->word == VERDICT_FAIL)
			return 1;
		if (v->word == VERDICT_UNKNOWN)
			rc = 2;
	}
	return rc;
}

static void
print_sources(const struct snapshot *s)
{
	for (size_t i = 0; i < s->nsources; i++) {
		const struct source_state *src = &s->sources[i];

		if (src->state == STATE_OK || src->state == STATE_EMPTY)
			continue;
		printf("source '%s' is %s", src->id, state_name(src->state));
		if (src->reason != NULL) {
			printf(": ");
			print_vis(src->reason);
		}
		printf("\n");
	}
}

static bool
needs_work(const struct verdict *v)
{
	return v->word != VERDICT_PASS && v->word != VERDICT_NOT_APPLICABLE &&
	       !v->is_history;
}

/* One reason for one subject, whatever the check. */
static bool
says_same(const struct verdict *v, const struct verdict *w)
{
	return v->word == w->word && needs_work(w) &&
	       strcmp(v->subject, w->subject) == 0 &&
	       strcmp(v->sentence, w->sentence) == 0;
}

static bool
is_printed(const struct assessment *as, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (says_same(&as->verdicts[i], &as->verdicts[k]))
			return true;
	return false;
}

/* The other checks that say the same of this subject. */
static void
print_also(const struct assessment *as, size_t i)
{
	size_t n = 0;

	for (size_t k = i + 1; k < as->nverdicts; k++)
		if (says_same(&as->verdicts[i], &as->verdicts[k]))
			printf("%s %s", n++ == 0 ? "         also" : "",
			    as->verdicts[k].check->id);
	if (n > 0)
		printf("\n");
}

/* What needs work, worst first; checks that say the same stand together. */
static void
print_verdicts(const struct assessment *as)
{
	for (size_t i = 0; i < as->nverdicts; i++) {
		const struct verdict *v = &as->verdicts[i];

		if (!needs_work(v) || is_printed(as, i))
			continue;
		print_word(v->word, 8);
		printf(" %-7s %s  ", v->check->id, v->check->severity);
		print_vis(v->subject);
		if (v->outcome != NULL)
			printf("  (%s)", v->outcome);
		printf("\n");
		print_also(as, i);
		print_wrapped(v->sentence, 9);
	}
}

static void
print_history(const struct assessment *as)
{
	size_t n = 0;

	for (size_t i = 0; i < as->nverdicts; i++)
		n += as->verdicts[i].is_history &&
		     as->verdicts[i].word != VERDICT_PASS &&
		     as->verdicts[i].word != VERDICT_NOT_APPLICABLE;
	if (n > 0)
		printf("%zu more of archived versions, which decide nothing: "
		       "see the package, or --json\n",
		    n);
}

int
cmd_check(struct arena *a, const struct options *o, struct error *e)
{
	struct run_opts r;
	struct project p;
	int limit = o->fail_on == NULL ? 2 : severity(o->fail_on);
	bool is_done;

	if (limit == -1) {
		err_set(
		    e, ERR_USAGE, "check", "'%s' is no severity", o->fail_on);
		err_hint(e, "high, moderate or low");
		return -1;
	}
	run_opts_of(o, &r);
	is_done = run_open(a, &r, &p, e) == 0 && run_assess(a, &r, &p, e) == 0;
	run_close(&p);
	if (!is_done)
		return -1;
	if (o->is_json) {
		struct buf b = {0};

		run_json_check(&p, &b);
		print_buf(&b);
		return exit_of(&p.assessment, limit);
	}
	print_verdicts(&p.assessment);
	print_history(&p.assessment);
	print_sources(p.facts->snapshot);
	printf("%s as of %s: %s\n", p.system->id, p.facts->snapshot->as_of,
	    run_counts(a, &p.assessment));
	return exit_of(&p.assessment, limit);
}

static void
print_rule(const struct check *k)
{
	printf("\n  Rule (%s, %s)\n", k->shows, k->severity);
	printf("  passes:  ");
	print_vis(k->pass);
	printf("\n  fails:   ");
	print_vis(k->fail);
	printf("\n  unknown: ");
	print_vis(k->unknown);
	printf("\n");
}

static void
print_fact(const struct explained_fact *f)
{
	printf("  ");
	print_vis(f->name);
	if (f->value[0] != '\0') {
		printf(" = ");
		print_vis(f->value);
	}
	printf("\n    from %s\n", f->source);
	if (f->at == NULL)
		return;
	printf("    at   ");
	print_vis(f->at);
	if (f->found != NULL) {
		printf("\n    is   ");
		print_vis(f->found);
	} else {
		printf("\n    (the bytes are not here: vault, or only hashed)");
	}
	printf("\n");
}

static void
print_explained(const struct explained *x)
{
	const struct verdict *v = x->verdict;

	print_word(v->word, 0);
	printf("  %s %s  ", v->check->id, v->check->title);
	print_vis(v->subject);
	printf("\n");
	print_wrapped(v->sentence, 2);
	print_rule(v->check);
	if (v->nstatements > 0)
		printf("\n  Statements\n");
	for (size_t i = 0; i < v->nstatements; i++)
		printf("  %s (%s, %s)\n", v->statements[i]->file,
		    v->statements[i]->owner, v->statements[i]->date);
	if (x->nfacts > 0)
		printf("\n  Facts\n");
	for (size_t i = 0; i < x->nfacts; i++)
		print_fact(&x->facts[i]);
	printf("\n  Next\n");
	print_wrapped(x->next, 2);
}

int
cmd_explain(struct arena *a, const struct options *o, struct error *e)
{
	struct run_opts r;
	struct project p;
	const struct explained *list;
	size_t n;
	bool is_done;

	run_opts_of(o, &r);
	r.dir = o->nargs > 1 ? o->args[1] : ".";
	is_done = run_open(a, &r, &p, e) == 0 &&
		  run_assess(a, &r, &p, e) == 0 &&
		  run_explain(a, &p, o->args[0], &list, &n, e) == 0;
	run_close(&p);
	if (!is_done)
		return -1;
	if (o->is_json) {
		struct buf b = {0};

		run_json_explain(list, n, &b);
		print_buf(&b);
		return 0;
	}
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			printf("\n");
		print_explained(&list[i]);
	}
	return 0;
}
