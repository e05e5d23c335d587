/* The document tree: what doc_check and doc_check_links refuse, and words. */
#include <math.h>

#include "core/doc.h"
#include "test.h"

static struct arena *a;
static struct error e;

static struct doc *
begin(void)
{
	err_clear(&e);
	return doc_new(a, "checks/x.html", text_lit("Title"));
}

static struct node *
part(struct doc *d)
{
	return node_section(a, d->body, "part", text_lit("Part"));
}

/* The document is refused, with these words. */
static bool
refused(const struct doc *d, const char *words)
{
	bool is_refused;

	err_clear(&e);
	is_refused = doc_check(d, &e) == -1;

	if (!is_refused || strstr(e.what, words) == NULL)
		printf("got: %s\n", is_refused ? e.what : "accepted");
	return is_refused && strstr(e.what, words) != NULL &&
	       strcmp(e.where, d->path) == 0;
}

static void
a_whole_document_passes(void)
{
	struct doc *d = begin();
	struct node *s = part(d);

	node_lit(a, doc_lede(d), "Lede.");
	node_note(a, s, STYLE_PLAIN, text_lit("Text."));
	node_note(a, node_section(a, s, "deeper", text_lit("Deeper")),
	    STYLE_PLAIN, text_lit("Text."));
	CHECK(doc_check(d, &e) == 0);
	CHECK(s->level == 2 && s->last->level == 3);
}

static void
page_and_document_errors_differ(void)
{
	struct doc *d = begin();

	CHECK(doc_check(d, &e) == -1 && e.kind == ERR_BUG);
	d = begin();
	d->kind = DOC_DOCUMENT;
	CHECK(doc_check(d, &e) == -1 && e.kind == ERR_INPUT);
}

static void
the_frame_is_checked(void)
{
	static const char *const paths[] = {
	    "", "/x.html", "../x.html", "a//b", "a/.b", "a b", "x\"y"};
	struct doc *d;

	CHECK(refused(begin(), "nothing in it"));
	d = begin();
	d->title = text_lit("");
	CHECK(refused(d, "no title"));
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		d = begin();
		d->path = paths[i];
		CHECK(refused(d, "no good path"));
	}
}

static void
headings_do_not_skip(void)
{
	struct doc *d = begin();
	struct node *s = part(d);

	s->level = 3;
	node_note(a, s, STYLE_PLAIN, text_lit("x"));
	CHECK(refused(d, "heading skips a level: 'Part'"));
	d = begin();
	s = node_section(a, d->body, "s", text_lit(""));
	node_note(a, s, STYLE_PLAIN, text_lit("x"));
	CHECK(refused(d, "section without a heading"));
	d = begin();
	s = d->body;
	for (int i = 0; i < 6; i++)
		s = node_section(
		    a, s, arena_printf(a, "s%d", i), text_lit("S"));
	node_note(a, s, STYLE_PLAIN, text_lit("x"));
	CHECK(refused(d, "heading skips a level"));
}

static void
ids_are_good_and_unique(void)
{
	struct doc *d = begin();
	struct node *s = part(d);

	node_note(a, s, STYLE_PLAIN, text_lit("x"))->id = "part";
	CHECK(refused(d, "id given twice 'part'"));
	d = begin();
	node_note(a, part(d), STYLE_PLAIN, text_lit("x"))->id = "1x";
	CHECK(refused(d, "no good id '1x'"));
	d = begin();
	node_note(a, part(d), STYLE_PLAIN, text_lit("x"))->id = "a b";
	CHECK(refused(d, "no good id 'a b'"));
}

static void
parts_are_not_empty_and_stand_where_they_may(void)
{
	struct doc *d = begin();

	part(d);
	CHECK(refused(d, "an empty part 'Part'"));
	d = begin();
	node_list(a, part(d), STYLE_PLAIN);
	CHECK(refused(d, "an empty part"));
	d = begin();
	node_lit(a, part(d), "inline among blocks");
	CHECK(refused(d, "stands where it may not"));
	d = begin();
	node_note(
	    a, node_para(a, part(d), STYLE_PLAIN), STYLE_PLAIN, text_lit("x"));
	CHECK(refused(d, "stands where it may not"));
	d = begin();
	node_note(a, part(d), STYLE_PLAIN, text_lit("x"));
	node_cell_text(a, d->body->first, text_lit("x"));
	CHECK(refused(d, "stands where it may not"));
	d = begin();
	node_lit(a,
	    node_add(a,
		node_add(a, node_defs(a, part(d), STYLE_PLAIN), NODE_DEF),
		NODE_TERM),
	    "alone");
	CHECK(refused(d, "a definition is a term and its text"));
	d = begin();
	node_note(
	    a, node_add(a, part(d), NODE_FOLDED), STYLE_PLAIN, text_lit("x"));
	CHECK(refused(d, "folded part without a summary"));
}

