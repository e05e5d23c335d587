/*
 * Figures and files of a model: metrics as reported with their intervals,
 * the newest measurements in use, and the files with their digests.  Every
 * value leads to its bytes; nothing is averaged or scored.
 */
#include <stdlib.h>
#include <string.h>

#include "compose/trend.h"

enum { SAMPLES_SHOWN = 60, METRICS_SHOWN = 120, FILES_SHOWN = 120 };

static bool
is_model(const struct row *r, const char *model)
{
	const char *m = row_text(r, "model");

	return m != NULL && strcmp(m, model) == 0;
}

bool
model_row_has(const struct row *r, const char *field, const char *want)
{
	const char *t = row_text(r, field);

	return t != NULL && want != NULL && strcmp(t, want) == 0;
}

/* Newest version first, by its name. */
int
model_by_version(const void *pa, const void *pb)
{
	const struct row *a = *(const struct row *const *)pa;
	const struct row *b = *(const struct row *const *)pb;
	const char *x = row_text(a, "version"), *y = row_text(b, "version");
	int order;

	x = x == NULL ? "" : x;
	y = y == NULL ? "" : y;
	order = name_compare(y, x);
	return order != 0 ? order : strcmp(y, x); /* "07" is not "7" */
}

/* As above; equal ones in the order of their metric and data set. */
static int
by_version_then_metric(const void *pa, const void *pb)
{
	const struct row *a = *(const struct row *const *)pa;
	const struct row *b = *(const struct row *const *)pb;
	const char *x, *y;
	int order = model_by_version(pa, pb);

	if (order != 0)
		return order;
	order = strcmp(row_text(a, "metric"), row_text(b, "metric"));
	if (order != 0)
		return order;
	x = row_text(a, "dataset");
	y = row_text(b, "dataset");
	return strcmp(x == NULL ? "" : x, y == NULL ? "" : y);
}

/* Rows of the kind that belong to the model. */
const struct row **
model_rows(struct work *w, const char *kind, const char *model, size_t *n)
{
	size_t total, k = 0;
	const struct row *const *all = facts_of(w->in->facts, kind, &total);
	const struct row **list = arena_array(w->a, total + 1, sizeof(*list));

	for (size_t i = 0; i < total; i++)
		if (is_model(all[i], model))
			list[k++] = all[i];
	*n = k;
	return list;
}

/* ---- Figures ------------------------------------------------------------ */

static void
interval(struct work *w, struct node *cell, const struct row *r)
{
	if (row_get(r, "ci_low")->outcome == OUTCOME_ABSENT &&
	    row_get(r, "ci_high")->outcome == OUTCOME_ABSENT) {
		node_lit(w->a, cell, "no interval");
		return;
	}
	part_number(w, cell, r, "ci_low", 3);
	node_lit(w->a, cell, " to ");
	part_number(w, cell, r, "ci_high", 3);
}

static void
segment(struct work *w, struct node *cell, const struct row *r)
{
	if (row_text(r, "segment") == NULL) {
		node_lit(w->a, cell, "all rows");
		return;
	}
	if (row_text(r, "family") != NULL) {
		part_value(w, cell, r, "family");
		node_lit(w->a, cell, ": ");
	}
	part_value(w, cell, r, "segment");
}

static void
metric_row(struct work *w, struct node *table, const struct row *r)
{
	struct node *row = node_row(w->a, table, NULL);

	part_value(w, node_cell(w->a, row), r, "metric");
	part_value(w, node_cell(w->a, row), r, "version");
	segment(w, node_cell(w->a, row), r);
	part_number(w, node_cell(w->a, row), r, "value", 3);
	interval(w, node_cell(w->a, row), r);
	part_value(w, node_cell(w->a, row), r, "n");
}

static void
segment_table(
    struct work *w, struct node *parent, const struct row **list, size_t n)
{
	static const struct column columns[] = {{.title = WORDS("Metric")},
	    {.title = WORDS("Version")}, {.title = WORDS("Rows")},
	    {.title = WORDS("Value"), .is_numeric = true},
	    {.title = WORDS("Interval"), .is_numeric = true},
	    {.title = WORDS("n"), .is_numeric = true}};
	static const struct table shape = {
	    .columns = columns, .ncolumns = 6, .is_caption_hidden = true};
	struct node *table =
	    node_table(w->a, parent, text_lit("Metrics by segment"), &shape);
	size_t shown = 0;

