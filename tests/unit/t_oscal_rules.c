/* Each reference rule, on a tree that keeps all and on one that breaks it. */
#include "oscal/internal.h"
#include "test.h"

#define ID_PARTY "11111111-1111-4111-8111-111111111111"
#define ID_TOOL  "22222222-2222-4222-8222-222222222222"
#define ID_THING "33333333-3333-4333-8333-333333333333"
#define ID_SEEN  "44444444-4444-4444-8444-444444444444"
#define ID_RISK  "55555555-5555-4555-8555-555555555555"
#define ID_FILE  "66666666-6666-4666-8666-666666666666"
#define ID_FOUND "77777777-7777-4777-8777-777777777777"
#define ID_ITEM  "88888888-8888-4888-8888-888888888888"
#define ID_PLACE "99999999-9999-4999-8999-999999999999"
#define ID_NONE  "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa"
#define HASH     "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static struct arena *arena;
static struct rules *rules;

/* The tree's parts that a case changes. */
struct parts {
	struct el *root, *role, *responsible, *party, *import, *thing, *item,
	    *implemented, *uses, *control, *seen, *actor, *subject, *evidence,
	    *risk, *risk_seen, *found, *found_risk, *target, *status, *poam,
	    *poam_found, *resource, *rlink, *hash;
};

static struct el *
add(struct el *parent, enum elem is, const char *name, const char *value)
{
	struct el *el = el_add(arena, parent, is);

	if (name != NULL)
		el_attr(el, name, value);
	return el;
}

static void
set(struct el *el, const char *name, const char *value)
{
	for (size_t i = 0; i < el->nattrs; i++)
		if (strcmp(el->attrs[i].name, name) == 0)
			el->attrs[i].value = value;
}

static void
make_metadata(struct parts *p)
{
	struct el *meta = add(p->root, EL_METADATA, NULL, NULL);

	p->role = add(meta, EL_ROLE, "id", "owner");
	p->party = add(meta, EL_PARTY, "uuid", ID_PARTY);
	p->responsible = add(meta, EL_RESPONSIBLE_PARTY, "role-id", "owner");
	el_text(arena, p->responsible, EL_PARTY_UUID, ID_PARTY);
	p->import = add(p->root, EL_IMPORT_AP, "href", "#" ID_FILE);
}

static void
make_things(struct parts *p, struct el *result)
{
	struct el *defs = add(result, EL_LOCAL_DEFINITIONS, NULL, NULL), *r;

	p->thing = add(defs, EL_COMPONENT, "uuid", ID_THING);
	p->item = add(defs, EL_INVENTORY_ITEM, "uuid", ID_ITEM);
	p->implemented =
	    add(p->item, EL_IMPLEMENTED_COMPONENT, "component-uuid", ID_THING);
	add(defs, EL_COMPONENT, "uuid", ID_TOOL);
	r = add(defs, EL_ASSESSMENT_PLATFORM, "uuid", ID_PLACE);
	p->uses = add(r, EL_USES_COMPONENT, "component-uuid", ID_TOOL);
	r = add(result, EL_REVIEWED_CONTROLS, NULL, NULL);
	p->control = add(r, EL_INCLUDE_CONTROL, "control-id", "si-7.1");
}

static void
make_seen(struct parts *p, struct el *result)
{
	p->seen = add(result, EL_OBSERVATION, "uuid", ID_SEEN);
	p->actor =
	    add(add(p->seen, EL_ORIGIN, NULL, NULL), EL_ACTOR, "type", "tool");
	el_attr(p->actor, "actor-uuid", ID_TOOL);
	p->subject = add(p->seen, EL_SUBJECT, "type", "component");
	el_attr(p->subject, "subject-uuid", ID_THING);
	p->evidence = add(p->seen, EL_RELEVANT_EVIDENCE, "href", "#" ID_FILE);
	p->risk = add(result, EL_RISK, "uuid", ID_RISK);
	p->risk_seen =
	    add(p->risk, EL_RELATED_OBSERVATION, "observation-uuid", ID_SEEN);
	p->found = add(result, EL_FINDING, "uuid", ID_FOUND);
	p->target = add(p->found, EL_TARGET, "type", "statement-id");
	el_attr(p->target, "target-id", "si-7.1_smt");
	p->status = add(p->target, EL_STATUS, "state", "not-satisfied");
	p->found_risk = add(p->found, EL_ASSOCIATED_RISK, "risk-uuid", ID_RISK);
	p->poam = add(result, EL_POAM_ITEM, NULL, NULL);
	p->poam_found =
	    add(p->poam, EL_RELATED_FINDING, "finding-uuid", ID_FOUND);
}

