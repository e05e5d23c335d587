/*
 * Members of our own JSON files.  Files come back from packages of strangers,
 * so each member is checked for its type and range, and an error says which
 * member of which entry it was.
 */
#include "core/core_json.h"

#include <inttypes.h>
#include <string.h>

#include "base/buf.h"

struct reader
read_in(const struct reader *r, const char *list, size_t i)
{
	struct reader in = *r;

	in.place = arena_printf(r->a, "%s%s%s[%zu]", r->place,
	    r->place[0] == '\0' ? "" : ".", list, i);
	return in;
}

int
read_fault(const struct reader *r, const char *key, const char *what)
{
	return err_set(r->e, ERR_INPUT, r->name, "%s%smember '%s': %s",
	    r->place, r->place[0] == '\0' ? "" : ": ", key, what);
}

int
read_text(const struct reader *r, const struct json *map, const char *key,
    bool must, const char **out)
{
	const struct json *v = json_get(map, key);

	*out = NULL;
	if (v == NULL)
		return must ? read_fault(r, key, "is not there") : 0;
	if (json_str(v) == NULL)
		return read_fault(r, key, "wanted a text");
	*out = arena_dup(r->a, json_str(v));
	return 0;
}

int
read_int(const struct reader *r, const struct json *map, const char *key,
    int64_t min, int64_t max, int64_t *out)
{
	*out = 0;
	if (json_get(map, key) == NULL && min == 0)
		return 0;
	if (json_get(map, key) == NULL)
		return read_fault(r, key, "is not there");
	if (!json_get_int(map, key, out))
		return read_fault(r, key, "wanted a whole number");
	if (*out < min || *out > max)
		return read_fault(r, key, "is out of range");
	return 0;
}

int
read_bool(
    const struct reader *r, const struct json *map, const char *key, bool *out)
{
	*out = false;
	if (json_get(map, key) != NULL && !json_get_bool(map, key, out))
		return read_fault(r, key, "wanted true or false");
	return 0;
}

int
read_list(const struct reader *r, const struct json *map, const char *key,
    const struct json **out, size_t *n)
{
	*out = json_get(map, key);
	*n = 0;
	if (*out == NULL)
		return read_fault(r, key, "is not there");
	if (!json_is_list(*out))
		return read_fault(r, key, "wanted a list");
	*n = json_len(*out);
	return 0;
}

int
read_texts(const struct reader *r, const struct json *map, const char *key,
    const char *const **out, size_t *n)
{
	const struct json *list;
	const char **texts;

	*out = NULL;
	if (read_list(r, map, key, &list, n) == -1)
		return -1;
	texts = arena_array(r->a, *n, sizeof(*texts));
	for (size_t i = 0; i < *n; i++) {
		if (json_str(json_at(list, i)) == NULL)
			return read_fault(r, key, "wanted a list of texts");
		texts[i] = arena_dup(r->a, json_str(json_at(list, i)));
	}
	*out = texts;
	return 0;
}

int
read_file(const struct reader *r, const char *json, size_t n, size_t max,
    const char *format, struct json **out)
{
	const char *is;

	if (json_load_bytes(r->name, json, n, max, out, r->e) == -1)
		return -1;
	is = json_get_text(*out, "format");
	if (is != NULL && strcmp(is, format) == 0)
		return 0;
	if (!json_is_map(*out))
		err_set(r->e, ERR_INPUT, r->name, "wanted an object");
	else if (is == NULL)
		err_set(r->e, ERR_INPUT, r->name,
		    "member 'format' is not there or no text, wanted '%s'",
		    format);
	else
		err_set(r->e, ERR_INPUT, r->name,
		    "member 'format' is '%s', wanted '%s'", is, format);
	json_free(*out);
	*out = NULL;
	return -1;
}

struct json *
outside_json(const char *s)
{
	struct buf b = {0};
	struct json *j;

	if (utf8_valid(s, strlen(s)))
		return json_text(s);
	text_vis(&b, s, strlen(s));
	j = json_text(buf_str(&b));
	buf_free(&b);
	return j;
}

void
put_outside(struct json *map, const char *key, const char *s)
{
	if (s != NULL)
		json_put(map, key, outside_json(s));
}
