/*
 * A small system made by hand, for tests of pages: three sources (one denied,
 * one skipped), evidence of every way to be kept, hostile names, verdicts of
 * every word.  Nothing of it is read from files.
 */
#ifndef T_COMPOSE_SITE_H
#define T_COMPOSE_SITE_H

#include "compose/internal.h"

#define OBJ_A "aaaaaaaa11111111222222223333333344444444555555556666666677777777"
#define OBJ_B "bbbbbbbb11111111222222223333333344444444555555556666666677777777"
#define OBJ_C "cccccccc11111111222222223333333344444444555555556666666677777777"
#define OBJ_D "dddddddd11111111222222223333333344444444555555556666666677777777"

static const char hostile[] = "<script>alert(1)</script> \xE2\x80\xAE\"'&";

static const char text_a[] = "{\n"
			     "  \"name\": \"triage\",\n"
			     "  \"version\": \"7\",\n"
			     "  \"f1\": 0.812785388127853881,\n"
			     "  \"note\": \"\x01\"\n"
			     "}\n";

struct small {
	struct arena *a;
	struct compose_in in;
	struct system system;
	struct model_conf models[1];
	struct threshold_conf limits[1];
	struct snapshot snapshot;
	struct source_state sources[3];
	struct request requests[5];
	struct step_state steps[2];
	struct statements statements;
	struct statement_key keys[2];
	struct statement written[1];
	struct rules rules;
	struct check checks[4];
	struct control controls[6];
	struct assessment assessment;
	struct verdict verdicts[8];
	struct control_result results[6];
	struct evidence_view views[3];
	struct evidence_mark marks_a[3], marks_b[2], marks_c[1];
	const struct row *rows[6];
	struct basis basis[2];
	char long_line[2000];
};

static struct row *
small_row(struct small *s, const char *kind)
{
	struct row *r = arena_alloc(s->a, sizeof(*r));

	r->kind = kind_find(kind);
	r->fields = arena_array(s->a, r->kind->nfields, sizeof(*r->fields));
	r->source = "registry";
	r->step = "versions";
	return r;
}

static void
small_set(struct row *r, const char *field, const char *text, const char *at)
{
	struct value *v = &r->fields[kind_field(r->kind, field)];

	v->outcome = OUTCOME_VALUE;
	v->text = text;
	v->at = at;
	v->source = "registry";
}

static void
small_rows(struct small *s)
{
	struct row *r = small_row(s, "model.version");

	small_set(r, "model", "triage", OBJ_A " > $['name']");
	small_set(r, "version", "7", OBJ_A " > $['version']");
	s->rows[0] = r;
	r = small_row(s, "evaluation.metric");
	small_set(r, "model", "triage", OBJ_A " > $['name']");
	small_set(r, "version", "7", OBJ_A " > $['version']");
	small_set(r, "metric", "f1", "system.yml > $['models'][0]['id']");
	small_set(r, "value", "0.812785388127853881", OBJ_A " > $['f1']");
	r->fields[kind_field(r->kind, "ci_low")].outcome = OUTCOME_NONFINITE;
	r->fields[kind_field(r->kind, "ci_low")].text = "NaN";
	r->fields[kind_field(r->kind, "ci_low")].at = OBJ_A " > $['f1']";
	s->rows[1] = r;
	r = small_row(s, "model.alias");
	small_set(r, "model", "triage", OBJ_B " > $['m']");
	small_set(r, "alias", "champion", OBJ_B " > $['alias']");
	small_set(r, "version", "7", OBJ_B " > $['v']");
	s->rows[2] = r;
	r = small_row(s, "model.artifact");
	small_set(r, "model", "triage", OBJ_C " > sha256");
	small_set(r, "version", "7", OBJ_C " > sha256");
	small_set(r, "path", hostile, OBJ_C " > sha256");
	small_set(r, "sha256", OBJ_C, OBJ_C " > sha256");
	s->rows[3] = r;
}

static size_t
small_find(const char *text, const char *what)
{
	return (size_t)(strstr(text, what) - text);
}

static void
small_views(struct small *s)
{
	const char *v;

	memset(s->long_line, 'x', sizeof(s->long_line) - 1);
	memcpy(s->long_line, "{\"v\":\"7\",\"pad\":\"", 16);
	memcpy(s->long_line + 1500, "\",\"alias\":\"champion\"}", 21);
	v = s->long_line;
	s->marks_a[0] = (struct evidence_mark){small_find(text_a, "\"7\""),
	    small_find(text_a, "\"7\"") + 3, s->rows[0], 1,
	    OBJ_A " > $['version']"};
	s->marks_a[1] = (struct evidence_mark){small_find(text_a, "0.8127"),
	    small_find(text_a, "0.8127") + 20, s->rows[1],
	    kind_field(s->rows[1]->kind, "value"), OBJ_A " > $['f1']"};
	s->marks_b[0] =
	    (struct evidence_mark){5, 8, s->rows[2], 2, OBJ_B " > $['v']"};
	s->marks_b[1] = (struct evidence_mark){small_find(v, "\"champion"),
	    small_find(v, "\"champion") + 10, s->rows[2], 1,
	    OBJ_B " > $['alias']"};
	s->marks_c[0] = (struct evidence_mark){0, 0, s->rows[3],
	    kind_field(s->rows[3]->kind, "sha256"), OBJ_C " > sha256"};
	s->views[0] = (struct evidence_view){
	    OBJ_A, "", text_a, sizeof(text_a) - 1, s->marks_a, 2};
	s->views[1] =
	    (struct evidence_view){OBJ_B, "", v, strlen(v), s->marks_b, 2};
	s->views[2] = (struct evidence_view){OBJ_C, "", NULL, 0, s->marks_c, 1};
	s->in.views = s->views;
	s->in.nviews = 3;
}

