/*
 * The blocks of a document: their table, and the options they take.  A block
 * always adds something to the page; what there is nothing for is a box that
 * says so, with what the listing of its kind says (DESIGN laws 3 and 10).
 */
#include <string.h>

#include "compose/template.h"

static const struct block blocks[] = {
    {"statement", TAKES_STATEMENT, WANTS_NOTHING, block_statement},
    {"identity", TAKES_NOTHING, WANTS_VERSION, block_identity},
    {"versions", TAKES_NOTHING, WANTS_MODEL, block_versions},
    {"change", TAKES_NOTHING, WANTS_VERSION, block_change},
    {"approval", TAKES_NOTHING, WANTS_VERSION, block_approval},
    {"training", TAKES_NOTHING, WANTS_VERSION, block_training},
    {"training-data", TAKES_NOTHING, WANTS_VERSION, block_training_data},
    {"evaluation-data", TAKES_NOTHING, WANTS_VERSION, block_evaluation_data},
    {"artifacts", TAKES_NOTHING, WANTS_VERSION, block_artifacts},
    {"signatures", TAKES_NOTHING, WANTS_VERSION, block_signatures},
    {"sbom", TAKES_NOTHING, WANTS_VERSION, block_sbom},
    {"lineage", TAKES_NOTHING, WANTS_VERSION, block_lineage},
    {"metrics", TAKES_NOTHING, WANTS_VERSION, block_metrics},
    {"segments", TAKES_NOTHING, WANTS_VERSION, block_segments},
    {"segment-sizes", TAKES_NOTHING, WANTS_VERSION, block_sizes},
    {"gates", TAKES_NOTHING, WANTS_VERSION, block_gates},
    {"comparison", TAKES_NOTHING, WANTS_VERSION, block_comparison},
    {"features", TAKES_NOTHING, WANTS_MODEL, block_features},
    {"drift", TAKES_NOTHING, WANTS_MODEL, block_drift},
    {"verdicts", TAKES_NOTHING, WANTS_NOTHING, block_verdicts},
    {"checks", TAKES_CHECKS, WANTS_NOTHING, block_checks},
    {"unknown", TAKES_NOTHING, WANTS_NOTHING, block_unknown},
    {"changed", TAKES_NOTHING, WANTS_NOTHING, block_changed},
    {"poam", TAKES_NOTHING, WANTS_NOTHING, block_poam},
    {"inventory", TAKES_NOTHING, WANTS_NOTHING, block_inventory},
    {"sources", TAKES_NOTHING, WANTS_NOTHING, block_sources},
    {"trend", TAKES_METRICS, WANTS_NOTHING, block_trend},
    {"alerts", TAKES_NOTHING, WANTS_NOTHING, block_alerts},
    {"rules", TAKES_NOTHING, WANTS_NOTHING, block_rules},
    {"targets", TAKES_NOTHING, WANTS_NOTHING, block_targets},
    {"silences", TAKES_NOTHING, WANTS_NOTHING, block_silences},
    {"expiring", TAKES_NOTHING, WANTS_NOTHING, block_expiring},
    {"assessor", TAKES_NOTHING, WANTS_NOTHING, block_assessor},
    {"control", TAKES_NOTHING, WANTS_NOTHING, block_control},
    {"later", TAKES_LATER, WANTS_NOTHING, block_later},
};

enum { NBLOCKS = sizeof(blocks) / sizeof(blocks[0]) };

const struct block *
block_find(const char *name)
{
	for (size_t i = 0; i < NBLOCKS; i++)
		if (strcmp(blocks[i].name, name) == 0)
			return &blocks[i];
	return NULL;
}

const char *const *
block_names(struct arena *a)
{
	const char **names = arena_array(a, NBLOCKS + 1, sizeof(*names));

	for (size_t i = 0; i < NBLOCKS; i++)
		names[i] = blocks[i].name;
	return names;
}

bool
template_has(enum template_for subject, enum wants wants)
{
	if (wants == WANTS_MODEL)
		return subject == FOR_MODEL || subject == FOR_PRODUCTION;
	return wants == WANTS_NOTHING || subject == FOR_PRODUCTION;
}

/* The info string's words, split at spaces. */
bool
block_call(struct arena *a, const struct md_node *fence, struct call *out)
{
	const char *s = fence->info;
	const char **words = arena_array(a, strlen(s) / 2 + 2, sizeof(*words));
	size_t n = 0;

	for (;;) {
		size_t len;

		s += strspn(s, " \t");
		len = strcspn(s, " \t");
		if (len == 0)
			break;
		words[n++] = arena_ndup(a, s, len);
		s += len;
	}
	memset(out, 0, sizeof(*out));
	if (n == 0 || strcmp(words[0], "dossier") != 0)
		return false;
	if (n > 1) {
		out->name = words[1];
		out->args = words + 2;
		out->nargs = n - 2;
	}
	return true;
}

/* ---- What is not in this release ---------------------------------------- */

static const char *const later_words[] = {
    "data-sheet", "fairness", "monitoring-plan", NULL};

static const char *const later_texts[] = {
    "The data sheet of a data set is not made by this release.",
    "The fairness assessment as a document of its own is not made by this "
    "release; the declared gates and their results stand here.",
    "The monitoring plan as a document of its own is not made by this "
    "release; what is declared for monitoring stands here."};

const char *const *
block_later_words(void)
{
	return later_words;
}

void
block_later(struct paper *p, struct node *parent, const struct call *c)
{
	struct node *para = node_para(p->a, parent, STYLE_PLAIN);
	size_t i = 0;

	while (strcmp(later_words[i], c->args[0]) != 0)
		i++;
	node_missing(p->a, para, text_lit("not in this release"));
	node_lit(p->a, para, " ");
	node_text(p->a, para, text_of(p->a, later_texts[i]));
}
