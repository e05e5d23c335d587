/*
 * One object of evidence: where it came from, the facts that were read from
 * it with their locators, and the raw text with the bytes that were used
 * marked.  Numbers stand as the source wrote them.  Bytes that are not in the
 * package are not shown, and the page says where they are (DESIGN law 4).
 */
#include <string.h>

#include "compose/internal.h"

static enum keep
kept_as(const struct exhibit *x)
{
	enum keep k = KEEP_DIGEST;

	for (size_t i = 0; i < x->nasked; i++) {
		if (x->asked[i].request->keep == KEEP_BODY)
			return KEEP_BODY;
		if (x->asked[i].request->keep == KEEP_VAULT)
			k = KEEP_VAULT;
	}
	return k;
}

static const char *
kept_words(const struct exhibit *x)
{
	switch (kept_as(x)) {
	case KEEP_BODY:
		return "the bytes are in this package";
	case KEEP_VAULT:
		return "the bytes stay in the system’s own vault; digest and "
		       "derived facts are here";
	case KEEP_DIGEST:
		break;
	}
	return "hashed while it streamed by; the bytes were not kept";
}

/* ---- Origin ------------------------------------------------------------- */

static void
request_defs(struct work *w, struct node *defs, const struct asked *q)
{
	const struct request *r = q->request;
	struct node *desc = node_def(w->a, defs, text_lit("Source"));

	node_link(w->a, desc, text_of(w->a, q->source->id), "sources.html",
	    name_id(w, "source-", q->source->id));
	node_lit(w->a, desc, ", connector ");
	node_code(w->a, desc, text_of(w->a, q->source->connector));
	node_lit(w->a, desc, ", step ");
	node_code(w->a, desc, text_of(w->a, r->step));
	desc = node_def(w->a, defs, text_lit("Request"));
	if (r->url == NULL)
		node_missing(w->a, desc, text_lit("not asked"));
	else
		node_code(w->a, desc,
		    text_printf(w->a, "%s %s",
			r->method == NULL ? "" : r->method, r->url));
	if (r->body != NULL)
		node_code(w->a, node_add(w->a, desc, NODE_SMALL),
		    text_of(w->a, r->body));
	if (r->member != NULL)
		node_code(w->a, node_def(w->a, defs, text_lit("Member")),
		    text_of(w->a, r->member));
	desc = node_def(w->a, defs, text_lit("Answer"));
	node_state(w->a, desc, r->state);
	if (r->status != 0)
		node_text(w->a, desc, text_printf(w->a, " %d", r->status));
	node_text(w->a, desc,
	    text_printf(w->a, " %s", part_time(w, r->received_at).s));
	if (r->confirmed_at != NULL)
		node_text(w->a, node_add(w->a, desc, NODE_SMALL),
		    text_printf(w->a, "confirmed unchanged %s",
			part_time(w, r->confirmed_at).s));
}

enum { REQUESTS_SHOWN = 10 };

static void
origin(struct work *w, struct doc *d, const struct exhibit *x)
{
	struct node *sec =
	    node_section(w->a, d->body, "origin", text_lit("Origin"));
	struct node *defs;

	if (x->nasked > 1)
		node_note(w->a, sec, STYLE_NOTE,
		    text_printf(w->a,
			"%s gave the same bytes. Nothing was "
			"changed after they arrived.",
			part_many_cap(w, x->nasked, "request", "requests").s));
	else
		node_note(w->a, sec, STYLE_NOTE,
		    text_lit("Nothing was changed after it arrived."));
	defs = node_defs(w->a, sec, STYLE_PLAIN);
	for (size_t i = 0; i < x->nasked && i < REQUESTS_SHOWN; i++)
		request_defs(w, defs, &x->asked[i]);
	if (x->nasked > REQUESTS_SHOWN)
		node_text(w->a, node_def(w->a, defs, text_lit("And")),
		    text_printf(w->a, "%zu more requests, in snapshot.json",
			x->nasked - REQUESTS_SHOWN));
	node_code(w->a, node_def(w->a, defs, text_lit("SHA-256")),
	    text_of(w->a, x->object))
	    ->style = STYLE_DIGEST;
	if (kept_as(x) != KEEP_BODY)
		return;
	node_code(w->a, node_def(w->a, defs, text_lit("File")),
	    text_printf(w->a, "data/evidence/objects/%s", x->object));
	node_code(w->a, node_def(w->a, defs, text_lit("Compare")),
	    text_printf(
		w->a, "sha256sum data/evidence/objects/%.8s*", x->object));
}

/* ---- Facts -------------------------------------------------------------- */

