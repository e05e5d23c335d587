/*
 * Items to content streams.  Every number is written here, from whole
 * thousandths of a point; colour is DeviceRGB, as the output intent says.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "render/internal.h"
#include "render/pdf_int.h"

void
put_whole(struct buf *b, int32_t v)
{
	char text[12];
	size_t n = sizeof(text);
	int64_t left = v < 0 ? -(int64_t)v : v;

	do {
		text[--n] = (char)('0' + left % 10);
		left /= 10;
	} while (left > 0);
	if (v < 0)
		text[--n] = '-';
	buf_add(b, text + n, sizeof(text) - n);
}

void
put_mpt(struct buf *b, int32_t v)
{
	int32_t n = v >= 0 ? (v + 5) / 10 : -((5 - v) / 10), part;

	if (n < 0) {
		buf_putc(b, '-');
		n = -n;
	}
	part = n % 100;
	put_whole(b, n / 100);
	if (part == 0)
		return;
	buf_putc(b, '.');
	buf_putc(b, (char)('0' + part / 10));
	if (part % 10 != 0)
		buf_putc(b, (char)('0' + part % 10));
}

void
put_numbers(struct buf *b, const int32_t *list, size_t n, const char *operator)
{
	for (size_t i = 0; i < n; i++) {
		put_mpt(b, list[i]);
		buf_putc(b, ' ');
	}
	buf_puts(b, operator);
	buf_putc(b, '\n');
}

void
put_utf16(struct buf *b, const char *s, size_t n)
{
	buf_puts(b, "<FEFF");
	for (size_t i = 0; i < n; i += utf8_len(s + i, n - i)) {
		unsigned c = utf8_code(s + i);

		if (c >= 0x10000)
			buf_printf(b, "%04X%04X",
			    0xD800 + ((c - 0x10000) >> 10),
			    0xDC00 + ((c - 0x10000) & 0x3FF));
		else
			buf_printf(b, "%04X", c);
	}
	buf_putc(b, '>');
}

/* ---- Colours ------------------------------------------------------------- */

/* As on paper: svg.c has the same, for screens too. */
static void
put_part(struct buf *b, unsigned part)
{
	unsigned v = (part * 1000 + 127) / 255;

	if (v == 0 || v == 1000)
		buf_puts(b, v == 0 ? "0 " : "1 ");
	else
		buf_printf(b, ".%03u ", v);
}

void
put_ink(struct buf *b, enum ink ink, bool is_stroke)
{
	unsigned rgb;

	if (ink == INK_NONE)
		return;
	rgb = (unsigned)strtoul(ink_light(ink) + 1, NULL, 16);
	put_part(b, rgb >> 16 & 0xFF);
	put_part(b, rgb >> 8 & 0xFF);
	put_part(b, rgb & 0xFF);
	buf_puts(b, is_stroke ? "RG\n" : "rg\n");
}

void
put_dash(struct buf *b, enum dash d)
{
	static const char *const dashes[] = {[DASH_SOLID] = "",
	    [DASH_LONG] = "[6 3]0 d\n",
	    [DASH_SHORT] = "[3 2]0 d\n",
	    [DASH_DOT] = "[1 2]0 d\n"};

	buf_puts(b, dashes[d]);
}

/* ---- Text ---------------------------------------------------------------- */

struct pen {
	struct buf *b;
	struct fonts *f;
	const struct item *item;
	int32_t size;
	bool is_open;  /* within [ of TJ */
	int32_t wants; /* to go back by, before the next glyph */
};

/* The text that a glyph stands for ends where the next cluster begins. */
static size_t
cluster_end(const struct glyphs *g, size_t i, size_t n, bool is_rtl)
{
	uint32_t own = g->items[i].cluster;

	if (is_rtl) {
		while (i > 0 && g->items[i].cluster == own)
			i--;
		return g->items[i].cluster == own ? n : g->items[i].cluster;
	}
	while (i < g->n && g->items[i].cluster == own)
		i++;
	return i == g->n ? n : g->items[i].cluster;
}

static bool
starts_cluster(const struct glyphs *g, size_t i)
{
	return i == 0 || g->items[i - 1].cluster != g->items[i].cluster;
}

static void
put_code(struct buf *b, unsigned code)
{
	static const char hex[] = "0123456789ABCDEF";
	char text[6] = {'<', hex[code >> 12 & 15], hex[code >> 8 & 15],
	    hex[code >> 4 & 15], hex[code & 15], '>'};

	/* Codes side by side stand in one string. */
	if (b->len > 0 && b->data[b->len - 1] == '>') {
		b->len--;
		buf_add(b, text + 1, 5);
	} else {
		buf_add(b, text, 6);
	}
}

