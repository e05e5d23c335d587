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
	const char *id; /* "": the page itself */
};

struct places {
	struct place *items;
	size_t n, cap;
	const struct doc *const *docs;
	size_t ndocs;
};

static int
by_place(const void *pa, const void *pb)
{
	const struct place *a = pa, *b = pb;
	int order = strcmp(a->page, b->page);

	return order != 0 ? order : strcmp(a->id, b->id);
}

static void
add_place(struct places *p, const char *page, const char *id)
{
	mem_push(&p->items, p->n, &p->cap, sizeof(*p->items));
	p->items[p->n].page = page;
	p->items[p->n].id = id;
	p->n++;
}

static void
collect(struct places *p, const struct doc *d)
{
	add_place(p, d->path, "");
	for (const struct node *n = d->body; n != NULL;
	     n = node_next(d->body, n))
		if (n->id != NULL)
			add_place(p, d->path, n->id);
	for (const struct node *n = d->rail; n != NULL;
	     n = node_next(d->rail, n))
		if (n->id != NULL)
			add_place(p, d->path, n->id);
}

/* "L12" for a source block with prefix "L" and at least 12 lines. */
static bool
is_line(const struct source *s, const char *id)
{
	size_t n = strlen(s->prefix), line = 0;

	if (strncmp(id, s->prefix, n) != 0 || id[n] == '0' || id[n] == '\0')
		return false;
	for (const char *d = id + n; *d != '\0'; d++) {
		if (*d < '0' || *d > '9' || line > SOURCE_LINES)
			return false;
		line = line * 10 + (size_t)(*d - '0');
	}
	return line >= 1 && line <= s->nlines;
}

static bool
has_line(const struct places *p, const char *page, const char *id)
{
	for (size_t i = 0; i < p->ndocs; i++) {
		const struct node *body = p->docs[i]->body;

		if (strcmp(p->docs[i]->path, page) != 0)
			continue;
		for (const struct node *n = body; n != NULL;
		     n = node_next(body, n))
			if (n->kind == NODE_SOURCE && is_line(n->u.source, id))
				return true;
	}
	return false;
}

static int
check_target(const struct places *p, const char *from, const char *page,
    const char *id, struct error *e)
{
	struct place want = {page, id == NULL ? "" : id};

	if (bsearch(&want, p->items, p->n, sizeof(want), by_place) != NULL)
		return 0;
	if (id != NULL && has_line(p, page, id))
		return 0;
	return err_set(e, ERR_BUG, from, "link to %s%s%s, which is not there",
	    page, id == NULL ? "" : "#", want.id);
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
	struct places p = {.docs = docs, .ndocs = n};
	int rc = 0;

	for (size_t i = 0; i < n; i++)
		collect(&p, docs[i]);
	if (p.n > 0)
		qsort(p.items, p.n, sizeof(*p.items), by_place);
	for (size_t i = 0; i < n && rc == 0; i++)
		rc = check_doc(&p, docs[i], e);
	free(p.items);
	return rc;
}
