/*
 * facts.json: every row with every field that is not ABSENT, as
 * "dossier-facts/1", in the order of the facts.  It is written as ext/json
 * would, and not by it: a large system needs no second copy in memory.  Reading
 * refuses another format, an unknown kind or field, a value that is not
 * canonical for its type, a field without a locator, a row without its key, and
 * rows that are not in order or stand there twice.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "core/core_json.h"
#include "core/facts.h"

static const char format_name[] = "dossier-facts/1";

enum {
	FACTS_BYTES_MAX = 256 << 20,
	OTHERS_MAX = 100000 /* as many as there may be rows */
};

/* ---- Write -------------------------------------------------------------- */

/* As ext/json writes: sorted members, one space a level. */
struct rows_out {
	struct buf *out;
	size_t depth;
	bool is_first; /* of its list or object */
};

static void
new_item(struct rows_out *w)
{
	static const char blanks[] = "          ";

	assert(w->depth < sizeof(blanks));
	buf_puts(w->out, w->is_first ? "\n" : ",\n");
	buf_add(w->out, blanks, w->depth);
	w->is_first = false;
}

static void
open_with(struct rows_out *w, char c)
{
	buf_putc(w->out, c);
	w->depth++;
	w->is_first = true;
}

static void
close_with(struct rows_out *w, char c)
{
	bool is_empty = w->is_first;

	w->depth--;
	w->is_first = true;
	if (!is_empty)
		new_item(w);
	buf_putc(w->out, c);
	w->is_first = false;
}

static void
put_key(struct rows_out *w, const char *key)
{
	new_item(w);
	buf_putc(w->out, '"');
	buf_puts(w->out, key); /* ours: nothing to escape */
	buf_puts(w->out, "\": ");
}

/* As outside_json: what is not UTF-8 stands there as text_vis shows it. */
static void
put_string(struct rows_out *w, const char *s)
{
	struct buf visible = {0};
	size_t n = strlen(s);

	if (utf8_valid(s, n)) {
		text_json_quote(w->out, s, n);
		return;
	}
	text_vis(&visible, s, n);
	text_json_quote(w->out, visible.data, visible.len);
	buf_free(&visible);
}

static void
put_member(struct rows_out *w, const char *key, const char *s)
{
	if (s == NULL)
		return;
	put_key(w, key);
	put_string(w, s);
}

static void
put_items(struct rows_out *w, const struct value *v)
{
	put_key(w, "items");
	open_with(w, '[');
	for (size_t i = 0; i < v->nitems; i++) {
		new_item(w);
		put_string(w, v->items[i]);
	}
	close_with(w, ']');
}

/* The members that stand before and behind "others". */
static void
put_head(struct rows_out *w, const struct value *v)
{
	open_with(w, '{');
	put_member(w, "at", v->at);
	if (v->items != NULL)
		put_items(w, v);
}

static void
put_tail(struct rows_out *w, const struct value *v)
{
	put_member(w, "outcome", outcome_name(v->outcome));
	put_member(w, "source", v->source);
	put_member(w, "text", v->text);
	close_with(w, '}');
}

static void
put_value(struct rows_out *w, const struct value *v)
{
	put_head(w, v);
	if (v->nothers > 0) {
		put_key(w, "others");
		open_with(w, '[');
		for (size_t i = 0; i < v->nothers; i++) {
			new_item(w);
			put_head(w, &v->others[i]);
			put_tail(w, &v->others[i]);
		}
		close_with(w, ']');
	}
	put_tail(w, v);
}

/* The field of a kind whose name comes next; nfields: there is none. */
static size_t
next_field(const struct kind *k, size_t last)
{
	size_t best = k->nfields;

	for (size_t i = 0; i < k->nfields; i++) {
		const char *name = k->fields[i].name;

		if (last < k->nfields &&
		    strcmp(name, k->fields[last].name) <= 0)
			continue;
		if (best == k->nfields ||
		    strcmp(name, k->fields[best].name) < 0)
			best = i;
	}
	return best;
}

