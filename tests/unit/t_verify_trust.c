/*
 * Who signed, and what the reader wants: keys with role, systems and times,
 * revocation with and without a proof of time, further roles, requirements,
 * age.  And: the lists of reason ids that the
 * programs t_verify*.c reach are all of them.
 */
#include "t_verify_ask.h"

static void
keys(void)
{
	struct buf stamps = {0};

	buf_printf(&stamps, "%s%s%s", AUTHORITIES, STAMPS, REQUIRE_ONE);
	want_trust(KEY_OK, buf_str(&stamps), VERIFY_VERIFIED, NULL);
	want_trust("    role: issm\n    systems: [demo]\n"
		   "    valid_from: 2026-11-01\n",
	    buf_str(&stamps), VERIFY_FAILED, "KEY-ROLE");
	want_trust("    role: producer\n    systems: [other]\n"
		   "    valid_from: 2026-11-01\n",
	    buf_str(&stamps), VERIFY_FAILED, "KEY-SYSTEM");
	want_trust("    role: producer\n    systems: [other, \"*\"]\n"
		   "    valid_from: 2026-11-23\n    valid_to: 2026-11-23\n",
	    buf_str(&stamps), VERIFY_VERIFIED, NULL);
	want_trust("    role: producer\n    systems: [demo]\n"
		   "    valid_from: 2026-11-24\n",
	    buf_str(&stamps), VERIFY_FAILED, "KEY-TIME");
	want_trust("    role: producer\n    systems: [demo]\n"
		   "    valid_from: 2026-11-01\n    valid_to: 2026-11-22\n",
	    buf_str(&stamps), VERIFY_FAILED, "KEY-TIME");
	want_trust("    role: producer\n    systems: [demo]\n"
		   "    valid_from: 2026-11-01T00:00:00Z\n"
		   "    valid_to: 2026-11-23T09:00:00Z\n",
	    buf_str(&stamps), VERIFY_FAILED, "KEY-TIME");
	buf_free(&stamps);
}

/* The stamp is of 10:00, as-of of 09:00. */
static void
revoked(void)
{
	static const char until[] =
	    "    role: producer\n    systems: [demo]\n"
	    "    valid_from: 2026-11-01\n    revoked_from: ";
	static const struct {
		const char *from;
		enum answer_word word;
		const char *id;
	} cases[] = {
	    {"2026-11-02", VERIFY_FAILED, "KEY-REVOKED"},
	    {"2026-11-23T09:00:00Z", VERIFY_FAILED, "KEY-REVOKED"},
	    {"2026-11-23T09:30:00Z", VERIFY_FAILED, "KEY-REVOKED"},
	    {"2026-11-23T10:00:00Z", VERIFY_FAILED, "KEY-REVOKED"},
	    {"2026-11-24", VERIFY_VERIFIED, NULL},
	};
	struct verify_opts o = {.trust = "t.yml", .now = PACK_NOW};
	struct buf rest = {0}, key = {0};
	size_t i;

	buf_printf(&rest, "%s%s%s", AUTHORITIES, STAMPS, REQUIRE_ONE);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		buf_reset(&key);
		buf_printf(&key, "%s%s\n", until, cases[i].from);
		want_trust(
		    buf_str(&key), buf_str(&rest), cases[i].word, cases[i].id);
	}
	fresh("c"); /* without a stamp, nothing proves the time */
	want_with("c", &o, VERIFY_FAILED, "KEY-REVOKED-LATER", NULL);
	write_trust("t.yml", buf_str(&key),
	    "require: [{role: producer, kind: "
	    "cms}]\n");
	want_with("c", &o, VERIFY_FAILED, "KEY-REVOKED-LATER", NULL);
	pack_remove("c");
	buf_free(&rest);
	buf_free(&key);
}

static void
no_trust(void)
{
	struct verify_opts o = {.now = PACK_NOW};
	struct verify_report r = ask_with("pack", &o);

	CHECK(r.answer == VERIFY_CANNOT_DECIDE && r.nreasons == 1);
	CHECK(has(&r, "TRUST-MISSING", ""));
	CHECK(r.package == NULL && r.system == NULL && r.serial == 0);
	put("pack/more", "x"); /* what is wrong is still told */
	want_with("pack", &o, VERIFY_FAILED, "FILE-UNLISTED", "more");
	CHECK(unlink("pack/more") == 0);
}

/* A key that the reader does not know: of a role that is not required. */
static void
unknown_key(void)
{
	struct seal_info info = pack_info();
	struct error e = {0};

	CHECK(seal_make_key(
		  "x.pem", "x.yml", "demo", "producer", "2026-11-01", &e) == 0);
	fresh("c");
	want_with("c", &(struct verify_opts){.trust = "x.yml", .now = PACK_NOW},
	    VERIFY_FAILED, "KEY-UNKNOWN", NULL);
	CHECK(seal_sign("c", "issm", &info, "x.pem", NULL, &e) == 0);
	want_with("c", &by_key, VERIFY_CANNOT_DECIDE, "KEY-UNKNOWN",
	    "signatures/issm.sigstore.json");
	pack_remove("c");
}

