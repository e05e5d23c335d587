/*
 * A package signed by key and certificate, both stamped, and ways to ask
 * `verify` about it and to sign it otherwise; for t_verify*.c.  Each of these
 * programs reaches the reason ids of its own list below; together they are
 * all of them.
 */
#ifndef T_VERIFY_ASK_H
#define T_VERIFY_ASK_H

#include "ext/cms_parts.h"
#include "ext/crypto.h"
#include "seal/internal.h"
#include "t_seal_ca.h"

/* By t_verify: the folder. */
__attribute__((unused)) static const enum reason_id by_folder[] = {R_BAG_EXTRA,
    R_BAG_FORM, R_BAG_INFO, R_BAG_MANIFEST, R_BAG_SIZE, R_BAG_TAGS,
    R_BUNDLE_FORM, R_CMS_FORM, R_FILE_CHANGED, R_FILE_HARD_LINK, R_FILE_LINK,
    R_FILE_MISSING, R_FILE_SPECIAL, R_FILE_UNLISTED, R_FOLDER_EMPTY,
    R_KEY_UNKNOWN, R_MORE, R_SIG_INCOMPLETE, R_SIG_INVALID, R_SIG_REQUIRED,
    R_TREE_LIMIT, R_TS_FORM, R_UNSIGNED};
/* By t_verify_signed: what a signer signed. */
__attribute__((unused)) static const enum reason_id by_signed[] = {
    R_CONTENT_SEAL, R_CONTENT_STATEMENT, R_NOT_READ, R_SEAL_FORM,
    R_STATEMENT_FORM, R_STATEMENT_PACKAGE, R_STATEMENT_ROLE,
    R_STATEMENT_SUBJECT};
/* By t_verify_cert: certificates and time-stamps. */
__attribute__((unused)) static const enum reason_id by_cert[] = {R_CERT_INVALID,
    R_CERT_SIGNER, R_CERT_UNKNOWN, R_CMS_INVALID, R_TS_INVALID, R_TS_UNKNOWN};
/* By t_pades: the documents. */
__attribute__((unused)) static const enum reason_id by_pdf[] = {R_PDF_FORM,
    R_PDF_LONGER, R_PDF_NOT_JUDGED, R_PDF_NOT_SIGNED, R_PDF_PREFIX,
    R_PDF_SIGNATURE, R_PDF_UNSIGNED};
/* By t_verify_trust: who signed, and what the reader wants. */
__attribute__((unused)) static const enum reason_id by_trust[] = {
    R_AS_OF_FUTURE, R_KEY_REVOKED, R_KEY_REVOKED_LATER, R_KEY_ROLE,
    R_KEY_SYSTEM, R_KEY_TIME, R_SERIAL_LOW, R_STATEMENT_DIFFERS, R_SYSTEM_OTHER,
    R_TOO_OLD, R_TRUST_MISSING, R_VALID_UNTIL_PASSED};

static bool reached[REASONS];
static struct ca_one root, middle, signer, tsa_root, tsa;
static struct arena *arena; /* of the last report */

/* ---- Asking ------------------------------------------------------------- */

static inline struct verify_report
ask_with(const char *dir, const struct verify_opts *o)
{
	struct verify_report r = {0};
	struct error e = {0};
	size_t i, k;

	arena_free(arena);
	arena = arena_new();
	CHECK(seal_verify(arena, dir, o, &r, &e) == 0);
	if (e.kind != ERR_NONE)
		printf("%s: %s\n", e.where, e.what);
	for (i = 0; i < r.nreasons; i++) {
		for (k = 0; k < REASONS; k++) {
			if (r.reasons[i].id == verify_ids()[k])
				reached[k] = true;
		}
	}
	return r;
}

static inline struct verify_report
ask(const char *dir)
{
	struct verify_opts o = {.trust = "all.yml", .now = PACK_NOW};

	return ask_with(dir, &o);
}

