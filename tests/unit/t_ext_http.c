/* URLs, dates, transfers with no server and with a small one. */
#include "test.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/mem.h"
#include "ext/http.h"

static struct arena *arena;
static struct error error;

static bool
parses(const char *url, const char *scheme, const char *host, int port)
{
	struct http_url u;

	return http_url_parse(arena, url, &u) == 0 &&
	       strcmp(u.scheme, scheme) == 0 && strcmp(u.host, host) == 0 &&
	       u.port == port && !u.has_user;
}

static void
urls(void)
{
	struct http_url u;

	CHECK(parses("https://a.example", "https", "a.example", 443));
	CHECK(parses("http://A.Example:80/x?y#z", "http", "a.example", 80));
	CHECK(parses("HTTPS://h:8443/", "https", "h", 8443));
	CHECK(parses("http://[::1]:5000/", "http", "::1", 5000));
	CHECK(parses("http://127.1/", "http", "127.0.0.1", 80));
	CHECK(parses("http://0x7f.0.0.1/", "http", "127.0.0.1", 80));
	CHECK(parses("http://2130706433/", "http", "127.0.0.1", 80));
	CHECK(http_url_parse(arena, "ftp://a/", &u) == -1);
	CHECK(http_url_parse(arena, "file:///etc/passwd", &u) == -1);
	CHECK(http_url_parse(arena, "a.example", &u) == -1);
	CHECK(http_url_parse(arena, "/path", &u) == -1);
	CHECK(http_url_parse(arena, "", &u) == -1);
	CHECK(http_url_parse(arena, "https://a:99999/", &u) == -1);
	CHECK(http_url_parse(arena, "https://a b/", &u) == -1);
	CHECK(http_url_parse(arena, "https://u@a/", &u) == 0 && u.has_user);
	CHECK(http_url_parse(arena, "https://u:p@a/", &u) == 0 && u.has_user);
	CHECK(http_url_parse(arena, "https://:p@a/", &u) == 0 && u.has_user);
}

static void
joins(void)
{
	const char *base = "https://a.example/x/y?q=1";

	CHECK_STR(http_url_join(arena, base, "z"), "https://a.example/x/z");
	CHECK_STR(
	    http_url_join(arena, base, "/z?k=v"), "https://a.example/z?k=v");
	CHECK_STR(
	    http_url_join(arena, base, "//b.example/z"), "https://b.example/z");
	CHECK_STR(http_url_join(arena, base, "http://c.example/#part"),
	    "http://c.example/");
	CHECK(http_url_join(arena, "no url", "z") == NULL);
	CHECK(http_url_join(arena, base, "https://a:99999/") == NULL);
}

static void
dates(void)
{
	CHECK(http_date("Sun, 06 Nov 1994 08:49:37 GMT") == 784111777);
	CHECK(http_date("Sunday, 06-Nov-94 08:49:37 GMT") == 784111777);
	CHECK(http_date("Sun Nov  6 08:49:37 1994") == 784111777);
	CHECK(http_date("soon") == -1);
	CHECK(http_date("") == -1);
}

/* ---- Transfers ---------------------------------------------------------- */

static int calls;

static bool
never(void *ctx, const uint8_t *ip, size_t n)
{
	(void)ctx;
	calls++;
	CHECK(n == 4 && ip[0] == 127);
	return false;
}

/* A port of ours that nobody listens on. */
static int
closed_port(void)
{
	struct sockaddr_in at = {.sin_family = AF_INET};
	socklen_t n = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	CHECK(bind(fd, (struct sockaddr *)&at, n) == 0);
	CHECK(getsockname(fd, (struct sockaddr *)&at, &n) == 0);
	close(fd);
	return ntohs(at.sin_port);
}

static struct http_request
request(const char *url)
{
	struct http_request r = {.method = "GET", .url = url};

	r.connect_ms = r.stall_s = 2000;
	r.total_ms = 5000;
	return r;
}

static enum http_end
run(const struct http_request *r, const char *why)
{
	struct http *h = http_new(&error);
	struct http_job *j, *done = NULL;
	enum http_end end = HTTP_RUNNING;

	CHECK(h != NULL && http_start(h, r, &j, &error) == 0);
	CHECK(http_job_end(j) == HTTP_RUNNING);
	for (int i = 0; i < 100 && done == NULL; i++)
		done = http_run(h, 100);
	CHECK(done == j && http_run(h, 0) == NULL);
	if (done != NULL) {
		end = http_job_end(done);
		CHECK(http_job_ctx(done) == r->ctx);
		CHECK(http_job_status(done) == 0);
		CHECK(http_job_field(arena, done, "Link") == NULL);
		CHECK(strstr(http_job_why(done), why) != NULL);
	}
	http_job_free(done);
	http_free(h);
	return end;
}

static void
transfers(void)
{
	const char *url =
	    arena_printf(arena, "http://127.0.0.1:%d/", closed_port());
	struct http_request r = request(url);

	CHECK(run(&r, "connect") == HTTP_BROKEN);
	r.may_connect = never;
	CHECK(run(&r, "address refused by the filter") == HTTP_FORBIDDEN);
	CHECK(calls == 1);
	r = request("ftp://127.0.0.1/");
	CHECK(run(&r, "") == HTTP_BAD);
	r = request("http://user@127.0.0.1/");
	CHECK(run(&r, "") == HTTP_BAD);
	CHECK(error.kind == ERR_NONE);
}

