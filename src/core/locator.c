/*
 * Locators as text and as parts (CONNECTORS section 8).  There is one
 * spelling: parse refuses whatever format would not write, but for a bare `$`
 * between two decoders, which both leave out.  Paths are checked as normalized
 * paths of RFC 9535 section 2.7 and kept as text; nothing is looked up here.
 *
 * A part can only stand where it means something: zip members and gzip come
 * first, a path behind bytes or a decoder, `key` behind a path, a decoder
 * behind anything, and nothing behind `answer`.
 */
#include "core/core.h"

#include <assert.h>
#include <string.h>

#include "base/buf.h"

enum { PARTS_MAX = 64, SHA_DIGITS = 64, HEX_LOW = 10 };

static const char separator[] = " > ";

static const char *const decoders[] = {"json", "json_lenient", "base64",
    "segments", "jsonl", "yaml", "pip_lock", "exposition", NULL};
static const char *const answers[] = {
    "sha256", "bytes", "file", "received_at", NULL};

struct scan {
	struct arena *a;
	const char *text; /* the whole locator */
	const char *s;    /* what is left of it */
	struct part parts[PARTS_MAX];
	size_t n;
	struct error *e;
};

static int
refuse(const struct scan *sc, const char *why)
{
	return err_set(sc->e, ERR_INPUT, "locator", "'%s': column %zu: %s",
	    sc->text, (size_t)(sc->s - sc->text) + 1, why);
}

static bool
is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

/* Length of an index without leading zeros and its bracket, 0: none. */
static size_t
index_len(const char *s)
{
	size_t n = 0;

	while (s[n] >= '0' && s[n] <= '9')
		n++;
	if (n == 0 || (n > 1 && s[0] == '0') || s[n] != ']')
		return 0;
	return n + 1;
}

/*
 * The character that stands escaped at s (behind the backslash), or -1; *n is
 * the length of what stands there.  Only what must be escaped may be.
 */
static int
unescape(const char *s, size_t *n)
{
	static const char names[] = "bfnrt'\\", codes[] = "\b\f\n\r\t'\\";
	const char *at;
	int c;

	*n = 1;
	if (s[0] == '\0')
		return -1;
	at = strchr(names, s[0]);
	if (at != NULL)
		return codes[at - names];
	if (strncmp(s, "u00", 3) != 0 || (s[3] != '0' && s[3] != '1') ||
	    !is_hex(s[4]))
		return -1;
	*n = 5;
	c = s[4] <= '9' ? s[4] - '0' : s[4] - 'a' + HEX_LOW;
	if (s[3] == '1')
		c += 16;
	if (c != 0 && strchr(codes, c) != NULL)
		return -1; /* these have letters */
	return c;
}

/*
 * Length of the quoted name at s, both quotes included; 0 if it is none.  Its
 * text is added to `out` unless that is NULL.
 */
static size_t
quoted_len(const char *s, struct buf *out)
{
	size_t i = 1, n;
	int c;

	if (s[0] != '\'')
		return 0;
	while (s[i] != '\'') {
		c = (unsigned char)s[i];
		if (c < ' ')
			return 0; /* the end of the text, too */
		n = 1;
		if (c == '\\') {
			i++;
			c = unescape(s + i, &n);
			if (c < 0 || (c == 0 && out != NULL))
				return 0; /* our texts hold no NUL */
		}
		if (out != NULL)
			buf_putc(out, (char)c);
		i += n;
	}
	return i + 1;
}

static void
quote(struct buf *b, const char *s)
{
	static const char names[] = "bfnrt'\\", codes[] = "\b\f\n\r\t'\\";
	const char *at;

	buf_putc(b, '\'');
	for (; *s != '\0'; s++) {
		at = strchr(codes, *s);
		if (at != NULL) {
			buf_putc(b, '\\');
			buf_putc(b, names[at - codes]);
		} else if ((unsigned char)*s < ' ') {
			buf_printf(b, "\\u%04x", (unsigned)*s);
		} else {
			buf_putc(b, *s);
		}
	}
	buf_putc(b, '\'');
}

