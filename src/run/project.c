/*
 * Opening what a command works on: a system's folder, or a package, whose
 * data/inputs and data/evidence have the same shape.
 */
#include <stdlib.h>
#include <string.h>

#include "assess/assess.h"
#include "base/file.h"
#include "extract/parse.h"
#include "render/render.h"
#include "run/internal.h"

bool
is_package(struct arena *a, const char *dir)
{
	return dir != NULL &&
	       file_exists(file_join(a, dir, "data/snapshot.json"));
}

const char *
out_dir(struct arena *a, const struct run_opts *o, const struct project *p)
{
	return file_join(a, o->out, p->system->id);
}

int
run_open(struct arena *a, const struct run_opts *o, struct project *p,
    struct error *e)
{
	const char *dir = o->dir;
	struct system *sys;
	struct rules *rules;
	struct connector_set *connectors;

	memset(p, 0, sizeof(*p));
	p->a = a;
	if (is_package(a, dir)) {
		dir = file_join(a, dir, "data/inputs");
		p->data = dir;
	} else if (run_find_data(a, o, &p->data, e) == -1) {
		return -1;
	}
	if (!file_exists(file_join(a, dir, "system.yml"))) {
		err_set(e, ERR_INPUT, dir, "there is no system.yml here");
		err_hint(e, "'dossier init %s' writes one to begin with", dir);
		return -1;
	}
	if (system_load(a, dir, &sys, e) == -1 ||
	    rules_load(a, p->data, &rules, e) == -1 ||
	    data_connectors(a, p->data, &connectors, e) == -1)
		return -1;
	p->system = sys;
	p->rules = rules;
	p->connectors = connectors;
	if (schema_find(a, p->data, &p->schema, e) == -1)
		return -1;
	p->is_unprinted = !o->is_pdfless && !fonts_are_there();
	if (data_check_system(a, p, e) == -1)
		return -1;
	/* Before any evidence or secret is read. */
	return parsers_start(
	    a, connectors, previous_system(a, sys), &p->parsers, e);
}

void
run_close(struct project *p)
{
	parsers_stop(p->parsers);
	p->parsers = NULL;
}

int
run_gather(struct arena *a, const struct run_opts *o, struct project *p,
    const char **path, struct error *e)
{
	struct gather_opts g = {.connectors = p->connectors,
	    .parsers = p->parsers,
	    .only = o->only,
	    .as_of = o->as_of,
	    .deadline = o->deadline,
	    .is_dry = o->is_dry,
	    .is_part = true,
	    .log = o->log};
	struct snapshot *s;

	*path = NULL;
	if (store_open(a, out_dir(a, o, p), &p->store, e) == -1 ||
	    gather_run(a, p->system, p->store, &g, &s, e) == -1)
		return -1;
	p->snapshot = s;
	if (o->is_dry)
		return 0;
	if (previous_gather(a, o, p, p->store, e) == -1)
		return -1;
	return store_put_snapshot(p->store, p->snapshot, path, e);
}

/* The snapshot file, and the folder with its objects. */
static int
find_snapshot(struct arena *a, const struct run_opts *o, struct project *p,
    const char **file, const char **objects, struct error *e)
{
	const char *from = o->from;

	if (from == NULL && is_package(a, o->dir))
		from = o->dir;
	if (from != NULL && is_package(a, from)) {
		*file = file_join(a, from, "data/snapshot.json");
		*objects = file_join(a, from, "data/evidence");
		return 0;
	}
	if (from != NULL && !file_is_dir(from)) {
		const char *slash = strrchr(from, '/');
		const char *dir =
		    slash == NULL ? "."
				  : arena_ndup(a, from, (size_t)(slash - from));

		*file = from;
		*objects = file_join(a, dir, "..");
		return 0;
	}
	*objects = from != NULL ? from : out_dir(a, o, p);
	*file = NULL;
	if (file_is_dir(file_join(a, *objects, "snapshots"))) {
		struct store *st;

		if (store_open_read(a, *objects, &st, e) == -1)
			return -1;
		*file = store_newest_snapshot(st, a, e);
		if (*file == NULL && e->kind != ERR_NONE)
			return -1;
	}
	if (*file != NULL)
		return 0;
	err_set(e, ERR_INPUT, *objects, "there is no snapshot of '%s' yet",
	    p->system->id);
	err_hint(e, "run 'dossier gather %s' first, or name one with --from",
	    o->dir);
	return -1;
}

/* Evidence says nothing of a time before it was asked for. */
static int
set_as_of(struct snapshot *s, const char *as_of, struct error *e)
{
	struct instant begun, t;

	if (time_parse(&begun, s->now, strlen(s->now)) == -1 ||
	    time_parse(&t, as_of, strlen(as_of)) == -1 ||
	    time_cmp(t, begun) < 0) {
		err_set(e, ERR_USAGE, "--as-of",
		    "'%s' lies before the snapshot was begun, at '%s'", as_of,
		    s->now);
		err_hint(e, "name a later time, or an older snapshot with "
			    "--from");
		return -1;
	}
	s->as_of = as_of;
	return 0;
}

