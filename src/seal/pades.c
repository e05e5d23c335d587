/*
 * PAdES B-B and B-T (ETSI EN 319 142-1): one incremental update of a PDF that
 * render/ wrote.  It fills the empty field, adds the signature and a
 * cross-reference stream, nothing else, and has one spelling: what is read is
 * written again from its parts and compared, so that no other byte passes.
 * Refuses every file that is not in the spelling of ext/pdfobj, which is all
 * it needs to know of PDF.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "seal/internal.h"

enum {
	HOLE_HEX = 2 * PADES_BYTES, /* Contents, without < and > */
	END_BYTES = 64,             /* "startxref" and what follows */
	NUMBER_MAX = 1 << 30,       /* of an object, or where one stands */
	ROW_BYTES = 7,              /* W[1 4 2] */
	RANGE_WIDTH = 10
};

static const char RANGE_BLANK[] = "0 0000000000 0000000000 0000000000";

/* ---- The file before signing -------------------------------------------- */

struct scan {
	const char *p, *end;
};

static bool
take(struct scan *s, const char *text)
{
	size_t n = strlen(text);

	if ((size_t)(s->end - s->p) < n || memcmp(s->p, text, n) != 0)
		return false;
	s->p += n;
	return true;
}

/* A decimal without leading zeros, 1 or more. */
static bool
take_number(struct scan *s, size_t *out)
{
	size_t v = 0;

	if (s->p == s->end || *s->p < '1' || *s->p > '9')
		return false;
	for (; s->p < s->end && *s->p >= '0' && *s->p <= '9'; s->p++) {
		v = v * 10 + (size_t)(*s->p - '0');
		if (v > NUMBER_MAX)
			return false;
	}
	*out = v;
	return true;
}

static bool
take_id(struct scan *s, char out[static PADES_ID + 1])
{
	if ((size_t)(s->end - s->p) < PADES_ID)
		return false;
	memcpy(out, s->p, PADES_ID);
	out[PADES_ID] = '\0';
	s->p += PADES_ID;
	return strspn(out, "0123456789abcdef") == PADES_ID;
}

/* The last place where this text stands in the bytes, or NULL. */
static const char *
find_last(const char *bytes, size_t n, const char *text)
{
	size_t want = strlen(text), i;

	for (i = n < want ? 0 : n - want + 1; i > 0; i--) {
		if (memcmp(bytes + i - 1, text, want) == 0)
			return bytes + i - 1;
	}
	return NULL;
}

/* The only place; NULL if there is none, or another. */
static const char *
find_only(const char *bytes, size_t n, const char *text)
{
	const char *end = bytes + n, *found = NULL, *p = bytes;
	size_t want = strlen(text);

	while ((p = memchr(p, text[0], (size_t)(end - p))) != NULL &&
	       (size_t)(end - p) >= want) {
		if (memcmp(p, text, want) == 0) {
			if (found != NULL)
				return NULL;
			found = p;
		}
		p++;
	}
	return found;
}

/* Behind "N 0 obj<<", up to its ">>endobj": the members of that object. */
static bool
find_object(const struct pades_base *b, size_t number, struct scan *out)
{
	char head[40];
	const char *at;

	(void)snprintf(head, sizeof(head), "\n%zu 0 obj\n<<\n", number);
	at = find_only(b->bytes, b->xref, head);
	if (at == NULL)
		return false;
	out->p = at + strlen(head);
	for (at = out->p; at + 10 <= b->bytes + b->xref; at++) {
		at = memchr(at, '>', (size_t)(b->bytes + b->xref - at));
		if (at == NULL)
			return false;
		out->end = at;
		if (b->bytes + b->xref - at >= 10 &&
		    memcmp(at, ">>\nendobj\n", 10) == 0)
			return true;
	}
	return false;
}

/* Where the cross-reference stream stands, from the end of the file. */
static bool
read_end(struct pades_base *b)
{
	static const char end[] = "startxref\n";
	size_t n = b->n < END_BYTES ? b->n : END_BYTES;
	struct scan s = {
	    find_last(b->bytes + b->n - n, n, end), b->bytes + b->n};

	return s.p != NULL && take(&s, end) && take_number(&s, &b->xref) &&
	       take(&s, "\n%%EOF\n") && s.p == s.end && b->xref < b->n;
}

