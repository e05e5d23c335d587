/*
 * Signatures within PDFs: what is signed and what is not, one spelling, every
 * byte, and every reason of `verify` about them.
 */
#include "t_pades.h"

/* ---- The base ----------------------------------------------------------- */

static bool
is_base(const struct buf *b)
{
	struct pades_base out;

	return pades_base(b->data, b->len, &out) == 0;
}

/* Is the file still a base with the first `old` as `new`? */
static bool
is_base_with(const char *old, const char *new)
{
	struct buf b = {0}, changed = {0};
	const char *at = NULL;
	bool ok;

	make_base("text", &b);
	for (size_t i = 0; at == NULL && i + strlen(old) <= b.len; i++)
		if (memcmp(b.data + i, old, strlen(old)) == 0)
			at = b.data + i;
	CHECK(at != NULL);
	buf_add(&changed, b.data, (size_t)(at - b.data));
	buf_puts(&changed, new);
	at += strlen(old);
	buf_add(&changed, at, b.len - (size_t)(at - b.data));
	ok = is_base(&changed);
	buf_free(&b);
	buf_free(&changed);
	return ok;
}

static void
bases(void)
{
	static const char *const other[][2] = {{"/Type/XRef", "/Type/XRed"},
	    {"/W[1 4 2]", "/W[1 2 4]"}, {"SigFlags 3", "SigFlags 1"},
	    {"Fields[1 0 R]", "Fields[9 0 R]"}, {"/FT/Sig", "/FT/Btn"},
	    {"startxref\n", "startxref\n1"}, {"%%EOF\n", "%%EOF"},
	    {"%%EOF\n", "%%EOF\n\n"}, {"[<07", "[<17"}, {"[<0", "[<A"},
	    {"/Root 2", "/Root 02"}, {"/Size ", "/Size 1"},
	    {"\n1 0 obj", "\n1 0 obi"}, {"/Length ", "/Length 9"},
	    {"\n2 0 obj\n<<\n/T", "\n2 0 obj\n<< /T"}};
	struct pades_base base;
	struct buf b = {0};

	make_base("text", &b);
	CHECK(pades_base(b.data, b.len, &base) == 0);
	CHECK(base.field == 1 && base.catalog == 2 && base.info == 3);
	CHECK(base.size == 5 && base.xref < b.len);
	CHECK_STR(base.id, PDF_ID);
	for (size_t n = 0; n < b.len; n++)
		CHECK(pades_base(b.data, n, &base) == -1);
	for (size_t i = 0; i < sizeof(other) / sizeof(other[0]); i++)
		if (is_base_with(other[i][0], other[i][1])) {
			printf("base with %s\n", other[i][1]);
			CHECK(false);
		}
	buf_reset(&b);
	make_base("x\n1 0 obj\n<<\n/Type", &b);
	CHECK(!is_base(&b)); /* which of the two is the field? */
	buf_free(&b);
}

/* ---- One spelling ------------------------------------------------------- */

static void
sign_base(struct buf *pdf)
{
	struct key *k = NULL;
	struct buf update = {0};
	struct error e = {0};

	CHECK(key_load("k.pem", &k, &e) == 0);
	CHECK(pades_sign("x.pdf", pdf, &(struct pades_by){k, "chain.pem", NULL},
		  &update, &e) == 0);
	CHECK_STR(e.what, "");
	buf_add(pdf, update.data, update.len);
	buf_free(&update);
	key_free(k);
}

static bool
holds_signature(const char *bytes, size_t n, size_t prefix)
{
	struct pades p = {0};
	struct cms *c = NULL;
	struct cert *trusted = NULL;
	struct buf why = {0};
	struct error e = {0};
	size_t npem;
	char *pem = pack_read("root.pem", &npem);
	bool ok = pades_read(bytes, n, prefix, &p) == PADES_SIGNED &&
		  cms_parse(p.der.data, p.der.len, &c, &e) == 0 &&
		  !cms_has_time(c) &&
		  cms_verify(c, p.content.data, p.content.len) &&
		  cert_load("root", pem, npem, &trusted, &e) == 0 &&
		  cms_path(c, trusted, p.at.s, &why) == CERT_PATH_OK;

	cert_free(trusted);
	buf_free(&why);
	free(pem);
	cms_free(c);
	pades_free(&p);
	return ok;
}

