/* Ids and files of the POA&M: poam.json, and what persons write. */
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "core/core.h"
#include "test.h"

static void
ids_have_one_spelling(void)
{
	static const char *const no[] = {"", "POAM-", "POAM-1", "POAM-001",
	    "POAM-00001", "POAM-0021 ", "poam-0021", "POAM-002a", "POAM-0000",
	    "POAM-9999999999", "XPOAM-0021"};
	enum poam_state s;

	for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++)
		CHECK(poam_number(no[i]) == 0);
	CHECK(poam_number("POAM-0021") == 21);
	CHECK(poam_number("POAM-9999") == 9999);
	CHECK(poam_number("POAM-10000") == 10000);
	for (int i = POAM_OPEN; i <= POAM_FALSE_POSITIVE; i++) {
		CHECK(poam_state_parse(
			  &s, poam_state_name((enum poam_state)i)) == 0);
		CHECK(s == (enum poam_state)i);
	}
	CHECK(poam_state_parse(&s, "Open") == -1);
}

static void
poam_json_has_one_spelling(void)
{
	const struct check check = {
	    .id = "REG-04", .title = "Digest", .severity = "high"};
	const struct verdict verdict = {.word = VERDICT_WARN};
	const struct poam_milestone m = {"2026-12-01", "retrain", true};
	const struct poam_plan plan = {.owner = "Ann",
	    .plan = "Retrain.",
	    .milestones = &m,
	    .nmilestones = 1,
	    .file = "poam/POAM-0007.yml",
	    .sha256 = "00"};
	const struct poam_item x = {.uuid = "u",
	    .id = "POAM-0007",
	    .check = &check,
	    .subject = "model/m",
	    .occurrence = 2,
	    .earlier = "POAM-0003",
	    .state = POAM_ACCEPTED,
	    .found = VERDICT_FAIL,
	    .verdict = &verdict,
	    .detected = "2026-11-01",
	    .since = "2026-11-02",
	    .due = "2026-12-01",
	    .plan = &plan};
	const struct poam one = {.items = &x, .n = 1}, none = {.why = "so"};
	struct buf out = {0}, empty = {0};
	const char *s;

	poam_format(&one, &out);
	s = buf_str(&out);
	CHECK(strstr(s, "{\n \"format\": \"dossier-poam/1\",") == s);
	CHECK(strstr(s, "\"id\": \"POAM-0007\"") != NULL);
	CHECK(strstr(s, "\"earlier\": \"POAM-0003\"") != NULL);
	CHECK(strstr(s, "\"state\": \"accepted\"") != NULL);
	CHECK(strstr(s, "\"found\": \"FAIL\"") != NULL);
	CHECK(strstr(s, "\"word\": \"WARN\"") != NULL);
	CHECK(strstr(s, "\"owner\": \"Ann\"") != NULL);
	CHECK(strstr(s, "\"what\": \"retrain\"") != NULL);
	CHECK(strstr(s, "\"done\": true") != NULL);
	CHECK(strstr(s, "why") == NULL);
	poam_format(&none, &empty);
	CHECK_STR(buf_str(&empty),
	    "{\n \"format\": \"dossier-poam/1\",\n \"items\": [],\n"
	    " \"why\": \"so\"\n}\n");
	buf_free(&out);
	buf_free(&empty);
}

static const char good[] = "state: false-positive\nowner: Ann\n"
			   "plan: Show it.\ndue: 2027-01-31\n"
			   "reason: measured twice\napprover: Bo\n"
			   "approved: 2026-11-01\nexpires: 2026-11-01\n"
			   "milestones: [{date: 2026-12-01, what: ask}]\n";

static void
plans_are_read(void)
{
	char dir[] = "/tmp/t_poam.XXXXXX";
	struct arena *a = arena_new();
	struct system sys = {.id = "s"};
	struct poam_plans *p = NULL;
	struct error e = {0};
	const char *file, *hidden;

	CHECK(mkdtemp(dir) != NULL);
	sys.dir = dir;
	CHECK(poam_load(a, &sys, &p, &e) == 0 && p->n == 0);
	file = file_join(a, dir, "poam/POAM-0021.yml");
	hidden = file_join(a, dir, "poam/.gitkeep");
	CHECK(file_mkdirs_for(file, &e) == 0);
	CHECK(file_write(file, good, strlen(good), &e) == 0);
	CHECK(file_write(hidden, "", 0, &e) == 0);
	CHECK(poam_load(a, &sys, &p, &e) == 0 && p->n == 1);
	if (p != NULL && p->n == 1) {
		const struct poam_plan *x = poam_plan_find(p, "POAM-0021");

		CHECK(x == &p->items[0]);
		CHECK(x->state == POAM_FALSE_POSITIVE);
		CHECK_STR(x->owner, "Ann");
		CHECK_STR(x->plan, "Show it.");
		CHECK_STR(x->due, "2027-01-31");
		CHECK_STR(x->expires, "2026-11-01");
		CHECK_STR(x->file, "poam/POAM-0021.yml");
		CHECK(strlen(x->sha256) == 64);
		CHECK(x->nmilestones == 1 && !x->milestones[0].is_done);
		CHECK(poam_plan_find(p, "POAM-0001") == NULL);
	}
	CHECK(poam_plan_find(NULL, "POAM-0001") == NULL);
	CHECK(unlink(file) == 0 && unlink(hidden) == 0);
	CHECK(rmdir(file_join(a, dir, "poam")) == 0 && rmdir(dir) == 0);
	arena_free(a);
}

/* What was not read may have had the item. */
static void
plans_are_not_judged_without_items(void)
{
	struct arena *a = arena_new();
	struct poam_plan plan = {.id = "POAM-0001", .file = "poam/x"};
	struct poam_plans some = {.items = &plan, .n = 1};
	struct poam none = {0}, lost = {.why = "lost"};
	struct error e = {0};

	CHECK(poam_check_plans(a, &some, &lost, &e) == 0);
	CHECK(poam_check_plans(a, &some, &none, &e) == -1);
	CHECK(e.kind == ERR_INPUT && strstr(e.hint, "poam.json") != NULL);
	arena_free(a);
}

int
main(void)
{
	RUN(ids_have_one_spelling);
	RUN(poam_json_has_one_spelling);
	RUN(plans_are_read);
	RUN(plans_are_not_judged_without_items);
	return test_end("t_poam_file");
}
