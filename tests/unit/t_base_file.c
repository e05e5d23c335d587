/*
 * base/file, single files and folders: what is read, written and copied, and
 * every refusal.
 */
#include "base/file.h"

#include <signal.h>
#include <sys/resource.h>

#include "base/mem.h"
#include "t_base_folder.h"

/* file_read refuses with that kind and those words. */
static void
read_fails(const char *path, size_t max, enum err_kind kind, const char *what)
{
	struct error e = {0};
	char *got = NULL;
	size_t n = 9;

	CHECK(file_read(path, max, &got, &n, &e) == -1);
	CHECK(got == NULL && n == 0);
	CHECK(e.kind == kind);
	CHECK_STR(e.where, path);
	CHECK_STR(e.what, what);
}

static void
read_limits(void)
{
	struct error e = {0};
	char *got;
	size_t n;

	put("five", "12345");
	put("empty", "");
	CHECK(holds("five", "12345"));
	CHECK(file_read("five", 5, &got, &n, &e) == 0);
	CHECK(n == 5);
	free(got);
	read_fails("five", 4, ERR_LIMIT, "is larger than 4 bytes");
	CHECK(file_read("empty", 0, &got, &n, &e) == 0);
	CHECK_STR(got, "");
	free(got);
	read_fails("five", 0, ERR_LIMIT, "is larger than 0 bytes");
	/* Its size is told as 0: the limit holds for what is read. */
	if (file_exists("/proc/self/status")) {
		read_fails("/proc/self/status", 10, ERR_LIMIT,
		    "is larger than 10 bytes");
		CHECK(
		    file_read("/proc/self/status", 100000, &got, &n, &e) == 0);
		CHECK(n > 100 && strlen(got) == n);
		free(got);
	} else {
		test_skip("read_limits of /proc", "there is no /proc");
	}
}

static void
read_refusals(void)
{
	put("real", "x");
	make_folder("folder");
	CHECK(mkfifo("fifo", 0600) == 0);
	CHECK(symlink("real", "link") == 0);
	CHECK(symlink("nowhere", "dangling") == 0);
	CHECK(symlink("loop", "loop") == 0);
	read_fails("loop/x", 10, ERR_REFUSED,
	    "is a symbolic link, which is not followed");
	(void)alarm(20); /* a FIFO that is waited for ends the test */
	read_fails("fifo", 10, ERR_REFUSED, "is a FIFO, not a regular file");
	(void)alarm(0);
	read_fails("link", 10, ERR_REFUSED,
	    "is a symbolic link, which is not followed");
	read_fails("dangling", 10, ERR_REFUSED,
	    "is a symbolic link, which is not followed");
	read_fails("folder", 10, ERR_REFUSED, "is a folder, not a file");
	read_fails("/dev/null", 10, ERR_REFUSED, "is not a regular file");
	read_fails("absent", 10, ERR_INPUT, "does not exist");
	read_fails("real/below", 10, ERR_INPUT, "does not exist");
	read_fails("", 10, ERR_INPUT, "does not exist");
}

/* Root may read everything, so it becomes somebody else for the while. */
static void
unreadable(void)
{
	bool is_root = geteuid() == 0;

	put("locked", "x");
	CHECK(chmod("locked", 0) == 0);
	CHECK(!is_root || seteuid(12345) == 0);
	read_fails("locked", 10, ERR_REFUSED,
	    is_root ? "cannot look at: Permission denied"
		    : "cannot open: Permission denied");
	CHECK(!is_root || seteuid(0) == 0);
}