/* Length of the normalized path at s, 0 if it is none. */
static size_t
path_len(const char *s)
{
	size_t i = 1, n;

	if (s[0] != '$')
		return 0;
	while (s[i] == '[') {
		i++;
		n = index_len(s + i);
		if (n == 0) {
			n = quoted_len(s + i, NULL);
			if (n == 0 || s[i + n] != ']')
				return 0;
			n++;
		}
		i += n;
	}
	return i;
}

/* ---- Parse -------------------------------------------------------------- */

/* The word of the list that is exactly the n bytes at s. */
static const char *
word_of(const char *const *words, const char *s, size_t n)
{
	for (; *words != NULL; words++)
		if (strlen(*words) == n && memcmp(*words, s, n) == 0)
			return *words;
	return NULL;
}

static int
scan_path(struct scan *sc, struct part *p)
{
	size_t n = path_len(sc->s);

	if (n == 0)
		return refuse(sc, "not a normalized path");
	p->kind = PART_PATH;
	p->text = arena_ndup(sc->a, sc->s, n);
	sc->s += n;
	return 0;
}

static int
scan_member(struct scan *sc, struct part *p)
{
	struct buf name = {0};
	size_t n;

	sc->s += strlen("zip ");
	n = quoted_len(sc->s, &name);
	p->kind = PART_MEMBER;
	p->text = arena_dup(sc->a, buf_str(&name));
	buf_free(&name);
	if (n == 0 || p->text[0] == '\0')
		return refuse(sc, "not a quoted name of a member");
	sc->s += n;
	return 0;
}

/* gzip, key, answer, a decoder. */
static int
scan_word(struct scan *sc, struct part *p)
{
	size_t n = strcspn(sc->s, " ");

	p->text = NULL;
	if (n == 4 && memcmp(sc->s, "gzip", n) == 0) {
		p->kind = PART_GZIP;
	} else if (n == 3 && memcmp(sc->s, "key", n) == 0) {
		p->kind = PART_KEY;
	} else if (n == 6 && memcmp(sc->s, "answer", n) == 0) {
		p->kind = PART_ANSWER;
		sc->s += n;
		if (*sc->s == '\0' || strncmp(sc->s, separator, 3) == 0)
			return 0;
		sc->s++;
		n = strcspn(sc->s, " ");
		p->text = word_of(answers, sc->s, n);
		if (p->text == NULL)
			return refuse(sc, "no such word of an answer");
	} else {
		p->kind = PART_DECODE;
		p->text = word_of(decoders, sc->s, n);
		if (p->text == NULL)
			return refuse(sc, "no such part or decoder");
	}
	sc->s += n;
	return 0;
}

/* May `p` stand behind the part `before` (NULL: behind the object)? */
static bool
is_in_place(const struct part *before, const struct part *p)
{
	bool is_bytes = before == NULL || before->kind == PART_MEMBER ||
			before->kind == PART_GZIP;

	switch (p->kind) {
	case PART_MEMBER:
	case PART_GZIP:
	case PART_ANSWER:
		return is_bytes;
	case PART_PATH:
		return is_bytes || before->kind == PART_DECODE;
	case PART_KEY:
		return !is_bytes && before->kind == PART_PATH;
	case PART_DECODE:
		return true;
	}
	return false;
}

static bool
is_bare(const struct part *p)
{
	return p->kind == PART_PATH && strcmp(p->text, "$") == 0;
}

/* A bare `$` between two decoders: says nothing, and is left out. */
static bool
is_idle(const struct part *parts, size_t n, size_t i)
{
	return i > 0 && i + 1 < n && is_bare(&parts[i]) &&
	       parts[i - 1].kind == PART_DECODE &&
	       parts[i + 1].kind == PART_DECODE;
}

