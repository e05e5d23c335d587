/*
 * Sessions over recorded answers: the mlflow connector finds what truth.json
 * says, derive gets the same rows from what gather wrote down, every locator
 * leads back to the value.  Recordings are in $DOSSIER_SHARED/recordings;
 * without them those tests are skipped by name.
 */
#include "t_recording.h"

/* ---- What was found ------------------------------------------------------ */

static void
put_row(struct buf *b, const struct row *r)
{
	buf_printf(b, "%s %s\n", r->step, r->kind->name);
	for (size_t i = 0; i < r->kind->nfields; i++) {
		const struct value *v = &r->fields[i];

		buf_printf(b, " %s %s %s %s\n", r->kind->fields[i].name,
		    outcome_name(v->outcome), v->text == NULL ? "" : v->text,
		    v->at == NULL ? "" : v->at);
	}
}

static bool
same_rows(const struct row_list *x, const struct row_list *y)
{
	struct buf a = {0}, b = {0};
	bool is_same;

	for (size_t i = 0; i < x->n; i++)
		put_row(&a, x->items[i]);
	for (size_t i = 0; i < y->n; i++)
		put_row(&b, y->items[i]);
	is_same = strcmp(buf_str(&a), buf_str(&b)) == 0;
	buf_free(&a);
	buf_free(&b);
	return is_same && x->n > 0;
}

/* The row of a kind with these texts in these fields; NULL: none or two. */
static const struct row *
find_row(const struct row_list *rows, const char *kind, const char *const *is)
{
	const struct row *found = NULL;

	for (size_t i = 0; i < rows->n; i++) {
		const struct row *r = rows->items[i];
		bool fits = strcmp(r->kind->name, kind) == 0;

		for (size_t k = 0; fits && is[k] != NULL; k += 2) {
			const char *text = row_text(r, is[k]);

			fits = text != NULL && strcmp(text, is[k + 1]) == 0;
		}
		if (fits && found == NULL)
			found = r;
	}
	return found;
}

#define FIND(rows, kind, ...)                                                  \
	find_row(rows, kind, (const char *const[]){__VA_ARGS__, NULL})

static size_t
count_rows(const struct row_list *rows, const char *kind)
{
	size_t n = 0;

	for (size_t i = 0; i < rows->n; i++)
		n += strcmp(rows->items[i]->kind->name, kind) == 0;
	return n;
}

static size_t
count_outcomes(const struct row_list *rows, enum outcome o)
{
	size_t n = 0;

	for (size_t i = 0; i < rows->n; i++)
		for (size_t k = 0; k < rows->items[i]->kind->nfields; k++)
			n += rows->items[i]->fields[k].outcome == o;
	return n;
}

/* Fields whose text is another spelling of the node's. */
static bool
is_mapped(const struct field_def *f)
{
	static const char *const names[] = {"deleted", "result", "metric"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(f->name, names[i]) == 0)
			return true;
	return false;
}

static bool
says_the_same(struct arena *a, const struct setup *u, const struct field_def *f,
    const struct value *v, const char *found)
{
	char buf[TIME_TEXT];
	struct instant t;
	size_t n = strlen(found);

	switch (f->type) {
	case TYPE_TIME:
		if (time_parse(&t, found, n) == -1 &&
		    time_parse_number(&t, found, n, 3) == -1 &&
		    time_parse_local(&t, found, n, 0) == -1)
			return false;
		return strcmp(time_format(t, buf), v->text) == 0;
	case TYPE_MODEL:
		return strcmp(system_model_id(a, &u->sys, &u->src, found),
			   v->text) == 0;
	case TYPE_SHA256:
	case TYPE_IMAGE_DIGEST:
		return strstr(found, v->text) != NULL;
	case TYPE_LIST:
		return v->nitems == 0 || strstr(found, v->items[0]) != NULL;
	case TYPE_TEXT:
	case TYPE_INT:
	case TYPE_NUMBER:
	case TYPE_BOOL:
	case TYPE_DATE:
	case TYPE_DURATION:
		break;
	}
	return is_mapped(f) || strcmp(found, v->text) == 0;
}

