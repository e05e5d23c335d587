/*
 * The POA&M of both samples, month after month, while rows of facts come and
 * go, verdicts change and persons decide: no id is given twice, no first
 * detection moves, no item vanishes, what fails has an item, and nothing is
 * closed or accepted but by a person.  DOSSIER_SEED=N tries another seed.
 */
#include <stdlib.h>

#include "assess/assess.h"
#include "run/run.h"
#include "test.h"

enum { MONTHS = 30, PLANS = 400, CHANGED = 8, DECIDED = 10 };

static uint64_t seed_now, seed_first;

static size_t
below(size_t n)
{
	seed_now = seed_now * 6364136223846793005U + 1442695040888963407U;
	return (size_t)(seed_now >> 33) % n;
}

struct history {
	struct arena *a;
	struct project p;
	const char *at; /* a locator that facts of the past stand at */
	struct snapshot snapshot;
	struct poam_plan plans[PLANS];
	size_t nplans;
	struct assessment as;
	struct poam before, poam;
	int month;
};

static void
broken(const struct history *h, const struct poam_item *x, const char *what)
{
	printf("seed %llu, month %d: %s %s %s: %s\n",
	    (unsigned long long)seed_first, h->month, x->id, x->check->id,
	    x->subject, what);
	test_failed_now++;
}

/* ---- A month ------------------------------------------------------------ */

static void
put(const struct history *h, struct row *r, const char *field, const char *text)
{
	if (text != NULL)
		r->fields[kind_field(r->kind, field)] =
		    (struct value){.outcome = OUTCOME_VALUE,
			.text = text,
			.at = h->at,
			.source = "previous"};
}

static struct row *
row(const struct history *h, const char *kind)
{
	struct row *r = arena_alloc(h->a, sizeof(*r));

	r->kind = kind_find(kind);
	r->fields = arena_array(h->a, r->kind->nfields, sizeof(*r->fields));
	r->source = "previous";
	r->step = "poam";
	return r;
}

static void
add(struct facts_builder *b, struct row *r)
{
	const char *part;

	CHECK(facts_add(b, r, &part) == 0);
}

/* As mappings/sources/package.yml reads them. */
static void
add_past(struct history *h, struct facts_builder *b)
{
	for (size_t i = 0; i < h->poam.n; i++) {
		const struct poam_item *x = &h->poam.items[i];
		struct row *r = row(h, "prior.poam");

		put(h, r, "id", x->id);
		put(h, r, "uuid", x->uuid);
		put(h, r, "check", x->check->id);
		put(h, r, "title", x->check->title);
		put(h, r, "severity", x->check->severity);
		put(h, r, "subject", x->subject);
		put(h, r, "occurrence",
		    arena_printf(h->a, "%d", x->occurrence));
		put(h, r, "earlier", x->earlier);
		put(h, r, "state", poam_state_name(x->state));
		put(h, r, "found", word_name(x->found));
		put(h, r, "since", x->since);
		put(h, r, "detected_at", x->detected);
		put(h, r, "due", x->due);
		add(b, r);
	}
	for (size_t i = 0; i < h->as.nverdicts; i++) {
		const struct verdict *v = &h->as.verdicts[i];
		struct row *r = row(h, "prior.verdict");

		put(h, r, "check", v->check->id);
		put(h, r, "subject", v->subject);
		put(h, r, "word", word_name(v->word));
		add(b, r);
	}
}

/* Some rows are gone this month; in some months none. */
static struct facts *
facts_of_month(struct history *h)
{
	const struct facts *all = h->p.facts;
	struct facts_builder *b = facts_begin(h->a);
	struct facts *out = NULL;
	struct error e = {0};
	size_t gone = below(4);
	const char *part;

	for (size_t i = 0; i < all->nrows; i++)
		if (below(20) >= gone)
			CHECK(facts_add(b, all->rows[i], &part) == 0);
	add_past(h, b);
	CHECK(facts_end(b, &h->snapshot, &out, &e) == 0);
	return out;
}