static inline bool
has(const struct verify_report *r, const char *id, const char *where)
{
	size_t i;

	for (i = 0; i < r->nreasons; i++) {
		if (strcmp(r->reasons[i].id, id) == 0 &&
		    (where == NULL || strcmp(r->reasons[i].where, where) == 0))
			return true;
	}
	return false;
}

static inline void
show(const struct verify_report *r)
{
	size_t i;

	printf("  answer: %s\n", verify_word(r->answer));
	for (i = 0; i < r->nreasons; i++)
		printf("  %s %s: %s\n", r->reasons[i].id, r->reasons[i].where,
		    r->reasons[i].text);
}

/* The answer, with this reason about this file (NULL: any). */
static inline void
want_with(const char *dir, const struct verify_opts *o, enum answer_word word,
    const char *id, const char *where)
{
	struct verify_report r = ask_with(dir, o);

	if (r.answer != word || (id != NULL && !has(&r, id, where))) {
		printf("wanted %s with %s of '%s', got\n", verify_word(word),
		    id == NULL ? "nothing" : id, where == NULL ? "" : where);
		show(&r);
		CHECK(false);
	}
}

static inline void
want(const char *dir, enum answer_word word, const char *id, const char *where)
{
	struct verify_opts o = {.trust = "all.yml", .now = PACK_NOW};

	want_with(dir, &o, word, id, where);
}

static inline void
untouched(void)
{
	struct verify_report r = ask("pack");

	if (r.answer != VERIFY_VERIFIED || r.nreasons != 0)
		show(&r);
	CHECK(r.answer == VERIFY_VERIFIED && r.nreasons == 0);
	CHECK_STR(r.package, "demo-2026-11-23-r7");
	CHECK_STR(r.system, "demo");
	CHECK_STR(r.as_of, "2026-11-23T09:00:00Z");
	CHECK(r.serial == 7 && r.age_days == 2 && !r.is_complete);
	CHECK(r.content != NULL && r.files == 9 && r.bytes == 269);
	CHECK(r.nsigners == 4);
	CHECK_STR(r.signers[0].role, "producer");
	CHECK_STR(r.signers[0].key, "key");
	CHECK_STR(r.signers[0].what, "sigstore");
	CHECK_STR(r.signers[2].what, "cms");
}

/* ---- Making ------------------------------------------------------------- */

/* Stamps both signatures of "pack", as `dossier stamp` will. */
static inline void
stamp_pack(void)
{
	static const char json[] = "pack/signatures/producer.sigstore.json";
	static const char p7s[] = "pack/signatures/producer.p7s";
	struct bundle b;
	struct cms *c = NULL;
	struct buf text = {0}, tsr = {0}, sig = {0};
	struct error e = {0};
	struct arena *a = arena_new();
	char *bytes;
	size_t n;

	bytes = pack_read(json, &n);
	CHECK(bundle_parse(a, bytes, n, &b) == 0);
	free(bytes);
	ca_stamp(&tsa, b.sig.data, b.sig.len, &b.token);
	bundle_format(&b, &text);
	pack_write(json, text.data, text.len);
	pack_write(
	    "pack/signatures/producer.sigstore.tsr", b.token.data, b.token.len);
	bundle_free(&b);
	bytes = pack_read(p7s, &n);
	CHECK(cms_parse(bytes, n, &c, &e) == 0);
	free(bytes);
	cms_signature(c, &sig);
	ca_stamp(&tsa, sig.data, sig.len, &tsr);
	CHECK(ts_token(tsr.data, tsr.len, &c->token) == 0);
	buf_reset(&text);
	cms_format(c, &text);
	pack_write(p7s, text.data, text.len);
	pack_write("pack/signatures/producer.p7s.tsr", tsr.data, tsr.len);
	cms_free(c);
	buf_free(&text);
	buf_free(&tsr);
	buf_free(&sig);
	arena_free(a);
}

