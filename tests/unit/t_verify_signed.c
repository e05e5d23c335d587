/*
 * Packages that verify byte by byte, by a signer who wrote something else
 * than we would: other statements, other tag files, other content.
 */
#include "t_verify_ask.h"

static void
statements(void)
{
	static const struct {
		const char *old, *new, *id;
	} cases[] = {
	    {"Statement/v1", "Statement/v0.1", "STATEMENT-FORM"},
	    {"package/v1", "package/v2", "STATEMENT-FORM"},
	    {"\"tagmanifest-sha256.txt\"", "\"manifest-sha256.txt\"",
		"STATEMENT-FORM"},
	    {"\"serial\":7", "\"serial\":0", "STATEMENT-FORM"},
	    {"\"serial\":7", "\"serial\":7.0", "STATEMENT-FORM"},
	    {"\"serial\":7", "\"more\":1,\"serial\":7", "STATEMENT-FORM"},
	    {"\"serial\":7,", "", "STATEMENT-FORM"},
	    {"\"serial\":7", "\"serial\": 7", "STATEMENT-FORM"},
	    {"\"serial\":7", "\"serial\":7,\"serial\":7", "STATEMENT-FORM"},
	    {"\"complete\":false", "\"complete\":0", "STATEMENT-FORM"},
	    {"\"asOf\":\"2026-11-23T09", "\"asOf\":\"2026-13-23T09",
		"STATEMENT-FORM"},
	    {"\"subject\":[{", "\"subject\":[{},{", "STATEMENT-FORM"},
	    {"\"role\":\"producer\"", "\"role\":\"boss\"", "STATEMENT-FORM"},
	    {"\"role\":\"producer\"", "\"role\":\"issm\"", "STATEMENT-ROLE"},
	    {"r7\",\"period\"", "r8\",\"period\"", "STATEMENT-PACKAGE"},
	};
	struct arena *a = arena_new();
	struct statement s;
	struct buf text = {0};
	size_t i;

	fresh("c");
	want_with("c", &by_key, VERIFY_VERIFIED, NULL, NULL);
	s = statement_of(a, "c");
	statement_format(&s, &text);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *at = strstr(buf_str(&text), cases[i].old);
		struct buf other = {0};

		CHECK(at != NULL);
		if (at == NULL)
			continue;
		buf_add(&other, text.data, (size_t)(at - text.data));
		buf_puts(&other, cases[i].new);
		buf_puts(&other, at + strlen(cases[i].old));
		sign_payload("c", "producer", &other);
		want_with("c", &by_key, VERIFY_FAILED, cases[i].id,
		    "signatures/producer.sigstore.json");
		buf_free(&other);
	}
	s.subject = PACK_DIGEST;
	sign_statement("c", "producer", &s);
	want_with("c", &by_key, VERIFY_FAILED, "STATEMENT-SUBJECT", NULL);
	s = statement_of(a, "c");
	s.content = PACK_DIGEST;
	sign_statement("c", "producer", &s);
	want_with("c", &by_key, VERIFY_FAILED, "CONTENT-STATEMENT", NULL);
	buf_free(&text);
	pack_remove("c");
	arena_free(a);
}

/* Rewrites one text in a file of "c". */
static void
edit(const char *path, const char *old, const char *new)
{
	size_t n;
	char *bytes = pack_read(path, &n), *at = strstr(bytes, old);
	struct buf out = {0};

	CHECK(at != NULL);
	if (at != NULL) {
		buf_add(&out, bytes, (size_t)(at - bytes));
		buf_puts(&out, new);
		buf_puts(&out, at + strlen(old));
		pack_write(path, buf_str(&out), out.len);
	}
	buf_free(&out);
	free(bytes);
}

/* A signer who writes the files of the bag otherwise. */
static void
edited(const char *path, const char *old, const char *new, const char *id)
{
	struct arena *a = arena_new();
	struct statement s;

	fresh("c");
	edit(path, old, new);
	relist("c");
	s = statement_of(a, "c");
	sign_statement("c", "producer", &s);
	want_with("c", &by_key, VERIFY_FAILED, id, NULL);
	pack_remove("c");
	arena_free(a);
}

