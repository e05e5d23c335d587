/*
 * File names from names of outside (DESIGN law 5: text from outside never
 * becomes a file name).  A name that survives whole is its own slug; of any
 * other, what survives is followed by its hash.  A clean name that ends like
 * a hash gets one too, or somebody could choose a name that equals the slug
 * of another.  It refuses a leading hyphen, which reads as an option.
 */
#include "base/text.h"

#include <string.h>

#include "base/mem.h"

enum { SLUG_MAX = 40, SLUG_HASH = 12 };

/* The slug character that c becomes: itself, lower case, or a hyphen. */
static char
slug_char(char c)
{
	if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
		return c;
	if (c >= 'A' && c <= 'Z')
		return (char)(c - 'A' + 'a');
	return '-';
}

/* "...-" and 12 lower-case hex digits, or just those. */
static bool
ends_like_hash(const char *s, size_t n)
{
	if (n < SLUG_HASH || (n > SLUG_HASH && s[n - SLUG_HASH - 1] != '-'))
		return false;
	return strspn(s + n - SLUG_HASH, "0123456789abcdef") == SLUG_HASH;
}

const char *
text_slug(struct arena *a, const char *name, const char *sha256hex)
{
	char kept[SLUG_MAX + 1], c;
	size_t i, n = 0;

	for (i = 0; name[i] != '\0' && n < SLUG_MAX; i++) {
		c = slug_char(name[i]);
		if (c == '-' && c != name[i] && n > 0 && kept[n - 1] == '-')
			continue; /* one hyphen for a run of lost bytes */
		if (c != '-' || n > 0)
			kept[n++] = c;
	}
	kept[n] = '\0';
	if (n > 0 && strcmp(kept, name) == 0 && !ends_like_hash(kept, n))
		return arena_dup(a, kept);
	while (n > 0 && kept[n - 1] == '-')
		n--;
	return arena_printf(a, "%.*s%s%.*s", (int)n, kept, n > 0 ? "-" : "",
	    SLUG_HASH, sha256hex);
}
