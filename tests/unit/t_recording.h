/*
 * For t_session_recorded.c: a recording that answers requests, and gather and
 * derive in small over it.
 */
#ifndef T_RECORDING_H
#define T_RECORDING_H

#include "extract/extract.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/file.h"
#include "ext/crypto.h"
#include "test.h"

enum { EXCHANGES_MAX = 2000, REQUESTS_MAX = 4000, PATH_TEXT = 4096 };

struct exchange {
	const char *key; /* method, path, query in order, body; no page sizes */
	int status;
	const char *body_file;
	const char *bytes;
	size_t n;
	char sha256[SHA256_HEX];
	bool is_read;
};

struct world {
	struct arena *a;
	const char *dir;
	struct exchange *items;
	size_t n;
	struct request *requests;
	struct answer *answers;
	size_t nrequests;
	size_t missing;
	size_t pages, folders;
};

static const char *
shared_dir(void)
{
	const char *dir = getenv("DOSSIER_SHARED");

	return dir == NULL ? "../shared" : dir;
}

/* ---- The recording ------------------------------------------------------ */

static int
by_text(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' ? c - 'a' + 10 : c - 'A' + 10;
}

static void
put_decoded(struct buf *b, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (s[i] == '%' && i + 2 < n) {
			buf_putc(b, (char)(hex_value(s[i + 1]) * 16 +
					   hex_value(s[i + 2])));
			i += 2;
		} else {
			buf_putc(b, s[i] == '+' ? ' ' : s[i]);
		}
	}
}

static void
put_query(struct arena *a, struct buf *b, const char *query)
{
	const char *parts[32];
	size_t n = 0;

	while (query != NULL && *query != '\0' && n < 32) {
		size_t len = strcspn(query, "&");
		struct buf one = {0};

		put_decoded(&one, query, len);
		if (strncmp(buf_str(&one), "max_results=", 12) != 0)
			parts[n++] = arena_dup(a, buf_str(&one));
		buf_free(&one);
		query += len + (query[len] == '&');
	}
	qsort(parts, n, sizeof(parts[0]), by_text);
	for (size_t i = 0; i < n; i++)
		buf_printf(b, " %s", parts[i]);
}

/* JSON with sorted members and no page sizes. */
static void
put_json(struct arena *a, struct buf *b, const struct tree *t, size_t node)
{
	const char *parts[64];
	size_t n = 0, len;
	enum node_type type = tree_type(t, node);

	if (type != NODE_OBJECT && type != NODE_ARRAY) {
		const char *s = tree_text(t, node, &len);

		buf_printf(b, "%d:%s", (int)type, s == NULL ? "" : s);
		return;
	}
	for (size_t c = tree_child(t, node); c != 0 && n < 64;
	     c = tree_next(t, c)) {
		struct buf one = {0};
		const char *key =
		    type == NODE_OBJECT ? tree_key(t, c, &len) : "";

		if (strcmp(key, "max_results") != 0) {
			buf_printf(&one, "%s=", key);
			put_json(a, &one, t, c);
			parts[n++] = arena_dup(a, buf_str(&one));
		}
		buf_free(&one);
	}
	if (type == NODE_OBJECT)
		qsort(parts, n, sizeof(parts[0]), by_text);
	buf_puts(b, "{");
	for (size_t i = 0; i < n; i++)
		buf_printf(b, "%s,", parts[i]);
	buf_puts(b, "}");
}

/* "METHOD path query body" as it is compared. */
static const char *
make_key(
    struct arena *a, const char *method, const char *target, const char *body)
{
	struct buf b = {0};
	struct error e = {0};
	struct tree *t = NULL;
	size_t n = strcspn(target, "?");
	const char *out;

	buf_printf(&b, "%s ", method);
	put_decoded(&b, target, n);
	put_query(a, &b, target[n] == '?' ? target + n + 1 : NULL);
	if (body != NULL &&
	    json_read(a, body, strlen(body), false, &t, &e) == 0) {
		buf_puts(&b, " ");
		put_json(a, &b, t, 0);
	}
	out = arena_dup(a, buf_str(&b));
	buf_free(&b);
	return out;
}

static const char *
member(const struct tree *t, size_t node, const char *key)
{
	size_t n, m = tree_member(t, node, key, strlen(key));

	return m == 0 ? NULL : tree_text(t, m, &n);
}

