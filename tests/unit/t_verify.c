/*
 * The tamper test: a package verifies before and after, and each change of a
 * byte, a file or the folder is refused with a reason of its own kind.  Every
 * byte of each signature, manifest and tag file is flipped in turn.
 */
#include "t_verify_ask.h"

/* ---- Every byte --------------------------------------------------------- */

static void
flip(const char *name, int mask)
{
	char path[200];
	char *bytes;
	size_t n, i, npassed = 0;

	(void)snprintf(path, sizeof(path), "pack/%s", name);
	bytes = pack_read(path, &n);
	CHECK(n > 0);
	for (i = 0; i < n; i++) {
		struct verify_report r;

		bytes[i] = (char)(bytes[i] ^ mask);
		pack_write(path, bytes, n);
		r = ask("pack");
		if (r.answer != VERIFY_FAILED) {
			npassed++;
			printf("%s: byte %zu ^ %d passed\n", name, i, mask);
			show(&r);
		}
		bytes[i] = (char)(bytes[i] ^ mask);
	}
	pack_write(path, bytes, n);
	CHECK(npassed == 0);
	free(bytes);
}

static void
flips(void)
{
	static const char *const names[] = {"bagit.txt", "bag-info.txt",
	    "manifest-sha256.txt", "tagmanifest-sha256.txt", "index.html",
	    "data/seal.json", "signatures/producer.sigstore.json",
	    "signatures/producer.p7s", "signatures/producer.p7s.tsr",
	    "signatures/producer.sigstore.tsr"};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		flip(names[i], i % 2 == 0 ? 1 : 32);
	untouched();
}

/* Emptied, cut, longer, and away: every file but data/. */
static void
other_sizes(void)
{
	static const char *const names[] = {"bagit.txt", "bag-info.txt",
	    "manifest-sha256.txt", "tagmanifest-sha256.txt", "index.html",
	    "HOW-TO-VERIFY.txt", "signatures/producer.sigstore.json",
	    "signatures/producer.p7s", "signatures/producer.p7s.tsr",
	    "signatures/producer.sigstore.tsr"};
	char path[200];
	size_t i, n;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char *bytes, *longer;

		(void)snprintf(path, sizeof(path), "pack/%s", names[i]);
		bytes = pack_read(path, &n);
		longer = mem_alloc(n + 2);
		memcpy(longer, bytes, n);
		longer[n] = '\n';
		pack_write(path, longer, n + 1);
		want("pack", VERIFY_FAILED, NULL, NULL);
		longer[n] = '\0';
		pack_write(path, longer, n + 1);
		want("pack", VERIFY_FAILED, NULL, NULL);
		pack_write(path, bytes, n - 1);
		want("pack", VERIFY_FAILED, NULL, NULL);
		pack_write(path, bytes, 0);
		want("pack", VERIFY_FAILED, NULL, NULL);
		CHECK(unlink(path) == 0);
		want("pack", VERIFY_FAILED, NULL, NULL);
		pack_write(path, bytes, n);
		free(bytes);
		free(longer);
	}
	untouched();
}

/* ---- Every payload file ------------------------------------------------- */

static void
tamper_file(const char *name)
{
	char path[300], moved[320];
	char *bytes;
	size_t n;

	(void)snprintf(path, sizeof(path), "pack/%s", name);
	(void)snprintf(moved, sizeof(moved), "%s.moved", path);
	bytes = pack_read(path, &n);
	if (n > 0) {
		bytes[n / 2] = (char)(bytes[n / 2] ^ 1);
		pack_write(path, bytes, n);
		want("pack", VERIFY_FAILED, "FILE-CHANGED", name);
		bytes[n / 2] = (char)(bytes[n / 2] ^ 1);
	}
	pack_write(path,
	    "longer than all of the files of this test, longer "
	    "than all of the files of this test",
	    80);
	want("pack", VERIFY_FAILED, "FILE-CHANGED", name);
	want("pack", VERIFY_FAILED, "BAG-SIZE", "data");
	pack_write(path, bytes, n);
	CHECK(rename(path, moved) == 0);
	want("pack", VERIFY_FAILED, "FILE-MISSING", name);
	want("pack", VERIFY_FAILED, "FILE-UNLISTED", moved + strlen("pack/"));
	CHECK(symlink(strrchr(moved, '/') + 1, path) == 0);
	want("pack", VERIFY_FAILED, "FILE-LINK", name);
	CHECK(unlink(path) == 0 && mkfifo(path, 0600) == 0);
	want("pack", VERIFY_FAILED, "FILE-SPECIAL", name);
	CHECK(unlink(path) == 0 && mkdir(path, 0755) == 0);
	want("pack", VERIFY_FAILED, "FILE-CHANGED", name);
	want("pack", VERIFY_FAILED, "FOLDER-EMPTY", name);
	CHECK(rmdir(path) == 0 && unlink(moved) == 0);
	want("pack", VERIFY_FAILED, "FILE-MISSING", name);
	pack_write(path, bytes, n);
	free(bytes);
}

