/* Document trees in, HTML bytes out.  Accepts only display-safe text. */
#ifndef RENDER_RENDER_H
#define RENDER_RENDER_H

#include "core/doc.h"

/*
 * One whole page.  The page's `path` ("controls/si-7.html") decides relative
 * links.  Appends to out.
 */
void render_html(const struct doc *d, struct buf *out);

#endif
