/*
 * Locators followed by a parser, many at a time.  An object that ends it makes
 * its own locators "not found", with the reason.  A place outside the text it
 * is said to be in makes the parser's whole answer worth nothing.
 */
#include <string.h>

#include "extract/parse_int.h"

enum { BATCH = 512 };

/* The object's own name, or "input NAME"; NULL: `at` is no locator. */
static const char *
root_of(struct parser *p, const char *at)
{
	const char *end = strstr(at, " > ");
	char name[CORE_SHA];

	if (strncmp(at, "input ", strlen("input ")) == 0)
		return end == NULL ? at
				   : arena_ndup(p->a, at, (size_t)(end - at));
	return parse_root(at, name) ? parser_know(p, name)->name : NULL;
}

static int
send_batch(struct parser *p, const struct follow *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *root = root_of(p, list[i].at);

		if (root != NULL && parser_push(p, root, NULL, 0) == -1)
			return -1;
	}
	buf_reset(&p->fields);
	msg_put_u32(&p->fields, n);
	for (size_t i = 0; i < n; i++) {
		msg_put_text(&p->fields, list[i].at);
		msg_put_u8(&p->fields, list[i].is_place_only);
	}
	return parser_send(p, MESSAGE_FOLLOW, NULL, 0);
}

static void
get_text(struct parser *p, const struct follow *f, struct message *m,
    struct found *out)
{
	size_t id = msg_get_u32(m), n = 0;
	const char *bytes = id == 0 ? NULL : msg_get_bytes(m, &n);

	if (id == 1) {
		const char *root = root_of(p, f->at);

		out->text = root == NULL ? NULL
					 : p->in.objects.get(p->in.objects.ctx,
					       root, &out->ntext);
		m->is_bad = m->is_bad || out->text == NULL;
	} else if (id > 1 && bytes != NULL && id - 2 == p->ntexts) {
		mem_push(
		    &p->texts, p->ntexts, &p->cap_texts, sizeof(*p->texts));
		p->texts[p->ntexts++] =
		    (struct found){.text = bytes, .ntext = n};
		out->text = bytes;
		out->ntext = n;
	} else if (id > 1 && bytes == NULL && id - 2 < p->ntexts) {
		out->text = p->texts[id - 2].text;
		out->ntext = p->texts[id - 2].ntext;
	} else if (id != 0) {
		m->is_bad = true;
	}
}

static void
get_found(struct parser *p, struct follow *f, struct message *m)
{
	struct error why = {0};

	f->found = (struct found){0};
	f->is_found = msg_get_bool(m);
	if (!f->is_found) {
		msg_get_error(m, &why);
		f->why = arena_dup(p->a, why.what);
		return;
	}
	get_text(p, f, m, &f->found);
	f->found.from = msg_get_u32(m);
	f->found.to = msg_get_u32(m);
	f->found.value = msg_get_utf8(m);
	f->found.format = msg_get_utf8(m);
	if (f->found.from > f->found.to || f->found.to > f->found.ntext)
		m->is_bad = true;
}

/* When the parser is gone, p->fd says it. */
static void
receive_batch(struct parser *p, struct follow *list, size_t n)
{
	enum message_type type;
	struct message m = {0};

	if (parser_receive(p, &type, &m) == -1)
		return;
	if (type != MESSAGE_FOLLOW || msg_get_u32(&m) != n)
		m.is_bad = true;
	for (size_t i = 0; i < n && !m.is_bad; i++)
		get_found(p, &list[i], &m);
	if (!message_is_good(&m))
		parser_died(p, "the parser's answer makes no sense");
}

static int
follow_batch(struct parser *p, struct follow *list, size_t n, struct error *e)
{
	while (p->lost == NULL) {
		if (parser_revive(p, e) == -1)
			return -1;
		if (send_batch(p, list, n) == -1)
			parser_died(p, NULL);
		else
			receive_batch(p, list, n);
		if (p->fd != -1)
			break;
	}
	for (size_t i = 0; i < n; i++) {
		const char *root = root_of(p, list[i].at);
		const char *refused = p->lost != NULL ? p->lost
				      : root == NULL  ? NULL
						      : parser_refused(p, root);

		if (refused == NULL)
			continue;
		list[i] = (struct follow){.at = list[i].at, .why = refused};
	}
	return 0;
}

int
parser_follow(struct parser *p, struct follow *list, size_t n, struct error *e)
{
	for (size_t i = 0; i < n; i += BATCH)
		if (follow_batch(
			p, list + i, n - i < BATCH ? n - i : BATCH, e) == -1)
			return -1;
	return 0;
}
