/*
 * Writes trees.  The chunk at the end grows on the heap and is copied when it
 * is full, so that a small tree is small and a large one is never copied
 * whole.  Two members with one name are found when their object ends: by a
 * 64-bit mask for up to FEW members, by sorting above, because an attacker can
 * make names collide in any hash without a secret.
 */
#include "extract/tree.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { FEW = 32, FIRST_NODES = 64, FIRST_TEXT = 1024 };

struct name {
	const char *s;
	uint32_t n;
	uint32_t node;
};

void
tree_begin(struct tree_builder *b, struct arena *a, const char *bytes, size_t n)
{
	static const struct tree_builder empty;

	assert(n <= JSON_BYTES_MAX);
	*b = empty;
	b->a = a;
	b->bytes = bytes;
	b->n = n;
}

static struct node *
added(const struct tree_builder *b, size_t i)
{
	return &b->chunks[i >> TREE_CHUNK_BITS][i & (TREE_CHUNK - 1)];
}

static struct node *
copy_nodes(struct arena *a, const struct node *from, size_t n)
{
	struct node *to = arena_array(a, n, sizeof(*to));

	memcpy(to, from, n * sizeof(*to));
	return to;
}

/* Room for one more node at least. */
static void
grow_nodes(struct tree_builder *b)
{
	size_t used =
	    b->nchunks == 0 ? 0 : b->limit - (b->nchunks - 1) * TREE_CHUNK;

	if (used == TREE_CHUNK)
		b->chunks[b->nchunks - 1] =
		    copy_nodes(b->a, b->scratch, TREE_CHUNK);
	if (used == TREE_CHUNK || b->nchunks == 0) {
		mem_push(&b->chunks, b->nchunks, &b->cap_chunks,
		    /* NOLINTNEXTLINE(bugprone-sizeof-expression): pointers */
		    sizeof(*b->chunks));
		b->nchunks++;
	}
	if (used < TREE_CHUNK) {
		used = used == 0 ? FIRST_NODES : used * 2;
		b->scratch = mem_grow(b->scratch, used, sizeof(*b->scratch));
	}
	b->chunks[b->nchunks - 1] = b->scratch;
	b->limit = (b->nchunks - 1) * TREE_CHUNK + used;
}

static struct node *
add(struct tree_builder *b, enum node_type type, size_t from, size_t to)
{
	struct node *it, *up;

	assert((b->depth > 0 || b->count == 0) && from <= to && to <= b->n);
	if (b->count == b->limit)
		grow_nodes(b);
	it = added(b, b->count);
	it->from = (uint32_t)from;
	it->to = (uint32_t)to;
	it->parent = (uint32_t)b->open;
	it->place = 0;
	it->link = 0;
	it->size_type = type;
	if (b->depth > 0) {
		up = added(b, b->open);
		it->place = (up->size_type & 7) == NODE_OBJECT
				? b->key
				: up->size_type >> 3;
		up->size_type += 1 << 3;
	}
	b->count++;
	return it;
}

void
tree_add_word(
    struct tree_builder *b, enum node_type type, size_t from, size_t to)
{
	assert(type <= NODE_TRUE);
	(void)add(b, type, from, to); /* nothing more to say of it */
}

char *
tree_room(struct tree_builder *b, size_t n)
{
	if (n > b->cap - b->used) {
		size_t want = b->used + n;
		b->cap = want > 2 * b->cap ? want : 2 * b->cap;
		if (b->cap < FIRST_TEXT)
			b->cap = FIRST_TEXT;
		assert(b->cap <= UINT32_MAX);
		b->texts = mem_grow(b->texts, b->cap, 1);
	}
	return b->texts + b->used;
}

void
tree_add_written(struct tree_builder *b, enum node_type type, size_t n,
    size_t from, size_t to)
{
	struct node *it = add(b, type, from, to);

	assert(type == NODE_STRING || type == NODE_NUMBER);
	assert(n < b->cap - b->used);
	b->texts[b->used + n] = '\0';
	it->link = (uint32_t)b->used;
	it->size_type |= (uint32_t)n << 3;
	b->used += n + 1;
}

void
tree_add_text(struct tree_builder *b, enum node_type type, const char *text,
    size_t n, size_t from, size_t to)
{
	memcpy(tree_room(b, n + 1), text, n);
	tree_add_written(b, type, n, from, to);
}

void
tree_add_written_key(struct tree_builder *b, size_t n)
{
	uint32_t bytes = (uint32_t)n;

	assert(n + TREE_KEY_AT < b->cap - b->used);
	memcpy(b->texts + b->used, &bytes, sizeof(bytes));
	b->key = (uint32_t)b->used;
	b->used += TREE_KEY_AT + n;
	b->texts[b->used++] = '\0';
}

void
tree_add_key(struct tree_builder *b, const char *key, size_t n)
{
	memcpy(tree_room(b, TREE_KEY_AT + n + 1) + TREE_KEY_AT, key, n);
	tree_add_written_key(b, n);
}