static bool
read_recording(struct world *w, const char *name, const char *source)
{
	char path[PATH_TEXT], *index = NULL;
	size_t n = 0;
	struct error e = {0};

	snprintf(path, sizeof(path), "%s/recordings/%s/%s", shared_dir(), name,
	    source);
	w->dir = arena_dup(w->a, path);
	snprintf(path, sizeof(path), "%s/index.jsonl", w->dir);
	if (file_read(path, 64 << 20, &index, &n, &e) == -1)
		return false;
	w->items = arena_array(w->a, EXCHANGES_MAX, sizeof(*w->items));
	w->requests = arena_array(w->a, REQUESTS_MAX, sizeof(*w->requests));
	w->answers = arena_array(w->a, REQUESTS_MAX, sizeof(*w->answers));
	for (const char *s = index; *s != '\0' && w->n < EXCHANGES_MAX;) {
		size_t len = strcspn(s, "\n");
		struct tree *t = NULL;
		struct exchange *x = &w->items[w->n++];
		const char *line = arena_ndup(w->a, s, len);

		CHECK(json_read(w->a, line, len, false, &t, &e) == 0);
		x->key = make_key(w->a, member(t, 0, "method"),
		    member(t, 0, "target"), member(t, 0, "request_body"));
		if (member(t, 0, "host") != NULL)
			x->key = "another host";
		x->status = (int)strtol(member(t, 0, "status"), NULL, 10);
		x->body_file = member(t, 0, "body");
		s += len + (s[len] == '\n');
	}
	free(index);
	return true;
}

static const struct exchange *
find_exchange(struct world *w, const struct plan *p)
{
	const char *target = strstr(p->url, ".example") + strlen(".example");
	const char *key = make_key(w->a, p->method, target, p->body);

	for (size_t i = 0; i < w->n; i++) {
		struct exchange *x = &w->items[i];
		struct error e = {0};
		char path[PATH_TEXT], *bytes = NULL;

		if (strcmp(x->key, key) != 0)
			continue;
		if (!x->is_read) {
			snprintf(
			    path, sizeof(path), "%s/%s", w->dir, x->body_file);
			CHECK(
			    file_read(path, 64 << 20, &bytes, &x->n, &e) == 0);
			x->bytes = arena_ndup(w->a, bytes, x->n);
			free(bytes);
			sha256_hex(x->bytes, x->n, x->sha256);
			x->is_read = true;
		}
		return x;
	}
	printf("not recorded: %s\n", key);
	w->missing++;
	return NULL;
}

static const char *
get_object(void *ctx, const char *sha256, size_t *n)
{
	struct world *w = ctx;

	for (size_t i = 0; i < w->n; i++)
		if (w->items[i].is_read &&
		    strcmp(w->items[i].sha256, sha256) == 0) {
			*n = w->items[i].n;
			return w->items[i].bytes;
		}
	return NULL;
}

/* ---- Gather and derive, in small ---------------------------------------- */

static void
give(struct world *w, struct session *s, size_t step, const struct plan *p,
    const struct answer *ans, const struct judgement *j, int page)
{
	struct request *r = &w->requests[w->nrequests];
	struct error e = {0};

	*r = (struct request){.step = session_step(s, step),
	    .bound = p->bound,
	    .nbound = p->nbound,
	    .method = p->method,
	    .url = p->url,
	    .body = p->body,
	    .page = page,
	    .status = ans == NULL ? 0 : ans->status,
	    .state = j->state,
	    .reason = j->reason,
	    .is_absent = j->is_absent,
	    .keep = p->keep,
	    .object = ans == NULL ? NULL : ans->object};
	if (ans != NULL)
		w->answers[w->nrequests] = *ans;
	w->nrequests++;
	CHECK(session_answer(s, step, r, ans, &e) == 0);
}

/* One request with its pages; folders below it by `todo`. */
static void
ask(struct world *w, struct session *s, size_t step, const struct plan *p,
    int depth)
{
	const struct plan *next = NULL, *more = NULL;
	struct judgement j = {.state = p->state, .reason = p->reason};
	struct error e = {0};
	size_t n = 0;

	for (int page = 1; p != NULL && page < 50; page++) {
		const struct exchange *x =
		    p->state == STATE_OK ? find_exchange(w, p) : NULL;
		struct answer ans = {.received_at = "2026-11-23T12:00:00Z"};
		struct asked asked = {step, p, &ans, NULL, page};

		if (x == NULL) {
			give(w, s, step, p, NULL, &j, page);
			return;
		}
		ans.object = x->sha256;
		ans.bytes = p->keep == KEEP_DIGEST ? NULL : x->bytes;
		ans.n = x->n;
		ans.total = (int64_t)x->n;
		ans.status = x->status;
		CHECK(session_judge(s, step, &ans, &j, &e) == 0);
		give(w, s, step, p, &ans, &j, page);
		if (j.state != STATE_OK)
			return;
		CHECK(session_descend(s, &asked, &more, &n, &j, &e) == 0);
		for (size_t i = 0; i < n && depth < 8; i++) {
			w->folders++;
			ask(w, s, step, &more[i], depth + 1);
		}
		CHECK(session_next_page(s, &asked, &next, &j, &e) == 0);
		CHECK(j.state == STATE_OK);
		w->pages += next != NULL;
		p = next;
	}
}

