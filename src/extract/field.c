/*
 * One field of a row: where its value stands, what happens to it, and its
 * locator (CONNECTORS section 7).  None of the outcomes collapses into
 * another: no node, null, several nodes and a wrong type stay apart.
 */
#include "extract/session.h"

#include <string.h>

#include "base/buf.h"
#include "extract/tree.h"

/*
 * What is longer is no value but a file in a value's place: pages repeat a
 * value many times.  The evidence keeps it whole.
 */
enum { FIELD_BYTES_MAX = 64 << 10, KEY_BYTES_MAX = 4 << 10 };

static bool
is_readable(const struct field_def *def, const char *text, size_t n)
{
	return text != NULL && memchr(text, '\0', n) == NULL &&
	       n <= (def->is_key ? KEY_BYTES_MAX : FIELD_BYTES_MAX);
}

/* `map:`; NULL when it has no such text. */
static const char *
map_text(const struct field_rule *rule, const char *text, size_t n)
{
	for (size_t i = 0; i < rule->nmap; i++)
		if (strlen(rule->map_from[i]) == n &&
		    memcmp(rule->map_from[i], text, n) == 0)
			return rule->map_to[i];
	return NULL;
}

static void
bad(struct session *s, struct value *out, const char *text, size_t n)
{
	out->outcome = OUTCOME_BADTYPE;
	out->text = text == NULL || n > FIELD_BYTES_MAX
			? NULL
			: arena_ndup(s->a, text, n);
}

/* The model's id stands in the parameter itself when it has no name there. */
static bool
is_model_id(struct spot at)
{
	size_t n = strlen(at.doc->base);

	return strncmp(at.doc->prefix, "input system.yml", 16) == 0 &&
	       strncmp(at.doc->base, "$['models'][", 12) == 0 && n > 6 &&
	       strcmp(at.doc->base + n - 6, "['id']") == 0;
}

/* A scalar through map, scale, type. */
static void
take_scalar(struct session *s, const struct field_rule *rule,
    const struct field_def *def, struct spot at, struct value *out)
{
	size_t n;
	const char *text = tree_scalar(at.doc->tree, at.node, &n);

	if (!is_readable(def, text, n)) {
		bad(s, out, NULL, 0);
		return;
	}
	if (rule->has_map) {
		const char *to = map_text(rule, text, n);

		if (to == NULL) {
			bad(s, out, text, n);
			return;
		}
		text = to;
		n = strlen(to);
	}
	if (def->type == TYPE_MODEL && is_model_id(at)) {
		out->outcome = OUTCOME_VALUE;
		out->text = arena_ndup(s->a, text, n);
		return;
	}
	field_convert(s, rule, def, text, n, out);
}

static void
add_item(struct session *s, const struct field_rule *rule,
    const struct field_def *def, struct spot at, const char **items,
    struct value *out)
{
	size_t n;
	const char *text = tree_scalar(at.doc->tree, at.node, &n);

	if (!is_readable(def, text, n)) {
		out->outcome = OUTCOME_BADTYPE;
		return;
	}
	if (rule->has_map) {
		text = map_text(rule, text, n);
		if (text == NULL) {
			out->outcome = OUTCOME_BADTYPE;
			return;
		}
		n = strlen(text);
	}
	for (size_t i = 0; i < out->nitems; i++)
		if (strlen(items[i]) == n && memcmp(items[i], text, n) == 0)
			return;
	items[out->nitems++] = arena_ndup(s->a, text, n);
}

/* One array, or several nodes; repeats are dropped, order kept. */
static void
take_list(struct session *s, const struct field_rule *rule,
    const struct field_def *def, const struct spot *at, size_t n,
    struct value *out)
{
	const struct tree *t = at[0].doc->tree;
	const char **items;
	struct buf joined = {0};

	out->outcome = OUTCOME_VALUE;
	if (n == 1 && tree_type(t, at[0].node) == NODE_ARRAY) {
		items =
		    arena_array(s->a, tree_size(t, at[0].node), sizeof(*items));
		for (size_t c = tree_child(t, at[0].node); c != 0;
		     c = tree_next(t, c))
			add_item(s, rule, def, (struct spot){at[0].doc, c},
			    items, out);
	} else {
		items = arena_array(s->a, n, sizeof(*items));
		for (size_t i = 0; i < n; i++)
			add_item(s, rule, def, at[i], items, out);
	}
	if (out->outcome != OUTCOME_VALUE) {
		out->nitems = 0;
		return;
	}
	out->items = items;
	for (size_t i = 0; i < out->nitems; i++)
		buf_printf(&joined, "%s%s", i > 0 ? ", " : "", items[i]);
	out->text = arena_dup(s->a, buf_str(&joined));
	buf_free(&joined);
}

/*
 * Of a list of paths the first that selects something other than null.
 * *is_null: something was selected, and it was null.
 */
static size_t
find_nodes(struct session *s, const struct place *at,
    const struct field_rule *rule, struct spot **out, bool *is_null)
{
	*is_null = false;
	*out = NULL;
	for (size_t i = 0; i < rule->npaths; i++) {
		struct selection sel;
		size_t nulls = 0;

		if (scope_select(s, at->env, at->sc, rule->paths[i], &sel) ==
			-1 ||
		    sel.n == 0)
			continue;
		for (size_t k = 0; k < sel.n; k++)
			nulls +=
			    tree_type(sel.doc->tree, sel.nodes[k]) == NODE_NULL;
		if (nulls == sel.n && *is_null)
			continue;
		*is_null = nulls == sel.n;
		*out = arena_array(s->a, sel.n, sizeof(**out));
		for (size_t k = 0; k < sel.n; k++)
			(*out)[k] = (struct spot){sel.doc, sel.nodes[k]};
		if (nulls < sel.n)
			return sel.n;
	}
	return *is_null ? 1 : 0;
}

