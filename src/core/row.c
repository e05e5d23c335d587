/*
 * Rows read by field name, and the words of outcomes.  A field that the kind
 * has not is our bug and asserted; a field without a VALUE has no text, so
 * that nobody takes an unread value for one (DESIGN law 3).
 */
#include "core/core.h"

#include <assert.h>
#include <string.h>

#include "base/buf.h"

static const char *const outcomes[] = {
    [OUTCOME_ABSENT] = "ABSENT",
    [OUTCOME_NULL] = "NULL",
    [OUTCOME_VALUE] = "VALUE",
    [OUTCOME_NONFINITE] = "NONFINITE",
    [OUTCOME_MANY] = "MANY",
    [OUTCOME_BADTYPE] = "BADTYPE",
    [OUTCOME_CONFLICT] = "CONFLICT",
};

enum { NOUTCOMES = sizeof(outcomes) / sizeof(outcomes[0]) };

const char *
outcome_name(enum outcome o)
{
	assert((size_t)o < NOUTCOMES);
	return outcomes[o];
}

int
outcome_parse(enum outcome *o, const char *name)
{
	*o = OUTCOME_ABSENT;
	for (size_t i = 0; i < NOUTCOMES; i++) {
		if (strcmp(outcomes[i], name) == 0) {
			*o = (enum outcome)i;
			return 0;
		}
	}
	return -1;
}

const struct value *
row_get(const struct row *r, const char *field)
{
	int i = kind_field(r->kind, field);

	assert(i >= 0);
	return &r->fields[i];
}

const char *
row_text(const struct row *r, const char *field)
{
	const struct value *v = row_get(r, field);

	return v->outcome == OUTCOME_VALUE ? v->text : NULL;
}

const char *
row_name(struct arena *a, const struct row *r)
{
	struct buf b = {0};
	const char *name;

	buf_puts(&b, r->kind->name);
	for (size_t i = 0; i < r->kind->nkeys; i++) {
		const struct value *v = &r->fields[i];

		buf_putc(&b, i == 0 ? ' ' : '/');
		if (v->outcome == OUTCOME_VALUE && v->text != NULL)
			buf_puts(&b, v->text);
		else
			buf_putc(&b, '-');
	}
	name = arena_dup(a, buf_str(&b));
	buf_free(&b);
	return name;
}
