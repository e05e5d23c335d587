/*
 * What every document begins and ends with: who, when, which version, how it
 * is marked; and the evidence it cites, as files of the package with their
 * digests.  last-modified is as-of: the same inputs, the same bytes.
 */
#include <string.h>

#include "base/buf.h"
#include "oscal/internal.h"

/* Markings are the system's own words, in a namespace of ours. */
static void
put_markings(struct maker *m, struct el *meta)
{
	const struct system *s = m->in->system;

	if (s->banner == NULL)
		return;
	el_prop(m->a, meta, "marking", s->banner, "banner");
	for (size_t i = 0; i < s->nmarking; i++)
		el_prop(m->a, meta, "marking", s->marking_texts[i],
		    s->marking_keys[i]);
}

static void
put_owner(struct maker *m, struct el *meta)
{
	struct el *role, *party, *responsible;

	if (m->owner == NULL)
		return;
	role = el_add(m->a, meta, EL_ROLE);
	el_attr(role, "id", "system-owner");
	el_text(m->a, role, EL_TITLE, "System owner");
	party = el_add(m->a, meta, EL_PARTY);
	el_attr(party, "uuid", m->owner);
	el_attr(party, "type", "organization");
	el_text(m->a, party, EL_NAME, m->in->system->owner);
	responsible = el_add(m->a, meta, EL_RESPONSIBLE_PARTY);
	el_attr(responsible, "role-id", "system-owner");
	el_text(m->a, responsible, EL_PARTY_UUID, m->owner);
}

void
put_metadata(struct maker *m, struct el *root, const char *title)
{
	struct el *meta = el_add(m->a, root, EL_METADATA);
	const struct system *s = m->in->system;

	el_text(m->a, meta, EL_TITLE,
	    arena_printf(m->a, "%s%s of %s", m->in->is_draft ? "DRAFT: " : "",
		title, s->name == NULL ? s->id : s->name));
	el_text(m->a, meta, EL_LAST_MODIFIED, m->snapshot->as_of);
	el_text(m->a, meta, EL_VERSION, m->in->package);
	el_text(m->a, meta, EL_OSCAL_VERSION, "1.2.1");
	put_markings(m, meta);
	el_prop(m->a, meta, "draft", m->in->is_draft ? "yes" : NULL, NULL);
	el_prop(
	    m->a, meta, "complete", m->in->is_complete ? "yes" : "no", NULL);
	put_owner(m, meta);
	el_text(m->a, meta, EL_REMARKS,
	    m->in->is_checked
		? "Made by dossier from what the system's own tools recorded; "
		  "checked against NIST's schema of OSCAL 1.2.1."
		: "Made by dossier from what the system's own tools recorded; "
		  "NIST's schema was not installed where it was made, so it "
		  "was not checked against it.");
}

/* ---- Back matter -------------------------------------------------------- */

static struct el *
put_resource(struct maker *m, struct el *back, const char *uuid,
    const char *title, const char *words)
{
	struct el *r = el_add(m->a, back, EL_RESOURCE);

	el_attr(r, "uuid", uuid);
	el_text(m->a, r, EL_TITLE, title);
	el_text(m->a, r, EL_DESCRIPTION, words);
	return r;
}

/* A name below data/ as a URI reference: a person named some of the files. */
static const char *
href_of(struct maker *m, const char *name)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz"
				    "0123456789-._~/";
	struct buf b = {0};
	const char *out;

	buf_puts(&b, "../");
	for (; *name != '\0'; name++)
		if (strchr(plain, *name) != NULL)
			buf_putc(&b, *name);
		else
			buf_printf(&b, "%%%02X", (unsigned char)*name);
	out = arena_dup(m->a, buf_str(&b));
	buf_free(&b);
	return out;
}

/* In the package, with a link; elsewhere, with the digest alone. */
static void
put_place(struct maker *m, struct el *r, const char *name, const char *sha256)
{
	struct el *link, *hash;

	if (sha256 == NULL)
		return;
	if (name == NULL) {
		el_prop(m->a, r, "sha-256", sha256, NULL);
		return;
	}
	link = el_add(m->a, r, EL_RLINK);
	el_attr(link, "href", href_of(m, name));
	hash = el_add(m->a, link, EL_HASH);
	el_attr(hash, "algorithm", "SHA-256");
	hash->text = sha256;
}

static void
put_cited_evidence(struct maker *m, struct el *back, const struct evidence *ev)
{
	struct el *r =
	    put_resource(m, back, ev->uuid, ev->title, ev->description);
	struct el *type = el_add(m->a, r, EL_PROP);

	el_attr(type, "name", "type");
	el_attr(type, "value", "evidence");
	el_prop(m->a, r, "source", ev->source, NULL);
	el_prop(m->a, r, "step", ev->step, NULL);
	el_prop(m->a, r, "received-at", ev->received_at, NULL);
	el_prop(m->a, r, "kept-as", ev->keep, NULL);
	put_place(m, r, ev->name, ev->sha256);
	if (ev->name == NULL)
		el_text(m->a, r, EL_REMARKS,
		    "Its bytes are not in this package: they stayed in the "
		    "system's own store, or were only hashed.");
}

/* What this program made, beside the documents. */
static void
put_results(struct maker *m, struct el *back)
{
	static const char *const names[] = {
	    "assessment.json", "facts.json", "poam.json", "snapshot.json"};

	for (size_t i = 0; i < m->in->nfiles; i++) {
		const struct oscal_file *f = &m->in->files[i];

		for (size_t k = 0; k < sizeof(names) / sizeof(names[0]); k++)
			if (strcmp(f->name, names[k]) == 0)
				put_place(m,
				    put_resource(m, back,
					maker_uuid(m, "resource", f->name),
					f->name, "Made by dossier."),
				    f->name, f->sha256);
	}
}

void
put_back_matter(struct maker *m, struct el *root, const char *plan)
{
	struct el *back = el_add(m->a, root, EL_BACK_MATTER);

	if (plan != NULL)
		put_resource(m, back, plan, "Assessment plan",
		    "There is no assessment plan in this package yet. What "
		    "was looked at is fixed by the checks in "
		    "data/inputs/controls.");
	put_results(m, back);
	for (size_t i = 0; i < m->nevidence; i++)
		if (m->is_cited[i])
			put_cited_evidence(m, back, &m->evidence[i]);
	if (back->first == NULL)
		put_resource(m, back, maker_uuid(m, "resource", "nothing"),
		    "Evidence", "No evidence is cited here.");
}
