/*
 * The reference rules: what a schema does not see (reference/oscal.md, 5.6,
 * 7).  Each has a fixed id, and the message says where.  They run on the tree,
 * so they hold for both spellings.
 *
 *   oscal-uuid-twice   two things of a document with one uuid
 *   oscal-dangling     a reference to what is not there
 *   oscal-wrong-type   a reference to what is there, and is something else
 *   oscal-role         a role-id that metadata does not define
 *   oscal-control      a control id that the catalog does not have
 *   oscal-statement    a statement id that the catalog does not have
 *   oscal-hash         a file of the package that is not as its hash says
 *   oscal-finding      a finding that says anything but not-satisfied
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "oscal/internal.h"

enum { DEPTH_MAX = 16 };

static const char framework[] = "sp800-53r5";

struct defined {
	const char *uuid;
	enum elem is;
};

struct walk {
	struct arena *a;
	const struct oscal_doc *doc;
	const struct oscal_check *by;
	struct defined *list; /* on the heap; sorted by uuid */
	size_t n, cap;
	const struct el *at[DEPTH_MAX]; /* root first */
	size_t depth;
	struct error *e;
};

/* ---- Where -------------------------------------------------------------- */

static size_t
number_of(const struct el *parent, const struct el *el)
{
	size_t n = 1;

	for (const struct el *c = parent->first; c != el; c = c->next)
		n += c->is == el->is;
	return n;
}

/* "assessment-results/result[1]/risk[3]/@uuid". */
static int
broken(const struct walk *w, const char *id, const char *attr, const char *why)
{
	const struct el *el = w->at[w->depth - 1];
	struct buf b = {0};

	buf_puts(&b, elem_def(w->at[0]->is)->name);
	for (size_t i = 1; i < w->depth; i++)
		buf_printf(&b, "/%s[%zu]", elem_def(w->at[i]->is)->name,
		    number_of(w->at[i - 1], w->at[i]));
	if (attr != NULL)
		buf_printf(&b, "/@%s", attr);
	err_set(w->e, ERR_BUG, buf_str(&b), "%s: '%s' %s", id,
	    attr != NULL ? el_get(el, attr) : el->text, why);
	buf_free(&b);
	return -1;
}

/* ---- What is defined ---------------------------------------------------- */

static int
by_uuid(const void *left, const void *right)
{
	const struct defined *l = left, *r = right;

	return strcmp(l->uuid, r->uuid);
}

static int
collect(struct walk *w, const struct el *el)
{
	const char *uuid = el_get(el, "uuid");

	if (uuid == NULL)
		return 0;
	mem_push(&w->list, w->n, &w->cap, sizeof(w->list[0]));
	w->list[w->n++] = (struct defined){.uuid = uuid, .is = el->is};
	return 0;
}

static const struct defined *
find(const struct walk *w, const char *uuid)
{
	const struct defined key = {.uuid = uuid};

	if (w->n == 0)
		return NULL;
	return bsearch(&key, w->list, w->n, sizeof(key), by_uuid);
}

/* The second of two, in the order of the document. */
static int
check_once(struct walk *w, const struct el *el)
{
	const char *uuid = el_get(el, "uuid");
	const struct defined *d = uuid == NULL ? NULL : find(w, uuid);

	if (d == NULL)
		return 0;
	if ((d > w->list && strcmp(d[-1].uuid, uuid) == 0) ||
	    (d + 1 < w->list + w->n && strcmp(d[1].uuid, uuid) == 0))
		return broken(w, "oscal-uuid-twice", "uuid", "stands twice");
	return 0;
}

/* ---- References --------------------------------------------------------- */

static int
check_target(struct walk *w, const char *attr, const char *uuid, enum elem want)
{
	const struct defined *d = find(w, uuid);
	const char *why;

	if (d == NULL)
		return broken(
		    w, "oscal-dangling", attr, "is not in this document");
	if (d->is == want)
		return 0;
	why = arena_printf(w->a, "is a %s, not a %s", elem_def(d->is)->name,
	    elem_def(want)->name);
	return broken(w, "oscal-wrong-type", attr, why);
}

