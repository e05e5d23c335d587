/*
 * Markdown into a tree: what is kept, and what the filter takes out.  The
 * addresses are those that browsers have been fooled with (security.md 3).
 */
#include "base/error.h"
#include "base/mem.h"
#include "ext/markdown.h"
#include "test.h"

static struct arena *arena;

static const struct md_node *
parsed(const char *s)
{
	struct md_node *root = NULL;
	struct error e = {0};

	CHECK(markdown_read(arena, "x.md", s, strlen(s), 1, &root, &e) == 0);
	return root;
}

static size_t
count(const struct md_node *root, enum md_kind kind)
{
	size_t k = 0;

	for (const struct md_node *n = root; n != NULL;
	     n = markdown_next(root, n))
		k += n->kind == kind;
	return k;
}

static const struct md_node *
first(const struct md_node *root, enum md_kind kind)
{
	for (const struct md_node *n = root; n != NULL;
	     n = markdown_next(root, n))
		if (n->kind == kind)
			return n;
	return NULL;
}

static void
test_blocks(void)
{
	const struct md_node *r =
	    parsed("# One\n\nText *soft* **hard** `code`\nmore\\\nlast\n\n"
		   "1. a\n2. b\n\n> said\n\n---\n\n```dossier drift x\n```\n");

	CHECK(first(r, MD_HEADING)->level == 1);
	CHECK_STR(first(r, MD_HEADING)->first->text, "One");
	CHECK_STR(first(r, MD_EMPH)->first->text, "soft");
	CHECK_STR(first(r, MD_STRONG)->first->text, "hard");
	CHECK_STR(first(r, MD_CODE)->text, "code");
	CHECK(count(r, MD_BREAK) == 1);
	CHECK(first(r, MD_LIST)->is_ordered);
	CHECK(count(r, MD_ITEM) == 2);
	CHECK(count(r, MD_QUOTE) == 1);
	CHECK(count(r, MD_RULE) == 1);
	CHECK_STR(first(r, MD_FENCE)->info, "dossier drift x");
	CHECK_STR(first(r, MD_FENCE)->text, "");
	CHECK(!first(parsed("- a\n"), MD_LIST)->is_ordered);
}

static void
test_places(void)
{
	struct md_node *r = NULL;
	struct error e = {0};
	const char *s = "## A\n\ntext `x`\n";

	CHECK(markdown_read(arena, "x.md", s, strlen(s), 10, &r, &e) == 0);
	CHECK(first(r, MD_HEADING)->line == 10);
	CHECK(first(r, MD_PARA)->line == 12);
	CHECK(first(r, MD_PARA)->column == 1);
	CHECK(first(r, MD_CODE)->line == 12);
	CHECK(first(r, MD_CODE)->column > 5);
}

/* Underscores split cmark's text nodes; a placeholder must stay whole. */
static void
test_text_whole(void)
{
	const struct md_node *r =
	    parsed("a {{model.version.created_at}} and {{x.y_z_w}}\n");

	CHECK(count(r, MD_TEXT) == 1);
	CHECK_STR(first(r, MD_TEXT)->text,
	    "a {{model.version.created_at}} and {{x.y_z_w}}");
}

static void
test_links_kept(void)
{
	static const char *const good[] = {"https://a.example/x?y=1#z",
	    "http://a.example", "mailto:a@b.example", "checks/REG-04.html",
	    "#versions", "a.html?x=1:2", NULL};

	for (size_t i = 0; good[i] != NULL; i++) {
		const struct md_node *r =
		    parsed(arena_printf(arena, "[w](%s)\n", good[i]));
		const struct md_node *link = first(r, MD_LINK);

		CHECK(link != NULL);
		CHECK_STR(link == NULL ? NULL : link->url, good[i]);
	}
}

