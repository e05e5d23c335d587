/*
 * Checks over their subjects, and the lists that several pages show: what is
 * owed and which sources are incomplete.  Verdicts of archived versions are
 * history: counted apart, they decide nothing (DESIGN section 7).
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "compose/internal.h"

static int
severity_rank(const char *s)
{
	if (strcmp(s, "high") == 0)
		return 0;
	return strcmp(s, "moderate") == 0 ? 1 : 2;
}

static int
by_need(const void *pa, const void *pb)
{
	const struct check_sum *a = pa, *b = pb;
	int ra = word_rank(a->worst), rb = word_rank(b->worst);
	int sa = severity_rank(a->check->severity);
	int sb = severity_rank(b->check->severity);

	if (ra != rb)
		return ra < rb ? -1 : 1;
	if (sa != sb)
		return sa < sb ? -1 : 1;
	return strcmp(a->check->id, b->check->id);
}

static void
add_up(const struct assessment *as, struct check_sum *s)
{
	bool is_first = true;

	for (size_t i = 0; i < as->nverdicts; i++) {
		const struct verdict *v = &as->verdicts[i];

		if (v->check != s->check)
			continue;
		if (v->is_history) {
			s->nhistory++;
			continue;
		}
		s->n[v->word]++;
		s->total++;
		if (is_first || word_rank(v->word) < word_rank(s->worst))
			s->worst = v->word;
		is_first = false;
	}
}

void
sums_make(struct work *w)
{
	const struct rules *r = w->in->rules;

	w->sums = arena_array(w->a, r->nchecks + 1, sizeof(*w->sums));
	for (size_t i = 0; i < r->nchecks; i++) {
		w->sums[i].check = &r->checks[i];
		add_up(w->in->assessment, &w->sums[i]);
	}
	w->nsums = r->nchecks;
	if (w->nsums > 0)
		qsort(w->sums, w->nsums, sizeof(*w->sums), by_need);
}

const struct check_sum *
sum_find(const struct work *w, const char *check)
{
	for (size_t i = 0; i < w->nsums; i++)
		if (strcmp(w->sums[i].check->id, check) == 0)
			return &w->sums[i];
	return NULL;
}

struct text
part_counts(struct work *w, const struct check_sum *s)
{
	static const enum word order[] = {VERDICT_FAIL, VERDICT_UNKNOWN,
	    VERDICT_WARN, VERDICT_CLAIMED, VERDICT_PASS,
	    VERDICT_NOT_APPLICABLE};
	struct buf b = {0};
	struct text t;

	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++)
		if (s->n[order[i]] > 0)
			buf_printf(&b, "%s%zu %s", b.len > 0 ? ", " : "",
			    s->n[order[i]], word_label(order[i]));
	if (s->total == 0)
		buf_puts(&b, "no subject");
	if (s->nhistory > 0)
		buf_printf(&b, "; %zu of archived versions", s->nhistory);
	t = text_of(w->a, buf_str(&b));
	buf_free(&b);
	return t;
}

struct node *
part_check_link(struct work *w, struct node *parent, const struct check *c)
{
	struct node *n;

	/* An item of the POA&M may be of a check that is gone. */
	if (rules_check(w->in->rules, c->id) == NULL)
		return node_code(w->a, parent, text_of(w->a, c->id));
	n = node_link(
	    w->a, parent, text_of(w->a, c->id), name_check(w, c->id), NULL);

	n->style = STYLE_WHOLE;
	return n;
}

bool
check_reads(const struct check *c, const char *kind)
{
	for (size_t i = 0; i < c->nreads; i++)
		if (strcmp(c->reads[i], kind) == 0)
			return true;
	return false;
}

/* ---- Limits ------------------------------------------------------------- */

const char *
part_threshold(const struct work *w, const char *check, const char *name)
{
	const struct system *s = w->in->system;
	const struct check *c = rules_check(w->in->rules, check);

	for (size_t i = 0; i < s->nthresholds; i++)
		if (strcmp(s->thresholds[i].check, check) == 0 &&
		    strcmp(s->thresholds[i].name, name) == 0)
			return s->thresholds[i].value;
	for (size_t i = 0; c != NULL && i < c->nthresholds; i++)
		if (strcmp(c->thresholds[i].name, name) == 0)
			return c->thresholds[i].value;
	return NULL;
}

/* ---- What people owe ---------------------------------------------------- */

static void
add_owed(struct work *w, const struct statement_key *k, const char *subject,
    struct owed *list, size_t *n)
{
	const struct statement *s =
	    statement_find(w->in->statements, k->key, subject);

	if (s != NULL && s->state == STATEMENT_VALID)
		return;
	list[*n].key = k->key;
	list[*n].title = k->title;
	list[*n].subject = subject;
	list[*n].ask = k->ask;
	list[*n].statement = s;
	(*n)++;
}

/* Only those that a check of this release reads. */
static bool
is_read(const struct work *w, const char *key)
{
	for (size_t i = 0; i < w->in->rules->nchecks; i++) {
		const struct check *c = &w->in->rules->checks[i];

		for (size_t k = 0; k < c->nstatements; k++)
			if (strcmp(c->statements[k], key) == 0)
				return true;
	}
	return false;
}

static bool
is_expected(const struct work *w, const char *key, const char *subject)
{
	return is_read(w, key) ||
	       statement_find(w->in->statements, key, subject) != NULL;
}

