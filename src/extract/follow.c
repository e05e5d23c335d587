/*
 * A locator followed back to the bytes it names (CONNECTORS section 8): the
 * proof that a value stood where its row says.  Members of zip files and gzip
 * are refused until a release unpacks them.
 */
#include "extract/session.h"

#include <string.h>

#include "extract/tree.h"

/* The node's own spelling: texts unescaped, else its bytes. */
static const char *
shown(struct arena *a, struct spot s)
{
	const struct tree *t = s.doc->tree;
	size_t n, from, to;
	const char *bytes;

	switch (tree_type(t, s.node)) {
	case NODE_STRING:
	case NODE_NUMBER:
		return tree_text(t, s.node, &n);
	case NODE_NULL:
		return "null";
	case NODE_TRUE:
		return "true";
	case NODE_FALSE:
		return "false";
	case NODE_ARRAY:
	case NODE_OBJECT:
		break;
	}
	bytes = tree_bytes(t, &n);
	tree_span(t, s.node, &from, &to);
	return arena_ndup(a, bytes + from, to - from);
}

static void
found_node(struct arena *a, struct spot s, struct found *out)
{
	out->text = tree_bytes(s.doc->tree, &out->ntext);
	tree_span(s.doc->tree, s.node, &out->from, &out->to);
	out->value = shown(a, s);
	out->format = decode_name(s.doc->decode);
}

/* `answer`, `answer sha256`, `answer bytes`: words about the object. */
static int
follow_answer(struct docs *d, const struct locator *l, const char *word,
    struct found *out, struct error *e)
{
	size_t n = 0;
	const char *bytes = d->objects.get == NULL
				? NULL
				: d->objects.get(d->objects.ctx, l->object, &n);

	if (bytes == NULL)
		return err_set(e, ERR_INPUT, l->object,
		    "the bytes of this object are not here");
	if (strcmp(word, "sha256") == 0)
		out->value = arena_dup(d->a, l->object);
	else if (strcmp(word, "bytes") == 0)
		out->value = arena_printf(d->a, "%zu", n);
	out->format = "answer";
	return 0; /* file, time and constants stand in the snapshot */
}

/* The name or index under which the last node stands. */
static void
follow_key(struct arena *a, struct spot s, struct found *out)
{
	size_t n;
	const char *key = tree_key(s.doc->tree, s.node, &n);

	found_node(a, s, out);
	out->value = key != NULL ? key
				 : arena_printf(a, "%zu",
				       tree_index(s.doc->tree, s.node));
}

/* A file of the user's: object_source knows it as "input NAME". */
static int
follow_input(
    struct docs *d, const struct locator *l, struct found *out, struct error *e)
{
	const char *name = arena_printf(d->a, "input %s", l->input);
	size_t n = 0, len = strlen(l->input);
	const char *bytes = d->objects.get == NULL
				? NULL
				: d->objects.get(d->objects.ctx, name, &n);
	bool is_json = len > 5 && strcmp(l->input + len - 5, ".json") == 0;
	struct part *parts = arena_array(d->a, l->nparts + 1, sizeof(*parts));
	struct locator rest = {.object = name, .parts = parts};
	struct spot s = {0};

	if (bytes == NULL)
		return err_set(
		    e, ERR_INPUT, l->input, "this input is not here");
	/* From here it is read like an object, YAML by its decoder. */
	(void)docs_object(
	    d, name, is_json ? DECODE_JSON : DECODE_YAML, bytes, n);
	if (!is_json)
		parts[rest.nparts++] = (struct part){PART_DECODE, "yaml"};
	for (size_t i = 0; i < l->nparts; i++)
		parts[rest.nparts++] = l->parts[i];
	if (docs_resolve(d, &rest, &s, e) == -1)
		return -1;
	found_node(d->a, s, out);
	return 0;
}

struct follower {
	struct docs docs;
};

struct follower *
follower_new(struct arena *a, struct object_source objects)
{
	struct follower *f = arena_alloc(a, sizeof(*f));

	f->docs = (struct docs){.a = a, .objects = objects};
	return f;
}

int
follower_follow(struct follower *f, const struct locator *l, struct found *out,
    struct error *e)
{
	struct docs *d = &f->docs;
	struct locator nodes = *l;
	const struct part *last =
	    l->nparts == 0 ? NULL : &l->parts[l->nparts - 1];
	struct spot s = {0};

	*out = (struct found){0};
	if (l->input != NULL)
		return follow_input(d, l, out, e);
	if (last != NULL && last->kind == PART_ANSWER) {
		if (l->nparts != 1)
			return err_set(e, ERR_INPUT, l->object,
			    "'answer' stands alone behind an object");
		return follow_answer(
		    d, l, last->text == NULL ? "" : last->text, out, e);
	}
	if (last != NULL && last->kind == PART_KEY)
		nodes.nparts--;
	if (docs_resolve(d, &nodes, &s, e) == -1)
		return -1;
	if (nodes.nparts < l->nparts)
		follow_key(d->a, s, out);
	else
		found_node(d->a, s, out);
	return 0;
}

int
locator_follow(struct arena *a, const struct locator *l,
    struct object_source objects, struct found *out, struct error *e)
{
	return follower_follow(follower_new(a, objects), l, out, e);
}
