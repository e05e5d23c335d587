/*
 * Strips to pages: what is kept together goes over as one, as long as it fits
 * a page; a table's header is repeated as an artifact.  Then the numbers that
 * need the whole: contents, page n of m, running heads.
 */
#include <stdlib.h>
#include <string.h>

#include "render/layout_int.h"

struct pager {
	struct lay *l;
	size_t cap;
	int32_t y; /* of the next strip, on the last page */
	bool is_top;
	bool is_wide, is_cover;
	bool *covers; /* by page */
	size_t cap_covers, ncovers;
};

static struct page *
page_now(struct pager *p)
{
	return &p->l->out->pages[p->l->out->npages - 1];
}

static int32_t
bottom(const struct pager *p)
{
	const struct lay *l = p->l;

	return (p->is_wide ? l->paper_w : l->paper_h) - MARGIN_BOTTOM;
}

static void
page_item(struct page *page, struct item *i)
{
	i->next = NULL;
	if (page->last == NULL)
		page->first = i;
	else
		page->last->next = i;
	page->last = i;
}

static int
page_begin(struct pager *p, const struct strip *s, struct error *e)
{
	struct layout *out = p->l->out;

	if (out->npages == LAYOUT_PAGES_MAX)
		return err_set(e, ERR_LIMIT, p->l->doc->path,
		    "more than %d pages", (int)LAYOUT_PAGES_MAX);
	p->is_wide = s->is_wide;
	p->is_cover = s->is_cover;
	mem_push(&out->pages, out->npages, &p->cap, sizeof(out->pages[0]));
	out->pages[out->npages++] =
	    (struct page){.width = p->is_wide ? p->l->paper_h : p->l->paper_w,
		.height = p->is_wide ? p->l->paper_w : p->l->paper_h};
	mem_push(&p->covers, p->ncovers, &p->cap_covers, sizeof(p->covers[0]));
	p->covers[p->ncovers++] = p->is_cover;
	p->y = MARGIN_TOP;
	p->is_top = true;
	return 0;
}

/* A copy of the header, which is read only once. */
static void
repeat_head(struct pager *p, const struct strip *head)
{
	for (const struct item *i = head->first; i != NULL; i = i->next) {
		struct item *copy = arena_alloc(p->l->a, sizeof(*copy));

		*copy = *i;
		copy->y += p->y;
		page_item(page_now(p), copy);
	}
	p->y += head->height;
	p->is_top = false;
}

static void
put_strip(struct pager *p, struct strip *s)
{
	int32_t before = p->is_top ? 0 : s->before;

	p->y += before;
	s->page = p->l->out->npages - 1;
	for (struct item *i = s->first, *next; i != NULL; i = next) {
		next = i->next;
		/* The wash of a space that fell away. */
		if (i->kind == ITEM_RECT && i->y < 0 && before == 0 &&
		    s->before > 0 && i->y == -s->before) {
			i->h += i->y;
			i->y = 0;
		}
		i->y += p->y;
		if (i->elem != NULL && i->elem->tag == TAG_FIGURE) {
			i->elem->x = i->x;
			i->elem->y = i->y;
		}
		page_item(page_now(p), i);
	}
	if (s->place != NULL) {
		s->place->page = s->page;
		s->place->y = p->y;
	}
	p->y += s->height;
	if (s->height > 0)
		p->is_top = false;
}

/* The height of what is kept together from here. */
static int32_t
group_height(const struct strip *s, bool is_top)
{
	int64_t h = is_top ? s->height : s->before + s->height;

	while (s->keep_next && s->next != NULL && !s->next->starts_page &&
	       h < INT32_MAX / 2) {
		s = s->next;
		h += s->before + s->height;
	}
	return (int32_t)h;
}

static int
place_strip(struct pager *p, struct strip *s, bool is_group, struct error *e)
{
	bool must = p->l->out->npages == 0 || s->starts_page ||
		    s->is_wide != p->is_wide;
	int32_t room = must ? 0 : bottom(p) - p->y;
	int32_t needs = is_group ? group_height(s, p->is_top)
				 : s->height + (p->is_top ? 0 : s->before);
	int32_t own = s->height + (p->is_top ? 0 : s->before);

	/* What never fits one page is broken where it must be. */
	if (needs > bottom(p) - MARGIN_TOP)
		needs = own;
	if (must || (needs > room && !p->is_top)) {
		if (page_begin(p, s, e) == -1)
			return -1;
		if (s->head != NULL)
			repeat_head(p, s->head);
	}
	put_strip(p, s);
	return 0;
}

/* ---- What needs the number of pages -------------------------------------- */

static const struct place *
find_place(const struct layout *out, const char *name)
{
	for (const struct place *p = out->places; p != NULL; p = p->next)
		if (p->name != NULL && strcmp(p->name, name) == 0)
			return p;
	return NULL;
}

