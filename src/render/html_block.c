/*
 * Blocks of a page: sections with their headings, lists, definitions,
 * callouts, figures.  The heading level is the section's own (doc_check has
 * seen to their order).
 */
#include <assert.h>

#include "render/internal.h"

static void
section(struct html *h, const struct node *n)
{
	bool is_top = n->level == 2;

	html_put(h, is_top ? "<section" : "<div class=\"part\"");
	html_id(h, n->id);
	buf_printf(h->out, "><h%d>", n->level);
	html_text(h, n->text);
	buf_printf(h->out, "</h%d>\n", n->level);
	html_blocks(h, n);
	html_put(h, is_top ? "</section>\n" : "</div>\n");
}

static void
para(struct html *h, const struct node *n)
{
	if (n->style == STYLE_NOTE)
		html_put(h, "<p class=\"note\">");
	else if (n->style == STYLE_BYLINE)
		html_put(h, "<p class=\"byline\">");
	else if (n->style == STYLE_BOX)
		html_put(h, "<p class=\"box\">");
	else
		html_put(h, "<p>");
	html_inlines(h, n);
	html_put(h, "</p>\n");
}

/* Inlines and blocks, as items and descriptions hold them. */
static void
mixed(struct html *h, const struct node *n)
{
	if (n->first != NULL && !node_is_inline(n->first->kind))
		html_blocks(h, n);
	else
		html_inlines(h, n);
}

static void
list(struct html *h, const struct node *n)
{
	bool is_ordered = n->style == STYLE_NUMBERED || n->style == STYLE_STEPS;

	html_put(h, is_ordered ? "<ol" : "<ul");
	if (n->style == STYLE_RULED)
		html_put(h, " class=\"ruled\"");
	else if (n->style == STYLE_STEPS)
		html_put(h, " class=\"steps\"");
	else if (n->style == STYLE_LEGEND)
		html_put(h, " class=\"legend\"");
	else if (n->style == STYLE_CARDS)
		html_put(h, " class=\"cards\"");
	html_put(h, ">\n");
	for (const struct node *i = n->first; i != NULL; i = i->next) {
		html_put(h, "<li");
		html_id(h, i->id);
		html_put(h, ">");
		mixed(h, i);
		html_put(h, "</li>\n");
	}
	html_put(h, is_ordered ? "</ol>\n" : "</ul>\n");
}

static const char *
defs_class(enum style s)
{
	if (s == STYLE_FACTS)
		return "facts";
	if (s == STYLE_META)
		return "meta";
	if (s == STYLE_COMPACT)
		return "compact";
	if (s == STYLE_STRIP)
		return "strip";
	return s == STYLE_BLANK ? "pairs blank" : "pairs";
}

static void
tiles(struct html *h, const struct node *desc)
{
	html_put(h, "<ul>");
	for (const struct node *n = desc->first; n != NULL; n = n->next) {
		html_put(h, "<li>");
		html_inline(h, n);
		html_put(h, "</li>");
	}
	html_put(h, "</ul>");
}

static void
defs(struct html *h, const struct node *n)
{
	bool is_grouped = n->style == STYLE_FACTS || n->style == STYLE_META ||
			  n->style == STYLE_COMPACT;

	buf_printf(h->out, "<dl class=\"%s\">\n", defs_class(n->style));
	for (const struct node *d = n->first; d != NULL; d = d->next) {
		html_put(h, is_grouped ? "<div><dt" : "<dt");
		html_id(h, d->id);
		html_put(h, ">");
		html_inlines(h, d->first);
		html_put(h, "</dt><dd>");
		if (n->style == STYLE_STRIP)
			tiles(h, d->last);
		else
			mixed(h, d->last);
		html_put(h, is_grouped ? "</dd></div>\n" : "</dd>\n");
	}
	html_put(h, "</dl>\n");
}

