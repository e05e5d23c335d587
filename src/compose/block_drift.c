/*
 * Blocks about what goes in: the features, and the drift of each in the
 * newest report (figure 4 of pages.md).  A report older than the check allows
 * is drawn as history and says its age; a feature that is declared and not in
 * the report has its row and no bar.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "compose/template.h"

enum { REPORTS = 3, DRIFT_MAX = 1000, NAMED_MAX = 5 };

struct drift {
	struct paper *p;
	const struct row **all; /* the model's PSI rows */
	size_t nall;
	const char *at[REPORTS]; /* newest first */
	size_t nreports;
	int64_t days; /* age of the newest at as-of, whole days */
	bool is_stale;
	struct bar_limits limits;
	struct bar *bars; /* one a feature, and what is declared and absent */
	size_t n;
	size_t nact, nwatch, nnone;
};

/* ---- Reading the reports ------------------------------------------------ */

static bool
is_psi(const struct row *r, const char *model)
{
	return model_row_has(r, "model", model) &&
	       model_row_has(r, "metric", "psi") &&
	       row_text(r, "feature") != NULL &&
	       row_text(r, "segment") == NULL && row_text(r, "at") != NULL;
}

static bool
instant_of(const char *s, struct instant *t)
{
	return s != NULL && time_parse(t, s, strlen(s)) == 0;
}

/* Keeps the newest REPORTS times, newest first. */
static void
keep_report(struct drift *d, const char *at)
{
	struct instant t, other;
	size_t i = 0;

	if (!instant_of(at, &t))
		return;
	for (; i < d->nreports; i++) {
		if (strcmp(d->at[i], at) == 0)
			return;
		if (instant_of(d->at[i], &other) && time_cmp(t, other) > 0)
			break;
	}
	if (i == REPORTS)
		return;
	for (size_t k = REPORTS - 1; k > i; k--)
		d->at[k] = d->at[k - 1];
	d->at[i] = at;
	if (d->nreports < REPORTS)
		d->nreports++;
}

static void
find_reports(struct drift *d)
{
	struct paper *p = d->p;
	const char *max = part_threshold(p->w, "DRF-01", "max_age");
	size_t n;
	struct instant as_of = {0}, t;
	struct decimal limit;

	d->all = model_rows(p->w, "monitor.sample", p->id, &n);
	/* An as-of that cannot be read leaves no report: nothing is made up. */
	(void)instant_of(p->w->in->facts->snapshot->as_of, &as_of);
	for (size_t i = 0; i < n; i++) {
		if (!is_psi(d->all[i], p->id))
			continue;
		d->all[d->nall++] = d->all[i];
		if (instant_of(row_text(d->all[i], "at"), &t) &&
		    time_cmp(t, as_of) <= 0)
			keep_report(d, row_text(d->all[i], "at"));
	}
	if (d->nreports == 0 || !instant_of(d->at[0], &t))
		return;
	d->days = (as_of.s - t.s) / 86400;
	d->is_stale = max != NULL &&
		      decimal_parse(&limit, max, strlen(max)) == 0 &&
		      (double)d->days > decimal_double(&limit);
}

static const struct row *
sample(const struct drift *d, const char *feature, const char *at)
{
	for (size_t i = 0; i < d->nall; i++)
		if (model_row_has(d->all[i], "feature", feature) &&
		    model_row_has(d->all[i], "at", at))
			return d->all[i];
	return NULL;
}

/* ---- Bars --------------------------------------------------------------- */

static bool
is_above(const struct decimal *value, const char *limit)
{
	struct decimal l;

	return limit != NULL && decimal_parse(&l, limit, strlen(limit)) == 0 &&
	       decimal_cmp(value, &l) > 0;
}

static struct text
why_none(const struct row *r)
{
	if (r == NULL)
		return text_lit("not in the report");
	switch (row_get(r, "value")->outcome) {
	case OUTCOME_NONFINITE:
		return text_lit("not a finite number");
	case OUTCOME_CONFLICT:
		return text_lit("sources differ");
	case OUTCOME_ABSENT:
	case OUTCOME_NULL:
		return text_lit("not provided");
	case OUTCOME_MANY:
	case OUTCOME_BADTYPE:
	case OUTCOME_VALUE:
		break;
	}
	return text_lit("not readable");
}

