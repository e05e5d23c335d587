/*
 * facts.json: every row with every field that is not ABSENT, as
 * "dossier-facts/1", in the order of the facts.  Rows are written one by one,
 * so that a large system needs no second copy in memory.  Reading refuses
 * another format, an unknown kind or field, a value that is not canonical for
 * its type, a field without a locator, a row without its key, and rows that
 * are not in order or stand there twice.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "core/core_json.h"
#include "core/facts.h"

static const char format_name[] = "dossier-facts/1";

enum {
	FACTS_BYTES_MAX = 256 << 20,
	OTHERS_MAX = 100000, /* as many as there may be rows */
	ROW_INDENT = 2
};

/* ---- Write -------------------------------------------------------------- */

static struct json *
plain_json(const struct value *v)
{
	struct json *j = json_map(), *items;

	json_put_text(j, "outcome", outcome_name(v->outcome));
	put_outside(j, "text", v->text);
	put_outside(j, "at", v->at);
	json_put_text(j, "source", v->source);
	if (v->items != NULL) {
		items = json_list();
		for (size_t i = 0; i < v->nitems; i++)
			json_push(items, outside_json(v->items[i]));
		json_put(j, "items", items);
	}
	return j;
}

static struct json *
value_json(const struct value *v)
{
	struct json *j = plain_json(v), *others;

	if (v->nothers == 0)
		return j;
	others = json_list();
	for (size_t i = 0; i < v->nothers; i++)
		json_push(others, plain_json(&v->others[i]));
	json_put(j, "others", others);
	return j;
}

static struct json *
row_json(const struct row *r)
{
	struct json *j = json_map(), *fields = json_map();

	for (size_t i = 0; i < r->kind->nfields; i++)
		if (r->fields[i].outcome != OUTCOME_ABSENT)
			json_put(fields, r->kind->fields[i].name,
			    value_json(&r->fields[i]));
	json_put(j, "fields", fields);
	json_put_text(j, "kind", r->kind->name);
	json_put_text(j, "source", r->source);
	json_put_text(j, "step", r->step);
	if (r->is_asserted)
		json_put_bool(j, "asserted", true);
	put_outside(j, "asserted_by", r->asserted_by);
	return j;
}

/* A text of JSON has no line feed but those between its parts. */
static void
put_indented(struct buf *out, const struct buf *text)
{
	const char *s = buf_str(text), *end;

	while (*s != '\0') {
		end = strchr(s, '\n');
		for (int i = 0; i < ROW_INDENT; i++)
			buf_putc(out, ' ');
		buf_add(out, s, (size_t)(end - s));
		s = end + 1;
		if (*s != '\0')
			buf_putc(out, '\n');
	}
}

void
facts_format(const struct facts *f, struct buf *out)
{
	struct buf one = {0};

	buf_printf(out, "{\n \"format\": \"%s\",\n \"rows\": [", format_name);
	for (size_t i = 0; i < f->nrows; i++) {
		struct json *j = row_json(f->rows[i]);

		buf_reset(&one);
		json_format(j, &one);
		json_free(j);
		buf_puts(out, i == 0 ? "\n" : ",\n");
		put_indented(out, &one);
	}
	buf_free(&one);
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
