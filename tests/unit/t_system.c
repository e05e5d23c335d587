/* system.yml: what is kept of it, and names that become ids. */
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "core/core.h"
#include "test.h"

static struct arena *arena;
static struct error err;
static char folder[] = "/tmp/t_system.XXXXXX";

static const char whole[] =
    "system: {id: demo, name: Demo, owner: Ann, impact: moderate, "
    "baseline: sp800-53r5-moderate}\n"
    "marking: {banner: CUI, controlled_by: [one, two], poc: Bo}\n"
    "models:\n"
    "  - id: triage\n"
    "    names: {mlflow: benefits, mon: triage_v}\n"
    "    production: {alias: champion}\n"
    "    high_impact: true\n"
    "  - {id: other, names: {mlflow: triage}, production: traffic}\n"
    "sources:\n"
    "  - {id: registry, connector: mlflow, base: \"https://m.example/x\", "
    "auth: {bearer: \"env:TOKEN\"}, required: true}\n"
    "  - id: mon\n"
    "    connector: prometheus\n"
    "    base: http://[::1]:9090\n"
    "    auth: {basic: {user: u, password: \"file:pw\"}}\n"
    "    models: [triage]\n"
    "    zone: \"+02:00\"\n"
    "    hosts: [a.example, \"b.example:8443\"]\n"
    "    ca: ca.pem\n"
    "    client: {certificate: c.pem, key: \"file:c.key\"}\n"
    "    proxy: http://proxy.example:3128\n"
    "    caps: {bytes: 10, pages: 2, requests: 3, seconds: 4}\n"
    "    queries: {a: up, b: down}\n"
    "    list: [x, y]\n"
    "    text: word\n"
    "  - {id: audit, connector: files, skip: {reason: later, owner: Cy, "
    "expires: 2027-01-31}}\n"
    "previous: none\n"
    "authorized: {package: out/p, digest: \"sha256:"
    "00000000000000000000000000000000000000000000000000000000000000ff\"}\n"
    "leverages: [{provider: P, authorization: A, date: 2026-01-01, impact: "
    "high, source: crm.csv, controls: [ac-3]}]\n"
    "thresholds: {DRF-01: {warn: 0.1, fail: 0.2, owner: Di, reason: why}}\n"
    "documents: [model-card, conmon]\n"
    "sign: {key: \"file:producer.key\", certificate: producer.pem}\n";

static const char least[] =
    "system: {id: demo, name: Demo, owner: Ann, impact: low, "
    "baseline: sp800-53r5-low}\n"
    "models: [{id: m}]\n"
    "sources: [{id: s, connector: c}]\n";

static struct system *
load(const char *text)
{
	const char *path = file_join(arena, folder, "system.yml");
	struct system *s = NULL;

	(void)remove(path);
	err_clear(&err);
	CHECK(file_write(path, text, strlen(text), &err) == 0);
	if (system_load(arena, folder, &s, &err) == -1)
		CHECK(s == NULL);
	return s;
}

static void
test_system(void)
{
	const struct system *s = load(whole);

	CHECK(s != NULL);
	if (s == NULL)
		return;
	CHECK_STR(s->id, "demo");
	CHECK_STR(s->name, "Demo");
	CHECK_STR(s->owner, "Ann");
	CHECK_STR(s->impact, "moderate");
	CHECK_STR(s->baseline, "sp800-53r5-moderate");
	CHECK_STR(s->banner, "CUI");
	CHECK(s->nmarking == 2);
	CHECK_STR(s->marking_keys[0], "controlled_by");
	CHECK_STR(s->marking_texts[0], "one, two");
	CHECK_STR(s->marking_texts[1], "Bo");
	CHECK_STR(s->previous, "none");
	CHECK(s->ndocuments == 2);
	CHECK_STR(s->documents[1], "conmon");
	CHECK_STR(s->sign_key, "file:producer.key");
	CHECK_STR(s->sign_certificate, "producer.pem");
	CHECK_STR(s->dir, folder);
	CHECK(strlen(s->sha256) == 64);
}

static void
test_models(void)
{
	const struct system *s = load(whole);
	const struct model_conf *m = system_model(s, "triage");

	CHECK(s->nmodels == 2);
	CHECK(m != NULL && m->is_high_impact && !m->by_traffic);
	CHECK_STR(m->alias, "champion");
	CHECK(m->nnames == 2);
	m = system_model(s, "other");
	CHECK(m != NULL && m->by_traffic && m->alias == NULL);
	CHECK(system_model(s, "none") == NULL);
}

static void
test_model_id(void)
{
	const struct system *s = load(whole);
	const struct source_conf *registry = &s->sources[0];
	const struct source_conf *mon = &s->sources[1];

	/* By the connector's name, by the source's id, not at all. */
	CHECK_STR(system_model_id(arena, s, registry, "benefits"), "triage");
	CHECK_STR(system_model_id(arena, s, mon, "triage_v"), "triage");
	CHECK_STR(system_model_id(arena, s, registry, "triage"), "other");
	CHECK_STR(system_model_id(arena, s, mon, "triage"), "unlisted/triage");
	CHECK_STR(system_model_id(arena, s, mon, ""), "unlisted/");
}

