/*
 * Charts.  Bars: order, scale, what each tone looks like.  Lines: where they
 * break, what is no number, limits near and far, one field and rows.  Of both,
 * the forms with nothing, one, none that is a number, and too many to draw.
 */
#include "base/mem.h"
#include "compose/template.h"
#include "test.h"

static struct arena *arena;

static const struct bar_limits limits = {"0.1", "0.25"};

static struct bar
bar(const char *name, const char *value, enum bar_tone tone)
{
	return (struct bar){text_of(arena, name), value,
	    text_of(arena, value == NULL ? "not provided" : value), tone};
}

static const struct shape *
find_text(const struct drawing *d, const char *words)
{
	for (const struct shape *s = d->first; s != NULL; s = s->next)
		if (s->kind == SHAPE_TEXT && strcmp(s->text.s, words) == 0)
			return s;
	return NULL;
}

static const struct shape *
nth(const struct drawing *d, enum shape_kind kind, size_t n)
{
	for (const struct shape *s = d->first; s != NULL; s = s->next)
		if (s->kind == kind && n-- == 0)
			return s;
	return NULL;
}

static size_t
count(const struct drawing *d, enum shape_kind kind)
{
	size_t n = 0;

	for (const struct shape *s = d->first; s != NULL; s = s->next)
		n += s->kind == kind;
	return n;
}

static void
test_sort(void)
{
	struct bar b[] = {bar("c", NULL, BAR_STABLE),
	    bar("b", "0.1", BAR_STABLE), bar("a", NULL, BAR_STABLE),
	    bar("e", "1e-1", BAR_STABLE),
	    bar("d", "0.70000000000000000001", BAR_ACT),
	    bar("f", "0.7", BAR_ACT)};

	chart_sort_bars(b, 6);
	CHECK_STR(b[0].name.s, "d"); /* compared as decimals */
	CHECK_STR(b[1].name.s, "f");
	CHECK_STR(b[2].name.s, "b"); /* equal: by name */
	CHECK_STR(b[3].name.s, "e");
	CHECK_STR(b[4].name.s, "a"); /* without a value: last */
	CHECK_STR(b[5].name.s, "c");
	chart_sort_bars(b, 0);
}

static void
test_tones(void)
{
	struct bar b[] = {bar("act", "0.5", BAR_ACT),
	    bar("watch", "0.2", BAR_WATCH), bar("stable", "0.05", BAR_STABLE)};
	const struct drawing *d = chart_bars(arena, b, 3, limits);
	const struct shape *r = nth(d, SHAPE_RECT, 0);

	CHECK(d->width == 784);
	CHECK(count(d, SHAPE_RECT) == 3);
	CHECK(count(d, SHAPE_ICON) == 2); /* none for stable */
	CHECK(r->fill == INK_BAD && !r->is_hatched);
	CHECK(r->x == 158 && r->w == 450); /* 0.5 of an axis to 0.5 */
	r = nth(d, SHAPE_RECT, 1);
	CHECK(r->fill == INK_WARN_FILL && r->stroke == INK_WARN);
	CHECK(r->is_hatched);
	r = nth(d, SHAPE_RECT, 2);
	CHECK(r->fill == INK_LINE && r->stroke == INK_LINE_DARK);
	CHECK(nth(d, SHAPE_ICON, 0)->icon == ICON_OCTAGON);
	CHECK(nth(d, SHAPE_ICON, 1)->icon == ICON_TRIANGLE);
	CHECK(find_text(d, "act")->is_bold);
	CHECK(!find_text(d, "watch")->is_bold);
	CHECK(find_text(d, "0.5")->anchor == ANCHOR_END ||
	      find_text(d, "0.5")->anchor == ANCHOR_MIDDLE);
}