static int
scan_part(struct scan *sc)
{
	struct part *p = &sc->parts[sc->n];
	const char *from = sc->s;
	int rc;

	if (*sc->s == '$')
		rc = scan_path(sc, p);
	else if (strncmp(sc->s, "zip ", 4) == 0)
		rc = scan_member(sc, p);
	else
		rc = scan_word(sc, p);
	if (rc == -1)
		return -1;
	if (!is_in_place(sc->n == 0 ? NULL : p - 1, p)) {
		sc->s = from;
		return refuse(sc, "this part has no place here");
	}
	sc->n++;
	if (sc->n > 2 && is_idle(sc->parts, sc->n, sc->n - 2)) {
		sc->parts[sc->n - 2] = sc->parts[sc->n - 1];
		sc->n--;
	}
	return 0;
}

/* The object or the input, up to the first separator. */
static int
scan_root(struct scan *sc, struct locator *out)
{
	const char *end;
	size_t n = 0;

	if (strncmp(sc->s, "input ", 6) == 0) {
		sc->s += 6;
		end = strstr(sc->s, " > $");
		if (end == NULL || end == sc->s)
			return refuse(sc, "wanted 'input FILE > PATH'");
		out->input = arena_ndup(sc->a, sc->s, (size_t)(end - sc->s));
		sc->s = end;
		return 0;
	}
	while (is_hex(sc->s[n]))
		n++;
	if (n != SHA_DIGITS)
		return refuse(sc, "wanted 64 hex digits or 'input FILE'");
	out->object = arena_ndup(sc->a, sc->s, n);
	sc->s += n;
	return 0;
}

int
locator_parse(
    struct arena *a, const char *text, struct locator *out, struct error *e)
{
	struct scan sc = {.a = a, .text = text, .s = text, .e = e};
	struct part *parts;

	memset(out, 0, sizeof(*out));
	if (!utf8_valid(text, strlen(text)))
		return err_set(
		    e, ERR_INPUT, "locator", "'%s' is not UTF-8", text);
	if (scan_root(&sc, out) == -1)
		return -1;
	while (*sc.s != '\0') {
		if (strncmp(sc.s, separator, 3) != 0)
			return refuse(&sc, "wanted ' > '");
		sc.s += 3;
		if (sc.n == PARTS_MAX)
			return refuse(&sc, "more than 64 parts");
		if (scan_part(&sc) == -1)
			return -1;
	}
	parts = arena_array(a, sc.n, sizeof(*parts));
	for (size_t i = 0; i < sc.n; i++)
		parts[i] = sc.parts[i];
	out->parts = parts;
	out->nparts = sc.n;
	return 0;
}

/* ---- Format ------------------------------------------------------------- */

static void
put_part(struct buf *b, const struct part *p)
{
	buf_puts(b, separator);
	switch (p->kind) {
	case PART_PATH:
	case PART_DECODE:
		buf_puts(b, p->text);
		break;
	case PART_MEMBER:
		buf_puts(b, "zip ");
		quote(b, p->text);
		break;
	case PART_GZIP:
		buf_puts(b, "gzip");
		break;
	case PART_KEY:
		buf_puts(b, "key");
		break;
	case PART_ANSWER:
		buf_puts(b, "answer");
		if (p->text != NULL)
			buf_printf(b, " %s", p->text);
		break;
	}
}

const char *
locator_format(struct arena *a, const struct locator *l)
{
	struct buf b = {0};
	const char *text;

	assert((l->object == NULL) != (l->input == NULL));
	if (l->object != NULL)
		buf_puts(&b, l->object);
	else
		buf_printf(&b, "input %s", l->input);
	for (size_t i = 0; i < l->nparts; i++)
		if (!is_idle(l->parts, l->nparts, i))
			put_part(&b, &l->parts[i]);
	text = arena_dup(a, buf_str(&b));
	buf_free(&b);
	return text;
}
