/*
 * The documents made of hand-made verdicts: what stands in them, what never
 * does, which ids stay, and that both keep the reference rules and NIST's
 * schema.
 */
#include <stdlib.h>

#include "base/buf.h"
#include "base/file.h"
#include "ext/xml.h"
#include "oscal/internal.h"
#include "test.h"

#define SCHEMA "build/standards/oscal-1.2.1/oscal_complete_schema.xsd"
#define SHA(d) d d d d d d d d d d d d d d d d
#define BODY   SHA("aaaa")
#define VAULT  SHA("bbbb")
#define SAID   SHA("cccc")

enum { ROWS = 2, VERDICTS = 6 };

/* A system with six verdicts; tests change it before they make documents. */
struct world {
	struct arena *a;
	struct request requests[3];
	struct source_state sources[2];
	struct snapshot snapshot;
	struct facts facts;
	struct model_conf model;
	struct system system;
	struct statement said;
	const struct statement *saids[1];
	struct statements statements;
	struct row rows[ROWS];
	struct value fields[ROWS][32];
	struct basis basis[ROWS];
	struct verdict verdicts[VERDICTS];
	struct assessment assessment;
	struct control_result controls[2];
	const struct verdict *cited[2];
	struct poam_plan plan;
	struct poam_milestone milestones[2];
	struct poam_item items[3];
	struct poam poam;
	struct oscal_file files[4];
	struct oscal_in in;
};

static struct rules *rules;
static struct arena *rules_arena;

static void
make_row(struct world *w, size_t i, const char *kind, const char *sha)
{
	struct row *r = &w->rows[i];

	r->kind = kind_find(kind);
	r->fields = w->fields[i];
	for (size_t k = 0; k < r->kind->nfields; k++)
		r->fields[k] = (struct value){.outcome = OUTCOME_VALUE,
		    .text = "x",
		    .at = arena_printf(w->a, "%s > $['v%zu']", sha, k)};
	w->basis[i] = (struct basis){.row = r, .field = -1};
}

static void
make_evidence(struct world *w)
{
	w->requests[0] = (struct request){.step = "versions",
	    .method = "GET",
	    .url = "https://registry.example/v",
	    .keep = KEEP_BODY,
	    .object = BODY,
	    .received_at = "2026-11-24T10:00:00Z"};
	w->requests[1] = (struct request){.step = "rows",
	    .method = "GET",
	    .url = "https://registry.example/rows",
	    .keep = KEEP_VAULT,
	    .object = VAULT,
	    .received_at = "2026-11-24T11:00:00Z"};
	w->requests[2] = (struct request){.step = "none"};
	w->sources[0] = (struct source_state){.id = "registry",
	    .connector = "mlflow",
	    .state = STATE_OK,
	    .requests = w->requests,
	    .nrequests = 3};
	w->sources[1] = (struct source_state){.id = "shut",
	    .connector = "mlflow",
	    .state = STATE_DENIED,
	    .reason = "answered 403"};
	w->snapshot = (struct snapshot){.system = "s",
	    .now = "2026-11-24T09:00:00Z",
	    .as_of = "2026-11-25T12:00:00Z",
	    .from = "2026-10-01T00:00:00Z",
	    .to = "2026-10-31T23:59:59Z",
	    .sources = w->sources,
	    .nsources = 2};
	w->facts.snapshot = &w->snapshot;
	w->said = (struct statement){.key = "features-monitored",
	    .subject = "model/m",
	    .owner = "Ann",
	    .date = "2026-01-01",
	    .expires = "2026-12-31",
	    .file = "statements/m/features monitored\x01%\xFF.yml",
	    .sha256 = SAID};
	w->saids[0] = &w->said;
	w->statements = (struct statements){.items = &w->said, .n = 1};
	make_row(w, 0, "model.version", BODY);
	make_row(w, 1, "monitor.sample", VAULT);
	w->fields[1][kind_field(w->rows[1].kind, "at")].text =
	    "2026-11-01T06:00:00Z";
}

