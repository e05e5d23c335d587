/*
 * Words to lines.  Inlines become fragments: text of one face that no line
 * break goes through; lines are filled greedily, ragged right.  A break stands
 * behind a blank, a hyphen, a dash, a slash, between words of CJK; a fragment
 * wider than the column is cut between code points.  Every byte of text comes
 * out, blanks at line ends too: words stay apart for who listens.
 */
#include <stdlib.h>
#include <string.h>

#include "render/layout_int.h"

enum { BOXED_MAX = 40 }; /* what is longer stands without a box */

struct frag {
	struct elem *elem;
	struct type type;
	const char *s;
	size_t n;
	int32_t width, trimmed; /* with and without the blanks at its end */
	enum icon icon;         /* a silhouette; n is 0 */
	bool breaks;            /* a line may end behind it */
	bool forced;            /* must */
	bool is_boxed;          /* in a dashed box: "not provided" */
};

struct frags {
	struct lay *l;
	struct elem *elem;
	struct type type;
	const char *object; /* cited last in this paragraph */
	struct frag *items; /* on the heap */
	size_t n, cap;
};

static struct frag *
frag_add(struct frags *f)
{
	mem_push(&f->items, f->n, &f->cap, sizeof(f->items[0]));
	f->items[f->n] = (struct frag){.elem = f->elem, .type = f->type};
	return &f->items[f->n++];
}

/* ---- Where a line may end ------------------------------------------------ */

static bool
is_cjk(unsigned c)
{
	return (c >= 0x2E80 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7AF) ||
	       (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFF00 && c <= 0xFFEF) ||
	       (c >= 0x20000 && c <= 0x3FFFF);
}

/* Closing marks do not begin a line. */
static bool
is_closing(unsigned c)
{
	return c == 0x3001 || c == 0x3002 || c == 0xFF0C || c == 0xFF0E ||
	       c == 0x300D || c == 0x300F || c == 0xFF09 || c == 0xFF1A ||
	       c == 0xFF1B || c == 0xFF1F || c == 0xFF01;
}

static bool
ends_word(unsigned c)
{
	return c == ' ' || c == '-' || c == '/' || c == 0x2014 || c == 0x2013 ||
	       c == 0x200B || c == 0x2010 || c == '_' || c == '\t';
}

/* Bytes of the text up to the first place where a line may end. */
static size_t
word_bytes(const char *s, size_t n)
{
	size_t at = 0;

	while (at < n) {
		size_t len = utf8_len(s + at, n - at);
		unsigned c = utf8_code(s + at), next;

		at += len;
		if (at >= n)
			break;
		next = utf8_code(s + at);
		if (ends_word(c) && next != ' ')
			break;
		if ((is_cjk(c) || is_cjk(next)) && !is_closing(next) &&
		    next != ' ')
			break;
	}
	return at;
}

static int32_t
width_of(const struct lay *l, struct type t, const char *s, size_t n)
{
	return n == 0 ? 0 : l->m->width(l->m->ctx, t.face, t.size, s, n);
}

static void
measure(const struct lay *l, struct frag *f)
{
	size_t n = f->n;

	f->width = width_of(l, f->type, f->s, n);
	while (n > 0 && f->s[n - 1] == ' ')
		n--;
	f->trimmed = n == f->n ? f->width : width_of(l, f->type, f->s, n);
}

static void
put_word(struct frags *f, const char *s, size_t n, bool breaks)
{
	struct frag *g = frag_add(f);

	g->s = s;
	g->n = n;
	g->breaks = breaks;
	measure(f->l, g);
}

static void
put_text(struct frags *f, struct text t)
{
	size_t at = 0;

	while (at < t.n) {
		const char *end = memchr(t.s + at, '\n', t.n - at);
		size_t stop = end == NULL ? t.n : (size_t)(end - t.s);

		while (at < stop) {
			size_t n = word_bytes(t.s + at, stop - at);
			unsigned char last = (unsigned char)t.s[at + n - 1];

			put_word(f, t.s + at, n, at + n < stop || last == ' ');
			at += n;
		}
		if (end != NULL) {
			frag_add(f)->forced = true;
			at++;
		}
	}
}

