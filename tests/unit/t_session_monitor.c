/*
 * The connector prometheus over recorded ranges that no default period asks
 * for: an hour's step, a year, the weeks of the drift reports, and a range that
 * the server refuses.  Series and values are those of truth.json.
 */
#include "t_recording.h"

#include "ext/yaml.h"

enum { PERIOD = 1, NAMES = 64 }; /* the step */

/* One range as it was asked; `count` is the member of truth.json's series. */
struct range {
	const char *from, *to, *step, *count;
	const char *names[3]; /* NULL: those that `count` has a number for */
};

struct asked_range {
	struct world w;
	struct setup u;
	struct row_list rows;
	struct step_state state;
	const struct tree *truth;
	size_t monitor; /* node of truth.json */
	const char *keys[NAMES];
	struct data items[NAMES];
	struct data queries;
	struct param params[2];
};

static size_t
node_of(const struct tree *t, size_t node, const char *key)
{
	return tree_member(t, node, key, strlen(key));
}

static const struct tree *
load_truth(struct arena *a, const char *name)
{
	char path[PATH_TEXT], *bytes = NULL;
	struct tree *t = NULL;
	struct error e = {0};
	size_t n = 0;

	snprintf(path, sizeof(path), "%s/recordings/%s/truth.json",
	    shared_dir(), name);
	CHECK(file_read(path, 64 << 20, &bytes, &n, &e) == 0);
	CHECK(json_read(a, arena_ndup(a, bytes, n), n, true, &t, &e) == 0);
	free(bytes);
	return t;
}

static const struct data *
load_queries(struct arena *a, const char *name)
{
	char path[PATH_TEXT], *bytes = NULL;
	const struct data *d = NULL;
	struct error e = {0};
	size_t n = 0;

	snprintf(path, sizeof(path), "%s/recordings/%s/queries.yml",
	    shared_dir(), name);
	CHECK(file_read(path, 1 << 20, &bytes, &n, &e) == 0);
	CHECK(yaml_read(a, path, arena_ndup(a, bytes, n), n, &d, &e) == 0);
	free(bytes);
	return d;
}

/* Was it asked in this range?  Its number of series, or -1. */
static long
series_of(
    const struct asked_range *r, const struct range *how, const char *name)
{
	size_t n, at = node_of(r->truth, r->monitor, "series");

	at = at == 0 ? 0 : node_of(r->truth, at, name);
	at = at == 0 ? 0 : node_of(r->truth, at, how->count);
	if (at == 0 || tree_type(r->truth, at) != NODE_NUMBER)
		return -1;
	return strtol(tree_text(r->truth, at, &n), NULL, 10);
}

static bool
is_wanted(
    const struct asked_range *r, const struct range *how, const char *name)
{
	if (how->names[0] == NULL)
		return series_of(r, how, name) >= 0;
	for (size_t i = 0; i < 3 && how->names[i] != NULL; i++)
		if (strcmp(how->names[i], name) == 0)
			return true;
	return false;
}

static void
add_queries(
    struct asked_range *r, const struct range *how, const struct data *from)
{
	for (size_t i = 0; from != NULL && i < from->n; i++)
		if (is_wanted(r, how, from->keys[i])) {
			r->keys[r->queries.n] = from->keys[i];
			r->items[r->queries.n++] = from->items[i];
		}
}

/* Asks the step `period` of the recording; false without recordings. */
static bool
ask_range(struct asked_range *r, const char *name, const struct range *how)
{
	const struct plan *plans = NULL;
	const struct data *all;
	struct judgement why;
	struct session *s;
	struct error e = {0};
	size_t n = 0;

	*r = (struct asked_range){.w = {.a = arena_new()}};
	if (!read_recording(&r->w, name, "prometheus")) {
		test_skip(name, "no recordings in $DOSSIER_SHARED");
		return false;
	}
	CHECK(set_up(r->w.a, &r->u, "prometheus", name));
	r->truth = load_truth(r->w.a, name);
	r->monitor = node_of(r->truth, 0, "monitor");
	all = load_queries(r->w.a, name);
	r->queries = (struct data){.kind = DATA_MAP,
	    .keys = r->keys,
	    .items = r->items,
	    .line = 1,
	    .column = 1};
	add_queries(r, how, data_get(all, "queries"));
	add_queries(r, how, data_get(all, "hourly"));
	CHECK(r->queries.n > 0);
	r->params[0] = (struct param){.name = "queries",
	    .path = "$['sources'][0]['queries']",
	    .data = &r->queries};
	r->params[1] = (struct param){.name = "step",
	    .text = how->step,
	    .path = "$['sources'][0]['step']",
	    .data = &(struct data){.kind = DATA_TEXT, .text = how->step}};
	r->u.src.base = "https://monitor.example";
	r->u.src.params = r->params;
	r->u.src.nparams = 2;
	r->u.times.from = how->from;
	r->u.times.to = how->to;
	s = open_session(r->w.a, &r->u, NULL, &r->w);
	CHECK_STR(session_step(s, PERIOD), "period");
	CHECK(session_plan(s, PERIOD, &plans, &n, &why, &e) == 0);
	CHECK(n == r->queries.n);
	for (size_t k = 0; k < n; k++)
		ask(&r->w, s, PERIOD, &plans[k], 0);
	CHECK(r->w.missing == 0);
	CHECK(session_end_step(s, PERIOD, &r->state, &r->rows, &e) == 0);
	return true;
}

static void
range_free(struct asked_range *r)
{
	free(r->rows.items);
	arena_free(r->w.a);
}

static const char *
or_none(const char *text)
{
	return text == NULL ? "-" : text;
}

