/*
 * The words of a chart over time: the finding as its title, measure and
 * period, the reading in one sentence, and where it comes from.  The names of
 * metrics fix their units (templates/README.md); what is not known has none.
 */
#include <string.h>

#include "base/buf.h"
#include "compose/trend.h"

enum { GAPS_NAMED = 4, SOURCES_NAMED = 3 };

struct metric_word {
	const char *metric, *title, *unit;
};

static const struct metric_word metric_words[] = {
    {"latency_p50", "Median latency", "Seconds"},
    {"latency_p95", "Latency (95th percentile)", "Seconds"},
    {"latency_p99", "Latency (99th percentile)", "Seconds"},
    {"error_ratio", "Failed requests", "Share of all requests"},
    {"throughput", "Throughput", "Requests a second"},
    {"requests", "Requests", "Number of requests"},
    {"psi", "Drift", "Population stability index (PSI)"},
    {"ks", "Drift", "Kolmogorov-Smirnov statistic"},
    {"accuracy", "Accuracy", "Share of labelled cases"},
    {"segment_accuracy", "Accuracy by segment", "Share of labelled cases"},
    {"cost_per_1000", "Cost", "For 1,000 predictions"},
};

enum { NWORDS = sizeof(metric_words) / sizeof(metric_words[0]) };

static const struct metric_word *
find_word(const char *metric)
{
	for (size_t i = 0; i < NWORDS; i++)
		if (strcmp(metric_words[i].metric, metric) == 0)
			return &metric_words[i];
	return NULL;
}

const char *
trend_title(const char *metric)
{
	const struct metric_word *m = find_word(metric);

	return m == NULL ? metric : m->title;
}

const char *
trend_unit(const char *metric)
{
	const struct metric_word *m = find_word(metric);

	return m == NULL ? "" : m->unit;
}

static struct text
number(const struct trend *t, const char *text)
{
	char out[DECIMAL_TEXT];
	struct decimal d;

	if (decimal_parse(&d, text, strlen(text)) == -1)
		return text_of(t->w->a, text);
	if (d.exponent > 15 || t->places > 9) {
		d = decimal_round(&d, 4);
		return text_of(t->w->a, decimal_format(&d, out));
	}
	return text_of(t->w->a, decimal_fixed(&d, t->places, out));
}

struct text
trend_shown(const struct trend *t, const struct row *r)
{
	return number(t, row_text(r, "value"));
}

static struct text
taken(struct trend const *t, struct buf *b)
{
	struct text out = text_of(t->w->a, buf_str(b));

	buf_free(b);
	return out;
}

static struct text
period(const struct trend *t)
{
	const struct snapshot *s = t->w->in->facts->snapshot;

	return part_period(t->w, s->from, s->to);
}

static const char *
beyond(const struct trend *t)
{
	return t->is_floor ? "under" : "over";
}

/* ---- The title ---------------------------------------------------------- */

static void
say_range(const struct trend *t, struct buf *b)
{
	const char *low = NULL, *high = NULL;
	struct decimal l = {0}, h = {0}, d;

	for (size_t i = 0; i < t->chart.n; i++)
		for (size_t k = 0; k < t->series[i].n; k++) {
			const char *v = t->series[i].points[k].value;

			if (v == NULL || decimal_parse(&d, v, strlen(v)) == -1)
				continue;
			if (low == NULL || decimal_cmp(&d, &l) < 0) {
				l = d;
				low = v;
			}
			if (high == NULL || decimal_cmp(&d, &h) > 0) {
				h = d;
				high = v;
			}
		}
	if (low == NULL)
		buf_puts(b, "no number");
	else if (decimal_cmp(&l, &h) == 0)
		buf_printf(b, "%s%s", t->nvalues > 1 ? "always " : "",
		    number(t, low).s);
	else
		buf_printf(b, "%s to %s", number(t, low).s, number(t, high).s);
}

