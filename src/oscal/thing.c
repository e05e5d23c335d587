/*
 * What verdicts are about, as OSCAL's components and inventory items: the
 * system and its models, data sets, endpoints are components, a version is an
 * inventory item of its model.  Beside them the tool itself, that says so.
 */
#include <stdlib.h>
#include <string.h>

#include "oscal/internal.h"

static int
by_subject(const void *left, const void *right)
{
	const struct thing *l = left, *r = right;

	return strcmp(l->subject, r->subject);
}

struct thing *
thing_find(const struct maker *m, const char *subject)
{
	const struct thing key = {.subject = subject};

	return bsearch(
	    &key, m->things, m->nthings, sizeof(m->things[0]), by_subject);
}

/* The system's model that a "version/MODEL/VERSION" is of, or NULL. */
static const char *
model_of(const struct maker *m, const char *subject)
{
	const struct system *s = m->in->system;
	const char *rest = subject + strlen("version/");

	for (size_t i = 0; i < s->nmodels; i++) {
		size_t n = strlen(s->models[i].id);

		if (strncmp(rest, s->models[i].id, n) == 0 && rest[n] == '/')
			return arena_printf(m->a, "model/%s", s->models[i].id);
	}
	return NULL;
}

static bool
is_version(const char *subject)
{
	return strncmp(subject, "version/", 8) == 0;
}

static void
add(struct maker *m, const char *subject)
{
	bool is_item = is_version(subject);

	m->things[m->nthings++] = (struct thing){.subject = subject,
	    .is_item = is_item,
	    .uuid = maker_uuid(
		m, is_item ? "inventory-item" : "component", subject)};
}

void
maker_things(struct maker *m)
{
	const struct assessment *as = m->in->assessment;
	const struct system *s = m->in->system;
	const struct poam *p = m->in->poam;
	size_t items = p == NULL ? 0 : p->n, n = 0;

	m->things = arena_array(
	    m->a, as->nverdicts + s->nmodels + items + 1, sizeof(m->things[0]));
	add(m, "system");
	for (size_t i = 0; i < s->nmodels; i++)
		add(m, arena_printf(m->a, "model/%s", s->models[i].id));
	for (size_t i = 0; i < as->nverdicts; i++)
		add(m, as->verdicts[i].subject);
	for (size_t i = 0; i < items; i++)
		add(m, p->items[i].subject);
	qsort(m->things, m->nthings, sizeof(m->things[0]), by_subject);
	for (size_t i = 0; i < m->nthings; i++)
		if (n == 0 ||
		    strcmp(m->things[n - 1].subject, m->things[i].subject) != 0)
			m->things[n++] = m->things[i];
	m->nthings = n;
}

/* ---- local-definitions -------------------------------------------------- */

/* The list of types is open; these fit. */
static const char *
component_type(const char *subject)
{
	static const struct {
		const char *prefix, *type;
	} table[] = {{"endpoint/", "service"}, {"external/", "service"},
	    {"model/", "software"}, {"unlisted/", "software"},
	    {"dataset/", "dataset"}, {"feature/", "feature"}};

	if (strcmp(subject, "system") == 0)
		return "this-system";
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (strncmp(
			subject, table[i].prefix, strlen(table[i].prefix)) == 0)
			return table[i].type;
	return "software";
}

static struct el *
put_component(struct maker *m, struct el *parent, const char *uuid,
    const char *type, const char *title)
{
	struct el *c = el_add(m->a, parent, EL_COMPONENT);

	el_attr(c, "uuid", uuid);
	el_attr(c, "type", type);
	el_text(m->a, c, EL_TITLE, title);
	return c;
}

/* The status of what is assessed is not ours to say. */
static void
put_state(struct maker *m, struct el *component, const char *state)
{
	el_attr(el_add(m->a, component, EL_STATUS), "state", state);
}

static void
put_thing(struct maker *m, struct el *parent, const struct thing *t)
{
	bool is_system = strcmp(t->subject, "system") == 0;
	struct el *c =
	    put_component(m, parent, t->uuid, component_type(t->subject),
		is_system && m->in->system->name != NULL ? m->in->system->name
							 : t->subject);

	el_text(m->a, c, EL_DESCRIPTION,
	    is_system ? "The system that the automated results are about."
		      : "Named so in the system's registry or configuration.");
	el_prop(m->a, c, "subject", t->subject, NULL);
	put_state(m, c, "other");
}

static void
put_item(struct maker *m, struct el *parent, const struct thing *t)
{
	struct el *i = el_add(m->a, parent, EL_INVENTORY_ITEM);
	const char *model = model_of(m, t->subject);

	el_attr(i, "uuid", t->uuid);
	el_text(m->a, i, EL_DESCRIPTION,
	    arena_printf(m->a, "%s, a version of a model", t->subject));
	el_prop(m->a, i, "subject", t->subject, NULL);
	if (model != NULL)
		el_attr(el_add(m->a, i, EL_IMPLEMENTED_COMPONENT),
		    "component-uuid", thing_find(m, model)->uuid);
}

static void
put_tool(struct maker *m, struct el *parent)
{
	struct el *assets = el_add(m->a, parent, EL_ASSESSMENT_ASSETS);
	struct el *c = put_component(m, assets, m->tool, "software", "dossier");
	struct el *p;

	el_text(m->a, c, EL_DESCRIPTION,
	    "Reads what the system's own tools recorded, and reports what "
	    "follows by fixed rules. It does not assess.");
	el_prop(m->a, c, "version", m->in->tool_version, NULL);
	put_state(m, c, "operational");
	p = el_add(m->a, assets, EL_ASSESSMENT_PLATFORM);
	el_attr(p, "uuid", m->platform);
	el_text(m->a, p, EL_TITLE, "Where dossier ran");
	el_attr(el_add(m->a, p, EL_USES_COMPONENT), "component-uuid", m->tool);
}

void
put_definitions(struct maker *m, struct el *parent)
{
	struct el *defs = el_add(m->a, parent, EL_LOCAL_DEFINITIONS);

	thing_find(m, "system")->is_used = true;
	for (size_t i = 0; i < m->nthings; i++) {
		const char *model = m->things[i].is_used && m->things[i].is_item
					? model_of(m, m->things[i].subject)
					: NULL;

		if (model != NULL)
			thing_find(m, model)->is_used = true;
	}
	for (size_t i = 0; i < m->nthings; i++)
		if (m->things[i].is_used && !m->things[i].is_item)
			put_thing(m, defs, &m->things[i]);
	for (size_t i = 0; i < m->nthings; i++)
		if (m->things[i].is_used && m->things[i].is_item)
			put_item(m, defs, &m->things[i]);
	put_tool(m, defs);
}
