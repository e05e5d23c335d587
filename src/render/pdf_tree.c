/*
 * The structure tree (ISO 32000-1, 14.7): an object for each element, with its
 * marked content, its annotations and its children in the order of the text.
 * Written as PDF/UA-1 and PDF/A-3a want it (reference: pdf.md section 7).
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "render/pdf_int.h"

/* Depth first; elements number themselves. */
static const struct elem *
elem_next(const struct elem *e)
{
	if (e->first != NULL)
		return e->first;
	while (e != NULL && e->next == NULL)
		e = e->parent;
	return e == NULL ? NULL : e->next;
}

static int
object_of(const struct tree *t, const struct elem *e)
{
	return t->object + (int)e->number;
}

void
tree_init(
    struct tree *t, struct arena *a, struct pdf *p, const struct layout *l)
{
	uint32_t n = 0;

	*t =
	    (struct tree){.a = a, .p = p, .root = l->root, .npages = l->npages};
	for (struct elem *e = l->root; e != NULL;
	     e = (struct elem *)(uintptr_t)elem_next(e)) {
		int id = pdf_reserve(p);

		if (n == 0)
			t->object = id;
		e->number = n++;
	}
	t->n = n;
	t->nodes = arena_array(a, t->n + 1, sizeof(*t->nodes));
	t->pages = arena_array(a, l->npages + 1, sizeof(*t->pages));
	for (const struct elem *e = l->root; e != NULL; e = elem_next(e)) {
		uint32_t i = 0;

		for (const struct elem *c = e->first; c != NULL; c = c->next)
			t->nodes[c->number].index = ++i;
	}
	mem_push(&t->kids, t->nkids, &t->cap_kids, sizeof(t->kids[0]));
	t->kids[t->nkids++] = (struct kid){0};
}

void
tree_free(struct tree *t)
{
	free(t->parents);
	free(t->kids);
	t->parents = NULL;
	t->kids = NULL;
	buf_free(&t->annotations);
}

static void
kid_add(struct tree *t, const struct elem *e, size_t page, int what)
{
	struct node_of *o = &t->nodes[e->number];
	uint32_t k = (uint32_t)t->nkids;

	mem_push(&t->kids, t->nkids, &t->cap_kids, sizeof(t->kids[0]));
	t->kids[t->nkids++] = (struct kid){
	    .page = (uint32_t)page, .what = what, .behind = o->drawn};
	if (o->last == 0)
		o->first = k;
	else
		t->kids[o->last].next = k;
	o->last = k;
	/* What follows in the elements above stands behind this one. */
	for (; e->parent != NULL; e = e->parent)
		t->nodes[e->parent->number].drawn = t->nodes[e->number].index;
}

int
tree_mark(struct tree *t, struct elem *e, size_t page)
{
	struct page_of *at = &t->pages[page];
	int mcid = (int)at->n;

	kid_add(t, e, page, mcid);
	mem_push(
	    &t->parents, t->nparents, &t->cap_parents, sizeof(t->parents[0]));
	if (at->n++ == 0)
		at->from = t->nparents;
	assert(at->from + at->n == t->nparents + 1);
	t->parents[t->nparents++] = object_of(t, e);
	return mcid;
}

size_t
tree_annotate(struct tree *t, struct elem *e, size_t page, int object)
{
	size_t key = t->npages + t->nannotations++;

	kid_add(t, e, page, -object);
	buf_printf(&t->annotations, "%zu %d 0 R ", key, object_of(t, e));
	return key;
}

/* ---- Elements ------------------------------------------------------------ */

static void
put_reference(struct buf *b, const char *before, int object)
{
	buf_puts(b, before);
	put_whole(b, object);
	buf_puts(b, " 0 R");
}

static void
put_kid(const struct tree *t, struct buf *b, const struct kid *k, uint32_t page)
{
	if (k->what >= 0 && k->page == page) {
		buf_putc(b, ' ');
		put_whole(b, k->what);
	} else if (k->what >= 0) {
		put_reference(b, "<</Type/MCR/Pg ", t->pages[k->page].object);
		buf_puts(b, "/MCID ");
		put_whole(b, k->what);
		buf_puts(b, ">>");
	} else {
		put_reference(b, "<</Type/OBJR/Obj ", -k->what);
		put_reference(b, "/Pg ", t->pages[k->page].object);
		buf_puts(b, ">>");
	}
}