/* ---- Further roles ------------------------------------------------------ */

static void
roles(void)
{
	static const char both[] =
	    "  - name: second\n    role: issm\n    systems: [demo]\n"
	    "    valid_from: 2026-11-01\n    public_key: |\n";
	struct arena *a = arena_new();
	struct seal_info info = pack_info();
	struct verify_opts o = {.trust = "t.yml", .now = PACK_NOW};
	struct verify_report r;
	struct statement s;
	struct buf rest = {0};
	struct error e = {0};

	buf_printf(&rest,
	    "%s%srequire:\n  - {role: producer, kind: sigstore}\n"
	    "  - {role: issm, kind: sigstore}\n",
	    both, public_block);
	write_trust("t.yml", KEY_OK, buf_str(&rest));
	fresh("c");
	want_with("c", &o, VERIFY_FAILED, "SIG-REQUIRED", "signatures");
	CHECK(seal_sign("c", "issm", &info, "k.pem", NULL, &e) == 0);
	r = ask_with("c", &o);
	CHECK(r.answer == VERIFY_VERIFIED && r.nsigners == 2);
	CHECK_STR(r.signers[1].key, "second");
	CHECK_STR(r.as_of, "2026-11-23T09:00:00Z");
	/* One role's signature under another's name. */
	CHECK(rename("c/signatures/issm.sigstore.json",
		  "c/signatures/approver.sigstore.json") == 0);
	want_with("c", &o, VERIFY_FAILED, "STATEMENT-ROLE",
	    "signatures/approver.sigstore.json");
	CHECK(unlink("c/signatures/approver.sigstore.json") == 0);
	s = statement_of(a, "c");
	s.role = "issm";
	s.info.serial = 8;
	sign_statement("c", "issm", &s);
	want_with("c", &o, VERIFY_FAILED, "STATEMENT-DIFFERS", NULL);
	s.info.serial = 7;
	s.info.as_of = "2026-11-23T08:59:59Z";
	sign_statement("c", "issm", &s);
	want_with("c", &o, VERIFY_FAILED, "STATEMENT-DIFFERS", NULL);
	s.info.as_of = "2026-11-23T09:00:00Z";
	sign_statement("c", "issm", &s);
	want_with("c", &o, VERIFY_VERIFIED, NULL, NULL);
	/* Without the producer's word nobody has said serial, system or age. */
	buf_reset(&rest);
	buf_printf(&rest, "%s%srequire: [{role: issm, kind: sigstore}]\n", both,
	    public_block);
	write_trust("t.yml", KEY_OK, buf_str(&rest));
	want_with("c", &o, VERIFY_VERIFIED, NULL, NULL);
	CHECK(unlink("c/signatures/producer.sigstore.json") == 0);
	want_with("c", &o, VERIFY_FAILED, "SIG-INCOMPLETE",
	    "signatures/issm.sigstore.json");
	pack_remove("c");
	buf_free(&rest);
	arena_free(a);
}

/* ---- What the reader wants ---------------------------------------------- */

static void
policy(void)
{
	struct verify_opts o = {.trust = "all.yml", .now = PACK_NOW};
	struct verify_report r;

	o.system = "demo";
	o.min_serial = 7;
	o.max_age_days = 2;
	want_with("pack", &o, VERIFY_VERIFIED, NULL, NULL);
	o.system = "demo2";
	want_with("pack", &o, VERIFY_FAILED, "SYSTEM-OTHER", "");
	o.system = NULL;
	o.min_serial = 8;
	want_with("pack", &o, VERIFY_FAILED, "SERIAL-LOW", "");
	o.min_serial = 0;
	o.max_age_days = 1;
	want_with("pack", &o, VERIFY_FAILED, "TOO-OLD", "");
	o.max_age_days = 0;
	o.now = "2026-11-23T08:56:00Z"; /* within two clocks' difference */
	want_with("pack", &o, VERIFY_VERIFIED, NULL, NULL);
	o.now = "2026-11-23T08:54:00Z";
	want_with("pack", &o, VERIFY_FAILED, "AS-OF-FUTURE", "");
	o.now = "2026-12-23T09:00:00Z";
	r = ask_with("pack", &o);
	CHECK(r.answer == VERIFY_VERIFIED && r.age_days == 30);
	CHECK(has(&r, "VALID-UNTIL-PASSED", "") && r.reasons[0].is_note);
	o.now = "2026-12-23T08:59:59Z";
	CHECK(ask_with("pack", &o).nreasons == 0);
}

