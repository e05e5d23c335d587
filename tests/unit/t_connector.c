/*
 * Connectors as others see them: the shipped ones load, their kinds close,
 * their extensions work.  What is refused is in tests/invalid (con-*).
 */
#include "extract/extract.h"

#include <stdlib.h>

#include "base/file.h"
#include "test.h"

static struct arena *a;

static struct connector_set *
load_shipped(void)
{
	struct file_entry *entries = NULL;
	struct connector_set *set = NULL;
	struct connector_file *files;
	struct error e = {0};
	size_t n = 0;

	CHECK(file_list(a, "mappings/sources", &entries, &n, &e) == 0);
	files = arena_array(a, n + 1, sizeof(*files));
	for (size_t i = 0; i < n; i++) {
		char *bytes = NULL;
		size_t len = strlen(entries[i].name);

		CHECK(
		    len > 4 && strcmp(entries[i].name + len - 4, ".yml") == 0);
		files[i].name = arena_ndup(a, entries[i].name, len - 4);
		files[i].file =
		    file_join(a, "mappings/sources", entries[i].name);
		CHECK(file_read(files[i].file, 1 << 20, &bytes, &files[i].n,
			  &e) == 0);
		files[i].bytes = arena_ndup(a, bytes, files[i].n);
		files[i].sha256 = "abc";
		free(bytes);
	}
	if (connectors_load(a, files, n, &set, &e) == -1)
		printf("%s: %s\n", e.where, e.what);
	CHECK(set != NULL);
	return set;
}

static bool
has(const char *const *items, size_t n, const char *text)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(items[i], text) == 0)
			return true;
	return false;
}

static bool
is_sorted(const char *const *items, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (strcmp(items[i - 1], items[i]) >= 0)
			return false;
	return true;
}

static void
shipped(void)
{
	static const char *const files[] = {"evidently", "evidently-04",
	    "great-expectations", "cyclonedx", "evaluation", "dataset-manifest",
	    "sigstore-bundle", "spdx", "records", "prometheus-federate"};
	struct connector_set *set = load_shipped();
	struct file_entry *entries = NULL;
	const struct connector *c;
	struct error e = {0};
	size_t n, nfiles = 0;

	if (set == NULL)
		return;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		c = connector_find(set, files[i]);
		CHECK(c != NULL && connector_is_files(c));
	}
	c = connector_find(set, "mlflow");
	CHECK(c != NULL && !connector_is_files(c));
	CHECK(connector_find(set, "mlflo") == NULL);
	CHECK_STR(connector_name(c), "mlflow");
	CHECK_STR(connector_sha256(c), "abc");
	CHECK(strstr(connector_speaks(c), "MLflow REST 2.0") != NULL);
	for (n = 0; connector_at(set, n) != NULL; n++)
		;
	CHECK(file_list(a, "mappings/sources", &entries, &nfiles, &e) == 0);
	CHECK(n == nfiles);
}

static void
kinds_of_steps(void)
{
	struct connector_set *set = load_shipped();
	const struct connector *c = connector_find(set, "mlflow");
	const char *const *kinds;
	size_t n = 0;

	kinds = connector_step_kinds(c, "sbom", &n); /* with those of read */
	CHECK(n == 3 && is_sorted(kinds, n));
	CHECK(has(kinds, n, "model.artifact"));
	CHECK(has(kinds, n, "sbom.component"));
	CHECK(has(kinds, n, "sbom.document"));
	(void)connector_step_kinds(c, "files", &n);
	CHECK(n == 0);
	CHECK(connector_step_kinds(c, "none", &n) == NULL && n == 0);
	kinds = connector_kinds(c, &n);
	CHECK(is_sorted(kinds, n));
	CHECK(has(kinds, n, "registry.event"));
	CHECK(has(kinds, n, "monitor.sample"));
	kinds = connector_kinds(connector_find(set, "records"), &n);
	CHECK(n == 6 && has(kinds, n, "record.test"));
}

static void
too_many(void)
{
	struct connector_file *files = arena_array(a, 201, sizeof(*files));
	struct connector_set *set = NULL;
	struct error e = {0};

	CHECK(connectors_load(a, files, 201, &set, &e) == -1);
	CHECK(e.kind == ERR_LIMIT && set == NULL);
}

static void
sources(void)
{
	struct connector_set *set = load_shipped();
	struct name_map names[] = {{"registry", "benefits"}};
	struct model_conf model = {.id = "triage", .names = names, .nnames = 1};
	struct system sys = {.models = &model, .nmodels = 1};
	struct param given[] = {{.name = "owner_tag", .text = "team"}};
	struct source_conf src = {.id = "registry",
	    .connector = "mlflow",
	    .base = "https://mlflow.example",
	    .auth = AUTH_BASIC,
	    .params = given,
	    .nparams = 1};
	const struct connector *c = connector_find(set, "mlflow");
	struct error e = {0};

	CHECK(connector_check_source(c, &src, &sys, &e) == 0);
	given[0].text = "";
	CHECK(connector_check_source(c, &src, &sys, &e) == -1);
	CHECK_STR(e.id, "con-source-type");
	err_clear(&e);
	given[0].text = "team";
	src.base = "ftp://mlflow.example";
	CHECK(connector_check_source(c, &src, &sys, &e) == -1);
	CHECK_STR(e.id, "con-source-base");
	err_clear(&e);
	src.base = "https://mlflow.example";
	names[0].source = "other";
	CHECK(connector_check_source(c, &src, &sys, &e) == -1);
	CHECK_STR(e.id, "con-source-models");
}

int
main(void)
{
	a = arena_new();
	RUN(shipped);
	RUN(kinds_of_steps);
	RUN(too_many);
	RUN(sources);
	arena_free(a);
	return test_end("t_connector");
}
