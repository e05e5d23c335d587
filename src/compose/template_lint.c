/*
 * A template without facts: every word it uses is known, every hole has one
 * row at most, every statement it needs has its heading and is shown there.
 * The run does the same check first, so filling can rely on it.
 */
#include <string.h>

#include "compose/template.h"
#include "core/conf.h"

enum { KINDS_NAMED = 128 };

static int
fault(const struct lint *l, const char *id, const struct md_node *n,
    const char *what)
{
	return err_at(l->e, id, l->t->path, n->line, n->column, "%s", what);
}

/* The nearest known word as hint, or all of them. */
static void
hint(const struct lint *l, const char *word, const char *const *words)
{
	const char *near = err_nearest(word, words);

	if (near != NULL)
		err_hint(l->e, "did you mean '%s'?", near);
	else
		err_hint(l->e, "one of %s", conf_words(l->a, words));
}

/* ---- Values ------------------------------------------------------------- */

static int
fault_kind(const struct lint *l, const struct md_node *n, const char *kind)
{
	const char *names[KINDS_NAMED + 1] = {0};

	for (size_t i = 0; i < KINDS_NAMED && kind_at(i) != NULL; i++)
		names[i] = kind_at(i)->name;
	(void)fault(l, "tpl-fact", n,
	    arena_printf(l->a, "there is no kind of fact '%s'", kind));
	hint(l, kind, names);
	return -1;
}

static int
fault_field(const struct lint *l, const struct md_node *n, const struct kind *k,
    const char *field)
{
	const char **names = arena_array(l->a, k->nfields + 1, sizeof(*names));

	for (size_t i = 0; i < k->nfields; i++)
		names[i] = k->fields[i].name;
	(void)fault(l, "tpl-field", n,
	    arena_printf(l->a, "'%s' has no field '%s'", k->name, field));
	hint(l, field, names);
	return -1;
}

static int
check_hole(const struct lint *l, const struct md_node *n, const struct hole *h)
{
	const struct kind *k = kind_find(h->kind);

	if (k == NULL)
		return fault_kind(l, n, h->kind);
	if (kind_field(k, h->field) == -1)
		return fault_field(l, n, k, h->field);
	for (size_t i = 0; i < k->nkeys; i++) {
		const char *part = k->fields[i].name;

		if (k->fields[i].may_miss ||
		    template_binds(l->t->subject, k, part))
			continue;
		(void)fault(l, "tpl-many", n,
		    arena_printf(l->a,
			"'%s' can have more than one row here: its '%s' is "
			"not the subject's",
			k->name, part));
		err_hint(l->e, "place a block that lists them");
		return -1;
	}
	return 0;
}

static bool
is_in(const struct md_node *n, enum md_kind kind)
{
	for (; n != NULL; n = n->parent)
		if (n->kind == kind)
			return true;
	return false;
}

/* What is wrong with the hole, at its place. */
static int
check_found(const struct lint *l, const struct md_node *n, const struct hole *h)
{
	struct md_node at = *n;

	at.column += h->from;
	if (h->state == HOLE_OPEN) {
		(void)fault(
		    l, "tpl-open", &at, "'{{' is not closed on its line");
		err_hint(l->e, "write {{kind.field}}");
		return -1;
	}
	if (h->state == HOLE_BAD) {
		(void)fault(l, "tpl-value", &at,
		    arena_printf(l->a, "'{{%.60s}}' is no value", h->kind));
		err_hint(l->e,
		    "write {{kind.field}}, in lower case and without "
		    "spaces");
		return -1;
	}
	if (is_in(n, MD_HEADING) || is_in(n, MD_LINK)) {
		(void)fault(l, "tpl-value", &at,
		    "a value cannot stand in a heading or a link");
		err_hint(l->e, "put it into the text");
		return -1;
	}
	return check_hole(l, &at, h);
}

static int
check_text(const struct lint *l, const struct md_node *n)
{
	struct hole h;

	for (size_t at = 0;; at = h.to) {
		h = template_hole(l->a, n->text, at);
		if (h.state == HOLE_NONE)
			return 0;
		if (check_found(l, n, &h) == -1)
			return -1;
	}
}

