/*
 * Later pages of a listing, and folders below a folder (CONNECTORS sections 3
 * and 5).  A page that was asked before is FAILED, a next address on another
 * host REFUSED, folders deeper than eight INCOMPLETE: nothing ends in silence.
 */
#include "extract/session.h"

#include <string.h>

#include "base/buf.h"
#include "ext/http.h"
#include "extract/tree.h"

/* The ask that a plan belongs to: bound is its own, also in a copy. */
static const struct ask *
find_ask(const struct session *s, const struct asked *asked)
{
	const struct step_run *run = &s->runs[asked->step];
	const struct asks *both[] = {&run->more, &run->asks};

	for (size_t k = 0; k < 2; k++)
		for (size_t i = both[k]->n; i-- > 0;)
			if (both[k]->items[i]->plan.bound == asked->plan->bound)
				return both[k]->items[i];
	return NULL;
}

static const struct doc *
doc_of(struct session *s, const struct asked *asked)
{
	const struct answer *ans = asked->answer;

	return docs_object(&s->docs, ans->object,
	    s->c->steps[asked->step].decode, ans->bytes, ans->n);
}

/* Nodes of a path in a tree of the step's answers. */
static size_t
nodes_of(struct session *s, const struct cpath *p, const struct doc *doc,
    size_t **nodes)
{
	struct error why = {0};
	size_t n = 0;

	if (p == NULL || doc == NULL || doc->tree == NULL ||
	    path_select(s->a, s->envs[0].paths[p->index],
		(struct tree_at){doc->tree, 0}, nodes, &n, &why) == -1)
		return 0;
	return n;
}

/* The one text or number of a path; NULL: absent, null, empty. */
static const char *
text_of_path(struct session *s, const struct cpath *p, const struct doc *doc)
{
	size_t *nodes = NULL, len;
	enum node_type type;

	if (nodes_of(s, p, doc, &nodes) != 1)
		return NULL;
	type = tree_type(doc->tree, nodes[0]);
	if (type != NODE_STRING && type != NODE_NUMBER)
		return NULL;
	if (tree_text(doc->tree, nodes[0], &len)[0] == '\0')
		return NULL;
	return tree_text(doc->tree, nodes[0], &len);
}

/* The target of rel="next" in a Link header (RFC 8288), or NULL. */
static const char *
link_next(struct arena *a, const char *header)
{
	const char *s = header;

	while (s != NULL && (s = strchr(s, '<')) != NULL) {
		const char *end = strchr(s, '>'), *stop;
		const char *rel;

		if (end == NULL)
			return NULL;
		stop = strchr(end, '<');
		rel = strstr(end, "rel=");
		if (rel != NULL && (stop == NULL || rel < stop)) {
			rel += strlen("rel=");
			rel += *rel == '"';
			if (strncmp(rel, "next", 4) == 0 &&
			    (rel[4] == '"' || rel[4] == ',' || rel[4] == ';' ||
				rel[4] == ' ' || rel[4] == '\0'))
				return arena_ndup(
				    a, s + 1, (size_t)(end - s - 1));
		}
		s = stop;
	}
	return NULL;
}

static bool
is_same_host(struct arena *a, const char *x, const char *y)
{
	struct http_url u, v;

	return http_url_parse(a, x, &u) == 0 && http_url_parse(a, y, &v) == 0 &&
	       strcmp(u.scheme, v.scheme) == 0 && strcmp(u.host, v.host) == 0 &&
	       u.port == v.port && !v.has_user;
}

/* Does `page` go on?  By `more`, or by items. */
static bool
page_goes_on(
    struct session *s, const struct paging *page, const struct doc *doc)
{
	size_t *nodes = NULL;

	if (page->more != NULL)
		return nodes_of(s, page->more, doc, &nodes) == 1 &&
		       tree_type(doc->tree, nodes[0]) == NODE_TRUE;
	return nodes_of(s, page->items, doc, &nodes) > 0;
}

/* Has this listing asked the same before? */
static bool
is_repeat(const struct ask *ask)
{
	for (const struct ask *up = ask->up; up != NULL; up = up->up)
		if (strcmp(up->plan.url, ask->plan.url) == 0 &&
		    strcmp(up->plan.body == NULL ? "" : up->plan.body,
			ask->plan.body == NULL ? "" : ask->plan.body) == 0)
			return true;
	return false;
}

/* The same request at another address, for link and next_url. */
static bool
next_at_url(
    struct session *s, struct ask *ask, const char *ref, struct judgement *why)
{
	const char *url = http_url_join(s->a, ask->up->plan.url, ref);
	const struct bound *own = ask->plan.bound;

