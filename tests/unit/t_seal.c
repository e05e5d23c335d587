/* Making packages: bags, signatures, keys, and everything they refuse. */
#include "ext/crypto.h"
#include "seal/internal.h"
#include "t_seal_pack.h"

/* Refused, with this word in the message. */
static void
check_refused(int rc, struct error *e, const char *word)
{
	CHECK(rc == -1);
	if (strstr(e->what, word) == NULL) {
		printf("'%s: %s' does not say '%s'\n", e->where, e->what, word);
		CHECK(false);
	}
	err_clear(e);
}

static void
one_spelling_of_a_bag(void)
{
	struct seal_info info = pack_info();
	struct error e = {0};
	char content[65];

	pack_stage("a");
	CHECK(seal_bag("a", &info, false, content, &e) == 0);
	CHECK_STR(e.what, "");
	CHECK(holds("a/bagit.txt", "BagIt-Version: 1.0\n"
				   "Tag-File-Character-Encoding: UTF-8\n"));
	CHECK(
	    holds("a/bag-info.txt", "Bag-Software-Agent: dossier 0.1.0\n"
				    "Bagging-Date: 2026-11-23\n"
				    "External-Identifier: demo-2026-11-23-r7\n"
				    "Payload-Oxum: 269.9\n"
				    "Source-Organization: Example Agency\n"));
	CHECK(strlen(content) == 64);
	/* find data -type f | sort | xargs sha256sum | sha256sum */
	CHECK_STR(content, "c8556a23135e574ee182cca7d87d6367"
			   "3270ec09d12b252b1bfa9656cd00b6cd");
	check_refused(seal_bag("a", &info, false, content, &e), &e, "beside");
	CHECK_STR(content, "");
	pack_remove("a");
}

/* Same content, other tool.json, key and time: same digest. */
static void
content_is_stable(void)
{
	struct seal_info info = pack_info();
	struct error e = {0};
	char one[65], two[65];

	pack_stage("a");
	CHECK(seal_bag("a", &info, false, one, &e) == 0);
	pack_stage("b");
	pack_write("b/data/tool.json", "{}\n", 3);
	info.as_of = "2026-11-24T09:00:00Z";
	CHECK(seal_bag("b", &info, false, two, &e) == 0);
	CHECK_STR(one, two);
	pack_remove("b");
	pack_stage("b");
	pack_write("b/data/facts.json", "{}\n", 3);
	CHECK(seal_bag("b", &info, false, two, &e) == 0);
	CHECK(strcmp(one, two) != 0);
	pack_remove("a");
	pack_remove("b");
}

static void
bag_refuses(void)
{
	struct seal_info info = pack_info();
	struct error e = {0};
	char c[65];

	pack_stage("a");
	CHECK(symlink("facts.json", "a/data/link") == 0);
	check_refused(seal_bag("a", &info, false, c, &e), &e, "is a link");
	CHECK(unlink("a/data/link") == 0 && mkfifo("a/data/fifo", 0600) == 0);
	check_refused(seal_bag("a", &info, false, c, &e), &e, "regular file");
	CHECK(unlink("a/data/fifo") == 0);
	make_folder("a/data/empty");
	check_refused(seal_bag("a", &info, false, c, &e), &e, "empty folder");
	CHECK(rmdir("a/data/empty") == 0);
	CHECK(link("a/data/facts.json", "a/data/hard") == 0);
	check_refused(seal_bag("a", &info, false, c, &e), &e, "hard links");
	CHECK(unlink("a/data/hard") == 0);
	pack_put("a", "data/50%", "x");
	check_refused(seal_bag("a", &info, false, c, &e), &e, "be listed");
	CHECK(unlink("a/data/50%") == 0);
	pack_put("a", "data/new\nline", "x");
	check_refused(seal_bag("a", &info, false, c, &e), &e, "be listed");
	CHECK(unlink("a/data/new\nline") == 0);
	pack_put("a", "data/seal.json", "{}");
	check_refused(seal_bag("a", &info, false, c, &e), &e, "is there");
	CHECK(unlink("a/data/seal.json") == 0);
	CHECK(seal_bag("a", &info, false, c, &e) == 0); /* and nothing else */
	pack_remove("a");
	check_refused(seal_bag("a", &info, false, c, &e), &e, "cannot open");
	make_folder("a");
	check_refused(seal_bag("a", &info, false, c, &e), &e, "no file");
	pack_remove("a");
}

