/*
 * base/time: grammar and limits by table; every day of years 0001 to 9999
 * against a calendar that counts day by day.
 */
#include "base/time.h"

#include <inttypes.h>

#include "test.h"

enum { FIRST_DAY = -719162, LAST_DAY = 2932896 };

static void
parse_table(void)
{
	static const char *const pairs[][2] = {
	    {"1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"},
	    {"2026-11-25t14:31:51z", "2026-11-25T14:31:51Z"},
	    {"2026-11-25 14:31:51+00:00", "2026-11-25T14:31:51Z"},
	    {"2026-11-25T14:31:51.5Z", "2026-11-25T14:31:51.5Z"},
	    {"2026-11-25T14:31:51.100Z", "2026-11-25T14:31:51.1Z"},
	    {"2026-11-25T14:31:51.000Z", "2026-11-25T14:31:51Z"},
	    {"2026-11-25T14:31:51.123456789Z",
		"2026-11-25T14:31:51.123456789Z"},
	    {"2026-11-25T14:31:51.000000001Z",
		"2026-11-25T14:31:51.000000001Z"},
	    {"2026-01-01T00:30:00+01:00", "2025-12-31T23:30:00Z"},
	    {"2025-12-31T23:30:00-01:30", "2026-01-01T01:00:00Z"},
	    {"2026-06-01T12:00:00-00:00", "2026-06-01T12:00:00Z"},
	    {"2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z"},
	    {"2000-02-29T00:00:00Z", "2000-02-29T00:00:00Z"},
	    {"0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"},
	    {"9999-12-31T23:59:59.999999999Z",
		"9999-12-31T23:59:59.999999999Z"},
	    {"1969-12-31T23:59:59.25Z", "1969-12-31T23:59:59.25Z"},
	    {"2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"},
	    {"2017-01-01T00:59:60+01:00", "2017-01-01T00:00:00Z"},
	};
	char buf[TIME_TEXT];
	struct instant t;
	size_t i;

	for (i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		CHECK(time_parse(&t, pairs[i][0], strlen(pairs[i][0])) == 0);
		CHECK_STR(time_format(t, buf), pairs[i][1]);
	}
}

static void
parse_refusals(void)
{
	static const char *const bad[] = {"", "2026-11-25",
	    "2026-11-25T14:31:51", "2026-11-25T14:31Z", "2026-11-25T14:31:51.Z",
	    "2026-11-25T14:31:51.1234567890Z", "2026-11-25T14:31:51,5Z",
	    "2026-11-25T14:31:51+0000", "2026-11-25T14:31:51+00",
	    "2026-11-25T14:31:51+24:00", "2026-11-25T14:31:51+01:60",
	    "2026-11-25T14:31:51Z ", " 2026-11-25T14:31:51Z",
	    "2026-11-25T24:00:00Z", "2026-11-25T14:60:00Z",
	    "2026-11-25T14:31:61Z", "2026-11-25T14:31:60Z",
	    "2026-11-25T23:59:60+01:00", "2026-13-01T00:00:00Z",
	    "2026-00-01T00:00:00Z", "2026-04-31T00:00:00Z",
	    "2026-01-00T00:00:00Z", "2026-01-32T00:00:00Z",
	    "2023-02-29T00:00:00Z", "1900-02-29T00:00:00Z",
	    "0000-01-01T00:00:00Z", "0001-01-01T00:00:00+00:01",
	    "9999-12-31T23:59:59-00:01", "9999-12-31T23:59:60Z",
	    "26-11-25T14:31:51Z", "+2026-11-25T14:31:51Z",
	    "2026-11-25_14:31:51Z", "2026-1-25T14:31:51Z",
	    "2026-11-25T-4:31:51Z", "2026-11-25T14:31:51ZZ",
	    "2026-11-25T14:31:51UTC"};
	struct instant t;
	bool is_taken;
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		t.s = 1;
		is_taken = time_parse(&t, bad[i], strlen(bad[i])) == 0;
		if (is_taken)
			printf("took '%s'\n", bad[i]);
		CHECK(!is_taken);
		CHECK(t.s == 0 && t.ns == 0);
	}
	CHECK(time_parse(&t, "2026-11-25T14:31:51Z+", 20) == 0);
	CHECK(time_parse(&t,
		  "2026-11-25\0"
		  "14:31:51Z",
		  20) == -1);
}