	if (url == NULL || !is_same_host(s->a, ask->up->plan.url, url)) {
		why->state = STATE_REFUSED;
		why->reason = arena_printf(s->a,
		    "the next page '%s' is not on the source's host", ref);
		return false;
	}
	ask->plan = ask->up->plan;
	ask->plan.bound = own;
	ask->plan.url = url;
	return true;
}

static const char *
next_value(
    struct session *s, const struct paging *page, const struct asked *asked)
{
	const struct doc *doc = doc_of(s, asked);

	switch (page->kind) {
	case PAGER_LINK:
		return link_next(s->a, asked->link);
	case PAGER_NEXT_URL:
	case PAGER_TOKEN:
		return text_of_path(s, page->from, doc);
	case PAGER_PAGE:
		return page_goes_on(s, page, doc)
			   ? arena_printf(
				 s->a, "%ld", page->start + asked->page)
			   : NULL;
	case PAGER_NONE:
		break;
	}
	return NULL;
}

int
session_next_page(struct session *s, const struct asked *asked,
    const struct plan **next, struct judgement *why, struct error *e)
{
	const struct step *def = &s->c->steps[asked->step];
	const struct ask *up = find_ask(s, asked);
	struct member more = {.name = def->page.to};
	const char *value;
	struct ask *ask;

	*next = NULL;
	*why = (struct judgement){.state = STATE_OK};
	if (def->page.kind == PAGER_NONE)
		return 0;
	if (up == NULL)
		return err_set(
		    e, ERR_BUG, def->id, "a page of a request never planned");
	value = next_value(s, &def->page, asked);
	if (value == NULL)
		return 0;
	ask = ask_new(s, &s->runs[asked->step].more, up->scope);
	ask->up = up;
	ask->depth = up->depth;
	if (def->page.to == NULL) {
		if (!next_at_url(s, ask, value, why))
			return 0;
	} else {
		session_fill(s, def, ask, up->depth > 0, &more, value);
	}
	if (is_repeat(ask)) {
		why->state = STATE_FAILED;
		why->reason = "the next page is one that was asked before";
		return 0;
	}
	*next = &ask->plan;
	return 0;
}

/* The scope without the folder's name, where it is set. */
static const struct scope *
without_dir(const struct scope *sc, const char *name)
{
	return strcmp(sc->name, name) == 0 ? sc->up : sc;
}

int
session_descend(struct session *s, const struct asked *asked,
    const struct plan **more, size_t *n, struct judgement *why, struct error *e)
{
	const struct step *def = &s->c->steps[asked->step];
	struct step_run *run = &s->runs[asked->step];
	const struct ask *up = find_ask(s, asked);
	const struct doc *doc;
	size_t *nodes = NULL, found;
	struct plan *out;

	*more = NULL;
	*n = 0;
	*why = (struct judgement){.state = STATE_OK};
	if (def->descend == NULL)
		return 0;
	if (up == NULL)
		return err_set(
		    e, ERR_BUG, def->id, "a folder of a request never planned");
	doc = doc_of(s, asked);
	found = nodes_of(s, def->descend_path, doc, &nodes);
	if (found == 0)
		return 0;
	if (up->depth == DESCEND_DEPTH || run->more.n + found > ASKS_MAX) {
		why->state = STATE_INCOMPLETE;
		why->reason = arena_printf(s->a,
		    "folders deeper than %d, or more than %d", DESCEND_DEPTH,
		    ASKS_MAX);
		return 0;
	}
	out = arena_array(s->a, found, sizeof(*out));
	for (size_t i = 0; i < found; i++) {
		struct ask *ask = ask_new(s, &run->more,
		    scope_add(s->a, without_dir(up->scope, def->descend),
			def->descend, (struct spot){doc, nodes[i]}));

		ask->depth = up->depth + 1;
		session_fill(s, def, ask, true, NULL, NULL);
		out[i] = ask->plan;
	}
	*more = out;
	*n = found;
	return 0;
}

bool
page_has_next(struct session *s, const struct step *step, const struct given *g)
{
	const struct paging *page = &step->page;

	if (page->kind == PAGER_TOKEN || page->kind == PAGER_NEXT_URL)
		return text_of_path(s, page->from, g->doc) != NULL;
	if (page->kind == PAGER_PAGE)
		return page_goes_on(s, page, g->doc);
	return false; /* a Link header is not in the answer's bytes */
}

int64_t
page_count(struct session *s, const struct cpath *p, const struct given *g)
{
	size_t *nodes = NULL;

	return (int64_t)nodes_of(s, p, g->doc, &nodes);
}

int64_t
page_total(struct session *s, const struct cpath *p, const struct given *g)
{
	const char *text = text_of_path(s, p, g->doc);
	int64_t n = 0;

	if (text == NULL)
		return -1;
	for (; *text != '\0'; text++) {
		if (*text < '0' || *text > '9' || n > INT32_MAX)
			return -1;
		n = n * 10 + (*text - '0');
	}
	return n;
}
