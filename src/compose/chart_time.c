/*
 * Ticks of a time axis: hours, weeks or months, by its length, always at whole
 * ones of UTC.  No clock and no time zone is asked.
 */
#include <string.h>

#include "base/time.h"
#include "compose/chart_line.h"

enum {
	DAY = 86400,
	HOURS_OF = 2,  /* up to so many days, hours */
	WEEKS_OF = 45, /* up to so many days, weeks; above, months */
	TICKS_MAX = 10,
	MONTHS_MAX = 1200
};

static int64_t
ceil_to(int64_t t, int64_t unit)
{
	int64_t rest = t % unit;

	if (rest < 0)
		rest += unit;
	return rest == 0 ? t : t + unit - rest;
}

/* "8 Oct"; in January with its year. */
static struct text
day_label(struct arena *a, int64_t day)
{
	char out[TIME_TEXT];
	const char *month, *year;

	date_prose(day, out);
	month = strchr(out, ' ') + 1;
	year = strchr(month, ' ') + 1;
	if (strncmp(month, "Jan", 3) == 0)
		return text_printf(
		    a, "%.*s%.3s %s", (int)(month - out), out, month, year);
	return text_printf(a, "%.*s%.3s", (int)(month - out), out, month);
}

static size_t
by_step(struct arena *a, int64_t from, int64_t to, int64_t step,
    struct chart_day *out)
{
	size_t n = 0;
	char text[TIME_TEXT];

	for (int64_t t = ceil_to(from, step > DAY ? DAY : step);
	     t <= to && n < TICKS_MAX; t += step) {
		out[n].at = t;
		if (step < DAY && t % DAY != 0) {
			time_format((struct instant){t, 0}, text);
			out[n].label = text_printf(a, "%.5s", text + 11);
		} else {
			out[n].label = day_label(a, ceil_to(t, DAY) / DAY);
		}
		n++;
	}
	return n;
}

static size_t
by_month(struct arena *a, int64_t from, int64_t to, struct chart_day *out)
{
	int64_t first = ceil_to(from, DAY) / DAY;
	int64_t months = (to - from) / (28 * DAY) + 1;
	int every = (int)((months + TICKS_MAX - 1) / TICKS_MAX);
	size_t n = 0;

	for (int m = 0; n < TICKS_MAX && m < MONTHS_MAX; m += every) {
		int64_t day = date_month_start(first, m);

		if (day > to / DAY)
			break;
		if (day < first)
			continue;
		out[n++] = (struct chart_day){day * DAY, day_label(a, day)};
	}
	return n;
}

size_t
chart_days(struct arena *a, int64_t from, int64_t to, struct chart_day **out)
{
	int64_t days = (to - from) / DAY;

	*out = arena_array(a, TICKS_MAX, sizeof(**out));
	if (days < HOURS_OF)
		return by_step(a, from, to, DAY / 4, *out);
	if (days <= WEEKS_OF)
		return by_step(a, from, to, days <= 8 ? DAY : 7 * DAY, *out);
	return by_month(a, from, to, *out);
}

struct text
chart_gap_words(struct arena *a, const struct line_gap *g)
{
	int64_t hours = (g->to - g->from + 1800) / 3600;

	if (hours < 48)
		return text_printf(
		    a, "no value for %lld hours", (long long)hours);
	return text_printf(
	    a, "no value for %lld days", (long long)((hours + 12) / 24));
}
