/*
 * Text as strings of codes.  What a word looks like in a file is kept, with
 * the blanks behind it: most of a document are words that stood there before,
 * and shaping is the dearest part of a page.  It refuses to cut where a rule of
 * the font could look across: words of fonts that are not loose, of scripts
 * from right to left, and without a Latin letter are shaped with all beside
 * them.
 */
#include <stdlib.h>
#include <string.h>

#include "render/pdf_int.h"

enum { WORDS = 1 << 12, WORD_TEXT = 20, WORD_CODES = 112 };

/* A word in the file with this serial; the table has one place for it. */
struct drawn {
	const struct used_font *font;
	unsigned serial;
	unsigned char n, ncodes;
	int32_t wants; /* to go back by, behind it */
	char s[WORD_TEXT], codes[WORD_CODES];
};

/* ---- Text ---------------------------------------------------------------- */

struct pen {
	struct buf *b; /* within [ of TJ */
	struct fonts *f;
	int32_t size;
	int32_t wants; /* to go back by, before the next glyph */
};

static bool
is_same(const struct glyphs *g, size_t i, size_t k)
{
	return i < g->n && k < g->n &&
	       g->items[i].cluster == g->items[k].cluster;
}

/* What a glyph says of n bytes. */
struct share {
	size_t from, n;
};

/*
 * Of a cluster that several glyphs draw, each says one code point, in the
 * order of the text; the last says the rest.
 */
static struct share
share_of(const struct glyphs *g, size_t i, const char *s, size_t n, bool is_rtl)
{
	/* To the next glyph of the text; sizes wrap below 0. */
	size_t step = is_rtl ? SIZE_MAX : 1, last = i, end;
	struct share v = {g->items[i].cluster, 0};

	while (is_same(g, last + step, i))
		last += step;
	end = last + step < g->n ? g->items[last + step].cluster : n;
	for (size_t k = i - step; is_same(g, k, i) && v.from < end; k -= step)
		v.from += utf8_len(s + v.from, end - v.from);
	v.n = end - v.from;
	if (last != i && v.n > 0)
		v.n = utf8_len(s + v.from, v.n);
	return v;
}

/* "<0041>"; codes side by side stand in one string. */
static void
put_codes(struct buf *b, const char *text, size_t n)
{
	if (b->len > 0 && b->data[b->len - 1] == '>') {
		b->len--;
		buf_add(b, text + 1, n - 1);
	} else {
		buf_add(b, text, n);
	}
}

