/*
 * Pages from trees: escaping in every context, relative links, marks, and one
 * page with everything in it against tests/golden/render-html/out.html.
 */
#include <stdlib.h>

#include "base/buf.h"
#include "base/file.h"
#include "render/internal.h"
#include "render/render.h"
#include "test.h"

static struct arena *a;
static struct chrome chrome;

static const struct doc_link nav[] = {{{"Overview", 8}, "index.html", NULL},
    {{"Checks", 6}, "checks/index.html", NULL},
    {{"Verify", 6}, "verify.html", NULL}};

static struct doc *
begin(const char *path)
{
	struct doc *d = doc_new(a, path, text_lit("Title"));

	chrome = (struct chrome){.system = text_lit("System"),
	    .package = text_lit("pkg-1"),
	    .edition = text_lit("Package pkg-1"),
	    .banner = text_lit(""),
	    .nav = nav,
	    .nnav = 3,
	    .footer = text_lit("Foot.")};
	d->chrome = &chrome;
	d->section = "Checks";
	return d;
}

static struct node *
para(struct doc *d)
{
	return node_para(
	    a, node_section(a, d->body, "part", text_lit("Part")), STYLE_PLAIN);
}

static const char *
html(const struct doc *d)
{
	struct buf b = {0};
	const char *out;

	render_html(d, &b);
	out = arena_dup(a, buf_str(&b));
	buf_free(&b);
	return out;
}

static bool
has(const char *text, const char *want)
{
	bool found = strstr(text, want) != NULL;

	if (!found)
		printf("not found: %s\n", want);
	return found;
}

static void
text_is_escaped_between_tags_and_in_attributes(void)
{
	struct doc *d = begin("checks/x.html");
	struct node *p = para(d), *l;
	const char *t;

	node_text(a, p, text_lit("<i>&\"'"));
	l = node_link(a, p, text_lit("x"), "index.html", NULL);
	l->label = text_lit("a\"b'<c>&\n\td");
	t = html(d);
	CHECK(has(t, "<p>&lt;i&gt;&amp;\"'<a href"));
	CHECK(has(t, "aria-label=\"a&quot;b&#39;&lt;c&gt;&amp;&#10;&#9;d\""));
}

static const char *
href(const char *from, const char *page, const char *fragment)
{
	struct doc *d = begin(from);
	struct buf b = {0};
	struct html h = {.out = &b, .doc = d};
	const char *out;

	html_href(&h, page, fragment);
	out = arena_dup(a, buf_str(&b));
	buf_free(&b);
	return out;
}

static void
links_are_relative_to_the_page(void)
{
	CHECK_STR(href("index.html", "checks/a.html", NULL),
	    " href=\"checks/a.html\"");
	CHECK_STR(href("checks/a.html", "index.html", NULL),
	    " href=\"../index.html\"");
	CHECK_STR(href("checks/a.html", "checks/b.html", "S-1"),
	    " href=\"b.html#S-1\"");
	CHECK_STR(
	    href("a/b/c.html", "a/d/e.html", NULL), " href=\"../d/e.html\"");
	CHECK_STR(href("a/b/c.html", "x.html", NULL), " href=\"../../x.html\"");
	CHECK_STR(
	    href("checks/a.html", "checks/a.html", "part"), " href=\"#part\"");
	CHECK_STR(
	    href("checks/a.html", "checks/a.html", NULL), " href=\"a.html\"");
	CHECK_STR(href("checks/a.html", "checkers/b.html", NULL),
	    " href=\"../checkers/b.html\"");
}

