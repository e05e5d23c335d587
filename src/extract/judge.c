/*
 * What an answer means, by its status and, where `on:` says so, its body
 * (CONNECTORS section 6).  A 4xx is judged by its status whatever its body
 * says, unless a rule fits; a 2xx that does not decode is FAILED.  What the
 * server says of it is shown, never obeyed.
 */
#include "extract/session.h"

#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "extract/tree.h"

enum { SAID_BYTES_MAX = 400 }; /* of a server's own reason, in a state */

/* `*` may stand at either end. */
static bool
text_fits(const char *pattern, const char *s, size_t n)
{
	size_t len = strlen(pattern);
	bool open_front = len > 0 && pattern[0] == '*';
	bool open_back = len > 1 && pattern[len - 1] == '*';
	const char *want = pattern + open_front;
	size_t k = len - open_front - open_back;

	if (k > n)
		return false;
	if (!open_front && !open_back)
		return k == n && memcmp(s, want, k) == 0;
	if (!open_front)
		return memcmp(s, want, k) == 0;
	if (!open_back)
		return memcmp(s + n - k, want, k) == 0;
	for (size_t i = 0; i + k <= n; i++)
		if (memcmp(s + i, want, k) == 0)
			return true;
	return false;
}

static bool
node_fits(const struct tree *t, size_t node, const char *is)
{
	size_t n = 0;
	const char *s;

	switch (tree_type(t, node)) {
	case NODE_STRING:
	case NODE_NUMBER:
		s = tree_text(t, node, &n);
		break;
	case NODE_TRUE:
		s = "true";
		n = 4;
		break;
	case NODE_FALSE:
		s = "false";
		n = 5;
		break;
	case NODE_NULL:
		s = "null";
		n = 4;
		break;
	case NODE_ARRAY:
	case NODE_OBJECT:
	default:
		return false;
	}
	return text_fits(is, s, n);
}

/* The body as JSON whatever `decode` says; NULL when it is none. */
static const struct tree *
body_json(struct session *s, const struct answer *ans)
{
	struct error why = {0};
	struct tree *t = NULL;

	if (ans->bytes == NULL ||
	    json_read(s->a, ans->bytes, ans->n, false, &t, &why) == -1)
		return NULL;
	return t;
}

static int
rule_select(struct session *s, const struct cpath *p, const struct tree *body,
    size_t **nodes, size_t *n)
{
	struct error why = {0};

	return path_select(s->a, s->envs[0].paths[p->index],
	    (struct tree_at){body, 0}, nodes, n, &why);
}

static bool
rule_fits(struct session *s, const struct on_rule *rule, int status,
    const struct tree *body)
{
	size_t *nodes = NULL, n = 0;

	if (rule->status != 0 && rule->status != status)
		return false;
	if (rule->path == NULL)
		return true;
	if (body == NULL)
		return false;
	if (rule_select(s, rule->path, body, &nodes, &n) == -1)
		return false;
	if (rule->is == NULL)
		return n > 0;
	for (size_t i = 0; i < n; i++)
		if (node_fits(body, nodes[i], rule->is))
			return true;
	return false;
}

/*
 * The step's rules first, then the connector's; NULL when none fits.  *body is
 * read when a rule that may fit needs it.
 */
static const struct on_rule *
find_rule(struct session *s, const struct step *step, const struct answer *ans,
    const struct tree **body)
{
	const struct on_rules *both[] = {&step->on, &s->c->on};
	bool is_read = false;

	for (size_t k = 0; k < 2; k++)
		for (size_t i = 0; i < both[k]->n; i++) {
			const struct on_rule *rule = &both[k]->items[i];

			if ((rule->path != NULL || rule->reason != NULL) &&
			    !is_read) {
				*body = body_json(s, ans);
				is_read = true;
			}
			if (rule_fits(s, rule, ans->status, *body))
				return rule;
		}
	return NULL;
}

/* What the server says of it, on one line and safe to show; NULL: nothing. */
static const char *
rule_says(
    struct session *s, const struct on_rule *rule, const struct tree *body)
{
	size_t *nodes = NULL, n = 0, len = 0;
	struct buf b = {0};
	const char *out = NULL;