/* The limits stand over the bars, where the values say. */
static void
test_limits(void)
{
	struct bar b[] = {bar("x", "0.5", BAR_ACT)};
	const struct drawing *d = chart_bars(arena, b, 1, limits);
	const struct shape *warn = find_text(d, "warn 0.1");
	const struct shape *fail = find_text(d, "limit 0.25");
	const struct shape *last = nth(d, SHAPE_LINE, count(d, SHAPE_LINE) - 1);

	CHECK(warn != NULL && warn->anchor == ANCHOR_END && warn->x == 244);
	CHECK(fail != NULL && fail->anchor == ANCHOR_START && fail->x == 387);
	CHECK(last->x == 383 && last->dash == DASH_SOLID);
	CHECK(nth(d, SHAPE_LINE, count(d, SHAPE_LINE) - 2)->dash == DASH_SHORT);
	d = chart_bars(arena, b, 1, (struct bar_limits){NULL, NULL});
	CHECK(find_text(d, "warn 0.1") == NULL);
	CHECK(find_text(d, "0.5") != NULL);
}

/* A limit above every bar is still on the axis. */
static void
test_scale(void)
{
	struct bar b[] = {bar("x", "0.001", BAR_STABLE)};
	const struct drawing *d = chart_bars(arena, b, 1, limits);

	CHECK(find_text(d, "0.25") != NULL); /* the last tick */
	CHECK(find_text(d, "0.00") != NULL);
	CHECK(find_text(d, "0.05") != NULL);
	CHECK(find_text(d, "limit 0.25")->x == 158 + 450 + 4);
	b[0] = bar("x", "3.7", BAR_ACT);
	d = chart_bars(arena, b, 1, limits);
	CHECK(find_text(d, "1") != NULL && find_text(d, "4") != NULL);
	b[0] = bar("x", "0", BAR_STABLE);
	d = chart_bars(arena, b, 1, (struct bar_limits){NULL, NULL});
	CHECK(nth(d, SHAPE_RECT, 0)->w == 1); /* seen, if only just */
	b[0] = bar("x", "-1", BAR_STABLE);
	CHECK(nth(chart_bars(arena, b, 1, limits), SHAPE_RECT, 0)->w == 1);
	b[0] = bar("x", "1e300", BAR_ACT);
	d = chart_bars(arena, b, 1, limits);
	CHECK(nth(d, SHAPE_RECT, 0)->w == 450);
}

static void
test_no_value(void)
{
	struct bar b[] = {
	    bar("has", "0.3", BAR_ACT), bar("not", NULL, BAR_STABLE)};
	const struct drawing *d = chart_bars(arena, b, 2, limits);
	const struct shape *box = nth(d, SHAPE_RECT, 1);

	CHECK(box->dash == DASH_SHORT && box->fill == INK_PAPER);
	CHECK(find_text(d, "not provided") != NULL);
	CHECK(nth(d, SHAPE_ICON, 1)->icon == ICON_RING);
	CHECK(chart_bars(arena, b + 1, 1, limits) == NULL);
	CHECK(chart_bars(arena, b, 0, limits) == NULL);
}

static void
test_many(void)
{
	struct bar b[BARS_MAX + 1];
	const struct drawing *d;

	for (size_t i = 0; i <= BARS_MAX; i++)
		b[i] = bar(arena_printf(arena, "f%02zu", i),
		    arena_printf(arena, "0.%02zu", 99 - i), BAR_ACT);
	d = chart_bars(arena, b, BARS_MAX, limits);
	CHECK(count(d, SHAPE_RECT) == BARS_MAX);
	d = chart_bars(arena, b, BARS_MAX + 1, limits);
	CHECK(count(d, SHAPE_RECT) == BARS_TOP + 1);
	CHECK(find_text(d, "6 others") != NULL);
	CHECK(find_text(d, "highest 0.79") != NULL);
	CHECK(find_text(d, "f20") == NULL);
	for (size_t i = BARS_TOP; i <= BARS_MAX; i++)
		b[i] = bar("none", NULL, BAR_STABLE);
	d = chart_bars(arena, b, BARS_MAX + 1, limits);
	CHECK(find_text(d, "6 others") != NULL);
	CHECK(find_text(d, "highest 0.79") == NULL);
}