/* `decode:` of one text; false: it does not decode. */
static bool
decode_spot(struct session *s, const struct field_rule *rule, struct spot *at,
    struct value *out)
{
	const struct doc *doc;
	size_t n = 0;
	const char *text;

	if (!rule->has_decode)
		return true;
	text = tree_scalar(at->doc->tree, at->node, &n);
	if (tree_type(at->doc->tree, at->node) == NODE_STRING && n == 0) {
		out->outcome = OUTCOME_ABSENT;
		return false;
	}
	doc = docs_decode(&s->docs, *at, rule->decode);
	if (doc->tree == NULL) {
		bad(s, out, text, n);
		return false;
	}
	*at = (struct spot){doc, 0};
	out->at = spot_at(s->a, *at);
	return true;
}

static void
read_path(struct session *s, const struct place *where,
    const struct field_rule *rule, const struct field_def *def,
    struct value *out)
{
	struct spot *at = NULL;
	bool is_null;
	size_t n = find_nodes(s, where, rule, &at, &is_null);
	enum node_type type;

	if (n == 0)
		return;
	out->at = spot_at(s->a, at[0]);
	if (is_null) {
		out->outcome = OUTCOME_NULL;
		return;
	}
	if (n > 1 && def->type != TYPE_LIST) {
		out->outcome = OUTCOME_MANY;
		return;
	}
	if (n == 1 && !decode_spot(s, rule, &at[0], out))
		return;
	type = tree_type(at[0].doc->tree, at[0].node);
	if (n == 1 && type == NODE_OBJECT &&
	    tree_child(at[0].doc->tree, at[0].node) == 0) {
		out->at = NULL; /* `{}` is ABSENT */
		return;
	}
	if (n == 1 && type == NODE_NULL) {
		out->outcome = OUTCOME_NULL;
		return;
	}
	if (def->type == TYPE_LIST)
		take_list(s, rule, def, at, n, out);
	else
		take_scalar(s, rule, def, at[0], out);
}

/* Text that is no node: goes through map, scale and type all the same. */
static void
take_text(struct session *s, const struct field_rule *rule,
    const struct field_def *def, const char *text, struct value *out)
{
	if (rule->has_map) {
		const char *to = map_text(rule, text, strlen(text));

		if (to == NULL) {
			bad(s, out, text, strlen(text));
			return;
		}
		text = to;
	}
	if (def->type == TYPE_LIST) {
		const char **items = arena_array(s->a, 1, sizeof(*items));

		items[0] = text;
		out->outcome = OUTCOME_VALUE;
		out->items = items;
		out->nitems = 1;
		out->text = text;
		return;
	}
	field_convert(s, rule, def, text, strlen(text), out);
}

static void
read_key(struct session *s, const struct scope *sc,
    const struct field_rule *rule, const struct field_def *def,
    struct value *out)
{
	const struct scope *root = scope_find(sc, rule->text);
	struct spot at;
	size_t n;
	const char *key;

	if (root == NULL || root->spot.doc == NULL || root->spot.node == 0)
		return; /* a root has no name */
	at = root->spot;
	key = tree_key(at.doc->tree, at.node, &n);
	out->at = arena_printf(s->a, "%s > key", spot_at(s->a, at));
	if (key == NULL)
		key = arena_printf(
		    s->a, "%zu", tree_index(at.doc->tree, at.node));
	else if (memchr(key, '\0', n) != NULL) {
		bad(s, out, NULL, 0);
		return;
	}
	take_text(s, rule, def, key, out);
}

static void
read_answer(struct session *s, const struct given *g,
    const struct field_rule *rule, const struct field_def *def,
    struct value *out)
{
	static const char *const words[] = {
	    "sha256", "bytes", "file", "received_at"};
	const char *text = NULL, *slash;

	switch (rule->answer) {
	case ANSWER_SHA256:
		text = g->object;
		break;
	case ANSWER_BYTES:
		text = arena_printf(s->a, "%lld", (long long)g->total);
		break;
	case ANSWER_FILE:
		slash = g->file == NULL ? NULL : strrchr(g->file, '/');
		text = slash == NULL ? g->file : slash + 1;
		break;
	case ANSWER_RECEIVED_AT:
		text = g->received_at;
		break;
	}
	if (text == NULL)
		return;
	out->at = arena_printf(
	    s->a, "%s > answer %s", g->object, words[rule->answer]);
	take_text(s, rule, def, text, out);
}

void
field_read(struct session *s, const struct place *at, const struct kind *kind,
    const struct field_rule *rule, struct value *out)
{
	const struct field_def *def = &kind->fields[rule->field];
	const struct given *g = at->g;

	*out = (struct value){0};
	if (g->object == NULL && rule->from != FROM_PATH)
		return; /* no fact without evidence */
	switch (rule->from) {
	case FROM_PATH:
		read_path(s, at, rule, def, out);
		break;
	case FROM_KEY:
		read_key(s, at->sc, rule, def, out);
		break;
	case FROM_CONST:
		out->at = arena_printf(s->a, "%s > answer", g->object);
		take_text(s, rule, def, rule->text, out);
		break;
	case FROM_ANSWER:
		read_answer(s, g, rule, def, out);
		break;
	}
	if (out->outcome == OUTCOME_ABSENT)
		out->at = NULL;
}
