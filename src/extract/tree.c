/*
 * Trees: reads nodes off the tape that a decoder has written.  Nothing here
 * knows a syntax.  A text may hold U+0000 (JSON allows "\u0000"), so its length
 * counts, not its NUL; who shows or compares it as a C string must say so.
 * Paths are RFC 9535 section 2.7, normalized.
 */
#include "extract/tree.h"

#include <assert.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

static const struct node *
node_at(const struct tree *t, size_t i)
{
	assert(i < t->count);
	return &t->chunks[i >> TREE_CHUNK_BITS][i & (TREE_CHUNK - 1)];
}

static enum node_type
type_of(const struct node *n)
{
	return (enum node_type)(n->size_type & 7);
}

static bool
is_container(const struct node *n)
{
	return type_of(n) >= NODE_ARRAY;
}

size_t
tree_count(const struct tree *t)
{
	return t->count;
}

enum node_type
tree_type(const struct tree *t, size_t node)
{
	return type_of(node_at(t, node));
}

const char *
tree_text(const struct tree *t, size_t node, size_t *n)
{
	const struct node *it = node_at(t, node);
	enum node_type type = type_of(it);

	*n = 0;
	if (type != NODE_STRING && type != NODE_NUMBER)
		return NULL;
	*n = it->size_type >> 3;
	return t->texts + it->link;
}

const char *
tree_scalar(const struct tree *t, size_t node, size_t *n)
{
	*n = 0;
	switch (tree_type(t, node)) {
	case NODE_STRING:
	case NODE_NUMBER:
		return tree_text(t, node, n);
	case NODE_TRUE:
		*n = 4;
		return "true";
	case NODE_FALSE:
		*n = 5;
		return "false";
	case NODE_NULL:
	case NODE_ARRAY:
	case NODE_OBJECT:
		break;
	}
	return NULL;
}

void
tree_span(const struct tree *t, size_t node, size_t *from, size_t *to)
{
	const struct node *it = node_at(t, node);

	*from = it->from;
	*to = it->to;
}

const char *
tree_bytes(const struct tree *t, size_t *n)
{
	*n = t->n;
	return t->bytes;
}

size_t
tree_parent(const struct tree *t, size_t node)
{
	return node_at(t, node)->parent;
}

size_t
tree_size(const struct tree *t, size_t node)
{
	const struct node *it = node_at(t, node);

	return is_container(it) ? it->size_type >> 3 : 0;
}

size_t
tree_behind(const struct tree *t, size_t node)
{
	const struct node *it = node_at(t, node);

	return is_container(it) ? it->link : node + 1;
}

size_t
tree_child(const struct tree *t, size_t node)
{
	return tree_size(t, node) > 0 ? node + 1 : 0;
}

size_t
tree_next(const struct tree *t, size_t node)
{
	size_t behind = tree_behind(t, node);

	if (node == 0 || behind == node_at(t, tree_parent(t, node))->link)
		return 0;
	return behind;
}

static bool
has_key(const struct tree *t, size_t node)
{
	return node != 0 && tree_type(t, tree_parent(t, node)) == NODE_OBJECT;
}

size_t
tree_index(const struct tree *t, size_t node)
{
	assert(node != 0 && !has_key(t, node));
	return node_at(t, node)->place;
}

/* The name at this place: its length stands before it. */
static const char *
key_at(const char *texts, uint32_t place, size_t *n)
{
	uint32_t bytes;

	memcpy(&bytes, texts + place, sizeof(bytes));
	*n = bytes;
	return texts + place + TREE_KEY_AT;
}

const char *
tree_key(const struct tree *t, size_t node, size_t *n)
{
	*n = 0;
	if (!has_key(t, node))
		return NULL;
	return key_at(t->texts, node_at(t, node)->place, n);
}

size_t
tree_member(const struct tree *t, size_t node, const char *key, size_t n)
{
	if (tree_type(t, node) != NODE_OBJECT)
		return 0;
	for (size_t c = tree_child(t, node); c != 0; c = tree_next(t, c)) {
		size_t nkey;
		const char *k = key_at(t->texts, node_at(t, c)->place, &nkey);
		if (nkey == n && memcmp(k, key, n) == 0)
			return c;
	}
	return 0;
}

static void
put_name(struct buf *out, const char *s, size_t n)
{
	static const char from[] = "\b\t\n\f\r'\\", to[] = "btnfr'\\";

	buf_puts(out, "['");
	for (size_t i = 0; i < n; i++) {
		const char *at = memchr(from, s[i], sizeof(from) - 1);
		if (at != NULL)
			buf_printf(out, "\\%c", to[at - from]);
		else if ((unsigned char)s[i] < 0x20)
			buf_printf(out, "\\u%04x", (unsigned)s[i]);
		else
			buf_putc(out, s[i]);
	}
	buf_puts(out, "']");
}

const char *
tree_path(struct arena *a, const struct tree *t, size_t node)
{
	size_t up[JSON_DEPTH + 1], depth = 0, n;
	struct buf out = {0};
	const char *path;

	for (; node != 0; node = tree_parent(t, node)) {
		assert(depth < sizeof(up) / sizeof(up[0]));
		up[depth++] = node;
	}
	buf_putc(&out, '$');
	while (depth > 0) {
		const char *key = tree_key(t, up[--depth], &n);
		if (key != NULL)
			put_name(&out, key, n);
		else
			buf_printf(&out, "[%zu]", tree_index(t, up[depth]));
	}
	path = arena_ndup(a, out.data, out.len);
	buf_free(&out);
	return path;
}