static void
make_verdicts(struct world *w)
{
	static const struct {
		const char *check, *subject;
		enum word word;
	} table[VERDICTS] = {{"SIG-04", "version/m/2", VERDICT_FAIL},
	    {"SIG-04", "version/m/1", VERDICT_FAIL},
	    {"DRF-01", "model/m", VERDICT_PASS},
	    {"REG-04", "version/m/2", VERDICT_UNKNOWN},
	    {"REG-05", "dataset/d", VERDICT_CLAIMED},
	    {"REG-06", "system", VERDICT_NOT_APPLICABLE}};

	for (size_t i = 0; i < VERDICTS; i++)
		w->verdicts[i] = (struct verdict){
		    .check = rules_check(rules, table[i].check),
		    .subject = table[i].subject,
		    .word = table[i].word,
		    .sentence = "It is so."};
	w->verdicts[0].basis = &w->basis[0];
	w->verdicts[0].nbasis = 1;
	w->verdicts[1].is_history = true;
	w->verdicts[2].basis = w->basis;
	w->verdicts[2].nbasis = 2;
	w->verdicts[2].statements = w->saids;
	w->verdicts[2].nstatements = 1;
	w->verdicts[4].statements = w->saids;
	w->verdicts[4].nstatements = 1;
	w->cited[0] = &w->verdicts[0];
	w->cited[1] = &w->verdicts[1];
	w->controls[0] = (struct control_result){
	    .control = rules_control(rules, "sp800-53r5", "sr-4"),
	    .word = CONTROL_CONTRADICTED,
	    .sentence = "Contradicted by 1 automated result.",
	    .verdicts = w->cited,
	    .nverdicts = 2};
	w->controls[1] = (struct control_result){
	    .control = rules_control(rules, "sp800-53r5", "si-7"),
	    .word = CONTROL_SUPPORTED,
	    .sentence = "Supported by 1 automated result."};
	w->assessment = (struct assessment){.verdicts = w->verdicts,
	    .nverdicts = VERDICTS,
	    .controls = w->controls,
	    .ncontrols = 2};
}

static void
make_items(struct world *w)
{
	w->milestones[0] = (struct poam_milestone){
	    .date = "2026-12-01", .text = "Ask for an SBOM", .is_done = true};
	w->milestones[1] =
	    (struct poam_milestone){.date = "2026-12-15", .text = "Add it"};
	w->plan = (struct poam_plan){.id = "POAM-0002",
	    .state = POAM_OPEN,
	    .owner = "Ben",
	    .plan = "Have it added.",
	    .milestones = w->milestones,
	    .nmilestones = 2};
	w->items[0] =
	    (struct poam_item){.uuid = "5b0e4a3f-7f3a-5a4e-9d55-000000000001",
		.id = "POAM-0001",
		.check = w->verdicts[0].check,
		.subject = "version/m/2",
		.occurrence = 1,
		.state = POAM_CLOSED,
		.detected = "2026-01-01",
		.since = "2026-02-01",
		.due = "2026-02-01"};
	w->items[1] = w->items[0];
	w->items[1].uuid = "5b0e4a3f-7f3a-5a4e-9d55-000000000002";
	w->items[1].id = "POAM-0002";
	w->items[1].occurrence = 2;
	w->items[1].earlier = "POAM-0001";
	w->items[1].state = POAM_OPEN;
	w->items[1].verdict = &w->verdicts[0];
	w->items[1].due = "2026-12-24";
	w->items[1].plan = &w->plan;
	w->items[2] = w->items[0];
	w->items[2].uuid = "5b0e4a3f-7f3a-5a4e-9d55-000000000003";
	w->items[2].id = "POAM-0003";
	w->items[2].subject = "version/gone/9";
	w->items[2].state = POAM_CLOSURE_PROPOSED;
	w->poam = (struct poam){.items = w->items};
}

