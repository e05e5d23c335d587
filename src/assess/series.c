/*
 * A monitor's samples, and the period in intervals: which of them hold a value
 * of a series.  An interval without one is never passed over (DESIGN laws 3
 * and 9); samples outside the period are history and decide nothing here.
 */
#include "assess/internal.h"

#include <string.h>

#include "base/buf.h"

enum {
	INTERVALS_MAX = 10000, /* of a period: one a minute, for a week */
	EVERY_DIGITS = 6,
	RUNS_MAX = 5, /* runs of intervals that a sentence names */
	DAY = 86400
};

/* ---- Samples ------------------------------------------------------------ */

/* A key part's text, or NULL. */
static const char *
part(const struct row *r, int field)
{
	const struct value *v = &r->fields[field];

	return v->outcome == OUTCOME_VALUE ? v->text : NULL;
}

static bool
is_same(const char *a, const char *b)
{
	return a != NULL && strcmp(a, b) == 0;
}

/* By number: a row is looked at for every check and every thing removed. */
static bool
read_sample(struct ctx *c, const struct row *r, struct sample *out)
{
	enum { MODEL, VERSION, METRIC, FEATURE, SEGMENT, ROUTE, AT };
	const char *at = part(r, AT);

	if (!is_same(part(r, MODEL), c->model) ||
	    time_parse(&out->at, at, strlen(at)) != 0 ||
	    time_cmp(out->at, c->as_of) > 0)
		return false;
	out->row = r;
	out->version = part(r, VERSION);
	out->metric = part(r, METRIC);
	out->feature = part(r, FEATURE);
	out->segment = part(r, SEGMENT);
	out->route = part(r, ROUTE);
	return true;
}

const struct samples *
samples_of(struct ctx *c)
{
	size_t n, kept = 0;
	const struct row *const *rows;
	struct sample *items;

	if (c->samples != NULL && is_same(c->samples->model, c->model))
		return c->samples;
	rows = facts_of(c->f, "monitor.sample", &n);
	items = arena_array(c->a, n + 1, sizeof(*items));
	for (size_t i = 0; i < n; i++)
		kept += read_sample(c, rows[i], &items[kept]);
	c->samples = arena_alloc(c->a, sizeof(*c->samples));
	*c->samples = (struct samples){c->model, items, kept};
	return c->samples;
}

bool
samples_have(struct ctx *c, const char *metric)
{
	const struct samples *all = samples_of(c);

	for (size_t i = 0; i < all->n; i++)
		if (strcmp(all->items[i].metric, metric) == 0)
			return true;
	return false;
}

/* ---- The period --------------------------------------------------------- */

/* "1d", "12h", "15m", "30s", "1w" in seconds; 0: none of these. */
static int64_t
read_every(const char *s)
{
	static const char units[] = "smhdw";
	static const int64_t seconds[] = {1, 60, 3600, DAY, 7 * DAY};
	size_t n = strspn(s, "0123456789");
	const char *unit = s[n] == '\0' ? NULL : strchr(units, s[n]);
	int64_t count = 0;

	if (n == 0 || n > EVERY_DIGITS || unit == NULL || s[n + 1] != '\0')
		return 0;
	for (size_t i = 0; i < n; i++)
		count = count * 10 + (s[i] - '0');
	return count * seconds[unit - units];
}

static bool
read_instant(const char *s, struct instant *t)
{
	return s != NULL && time_parse(t, s, strlen(s)) == 0;
}

bool
period_read(struct ctx *c, struct finding *f, const struct data *metric,
    struct period *out)
{
	const struct snapshot *s = c->f->snapshot;
	const char *name = data_text(metric, "metric");
	int64_t n;

	out->text = data_text(metric, "every");
	if (out->text == NULL) {
		finding_unknown(c, f, NULL,
		    "The plan does not say how often there must be a value of "
		    "'%s'",
		    name);
		return false;
	}
	out->every_s = read_every(out->text);
	if (out->every_s == 0) {
		finding_unknown(c, f, NULL,
		    "The plan wants a value of '%s' every '%s', which is no "
		    "interval such as 1d or 12h",
		    name, out->text);
		return false;
	}
	if (!read_instant(s->from, &out->from) ||
	    !read_instant(s->to, &out->to) ||
	    time_cmp(out->from, out->to) >= 0) {
		finding_unknown(c, f, NULL,
		    "The snapshot has no period to look for '%s' in", name);
		return false;
	}
	/* `to` is the last instant, so that the last interval holds it. */
	n = (out->to.s - out->from.s) / out->every_s + 1;
	if (n > INTERVALS_MAX) {
		finding_unknown(c, f, NULL,
		    "The period has more than %d intervals of %s, in which "
		    "there must be a value of '%s'",
		    INTERVALS_MAX, out->text, name);
		return false;
	}
	out->n = (size_t)n;
	return true;
}

size_t
period_index(const struct period *p, struct instant at)
{
	if (time_cmp(at, p->from) < 0 || time_cmp(at, p->to) > 0)
		return p->n;
	return (size_t)((at.s - p->from.s) / p->every_s);
}

