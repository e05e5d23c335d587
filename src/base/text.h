/*
 * Text from outside, made safe to show.  `struct text` is the one type that
 * renderers and the terminal accept (DESIGN law 5): valid UTF-8 without
 * control characters (but \n and \t), bidirectional or invisible formatting
 * characters; each of these stands there as [U+202E], an invalid byte as
 * [0xFF].  It is not escaped for any markup: that is the renderer's work.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct buf;

struct text {
	const char *s; /* NUL-terminated, never NULL after a constructor */
	size_t n;
};

/* From bytes of any origin. */
struct text text_from(struct arena *a, const char *bytes, size_t n);
struct text text_of(struct arena *a, const char *s);
/* From a literal of our own: must be clean already (asserted). */
struct text text_lit(const char *literal);
struct text text_printf(struct arena *a, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * One line for terminals and logs: like text_from, and \n, \t are escaped as
 * well.  Appends to b.
 */
void text_vis(struct buf *b, const char *bytes, size_t n);

/*
 * JSON that holds texts from outside, for terminals as well: valid UTF-8 with
 * every character that text_from writes out as \uXXXX.  Appends to b.
 */
void text_json(struct buf *b, const char *json, size_t n);
/* n bytes of valid UTF-8 as one text of JSON, in quotes, safe as above. */
void text_json_quote(struct buf *b, const char *s, size_t n);

/* qsort's and bsearch's order of texts, const char * each: by their bytes. */
int text_order(const void *left, const void *right);

/* Length in bytes of the UTF-8 sequence at s (1 to 4), 0 if it is invalid. */
size_t utf8_len(const char *s, size_t n);
/* The code point of the valid sequence at s. */
unsigned utf8_code(const char *s);
/* Appends a code point below 0x110000, not a surrogate. */
void utf8_put(struct buf *b, unsigned code);
bool utf8_valid(const char *s, size_t n);

/*
 * A file name from a name of outside: [a-z0-9-]{0,40} of it (lower case, a run
 * of other bytes is one hyphen, none leads), and if anything was lost, a
 * hyphen and the first 12 hex digits of `sha256hex` of the name; those alone
 * when nothing is left.  A name that ends like such a hash gets one too, so
 * that no clean name equals the slug of another name.
 */
const char *text_slug(struct arena *a, const char *name, const char *sha256hex);

#endif