size_t
part_owed(struct work *w, struct owed **out)
{
	const struct statements *st = w->in->statements;
	const struct system *sys = w->in->system;
	size_t n = 0;

	*out = arena_array(
	    w->a, st->nkeys * (sys->nmodels + 1) + 1, sizeof(**out));
	for (size_t i = 0; i < st->nkeys; i++) {
		const struct statement_key *k = &st->keys[i];

		if (strcmp(k->per, "system") == 0 &&
		    is_expected(w, k->key, "system"))
			add_owed(w, k, "system", *out, &n);
		for (size_t m = 0;
		     strcmp(k->per, "model") == 0 && m < sys->nmodels; m++) {
			const char *subject =
			    arena_printf(w->a, "model/%s", sys->models[m].id);

			if (is_expected(w, k->key, subject))
				add_owed(w, k, subject, *out, &n);
		}
	}
	return n;
}

/* ---- Incomplete sources ------------------------------------------------- */

void
part_unchecked(struct work *w, struct node *parent)
{
	if (w->in->is_unchecked)
		node_note(w->a, parent, STYLE_NOTE,
		    text_lit("The OSCAL files of this package were not checked "
			     "against NIST's schema, which was not installed "
			     "where it was made: the package is not "
			     "complete."));
	if (w->in->is_unprinted)
		node_note(w->a, parent, STYLE_NOTE,
		    text_lit("This package has no PDF files: the Noto fonts "
			     "were not installed where it was made, and it is "
			     "not complete."));
}

bool
source_is_complete(const struct source_state *s)
{
	return s->state == STATE_OK || s->state == STATE_EMPTY;
}

static bool
gives(const struct source_state *s, const char *kind)
{
	for (size_t i = 0; i < s->nsteps; i++)
		if (s->steps[i].state != STATE_OK &&
		    s->steps[i].state != STATE_EMPTY)
			for (size_t k = 0; k < s->steps[i].nkinds; k++)
				if (strcmp(s->steps[i].kinds[k], kind) == 0)
					return true;
	return false;
}

/* The kinds that its incomplete steps would give, and the checks' ids. */
static void
not_seen(struct work *w, struct node *cell, const struct source_state *s)
{
	size_t n = 0;

	for (size_t i = 0; kind_at(i) != NULL; i++) {
		if (!gives(s, kind_at(i)->name))
			continue;
		if (n++ > 0)
			node_lit(w->a, cell, ", ");
		node_code(w->a, cell, text_of(w->a, kind_at(i)->name));
	}
	if (n == 0)
		node_lit(w->a, cell, "whatever it would have said");
	n = 0;
	for (size_t i = 0; i < w->in->rules->nchecks; i++) {
		const struct check *c = &w->in->rules->checks[i];
		bool reads = false;

		for (size_t k = 0; k < c->nreads; k++)
			reads = reads || gives(s, c->reads[k]);
		if (!reads)
			continue;
		node_lit(w->a, cell, n++ > 0 ? ", " : ": ");
		part_check_link(w, cell, c);
	}
}

static void
reason(struct work *w, struct node *cell, const struct source_state *s)
{
	if (s->reason != NULL)
		node_text(w->a, cell, text_of(w->a, s->reason));
	else
		node_lit(w->a, cell, "no reason was given");
	if (s->skip_owner != NULL)
		node_text(w->a, node_add(w->a, cell, NODE_SMALL),
		    text_printf(w->a, "skipped by %s, until %s", s->skip_owner,
			s->skip_expires == NULL ? "no date" : s->skip_expires));
}

bool
part_incomplete(struct work *w, struct node *parent)
{
	static const struct column columns[] = {
	    {.title = WORDS("Source"), .is_narrow = true},
	    {.title = WORDS("State"), .is_narrow = true},
	    {.title = WORDS("Reason")},
	    {.title = WORDS("What is not seen, and what reads it")}};
	static const struct table shape = {
	    .columns = columns, .ncolumns = 4, .is_caption_hidden = true};
	const struct snapshot *s = w->in->facts->snapshot;
	struct node *table = NULL;

	for (size_t i = 0; i < s->nsources; i++) {
		const struct source_state *src = &s->sources[i];
		struct node *row;

		if (source_is_complete(src))
			continue;
		if (table == NULL)
			table = node_table(w->a, parent,
			    text_lit("Sources that were not complete"), &shape);
		row = node_row(w->a, table, NULL);
		node_link(w->a, node_cell(w->a, row), text_of(w->a, src->id),
		    "sources.html", name_id(w, "source-", src->id));
		node_state(w->a, node_cell(w->a, row), src->state);
		reason(w, node_cell(w->a, row), src);
		not_seen(w, node_cell(w->a, row), src);
	}
	return table != NULL;
}

/* ---- The assessor's part ------------------------------------------------ */

void
part_assessor(struct work *w, struct node *parent)
{
	static const char *const fields[] = {
	    "Determination", "Method", "Initials and date"};
	struct node *defs;

	node_note(w->a, parent, STYLE_NOTE,
	    text_lit("Left blank for the printed copy. The tool never fills "
		     "this in."));
	defs = node_defs(w->a, parent, STYLE_BLANK);
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		node_def(w->a, defs, text_lit(fields[i]));
}
