/*
 * Templates: the shipped ones pass lint, holes, what becomes of Markdown, one
 * document for each subject, and the version in production.  Every message is
 * a case of tests/invalid/.
 */
#include "t_document.h"

#include <unistd.h>

static struct arena *arena;

/* ---- A system in a folder of its own ------------------------------------ */

static const char *
new_folder(void)
{
	char *dir = arena_dup(arena, "/tmp/t_template.XXXXXX");

	CHECK(mkdtemp(dir) != NULL);
	return dir;
}

static void
put(const char *dir, const char *name, const char *text)
{
	const char *path = file_join(arena, dir, name);
	struct error e = {0};

	CHECK(file_mkdirs_for(path, &e) == 0);
	CHECK(file_write(path, text, strlen(text), &e) == 0);
}

static void
put_system(const char *dir, const char *production, const char *document)
{
	struct error e = {0};
	char *keys = NULL;
	size_t n;

	put(dir, "system.yml",
	    arena_printf(arena,
		"system: {id: demo, name: Demo, owner: Ann, impact: low, "
		"baseline: sp800-53r5-low}\n"
		"models:\n  - {id: fraud, production: %s}\n"
		"sources:\n  - {id: registry, connector: mlflow}\n"
		"documents: [%s]\n",
		production, document));
	CHECK(file_read("controls/statements.yml", CASE_BYTES, &keys, &n, &e) ==
	      0);
	put(dir, "controls/statements.yml", keys == NULL ? "" : keys);
	free(keys);
	put(dir, "verdicts.txt", "# none\n");
}

static void
remove_all(const char *dir)
{
	struct file_entry *list;
	struct error e = {0};
	size_t n;

	CHECK(file_walk(arena, dir, &list, &n, &e) == 0);
	while (n-- > 0) /* what lies deeper comes later */
		CHECK(remove(file_join(arena, dir, list[n].name)) == 0);
	CHECK(rmdir(dir) == 0);
}

static const char source[] =
    "source | registry | mlflow | OK | | a11ce\n"
    "step | registry | versions | OK | | model.version model.alias\n";

/* The documents of the folder; NULL pages when composing failed. */
static struct small_case *
composed(const char *dir, const char *facts, struct error *e)
{
	struct small_case *c = arena_alloc(arena, sizeof(*c));

	put(dir, "facts.txt", arena_printf(arena, "%s%s", source, facts));
	if (!case_load(c, arena, dir, "."))
		return c;
	if (compose_documents(&c->work, e) == -1)
		CHECK(e->what[0] != '\0');
	for (size_t i = 0; i < c->work.npages; i++) {
		struct error bad = {0};

		CHECK(doc_check(c->work.pages[i], &bad) == 0);
		if (bad.kind != ERR_NONE)
			printf("%s: %s\n", bad.where, bad.what);
	}
	return c;
}

static void
put_template(
    const char *dir, const char *subject, const char *file, const char *body)
{
	put(dir, "templates/documents/model-card.md",
	    arena_printf(arena,
		"---\ndocument: model-card\ntitle: \"Of {id}\"\nfor: %s\n"
		"file: \"%s\"\n---\n%s",
		subject, file, body));
}

static const char *
words(const struct small_case *c, size_t page)
{
	if (page >= c->work.npages)
		return "";
	return node_words(arena, c->work.pages[page]->body).s;
}

static const struct node *
find(const struct small_case *c, enum node_kind kind)
{
	const struct node *body = c->work.pages[0]->body;

	for (const struct node *n = body; n != NULL; n = node_next(body, n))
		if (n->kind == kind)
			return n;
	return NULL;
}

/* ---- Lint --------------------------------------------------------------- */

static void
test_shipped(void)
{
	const struct system s = {.id = "demo", .dir = "tests/unit"};
	struct statements *keys;
	struct error e = {0};
	const char **names;
	size_t n, size;

	CHECK(statements_load(
		  arena, ".", &s, "2026-11-23T00:00:00Z", &keys, &e) == 0);
	CHECK(file_glob(arena, "templates/documents", "*.md", &names, &n, &e) ==
	      0);
	CHECK(n >= 1);
	for (size_t i = 0; i < n; i++) {
		char *bytes = NULL;

		CHECK(
		    file_read(file_join(arena, "templates/documents", names[i]),
			CASE_BYTES, &bytes, &size, &e) == 0);
		CHECK(template_check(arena, names[i], bytes, size, keys, &e) ==
		      0);
		if (e.kind != ERR_NONE)
			printf("%s: %s\n", e.where, e.what);
		free(bytes);
	}
}

