/*
 * Reads the strict subset of YAML that people write (DESIGN section 4) by
 * libyaml's events into plain data: lists, maps, and texts, each with its
 * place.  Refuses what gives one text two readings: anchors, aliases, tags,
 * merge keys, duplicate keys, several documents; and what is too large or too
 * deep.  No scalar has a type: the schema of who asked decides.
 */
#include "ext/yaml.h"

#include <stdlib.h>
#include <string.h>

#include <yaml.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"

enum {
	YAML_DEPTH = 32,          /* collections in collections */
	YAML_BYTES_MAX = 1 << 20, /* people write this, and people review it */
};

static const char HINT_SYNTAX[] =
    "indent with spaces, close each quote and bracket, and put a text that "
    "holds ': ', ' #', braces or brackets in double quotes";

/* One item of a list, or one member of a map. */
struct entry {
	const char *key;
	size_t line, column;
	struct data value;
};

/* A list or map whose end was not met yet. */
struct frame {
	enum data_kind kind;
	size_t line, column;
	struct entry *items;
	size_t n, cap;
	struct entry next; /* map: the member whose value comes next */
	bool has_key;
};

struct reader {
	struct arena *a;
	const char *file;
	struct frame stack[YAML_DEPTH];
	size_t depth;
	size_t ndocuments;
	struct data root;
	struct error *e;
};

/* Line and column, from 1, of the character that begins at or spans byte n. */
static void
place(const char *bytes, size_t n, size_t *line, size_t *column)
{
	*line = 1;
	*column = 1;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)bytes[i];

		if (c == '\n') {
			*line += 1;
			*column = 1;
		} else if ((c & 0xC0) != 0x80) {
			*column += 1;
		}
	}
}

static int
check_bytes(const struct reader *r, const char *bytes, size_t n)
{
	size_t i = 0;
	size_t len, line, column;

	if (n > YAML_BYTES_MAX) {
		(void)err_at(r->e, "yaml-size", r->file, 1, 1,
		    "the file has %zu bytes, at most %d are read", n,
		    YAML_BYTES_MAX);
		err_hint(r->e, "split it, or keep data in a file of its own "
			       "that a source reads");
		return -1;
	}
	while (i < n && (len = utf8_len(bytes + i, n - i)) > 0)
		i += len;
	if (i == n)
		return 0;
	place(bytes, i, &line, &column);
	(void)err_at(r->e, "yaml-utf8", r->file, line, column,
	    "byte 0x%02X is not UTF-8", (unsigned)(unsigned char)bytes[i]);
	err_hint(r->e, "save the file as UTF-8");
	return -1;
}

/* Anchors, aliases and tags: one spelling could mean something else. */
static int
check_plain(const struct reader *r, const yaml_mark_t *at,
    const yaml_char_t *anchor, const yaml_char_t *tag)
{
	if (anchor != NULL) {
		(void)err_at(r->e, "yaml-anchor", r->file, at->line + 1,
		    at->column + 1, "anchors and aliases ('%s') are not read",
		    (const char *)anchor);
		err_hint(r->e, "write the value out where it is needed, or "
			       "put the text in quotes");
		return -1;
	}
	if (tag != NULL) {
		(void)err_at(r->e, "yaml-tag", r->file, at->line + 1,
		    at->column + 1, "tags ('%s') are not read",
		    (const char *)tag);
		err_hint(r->e, "leave the tag out, every value is a text; "
			       "or put the text in quotes");
		return -1;
	}
	return 0;
}

static int
put_key(struct reader *r, const yaml_event_t *ev, const char *text)
{
	struct frame *f = &r->stack[r->depth - 1];
	bool is_merge = strcmp(text, "<<") == 0;

	if (is_merge || text[0] == '\0') {
		(void)err_at(r->e, "yaml-key", r->file, ev->start_mark.line + 1,
		    ev->start_mark.column + 1, "%s",
		    is_merge ? "merge keys ('<<') are not read"
			     : "a key is empty");
		err_hint(r->e, is_merge ? "write the members out"
					: "write a name before the colon");
		return -1;
	}
	f->next.key = text;
	f->next.line = ev->start_mark.line + 1;
	f->next.column = ev->start_mark.column + 1;
	f->has_key = true;
	return 0;
}

/* A whole value: goes into the open collection, or is the document. */
static void
put_value(struct reader *r, const struct data *d)
{
	struct frame *f;

	if (r->depth == 0) {
		r->root = *d;
		return;
	}
	f = &r->stack[r->depth - 1];
	mem_push(&f->items, f->n, &f->cap, sizeof(*f->items));
	f->items[f->n] = f->next;
	f->items[f->n].value = *d;
	f->n++;
	f->has_key = false;
}

