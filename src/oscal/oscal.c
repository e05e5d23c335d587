/*
 * Makes the documents: first what both are made of, then each.  Ids are
 * version 5 over stable keys, so that what is the same next month has the same
 * id; a result, and each document, takes its key from the digest of what was
 * decided (reference/oscal.md, 5.2).
 */
#include "oscal/internal.h"

#include <string.h>

const char *
maker_uuid(const struct maker *m, const char *kind, const char *name)
{
	char out[37];

	/* Neither kind nor id has a newline: no two names are one. */
	uuid_v5(arena_printf(m->a, "%s\n%s\n%s", kind, m->in->system->id, name),
	    out);
	return arena_dup(m->a, out);
}

/* Flags of the document before. */
static void
begin_document(struct maker *m)
{
	for (size_t i = 0; i < m->nthings; i++)
		m->things[i].is_used = false;
	for (size_t i = 0; i < m->nseen; i++)
		m->seen[i].is_put = false;
	for (size_t i = 0; i < m->nrisks; i++)
		m->risks[i].is_put = false;
	memset(m->is_cited, 0, (m->nevidence + 1) * sizeof(m->is_cited[0]));
}

static int
check_time(const char *name, const char *time, struct error *e)
{
	if (is_sayable(time))
		return 0;
	err_set(e, ERR_INPUT, name,
	    "'%s' cannot be said in OSCAL, whose years are 1900 to 2999", time);
	err_hint(e, "name another time with --as-of");
	return -1;
}

/* A result of no control is none that OSCAL can say. */
static int
check_controls(const struct oscal_in *in, struct error *e)
{
	for (size_t i = 0; i < in->assessment->ncontrols; i++)
		if (is_reviewed(&in->assessment->controls[i]))
			return 0;
	err_set(e, ERR_INPUT, "controls/checks",
	    "no check maps to a control of SP 800-53, and OSCAL's assessment "
	    "results must name one");
	err_hint(e, "add a mapping with 'framework: sp800-53r5' to a check");
	return -1;
}

int
oscal_make(struct arena *a, const struct oscal_in *in, struct oscal_docs *out,
    struct error *e)
{
	struct maker m = {.a = a, .in = in, .snapshot = in->facts->snapshot};

	*out = (struct oscal_docs){0};
	if (check_time("as-of", m.snapshot->as_of, e) == -1 ||
	    check_time("the gather's start", m.snapshot->now, e) == -1 ||
	    check_controls(in, e) == -1)
		return -1;
	m.tool = maker_uuid(&m, "tool", "dossier");
	m.platform = maker_uuid(&m, "platform", "dossier");
	if (in->system->owner != NULL)
		m.owner = maker_uuid(&m, "party", in->system->owner);
	maker_evidence(&m);
	maker_things(&m);
	maker_seen(&m);
	maker_risks(&m);
	maker_found(&m);
	begin_document(&m);
	out->items[out->n++] =
	    (struct oscal_doc){"assessment-results", make_results(&m)};
	if (in->poam == NULL || in->poam->n == 0)
		return 0;
	begin_document(&m);
	out->items[out->n++] =
	    (struct oscal_doc){"plan-of-action-and-milestones", make_poam(&m)};
	return 0;
}
