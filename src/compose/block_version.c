/*
 * Blocks about versions: what the one in production is, all of them side by
 * side, who approved it, and what changed since the one before.
 */
#include <stdlib.h>
#include <string.h>

#include "compose/template.h"

/* ---- Identity ----------------------------------------------------------- */

/* The whole digest, each eight digits apart on the page. */
static void
put_whole_digest(struct paper *p, struct node *defs, const struct row *r)
{
	struct node *desc =
	    node_def(p->a, defs, text_lit("SHA-256 of the weights"));
	const char *hex = r == NULL ? NULL : row_text(r, "sha256");

	if (hex == NULL || strlen(hex) != CORE_SHA - 1) {
		block_digest(p, desc, r, "sha256");
		return;
	}
	node_code(p->a, desc, text_of(p->a, hex))->style = STYLE_DIGEST;
	node_add(p->a, desc, NODE_BREAK);
	part_shown(p->w, desc, row_get(r, "sha256"), text_lit("as recorded"));
}

static const struct row *
promotion(struct paper *p)
{
	struct rows set = paper_rows(p, "registry.event", p->version);
	const struct row *last = NULL;

	for (size_t i = 0; i < set.n; i++)
		if (model_row_has(set.items[i], "to", "production") ||
		    model_row_has(set.items[i], "to", "champion"))
			last = set.items[i];
	return last;
}

void
block_identity(struct paper *p, struct node *parent, const struct call *c)
{
	const struct row *v = paper_find_version(p, p->version);
	struct node *defs, *desc;

	(void)c;
	if (v == NULL) {
		block_none(p, parent,
		    "The entry of the version in production was not read",
		    "model.version");
		return;
	}
	defs = node_defs(p->a, parent, STYLE_PLAIN);
	desc = node_def(p->a, defs, text_lit("Model and version"));
	part_value(p->w, desc, v, "model");
	node_lit(p->a, desc, ", version ");
	part_value(p->w, desc, v, "version");
	put_whole_digest(
	    p, defs, paper_find_artifact(p, p->version, "weights"));
	block_field(p, defs, "Stored at", v, "uri");
	block_field(p, defs, "Status in the registry", v, "status");
	block_field(p, defs, "Registered", v, "created_at");
	block_field(p, defs, "Promoted", promotion(p), "at");
	block_field(p, defs, "Owner in the registry", v, "owner");
	block_field(p, defs, "Description in the registry", v, "description");
}

/* ---- Versions ----------------------------------------------------------- */

/* The aliases that point at this version, under its name. */
static void
put_aliases(struct paper *p, struct node *cell, const char *version)
{
	size_t n;
	const struct row **rows = model_rows(p->w, "model.alias", p->id, &n);

	for (size_t i = 0; i < n; i++)
		if (model_row_has(rows[i], "version", version))
			part_value(p->w, node_add(p->a, cell, NODE_SMALL),
			    rows[i], "alias");
}

static void
put_approver(struct paper *p, struct node *cell, const char *version)
{
	struct rows set = paper_rows(p, "approval", version);

	if (set.n == 0) {
		node_missing(p->a, cell, text_lit(""));
		return;
	}
	part_value(p->w, cell, set.items[0], "by");
	if (set.n > 1)
		node_text(p->a, node_add(p->a, cell, NODE_SMALL),
		    text_printf(p->a, "and %zu more", set.n - 1));
}

/* How many checks fail; none decided is not none failed. */
static void
put_failed(struct paper *p, struct node *cell, const char *version)
{
	const char *subject =
	    arena_printf(p->a, "version/%s/%s", p->id, version);
	const struct assessment *as = p->w->in->assessment;
	size_t n = 0, total = 0;

	for (size_t i = 0; i < as->nverdicts; i++) {
		if (strcmp(as->verdicts[i].subject, subject) != 0)
			continue;
		total++;
		n += as->verdicts[i].word == VERDICT_FAIL;
	}
	if (total == 0)
		node_missing(p->a, cell, text_lit("not decided"));
	else
		node_text(p->a, cell, text_printf(p->a, "%zu", n));
}

static void
put_version(struct paper *p, struct node *table, const struct row *r)
{
	struct node *row = node_row(p->a, table, NULL), *cell;
	const char *version = row_text(r, "version");

	cell = node_cell(p->a, row);
	part_value(p->w, cell, r, "version");
	put_aliases(p, cell, version);
	cell = node_cell(p->a, row);
	block_date(p, cell, r, "created_at");
	part_value(p->w, node_cell(p->a, row), r, "status");
	put_approver(p, node_cell(p->a, row), version);
	block_digest(p, node_cell(p->a, row),
	    paper_find_artifact(p, version, "weights"), "sha256");
	put_failed(p, node_cell(p->a, row), version);
}

