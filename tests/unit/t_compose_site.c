/* Pages of a site made by hand: what they say and where they lead. */
#include <stdlib.h>

#include "base/buf.h"
#include "base/file.h"
#include "render/render.h"
#include "t_compose_site.h"
#include "test.h"

struct made_site {
	struct arena *a;
	struct small small;
	struct site site;
	struct error e;
	int rc;
};

static void
make(struct made_site *m)
{
	memset(m, 0, sizeof(*m));
	m->a = arena_new();
	small_make(&m->small, m->a);
	m->rc = compose_site(m->a, &m->small.in, &m->site, &m->e);
}

static const struct doc *
page(const struct made_site *m, const char *path)
{
	for (size_t i = 0; i < m->site.npages; i++)
		if (strcmp(m->site.pages[i]->path, path) == 0)
			return m->site.pages[i];
	return NULL;
}

static const char *
html(struct made_site *m, const char *path)
{
	const struct doc *d = page(m, path);
	struct buf b = {0};
	const char *out = "";

	if (d != NULL) {
		render_html(d, &b);
		out = arena_dup(m->a, buf_str(&b));
	}
	buf_free(&b);
	return out;
}

static bool
has(const char *text, const char *want)
{
	bool found = strstr(text, want) != NULL;

	if (!found)
		printf("not found: %s\n", want);
	return found;
}

static bool
lacks(const char *text, const char *bad)
{
	return strstr(text, bad) == NULL;
}

static void
pages_are_made_sorted(void)
{
	static const char *const want[] = {"checks/DRF-01.html",
	    "checks/EVL-06.html", "checks/REG-01.html", "checks/REG-04.html",
	    "checks/index.html", "controls/ai-rmf-MEASURE-2.7.html",
	    "controls/cm-11.html", "controls/cm-4.html", "controls/index.html",
	    "controls/si-7.html", "controls/sp800-218a-PS.1.3.html",
	    "evidence/" OBJ_A ".html", "evidence/" OBJ_B ".html",
	    "evidence/" OBJ_C ".html", "evidence/" OBJ_D ".html", "index.html",
	    "models/triage.html", "sources.html", "verify.html"};
	struct made_site m;

	make(&m);
	CHECK(m.rc == 0);
	CHECK_STR(m.e.what, "");
	CHECK(m.site.npages == sizeof(want) / sizeof(want[0]));
	for (size_t i = 0; i < m.site.npages && m.rc == 0; i++)
		CHECK_STR(m.site.pages[i]->path, want[i]);
	arena_free(m.a);
}

static void
overview_says_what_fails_and_what_is_not_seen(void)
{
	struct made_site m;
	const char *t;

	make(&m);
	t = html(&m, "index.html");
	CHECK(has(t, "One check fails: <a class=\"whole\" "
		     "href=\"checks/REG-04.html\">"));
	CHECK(has(t, "<a href=\"sources.html\">Two sources</a> are "
		     "incomplete."));
	CHECK(has(t, "DENIED</span>"));
	CHECK(has(t, "NOT ASKED</span>"));
	CHECK(has(t, "skipped by Tomasz Nowak, until 2027-01-31"));
	CHECK(has(t, "seasonal &lt;features&gt;"));
	CHECK(has(t, "not written"));
	CHECK(has(t, "expired on 31 October 2026"));
	CHECK(has(t, "this package is not complete"));
	CHECK(has(t, "CUI designation indicator"));
	CHECK(has(t, "Controlled by: Office"));
	CHECK(has(t, "AC-3")); /* outside: named */
	CHECK(lacks(t, "href=\"controls/ac-3.html\""));
	CHECK(has(t, "CM-11"));
	arena_free(m.a);
}

static void
no_page_uses_the_assessors_words(void)
{
	static const char *const words[] = {
	    "satisfied", "ompliant", "core:", "sha256:"};
	struct made_site m;

	make(&m);
	for (size_t i = 0; i < m.site.npages; i++) {
		const char *t = html(&m, m.site.pages[i]->path);

		for (size_t k = 0; k < sizeof(words) / sizeof(words[0]); k++)
			CHECK(lacks(t, words[k]));
		CHECK(has(t, "Automated results only"));
	}
	arena_free(m.a);
}