	for (size_t i = 0; i < n; i++)
		if (row_text(list[i], "segment") != NULL &&
		    shown++ < METRICS_SHOWN)
			metric_row(w, table, list[i]);
	if (shown > METRICS_SHOWN)
		node_note(w->a, parent, STYLE_NOTE,
		    text_printf(w->a,
			"The first %d of %zu; the rest is in "
			"facts.json.",
			METRICS_SHOWN, shown));
}

/* ---- Versions side by side ---------------------------------------------- */

enum { VERSIONS_SHOWN = 5 };

struct side {
	const char *versions[VERSIONS_SHOWN]; /* newest first */
	size_t n;
	const struct row **list; /* metrics over all rows */
	size_t nlist;
};

static void
find_versions(struct side *s)
{
	for (size_t i = 0; i < s->nlist && s->n < VERSIONS_SHOWN; i++) {
		const char *v = row_text(s->list[i], "version");
		bool is_new = v != NULL;

		for (size_t k = 0; k < s->n; k++)
			is_new = is_new && strcmp(s->versions[k], v) != 0;
		if (is_new)
			s->versions[s->n++] = v;
	}
}

static bool
is_same_measure(const struct row *a, const struct row *b)
{
	const char *x = row_text(a, "dataset"), *y = row_text(b, "dataset");

	return strcmp(row_text(a, "metric"), row_text(b, "metric")) == 0 &&
	       strcmp(x == NULL ? "" : x, y == NULL ? "" : y) == 0;
}

static bool
is_first_of_measure(const struct side *s, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (is_same_measure(s->list[k], s->list[i]))
			return false;
	return true;
}

static void
side_cell(struct work *w, struct node *row, const struct side *s,
    const struct row *measure, const char *version)
{
	struct node *cell = node_cell(w->a, row);

	for (size_t i = 0; i < s->nlist; i++) {
		const struct row *r = s->list[i];

		if (!model_row_has(r, "version", version) ||
		    !is_same_measure(r, measure))
			continue;
		part_number(w, cell, r, "value", 3);
		interval(w, node_add(w->a, cell, NODE_SMALL), r);
		return;
	}
}

static const struct table *
side_shape(struct work *w, const struct side *s)
{
	struct column *columns = arena_array(w->a, s->n + 1, sizeof(*columns));
	struct table *t = arena_alloc(w->a, sizeof(*t));

	columns[0].title = text_lit("Metric");
	for (size_t i = 0; i < s->n; i++) {
		columns[i + 1].title =
		    text_printf(w->a, "Version %s", s->versions[i]);
		columns[i + 1].is_numeric = true;
	}
	t->columns = columns;
	t->ncolumns = s->n + 1;
	t->is_caption_hidden = true;
	return t;
}

static void
side_table(
    struct work *w, struct node *parent, const struct row **list, size_t n)
{
	struct side s = {.list = arena_array(w->a, n + 1, sizeof(*list))};
	struct node *table, *row, *cell;

	for (size_t i = 0; i < n; i++)
		if (row_text(list[i], "segment") == NULL)
			s.list[s.nlist++] = list[i];
	qsort(s.list, s.nlist, sizeof(*s.list), by_version_then_metric);
	find_versions(&s);
	table = node_table(
	    w->a, parent, text_lit("Versions side by side"), side_shape(w, &s));
	for (size_t i = 0; i < s.nlist; i++) {
		if (!is_first_of_measure(&s, i))
			continue;
		row = node_row(w->a, table, NULL);
		cell = node_cell_text(
		    w->a, row, text_of(w->a, row_text(s.list[i], "metric")));
		if (row_text(s.list[i], "dataset") != NULL)
			part_value(w, node_add(w->a, cell, NODE_SMALL),
			    s.list[i], "dataset");
		for (size_t v = 0; v < s.n; v++)
			side_cell(w, row, &s, s.list[i], s.versions[v]);
	}
}

