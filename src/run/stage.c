/*
 * A package's data/: what was derived, what it was derived from, and the
 * pages.  Files are made once, in a folder of our own; nothing is overwritten.
 */
#include "run/stage.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "ext/json.h"
#include "extract/parse.h"
#include "oscal/oscal.h"
#include "render/render.h"

static int
put(struct stage *st, const char *name, const void *bytes, size_t n,
    struct error *e)
{
	const char *path = file_join(st->a, st->dir, name);

	if (file_mkdirs_for(path, e) == -1)
		return -1;
	return file_create(path, bytes, n, e);
}

static int
put_buf(
    struct stage *st, const char *name, const struct buf *b, struct error *e)
{
	return put(st, name, buf_str(b), b->len, e);
}

/* One input: copied below data/inputs, its digest in the statement. */
static int
put_input(struct stage *st, const char *from, const char *name, struct error *e)
{
	const char *bytes;
	size_t n;

	if (data_read(st->a, from, &bytes, &n, e) == -1 ||
	    put(st, file_join(st->a, "data/inputs", name), bytes, n, e) == -1)
		return -1;
	mem_push(
	    &st->inputs, st->ninputs, &st->cap_inputs, sizeof(st->inputs[0]));
	st->inputs[st->ninputs++] =
	    (struct seal_input){.name = file_join(st->a, "inputs", name),
		.sha256 = digest_of(st->a, bytes, n)};
	return 0;
}

/* A template of the system stands in for ours. */
static bool
is_put(const struct stage *st, const char *name)
{
	for (size_t i = 0; i < st->ninputs; i++)
		if (strcmp(st->inputs[i].name,
			file_join(st->a, "inputs", name)) == 0)
			return true;
	return false;
}

/* Every regular file below base/sub, under the same names. */
static int
put_inputs(struct stage *st, const char *base, const char *sub, struct error *e)
{
	const char *dir = file_join(st->a, base, sub);
	struct file_entry *list;
	bool is_there;
	size_t n;

	if (file_look_dir(dir, &is_there, e) == -1)
		return -1;
	if (!is_there)
		return 0;
	if (file_walk(st->a, dir, &list, &n, e) == -1)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (list[i].type != FILE_REGULAR ||
		    is_put(st, file_join(st->a, sub, list[i].name)))
			continue;
		if (put_input(st, file_join(st->a, dir, list[i].name),
			file_join(st->a, sub, list[i].name), e) == -1)
			return -1;
	}
	return 0;
}

