/*
 * Faces of a document and the fonts that stand behind them.  Text goes to the
 * first font of its chain that has it; what no font has is printed as
 * [U+1F600].  A code is given to each glyph with its text at first use, so that
 * every code says which text it is.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "ext/crypto.h"
#include "render/pdf_int.h"

enum {
	MISSING = -1,
	UNKNOWN = -2,
	HASH = 4096,
	WIDTHS = 1 << 13,
	WORD_MAX = 48, /* longer words are not kept */
	INSTEAD = 16
};

static const char *const folders[] = {"/usr/share/fonts/truetype/noto",
    "/usr/share/fonts/opentype/noto", "/usr/share/fonts/noto",
    "/usr/share/fonts/noto-cjk", "/usr/share/fonts/google-noto",
    "/usr/share/fonts/google-noto-cjk", "/usr/local/share/fonts/noto", NULL};

/* After these, every face goes on with the families of other scripts. */
static const char *const plain[FACE_COUNT] = {
    [FACE_TEXT] = "NotoSans-Regular.ttf",
    [FACE_BOLD] = "NotoSans-Bold.ttf",
    [FACE_ITALIC] = "NotoSans-Italic.ttf",
    [FACE_MONO] = "NotoSansMono-Regular.ttf"};

static const char *const others[][2] = {{"NotoSans-Regular.ttf", NULL},
    {"NotoSansArabic-Regular.ttf", "NotoSansArabic-Bold.ttf"},
    {"NotoSansHebrew-Regular.ttf", "NotoSansHebrew-Bold.ttf"},
    {"NotoSansDevanagari-Regular.ttf", "NotoSansDevanagari-Bold.ttf"},
    {"NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc"},
    {"NotoSansSymbols-Regular.ttf", "NotoSansSymbols-Bold.ttf"},
    {"NotoSansSymbols2-Regular.ttf", NULL}, {"NotoSansMath-Regular.ttf", NULL},
    {"NotoSansArmenian-Regular.ttf", "NotoSansArmenian-Bold.ttf"},
    {"NotoSansGeorgian-Regular.ttf", "NotoSansGeorgian-Bold.ttf"},
    {"NotoSansBengali-Regular.ttf", "NotoSansBengali-Bold.ttf"},
    {"NotoSansTamil-Regular.ttf", "NotoSansTamil-Bold.ttf"},
    {"NotoSansThai-Regular.ttf", "NotoSansThai-Bold.ttf"},
    {"NotoSansEthiopic-Regular.ttf", "NotoSansEthiopic-Bold.ttf"}};

enum { OTHERS = sizeof(others) / sizeof(others[0]) };

struct width {
	int32_t mille;
	unsigned char face, n; /* n 0: free */
	char s[WORD_MAX];
};

/* ---- Files --------------------------------------------------------------- */

static bool
find_file(const char *name, char *path, size_t size)
{
	for (size_t i = 0; folders[i] != NULL; i++) {
		(void)snprintf(path, size, "%s/%s", folders[i], name);
		if (access(path, R_OK) == 0)
			return true;
	}
	return false;
}

/* The font's place in f->items, or MISSING. */
static int
load(struct fonts *f, const char *name)
{
	struct used_font *u = mem_alloc(sizeof(*u));
	struct error e = {0};

	if (!find_file(name, u->path, sizeof(u->path)))
		goto missing;
	for (size_t i = 0; i < f->n; i++)
		if (strcmp(f->items[i]->path, u->path) == 0) {
			free(u);
			return (int)i;
		}
	if (font_open(u->path, &u->font, &e) == -1)
		goto missing;
	if (!font_about(u->font)->may_embed) {
		font_close(u->font);
		goto missing;
	}
	u->index = f->n;
	mem_push(&f->items, f->n, &f->cap, sizeof(f->items[0]));
	f->items[f->n] = u;
	return (int)f->n++;
missing:
	free(u);
	return MISSING;
}

int
fonts_open(struct fonts **out, struct error *e)
{
	struct fonts *f = mem_alloc(sizeof(*f));

	*out = NULL;
	for (size_t i = 0; i < FACE_COUNT; i++) {
		f->chains[i][0] = load(f, plain[i]);
		for (size_t k = 1; k < FONTS_CHAIN; k++)
			f->chains[i][k] = UNKNOWN;
	}
	f->widths = mem_array(WIDTHS, sizeof(f->widths[0]));
	if (f->chains[FACE_TEXT][0] == MISSING) {
		fonts_close(f);
		(void)err_set(e, ERR_INPUT, plain[FACE_TEXT],
		    "the font is not on this machine");
		err_hint(e, "install the Noto fonts (Debian: fonts-noto-core)");
		return -1;
	}
	*out = f;
	return 0;
}

