/*
 * Blocks about verdicts: those of this model and its version in production,
 * those of the checks that a section names, and what is not known.
 */
#include <string.h>

#include "compose/template.h"

static void
put_check(struct paper *p, struct node *cell, const struct verdict *v)
{
	node_link(p->a, cell, text_of(p->a, v->check->id),
	    name_check(p->w, v->check->id), name_id(p->w, "S-", v->subject));
	node_text(p->a, node_add(p->a, cell, NODE_SMALL),
	    text_of(p->a, v->check->title));
	if (p->t->subject == FOR_SYSTEM)
		node_code(p->a, node_add(p->a, cell, NODE_SMALL),
		    text_of(p->a, v->subject));
}

static const char *
whose(const struct paper *p)
{
	return p->t->subject == FOR_SYSTEM ? "system" : "model";
}

static void
put_row(struct paper *p, struct node *table, const struct verdict *v)
{
	struct node *row = node_row(p->a, table, NULL), *cell, *small;

	put_check(p, node_cell(p->a, row), v);
	cell = node_cell(p->a, row);
	node_verdict(p->a, cell, v->word);
	if (v->outcome != NULL)
		node_text(p->a, node_add(p->a, cell, NODE_SMALL),
		    text_of(p->a, v->outcome));
	cell = node_cell(p->a, row);
	node_text(p->a, cell, text_of(p->a, v->sentence));
	small = node_add(p->a, cell, NODE_SMALL);
	part_evidence_links(p->w, small, v);
	if (small->first == NULL)
		node_lit(p->a, small, "no evidence to show");
}

static const struct column columns[] = {
    {.title = WORDS("Check"), .is_narrow = false},
    {.title = WORDS("Verdict"), .is_narrow = true},
    {.title = WORDS("What was seen, and the evidence")}};
static const struct table shape = {
    .columns = columns, .ncolumns = 3, .is_caption_hidden = true};

/* ---- Verdicts ----------------------------------------------------------- */

/* In the report on a system there is no other place for what is not PASS. */
static bool
needs_work(const struct paper *p, const struct verdict *v)
{
	if (p->t->subject == FOR_SYSTEM)
		return v->word != VERDICT_PASS &&
		       v->word != VERDICT_NOT_APPLICABLE;
	return v->word == VERDICT_FAIL || v->word == VERDICT_WARN;
}

/* What needs work, worst first; the others counted. */
void
block_verdicts(struct paper *p, struct node *parent, const struct call *c)
{
	const struct assessment *as = p->w->in->assessment;
	struct node *table = NULL;
	size_t total = 0;

	(void)c;
	for (size_t i = 0; i < as->nverdicts; i++) {
		const struct verdict *v = &as->verdicts[i];

		if (!paper_is_verdict(p, v))
			continue;
		total++;
		if (!needs_work(p, v))
			continue;
		if (table == NULL)
			table = node_table(p->a, parent,
			    p->t->subject == FOR_SYSTEM
				? text_lit("Verdicts that need work")
				: text_lit("Failed checks and warnings"),
			    &shape);
		put_row(p, table, v);
	}
	if (total == 0) {
		node_note(p->a, parent, STYLE_BOX,
		    text_printf(
			p->a, "No check was decided for this %s.", whose(p)));
		return;
	}
	node_note(p->a, parent, STYLE_NOTE,
	    text_printf(p->a,
		"%sOf %zu automated results for this %s: %zu FAIL, %zu "
		"UNKNOWN, %zu WARN, %zu CLAIMED, %zu PASS, %zu NOT "
		"APPLICABLE.",
		table == NULL ? "No check fails or warns. " : "", total,
		whose(p), paper_count_verdicts(p, VERDICT_FAIL),
		paper_count_verdicts(p, VERDICT_UNKNOWN),
		paper_count_verdicts(p, VERDICT_WARN),
		paper_count_verdicts(p, VERDICT_CLAIMED),
		paper_count_verdicts(p, VERDICT_PASS),
		paper_count_verdicts(p, VERDICT_NOT_APPLICABLE)));
}

/* ---- Checks of a section ------------------------------------------------ */

/* A row for each verdict of the check; true when there was one. */
static bool
put_checks(
    struct paper *p, struct node **table, struct node *parent, const char *id)
{
	const struct assessment *as = p->w->in->assessment;
	bool found = false;

	for (size_t i = 0; i < as->nverdicts; i++) {
		if (strcmp(as->verdicts[i].check->id, id) != 0 ||
		    !paper_is_verdict(p, &as->verdicts[i]))
			continue;
		if (*table == NULL)
			*table = node_table(p->a, parent,
			    text_lit("Automated results"), &shape);
		put_row(p, *table, &as->verdicts[i]);
		found = true;
	}
	return found;
}