static void
the_frame_is_complete_and_strict(void)
{
	struct doc *d = begin("checks/x.html");
	const char *t;

	node_lit(a, para(d), "x");
	t = html(d);
	CHECK(strncmp(t, "<!doctype html>\n<html lang=\"en\">", 32) == 0);
	CHECK(has(t, "content=\"default-src 'none'; style-src 'self' file:; "
		     "img-src 'self' file: data:; base-uri 'none'; "
		     "form-action 'none'\""));
	CHECK(has(t, "<title>Title · pkg-1</title>"));
	CHECK(has(t, "<link rel=\"stylesheet\" href=\"../style.css\">"));
	CHECK(has(t, "<link rel=\"stylesheet\" href=\"../package.css\">"));
	CHECK(has(t, "<a href=\"index.html\" aria-current=\"true\">Checks"));
	CHECK(has(t, "<a class=\"skip\" href=\"#main\">"));
	CHECK(strstr(t, "<script") == NULL);
	CHECK(strstr(t, " style=") == NULL);
	CHECK(strstr(t, "<style") == NULL);
	CHECK(strstr(t, "marking") == NULL);
	CHECK(strstr(t, "DRAFT") == NULL);
	CHECK(strstr(t, "<aside") == NULL);
}

static void
the_page_itself_is_current(void)
{
	struct doc *d = begin("checks/index.html");

	node_lit(a, para(d), "x");
	CHECK(has(html(d), "<a href=\"index.html\" aria-current=\"page\">"));
}

static void
marking_and_draft_stand_on_the_page(void)
{
	struct doc *d = begin("index.html");
	struct text lines[2];
	const char *t;

	node_lit(a, para(d), "x");
	lines[0] = text_lit("CUI designation indicator");
	lines[1] = text_lit("POC: <me>");
	chrome.banner = text_lit("CUI//<X>");
	chrome.is_draft = true;
	chrome.designation = lines;
	chrome.ndesignation = 2;
	t = html(d);
	CHECK(has(t, "aria-label=\"Marking, top of page\">CUI//&lt;X&gt;<"));
	CHECK(has(t, "aria-label=\"Marking, end of page\">CUI//&lt;X&gt;<"));
	CHECK(has(t, "<title>DRAFT Title"));
	CHECK(strstr(t, "POC") == NULL); /* not the first page */
	d->is_first = true;
	CHECK(has(html(d), "<p>POC: &lt;me&gt;</p>"));
}

static void
package_css_escapes_strings(void)
{
	struct buf b = {0};

	begin("index.html");
	chrome.banner = text_lit("CUI\"; } * { x\\");
	chrome.is_draft = true;
	render_package_css(&chrome, &b);
	CHECK(has(buf_str(&b), "@top-center { content: \"CUI\\000022\\00003B "
			       "\\00007D \\00002A \\00007B x\\00005C\";"));
	CHECK(has(buf_str(&b), "@bottom-left { content: \"pkg-1\";"));
	CHECK(has(buf_str(&b), "@top-right { content: \"DRAFT\";"));
	buf_reset(&b);
	chrome.banner = text_lit("");
	chrome.is_draft = false;
	render_package_css(&chrome, &b);
	CHECK(strstr(buf_str(&b), "top-center") == NULL);
	CHECK(strstr(buf_str(&b), "DRAFT") == NULL);
	buf_free(&b);
}

static const char *
source(const struct source_mark *marks, size_t n)
{
	struct doc *d = begin("index.html");
	struct source s = {.text = text_lit("a<b\ncdef\n\ng"),
	    .nlines = 4,
	    .total_lines = 4,
	    .marks = marks,
	    .nmarks = n,
	    .prefix = "L",
	    .label = text_lit("Raw \"text\"")};

	node_add(
	    a, node_section(a, d->body, "part", text_lit("Part")), NODE_SOURCE)
	    ->u.source = &s;
	return html(d);
}