/* The locator without the object, which is this page. */
static struct text
locator_rest(struct work *w, const char *at)
{
	const char *rest = strstr(at, " > ");

	return text_of(w->a, rest == NULL ? at : rest + 3);
}

static void
fact_row(struct work *w, struct node *table, const struct exhibit *x,
    const struct shown *f)
{
	const struct evidence_mark *m = f->mark;
	const struct value *v = &m->row->fields[m->field];
	struct node *row = node_row(w->a, table, f->row_id), *cell;
	struct text t = part_plain(w, v);

	node_cell_text(
	    w->a, row, text_of(w->a, m->row->kind->fields[m->field].name));
	node_text(w->a, node_add(w->a, row->last, NODE_SMALL),
	    text_of(w->a, row_name(w->a, m->row)));
	if (f->same > 1)
		node_text(w->a, row->last->last,
		    text_printf(w->a, " and %zu more", f->same - 1));
	cell = node_cell(w->a, row);
	if (v->outcome == OUTCOME_VALUE)
		node_add(w->a, cell, NODE_LITERAL)->text =
		    t.n > 0 ? t : text_lit("(empty)");
	else
		node_missing(
		    w->a, cell, text_of(w->a, outcome_name(v->outcome)));
	cell = node_cell(w->a, row);
	if (f->fragment != NULL) {
		cell = node_add(w->a, cell, NODE_LINK);
		cell->page = x->page;
		cell->fragment = f->fragment;
	}
	node_code(w->a, cell, locator_rest(w, m->at));
}

static void
facts(struct work *w, struct doc *d, const struct exhibit *x)
{
	static const struct column columns[] = {{.title = WORDS("Fact")},
	    {.title = WORDS("Value")}, {.title = WORDS("Locator")}};
	static const struct table shape = {.columns = columns,
	    .ncolumns = 3,
	    .is_caption_hidden = true,
	    .is_even = true};
	struct node *sec = node_section(
	    w->a, d->body, "facts", text_lit("Facts read from it"));
	struct node *table = NULL;
	size_t rows = 0;

	if (x->nfacts == 0) {
		node_note(w->a, sec, STYLE_BOX,
		    text_lit("No fact was read from this answer."));
		return;
	}
	node_note(w->a, sec, STYLE_NOTE,
	    text_printf(w->a, "%s. Numbers keep the text of the source.",
		part_many_cap(w, x->nfacts, "value", "values").s));
	table = node_table(w->a, sec, text_lit("Facts read from it"), &shape);
	for (size_t i = 0; i < x->nfacts; i++)
		if (x->facts[i].same > 0 && ++rows <= EXHIBIT_FACTS)
			fact_row(w, table, x, &x->facts[i]);
	if (rows > EXHIBIT_FACTS)
		node_note(w->a, sec, STYLE_NOTE,
		    text_printf(w->a,
			"The first %d places of %s. The rest is in "
			"facts.json, each with this object’s digest.",
			EXHIBIT_FACTS, part_count(w, rows).s));
}

/* ---- Raw text ----------------------------------------------------------- */

static void
view_note(struct work *w, struct node *sec, const struct evidence_view *v,
    const struct source *s)
{
	struct node *p = node_para(w->a, sec, STYLE_NOTE);

	if (s->total_lines > s->nlines || s->text.n < v->ntext)
		node_text(w->a, p,
		    text_printf(w->a,
			"The first %s of %s lines. The whole is "
			"the file named above. ",
			part_count(w, s->nlines).s,
			part_count(w, s->total_lines).s));
	else
		node_text(w->a, p,
		    text_printf(w->a, "All of it: %s. ",
			part_many(w, s->nlines, "line", "lines").s));
	if (s->nmarks > 0)
		node_lit(w->a, p,
		    "Bytes that a fact was read from are "
		    "marked.");
	else
		node_lit(w->a, p, "No byte of what is shown was used.");
}

static void
raw(struct work *w, struct doc *d, const struct exhibit *x)
{
	size_t shown = 0;
	struct node *sec;

	for (size_t i = 0; i < x->nviews; i++) {
		const struct evidence_view *v = &x->views[i];

		if (x->sources[i] == NULL || x->sources[i]->nlines == 0)
			continue;
		sec = node_section(w->a, d->body,
		    arena_printf(w->a, "raw-%zu", i + 1),
		    *v->decoded == '\0'
			? text_lit("Raw text")
			: text_printf(w->a, "Decoded: %s", v->decoded));
		view_note(w, sec, v, x->sources[i]);
		node_add(w->a, sec, NODE_SOURCE)->u.source = x->sources[i];
		shown++;
	}
	if (shown > 0)
		return;
	sec = node_section(w->a, d->body, "raw", text_lit("Raw text"));
	node_note(w->a, sec, STYLE_BOX,
	    kept_as(x) != KEEP_BODY ? text_of(w->a, kept_words(x))
	    : x->nfacts == 0 ? text_lit("Not shown: no fact was read from "
					"it. The bytes are in the file named "
					"above.")
			     : text_lit("Not shown: the bytes are not text "
					"that a page could show."));
}