/* Every byte but the zeros behind the signature, of which every 97th. */
static void
flips(void)
{
	struct buf b = {0};
	size_t prefix, zeros = 0, accepted = 0;

	make_base("text", &b);
	prefix = b.len;
	sign_base(&b);
	CHECK(holds_signature(b.data, b.len, prefix));
	for (size_t i = 0; i < b.len; i++) {
		zeros = b.data[i] == '0' ? zeros + 1 : 0;
		if (zeros > 40 && i % 97 != 0)
			continue;
		for (int bit = 0; bit<8; bit += zeros> 40 ? 7 : 1) {
			b.data[i] = (char)(b.data[i] ^ 1 << bit);
			accepted += holds_signature(b.data, b.len, prefix);
			b.data[i] = (char)(b.data[i] ^ 1 << bit);
		}
	}
	CHECK(accepted == 0);
	CHECK(!holds_signature(b.data, b.len - 1, prefix));
	buf_putc(&b, '\n');
	CHECK(!holds_signature(b.data, b.len, prefix));
	buf_free(&b);
}

/* A second signature does not fit: the base must be unsigned. */
static void
signed_once(void)
{
	struct key *k = NULL;
	struct buf b = {0}, update = {0};
	struct error e = {0};

	make_base("text", &b);
	sign_base(&b);
	CHECK(key_load("k.pem", &k, &e) == 0);
	CHECK(pades_sign("x.pdf", &b, &(struct pades_by){k, "chain.pem", NULL},
		  &update, &e) == -1);
	CHECK(e.kind == ERR_INPUT && update.len == 0);
	key_free(k);
	buf_free(&b);
}

/* ---- Packages ----------------------------------------------------------- */

static void
list_anew(const char *dir, const char *name)
{
	struct arena *a = arena_new();
	struct manifest m;
	struct bag_info bag;
	struct buf out = {0};
	char path[300], hex[SHA256_HEX];
	size_t n, line, was = 0;
	char *bytes;

	(void)snprintf(path, sizeof(path), "%s/manifest-sha256.txt", dir);
	bytes = pack_read(path, &n);
	CHECK(manifest_parse(a, bytes, n, &m, &line) == 0);
	free(bytes);
	bytes = pack_read(file_join(a, dir, name), &n);
	sha256_hex(bytes, n, hex);
	free(bytes);
	for (size_t i = 0; i < m.n; i++)
		if (strcmp(m.lines[i].path, name) == 0)
			m.lines[i].sha256 = arena_dup(a, hex);
	manifest_format(&m, &out);
	pack_write(path, out.data, out.len);
	(void)snprintf(path, sizeof(path), "%s/bag-info.txt", dir);
	bytes = pack_read(path, &n);
	CHECK(bag_info_parse(a, bytes, n, &bag) == 0);
	free(bytes);
	bag.bytes = 0;
	for (size_t i = 0; i < m.n; i++) {
		bytes = pack_read(file_join(a, dir, m.lines[i].path), &was);
		bag.bytes += (int64_t)was;
		free(bytes);
	}
	buf_reset(&out);
	bag_info_format(&bag, &out);
	pack_write(path, out.data, out.len);
	buf_free(&out);
	relist(dir);
	arena_free(a);
}

/* "c": a copy of "signed" whose file is this, signed by its producer again. */
static void
want_file(const char *from, const char *name, const struct buf *bytes,
    enum answer_word word, const char *id)
{
	struct verify_opts o = {.trust = "pdf.yml", .now = PACK_NOW};
	struct arena *a = arena_new();
	struct statement s;
	struct seal_info info;
	struct key *k = NULL;
	struct buf der = {0};
	struct error e = {0};
	char *tags;
	size_t n;

