/*
 * A statement as its author wrote it, apart from what was computed: their
 * words, then who, when and in which file.  One that nobody wrote prints "not
 * provided" and what to write; never a finding (documents.json).
 */
#include <string.h>

#include "base/buf.h"
#include "compose/template.h"

static const struct statement_key *
find_key(const struct paper *p, const char *key)
{
	const struct statements *s = p->w->in->statements;

	for (size_t i = 0; i < s->nkeys; i++)
		if (strcmp(s->keys[i].key, key) == 0)
			return &s->keys[i];
	return NULL;
}

/* "primary_uses?" is "Primary uses". */
static struct text
label(struct paper *p, const char *member)
{
	char *s = arena_dup(p->a, member);
	size_t n = strlen(s);

	if (n > 0 && s[n - 1] == '?')
		s[n - 1] = '\0';
	for (char *c = s; *c != '\0'; c++)
		if (*c == '_')
			*c = ' ';
	if (s[0] >= 'a' && s[0] <= 'z')
		s[0] = (char)(s[0] - 'a' + 'A');
	return text_of(p->a, s);
}

/* The shape's name without its '?'. */
static const char *
bare(struct paper *p, const char *member)
{
	size_t n = strlen(member);

	return n > 0 && member[n - 1] == '?' ? arena_ndup(p->a, member, n - 1)
					     : member;
}

static bool
is_wanted(struct paper *p, const struct call *c, const char *member)
{
	for (size_t i = 1; i < c->nargs; i++)
		if (strcmp(c->args[i], bare(p, member)) == 0)
			return true;
	return c->nargs <= 1;
}

static bool
is_table(const struct data *d)
{
	return d->kind == DATA_LIST && d->n > 0 && d->items[0].kind == DATA_MAP;
}

/* Within SAID, which already says whose words they are. */
static void
put_text(struct paper *p, struct node *parent, const struct data *d)
{
	struct buf b = {0};

	if (d->kind == DATA_TEXT) {
		node_text(p->a, parent, text_of(p->a, d->text));
		return;
	}
	for (size_t i = 0; d->kind == DATA_LIST && i < d->n; i++)
		if (d->items[i].kind == DATA_TEXT)
			buf_printf(&b, "%s%s", b.len > 0 ? ", " : "",
			    d->items[i].text);
	if (b.len > 0)
		node_text(p->a, parent, text_of(p->a, buf_str(&b)));
	buf_free(&b);
}

static void
put_def(
    struct paper *p, struct node *defs, const char *name, const struct data *d)
{
	struct node *desc = node_def(p->a, defs, label(p, name)), *list;

	if (d == NULL) {
		node_missing(p->a, desc, text_lit(""));
		return;
	}
	if (d->kind != DATA_LIST || d->n < 2) {
		put_text(p, desc, d);
		return;
	}
	list = node_list(p->a, desc, STYLE_PLAIN);
	for (size_t i = 0; i < d->n; i++)
		put_text(p, node_add(p->a, list, NODE_ITEM), &d->items[i]);
}

/* Its caption is hidden where the heading says enough. */
static struct table *
put_table(struct paper *p, struct node *said, const char *name,
    const struct data *shape, const struct data *d)
{
	const struct data *row = &shape->items[0];
	struct column *columns = arena_array(p->a, row->n, sizeof(*columns));
	struct table *t = arena_alloc(p->a, sizeof(*t));
	struct node *table;

	for (size_t i = 0; i < row->n; i++)
		columns[i].title = label(p, row->keys[i]);
	*t = (struct table){.columns = columns, .ncolumns = row->n};
	table = node_table(p->a, said, label(p, name), t);
	for (size_t i = 0; i < d->n; i++) {
		struct node *r = node_row(p->a, table, NULL);

		for (size_t k = 0; k < row->n; k++) {
			const struct data *v =
			    data_get(&d->items[i], bare(p, row->keys[k]));
			struct node *cell = node_cell(p->a, r);

			if (v != NULL)
				put_text(p, cell, v);
		}
	}
	return t;
}