static void
payload(void)
{
	static const char *const names[] = {"data/facts.json",
	    "data/assessment.json", "data/tool.json", "data/site/index.html",
	    "data/site/report.pdf", "data/evidence/objects/575e",
	    "data/evidence/objects/empty", "data/inputs/system.yml"};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		tamper_file(names[i]);
	untouched();
}

/* ---- The folder --------------------------------------------------------- */

static void
added(const char *name, const char *id)
{
	char path[300];

	(void)snprintf(path, sizeof(path), "pack/%s", name);
	put(path, "x");
	want("pack", VERIFY_FAILED, id, name);
	CHECK(unlink(path) == 0);
}

static void
folder(void)
{
	added("data/more", "FILE-UNLISTED");
	added("more", "FILE-UNLISTED");
	added("signatures/more", "FILE-UNLISTED");
	added("signatures/boss.sigstore.json", "FILE-UNLISTED");
	added("signatures/issm.sigstore.tsr", "FILE-UNLISTED");
	added("fetch.txt", "BAG-EXTRA");
	added("manifest-md5.txt", "BAG-EXTRA");
	added("tagmanifest-sha512.txt", "BAG-EXTRA");
	make_folder("pack/nothing");
	want("pack", VERIFY_FAILED, "FOLDER-EMPTY", "nothing");
	CHECK(rmdir("pack/nothing") == 0);
	CHECK(symlink("data", "pack/again") == 0);
	want("pack", VERIFY_FAILED, "FILE-LINK", "again");
	CHECK(unlink("pack/again") == 0);
	CHECK(rename("pack/signatures", "elsewhere") == 0);
	CHECK(symlink("../elsewhere", "pack/signatures") == 0);
	want("pack", VERIFY_FAILED, "FILE-LINK", "signatures");
	want("pack", VERIFY_FAILED, "UNSIGNED", "signatures");
	CHECK(unlink("pack/signatures") == 0);
	CHECK(rename("elsewhere", "pack/signatures") == 0);
	CHECK(rename("pack/bagit.txt", "kept") == 0);
	CHECK(mkfifo("pack/bagit.txt", 0600) == 0);
	want("pack", VERIFY_FAILED, "FILE-SPECIAL", "bagit.txt");
	CHECK(unlink("pack/bagit.txt") == 0);
	CHECK(rename("kept", "pack/bagit.txt") == 0);
	untouched();
}

/* A link to the package is followed; hard links are told and no more. */
static void
links(void)
{
	CHECK(symlink("pack", "current") == 0);
	want("current", VERIFY_VERIFIED, NULL, NULL);
	CHECK(unlink("current") == 0);
	CHECK(link("pack/data/facts.json", "store") == 0);
	want("pack", VERIFY_VERIFIED, "FILE-HARD-LINK", "data/facts.json");
	CHECK(unlink("store") == 0);
	untouched();
}

static void
depth(void)
{
	char path[200] = "pack/data";
	size_t i;

	for (i = 0; i < 34; i++) {
		memcpy(path + strlen(path), "/d", 3);
		make_folder(path);
	}
	want("pack", VERIFY_FAILED, "TREE-LIMIT", "");
	while (i-- > 0) {
		CHECK(rmdir(path) == 0);
		*strrchr(path, '/') = '\0';
	}
	untouched();
}

/* More reasons than a list for people holds. */
static void
many(void)
{
	char path[100];
	int i;

	for (i = 0; i < REASONS_SHOWN + 5; i++) {
		(void)snprintf(path, sizeof(path), "pack/data/n%d", i);
		put(path, "");
	}
	want("pack", VERIFY_FAILED, "MORE", "");
	CHECK(ask("pack").nreasons == REASONS_SHOWN + 1);
	while (i-- > 0) {
		(void)snprintf(path, sizeof(path), "pack/data/n%d", i);
		CHECK(unlink(path) == 0);
	}
	untouched();
}

/* A sparse file of many gigabytes is told by its size, and not read. */
static void
bomb(void)
{
	static const char path[] = "pack/data/facts.json";
	size_t n;
	char *bytes = pack_read(path, &n);

	CHECK(truncate(path, (off_t)1 << 40) == 0);
	want("pack", VERIFY_FAILED, "BAG-SIZE", "data");
	pack_write(path, bytes, n);
	free(bytes);
	bytes = pack_read("pack/data/seal.json", &n);
	CHECK(truncate("pack/data/seal.json", 2 << 20) == 0);
	want("pack", VERIFY_FAILED, "TREE-LIMIT", "data/seal.json");
	pack_write("pack/data/seal.json", bytes, n);
	free(bytes);
	untouched();
}

static void
ids(void)
{
	REACHED(by_folder);
}

static void
tests(void)
{
	make_all();
	RUN(untouched);
	RUN(flips);
	RUN(other_sizes);
	RUN(payload);
	RUN(folder);
	RUN(links);
	RUN(depth);
	RUN(many);
	RUN(bomb);
	RUN(ids);
	ask_end();
}

int
main(void)
{
	return run_in_folder("t_verify", tests);
}
