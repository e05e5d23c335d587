/*
 * The shipped connectors of files, each over one export: of the recordings,
 * skipped by name without them, or written here.
 */
#include "t_one.h"

#include "base/file.h"

enum { PATH_TEXT = 4096 };

static char *
slurp(const char *path, size_t *n)
{
	char *bytes = NULL;
	struct error e = {0};

	return file_read(path, 64 << 20, &bytes, n, &e) == -1 ? NULL : bytes;
}

/* A session of a shipped connector that was given `bytes`. */
static struct one *
read_by(const char *connector, const char *bytes)
{
	static struct param files[] = {{.name = "files",
	    .text = "exports/*",
	    .path = "$['sources'][0]['files']"}};
	char path[PATH_TEXT];
	char *text;
	struct one *o;
	size_t n = 0;
	const struct plan *p;

	snprintf(path, sizeof(path), "mappings/sources/%s.yml", connector);
	text = slurp(path, &n);
	CHECK(text != NULL);
	o = one_open(connector, text == NULL ? "" : text);
	free(text);
	o->src.base = NULL;
	o->src.zone = "UTC";
	o->src.params = files;
	o->src.nparams = 1;
	one_start(o);
	p = one_plan(o, 0, &n);
	CHECK(n == 1);
	CHECK_STR(p->glob, "exports/*");
	CHECK(one_give(o, 0, p, 0, 0, 1, bytes) == STATE_OK);
	if (one_end(o, 0) != STATE_OK)
		printf("%s: %s\n", connector, o->state.reason);
	CHECK(o->state.state == STATE_OK);
	return o;
}

static size_t
count(
    const struct one *o, const char *kind, const char *field, const char *text)
{
	size_t n = 0;

	for (size_t i = 0; i < o->rows.n; i++) {
		const struct row *r = o->rows.items[i];
		const char *is = strcmp(r->kind->name, kind) != 0
				     ? NULL
				     : row_text(r, field);

		n += is != NULL && (text == NULL || strcmp(is, text) == 0);
	}
	return n;
}

static size_t
count_bad(const struct one *o)
{
	size_t n = 0;

	for (size_t i = 0; i < o->rows.n; i++)
		for (size_t k = 0; k < o->rows.items[i]->kind->nfields; k++) {
			enum outcome is = o->rows.items[i]->fields[k].outcome;

			n += is == OUTCOME_BADTYPE || is == OUTCOME_MANY;
		}
	return n;
}

/* Rows of one export of the recordings. */
static void
check_export(const char *connector, const char *file, const char *kind,
    const char *field, const char *text, size_t want)
{
	const char *shared = getenv("DOSSIER_SHARED");
	char path[PATH_TEXT];
	char *bytes;
	struct one *o;
	size_t n = 0;

	snprintf(path, sizeof(path), "%s/recordings/benefits-triage/exports/%s",
	    shared == NULL ? "../shared" : shared, file);
	bytes = slurp(path, &n);
	if (bytes == NULL) {
		test_skip(connector, "no recordings in $DOSSIER_SHARED");
		return;
	}
	o = read_by(connector, bytes);
	if (count(o, kind, field, text) != want)
		printf("%s: %zu\n", connector, count(o, kind, field, text));
	CHECK(count(o, kind, field, text) == want);
	CHECK(count_bad(o) == 0);
	one_free(o);
	free(bytes);
}

static void
exports(void)
{
	check_export("evidently", "drift-2026-10-30/snapshot.json",
	    "monitor.sample", "metric", "psi", 8);
	check_export("great-expectations", "version-2/gx-validation.json",
	    "data.expectation", "success", "true", 10);
	check_export("cyclonedx", "version-2/sbom.cdx.json", "sbom.component",
	    "name", NULL, 140);
	check_export("spdx", "version-2/sbom.spdx.json", "sbom.component",
	    "name", NULL, 138);
	check_export("evaluation", "version-2/evaluation.json",
	    "evaluation.metric", "family", "region", 8);
	check_export("evaluation", "version-2/evaluation.json", "dataset",
	    "records", "900", 1);
	check_export("dataset-manifest", "version-2/dataset-manifest.json",
	    "dataset", "records", "1500", 1);
	check_export("sigstore-bundle", "version-2/model.sig",
	    "signature.subject", "name", "model.skops", 1);
}