static void
usage(void)
{
	struct verify_opts o = {.trust = "all.yml"};
	struct arena *a = arena_new();
	struct verify_report r;
	struct error e = {0};

	CHECK(seal_verify(a, "pack", &o, &r, &e) == -1);
	CHECK(e.kind == ERR_USAGE);
	err_clear(&e);
	o.now = PACK_NOW;
	CHECK(seal_verify(a, "none", &o, &r, &e) == -1);
	CHECK(e.kind == ERR_INPUT);
	err_clear(&e);
	CHECK(seal_verify(a, "all.yml", &o, &r, &e) == -1);
	CHECK(e.kind == ERR_INPUT);
	err_clear(&e);
	o.trust = "none.yml";
	CHECK(seal_verify(a, "pack", &o, &r, &e) == -1);
	err_clear(&e);
	CHECK_STR(verify_word(VERIFY_CANNOT_DECIDE), "cannot decide");
	CHECK_STR(verify_word(VERIFY_FAILED), "failed");
	arena_free(a);
}

/* ---- The closed list ---------------------------------------------------- */

static void
ids(void)
{
	bool listed[REASONS] = {false};
	size_t i;

	REACHED(by_trust);
	for (i = 0; i < sizeof(by_folder) / sizeof(by_folder[0]); i++)
		listed[by_folder[i]] = true;
	for (i = 0; i < sizeof(by_signed) / sizeof(by_signed[0]); i++)
		listed[by_signed[i]] = true;
	for (i = 0; i < sizeof(by_pdf) / sizeof(by_pdf[0]); i++)
		listed[by_pdf[i]] = true;
	for (i = 0; i < sizeof(by_cert) / sizeof(by_cert[0]); i++)
		listed[by_cert[i]] = true;
	for (i = 0; i < sizeof(by_trust) / sizeof(by_trust[0]); i++)
		listed[by_trust[i]] = true;
	for (i = 0; i < REASONS; i++) {
		if (!listed[i])
			printf("no program reaches %s\n", verify_ids()[i]);
		CHECK(listed[i] && verify_ids()[i] != NULL);
		CHECK(
		    i == 0 || strcmp(verify_ids()[i - 1], verify_ids()[i]) < 0);
	}
	CHECK(verify_ids()[REASONS] == NULL);
}

/* The package made by hand, with its keys. */
static void
by_hand(void)
{
	const char *shared = getenv("T_SHARED");
	struct verify_opts o = {.trust = "hand.yml",
	    .now = PACK_NOW,
	    .system = "demo-fraud",
	    .min_serial = 7};
	struct buf b = {0};
	char dir[400];
	struct verify_report r;

	(void)snprintf(dir, sizeof(dir),
	    "%s/samples-sealed/demo-fraud-2026-11-23-r7", shared);
	buf_printf(&b,
	    "keys:\n  - {name: hand, role: producer, systems: [demo-fraud], "
	    "valid_from: 2026-11-01, public_key_file: "
	    "\"%s/samples-sealed/keys/signer.pub\"}\n"
	    "authorities:\n  - {name: root, role: producer, systems: "
	    "[demo-fraud], subject: \"CN=Example ISSM,O=Example Agency\", "
	    "certificate_file: \"%s/samples-sealed/keys/signing-root.pem\"}\n"
	    "timestamp_roots:\n  - {name: tsa, certificate_file: "
	    "\"%s/samples-sealed/keys/tsa-ca.pem\"}\n%s",
	    shared, shared, shared, REQUIRE_ALL);
	pack_write("hand.yml", b.data, b.len);
	r = ask_with(dir, &o);
	if (r.answer != VERIFY_VERIFIED)
		show(&r);
	CHECK(r.answer == VERIFY_VERIFIED && r.nsigners == 4);
	CHECK_STR(r.package, "demo-fraud-2026-11-23-r7");
	CHECK_STR(r.content, "58279480de54adc985a586725afa6cb6"
			     "97e0f9ae16fb2987697de2328251b65f");
	buf_free(&b);
}

static void
tests(void)
{
	const char *shared = getenv("T_SHARED");
	char path[400];

	make_all();
	RUN(untouched);
	RUN(keys);
	RUN(revoked);
	RUN(no_trust);
	RUN(unknown_key);
	RUN(roles);
	RUN(policy);
	RUN(usage);
	RUN(ids);
	(void)snprintf(path, sizeof(path), "%s/samples-sealed", shared);
	if (file_is_dir(path))
		RUN(by_hand);
	else
		test_skip("by_hand", "no samples-sealed in DOSSIER_SHARED");
	ask_end();
}

/* The tests run in a folder of their own, so the path must be whole. */
static void
find_shared(void)
{
	const char *shared = getenv("DOSSIER_SHARED");
	char here[300], full[700];

	CHECK(getcwd(here, sizeof(here)) != NULL);
	if (shared == NULL)
		shared = "../shared";
	(void)snprintf(full, sizeof(full), "%s%s%s",
	    shared[0] == '/' ? "" : here, shared[0] == '/' ? "" : "/", shared);
	CHECK(setenv("T_SHARED", full, 1) == 0);
}

int
main(void)
{
	find_shared();
	return run_in_folder("t_verify_trust", tests);
}
