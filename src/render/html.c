/*
 * One whole page from a document tree: head, marking, navigation, rail, body,
 * footer.  Works from disk, asks nothing of any network (the policy in the
 * head forbids it), holds no script and no inline style (pages.md 1.4).
 */
#include <string.h>

#include "render/internal.h"
#include "render/render.h"

static const char policy[] = "default-src 'none'; style-src 'self' file:; "
			     "img-src 'self' file: data:; base-uri 'none'; "
			     "form-action 'none'";

static void
stylesheet(struct html *h, const char *file)
{
	html_put(h, "<link rel=\"stylesheet\"");
	html_href(h, file, NULL);
	html_put(h, ">\n");
}

static void
head(struct html *h)
{
	const struct doc *d = h->doc;

	html_put(h, "<!doctype html>\n<html lang=\"");
	html_attr(h, (struct text){d->lang, strlen(d->lang)});
	html_put(h, "\">\n<head>\n<meta charset=\"utf-8\">\n"
		    "<meta name=\"viewport\" content=\"width=device-width, "
		    "initial-scale=1\">\n"
		    "<meta http-equiv=\"Content-Security-Policy\" content=\"");
	html_put(h, policy);
	html_put(h, "\">\n<meta name=\"referrer\" content=\"no-referrer\">\n"
		    "<title>");
	if (d->chrome->is_draft)
		html_put(h, "DRAFT ");
	html_text(h, d->window_title.n > 0 ? d->window_title : d->title);
	html_put(h, " · ");
	html_text(h, d->chrome->package);
	html_put(h, "</title>\n<link rel=\"icon\" href=\"data:,\">\n");
	stylesheet(h, "style.css");
	stylesheet(h, "package.css");
	html_put(h, "</head>\n");
}

static void
banner(struct html *h, const char *open)
{
	if (h->doc->chrome->banner.n == 0)
		return;
	html_put(h, open);
	html_text(h, h->doc->chrome->banner);
	html_put(h, "</div>\n");
}

static void
draft(struct html *h)
{
	if (h->doc->chrome->is_draft)
		html_put(h, "<div class=\"draft\" role=\"region\" "
			    "aria-label=\"Draft\"><b>DRAFT</b> Not signed, no "
			    "serial number. Not for an authorization "
			    "decision.</div>\n");
}

static void
nav(struct html *h)
{
	const struct doc *d = h->doc;

	html_put(h, "<nav aria-label=\"Package\"><ul>");
	for (size_t i = 0; i < d->chrome->nnav; i++) {
		const struct doc_link *l = &d->chrome->nav[i];

		html_put(h, "<li><a");
		html_href(h, l->page, l->fragment);
		if (strcmp(l->text.s, d->section) == 0)
			html_put(h, strcmp(l->page, d->path) == 0
					? " aria-current=\"page\""
					: " aria-current=\"true\"");
		html_put(h, ">");
		html_text(h, l->text);
		html_put(h, "</a></li>");
	}
	html_put(h, "</ul></nav>\n");
}

static void
masthead(struct html *h)
{
	html_put(h, "<header class=\"mast\"><div class=\"wrap\">\n<a "
		    "class=\"name\"");
	html_href(h, "index.html", NULL);
	html_put(h, ">");
	html_text(h, h->doc->chrome->system);
	html_put(h, "</a>\n<span class=\"edition\">");
	html_text(h, h->doc->chrome->edition);
	html_put(h, "</span>\n");
	nav(h);
	html_put(h, "</div></header>\n");
}

static void
crumbs(struct html *h)
{
	const struct doc *d = h->doc;

	if (d->ncrumbs == 0)
		return;
	html_put(h, "<nav class=\"wrap crumbs\" aria-label=\"Breadcrumb\">"
		    "<ol>");
	for (size_t i = 0; i < d->ncrumbs; i++) {
		const struct doc_link *l = &d->crumbs[i];

		html_put(h, l->page != NULL ? "<li><a" : "<li><span");
		if (l->page != NULL)
			html_href(h, l->page, l->fragment);
		else
			html_put(h, " aria-current=\"page\"");
		html_put(h, ">");
		html_text(h, l->text);
		html_put(h, l->page != NULL ? "</a></li>" : "</span></li>");
	}
	html_put(h, "</ol></nav>\n");
}

