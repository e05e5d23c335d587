/*
 * Document control: of what, from when, by which release, from which template
 * and from which sources.  Prints no digest of the package: a page does not
 * vouch for itself (pages.md 3.1).
 */
#include "compose/template.h"

static void
put_sources(struct paper *p, struct node *desc)
{
	const struct snapshot *s = p->w->in->facts->snapshot;
	size_t complete = 0;

	for (size_t i = 0; i < s->nsources; i++)
		complete += source_is_complete(&s->sources[i]);
	node_link(p->a, desc,
	    text_printf(p->a, "%zu of %zu complete", complete, s->nsources),
	    "sources.html", NULL);
}

void
block_control(struct paper *p, struct node *parent, const struct call *c)
{
	const struct compose_in *in = p->w->in;
	const struct snapshot *s = in->facts->snapshot;
	struct node *defs = node_defs(p->a, parent, STYLE_PLAIN), *desc;

	(void)c;
	node_text(p->a, node_def(p->a, defs, text_lit("Package")),
	    text_of(p->a, in->package));
	node_text(p->a, node_def(p->a, defs, text_lit("System")),
	    text_of(p->a, in->system->name));
	node_text(p->a, node_def(p->a, defs, text_lit("Subject")),
	    text_of(p->a, p->subject));
	node_text(p->a, node_def(p->a, defs, text_lit("As of")),
	    part_time(p->w, s->as_of));
	node_text(p->a, node_def(p->a, defs, text_lit("Period")),
	    part_period(p->w, s->from, s->to));
	node_text(p->a, node_def(p->a, defs, text_lit("Written by")),
	    text_lit("dossier " DOSSIER_VERSION));
	put_sources(p, node_def(p->a, defs, text_lit("Sources")));
	desc = node_def(p->a, defs, text_lit("Template"));
	node_code(p->a, desc, text_of(p->a, p->t->path));
	node_lit(p->a, desc,
	    p->is_shipped ? ", shipped with this release, SHA-256 "
			  : ", the system’s own, SHA-256 ");
	node_code(p->a, desc, text_printf(p->a, "%.8s", p->t->sha256));
	desc = node_def(p->a, defs, text_lit("Configuration"));
	node_code(p->a, desc, text_lit("system.yml"));
	node_lit(p->a, desc, ", SHA-256 ");
	node_code(p->a, desc, text_printf(p->a, "%.8s", in->system->sha256));
}