/* |---|---|: cmark reads a table as text. */
static int
check_table(const struct lint *l, const struct md_node *n)
{
	size_t len = strlen(n->text);

	if (strspn(n->text, "|-: ") != len || strchr(n->text, '|') == NULL ||
	    strchr(n->text, '-') == NULL)
		return 0;
	(void)fault(l, "tpl-table", n, "a template has no tables of its own");
	err_hint(l->e, "place a block, or write a statement that is a table");
	return -1;
}

/* ---- Links, headings ---------------------------------------------------- */

static bool
is_absolute(const char *url)
{
	return strncmp(url, "http://", 7) == 0 ||
	       strncmp(url, "https://", 8) == 0 ||
	       strncmp(url, "mailto:", 7) == 0;
}

/* A page of the site with or without a fragment, or a fragment alone. */
static bool
is_page_link(const char *s)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	static const char safe[] = "abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				   "0123456789._-";
	const char *at = s;

	if (*s == '.' || strstr(s, "/.") != NULL)
		return false;
	while (*at != '\0' && *at != '#') {
		size_t n = strspn(at, safe);

		if (n == 0) /* begins with '/', "//", or another character */
			return false;
		at += n;
		if (*at == '/')
			at++;
	}
	if (*at == '\0')
		return at != s && at[-1] != '/';
	return at[1] != '\0' && strchr(letters, at[1]) != NULL &&
	       strspn(at + 1, safe) == strlen(at + 1);
}

static int
check_link(const struct lint *l, const struct md_node *n)
{
	if (n->first != NULL && (is_absolute(n->url) || is_page_link(n->url)))
		return 0;
	(void)fault(l, "tpl-link", n,
	    arena_printf(l->a, "'%.60s' is no page of the site", n->url));
	err_hint(l->e, "write it from the site's root, such as "
		       "checks/REG-04.html");
	return -1;
}

static int
check_heading(const struct lint *l, const struct md_node *n, int *level)
{
	const struct md_node *next = n->next;
	const char *what = NULL;

	if (n->level == 1)
		what = "a heading of level 1 is the document's title";
	else if (n->level > *level + 1)
		what = "this heading skips a level";
	else if (n->first == NULL)
		what = "this heading has no words";
	else if (next == NULL ||
		 (next->kind == MD_HEADING && next->level <= n->level))
		what = "nothing stands under this heading";
	else if (n->parent->kind != MD_ROOT)
		what = "a heading cannot stand in a list or a quote";
	*level = n->level;
	if (what == NULL)
		return 0;
	(void)fault(l, "tpl-heading", n, what);
	err_hint(l->e, "begin with '##', go one level deeper at a time, and "
		       "put text or a block under each");
	return -1;
}

/* ---- Blocks ------------------------------------------------------------- */

static bool
has_member(const struct data *shape, const char *name)
{
	size_t n = strlen(name);

	for (size_t i = 0; i < shape->n; i++)
		if (strncmp(shape->keys[i], name, n) == 0 &&
		    (shape->keys[i][n] == '\0' ||
			strcmp(shape->keys[i] + n, "?") == 0))
			return true;
	return false;
}

static int
check_statement(
    const struct lint *l, const struct md_node *n, const struct call *c)
{
	const struct statement_key *k;

	if (c->nargs == 0) {
		(void)fault(l, "tpl-option", n,
		    "the block 'statement' wants a statement's key");
		err_hint(l->e, "such as: dossier statement intended-use");
		return -1;
	}
	k = lint_key(l, n->line, n->column, c->args[0]);
	if (k == NULL)
		return -1;
	for (size_t i = 1; i < c->nargs; i++)
		if (!has_member(k->shape, c->args[i])) {
			(void)fault(l, "tpl-option", n,
			    arena_printf(l->a,
				"the statement '%s' has no member '%s'", k->key,
				c->args[i]));
			err_hint(l->e, "controls/statements.yml lists them");
			return -1;
		}
	return 0;
}

/* A site names its queries: any name that could be one. */
static bool
are_metrics(const struct call *c)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_";

	for (size_t i = 0; i < c->nargs; i++)
		if (strspn(c->args[i], letters) != strlen(c->args[i]))
			return false;
	return c->nargs > 0;
}