static void
depth_is_bounded(void)
{
	struct doc *d = begin();
	struct node *n = part(d);

	for (int i = 0; i < DOC_DEPTH; i++)
		n = node_add(a, n, NODE_QUOTE);
	node_note(a, n, STYLE_PLAIN, text_lit("x"));
	CHECK(refused(d, "nested too deeply"));
}

/* ---- Tables ------------------------------------------------------------- */

static const struct column two[] = {
    {.title = {"One", 3}}, {.title = {"Two", 3}}};
static const struct table pair = {.columns = two, .ncolumns = 2};

static struct node *
table_in(struct doc *d, struct text caption, const struct table *t)
{
	return node_table(a, part(d), caption, t);
}

static void
tables_are_whole(void)
{
	static const struct column untitled[] = {{.title = {"", 0}}};
	static const struct table bad = {.columns = untitled, .ncolumns = 1};
	static const struct table none = {.columns = two};
	struct doc *d = begin();
	struct node *r;

	table_in(d, text_lit(""), &pair);
	CHECK(refused(d, "table without a caption"));
	d = begin();
	table_in(d, text_lit("T"), &none);
	CHECK(refused(d, "table without columns 'T'"));
	d = begin();
	table_in(d, text_lit("T"), &bad);
	CHECK(refused(d, "column without a title in 'T'"));
	d = begin();
	table_in(d, text_lit("T"), &pair);
	CHECK(refused(d, "table without rows 'T'"));
	d = begin();
	r = node_row(a, table_in(d, text_lit("T"), &pair), NULL);
	node_cell_text(a, r, text_lit("x"));
	CHECK(refused(d, "row of another length in 'T'"));
	d = begin();
	r = node_row(a, table_in(d, text_lit("T"), &pair), NULL);
	node_cell_text(a, r, text_lit(""));
	node_cell_text(a, r, text_lit("x"));
	CHECK(refused(d, "row without a header in 'T'"));
	d = begin();
	r = node_row(a, table_in(d, text_lit("T"), &pair), NULL);
	node_cell_text(a, r, text_lit("x"));
	node_cell_text(a, r, text_lit(""));
	CHECK(doc_check(d, &e) == 0);
}

/* ---- Figures ------------------------------------------------------------ */

static struct figure *
figure_in(struct doc *d, const char *id)
{
	struct figure *f = arena_alloc(a, sizeof(*f));
	struct node *n = node_add(a, part(d), NODE_FIGURE), *r;

	n->id = id;
	n->u.figure = f;
	f->drawing = drawing_new(a, 784, 100);
	f->title = text_lit("Finding");
	f->desc = text_lit("Reading");
	f->table_summary = text_lit("Values");
	f->table = node_table(a, NULL, text_lit("Values"), &pair);
	r = node_row(a, f->table, NULL);
	node_cell_text(a, r, text_lit("x"));
	node_cell_text(a, r, text_lit("y"));
	return f;
}

static void
figures_are_described(void)
{
	struct doc *d = begin();

	figure_in(d, "fig-1");
	CHECK(doc_check(d, &e) == 0);
	d = begin();
	figure_in(d, NULL);
	CHECK(refused(d, "figure without an id"));
	d = begin();
	figure_in(d, "fig-1")->title = text_lit("");
	CHECK(refused(d, "figure without a title"));
	d = begin();
	figure_in(d, "fig-1")->desc = text_lit("");
	CHECK(refused(d, "figure without a description: 'Finding'"));
	d = begin();
	figure_in(d, "fig-1")->table = NULL;
	CHECK(refused(d, "figure without its data table"));
	d = begin();
	figure_in(d, "fig-1")->table_summary = text_lit("");
	CHECK(refused(d, "data table without a summary"));
	d = begin();
	figure_in(d, "fig-1")->table->first = NULL;
	CHECK(refused(d, "table without rows"));
	d = begin();
	figure_in(d, "fig-1")->drawing = NULL;
	CHECK(refused(d, "no chart and no reason"));
	d = begin();
	{
		struct figure *f = figure_in(d, "fig-1");

		f->drawing = NULL;
		f->why = text_lit("No report in the period.");
	}
	CHECK(doc_check(d, &e) == 0);
}

static void
drawings_are_finite(void)
{
	struct doc *d = begin();
	struct figure *f = figure_in(d, "fig-1");
	struct drawing *g = drawing_new(a, 784, 100);
	struct point p[2] = {{0, 0}, {1, HUGE_VAL}};

	f->drawing = g;
	drawing_rect(g, (struct point){1, 2}, 3, 4, INK_BAD);
	CHECK(doc_check(d, &e) == 0);
	drawing_text(g, (struct point){nan(""), 2}, text_lit("x"), ANCHOR_START,
	    INK_TEXT);
	CHECK(refused(d, "drawing with a bad number"));
	f->drawing = g = drawing_new(a, 784, 100);
	drawing_polyline(g, p, 2, INK_SERIES_1);
	CHECK(refused(d, "drawing with a bad number"));
	f->drawing = g = drawing_new(a, 784, 100);
	drawing_circle(g, p[0], -1, INK_SERIES_1);
	CHECK(refused(d, "drawing with a bad number"));
	f->drawing = drawing_new(a, 0, 100);
	CHECK(refused(d, "drawing without a size"));
}

