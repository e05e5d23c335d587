/* Secrets: read once, taken out of the environment, never shown. */
#include "test.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "gather/parts.h"

static char dir[] = "/tmp/t_gather_auth.XXXXXX";
static struct source_conf src[2];
static struct system sys_conf = {.sources = src, .nsources = 1, .dir = dir};
static struct auth_set *set;
static struct error error;

static int
load(const char *only)
{
	auth_free(set);
	set = NULL;
	err_clear(&error);
	return auth_load(&sys_conf, only, &set, &error);
}

static void
use(enum auth_kind kind, const char *user, const char *secret)
{
	memset(src, 0, sizeof(src));
	sys_conf.nsources = 1;
	src[0] = (struct source_conf){.id = "registry", .auth = kind};
	src[0].auth_user = user;
	src[0].auth_secret = secret;
}

static void
put_file(const char *name, const char *bytes, size_t n, mode_t mode)
{
	char path[200];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	(void)unlink(path);
	f = fopen(path, "w");
	CHECK(f != NULL && fwrite(bytes, 1, n, f) == n && fclose(f) == 0);
	CHECK(chmod(path, mode) == 0);
}

static void
from_env(void)
{
	const char *before;

	CHECK(setenv("T_TOKEN", "s3cr3t-token", 1) == 0);
	before = getenv("T_TOKEN");
	use(AUTH_BEARER, NULL, "env:T_TOKEN");
	CHECK(load(NULL) == 0);
	CHECK_STR(auth_line(set, 0), "Authorization: Bearer s3cr3t-token");
	CHECK(getenv("T_TOKEN") == NULL);
	/* Overwritten where it stood: /proc/PID/environ would show it. */
	CHECK(before != NULL && before[0] == '\0');
	CHECK(load(NULL) == -1 && error.kind == ERR_REFUSED);
	CHECK_STR(error.what, "variable T_TOKEN is not set");
}

static void
shared_variable(void)
{
	use(AUTH_BEARER, NULL, "env:T_TOKEN");
	src[1] = src[0];
	src[1].id = "other";
	sys_conf.nsources = 2;
	CHECK(setenv("T_TOKEN", "both-use-it", 1) == 0);
	CHECK(load(NULL) == 0);
	CHECK_STR(auth_line(set, 0), "Authorization: Bearer both-use-it");
	CHECK_STR(auth_line(set, 1), "Authorization: Bearer both-use-it");
	CHECK(setenv("T_TOKEN", "one-uses-it", 1) == 0);
	CHECK(load("other") == 0);
	CHECK(auth_line(set, 0) == NULL);
	CHECK_STR(auth_line(set, 1), "Authorization: Bearer one-uses-it");
	CHECK(getenv("T_TOKEN") == NULL);
	/* Nothing is read for a source that is skipped. */
	src[0].skip_reason = src[1].skip_reason = "not here";
	CHECK(load(NULL) == 0);
	CHECK(auth_line(set, 0) == NULL && auth_line(set, 1) == NULL);
}

static void
from_file(void)
{
	put_file("t", "file-secret\n", 12, 0600);
	use(AUTH_BEARER, NULL, "file:t");
	CHECK(load(NULL) == 0);
	CHECK_STR(auth_line(set, 0), "Authorization: Bearer file-secret");
	put_file("t", "file-secret\r\n", 13, 0600);
	CHECK(load(NULL) == 0);
	CHECK_STR(auth_line(set, 0), "Authorization: Bearer file-secret");
	put_file("t", "file-secret\n", 12, 0644);
	CHECK(load(NULL) == -1 && error.kind == ERR_REFUSED);
	put_file("t", "a\0b", 3, 0600);
	CHECK(load(NULL) == -1);
	CHECK_STR(error.what, "secret holds a NUL");
	put_file("t", "", 0, 0600);
	CHECK(load(NULL) == -1);
	CHECK_STR(
	    error.what, "its secret is empty or holds a control character");
	put_file("t", "line\nline\n", 10, 0600);
	CHECK(load(NULL) == -1);
	use(AUTH_BEARER, NULL, "file:none");
	CHECK(load(NULL) == -1 && error.kind == ERR_REFUSED);
}

