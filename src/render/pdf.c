/*
 * A document as a PDF file: the layout drawn page by page, with marked content
 * for each element, link annotations, the structure tree and what PDF/A-3a and
 * PDF/UA-1 ask of a file (reference: pdf.md section 7).
 */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "ext/crypto.h"
#include "render/pdf_int.h"

#define PRODUCER "dossier " DOSSIER_VERSION

enum { KIDS = 64 }; /* pages below one node of the page tree */

struct writer {
	const struct pdf_in *in;
	struct arena *a; /* of this file */
	struct fonts *fonts;
	struct pdf *pdf;
	struct layout layout;
	struct tree tree;
	int resources;
	struct buf content, annots;
	struct elem *form; /* of the signature field */
	int field;
};

/* ---- Links --------------------------------------------------------------- */

static const struct place *
place_of(const struct layout *l, const char *name)
{
	for (const struct place *p = l->places; p != NULL; p = p->next)
		if (p->name != NULL && strcmp(p->name, name) == 0)
			return p;
	return NULL;
}

static struct elem *
link_of(struct elem *e)
{
	while (e != NULL && e->tag != TAG_LINK)
		e = e->parent;
	return e;
}

static void
put_string(struct buf *b, const char *s)
{
	buf_putc(b, '(');
	for (; *s != '\0'; s++) {
		if (*s == '(' || *s == ')' || *s == '\\')
			buf_putc(b, '\\');
		buf_putc(b, *s);
	}
	buf_putc(b, ')');
}

static void
put_target(struct writer *w, struct buf *b, const struct elem *link)
{
	const struct place *to;

	if (link->uri != NULL) {
		buf_puts(b, "/A<</S/URI/URI");
		put_string(b, link->uri);
		buf_puts(b, ">>");
		return;
	}
	to = place_of(&w->layout, link->target);
	if (to == NULL)
		return;
	buf_printf(b, "/Dest[%d 0 R/XYZ null ", w->tree.pages[to->page].object);
	put_mpt(b, w->tree.pages[to->page].height - to->y);
	buf_puts(b, " null]");
}

/* One annotation a piece of the link that stands in one line. */
static void
put_link(struct writer *w, struct elem *link, const struct item *i, size_t page)
{
	int id = pdf_reserve(w->pdf);
	int32_t height = w->tree.pages[page].height;
	struct buf b = {0};

	buf_puts(&b, "/Type/Annot/Subtype/Link/F 4/Border[0 0 0]/Rect[");
	put_mpt(&b, i->x);
	buf_putc(&b, ' ');
	put_mpt(&b, height - i->y - i->size / 4);
	buf_putc(&b, ' ');
	put_mpt(&b, i->x + i->w);
	buf_putc(&b, ' ');
	put_mpt(&b, height - i->y + i->size);
	buf_printf(&b, "]/StructParent %zu/Contents",
	    tree_annotate(&w->tree, link, page, id));
	put_utf16(&b, link->alt.s, link->alt.n);
	put_target(w, &b, link);
	pdf_set(w->pdf, id, buf_str(&b), b.len);
	buf_printf(&w->annots, "%d 0 R ", id);
	buf_free(&b);
}

/* ---- Pages --------------------------------------------------------------- */

static void
open_mark(struct writer *w, struct elem *e, size_t page)
{
	if (e == NULL)
		buf_puts(&w->content, "/Artifact BMC\n");
	else
		buf_printf(&w->content, "/%s<</MCID %d>>BDC\n",
		    tag_name(e->tag), tree_mark(&w->tree, e, page));
}

static void
draw_page(struct writer *w, size_t n)
{
	const struct page *page = &w->layout.pages[n];
	const struct item *before = NULL;

	buf_reset(&w->content);
	buf_reset(&w->annots);
	for (const struct item *i = page->first; i != NULL; i = i->next) {
		struct elem *link = link_of(i->elem);

		if (before == NULL || before->elem != i->elem) {
			if (before != NULL)
				buf_puts(&w->content, "EMC\n");
			open_mark(w, i->elem, n);
		}
		draw_item(&w->content, w->fonts, i, page->height);
		if (link != NULL && i->kind == ITEM_TEXT)
			put_link(w, link, i, n);
		before = i;
	}
	if (before != NULL)
		buf_puts(&w->content, "EMC\n");
}

