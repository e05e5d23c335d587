/*
 * What stands before and behind the body: the cover with designation and a
 * blank approval table, the contents, and the evidence that is cited.  No
 * digest of the package is printed, and no claim that it is signed.
 */
#include <string.h>

#include "render/layout_int.h"

enum { COVER_DOWN = 60 * PT, NUMBER_ROOM = 24 * PT };

static const struct type soft = {FACE_TEXT, 13000, INK_TEXT_SOFT};
static const struct type plain = {FACE_TEXT, SIZE_BODY, INK_TEXT};

static void
put_line(struct lay *l, struct text t, enum tag tag, struct type type)
{
	struct lines lines;

	if (t.n == 0)
		return;
	lines_text(l, t, elem_add(l, l->elem, tag), type, l->w, &lines);
	lines_put(l, &lines, l->x);
}

static struct node *
defs_new(struct lay *l)
{
	return node_defs(l->a, node_add(l->a, NULL, NODE_ROOT), STYLE_PLAIN);
}

static void
def_text(struct lay *l, struct node *defs, const char *term, struct text t)
{
	if (t.n > 0)
		node_text(l->a, node_def(l->a, defs, text_lit(term)), t);
}

/* Facts of the rail stand on the cover too. */
static void
put_facts(struct lay *l)
{
	const struct chrome *c = l->doc->chrome;
	struct node *defs = defs_new(l);

	def_text(l, defs, "System", c->system);
	def_text(l, defs, "Package", c->package);
	def_text(l, defs, "Edition", c->edition);
	if (c->is_draft)
		def_text(
		    l, defs, "State", text_lit("DRAFT: not for submission"));
	if (!c->is_draft)
		def_text(l, defs, "To verify",
		    text_printf(l->a, "dossier verify --trust TRUST.yml %s",
			c->package.s));
	lay_defs(l, defs);
	for (const struct node *n = l->doc->rail->first; n != NULL; n = n->next)
		if (n->kind == NODE_DEFS)
			lay_defs(l, n);
}

/* Names, signatures and dates are written by hand. */
static void
put_approvals(struct lay *l)
{
	static const char *const roles[] = {"Prepared by", "System owner",
	    "ISSM", "Authorizing official", NULL};
	static const char *const titles[] = {
	    "Role", "Name", "Signature", "Date"};
	struct column *columns = arena_array(l->a, 4, sizeof(*columns));
	struct table *t = arena_alloc(l->a, sizeof(*t));
	struct node *table, *row;

	for (size_t i = 0; i < 4; i++)
		columns[i].title = text_lit(titles[i]);
	*t = (struct table){.columns = columns, .ncolumns = 4, .is_even = true};
	table = node_table(l->a, node_add(l->a, NULL, NODE_ROOT),
	    text_lit("Approval, to be filled in by hand"), t);
	for (size_t i = 0; roles[i] != NULL; i++) {
		row = node_row(l->a, table, NULL);
		node_cell_text(l->a, row, text_lit(roles[i]));
		for (int k = 0; k < 3; k++) {
			struct node *cell = node_cell(l->a, row);

			/* Room for a hand. */
			node_text(l->a, cell, text_lit(" "));
			(void)node_add(l->a, cell, NODE_BREAK);
			node_text(l->a, cell, text_lit(" "));
		}
	}
	lay_space(l, 24 * PT);
	lay_table(l, table);
}

