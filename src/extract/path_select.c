/*
 * Follows a parsed path through a tree: nodes in the order of RFC 9535
 * (section 2.5: parents before children, items in order), the same node as
 * often as it is selected.  Work is bounded by PATH_STEPS and lists by
 * PATH_NODES_MAX, whatever the answer holds.  In a filter `$` is node 0.
 */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "extract/path.h"

#define NO_NODE SIZE_MAX

struct nodes {
	size_t *items;
	size_t n, cap;
};

static int is_selected(struct path_walk *w, const struct expr *x, size_t node);

int
path_step(struct path_walk *w, size_t n)
{
	w->steps += (int64_t)n;
	if (w->steps > PATH_STEPS)
		return err_set(w->e, ERR_LIMIT, "path",
		    "takes more than %d steps", PATH_STEPS);
	return 0;
}

static int
add(struct path_walk *w, struct nodes *out, size_t node)
{
	if (out->n == PATH_NODES_MAX)
		return err_set(w->e, ERR_LIMIT, "path",
		    "selects more than %d nodes", PATH_NODES_MAX);
	mem_push(&out->items, out->n, &out->cap, sizeof(*out->items));
	out->items[out->n++] = node;
	return 0;
}

/* ---- Selectors ---------------------------------------------------------- */

static size_t
member(struct path_walk *w, size_t node, const struct selector *s)
{
	size_t found = tree_member(w->t, node, s->name, s->n);

	return found == 0 ? NO_NODE : found;
}

static size_t
item(struct path_walk *w, size_t node, int64_t index)
{
	int64_t size = (int64_t)tree_size(w->t, node);
	size_t child;

	if (index < 0)
		index += size;
	if (tree_type(w->t, node) != NODE_ARRAY || index < 0 || index >= size)
		return NO_NODE;
	child = tree_child(w->t, node);
	while (index-- > 0)
		child = tree_next(w->t, child);
	return child;
}

/* The one node of a name or an index, or NO_NODE. */
static size_t
one(struct path_walk *w, const struct selector *s, size_t node)
{
	return s->kind == SELECT_NAME ? member(w, node, s)
				      : item(w, node, s->start);
}

static int64_t
clamp(int64_t i, int64_t least, int64_t most)
{
	return i < least ? least : i > most ? most : i;
}

/* RFC 9535 section 2.3.4.2.2; `first` and `behind` in the step's direction. */
static void
slice_bounds(
    const struct selector *s, int64_t size, int64_t *first, int64_t *behind)
{
	int64_t start = s->step > 0 ? 0 : size - 1;
	int64_t end = s->step > 0 ? size : -size - 1;

	if (s->has_start)
		start = s->start;
	if (s->has_end)
		end = s->end;
	if (start < 0 && s->has_start)
		start += size;
	if (end < 0)
		end += size;
	if (s->step > 0) {
		*first = clamp(start, 0, size);
		*behind = clamp(end, 0, size);
	} else {
		*first = clamp(start, -1, size - 1);
		*behind = clamp(end, -1, size - 1);
	}
}

static int
add_slice(struct path_walk *w, const struct selector *s, size_t node,
    struct nodes *out)
{
	size_t size = tree_size(w->t, node), i = 0, *items;
	int64_t first, behind;
	int rc = 0;

	if (tree_type(w->t, node) != NODE_ARRAY || s->step == 0 || size == 0)
		return 0;
	items = mem_array(size, sizeof(*items));
	for (size_t c = tree_child(w->t, node); c != 0; c = tree_next(w->t, c))
		items[i++] = c;
	slice_bounds(s, (int64_t)size, &first, &behind);
	for (; rc == 0 && (s->step > 0 ? first < behind : first > behind);
	     first += s->step)
		rc = add(w, out, items[first]);
	free(items);
	return rc;
}

static int
add_children(struct path_walk *w, const struct selector *s, size_t node,
    struct nodes *out)
{
	size_t c = tree_child(w->t, node);
	int is_in = 1;

	for (; c != 0; c = tree_next(w->t, c)) {
		if (s->kind == SELECT_FILTER)
			is_in = is_selected(w, s->filter, c);
		if (is_in == -1 || (is_in == 1 && add(w, out, c) == -1))
			return -1;
	}
	return 0;
}

/* Every selector of the segment on one node. */
static int
add_selected(struct path_walk *w, const struct segment *segment, size_t node,
    struct nodes *out)
{
	const struct selector *s = segment->selectors;
	size_t found;

