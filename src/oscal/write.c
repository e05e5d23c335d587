/*
 * A tree's two spellings.  XML has no indent inside text, since an element
 * with text holds no other.  JSON has lists by plural names and markup as
 * Markdown, in which each sign that could be markup is escaped: a text stays a
 * text (reference/oscal.md, 7.1).
 */
#include <assert.h>
#include <string.h>

#include "base/buf.h"
#include "ext/json.h"
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

static struct json *
markup_json(const struct el *el)
{
	struct buf b = {0};
	struct json *j;

	if (el->text != NULL)
		markdown(&b, el->text);
	for (const struct el *p = el->first; p != NULL; p = p->next) {
		if (b.len > 0)
			buf_puts(&b, "\n\n");
		markdown(&b, p->text);
	}
	j = json_text(buf_str(&b));
	buf_free(&b);
	return j;
}

/* What an element is by itself; its children are added by oscal_json. */
static struct json *
own_json(const struct el *el)
{
	const struct elem_def *d = elem_def(el->is);
	struct json *j;

	if (d->content == CONTENT_LINE || d->content == CONTENT_PROSE)
		return markup_json(el);
	if (d->content == CONTENT_TEXT && d->value_key == NULL)
		return json_text(el->text);
	j = json_map();
	for (size_t i = 0; i < el->nattrs; i++)
		json_put_text(j, el->attrs[i].name, el->attrs[i].value);
	if (d->content == CONTENT_TEXT)
		json_put_text(j, d->value_key, el->text);
	return j;
}

/* Lists of one element, by kind: siblings of a kind need not be neighbours. */
struct open_lists {
	struct json *map;
	struct json *lists[EL_COUNT];
	const struct el *next;
};

static void
put_child(struct open_lists *in, enum elem is, struct json *j)
{
	const struct elem_def *d = elem_def(is);

	if (!d->is_list) {
		json_put(in->map, d->key, j);
		return;
	}
	if (in->lists[is] == NULL) {
		in->lists[is] = json_list();
		json_put(in->map, d->key, in->lists[is]);
	}
	json_push(in->lists[is], j);
}

void
oscal_json(const struct el *root, struct buf *out)
{
	struct open_lists at[DEPTH_MAX] = {0};
	struct json *top = json_map(), *j = own_json(root);
	size_t n = 1;

	json_put(top, elem_def(root->is)->key, j);
	at[0] = (struct open_lists){.map = j, .next = root->first};
	while (n > 0) {
		const struct el *el = at[n - 1].next;

		if (el == NULL) {
			n--;
			continue;
		}
		at[n - 1].next = el->next;
		j = own_json(el);
		put_child(&at[n - 1], el->is, j);
		if (elem_def(el->is)->content != CONTENT_TREE ||
		    el->first == NULL)
			continue;
		assert(n < DEPTH_MAX);
		at[n++] = (struct open_lists){.map = j, .next = el->first};
	}
	json_format(top, out);
	json_free(top);
}
