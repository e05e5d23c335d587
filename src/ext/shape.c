/*
 * HarfBuzz: shaping at cluster level "monotone characters", so that each glyph
 * knows its text; subsetting without closure over substitutions, hinting or
 * layout tables (reference: pdf.md section 7, the recipe that passed).
 */
#include "ext/shape.h"

#include <fribidi.h>
#include <hb-ot.h>
#include <hb-subset.h>
#include <hb.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"

struct font {
	hb_blob_t *blob;
	hb_face_t *face;
	hb_font_t *font;
	hb_buffer_t *buffer;
	unsigned upem;
	char name[64];
	struct font_info info;
};

static int
per_mille(const struct font *f, int64_t units)
{
	int64_t half = f->upem / 2, v = units * 1000;

	return (int)((v >= 0 ? v + half : v - half) / f->upem);
}

/* ---- A font file --------------------------------------------------------- */

/* 0 where the table ends before, or is not there. */
static unsigned
read_u16(const char *table, unsigned n, unsigned at)
{
	const unsigned char *u = (const unsigned char *)table;

	return at + 2 > n ? 0 : (unsigned)u[at] << 8 | u[at + 1];
}

static int
read_i16(const char *table, unsigned n, unsigned at)
{
	unsigned v = read_u16(table, n, at);

	return v < 0x8000 ? (int)v : (int)v - 0x10000;
}

static void
read_head(struct font *f)
{
	hb_blob_t *b =
	    hb_face_reference_table(f->face, HB_TAG('h', 'e', 'a', 'd'));
	unsigned n;
	const char *t = hb_blob_get_data(b, &n);

	for (unsigned i = 0; i < 4; i++)
		f->info.box[i] = per_mille(f, read_i16(t, n, 36 + 2 * i));
	hb_blob_destroy(b);
}

static void
read_os2(struct font *f)
{
	hb_blob_t *b =
	    hb_face_reference_table(f->face, HB_TAG('O', 'S', '/', '2'));
	unsigned n, version, type;
	const char *t = hb_blob_get_data(b, &n);

	version = read_u16(t, n, 0);
	type = read_u16(t, n, 8);
	/* Restricted, or bitmaps only: it may not be in a file. */
	f->info.may_embed = (type & 0x000F) != 2 && (type & 0x0200) == 0;
	f->info.cap_height =
	    version >= 2 ? per_mille(f, read_i16(t, n, 88)) : 700;
	hb_blob_destroy(b);
}

static void
read_post(struct font *f)
{
	hb_blob_t *b =
	    hb_face_reference_table(f->face, HB_TAG('p', 'o', 's', 't'));
	unsigned n;
	const char *t = hb_blob_get_data(b, &n);

	f->info.italic_angle = read_i16(t, n, 4);
	f->info.is_fixed = read_u16(t, n, 14) != 0;
	hb_blob_destroy(b);
}

static void
read_name(struct font *f)
{
	unsigned n = sizeof(f->name), k = 0;

	(void)hb_ot_name_get_utf8(f->face, HB_OT_NAME_ID_POSTSCRIPT_NAME,
	    HB_LANGUAGE_INVALID, &n, f->name);
	for (unsigned i = 0; f->name[i] != '\0'; i++) {
		char c = f->name[i];

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    (c >= '0' && c <= '9') || c == '-')
			f->name[k++] = c;
	}
	f->name[k] = '\0';
	f->info.name = k == 0 ? "Font" : f->name;
}

static bool
has_table(const struct font *f, hb_tag_t tag)
{
	hb_blob_t *b = hb_face_reference_table(f->face, tag);
	bool has = hb_blob_get_length(b) > 0;

	hb_blob_destroy(b);
	return has;
}