void
model_evaluation(struct work *w, struct doc *d, const char *model)
{
	struct node *sec =
	    node_section(w->a, d->body, "evaluation", text_lit("Evaluation"));
	size_t n, segments = 0;
	const struct row **list = model_rows(w, "evaluation.metric", model, &n);
	struct node *fold;

	if (n == 0) {
		node_note(w->a, sec, STYLE_BOX,
		    text_lit("No source gave an evaluation of this model."));
		return;
	}
	node_note(w->a, sec, STYLE_NOTE,
	    text_lit("As reported, rounded to three decimals; each value "
		     "leads to the text of its source."));
	for (size_t i = 0; i < n; i++)
		segments += row_text(list[i], "segment") != NULL;
	if (segments < n)
		side_table(w, sec, list, n);
	if (segments == 0)
		return;
	fold = node_add(w->a, sec, NODE_FOLDED);
	fold->text =
	    part_many_cap(w, segments, "value by segment", "values by segment");
	segment_table(w, fold, list, n);
}

/* When each metric was last measured, in the order first seen. */
struct newest {
	const char *metric, *at;
};

static struct newest *
newest_of(struct newest *list, size_t n, const char *metric)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i].metric, metric) == 0)
			return &list[i];
	return NULL;
}

/* Only the rows at the newest instant of their metric; how many. */
static size_t
keep_newest(struct work *w, const struct row **list, size_t n)
{
	struct newest *found = arena_array(w->a, n + 1, sizeof(*found));
	size_t nfound = 0, kept = 0;

	for (size_t i = 0; i < n; i++) {
		const char *metric = row_text(list[i], "metric");
		const char *at = row_text(list[i], "at");
		struct newest *m = newest_of(found, nfound, metric);

		if (m == NULL)
			found[nfound++] = (struct newest){metric, at};
		else if (strcmp(at, m->at) > 0)
			m->at = at;
	}
	for (size_t i = 0; i < n; i++)
		if (strcmp(row_text(list[i], "at"),
			newest_of(found, nfound, row_text(list[i], "metric"))
			    ->at) == 0)
			list[kept++] = list[i];
	return kept;
}

static void
sample_row(struct work *w, struct node *table, const struct row *r)
{
	static const char *const parts[] = {"feature", "segment", "route"};
	const char *value = row_text(r, "value"); /* a count has no places */
	struct node *row = node_row(w->a, table, NULL), *cell;

	part_value(w, node_cell(w->a, row), r, "metric");
	cell = node_cell(w->a, row);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (row_text(r, parts[i]) == NULL)
			continue;
		if (cell->first != NULL)
			node_lit(w->a, cell, ", ");
		part_value(w, cell, r, parts[i]);
	}
	cell = node_cell(w->a, row);
	part_shown(w, cell, row_get(r, "at"), part_date(w, row_text(r, "at")));
	if (value != NULL && strpbrk(value, ".eE") == NULL)
		part_value(w, node_cell(w->a, row), r, "value");
	else
		part_number(w, node_cell(w->a, row), r, "value", 3);
	cell = node_cell(w->a, row);
	if (row_get(r, "limit")->outcome != OUTCOME_ABSENT)
		part_value(w, cell, r, "limit");
}

/* The first of these that was read, over the period. */
static void
model_figure(struct work *w, struct node *sec, const char *model)
{
	static const char *const metrics[] = {"latency_p95", "psi"};
	struct trend t;

	for (size_t i = 0; i < sizeof(metrics) / sizeof(metrics[0]); i++)
		if (trend_find(w, model, metrics[i], &t)) {
			trend_figure(&t, sec, 1);
			return;
		}
}

static void
newest_table(
    struct work *w, struct node *sec, const struct row **list, size_t n)
{
	static const struct column columns[] = {{.title = WORDS("Metric")},
	    {.title = WORDS("Of")}, {.title = WORDS("Measured")},
	    {.title = WORDS("Value"), .is_numeric = true},
	    {.title = WORDS("Limit of the source"), .is_numeric = true}};
	static const struct table shape = {
	    .columns = columns, .ncolumns = 5, .is_caption_hidden = true};
	struct node *table =
	    node_table(w->a, sec, text_lit("Newest measurements"), &shape);

