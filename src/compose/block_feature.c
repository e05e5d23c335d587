/*
 * The input features as a feature store has them.  No source ties a view to a
 * model, so every view that was read is listed, and the text says so.
 */
#include "compose/template.h"

static void
put_view(struct paper *p, struct node *table, const struct row *r)
{
	struct node *row = node_row(p->a, table, NULL);

	part_value(p->w, node_cell(p->a, row), r, "name");
	part_value(p->w, node_cell(p->a, row), r, "features");
	part_value(p->w, node_cell(p->a, row), r, "labels");
	part_value(p->w, node_cell(p->a, row), r, "source");
	part_value(p->w, node_cell(p->a, row), r, "owner");
}

void
block_features(struct paper *p, struct node *parent, const struct call *c)
{
	static const struct column columns[] = {{.title = WORDS("View")},
	    {.title = WORDS("Features")}, {.title = WORDS("Labels")},
	    {.title = WORDS("Source")}, {.title = WORDS("Owner")}};
	static const struct table shape = {
	    .columns = columns, .ncolumns = 5, .is_caption_hidden = true};
	size_t n;
	const struct row *const *rows =
	    facts_of(p->w->in->facts, "feature.view", &n);
	struct node *table;

	(void)c;
	if (n == 0) {
		block_none(
		    p, parent, "No feature view was read", "feature.view");
		return;
	}
	node_note(p->a, parent, STYLE_NOTE,
	    text_lit("Every feature view that was read; no source says which "
		     "of them this model reads."));
	table = node_table(p->a, parent, text_lit("Feature views"), &shape);
	for (size_t i = 0; i < n && i < BLOCK_ROWS; i++)
		put_view(p, table, rows[i]);
}
