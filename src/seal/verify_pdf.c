/*
 * The signatures within the documents: each is the producer's, over the whole
 * file as it stands, by a certificate that trust.yml accepts (ETSI EN 319
 * 142-1; reference: pdf.md).  Either all documents of a package are signed or
 * none is.  Refuses whatever stands behind the signed revision: a reader of
 * PDF shows it, and its signature check does not fail.
 */
#include "seal/internal.h"

enum { PRODUCER = 0 }; /* the role */

/* Below which authority and root?  Adds the reasons. */
static void
judge_signer(struct verify *v, const char *path, const struct pades *p,
    const struct cms *c)
{
	struct pdf_tally *t = &v->pdfs;
	struct buf token = {0}, sig = {0};
	struct stamp st = {
	    .kind = SIG_PDF_TIME, .path = path, .inside = &token, .sig = &sig};
	size_t failed = v->nfailed, undecided = v->nundecided;
	const struct trust_authority *by;

	cms_token(c, &token);
	cms_signature(c, &sig);
	verify_token(v, &st);
	buf_free(&token);
	buf_free(&sig);
	by = verify_authority(
	    v, PRODUCER, path, c, st.is_proved ? st.at.s : p->at.s);
	if (v->nfailed != failed)
		return;
	if (v->nundecided != undecided || by == NULL) {
		t->nopen++;
		t->nopen_stamps += st.is_unknown;
		return;
	}
	t->authority = t->nsigned++ == 0 ? by->name : t->authority;
	if (st.is_proved)
		t->root = t->nstamped++ == 0 ? st.name : t->root;
}

static void
judge_pdf(struct verify *v, const char *path, const struct pades *p)
{
	struct cms *c = NULL;
	struct error cause = {0};

	if (cms_parse(p->der.data, p->der.len, &c, &cause) == -1)
		reason_add(v, R_PDF_FORM, path, "%s", cause.what);
	else if (cms_has_time(c))
		reason_add(v, R_PDF_FORM, path,
		    "its CMS signature has a signing time of its own");
	else if (!cms_verify(c, p->content.data, p->content.len))
		reason_add(v, R_PDF_SIGNATURE, path,
		    "its signature is not over this file");
	else
		judge_signer(v, path, p, c);
	cms_free(c);
}

void
verify_pdf(
    struct verify *v, const struct tree_entry *f, const struct buf *bytes)
{
	struct pades p = {0};

	v->pdfs.n++;
	if (f->bytes < f->prefix_bytes)
		return; /* PDF-PREFIX is said of it */
	if (f->bytes == f->prefix_bytes) {
		v->pdfs.nplain++;
		if (v->has_cms)
			reason_add(v, R_PDF_UNSIGNED, f->path,
			    "is not signed, and its producer has a "
			    "certificate");
		return;
	}
	switch (
	    pades_read(bytes->data, bytes->len, (size_t)f->prefix_bytes, &p)) {
	case PADES_SIGNED:
		judge_pdf(v, f->path, &p);
		break;
	case PADES_LONGER:
		reason_add(v, R_PDF_LONGER, f->path,
		    "has bytes behind its signed revision");
		break;
	case PADES_UNSIGNED: /* not with these lengths */
	case PADES_OTHER:
		reason_add(v, R_PDF_FORM, f->path,
		    "what stands behind the unsigned document is no signature "
		    "as dossier writes it");
		break;
	}
	pades_free(&p);
}

void
verify_pdfs(struct verify *v, const struct seal_doc *doc)
{
	const struct pdf_tally *t = &v->pdfs;

	if (doc->is_old && doc->npdfs > 0)
		reason_add(v, R_PDF_NOT_JUDGED, FILE_SEAL,
		    "names no format: signatures within PDFs are not judged");
	if (t->nplain > 0 && !v->has_cms && !(v->has_bag && v->bag.is_draft))
		reason_add(v, R_PDF_NOT_SIGNED, "data/pdf",
		    "%zu of %zu PDFs hold no signature of their own: the "
		    "package's is over their digests",
		    t->nplain, t->n);
	v->is_open[PRODUCER][SIG_PDF] = t->nopen > 0;
	v->is_open[PRODUCER][SIG_PDF_TIME] = t->nopen_stamps > 0;
	if (t->n == 0 || t->nsigned != t->n)
		return;
	verify_signer_add(v, PRODUCER, t->authority, SIG_PDF);
	if (t->nstamped == t->n)
		verify_signer_add(v, PRODUCER, t->root, SIG_PDF_TIME);
}
