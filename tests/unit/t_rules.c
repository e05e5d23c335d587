/* The shipped rules load, close and are found; refusals are in tests/invalid.
 */
#include "core/core.h"
#include "test.h"

static struct arena *arena;
static struct rules *rules;

static const char *const ids[] = {"CIP-04", "DRF-01", "DRF-02", "DRF-06",
    "EVL-03", "EVL-04", "EVL-05", "EVL-06", "FAI-01", "OPS-01", "OPS-06",
    "REG-03", "REG-04", "REG-05", "REG-06", "REG-07", "REG-08", "SIG-01",
    "SIG-04"};

static void
test_checks(void)
{
	size_t n = sizeof(ids) / sizeof(ids[0]);

	CHECK(rules->nchecks == n);
	for (size_t i = 0; i < n && i < rules->nchecks; i++) {
		CHECK_STR(rules->checks[i].id, ids[i]);
		CHECK(rules_check(rules, ids[i]) == &rules->checks[i]);
	}
	CHECK(rules_check(rules, "REG-99") == NULL);
	CHECK(rules_check(rules, "") == NULL);
}

/* What every check must say, and where it may point. */
static void
test_whole(void)
{
	for (size_t i = 0; i < rules->nchecks; i++) {
		const struct check *c = &rules->checks[i];

		CHECK(c->title != NULL && c->pass != NULL && c->fail != NULL);
		CHECK(c->unknown != NULL && c->nreads > 0 && c->nmappings > 0);
		CHECK(c->shows != NULL && c->subject != NULL);
		CHECK(c->severity != NULL && c->applies != NULL);
		for (size_t k = 0; k < c->nreads; k++)
			CHECK(kind_find(c->reads[k]) != NULL);
		for (size_t k = 0; k < c->nmappings; k++)
			CHECK(rules_control(rules, c->mappings[k].framework,
				  c->mappings[k].id) != NULL);
	}
}

static const char *
threshold(const char *check, const char *name)
{
	const struct check *c = rules_check(rules, check);

	for (size_t i = 0; i < c->nthresholds; i++) {
		if (strcmp(c->thresholds[i].name, name) == 0)
			return c->thresholds[i].value;
	}
	return NULL;
}

static void
test_thresholds(void)
{
	CHECK_STR(threshold("DRF-01", "warn"), "0.1");
	CHECK_STR(threshold("DRF-01", "fail"), "0.25");
	CHECK_STR(threshold("DRF-06", "max_age"), "31");
	CHECK_STR(threshold("EVL-03", "min_n"), "30");
	CHECK_STR(threshold("EVL-06", "level"), "0.95");
	CHECK_STR(threshold("EVL-06", "min_rows"), "100");
	CHECK(threshold("REG-04", "warn") == NULL);
}

static void
test_mapping(void)
{
	const struct check *c = rules_check(rules, "SIG-04");
	bool is_seen = false;

	for (size_t i = 0; i < c->nmappings; i++) {
		const struct mapping *m = &c->mappings[i];

		if (strcmp(m->id, "sr-4") != 0)
			continue;
		is_seen = true;
		CHECK_STR(m->framework, "sp800-53r5");
		CHECK_STR(m->basis, "control-text");
		CHECK(m->printed_by_nist && m->reason != NULL);
	}
	CHECK(is_seen);
	CHECK_STR(c->subject, "version");
	CHECK_STR(rules_check(rules, "DRF-01")->subject, "model");
	CHECK(rules_check(rules, "EVL-06")->warn != NULL);
	CHECK(c->warn == NULL && c->nstatements == 0);
	CHECK_STR(
	    rules_check(rules, "EVL-04")->statements[0], "fairness-policy");
}

static size_t
count(const char *framework)
{
	size_t n = 0;

	for (size_t i = 0; i < rules->ncontrols; i++)
		n += strcmp(rules->controls[i].framework, framework) == 0;
	return n;
}

static void
test_controls(void)
{
	const struct control *c = rules_control(rules, "sp800-53r5", "si-7.1");
	const struct control *none =
	    rules_control(rules, "sp800-53r5", "cm-14");

	CHECK(count("sp800-53r5") == 95);
	CHECK(count("ai-rmf") == 72);
	CHECK(count("sp800-218a") == 48);
	CHECK(c != NULL);
	CHECK_STR(c->label, "SI-7(1)");
	CHECK(c->nbaselines == 2 && c->nparts == 1);
	CHECK_STR(c->baselines[0], "moderate");
	CHECK(none != NULL && none->nbaselines == 0);
	CHECK(rules_control(rules, "ai-rmf", "si-7.1") == NULL);
	CHECK(rules_control(rules, "ai-rmf", "MEASURE 2.7") != NULL);
}

