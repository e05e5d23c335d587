/*
 * Reads facts: a kind, its loops, and a rule for each field (CONNECTORS
 * section 7).  Refuses kinds and fields that the kinds' table does not have,
 * and two words where a field takes one.
 */
#include "extract/connector.h"

#include <string.h>

static const char *const field_words[] = {
    "path", "key", "const", "answer", "decode", "map", "scale", "type", NULL};

static int
field_answer(struct reader *r, const struct data *d, struct field_rule *out)
{
	static const char *const words[] = {
	    "sha256", "bytes", "file", "received_at", NULL};
	const char *s = d->kind == DATA_TEXT ? d->text : "";
	int i = 0;

	while (words[i] != NULL && strcmp(words[i], s) != 0)
		i++;
	if (words[i] == NULL)
		return shape_unknown(
		    r, "con-answer", d, "word of an answer", s, words);
	out->from = FROM_ANSWER;
	out->answer = (enum answer_word)i;
	return 0;
}

/* `path: P`, `path: [P, P]`, or the bare P or [P, P]. */
static int
field_paths(struct reader *r, const struct data *d, struct field_rule *out)
{
	const struct cpath **paths;

	out->from = FROM_PATH;
	if (d->kind == DATA_TEXT) {
		/* NOLINTNEXTLINE(bugprone-sizeof-expression): pointers */
		paths = arena_array(r->a, 1, sizeof(*paths));
		out->paths = paths;
		out->npaths = 1;
		return part_path(r, d, &paths[0]);
	}
	if (shape_list(r, d, "the paths of a field") == -1)
		return -1;
	/* NOLINTNEXTLINE(bugprone-sizeof-expression): pointers */
	paths = arena_array(r->a, d->n, sizeof(*paths));
	for (size_t i = 0; i < d->n; i++)
		if (part_path(r, &d->items[i], &paths[i]) == -1)
			return -1;
	out->paths = paths;
	out->npaths = d->n;
	return 0;
}

static int
field_map(struct reader *r, const struct data *d, struct field_rule *out)
{
	const char **to;

	if (d == NULL)
		return 0;
	if (shape_map(r, d, "'map'") == -1)
		return -1;
	to = arena_array(r->a, d->n, sizeof(*to));
	for (size_t i = 0; i < d->n; i++) {
		if (d->items[i].kind != DATA_TEXT) {
			(void)err_at(r->e, "con-map-text", r->c->file,
			    d->items[i].line, d->items[i].column,
			    "'map' gives texts for texts");
			err_hint(r->e, "put each value in double quotes");
			return -1;
		}
		to[i] = d->items[i].text;
	}
	out->has_map = true;
	out->map_from = d->keys;
	out->map_to = to;
	out->nmap = d->n;
	return 0;
}

/* `type:`: a spelling of times and durations. */
static int
field_written(struct reader *r, const struct data *d, const struct kind *k,
    struct field_rule *out)
{
	static const char *const words[] = {"time_s", "time_ms", "time_local",
	    "duration_s", "duration_ms", NULL};
	enum field_type type = k->fields[out->field].type;
	const char *s;
	int i = 0;

	if (d == NULL)
		return 0;
	s = d->kind == DATA_TEXT ? d->text : "";
	while (words[i] != NULL && strcmp(words[i], s) != 0)
		i++;
	if (words[i] == NULL)
		return shape_unknown(r, "con-type", d, "type", s, words);
	out->written = (enum written)(i + 1);
	if (type !=
	    (out->written <= WRITTEN_TIME_LOCAL ? TYPE_TIME : TYPE_DURATION)) {
		(void)err_at(r->e, "con-type-field", r->c->file, d->line,
		    d->column, "type '%s' does not fit field '%s' of '%s'", s,
		    k->fields[out->field].name, k->name);
		err_hint(r->e, "the field is a %s", field_type_name(type));
		return -1;
	}
	return 0;
}

/* decode, scale: what comes after the value was found. */
static int
field_after(struct reader *r, const struct data *d, const struct kind *k,
    struct field_rule *out)
{
	static const char *const decoders[] = {
	    "json", "json_lenient", "base64", "segments", NULL};
	const struct data *dec = data_get(d, "decode");
	const struct data *scale = data_get(d, "scale");
	enum field_type type = k->fields[out->field].type;
	struct decimal n;

	if (dec != NULL) {
		const char *s = dec->kind == DATA_TEXT ? dec->text : "";
		size_t i = 0;

		while (decoders[i] != NULL && strcmp(decoders[i], s) != 0)
			i++;
		if (decoders[i] == NULL)
			return shape_unknown(
			    r, "con-decode", dec, "decoder", s, decoders);
		out->has_decode = true;
		if (decode_parse(&out->decode, s) == -1)
			return -1;
	}
	if (scale != NULL) {
		if (scale->kind != DATA_TEXT ||
		    decimal_parse(&n, scale->text, strlen(scale->text)) == -1 ||
		    (type != TYPE_NUMBER && type != TYPE_INT &&
			type != TYPE_DURATION)) {
			(void)err_at(r->e, "con-scale", r->c->file, scale->line,
			    scale->column,
			    "'scale' must be a decimal, for a number");
			err_hint(r->e, "for example scale: 0.01");
			return -1;
		}
		out->scale = scale->text;
	}
	return field_map(r, data_get(d, "map"), out);
}

