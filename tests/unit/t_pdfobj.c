/*
 * Objects to a file: header, what is packed and what is plain, where the
 * cross-reference stands, the next number, the same bytes twice.
 */
#include "ext/pdfobj.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/error.h"
#include "test.h"

static const char id[] = "0123456789abcdef0123456789abcdef";

static bool
holds(const struct buf *b, const char *s)
{
	size_t n = strlen(s);

	for (size_t i = 0; i + n <= b->len; i++)
		if (memcmp(b->data + i, s, n) == 0)
			return true;
	return false;
}

/* A catalog, an information dictionary, a raw and a deflated stream. */
static int
make(struct buf *out, struct pdf_trailer *t)
{
	struct error e = {0};
	struct pdf *p = pdf_new(&e);
	char zeros[4000] = {0};
	int rc;

	CHECK(p != NULL);
	*t = (struct pdf_trailer){.id = id};
	t->catalog = pdf_reserve(p);
	t->info = pdf_reserve(p);
	CHECK(t->catalog >= 1 && t->info == t->catalog + 1);
	pdf_set(p, t->catalog, "/Type/Catalog", 13);
	pdf_keep_plain(p, t->catalog);
	pdf_set(p, t->info, "/Title(packed)", 14);
	CHECK(pdf_stream(p, "/Raw true", "raw bytes", 9, true) > t->info);
	CHECK(pdf_stream(p, "/Zeros true", zeros, sizeof(zeros), false) > 0);
	rc = pdf_write(p, t, out, &e);
	pdf_free(p);
	pdf_free(NULL);
	return rc;
}

static void
whole(void)
{
	struct buf one = {0}, two = {0};
	struct pdf_trailer t, again;
	const char *at;
	size_t xref;

	CHECK(make(&one, &t) == 0 && make(&two, &again) == 0);
	CHECK(one.len == two.len && memcmp(one.data, two.data, one.len) == 0);
	CHECK(one.len > 20 && memcmp(one.data, "%PDF-1.7\n%", 10) == 0);
	CHECK(memcmp(one.data + one.len - 6, "%%EOF\n", 6) == 0);
	CHECK(one.len < 2000); /* 4,000 zeros are deflated */
	CHECK(holds(&one, "/Type/Catalog"));
	CHECK(!holds(&one, "/Title(packed)"));
	CHECK(holds(&one, "stream\nraw bytes\nendstream"));
	CHECK(holds(&one, "/Type/ObjStm") && holds(&one, id));
	at = strstr(buf_str(&one) + one.len - 40, "startxref\n");
	CHECK(at != NULL);
	xref = at == NULL ? 0 : strtoul(at + strlen("startxref\n"), NULL, 10);
	/* The last object is the cross-reference stream itself. */
	CHECK(xref > 0 && xref < one.len &&
	      strtol(buf_str(&one) + xref, NULL, 10) > t.info);
	CHECK(pdf_version()[0] == '2');
	buf_free(&one);
	buf_free(&two);
}

/* A hole in the file would only be seen by who opens it. */
static void
left_open(void)
{
	struct error e = {0};
	struct buf out = {0};
	struct pdf *p = pdf_new(&e);
	struct pdf_trailer t = {.id = id};

	CHECK(p != NULL);
	t.catalog = pdf_reserve(p);
	pdf_set(p, t.catalog, "/Type/Catalog", 13);
	t.info = pdf_reserve(p);
	CHECK(pdf_write(p, &t, &out, &e) == -1);
	CHECK(e.kind == ERR_BUG &&
	      strstr(e.what, "was reserved and not set") != NULL);
	buf_free(&out);
	pdf_free(p);
}

int
main(void)
{
	RUN(whole);
	RUN(left_open);
	return test_end("t_pdfobj");
}
