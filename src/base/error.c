/*
 * Errors for people.  The first error wins; every text is made visible
 * (text_vis), so that remote bytes reach neither a terminal nor a log raw; a
 * text that is too long ends in "..." between two characters.  It refuses to
 * print (STYLE, "Errors" and "Messages to people").
 */
#include "base/error.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"

enum { NEAREST_MAX = 64 }; /* longer words have no near word */

void
err_clear(struct error *e)
{
	memset(e, 0, sizeof(*e));
	e->id = "";
}

/* Writes n bytes of s to out (ERR_TEXT bytes), visible and cut to fit. */
static void
put_visible(char *out, const char *s, size_t n)
{
	struct buf b = {0};
	size_t len;

	text_vis(&b, s, n);
	len = b.len;
	if (len >= ERR_TEXT) {
		len = ERR_TEXT - sizeof("...");
		/* Not inside a sequence: 10xxxxxx continues one. */
		while (len > 0 && ((unsigned char)b.data[len] & 0xC0) == 0x80)
			len--;
	}
	memcpy(out, buf_str(&b), len);
	memcpy(out + len, "...", sizeof("..."));
	if (len == b.len)
		out[len] = '\0';
	buf_free(&b);
}

__attribute__((format(printf, 2, 0))) static void
put_formatted(char *out, const char *fmt, va_list ap)
{
	struct buf raw = {0};

	buf_vprintf(&raw, fmt, ap);
	put_visible(out, raw.data, raw.len);
	buf_free(&raw);
}

int
err_set(struct error *e, enum err_kind kind, const char *where, const char *fmt,
    ...)
{
	va_list ap;

	assert(kind != ERR_NONE);
	if (e->kind != ERR_NONE)
		return -1;
	err_clear(e);
	e->kind = kind;
	put_visible(e->where, where, strlen(where));
	va_start(ap, fmt);
	put_formatted(e->what, fmt, ap);
	va_end(ap);
	return -1;
}

void
err_hint(struct error *e, const char *fmt, ...)
{
	va_list ap;

	if (e->hint[0] != '\0')
		return;
	va_start(ap, fmt);
	put_formatted(e->hint, fmt, ap);
	va_end(ap);
}

int
err_at(struct error *e, const char *id, const char *file, size_t line,
    size_t column, const char *fmt, ...)
{
	struct buf where = {0};
	va_list ap;

	if (e->kind != ERR_NONE)
		return -1;
	err_clear(e);
	e->kind = ERR_INPUT;
	e->id = id;
	buf_printf(&where, "%s:%zu:%zu", file, line, column);
	put_visible(e->where, where.data, where.len);
	buf_free(&where);
	va_start(ap, fmt);
	put_formatted(e->what, fmt, ap);
	va_end(ap);
	return -1;
}

int
err_exit(enum err_kind kind)
{
	switch (kind) {
	case ERR_NONE:
		return 0;
	case ERR_USAGE:
		return 64;
	case ERR_INPUT:
	case ERR_LIMIT:
	case ERR_TRUST:
		return 65;
	case ERR_LOCAL:
		return 74;
	case ERR_AGAIN:
		return 75;
	case ERR_REFUSED:
		return 77;
	case ERR_BUG:
		return 70;
	}
	return 70;
}

/* Levenshtein's distance, one row at a time; both at most NEAREST_MAX. */
static size_t
edit_distance(const char *a, size_t na, const char *b, size_t nb)
{
	size_t row[NEAREST_MAX + 1], i, j, diagonal, above, best;

	for (j = 0; j <= nb; j++)
		row[j] = j;
	for (i = 1; i <= na; i++) {
		diagonal = row[0];
		row[0] = i;
		for (j = 1; j <= nb; j++) {
			above = row[j];
			best = diagonal + (a[i - 1] != b[j - 1]);
			if (above + 1 < best)
				best = above + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			diagonal = above;
			row[j] = best;
		}
	}
	return row[nb];
}

const char *
err_nearest(const char *word, const char *const *words)
{
	const char *nearest = NULL;
	size_t n = strlen(word), best = n / 3 + 2, len, distance;

	if (n > NEAREST_MAX)
		return NULL;
	for (; *words != NULL; words++) {
		len = strlen(*words);
		if (len > NEAREST_MAX)
			continue;
		distance = edit_distance(word, n, *words, len);
		if (distance < best) {
			best = distance;
			nearest = *words;
		}
	}
	return nearest;
}
