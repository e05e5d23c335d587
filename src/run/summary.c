/*
 * A package or an assessment in one line: what a person reads in the subject
 * of a mail.  Worst first; archived versions decide nothing and do not count.
 */
#include "run/run.h"

#include <string.h>

#include "base/buf.h"

static const enum word order[] = {VERDICT_FAIL, VERDICT_UNKNOWN, VERDICT_WARN,
    VERDICT_CLAIMED, VERDICT_PASS, VERDICT_NOT_APPLICABLE};

enum { NORDER = sizeof(order) / sizeof(order[0]) };

size_t
run_count(const struct assessment *as, enum word word)
{
	size_t n = 0;

	for (size_t i = 0; i < as->nverdicts; i++)
		n +=
		    as->verdicts[i].word == word && !as->verdicts[i].is_history;
	return n;
}

static void
put_counts(struct buf *b, const struct assessment *as, size_t words)
{
	for (size_t i = 0; i < words; i++) {
		size_t n = run_count(as, order[i]);

		if (n > 0)
			buf_printf(b, "%s%zu %s", b->len == 0 ? "" : ", ", n,
			    word_name(order[i]));
	}
}

const char *
run_counts(struct arena *a, const struct assessment *as)
{
	struct buf b = {0};
	const char *out;

	put_counts(&b, as, NORDER);
	out = arena_dup(a, b.len == 0 ? "no verdict" : buf_str(&b));
	buf_free(&b);
	return out;
}

static size_t
not_read(const struct snapshot *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->nsources; i++)
		n += s->sources[i].state != STATE_OK &&
		     s->sources[i].state != STATE_EMPTY &&
		     s->sources[i].skip_owner == NULL;
	return n;
}

/* "r7" or "draft-2" of "SYSTEM-YYYY-MM-DD-r7". */
static const char *
serial_of(const struct project *p, const char *id)
{
	size_t at = strlen(p->system->id) + sizeof("-YYYY-MM-DD-") - 1;

	return strlen(id) > at ? id + at : id;
}

const char *
run_summary(
    struct arena *a, const struct project *p, const struct build_result *r)
{
	size_t n = not_read(p->facts->snapshot);
	struct buf b = {0};
	const char *out;

	put_counts(&b, &p->assessment, 3);
	if (b.len == 0)
		buf_puts(&b, "no findings");
	if (r->is_unchanged)
		buf_puts(&b, "; unchanged");
	if (!r->is_complete)
		buf_puts(&b, "; incomplete");
	if (n > 0)
		buf_printf(&b, ": %zu source%s not read", n, n == 1 ? "" : "s");
	out = arena_printf(
	    a, "%s %s: %s", p->system->id, serial_of(p, r->id), buf_str(&b));
	buf_free(&b);
	return out;
}
