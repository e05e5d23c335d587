/*
 * Files that people get wrong: each case tests/invalid/ID[.N]/ holds input.yml,
 * `kind` (a row of the table below, and the file's name if the kind needs
 * one) and `error`, the whole message with place and hint.  tests/invalid.sh
 * checks that every id has a case.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "compose/compose.h"
#include "core/core.h"
#include "ext/yaml.h"
#include "extract/extract.h"
#include "run/run.h"
#include "seal/seal.h"
#include "test.h"

enum { CASE_BYTES_MAX = 4 << 20, YAML_BYTES_MAX = 1 << 20, WRITTEN_MAX = 4 };

struct input {
	struct arena *a;
	const char *dir;  /* an empty folder */
	const char *name; /* second word of `kind`, or NULL */
	const char *bytes;
	size_t n;
	/* Files below dir, to take away again. */
	const char *written[WRITTEN_MAX];
	size_t nwritten;
};

static int
put(struct input *in, const char *name, const char *bytes, size_t n)
{
	const char *path = file_join(in->a, in->dir, name);
	struct error e = {0};

	CHECK(in->nwritten < WRITTEN_MAX);
	in->written[in->nwritten++] = path;
	if (file_mkdirs_for(path, &e) == 0 &&
	    file_write(path, bytes, n, &e) == 0)
		return 0;
	printf("%s: %s\n", e.where, e.what);
	return -1;
}

static void
clean(const struct input *in)
{
	for (size_t i = 0; i < in->nwritten; i++) {
		char *path = arena_dup(in->a, in->written[i]);
		char *slash;

		(void)remove(path);
		while ((slash = strrchr(path, '/')) != NULL &&
		       strlen(path) > strlen(in->dir)) {
			*slash = '\0';
			(void)rmdir(path); /* fails while it holds others */
		}
	}
}

static int
run_yaml(struct input *in, struct error *e)
{
	const struct data *d;

	return yaml_read(in->a, "input.yml", in->bytes, in->n, &d, e);
}

/* The input and so many comment signs that it is too large. */
static int
run_padded(struct input *in, struct error *e)
{
	const struct data *d;
	size_t n = YAML_BYTES_MAX + 1;
	char *bytes = arena_alloc(in->a, n);

	memset(bytes, '#', n);
	memcpy(bytes, in->bytes, in->n);
	return yaml_read(in->a, "input.yml", bytes, n, &d, e);
}

static int
run_system(struct input *in, struct error *e)
{
	struct system *s;

	if (put(in, "system.yml", in->bytes, in->n) == -1)
		return 0;
	return system_load(in->a, in->dir, &s, e);
}

/* system.yml beside the shipped rules and connectors. */
static int
run_opened(struct input *in, struct error *e)
{
	struct run_opts o = {.dir = in->dir, .out = "out", .data = "."};
	struct project p;

	if (put(in, "system.yml", in->bytes, in->n) == -1)
		return 0;
	return run_open(in->a, &o, &p, e);
}

/* system.yml beside the shipped rules. */
static int
run_thresholds(struct input *in, struct error *e)
{
	struct system *s;
	struct rules *r;

	if (put(in, "system.yml", in->bytes, in->n) == -1)
		return 0;
	if (system_load(in->a, in->dir, &s, e) == -1 ||
	    rules_load(in->a, ".", &r, e) == -1)
		return -1;
	return rules_check_thresholds(r, s, e);
}

static int
run_statement(struct input *in, struct error *e)
{
	const struct model_conf models[] = {{.id = "triage"}, {.id = "fraud"}};
	const struct system s = {
	    .id = "demo", .models = models, .nmodels = 2, .dir = in->dir};
	struct statements *out;

	if (put(in, in->name, in->bytes, in->n) == -1)
		return 0;
	return statements_load(in->a, ".", &s, "2026-11-23T00:00:00Z", &out, e);
}

/* The closed list of statements. */
static int
run_keys(struct input *in, struct error *e)
{
	const struct system s = {.id = "demo", .dir = in->dir};
	struct statements *out;

	if (put(in, "controls/statements.yml", in->bytes, in->n) == -1)
		return 0;
	return statements_load(
	    in->a, in->dir, &s, "2026-11-23T00:00:00Z", &out, e);
}