bool
fonts_are_there(void)
{
	char path[256];

	return find_file(plain[FACE_TEXT], path, sizeof(path));
}

static void
forget_codes(struct used_font *u)
{
	free(u->codes);
	free(u->heads);
	u->codes = NULL;
	u->heads = NULL;
	u->ncodes = u->cap_codes = 0;
}

void
fonts_close(struct fonts *f)
{
	if (f == NULL)
		return;
	for (size_t i = 0; i < f->n; i++) {
		forget_codes(f->items[i]);
		font_close(f->items[i]->font);
		free(f->items[i]);
	}
	free(f->widths);
	free(f->items);
	buf_free(&f->lacking);
	free(f);
}

const char *const *
fonts_used(struct fonts *f, struct arena *a, size_t *n)
{
	const char **list = arena_array(a, f->n + 1, sizeof(*list));

	*n = 0;
	for (size_t i = 0; i < f->n; i++)
		if (f->items[i]->was_used)
			list[(*n)++] = arena_dup(a, f->items[i]->path);
	qsort(list, *n, sizeof(*list), text_order);
	return list;
}

/* ---- Which font ---------------------------------------------------------- */

static struct used_font *
chain_at(struct fonts *f, enum face face, size_t k)
{
	int *at = &f->chains[face][k];

	if (*at == UNKNOWN) {
		const char *const *names = others[k - 1];
		bool is_bold = face == FACE_BOLD && names[1] != NULL;

		*at = load(f, names[is_bold ? 1 : 0]);
	}
	return *at == MISSING ? NULL : f->items[*at];
}

/* NULL: no font has it. */
static struct used_font *
font_for(struct fonts *f, enum face face, unsigned code)
{
	for (size_t k = 0; k <= OTHERS; k++) {
		struct used_font *u = chain_at(f, face, k);

		if (u != NULL && font_has(u->font, code))
			return u;
	}
	return NULL;
}

static void
note_lacking(struct fonts *f, const char *instead)
{
	if (f->lacking.len > 0 && strstr(buf_str(&f->lacking), instead) != NULL)
		return;
	buf_puts(&f->lacking, instead);
}

struct segs {
	struct fonts *f;
	enum face face;
	struct seg *items;
	size_t n, cap;
	unsigned script; /* of the last one */
};

static struct seg *
seg_add(struct segs *l, struct used_font *u, const char *s, bool is_rtl)
{
	mem_push(&l->items, l->n, &l->cap, sizeof(l->items[0]));
	l->items[l->n] = (struct seg){.font = u, .s = s, .is_rtl = is_rtl};
	return &l->items[l->n++];
}

static void
seg_instead(struct segs *l, const char *s, size_t n, bool is_rtl)
{
	struct used_font *u = chain_at(l->f, l->face, 0);
	unsigned code = utf8_code(s);
	char text[INSTEAD];
	struct seg *g;

	if (u == NULL)
		u = chain_at(l->f, FACE_TEXT, 0);
	(void)snprintf(text, sizeof(text), "[U+%04X]", code);
	if (code >= 0x20)
		note_lacking(l->f, text);
	g = seg_add(l, u, s, is_rtl);
	g->n = n;
	/* A tab is a blank; what no font has is named. */
	g->instead = code < 0x20 ? " " : arena_dup(l->f->a, text);
	l->script = 0;
}

/* Blanks and marks go with what they stand beside. */
static bool
goes_on(const struct segs *l, size_t first, unsigned code, unsigned script)
{
	const struct seg *last;

	if (l->n == first)
		return false;
	last = &l->items[l->n - 1];
	return last->instead == NULL && font_has(last->font->font, code) &&
	       (script == 0 || l->script == 0 || script == l->script) &&
	       (script == 0 || last->font == font_for(l->f, l->face, code));
}

static void
split_run(struct segs *l, const char *s, const struct run_dir *r)
{
	size_t first = l->n;

	l->script = 0;
	for (size_t i = r->from; i < r->to;) {
		size_t len = utf8_len(s + i, r->to - i);
		unsigned code = utf8_code(s + i), script = script_of(code);

		if (!goes_on(l, first, code, script)) {
			struct used_font *u = font_for(l->f, l->face, code);

			if (u == NULL) {
				seg_instead(l, s + i, len, r->is_rtl);
				i += len;
				continue;
			}
			(void)seg_add(l, u, s + i, r->is_rtl);
			l->script = script;
		} else if (script != 0) {
			l->script = script;
		}
		l->items[l->n - 1].n += len;
		i += len;
	}
	for (size_t to = l->n; r->is_rtl && first + 1 < to;) {
		struct seg g = l->items[first];

		l->items[first++] = l->items[--to];
		l->items[to] = g;
	}
}

