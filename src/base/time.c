/*
 * Instants and dates, by our own civil-date arithmetic: no zone files, no
 * locale, no gmtime.  Rule: RFC 3339, section 5.6; a leap second is read at
 * 23:59:60 UTC only and becomes the second after it.  It refuses what lies
 * outside years 0001 to 9999.
 */
#include "base/time.h"

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/decimal.h"

enum {
	DAY_S = 86400,
	NS_DIGITS = 9,
	ERA_YEARS = 400,
	ERA_DAYS = 146097,
	EPOCH_DAYS = 719468 /* 0000-03-01 to 1970-01-01 */
};

#define DAY_FIRST  (-719162) /* 0001-01-01 */
#define DAY_LAST   2932896   /* 9999-12-31 */
#define TIME_FIRST ((int64_t)DAY_FIRST * DAY_S)
#define TIME_LAST  ((int64_t)DAY_LAST * DAY_S + DAY_S - 1)

struct civil {
	int64_t year, month, day;
};

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

/* Years begin in March, so that the leap day is the last one. */
static int64_t
days_of(struct civil c)
{
	int64_t year = c.year - (c.month <= 2), era, year_day;

	era = floor_div(year, ERA_YEARS);
	year -= era * ERA_YEARS;
	year_day = (153 * ((c.month + 9) % 12) + 2) / 5 + c.day - 1;
	return era * ERA_DAYS + year * 365 + year / 4 - year / 100 + year_day -
	       EPOCH_DAYS;
}

static struct civil
civil_of(int64_t days)
{
	int64_t era, day, year, year_day, month;

	days += EPOCH_DAYS;
	era = floor_div(days, ERA_DAYS);
	day = days - era * ERA_DAYS;
	year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
	year_day = day - (365 * year + year / 4 - year / 100);
	month = (5 * year_day + 2) / 153; /* 0 is March */
	return (struct civil){
	    .year = year + era * ERA_YEARS + (month >= 10),
	    .month = month < 10 ? month + 3 : month - 9,
	    .day = year_day - (153 * month + 2) / 5 + 1,
	};
}

/* Exactly n decimal digits at *s; moves it behind them. */
static int
take_number(const char **s, const char *end, int n, int64_t *out)
{
	*out = 0;
	for (; n > 0; n--, (*s)++) {
		if (*s == end || **s < '0' || **s > '9')
			return -1;
		*out = *out * 10 + (**s - '0');
	}
	return 0;
}

static int
take_char(const char **s, const char *end, const char *set)
{
	if (*s == end || **s == '\0' || strchr(set, **s) == NULL)
		return -1;
	(*s)++;
	return 0;
}

static int
take_date(const char **s, const char *end, int64_t *days)
{
	struct civil c, back;

	if (take_number(s, end, 4, &c.year) == -1 ||
	    take_char(s, end, "-") == -1 ||
	    take_number(s, end, 2, &c.month) == -1 ||
	    take_char(s, end, "-") == -1 ||
	    take_number(s, end, 2, &c.day) == -1)
		return -1;
	if (c.year < 1 || c.month < 1 || c.month > 12 || c.day < 1)
		return -1;
	*days = days_of(c);
	back = civil_of(*days); /* 31 April would come back as 1 May */
	return back.month == c.month && back.day == c.day ? 0 : -1;
}

static int
take_fraction(const char **s, const char *end, int32_t *ns)
{
	int n;

	*ns = 0;
	if (take_char(s, end, ".") == -1)
		return 0;
	for (n = 0; *s < end && **s >= '0' && **s <= '9'; n++, (*s)++) {
		if (n == NS_DIGITS)
			return -1;
		*ns = *ns * 10 + (**s - '0');
	}
	if (n == 0)
		return -1;
	for (; n < NS_DIGITS; n++)
		*ns *= 10;
	return 0;
}

/* Date and time of day as if in UTC; a leap second is told, not judged. */
static int
take_local(const char **s, const char *end, struct instant *t, bool *is_leap)
{
	int64_t days, hour, minute, second;

	if (take_date(s, end, &days) == -1 || take_char(s, end, "Tt ") == -1 ||
	    take_number(s, end, 2, &hour) == -1 ||
	    take_char(s, end, ":") == -1 ||
	    take_number(s, end, 2, &minute) == -1 ||
	    take_char(s, end, ":") == -1 ||
	    take_number(s, end, 2, &second) == -1 ||
	    take_fraction(s, end, &t->ns) == -1)
		return -1;
	if (hour > 23 || minute > 59 || second > 60)
		return -1;
	*is_leap = second == 60;
	t->s = days * DAY_S + hour * 3600 + minute * 60 + second;
	return 0;
}

/* "+HH:MM" or "-HH:MM", or one of `zulu`. */
static int
take_zone(const char **s, const char *end, const char *zulu, int *offset_s)
{
	int64_t hour, minute;
	bool is_west;

	*offset_s = 0;
	if (take_char(s, end, zulu) == 0)
		return 0;
	is_west = *s < end && **s == '-';
	if (take_char(s, end, "+-") == -1 ||
	    take_number(s, end, 2, &hour) == -1 ||
	    take_char(s, end, ":") == -1 ||
	    take_number(s, end, 2, &minute) == -1 || hour > 23 || minute > 59)
		return -1;
	*offset_s = (int)(hour * 3600 + minute * 60);
	if (is_west)
		*offset_s = -*offset_s;
	return 0;
}

