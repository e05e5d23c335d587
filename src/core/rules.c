/*
 * Loads the rules: frameworks, then checks, which may map only to controls
 * that are there (DESIGN section 7).  Sorted, so that order of files decides
 * nothing: checks by id; controls by framework and id, numbers in ids by
 * value.
 */
#include "core/rules_int.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "ext/yaml.h"

enum { RULES_BYTES_MAX = 2 << 20, RULES_ID_MAX = 32 };

static const struct conf_ids ids = {
    .kind = "rul-kind",
    .unknown = "rul-key",
    .missing = "rul-missing",
    .empty = "rul-empty",
    .word = "rul-word",
    .boolean = "rul-bool",
    .number = "rul-number",
    .name = "rul-id",
    .twice = "rul-twice",
};

typedef int read_fn(struct rules_reader *, const struct data *);

static int
read_file(struct rules_reader *r, const char *datadir, read_fn *read)
{
	const struct data *root;
	char *bytes = NULL;
	size_t n;
	int rc;

	if (file_read(file_join(r->c.a, datadir, r->c.file), RULES_BYTES_MAX,
		&bytes, &n, r->c.e) == -1)
		return -1;
	rc = yaml_read(r->c.a, r->c.file, bytes, n, &root, r->c.e);
	free(bytes);
	return rc == -1 ? -1 : read(r, root);
}

static int
read_folder(struct rules_reader *r, const char *datadir, const char *folder,
    read_fn *read)
{
	const char **names;
	size_t n;

	if (file_glob(r->c.a, file_join(r->c.a, datadir, folder), "*.yml",
		&names, &n, r->c.e) == -1)
		return -1;
	for (size_t i = 0; i < n; i++) {
		r->c.file = file_join(r->c.a, folder, names[i]);
		r->word = arena_ndup(r->c.a, names[i], strlen(names[i]) - 4);
		if (read_file(r, datadir, read) == -1)
			return -1;
	}
	return 0;
}

int
rules_id_cmp(const char *a, const char *b)
{
	static const char digits[] = "0123456789";

	while (*a != '\0' && *b != '\0') {
		size_t na = strspn(a, digits), nb = strspn(b, digits);
		int c;

		if (na == 0 || nb == 0) {
			if (*a != *b)
				return (unsigned char)*a < (unsigned char)*b
					   ? -1
					   : 1;
			a++;
			b++;
			continue;
		}
		if (na != nb)
			return na < nb ? -1 : 1;
		c = strncmp(a, b, na);
		if (c != 0)
			return c;
		a += na;
		b += nb;
	}
	return (*a != '\0') - (*b != '\0');
}

static int
control_cmp(const void *pa, const void *pb)
{
	const struct control *a = pa, *b = pb;
	int c = strcmp(a->framework, b->framework);

	return c != 0 ? c : rules_id_cmp(a->id, b->id);
}

static int
check_cmp(const void *pa, const void *pb)
{
	const struct check *a = pa, *b = pb;

	return strcmp(a->id, b->id);
}

static struct rules *
finish(struct rules_reader *r)
{
	struct rules *out = arena_alloc(r->c.a, sizeof(*out));
	struct check *checks = arena_array(r->c.a, r->nchecks, sizeof(*checks));
	struct control *controls =
	    arena_array(r->c.a, r->ncontrols, sizeof(*controls));
	struct control *catalog =
	    arena_array(r->c.a, r->ncatalog, sizeof(*catalog));

	if (r->ncatalog > 0)
		memcpy(catalog, r->catalog, r->ncatalog * sizeof(*catalog));
	if (r->nchecks > 0)
		memcpy(checks, r->checks, r->nchecks * sizeof(*checks));
	if (r->ncontrols > 0)
		memcpy(controls, r->controls, r->ncontrols * sizeof(*controls));
	qsort(checks, r->nchecks, sizeof(*checks), check_cmp);
	qsort(controls, r->ncontrols, sizeof(*controls), control_cmp);
	qsort(catalog, r->ncatalog, sizeof(*catalog), control_cmp);
	out->catalog = catalog;
	out->ncatalog = r->ncatalog;
	out->checks = checks;
	out->nchecks = r->nchecks;
	out->controls = controls;
	out->ncontrols = r->ncontrols;
	return out;
}

int
rules_load(
    struct arena *a, const char *datadir, struct rules **out, struct error *e)
{
	struct rules_reader r = {
	    .c = {.a = a, .ids = &ids, .e = e}, .datadir = datadir};
	int rc = -1;

	*out = NULL;
	if (read_folder(&r, datadir, "controls/frameworks",
		rules_read_framework) == -1 ||
	    read_folder(&r, datadir, "controls/checks", rules_read_family) ==
		-1)
		goto out;
	*out = finish(&r);
	rc = 0;
out:
	free(r.checks);
	free(r.controls);
	free(r.catalog);
	free(r.frameworks);
	return rc;
}

const struct check *
rules_check(const struct rules *r, const char *id)
{
	struct check key = {.id = id};

	if (r->nchecks == 0)
		return NULL;
	return bsearch(&key, r->checks, r->nchecks, sizeof(key), check_cmp);
}

const struct control *
rules_control(const struct rules *r, const char *framework, const char *id)
{
	return rules_find_control(r->controls, r->ncontrols, framework, id);
}

const struct control *
rules_catalog(const struct rules *r, const char *framework, const char *id)
{
	struct control key = {.framework = framework, .id = id};

	if (r->ncatalog == 0)
		return NULL;
	return bsearch(&key, r->catalog, r->ncatalog, sizeof(key), control_cmp);
}

bool
rules_is_statement(
    const struct rules *r, const char *framework, const char *statement_id)
{
	const char *stem = strstr(statement_id, "_smt"), *part, *at;
	char id[RULES_ID_MAX];
	const struct control *c;
	size_t n;

	if (stem == NULL || (size_t)(stem - statement_id) >= sizeof(id))
		return false;
	memcpy(id, statement_id, (size_t)(stem - statement_id));
	id[stem - statement_id] = '\0';
	c = rules_catalog(r, framework, id);
	if (c == NULL || c->parts == NULL)
		return false;
	if (stem[4] == '\0')
		return true;
	if (stem[4] != '.' || stem[5] == '\0')
		return false;
	part = stem + 5;
	for (at = c->parts; *at != '\0'; at += n + (at[n] == ' ')) {
		n = strcspn(at, " ");
		if (strlen(part) == n && strncmp(at, part, n) == 0)
			return true;
	}
	return false;
}