/* templates/README.md names every block. */
static void
test_readme(void)
{
	const char *const *names = block_names(arena);
	struct error e = {0};
	char *text = NULL;
	size_t n;

	CHECK(file_read("templates/README.md", CASE_BYTES, &text, &n, &e) == 0);
	for (size_t i = 0; text != NULL && names[i] != NULL; i++) {
		const char *open = arena_printf(arena, "`%s", names[i]);

		if (strstr(text, open) == NULL)
			printf("README lacks %s\n", names[i]);
		CHECK(strstr(text, open) != NULL);
	}
	free(text);
}

static void
test_hole(void)
{
	struct hole h = template_hole(arena, "a {{x.y.z_1}} {{b}} c", 0);

	CHECK(h.state == HOLE_FOUND && h.from == 2 && h.to == 13);
	CHECK_STR(h.kind, "x.y");
	CHECK_STR(h.field, "z_1");
	h = template_hole(arena, "a {{x.y.z_1}} {{b}} c", h.to);
	CHECK(h.state == HOLE_BAD && h.to == 19);
	CHECK(template_hole(arena, "none", 0).state == HOLE_NONE);
	CHECK(template_hole(arena, "} {", 0).state == HOLE_NONE);
	CHECK(template_hole(arena, "{{a.b", 0).state == HOLE_OPEN);
	CHECK(template_hole(arena, "{{a.b}", 0).state == HOLE_OPEN);
	CHECK(template_hole(arena, "{{.b}}", 0).state == HOLE_BAD);
	CHECK(template_hole(arena, "{{a.}}", 0).state == HOLE_BAD);
	CHECK(template_hole(arena, "{{a.b{{c.d}}", 0).state == HOLE_BAD);
	CHECK(template_hole(arena, "{{A.b}}", 0).state == HOLE_BAD);
}

static void
test_binds(void)
{
	const struct kind *v = kind_find("model.version");
	const struct kind *d = kind_find("dataset");

	CHECK(template_binds(FOR_PRODUCTION, v, "model"));
	CHECK(template_binds(FOR_PRODUCTION, v, "version"));
	CHECK(template_binds(FOR_MODEL, v, "model"));
	CHECK(!template_binds(FOR_MODEL, v, "version"));
	CHECK(!template_binds(FOR_SYSTEM, v, "model"));
	CHECK(template_binds(FOR_DATASET, d, "id"));
	CHECK(!template_binds(FOR_DATASET, d, "version"));
	CHECK(!template_binds(FOR_DATASET, v, "model"));
	CHECK(template_has(FOR_PRODUCTION, WANTS_VERSION));
	CHECK(!template_has(FOR_MODEL, WANTS_VERSION));
	CHECK(!template_has(FOR_SYSTEM, WANTS_MODEL));
	CHECK(template_has(FOR_DATASET, WANTS_NOTHING));
}

static void
test_call(void)
{
	struct md_node n = {.kind = MD_FENCE};
	struct call c;

	n.info = "dossier  statement\tlimitations limits ";
	CHECK(block_call(arena, &n, &c));
	CHECK_STR(c.name, "statement");
	CHECK(c.nargs == 2);
	CHECK_STR(c.args[1], "limits");
	n.info = "dossier";
	CHECK(block_call(arena, &n, &c) && c.name == NULL);
	n.info = "sh";
	CHECK(!block_call(arena, &n, &c));
	n.info = "";
	CHECK(!block_call(arena, &n, &c));
	n.info = "dossiers x";
	CHECK(!block_call(arena, &n, &c));
}

/* ---- Filling ------------------------------------------------------------ */