static int
field_read(struct reader *r, const struct kind *k, const struct data *d,
    struct field_rule *out)
{
	int ways = 0;

	if (d->kind != DATA_MAP)
		return field_paths(r, d, out);
	if (shape_keys(r, d, "a field", field_words) == -1)
		return -1;
	for (size_t i = 0; i < 4; i++)
		ways += data_get(d, field_words[i]) != NULL;
	if (ways != 1) {
		(void)err_at(r->e, "con-field-word", r->c->file, d->line,
		    d->column,
		    "field '%s' must have exactly one of 'path', "
		    "'key', 'const', 'answer'",
		    k->fields[out->field].name);
		err_hint(r->e, "for example {const: weights}");
		return -1;
	}
	if (data_get(d, "path") != NULL) {
		if (field_paths(r, data_get(d, "path"), out) == -1)
			return -1;
	} else if (data_get(d, "answer") != NULL) {
		if (field_answer(r, data_get(d, "answer"), out) == -1)
			return -1;
	} else {
		const char *word = data_get(d, "key") != NULL ? "key" : "const";

		out->from = word[0] == 'k' ? FROM_KEY : FROM_CONST;
		out->text = shape_text(r, d, "a field", word);
		if (out->text == NULL)
			return -1;
	}
	if (field_after(r, d, k, out) == -1)
		return -1;
	return field_written(r, data_get(d, "type"), k, out);
}

/* A field's name with those of the kind as hint. */
static int
field_unknown(
    struct reader *r, const struct kind *k, const struct data *d, size_t i)
{
	const char **words = arena_array(r->a, k->nfields + 1, sizeof(*words));
	struct data at = {.line = d->key_lines[i], .column = d->key_columns[i]};

	for (size_t n = 0; n < k->nfields; n++)
		words[n] = k->fields[n].name;
	return shape_unknown(r, "con-field", &at,
	    arena_printf(r->a, "field of '%s'", k->name), d->keys[i], words);
}

static int
kind_read(struct reader *r, const struct data *d, struct fact *out)
{
	const char *name = shape_text(r, d, "a fact", "kind");
	const char **words;
	size_t n = 0;

	if (name == NULL)
		return -1;
	out->kind = kind_find(name);
	if (out->kind != NULL)
		return 0;
	while (kind_at(n) != NULL)
		n++;
	words = arena_array(r->a, n + 1, sizeof(*words));
	for (size_t i = 0; i < n; i++)
		words[i] = kind_at(i)->name;
	return shape_unknown(
	    r, "con-kind", data_get(d, "kind"), "kind", name, words);
}

int
fact_read(struct reader *r, const struct data *d, struct fact *out)
{
	static const char *const words[] = {
	    "kind", "each", "fields", "absent", NULL};
	const struct data *fields, *absent;
	struct field_rule *rules;

	out->line = d->line;
	out->column = d->column;
	if (shape_keys(r, d, "a fact", words) == -1 ||
	    kind_read(r, d, out) == -1 ||
	    part_bindings(r, data_get(d, "each"), &out->each) == -1)
		return -1;
	absent = data_get(d, "absent");
	if (absent != NULL) {
		if (absent->kind != DATA_TEXT ||
		    strcmp(absent->text, "true") != 0) {
			(void)err_at(r->e, "con-absent-word", r->c->file,
			    absent->line, absent->column,
			    "'absent' can only be true");
			err_hint(r->e, "write 'absent: true', or leave it out");
			return -1;
		}
		out->is_absent = true;
	}
	fields = data_get(d, "fields");
	if (fields == NULL) {
		(void)err_at(r->e, "con-missing", r->c->file, d->line,
		    d->column, "a fact has no 'fields'");
		err_hint(r->e, "add 'fields: {…}'");
		return -1;
	}
	if (shape_map(r, fields, "'fields'") == -1)
		return -1;
	rules = arena_array(r->a, fields->n, sizeof(*rules));
	for (size_t i = 0; i < fields->n; i++) {
		rules[i].field = kind_field(out->kind, fields->keys[i]);
		if (rules[i].field == -1)
			return field_unknown(r, out->kind, fields, i);
		if (field_read(r, out->kind, &fields->items[i], &rules[i]) ==
		    -1)
			return -1;
	}
	out->fields = rules;
	out->nfields = fields->n;
	return 0;
}

int
fact_list(struct reader *r, const struct data *d, struct step *out)
{
	struct fact *facts;

	if (d == NULL)
		return 0;
	if (shape_list(r, d, "'facts'") == -1)
		return -1;
	facts = arena_array(r->a, d->n, sizeof(*facts));
	for (size_t i = 0; i < d->n; i++)
		if (fact_read(r, &d->items[i], &facts[i]) == -1)
			return -1;
	out->facts = facts;
	out->nfacts = d->n;
	return 0;
}
