/* Instants and dates: UTC, proleptic Gregorian, years 0001 to 9999. */
#ifndef BASE_TIME_H
#define BASE_TIME_H

#include <stddef.h>
#include <stdint.h>

struct instant {
	int64_t s;  /* seconds since 1970-01-01T00:00:00Z */
	int32_t ns; /* 0 to 999,999,999 */
};

enum { TIME_TEXT = 36 };

/*
 * RFC 3339 with zone: `T`, `t` or a space, up to 9 decimals, `Z` or offset.
 * A leap second (23:59:60 UTC) is the second after it.  Exactly n bytes;
 * returns 0 or -1.
 */
int time_parse(struct instant *t, const char *s, size_t n);
/* Without zone, read in the zone `offset_s` seconds east of UTC. */
int time_parse_local(struct instant *t, const char *s, size_t n, int offset_s);
/* "UTC", "Z" or "+HH:MM"; -1 for anything else. */
int time_parse_zone(int *offset_s, const char *s);
/*
 * From a decimal number of seconds (scale 0) or milliseconds (scale 3); what
 * is finer than a nanosecond goes down.
 */
int time_parse_number(struct instant *t, const char *s, size_t n, int scale);
/* YYYY-MM-DDTHH:MM:SS[.fraction without trailing zeros]Z. */
const char *time_format(struct instant t, char buf[static TIME_TEXT]);
/* -1, 0, 1 as a is before, at, after b. */
int time_cmp(struct instant a, struct instant b);

/* YYYY-MM-DD to days since 1970-01-01; -1 if it is no date. */
int date_parse(int64_t *days, const char *s, size_t n);
const char *date_format(int64_t days, char buf[static TIME_TEXT]);
/* "2 November 2026", for prose. */
const char *date_prose(int64_t days, char buf[static TIME_TEXT]);
/* Day of the instant, in UTC. */
int64_t date_of(struct instant t);
/* First day of the month `months` after the month of `days`. */
int64_t date_month_start(int64_t days, int months);

/* The clock.  Only gather, seal and the timer of cli may call it (DESIGN). */
struct instant time_now(void);

#endif