static void
test_markdown(void)
{
	const char *dir = new_folder();
	struct error e = {0};
	struct small_case *c;

	put_system(dir, "{alias: champion}", "model-card");
	put_template(dir, "model", "x-{id}",
	    "Soft *em* **strong** `{{a.b}}`\\\nnext\n\n"
	    "## Two words\n\n1. one\n2. two\n   > quoted\n\n### Three\n\n"
	    "- item\n\n## Two words\n\n```\ncommand {{x\n```\n\n"
	    "[out](https://a.example/x) <https://b.example> "
	    "[page](checks/A.html#b) [here](#s-two-words)\n");
	c = composed(dir, "", &e);
	CHECK(c->work.npages == 1);
	if (c->work.npages == 1) {
		const struct doc *d = c->work.pages[0];

		CHECK_STR(d->path, "docs/x-fraud.html");
		CHECK_STR(d->title.s, "Of fraud");
		CHECK(d->kind == DOC_DOCUMENT && d->has_contents);
		CHECK_STR(find(c, NODE_EMPH)->first->text.s, "em");
		CHECK_STR(find(c, NODE_STRONG)->first->text.s, "strong");
		CHECK_STR(find(c, NODE_CODE)->text.s, "{{a.b}}");
		CHECK(find(c, NODE_BREAK) != NULL);
		CHECK(find(c, NODE_LIST)->style == STYLE_NUMBERED);
		CHECK(find(c, NODE_QUOTE) != NULL);
		CHECK_STR(find(c, NODE_COMMAND)->text.s, "command {{x\n");
		CHECK_STR(find(c, NODE_SECTION)->id, "s-two-words");
		CHECK_STR(find(c, NODE_SECTION)->next->id, "s-two-words.2");
		CHECK_STR(find(c, NODE_SECTION)->last->id, "s-three");
		CHECK_STR(find(c, NODE_LINK)->page, "checks/A.html");
		CHECK_STR(find(c, NODE_LINK)->fragment, "b");
		CHECK_STR(
		    find(c, NODE_LINK)->next->next->page, "docs/x-fraud.html");
		CHECK(strstr(words(c, 0), "out (https://a.example/x) "
					  "https://b.example page") != NULL);
	}
	case_free(c);
	remove_all(dir);
}

/* A value is never read as a template; what is not there has its box. */
static void
test_values(void)
{
	const char *dir = new_folder();
	struct error e = {0};
	struct small_case *c;
	const struct node *v;

	put_system(dir, "{alias: champion}", "model-card");
	put_template(dir, "production model", "x-{id}",
	    "A {{model.owner}} b {{model.version.status}}{{model.description}}."
	    "\n");
	c = composed(dir,
	    "a11ce | model | model=fraud | owner=<b>{{model.description}}\n"
	    "a11ce | model | model=other | owner=not this\n"
	    "a11ce | model.alias | model=fraud | alias=champion | version=4\n"
	    "a11ce | model.version | model=fraud | version=3 | status=old\n"
	    "a11ce | model.version | model=fraud | version=4 | status=new\n",
	    &e);
	CHECK_STR(words(c, 0), "A <b>{{model.description}} b newnot provided.");
	v = find(c, NODE_VALUE);
	CHECK_STR(v->text.s, "<b>{{model.description}}");
	CHECK(v->object != NULL && strncmp(v->object, "a11cea11", 8) == 0);
	CHECK_STR(find(c, NODE_MISSING)->text.s, "not provided");
	CHECK(strstr(node_words(arena, c->work.pages[0]->lede).s,
		  "Version 4 of fraud is in production.") != NULL);
	case_free(c);
	remove_all(dir);
}

static void
test_datasets(void)
{
	const char *dir = new_folder();
	struct error e = {0};
	struct small_case *c;

	put_system(dir, "{alias: champion}", "model-card");
	put_template(
	    dir, "dataset", "sheet-{id}", "It has {{dataset.records}}.\n");
	c = composed(dir,
	    "a11ce | dataset | id=claims | version=1 | records=12\n"
	    "a11ce | dataset | id=claims | version=2 | records=13\n"
	    "a11ce | dataset | id=../Etc <x> | version=1 | records=7\n",
	    &e);
	CHECK(c->work.npages == 2);
	CHECK_STR(words(c, 0), "It has 7.");
	CHECK(strncmp(c->work.pages[0]->path, "docs/sheet-etc-x-", 17) == 0);
	CHECK(strspn(c->work.pages[0]->path + 5,
		  "abcdefghijklmnopqrstuvwxyz0123456789-") ==
	      strlen(c->work.pages[0]->path) - 10);
	CHECK_STR(c->work.pages[0]->title.s, "Of ../Etc <x>");
	CHECK_STR(
	    words(c, 1), "It has dataset.records: more than one, 2 rows.");
	CHECK_STR(c->work.pages[1]->path, "docs/sheet-claims.html");
	case_free(c);
	remove_all(dir);
}

