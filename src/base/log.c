/*
 * The log: "LEVEL: SOURCE: TEXT" for people, a JSON object a line for
 * programs (STYLE, "Messages to people").  All text passes text_vis, so that
 * JSON needs no escapes but for quote and backslash.  It keeps no state and
 * never fails: what cannot be written is lost, results do not depend on it.
 */
#include "base/log.h"

#include <stdarg.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/text.h"
#include "base/time.h"

static const char *
level_word(enum log_level level)
{
	switch (level) {
	case LOG_NOTE:
		return "note";
	case LOG_WARNING:
		return "warning";
	case LOG_ERROR:
		return "error";
	}
	return "error";
}

/* ,"key":"visible text" */
static void
put_member(struct buf *b, const char *key, const char *s, size_t n)
{
	struct buf visible = {0};
	size_t i;

	text_vis(&visible, s, n);
	buf_printf(b, ",\"%s\":\"", key);
	for (i = 0; i < visible.len; i++) {
		if (visible.data[i] == '"' || visible.data[i] == '\\')
			buf_putc(b, '\\');
		buf_putc(b, visible.data[i]);
	}
	buf_putc(b, '"');
	buf_free(&visible);
}

/* One call of fwrite a line: lines of several processes do not mix. */
static void
write_line(FILE *f, const struct buf *b)
{
	/* A log that cannot be written changes no result. */
	(void)fwrite(b->data, 1, b->len, f);
	(void)fflush(f);
}

static void
write_json(struct log *l, enum log_level level, const char *source,
    const char *text, size_t n)
{
	char when[TIME_TEXT];
	struct buf b = {0};

	buf_printf(&b, "{\"t\":\"%s\",\"level\":\"%s\"",
	    time_format(time_now(), when), level_word(level));
	if (l->stage != NULL)
		put_member(&b, "stage", l->stage, strlen(l->stage));
	if (source != NULL)
		put_member(&b, "source", source, strlen(source));
	put_member(&b, "msg", text, n);
	buf_puts(&b, "}\n");
	write_line(l->json, &b);
	buf_free(&b);
}

void
log_exit(struct log *l, int status)
{
	char when[TIME_TEXT];
	struct buf b = {0};

	if (l->json == NULL)
		return;
	buf_printf(&b,
	    "{\"t\":\"%s\",\"level\":\"%s\",\"stage\":\"exit\","
	    "\"msg\":\"exit status %d\",\"exit\":%d}\n",
	    time_format(time_now(), when),
	    level_word(status >= 64 ? LOG_ERROR : LOG_NOTE), status, status);
	write_line(l->json, &b);
	buf_free(&b);
}

static void
write_people(struct log *l, enum log_level level, const char *source,
    const char *text, size_t n)
{
	struct buf b = {0};

	if (level == LOG_NOTE && l->quiet)
		return;
	buf_printf(&b, "dossier: %s: ", level_word(level));
	if (source != NULL) {
		text_vis(&b, source, strlen(source));
		buf_puts(&b, ": ");
	}
	text_vis(&b, text, n);
	buf_putc(&b, '\n');
	write_line(l->people, &b);
	buf_free(&b);
}

void
log_line(struct log *l, enum log_level level, const char *source,
    const char *fmt, ...)
{
	struct buf b = {0};
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(&b, fmt, ap);
	va_end(ap);
	if (l->people != NULL)
		write_people(l, level, source, b.data, b.len);
	if (l->json != NULL)
		write_json(l, level, source, b.data, b.len);
	buf_free(&b);
}

/* err_set has made where, what and hint visible already. */
void
log_error(struct log *l, const struct error *e)
{
	struct buf b = {0};

	if (l->people != NULL) {
		buf_puts(&b, "dossier: ");
		if (e->where[0] != '\0')
			buf_printf(&b, "%s: ", e->where);
		buf_printf(&b, "%s\n", e->what);
		if (e->hint[0] != '\0')
			buf_printf(&b, "hint: %s\n", e->hint);
		write_line(l->people, &b);
	}
	if (l->json != NULL)
		write_json(l, LOG_ERROR, e->where[0] == '\0' ? NULL : e->where,
		    e->what, strlen(e->what));
	buf_free(&b);
}
