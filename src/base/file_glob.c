/*
 * Globs: `*` and `?` within one part of a name, nothing else; every other
 * character stands for itself.  A part is matched in time of its length times
 * the name's.  It refuses globs that could leave the folder, and enters no
 * link.  A match that is a link or FIFO is given like a file: who reads it is
 * refused and says so, where leaving it out would hide it.
 */
#include "base/file.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file_int.h"
#include "base/mem.h"
#include "base/text.h"

struct span {
	const char *s;
	size_t n;
};

/* One character, or one byte of what is no UTF-8. */
static size_t
char_len(struct span name, size_t i)
{
	size_t len = utf8_len(name.s + i, name.n - i);

	return len == 0 ? 1 : len;
}

static bool
part_matches(struct span glob, struct span name)
{
	size_t i = 0, j = 0, star = SIZE_MAX, from = 0;

	if (name.n > 0 && name.s[0] == '.' && (glob.n == 0 || glob.s[0] != '.'))
		return false;
	while (j < name.n) {
		if (i < glob.n && glob.s[i] == '*') {
			star = i++;
			from = j;
		} else if (i < glob.n && glob.s[i] == '?') {
			i++;
			j += char_len(name, j);
		} else if (i < glob.n && glob.s[i] == name.s[j]) {
			i++;
			j++;
		} else if (star != SIZE_MAX) {
			/* The last star takes one character more. */
			from += char_len(name, from);
			j = from;
			i = star + 1;
		} else {
			return false;
		}
	}
	while (i < glob.n && glob.s[i] == '*')
		i++;
	return i == glob.n;
}

/* The next '/'-separated part of *s; NULL behind the last one. */
static struct span
take_part(const char **s)
{
	struct span part = {*s, strcspn(*s, "/")};

	*s = part.s[part.n] == '\0' ? NULL : part.s + part.n + 1;
	return part;
}

bool
file_match(const char *glob, const char *name)
{
	while (glob != NULL && name != NULL)
		if (!part_matches(take_part(&glob), take_part(&name)))
			return false;
	return glob == NULL && name == NULL;
}

static bool
part_is(struct span part, const char *s)
{
	return part.n == strlen(s) && memcmp(part.s, s, part.n) == 0;
}

static int
check_glob(const char *glob, struct error *e)
{
	const char *rest = glob;
	struct span part;
	size_t depth = 0;

	if (*glob == '/')
		return err_set(
		    e, ERR_INPUT, glob, "a glob may not begin with '/'");
	while (rest != NULL) {
		part = take_part(&rest);
		if (part.n == 0 || part_is(part, ".") || part_is(part, ".."))
			return err_set(e, ERR_INPUT, glob,
			    "a glob may not hold an empty part, '.' or '..'");
		if (strstr(glob, "**") != NULL)
			return err_set(
			    e, ERR_INPUT, glob, "a glob may not hold '**'");
		if (++depth > FILE_DEPTH_MAX)
			return err_set(e, ERR_LIMIT, glob,
			    "a glob may have %d parts", FILE_DEPTH_MAX);
	}
	return 0;
}

struct names {
	const char **s;
	size_t n, cap;
};

struct search {
	struct arena *a;
	const char *dir;
};

/* Adds the entries of folder `below` that match: folders, or all others. */
static int
search_folder(const struct search *s, const char *below, struct span part,
    bool is_dir, struct names *found, struct error *e)
{
	struct file_entry *entries;
	struct span name;
	size_t n, i;
	const char *folder =
	    *below == '\0' ? s->dir : file_join(s->a, s->dir, below);

	if (file_list(s->a, folder, &entries, &n, e) == -1)
		return -1;
	for (i = 0; i < n; i++) {
		name = (struct span){entries[i].name, strlen(entries[i].name)};
		if ((entries[i].type == FILE_DIR) != is_dir ||
		    !part_matches(part, name))
			continue;
		mem_push(&found->s, found->n, &found->cap, sizeof(*found->s));
		found->s[found->n++] = file_join(s->a, below, entries[i].name);
	}
	return 0;
}

/* Replaces the folders in *names by what matches `part` in them. */
static int
search_part(const struct search *s, struct names *names, struct span part,
    bool is_dir, struct error *e)
{
	struct names found = {0};
	size_t i;
	int rc = 0;

	for (i = 0; i < names->n && rc == 0; i++)
		rc = search_folder(s, names->s[i], part, is_dir, &found, e);
	free(names->s);
	*names = found;
	return rc;
}

static int
compare_names(const void *a, const void *b)
{
	const char *const *left = a, *const *right = b;

	return strcmp(*left, *right);
}

int
file_glob(struct arena *a, const char *dir, const char *glob, const char ***out,
    size_t *n, struct error *e)
{
	struct search s = {a, *dir == '\0' ? "." : dir};
	struct names names = {0};
	struct span part;
	int rc = -1;

	*out = NULL;
	*n = 0;
	if (check_glob(glob, e) == -1)
		return -1;
	mem_push(&names.s, 0, &names.cap, sizeof(*names.s));
	names.s[names.n++] = "";
	while (glob != NULL) {
		part = take_part(&glob);
		if (search_part(&s, &names, part, glob != NULL, e) == -1)
			goto out;
	}
	if (names.n > 0)
		qsort(names.s, names.n, sizeof(*names.s), compare_names);
	*out = arena_array(a, names.n, sizeof(**out));
	if (names.n > 0)
		memcpy(*out, names.s, names.n * sizeof(**out));
	*n = names.n;
	rc = 0;
out:
	free(names.s);
	return rc;
}