static void
put_kids(const struct tree *t, struct buf *b, const struct elem *e)
{
	uint32_t first = t->nodes[e->number].first, i = 0;
	uint32_t page = t->kids[first].page;

	if (first == 0 && e->first == NULL)
		return;
	if (e->tag == TAG_FORM) {
		/* No array: a second signer changes nothing else. */
		buf_puts(b, "/K");
		put_kid(t, b, &t->kids[first], page);
		return;
	}
	buf_puts(b, "/K[");
	for (const struct elem *c = e->first; c != NULL; c = c->next, i++) {
		for (; first != 0 && t->kids[first].behind <= i;
		     first = t->kids[first].next)
			put_kid(t, b, &t->kids[first], page);
		put_reference(b, " ", object_of(t, c));
	}
	for (; first != 0; first = t->kids[first].next)
		put_kid(t, b, &t->kids[first], page);
	buf_puts(b, "]");
}

static void
put_box(struct buf *b, const struct elem *e, int32_t height)
{
	buf_puts(b, "/A<</O/Layout/Placement/Block/BBox[");
	put_mpt(b, e->x);
	buf_putc(b, ' ');
	put_mpt(b, height - e->y - e->h);
	buf_putc(b, ' ');
	put_mpt(b, e->x + e->w);
	buf_putc(b, ' ');
	put_mpt(b, height - e->y);
	buf_puts(b, "]>>");
}

static void
put_attributes(struct buf *b, const struct elem *e, int32_t height)
{
	if (e->tag == TAG_TH)
		buf_printf(b, "/A<</O/Table/Scope/%s>>",
		    e->is_row_head ? "Row" : "Column");
	else if (e->tag == TAG_L)
		buf_printf(b, "/A<</O/List/ListNumbering/%s>>",
		    e->is_numbered ? "Decimal" : "Disc");
	else if (e->tag == TAG_FIGURE)
		put_box(b, e, height);
	if (e->tag == TAG_FIGURE || (e->tag == TAG_LINK && e->alt.n > 0)) {
		buf_puts(b, "/Alt");
		put_utf16(b, e->alt.s, e->alt.n);
	}
}

static void
put_elem(const struct tree *t, const struct elem *e, int parent, struct buf *b)
{
	const struct node_of *o = &t->nodes[e->number];
	const struct page_of *page =
	    o->first == 0 ? NULL : &t->pages[t->kids[o->first].page];

	buf_reset(b);
	buf_puts(b, "/S/");
	buf_puts(b, tag_name(e->tag));
	put_reference(b, "/P ", parent);
	if (page != NULL)
		put_reference(b, "/Pg ", page->object);
	put_attributes(b, e, page == NULL ? 0 : page->height);
	put_kids(t, b, e);
	pdf_set(t->p, object_of(t, e), buf_str(b), b->len);
}

/* From pages and annotations back to elements. */
static int
put_parents(struct tree *t, struct buf *b)
{
	int id = pdf_reserve(t->p);

	buf_reset(b);
	buf_puts(b, "/Nums[");
	for (size_t i = 0; i < t->npages; i++) {
		buf_printf(b, "%zu[", i);
		for (size_t k = 0; k < t->pages[i].n; k++)
			put_reference(b, k == 0 ? "" : " ",
			    t->parents[t->pages[i].from + k]);
		buf_puts(b, t->pages[i].n == 0 ? "]\n" : " ]\n");
	}
	buf_puts(b, buf_str(&t->annotations));
	buf_puts(b, "]");
	pdf_set(t->p, id, buf_str(b), b->len);
	pdf_keep_plain(t->p, id);
	return id;
}

int
tree_put(struct tree *t)
{
	int root = pdf_reserve(t->p), parents;
	struct buf b = {0};

	for (const struct elem *e = t->root; e != NULL; e = elem_next(e))
		put_elem(t, e,
		    e->parent == NULL ? root : object_of(t, e->parent), &b);
	parents = put_parents(t, &b);
	buf_reset(&b);
	buf_printf(&b,
	    "/Type/StructTreeRoot/K[%d 0 R]/ParentTree %d 0 R"
	    "/ParentTreeNextKey %zu",
	    t->object, parents, t->npages + t->nannotations);
	pdf_set(t->p, root, buf_str(&b), b.len);
	pdf_keep_plain(t->p, root);
	pdf_keep_plain(t->p, t->object);
	buf_free(&b);
	tree_free(t); /* before the file is put together */
	return root;
}
