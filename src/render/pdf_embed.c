/*
 * The fonts of one file: for each that was used its subset, widths, the way
 * from codes to glyphs, and from codes to text (reference: pdf.md section 7).
 */
#include <stdlib.h>
#include <string.h>

#include "ext/crypto.h"
#include "render/pdf_int.h"

static int
cmp_glyph(const void *x, const void *y)
{
	uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;

	return a < b ? -1 : a > b;
}

/* The glyphs that codes stand for, sorted, each once. */
static size_t
glyphs_of(const struct used_font *u, uint32_t *list)
{
	size_t n = 0, kept = 0;

	for (size_t i = 1; i < u->ncodes; i++)
		list[n++] = u->codes[i].glyph;
	qsort(list, n, sizeof(*list), cmp_glyph);
	for (size_t i = 0; i < n; i++)
		if (kept == 0 || list[kept - 1] != list[i])
			list[kept++] = list[i];
	return kept;
}

static void
put_unicode(struct buf *b, const struct code *c, unsigned code)
{
	buf_printf(b, "<%04X><", code);
	for (size_t i = 0; i < c->n;) {
		unsigned u = utf8_code(c->text + i);

		if (u >= 0x10000)
			buf_printf(b, "%04X%04X",
			    0xD800 + ((u - 0x10000) >> 10),
			    0xDC00 + ((u - 0x10000) & 0x3FF));
		else
			buf_printf(b, "%04X", u);
		i += utf8_len(c->text + i, c->n - i);
	}
	buf_puts(b, ">\n");
}

/* A CMap from codes to text; the counts must be right, or all is lost. */
static int
put_to_unicode(struct pdf *p, const struct used_font *u, bool is_cff)
{
	struct buf b = {0};
	size_t n = u->ncodes - 1;
	int id;

	buf_puts(&b, "/CIDInit/ProcSet findresource begin\n12 dict begin\n"
		     "begincmap\n/CIDSystemInfo<</Registry(Adobe)/Ordering"
		     "(UCS)/Supplement 0>>def\n/CMapName/Adobe-Identity-UCS "
		     "def\n/CMapType 2 def\n1 begincodespacerange\n"
		     "<0000><FFFF>\nendcodespacerange\n");
	for (size_t i = 0; i < n; i += 100) {
		size_t count = n - i < 100 ? n - i : 100;

		buf_printf(&b, "%zu beginbfchar\n", count);
		for (size_t k = i + 1; k <= i + count; k++)
			put_unicode(&b, &u->codes[k],
			    is_cff ? u->codes[k].glyph : (unsigned)k);
		buf_puts(&b, "endbfchar\n");
	}
	buf_puts(&b, "endcmap\nCMapName currentdict/CMap defineresource pop\n"
		     "end\nend\n");
	id = pdf_stream(p, "", buf_str(&b), b.len, false);
	buf_free(&b);
	return id;
}

static void
put_widths(struct buf *b, const struct used_font *u, bool is_cff)
{
	buf_puts(b, "/W[");
	for (size_t i = 1; i < u->ncodes; i++) {
		const struct code *c = &u->codes[i];

		if (is_cff)
			buf_printf(b, "%u", (unsigned)c->glyph);
		else if (i == 1)
			buf_puts(b, "1");
		buf_printf(b, "%s%d%s", is_cff || i == 1 ? "[" : " ",
		    font_advance(u->font, c->glyph), is_cff ? "]" : "");
	}
	buf_puts(b, is_cff ? "]" : "]]");
}

/* Two bytes a code: the glyph of the subset. */
static int
put_map(struct pdf *p, const struct used_font *u, const uint32_t *glyphs,
    const uint32_t *new_ids, size_t n)
{
	struct buf b = {0};
	int id;

	for (size_t i = 0; i < u->ncodes; i++) {
		uint32_t glyph = u->codes[i].glyph, to = 0;
		const uint32_t *at = i == 0 ? NULL
					    : bsearch(&glyph, glyphs, n,
						  sizeof(glyph), cmp_glyph);

		if (at != NULL)
			to = new_ids[at - glyphs];
		buf_putc(&b, (char)(to >> 8 & 0xFF));
		buf_putc(&b, (char)(to & 0xFF));
	}
	id = pdf_stream(p, "", buf_str(&b), b.len, false);
	buf_free(&b);
	return id;
}

