/* The strict subset of YAML: places, kinds, and every refusal. */
#include "ext/yaml.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "test.h"

static struct arena *arena;
static struct error err;

static const struct data *
read_n(const char *bytes, size_t n)
{
	const struct data *d = NULL;

	err_clear(&err);
	if (yaml_read(arena, "f.yml", bytes, n, &d, &err) == -1)
		CHECK(d == NULL);
	return d;
}

static const struct data *
read_text(const char *text)
{
	return read_n(text, strlen(text));
}

/* The text is refused with this id, at this place, with a hint. */
static void
refused(const char *text, const char *id, const char *where)
{
	const struct data *d = read_text(text);

	CHECK(d == NULL);
	CHECK_STR(err.id, id);
	CHECK_STR(err.where, where);
	CHECK(err.kind == ERR_INPUT);
	CHECK(err.hint[0] != '\0');
}

static void
test_kinds(void)
{
	const struct data *d = read_text("# c\na: 1\nb: [x, 'null', ~]\n"
					 "c:\n  d: true\n  e:\nf: |\n  two\n"
					 "  lines\n");
	const struct data *b = data_get(d, "b");

	CHECK(d != NULL && d->kind == DATA_MAP && d->n == 4);
	if (d == NULL)
		return;
	CHECK_STR(data_text(d, "a"), "1");
	CHECK(b != NULL && b->kind == DATA_LIST && b->n == 3);
	CHECK(b != NULL && !b->items[0].is_quoted && b->items[1].is_quoted);
	CHECK_STR(b->items[1].text, "null");
	CHECK_STR(b->items[2].text, "~");
	CHECK_STR(data_text(data_get(d, "c"), "d"), "true");
	CHECK_STR(data_text(data_get(d, "c"), "e"), "");
	CHECK_STR(data_text(d, "f"), "two\nlines\n");
	CHECK(data_get(d, "f")->is_quoted);
	CHECK(data_get(d, "g") == NULL);
}

static void
test_places(void)
{
	const struct data *d = read_text("a: 1\nbé: {c: [x,  y]}\n");
	const struct data *c;

	CHECK(d != NULL);
	if (d == NULL)
		return;
	CHECK(d->line == 1 && d->column == 1);
	CHECK(d->key_lines[1] == 2 && d->key_columns[1] == 1);
	CHECK(d->items[0].line == 1 && d->items[0].column == 4);
	CHECK(d->items[1].line == 2 && d->items[1].column == 5);
	c = data_get(&d->items[1], "c");
	CHECK(c != NULL && c->column == 9);
	/* Columns count characters, not bytes. */
	CHECK(c != NULL && c->items[1].line == 2 && c->items[1].column == 14);
}

static void
test_empty(void)
{
	static const char *const texts[] = {
	    "", "\n\n", "# only\n", "---\n", "---\n# x\n...\n"};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		const struct data *d = read_text(texts[i]);

		CHECK(d != NULL && d->kind == DATA_MAP && d->n == 0);
		CHECK(d != NULL && d->line == 1 && d->column == 1);
	}
	CHECK(read_text("''")->kind == DATA_TEXT);
	CHECK_STR(read_text("word")->text, "word");
	CHECK(read_text("[]")->kind == DATA_LIST);
	/* A byte order mark is no text. */
	CHECK_STR(data_text(read_text("\xEF\xBB\xBF"
				      "a: b\n"),
		      "a"),
	    "b");
}

