/*
 * Findings: parts are added, the worst decides.  A part of the same word adds
 * its sentence; a better one adds only its facts.  Never guesses: a finding
 * without parts is UNKNOWN.
 */
#include "assess/internal.h"

#include <stdarg.h>
#include <string.h>

#include "base/buf.h"

void
finding_part(struct ctx *c, struct finding *f, struct part_says p)
{
	bool is_worse = !f->has_parts || word_rank(p.word) < word_rank(f->word);

	if (is_worse) {
		f->word = p.word;
		f->outcome = p.outcome;
		f->seen = p.seen;
		f->wanted = p.wanted;
		f->text = arena_printf(c->a, "%s.", p.text);
	} else if (p.word == f->word && p.word != VERDICT_NOT_APPLICABLE) {
		f->text = arena_printf(c->a, "%s %s.", f->text, p.text);
		if (f->outcome == NULL)
			f->outcome = p.outcome;
		if (f->seen == NULL) {
			f->seen = p.seen;
			f->wanted = p.wanted;
		}
	}
	f->has_parts = true;
}

static const char *
vprint(struct ctx *c, const char *fmt, va_list ap)
{
	char line[1024];

	(void)vsnprintf(line, sizeof(line), fmt, ap); /* cut at a line */
	return arena_dup(c->a, line);
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
	f->statements = grow(c, f->statements, f->nstatements,
	    &f->cap_statements, sizeof(f->statements[0]));
	f->statements[f->nstatements++] = s;
}