static inline void
make_authority(void)
{
	static const char use[] = "critical,digitalSignature,nonRepudiation";
	const struct ca_one *chain[] = {&signer, &middle, &root};
	const struct ca_one *one[] = {&root}, *stamp[] = {&tsa_root};

	root = ca_make("Root", NULL, NULL, NULL, "20490101000000Z");
	middle = ca_make("Middle", &root, NULL, NULL, "20490101000000Z");
	signer = ca_make("Signer", &middle, use, NULL, "20490101000000Z");
	tsa_root = ca_make("Stamps", NULL, NULL, NULL, "20490101000000Z");
	tsa = ca_make("Stamper", &tsa_root, "critical,digitalSignature",
	    "critical,timeStamping", "20490101000000Z");
	ca_write("chain.pem", chain, 3);
	ca_write("root.pem", one, 1);
	ca_write("tsa.pem", stamp, 1);
	ca_write_key("k.pem", &signer);
}

static char *public_block; /* of k.pem, as a YAML block */

/* The public part of a private key file, indented for YAML. */
static inline char *
read_public(const char *path)
{
	struct key *k = NULL;
	struct buf pem = {0}, out = {0};
	struct error e = {0};
	const char *p;

	CHECK(key_load(path, &k, &e) == 0 && key_public_pem(k, &pem, &e) == 0);
	for (p = buf_str(&pem); *p != '\0'; p += strcspn(p, "\n") + 1)
		buf_printf(&out, "      %.*s\n", (int)strcspn(p, "\n"), p);
	key_free(k);
	buf_free(&pem);
	return out.data;
}

static const char AUTHORITIES[] =
    "authorities:\n"
    "  - {name: root, role: producer, systems: [demo], subject: CN=Signer,"
    " certificate_file: root.pem}\n";
static const char STAMPS[] =
    "timestamp_roots:\n  - {name: tsa, certificate_file: tsa.pem}\n";
static const char REQUIRE_ALL[] =
    "require:\n"
    "  - {role: producer, kind: sigstore}\n"
    "  - {role: producer, kind: cms}\n"
    "  - {role: producer, kind: sigstore-timestamp}\n"
    "  - {role: producer, kind: cms-timestamp}\n";
static const char REQUIRE_ONE[] =
    "require: [{role: producer, kind: sigstore}]\n";

/* `key`: the members of the one key between name and public_key. */
static inline void
write_trust(const char *path, const char *key, const char *rest)
{
	struct buf b = {0};

	buf_printf(&b, "keys:\n  - name: key\n%s    public_key: |\n%s%s", key,
	    public_block, rest);
	pack_write(path, b.data, b.len);
	buf_free(&b);
}

static const char KEY_OK[] =
    "    role: producer\n    systems: [demo]\n    valid_from: 2026-11-01\n";

static inline void
make_all(void)
{
	struct seal_info info = pack_info();
	struct buf rest = {0};

	make_authority();
	public_block = read_public("k.pem");
	buf_printf(&rest, "%s%s%s", AUTHORITIES, STAMPS, REQUIRE_ALL);
	write_trust("all.yml", KEY_OK, buf_str(&rest));
	write_trust("key.yml", KEY_OK, REQUIRE_ONE);
	buf_free(&rest);
	info.key = "k.pem";
	info.certificate = "chain.pem";
	pack_make("pack", &info, "k.pem", "chain.pem");
	stamp_pack();
}

/* "pack" with this trust file. */
static inline void
want_trust(
    const char *key, const char *rest, enum answer_word word, const char *id)
{
	struct verify_opts o = {.trust = "t.yml", .now = PACK_NOW};

	write_trust("t.yml", key, rest);
	want_with("pack", &o, word, id, NULL);
}

/* ---- Signing otherwise -------------------------------------------------- */

