/*
 * Dates, counts and periods for people: UTC always said with a time, English
 * numbers up to nine in words, digits in groups of three (pages.md 2.1, rule
 * 17).  What is no date stands as it is.
 */
#include <string.h>

#include "base/buf.h"
#include "compose/internal.h"

/* The day, in UTC; -1 if the text is neither date nor time. */
static int
day_of(const char *s, int64_t *days)
{
	struct instant t;

	if (date_parse(days, s, strlen(s)) == 0)
		return 0;
	if (time_parse(&t, s, strlen(s)) == -1)
		return -1;
	*days = date_of(t);
	return 0;
}

struct text
part_date(struct work *w, const char *rfc3339)
{
	char out[TIME_TEXT];
	int64_t days;

	if (rfc3339 == NULL || day_of(rfc3339, &days) == -1)
		return text_of(w->a, rfc3339 == NULL ? "" : rfc3339);
	return text_of(w->a, date_prose(days, out));
}

struct text
part_time(struct work *w, const char *rfc3339)
{
	char out[TIME_TEXT];
	struct instant t;

	if (rfc3339 == NULL)
		return text_lit("");
	if (time_parse(&t, rfc3339, strlen(rfc3339)) == -1)
		return text_of(w->a, rfc3339);
	time_format(t, out);
	return text_printf(w->a, "%.10s %.5s UTC", out, out + 11);
}

struct text
part_period(struct work *w, const char *from, const char *to)
{
	int64_t first, last;
	char a[TIME_TEXT], b[TIME_TEXT];
	const char *month_a, *month_b;

	if (day_of(from, &first) == -1 || day_of(to, &last) == -1)
		return text_printf(w->a, "%s to %s", from, to);
	date_prose(first, a);
	date_prose(last, b);
	month_a = strchr(a, ' ');
	month_b = strchr(b, ' ');
	if (date_month_start(first, 0) == first &&
	    date_month_start(first, 1) == last + 1)
		return text_of(w->a, month_a + 1);
	if (strcmp(month_a, month_b) != 0)
		return text_printf(w->a, "%s to %s", a, b);
	return text_printf(w->a, "%.*s–%s", (int)(month_a - a), a, b);
}

struct text
part_short(struct work *w, const char *s)
{
	if (strlen(s) == CORE_SHA - 1 &&
	    strspn(s, "0123456789abcdef") == CORE_SHA - 1)
		return text_printf(w->a, "%.8s…", s);
	return text_of(w->a, s);
}

struct text
part_basis_word(struct work *w, const struct mapping *m)
{
	const char *word =
	    strcmp(m->basis, "control-text") == 0 ? "control text" : m->basis;

	return m->printed_by_nist
		   ? text_printf(w->a, "%s, printed by NIST", word)
		   : text_of(w->a, word);
}

struct text
part_count(struct work *w, size_t n)
{
	const char *digits = arena_printf(w->a, "%zu", n);
	size_t len = strlen(digits);
	struct buf b = {0};
	struct text t;

	for (size_t i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0)
			buf_putc(&b, ',');
		buf_putc(&b, digits[i]);
	}
	t = text_of(w->a, buf_str(&b));
	buf_free(&b);
	return t;
}

static struct text
many(struct work *w, size_t n, const char *words, bool is_capital)
{
	static const char *const names[] = {"no", "one", "two", "three", "four",
	    "five", "six", "seven", "eight", "nine"};
	char first;

	if (n >= sizeof(names) / sizeof(names[0]))
		return text_printf(w->a, "%s %s", part_count(w, n).s, words);
	first = names[n][0];
	if (is_capital)
		first = (char)(first - 'a' + 'A');
	return text_printf(w->a, "%c%s %s", first, names[n] + 1, words);
}

struct text
part_many(struct work *w, size_t n, const char *one, const char *several)
{
	return many(w, n, n == 1 ? one : several, false);
}

struct text
part_many_cap(struct work *w, size_t n, const char *one, const char *several)
{
	return many(w, n, n == 1 ? one : several, true);
}