static struct world *
world_new(void)
{
	struct arena *a = arena_new();
	struct world *w = arena_alloc(a, sizeof(*w));

	w->a = a;
	make_evidence(w);
	make_verdicts(w);
	make_items(w);
	w->model = (struct model_conf){.id = "m"};
	w->system = (struct system){.id = "s",
	    .name = "The System",
	    .owner = "An Office",
	    .models = &w->model,
	    .nmodels = 1};
	w->files[0] = (struct oscal_file){"evidence/objects/" BODY, BODY};
	w->files[1] = (struct oscal_file){"facts.json", SHA("dddd")};
	w->files[2] = (struct oscal_file){
	    "inputs/statements/m/features monitored\x01%\xFF.yml", SAID};
	w->files[3] = (struct oscal_file){"poam.json", SHA("eeee")};
	w->in = (struct oscal_in){.system = &w->system,
	    .facts = &w->facts,
	    .statements = &w->statements,
	    .rules = rules,
	    .assessment = &w->assessment,
	    .poam = &w->poam,
	    .package = "s-2026-11-25-r1",
	    .tool_version = "0.1.0",
	    .key = SHA("ffff"),
	    .files = w->files,
	    .nfiles = 4};
	return w;
}

static struct oscal_docs
make(struct world *w)
{
	struct oscal_docs docs;
	struct error e = {0};

	if (oscal_make(w->a, &w->in, &docs, &e) == -1) {
		printf("%s: %s\n", e.where, e.what);
		abort();
	}
	return docs;
}

/* ---- Looking into a tree ------------------------------------------------ */

/* The n-th (from 1) element of this kind below el, at any depth. */
static const struct el *
nth(const struct el *el, enum elem is, size_t *n)
{
	const struct el *found = NULL;

	if (el->is == is && --*n == 0)
		return el;
	for (const struct el *c = el->first; c != NULL && found == NULL;
	     c = c->next)
		found = nth(c, is, n);
	return found;
}

static const struct el *
find(const struct el *root, enum elem is, size_t n)
{
	return nth(root, is, &n);
}

static size_t
count(const struct el *root, enum elem is)
{
	size_t n = 1;

	while (find(root, is, n) != NULL)
		n++;
	return n - 1;
}

static const char *
prop(const struct el *el, const char *name)
{
	for (const struct el *c = el == NULL ? NULL : el->first; c != NULL;
	     c = c->next)
		if (c->is == EL_PROP && strcmp(el_get(c, "name"), name) == 0)
			return el_get(c, "value");
	return NULL;
}

/* The observation or risk of a check and subject. */
static const struct el *
of(const struct el *root, enum elem is, const char *check, const char *subject)
{
	const struct el *el;

	for (size_t i = 1; (el = find(root, is, i)) != NULL; i++)
		if (strcmp(prop(el, "check"), check) == 0 &&
		    strcmp(prop(el, "subject"), subject) == 0)
			return el;
	return NULL;
}

static const char *
text_of_first(const struct el *el, enum elem is)
{
	const struct el *c = el == NULL ? NULL : find(el, is, 1);

	return c == NULL ? NULL : c->text;
}

/* ---- Valid -------------------------------------------------------------- */

static int
hash(void *ctx, const char *name, char out[static CORE_SHA], struct error *e)
{
	const struct world *w = ctx;

	(void)e;
	out[0] = '\0';

	for (size_t i = 0; i < w->in.nfiles; i++)
		if (strcmp(w->files[i].name, name) == 0) {
			memcpy(out, w->files[i].sha256, CORE_SHA);
			return 0;
		}
	return 0;
}

static struct xml_schema *
load_schema(void)
{
	static const char *const roots[] = {
	    "assessment-results", "plan-of-action-and-milestones", NULL};
	struct xml_schema *s = NULL;
	struct error e = {0};
	char *bytes = NULL;
	size_t n;

	if (file_read(SCHEMA, 4 << 20, &bytes, &n, &e) == -1)
		return NULL;
	CHECK(xml_schema_load("schema", bytes, n, roots, &s, &e) == 0);
	free(bytes);
	return s;
}

