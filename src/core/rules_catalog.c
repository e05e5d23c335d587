/*
 * Reads a framework's whole catalog: a line a control, fields between tabs,
 * as tools/make-controls writes it.  A text of our own and not YAML, since it
 * has a thousand controls and every command reads it.  Facts only: ids, names,
 * baselines, ids of statement parts.  Refuses a line that is anything else.
 */
#include "core/rules_int.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"

enum { CATALOG_BYTES_MAX = 1 << 20, FIELDS = 5 };

static const char *const baselines[] = {
    "low", "moderate", "high", "privacy", NULL};

struct line {
	const char *file;
	size_t number;
	char *fields[FIELDS]; /* cut in place */
};

static int
fail(const struct rules_reader *r, const struct line *l, const char *what)
{
	(void)err_at(r->c.e, "rul-catalog", l->file, l->number, 1,
	    "not a line of a catalog: %s", what);
	err_hint(r->c.e, "a line is id, label, baselines, statement parts and "
			 "title, with a tab between them");
	return -1;
}

/* Cuts at tabs: exactly FIELDS of them, none empty. */
static bool
cut(struct line *l, char *text)
{
	for (size_t i = 0; i < FIELDS; i++) {
		char *tab = strchr(text, '\t');

		l->fields[i] = text;
		if (*text == '\0' || *text == '\t' ||
		    (tab == NULL) != (i == FIELDS - 1))
			return false;
		if (tab != NULL) {
			*tab = '\0';
			text = tab + 1;
		}
	}
	return true;
}

/* Words of a list: low, moderate, ...; false for another. */
static bool
read_baselines(
    const struct rules_reader *r, const char *text, struct control *out)
{
	const char **list = arena_array(
	    r->c.a, sizeof(baselines) / sizeof(*list), sizeof(*list));
	size_t n = 0;

	for (size_t i = 0; baselines[i] != NULL; i++) {
		size_t len = strlen(baselines[i]);

		if (strncmp(text, baselines[i], len) != 0 ||
		    (text[len] != ' ' && text[len] != '\0'))
			continue;
		list[n++] = baselines[i];
		text += len;
		if (*text == '\0')
			break;
		text++;
	}
	out->baselines = list;
	out->nbaselines = n;
	return n > 0 && *text == '\0';
}

/* Lettered parts are counted: "a a.1 b" is two. */
static size_t
count_lettered(const char *parts)
{
	size_t n = 0, len;

	for (; *parts != '\0'; parts += len + (parts[len] == ' ')) {
		len = strcspn(parts, " ");
		n += memchr(parts, '.', len) == NULL;
	}
	return n;
}

static int
read_control(const struct rules_reader *r, const struct line *l,
    const char *framework, struct control *out)
{
	const char *parts = l->fields[3];

	*out = (struct control){.framework = framework,
	    .id = l->fields[0],
	    .label = l->fields[1],
	    .title = l->fields[4]};
	out->is_withdrawn = strcmp(l->fields[2], "withdrawn") == 0;
	if (out->is_withdrawn)
		return 0;
	if (strcmp(l->fields[2], "-") != 0 &&
	    !read_baselines(r, l->fields[2], out))
		return fail(r, l,
		    "the third field is '-', 'withdrawn' or some of "
		    "'low moderate high privacy', in this order");
	out->parts = strcmp(parts, "-") == 0 ? "" : parts;
	out->nparts = *out->parts == '\0' ? 1 : count_lettered(parts);
	return 0;
}

static int
read_lines(
    struct rules_reader *r, const char *framework, const char *file, char *text)
{
	struct line l = {.file = file};
	const char *before = NULL;
	char *end;

	for (; *text != '\0'; text = end) {
		struct control control;

		l.number++;
		end = text + strcspn(text, "\n");
		if (*end == '\n')
			*end++ = '\0';
		if (*text == '#')
			continue;
		if (!cut(&l, text))
			return fail(
			    r, &l, "five fields are wanted, none empty");
		if (read_control(r, &l, framework, &control) == -1)
			return -1;
		if (before != NULL && rules_id_cmp(before, control.id) >= 0)
			return fail(
			    r, &l, "its id stands twice, or not in order");
		before = control.id;
		mem_push(&r->catalog, r->ncatalog, &r->cap_catalog,
		    sizeof(*r->catalog));
		r->catalog[r->ncatalog++] = control;
	}
	return 0;
}

int
rules_read_catalog(struct rules_reader *r, const char *framework)
{
	const char *file =
	    arena_printf(r->c.a, "controls/frameworks/%s.tsv", framework);
	char *bytes = NULL;
	size_t n;
	int rc;

	if (file_read(file_join(r->c.a, r->datadir, file), CATALOG_BYTES_MAX,
		&bytes, &n, r->c.e) == -1)
		return -1;
	rc = read_lines(r, framework, file, arena_ndup(r->c.a, bytes, n));
	free(bytes);
	return rc;
}