	for (size_t i = 0; i < n && i < SAMPLES_SHOWN; i++)
		sample_row(w, table, list[i]);
	if (n > SAMPLES_SHOWN)
		node_note(w->a, sec, STYLE_NOTE,
		    text_printf(w->a,
			"The first %d of %zu; the rest is in facts.json.",
			SAMPLES_SHOWN, n));
}

void
model_monitoring(struct work *w, struct doc *d, const char *model)
{
	struct node *sec =
	    node_section(w->a, d->body, "monitoring", text_lit("Monitoring"));
	size_t n;
	const struct row **list = model_rows(w, "monitor.sample", model, &n);

	if (n == 0) {
		node_note(w->a, sec, STYLE_BOX,
		    text_lit("No source gave a measurement in use of this "
			     "model."));
		return;
	}
	model_figure(w, sec, model);
	node_note(w->a, sec, STYLE_NOTE,
	    text_lit("The newest measurement of each metric."));
	newest_table(w, sec, list, keep_newest(w, list, n));
}

/* ---- Files -------------------------------------------------------------- */

static void
file_row(struct work *w, struct node *table, const struct row *r)
{
	struct node *row = node_row(w->a, table, NULL), *cell;
	const char *sha = row_text(r, "sha256");

	part_value(w, node_cell(w->a, row), r, "path");
	part_value(w, node_cell(w->a, row), r, "role");
	cell = node_cell(w->a, row);
	if (sha != NULL)
		part_shown(w, cell, row_get(r, "sha256"),
		    text_printf(w->a, "%.8s", sha));
	else
		part_value(w, cell, r, "sha256");
	part_value(w, node_cell(w->a, row), r, "bytes");
}

/* The files of one version, folded; how many rows they are. */
static size_t
files_of(struct work *w, struct node *sec, const struct row **list, size_t n)
{
	static const struct column columns[] = {{.title = WORDS("File")},
	    {.title = WORDS("Role")}, {.title = WORDS("SHA-256")},
	    {.title = WORDS("Bytes"), .is_numeric = true}};
	static const struct table shape = {
	    .columns = columns, .ncolumns = 4, .is_caption_hidden = true};
	const char *version = row_text(list[0], "version");
	struct node *fold = node_add(w->a, sec, NODE_FOLDED), *table;
	size_t same = 0;

	while (same < n && model_row_has(list[same], "version", version))
		same++;
	fold->text = text_printf(w->a, "Version %s: %s", version,
	    part_many(w, same, "file", "files").s);
	table = node_table(w->a, fold, fold->text, &shape);
	for (size_t i = 0; i < same && i < FILES_SHOWN; i++)
		file_row(w, table, list[i]);
	if (same > FILES_SHOWN)
		node_note(w->a, fold, STYLE_NOTE,
		    text_printf(w->a,
			"The first %d; the rest is in "
			"facts.json.",
			FILES_SHOWN));
	return same;
}

static int
by_version_then_path(const void *pa, const void *pb)
{
	const struct row *a = *(const struct row *const *)pa;
	const struct row *b = *(const struct row *const *)pb;
	int order = model_by_version(pa, pb);

	return order != 0 ? order
			  : strcmp(row_text(a, "path"), row_text(b, "path"));
}

void
model_files(struct work *w, struct doc *d, const char *model)
{
	struct node *sec =
	    node_section(w->a, d->body, "files", text_lit("Files"));
	size_t n;
	const struct row **list = model_rows(w, "model.artifact", model, &n);

	if (n == 0) {
		node_note(w->a, sec, STYLE_BOX,
		    text_lit("No source gave a file of this model."));
		return;
	}
	qsort(list, n, sizeof(*list), by_version_then_path);
	for (size_t i = 0; i < n;)
		i += files_of(w, sec, &list[i], n - i);
}
