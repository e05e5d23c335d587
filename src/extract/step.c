/*
 * Reads one step of a connector (CONNECTORS section 3): what it asks, over
 * which nodes, and how its answers are read.  Refuses a step without exactly
 * one of get, post and file, words of later releases, and a place that the
 * step's kind does not have.
 */
#include "extract/connector.h"

#include <string.h>

static const char *const step_words[] = {"id", "get", "post", "file", "query",
    "headers", "form", "body", "over", "each", "needs", "descend", "page", "on",
    "unpack", "decode", "read", "keep", "table", "facts", NULL};

/* Index of an earlier step, or -1 with a message. */
static int
earlier(struct reader *r, const struct data *d, size_t index, const char *word,
    const char *id, int *out)
{
	const char *names[STEPS_MAX + 1] = {NULL};

	*out = -1;
	if (d == NULL)
		return 0;
	for (size_t i = 0; i < index; i++) {
		names[i] = r->c->steps[i].id;
		if (d->kind == DATA_TEXT && strcmp(names[i], d->text) == 0)
			*out = (int)i;
	}
	if (*out >= 0)
		return 0;
	(void)err_at(r->e, id, r->c->file, d->line, d->column,
	    "'%s' names '%s', which is no earlier step", word,
	    d->kind == DATA_TEXT ? d->text : "");
	if (d->kind == DATA_TEXT && err_nearest(d->text, names) != NULL)
		err_hint(
		    r->e, "did you mean '%s'?", err_nearest(d->text, names));
	else
		err_hint(r->e, "a step names only steps above it");
	return -1;
}

static int
read_target(struct reader *r, const struct data *d, struct step *out)
{
	static const char *const words[] = {"get", "post", "file", NULL};
	static const char *const methods[] = {"GET", "POST", "FILE"};
	const struct data *target = NULL;
	enum template_place place;

	for (size_t i = 0; words[i] != NULL; i++) {
		const struct data *t = data_get(d, words[i]);

		if (t != NULL && target != NULL) {
			target = NULL;
			break;
		}
		if (t != NULL) {
			target = t;
			out->method = methods[i];
		}
	}
	if (target == NULL || target->kind != DATA_TEXT) {
		(void)err_at(r->e, "con-step-method", r->c->file, d->line,
		    d->column,
		    "step '%s' must have exactly one of 'get', 'post', 'file'",
		    out->id);
		err_hint(r->e, "for example get: \"/api/things\"");
		return -1;
	}
	place = strcmp(out->method, "FILE") == 0 ? PLACE_FILE : PLACE_URL;
	if (template_parse(r, target, place, &out->target) == -1)
		return -1;
	if (place == PLACE_URL && target->text[0] != '/' &&
	    target->text[0] != '{') {
		(void)err_at(r->e, "con-url", r->c->file, target->line,
		    target->column,
		    "'%s' begins with neither '/' nor a url "
		    "parameter",
		    target->text);
		err_hint(r->e, "paths beginning with '/' stand behind 'base'");
		return -1;
	}
	if (place == PLACE_FILE &&
	    (target->text[0] == '/' || strstr(target->text, "..") != NULL)) {
		(void)err_at(r->e, "con-file", r->c->file, target->line,
		    target->column, "'%s' leads out of the system's folder",
		    target->text);
		err_hint(r->e, "a path below the folder of system.yml, "
			       "with * and ?");
		return -1;
	}
	return 0;
}

/* What only requests have, and what only a post has. */
static int
read_request(struct reader *r, const struct data *d, struct step *out)
{
	static const char *const words[] = {
	    "query", "headers", "form", "body", "page", "descend", "on"};
	bool is_file = strcmp(out->method, "FILE") == 0;
	bool is_post = strcmp(out->method, "POST") == 0;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		const struct data *w = data_get(d, words[i]);

		if (w == NULL || (!is_file && (i < 2 || i > 3)) || is_post)
			continue;
		{
			(void)err_at(r->e, "con-step-place", r->c->file,
			    w->line, w->column,
			    "a step that has '%s' cannot have '%s'",
			    is_file ? "file" : "get", words[i]);
			err_hint(r->e, "'query', 'headers', 'page', 'descend', "
				       "'on' belong to requests; 'form' and "
				       "'body' to a 'post'");
			return -1;
		}
	}
	if (data_get(d, "form") != NULL && data_get(d, "body") != NULL) {
		(void)err_at(r->e, "con-form-body", r->c->file,
		    data_get(d, "body")->line, data_get(d, "body")->column,
		    "'form' and 'body' cannot stand together");
		err_hint(r->e, "choose 'body' for JSON, 'form' for a form");
		return -1;
	}
	if (part_members(r, data_get(d, "query"), "query", &out->query) == -1 ||
	    part_members(r, data_get(d, "headers"), "headers", &out->headers) ==
		-1 ||
	    part_members(r, data_get(d, "form"), "form", &out->form) == -1)
		return -1;
	if (data_get(d, "body") != NULL) {
		struct body *b = arena_alloc(r->a, sizeof(*b));

		if (shape_map(r, data_get(d, "body"), "'body'") == -1 ||
		    part_body(r, data_get(d, "body"), 0, b) == -1)
			return -1;
		out->body = b;
	}
	return part_on(r, data_get(d, "on"), &out->on);
}

