/*
 * Raw text with a number and an id for each line, and the bytes that were
 * used marked.  Shows at most the lines that compose chose; never interprets
 * what it shows.
 */
#include <string.h>

#include "render/internal.h"

struct cursor {
	const struct source *src;
	size_t at;   /* byte of the text */
	size_t mark; /* the first mark that may still begin or go on */
};

static void
plain(struct html *h, const struct source *s, size_t from, size_t to)
{
	html_text(h, (struct text){s->text.s + from, to - from});
}

/* Writes the line's bytes; a mark that spans lines is opened in each. */
static void
line_text(struct html *h, struct cursor *c, size_t end)
{
	const struct source *s = c->src;

	while (c->mark < s->nmarks && s->marks[c->mark].from <= end) {
		const struct source_mark *m = &s->marks[c->mark];
		size_t from = m->from > c->at ? m->from : c->at;
		size_t to = m->to < end ? m->to : end;

		plain(h, s, c->at, from);
		html_put(h, "<mark");
		if (m->from >= c->at)
			html_id(h, m->id);
		html_put(h, ">");
		plain(h, s, from, to);
		html_put(h, "</mark>");
		c->at = to;
		if (m->to > end)
			break;
		c->mark++;
	}
	plain(h, s, c->at, end);
}

static bool
line_is_hit(const struct cursor *c, size_t end)
{
	return c->mark < c->src->nmarks && c->src->marks[c->mark].from <= end;
}

static void
line(struct html *h, struct cursor *c, size_t number)
{
	const struct source *s = c->src;
	const char *nl = memchr(s->text.s + c->at, '\n', s->text.n - c->at);
	size_t end = nl == NULL ? s->text.n : (size_t)(nl - s->text.s);

	buf_printf(h->out,
	    "<li id=\"%s%zu\"%s><a href=\"#%s%zu\" "
	    "aria-label=\"Line %zu\">%zu</a><span>",
	    s->prefix, number, line_is_hit(c, end) ? " class=\"hit\"" : "",
	    s->prefix, number, number, number);
	line_text(h, c, end);
	html_put(h, "</span></li>");
	c->at = end < s->text.n ? end + 1 : end;
}

void
html_source(struct html *h, const struct node *n)
{
	struct cursor c = {.src = n->u.source};

	html_put(h, "<div class=\"source\" role=\"group\" tabindex=\"0\" "
		    "aria-label=\"");
	html_attr(h, n->u.source->label);
	html_put(h, "\"><ol>\n");
	for (size_t i = 1; i <= n->u.source->nlines; i++)
		line(h, &c, i);
	html_put(h, "</ol></div>\n");
}