/* Reference rules, and the schema where it is. */
static void
check_docs(struct world *w, struct xml_schema *schema, size_t want)
{
	const struct oscal_check by = {.rules = rules, .hash = hash, .ctx = w};
	struct oscal_docs docs = make(w);

	CHECK(docs.n == want);
	for (size_t i = 0; i < docs.n; i++) {
		struct error e = {0};
		struct buf b = {0};

		CHECK(oscal_check(w->a, &docs.items[i], &by, &e) == 0);
		oscal_xml(docs.items[i].root, &b);
		if (schema != NULL)
			CHECK(xml_schema_check(schema, docs.items[i].name,
				  buf_str(&b), b.len, &e) == 0);
		if (e.kind != ERR_NONE)
			printf("%s: %s\n", e.where, e.what);
		buf_free(&b);
	}
}

static struct xml_schema *schema;

static void
test_valid(void)
{
	struct world *w = world_new();

	check_docs(w, schema, 1);
	w->poam.n = 3;
	check_docs(w, schema, 2);
	w->items[1].state = POAM_ACCEPTED;
	w->plan.state = POAM_ACCEPTED;
	w->plan.reason = "It is old.";
	w->plan.approver = "Cay";
	w->plan.approved = "2026-11-01";
	w->plan.expires = "2027-01-01";
	w->in.is_draft = true;
	w->system.banner = "CUI";
	check_docs(w, schema, 2);
	/* Nothing but a system. */
	w->assessment.nverdicts = 0;
	w->controls[0].nverdicts = 0;
	w->poam.n = 0;
	w->in.nfiles = 0;
	w->system.owner = NULL;
	w->system.name = NULL;
	w->system.nmodels = 0;
	check_docs(w, schema, 1);
	arena_free(w->a);
}

/* Whatever a text holds, the documents are valid. */
static void
test_hostile(void)
{
	static const char *const texts[] = {"", " ", "\x01\x1B[2J\x7F",
	    "\xE2\x80\xAE\xE2\x81\xA6", "\xEF\xBF\xBE\xEF\xBF\xBF",
	    "\xED\xA0\x80\xFF\xC0\x80", "<script>alert(1)</script>&amp;]]>",
	    "# h\n- x\n1. y\n```\n<!-- -->", "{{ insert: param, ac-1_prm_1 }}",
	    "../../etc/passwd", "=cmd|' /C calc'!A0", "\" onload=\"x",
	    "\xC2\xA0\xE3\x80\x80"};
	enum { MEGA = 1 << 20 };
	struct world *w = world_new();
	char *mega = arena_alloc(w->a, MEGA + 1);

	memset(mega, '"', MEGA);
	w->poam.n = 3;
	w->system.banner = mega;
	for (size_t i = 0; i <= sizeof(texts) / sizeof(texts[0]); i++) {
		const char *t =
		    i == sizeof(texts) / sizeof(texts[0]) ? mega : texts[i];

		w->system.name = w->system.owner = t;
		w->sources[1].reason = w->requests[0].url = t;
		w->said.owner = w->plan.owner = w->plan.plan = t;
		w->milestones[0].text = t;
		w->verdicts[0].sentence = w->verdicts[0].seen = t;
		w->verdicts[0].wanted = w->verdicts[0].outcome = t;
		w->verdicts[2].subject = arena_printf(w->a, "model/%.5000s", t);
		w->fields[0][0].text = w->fields[1][0].text = t;
		check_docs(w, schema, 2);
	}
	arena_free(w->a);
}

/* ---- What stands in them ------------------------------------------------ */

static void
test_observations(void)
{
	struct world *w = world_new();
	const struct el *root = make(w).items[0].root, *o;

	CHECK(count(root, EL_OBSERVATION) == VERDICTS);
	o = of(root, EL_OBSERVATION, "SIG-04", "version/m/2");
	CHECK_STR(prop(o, "automated-result"), "FAIL");
	CHECK_STR(text_of_first(o, EL_METHOD), "TEST");
	CHECK(count(o, EL_METHOD) == 1 && count(o, EL_TYPE) == 0);
	CHECK_STR(text_of_first(o, EL_COLLECTED), "2026-11-24T10:00:00Z");
	CHECK(count(o, EL_EXPIRES) == 0);
	CHECK(count(o, EL_RELEVANT_EVIDENCE) == 1);
	o = of(root, EL_OBSERVATION, "SIG-04", "version/m/1");
	CHECK_STR(text_of_first(o, EL_TYPE), "historic");
	CHECK_STR(text_of_first(o, EL_COLLECTED), "2026-11-25T12:00:00Z");
	o = of(root, EL_OBSERVATION, "REG-05", "dataset/d");
	CHECK_STR(text_of_first(o, EL_METHOD), "EXAMINE");
	CHECK_STR(text_of_first(o, EL_EXPIRES), "2026-12-31T23:59:59Z");
	arena_free(w->a);
}