/* Writes a tag file of copy "c" anew and lists it, as a signer could. */
static inline void
relist(const char *dir)
{
	static const char *const names[] = {"HOW-TO-VERIFY.txt", "bag-info.txt",
	    "bagit.txt", "index.html", "manifest-sha256.txt"};
	struct buf tags = {0};
	char path[200], hex[SHA256_HEX];
	size_t i, n;

	for (i = 0; i < 5; i++) {
		char *bytes;

		(void)snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		bytes = pack_read(path, &n);
		sha256_hex(bytes, n, hex);
		buf_printf(&tags, "%s  %s\n", hex, names[i]);
		free(bytes);
	}
	(void)snprintf(path, sizeof(path), "%s/tagmanifest-sha256.txt", dir);
	pack_write(path, tags.data, tags.len);
	buf_free(&tags);
}

/* Signs these bytes as a statement of the role, with the trusted key. */
static inline void
sign_payload(const char *dir, const char *role, const struct buf *payload)
{
	struct bundle b = {.payload = *payload};
	struct buf pae = {0}, hint = {0}, text = {0};
	struct key *k = NULL;
	struct error e = {0};
	char path[200];

	bundle_pae(payload, &pae);
	CHECK(key_load("k.pem", &k, &e) == 0 && key_hint(k, &hint, &e) == 0);
	CHECK(key_sign(k, pae.data, pae.len, &b.sig, &e) == 0);
	b.hint = buf_str(&hint);
	bundle_format(&b, &text);
	(void)snprintf(
	    path, sizeof(path), "%s/signatures/%s.sigstore.json", dir, role);
	pack_write(path, text.data, text.len);
	key_free(k);
	buf_free(&pae);
	buf_free(&hint);
	buf_free(&text);
	buf_free(&b.sig);
}

/* The statement that the producer of "c" would sign now. */
static inline struct statement
statement_of(struct arena *a, const char *dir)
{
	struct statement s = {pack_info(), "producer", NULL, NULL};
	struct seal_info read;
	struct error e = {0};
	char path[200], hex[SHA256_HEX];
	char *bytes;
	size_t n;

	CHECK(seal_read_info(a, "pack", &read, &e) == 0);
	statement_sort(a, &s.info);
	s.content = read.content;
	(void)snprintf(path, sizeof(path), "%s/tagmanifest-sha256.txt", dir);
	bytes = pack_read(path, &n);
	sha256_hex(bytes, n, hex);
	s.subject = arena_dup(a, hex);
	free(bytes);
	return s;
}

static inline void
sign_statement(const char *dir, const char *role, const struct statement *s)
{
	struct buf payload = {0};

	statement_format(s, &payload);
	sign_payload(dir, role, &payload);
	buf_free(&payload);
}

/* A copy of "pack" with the key's signature alone, and no stamp. */
static inline void
fresh(const char *dir)
{
	struct arena *a = arena_new();
	struct statement s;

	pack_copy("pack", dir);
	CHECK(chdir(dir) == 0);
	CHECK(unlink("signatures/producer.p7s") == 0);
	CHECK(unlink("signatures/producer.p7s.tsr") == 0);
	CHECK(unlink("signatures/producer.sigstore.tsr") == 0);
	CHECK(chdir("..") == 0);
	s = statement_of(a, dir);
	sign_statement(dir, "producer", &s);
	arena_free(a);
}

static const struct verify_opts by_key = {.trust = "key.yml", .now = PACK_NOW};

/* Every id of this program's list was a reason once. */
static inline void
check_reached(const enum reason_id *ids, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (!reached[ids[i]]) {
			printf("never reached: %s\n", verify_ids()[ids[i]]);
			CHECK(false);
		}
	}
}

#define REACHED(ids) check_reached(ids, sizeof(ids) / sizeof((ids)[0]))

static inline void
ask_end(void)
{
	size_t i;

	for (i = 0; i < 5; i++)
		ca_free((struct ca_one *[]){
		    &root, &middle, &signer, &tsa_root, &tsa}[i]);
	free(public_block);
	arena_free(arena);
}

#endif
