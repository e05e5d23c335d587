/*
 * Texts that a session has opened, and nodes in them.  A text is opened once,
 * however many rows read it; its key is the locator that leads to it, so a
 * name that the snapshot kept can be bound again (CONNECTORS sections 2, 8).
 */
#include "extract/session.h"

#include <string.h>

#include "base/buf.h"
#include "extract/tree.h"

static size_t
slot_of(const struct docs *d, const char *key)
{
	size_t h = 5381;

	for (const char *p = key; *p != '\0'; p++)
		h = h * 33 + (unsigned char)*p;
	h &= d->cap - 1;
	while (d->slots[h] != NULL && strcmp(d->slots[h]->key, key) != 0)
		h = (h + 1) & (d->cap - 1);
	return h;
}

const struct doc *
docs_find(const struct docs *d, const char *key)
{
	return d->cap == 0 ? NULL : d->slots[slot_of(d, key)];
}

static const struct doc *
docs_add(struct docs *d, const struct doc *doc)
{
	if (2 * (d->n + 1) > d->cap) {
		struct docs old = *d;

		d->cap = old.cap == 0 ? 64 : 2 * old.cap;
		/* NOLINTNEXTLINE(bugprone-sizeof-expression): pointers */
		d->slots = arena_array(d->a, d->cap, sizeof(*d->slots));
		for (size_t i = 0; i < old.cap; i++)
			if (old.slots[i] != NULL)
				d->slots[slot_of(d, old.slots[i]->key)] =
				    old.slots[i];
	}
	d->slots[slot_of(d, doc->key)] = doc;
	d->n++;
	return doc;
}

/* Decodes into the doc; a failure is part of it. */
static void
open_tree(struct docs *d, struct doc *doc, const char *bytes, size_t n)
{
	struct error why = {0};
	struct tree *t = NULL;

	if (tree_decode(d->a, doc->decode, bytes, n, &t, &why) == -1)
		doc->error = arena_printf(
		    d->a, "does not decode: %s: %s", why.where, why.what);
	doc->tree = t;
}

void
docs_working(const struct docs *d, const char *object)
{
	if (d->objects.working != NULL && object != NULL)
		d->objects.working(d->objects.ctx, object);
}

const struct doc *
docs_object(struct docs *d, const char *object, enum decode decode,
    const char *bytes, size_t n)
{
	const char *key =
	    decode == DECODE_JSON
		? object
		: arena_printf(d->a, "%s > %s", object, decode_name(decode));
	const struct doc *had = docs_find(d, key);
	struct doc *doc;

	if (had != NULL)
		return had;
	if (bytes == NULL && d->objects.get != NULL)
		bytes = d->objects.get(d->objects.ctx, object, &n);
	if (bytes == NULL)
		return NULL;
	doc = arena_alloc(d->a, sizeof(*doc));
	doc->key = key;
	doc->is_decoded = decode != DECODE_JSON && decode != DECODE_RAW;
	doc->prefix = doc->is_decoded ? key : arena_dup(d->a, object);
	doc->base = "$";
	doc->decode = decode;
	docs_working(d, object);
	if (decode != DECODE_RAW)
		open_tree(d, doc, arena_ndup(d->a, bytes, n), n);
	return docs_add(d, doc);
}

const char *
spot_at(struct arena *a, struct spot s)
{
	const char *path =
	    s.doc->tree == NULL ? "$" : tree_path(a, s.doc->tree, s.node);

	return arena_printf(
	    a, "%s > %s%s", s.doc->prefix, s.doc->base, path + 1);
}

const char *
spot_text(struct spot s, size_t *n)
{
	return tree_text(s.doc->tree, s.node, n);
}

const struct doc *
docs_decode(struct docs *d, struct spot s, enum decode decode)
{
	/* A bare `$` between two decoders is left out (section 8). */
	const char *at =
	    s.node == 0 && s.doc->is_decoded ? s.doc->prefix : spot_at(d->a, s);
	const char *key =
	    arena_printf(d->a, "%s > %s", at, decode_name(decode));
	const struct doc *had = docs_find(d, key);
	struct doc *doc;

	if (had != NULL)
		return had;
	doc = arena_alloc(d->a, sizeof(*doc));
	doc->key = doc->prefix = key;
	doc->base = "$";
	doc->is_decoded = true;
	doc->decode = decode;
	if (tree_type(s.doc->tree, s.node) != NODE_STRING) {
		doc->error = "only a text can be decoded";
	} else {
		size_t n;
		const char *text = spot_text(s, &n);

		open_tree(d, doc, text, n);
	}
	return docs_add(d, doc);
}