static void
put_designation(struct lay *l)
{
	const struct chrome *c = l->doc->chrome;
	int32_t was_x = l->x, was_w = l->w;
	struct elem *e = elem_add(l, l->elem, TAG_P);
	struct type type = {FACE_TEXT, SIZE_SMALL, INK_TEXT};
	struct lines lines;
	struct strip *s;
	struct item *box;
	int32_t y = 8 * PT;
	struct node *para =
	    node_para(l->a, node_add(l->a, NULL, NODE_ROOT), STYLE_PLAIN);

	if (c->ndesignation == 0)
		return;
	for (size_t i = 0; i < c->ndesignation; i++) {
		if (i > 0)
			(void)node_add(l->a, para, NODE_BREAK);
		node_text(l->a,
		    i == 0 ? node_add(l->a, para, NODE_STRONG) : para,
		    c->designation[i]);
	}
	lay_space(l, 30 * PT);
	l->w = 230 * PT;
	l->x = was_x + was_w - l->w;
	lines_make(l, para, e, type, l->w - 20 * PT, &lines);
	s = strip_add(l, lines.height + 16 * PT);
	box = item_add(l, s, ITEM_RECT);
	box->x = l->x;
	box->w = l->w;
	box->h = s->height;
	box->stroke = INK_TEXT;
	box->line = 800;
	for (struct line *line = lines.first, *next; line != NULL;
	     line = next) {
		next = line->next;
		line_move(s, line, l->x + 10 * PT, y);
		y += line->height;
	}
	l->x = was_x;
	l->w = was_w;
}

static void
mark_cover(struct strip *from)
{
	for (; from != NULL; from = from->next)
		from->is_cover = true;
}

void
lay_cover(struct lay *l)
{
	const struct doc *d = l->doc;

	(void)strip_add(l, COVER_DOWN);
	if (d->kicker.n != d->chrome->system.n ||
	    memcmp(d->kicker.s, d->chrome->system.s, d->kicker.n) != 0)
		put_line(l, d->kicker, TAG_P, soft);
	lay_heading(l, d->title, 1, NULL);
	put_line(l, d->chrome->system, TAG_P, soft);
	lay_space(l, 24 * PT);
	put_facts(l);
	if (d->lede != NULL && d->lede->first != NULL) {
		struct lines lines;

		lay_space(l, 10 * PT);
		lines_make(l, d->lede, elem_add(l, l->elem, TAG_P), plain, l->w,
		    &lines);
		lines_put(l, &lines, l->x);
	}
	put_approvals(l);
	put_designation(l);
	mark_cover(l->first);
	l->before = 0;
}

/* ---- Contents ------------------------------------------------------------ */

/* Dots from the entry to its number: for the eye alone. */
static void
put_leader(struct lay *l, struct strip *s)
{
	int32_t dot = l->m->width(l->m->ctx, FACE_TEXT, SIZE_BODY, " .", 2);
	int32_t from = s->last == NULL ? l->x : s->last->x + s->last->w;
	int32_t to = l->x + l->w - NUMBER_ROOM;
	struct buf dots = {0};
	struct item *i;

	for (int32_t x = to; dot > 0 && x - dot > from; x -= dot)
		buf_puts(&dots, " .");
	if (dots.len == 0)
		return;
	i = item_add(l, s, ITEM_TEXT);
	i->face = FACE_TEXT;
	i->size = SIZE_BODY;
	i->fill = INK_LINE_DARK;
	i->s = arena_ndup(l->a, buf_str(&dots), dots.len);
	i->n = dots.len;
	i->w = dot * (int32_t)(dots.len / 2);
	i->x = to - i->w;
	i->y = s->height * 72 / 100;
	buf_free(&dots);
}

/* The strip that holds the entry's last line gets the page's number. */
static void
put_number(struct lay *l, struct elem *link, const struct place *to)
{
	struct strip *s = l->last;
	struct item *i;

	put_leader(l, s);
	i = item_add(l, s, ITEM_TEXT);
	i->elem = link;
	i->face = FACE_TEXT;
	i->size = SIZE_BODY;
	i->fill = INK_TEXT;
	i->x = l->x + l->w;
	i->y = s->height * 72 / 100;
	s->number = i;
	s->refers = to;
}

struct entry {
	const struct node *section;
	struct place *place;
};

