/*
 * Parts of odd documents: tables, figures, lists and boxes in forms that no
 * system has.  For odd.c alone.
 */
#ifndef PDF_PARTS_H
#define PDF_PARTS_H

#include "base/buf.h"
#include "compose/chart.h"
#include "render/render.h"

static const char sha[] =
    "3a5270030bdaaa6c35ffda774e8a6b0ff1085808c659c6ad26a76175acb1ae8b";

struct maker {
	struct arena *a;
	struct fonts *fonts;
	struct chrome chrome;
	const char *dir;
	int words; /* w1 w2 w3: each once */
	int ids;
};

static const char *
new_id(struct maker *m)
{
	return arena_printf(m->a, "id%d", m->ids++);
}

/* n words that stand nowhere else. */
static struct text
words(struct maker *m, int n)
{
	struct buf b = {0};
	struct text t;

	for (int i = 0; i < n; i++)
		buf_printf(&b, "%sw%dx", i == 0 ? "" : " ", ++m->words);
	t = text_of(m->a, buf_str(&b));
	buf_free(&b);
	return t;
}

static struct text
long_word(struct maker *m, int n)
{
	struct buf b = {0};
	struct text t;

	buf_printf(&b, "w%d", ++m->words);
	while (b.len < (size_t)n)
		buf_putc(&b, (char)('a' + b.len % 26));
	t = text_of(m->a, buf_str(&b));
	buf_free(&b);
	return t;
}

/* ---- Tables -------------------------------------------------------------- */

static struct node *
new_table(struct maker *m, struct node *to, size_t ncolumns, bool is_even)
{
	struct column *columns = arena_array(m->a, ncolumns, sizeof(*columns));
	struct table *t = arena_alloc(m->a, sizeof(*t));

	for (size_t i = 0; i < ncolumns; i++) {
		columns[i].title = text_printf(m->a, "Column %zu", i);
		columns[i].is_numeric = i % 3 == 2;
		columns[i].is_narrow = i % 4 == 3;
		columns[i].is_hidden = i == 1 && ncolumns > 4;
	}
	*t = (struct table){
	    .columns = columns, .ncolumns = ncolumns, .is_even = is_even};
	return node_table(m->a, to, words(m, 3), t);
}

static struct node *
rows(struct maker *m, struct node *to, size_t nrows, size_t ncolumns, int n)
{
	struct node *t = new_table(m, to, ncolumns, nrows % 2 == 0);

	for (size_t i = 0; i < nrows; i++) {
		struct node *row = node_row(m->a, t, new_id(m));

		if (i % 7 == 3)
			row->style = STYLE_FLAG;
		for (size_t k = 0; k < ncolumns; k++)
			node_cell_text(m->a, row,
			    k > 0 && (i + k) % 5 == 0
				? text_lit("")
				: words(m, k == 0 ? 1 : n));
	}
	return t;
}

/* A cell of every inline. */
static void
inlines(struct maker *m, struct node *to)
{
	struct arena *a = m->a;
	struct node *n;

	node_text(a, to, words(m, 2));
	node_lit(a, to, " ");
	node_author(a, to, words(m, 2));
	node_lit(a, to, " ");
	node_add(a, to, NODE_LITERAL)->text = words(m, 2);
	node_lit(a, to, " ");
	node_value(a, to, words(m, 1), "evidence/x.html", NULL)->object = sha;
	node_lit(a, to, " ");
	node_link(a, to, words(m, 3), "checks/evl-01.html", "limits");
	node_lit(a, to, " ");
	node_code(a, to, words(m, 1));
	n = node_code(a, to, text_of(a, sha));
	n->style = STYLE_DIGEST;
	node_lit(a, to, " ");
	for (int w = 0; w <= VERDICT_NOT_APPLICABLE; w++) {
		node_verdict(a, to, (enum word)w);
		node_lit(a, to, " ");
	}
	node_control(a, to, CONTROL_CONTRADICTED);
	node_lit(a, to, " ");
	node_state(a, to, STATE_DENIED);
	n = node_add(a, to, NODE_DATE);
	n->text = words(m, 3);
	n->label = text_lit("2026-11-23");
	node_add(a, to, NODE_BREAK);
	node_text(a, node_add(a, to, NODE_STRONG), words(m, 2));
	node_lit(a, to, " ");
	node_text(a, node_add(a, to, NODE_EMPH), words(m, 2));
	node_lit(a, to, " ");
	node_text(a, node_add(a, to, NODE_DEL), words(m, 2));
	node_text(a, node_add(a, to, NODE_INS), words(m, 2));
	node_missing(a, to, text_lit(""));
	node_lit(a, to, " ");
	node_missing(a, to, words(m, 30));
	node_text(a, node_add(a, to, NODE_SMALL), words(m, 4));
}