static void
shapes_keep_their_order(void)
{
	struct drawing *g = drawing_new(a, 10, 10);
	struct point o = {1, 2};

	drawing_line(g, o, (struct point){3, 4}, INK_LINE);
	drawing_icon(g, o, 12.8, ICON_RING, INK_NA);
	CHECK(g->first->kind == SHAPE_LINE && g->first->x2 == 3 &&
	      g->first->stroke == INK_LINE);
	CHECK(g->last->kind == SHAPE_ICON && g->last->icon == ICON_RING);
	CHECK(g->first->next == g->last);
}

/* ---- Sources ------------------------------------------------------------ */

static struct source *
source_in(struct doc *d)
{
	struct source *s = arena_alloc(a, sizeof(*s));

	s->text = text_lit("one\ntwo\n");
	s->nlines = s->total_lines = 2;
	s->prefix = "L";
	s->label = text_lit("Raw");
	node_add(a, part(d), NODE_SOURCE)->u.source = s;
	return s;
}

static void
sources_are_bounded_and_marked_in_order(void)
{
	static const struct source_mark crossed[] = {
	    {4, 7, NULL}, {0, 3, NULL}};
	static const struct source_mark beyond[] = {{0, 99, NULL}};
	struct doc *d = begin();
	struct source *s = source_in(d);

	CHECK(doc_check(d, &e) == 0);
	s->nlines = SOURCE_LINES + 1;
	CHECK(refused(d, "source block is too long"));
	s = source_in(d = begin());
	s->label = text_lit("");
	CHECK(refused(d, "source block without a label"));
	s = source_in(d = begin());
	s->prefix = NULL;
	CHECK(refused(d, "source block without a prefix"));
	s = source_in(d = begin());
	s->marks = crossed;
	s->nmarks = 2;
	CHECK(refused(d, "marks out of order"));
	s->marks = beyond;
	s->nmarks = 1;
	CHECK(refused(d, "marks out of order"));
	source_in(d = begin());
	node_add(a, d->body->first, NODE_SOURCE)->u.source =
	    d->body->first->first->u.source;
	CHECK(refused(d, "id given twice 'L'"));
}

/* ---- Links -------------------------------------------------------------- */

static void
links_have_page_and_words(void)
{
	struct doc *d = begin();
	struct node *p = node_para(a, part(d), STYLE_PLAIN), *l;

	node_link(a, p, text_lit("x"), "javascript:alert(1)", NULL);
	CHECK(refused(d, "link without a page"));
	d = begin();
	p = node_para(a, part(d), STYLE_PLAIN);
	node_link(a, p, text_lit("x"), "x.html", "a\"b");
	CHECK(refused(d, "no good fragment"));
	d = begin();
	p = node_para(a, part(d), STYLE_PLAIN);
	node_value(a, p, text_lit(""), "x.html", NULL);
	CHECK(refused(d, "link without words to 'x.html'"));
	d = begin();
	p = node_para(a, part(d), STYLE_PLAIN);
	l = node_link(a, p, text_lit("x"), "x.html", NULL);
	node_value(a, l, text_lit("y"), "x.html", NULL);
	CHECK(refused(d, "link within a link"));
}

static int
lead(const char *page, const char *fragment)
{
	struct doc *from = begin();
	struct doc *to = doc_new(a, "evidence/y.html", text_lit("Y"));
	const struct doc *docs[2] = {from, to};
	static const struct source_mark marks[] = {{0, 3, "m1"}};
	struct source *s = source_in(to);

	s->marks = marks;
	s->nmarks = 1;
	node_link(a, node_para(a, part(from), STYLE_PLAIN), text_lit("x"), page,
	    fragment);
	return doc_check_links(docs, 2, &e);
}

static void
links_lead_somewhere(void)
{
	CHECK(lead("evidence/y.html", NULL) == 0);
	CHECK(lead("evidence/y.html", "part") == 0);
	CHECK(lead("evidence/y.html", "L2") == 0);
	CHECK(lead("evidence/y.html", "m1") == 0);
	CHECK(lead("checks/x.html", "part") == 0);
	CHECK(lead("evidence/z.html", NULL) == -1);
	CHECK_STR(e.what, "link to evidence/z.html, which is not there");
	CHECK_STR(e.where, "checks/x.html");
	CHECK(lead("evidence/y.html", "L3") == -1);
	CHECK(lead("evidence/y.html", "L0") == -1);
	CHECK(lead("evidence/y.html", "L02") == -1);
	CHECK(lead("evidence/y.html", "L") == -1);
	CHECK(lead("checks/x.html", "L2") == -1);
	CHECK_STR(e.what, "link to checks/x.html#L2, which is not there");
}

