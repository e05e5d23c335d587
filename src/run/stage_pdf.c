/*
 * Every document of the site as a PDF too, in data/pdf/, with the OSCAL files
 * attached to the report of continuous monitoring, and fonts.json: the digests
 * of the fonts that were used.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "ext/json.h"
#include "ext/pdfobj.h"
#include "ext/shape.h"
#include "render/render.h"
#include "run/stage.h"

enum { ATTACHED_MAX = 64 << 20, FONT_MAX = 64 << 20 };

/* "docs/model-card-fraud.html" gives "data/pdf/model-card-fraud.pdf". */
static const char *
pdf_name(struct arena *a, const char *path)
{
	const char *name = strrchr(path, '/');
	size_t n;

	name = name == NULL ? path : name + 1;
	n = strlen(name) - strlen(".html");
	return arena_printf(a, "data/pdf/%.*s.pdf", (int)n, name);
}

/* ---- Attachments --------------------------------------------------------- */

struct attached {
	const char *name, *about; /* by byte order of name */
};

static const struct attached attached[] = {
    {"assessment-results.xml", "OSCAL assessment results"},
    {"plan-of-action-and-milestones.xml",
	"OSCAL plan of action and milestones"}};

enum { ATTACHED = sizeof(attached) / sizeof(attached[0]) };

/* The report of continuous monitoring carries what machines read. */
static int
attach(struct stage *st, struct pdf_in *in, struct error *e)
{
	struct attachment *list = arena_array(st->a, ATTACHED, sizeof(*list));

	if (strcmp(in->doc->path, "docs/conmon.html") != 0)
		return 0;
	for (size_t i = 0; i < ATTACHED; i++) {
		const char *path = file_join(st->a, st->dir,
		    arena_printf(st->a, "data/oscal/%s", attached[i].name));
		char *bytes = NULL;
		size_t n;

		if (!file_exists(path))
			continue;
		if (file_read(path, ATTACHED_MAX, &bytes, &n, e) == -1)
			return -1;
		list[in->nattachments++] =
		    (struct attachment){.name = attached[i].name,
			.mime = "application/xml",
			.about = attached[i].about,
			.relationship = "Source",
			.bytes = arena_ndup(st->a, bytes, n),
			.n = n};
		free(bytes);
	}
	in->attachments = list;
	return 0;
}

/* ---- Fonts --------------------------------------------------------------- */

/* Other fonts or another HarfBuzz give other bytes: so they are named. */
static int
put_fonts(struct stage *st, struct fonts *f, struct error *e)
{
	struct json *root = json_map(), *files = json_map();
	struct buf out = {0};
	size_t n;
	const char *const *paths = fonts_used(f, st->a, &n);
	int rc = -1;

	for (size_t i = 0; i < n; i++) {
		char *bytes = NULL;
		size_t size;

		if (file_read(paths[i], FONT_MAX, &bytes, &size, e) == -1)
			goto out;
		json_put_text(files, strrchr(paths[i], '/') + 1,
		    digest_of(st->a, bytes, size));
		free(bytes);
	}
	json_put_text(root, "format", "dossier-fonts/1");
	json_put_text(root, "harfbuzz", shape_version());
	json_put_text(root, "libharu", pdf_version());
	json_put_text(root, "zlib", pdf_zlib_version());
	json_put(root, "sha256", files);
	files = NULL;
	json_format(root, &out);
	rc = file_create(file_join(st->a, st->dir, "data/pdf/fonts.json"),
	    buf_str(&out), out.len, e);
out:
	json_free(files);
	json_free(root);
	buf_free(&out);
	return rc;
}

/* ---- Documents ----------------------------------------------------------- */

static void
note_lacking(struct stage *st, const struct doc *d, const struct fonts *f)
{
	const char *list = fonts_lacking(f, st->a);

	if (list != NULL && st->o->log != NULL)
		log_line(st->o->log, LOG_NOTE, NULL,
		    "%s as PDF: no installed font has %s; each stands there as "
		    "its number in brackets",
		    d->path, list);
}

static int
put_document(
    struct stage *st, const struct doc *d, struct fonts *f, struct error *e)
{
	struct pdf_in in = {.doc = d, .as_of = st->p->facts->snapshot->as_of};
	const char *path = file_join(st->a, st->dir, pdf_name(st->a, d->path));
	struct buf out = {0};
	int rc = -1;

	if (attach(st, &in, e) == 0 && render_pdf(&in, f, &out, e) == 0 &&
	    file_mkdirs_for(path, e) == 0)
		rc = file_create(path, buf_str(&out), out.len, e);
	if (rc == 0)
		note_lacking(st, d, f);
	buf_free(&out);
	return rc;
}

static void
warn_of_fonts(const struct stage *st)
{
	if (st->o->log != NULL)
		log_line(st->o->log, LOG_WARNING, NULL,
		    "the Noto fonts are not installed: the package has no PDF "
		    "files and is not complete (Debian: fonts-noto-core; or "
		    "--no-pdf)");
}

int
stage_pdf(struct stage *st, const struct site *site, struct error *e)
{
	struct fonts *fonts = NULL;
	size_t n = 0;
	int rc = -1;

	if (st->o->is_pdfless)
		return 0;
	if (st->p->is_unprinted) {
		warn_of_fonts(st);
		return 0;
	}
	if (fonts_open(&fonts, e) == -1)
		return -1;
	for (size_t i = 0; i < site->npages; i++) {
		if (site->pages[i]->kind != DOC_DOCUMENT)
			continue;
		if (put_document(st, site->pages[i], fonts, e) == -1)
			goto out;
		n++;
	}
	rc = n == 0 ? 0 : put_fonts(st, fonts, e);
out:
	fonts_close(fonts);
	return rc;
}
