/*
 * data/seal.json and the content digest: what a rebuild from the same inputs
 * gives again, whoever signs (DESIGN section 9).  PDFs count as they were
 * before signing, which is a prefix of them, because a signature is an
 * incremental update.  Refuses a seal.json of another format.
 */
#include <string.h>

#include "ext/json.h"
#include "seal/internal.h"

static const char FORMAT[] = "dossier-seal/1";

void
seal_doc_format(const struct seal_doc *d, struct buf *out)
{
	struct json *root = json_map(), *content = json_map();
	struct json *pdfs = json_map();
	size_t i;

	json_put_text(root, "format", FORMAT);
	json_put_text(content, "sha256", d->content);
	json_put(root, "content", content);
	for (i = 0; i < d->npdfs; i++) {
		struct json *pdf = json_map();

		json_put_int(pdf, "length", d->pdfs[i].bytes);
		json_put_text(pdf, "sha256", d->pdfs[i].sha256);
		json_put(pdfs, d->pdfs[i].path, pdf);
	}
	json_put(root, "pdf", pdfs);
	json_format(root, out);
	json_free(root);
}

static const char *
get_digest(struct arena *a, const struct json *map)
{
	const char *s = json_get_text(map, "sha256");

	if (s == NULL || strlen(s) != SHA256_HEX - 1 ||
	    strspn(s, "0123456789abcdef") != SHA256_HEX - 1)
		return NULL;
	return arena_dup(a, s);
}

static int
parse_doc(struct arena *a, const struct json *root, struct seal_doc *out)
{
	const struct json *pdfs = json_get(root, "pdf");
	const char *format = json_get_text(root, "format");
	size_t i;

	/* The first packages, made by hand, do not name the format. */
	if (json_get(root, "format") != NULL &&
	    (format == NULL || strcmp(format, FORMAT) != 0))
		return -1;
	out->content = get_digest(a, json_get(root, "content"));
	if (out->content == NULL || !json_is_map(pdfs))
		return -1;
	out->is_old = json_get(root, "format") == NULL;
	out->npdfs = json_len(pdfs);
	out->pdfs = arena_array(a, out->npdfs, sizeof(*out->pdfs));
	for (i = 0; i < out->npdfs; i++) {
		const char *path = json_key_at(pdfs, i);
		const struct json *pdf = json_get(pdfs, path);
		struct seal_pdf *p = &out->pdfs[i];

		p->path = arena_dup(a, path);
		p->sha256 = get_digest(a, pdf);
		if (p->sha256 == NULL ||
		    !json_get_int(pdf, "length", &p->bytes) || p->bytes < 1)
			return -1;
	}
	return 0;
}

int
seal_doc_parse(
    struct arena *a, const char *bytes, size_t n, struct seal_doc *out)
{
	struct json *root = NULL;
	struct error e = {0};
	int rc;

	memset(out, 0, sizeof(*out));
	if (json_load_bytes(FILE_SEAL, bytes, n, SMALL_BYTES, &root, &e) == -1)
		return -1;
	rc = parse_doc(a, root, out);
	json_free(root);
	return rc;
}

/* The digest before signing, if seal.json has one for this path. */
static const char *
digest_for(const struct manifest_line *l, const struct seal_doc *d)
{
	size_t lo = 0, hi = d->npdfs;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int c = strcmp(l->path, d->pdfs[mid].path);

		if (c == 0)
			return d->pdfs[mid].sha256;
		if (c < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return l->sha256;
}

bool
is_document(const char *path)
{
	static const char dir[] = "data/pdf/", suffix[] = ".pdf";
	size_t n = strlen(path), want = strlen(dir) + strlen(suffix);

	return n > want && strncmp(path, dir, strlen(dir)) == 0 &&
	       strcmp(path + n - strlen(suffix), suffix) == 0;
}

void
content_digest(const struct manifest *m, const struct seal_doc *d,
    char out[static SHA256_HEX])
{
	struct sha256 *h = sha256_new();
	size_t i;

	for (i = 0; i < m->n; i++) {
		const struct manifest_line *l = &m->lines[i];

		if (strcmp(l->path, FILE_SEAL) == 0 ||
		    strcmp(l->path, FILE_TOOL) == 0)
			continue;
		sha256_add(h, digest_for(l, d), SHA256_HEX - 1);
		sha256_add(h, "  ", 2);
		sha256_add(h, l->path, strlen(l->path));
		sha256_add(h, "\n", 1);
	}
	sha256_end(h, out);
}