/* A family of checks, over two controls. */
static int
run_check(struct input *in, struct error *e)
{
	static const char framework[] =
	    "framework: two\ntitle: Two controls\ncontrols:\n"
	    "  - {id: ac-1, label: AC-1, title: One}\n"
	    "  - {id: ac-2, label: AC-2, title: Two}\n";
	struct rules *out;

	if (put(in, "controls/frameworks/two.yml", framework,
		strlen(framework)) == -1 ||
	    put(in, arena_printf(in->a, "controls/checks/%s.yml", in->name),
		in->bytes, in->n) == -1)
		return 0;
	return rules_load(in->a, in->dir, &out, e);
}

static int
run_framework(struct input *in, struct error *e)
{
	struct rules *out;

	if (put(in, arena_printf(in->a, "controls/frameworks/%s.yml", in->name),
		in->bytes, in->n) == -1)
		return 0;
	return rules_load(in->a, in->dir, &out, e);
}

/* A framework of two ids, beside the lines of its catalog. */
static int
run_catalog(struct input *in, struct error *e)
{
	static const char framework[] =
	    "framework: own\ntitle: Own\ncontrols: [a-1, a-2]\n";
	struct rules *out;

	if (put(in, "controls/frameworks/own.yml", framework,
		strlen(framework)) == -1 ||
	    put(in, "controls/frameworks/own.tsv", in->bytes, in->n) == -1)
		return 0;
	return rules_load(in->a, in->dir, &out, e);
}

static struct connector_file
connector_file(const char *name, const char *file, const char *bytes, size_t n)
{
	return (struct connector_file){
	    .name = name, .file = file, .bytes = bytes, .n = n, .sha256 = ""};
}

/* A connector, beside one of files that others can read by. */
static int
run_connector(struct input *in, struct error *e)
{
	static const char plain[] =
	    "connector: plain\nversion: 1\nspeaks: JSON files\n"
	    "parameters: {files: files}\nsteps:\n  - id: all\n"
	    "    file: \"{files}\"\n    facts:\n      - kind: model\n"
	    "        fields: {model: $.model}\n";
	struct connector_file files[] = {
	    connector_file("plain", "plain.yml", plain, strlen(plain)),
	    connector_file(in->name, "input.yml", in->bytes, in->n)};
	struct connector_set *out;

	return connectors_load(in->a, files, 2, &out, e);
}

/* The sources of a system.yml, against the connector in the file of `kind`. */
static int
run_source(struct input *in, struct error *e)
{
	struct connector_file file;
	const char *slash = strrchr(in->name, '/');
	const char *name = slash == NULL ? in->name : slash + 1;
	struct connector_set *set;
	struct system *s;
	char *bytes = NULL;
	size_t n = 0;
	int rc = -1;

	if (put(in, "system.yml", in->bytes, in->n) == -1)
		return 0;
	if (file_read(in->name, YAML_BYTES_MAX, &bytes, &n, e) == -1)
		return -1;
	name = arena_ndup(in->a, name, strcspn(name, "."));
	file = connector_file(name, in->name, bytes, n);
	if (system_load(in->a, in->dir, &s, e) == -1 ||
	    connectors_load(in->a, &file, 1, &set, e) == -1)
		goto out;
	rc = 0;
	for (size_t i = 0; rc == 0 && i < s->nsources; i++)
		rc = connector_check_source(
		    connector_at(set, 0), &s->sources[i], s, e);
out:
	free(bytes);
	return rc;
}

/* Whom `verify` trusts; the message names the path as it was given. */
static int
run_trust(struct input *in, struct error *e)
{
	int here = open(".", O_RDONLY | O_DIRECTORY), rc = 0;

	CHECK(here != -1);
	if (put(in, "trust.yml", in->bytes, in->n) == 0 && chdir(in->dir) == 0)
		rc = seal_check_trust("trust.yml", e);
	CHECK(fchdir(here) == 0 && close(here) == 0);
	return rc;
}

static int
run_template(struct input *in, struct error *e)
{
	const struct system s = {.id = "demo", .dir = in->dir};
	struct statements *keys;

	if (statements_load(in->a, ".", &s, "2026-11-23T00:00:00Z", &keys, e) ==
	    -1)
		return 0;
	return template_check(in->a, "input.md", in->bytes, in->n, keys, e);
}

