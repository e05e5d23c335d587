/*
 * What stands above a document and at its side, built from the same rows and
 * verdicts as the rest: one sentence first (pages.md 3.1), then the facts a
 * reader looks for.
 */
#include <string.h>

#include "compose/template.h"

/* ---- The sentence ------------------------------------------------------- */

static size_t
decided(const struct paper *p)
{
	size_t n = 0;

	for (int w = VERDICT_UNKNOWN; w <= VERDICT_NOT_APPLICABLE; w++)
		n += paper_count_verdicts(p, (enum word)w);
	return n;
}

static size_t
owed(const struct paper *p)
{
	size_t n = 0;

	for (size_t i = 0; i < p->t->nneeds; i++) {
		const struct statement *s =
		    paper_find_statement(p, p->t->needs[i]);

		n += s == NULL || s->state != STATEMENT_VALID;
	}
	return n;
}

static void
put_counts(struct paper *p, struct node *lede)
{
	size_t fail = paper_count_verdicts(p, VERDICT_FAIL);
	size_t unknown = paper_count_verdicts(p, VERDICT_UNKNOWN);

	if (decided(p) == 0)
		node_lit(p->a, lede, "No check was decided for it.");
	else
		node_text(p->a, lede,
		    text_printf(p->a, "%s; %s.",
			part_many_cap(p->w, fail, "check fails", "checks fail")
			    .s,
			part_many(p->w, unknown, "could not be decided",
			    "could not be decided")
			    .s));
	if (owed(p) > 0)
		node_text(p->a, lede,
		    text_printf(p->a,
			" %s %zu statements that it needs %s not written or "
			"not valid.",
			part_many_cap(p->w, owed(p), "of the", "of the").s,
			p->t->nneeds, owed(p) == 1 ? "is" : "are"));
}

/* The system's checks by their worst word, and its sources. */
static void
put_checks(struct paper *p, struct node *lede)
{
	const struct snapshot *s = p->w->in->facts->snapshot;
	size_t fail = 0, unknown = 0, incomplete = 0;

	for (size_t i = 0; i < p->w->nsums; i++) {
		const struct check_sum *c = &p->w->sums[i];

		fail += c->total > 0 && c->worst == VERDICT_FAIL;
		unknown += c->total > 0 && c->worst == VERDICT_UNKNOWN;
	}
	for (size_t i = 0; i < s->nsources; i++)
		incomplete += !source_is_complete(&s->sources[i]);
	node_text(p->a, lede,
	    text_printf(p->a, "%s, %s. ",
		part_many(p->w, fail, "check fails", "checks fail").s,
		part_many(p->w, unknown, "could not be decided",
		    "could not be decided")
		    .s));
	node_text(p->a, lede,
	    text_printf(p->a, "Of %s, %s not complete.",
		part_many(p->w, s->nsources, "source", "sources").s,
		part_many(p->w, incomplete, "is", "are").s));
}

static void
put_lede(struct paper *p)
{
	struct node *lede = doc_lede(p->doc);

	if (p->t->subject == FOR_SYSTEM || p->t->subject == FOR_DATASET)
		node_text(p->a, lede,
		    text_printf(p->a, "%s, as of %s%s",
			p->t->subject == FOR_SYSTEM ? p->w->in->system->name
						    : p->id,
			part_date(p->w, p->w->in->facts->snapshot->as_of).s,
			p->t->subject == FOR_SYSTEM ? ": " : "."));
	if (p->t->subject == FOR_DATASET)
		return;
	if (p->t->subject == FOR_SYSTEM) {
		put_checks(p, lede);
		return;
	}
	if (p->version != NULL)
		node_text(p->a, lede,
		    text_printf(p->a, "Version %s of %s is in production. ",
			p->version, p->id));
	else if (p->t->subject == FOR_PRODUCTION)
		node_text(p->a, lede,
		    text_printf(p->a,
			"Which version of %s is in production is not known: "
			"%s. ",
			p->id, p->why));
	put_counts(p, lede);
}

/* ---- The side ----------------------------------------------------------- */

static void
put_owner(struct paper *p, struct node *rail)
{
	const struct data *said = paper_content(p, "owner-contact");
	const char *team = data_text(said, "team");
	struct node *desc = node_def(p->a, rail, text_lit("Owner"));

	if (team == NULL)
		node_missing(p->a, desc, text_lit(""));
	else
		node_author(p->a, desc, text_of(p->a, team));
}

static void
put_model(struct paper *p, struct node *rail)
{
	const char *key[2];
	const struct row *alias;
	struct node *desc;

	put_owner(p, rail);
	desc = node_def(p->a, rail, text_lit("High impact"));
	node_text(p->a, desc,
	    p->model->is_high_impact ? text_lit("yes, by system.yml")
				     : text_lit("no, by system.yml"));
	if (p->t->subject != FOR_PRODUCTION)
		return;
	desc = node_def(p->a, rail, text_lit("In production"));
	key[0] = p->id;
	key[1] = p->model->alias;
	alias = p->model->alias == NULL
		    ? NULL
		    : facts_find(p->w->in->facts, "model.alias", key, 2);
	if (alias != NULL) {
		node_lit(p->a, desc, "version ");
		part_value(p->w, desc, alias, "version");
		node_text(p->a, desc,
		    text_printf(p->a, ", by the alias %s", p->model->alias));
	} else if (p->version != NULL) {
		node_text(p->a, desc,
		    text_printf(p->a, "version %s, by traffic", p->version));
	} else {
		node_missing(p->a, desc, text_lit("not known"));
	}
	desc = node_def(p->a, rail, text_lit("Model page"));
	node_link(
	    p->a, desc, text_of(p->a, p->id), name_model(p->w, p->id), NULL);
}

void
template_lede(struct paper *p)
{
	const struct snapshot *s = p->w->in->facts->snapshot;
	struct node *rail = node_defs(p->a, p->doc->rail, STYLE_META);

	put_lede(p);
	p->doc->kicker = text_of(p->a, p->w->in->system->name);
	p->doc->rail_title = text_lit("Document facts");
	if (p->model != NULL)
		put_model(p, rail);
	node_text(p->a, node_def(p->a, rail, text_lit("As of")),
	    part_time(p->w, s->as_of));
	node_text(p->a, node_def(p->a, rail, text_lit("Period")),
	    part_period(p->w, s->from, s->to));
}
