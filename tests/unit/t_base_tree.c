/*
 * base/file, trees: listings, globs, stages, locks and publishing, and every
 * refusal.
 */
#include "base/file.h"

#include <signal.h>
#include <sys/wait.h>

#include "base/mem.h"
#include "t_base_folder.h"

static void
lists(void)
{
	static const char *const walked[] = {
	    "a", "a-b", "a/z", "a/z/f", "b", "fifo", "link", "\xC3\xA9"};
	static const enum file_type types[] = {FILE_DIR, FILE_REGULAR, FILE_DIR,
	    FILE_REGULAR, FILE_REGULAR, FILE_FIFO, FILE_LINK, FILE_REGULAR};
	struct file_entry *got;
	struct arena *a = arena_new();
	struct error e = {0};
	size_t n, i;

	CHECK(file_mkdirs("l/a/z", &e) == 0);
	put("l/a-b", "12");
	put("l/\xC3\xA9", "");
	put("l/b", "");
	put("l/a/z/f", "");
	CHECK(symlink("a", "l/link") == 0);
	CHECK(mkfifo("l/fifo", 0600) == 0);
	CHECK(file_walk(a, "l", &got, &n, &e) == 0);
	CHECK(n == 8);
	for (i = 0; i < n && i < 8; i++) {
		CHECK_STR(got[i].name, walked[i]);
		CHECK(got[i].type == types[i]);
	}
	CHECK(n > 1 && got[1].bytes == 2 && got[1].links == 1);
	CHECK(link("l/b", "l/c") == 0);
	CHECK(file_list(a, "l", &got, &n, &e) == 0);
	CHECK(n == 7);
	CHECK(n > 3 && strcmp(got[3].name, "c") == 0 && got[3].links == 2);
	CHECK(file_list(a, "l/link", &got, &n, &e) == 0); /* as named */
	CHECK(n == 1);
	make_folder("l/none");
	CHECK(file_list(a, "l/none", &got, &n, &e) == 0 && n == 0);
	CHECK(file_list(a, "l/b", &got, &n, &e) == -1);
	CHECK(e.kind == ERR_INPUT && n == 0 && got == NULL);
	err_clear(&e);
	CHECK(file_walk(a, "l/absent", &got, &n, &e) == -1);
	CHECK(e.kind == ERR_INPUT);
	arena_free(a);
}

/* 32 folders below the one that was named are walked, 33 are not. */
static void
depth(void)
{
	struct file_entry *got;
	struct arena *a = arena_new();
	struct error e = {0};
	char path[100] = "deep";
	size_t n, len = 4, i;

	for (i = 0; i < 33; i++, len += 2)
		(void)snprintf(path + len, sizeof(path) - len, "/d");
	path[len - 2] = '\0';
	CHECK(file_mkdirs(path, &e) == 0);
	CHECK(file_walk(a, "deep", &got, &n, &e) == 0 && n == 32);
	path[len - 2] = '/';
	CHECK(file_mkdirs(path, &e) == 0);
	CHECK(file_walk(a, "deep", &got, &n, &e) == -1);
	CHECK(e.kind == ERR_LIMIT);
	CHECK_STR(e.where, "deep");
	for (; len > 4 && rmdir(path) == 0; len -= 2)
		path[len - 2] = '\0'; /* or the end could not remove it */
	CHECK(len == 4);
	arena_free(a);
}

static void
matches(void)
{
	static const struct {
		const char *glob, *name;
		bool is_match;
	} rows[] = {{"*", "a", true}, {"*", "", true}, {"*", "a/b", false},
	    {"*", ".a", false}, {".*", ".a", true}, {"?a", ".a", false},
	    {"?", "a", true}, {"?", "", false}, {"?", "ab", false},
	    {"?", "\xC3\xA9", true}, {"?", "\xFF", true},
	    {"??", "\xC3\xA9", false}, {"a*b", "ab", true},
	    {"a*b", "axxb", true}, {"a*b", "axxbc", false},
	    {"*a*b*", "xxaxxbxx", true}, {"*ab", "aab", true},
	    {"*.yml", "x.yml", true}, {"*.yml", "x.yaml", false},
	    {"a/*.yml", "a/x.yml", true}, {"*/x", "a/x", true},
	    {"*/x", "x", false}, {"a/*", "a/b/c", false}, {"a/?", "a/b", true},
	    {"*/*", "a/.b", false}, {"[ab]", "a", false},
	    {"[ab]", "[ab]", true}, {"\\*", "*", false}, {"a", "A", false},
	    {"", "", true}, {"a/", "a/", true},
	    {"a*a*a*a*a*a*a*a*a*b",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false}};
	bool is_match;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		is_match = file_match(rows[i].glob, rows[i].name);
		if (is_match != rows[i].is_match)
			printf("'%s' '%s'\n", rows[i].glob, rows[i].name);
		CHECK(is_match == rows[i].is_match);
	}
}