/* Series of a metric: rows with other labels than the row before. */
static long
count_series(const struct asked_range *r, const char *metric)
{
	const char *last = "";
	long n = 0;

	for (size_t i = 0; i < r->rows.n; i++) {
		const struct row *row = r->rows.items[i];
		const char *labels = arena_printf(r->w.a, "%s %s %s %s",
		    or_none(row_text(row, "version")),
		    or_none(row_text(row, "feature")),
		    or_none(row_text(row, "segment")),
		    or_none(row_text(row, "route")));

		if (strcmp(row_text(row, "metric"), metric) != 0)
			continue;
		CHECK_STR(row_text(row, "model"), "triage");
		n += strcmp(labels, last) != 0;
		last = labels;
	}
	return n;
}

static size_t
check_range(const char *name, const struct range *how)
{
	struct asked_range r;
	size_t n = 0;

	if (ask_range(&r, name, how)) {
		CHECK(r.state.state == STATE_OK);
		for (size_t i = 0; i < r.queries.n; i++) {
			CHECK(count_series(&r, r.keys[i]) ==
			      series_of(&r, how, r.keys[i]));
			n++;
		}
		printf("%s, step %s: %zu metrics, %zu rows\n", name, how->step,
		    n, r.rows.n);
	}
	range_free(&r);
	return n;
}

static const struct range hours = {
    "2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z", "1h", "october_1h", {NULL}};
static const struct range year = {
    "2025-12-01T00:00:00Z", "2026-11-23T00:00:00Z", "7d", "year_7d", {NULL}};

static void
other_steps(void)
{
	static const char *const names[] = {"benefits-triage", "invoice-fraud"};

	for (size_t i = 0; i < 2; i++) {
		size_t n = check_range(names[i], &hours);

		n += check_range(names[i], &year);
		CHECK(n == 0 || n == 9 + 11);
	}
}

/* The one value of a feature at a time. */
static const char *
value_at(const struct asked_range *r, const char *metric, const char *feature,
    const char *at)
{
	const char *value = NULL;

	for (size_t i = 0; i < r->rows.n; i++) {
		const struct row *row = r->rows.items[i];

		if (strcmp(row_text(row, "metric"), metric) == 0 &&
		    strcmp(row_text(row, "at"), at) == 0 &&
		    strcmp(or_none(row_text(row, "feature")), feature) == 0) {
			CHECK(value == NULL);
			value = row_text(row, "value");
		}
	}
	return value;
}

/* Drift that ends: each value before 8 August, and none after. */
static void
drift_in_august(void)
{
	static const struct range august = {"2026-07-24T00:00:00Z",
	    "2026-08-15T00:00:00Z", "1d", "", {"feature_psi"}};
	struct asked_range r;
	size_t list, n, compared = 0;

	if (!ask_range(&r, "invoice-fraud", &august))
		goto out;
	list = node_of(r.truth, r.monitor, "psi_in_august");
	for (size_t f = tree_child(r.truth, list); f != 0;
	     f = tree_next(r.truth, f)) {
		const char *feature = tree_key(r.truth, f, &n);

		if (strcmp(feature, "score") == 0)
			continue;
		for (size_t v = tree_child(r.truth, f); v != 0;
		     v = tree_next(r.truth, v), compared++)
			CHECK_STR(value_at(&r, "feature_psi", feature,
				      tree_key(r.truth, v, &n)),
			    tree_text(r.truth, v, &n));
	}
	printf("drift in August: %zu values\n", compared);
	CHECK(compared > 80 && compared == r.rows.n);
out:
	range_free(&r);
}

/* A report's values, set at 06:00, stand at the next midnight. */
static void
drift_at_reports(void)
{
	static const struct range weeks = {"2026-10-31T00:00:00Z",
	    "2026-11-21T00:00:00Z", "7d", "",
	    {"feature_psi", "prediction_psi"}};
	struct asked_range r;
	size_t list, n, compared = 0;

	if (!ask_range(&r, "benefits-triage", &weeks))
		goto out;
	list = node_of(r.truth, r.monitor, "psi_at_reports");
	for (size_t d = tree_child(r.truth, list); d != 0;
	     d = tree_next(r.truth, d)) {
		const char *day = tree_key(r.truth, d, &n);
		struct instant t;
		char at[TIME_TEXT];

		CHECK(time_parse(&t, day, n) == 0);
		t.s += (int64_t)18 * 3600;
		for (size_t f = tree_child(r.truth, d); f != 0;
		     f = tree_next(r.truth, f), compared++) {
			const char *feature = tree_key(r.truth, f, &n);
			bool is_score = strcmp(feature, "score") == 0;

			CHECK_STR(
			    value_at(&r,
				is_score ? "prediction_psi" : "feature_psi",
				is_score ? "-" : feature, time_format(t, at)),
			    tree_text(r.truth, f, &n));
		}
	}
	printf("drift at reports: %zu values\n", compared);
	CHECK(compared == 32 && r.rows.n == 32);
out:
	range_free(&r);
}

/* More points than the server gives: its own reason, no row. */
static void
too_many_points(void)
{
	static const struct range fine = {"2025-12-01T00:00:00Z",
	    "2026-11-23T12:00:00Z", "15m", "", {"accuracy"}};
	struct asked_range r;

	if (ask_range(&r, "invoice-fraud", &fine)) {
		CHECK(r.state.state == STATE_FAILED);
		CHECK_STR(r.state.reason,
		    "answered 400: 'exceeded maximum resolution of 11,000 "
		    "points per timeseries. Try decreasing the query "
		    "resolution (?step=XX)'");
		CHECK(r.rows.n == 0);
	}
	range_free(&r);
}

int
main(void)
{
	RUN(other_steps);
	RUN(drift_in_august);
	RUN(drift_at_reports);
	RUN(too_many_points);
	return test_end("t_session_monitor");
}