static void
put_code(struct buf *b, unsigned code)
{
	static const char hex[] = "0123456789ABCDEF";
	const char text[6] = {'<', hex[code >> 12 & 15], hex[code >> 8 & 15],
	    hex[code >> 4 & 15], hex[code & 15], '>'};

	put_codes(b, text, sizeof(text));
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

/* Shapes n bytes; false when their codes do not say the text. */
static bool
put_shaped(
    struct pen *p, struct used_font *u, const char *s, size_t n, bool is_rtl)
{
	struct glyphs *l = &p->f->shaped;
	bool all = true;

	l->n = 0;
	font_shape(u->font, s, n, is_rtl, l);
	for (size_t i = 0; i < l->n; i++) {
		struct share v = share_of(l, i, s, n, is_rtl);
		bool says;

		if (v.n > 0)
			put_glyph(p, u, &l->items[i], s + v.from, v.n, &says);
		else /* no text is left for it: a word joiner */
			put_glyph(p, u, &l->items[i], "\xE2\x81\xA0", 3, &says);
		says = says && v.n > 0;
		all = all && says;
	}
	return all;
}

/* ---- Words --------------------------------------------------------------- */

static bool
is_letter(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/*
 * Where the word from here on ends: behind blanks, before a letter.  It has a
 * letter itself, so that it is shaped in the script of the whole.
 */
static size_t
word_end(const char *s, size_t from, size_t n)
{
	bool has_letter = false;

	for (size_t i = from; i < n; i++) {
		if (!is_letter(s[i]))
			continue;
		if (has_letter && s[i - 1] == ' ')
			return i;
		has_letter = true;
	}
	return n;
}

static struct drawn *
word_at(struct fonts *f, const struct used_font *u, const char *s, size_t n)
{
	uint32_t hash = 2166136261U + (uint32_t)u->index;

	for (size_t i = 0; i < n; i++)
		hash = (hash ^ (unsigned char)s[i]) * 16777619U;
	if (f->drawn == NULL)
		f->drawn = mem_array(WORDS, sizeof(*f->drawn));
	return &f->drawn[(hash ^ hash >> 16) % WORDS];
}

/* Keeps what begins and ends with codes, and is of every size. */
static void
word_keep(struct drawn *w, const struct pen *p, const struct used_font *u,
    const char *s, size_t n)
{
	const struct buf *b = p->b;

	if (b->len < 2 || b->len > WORD_CODES || b->data[0] != '<' ||
	    b->data[b->len - 1] != '>' || memchr(b->data, ']', b->len) != NULL)
		return;
	*w = (struct drawn){.font = u,
	    .serial = p->f->serial,
	    .n = (unsigned char)n,
	    .ncodes = (unsigned char)b->len,
	    .wants = p->wants};
	memcpy(w->s, s, n);
	memcpy(w->codes, b->data, b->len);
}

static bool
put_word(struct pen *p, struct used_font *u, const char *s, size_t n)
{
	struct drawn *w = n > WORD_TEXT ? NULL : word_at(p->f, u, s, n);
	struct buf own = {0};
	struct pen alone = {&own, p->f, p->size, 0};

	if (w == NULL)
		return put_shaped(p, u, s, n, false);
	if (w->serial != p->f->serial || w->font != u || w->n != n ||
	    memcmp(w->s, s, n) != 0) {
		w->serial = 0;
		if (put_shaped(&alone, u, s, n, false))
			word_keep(w, &alone, u, s, n);
		buf_free(&own);
		if (w->serial == 0)
			return put_shaped(p, u, s, n, false);
	}
	if (p->wants != 0)
		put_whole(p->b, p->wants);
	put_codes(p->b, w->codes, w->ncodes);
	p->wants = w->wants;
	return true;
}

/* ---- Segments ------------------------------------------------------------ */

static bool
put_glyphs(struct pen *p, const struct seg *g, const char *s, size_t n)
{
	bool all = true;

	if (g->is_rtl || !font_about(g->font->font)->is_loose)
		return put_shaped(p, g->font, s, n, g->is_rtl);
	for (size_t at = 0, to; at < n; at = to) {
		to = word_end(s, at, n);
		all = put_word(p, g->font, s + at, to - at) && all;
	}
	return all;
}

/*
 * What is drawn with codes of other text says its text.  What runs to the left
 * is drawn from the left, as every writer does; readers turn it.
 */
static void
put_seg(struct buf *b, struct fonts *f, int32_t size, const struct seg *g)
{
	const char *s = g->instead != NULL ? g->instead : g->s;
	size_t n = g->instead != NULL ? strlen(g->instead) : g->n;
	struct buf own = {0};
	struct pen p = {&own, f, size, 0};
	bool says;

	buf_putc(&own, '[');
	says = put_glyphs(&p, g, s, n);
	if (!says) {
		buf_puts(b, "/Span<</ActualText");
		put_utf16(b, s, n);
		buf_puts(b, ">>BDC\n");
	}
	buf_puts(b, "/F");
	put_whole(b, (int32_t)g->font->index);
	buf_putc(b, ' ');
	put_mpt(b, size);
	buf_puts(b, " Tf ");
	buf_add(b, own.data, own.len);
	buf_puts(b, "]TJ\n");
	if (!says)
		buf_puts(b, "EMC\n");
	buf_free(&own);
}

void
draw_words(struct buf *b, struct fonts *f, const struct words *w)
{
	struct seg *segs;
	size_t n = fonts_segs(f, w->face, w->s, w->n, &segs);

	put_ink(b, w->ink, false);
	buf_puts(b, "BT\n1 0 0 1 ");
	put_numbers(b, (const int32_t[]){w->x, w->y}, 2, "Tm");
	for (size_t i = 0; i < n; i++)
		put_seg(b, f, w->size, &segs[i]);
	buf_puts(b, "ET\n");
	free(segs);
}
