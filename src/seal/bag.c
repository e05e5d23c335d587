/*
 * Makes a BagIt 1.0 bag of a stage folder (RFC 8493; DESIGN section 9):
 * data/seal.json with the content digest, then the tag files and both
 * manifests, sorted and in one spelling.  With a certificate each document is
 * signed in between: the digest is of what it was.  Refuses what a package may
 * hold: links, FIFOs, hard links into the store, empty folders, file names
 * that stock tools would write in two ways, anything beside data/.
 */
#include <assert.h>
#include <string.h>

#include "base/text.h"
#include "seal/internal.h"

struct bag {
	struct arena *a;
	const char *dir;
	struct tree tree;
	struct manifest manifest;
	struct seal_doc doc;
	int64_t bytes;
	struct pades_by by; /* key NULL: no document is signed */
};

static int
check_entry(const struct tree_entry *f, struct error *e)
{
	if (strcmp(f->path, "data") != 0 && strncmp(f->path, "data/", 5) != 0)
		return err_set(e, ERR_REFUSED, f->path,
		    "stands beside data/ in the stage folder");
	if (f->type != FILE_DIR && f->type != FILE_REGULAR)
		return err_set(e, ERR_REFUSED, f->path,
		    "is a link or no regular file: a package holds copies");
	if (f->type == FILE_DIR && f->nchildren == 0)
		return err_set(e, ERR_REFUSED, f->path,
		    "is an empty folder: a manifest cannot list it");
	if (f->type == FILE_REGULAR && f->links > 1)
		return err_set(e, ERR_REFUSED, f->path,
		    "has %u hard links: a package holds copies", f->links);
	if (!path_is_listable(f->path))
		return err_set(e, ERR_REFUSED, f->path,
		    "cannot be listed: its name has a control character, "
		    "'%%', '\\' or is not UTF-8");
	if (strcmp(f->path, FILE_SEAL) == 0)
		return err_set(e, ERR_REFUSED, f->path, "is there already");
	return 0;
}

static int
changed(const struct tree_entry *f, struct error *e)
{
	return err_set(e, ERR_TRUST, f->path, "changed while it was sealed");
}

/* Signs a document where it stands; the content digest counts the rest. */
static int
add_signed(struct bag *b, struct tree_entry *f, struct error *e)
{
	struct manifest_line *l = &b->manifest.lines[b->manifest.n];
	struct buf pdf = {0}, update = {0};
	char sha256[SHA256_HEX];
	int rc = -1;

	if (tree_read(&b->tree, f, 0, &pdf, e) == -1)
		goto out;
	if (f->state != TREE_READ) {
		changed(f, e);
		goto out;
	}
	if (pades_sign(f->path, &pdf, &b->by, &update, e) == -1)
		goto out;
	b->doc.pdfs[b->doc.npdfs++] =
	    (struct seal_pdf){f->path, arena_dup(b->a, f->sha256), f->bytes};
	buf_add(&pdf, update.data, update.len);
	sha256_hex(pdf.data, pdf.len, sha256);
	*l = (struct manifest_line){
	    .path = f->path, .sha256 = arena_dup(b->a, sha256)};
	b->manifest.n++;
	b->bytes += (int64_t)pdf.len;
	rc = file_write(file_join(b->a, b->dir, f->path), pdf.data, pdf.len, e);
out:
	buf_free(&pdf);
	buf_free(&update);
	return rc;
}

static int
add_file(struct bag *b, struct tree_entry *f, struct error *e)
{
	struct manifest_line *l = &b->manifest.lines[b->manifest.n];
	bool is_pdf = is_document(f->path) && f->bytes > 0;

	if (is_pdf && b->by.key != NULL)
		return add_signed(b, f, e);
	if (tree_read(&b->tree, f, 0, NULL, e) == -1)
		return -1;
	if (f->state != TREE_READ)
		return changed(f, e);
	l->path = f->path;
	l->sha256 = arena_dup(b->a, f->sha256);
	b->manifest.n++;
	b->bytes += f->bytes;
	/* Not signed: the whole file is its unsigned part. */
	if (is_pdf)
		b->doc.pdfs[b->doc.npdfs++] =
		    (struct seal_pdf){l->path, l->sha256, f->bytes};
	return 0;
}

static int
hash_data(struct bag *b, struct error *e)
{
	size_t i;

	if (b->tree.is_too_large)
		return err_set(e, ERR_LIMIT, b->dir,
		    "more than %d files or %d folders deep", TREE_ENTRIES,
		    TREE_DEPTH);
	b->manifest.lines =
	    arena_array(b->a, b->tree.n + 1, sizeof(struct manifest_line));
	b->doc.pdfs = arena_array(b->a, b->tree.n, sizeof(struct seal_pdf));
	for (i = 0; i < b->tree.n; i++) {
		struct tree_entry *f = &b->tree.entries[i];

		if (check_entry(f, e) == -1)
			return -1;
		if (f->type == FILE_REGULAR && add_file(b, f, e) == -1)
			return -1;
	}
	if (b->manifest.n == 0)
		return err_set(e, ERR_INPUT, b->dir, "has no file in data/");
	return 0;
}