static void
test_system(void)
{
	const char *dir = new_folder();
	struct error e = {0};
	struct small_case *c;

	put_system(dir, "traffic", "model-card");
	put_template(dir, "system", "plan",
	    "```dossier control\n```\n\n```dossier statement trust-set\n```\n");
	c = composed(dir, "", &e);
	CHECK(c->work.npages == 1);
	CHECK_STR(c->work.pages[0]->path, "docs/plan.html");
	CHECK(strstr(words(c, 0), "the system’s own") != NULL);
	CHECK(strstr(words(c, 0), "trust-set is not written") != NULL);
	case_free(c);
	remove_all(dir);
}

/* ---- The version in production ------------------------------------------ */

static void
check_production(const char *production, const char *facts, const char *want)
{
	const char *dir = new_folder();
	struct error e = {0};
	struct small_case *c;
	const char *lede;

	put_system(dir, production, "model-card");
	put_template(dir, "production model", "x-{id}", "text\n");
	c = composed(dir, facts, &e);
	lede = c->work.npages == 0
		   ? ""
		   : node_words(arena, c->work.pages[0]->lede).s;
	if (strstr(lede, want) == NULL)
		printf("lede: %s\n", lede);
	CHECK(strstr(lede, want) != NULL);
	case_free(c);
	remove_all(dir);
}

static void
test_production(void)
{
	static const char alias[] =
	    "a11ce | model.alias | model=fraud | alias=champion | version=";
	static const char serves[] =
	    "a11ce | deployment | environment=p | endpoint=e | variant=";

	check_production("{alias: champion}",
	    arena_printf(arena, "%s9\n", alias), "Version 9 of fraud");
	check_production("{alias: champion}", "",
	    "no source named the version with the alias 'champion': the "
	    "listing of model.alias was read completely");
	check_production("{alias: champion}",
	    arena_printf(arena, "%s!MANY 4\n", alias),
	    "the alias 'champion' has no readable version (MANY)");
	check_production("traffic",
	    arena_printf(arena,
		"%sa | model=fraud | version=3 | weight=0\n"
		"%sb | model=fraud | version=4 | weight=90\n"
		"%sc | model=other | version=5 | weight=10\n"
		"%sd | model=fraud | weight=10\n",
		serves, serves, serves, serves),
	    "Version 4 of fraud");
	check_production("traffic",
	    arena_printf(arena,
		"%sa | model=fraud | version=3 | weight=10\n"
		"%sb | model=fraud | version=4 | weight=90\n",
		serves, serves),
	    "not known: more than one version gets traffic");
	check_production("traffic", "",
	    "not known: no deployment with traffic names a version");
}

/* ---- Templates that are not there or wrong ------------------------------ */

static void
test_no_template(void)
{
	const char *dir = new_folder();
	struct error e = {0};
	struct small_case *c;

	put_system(dir, "traffic", "threat-model");
	c = composed(dir, "", &e);
	CHECK(c->work.npages == 0);
	CHECK(e.kind == ERR_INPUT);
	CHECK_STR(e.where, "templates/documents/threat-model.md");
	CHECK(e.hint[0] != '\0');
	case_free(c);
	put(dir, "templates/documents/threat-model.md", "no front matter\n");
	err_clear(&e);
	c = composed(dir, "", &e);
	CHECK_STR(e.id, "tpl-front");
	case_free(c);
	remove_all(dir);
}

int
main(void)
{
	arena = arena_new();
	RUN(test_shipped);
	RUN(test_readme);
	RUN(test_hole);
	RUN(test_binds);
	RUN(test_call);
	RUN(test_markdown);
	RUN(test_values);
	RUN(test_datasets);
	RUN(test_system);
	RUN(test_production);
	RUN(test_no_template);
	arena_free(arena);
	return test_end("t_template");
}
