/*
 * Names in scope, checked without an answer: every path begins with a name
 * that is there, no name is bound twice, every key part is given, every step
 * does something (CONNECTORS sections 2 and 10).
 */
#include "extract/connector.h"

#include <string.h>

/* Names of one place; `has_answer` says whether `$` may be used. */
struct names {
	const struct connector *c;
	const char *items[NAMES_MAX];
	size_t n;
	bool has_answer;
	struct error *e;
};

static bool
has_name(const struct names *names, const char *name)
{
	for (size_t i = 0; i < names->n; i++)
		if (strcmp(names->items[i], name) == 0)
			return true;
	return false;
}

static int
check_path(const struct names *names, const struct cpath *p)
{
	const char *root, *words[NAMES_MAX + 1] = {NULL};

	if (p == NULL)
		return 0;
	root = path_root(p->parsed);
	if (strcmp(root, "$") == 0 ? names->has_answer : has_name(names, root))
		return 0;
	for (size_t i = 0; i < names->n; i++)
		words[i] = names->items[i];
	(void)err_at(names->e, "con-scope", names->c->file, p->line, p->column,
	    "'%s' of path '%s' is not in scope", root, p->text);
	if (strcmp(root, "$") == 0)
		err_hint(names->e, "there is no answer here yet");
	else if (err_nearest(root, words) != NULL)
		err_hint(
		    names->e, "did you mean '%s'?", err_nearest(root, words));
	else
		err_hint(names->e, "a path begins with '$' or a name that "
				   "'each' or 'parameters' gives");
	return -1;
}

static int
add_name(struct names *names, const char *name, size_t line, size_t column)
{
	if (has_name(names, name)) {
		(void)err_at(names->e, "con-bound-twice", names->c->file, line,
		    column, "'%s' is bound twice in one scope", name);
		err_hint(names->e, "names of 'parameters', of steps named in "
				   "'over' and now, from, to are taken");
		return -1;
	}
	if (names->n == NAMES_MAX) {
		(void)err_at(names->e, "con-names-many", names->c->file, line,
		    column, "more than %d names in one scope", NAMES_MAX);
		err_hint(names->e, "bind fewer names");
		return -1;
	}
	names->items[names->n++] = name;
	return 0;
}

static int
add_each(struct names *names, const struct bindings *each)
{
	for (size_t i = 0; i < each->n; i++) {
		const struct binding *b = &each->items[i];

		if (check_path(names, b->path) == -1 ||
		    add_name(names, b->name, b->path->line, b->path->column) ==
			-1)
			return -1;
	}
	return 0;
}

static int
check_pieces(const struct names *names, const struct pieces *t)
{
	for (size_t i = 0; i < t->n; i++)
		if (check_path(names, t->items[i].path) == -1)
			return -1;
	return 0;
}

static int
check_members(const struct names *names, const struct members *m)
{
	for (size_t i = 0; i < m->n; i++)
		if (check_pieces(names, &m->items[i].value) == -1)
			return -1;
	return 0;
}

/* Depth was limited when the body was read. */
static int
check_body(const struct names *names, const struct body *b)
{
	if (b == NULL)
		return 0;
	if (check_pieces(names, &b->value) == -1)
		return -1;
	for (size_t i = 0; i < b->n; i++)
		if (check_body(names, &b->items[i]) == -1)
			return -1;
	return 0;
}

static int
check_on(const struct names *outer, const struct on_rules *on)
{
	struct names names = {.c = outer->c, .has_answer = true, .e = outer->e};

	for (size_t i = 0; i < on->n; i++)
		if (check_path(&names, on->items[i].path) == -1 ||
		    check_path(&names, on->items[i].reason) == -1)
			return -1;
	return 0;
}

static int
check_key(const struct names *names, const struct fact *f)
{
	for (size_t k = 0; k < f->kind->nkeys; k++) {
		bool is_given = f->kind->fields[k].may_miss;

		for (size_t i = 0; i < f->nfields; i++)
			if (f->fields[i].field == (int)k)
				is_given = true;
		if (!is_given) {
			(void)err_at(names->e, "con-key", names->c->file,
			    f->line, f->column, "'%s' has no key part '%s'",
			    f->kind->name, f->kind->fields[k].name);
			err_hint(names->e, "give the field '%s'",
			    f->kind->fields[k].name);
			return -1;
		}
	}
	return 0;
}

