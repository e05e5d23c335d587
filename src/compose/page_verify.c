/*
 * How to check this package.  A page cannot prove its own signature: it says
 * neither that one is valid nor what the package's digest is, only the
 * package's id and the commands (DESIGN section 9).
 */
#include "compose/internal.h"

static void
command(struct work *w, struct node *sec, struct text t)
{
	node_add(w->a, sec, NODE_COMMAND)->text = t;
}

static void
with_dossier(struct work *w, struct doc *d)
{
	struct node *sec =
	    node_section(w->a, d->body, "dossier", text_lit("With dossier"));
	struct node *p;

	node_note(w->a, sec, STYLE_NOTE,
	    text_lit("Answers verified, failed or cannot decide, with a fixed "
		     "id for each reason, and always the age."));
	command(w, sec,
	    text_printf(w->a,
		"dossier verify %s --trust trust.yml \\\n    --system %s",
		w->in->package, w->in->system->id));
	p = node_para(w->a, sec, STYLE_PLAIN);
	node_code(w->a, p, text_lit("--min-serial"));
	node_lit(w->a, p, " and ");
	node_code(w->a, p, text_lit("--max-age"));
	node_lit(w->a, p,
	    " refuse a package that is older than one you have "
	    "seen.");
}

static void
with_stock_tools(struct work *w, struct doc *d)
{
	struct node *sec =
	    node_section(w->a, d->body, "stock", text_lit("With stock tools"));
	struct node *p;

	node_note(w->a, sec, STYLE_NOTE,
	    text_lit("From the folder of the package: the files first, then "
		     "the signature over their list."));
	command(w, sec,
	    text_lit("sha256sum --check --strict --quiet "
		     "tagmanifest-sha256.txt manifest-sha256.txt"));
	command(w, sec,
	    text_lit("cosign verify-blob-attestation --insecure-ignore-tlog "
		     "--key producer.pub \\\n    --bundle "
		     "signatures/producer.sigstore.json \\\n    --type "
		     "https://dossier.example/package/v1 \\\n    "
		     "tagmanifest-sha256.txt"));
	p = node_para(w->a, sec, STYLE_PLAIN);
	node_lit(w->a, p,
	    "The stock tools do not look for files that no list "
	    "names. ");
	node_code(w->a, p, text_lit("HOW-TO-VERIFY.txt"));
	node_lit(w->a, p, " has that step.");
}

static void
ruled(struct work *w, struct doc *d, const char *id, const char *title,
    const char *const *lines)
{
	struct node *sec =
	    node_section(w->a, d->body, id, text_of(w->a, title));
	struct node *list = node_list(w->a, sec, STYLE_RULED);

	for (size_t i = 0; lines[i] != NULL; i++)
		node_text(w->a, node_add(w->a, list, NODE_ITEM),
		    text_of(w->a, lines[i]));
}

static void
covered(struct work *w, struct doc *d)
{
	static const char *const whole[] = {
	    "Every file of the package, by name and content",
	    "System, serial, period, as-of and the package before this one, so "
	    "that an old package cannot pass for a new one",
	    "Whether the package is complete, and the state of each source",
	    NULL};
	static const char *const draft[] = {
	    "Nothing is signed: this is a draft, and verify answers failed, "
	    "UNSIGNED",
	    NULL};
	static const char *const not_covered[] = {
	    "Whether the sources told the truth",
	    "Statements and records beyond what their owners wrote",
	    "Whether a control is met: that is the assessor’s to say", NULL};

	ruled(w, d, "covers",
	    w->in->is_draft ? "What is covered" : "What a signature covers",
	    w->in->is_draft ? draft : whole);
	ruled(w, d, "not", "What is not", not_covered);
}

void
page_verify(struct work *w)
{
	struct doc *d = page_new(
	    w, "verify.html", text_lit("Verify this package"), "Verify");
	const struct snapshot *s = w->in->facts->snapshot;
	struct node *meta = node_defs(w->a, d->rail, STYLE_META);

	d->window_title = text_lit("Verify");
	d->kicker = text_printf(w->a, "Package %s", w->in->package);
	d->has_contents = true;
	d->rail_title = text_lit("Before you start");
	node_lit(w->a, doc_lede(d),
	    "A page cannot prove its own signature. Take the keys from "
	    "somebody you know, not from this package, and run one of these "
	    "on a machine you trust.");
	node_code(w->a, node_def(w->a, meta, text_lit("Package id")),
	    w->chrome->package);
	node_code(w->a, node_def(w->a, meta, text_lit("System")),
	    text_of(w->a, w->in->system->id));
	node_text(w->a, node_def(w->a, meta, text_lit("As of")),
	    part_time(w, s->as_of));
	node_lit(w->a, node_def(w->a, meta, text_lit("Needs")),
	    "the producer’s public key, in a trust.yml of your own");
	with_dossier(w, d);
	with_stock_tools(w, d);
	covered(w, d);
	site_add(w, d);
}
