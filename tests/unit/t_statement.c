/* Statements: found by key and subject, states at as-of, the closed list. */
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "core/core.h"
#include "test.h"

static struct arena *arena;
static struct error err;
static char folder[] = "/tmp/t_statement.XXXXXX";
static struct system sys;

static const char contact[] = "statements/triage/owner-contact.yml";
static const char head[] =
    "owner: Ann\ndate: 2026-01-01\nexpires: 2026-06-30\n";

static void
put(const char *name, const char *text)
{
	const char *path = file_join(arena, folder, name);

	err_clear(&err);
	(void)remove(path);
	CHECK(file_mkdirs_for(path, &err) == 0);
	CHECK(file_write(path, text, strlen(text), &err) == 0);
}

static void
take_away(const char *name)
{
	CHECK(remove(file_join(arena, folder, name)) == 0);
}

static struct statements *
load(const char *as_of)
{
	struct statements *s = NULL;

	err_clear(&err);
	if (statements_load(arena, ".", &sys, as_of, &s, &err) == -1)
		CHECK(s == NULL);
	return s;
}

/* State of the one statement, with this head and team. */
static enum statement_state
state(const char *start, const char *team, const char *as_of)
{
	const struct statements *s;
	const struct statement *st = NULL;

	put(contact,
	    arena_printf(arena, "%steam: %s\ncontact: mail\n", start, team));
	s = load(as_of);
	if (s != NULL)
		st = statement_find(s, "owner-contact", "model/triage");
	CHECK(st != NULL);
	take_away(contact);
	return st == NULL ? STATEMENT_MISSING : st->state;
}

static enum statement_state
with_team(const char *team)
{
	return state(head, team, "2026-03-01T00:00:00Z");
}

static void
test_missing_folder(void)
{
	const struct statements *s = load("2026-03-01T00:00:00Z");

	CHECK(s != NULL && s->n == 0 && s->nkeys >= 14);
	CHECK(statement_find(s, "owner-contact", "model/triage") == NULL);
}

static void
test_found(void)
{
	const struct statements *s;
	const struct statement *st;

	put(contact, arena_printf(arena,
			 "key: owner-contact\n%steam: T\n"
			 "contact: C\n",
			 head));
	put("statements/trust-set.yml",
	    arena_printf(arena,
		"%ssigners: [{signer: S, method: oms-key, "
		"purpose: models}]\n",
		head));
	put("statements/d1/data-description.yml",
	    arena_printf(arena,
		"%spurpose: p\ncomposition: c\n"
		"collection: c\nsensitive: none\n",
		head));
	put("statements/.gitkeep", "");
	s = load("2026-03-01T00:00:00Z");
	CHECK(s != NULL && s->n == 3);
	if (s == NULL)
		return;
	st = statement_find(s, "owner-contact", "model/triage");
	CHECK(st != NULL);
	CHECK_STR(st->owner, "Ann");
	CHECK_STR(st->date, "2026-01-01");
	CHECK_STR(st->expires, "2026-06-30");
	CHECK_STR(st->file, contact);
	CHECK(strlen(st->sha256) == 64 && st->state == STATEMENT_VALID);
	/* The head is no content. */
	CHECK(st->content->n == 2 && data_get(st->content, "key") == NULL);
	CHECK_STR(data_text(st->content, "team"), "T");
	CHECK(st->content->key_lines[0] == 5);
	CHECK(statement_find(s, "trust-set", "system") != NULL);
	CHECK(statement_find(s, "data-description", "dataset/d1") != NULL);
	CHECK(statement_find(s, "trust-set", "model/triage") == NULL);
	take_away(contact);
	take_away("statements/trust-set.yml");
	take_away("statements/d1/data-description.yml");
	take_away("statements/.gitkeep");
}

