/*
 * Blocks to strips.  The tree says what a thing is; here stands how it looks
 * on paper: sizes, spaces, and what stays together.
 */
#include <string.h>

#include "render/layout_int.h"

enum { LINES_MAX = 100000 };

static const struct type body_type = {FACE_TEXT, SIZE_BODY, INK_TEXT};
static const struct type soft_type = {FACE_TEXT, SIZE_SMALL, INK_TEXT_SOFT};
static const struct type raw_type = {FACE_MONO, 7500, INK_TEXT};

static void block(struct lay *l, const struct node *n);

void
lay_blocks(struct lay *l, const struct node *parent)
{
	for (const struct node *n = parent->first; n != NULL; n = n->next)
		block(l, n);
}

/* ---- Headings and paragraphs --------------------------------------------- */

void
lay_heading(struct lay *l, struct text t, int level, const char *id)
{
	static const int32_t sizes[] = {
	    26000, 26000, 17000, 13000, 11000, 9500, 9500};
	struct heading *h = arena_alloc(l->a, sizeof(*h)), **at;
	struct type type = {FACE_BOLD, sizes[level], INK_TEXT};
	struct elem *e = elem_add(l, l->elem, (enum tag)(TAG_H1 + level - 1));
	struct lines lines;
	bool was = l->keep;

	h->text = t;
	h->level = level;
	h->place = l->place = place_add(l, id);
	for (at = &l->out->headings; *at != NULL; at = &(*at)->next)
		;
	*at = h;
	lay_space(l, level == 2 ? 26 * PT : 16 * PT);
	l->keep = true;
	lines_text(l, t, e, type, l->w, &lines);
	lines_put(l, &lines, l->x);
	l->keep = was;
	lay_space(l, 5 * PT);
}

static void
put_para(struct lay *l, const struct node *n, struct type type, int32_t space)
{
	struct lines lines;

	/* Who said it stays with what was said. */
	if (n->style == STYLE_BYLINE && l->last != NULL)
		l->last->keep_next = true;
	lay_space(l, space);
	lines_make(l, n, elem_add(l, l->elem, TAG_P), type, l->w, &lines);
	lines_put(l, &lines, l->x);
	lay_space(l, space);
}

/* Why there is nothing to draw: within a dashed frame. */
static void
put_box(struct lay *l, const struct node *n)
{
	struct elem *e = elem_add(l, l->elem, TAG_P);
	struct lines lines;
	struct strip *s;
	struct item *i;
	int32_t y = 8 * PT;

	lay_space(l, 6 * PT);
	lines_make(l, n, e, soft_type, l->w - 20 * PT, &lines);
	s = strip_add(l, lines.height + 16 * PT);
	i = item_add(l, s, ITEM_RECT);
	i->x = l->x;
	i->w = l->w;
	i->h = s->height;
	i->stroke = INK_LINE_DARK;
	i->line = 600;
	i->dash = DASH_SHORT;
	for (struct line *line = lines.first, *next; line != NULL;
	     line = next) {
		next = line->next;
		line_move(s, line, l->x + 10 * PT, y);
		y += line->height;
	}
	lay_space(l, 8 * PT);
}

static void
para(struct lay *l, const struct node *n)
{
	if (n->style == STYLE_BOX)
		put_box(l, n);
	else if (n->style == STYLE_NOTE || n->style == STYLE_BYLINE)
		put_para(l, n, soft_type, 4 * PT);
	else
		put_para(l, n, body_type, 6 * PT);
}

/* ---- Narrower columns ---------------------------------------------------- */

struct column_was {
	int32_t x, w;
	struct elem *elem;
};

static struct column_was
indent(struct lay *l, int32_t by, struct elem *elem)
{
	struct column_was was = {l->x, l->w, l->elem};

	/* Deep nesting leaves room for a few words at least. */
	if (l->w > by + 80 * PT) {
		l->x += by;
		l->w -= by;
	}
	l->elem = elem;
	return was;
}

static void
outdent(struct lay *l, struct column_was was)
{
	l->x = was.x;
	l->w = was.w;
	l->elem = was.elem;
}

static void
mixed(struct lay *l, const struct node *n)
{
	if (n->first == NULL)
		return;
	if (node_is_inline(n->first->kind))
		put_para(l, n, body_type, 2 * PT);
	else
		lay_blocks(l, n);
}

/* ---- Lists --------------------------------------------------------------- */

/* May take the whole width, or a page that lies. */
static bool
is_broad(const struct node *n)
{
	return n != NULL && (n->kind == NODE_TABLE || n->kind == NODE_FIGURE);
}

/* The label stands on the item's first line; before a table, above it. */
static void
list_item(struct lay *l, const struct node *n, const char *label)
{
	struct elem *item = elem_add(l, l->elem, TAG_LI);
	struct elem *lbl = elem_add(l, item, TAG_LBL);
	struct strip *before = l->last, *first;
	struct column_was was;
	struct lines lines;

	lines_text(l, text_of(l->a, label), lbl, body_type, 40 * PT, &lines);
	if (is_broad(n->first))
		strip_add(l, lines.height)->keep_next = true;
	was = indent(l, 16 * PT, elem_add(l, item, TAG_LBODY));
	if (n->id != NULL && l->place == NULL)
		l->place = place_add(l, n->id);
	mixed(l, n);
	outdent(l, was);
	first = before == NULL ? l->first : before->next;
	if (first == NULL)
		return;
	if (first->height < lines.height)
		first->height = lines.height;
	line_move(first, lines.first, l->x, 0);
}