static void
small_request(struct request *r, const char *object, enum keep keep)
{
	r->step = "versions";
	r->method = "GET";
	r->url = "https://mlflow.example/api?q=<b>";
	r->status = 200;
	r->state = STATE_OK;
	r->keep = keep;
	r->object = object;
	r->bytes = 5711;
	r->received_at = "2026-11-23T11:51:09Z";
}

static void
small_sources(struct small *s)
{
	static const char *const kinds[] = {"model.version"};
	static const char *const denied[] = {"monitor.sample"};
	struct source_state *src = s->sources;

	small_request(&s->requests[0], OBJ_A, KEEP_BODY);
	small_request(&s->requests[1], OBJ_B, KEEP_BODY);
	small_request(&s->requests[2], OBJ_C, KEEP_DIGEST);
	small_request(&s->requests[3], OBJ_D, KEEP_BODY);
	s->requests[4].step = "drift";
	s->requests[4].method = "GET";
	s->requests[4].url = "https://drift.example/";
	s->requests[4].status = 403;
	s->requests[4].state = STATE_DENIED;
	s->requests[4].reason = "403 Forbidden";
	s->steps[0] =
	    (struct step_state){"versions", NULL, STATE_OK, NULL, kinds, 1};
	s->steps[1] = (struct step_state){
	    "drift", "triage", STATE_DENIED, "403 Forbidden", denied, 1};
	src[0] = (struct source_state){.id = "registry",
	    .connector = "mlflow",
	    .is_required = true,
	    .state = STATE_OK,
	    .requests = s->requests,
	    .nrequests = 4,
	    .steps = s->steps,
	    .nsteps = 1};
	src[1] = (struct source_state){.id = "drift",
	    .connector = "evidently",
	    .state = STATE_DENIED,
	    .reason = "403 Forbidden",
	    .requests = s->requests + 4,
	    .nrequests = 1,
	    .steps = s->steps + 1,
	    .nsteps = 1};
	src[2] = (struct source_state){.id = "audit",
	    .connector = "cloudtrail-export",
	    .state = STATE_NOT_ASKED,
	    .reason = "the bucket moves",
	    .skip_owner = "Tomasz Nowak",
	    .skip_expires = "2027-01-31"};
	s->snapshot = (struct snapshot){"triage", "2026-11-23T11:48:00Z",
	    "2026-11-23T12:00:00Z", "2026-10-01T00:00:00Z",
	    "2026-10-31T23:59:59Z", src, 3};
}

static void
small_rules(struct small *s)
{
	static const char *const reads[] = {"model.version", "monitor.sample"};
	static const char *const moderate[] = {"moderate", "high"};
	static const char *const keys[] = {"intended-use"};
	static const struct threshold limit[] = {
	    {"fail", "0.2", "", "our default"}};
	static const struct mapping maps[] = {
	    {"sp800-53r5", "si-7", "control-text", "bytes compared", false},
	    {"sp800-53r5", "cm-4", "judgement", "impact", true},
	    {"ai-rmf", "MEASURE 2.7", "judgement", "robust", false},
	    {"sp800-218a", "PS.1.3", "judgement", "kept", false}};
	static const char *const ids[] = {
	    "DRF-01", "EVL-06", "REG-01", "REG-04"};

	for (size_t i = 0; i < 4; i++)
		s->checks[i] = (struct check){.id = ids[i],
		    .title = i == 3 ? "Bytes are the registered bytes"
				    : "A check of this test",
		    .pass = "All is as it should be.",
		    .fail = "It is not.",
		    .unknown = "It was not seen.",
		    .shows = "verification",
		    .subject = "version",
		    .severity = i == 3 ? "high" : "low",
		    .applies = "always",
		    .reads = reads,
		    .nreads = 2,
		    .statements = keys,
		    .nstatements = 1,
		    .thresholds = limit,
		    .nthresholds = i == 0 ? 1 : 0,
		    .mappings = maps,
		    .nmappings = i == 2 ? 0 : 4};
	s->controls[0] = (struct control){"ai-rmf", "MEASURE 2.7",
	    "MEASURE 2.7", "Security and resilience", NULL, 0, 0, NULL, false};
	s->controls[1] = (struct control){"sp800-218a", "PS.1.3", "PS.1.3",
	    "Weights are protected", NULL, 0, 0, NULL, false};
	s->controls[2] = (struct control){"sp800-53r5", "ac-3", "AC-3",
	    "Access Enforcement", moderate, 2, 1, NULL, false};
	s->controls[3] = (struct control){"sp800-53r5", "cm-11", "CM-11",
	    "User-installed Software", NULL, 0, 3, NULL, false};
	s->controls[4] = (struct control){"sp800-53r5", "cm-4", "CM-4",
	    "Impact Analyses", moderate, 2, 1, NULL, false};
	s->controls[5] = (struct control){"sp800-53r5", "si-7", "SI-7",
	    "Software, Firmware, and Information Integrity", moderate, 2, 2,
	    NULL, false};
	s->rules = (struct rules){s->checks, 4, s->controls, 6, NULL, 0};
}