static void
add_bar(struct drift *d, const char *feature, const struct row *r)
{
	const char *text = r == NULL ? NULL : row_text(r, "value");
	struct bar *b = &d->bars[d->n++];
	char out[DECIMAL_TEXT];
	struct decimal value;

	b->name = text_of(d->p->a, feature);
	if (text == NULL || decimal_parse(&value, text, strlen(text)) == -1 ||
	    decimal_is_huge(&value)) {
		b->shown = why_none(r);
		d->nnone++;
		return;
	}
	b->value = text;
	b->shown = value.exponent > 9
		       ? text_of(d->p->a, decimal_format(&value, out))
		       : text_of(d->p->a, decimal_fixed(&value, 3, out));
	if (is_above(&value, d->limits.fail)) {
		b->tone = BAR_ACT;
		d->nact++;
	} else if (is_above(&value, d->limits.warn)) {
		b->tone = BAR_WATCH;
		d->nwatch++;
	}
}

static bool
has_bar(const struct drift *d, const char *feature)
{
	for (size_t i = 0; i < d->n; i++)
		if (strcmp(d->bars[i].name.s, feature) == 0)
			return true;
	return false;
}

static void
add_declared(struct drift *d, const char *member)
{
	const struct data *list =
	    data_get(paper_content(d->p, "features-monitored"), member);

	for (size_t i = 0; list != NULL && i < list->n; i++)
		if (list->items[i].text != NULL && d->n < DRIFT_MAX &&
		    !has_bar(d, list->items[i].text))
			add_bar(d, list->items[i].text, NULL);
}

static void
find_bars(struct drift *d)
{
	struct paper *p = d->p;

	d->limits.warn = part_threshold(p->w, "DRF-01", "warn");
	d->limits.fail = part_threshold(p->w, "DRF-01", "fail");
	d->bars = arena_array(p->a, DRIFT_MAX, sizeof(*d->bars));
	for (size_t i = 0; i < d->nall && d->n < DRIFT_MAX; i++)
		if (model_row_has(d->all[i], "at", d->at[0]))
			add_bar(d, row_text(d->all[i], "feature"), d->all[i]);
	add_declared(d, "features");
	add_declared(d, "predictions");
	chart_sort_bars(d->bars, d->n);
}

/* ---- Words -------------------------------------------------------------- */

/* "Two of seven columns are above the limit, and one has no value". */
static struct text
title(const struct drift *d)
{
	struct work *w = d->p->w;
	bool old = d->is_stale;
	size_t n = d->nact > 0 ? d->nact : d->nwatch;
	const char *be = n > 1 ? (old ? "were" : "are") : (old ? "was" : "is");
	struct buf b = {0};
	struct text t;

	if (old)
		buf_puts(&b, "In the last drift report, ");
	if (n == 0)
		buf_puts(&b, old ? "none of" : "None of");
	else
		buf_puts(&b, old ? part_many(w, n, "of", "of").s
				 : part_many_cap(w, n, "of", "of").s);
	buf_printf(&b, " %s %s above the %s",
	    part_many(w, d->n, "column", "columns").s, be,
	    d->nact > 0 ? "limit" : "warning limit");
	if (d->nnone > 0)
		buf_printf(&b, ", and %s no value",
		    old ? part_many(w, d->nnone, "had", "had").s
			: part_many(w, d->nnone, "has", "have").s);
	t = text_of(d->p->a, buf_str(&b));
	buf_free(&b);
	return t;
}

static struct text
subtitle(const struct drift *d)
{
	struct text day = part_date(d->p->w, d->at[0]);

	if (!d->is_stale)
		return text_printf(d->p->a,
		    "Population stability index (PSI) by column, report of %s",
		    day.s);
	return text_printf(d->p->a,
	    "Population stability index (PSI) by column, report of %s, "
	    "%lld days old: history, not a result",
	    day.s, (long long)d->days);
}

/* "score 0.714 and 2 others are above the limit of 0.25". */
static void
say_tone(const struct drift *d, struct buf *b, enum bar_tone tone, size_t n,
    const char *what)
{
	size_t named = 0;

	for (size_t i = 0; i < d->n && named < NAMED_MAX; i++) {
		const struct bar *bar = &d->bars[i];

		if (bar->value == NULL || bar->tone != tone)
			continue;
		buf_printf(b, "%s%s %s", named == 0 ? "" : ", ", bar->name.s,
		    bar->shown.s);
		named++;
	}
	if (n > named)
		buf_printf(b, " and %zu more", n - named);
	if (n > 0)
		buf_printf(b, ": %s. ", what);
}

static struct text
describe(const struct drift *d)
{
	struct paper *p = d->p;
	struct buf b = {0};
	struct text t;

	say_tone(d, &b, BAR_ACT, d->nact,
	    arena_printf(p->a, "above the limit of %s",
		d->limits.fail == NULL ? "?" : d->limits.fail));
	say_tone(d, &b, BAR_WATCH, d->nwatch,
	    arena_printf(p->a, "above the warning limit of %s",
		d->limits.warn == NULL ? "?" : d->limits.warn));
	buf_printf(&b, "%zu at or below the warning limit.",
	    d->n - d->nnone - d->nact - d->nwatch);
	if (d->nnone > 0)
		buf_printf(&b, " %zu without a value.", d->nnone);
	t = text_of(p->a, buf_str(&b));
	buf_free(&b);
	return t;
}

