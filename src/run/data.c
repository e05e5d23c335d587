/*
 * Where the rules, connectors and templates lie, and reading them.  They are
 * plain files below one folder: of the repository, of the installation, of
 * --data, or of a package's data/inputs.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "ext/crypto.h"
#include "run/internal.h"

const char *
digest_of(struct arena *a, const void *bytes, size_t n)
{
	char hex[SHA256_HEX];

	sha256_hex(bytes, n, hex);
	return arena_dup(a, hex);
}

int
data_read(struct arena *a, const char *path, const char **out, size_t *n,
    struct error *e)
{
	char *bytes = NULL;

	*out = NULL;
	if (file_read(path, RUN_FILE_MAX, &bytes, n, e) == -1)
		return -1;
	*out = arena_ndup(a, bytes, *n);
	free(bytes);
	return 0;
}

static bool
has_rules(struct arena *a, const char *dir)
{
	return file_is_dir(file_join(a, dir, "controls/checks")) &&
	       file_is_dir(file_join(a, dir, "mappings/sources"));
}

const char *
program_dir(struct arena *a)
{
	char path[4096];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);
	char *slash;

	if (n <= 0)
		return NULL;
	path[n] = '\0';
	slash = strrchr(path, '/');
	if (slash == NULL)
		return NULL;
	*slash = '\0';
	return arena_dup(a, path);
}

int
run_find_data(struct arena *a, const struct run_opts *o, const char **out,
    struct error *e)
{
	static const char *const beside[] = {"../share/dossier", "..", NULL};
	const char *program = program_dir(a);

	*out = NULL;
	if (o->data != NULL) {
		if (has_rules(a, o->data)) {
			*out = o->data;
			return 0;
		}
		err_set(e, ERR_INPUT, o->data,
		    "no controls/checks and mappings/sources in this folder");
		err_hint(e, "--data names a folder like the one dossier was "
			    "installed with");
		return -1;
	}
	for (size_t i = 0; program != NULL && beside[i] != NULL; i++) {
		*out = file_join(a, program, beside[i]);
		if (has_rules(a, *out))
			return 0;
	}
	if (has_rules(a, DOSSIER_DATADIR)) {
		*out = DOSSIER_DATADIR;
		return 0;
	}
	*out = NULL;
	err_set(e, ERR_INPUT, DOSSIER_DATADIR, "the rules are not there");
	err_hint(e, "install dossier with 'make install', or name the folder "
		    "with --data");
	return -1;
}

int
data_connectors(struct arena *a, const char *data, struct connector_set **out,
    struct error *e)
{
	const char *dir = file_join(a, data, "mappings/sources"), **names;
	struct connector_file *files;
	size_t n;

	if (file_glob(a, dir, "*.yml", &names, &n, e) == -1)
		return -1;
	files = arena_array(a, n, sizeof(*files));
	for (size_t i = 0; i < n; i++) {
		struct connector_file *f = &files[i];

		f->name = arena_ndup(a, names[i], strlen(names[i]) - 4);
		f->file = arena_printf(a, "mappings/sources/%s", names[i]);
		if (data_read(a, file_join(a, dir, names[i]), &f->bytes, &f->n,
			e) == -1)
			return -1;
		f->sha256 = digest_of(a, f->bytes, f->n);
	}
	return connectors_load(a, files, n, out, e);
}

static int
no_connector(const struct connector_set *set, const struct source_conf *src,
    struct error *e)
{
	enum { MOST = 256 };
	const char *words[MOST + 1];
	const char *near;
	size_t n = 0;

	for (; n < MOST && connector_at(set, n) != NULL; n++)
		words[n] = connector_name(connector_at(set, n));
	words[n] = NULL;
	near = err_nearest(src->connector, words);
	err_at(e, "sys-connector", "system.yml", src->line, src->column,
	    "source '%s': there is no connector '%s'", src->id, src->connector);
	if (near != NULL)
		err_hint(e, "did you mean '%s'?", near);
	else
		err_hint(e, "'dossier sources' lists the connectors");
	return -1;
}

/* "conmon, model-card": documents that have a template of ours. */
static const char *
document_names(struct arena *a, const char *data)
{
	const char **names, *out = "none";
	struct error e = {0};
	size_t n;

	if (file_glob(a, file_join(a, data, "templates/documents"), "*.md",
		&names, &n, &e) == -1)
		return out;
	for (size_t i = 0; i < n; i++)
		out = arena_printf(a, "%s%s%.*s", i == 0 ? "" : out,
		    i == 0 ? "" : ", ", (int)strlen(names[i]) - 3, names[i]);
	return out;
}

/* Each document has a template, of the system or of ours. */
int
data_check_documents(struct arena *a, const char *data,
    const struct system *sys, struct error *e)
{
	const struct data *at;

	for (size_t i = 0; i < sys->ndocuments; i++) {
		const char *name = arena_printf(
		    a, "templates/documents/%s.md", sys->documents[i]);

		if (file_exists(file_join(a, data, name)) ||
		    file_exists(file_join(a, sys->dir, name)))
			continue;
		at = &sys->documents_at->items[i];
		err_at(e, "sys-template", "system.yml", at->line, at->column,
		    "there is no template '%s'", name);
		err_hint(e, "this release writes: %s", document_names(a, data));
		return -1;
	}
	return 0;
}

int
data_check_source(const struct project *p, size_t source, struct error *e)
{
	const struct source_conf *src = &p->system->sources[source];
	const struct connector *c =
	    connector_find(p->connectors, src->connector);

	if (c == NULL)
		return no_connector(p->connectors, src, e);
	return connector_check_source(c, src, p->system, e);
}

int
data_check_system(struct arena *a, const struct project *p, struct error *e)
{
	for (size_t i = 0; i < p->system->nsources; i++)
		if (data_check_source(p, i, e) == -1)
			return -1;
	if (data_check_documents(a, p->data, p->system, e) == -1)
		return -1;
	return rules_check_thresholds(p->rules, p->system, e);
}
