/*
 * The parts that steps, facts and the connector itself are made of: paths,
 * each, on, page, maps of templates, bodies.  Refuses unknown words, decoders
 * that cannot stand in the place, and paths that do not parse (CONNECTORS
 * sections 2 to 6).
 */
#include "extract/connector.h"

#include <string.h>

#include "base/buf.h"

/* Every slot names a text or model parameter. */
static int
check_slots(struct reader *r, const struct data *at, struct cpath *p)
{
	size_t pos = 0, from = 0, to = 0;
	char quote = '\0';

	while (slot_next(p->text, &pos, &from, &to, &quote)) {
		const char *name =
		    arena_ndup(r->a, p->text + from + 1, to - from - 2);
		bool is_there = false;

		for (size_t i = 0; i < r->c->nparams; i++)
			if (strcmp(r->c->params[i].name, name) == 0 &&
			    (r->c->params[i].type == PARAM_TEXT ||
				r->c->params[i].type == PARAM_MODEL))
				is_there = true;
		if (!is_there) {
			(void)err_at(r->e, "con-slot", r->c->file, at->line,
			    at->column,
			    "'{%s}' in '%s' is no text or model parameter",
			    name, p->text);
			err_hint(r->e, "add it to 'parameters'");
			return -1;
		}
		p->has_slots = true;
	}
	return 0;
}

/* Its place in the connector's list of paths. */
static size_t
keep_path(struct reader *r, const struct cpath *p)
{
	struct connector *c = r->c;

	if (c->npaths == c->cap_paths) {
		const struct cpath **bigger;

		c->cap_paths = c->cap_paths == 0 ? 64 : 2 * c->cap_paths;
		/* NOLINTNEXTLINE(bugprone-sizeof-expression): pointers */
		bigger = arena_array(r->a, c->cap_paths, sizeof(*bigger));
		for (size_t i = 0; i < c->npaths; i++)
			bigger[i] = c->paths[i];
		c->paths = bigger;
	}
	c->paths[c->npaths] = p;
	return c->npaths++;
}

int
part_path_text(struct reader *r, const struct data *at, const char *text,
    const struct cpath **out)
{
	struct cpath *p = arena_alloc(r->a, sizeof(*p));
	struct error why = {0};

	p->text = text;
	p->index = keep_path(r, p);
	p->line = at->line;
	p->column = at->column;
	if (path_parse(r->a, text, true, &p->parsed, &why) == -1) {
		(void)err_at(r->e, "con-path", r->c->file, at->line, at->column,
		    "path '%s': %s: %s", text, why.where, why.what);
		err_hint(r->e, "%s",
		    why.hint[0] != '\0'
			? why.hint
			: "a path is a name or '$' with RFC 9535 segments");
		return -1;
	}
	*out = p;
	return check_slots(r, at, p);
}

int
part_path(struct reader *r, const struct data *d, const struct cpath **out)
{
	if (d->kind != DATA_TEXT) {
		(void)err_at(r->e, "con-path-text", r->c->file, d->line,
		    d->column, "a path must be a text");
		err_hint(r->e, "put a path with brackets in double quotes");
		return -1;
	}
	return part_path_text(r, d, d->text, out);
}

/* Decoders of a text node inside an answer (section 4). */
static int
part_decode(struct reader *r, const struct data *d, enum decode *out)
{
	static const char *const words[] = {
	    "json", "json_lenient", "base64", "segments", NULL};

	if (d->kind == DATA_TEXT)
		for (size_t i = 0; words[i] != NULL; i++)
			if (strcmp(words[i], d->text) == 0)
				return decode_parse(out, d->text);
	return shape_unknown(r, "con-decode", d, "decoder",
	    d->kind == DATA_TEXT ? d->text : "", words);
}

static int
part_binding(
    struct reader *r, const struct data *map, size_t i, struct binding *out)
{
	static const char *const words[] = {"path", "decode", NULL};
	const struct data *d = &map->items[i];
	const struct data at = {
	    .line = map->key_lines[i], .column = map->key_columns[i]};

	out->name = map->keys[i];
	if (shape_name(r, &at, out->name) == -1)
		return -1;
	if (d->kind == DATA_TEXT)
		return part_path(r, d, &out->path);
	if (shape_keys(r, d, "an entry of 'each'", words) == -1 ||
	    shape_text(r, d, "an entry of 'each'", "path") == NULL ||
	    part_path(r, data_get(d, "path"), &out->path) == -1)
		return -1;
	out->has_decode = data_get(d, "decode") != NULL;
	if (out->has_decode)
		return part_decode(r, data_get(d, "decode"), &out->decode);
	return 0;
}

