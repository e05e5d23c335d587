/*
 * A verdict as an observation: how it was seen, on what, when, and until when
 * that holds.  Times are the evidence's, never the clock's.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "oscal/internal.h"

/* So many facts of one piece of evidence are named; the rest is counted. */
enum { CITED_MAX = 8 };

static int
cmp_seen(const void *left, const void *right)
{
	const struct verdict *l = ((const struct seen *)left)->verdict;
	const struct verdict *r = ((const struct seen *)right)->verdict;
	int c = strcmp(l->check->id, r->check->id);

	return c != 0 ? c : strcmp(l->subject, r->subject);
}

void
maker_seen(struct maker *m)
{
	const struct assessment *as = m->in->assessment;

	m->nseen = as->nverdicts;
	m->seen = arena_array(m->a, m->nseen + 1, sizeof(m->seen[0]));
	for (size_t i = 0; i < m->nseen; i++) {
		const struct verdict *v = &as->verdicts[i];

		m->seen[i].verdict = v;
		m->seen[i].uuid = maker_uuid(m, "observation",
		    arena_printf(m->a, "%s\n%s", v->check->id, v->subject));
		evidence_cite(m, v, &m->seen[i]);
	}
	qsort(m->seen, m->nseen, sizeof(m->seen[0]), cmp_seen);
}

struct seen *
seen_find(const struct maker *m, const char *check, const char *subject)
{
	const struct check k = {.id = check};
	const struct verdict v = {.check = &k, .subject = subject};
	const struct seen key = {.verdict = &v};

	if (m->nseen == 0)
		return NULL;
	return bsearch(&key, m->seen, m->nseen, sizeof(m->seen[0]), cmp_seen);
}

void
put_origin(struct maker *m, struct el *parent, enum elem is)
{
	struct el *actor = el_add(m->a, el_add(m->a, parent, is), EL_ACTOR);

	el_attr(actor, "type", "tool");
	el_attr(actor, "actor-uuid", m->tool);
}

/* ---- Methods, evidence -------------------------------------------------- */

/* What people wrote is examined; what tools recorded was tested. */
static void
put_methods(struct maker *m, struct el *o, const struct seen *s)
{
	const struct check *k = s->verdict->check;
	bool is_tested = false, is_examined = false;

	for (size_t i = 0; i < s->ncites; i++) {
		if (m->evidence[s->cites[i].evidence].is_asserted)
			is_examined = true;
		else
			is_tested = true;
	}
	if (s->ncites == 0) {
		is_tested = k->nreads > 0;
		is_examined = !is_tested;
	}
	if (is_tested)
		el_text(m->a, o, EL_METHOD, "TEST");
	if (is_examined)
		el_text(m->a, o, EL_METHOD, "EXAMINE");
}

/* Facts of one row stand together: "model.version fraud/4 run, commit". */
static void
name_facts(struct maker *m, struct buf *b, const struct cite *c, size_t n)
{
	const struct row *before = NULL;

	for (size_t i = 0; i < n && i < CITED_MAX; i++) {
		const struct row *r = c[i].basis->row;
		int field = c[i].basis->field;

		if (r != before)
			buf_printf(
			    b, "%s%s", i == 0 ? ": " : "; ", row_name(m->a, r));
		if (field >= 0)
			buf_printf(b, "%s %s", r == before ? "," : "",
			    r->kind->fields[field].name);
		before = r;
	}
	if (n > CITED_MAX)
		buf_printf(b, " and %zu more", n - CITED_MAX);
}

/* Where in it each stood, assessment.json says. */
static void
put_cited(struct maker *m, struct el *ev, const struct cite *c, size_t n)
{
	struct buf b = {0};

	if (c->basis == NULL) {
		buf_puts(&b, "A statement that this rests on");
	} else {
		buf_printf(&b, "%zu %s", n, n == 1 ? "fact" : "facts");
		name_facts(m, &b, c, n);
	}
	buf_putc(&b, '.');
	el_text(m->a, ev, EL_DESCRIPTION, buf_str(&b));
	buf_free(&b);
}

static void
put_evidence(struct maker *m, struct el *o, const struct seen *s)
{
	size_t n;

	for (size_t i = 0; i < s->ncites; i += n) {
		size_t at = s->cites[i].evidence;
		struct el *ev = el_add(m->a, o, EL_RELEVANT_EVIDENCE);

		for (n = 1; i + n < s->ncites; n++)
			if (s->cites[i + n].evidence != at)
				break;
		m->is_cited[at] = true;
		el_attr(ev, "href",
		    arena_printf(m->a, "#%s", m->evidence[at].uuid));
		put_cited(m, ev, &s->cites[i], n);
	}
}

/* ---- Times -------------------------------------------------------------- */

