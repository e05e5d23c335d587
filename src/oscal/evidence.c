/*
 * What verdicts rest on: the objects their facts stood in, the files people
 * wrote, and what was made of them.  An object is named by its digest; whether
 * its bytes are in the package, only the list of files says.
 */
#include <stdlib.h>
#include <string.h>

#include "oscal/internal.h"

enum { SHA_DIGITS = 64 };

static int
by_key(const void *left, const void *right)
{
	const struct evidence *l = left, *r = right;

	return strcmp(l->key, r->key);
}

static int
by_name(const void *left, const void *right)
{
	const struct oscal_file *l = left, *r = right;

	return strcmp(l->name, r->name);
}

static const struct oscal_file *
file_find(const struct maker *m, const char *name)
{
	const struct oscal_file key = {.name = name};

	if (m->in->nfiles == 0)
		return NULL;
	return bsearch(&key, m->in->files, m->in->nfiles, sizeof(key), by_name);
}

/* ---- Objects ------------------------------------------------------------ */

static const char *
later(const char *a, const char *b)
{
	if (a == NULL || (b != NULL && strcmp(a, b) < 0))
		return b;
	return a;
}

static struct evidence
object_evidence(const struct maker *m, const struct source_state *src,
    const struct request *r)
{
	const char *name = arena_printf(m->a, "evidence/objects/%s", r->object);
	struct evidence ev = {.key = r->object,
	    .sha256 = r->object,
	    .source = src->id,
	    .step = r->step,
	    .keep = keep_name(r->keep),
	    .received_at = later(r->received_at, r->confirmed_at)};

	ev.name = file_find(m, name) == NULL ? NULL : name;
	ev.is_asserted = strcmp(src->connector, "records") == 0;
	ev.title = arena_printf(m->a, "Evidence of %s/%s", src->id, r->step);
	ev.description = arena_printf(m->a, "%s %s",
	    r->method == NULL ? "not asked:" : r->method,
	    r->url == NULL ? "" : r->url);
	return ev;
}

/* One of each: the same bytes, received again, are newer evidence. */
static void
merge(struct maker *m)
{
	size_t n = 0;

	qsort(m->evidence, m->nevidence, sizeof(m->evidence[0]), by_key);
	for (size_t i = 0; i < m->nevidence; i++) {
		struct evidence *ev = &m->evidence[i];

		if (n > 0 && strcmp(m->evidence[n - 1].key, ev->key) == 0) {
			m->evidence[n - 1].received_at = later(
			    m->evidence[n - 1].received_at, ev->received_at);
			continue;
		}
		m->evidence[n++] = *ev;
	}
	m->nevidence = n;
	for (size_t i = 0; i < n; i++)
		m->evidence[i].uuid =
		    maker_uuid(m, "evidence", m->evidence[i].key);
}

/* ---- Files -------------------------------------------------------------- */

static struct evidence
file_evidence(
    struct maker *m, const char *name, const char *title, const char *words)
{
	const struct oscal_file *f = file_find(m, name);

	return (struct evidence){.key = name,
	    .name = f == NULL ? NULL : name,
	    .sha256 = f == NULL ? NULL : f->sha256,
	    .title = title,
	    .description = words};
}

static struct evidence
statement_evidence(struct maker *m, const struct statement *s)
{
	struct evidence ev =
	    file_evidence(m, arena_printf(m->a, "inputs/%s", s->file),
		arena_printf(m->a, "Statement '%s' of %s", s->key, s->subject),
		arena_printf(m->a, "Declared by %s on %s.",
		    s->owner == NULL ? "nobody named" : s->owner,
		    s->date == NULL ? "no date" : s->date));

	ev.is_asserted = true;
	ev.sha256 = s->sha256;
	return ev;
}

static size_t
count_most(const struct maker *m)
{
	size_t n = m->in->nfiles + m->in->statements->n;

	for (size_t i = 0; i < m->snapshot->nsources; i++)
		n += m->snapshot->sources[i].nrequests;
	return n;
}

static bool
is_input(const char *name)
{
	return strncmp(name, "inputs/", 7) == 0 &&
	       strncmp(name, "inputs/statements/", 18) != 0;
}

