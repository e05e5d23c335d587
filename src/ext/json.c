/*
 * JSON of our own files, by jansson: one spelling out (members sorted, one
 * space a level), the same strictness in: duplicates, bytes behind the value
 * and numbers that do not fit are refused.  No JSON of a source is read here
 * (DESIGN section 11: jansson changes number texts); extract/ does that.
 */
#include "ext/json.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"

static json_t *
in(struct json *j)
{
	return (json_t *)j;
}

static const json_t *
in_const(const struct json *j)
{
	return (const json_t *)j;
}

/* jansson's memory ends like ours: out of memory is mem.c's business. */
static struct json *
made(json_t *j)
{
	assert(j != NULL);
	return (struct json *)j;
}

static void
use_our_memory(void)
{
	json_set_alloc_funcs(mem_alloc, free);
}

struct json *
json_map(void)
{
	use_our_memory();
	return made(json_object());
}

struct json *
json_list(void)
{
	use_our_memory();
	return made(json_array());
}

struct json *
json_text(const char *s)
{
	use_our_memory();
	assert(utf8_valid(s, strlen(s)));
	return made(json_string(s));
}

struct json *
json_none(void)
{
	return made(json_null());
}

void
json_free(struct json *j)
{
	json_decref(in(j));
}

void
json_put(struct json *map, const char *key, struct json *v)
{
	int rc;

	if (v == NULL)
		return;
	rc = json_object_set_new(in(map), key, in(v));
	assert(rc == 0);
}

void
json_push(struct json *list, struct json *v)
{
	int rc;

	if (v == NULL)
		return;
	rc = json_array_append_new(in(list), in(v));
	assert(rc == 0);
}

void
json_put_text(struct json *map, const char *key, const char *s)
{
	if (s != NULL)
		json_put(map, key, json_text(s));
}

void
json_put_int(struct json *map, const char *key, int64_t n)
{
	json_put(map, key, made(json_integer(n)));
}

void
json_put_bool(struct json *map, const char *key, bool b)
{
	json_put(map, key, made(b ? json_true() : json_false()));
}

static int
add_bytes(const char *bytes, size_t n, void *out)
{
	buf_add(out, bytes, n);
	return 0;
}

static void
format(const struct json *j, size_t flags, struct buf *out)
{
	struct buf raw = {0};
	int rc = json_dump_callback(in_const(j), add_bytes, &raw,
	    flags | JSON_SORT_KEYS | JSON_ENCODE_ANY);

	assert(rc == 0); /* no loops, no bad UTF-8: json_text saw to it */
	text_json(out, buf_str(&raw), raw.len);
	buf_free(&raw);
}

void
json_format(const struct json *j, struct buf *out)
{
	format(j, JSON_INDENT(1), out);
	buf_putc(out, '\n');
}

void
json_format_compact(const struct json *j, struct buf *out)
{
	format(j, JSON_COMPACT, out);
}

int
json_load_bytes(const char *name, const char *bytes, size_t n, size_t max,
    struct json **out, struct error *e)
{
	json_error_t why;
	json_t *j;
	char where[ERR_TEXT];

	*out = NULL;
	use_our_memory();
	if (n > max)
		return err_set(e, ERR_LIMIT, name,
		    "%zu bytes are more than the limit of %zu", n, max);
	j = json_loadb(bytes, n, JSON_REJECT_DUPLICATES, &why);
	if (j == NULL) {
		(void)snprintf(where, sizeof(where), "%s:%d:%d", name, why.line,
		    why.column); /* a cut name is still a name */
		return err_set(
		    e, ERR_INPUT, where, "not JSON of ours: %s", why.text);
	}
	*out = made(j);
	return 0;
}

const struct json *
json_get(const struct json *map, const char *key)
{
	return (const struct json *)json_object_get(in_const(map), key);
}

const char *
json_get_text(const struct json *map, const char *key)
{
	return json_str(json_get(map, key));
}

bool
json_get_int(const struct json *map, const char *key, int64_t *out)
{
	const json_t *v = json_object_get(in_const(map), key);

	*out = 0;
	if (!json_is_integer(v))
		return false;
	*out = json_integer_value(v);
	return true;
}

bool
json_get_bool(const struct json *map, const char *key, bool *out)
{
	const json_t *v = json_object_get(in_const(map), key);

	*out = false;
	if (!json_is_boolean(v))
		return false;
	*out = json_is_true(v);
	return true;
}

size_t
json_len(const struct json *list_or_map)
{
	const json_t *j = in_const(list_or_map);

	if (json_is_object(j))
		return json_object_size(j);
	return json_array_size(j);
}

const struct json *
json_at(const struct json *list, size_t i)
{
	return (const struct json *)json_array_get(in_const(list), i);
}

const char *
json_str(const struct json *text)
{
	return json_string_value(in_const(text));
}

bool
json_is_map(const struct json *j)
{
	return json_is_object(in_const(j));
}

bool
json_is_list(const struct json *j)
{
	return json_is_array(in_const(j));
}

/*
 * jansson keeps the order of insertion.  A file in our own spelling is sorted
 * already, and then no sort is needed.
 */
const char *
json_key_at(const struct json *map, size_t i)
{
	size_t n = json_is_map(map) ? json_len(map) : 0, k = 0;
	const char **names, *key;
	bool is_sorted = true;
	void *it;
	/* NOLINTNEXTLINE(performance-no-int-to-ptr): no iterator over const */
	json_t *j = (json_t *)(uintptr_t)map;

	if (i >= n)
		return NULL;
	names = mem_array(n, sizeof(*names));
	for (it = json_object_iter(j); it != NULL;
	     it = json_object_iter_next(j, it)) {
		names[k++] = json_object_iter_key(it);
		if (k > 1 && strcmp(names[k - 2], names[k - 1]) > 0)
			is_sorted = false;
	}
	assert(k == n);
	if (!is_sorted)
		qsort(names, n, sizeof(*names), text_order);
	key = names[i];
	free(names);
	return key;
}