/* An empty field of no size: tagged, printed, locked (pdf.md, signature). */
static void
put_field(struct writer *w)
{
	struct buf b = {0};

	buf_printf(&b,
	    "/Type/Annot/Subtype/Widget/FT/Sig/T(producer)/TU(Signature of "
	    "the producer)/F 132/Rect[0 0 0 0]/P %d 0 R/StructParent %zu",
	    w->tree.pages[0].object,
	    tree_annotate(&w->tree, w->form, 0, w->field));
	pdf_set(w->pdf, w->field, buf_str(&b), b.len);
	pdf_keep_plain(w->pdf, w->field);
	buf_printf(&w->annots, "%d 0 R ", w->field);
	buf_free(&b);
}

static void
put_page(struct writer *w, size_t n, int parent)
{
	const struct page *page = &w->layout.pages[n];
	struct buf b = {0};
	int content;

	draw_page(w, n);
	if (n == 0)
		put_field(w);
	content =
	    pdf_stream(w->pdf, "", buf_str(&w->content), w->content.len, false);
	buf_printf(&b, "/Type/Page/Parent %d 0 R/MediaBox[0 0 ", parent);
	put_mpt(&b, page->width);
	buf_putc(&b, ' ');
	put_mpt(&b, page->height);
	buf_printf(&b,
	    "]/Resources %d 0 R/Contents %d 0 R/StructParents %zu/Tabs/S",
	    w->resources, content, n);
	if (w->annots.len > 0)
		buf_printf(&b, "/Annots[%s]", buf_str(&w->annots));
	pdf_set(w->pdf, w->tree.pages[n].object, buf_str(&b), b.len);
	buf_free(&b);
}

static void
put_pages(struct writer *w, int root)
{
	size_t n = w->layout.npages, nodes = (n + KIDS - 1) / KIDS;
	struct buf b = {0}, all = {0};

	for (size_t k = 0; k < nodes; k++) {
		size_t from = k * KIDS, to = from + KIDS < n ? from + KIDS : n;
		int node = pdf_reserve(w->pdf);

		buf_reset(&b);
		buf_printf(&b, "/Type/Pages/Parent %d 0 R/Count %zu/Kids[",
		    root, to - from);
		for (size_t i = from; i < to; i++) {
			buf_printf(&b, "%d 0 R ", w->tree.pages[i].object);
			put_page(w, i, node);
		}
		buf_puts(&b, "]");
		pdf_set(w->pdf, node, buf_str(&b), b.len);
		buf_printf(&all, "%d 0 R ", node);
	}
	buf_reset(&b);
	buf_printf(&b, "/Type/Pages/Count %zu/Kids[%s]", n, buf_str(&all));
	pdf_set(w->pdf, root, buf_str(&b), b.len);
	pdf_keep_plain(w->pdf, root);
	buf_free(&b);
	buf_free(&all);
}

static int
put_resources(struct writer *w, struct error *e)
{
	struct buf fonts = {0}, b = {0};
	int rc = fonts_put(w->fonts, w->pdf, &fonts, e);

	buf_printf(&b, "/Font<<%s>>", buf_str(&fonts));
	pdf_set(w->pdf, w->resources, buf_str(&b), b.len);
	buf_free(&fonts);
	buf_free(&b);
	return rc;
}

/* ---- The file ------------------------------------------------------------ */

static int
put_catalog(struct writer *w, int pages)
{
	struct buf b = {0}, af = {0}, names = {0};
	int id = pdf_reserve(w->pdf), structure, xmp, intent, outline;

	/* One after the other: arguments have no order, numbers have. */
	meta_attachments(w->pdf, w->a, w->in, &af, &names);
	outline = meta_outline(w->pdf, w->a, &w->layout, w->tree.pages);
	intent = meta_intent(w->pdf);
	xmp = meta_xmp(w->pdf, w->in, PRODUCER);
	structure = tree_put(&w->tree);
	buf_printf(&b,
	    "/Type/Catalog/Pages %d 0 R/Lang(%s)/MarkInfo<</Marked true>>"
	    "/ViewerPreferences<</DisplayDocTitle true>>/PageMode/UseOutlines"
	    "/StructTreeRoot %d 0 R/Metadata %d 0 R/OutputIntents[%d 0 R]"
	    "/Outlines %d 0 R/AcroForm<</Fields[%d 0 R]/SigFlags 3>>%s",
	    pages, w->in->doc->lang, structure, xmp, intent, outline, w->field,
	    buf_str(&af));
	if (names.len > 0)
		buf_printf(&b, "/Names<<%s>>", buf_str(&names));
	pdf_set(w->pdf, id, buf_str(&b), b.len);
	pdf_keep_plain(w->pdf, id);
	buf_free(&b);
	buf_free(&af);
	buf_free(&names);
	return id;
}