void
maker_evidence(struct maker *m)
{
	const struct statements *st = m->in->statements;

	m->evidence =
	    arena_array(m->a, count_most(m) + 1, sizeof(m->evidence[0]));
	for (size_t i = 0; i < m->snapshot->nsources; i++) {
		const struct source_state *src = &m->snapshot->sources[i];

		for (size_t k = 0; k < src->nrequests; k++)
			if (src->requests[k].object != NULL)
				m->evidence[m->nevidence++] =
				    object_evidence(m, src, &src->requests[k]);
	}
	for (size_t i = 0; i < st->n; i++)
		if (st->items[i].file != NULL)
			m->evidence[m->nevidence++] =
			    statement_evidence(m, &st->items[i]);
	for (size_t i = 0; i < m->in->nfiles; i++)
		if (is_input(m->in->files[i].name))
			m->evidence[m->nevidence++] =
			    file_evidence(m, m->in->files[i].name,
				"Input of this package", m->in->files[i].name);
	merge(m);
	m->is_cited = arena_array(m->a, m->nevidence + 1, sizeof(bool));
}

/* ---- Finding it --------------------------------------------------------- */

static bool
evidence_find(const struct maker *m, const char *key, size_t *out)
{
	const struct evidence want = {.key = key}, *found;

	if (m->nevidence == 0)
		return false;
	found = bsearch(&want, m->evidence, m->nevidence, sizeof(want), by_key);
	if (found != NULL)
		*out = (size_t)(found - m->evidence);
	return found != NULL;
}

/* Whose bytes a locator speaks of: an object, or "input system.yml". */
static bool
locator_find(const struct maker *m, const char *at, size_t *out)
{
	char sha[SHA_DIGITS + 1];
	const char *end;

	if (strncmp(at, "input ", 6) == 0) {
		end = strstr(at, " > ");
		at += 6;
		return evidence_find(m,
		    arena_printf(m->a, "inputs/%.*s",
			(int)(end == NULL ? strlen(at) : (size_t)(end - at)),
			at),
		    out);
	}
	if (strnlen(at, SHA_DIGITS) < SHA_DIGITS)
		return false;
	memcpy(sha, at, SHA_DIGITS);
	sha[SHA_DIGITS] = '\0';
	return evidence_find(m, sha, out);
}

struct citing {
	const struct maker *m;
	struct cite *list; /* on the heap */
	size_t n, cap;
};

static void
cite_at(struct citing *c, const char *at, const struct basis *b)
{
	struct cite one = {.at = at, .basis = b};

	if (at == NULL || !locator_find(c->m, at, &one.evidence))
		return;
	one.order = c->n;
	mem_push(&c->list, c->n, &c->cap, sizeof(c->list[0]));
	c->list[c->n++] = one;
}

static void
cite_value(struct citing *c, const struct value *v, const struct basis *b)
{
	cite_at(c, v->at, b);
	for (size_t i = 0; i < v->nothers; i++)
		if (v->others[i].at != v->at)
			cite_at(c, v->others[i].at, b);
}

/* A row as a whole stands where its first field stood. */
static void
cite_basis(struct citing *c, const struct basis *b)
{
	if (b->field >= 0) {
		cite_value(c, &b->row->fields[b->field], b);
		return;
	}
	for (size_t i = 0; i < b->row->kind->nfields; i++)
		if (b->row->fields[i].at != NULL) {
			cite_value(c, &b->row->fields[i], b);
			return;
		}
}

static int
by_evidence(const void *left, const void *right)
{
	const struct cite *l = left, *r = right;

	if (l->evidence != r->evidence)
		return l->evidence < r->evidence ? -1 : 1;
	return (l->order > r->order) - (l->order < r->order);
}

void
evidence_cite(struct maker *m, const struct verdict *v, struct seen *out)
{
	struct citing c = {.m = m};

	for (size_t i = 0; i < v->nbasis; i++)
		cite_basis(&c, &v->basis[i]);
	for (size_t i = 0; i < v->nstatements; i++) {
		struct cite one = {.order = c.n};

		if (v->statements[i]->file == NULL ||
		    !evidence_find(m,
			arena_printf(m->a, "inputs/%s", v->statements[i]->file),
			&one.evidence))
			continue;
		mem_push(&c.list, c.n, &c.cap, sizeof(c.list[0]));
		c.list[c.n++] = one;
	}
	if (c.n > 0) {
		struct cite *kept = arena_array(m->a, c.n, sizeof(*kept));

		qsort(c.list, c.n, sizeof(c.list[0]), by_evidence);
		memcpy(kept, c.list, c.n * sizeof(*kept));
		out->cites = kept;
	}
	out->ncites = c.n;
	free(c.list);
}