static void
say_finding(const struct trend *t, struct buf *b)
{
	const char *limit = t->chart.limit;

	if (limit == NULL) {
		say_range(t, b);
		buf_puts(b, ", no limit is stated");
	} else if (t->nover == 0) {
		buf_printf(b, "%s %s the limit of %s",
		    t->nvalues == 1 ? "its one value is not"
				    : arena_printf(t->w->a,
					  "none of %zu values is", t->nvalues),
		    beyond(t), limit);
	} else {
		buf_printf(b, "%zu of %s %s the limit of %s", t->nover,
		    arena_printf(t->w->a, "%zu %s %s", t->nvalues,
			t->nvalues == 1 ? "value" : "values",
			t->nover == 1 ? "is" : "are"),
		    beyond(t), limit);
	}
}

/* "vendor_size/micro has no value", "3 have no value". */
static void
say_absent(const struct trend *t, struct buf *b)
{
	if (t->nabsent == 0)
		return;
	if (t->nabsent > 1) {
		buf_printf(b, ", %zu have no value", t->nabsent);
		return;
	}
	for (size_t i = 0; i < t->chart.n; i++)
		if (t->series[i].n == 0)
			buf_printf(b, ", %s has no value", t->series[i].name.s);
}

struct text
trend_heading(const struct trend *t)
{
	struct buf b = {0};

	buf_puts(&b, t->title);
	if (t->w->in->system->nmodels > 1)
		buf_printf(&b, " of %s", t->model);
	buf_puts(&b, ": ");
	if (t->is_history) {
		buf_printf(&b, "no value in %s, the newest is of %s",
		    period(t).s, part_date(t->w, t->newest).s);
	} else {
		say_finding(t, &b);
		say_absent(t, &b);
	}
	return taken(t, &b);
}

static const char *
by_what(const struct trend *t)
{
	const struct row *r =
	    t->lines[0].newest != NULL ? t->lines[0].newest : NULL;

	if (t->series[0].n > 0)
		r = t->lines[0].rows[0];
	if (r == NULL || t->chart.n < 2)
		return "";
	if (row_text(r, "route") != NULL)
		return " by route";
	if (row_text(r, "segment") != NULL)
		return " by segment";
	return row_text(r, "feature") != NULL ? " by feature" : "";
}

struct text
trend_subtitle(const struct trend *t)
{
	struct buf b = {0};

	buf_printf(
	    &b, "%s%s", *t->unit == '\0' ? t->metric : t->unit, by_what(t));
	if (t->is_history)
		buf_puts(&b, ": history, not a result of the period");
	else
		buf_printf(&b, ", %s", period(t).s);
	return taken(t, &b);
}

/* ---- The reading -------------------------------------------------------- */

/* "8 October 2026"; hours too where values come more than once a day. */
static struct text
day(const struct trend *t, int64_t at)
{
	char out[TIME_TEXT];

	time_format((struct instant){at, 0}, out);
	return t->chart.step < 86400 ? part_time(t->w, out)
				     : part_date(t->w, out);
}

static void
say_over(const struct trend *t, struct buf *b)
{
	bool is_named = false;

	if (t->chart.limit == NULL)
		return;
	buf_printf(b, "; %zu of %zu %s the limit of %s", t->nover, t->nvalues,
	    beyond(t), t->chart.limit);
	for (size_t i = 0; i < t->chart.n; i++) {
		const struct line_series *s = &t->series[i];
		size_t first = s->n, last = 0;

		for (size_t k = 0; k < s->n; k++)
			if (s->points[k].is_over) {
				first = first == s->n ? k : first;
				last = k;
			}
		if (first == s->n)
			continue;
		buf_printf(b, "%s%s %zu", is_named ? ", " : " (", s->name.s,
		    t->lines[i].nover);
		if (first == last)
			buf_printf(b, " on %s", day(t, s->points[first].at).s);
		else
			buf_printf(b, " from %s to %s",
			    day(t, s->points[first].at).s,
			    day(t, s->points[last].at).s);
		is_named = true;
	}
	if (is_named)
		buf_puts(b, ")");
}

static void
say_gaps(const struct trend *t, struct buf *b)
{
	struct line_gap *gaps;
	size_t n = chart_gaps(t->w->a, &t->chart, NULL, &gaps);

	for (size_t i = 0; i < n && i < GAPS_NAMED; i++)
		buf_printf(b, "%s %s to %s", i == 0 ? "; no value from" : ",",
		    day(t, gaps[i].from).s, day(t, gaps[i].to).s);
	if (n > GAPS_NAMED)
		buf_printf(b, " and in %zu more gaps", n - GAPS_NAMED);
}