/* ---- Inlines ------------------------------------------------------------- */

static void put_inline(struct frags *f, const struct node *n);

static void
put_inlines(struct frags *f, const struct node *parent)
{
	for (const struct node *n = parent->first; n != NULL; n = n->next)
		put_inline(f, n);
}

/* In another type, below another element. */
static void
put_styled(struct frags *f, const struct node *n, struct type type)
{
	struct type was = f->type;

	f->type = type;
	if (n->first != NULL)
		put_inlines(f, n);
	else
		put_text(f, n->text);
	f->type = was;
}

static struct type
with_face(struct type t, enum face face)
{
	/* What is bold stays bold; the fixed face has one weight. */
	t.face = face;
	return t;
}

static struct type
fixed(struct type t)
{
	t.face = FACE_MONO;
	t.size = t.size * 92 / 100;
	return t;
}

static enum ink
ink_of(enum icon icon)
{
	switch (icon) {
	case ICON_OCTAGON:
		return INK_BAD;
	case ICON_TRIANGLE:
		return INK_WARN;
	case ICON_DISC:
		return INK_OK;
	case ICON_RING:
	case ICON_ARROW:
	case ICON_BUBBLE:
	case ICON_NONE:
		break;
	}
	return INK_NA;
}

/* A silhouette and its word; no line ends between them. */
static void
put_chip(struct frags *f, enum icon icon, const char *word)
{
	struct type was = f->type;
	struct frag *g;

	f->type.ink = ink_of(icon);
	f->type.face = FACE_BOLD;
	if (icon != ICON_NONE) {
		g = frag_add(f);
		g->icon = icon;
		g->width = was.size * 13 / 10;
		g->trimmed = g->width;
	}
	put_text(f, text_lit(word));
	f->type = was;
}

static void
cite(struct lay *l, const char *object)
{
	size_t i = 0;

	while (i < l->ncited && strcmp(l->cited[i], object) < 0)
		i++;
	if (i < l->ncited && strcmp(l->cited[i], object) == 0)
		return;
	mem_push(&l->cited, l->ncited, &l->cap_cited, sizeof(l->cited[0]));
	memmove(&l->cited[i + 1], &l->cited[i],
	    (l->ncited - i) * sizeof(l->cited[0]));
	l->cited[i] = object;
	l->ncited++;
}

/* The first eight digits of the evidence, once for values side by side. */
static void
put_mark(struct frags *f, const char *object)
{
	struct elem *was_elem = f->elem;
	struct type was = f->type;
	struct elem *link;

	if (object == NULL ||
	    (f->object != NULL && strcmp(f->object, object) == 0))
		return;
	f->object = object;
	cite(f->l, object);
	link = elem_add(f->l, f->elem, TAG_LINK);
	link->target = arena_printf(f->l->a, "evidence-%.16s", object);
	link->alt = text_printf(f->l->a, "evidence %.8s", object);
	if (f->n > 0 && !f->items[f->n - 1].forced)
		put_word(f, "\xC2\xA0", 2, false);
	f->elem = link;
	f->type = (struct type){FACE_MONO, SIZE_MARK, INK_ACCENT};
	put_word(f, arena_printf(f->l->a, "%.8s", object), 8, true);
	f->elem = was_elem;
	f->type = was;
}

static void
put_value(struct frags *f, const struct node *n)
{
	struct type t = f->type;

	/* A digest that is its own mark stands once. */
	if (n->style == STYLE_DIGEST && n->object != NULL && n->text.n >= 8 &&
	    strncmp(n->object, n->text.s, 8) == 0) {
		f->object = NULL;
		put_mark(f, n->object);
		return;
	}
	put_styled(f, n, n->style == STYLE_DIGEST ? fixed(t) : t);
	put_mark(f, n->object);
}

static void
put_link(struct frags *f, const struct node *n)
{
	struct elem *was = f->elem;
	struct type t = f->type;

	/* Pages of the site lie beside the PDF in the package. */
	if (n->page != NULL) {
		f->elem = elem_add(f->l, f->elem, TAG_LINK);
		f->elem->alt =
		    n->label.n > 0 ? n->label : node_words(f->l->a, n);
		f->elem->uri = arena_printf(f->l->a, "../site/%s%s%s", n->page,
		    n->fragment == NULL ? "" : "#",
		    n->fragment == NULL ? "" : n->fragment);
		t.ink = INK_ACCENT;
	}
	put_styled(f, n, t);
	f->elem = was;
}

