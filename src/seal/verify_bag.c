/*
 * The folder itself: every path is listed by a manifest or is a known name,
 * every listed file is there with its digest, and every tag file is in its
 * one spelling (reference/security.md section 5, items 1, 4 and 6).  Refuses
 * links, FIFOs, devices, empty folders, fetch.txt and further manifests, none
 * of which the stock tools look at.
 */
#include <string.h>

#include "seal/internal.h"

/* Hashing more than this beyond Payload-Oxum helps nobody but an attacker. */
static const int64_t SIZE_SLACK = (int64_t)1 << 30;

/* A document that is judged is held in memory. */
static const int64_t PDF_BYTES = (int64_t)1 << 30;

/* Nor does more than this where nobody who is trusted vouches for the bag. */
static const int64_t UNVOUCHED_BYTES = (int64_t)1 << 30;

/* What is wrong with an entry that was to be read; true if it was read. */
static bool
check_state(struct verify *v, const struct tree_entry *f)
{
	switch (f->state) {
	case TREE_READ:
		return true;
	case TREE_LARGE:
		reason_add(v, R_TREE_LIMIT, f->path, "is too large");
		break;
	case TREE_CHANGED:
		reason_add(v, R_FILE_CHANGED, f->path,
		    "became something else while it was read");
		break;
	case TREE_GONE:
	case TREE_UNREAD:
		reason_add(
		    v, R_FILE_MISSING, f->path, "went away while it was read");
		break;
	}
	return false;
}

int
verify_read(struct verify *v, const char *path, int64_t max, struct buf *out,
    bool *got, struct error *e)
{
	struct tree_entry *f = tree_find(&v->tree, path);

	*got = false;
	if (f == NULL) {
		reason_add(v, R_FILE_MISSING, path, "is not there");
		return 0;
	}
	f->is_listed = true;
	if (f->type != FILE_REGULAR)
		return 0; /* check_types has said so */
	if (tree_read(&v->tree, f, max, out, e) == -1)
		return -1;
	*got = check_state(v, f);
	return 0;
}

/* ---- Tag files ---------------------------------------------------------- */

static int
read_bagit(struct verify *v, struct error *e)
{
	struct buf text = {0};
	bool got;
	int rc = verify_read(v, FILE_BAGIT, SMALL_BYTES, &text, &got, e);

	if (rc == 0 && got && strcmp(buf_str(&text), bagit_text) != 0)
		reason_add(v, R_BAG_FORM, FILE_BAGIT,
		    "is not that of BagIt 1.0 in UTF-8");
	else if (rc == 0 && got && text.len != strlen(bagit_text))
		reason_add(v, R_BAG_FORM, FILE_BAGIT, "holds a NUL");
	buf_free(&text);
	return rc;
}

static int
read_info(struct verify *v, struct error *e)
{
	struct buf text = {0};
	bool got;
	int rc = verify_read(v, FILE_BAG_INFO, SMALL_BYTES, &text, &got, e);

	v->has_bag =
	    rc == 0 && got &&
	    bag_info_parse(v->a, buf_str(&text), text.len, &v->bag) == 0;
	if (rc == 0 && got && !v->has_bag)
		reason_add(
		    v, R_BAG_INFO, FILE_BAG_INFO, "is not in its one spelling");
	if (v->has_bag && v->bag.is_draft)
		reason_add(v, R_UNSIGNED, FILE_BAG_INFO,
		    "is a draft: not signed, not evidence");
	buf_free(&text);
	return rc;
}

static int
read_manifest(struct verify *v, const char *path, enum reason_id id,
    struct buf *text, struct manifest *m, struct error *e)
{
	size_t line = 0;
	bool got;

	memset(m, 0, sizeof(*m));
	if (verify_read(v, path, MANIFEST_BYTES, text, &got, e) == -1)
		return -1;
	if (got &&
	    manifest_parse(v->a, buf_str(text), text->len, m, &line) == -1) {
		reason_add(
		    v, id, path, "line %zu is not in its one spelling", line);
		m->n = 0;
	}
	return 0;
}

/* The tag manifest lists exactly our five files, with their digests. */
static void
check_tags(struct verify *v, const struct manifest *tags)
{
	static const char *const want[] = {
	    FILE_HOW_TO, FILE_BAG_INFO, FILE_BAGIT, FILE_INDEX, FILE_MANIFEST};
	size_t i;

	if (tags->n == 0)
		return; /* said already */
	for (i = 0; i < 5; i++) {
		if (tags->n != 5 || strcmp(tags->lines[i].path, want[i]) != 0) {
			reason_add(v, R_BAG_TAGS, FILE_TAGS,
			    "does not list exactly the five tag files");
			return;
		}
	}
	for (i = 0; i < 5; i++) {
		const struct tree_entry *f = tree_find(&v->tree, want[i]);

		if (f != NULL && f->state == TREE_READ &&
		    strcmp(f->sha256, tags->lines[i].sha256) != 0)
			reason_add(v, R_FILE_CHANGED, want[i],
			    "is not the file that was listed");
	}
}