static void
put_glyph(struct pen *p, struct used_font *u, const struct glyph *g,
    const char *s, size_t n, bool *says)
{
	unsigned code = fonts_code(p->f, u, g->id, s, n, says);
	int32_t own = font_advance(u->font, g->id);

	if (g->dx != 0)
		p->wants -= g->dx;
	if (g->dy != 0) {
		buf_puts(p->b, "]TJ ");
		put_mpt(p->b, (int32_t)((int64_t)g->dy * p->size / 1000));
		buf_puts(p->b, " Ts[");
	}
	if (p->wants != 0)
		put_whole(p->b, p->wants);
	put_code(p->b, code);
	p->wants = own - g->advance + g->dx;
	if (g->dy != 0)
		buf_puts(p->b, "]TJ 0 Ts[");
}

static bool
put_glyphs(struct pen *p, struct used_font *u, const struct seg *g)
{
	const struct glyphs *l = &p->f->shaped;
	const char *s = g->instead != NULL ? g->instead : g->s;
	size_t n = g->instead != NULL ? strlen(g->instead) : g->n;
	bool all = true;

	buf_puts(p->b, "[");
	p->wants = 0;
	for (size_t i = 0; i < l->n; i++) {
		size_t from = l->items[i].cluster;
		size_t to = cluster_end(l, i, n, g->is_rtl);
		bool says;

		if (starts_cluster(l, i))
			put_glyph(
			    p, u, &l->items[i], s + from, to - from, &says);
		else /* a further glyph of the same text says nothing more */
			put_glyph(p, u, &l->items[i], "\xE2\x80\x8B", 3, &says);
		all = all && says;
	}
	buf_puts(p->b, "]TJ\n");
	return all;
}

/* What is drawn backwards, or with codes of other text, says its text. */
static void
put_seg(struct pen *p, const struct seg *g)
{
	struct used_font *u = g->font;
	struct buf *was = p->b, own = {0};
	bool says;

	p->f->shaped.n = 0;
	font_shape(u->font, g->instead != NULL ? g->instead : g->s,
	    g->instead != NULL ? strlen(g->instead) : g->n, g->is_rtl,
	    &p->f->shaped);
	p->b = &own;
	says = put_glyphs(p, u, g) && !g->is_rtl;
	p->b = was;
	if (!says) {
		buf_puts(p->b, "/Span<</ActualText");
		put_utf16(p->b, g->instead != NULL ? g->instead : g->s,
		    g->instead != NULL ? strlen(g->instead) : g->n);
		buf_puts(p->b, ">>BDC\n");
	}
	buf_printf(p->b, "/F%zu ", u->index);
	put_mpt(p->b, p->size);
	buf_puts(p->b, " Tf ");
	buf_add(p->b, buf_str(&own), own.len);
	if (!says)
		buf_puts(p->b, "EMC\n");
	buf_free(&own);
}

void
draw_words(struct buf *b, struct fonts *f, const struct words *w)
{
	struct pen p = {.b = b, .f = f, .size = w->size};
	struct seg *segs;
	size_t n = fonts_segs(f, w->face, w->s, w->n, &segs);

	put_ink(b, w->ink, false);
	buf_puts(b, "BT\n1 0 0 1 ");
	put_numbers(b, (const int32_t[]){w->x, w->y}, 2, "Tm");
	for (size_t i = 0; i < n; i++)
		put_seg(&p, &segs[i]);
	buf_puts(b, "ET\n");
	free(segs);
}

static void
draw_text(struct buf *b, struct fonts *f, const struct item *i, int32_t height)
{
	draw_words(b, f,
	    &(struct words){
		i->face, i->size, i->x, height - i->y, i->fill, i->s, i->n});
}

/* ---- Rectangles ---------------------------------------------------------- */

const char *
paint_operator(enum ink fill, enum ink stroke)
{
	if (fill != INK_NONE && stroke != INK_NONE)
		return "B";
	return fill != INK_NONE ? "f" : stroke != INK_NONE ? "S" : "n";
}

static void
draw_rect(struct buf *b, const struct item *i, int32_t height)
{
	buf_puts(b, "q\n");
	put_ink(b, i->fill, false);
	put_ink(b, i->stroke, true);
	if (i->stroke != INK_NONE) {
		put_numbers(b, &i->line, 1, "w");
		put_dash(b, i->dash);
	}
	put_numbers(b,
	    (const int32_t[]){i->x, height - i->y - i->h, i->w, i->h}, 4, "re");
	buf_printf(b, "%s\nQ\n", paint_operator(i->fill, i->stroke));
}

void
draw_item(struct buf *b, struct fonts *f, const struct item *i, int32_t height)
{
	switch (i->kind) {
	case ITEM_TEXT:
		draw_text(b, f, i, height);
		break;
	case ITEM_RECT:
		draw_rect(b, i, height);
		break;
	case ITEM_SHAPE:
		draw_shape(b, f, i, height);
		break;
	case ITEM_ICON:
		buf_puts(b, "q\n");
		draw_icon(b, i->icon, i->fill,
		    (const int32_t[]){i->x, height - i->y, i->w});
		buf_puts(b, "Q\n");
		break;
	}
}