static int
cmp_input(const void *a, const void *b)
{
	const struct seal_input *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static int
stage_inputs(struct stage *st, struct error *e)
{
	const char *sys = st->p->system->dir;
	const char *file = file_join(st->a, sys, "system.yml");

	if (put_input(st, file, "system.yml", e) == -1 ||
	    put_inputs(st, sys, "statements", e) == -1 ||
	    put_inputs(st, sys, "poam", e) == -1 ||
	    put_inputs(st, sys, "templates", e) == -1 ||
	    put_inputs(st, st->p->data, "controls", e) == -1 ||
	    put_inputs(st, st->p->data, "mappings", e) == -1 ||
	    put_inputs(st, st->p->data, "templates", e) == -1)
		return -1;
	qsort(st->inputs, st->ninputs, sizeof(st->inputs[0]), cmp_input);
	return 0;
}

static int
put_object(struct stage *st, const struct request *r, struct error *e)
{
	const char *name = file_join(st->a, "data/evidence/objects", r->object);
	const char *to = file_join(st->a, st->dir, name);
	const char *from = store_path(st->p->store, st->a, r->object);
	bool is_there;
	size_t n;

	/* The same bytes may have been received twice. */
	if (file_look(to, &is_there, e) == -1)
		return -1;
	if (is_there)
		return 0;
	/* Not there, or not what its name says: its facts are UNKNOWN. */
	if (from == NULL || store_get(st->p->store, r->object, &n, e) == NULL) {
		err_clear(e);
		return 0;
	}
	if (file_mkdirs_for(to, e) == -1)
		return -1;
	return file_copy(from, to, e);
}

static int
stage_evidence(struct stage *st, struct error *e)
{
	const struct snapshot *s = st->p->snapshot;

	for (size_t i = 0; i < s->nsources; i++)
		for (size_t k = 0; k < s->sources[i].nrequests; k++) {
			const struct request *r = &s->sources[i].requests[k];

			if (r->object != NULL && r->keep == KEEP_BODY &&
			    put_object(st, r, e) == -1)
				return -1;
		}
	return 0;
}

/* What the parsers could not do; null where the kernel or build has it not. */
static struct json *
sandbox_json(const struct sandbox *s)
{
	struct json *j;

	if (s == NULL)
		return json_none(); /* nothing was read */
	j = json_map();
	json_put_bool(j, "seccomp", s->has_seccomp);
	if (s->landlock > 0)
		json_put_int(j, "landlock", s->landlock);
	else
		json_put(j, "landlock", json_none());
	if (s->memory_bytes > 0)
		json_put_int(j, "memory_limit_bytes", s->memory_bytes);
	else
		json_put(j, "memory_limit_bytes", json_none());
	json_put_int(j, "cpu_limit_seconds", SANDBOX_CPU_S);
	return j;
}

/* Who made it; outside the content digest. */
static void
tool_format(const struct stage *st, struct buf *out)
{
	struct json *j = json_map();

	json_put_text(j, "format", "dossier-tool/1");
	json_put_text(j, "name", "dossier");
	json_put_text(j, "version", DOSSIER_VERSION);
	json_put_text(j, "oscal_schema",
	    st->schema == NULL ? "not installed" : OSCAL_SCHEMA_SHA256);
	json_put(j, "sandbox", sandbox_json(parsers_sandbox(st->p->parsers)));
	json_format(j, out);
	json_free(j);
}

int
stage_data(struct stage *st, struct error *e)
{
	struct buf b = {0};
	int rc = -1;

	facts_format(st->p->facts, &b);
	if (put_buf(st, "data/facts.json", &b, e) == -1)
		goto out;
	buf_reset(&b);
	assessment_format(&st->p->assessment, &b);
	if (put_buf(st, "data/assessment.json", &b, e) == -1)
		goto out;
	buf_reset(&b);
	poam_format(&st->p->poam, &b);
	if (put_buf(st, "data/poam.json", &b, e) == -1)
		goto out;
	buf_reset(&b);
	snapshot_format(st->p->snapshot, &b);
	if (put_buf(st, "data/snapshot.json", &b, e) == -1)
		goto out;
	buf_reset(&b);
	tool_format(st, &b);
	if (put_buf(st, "data/tool.json", &b, e) == -1)
		goto out;
	if (stage_inputs(st, e) == -1 || stage_evidence(st, e) == -1)
		goto out;
	rc = 0;
out:
	buf_free(&b);
	return rc;
}

static int
put_pages(struct stage *st, const struct site *site, struct error *e)
{
	struct buf b = {0};
	int rc = -1;

	for (size_t i = 0; i < site->npages; i++) {
		buf_reset(&b);
		render_html(site->pages[i], &b);
		if (put_buf(st,
			file_join(st->a, "data/site", site->pages[i]->path), &b,
			e) == -1)
			goto out;
	}
	buf_reset(&b);
	render_package_css(site->pages[0]->chrome, &b);
	if (put_buf(st, "data/site/package.css", &b, e) == -1)
		goto out;
	rc = 0;
out:
	buf_free(&b);
	return rc;
}

int
stage_site(struct stage *st, struct error *e)
{
	const struct project *p = st->p;
	struct compose_in in = {.system = p->system,
	    .facts = p->facts,
	    .statements = p->statements,
	    .rules = p->rules,
	    .assessment = &p->assessment,
	    .poam = &p->poam,
	    .package = st->package,
	    .is_draft = st->o->is_draft,
	    .is_complete = run_is_complete(p),
	    .is_unchecked = st->schema == NULL,
	    .is_unprinted = p->is_unprinted,
	    .datadir = p->data};
	struct site site;
	const char *css;
	size_t n;

	if (views_make(st->a, p, &in.views, &in.nviews, e) == -1 ||
	    compose_site(st->a, &in, &site, e) == -1 ||
	    put_pages(st, &site, e) == -1 || stage_pdf(st, &site, e) == -1)
		return -1;
	if (data_read(st->a, file_join(st->a, p->data, "templates/style.css"),
		&css, &n, e) == -1)
		return -1;
	return put(st, "data/site/style.css", css, n, e);
}