/* ---- Where it appears --------------------------------------------------- */

static bool
rests_on(const struct verdict *v, const char *object)
{
	size_t n = strlen(object);

	for (size_t i = 0; i < v->nbasis; i++) {
		const struct row *r = v->basis[i].row;
		int field = v->basis[i].field;
		size_t k = field < 0 ? 0 : (size_t)field;
		size_t end = field < 0 ? r->kind->nfields : k + 1;

		for (; k < end; k++) {
			const char *at = r->fields[k].at;

			if (at != NULL && at[0] == object[0] &&
			    strncmp(at, object, n) == 0)
				return true;
		}
	}
	return false;
}

static void
used(struct work *w, struct doc *d, const struct exhibit *x)
{
	const struct assessment *as = w->in->assessment;
	struct node *sec = node_section(
	    w->a, d->body, "used", text_lit("Verdicts that rest on it"));
	struct node *list = NULL;

	for (size_t i = 0; i < as->nverdicts; i++) {
		const struct verdict *v = &as->verdicts[i];
		struct node *item;

		if (!rests_on(v, x->object))
			continue;
		if (list == NULL)
			list = node_list(w->a, sec, STYLE_RULED);
		item = node_add(w->a, list, NODE_ITEM);
		node_verdict(w->a, item, v->word);
		node_lit(w->a, item, " ");
		node_link(w->a, item, text_of(w->a, v->check->id),
		    name_check(w, v->check->id), name_id(w, "S-", v->subject));
		node_lit(w->a, item, " for ");
		node_code(w->a, item, text_of(w->a, v->subject));
	}
	if (list == NULL)
		node_note(
		    w->a, sec, STYLE_BOX, text_lit("No verdict rests on it."));
}

static int64_t
size_of(const struct exhibit *x)
{
	return x->nasked > 0 ? x->asked[0].request->bytes : -1;
}

static void
rail(struct work *w, struct doc *d, const struct exhibit *x)
{
	struct node *meta = node_defs(w->a, d->rail, STYLE_META), *desc;

	d->rail_title = text_lit("Evidence facts");
	desc = node_def(w->a, meta, text_lit("Kept as"));
	node_code(w->a, desc, text_of(w->a, keep_name(kept_as(x))));
	node_text(w->a, desc, text_printf(w->a, ": %s", kept_words(x)));
	desc = node_def(w->a, meta, text_lit("Size"));
	if (size_of(x) >= 0)
		node_text(w->a, desc,
		    text_printf(
			w->a, "%s bytes", part_count(w, (size_t)size_of(x)).s));
	else
		node_missing(w->a, desc, text_lit("not known"));
	desc = node_def(w->a, meta, text_lit("Received"));
	if (x->nasked > 0 && x->asked[0].request->received_at != NULL)
		node_text(
		    w->a, desc, part_time(w, x->asked[0].request->received_at));
	else
		node_missing(w->a, desc, text_lit("not known"));
	node_text(w->a, node_def(w->a, meta, text_lit("Values read")),
	    part_count(w, x->nfacts));
}

static void
lede(struct work *w, struct doc *d, const struct exhibit *x)
{
	struct node *p = doc_lede(d);

	if (x->nasked == 0) {
		node_lit(w->a, p,
		    "No request of the snapshot names this "
		    "object.");
		return;
	}
	node_text(w->a, p,
	    text_printf(w->a, "%s to ",
		x->asked[0].request->member != NULL ? "A member of the answer"
						    : "The answer"));
	node_code(w->a, p, text_of(w->a, x->asked[0].request->step));
	node_lit(w->a, p, " of the source ");
	node_link(w->a, p, text_of(w->a, x->asked[0].source->id),
	    "sources.html", name_id(w, "source-", x->asked[0].source->id));
	node_text(w->a, p,
	    text_printf(w->a, ". %s read from it.",
		part_many_cap(w, x->nfacts, "value was", "values were").s));
}

void
page_evidence(struct work *w, const struct exhibit *x)
{
	struct doc *d = page_new(w, x->page,
	    text_printf(w->a, "Evidence %.8s", x->object), "Sources");

	d->kicker = text_lit("Bytes as they were received");
	d->has_contents = true;
	lede(w, d, x);
	rail(w, d, x);
	origin(w, d, x);
	facts(w, d, x);
	raw(w, d, x);
	used(w, d, x);
	site_add(w, d);
}
