/*
 * The block `trend METRIC...`: a chart over time for each metric of the
 * document's model, or of every model where the document is the system's.
 * What has no sample at all is named in one box, with what its listing says:
 * silence of a source is no good value (DESIGN law 3).
 */
#include <string.h>

#include "compose/template.h"
#include "compose/trend.h"

/* What has no sample, in the order asked. */
struct silent {
	const struct model_conf *model;
	const char *metric;
};

static bool
is_absent(
    const struct silent *list, size_t n, const struct model_conf *m, size_t k)
{
	for (size_t i = 0; i < k; i++)
		if (list[i].model == m)
			return false;
	for (size_t i = k; i < n; i++)
		if (list[i].model == m)
			return true;
	return false;
}

/* "latency_p95, throughput of labels: the listing ... is DENIED at ..." */
static void
put_silent(
    struct paper *p, struct node *parent, const struct silent *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct model_conf *m = list[i].model;
		struct node *box;
		size_t named = 0;

		if (!is_absent(list, n, m, i))
			continue;
		box = node_para(p->a, parent, STYLE_BOX);
		node_lit(p->a, box, "No chart of ");
		for (size_t k = i; k < n; k++) {
			if (list[k].model != m)
				continue;
			node_lit(p->a, box, named++ > 0 ? ", " : "");
			node_code(p->a, box, text_of(p->a, list[k].metric));
		}
		node_text(p->a, box,
		    text_printf(p->a,
			" for the model %s: no value was read, and %s.", m->id,
			paper_listing_of(p, "monitor.sample", m->id)));
	}
}

void
block_trend(struct paper *p, struct node *parent, const struct call *c)
{
	const struct system *s = p->w->in->system;
	const struct model_conf *models = p->model;
	size_t nmodels = 1, n = 0;
	struct silent *list;

	if (models == NULL) {
		models = s->models;
		nmodels = s->nmodels;
	}
	if (nmodels == 0) {
		node_note(p->a, parent, STYLE_BOX,
		    text_lit("system.yml lists no model."));
		return;
	}
	list = arena_array(p->a, nmodels * c->nargs + 1, sizeof(*list));
	for (size_t i = 0; i < c->nargs; i++)
		for (size_t m = 0; m < nmodels; m++) {
			struct trend t;

			if (trend_find(p->w, models[m].id, c->args[i], &t))
				trend_figure(&t, parent, ++p->nfigures);
			else
				list[n++] =
				    (struct silent){&models[m], c->args[i]};
		}
	put_silent(p, parent, list, n);
}