/* Writes one file and gives its digest, for a manifest. */
static int
put_file(const struct bag *b, const char *name, const struct buf *text,
    struct manifest_line *l, struct error *e)
{
	char sha256[SHA256_HEX];

	sha256_hex(text->data, text->len, sha256);
	l->path = name;
	l->sha256 = arena_dup(b->a, sha256);
	return file_create(
	    file_join(b->a, b->dir, name), text->data, text->len, e);
}

/* The line of seal.json goes to its place in the sorted manifest. */
static void
insert_line(struct manifest *m, struct manifest_line l)
{
	size_t i = m->n++;

	for (; i > 0 && strcmp(m->lines[i - 1].path, l.path) > 0; i--)
		m->lines[i] = m->lines[i - 1];
	m->lines[i] = l;
}

static int
put_seal(struct bag *b, char content[static SHA256_HEX], struct error *e)
{
	struct manifest_line l;
	struct buf text = {0};
	int rc;

	content_digest(&b->manifest, &b->doc, content);
	b->doc.content = content;
	seal_doc_format(&b->doc, &text);
	rc = put_file(b, FILE_SEAL, &text, &l, e);
	if (rc == 0)
		insert_line(&b->manifest, l);
	b->bytes += (int64_t)text.len;
	buf_free(&text);
	return rc;
}

static void
format_info(const struct bag *b, const struct seal_info *info, bool is_draft,
    struct buf *out)
{
	struct bag_info bi = {0};
	struct instant t;
	char date[TIME_TEXT];
	int rc = time_parse(&t, info->as_of, strlen(info->as_of));

	assert(rc == 0); /* check_info did it */
	(void)rc;        /* used by the assertion */
	bi.agent = arena_printf(b->a, "dossier %s", info->tool_version);
	bi.date = date_format(date_of(t), date);
	bi.identifier = info->package;
	bi.organization = info->organization;
	bi.is_draft = is_draft;
	bi.bytes = b->bytes;
	bi.files = (int64_t)b->manifest.n;
	bag_info_format(&bi, out);
}

/* The tag files in the order of the tag manifest, which is byte order. */
static int
put_tags(const struct bag *b, const struct seal_info *info, bool is_draft,
    struct error *e)
{
	static const char *const name[] = {
	    FILE_HOW_TO, FILE_BAG_INFO, FILE_BAGIT, FILE_INDEX, FILE_MANIFEST};
	struct manifest_line lines[5];
	struct manifest tags = {lines, 0};
	struct buf text[6] = {{0}};
	struct manifest_line unused;
	int rc = 0;

	howto_text(info, is_draft, &text[0]);
	format_info(b, info, is_draft, &text[1]);
	buf_puts(&text[2], bagit_text);
	howto_index(info, &text[3]);
	manifest_format(&b->manifest, &text[4]);
	for (; rc == 0 && tags.n < 5; tags.n++)
		rc =
		    put_file(b, name[tags.n], &text[tags.n], &lines[tags.n], e);
	if (rc == 0) {
		manifest_format(&tags, &text[5]);
		rc = put_file(b, FILE_TAGS, &text[5], &unused, e);
	}
	for (tags.n = 0; tags.n < 6; tags.n++)
		buf_free(&text[tags.n]);
	return rc;
}

/* One line of UTF-8 for bag-info.txt. */
static bool
is_line(const char *s)
{
	size_t n = strlen(s), i;

	for (i = 0; i < n; i++) {
		if ((unsigned char)s[i] < 0x20 || s[i] == 0x7f)
			return false;
	}
	return n > 0 && s[0] != ' ' && s[n - 1] != ' ' && utf8_valid(s, n);
}

/* What goes into tag files; a draft has no serial yet. */
static int
check_info(struct arena *a, const struct seal_info *info, bool is_draft,
    struct error *e)
{
	static const char zeros[] = "0000000000000000000000000000000000000000"
				    "000000000000000000000000";
	struct statement s = {*info, seal_roles[0], zeros, zeros};

	statement_sort(a, &s.info);
	if (is_draft)
		s.info.serial = 1;
	if (info->organization != NULL && !is_line(info->organization))
		return err_set(
		    e, ERR_INPUT, "organization", "is not one line of text");
	return statement_check(&s, e);
}

int
seal_bag(const char *dir, const struct seal_info *info, bool is_draft,
    char content[static 65], struct error *e)
{
	struct bag b = {.a = arena_new(), .dir = dir, .tree = {.fd = -1}};
	struct key *key = NULL;
	int rc = -1;

	content[0] = '\0';
	b.tree.dir_fd = -1;
	if (check_info(b.a, info, is_draft, e) == -1)
		goto out;
	if (info->certificate != NULL && !is_draft) {
		if (seal_check_key(info->key, info->certificate, e) == -1 ||
		    key_load(seal_key_path(info->key), &key, e) == -1)
			goto out;
		b.by = (struct pades_by){key, info->certificate, info->tsa};
	}
	if (tree_open(b.a, dir, &b.tree, e) == -1 || hash_data(&b, e) == -1 ||
	    put_seal(&b, content, e) == -1 ||
	    put_tags(&b, info, is_draft, e) == -1)
		goto out;
	rc = 0;
out:
	key_free(key);
	tree_close(&b.tree);
	arena_free(b.a);
	return rc;
}
