/*
 * Drawings as SVG inside a page.  Every mark has presentation attributes, so
 * that a saved picture and a printer see what a browser sees; classes only
 * recolour for a dark screen (pages.md 4.2).  Numbers have at most two
 * decimals and no locale.
 */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "render/internal.h"

struct ink_look {
	const char *class; /* after "f-" or "s-" */
	const char *light; /* as in style.css, :root */
};

static const struct ink_look looks[INK_COUNT] = {
    [INK_NONE] = {"none", "none"},
    [INK_TEXT] = {"text", "#17202b"},
    [INK_TEXT_SOFT] = {"soft", "#414c59"},
    [INK_LINE] = {"line", "#d8dde3"},
    [INK_LINE_DARK] = {"line-dark", "#8b95a1"},
    [INK_PAPER] = {"paper", "#ffffff"},
    [INK_WASH] = {"wash", "#f4f6f8"},
    [INK_ACCENT] = {"accent", "#1b4f8f"},
    [INK_ACCENT_WASH] = {"accent-wash", "#e8eff8"},
    [INK_SERIES_1] = {"series-1", "#1b4f8f"},
    [INK_SERIES_2] = {"series-2", "#b3541e"},
    [INK_SERIES_3] = {"series-3", "#6b7682"},
    [INK_OK] = {"ok", "#1f6847"},
    [INK_OK_WASH] = {"ok-wash", "#e6f2ec"},
    [INK_WARN] = {"warn", "#7d4f00"},
    [INK_WARN_WASH] = {"warn-wash", "#fcf0d6"},
    [INK_WARN_FILL] = {"warn-fill", "#e3b04a"},
    [INK_BAD] = {"bad", "#9f2326"},
    [INK_BAD_WASH] = {"bad-wash", "#fae6e4"},
    [INK_NA] = {"na", "#505b67"},
};

const char *
ink_light(enum ink ink)
{
	return looks[ink].light;
}

const char *
icon_path(enum icon icon)
{
	switch (icon) {
	case ICON_OCTAGON:
		return "M4.7 0h6.6L16 4.7v6.6L11.3 16H4.7L0 11.3V4.7Zm.4 3.7L3."
		       "7 5.1 6.6 8l-2.9 2.9 1.4 1.4L8 9.4l2.9 2.9 1.4-1.4L9.4 "
		       "8l2.9-2.9-1.4-1.4L8 6.6Z";
	case ICON_TRIANGLE:
		return "M8 .8 16 15H0ZM7 5.6l.25 4.6h1.5L9 5.6Zm0 5.9v1.8h2v-1."
		       "8Z";
	case ICON_DISC:
		return "M8 0a8 8 0 1 0 0 16A8 8 0 0 0 8 0Zm4.2 5.6-5.1 6-3.4-3 "
		       "1.3-1.5 1.9 1.7 3.8-4.5Z";
	case ICON_ARROW:
		return "M2 1v7.5h7.2V4.6L15.5 9.7l-6.3 5V10.9H0V1Z";
	case ICON_BUBBLE:
		return "M0 1.5h16v10H8.6L4.2 15.4v-3.9H0ZM1.7 3.2v6.6h4.2v1.8l2"
		       "-1.8h6.4V3.2ZM3.8 5.2h8.4v1.1H3.8Zm0 2h5.6v1.1H3.8Z";
	case ICON_RING:
	case ICON_NONE:
		break;
	}
	return "M8 0a8 8 0 1 0 0 16A8 8 0 0 0 8 0Zm0 1.8a6.2 6.2 0 1 1 0 12.4A6"
	       ".2 6.2 0 0 1 8 1.8ZM4.5 7v2h7V7Z";
}

static void
number(struct html *h, double x)
{
	char text[24], *at = text + sizeof(text);
	long long n = llround(x * 100), whole;
	bool is_negative = n < 0;

	assert(isfinite(x)); /* doc_check */
	if (is_negative)
		n = -n;
	if (n % 10 != 0)
		*--at = (char)('0' + n % 10);
	if (n % 100 != 0) {
		*--at = (char)('0' + n / 10 % 10);
		*--at = '.';
	}
	whole = n / 100;
	do
		*--at = (char)('0' + whole % 10);
	while ((whole /= 10) != 0);
	if (is_negative)
		*--at = '-';
	buf_add(h->out, at, (size_t)(text + sizeof(text) - at));
}

static void
attr_number(struct html *h, const char *name, double x)
{
	html_put(h, " ");
	html_put(h, name);
	html_put(h, "=\"");
	number(h, x);
	html_put(h, "\"");
}

static void
attr_word(struct html *h, const char *name, const char *value)
{
	html_put(h, " ");
	html_put(h, name);
	html_put(h, "=\"");
	html_put(h, value);
	html_put(h, "\"");
}

/* class, fill and stroke. */
static void
paint(struct html *h, const struct shape *s)
{
	static const char *const dashes[] = {NULL, "7 4", "3 3", "2 4"};

	html_put(h, " class=\"f-");
	html_put(h, looks[s->fill].class);
	if (s->stroke != INK_NONE) {
		html_put(h, " s-");
		html_put(h, looks[s->stroke].class);
	}
	html_put(h, "\"");
	attr_word(h, "fill", looks[s->fill].light);
	if (s->stroke == INK_NONE)
		return;
	attr_word(h, "stroke", looks[s->stroke].light);
	attr_number(h, "stroke-width", s->width > 0 ? s->width : 1);
	if (s->dash != DASH_SOLID)
		attr_word(h, "stroke-dasharray", dashes[s->dash]);
}