/* Verdicts of some months, as other facts would have given them. */
static void
change_verdicts(struct history *h)
{
	struct verdict *list =
	    arena_array(h->a, h->as.nverdicts + 1, sizeof(*list));

	memcpy(list, h->as.verdicts, h->as.nverdicts * sizeof(*list));
	for (size_t i = 0; i < h->as.nverdicts; i++)
		if (below(CHANGED) == 0)
			list[i].word =
			    (enum word)below(VERDICT_NOT_APPLICABLE + 1);
	h->as.verdicts = list;
}

static void
decide(struct history *h)
{
	static const enum poam_state states[] = {POAM_OPEN, POAM_CLOSED,
	    POAM_CLOSED, POAM_ACCEPTED, POAM_FALSE_POSITIVE};

	for (size_t i = 0; i < h->poam.n; i++) {
		const char *id = h->poam.items[i].id;
		struct poam_plan *p = NULL;

		if (below(DECIDED) != 0)
			continue;
		for (size_t k = 0; k < h->nplans; k++)
			if (strcmp(h->plans[k].id, id) == 0)
				p = &h->plans[k];
		if (p == NULL && h->nplans < PLANS)
			p = &h->plans[h->nplans++];
		if (p == NULL)
			continue;
		*p = (struct poam_plan){.id = id,
		    .state = states[below(5)],
		    .owner = "Ann",
		    .reason = "so",
		    .approver = "Bo",
		    .approved = arena_ndup(h->a, h->snapshot.as_of, 10),
		    .expires = below(2) == 0 ? "2028-01-01" : "2029-06-01"};
	}
}

static void
live_a_month(struct history *h)
{
	struct assess_in in = {.system = h->p.system,
	    .facts = NULL,
	    .statements = h->p.statements,
	    .rules = h->p.rules};
	struct poam_plans plans = {.items = h->plans, .n = h->nplans};

	h->snapshot.as_of = arena_printf(h->a, "%d-%02d-20T00:00:00Z",
	    2027 + h->month / 12, 1 + h->month % 12);
	in.facts = facts_of_month(h);
	assess_run(h->a, &in, &h->as);
	change_verdicts(h);
	h->before = h->poam;
	assess_poam(h->a, &in, &h->as, &plans, &h->poam);
}

/* ---- What must hold ----------------------------------------------------- */

