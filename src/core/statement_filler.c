/*
 * Finds text that nobody meant: TODO, TBD, FIXME, lorem ipsum, <template
 * text>, and the sentence that the stub asks with.  A statement that holds
 * one is a placeholder, which is a finding (DESIGN law 3); so only what no
 * author writes on purpose may match.
 */
#include "core/statement_int.h"

#include <string.h>

enum { TEMPLATE_MAX = 80 }; /* longer is a sentence with two signs in it */

static bool
is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9');
}

/* The word, in capitals, between characters that are no letters. */
static bool
has_word(const char *text, const char *word)
{
	size_t n = strlen(word);

	for (const char *p = text; (p = strstr(p, word)) != NULL; p += n) {
		if ((p == text || !is_alnum(p[-1])) && !is_alnum(p[n]))
			return true;
	}
	return false;
}

static bool
has_lorem(const char *text)
{
	static const char want[] = "lorem ipsum";

	for (; *text != '\0'; text++) {
		size_t i = 0;

		while (want[i] != '\0' &&
		       (text[i] == want[i] ||
			   (want[i] != ' ' && text[i] == want[i] - 'a' + 'A')))
			i++;
		if (want[i] == '\0')
			return true;
	}
	return false;
}

/* <name of the owner>, but not <a@b.example>, <https://...>, a<b or p < 0.05.
 */
static bool
has_template(const char *text)
{
	for (const char *p = text; (p = strchr(p, '<')) != NULL; p++) {
		size_t n = strcspn(p + 1, "<>@:/\n");
		const char *end = p + 1 + n;

		if (*end != '>' || n == 0 || n > TEMPLATE_MAX)
			continue;
		if ((p == text || !is_alnum(p[-1])) && !is_alnum(end[1]) &&
		    p[1] != ' ' && end[-1] != ' ' &&
		    !(p[1] >= '0' && p[1] <= '9'))
			return true;
	}
	return false;
}

static bool
is_filler(const char *text, const char *ask)
{
	return has_word(text, "TODO") || has_word(text, "TBD") ||
	       has_word(text, "FIXME") || has_lorem(text) ||
	       has_template(text) || strstr(text, ask) != NULL;
}

/* As deep as yaml_read lets a file be. */
static bool
holds_filler(const struct data *d, const char *ask)
{
	if (d->kind == DATA_TEXT)
		return is_filler(d->text, ask);
	for (size_t i = 0; i < d->n; i++) {
		if (holds_filler(&d->items[i], ask))
			return true;
	}
	return false;
}

bool
statement_is_placeholder(const struct statement *s, const char *ask)
{
	return is_filler(s->owner, ask) || holds_filler(s->content, ask);
}
