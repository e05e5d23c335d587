/*
 * The structure tree (ISO 32000-1, 14.7): an object for each element, with its
 * marked content, its annotations and its children in the order of the text.
 * Written as PDF/UA-1 and PDF/A-3a want it (reference: pdf.md section 7).
 */
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

void
tree_init(
    struct tree *t, struct arena *a, struct pdf *p, const struct layout *l)
{
	size_t n = 0;

	*t = (struct tree){.a = a, .p = p, .npages = l->npages};
	for (struct elem *e = l->root; e != NULL;
	     e = (struct elem *)(uintptr_t)elem_next(e))
		e->number = n++;
	t->n = n;
	t->nodes = arena_array(a, n + 1, sizeof(*t->nodes));
	t->pages = arena_array(a, l->npages + 1, sizeof(*t->pages));
	for (const struct elem *e = l->root; e != NULL; e = elem_next(e)) {
		struct node_of *o = &t->nodes[e->number];
		size_t i = 0;

		o->elem = e;
		o->object = pdf_reserve(p);
		for (const struct elem *c = e->first; c != NULL; c = c->next)
			t->nodes[c->number].index = ++i;
	}
}

void
tree_free(struct tree *t)
{
	for (size_t i = 0; i < t->npages; i++)
		free(t->pages[i].parents);
	buf_free(&t->annotations);
}

static struct kid *
kid_add(struct tree *t, struct elem *e)
{
	struct node_of *o = &t->nodes[e->number];
	struct kid *k = arena_alloc(t->a, sizeof(*k));

	k->behind = o->drawn;
	if (o->last == NULL)
		o->first = k;
	else
		o->last->next = k;
	o->last = k;
	/* What follows in the elements above stands behind this one. */
	for (; e->parent != NULL; e = e->parent)
		t->nodes[e->parent->number].drawn = t->nodes[e->number].index;
	return k;
}

int
tree_mark(struct tree *t, struct elem *e, size_t page)
{
	struct page_of *at = &t->pages[page];
	struct kid *k = kid_add(t, e);

	k->page = page;
	k->mcid = (int)at->n;
	mem_push(&at->parents, at->n, &at->cap, sizeof(at->parents[0]));
	at->parents[at->n++] = t->nodes[e->number].object;
	return k->mcid;
}

size_t
tree_annotate(struct tree *t, struct elem *e, size_t page, int object)
{
	struct kid *k = kid_add(t, e);
	size_t key = t->npages + t->nannotations++;

	k->page = page;
	k->mcid = -1;
	k->annotation = object;
	buf_printf(
	    &t->annotations, "%zu %d 0 R ", key, t->nodes[e->number].object);
	return key;
}

/* ---- Elements ------------------------------------------------------------ */

static void
put_kid(const struct tree *t, struct buf *b, const struct kid *k, size_t page)
{
	if (k->annotation != 0)
		buf_printf(b, "<</Type/OBJR/Obj %d 0 R/Pg %d 0 R>>",
		    k->annotation, t->pages[k->page].object);
	else if (k->page == page)
		buf_printf(b, " %d", k->mcid);
	else
		buf_printf(b, "<</Type/MCR/Pg %d 0 R/MCID %d>>",
		    t->pages[k->page].object, k->mcid);
}

static void
put_kids(
    const struct tree *t, struct buf *b, const struct node_of *o, size_t page)
{
	const struct kid *k = o->first;
	size_t i = 0;

	if (o->first == NULL && o->elem->first == NULL)
		return;
	if (o->elem->tag == TAG_FORM) {
		/* No array: a second signer changes nothing else. */
		buf_puts(b, "/K");
		put_kid(t, b, k, page);
		return;
	}
	buf_puts(b, "/K[");
	for (const struct elem *c = o->elem->first; c != NULL; c = c->next) {
		for (; k != NULL && k->behind <= i; k = k->next)
			put_kid(t, b, k, page);
		buf_printf(b, " %d 0 R", t->nodes[c->number].object);
		i++;
	}
	for (; k != NULL; k = k->next)
		put_kid(t, b, k, page);
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
put_elem(
    const struct tree *t, const struct node_of *o, int parent, struct buf *b)
{
	const struct elem *e = o->elem;
	size_t page = o->first == NULL ? t->npages : o->first->page;

	buf_reset(b);
	buf_printf(b, "/S/%s/P %d 0 R", tag_name(e->tag), parent);
	if (page < t->npages)
		buf_printf(b, "/Pg %d 0 R", t->pages[page].object);
	put_attributes(b, e, page < t->npages ? t->pages[page].height : 0);
	put_kids(t, b, o, page);
	pdf_set(t->p, o->object, buf_str(b), b->len);
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
			buf_printf(b, "%d 0 R ", t->pages[i].parents[k]);
		buf_puts(b, "]\n");
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

	for (size_t i = 0; i < t->n; i++) {
		const struct elem *up = t->nodes[i].elem->parent;

		put_elem(t, &t->nodes[i],
		    up == NULL ? root : t->nodes[up->number].object, &b);
	}
	parents = put_parents(t, &b);
	buf_reset(&b);
	buf_printf(&b,
	    "/Type/StructTreeRoot/K[%d 0 R]/ParentTree %d 0 R"
	    "/ParentTreeNextKey %zu",
	    t->nodes[0].object, parents, t->npages + t->nannotations);
	pdf_set(t->p, root, buf_str(&b), b.len);
	pdf_keep_plain(t->p, root);
	pdf_keep_plain(t->p, t->nodes[0].object);
	buf_free(&b);
	return root;
}