int
part_bindings(struct reader *r, const struct data *d, struct bindings *out)
{
	struct binding *items;

	if (d == NULL)
		return 0;
	if (shape_map(r, d, "'each'") == -1)
		return -1;
	if (d->n > EACH_MAX) {
		(void)err_at(r->e, "con-each-many", r->c->file, d->line,
		    d->column, "'each' has %zu names (at most %d)", d->n,
		    EACH_MAX);
		err_hint(r->e, "nest less, or split the step");
		return -1;
	}
	items = arena_array(r->a, d->n, sizeof(*items));
	for (size_t i = 0; i < d->n; i++)
		if (part_binding(r, d, i, &items[i]) == -1)
			return -1;
	out->items = items;
	out->n = d->n;
	return 0;
}

static int
part_on_rule(struct reader *r, const struct data *d, struct on_rule *out)
{
	static const char *const words[] = {
	    "status", "path", "is", "state", "reason", NULL};
	static const char *const states[] = {"absent", "denied", "not_found",
	    "failed", "retry", "restart", "incomplete", NULL};
	const struct data *status;
	const char *state;
	size_t i = 0;

	if (shape_keys(r, d, "an entry of 'on'", words) == -1)
		return -1;
	state = shape_text(r, d, "an entry of 'on'", "state");
	if (state == NULL)
		return -1;
	while (states[i] != NULL && strcmp(states[i], state) != 0)
		i++;
	if (states[i] == NULL)
		return shape_unknown(r, "con-on-state", data_get(d, "state"),
		    "state", state, states);
	out->word = (enum verdict_word)i;
	out->is = data_text(d, "is");
	status = data_get(d, "status");
	if (status != NULL) {
		const char *s = status->kind == DATA_TEXT ? status->text : "";

		if (strlen(s) != 3 || strspn(s, "0123456789") != 3 ||
		    s[0] < '1' || s[0] > '5') {
			(void)err_at(r->e, "con-on-status", r->c->file,
			    status->line, status->column,
			    "'status' must be a number from 100 to 599");
			err_hint(r->e, "for example status: 404");
			return -1;
		}
		out->status =
		    (s[0] - '0') * 100 + (s[1] - '0') * 10 + (s[2] - '0');
	}
	if (data_get(d, "path") != NULL &&
	    part_path(r, data_get(d, "path"), &out->path) == -1)
		return -1;
	if (data_get(d, "reason") != NULL &&
	    part_path(r, data_get(d, "reason"), &out->reason) == -1)
		return -1;
	if ((out->status == 0 && out->path == NULL) ||
	    (out->is != NULL && out->path == NULL)) {
		(void)err_at(r->e, "con-on", r->c->file, d->line, d->column,
		    "an entry of 'on' needs 'status' or 'path', and 'is' "
		    "needs 'path'");
		err_hint(r->e, "for example {status: 404, state: absent}");
		return -1;
	}
	return 0;
}

int
part_on(struct reader *r, const struct data *d, struct on_rules *out)
{
	struct on_rule *items;

	if (d == NULL)
		return 0;
	if (shape_list(r, d, "'on'") == -1)
		return -1;
	items = arena_array(r->a, d->n, sizeof(*items));
	for (size_t i = 0; i < d->n; i++)
		if (part_on_rule(r, &d->items[i], &items[i]) == -1)
			return -1;
	out->items = items;
	out->n = d->n;
	return 0;
}

static int
optional_path(struct reader *r, const struct data *map, const char *key,
    const struct cpath **out)
{
	const struct data *d = data_get(map, key);

	return d == NULL ? 0 : part_path(r, d, out);
}

/* `to: query.NAME` or `to: body.NAME`. */
static int
part_page_to(struct reader *r, const struct data *d, const char *method,
    struct paging *out)
{
	const char *to = data_text(d, "to");

	if (to != NULL && strncmp(to, "query.", 6) == 0 && to[6] != '\0') {
		out->to = to + 6;
	} else if (to != NULL && strncmp(to, "body.", 5) == 0 &&
		   to[5] != '\0' && out->kind == PAGER_TOKEN &&
		   strcmp(method, "POST") == 0) {
		out->to = to + 5;
		out->to_body = true;
	} else {
		const struct data *at = data_get(d, "to");

		if (at == NULL)
			at = d;
		(void)err_at(r->e, "con-page-to", r->c->file, at->line,
		    at->column, "'page' has no 'to' that this step can use");
		err_hint(r->e, "write 'to: query.NAME', or 'to: body.NAME' "
			       "for tokens of a 'post'");
		return -1;
	}
	return 0;
}

int
part_page(struct reader *r, const struct data *d, const char *method,
    struct paging *out)
{
	static const char *const words[] = {
	    "kind", "from", "to", "start", "more", "items", "total", NULL};
	static const char *const kinds[] = {
	    "link", "next_url", "token", "page", NULL};
	const char *kind, *start = data_text(d, "start");
	size_t i = 0;

