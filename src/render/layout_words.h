/* Between layout_words.c and layout_line.c: words on their way to a line. */
#ifndef RENDER_LAYOUT_WORDS_H
#define RENDER_LAYOUT_WORDS_H

#include "render/layout_int.h"

struct frag {
	struct elem *elem;
	struct type type;
	const char *s;
	size_t n;
	int32_t width, trimmed; /* with and without the blanks at its end */
	enum icon icon;         /* a silhouette; n is 0 */
	bool breaks;            /* a line may end behind it */
	bool forced;            /* must */
	bool is_boxed;          /* in a dashed box: "not provided" */
};

struct frags {
	struct lay *l;
	struct elem *elem;
	struct type type;
	const char *object; /* cited last in this paragraph */
	struct frag *items; /* on the heap */
	size_t n, cap;
};

/* Words of the inlines below parent, and of one text; items are on the heap. */
void frags_inlines(struct frags *f, const struct node *parent);
void frags_text(struct frags *f, struct text t);

bool layout_is_cjk(unsigned code);
int32_t layout_width(
    const struct lay *l, struct type t, const char *s, size_t n);

#endif