static void
draw_line(struct html *h, const struct shape *s)
{
	html_put(h, "<path d=\"M");
	number(h, s->x);
	html_put(h, " ");
	number(h, s->y);
	html_put(h, "L");
	number(h, s->x2);
	html_put(h, " ");
	number(h, s->y2);
	html_put(h, "\"");
	paint(h, s);
	html_put(h, "/>");
}

static void
draw_polyline(struct html *h, const struct shape *s)
{
	html_put(h, "<path stroke-linejoin=\"round\" d=\"");
	for (size_t i = 0; i < s->npoints; i++) {
		html_put(h, i == 0 ? "M" : "L");
		number(h, s->points[i].x);
		html_put(h, " ");
		number(h, s->points[i].y);
	}
	html_put(h, "\"");
	paint(h, s);
	html_put(h, "/>");
}

static void
box(struct html *h, const struct shape *s)
{
	html_put(h, "<rect");
	attr_number(h, "x", s->x);
	attr_number(h, "y", s->y);
	attr_number(h, "width", s->w);
	attr_number(h, "height", s->h);
}

static void
draw_rect(struct html *h, const struct shape *s, const char *id)
{
	box(h, s);
	paint(h, s);
	html_put(h, "/>");
	if (!s->is_hatched)
		return;
	box(h, s);
	html_put(h, " fill=\"url(#");
	html_put(h, id);
	html_put(h, "-hatch)\"/>");
}

static void
draw_circle(struct html *h, const struct shape *s)
{
	html_put(h, "<circle");
	attr_number(h, "cx", s->x);
	attr_number(h, "cy", s->y);
	attr_number(h, "r", s->r);
	paint(h, s);
	html_put(h, "/>");
}

static void
draw_text(struct html *h, const struct shape *s)
{
	static const char *const anchors[] = {"start", "middle", "end"};
	double size = s->size <= 0 ? 12.5 : s->size < 12 ? 12 : s->size;

	html_put(h, "<text");
	attr_number(h, "x", s->x);
	attr_number(h, "y", s->y);
	attr_number(h, "font-size", size);
	attr_word(h, "text-anchor", anchors[s->anchor]);
	if (s->is_bold)
		attr_word(h, "font-weight", "bold");
	paint(h, s);
	html_put(h, ">");
	html_text(h, s->text);
	html_put(h, "</text>");
}

static void
draw_icon(struct html *h, const struct shape *s)
{
	if (s->icon == ICON_NONE)
		return;
	html_put(h, "<path fill-rule=\"evenodd\" transform=\"translate(");
	number(h, s->x);
	html_put(h, " ");
	number(h, s->y);
	html_put(h, ") scale(");
	number(h, s->w / 16);
	html_put(h, ")\" d=\"");
	html_put(h, icon_path(s->icon));
	html_put(h, "\"");
	paint(h, s);
	html_put(h, "/>");
}

static void
draw(struct html *h, const struct shape *s, const char *id)
{
	switch (s->kind) {
	case SHAPE_LINE:
		draw_line(h, s);
		break;
	case SHAPE_RECT:
		draw_rect(h, s, id);
		break;
	case SHAPE_CIRCLE:
		draw_circle(h, s);
		break;
	case SHAPE_POLYLINE:
		draw_polyline(h, s);
		break;
	case SHAPE_TEXT:
		draw_text(h, s);
		break;
	case SHAPE_ICON:
		draw_icon(h, s);
		break;
	}
}

static bool
has_hatch(const struct drawing *d)
{
	for (const struct shape *s = d->first; s != NULL; s = s->next)
		if (s->is_hatched)
			return true;
	return false;
}

static void
hatch(struct html *h, const char *id)
{
	html_put(h, "<defs><pattern id=\"");
	html_put(h, id);
	html_put(h, "-hatch\" width=\"5\" height=\"5\" "
		    "patternUnits=\"userSpaceOnUse\" "
		    "patternTransform=\"rotate(45)\"><path d=\"M0 0V5\" "
		    "class=\"s-hatch\" stroke=\"#5c3a00\" "
		    "stroke-width=\"1.25\"/></pattern></defs>");
}

void
html_drawing(struct html *h, const struct figure *f, const char *id)
{
	const struct drawing *d = f->drawing;

	html_put(h, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ");
	number(h, d->width);
	html_put(h, " ");
	number(h, d->height);
	html_put(h, "\" font-family=\"Public Sans, Segoe UI, Roboto, Noto "
		    "Sans, Arial, sans-serif\" role=\"img\" "
		    "aria-labelledby=\"");
	buf_printf(h->out, "%s-t %s-d\"><title id=\"%s-t\">", id, id, id);
	html_text(h, f->title);
	buf_printf(h->out, "</title><desc id=\"%s-d\">", id);
	html_text(h, f->desc);
	html_put(h, "</desc>");
	if (has_hatch(d))
		hatch(h, id);
	for (const struct shape *s = d->first; s != NULL; s = s->next)
		draw(h, s, id);
	html_put(h, "</svg>");
}
