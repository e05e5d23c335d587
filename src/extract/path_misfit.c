/*
 * Why a path that selects nothing selects nothing: what it looks into is of
 * another type (a text where a list is wanted), or is just not there.  An
 * answer of another shape must not count as "none found" (DESIGN law 3).  It
 * refuses to call null, or a member that is missing, another type.
 */
#include "base/error.h"
#include "base/mem.h"
#include "extract/path.h"

/* `?@.a == 'x'` looks into what it is asked of, `?@ == 'x'` does not. */
static bool
looks_inside(const struct expr *x)
{
	if (x->kind == EXPR_EXISTS || x->kind == EXPR_COMPARE)
		return x->left.query.segments != NULL ||
		       x->right.query.segments != NULL;
	for (const struct expr *part = x->parts; part != NULL;
	     part = part->next)
		if (!looks_inside(part))
			return false;
	return true;
}

/* Is there a child that a filter can look into, or no child at all? */
static bool
has_inside(const struct tree *t, size_t node)
{
	size_t c = tree_child(t, node);

	if (c == 0)
		return true;
	for (; c != 0; c = tree_next(t, c))
		if (tree_type(t, c) == NODE_OBJECT ||
		    tree_type(t, c) == NODE_ARRAY)
			return true;
	return false;
}

static bool
selector_fits(const struct tree *t, size_t node, const struct selector *s)
{
	enum node_type type = tree_type(t, node);

	if (s->kind == SELECT_FILTER && looks_inside(s->filter) &&
	    !has_inside(t, node))
		return false;
	if (type == NODE_ARRAY)
		return s->kind != SELECT_NAME;
	return type == NODE_OBJECT && s->kind != SELECT_INDEX &&
	       s->kind != SELECT_SLICE;
}

static bool
fits(const struct tree *t, size_t node, const struct segment *g)
{
	if (tree_type(t, node) == NODE_NULL || g->is_descendant)
		return true;
	for (const struct selector *s = g->selectors; s != NULL; s = s->next)
		if (selector_fits(t, node, s))
			return true;
	return false;
}

static const char *
type_word(enum node_type type)
{
	switch (type) {
	case NODE_ARRAY:
		return "a list";
	case NODE_OBJECT:
		return "an object";
	case NODE_STRING:
		return "a text";
	case NODE_NUMBER:
		return "a number";
	case NODE_TRUE:
	case NODE_FALSE:
		return "a boolean";
	case NODE_NULL:
	default:
		return "null";
	}
}

const char *
path_misfit(struct arena *a, const struct path *p, struct tree_at from)
{
	struct path head = *p;
	struct segment *segments = NULL, **last = &segments;
	struct error ignored = {0}; /* a limit: the path itself said so */
	size_t *nodes, n;

	for (const struct segment *g = p->query.segments; g != NULL;
	     g = g->next) {
		head.query.segments = segments;
		if (path_select(a, &head, from, &nodes, &n, &ignored) == -1 ||
		    n == 0)
			return NULL;
		for (size_t i = 0; i < n; i++)
			if (fits(from.tree, nodes[i], g))
				n = 0;
		if (n > 0)
			return type_word(tree_type(from.tree, nodes[0]));
		*last = arena_alloc(a, sizeof(**last));
		**last = *g;
		(*last)->next = NULL;
		last = &(*last)->next;
	}
	return NULL;
}
