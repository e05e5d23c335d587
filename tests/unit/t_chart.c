/*
 * The bars of a chart: order, scale, what each tone looks like, and the forms
 * with nothing, one, none that is a number, and too many to draw.
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
	arena_free(arena);
	return test_end("t_chart");
}