	if (rule->reason == NULL || body == NULL ||
	    rule_select(s, rule->reason, body, &nodes, &n) == -1)
		return NULL;
	for (size_t i = 0; i < n && b.len < SAID_BYTES_MAX; i++) {
		const char *text = tree_scalar(body, nodes[i], &len);
		size_t cut = len;

		if (text == NULL || len == 0)
			continue;
		if (cut > SAID_BYTES_MAX)
			for (cut = SAID_BYTES_MAX; (text[cut] & 0xC0) == 0x80;)
				cut--;
		buf_puts(&b, b.len == 0 ? "" : "; ");
		text_vis(&b, text, cut);
		buf_puts(&b, cut < len ? "..." : "");
	}
	if (b.len > 0)
		out = arena_dup(s->a, buf_str(&b));
	buf_free(&b);
	return out;
}

static void
by_rule(struct session *s, const struct on_rule *rule, const struct answer *ans,
    const struct tree *body, struct judgement *out)
{
	static const enum state states[] = {[ON_ABSENT] = STATE_OK,
	    [ON_DENIED] = STATE_DENIED,
	    [ON_NOT_FOUND] = STATE_NOT_FOUND,
	    [ON_FAILED] = STATE_FAILED,
	    [ON_RETRY] = STATE_FAILED,
	    [ON_RESTART] = STATE_FAILED,
	    [ON_INCOMPLETE] = STATE_INCOMPLETE};
	const char *said = rule_says(s, rule, body);

	out->state = states[rule->word];
	out->is_absent = rule->word == ON_ABSENT;
	out->is_retry = rule->word == ON_RETRY;
	out->is_restart = rule->word == ON_RESTART;
	if (out->state == STATE_OK)
		return;
	if (said != NULL)
		out->reason =
		    arena_printf(s->a, "answered %d: '%s'", ans->status, said);
	else
		out->reason =
		    rule->path == NULL
			? arena_printf(s->a, "answered %d", ans->status)
			: arena_printf(s->a, "answered %d with %s%s%s",
			      ans->status, rule->path->text,
			      rule->is == NULL ? "" : " = ",
			      rule->is == NULL ? "" : rule->is);
}

static void
by_status(struct session *s, int status, struct judgement *out)
{
	static const int again[] = {408, 429, 500, 502, 503, 504};

	if (status == 0 || (status >= 200 && status < 300)) {
		out->state = STATE_OK;
		return;
	}
	out->state = STATE_FAILED;
	if (status == 401 || status == 403 || status == 407)
		out->state = STATE_DENIED;
	else if (status == 404 || status == 410)
		out->state = STATE_NOT_FOUND;
	for (size_t i = 0; i < sizeof(again) / sizeof(again[0]); i++)
		if (status == again[i])
			out->is_retry = true;
	out->reason = arena_printf(s->a, "answered %d", status);
}

int
session_judge(struct session *s, size_t step, const struct answer *ans,
    struct judgement *out, struct error *e)
{
	const struct step *def = &s->c->steps[step];
	const struct on_rule *rule;
	const struct tree *body = NULL;
	const struct doc *doc;

	(void)e; /* an answer's fault is a state, never an error */
	*out = (struct judgement){0};
	rule = ans->status == 0 ? NULL : find_rule(s, def, ans, &body);
	if (rule != NULL)
		by_rule(s, rule, ans, body, out);
	else
		by_status(s, ans->status, out);
	if ((out->state != STATE_OK && out->state != STATE_INCOMPLETE) ||
	    out->is_absent || def->decode == DECODE_RAW ||
	    def->keep == KEEP_DIGEST)
		return 0;
	doc =
	    docs_object(&s->docs, ans->object, def->decode, ans->bytes, ans->n);
	if (doc == NULL || doc->error != NULL) {
		out->state = STATE_FAILED;
		out->reason =
		    doc == NULL ? "there are no bytes to read" : doc->error;
	}
	return 0;
}