static void
fill_number(struct lay *l, struct strip *s)
{
	const struct place *to = find_place(l->out, s->refers->name);
	struct item *i = s->number;

	i->s = arena_printf(l->a, "%zu", to == NULL ? 0 : to->page + 1);
	i->n = strlen(i->s);
	i->w = l->m->width(l->m->ctx, i->face, i->size, i->s, i->n);
	i->x -= i->w;
}

struct run {
	struct lay *l;
	struct page *page;
};

/* at: 0 left, 1 centre, 2 right. */
static void
put_run(struct run *r, struct text t, int at, int32_t y, struct type type)
{
	struct item *i;

	if (t.n == 0)
		return;
	i = arena_alloc(r->l->a, sizeof(*i));
	i->kind = ITEM_TEXT;
	i->face = type.face;
	i->size = type.size;
	i->fill = type.ink;
	i->s = t.s;
	i->n = t.n;
	i->w = r->l->m->width(r->l->m->ctx, type.face, type.size, t.s, t.n);
	i->y = y;
	i->x = at == 0   ? MARGIN_SIDE
	       : at == 1 ? (r->page->width - i->w) / 2
			 : r->page->width - MARGIN_SIDE - i->w;
	page_item(r->page, i);
}

/* One line of a running head: what does not fit is cut. */
static struct text
fitting(struct lay *l, struct text t, int32_t w, struct type type)
{
	size_t n = 0;

	while (n < t.n) {
		size_t next = n + utf8_len(t.s + n, t.n - n);

		if (t.s[n] == '\n' ||
		    l->m->width(l->m->ctx, type.face, type.size, t.s, next) > w)
			break;
		n = next;
	}
	return (struct text){arena_ndup(l->a, t.s, n), n};
}

/* The section that the page begins in, or the first on it. */
static struct text
section_of(const struct layout *out, size_t page)
{
	struct text found = {"", 0};

	for (const struct heading *h = out->headings; h != NULL; h = h->next) {
		if (h->level != 2)
			continue;
		if (h->place->page > page)
			break;
		if (h->place->page < page || found.n == 0 ||
		    h->place->y <= MARGIN_TOP)
			found = h->text;
	}
	return found;
}

static void
put_runs(struct lay *l, size_t page, bool is_cover)
{
	static const struct type soft = {FACE_TEXT, SIZE_SMALL, INK_TEXT_SOFT};
	static const struct type bold = {FACE_BOLD, SIZE_BODY, INK_TEXT};
	const struct chrome *c = l->doc->chrome;
	struct run r = {l, &l->out->pages[page]};
	int32_t top = 36 * PT, low = r.page->height - 32 * PT;
	int32_t third = (r.page->width - 2 * MARGIN_SIDE) * 2 / 5;

	put_run(&r, c->banner, 1, top, bold);
	put_run(&r, c->banner, 1, low, bold);
	if (is_cover)
		return;
	put_run(&r, fitting(l, c->system, third, soft), 0, top, soft);
	put_run(&r, fitting(l, section_of(l->out, page), third, soft), 2, top,
	    soft);
	put_run(&r,
	    fitting(l,
		c->is_draft ? text_printf(l->a, "%s, DRAFT", c->package.s)
			    : c->package,
		third, soft),
	    0, low, soft);
	put_run(&r,
	    text_printf(l->a, "Page %zu of %zu", page + 1, l->out->npages), 2,
	    low, soft);
}

/* What is kept with a table on a lying page goes there too. */
static void
widen_groups(const struct lay *l)
{
	int32_t most = l->paper_w - MARGIN_TOP - MARGIN_BOTTOM;

	for (struct strip *s = l->first, *end; s != NULL; s = end->next) {
		bool is_wide = s->is_wide;
		int32_t height = group_height(s, true);

		for (end = s; end->keep_next && end->next != NULL &&
			      !end->next->starts_page;
		     end = end->next)
			is_wide = is_wide || end->next->is_wide;
		for (; is_wide && height <= most; s = s->next) {
			s->is_wide = true;
			if (s == end)
				break;
		}
	}
}

int
lay_pages(struct lay *l, struct error *e)
{
	struct pager p = {.l = l};
	struct page *pages;
	bool was_kept = false;
	int rc = -1;

	widen_groups(l);
	for (struct strip *s = l->first; s != NULL; s = s->next) {
		if (place_strip(&p, s, !was_kept, e) == -1)
			goto out;
		was_kept = s->keep_next;
	}
	for (struct strip *s = l->first; s != NULL; s = s->next)
		if (s->number != NULL)
			fill_number(l, s);
	for (size_t i = 0; i < l->out->npages; i++)
		put_runs(l, i, p.covers[i]);
	rc = 0;
out:
	pages = l->out->pages;
	l->out->pages = arena_array(l->a, l->out->npages + 1, sizeof(*pages));
	if (l->out->npages > 0)
		memcpy(l->out->pages, pages, l->out->npages * sizeof(*pages));
	free(pages);
	free(p.covers);
	return rc;
}