static int
read_scalar(struct reader *r, const yaml_event_t *ev)
{
	const char *bytes = (const char *)ev->data.scalar.value;
	size_t n = ev->data.scalar.length;
	struct data d = {.kind = DATA_TEXT};

	if (check_plain(r, &ev->start_mark, ev->data.scalar.anchor,
		ev->data.scalar.tag) == -1)
		return -1;
	d.line = ev->start_mark.line + 1;
	d.column = ev->start_mark.column + 1;
	if (memchr(bytes, '\0', n) != NULL || !utf8_valid(bytes, n)) {
		(void)err_at(r->e, "yaml-utf8", r->file, d.line, d.column,
		    "an escape in this text makes a character that no text "
		    "may hold");
		err_hint(r->e, "leave out \\0 and escapes of surrogates");
		return -1;
	}
	d.text = arena_ndup(r->a, bytes, n);
	d.is_quoted = ev->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
	if (r->depth > 0 && r->stack[r->depth - 1].kind == DATA_MAP &&
	    !r->stack[r->depth - 1].has_key)
		return put_key(r, ev, d.text);
	put_value(r, &d);
	return 0;
}

static int
open_collection(struct reader *r, const yaml_event_t *ev, enum data_kind kind,
    const yaml_char_t *anchor, const yaml_char_t *tag)
{
	size_t line = ev->start_mark.line + 1;
	size_t column = ev->start_mark.column + 1;
	struct frame *top = r->depth > 0 ? &r->stack[r->depth - 1] : NULL;

	if (check_plain(r, &ev->start_mark, anchor, tag) == -1)
		return -1;
	if (top != NULL && top->kind == DATA_MAP && !top->has_key) {
		(void)err_at(r->e, "yaml-key", r->file, line, column,
		    "a key is a %s, not a text",
		    kind == DATA_LIST ? "list" : "map");
		err_hint(r->e, "put the key in quotes");
		return -1;
	}
	if (r->depth == YAML_DEPTH) {
		(void)err_at(r->e, "yaml-depth", r->file, line, column,
		    "lists and maps are nested deeper than %d", YAML_DEPTH);
		err_hint(r->e, "flatten the file");
		return -1;
	}
	r->stack[r->depth] =
	    (struct frame){.kind = kind, .line = line, .column = column};
	r->depth++;
	return 0;
}

static int
entry_cmp(const void *pa, const void *pb)
{
	const struct entry *a = *(const struct entry *const *)pa;
	const struct entry *b = *(const struct entry *const *)pb;
	int c = strcmp(a->key, b->key);

	if (c == 0)
		c = (a > b) - (a < b);
	return c;
}

/* Sorted first, so that a large file cannot make this slow. */
static int
check_duplicates(const struct reader *r, const struct frame *f)
{
	const struct entry **sorted, *first = NULL, *again = NULL;

	/* NOLINTNEXTLINE(bugprone-sizeof-expression): an array of pointers */
	sorted = mem_array(f->n + 1, sizeof(*sorted));
	for (size_t i = 0; i < f->n; i++)
		sorted[i] = &f->items[i];
	/* NOLINTNEXTLINE(bugprone-sizeof-expression): an array of pointers */
	qsort(sorted, f->n, sizeof(*sorted), entry_cmp);
	for (size_t i = 1; i < f->n; i++) {
		if (strcmp(sorted[i - 1]->key, sorted[i]->key) == 0 &&
		    (again == NULL || sorted[i] < again)) {
			first = sorted[i - 1];
			again = sorted[i];
		}
	}
	free(sorted);
	if (again == NULL)
		return 0;
	(void)err_at(r->e, "yaml-duplicate-key", r->file, again->line,
	    again->column,
	    "key '%s' stands twice in this map, first in line "
	    "%zu",
	    again->key, first->line);
	err_hint(r->e, "keep one of them");
	return -1;
}

/* The frame's items move into the arena, as the finished list or map. */
static void
copy_items(struct reader *r, const struct frame *f, struct data *d)
{
	struct data *items = arena_array(r->a, f->n, sizeof(*items));
	const char **keys = arena_array(r->a, f->n, sizeof(*keys));
	size_t *lines = arena_array(r->a, f->n, sizeof(*lines));
	size_t *columns = arena_array(r->a, f->n, sizeof(*columns));

	for (size_t i = 0; i < f->n; i++) {
		items[i] = f->items[i].value;
		keys[i] = f->items[i].key;
		lines[i] = f->items[i].line;
		columns[i] = f->items[i].column;
	}
	d->n = f->n;
	d->items = items;
	if (f->kind == DATA_LIST)
		return;
	d->keys = keys;
	d->key_lines = lines;
	d->key_columns = columns;
}

