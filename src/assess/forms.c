/*
 * The six forms most checks are made of (DESIGN section 7).  Each takes rows
 * and adds parts to a finding; none lets missing evidence look better than
 * evidence: an outcome that is no VALUE is FAIL or UNKNOWN, never PASS.
 * t_prop_forms.c proves it.
 */
#include "assess/internal.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { DAY = 86400 };

static const char *
shown(const char *s)
{
	return s == NULL ? "" : s;
}

void
form_unread(struct ctx *c, struct finding *f, const struct row *r,
    const char *field, const char *what)
{
	const struct value *v = row_get(r, field);
	enum outcome o = v->outcome;

	finding_fact(c, f, r, field);
	if (o == OUTCOME_CONFLICT && v->nothers >= 2)
		finding_unknown(c, f, "CONFLICT",
		    "Two sources disagree on %s: '%s' (%s) and '%s' (%s)", what,
		    shown(v->others[0].text), shown(v->others[0].at),
		    shown(v->others[1].text), shown(v->others[1].at));
	else if (o == OUTCOME_ABSENT || o == OUTCOME_NULL)
		finding_unknown(c, f, outcome_name(o),
		    "It is not recorded what %s is", what);
	else
		finding_unknown(c, f,
		    outcome_name(o == OUTCOME_VALUE ? OUTCOME_BADTYPE : o),
		    "What %s is cannot be read from the answer%s%s%s", what,
		    v->text == NULL ? "" : ": '", shown(v->text),
		    v->text == NULL ? "" : "'");
}

static bool
is_blank(const char *s)
{
	return s != NULL && s[strspn(s, " \t\r\n")] == '\0';
}

static void
say_recorded(struct ctx *c, struct finding *f, const char *what)
{
	finding_part(c, f,
	    (struct part_says){.word = VERDICT_PASS,
		.lead = "Recorded",
		.text = arena_dup(c->a, what)});
}

static void
say_missing(struct ctx *c, struct finding *f, const char *what)
{
	finding_part(c, f,
	    (struct part_says){.word = VERDICT_FAIL,
		.seen = "not recorded",
		.wanted = arena_dup(c->a, what),
		.lead = "Not recorded",
		.text = arena_dup(c->a, what)});
}

bool
form_present(struct ctx *c, struct finding *f, const struct row *r,
    const char *field, const char *what)
{
	const struct value *v = row_get(r, field);

	finding_fact(c, f, r, field);
	if (row_is_unread(r, field)) {
		form_unread(c, f, r, field, arena_printf(c->a, "the %s", what));
		return false;
	}
	if (v->outcome != OUTCOME_VALUE || is_blank(v->text)) {
		say_missing(c, f, what);
		return false;
	}
	say_recorded(c, f, what);
	return true;
}

bool
form_has(struct ctx *c, struct finding *f, const struct row *y,
    const char *kind, const char *what)
{
	if (y != NULL) {
		finding_fact(c, f, y, NULL);
		say_recorded(c, f, what);
		return true;
	}
	if (listing_is_complete(c, kind))
		say_missing(c, f, what);
	else
		finding_unlisted(
		    c, f, kind, "It is not known whether there is: %s", what);
	return false;
}

static bool
read_limit(struct decimal *d, const char *text)
{
	return text != NULL && decimal_parse(d, text, strlen(text)) == 0;
}

static enum word
judge_limit(const struct decimal *v, struct limits l)
{
	struct decimal warn, fail;
	int sign = l.is_least ? -1 : 1;

	if (!read_limit(&fail, l.fail))
		return VERDICT_UNKNOWN;
	if (sign * decimal_cmp(v, &fail) > 0)
		return VERDICT_FAIL;
	if (l.warn == NULL)
		return VERDICT_PASS;
	if (!read_limit(&warn, l.warn))
		return VERDICT_UNKNOWN;
	return sign * decimal_cmp(v, &warn) > 0 ? VERDICT_WARN : VERDICT_PASS;
}

