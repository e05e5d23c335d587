/*
 * Private to extract/: the tape behind `struct tree`, and how decoders write
 * one.  24 bytes a node and every text once, NUL behind it; no node has memory
 * of its own.  A tree of `n` bytes of JSON thus takes at most 13 n ("[0,0,...":
 * a node each two bytes), 9 n for "{},{},...".
 */
#ifndef EXTRACT_TREE_H
#define EXTRACT_TREE_H

#include "extract/extract.h"

#include <stdint.h>

enum { TREE_CHUNK_BITS = 12, TREE_CHUNK = 1 << TREE_CHUNK_BITS };

struct node {
	uint32_t from, to;  /* bytes [from, to) of the decoded text */
	uint32_t parent;    /* of the root: 0 */
	uint32_t place;     /* below an object: name in texts; else index */
	uint32_t link;      /* container: index behind it; else text in texts */
	uint32_t size_type; /* (members or bytes of text) << 3 | node_type */
};

struct tree {
	const char *bytes; /* borrowed */
	size_t n;
	struct node **chunks; /* of TREE_CHUNK nodes */
	size_t count;
	const char *texts;
};

/* As the public ones; for decoders and paths. */
size_t tree_parent(const struct tree *t, size_t node); /* root: 0 */
size_t tree_index(const struct tree *t, size_t node);  /* in its array */
size_t tree_size(const struct tree *t, size_t node);   /* members, items */
/* Index behind the last descendant. */
size_t tree_behind(const struct tree *t, size_t node);

/*
 * Writes a tree front to back.  Call tree_begin, then for each node one of the
 * tree_add_*, in an object tree_add_key before each, containers as open ...
 * close, exactly one root; at the end tree_end, or tree_drop when it failed:
 * one of them must be called.  Byte positions are those in `bytes`, which the
 * tree borrows; at most JSON_BYTES_MAX (asserted).
 */
struct tree_builder {
	struct arena *a;
	const char *bytes;
	size_t n;
	struct node **chunks; /* the last one is `scratch` */
	size_t nchunks, cap_chunks;
	struct node *scratch;
	size_t count, limit; /* nodes; room for them without growing */
	size_t open;         /* container that is being filled */
	int depth;
	uint32_t key; /* of the next node */
	char *texts;
	size_t used, cap;
};

void tree_begin(
    struct tree_builder *b, struct arena *a, const char *bytes, size_t n);
/* NODE_NULL, NODE_FALSE, NODE_TRUE. */
void tree_add_word(
    struct tree_builder *b, enum node_type type, size_t from, size_t to);
/* NODE_STRING or NODE_NUMBER; the text is copied. */
void tree_add_text(struct tree_builder *b, enum node_type type,
    const char *text, size_t n, size_t from, size_t to);
void tree_add_key(struct tree_builder *b, const char *key, size_t n);
/* NODE_ARRAY or NODE_OBJECT; -1: deeper than JSON_DEPTH, nothing was added. */
int tree_add_open(struct tree_builder *b, enum node_type type, size_t from);
/*
 * Ends the innermost container.  Returns the first node whose name its object
 * has had before, 0 if there is none: the decoder must refuse it.
 */
size_t tree_add_close(struct tree_builder *b, size_t to);
struct tree *tree_end(struct tree_builder *b);
void tree_drop(struct tree_builder *b);

/*
 * For a decoder that unescapes in place: room for n more bytes of text at the
 * pointer (valid until the next tree_add_*), and the same as tree_add_text and
 * tree_add_key with the n bytes that were written there; a key's bytes start
 * TREE_KEY_AT behind it.  Both need room for n + TREE_KEY_AT + 1.
 */
enum { TREE_KEY_AT = 4 };
char *tree_room(struct tree_builder *b, size_t n);
void tree_add_written(struct tree_builder *b, enum node_type type, size_t n,
    size_t from, size_t to);
void tree_add_written_key(struct tree_builder *b, size_t n);
/* The container that is being filled; only when depth > 0. */
enum node_type tree_open_type(const struct tree_builder *b);
/* Name of a node that was added and where its value starts, for messages. */
const char *tree_added_key(
    const struct tree_builder *b, size_t node, size_t *from);

/*
 * The code point of `XXXX` or `XXXX\uXXXX`, behind a `\u`.  Returns the bytes
 * it takes: 4 or 10; 0 without four hex digits; -1 for half of a surrogate
 * pair, in *code.
 */
int json_unicode(const char *s, const char *end, unsigned *code);
/* Writes the code point in UTF-8, at most 4 bytes; the place behind it. */
char *json_put_code(char *w, unsigned code);

#endif