/* ---- Everything below data/ --------------------------------------------- */

static void
check_types(struct verify *v)
{
	size_t i;

	if (v->tree.is_too_large)
		reason_add(v, R_TREE_LIMIT, "",
		    "more than %d files and folders, or more than %d deep",
		    TREE_ENTRIES, TREE_DEPTH);
	for (i = 0; i < v->tree.n; i++) {
		const struct tree_entry *f = &v->tree.entries[i];

		if (f->type == FILE_LINK)
			reason_add(
			    v, R_FILE_LINK, f->path, "is a symbolic link");
		else if (f->type != FILE_REGULAR && f->type != FILE_DIR)
			reason_add(v, R_FILE_SPECIAL, f->path,
			    "is a FIFO, device or socket");
		else if (f->type == FILE_DIR && f->nchildren == 0)
			reason_add(
			    v, R_FOLDER_EMPTY, f->path, "is an empty folder");
		else if (f->type == FILE_REGULAR && f->links > 1)
			reason_add(v, R_FILE_HARD_LINK, f->path,
			    "has %u hard links: a write elsewhere changes it",
			    f->links);
	}
}

/* Payload-Oxum, from what the folder says, before a byte of it is read. */
static bool
check_size(struct verify *v)
{
	int64_t bytes = 0, files = 0;
	size_t i;

	for (i = 0; i < v->tree.n; i++) {
		const struct tree_entry *f = &v->tree.entries[i];

		if (f->type != FILE_REGULAR ||
		    strncmp(f->path, "data/", 5) != 0)
			continue;
		bytes =
		    f->bytes > INT64_MAX - bytes ? INT64_MAX : bytes + f->bytes;
		files++;
	}
	v->out->bytes = bytes;
	v->out->files = files;
	if (!v->has_bag)
		return true;
	if (bytes != v->bag.bytes || files != v->bag.files)
		reason_add(v, R_BAG_SIZE, "data",
		    "has %lld bytes in %lld files (bag-info.txt: %lld, %lld)",
		    (long long)bytes, (long long)files, (long long)v->bag.bytes,
		    (long long)v->bag.files);
	return bytes - v->bag.bytes <= SIZE_SLACK;
}

static int
read_seal(struct verify *v, struct seal_doc *doc, bool *got, struct error *e)
{
	struct buf text = {0};
	struct tree_entry *f;
	size_t i;
	int rc = verify_read(v, FILE_SEAL, SMALL_BYTES, &text, got, e);

	if (rc == 0 && *got &&
	    seal_doc_parse(v->a, buf_str(&text), text.len, doc) == -1) {
		reason_add(
		    v, R_SEAL_FORM, FILE_SEAL, "is not as dossier writes it");
		*got = false;
	}
	for (i = 0; rc == 0 && *got && i < doc->npdfs; i++) {
		f = tree_find(&v->tree, doc->pdfs[i].path);
		if (f == NULL || f->type != FILE_REGULAR ||
		    f->state != TREE_UNREAD ||
		    (!doc->is_old && !is_document(f->path)))
			reason_add(v, R_SEAL_FORM, FILE_SEAL,
			    "names what is no PDF of this package");
		else
			f->prefix_bytes = doc->pdfs[i].bytes;
	}
	buf_free(&text);
	return rc;
}

static int
read_document(struct verify *v, struct tree_entry *f, struct error *e)
{
	struct buf bytes = {0};
	int rc = tree_read(&v->tree, f, PDF_BYTES, &bytes, e);

	if (rc == 0 && f->state == TREE_READ)
		verify_pdf(v, f, &bytes);
	buf_free(&bytes);
	return rc;
}

static int
read_listed(
    struct verify *v, struct tree_entry *f, bool is_old, struct error *e)
{
	if (f->state != TREE_UNREAD)
		return 0;
	if (is_old || !is_document(f->path))
		return tree_read(&v->tree, f, 0, NULL, e);
	if (f->prefix_bytes > 0)
		return read_document(v, f, e);
	reason_add(v, R_SEAL_FORM, FILE_SEAL, "does not name '%s'", f->path);
	return tree_read(&v->tree, f, 0, NULL, e);
}

static int
check_line(struct verify *v, const struct manifest_line *l, bool is_old,
    struct error *e)
{
	struct tree_entry *f = tree_find(&v->tree, l->path);

