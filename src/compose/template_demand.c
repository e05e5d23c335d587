/*
 * What `needs` demands: a document that needs a statement has a heading with
 * the statement's title and shows the statement under it.  So a site may
 * write its own template and cannot drop what readers look for.
 */
#include <string.h>

#include "base/buf.h"
#include "compose/template.h"

const char *
template_words(struct arena *a, const struct md_node *n)
{
	struct buf b = {0};
	const char *out;

	for (const struct md_node *i = n; i != NULL; i = markdown_next(n, i))
		buf_puts(&b, i->text);
	out = arena_dup(a, buf_str(&b));
	buf_free(&b);
	return out;
}

static bool
is_per(enum template_for subject, const char *per)
{
	if (strcmp(per, "model") == 0)
		return template_has(subject, WANTS_MODEL);
	if (strcmp(per, "dataset") == 0)
		return subject == FOR_DATASET;
	return true;
}

static void
unknown_key(const struct lint *l, const char *key)
{
	const struct statements *s = l->keys;
	const char **names = arena_array(l->a, s->nkeys + 1, sizeof(*names));
	const char *near;

	for (size_t i = 0; i < s->nkeys; i++)
		names[i] = s->keys[i].key;
	near = err_nearest(key, names);
	if (near != NULL)
		err_hint(l->e, "did you mean '%s'?", near);
	else
		err_hint(l->e, "controls/statements.yml lists them");
}

const struct statement_key *
lint_key(const struct lint *l, size_t line, size_t column, const char *key)
{
	const struct statements *s = l->keys;

	for (size_t i = 0; i < s->nkeys; i++) {
		const struct statement_key *k = &s->keys[i];

		if (strcmp(k->key, key) != 0)
			continue;
		if (is_per(l->t->subject, k->per))
			return k;
		(void)err_at(l->e, "tpl-subject", l->t->path, line, column,
		    "the statement '%s' is made per %s", key, k->per);
		err_hint(l->e, "use it in a document for such a subject");
		return NULL;
	}
	(void)err_at(l->e, "tpl-statement", l->t->path, line, column,
	    "there is no statement '%s'", key);
	unknown_key(l, key);
	return NULL;
}

static bool
shows(struct arena *a, const struct md_node *n, const char *key)
{
	struct call c;

	return n->kind == MD_FENCE && block_call(a, n, &c) && c.name != NULL &&
	       strcmp(c.name, "statement") == 0 && c.nargs > 0 &&
	       strcmp(c.args[0], key) == 0;
}

/* Does the section under this heading show the statement? */
static bool
section_shows(struct arena *a, const struct md_node *heading, const char *key)
{
	for (const struct md_node *n = heading->next; n != NULL; n = n->next) {
		if (n->kind == MD_HEADING && n->level <= heading->level)
			return false;
		if (shows(a, n, key))
			return true;
	}
	return false;
}

static int
check_demand(
    const struct lint *l, const struct data *at, const struct statement_key *k)
{
	bool has_heading = false;

	for (const struct md_node *n = l->t->body->first; n != NULL;
	     n = n->next) {
		if (n->kind != MD_HEADING ||
		    strcmp(template_words(l->a, n), k->title) != 0)
			continue;
		has_heading = true;
		if (section_shows(l->a, n, k->key))
			return 0;
	}
	if (has_heading)
		(void)err_at(l->e, "tpl-demand", l->t->path, at->line,
		    at->column,
		    "the statement '%s' is not shown under its heading '%s'",
		    k->key, k->title);
	else
		(void)err_at(l->e, "tpl-demand", l->t->path, at->line,
		    at->column,
		    "the document needs '%s' and has no heading '%s'", k->key,
		    k->title);
	err_hint(l->e,
	    "write the heading '%s', and under it: dossier "
	    "statement %s",
	    k->title, k->key);
	return -1;
}

int
lint_demands(const struct lint *l)
{
	for (size_t i = 0; i < l->t->nneeds; i++) {
		const struct data *at = &l->t->needs_at->items[i];
		const struct statement_key *k =
		    lint_key(l, at->line, at->column, l->t->needs[i]);

		if (k == NULL || check_demand(l, at, k) == -1)
			return -1;
	}
	return 0;
}