/* A page of a real Prometheus, with the hostile label of its system. */
static void
federate(void)
{
	static const char hostile[] =
	    "memo \"free\\text\"\n<script>alert(1)</script>";
	const char *shared = getenv("DOSSIER_SHARED");
	char path[PATH_TEXT];
	struct one *o;
	char *bytes;
	size_t n = 0, bad = 0;

	snprintf(path, sizeof(path),
	    "%s/recordings/sources/prometheus-federate/bodies/"
	    "0001-federate.txt",
	    shared == NULL ? "../shared" : shared);
	bytes = slurp(path, &n);
	if (bytes == NULL) {
		test_skip(
		    "prometheus-federate", "no recordings in $DOSSIER_SHARED");
		return;
	}
	o = read_by("prometheus-federate", bytes);
	CHECK(count(o, "monitor.sample", "metric", "psi") == 9);
	CHECK(count(o, "monitor.sample", "metric", "ks") == 4);
	CHECK(count(o, "monitor.sample", "metric", "cost_per_1000") == 2);
	CHECK(count(o, "monitor.sample", "at", "2026-11-23T11:07:27.642Z") ==
	      o->rows.n);
	CHECK(count(o, "monitor.sample", "feature", hostile) == 1);
	for (size_t i = 0; i < o->rows.n; i++)
		bad += row_get(o->rows.items[i], "value")->outcome ==
		       OUTCOME_NONFINITE;
	CHECK(bad == 2); /* NaN and +Inf */
	one_free(o);
	free(bytes);
}

static void
evidently_04(void)
{
	struct one *o = read_by("evidently-04",
	    "{\"version\": \"0.4.40\", \"timestamp\": "
	    "\"2026-11-20 06:00:00\", \"metrics\": ["
	    "{\"metric\": \"DataDriftTable\", \"result\": "
	    "{\"drift_by_columns\": {\"age\": {\"column_name\": \"age\", "
	    "\"stattest_name\": \"PSI\", \"drift_score\": 0.31, "
	    "\"stattest_threshold\": 0.25, \"drift_detected\": true}, "
	    "\"x\": {\"column_name\": \"x\", \"stattest_name\": "
	    "\"K-S p_value\", \"drift_score\": NaN, "
	    "\"stattest_threshold\": 0.05, \"drift_detected\": false}}}}, "
	    "{\"metric\": \"DatasetDriftMetric\", \"result\": "
	    "{\"share_of_drifted_columns\": 0.5, \"drift_share\": 0.5}}]}");

	CHECK(o->rows.n == 3);
	CHECK(count(o, "monitor.sample", "result", "fail") == 1);
	CHECK(count(o, "monitor.sample", "metric", "ks_p_value") == 1);
	CHECK(count(o, "monitor.sample", "at", "2026-11-20T06:00:00Z") == 3);
	CHECK(row_get(o->rows.items[1], "value")->outcome == OUTCOME_NONFINITE);
	CHECK_STR(row_get(o->rows.items[0], "model")->at,
	    "input system.yml > $['models'][0]['names']['evidently-04']");
	CHECK_STR(row_text(o->rows.items[0], "model"), "m1");
	one_free(o);
}

/* One file an event; who wrote it is `by`. */
static void
records(void)
{
	static const struct {
		const char *text, *kind, *field, *is;
	} cases[] = {
	    {"by: Dana Whitfield\n"
	     "rehearsal:\n"
	     "  id: RBK-2026-3\n"
	     "  subject: model/m1\n"
	     "  at: 2026-09-14T10:00:00Z\n"
	     "  who: Dana Whitfield, Lee Ortiz\n"
	     "  duration: 42s\n"
	     "  outcome: success\n"
	     "  from: version/m1/2\n"
	     "  to: version/m1/1\n",
		"rehearsal", "duration", "42"},
	    {"by: D\napproval: {model: m1, version: \"2\", by: D, "
	     "at: \"2026-07-16T15:20:00Z\", decision: approved, "
	     "change: CHG-1, expires: 2027-07-16, test_run: r1}\n",
		"approval", "expires", "2027-07-16"},
	    {"by: D\nchange: {id: CHG-1, what: model, approved: true, "
	     "approvals_required: \"2\"}\n",
		"change", "approvals_required", "2"},
	    {"by: D\ntest: {id: T-1, expected: refused, seen: refused, "
	     "at: 2026-07-16T15:20:00Z, outcome: success}\n",
		"record.test", "seen", "refused"},
	    {"by: D\nreview: {id: V-1, subject: system, "
	     "at: 2026-07-16T15:20:00+02:00, who: D}\n",
		"review", "at", "2026-07-16T13:20:00Z"},
	    {"by: D\nincident: {id: I-1, what: drift, "
	     "at: 2026-07-16T15:20:00Z}\n",
		"incident", "what", "drift"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct one *o = read_by("records", cases[i].text);

		CHECK(o->rows.n == 1);
		CHECK(
		    count(o, cases[i].kind, cases[i].field, cases[i].is) == 1);
		CHECK(count_bad(o) == 0);
		CHECK(o->rows.items[0]->is_asserted);
		CHECK(strncmp(o->rows.items[0]->asserted_by, "D", 1) == 0);
		one_free(o);
	}
}

int
main(void)
{
	RUN(exports);
	RUN(federate);
	RUN(evidently_04);
	RUN(records);
	return test_end("t_session_files");
}