/* ---- Figures ------------------------------------------------------------- */

static void
figure(struct maker *m, struct node *to, const struct drawing *drawing)
{
	struct node *n = node_add(m->a, to, NODE_FIGURE);
	struct figure *f = arena_alloc(m->a, sizeof(*f));

	n->id = new_id(m);
	n->u.figure = f;
	f->drawing = drawing;
	f->title = words(m, 12);
	f->subtitle = words(m, 4);
	f->desc = words(m, 9);
	f->table_summary = text_lit("The data");
	node_lit(m->a, n, " ");
	node_text(m->a, n, words(m, 10));
	if (drawing == NULL)
		f->why = words(m, 6);
	else
		f->table = rows(m, NULL, 2, 2, 1);
}

static void
bars(struct maker *m, struct node *to)
{
	static const char *const values[] = {
	    NULL, "0", "0.25", "1e300", "0.00000000000000000001", "7"};
	static const struct bar_limits limits = {"0.1", "0.25"};
	struct bar list[BARS_MAX + 8];
	enum { MANY = sizeof(list) / sizeof(list[0]) };

	for (size_t i = 0; i < MANY; i++) {
		const char *v = values[i % 6];

		list[i] =
		    (struct bar){i % 4 == 0 ? long_word(m, 200) : words(m, 1),
			v, text_of(m->a, v == NULL ? "no number" : v),
			(enum bar_tone)(i % 3)};
	}
	figure(m, to, chart_bars(m->a, list, 0, limits));
	figure(m, to, chart_bars(m->a, list, 1, limits)); /* none has one */
	figure(m, to, chart_bars(m->a, list + 1, 1, limits));
	figure(m, to, chart_bars(m->a, list, MANY, limits));
	figure(m, to,
	    chart_bars(m->a, list, MANY, (struct bar_limits){NULL, NULL}));
}

static void
lines(struct maker *m, struct node *to)
{
	struct line_point points[300];
	struct line_series series[14];
	struct line_chart c = {.series = series,
	    .from = 1790000000,
	    .to = 1790000000 + 300 * 3600,
	    .period_from = 1790000000 + 10 * 3600,
	    .period_to = 1790000000 + 200 * 3600,
	    .step = 3600,
	    .limit = "0.5"};

	for (size_t i = 0; i < 300; i++)
		points[i] = (struct line_point){c.from + (int64_t)i * 3600,
		    i % 11 == 4 ? NULL
				: arena_printf(m->a, "%zu.%zu", i % 2, i % 10),
		    i % 2 == 1};
	for (size_t i = 0; i < 14; i++)
		series[i] =
		    (struct line_series){words(m, 1), text_lit("note"), points,
			i == 0   ? 1
			: i == 1 ? 300
				 : i * 20};
	figure(m, to, chart_lines(m->a, &c)); /* no series */
	c.n = 1;
	figure(m, to, chart_lines(m->a, &c)); /* one point */
	c.n = 3;
	figure(m, to, chart_lines(m->a, &c));
	c.n = 14;
	c.limit = NULL;
	figure(m, to, chart_lines(m->a, &c));
	series[0].points = points + 4; /* no number */
	c.n = 1;
	figure(m, to, chart_lines(m->a, &c));
}

