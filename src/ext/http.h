/*
 * HTTP by libcurl's multi interface: many requests at once, one thread.
 * It follows no redirect, sends no credential it was not given, uses no proxy
 * from the environment, no .netrc, no cookie; TLS is 1.2 or newer and always
 * verified; only http and https.  Who may be asked is the caller's policy.
 */
#ifndef EXT_HTTP_H
#define EXT_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct error;

/* ---- URLs, read by the parser that will also use them ------------------- */

struct http_url {
	const char *scheme; /* "http" or "https" */
	const char *host;   /* lower case; an IPv6 address without brackets */
	int port;           /* the scheme's own when not written */
	bool has_user;      /* user or password stands in it */
};

/* An absolute http or https URL; -1 for anything else. */
int http_url_parse(struct arena *a, const char *url, struct http_url *out);
/* `ref` (a Location) seen from `base`, without its fragment; NULL: no URL. */
const char *http_url_join(struct arena *a, const char *base, const char *ref);

/* ---- Requests ----------------------------------------------------------- */

struct http; /* connections, names resolved */

struct http_field {
	const char *name, *value;
};

/* How a transfer ended.  Zero claims nothing. */
enum http_end {
	HTTP_RUNNING = 0,
	HTTP_ANSWERED,  /* a status and a whole body */
	HTTP_BROKEN,    /* name, connection, or cut short: may be asked again */
	HTTP_SLOW,      /* a time limit */
	HTTP_TLS,       /* certificate or handshake */
	HTTP_FORBIDDEN, /* the address filter said no */
	HTTP_TOO_BIG,   /* more than max_bytes, decoded */
	HTTP_BAD        /* no HTTP, or something else that stays */
};

struct http_request {
	const char *method; /* "GET" or "POST" */
	const char *url;
	const char *body;                /* POST: NUL-terminated; or NULL */
	size_t body_bytes;               /* > 0: so many, NULs too */
	const char *content_type;        /* of the body */
	const struct http_field *fields; /* without CR or LF, checked */
	size_t nfields;
	/*
	 * The one line with the credential, "Authorization: ...", or NULL.
	 * Borrowed and never copied by us; it outlives the job.
	 */
	const char *secret_line;
	const char *ca, *client_cert, *client_key, *proxy; /* or NULL */
	int64_t max_bytes; /* decoded bytes; 0: any number */
	int64_t total_ms;  /* for the whole transfer; 0: no limit */
	int connect_ms;
	int stall_s;      /* under 100 bytes a second for that long */
	bool is_identity; /* ask for no content coding, decode none */
	/* May we connect to this address (4 or 16 bytes)?  NULL: any. */
	bool (*may_connect)(void *ctx, const uint8_t *ip, size_t n);
	/* Body bytes as they come; false stops the transfer (HTTP_BAD). */
	bool (*sink)(void *ctx, const char *bytes, size_t n);
	void *ctx;
};

struct http_job;

struct http *http_new(struct error *e); /* NULL and e */
/* Jobs must have been freed before. */
void http_free(struct http *h);

/*
 * Starts a request; `r` and what it points to must live until http_job_free.
 * ERR_INPUT when it cannot be sent at all (a bad header, no URL).
 */
int http_start(struct http *h, const struct http_request *r,
    struct http_job **out, struct error *e);
/*
 * Moves all transfers on, for at most wait_ms.  Returns one job that ended
 * (each is given once), or NULL.  A broken pipe raises no signal here.
 */
struct http_job *http_run(struct http *h, int wait_ms);
void http_job_free(struct http_job *j); /* stops it if it still runs */

enum http_end http_job_end(const struct http_job *j);
void *http_job_ctx(const struct http_job *j);
int http_job_status(const struct http_job *j);
/* Why it did not end with an answer: short, without URL or secret. */
const char *http_job_why(const struct http_job *j);
/* A field of the answer, all of that name joined by ", "; NULL: none. */
const char *http_job_field(
    struct arena *a, const struct http_job *j, const char *name);
/* A date of a header (RFC 9110 section 5.6.7), seconds UTC; -1: no date. */
int64_t http_date(const char *text);

#endif