static void
say_odd(const struct trend *t, struct buf *b)
{
	bool is_named = false;

	for (size_t i = 0; i < t->chart.n; i++) {
		const struct line_series *s = &t->series[i];

		for (size_t k = 0; k < s->n && !is_named; k++)
			if (s->points[k].value == NULL) {
				buf_printf(b,
				    "; %zu not a number, the first on %s",
				    t->nodd, day(t, s->points[k].at).s);
				is_named = true;
			}
	}
	for (size_t i = 0, n = 0; i < t->chart.n; i++)
		if (t->series[i].n == 0)
			buf_printf(b, "%s%s",
			    n++ == 0 ? "; no value at all of " : ", ",
			    t->series[i].name.s);
}

struct text
trend_reading(const struct trend *t)
{
	struct buf b = {0};

	buf_printf(&b, "%s from %s to %s: ", t->title, day(t, t->chart.from).s,
	    day(t, t->chart.to).s);
	say_range(t, &b);
	say_over(t, &b);
	say_gaps(t, &b);
	say_odd(t, &b);
	buf_puts(&b, ".");
	return taken(t, &b);
}

struct text
trend_why(const struct trend *t)
{
	size_t read = 0;

	for (size_t i = 0; i < t->chart.n; i++)
		read += t->series[i].n;
	if (read == 0)
		return text_printf(t->w->a,
		    "No chart: no value in %s; the newest is of %s.",
		    period(t).s, part_date(t->w, t->newest).s);
	return text_printf(t->w->a,
	    "No chart: none of the %zu samples is a finite number.", read);
}

/* ---- The caption -------------------------------------------------------- */

static bool
is_told(const struct spot *done, size_t n, const struct spot *s)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(done[i].object, s->object) == 0)
			return true;
	return false;
}

/* The objects that the values were read from, the first few as links. */
static void
put_sources(const struct trend *t, struct node *figure)
{
	struct work *w = t->w;
	struct spot done[SOURCES_NAMED];
	size_t n = 0;

	for (size_t i = 0; i < t->chart.n; i++)
		for (size_t k = 0; k < t->series[i].n && n < SOURCES_NAMED;
		     k++) {
			const struct row *r = t->lines[i].rows[k];
			struct spot s = name_spot(w, row_get(r, "value")->at);
			struct node *link;

			if (s.page == NULL || is_told(done, n, &s))
				continue;
			node_lit(w->a, figure, n == 0 ? " Source " : " ");
			link = node_value(w->a, figure,
			    text_printf(w->a, "%.8s", s.object), s.page,
			    s.fragment);
			link->object = s.object;
			link->style = STYLE_DIGEST;
			done[n++] = s;
		}
	if (n > 0)
		node_lit(w->a, figure, ".");
}

static void
put_limit(const struct trend *t, struct node *figure)
{
	struct work *w = t->w;

	if (t->limit_check != NULL) {
		node_text(w->a, figure,
		    text_printf(w->a,
			" The limit is that of %s; the monitoring plan of "
			"this model %s.",
			t->limit_check,
			t->plan == NULL ? t->plan_why : "names none"));
	} else if (t->chart.limit != NULL) {
		node_text(w->a, figure,
		    text_printf(w->a,
			" The limit, at %s %s, is that of the monitoring "
			"plan, declared by ",
			t->is_floor ? "least" : "most", t->chart.limit));
		node_author(w->a, figure, text_of(w->a, t->plan->owner));
		node_text(w->a, figure,
		    text_printf(
			w->a, " on %s.", part_date(w, t->plan->date).s));
	} else {
		node_text(w->a, figure,
		    text_printf(w->a,
			" No limit is drawn: the monitoring plan of this "
			"model %s.",
			t->plan == NULL ? t->plan_why
					: "names none for this metric"));
	}
}

void
trend_caption(const struct trend *t, struct node *figure, size_t number_)
{
	struct work *w = t->w;

	node_text(w->a, node_add(w->a, figure, NODE_STRONG),
	    text_printf(w->a, "Figure %zu.", number_));
	node_lit(w->a, figure, " As reported.");
	put_sources(t, figure);
	put_limit(t, figure);
}
