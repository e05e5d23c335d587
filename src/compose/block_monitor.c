/*
 * Blocks about what the monitors say of themselves: alerts, broken rules,
 * targets that are down, silences.  "None" is said only of a listing that was
 * read completely (DESIGN laws 3 and 10).
 */
#include <stdlib.h>
#include <string.h>

#include "compose/template.h"

/* A list of rows of one kind: which of them, in which columns. */
struct roll {
	const char *kind, *caption;
	const char *none; /* "No alert was firing" */
	bool (*is_shown)(const struct paper *p, const struct row *r);
	/* "model+feature": what there is of both; "!owner": a box without. */
	const char *const *fields;
	const struct column *columns;
	size_t n;
};

static bool
has(const struct row *r, const char *field, const char *want)
{
	return model_row_has(r, field, want);
}

static void
put_field(
    struct paper *p, struct node *cell, const struct row *r, const char *field)
{
	enum field_type t = r->kind->fields[kind_field(r->kind, field)].type;

	if (row_get(r, field)->outcome == OUTCOME_ABSENT || has(r, field, ""))
		return;
	if (cell->first != NULL)
		node_lit(p->a, cell, ", ");
	if (t == TYPE_NUMBER)
		part_number(p->w, cell, r, field, 3);
	else
		part_value(p->w, cell, r, field);
}

static void
put_fields(
    struct paper *p, struct node *row, const struct row *r, const char *fields)
{
	struct node *cell = node_cell(p->a, row);

	if (*fields == '!') {
		part_value(p->w, cell, r, fields + 1);
		return;
	}
	while (*fields != '\0') {
		size_t n = strcspn(fields, "+");

		put_field(p, cell, r, arena_ndup(p->a, fields, n));
		fields += n + (fields[n] == '+');
	}
}

static void
put_none(
    struct paper *p, struct node *parent, const struct roll *l, size_t total)
{
	const char *who, *why;
	enum state s = facts_listing(p->w->in->facts, l->kind,
	    p->model == NULL ? NULL : p->model->id, &who, &why);
	struct node *para = node_para(p->a, parent, STYLE_BOX);

	if (s == STATE_OK || s == STATE_EMPTY)
		node_text(p->a, para,
		    text_printf(
			p->a, "%s, of %zu that were read.", l->none, total));
	else
		node_text(p->a, para,
		    text_printf(
			p->a, "Not known: %s.", paper_listing(p, l->kind)));
}

static void
put_roll(struct paper *p, struct node *parent, const struct roll *l)
{
	size_t total, shown = 0;
	const struct row *const *rows =
	    facts_of(p->w->in->facts, l->kind, &total);
	struct node *table = NULL;

	for (size_t i = 0; i < total; i++) {
		struct node *row;

		if (!l->is_shown(p, rows[i]) || shown++ >= BLOCK_ROWS)
			continue;
		if (table == NULL) {
			struct table *made = arena_alloc(p->a, sizeof(*made));

			made->columns = l->columns;
			made->ncolumns = l->n;
			made->is_caption_hidden = true;
			table = node_table(
			    p->a, parent, text_of(p->a, l->caption), made);
		}
		row = node_row(p->a, table, NULL);
		for (size_t k = 0; k < l->n; k++)
			put_fields(p, row, rows[i], l->fields[k]);
	}
	if (shown == 0)
		put_none(p, parent, l, total);
	else if (shown > BLOCK_ROWS)
		node_note(p->a, parent, STYLE_NOTE,
		    text_printf(p->a,
			"The first %d of %zu; the rest is in facts.json.",
			BLOCK_ROWS, shown));
}

/* ---- Alerts ------------------------------------------------------------- */

static bool
is_mine(const struct paper *p, const struct row *r)
{
	return p->model == NULL || row_text(r, "model") == NULL ||
	       has(r, "model", p->model->id);
}

static bool
is_firing(const struct paper *p, const struct row *r)
{
	return is_mine(p, r) && !has(r, "state", "inactive") &&
	       !has(r, "state", "resolved");
}