static void
test_links_lost(void)
{
	static const char *const bad[] = {"javascript:alert(1)",
	    "JaVaScRiPt:alert(1)", "<java\tscript:alert(1)>",
	    "java&#9;script:alert(1)", "java&#x0A;script:x", "&#1;javascript:x",
	    "vbscript:x", "data:text/html,x", "data:image/png;base64,AAAA",
	    "file:///etc/passwd", "//evil.example/x", "/etc/passwd",
	    "<\\\\evil\\x>", "ftp://a.example", "HTTP://a.example", "",
	    "<https://a.example/ x>", "x&#34;onclick=y", NULL};

	for (size_t i = 0; bad[i] != NULL; i++) {
		const struct md_node *r =
		    parsed(arena_printf(arena, "[w](%s)\n", bad[i]));
		const struct md_node *span = first(r, MD_SPAN);

		if (first(r, MD_LINK) != NULL)
			printf("kept: %s\n", bad[i]);
		CHECK(first(r, MD_LINK) == NULL);
		CHECK(span == NULL || strcmp(span->lost, "link") == 0);
	}
	CHECK_STR(
	    first(parsed("[w](javascript:x)\n"), MD_SPAN)->first->text, "w");
}

static void
test_images(void)
{
	const struct md_node *r =
	    parsed("![alt *words*](https://evil.example/track.png)\n");
	const struct md_node *span = first(r, MD_SPAN);

	CHECK_STR(span->lost, "image");
	CHECK_STR(span->first->text, "alt ");
	CHECK(first(r, MD_LINK) == NULL);
	r = parsed("[![x](data:image/png;base64,AA)](https://a.example)\n");
	CHECK(first(r, MD_LINK)->first->kind == MD_SPAN);
}

static void
test_html(void)
{
	const struct md_node *r =
	    parsed("<script>alert(1)</script>\n\na <b onclick=x>b</b>\n");

	CHECK(count(r, MD_SPAN) == 3);
	CHECK_STR(first(r, MD_SPAN)->lost, "raw HTML");
	CHECK_STR(
	    first(r, MD_SPAN)->first->text, "<script>alert(1)</script>\n");
	CHECK(first(r, MD_SPAN)->parent->kind == MD_PARA);
}

static void
test_limits(void)
{
	struct md_node *r;
	struct error e = {0};
	char *big = arena_alloc(arena, MARKDOWN_MAX + 2);
	char deep[64];

	memset(big, 'a', MARKDOWN_MAX + 1);
	CHECK(markdown_read(arena, "x.md", big, MARKDOWN_MAX, 1, &r, &e) == 0);
	CHECK(markdown_read(arena, "x.md", big, MARKDOWN_MAX + 1, 1, &r, &e) ==
	      -1);
	CHECK(e.kind == ERR_LIMIT);
	CHECK(r == NULL);

	memset(deep, '>', sizeof(deep));
	deep[15] = 'a'; /* 15 quotes and a paragraph: 16 */
	err_clear(&e);
	CHECK(markdown_read(arena, "x.md", deep, 16, 1, &r, &e) == 0);
	deep[15] = '>';
	deep[16] = 'a';
	CHECK(markdown_read(arena, "x.md", deep, 17, 1, &r, &e) == -1);
	CHECK_STR(e.id, "md-depth");
	CHECK(r == NULL);

	err_clear(&e);
	CHECK(markdown_read(arena, "x.md", "a\nb\xff", 4, 5, &r, &e) == -1);
	CHECK_STR(e.id, "md-utf8");
	CHECK_STR(e.where, "x.md:6:2");
	err_clear(&e);
	CHECK(markdown_read(arena, "x.md", "a\0b", 3, 1, &r, &e) == -1);
	CHECK_STR(e.id, "md-utf8");
	err_clear(&e);
	CHECK(markdown_read(arena, "x.md", "", 0, 1, &r, &e) == 0);
	CHECK(r->first == NULL);
}

int
main(void)
{
	arena = arena_new();
	RUN(test_blocks);
	RUN(test_places);
	RUN(test_text_whole);
	RUN(test_links_kept);
	RUN(test_links_lost);
	RUN(test_images);
	RUN(test_html);
	RUN(test_limits);
	arena_free(arena);
	return test_end("t_markdown");
}
