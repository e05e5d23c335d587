/*
 * Blocks about where a version comes from: the training run, the data it was
 * trained and evaluated on, the lineage that leads to it.
 */
#include <string.h>

#include "compose/template.h"

void
block_training(struct paper *p, struct node *parent, const struct call *c)
{
	const struct row *r = paper_find_run(p, p->version);
	struct node *defs, *desc;

	(void)c;
	if (r == NULL) {
		block_none(p, parent,
		    "The training run of this version was not read",
		    "training.run");
		return;
	}
	defs = node_defs(p->a, parent, STYLE_PLAIN);
	block_field(p, defs, "Training run", r, "id");
	desc = block_field(p, defs, "Started by", r, "who");
	if (row_text(r, "trigger") != NULL) {
		node_lit(p->a, desc, ", trigger ");
		part_value(p->w, desc, r, "trigger");
	}
	block_field(p, defs, "Status", r, "status");
	block_range(p, node_def(p->a, defs, text_lit("Time")), r, "started_at",
	    "finished_at");
	block_field(p, defs, "Source commit", r, "commit");
	desc = node_def(p->a, defs, text_lit("Training image"));
	block_digest(p, desc, r, "image_digest");
	desc = node_def(p->a, defs, text_lit("Package lock"));
	block_digest(
	    p, desc, paper_find_artifact(p, p->version, "lock"), "sha256");
	block_field(p, defs, "Seed", r, "seed");
}

/* ---- Data --------------------------------------------------------------- */

static struct node *
put_dataset(struct paper *p, struct node *parent, const struct row *r)
{
	struct node *defs = node_defs(p->a, parent, STYLE_PLAIN), *desc;

	block_field(p, defs, "Data set", r, "id");
	block_field(p, defs, "Version", r, "version");
	desc = node_def(p->a, defs, text_lit("SHA-256"));
	block_digest(p, desc, r, "sha256");
	block_field(p, defs, "Records", r, "records");
	block_field(p, defs, "Snapshot taken", r, "snapshot_at");
	block_range(p, node_def(p->a, defs, text_lit("Covers")), r,
	    "range_from", "range_to");
	if (row_get(r, "labels")->outcome != OUTCOME_ABSENT)
		block_field(p, defs, "Labels", r, "labels");
	return defs;
}

void
block_training_data(struct paper *p, struct node *parent, const struct call *c)
{
	const struct row *run = paper_find_run(p, p->version), *data;
	struct node *para;

	(void)c;
	if (run == NULL) {
		block_none(p, parent,
		    "The training run of this version was not read",
		    "training.run");
		return;
	}
	data = paper_find_dataset(p, row_text(run, "dataset_sha256"));
	if (data != NULL) {
		(void)put_dataset(p, parent, data); /* whole as it is */
		return;
	}
	para = node_para(p->a, parent, STYLE_PLAIN);
	node_lit(p->a, para, "The run names the data by its digest ");
	block_digest(p, para, run, "dataset_sha256");
	node_lit(p->a, para, "; no manifest with this digest was read.");
}

static const struct row *
dataset_by_id(struct paper *p, const char *id)
{
	size_t n;
	const struct row *const *rows =
	    facts_of(p->w->in->facts, "dataset", &n);

	for (size_t i = 0; i < n; i++)
		if (model_row_has(rows[i], "id", id))
			return rows[i];
	return NULL;
}

/* The first data set that this version's metrics name and that was read. */
static const struct row *
held_out(struct paper *p)
{
	struct rows set = paper_rows(p, "evaluation.metric", p->version);
	const char *last = "";

	for (size_t i = 0; i < set.n; i++) {
		const char *id = row_text(set.items[i], "dataset");
		const struct row *found;

		if (id == NULL || strcmp(id, last) == 0)
			continue;
		found = dataset_by_id(p, id);
		if (found != NULL)
			return found;
		last = id;
	}
	return NULL;
}

void
block_evaluation_data(
    struct paper *p, struct node *parent, const struct call *c)
{
	const struct row *data = held_out(p);
	struct node *defs;

	(void)c;
	if (data == NULL) {
		block_none(p, parent,
		    "The data set that this version was evaluated on was not "
		    "read",
		    "dataset");
		return;
	}
	defs = put_dataset(p, parent, data);
	block_field(p, defs, "Role", data, "role");
	block_field(
	    p, defs, "Records also in the training data", data, "overlap");
}

/* ---- Lineage ------------------------------------------------------------ */

enum { EDGES_MAX = 60 };

/* "model:NAME@VERSION", by any of the model's names. */
static bool
is_this(const struct paper *p, const char *node)
{
	const char *at = strrchr(node, '@');
	size_t n;

	if (strncmp(node, "model:", 6) != 0 || at == NULL ||
	    strcmp(at + 1, p->version) != 0)
		return false;
	node += 6;
	n = (size_t)(at - node);
	if (strlen(p->id) == n && strncmp(node, p->id, n) == 0)
		return true;
	for (size_t i = 0; i < p->model->nnames; i++)
		if (strlen(p->model->names[i].name) == n &&
		    strncmp(node, p->model->names[i].name, n) == 0)
			return true;
	return false;
}

static bool
leads_there(const struct paper *p, const struct row *edge,
    const struct row *const *found, size_t n)
{
	const char *to = row_text(edge, "to");

	for (size_t i = 0; i < n; i++) {
		if (found[i] == edge)
			return false;
	}
	if (to == NULL)
		return false;
	if (is_this(p, to))
		return true;
	for (size_t i = 0; i < n; i++)
		if (model_row_has(found[i], "from", to))
			return true;
	return false;
}

/* Every edge on a way to this version, nearest first. */
static size_t
find_edges(struct paper *p, const struct row **found)
{
	size_t total, n = 0, before;
	const struct row *const *rows =
	    facts_of(p->w->in->facts, "lineage.edge", &total);

	do {
		before = n;
		for (size_t i = 0; i < total && n < EDGES_MAX; i++)
			if (leads_there(p, rows[i], found, n))
				found[n++] = rows[i];
	} while (n > before && n < EDGES_MAX);
	return n;
}

void
block_lineage(struct paper *p, struct node *parent, const struct call *c)
{
	static const struct column columns[] = {{.title = WORDS("From")},
	    {.title = WORDS("Relation")}, {.title = WORDS("To")}};
	static const struct table shape = {
	    .columns = columns, .ncolumns = 3, .is_caption_hidden = true};
	const struct row *found[EDGES_MAX];
	size_t n = p->version == NULL ? 0 : find_edges(p, found);
	struct node *table;

	(void)c;
	if (n == 0) {
		block_none(p, parent, "No lineage leads to this version",
		    "lineage.edge");
		return;
	}
	table = node_table(p->a, parent, text_lit("Lineage"), &shape);
	for (size_t i = 0; i < n; i++) {
		struct node *row = node_row(p->a, table, NULL);

		part_value(p->w, node_cell(p->a, row), found[i], "from");
		part_value(p->w, node_cell(p->a, row), found[i], "relation");
		part_value(p->w, node_cell(p->a, row), found[i], "to");
	}
	if (n == EDGES_MAX)
		node_note(p->a, parent, STYLE_NOTE,
		    text_lit("The first 60; the rest is in facts.json."));
}
