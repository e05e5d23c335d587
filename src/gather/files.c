/*
 * File steps: each file below the system's folder that matches the glob is an
 * answer, in byte order of names.  Refuses what lies outside, symbolic links,
 * devices, and files above the cap; what is only hashed has no cap (rules:
 * CONNECTORS section 3, `file`; base/file.h).
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "ext/crypto.h"
#include "gather/parts.h"

enum { CHUNK = 64 << 10 };

static int
hash_fd(int fd, const char *path, char sha256[static CORE_SHA], int64_t *bytes,
    struct error *e)
{
	struct sha256 *h = sha256_new();
	char *chunk = mem_alloc(CHUNK);
	ssize_t n;

	while ((n = read(fd, chunk, CHUNK)) > 0 || (n == -1 && errno == EINTR))
		if (n > 0) {
			sha256_add(h, chunk, (size_t)n);
			*bytes += n;
		}
	free(chunk);
	sha256_end(h, sha256);
	if (n == -1)
		return err_set(e, ERR_INPUT, path, "%s", strerror(errno));
	return 0;
}

static int
hash_file(const char *path, char sha256[static CORE_SHA], int64_t *bytes,
    struct error *e)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat st;
	int rc;

	*bytes = 0;
	if (fd == -1)
		return err_set(e, ERR_INPUT, path, "%s", strerror(errno));
	if (fstat(fd, &st) == -1 || !S_ISREG(st.st_mode))
		rc = err_set(e, ERR_REFUSED, path, "is no regular file");
	else
		rc = hash_fd(fd, path, sha256, bytes, e);
	(void)close(fd); /* only read */
	return rc;
}

/* Reads or hashes one file into an answer. */
static int
read_answer(struct run *r, const struct plan *p, const char *name,
    struct answer *ans, struct error *e)
{
	const char *path = file_join(r->a, r->sys->dir, name);
	char *sha256 = arena_alloc(r->a, CORE_SHA), *bytes = NULL;
	size_t n;
	int rc = -1;

	*ans = (struct answer){.file = name};
	ans->received_at = clock_now(r->a);
	if (p->keep == KEEP_DIGEST) {
		if (hash_file(path, sha256, &ans->total, e) == -1)
			return -1;
		ans->object = sha256;
		return 0;
	}
	if (file_read(path, (size_t)r->caps.bytes, &bytes, &n, e) == -1)
		return -1;
	if (store_put(r->store, p->keep, bytes, n, sha256, e) == -1 ||
	    (ans->bytes = store_get(r->store, sha256, &ans->n, e)) == NULL)
		goto out;
	ans->object = sha256;
	ans->total = (int64_t)n;
	r->kept_bytes += ans->total;
	rc = 0;
out:
	free(bytes);
	return rc;
}

static struct request
request_of(struct run *r, const struct plan *p, const char *name)
{
	struct request q = {
	    .step = asking_step_name(r), .model = asking_model(r)};

	q.bound = p->bound;
	q.nbound = p->nbound;
	q.method = "FILE";
	q.url = text_of(r->a, name).s;
	q.keep = p->keep;
	return q;
}

/* e->what alone: `where` would hold the path of this machine. */
static void
set_failed(struct run *r, struct request *q, const struct error *why)
{
	q->state = why->kind == ERR_REFUSED ? STATE_REFUSED : STATE_FAILED;
	q->reason = text_of(r->a, why->what).s;
}

static int
take_file(
    struct run *r, const struct plan *p, const char *name, struct error *e)
{
	struct request q = request_of(r, p, name);
	struct judgement j = {0};
	struct answer ans;
	struct error why = {0};
	int rc = read_answer(r, p, name, &ans, &why);

	if (rc == 0) {
		q.object = ans.object;
		q.bytes = ans.total;
		q.received_at = ans.received_at;
		rc = parser_judge(r->parser, r->step, &ans, &j, &why);
		q.state = j.state;
		q.reason = j.state == STATE_OK ? NULL : j.reason;
		q.is_absent = j.is_absent;
	}
	if (rc == -1 && run_is_ours(&why) && q.object != NULL) {
		*e = why;
		return -1;
	}
	if (rc == -1)
		set_failed(r, &q, &why);
	record_request(r, &q);
	return parser_answer(
	    r->parser, r->step, &q, q.object == NULL ? NULL : &ans, e);
}

static int
take_none(struct run *r, const struct plan *p, enum state s, const char *reason,
    struct error *e)
{
	struct request q = request_of(r, p, p->glob == NULL ? "" : p->glob);

	q.method = NULL;
	q.state = s;
	q.reason = reason;
	record_request(r, &q);
	return parser_answer(r->parser, r->step, &q, NULL, e);
}

static int
take_glob(struct run *r, const struct plan *p, struct error *e)
{
	const char **names;
	struct error why = {0};
	size_t n = 0;

	if (p->state != STATE_OK)
		return take_none(r, p, p->state, p->reason, e);
	if (file_glob(r->a, r->sys->dir, p->glob, &names, &n, &why) == -1)
		return take_none(r, p,
		    why.kind == ERR_INPUT ? STATE_NOT_FOUND : STATE_FAILED,
		    text_of(r->a, why.what).s, e);
	if (n == 0)
		return take_none(r, p, STATE_NOT_FOUND,
		    arena_printf(
			r->a, "no file matches '%s'", text_of(r->a, p->glob).s),
		    e);
	for (size_t i = 0; i < n; i++)
		if (take_file(r, p, names[i], e) == -1)
			return -1;
	return 0;
}

int
files_step(struct run *r, const struct plan *plans, size_t n, struct error *e)
{
	for (size_t i = 0; i < n; i++)
		if (take_glob(r, &plans[i], e) == -1)
			return -1;
	return 0;
}
