/*
 * Does every link of a site lead to a page and a fragment of that site?  A
 * dead link in a package that is read in ten years cannot be repaired, so one
 * is an error and nothing is written.
 */
#include "core/doc.h"

#include <stdlib.h>
#include <string.h>

/* A place that can be linked to. */
struct place {
	const char *page;
	const char *id; /* "": the page itself; of a source: its prefix */
	size_t nlines;  /* of a source block */
};

/* Both sorted by page, then id. */
struct place_list {
	struct place *items;
	size_t n, cap;
};

struct places {
	struct place_list ids;
	struct place_list sources;
};

static int
by_place(const void *pa, const void *pb)
{
	const struct place *a = pa, *b = pb;
	int order = strcmp(a->page, b->page);

	return order != 0 ? order : strcmp(a->id, b->id);
}

static void
add_place(struct place_list *l, const char *page, const char *id, size_t lines)
{
	mem_push(&l->items, l->n, &l->cap, sizeof(*l->items));
	l->items[l->n].page = page;
	l->items[l->n].id = id;
	l->items[l->n].nlines = lines;
	l->n++;
}

static void
sort_places(struct place_list *l)
{
	if (l->n > 0)
		qsort(l->items, l->n, sizeof(*l->items), by_place);
}

static void
collect_source(struct places *p, const char *page, const struct source *s)
{
	add_place(&p->sources, page, s->prefix, s->nlines);
	for (size_t i = 0; i < s->nmarks; i++)
		if (s->marks[i].id != NULL)
			add_place(&p->ids, page, s->marks[i].id, 0);
}

static void
collect_tree(struct places *p, const char *page, const struct node *root)
{
	for (const struct node *n = root; n != NULL; n = node_next(root, n)) {
		if (n->id != NULL)
			add_place(&p->ids, page, n->id, 0);
		if (n->kind == NODE_SOURCE)
			collect_source(p, page, n->u.source);
	}
}

/* "L12" for a source block with prefix "L" and at least 12 lines. */
static bool
is_line(const struct place *s, const char *id)
{
	size_t n = strlen(s->id), line = 0;

	if (strncmp(id, s->id, n) != 0 || id[n] == '0' || id[n] == '\0')
		return false;
	for (const char *d = id + n; *d != '\0'; d++) {
		if (*d < '0' || *d > '9' || line > SOURCE_LINES)
			return false;
		line = line * 10 + (size_t)(*d - '0');
	}
	return line <= s->nlines;
}

static bool
has_line(const struct place_list *l, const char *page, const char *id)
{
	size_t low = 0, high = l->n;

	while (low < high) { /* the first of this page */
		size_t mid = low + (high - low) / 2;

		if (strcmp(l->items[mid].page, page) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < l->n && strcmp(l->items[low].page, page) == 0; low++)
		if (is_line(&l->items[low], id))
			return true;
	return false;
}

static bool
has_place(const struct place_list *l, const char *page, const char *id)
{
	struct place want = {page, id, 0};

	return l->n > 0 &&
	       bsearch(&want, l->items, l->n, sizeof(want), by_place) != NULL;
}

static int
check_target(const struct places *p, const char *from, const char *page,
    const char *id, struct error *e)
{
	if (has_place(&p->ids, page, id == NULL ? "" : id))
		return 0;
	if (id != NULL && has_line(&p->sources, page, id))
		return 0;
	return err_set(e, ERR_BUG, from, "link to %s%s%s, which is not there",
	    page, id == NULL ? "" : "#", id == NULL ? "" : id);
}

static int
check_root(const struct places *p, const char *from, const struct node *root,
    struct error *e)
{
	if (root == NULL)
		return 0;
	for (const struct node *n = root; n != NULL; n = node_next(root, n)) {
		if (n->page != NULL &&
		    check_target(p, from, n->page, n->fragment, e) == -1)
			return -1;
		if (n->kind == NODE_FIGURE && n->u.figure->table != NULL &&
		    check_root(p, from, n->u.figure->table, e) == -1)
			return -1;
	}
	return 0;
}

static int
check_list(const struct places *p, const char *from,
    const struct doc_link *links, size_t n, struct error *e)
{
	for (size_t i = 0; i < n; i++)
		if (links[i].page != NULL &&
		    check_target(
			p, from, links[i].page, links[i].fragment, e) == -1)
			return -1;
	return 0;
}

static int
check_doc(const struct places *p, const struct doc *d, struct error *e)
{
	if (check_list(p, d->path, d->crumbs, d->ncrumbs, e) == -1)
		return -1;
	if (d->chrome != NULL &&
	    check_list(p, d->path, d->chrome->nav, d->chrome->nnav, e) == -1)
		return -1;
	if (check_root(p, d->path, d->lede, e) == -1 ||
	    check_root(p, d->path, d->rail, e) == -1)
		return -1;
	return check_root(p, d->path, d->body, e);
}

int
doc_check_links(const struct doc *const *docs, size_t n, struct error *e)
{
	struct places p = {0};
	int rc = 0;

	for (size_t i = 0; i < n; i++) {
		add_place(&p.ids, docs[i]->path, "", 0);
		collect_tree(&p, docs[i]->path, docs[i]->body);
		collect_tree(&p, docs[i]->path, docs[i]->rail);
	}
	sort_places(&p.ids);
	sort_places(&p.sources);
	for (size_t i = 0; i < n && rc == 0; i++)
		rc = check_doc(&p, docs[i], e);
	free(p.ids.items);
	free(p.sources.items);
	return rc;
}