static int
write_file(struct writer *w, struct buf *out, struct error *e)
{
	int pages = pdf_reserve(w->pdf);
	char hex[SHA256_HEX];
	struct pdf_trailer t = {.id = hex};
	const char *name = w->in->doc->path;

	w->resources = pdf_reserve(w->pdf);
	w->field = pdf_reserve(w->pdf);
	w->form = arena_alloc(w->a, sizeof(*w->form));
	w->form->tag = TAG_FORM;
	w->form->parent = w->layout.root;
	w->layout.root->last->next = w->form;
	w->layout.root->last = w->form;
	tree_init(&w->tree, w->a, w->pdf, &w->layout);
	for (size_t i = 0; i < w->layout.npages; i++) {
		w->tree.pages[i].object = pdf_reserve(w->pdf);
		w->tree.pages[i].height = w->layout.pages[i].height;
	}
	put_pages(w, pages);
	if (put_resources(w, e) == -1)
		return -1;
	t.catalog = put_catalog(w, pages);
	t.info = meta_info(w->pdf, w->a, w->in, PRODUCER);
	/* Of what the file is: the same document has the same id. */
	sha256_hex(arena_printf(w->a, "%s %s %s", w->in->doc->chrome->package.s,
		       name, w->in->as_of),
	    strlen(w->in->doc->chrome->package.s) + strlen(name) +
		strlen(w->in->as_of) + 2,
	    hex);
	hex[32] = '\0';
	return pdf_write(w->pdf, &t, out, e);
}

/* The last section of the body: what no font had. */
static void
add_lacking(struct arena *a, struct node *body, const char *list)
{
	struct node *section = node_section(a, body, "characters-without-font",
	    text_lit("Characters without a font"));

	node_note(a, section, STYLE_PLAIN,
	    text_printf(a,
		"No font of the machine that wrote this file has these "
		"characters; each stands in the text as its number in "
		"brackets: %s.",
		list));
}

/* Once more with the list, where the first time something was lacking. */
static int
lay_out(struct writer *w, struct error *e)
{
	enum paper_size paper = w->in->is_a4 ? PAPER_A4 : PAPER_LETTER;
	struct metrics m = {fonts_width, w->fonts};
	struct node *body = w->in->doc->body, *last = body->last;
	const char *lacking;
	int rc = layout_make(w->a, w->in->doc, paper, &m, &w->layout, e);

	lacking = fonts_lacking(w->fonts, w->a);
	if (rc == -1 || lacking == NULL || last == NULL)
		return rc;
	add_lacking(w->a, body, lacking);
	rc = layout_make(w->a, w->in->doc, paper, &m, &w->layout, e);
	/* The document is as it was. */
	last->next = NULL;
	body->last = last;
	return rc;
}

int
render_pdf(
    const struct pdf_in *in, struct fonts *f, struct buf *out, struct error *e)
{
	struct writer w = {.in = in, .a = arena_new(), .fonts = f};
	int rc = -1;

	fonts_forget(f);
	f->a = w.a;
	w.pdf = pdf_new(e);
	if (w.pdf == NULL || lay_out(&w, e) == -1)
		goto out;
	rc = write_file(&w, out, e);
	if (rc == 0 && f->broken.kind != ERR_NONE) {
		*e = f->broken;
		rc = -1;
	}
out:
	tree_free(&w.tree);
	pdf_free(w.pdf);
	buf_free(&w.content);
	buf_free(&w.annots);
	arena_free(w.a);
	f->a = NULL;
	return rc;
}
