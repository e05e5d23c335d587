/*
 * Init: a folder to begin with: a commented system.yml, a stub for each
 * statement the documents need, and with a key what verifies it.  Never
 * overwrites a file.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "run/internal.h"

static int
write_new(struct arena *a, const char *dir, const char *name,
    const struct buf *b, struct error *e)
{
	const char *path = file_join(a, dir, name);

	if (file_exists(path)) {
		err_set(e, ERR_REFUSED, path, "is there already");
		err_hint(e, "init never overwrites: name another folder, or "
			    "edit the file");
		return -1;
	}
	if (file_mkdirs_for(path, e) == -1)
		return -1;
	return file_write(path, buf_str(b), b->len, e);
}

/* The folder's name as an id: lower case, digits, hyphens. */
static const char *
id_of(struct arena *a, const char *dir)
{
	size_t n = strlen(dir);
	const char *base;
	char *id;

	while (n > 1 && dir[n - 1] == '/')
		n--;
	base = arena_ndup(a, dir, n);
	if (strrchr(base, '/') != NULL)
		base = strrchr(base, '/') + 1;
	id = arena_dup(a, base);
	for (char *p = id; *p != '\0'; p++) {
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
		else if (!(*p >= 'a' && *p <= 'z') && !(*p >= '0' && *p <= '9'))
			*p = '-';
	}
	while (*id == '-' || *id == '.')
		id++;
	return *id == '\0' ? "my-system" : id;
}

/* The first file of templates/init, with {id} replaced. */
static int
fill(struct arena *a, const char *data, const char *id, struct buf *out,
    struct error *e)
{
	const char *text, *at;
	size_t n;

	if (data_read(a, file_join(a, data, "templates/init/system.yml"), &text,
		&n, e) == -1)
		return -1;
	while ((at = strstr(text, "{id}")) != NULL) {
		buf_add(out, text, (size_t)(at - text));
		buf_puts(out, id);
		text = at + 4;
	}
	buf_puts(out, text);
	return 0;
}

enum { SHAPE_DEPTH = 4 };

/* "limits:" and below it "  - limit: text": what a person fills in. */
static void
put_shape(struct buf *b, const struct data *d, int depth)
{
	for (size_t i = 0; d->kind == DATA_MAP && i < d->n; i++) {
		const struct data *m = &d->items[i];
		size_t n = strlen(d->keys[i]);
		bool may_miss = n > 0 && d->keys[i][n - 1] == '?';
		bool is_row = depth > 0 && depth % 2 == 0 && i == 0;

		buf_printf(b, "# %*s%s%.*s:", depth * 2 - (is_row ? 2 : 0), "",
		    is_row ? "- " : "", (int)(n - (may_miss ? 1 : 0)),
		    d->keys[i]);
		if (m->kind == DATA_TEXT)
			buf_printf(b, " <%s>", m->text);
		buf_printf(b, "%s\n", may_miss ? "  # may be left out" : "");
		if (m->kind == DATA_LIST && m->n > 0 && depth < SHAPE_DEPTH)
			put_shape(b, &m->items[0], depth + 2);
	}
}

/*
 * A stub is commented out: a file that says nothing is a missing statement,
 * UNKNOWN and on the to-do list, and no placeholder.
 */
static int
write_stub(struct arena *a, const char *dir, const char *model,
    const struct statement_key *k, struct error *e)
{
	bool is_system = strcmp(k->per, "system") == 0;
	const char *name =
	    is_system ? arena_printf(a, "statements/%s.yml", k->key)
		      : arena_printf(a, "statements/%s/%s.yml", model, k->key);
	struct buf b = {0};
	int rc;

	buf_printf(&b,
	    "# %s\n# %s\n#\n# Not written while every line begins with '#'.\n"
	    "# owner: who says so\n# date: YYYY-MM-DD\n# expires: YYYY-MM-DD\n",
	    k->title, k->ask);
	put_shape(&b, k->shape, 0);
	rc = write_new(a, dir, name, &b, e);
	buf_free(&b);
	return rc;
}

static int
write_key(struct arena *a, const char *dir, const char *id, struct error *e)
{
	struct instant now = time_now();
	char text[TIME_TEXT];

	return seal_make_key(file_join(a, dir, "producer.key"),
	    file_join(a, dir, "trust.yml"), id, "producer",
	    date_format(date_of(now), text), e);
}

static int
copy_sample(struct arena *a, const char *data, const char *dir, struct error *e)
{
	const char *from = file_join(a, data, "samples/invoice-fraud");
	struct file_entry *list;
	size_t n;

	if (file_walk(a, from, &list, &n, e) == -1)
		return -1;
	for (size_t i = 0; i < n; i++) {
		const char *to = file_join(a, dir, list[i].name);

		if (list[i].type != FILE_REGULAR)
			continue;
		if (file_mkdirs_for(to, e) == -1 ||
		    file_copy(file_join(a, from, list[i].name), to, e) == -1)
			return -1;
	}
	return 0;
}

int
run_init(struct arena *a, const struct run_opts *o, bool is_sample, bool is_key,
    struct error *e)
{
	const char *id = id_of(a, o->dir), *data;
	struct buf b = {0};
	struct system *sys;
	struct statements *st;
	int rc = -1;

	if (run_find_data(a, o, &data, e) == -1)
		return -1;
	/* A key for a system that is there already. */
	if (is_key && file_exists(file_join(a, o->dir, "system.yml"))) {
		if (system_load(a, o->dir, &sys, e) == -1)
			return -1;
		return write_key(a, o->dir, sys->id, e);
	}
	if (is_sample) {
		if (file_mkdirs(o->dir, e) == -1 ||
		    copy_sample(a, data, o->dir, e) == -1)
			return -1;
		return is_key ? write_key(a, o->dir, "invoice-fraud", e) : 0;
	}
	if (fill(a, data, id, &b, e) == -1 ||
	    write_new(a, o->dir, "system.yml", &b, e) == -1 ||
	    file_mkdirs(file_join(a, o->dir, "records"), e) == -1 ||
	    file_mkdirs(file_join(a, o->dir, "statements"), e) == -1 ||
	    system_load(a, o->dir, &sys, e) == -1 ||
	    statements_load(a, data, sys, "1970-01-01T00:00:00Z", &st, e) == -1)
		goto out;
	for (size_t i = 0; i < st->nkeys; i++)
		/* Which data sets there are, only the sources say. */
		if (strcmp(st->keys[i].per, "dataset") != 0 &&
		    write_stub(a, o->dir,
			sys->nmodels > 0 ? sys->models[0].id : "model",
			&st->keys[i], e) == -1)
			goto out;
	rc = is_key ? write_key(a, o->dir, id, e) : 0;
out:
	buf_free(&b);
	return rc;
}
