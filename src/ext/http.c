/*
 * HTTP by libcurl.  Refuses redirects, cookies, .netrc, proxies from the
 * environment, unverified TLS, schemes other than http and https, bodies
 * above the caller's cap (counted after decoding, in the write callback:
 * MAXFILESIZE does not see chunked or compressed bodies), and addresses that
 * the caller's filter refuses, at connect and again before a request uses an
 * older connection (rules: reference/security.md section 2).
 */
#include "ext/http.h"

#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <arpa/inet.h>
#include <curl/curl.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "ext/http_rules.h"

enum {
	STALL_BYTES = 100, /* a second: slower than that is no transfer */
	FIELDS_MAX = 64,   /* of one name in an answer, joined */
	IDLE_MAX = 40,     /* connections kept: the 32 of a gather and some */
};

struct http {
	CURLM *multi;
	struct http_job *jobs; /* a list, newest first */
};

struct http_job {
	struct http *http;
	struct http_job *prev, *next;
	CURL *easy;
	const struct http_request *request;
	struct curl_slist secret; /* its data is the caller's */
	struct curl_slist *fields;
	enum http_end end;
	int64_t bytes;
	bool is_forbidden, is_too_big, is_stopped;
	char why[CURL_ERROR_SIZE];
};

/* ---- Callbacks ---------------------------------------------------------- */

static size_t
on_body(char *bytes, size_t size, size_t n, void *ctx)
{
	struct http_job *j = ctx;
	const struct http_request *r = j->request;
	size_t total = size * n; /* size is 1, says curl */

	if (r->max_bytes > 0 && (int64_t)total > r->max_bytes - j->bytes) {
		j->is_too_big = true;
		return CURL_WRITEFUNC_ERROR;
	}
	j->bytes += (int64_t)total;
	if (r->sink != NULL && !r->sink(r->ctx, bytes, total)) {
		j->is_stopped = true;
		return CURL_WRITEFUNC_ERROR;
	}
	return total;
}

static bool
may_connect(struct http_job *j, const uint8_t *ip, size_t n)
{
	const struct http_request *r = j->request;

	if (r->may_connect == NULL || r->may_connect(r->ctx, ip, n))
		return true;
	j->is_forbidden = true;
	return false;
}

static bool
may_connect_sockaddr(struct http_job *j, const struct sockaddr *sa)
{
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
	uint8_t ip[16];

	if (sa->sa_family == AF_INET) {
		memcpy(&v4, sa, sizeof(v4));
		memcpy(ip, &v4.sin_addr, 4);
		return may_connect(j, ip, 4);
	}
	if (sa->sa_family == AF_INET6) {
		memcpy(&v6, sa, sizeof(v6));
		memcpy(ip, &v6.sin6_addr, 16);
		return may_connect(j, ip, 16);
	}
	j->is_forbidden = true;
	return false;
}