	if (shape_keys(r, d, "'page'", words) == -1)
		return -1;
	kind = shape_text(r, d, "'page'", "kind");
	if (kind == NULL)
		return -1;
	while (kinds[i] != NULL && strcmp(kinds[i], kind) != 0)
		i++;
	if (kinds[i] == NULL)
		return shape_unknown(r, "con-page-kind", data_get(d, "kind"),
		    "kind of pages", kind, kinds);
	out->kind = (enum pager)(i + 1);
	out->start = 1;
	if (start != NULL && strcmp(start, "0") == 0)
		out->start = 0;
	else if (start != NULL && strcmp(start, "1") != 0) {
		(void)err_at(r->e, "con-page-start", r->c->file, d->line,
		    d->column, "'start' must be 0 or 1");
		err_hint(r->e, "leave it out for pages that count from 1");
		return -1;
	}
	if (optional_path(r, d, "from", &out->from) == -1 ||
	    optional_path(r, d, "more", &out->more) == -1 ||
	    optional_path(r, d, "items", &out->items) == -1 ||
	    optional_path(r, d, "total", &out->total) == -1)
		return -1;
	if (((out->kind == PAGER_TOKEN || out->kind == PAGER_NEXT_URL) &&
		out->from == NULL) ||
	    (out->kind == PAGER_PAGE && out->more == NULL &&
		out->items == NULL) ||
	    (out->total != NULL && out->items == NULL)) {
		(void)err_at(r->e, "con-page", r->c->file, d->line, d->column,
		    "'page' of kind '%s' lacks a member", kind);
		err_hint(r->e, "token and next_url need 'from', page needs "
			       "'more' or 'items', 'total' needs 'items'");
		return -1;
	}
	if (out->kind == PAGER_TOKEN || out->kind == PAGER_PAGE)
		return part_page_to(r, d, method, out);
	return 0;
}

static bool
is_refused_header(const char *name)
{
	static const char *const refused[] = {"authorization", "cookie", "host",
	    "content-length", "transfer-encoding", "proxy-authorization", NULL};

	for (size_t i = 0; refused[i] != NULL; i++) {
		size_t k = 0;

		while (name[k] != '\0' && refused[i][k] != '\0' &&
		       (name[k] | 0x20) == (refused[i][k] | 0x20))
			k++;
		if (name[k] == '\0' && refused[i][k] == '\0')
			return true;
	}
	return name[strspn(name, "abcdefghijklmnopqrstuvwxyz"
				 "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-")] !=
	       '\0';
}

int
part_members(struct reader *r, const struct data *d, const char *what,
    struct members *out)
{
	bool is_headers = strcmp(what, "headers") == 0;
	struct member *items;

	if (d == NULL)
		return 0;
	if (shape_map(r, d, what) == -1)
		return -1;
	items = arena_array(r->a, d->n, sizeof(*items));
	for (size_t i = 0; i < d->n; i++) {
		items[i].name = d->keys[i];
		if (is_headers && is_refused_header(d->keys[i])) {
			(void)err_at(r->e, "con-header", r->c->file,
			    d->key_lines[i], d->key_columns[i],
			    "header '%s' is refused in a connector",
			    d->keys[i]);
			err_hint(r->e, "credentials belong in 'auth' of the "
				       "source in system.yml");
			return -1;
		}
		if (template_parse(r, &d->items[i],
			is_headers ? PLACE_HEADER : PLACE_QUERY,
			&items[i].value) == -1)
			return -1;
	}
	out->items = items;
	out->n = d->n;
	return 0;
}

static bool
is_json_word(const char *s)
{
	struct decimal n;

	return strcmp(s, "true") == 0 || strcmp(s, "false") == 0 ||
	       strcmp(s, "null") == 0 || decimal_parse(&n, s, strlen(s)) == 0;
}

int
part_body(struct reader *r, const struct data *d, int depth, struct body *out)
{
	struct body *items;

	out->kind = d->kind;
	if (d->kind == DATA_TEXT) {
		if (!d->is_quoted && is_json_word(d->text)) {
			out->literal = d->text;
			return 0;
		}
		return template_parse(r, d, PLACE_BODY, &out->value);
	}
	if (depth >= BODY_DEPTH) {
		(void)err_at(r->e, "con-body", r->c->file, d->line, d->column,
		    "'body' is deeper than %d", BODY_DEPTH);
		err_hint(r->e,
		    "connectors ask in flat bodies; make the map flatter");
		return -1;
	}
	items = arena_array(r->a, d->n, sizeof(*items));
	for (size_t i = 0; i < d->n; i++)
		if (part_body(r, &d->items[i], depth + 1, &items[i]) == -1)
			return -1;
	out->keys = d->keys;
	out->items = items;
	out->n = d->n;
	return 0;
}
