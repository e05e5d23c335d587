/*
 * Names in scope, paths that begin with them, and the nested loops of `each`
 * (CONNECTORS section 2).  A loop over more combinations than a system may
 * have rows is cut and said, never silent.
 */
#include "extract/session.h"

#include <stdlib.h>
#include <string.h>

#include "extract/path.h"

const struct scope *
scope_add(
    struct arena *a, const struct scope *up, const char *name, struct spot s)
{
	struct scope *sc = arena_alloc(a, sizeof(*sc));

	*sc = (struct scope){.up = up, .name = name, .spot = s};
	return sc;
}

const struct scope *
scope_find(const struct scope *sc, const char *name)
{
	while (sc != NULL && strcmp(sc->name, name) != 0)
		sc = sc->up;
	return sc;
}

int
scope_select(struct session *s, const struct env *env, const struct scope *sc,
    const struct cpath *p, struct selection *out)
{
	const struct path *path = env->paths[p->index];
	const struct scope *root = scope_find(sc, path_root(path));
	struct error why = {0};

	*out = (struct selection){0};
	if (root == NULL || root->spot.doc == NULL ||
	    root->spot.doc->tree == NULL)
		return 0;
	out->doc = root->spot.doc;
	return path_select(s->a, path,
	    (struct tree_at){root->spot.doc->tree, root->spot.node},
	    &out->nodes, &out->n, &why);
}

void
scopes_push(struct scopes *list, const struct scope *sc)
{
	/* NOLINTNEXTLINE(bugprone-sizeof-expression): pointers */
	mem_push(&list->items, list->n, &list->cap, sizeof(*list->items));
	list->items[list->n++] = sc;
}

/* Nothing selected: because it is of another type than the path wants? */
static void
look_for_misfit(struct session *s, const struct env *env,
    const struct scope *sc, const struct binding *b, const char **gap)
{
	const struct path *path = env->paths[b->path->index];
	const struct scope *root = scope_find(sc, path_root(path));
	const char *type;

	if (*gap != NULL || root == NULL || root->spot.doc == NULL ||
	    root->spot.doc->tree == NULL)
		return;
	type = path_misfit(s->a, path,
	    (struct tree_at){root->spot.doc->tree, root->spot.node});
	if (type != NULL)
		*gap = arena_printf(s->a,
		    "'%s' cannot be followed: there is %s on its way",
		    b->path->text, type);
}

/* One name: every node of its path in one scope. */
static void
expand_one(struct session *s, const struct env *env, const struct scope *sc,
    const struct binding *b, struct scopes *out, const char **gap)
{
	struct selection sel;

	if (scope_select(s, env, sc, b->path, &sel) == -1 && *gap == NULL)
		*gap =
		    arena_printf(s->a, "path '%s' selects more than %d nodes",
			b->path->text, PATH_NODES_MAX);
	if (sel.n == 0)
		look_for_misfit(s, env, sc, b, gap);
	for (size_t i = 0; i < sel.n; i++) {
		struct spot at = {sel.doc, sel.nodes[i]};

		if (out->n == FACTS_MAX) {
			if (*gap == NULL)
				*gap = arena_printf(s->a,
				    "'%s' has more than %d combinations",
				    b->name, FACTS_MAX);
			return;
		}
		if (b->has_decode) {
			const struct doc *in =
			    docs_decode(&s->docs, at, b->decode);

			if (in->tree == NULL) {
				if (*gap == NULL)
					*gap = arena_printf(s->a, "'%s': %s",
					    b->name, in->error);
				continue;
			}
			at = (struct spot){in, 0};
		}
		scopes_push(out, scope_add(s->a, sc, b->name, at));
	}
}

void
scope_expand(struct session *s, const struct env *env,
    const struct scope *start, const struct bindings *each, struct scopes *out,
    const char **gap)
{
	*out = (struct scopes){0};
	scopes_push(out, start);
	for (size_t i = 0; i < each->n; i++) {
		struct scopes next = {0};

		for (size_t k = 0; k < out->n; k++)
			expand_one(
			    s, env, out->items[k], &each->items[i], &next, gap);
		free(out->items);
		*out = next;
	}
}