static void
test_names(void)
{
	struct bar b[] = {bar("a_name_of_twenty_one", "0.3", BAR_ACT),
	    bar("a_name_of_twenty_two_2", "0.2", BAR_WATCH),
	    bar("äöüäöüäöüäöüäöüäöüäöüä", "0.1", BAR_STABLE)};
	const struct drawing *d = chart_bars(arena, b, 3, limits);

	CHECK(find_text(d, "a_name_of_twenty_one") != NULL);
	CHECK(find_text(d, "a_name_of_twenty_two…") != NULL);
	CHECK(find_text(d, "äöüäöüäöüäöüäöüäöüäö…") != NULL);
}

/* ---- Lines -------------------------------------------------------------- */

enum { DAY = 86400, POINTS = 40 };

/* 1 October 2026. */
static const int64_t october = 1790812800;

struct made_series {
	struct line_point points[POINTS];
	struct line_series series;
};

/* Values of successive days; NULL: no sample; "NaN": no number. */
static void
make(struct made_series *m, const char *name, const char *const *values,
    size_t n)
{
	*m = (struct made_series){.series.name = text_of(arena, name)};
	m->series.points = m->points;
	for (size_t i = 0; i < n; i++) {
		struct line_point *p = &m->points[m->series.n];

		if (values[i] == NULL)
			continue;
		m->series.n++;
		p->at = october + (int64_t)i * DAY;
		p->value = strcmp(values[i], "NaN") == 0 ? NULL : values[i];
	}
}

static struct line_chart
chart_of(const struct line_series *s, size_t n)
{
	return (struct line_chart){.series = s,
	    .n = n,
	    .from = october,
	    .to = october + 31 * DAY - 1,
	    .period_from = october,
	    .period_to = october + 31 * DAY - 1,
	    .step = DAY};
}

/* The polylines of a colour, which are the runs of a series. */
static size_t
count_runs(const struct drawing *d, enum ink ink)
{
	size_t n = 0;

	for (const struct shape *s = d->first; s != NULL; s = s->next)
		n += s->kind == SHAPE_POLYLINE && s->stroke == ink;
	return n;
}

static void
check_finite(const struct drawing *d)
{
	for (const struct shape *s = d->first; s != NULL; s = s->next) {
		CHECK(s->x >= 0 && s->x <= d->width);
		CHECK(s->y >= 0 && s->y <= d->height);
		for (size_t i = 0; i < s->npoints; i++)
			CHECK(
			    s->points[i].x >= 0 && s->points[i].x <= d->width &&
			    s->points[i].y >= 0 && s->points[i].y <= d->height);
	}
}

static void
test_line_none(void)
{
	static const char *const odd[] = {"NaN", "NaN", "NaN"};
	struct made_series m;
	struct line_chart c = chart_of(NULL, 0);

	CHECK(chart_lines(arena, &c) == NULL);
	make(&m, "x", odd, 3);
	c = chart_of(&m.series, 1);
	CHECK(chart_lines(arena, &c) == NULL);
	m.series.n = 0;
	CHECK(chart_lines(arena, &c) == NULL);
}

static void
test_line_one(void)
{
	static const char *const one[] = {NULL, NULL, "0.5"};
	struct made_series m;
	struct line_chart c;
	struct line_gap *gaps;
	const struct drawing *d;

	make(&m, "x", one, 3);
	c = chart_of(&m.series, 1);
	d = chart_lines(arena, &c);
	check_finite(d);
	CHECK(count_runs(d, INK_SERIES_1) == 0); /* a dot, no line */
	CHECK(count(d, SHAPE_CIRCLE) >= 1);
	CHECK(chart_gaps(arena, &c, NULL, &gaps) == 2);
	CHECK(gaps[0].from == c.from && gaps[0].to == october + 2 * DAY);
	CHECK(gaps[1].from == october + 2 * DAY && gaps[1].to == c.to);
}