static void
source_lines_are_numbered_and_marked(void)
{
	static const struct source_mark inside[] = {{5, 7, "m1"}};
	static const struct source_mark across[] = {{2, 6, "m1"}, {6, 8, NULL}};
	static const struct source_mark empty[] = {{9, 9, "m1"}};
	const char *t = source(inside, 1);

	CHECK(has(t, "aria-label=\"Raw &quot;text&quot;\""));
	CHECK(has(t, "<li id=\"L1\"><a href=\"#L1\" aria-label=\"Line 1\">1"
		     "</a><span>a&lt;b</span></li>"));
	CHECK(has(t, "<li id=\"L2\" class=\"hit\"><a href=\"#L2\" "
		     "aria-label=\"Line 2\">2</a><span>c<mark id=\"m1\">de"
		     "</mark>f</span></li>"));
	CHECK(has(t, "<span></span></li><li id=\"L4\">"));
	t = source(across, 2);
	CHECK(has(t, "<span>a&lt;<mark id=\"m1\">b</mark></span>"));
	CHECK(has(t, "<span><mark>cd</mark><mark>ef</mark></span>"));
	CHECK(has(source(empty, 1), "<span><mark id=\"m1\"></mark></span>"));
}

static void
statuses_are_silhouette_word_and_colour(void)
{
	struct doc *d = begin("index.html");
	struct node *p = para(d);
	const char *t;

	node_verdict(a, p, VERDICT_FAIL);
	node_verdict(a, p, VERDICT_CLAIMED);
	node_verdict(a, p, VERDICT_NOT_APPLICABLE);
	node_state(a, p, STATE_STALE);
	node_control(a, p, CONTROL_INHERITED);
	t = html(d);
	CHECK(has(t, "<span class=\"chip bad\"><svg class=\"icon\" "
		     "aria-hidden=\"true\"><use href=\"#icon-octagon\"/>"
		     "</svg>FAIL</span>"));
	CHECK(has(t, "#icon-bubble\"/></svg>CLAIMED"));
	CHECK(has(t, "<span class=\"chip na\">NOT APPLICABLE</span>"));
	CHECK(has(t, "chip warn"));
	CHECK(has(t, "#icon-arrow\"/></svg>Inherited"));
	CHECK(has(t, "<symbol id=\"icon-triangle\""));
}

/* ---- A page with everything in it --------------------------------------- */

static struct figure *
chart(void)
{
	static const struct column columns[] = {{.title = {"Feature", 7}},
	    {.title = {"PSI", 3}, .is_numeric = true}};
	static const struct table shape = {.columns = columns, .ncolumns = 2};
	static const struct point line[] = {{0, 90}, {50.5, 12.125}, {100, 40}};
	struct figure *f = arena_alloc(a, sizeof(*f));
	struct drawing *g = drawing_new(a, 784, 100);
	struct node *r;

	drawing_line(
	    g, (struct point){10, 0}, (struct point){10, 100}, INK_LINE)
	    ->dash = DASH_SHORT;
	drawing_rect(g, (struct point){10, 5.005}, 33.333, 13, INK_WARN_FILL)
	    ->is_hatched = true;
	drawing_rect(g, (struct point){-1.5, 25}, 20, 13, INK_WASH)->stroke =
	    INK_LINE_DARK;
	drawing_circle(g, (struct point){40, 50}, 5, INK_SERIES_1);
	drawing_polyline(g, line, 3, INK_SERIES_2)->width = 2.25;
	drawing_text(g, (struct point){5, 90}, text_lit("a<b & \"c\""),
	    ANCHOR_END, INK_TEXT_SOFT)
	    ->is_bold = true;
	drawing_icon(g, (struct point){60, 60}, 12.8, ICON_TRIANGLE, INK_WARN);
	f->drawing = g;
	f->title = text_lit("One feature moved");
	f->subtitle = text_lit("PSI, October 2026");
	f->desc = text_lit("income is above the limit.");
	f->table_summary = text_lit("Values of figure 1");
	f->table = node_table(a, NULL, text_lit("Values"), &shape);
	r = node_row(a, f->table, NULL);
	node_cell_text(a, r, text_lit("income"));
	node_value(
	    a, node_cell(a, r), text_lit("0.310"), "evidence/x.html", "L3");
	return f;
}

