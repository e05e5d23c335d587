/*
 * What the newest snapshot already has: answers with an ETag, so that a GET can
 * be asked with If-None-Match and the bytes of the store stand for it when the
 * server says 304 (ANSWERS, conditional GET).  Refuses nothing: what does not
 * read is asked whole.
 */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "gather/parts.h"

enum { SNAPSHOT_MAX = 256 << 20 };

struct known {
	const char *source;
	const struct request *request;
};

struct earlier {
	struct known *items; /* by source and url */
	size_t n;
};

static int
cmp(const void *x, const void *y)
{
	const struct known *a = x, *b = y;
	int c = strcmp(a->source, b->source);

	return c != 0 ? c : strcmp(a->request->url, b->request->url);
}

static bool
is_usable(const struct request *q)
{
	return q->etag != NULL && q->object != NULL && q->url != NULL &&
	       q->received_at != NULL && q->state == STATE_OK &&
	       q->status == 200 && q->keep != KEEP_DIGEST && q->body == NULL &&
	       q->method != NULL && strcmp(q->method, "GET") == 0;
}

static void
add_all(struct arena *a, struct earlier *x, const struct snapshot *s)
{
	size_t most = 0;

	for (size_t i = 0; i < s->nsources; i++)
		most += s->sources[i].nrequests;
	x->items = arena_array(a, most + 1, sizeof(*x->items));
	for (size_t i = 0; i < s->nsources; i++)
		for (size_t k = 0; k < s->sources[i].nrequests; k++)
			if (is_usable(&s->sources[i].requests[k]))
				x->items[x->n++] =
				    (struct known){s->sources[i].id,
					&s->sources[i].requests[k]};
	qsort(x->items, x->n, sizeof(*x->items), cmp);
}

struct earlier *
earlier_load(struct arena *a, struct store *st, struct log *log)
{
	struct earlier *x = arena_alloc(a, sizeof(*x));
	struct error why = {0};
	struct snapshot *s;
	const char *path = store_newest_snapshot(st, a, &why);
	char *bytes = NULL;
	size_t n;

	if (path == NULL)
		return x;
	if (file_read(path, SNAPSHOT_MAX, &bytes, &n, &why) == -1 ||
	    snapshot_parse(a, path, bytes, n, &s, &why) == -1)
		log_line(log, LOG_WARNING, NULL,
		    "the newest snapshot is passed over: %s", why.what);
	else
		add_all(a, x, s);
	free(bytes);
	return x;
}

const struct request *
earlier_find(const struct earlier *x, const char *source, const struct plan *p)
{
	struct request wanted = {.url = p->url};
	struct known key = {source, &wanted}, *found;

	/* A site's own headers may choose the answer: then it is asked whole.
	 */
	if (x->n == 0 || p->nheaders > 0 || p->body != NULL ||
	    p->keep == KEEP_DIGEST || strcmp(p->method, "GET") != 0)
		return NULL;
	found = bsearch(&key, x->items, x->n, sizeof(*x->items), cmp);
	return found == NULL ? NULL : found->request;
}