/* Days 5 to 9 are missing: two runs, one gap, its words on it. */
static void
test_line_gap(void)
{
	const char *values[31];
	struct made_series m;
	struct line_chart c;
	struct line_gap *gaps;
	const struct drawing *d;

	for (size_t i = 0; i < 31; i++)
		values[i] = i >= 5 && i < 12 ? NULL : "0.25";
	make(&m, "/v1/score", values, 31);
	c = chart_of(&m.series, 1);
	d = chart_lines(arena, &c);
	check_finite(d);
	CHECK(m.series.n == 24);
	CHECK(count_runs(d, INK_SERIES_1) == 2);
	CHECK(chart_gaps(arena, &c, NULL, &gaps) == 1);
	CHECK(gaps[0].from == october + 4 * DAY);
	CHECK(gaps[0].to == october + 12 * DAY);
	CHECK(find_text(d, "no value for 8 days") != NULL);
	CHECK(find_text(d, "/v1/score") != NULL);
	CHECK(find_text(d, "1 Oct") != NULL && find_text(d, "8 Oct") != NULL);
	CHECK(find_text(d, "UTC") != NULL);
	/* A step of a week: what was a gap is none. */
	c.step = 7 * DAY;
	CHECK(chart_gaps(arena, &c, NULL, &gaps) == 0);
	CHECK(count_runs(chart_lines(arena, &c), INK_SERIES_1) == 1);
}

/* No number breaks the line too, and is a cross below the field. */
static void
test_line_odd(void)
{
	static const char *const values[] = {
	    "0.1", "0.2", "NaN", "0.3", "0.2", "NaN"};
	struct made_series m;
	struct line_chart c;
	const struct drawing *d;
	size_t crosses = 0;

	make(&m, "x", values, 6);
	c = chart_of(&m.series, 1);
	d = chart_lines(arena, &c);
	check_finite(d);
	CHECK(count_runs(d, INK_SERIES_1) == 2);
	for (const struct shape *s = d->first; s != NULL; s = s->next)
		crosses += s->kind == SHAPE_LINE && s->width == 1.75;
	CHECK(crosses == 4); /* two strokes each */
	CHECK(find_text(d, "× not a number") != NULL);
}

static void
test_line_limit(void)
{
	static const char *const values[] = {"0.1", "0.2", "0.5"};
	struct made_series m;
	struct line_chart c;
	const struct drawing *d;

	make(&m, "x", values, 3);
	m.points[2].is_over = true;
	c = chart_of(&m.series, 1);
	c.limit = "0.4";
	d = chart_lines(arena, &c);
	CHECK(find_text(d, "limit 0.4") != NULL);
	CHECK(nth(d, SHAPE_CIRCLE, 2)->fill == INK_BAD);
	CHECK(nth(d, SHAPE_CIRCLE, 1)->r < nth(d, SHAPE_CIRCLE, 2)->r);
	c.limit = "500";
	d = chart_lines(arena, &c);
	check_finite(d);
	CHECK(find_text(d, "limit 500, beyond the drawing") != NULL);
	CHECK(find_text(d, "limit 500") == NULL);
	CHECK(find_text(d, "500") == NULL); /* the scale is the values' */
	c.limit = "-500";
	CHECK(find_text(chart_lines(arena, &c),
		  "limit -500, beyond the drawing") != NULL);
	c.limit = NULL;
	CHECK(find_text(chart_lines(arena, &c), "limit 0.4") == NULL);
}

/* Negative, equal, zero, huge and small values are on the field. */
static void
test_line_values(void)
{
	static const char *const sets[][3] = {{"-3", "2", "-1"},
	    {"7", "7", "7"}, {"0", "0", "0"}, {"1e300", "1", "-9e299"},
	    {"1e-12", "2e-12", "3e-12"}, {"1e-300", "0", "1e-300"},
	    {"123456789012", "5", "5"}};
	static const char *const ticks[] = {
	    "-3", "8", "0.1", "1e+300", "1e-12", "0.1", "150000000000"};

	for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++) {
		struct made_series m;
		struct line_chart c;
		const struct drawing *d;

		make(&m, "x", sets[i], 3);
		c = chart_of(&m.series, 1);
		d = chart_lines(arena, &c);
		check_finite(d);
		CHECK(count_runs(d, INK_SERIES_1) == 1);
		CHECK(find_text(d, ticks[i]) != NULL);
	}
}

