/*
 * Rows with one key become one row, field by field (CONNECTORS section 9):
 * VALUE beats ABSENT and NULL, NULL beats ABSENT, equal VALUEs are one and the
 * first keeps its locator, and anything else is a CONFLICT that keeps all.
 * Nothing is joined here but by key, and no value is ever chosen.
 *
 * All rows are sorted once, by kind, key and the order they came in, so that
 * no choice of keys by a source makes this slow.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "core/facts.h"

enum { ROWS_FIRST = 64 };

struct entry {
	const struct row *row;
	const char *key; /* bytes that order the key */
	size_t nkey;
	size_t order;
};

struct facts_builder {
	struct arena *a;
	struct entry *entries;
	size_t n, cap;
};

struct facts_builder *
facts_begin(struct arena *a)
{
	struct facts_builder *b = arena_alloc(a, sizeof(*b));

	b->a = a;
	return b;
}

static void
builder_grow(struct facts_builder *b)
{
	size_t cap = b->cap == 0 ? ROWS_FIRST : b->cap * 2;
	struct entry *entries = arena_array(b->a, cap, sizeof(*entries));

	if (b->n > 0)
		memcpy(entries, b->entries, b->n * sizeof(*entries));
	b->entries = entries;
	b->cap = cap;
}

/* The first key part that is not there and may not miss, or NULL. */
static const char *
missing_part(const struct row *r)
{
	for (size_t i = 0; i < r->kind->nkeys; i++) {
		const struct field_def *f = &r->kind->fields[i];
		enum outcome o = r->fields[i].outcome;

		if (o == OUTCOME_VALUE && r->fields[i].text != NULL)
			continue;
		if (f->may_miss && (o == OUTCOME_ABSENT || o == OUTCOME_NULL))
			continue;
		return f->name;
	}
	return NULL;
}

int
facts_add(struct facts_builder *b, const struct row *r, const char **part)
{
	struct buf key = {0};
	struct entry *en;

	*part = missing_part(r);
	if (*part != NULL)
		return -1;
	if (b->n == b->cap)
		builder_grow(b);
	key_put_row(&key, r);
	en = &b->entries[b->n];
	en->row = r;
	en->key = arena_ndup(b->a, buf_str(&key), key.len);
	en->nkey = key.len;
	en->order = b->n++;
	buf_free(&key);
	return 0;
}

static int
bytes_cmp(const char *a, size_t na, const char *b, size_t nb)
{
	int c = memcmp(a, b, na < nb ? na : nb);

	return c != 0 ? c : (na > nb) - (na < nb);
}

static int
key_cmp(const struct entry *a, const struct entry *b)
{
	int c = 0;

	if (a->row->kind != b->row->kind)
		c = strcmp(a->row->kind->name, b->row->kind->name);
	return c != 0 ? c : bytes_cmp(a->key, a->nkey, b->key, b->nkey);
}

static int
by_key(const void *x, const void *y)
{
	const struct entry *a = x, *b = y;
	int c = key_cmp(a, b);

	return c != 0 ? c : (a->order > b->order) - (a->order < b->order);
}

/* ---- One field of rows with one key ------------------------------------- */

/* The same thing read twice: no second opinion. */
struct opinion {
	const struct value *v;
	size_t order;
	bool is_repeat;
};

static int
text_cmp(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return (a != NULL) - (b != NULL);
	return strcmp(a, b);
}

static int
reading_cmp(const struct value *a, const struct value *b)
{
	int c = (a->outcome > b->outcome) - (a->outcome < b->outcome);

	if (c == 0)
		c = text_cmp(a->at, b->at);
	if (c == 0)
		c = text_cmp(a->text, b->text);
	return c != 0 ? c : text_cmp(a->source, b->source);
}

static int
by_reading(const void *x, const void *y)
{
	const struct opinion *a = x, *b = y;
	int c = reading_cmp(a->v, b->v);

	return c != 0 ? c : (a->order > b->order) - (a->order < b->order);
}

static int
by_order(const void *x, const void *y)
{
	const struct opinion *a = x, *b = y;

	return (a->order > b->order) - (a->order < b->order);
}

static bool
is_given(const struct value *v)
{
	return v->outcome != OUTCOME_ABSENT && v->outcome != OUTCOME_NULL;
}

