/*
 * One raw text as a page shows it: made display-safe, cut to a bounded number
 * of lines and bytes, with the bytes that were used marked.  Making text safe
 * can change its length, so marks are carried over piece by piece.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "compose/internal.h"

enum { LONG_LINE = 300 }; /* bytes: then the place itself is linked */

/* A run of bytes between two boundaries of marks. */
struct piece {
	size_t from, to;
	bool is_marked, begins;
};

struct cutter {
	struct work *w;
	const struct evidence_view *view;
	const char *prefix; /* "", "v2-" */
	size_t cut;         /* bytes of the view that are shown */
	struct piece *pieces;
	size_t npieces;
	struct buf out;
	size_t *starts; /* of each piece, in out */
};

static size_t
lines_in(const char *s, size_t n)
{
	const char *end = s + n;
	size_t lines = 0;

	for (const char *nl = s; n > 0; lines++) {
		nl = memchr(nl, '\n', (size_t)(end - nl));
		if (nl == NULL)
			break;
		nl++;
	}
	return n > 0 && end[-1] != '\n' ? lines + 1 : lines;
}

/* Whole lines where that is possible, else whole characters. */
static size_t
find_cut(const struct evidence_view *v)
{
	size_t max = v->ntext < EXHIBIT_BYTES ? v->ntext : EXHIBIT_BYTES;
	size_t lines = 0, last = 0;

	for (size_t i = 0; i < max; i++) {
		if (v->text[i] != '\n')
			continue;
		last = i + 1;
		if (++lines == SOURCE_LINES)
			return last;
	}
	if (max == v->ntext)
		return max;
	if (last > 0)
		return last;
	while (max > 0 && ((unsigned char)v->text[max] & 0xC0) == 0x80)
		max--;
	return max;
}

static int
by_size(const void *a, const void *b)
{
	size_t x = *(const size_t *)a, y = *(const size_t *)b;

	return x < y ? -1 : x > y;
}

static size_t
boundaries(const struct cutter *c, size_t *edges)
{
	size_t n = 0, k = 0;

	edges[n++] = 0;
	edges[n++] = c->cut;
	for (size_t i = 0; i < c->view->nmarks; i++) {
		const struct evidence_mark *m = &c->view->marks[i];

		if (m->from >= c->cut || m->to < m->from)
			continue;
		edges[n++] = m->from;
		edges[n++] = m->to < c->cut ? m->to : c->cut;
	}
	qsort(edges, n, sizeof(*edges), by_size);
	for (size_t i = 0; i < n; i++)
		if (k == 0 || edges[i] != edges[k - 1])
			edges[k++] = edges[i];
	return k;
}

static void
split(struct cutter *c)
{
	const struct evidence_view *v = c->view;
	size_t *edges = mem_array(2 * v->nmarks + 2, sizeof(*edges));
	size_t n = boundaries(c, edges), mark = 0, reach = 0;

	c->pieces = mem_array(n + 1, sizeof(*c->pieces));
	c->starts = mem_array(n + 1, sizeof(*c->starts));
	for (size_t i = 0; i + 1 < n; i++) {
		struct piece *p = &c->pieces[c->npieces++];

		p->from = edges[i];
		p->to = edges[i + 1];
		for (; mark < v->nmarks && v->marks[mark].from <= p->from;
		     mark++) {
			p->begins = p->begins || v->marks[mark].from == p->from;
			if (v->marks[mark].to > reach)
				reach = v->marks[mark].to;
		}
		p->is_marked = reach > p->from;
	}
	free(edges);
}

static void
make_safe(struct cutter *c)
{
	struct arena *scratch = arena_new();

	for (size_t i = 0; i < c->npieces; i++) {
		const struct piece *p = &c->pieces[i];
		struct text t = text_from(
		    scratch, c->view->text + p->from, p->to - p->from);

		c->starts[i] = c->out.len;
		buf_add(&c->out, t.s, t.n);
	}
	c->starts[c->npieces] = c->out.len;
	arena_free(scratch);
}

/* Is the line around this byte too long to find anything in it? */
static bool
is_long_line(const struct cutter *c, size_t at)
{
	size_t from = at, to = at;

	while (
	    from > 0 && c->out.data[from - 1] != '\n' && at - from <= LONG_LINE)
		from--;
	while (
	    to < c->out.len && c->out.data[to] != '\n' && to - at <= LONG_LINE)
		to++;
	return to - from > LONG_LINE;
}

/* The id of each marked piece that begins a mark. */
static const struct source_mark *
mark_ids(struct cutter *c, size_t *n)
{
	struct source_mark *marks =
	    arena_array(c->w->a, c->npieces + 1, sizeof(*marks));

	*n = 0;
	for (size_t i = 0; i < c->npieces; i++) {
		struct source_mark *m = &marks[*n];

		if (!c->pieces[i].is_marked)
			continue;
		m->from = c->starts[i];
		m->to = c->starts[i + 1];
		if (c->pieces[i].begins)
			m->id =
			    arena_printf(c->w->a, "%sm%zu", c->prefix, i + 1);
		(*n)++;
	}
	return marks;
}

/* Pieces are in order, marks too: one walk over both. */
static void
link_marks(struct cutter *c, const char **fragments)
{
	size_t piece = 0, line = 1, at = 0;

	for (size_t i = 0; i < c->view->nmarks; i++) {
		size_t from = c->view->marks[i].from;

		fragments[i] = NULL;
		while (piece < c->npieces && c->pieces[piece].from < from)
			piece++;
		if (piece == c->npieces || c->pieces[piece].from != from ||
		    !c->pieces[piece].is_marked)
			continue;
		for (; at < c->starts[piece]; at++)
			line += c->out.data[at] == '\n';
		if (is_long_line(c, at))
			fragments[i] = arena_printf(
			    c->w->a, "%sm%zu", c->prefix, piece + 1);
		else
			fragments[i] =
			    arena_printf(c->w->a, "%sL%zu", c->prefix, line);
	}
}

static struct text
label(struct cutter *c, const struct source *s)
{
	if (s->nlines < s->total_lines || c->cut < c->view->ntext)
		return text_printf(c->w->a,
		    "Raw text, the first %zu of %zu "
		    "lines",
		    s->nlines, s->total_lines);
	return text_printf(c->w->a, "Raw text, %zu line%s", s->nlines,
	    s->nlines == 1 ? "" : "s");
}

const struct source *
source_make(struct work *w, const struct evidence_view *v, size_t index,
    const char **fragments)
{
	struct cutter c = {.w = w, .view = v, .prefix = ""};
	struct source *s;

	if (v->text == NULL)
		return NULL;
	s = arena_alloc(w->a, sizeof(*s));
	if (index > 0)
		c.prefix = arena_printf(w->a, "v%zu-", index + 1);
	c.cut = find_cut(v);
	split(&c);
	make_safe(&c);
	s->text.s = arena_ndup(w->a, buf_str(&c.out), c.out.len);
	s->text.n = c.out.len;
	s->nlines = lines_in(s->text.s, s->text.n);
	s->total_lines = lines_in(v->text, v->ntext);
	s->marks = mark_ids(&c, &s->nmarks);
	s->prefix = arena_printf(w->a, "%sL", c.prefix);
	s->label = label(&c, s);
	link_marks(&c, fragments);
	free(c.pieces);
	free(c.starts);
	buf_free(&c.out);
	return s;
}
