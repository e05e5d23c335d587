/*
 * Evidence views: for each decoded text of each object that facts point into,
 * the text and the bytes of every field.  compose draws them; it opens no
 * evidence itself.
 */
#include <stdlib.h>
#include <string.h>

#include "extract/parse.h"
#include "run/internal.h"

/* One field's place, before it is sorted into views. */
struct place {
	const char *object, *decoded;
	const char *at;
	const struct row *row;
	int field;
	struct found found;
};

enum { SCRATCH_BYTES = 256 * 1024 }; /* then its arena is made anew */

struct places {
	struct arena *a;
	struct arena *scratch; /* locators in parts */
	struct place *items;
	size_t n, cap;
};

/* The decoders that lead to the last text; "" for the bytes themselves. */
static const char *
decoded_by(struct arena *a, const struct locator *l)
{
	struct locator head = {.object = NULL, .input = NULL};
	size_t n = l->nparts;
	const char *text;
	bool opens = false;

	while (n > 0 && (l->parts[n - 1].kind == PART_KEY ||
			    l->parts[n - 1].kind == PART_ANSWER))
		n--;
	if (n > 0 && l->parts[n - 1].kind == PART_PATH)
		n--;
	for (size_t i = 0; i < n; i++)
		opens = opens || l->parts[i].kind != PART_PATH;
	if (!opens)
		return "";
	head.object = l->object;
	head.parts = l->parts;
	head.nparts = n;
	text = locator_format(a, &head);
	return strlen(text) > CORE_SHA + 2 ? text + CORE_SHA + 2 : "";
}

/* Neighbours are read from one answer: most texts are the one before. */
static const char *
kept(struct arena *a, const char *text, const char *before)
{
	return before != NULL && strcmp(text, before) == 0 ? before
							   : arena_dup(a, text);
}

static int
add_place(struct places *all, const char *at, const struct row *r, int field,
    struct error *e)
{
	const struct place *last = all->n == 0 ? NULL : &all->items[all->n - 1];
	struct locator l;
	struct place pl = {.at = at, .row = r, .field = field};

	if (at == NULL)
		return 0;
	if (arena_used(all->scratch) > SCRATCH_BYTES) {
		arena_free(all->scratch);
		all->scratch = arena_new();
	}
	if (locator_parse(all->scratch, at, &l, e) == -1)
		return -1;
	if (l.object == NULL)
		return 0;
	pl.object = kept(all->a, l.object, last == NULL ? NULL : last->object);
	pl.decoded = kept(all->a, decoded_by(all->scratch, &l),
	    last == NULL ? NULL : last->decoded);
	mem_push(&all->items, all->n, &all->cap, sizeof(all->items[0]));
	all->items[all->n++] = pl;
	return 0;
}

/* Bytes that are in the vault or only hashed have no view. */
static int
follow_all(struct places *all, const struct project *p, struct error *e)
{
	struct follow *list = arena_array(all->a, all->n, sizeof(*list));
	struct parser *parser;
	int rc;

	for (size_t i = 0; i < all->n; i++)
		list[i] = (struct follow){
		    .at = all->items[i].at, .is_place_only = true};
	if (parser_new_follower(
		all->a, p->parsers, derive_objects(p), &parser, e) == -1)
		return -1;
	rc = parser_follow(parser, list, all->n, e);
	parser_close(parser);
	for (size_t i = 0; i < all->n; i++)
		all->items[i].found = list[i].found;
	return rc;
}

static int
cmp_place(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	int r = strcmp(x->object, y->object);

	if (r == 0)
		r = strcmp(x->decoded, y->decoded);
	if (r == 0 && x->found.from != y->found.from)
		r = x->found.from < y->found.from ? -1 : 1;
	if (r == 0)
		r = strcmp(x->at, y->at);
	if (r == 0)
		r = strcmp(x->row->kind->name, y->row->kind->name);
	if (r == 0 && x->row != y->row)
		r = x->row < y->row ? -1 : 1; /* facts' own order */
	return r != 0 ? r : x->field - y->field;
}

static bool
is_kept_open(const struct snapshot *s, const char *object)
{
	for (size_t i = 0; i < s->nsources; i++)
		for (size_t k = 0; k < s->sources[i].nrequests; k++) {
			const struct request *r = &s->sources[i].requests[k];

			if (r->object != NULL && r->keep == KEEP_BODY &&
			    strcmp(r->object, object) == 0)
				return true;
		}
	return false;
}

static size_t
fill_view(struct arena *a, const struct project *p, const struct place *from,
    size_t n, struct evidence_view *v)
{
	struct evidence_mark *marks;
	size_t same = 0;

	while (same < n && strcmp(from[same].object, from->object) == 0 &&
	       strcmp(from[same].decoded, from->decoded) == 0)
		same++;
	marks = arena_array(a, same, sizeof(*marks));
	*v = (struct evidence_view){.object = from->object,
	    .decoded = from->decoded,
	    .marks = marks,
	    .nmarks = same};
	for (size_t i = 0; i < same; i++) {
		marks[i] = (struct evidence_mark){.from = from[i].found.from,
		    .to = from[i].found.to,
		    .row = from[i].row,
		    .field = from[i].field,
		    .at = from[i].at};
		if (v->text == NULL && is_kept_open(p->snapshot, v->object)) {
			v->text = from[i].found.text;
			v->ntext = from[i].found.ntext;
		}
	}
	return same;
}

int
views_make(struct arena *a, const struct project *p,
    const struct evidence_view **out, size_t *n, struct error *e)
{
	struct places all = {.a = a, .scratch = arena_new()};
	struct evidence_view *views;
	int rc = -1;

	*n = 0;
	for (size_t i = 0; i < p->facts->nrows; i++) {
		const struct row *r = p->facts->rows[i];

		for (size_t k = 0; k < r->kind->nfields; k++)
			if (add_place(&all, r->fields[k].at, r, (int)k, e) ==
			    -1)
				goto out;
	}
	if (follow_all(&all, p, e) == -1)
		goto out;
	if (all.n > 0)
		qsort(all.items, all.n, sizeof(all.items[0]), cmp_place);
	views = arena_array(a, all.n + 1, sizeof(*views));
	for (size_t i = 0; i < all.n;)
		i += fill_view(a, p, &all.items[i], all.n - i, &views[(*n)++]);
	*out = views;
	rc = 0;
out:
	arena_free(all.scratch);
	free(all.items);
	return rc;
}