/* Whether a lookup of the table takes or looks at the glyph. */
static bool
is_seen(const struct font *f, hb_tag_t table, hb_codepoint_t glyph)
{
	hb_set_t *lookups = hb_set_create(), *seen = hb_set_create();
	hb_codepoint_t i = HB_SET_VALUE_INVALID;
	bool is = false;

	hb_ot_layout_collect_lookups(f->face, table, NULL, NULL, NULL, lookups);
	while (hb_set_next(lookups, &i))
		hb_ot_layout_lookup_collect_glyphs(
		    f->face, table, i, seen, seen, seen, NULL);
	if (hb_set_allocation_successful(lookups) == 0 ||
	    hb_set_allocation_successful(seen) == 0)
		mem_none();
	is = hb_set_has(seen, glyph) != 0;
	hb_set_destroy(lookups);
	hb_set_destroy(seen);
	return is;
}

static void
read_rules(struct font *f)
{
	hb_codepoint_t blank;

	f->info.is_loose =
	    hb_font_get_nominal_glyph(f->font, ' ', &blank) != 0 &&
	    !has_table(f, HB_TAG('k', 'e', 'r', 'n')) &&
	    !has_table(f, HB_TAG('m', 'o', 'r', 'x')) &&
	    !has_table(f, HB_TAG('k', 'e', 'r', 'x')) &&
	    !is_seen(f, HB_OT_TAG_GSUB, blank) &&
	    !is_seen(f, HB_OT_TAG_GPOS, blank);
}

int
font_open(const char *path, struct font **out, struct error *e)
{
	struct font *f = mem_alloc(sizeof(*f));
	hb_font_extents_t ext;

	*out = NULL;
	memset(f, 0, sizeof(*f));
	f->blob = hb_blob_create_from_file_or_fail(path);
	if (f->blob != NULL)
		f->face = hb_face_create(f->blob, 0);
	if (f->face == NULL || hb_face_get_glyph_count(f->face) == 0) {
		font_close(f);
		return err_set(e, ERR_INPUT, path, "not a font");
	}
	f->upem = hb_face_get_upem(f->face);
	f->font = hb_font_create(f->face);
	if (f->font == hb_font_get_empty())
		mem_none();
	hb_font_set_scale(f->font, (int)f->upem, (int)f->upem);
	f->buffer = hb_buffer_create();
	if (hb_buffer_allocation_successful(f->buffer) == 0)
		mem_none();
	(void)hb_font_get_h_extents(f->font, &ext);
	f->info.ascent = per_mille(f, ext.ascender);
	f->info.descent = per_mille(f, ext.descender);
	f->info.is_cff = has_table(f, HB_TAG('C', 'F', 'F', ' '));
	read_head(f);
	read_os2(f);
	read_post(f);
	read_name(f);
	read_rules(f);
	*out = f;
	return 0;
}

void
font_close(struct font *f)
{
	if (f == NULL)
		return;
	hb_buffer_destroy(f->buffer);
	hb_font_destroy(f->font);
	hb_face_destroy(f->face);
	hb_blob_destroy(f->blob);
	free(f);
}

const struct font_info *
font_about(const struct font *f)
{
	return &f->info;
}

bool
font_has(const struct font *f, unsigned code)
{
	hb_codepoint_t glyph;

	return hb_font_get_nominal_glyph(f->font, code, &glyph) != 0 &&
	       glyph != 0;
}

/* ---- Shaping ------------------------------------------------------------- */

void
font_shape(
    struct font *f, const char *s, size_t n, bool is_rtl, struct glyphs *out)
{
	hb_buffer_t *b = f->buffer;
	const hb_glyph_info_t *info;
	const hb_glyph_position_t *pos;
	unsigned count;

