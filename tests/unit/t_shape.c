/*
 * Fonts: what is none is refused; glyphs know their text, in both directions;
 * a subset has what was asked for and is the same each time; lines of two
 * directions are cut where they turn.
 */
#include "ext/shape.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"
#include "test.h"

#define NOTO "/usr/share/fonts/truetype/noto/"
#define CJK  "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"

static void
no_font(void)
{
	struct font *f;
	struct error e = {0};

	CHECK(font_open("tests/unit/t_shape.c", &f, &e) == -1);
	CHECK(f == NULL && e.kind == ERR_INPUT);
	CHECK_STR(e.what, "not a font");
	e = (struct error){0};
	CHECK(font_open("/nowhere", &f, &e) == -1 && e.kind == ERR_INPUT);
	font_close(NULL);
}

static void
latin(void)
{
	static const char s[] = "A\xCC\x8A B"; /* A with a ring, two codes */
	struct font *f;
	struct error e = {0};
	struct glyphs g = {0};
	const struct font_info *info;

	CHECK(font_open(NOTO "NotoSans-Regular.ttf", &f, &e) == 0);
	info = font_about(f);
	CHECK_STR(info->name, "NotoSans-Regular");
	CHECK(info->ascent > 700 && info->descent < 0 && !info->is_cff);
	CHECK(info->may_embed && !info->is_fixed && info->cap_height == 714);
	CHECK(font_has(f, 'A') && !font_has(f, 0x4E00));
	font_shape(f, s, 5, false, &g);
	CHECK(g.n == 3 && g.items[0].cluster == 0 && g.items[1].cluster == 3);
	CHECK(g.items[1].advance == 260 && g.items[2].cluster == 4);
	CHECK(font_advance(f, g.items[1].id) == 260);
	g.n = 0;
	/* What is not to be seen takes no place and no glyph. */
	font_shape(f,
	    "a\xC2\xAD"
	    "b",
	    4, false, &g);
	CHECK(g.n == 2 && g.items[1].cluster == 3);
	g.n = 0;
	font_shape(f, "\xE4\xB8\x80", 3, false, &g);
	CHECK(g.n == 1 && g.items[0].id == 0); /* the font lacks it */
	g.n = 0;
	font_shape(f, "", 0, false, &g);
	CHECK(g.n == 0);
	free(g.items);
	font_close(f);
}

static void
arabic(void)
{
	/* Lam and alef are one glyph; the last of the text is drawn first. */
	static const char s[] = "\xD8\xA8\xD9\x84\xD8\xA7";
	struct font *f;
	struct error e = {0};
	struct glyphs g = {0};

	CHECK(font_open(NOTO "NotoSansArabic-Regular.ttf", &f, &e) == 0);
	font_shape(f, s, 6, true, &g);
	CHECK(g.n >= 2 && g.items[0].cluster == 2);
	CHECK(g.items[g.n - 1].cluster == 0);
	free(g.items);
	font_close(f);
}

static void
subset_of(const char *path, bool is_cff)
{
	static const uint32_t ids[] = {3, 5, 9};
	uint32_t new_ids[3] = {0}, again[3];
	struct font *f;
	struct error e = {0};
	struct buf one = {0}, two = {0};

	CHECK(font_open(path, &f, &e) == 0);
	CHECK(font_about(f)->is_cff == is_cff);
	CHECK(font_subset(f, ids, 3, &one, new_ids, &e) == 0);
	CHECK(font_subset(f, ids, 3, &two, again, &e) == 0);
	CHECK(one.len > 100 && one.len < 40000 && one.len == two.len &&
	      memcmp(one.data, two.data, one.len) == 0);
	for (size_t i = 0; i < 3; i++)
		CHECK(new_ids[i] == (is_cff ? ids[i] : i + 1));
	buf_free(&one);
	buf_free(&two);
	font_close(f);
}

static void
subsets(void)
{
	subset_of(NOTO "NotoSans-Regular.ttf", false);
	if (access(CJK, R_OK) == 0)
		subset_of(CJK, true);
	else
		test_skip("subset of CFF", "fonts-noto-cjk is not installed");
}

static void
directions(void)
{
	/* abc, alef bet, 12, in the order they are drawn */
	static const char s[] = "abc \xD7\x90\xD7\x91 12 def";
	struct run_dir *r;
	size_t n = bidi_runs(s, sizeof(s) - 1, &r), bytes = 0;

	for (size_t i = 0; i < n; i++)
		bytes += r[i].to - r[i].from;
	CHECK(bytes == sizeof(s) - 1 && n >= 3);
	CHECK(r[0].from == 0 && !r[0].is_rtl && !r[n - 1].is_rtl);
	free(r);
	n = bidi_runs("plain \xC3\xA9", 8, &r);
	CHECK(n == 1 && r[0].to == 8 && !r[0].is_rtl);
	free(r);
	n = bidi_runs("\xD7\x90\xD7\x91", 4, &r);
	CHECK(n == 1 && r[0].is_rtl && r[0].to == 4);
	free(r);
	n = bidi_runs("", 0, &r);
	CHECK(n == 1 && r[0].to == 0);
	free(r);
}

static void
of_scripts(void)
{
	CHECK(script_of(' ') == 0 && script_of(0x301) == 0);
	CHECK(script_of('a') == script_of('Z') && script_of('a') != 0);
	CHECK(script_of(0x5D0) != script_of('a'));
	CHECK(shape_version()[0] >= '1');
}

int
main(void)
{
	RUN(no_font);
	RUN(directions);
	RUN(of_scripts);
	if (access(NOTO "NotoSansArabic-Regular.ttf", R_OK) == 0) {
		RUN(latin);
		RUN(arabic);
		RUN(subsets);
	} else {
		test_skip("shaping", "the Noto fonts are not installed");
	}
	return test_end("t_shape");
}
