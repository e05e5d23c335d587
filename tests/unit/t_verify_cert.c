/*
 * Signatures by certificates, and time-stamps: paths, purposes and times, an
 * authority without keys, other bytes, and what cms_sign refuses.
 */
#include "t_verify_ask.h"

/* Signs "c" by this certificate, for the time `at`, and asks. */
static void
by_chain(const char *chain, int64_t at, enum answer_word word, const char *id)
{
	size_t n;
	char *tags = pack_read("c/tagmanifest-sha256.txt", &n);
	struct buf der = {0};
	struct key *k = NULL;
	struct error e = {0};
	struct verify_opts o = {.trust = "t.yml", .now = PACK_NOW};

	CHECK(key_load("k.pem", &k, &e) == 0);
	CHECK(cms_sign(&(struct cms_signer){k, chain, at}, tags, n, &der, &e) ==
	      0);
	pack_write("c/signatures/producer.p7s", der.data, der.len);
	want_with("c", &o, word, id, NULL);
	key_free(k);
	buf_free(&der);
	free(tags);
}

/* A certificate for the signer's key, by `issuer`, written with more. */
static void
write_chain(const char *path, struct ca_one *one, const struct ca_one *issuer,
    const struct ca_one *more)
{
	const struct ca_one *list[] = {one, issuer, more};

	CHECK(X509_set_pubkey(one->x, signer.key) == 1);
	CHECK(X509_sign(one->x, issuer->key, EVP_sha256()) > 0);
	ca_write(path, list, more == NULL ? 2 : 3);
}

static void
certificates(void)
{
	static const int64_t at = 1795428000; /* 2026-11-23T10:00:00Z */
	static const char use[] = "critical,digitalSignature";
	struct buf rest = {0};
	struct ca_one other, old, tls, leaf, spare;
	size_t i;

	buf_printf(
	    &rest, "%srequire: [{role: producer, kind: cms}]\n", AUTHORITIES);
	write_trust("t.yml", KEY_OK, buf_str(&rest));
	fresh("c");
	by_chain("chain.pem", at, VERIFY_VERIFIED, NULL);
	other = ca_make("Other", NULL, NULL, NULL, "20490101000000Z");
	spare = ca_make("Spare", &root, NULL, NULL, "20490101000000Z");
	leaf = ca_make("Signer", &other, use, NULL, "20490101000000Z");
	write_chain("other.pem", &leaf, &other, NULL);
	by_chain("other.pem", at, VERIFY_FAILED, "CERT-UNKNOWN");
	old = ca_make("Signer", &middle, use, NULL, "20260101000000Z");
	write_chain("old.pem", &old, &middle, NULL);
	by_chain("old.pem", at, VERIFY_FAILED, "CERT-INVALID");
	by_chain("old.pem", 1600000000, VERIFY_VERIFIED, NULL);
	tls = ca_make("Signer", &middle, use, "serverAuth", "20490101000000Z");
	write_chain("tls.pem", &tls, &middle, NULL);
	by_chain("tls.pem", at, VERIFY_FAILED, "CERT-INVALID");
	write_chain("spare.pem", &signer, &middle, &spare);
	by_chain("spare.pem", at, VERIFY_FAILED, "CERT-INVALID");
	ca_free(&leaf);
	leaf = ca_make("Somebody", &middle, use, NULL, "20490101000000Z");
	write_chain("leaf.pem", &leaf, &middle, NULL);
	by_chain("leaf.pem", at, VERIFY_FAILED, "CERT-SIGNER");
	pack_remove("c");
	for (i = 0; i < 5; i++)
		ca_free(
		    (struct ca_one *[]){&other, &old, &tls, &leaf, &spare}[i]);
	buf_free(&rest);
}

/* A reader who trusts an authority and no key. */
static void
authority_alone(void)
{
	static const char ask_cms[] =
	    "require:\n  - {role: producer, kind: sigstore}\n"
	    "  - {role: producer, kind: cms}\n";
	static const char wrong[] =
	    "authorities:\n  - {name: root, role: producer, systems: [demo],"
	    " subject: CN=Else, certificate_file: root.pem}\n";
	static const char other[] =
	    "authorities:\n  - {name: root, role: producer, systems: [else],"
	    " subject: CN=Signer, certificate_file: root.pem}\n";
	struct verify_opts o = {.trust = "t.yml", .now = PACK_NOW};
	struct verify_report r;
	struct buf b = {0};

	buf_printf(&b, "%s%s%s", AUTHORITIES, STAMPS, ask_cms);
	pack_write("t.yml", b.data, b.len);
	r = ask_with("pack", &o);
	CHECK(r.answer == VERIFY_VERIFIED && r.nsigners == 4);
	CHECK_STR(r.signers[0].key, "root");
	CHECK_STR(r.system, "demo");
	buf_reset(&b);
	buf_printf(&b, "%s%s%s", wrong, STAMPS, ask_cms);
	pack_write("t.yml", b.data, b.len);
	want_with("pack", &o, VERIFY_FAILED, "KEY-UNKNOWN", NULL);
	buf_reset(&b);
	buf_printf(&b, "%s%s%s", other, STAMPS, ask_cms);
	pack_write("t.yml", b.data, b.len);
	want_with("pack", &o, VERIFY_FAILED, "CERT-SIGNER", NULL);
	buf_free(&b);
}

/* A p7s over another package's list. */
static void
other_bytes(void)
{
	struct buf der = {0};
	struct key *k = NULL;
	struct error e = {0};
	struct verify_opts o = {.trust = "all.yml", .now = PACK_NOW};

	fresh("c");
	CHECK(key_load("k.pem", &k, &e) == 0);
	CHECK(cms_sign(&(struct cms_signer){k, "chain.pem", 1795428000},
		  "other", 5, &der, &e) == 0);
	pack_write("c/signatures/producer.p7s", der.data, der.len);
	want_with("c", &o, VERIFY_FAILED, "CMS-INVALID", NULL);
	pack_write("c/signatures/producer.p7s", der.data, der.len);
	key_free(k);
	buf_free(&der);
	pack_remove("c");
}