static int
read_descend(struct reader *r, const struct data *d, struct step *out)
{
	if (d == NULL)
		return 0;
	if (shape_map(r, d, "'descend'") == -1)
		return -1;
	if (d->n != 1 || !shape_is_name(d->keys[0])) {
		(void)err_at(r->e, "con-descend", r->c->file, d->line,
		    d->column, "'descend' must have one name and its path");
		err_hint(r->e, "for example descend: {dir: \"$.folders[*]\"}");
		return -1;
	}
	out->descend = d->keys[0];
	return part_path(r, &d->items[0], &out->descend_path);
}

static int
read_decode(struct reader *r, const struct data *d, struct step *out)
{
	static const char *const words[] = {"json", "json_lenient", "yaml",
	    "pip_lock", "exposition", "raw", NULL};
	static const char *const keeps[] = {"body", "vault", "digest", NULL};
	const struct data *w = data_get(d, "decode");
	const struct data *k = data_get(d, "keep");

	out->has_decode = w != NULL;
	out->has_keep = k != NULL;
	if (w != NULL) {
		const char *s = w->kind == DATA_TEXT ? w->text : "";
		size_t i = 0;

		if (strcmp(s, "jsonl") == 0) {
			(void)err_at(r->e, "con-not-yet", r->c->file, w->line,
			    w->column,
			    "decoder 'jsonl' is not in this release");
			err_hint(r->e, "read the lines another way, or wait "
				       "for the release that has it");
			return -1;
		}
		while (words[i] != NULL && strcmp(words[i], s) != 0)
			i++;
		if (words[i] == NULL)
			return shape_unknown(
			    r, "con-step-decode", w, "decoder", s, words);
		if (decode_parse(&out->decode, s) == -1)
			return -1;
	}
	if (k != NULL) {
		const char *s = k->kind == DATA_TEXT ? k->text : "";
		int i = 0;

		while (keeps[i] != NULL && strcmp(keeps[i], s) != 0)
			i++;
		if (keeps[i] == NULL)
			return shape_unknown(
			    r, "con-keep", k, "way to keep", s, keeps);
		out->keep = (enum keep)i;
	}
	return 0;
}

static int
read_later(struct reader *r, const struct data *d)
{
	static const char *const later[] = {"unpack", "table"};

	for (size_t i = 0; i < 2; i++) {
		const struct data *w = data_get(d, later[i]);

		if (w == NULL)
			continue;
		(void)err_at(r->e, "con-not-yet", r->c->file, w->line,
		    w->column, "'%s' is not in this release", later[i]);
		err_hint(r->e, "leave the step out; nothing is half-read");
		return -1;
	}
	return 0;
}

static int
read_id(struct reader *r, const struct data *d, size_t index, struct step *out)
{
	const char *id = shape_text(r, d, "a step", "id");

	if (id == NULL)
		return -1;
	if (shape_name(r, data_get(d, "id"), id) == -1)
		return -1;
	for (size_t i = 0; i < index; i++)
		if (strcmp(r->c->steps[i].id, id) == 0) {
			(void)err_at(r->e, "con-step-twice", r->c->file,
			    data_get(d, "id")->line, data_get(d, "id")->column,
			    "two steps are called '%s'", id);
			err_hint(r->e, "give each step its own id");
			return -1;
		}
	out->id = id;
	return 0;
}

int
step_read(
    struct reader *r, const struct data *d, size_t index, struct step *out)
{
	const struct data *read;

	out->data = d;
	if (shape_keys(r, d, "a step", step_words) == -1 ||
	    read_id(r, d, index, out) == -1 || read_later(r, d) == -1 ||
	    read_target(r, d, out) == -1 || read_request(r, d, out) == -1)
		return -1;
	if (earlier(r, data_get(d, "over"), index, "over", "con-over",
		&out->over) == -1 ||
	    earlier(r, data_get(d, "needs"), index, "needs", "con-needs",
		&out->needs) == -1)
		return -1;
	if (part_bindings(r, data_get(d, "each"), &out->each) == -1 ||
	    read_descend(r, data_get(d, "descend"), out) == -1 ||
	    read_decode(r, d, out) == -1)
		return -1;
	if (data_get(d, "page") != NULL &&
	    part_page(r, data_get(d, "page"), out->method, &out->page) == -1)
		return -1;
	read = data_get(d, "read");
	if (read != NULL) {
		out->read = shape_text(r, d, "a step", "read");
		if (out->read == NULL)
			return -1;
		if (out->has_decode || out->has_keep) {
			(void)err_at(r->e, "con-read-decode", r->c->file,
			    read->line, read->column,
			    "'read' brings its own 'decode' and 'keep'");
			err_hint(r->e, "leave 'decode' and 'keep' to the "
				       "connector that is named");
			return -1;
		}
	}
	return fact_list(r, data_get(d, "facts"), out);
}
