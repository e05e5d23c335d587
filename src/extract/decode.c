/*
 * Decoders: bytes or a text to a tree (CONNECTORS sections 3 and 4).  JSON is
 * json.c's; YAML is the strict subset that ext/yaml reads, every scalar a
 * text; base64 ignores white space and must give UTF-8; segments split at
 * slashes.  A text that does not decode is refused, never repaired.
 */
#include "extract/extract.h"

#include <string.h>

#include "base/buf.h"
#include "ext/crypto.h"
#include "ext/yaml.h"
#include "extract/decode_lines.h"
#include "extract/tree.h"

static const char *const words[] = {[DECODE_JSON] = "json",
    [DECODE_JSON_LENIENT] = "json_lenient",
    [DECODE_YAML] = "yaml",
    [DECODE_PIP_LOCK] = "pip_lock",
    [DECODE_EXPOSITION] = "exposition",
    [DECODE_RAW] = "raw",
    [DECODE_BASE64] = "base64",
    [DECODE_SEGMENTS] = "segments"};

enum { NWORDS = sizeof(words) / sizeof(words[0]) };

const char *
decode_name(enum decode d)
{
	return (size_t)d < NWORDS ? words[d] : "raw";
}

int
decode_parse(enum decode *d, const char *word)
{
	for (size_t i = 0; i < NWORDS; i++)
		if (strcmp(words[i], word) == 0) {
			*d = (enum decode)i;
			return 0;
		}
	return -1;
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static int
read_base64(struct arena *a, const char *bytes, size_t n, struct tree **out,
    struct error *e)
{
	struct buf packed = {0}, plain = {0};
	struct tree_builder b;
	char *copy;
	int rc = -1;

	for (size_t i = 0; i < n; i++)
		if (!is_space(bytes[i]))
			buf_putc(&packed, bytes[i]);
	if (base64_get(&plain, buf_str(&packed), packed.len) == -1) {
		err_set(e, ERR_INPUT, "base64", "the text is no base64");
		goto out;
	}
	if (!utf8_valid(buf_str(&plain), plain.len)) {
		err_set(e, ERR_INPUT, "base64", "the bytes are no UTF-8");
		goto out;
	}
	copy = arena_ndup(a, buf_str(&plain), plain.len);
	tree_begin(&b, a, copy, plain.len);
	tree_add_text(&b, NODE_STRING, copy, plain.len, 0, plain.len);
	*out = tree_end(&b);
	rc = 0;
out:
	buf_free(&plain);
	buf_free(&packed);
	return rc;
}

static int
read_segments(struct arena *a, const char *bytes, size_t n, struct tree **out,
    struct error *e)
{
	struct tree_builder b;
	size_t from = 0;

	if (!utf8_valid(bytes, n))
		return err_set(
		    e, ERR_INPUT, "segments", "the bytes are no UTF-8");
	tree_begin(&b, a, bytes, n);
	(void)tree_add_open(&b, NODE_ARRAY, 0); /* depth 1: cannot fail */
	for (size_t i = 0; i <= n; i++)
		if (i == n || bytes[i] == '/') {
			tree_add_text(
			    &b, NODE_STRING, bytes + from, i - from, from, i);
			from = i + 1;
		}
	(void)tree_add_close(&b, n); /* an array has no names */
	*out = tree_end(&b);
	return 0;
}

/* ---- YAML --------------------------------------------------------------- */

struct yaml_text {
	const char *bytes;
	size_t n;
	size_t line_at; /* start of line `line`: nodes come in order */
	size_t line;
};

/* Offset of a place; the column counts characters. */
static size_t
offset_of(struct yaml_text *y, size_t line, size_t column)
{
	size_t at;

	if (line < y->line) {
		y->line = 1;
		y->line_at = 0;
	}
	while (y->line < line && y->line_at < y->n) {
		const char *end =
		    memchr(y->bytes + y->line_at, '\n', y->n - y->line_at);

		y->line_at = end == NULL ? y->n : (size_t)(end - y->bytes) + 1;
		y->line++;
	}
	at = y->line_at;
	for (size_t i = 1; i < column && at < y->n; i++) {
		size_t k = utf8_len(y->bytes + at, y->n - at);

		at += k == 0 ? 1 : k;
	}
	return at;
}

/* Where the scalar at `from` ends: as written, its quote, or its line. */
static size_t
scalar_end(const struct yaml_text *y, size_t from, const struct data *d)
{
	size_t n = strlen(d->text), at;
	char q = '\0';

	if (from < y->n)
		q = y->bytes[from];
	if (!d->is_quoted && y->n - from >= n &&
	    memcmp(y->bytes + from, d->text, n) == 0)
		return from + n;
	if (d->is_quoted && (q == '"' || q == '\''))
		for (at = from + 1; at < y->n; at++) {
			bool is_pair = q == '"' ? y->bytes[at] == '\\'
						: y->bytes[at] == q &&
						      at + 1 < y->n &&
						      y->bytes[at + 1] == q;

			if (is_pair)
				at++;
			else if (y->bytes[at] == q)
				return at + 1;
		}
	for (at = from; at < y->n && y->bytes[at] != '\n'; at++)
		;
	return at;
}

/* Depth is yaml_read's limit, which is below JSON_DEPTH. */
static size_t
add_data(struct tree_builder *b, struct yaml_text *y, const struct data *d)
{
	size_t from = offset_of(y, d->line, d->column), to = from;

	if (d->kind == DATA_TEXT) {
		to = scalar_end(y, from, d);
		tree_add_text(
		    b, NODE_STRING, d->text, strlen(d->text), from, to);
		return to;
	}
	(void)tree_add_open(
	    b, d->kind == DATA_MAP ? NODE_OBJECT : NODE_ARRAY, from);
	for (size_t i = 0; i < d->n; i++) {
		size_t end;

		if (d->kind == DATA_MAP)
			tree_add_key(b, d->keys[i], strlen(d->keys[i]));
		end = add_data(b, y, &d->items[i]);
		to = end > to ? end : to;
	}
	(void)tree_add_close(b, to); /* yaml_read refused repeats */
	return to;
}

static int
read_yaml(struct arena *a, const char *bytes, size_t n, struct tree **out,
    struct error *e)
{
	const struct data *d = NULL;
	struct yaml_text y = {.bytes = bytes, .n = n, .line = 1};
	struct tree_builder b;

	if (yaml_read(a, "answer", bytes, n, &d, e) == -1)
		return -1;
	tree_begin(&b, a, bytes, n);
	(void)add_data(&b, &y, d);
	*out = tree_end(&b);
	return 0;
}

int
tree_decode(struct arena *a, enum decode d, const char *bytes, size_t n,
    struct tree **out, struct error *e)
{
	*out = NULL;
	if (n > JSON_BYTES_MAX)
		return err_set(e, ERR_LIMIT, decode_name(d),
		    "%zu bytes (at most %d)", n, (int)JSON_BYTES_MAX);
	switch (d) {
	case DECODE_JSON:
		return json_read(a, bytes, n, false, out, e);
	case DECODE_JSON_LENIENT:
		return json_read(a, bytes, n, true, out, e);
	case DECODE_YAML:
		return read_yaml(a, bytes, n, out, e);
	case DECODE_PIP_LOCK:
		return decode_pip_lock(a, bytes, n, out, e);
	case DECODE_EXPOSITION:
		return decode_exposition(a, bytes, n, out, e);
	case DECODE_BASE64:
		return read_base64(a, bytes, n, out, e);
	case DECODE_SEGMENTS:
		return read_segments(a, bytes, n, out, e);
	case DECODE_RAW:
		break;
	}
	return 0; /* raw: no tree */
}