	for (; s != NULL; s = s->next) {
		if (path_step(w, 1 + tree_size(w->t, node)) == -1)
			return -1;
		if (s->kind == SELECT_NAME || s->kind == SELECT_INDEX) {
			found = one(w, s, node);
			if (found != NO_NODE && add(w, out, found) == -1)
				return -1;
		} else if (s->kind == SELECT_SLICE) {
			if (add_slice(w, s, node, out) == -1)
				return -1;
		} else if (add_children(w, s, node, out) == -1) {
			return -1;
		}
	}
	return 0;
}

/* ---- Queries ------------------------------------------------------------ */

static int
add_segment(struct path_walk *w, const struct segment *segment,
    const struct nodes *in, struct nodes *out)
{
	for (size_t i = 0; i < in->n; i++) {
		size_t node = in->items[i], behind = node + 1;
		if (segment->is_descendant)
			behind = tree_behind(w->t, node);
		for (; node < behind; node++)
			if (add_selected(w, segment, node, out) == -1)
				return -1;
	}
	return 0;
}

/* The caller frees out->items, also after an error. */
static int
run(struct path_walk *w, const struct query *q, size_t from, struct nodes *out)
{
	struct nodes in = {0}, swap;
	int rc = add(w, out, from);

	for (const struct segment *s = q->segments; rc == 0 && s != NULL;
	     s = s->next) {
		swap = in;
		in = *out;
		*out = swap;
		out->n = 0;
		rc = add_segment(w, s, &in, out);
	}
	free(in.items);
	return rc;
}

/* The node of a singular query, or NO_NODE. */
static int
run_singular(
    struct path_walk *w, const struct query *q, size_t from, size_t *out)
{
	const struct segment *s = q->segments;

	*out = q->is_absolute ? 0 : from;
	for (; s != NULL && *out != NO_NODE; s = s->next) {
		if (path_step(w, 1 + tree_size(w->t, *out)) == -1)
			return -1;
		*out = one(w, s->selectors, *out);
	}
	return 0;
}

/* ---- Filters ------------------------------------------------------------ */

static int
exists(struct path_walk *w, const struct query *q, size_t node)
{
	struct nodes found = {0};
	size_t only;
	int rc;

	if (q->is_singular) {
		rc = run_singular(w, q, node, &only);
		return rc == -1 ? -1 : only != NO_NODE;
	}
	rc = run(w, q, q->is_absolute ? 0 : node, &found);
	free(found.items);
	return rc == -1 ? -1 : found.n > 0;
}

static int
look_up(struct path_walk *w, const struct operand *o, size_t from,
    struct path_value *out)
{
	struct path_value v = {.type = o->type, .text = o->text, .n = o->n};
	size_t node;

	if (o->is_query) {
		if (run_singular(w, &o->query, from, &node) == -1)
			return -1;
		if (node != NO_NODE)
			v = path_value_of(w->t, node);
		v.is_nothing = node == NO_NODE;
	}
	*out = v;
	return 0;
}

static int
compare(struct path_walk *w, const struct expr *x, size_t node)
{
	struct path_value left, right;

	if (look_up(w, &x->left, node, &left) == -1 ||
	    look_up(w, &x->right, node, &right) == -1)
		return -1;
	return path_compare(w, x->op, &left, &right);
}

/* 1 or 0; -1 when a limit was reached. */
static int
is_selected(struct path_walk *w, const struct expr *x, size_t node)
{
	int rc;

	if (x->kind == EXPR_EXISTS) {
		rc = exists(w, &x->left.query, node);
	} else if (x->kind == EXPR_COMPARE) {
		rc = compare(w, x, node);
	} else {
		int stop = x->kind == EXPR_ANY ? 1 : 0;
		rc = !stop;
		for (const struct expr *part = x->parts;
		     part != NULL && rc == !stop; part = part->next)
			rc = is_selected(w, part, node);
	}
	if (rc == -1)
		return -1;
	return x->is_negated ? !rc : rc;
}

int
path_select(struct arena *a, const struct path *p, struct tree_at from,
    size_t **nodes, size_t *n, struct error *e)
{
	struct path_walk w = {.t = from.tree, .e = e};
	struct nodes found = {0};
	int rc;

	*nodes = NULL;
	*n = 0;
	rc = run(&w, &p->query, from.node, &found);
	if (rc == 0) {
		*nodes = arena_array(a, found.n, sizeof(**nodes));
		if (found.n > 0)
			memcpy(*nodes, found.items, found.n * sizeof(**nodes));
		*n = found.n;
	}
	free(found.items);
	return rc;
}