/* A conflict from outside speaks with all its voices. */
static size_t
voices(const struct value *v, const struct value **first)
{
	bool is_conflict = v->outcome == OUTCOME_CONFLICT && v->nothers > 0;

	*first = is_conflict ? v->others : v;
	return is_conflict ? v->nothers : 1;
}

/* Every value given, in order, each reading once. */
static void
field_conflict(struct arena *a, const struct entry *run, size_t n, size_t field,
    struct value *out)
{
	const struct value *v;
	struct value *others;
	struct opinion *ops;
	size_t nops = 0, kept = 0;

	for (size_t i = 0; i < n; i++)
		if (is_given(&run[i].row->fields[field]))
			nops += voices(&run[i].row->fields[field], &v);
	ops = mem_array(nops, sizeof(*ops));
	nops = 0;
	for (size_t i = 0; i < n; i++) {
		size_t nv;

		if (!is_given(&run[i].row->fields[field]))
			continue;
		nv = voices(&run[i].row->fields[field], &v);
		for (size_t j = 0; j < nv; j++, nops++)
			ops[nops] = (struct opinion){&v[j], nops, false};
	}
	qsort(ops, nops, sizeof(*ops), by_reading);
	for (size_t i = 1; i < nops; i++)
		ops[i].is_repeat = reading_cmp(ops[i - 1].v, ops[i].v) == 0;
	qsort(ops, nops, sizeof(*ops), by_order);
	others = arena_array(a, nops, sizeof(*others));
	for (size_t i = 0; i < nops; i++)
		if (!ops[i].is_repeat)
			others[kept++] = *ops[i].v;
	free(ops);
	*out = (struct value){.outcome = OUTCOME_CONFLICT,
	    .at = others[0].at,
	    .source = others[0].source,
	    .others = others,
	    .nothers = kept};
}

static bool
agree(enum field_type t, const struct value *a, const struct value *b)
{
	if (a->outcome == OUTCOME_VALUE && b->outcome == OUTCOME_VALUE)
		return value_equal(t, a, b);
	return reading_cmp(a, b) == 0 && a->outcome != OUTCOME_CONFLICT;
}

static void
field_merge(struct arena *a, const struct entry *run, size_t n, size_t field,
    struct value *out)
{
	enum field_type t = run[0].row->kind->fields[field].type;
	const struct value *best = &run[0].row->fields[field];

	for (size_t i = 1; i < n; i++) {
		const struct value *v = &run[i].row->fields[field];

		if (!is_given(v)) {
			if (best->outcome == OUTCOME_ABSENT)
				best = v;
		} else if (!is_given(best)) {
			best = v;
		} else if (!agree(t, best, v)) {
			field_conflict(a, run, n, field, out);
			return;
		}
	}
	*out = *best;
}

/*
 * Is there a value that only people wrote down?  Then the whole row counts as
 * asserted: a second source must confirm what it says, not only its key.
 */
static bool
is_only_asserted(const struct entry *run, size_t n, const struct kind *k)
{
	bool is_heard = false, is_said = false;

	for (size_t i = 0; i < n; i++) {
		is_heard |= !run[i].row->is_asserted;
		is_said |= run[i].row->is_asserted;
	}
	if (!is_heard || !is_said)
		return is_said;
	for (size_t f = k->nkeys; f < k->nfields; f++) {
		is_said = is_heard = false;
		for (size_t i = 0; i < n; i++) {
			if (!is_given(&run[i].row->fields[f]))
				continue;
			is_said |= run[i].row->is_asserted;
			is_heard |= !run[i].row->is_asserted;
		}
		if (is_said && !is_heard)
			return true;
	}
	return false;
}

static const struct row *
rows_merge(struct arena *a, const struct entry *run, size_t n)
{
	const struct kind *k = run[0].row->kind;
	struct value *fields;
	struct row *r;

	if (n == 1)
		return run[0].row;
	r = arena_alloc(a, sizeof(*r));
	fields = arena_array(a, k->nfields, sizeof(*fields));
	for (size_t f = 0; f < k->nfields; f++)
		field_merge(a, run, n, f, &fields[f]);
	*r = *run[0].row;
	r->fields = fields;
	r->is_asserted = is_only_asserted(run, n, k);
	r->asserted_by = NULL;
	for (size_t i = 0; i < n && r->is_asserted; i++)
		if (r->asserted_by == NULL && run[i].row->is_asserted)
			r->asserted_by = run[i].row->asserted_by;
	return r;
}