static void
figure_head(struct html *h, const struct node *n)
{
	const struct figure *f = n->u.figure;
	int level = n->level + 1;

	html_put(h, "<figure");
	html_id(h, n->id);
	if (level <= 6)
		buf_printf(h->out, "><h%d>", level);
	else
		html_put(h, "><p><b>");
	html_text(h, f->title);
	if (level <= 6)
		buf_printf(h->out, "</h%d>\n", level);
	else
		html_put(h, "</b></p>\n");
	if (f->subtitle.n > 0) {
		html_put(h, "<p class=\"subtitle\">");
		html_text(h, f->subtitle);
		html_put(h, "</p>\n");
	}
}

static void
figure(struct html *h, const struct node *n)
{
	const struct figure *f = n->u.figure;

	figure_head(h, n);
	if (f->drawing == NULL) {
		html_put(h, "<p class=\"box\">");
		html_text(h, f->why);
		html_put(h, "</p>\n");
	} else {
		html_put(h, "<div class=\"chart\" role=\"group\" "
			    "tabindex=\"0\" aria-label=\"Chart: ");
		html_attr(h, f->title);
		html_put(h, "\">");
		html_drawing(h, f, n->id);
		html_put(h, "</div>\n<details><summary>");
		html_text(h, f->table_summary);
		html_put(h, "</summary>\n");
		html_table(h, f->table);
		html_put(h, "</details>\n");
	}
	if (n->first != NULL) {
		html_put(h, "<figcaption>");
		html_inlines(h, n);
		html_put(h, "</figcaption>");
	}
	html_put(h, "</figure>\n");
}

static void
wrapped(
    struct html *h, const char *open, const struct node *n, const char *close)
{
	html_put(h, open);
	html_blocks(h, n);
	html_put(h, close);
}

static void
callout(struct html *h, const struct node *n)
{
	const char *open = "<div class=\"callout\">\n";

	if (n->style == TONE_BAD)
		open = "<div class=\"callout callout-bad\">\n";
	else if (n->style == TONE_WARN)
		open = "<div class=\"callout callout-warn\">\n";
	wrapped(h, open, n, "</div>\n");
}

static void
command(struct html *h, const struct node *n)
{
	html_put(h, "<pre class=\"command\" role=\"group\" tabindex=\"0\" "
		    "aria-label=\"Commands\">");
	html_text(h, n->text);
	html_put(h, "</pre>\n");
}

static void
folded(struct html *h, const struct node *n)
{
	html_put(h, "<details");
	html_id(h, n->id);
	html_put(h, "><summary>");
	html_text(h, n->text);
	wrapped(h, "</summary>\n", n, "</details>\n");
}

static void
one(struct html *h, const struct node *n)
{
	assert(n->kind > NODE_ROOT && n->kind <= NODE_FOLDED); /* doc_check */
	if (n->kind == NODE_SECTION)
		section(h, n);
	else if (n->kind == NODE_PARA)
		para(h, n);
	else if (n->kind == NODE_LIST)
		list(h, n);
	else if (n->kind == NODE_DEFS)
		defs(h, n);
	else if (n->kind == NODE_TABLE)
		html_table(h, n);
	else if (n->kind == NODE_CALLOUT)
		callout(h, n);
	else if (n->kind == NODE_SAID)
		wrapped(h, "<div class=\"said\">\n", n, "</div>\n");
	else if (n->kind == NODE_QUOTE)
		wrapped(h, "<blockquote>\n", n, "</blockquote>\n");
	else if (n->kind == NODE_SOURCE)
		html_source(h, n);
	else if (n->kind == NODE_COMMAND)
		command(h, n);
	else if (n->kind == NODE_FIGURE)
		figure(h, n);
	else
		folded(h, n);
}

void
html_blocks(struct html *h, const struct node *parent)
{
	h->depth++;
	assert(h->depth <= 2 * DOC_DEPTH); /* doc_check */
	for (const struct node *n = parent->first; n != NULL; n = n->next)
		one(h, n);
	h->depth--;
}
