/*
 * Who is accused: the samples' verdicts against what was planted (and what was
 * not).  The lists are the issue's, by the rule's words; where they differ the
 * reason stands beside.
 */
#include <stdlib.h>

#include "base/file.h"
#include "ext/json.h"
#include "run/run.h"
#include "test.h"

static struct arena *arena;

static const struct project *
load(const char *dir)
{
	struct project *p = arena_alloc(arena, sizeof(*p));
	struct error e = {0};
	struct run_opts o = {
	    .dir = dir, .out = "out", .data = ".", .from = dir};

	if (run_open(arena, &o, p, &e) == -1 ||
	    run_assess(arena, &o, p, &e) == -1) {
		printf("%s: %s: %s\n", dir, e.where, e.what);
		return NULL;
	}
	return p;
}

static const struct verdict *
verdict_of(const struct project *p, const char *check, const char *subject)
{
	for (size_t i = 0; i < p->assessment.nverdicts; i++) {
		const struct verdict *v = &p->assessment.verdicts[i];

		if (strcmp(v->check->id, check) == 0 &&
		    strcmp(v->subject, subject) == 0)
			return v;
	}
	printf("no verdict %s %s\n", check, subject);
	test_failed_now++;
	return NULL;
}

static enum word
word_of(const struct project *p, const char *check, const char *subject)
{
	const struct verdict *v = verdict_of(p, check, subject);

	return v == NULL ? VERDICT_UNKNOWN : v->word;
}

struct expected {
	const char *check, *subject;
	enum word word;
};

static void
expect(const struct project *p, const struct expected *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		enum word w = word_of(p, list[i].check, list[i].subject);

		if (w == list[i].word)
			continue;
		printf("%s %s is %s, not %s\n", list[i].check, list[i].subject,
		    word_name(w), word_name(list[i].word));
		test_failed_now++;
	}
}

#define FRAUD(c, v, w)                                                         \
	{                                                                      \
		c, "version/fraud/" v, VERDICT_##w                             \
	}

/* REG-03: v4 has no approver, and an approver is one of its six parts. */
static const struct expected planted[] = {
    FRAUD("REG-03", "4", FAIL),
    FRAUD("REG-04", "4", FAIL),
    FRAUD("REG-06", "3", FAIL),
    FRAUD("REG-06", "4", FAIL),
    FRAUD("REG-08", "1", FAIL),
    FRAUD("REG-08", "2", FAIL),
    FRAUD("REG-08", "3", FAIL),
    FRAUD("REG-08", "4", FAIL),
    FRAUD("CIP-04", "4", FAIL),
    FRAUD("EVL-03", "3", FAIL),
    FRAUD("EVL-03", "4", FAIL),
    FRAUD("EVL-04", "1", FAIL),
    FRAUD("EVL-04", "2", FAIL),
    FRAUD("EVL-04", "3", FAIL),
    FRAUD("EVL-04", "4", FAIL),
    FRAUD("EVL-04", "5", FAIL),
    FRAUD("EVL-06", "4", FAIL),
    FRAUD("EVL-06", "5", WARN),
    FRAUD("SIG-01", "4", FAIL),
    FRAUD("SIG-01", "5", FAIL),
    FRAUD("SIG-04", "5", FAIL),
    {"DRF-01", "model/fraud", VERDICT_FAIL},
    {"DRF-06", "model/fraud", VERDICT_FAIL},
    {"OPS-01", "model/fraud", VERDICT_FAIL},
    {"OPS-06", "model/fraud", VERDICT_FAIL},
    {"FAI-01", "model/fraud", VERDICT_FAIL},
};

static bool
is_planted(const struct verdict *v)
{
	for (size_t i = 0; i < sizeof(planted) / sizeof(planted[0]); i++)
		if (strcmp(planted[i].check, v->check->id) == 0 &&
		    strcmp(planted[i].subject, v->subject) == 0)
			return true;
	return false;
}

/* Every planted defect is found, and nobody else is accused. */
static void
test_invoice_fraud(void)
{
	const struct project *p = load("samples/invoice-fraud");

	CHECK(p != NULL);
	if (p == NULL)
		return;
	expect(p, planted, sizeof(planted) / sizeof(planted[0]));
	for (size_t i = 0; i < p->assessment.nverdicts; i++) {
		const struct verdict *v = &p->assessment.verdicts[i];

		if ((v->word != VERDICT_FAIL && v->word != VERDICT_WARN) ||
		    is_planted(v))
			continue;
		printf("accused: %s %s: %s\n", v->check->id, v->subject,
		    v->sentence);
		test_failed_now++;
	}
	CHECK(!run_is_complete(p));
}

/* ---- What was planted in the monitor ------------------------------------ */

/* A defect as truth.json names it, and by which words it is found. */
struct defect {
	const char *name, *check, *says;
};

