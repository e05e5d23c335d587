/*
 * Later pages and folders: tokens, totals, lost pages, other hosts, depth
 * (CONNECTORS sections 3 and 5).
 */
#include "t_one.h"

#define HEAD "connector: t\nversion: 1\nspeaks: a test\n"
#define FACTS                                                                  \
	"    facts:\n      - kind: model.alias\n        each: {m: "            \
	"\"$.m[*]\"}\n"                                                        \
	"        fields: {model: m.n, alias: m.a, version: m.v}\n"
#define ROW(n) "{\"m\": [{\"n\": \"x\", \"a\": \"" n "\", \"v\": \"1\"}]}"

static struct one *
start(const char *steps)
{
	char text[4000];
	struct one *o;

	snprintf(text, sizeof(text), HEAD "steps:\n%s", steps);
	o = one_open("t", text);
	one_start(o);
	return o;
}

/* The state of a one-step connector after this answer. */
static void
check_answer(const char *step, int status, const char *body, enum state state,
    size_t rows)
{
	struct one *o = start(step);
	size_t n;

	(void)one_give(o, 0, one_plan(o, 0, &n), 1, status, 1, body);
	if (one_end(o, 0) != state)
		printf("%d %s: %s %s\n", status, body,
		    state_name(o->state.state),
		    o->state.reason == NULL ? "" : o->state.reason);
	CHECK(o->state.state == state);
	CHECK(o->rows.n == rows);
	CHECK((o->state.reason == NULL) ==
	      (state == STATE_OK || state == STATE_EMPTY));
	CHECK_STR(o->state.step, "one");
	CHECK_STR(o->state.model, "m1");
	CHECK(o->state.nkinds == 1);
	one_free(o);
}

#define ONE "  - id: one\n    get: \"/a\"\n"

#define PAGES                                                                  \
	ONE "    page: {kind: token, from: $.t, to: query.tok, "               \
	    "items: \"$.m[*]\", total: $.total}\n" FACTS

static const struct plan *
next(struct one *o, const struct plan *p, int page, const char *body, int n,
    const char *link, struct judgement *why)
{
	const struct plan *out = NULL;
	struct answer ans = {.object = one_sha(o, n),
	    .bytes = body,
	    .n = strlen(body),
	    .status = 200};

	CHECK(session_next_page(o->s, &(struct asked){0, p, &ans, link, page},
		  &out, why, &o->e) == 0);
	return out;
}

#define PAGE1                                                                  \
	"{\"t\": \"p 2\", \"total\": 2, \"m\": [{\"n\": \"x\", "               \
	"\"a\": \"b\", \"v\": \"1\"}]}"
#define PAGE2                                                                  \
	"{\"t\": \"\", \"total\": 2, \"m\": [{\"n\": \"x\", "                  \
	"\"a\": \"c\", \"v\": \"1\"}]}"

static void
pages(void)
{
	struct one *o = start(PAGES);
	const struct plan *p, *q;
	struct plan copy;
	struct judgement why;
	size_t n;

	p = one_plan(o, 0, &n);
	copy = *p; /* gather keeps copies */
	CHECK(one_give(o, 0, p, 1, 200, 1, PAGE1) == STATE_OK);
	q = next(o, &copy, 1, PAGE1, 1, NULL, &why);
	CHECK(q != NULL && why.state == STATE_OK);
	CHECK_STR(q->url, "https://x.example/a?tok=p+2");
	CHECK(one_give(o, 0, q, 2, 200, 2, PAGE2) == STATE_OK);
	CHECK(next(o, q, 2, PAGE2, 2, NULL, &why) == NULL);
	CHECK(why.state == STATE_OK);
	CHECK(one_end(o, 0) == STATE_OK);
	CHECK(o->rows.n == 2);
	one_free(o);
}

static void
lost_pages(void)
{
	struct one *o = start(PAGES);
	const struct plan *p, *q;
	struct judgement why;
	size_t n;

	/* The snapshot has the first page only. */
	CHECK(one_give(o, 0, one_plan(o, 0, &n), 1, 200, 1, PAGE1) == STATE_OK);
	CHECK(one_end(o, 0) == STATE_INCOMPLETE);
	CHECK(o->rows.n == 1);
	one_free(o);
	/* The total is not met. */
	check_answer(PAGES, 200,
	    "{\"total\": 3, \"m\": [{\"n\": \"x\", \"a\": \"b\", "
	    "\"v\": \"1\"}]}",
	    STATE_INCOMPLETE, 1);
	/* The second page fails; the good one's rows stay. */
	o = start(PAGES);
	p = one_plan(o, 0, &n);
	CHECK(one_give(o, 0, p, 1, 200, 1, PAGE1) == STATE_OK);
	q = next(o, p, 1, PAGE1, 1, NULL, &why);
	CHECK(one_give(o, 0, q, 2, 500, 2, "") == STATE_FAILED);
	CHECK(one_end(o, 0) == STATE_INCOMPLETE);
	CHECK(o->rows.n == 1);
	one_free(o);
	/* A token that comes again would go on for ever. */
	o = start(PAGES);
	p = one_plan(o, 0, &n);
	q = next(o, p, 1, PAGE1, 1, NULL, &why);
	CHECK(q != NULL);
	CHECK(next(o, q, 2, PAGE1, 1, NULL, &why) == NULL);
	CHECK(why.state == STATE_FAILED);
	one_free(o);
}

