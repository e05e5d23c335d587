/*
 * Family OPS, as far as a monitor decides it: the latency of each declared
 * route over the period, and the plan's metrics against the rules that watch
 * them.  A route or rule that nobody declared is named and not judged: its
 * rows could be left out to better the verdict, which law 3 forbids.
 */
#include "assess/internal.h"

#include <assert.h>
#include <string.h>

static const struct data *
plan_metrics(const struct statement *st)
{
	return data_get(st == NULL ? NULL : st->content, "metrics");
}

/* ---- OPS-01 ------------------------------------------------------------- */

static const char *const quantiles[] = {
    "latency_p50", "latency_p95", "latency_p99"};

enum { NQUANTILES = 3 };

static bool
is_quantile(const char *metric)
{
	for (size_t i = 0; i < NQUANTILES; i++)
		if (strcmp(quantiles[i], metric) == 0)
			return true;
	return false;
}

/* A quantile with an objective, over its intervals. */
struct objective {
	const char *metric;
	struct limits limits;
	const char *wanted; /* "at most 0.4" */
	struct period period;
};

static struct series
latency(struct ctx *c, const char *metric, const char *route)
{
	return (struct series){.metric = metric,
	    .route = route,
	    .name = arena_printf(c->a, "'%s' of '%s'", metric, route)};
}

/*
 * All three, the same number of values in every interval.  Versions side by
 * side give several: one that is taken away leaves the other quantiles' behind.
 */
static void
judge_three(
    struct ctx *c, struct finding *f, const struct period *p, const char *route)
{
	struct coverage v[NQUANTILES];
	bool *is_uneven = arena_array(c->a, p->n, sizeof(*is_uneven));
	struct series all = {
	    .name = arena_printf(c->a, "quantiles of '%s'", route)};

	for (size_t i = 0; i < NQUANTILES; i++) {
		struct series s = latency(c, quantiles[i], route);

		v[i] = period_cover(c, p, &s);
		form_covered(c, f, p, &s,
		    v[i].nrows == 0 ? VERDICT_FAIL : VERDICT_UNKNOWN);
	}
	for (size_t k = 0; k < p->n; k++)
		is_uneven[k] = v[0].rows[k] != v[1].rows[k] ||
			       v[1].rows[k] != v[2].rows[k];
	period_say(c, f, p, &all, is_uneven,
	    (struct set_says){
		VERDICT_UNKNOWN, NULL, "Not the same number of values"});
}

/* What a route's values come to, each held against the limit. */
struct tally {
	bool *is_over;
	size_t nover;
	const struct row *worst;
	struct decimal value; /* of the worst */
	struct instant at;
};

static void
tally_value(struct tally *t, const struct sample *m, size_t k,
    const struct objective *o, enum word w)
{
	const char *text = row_text(m->row, "value");
	struct decimal d;
	int rc = decimal_parse(&d, text, strlen(text));

	assert(rc == 0); /* the form has read it */
	if (w == VERDICT_FAIL && !t->is_over[k]) {
		t->is_over[k] = true;
		t->nover++;
	}
	if (t->worst != NULL &&
	    (o->limits.is_least ? -1 : 1) * decimal_cmp(&d, &t->value) <= 0)
		return;
	t->worst = m->row;
	t->value = d;
	t->at = m->at;
}

static void
say_objective(struct ctx *c, struct finding *f, const struct objective *o,
    const struct series *s, const struct tally *t)
{
	char at[TIME_TEXT];
	const char *worst = row_text(t->worst, "value");

	(void)time_format(t->at, at);
	if (t->nover == 0)
		finding_part(c, f,
		    (struct part_says){.word = VERDICT_PASS,
			.lead = arena_printf(c->a,
			    "Inside the objective of %s s in every interval "
			    "of %s",
			    o->wanted, o->period.text),
			.text = arena_printf(
			    c->a, "%s (worst: %s at %s)", s->name, worst, at)});
	else
		finding_part(c, f,
		    (struct part_says){.word = VERDICT_FAIL,
			.seen = worst,
			.wanted = o->wanted,
			.lead = arena_printf(
			    c->a, "Outside the objective of %s s", o->wanted),
			.text = arena_printf(c->a,
			    "%s in %zu of %zu intervals of %s (%s), worst %s "
			    "at %s",
			    s->name, t->nover, o->period.n, o->period.text,
			    period_runs(c, &o->period, t->is_over), worst,
			    at)});
}

