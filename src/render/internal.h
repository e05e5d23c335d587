/*
 * What the files of render/ share: the page in hand, and one function for
 * each context that text enters.  No other folder includes this.
 */
#ifndef RENDER_INTERNAL_H
#define RENDER_INTERNAL_H

#include "base/buf.h"
#include "core/doc.h"

struct html {
	struct buf *out;
	const struct doc *doc;
	int depth; /* of nested parts: bounded by DOC_DEPTH */
};

/* ---- html_escape.c: the only way for text into a page ------------------- */

/* Between tags. */
void html_text(struct html *h, struct text t);
/* Within a double-quoted attribute. */
void html_attr(struct html *h, struct text t);
/* Markup of our own, as it is. */
void html_put(struct html *h, const char *markup);
/* ` id="..."`; nothing for NULL. */
void html_id(struct html *h, const char *id);
/* ` href="..."`, relative to the page in hand. */
void html_href(struct html *h, const char *page, const char *fragment);
/* A number of the tool's own. */
void html_number(struct html *h, size_t n);
/* A CSS string with its quotes. */
void css_string(struct buf *out, struct text t);

/* ---- html_inline.c, html_block.c, html_table.c, html_source.c, svg.c ---- */

void html_inline(struct html *h, const struct node *n);
void html_inlines(struct html *h, const struct node *parent);
void html_icon(struct html *h, enum icon icon);
/* The silhouettes, defined once on a page. */
void html_sprite(struct html *h);
/* "bad", "warn", "ok" or "na": the class of a silhouette. */
const char *html_tone(enum icon icon);

void html_blocks(struct html *h, const struct node *parent);
void html_table(struct html *h, const struct node *n);
void html_source(struct html *h, const struct node *n);
/* `id` is the figure's: ids inside begin with it. */
void html_drawing(struct html *h, const struct figure *f, const char *id);
/* "#17202b": on paper. */
const char *ink_light(enum ink ink);
/* Path data of a silhouette in a 16 by 16 box. */
const char *icon_path(enum icon icon);

#endif