/* Depth is the YAML reader's. */
static void
add_input(struct tree_builder *b, const struct data *v)
{
	if (v->kind == DATA_TEXT) {
		tree_add_text(b, NODE_STRING, v->text, strlen(v->text), 0, 0);
		return;
	}
	(void)tree_add_open(
	    b, v->kind == DATA_MAP ? NODE_OBJECT : NODE_ARRAY, 0);
	for (size_t i = 0; i < v->n; i++) {
		if (v->kind == DATA_MAP)
			tree_add_key(b, v->keys[i], strlen(v->keys[i]));
		add_input(b, &v->items[i]);
	}
	(void)tree_add_close(b, 0); /* repeats were refused when it was read */
}

const struct doc *
docs_input(struct docs *d, const char *file, const char *base,
    const struct data *value)
{
	struct doc *doc = arena_alloc(d->a, sizeof(*doc));
	struct tree_builder b;

	doc->prefix = arena_printf(d->a, "input %s", file);
	doc->base = arena_dup(d->a, base);
	doc->key = arena_printf(d->a, "%s > %s", doc->prefix, base);
	doc->decode = DECODE_YAML;
	tree_begin(&b, d->a, "", 0);
	add_input(&b, value);
	doc->tree = tree_end(&b);
	if (d->ninputs < INPUTS_MAX)
		d->inputs[d->ninputs++] = doc;
	return docs_add(d, doc);
}

static int
resolve_path(struct docs *d, const struct doc *doc, const char *path,
    struct spot *out, struct error *e)
{
	struct path *p = NULL;
	size_t *nodes = NULL, n = 0;

	if (doc->tree == NULL)
		return err_set(e, ERR_INPUT, doc->prefix, "%s",
		    doc->error == NULL ? "has no paths" : doc->error);
	if (path_parse(d->a, path, false, &p, e) == -1 ||
	    path_select(
		d->a, p, (struct tree_at){doc->tree, 0}, &nodes, &n, e) == -1)
		return -1;
	if (n != 1)
		return err_set(e, ERR_INPUT, doc->prefix,
		    "path %s selects %zu nodes, not one", path, n);
	*out = (struct spot){doc, nodes[0]};
	return 0;
}

static int
resolve_input(
    struct docs *d, const struct locator *l, struct spot *out, struct error *e)
{
	const char *path = l->nparts == 1 && l->parts[0].kind == PART_PATH
			       ? l->parts[0].text
			       : "";

	for (size_t i = 0; i < d->ninputs; i++) {
		const struct doc *doc = d->inputs[i];
		size_t n = strlen(doc->base);

		if (strcmp(doc->prefix + strlen("input "), l->input) == 0 &&
		    strncmp(path, doc->base, n) == 0)
			return resolve_path(d, doc,
			    arena_printf(d->a, "$%s", path + n), out, e);
	}
	return err_set(e, ERR_INPUT, l->input, "has no %s", path);
}

/* The decoder that the first part names, or JSON. */
static enum decode
root_decode(const struct locator *l, size_t *next)
{
	enum decode d = DECODE_JSON;

	*next = 0;
	if (l->nparts > 0 && l->parts[0].kind == PART_DECODE &&
	    decode_parse(&d, l->parts[0].text) == 0)
		*next = 1;
	return d;
}

int
docs_resolve(
    struct docs *d, const struct locator *l, struct spot *out, struct error *e)
{
	size_t i;
	enum decode decode;
	const struct doc *doc;

	if (l->input != NULL)
		return resolve_input(d, l, out, e);
	decode = root_decode(l, &i);
	doc = docs_object(d, l->object, decode, NULL, 0);
	if (doc == NULL)
		return err_set(e, ERR_INPUT, l->object,
		    "the bytes of this object are not here");
	if (doc->tree == NULL)
		return err_set(e, ERR_INPUT, l->object, "%s", doc->error);
	*out = (struct spot){doc, 0};
	for (; i < l->nparts; i++) {
		const struct part *p = &l->parts[i];

		if (p->kind == PART_PATH) {
			if (resolve_path(d, out->doc, p->text, out, e) == -1)
				return -1;
		} else if (p->kind == PART_DECODE &&
			   decode_parse(&decode, p->text) == 0) {
			doc = docs_decode(d, *out, decode);
			if (doc->tree == NULL)
				return err_set(e, ERR_INPUT, doc->prefix, "%s",
				    doc->error == NULL ? "has no tree"
						       : doc->error);
			*out = (struct spot){doc, 0};
		} else {
			return err_set(e, ERR_INPUT, l->object,
			    "'%s' leads to no node in this release", p->text);
		}
	}
	return 0;
}
