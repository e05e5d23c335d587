/*
 * All controls that checks touch: the strip of the first page, and the list
 * by framework.  What no check touches is named, never coloured, never shown
 * as supported (DESIGN laws 7 and 8).
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "compose/internal.h"

struct family {
	const char *framework, *code, *title;
};

static const struct family families[] = {
    {"sp800-53r5", "AC", "Access control"},
    {"sp800-53r5", "AT", "Awareness and training"},
    {"sp800-53r5", "AU", "Audit and accountability"},
    {"sp800-53r5", "CA", "Assessment and monitoring"},
    {"sp800-53r5", "CM", "Configuration management"},
    {"sp800-53r5", "CP", "Contingency planning"},
    {"sp800-53r5", "IA", "Identification"},
    {"sp800-53r5", "IR", "Incident response"},
    {"sp800-53r5", "MA", "Maintenance"},
    {"sp800-53r5", "MP", "Media protection"},
    {"sp800-53r5", "PE", "Physical protection"},
    {"sp800-53r5", "PL", "Planning"},
    {"sp800-53r5", "PM", "Program management"},
    {"sp800-53r5", "PS", "Personnel security"},
    {"sp800-53r5", "PT", "Personal data"},
    {"sp800-53r5", "RA", "Risk assessment"},
    {"sp800-53r5", "SA", "Acquisition"},
    {"sp800-53r5", "SC", "Communications"},
    {"sp800-53r5", "SI", "System integrity"},
    {"sp800-53r5", "SR", "Supply chain"},
    {"ai-rmf", "GOVERN", "Culture and policy"},
    {"ai-rmf", "MAP", "Context and risks"},
    {"ai-rmf", "MEASURE", "Tests and metrics"},
    {"ai-rmf", "MANAGE", "Response"},
    {"sp800-218a", "PO", "Prepare the organization"},
    {"sp800-218a", "PS", "Protect the software"},
    {"sp800-218a", "PW", "Produce well-secured software"},
    {"sp800-218a", "RV", "Respond to vulnerabilities"},
};

enum { NFAMILIES = sizeof(families) / sizeof(families[0]) };

static int
by_label(const void *a, const void *b)
{
	const struct control_result *x =
	    *(const struct control_result *const *)a;
	const struct control_result *y =
	    *(const struct control_result *const *)b;

	return name_compare(x->control->label, y->control->label);
}

static bool
is_of(const struct control *c, const struct family *f)
{
	size_t n = strlen(f->code);

	return strcmp(c->framework, f->framework) == 0 &&
	       strncmp(c->label, f->code, n) == 0 &&
	       (c->label[n] == '-' || c->label[n] == ' ' || c->label[n] == '.');
}

/* Which controls a list shows. */
enum pick { PICK_BASELINE, PICK_OTHER, PICK_ALL, PICK_OUTSIDE };

static bool
in_baseline(const struct work *w, const struct control *c)
{
	const char *level = w->in->system->baseline;

	level = level == NULL ? NULL : strrchr(level, '-');
	if (level == NULL)
		return true;
	for (size_t i = 0; i < c->nbaselines; i++)
		if (strcmp(c->baselines[i], level + 1) == 0)
			return true;
	return false;
}

static bool
is_picked(const struct work *w, const struct control_result *r, enum pick p)
{
	bool is_outside = r->word == CONTROL_OUTSIDE;

	if (p == PICK_OUTSIDE)
		return is_outside;
	if (is_outside)
		return false;
	if (p == PICK_ALL)
		return true;
	return in_baseline(w, r->control) == (p == PICK_BASELINE);
}

static const struct control_result **
pick_family(struct work *w, const struct family *f, enum pick p, size_t *n)
{
	const struct assessment *as = w->in->assessment;
	const struct control_result **list =
	    arena_array(w->a, as->ncontrols + 1, sizeof(*list));

	*n = 0;
	for (size_t i = 0; i < as->ncontrols; i++)
		if (is_of(as->controls[i].control, f) &&
		    is_picked(w, &as->controls[i], p))
			list[(*n)++] = &as->controls[i];
	if (*n > 0)
		qsort(list, *n, sizeof(*list), by_label);
	return list;
}