static void
glob_is(const char *glob, size_t n, const char *first, const char *last)
{
	struct arena *a = arena_new();
	struct error e = {0};
	const char **got;
	size_t found;

	CHECK(file_glob(a, "g", glob, &got, &found, &e) == 0);
	if (found != n)
		printf("'%s' found %zu\n", glob, found);
	CHECK(found == n);
	if (found > 0 && found == n) {
		CHECK_STR(got[0], first);
		CHECK_STR(got[n - 1], last);
	}
	arena_free(a);
}

static void
globs(void)
{
	struct error e = {0};

	CHECK(file_mkdirs("g/a", &e) == 0 && file_mkdirs("g/b.yml", &e) == 0);
	CHECK(file_mkdirs("outside", &e) == 0);
	put("outside/o.yml", "");
	put("g/a/1.yml", "");
	put("g/a/2.yml", "");
	put("g/b.yml/3.yml", "");
	put("g/z.yml", "");
	put("g/.hidden.yml", "");
	CHECK(symlink("../outside", "g/out") == 0);
	CHECK(symlink("z.yml", "g/y.yml") == 0);
	/* A link is a match: left out, nobody would hear of it. */
	glob_is("*.yml", 2, "y.yml", "z.yml");
	glob_is("*/*.yml", 3, "a/1.yml", "b.yml/3.yml");
	glob_is("a/?.yml", 2, "a/1.yml", "a/2.yml");
	glob_is("a/1.yml", 1, "a/1.yml", "a/1.yml");
	glob_is("out/o.yml", 0, NULL, NULL);
	glob_is("y.yml", 1, "y.yml", "y.yml");
	glob_is("none/*.yml", 0, NULL, NULL);
	glob_is(".h*", 1, ".hidden.yml", ".hidden.yml");
	glob_is("a", 0, NULL, NULL);
}

static void
glob_refusals(void)
{
	static const char *const bad[] = {"", "/a", "..", "../x", "a/../x",
	    "a/..", ".", "./a", "a//b", "a/", "**", "a/**/b", "x**"};
	struct arena *a = arena_new();
	struct error e;
	const char **got;
	char deep[100];
	size_t n, i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		err_clear(&e);
		CHECK(file_glob(a, "g", bad[i], &got, &n, &e) == -1);
		CHECK(e.kind == ERR_INPUT && got == NULL && n == 0);
		CHECK(strstr(e.what, "a glob may not") == e.what);
	}
	for (i = 0; i < 33; i++)
		memcpy(deep + 2 * i, "a/", 3);
	deep[65] = '\0';
	err_clear(&e);
	CHECK(file_glob(a, "g", deep, &got, &n, &e) == -1);
	CHECK(e.kind == ERR_LIMIT);
	err_clear(&e);
	CHECK(file_glob(a, "absent", "*", &got, &n, &e) == -1);
	CHECK(e.kind == ERR_INPUT);
	CHECK_STR(e.where, "absent");
	err_clear(&e);
	put("zaz", "");
	CHECK(file_glob(a, "", "z?z", &got, &n, &e) == 0 && n == 1);
	CHECK_STR(n == 1 ? got[0] : NULL, "zaz");
	arena_free(a);
}