static size_t
members(const char *baseline)
{
	size_t n = 0;

	for (size_t i = 0; i < rules->ncatalog; i++)
		for (size_t k = 0; k < rules->catalog[i].nbaselines; k++)
			n += strcmp(rules->catalog[i].baselines[k], baseline) ==
			     0;
	return n;
}

/* SP 800-53 Rev. 5.2.0 and SP 800-53B count 1,196, 149, 287, 370 and 96. */
static void
test_catalog(void)
{
	const struct control *c = rules_catalog(rules, "sp800-53r5", "ac-1");
	size_t withdrawn = 0;

	CHECK(rules->ncatalog == 1196);
	for (size_t i = 0; i < rules->ncatalog; i++)
		withdrawn += rules->catalog[i].is_withdrawn;
	CHECK(withdrawn == 182);
	CHECK(members("low") == 149 && members("moderate") == 287);
	CHECK(members("high") == 370 && members("privacy") == 96);
	CHECK(c != NULL && c->nparts == 3 && c->nbaselines == 4);
	CHECK_STR(c->parts, "a a.1 a.1.a a.1.b a.2 b c c.1 c.2");
	CHECK(rules_catalog(rules, "sp800-53r5", "zz-9") == NULL);
	CHECK(rules_catalog(rules, "ai-rmf", "ac-1") == NULL);
	c = rules_control(rules, "sp800-53r5", "si-7.1");
	CHECK_STR(c->parts, "");
}

static bool
is_statement(const char *id)
{
	return rules_is_statement(rules, "sp800-53r5", id);
}

static void
test_statements(void)
{
	CHECK(is_statement("si-7.1_smt") && is_statement("ac-1_smt"));
	CHECK(is_statement("ac-1_smt.a.1.b") && is_statement("ac-1_smt.c.2"));
	CHECK(!is_statement("ac-1") && !is_statement("ac-1_smt."));
	CHECK(!is_statement("ac-1_smt.d") && !is_statement("ac-1_smt.a.1 a"));
	CHECK(!is_statement("si-7.1_smt.a") && !is_statement("si-99_smt"));
	CHECK(!is_statement("ac-1_obj") && !is_statement("ac-1_smtx"));
	/* withdrawn */
	CHECK(!is_statement("cp-10.3_smt"));
	CHECK(!is_statement("a-very-long-id-that-no-catalog-has-had_smt"));
}

/* Numbers in ids count by value, whatever the order in the file. */
static void
test_order(void)
{
	const struct control *ac3 = rules_control(rules, "sp800-53r5", "ac-3");
	const struct control *ac16 =
	    rules_control(rules, "sp800-53r5", "ac-16");

	CHECK(ac3 < ac16);
	CHECK(rules_control(rules, "sp800-53r5", "si-7.7") <
	      rules_control(rules, "sp800-53r5", "si-7.15"));
	CHECK(rules_control(rules, "sp800-53r5", "si-7") <
	      rules_control(rules, "sp800-53r5", "si-7.1"));
	CHECK(rules_control(rules, "ai-rmf", "MEASURE 2.2") <
	      rules_control(rules, "ai-rmf", "MEASURE 2.11"));
	CHECK_STR(rules->controls[0].framework, "ai-rmf");
}

static void
test_system_thresholds(void)
{
	const struct threshold_conf list[] = {
	    {.check = "DRF-01", .name = "fail", .value = "0.3"},
	    {.check = "EVL-03", .name = "min_n", .value = "50"}};
	struct system s = {.thresholds = list, .nthresholds = 2};
	struct error e = {0};

	CHECK(rules_check_thresholds(rules, &s, &e) == 0);
	s.nthresholds = 0;
	CHECK(rules_check_thresholds(rules, &s, &e) == 0);
	CHECK(e.kind == ERR_NONE);
}

static void
test_none(void)
{
	const struct rules empty = {0};
	struct rules *r = rules;
	struct error e = {0};

	CHECK(rules_check(&empty, "DRF-01") == NULL);
	CHECK(rules_control(&empty, "ai-rmf", "MAP 1.1") == NULL);
	CHECK(rules_load(arena, "/tmp/t_rules.not/there", &r, &e) == -1);
	CHECK(r == NULL && e.what[0] != '\0');
}

int
main(void)
{
	struct error e = {0};

	arena = arena_new();
	if (rules_load(arena, ".", &rules, &e) == -1) {
		printf("%s: %s (%s)\n", e.where, e.what, e.hint);
		return 1;
	}
	RUN(test_checks);
	RUN(test_whole);
	RUN(test_thresholds);
	RUN(test_mapping);
	RUN(test_controls);
	RUN(test_catalog);
	RUN(test_statements);
	RUN(test_order);
	RUN(test_system_thresholds);
	RUN(test_none);
	arena_free(arena);
	return test_end("t_rules");
}