	hb_buffer_clear_contents(b);
	hb_buffer_set_cluster_level(
	    b, HB_BUFFER_CLUSTER_LEVEL_MONOTONE_CHARACTERS);
	hb_buffer_set_flags(b, HB_BUFFER_FLAG_REMOVE_DEFAULT_IGNORABLES);
	hb_buffer_add_utf8(b, s, (int)n, 0, (int)n);
	hb_buffer_set_direction(
	    b, is_rtl ? HB_DIRECTION_RTL : HB_DIRECTION_LTR);
	hb_buffer_guess_segment_properties(b);
	hb_buffer_set_language(b, hb_language_from_string("en", -1));
	/* It would go on with fewer glyphs. */
	if (hb_shape_full(f->font, b, NULL, 0, NULL) == 0 ||
	    hb_buffer_allocation_successful(b) == 0)
		mem_none();
	info = hb_buffer_get_glyph_infos(b, &count);
	pos = hb_buffer_get_glyph_positions(b, &count);
	for (unsigned i = 0; i < count; i++) {
		mem_push(&out->items, out->n, &out->cap, sizeof(*out->items));
		out->items[out->n++] = (struct glyph){.id = info[i].codepoint,
		    .cluster = info[i].cluster,
		    .advance = per_mille(f, pos[i].x_advance),
		    .dx = per_mille(f, pos[i].x_offset),
		    .dy = per_mille(f, pos[i].y_offset)};
	}
}

int32_t
font_advance(const struct font *f, uint32_t glyph)
{
	return per_mille(f, hb_font_get_glyph_h_advance(f->font, glyph));
}

unsigned
script_of(unsigned code)
{
	hb_script_t s = hb_unicode_script(hb_unicode_funcs_get_default(), code);

	return s == HB_SCRIPT_COMMON || s == HB_SCRIPT_INHERITED ||
		       s == HB_SCRIPT_UNKNOWN
		   ? 0
		   : (unsigned)s;
}

const char *
shape_version(void)
{
	return hb_version_string();
}

/* ---- Subsets ------------------------------------------------------------- */

static void
drop_tables(hb_subset_input_t *in)
{
	static const char tags[][5] = {
	    "GSUB", "GPOS", "GDEF", "name", "post", "OS/2", "cmap", "kern"};
	hb_set_t *drop = hb_subset_input_set(in, HB_SUBSET_SETS_DROP_TABLE_TAG);

	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++)
		hb_set_add(drop, hb_tag_from_string(tags[i], 4));
	/* No closure over substitutions: the glyphs are known. */
	hb_set_clear(
	    hb_subset_input_set(in, HB_SUBSET_SETS_LAYOUT_FEATURE_TAG));
}

static void
take_blob(hb_blob_t *b, struct buf *out)
{
	unsigned n;
	const char *bytes = hb_blob_get_data(b, &n);

	buf_add(out, bytes, n);
	hb_blob_destroy(b);
}

static int
subset_face(struct font *f, hb_subset_plan_t *plan, struct buf *out)
{
	hb_face_t *face = hb_subset_plan_execute_or_fail(plan);
	size_t before = out->len;

	if (face == NULL)
		return -1;
	take_blob(f->info.is_cff ? hb_face_reference_table(
				       face, HB_TAG('C', 'F', 'F', ' '))
				 : hb_face_reference_blob(face),
	    out);
	hb_face_destroy(face);
	/* Of a broken font the library makes an empty one. */
	return out->len > before ? 0 : -1;
}

int
font_subset(struct font *f, const uint32_t *glyphs, size_t n, struct buf *out,
    uint32_t *new_ids, struct error *e)
{
	hb_subset_input_t *in = hb_subset_input_create_or_fail();
	hb_subset_plan_t *plan = NULL;
	unsigned flags = HB_SUBSET_FLAGS_NO_HINTING;
	int rc = -1;

	if (in == NULL)
		goto out;
	if (f->info.is_cff)
		flags |= HB_SUBSET_FLAGS_RETAIN_GIDS;
	hb_subset_input_set_flags(in, flags);
	for (size_t i = 0; i < n; i++)
		hb_set_add(hb_subset_input_glyph_set(in), glyphs[i]);
	drop_tables(in);
	if (hb_set_allocation_successful(hb_subset_input_glyph_set(in)) == 0)
		mem_none();
	plan = hb_subset_plan_create_or_fail(f->face, in);
	if (plan == NULL || subset_face(f, plan, out) == -1)
		goto out;
	for (size_t i = 0; i < n; i++)
		new_ids[i] =
		    f->info.is_cff
			? glyphs[i]
			: hb_map_get(
			      hb_subset_plan_old_to_new_glyph_mapping(plan),
			      glyphs[i]);
	rc = 0;
out:
	hb_subset_plan_destroy(plan);
	hb_subset_input_destroy(in);
	if (rc == -1)
		err_set(e, ERR_LOCAL, f->info.name,
		    "no subset of the font: it is broken, or there is no "
		    "memory");
	return rc;
}

