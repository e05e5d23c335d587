/*
 * A metric over time as a figure: the drawing, and under it every value with
 * a link to its bytes, a row for each time.  Where nothing is a number there
 * is a box that says why, and the table still.
 */
#include <stdlib.h>
#include <string.h>

#include "compose/trend.h"

static const char *
time_of(const struct row *r)
{
	return row_text(r, "at");
}

/* ---- The times of the rows ---------------------------------------------- */

struct moment {
	int64_t at;
	const char *text;
};

static int
by_moment(const void *pa, const void *pb)
{
	const struct moment *a = pa, *b = pb;

	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	return strcmp(a->text, b->text);
}

static size_t
find_moments(const struct trend *t, struct moment **out)
{
	size_t total = 0, n = 0, kept = 0;
	struct moment *m;

	for (size_t i = 0; i < t->chart.n; i++)
		total += t->series[i].n;
	m = arena_array(t->w->a, total + 1, sizeof(*m));
	for (size_t i = 0; i < t->chart.n; i++)
		for (size_t k = 0; k < t->series[i].n; k++)
			m[n++] = (struct moment){t->series[i].points[k].at,
			    time_of(t->lines[i].rows[k])};
	qsort(m, n, sizeof(*m), by_moment);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || strcmp(m[i].text, m[kept - 1].text) != 0)
			m[kept++] = m[i];
	*out = m;
	return kept;
}

/* ---- The table ---------------------------------------------------------- */

static const struct table *
shape_of(const struct trend *t)
{
	struct arena *a = t->w->a;
	struct table *shape = arena_alloc(a, sizeof(*shape));
	struct column *columns =
	    arena_array(a, t->chart.n + 1, sizeof(*columns));

	columns[0].title = text_lit("Time");
	columns[0].is_narrow = true;
	for (size_t i = 0; i < t->chart.n; i++) {
		columns[i + 1].title = t->series[i].name;
		columns[i + 1].is_numeric = true;
	}
	shape->columns = columns;
	shape->ncolumns = t->chart.n + 1;
	shape->is_caption_hidden = true;
	shape->is_wide = t->chart.n > 3;
	return shape;
}

static void
put_value(const struct trend *t, struct node *row, const struct row *r)
{
	struct node *cell = node_cell(t->w->a, row);
	struct decimal d;
	const char *text = r == NULL ? NULL : row_text(r, "value");

	if (r == NULL)
		return;
	if (text != NULL && decimal_parse(&d, text, strlen(text)) == 0)
		part_shown(t->w, cell, row_get(r, "value"), trend_shown(t, r));
	else
		part_value(t->w, cell, r, "value");
}

/* The values of each series that stand behind the axis, until as-of. */
static void
put_newest(const struct trend *t, struct node *table)
{
	for (size_t i = 0; i < t->chart.n; i++) {
		const struct row *first = t->lines[i].newest;
		struct node *row;
		bool is_done = first == NULL;

		for (size_t k = 0; k < i && !is_done; k++)
			is_done = t->lines[k].newest != NULL &&
				  strcmp(time_of(t->lines[k].newest),
				      time_of(first)) == 0;
		if (is_done)
			continue;
		row = node_row(t->w->a, table, NULL);
		node_text(t->w->a,
		    node_add(t->w->a,
			node_cell_text(
			    t->w->a, row, part_time(t->w, time_of(first))),
			NODE_SMALL),
		    text_lit("after the period"));
		for (size_t k = 0; k < t->chart.n; k++) {
			const struct row *r = t->lines[k].newest;

			put_value(t, row,
			    r != NULL && strcmp(time_of(r), time_of(first)) == 0
				? r
				: NULL);
		}
	}
}

static struct node *
make_table(const struct trend *t, struct node *parent)
{
	struct moment *m;
	size_t n = find_moments(t, &m);
	size_t *next = arena_array(t->w->a, t->chart.n + 1, sizeof(*next));
	struct node *table = node_table(t->w->a, parent,
	    text_printf(t->w->a, "%s over time", t->title), shape_of(t));

	for (size_t i = 0; i < n && i < TREND_TIMES; i++) {
		struct node *row = node_row(t->w->a, table, NULL);

		node_cell_text(t->w->a, row, part_time(t->w, m[i].text));
		for (size_t k = 0; k < t->chart.n; k++) {
			const struct row *r = next[k] < t->series[k].n
						  ? t->lines[k].rows[next[k]]
						  : NULL;
			bool is_here =
			    r != NULL && strcmp(time_of(r), m[i].text) == 0;

			next[k] += is_here;
			put_value(t, row, is_here ? r : NULL);
		}
	}
	put_newest(t, table);
	return table;
}

static struct text
summary(const struct trend *t)
{
	struct moment *m;
	size_t n = find_moments(t, &m);

	if (n <= TREND_TIMES)
		return text_lit("Table of values");
	return text_printf(t->w->a,
	    "Table of values: the first %d of %zu times, the rest is in "
	    "facts.json",
	    TREND_TIMES, n);
}

/* ---- The figure --------------------------------------------------------- */

/* The second line of a row of the drawing. */
static void
put_notes(const struct trend *t)
{
	for (size_t i = 0; i < t->chart.n; i++) {
		const struct trend_line *l = &t->lines[i];
		struct line_series *s = &t->series[i];

		if (s->n == 0)
			s->note = text_lit("no value");
		else if (l->nodd > 0)
			s->note = text_printf(t->w->a,
			    "%zu of %zu not a number (×)", l->nodd, s->n);
		else if (t->chart.limit != NULL)
			s->note = text_printf(t->w->a, "%zu of %zu %s",
			    l->nover, s->n,
			    t->is_floor ? "under the limit" : "over the limit");
	}
}

void
trend_figure(const struct trend *t, struct node *parent, size_t number)
{
	struct figure *f = arena_alloc(t->w->a, sizeof(*f));
	struct node *n = node_add(t->w->a, parent, NODE_FIGURE);

	n->u.figure = f;
	n->id = arena_printf(t->w->a, "fig-%zu", number);
	f->title = trend_heading(t);
	f->subtitle = trend_subtitle(t);
	put_notes(t);
	f->drawing = chart_lines(t->w->a, &t->chart);
	trend_caption(t, n, number);
	if (f->drawing == NULL) {
		f->why = trend_why(t);
		make_table(t, parent);
		return;
	}
	f->desc = trend_reading(t);
	f->table_summary = summary(t);
	f->table = make_table(t, NULL);
}
