/*
 * assessment.json: what was decided, on which facts and statements, as
 * "dossier-assessment/1".  Facts are named by kind, key and field with the
 * locator; their values stand in facts.json alone, so the two cannot disagree
 * (DESIGN law 6).
 */
#include "base/buf.h"
#include "core/core_json.h"

static const char format_name[] = "dossier-assessment/1";

/* Key parts in the kind's order, null for a missing one. */
static struct json *
key_json(const struct row *r)
{
	struct json *list = json_list();

	for (size_t i = 0; i < r->kind->nkeys; i++) {
		const struct value *v = &r->fields[i];

		json_push(list, v->outcome == OUTCOME_VALUE
				    ? outside_json(v->text)
				    : json_none());
	}
	return list;
}

static struct json *
basis_json(const struct basis *b)
{
	struct json *j = json_map();

	json_put_text(j, "kind", b->row->kind->name);
	json_put(j, "key", key_json(b->row));
	if (b->field >= 0) {
		json_put_text(j, "field", b->row->kind->fields[b->field].name);
		put_outside(j, "at", b->row->fields[b->field].at);
	}
	return j;
}

static struct json *
statement_json(const struct statement *s)
{
	struct json *j = json_map();

	json_put_text(j, "key", s->key);
	put_outside(j, "subject", s->subject);
	put_outside(j, "file", s->file);
	json_put_text(j, "sha256", s->sha256);
	return j;
}

static struct json *
verdict_json(const struct verdict *v)
{
	struct json *j = json_map(), *facts = json_list();
	struct json *statements = json_list();

	for (size_t i = 0; i < v->nbasis; i++)
		json_push(facts, basis_json(&v->basis[i]));
	for (size_t i = 0; i < v->nstatements; i++)
		json_push(statements, statement_json(v->statements[i]));
	json_put(j, "facts", facts);
	json_put(j, "statements", statements);
	json_put_text(j, "check", v->check->id);
	put_outside(j, "subject", v->subject);
	json_put_text(j, "word", word_name(v->word));
	json_put_text(j, "outcome", v->outcome);
	put_outside(j, "seen", v->seen);
	put_outside(j, "wanted", v->wanted);
	put_outside(j, "sentence", v->sentence);
	json_put_bool(j, "history", v->is_history);
	return j;
}

static struct json *
control_json(const struct control_result *c)
{
	struct json *j = json_map(), *verdicts = json_list();

	for (size_t i = 0; i < c->nverdicts; i++) {
		struct json *ref = json_map();

		json_put_text(ref, "check", c->verdicts[i]->check->id);
		put_outside(ref, "subject", c->verdicts[i]->subject);
		json_push(verdicts, ref);
	}
	json_put(j, "verdicts", verdicts);
	json_put_text(j, "framework", c->control->framework);
	json_put_text(j, "id", c->control->id);
	json_put_text(j, "word", control_word_name(c->word));
	put_outside(j, "sentence", c->sentence);
	return j;
}

void
assessment_format(const struct assessment *as, struct buf *out)
{
	struct json *j = json_map(), *verdicts = json_list();
	struct json *controls = json_list();

	for (size_t i = 0; i < as->nverdicts; i++)
		json_push(verdicts, verdict_json(&as->verdicts[i]));
	for (size_t i = 0; i < as->ncontrols; i++)
		json_push(controls, control_json(&as->controls[i]));
	json_put_text(j, "format", format_name);
	json_put(j, "verdicts", verdicts);
	json_put(j, "controls", controls);
	json_format(j, out);
	json_free(j);
}