static void
list(struct lay *l, const struct node *n)
{
	bool is_numbered =
	    n->style == STYLE_NUMBERED || n->style == STYLE_STEPS;
	struct elem *was = l->elem;
	int i = 1;

	lay_space(l, 4 * PT);
	l->elem = elem_add(l, was, TAG_L);
	l->elem->is_numbered = is_numbered;
	for (const struct node *k = n->first; k != NULL; k = k->next, i++)
		list_item(l, k,
		    is_numbered ? arena_printf(l->a, "%d. ", i)
				: "\xE2\x80\xA2 ");
	l->elem = was;
	lay_space(l, 6 * PT);
}

/* ---- What somebody said, callouts ---------------------------------------- */

static void
with_back(struct lay *l, const struct node *n, enum ink wash, enum ink bar,
    enum tag tag)
{
	enum ink was_wash = l->wash, was_bar = l->bar;
	int32_t was_x = l->bar_x, was_w = l->bar_w;
	struct column_was was;

	lay_space(l, 8 * PT);
	/* The space above has no wash. */
	strip_add(l, 0)->keep_next = true;
	was = indent(l, 12 * PT, elem_add(l, l->elem, tag));
	l->wash = wash;
	l->bar = bar;
	l->bar_x = was.x;
	l->bar_w = was.w;
	if (wash != INK_NONE && l->w > 40 * PT)
		l->w -= 12 * PT;
	lay_space(l, 6 * PT);
	lay_blocks(l, n);
	if (wash != INK_NONE)
		(void)strip_add(l, 0); /* the last space has */
	outdent(l, was);
	l->wash = was_wash;
	l->bar = was_bar;
	l->bar_x = was_x;
	l->bar_w = was_w;
	lay_space(l, 8 * PT);
}

static void
callout(struct lay *l, const struct node *n)
{
	if (n->style == TONE_BAD)
		with_back(l, n, INK_BAD_WASH, INK_BAD, TAG_DIV);
	else if (n->style == TONE_WARN)
		with_back(l, n, INK_WARN_WASH, INK_WARN, TAG_DIV);
	else
		with_back(l, n, INK_WASH, INK_LINE_DARK, TAG_DIV);
}

/* ---- Lines as they are --------------------------------------------------- */

void
lay_raw(struct lay *l, struct text t, size_t nlines)
{
	struct elem *e = elem_add(l, elem_add(l, l->elem, TAG_P), TAG_CODE);
	size_t at = 0;

	lay_space(l, 6 * PT);
	for (size_t i = 0; i < nlines && at < t.n; i++) {
		const char *end = memchr(t.s + at, '\n', t.n - at);
		size_t n = end == NULL ? t.n - at : (size_t)(end - t.s) - at;
		struct text one = {arena_ndup(l->a, t.s + at, n), n};
		struct lines lines;

		lines_text(l, one, e, raw_type, l->w, &lines);
		lines_put(l, &lines, l->x);
		at += n + 1;
	}
	lay_space(l, 6 * PT);
}

static void
source(struct lay *l, const struct node *n)
{
	const struct source *s = n->u.source;

	put_para(l,
	    node_note(
		l->a, node_add(l->a, NULL, NODE_ROOT), STYLE_NOTE, s->label),
	    soft_type, 4 * PT);
	lay_raw(l, s->text, s->nlines);
}

/* ---- Sections ------------------------------------------------------------ */

static void
section(struct lay *l, const struct node *n)
{
	struct elem *was = l->elem;

	l->elem = elem_add(l, was, TAG_SECT);
	lay_heading(l, n->text, n->level, n->id);
	lay_blocks(l, n);
	l->elem = was;
}

/* On paper nothing is folded. */
static void
folded(struct lay *l, const struct node *n)
{
	struct elem *was = l->elem;
	struct type type = {FACE_BOLD, SIZE_BODY, INK_TEXT};
	struct lines lines;

	l->elem = elem_add(l, was, TAG_DIV);
	lay_space(l, 6 * PT);
	l->keep = true;
	lines_text(l, n->text, elem_add(l, l->elem, TAG_P), type, l->w, &lines);
	lines_put(l, &lines, l->x);
	l->keep = false;
	lay_blocks(l, n);
	l->elem = was;
}

static void
command(struct lay *l, const struct node *n)
{
	lay_raw(l, n->text, LINES_MAX);
}

static void
said(struct lay *l, const struct node *n)
{
	with_back(l, n, INK_NONE, INK_ACCENT, TAG_DIV);
}

static void
quote(struct lay *l, const struct node *n)
{
	with_back(l, n, INK_NONE, INK_LINE_DARK, TAG_BLOCKQUOTE);
}

static void
block(struct lay *l, const struct node *n)
{
	/* Inlines and parts stand in these. */
	static void (*const put[])(struct lay *, const struct node *) = {
	    [NODE_SECTION] = section,
	    [NODE_PARA] = para,
	    [NODE_LIST] = list,
	    [NODE_DEFS] = lay_defs,
	    [NODE_TABLE] = lay_table,
	    [NODE_CALLOUT] = callout,
	    [NODE_SAID] = said,
	    [NODE_QUOTE] = quote,
	    [NODE_SOURCE] = source,
	    [NODE_COMMAND] = command,
	    [NODE_FIGURE] = lay_figure,
	    [NODE_FOLDED] = folded};

	if ((size_t)n->kind < sizeof(put) / sizeof(put[0]) &&
	    put[n->kind] != NULL)
		put[n->kind](l, n);
}
