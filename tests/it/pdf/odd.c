/*
 * odd DIR: documents that no system has, as PDF: NAME.pdf, with the words of
 * its tree in NAME.words and, where a font lacks something, NAME.lacking.
 * small (for the golden structure), scripts and mixed (directions), odd (every
 * block and chart in its odd forms), big (300 pages).  A word of .words stands
 * in the file once, so that its place says the order.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "parts.h"
#include "render/render.h"

static struct doc *
begin(struct maker *m, const char *title)
{
	struct doc *d =
	    doc_new(m->a, arena_printf(m->a, "docs/odd%d.html", m->ids++),
		text_of(m->a, title));

	d->kind = DOC_DOCUMENT;
	d->chrome = &m->chrome;
	return d;
}

static void
put_file(const struct maker *m, const char *name, const char *bytes, size_t n)
{
	FILE *f = fopen(arena_printf(m->a, "%s/%s", m->dir, name), "wb");

	if (f == NULL || fwrite(bytes, 1, n, f) != n || fclose(f) != 0)
		exit(74);
}

static void
finish_doc(struct maker *m, struct doc *d, const char *name)
{
	static const char xml[] = "<oscal/>\n";
	static const struct attachment attached = {.name = "odd.xml",
	    .mime = "application/xml",
	    .about = "An attachment",
	    .relationship = "Source",
	    .bytes = xml,
	    .n = sizeof(xml) - 1};
	struct pdf_in in = {.doc = d,
	    .as_of = "2026-11-23T12:00:00Z",
	    .attachments = &attached,
	    .nattachments =
		strcmp(name, "odd") == 0 || strcmp(name, "small") == 0,
	    .is_a4 = strcmp(name, "scripts") == 0};
	struct error e = {0};
	struct buf out = {0};
	struct text t = node_words(m->a, d->body);
	const char *lacking;

	/* The tree is what compose may make: else the test tests nothing. */
	if (doc_check(d, &e) == -1 ||
	    render_pdf(&in, m->fonts, &out, &e) == -1) {
		fprintf(stderr, "%s: %s: %s\n", name, e.where, e.what);
		exit(1);
	}
	put_file(m, arena_printf(m->a, "%s.pdf", name), out.data, out.len);
	put_file(m, arena_printf(m->a, "%s.words", name), t.s, t.n);
	lacking = fonts_lacking(m->fonts, m->a);
	if (lacking != NULL)
		put_file(m, arena_printf(m->a, "%s.lacking", name), lacking,
		    strlen(lacking));
	buf_free(&out);
}

/* ---- The documents ---- */

static void
odd(struct maker *m)
{
	struct doc *d = begin(m, "Odd & <forms> (of \\ everything)");
	struct arena *a = m->a;
	struct node *s = node_section(a, d->body, "blocks", words(m, 30));

	node_text(a, doc_lede(d), text_lit("The lede."));
	d->is_first = true;
	inlines(m, node_para(a, s, STYLE_PLAIN));
	node_note(a, s, STYLE_NOTE, long_word(m, 200));
	node_note(a, s, STYLE_PLAIN, long_word(m, 1500));
	node_note(a, s, STYLE_PLAIN, text_lit("  "));
	s = node_section(a, s, new_id(m), long_word(m, 200));
	lists(m, s, 8);
	defs(m, s);
	raw(m, s);
	boxes(m, s, 9);
	s = node_section(a, d->body, "tables", words(m, 1));
	rows(m, s, 300, 3, 4);
	rows(m, s, 5, 40, 1);
	rows(m, s, 1, 1, 1500); /* a row taller than a page */
	inlines(m, node_cell(a, node_row(a, new_table(m, s, 1, true), NULL)));
	node_cell_text(
	    a, node_row(a, new_table(m, s, 1, false), NULL), long_word(m, 200));
	s = node_section(a, d->body, "figures", words(m, 2));
	bars(m, s);
	lines(m, s);
	shapes(m, s);
	finish_doc(m, d, "odd");
}

/* ---- The others ---------------------------------------------------------- */

