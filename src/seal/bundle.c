/*
 * A DSSE envelope with one in-toto statement, in a Sigstore bundle v0.3 with
 * a key hint and no log entry.  It is written from a frame of fixed texts and
 * read by the same frame, so that there is one spelling: refuses every other
 * order, blank or member, a keyid, a second signature, and base64 that could
 * be written otherwise (reference/security.md sections 1.2 and 5, item 3).
 */
#include <string.h>

#include "seal/internal.h"

static const char TYPE[] = "application/vnd.in-toto+json";

static const char F_HEAD[] =
    "{\n"
    " \"mediaType\": \"application/vnd.dev.sigstore.bundle.v0.3+json\",\n"
    " \"verificationMaterial\": {\n"
    "  \"publicKey\": {\n"
    "   \"hint\": \"";
static const char F_HINT[] = "\"\n"
			     "  },\n"
			     "  \"tlogEntries\": []";
static const char F_TOKEN[] = ",\n"
			      "  \"timestampVerificationData\": {\n"
			      "   \"rfc3161Timestamps\": [\n"
			      "    {\n"
			      "     \"signedTimestamp\": \"";
static const char F_TOKEN_END[] = "\"\n"
				  "    }\n"
				  "   ]\n"
				  "  }";
static const char F_PAYLOAD[] = "\n"
				" },\n"
				" \"dsseEnvelope\": {\n"
				"  \"payload\": \"";
static const char F_SIG[] =
    "\",\n"
    "  \"payloadType\": \"application/vnd.in-toto+json\",\n"
    "  \"signatures\": [\n"
    "   {\n"
    "    \"sig\": \"";
static const char F_END[] = "\"\n"
			    "   }\n"
			    "  ]\n"
			    " }\n"
			    "}\n";

void
bundle_free(struct bundle *b)
{
	buf_free(&b->payload);
	buf_free(&b->sig);
	buf_free(&b->token);
}

void
bundle_format(const struct bundle *b, struct buf *out)
{
	buf_puts(out, F_HEAD);
	buf_puts(out, b->hint);
	buf_puts(out, F_HINT);
	if (b->token.len > 0) {
		buf_puts(out, F_TOKEN);
		base64_put(out, b->token.data, b->token.len);
		buf_puts(out, F_TOKEN_END);
	}
	buf_puts(out, F_PAYLOAD);
	base64_put(out, b->payload.data, b->payload.len);
	buf_puts(out, F_SIG);
	base64_put(out, b->sig.data, b->sig.len);
	buf_puts(out, F_END);
}

struct cursor {
	const char *p, *end;
};

static bool
take_text(struct cursor *c, const char *text)
{
	size_t n = strlen(text);

	if ((size_t)(c->end - c->p) < n || memcmp(c->p, text, n) != 0)
		return false;
	c->p += n;
	return true;
}

/* base64 up to the next quote, at least one byte of it. */
static bool
take_base64(struct cursor *c, struct buf *out)
{
	const char *q = memchr(c->p, '"', (size_t)(c->end - c->p));
	size_t n;

	if (q == NULL || q == c->p)
		return false;
	n = (size_t)(q - c->p);
	if (base64_get(out, c->p, n) == -1)
		return false;
	c->p = q;
	return true;
}

static bool
take_hint(struct arena *a, struct cursor *c, const char **hint)
{
	struct buf raw = {0};
	const char *start = c->p;
	bool ok = take_base64(c, &raw) && raw.len == SHA256_BYTES;

	*hint = ok ? arena_ndup(a, start, (size_t)(c->p - start)) : NULL;
	buf_free(&raw);
	return ok;
}

int
bundle_parse(struct arena *a, const char *bytes, size_t n, struct bundle *out)
{
	struct cursor c = {bytes, bytes + n};

	memset(out, 0, sizeof(*out));
	if (!take_text(&c, F_HEAD) || !take_hint(a, &c, &out->hint) ||
	    !take_text(&c, F_HINT))
		goto fail;
	if (take_text(&c, F_TOKEN) &&
	    (!take_base64(&c, &out->token) || !take_text(&c, F_TOKEN_END)))
		goto fail;
	if (!take_text(&c, F_PAYLOAD) || !take_base64(&c, &out->payload) ||
	    !take_text(&c, F_SIG) || !take_base64(&c, &out->sig) ||
	    !take_text(&c, F_END) || c.p != c.end)
		goto fail;
	return 0;
fail:
	bundle_free(out);
	return -1;
}

void
bundle_pae(const struct buf *payload, struct buf *out)
{
	buf_printf(out, "DSSEv1 %zu %s %zu ", strlen(TYPE), TYPE, payload->len);
	buf_add(out, payload->data, payload->len);
}
