/*
 * Findings: parts are added, the worst decides.  A part of the same word adds
 * what it says; a better one adds only its facts.  Never guesses: a finding
 * without parts is UNKNOWN.
 */
#include "assess/internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"

enum { PART_MAX = 1024 }; /* bytes of one sentence; what is longer is cut */

/* Doubles an array in the arena when it is full. */
static void *
grow(struct ctx *c, void *old, size_t n, size_t *cap, size_t size)
{
	void *new;

	if (n < *cap)
		return old;
	*cap = *cap == 0 ? 8 : *cap * 2;
	new = arena_array(c->a, *cap, size);
	if (n > 0)
		memcpy(new, old, n * size);
	return new;
}

static bool
same_lead(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* Joins it to the clause of its lead; says nothing twice. */
static void
add_clause(struct ctx *c, struct finding *f, const char *lead, const char *text)
{
	struct clause *cl = NULL;

	for (size_t i = 0; i < f->nclauses; i++) {
		struct clause *is = &f->clauses[i];

		if (same_lead(is->lead, lead))
			cl = is;
		else if (is->lead == NULL && lead == NULL &&
			 strcmp(is->items[0], text) == 0)
			return;
	}
	for (size_t i = 0; cl != NULL && i < cl->n; i++)
		if (strcmp(cl->items[i], text) == 0)
			return;
	if (cl == NULL) {
		f->clauses = grow(c, f->clauses, f->nclauses, &f->cap_clauses,
		    sizeof(f->clauses[0]));
		cl = &f->clauses[f->nclauses++];
		*cl = (struct clause){.lead = lead};
	}
	/* NOLINTNEXTLINE(bugprone-sizeof-expression): an array of pointers */
	cl->items = grow(c, cl->items, cl->n, &cl->cap, sizeof(cl->items[0]));
	cl->items[cl->n++] = text;
}

static bool
is_conflict(const char *outcome)
{
	return outcome != NULL && strcmp(outcome, "CONFLICT") == 0;
}

/* A CONFLICT is named before any other reason: it decides controls. */
static void
add_same(struct ctx *c, struct finding *f, const struct part_says *p)
{
	add_clause(c, f, p->lead, p->text);
	if (f->outcome == NULL || is_conflict(p->outcome))
		f->outcome = p->outcome;
	if (f->seen == NULL) {
		f->seen = p->seen;
		f->wanted = p->wanted;
	}
}

void
finding_part(struct ctx *c, struct finding *f, struct part_says p)
{
	bool is_worse = !f->has_parts || word_rank(p.word) < word_rank(f->word);

	if (is_worse) {
		f->word = p.word;
		f->outcome = p.outcome;
		f->seen = p.seen;
		f->wanted = p.wanted;
		f->clauses = NULL; /* a copy may still hold the old ones */
		f->nclauses = f->cap_clauses = 0;
		add_clause(c, f, p.lead, p.text);
	} else if (p.word == f->word) {
		add_same(c, f, &p);
	}
	f->has_parts = true;
}

__attribute__((format(printf, 2, 0))) static const char *
vprint(struct ctx *c, const char *fmt, va_list ap)
{
	char line[PART_MAX];
	/* NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized): callers start */
	int n = vsnprintf(line, sizeof(line), fmt, ap);
	size_t len = 0, step;

	if (n < (int)sizeof(line))
		return arena_dup(c->a, line);
	while ((step = utf8_len(line + len, sizeof(line) - 4 - len)) > 0)
		len += step;
	return arena_printf(c->a, "%.*s...", (int)len, line);
}

void
finding_say(struct ctx *c, struct finding *f, enum word w, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	finding_part(
	    c, f, (struct part_says){.word = w, .text = vprint(c, fmt, ap)});
	va_end(ap);
}

void
finding_unknown(
    struct ctx *c, struct finding *f, const char *outcome, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	finding_part(c, f,
	    (struct part_says){.word = VERDICT_UNKNOWN,
		.outcome = outcome,
		.text = vprint(c, fmt, ap)});
	va_end(ap);
}

void
finding_unlisted(
    struct ctx *c, struct finding *f, const char *kind, const char *fmt, ...)
{
	enum state state;
	const char *says = listing_says(c, kind, &state), *text;
	va_list ap;

	va_start(ap, fmt);
	text = vprint(c, fmt, ap);
	va_end(ap);
	if (listing_is_complete(c, kind))
		finding_unknown(c, f, NULL, "%s", text);
	else
		finding_unknown(c, f, state_name(state), "%s (%s)", text, says);
}

void
finding_fact(
    struct ctx *c, struct finding *f, const struct row *r, const char *field)
{
	int i = field == NULL ? -1 : kind_field(r->kind, field);

	for (size_t k = 0; k < f->nbasis; k++)
		if (f->basis[k].row == r && f->basis[k].field == i)
			return;
	f->basis =
	    grow(c, f->basis, f->nbasis, &f->cap_basis, sizeof(f->basis[0]));
	f->basis[f->nbasis++] = (struct basis){.row = r, .field = i};
}

void
finding_statement(struct ctx *c, struct finding *f, const struct statement *s)
{
	for (size_t i = 0; i < f->nstatements; i++)
		if (f->statements[i] == s)
			return;
	f->statements =
	    grow(c, f->statements, f->nstatements, &f->cap_statements,
		/* NOLINTNEXTLINE(bugprone-sizeof-expression): pointers */
		sizeof(f->statements[0]));
	f->statements[f->nstatements++] = s;
}

void
finding_settle(struct ctx *c, struct finding *f)
{
	const struct row *by = NULL;

	for (size_t i = 0; by == NULL && i < f->nbasis; i++)
		if (f->basis[i].row->is_asserted)
			by = f->basis[i].row;
	if (!f->has_parts || f->word != VERDICT_PASS || by == NULL)
		return;
	f->word = VERDICT_CLAIMED;
	add_clause(c, f, NULL,
	    arena_printf(c->a,
		"%s wrote this down, and no second source confirms it",
		by->asserted_by == NULL ? "A person" : by->asserted_by));
}

void
finding_best(struct ctx *c, struct finding *best, struct finding *one)
{
	finding_settle(c, one);
	if (!best->has_parts || word_rank(one->word) > word_rank(best->word))
		*best = *one;
}

void
finding_merge(struct ctx *c, struct finding *f, const struct finding *one)
{
	for (size_t i = 0; i < one->nclauses; i++)
		for (size_t k = 0; k < one->clauses[i].n; k++)
			finding_part(c, f,
			    (struct part_says){.word = one->word,
				.outcome = one->outcome,
				.seen = one->seen,
				.wanted = one->wanted,
				.lead = one->clauses[i].lead,
				.text = one->clauses[i].items[k]});
	for (size_t i = 0; i < one->nbasis; i++) {
		const struct basis *b = &one->basis[i];

		finding_fact(c, f, b->row,
		    b->field < 0 ? NULL : b->row->kind->fields[b->field].name);
	}
	for (size_t i = 0; i < one->nstatements; i++)
		finding_statement(c, f, one->statements[i]);
}

static void
put_capital(struct buf *b, char ch)
{
	static const char small[] = "abcdefghijklmnopqrstuvwxyz";
	static const char large[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	const char *at = strchr(small, ch); /* no text is empty */

	buf_add(b, at == NULL ? &ch : &large[at - small], 1);
}

const char *
finding_text(struct ctx *c, const struct finding *f)
{
	struct buf b = {0};
	const char *text;

	if (f->nclauses == 0)
		return "Nothing was found to decide it on.";
	for (size_t i = 0; i < f->nclauses; i++) {
		const struct clause *cl = &f->clauses[i];
		const char *first = cl->lead != NULL ? cl->lead : cl->items[0];

		if (i > 0)
			buf_putc(&b, ' ');
		put_capital(&b, first[0]);
		buf_puts(&b, first + 1);
		for (size_t k = 0; cl->lead != NULL && k < cl->n; k++) {
			buf_puts(&b, k == 0          ? ": "
				     : k + 1 < cl->n ? ", "
						     : " and ");
			buf_puts(&b, cl->items[k]);
		}
		buf_putc(&b, '.');
	}
	text = arena_dup(c->a, buf_str(&b));
	buf_free(&b);
	return text;
}
