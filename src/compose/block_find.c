/*
 * What blocks look up: rows of a version, runs, artifacts, verdicts,
 * statements.  Finds and never decides; what two rows mean
 * together is the checks' to say.
 */
#include <string.h>

#include "base/buf.h"
#include "compose/template.h"

struct rows
paper_rows(struct paper *p, const char *kind, const char *version)
{
	size_t n;
	const struct row *const *all = facts_of(p->w->in->facts, kind, &n);
	struct rows out = {0};

	if (version == NULL || n == 0)
		return out;
	out.items = arena_array(p->a, n, sizeof(*out.items));
	for (size_t i = 0; i < n; i++)
		if (model_row_has(all[i], "model", p->id) &&
		    model_row_has(all[i], "version", version))
			out.items[out.n++] = all[i];
	return out;
}

const struct row *
paper_find_version(const struct paper *p, const char *version)
{
	const char *key[2];

	key[0] = p->id;
	key[1] = version;
	return version == NULL
		   ? NULL
		   : facts_find(p->w->in->facts, "model.version", key, 2);
}

const struct row *
paper_find_run(const struct paper *p, const char *version)
{
	const struct row *r = paper_find_version(p, version);
	const char *run = r == NULL ? NULL : row_text(r, "run");

	return run == NULL
		   ? NULL
		   : facts_find(p->w->in->facts, "training.run", &run, 1);
}

const struct row *
paper_find_artifact(
    const struct paper *p, const char *version, const char *role)
{
	size_t n;
	const struct row *const *rows =
	    facts_of(p->w->in->facts, "model.artifact", &n);

	for (size_t i = 0; version != NULL && i < n; i++)
		if (model_row_has(rows[i], "model", p->id) &&
		    model_row_has(rows[i], "version", version) &&
		    model_row_has(rows[i], "role", role))
			return rows[i];
	return NULL;
}

const struct row *
paper_find_dataset(const struct paper *p, const char *sha256)
{
	size_t n;
	const struct row *const *rows =
	    facts_of(p->w->in->facts, "dataset", &n);

	for (size_t i = 0; sha256 != NULL && i < n; i++)
		if (model_row_has(rows[i], "sha256", sha256))
			return rows[i];
	return NULL;
}

bool
block_is_delta(const struct row *metric)
{
	const char *m = row_text(metric, "metric");
	size_t n = m == NULL ? 0 : strlen(m);

	return n > 6 && strcmp(m + n - 6, "_delta") == 0;
}

/* ---- Verdicts, statements, thresholds ----------------------------------- */

const char *
paper_version_subject(const struct paper *p)
{
	return p->version == NULL
		   ? NULL
		   : arena_printf(p->a, "version/%s/%s", p->id, p->version);
}

const struct verdict *
paper_find_verdict(
    const struct paper *p, const char *check, const char *subject)
{
	const struct assessment *as = p->w->in->assessment;

	for (size_t i = 0; subject != NULL && i < as->nverdicts; i++)
		if (strcmp(as->verdicts[i].check->id, check) == 0 &&
		    strcmp(as->verdicts[i].subject, subject) == 0)
			return &as->verdicts[i];
	return NULL;
}

bool
paper_is_verdict(const struct paper *p, const struct verdict *v)
{
	const char *version = paper_version_subject(p);

	if (p->t->subject == FOR_SYSTEM)
		return !v->is_history;
	return strcmp(v->subject, p->subject) == 0 ||
	       (version != NULL && strcmp(v->subject, version) == 0);
}

size_t
paper_count_verdicts(const struct paper *p, enum word word)
{
	const struct assessment *as = p->w->in->assessment;
	size_t n = 0;

	for (size_t i = 0; i < as->nverdicts; i++)
		n += as->verdicts[i].word == word &&
		     paper_is_verdict(p, &as->verdicts[i]);
	return n;
}

