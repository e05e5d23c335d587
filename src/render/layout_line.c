/*
 * Fragments to lines, filled greedily, ragged right.  A fragment wider than the
 * column is cut between code points.  Every byte of text comes out, blanks at
 * line ends too: words stay apart for who listens.
 */
#include <stdlib.h>
#include <string.h>

#include "render/layout_words.h"

static int32_t
line_height(int32_t size)
{
	return size / 1000 * LEAD + size % 1000 * LEAD / 1000;
}

static struct line *
line_add(struct lay *l, struct lines *out, int32_t size)
{
	struct line *line = arena_alloc(l->own, sizeof(*line));

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

/*
 * Bytes of the text that fit into `room`: one code point at least, behind an
 * underscore or a dot where one is not far.
 */
static size_t
bytes_that_fit(const struct lay *l, const struct frag *f, int32_t room)
{
	size_t fit = utf8_len(f->s, f->n), mark = 0;

	for (size_t at = fit; at < f->n; fit = at) {
		if (f->s[at - 1] == '_' || f->s[at - 1] == '.')
			mark = at;
		at += utf8_len(f->s + at, f->n - at);
		if (layout_width(l, f->type, f->s, at) > room)
			return mark > fit / 2 ? mark : fit;
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
		    layout_width(l, f.type, f.s, first) > room) {
			(void)line_add(l, out, f.type.size);
			room = w;
		}
		n = bytes_that_fit(l, &f, room);
		line_put(l, out->last, &f, n, layout_width(l, f.type, f.s, n));
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
			    (c >= 0xC0 && c < 0x590) || layout_is_cjk(c))
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

	frags_inlines(&f, parent);
	finish(&f, w, out);
}

void
lines_text(struct lay *l, struct text t, struct elem *elem, struct type type,
    int32_t w, struct lines *out)
{
	struct frags f = {.l = l, .elem = elem, .type = type};

	frags_text(&f, t);
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
	l->nowhere = (struct elem){0};
	return &l->nowhere;
}

void
lines_extent(struct lay *l, const struct node *parent, struct type type,
    int32_t *least, int32_t *most)
{
	struct frags f = {.l = l, .elem = nowhere(l), .type = type};

	frags_inlines(&f, parent);
	extent(&f, least, most);
}

void
text_extent(struct lay *l, struct text t, struct type type, int32_t *least,
    int32_t *most)
{
	struct frags f = {.l = l, .elem = nowhere(l), .type = type};

	frags_text(&f, t);
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
