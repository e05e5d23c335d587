/*
 * JSON that we write and read back, by jansson.  One spelling: members sorted
 * by byte order, one space of indent a level, "\n" at the end.  JSON from
 * outside is never read here but by extract/.
 */
#ifndef EXT_JSON_H
#define EXT_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct error;
struct json; /* json_t */

struct json *json_map(void);
struct json *json_list(void);
/* Both take ownership of v and give nothing back; v NULL adds nothing. */
void json_put(struct json *map, const char *key, struct json *v);
void json_push(struct json *list, struct json *v);
/* s NULL puts nothing.  s must be valid UTF-8 (asserted). */
void json_put_text(struct json *map, const char *key, const char *s);
void json_put_int(struct json *map, const char *key, int64_t n);
void json_put_bool(struct json *map, const char *key, bool b);
struct json *json_text(const char *s);
struct json *json_none(void); /* null; json_null is jansson's own name */
void json_free(struct json *j);
/* Appends the one spelling. */
void json_format(const struct json *j, struct buf *out);
/* Compact: no spaces, members sorted, no newline (for signed statements). */
void json_format_compact(const struct json *j, struct buf *out);

/*
 * Duplicates, bytes behind the value and more than `max` bytes are refused;
 * the caller frees *out.  ERR_INPUT with name, line and column.
 */
int json_load_bytes(const char *name, const char *bytes, size_t n, size_t max,
    struct json **out, struct error *e);
/* NULL, 0 or false when it is not there or of another type. */
const struct json *json_get(const struct json *map, const char *key);
const char *json_get_text(const struct json *map, const char *key);
bool json_get_int(const struct json *map, const char *key, int64_t *out);
bool json_get_bool(const struct json *map, const char *key, bool *out);
size_t json_len(const struct json *list_or_map);
const struct json *json_at(const struct json *list, size_t i);
const char *json_str(const struct json *text); /* NULL: no text */
bool json_is_map(const struct json *j);
bool json_is_list(const struct json *j);
/* i-th member in sorted order. */
const char *json_key_at(const struct json *map, size_t i);

#endif