static int
check_fact(const struct names *outer, const struct fact *f)
{
	struct names names = *outer;

	names.has_answer = true;
	if (check_key(&names, f) == -1 || add_each(&names, &f->each) == -1)
		return -1;
	for (size_t i = 0; i < f->nfields; i++) {
		const struct field_rule *rule = &f->fields[i];

		for (size_t k = 0; k < rule->npaths; k++)
			if (check_path(&names, rule->paths[k]) == -1)
				return -1;
		if (rule->from == FROM_KEY && !has_name(&names, rule->text)) {
			(void)err_at(names.e, "con-field-key", names.c->file,
			    f->line, f->column,
			    "'key: %s' names nothing in scope", rule->text);
			err_hint(names.e,
			    "write a name that 'each' of this fact binds");
			return -1;
		}
	}
	return 0;
}

static bool
gives_absent(const struct on_rules *on)
{
	for (size_t i = 0; i < on->n; i++)
		if (on->items[i].word == ON_ABSENT)
			return true;
	return false;
}

/* Does anything come of the step? */
static bool
is_useful(const struct connector *c, size_t index)
{
	const struct step *s = &c->steps[index];

	if (s->nfacts > 0 || s->read != NULL || s->keep == KEEP_DIGEST)
		return true;
	for (size_t i = index + 1; i < c->nsteps; i++)
		if (c->steps[i].over == (int)index ||
		    c->steps[i].needs == (int)index)
			return true;
	return false;
}

static int
check_facts(struct names *names, const struct step *s)
{
	for (size_t i = 0; i < s->nfacts; i++) {
		const struct fact *f = &s->facts[i];

		if (check_fact(names, f) == -1)
			return -1;
		if (f->is_absent && !gives_absent(&s->on) &&
		    !gives_absent(&names->c->on)) {
			(void)err_at(names->e, "con-absent", names->c->file,
			    f->line, f->column,
			    "'absent: true' without an 'on' that gives it");
			err_hint(
			    names->e, "add on: [{status: 404, state: absent}]");
			return -1;
		}
	}
	return 0;
}

static int
check_request(struct names *names, const struct step *s)
{
	struct names answer = *names;

	answer.has_answer = true;
	if (s->descend != NULL &&
	    (check_path(&answer, s->descend_path) == -1 ||
		add_name(names, s->descend, s->descend_path->line,
		    s->descend_path->column) == -1))
		return -1;
	if (check_pieces(names, &s->target) == -1 ||
	    check_members(names, &s->query) == -1 ||
	    check_members(names, &s->headers) == -1 ||
	    check_members(names, &s->form) == -1 ||
	    check_body(names, s->body) == -1 ||
	    check_members(names, &names->c->headers) == -1)
		return -1;
	if (check_path(&answer, s->page.from) == -1 ||
	    check_path(&answer, s->page.more) == -1 ||
	    check_path(&answer, s->page.items) == -1 ||
	    check_path(&answer, s->page.total) == -1)
		return -1;
	return check_on(names, &s->on);
}

/* Chain of `over`, outermost first. */
static int
add_chain(struct names *names, const struct step *s)
{
	const struct step *chain[STEPS_MAX];
	size_t n = 0;

	while (s->over >= 0) {
		s = &names->c->steps[s->over];
		chain[n++] = s;
	}
	while (n-- > 0) {
		names->has_answer = chain[n]->over >= 0;
		if (add_each(names, &chain[n]->each) == -1)
			return -1;
		if (chain[n]->descend != NULL &&
		    add_name(names, chain[n]->descend, 0, 0) == -1)
			return -1;
	}
	return 0;
}

int
connector_lint(const struct connector *c, struct error *e)
{
	static const char *const fixed[] = {"now", "from", "to"};
	struct names base = {.c = c, .e = e};

	for (size_t i = 0; i < c->nparams; i++)
		base.items[base.n++] = c->params[i].name;
	for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
		base.items[base.n++] = fixed[i];
	if (check_on(&base, &c->on) == -1)
		return -1;
	for (size_t i = 0; i < c->nsteps; i++) {
		const struct step *s = &c->steps[i];
		struct names names = base;

		if (add_chain(&names, s) == -1)
			return -1;
		names.has_answer = s->over >= 0;
		if (add_each(&names, &s->each) == -1)
			return -1;
		names.has_answer = false;
		if (check_request(&names, s) == -1 ||
		    check_facts(&names, s) == -1)
			return -1;
		if (!is_useful(c, i)) {
			(void)err_at(e, "con-idle", c->file, s->data->line,
			    s->data->column, "nothing comes of step '%s'",
			    s->id);
			err_hint(e, "give it 'facts', 'read' or 'keep: "
				    "digest', or a step over it");
			return -1;
		}
	}
	return 0;
}