static const struct defect monitored[] = {
    {"latency_objective_missed", "OPS-01",
	"'/v1/score' in 9 of 31 intervals of 1d (2026-10-14 to 2026-10-22)"},
    {"segment_without_live_metric", "FAI-01", "'vendor_size/micro' in all 31"},
    {"drift_above_threshold", "DRF-01", "'amount' 0.34"},
    {"prediction_drift_above_threshold", "DRF-06", "'score' 0.71"},
    {"rule_without_owner", "OPS-06",
	"owner of rule 'InvoiceFraudFeatureDrift'"},
    {"rule_broken", "OPS-06", "rule 'InvoiceFraudErrorsOfVersion'"},
    {"rule_missing", "OPS-06",
	"rule 'InvoiceFraudDriftReportStale' for 'drift_report_age_days' and "
	"rule 'InvoiceFraudNoDriftMetric' for 'absence of psi'"},
    {"nan_metric", "OPS-06", "'calibration_error'"},
};

enum {
	NMONITORED = sizeof(monitored) / sizeof(monitored[0]),
	TRUTH_MAX = 1 << 20
};

static bool
is_monitored(const char *name)
{
	for (size_t i = 0; i < NMONITORED; i++)
		if (strcmp(monitored[i].name, name) == 0)
			return true;
	return false;
}

static void
test_monitor_defects(void)
{
	const struct project *p = load("samples/invoice-fraud");

	CHECK(p != NULL);
	for (size_t i = 0; p != NULL && i < NMONITORED; i++) {
		const struct defect *d = &monitored[i];
		const struct verdict *v =
		    verdict_of(p, d->check, "model/fraud");

		if (v != NULL && v->word == VERDICT_FAIL &&
		    strstr(v->sentence, d->says) != NULL)
			continue;
		printf("%s is not found by %s: %s\n", d->name, d->check,
		    v == NULL ? "" : v->sentence);
		test_failed_now++;
	}
}

/* Does truth.json name one of the checks that decide a monitor? */
static bool
is_of_monitor(const char *checks)
{
	static const char *const ids[] = {
	    "DRF-01", "DRF-02", "DRF-06", "FAI-01", "OPS-01", "OPS-06", NULL};

	for (size_t i = 0; ids[i] != NULL; i++)
		if (strstr(checks, ids[i]) != NULL)
			return true;
	return false;
}

/* The list above is truth.json's: nothing planted is left out. */
static void
test_monitor_truth(void)
{
	const char *shared = getenv("DOSSIER_SHARED");
	const char *path =
	    arena_printf(arena, "%s/recordings/invoice-fraud/truth.json",
		shared == NULL ? "../shared" : shared);
	const struct json *defects;
	struct json *truth = NULL;
	struct error e = {0};
	char *bytes = NULL;
	size_t len = 0, n = 0;

	if (file_read(path, TRUTH_MAX, &bytes, &len, &e) == -1) {
		test_skip(
		    "monitor defects", "no recordings in $DOSSIER_SHARED");
		return;
	}
	CHECK(json_load_bytes(
		  "truth.json", bytes, len, TRUTH_MAX, &truth, &e) == 0);
	defects = json_get(json_get(truth, "monitor"), "defects");
	for (size_t i = 0; i < json_len(defects); i++) {
		const struct json *d = json_at(defects, i);
		const char *name = json_get_text(d, "defect");

		if (!is_of_monitor(json_get_text(d, "check")))
			continue;
		n++;
		if (is_monitored(name))
			continue;
		printf("planted and not looked for: %s\n", name);
		test_failed_now++;
	}
	CHECK(n == NMONITORED);
	json_free(truth);
	free(bytes);
}

#define TRIAGE(c, w)                                                           \
	{                                                                      \
		c, "version/triage/2", VERDICT_##w                             \
	}

static void
test_benefits_triage(void)
{
	static const struct expected clean[] = {TRIAGE("REG-04", PASS),
	    TRIAGE("REG-05", PASS), TRIAGE("REG-06", PASS),
	    TRIAGE("REG-07", PASS), TRIAGE("REG-08", PASS),
	    TRIAGE("CIP-04", PASS), TRIAGE("EVL-03", PASS),
	    TRIAGE("EVL-04", UNKNOWN), TRIAGE("EVL-06", PASS),
	    TRIAGE("SIG-01", UNKNOWN), TRIAGE("SIG-04", UNKNOWN),
	    {"DRF-01", "model/triage", VERDICT_PASS},
	    {"DRF-06", "model/triage", VERDICT_PASS},
	    {"FAI-01", "model/triage", VERDICT_PASS},
	    {"OPS-01", "model/triage", VERDICT_PASS},
	    {"OPS-06", "model/triage", VERDICT_PASS}};
	const struct project *p = load("samples/benefits-triage");

	CHECK(p != NULL);
	if (p == NULL)
		return;
	expect(p, clean, sizeof(clean) / sizeof(clean[0]));
	for (size_t i = 0; i < p->assessment.nverdicts; i++) {
		const struct verdict *v = &p->assessment.verdicts[i];

		if (v->word != VERDICT_FAIL && v->word != VERDICT_WARN)
			continue;
		printf("accused: %s %s: %s\n", v->check->id, v->subject,
		    v->sentence);
		test_failed_now++;
	}
	CHECK(run_is_complete(p));
}

int
main(void)
{
	int rc;

	arena = arena_new();
	RUN(test_invoice_fraud);
	RUN(test_monitor_defects);
	RUN(test_monitor_truth);
	RUN(test_benefits_triage);
	arena_free(arena);
	rc = test_end("t_accused");
	return rc;
}