static void
small_verdict(struct small *s, size_t i, size_t check, const char *subject,
    enum word word)
{
	s->verdicts[i] = (struct verdict){.check = &s->checks[check],
	    .subject = subject,
	    .word = word,
	    .sentence = "What was seen is said in one sentence.",
	    .seen = "0.31",
	    .wanted = "at most 0.2"};
}

static void
small_verdicts(struct small *s)
{
	static const enum control_word words[] = {CONTROL_ATTENTION,
	    CONTROL_SUPPORTED, CONTROL_OUTSIDE, CONTROL_NO_EVIDENCE,
	    CONTROL_ATTENTION, CONTROL_CONTRADICTED};
	const struct verdict **list = arena_array(s->a, 2, sizeof(*list));

	small_verdict(s, 0, 3, "version/triage/7", VERDICT_FAIL);
	small_verdict(s, 1, 0, "model/triage", VERDICT_UNKNOWN);
	small_verdict(s, 2, 1, "version/triage/7", VERDICT_WARN);
	small_verdict(s, 3, 2, "unlisted/<b>", VERDICT_CLAIMED);
	small_verdict(s, 4, 1, "version/triage/5", VERDICT_PASS);
	small_verdict(s, 5, 2, "system", VERDICT_NOT_APPLICABLE);
	small_verdict(s, 6, 3, "version/triage/3", VERDICT_FAIL);
	s->verdicts[6].is_history = true;
	s->basis[0] =
	    (struct basis){s->rows[1], kind_field(s->rows[1]->kind, "value")};
	s->basis[1] = (struct basis){s->rows[2], -1};
	s->verdicts[0].basis = s->basis;
	s->verdicts[0].nbasis = 2;
	list[0] = &s->verdicts[0];
	list[1] = &s->verdicts[6];
	for (size_t i = 0; i < 6; i++) {
		s->results[i] = (struct control_result){&s->controls[i],
		    words[i], "1 automated result contradicts it.", list, 2};
	}
	s->assessment = (struct assessment){s->verdicts, 7, s->results, 6};
}

static void
small_statements(struct small *s)
{
	s->keys[0] = (struct statement_key){"intended-use", "Intended use",
	    "model", "Say what the model is for.", NULL};
	s->keys[1] = (struct statement_key){"limitations", "Limitations",
	    "model", "Say what it does badly.", NULL};
	s->written[0] = (struct statement){.key = "limitations",
	    .subject = "model/triage",
	    .owner = "Priya Raman",
	    .date = "2026-01-02",
	    .expires = "2026-10-31",
	    .state = STATEMENT_EXPIRED,
	    .file = "statements/triage/limitations.yml"};
	s->statements = (struct statements){s->written, 1, s->keys, 2};
}

static void
small_make(struct small *s, struct arena *a)
{
	static const char *const marking[] = {"controlled_by", "poc"};
	static const char *const texts[] = {"Office", "issm@agency.example"};
	struct facts_builder *b;
	struct facts *facts = NULL;
	struct error e = {0};

	memset(s, 0, sizeof(*s));
	s->a = a;
	s->models[0] = (struct model_conf){.id = "triage", .alias = "champion"};
	s->limits[0] = (struct threshold_conf){.check = "DRF-01",
	    .name = "fail",
	    .value = "0.3",
	    .owner = "Priya Raman",
	    .reason = "seasonal <features>"};
	s->system = (struct system){.id = "triage",
	    .name = "Triage & Co",
	    .impact = "moderate",
	    .baseline = "sp800-53r5-moderate",
	    .banner = "CUI",
	    .marking_keys = marking,
	    .marking_texts = texts,
	    .nmarking = 2,
	    .models = s->models,
	    .nmodels = 1,
	    .thresholds = s->limits,
	    .nthresholds = 1};
	small_rows(s);
	small_views(s);
	small_sources(s);
	small_rules(s);
	small_verdicts(s);
	small_statements(s);
	b = facts_begin(a);
	for (size_t i = 0; i < 4; i++) {
		const char *part = NULL;

		(void)facts_add(b, s->rows[i], &part); /* CHECKed by count */
	}
	if (facts_end(b, &s->snapshot, &facts, &e) == 0)
		s->in.facts = facts;
	s->in.system = &s->system;
	s->in.statements = &s->statements;
	s->in.rules = &s->rules;
	s->in.assessment = &s->assessment;
	s->in.package = "triage-2026-11-23-r1";
	s->in.datadir = ".";
}

#endif
