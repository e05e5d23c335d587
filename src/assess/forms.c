/*
 * The six forms most checks are made of (DESIGN section 7).  Each takes rows
 * and adds parts to a finding; none lets missing evidence look better than
 * evidence: an outcome that is no VALUE is FAIL or UNKNOWN, never PASS.
 * t_prop_forms.c proves it.
 */
#include "assess/internal.h"

#include <string.h>

/* Adds the UNKNOWN that a bad outcome gives. */
static void
bad_outcome(
    struct ctx *c, struct finding *f, const struct value *v, const char *what)
{
	if (v->outcome == OUTCOME_CONFLICT && v->nothers >= 2)
		finding_unknown(c, f, "CONFLICT",
		    "Two sources disagree on %s: '%s' (%s) and '%s' (%s)", what,
		    v->others[0].text == NULL ? "" : v->others[0].text,
		    v->others[0].at == NULL ? "" : v->others[0].at,
		    v->others[1].text == NULL ? "" : v->others[1].text,
		    v->others[1].at == NULL ? "" : v->others[1].at);
	else
		finding_unknown(c, f, outcome_name(v->outcome),
		    "It cannot be read from the answer what %s is", what);
}

bool
form_present(struct ctx *c, struct finding *f, const struct row *r,
    const char *field, const char *what)
{
	const struct value *v = row_get(r, field);

	finding_fact(c, f, r, field);
	switch (v->outcome) {
	case OUTCOME_VALUE:
		finding_say(c, f, VERDICT_PASS, "Recorded: %s", what);
		return true;
	case OUTCOME_ABSENT:
	case OUTCOME_NULL:
		finding_say(c, f, VERDICT_FAIL, "Not recorded: %s", what);
		return false;
	case OUTCOME_NONFINITE:
	case OUTCOME_MANY:
	case OUTCOME_BADTYPE:
	case OUTCOME_CONFLICT:
		bad_outcome(c, f, v, what);
		return false;
	}
	return false;
}

bool
form_has(struct ctx *c, struct finding *f, const struct row *y,
    const char *kind, const char *what)
{
	enum state state;
	const char *says;

	if (y != NULL) {
		finding_fact(c, f, y, NULL);
		finding_say(c, f, VERDICT_PASS, "Recorded: %s", what);
		return true;
	}
	if (listing_is_complete(c, kind)) {
		finding_say(c, f, VERDICT_FAIL, "Not recorded: %s", what);
		return false;
	}
	says = listing_says(c, kind, &state);
	finding_unknown(
	    c, f, state_name(state), "Not known: %s (%s)", what, says);
	return false;
}

static enum word
judge_limit(const struct decimal *v, struct limits l)
{
	struct decimal warn, fail;
	int sign = l.is_least ? -1 : 1;

	if (l.fail == NULL || decimal_parse(&fail, l.fail, strlen(l.fail)) != 0)
		return VERDICT_UNKNOWN;
	if (sign * decimal_cmp(v, &fail) > 0)
		return VERDICT_FAIL;
	if (l.warn == NULL)
		return VERDICT_PASS;
	if (decimal_parse(&warn, l.warn, strlen(l.warn)) != 0)
		return VERDICT_UNKNOWN;
	return sign * decimal_cmp(v, &warn) > 0 ? VERDICT_WARN : VERDICT_PASS;
}

enum word
form_limit(struct ctx *c, struct finding *f, const struct row *r,
    const char *field, struct limits l, const char *what)
{
	const struct value *v = row_get(r, field);
	struct decimal d;
	enum word w;
	const char *side = l.is_least ? "at least" : "at most";
	const char *limit;

	finding_fact(c, f, r, field);
	if (v->outcome != OUTCOME_VALUE ||
	    decimal_parse(&d, v->text, strlen(v->text)) != 0) {
		bad_outcome(c, f, v, what);
		return VERDICT_UNKNOWN;
	}
	w = judge_limit(&d, l);
	limit = w == VERDICT_FAIL || l.warn == NULL ? l.fail : l.warn;
	if (w == VERDICT_UNKNOWN) {
		finding_unknown(c, f, "NO LIMIT",
		    "There is no limit to hold %s against", what);
		return w;
	}
	finding_part(c, f,
	    (struct part_says){.word = w,
		.seen = v->text,
		.wanted = arena_printf(c->a, "%s %s", side, limit),
		.text = arena_printf(c->a, "%s is %s (limit: %s %s)", what,
		    v->text, side, limit)});
	return w;
}

