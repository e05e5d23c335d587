/*
 * The text files of BagIt 1.0 (RFC 8493), each in one spelling: manifests of
 * "digest  path\n" by byte order of path, bag-info.txt with its members by
 * byte order.  Refuses every other spelling of the same content, which the
 * stock tools let pass (reference/security.md section 5, item 4), and paths
 * that sha256sum and bagit would write differently.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "seal/internal.h"

enum { HEX = SHA256_HEX - 1, INT_DIGITS = 18 };

const char bagit_text[] = "BagIt-Version: 1.0\n"
			  "Tag-File-Character-Encoding: UTF-8\n";

static const char draft_text[] = "DRAFT: not signed, not evidence of anything";

/* ---- Manifests ---------------------------------------------------------- */

bool
path_is_listable(const char *path)
{
	size_t n = strlen(path), i, part = 0;

	if (n == 0 || !utf8_valid(path, n))
		return false;
	for (i = 0; i <= n; i++) {
		unsigned char c = (unsigned char)path[i];

		if (c == '/' || c == '\0') {
			size_t len = i - part;

			if (len == 0 || (len == 1 && path[part] == '.') ||
			    (len == 2 && memcmp(path + part, "..", 2) == 0))
				return false;
			part = i + 1;
		} else if (c < 0x20 || c == 0x7f || c == '%' || c == '\\') {
			return false;
		}
	}
	return true;
}

void
manifest_format(const struct manifest *m, struct buf *out)
{
	size_t i;

	for (i = 0; i < m->n; i++) {
		buf_puts(out, m->lines[i].sha256);
		buf_puts(out, "  ");
		buf_puts(out, m->lines[i].path);
		buf_putc(out, '\n');
	}
}

static bool
is_hex(const char *s, size_t n)
{
	return n == HEX && strspn(s, "0123456789abcdef") >= HEX;
}

/* One line without its newline. */
static int
parse_line(struct arena *a, const char *s, size_t n, struct manifest_line *out)
{
	if (n < HEX + 3 || memchr(s, '\0', n) != NULL || !is_hex(s, HEX) ||
	    s[HEX] != ' ' || s[HEX + 1] != ' ')
		return -1;
	out->sha256 = arena_ndup(a, s, HEX);
	out->path = arena_ndup(a, s + HEX + 2, n - HEX - 2);
	return path_is_listable(out->path) ? 0 : -1;
}

int
manifest_parse(struct arena *a, const char *bytes, size_t n,
    struct manifest *out, size_t *line)
{
	const char *p = bytes, *end = bytes + n;
	size_t cap = 0, i;

	memset(out, 0, sizeof(*out));
	*line = 1;
	for (i = 0; i < n; i++)
		cap += bytes[i] == '\n';
	if (cap == 0)
		return -1;
	out->lines = arena_array(a, cap, sizeof(*out->lines));
	for (; p < end; (*line)++) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));
		struct manifest_line *l = &out->lines[out->n];

		if (nl == NULL || parse_line(a, p, (size_t)(nl - p), l) == -1)
			return -1;
		if (out->n > 0 && strcmp(l[-1].path, l->path) >= 0)
			return -1;
		out->n++;
		p = nl + 1;
	}
	return 0;
}

/* ---- bag-info.txt ------------------------------------------------------- */

void
bag_info_format(const struct bag_info *b, struct buf *out)
{
	buf_printf(out, "Bag-Software-Agent: %s\n", b->agent);
	buf_printf(out, "Bagging-Date: %s\n", b->date);
	if (b->is_draft)
		buf_printf(out, "External-Description: %s\n", draft_text);
	buf_printf(out, "External-Identifier: %s\n", b->identifier);
	buf_printf(out, "Payload-Oxum: %lld.%lld\n", (long long)b->bytes,
	    (long long)b->files);
	if (b->organization != NULL)
		buf_printf(out, "Source-Organization: %s\n", b->organization);
}

/* Value of "Label: value\n" at *p, which then moves on; NULL if it is not. */
static const char *
take_member(struct arena *a, const char **p, const char *label)
{
	size_t n = strlen(label);
	const char *nl = strchr(*p, '\n'), *value;

	if (nl == NULL || strncmp(*p, label, n) != 0 ||
	    strncmp(*p + n, ": ", 2) != 0 || *p + n + 2 >= nl)
		return NULL;
	value = arena_ndup(a, *p + n + 2, (size_t)(nl - (*p + n + 2)));
	*p = nl + 1;
	return value;
}

/* A number without sign or leading zero, up to `end`; -1 if it is none. */
static int64_t
take_number(const char **p, char end)
{
	const char *s = *p;
	int64_t v = 0;
	size_t n = strspn(s, "0123456789");

	if (n == 0 || n > INT_DIGITS || s[n] != end)
		return -1;
	for (; *s != end; s++)
		v = v * 10 + (*s - '0');
	*p = s + (end != '\0');
	return v;
}

int
bag_info_parse(
    struct arena *a, const char *bytes, size_t n, struct bag_info *out)
{
	const char *p = bytes, *oxum;
	struct buf again = {0};
	int64_t days;
	bool is_same;

	memset(out, 0, sizeof(*out));
	if (n == 0 || memchr(bytes, '\0', n) != NULL || !utf8_valid(bytes, n))
		return -1;
	out->agent = take_member(a, &p, "Bag-Software-Agent");
	out->date = take_member(a, &p, "Bagging-Date");
	out->is_draft = take_member(a, &p, "External-Description") != NULL;
	out->identifier = take_member(a, &p, "External-Identifier");
	oxum = take_member(a, &p, "Payload-Oxum");
	out->organization = take_member(a, &p, "Source-Organization");
	if (out->agent == NULL || out->date == NULL ||
	    out->identifier == NULL || oxum == NULL ||
	    date_parse(&days, out->date, strlen(out->date)) == -1)
		return -1;
	out->bytes = take_number(&oxum, '.');
	out->files = take_number(&oxum, '\0');
	if (out->bytes == -1 || out->files == -1)
		return -1;
	bag_info_format(out, &again);
	is_same = again.len == n && memcmp(again.data, bytes, n) == 0;
	buf_free(&again);
	return is_same ? 0 : -1;
}