static int
read_snapshot(struct arena *a, const char *file, struct project *p,
    const struct run_opts *o, struct error *e)
{
	struct snapshot *s;
	char *bytes = NULL;
	size_t n;
	int rc = -1;

	if (file_read(file, (size_t)64 << 20, &bytes, &n, e) == -1)
		return -1;
	if (snapshot_parse(a, file, bytes, n, &s, e) == -1)
		goto out;
	if (o->as_of != NULL && set_as_of(s, o->as_of, e) == -1)
		goto out;
	if (strcmp(s->system, p->system->id) != 0) {
		err_set(e, ERR_INPUT, file,
		    "is a snapshot of '%s', not of "
		    "'%s'",
		    s->system, p->system->id);
		goto out;
	}
	p->snapshot = s;
	rc = 0;
out:
	free(bytes);
	return rc;
}

int
project_snapshot(struct arena *a, const struct run_opts *o, struct project *p,
    struct error *e)
{
	const char *file, *objects;

	if (find_snapshot(a, o, p, &file, &objects, e) == -1 ||
	    read_snapshot(a, file, p, o, e) == -1 ||
	    store_open_read(a, objects, &p->store, e) == -1)
		return -1;
	/* A package has no vault of its own; its system may be beside it. */
	store_also(p->store, out_dir(a, o, p));
	return 0;
}

/* A package's own facts: its vault is elsewhere, so they are not derived. */
static int
read_facts(struct arena *a, const char *package, struct project *p,
    struct facts **out, struct error *e)
{
	char *bytes = NULL;
	size_t n;
	int rc;

	if (file_read(file_join(a, package, "data/facts.json"),
		(size_t)256 << 20, &bytes, &n, e) == -1)
		return -1;
	rc = facts_parse(a, p->snapshot, bytes, n, out, e);
	free(bytes);
	return rc;
}

/* A slip in system.yml: an alias of production that nothing has. */
static void
warn_of_aliases(const struct run_opts *o, const struct project *p)
{
	for (size_t i = 0; o->log != NULL && i < p->system->nmodels; i++) {
		const struct model_conf *m = &p->system->models[i];
		const char *key[2] = {m->id, m->alias};
		enum state state =
		    facts_listing(p->facts, "model.alias", m->id, NULL, NULL);

		if (m->alias == NULL ||
		    (state != STATE_OK && state != STATE_EMPTY) ||
		    facts_find(p->facts, "model.alias", key, 2) != NULL)
			continue;
		log_line(o->log, LOG_WARNING, NULL,
		    "system.yml: no version of model '%s' has the alias '%s' "
		    "that 'production' names: which version is in production "
		    "is not known",
		    m->id, m->alias);
	}
}

int
run_assess(struct arena *a, const struct run_opts *o, struct project *p,
    struct error *e)
{
	struct assess_in in;
	struct statements *st;
	struct poam_plans *plans;
	struct facts *facts;

	if (p->snapshot == NULL && project_snapshot(a, o, p, e) == -1)
		return -1;
	if (previous_source(p->snapshot) != NULL)
		p->system = previous_system(a, p->system);
	if ((is_package(a, o->dir) && o->from == NULL
		    ? read_facts(a, o->dir, p, &facts, e)
		    : derive_facts(a, p, &facts, e)) == -1 ||
	    statements_load(
		a, p->data, p->system, p->snapshot->as_of, &st, e) == -1 ||
	    poam_load(a, p->system, &plans, e) == -1)
		return -1;
	p->facts = facts;
	p->plans = plans;
	p->statements = st;
	warn_of_aliases(o, p);
	in = (struct assess_in){.system = p->system,
	    .facts = facts,
	    .statements = st,
	    .rules = p->rules};
	assess_run(a, &in, &p->assessment);
	assess_poam(a, &in, &p->assessment, plans, &p->poam);
	return 0;
}

bool
run_is_complete(const struct project *p)
{
	const struct snapshot *s = p->facts->snapshot;

	for (size_t i = 0; i < s->nsources; i++) {
		const struct source_state *src = &s->sources[i];

		if (src->state != STATE_OK && src->state != STATE_EMPTY &&
		    src->skip_owner == NULL)
			return false;
	}
	return p->schema != NULL && !p->is_unprinted;
}

bool
run_required_failed(const struct project *p)
{
	const struct snapshot *s = p->facts->snapshot;

	for (size_t i = 0; i < s->nsources; i++)
		if (s->sources[i].is_required &&
		    s->sources[i].state != STATE_OK &&
		    s->sources[i].state != STATE_EMPTY)
			return true;
	return false;
}