/* Up to three in one field, told apart by dash and mark; then rows. */
static void
test_line_many(void)
{
	static const char *const values[] = {"1", "2", "3"};
	struct made_series m[LINES_PANELS + 2];
	struct line_series s[LINES_PANELS + 2];
	struct line_chart c;
	const struct drawing *d;

	for (size_t i = 0; i < LINES_PANELS + 2; i++) {
		make(&m[i], arena_printf(arena, "s%zu", i), values, 3);
		s[i] = m[i].series;
	}
	c = chart_of(s, 3);
	d = chart_lines(arena, &c);
	check_finite(d);
	CHECK(count_runs(d, INK_SERIES_1) == 1);
	CHECK(count_runs(d, INK_SERIES_2) == 1);
	CHECK(count_runs(d, INK_SERIES_3) == 1);
	CHECK(nth(d, SHAPE_POLYLINE, 0)->dash == DASH_SOLID);
	CHECK(nth(d, SHAPE_POLYLINE, 1)->dash == DASH_LONG);
	CHECK(nth(d, SHAPE_POLYLINE, 2)->dash == DASH_DOT);
	/* Names of lines that end at one place do not cover each other. */
	CHECK(find_text(d, "s1")->y - find_text(d, "s0")->y >= 16);
	CHECK(find_text(d, "s2")->y - find_text(d, "s1")->y >= 16);
	c.n = 12;
	d = chart_lines(arena, &c);
	check_finite(d);
	CHECK(count_runs(d, INK_SERIES_1) == 12);
	CHECK(count_runs(d, INK_SERIES_2) == 0);
	CHECK(find_text(d, "s11") != NULL);
	c.n = LINES_PANELS + 2;
	d = chart_lines(arena, &c);
	CHECK(find_text(d, "s12") == NULL);
	CHECK(find_text(d, "2 more are in the table of values") != NULL);
}

/* A series without any value has its row: it is not left out. */
static void
test_line_absent(void)
{
	static const char *const values[] = {"1", "2", "3"};
	struct made_series m[2];
	struct line_series s[2];
	struct line_chart c;
	const struct drawing *d;

	make(&m[0], "here", values, 3);
	make(&m[1], "gone", NULL, 0);
	s[0] = m[0].series;
	s[1] = m[1].series;
	s[1].note = text_lit("no value");
	c = chart_of(s, 2);
	d = chart_lines(arena, &c);
	check_finite(d);
	CHECK(find_text(d, "gone") != NULL);
	CHECK(find_text(d, "no value") != NULL);
	CHECK(find_text(d, "no value for 31 days") != NULL);
}

/* History: an axis that is longer than the period says which part it is. */
static void
test_line_axis(void)
{
	static const char *const values[] = {"1", "2", "3"};
	struct made_series m;
	struct line_chart c;
	const struct drawing *d;

	make(&m, "x", values, 3);
	c = chart_of(&m.series, 1);
	CHECK(find_text(chart_lines(arena, &c), "period") == NULL);
	c.from -= 100 * DAY;
	d = chart_lines(arena, &c);
	check_finite(d);
	CHECK(find_text(d, "period") != NULL);
	CHECK(find_text(d, "1 Jul") != NULL && find_text(d, "1 Oct") != NULL);
	c.from = october + 92 * DAY - 400 * DAY; /* over a new year */
	d = chart_lines(arena, &c);
	CHECK(find_text(d, "1 Jan 2026") != NULL);
	c = chart_of(&m.series, 1);
	c.to = c.period_to = october + 2 * DAY - 1;
	CHECK(find_text(chart_lines(arena, &c), "06:00") != NULL);
	c.to = c.period_to = c.from + 1;
	check_finite(chart_lines(arena, &c));
}

int
main(void)
{
	arena = arena_new();
	RUN(test_sort);
	RUN(test_tones);
	RUN(test_limits);
	RUN(test_scale);
	RUN(test_no_value);
	RUN(test_many);
	RUN(test_names);
	RUN(test_line_none);
	RUN(test_line_one);
	RUN(test_line_gap);
	RUN(test_line_odd);
	RUN(test_line_limit);
	RUN(test_line_values);
	RUN(test_line_many);
	RUN(test_line_absent);
	RUN(test_line_axis);
	arena_free(arena);
	return test_end("t_chart");
}