/* Checks without a verdict, in a paragraph of their own. */
static void
put_undecided(struct paper *p, struct node *parent, const char *const *ids,
    size_t n, bool is_known)
{
	struct node *para = node_para(p->a, parent, STYLE_PLAIN);

	node_missing(p->a, para,
	    is_known ? text_lit("not decided")
		     : text_lit("not in this release"));
	for (size_t i = 0; i < n; i++) {
		const struct check *c = rules_check(p->w->in->rules, ids[i]);

		node_lit(p->a, para, i == 0 ? " " : ", ");
		if (c != NULL)
			part_check_link(p->w, para, c);
		else
			node_text(p->a, para, text_of(p->a, ids[i]));
	}
	if (is_known)
		node_lit(p->a, para,
		    ": no verdict for this model or its version in "
		    "production.");
	else
		node_text(p->a, para,
		    text_printf(p->a, ": this release does not decide %s.",
			n == 1 ? "this check" : "these checks"));
}

void
block_checks(struct paper *p, struct node *parent, const struct call *c)
{
	const char **known = arena_array(p->a, c->nargs, sizeof(*known));
	const char **later = arena_array(p->a, c->nargs, sizeof(*later));
	size_t nknown = 0, nlater = 0;
	struct node *table = NULL;

	for (size_t i = 0; i < c->nargs; i++) {
		if (put_checks(p, &table, parent, c->args[i]))
			continue;
		if (rules_check(p->w->in->rules, c->args[i]) != NULL)
			known[nknown++] = c->args[i];
		else
			later[nlater++] = c->args[i];
	}
	if (nknown > 0)
		put_undecided(p, parent, known, nknown, true);
	if (nlater > 0)
		put_undecided(p, parent, later, nlater, false);
}

/* ---- What is not known -------------------------------------------------- */

static bool
put_unwritten(struct paper *p, struct node *parent)
{
	struct node *list = NULL;

	for (size_t i = 0; i < p->t->nneeds; i++) {
		const char *key = p->t->needs[i];
		const struct statement *s = paper_find_statement(p, key);
		struct node *item;

		if (s != NULL && s->state == STATEMENT_VALID)
			continue;
		if (list == NULL) {
			node_note(p->a, parent, STYLE_PLAIN,
			    text_lit("Statements that people still owe:"));
			list = node_list(p->a, parent, STYLE_PLAIN);
		}
		item = node_add(p->a, list, NODE_ITEM);
		node_code(p->a, item, text_of(p->a, key));
		if (s == NULL || s->state == STATEMENT_MISSING)
			node_lit(p->a, item, ": not written");
		else if (s->state == STATEMENT_PLACEHOLDER)
			node_text(p->a, item,
			    text_printf(p->a, ": still a placeholder, owner %s",
				s->owner));
		else
			node_text(p->a, item,
			    text_printf(p->a, ": expired on %s, owner %s",
				part_date(p->w, s->expires).s, s->owner));
	}
	return list != NULL;
}

/* None decided is not none unknown (DESIGN law 3). */
static bool
put_unknown(struct paper *p, struct node *parent)
{
	const struct assessment *as = p->w->in->assessment;
	struct node *table = NULL;
	size_t total = 0;

	for (size_t i = 0; i < as->nverdicts; i++) {
		const struct verdict *v = &as->verdicts[i];

		total += paper_is_verdict(p, v);
		if (v->word != VERDICT_UNKNOWN || !paper_is_verdict(p, v))
			continue;
		if (table == NULL)
			table = node_table(p->a, parent,
			    text_lit("Checks that could not be decided"),
			    &shape);
		put_row(p, table, v);
	}
	if (total == 0)
		node_note(p->a, parent, STYLE_PLAIN,
		    text_printf(
			p->a, "No check was decided for this %s.", whose(p)));
	return total == 0 || table != NULL;
}

static bool
put_sources(struct paper *p, struct node *parent)
{
	const struct snapshot *s = p->w->in->facts->snapshot;
	struct node *para = NULL;

	for (size_t i = 0; i < s->nsources; i++) {
		if (source_is_complete(&s->sources[i]))
			continue;
		if (para == NULL) {
			para = node_para(p->a, parent, STYLE_PLAIN);
			node_lit(
			    p->a, para, "Sources that were not complete: ");
		} else {
			node_lit(p->a, para, ", ");
		}
		node_link(p->a, para, text_of(p->a, s->sources[i].id),
		    "sources.html", name_id(p->w, "source-", s->sources[i].id));
		node_lit(p->a, para, " ");
		node_state(p->a, para, s->sources[i].state);
	}
	return para != NULL;
}

void
block_unknown(struct paper *p, struct node *parent, const struct call *c)
{
	bool any = false;

	(void)c;
	if (p->why != NULL) {
		node_note(p->a, parent, STYLE_PLAIN,
		    text_printf(p->a,
			"Which version is in production is not known: %s.",
			p->why));
		any = true;
	}
	any = put_unwritten(p, parent) || any;
	any = put_unknown(p, parent) || any;
	any = put_sources(p, parent) || any;
	if (!any)
		node_note(p->a, parent, STYLE_BOX,
		    text_lit(
			"Nothing that this document asks is unknown: every "
			"statement it needs is valid, every check of this "
			"model decided, every source complete."));
}