static struct parts
make(void)
{
	struct parts p = {0};
	struct el *result, *back;

	p.root = add(NULL, EL_ASSESSMENT_RESULTS, "uuid",
	    "00000000-0000-4000-8000-000000000000");
	make_metadata(&p);
	result = add(p.root, EL_RESULT, NULL, NULL);
	make_things(&p, result);
	make_seen(&p, result);
	back = add(p.root, EL_BACK_MATTER, NULL, NULL);
	p.resource = add(back, EL_RESOURCE, "uuid", ID_FILE);
	p.rlink = add(p.resource, EL_RLINK, "href", "../facts.json");
	p.hash = add(p.rlink, EL_HASH, "algorithm", "SHA-256");
	p.hash->text = HASH;
	return p;
}

static int
hash(void *ctx, const char *name, char out[static CORE_SHA], struct error *e)
{
	(void)ctx;
	if (strcmp(name, "broken.json") == 0)
		return err_set(e, ERR_LOCAL, name, "the disk is broken");
	memcpy(out, strcmp(name, "facts.json") == 0 ? HASH : "", 1);
	if (out[0] != '\0')
		memcpy(out, HASH, CORE_SHA);
	return 0;
}

static int
check(const struct parts *p, struct error *e)
{
	const struct oscal_doc doc = {"assessment-results", p->root};
	const struct oscal_check by = {.rules = rules, .hash = hash};

	err_clear(e);
	return oscal_check(arena, &doc, &by, e);
}

/* The rule `id` is broken, and says where. */
static void
breaks(const struct parts *p, const char *id, const char *where)
{
	struct error e;

	CHECK(check(p, &e) == -1);
	CHECK(e.kind == ERR_BUG);
	CHECK(
	    strncmp(e.what, id, strlen(id)) == 0 && e.what[strlen(id)] == ':');
	CHECK_STR(e.where, where);
	if (strncmp(e.what, id, strlen(id)) != 0)
		printf("%s: %s\n", id, e.what);
}

#define ROOT   "assessment-results"
#define RESULT ROOT "/result[1]"

static void
test_whole(void)
{
	struct parts p = make();
	struct error e;

	CHECK(check(&p, &e) == 0);
	CHECK_STR(e.what, "");
}

static void
test_twice(void)
{
	struct parts p = make();

	set(p.risk, "uuid", ID_SEEN);
	set(p.found_risk, "risk-uuid", ID_SEEN);
	breaks(&p, "oscal-uuid-twice", RESULT "/observation[1]/@uuid");
}

/* Each reference, to nothing and to a thing of another type. */
static void
test_references(void)
{
	static const struct {
		size_t offset;
		const char *attr, *where;
	} table[] = {{offsetof(struct parts, implemented), "component-uuid",
			 RESULT "/local-definitions[1]/inventory-item[1]/"
				"implemented-component[1]/@component-uuid"},
	    {offsetof(struct parts, uses), "component-uuid",
		RESULT "/local-definitions[1]/assessment-platform[1]/"
		       "uses-component[1]/@component-uuid"},
	    {offsetof(struct parts, actor), "actor-uuid",
		RESULT "/observation[1]/origin[1]/actor[1]/@actor-uuid"},
	    {offsetof(struct parts, subject), "subject-uuid",
		RESULT "/observation[1]/subject[1]/@subject-uuid"},
	    {offsetof(struct parts, risk_seen), "observation-uuid",
		RESULT "/risk[1]/related-observation[1]/@observation-uuid"},
	    {offsetof(struct parts, found_risk), "risk-uuid",
		RESULT "/finding[1]/associated-risk[1]/@risk-uuid"},
	    {offsetof(struct parts, poam_found), "finding-uuid",
		RESULT "/poam-item[1]/related-finding[1]/@finding-uuid"}};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct parts p = make();
		struct el *el;

		memcpy(&el, (char *)&p + table[i].offset, sizeof(el));
		set(el, table[i].attr, ID_NONE);
		breaks(&p, "oscal-dangling", table[i].where);
		set(el, table[i].attr, ID_PARTY);
		breaks(&p, "oscal-wrong-type", table[i].where);
	}
}

