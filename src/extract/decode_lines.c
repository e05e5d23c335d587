/*
 * Lock files of pip: NAME==VERSION [; marker] [--hash=ALGORITHM:HEX]..., lines
 * continued by a backslash, comments behind `#`.  What is not pinned by `==`
 * is kept as it stands, as {line}: a lock file that does not lock must be
 * seen, not left out.
 */
#include "extract/decode_lines.h"

#include <string.h>

#include "extract/tree.h"

struct span {
	size_t from, to;
};

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\\';
}

/* Behind the logical line that begins at `at`. */
static size_t
line_end(const char *s, size_t n, size_t at)
{
	for (; at < n; at++)
		if (s[at] == '\n' && !(at > 0 && s[at - 1] == '\\') &&
		    !(at > 1 && s[at - 1] == '\r' && s[at - 2] == '\\'))
			return at + 1;
	return n;
}

/* Without blanks around it and without a comment. */
static struct span
trim(const char *s, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		if (s[i] == '#' && (i == from || is_blank(s[i - 1]))) {
			to = i;
			break;
		}
	while (from < to && is_blank(s[from]))
		from++;
	while (to > from && is_blank(s[to - 1]))
		to--;
	return (struct span){from, to};
}

static size_t
span_of(const char *s, size_t from, size_t to, const char *stop)
{
	while (from < to && strchr(stop, s[from]) == NULL && s[from] != '\0')
		from++;
	return from;
}

static void
add_member(
    struct tree_builder *b, const char *key, const char *s, struct span w)
{
	tree_add_key(b, key, strlen(key));
	tree_add_text(b, NODE_STRING, s + w.from, w.to - w.from, w.from, w.to);
}

static void
add_hashes(struct tree_builder *b, const char *s, struct span line)
{
	static const char mark[] = "--hash=";
	size_t last = line.to;

	tree_add_key(b, "hashes", 6);
	(void)tree_add_open(b, NODE_ARRAY, line.from); /* depth 3 */
	for (size_t i = line.from; i + sizeof(mark) - 1 <= line.to; i++) {
		struct span w;

		if (memcmp(s + i, mark, sizeof(mark) - 1) != 0)
			continue;
		w.from = i + sizeof(mark) - 1;
		w.to = span_of(s, w.from, line.to, " \t\r\n\\");
		tree_add_text(
		    b, NODE_STRING, s + w.from, w.to - w.from, w.from, w.to);
		i = w.to;
	}
	(void)tree_add_close(b, last); /* an array has no names */
}

static void
add_line(struct tree_builder *b, const char *s, struct span line)
{
	struct span name = {line.from, 0}, version;
	size_t at;

	(void)tree_add_open(b, NODE_OBJECT, line.from); /* depth 2 */
	name.to = span_of(s, line.from, line.to, "[=<>!~; \t@");
	at = name.to;
	if (at < line.to && s[at] == '[')
		at = span_of(s, at, line.to, "]") + 1;
	while (at < line.to && is_blank(s[at]))
		at++;
	if (name.to > name.from && s[name.from] != '-' && at + 2 < line.to &&
	    s[at] == '=' && s[at + 1] == '=' && s[at + 2] != '=') {
		at += 2;
		while (at < line.to && is_blank(s[at]))
			at++;
		version.from = at;
		version.to = span_of(s, at, line.to, "; \t\r\n\\,");
		if (version.to > version.from &&
		    memchr(s + version.from, '*', version.to - version.from) ==
			NULL &&
		    (version.to == line.to || s[version.to] != ',')) {
			add_member(b, "name", s, name);
			add_member(b, "version", s, version);
			add_hashes(b, s, line);
			(void)tree_add_close(b, line.to); /* three names */
			return;
		}
	}
	add_member(b, "line", s, line);
	(void)tree_add_close(b, line.to); /* one name */
}

int
decode_pip_lock(struct arena *a, const char *bytes, size_t n, struct tree **out,
    struct error *e)
{
	struct tree_builder b;

	if (!utf8_valid(bytes, n) || memchr(bytes, '\0', n) != NULL)
		return err_set(
		    e, ERR_INPUT, "pip_lock", "the file is no UTF-8 text");
	tree_begin(&b, a, bytes, n);
	(void)tree_add_open(&b, NODE_ARRAY, 0); /* depth 1 */
	for (size_t at = 0; at < n;) {
		size_t end = line_end(bytes, n, at);
		struct span line = trim(bytes, at, end);

		if (line.to > line.from)
			add_line(&b, bytes, line);
		at = end;
	}
	(void)tree_add_close(&b, n); /* an array has no names */
	*out = tree_end(&b);
	return 0;
}
