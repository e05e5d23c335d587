/*
 * Control results (DESIGN section 7): what the evidence says of a control.
 * Never whether it is satisfied: that is the assessor's word.  Verdicts of
 * archived versions are history and decide nothing.
 */
#include "assess/internal.h"

#include <string.h>

struct tally {
	size_t contradicting, judged_fail, attention, unknown, pass;
	bool has_conflict; /* one of the unknown */
};

static const struct mapping *
mapping_to(const struct check *k, const struct control *control)
{
	for (size_t i = 0; i < k->nmappings; i++)
		if (strcmp(k->mappings[i].framework, control->framework) == 0 &&
		    strcmp(k->mappings[i].id, control->id) == 0)
			return &k->mappings[i];
	return NULL;
}

static void
count(struct tally *t, const struct verdict *v, const struct mapping *m)
{
	bool is_judged = strcmp(m->basis, "judgement") == 0;

	if (v->word == VERDICT_FAIL && is_judged)
		t->judged_fail++;
	else if (v->word == VERDICT_FAIL)
		t->contradicting++;
	else if (v->word == VERDICT_WARN || v->word == VERDICT_CLAIMED)
		t->attention++;
	else if (v->word == VERDICT_PASS)
		t->pass++;
	else if (v->word == VERDICT_UNKNOWN)
		t->unknown++;
	if (v->word == VERDICT_UNKNOWN && v->outcome != NULL &&
	    strcmp(v->outcome, "CONFLICT") == 0)
		t->has_conflict = true;
}

static enum control_word
decide(const struct tally *t)
{
	if (t->contradicting > 0)
		return CONTROL_CONTRADICTED;
	if (t->judged_fail > 0 || t->attention > 0 || t->has_conflict)
		return CONTROL_ATTENTION;
	if (t->pass == 0)
		return CONTROL_NO_EVIDENCE;
	return t->unknown > 0 ? CONTROL_ATTENTION : CONTROL_SUPPORTED;
}

static const char *
results(struct ctx *c, size_t n)
{
	return arena_printf(
	    c->a, "%zu automated %s", n, n == 1 ? "result" : "results");
}

/* "1 failed on a mapping that is a judgement, 2 unknown". */
static const char *
reasons(struct ctx *c, const struct tally *t)
{
	const struct {
		size_t n;
		const char *what;
	} all[] = {{t->judged_fail, "failed on a mapping that is a judgement"},
	    {t->attention, "warned or only claimed"}, {t->unknown, "unknown"}};
	const char *text = "";

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (all[i].n > 0)
			text = arena_printf(c->a, "%s%s%zu %s", text,
			    *text == '\0' ? "" : ", ", all[i].n, all[i].what);
	return text;
}

static const char *
sentence(struct ctx *c, const struct control *k, enum control_word w,
    const struct tally *t)
{
	size_t open = t->judged_fail + t->attention + t->unknown;

	if (w == CONTROL_CONTRADICTED)
		return arena_printf(
		    c->a, "Contradicted by %s.", results(c, t->contradicting));
	if (w == CONTROL_ATTENTION)
		return arena_printf(c->a,
		    "Attention is needed for %s: %s; %zu passed.",
		    results(c, open), reasons(c, t), t->pass);
	if (w == CONTROL_NO_EVIDENCE)
		return "No automated result says anything of it.";
	if (k->nparts == 0)
		return arena_printf(
		    c->a, "Supported by %s.", results(c, t->pass));
	return arena_printf(c->a,
	    "Supported by %s; the control has %zu statement %s.",
	    results(c, t->pass), k->nparts, k->nparts == 1 ? "part" : "parts");
}

static void
decide_control(struct ctx *c, const struct control *k,
    const struct assessment *as, struct control_result *out)
{
	struct tally t = {0};
	/* NOLINTNEXTLINE(bugprone-sizeof-expression): an array of pointers */
	size_t size = sizeof(struct verdict *);
	const struct verdict **list =
	    arena_array(c->a, as->nverdicts + 1, size);
	size_t n = 0;
	bool is_mapped = false;

	for (size_t i = 0; i < c->in->rules->nchecks; i++)
		is_mapped = is_mapped ||
			    mapping_to(&c->in->rules->checks[i], k) != NULL;
	for (size_t i = 0; i < as->nverdicts; i++) {
		const struct verdict *v = &as->verdicts[i];
		const struct mapping *m = mapping_to(v->check, k);

		if (m == NULL)
			continue;
		list[n++] = v;
		if (!v->is_history)
			count(&t, v, m);
	}
	out->control = k;
	out->verdicts = list;
	out->nverdicts = n;
	out->word = is_mapped ? decide(&t) : CONTROL_OUTSIDE;
	out->sentence = is_mapped ? sentence(c, k, out->word, &t)
				  : "No check of this release touches it.";
}

void
controls_decide(struct ctx *c, struct assessment *out)
{
	const struct rules *r = c->in->rules;
	struct control_result *list =
	    arena_array(c->a, r->ncontrols + 1, sizeof(*list));

	for (size_t i = 0; i < r->ncontrols; i++)
		decide_control(c, &r->controls[i], out, &list[i]);
	out->controls = list;
	out->ncontrols = r->ncontrols;
}