static void
bags(void)
{
	edited("c/bagit.txt", "1.0", "0.97", "BAG-FORM");
	edited("c/bagit.txt", "UTF-8", "UTF-16", "BAG-FORM");
	edited(
	    "c/bag-info.txt", "Payload-Oxum: ", "Payload-Oxum: 0", "BAG-INFO");
	edited("c/bag-info.txt", "Source-", "Bource-", "BAG-INFO");
	edited("c/bag-info.txt", "11-23\n", "11-24\n", "BAG-INFO");
	edited("c/bag-info.txt", "269.9", "269.8", "BAG-SIZE");
	edited("c/bag-info.txt", "-r7", "-r8", "STATEMENT-PACKAGE");
	edited("c/manifest-sha256.txt", "  data", " *data", "BAG-MANIFEST");
	edited("c/manifest-sha256.txt", "  data/", "  ./data/", "BAG-MANIFEST");
	edited("c/manifest-sha256.txt", "\n", "\r\n", "BAG-MANIFEST");
	edited("c/manifest-sha256.txt", "\n", "\n\n", "BAG-MANIFEST");
	edited("c/manifest-sha256.txt", "  data/assess", "  dada/assess",
	    "BAG-MANIFEST");
	edited("c/bag-info.txt", "External-Identifier",
	    "External-Description: DRAFT: not signed, not evidence of "
	    "anything\nExternal-Identifier",
	    "UNSIGNED");
}

/* "c" with a sparse file of this size, and a bag-info.txt that says so. */
static void
swell(off_t bytes)
{
	static const char path[] = "c/data/facts.json";
	char oxum[60];
	size_t n;

	free(pack_read(path, &n));
	CHECK(truncate(path, bytes) == 0);
	(void)snprintf(oxum, sizeof(oxum), "%lld.9",
	    (long long)bytes + 269 - (long long)n);
	edit("c/bag-info.txt", "269.9", oxum);
}

/* Who sends it says how large it is: nobody hashes a terabyte for a stranger.
 */
static void
large(void)
{
	static const struct verify_opts nobody = {.now = PACK_NOW};
	struct arena *a = arena_new();
	struct statement s;
	struct verify_report r;

	fresh("c");
	swell((off_t)1 << 40);
	want_with("c", &by_key, VERIFY_FAILED, "NOT-READ", "data");
	relist("c");
	want_with("c", &by_key, VERIFY_FAILED, "NOT-READ", "data");
	s = statement_of(a, "c");
	sign_statement("c", "producer", &s);
	r = ask_with("c", &nobody);
	CHECK(r.answer == VERIFY_CANNOT_DECIDE && r.nreasons == 2);
	CHECK(has(&r, "NOT-READ", "data"));
	pack_remove("c");
	/* Whom we trust is read whatever it takes. */
	fresh("c");
	swell(((off_t)1 << 30) + 1);
	relist("c");
	s = statement_of(a, "c");
	sign_statement("c", "producer", &s);
	want_with(
	    "c", &by_key, VERIFY_FAILED, "FILE-CHANGED", "data/facts.json");
	pack_remove("c");
	arena_free(a);
}

/* A file of data/ is listed anew, too. */
static void
edited_data(const char *name, const char *old, const char *new, const char *id)
{
	struct arena *a = arena_new();
	struct statement s;
	char path[200], was[SHA256_HEX], is[SHA256_HEX];
	char *bytes;
	size_t n;

	fresh("c");
	(void)snprintf(path, sizeof(path), "c/%s", name);
	bytes = pack_read(path, &n);
	sha256_hex(bytes, n, was);
	free(bytes);
	edit(path, old, new);
	bytes = pack_read(path, &n);
	sha256_hex(bytes, n, is);
	free(bytes);
	edit("c/manifest-sha256.txt", was, is);
	relist("c");
	s = statement_of(a, "c");
	sign_statement("c", "producer", &s);
	want_with("c", &by_key, VERIFY_FAILED, id, NULL);
	pack_remove("c");
	arena_free(a);
}

static void
contents(void)
{
	edited_data(
	    "data/seal.json", "dossier-seal/1", "dossier-seal/2", "SEAL-FORM");
	edited_data(
	    "data/seal.json", "\"sha256\": \"", "\"sha256\": \"0", "SEAL-FORM");
	edited_data("data/facts.json", "/1", "/2", "CONTENT-SEAL");
	edited_data("data/facts.json", "/1", "/2", "CONTENT-STATEMENT");
}

static void
ids(void)
{
	REACHED(by_signed);
}

static void
tests(void)
{
	make_all();
	RUN(statements);
	RUN(bags);
	RUN(large);
	RUN(contents);
	RUN(ids);
	ask_end();
}

int
main(void)
{
	return run_in_folder("t_verify_signed", tests);
}