static size_t
count_shown(struct paper *p, const struct statement_key *k,
    const struct statement *s, const struct call *c)
{
	size_t n = 0;

	for (size_t i = 0; i < k->shape->n; i++) {
		const char *name = k->shape->keys[i];

		n += is_wanted(p, c, name) &&
		     data_get(s->content, bare(p, name)) != NULL;
	}
	return n;
}

/* Texts as definitions first, then the tables. */
static void
put_content(struct paper *p, struct node *said, const struct statement_key *k,
    const struct statement *s, const struct call *c)
{
	bool is_alone = count_shown(p, k, s, c) == 1;
	struct node *defs = NULL;

	for (size_t i = 0; i < k->shape->n; i++) {
		const char *name = k->shape->keys[i];
		const struct data *d = data_get(s->content, bare(p, name));
		bool may_miss = name[strlen(name) - 1] == '?';

		if (!is_wanted(p, c, name) || (d == NULL && may_miss) ||
		    (d != NULL && is_table(d)))
			continue;
		if (defs == NULL)
			defs = node_defs(p->a, said, STYLE_PLAIN);
		put_def(p, defs, name, d);
	}
	for (size_t i = 0; i < k->shape->n; i++) {
		const char *name = k->shape->keys[i];
		const struct data *d = data_get(s->content, bare(p, name));

		if (is_wanted(p, c, name) && d != NULL && is_table(d))
			put_table(p, said, name, &k->shape->items[i], d)
			    ->is_caption_hidden = is_alone;
	}
	if (said->first == NULL)
		node_missing(
		    p->a, node_para(p->a, said, STYLE_PLAIN), text_lit(""));
}

static void
put_byline(struct paper *p, struct node *said, const struct statement *s)
{
	struct node *by = node_para(p->a, said, STYLE_BYLINE);

	node_lit(p->a, by, "Statement ");
	node_code(p->a, by, text_of(p->a, s->key));
	node_text(p->a, by,
	    text_printf(p->a, ", %s, %s, %s %s, ", s->owner,
		part_date(p->w, s->date).s,
		s->state == STATEMENT_EXPIRED ? "expired" : "valid until",
		part_date(p->w, s->expires).s));
	node_code(p->a, by, text_of(p->a, s->file));
}

/* What stands where the author's words would. */
static void
put_absent(struct paper *p, struct node *parent, const struct statement_key *k,
    const struct statement *s)
{
	struct node *para = node_para(p->a, parent, STYLE_PLAIN);

	node_missing(p->a, para, text_lit(""));
	node_lit(p->a, para, " The statement ");
	node_code(p->a, para, text_of(p->a, k->key));
	if (s == NULL)
		node_lit(p->a, para, " is not written. To write: ");
	else
		node_text(p->a, para,
		    text_printf(p->a,
			" in %s is still a placeholder (owner %s). "
			"To write: ",
			s->file, s->owner));
	node_text(p->a, para, text_of(p->a, k->ask));
}

void
block_statement(struct paper *p, struct node *parent, const struct call *c)
{
	const struct statement_key *k = find_key(p, c->args[0]);
	const struct statement *s = paper_find_statement(p, k->key);
	struct node *said;

	if (s == NULL || s->state == STATEMENT_MISSING ||
	    s->state == STATEMENT_PLACEHOLDER) {
		put_absent(p, parent, k, s);
		return;
	}
	if (s->state == STATEMENT_EXPIRED) {
		struct node *callout = node_add(p->a, parent, NODE_CALLOUT);

		callout->style = TONE_WARN;
		node_note(p->a, callout, STYLE_PLAIN,
		    text_printf(p->a,
			"This statement expired on %s: %s has to renew it.",
			part_date(p->w, s->expires).s, s->owner));
	}
	said = node_add(p->a, parent, NODE_SAID);
	put_content(p, said, k, s, c);
	put_byline(p, said, s);
}