/* The day it expires is its last good day, in UTC. */
static void
test_expired(void)
{
	CHECK(state(head, "T", "2026-06-30T23:59:59Z") == STATEMENT_VALID);
	CHECK(state(head, "T", "2026-07-01T00:00:00Z") == STATEMENT_EXPIRED);
	CHECK(state(head, "T", "2026-07-01T01:00:00+02:00") == STATEMENT_VALID);
	/* A placeholder is one, expired or not. */
	CHECK(state(head, "TODO", "2027-01-01T00:00:00Z") ==
	      STATEMENT_PLACEHOLDER);
}

/* The sentence the stub asks with. */
static const char *
ask_of(const char *key)
{
	const struct statements *s = load("2026-03-01T00:00:00Z");

	for (size_t i = 0; i < s->nkeys; i++) {
		if (strcmp(s->keys[i].key, key) == 0)
			return s->keys[i].ask;
	}
	return "";
}

static void
test_placeholder(void)
{
	const char *const filler[] = {"TODO", "'to do: TBD'",
	    "'FIXME: name it'", "Lorem Ipsum dolor", "'<name of the team>'",
	    "'about <team>, later'",
	    arena_printf(arena, "'%s'", ask_of("owner-contact"))};
	static const char *const meant[] = {"TODOS Ltd", "todo lists",
	    "'p < 0.05 and q > 0.1'", "'Ann <ann@team.example>'",
	    "'<https://team.example>'", "'a<b, c>d'", "'<5 people, 3>'",
	    "STBD"};

	for (size_t i = 0; i < sizeof(filler) / sizeof(filler[0]); i++) {
		CHECK(with_team(filler[i]) == STATEMENT_PLACEHOLDER);
	}
	for (size_t i = 0; i < sizeof(meant) / sizeof(meant[0]); i++) {
		CHECK(with_team(meant[i]) == STATEMENT_VALID);
	}
	CHECK(state("owner: TBD\ndate: 2026-01-01\nexpires: 2026-06-30\n", "T",
		  "2026-03-01T00:00:00Z") == STATEMENT_PLACEHOLDER);
}

/* Filler deep in a table counts. */
static void
test_placeholder_deep(void)
{
	static const char name[] = "statements/triage/fairness-policy.yml";
	const struct statements *s;
	const struct statement *st;

	put(name, arena_printf(arena,
		      "%sgates:\n  - {metric: "
		      "selection_rate, family: age, limit: "
		      "0.8, direction: min, reason: TODO}\n",
		      head));
	s = load("2026-03-01T00:00:00Z");
	CHECK(s != NULL);
	if (s == NULL)
		return;
	st = statement_find(s, "fairness-policy", "model/triage");
	CHECK(st != NULL && st->state == STATEMENT_PLACEHOLDER);
	take_away(name);
}

static void
test_as_of(void)
{
	CHECK(load("yesterday") == NULL);
	CHECK(err.kind == ERR_USAGE);
}

/* How many of the check's statement keys are in the closed list. */
static size_t
asked(const struct statements *s, const struct check *c)
{
	size_t n = 0;

	for (size_t k = 0; k < c->nstatements; k++) {
		for (size_t i = 0; i < s->nkeys; i++)
			n += strcmp(s->keys[i].key, c->statements[k]) == 0;
	}
	return n;
}

/* What a check asks people for must be in the closed list. */
static void
test_rules_close(void)
{
	const struct statements *s = load("2026-03-01T00:00:00Z");
	struct rules *rules = NULL;
	size_t n = 0;

	CHECK(rules_load(arena, ".", &rules, &err) == 0);
	for (size_t i = 0; rules != NULL && i < rules->nchecks; i++) {
		CHECK(asked(s, &rules->checks[i]) ==
		      rules->checks[i].nstatements);
		n += rules->checks[i].nstatements;
	}
	CHECK(n > 0);
}