static void
create_and_write(void)
{
	struct error e = {0};
	struct file_entry *entries;
	struct arena *a = arena_new();
	size_t n;

	make_folder("w");
	put("w/f", "one");
	CHECK(file_create("w/f", "two", 3, &e) == -1);
	CHECK(e.kind == ERR_REFUSED);
	CHECK_STR(e.what, "exists already");
	CHECK(holds("w/f", "one"));
	err_clear(&e);
	CHECK(file_write("w/f", "three", 5, &e) == 0);
	CHECK(holds("w/f", "three"));
	CHECK(file_write("w/new", "", 0, &e) == 0);
	CHECK(holds("w/new", ""));
	CHECK(file_list(a, "w", &entries, &n, &e) == 0);
	CHECK(n == 2); /* no temporary is left */
	CHECK(file_write("w/none/f", "x", 1, &e) == -1);
	CHECK(e.kind == ERR_INPUT);
	err_clear(&e);
	CHECK(file_create("w/none/f", "x", 1, &e) == -1);
	CHECK(e.kind == ERR_INPUT);
	err_clear(&e);
	make_folder("w/folder");
	CHECK(file_write("w/folder", "x", 1, &e) == -1);
	CHECK(e.kind == ERR_LOCAL);
	CHECK_STR(e.where, "w/folder");
	err_clear(&e);
	CHECK(file_list(a, "w", &entries, &n, &e) == 0);
	CHECK(n == 3);
	CHECK(file_write("plain", "x", 1, &e) == 0); /* no folder in it */
	CHECK(holds("plain", "x"));
	arena_free(a);
}

/* Writing replaces a link and leaves alone what it points at. */
static void
write_through_link(void)
{
	struct error e = {0};

	put("target", "safe");
	CHECK(symlink("target", "alias") == 0);
	CHECK(file_write("alias", "new", 3, &e) == 0);
	CHECK(holds("target", "safe"));
	CHECK(holds("alias", "new"));
	CHECK(symlink("made", "bait") == 0);
	CHECK(file_create("bait", "x", 1, &e) == -1);
	CHECK(e.kind == ERR_REFUSED);
	CHECK(!file_exists("made"));
}

static void
count_x(void *ctx, const void *bytes, size_t n)
{
	size_t *count = ctx;

	for (size_t i = 0; i < n; i++)
		*count += ((const char *)bytes)[i] == 'x';
}

static void
blocks(void)
{
	struct error e = {0};
	char *many = mem_alloc(1000001);
	size_t count = 0;

	memset(many, 'x', 1000000);
	put("many", many);
	CHECK(file_blocks("many", count_x, &count, &e) == 0);
	CHECK(count == 1000000);
	put("few", "");
	CHECK(file_blocks("few", count_x, &count, &e) == 0);
	CHECK(count == 1000000);
	CHECK(file_blocks("none", count_x, &count, &e) == -1);
	CHECK(e.kind == ERR_INPUT);
	err_clear(&e);
	CHECK(symlink("few", "fewlink") == 0);
	CHECK(file_blocks("fewlink", count_x, &count, &e) == -1);
	CHECK(e.kind == ERR_REFUSED && count == 1000000);
	free(many);
}

/* A disk that fails is not "no"; neither is a folder that may not be read. */
static void
looks(void)
{
	struct error e = {0};
	bool yes = true;

	make_folder("look");
	put("look/f", "");
	CHECK(symlink("nowhere", "look/link") == 0);
	CHECK(file_look("look/f", &yes, &e) == 0 && yes);
	CHECK(file_look("look/link", &yes, &e) == 0 && yes);
	CHECK(file_look("look/g", &yes, &e) == 0 && !yes);
	CHECK(file_look("look/f/g", &yes, &e) == 0 && !yes);
	CHECK(file_look_dir("look", &yes, &e) == 0 && yes);
	CHECK(file_look_dir("look/f", &yes, &e) == 0 && !yes);
	CHECK(file_look_dir("look/link", &yes, &e) == 0 && !yes);
	CHECK(symlink("loop", "look/loop") == 0);
	yes = true;
	CHECK(file_look("look/loop/f", &yes, &e) == -1 && !yes);
	CHECK(e.kind == ERR_REFUSED);
	CHECK(!file_exists("look/loop/f") && !file_is_dir("look/loop/f"));
}

