/*
 * {{kind.field}}: the only thing that a template's text can ask for.  It
 * means the row of that kind for the document's subject, so every part of the
 * kind's key must be known from the subject.
 */
#include <string.h>

#include "compose/template.h"

struct hole
template_hole(struct arena *a, const char *s, size_t from)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_.";
	const char *open = strstr(s + from, "{{"), *end, *dot = NULL;
	struct hole h = {0};
	size_t n;

	if (open == NULL)
		return h;
	h.from = (size_t)(open - s);
	end = strstr(open, "}}");
	if (end == NULL) {
		h.state = HOLE_OPEN;
		return h;
	}
	h.to = (size_t)(end - s) + 2;
	h.state = HOLE_BAD;
	n = (size_t)(end - open) - 2;
	h.kind = arena_ndup(a, open + 2, n);
	if (strspn(h.kind, letters) == n)
		dot = strrchr(h.kind, '.');
	if (dot == NULL || dot == h.kind || dot[1] == '\0')
		return h;
	h.state = HOLE_FOUND;
	h.field = dot + 1;
	h.kind = arena_ndup(a, h.kind, (size_t)(dot - h.kind));
	return h;
}

bool
template_binds(
    enum template_for subject, const struct kind *k, const char *part)
{
	if (subject == FOR_DATASET)
		return strcmp(part, "dataset") == 0 ||
		       (strcmp(k->name, "dataset") == 0 &&
			   strcmp(part, "id") == 0);
	if (strcmp(part, "model") == 0)
		return subject == FOR_MODEL || subject == FOR_PRODUCTION;
	return strcmp(part, "version") == 0 && subject == FOR_PRODUCTION;
}