int64_t
form_age(struct ctx *c, struct finding *f, const struct row *r,
    const char *field, const char *days, const char *what)
{
	const struct value *v = row_get(r, field);
	struct instant t;
	struct decimal age, limit;
	char text[TIME_TEXT];
	int64_t n;

	finding_fact(c, f, r, field);
	if (v->outcome != OUTCOME_VALUE ||
	    time_parse(&t, v->text, strlen(v->text)) != 0 || days == NULL ||
	    decimal_parse(&limit, days, strlen(days)) != 0) {
		bad_outcome(c, f, v, what);
		return -1;
	}
	n = (c->as_of.s - t.s) / 86400;
	(void)snprintf(text, sizeof(text), "%lld", (long long)n);
	if (decimal_parse(&age, text, strlen(text)) != 0)
		return -1;
	if (n < 0)
		finding_unknown(
		    c, f, "FUTURE", "%s is of %s, after as-of", what, v->text);
	else if (decimal_cmp(&age, &limit) > 0)
		finding_unknown(c, f, "STALE",
		    "%s is of %s, %s days old (limit %s)", what,
		    date_format(date_of(t), text),
		    arena_printf(c->a, "%lld", (long long)n), days);
	return n;
}

static bool
read_moment(
    struct ctx *c, struct finding *f, struct moment m, struct instant *t)
{
	const struct value *v;

	if (m.row == NULL) {
		finding_unknown(
		    c, f, NULL, "The time of %s is not known", m.what);
		return false;
	}
	v = row_get(m.row, m.field);
	finding_fact(c, f, m.row, m.field);
	if (v->outcome == OUTCOME_VALUE &&
	    time_parse(t, v->text, strlen(v->text)) == 0)
		return true;
	if (v->outcome == OUTCOME_ABSENT || v->outcome == OUTCOME_NULL)
		finding_unknown(
		    c, f, NULL, "The time of %s is not recorded", m.what);
	else
		bad_outcome(c, f, v, m.what);
	return false;
}

void
form_before(struct ctx *c, struct finding *f, struct moment a, struct moment b)
{
	struct instant ta, tb;
	bool has_a = read_moment(c, f, a, &ta),
	     has_b = read_moment(c, f, b, &tb);
	char sa[TIME_TEXT], sb[TIME_TEXT];

	if (!has_a || !has_b)
		return;
	if (time_cmp(ta, tb) <= 0) {
		finding_say(c, f, VERDICT_PASS, "%s (%s) came before %s (%s)",
		    a.what, time_format(ta, sa), b.what, time_format(tb, sb));
		return;
	}
	finding_part(c, f,
	    (struct part_says){.word = VERDICT_FAIL,
		.seen = arena_dup(c->a, time_format(tb, sb)),
		.wanted =
		    arena_printf(c->a, "not before %s", time_format(ta, sa)),
		.text = arena_printf(c->a, "%s (%s) came before %s (%s)",
		    b.what, time_format(tb, sb), a.what, time_format(ta, sa))});
}

void
form_none(struct ctx *c, struct finding *f, size_t found, const char *kind,
    const char *what)
{
	enum state state;
	const char *says;

	if (found > 0) {
		finding_say(c, f, VERDICT_FAIL, "%zu %s", found, what);
		return;
	}
	if (listing_is_complete(c, kind)) {
		finding_say(
		    c, f, VERDICT_PASS, "No %s, in a complete listing", what);
		return;
	}
	says = listing_says(c, kind, &state);
	finding_unknown(c, f, state_name(state),
	    "None found, and the listing is not complete: %s", says);
}