static int
close_collection(struct reader *r)
{
	struct frame *f = &r->stack[r->depth - 1];
	struct data d = {.kind = f->kind, .line = f->line, .column = f->column};

	if (f->kind == DATA_MAP && check_duplicates(r, f) == -1)
		return -1;
	copy_items(r, f, &d);
	free(f->items);
	f->items = NULL;
	r->depth--;
	put_value(r, &d);
	return 0;
}

static int
open_document(struct reader *r, const yaml_event_t *ev)
{
	const yaml_tag_directive_t *tag =
	    ev->data.document_start.tag_directives.start;

	if (tag != ev->data.document_start.tag_directives.end)
		return check_plain(r, &ev->start_mark, NULL, tag->handle);
	r->ndocuments++;
	if (r->ndocuments == 1)
		return 0;
	(void)err_at(r->e, "yaml-documents", r->file, ev->start_mark.line + 1,
	    ev->start_mark.column + 1, "a second document begins here");
	err_hint(r->e, "keep one document a file; remove '---'");
	return -1;
}

static int
read_event(struct reader *r, const yaml_event_t *ev)
{
	switch (ev->type) {
	case YAML_SCALAR_EVENT:
		return read_scalar(r, ev);
	case YAML_SEQUENCE_START_EVENT:
		return open_collection(r, ev, DATA_LIST,
		    ev->data.sequence_start.anchor,
		    ev->data.sequence_start.tag);
	case YAML_MAPPING_START_EVENT:
		return open_collection(r, ev, DATA_MAP,
		    ev->data.mapping_start.anchor, ev->data.mapping_start.tag);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		return close_collection(r);
	case YAML_ALIAS_EVENT:
		return check_plain(
		    r, &ev->start_mark, ev->data.alias.anchor, NULL);
	case YAML_DOCUMENT_START_EVENT:
		return open_document(r, ev);
	case YAML_NO_EVENT:
	case YAML_STREAM_START_EVENT:
	case YAML_STREAM_END_EVENT:
	case YAML_DOCUMENT_END_EVENT:
		break;
	}
	return 0;
}

static int
fail_syntax(const struct reader *r, const yaml_parser_t *p, const char *bytes)
{
	size_t line = p->problem_mark.line + 1;
	size_t column = p->problem_mark.column + 1;

	if (p->error == YAML_MEMORY_ERROR)
		mem_none();
	/* The reader of characters knows a byte offset only. */
	if (p->error == YAML_READER_ERROR)
		place(bytes, p->problem_offset, &line, &column);
	(void)err_at(r->e, "yaml-syntax", r->file, line, column,
	    "this is not YAML: %s%s%s", p->context == NULL ? "" : p->context,
	    p->context == NULL ? "" : ": ",
	    p->problem == NULL ? "no reason given" : p->problem);
	err_hint(r->e, "%s", HINT_SYNTAX);
	return -1;
}

static int
read_events(struct reader *r, yaml_parser_t *p, const char *bytes)
{
	bool is_end = false;
	int rc = 0;

	while (rc == 0 && !is_end) {
		yaml_event_t ev;

		if (yaml_parser_parse(p, &ev) == 0)
			return fail_syntax(r, p, bytes);
		is_end = ev.type == YAML_STREAM_END_EVENT;
		rc = read_event(r, &ev);
		yaml_event_delete(&ev);
	}
	return rc;
}

/* An empty file, nothing but comments, or nothing behind '---'. */
static bool
is_nothing(const struct data *root)
{
	return root->kind == DATA_TEXT &&
	       (root->text == NULL ||
		   (root->text[0] == '\0' && !root->is_quoted));
}

int
yaml_read(struct arena *a, const char *file, const char *bytes, size_t n,
    const struct data **out, struct error *e)
{
	struct reader r = {.a = a, .file = file, .e = e};
	yaml_parser_t p;
	struct data *root;
	int rc;

	*out = NULL;
	if (check_bytes(&r, bytes, n) == -1)
		return -1;
	if (yaml_parser_initialize(&p) == 0)
		mem_none();
	yaml_parser_set_encoding(&p, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&p, (const unsigned char *)bytes, n);
	rc = read_events(&r, &p, bytes);
	yaml_parser_delete(&p);
	while (r.depth > 0)
		free(r.stack[--r.depth].items);
	if (rc == -1)
		return -1;
	root = arena_alloc(a, sizeof(*root));
	*root = r.root;
	if (is_nothing(root))
		*root = (struct data){.kind = DATA_MAP, .line = 1, .column = 1};
	*out = root;
	return 0;
}