static void
put_code(struct frags *f, const struct node *n)
{
	struct elem *was = f->elem;

	f->elem = elem_add(f->l, was, TAG_CODE);
	put_styled(f, n, fixed(f->type));
	f->elem = was;
}

static void
put_missing(struct frags *f, const struct node *n)
{
	struct text t = n->text.n > 0 ? n->text : text_lit("not provided");
	struct type was = f->type;

	f->type.ink = INK_TEXT_SOFT;
	if (t.n <= BOXED_MAX) {
		put_word(f, t.s, t.n, true);
		f->items[f->n - 1].is_boxed = true;
	} else {
		put_text(f, t);
	}
	f->type = was;
	put_text(f, text_lit(" "));
}

static void
put_small(struct frags *f, const struct node *n)
{
	struct type t = f->type;

	if (f->n > 0)
		frag_add(f)->forced = true;
	t.size = t.size < SIZE_SMALL ? t.size : SIZE_SMALL;
	t.ink = INK_TEXT_SOFT;
	put_styled(f, n, t);
}

static void
put_verdict(struct frags *f, const struct node *n)
{
	put_chip(f, icon_of_word(n->u.verdict), word_label(n->u.verdict));
}

static void
put_control(struct frags *f, const struct node *n)
{
	put_chip(f, icon_of_control(n->u.control), control_label(n->u.control));
}

static void
put_state(struct frags *f, const struct node *n)
{
	put_chip(f, icon_of_state(n->u.state), state_label(n->u.state));
}

static void
put_tile(struct frags *f, const struct node *n)
{
	put_chip(f, icon_of_control(n->u.control), "");
	put_link(f, n);
	put_text(f, text_lit(" "));
}

static void
put_strong(struct frags *f, const struct node *n)
{
	put_styled(f, n, with_face(f->type, FACE_BOLD));
}

static void
put_italic(struct frags *f, const struct node *n)
{
	put_styled(f, n, with_face(f->type, FACE_ITALIC));
}

static void
put_break(struct frags *f, const struct node *n)
{
	(void)n; /* it holds nothing */
	frag_add(f)->forced = true;
}

static void
put_inline(struct frags *f, const struct node *n)
{
	static void (*const put[])(struct frags *, const struct node *) = {
	    [NODE_VALUE] = put_value,
	    [NODE_LINK] = put_link,
	    [NODE_CODE] = put_code,
	    [NODE_LITERAL] = put_code,
	    [NODE_VERDICT] = put_verdict,
	    [NODE_CONTROL] = put_control,
	    [NODE_STATE] = put_state,
	    [NODE_TILE] = put_tile,
	    [NODE_STRONG] = put_strong,
	    [NODE_AUTHOR] = put_italic,
	    [NODE_EMPH] = put_italic,
	    [NODE_MISSING] = put_missing,
	    [NODE_SMALL] = put_small,
	    [NODE_BREAK] = put_break};

	if ((size_t)n->kind < sizeof(put) / sizeof(put[0]) &&
	    put[n->kind] != NULL)
		put[n->kind](f, n);
	else
		put_styled(f, n, f->type);
}

/* ---- Lines --------------------------------------------------------------- */

static int32_t
line_height(int32_t size)
{
	return size / 1000 * LEAD + size % 1000 * LEAD / 1000;
}

static struct line *
line_add(struct lay *l, struct lines *out, int32_t size)
{
	struct line *line = arena_alloc(l->a, sizeof(*line));

	line->height = line_height(size);
	if (out->last == NULL)
		out->first = line;
	else
		out->last->next = line;
	out->last = line;
	out->n++;
	return line;
}

static struct item *
line_item(struct lay *l, struct line *line, enum item_kind kind)
{
	struct item *i = arena_alloc(l->a, sizeof(*i));

	i->kind = kind;
	if (line->last == NULL)
		line->first = i;
	else
		line->last->next = i;
	line->last = i;
	return i;
}

