/*
 * Whole documents: the model card of a small system, byte for byte against
 * tests/golden/NAME/out.html, the same card when nothing is known, and the
 * report of continuous monitoring.  With
 * DOSSIER_GOLDEN_OUT=DIR the pages are written there (tests/golden.sh).
 */
#include "t_document.h"

#include "base/buf.h"
#include "render/render.h"

static struct arena *arena;

static void
render(const struct doc *d, struct buf *out)
{
	struct error e = {0};

	CHECK(doc_check(d, &e) == 0);
	if (e.kind != ERR_NONE)
		printf("%s: %s\n", e.where, e.what);
	else
		render_html(d, out);
}

/* Where the first difference is. */
static void
report(const char *got, const char *want)
{
	size_t line = 1, i = 0;

	for (; got[i] != '\0' && got[i] == want[i]; i++)
		line += got[i] == '\n';
	printf("line %zu differs:\n  got  %.160s\n  want %.160s\n", line,
	    got + i, want + i);
}

static void
compare(const char *name, const struct buf *got)
{
	const char *dir = getenv("DOSSIER_GOLDEN_OUT");
	const char *path =
	    arena_printf(arena, "tests/golden/%s/out.html", name);
	struct error e = {0};
	char *want = NULL;
	size_t n = 0;
	bool is_same;

	if (dir != NULL) {
		path = arena_printf(arena, "%s/%s.html", dir, name);
		CHECK(file_write(path, got->data, got->len, &e) == 0);
		return;
	}
	CHECK(file_read(path, CASE_BYTES, &want, &n, &e) == 0);
	is_same =
	    want != NULL && n == got->len && memcmp(want, buf_str(got), n) == 0;
	if (want != NULL && !is_same)
		report(buf_str(got), want);
	CHECK(is_same);
	free(want);
}

static void
run_case(const char *name, const char *path)
{
	struct small_case *c = arena_alloc(arena, sizeof(*c));
	struct error e = {0};
	struct buf out = {0};

	if (!case_load(
		c, arena, arena_printf(arena, "tests/golden/%s/in", name), "."))
		return;
	CHECK(compose_documents(&c->work, &e) == 0);
	if (e.kind != ERR_NONE)
		printf("%s: %s\n", e.where, e.what);
	CHECK(c->work.npages == 1);
	if (c->work.npages == 1) {
		CHECK_STR(c->work.pages[0]->path, path);
		render(c->work.pages[0], &out);
		compare(name, &out);
	}
	buf_free(&out);
	case_free(c);
}

static void
test_model_card(void)
{
	run_case("model-card", "docs/model-card-fraud.html");
}

static void
test_model_card_empty(void)
{
	run_case("model-card-empty", "docs/model-card-fraud.html");
}

/* Charts with gaps and limits, and what is not there, by name. */
static void
test_conmon(void)
{
	run_case("conmon", "docs/conmon.html");
}

int
main(void)
{
	arena = arena_new();
	RUN(test_model_card);
	RUN(test_model_card_empty);
	RUN(test_conmon);
	arena_free(arena);
	return test_end("t_document");
}
