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
	INSTEAD = 16,
	WIDTH_MAX = 1 << 24 /* wider than any page */
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
	/* It is installed, and cannot be read: another file would come of
	 * it, so there is none. */
	if (font_open(u->path, &u->font, &e) == -1) {
		if (f->broken.kind == ERR_NONE)
			(void)err_set(&f->broken, ERR_LOCAL, u->path,
			    "the font cannot be read");
		goto missing;
	}
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
	if (f->broken.kind != ERR_NONE) {
		*e = f->broken;
		fonts_close(f);
		return -1;
	}
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
	free(f->drawn);
	free(f->shaped.items);
	free(f->items);
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
note_lacking(struct fonts *f, unsigned code)
{
	size_t at = f->nlacking;

	while (at > 0 && f->lacking[at - 1] > code)
		at--;
	if (at > 0 && f->lacking[at - 1] == code)
		return;
	if (f->nlacking == LACKING_MAX) {
		f->lacks_more = true;
		return;
	}
	memmove(&f->lacking[at + 1], &f->lacking[at],
	    (f->nlacking - at) * sizeof(f->lacking[0]));
	f->lacking[at] = code;
	f->nlacking++;
}

const char *
fonts_lacking(const struct fonts *f, struct arena *a)
{
	struct buf b = {0};
	const char *list;

	if (f->nlacking == 0)
		return NULL;
	for (size_t i = 0; i < f->nlacking; i++)
		buf_printf(&b, "%sU+%04X", i == 0 ? "" : ", ", f->lacking[i]);
	if (f->lacks_more)
		buf_puts(&b, " and more");
	list = arena_dup(a, buf_str(&b));
	buf_free(&b);
	return list;
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
		note_lacking(l->f, code);
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

/* Thousandths of the em.  *is_whole: a font has all of it. */
static int64_t
measure(
    struct fonts *f, enum face face, const char *s, size_t n, bool *is_whole)
{
	struct seg *segs;
	size_t nsegs = fonts_segs(f, face, s, n, &segs);
	int64_t sum = 0;

	*is_whole = true;
	for (size_t i = 0; i < nsegs; i++) {
		const struct seg *g = &segs[i];

		*is_whole = *is_whole && g->instead == NULL;
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

static int32_t
scaled(int64_t mille, int32_t size)
{
	int64_t v = mille * size / 1000;

	return v > WIDTH_MAX ? WIDTH_MAX : (int32_t)v;
}

int32_t
fonts_width(void *ctx, enum face face, int32_t size, const char *s, size_t n)
{
	struct fonts *f = ctx;
	uint64_t hash = 1469598103934665603U + (unsigned)face;
	struct width *w;
	int64_t mille;
	bool is_whole;

	for (size_t i = 0; i < n && n <= WORD_MAX; i++)
		hash = (hash ^ (unsigned char)s[i]) * 1099511628211U;
	w = &f->widths[hash % WIDTHS];
	if (n > 0 && w->n == n && w->face == (unsigned char)face &&
	    memcmp(w->s, s, n) == 0)
		return scaled(w->mille, size);
	mille = measure(f, face, s, n, &is_whole);
	/* What a font lacks is asked again: each document lists it. */
	if (n > 0 && n <= WORD_MAX && is_whole) {
		w->mille = (int32_t)mille;
		w->face = (unsigned char)face;
		w->n = (unsigned char)n;
		memcpy(w->s, s, n);
	}
	return scaled(mille, size);
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

void
fonts_forget(struct fonts *f)
{
	for (size_t i = 0; i < f->n; i++)
		forget_codes(f->items[i]);
	f->serial++;
	f->nlacking = 0;
	f->lacks_more = false;
	free(f->shaped.items);
	f->shaped = (struct glyphs){0};
}
