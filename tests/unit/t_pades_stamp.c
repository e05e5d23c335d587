/*
 * Time-stamps that are asked for while a package is sealed, from an authority
 * that answers well, badly or not at all; and who may not seal one.
 */
#include "t_pades.h"

/* ---- Time-stamps that are asked for ------------------------------------- */

enum fake {
	FAKE_GOOD = 0,
	FAKE_OTHER,
	FAKE_OLD,
	FAKE_REFUSED,
	FAKE_GARBAGE,
	FAKE_EMPTY,
	FAKE_DEAD,
	FAKES
};

static int
old_time(TS_RESP_CTX *ctx, void *unused, long *s, long *us)
{
	(void)ctx; /* TS_time_cb's */
	(void)unused;
	*s = (long)time_now().s - 301;
	*us = 0;
	return 1;
}

static void
answer_query(const struct buf *query, enum fake fake, struct buf *out)
{
	TS_RESP_CTX *ctx = TS_RESP_CTX_new();
	ASN1_OBJECT *policy = OBJ_txt2obj("1.2.3.4.1", 1);
	BIO *bio = fake == FAKE_OTHER
		       ? ca_request("other", 5)
		       : BIO_new_mem_buf(query->data, (int)query->len);
	TS_RESP *resp;
	unsigned char *der = NULL;
	int n;

	CHECK(TS_RESP_CTX_set_signer_cert(ctx, tsa.x) == 1);
	CHECK(TS_RESP_CTX_set_signer_key(ctx, tsa.key) == 1);
	CHECK(TS_RESP_CTX_set_signer_digest(ctx, EVP_sha256()) == 1);
	CHECK(TS_RESP_CTX_set_ess_cert_id_digest(ctx, EVP_sha256()) == 1);
	CHECK(TS_RESP_CTX_set_def_policy(ctx, policy) == 1);
	CHECK(TS_RESP_CTX_add_md(ctx,
		  fake == FAKE_REFUSED ? EVP_sha384() : EVP_sha256()) == 1);
	TS_RESP_CTX_set_serial_cb(ctx, ca_serial, NULL);
	if (fake == FAKE_OLD)
		TS_RESP_CTX_set_time_cb(ctx, old_time, NULL);
	resp = TS_RESP_create_response(ctx, bio);
	n = resp == NULL ? -1 : i2d_TS_RESP(resp, &der);
	CHECK(n > 0);
	if (n > 0)
		buf_add(out, der, (size_t)n);
	OPENSSL_free(der);
	TS_RESP_free(resp);
	TS_RESP_CTX_free(ctx);
	ASN1_OBJECT_free(policy);
	BIO_free(bio);
}

static int
fake_ask(void *ctx, const struct buf *query, struct buf *out, struct error *e)
{
	const enum fake *fake = ctx;

	if (*fake == FAKE_DEAD)
		return err_set(e, ERR_AGAIN, "tsa", "nobody there");
	if (*fake == FAKE_GARBAGE)
		buf_puts(out, "<p>log in");
	else if (*fake != FAKE_EMPTY)
		answer_query(query, *fake, out);
	return 0;
}