	if (strncmp(l->path, "data/", 5) != 0) {
		reason_add(v, R_BAG_MANIFEST, FILE_MANIFEST,
		    "lists '%s', which is not below data/", l->path);
		return 0;
	}
	if (f == NULL) {
		reason_add(v, R_FILE_MISSING, l->path, "is not there");
		return 0;
	}
	f->is_listed = true;
	if (f->type == FILE_DIR)
		reason_add(v, R_FILE_CHANGED, l->path, "is a folder");
	if (f->type != FILE_REGULAR)
		return 0; /* check_types has said so */
	if (read_listed(v, f, is_old, e) == -1)
		return -1;
	if (check_state(v, f) && strcmp(f->sha256, l->sha256) != 0)
		reason_add(v, R_FILE_CHANGED, l->path,
		    "is not the file that was listed");
	return 0;
}

/* The content digest from the manifest and the PDFs' unsigned parts. */
static void
check_content(struct verify *v, const struct seal_doc *doc)
{
	size_t i;

	for (i = 0; i < doc->npdfs; i++) {
		const struct seal_pdf *p = &doc->pdfs[i];
		const struct tree_entry *f = tree_find(&v->tree, p->path);

		if (f == NULL || f->state != TREE_READ ||
		    f->prefix_bytes != p->bytes)
			continue; /* said already */
		if (f->bytes < p->bytes ||
		    strcmp(f->prefix_sha256, p->sha256) != 0)
			reason_add(v, R_PDF_PREFIX, p->path,
			    "does not begin with the unsigned document");
	}
	content_digest(&v->manifest, doc, v->content);
	if (strcmp(v->content, doc->content) != 0)
		reason_add(v, R_CONTENT_SEAL, FILE_SEAL,
		    "names another content digest than the files have");
	/* Other roles' statements name the producer's, or are refused. */
	if (v->has_statement && strcmp(v->content, v->statement.content) != 0)
		reason_add(v, R_CONTENT_STATEMENT, "signatures",
		    "the statement names another content digest than the files "
		    "have");
}

int
verify_tags(struct verify *v, struct error *e)
{
	struct buf text = {0}, other = {0};
	struct manifest tags;
	bool got;
	int rc = -1;

	check_types(v);
	if (read_bagit(v, e) == -1 || read_info(v, e) == -1 ||
	    read_manifest(v, FILE_MANIFEST, R_BAG_MANIFEST, &text, &v->manifest,
		e) == -1 ||
	    read_manifest(v, FILE_TAGS, R_BAG_TAGS, &v->tags, &tags, e) == -1 ||
	    verify_read(v, FILE_HOW_TO, SMALL_BYTES, &other, &got, e) == -1 ||
	    verify_read(v, FILE_INDEX, SMALL_BYTES, &other, &got, e) == -1)
		goto out;
	check_tags(v, &tags);
	rc = 0;
out:
	buf_free(&text);
	buf_free(&other);
	return rc;
}

/* Is it worth to read this much?  Says so where it is not. */
static bool
may_read(struct verify *v)
{
	bool is_vouched = v->is_ours || (v->has_statement && v->nfailed == 0 &&
					    v->nundecided == 0);
	size_t i;

	if (check_size(v)) {
		if (is_vouched || v->out->bytes <= UNVOUCHED_BYTES)
			return true;
		reason_add(v, R_NOT_READ, "data",
		    "%lld bytes are not read without a trusted signature over "
		    "their list",
		    (long long)v->out->bytes);
	}
	for (i = 0; i < v->manifest.n; i++) {
		struct tree_entry *f =
		    tree_find(&v->tree, v->manifest.lines[i].path);

		if (f != NULL)
			f->is_listed = true;
	}
	return false;
}

int
verify_payload(struct verify *v, struct error *e)
{
	struct seal_doc doc = {0};
	bool got = false;
	size_t i;

	if (!may_read(v))
		return 0;
	if (read_seal(v, &doc, &got, e) == -1)
		return -1;
	for (i = 0; i < v->manifest.n; i++) {
		if (check_line(
			v, &v->manifest.lines[i], doc.is_old || !got, e) == -1)
			return -1;
	}
	if (got && v->manifest.n > 0)
		check_content(v, &doc);
	if (got)
		verify_pdfs(v, &doc);
	return 0;
}

/* fetch.txt, or a manifest of another algorithm or name. */
static bool
is_bag_name(const char *path)
{
	return strcmp(path, "fetch.txt") == 0 ||
	       file_match("manifest-*.txt", path) ||
	       file_match("tagmanifest-*.txt", path);
}

void
verify_listed(struct verify *v)
{
	size_t i;

	for (i = 0; i < v->tree.n; i++) {
		const struct tree_entry *f = &v->tree.entries[i];

		if (f->is_listed || f->type == FILE_DIR)
			continue;
		if (is_bag_name(f->path))
			reason_add(v, R_BAG_EXTRA, f->path,
			    "has no place in this package");
		else
			reason_add(v, R_FILE_UNLISTED, f->path,
			    "is listed by no manifest");
	}
}
