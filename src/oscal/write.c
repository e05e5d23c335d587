/*
 * A tree's two spellings.  XML has no indent inside text, since an element
 * with text holds no other.  JSON has lists by plural names and markup as
 * Markdown, in which each sign that could be markup is escaped: a text stays a
 * text (reference/oscal.md, 7.1).  It is written as ext/json would, and not by
 * it: a document of a thousand objects need not become another tree first.
 */
#include <assert.h>
#include <string.h>

#include "base/buf.h"
#include "ext/xml.h"
#include "oscal/internal.h"

/* Trees are made by this folder: result, observation, evidence, prop. */
enum { DEPTH_MAX = 16 };

/* ---- XML ---------------------------------------------------------------- */

static void
open_el(struct xml_out *w, const struct el *el)
{
	xml_open(w, elem_def(el->is)->name);
	for (size_t i = 0; i < el->nattrs; i++)
		xml_attr(w, el->attrs[i].name, el->attrs[i].value);
	if (el->text != NULL)
		xml_text(w, el->text);
}

void
oscal_xml(const struct el *root, struct buf *out)
{
	const struct el *at[DEPTH_MAX];
	struct xml_out *w = xml_begin(out);
	size_t n = 1;

	xml_open(w, elem_def(root->is)->name);
	xml_attr(w, "xmlns", OSCAL_NS);
	for (size_t i = 0; i < root->nattrs; i++)
		xml_attr(w, root->attrs[i].name, root->attrs[i].value);
	at[0] = root->first; /* at[i]: the next one at depth i + 1 */
	while (n > 0) {
		const struct el *el = at[n - 1];

		if (el == NULL) {
			xml_close(w);
			n--;
			continue;
		}
		at[n - 1] = el->next;
		open_el(w, el);
		assert(n < DEPTH_MAX);
		at[n++] = el->first;
	}
	xml_end(w);
}

/* ---- JSON --------------------------------------------------------------- */

/*
 * The signs that NIST's own converter escapes, no more: others would stand
 * there as \x for it.  What else could be markup, el_markup took away.
 */
static void
markdown(struct buf *out, const char *text)
{
	for (; *text != '\0'; text++) {
		if (strchr("\\`*[]<>&~^|", *text) != NULL)
			buf_putc(out, '\\');
		buf_putc(out, *text);
	}
}

/* As ext/json writes: sorted members, one space a level. */
struct json_out {
	struct buf *out;
	struct buf scratch; /* Markdown of the text being written */
	size_t depth;
};

static void
quote(struct buf *out, const char *text)
{
	buf_putc(out, '"');
	for (size_t n; *text != '\0'; text += n) {
		n = strcspn(text, "\"\\\n");
		buf_add(out, text, n);
		if (text[n] == '\0')
			break;
		buf_puts(out, text[n] == '"'    ? "\\\""
			      : text[n] == '\n' ? "\\n"
						: "\\\\");
		n++;
	}
	buf_putc(out, '"');
}

static void
new_line(struct json_out *w)
{
	static const char blanks[] = "                                "
				     "                                ";

	assert(w->depth < sizeof(blanks));
	buf_putc(w->out, '\n');
	buf_add(w->out, blanks, w->depth);
}

static void
markup(struct json_out *w, const struct el *el)
{
	buf_reset(&w->scratch);
	if (el->text != NULL)
		markdown(&w->scratch, el->text);
	for (const struct el *p = el->first; p != NULL; p = p->next) {
		if (w->scratch.len > 0)
			buf_puts(&w->scratch, "\n\n");
		markdown(&w->scratch, p->text);
	}
	quote(w->out, buf_str(&w->scratch));
}

/* A member of an object: an attribute, the text, or children of a kind. */
struct member {
	const char *key, *value;
	const struct el *first;
};

enum { MEMBERS_MAX = EL_ATTRS_MAX + EL_COUNT + 1 };

static size_t
add_member(struct member *list, size_t n, struct member one)
{
	size_t i = n;

	for (; i > 0 && strcmp(list[i - 1].key, one.key) > 0; i--)
		list[i] = list[i - 1];
	list[i] = one;
	return n + 1;
}

static size_t
members(const struct el *el, struct member list[static MEMBERS_MAX])
{
	const struct elem_def *d = elem_def(el->is);
	bool is_seen[EL_COUNT] = {0};
	size_t n = 0;

	for (size_t i = 0; i < el->nattrs; i++)
		n = add_member(list, n,
		    (struct member){
			.key = el->attrs[i].name, .value = el->attrs[i].value});
	if (d->content == CONTENT_TEXT)
		return add_member(list, n,
		    (struct member){.key = d->value_key, .value = el->text});
	for (const struct el *c = el->first; c != NULL; c = c->next) {
		if (is_seen[c->is])
			continue;
		is_seen[c->is] = true;
		n = add_member(list, n,
		    (struct member){.key = elem_def(c->is)->key, .first = c});
	}
	return n;
}

static void put_value(struct json_out *w, const struct el *el);

/* All siblings of its kind; other kinds may stand between them. */
static void
put_list(struct json_out *w, const struct el *first)
{
	buf_putc(w->out, '[');
	w->depth++;
	for (const struct el *c = first; c != NULL; c = c->next) {
		if (c->is != first->is)
			continue;
		if (c != first)
			buf_putc(w->out, ',');
		new_line(w);
		put_value(w, c);
	}
	w->depth--;
	new_line(w);
	buf_putc(w->out, ']');
}

static void
put_object(struct json_out *w, const struct el *el)
{
	struct member list[MEMBERS_MAX];
	size_t n = members(el, list);

	buf_putc(w->out, '{');
	w->depth++;
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			buf_putc(w->out, ',');
		new_line(w);
		quote(w->out, list[i].key);
		buf_puts(w->out, ": ");
		if (list[i].first == NULL)
			quote(w->out, list[i].value);
		else if (elem_def(list[i].first->is)->is_list)
			put_list(w, list[i].first);
		else
			put_value(w, list[i].first);
	}
	w->depth--;
	if (n > 0)
		new_line(w);
	buf_putc(w->out, '}');
}

/* As deep as the tree, which this folder makes; new_line asserts it. */
static void
put_value(struct json_out *w, const struct el *el)
{
	const struct elem_def *d = elem_def(el->is);

	if (d->content == CONTENT_LINE || d->content == CONTENT_PROSE)
		markup(w, el);
	else if (d->content == CONTENT_TEXT && d->value_key == NULL)
		quote(w->out, el->text);
	else
		put_object(w, el);
}

void
oscal_json(const struct el *root, struct buf *out)
{
	struct json_out w = {.out = out, .depth = 1};

	buf_puts(out, "{\n ");
	quote(out, elem_def(root->is)->key);
	buf_puts(out, ": ");
	put_value(&w, root);
	buf_puts(out, "\n}\n");
	buf_free(&w.scratch);
}
