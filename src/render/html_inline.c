/*
 * Inline parts of a page.  A status is always silhouette, word and colour
 * (WCAG 1.4.1); the silhouette is hidden from assistive tools, the word is
 * the text.  Author's text, a source's words and computed values each have
 * their own element.
 */
#include <assert.h>
#include <string.h>

#include "render/internal.h"

static struct text
own(const char *s)
{
	return text_lit(s);
}

static const char *
icon_name(enum icon icon)
{
	switch (icon) {
	case ICON_OCTAGON:
		return "octagon";
	case ICON_TRIANGLE:
		return "triangle";
	case ICON_RING:
		return "ring";
	case ICON_DISC:
		return "disc";
	case ICON_ARROW:
		return "arrow";
	case ICON_BUBBLE:
		return "bubble";
	case ICON_NONE:
		break;
	}
	return "";
}

const char *
html_tone(enum icon icon)
{
	switch (icon) {
	case ICON_OCTAGON:
		return "bad";
	case ICON_TRIANGLE:
		return "warn";
	case ICON_DISC:
		return "ok";
	case ICON_RING:
	case ICON_ARROW:
	case ICON_BUBBLE:
	case ICON_NONE:
		break;
	}
	return "na";
}

void
html_sprite(struct html *h)
{
	html_put(h, "<svg class=\"sprite\" aria-hidden=\"true\" "
		    "focusable=\"false\">");
	for (int i = ICON_OCTAGON; i <= ICON_BUBBLE; i++) {
		html_put(h, "<symbol id=\"icon-");
		html_put(h, icon_name((enum icon)i));
		html_put(h, "\" viewBox=\"0 0 16 16\"><path "
			    "fill-rule=\"evenodd\" d=\"");
		html_put(h, icon_path((enum icon)i));
		html_put(h, "\"/></symbol>");
	}
	html_put(h, "</svg>\n");
}

void
html_icon(struct html *h, enum icon icon)
{
	if (icon == ICON_NONE)
		return;
	html_put(h, "<svg class=\"icon\" aria-hidden=\"true\"><use "
		    "href=\"#icon-");
	html_put(h, icon_name(icon));
	html_put(h, "\"/></svg>");
}

static void
chip(struct html *h, enum icon icon, const char *word)
{
	html_put(h, "<span class=\"chip ");
	html_put(h, html_tone(icon));
	html_put(h, "\">");
	html_icon(h, icon);
	html_text(h, own(word));
	html_put(h, "</span>");
}

static const char *
tile_class(enum control_word w)
{
	switch (w) {
	case CONTROL_CONTRADICTED:
		return "bad";
	case CONTROL_ATTENTION:
		return "warn";
	case CONTROL_SUPPORTED:
		return "ok";
	case CONTROL_INHERITED:
		return "inherited";
	case CONTROL_NO_EVIDENCE:
	case CONTROL_OUTSIDE:
		break;
	}
	return "none";
}

static void
tile(struct html *h, const struct node *n)
{
	html_put(h, "<a class=\"tile tile-");
	html_put(h, tile_class(n->u.control));
	html_put(h, "\"");
	html_href(h, n->page, n->fragment);
	html_put(h, ">");
	html_text(h, n->text);
	html_icon(h, icon_of_control(n->u.control));
	html_put(h, "<span class=\"unseen\">, ");
	html_text(h, own(control_word_name(n->u.control)));
	html_put(h, "</span></a>");
}

static void
link_open(struct html *h, const struct node *n, const char *class)
{
	html_put(h, "<a");
	html_put(h, class);
	html_href(h, n->page, n->fragment);
	if (n->label.n > 0) {
		html_put(h, " aria-label=\"");
		html_attr(h, n->label);
		html_put(h, "\"");
	}
	html_put(h, ">");
}

/* In groups of eight, without spaces, so that a copy of it compares. */
static void
digest(struct html *h, struct text t)
{
	html_put(h, "<code class=\"digest\">");
	for (size_t i = 0; i < t.n; i += 8) {
		size_t n = t.n - i < 8 ? t.n - i : 8;

		html_put(h, "<span>");
		html_text(h, (struct text){t.s + i, n});
		html_put(h, "</span>");
	}
	html_put(h, "</code>");
}

static void
wrapped(struct html *h, const char *open, struct text t, const char *close)
{
	html_put(h, open);
	html_text(h, t);
	html_put(h, close);
}

static void
around(
    struct html *h, const char *open, const struct node *n, const char *close)
{
	html_put(h, open);
	html_inlines(h, n);
	html_put(h, close);
}

static void
leaf(struct html *h, const struct node *n)
{
	if (n->kind == NODE_TEXT)
		html_text(h, n->text);
	else if (n->kind == NODE_AUTHOR)
		wrapped(h, "<span class=\"author\">", n->text, "</span>");
	else if (n->kind == NODE_LITERAL)
		wrapped(h, "<bdi class=\"literal\">", n->text, "</bdi>");
	else if (n->kind == NODE_CODE && n->style == STYLE_DIGEST)
		digest(h, n->text);
	else if (n->kind == NODE_CODE)
		wrapped(h, "<code>", n->text, "</code>");
	else if (n->kind == NODE_MISSING)
		wrapped(h, "<span class=\"missing\">", n->text, "</span>");
	else if (n->kind == NODE_VERDICT)
		chip(h, icon_of_word(n->u.verdict), word_label(n->u.verdict));
	else if (n->kind == NODE_CONTROL)
		chip(h, icon_of_control(n->u.control),
		    control_label(n->u.control));
	else if (n->kind == NODE_STATE)
		chip(h, icon_of_state(n->u.state), state_label(n->u.state));
	else if (n->kind == NODE_TILE)
		tile(h, n);
	else
		html_put(h, "<br>");
}

static void
date(struct html *h, const struct node *n)
{
	html_put(h, "<time datetime=\"");
	html_attr(h, n->label);
	wrapped(h, "\">", n->text, "</time>");
}

void
html_inline(struct html *h, const struct node *n)
{
	assert(node_is_inline(n->kind)); /* doc_check */
	if (n->kind == NODE_VALUE) {
		link_open(h, n,
		    n->style == STYLE_DIGEST ? " class=\"value short\""
					     : " class=\"value\"");
		wrapped(h, "", n->text, "</a>");
	} else if (n->kind == NODE_LINK) {
		link_open(
		    h, n, n->style == STYLE_WHOLE ? " class=\"whole\"" : "");
		around(h, "", n, "</a>");
	} else if (n->kind == NODE_STRONG) {
		around(h, "<b>", n, "</b>");
	} else if (n->kind == NODE_EMPH) {
		around(h, "<em>", n, "</em>");
	} else if (n->kind == NODE_SMALL) {
		around(h, "<small>", n, "</small>");
	} else if (n->kind == NODE_DEL) {
		around(h, "<del><span class=\"unseen\">removed: </span>", n,
		    "</del>");
	} else if (n->kind == NODE_INS) {
		around(h, "<ins><span class=\"unseen\">added: </span>", n,
		    "</ins>");
	} else if (n->kind == NODE_DATE) {
		date(h, n);
	} else {
		leaf(h, n);
	}
}

void
html_inlines(struct html *h, const struct node *parent)
{
	h->depth++;
	assert(h->depth <= 2 * DOC_DEPTH); /* doc_check */
	for (const struct node *n = parent->first; n != NULL; n = n->next)
		html_inline(h, n);
	h->depth--;
}
