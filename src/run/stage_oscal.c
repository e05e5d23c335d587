/*
 * A package's data/oscal/.  The documents are made from what was decided,
 * checked by the reference rules and, where NIST's schema is installed, by it;
 * a document that breaks one is never written.  Without the schema the package
 * says so and is not complete (DESIGN section 8).
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "ext/crypto.h"
#include "ext/xml.h"
#include "oscal/oscal.h"
#include "run/stage.h"

enum { SCHEMA_BYTES_MAX = 4 << 20 };

static const char schema_name[] =
    "standards/oscal-1.2.1/oscal_complete_schema.xsd";

/* ---- The schema --------------------------------------------------------- */

int
schema_find(
    struct arena *a, const char *data, const char **out, struct error *e)
{
	const char *program = program_dir(a);
	const char *const places[] = {program,
	    program == NULL ? NULL : file_join(a, program, "../share/dossier"),
	    data, file_join(a, data, "build"), DOSSIER_DATADIR};

	*out = NULL;
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		const char *path;
		bool is_there;

		if (places[i] == NULL)
			continue;
		path = file_join(a, places[i], schema_name);
		if (file_look(path, &is_there, e) == -1)
			return -1;
		if (is_there) {
			*out = path;
			return 0;
		}
	}
	return 0;
}

int
stage_schema(struct stage *st, struct project *p, struct error *e)
{
	const char *path = p->schema;

	if (path != NULL) {
		if (file_read(path, SCHEMA_BYTES_MAX, &st->schema, &st->nschema,
			e) == -1)
			return -1;
		if (strcmp(digest_of(st->a, st->schema, st->nschema),
			OSCAL_SCHEMA_SHA256) == 0)
			return 0;
	}
	free(st->schema);
	st->schema = NULL;
	p->schema = NULL;
	if (st->o->log != NULL)
		log_line(st->o->log, LOG_WARNING, NULL,
		    "%s: %s: the OSCAL files are not checked against it, and "
		    "the package is not complete ('tools/fetch-standards' "
		    "gets it)",
		    path == NULL ? schema_name : path,
		    path == NULL ? "NIST's schema is not installed"
				 : "is not NIST's schema of OSCAL 1.2.1");
	return 0;
}

/* ---- What the package holds --------------------------------------------- */

static void
hash_block(void *ctx, const void *bytes, size_t n)
{
	sha256_add(ctx, bytes, n);
}

/* The digest of a file below the stage's data/, as its bytes are now. */
static int
hash_staged(const struct stage *st, const char *name, char out[static CORE_SHA],
    struct error *e)
{
	const char *path =
	    file_join(st->a, file_join(st->a, st->dir, "data"), name);
	struct sha256 *h;
	bool is_there;
	int rc;

	out[0] = '\0';
	if (file_look(path, &is_there, e) == -1)
		return -1;
	if (!is_there)
		return 0;
	h = sha256_new();
	rc = file_blocks(path, hash_block, h, e);
	sha256_end(h, out);
	return rc;
}

struct list {
	struct oscal_file *items; /* on the heap */
	size_t n, cap;
};

static void
add_file(struct list *l, const char *name, const char *sha256)
{
	mem_push(&l->items, l->n, &l->cap, sizeof(l->items[0]));
	l->items[l->n++] = (struct oscal_file){.name = name, .sha256 = sha256};
}

static int
by_name(const void *left, const void *right)
{
	const struct oscal_file *l = left, *r = right;

	return strcmp(l->name, r->name);
}

/* Objects are named by their digest; those that were staged are there. */
static int
list_objects(struct stage *st, struct list *l, struct error *e)
{
	const struct snapshot *s = st->p->snapshot;
	bool is_there;

	for (size_t i = 0; i < s->nsources; i++)
		for (size_t k = 0; k < s->sources[i].nrequests; k++) {
			const struct request *r = &s->sources[i].requests[k];
			const char *name;

			if (r->object == NULL || r->keep != KEEP_BODY)
				continue;
			name = arena_printf(
			    st->a, "evidence/objects/%s", r->object);
			if (file_look(
				file_join(st->a,
				    file_join(st->a, st->dir, "data"), name),
				&is_there, e) == -1)
				return -1;
			if (is_there)
				add_file(l, name, r->object);
		}
	return 0;
}

static void
sort_files(struct list *l)
{
	size_t n = 0;

	qsort(l->items, l->n, sizeof(l->items[0]), by_name);
	for (size_t i = 0; i < l->n; i++)
		if (n == 0 ||
		    strcmp(l->items[n - 1].name, l->items[i].name) != 0)
			l->items[n++] = l->items[i];
	l->n = n;
}

/* What is hashed as it was staged: it was made here and has no other digest. */
static const char *const made[] = {
    "facts.json", "assessment.json", "poam.json", "snapshot.json"};

