/*
 * The POA&M: which items there are, after what the package before had and
 * what persons decided.  An item keeps its id, uuid and first detection for
 * ever and never vanishes; an id is never given twice.  The tool opens and
 * proposes; only a person closes or accepts, and not for longer than a
 * deviation lasts (DESIGN section 7).  What was not decided now stays open
 * (law 3).  Gives no item at all when the package before was not read:
 * without it no number is known to be free.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "assess/assess.h"

static const char SOURCE[] = "previous";

/* An item of the package before, and what becomes of it. */
struct prior {
	struct poam_item item;
	enum poam_state was;
	int64_t number;
	bool is_latest; /* of its check and subject */
};

struct maker {
	struct arena *a;
	const struct assess_in *in;
	const struct poam_plans *plans;
	const char *date;
	const struct verdict **verdicts; /* by check, subject */
	size_t nverdicts;
	struct prior *priors; /* by check, subject, occurrence */
	size_t npriors;
	int64_t last; /* the highest number given */
};

/* ---- Order -------------------------------------------------------------- */

static int
cmp_pair(const char *check, const char *subject, const char *other_check,
    const char *other_subject)
{
	int r = strcmp(check, other_check);

	return r != 0 ? r : strcmp(subject, other_subject);
}

static int
cmp_verdict(const void *a, const void *b)
{
	const struct verdict *x = *(const struct verdict *const *)a;
	const struct verdict *y = *(const struct verdict *const *)b;

	return cmp_pair(x->check->id, x->subject, y->check->id, y->subject);
}

static int
cmp_prior(const void *a, const void *b)
{
	const struct prior *x = a, *y = b;
	int r = cmp_pair(x->item.check->id, x->item.subject, y->item.check->id,
	    y->item.subject);

	if (r == 0)
		r = (x->item.occurrence > y->item.occurrence) -
		    (x->item.occurrence < y->item.occurrence);
	return r != 0 ? r : (x->number > y->number) - (x->number < y->number);
}

static int
cmp_item(const void *a, const void *b)
{
	int64_t x = poam_number(((const struct poam_item *)a)->id);
	int64_t y = poam_number(((const struct poam_item *)b)->id);

	return (x > y) - (x < y);
}