/* The cross-reference stream as ext/pdfobj writes it; it ends the file. */
static bool
read_trailer(struct pades_base *b)
{
	struct scan s = {b->bytes + b->xref, b->bytes + b->n};
	char again[PADES_ID + 1];
	size_t number, length, at = 0;

	if (!take_number(&s, &number) ||
	    !take(&s, " 0 obj\n<</Type/XRef/Size ") ||
	    !take_number(&s, &b->size) || number + 1 != b->size ||
	    !take(&s, "/W[1 4 2]/Root ") || !take_number(&s, &b->catalog) ||
	    !take(&s, " 0 R/Info ") || !take_number(&s, &b->info) ||
	    !take(&s, " 0 R/ID[<") || !take_id(&s, b->id) || !take(&s, "><") ||
	    !take_id(&s, again) || strcmp(b->id, again) != 0 ||
	    !take(&s, ">]/Filter/FlateDecode/Length ") ||
	    !take_number(&s, &length) || !take(&s, ">>\nstream\n") ||
	    (size_t)(s.end - s.p) < length)
		return false;
	s.p += length;
	return take(&s, "\nendstream\nendobj\nstartxref\n") &&
	       take_number(&s, &at) && at == b->xref;
}

int
pades_base(const char *bytes, size_t n, struct pades_base *out)
{
	struct pades_base *b = out;
	struct scan s;
	const char *field;

	memset(b, 0, sizeof(*b));
	b->bytes = bytes;
	b->n = n;
	if (n < END_BYTES || n > NUMBER_MAX || !read_end(b) ||
	    !read_trailer(b) || !find_object(b, b->catalog, &s))
		return -1;
	field = find_only(s.p, (size_t)(s.end - s.p), "/AcroForm<</Fields[");
	if (field == NULL)
		return -1;
	s.p = field;
	if (!take(&s, "/AcroForm<</Fields[") || !take_number(&s, &b->field) ||
	    !take(&s, " 0 R]/SigFlags 3>>") || b->field + 1 >= b->size ||
	    !find_object(b, b->field, &s))
		return -1;
	b->members = s.p;
	b->nmembers = (size_t)(s.end - s.p);
	if (!take(&s, "/Type/Annot/Subtype/Widget/FT/Sig/"))
		return -1;
	return 0;
}

/* ---- The update --------------------------------------------------------- */

static void
put_row(struct buf *out, size_t at)
{
	char row[ROW_BYTES] = {1};

	for (size_t i = 0; i < 4; i++)
		row[1 + i] = (char)(at >> (24 - 8 * i) & 0xff);
	buf_add(out, row, sizeof(row));
}

/* New with each signature, as 14.4 of ISO 32000-1 asks, and yet regular. */
static void
second_id(
    const struct pades_base *b, const char *when, char out[static SHA256_HEX])
{
	char text[PADES_ID + PADES_WHEN + 2];

	(void)snprintf(text, sizeof(text), "%s %s", b->id, when);
	sha256_hex(text, strlen(text), out);
	out[PADES_ID] = '\0';
}

static void
put_xref(const struct pades_base *b, const char *when, size_t field_at,
    size_t sig_at, struct buf *out)
{
	size_t at = b->n + out->len;
	char id[SHA256_HEX];

	second_id(b, when, id);
	buf_printf(out,
	    "%zu 0 obj\n<</Type/XRef/Size %zu/W[1 4 2]/Index[%zu 1 %zu 2]"
	    "/Root %zu 0 R/Info %zu 0 R/ID[<%s><%s>]/Prev %zu/Length %d>>\n"
	    "stream\n",
	    b->size + 1, b->size + 2, b->field, b->size, b->catalog, b->info,
	    b->id, id, b->xref, 3 * ROW_BYTES);
	put_row(out, field_at);
	put_row(out, sig_at);
	put_row(out, at);
	buf_printf(out, "\nendstream\nendobj\nstartxref\n%zu\n%%%%EOF\n", at);
}