/* The fields of a kind by name; the caller frees them. */
static size_t *
sorted_fields(const struct kind *k)
{
	size_t *order = mem_array(k->nfields, sizeof(*order));
	size_t last = k->nfields;

	for (size_t i = 0; i < k->nfields; i++)
		last = order[i] = next_field(k, last);
	return order;
}

static void
put_row(struct rows_out *w, const struct row *r, const size_t *order)
{
	new_item(w);
	open_with(w, '{');
	if (r->is_asserted) {
		put_key(w, "asserted");
		buf_puts(w->out, "true");
	}
	put_member(w, "asserted_by", r->asserted_by);
	put_key(w, "fields");
	open_with(w, '{');
	for (size_t i = 0; i < r->kind->nfields; i++) {
		const struct value *v = &r->fields[order[i]];

		if (v->outcome == OUTCOME_ABSENT)
			continue;
		put_key(w, r->kind->fields[order[i]].name);
		put_value(w, v);
	}
	close_with(w, '}');
	put_member(w, "kind", r->kind->name);
	put_member(w, "source", r->source);
	put_member(w, "step", r->step);
	close_with(w, '}');
}

void
facts_format(const struct facts *f, struct buf *out)
{
	struct rows_out w = {.out = out, .depth = 2, .is_first = true};
	size_t *order = NULL;

	buf_printf(out, "{\n \"format\": \"%s\",\n \"rows\": [", format_name);
	for (size_t i = 0; i < f->nrows; i++) {
		/* Rows of a kind stand together. */
		if (i == 0 || f->rows[i]->kind != f->rows[i - 1]->kind) {
			free(order);
			order = sorted_fields(f->rows[i]->kind);
		}
		put_row(&w, f->rows[i], order);
	}
	free(order);
	buf_puts(out, f->nrows == 0 ? "]\n}\n" : "\n ]\n}\n");
}

/* ---- Read --------------------------------------------------------------- */

/* "rows[7]: field 'sha256'" */
static struct reader
in_field(const struct reader *r, const char *field)
{
	struct reader in = *r;

	in.place = arena_printf(r->a, "%s: field '%s'", r->place, field);
	return in;
}

static int
read_plain(const struct reader *r, const struct json *j, enum field_type t,
    struct value *v)
{
	const char *name, *fault;

	if (read_text(r, j, "outcome", true, &name) == -1)
		return -1;
	if (outcome_parse(&v->outcome, name) == -1 ||
	    v->outcome == OUTCOME_ABSENT)
		return read_fault(r, "outcome", "is no outcome that is kept");
	if (read_text(r, j, "text", false, &v->text) == -1 ||
	    read_text(r, j, "at", true, &v->at) == -1 ||
	    read_text(r, j, "source", false, &v->source) == -1)
		return -1;
	if (json_get(j, "items") != NULL &&
	    read_texts(r, j, "items", &v->items, &v->nitems) == -1)
		return -1;
	if (t == TYPE_LIST && v->outcome == OUTCOME_VALUE && v->items == NULL)
		return read_fault(r, "items", "is not there");
	fault = value_fault(t, v);
	return fault == NULL ? 0 : read_fault(r, "text", fault);
}

static int
read_value(const struct reader *r, const struct json *j, enum field_type t,
    struct value *v)
{
	const struct json *list;
	struct value *others;
	size_t n;

	if (read_plain(r, j, t, v) == -1)
		return -1;
	if (v->outcome != OUTCOME_CONFLICT)
		return 0;
	if (read_list(r, j, "others", &list, &n) == -1)
		return -1;
	if (n < 2 || n > OTHERS_MAX)
		return read_fault(r, "others", "wanted 2 or more values");
	others = arena_array(r->a, n, sizeof(*others));
	for (size_t i = 0; i < n; i++) {
		struct reader in = read_in(r, "others", i);

		if (read_plain(&in, json_at(list, i), t, &others[i]) == -1)
			return -1;
		if (others[i].outcome == OUTCOME_CONFLICT)
			return read_fault(
			    &in, "outcome", "a conflict inside a conflict");
	}
	v->others = others;
	v->nothers = n;
	return 0;
}

