/* The layout as text: what a test compares, and a person reads. */
#include "base/buf.h"
#include "render/layout.h"

static void
dump_path(const struct elem *e, struct buf *out)
{
	if (e->parent != NULL) {
		dump_path(e->parent, out);
		buf_putc(out, '/');
	}
	buf_puts(out, tag_name(e->tag));
}

static void
dump_item(const struct item *i, struct buf *out)
{
	static const char *const kinds[] = {"text", "rect", "shape", "icon"};

	buf_printf(out, "  %s %d %d %d", kinds[i->kind], i->x, i->y, i->w);
	if (i->elem != NULL) {
		buf_putc(out, ' ');
		dump_path(i->elem, out);
	} else {
		buf_puts(out, " artifact");
	}
	if (i->kind == ITEM_TEXT) {
		buf_puts(out, " \"");
		buf_add(out, i->s, i->n);
		buf_putc(out, '"');
	}
	buf_putc(out, '\n');
}

void
layout_dump(const struct layout *l, struct buf *out)
{
	for (size_t i = 0; i < l->npages; i++) {
		buf_printf(out, "page %zu %d %d\n", i + 1, l->pages[i].width,
		    l->pages[i].height);
		for (const struct item *k = l->pages[i].first; k != NULL;
		     k = k->next)
			dump_item(k, out);
	}
}