static void
test_sources(void)
{
	const struct system *s = load(whole);
	const struct source_conf *a = &s->sources[0], *b = &s->sources[1];
	const struct source_conf *c = &s->sources[2];

	CHECK(s->nsources == 3);
	CHECK(a->is_required && a->auth == AUTH_BEARER);
	CHECK_STR(a->auth_secret, "env:TOKEN");
	CHECK(a->models == NULL && a->nmodels == 0 && a->nparams == 0);
	CHECK(a->cap_bytes == 64 << 20 && a->cap_pages == 1000);
	CHECK(a->cap_requests == 10000 && a->cap_seconds == 1800);
	CHECK(b->auth == AUTH_BASIC && !b->is_required);
	CHECK_STR(b->auth_user, "u");
	CHECK_STR(b->auth_secret, "file:pw");
	CHECK(b->nmodels == 1 && b->nhosts == 2);
	CHECK_STR(b->zone, "+02:00");
	CHECK_STR(b->ca, "ca.pem");
	CHECK_STR(b->client_cert, "c.pem");
	CHECK_STR(b->client_key, "file:c.key");
	CHECK_STR(b->proxy, "http://proxy.example:3128");
	CHECK(b->cap_bytes == 10 && b->cap_pages == 2);
	CHECK(b->cap_requests == 3 && b->cap_seconds == 4);
	CHECK_STR(c->skip_reason, "later");
	CHECK_STR(c->skip_owner, "Cy");
	CHECK_STR(c->skip_expires, "2027-01-31");
	CHECK(c->auth == AUTH_NONE && c->line == 25 && c->column == 5);
}

static void
test_params(void)
{
	const struct system *s = load(whole);
	const struct source_conf *b = &s->sources[1];

	CHECK(b->nparams == 3);
	if (b->nparams != 3)
		return;
	CHECK_STR(b->params[0].name, "queries");
	CHECK_STR(b->params[0].path, "$['sources'][1]['queries']");
	CHECK(b->params[0].text == NULL && b->params[0].ntexts == 2);
	CHECK_STR(b->params[0].keys[1], "b");
	CHECK_STR(b->params[0].texts[1], "down");
	CHECK(b->params[0].line == 22 && b->params[0].column == 14);
	CHECK(b->params[1].keys == NULL && b->params[1].ntexts == 2);
	CHECK_STR(b->params[2].text, "word");
	CHECK(b->params[2].data->kind == DATA_TEXT);
}

static void
test_thresholds(void)
{
	const struct system *s = load(whole);

	CHECK(s->nthresholds == 2);
	if (s->nthresholds != 2)
		return;
	CHECK_STR(s->thresholds[1].check, "DRF-01");
	CHECK_STR(s->thresholds[1].name, "fail");
	CHECK_STR(s->thresholds[1].value, "0.2");
	CHECK_STR(s->thresholds[1].owner, "Di");
	CHECK_STR(s->thresholds[1].reason, "why");
	CHECK(s->thresholds[1].line == 29 && s->thresholds[1].column == 40);
}

static void
test_least(void)
{
	const struct system *s = load(least);

	CHECK(s != NULL);
	if (s == NULL)
		return;
	CHECK_STR(s->previous, "current");
	CHECK(s->banner == NULL && s->sign_key == NULL);
	CHECK(s->ndocuments == 0 && s->nthresholds == 0 && s->nmarking == 0);
	CHECK(s->sources[0].base == NULL && s->sources[0].zone == NULL);
	CHECK(s->models[0].nnames == 0 && !s->models[0].is_high_impact);
}

static void
test_previous_package(void)
{
	const struct system *s = load(arena_printf(arena,
	    "%sprevious: {package: out/p7, digest: \"sha256:%064d\"}\n", least,
	    0));

	CHECK(s != NULL);
	if (s != NULL)
		CHECK_STR(s->previous, "out/p7");
	s = load(arena_printf(arena, "%sprevious: current\n", least));
	CHECK(s != NULL);
	if (s != NULL)
		CHECK_STR(s->previous, "current");
}

static void
test_not_there(void)
{
	struct system *s;

	err_clear(&err);
	CHECK(system_load(arena, "/tmp/t_system.not/there", &s, &err) == -1);
	CHECK(s == NULL && err.kind == ERR_INPUT);
}

/* The secret that somebody wrote out is in no message. */
static void
test_secret_not_shown(void)
{
	CHECK(load("system: {id: a, name: b, owner: c, impact: low, "
		   "baseline: sp800-53r5-low}\n"
		   "models: [{id: m}]\n"
		   "sources: [{id: s, connector: c, auth: {bearer: "
		   "glpat-hunter2}}]\n") == NULL);
	CHECK_STR(err.id, "sys-secret");
	CHECK(strstr(err.what, "hunter2") == NULL);
	CHECK(strstr(err.hint, "hunter2") == NULL);
	CHECK(load("system: {id: a, name: b, owner: c, impact: low, "
		   "baseline: sp800-53r5-low}\n"
		   "models: [{id: m}]\n"
		   "sources: [{id: s, connector: c, base: "
		   "\"https://u:hunter2@h.example\"}]\n") == NULL);
	CHECK_STR(err.id, "sys-address-secret");
	CHECK(strstr(err.what, "hunter2") == NULL);
}

int
main(void)
{
	if (mkdtemp(folder) == NULL)
		return 1;
	arena = arena_new();
	RUN(test_system);
	RUN(test_models);
	RUN(test_model_id);
	RUN(test_sources);
	RUN(test_params);
	RUN(test_thresholds);
	RUN(test_least);
	RUN(test_previous_package);
	RUN(test_not_there);
	RUN(test_secret_not_shown);
	(void)remove(file_join(arena, folder, "system.yml"));
	(void)rmdir(folder);
	arena_free(arena);
	return test_end("t_system");
}