/* A temporary that a killed process left is no obstacle. */
static void
stale_temporary(void)
{
	struct error e = {0};
	char name[64];

	make_folder("stale");
	put("victim", "safe");
	(void)snprintf(
	    name, sizeof(name), "stale/.stage-%ld.tmp", (long)getpid());
	CHECK(symlink("../victim", name) == 0);
	CHECK(file_write("stale/f", "x", 1, &e) == 0);
	CHECK(holds("stale/f", "x"));
	CHECK(holds("victim", "safe"));
	put(name, "old");
	CHECK(file_switch_link("stale/current", "f", &e) == 0);
	CHECK(!file_exists(name));
	make_folder(name);
	CHECK(file_write("stale/f", "y", 1, &e) == -1);
	CHECK(holds("stale/f", "x"));
	err_clear(&e);
	CHECK(file_switch_link("stale/current", "g", &e) == -1);
	CHECK(e.kind != ERR_NONE);
}

static void
questions(void)
{
	make_folder("q");
	put("q/f", "");
	CHECK(symlink("absent", "q/dangling") == 0);
	CHECK(symlink("../q", "q/self") == 0);
	CHECK(file_exists("q") && file_exists("q/f"));
	CHECK(file_exists("q/dangling") && !file_exists("q/absent"));
	CHECK(file_is_dir("q") && !file_is_dir("q/f"));
	CHECK(file_is_dir("q/self") && !file_is_dir("q/dangling"));
	CHECK(!file_is_dir("q/absent"));
}

static void
folders(void)
{
	struct error e = {0};

	CHECK(file_mkdirs("m/a//b/c/", &e) == 0);
	CHECK(file_is_dir("m/a/b/c"));
	CHECK(file_mkdirs("m/a/b/c", &e) == 0);
	CHECK(file_mkdirs("m", &e) == 0 && file_mkdirs("", &e) == 0);
	CHECK(file_mkdirs("/", &e) == 0 && file_mkdirs(".", &e) == 0);
	CHECK(file_mkdirs_for("m/x/y/file", &e) == 0);
	CHECK(file_is_dir("m/x/y") && !file_exists("m/x/y/file"));
	CHECK(file_mkdirs_for("file", &e) == 0);
	CHECK(file_mkdirs_for("/file", &e) == 0);
	put("m/f", "");
	CHECK(file_mkdirs("m/f/g", &e) == -1);
	CHECK(e.kind == ERR_REFUSED);
	CHECK_STR(e.where, "m/f");
}

static void
join(void)
{
	struct arena *a = arena_new();

	CHECK_STR(file_join(a, "a", "b"), "a/b");
	CHECK_STR(file_join(a, "a/", "b"), "a/b");
	CHECK_STR(file_join(a, "/", "b"), "/b");
	CHECK_STR(file_join(a, "", "b"), "b");
	CHECK_STR(file_join(a, ".", "b"), "b");
	arena_free(a);
}

static void
copies(void)
{
	struct error e = {0};
	char *big = mem_alloc(700000), *got;
	size_t n;

	memset(big, 'b', 700000);
	CHECK(file_create("big", big, 700000, &e) == 0);
	CHECK(file_copy("big", "big2", &e) == 0);
	CHECK(file_read("big2", 700000, &got, &n, &e) == 0);
	CHECK(n == 700000 && memcmp(got, big, n) == 0);
	free(got);
	free(big);
	CHECK(file_copy("big", "big2", &e) == -1);
	CHECK(e.kind == ERR_REFUSED);
	CHECK_STR(e.where, "big2");
	CHECK(file_exists("big2"));
	err_clear(&e);
	CHECK(file_copy("absent", "big3", &e) == -1);
	CHECK(e.kind == ERR_INPUT && !file_exists("big3"));
	err_clear(&e);
	CHECK(symlink("big", "biglink") == 0);
	CHECK(file_copy("biglink", "big3", &e) == -1);
	CHECK(e.kind == ERR_REFUSED && !file_exists("big3"));
}

