/*
 * Fonts and shaping (HarfBuzz), directions (FriBidi): bytes of text to glyphs
 * of a font file, and the subset of a font that was used.  TrueType and
 * OpenType with CFF, also in collections.
 */
#ifndef EXT_SHAPE_H
#define EXT_SHAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct error;
struct font;

/* Numbers are in thousandths of the em, as PDF wants them. */
struct font_info {
	const char *name; /* PostScript's, [A-Za-z0-9-] alone */
	int ascent, descent, cap_height, italic_angle;
	int box[4]; /* left, bottom, right, top */
	bool is_cff, is_fixed;
	bool may_embed; /* OS/2 fsType */
	bool is_loose;  /* no rule of it sees a blank: words stand alone */
};

/* ERR_INPUT for what is no font.  The file stays open as long as the font. */
int font_open(const char *path, struct font **out, struct error *e);
void font_close(struct font *f);
const struct font_info *font_about(const struct font *f);
bool font_has(const struct font *f, unsigned code);

struct glyph {
	uint32_t id;
	uint32_t cluster; /* byte of the text it came from */
	int32_t advance;  /* thousandths of the em */
	int32_t dx, dy;
};

/* The room grows on the heap; the caller frees items. */
struct glyphs {
	struct glyph *items;
	size_t n, cap;
};

/*
 * Appends the glyphs of n bytes in one direction and script, in the order they
 * are drawn.  A glyph id of 0: the font lacks it.
 */
void font_shape(
    struct font *f, const char *s, size_t n, bool is_rtl, struct glyphs *out);
/* Unrounded: what one glyph of the font is wide. */
int32_t font_advance(const struct font *f, uint32_t glyph);

/*
 * Appends the part of the font with these glyphs (sorted, each once; 0 is
 * always in).  TrueType: new_ids[i] is the number of glyphs[i] in it; CFF: the
 * CFF table alone, numbers stay.  ERR_LOCAL: the font is broken.
 */
int font_subset(struct font *f, const uint32_t *glyphs, size_t n,
    struct buf *out, uint32_t *new_ids, struct error *e);

/* One run of one direction, in the order it is drawn. */
struct run_dir {
	size_t from, to; /* bytes */
	bool is_rtl;
	unsigned char level;
};

/* Appends the runs of one line (UAX 9); the caller frees *out. */
size_t bidi_runs(const char *s, size_t n, struct run_dir **out);

/* A number for the script of a code point; 0: common, inherited. */
unsigned script_of(unsigned code);
/* "6.0.0" of HarfBuzz, for tool.json. */
const char *shape_version(void);

#endif