static curl_socket_t
on_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *to)
{
	struct http_job *j = ctx;

	if (purpose != CURLSOCKTYPE_IPCXN ||
	    !may_connect_sockaddr(j, &to->addr))
		return CURL_SOCKET_BAD;
	return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

/* A connection that another request opened passes the filter of this one. */
static int
on_connected(void *ctx, char *to,
    char *from, /* NOLINT(readability-non-const-parameter): curl's type */
    int to_port, int from_port)
{
	struct http_job *j = ctx;
	uint8_t ip[16];

	(void)from;
	(void)to_port;
	(void)from_port;
	if (inet_pton(AF_INET, to, ip) == 1)
		return may_connect(j, ip, 4) ? CURL_PREREQFUNC_OK
					     : CURL_PREREQFUNC_ABORT;
	if (inet_pton(AF_INET6, to, ip) == 1 && may_connect(j, ip, 16))
		return CURL_PREREQFUNC_OK;
	j->is_forbidden = true;
	return CURL_PREREQFUNC_ABORT;
}

/* ---- Starting ----------------------------------------------------------- */

struct http *
http_new(struct error *e)
{
	struct http *h;

	if (curl_global_init_mem(CURL_GLOBAL_DEFAULT, mem_raw, free, mem_resize,
		mem_dup, mem_array) != CURLE_OK) {
		err_set(e, ERR_LOCAL, "curl", "cannot start");
		return NULL;
	}
	h = mem_alloc(sizeof(*h));
	if ((h->multi = curl_multi_init()) == NULL) {
		err_set(e, ERR_LOCAL, "curl", "no memory");
		http_free(h);
		return NULL;
	}
	curl_multi_setopt(h->multi, CURLMOPT_MAXCONNECTS, (long)IDLE_MAX);
	return h;
}

void
http_free(struct http *h)
{
	if (h == NULL)
		return;
	for (struct http_job *j = h->jobs, *next; j != NULL; j = next) {
		next = j->next;
		http_job_free(j);
	}
	curl_multi_cleanup(h->multi);
	curl_global_cleanup();
	free(h);
}

static bool
field_ok(const char *name, const char *value)
{
	if (name[0] == '\0' || strpbrk(name, " \t:;\r\n") != NULL)
		return false;
	for (const char *p = value; *p != '\0'; p++)
		if (((unsigned char)*p < 0x20 && *p != '\t') || *p == 0x7f)
			return false;
	return true;
}

static int
add_field(
    struct http_job *j, const char *name, const char *value, struct error *e)
{
	struct buf line = {0};
	struct curl_slist *more;

	if (!field_ok(name, value))
		return err_set(
		    e, ERR_INPUT, name, "header holds a control character");
	/* curl wants `Name;` to send a field without value. */
	if (value[0] == '\0')
		buf_printf(&line, "%s;", name);
	else
		buf_printf(&line, "%s: %s", name, value);
	more = curl_slist_append(j->fields, buf_str(&line));
	buf_free(&line);
	if (more == NULL)
		return err_set(e, ERR_LOCAL, name, "no memory");
	j->fields = more;
	return 0;
}

static int
add_fields(struct http_job *j, struct error *e)
{
	const struct http_request *r = j->request;
	struct curl_slist *more;

	for (size_t i = 0; i < r->nfields; i++)
		if (add_field(j, r->fields[i].name, r->fields[i].value, e) ==
		    -1)
			return -1;
	if (r->body != NULL && r->content_type != NULL &&
	    add_field(j, "Content-Type", r->content_type, e) == -1)
		return -1;
	/* No "Expect: 100-continue": it costs a second with old servers. */
	if ((more = curl_slist_append(j->fields, "Expect:")) == NULL)
		return err_set(e, ERR_LOCAL, "Expect", "no memory");
	j->fields = more;
	j->secret.next = j->fields;
	return 0;
}

static void
set_transfer(struct http_job *j)
{
	const struct http_request *r = j->request;
	CURL *c = j->easy;

	curl_easy_setopt(c, CURLOPT_URL, r->url);
	curl_easy_setopt(c, CURLOPT_PATH_AS_IS, 1L);
	if (strcmp(r->method, "POST") == 0) {
		const char *body = r->body == NULL ? "" : r->body;
		curl_easy_setopt(c, CURLOPT_POST, 1L);
		curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE,
		    (curl_off_t)(r->body_bytes > 0 ? r->body_bytes
						   : strlen(body)));
		curl_easy_setopt(c, CURLOPT_POSTFIELDS, body);
	}
	if (r->secret_line != NULL) {
		union {
			const char *borrowed;
			char *data;
		} line = {.borrowed = r->secret_line};
		j->secret.data = line.data; /* curl only reads it */
		curl_easy_setopt(c, CURLOPT_HTTPHEADER, &j->secret);
	} else {
		curl_easy_setopt(c, CURLOPT_HTTPHEADER, j->fields);
	}
	curl_easy_setopt(c, CURLOPT_USERAGENT, "dossier/" DOSSIER_VERSION);
	/* NULL: no coding is asked for and none is undone. */
	curl_easy_setopt(
	    c, CURLOPT_ACCEPT_ENCODING, r->is_identity ? NULL : "gzip");
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, (long)r->connect_ms);
	curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)r->total_ms);
	curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, (long)STALL_BYTES);
	curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME, (long)r->stall_s);
}

static void
set_callbacks(struct http_job *j)
{
	CURL *c = j->easy;

	curl_easy_setopt(c, CURLOPT_PRIVATE, j);
	curl_easy_setopt(c, CURLOPT_ERRORBUFFER, j->why);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, j);
	curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, on_socket);
	curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, j);
	curl_easy_setopt(c, CURLOPT_PREREQFUNCTION, on_connected);
	curl_easy_setopt(c, CURLOPT_PREREQDATA, j);
}

int
http_start(struct http *h, const struct http_request *r, struct http_job **out,
    struct error *e)
{
	struct http_job *j = mem_alloc(sizeof(*j));

	*out = NULL;
	j->http = h;
	j->request = r;
	j->next = h->jobs;
	if (h->jobs != NULL)
		h->jobs->prev = j;
	h->jobs = j;
	if ((j->easy = curl_easy_init()) == NULL) {
		err_set(e, ERR_LOCAL, "curl", "no memory");
		goto fail;
	}
	if (add_fields(j, e) == -1)
		goto fail;
	if (!http_rules_set(j->easy, r)) {
		err_set(e, ERR_BUG, "curl",
		    "this libcurl lacks an option that is a rule here");
		goto fail;
	}
	set_transfer(j);
	set_callbacks(j);
	if (curl_multi_add_handle(h->multi, j->easy) != CURLM_OK) {
		err_set(e, ERR_LOCAL, "curl", "cannot start a transfer");
		goto fail;
	}
	*out = j;
	return 0;
fail:
	http_job_free(j);
	return -1;
}

void
http_job_free(struct http_job *j)
{
	if (j == NULL)
		return;
	if (j->prev != NULL)
		j->prev->next = j->next;
	else
		j->http->jobs = j->next;
	if (j->next != NULL)
		j->next->prev = j->prev;
	if (j->easy != NULL) {
		curl_multi_remove_handle(j->http->multi, j->easy);
		curl_easy_cleanup(j->easy);
	}
	curl_slist_free_all(j->fields);
	free(j);
}