/* ---- Directions ---------------------------------------------------------- */

struct bidi {
	FriBidiChar *codes;
	FriBidiLevel *levels;
	size_t *at; /* byte of each code point, and of the end */
	size_t n;
};

static void
bidi_free(struct bidi *b)
{
	free(b->codes);
	free(b->levels);
	free(b->at);
}

static bool
is_ltr_only(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)s[i] >= 0xD6) /* U+0590 and above */
			return false;
	return true;
}

static void
bidi_levels(struct bidi *b, const char *s, size_t n)
{
	FriBidiCharType *types;
	FriBidiBracketType *brackets;
	FriBidiParType par = FRIBIDI_PAR_ON;

	b->codes = mem_array(n + 1, sizeof(*b->codes));
	b->levels = mem_array(n + 1, sizeof(*b->levels));
	b->at = mem_array(n + 1, sizeof(*b->at));
	for (size_t i = 0; i < n; i += utf8_len(s + i, n - i)) {
		b->at[b->n] = i;
		b->codes[b->n++] = utf8_code(s + i);
	}
	b->at[b->n] = n;
	types = mem_array(b->n + 1, sizeof(*types));
	brackets = mem_array(b->n + 1, sizeof(*brackets));
	fribidi_get_bidi_types(b->codes, (int)b->n, types);
	fribidi_get_bracket_types(b->codes, (int)b->n, types, brackets);
	/* Fails without memory alone. */
	if (fribidi_get_par_embedding_levels_ex(
		types, brackets, (int)b->n, &par, b->levels) == 0)
		mem_none();
	free(types);
	free(brackets);
}

static void
reverse(struct run_dir *runs, size_t from, size_t to)
{
	while (from + 1 < to) {
		struct run_dir r = runs[from];

		runs[from++] = runs[--to];
		runs[to] = r;
	}
}

/* UAX 9, L2: from the highest level down, what is as high is reversed. */
static void
reorder(struct run_dir *runs, size_t n)
{
	unsigned char high = 0;

	for (size_t i = 0; i < n; i++)
		high = runs[i].level > high ? runs[i].level : high;
	for (; high > 0; high--)
		for (size_t i = 0, to; i < n; i = to + 1) {
			for (to = i; to < n && runs[to].level >= high; to++)
				;
			reverse(runs, i, to);
		}
}

size_t
bidi_runs(const char *s, size_t n, struct run_dir **out)
{
	struct bidi b = {0};
	struct run_dir *last = NULL;
	size_t count = 0;

	*out = mem_array(n + 1, sizeof(**out));
	if (is_ltr_only(s, n)) {
		(*out)[0] = (struct run_dir){0, n, false, 0};
		return 1;
	}
	bidi_levels(&b, s, n);
	for (size_t i = 0; i < b.n; i++) {
		unsigned char level = (unsigned char)b.levels[i];

		if (last == NULL || level != last->level) {
			last = &(*out)[count++];
			*last = (struct run_dir){
			    b.at[i], 0, (level & 1) != 0, level};
		}
		last->to = b.at[i + 1];
	}
	reorder(*out, count);
	bidi_free(&b);
	return count;
}