struct setup {
	struct connector_set *set;
	struct system sys;
	struct model_conf model;
	struct name_map names[1];
	struct source_conf src;
	struct snapshot times;
};

static bool
load_connectors(struct arena *a, struct connector_set **out)
{
	struct file_entry *entries = NULL;
	struct connector_file *files;
	struct error e = {0};
	size_t n = 0, k = 0;

	CHECK(file_list(a, "mappings/sources", &entries, &n, &e) == 0);
	files = arena_array(a, n + 1, sizeof(*files));
	for (size_t i = 0; i < n; i++) {
		char *bytes = NULL;
		size_t len = strlen(entries[i].name);

		if (len < 5 || strcmp(entries[i].name + len - 4, ".yml") != 0)
			continue;
		files[k].name = arena_ndup(a, entries[i].name, len - 4);
		files[k].file =
		    file_join(a, "mappings/sources", entries[i].name);
		CHECK(file_read(files[k].file, 1 << 20, &bytes, &files[k].n,
			  &e) == 0);
		files[k].bytes = arena_ndup(a, bytes, files[k].n);
		files[k].sha256 = "";
		free(bytes);
		k++;
	}
	if (connectors_load(a, files, k, out, &e) == -1) {
		printf("%s: %s\n  hint: %s\n", e.where, e.what, e.hint);
		return false;
	}
	return true;
}

static bool
set_up(
    struct arena *a, struct setup *u, const char *connector, const char *name)
{
	*u = (struct setup){0};
	u->names[0] = (struct name_map){connector, name};
	u->model.id = "triage";
	u->model.names = u->names;
	u->model.nnames = 1;
	u->sys.models = &u->model;
	u->sys.nmodels = 1;
	u->src.id = "registry";
	u->src.connector = connector;
	u->src.base = "https://mlflow.example/";
	u->src.zone = "UTC";
	u->times.now = "2026-11-23T12:00:00Z";
	u->times.from = "2026-10-01T00:00:00Z";
	u->times.to = "2026-10-31T23:59:59Z";
	return load_connectors(a, &u->set);
}

static struct session *
open_session(
    struct arena *a, struct setup *u, const char *model, struct world *w)
{
	struct session_in in = {
	    .connector = connector_find(u->set, u->src.connector),
	    .system = &u->sys,
	    .source = &u->src,
	    .times = &u->times,
	    .model = model,
	    .objects = {.get = get_object, .ctx = w}};
	struct session *s = NULL;
	struct error e = {0};

	CHECK(in.connector != NULL);
	CHECK(session_open(a, &in, &s, &e) == 0);
	return s;
}

static enum state
end_step(struct session *s, size_t step, struct row_list *rows)
{
	struct step_state out;
	struct error e = {0};

	CHECK(session_end_step(s, step, &out, rows, &e) == 0);
	if (out.state != STATE_OK && out.state != STATE_EMPTY)
		printf("%s: %s: %s\n", out.step, state_name(out.state),
		    out.reason == NULL ? "" : out.reason);
	return out.state;
}

__attribute__((unused)) static void
gather_all(struct world *w, struct session *s, struct row_list *rows,
    enum state *states)
{
	struct error e = {0};

	for (size_t i = 0; i < session_steps(s); i++) {
		const struct plan *plans = NULL;
		size_t n = 0;
		struct judgement why;

		CHECK(session_plan(s, i, &plans, &n, &why, &e) == 0);
		for (size_t k = 0; k < n; k++)
			ask(w, s, i, &plans[k], 0);
		states[i] = end_step(s, i, rows);
	}
}

__attribute__((unused)) static void
derive_all(struct world *w, struct session *s, struct row_list *rows,
    enum state *states)
{
	struct error e = {0};
	size_t at = 0;

	for (size_t i = 0; i < session_steps(s); i++) {
		while (at < w->nrequests &&
		       strcmp(w->requests[at].step, session_step(s, i)) == 0) {
			const struct request *r = &w->requests[at];

			CHECK(session_answer(s, i, r,
				  r->object == NULL ? NULL : &w->answers[at],
				  &e) == 0);
			at++;
		}
		states[i] = end_step(s, i, rows);
	}
	CHECK(at == w->nrequests);
}

#endif
