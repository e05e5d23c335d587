/*
 * Blocks about the files of a version: digests recorded and hashed again, the
 * signatures over them, the bill of materials.
 */
#include <string.h>

#include "compose/template.h"

/* ---- Artifacts ---------------------------------------------------------- */

static void
put_comparison(struct paper *p, struct node *cell, const struct row *r)
{
	const char *x = row_text(r, "sha256"), *y = row_text(r, "recomputed");

	if (x == NULL || y == NULL)
		node_missing(p->a, cell, text_lit("not compared"));
	else if (strcmp(x, y) == 0)
		node_lit(p->a, cell, "same");
	else
		node_lit(p->a, node_add(p->a, cell, NODE_STRONG), "different");
}

static bool
differs(const struct row *r)
{
	const char *x = row_text(r, "sha256"), *y = row_text(r, "recomputed");

	return x != NULL && y != NULL && strcmp(x, y) != 0;
}

void
block_artifacts(struct paper *p, struct node *parent, const struct call *c)
{
	static const struct column columns[] = {{.title = WORDS("File")},
	    {.title = WORDS("Role")}, {.title = WORDS("Recorded")},
	    {.title = WORDS("Hashed again")}, {.title = WORDS("Compared")},
	    {.title = WORDS("Bytes"), .is_numeric = true}};
	static const struct table shape = {
	    .columns = columns, .ncolumns = 6, .is_caption_hidden = true};
	struct rows set = paper_rows(p, "model.artifact", p->version);
	struct node *table;

	(void)c;
	if (set.n == 0) {
		block_none(p, parent, "No file of this version was read",
		    "model.artifact");
		return;
	}
	table = node_table(p->a, parent, text_lit("Files"), &shape);
	for (size_t i = 0; i < set.n && i < BLOCK_ROWS; i++) {
		const struct row *r = set.items[i];
		struct node *row = node_row(p->a, table, NULL);

		if (differs(r))
			row->style = STYLE_FLAG;
		part_value(p->w, node_cell(p->a, row), r, "path");
		part_value(p->w, node_cell(p->a, row), r, "role");
		block_digest(p, node_cell(p->a, row), r, "sha256");
		block_digest(p, node_cell(p->a, row), r, "recomputed");
		put_comparison(p, node_cell(p->a, row), r);
		part_value(p->w, node_cell(p->a, row), r, "bytes");
	}
}

/* ---- Signatures --------------------------------------------------------- */

static const struct row *
by_document(const struct paper *p, const char *kind, const char *document)
{
	return document == NULL
		   ? NULL
		   : facts_find(p->w->in->facts, kind, &document, 1);
}

/* What the document signs; the table only when there is something. */
static void
put_signed(struct paper *p, struct node *parent, const char *document)
{
	static const struct column columns[] = {
	    {.title = WORDS("Signed file")}, {.title = WORDS("SHA-256")}};
	static const struct table shape = {.columns = columns, .ncolumns = 2};
	size_t n, shown = 0;
	const struct row *const *rows =
	    facts_of(p->w->in->facts, "signature.subject", &n);
	struct node *table = NULL;

	for (size_t i = 0; i < n && shown < BLOCK_ROWS; i++) {
		struct node *row;

		if (!model_row_has(rows[i], "document", document))
			continue;
		if (shown++ == 0)
			table = node_table(p->a, parent,
			    text_lit("What the signature covers"), &shape);
		row = node_row(p->a, table, NULL);
		part_value(p->w, node_cell(p->a, row), rows[i], "name");
		block_digest(p, node_cell(p->a, row), rows[i], "sha256");
	}
	if (shown == 0)
		block_none(p, parent, "What the signature covers was not read",
		    "signature.subject");
}

void
block_signatures(struct paper *p, struct node *parent, const struct call *c)
{
	const struct row *file =
	    paper_find_artifact(p, p->version, "signature");
	const char *document =
	    file == NULL ? NULL : row_text(file, "recomputed");
	const struct row *sig = by_document(p, "model.signature", document);
	struct node *defs;

	(void)c;
	if (file == NULL) {
		block_none(p, parent, "No signature of this version was read",
		    "model.artifact");
		return;
	}
	defs = node_defs(p->a, parent, STYLE_PLAIN);
	block_field(p, defs, "Signature file", file, "path");
	block_digest(p, node_def(p->a, defs, text_lit("Its SHA-256")), file,
	    "recomputed");
	block_field(p, defs, "Signer", sig, "signer");
	block_field(p, defs, "Method", sig, "method");
	block_field(p, defs, "State", sig, "state");
	if (sig != NULL && row_text(sig, "reason") != NULL)
		block_field(p, defs, "Reason", sig, "reason");
	put_signed(p, parent, document == NULL ? "" : document);
}

/* ---- Bill of materials -------------------------------------------------- */

void
block_sbom(struct paper *p, struct node *parent, const struct call *c)
{
	const struct row *file = paper_find_artifact(p, p->version, "sbom");
	const char *document =
	    file == NULL ? NULL : row_text(file, "recomputed");
	const struct row *sbom = by_document(p, "sbom.document", document);
	size_t n, parts = 0;
	const struct row *const *rows =
	    facts_of(p->w->in->facts, "sbom.component", &n);
	struct node *defs, *desc;

	(void)c;
	if (file == NULL) {
		block_none(p, parent,
		    "No bill of materials of this version was read",
		    "model.artifact");
		return;
	}
	for (size_t i = 0; document != NULL && i < n; i++)
		parts += model_row_has(rows[i], "document", document);
	defs = node_defs(p->a, parent, STYLE_PLAIN);
	block_field(p, defs, "Bill of materials", file, "path");
	block_digest(p, node_def(p->a, defs, text_lit("Its SHA-256")), file,
	    "recomputed");
	block_field(p, defs, "Format", sbom, "format");
	block_field(p, defs, "Created", sbom, "created_at");
	desc = node_def(p->a, defs, text_lit("Components read"));
	part_shown(
	    p->w, desc, row_get(file, "recomputed"), part_count(p->w, parts));
}