static int
check_options(const struct lint *l, const struct md_node *n,
    const struct block *b, const struct call *c)
{
	const char *want = NULL;

	if (b->takes == TAKES_STATEMENT)
		return check_statement(l, n, c);
	if (b->takes == TAKES_NOTHING && c->nargs > 0)
		want = "no option";
	else if (b->takes == TAKES_CHECKS && c->nargs == 0)
		want = "ids of checks";
	else if (b->takes == TAKES_METRICS && !are_metrics(c))
		want = "names of metrics, such as latency_p95";
	else if (b->takes == TAKES_LATER &&
		 (c->nargs != 1 ||
		     !conf_is_word(c->args[0], block_later_words())))
		want = conf_words(l->a, block_later_words());
	if (want == NULL)
		return 0;
	(void)fault(l, "tpl-option", n,
	    arena_printf(
		l->a, "these are no options of the block '%s'", b->name));
	err_hint(l->e, "it takes %s", want);
	return -1;
}

static int
check_fence(const struct lint *l, const struct md_node *n)
{
	const struct block *b;
	struct call c;

	if (!block_call(l->a, n, &c))
		return 0;
	b = c.name == NULL ? NULL : block_find(c.name);
	if (b == NULL) {
		(void)fault(l, "tpl-block", n,
		    arena_printf(l->a, "there is no block '%s'",
			c.name == NULL ? "" : c.name));
		hint(l, c.name == NULL ? "" : c.name, block_names(l->a));
		return -1;
	}
	if (!template_has(l->t->subject, b->wants)) {
		(void)fault(l, "tpl-subject", n,
		    arena_printf(l->a, "the block '%s' wants a %s", b->name,
			b->wants == WANTS_MODEL ? "model"
						: "model in production"));
		err_hint(l->e, "say so in 'for', or leave the block out");
		return -1;
	}
	if (n->text[0] != '\0') {
		(void)fault(l, "tpl-option", n,
		    "a block has its options on its first line only");
		err_hint(l->e, "leave the lines of the fence empty");
		return -1;
	}
	return check_options(l, n, b, &c);
}

/* ---- All of it ---------------------------------------------------------- */

static int
check_lost(const struct lint *l, const struct md_node *n)
{
	const char *what = "a line across";

	if (n->kind == MD_SPAN && strcmp(n->lost, "link") == 0)
		what = "such a link";
	else if (n->kind == MD_SPAN && strcmp(n->lost, "image") == 0)
		what = "an image";
	else if (n->kind == MD_SPAN)
		what = n->lost;
	(void)fault(l, "tpl-markup", n,
	    arena_printf(l->a, "%s cannot stand in a template", what));
	err_hint(l->e, "use text, lists, quotes, links to pages, and blocks");
	return -1;
}

static int
check_empty(const struct lint *l, const struct md_node *n)
{
	(void)fault(l, "tpl-empty", n, "there is nothing in this part");
	err_hint(l->e, "write something there, or take it out");
	return -1;
}

static int
check_node(const struct lint *l, const struct md_node *n, int *level)
{
	if (n->kind == MD_SPAN || n->kind == MD_RULE)
		return check_lost(l, n);
	if (n->kind == MD_HEADING)
		return check_heading(l, n, level);
	/* A paragraph of a vertical tab alone is one, and has nothing in it. */
	if ((n->kind == MD_ITEM || n->kind == MD_QUOTE || n->kind == MD_PARA) &&
	    n->first == NULL)
		return check_empty(l, n);
	if (n->kind == MD_LINK)
		return check_link(l, n);
	if (n->kind == MD_FENCE)
		return check_fence(l, n);
	if (n->kind == MD_TEXT && check_table(l, n) == -1)
		return -1;
	return n->kind == MD_TEXT ? check_text(l, n) : 0;
}

int
template_lint(struct arena *a, const struct template *t,
    const struct statements *keys, struct error *e)
{
	struct lint l = {.a = a, .t = t, .keys = keys, .e = e};
	int level = 1;

	if (t->body->first == NULL)
		return check_empty(&l, t->body);
	for (const struct md_node *n = t->body; n != NULL;
	     n = markdown_next(t->body, n))
		if (check_node(&l, n, &level) == -1)
			return -1;
	return lint_demands(&l);
}

int
template_check(struct arena *a, const char *file, const char *bytes, size_t n,
    const struct statements *keys, struct error *e)
{
	struct template *t;

	if (template_read(a, file, bytes, n, &t, e) == -1)
		return -1;
	return template_lint(a, t, keys, e);
}