static bool
is_plain_ascii(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)s[i] < 0x20 || (unsigned char)s[i] > 0x7E)
			return false;
	return true;
}

size_t
fonts_segs(
    struct fonts *f, enum face face, const char *s, size_t n, struct seg **out)
{
	struct segs l = {.f = f, .face = face};
	struct run_dir *runs;
	size_t nruns;

	if (is_plain_ascii(s, n) && chain_at(f, face, 0) != NULL) {
		seg_add(&l, chain_at(f, face, 0), s, false)->n = n;
	} else {
		nruns = bidi_runs(s, n, &runs);
		for (size_t i = 0; i < nruns; i++)
			split_run(&l, s, &runs[i]);
		free(runs);
	}
	*out = l.items;
	return l.n;
}

/* ---- Widths -------------------------------------------------------------- */

static int64_t
measure(struct fonts *f, enum face face, const char *s, size_t n)
{
	struct seg *segs;
	size_t nsegs = fonts_segs(f, face, s, n, &segs);
	int64_t sum = 0;

	for (size_t i = 0; i < nsegs; i++) {
		const struct seg *g = &segs[i];

		f->shaped.n = 0;
		font_shape(g->font->font,
		    g->instead != NULL ? g->instead : g->s,
		    g->instead != NULL ? strlen(g->instead) : g->n, g->is_rtl,
		    &f->shaped);
		for (size_t k = 0; k < f->shaped.n; k++)
			sum += f->shaped.items[k].advance;
	}
	free(segs);
	return sum;
}

int32_t
fonts_width(void *ctx, enum face face, int32_t size, const char *s, size_t n)
{
	struct fonts *f = ctx;
	uint64_t hash = 1469598103934665603U + (unsigned)face;
	struct width *w;

	for (size_t i = 0; i < n && n <= WORD_MAX; i++)
		hash = (hash ^ (unsigned char)s[i]) * 1099511628211U;
	w = &f->widths[hash % WIDTHS];
	if (n == 0 || n > WORD_MAX)
		return (int32_t)(measure(f, face, s, n) * size / 1000);
	if (w->n != n || w->face != (unsigned char)face ||
	    memcmp(w->s, s, n) != 0) {
		w->mille = (int32_t)measure(f, face, s, n);
		w->face = (unsigned char)face;
		w->n = (unsigned char)n;
		memcpy(w->s, s, n);
	}
	return (int32_t)((int64_t)w->mille * size / 1000);
}

/* ---- Codes --------------------------------------------------------------- */

unsigned
fonts_code(struct fonts *f, struct used_font *u, uint32_t glyph, const char *s,
    size_t n, bool *says)
{
	bool is_cff = font_about(u->font)->is_cff;
	size_t hash = glyph;
	struct code *c;

	*says = true;
	if (u->heads == NULL) {
		u->heads = mem_array(HASH, sizeof(u->heads[0]));
		mem_push(
		    &u->codes, u->ncodes, &u->cap_codes, sizeof(u->codes[0]));
		u->codes[u->ncodes++] = (struct code){0}; /* code 0: .notdef */
	}
	for (size_t i = 0; !is_cff && i < n; i++)
		hash = hash * 31 + (unsigned char)s[i];
	for (size_t i = u->heads[hash % HASH]; i != 0; i = u->codes[i].next) {
		bool is_text =
		    u->codes[i].n == n && memcmp(u->codes[i].text, s, n) == 0;

		if (u->codes[i].glyph != glyph || !(is_text || is_cff))
			continue;
		*says = is_text;
		return is_cff ? glyph : (unsigned)i;
	}
	mem_push(&u->codes, u->ncodes, &u->cap_codes, sizeof(u->codes[0]));
	c = &u->codes[u->ncodes];
	*c = (struct code){.glyph = glyph,
	    .text = arena_ndup(f->a, s, n),
	    .n = n,
	    .next = u->heads[hash % HASH]};
	u->heads[hash % HASH] = u->ncodes;
	return is_cff ? (u->ncodes++, glyph) : (unsigned)u->ncodes++;
}

/* ---- The fonts of a file ------------------------------------------------- */

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

void
fonts_forget(struct fonts *f)
{
	for (size_t i = 0; i < f->n; i++)
		forget_codes(f->items[i]);
	buf_reset(&f->lacking);
	free(f->shaped.items);
	f->shaped = (struct glyphs){0};
}
