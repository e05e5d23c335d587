/*
 * One block as a document of its own, over rows written beside it, so that
 * its words can be compared whole.
 */
#ifndef T_BLOCK_H
#define T_BLOCK_H

#include "t_document.h"

#include <unistd.h>

static struct arena *arena;
static const char *dir; /* of the system in hand */

static void
put(const char *name, const char *text)
{
	const char *path = file_join(arena, dir, name);
	struct error e = {0};

	CHECK(file_mkdirs_for(path, &e) == 0);
	CHECK(file_write(path, text, strlen(text), &e) == 0);
}

static void
begin(void)
{
	char *made = arena_dup(arena, "/tmp/t_block.XXXXXX");
	struct error e = {0};
	char *keys = NULL;
	size_t n;

	CHECK(mkdtemp(made) != NULL);
	dir = made;
	put("system.yml",
	    "system: {id: demo, name: Demo, owner: Ann, impact: low, "
	    "baseline: sp800-53r5-low}\n"
	    "models:\n  - {id: fraud, names: {mlflow: inv}, "
	    "production: {alias: champion}}\n"
	    "sources:\n  - {id: registry, connector: mlflow}\n"
	    "thresholds:\n  DRF-01: {warn: 0.1, fail: 0.25, max_age: 31, "
	    "owner: Ann, reason: test}\n"
	    "documents: [model-card]\n");
	CHECK(file_read("controls/statements.yml", CASE_BYTES, &keys, &n, &e) ==
	      0);
	put("controls/statements.yml", keys == NULL ? "" : keys);
	free(keys);
	put("verdicts.txt", "# none\n");
}

static void
end(void)
{
	struct file_entry *list;
	struct error e = {0};
	size_t n;

	CHECK(file_walk(arena, dir, &list, &n, &e) == 0);
	while (n-- > 0)
		CHECK(remove(file_join(arena, dir, list[n].name)) == 0);
	CHECK(rmdir(dir) == 0);
}

static void
put_statement(const char *key, const char *content)
{
	put(arena_printf(arena, "statements/fraud/%s.yml", key),
	    arena_printf(arena,
		"owner: Ann\ndate: 2026-06-01\nexpires: 2027-06-01\n%s",
		content));
}

static const char production[] =
    "a11ce | model.alias | model=fraud | alias=champion | version=4\n";

/* What a template of a block says it is for, and which file it makes. */
static const char *made_for = "production model";
static const struct poam *made_poam; /* what compose_in has */

/* The document that is this block alone. */
static const struct doc *
made(const char *call, const char *facts)
{
	struct small_case *c = arena_alloc(arena, sizeof(*c));
	struct error e = {0};
	const struct doc *d = NULL;

	put("templates/documents/model-card.md",
	    arena_printf(arena,
		"---\ndocument: model-card\ntitle: T\nfor: %s\n"
		"file: \"x%s\"\n---\n\n```dossier %s\n```\n",
		made_for, strcmp(made_for, "system") == 0 ? "" : "-{id}",
		call));
	put("facts.txt",
	    arena_printf(arena,
		"source | registry | mlflow | OK | | a11ce bead f00d\n"
		"step | registry | all | OK | | model.alias "
		"evaluation.metric approval monitor.sample\n"
		"%s",
		facts));
	if (!case_load(c, arena, dir, "."))
		return NULL;
	c->in.poam = made_poam;
	CHECK(compose_documents(&c->work, &e) == 0);
	if (e.kind != ERR_NONE)
		printf("%s: %s\n", e.where, e.what);
	if (c->work.npages == 1) {
		d = c->work.pages[0];
		CHECK(doc_check(d, &e) == 0);
		if (e.kind != ERR_NONE)
			printf("%s: %s\n", e.where, e.what);
	}
	case_free(c);
	return d;
}

static const struct node *
find(const struct doc *d, enum node_kind kind)
{
	for (const struct node *n = d->body; n != NULL;
	     n = node_next(d->body, n))
		if (n->kind == kind)
			return n;
	return NULL;
}

static const char *
words(const struct doc *d)
{
	return d == NULL ? "" : node_words(arena, d->body).s;
}

static void
check_has(const char *call, const char *facts, const char *want)
{
	const char *got = words(made(call, facts));

	if (strstr(got, want) == NULL)
		printf("%s: %s\n", call, got);
	CHECK(strstr(got, want) != NULL);
}

static bool
lacks(const char *call, const char *facts, const char *what)
{
	return strstr(words(made(call, facts)), what) == NULL;
}

#endif
