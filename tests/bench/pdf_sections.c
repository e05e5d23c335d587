/*
 * pdf_sections N FILE: a document of N sections, each a heading, two
 * paragraphs and a table of 20 by 4 cells that wrap, as one PDF file.  What
 * the other engines of the bench set is the same text (pdf_sections.py).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "render/render.h"

static const char words[] =
    "The model ranks invoices by the likelihood of fraud so that an auditor "
    "reads the riskiest first; a person decides every payment, and what was "
    "decided is kept with the version that ranked it. ";

static struct text
sentence(struct arena *a, int n)
{
	struct buf b = {0};
	struct text t;

	for (int i = 0; i < n; i++)
		buf_puts(&b, words);
	t = text_of(a, buf_str(&b));
	buf_free(&b);
	return t;
}

static void
add_table(struct arena *a, struct node *section, int k)
{
	static struct column columns[4];
	static struct table t = {.columns = columns, .ncolumns = 4};
	struct node *table, *row;

	columns[0].title = text_lit("Check");
	columns[1].title = text_lit("Value");
	columns[2].title = text_lit("What was seen");
	columns[3].title = text_lit("Limit");
	table =
	    node_table(a, section, text_printf(a, "Results of part %d", k), &t);
	for (int i = 0; i < 20; i++) {
		row = node_row(a, table, NULL);
		node_cell_text(a, row, text_printf(a, "EVL-%02d", i));
		node_cell_text(a, row, text_printf(a, "0.%04d", i * 37 + k));
		node_cell_text(a, row,
		    text_lit("the share of invoices that an auditor confirmed, "
			     "over all that were read in the month"));
		node_cell_text(a, row, text_lit("at least 0.75"));
	}
}

int
main(int argc, char **argv)
{
	struct arena *a = arena_new();
	struct chrome chrome = {.system = text_lit("Invoice Fraud"),
	    .package = text_lit("invoice-fraud-2026-11-23-r1"),
	    .edition = text_lit("October 2026"),
	    .banner = text_lit("CUI"),
	    .footer = text_lit("dossier")};
	struct doc *d = doc_new(a, "docs/bench.html", text_lit("Bench"));
	struct pdf_in in = {.doc = d, .as_of = "2026-11-23T12:00:00Z"};
	struct fonts *fonts;
	struct error e = {0};
	struct buf out = {0};
	FILE *f;

	if (argc != 3)
		return 64;
	d->kind = DOC_DOCUMENT;
	d->chrome = &chrome;
	for (int k = 0; k < (int)strtol(argv[1], NULL, 10); k++) {
		struct node *s =
		    node_section(a, d->body, arena_printf(a, "s%d", k),
			text_printf(a, "Part %d of the report", k + 1));

		node_note(a, s, STYLE_PLAIN, sentence(a, 3));
		node_note(a, s, STYLE_PLAIN, sentence(a, 2));
		add_table(a, s, k);
	}
	if (fonts_open(&fonts, &e) == -1 ||
	    render_pdf(&in, fonts, &out, &e) == -1) {
		fprintf(stderr, "%s: %s\n", e.where, e.what);
		return 1;
	}
	f = fopen(argv[2], "wb");
	if (f == NULL || fwrite(out.data, 1, out.len, f) != out.len ||
	    fclose(f) != 0)
		return 74;
	fonts_close(fonts);
	buf_free(&out);
	arena_free(a);
	return 0;
}