const char *
end_of_day(struct arena *a, const char *date)
{
	return arena_printf(a, "%.10sT23:59:59Z", date);
}

bool
is_sayable(const char *time)
{
	int64_t days;

	return time != NULL && strlen(time) >= 10 &&
	       date_parse(&days, time, 10) == 0 &&
	       strncmp(time, "1900", 4) >= 0 && strncmp(time, "3000", 4) < 0;
}

/* When the last of its evidence came; without any, as-of. */
static const char *
collected(const struct maker *m, const struct seen *s)
{
	const char *best = NULL;

	for (size_t i = 0; i < s->ncites; i++) {
		const char *at = m->evidence[s->cites[i].evidence].received_at;

		if (is_sayable(at) && (best == NULL || strcmp(best, at) < 0))
			best = at;
	}
	return best == NULL ? m->snapshot->as_of : best;
}

/* The limit of age that decided, in days; 0: there is none. */
static int64_t
age_limit(const struct maker *m, const struct check *k)
{
	const char *value = NULL;
	const struct system *sys = m->in->system;

	for (size_t i = 0; i < k->nthresholds; i++)
		if (strcmp(k->thresholds[i].name, "max_age") == 0)
			value = k->thresholds[i].value;
	for (size_t i = 0; value != NULL && i < sys->nthresholds; i++)
		if (strcmp(sys->thresholds[i].check, k->id) == 0 &&
		    strcmp(sys->thresholds[i].name, "max_age") == 0)
			value = sys->thresholds[i].value;
	return value == NULL ? 0 : strtoll(value, NULL, 10);
}

/* The oldest time of what was measured: its field `at`. */
static const char *
oldest(const struct verdict *v)
{
	const char *best = NULL;

	for (size_t i = 0; i < v->nbasis; i++) {
		const struct row *r = v->basis[i].row;
		const char *at =
		    kind_field(r->kind, "at") < 0 ? NULL : row_text(r, "at");

		if (is_sayable(at) && (best == NULL || strcmp(at, best) < 0))
			best = at;
	}
	return best;
}

static const char *
earlier(const char *a, const char *b)
{
	if (!is_sayable(b))
		return a;
	return a == NULL || strcmp(b, a) < 0 ? b : a;
}

static const char *
expires(struct maker *m, const struct verdict *v)
{
	int64_t days = age_limit(m, v->check), day;
	const char *at = oldest(v), *out = NULL;
	char text[TIME_TEXT];

	if (days > 0 && at != NULL && date_parse(&day, at, 10) == 0)
		out = arena_printf(m->a, "%s%s", date_format(day + days, text),
		    at[10] == 'T' ? at + 10 : "T23:59:59Z");
	if (!is_sayable(out))
		out = NULL;
	for (size_t i = 0; i < v->nstatements; i++)
		if (v->statements[i]->expires != NULL)
			out = earlier(
			    out, end_of_day(m->a, v->statements[i]->expires));
	return out;
}

/* ---- All of it ---------------------------------------------------------- */

static void
put_words(struct maker *m, struct el *o, const struct verdict *v)
{
	el_prop(m->a, o, "check", v->check->id, NULL);
	el_prop(m->a, o, "subject", v->subject, NULL);
	el_prop(m->a, o, "automated-result", word_name(v->word), NULL);
	el_prop(m->a, o, "outcome", v->outcome, NULL);
	el_prop(m->a, o, "seen", v->seen, NULL);
	el_prop(m->a, o, "wanted", v->wanted, NULL);
	if (v->is_history)
		el_prop(m->a, o, "history", "yes", NULL);
}

void
put_observation(struct maker *m, struct el *parent, struct seen *s)
{
	const struct verdict *v = s->verdict;
	struct thing *t = thing_find(m, v->subject);
	struct el *o = el_add(m->a, parent, EL_OBSERVATION), *subject;

	s->is_put = true;
	t->is_used = true;
	el_attr(o, "uuid", s->uuid);
	el_text(m->a, o, EL_TITLE,
	    arena_printf(m->a, "%s of %s: automated result %s", v->check->id,
		v->subject, word_name(v->word)));
	el_text(m->a, o, EL_DESCRIPTION,
	    v->sentence == NULL ? v->check->title : v->sentence);
	put_words(m, o, v);
	put_methods(m, o, s);
	if (v->is_history)
		el_text(m->a, o, EL_TYPE, "historic");
	put_origin(m, o, EL_ORIGIN);
	subject = el_add(m->a, o, EL_SUBJECT);
	el_attr(subject, "subject-uuid", t->uuid);
	el_attr(subject, "type", t->is_item ? "inventory-item" : "component");
	put_evidence(m, o, s);
	el_text(m->a, o, EL_COLLECTED, collected(m, s));
	el_text(m->a, o, EL_EXPIRES, expires(m, v));
}
