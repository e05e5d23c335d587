/*
 * Finds what a chart of a metric needs: the samples of the period as series,
 * their limit, and what is declared and has no sample.  Where the period has
 * none, older samples are history and drawn as such (DESIGN section 1,
 * period).  Decides nothing: a value is beyond a limit by decimals alone.
 */
#include <stdlib.h>
#include <string.h>

#include "compose/trend.h"

enum {
	DAY = 86400,
	HISTORY_DAYS = 184,
	STEP_MAX = 7 * DAY, /* no line is drawn over more than 1.5 of these */
	PLACES_MAX = 12
};

/* A sample with its time. */
struct sample {
	int64_t at;
	const struct row *row;
};

struct samples {
	struct sample *items;
	size_t n;
	int64_t as_of;
};

static bool
seconds(const char *s, int64_t *out)
{
	struct instant t;

	if (s == NULL || time_parse(&t, s, strlen(s)) == -1)
		return false;
	*out = t.s;
	return true;
}

static struct samples
find_samples(struct work *w, const char *model, const char *metric)
{
	struct samples s = {0};
	size_t n;
	const struct row **rows = model_rows(w, "monitor.sample", model, &n);

	s.items = arena_array(w->a, n + 1, sizeof(*s.items));
	if (!seconds(w->in->facts->snapshot->as_of, &s.as_of))
		return s;
	for (size_t i = 0; i < n; i++) {
		struct sample *one = &s.items[s.n];

		if (model_row_has(rows[i], "metric", metric) &&
		    seconds(row_text(rows[i], "at"), &one->at) &&
		    one->at <= s.as_of) {
			one->row = rows[i];
			s.n++;
		}
	}
	return s;
}

/* ---- The axis ----------------------------------------------------------- */

static bool
has_between(const struct samples *s, int64_t from, int64_t to)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->items[i].at >= from && s->items[i].at <= to)
			return true;
	return false;
}

/* From the oldest sample that is history, in whole days, to the newest. */
static void
extend(struct trend *t, const struct samples *s)
{
	struct line_chart *c = &t->chart;
	int64_t oldest = c->period_from - HISTORY_DAYS * (int64_t)DAY;

	for (size_t i = 0; i < s->n; i++) {
		int64_t at = s->items[i].at;

		if (at >= oldest && at < c->from)
			c->from = at - at % DAY;
		if (at > c->to)
			c->to = at;
	}
}

static bool
find_axis(struct trend *t, const struct samples *s)
{
	struct line_chart *c = &t->chart;
	const struct snapshot *snap = t->w->in->facts->snapshot;

	if (!seconds(snap->from, &c->period_from) ||
	    !seconds(snap->to, &c->period_to) || c->period_to < c->period_from)
		return false;
	c->from = c->period_from;
	c->to = c->period_to;
	t->is_history = !has_between(s, c->from, c->to);
	if (t->is_history)
		extend(t, s);
	if (c->to == c->from)
		c->to++;
	return true;
}

/* What ended before the axis begins is no series of it. */
static void
drop_older(struct samples *s, int64_t from)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++)
		if (s->items[i].at >= from)
			s->items[n++] = s->items[i];
	s->n = n;
}

static int
by_length(const void *pa, const void *pb)
{
	int64_t a = *(const int64_t *)pa, b = *(const int64_t *)pb;

	return a < b ? -1 : a > b;
}

/* "12h", "1d": what the monitoring plan promises; 0 for anything else. */
static int64_t
seconds_of(const char *every)
{
	static const char units[] = "smhdw";
	static const int64_t lengths[] = {1, 60, 3600, DAY, 7 * DAY};
	size_t digits = every == NULL ? 0 : strspn(every, "0123456789");
	const char *unit;
	int64_t n = 0;

	if (digits == 0 || digits > 4 || every[digits] == '\0' ||
	    every[digits + 1] != '\0')
		return 0;
	unit = strchr(units, every[digits]);
	for (size_t i = 0; i < digits; i++)
		n = n * 10 + (every[i] - '0');
	return unit == NULL ? 0 : n * lengths[unit - units];
}

/* As promised; else the usual time between two samples, the median. */
static int64_t
find_step(const struct trend *t)
{
	size_t total = 0, n = 0;
	int64_t *gaps, step = seconds_of(t->every);

	for (size_t i = 0; i < t->chart.n; i++)
		total += t->series[i].n;
	gaps = arena_array(t->w->a, total + 1, sizeof(*gaps));
	for (size_t i = 0; i < t->chart.n; i++)
		for (size_t k = 1; k < t->series[i].n; k++) {
			const struct line_point *p = &t->series[i].points[k];

			if (p->at > p[-1].at)
				gaps[n++] = p->at - p[-1].at;
		}
	if (step == 0 && n > 0) {
		qsort(gaps, n, sizeof(*gaps), by_length);
		step = gaps[(n - 1) / 2];
	}
	if (step == 0)
		step = DAY;
	return step > STEP_MAX ? STEP_MAX : step;
}

