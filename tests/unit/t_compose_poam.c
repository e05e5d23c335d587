/* The page of the POA&M: each item once, what a person said, what is seen. */
#include <stdlib.h>

#include "base/buf.h"
#include "render/render.h"
#include "t_compose_site.h"
#include "test.h"

enum { ITEMS = 9 };

struct poam_site {
	struct arena *a;
	struct small small;
	struct poam_item items[ITEMS];
	struct poam_plan plans[ITEMS];
	struct poam_milestone milestone;
	struct check gone;
	struct poam poam;
	struct site site;
	struct error e;
};

/* As of 2026-11-23. */
static struct poam_item *
item(struct poam_site *m, enum poam_state state, const char *due)
{
	struct poam_item *x = &m->items[m->poam.n++];

	*x = (struct poam_item){.uuid = "u",
	    .id = arena_printf(m->a, "POAM-%04zu", m->poam.n),
	    .check = &m->small.checks[3],
	    .subject = hostile,
	    .occurrence = 1,
	    .state = state,
	    .found = VERDICT_FAIL,
	    .verdict = &m->small.verdicts[0],
	    .detected = "2026-09-01",
	    .since = "2026-11-20",
	    .due = due};
	return x;
}

static struct poam_plan *
plan(struct poam_site *m, struct poam_item *x, enum poam_state state)
{
	struct poam_plan *p = &m->plans[x - m->items];

	*p = (struct poam_plan){.id = x->id,
	    .state = state,
	    .owner = "Owner <b>",
	    .reason = "Reason <i>",
	    .approver = "Grace Adeyemi",
	    .approved = "2026-11-01",
	    .expires = "2027-01-06",
	    .file = "poam/x.yml",
	    .sha256 = OBJ_A};
	x->plan = p;
	return p;
}

static void
fill(struct poam_site *m)
{
	struct poam_item *x;

	(void)item(m, POAM_OPEN, "2026-11-01"); /* 1 overdue */
	x = item(m, POAM_OPEN, "2026-11-24");   /* 2, with a plan */
	m->milestone = (struct poam_milestone){"2026-12-01", "<u>step", true};
	plan(m, x, POAM_OPEN)->plan = "Plan <s>";
	m->plans[1].milestones = &m->milestone;
	m->plans[1].nmilestones = 1;
	x = item(m, POAM_CLOSURE_PROPOSED, "2026-12-01"); /* 3 */
	x->verdict = &m->small.verdicts[4];
	x = item(m, POAM_ACCEPTED, "2026-11-01"); /* 4 */
	plan(m, x, POAM_ACCEPTED);
	x = item(m, POAM_CLOSED, "2026-11-01"); /* 5 */
	plan(m, x, POAM_CLOSED);
	x->verdict = NULL;
	x = item(m, POAM_OPEN, "2026-12-30"); /* 6: nothing known */
	x->found = VERDICT_UNKNOWN;
	x->verdict = &m->small.verdicts[1];
	x = item(m, POAM_OPEN, "2026-12-31"); /* 7: closed, and fails */
	plan(m, x, POAM_CLOSED);
	x->occurrence = 2;
	x->earlier = "POAM-0005";
	x = item(m, POAM_OPEN, "2026-12-31"); /* 8: a deviation that ended */
	plan(m, x, POAM_FALSE_POSITIVE)->expires = "2026-11-22";
	x->check = &m->gone;
	x->verdict = NULL;
	x = item(m, POAM_CLOSED, "2026-11-01"); /* 9: its file is gone */
	x->verdict = NULL;
}

static void
make(struct poam_site *m, bool is_filled, const char *why)
{
	memset(m, 0, sizeof(*m));
	m->a = arena_new();
	small_make(&m->small, m->a);
	m->gone = (struct check){
	    .id = "OLD-01", .title = "Gone <p>", .severity = "low"};
	if (is_filled)
		fill(m);
	m->poam.items = m->items;
	m->poam.why = why;
	m->small.in.poam = &m->poam;
	CHECK(compose_site(m->a, &m->small.in, &m->site, &m->e) == 0);
	if (m->e.kind != ERR_NONE)
		printf("%s: %s\n", m->e.where, m->e.what);
}

static const char *
html(struct poam_site *m, const char *path)
{
	struct buf b = {0};
	const char *out = "";

	for (size_t i = 0; i < m->site.npages; i++)
		if (strcmp(m->site.pages[i]->path, path) == 0)
			render_html(m->site.pages[i], &b);
	if (b.len > 0)
		out = arena_dup(m->a, buf_str(&b));
	buf_free(&b);
	return out;
}

static size_t
times(const char *text, const char *what)
{
	size_t n = 0;

	for (; (text = strstr(text, what)) != NULL; text += strlen(what))
		n++;
	return n;
}