/* Attributes that name a thing by uuid; its type is fixed. */
static int
check_uuids(struct walk *w, const struct el *el)
{
	static const struct {
		enum elem is;
		const char *attr;
		enum elem want;
	} table[] = {
	    {EL_RELATED_OBSERVATION, "observation-uuid", EL_OBSERVATION},
	    {EL_ASSOCIATED_RISK, "risk-uuid", EL_RISK},
	    {EL_RELATED_FINDING, "finding-uuid", EL_FINDING},
	    {EL_IMPLEMENTED_COMPONENT, "component-uuid", EL_COMPONENT},
	    {EL_USES_COMPONENT, "component-uuid", EL_COMPONENT},
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (el->is == table[i].is)
			return check_target(w, table[i].attr,
			    el_get(el, table[i].attr), table[i].want);
	if (el->is == EL_PARTY_UUID)
		return check_target(w, NULL, el->text, EL_PARTY);
	return 0;
}

/* Actors and subjects, whose type stands beside the uuid. */
static int
check_typed(struct walk *w, const struct el *el)
{
	static const struct {
		enum elem is;
		const char *type, *attr;
		enum elem want;
	} table[] = {
	    {EL_ACTOR, "tool", "actor-uuid", EL_COMPONENT},
	    {EL_ACTOR, "assessment-platform", "actor-uuid",
		EL_ASSESSMENT_PLATFORM},
	    {EL_ACTOR, "party", "actor-uuid", EL_PARTY},
	    {EL_SUBJECT, "component", "subject-uuid", EL_COMPONENT},
	    {EL_SUBJECT, "inventory-item", "subject-uuid", EL_INVENTORY_ITEM},
	};

	if (el->is != EL_ACTOR && el->is != EL_SUBJECT)
		return 0;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (el->is == table[i].is &&
		    strcmp(el_get(el, "type"), table[i].type) == 0)
			return check_target(w, table[i].attr,
			    el_get(el, table[i].attr), table[i].want);
	return broken(w, "oscal-wrong-type", "type", "is no type of these");
}

static int
check_href(struct walk *w, const struct el *el)
{
	const char *href = el_get(el, "href");

	if (el->is != EL_RELEVANT_EVIDENCE && el->is != EL_IMPORT_AP)
		return 0;
	if (href[0] != '#')
		return broken(w, "oscal-dangling", "href",
		    "names no resource of this document");
	return check_target(w, "href", href + 1, EL_RESOURCE);
}

static int
check_role(struct walk *w, const struct el *el)
{
	const char *id = el_get(el, "role-id");

	if (id == NULL)
		return 0;
	/* Roles are metadata's, the root's first child. */
	for (const struct el *c = w->at[0]->first->first; c != NULL;
	     c = c->next)
		if (c->is == EL_ROLE && strcmp(el_get(c, "id"), id) == 0)
			return 0;
	return broken(w, "oscal-role", "role-id", "is no role of metadata");
}

/* ---- Controls, findings, files ------------------------------------------ */

static int
check_control(struct walk *w, const struct el *el)
{
	const char *id = el_get(el, "control-id");
	const struct control *c;

	if (id == NULL)
		return 0;
	c = rules_catalog(w->by->rules, framework, id);
	if (c != NULL && !c->is_withdrawn)
		return 0;
	return broken(w, "oscal-control", "control-id",
	    "is no control of SP 800-53 Rev. 5");
}

static int
check_finding(struct walk *w, const struct el *el)
{
	if (el->is != EL_TARGET)
		return 0;
	if (strcmp(el_get(el, "type"), "statement-id") != 0 ||
	    !rules_is_statement(
		w->by->rules, framework, el_get(el, "target-id")))
		return broken(w, "oscal-statement", "target-id",
		    "is no statement of SP 800-53 Rev. 5");
	if (el->first == NULL || el->first->is != EL_STATUS ||
	    strcmp(el_get(el->first, "state"), "not-satisfied") != 0)
		return broken(w, "oscal-finding", "target-id",
		    "is said to be anything but not-satisfied");
	return 0;
}

static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The name that a link leads to, below data/; NULL: to none. */
static const char *
name_of(struct arena *a, const char *href)
{
	char *name, *to;

	if (strncmp(href, "../", 3) != 0)
		return NULL;
	name = to = arena_dup(a, href + 3);
	for (const char *s = name; *s != '\0'; s++) {
		if (*s != '%') {
			*to++ = *s;
			continue;
		}
		if (hex(s[1]) == -1 || hex(s[2]) == -1)
			return NULL;
		*to++ = (char)(hex(s[1]) * 16 + hex(s[2]));
		s += 2;
	}
	*to = '\0';
	return strstr(name, "..") == NULL ? name : NULL;
}

static int
check_file(struct walk *w, const struct el *el)
{
	char got[CORE_SHA];
	const char *name;

	if (el->is != EL_RLINK)
		return 0;
	name = name_of(w->a, el_get(el, "href"));
	got[0] = '\0';
	if (name != NULL && w->by->hash(w->by->ctx, name, got, w->e) == -1)
		return -1;
	if (got[0] == '\0')
		return broken(
		    w, "oscal-dangling", "href", "is no file of the package");
	if (el->first == NULL || el->first->is != EL_HASH ||
	    strcmp(el->first->text, got) != 0)
		return broken(w, "oscal-hash", "href",
		    arena_printf(w->a, "has the SHA-256 %s", got));
	return 0;
}

/* ---- Walking ------------------------------------------------------------ */

typedef int rule_fn(struct walk *, const struct el *);

/* Parents before their children, in the order of the document. */
static int
visit(struct walk *w, rule_fn *rule)
{
	w->at[0] = w->doc->root;
	w->depth = 1;
	if (rule(w, w->at[0]) == -1)
		return -1;
	while (w->depth > 0) {
		const struct el *el = w->at[w->depth - 1];

		if (el->first != NULL && w->depth < DEPTH_MAX) {
			w->at[w->depth++] = el->first;
		} else {
			while (w->depth > 1 && el->next == NULL) {
				w->depth--;
				el = w->at[w->depth - 1];
			}
			if (w->depth == 1)
				return 0;
			w->at[w->depth - 1] = el->next;
		}
		if (rule(w, w->at[w->depth - 1]) == -1)
			return -1;
	}
	return 0;
}

int
oscal_check(struct arena *a, const struct oscal_doc *doc,
    const struct oscal_check *by, struct error *e)
{
	static rule_fn *const rules[] = {check_once, check_uuids, check_typed,
	    check_href, check_role, check_control, check_finding, check_file};
	struct walk w = {.a = a, .doc = doc, .by = by, .e = e};
	int rc;

	rc = visit(&w, collect);
	if (w.n > 0)
		qsort(w.list, w.n, sizeof(w.list[0]), by_uuid);
	for (size_t i = 0; rc == 0 && i < sizeof(rules) / sizeof(rules[0]); i++)
		rc = visit(&w, rules[i]);
	free(w.list);
	return rc;
}