/* The fragment goes on where the item before it ends. */
static bool
continues(const struct item *i, const struct frag *f)
{
	return i != NULL && i->kind == ITEM_TEXT && i->elem == f->elem &&
	       i->s + i->n == f->s && i->face == f->type.face &&
	       i->size == f->type.size && i->fill == f->type.ink;
}

static void
line_box(struct lay *l, struct line *line, const struct frag *f)
{
	struct item *i = line_item(l, line, ITEM_RECT);

	i->x = line->width - PT;
	i->y = -f->type.size;
	i->w = f->trimmed + 2 * PT;
	i->h = f->type.size * 13 / 10;
	i->stroke = INK_LINE_DARK;
	i->line = 500;
	i->dash = DASH_SHORT;
}

/* Puts n bytes of a fragment at the line's end. */
static void
line_put(struct lay *l, struct line *line, const struct frag *f, size_t n,
    int32_t width)
{
	int32_t height = line_height(f->type.size);
	struct item *i;

	if (height > line->height)
		line->height = height;
	if (f->icon != ICON_NONE) {
		i = line_item(l, line, ITEM_ICON);
		i->icon = f->icon;
		i->x = line->width;
		i->y = -f->type.size * 86 / 100;
		i->w = i->h = f->type.size;
		i->fill = f->type.ink;
	} else if (continues(line->last, f)) {
		line->last->n += n;
		line->last->w += width;
	} else if (n > 0) {
		if (f->is_boxed)
			line_box(l, line, f);
		i = line_item(l, line, ITEM_TEXT);
		i->elem = f->elem;
		i->x = line->width;
		i->w = width;
		i->face = f->type.face;
		i->size = f->type.size;
		i->fill = f->type.ink;
		i->s = f->s;
		i->n = n;
	}
	line->width += width;
}

/* Bytes of the text that fit into `room`: one code point at least. */
static size_t
bytes_that_fit(const struct lay *l, const struct frag *f, int32_t room)
{
	size_t fit = utf8_len(f->s, f->n);

	for (size_t at = fit; at < f->n; fit = at) {
		at += utf8_len(f->s + at, f->n - at);
		if (width_of(l, f->type, f->s, at) > room)
			return fit;
	}
	return f->n;
}

/* Fragments up to the next place where a line may end. */
static size_t
group_end(const struct frags *f, size_t i)
{
	while (i < f->n && !f->items[i].breaks && !f->items[i].forced)
		i++;
	return i < f->n ? i + 1 : f->n;
}

static int32_t
group_width(const struct frags *f, size_t from, size_t to)
{
	int32_t w = 0;

	for (size_t i = from; i < to; i++)
		w += i + 1 < to ? f->items[i].width : f->items[i].trimmed;
	return w;
}

/* A fragment that is wider than a whole line. */
static void
put_cut(struct lay *l, struct lines *out, const struct frag *whole, int32_t w)
{
	struct frag f = *whole;

	while (f.n > 0) {
		int32_t room = w - out->last->width;
		size_t first = utf8_len(f.s, f.n), n;

		if (out->last->width > 0 &&
		    width_of(l, f.type, f.s, first) > room) {
			(void)line_add(l, out, f.type.size);
			room = w;
		}
		n = bytes_that_fit(l, &f, room);
		line_put(l, out->last, &f, n, width_of(l, f.type, f.s, n));
		f.s += n;
		f.n -= n;
		if (f.n > 0)
			(void)line_add(l, out, f.type.size);
	}
}

static void
put_group(struct lay *l, struct lines *out, const struct frags *f, size_t from,
    size_t to, int32_t w)
{
	int32_t wants = group_width(f, from, to);

	if (out->last->width > 0 && out->last->width + wants > w)
		(void)line_add(l, out, f->items[from].type.size);
	for (size_t i = from; i < to; i++) {
		const struct frag *g = &f->items[i];

		if (wants > w && g->n > 0)
			put_cut(l, out, g, w);
		else
			line_put(l, out->last, g, g->n, g->width);
	}
}