static size_t
count(const struct work *w, const char *framework, enum pick p,
    enum control_word word)
{
	const struct assessment *as = w->in->assessment;
	size_t n = 0;

	for (size_t i = 0; i < as->ncontrols; i++)
		n += strcmp(as->controls[i].control->framework, framework) ==
			 0 &&
		     is_picked(w, &as->controls[i], p) &&
		     as->controls[i].word == word;
	return n;
}

/* How many of any word but outside. */
static size_t
touched(const struct work *w, const char *framework, enum pick p)
{
	size_t n = 0;

	for (int c = CONTROL_NO_EVIDENCE; c <= CONTROL_INHERITED; c++)
		n += count(w, framework, p, (enum control_word)c);
	return n;
}

size_t
controls_count(const struct work *w, enum control_word word)
{
	return count(w, "sp800-53r5", PICK_BASELINE, word);
}

static void
legend(struct work *w, struct node *parent, const char *framework, enum pick p)
{
	static const enum control_word order[] = {CONTROL_CONTRADICTED,
	    CONTROL_ATTENTION, CONTROL_NO_EVIDENCE, CONTROL_SUPPORTED,
	    CONTROL_INHERITED};
	struct node *list = node_list(w->a, parent, STYLE_LEGEND);

	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		struct node *item = node_add(w->a, list, NODE_ITEM);

		node_control(w->a, item, order[i]);
		node_text(w->a, node_add(w->a, item, NODE_STRONG),
		    part_count(w, count(w, framework, p, order[i])));
	}
}

static void
strip(struct work *w, struct node *parent, const char *framework, enum pick p)
{
	struct node *defs = NULL;

	for (size_t i = 0; i < NFAMILIES; i++) {
		const struct family *f = &families[i];
		const struct control_result **list;
		struct node *def, *term, *desc;
		size_t n;

		if (strcmp(f->framework, framework) != 0)
			continue;
		list = pick_family(w, f, p, &n);
		if (n == 0)
			continue;
		if (defs == NULL)
			defs = node_defs(w->a, parent, STYLE_STRIP);
		def = node_add(w->a, defs, NODE_DEF);
		term = node_add(w->a, def, NODE_TERM);
		node_lit(w->a, node_add(w->a, term, NODE_STRONG), f->code);
		node_lit(w->a, term, f->title);
		desc = node_add(w->a, def, NODE_DESC);
		for (size_t k = 0; k < n; k++) {
			struct node *t = node_add(w->a, desc, NODE_TILE);

			t->text = text_of(w->a, list[k]->control->label);
			t->u.control = list[k]->word;
			t->page = name_control(w, list[k]->control->framework,
			    list[k]->control->id);
		}
	}
}

/* Ids in rows of families, folded. */
static void
ids(struct work *w, struct node *parent, const char *framework, enum pick p,
    struct text summary)
{
	struct node *fold = NULL, *defs = NULL;

	for (size_t i = 0; i < NFAMILIES; i++) {
		const struct control_result **list;
		struct buf b = {0};
		size_t n;

		if (strcmp(families[i].framework, framework) != 0)
			continue;
		list = pick_family(w, &families[i], p, &n);
		for (size_t k = 0; k < n; k++)
			buf_printf(&b, "%s%s", k > 0 ? ", " : "",
			    list[k]->control->label);
		if (n > 0 && fold == NULL) {
			fold = node_add(w->a, parent, NODE_FOLDED);
			fold->text = summary;
			defs = node_defs(w->a, fold, STYLE_COMPACT);
		}
		if (n > 0)
			node_text(w->a,
			    node_def(w->a, defs, text_lit(families[i].code)),
			    text_of(w->a, buf_str(&b)));
		buf_free(&b);
	}
}