static void
follow_all(struct world *w, const struct setup *u, const struct row_list *rows)
{
	struct object_source src = {.get = get_object, .ctx = w};
	size_t followed = 0, wrong = 0;

	for (size_t i = 0; i < rows->n; i++) {
		const struct row *r = rows->items[i];
		struct arena *a = arena_new();

		for (size_t k = 0; k < r->kind->nfields; k++) {
			const struct value *v = &r->fields[k];
			struct locator l = {0};
			struct found found = {0};
			struct error e = {0};

			if (v->outcome != OUTCOME_VALUE)
				continue;
			if (strncmp(v->at, "input ", 6) == 0)
				continue; /* a parameter */
			if (locator_parse(a, v->at, &l, &e) == -1 ||
			    locator_follow(a, &l, src, &found, &e) == -1 ||
			    (found.value != NULL &&
				!says_the_same(a, u, &r->kind->fields[k], v,
				    found.value))) {
				if (wrong++ < 5)
					printf("%s.%s: %s -> %s, not %s (%s)\n",
					    r->kind->name,
					    r->kind->fields[k].name, v->at,
					    found.value == NULL ? "?"
								: found.value,
					    v->text, e.what);
			}
			followed++;
		}
		arena_free(a);
	}
	printf("followed %zu locators\n", followed);
	CHECK(wrong == 0);
	CHECK(followed > 1000);
}

static const struct tree *
read_truth(struct arena *a, const char *name)
{
	char path[PATH_TEXT], *bytes = NULL;
	struct tree *t = NULL;
	struct error e = {0};
	size_t n = 0;

	snprintf(path, sizeof(path), "%s/recordings/%s/truth.json",
	    shared_dir(), name);
	CHECK(file_read(path, 64 << 20, &bytes, &n, &e) == 0);
	CHECK(json_read(a, arena_ndup(a, bytes, n), n, true, &t, &e) == 0);
	free(bytes);
	return t;
}

static bool
same_number(const char *x, const char *y)
{
	struct decimal a, b;

	if (x == NULL || y == NULL || decimal_parse(&a, x, strlen(x)) == -1 ||
	    decimal_parse(&b, y, strlen(y)) == -1)
		return false;
	a = decimal_round(&a, 9);
	b = decimal_round(&b, 9);
	return decimal_cmp(&a, &b) == 0;
}

static void
check_scores(const struct row_list *rows, const struct tree *t)
{
	size_t list = tree_member(t, 0, "monitoring", 10), n, found = 0;

	for (size_t m = tree_child(t, list); m != 0; m = tree_next(t, m)) {
		const char *at = member(t, m, "at");
		size_t scores = tree_member(t, m, "scores", 6);

		for (size_t s = tree_child(t, scores); s != 0;
		     s = tree_next(t, s)) {
			const struct row *r = FIND(rows, "monitor.sample",
			    "feature", tree_key(t, s, &n), "at", at, "metric",
			    "psi", "model", "triage");

			CHECK(r != NULL);
			CHECK(r != NULL && same_number(row_text(r, "value"),
					       tree_text(t, s, &n)));
			found++;
		}
	}
	CHECK(found > 20);
}

/* Where bytes were changed after signing, what is served now. */
static const char *
served_digest(const struct tree *t, const char *digest)
{
	size_t list = tree_member(t, 0, "defects", 7);

	for (size_t d = tree_child(t, list); d != 0; d = tree_next(t, d)) {
		const char *recorded = member(t, d, "recorded");

		if (recorded != NULL && strcmp(recorded, digest) == 0)
			return member(t, d, "actual");
	}
	return digest;
}

