/*
 * Names of pages and fragments, and where a locator's bytes are shown.  Every
 * file name is made here, of a closed set of characters; nothing from outside
 * becomes a path (DESIGN law 5).
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "compose/internal.h"

static bool
is_safe(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

static bool
is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

/* Letters, digits and what `keep` has; all else is a hyphen. */
static void
put_name(struct buf *b, const char *s, const char *keep)
{
	for (; *s != '\0'; s++) {
		if (is_safe(*s) || is_upper(*s) || strchr(keep, *s) != NULL)
			buf_putc(b, *s);
		else
			buf_putc(b, '-');
	}
}

static const char *
path(struct work *w, const char *folder, const char *prefix, const char *name)
{
	struct buf b = {0};
	const char *out;

	put_name(&b, name, ".");
	out = arena_printf(w->a, "%s/%s%s.html", folder, prefix, buf_str(&b));
	buf_free(&b);
	return out;
}

const char *
name_check(struct work *w, const char *check)
{
	return path(w, "checks", "", check);
}

const char *
name_control(struct work *w, const char *framework, const char *id)
{
	const char *prefix = "";

	if (strcmp(framework, "sp800-53r5") != 0)
		prefix = arena_printf(w->a, "%s-", framework);
	return path(w, "controls", prefix, id);
}

const char *
name_control_known(struct work *w, const char *framework, const char *id)
{
	const struct assessment *as = w->in->assessment;

	for (size_t i = 0; i < as->ncontrols; i++) {
		const struct control *c = as->controls[i].control;

		if (as->controls[i].word != CONTROL_OUTSIDE &&
		    strcmp(c->framework, framework) == 0 &&
		    strcmp(c->id, id) == 0)
			return name_control(w, framework, id);
	}
	return NULL;
}

const char *
name_evidence(struct work *w, const char *sha256)
{
	return path(w, "evidence", "", sha256);
}

const char *
name_model(struct work *w, const char *model)
{
	return path(w, "models", "", model);
}

/* Two texts never share a fragment: subjects hold words of sources. */
const char *
name_id(struct work *w, const char *prefix, const char *text)
{
	struct buf b = {0};
	const char *out;

	buf_puts(&b, prefix);
	for (; *text != '\0'; text++) {
		if (is_safe(*text) || is_upper(*text))
			buf_putc(&b, *text);
		else if (*text == '/')
			buf_putc(&b, '.');
		else
			buf_printf(&b, "_%02X", (unsigned char)*text);
	}
	out = arena_dup(w->a, buf_str(&b));
	buf_free(&b);
	return out;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Skips leading zeros, then digits; how many digits count. */
static size_t
number_at(const char **s)
{
	size_t n = 0;

	while (**s == '0' && is_digit((*s)[1]))
		(*s)++;
	while (is_digit((*s)[n]))
		n++;
	return n;
}

int
name_compare(const char *a, const char *b)
{
	while (*a != '\0' && *b != '\0') {
		size_t x, y;
		int order;

		if (!is_digit(*a) || !is_digit(*b)) {
			if (*a != *b)
				return *a < *b ? -1 : 1;
			a++;
			b++;
			continue;
		}
		x = number_at(&a);
		y = number_at(&b);
		if (x != y)
			return x < y ? -1 : 1;
		order = strncmp(a, b, x);
		if (order != 0)
			return order;
		a += x;
		b += y;
	}
	return (*a != '\0') - (*b != '\0');
}

struct text
name_framework(struct work *w, const char *framework)
{
	if (strcmp(framework, "sp800-53r5") == 0)
		return text_lit("NIST SP 800-53 Rev. 5");
	if (strcmp(framework, "ai-rmf") == 0)
		return text_lit("NIST AI RMF 1.0");
	if (strcmp(framework, "sp800-218a") == 0)
		return text_lit("NIST SP 800-218A");
	return text_of(w->a, framework);
}

static int
by_at(const void *key, const void *spot)
{
	return strcmp(key, ((const struct spot *)spot)->at);
}

struct spot
name_spot(struct work *w, const char *at)
{
	struct spot none = {.at = at};
	const struct spot *found;
	const struct exhibit *x;
	struct locator l;
	struct error ignored = {0};

	if (at == NULL)
		return none;
	found = w->nspots == 0 ? NULL
			       : bsearch(at, w->spots, w->nspots,
				     sizeof(*w->spots), by_at);
	if (found != NULL)
		return *found;
	if (locator_parse(w->a, at, &l, &ignored) == -1 || l.object == NULL)
		return none;
	x = exhibit_find(w, l.object);
	if (x != NULL) {
		none.page = x->page;
		none.object = x->object;
	}
	return none;
}

const char *
name_subject_model(struct work *w, const char *subject)
{
	const char *slash = strchr(subject, '/'), *rest, *end;
	size_t n = slash == NULL ? 0 : (size_t)(slash - subject);

	if ((n != 5 || strncmp(subject, "model", n) != 0) &&
	    (n != 7 || strncmp(subject, "version", n) != 0))
		return NULL;
	rest = slash + 1;
	end = n == 7 ? strrchr(rest, '/') : NULL;
	if (end == NULL)
		end = rest + strlen(rest);
	return arena_ndup(w->a, rest, (size_t)(end - rest));
}