static void
test_types(void)
{
	struct parts p = make();
	struct error e;

	set(p.subject, "type", "location");
	breaks(
	    &p, "oscal-wrong-type", RESULT "/observation[1]/subject[1]/@type");
	set(p.subject, "type", "inventory-item");
	breaks(&p, "oscal-wrong-type",
	    RESULT "/observation[1]/subject[1]/@subject-uuid");
	set(p.subject, "subject-uuid", ID_ITEM);
	set(p.actor, "type", "party");
	breaks(&p, "oscal-wrong-type",
	    RESULT "/observation[1]/origin[1]/actor[1]/@actor-uuid");
	set(p.actor, "type", "assessment-platform");
	set(p.actor, "actor-uuid", ID_PLACE);
	CHECK(check(&p, &e) == 0);
	set(p.actor, "actor-uuid", ID_TOOL);
	breaks(&p, "oscal-wrong-type",
	    RESULT "/observation[1]/origin[1]/actor[1]/@actor-uuid");
}

static void
test_hrefs(void)
{
	struct parts p = make();

	set(p.import, "href", "#" ID_NONE);
	breaks(&p, "oscal-dangling", ROOT "/import-ap[1]/@href");
	set(p.import, "href", "plan.xml");
	breaks(&p, "oscal-dangling", ROOT "/import-ap[1]/@href");
	set(p.import, "href", "#" ID_RISK);
	breaks(&p, "oscal-wrong-type", ROOT "/import-ap[1]/@href");
	p = make();
	set(p.evidence, "href", "#" ID_NONE);
	breaks(&p, "oscal-dangling",
	    RESULT "/observation[1]/relevant-evidence[1]/@href");
	set(p.evidence, "href", "#" ID_TOOL);
	breaks(&p, "oscal-wrong-type",
	    RESULT "/observation[1]/relevant-evidence[1]/@href");
}

static void
test_people(void)
{
	struct parts p = make();

	set(p.responsible, "role-id", "nobody");
	breaks(&p, "oscal-role",
	    ROOT "/metadata[1]/responsible-party[1]/@role-id");
	p = make();
	p.responsible->first->text = ID_NONE;
	breaks(&p, "oscal-dangling",
	    ROOT "/metadata[1]/responsible-party[1]/party-uuid[1]");
	p.responsible->first->text = ID_TOOL;
	breaks(&p, "oscal-wrong-type",
	    ROOT "/metadata[1]/responsible-party[1]/party-uuid[1]");
}

static void
test_controls(void)
{
	static const char *const ids[] = {"zz-1", "si-7.99", "SI-7", "ac-3.1"};
	static const char *const statements[] = {
	    "si-7.1", "si-7.1_smt.q", "si-99_smt", "ac-3.1_smt", "si-7.1_obj"};
	struct parts p = make();

	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		set(p.control, "control-id", ids[i]);
		breaks(&p, "oscal-control",
		    RESULT "/reviewed-controls[1]/include-control[1]/"
			   "@control-id");
	}
	p = make();
	for (size_t i = 0; i < sizeof(statements) / sizeof(statements[0]);
	     i++) {
		set(p.target, "target-id", statements[i]);
		breaks(&p, "oscal-statement",
		    RESULT "/finding[1]/target[1]/@target-id");
	}
	p = make();
	set(p.target, "type", "objective-id");
	breaks(
	    &p, "oscal-statement", RESULT "/finding[1]/target[1]/@target-id");
}

/* Law 7. */
static void
test_finding(void)
{
	struct parts p = make();

	set(p.status, "state", "satisfied");
	breaks(&p, "oscal-finding", RESULT "/finding[1]/target[1]/@target-id");
}

static void
test_files(void)
{
	static const char where[] =
	    ROOT "/back-matter[1]/resource[1]/rlink[1]/@href";
	static const char *const bad[] = {"../none.json", "facts.json",
	    "../../facts.json", "/etc/passwd", "../x/../facts.json",
	    "../facts%2", "../facts%zz.json", "../%2E%2E/facts.json"};
	struct parts p = make();
	struct error e;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		set(p.rlink, "href", bad[i]);
		breaks(&p, "oscal-dangling", where);
	}
	set(p.rlink, "href", "../broken.json");
	CHECK(check(&p, &e) == -1 && e.kind == ERR_LOCAL);
	set(p.rlink, "href", "../f%61cts.json");
	CHECK(check(&p, &e) == 0);
	p.hash->text = "00";
	breaks(&p, "oscal-hash", where);
	p = make();
	p.rlink->first = NULL;
	breaks(&p, "oscal-hash", where);
}

int
main(void)
{
	struct error e = {0};

	arena = arena_new();
	if (rules_load(arena, ".", &rules, &e) == -1) {
		printf("%s: %s\n", e.where, e.what);
		return 1;
	}
	RUN(test_whole);
	RUN(test_twice);
	RUN(test_references);
	RUN(test_types);
	RUN(test_hrefs);
	RUN(test_people);
	RUN(test_controls);
	RUN(test_finding);
	RUN(test_files);
	arena_free(arena);
	return test_end("t_oscal_rules");
}