/* ---- The limit ---------------------------------------------------------- */

static bool
is_number(const char *s, struct decimal *d)
{
	return s != NULL && decimal_parse(d, s, strlen(s)) == 0 &&
	       !decimal_is_huge(d);
}

static void
find_plan(struct trend *t)
{
	const char *subject = arena_printf(t->w->a, "model/%s", t->model);
	const struct statement *s =
	    statement_find(t->w->in->statements, "monitoring-plan", subject);

	if (s != NULL && s->state == STATEMENT_VALID)
		t->plan = s;
	else if (s == NULL || s->state == STATEMENT_MISSING)
		t->plan_why = "is not written";
	else if (s->state == STATEMENT_EXPIRED)
		t->plan_why = "has expired";
	else
		t->plan_why = "is still a placeholder";
}

static const struct data *
plan_entry(const struct trend *t)
{
	const struct data *list =
	    t->plan == NULL ? NULL : data_get(t->plan->content, "metrics");

	for (size_t i = 0; list != NULL && i < list->n; i++) {
		const char *metric = data_text(&list->items[i], "metric");

		if (metric != NULL && strcmp(metric, t->metric) == 0)
			return &list->items[i];
	}
	return NULL;
}

/* The plan's limit; for drift, where it names none, the check's. */
static void
find_limit(struct trend *t)
{
	const struct data *entry;
	const char *limit, *direction;
	struct decimal d;

	find_plan(t);
	entry = plan_entry(t);
	limit = data_text(entry, "limit");
	direction = data_text(entry, "direction");
	t->every = data_text(entry, "every");
	if (is_number(limit, &d)) {
		t->chart.limit = limit;
		t->is_floor =
		    direction != NULL && strcmp(direction, "min") == 0;
	} else if (strcmp(t->metric, "psi") == 0) {
		t->chart.limit = part_threshold(t->w, "DRF-01", "fail");
		t->limit_check = t->chart.limit == NULL ? NULL : "DRF-01";
	}
}

static bool
is_over(const struct trend *t, const struct decimal *value)
{
	struct decimal limit;
	int order;

	if (!is_number(t->chart.limit, &limit))
		return false;
	order = decimal_cmp(value, &limit);
	return t->is_floor ? order < 0 : order > 0;
}

/* ---- Series ------------------------------------------------------------- */

static const char *const series_keys[] = {
    "version", "feature", "segment", "route"};

enum { NKEYS = sizeof(series_keys) / sizeof(series_keys[0]) };

static bool
is_same(const struct row *a, const struct row *b, const char *key)
{
	const char *x = row_text(a, key), *y = row_text(b, key);

	return x == NULL || y == NULL ? x == y : strcmp(x, y) == 0;
}

static bool
is_same_series(const struct row *a, const struct row *b)
{
	for (size_t i = 0; i < NKEYS; i++)
		if (!is_same(a, b, series_keys[i]))
			return false;
	return true;
}

/* Key parts that differ between samples name a series; else the model. */
static struct text
name_series(const struct trend *t, const struct samples *s, const struct row *r)
{
	struct text name = text_lit("");

	for (size_t i = 0; i < NKEYS; i++) {
		const char *part = row_text(r, series_keys[i]);
		bool is_one = i == 0;

		for (size_t k = 0; is_one && k < s->n; k++)
			is_one = is_same(r, s->items[k].row, series_keys[i]);
		if (part == NULL || is_one)
			continue;
		name = text_printf(t->w->a, "%s%s%s%s", name.s,
		    name.n > 0 ? ", " : "", i == 0 ? "version " : "", part);
	}
	return name.n > 0 ? name : text_of(t->w->a, t->model);
}

static int
by_time(const void *pa, const void *pb)
{
	const struct sample *a = pa, *b = pb;

	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	return strcmp(row_text(a->row, "at"), row_text(b->row, "at"));
}

static void
add_point(struct trend *t, struct line_series *s, struct trend_line *l,
    struct line_point *points, const struct sample *one)
{
	struct line_point *p = &points[s->n];
	const char *text = row_text(one->row, "value");
	struct decimal d;

	l->rows[s->n++] = one->row;
	p->at = one->at;
	if (!is_number(text, &d)) {
		l->nodd++;
		return;
	}
	p->value = text;
	p->is_over = is_over(t, &d);
	l->nover += p->is_over;
	t->nvalues++;
	if (d.ndigits > 0 && 3 - d.exponent < t->places)
		t->places = d.exponent > 3 ? 0 : (int)(3 - d.exponent);
}

/* The samples items[0..n) of one series. */
static void
add_series(
    struct trend *t, const struct samples *all, struct sample *items, size_t n)
{
	struct line_chart *c = &t->chart;
	struct line_series *s = &t->series[c->n];
	struct trend_line *l = &t->lines[c->n++];
	struct line_point *points =
	    arena_array(t->w->a, n + 1, sizeof(*points));