/* ---- A server of ours: one connection kept, one answer for all ---------- */

static const char answer[] = "HTTP/1.1 200 OK\r\n"
			     "Content-Length: 10\r\n"
			     "Link: <a>; rel=prev\r\n"
			     "Link: <b>; rel=next\r\n"
			     "\r\n"
			     "0123456789";

static void
serve(int listener)
{
	char bytes[4096];
	int fd = accept(listener, NULL, NULL);
	size_t have = 0;
	ssize_t n;

	while (fd != -1 &&
	       (n = read(fd, bytes + have, sizeof(bytes) - 1 - have)) > 0) {
		have += (size_t)n;
		bytes[have] = '\0';
		if (strstr(bytes, "\r\n\r\n") == NULL)
			continue;
		have = 0;
		if (write(fd, answer, sizeof(answer) - 1) == -1)
			break;
	}
	_exit(0);
}

static pid_t
start_server(char url[static 64])
{
	struct sockaddr_in at = {.sin_family = AF_INET};
	socklen_t n = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	pid_t child;

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	CHECK(bind(fd, (struct sockaddr *)&at, n) == 0 && listen(fd, 4) == 0);
	CHECK(getsockname(fd, (struct sockaddr *)&at, &n) == 0);
	snprintf(url, 64, "http://127.0.0.1:%d/", ntohs(at.sin_port));
	if ((child = fork()) == 0)
		serve(fd);
	close(fd);
	return child;
}

static char seen[64];
static bool stops;

static bool
sink(void *ctx, const char *bytes, size_t n)
{
	(void)ctx;
	if (strlen(seen) + n < sizeof(seen))
		memcpy(seen + strlen(seen), bytes, n);
	return !stops;
}

static struct http_job *
ask(struct http *h, const struct http_request *r)
{
	struct http_job *j, *done = NULL;

	memset(seen, 0, sizeof(seen));
	CHECK(http_start(h, r, &j, &error) == 0);
	for (int i = 0; i < 100 && done == NULL; i++)
		done = http_run(h, 100);
	CHECK(done == j);
	return j;
}

static void
answers(void)
{
	char url[64];
	pid_t child = start_server(url);
	struct http *h = http_new(&error);
	struct http_request r = request(url);
	struct http_job *j;

	r.sink = sink;
	r.max_bytes = 10;
	j = ask(h, &r);
	CHECK(http_job_end(j) == HTTP_ANSWERED);
	CHECK(http_job_status(j) == 200);
	CHECK_STR(seen, "0123456789");
	CHECK_STR(
	    http_job_field(arena, j, "link"), "<a>; rel=prev, <b>; rel=next");
	CHECK(http_job_field(arena, j, "ETag") == NULL);
	http_job_free(j);
	/* The connection is kept: the filter of this request sees it too. */
	calls = 0;
	r.may_connect = never;
	j = ask(h, &r);
	CHECK(http_job_end(j) == HTTP_FORBIDDEN && calls > 0);
	CHECK_STR(seen, "");
	http_job_free(j);
	http_free(h);
	CHECK(waitpid(child, NULL, 0) == child);
}

static void
caps(void)
{
	char url[64];
	pid_t child = start_server(url);
	struct http *h = http_new(&error);
	struct http_request r = request(url);
	struct http_job *j;

	r.sink = sink;
	r.max_bytes = 9;
	j = ask(h, &r);
	CHECK(http_job_end(j) == HTTP_TOO_BIG);
	CHECK(http_job_status(j) == 200);
	http_job_free(j);
	http_free(h);
	CHECK(waitpid(child, NULL, 0) == child);
	child = start_server(url);
	h = http_new(&error);
	r.max_bytes = 0;
	stops = true;
	j = ask(h, &r);
	CHECK(http_job_end(j) == HTTP_BAD);
	stops = false;
	/* What still runs is stopped with the client. */
	http_free(h);
	CHECK(waitpid(child, NULL, 0) == child);
}

static void
bad_fields(void)
{
	static const struct http_field fields[] = {{"X-A", "two\r\nlines"},
	    {"X A", "v"}, {"X:A", "v"}, {"", "v"}, {"X-A", "\x7f"}};
	struct http *h = http_new(&error);
	struct http_request r = request("http://127.0.0.1/");
	struct http_job *j;

	for (size_t i = 0; i < 5; i++) {
		err_clear(&error);
		r.fields = &fields[i];
		r.nfields = 1;
		CHECK(http_start(h, &r, &j, &error) == -1 && j == NULL);
		CHECK(error.kind == ERR_INPUT);
		CHECK_STR(error.what, "header holds a control character");
	}
	http_free(h);
}

int
main(void)
{
	arena = arena_new();
	RUN(urls);
	RUN(joins);
	RUN(dates);
	RUN(transfers);
	RUN(answers);
	RUN(caps);
	RUN(bad_fields);
	arena_free(arena);
	return test_end("t_ext_http");
}