/* Does `first` stand in this section? */
static bool
is_in(const char *page, const char *section, const char *what)
{
	const char *from = strstr(
	    page, section); /* ids are quoted: 'id="open"' is one alone */
	const char *end = from == NULL ? NULL : strstr(from, "</section>");
	const char *at = from == NULL ? NULL : strstr(from, what);

	if (at != NULL && at < end)
		return true;
	printf("%s does not hold %s\n", section, what);
	return false;
}

static void
each_item_stands_once(void)
{
	static const char *const where[ITEMS] = {"id=\"overdue\"",
	    "id=\"open\"", "id=\"decide\"", "id=\"accepted\"", "id=\"closed\"",
	    "id=\"missing\"", "id=\"open\"", "id=\"open\"", "id=\"closed\""};
	struct poam_site m;
	const char *page;

	make(&m, true, NULL);
	page = html(&m, "poam.html");
	for (size_t i = 0; i < ITEMS; i++) {
		const char *id = arena_printf(m.a, "id=\"%s\"", m.items[i].id);

		CHECK(times(page, id) == 1);
		CHECK(is_in(page, where[i], id));
	}
	CHECK(strstr(page, "Four findings are open; one is overdue, the "
			   "oldest by 22 days. One closure waits for a "
			   "person.") != NULL);
	CHECK(strstr(page, "No package came before this one") != NULL);
	arena_free(m.a);
}

static void
what_does_not_hold_is_said(void)
{
	struct poam_site m;
	const char *page;

	make(&m, true, NULL);
	page = html(&m, "poam.html");
	CHECK(is_in(page, "id=\"POAM-0007\"", "it still fails"));
	CHECK(is_in(page, "id=\"POAM-0007\"", "occurrence 2, after "));
	CHECK(is_in(page, "id=\"POAM-0008\"",
	    "The deviation 'false-positive' expired on 2026-11-22."));
	CHECK(is_in(page, "id=\"POAM-0008\"", "Not decided in this package"));
	CHECK(is_in(page, "id=\"POAM-0009\"", "its file is gone"));
	CHECK(is_in(page, "id=\"POAM-0002\"", "one day left"));
	CHECK(is_in(page, "id=\"POAM-0001\"", "22 days overdue"));
	CHECK(is_in(page, "id=\"open\"", "POAM-0002: plan and milestones"));
	CHECK(is_in(page, "id=\"open\"", "2026-12-01, done: "));
	arena_free(m.a);
}

static void
hostile_words_stay_words(void)
{
	static const char *const bad[] = {"<script>", "<b>", "<i>", "<u>step",
	    "<s>", "<p>\"", "checks/OLD-01.html"};
	struct poam_site m;
	const char *page;

	make(&m, true, NULL);
	page = html(&m, "poam.html");
	CHECK(strstr(page, "&lt;script&gt;") != NULL);
	CHECK(strstr(page, "Reason &lt;i&gt;") != NULL);
	CHECK(strstr(page, "Gone &lt;p&gt;") != NULL);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK(strstr(page, bad[i]) == NULL);
	arena_free(m.a);
}

static void
a_history_that_is_not_known_is_no_empty_one(void)
{
	struct poam_site m;
	const char *page;

	make(&m, false, "the package before was not read: it is REFUSED");
	page = html(&m, "poam.html");
	CHECK(
	    strstr(page, "that does not mean that nothing is open: the "
			 "package before was not read: it is REFUSED") != NULL);
	CHECK(strstr(page, "No package came before") == NULL);
	CHECK(strstr(html(&m, "index.html"), "not known") != NULL);
	arena_free(m.a);
	make(&m, false, NULL);
	CHECK(strstr(html(&m, "poam.html"), "No findings are open") != NULL);
	CHECK(strstr(html(&m, "index.html"), "0 open") != NULL);
	arena_free(m.a);
}

/* In a site that was made without items there is no page that says "none". */
static void
without_a_poam_there_is_no_page(void)
{
	struct poam_site m;

	make(&m, false, NULL);
	m.small.in.poam = NULL;
	CHECK(compose_site(m.a, &m.small.in, &m.site, &m.e) == 0);
	CHECK_STR(html(&m, "poam.html"), "");
	CHECK(strstr(html(&m, "index.html"), "poam.html") == NULL);
	arena_free(m.a);
}

int
main(void)
{
	RUN(each_item_stands_once);
	RUN(what_does_not_hold_is_said);
	RUN(hostile_words_stay_words);
	RUN(a_history_that_is_not_known_is_no_empty_one);
	RUN(without_a_poam_there_is_no_page);
	return test_end("t_compose_poam");
}