static void
private_files(void)
{
	static const mode_t bad[] = {0644, 0640, 0604, 0620, 0610, 0601};
	struct error e = {0};
	size_t i;

	put("key", "");
	CHECK(chmod("key", 0600) == 0);
	CHECK(file_check_private("key", &e) == 0);
	CHECK(chmod("key", 0400) == 0);
	CHECK(file_check_private("key", &e) == 0);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		CHECK(chmod("key", bad[i]) == 0);
		err_clear(&e);
		CHECK(file_check_private("key", &e) == -1);
		CHECK(e.kind == ERR_REFUSED);
		CHECK_STR(e.hint, "chmod 600 'key'");
	}
	err_clear(&e);
	CHECK(file_check_private("nokey", &e) == -1);
	CHECK(e.kind == ERR_INPUT);
	err_clear(&e);
	CHECK(symlink("key", "keylink") == 0);
	CHECK(file_check_private("keylink", &e) == -1);
	CHECK(e.kind == ERR_REFUSED);
	if (geteuid() != 0) {
		test_skip("key of another user", "only root can make one");
		return;
	}
	CHECK(chmod("key", 0600) == 0 && chown("key", 12345, 0) == 0);
	err_clear(&e);
	CHECK(file_check_private("key", &e) == -1);
	CHECK_STR(e.what, "belongs to user 12345, not to us or root");
}

/* A limit of the process stands for a full disk: nothing half is left. */
static void
full_disk(void)
{
	struct rlimit old, small;
	struct error e = {0};
	struct arena *a = arena_new();
	struct file_entry *entries;
	char bytes[2000] = {0};
	size_t n;

	make_folder("full");
	put("full/old", "old");
	CHECK(file_create("full/source", bytes, sizeof(bytes), &e) == 0);
	CHECK(getrlimit(RLIMIT_FSIZE, &old) == 0);
	small = old;
	small.rlim_cur = 1000;
	(void)signal(SIGXFSZ, SIG_IGN);
	CHECK(setrlimit(RLIMIT_FSIZE, &small) == 0);
	CHECK(file_create("full/new", bytes, sizeof(bytes), &e) == -1);
	CHECK(e.kind == ERR_LOCAL);
	CHECK_STR(e.where, "full/new");
	CHECK_STR(e.what, "cannot write: File too large");
	err_clear(&e);
	CHECK(file_write("full/old", bytes, sizeof(bytes), &e) == -1);
	CHECK(e.kind == ERR_LOCAL);
	err_clear(&e);
	CHECK(file_copy("full/source", "full/copy", &e) == -1);
	CHECK(e.kind == ERR_LOCAL);
	CHECK_STR(e.where, "full/copy");
	CHECK(setrlimit(RLIMIT_FSIZE, &old) == 0);
	(void)signal(SIGXFSZ, SIG_DFL);
	CHECK(holds("full/old", "old"));
	err_clear(&e);
	CHECK(file_list(a, "full", &entries, &n, &e) == 0 && n == 2);
	arena_free(a);
}

/* Reading it fails at once, for nothing is mapped at 0. */
static void
bad_read(void)
{
	struct error e = {0};

	if (!file_exists("/proc/self/mem")) {
		test_skip("bad_read", "there is no /proc");
		return;
	}
	read_fails(
	    "/proc/self/mem", 10, ERR_LOCAL, "cannot read: Input/output error");
	CHECK(file_copy("/proc/self/mem", "mem", &e) == -1);
	CHECK_STR(e.where, "/proc/self/mem");
	CHECK(!file_exists("mem"));
}

static void
tests(void)
{
	RUN(read_limits);
	RUN(read_refusals);
	RUN(unreadable);
	RUN(create_and_write);
	RUN(write_through_link);
	RUN(blocks);
	RUN(looks);
	RUN(stale_temporary);
	RUN(questions);
	RUN(folders);
	RUN(join);
	RUN(copies);
	RUN(private_files);
	RUN(full_disk);
	RUN(bad_read);
}

int
main(void)
{
	return run_in_folder("t_base_file", tests);
}