static void
hostile_names_stay_text(void)
{
	struct made_site m;

	make(&m);
	for (size_t i = 0; i < m.site.npages; i++) {
		const char *t = html(&m, m.site.pages[i]->path);

		CHECK(lacks(t, "<script"));
		CHECK(lacks(t, "<b>\""));
		CHECK(lacks(t, "\xE2\x80\xAE"));
	}
	CHECK(has(html(&m, "models/triage.html"),
	    "&lt;script&gt;alert(1)&lt;/script&gt; [U+202E]"));
	CHECK(has(html(&m, "checks/REG-01.html"), "unlisted/&lt;b&gt;"));
	arena_free(m.a);
}

static void
a_value_leads_to_its_marked_bytes(void)
{
	struct made_site m;
	const char *t;

	make(&m);
	t = html(&m, "models/triage.html");
	CHECK(has(t, "<a class=\"value\" href=\"../evidence/" OBJ_A
		     ".html#L4\">0.813</a>"));
	t = html(&m, "evidence/" OBJ_A ".html");
	CHECK(has(t, "<li id=\"L4\" class=\"hit\">"));
	CHECK(has(t, "\">0.812785388127853881</mark>"));
	CHECK(has(t, "<bdi class=\"literal\">0.812785388127853881</bdi>"));
	CHECK(has(t, "<a href=\"#L4\"><code>$['f1']</code>"));
	CHECK(has(t, "[U+0001]"));
	CHECK(has(t, "sha256sum data/evidence/objects/aaaaaaaa*"));
	arena_free(m.a);
}

static void
a_place_in_a_long_line_is_linked_itself(void)
{
	struct made_site m;
	const char *t;

	make(&m);
	t = html(&m, "models/triage.html");
	CHECK(has(t, "href=\"../evidence/" OBJ_B ".html#m4\">champion</a>"));
	t = html(&m, "evidence/" OBJ_B ".html");
	CHECK(has(t, "<mark id=\"m4\">\"champion\"</mark>"));
	arena_free(m.a);
}

static void
bytes_that_are_not_kept_are_said_to_be_elsewhere(void)
{
	struct made_site m;
	const char *t;

	make(&m);
	t = html(&m, "evidence/" OBJ_C ".html");
	CHECK(has(t, "hashed while it streamed by; the bytes were not kept"));
	CHECK(has(t, "<tr id=\"f1\">"));
	CHECK(lacks(t, "data/evidence/objects"));
	CHECK(lacks(t, "<li id=\"L1\""));
	CHECK(has(html(&m, "models/triage.html"),
	    "href=\"../evidence/" OBJ_C ".html#f1\">cccccccc</a>"));
	t = html(&m, "evidence/" OBJ_D ".html");
	CHECK(has(t, "No fact was read from this answer."));
	CHECK(has(t, "No verdict rests on it."));
	arena_free(m.a);
}

static void
history_decides_nothing(void)
{
	struct made_site m;
	const char *t;

	make(&m);
	t = html(&m, "checks/REG-04.html");
	CHECK(has(t, "1 FAIL; 1 of archived versions"));
	CHECK(has(t, "these decide no control result"));
	t = html(&m, "controls/si-7.html");
	CHECK(has(t, "One verdict of archived versions not shown"));
	CHECK(lacks(t, "version/triage/3"));
	arena_free(m.a);
}

static void
the_assessors_block_is_blank(void)
{
	struct made_site m;

	make(&m);
	CHECK(has(
	    html(&m, "controls/si-7.html"), "<dt>Determination</dt><dd></dd>"));
	arena_free(m.a);
}

static void
a_changed_limit_is_named(void)
{
	struct made_site m;
	const char *t;

	make(&m);
	t = html(&m, "checks/DRF-01.html");
	CHECK(has(t, "data-label=\"Value\">0.3</td>"));
	CHECK(has(t, "data-label=\"Shipped\">0.2</td>"));
	CHECK(has(t, "system.yml, Priya Raman"));
	arena_free(m.a);
}

