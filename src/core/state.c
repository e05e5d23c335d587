/*
 * Words of states, keeps, verdicts and control results, and their orders:
 * which of two is worse (CONNECTORS section 6, DESIGN section 1).  Zero always
 * claims nothing.
 */
#include "core/core.h"

#include <assert.h>
#include <string.h>

static const char *const states[] = {
    [STATE_NOT_ASKED] = "NOT_ASKED",
    [STATE_OK] = "OK",
    [STATE_EMPTY] = "EMPTY",
    [STATE_DENIED] = "DENIED",
    [STATE_NOT_FOUND] = "NOT_FOUND",
    [STATE_FAILED] = "FAILED",
    [STATE_REFUSED] = "REFUSED",
    [STATE_INCOMPLETE] = "INCOMPLETE",
    [STATE_STALE] = "STALE",
};

enum { NSTATES = sizeof(states) / sizeof(states[0]) };

/* 0 is the worst. */
static const int state_rank[NSTATES] = {
    [STATE_FAILED] = 0,
    [STATE_REFUSED] = 1,
    [STATE_DENIED] = 2,
    [STATE_INCOMPLETE] = 3,
    [STATE_STALE] = 4,
    [STATE_NOT_FOUND] = 5,
    [STATE_NOT_ASKED] = 6,
    [STATE_OK] = 7,
    [STATE_EMPTY] = 8,
};

static const char *const words[] = {
    [VERDICT_UNKNOWN] = "UNKNOWN",
    [VERDICT_PASS] = "PASS",
    [VERDICT_WARN] = "WARN",
    [VERDICT_FAIL] = "FAIL",
    [VERDICT_CLAIMED] = "CLAIMED",
    [VERDICT_NOT_APPLICABLE] = "NOT_APPLICABLE",
};

enum { NWORDS = sizeof(words) / sizeof(words[0]) };

static const int word_ranks[NWORDS] = {
    [VERDICT_FAIL] = 0,
    [VERDICT_UNKNOWN] = 1,
    [VERDICT_WARN] = 2,
    [VERDICT_CLAIMED] = 3,
    [VERDICT_PASS] = 4,
    [VERDICT_NOT_APPLICABLE] = 5,
};

static const char *const control_words[] = {
    [CONTROL_NO_EVIDENCE] = "no evidence",
    [CONTROL_SUPPORTED] = "supported",
    [CONTROL_ATTENTION] = "attention",
    [CONTROL_CONTRADICTED] = "contradicted",
    [CONTROL_INHERITED] = "inherited",
    [CONTROL_OUTSIDE] = "outside",
};

enum { NCONTROLS = sizeof(control_words) / sizeof(control_words[0]) };

static const char *const keeps[] = {
    [KEEP_BODY] = "body",
    [KEEP_VAULT] = "vault",
    [KEEP_DIGEST] = "digest",
};

enum { NKEEPS = sizeof(keeps) / sizeof(keeps[0]) };

const char *
state_name(enum state s)
{
	assert((size_t)s < NSTATES);
	return states[s];
}

int
state_parse(enum state *s, const char *name)
{
	*s = STATE_NOT_ASKED;
	for (size_t i = 0; i < NSTATES; i++) {
		if (strcmp(states[i], name) == 0) {
			*s = (enum state)i;
			return 0;
		}
	}
	return -1;
}

enum state
state_worst(enum state a, enum state b)
{
	assert((size_t)a < NSTATES && (size_t)b < NSTATES);
	return state_rank[a] <= state_rank[b] ? a : b;
}

const char *
keep_name(enum keep k)
{
	assert((size_t)k < NKEEPS);
	return keeps[k];
}

const char *
word_name(enum word w)
{
	assert((size_t)w < NWORDS);
	return words[w];
}

int
word_parse(enum word *w, const char *name)
{
	for (size_t i = 0; i < NWORDS; i++)
		if (strcmp(words[i], name) == 0) {
			*w = (enum word)i;
			return 0;
		}
	return -1;
}

int
word_rank(enum word w)
{
	assert((size_t)w < NWORDS);
	return word_ranks[w];
}

const char *
control_word_name(enum control_word w)
{
	assert((size_t)w < NCONTROLS);
	return control_words[w];
}