/* Every value of the route in the period; several versions: all of them. */
static void
judge_objective(struct ctx *c, struct finding *f, const struct objective *o,
    const char *route)
{
	const struct samples *all = samples_of(c);
	struct series s = latency(c, o->metric, route);
	struct tally t = {
	    .is_over = arena_array(c->a, o->period.n, sizeof(bool))};

	for (size_t i = 0; i < all->n; i++) {
		const struct sample *m = &all->items[i];
		size_t k = period_index(&o->period, m->at);
		struct finding one = {0};
		enum word w;

		if (k == o->period.n || strcmp(m->metric, o->metric) != 0 ||
		    m->route == NULL || strcmp(m->route, route) != 0)
			continue;
		w = form_limit(c, &one, m->row, "value", o->limits, s.name);
		if (w == VERDICT_UNKNOWN)
			finding_merge(c, f, &one);
		else
			tally_value(&t, m, k, o, w);
		if (w == VERDICT_FAIL)
			finding_fact(c, f, m->row, "value");
	}
	if (t.worst == NULL)
		return;
	finding_fact(c, f, t.worst, "value"); /* all others are better */
	say_objective(c, f, o, &s, &t);
}

static bool
is_declared(const struct data *routes, const char *route)
{
	for (size_t i = 0; i < routes->n; i++)
		if (strcmp(routes->items[i].text, route) == 0)
			return true;
	return false;
}

/* Named, whatever the verdict is. */
static void
name_undeclared(struct ctx *c, struct finding *f, const struct data *routes)
{
	const struct samples *all = samples_of(c);

	for (size_t i = 0; i < all->n; i++) {
		const struct sample *m = &all->items[i];

		if (m->route == NULL || !is_quantile(m->metric) ||
		    is_declared(routes, m->route))
			continue;
		finding_part(c, f,
		    (struct part_says){.word = f->word,
			.lead = "Seen, not in the plan and not judged",
			.text = arena_printf(c->a, "'%s'", m->route)});
	}
}

static bool
read_objective(struct ctx *c, struct finding *f, const struct data *metric,
    struct objective *out)
{
	const char *direction = data_text(metric, "direction");

	out->metric = data_text(metric, "metric");
	out->limits = (struct limits){.fail = data_text(metric, "limit"),
	    .is_least = strcmp(direction, "min") == 0};
	out->wanted = arena_printf(c->a, "%s %s",
	    out->limits.is_least ? "at least" : "at most", out->limits.fail);
	return period_read(c, f, metric, &out->period);
}

static bool
has_latency(struct ctx *c)
{
	bool has = false;

	for (size_t i = 0; i < NQUANTILES; i++)
		has = has || samples_have(c, quantiles[i]);
	return has;
}

void
ops_01(struct ctx *c, const struct subject *s, struct finding *f)
{
	const struct statement *st =
	    statement_need(c, f, "monitoring-plan", s->name);
	const struct data *metrics = plan_metrics(st), *routes;
	size_t n = 0;

	if (st == NULL)
		return;
	routes = data_get(st->content, "routes");
	if (routes == NULL || routes->n == 0) {
		finding_unknown(c, f, NULL, "The plan names no route");
		return;
	}
	if (!has_latency(c)) {
		finding_unlisted(c, f, "monitor.sample",
		    "No latency of model '%s' was read", s->model);
		return;
	}
	for (size_t i = 0; metrics != NULL && i < metrics->n; i++) {
		const struct data *metric = &metrics->items[i];
		struct objective o;

		if (!is_quantile(data_text(metric, "metric")) ||
		    data_text(metric, "limit") == NULL)
			continue;
		n++;
		if (!read_objective(c, f, metric, &o))
			continue;
		for (size_t k = 0; k < routes->n; k++) {
			judge_objective(c, f, &o, routes->items[k].text);
			judge_three(c, f, &o.period, routes->items[k].text);
		}
	}
	if (n == 0)
		finding_unknown(c, f, NULL,
		    "The plan sets no limit for 'latency_p50', 'latency_p95' "
		    "or 'latency_p99'");
	name_undeclared(c, f, routes);
}

/* ---- OPS-06 ------------------------------------------------------------- */

/* A row of the plan. */
struct planned {
	const struct data *data;
	const char *metric, *alert; /* alert: or NULL */
	const char *name;           /* "'psi'" */
};

static void
say_lacking(struct ctx *c, struct finding *f, const struct planned *m,
    const char *member, const char *lead)
{
	if (data_text(m->data, member) == NULL)
		finding_part(c, f,
		    (struct part_says){.word = VERDICT_FAIL,
			.seen = "not in the plan",
			.wanted = member,
			.lead = lead,
			.text = m->name});
}