/* A card with RSA: 'dossier init --key' would not help its owner. */
static void
rsa_certificate(struct key *k)
{
	struct ca_one rsa =
	    ca_make("RSA", &root, "digitalSignature", NULL, "20490101000000Z");
	const struct ca_one *list[] = {&rsa};
	struct buf der = {0};
	struct error e = {0};

	EVP_PKEY_free(rsa.key);
	rsa.key = EVP_RSA_gen(2048);
	CHECK(X509_set_pubkey(rsa.x, rsa.key) == 1);
	CHECK(X509_sign(rsa.x, root.key, EVP_sha256()) > 0);
	ca_write("rsa.pem", list, 1);
	CHECK(cms_sign(&(struct cms_signer){k, "rsa.pem", 0}, "x", 1, &der,
		  &e) == -1);
	CHECK_STR(e.where, "rsa.pem");
	CHECK_STR(
	    e.what, "the certificate's key is RSA of 2048 bits (wanted P-256)");
	CHECK(strstr(e.hint, "certificate of such a key") != NULL);
	CHECK(der.len == 0);
	ca_free(&rsa);
}

/* cms_sign refuses what nobody could verify. */
static void
cms_refuses(void)
{
	const struct ca_one *alone[] = {&root};
	struct key *k = NULL, *other = NULL;
	struct buf der = {0};
	struct error e = {0};

	CHECK(key_load("k.pem", &k, &e) == 0 && key_make(&other, &e) == 0);
	CHECK(cms_sign(&(struct cms_signer){other, "chain.pem", 0}, "x", 1,
		  &der, &e) == -1);
	CHECK_STR(e.what, "the first certificate is not this key's");
	err_clear(&e);
	ca_write("alone.pem", alone, 1);
	CHECK(cms_sign(&(struct cms_signer){k, "alone.pem", 0}, "x", 1, &der,
		  &e) == -1);
	CHECK(strstr(e.what, "is a root") != NULL);
	err_clear(&e);
	CHECK(cms_sign(&(struct cms_signer){k, "chain.pem", 2524608000}, "x", 1,
		  &der, &e) == -1);
	CHECK(strstr(e.what, "1950 and 2049") != NULL);
	err_clear(&e);
	CHECK(cms_sign(&(struct cms_signer){k, "none.pem", 0}, "x", 1, &der,
		  &e) == -1);
	CHECK(der.len == 0);
	err_clear(&e);
	CHECK(seal_check_key("k.pem", "chain.pem", &e) == 0);
	rsa_certificate(k);
	key_free(k);
	key_free(other);
}

/* ---- Time-stamps -------------------------------------------------------- */

static void
stamps(void)
{
	static const char tsr[] = "pack/signatures/producer.sigstore.tsr";
	static const char json[] = "pack/signatures/producer.sigstore.json";
	struct arena *a = arena_new();
	struct buf rest = {0}, text = {0};
	struct bundle b;
	char *kept, *kept_tsr;
	size_t n, ntsr;

	buf_printf(&rest, "%s%s", AUTHORITIES, REQUIRE_ONE);
	want_trust(KEY_OK, buf_str(&rest), VERIFY_CANNOT_DECIDE, "TS-UNKNOWN");
	/* Both kinds of signature and of stamp are there and undecided. */
	buf_reset(&rest);
	buf_printf(&rest, "%s%s", AUTHORITIES, REQUIRE_ALL);
	want_trust(KEY_OK, buf_str(&rest), VERIFY_CANNOT_DECIDE, "TS-UNKNOWN");
	/* A stamp that is not there stays a failure. */
	fresh("c");
	write_trust("t.yml", KEY_OK, buf_str(&rest));
	want_with("c", &(struct verify_opts){.trust = "t.yml", .now = PACK_NOW},
	    VERIFY_FAILED, "SIG-REQUIRED", "signatures");
	pack_remove("c");
	buf_reset(&rest);
	buf_printf(&rest,
	    "%stimestamp_roots:\n  - {name: r, certificate_file: "
	    "root.pem}\n%s",
	    AUTHORITIES, REQUIRE_ONE);
	want_trust(KEY_OK, buf_str(&rest), VERIFY_CANNOT_DECIDE, "TS-UNKNOWN");
	/* A granted stamp over other bytes, in both places. */
	kept = pack_read(json, &n);
	kept_tsr = pack_read(tsr, &ntsr);
	CHECK(bundle_parse(a, kept, n, &b) == 0);
	buf_reset(&b.token);
	ca_stamp(&tsa, "other", 5, &b.token);
	bundle_format(&b, &text);
	pack_write(json, text.data, text.len);
	pack_write(tsr, b.token.data, b.token.len);
	want("pack", VERIFY_FAILED, "TS-INVALID",
	    "signatures/producer.sigstore.tsr");
	pack_write(json, kept, n);
	pack_write(tsr, kept_tsr, ntsr);
	untouched();
	bundle_free(&b);
	buf_free(&rest);
	buf_free(&text);
	free(kept);
	free(kept_tsr);
	arena_free(a);
}

static void
ids(void)
{
	REACHED(by_cert);
}

static void
tests(void)
{
	make_all();
	RUN(certificates);
	RUN(authority_alone);
	RUN(other_bytes);
	RUN(cms_refuses);
	RUN(stamps);
	RUN(ids);
	ask_end();
}

int
main(void)
{
	return run_in_folder("t_verify_cert", tests);
}