static void
statement_refuses(void)
{
	static const struct {
		const char *word;
		size_t at; /* of a text member */
		const char *value;
	} cases[] = {
	    {"'package'", offsetof(struct seal_info, package), "a/b"},
	    {"'package'", offsetof(struct seal_info, package), NULL},
	    {"'package'", offsetof(struct seal_info, package), ".."},
	    {"'system'", offsetof(struct seal_info, system), "<b>"},
	    {"'asOf'", offsetof(struct seal_info, as_of), "2026-11-23"},
	    {"'asOf'", offsetof(struct seal_info, as_of),
		"2026-11-23T10:00:00+01:00"},
	    {"'period'", offsetof(struct seal_info, from), "October"},
	    {"'period'", offsetof(struct seal_info, to), NULL},
	    {"'validUntil'", offsetof(struct seal_info, valid_until), "x"},
	    {"'retainUntil'", offsetof(struct seal_info, retain_until), ""},
	    {"'tool'", offsetof(struct seal_info, tool_version), "a\nb"},
	    {"'previous'", offsetof(struct seal_info, previous_content), "00"},
	    {"organization", offsetof(struct seal_info, organization),
		"a\nPayload-Oxum: 1.1"},
	};
	struct error e = {0};
	struct seal_info info;
	char c[65];
	size_t i;

	pack_stage("a");
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		info = pack_info();
		memcpy((char *)&info + cases[i].at, &cases[i].value,
		    sizeof(cases[i].value));
		CHECK(seal_bag("a", &info, false, c, &e) == -1);
		if (strstr(e.what, cases[i].word) == NULL &&
		    strcmp(e.where, cases[i].word) != 0) {
			printf("%s: %s: not '%s'\n", e.where, e.what,
			    cases[i].word);
			CHECK(false);
		}
		err_clear(&e);
	}
	info = pack_info();
	info.serial = 0;
	check_refused(seal_bag("a", &info, false, c, &e), &e, "'serial'");
	info = pack_info();
	pack_sources[1].id = "registry";
	check_refused(seal_bag("a", &info, false, c, &e), &e, "'sources'");
	pack_sources[1].id = "monitor";
	pack_sources[0].as_of = "today";
	check_refused(seal_bag("a", &info, false, c, &e), &e, "'sources'");
	pack_sources[0].as_of = "2026-11-23T09:00:00Z";
	pack_inputs[0].sha256 = "C8";
	check_refused(seal_bag("a", &info, false, c, &e), &e, "'inputs'");
	pack_inputs[0].sha256 = PACK_DIGEST;
	pack_inputs[0].name = "inputs/a.yml";
	check_refused(seal_bag("a", &info, false, c, &e), &e, "'inputs'");
	pack_inputs[0].name = "inputs/system.yml";
	pack_remove("a");
}

/* What is read back is what was said; lists come back sorted. */
static void
read_info(void)
{
	struct seal_info want = pack_info(), got;
	struct arena *a = arena_new();
	struct error e = {0};

	pack_make("a", &want, "file:k.pem", NULL);
	CHECK(seal_read_info(a, "a", &got, &e) == 0);
	CHECK_STR(got.package, want.package);
	CHECK_STR(got.system, want.system);
	CHECK_STR(got.as_of, want.as_of);
	CHECK_STR(got.from, want.from);
	CHECK_STR(got.to, want.to);
	CHECK_STR(got.valid_until, want.valid_until);
	CHECK_STR(got.retain_until, want.retain_until);
	CHECK_STR(got.previous_package, want.previous_package);
	CHECK_STR(got.previous_content, want.previous_content);
	CHECK_STR(got.tool_version, want.tool_version);
	CHECK(got.serial == 7 && !got.is_complete);
	CHECK(got.content != NULL && strlen(got.content) == 64);
	CHECK(got.nsources == 2 && got.ninputs == 2);
	CHECK_STR(got.sources[0].id, "monitor");
	CHECK(got.sources[0].as_of == NULL);
	CHECK_STR(got.sources[1].state, "OK");
	CHECK_STR(got.inputs[0].name, "inputs/a.yml");
	pack_write("a/signatures/producer.sigstore.json", "{}\n", 3);
	check_refused(seal_read_info(a, "a", &got, &e), &e, "no Sigstore");
	CHECK(seal_read_info(a, "none", &got, &e) == -1);
	pack_remove("a");
	arena_free(a);
}

/* A first package has no previous one, and no organization need be known. */
static void
first_package(void)
{
	struct seal_info info = pack_info(), got;
	struct arena *a = arena_new();
	struct error e = {0};

	info.previous_package = info.previous_content = NULL;
	info.organization = NULL;
	info.nsources = info.ninputs = 0;
	info.is_complete = true;
	pack_make("a", &info, "k.pem", NULL);
	CHECK(seal_read_info(a, "a", &got, &e) == 0);
	CHECK(got.previous_package == NULL && got.previous_content == NULL);
	CHECK(got.is_complete && got.nsources == 0);
	pack_remove("a");
	arena_free(a);
}

