/*
 * Tables: a caption, header cells with scope, the row header first.  On a
 * phone a table stacks and each cell names its column; a wide one scrolls in
 * its own box instead (pages.md 2.1, rules 8, 12 and 14).
 */
#include "render/internal.h"

static void
head_cell(struct html *h, const struct column *c)
{
	html_put(h, "<th scope=\"col\"");
	if (c->is_numeric)
		html_put(h, " class=\"num\"");
	html_put(h, ">");
	if (c->is_hidden)
		html_put(h, "<span class=\"unseen\">");
	html_text(h, c->title);
	if (c->is_hidden)
		html_put(h, "</span>");
	html_put(h, "</th>");
}

static void
cell_class(struct html *h, const struct column *c, bool is_empty)
{
	if (!c->is_numeric && !c->is_narrow && !is_empty)
		return;
	html_put(h, " class=\"");
	html_put(h, c->is_numeric ? "num" : c->is_narrow ? "narrow" : "");
	if (is_empty)
		html_put(h, c->is_numeric || c->is_narrow ? " none" : "none");
	html_put(h, "\"");
}

static void
cell(struct html *h, const struct node *n, const struct column *c, bool first)
{
	html_put(h, first ? "<th scope=\"row\"" : "<td");
	cell_class(h, c, n->first == NULL);
	if (!first) {
		html_put(h, " data-label=\"");
		html_attr(h, c->title);
		html_put(h, "\"");
	}
	html_put(h, ">");
	if (n->first == NULL)
		html_put(h, "—");
	else
		html_inlines(h, n);
	html_put(h, first ? "</th>" : "</td>");
}

static void
row(struct html *h, const struct node *n, const struct table *t)
{
	size_t i = 0;

	html_put(h, "<tr");
	html_id(h, n->id);
	if (n->style == STYLE_FLAG)
		html_put(h, " class=\"flag\"");
	html_put(h, ">");
	for (const struct node *c = n->first; c != NULL; c = c->next, i++)
		cell(h, c, &t->columns[i], i == 0);
	html_put(h, "</tr>\n");
}

static void
open(struct html *h, const struct node *n)
{
	const struct table *t = n->u.table;

	html_put(h, "<div class=\"table-box\"");
	if (t->is_wide) {
		html_put(h, " role=\"group\" tabindex=\"0\" aria-label=\"");
		html_attr(h, n->text);
		html_put(h, "\"");
	}
	html_put(h, t->is_wide   ? "><table"
		    : t->is_even ? "><table class=\"stack even\""
				 : "><table class=\"stack\"");
	html_id(h, n->id);
	html_put(h, t->is_caption_hidden ? "><caption class=\"unseen\">"
					 : "><caption>");
	html_text(h, n->text);
	html_put(h, "</caption><thead><tr>");
	for (size_t i = 0; i < t->ncolumns; i++)
		head_cell(h, &t->columns[i]);
	html_put(h, "</tr></thead><tbody>\n");
}

void
html_table(struct html *h, const struct node *n)
{
	open(h, n);
	for (const struct node *r = n->first; r != NULL; r = r->next)
		row(h, r, n->u.table);
	html_put(h, "</tbody></table></div>\n");
}