/* Also *key: the digest of the digests of what was decided, in this order. */
static int
list_files(struct stage *st, struct list *l, const char **key, struct error *e)
{
	enum { DECIDED = 3 }; /* the snapshot says when, not what */
	struct buf b = {0};
	char sha[CORE_SHA];

	for (size_t i = 0; i < sizeof(made) / sizeof(made[0]); i++) {
		if (hash_staged(st, made[i], sha, e) == -1) {
			buf_free(&b);
			return -1;
		}
		add_file(l, made[i], arena_dup(st->a, sha));
		if (i < DECIDED)
			buf_printf(&b, "%s  %s\n", sha, made[i]);
	}
	*key = digest_of(st->a, buf_str(&b), b.len);
	buf_free(&b);
	for (size_t i = 0; i < st->ninputs; i++)
		add_file(l, st->inputs[i].name, st->inputs[i].sha256);
	if (list_objects(st, l, e) == -1)
		return -1;
	sort_files(l);
	return 0;
}

/* Each file of the list is read once, whatever documents name it. */
struct hashes {
	struct stage *st;
	const struct list *files;
	const char **sha256; /* of each file, NULL: not read yet */
};

static const char **
known_hash(const struct hashes *h, const char *name)
{
	struct oscal_file key = {.name = name};
	const struct oscal_file *f =
	    bsearch(&key, h->files->items, h->files->n, sizeof(key), by_name);

	return f == NULL ? NULL : &h->sha256[f - h->files->items];
}

static void
hashes_init(struct hashes *h, struct stage *st, const struct list *files)
{
	*h = (struct hashes){.st = st, .files = files};
	h->sha256 = arena_array(st->a, files->n, sizeof(*h->sha256));
	for (size_t i = 0; i < sizeof(made) / sizeof(made[0]); i++) {
		const char **at = known_hash(h, made[i]);

		*at = files->items[at - h->sha256].sha256;
	}
}

static int
hash_once(
    void *ctx, const char *name, char out[static CORE_SHA], struct error *e)
{
	struct hashes *h = ctx;
	const char **at = known_hash(h, name);

	if (at != NULL && *at != NULL) {
		memcpy(out, *at, CORE_SHA);
		return 0;
	}
	if (hash_staged(h->st, name, out, e) == -1)
		return -1;
	if (at != NULL && out[0] != '\0')
		*at = arena_dup(h->st->a, out);
	return 0;
}

/* ---- Writing ------------------------------------------------------------ */

static int
put(struct stage *st, const struct oscal_doc *doc, const char *type,
    const struct buf *b, struct error *e)
{
	const char *path = file_join(st->a, st->dir,
	    arena_printf(st->a, "data/oscal/%s.%s", doc->name, type));

	if (file_mkdirs_for(path, e) == -1)
		return -1;
	return file_create(path, buf_str(b), b->len, e);
}

static int
put_doc(struct stage *st, const struct oscal_doc *doc, struct hashes *hashes,
    struct xml_schema *schema, struct error *e)
{
	const struct oscal_check check = {
	    .rules = st->p->rules, .hash = hash_once, .ctx = hashes};
	struct buf b = {0};
	int rc = -1;

	if (oscal_check(st->a, doc, &check, e) == -1)
		goto out;
	oscal_xml(doc->root, &b);
	if (schema != NULL &&
	    xml_schema_check(schema, doc->name, buf_str(&b), b.len, e) == -1) {
		e->kind = ERR_BUG; /* nobody else wrote it */
		goto out;
	}
	if (put(st, doc, "xml", &b, e) == -1)
		goto out;
	buf_reset(&b);
	oscal_json(doc->root, &b);
	if (put(st, doc, "json", &b, e) == -1)
		goto out;
	rc = 0;
out:
	buf_free(&b);
	return rc;
}

int
stage_oscal(struct stage *st, struct error *e)
{
	static const char *const roots[] = {
	    "assessment-results", "plan-of-action-and-milestones", NULL};
	const struct project *p = st->p;
	struct oscal_in in = {.system = p->system,
	    .facts = p->facts,
	    .statements = p->statements,
	    .rules = p->rules,
	    .assessment = &p->assessment,
	    .poam = &p->poam,
	    .package = st->package,
	    .tool_version = DOSSIER_VERSION,
	    .is_draft = st->o->is_draft,
	    .is_complete = run_is_complete(p),
	    .is_checked = st->schema != NULL};
	struct xml_schema *schema = NULL;
	struct oscal_docs docs;
	struct list files = {0};
	struct hashes hashes;
	int rc = -1;

	if (st->schema != NULL && xml_schema_load(p->schema, st->schema,
				      st->nschema, roots, &schema, e) == -1)
		goto out;
	if (list_files(st, &files, &in.key, e) == -1)
		goto out;
	in.files = files.items;
	in.nfiles = files.n;
	if (oscal_make(st->a, &in, &docs, e) == -1)
		goto out;
	hashes_init(&hashes, st, &files);
	for (size_t i = 0; i < docs.n; i++)
		if (put_doc(st, &docs.items[i], &hashes, schema, e) == -1)
			goto out;
	rc = 0;
out:
	xml_schema_free(schema);
	free(files.items);
	return rc;
}