static void
test_refused(void)
{
	refused("a: &x 1\n", "yaml-anchor", "f.yml:1:4");
	refused("a: &x [1]\n", "yaml-anchor", "f.yml:1:4");
	refused("a: &x {b: 1}\n", "yaml-anchor", "f.yml:1:4");
	refused("a: *x\n", "yaml-anchor", "f.yml:1:4");
	refused("a: b\n*x : c\n", "yaml-anchor", "f.yml:2:1");
	refused("a: !!str 1\n", "yaml-tag", "f.yml:1:4");
	refused("a: ! 1\n", "yaml-tag", "f.yml:1:4");
	refused("a: !x [1]\n", "yaml-tag", "f.yml:1:4");
	refused("a: !x {b: 1}\n", "yaml-tag", "f.yml:1:4");
	refused("%TAG ! tag:x,2000:\n---\na: b\n", "yaml-tag", "f.yml:1:1");
	refused("a: 1\nb: 2\na: 3\n", "yaml-duplicate-key", "f.yml:3:1");
	refused("x: {b: 1, a: 2, a: 3, b: 4}\n", "yaml-duplicate-key",
	    "f.yml:1:17");
	CHECK(strstr(err.what, "'a'") != NULL);
	refused("a: {<<: {b: 1}}\n", "yaml-key", "f.yml:1:5");
	refused("? [a]\n: b\n", "yaml-key", "f.yml:1:3");
	refused("? {a: 1}\n: b\n", "yaml-key", "f.yml:1:3");
	refused("'': b\n", "yaml-key", "f.yml:1:1");
	refused("a: 1\n---\nb: 2\n", "yaml-documents", "f.yml:2:1");
	refused("a: 1\nb\n", "yaml-syntax", "f.yml:3:1");
	refused("a: 1\n\tb: 2\n", "yaml-syntax", "f.yml:2:1");
	refused("a: \x01\n", "yaml-syntax", "f.yml:1:4");
	refused("a: \"x\n", "yaml-syntax", "f.yml:2:1");
	refused("a: \"\\0\"\n", "yaml-utf8", "f.yml:1:4");
	refused("a: 1\nb: \xC3\xA9\xFF\n", "yaml-utf8", "f.yml:2:5");
	CHECK(read_n("a: b\0c\n", 7) == NULL);
	CHECK_STR(err.id, "yaml-syntax");
}

/* `n` lists in lists. */
static const struct data *
nested(size_t n)
{
	struct buf b = {0};
	const struct data *d;

	for (size_t i = 0; i < n; i++)
		buf_putc(&b, '[');
	for (size_t i = 0; i < n; i++)
		buf_putc(&b, ']');
	d = read_text(buf_str(&b));
	buf_free(&b);
	return d;
}

static void
test_depth(void)
{
	CHECK(nested(32) != NULL);
	CHECK(nested(33) == NULL);
	CHECK_STR(err.id, "yaml-depth");
	CHECK_STR(err.where, "f.yml:1:33");
	CHECK(err.hint[0] != '\0');
	CHECK(nested(100000) == NULL);
	CHECK_STR(err.id, "yaml-depth");
}

static void
test_size(void)
{
	enum { MAX = 1 << 20 };
	char *bytes = mem_alloc(MAX + 1);

	memset(bytes, 'x', MAX + 1);
	bytes[1] = ':';
	bytes[2] = ' ';
	CHECK(read_n(bytes, MAX) != NULL);
	CHECK(read_n(bytes, MAX + 1) == NULL);
	CHECK_STR(err.id, "yaml-size");
	CHECK_STR(err.where, "f.yml:1:1");
	CHECK(err.hint[0] != '\0');
	free(bytes);
}

/* Many keys: the search for duplicates is not quadratic, and finds the last. */
static void
test_many_keys(void)
{
	struct buf b = {0};
	const struct data *d;

	for (int i = 0; i < 60000; i++)
		buf_printf(&b, "k%d: 1\n", i);
	d = read_n(b.data, b.len);
	CHECK(d != NULL && d->n == 60000);
	buf_puts(&b, "k59999: 2\n");
	CHECK(read_n(b.data, b.len) == NULL);
	CHECK_STR(err.where, "f.yml:60001:1");
	CHECK_STR(err.what, "key 'k59999' stands twice in this map, first in "
			    "line 60000");
	buf_free(&b);
}

int
main(void)
{
	arena = arena_new();
	RUN(test_kinds);
	RUN(test_places);
	RUN(test_empty);
	RUN(test_refused);
	RUN(test_depth);
	RUN(test_size);
	RUN(test_many_keys);
	arena_free(arena);
	return test_end("t_ext_yaml");
}