enum word
form_limit(struct ctx *c, struct finding *f, const struct row *r,
    const char *field, struct limits l, const char *what)
{
	const struct value *v = row_get(r, field);
	const char *side = l.is_least ? "at least" : "at most", *limit;
	struct part_says says = {0};
	struct decimal d;

	finding_fact(c, f, r, field);
	if (v->outcome != OUTCOME_VALUE || !read_limit(&d, v->text)) {
		form_unread(c, f, r, field, what);
		return VERDICT_UNKNOWN;
	}
	says.word = judge_limit(&d, l);
	if (says.word == VERDICT_UNKNOWN) {
		finding_unknown(c, f, "NO LIMIT",
		    "There is no limit to hold %s against", what);
		return VERDICT_UNKNOWN;
	}
	limit = says.word == VERDICT_FAIL || l.warn == NULL ? l.fail : l.warn;
	says.seen = v->text;
	says.wanted = arena_printf(c->a, "%s %s", side, limit);
	if (l.lead == NULL) {
		says.text = arena_printf(
		    c->a, "%s is %s (limit: %s)", what, v->text, says.wanted);
	} else {
		says.lead =
		    arena_printf(c->a, "%s (limit: %s)", l.lead, says.wanted);
		says.text = arena_printf(c->a, "%s %s", what, v->text);
	}
	finding_part(c, f, says);
	return says.word;
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
	bool is_read;

	finding_fact(c, f, r, field);
	if (v->outcome != OUTCOME_VALUE ||
	    time_parse(&t, v->text, strlen(v->text)) != 0) {
		form_unread(
		    c, f, r, field, arena_printf(c->a, "the time of %s", what));
		return -1;
	}
	if (!read_limit(&limit, days)) {
		finding_unknown(c, f, "NO LIMIT",
		    "There is no limit to hold the age of %s against", what);
		return -1;
	}
	if (time_cmp(t, c->as_of) > 0) {
		finding_unknown(c, f, "FUTURE",
		    "%s is of %s, which lies after as-of", what, v->text);
		return -1;
	}
	n = (c->as_of.s - t.s) / DAY;
	(void)snprintf(text, sizeof(text), "%lld", (long long)n); /* fits */
	is_read = read_limit(&age, text);
	assert(is_read);
	if (decimal_cmp(&age, &limit) > 0)
		finding_unknown(c, f, "STALE",
		    "%s is of %s, %lld days old (limit: at most %s days)", what,
		    date_format(date_of(t), text), (long long)n, days);
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
	form_unread(
	    c, f, m.row, m.field, arena_printf(c->a, "the time of %s", m.what));
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
	(void)time_format(ta, sa);
	(void)time_format(tb, sb);
	if (time_cmp(ta, tb) <= 0)
		finding_say(c, f, VERDICT_PASS, "%s (%s) came %s %s (%s)",
		    a.what, sa,
		    time_cmp(ta, tb) < 0 ? "before" : "at the same time as",
		    b.what, sb);
	else
		finding_part(c, f,
		    (struct part_says){.word = VERDICT_FAIL,
			.seen = arena_dup(c->a, sb),
			.wanted = arena_printf(c->a, "not before %s", sa),
			.text =
			    arena_printf(c->a, "%s (%s) came before %s (%s)",
				b.what, sb, a.what, sa)});
}

void
form_none(struct ctx *c, struct finding *f, size_t found, const char *kind,
    const char *what)
{
	if (found > 0)
		finding_part(c, f,
		    (struct part_says){.word = VERDICT_FAIL,
			.seen = arena_printf(c->a, "%zu", found),
			.wanted = "none",
			.text =
			    arena_printf(c->a, "Found: %zu %s", found, what)});
	else if (listing_is_complete(c, kind))
		finding_say(
		    c, f, VERDICT_PASS, "No %s, in a complete listing", what);
	else
		finding_unlisted(c, f, kind,
		    "No %s found, and the listing is not complete", what);
}
