/*
 * The Markdown of a template as a document's tree.  The Markdown is parsed
 * before any value is known, and values become nodes of their own: what a
 * source says is never read as a template (DESIGN law 5).  Recursion is as
 * deep as MARKDOWN_DEPTH.
 */
#include <string.h>

#include "compose/template.h"

static void fill_inlines(
    struct paper *p, struct node *parent, const struct md_node *from);
static void fill_block(
    struct paper *p, struct node *parent, const struct md_node *n);

/* ---- Values ------------------------------------------------------------- */

static const char *
bound_text(const struct paper *p, const char *part)
{
	return strcmp(part, "version") == 0 ? p->version : p->id;
}

static bool
is_row_of(const struct paper *p, const struct row *r)
{
	for (size_t i = 0; i < r->kind->nkeys; i++) {
		const char *part = r->kind->fields[i].name;
		const char *want, *text = row_text(r, part);

		if (!template_binds(p->t->subject, r->kind, part))
			continue;
		want = bound_text(p, part);
		if (want == NULL || text == NULL || strcmp(want, text) != 0)
			return false;
	}
	return true;
}

static void
fill_hole(struct paper *p, struct node *parent, const struct hole *h)
{
	const struct row *found = NULL;
	size_t n, k = 0;
	const struct row *const *rows = facts_of(p->w->in->facts, h->kind, &n);

	for (size_t i = 0; i < n; i++)
		if (is_row_of(p, rows[i])) {
			found = rows[i];
			k++;
		}
	if (k == 1)
		part_value(p->w, parent, found, h->field);
	else if (k == 0)
		node_missing(p->a, parent, text_lit(""));
	else
		node_missing(p->a, parent,
		    text_printf(p->a, "%s.%s: more than one, %zu rows", h->kind,
			h->field, k));
}

static void
fill_text(struct paper *p, struct node *parent, const char *s)
{
	size_t at = 0;
	struct hole h;

	while ((h = template_hole(p->a, s, at)).state == HOLE_FOUND) {
		if (h.from > at)
			node_text(
			    p->a, parent, text_from(p->a, s + at, h.from - at));
		fill_hole(p, parent, &h);
		at = h.to;
	}
	if (s[at] != '\0')
		node_text(p->a, parent, text_of(p->a, s + at));
}

/* ---- Inlines ------------------------------------------------------------ */

static bool
is_elsewhere(const char *url)
{
	return strncmp(url, "http://", 7) == 0 ||
	       strncmp(url, "https://", 8) == 0 ||
	       strncmp(url, "mailto:", 7) == 0;
}

/* Nothing leads out of a package: such a link is its words and address. */
static void
fill_link(struct paper *p, struct node *parent, const struct md_node *n)
{
	const char *hash = strchr(n->url, '#');
	struct node *link;

	if (is_elsewhere(n->url)) {
		fill_inlines(p, parent, n);
		if (strcmp(template_words(p->a, n), n->url) == 0)
			return;
		node_lit(p->a, parent, " (");
		node_code(p->a, parent, text_of(p->a, n->url));
		node_lit(p->a, parent, ")");
		return;
	}
	link = node_add(p->a, parent, NODE_LINK);
	link->page = hash == NULL
			 ? n->url
			 : arena_ndup(p->a, n->url, (size_t)(hash - n->url));
	if (link->page[0] == '\0')
		link->page = p->doc->path;
	link->fragment = hash == NULL ? NULL : hash + 1;
	fill_inlines(p, link, n);
}

static void
fill_inlines(struct paper *p, struct node *parent, const struct md_node *from)
{
	for (const struct md_node *n = from->first; n != NULL; n = n->next) {
		if (n->kind == MD_TEXT)
			fill_text(p, parent, n->text);
		else if (n->kind == MD_CODE)
			node_code(p->a, parent, text_of(p->a, n->text));
		else if (n->kind == MD_EMPH)
			fill_inlines(p, node_add(p->a, parent, NODE_EMPH), n);
		else if (n->kind == MD_STRONG)
			fill_inlines(p, node_add(p->a, parent, NODE_STRONG), n);
		else if (n->kind == MD_LINK)
			fill_link(p, parent, n);
		else if (n->kind == MD_BREAK)
			node_add(p->a, parent, NODE_BREAK);
	}
}

/* ---- Blocks ------------------------------------------------------------- */

static void
fill_blocks(struct paper *p, struct node *parent, const struct md_node *from)
{
	for (const struct md_node *n = from->first; n != NULL; n = n->next)
		fill_block(p, parent, n);
}

static void
fill_list(struct paper *p, struct node *parent, const struct md_node *n)
{
	struct node *list = node_list(
	    p->a, parent, n->is_ordered ? STYLE_NUMBERED : STYLE_PLAIN);

	for (const struct md_node *i = n->first; i != NULL; i = i->next) {
		struct node *item = node_add(p->a, list, NODE_ITEM);

		if (i->first == i->last && i->first->kind == MD_PARA)
			fill_inlines(p, item, i->first);
		else
			fill_blocks(p, item, i);
	}
}

static void
fill_fence(struct paper *p, struct node *parent, const struct md_node *n)
{
	struct call c;

	if (block_call(p->a, n, &c))
		block_find(c.name)->make(p, parent, &c);
	else
		node_add(p->a, parent, NODE_COMMAND)->text =
		    text_of(p->a, n->text);
}

static void
fill_block(struct paper *p, struct node *parent, const struct md_node *n)
{
	if (n->kind == MD_PARA)
		fill_inlines(p, node_para(p->a, parent, STYLE_PLAIN), n);
	else if (n->kind == MD_LIST)
		fill_list(p, parent, n);
	else if (n->kind == MD_QUOTE)
		fill_blocks(p, node_add(p->a, parent, NODE_QUOTE), n);
	else if (n->kind == MD_FENCE)
		fill_fence(p, parent, n);
}

/* "s-owner-and-contact": letters and digits, all else one hyphen. */
static const char *
slug(struct arena *a, const char *words)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
	char *out = arena_printf(a, "s-%s", words);
	size_t n = 2;

	for (const char *s = words; *s != '\0'; s++) {
		char c = *s >= 'A' && *s <= 'Z' ? (char)(*s - 'A' + 'a') : *s;

		if (strchr(letters, c) != NULL)
			out[n++] = c;
		else if (out[n - 1] != '-')
			out[n++] = '-';
	}
	if (out[n - 1] == '-')
		n--;
	out[n] = '\0';
	return out;
}

/* The heading's id; a second one of the same words gets its number. */
static const char *
section_id(struct paper *p, const struct md_node *heading)
{
	const char *id = slug(p->a, template_words(p->a, heading));
	size_t n = 1;

	for (const struct md_node *i = p->t->body->first; i != heading;
	     i = i->next)
		n += i->kind == MD_HEADING &&
		     strcmp(slug(p->a, template_words(p->a, i)), id) == 0;
	return n == 1 ? id : arena_printf(p->a, "%s.%zu", id, n);
}

void
template_fill(struct paper *p)
{
	struct node *open[8] = {0}; /* sections by level; [1] is the body */
	struct node *at = p->doc->body;

	open[1] = p->doc->body;
	for (const struct md_node *n = p->t->body->first; n != NULL;
	     n = n->next) {
		const char *words;

		if (n->kind != MD_HEADING) {
			fill_block(p, at, n);
			continue;
		}
		words = template_words(p->a, n);
		at = node_section(p->a, open[n->level - 1], section_id(p, n),
		    text_of(p->a, words));
		open[n->level] = at;
	}
}
