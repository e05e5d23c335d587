/*
 * The only way for text into a page: one function for each context.  Text is
 * display-safe already (base/text.h), so what is left is markup.  Paths and
 * ids were checked by doc_check to be [A-Za-z0-9._/-].
 */
#include <assert.h>
#include <string.h>

#include "render/internal.h"

/* What stands for a sign of markup, NULL: the sign itself may stand. */
static const char *
escaped(char c, bool is_attr)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return is_attr ? "&quot;" : NULL;
	case '\'':
		return is_attr ? "&#39;" : NULL;
	case '\n':
		return is_attr ? "&#10;" : NULL;
	case '\t':
		return is_attr ? "&#9;" : NULL;
	default:
		return NULL;
	}
}

/* All those signs are below this one. */
enum { PLAIN_FROM = '>' + 1 };

static void
put_escaped(struct buf *out, struct text t, bool is_attr)
{
	size_t run = 0;

	for (size_t i = 0; i < t.n; i++) {
		const char *instead;

		if ((unsigned char)t.s[i] >= PLAIN_FROM)
			continue;
		instead = escaped(t.s[i], is_attr);
		if (instead == NULL)
			continue;
		buf_add(out, t.s + run, i - run);
		buf_puts(out, instead);
		run = i + 1;
	}
	buf_add(out, t.s + run, t.n - run);
}

void
html_text(struct html *h, struct text t)
{
	put_escaped(h->out, t, false);
}

void
html_attr(struct html *h, struct text t)
{
	put_escaped(h->out, t, true);
}

void
html_put(struct html *h, const char *markup)
{
	buf_puts(h->out, markup);
}

void
html_number(struct html *h, size_t n)
{
	buf_printf(h->out, "%zu", n);
}

void
html_id(struct html *h, const char *id)
{
	if (id == NULL)
		return;
	html_put(h, " id=\"");
	html_attr(h, (struct text){id, strlen(id)});
	html_put(h, "\"");
}

/* Length of the folders that both paths begin with, with the last '/'. */
static size_t
common_folder(const char *a, const char *b)
{
	size_t n = 0;

	for (size_t i = 0; a[i] != '\0' && a[i] == b[i]; i++)
		if (a[i] == '/')
			n = i + 1;
	return n;
}

void
html_href(struct html *h, const char *page, const char *fragment)
{
	const char *from = h->doc->path;
	bool is_here = strcmp(from, page) == 0;

	html_put(h, " href=\"");
	if (!is_here || fragment == NULL) {
		size_t same = common_folder(from, page);

		for (const char *c = from + same; *c != '\0'; c++)
			if (*c == '/')
				html_put(h, "../");
		page += same;
		html_attr(h, (struct text){page, strlen(page)});
	}
	if (fragment != NULL) {
		html_put(h, "#");
		html_attr(h, (struct text){fragment, strlen(fragment)});
	}
	html_put(h, "\"");
}

void
css_string(struct buf *out, struct text t)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789 ._-/:,()";

	buf_putc(out, '"');
	for (size_t i = 0; i < t.n;) {
		size_t len = utf8_len(t.s + i, t.n - i);

		assert(len > 0); /* struct text is UTF-8 */
		if (len == 1 && strchr(plain, t.s[i]) != NULL)
			buf_putc(out, t.s[i]);
		else
			buf_printf(out, "\\%06X", utf8_code(t.s + i));
		i += len;
	}
	buf_putc(out, '"');
}