static void
add_lists(struct node *s)
{
	static const enum style styles[] = {STYLE_PLAIN, STYLE_RULED,
	    STYLE_NUMBERED, STYLE_STEPS, STYLE_LEGEND, STYLE_CARDS};
	static const enum style defs[] = {
	    STYLE_PLAIN, STYLE_FACTS, STYLE_META, STYLE_COMPACT, STYLE_BLANK};
	struct node *strip, *def, *tile;

	for (size_t i = 0; i < sizeof(styles) / sizeof(styles[0]); i++)
		node_lit(a, node_add(a, node_list(a, s, styles[i]), NODE_ITEM),
		    "item");
	for (size_t i = 0; i < sizeof(defs) / sizeof(defs[0]); i++)
		node_lit(a,
		    node_def(a, node_defs(a, s, defs[i]), text_lit("term")),
		    "text");
	strip = node_defs(a, s, STYLE_STRIP);
	def = node_def(a, strip, text_lit("SI"));
	for (int w = CONTROL_NO_EVIDENCE; w <= CONTROL_INHERITED; w++) {
		tile = node_add(a, def, NODE_TILE);
		tile->text = text_lit("SI-7");
		tile->u.control = (enum control_word)w;
		tile->page = "controls/si-7.html";
	}
}

static void
add_inlines(struct node *p)
{
	struct node *n;

	node_author(a, p, text_lit("author"));
	node_add(a, p, NODE_LITERAL)->text = text_lit("literal");
	node_code(a, p, text_lit("0123456789abcdef"))->style = STYLE_DIGEST;
	node_code(a, p, text_lit("code"));
	node_value(a, p, text_lit("3f9a12bc"), "evidence/x.html", NULL)->style =
	    STYLE_DIGEST;
	n = node_add(a, p, NODE_DATE);
	n->text = text_lit("2 November 2026");
	n->label = text_lit("2026-11-02");
	node_lit(a, node_add(a, p, NODE_STRONG), "strong");
	node_lit(a, node_add(a, p, NODE_EMPH), "emph");
	node_lit(a, node_add(a, p, NODE_DEL), "old");
	node_lit(a, node_add(a, p, NODE_INS), "new");
	node_missing(a, p, text_lit(""));
	node_add(a, p, NODE_BREAK);
}

static void
add_blocks(struct node *s)
{
	static const struct column columns[] = {{.title = {"Name", 4}},
	    {.title = {"n", 1}, .is_numeric = true},
	    {.title = {"State", 5}, .is_hidden = true, .is_narrow = true}};
	static const struct table shape = {
	    .columns = columns, .ncolumns = 3, .is_wide = true};
	struct node *t, *r, *c = node_add(a, s, NODE_CALLOUT);

	c->style = TONE_BAD;
	node_note(a, c, STYLE_PLAIN, text_lit("callout"));
	node_note(
	    a, node_add(a, s, NODE_CALLOUT), STYLE_NOTE, text_lit("neutral"));
	c = node_add(a, s, NODE_SAID);
	node_note(a, c, STYLE_PLAIN, text_lit("said"));
	node_note(a, c, STYLE_BYLINE, text_lit("by whom"));
	node_note(a, node_add(a, s, NODE_QUOTE), STYLE_BOX, text_lit("q"));
	node_add(a, s, NODE_COMMAND)->text = text_lit("a <b>\n  c");
	t = node_table(a, s, text_lit("Wide"), &shape);
	r = node_row(a, t, "row");
	r->style = STYLE_FLAG;
	node_lit(a,
	    node_add(a, node_cell_text(a, r, text_lit("x")), NODE_SMALL),
	    "small");
	node_cell_text(a, r, text_lit(""));
	node_cell_text(a, r, text_lit("ok"));
	c = node_add(a, s, NODE_FOLDED);
	c->text = text_lit("More");
	node_note(a, c, STYLE_PLAIN, text_lit("folded"));
}