static void
sign_refuses(void)
{
	struct seal_info info = pack_info(), other = info;
	struct error e = {0};
	char c[65];

	pack_stage("a");
	CHECK(seal_bag("a", &info, false, c, &e) == 0);
	check_refused(seal_sign("a", "boss", &info, "k.pem", NULL, &e), &e,
	    "unknown role");
	CHECK(seal_sign("a", "issm", &info, "k.pem", NULL, &e) == -1);
	CHECK(strstr(e.hint, "producer signs first") != NULL);
	err_clear(&e);
	other.package = "demo-2026-11-23-r8";
	check_refused(seal_sign("a", "producer", &other, "k.pem", NULL, &e), &e,
	    "is package");
	pack_write(
	    "a/data/facts.json", "{\"format\": \"dossier-facts/2\"}\n", 30);
	check_refused(seal_sign("a", "producer", &info, "k.pem", NULL, &e), &e,
	    "FILE-CHANGED");
	CHECK(!file_exists("a/signatures"));
	pack_write(
	    "a/data/facts.json", "{\"format\": \"dossier-facts/1\"}\n", 30);
	CHECK(seal_sign("a", "producer", &info, "k.pem", NULL, &e) == 0);
	check_refused(seal_sign("a", "producer", &info, "k.pem", NULL, &e), &e,
	    "has signed");
	other = info;
	other.serial = 8;
	check_refused(seal_sign("a", "issm", &other, "k.pem", NULL, &e), &e,
	    "something else");
	other = info;
	CHECK(seal_sign("a", "issm", &other, "k.pem", NULL, &e) == 0);
	check_refused(seal_sign("a", "issm", &other, "k.pem", NULL, &e), &e,
	    "has signed");
	pack_remove("a");
}

/* Another role signs when it signs, whatever the package is as of. */
static void
time_of_signing(void)
{
	struct seal_info info = pack_info();
	struct arena *a = arena_new();
	struct bundle b;
	struct statement s;
	struct error e = {0};
	size_t n, i;

	for (i = 0; i < 2; i++) {
		static const char *const as_of[] = {
		    "2020-01-01T00:00:00Z", "2999-01-01T00:00:00Z"};
		char *bytes;

		info.as_of = as_of[i];
		pack_make("a", &info, "k.pem", NULL);
		CHECK(seal_sign("a", "issm", &info, "k.pem", NULL, &e) == 0);
		bytes = pack_read("a/signatures/issm.sigstore.json", &n);
		CHECK(bundle_parse(a, bytes, n, &b) == 0);
		CHECK(statement_parse(
			  a, b.payload.data, b.payload.len, &s, &e) == 0);
		CHECK((strcmp(s.info.as_of, as_of[i]) > 0) == (i == 0));
		bundle_free(&b);
		free(bytes);
		pack_remove("a");
	}
	arena_free(a);
}

static void
draft(void)
{
	struct seal_info info = pack_info();
	struct error e = {0};
	char c[65];

	info.serial = 0; /* a draft has none */
	info.package = "demo-2026-11-23-draft-1";
	pack_stage("a");
	CHECK(seal_bag("a", &info, true, c, &e) == 0);
	check_refused(seal_sign("a", "producer", &info, "k.pem", NULL, &e), &e,
	    "is a draft");
	pack_remove("a");
}

static void
keys(void)
{
	struct error e = {0};
	struct stat st;

	CHECK(seal_make_key(
		  "n.pem", "n.yml", "demo", "producer", "2026-11-01", &e) == 0);
	CHECK(stat("n.pem", &st) == 0 && (st.st_mode & 0777) == 0600);
	CHECK(seal_check_key("n.pem", NULL, &e) == 0);
	CHECK(seal_check_key("file:n.pem", NULL, &e) == 0);
	CHECK(seal_check_trust("n.yml", &e) == 0);
	check_refused(seal_make_key("n.pem", "m.yml", "demo", "producer",
			  "2026-11-01", &e),
	    &e, "already");
	check_refused(seal_make_key("m.pem", "n.yml", "demo", "producer",
			  "2026-11-01", &e),
	    &e, "already");
	CHECK(!file_exists("m.pem") && !file_exists("m.yml"));
	put("m.pem.pub", "x");
	check_refused(seal_make_key("m.pem", "m.yml", "demo", "producer",
			  "2026-11-01", &e),
	    &e, "already");
	CHECK(!file_exists("m.pem") && holds("m.pem.pub", "x"));
	check_refused(
	    seal_make_key("m", "m.yml", "a b", "producer", "2026-11-01", &e),
	    &e, "no id");
	check_refused(
	    seal_make_key("m", "m.yml", "demo", "boss", "2026-11-01", &e), &e,
	    "unknown role");
	check_refused(seal_make_key("m", "m.yml", "demo", "issm", "soon", &e),
	    &e, "no date");
	check_refused(seal_make_key("no/m", "m.yml", "demo", "issm",
			  "2026-11-01T00:00:00Z", &e),
	    &e, "cannot make");
	CHECK(chmod("n.pem", 0640) == 0);
	CHECK(seal_check_key("n.pem", NULL, &e) == -1);
	CHECK(e.kind == ERR_REFUSED);
	err_clear(&e);
	check_refused(
	    seal_check_key("k.pem", "k.pem.pub", &e), &e, "no PEM certificate");
}