/* "ABCDEF+": of the subset's bytes, so that it is the same each time. */
static void
put_name(struct buf *b, const struct buf *subset, const struct font_info *info)
{
	uint8_t digest[32];

	sha256_bytes(buf_str(subset), subset->len, digest);
	for (int i = 0; i < 6; i++)
		buf_putc(b, (char)('A' + digest[i] % 26));
	buf_printf(b, "+%s", info->name);
}

static int
set_members(struct pdf *p, struct buf *members)
{
	int id = pdf_reserve(p);

	pdf_set(p, id, buf_str(members), members->len);
	buf_reset(members);
	return id;
}

static int
put_descriptor(struct pdf *p, const struct font_info *info, const char *name,
    const struct buf *subset)
{
	struct buf b = {0};
	int file = info->is_cff ? pdf_stream(p, "/Subtype/CIDFontType0C",
				      buf_str(subset), subset->len, false)
				: 0;
	int id;

	if (!info->is_cff) {
		buf_printf(&b, "/Length1 %zu", subset->len);
		file = pdf_stream(
		    p, buf_str(&b), buf_str(subset), subset->len, false);
		buf_reset(&b);
	}
	buf_printf(&b,
	    "/Type/FontDescriptor/FontName/%s/Flags %d/FontBBox[%d %d %d %d]"
	    "/ItalicAngle %d/Ascent %d/Descent %d/CapHeight %d/StemV %d"
	    "/FontFile%d %d 0 R",
	    name,
	    4 | (info->is_fixed ? 1 : 0) | (info->italic_angle != 0 ? 64 : 0),
	    info->box[0], info->box[1], info->box[2], info->box[3],
	    info->italic_angle, info->ascent, info->descent, info->cap_height,
	    strstr(info->name, "Bold") != NULL ? 140 : 80, info->is_cff ? 3 : 2,
	    file);
	id = set_members(p, &b);
	buf_free(&b);
	return id;
}

static int
put_font(struct pdf *p, struct used_font *u, struct error *e)
{
	const struct font_info *info = font_about(u->font);
	uint32_t *glyphs = mem_array(u->ncodes, sizeof(*glyphs));
	uint32_t *new_ids = mem_array(u->ncodes, sizeof(*new_ids));
	size_t n = glyphs_of(u, glyphs);
	struct buf subset = {0}, name = {0}, b = {0};
	int unicode, descriptor, descendant, id = -1;

	if (font_subset(u->font, glyphs, n, &subset, new_ids, e) == -1)
		goto out;
	put_name(&name, &subset, info);
	unicode = put_to_unicode(p, u, info->is_cff);
	descriptor = put_descriptor(p, info, buf_str(&name), &subset);
	buf_printf(&b,
	    "/Type/Font/Subtype/CIDFontType%d/BaseFont/%s/CIDSystemInfo<<"
	    "/Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
	    "/FontDescriptor %d 0 R",
	    info->is_cff ? 0 : 2, buf_str(&name), descriptor);
	if (!info->is_cff)
		buf_printf(&b, "/CIDToGIDMap %d 0 R",
		    put_map(p, u, glyphs, new_ids, n));
	put_widths(&b, u, info->is_cff);
	descendant = set_members(p, &b);
	buf_printf(&b,
	    "/Type/Font/Subtype/Type0/BaseFont/%s%s/Encoding/Identity-H"
	    "/DescendantFonts[%d 0 R]/ToUnicode %d 0 R",
	    buf_str(&name), info->is_cff ? "-Identity-H" : "", descendant,
	    unicode);
	id = set_members(p, &b);
out:
	free(glyphs);
	free(new_ids);
	buf_free(&subset);
	buf_free(&name);
	buf_free(&b);
	return id;
}

int
fonts_put(
    struct fonts *f, struct pdf *p, struct buf *resources, struct error *e)
{
	for (size_t i = 0; i < f->n; i++) {
		struct used_font *u = f->items[i];
		int id;

		if (u->ncodes < 2)
			continue;
		id = put_font(p, u, e);
		if (id == -1)
			return -1;
		buf_printf(resources, "/F%zu %d 0 R", u->index, id);
		u->was_used = true;
	}
	return 0;
}