static void
local_and_zone(void)
{
	static const char *const bad[] = {"", "z", "utc", "GMT", "+1:00",
	    "+01:00 ", "+0100", "Z ", "UTC+1", "+24:00", "01:00", "+01:60"};
	static const char text[] = "2026-03-01T00:15:00.5";
	char buf[TIME_TEXT];
	struct instant t;
	int offset;
	size_t i;

	CHECK(time_parse_zone(&offset, "UTC") == 0 && offset == 0);
	CHECK(time_parse_zone(&offset, "Z") == 0 && offset == 0);
	CHECK(time_parse_zone(&offset, "-05:30") == 0 && offset == -19800);
	CHECK(time_parse_zone(&offset, "+01:00") == 0 && offset == 3600);
	CHECK(time_parse_local(&t, text, strlen(text), offset) == 0);
	CHECK_STR(time_format(t, buf), "2026-02-28T23:15:00.5Z");
	CHECK(time_parse_local(&t, "2026-03-01T00:15:00Z", 20, 0) == -1);
	CHECK(time_parse_local(&t, "0001-01-01T00:00:00", 19, 3600) == -1);
	CHECK(time_parse_local(&t, "9999-12-31T23:59:59", 19, -1) == -1);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		offset = 7;
		CHECK(time_parse_zone(&offset, bad[i]) == -1);
		CHECK(offset == 0);
	}
}

static void
numbers(void)
{
	static const struct {
		const char *in;
		int scale;
		const char *out; /* NULL: refused */
	} rows[] = {{"0", 0, "1970-01-01T00:00:00Z"},
	    {"-0", 0, "1970-01-01T00:00:00Z"},
	    {"1795617111", 0, "2026-11-25T14:31:51Z"},
	    {"1795617111123", 3, "2026-11-25T14:31:51.123Z"},
	    {"1795617111.25", 0, "2026-11-25T14:31:51.25Z"},
	    {"1.795617111e9", 0, "2026-11-25T14:31:51Z"},
	    {"1795617111123.5", 3, "2026-11-25T14:31:51.1235Z"},
	    {"0.0000000019", 0, "1970-01-01T00:00:00.000000001Z"},
	    {"-0.0000000019", 0, "1969-12-31T23:59:59.999999998Z"},
	    {"-1e-50", 0, "1969-12-31T23:59:59.999999999Z"},
	    {"-1", 0, "1969-12-31T23:59:59Z"},
	    {"-1.5", 0, "1969-12-31T23:59:58.5Z"},
	    {"-1", 3, "1969-12-31T23:59:59.999Z"},
	    {"-0.9999999999", 0, "1969-12-31T23:59:59Z"},
	    {"253402300799", 0, "9999-12-31T23:59:59Z"},
	    {"-62135596800", 0, "0001-01-01T00:00:00Z"},
	    {"253402300800", 0, NULL}, {"-62135596801", 0, NULL},
	    {"-62135596800.5", 0, NULL}, {"1e13", 0, NULL},
	    {"1e100000", 0, NULL}, {"-1e99999", 3, NULL}, {"", 0, NULL},
	    {"12x", 0, NULL}, {"0x10", 0, NULL}, {"NaN", 0, NULL}};
	char buf[TIME_TEXT];
	struct instant t;
	size_t i;
	int rc;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		rc = time_parse_number(
		    &t, rows[i].in, strlen(rows[i].in), rows[i].scale);
		CHECK(rc == (rows[i].out == NULL ? -1 : 0));
		if (rc == 0 && rows[i].out != NULL)
			CHECK_STR(time_format(t, buf), rows[i].out);
	}
}