/* The bundle's frame, without and with a token; every other byte is refused. */
static void
bundle_frame(void)
{
	struct arena *a = arena_new();
	struct bundle b = {.hint = "xIEJmTQdyoKMA7wkdm8IEQpVFd3uMlQqCEXaDWcNn4"
				   "w="};
	struct bundle got;
	struct buf text = {0}, again = {0};
	size_t i;

	buf_puts(&b.payload, "{}");
	buf_puts(&b.sig, "sig");
	for (i = 0; i < 2; i++) {
		size_t k;

		buf_reset(&text);
		bundle_format(&b, &text);
		CHECK(bundle_parse(a, text.data, text.len, &got) == 0);
		buf_reset(&again);
		bundle_format(&got, &again);
		CHECK_STR(buf_str(&again), buf_str(&text));
		bundle_free(&got);
		for (k = 0; k < text.len; k++)
			CHECK(bundle_parse(a, text.data, k, &got) == -1);
		buf_putc(&text, ' ');
		CHECK(bundle_parse(a, text.data, text.len, &got) == -1);
		buf_puts(&b.token, "token");
	}
	CHECK(strstr(buf_str(&text), "signedTimestamp") != NULL);
	bundle_free(&b);
	buf_free(&text);
	buf_free(&again);
	arena_free(a);
}

static void
manifests(void)
{
	static const char H[] = "c86761df5c6eef89198658b8965759ec"
				"f3f11cd98c148411fb6a9f5b5e17054c";
	static const char *const bad[] = {"", "%s  a", "%s  b\n%s  a\n",
	    "%s  a\n%s  a\n", "%s a\n", "%s *a\n", "%s  ./a\n", "%s  a/../b\n",
	    "%s  a//b\n", "%s  /a\n", "%s  a/\n", "%s  a\r\n", "%s  a\n\n",
	    "\n%s  a\n", "%s  a%%0Ab\n", "%s  a\\b\n", "%s  \xff\n", "%s  \n",
	    "X%s  a\n"};
	struct arena *a = arena_new();
	struct manifest m;
	size_t i, line;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct buf text = {0};
		const char *p = bad[i];

		for (; *p != '\0'; p++) {
			if (p[0] == '%' && p[1] == 's') {
				buf_puts(&text, H);
				p++;
			} else if (p[0] == '%') {
				buf_putc(&text, '%');
				p++;
			} else {
				buf_putc(&text, *p);
			}
		}
		if (manifest_parse(a, buf_str(&text), text.len, &m, &line) !=
		    -1) {
			printf("accepted: %s\n", bad[i]);
			CHECK(false);
		}
		buf_free(&text);
	}
	arena_free(a);
}

/* What the two pages say, and that they do not say too much. */
static void
pages(void)
{
	struct seal_info info = pack_info();
	struct buf b = {0};

	howto_text(&info, false, &b);
	CHECK(
	    strstr(buf_str(&b), "openssl cms -verify -cades -binary") != NULL);
	CHECK(strstr(buf_str(&b), "producer.p7s") == NULL);
	CHECK(strstr(buf_str(&b), "ca.pem from") == NULL);
	info.certificate = "chain.pem";
	buf_reset(&b);
	howto_text(&info, false, &b);
	CHECK(strstr(buf_str(&b), "signatures/producer.p7s") != NULL);
	CHECK(strstr(buf_str(&b), "-attime") != NULL);
	buf_reset(&b);
	howto_text(&info, true, &b);
	CHECK(strstr(buf_str(&b), "DRAFT") != NULL);
	CHECK(strstr(buf_str(&b), "cosign") == NULL);
	buf_reset(&b);
	howto_index(&info, &b);
	CHECK(strstr(buf_str(&b), "href=\"data/site/index.html\"") != NULL);
	buf_free(&b);
}

static void
tests(void)
{
	struct error e = {0};

	CHECK(seal_make_key("k.pem", "trust.yml", "demo", "producer",
		  "2026-11-01", &e) == 0);
	RUN(one_spelling_of_a_bag);
	RUN(content_is_stable);
	RUN(bag_refuses);
	RUN(statement_refuses);
	RUN(read_info);
	RUN(first_package);
	RUN(sign_refuses);
	RUN(time_of_signing);
	RUN(draft);
	RUN(keys);
	RUN(bundle_frame);
	RUN(manifests);
	RUN(pages);
}

int
main(void)
{
	return run_in_folder("t_seal", tests);
}