static void
basic(void)
{
	CHECK(setenv("T_PASS", "open sesame", 1) == 0);
	use(AUTH_BASIC, "Aladdin", "env:T_PASS"); /* RFC 7617 section 2 */
	CHECK(load(NULL) == 0);
	CHECK_STR(auth_line(set, 0),
	    "Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
	CHECK(setenv("T_PASS", "open sesame", 1) == 0);
	CHECK(setenv("T_USER", "Aladdin", 1) == 0);
	use(AUTH_BASIC, "env:T_USER", "env:T_PASS");
	CHECK(load(NULL) == 0);
	CHECK_STR(auth_line(set, 0),
	    "Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
	CHECK(getenv("T_USER") == NULL);
	CHECK(setenv("T_PASS", "open sesame", 1) == 0);
	use(AUTH_BASIC, "a:b", "env:T_PASS");
	CHECK(load(NULL) == -1);
	CHECK_STR(error.what,
	    "its user is empty or holds ':' or a control character");
}

static void
refused(void)
{
	use(AUTH_BEARER, NULL, "hunter2-in-the-file");
	CHECK(load(NULL) == -1 && error.kind == ERR_REFUSED);
	CHECK_STR(error.what, "a secret is named as env:NAME or file:PATH");
	use(AUTH_BEARER, NULL, NULL);
	CHECK(load(NULL) == -1);
	CHECK(setenv("T_TOKEN", "two\r\nlines: x", 1) == 0);
	use(AUTH_BEARER, NULL, "env:T_TOKEN");
	CHECK(load(NULL) == -1);
	CHECK(strstr(error.what, "two") == NULL);
	/* Gone all the same. */
	CHECK(getenv("T_TOKEN") == NULL);
}

static void
found_in_bytes(void)
{
	CHECK(setenv("T_TOKEN", "abcabcabd", 1) == 0);
	use(AUTH_BEARER, NULL, "env:T_TOKEN");
	CHECK(load(NULL) == 0);
	CHECK(auth_is_in(set, 0, "abcabcabd", 9));
	CHECK(auth_is_in(set, 0, "xx abcabcabcabd yy", 18));
	CHECK(!auth_is_in(set, 0, "abcabcabc", 9));
	CHECK(!auth_is_in(set, 0, "abcabcab", 8));
	CHECK(!auth_is_in(set, 0, NULL, 0));
	CHECK(!auth_is_in(set, 0, "abcabcabe", 9));
	/* Short ones stand in many answers by chance. */
	CHECK(setenv("T_TOKEN", "test", 1) == 0);
	CHECK(load(NULL) == 0);
	CHECK(!auth_is_in(set, 0, "a test", 6));
	use(AUTH_NONE, NULL, NULL);
	CHECK(load(NULL) == 0);
	CHECK(auth_line(set, 0) == NULL);
	CHECK(!auth_is_in(set, 0, "anything at all", 15));
}

/* A server may echo a secret escaped or coded; a page would show it plain. */
static void
finds_coded(void)
{
	static const char *const texts[] = {
	    "x /Se\\\"cret%41 x",                    /* as it is */
	    "x \\/Se\\\\\\\"cret%41 x",              /* JSON */
	    "x \\u002fS\\u0065\\u005C\\\"cret%41 x", /* JSON */
	    "x %2fSe%5C%22cret%2541 x",              /* URL */
	    "x https://h/?t=%2FSe%5c%22%63ret%2541", /* URL */
	    "x L1NlXCJjcmV0JTQx x",                  /* base64 */
	    "Basic Ym9iOi9TZVwiY3JldCU0MQ==",        /* the pair */
	    "x /SE\\\"CRET%41 x",                    /* a host */
	};
	static const char *const others[] = {"x /Se\\\"cret%4", "%2", "\\",
	    "\\u00", "%2fSe%5C%22cret%25", "Ym9iOi9TZVwiY3JldCU0M", ""};

	CHECK(setenv("T_TOKEN", "/Se\\\"cret%41", 1) == 0);
	use(AUTH_BASIC, "bob", "env:T_TOKEN");
	CHECK(load(NULL) == 0);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		if (!auth_is_in(set, 0, texts[i], strlen(texts[i])))
			printf("not found in: %s\n", texts[i]);
		CHECK(auth_is_in(set, 0, texts[i], strlen(texts[i])));
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		CHECK(!auth_is_in(set, 0, others[i], strlen(others[i])));
	CHECK_STR(
	    auth_line(set, 0), "Authorization: Basic Ym9iOi9TZVwiY3JldCU0MQ==");
}

static void
remove_all(void)
{
	char path[200];

	snprintf(path, sizeof(path), "%s/t", dir);
	CHECK(unlink(path) == 0 && rmdir(dir) == 0);
}

int
main(void)
{
	if (mkdtemp(dir) == NULL)
		return 1;
	RUN(from_env);
	RUN(shared_variable);
	RUN(from_file);
	RUN(basic);
	RUN(refused);
	RUN(found_in_bytes);
	RUN(finds_coded);
	auth_free(set);
	put_file("t", "", 0, 0600);
	remove_all();
	return test_end("t_gather_auth");
}