/* ---- Running ------------------------------------------------------------ */

static curl_off_t
ready_after_us(const struct http_job *j)
{
	curl_off_t us = 0;

	curl_easy_getinfo(j->easy, CURLINFO_PRETRANSFER_TIME_T, &us);
	return us;
}

static enum http_end
end_of(const struct http_job *j, CURLcode rc)
{
	static const struct {
		CURLcode code;
		enum http_end end;
	} ends[] = {
	    {CURLE_OK, HTTP_ANSWERED},
	    {CURLE_COULDNT_RESOLVE_HOST, HTTP_BROKEN},
	    {CURLE_COULDNT_RESOLVE_PROXY, HTTP_BROKEN},
	    {CURLE_COULDNT_CONNECT, HTTP_BROKEN},
	    {CURLE_PARTIAL_FILE, HTTP_BROKEN},
	    {CURLE_GOT_NOTHING, HTTP_BROKEN},
	    {CURLE_SEND_ERROR, HTTP_BROKEN},
	    {CURLE_RECV_ERROR, HTTP_BROKEN},
	    {CURLE_OPERATION_TIMEDOUT, HTTP_SLOW},
	    {CURLE_SSL_CONNECT_ERROR, HTTP_TLS},
	    {CURLE_PEER_FAILED_VERIFICATION, HTTP_TLS},
	    {CURLE_SSL_CERTPROBLEM, HTTP_TLS},
	    {CURLE_SSL_CACERT_BADFILE, HTTP_TLS},
	    {CURLE_SSL_CIPHER, HTTP_TLS},
	    {CURLE_SSL_ISSUER_ERROR, HTTP_TLS},
	};

	if (j->is_forbidden)
		return HTTP_FORBIDDEN;
	if (j->is_too_big)
		return HTTP_TOO_BIG;
	if (j->is_stopped)
		return HTTP_BAD;
	/* Never connected: that is a broken connection, not a slow answer. */
	if (rc == CURLE_OPERATION_TIMEDOUT && ready_after_us(j) == 0)
		return HTTP_BROKEN;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (ends[i].code == rc)
			return ends[i].end;
	return HTTP_BAD;
}

static struct http_job *
take_done(struct http *h)
{
	struct http_job *j;
	CURLMsg *m;
	int left;

	while ((m = curl_multi_info_read(h->multi, &left)) != NULL) {
		if (m->msg != CURLMSG_DONE ||
		    curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE,
			(char **)&j) != CURLE_OK)
			continue;
		j->end = end_of(j, m->data.result);
		if (j->why[0] == '\0' && j->end != HTTP_ANSWERED)
			(void)snprintf(j->why, sizeof(j->why), "%s",
			    curl_easy_strerror(m->data.result));
		return j;
	}
	return NULL;
}

/*
 * OpenSSL writes to sockets that the server may have closed; the signal of
 * that belongs to nobody.  It is held back while curl runs and thrown away.
 */
static void
perform(struct http *h, int wait_ms)
{
	static const struct timespec at_once = {0};
	sigset_t pipe_set, before;
	int running;

	sigemptyset(&pipe_set);
	sigaddset(&pipe_set, SIGPIPE);
	sigprocmask(SIG_BLOCK, &pipe_set, &before);
	/* A transfer that has just ended is taken before anybody waits. */
	if (wait_ms > 0)
		curl_multi_poll(h->multi, NULL, 0, wait_ms, NULL);
	curl_multi_perform(h->multi, &running);
	while (sigtimedwait(&pipe_set, NULL, &at_once) > 0)
		;
	sigprocmask(SIG_SETMASK, &before, NULL);
}

struct http_job *
http_run(struct http *h, int wait_ms)
{
	struct http_job *j = take_done(h);

	if (j != NULL)
		return j;
	perform(h, 0);
	if ((j = take_done(h)) != NULL || wait_ms <= 0)
		return j;
	perform(h, wait_ms);
	return take_done(h);
}

/* ---- What came ---------------------------------------------------------- */

enum http_end
http_job_end(const struct http_job *j)
{
	return j->end;
}

void *
http_job_ctx(const struct http_job *j)
{
	return j->request->ctx;
}

int
http_job_status(const struct http_job *j)
{
	long status = 0;

	curl_easy_getinfo(j->easy, CURLINFO_RESPONSE_CODE, &status);
	return (int)status;
}

const char *
http_job_why(const struct http_job *j)
{
	if (j->is_forbidden)
		return "address refused by the filter";
	return j->why;
}

const char *
http_job_field(struct arena *a, const struct http_job *j, const char *name)
{
	struct curl_header *field;
	struct buf all = {0};
	const char *out = NULL;

	for (size_t i = 0; i < FIELDS_MAX; i++) {
		if (curl_easy_header(j->easy, name, i, CURLH_HEADER, -1,
			&field) != CURLHE_OK)
			break;
		if (i > 0)
			buf_puts(&all, ", ");
		buf_puts(&all, field->value);
	}
	if (all.data != NULL)
		out = arena_dup(a, all.data);
	buf_free(&all);
	return out;
}