static void
other_pagers(void)
{
	struct one *o = start(ONE "    page: {kind: link}\n" FACTS);
	struct judgement why;
	const struct plan *p, *q;
	size_t n;

	p = one_plan(o, 0, &n);
	q = next(o, p, 1, "{}", 1,
	    "<https://x.example/z>; rel=\"prev\", </b?c=1>; rel=\"next\"",
	    &why);
	CHECK_STR(q == NULL ? NULL : q->url, "https://x.example/b?c=1");
	CHECK(next(o, p, 1, "{}", 1, NULL, &why) == NULL);
	CHECK(why.state == STATE_OK);
	CHECK(next(o, p, 1, "{}", 1, "<http://x.example/b>; rel=next", &why) ==
	      NULL);
	CHECK(why.state == STATE_REFUSED);
	one_free(o);
	o = start(ONE "    page: {kind: next_url, from: $.next}\n" FACTS);
	p = one_plan(o, 0, &n);
	CHECK(next(o, p, 1, "{\"next\": \"https://evil.example/\"}", 1, NULL,
		  &why) == NULL);
	CHECK(why.state == STATE_REFUSED);
	q = next(
	    o, p, 1, "{\"next\": \"https://x.example/a?p=2\"}", 2, NULL, &why);
	CHECK_STR(q == NULL ? NULL : q->url, "https://x.example/a?p=2");
	one_free(o);
	o = start(ONE "    page: {kind: page, to: query.page, "
		      "items: \"$.m[*]\"}\n" FACTS);
	p = one_plan(o, 0, &n);
	q = next(o, p, 1, ROW("a"), 1, NULL, &why);
	CHECK_STR(q == NULL ? NULL : q->url, "https://x.example/a?page=2");
	q = next(o, q, 2, ROW("b"), 2, NULL, &why);
	CHECK_STR(q == NULL ? NULL : q->url, "https://x.example/a?page=3");
	CHECK(next(o, q, 3, "{}", 3, NULL, &why) == NULL);
	one_free(o);
}

#define FOLDERS                                                                \
	ONE "    query: {path: \"{dir}\"}\n"                                   \
	    "    descend: {dir: \"$.dirs[*]\"}\n" FACTS

static void
folders(void)
{
	struct one *o = start(FOLDERS);
	const struct plan *p, *more = NULL;
	struct judgement why;
	struct answer ans = {.object = one_sha(o, 1), .status = 200};
	size_t n;

	ans.bytes = "{\"dirs\": [\"a\", \"b/c\"]}";
	ans.n = strlen(ans.bytes);
	p = one_plan(o, 0, &n);
	CHECK_STR(p->url, "https://x.example/a");
	CHECK(one_give(o, 0, p, 1, 200, 1, ans.bytes) == STATE_OK);
	CHECK(session_descend(o->s, &(struct asked){.plan = p, .answer = &ans},
		  &more, &n, &why, &o->e) == 0);
	CHECK(n == 2 && why.state == STATE_OK);
	CHECK_STR(more[1].url, "https://x.example/a?path=b%2Fc");
	CHECK_STR(more[1].bound[0].name, "dir");
	CHECK(one_give(o, 0, &more[0], 1, 200, 2, ROW("a")) == STATE_OK);
	/* The second folder is not in the snapshot. */
	CHECK(one_end(o, 0) == STATE_INCOMPLETE);
	CHECK(o->rows.n == 1);
	one_free(o);
}

static void
deep_folders(void)
{
	struct one *o = start(FOLDERS);
	const struct plan *p, *more;
	struct judgement why;
	struct answer ans = {.object = one_sha(o, 1), .status = 200};
	size_t n;
	int depth = 0;

	ans.bytes = "{\"dirs\": [\"again\"]}";
	ans.n = strlen(ans.bytes);
	for (p = one_plan(o, 0, &n); p != NULL && depth < 20; p = more) {
		CHECK(session_descend(o->s,
			  &(struct asked){.plan = p, .answer = &ans}, &more, &n,
			  &why, &o->e) == 0);
		depth += more != NULL;
	}
	CHECK(depth == 8);
	CHECK(why.state == STATE_INCOMPLETE);
	one_free(o);
}

int
main(void)
{
	RUN(pages);
	RUN(lost_pages);
	RUN(other_pagers);
	RUN(folders);
	RUN(deep_folders);
	return test_end("t_session_pages");
}
