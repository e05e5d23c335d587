/*
 * Is there anything new since the current package?  Compared are verdicts,
 * rules, inputs, period, what became of each source, the facts but for those
 * of the package before, and the state of each item of the POA&M.  Not
 * compared: what was read of the package before, which differs for the second
 * package of a history, and items that open only because a second package
 * would be made.  An item that a date alone moves (a deviation that expired)
 * is new.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "ext/json.h"
#include "run/stage.h"

enum { FILE_MAX = 256 << 20 };

/* Do both folders hold the same bytes under this name? */
static bool
same_file(struct arena *a, const char *x, const char *y, const char *name)
{
	char *bx = NULL, *by = NULL;
	size_t nx, ny;
	struct error e = {0};
	bool same;

	same = file_read(file_join(a, x, name), FILE_MAX, &bx, &nx, &e) == 0 &&
	       file_read(file_join(a, y, name), FILE_MAX, &by, &ny, &e) == 0 &&
	       nx == ny && memcmp(bx, by, nx) == 0;
	free(bx);
	free(by);
	return same;
}

/* ---- The snapshot ------------------------------------------------------- */

static bool
is_read(enum state s)
{
	return s == STATE_OK || s == STATE_EMPTY;
}

/* A history that starts is as good as a package before that was read. */
static bool
same_previous(const struct snapshot *old, const struct snapshot *now)
{
	const struct source_state *x = previous_source(old);
	const struct source_state *y = previous_source(now);
	bool x_read = x == NULL || is_read(x->state);
	bool y_read = y == NULL || is_read(y->state);

	return x_read == y_read && (x_read || x->state == y->state);
}

static int
read_snapshot(struct arena *a, const char *package, struct snapshot **out)
{
	const char *path = file_join(a, package, "data/snapshot.json");
	struct error e = {0};
	char *bytes = NULL;
	size_t n;
	int rc;

	if (file_read(path, FILE_MAX, &bytes, &n, &e) == -1)
		return -1;
	rc = snapshot_parse(a, path, bytes, n, out, &e);
	free(bytes);
	return rc;
}

/* The period, and what became of each source. */
static bool
same_answers(const struct snapshot *old, const struct snapshot *now)
{
	const struct source_state *before = previous_source(old);
	size_t k = 0;

	if (strcmp(old->from, now->from) != 0 ||
	    strcmp(old->to, now->to) != 0 || !same_previous(old, now))
		return false;
	for (size_t i = 0; i < now->nsources; i++) {
		const struct source_state *s = &now->sources[i];

		if (s == previous_source(now))
			continue;
		if (k < old->nsources && &old->sources[k] == before)
			k++;
		if (k == old->nsources ||
		    strcmp(old->sources[k].id, s->id) != 0 ||
		    old->sources[k].state != s->state)
			return false;
		k++;
	}
	if (k < old->nsources && &old->sources[k] == before)
		k++;
	return k == old->nsources;
}

/* ---- Facts -------------------------------------------------------------- */

static void
own_facts(struct arena *a, const struct facts *f, struct buf *out)
{
	struct facts own = *f;
	const struct row **rows =
	    arena_array(a, f->nrows, sizeof(struct row *));

	own.nrows = 0;
	for (size_t i = 0; i < f->nrows; i++)
		if (strncmp(f->rows[i]->kind->name, "prior.", 6) != 0)
			rows[own.nrows++] = f->rows[i];
	own.rows = rows;
	facts_format(&own, out);
}

static bool
same_facts(struct stage *st, const struct snapshot *then, const char *current)
{
	const char *path = file_join(st->a, current, "data/facts.json");
	struct buf x = {0}, y = {0};
	struct error e = {0};
	struct facts *old;
	char *bytes = NULL;
	size_t n;
	bool same = false;

	if (same_file(st->a, st->dir, current, "data/facts.json"))
		return true;
	if (file_read(path, FILE_MAX, &bytes, &n, &e) == 0 &&
	    facts_parse(st->a, then, bytes, n, &old, &e) == 0) {
		own_facts(st->a, old, &x);
		own_facts(st->a, st->p->facts, &y);
		same = x.len == y.len && memcmp(x.data, y.data, x.len) == 0;
	}
	free(bytes);
	buf_free(&x);
	buf_free(&y);
	return same;
}

/* ---- POA&M -------------------------------------------------------------- */

static bool
has_text(const struct json *item, const char *key, const char *want)
{
	const char *text = json_get_text(item, key);

	return text != NULL && strcmp(text, want) == 0;
}

static bool
same_item(const struct json *old, const struct poam_item *x)
{
	return has_text(old, "id", x->id) && has_text(old, "uuid", x->uuid) &&
	       has_text(old, "state", poam_state_name(x->state)) &&
	       has_text(old, "due", x->due);
}

/* Both are sorted by number: every old item must be there, as it was. */
static bool
same_items(const struct json *root, const struct poam *now)
{
	const struct json *items = json_get(root, "items");
	size_t n = json_len(items), k = 0;

	if ((json_get_text(root, "why") == NULL) != (now->why == NULL))
		return false;
	for (size_t i = 0; i < now->n && k < n; i++)
		k += same_item(json_at(items, k), &now->items[i]);
	return k == n;
}

static bool
same_poam(struct stage *st, const char *current)
{
	const char *path = file_join(st->a, current, "data/poam.json");
	struct error e = {0};
	struct json *root = NULL;
	char *bytes = NULL;
	size_t n;
	bool same;

	same = file_read(path, FILE_MAX, &bytes, &n, &e) == 0 &&
	       json_load_bytes(path, bytes, n, FILE_MAX, &root, &e) == 0 &&
	       same_items(root, &st->p->poam);
	json_free(root);
	free(bytes);
	return same;
}

/* ---- The whole ---------------------------------------------------------- */

static bool
same_inputs(struct stage *st, const char *current)
{
	struct file_entry *old;
	struct error e = {0};
	size_t n, files = 0;

	if (file_walk(st->a, file_join(st->a, current, "data/inputs"), &old, &n,
		&e) == -1)
		return false;
	for (size_t i = 0; i < n; i++)
		files += old[i].type == FILE_REGULAR;
	if (files != st->ninputs)
		return false;
	for (size_t i = 0; i < st->ninputs; i++)
		if (!same_file(st->a, st->dir, current,
			file_join(st->a, "data", st->inputs[i].name)))
			return false;
	return true;
}

bool
stage_is_unchanged(struct stage *st, const char *current)
{
	struct snapshot *old;

	return current != NULL && read_snapshot(st->a, current, &old) == 0 &&
	       same_file(st->a, st->dir, current, "data/assessment.json") &&
	       same_file(st->a, st->dir, current, "data/tool.json") &&
	       same_answers(old, st->p->facts->snapshot) &&
	       same_inputs(st, current) && same_poam(st, current) &&
	       same_facts(st, old, current);
}