void
block_alerts(struct paper *p, struct node *parent, const struct call *c)
{
	static const char *const fields[] = {"rule", "state",
	    "model+feature+segment+instance", "at", "value", "severity",
	    "silenced"};
	static const struct column columns[] = {
	    {.title = WORDS("Alert"), .is_narrow = true},
	    {.title = WORDS("State"), .is_narrow = true},
	    {.title = WORDS("Of")}, {.title = WORDS("Since")},
	    {.title = WORDS("Value"), .is_numeric = true},
	    {.title = WORDS("Severity"), .is_narrow = true},
	    {.title = WORDS("Silenced by")}};
	static const struct roll roll = {.kind = "monitor.alert",
	    .caption = "Alerts that are not at rest",
	    .none = "No alert is firing or pending",
	    .is_shown = is_firing,
	    .fields = fields,
	    .columns = columns,
	    .n = 7};

	(void)c;
	put_roll(p, parent, &roll);
}

/* ---- Rules -------------------------------------------------------------- */

/* A rule with an error looks quiet: it never fires. */
static bool
is_broken(const struct paper *p, const struct row *r)
{
	const char *error = row_text(r, "error");
	const char *owner = row_text(r, "owner");

	(void)p;
	return !has(r, "health", "ok") || (error != NULL && *error != '\0') ||
	       owner == NULL || *owner == '\0';
}

void
block_rules(struct paper *p, struct node *parent, const struct call *c)
{
	static const char *const fields[] = {
	    "name", "health", "error", "!owner", "severity"};
	static const struct column columns[] = {
	    {.title = WORDS("Rule"), .is_narrow = true},
	    {.title = WORDS("Health"), .is_narrow = true},
	    {.title = WORDS("Error")}, {.title = WORDS("Owner")},
	    {.title = WORDS("Severity"), .is_narrow = true}};
	static const struct roll roll = {.kind = "monitor.rule",
	    .caption = "Rules that do not work or have no owner",
	    .none = "No rule is broken or without an owner",
	    .is_shown = is_broken,
	    .fields = fields,
	    .columns = columns,
	    .n = 5};

	(void)c;
	put_roll(p, parent, &roll);
}

/* ---- Targets ------------------------------------------------------------ */

static bool
is_down(const struct paper *p, const struct row *r)
{
	(void)p;
	return !has(r, "health", "up");
}

void
block_targets(struct paper *p, struct node *parent, const struct call *c)
{
	static const char *const fields[] = {
	    "name", "instance", "health", "error", "at"};
	static const struct column columns[] = {
	    {.title = WORDS("Target"), .is_narrow = true},
	    {.title = WORDS("Instance")},
	    {.title = WORDS("Health"), .is_narrow = true},
	    {.title = WORDS("Error")}, {.title = WORDS("Last asked")}};
	static const struct roll roll = {.kind = "monitor.target",
	    .caption = "Targets that do not answer",
	    .none = "No target is down",
	    .is_shown = is_down,
	    .fields = fields,
	    .columns = columns,
	    .n = 5};

	(void)c;
	put_roll(p, parent, &roll);
}

/* ---- Silences ----------------------------------------------------------- */

static bool
is_in_force(const struct paper *p, const struct row *r)
{
	(void)p;
	return !has(r, "state", "expired");
}

void
block_silences(struct paper *p, struct node *parent, const struct call *c)
{
	static const char *const fields[] = {
	    "matches", "reason+by", "from", "until", "state"};
	static const struct column columns[] = {
	    {.title = WORDS("What is silenced")},
	    {.title = WORDS("Reason and by whom")}, {.title = WORDS("From")},
	    {.title = WORDS("Until")},
	    {.title = WORDS("State"), .is_narrow = true}};
	static const struct roll roll = {.kind = "monitor.silence",
	    .caption = "Silences in force or to come",
	    .none = "No silence is in force",
	    .is_shown = is_in_force,
	    .fields = fields,
	    .columns = columns,
	    .n = 5};

	(void)c;
	put_roll(p, parent, &roll);
}