static int
read_fields(const struct reader *r, const struct json *map, struct row *row)
{
	const struct json *fields = json_get(map, "fields"), *j;
	const struct kind *k = row->kind;
	size_t known = 0;

	if (!json_is_map(fields))
		return read_fault(r, "fields", "wanted an object");
	row->fields = arena_array(r->a, k->nfields, sizeof(*row->fields));
	for (size_t i = 0; i < k->nfields; i++) {
		struct reader in;

		j = json_get(fields, k->fields[i].name);
		if (j == NULL)
			continue;
		in = in_field(r, k->fields[i].name);
		known++;
		if (read_value(&in, j, k->fields[i].type, &row->fields[i]) ==
		    -1)
			return -1;
	}
	if (known != json_len(fields))
		return read_fault(r, "fields", "a field that the kind has not");
	return 0;
}

static int
read_row(const struct reader *r, const struct json *j, struct row *row)
{
	const char *kind;

	if (read_text(r, j, "kind", true, &kind) == -1)
		return -1;
	row->kind = kind_find(kind);
	if (row->kind == NULL)
		return read_fault(r, "kind", "is no kind");
	if (read_text(r, j, "source", false, &row->source) == -1 ||
	    read_text(r, j, "step", false, &row->step) == -1 ||
	    read_bool(r, j, "asserted", &row->is_asserted) == -1 ||
	    read_text(r, j, "asserted_by", false, &row->asserted_by) == -1)
		return -1;
	return read_fields(r, j, row);
}

static int
read_rows(const struct reader *r, const struct json *root,
    struct facts_builder *b, const struct row **rows, size_t *n)
{
	const struct json *list;
	const char *part;

	if (read_list(r, root, "rows", &list, n) == -1)
		return -1;
	for (size_t i = 0; i < *n; i++) {
		struct reader in = read_in(r, "rows", i);
		struct row *row = arena_alloc(r->a, sizeof(*row));

		if (read_row(&in, json_at(list, i), row) == -1)
			return -1;
		if (facts_add(b, row, &part) == -1)
			return read_fault(&in, part,
			    "this key part is not "
			    "there");
		rows[i] = row;
	}
	return 0;
}

/* Merging may change nothing: the rows were merged when they were written. */
static int
check_order(const struct reader *r, const struct facts *f,
    const struct row *const *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct reader in;

		if (i < f->nrows && f->rows[i] == rows[i])
			continue;
		in = read_in(r, "rows", i);
		return read_fault(&in, "fields",
		    "not in order of kind and key, or there twice");
	}
	return 0;
}

int
facts_parse(struct arena *a, const struct snapshot *s, const char *json,
    size_t n, struct facts **out, struct error *e)
{
	struct reader r = {a, "facts.json", "", e};
	struct facts_builder *b = facts_begin(a);
	const struct row **rows = NULL;
	struct facts *f;
	struct json *j;
	size_t nrows;
	int rc = -1;

	*out = NULL;
	if (read_file(&r, json, n, FACTS_BYTES_MAX, format_name, &j) == -1)
		return -1;
	/* NOLINTNEXTLINE(bugprone-sizeof-expression): an array of pointers */
	rows = mem_array(json_len(json_get(j, "rows")), sizeof(*rows));
	if (read_rows(&r, j, b, rows, &nrows) == -1 ||
	    facts_end(b, s, &f, e) == -1 ||
	    check_order(&r, f, rows, nrows) == -1)
		goto out;
	*out = f;
	rc = 0;
out:
	free(rows);
	json_free(j);
	return rc;
}
