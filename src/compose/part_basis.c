/*
 * What a verdict rests on: links to its objects, and the facts themselves,
 * each at its bytes.  Long lists are cut, and say by how much.
 */
#include <string.h>

#include "compose/internal.h"

static bool
is_linked(const struct spot *done, size_t n, const struct spot *s)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(done[i].object, s->object) == 0)
			return true;
	return false;
}

/* A fact as a whole stands where its first field with a locator does. */
static const char *
basis_at(const struct basis *b)
{
	if (b->field >= 0)
		return b->row->fields[b->field].at;
	for (size_t i = 0; i < b->row->kind->nfields; i++)
		if (b->row->fields[i].at != NULL)
			return b->row->fields[i].at;
	return NULL;
}

enum { LINKS_SHOWN = 4, FACTS_SHOWN = 60 };

/* "0.3419" of "0.3419" and "-0.06 to -0.01": what was seen begins with it. */
static bool
is_seen(const struct verdict *v, const struct basis *b)
{
	const struct value *x = b->field < 0 ? NULL : &b->row->fields[b->field];
	size_t n;

	if (v->seen == NULL || x == NULL || x->outcome != OUTCOME_VALUE ||
	    x->text == NULL)
		return false;
	n = strlen(x->text);
	return n > 0 && strncmp(v->seen, x->text, n) == 0 &&
	       (v->seen[n] == '\0' || v->seen[n] == ' ');
}

/* The fact with the value that decided; 0 where none holds what was seen. */
static size_t
deciding(const struct verdict *v)
{
	for (size_t i = 0; i < v->nbasis; i++)
		if (is_seen(v, &v->basis[i]))
			return i;
	return 0;
}

void
part_evidence_links(
    struct work *w, struct node *parent, const struct verdict *v)
{
	struct spot *done = arena_array(w->a, v->nbasis + 1, sizeof(*done));
	size_t n = 0, first = deciding(v);

	/* The one that decided, then all of them in their order. */
	for (size_t i = 0; i < v->nbasis + 1; i++) {
		size_t at = i == 0 ? first : i - 1;
		struct spot s = {0};
		struct node *link;

		if (at < v->nbasis)
			s = name_spot(w, basis_at(&v->basis[at]));
		if (s.page == NULL || is_linked(done, n, &s))
			continue;
		done[n++] = s;
		if (n > LINKS_SHOWN)
			continue;
		if (n > 1)
			node_lit(w->a, parent, " ");
		link = node_value(w->a, parent,
		    text_printf(w->a, "%.8s", s.object), s.page, s.fragment);
		link->object = s.object;
		link->style = STYLE_DIGEST;
	}
	if (n > LINKS_SHOWN)
		node_text(w->a, parent,
		    text_printf(w->a, " and %zu more", n - LINKS_SHOWN));
}

static bool
is_same(const struct basis *a, const struct basis *b)
{
	return a->row == b->row && a->field == b->field;
}

static bool
is_repeated(const struct verdict *v, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (is_same(&v->basis[k], &v->basis[i]))
			return true;
	return false;
}

static void
basis_row(struct work *w, struct node *table, const struct basis *b)
{
	const struct kind *k = b->row->kind;
	struct node *row = node_row(w->a, table, NULL), *cell;
	struct spot s;

	cell = node_cell_text(w->a, row, text_of(w->a, row_name(w->a, b->row)));
	if (b->field >= 0) {
		node_text(w->a, node_add(w->a, cell, NODE_SMALL),
		    text_of(w->a, k->fields[b->field].name));
		part_value(
		    w, node_cell(w->a, row), b->row, k->fields[b->field].name);
		return;
	}
	cell = node_cell(w->a, row);
	s = name_spot(w, basis_at(b));
	if (s.page == NULL)
		node_lit(w->a, cell, "the fact as a whole");
	else
		node_value(w->a, cell, text_lit("the fact as a whole"), s.page,
		    s.fragment)
		    ->object = s.object;
}

void
part_basis(struct work *w, struct node *parent, const struct verdict *v)
{
	static const struct column columns[] = {
	    {.title = WORDS("Fact")}, {.title = WORDS("Value")}};
	static const struct table shape = {.columns = columns,
	    .ncolumns = 2,
	    .is_caption_hidden = true,
	    .is_even = true};
	struct node *fold, *table;
	size_t n = 0;

	if (v->nbasis == 0)
		return;
	fold = node_add(w->a, parent, NODE_FOLDED);
	fold->text =
	    text_printf(w->a, "%s: facts it was decided on", v->subject);
	table = node_table(w->a, fold, fold->text, &shape);
	for (size_t i = 0; i < v->nbasis; i++)
		if (!is_repeated(v, i) && n++ < FACTS_SHOWN)
			basis_row(w, table, &v->basis[i]);
	if (n > FACTS_SHOWN)
		node_note(w->a, fold, STYLE_NOTE,
		    text_printf(w->a,
			"The first %d of %zu; the rest is in "
			"assessment.json.",
			FACTS_SHOWN, n));
}