static void
draft_is_on_every_page(void)
{
	struct made_site m;

	memset(&m, 0, sizeof(m));
	m.a = arena_new();
	small_make(&m.small, m.a);
	m.small.in.is_draft = true;
	CHECK(compose_site(m.a, &m.small.in, &m.site, &m.e) == 0);
	for (size_t i = 0; i < m.site.npages; i++)
		CHECK(has(html(&m, m.site.pages[i]->path), "<b>DRAFT</b>"));
	CHECK(has(html(&m, "verify.html"), "UNSIGNED"));
	arena_free(m.a);
}

static void
an_empty_system_has_sentences(void)
{
	struct made_site m;
	const char *t;

	memset(&m, 0, sizeof(m));
	m.a = arena_new();
	small_make(&m.small, m.a);
	m.small.snapshot.nsources = 0;
	m.small.system.nmodels = 0;
	m.small.system.nthresholds = 0;
	m.small.assessment.nverdicts = 0;
	m.small.assessment.ncontrols = 0;
	m.small.rules.nchecks = 0;
	m.small.in.nviews = 0;
	m.small.statements.nkeys = 0;
	m.small.in.facts = NULL;
	{
		struct facts *f = NULL;

		CHECK(facts_end(
			  facts_begin(m.a), &m.small.snapshot, &f, &m.e) == 0);
		m.small.in.facts = f;
	}
	CHECK(compose_site(m.a, &m.small.in, &m.site, &m.e) == 0);
	CHECK_STR(m.e.what, "");
	t = html(&m, "index.html");
	CHECK(has(t, "No check fails."));
	CHECK(has(t, "system.yml lists no model."));
	CHECK(has(html(&m, "sources.html"), "system.yml lists no source."));
	arena_free(m.a);
}

static void
the_same_input_gives_the_same_bytes(void)
{
	struct made_site one, two;

	make(&one);
	make(&two);
	CHECK(one.site.npages == two.site.npages);
	for (size_t i = 0; i < one.site.npages; i++)
		CHECK_STR(html(&one, one.site.pages[i]->path),
		    html(&two, one.site.pages[i]->path));
	arena_free(one.a);
	arena_free(two.a);
}

/* DOSSIER_SITE=DIR: also writes the pages, to look at them. */
static void
write_site(const char *dir)
{
	struct made_site m;
	struct buf css = {0};
	char *style = NULL;
	size_t n = 0;

	make(&m);
	for (size_t i = 0; i < m.site.npages; i++) {
		const char *path = file_join(m.a, dir, m.site.pages[i]->path);
		const char *t = html(&m, m.site.pages[i]->path);

		CHECK(file_mkdirs_for(path, &m.e) == 0);
		CHECK(file_write(path, t, strlen(t), &m.e) == 0);
	}
	render_package_css(m.site.pages[0]->chrome, &css);
	CHECK(file_write(file_join(m.a, dir, "package.css"), css.data, css.len,
		  &m.e) == 0);
	CHECK(file_read("templates/style.css", 1 << 20, &style, &n, &m.e) == 0);
	CHECK(
	    file_write(file_join(m.a, dir, "style.css"), style, n, &m.e) == 0);
	free(style);
	buf_free(&css);
	arena_free(m.a);
}

int
main(void)
{
	RUN(pages_are_made_sorted);
	RUN(overview_says_what_fails_and_what_is_not_seen);
	RUN(no_page_uses_the_assessors_words);
	RUN(hostile_names_stay_text);
	RUN(a_value_leads_to_its_marked_bytes);
	RUN(a_place_in_a_long_line_is_linked_itself);
	RUN(bytes_that_are_not_kept_are_said_to_be_elsewhere);
	RUN(history_decides_nothing);
	RUN(the_assessors_block_is_blank);
	RUN(a_changed_limit_is_named);
	RUN(draft_is_on_every_page);
	RUN(an_empty_system_has_sentences);
	RUN(the_same_input_gives_the_same_bytes);
	if (getenv("DOSSIER_SITE") != NULL)
		write_site(getenv("DOSSIER_SITE"));
	return test_end("t_compose_site");
}
