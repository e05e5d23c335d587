/*
 * Loads poam/: what a person decided of one item, a file each, named by the
 * item's id.  Refuses a state that only the tool gives, a closure or deviation
 * without reason and approver, and a deviation without an end (DESIGN section
 * 7: the tool proposes, a person closes or accepts).
 */
#include "core/conf.h"
#include "core/core.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "ext/crypto.h"
#include "ext/yaml.h"

enum {
	PLAN_BYTES_MAX = 1 << 20,
	PLANS_MAX = 100000, /* people wrote them */
};

static const char FOLDER[] = "poam";

static const struct conf_ids ids = {
    .kind = "poam-kind",
    .unknown = "poam-key",
    .missing = "poam-missing",
    .empty = "poam-empty",
    .word = "poam-word",
    .boolean = "poam-bool",
    .date = "poam-date",
};

static int
read_milestone(
    const struct conf *c, const struct data *d, struct poam_milestone *m)
{
	static const char *const keys[] = {"date", "what", "done", NULL};
	struct section s;

	if (conf_section(c, d, "milestones", keys, &s) == -1 ||
	    conf_need(c, &s, "date") == -1 ||
	    conf_date(c, &s, "date", &m->date) == -1 ||
	    conf_need_text(c, &s, "what", &m->text) == -1)
		return -1;
	return conf_bool(c, &s, "done", &m->is_done);
}

static int
read_milestones(
    const struct conf *c, const struct data *root, struct poam_plan *p)
{
	const struct data *d = data_get(root, "milestones");
	struct poam_milestone *list;

	if (d == NULL)
		return 0;
	if (conf_list(c, d, "milestones") == -1)
		return -1;
	list = arena_array(c->a, d->n, sizeof(*list));
	for (size_t i = 0; i < d->n; i++)
		if (read_milestone(c, &d->items[i], &list[i]) == -1)
			return -1;
	p->milestones = list;
	p->nmilestones = d->n;
	return 0;
}

/* What a closure and a deviation must have. */
static int
check_decided(
    const struct conf *c, const struct section *s, const struct poam_plan *p)
{
	const struct data *at = data_get(s->map, "expires");

	if (p->state == POAM_OPEN)
		return 0;
	if (conf_need(c, s, "reason") == -1 ||
	    conf_need(c, s, "approver") == -1 ||
	    conf_need(c, s, "approved") == -1)
		return -1;
	if (p->state == POAM_CLOSED)
		return 0;
	if (conf_need(c, s, "expires") == -1)
		return -1;
	/* Dates of one form: byte order is their order. */
	if (strcmp(p->expires, p->approved) >= 0)
		return 0;
	(void)err_at(c->e, "poam-expires", c->file, at->line, at->column,
	    "it expires on %s, before it was approved on %s", p->expires,
	    p->approved);
	err_hint(c->e, "set 'expires' to the last day of the deviation");
	return -1;
}

static int
read_plan(const struct conf *c, const struct data *root, struct poam_plan *p)
{
	static const char *const keys[] = {"state", "owner", "plan", "due",
	    "milestones", "reason", "approver", "approved", "expires", NULL};
	static const char *const words[] = {
	    "open", "closed", "accepted", "false-positive", NULL};
	const char *state = words[0];
	struct section s;
	int rc;

	if (conf_section(c, root, p->id, keys, &s) == -1 ||
	    conf_need(c, &s, "state") == -1 ||
	    conf_word(c, &s, "state", words, &state) == -1 ||
	    conf_need_text(c, &s, "owner", &p->owner) == -1 ||
	    conf_text(c, &s, "plan", &p->plan) == -1 ||
	    conf_date(c, &s, "due", &p->due) == -1 ||
	    conf_text(c, &s, "reason", &p->reason) == -1 ||
	    conf_text(c, &s, "approver", &p->approver) == -1 ||
	    conf_date(c, &s, "approved", &p->approved) == -1 ||
	    conf_date(c, &s, "expires", &p->expires) == -1 ||
	    read_milestones(c, root, p) == -1)
		return -1;
	rc = poam_state_parse(&p->state, state);
	return rc == -1 ? -1 : check_decided(c, &s, p);
}

static int
load_file(const struct conf *c, const char *dir, const char *name,
    struct poam_plan *p)
{
	const struct data *root = NULL;
	char hex[SHA256_HEX], *bytes = NULL;
	size_t n = strlen(name);
	int rc;

	p->id = n > 4 ? arena_ndup(c->a, name, n - 4) : "";
	p->file = c->file;
	if (poam_number(p->id) == 0 || strcmp(name + n - 4, ".yml") != 0) {
		(void)err_at(
		    c->e, "poam-file", c->file, 1, 1, "this is no plan's file");
		err_hint(c->e, "plans are poam/POAM-0001.yml and so on, named "
			       "by the item; move other files elsewhere");
		return -1;
	}
	if (file_read(file_join(c->a, dir, name), PLAN_BYTES_MAX, &bytes, &n,
		c->e) == -1)
		return -1;
	sha256_hex(bytes, n, hex);
	p->sha256 = arena_dup(c->a, hex);
	rc = yaml_read(c->a, c->file, bytes, n, &root, c->e);
	free(bytes);
	return rc == -1 ? -1 : read_plan(c, root, p);
}

int
poam_load(struct arena *a, const struct system *s, struct poam_plans **out,
    struct error *e)
{
	const char *dir = file_join(a, s->dir, FOLDER);
	struct conf c = {.a = a, .ids = &ids, .e = e};
	struct poam_plans *plans = arena_alloc(a, sizeof(*plans));
	struct poam_plan *items;
	struct file_entry *list;
	size_t n;

	*out = NULL;
	if (!file_is_dir(dir)) {
		*out = plans;
		return 0;
	}
	if (file_list(a, dir, &list, &n, e) == -1)
		return -1;
	if (n > PLANS_MAX)
		return err_set(e, ERR_LIMIT, FOLDER,
		    "%zu files, at most %d are read", n, PLANS_MAX);
	items = arena_array(a, n, sizeof(*items));
	for (size_t i = 0; i < n; i++) {
		if (list[i].name[0] == '.')
			continue; /* ".gitkeep" and the like */
		c.file = file_join(a, FOLDER, list[i].name);
		if (load_file(&c, dir, list[i].name, &items[plans->n]) == -1)
			return -1;
		plans->n++;
	}
	plans->items = items;
	*out = plans;
	return 0;
}