static void
check_version(const struct row_list *rows, const struct tree *t, size_t v)
{
	const char *version = member(t, v, "version");
	size_t files = tree_member(t, v, "files", 5), n;
	const struct row *r =
	    FIND(rows, "model.version", "version", version, "model", "triage");

	CHECK(r != NULL);
	if (r == NULL)
		return;
	CHECK_STR(row_text(r, "run"), member(t, v, "run"));
	CHECK_STR(row_text(r, "status"), member(t, v, "status"));
	r = FIND(rows, "evaluation.run", "id", member(t, v, "evaluation_run"),
	    "status", "FINISHED");
	CHECK(r != NULL);
	CHECK_STR(r == NULL ? NULL : row_text(r, "finished_at"),
	    member(t, v, "evaluation_end"));
	r = FIND(rows, "training.run", "id", member(t, v, "run"));
	CHECK(r != NULL);
	CHECK_STR(
	    r == NULL ? NULL : row_text(r, "who"), member(t, v, "trainer"));
	for (size_t f = tree_child(t, files); f != 0; f = tree_next(t, f)) {
		r = FIND(rows, "model.artifact", "version", version, "path",
		    tree_key(t, f, &n), "recomputed",
		    served_digest(t, tree_text(t, f, &n)));
		CHECK(r != NULL);
	}
}

static void
check_truth(const struct row_list *rows, const struct tree *t)
{
	size_t versions = tree_member(t, 0, "versions", 8), n;
	size_t aliases = tree_member(t, 0, "aliases", 7);

	for (size_t v = tree_child(t, versions); v != 0; v = tree_next(t, v))
		check_version(rows, t, v);
	for (size_t a = tree_child(t, aliases); a != 0; a = tree_next(t, a))
		CHECK(FIND(rows, "model.alias", "alias", tree_key(t, a, &n),
			  "version", tree_text(t, a, &n)) != NULL);
	check_scores(rows, t);
}

static void
run_system(const char *name, void (*more)(const struct row_list *))
{
	struct world w = {.a = arena_new()};
	struct setup u;
	struct row_list rows = {0}, again = {0};
	enum state states[64], derived[64];
	struct session *s;

	if (!read_recording(&w, name, "mlflow")) {
		test_skip(name, "no recordings in $DOSSIER_SHARED");
		goto out;
	}
	if (!set_up(w.a, &u, "mlflow", name)) {
		CHECK(false);
		goto out;
	}
	s = open_session(w.a, &u, "triage", &w);
	gather_all(&w, s, &rows, states);
	printf("%s: %zu requests, %zu rows, %zu outcomes\n", name, w.nrequests,
	    rows.n, count_outcomes(&rows, OUTCOME_VALUE));
	CHECK(w.missing == 0);
	for (size_t i = 0; i < session_steps(s); i++)
		CHECK(states[i] == STATE_OK);
	check_truth(&rows, read_truth(w.a, name));
	CHECK(count_outcomes(&rows, OUTCOME_MANY) == 0);
	CHECK(count_outcomes(&rows, OUTCOME_BADTYPE) == 0);
	more(&rows);
	follow_all(&w, &u, &rows);
	s = open_session(w.a, &u, "triage", &w);
	derive_all(&w, s, &again, derived);
	CHECK(
	    memcmp(states, derived, session_steps(s) * sizeof(states[0])) == 0);
	CHECK(same_rows(&rows, &again));
out:
	free(rows.items);
	free(again.items);
	arena_free(w.a);
}

static void
clean_rows(const struct row_list *rows)
{
	const struct row *r;

	CHECK(count_rows(rows, "model.version") == 3);
	CHECK(count_rows(rows, "model.alias") == 3);
	CHECK(count_rows(rows, "sbom.document") == 3);
	CHECK(count_rows(rows, "model.signature") == 3);
	CHECK(count_rows(rows, "data.validation") == 3);
	CHECK(count_rows(rows, "approval") == 2);
	CHECK(count_outcomes(rows, OUTCOME_NONFINITE) == 0);
	r = FIND(rows, "dataset", "id", "benefits-triage-curated", "version",
	    "2026-07-13", "records", "1500");
	CHECK(r != NULL);
	r = FIND(rows, "registry.event", "version", "1", "to", "production");
	CHECK_STR(r == NULL ? NULL : row_text(r, "at"), "2026-03-06T13:00:00Z");
}