static struct doc *
everything(void)
{
	struct doc *d = begin("checks/x.html");
	struct node *s = node_section(a, d->body, "part", text_lit("Part")), *f;
	struct figure *none = arena_alloc(a, sizeof(*none));
	static const struct doc_link crumbs[] = {
	    {{"Overview", 8}, "index.html", NULL}, {{"x", 1}, NULL, NULL}};

	d->has_contents = true;
	d->crumbs = crumbs;
	d->ncrumbs = 2;
	d->kicker = text_lit("Kicker");
	d->rail_title = text_lit("Facts of x");
	node_lit(a,
	    node_def(a, node_defs(a, d->rail, STYLE_META), text_lit("fact")),
	    "value");
	node_lit(a, doc_lede(d), "Lede.");
	add_inlines(node_para(a, s, STYLE_PLAIN));
	add_lists(s);
	add_blocks(node_section(a, s, "blocks", text_lit("Blocks")));
	f = node_add(a, s, NODE_FIGURE);
	f->id = "fig-1";
	f->u.figure = chart();
	node_lit(a, f, "Figure 1.");
	f = node_add(a, s, NODE_FIGURE);
	f->id = "fig-2";
	none->title = text_lit("No chart");
	none->why = text_lit("No report in the period.");
	f->u.figure = none;
	return d;
}

static const char golden[] = "tests/golden/render-html/out.html";

/* DOSSIER_ACCEPT=1 writes the file anew; read the difference in git. */
static void
a_page_with_everything_is_the_golden_one(void)
{
	struct doc *d = everything();
	const char *got = html(d);
	struct error e = {0};
	char *want = NULL;
	size_t n = 0, i = 0;

	CHECK(doc_check(d, &e) == 0);
	CHECK_STR(e.what, "");
	if (getenv("DOSSIER_ACCEPT") != NULL) {
		CHECK(file_mkdirs_for(golden, &e) == 0);
		CHECK(file_write(golden, got, strlen(got), &e) == 0);
	}
	CHECK(file_read(golden, 1 << 20, &want, &n, &e) == 0);
	if (want == NULL)
		return;
	while (i < n && got[i] == want[i])
		i++;
	if (strcmp(got, want) != 0)
		printf("differs at byte %zu: %.60s\n", i, got + i);
	CHECK(strcmp(got, want) == 0);
	free(want);
}

/* svg.c repeats the light colours of style.css. */
static void
colours_are_those_of_the_stylesheet(void)
{
	const char *page = html(everything());
	struct error e = {0};
	char *css = NULL;
	size_t n = 0;
	static const char *const pairs[][2] = {
	    {"--warn-fill: #e3b04a;", "class=\"f-warn-fill\" fill=\"#e3b04a\""},
	    {"--line: #d8dde3;", "s-line\" fill=\"none\" stroke=\"#d8dde3\""},
	    {"--series-1: #1b4f8f;", "class=\"f-series-1\" fill=\"#1b4f8f\""},
	    {"--series-2: #b3541e;", "stroke=\"#b3541e\""},
	    {"--soft: #414c59;", "class=\"f-soft\" fill=\"#414c59\""},
	    {"--warn: #7d4f00;", "class=\"f-warn\" fill=\"#7d4f00\""}};

	CHECK(file_read("templates/style.css", 1 << 20, &css, &n, &e) == 0);
	for (size_t i = 0; css != NULL && i < 6; i++) {
		CHECK(has(css, pairs[i][0]));
		CHECK(has(page, pairs[i][1]));
	}
	free(css);
}

int
main(void)
{
	a = arena_new();
	RUN(text_is_escaped_between_tags_and_in_attributes);
	RUN(links_are_relative_to_the_page);
	RUN(the_frame_is_complete_and_strict);
	RUN(the_page_itself_is_current);
	RUN(marking_and_draft_stand_on_the_page);
	RUN(package_css_escapes_strings);
	RUN(source_lines_are_numbered_and_marked);
	RUN(statuses_are_silhouette_word_and_colour);
	RUN(a_page_with_everything_is_the_golden_one);
	RUN(colours_are_those_of_the_stylesheet);
	arena_free(a);
	return test_end("t_render_html");
}