static void
judge_health(struct ctx *c, struct finding *f, const struct row *rule,
    const struct planned *m)
{
	const char *health = row_text(rule, "health");

	finding_fact(c, f, rule, "health");
	if (health == NULL) {
		form_unread(c, f, rule, "health",
		    arena_printf(c->a, "the health of rule '%s'", m->alert));
	} else if (strcmp(health, "err") == 0) {
		finding_fact(c, f, rule, "error");
		finding_part(c, f,
		    (struct part_says){.word = VERDICT_FAIL,
			.seen = "err",
			.wanted = "ok",
			.lead = "In error, so it can never fire",
			.text = arena_printf(c->a, "rule '%s'", m->alert)});
	} else if (strcmp(health, "ok") != 0) {
		finding_unknown(c, f, NULL,
		    "The health of rule '%s' is '%s': the monitor has not "
		    "evaluated it",
		    m->alert, health);
	}
}

static void
judge_rule(struct ctx *c, struct finding *f, const struct planned *m)
{
	const struct row *rule = row_by(c, "monitor.rule", m->alert);

	if (!form_has(c, f, rule, "monitor.rule",
		arena_printf(c->a, "rule '%s' for %s", m->alert, m->name)))
		return;
	(void)form_present(c, f, rule, "owner",
	    arena_printf(c->a, "owner of rule '%s'", m->alert));
	judge_health(c, f, rule, m);
}

/*
 * A metric that is nothing but NaN or infinite: no comparison with it is ever
 * true, so its rule is as good as broken.
 */
static bool
is_never_finite(struct ctx *c, const struct period *p, const struct series *s)
{
	const struct samples *all = samples_of(c);
	size_t n = 0;

	for (size_t i = 0; i < all->n; i++) {
		const struct sample *m = &all->items[i];

		if (strcmp(m->metric, s->metric) != 0 ||
		    period_index(p, m->at) == p->n)
			continue;
		if (row_get(m->row, "value")->outcome != OUTCOME_NONFINITE)
			return false;
		n++;
	}
	return n > 0 && listing_is_complete(c, "monitor.sample");
}

/* Is there a value to compare, as often as the plan wants one? */
static void
judge_fed(struct ctx *c, struct finding *f, const struct planned *m)
{
	struct series s = {.metric = m->metric, .name = m->name};
	struct period p;

	if (data_text(m->data, "every") == NULL ||
	    !period_read(c, f, m->data, &p))
		return;
	if (is_never_finite(c, &p, &s)) {
		finding_fact(c, f, period_cover(c, &p, &s).unread, "value");
		finding_part(c, f,
		    (struct part_says){.word = VERDICT_FAIL,
			.seen = "not finite",
			.wanted = "a number",
			.lead = "Never a finite number in the period, so its "
				"rule can never fire",
			.text = m->name});
		return;
	}
	form_covered(c, f, &p, &s, VERDICT_UNKNOWN);
}

static void
judge_planned(struct ctx *c, struct finding *f, const struct planned *m)
{
	struct finding one = {0};

	say_lacking(c, &one, m, "limit", "Without a limit in the plan");
	say_lacking(c, &one, m, "alert", "Without an alert in the plan");
	say_lacking(c, &one, m, "owner", "Without an owner in the plan");
	if (m->alert != NULL)
		judge_rule(c, &one, m);
	judge_fed(c, &one, m);
	if (one.word == VERDICT_PASS) {
		one.nclauses = 0; /* one word for all of it */
		finding_part(c, f,
		    (struct part_says){.word = VERDICT_PASS,
			.lead = "With limit, owner and a working rule",
			.text = m->name});
	}
	finding_merge(c, f, &one);
}

void
ops_06(struct ctx *c, const struct subject *s, struct finding *f)
{
	const struct statement *st =
	    statement_need(c, f, "monitoring-plan", s->name);
	const struct data *metrics = plan_metrics(st);

	if (st == NULL)
		return;
	if (metrics == NULL || metrics->n == 0) {
		finding_unknown(c, f, NULL, "The plan names no metric");
		return;
	}
	for (size_t i = 0; i < metrics->n; i++) {
		struct planned m = {.data = &metrics->items[i],
		    .metric = data_text(&metrics->items[i], "metric"),
		    .alert = data_text(&metrics->items[i], "alert")};

		m.name = arena_printf(c->a, "'%s'", m.metric);
		judge_planned(c, f, &m);
	}
	/* What was not read may contradict what was. */
	if (!listing_is_complete(c, "monitor.rule"))
		finding_unlisted(c, f, "monitor.rule",
		    "The monitor's rules are not all known");
}