static bool
same(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static const struct poam_plan *
plan_of(const struct history *h, const char *id)
{
	struct poam_plans plans = {.items = h->plans, .n = h->nplans};

	return poam_plan_find(&plans, id);
}

/* An item of the month before: at its place, and who it was. */
static void
check_kept(const struct history *h, size_t i)
{
	const struct poam_item *was = &h->before.items[i];
	const struct poam_item *now = &h->poam.items[i];

	if (i >= h->poam.n || !same(was->id, now->id)) {
		broken(h, was, "vanished");
		return;
	}
	if (!same(was->uuid, now->uuid) ||
	    !same(was->check->id, now->check->id) ||
	    !same(was->subject, now->subject) ||
	    !same(was->earlier, now->earlier) ||
	    was->occurrence != now->occurrence || was->found != now->found)
		broken(h, now, "is another");
	if (!same(was->detected, now->detected))
		broken(h, now, "was first detected on another day");
	if (was->state == now->state && !same(was->since, now->since))
		broken(h, now, "kept its state and not the day");
	if (now->state == POAM_CLOSED && was->state != POAM_CLOSED &&
	    (plan_of(h, now->id) == NULL ||
		plan_of(h, now->id)->state != POAM_CLOSED ||
		(now->verdict != NULL && now->verdict->word == VERDICT_FAIL)))
		broken(h, now, "was closed by nobody, or while it fails");
}

static void
check_state(const struct history *h, const struct poam_item *x)
{
	const struct poam_plan *p = plan_of(h, x->id);

	if (x->state == POAM_CLOSURE_PROPOSED &&
	    (x->verdict == NULL || x->verdict->word != VERDICT_PASS))
		broken(h, x, "is proposed to be closed and does not pass");
	if ((x->state == POAM_ACCEPTED || x->state == POAM_FALSE_POSITIVE) &&
	    (p == NULL || p->state != x->state ||
		strncmp(p->expires, h->snapshot.as_of, 10) < 0))
		broken(h, x, "is a deviation that nobody made, or has ended");
}

static void
check_numbers(const struct history *h)
{
	for (size_t i = 0; i < h->poam.n; i++) {
		const struct poam_item *x = &h->poam.items[i];

		if (poam_number(x->id) != (int64_t)i + 1)
			broken(h, x, "is not the next number");
		check_state(h, x);
		for (size_t k = 0; k < i; k++) {
			const struct poam_item *y = &h->poam.items[k];

			if (same(x->uuid, y->uuid))
				broken(h, x, "has the uuid of another");
			if (x->state != POAM_CLOSED &&
			    y->state != POAM_CLOSED &&
			    same(x->check->id, y->check->id) &&
			    same(x->subject, y->subject))
				broken(h, x, "is open twice");
		}
	}
}

static void
check_failing(const struct history *h)
{
	for (size_t i = 0; i < h->as.nverdicts; i++) {
		const struct verdict *v = &h->as.verdicts[i];

		if (v->word != VERDICT_FAIL || v->is_history ||
		    poam_find(&h->poam, v->check->id, v->subject) != NULL)
			continue;
		printf("seed %llu, month %d: %s %s fails and has no item\n",
		    (unsigned long long)seed_first, h->month, v->check->id,
		    v->subject);
		test_failed_now++;
	}
}

/* ---- Months ------------------------------------------------------------- */

static void
live(const char *dir)
{
	struct run_opts o = {
	    .dir = dir, .out = "out", .data = ".", .from = dir};
	struct history h = {.a = arena_new()};
	size_t states[POAM_FALSE_POSITIVE + 1] = {0}, again = 0;
	struct error e = {0};

	if (run_open(h.a, &o, &h.p, &e) == -1 ||
	    run_assess(h.a, &o, &h.p, &e) == -1) {
		printf("%s: %s: %s\n", dir, e.where, e.what);
		test_failed_now++;
		goto out;
	}
	h.at = h.p.facts->rows[0]->fields[0].at;
	h.snapshot = *h.p.facts->snapshot;
	for (; h.month < MONTHS && test_failed_now == 0; h.month++) {
		live_a_month(&h);
		CHECK(h.poam.why == NULL && h.poam.n >= h.before.n);
		for (size_t i = 0; i < h.before.n; i++)
			check_kept(&h, i);
		check_numbers(&h);
		check_failing(&h);
		for (size_t i = 0; i < h.poam.n; i++)
			states[h.poam.items[i].state]++;
		decide(&h);
	}
	for (size_t i = 0; i < h.poam.n; i++)
		again += h.poam.items[i].earlier != NULL;
	/* Else the months have shown nothing. */
	for (int i = POAM_OPEN; i <= POAM_FALSE_POSITIVE; i++)
		CHECK(states[i] > 0);
	CHECK(again > 0);
	printf("%s: %zu items in %d months, %zu of them again\n", dir, h.poam.n,
	    h.month, again);
out:
	run_close(&h.p);
	arena_free(h.a);
}

static void
months_of_invoice_fraud(void)
{
	live("samples/invoice-fraud");
}

static void
months_of_benefits_triage(void)
{
	live("samples/benefits-triage");
}

int
main(void)
{
	const char *seed = getenv("DOSSIER_SEED");

	seed_first = seed == NULL ? 20261125 : strtoull(seed, NULL, 10);
	seed_now = seed_first;
	RUN(months_of_invoice_fraud);
	RUN(months_of_benefits_triage);
	return test_end("t_prop_poam");
}