/* A list of keys of one's own: every type, a map in a map. */
static const char own_keys[] = "statements:\n"
			       "  - key: plan\n"
			       "    title: Plan\n"
			       "    per: system\n"
			       "    ask: Say the plan.\n"
			       "    shape:\n"
			       "      review: {day: date, by?: text}\n"
			       "      steps: [{name: text, share: number}]\n"
			       "      kind: yes | no\n"
			       "      notes?: texts\n";

static struct statements *
load_own(const char *content)
{
	struct statements *s = NULL;

	put("controls/statements.yml", own_keys);
	put("statements/plan.yml", arena_printf(arena, "%s%s", head, content));
	err_clear(&err);
	(void)statements_load(
	    arena, folder, &sys, "2026-03-01T00:00:00Z", &s, &err);
	take_away("controls/statements.yml");
	take_away("statements/plan.yml");
	return s;
}

static void
test_own_shapes(void)
{
	CHECK(load_own("review: {day: 2026-02-01}\nkind: no\n"
		       "steps: [{name: a, share: 0.5}]\nnotes: [x]\n") != NULL);
	CHECK(load_own("review: {day: soon}\nkind: no\n"
		       "steps: [{name: a, share: 0.5}]\n") == NULL);
	CHECK_STR(err.id, "stm-date");
	CHECK_STR(err.where, "statements/plan.yml:4:15");
	CHECK(load_own("review: {day: 2026-02-01}\nkind: maybe\n"
		       "steps: [{name: a, share: 0.5}]\n") == NULL);
	CHECK_STR(err.id, "stm-word");
	CHECK(load_own("review: {day: 2026-02-01}\nkind: no\n"
		       "steps: [{name: a, share: half}]\n") == NULL);
	CHECK_STR(err.id, "stm-number");
	CHECK(load_own("review: 2026-02-01\nkind: no\n"
		       "steps: [{name: a, share: 0.5}]\n") == NULL);
	CHECK_STR(err.id, "stm-kind");
}

static void
test_no_keys(void)
{
	struct statements *s = NULL;

	err_clear(&err);
	CHECK(statements_load(
		  arena, folder, &sys, "2026-03-01T00:00:00Z", &s, &err) == -1);
	CHECK(s == NULL && err.kind == ERR_INPUT);
}

/* The shipped samples: one whole, one without its residual risk. */
static void
test_samples(void)
{
	static const char *const dirs[] = {
	    "samples/benefits-triage", "samples/invoice-fraud"};

	for (size_t i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++) {
		struct system *sample = NULL;
		struct statements *s = NULL;

		err_clear(&err);
		CHECK(system_load(arena, dirs[i], &sample, &err) == 0);
		if (sample == NULL)
			continue;
		CHECK(statements_load(arena, ".", sample,
			  "2026-11-23T12:00:00Z", &s, &err) == 0);
		CHECK(s != NULL && s->n > 10);
		CHECK(err.kind == ERR_NONE);
	}
}

int
main(void)
{
	struct model_conf model = {.id = "triage"};

	if (mkdtemp(folder) == NULL)
		return 1;
	arena = arena_new();
	sys = (struct system){
	    .id = "demo", .models = &model, .nmodels = 1, .dir = folder};
	RUN(test_missing_folder);
	RUN(test_found);
	RUN(test_expired);
	RUN(test_placeholder);
	RUN(test_placeholder_deep);
	RUN(test_as_of);
	RUN(test_own_shapes);
	RUN(test_no_keys);
	RUN(test_rules_close);
	if (file_is_dir("samples/benefits-triage"))
		RUN(test_samples);
	else
		test_skip("test_samples", "samples/ is not there");
	(void)rmdir(file_join(arena, folder, "statements/triage"));
	(void)rmdir(file_join(arena, folder, "statements/d1"));
	(void)rmdir(file_join(arena, folder, "statements"));
	(void)rmdir(file_join(arena, folder, "controls"));
	(void)rmdir(folder);
	arena_free(arena);
	return test_end("t_statement");
}