	pack_copy(from, "c");
	CHECK(seal_read_info(a, from, &info, &e) == 0);
	pack_write(file_join(a, "c", name), bytes->data, bytes->len);
	list_anew("c", name);
	s = (struct statement){info, "producer", info.content, NULL};
	tags = pack_read("c/tagmanifest-sha256.txt", &n);
	{
		char hex[SHA256_HEX];

		sha256_hex(tags, n, hex);
		s.subject = arena_dup(a, hex);
	}
	sign_statement("c", "producer", &s);
	if (file_exists("c/signatures/producer.p7s")) {
		CHECK(key_load("k.pem", &k, &e) == 0);
		CHECK(cms_sign(&(struct cms_signer){k, "chain.pem", 1795428000},
			  tags, n, &der, &e) == 0);
		pack_write("c/signatures/producer.p7s", der.data, der.len);
		key_free(k);
	}
	want_with("c", &o, word, id, NULL);
	free(tags);
	buf_free(&der);
	pack_remove("c");
	arena_free(a);
}

static void
read_buf(const char *path, struct buf *out)
{
	size_t n;
	char *bytes = pack_read(path, &n);

	buf_reset(out);
	buf_add(out, bytes, n);
	free(bytes);
}

/* Signed or not, by certificate or key: the same content. */
static void
packages(void)
{
	struct verify_opts o = {.trust = "pdf.yml", .now = PACK_NOW};
	struct verify_opts loose = {.trust = "loose.yml", .now = PACK_NOW};
	struct verify_report r;
	char content[SHA256_HEX];
	struct buf plain = {0}, with = {0};

	write_pdf_trust("pdf.yml", WANT_PDF);
	write_pdf_trust("loose.yml", "");
	make_pdfs("signed", "chain.pem", NULL);
	make_pdfs("plain", NULL, NULL);
	r = ask_with("signed", &o);
	if (r.answer != VERIFY_VERIFIED)
		show(&r);
	CHECK(r.answer == VERIFY_VERIFIED && r.nreasons == 0);
	CHECK(r.nsigners == 3);
	CHECK_STR(r.signers[2].what, "pdf");
	CHECK_STR(r.signers[2].key, "root");
	(void)snprintf(content, sizeof(content), "%s", r.content);
	r = ask_with("plain", &loose);
	CHECK(r.answer == VERIFY_VERIFIED && r.nreasons == 1);
	CHECK(has(&r, "PDF-NOT-SIGNED", "data/pdf"));
	CHECK_STR(r.content, content);
	want_with("plain", &o, VERIFY_FAILED, "SIG-REQUIRED", "signatures");
	read_buf("signed/data/pdf/report.pdf", &with);
	read_buf("plain/data/pdf/report.pdf", &plain);
	CHECK(with.len > plain.len &&
	      memcmp(with.data, plain.data, plain.len) == 0);
	buf_free(&plain);
	buf_free(&with);
}

static void
reasons_of_bytes(void)
{
	struct buf pdf = {0}, b = {0};
	size_t prefix;

	make_base("text", &b);
	prefix = b.len;
	read_buf("signed/data/pdf/report.pdf", &pdf);
	want_file("signed", PDF, &pdf, VERIFY_VERIFIED, NULL);
	want_file("signed", PDF, &b, VERIFY_FAILED, "PDF-UNSIGNED");
	pdf.data[prefix - 200] ^= 1;
	want_file("signed", PDF, &pdf, VERIFY_FAILED, "PDF-PREFIX");
	pdf.data[prefix - 200] ^= 1;
	pdf.data[prefix + 12] ^= 1;
	want_file("signed", PDF, &pdf, VERIFY_FAILED, "PDF-FORM");
	pdf.data[prefix + 12] ^= 1;
	buf_puts(&pdf, "1 0 obj\n<<>>\nendobj\n");
	want_file("signed", PDF, &pdf, VERIFY_FAILED, "PDF-LONGER");
	pdf.len = prefix - 1;
	want_file("signed", PDF, &pdf, VERIFY_FAILED, "PDF-PREFIX");
	buf_free(&pdf);
	buf_free(&b);
}