/* An interval by its start: the day will do where it begins with one. */
static void
put_start(struct buf *b, const struct period *p, size_t i)
{
	struct instant t = {p->from.s + (int64_t)i * p->every_s, 0};
	char text[TIME_TEXT];

	(void)time_format(t, text);
	if (p->every_s % DAY == 0 && p->from.s % DAY == 0)
		(void)date_format(date_of(t), text);
	buf_puts(b, text);
}

/* The last of the run that begins at i. */
static size_t
run_end(const struct period *p, const bool *is_set, size_t i)
{
	while (i + 1 < p->n && is_set[i + 1])
		i++;
	return i;
}

const char *
period_runs(struct ctx *c, const struct period *p, const bool *is_set)
{
	struct buf b = {0};
	size_t runs = 0, left = 0, done = 0;
	const char *text;

	for (size_t i = 0; i < p->n; i++)
		runs += is_set[i] && (i == 0 || !is_set[i - 1]);
	for (size_t i = 0, end; i < p->n; i = end + 1) {
		end = is_set[i] ? run_end(p, is_set, i) : i;
		if (!is_set[i])
			continue;
		if (done == RUNS_MAX) {
			left += end - i + 1;
			continue;
		}
		if (done > 0)
			buf_puts(&b, done + 1 < runs ? ", " : " and ");
		put_start(&b, p, i);
		if (end > i) {
			buf_puts(&b, " to ");
			put_start(&b, p, end);
		}
		done++;
	}
	text = arena_dup(c->a, buf_str(&b));
	buf_free(&b);
	return left == 0 ? text
			 : arena_printf(c->a, "%s and %zu more", text, left);
}

static const char *
of_metric(const struct series *s)
{
	return s->of == NULL ? "" : s->of;
}

void
period_say(struct ctx *c, struct finding *f, const struct period *p,
    const struct series *s, const bool *is_set, struct set_says says)
{
	size_t n = 0;

	for (size_t i = 0; i < p->n; i++)
		n += is_set[i];
	if (n == 0)
		return;
	finding_part(c, f,
	    (struct part_says){.word = says.word,
		.outcome = says.outcome,
		.lead = arena_printf(c->a, "%s%s in an interval of %s",
		    says.lead, of_metric(s), p->text),
		.text =
		    n == p->n
			? arena_printf(c->a, "%s in all %zu", s->name, p->n)
			: arena_printf(c->a, "%s in %zu of %zu (%s)", s->name,
			      n, p->n, period_runs(c, p, is_set))});
}

/* ---- What the intervals hold -------------------------------------------- */

static bool
is_of(const struct sample *m, const struct series *s)
{
	return strcmp(m->metric, s->metric) == 0 &&
	       (s->route == NULL || is_same(m->route, s->route)) &&
	       (s->segment == NULL || is_same(m->segment, s->segment));
}

struct coverage
period_cover(struct ctx *c, const struct period *p, const struct series *s)
{
	const struct samples *all = samples_of(c);
	struct coverage v = {.rows = arena_array(c->a, p->n, sizeof(*v.rows)),
	    .values = arena_array(c->a, p->n, sizeof(*v.values))};

	for (size_t i = 0; i < all->n; i++) {
		const struct sample *m = &all->items[i];
		size_t k = period_index(p, m->at);
		struct decimal d;
		const char *text;

		if (k == p->n || !is_of(m, s))
			continue;
		v.rows[k]++;
		v.nrows++;
		text = row_text(m->row, "value");
		if (text != NULL &&
		    decimal_parse(&d, text, strlen(text)) == 0) {
			v.values[k]++;
			v.value = m->row;
		} else {
			v.unread = m->row;
		}
	}
	return v;
}

static const char *
outcome_of(const struct row *unread)
{
	enum outcome o = row_get(unread, "value")->outcome;

	return outcome_name(o == OUTCOME_VALUE ? OUTCOME_BADTYPE : o);
}

void
form_covered(struct ctx *c, struct finding *f, const struct period *p,
    const struct series *s, enum word missing)
{
	struct coverage v = period_cover(c, p, s);
	bool *unread = arena_array(c->a, p->n, sizeof(*unread));
	bool *nothing = arena_array(c->a, p->n, sizeof(*nothing));
	bool is_complete = listing_is_complete(c, "monitor.sample");
	size_t held = 0;

	for (size_t i = 0; i < p->n; i++) {
		unread[i] = v.rows[i] > 0 && v.values[i] == 0;
		nothing[i] = v.rows[i] == 0;
		held += v.values[i] > 0;
	}
	if (v.value != NULL)
		finding_fact(c, f, v.value, "value");
	if (v.unread != NULL) {
		finding_fact(c, f, v.unread, "value");
		period_say(c, f, p, s, unread,
		    (struct set_says){VERDICT_UNKNOWN, outcome_of(v.unread),
			"No usable number"});
	}
	period_say(c, f, p, s, nothing,
	    (struct set_says){is_complete ? missing : VERDICT_UNKNOWN, NULL,
		is_complete ? "In a complete listing, no value"
			    : "No value was read"});
	if (!is_complete)
		finding_unlisted(c, f, "monitor.sample",
		    "The monitor's answers are not complete");
	if (held == p->n)
		finding_part(c, f,
		    (struct part_says){.word = VERDICT_PASS,
			.lead = arena_printf(c->a,
			    "A value%s in every interval of %s", of_metric(s),
			    p->text),
			.text = s->name});
}