static void
stamped(void)
{
	enum fake fake = FAKE_GOOD;
	struct seal_tsa t = {fake_ask, &fake};
	struct verify_opts o = {.trust = "ts.yml", .now = PACK_NOW};
	struct verify_report r;

	write_pdf_trust("ts.yml",
	    "  - {role: producer, kind: cms}\n"
	    "  - {role: producer, kind: sigstore-timestamp}\n"
	    "  - {role: producer, kind: cms-timestamp}\n"
	    "  - {role: producer, kind: pdf}\n"
	    "  - {role: producer, kind: pdf-timestamp}\n");
	make_pdfs("stamped", "chain.pem", &t);
	r = ask_with("stamped", &o);
	if (r.answer != VERIFY_VERIFIED)
		show(&r);
	CHECK(r.answer == VERIFY_VERIFIED && r.nreasons == 0);
	CHECK(r.nsigners == 6);
	CHECK_STR(r.signers[5].what, "pdf-timestamp");
	CHECK_STR(r.signers[5].key, "tsa");
	make_pdfs("signed", "chain.pem", NULL);
	want_with("signed", &o, VERIFY_FAILED, "SIG-REQUIRED", "signatures");
	/* A root that nobody named: open, not failed. */
	{
		struct buf b = {0};

		buf_printf(&b, "%s%s%s", AUTHORITIES,
		    "require:\n  - {role: producer, kind: sigstore}\n",
		    WANT_PDF);
		write_trust("t.yml", KEY_OK, buf_str(&b));
		o.trust = "t.yml";
		want_with(
		    "stamped", &o, VERIFY_CANNOT_DECIDE, "TS-UNKNOWN", PDF);
		buf_free(&b);
	}
	pack_remove("stamped");
}

static void
not_stamped(void)
{
	static const struct {
		enum fake fake;
		enum err_kind kind;
		const char *what;
	} cases[] = {{FAKE_OTHER, ERR_TRUST, "does not verify: "},
	    {FAKE_OLD, ERR_TRUST, "its clock and ours differ by more than 300"},
	    {FAKE_REFUSED, ERR_AGAIN, "it did not grant the time-stamp"},
	    {FAKE_GARBAGE, ERR_AGAIN, "its answer is no time-stamp"},
	    {FAKE_EMPTY, ERR_AGAIN, "its answer is no time-stamp"},
	    {FAKE_DEAD, ERR_AGAIN, "nobody there"}};
	enum fake fake;
	struct seal_tsa t = {fake_ask, &fake};
	struct seal_info info = pack_info();
	char content[65];

	info.tsa = &t;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct error e = {0};

		fake = cases[i].fake;
		pack_stage("n");
		CHECK(seal_bag("n", &info, false, content, &e) == 0);
		CHECK(seal_sign("n", "producer", &info, "k.pem", "chain.pem",
			  &e) == -1);
		CHECK(e.kind == cases[i].kind);
		CHECK(strstr(e.what, cases[i].what) != NULL);
		CHECK(strstr(e.hint, "'tsa'") != NULL);
		CHECK(!file_exists("n/signatures/producer.sigstore.json"));
		pack_remove("n");
	}
}

/* ---- What is refused before --------------------------------------------- */

static void
refused(void)
{
	struct seal_info info = pack_info();
	struct ca_one old =
	    ca_make("Old", &root, "digitalSignature", NULL, "20260101000000Z");
	const struct ca_one *list[] = {&old};
	struct error e = {0};
	char content[65];

	CHECK(X509_set_pubkey(old.x, signer.key) == 1);
	CHECK(X509_sign(old.x, root.key, EVP_sha256()) > 0);
	ca_write("old.pem", list, 1);
	CHECK(seal_check_key("k.pem", "old.pem", &e) == -1);
	CHECK(e.kind == ERR_REFUSED);
	CHECK_STR(e.what, "the certificate is not valid today");
	err_clear(&e);
	pack_stage("n");
	pack_put("n", "data/pdf/foreign.pdf", "%PDF-1.7 of somebody else\n");
	info.key = "k.pem";
	info.certificate = "chain.pem";
	CHECK(seal_bag("n", &info, false, content, &e) == -1);
	CHECK(e.kind == ERR_INPUT);
	CHECK_STR(e.where, "data/pdf/foreign.pdf");
	err_clear(&e);
	CHECK(seal_bag("n", &info, true, content, &e) == 0); /* a draft */
	pack_remove("n");
	ca_free(&old);
}

static void
tests(void)
{
	make_authority();
	public_block = read_public("k.pem");
	RUN(stamped);
	RUN(not_stamped);
	RUN(refused);
	ask_end();
}

int
main(void)
{
	return run_in_folder("t_pades_stamp", tests);
}
