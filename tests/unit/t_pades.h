/*
 * PDFs as render/ writes them, small, and packages of them, for t_pades*.c.
 */
#ifndef T_PADES_H
#define T_PADES_H

#include "ext/pdfobj.h"
#include "t_verify_ask.h"

static const char PDF_ID[] = "07ef92705b15bd65d4afe8648cbe1441";

/* A file of ext/pdfobj with an empty field; `text` is somewhere in it. */
static inline void
make_base(const char *text, struct buf *out)
{
	struct error e = {0};
	struct pdf *p = pdf_new(&e);
	struct pdf_trailer t = {.id = PDF_ID};
	struct buf b = {0};
	int field = pdf_reserve(p), info;

	t.catalog = pdf_reserve(p);
	info = pdf_stream(p, "", text, strlen(text), true);
	t.info = info;
	buf_puts(&b, "/Type/Annot/Subtype/Widget/FT/Sig/T(producer)/F 132");
	pdf_set(p, field, b.data, b.len);
	pdf_keep_plain(p, field);
	buf_reset(&b);
	buf_printf(
	    &b, "/Type/Catalog/AcroForm<</Fields[%d 0 R]/SigFlags 3>>", field);
	pdf_set(p, t.catalog, b.data, b.len);
	pdf_keep_plain(p, t.catalog);
	CHECK(pdf_write(p, &t, out, &e) == 0);
	buf_free(&b);
	pdf_free(p);
}

static const char PDF[] = "data/pdf/report.pdf";
static const char WANT_PDF[] = "  - {role: producer, kind: pdf}\n";

/* A package of two documents; certificate NULL: by the key alone. */
static inline void
make_pdfs(
    const char *dir, const char *certificate, const struct seal_tsa *stamps)
{
	struct seal_info info = pack_info();
	struct buf b = {0};
	char path[200];

	make_base("text", &b);
	for (int i = 0; i < 2; i++) {
		struct error e = {0};

		(void)snprintf(path, sizeof(path), "%s/%s", dir,
		    i == 0 ? PDF : "data/pdf/conmon.pdf");
		CHECK(file_mkdirs_for(path, &e) == 0);
		pack_write(path, b.data, b.len);
	}
	buf_free(&b);
	info.key = "k.pem";
	info.certificate = certificate;
	info.tsa = stamps;
	pack_make(dir, &info, "k.pem", certificate);
}

static inline void
write_pdf_trust(const char *path, const char *more)
{
	struct buf b = {0};

	buf_printf(&b, "%s%srequire:\n  - {role: producer, kind: sigstore}\n%s",
	    AUTHORITIES, STAMPS, more);
	write_trust(path, KEY_OK, buf_str(&b));
	buf_free(&b);
}

#endif
