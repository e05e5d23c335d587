/* Document trees in, HTML bytes out.  Accepts only display-safe text. */
#ifndef RENDER_RENDER_H
#define RENDER_RENDER_H

#include "core/doc.h"

/*
 * One whole page.  The page's `path` ("controls/si-7.html") decides relative
 * links.  Appends to out.
 */
void render_html(const struct doc *d, struct buf *out);
/*
 * The site's package.css, which every page links beside style.css: marking,
 * package id and page numbers in the margins of a printed page.
 */
void render_package_css(const struct chrome *c, struct buf *out);

#endif