/* The limit of age is 31 days; the site's own holds. */
static void
test_expires(void)
{
	struct world *w = world_new();
	struct threshold_conf t = {
	    .check = "DRF-01", .name = "max_age", .value = "10"};
	const struct el *o =
	    of(make(w).items[0].root, EL_OBSERVATION, "DRF-01", "model/m");

	CHECK(count(o, EL_METHOD) == 2 && count(o, EL_RELEVANT_EVIDENCE) == 3);
	CHECK_STR(text_of_first(o, EL_COLLECTED), "2026-11-24T11:00:00Z");
	CHECK_STR(text_of_first(o, EL_EXPIRES), "2026-12-02T06:00:00Z");
	w->system.thresholds = &t;
	w->system.nthresholds = 1;
	o = of(make(w).items[0].root, EL_OBSERVATION, "DRF-01", "model/m");
	CHECK_STR(text_of_first(o, EL_EXPIRES), "2026-11-11T06:00:00Z");
	w->said.expires = "2026-11-10";
	o = of(make(w).items[0].root, EL_OBSERVATION, "DRF-01", "model/m");
	CHECK_STR(text_of_first(o, EL_EXPIRES), "2026-11-10T23:59:59Z");
	arena_free(w->a);
}

/* In the package: a link and a true hash; elsewhere: the digest alone. */
static void
test_resources(void)
{
	struct world *w = world_new();
	const struct el *root = make(w).items[0].root, *r;
	size_t links = 0, vaults = 0, plans = 0;

	for (size_t i = 1; (r = find(root, EL_RESOURCE, i)) != NULL; i++) {
		const struct el *link = find(r, EL_RLINK, 1);

		if (link != NULL && strcmp(el_get(link, "href"),
					"../evidence/objects/" BODY) == 0) {
			links++;
			CHECK_STR(text_of_first(r, EL_HASH), BODY);
		}
		if (prop(r, "sha-256") != NULL) {
			vaults++;
			CHECK(link == NULL);
			CHECK_STR(prop(r, "sha-256"), VAULT);
			CHECK_STR(prop(r, "kept-as"), "vault");
		}
		plans +=
		    strcmp(text_of_first(r, EL_TITLE), "Assessment plan") == 0;
	}
	CHECK(links == 1 && vaults == 1 && plans == 1);
	arena_free(w->a);
}

/* Only what fails today is a risk; only what is contradicted a finding. */
static void
test_risks(void)
{
	struct world *w = world_new();
	const struct el *root = make(w).items[0].root, *r, *f;

	CHECK(count(root, EL_RISK) == 1 && count(root, EL_FINDING) == 1);
	r = of(root, EL_RISK, "SIG-04", "version/m/2");
	CHECK_STR(text_of_first(r, EL_RISK_STATUS), "open");
	CHECK_STR(el_get(find(r, EL_FACET, 1), "value"),
	    rules_check(rules, "SIG-04")->severity);
	CHECK(count(r, EL_DEADLINE) == 0);
	f = find(root, EL_FINDING, 1);
	CHECK_STR(el_get(find(f, EL_TARGET, 1), "target-id"), "sr-4_smt");
	CHECK_STR(el_get(find(f, EL_STATUS, 1), "state"), "not-satisfied");
	CHECK_STR(el_get(find(f, EL_ASSOCIATED_RISK, 1), "risk-uuid"),
	    el_get(r, "uuid"));
	/* the failing version of today, and not the archived one */
	CHECK(count(f, EL_RELATED_OBSERVATION) == 1);
	/* A judgement contradicts nothing, whatever the word says. */
	w->controls[0].control = rules_control(rules, "sp800-53r5", "ac-3");
	CHECK(count(make(w).items[0].root, EL_FINDING) == 0);
	arena_free(w->a);
}