/* Every shape, fill and dash. */
static void
shapes(struct maker *m, struct node *to)
{
	struct drawing *d = drawing_new(m->a, 784, 120);
	struct point p[] = {{0, 0}, {30, 40}, {784, 120}};

	for (int i = 1; i < INK_COUNT; i++) {
		struct shape *s =
		    drawing_rect(d, (struct point){30.0 * i, 3}, 20, 20, i);

		s->is_hatched = i % 2 == 0;
		s->stroke = INK_LINE_DARK;
		drawing_circle(d, (struct point){30.0 * i, 60}, 8, i)->dash =
		    (enum dash)(i % 4);
		drawing_icon(d, (struct point){30.0 * i, 80}, 16,
		    (enum icon)(i % (ICON_BUBBLE + 1)), i);
		drawing_polyline(d, p, (size_t)(i % 4), i)->dash = DASH_DOT;
	}
	drawing_text(
	    d, (struct point){784, 110}, words(m, 1), ANCHOR_END, INK_TEXT);
	drawing_text(
	    d, (struct point){9, 110}, text_lit(""), ANCHOR_MIDDLE, INK_TEXT);
	figure(m, to, d);
}

/* ---- Blocks -------------------------------------------------------------- */

static void
lists(struct maker *m, struct node *to, int depth)
{
	static const enum style styles[] = {STYLE_PLAIN, STYLE_RULED,
	    STYLE_NUMBERED, STYLE_STEPS, STYLE_LEGEND, STYLE_CARDS};
	struct node *list = node_list(m->a, to, styles[depth % 6]);

	for (int i = 0; i < 2; i++) {
		struct node *item = node_add(m->a, list, NODE_ITEM);

		item->id = new_id(m);
		if (i == 1 && depth > 0) {
			lists(m, item, depth - 1);
			continue;
		}
		node_text(m->a, item, words(m, 5));
	}
}

static void
defs(struct maker *m, struct node *to)
{
	static const enum style styles[] = {
	    STYLE_PLAIN, STYLE_FACTS, STYLE_META, STYLE_COMPACT, STYLE_BLANK};

	for (size_t i = 0; i < 5; i++) {
		struct node *d = node_defs(m->a, to, styles[i]), *desc;

		node_text(m->a, node_def(m->a, d, words(m, 2)), words(m, 9));
		(void)node_def(m->a, d, words(m, 1)); /* nothing said */
		desc = node_def(m->a, d, long_word(m, 200));
		rows(m, desc, 2, 3, 2);
		lists(m, node_def(m->a, d, words(m, 1)), 1);
	}
}

static void
raw(struct maker *m, struct node *to)
{
	static const struct source_mark mark[] = {{2, 5, "mark"}};
	struct source *s = arena_alloc(m->a, sizeof(*s));

	*s = (struct source){.text = text_lit("{\n\t\"a\":  1,\n\n}\n"),
	    .nlines = 4,
	    .total_lines = 252,
	    .marks = mark,
	    .nmarks = 1,
	    .prefix = "L",
	    .label = text_lit("Raw source, 252 lines")};
	node_add(m->a, to, NODE_SOURCE)->u.source = s;
	node_add(m->a, to, NODE_COMMAND)->text = long_word(m, 300);
}

static void
boxes(struct maker *m, struct node *to, int depth)
{
	static const enum style tones[] = {STYLE_PLAIN, TONE_BAD, TONE_WARN};
	struct node *n = node_add(m->a, to,
	    depth % 4 == 0   ? NODE_QUOTE
	    : depth % 4 == 1 ? NODE_SAID
	    : depth % 4 == 2 ? NODE_FOLDED
			     : NODE_CALLOUT);

	if (n->kind == NODE_CALLOUT)
		n->style = tones[depth % 3];
	if (n->kind == NODE_FOLDED)
		n->text = words(m, 2);
	node_note(m->a, n, depth % 2 ? STYLE_BOX : STYLE_BYLINE, words(m, 20));
	rows(m, n, 1, 2, 1);
	if (depth > 0)
		boxes(m, n, depth - 1);
}

#endif