static void
remove_stage(void)
{
	static const char *const bad[] = {"rm", "rm/.stage-", "rm/.stage-1/",
	    "rm/.stage-1/..", "rm/x.stage-1", "", ".stage-1/rm"};
	struct error e = {0};
	size_t i;

	CHECK(file_mkdirs("rm/.stage-1/a/b", &e) == 0);
	CHECK(file_mkdirs("rm/keep", &e) == 0);
	put("rm/keep/f", "kept");
	put("rm/.stage-1/a/b/f", "");
	put("rm/.stage-1/a-b", "");
	CHECK(symlink("../keep", "rm/.stage-1/link") == 0);
	CHECK(symlink("keep", "rm/.stage-2") == 0);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		err_clear(&e);
		CHECK(file_remove_stage(bad[i], &e) == -1);
		CHECK(e.kind == ERR_REFUSED);
	}
	CHECK(file_exists("rm/.stage-1/a/b/f"));
	err_clear(&e);
	/* A link goes itself, and so does a temporary. */
	CHECK(file_remove_stage("rm/.stage-2", &e) == 0);
	CHECK(!file_exists("rm/.stage-2") && file_exists("rm/keep/f"));
	put("rm/.stage-2.tmp", "");
	CHECK(file_remove_stage("rm/.stage-2.tmp", &e) == 0);
	CHECK(!file_exists("rm/.stage-2.tmp"));
	CHECK(file_remove_stage("rm/.stage-1", &e) == 0);
	CHECK(!file_exists("rm/.stage-1"));
	CHECK(holds("rm/keep/f", "kept"));
	CHECK(file_remove_stage("rm/.stage-1", &e) == 0);
}

/* Says who holds the lock, with the time now or a second later. */
static bool
names_holder(const struct error *e, long pid)
{
	char want[80];
	size_t n = (size_t)snprintf(
	    want, sizeof(want), "is locked by process %ld since 2", pid);

	return e->kind == ERR_AGAIN && strncmp(e->what, want, n) == 0 &&
	       strlen(e->what) == n + strlen("026-11-25T12:00:00Z") &&
	       strstr(e->hint, "wait until it has ended") != NULL;
}

static void
locks(void)
{
	struct error e = {0};
	int first, second;

	CHECK(file_lock("lock", &first, &e) == 0);
	CHECK(file_lock("lock", &second, &e) == -1);
	CHECK(second == -1);
	CHECK(names_holder(&e, (long)getpid()));
	CHECK_STR(e.where, "lock");
	file_unlock(first);
	err_clear(&e);
	/* Of a dead process. */
	CHECK(file_write("lock", "1 2026-11-25T12:00:00Z\n", 23, &e) == 0);
	CHECK(file_lock("lock", &first, &e) == 0);
	CHECK(file_lock("lock", &second, &e) == -1);
	CHECK(names_holder(&e, (long)getpid()));
	file_unlock(first);
	file_unlock(-1);
	err_clear(&e);
	CHECK(symlink("lock", "locklink") == 0);
	CHECK(file_lock("locklink", &first, &e) == -1);
	CHECK(e.kind == ERR_REFUSED);
	err_clear(&e);
	CHECK(file_lock("absent/lock", &first, &e) == -1);
	CHECK(e.kind == ERR_INPUT && first == -1);
}

/* Whatever anybody wrote into it: nothing of it is shown. */
static void
garbage_in_the_lock(void)
{
	static const char *const written[] = {"", "\n", "12", "12\n",
	    "12 2026-11-25T12:00:00Z", "-1 2026-11-25T12:00:00Z\n",
	    " 2026-11-25T12:00:00Z\n", "12 yesterday\n",
	    "1234567890123456789 2026-11-25T12:00:00Z\n",
	    "12 2026-11-25T12:00:00Z\n2026\n", "12  2026-11-25T12:00:00Z\n",
	    "12 2026-11-25T12:00:00Z \x1b[31m\n",
	    "\x1b]0;x\x07 2026-11-25T12:00:00Z\n",
	    "12 2026-11-25T12:00:00Z                                       \n"};
	struct error e = {0};
	int first, second;
	FILE *f;
	size_t i;

	CHECK(file_lock("lock3", &first, &e) == 0);
	for (i = 0; i < sizeof(written) / sizeof(written[0]); i++) {
		f = fopen("lock3", "w");
		CHECK(f != NULL && fputs(written[i], f) >= 0);
		CHECK(f != NULL && fclose(f) == 0);
		err_clear(&e);
		CHECK(file_lock("lock3", &second, &e) == -1);
		CHECK_STR(e.what, "is locked by another process");
	}
	file_unlock(first);
}