/* DESIGN law 7: in no document, whatever was decided. */
static void
test_never_satisfied(void)
{
	struct world *w = world_new();
	struct oscal_docs docs;

	w->poam.n = 3;
	docs = make(w);
	for (size_t i = 0; i < docs.n; i++) {
		const struct el *s;

		CHECK(count(docs.items[i].root, EL_TARGET) == 1);
		for (size_t k = 1;
		     (s = find(docs.items[i].root, EL_STATUS, k)) != NULL; k++)
			CHECK(strcmp(el_get(s, "state"), "satisfied") != 0);
	}
	arena_free(w->a);
}

static void
test_items(void)
{
	struct world *w = world_new();
	const struct el *ar, *root, *i2, *r;
	struct oscal_docs docs;

	w->poam.n = 3;
	docs = make(w);
	ar = docs.items[0].root;
	root = docs.items[1].root;
	CHECK_STR(docs.items[1].name, "plan-of-action-and-milestones");
	CHECK(count(root, EL_POAM_ITEM) == 3 && count(root, EL_RISK) == 3);
	CHECK(count(ar, EL_RISK) == 1 && count(root, EL_OBSERVATION) == 1);
	i2 = find(root, EL_POAM_ITEM, 2);
	CHECK_STR(el_get(i2, "uuid"), w->items[1].uuid);
	CHECK_STR(prop(i2, "poam-id"), "POAM-0002");
	CHECK_STR(prop(i2, "earlier"), "POAM-0001");
	CHECK(count(i2, EL_RELATED_FINDING) == 1);
	r = of(ar, EL_RISK, "SIG-04", "version/m/2");
	CHECK_STR(el_get(find(i2, EL_ASSOCIATED_RISK, 1), "risk-uuid"),
	    el_get(r, "uuid"));
	CHECK_STR(text_of_first(r, EL_DEADLINE), "2026-12-24T23:59:59Z");
	CHECK(count(r, EL_TASK) == 2);
	CHECK_STR(
	    el_get(find(r, EL_ON_DATE, 1), "date"), "2026-12-01T23:59:59Z");
	r = of(root, EL_RISK, "SIG-04", "version/gone/9");
	CHECK_STR(text_of_first(r, EL_RISK_STATUS), "remediating");
	CHECK(count(r, EL_RELATED_OBSERVATION) == 0);
	arena_free(w->a);
}

/* What the package before had is anybody's text. */
static void
test_prior(void)
{
	static const char *const bad[] = {"", "<b>",
	    "5b0e4a3f-7f3a-1a4e-9d55-000000000002",
	    "5b0e4a3f-7f3a-5a4e-7d55-000000000002",
	    "5B0e4a3f-7f3a-5a4e-9d55-000000000002",
	    "5b0e4a3f07f3a-5a4e-9d55-000000000002",
	    "5b0e4a3f-7f3a-5a4e-9d55-00000000000"};
	struct world *w = world_new();
	struct check was = *w->items[2].check;

	w->poam.n = 3;
	was.severity = was.title = "\x01 <b>";
	was.fail = "";
	w->items[2].check = &was;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		w->items[2].uuid = bad[i];
		w->items[2].detected = w->items[2].due = bad[i];
		check_docs(w, schema, 2);
	}
	arena_free(w->a);
}

static void
test_no_items(void)
{
	struct world *w = world_new();
	struct buf b = {0};

	oscal_json(make(w).items[0].root, &b);
	CHECK(strstr(buf_str(&b), "it has no item") != NULL);
	CHECK(strstr(buf_str(&b), "Source 'shut' is DENIED: answered 403.") !=
	      NULL);
	buf_reset(&b);
	w->poam.why = "the package before was not read";
	oscal_json(make(w).items[0].root, &b);
	CHECK(strstr(buf_str(&b), "milestones: the package before was not "
				  "read.") != NULL);
	buf_free(&b);
	arena_free(w->a);
}

/* ---- Ids ---------------------------------------------------------------- */

static const char *
id(const struct el *root, enum elem is, const char *check, const char *subject)
{
	return el_get(of(root, is, check, subject), "uuid");
}

