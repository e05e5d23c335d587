/*
 * A template's file: YAML front matter between two lines `---`, then the
 * Markdown of the body (DESIGN section 8).  Reads the form; what the words
 * mean is template_lint's.
 */
#include <string.h>

#include "compose/template.h"
#include "core/conf.h"
#include "ext/crypto.h"
#include "ext/yaml.h"

static const struct conf_ids ids = {
    .kind = "tpl-kind",
    .unknown = "tpl-key",
    .missing = "tpl-missing",
    .empty = "tpl-empty",
    .word = "tpl-word",
    .name = "tpl-name",
    .twice = "tpl-twice",
};

static const char *const subjects[] = {
    "system", "model", "production model", "dataset", NULL};

/* Bytes of the front matter with its first line, without its last. */
static int
find_front(const char *path, const char *s, size_t n, size_t *front,
    size_t *body, struct error *e)
{
	static const char mark[] = "---\n";
	const char *at;

	*front = *body = 0;
	if (n >= 4 && memcmp(s, mark, 4) == 0)
		for (size_t i = 3; i + 4 < n; i++) {
			at = s + i;
			if (memcmp(at, "\n---\n", 5) == 0 ||
			    (i + 4 == n && memcmp(at, "\n---", 4) == 0)) {
				*front = i + 1;
				*body = i + 5;
				return 0;
			}
		}
	(void)err_at(e, "tpl-front", path, 1, 1,
	    n >= 4 && memcmp(s, mark, 4) == 0
		? "the front matter has no end"
		: "the template has no front matter");
	err_hint(e, "begin with a line '---', then document, title, for and "
		    "file, then a line '---'");
	return -1;
}

static bool
is_pattern(const char *s, bool wants_id)
{
	const char *hole = strstr(s, "{id}");
	size_t n = strlen(s);

	if ((hole != NULL) != wants_id || n == 0 || n > 60)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (hole != NULL && s + i == hole)
			i += 3;
		else if (strchr("abcdefghijklmnopqrstuvwxyz0123456789-",
			     s[i]) == NULL)
			return false;
	}
	return true;
}

static int
read_file(const struct conf *c, const struct section *s, struct template *t)
{
	const struct data *d;

	if (conf_need_text(c, s, "file", &t->file) == -1)
		return -1;
	if (is_pattern(t->file, t->subject != FOR_SYSTEM))
		return 0;
	d = data_get(s->map, "file");
	(void)err_at(c->e, "tpl-file", c->file, d->line, d->column,
	    "'%s' names no file", t->file);
	if (t->subject == FOR_SYSTEM)
		err_hint(c->e, "use lower case letters, digits and hyphens");
	else
		err_hint(c->e,
		    "use lower case letters, digits and hyphens, and {id} "
		    "once, such as '%s-{id}'",
		    t->document);
	return -1;
}

static int
read_front(const struct conf *c, const struct data *root, struct template *t)
{
	static const char *const keys[] = {
	    "document", "title", "for", "file", "needs", NULL};
	struct section s;
	const char *word = NULL;

	if (conf_section(c, root, "the front matter", keys, &s) == -1 ||
	    conf_need(c, &s, "document") == -1 ||
	    conf_id(c, &s, "document", &t->document) == -1 ||
	    conf_need_text(c, &s, "title", &t->title) == -1 ||
	    conf_need(c, &s, "for") == -1 ||
	    conf_word(c, &s, "for", subjects, &word) == -1)
		return -1;
	while (strcmp(subjects[t->subject], word) != 0)
		t->subject = (enum template_for)(t->subject + 1);
	if (read_file(c, &s, t) == -1)
		return -1;
	t->needs_at = data_get(root, "needs");
	return conf_texts(c, &s, "needs", &t->needs, &t->nneeds);
}

static size_t
lines(const char *s, size_t n)
{
	size_t k = 0;

	for (size_t i = 0; i < n; i++)
		k += s[i] == '\n';
	return k;
}

int
template_read(struct arena *a, const char *path, const char *bytes, size_t n,
    struct template **out, struct error *e)
{
	struct conf c = {.a = a, .file = path, .ids = &ids, .e = e};
	struct template *t = arena_alloc(a, sizeof(*t));
	const struct data *root;
	struct md_node *body;
	size_t front, at;

	*out = NULL;
	t->path = path;
	sha256_hex(bytes, n, t->sha256);
	if (find_front(path, bytes, n, &front, &at, e) == -1 ||
	    yaml_read(a, path, bytes, front, &root, e) == -1 ||
	    read_front(&c, root, t) == -1 ||
	    markdown_read(a, path, bytes + at, n - at, 1 + lines(bytes, at),
		&body, e) == -1)
		return -1;
	t->body = body;
	*out = t;
	return 0;
}