static void
navigation_and_crumbs_are_links_too(void)
{
	struct doc *d = begin();
	const struct doc *docs[1] = {d};
	struct doc_link link = {text_lit("Gone"), "gone.html", NULL};
	struct chrome c = {.nav = &link, .nnav = 1};

	node_note(a, part(d), STYLE_PLAIN, text_lit("x"));
	CHECK(doc_check_links(docs, 1, &e) == 0);
	d->crumbs = &link;
	d->ncrumbs = 1;
	CHECK(doc_check_links(docs, 1, &e) == -1);
	err_clear(&e);
	d->ncrumbs = 0;
	d->chrome = &c;
	CHECK(doc_check_links(docs, 1, &e) == -1);
	err_clear(&e);
	link.page = NULL;
	CHECK(doc_check_links(docs, 1, &e) == 0);
}

/* ---- Words -------------------------------------------------------------- */

static void
every_status_has_its_own_silhouette_or_none(void)
{
	CHECK(icon_of_word(VERDICT_FAIL) == ICON_OCTAGON);
	CHECK(icon_of_word(VERDICT_WARN) == ICON_TRIANGLE);
	CHECK(icon_of_word(VERDICT_UNKNOWN) == ICON_RING);
	CHECK(icon_of_word(VERDICT_PASS) == ICON_DISC);
	CHECK(icon_of_word(VERDICT_CLAIMED) == ICON_BUBBLE);
	CHECK(icon_of_word(VERDICT_NOT_APPLICABLE) == ICON_NONE);
	CHECK(icon_of_control(CONTROL_NO_EVIDENCE) == ICON_RING);
	CHECK(icon_of_control(CONTROL_CONTRADICTED) == ICON_OCTAGON);
	CHECK(icon_of_control(CONTROL_ATTENTION) == ICON_TRIANGLE);
	CHECK(icon_of_control(CONTROL_SUPPORTED) == ICON_DISC);
	CHECK(icon_of_control(CONTROL_INHERITED) == ICON_ARROW);
	CHECK(icon_of_control(CONTROL_OUTSIDE) == ICON_NONE);
	CHECK(icon_of_state(STATE_DENIED) == ICON_OCTAGON);
	CHECK(icon_of_state(STATE_STALE) == ICON_TRIANGLE);
	CHECK(icon_of_state(STATE_NOT_ASKED) == ICON_RING);
	CHECK(icon_of_state(STATE_EMPTY) == ICON_DISC);
	CHECK_STR(word_label(VERDICT_NOT_APPLICABLE), "NOT APPLICABLE");
	CHECK_STR(state_label(STATE_NOT_FOUND), "NOT FOUND");
	CHECK_STR(control_label(CONTROL_OUTSIDE), "outside");
	CHECK(ink_of_icon(ICON_OCTAGON) == INK_BAD);
	CHECK(ink_of_icon(ICON_RING) == INK_NA);
}

static void
words_of_a_subtree_are_in_order(void)
{
	struct doc *d = begin();
	struct node *s = part(d), *p = node_para(a, s, STYLE_PLAIN);

	node_lit(a, p, "It is ");
	node_verdict(a, p, VERDICT_FAIL);
	node_lit(a, node_add(a, p, NODE_SMALL), "below");
	node_missing(a, node_para(a, s, STYLE_PLAIN), text_lit(""));
	CHECK_STR(
	    node_words(a, d->body).s, "Part It is FAIL below not provided");
	CHECK_STR(node_words(a, p->first).s, "It is");
}

int
main(void)
{
	a = arena_new();
	RUN(a_whole_document_passes);
	RUN(page_and_document_errors_differ);
	RUN(the_frame_is_checked);
	RUN(headings_do_not_skip);
	RUN(ids_are_good_and_unique);
	RUN(parts_are_not_empty_and_stand_where_they_may);
	RUN(depth_is_bounded);
	RUN(tables_are_whole);
	RUN(figures_are_described);
	RUN(drawings_are_finite);
	RUN(shapes_keep_their_order);
	RUN(sources_are_bounded_and_marked_in_order);
	RUN(links_have_page_and_words);
	RUN(links_lead_somewhere);
	RUN(navigation_and_crumbs_are_links_too);
	RUN(every_status_has_its_own_silhouette_or_none);
	RUN(words_of_a_subtree_are_in_order);
	arena_free(a);
	return test_end("t_doc");
}