/* A plan, named as `kind` says, of a POA&M that has two items. */
static int
run_poam(struct input *in, struct error *e)
{
	static const struct check check = {.id = "REG-03"};
	static const struct poam_item items[] = {
	    {.id = "POAM-0001", .check = &check},
	    {.id = "POAM-0012", .check = &check}};
	static const struct poam poam = {.items = items, .n = 2};
	const struct system s = {.id = "demo", .dir = in->dir};
	struct poam_plans *plans;

	if (put(in, in->name, in->bytes, in->n) == -1)
		return 0;
	if (poam_load(in->a, &s, &plans, e) == -1)
		return -1;
	return poam_check_plans(in->a, plans, &poam, e);
}

/* A new kind is one function and one row. */
static const struct kind_of_case {
	const char *word;
	int (*run)(struct input *, struct error *);
} kinds[] = {
    {"yaml", run_yaml},
    {"padded", run_padded},
    {"system", run_system},
    {"opened", run_opened},
    {"thresholds", run_thresholds},
    {"statement", run_statement},
    {"poam", run_poam},
    {"keys", run_keys},
    {"check", run_check},
    {"framework", run_framework},
    {"catalog", run_catalog},
    {"trust", run_trust},
    {"connector", run_connector},
    {"source", run_source},
    {"template", run_template},
};

static struct arena *arena;
static const char *current; /* the case's name */

static char *
read_part(const char *part, size_t *n)
{
	const char *path =
	    arena_printf(arena, "tests/invalid/%s/%s", current, part);
	struct error e = {0};
	char *bytes = NULL, *kept;

	*n = 0;
	CHECK(file_read(path, CASE_BYTES_MAX, &bytes, n, &e) == 0);
	if (e.kind != ERR_NONE)
		printf("%s: %s\n", e.where, e.what);
	kept = arena_ndup(arena, bytes == NULL ? "" : bytes, *n);
	free(bytes);
	return kept;
}

static const struct kind_of_case *
find_kind(char *line, const char **name)
{
	char *space;

	line[strcspn(line, "\n")] = '\0';
	space = strchr(line, ' ');
	*name = space == NULL ? NULL : space + 1;
	if (space != NULL)
		*space = '\0';
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (strcmp(kinds[i].word, line) == 0)
			return &kinds[i];
	}
	printf("%s: no kind '%s'\n", current, line);
	return NULL;
}

/* "yaml-tag.2" is a case of yaml-tag. */
static const char *
id_of_case(void)
{
	size_t n = strcspn(current, ".");

	return arena_ndup(arena, current, n);
}

static void
test_case(void)
{
	struct input in = {.a = arena};
	const struct kind_of_case *kind;
	char dir[] = "/tmp/t_invalid.XXXXXX";
	struct error e = {0};
	size_t n;
	int rc;

	in.dir = mkdtemp(dir);
	kind = find_kind(read_part("kind", &n), &in.name);
	CHECK(in.dir != NULL && kind != NULL);
	if (in.dir == NULL || kind == NULL)
		return;
	in.bytes = read_part("input.yml", &in.n);
	rc = kind->run(&in, &e);
	clean(&in);
	(void)rmdir(in.dir);
	CHECK(rc == -1);
	CHECK(e.kind == ERR_INPUT);
	CHECK_STR(e.id == NULL ? "" : e.id, id_of_case());
	CHECK(e.hint[0] != '\0');
	CHECK_STR(arena_printf(arena, "dossier: %s: %s\nhint: %s\n", e.where,
		      e.what, e.hint),
	    read_part("error", &n));
}

int
main(void)
{
	struct file_entry *cases;
	struct error e = {0};
	size_t n = 0;

	arena = arena_new();
	if (file_list(arena, "tests/invalid", &cases, &n, &e) == -1 || n == 0) {
		printf("no cases: %s: %s\n", e.where, e.what);
		return 1;
	}
	for (size_t i = 0; i < n; i++) {
		current = cases[i].name;
		test_run(current, test_case);
	}
	arena_free(arena);
	return test_end("t_invalid");
}