/* A package that its producer signed, with this CMS in its document. */
static void
want_cms(
    const char *content, int64_t time, enum answer_word word, const char *id)
{
	struct pades_base base;
	struct pades_update u = {0};
	struct buf pdf = {0}, der = {0};
	struct key *k = NULL;
	struct error e = {0};

	make_base("text", &pdf);
	CHECK(pades_base(pdf.data, pdf.len, &base) == 0);
	CHECK(key_load("k.pem", &k, &e) == 0);
	CHECK(cms_sign(&(struct cms_signer){k, "chain.pem", time}, content,
		  strlen(content), &der, &e) == 0);
	pades_format(&base, "D:20261123100000Z", &der, &u);
	buf_add(&pdf, u.bytes.data, u.bytes.len);
	want_file("signed", PDF, &pdf, word, id);
	key_free(k);
	buf_free(&der);
	buf_free(&u.bytes);
	buf_free(&pdf);
}

static void
reasons_of_signatures(void)
{
	struct verify_opts o = {.trust = "t.yml", .now = PACK_NOW};
	struct buf b = {0};
	struct arena *a = arena_new();
	struct key *k = NULL;
	struct buf der = {0};
	struct error e = {0};

	want_cms("other", CMS_NO_TIME, VERIFY_FAILED, "PDF-SIGNATURE");
	want_cms("other", 1795428000, VERIFY_FAILED, "PDF-FORM");
	buf_printf(&b, "%s", REQUIRE_ONE);
	write_trust("t.yml", KEY_OK, buf_str(&b));
	want_with("signed", &o, VERIFY_CANNOT_DECIDE, "CERT-UNKNOWN", PDF);
	/* And the other way round: a p7s says when it was made. */
	pack_copy("signed", "c");
	CHECK(key_load("k.pem", &k, &e) == 0);
	CHECK(cms_sign(&(struct cms_signer){k, "chain.pem", CMS_NO_TIME}, "x",
		  1, &der, &e) == 0);
	pack_write("c/signatures/producer.p7s", der.data, der.len);
	o.trust = "pdf.yml";
	want_with(
	    "c", &o, VERIFY_FAILED, "CMS-FORM", "signatures/producer.p7s");
	pack_remove("c");
	key_free(k);
	buf_free(&der);
	buf_free(&b);
	arena_free(a);
}

/* seal.json: of another length, of no format, without a document. */
static void
reasons_of_seal(void)
{
	static const char *const edits[][3] = {
	    {"\"format\": \"dossier-seal/1\",", "", "PDF-NOT-JUDGED"},
	    {"data/pdf/report", "data/site/report", "SEAL-FORM"},
	    {"\"length\": ", "\"length\": 1", "PDF-PREFIX"}};
	struct buf was = {0}, b = {0};

	read_buf("signed/data/seal.json", &was);
	for (size_t i = 0; i < sizeof(edits) / sizeof(edits[0]); i++) {
		const char *at = strstr(buf_str(&was), edits[i][0]);

		CHECK(at != NULL);
		if (at == NULL)
			continue;
		buf_reset(&b);
		buf_add(&b, was.data, (size_t)(at - was.data));
		buf_puts(&b, edits[i][1]);
		buf_puts(&b, at + strlen(edits[i][0]));
		want_file(
		    "signed", "data/seal.json", &b, VERIFY_FAILED, edits[i][2]);
	}
	buf_free(&was);
	buf_free(&b);
}

static void
ids(void)
{
	REACHED(by_pdf);
}

static void
tests(void)
{
	make_authority();
	public_block = read_public("k.pem");
	RUN(bases);
	RUN(flips);
	RUN(signed_once);
	RUN(packages);
	RUN(reasons_of_bytes);
	RUN(reasons_of_signatures);
	RUN(reasons_of_seal);
	RUN(ids);
	ask_end();
}

int
main(void)
{
	return run_in_folder("t_pades", tests);
}