int
tree_add_open(struct tree_builder *b, enum node_type type, size_t from)
{
	assert(type == NODE_ARRAY || type == NODE_OBJECT);
	if (b->depth == JSON_DEPTH)
		return -1;
	(void)add(b, type, from, from); /* its end comes with its close */
	b->open = b->count - 1;
	b->depth++;
	return 0;
}

enum node_type
tree_open_type(const struct tree_builder *b)
{
	return (enum node_type)(added(b, b->open)->size_type & 7);
}

static struct name
name_of(const struct tree_builder *b, size_t node)
{
	struct name name = {.node = (uint32_t)node};
	uint32_t place = added(b, node)->place;

	memcpy(&name.n, b->texts + place, sizeof(name.n));
	name.s = b->texts + place + TREE_KEY_AT;
	return name;
}

const char *
tree_added_key(const struct tree_builder *b, size_t node, size_t *from)
{
	*from = added(b, node)->from;
	return name_of(b, node).s;
}

static size_t
behind(const struct tree_builder *b, size_t node)
{
	const struct node *it = added(b, node);

	return (it->size_type & 7) >= NODE_ARRAY ? it->link : node + 1;
}

static bool
is_same(const struct name *a, const struct name *b)
{
	return a->n == b->n && memcmp(a->s, b->s, a->n) == 0;
}

/* Compares only with names whose bit is set already. */
static size_t
twin_of_few(const struct tree_builder *b, size_t n)
{
	struct name names[FEW];
	size_t node = b->open + 1;
	uint64_t seen = 0;

	for (size_t i = 0; i < n; i++, node = behind(b, node)) {
		struct name it = name_of(b, node);
		unsigned first = (unsigned char)it.s[0];
		unsigned last = (unsigned char)it.s[it.n > 0 ? it.n - 1 : 0];
		uint64_t bit = UINT64_C(1)
			       << ((it.n * 7 + first + last * 5) & 63);
		names[i] = it;
		for (size_t k = 0; (seen & bit) != 0 && k < i; k++)
			if (is_same(&names[k], &it))
				return node;
		seen |= bit;
	}
	return 0;
}

static int
name_cmp(const void *va, const void *vb)
{
	const struct name *a = va, *b = vb;
	int c;

	if (a->n != b->n)
		return a->n < b->n ? -1 : 1;
	c = memcmp(a->s, b->s, a->n);
	if (c != 0)
		return c;
	return (a->node > b->node) - (a->node < b->node);
}

static size_t
twin_of_many(const struct tree_builder *b, size_t n)
{
	struct name *names = mem_array(n, sizeof(*names));
	size_t node = b->open + 1, twin = 0;

	for (size_t i = 0; i < n; i++, node = behind(b, node))
		names[i] = name_of(b, node);
	qsort(names, n, sizeof(*names), name_cmp);
	for (size_t i = 1; i < n; i++)
		if (is_same(&names[i - 1], &names[i]) &&
		    (twin == 0 || names[i].node < twin))
			twin = names[i].node;
	free(names);
	return twin;
}

size_t
tree_add_close(struct tree_builder *b, size_t to)
{
	struct node *it = added(b, b->open);
	size_t n = it->size_type >> 3, twin = 0;

	assert(b->depth > 0 && to >= it->from && to <= b->n);
	it->to = (uint32_t)to;
	it->link = (uint32_t)b->count;
	if ((it->size_type & 7) == NODE_OBJECT && n > 1)
		twin = n <= FEW ? twin_of_few(b, n) : twin_of_many(b, n);
	b->open = it->parent;
	b->depth--;
	return twin;
}

void
tree_drop(struct tree_builder *b)
{
	free(b->chunks);
	free(b->scratch);
	free(b->texts);
	b->chunks = NULL;
	b->scratch = NULL;
	b->texts = NULL;
}

struct tree *
tree_end(struct tree_builder *b)
{
	struct tree *t = arena_alloc(b->a, sizeof(*t));
	size_t last = b->nchunks - 1;
	char *texts = arena_alloc(b->a, b->used + 1);

	assert(b->depth == 0 && b->count > 0);
	if (b->used > 0)
		memcpy(texts, b->texts, b->used);
	b->chunks[last] =
	    copy_nodes(b->a, b->scratch, b->count - last * TREE_CHUNK);
	/* NOLINTBEGIN(bugprone-sizeof-expression): pointers */
	t->chunks = arena_array(b->a, b->nchunks, sizeof(*t->chunks));
	memcpy(t->chunks, b->chunks, b->nchunks * sizeof(*t->chunks));
	/* NOLINTEND(bugprone-sizeof-expression) */
	t->bytes = b->bytes;
	t->n = b->n;
	t->count = b->count;
	t->texts = texts;
	tree_drop(b);
	return t;
}