/* `ids_only` lists those outside the baseline folded, by their ids. */
static void
baseline_part(struct work *w, struct node *sec, bool ids_only)
{
	size_t other = touched(w, "sp800-53r5", PICK_OTHER);

	legend(w, sec, "sp800-53r5", PICK_BASELINE);
	strip(w, sec, "sp800-53r5", PICK_BASELINE);
	node_note(w->a, sec, STYLE_NOTE,
	    text_lit("Supported means that nothing read contradicts the parts "
		     "that checks touch, not that the control is met. Controls "
		     "that no check touches are not shown."));
	if (ids_only)
		ids(w, sec, "sp800-53r5", PICK_OTHER,
		    part_many_cap(w, other,
			"control outside the baseline is touched by checks",
			"controls outside the baseline are touched by "
			"checks"));
	ids(w, sec, "sp800-53r5", PICK_OUTSIDE,
	    part_many_cap(w,
		count(w, "sp800-53r5", PICK_OUTSIDE, CONTROL_OUTSIDE),
		"control of the rules is outside the checks of this release",
		"controls of the rules are outside the checks of this "
		"release"));
	if (ids_only || other == 0)
		return;
	strip(w,
	    node_section(w->a, sec, "outside-baseline",
		text_lit("Outside the baseline")),
	    "sp800-53r5", PICK_OTHER);
}

void
controls_strip(struct work *w, struct doc *d)
{
	struct node *sec =
	    node_section(w->a, d->body, "controls", text_lit("Controls"));
	struct node *p = node_para(w->a, sec, STYLE_NOTE);

	node_lit(w->a, p,
	    "What the evidence says of the controls of the "
	    "baseline. The stronger the fill, the more work a "
	    "control needs. ");
	node_link(w->a, p, text_lit("All controls and linked frameworks"),
	    "controls/index.html", NULL);
	baseline_part(w, sec, true);
}

static void
framework_part(
    struct work *w, struct doc *d, const char *framework, const char *note)
{
	struct node *sec = node_section(
	    w->a, d->body, framework, name_framework(w, framework));
	size_t n = count(w, framework, PICK_OUTSIDE, CONTROL_OUTSIDE);

	node_note(w->a, sec, STYLE_NOTE, text_of(w->a, note));
	legend(w, sec, framework, PICK_ALL);
	strip(w, sec, framework, PICK_ALL);
	ids(w, sec, framework, PICK_OUTSIDE,
	    part_many_cap(w, n, "item is outside the checks of this release",
		"items are outside the checks of this release"));
}

void
page_controls(struct work *w)
{
	struct doc *d = page_new(
	    w, "controls/index.html", text_lit("Controls"), "Controls");
	struct node *sec, *p = doc_lede(d);
	size_t bad = count(w, "sp800-53r5", PICK_ALL, CONTROL_CONTRADICTED);

	d->kicker = text_lit("Automated results");
	node_text(w->a, p,
	    text_printf(w->a,
		"The evidence contradicts %s of NIST SP 800-53, %zu of the "
		"baseline. Whether a control is met is the assessor’s to "
		"say.",
		part_many(w, bad, "control", "controls").s,
		controls_count(w, CONTROL_CONTRADICTED)));
	sec = node_section(
	    w->a, d->body, "sp800-53r5", name_framework(w, "sp800-53r5"));
	node_note(w->a, sec, STYLE_NOTE,
	    text_printf(w->a, "Baseline of this system: %s.",
		w->in->system->baseline == NULL ? "not stated"
						: w->in->system->baseline));
	baseline_part(w, sec, false);
	framework_part(w, d, "ai-rmf",
	    "Subcategories that a check bears on. The framework is voluntary "
	    "and has no official mapping to SP 800-53.");
	framework_part(w, d, "sp800-218a",
	    "Tasks that a check bears on. Reading SP 800-218A for a model "
	    "that is not generative is a judgement.");
	site_add(w, d);
}
