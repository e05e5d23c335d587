/*
 * What changed since the package before: verdicts of then, which come in as
 * facts of the kind prior.verdict, against those of now.  Without them nothing
 * is compared, and the block says so.  What passes and is new is only counted.
 */
#include <string.h>

#include "compose/template.h"

struct change_sum {
	size_t worse, better, added, passes, gone, same;
};

static bool
word_of(const struct row *prior, enum word *out)
{
	for (int i = VERDICT_UNKNOWN; i <= VERDICT_NOT_APPLICABLE; i++)
		if (model_row_has(prior, "word", word_name((enum word)i))) {
			*out = (enum word)i;
			return true;
		}
	return false;
}

static const struct row *
find_prior(const struct paper *p, const struct verdict *v)
{
	const char *key[2];

	key[0] = v->check->id;
	key[1] = v->subject;
	return facts_find(p->w->in->facts, "prior.verdict", key, 2);
}

static const struct verdict *
find_now(const struct paper *p, const struct row *prior)
{
	const struct assessment *as = p->w->in->assessment;

	for (size_t i = 0; i < as->nverdicts; i++)
		if (model_row_has(prior, "check", as->verdicts[i].check->id) &&
		    model_row_has(prior, "subject", as->verdicts[i].subject))
			return &as->verdicts[i];
	return NULL;
}

/* ---- Rows --------------------------------------------------------------- */

static const struct column columns[] = {{.title = WORDS("Check and subject")},
    {.title = WORDS("Before"), .is_narrow = true},
    {.title = WORDS("Now"), .is_narrow = true},
    {.title = WORDS("What was seen now")}};
static const struct table shape = {
    .columns = columns, .ncolumns = 4, .is_caption_hidden = true};

static void
put_prior(struct paper *p, struct node *cell, const struct row *prior)
{
	enum word word;

	if (prior == NULL) {
		node_lit(p->a, cell, "not decided");
		return;
	}
	if (word_of(prior, &word))
		part_shown(p->w, cell, row_get(prior, "word"),
		    text_of(p->a, word_label(word)));
	else
		part_value(p->w, cell, prior, "word");
}

static void
put_changed(struct paper *p, struct node *table, const struct verdict *v,
    const struct row *prior)
{
	struct node *row = node_row(p->a, table, NULL), *cell;

	cell = node_cell(p->a, row);
	node_link(p->a, cell, text_of(p->a, v->check->id),
	    name_check(p->w, v->check->id), name_id(p->w, "S-", v->subject));
	node_code(
	    p->a, node_add(p->a, cell, NODE_SMALL), text_of(p->a, v->subject));
	put_prior(p, node_cell(p->a, row), prior);
	node_verdict(p->a, node_cell(p->a, row), v->word);
	cell = node_cell_text(p->a, row, text_of(p->a, v->sentence));
	part_evidence_links(p->w, node_add(p->a, cell, NODE_SMALL), v);
}

static void
put_gone(struct paper *p, struct node *table, const struct row *prior)
{
	struct node *row = node_row(p->a, table, NULL), *cell;

	cell = node_cell(p->a, row);
	part_value(p->w, cell, prior, "check");
	part_value(p->w, node_add(p->a, cell, NODE_SMALL), prior, "subject");
	put_prior(p, node_cell(p->a, row), prior);
	node_lit(p->a, node_cell(p->a, row), "not decided");
	node_cell_text(p->a, row,
	    text_lit("The subject is no longer there, or the check is not in "
		     "this release."));
}

/* ---- Comparing ---------------------------------------------------------- */

static bool
is_fine(enum word w)
{
	return w == VERDICT_PASS || w == VERDICT_NOT_APPLICABLE;
}

/* Counts it; true when it has a row. */
static bool
weigh(const struct verdict *v, const struct row *prior, struct change_sum *sum)
{
	enum word was = VERDICT_UNKNOWN;

	if (prior == NULL) {
		sum->added += !is_fine(v->word);
		sum->passes += is_fine(v->word);
		return !is_fine(v->word);
	}
	if (word_of(prior, &was) && was == v->word) {
		sum->same++;
		return false;
	}
	if (word_rank(v->word) < word_rank(was))
		sum->worse++;
	else
		sum->better++;
	return true;
}

static struct node *
table_of(struct paper *p, struct node **table, struct node *parent)
{
	if (*table == NULL)
		*table = node_table(
		    p->a, parent, text_lit("Verdicts that changed"), &shape);
	return *table;
}

static struct change_sum
put_changes(struct paper *p, struct node *parent)
{
	const struct assessment *as = p->w->in->assessment;
	struct change_sum sum = {0};
	struct node *table = NULL;
	size_t n;
	const struct row *const *rows =
	    facts_of(p->w->in->facts, "prior.verdict", &n);

	for (size_t i = 0; i < as->nverdicts; i++) {
		const struct verdict *v = &as->verdicts[i];
		const struct row *prior = find_prior(p, v);

		if (!v->is_history && paper_is_verdict(p, v) &&
		    weigh(v, prior, &sum))
			put_changed(p, table_of(p, &table, parent), v, prior);
	}
	for (size_t i = 0; i < n; i++)
		if (p->t->subject == FOR_SYSTEM &&
		    find_now(p, rows[i]) == NULL) {
			put_gone(p, table_of(p, &table, parent), rows[i]);
			sum.gone++;
		}
	return sum;
}

void
block_changed(struct paper *p, struct node *parent, const struct call *c)
{
	struct change_sum s;
	size_t n;

	(void)c;
	facts_of(p->w->in->facts, "prior.verdict", &n);
	if (n == 0) {
		struct node *para = node_para(p->a, parent, STYLE_PLAIN);

		node_missing(p->a, para, text_lit("no previous package"));
		node_text(p->a, para,
		    text_printf(p->a, " Nothing is compared: %s.",
			paper_listing(p, "prior.verdict")));
		return;
	}
	s = put_changes(p, parent);
	node_note(p->a, parent, STYLE_NOTE,
	    text_printf(p->a,
		"Against the package before: %zu worse, %zu better, %zu new "
		"that need work, %zu new that do not, %zu no longer decided, "
		"%zu as before.",
		s.worse, s.better, s.added, s.passes, s.gone, s.same));
}
