/*
 * The table of kinds: well formed, and it holds what the connector drafts
 * give, with every key part given or allowed to be missing.
 */
#include <stdlib.h>

#include "base/buf.h"
#include "base/file.h"
#include "core/core.h"
#include "ext/yaml.h"
#include "test.h"

static void
kinds_are_well_formed(void)
{
	size_t n = 0;

	for (const struct kind *k; (k = kind_at(n)) != NULL; n++) {
		CHECK(kind_find(k->name) == k); /* no name twice */
		CHECK(k->nkeys > 0 && k->nkeys <= k->nfields);
		for (size_t i = 0; i < k->nfields; i++) {
			const struct field_def *f = &k->fields[i];

			CHECK(f->is_key == (i < k->nkeys));
			CHECK(f->is_key || !f->may_miss);
			CHECK(f->unit != NULL);
			CHECK(kind_field(k, f->name) == (int)i);
			CHECK(!f->is_key || f->type != TYPE_LIST);
			CHECK((f->type == TYPE_DURATION) ==
			      (strcmp(f->unit, "s") == 0));
		}
	}
	CHECK(n == 62);
	CHECK(kind_at(n + 1) == NULL);
	CHECK(kind_find("model.versions") == NULL);
	CHECK(kind_field(kind_find("model"), "version") == -1);
}

/* DESIGN section 6: the keys, `?` marked. */
static void
keys_are_those_of_the_design(void)
{
	static const char *const keys[][2] = {
	    {"model", "model"},
	    {"model.artifact", "model version path"},
	    {"registry.event", "model version at"},
	    {"dataset", "id version?"},
	    {"evaluation.metric",
		"model version dataset? metric family? segment?"},
	    {"statistic", "name subject feature? segment? period?"},
	    {"approval", "model? version? repo? change? release? run? by? at?"},
	    {"change", "repo? id"},
	    {"adversarial.test", "tool probe model? version?"},
	    {"network.policy", "environment? name"},
	    {"pipeline.gate", "run name n?"},
	    {"deployment", "environment? endpoint variant"},
	    {"shadow", "environment? endpoint variant"},
	    {"replica", "environment? id"},
	    {"rollout.step", "environment? endpoint n"},
	    {"monitor.sample",
		"model? version? metric feature? segment? route? at"},
	    {"monitor.alert", "rule model? feature? segment? instance? at"},
	    {"data.expectation", "suite dataset? at n"},
	    {"budget.alert", "model percent"},
	};
	struct buf b = {0};

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		const struct kind *k = kind_find(keys[i][0]);

		buf_reset(&b);
		for (size_t j = 0; k != NULL && j < k->nkeys; j++)
			buf_printf(&b, "%s%s%s", j == 0 ? "" : " ",
			    k->fields[j].name,
			    k->fields[j].may_miss ? "?" : "");
		CHECK_STR(buf_str(&b), keys[i][1]);
	}
	buf_free(&b);
}

static void
types_have_names(void)
{
	CHECK_STR(field_type_name(TYPE_TEXT), "text");
	CHECK_STR(field_type_name(TYPE_LIST), "list");
	CHECK_STR(field_type_name(TYPE_INT), "int");
	CHECK_STR(field_type_name(TYPE_NUMBER), "number");
	CHECK_STR(field_type_name(TYPE_BOOL), "bool");
	CHECK_STR(field_type_name(TYPE_TIME), "time");
	CHECK_STR(field_type_name(TYPE_DATE), "date");
	CHECK_STR(field_type_name(TYPE_DURATION), "duration");
	CHECK_STR(field_type_name(TYPE_SHA256), "sha256");
	CHECK_STR(field_type_name(TYPE_IMAGE_DIGEST), "image_digest");
	CHECK_STR(field_type_name(TYPE_MODEL), "model");
}

/* ---- The drafts --------------------------------------------------------- */

static size_t
check_fact(const char *file, const struct data *fact)
{
	const char *name = data_text(fact, "kind");
	const struct data *fields = data_get(fact, "fields");
	const struct kind *k = name == NULL ? NULL : kind_find(name);

	if (k == NULL || fields == NULL) {
		printf("%s:%zu: no such kind\n", file, fact->line);
		CHECK(k != NULL && fields != NULL);
		return 0;
	}
	for (size_t i = 0; i < fields->n; i++) {
		if (kind_field(k, fields->keys[i]) == -1)
			printf("%s: %s has no '%s'\n", file, k->name,
			    fields->keys[i]);
		CHECK(kind_field(k, fields->keys[i]) != -1);
	}
	for (size_t i = 0; i < k->nkeys; i++) {
		bool is_given = k->fields[i].may_miss ||
				data_get(fields, k->fields[i].name) != NULL;

		if (!is_given)
			printf("%s: %s lacks key part '%s'\n", file, k->name,
			    k->fields[i].name);
		CHECK(is_given);
	}
	return 1;
}

static size_t
check_draft(struct arena *a, const char *dir, const char *file)
{
	struct error e = {0};
	const struct data *root, *steps;
	char *bytes;
	size_t n, facts = 0;

	if (file_read(file_join(a, dir, file), 1 << 20, &bytes, &n, &e) == -1) {
		CHECK(e.kind == ERR_NONE);
		return 0;
	}
	if (yaml_read(a, file, bytes, n, &root, &e) == -1) {
		printf("%s: %s\n", e.where, e.what);
		CHECK(e.kind == ERR_NONE);
		free(bytes);
		return 0;
	}
	steps = data_get(root, "steps");
	for (size_t i = 0; steps != NULL && i < steps->n; i++) {
		const struct data *list = data_get(&steps->items[i], "facts");

		for (size_t j = 0; list != NULL && j < list->n; j++)
			facts += check_fact(file, &list->items[j]);
	}
	free(bytes);
	return facts;
}

static const char *
drafts_dir(struct arena *a)
{
	const char *shared = getenv("DOSSIER_SHARED");

	return file_join(
	    a, shared == NULL ? "../shared" : shared, "design/connectors");
}

static void
drafts_are_in_the_table(void)
{
	struct arena *a = arena_new();
	struct error e = {0};
	const char **files;
	size_t n, facts = 0;

	CHECK(file_glob(a, drafts_dir(a), "*.yml", &files, &n, &e) == 0);
	for (size_t i = 0; i < n; i++)
		facts += check_draft(a, drafts_dir(a), files[i]);
	CHECK(n == 23);
	CHECK(facts == 121); /* the drafts' README counts them */
	arena_free(a);
}

int
main(void)
{
	struct arena *a = arena_new();

	RUN(kinds_are_well_formed);
	RUN(keys_are_those_of_the_design);
	RUN(types_have_names);
	if (file_is_dir(drafts_dir(a)))
		RUN(drafts_are_in_the_table);
	else
		test_skip("drafts_are_in_the_table", "no ../shared");
	arena_free(a);
	return test_end("t_kind");
}