static void
put_hex(const struct buf *der, struct buf *out)
{
	static const char digits[] = "0123456789abcdef";

	assert(der->len <= PADES_BYTES);
	for (size_t i = 0; i < PADES_BYTES; i++) {
		unsigned c = i < der->len ? (unsigned char)der->data[i] : 0;

		buf_putc(out, digits[c >> 4]);
		buf_putc(out, digits[c & 15]);
	}
}

void
pades_format(const struct pades_base *b, const char *when,
    const struct buf *der, struct pades_update *u)
{
	size_t field_at = b->n, sig_at, range_at, hole, after;
	char range[sizeof(RANGE_BLANK)];
	struct buf *out = &u->bytes;

	buf_reset(out);
	buf_printf(out, "%zu 0 obj\n<<\n", b->field);
	buf_add(out, b->members, b->nmembers);
	buf_printf(out, "/V %zu 0 R>>\nendobj\n", b->size);
	sig_at = b->n + out->len;
	buf_printf(out,
	    "%zu 0 obj\n<</Type/Sig/Filter/Adobe.PPKLite/SubFilter"
	    "/ETSI.CAdES.detached/M(",
	    b->size);
	u->when = out->len;
	buf_printf(out, "%s)/ByteRange[", when);
	range_at = out->len;
	buf_puts(out, RANGE_BLANK);
	buf_puts(out, "]/Contents");
	u->hole = out->len;
	buf_putc(out, '<');
	put_hex(der, out);
	buf_putc(out, '>');
	u->after = out->len;
	buf_puts(out, ">>\nendobj\n");
	put_xref(b, when, field_at, sig_at, out);
	hole = b->n + u->hole;
	after = b->n + u->after;
	(void)snprintf(range, sizeof(range), "0 %*zu %*zu %*zu", RANGE_WIDTH,
	    hole, RANGE_WIDTH, after, RANGE_WIDTH, out->len - u->after);
	memcpy(out->data + range_at, range, sizeof(range) - 1);
}

/* What the signature is over: all of the file but Contents. */
static void
put_signed(
    const struct pades_base *b, const struct pades_update *u, struct buf *out)
{
	buf_add(out, b->bytes, b->n);
	buf_add(out, u->bytes.data, u->hole);
	buf_add(out, u->bytes.data + u->after, u->bytes.len - u->after);
}

/* ---- Reading ------------------------------------------------------------ */

/* "D:YYYYMMDDHHMMSSZ" */
static bool
read_when(const char *when, struct instant *at)
{
	char text[TIME_TEXT];

	(void)snprintf(text, sizeof(text), "%.4s-%.2s-%.2sT%.2s:%.2s:%.2sZ",
	    when + 2, when + 6, when + 8, when + 10, when + 12, when + 14);
	return strncmp(when, "D:", 2) == 0 && when[PADES_WHEN - 1] == 'Z' &&
	       strspn(when + 2, "0123456789") == PADES_WHEN - 3 &&
	       time_parse(at, text, strlen(text)) == 0;
}

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The DER that Contents begins with; its length is its own. */
static bool
read_hole(const char *hex, struct buf *der)
{
	unsigned char bytes[PADES_BYTES];
	size_t n;

	for (size_t i = 0; i < PADES_BYTES; i++) {
		int high = hex_value(hex[2 * i]);
		int low = hex_value(hex[2 * i + 1]);

		if (high == -1 || low == -1)
			return false;
		bytes[i] = (unsigned char)(high << 4 | low);
	}
	/* SEQUENCE, two bytes of length: a signature has 256 bytes or more. */
	n = (size_t)bytes[2] << 8 | bytes[3];
	if (bytes[0] != 0x30 || bytes[1] != 0x82 || n + 4 > PADES_BYTES)
		return false;
	buf_add(der, bytes, n + 4);
	return true;
}