static void
put_entry(
    struct lay *l, struct elem *toc, struct text t, int level, const char *name)
{
	struct elem *link = elem_add(l,
	    elem_add(l, elem_add(l, toc, TAG_TOCI), TAG_REFERENCE), TAG_LINK);
	int32_t by = (level - 2) * 14 * PT;
	struct place *to = arena_alloc(l->a, sizeof(*to));
	struct type type = plain;
	struct lines lines;

	to->name = name;
	link->target = name;
	link->alt = t;
	type.face = level == 2 ? FACE_BOLD : FACE_TEXT;
	lay_space(l, level == 2 ? 4 * PT : 0);
	lines_text(l, text_printf(l->a, "%s ", t.s), link, type,
	    l->w - by - 40 * PT, &lines);
	lines_put(l, &lines, l->x + by);
	put_number(l, link, to);
}

static void
put_entries(struct lay *l, struct elem *toc, const struct node *parent)
{
	for (const struct node *n = parent->first; n != NULL; n = n->next)
		if (n->kind == NODE_SECTION && n->level <= 3 && n->id != NULL) {
			put_entry(l, toc, n->text, n->level, n->id);
			put_entries(l, toc, n);
		}
}

/* Does a value in it, or in the lede, come from evidence? */
static bool
has_values(const struct node *root)
{
	for (const struct node *n = root; n != NULL; n = node_next(root, n))
		if (n->kind == NODE_VALUE && n->object != NULL)
			return true;
	return false;
}

void
lay_contents(struct lay *l)
{
	struct strip *before = l->last;
	struct type type = {FACE_BOLD, 17000, INK_TEXT};
	struct elem *toc;

	put_line(l, text_lit("Contents"), TAG_P, type);
	before->next->starts_page = true;
	before->next->keep_next = true;
	lay_space(l, 8 * PT);
	toc = elem_add(l, l->elem, TAG_TOC);
	put_entries(l, toc, l->doc->body);
	if (has_values(l->doc->body))
		put_entry(
		    l, toc, text_lit("Evidence cited"), 2, "evidence-cited");
	if (toc->first == NULL) {
		struct elem *none = elem_add(l, toc, TAG_TOCI);
		struct lines lines;

		lines_text(l, text_lit("One part."), none, plain, l->w, &lines);
		lines_put(l, &lines, l->x);
	}
	l->before = 0;
	before = l->last;
	(void)strip_add(l, 0);
	before->next->starts_page = true;
}

/* ---- Evidence ------------------------------------------------------------ */

void
lay_cited(struct lay *l)
{
	struct column *columns = arena_array(l->a, 2, sizeof(*columns));
	struct table *t = arena_alloc(l->a, sizeof(*t));
	struct elem *was = l->elem;
	size_t n = l->ncited;
	struct node *table;

	if (n == 0)
		return;
	l->elem = elem_add(l, was, TAG_SECT);
	lay_heading(l, text_lit("Evidence cited"), 2, "evidence-cited");
	put_line(l,
	    text_lit("The mark behind a value is the first eight digits of "
		     "the SHA-256 of the bytes it came from. In the package "
		     "they lie in data/evidence/objects under the whole "
		     "digest."),
	    TAG_P, plain);
	columns[0].title = text_lit("Mark");
	columns[0].is_narrow = true;
	columns[1].title = text_lit("SHA-256");
	*t = (struct table){
	    .columns = columns, .ncolumns = 2, .is_caption_hidden = true};
	table = node_table(l->a, node_add(l->a, NULL, NODE_ROOT),
	    text_lit("Evidence cited"), t);
	for (size_t i = 0; i < n; i++) {
		struct node *row = node_row(l->a, table,
		    arena_printf(l->a, "evidence-%.16s", l->cited[i]));

		node_code(l->a, node_cell(l->a, row),
		    text_printf(l->a, "%.8s", l->cited[i]));
		node_code(
		    l->a, node_cell(l->a, row), text_of(l->a, l->cited[i]));
	}
	lay_table(l, table);
	l->elem = was;
}