static void
break_lines(struct frags *f, int32_t w, struct lines *out)
{
	struct lay *l = f->l;

	*out = (struct lines){0};
	if (f->n == 0)
		return;
	(void)line_add(l, out, f->type.size);
	for (size_t i = 0; i < f->n;) {
		size_t to = group_end(f, i);

		if (f->items[i].forced) {
			(void)line_add(l, out, f->type.size);
			i++;
			continue;
		}
		if (f->items[to - 1].forced)
			to--;
		put_group(l, out, f, i, to, w);
		i = to;
	}
	for (const struct line *line = out->first; line != NULL;
	     line = line->next)
		out->height += line->height;
}

/* Texts in a script from right to left begin at the right edge. */
static bool
is_rtl(const struct frags *f)
{
	for (size_t i = 0; i < f->n; i++)
		for (size_t k = 0; k < f->items[i].n;) {
			unsigned c = utf8_code(f->items[i].s + k);

			if ((c >= 0x590 && c <= 0x8FF) ||
			    (c >= 0xFB1D && c <= 0xFEFC))
				return true;
			if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
			    (c >= 0xC0 && c < 0x590) || is_cjk(c))
				return false;
			k += utf8_len(f->items[i].s + k, f->items[i].n - k);
		}
	return false;
}

static void
align_right(struct lines *lines, int32_t w)
{
	for (struct line *line = lines->first; line != NULL; line = line->next)
		for (struct item *i = line->first; i != NULL; i = i->next)
			i->x += w > line->width ? w - line->width : 0;
}

static void
finish(struct frags *f, int32_t w, struct lines *out)
{
	break_lines(f, w, out);
	if (is_rtl(f))
		align_right(out, w);
	free(f->items);
}

void
lines_make(struct lay *l, const struct node *parent, struct elem *elem,
    struct type type, int32_t w, struct lines *out)
{
	struct frags f = {.l = l, .elem = elem, .type = type};

	put_inlines(&f, parent);
	finish(&f, w, out);
}

void
lines_text(struct lay *l, struct text t, struct elem *elem, struct type type,
    int32_t w, struct lines *out)
{
	struct frags f = {.l = l, .elem = elem, .type = type};

	put_text(&f, t);
	finish(&f, w, out);
}

static void
extent(struct frags *f, int32_t *least, int32_t *most)
{
	int32_t line = 0;

	*least = *most = 0;
	for (size_t i = 0; i < f->n;) {
		size_t to = group_end(f, i);
		int32_t w = group_width(f, i, to);

		*least = w > *least ? w : *least;
		for (size_t k = i; k < to; k++)
			line += f->items[k].width;
		*most = line > *most ? line : *most;
		if (f->items[to - 1].forced)
			line = 0;
		i = to;
	}
	free(f->items);
}

/* What is measured alone leaves no element behind. */
static struct elem *
nowhere(struct lay *l)
{
	return arena_alloc(l->a, sizeof(struct elem));
}

void
lines_extent(struct lay *l, const struct node *parent, struct type type,
    int32_t *least, int32_t *most)
{
	struct frags f = {.l = l, .elem = nowhere(l), .type = type};

	put_inlines(&f, parent);
	extent(&f, least, most);
}

void
text_extent(struct lay *l, struct text t, struct type type, int32_t *least,
    int32_t *most)
{
	struct frags f = {.l = l, .elem = nowhere(l), .type = type};

	put_text(&f, t);
	extent(&f, least, most);
}

void
line_move(struct strip *s, struct line *line, int32_t x, int32_t y)
{
	int32_t base = y + line->height * 72 / 100;

	for (struct item *i = line->first; i != NULL; i = i->next) {
		i->x += x;
		i->y += base;
	}
	if (line->first == NULL)
		return;
	if (s->last == NULL)
		s->first = line->first;
	else
		s->last->next = line->first;
	s->last = line->last;
}

/* Two lines at least stay together, before a page break and behind it. */
void
lines_put(struct lay *l, const struct lines *lines, int32_t x)
{
	size_t i = 0;

	for (struct line *line = lines->first, *next; line != NULL;
	     line = next, i++) {
		struct strip *s = strip_add(l, line->height);

		next = line->next;
		line_move(s, line, x, 0);
		if (lines->n > 1 && (i == 0 || i + 2 == lines->n))
			s->keep_next = true;
	}
}