static void
script(struct maker *m, struct doc *d, const char *const text[2])
{
	struct text t = text_of(m->a, text[1]);
	struct node *s =
	    node_section(m->a, d->body, new_id(m), text_of(m->a, text[0]));
	struct node *p, *row;

	p = node_para(m->a, s, STYLE_PLAIN);
	node_text(m->a, p, t);
	/* In every face, cut by narrow columns. */
	p = node_para(m->a, s, STYLE_PLAIN);
	node_text(m->a, node_add(m->a, p, NODE_STRONG), t);
	node_lit(m->a, p, " ");
	node_author(m->a, p, t);
	node_lit(m->a, p, " ");
	node_code(m->a, p, t);
	node_lit(m->a, p, " ");
	node_link(m->a, p, t, "checks/evl-01.html", NULL);
	row = node_row(m->a, new_table(m, s, 6, true), NULL);
	for (int k = 0; k < 6; k++)
		node_cell_text(m->a, row, t);
}

static void
scripts(struct maker *m)
{
#include "scripts.h"
	struct doc *d =
	    begin(m, "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D Scripts \xE6\x96\x87");

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		script(m, d, texts[i]);
	finish_doc(m, d, "scripts");
	d = begin(m, "Mixed directions");
	for (size_t i = 0; i < sizeof(mixed) / sizeof(mixed[0]); i++)
		script(m, d, mixed[i]);
	finish_doc(m, d, "mixed");
}

static void
small(struct maker *m)
{
	struct doc *d = begin(m, "Small");
	struct arena *a = m->a;
	struct node *s = node_section(a, d->body, "one", text_lit("One"));
	struct node *row, *list;
	struct drawing *drawing = drawing_new(a, 100, 50);

	node_text(a, node_para(a, s, STYLE_PLAIN), text_lit("A paragraph."));
	list = node_list(a, s, STYLE_NUMBERED);
	node_text(a, node_add(a, list, NODE_ITEM), text_lit("First"));
	node_link(a, node_add(a, list, NODE_ITEM), text_lit("second"),
	    "checks/evl-01.html", NULL);
	s = node_section(a, s, "two", text_lit("Two"));
	row = node_row(a, new_table(m, s, 2, false), NULL);
	node_cell_text(a, row, text_lit("Row"));
	node_value(
	    a, node_cell(a, row), text_lit("0.5"), "evidence/x.html", NULL)
	    ->object = sha;
	drawing_rect(drawing, (struct point){1, 1}, 40, 20, INK_BAD);
	figure(m, s, drawing);
	finish_doc(m, d, "small");
}

static void
big(struct maker *m)
{
	struct doc *d = begin(m, "Big");

	/* Few words to a page: what takes veraPDF its time are glyphs. */
	for (int i = 0; i < 220; i++) {
		struct node *s =
		    node_section(m->a, d->body, new_id(m), words(m, 1));
		struct drawing *drawing = drawing_new(m->a, 784, 500);

		node_note(m->a, s, STYLE_PLAIN, words(m, 6));
		drawing_rect(drawing, (struct point){0, 0}, 784, 500, INK_WASH);
		drawing_text(drawing, (struct point){10, 490},
		    text_lit("drawn"), ANCHOR_START, INK_TEXT);
		figure(m, s, drawing);
		if (i % 25 == 0)
			inlines(m, node_para(m->a, s, STYLE_PLAIN));
		rows(m, s, 14, 3, 1);
	}
	finish_doc(m, d, "big");
}

int
main(int argc, char **argv)
{
	static const struct text designation[] = {
	    {"CUI designation indicator", 25}, {"Category: PROCURE", 17}};
	struct maker m = {.a = arena_new()};
	struct error e = {0};

	m.chrome = (struct chrome){.system = text_lit("Odd System"),
	    .package = text_lit("odd-2026-11-23-r1"),
	    .edition = text_lit("October 2026"),
	    .banner = text_lit("CUI"),
	    .designation = designation,
	    .ndesignation = 2,
	    .footer = text_lit("dossier")};
	if (argc != 2)
		return 64;
	m.dir = argv[1];
	if (fonts_open(&m.fonts, &e) == -1) {
		fprintf(stderr, "%s: %s\n", e.where, e.what);
		return 75;
	}
	small(&m);
	scripts(&m);
	odd(&m);
	big(&m);
	fonts_close(m.fonts);
	arena_free(m.a);
	return 0;
}