static void
designation(struct html *h)
{
	const struct chrome *c = h->doc->chrome;

	if (!h->doc->is_first || c->ndesignation == 0)
		return;
	html_put(h, "<div class=\"designation\">");
	for (size_t i = 0; i < c->ndesignation; i++) {
		html_put(h, i == 0 ? "<p><b>" : "<p>");
		html_text(h, c->designation[i]);
		html_put(h, i == 0 ? "</b></p>" : "</p>");
	}
	html_put(h, "</div>\n");
}

static void
page_head(struct html *h)
{
	const struct doc *d = h->doc;

	html_put(h, d->is_first ? "<div class=\"page-head first\"><div>\n"
				: "<div class=\"page-head\"><div>\n");
	if (d->kicker.n > 0) {
		html_put(h, "<p class=\"kicker\">");
		html_text(h, d->kicker);
		html_put(h, "</p>\n");
	}
	html_put(h, "<h1>");
	html_text(h, d->title);
	html_put(h, "</h1>\n");
	if (d->lede != NULL) {
		html_put(h, "<p class=\"lede\">");
		html_inlines(h, d->lede);
		html_put(h, "</p>\n");
	}
	html_put(h, "</div>\n");
	designation(h);
	html_put(h, "</div>\n");
}

static void
contents(struct html *h)
{
	html_put(h, "<nav aria-label=\"On this page\"><h2>On this page</h2>"
		    "<ul>\n");
	for (const struct node *n = h->doc->body->first; n != NULL;
	     n = n->next) {
		if (n->kind != NODE_SECTION)
			continue;
		html_put(h, "<li><a");
		html_href(h, h->doc->path, n->id);
		html_put(h, ">");
		html_text(h, n->text);
		html_put(h, "</a></li>\n");
	}
	html_put(h, "</ul></nav>\n");
}

static void
rail(struct html *h)
{
	const struct doc *d = h->doc;

	html_put(h, "<aside class=\"rail\" aria-label=\"On this page and "
		    "facts\">\n");
	if (d->has_contents)
		contents(h);
	if (d->rail->first != NULL) {
		html_put(h, "<h2>");
		html_text(
		    h, d->rail_title.n > 0 ? d->rail_title : text_lit("Facts"));
		html_put(h, "</h2>\n");
		html_blocks(h, d->rail);
	}
	html_put(h, "</aside>\n");
}

static void
main_part(struct html *h)
{
	const struct doc *d = h->doc;
	bool has_rail = d->has_contents || d->rail->first != NULL;

	html_put(h, "<main id=\"main\" class=\"wrap\">\n");
	page_head(h);
	if (has_rail) {
		html_put(h, "<div class=\"columns\">\n");
		rail(h);
		html_put(h, "<div class=\"body\">\n");
	}
	html_blocks(h, d->body);
	html_put(h, has_rail ? "</div></div>\n</main>\n" : "</main>\n");
}

void
render_html(const struct doc *d, struct buf *out)
{
	struct html h = {.out = out, .doc = d};

	head(&h);
	html_put(&h, "<body>\n<a class=\"skip\" href=\"#main\">Skip to main "
		     "content</a>\n");
	banner(&h, "<div class=\"marking\" role=\"region\" "
		   "aria-label=\"Marking, top of page\">");
	draft(&h);
	html_sprite(&h);
	masthead(&h);
	crumbs(&h);
	main_part(&h);
	html_put(&h, "<footer class=\"end\"><div class=\"wrap\"><p>");
	html_text(&h, d->chrome->footer);
	html_put(&h, "</p></div></footer>\n");
	banner(&h, "<div class=\"marking foot\" role=\"region\" "
		   "aria-label=\"Marking, end of page\">");
	html_put(&h, "</body>\n</html>\n");
}

static void
margin_box(struct buf *out, const char *box, const char *font, struct text t)
{
	if (t.n == 0)
		return;
	buf_printf(out, "  @%s { content: ", box);
	css_string(out, t);
	buf_printf(out, "; font: %s sans-serif; }\n", font);
}

void
render_package_css(const struct chrome *c, struct buf *out)
{
	buf_puts(out, "/* What is printed in the margins of this package's "
		      "pages. */\n@page {\n  size: letter;\n"
		      "  margin: 22mm 17mm 20mm;\n");
	margin_box(out, "top-center", "700 10pt", c->banner);
	margin_box(out, "bottom-center", "700 10pt", c->banner);
	if (c->is_draft)
		margin_box(out, "top-right", "700 10pt", text_lit("DRAFT"));
	margin_box(out, "bottom-left", "8pt", c->package);
	buf_puts(out, "  @bottom-right { content: \"Page \" counter(page) "
		      "\" of \" counter(pages); font: 8pt sans-serif; }\n}\n");
}