/* What was planted in invoice-fraud, where a row can say it. */
static void
planted_rows(const struct row_list *rows)
{
	const struct row *r;

	CHECK(count_rows(rows, "model.version") == 5);
	CHECK(count_rows(rows, "model.alias") == 4);
	r = FIND(rows, "model.artifact", "version", "4", "path", "model.pkl",
	    "recomputed",
	    "90e1326cea90ff02792c96386e315eb1e7736f2f9a725944d8"
	    "ade708fe6c1ddf");
	CHECK(r != NULL);
	CHECK(FIND(rows, "model.artifact", "version", "4", "sha256",
		  "3a5270030bdaaa6c35ffda774e8a6b0ff1085808c659c6ad26a76175ac"
		  "b1ae8b") != NULL);
	CHECK(FIND(rows, "approval", "version", "3") != NULL);
	CHECK(FIND(rows, "approval", "version", "4") == NULL);
	CHECK(FIND(rows, "model.artifact", "version", "4", "role", "lock") ==
	      NULL);
	CHECK(FIND(rows, "model.artifact", "version", "5", "role", "sbom") ==
	      NULL);
	CHECK(FIND(rows, "model.artifact", "version", "5", "role",
		  "signature") == NULL);
	r = FIND(rows, "model.version", "version", "5");
	CHECK(FIND(rows, "training.run", "id", row_text(r, "run"), "deleted",
		  "true") != NULL);
	r = FIND(rows, "training.run", "id",
	    row_text(FIND(rows, "model.version", "version", "3"), "run"));
	CHECK(row_get(r, "image_digest")->outcome == OUTCOME_ABSENT);
	CHECK(FIND(rows, "data.validation", "success", "false", "failed",
		  "1") != NULL);
	r = FIND(rows, "run.metric", "metric", "train_divergence");
	CHECK(r != NULL && row_get(r, "value")->outcome == OUTCOME_NONFINITE);
	CHECK(count_outcomes(rows, OUTCOME_NONFINITE) >= 3);
}

static void
clean_system(void)
{
	run_system("benefits-triage", clean_rows);
}

static void
system_with_defects(void)
{
	run_system("invoice-fraud", planted_rows);
}

/* Nobody may look: DENIED everywhere, no row, nothing "none found". */
static void
denied_source(void)
{
	struct world w = {.a = arena_new()};
	struct setup u;
	struct row_list rows = {0};
	enum state states[64];
	struct session *s;

	if (!set_up(w.a, &u, "mlflow", "invoice-fraud")) {
		CHECK(false);
		goto out;
	}
	w.items = arena_array(w.a, 1, sizeof(*w.items));
	w.requests = arena_array(w.a, 10, sizeof(*w.requests));
	w.answers = arena_array(w.a, 10, sizeof(*w.answers));
	w.n = 1;
	w.items[0] = (struct exchange){
	    .key = make_key(w.a, "GET",
		"/api/2.0/mlflow/registered-models/get?name=invoice-fraud",
		NULL),
	    .status = 403,
	    .bytes = "no",
	    .n = 2,
	    .is_read = true};
	sha256_hex("no", 2, w.items[0].sha256);
	s = open_session(w.a, &u, "triage", &w);
	gather_all(&w, s, &rows, states);
	CHECK(w.missing == 0);
	CHECK(rows.n == 0);
	for (size_t i = 0; i < session_steps(s); i++)
		CHECK(states[i] == STATE_DENIED);
out:
	free(rows.items);
	arena_free(w.a);
}

int
main(void)
{
	RUN(clean_system);
	RUN(system_with_defects);
	RUN(denied_source);
	return test_end("t_session_recorded");
}
