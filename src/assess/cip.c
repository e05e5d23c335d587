/*
 * CIP-04: did the training data pass its expectations?  The counts of a suite
 * must be those of its results, so that a result left out cannot help.
 */
#include "assess/internal.h"

#include <string.h>

struct results {
	size_t rows, bad, critical;
};

static bool
same_text(const struct row *a, const struct row *b, const char *field)
{
	const char *x = row_text(a, field), *y = row_text(b, field);

	return (x == NULL && y == NULL) ||
	       (x != NULL && y != NULL && strcmp(x, y) == 0);
}

static bool
is_of_suite(const struct row *expectation, const struct row *suite)
{
	return same_text(expectation, suite, "suite") &&
	       same_text(expectation, suite, "dataset") &&
	       same_text(expectation, suite, "at");
}

/* One that did not hold.  Without a severity it is critical. */
static void
see_bad(
    struct ctx *c, struct finding *f, const struct row *r, struct results *s)
{
	const char *severity = row_text(r, "severity");
	const char *n = row_text(r, "n");

	s->bad++;
	finding_fact(c, f, r, "success");
	if (row_text(r, "success") == NULL)
		form_unread(c, f, r, "success",
		    arena_printf(c->a, "the result of expectation %s", n));
	else if (row_is_unread(r, "severity"))
		form_unread(c, f, r, "severity",
		    arena_printf(c->a, "the severity of expectation %s", n));
	else if (severity == NULL || strcmp(severity, "critical") == 0)
		s->critical++;
}

static bool
is_count(struct ctx *c, const struct row *suite, const char *field, size_t n)
{
	return row_has(suite, field, arena_printf(c->a, "%zu", n));
}

static const char *
or_none(const char *s)
{
	return s == NULL ? "not known" : s;
}

static void
judge_counts(struct ctx *c, struct finding *f, const struct row *suite,
    const struct results *s)
{
	const char *name = row_text(suite, "suite");

	if (!is_count(c, suite, "evaluated", s->rows) ||
	    !is_count(c, suite, "failed", s->bad) ||
	    row_text(suite, "success") == NULL ||
	    (s->bad == 0 && !row_has(suite, "success", "true")))
		finding_unknown(c, f, NULL,
		    "The counts of suite '%s' are not those of its results: "
		    "success %s, evaluated %s, failed %s, results %zu, failed "
		    "among them %zu",
		    name, or_none(row_text(suite, "success")),
		    or_none(row_text(suite, "evaluated")),
		    or_none(row_text(suite, "failed")), s->rows, s->bad);
	else if (s->critical == 0)
		finding_say(c, f, VERDICT_PASS,
		    "All critical expectations of suite '%s' held (%zu of %zu)",
		    name, s->rows - s->bad, s->rows);
}

/* Its expectations: all must be listed, and every critical one must hold. */
static void
judge_suite(struct ctx *c, struct finding *f, const struct row *suite)
{
	size_t n;
	const struct row *const *all = facts_of(c->f, "data.expectation", &n);
	struct results s = {0};

	for (size_t i = 0; i < n; i++) {
		if (!is_of_suite(all[i], suite))
			continue;
		s.rows++;
		if (!row_has(all[i], "success", "true"))
			see_bad(c, f, all[i], &s);
	}
	finding_fact(c, f, suite, "success");
	finding_fact(c, f, suite, "evaluated");
	finding_fact(c, f, suite, "failed");
	if (s.critical > 0)
		finding_part(c, f,
		    (struct part_says){.word = VERDICT_FAIL,
			.seen = arena_printf(c->a, "%zu failed", s.critical),
			.wanted = "none of severity critical",
			.text = arena_printf(c->a,
			    "Of the critical expectations of suite '%s', %zu "
			    "failed (wanted: none)",
			    row_text(suite, "suite"), s.critical)});
	judge_counts(c, f, suite, &s);
}

/* Results that were read from the report and belong to no suite of it. */
static void
find_strays(struct ctx *c, struct finding *f, const char *object)
{
	size_t n, nsuites;
	const struct row *const *all = facts_of(c->f, "data.expectation", &n);
	const struct row *const *suites =
	    facts_of(c->f, "data.validation", &nsuites);

	for (size_t i = 0; i < n; i++) {
		bool is_stray = value_is_from(row_get(all[i], "n"), object);

		for (size_t k = 0; is_stray && k < nsuites; k++)
			is_stray = !is_of_suite(all[i], suites[k]);
		if (is_stray)
			finding_unknown(c, f, NULL,
			    "The results of suite '%s' have no summary",
			    row_text(all[i], "suite"));
	}
}

void
cip_04(struct ctx *c, const struct subject *s, struct finding *f)
{
	size_t n, at = 0;
	const struct row *const *rows = facts_of(c->f, "data.validation", &n);
	const struct row *report;

	/* A validation is the version's when it was read from its report. */
	while ((report = artifact_next(c, s, "report", &at)) != NULL) {
		const char *sha = row_text(report, "recomputed");

		for (size_t k = 0; k < n; k++) {
			if (!value_is_from(row_get(rows[k], "suite"), sha))
				continue;
			finding_fact(c, f, report, "recomputed");
			judge_suite(c, f, rows[k]);
		}
		find_strays(c, f, sha);
	}
	if (!f->has_parts)
		finding_unlisted(c, f, "data.validation",
		    "No result of an expectation suite is attached to version "
		    "%s",
		    s->version);
}
