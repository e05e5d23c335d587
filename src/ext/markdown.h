/*
 * CommonMark (cmark) as a plain tree.  What a template may not bring along is
 * taken out here (security.md section 3): raw HTML becomes text, an image its
 * words, a link to anything but http, https, mailto or a relative address its
 * words too.  What was taken out stands in a SPAN that says so.
 */
#ifndef EXT_MARKDOWN_H
#define EXT_MARKDOWN_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct error;

enum md_kind {
	MD_ROOT = 0,
	MD_HEADING, /* level 1 to 6; inlines */
	MD_PARA,    /* inlines */
	MD_LIST,    /* items */
	MD_ITEM,    /* blocks */
	MD_QUOTE,   /* blocks */
	MD_FENCE,   /* text: the lines of a code block; info */
	MD_RULE,

	MD_TEXT, /* text */
	MD_CODE, /* text */
	MD_EMPH,
	MD_STRONG,
	MD_LINK, /* url; inlines */
	MD_SPAN, /* inlines; lost: what was taken out */
	MD_BREAK
};

struct md_node {
	enum md_kind kind;
	int level;
	bool is_ordered;  /* LIST */
	const char *text; /* "" where a kind has none */
	const char *info; /* FENCE: the info string, "" */
	const char *url;  /* LINK */
	const char *lost; /* SPAN: "raw HTML", "image", "link" */
	size_t line, column;
	struct md_node *parent, *first, *last, *next;
};

enum { MARKDOWN_MAX = 262144, MARKDOWN_DEPTH = 16 };

/*
 * Reads n bytes; `file` is for messages and first_line the number of their
 * first line.  Everything is in the arena.  ERR_LIMIT above MARKDOWN_MAX
 * bytes; err_at md-utf8, md-depth.
 */
int markdown_read(struct arena *a, const char *file, const char *bytes,
    size_t n, size_t first_line, struct md_node **out, struct error *e);
/* Next in document order below root, NULL at the end; starts with root. */
const struct md_node *markdown_next(
    const struct md_node *root, const struct md_node *n);

#endif