	qsort(items, n, sizeof(*items), by_time);
	l->rows = arena_array(t->w->a, n + 1, sizeof(*l->rows));
	s->name = name_series(t, all, items[0].row);
	s->points = points;
	for (size_t i = 0; i < n; i++) {
		if (items[i].at >= c->from && items[i].at <= c->to)
			add_point(t, s, l, points, &items[i]);
		else if (items[i].at > c->to)
			l->newest = items[i].row;
	}
	t->nover += l->nover;
	t->nodd += l->nodd;
	t->nabsent += s->n == 0;
}

/* ---- What is declared and was not seen ---------------------------------- */

static bool
is_seen(const struct trend *t, const struct samples *s, const char *key,
    const char *name)
{
	for (size_t i = 0; i < s->n; i++)
		if (model_row_has(s->items[i].row, key, name))
			return true;
	for (size_t i = 0; i < t->chart.n; i++)
		if (strcmp(t->series[i].name.s, name) == 0)
			return true;
	return false;
}

static void
add_absent(
    struct trend *t, const struct samples *s, const char *key, const char *name)
{
	if (name == NULL || is_seen(t, s, key, name))
		return;
	t->series[t->chart.n++].name = text_of(t->w->a, name);
	t->nabsent++;
}

static const struct data *
declared(const struct trend *t, const char *key, const char *member)
{
	const char *subject = arena_printf(t->w->a, "model/%s", t->model);
	const struct statement *s =
	    statement_find(t->w->in->statements, key, subject);

	return s == NULL || s->state != STATEMENT_VALID
		   ? NULL
		   : data_get(s->content, member);
}

static size_t
count_levels(const struct data *families)
{
	size_t n = 0;

	for (size_t i = 0; families != NULL && i < families->n; i++) {
		const struct data *levels =
		    data_get(&families->items[i], "levels");

		n += levels == NULL ? 0 : levels->n;
	}
	return n;
}

static void
add_segments(
    struct trend *t, const struct samples *s, const struct data *families)
{
	for (size_t i = 0; families != NULL && i < families->n; i++) {
		const struct data *f = &families->items[i];
		const struct data *levels = data_get(f, "levels");

		for (size_t k = 0; levels != NULL && k < levels->n; k++)
			if (!is_seen(t, s, "segment", levels->items[k].text))
				add_absent(t, s, "segment",
				    arena_printf(t->w->a, "%s/%s",
					data_text(f, "family"),
					levels->items[k].text));
	}
}

static void
add_features(
    struct trend *t, const struct samples *s, const struct data *features)
{
	for (size_t i = 0; features != NULL && i < features->n; i++)
		add_absent(t, s, "feature", features->items[i].text);
}

/* ---- All of it ---------------------------------------------------------- */

static void
find_newest(struct trend *t, const struct samples *s)
{
	int64_t last = INT64_MIN;

	for (size_t i = 0; i < s->n; i++)
		if (s->items[i].at > last) {
			last = s->items[i].at;
			t->newest = row_text(s->items[i].row, "at");
		}
}

/* Rows of one series stand together: facts are sorted by key. */
static void
find_series(struct trend *t, const struct samples *s)
{
	const char *by_segment =
	    t->plan == NULL ? NULL
			    : data_text(t->plan->content, "segment_metric");
	const struct data *segments =
	    by_segment == NULL || strcmp(t->metric, by_segment) != 0
		? NULL
		: declared(t, "segments-declared", "families");
	const struct data *features =
	    strcmp(t->metric, "psi") != 0
		? NULL
		: declared(t, "features-monitored", "features");
	size_t max = s->n + count_levels(segments) +
		     (features == NULL ? 0 : features->n);

	t->series = arena_array(t->w->a, max + 1, sizeof(*t->series));
	t->lines = arena_array(t->w->a, max + 1, sizeof(*t->lines));
	t->chart.series = t->series;
	for (size_t i = 0, n; i < s->n; i += n) {
		for (n = 1; i + n < s->n; n++)
			if (!is_same_series(
				s->items[i].row, s->items[i + n].row))
				break;
		add_series(t, s, s->items + i, n);
	}
	add_segments(t, s, segments);
	add_features(t, s, features);
}

bool
trend_find(
    struct work *w, const char *model, const char *metric, struct trend *t)
{
	struct samples s = find_samples(w, model, metric);

	*t = (struct trend){.w = w,
	    .model = model,
	    .metric = metric,
	    .title = trend_title(metric),
	    .unit = trend_unit(metric),
	    .places = PLACES_MAX};
	if (s.n == 0 || !find_axis(t, &s))
		return false;
	find_newest(t, &s);
	drop_older(&s, t->chart.from);
	find_limit(t);
	find_series(t, &s);
	t->chart.step = find_step(t);
	return true;
}