const struct statement *
paper_find_statement(const struct paper *p, const char *key)
{
	const struct statements *s = p->w->in->statements;

	for (size_t i = 0; i < s->nkeys; i++)
		if (strcmp(s->keys[i].key, key) == 0)
			return statement_find(s, key,
			    strcmp(s->keys[i].per, "system") == 0 ? "system"
								  : p->subject);
	return NULL;
}

const struct data *
paper_content(const struct paper *p, const char *key)
{
	const struct statement *s = paper_find_statement(p, key);

	return s != NULL && s->state == STATEMENT_VALID ? s->content : NULL;
}

/* ---- Parts of a table --------------------------------------------------- */

const char *
paper_listing(struct paper *p, const char *kind)
{
	return paper_listing_of(
	    p, kind, p->model == NULL ? NULL : p->model->id);
}

const char *
paper_listing_of(struct paper *p, const char *kind, const char *model)
{
	const char *who = NULL, *why = NULL;
	enum state s = facts_listing(p->w->in->facts, kind, model, &who, &why);

	if (s == STATE_OK || s == STATE_EMPTY)
		return arena_printf(
		    p->a, "the listing of %s was read completely", kind);
	if (who == NULL || *who == '\0')
		return arena_printf(
		    p->a, "no source gives facts of the kind %s", kind);
	return arena_printf(p->a, "the listing of %s is %s at %s%s%s", kind,
	    state_label(s), who, why == NULL || *why == '\0' ? "" : ": ",
	    why == NULL ? "" : why);
}

void
block_none(
    struct paper *p, struct node *parent, const char *what, const char *kind)
{
	struct node *para = node_para(p->a, parent, STYLE_PLAIN);

	node_missing(p->a, para, text_lit(""));
	node_text(p->a, para,
	    text_printf(p->a, " %s: %s%s.", what,
		p->why == NULL ? ""
			       : "which version is in production is not "
				 "known, and ",
		paper_listing(p, kind)));
}

struct node *
block_field(struct paper *p, struct node *defs, const char *term,
    const struct row *r, const char *field)
{
	struct node *desc = node_def(p->a, defs, text_of(p->a, term));

	if (r == NULL)
		node_missing(p->a, desc, text_lit(""));
	else
		part_value(p->w, desc, r, field);
	return desc;
}

void
block_digest(struct paper *p, struct node *parent, const struct row *r,
    const char *field)
{
	const struct value *v = r == NULL ? NULL : row_get(r, field);
	const char *hex;

	if (v == NULL) {
		node_missing(p->a, parent, text_lit(""));
		return;
	}
	if (v->outcome != OUTCOME_VALUE || v->text == NULL) {
		part_value(p->w, parent, r, field);
		return;
	}
	hex = strncmp(v->text, "sha256:", 7) == 0 ? v->text + 7 : v->text;
	part_shown(p->w, parent, v, text_printf(p->a, "%.8s", hex));
}

void
block_date(struct paper *p, struct node *parent, const struct row *r,
    const char *field)
{
	const char *text = row_text(r, field);

	if (text == NULL)
		part_value(p->w, parent, r, field);
	else
		part_shown(
		    p->w, parent, row_get(r, field), part_date(p->w, text));
}

void
block_range(struct paper *p, struct node *desc, const struct row *r,
    const char *from, const char *to)
{
	if (row_get(r, from)->outcome == OUTCOME_ABSENT &&
	    row_get(r, to)->outcome == OUTCOME_ABSENT) {
		node_missing(p->a, desc, text_lit(""));
		return;
	}
	part_value(p->w, desc, r, from);
	node_lit(p->a, desc, " to ");
	part_value(p->w, desc, r, to);
}

void
block_interval(struct paper *p, struct node *cell, const struct row *r)
{
	const struct value *low = row_get(r, "ci_low");
	const struct value *high = row_get(r, "ci_high");

	if (low->outcome == OUTCOME_ABSENT && high->outcome == OUTCOME_ABSENT) {
		node_missing(p->a, cell, text_lit("no interval"));
		return;
	}
	part_number(p->w, cell, r, "ci_low", 3);
	node_lit(p->a, cell, " to ");
	part_number(p->w, cell, r, "ci_high", 3);
}