/* ---- Table and figure --------------------------------------------------- */

static const struct table *
table_shape(const struct drift *d)
{
	struct arena *a = d->p->a;
	struct column *columns = arena_array(a, REPORTS + 1, sizeof(*columns));
	struct table *t = arena_alloc(a, sizeof(*t));

	columns[0].title = text_lit("Column");
	for (size_t i = 0; i < d->nreports; i++) {
		struct column *c = &columns[d->nreports - i];

		c->title = part_date(d->p->w, d->at[i]);
		c->is_numeric = true;
	}
	*t = (struct table){.columns = columns,
	    .ncolumns = d->nreports + 1,
	    .is_caption_hidden = true};
	return t;
}

/* Every bar, with the reports before, oldest first. */
static struct node *
make_table(const struct drift *d, struct node *parent)
{
	struct paper *p = d->p;
	struct node *table =
	    node_table(p->a, parent, text_lit("PSI by column"), table_shape(d));

	for (size_t i = 0; i < d->n; i++) {
		struct node *row = node_row(p->a, table, NULL);

		node_add(p->a, node_cell(p->a, row), NODE_LITERAL)->text =
		    d->bars[i].name;
		for (size_t k = d->nreports; k-- > 0;) {
			const struct row *r =
			    sample(d, d->bars[i].name.s, d->at[k]);
			struct node *cell = node_cell(p->a, row);

			if (r != NULL)
				part_number(p->w, cell, r, "value", 3);
			else
				node_missing(
				    p->a, cell, text_lit("not in the report"));
		}
	}
	return table;
}

static void
put_check(struct paper *p, struct node *figure, const char *id)
{
	const struct verdict *v = paper_find_verdict(p, id, p->subject);

	if (v == NULL)
		return;
	node_lit(p->a, figure, ", ");
	part_check_link(p->w, figure, v->check);
	node_lit(p->a, figure, " ");
	node_verdict(p->a, figure, v->word);
}

static void
put_caption(const struct drift *d, struct node *figure)
{
	struct paper *p = d->p;
	struct spot s = {0};

	node_text(p->a, node_add(p->a, figure, NODE_STRONG),
	    text_printf(p->a, "Figure %zu.", p->nfigures));
	for (size_t i = 0; i < d->n && s.page == NULL; i++) {
		const struct row *r = sample(d, d->bars[i].name.s, d->at[0]);

		if (r != NULL)
			s = name_spot(p->w, row_get(r, "value")->at);
	}
	node_lit(p->a, figure, " As reported, number of rows not stated.");
	if (s.page != NULL) {
		node_lit(p->a, figure, " Source ");
		node_value(p->a, figure, text_printf(p->a, "%.8s", s.object),
		    s.page, s.fragment)
		    ->object = s.object;
	}
	put_check(p, figure, "DRF-01");
	put_check(p, figure, "DRF-06");
	node_lit(p->a, figure, ".");
}

static struct node *
new_figure(struct paper *p, struct node *parent, struct figure *f)
{
	struct node *n = node_add(p->a, parent, NODE_FIGURE);

	n->u.figure = f;
	n->id = arena_printf(p->a, "fig-%zu", ++p->nfigures);
	return n;
}

static void
put_empty(struct paper *p, struct node *parent)
{
	struct figure *f = arena_alloc(p->a, sizeof(*f));

	f->title = text_lit("Drift of the monitored columns");
	f->why = text_printf(p->a,
	    "No chart: no population stability index of this model was read "
	    "(%s).",
	    paper_listing(p, "monitor.sample"));
	new_figure(p, parent, f);
}

void
block_drift(struct paper *p, struct node *parent, const struct call *c)
{
	struct drift d = {.p = p};
	struct figure *f;
	struct node *n;

	(void)c;
	find_reports(&d);
	if (d.nreports == 0) {
		put_empty(p, parent);
		return;
	}
	find_bars(&d);
	f = arena_alloc(p->a, sizeof(*f));
	f->title = title(&d);
	f->subtitle = subtitle(&d);
	f->drawing = chart_bars(p->a, d.bars, d.n, d.limits);
	n = new_figure(p, parent, f);
	put_caption(&d, n);
	if (f->drawing == NULL) {
		f->why = text_printf(p->a,
		    "No chart: none of the %zu values is a finite number.",
		    d.n);
		make_table(&d, parent);
		return;
	}
	f->desc = describe(&d);
	f->table_summary = text_lit("Table of values");
	f->table = make_table(&d, NULL);
}