/* ---- All of them -------------------------------------------------------- */

/* Law 2: a fact without evidence cannot exist. */
static int
check_locators(const struct facts_builder *b, struct error *e)
{
	for (size_t i = 0; i < b->n; i++) {
		const struct row *r = b->entries[i].row;

		for (size_t f = 0; f < r->kind->nfields; f++)
			if (r->fields[f].outcome != OUTCOME_ABSENT &&
			    r->fields[f].at == NULL)
				return err_set(e, ERR_BUG, r->kind->name,
				    "field '%s' is %s without a locator",
				    r->kind->fields[f].name,
				    outcome_name(r->fields[f].outcome));
	}
	return 0;
}

/* `n` counts merged rows.  Names who came last. */
static int
refuse_many(const struct facts_builder *b, size_t n, struct error *e)
{
	const struct row *last = b->entries[0].row;
	size_t order = 0;

	for (size_t i = 0; i < b->n; i++) {
		if (b->entries[i].order >= order) {
			order = b->entries[i].order;
			last = b->entries[i].row;
		}
	}
	err_set(e, ERR_LIMIT, last->source == NULL ? "facts" : last->source,
	    "%zu facts are more than the limit of %d; the last is a '%s'", n,
	    FACTS_MAX, last->kind->name);
	err_hint(e, "ask this source for less: models, periods, parameters");
	return -1;
}

int
facts_end(struct facts_builder *b, const struct snapshot *s, struct facts **out,
    struct error *e)
{
	const struct row **rows;
	struct facts *f;
	size_t n = 0, next;

	*out = NULL;
	if (check_locators(b, e) == -1)
		return -1;
	if (b->n > 1)
		qsort(b->entries, b->n, sizeof(*b->entries), by_key);
	/* NOLINTNEXTLINE(bugprone-sizeof-expression): an array of pointers */
	rows = arena_array(b->a, b->n, sizeof(*rows));
	for (size_t i = 0; i < b->n; i = next) {
		next = i + 1;
		while (next < b->n &&
		       key_cmp(&b->entries[i], &b->entries[next]) == 0)
			next++;
		rows[n++] = rows_merge(b->a, &b->entries[i], next - i);
	}
	if (n > FACTS_MAX)
		return refuse_many(b, n, e);
	f = arena_alloc(b->a, sizeof(*f));
	f->snapshot = s;
	f->rows = rows;
	f->nrows = n;
	listing_make(b->a, s, f);
	*out = f;
	return 0;
}

/* ---- Find --------------------------------------------------------------- */

/* The first row that is not before the kind and key; key NULL: any. */
static size_t
lower_bound(const struct facts *f, const char *kind, const struct buf *key)
{
	size_t lo = 0, hi = f->nrows;
	struct buf own = {0};

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int c = strcmp(f->rows[mid]->kind->name, kind);

		if (c == 0 && key != NULL) {
			buf_reset(&own);
			key_put_row(&own, f->rows[mid]);
			c = bytes_cmp(
			    buf_str(&own), own.len, buf_str(key), key->len);
		}
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	buf_free(&own);
	return lo;
}

const struct row *const *
facts_of(const struct facts *f, const char *kind, size_t *n)
{
	size_t from = lower_bound(f, kind, NULL), to = f->nrows, lo = from;

	while (lo < to) { /* behind the last of the kind */
		size_t mid = lo + (to - lo) / 2;

		if (strcmp(f->rows[mid]->kind->name, kind) <= 0)
			lo = mid + 1;
		else
			to = mid;
	}
	*n = lo - from;
	return *n == 0 ? NULL : f->rows + from;
}

const struct row *
facts_find(const struct facts *f, const char *kind, const char *const *key,
    size_t nkey)
{
	const struct kind *k = kind_find(kind);
	const struct row *found = NULL;
	struct buf want = {0}, own = {0};
	size_t i;

	assert(k != NULL && nkey == k->nkeys);
	key_put(&want, k, key);
	i = lower_bound(f, kind, &want);
	if (i < f->nrows && f->rows[i]->kind == k) {
		key_put_row(&own, f->rows[i]);
		if (bytes_cmp(
			buf_str(&own), own.len, buf_str(&want), want.len) == 0)
			found = f->rows[i];
	}
	buf_free(&own);
	buf_free(&want);
	return found;
}