/* What is the same has its id; a result, and each document, a new one. */
static void
test_ids(void)
{
	struct world *w = world_new();
	const struct el *before = make(w).items[0].root, *after;
	struct buf x = {0}, y = {0};

	oscal_xml(before, &x);
	oscal_xml(make(w).items[0].root, &y);
	CHECK_STR(buf_str(&x), buf_str(&y));
	w->in.key = SHA("eeee");
	w->in.package = "s-2026-12-25-r2";
	w->verdicts[2].word = VERDICT_FAIL;
	w->snapshot.as_of = "2026-12-25T12:00:00Z";
	after = make(w).items[0].root;
	CHECK(strcmp(el_get(before, "uuid"), el_get(after, "uuid")) != 0);
	CHECK(strcmp(el_get(find(before, EL_RESULT, 1), "uuid"),
		  el_get(find(after, EL_RESULT, 1), "uuid")) != 0);
	for (size_t i = 0; i < VERDICTS; i++)
		CHECK_STR(id(before, EL_OBSERVATION, w->verdicts[i].check->id,
			      w->verdicts[i].subject),
		    id(after, EL_OBSERVATION, w->verdicts[i].check->id,
			w->verdicts[i].subject));
	CHECK_STR(id(before, EL_RISK, "SIG-04", "version/m/2"),
	    id(after, EL_RISK, "SIG-04", "version/m/2"));
	CHECK_STR(el_get(find(before, EL_FINDING, 1), "uuid"),
	    el_get(find(after, EL_FINDING, 1), "uuid"));
	w->system.id = "t";
	after = make(w).items[0].root;
	CHECK(strcmp(id(before, EL_RISK, "SIG-04", "version/m/2"),
		  id(after, EL_RISK, "SIG-04", "version/m/2")) != 0);
	buf_free(&x);
	buf_free(&y);
	arena_free(w->a);
}

static void
test_times(void)
{
	static const char *const bad[] = {"1899-12-31T23:59:59Z",
	    "3000-01-01T00:00:00Z", "0001-01-01T00:00:00Z"};
	struct world *w = world_new();

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct oscal_docs docs;
		struct error e = {0};

		w->snapshot.as_of = bad[i];
		CHECK(oscal_make(w->a, &w->in, &docs, &e) == -1);
		CHECK(e.kind == ERR_INPUT && docs.n == 0);
		CHECK_STR(e.where, "as-of");
	}
	w->snapshot.as_of = "2999-12-31T23:59:59Z";
	w->said.expires = "9999-12-31";
	w->requests[0].received_at = "0001-01-01T00:00:00Z";
	w->requests[1].received_at = NULL;
	w->items[1].due = "9999-12-31";
	w->poam.n = 3;
	check_docs(w, schema, 2);
	arena_free(w->a);
}

static void
test_no_controls(void)
{
	struct world *w = world_new();
	struct oscal_docs docs;
	struct error e = {0};

	w->controls[0].word = w->controls[1].word = CONTROL_OUTSIDE;
	CHECK(oscal_make(w->a, &w->in, &docs, &e) == -1 && docs.n == 0);
	CHECK(e.kind == ERR_INPUT && e.hint[0] != '\0');
	arena_free(w->a);
}

int
main(void)
{
	struct error e = {0};

	rules_arena = arena_new();
	if (rules_load(rules_arena, ".", &rules, &e) == -1) {
		printf("%s: %s\n", e.where, e.what);
		return 1;
	}
	schema = load_schema();
	if (schema == NULL)
		test_skip("NIST's schema", "no " SCHEMA);
	RUN(test_valid);
	RUN(test_hostile);
	RUN(test_observations);
	RUN(test_expires);
	RUN(test_resources);
	RUN(test_risks);
	RUN(test_never_satisfied);
	RUN(test_items);
	RUN(test_prior);
	RUN(test_no_items);
	RUN(test_ids);
	RUN(test_times);
	RUN(test_no_controls);
	xml_schema_free(schema);
	arena_free(rules_arena);
	return test_end("t_oscal");
}
