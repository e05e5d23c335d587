/*
 * Inlines to fragments: text of one face that no line break goes through.  A
 * line may end behind a blank, a hyphen, a dash, a slash, between words of CJK.
 */
#include <string.h>

#include "render/layout_words.h"

enum { BOXED_MAX = 40 }; /* what is longer stands without a box */

static struct frag *
frag_add(struct frags *f)
{
	mem_push(&f->items, f->n, &f->cap, sizeof(f->items[0]));
	f->items[f->n] = (struct frag){.elem = f->elem, .type = f->type};
	return &f->items[f->n++];
}

/* ---- Where a line may end ------------------------------------------------ */

bool
layout_is_cjk(unsigned c)
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
	       c == 0x200B || c == 0x2010 || c == '\t';
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
		if ((layout_is_cjk(c) || layout_is_cjk(next)) &&
		    !is_closing(next) && next != ' ')
			break;
	}
	return at;
}

int32_t
layout_width(const struct lay *l, struct type t, const char *s, size_t n)
{
	return n == 0 ? 0 : l->m->width(l->m->ctx, t.face, t.size, s, n);
}

static void
measure(const struct lay *l, struct frag *f)
{
	size_t n = f->n;

	f->width = layout_width(l, f->type, f->s, n);
	while (n > 0 && f->s[n - 1] == ' ')
		n--;
	f->trimmed = n == f->n ? f->width : layout_width(l, f->type, f->s, n);
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

void
frags_text(struct frags *f, struct text t)
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

void
frags_inlines(struct frags *f, const struct node *parent)
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
		frags_inlines(f, n);
	else
		frags_text(f, n->text);
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
	frags_text(f, text_lit(word));
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
		put_word(f, " ", 1, true);
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
		frags_text(f, t);
	}
	f->type = was;
	frags_text(f, text_lit(" "));
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
	frags_text(f, text_lit(" "));
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

/* A date is one word. */
static void
put_date(struct frags *f, const struct node *n)
{
	if (n->text.n > 0 && n->text.n <= BOXED_MAX)
		put_word(f, n->text.s, n->text.n, true);
	else
		put_styled(f, n, f->type);
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
	    [NODE_DATE] = put_date,
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