static int
finish(struct instant *t, struct instant local, int offset_s, bool is_leap)
{
	local.s -= offset_s;
	if (local.s < TIME_FIRST || local.s > TIME_LAST)
		return -1;
	if (is_leap && local.s % DAY_S != 0)
		return -1;
	*t = local;
	return 0;
}

int
time_parse(struct instant *t, const char *s, size_t n)
{
	struct instant local;
	const char *end = s + n;
	bool is_leap;
	int offset_s;

	*t = (struct instant){0};
	if (take_local(&s, end, &local, &is_leap) == -1 ||
	    take_zone(&s, end, "Zz", &offset_s) == -1 || s != end)
		return -1;
	return finish(t, local, offset_s, is_leap);
}

int
time_parse_local(struct instant *t, const char *s, size_t n, int offset_s)
{
	struct instant local;
	const char *end = s + n;
	bool is_leap;

	*t = (struct instant){0};
	if (take_local(&s, end, &local, &is_leap) == -1 || s != end)
		return -1;
	return finish(t, local, offset_s, is_leap);
}

int
time_parse_zone(int *offset_s, const char *s)
{
	const char *end = s + strlen(s);

	*offset_s = 0;
	if (strcmp(s, "UTC") == 0)
		return 0;
	if (take_zone(&s, end, "Z", offset_s) == -1 || s != end) {
		*offset_s = 0;
		return -1;
	}
	return 0;
}

/* The digits of d at 10^high down to 10^low, as one number. */
static int64_t
places(const struct decimal *d, long high, long low)
{
	int64_t value = 0;
	long place, i;

	for (place = high; place >= low; place--) {
		i = d->exponent - 1 - place;
		value *= 10;
		if (i >= 0 && i < d->ndigits)
			value += d->digit[i];
	}
	return value;
}

int
time_parse_number(struct instant *t, const char *s, size_t n, int scale)
{
	struct instant parsed;
	struct decimal d;
	int64_t ns;

	*t = (struct instant){0};
	if (decimal_parse(&d, s, n) == -1)
		return -1;
	d.exponent -= scale;
	if (d.ndigits > 0 && d.exponent > 12) /* year 9999 has 12 digits */
		return -1;
	parsed.s = places(&d, 11, 0);
	ns = places(&d, -1, -NS_DIGITS);
	/* Finer than a nanosecond goes down, before 1970 too. */
	if (d.is_negative) {
		ns += d.ndigits - d.exponent > NS_DIGITS;
		parsed.s = -parsed.s - (ns > 0);
		ns = ns > 0 ? 1000000000 - ns : 0;
	}
	parsed.ns = (int32_t)ns;
	return finish(t, parsed, 0, false);
}

const char *
date_format(int64_t days, char buf[static TIME_TEXT])
{
	struct civil c = civil_of(days);

	assert(days >= DAY_FIRST && days <= DAY_LAST);
	(void)snprintf(buf, TIME_TEXT, "%04d-%02d-%02d", (int)c.year,
	    (int)c.month, (int)c.day);
	return buf;
}

const char *
date_prose(int64_t days, char buf[static TIME_TEXT])
{
	static const char *const months[] = {"January", "February", "March",
	    "April", "May", "June", "July", "August", "September", "October",
	    "November", "December"};
	struct civil c = civil_of(days);

	assert(days >= DAY_FIRST && days <= DAY_LAST);
	(void)snprintf(buf, TIME_TEXT, "%d %s %d", (int)c.day,
	    months[c.month - 1], (int)c.year);
	return buf;
}

const char *
time_format(struct instant t, char buf[static TIME_TEXT])
{
	int64_t second = t.s - date_of(t) * DAY_S;
	size_t n;

	assert(t.ns >= 0 && t.ns < 1000000000);
	n = strlen(date_format(date_of(t), buf));
	n += (size_t)snprintf(buf + n, TIME_TEXT - n, "T%02d:%02d:%02d",
	    (int)(second / 3600), (int)(second / 60 % 60), (int)(second % 60));
	if (t.ns > 0) {
		n += (size_t)snprintf(buf + n, TIME_TEXT - n, ".%09d", t.ns);
		while (buf[n - 1] == '0')
			n--;
	}
	buf[n++] = 'Z';
	buf[n] = '\0';
	return buf;
}

int
time_cmp(struct instant a, struct instant b)
{
	if (a.s != b.s)
		return a.s < b.s ? -1 : 1;
	return (a.ns > b.ns) - (a.ns < b.ns);
}

int
date_parse(int64_t *days, const char *s, size_t n)
{
	const char *end = s + n;

	*days = 0;
	if (take_date(&s, end, days) == -1 || s != end) {
		*days = 0;
		return -1;
	}
	return 0;
}

int64_t
date_of(struct instant t)
{
	return floor_div(t.s, DAY_S);
}

int64_t
date_month_start(int64_t days, int months)
{
	struct civil c = civil_of(days);
	int64_t month = c.year * 12 + c.month - 1 + months;

	c.year = floor_div(month, 12);
	c.month = month - c.year * 12 + 1;
	c.day = 1;
	return days_of(c);
}

struct instant
time_now(void)
{
	struct timespec now;
	int rc = clock_gettime(CLOCK_REALTIME, &now);

	assert(rc == 0);
	return (struct instant){now.tv_sec, (int32_t)now.tv_nsec};
}
