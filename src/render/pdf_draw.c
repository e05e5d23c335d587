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

/* ---- Items ---------------------------------------------------------- */

static void
draw_text(struct buf *b, struct fonts *f, const struct item *i, int32_t height)
{
	draw_words(b, f,
	    &(struct words){
		i->face, i->size, i->x, height - i->y, i->fill, i->s, i->n});
}

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