enum pades_state
pades_read(
    const char *bytes, size_t n, size_t unsigned_bytes, struct pades *out)
{
	static const char no_time[] = "D:00000000000000Z";
	struct pades_base b;
	struct pades_update u = {0};
	const char *tail = bytes + unsigned_bytes;
	size_t ntail = n - unsigned_bytes;
	enum pades_state state = PADES_OTHER;

	memset(out, 0, sizeof(*out));
	if (ntail == 0)
		return PADES_UNSIGNED;
	if (pades_base(bytes, unsigned_bytes, &b) == -1)
		return PADES_OTHER;
	pades_format(&b, no_time, &out->der, &u);
	if (ntail < u.bytes.len)
		goto out;
	memcpy(out->when, tail + u.when, PADES_WHEN);
	if (!read_when(out->when, &out->at) ||
	    !read_hole(tail + u.hole + 1, &out->der))
		goto out;
	pades_format(&b, out->when, &out->der, &u);
	if (memcmp(u.bytes.data, tail, u.bytes.len) != 0)
		goto out;
	put_signed(&b, &u, &out->content);
	state = ntail == u.bytes.len ? PADES_SIGNED : PADES_LONGER;
out:
	buf_free(&u.bytes);
	return state;
}

void
pades_free(struct pades *p)
{
	buf_free(&p->der);
	buf_free(&p->content);
}

/* ---- Signing ------------------------------------------------------------ */

static void
format_when(int64_t at, char out[static PADES_WHEN + 1])
{
	char text[TIME_TEXT];
	size_t n = 0;

	(void)time_format((struct instant){at, 0}, text); /* in text */
	out[n++] = 'D';
	out[n++] = ':';
	for (size_t i = 0; text[i] != '\0' && n < PADES_WHEN; i++) {
		if (strchr("-T:", text[i]) == NULL)
			out[n++] = text[i];
	}
	out[n] = '\0';
}

/* Reads the whole as a stranger would. */
static int
check_signed(const char *name, const struct pades_base *b,
    const struct pades_update *u, struct error *e)
{
	struct buf file = {0};
	struct pades p;
	struct cms *c = NULL;
	int rc = -1;

	buf_add(&file, b->bytes, b->n);
	buf_add(&file, u->bytes.data, u->bytes.len);
	if (pades_read(file.data, file.len, b->n, &p) == PADES_SIGNED &&
	    cms_parse(p.der.data, p.der.len, &c, e) == 0 && !cms_has_time(c) &&
	    cms_verify(c, p.content.data, p.content.len))
		rc = 0;
	if (rc == -1)
		err_set(e, ERR_BUG, name, "its signature does not verify");
	cms_free(c);
	pades_free(&p);
	buf_free(&file);
	return rc;
}

int
pades_sign(const char *name, const struct buf *pdf, const struct pades_by *by,
    struct buf *update, struct error *e)
{
	struct cms_signer signer = {by->key, by->certificate, CMS_NO_TIME};
	struct pades_base b;
	struct pades_update u = {0};
	struct buf content = {0}, der = {0};
	char when[PADES_WHEN + 1];
	int rc = -1;

	if (pades_base(pdf->data, pdf->len, &b) == -1)
		return err_set(e, ERR_INPUT, name,
		    "cannot be signed: no PDF of dossier's with an empty "
		    "signature field");
	format_when(time_now().s, when);
	pades_format(&b, when, &der, &u);
	put_signed(&b, &u, &content);
	if (cms_sign(&signer, content.data, content.len, &der, e) == -1 ||
	    stamp_cms(by->tsa, &der, NULL, e) == -1)
		goto out;
	if (der.len > PADES_BYTES) {
		err_set(e, ERR_LIMIT, name,
		    "the signature is too long: %zu bytes (limit %d)", der.len,
		    PADES_BYTES);
		err_hint(e, "certificates and time-stamp are in it: fewer "
			    "intermediates make it shorter");
		goto out;
	}
	pades_format(&b, when, &der, &u);
	if (check_signed(name, &b, &u, e) == -1)
		goto out;
	buf_add(update, u.bytes.data, u.bytes.len);
	rc = 0;
out:
	buf_free(&u.bytes);
	buf_free(&content);
	buf_free(&der);
	return rc;
}