void
block_versions(struct paper *p, struct node *parent, const struct call *c)
{
	static const struct column columns[] = {{.title = WORDS("Version")},
	    {.title = WORDS("Registered"), .is_narrow = true},
	    {.title = WORDS("Status")}, {.title = WORDS("Approved by")},
	    {.title = WORDS("Weights")},
	    {.title = WORDS("Failed checks"), .is_numeric = true}};
	static const struct table shape = {
	    .columns = columns, .ncolumns = 6, .is_caption_hidden = true};
	size_t n;
	const struct row **rows = model_rows(p->w, "model.version", p->id, &n);
	struct node *table;

	(void)c;
	if (n == 0) {
		block_none(p, parent, "No version of this model was read",
		    "model.version");
		return;
	}
	qsort(rows, n, sizeof(*rows), model_by_version);
	table = node_table(p->a, parent, text_lit("Versions"), &shape);
	for (size_t i = 0; i < n && i < BLOCK_ROWS; i++)
		put_version(p, table, rows[i]);
}

/* ---- Approval ----------------------------------------------------------- */

static void
put_approval(struct paper *p, struct node *table, const struct row *r)
{
	static const char *const fields[] = {
	    "role", "decision", "at", "test_run", "expires", NULL};
	struct node *row = node_row(p->a, table, NULL), *cell;

	cell = node_cell(p->a, row);
	part_value(p->w, cell, r, "by");
	if (r->is_asserted)
		node_text(p->a, node_add(p->a, cell, NODE_SMALL),
		    text_printf(p->a, "record of %s",
			r->asserted_by == NULL ? "nobody named"
					       : r->asserted_by));
	for (size_t i = 0; fields[i] != NULL; i++)
		part_value(p->w, node_cell(p->a, row), r, fields[i]);
}

void
block_approval(struct paper *p, struct node *parent, const struct call *c)
{
	static const struct column columns[] = {{.title = WORDS("Approved by")},
	    {.title = WORDS("Role")}, {.title = WORDS("Decision")},
	    {.title = WORDS("When")}, {.title = WORDS("Against the run")},
	    {.title = WORDS("Expires"), .is_narrow = true}};
	static const struct table shape = {
	    .columns = columns, .ncolumns = 6, .is_caption_hidden = true};
	struct rows set = paper_rows(p, "approval", p->version);
	struct node *table;

	(void)c;
	if (set.n == 0) {
		block_none(p, parent,
		    "No approval of the version in production was read",
		    "approval");
		return;
	}
	table = node_table(p->a, parent, text_lit("Approvals"), &shape);
	for (size_t i = 0; i < set.n && i < BLOCK_ROWS; i++)
		put_approval(p, table, set.items[i]);
}

/* ---- What changed since the version before ------------------------------ */

/* The version before by name, or NULL. */
static const struct row *
version_before(struct paper *p)
{
	size_t n;
	const struct row **rows = model_rows(p->w, "model.version", p->id, &n);

	if (n > 0)
		qsort(rows, n, sizeof(*rows), model_by_version);
	for (size_t i = 0; i + 1 < n; i++)
		if (model_row_has(rows[i], "version", p->version))
			return rows[i + 1];
	return NULL;
}

struct part_of {
	const char *name;
	const char *role; /* of an artifact; NULL: a field of the run */
	const char *field;
};

static const struct row *
part_row(const struct paper *p, const struct part_of *o, const char *version)
{
	return o->role == NULL ? paper_find_run(p, version)
			       : paper_find_artifact(p, version, o->role);
}

static void
put_part(struct paper *p, struct node *table, const struct part_of *o,
    const char *before)
{
	const struct row *a = part_row(p, o, before);
	const struct row *b = part_row(p, o, p->version);
	const char *x = a == NULL ? NULL : row_text(a, o->field);
	const char *y = b == NULL ? NULL : row_text(b, o->field);
	struct node *row = node_row(p->a, table, NULL);

	node_cell_text(p->a, row, text_of(p->a, o->name));
	block_digest(p, node_cell(p->a, row), a, o->field);
	block_digest(p, node_cell(p->a, row), b, o->field);
	if (x == NULL || y == NULL)
		node_missing(p->a, node_cell(p->a, row), text_lit("not known"));
	else
		node_cell_text(p->a, row,
		    strcmp(x, y) == 0 ? text_lit("same") : text_lit("changed"));
}

void
block_change(struct paper *p, struct node *parent, const struct call *c)
{
	static const struct part_of parts[] = {{"Weights", "weights", "sha256"},
	    {"Training data", NULL, "dataset_sha256"},
	    {"Source commit", NULL, "commit"},
	    {"Training image", NULL, "image_digest"},
	    {"Package lock", "lock", "sha256"}};
	const struct row *before = version_before(p);
	struct column *columns = arena_array(p->a, 4, sizeof(*columns));
	struct table *t = arena_alloc(p->a, sizeof(*t));
	struct node *table;

	(void)c;
	if (p->version == NULL) {
		block_none(p, parent,
		    "Which version is in production is not known",
		    "model.alias");
		return;
	}
	if (before == NULL) {
		block_none(p, parent, "No version before this one was read",
		    "model.version");
		return;
	}
	columns[0].title = text_lit("Part");
	columns[1].title =
	    text_printf(p->a, "Version %s", row_text(before, "version"));
	columns[2].title = text_printf(p->a, "Version %s", p->version);
	columns[3].title = text_lit("Change");
	*t = (struct table){
	    .columns = columns, .ncolumns = 4, .is_caption_hidden = true};
	table = node_table(
	    p->a, parent, text_lit("Change since the version before"), t);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		put_part(p, table, &parts[i], row_text(before, "version"));
}