static const struct verdict *
verdict_of(const struct maker *m, const char *check, const char *subject)
{
	size_t lo = 0, hi = m->nverdicts;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		const struct verdict *v = m->verdicts[mid];
		int r = cmp_pair(check, subject, v->check->id, v->subject);

		if (r == 0)
			return v;
		if (r < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return NULL;
}

/* The latest item of the package before for this pair, or NULL. */
static const struct prior *
prior_of(const struct maker *m, const char *check, const char *subject)
{
	size_t lo = 0, hi = m->npriors;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		const struct prior *p = &m->priors[mid];
		int r = cmp_pair(
		    check, subject, p->item.check->id, p->item.subject);

		if (r == 0 && p->is_latest)
			return p;
		if (r < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return NULL;
}

/* ---- The package before ------------------------------------------------- */

/* Why its items are not known, or NULL; a package may have had none. */
static const char *
why_not_read(const struct maker *m)
{
	const struct snapshot *s = m->in->facts->snapshot;

	for (size_t i = 0; i < s->nsources; i++) {
		const struct source_state *src = &s->sources[i];

		if (strcmp(src->id, SOURCE) != 0 || src->state == STATE_OK ||
		    src->state == STATE_EMPTY)
			continue;
		return arena_printf(m->a,
		    "the package before was not read: it is %s%s%s",
		    state_name(src->state), src->reason == NULL ? "" : ", ",
		    src->reason == NULL ? "" : src->reason);
	}
	return NULL;
}

/* A check that the rules have no more: what its item said of it. */
static const struct check *
check_of(const struct maker *m, const struct row *r, const char *id)
{
	const struct check *known = rules_check(m->in->rules, id);
	const char *title = row_text(r, "title");
	const char *severity = row_text(r, "severity");
	struct check *c;

	if (known != NULL)
		return known;
	c = arena_alloc(m->a, sizeof(*c));
	*c = (struct check){.id = id,
	    .title = title == NULL ? id : title,
	    .pass = "",
	    .fail = "",
	    .unknown = "",
	    .warn = "",
	    .shows = "",
	    .subject = "",
	    .severity = severity == NULL ? "low" : severity,
	    .applies = ""};
	return c;
}

static bool
is_date(const char *text)
{
	int64_t days;

	return text != NULL && date_parse(&days, text, strlen(text)) == 0;
}

static int
read_prior(const struct maker *m, const struct row *r, struct prior *p)
{
	const char *check = row_text(r, "check");
	const char *state = row_text(r, "state");
	const char *found = row_text(r, "found");
	const char *occurrence = row_text(r, "occurrence");
	struct poam_item *x = &p->item;

	x->id = row_text(r, "id");
	x->uuid = row_text(r, "uuid");
	x->subject = row_text(r, "subject");
	x->earlier = row_text(r, "earlier");
	x->detected = row_text(r, "detected_at");
	x->since = row_text(r, "since");
	if (x->id == NULL || x->uuid == NULL || x->subject == NULL ||
	    check == NULL || state == NULL || occurrence == NULL ||
	    found == NULL || word_parse(&x->found, found) == -1 ||
	    !is_date(x->detected) || !is_date(x->since) ||
	    strlen(occurrence) > 6 || poam_state_parse(&p->was, state) == -1)
		return -1;
	p->number = poam_number(x->id);
	x->occurrence = (int)strtol(occurrence, NULL, 10);
	x->check = check_of(m, r, check);
	return p->number == 0 || x->occurrence < 1 ? -1 : 0;
}

/* -1: one of them cannot be read, and *why says which. */
static int
read_priors(struct maker *m, const char **why)
{
	size_t n;
	const struct row *const *rows =
	    facts_of(m->in->facts, "prior.poam", &n);

	m->priors = arena_array(m->a, n + 1, sizeof(*m->priors));
	for (size_t i = 0; i < n; i++) {
		struct prior *p = &m->priors[i];

		if (read_prior(m, rows[i], p) == -1) {
			*why = arena_printf(m->a,
			    "the package before was not read: its item %s "
			    "lacks a member, or has one that means nothing",
			    row_name(m->a, rows[i]));
			return -1;
		}
		if (p->number > m->last)
			m->last = p->number;
	}
	m->npriors = n;
	qsort(m->priors, n, sizeof(*m->priors), cmp_prior);
	for (size_t i = 0; i < n; i++) {
		const struct poam_item *x = &m->priors[i].item;
		const struct poam_item *next = &m->priors[i + 1].item;

		m->priors[i].is_latest =
		    i + 1 == n || cmp_pair(x->check->id, x->subject,
				      next->check->id, next->subject) != 0;
	}
	return 0;
}

/* ---- States ------------------------------------------------------------- */

/* UNKNOWN in the package before, too. */
static bool
was_unknown(const struct maker *m, const struct verdict *v)
{
	const char *key[2] = {v->check->id, v->subject};
	const struct row *r = facts_find(m->in->facts, "prior.verdict", key, 2);
	const char *word = r == NULL ? NULL : row_text(r, "word");

	return word != NULL && strcmp(word, word_name(VERDICT_UNKNOWN)) == 0;
}

static bool
is_weakness(const struct maker *m, const struct verdict *v)
{
	if (v->is_history)
		return false;
	if (v->word == VERDICT_FAIL)
		return true;
	return v->word == VERDICT_UNKNOWN &&
	       strcmp(v->check->severity, "high") == 0 && was_unknown(m, v);
}

/* Is the day of this date behind today? */
static bool
is_past(const struct maker *m, const char *date)
{
	return strcmp(date, m->date) < 0;
}

/* Did a person close or accept it, and does that hold today? */
static bool
is_decided(const struct maker *m, const struct prior *p, enum poam_state *out)
{
	const struct poam_plan *plan = p->item.plan;
	const struct verdict *v = p->item.verdict;

	if (plan == NULL) {
		*out = POAM_CLOSED;
		return p->was == POAM_CLOSED;
	}
	*out = plan->state;
	if (plan->state == POAM_OPEN || strcmp(plan->approved, m->date) > 0)
		return false;
	if (plan->state != POAM_CLOSED)
		return !is_past(m, plan->expires);
	/* What is seen to fail was not closed by writing so. */
	return p->was == POAM_CLOSED || v == NULL || v->word != VERDICT_FAIL;
}

static enum poam_state
state_of(const struct maker *m, const struct prior *p)
{
	const struct verdict *v = p->item.verdict;
	enum poam_state decided;

	if (!p->is_latest)
		return p->was;
	if (is_decided(m, p, &decided))
		return decided;
	return v != NULL && v->word == VERDICT_PASS ? POAM_CLOSURE_PROPOSED
						    : POAM_OPEN;
}

/* The plan's day, else detection and 30, 90 or 180 days. */
static const char *
due_of(const struct maker *m, const struct poam_item *x)
{
	enum { HIGH = 30, MODERATE = 90, LOW = 180 };
	const char *severity = x->check->severity;
	int64_t day = 0;
	char text[TIME_TEXT];
	int rc = date_parse(&day, x->detected, strlen(x->detected));

	assert(rc == 0); /* read_prior has checked it, or it is today */
	(void)rc;        /* used by the assertion */
	if (x->plan != NULL && x->plan->due != NULL)
		return x->plan->due;
	if (strcmp(severity, "high") == 0)
		day += HIGH;
	else
		day += strcmp(severity, "moderate") == 0 ? MODERATE : LOW;
	return arena_dup(m->a, date_format(day, text));
}

static void
settle(const struct maker *m, struct prior *p)
{
	struct poam_item *x = &p->item;

	x->verdict = verdict_of(m, x->check->id, x->subject);
	x->plan = poam_plan_find(m->plans, x->id);
	x->state = state_of(m, p);
	if (x->state != p->was)
		x->since = m->date;
	x->due = due_of(m, x);
}

/* ---- New items ---------------------------------------------------------- */

static struct poam_item
item_new(struct maker *m, const struct verdict *v, const struct prior *before)
{
	struct prior p = {.was = POAM_OPEN, .is_latest = true};
	struct poam_item *x = &p.item;
	char uuid[37];

	x->occurrence = before == NULL ? 1 : before->item.occurrence + 1;
	x->earlier = before == NULL ? NULL : before->item.id;
	uuid_v5(arena_printf(m->a, "poam-item %s %s %s %d", m->in->system->id,
		    v->check->id, v->subject, x->occurrence),
	    uuid);
	x->uuid = arena_dup(m->a, uuid);
	x->id = arena_printf(m->a, "POAM-%04lld", (long long)++m->last);
	x->check = v->check;
	x->subject = v->subject;
	x->found = v->word;
	x->detected = m->date;
	x->since = m->date;
	settle(m, &p);
	return p.item;
}

static void
add_items(struct maker *m, const struct assessment *as, struct poam *out)
{
	struct poam_item *items =
	    arena_array(m->a, m->npriors + as->nverdicts + 1, sizeof(*items));

	for (size_t i = 0; i < m->npriors; i++)
		items[out->n++] = m->priors[i].item;
	/* In the order of the verdicts: the worst get the lowest numbers. */
	for (size_t i = 0; i < as->nverdicts; i++) {
		const struct verdict *v = &as->verdicts[i];
		const struct prior *p = prior_of(m, v->check->id, v->subject);

		if (!is_weakness(m, v) ||
		    (p != NULL && (p->was != POAM_CLOSED ||
				      p->item.state != POAM_CLOSED)))
			continue;
		items[out->n++] = item_new(m, v, p);
	}
	qsort(items, out->n, sizeof(*items), cmp_item);
	out->items = items;
}

void
assess_poam(struct arena *a, const struct assess_in *in,
    const struct assessment *as, const struct poam_plans *plans,
    struct poam *out)
{
	struct maker m = {.a = a, .in = in, .plans = plans};
	const char *as_of = in->facts->snapshot->as_of;
	char text[TIME_TEXT];
	struct instant t;
	int rc = time_parse(&t, as_of, strlen(as_of));

	assert(rc == 0); /* the snapshot's reader has checked it */
	(void)rc;        /* used by the assertion */
	*out = (struct poam){.why = why_not_read(&m)};
	m.date = arena_dup(a, date_format(date_of(t), text));
	if (out->why != NULL || read_priors(&m, &out->why) == -1)
		return;
	m.verdicts = arena_array(a, as->nverdicts + 1, sizeof(*m.verdicts));
	for (size_t i = 0; i < as->nverdicts; i++)
		m.verdicts[m.nverdicts++] = &as->verdicts[i];
	qsort(m.verdicts, m.nverdicts, sizeof(*m.verdicts), cmp_verdict);
	for (size_t i = 0; i < m.npriors; i++)
		settle(&m, &m.priors[i]);
	add_items(&m, as, out);
}