/* Another process holds the lock; its end frees it. */
static void
lock_of_a_killed_process(void)
{
	struct error e = {0};
	char byte;
	int pipes[2], fd;
	pid_t child;

	CHECK(pipe(pipes) == 0);
	(void)fflush(stdout); /* or the child would print it again */
	child = fork();
	if (child == 0) {
		if (file_lock("lock2", &fd, &e) == 0 &&
		    write(pipes[1], "x", 1) == 1)
			(void)pause(); /* until it is killed */
		_exit(0);
	}
	CHECK(read(pipes[0], &byte, 1) == 1);
	CHECK(file_lock("lock2", &fd, &e) == -1);
	CHECK(names_holder(&e, (long)child));
	CHECK(kill(child, SIGKILL) == 0);
	CHECK(waitpid(child, NULL, 0) == child);
	err_clear(&e);
	CHECK(file_lock("lock2", &fd, &e) == 0);
	file_unlock(fd);
	(void)close(pipes[0]);
	(void)close(pipes[1]);
}

static void
publish(void)
{
	struct error e = {0};

	CHECK(file_mkdirs("p/.stage-1", &e) == 0);
	put("p/.stage-1/f", "one");
	CHECK(file_sync_tree("p", &e) == 0);
	CHECK(file_publish("p/.stage-1", "p/one", &e) == 0);
	CHECK(holds("p/one/f", "one") && !file_exists("p/.stage-1"));
	CHECK(file_mkdirs("p/.stage-2", &e) == 0);
	CHECK(file_mkdirs("p/empty", &e) == 0);
	CHECK(file_publish("p/.stage-2", "p/one", &e) == -1);
	CHECK(e.kind == ERR_REFUSED);
	CHECK_STR(e.where, "p/one");
	CHECK_STR(e.what, "exists already");
	err_clear(&e);
	CHECK(file_publish("p/.stage-2", "p/empty", &e) == -1);
	CHECK(file_exists("p/.stage-2"));
	err_clear(&e);
	CHECK(file_publish("p/absent", "p/two", &e) == -1);
	CHECK(e.kind == ERR_INPUT);
	CHECK_STR(e.where, "p/absent");
	err_clear(&e);
	CHECK(file_publish("p/.stage-2", "p/no/two", &e) == -1);
	CHECK_STR(e.where, "p/no/two");
	err_clear(&e);
	CHECK(file_sync_tree("p/absent", &e) == -1);
	CHECK(e.kind == ERR_INPUT);
}

static void
switch_link(void)
{
	struct error e = {0};
	char target[32];
	ssize_t n;

	CHECK(file_mkdirs("s", &e) == 0);
	CHECK(file_switch_link("s/current", "one", &e) == 0);
	CHECK(file_switch_link("s/current", "two", &e) == 0);
	n = readlink("s/current", target, sizeof(target));
	CHECK(n == 3 && memcmp(target, "two", 3) == 0);
	put("s/file", "kept");
	make_folder("s/folder");
	CHECK(file_switch_link("s/file", "x", &e) == -1);
	CHECK(e.kind == ERR_REFUSED);
	CHECK(holds("s/file", "kept"));
	err_clear(&e);
	CHECK(file_switch_link("s/folder", "x", &e) == -1);
	CHECK(e.kind == ERR_REFUSED);
	err_clear(&e);
	CHECK(file_switch_link("s/absent/current", "x", &e) == -1);
	CHECK(e.kind == ERR_INPUT);
	err_clear(&e);
	CHECK(file_switch_link("s/other", "", &e) == -1);
	CHECK(!file_exists("s/other"));
}

static void
tests(void)
{
	RUN(lists);
	RUN(depth);
	RUN(matches);
	RUN(globs);
	RUN(glob_refusals);
	RUN(remove_stage);
	RUN(locks);
	RUN(garbage_in_the_lock);
	RUN(lock_of_a_killed_process);
	RUN(publish);
	RUN(switch_link);
}

int
main(void)
{
	return run_in_folder("t_base_tree", tests);
}