static int
month_length(int year, int month)
{
	static const int length[] = {
	    31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return length[month - 1] + (month == 2 && is_leap);
}

/* Every day, both ways. */
static void
every_day(void)
{
	char want[80], buf[TIME_TEXT];
	int year = 1, month = 1, day = 1;
	int64_t days, parsed, first = FIRST_DAY;

	for (days = FIRST_DAY; days <= LAST_DAY && test_failed_now == 0;
	     days++) {
		if (day == 1)
			first = days;
		(void)snprintf(
		    want, sizeof(want), "%04d-%02d-%02d", year, month, day);
		CHECK_STR(date_format(days, buf), want);
		CHECK(date_parse(&parsed, want, 10) == 0 && parsed == days);
		CHECK(date_month_start(days, 0) == first);
		if (day++ == month_length(year, month)) {
			day = 1;
			month = month % 12 + 1;
			year += month == 1;
		}
	}
	CHECK(year == 10000 && month == 1 && day == 1);
}

static void
dates(void)
{
	char buf[TIME_TEXT];
	struct instant t = {-1, 0};
	int64_t days, start;

	CHECK(date_parse(&days, "2026-11-02", 10) == 0);
	CHECK_STR(date_prose(days, buf), "2 November 2026");
	CHECK_STR(date_format(date_month_start(days, 2), buf), "2027-01-01");
	CHECK_STR(date_format(date_month_start(days, -11), buf), "2025-12-01");
	CHECK_STR(date_format(date_month_start(days, -1), buf), "2026-10-01");
	CHECK(date_parse(&start, "2026-11-01", 10) == 0);
	CHECK(date_month_start(days, 0) == start);
	CHECK(date_of(t) == -1);
	t.s = 86399;
	CHECK(date_of(t) == 0);
	t.s = 86400;
	CHECK(date_of(t) == 1);
	t.s = -86401;
	CHECK(date_of(t) == -2);
	days = 5;
	CHECK(date_parse(&days, "2026-02-30", 10) == -1 && days == 0);
	CHECK(date_parse(&days, "2026-02-03x", 11) == -1 && days == 0);
	CHECK(date_parse(&days, "2026-02-0", 9) == -1);
	CHECK(date_parse(&days, "0000-12-31", 10) == -1);
	CHECK(date_parse(&days, "", 0) == -1);
}

static void
order(void)
{
	struct instant a = {1, 5}, b = {1, 6}, c = {2, 0};

	CHECK(time_cmp(a, b) == -1 && time_cmp(b, a) == 1);
	CHECK(time_cmp(a, a) == 0);
	CHECK(time_cmp(b, c) == -1 && time_cmp(c, b) == 1);
}

/* Formatting then parsing gives the instant back. */
static void
round_trip(void)
{
	char buf[TIME_TEXT];
	struct instant t, back;
	int64_t s;

	for (s = -62135596800; s <= 253402300799; s += 9876543211) {
		t = (struct instant){
		    s, (int32_t)((s % 1000000000 + 1000000000) % 1000000000)};
		(void)time_format(t, buf);
		CHECK(time_parse(&back, buf, strlen(buf)) == 0);
		CHECK(time_cmp(t, back) == 0);
	}
}

static void
clock_moves(void)
{
	struct instant a = time_now(), b = time_now();

	CHECK(a.s > 1700000000); /* after this was written */
	CHECK(a.ns >= 0 && a.ns < 1000000000);
	CHECK(b.s - a.s < 60);
}

int
main(void)
{
	RUN(parse_table);
	RUN(parse_refusals);
	RUN(local_and_zone);
	RUN(numbers);
	RUN(every_day);
	RUN(dates);
	RUN(order);
	RUN(round_trip);
	RUN(clock_moves);
	return test_end("t_base_time");
}
