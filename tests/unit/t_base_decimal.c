/*
 * base/decimal: grammar and limits by table; comparison, rounding, product
 * and difference against exact integer identities over a fixed seed.
 */
#include "base/decimal.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdlib.h>

#include "test.h"

enum { ROUNDS = 20000 };

static const uint64_t seed = 20261125;

static uint64_t
next(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

static struct decimal
of(const char *s)
{
	struct decimal d;

	if (decimal_parse(&d, s, strlen(s)) == -1) {
		printf("'%s' does not parse\n", s);
		test_failed_now++;
	}
	return d;
}

static struct decimal
of_int(int64_t value, int exponent)
{
	char text[DECIMAL_TEXT];

	(void)snprintf(text, sizeof(text), "%" PRId64 "e%d", value, exponent);
	return of(text);
}

static bool
same(struct decimal a, struct decimal b)
{
	return decimal_cmp(&a, &b) == 0 && a.ndigits == b.ndigits &&
	       a.is_negative == b.is_negative &&
	       memcmp(a.digit, b.digit, (size_t)a.ndigits) == 0;
}

/* Parses, or not, as wanted; says which text does otherwise. */
static bool
takes(const char *s, bool wanted)
{
	struct decimal d;
	bool parses = decimal_parse(&d, s, strlen(s)) == 0;

	if (parses != wanted)
		printf("'%s'\n", s);
	return parses == wanted;
}

#define NINES40 "9999999999999999999999999999999999999999"

static void
grammar(void)
{
	static const char *const good[] = {"0", "-0", "0.0", "1", "-1", "10",
	    "1.5", "1e5", "1E5", "1e+5", "1e-5", "0e0", "0.00e-7", "1e100000",
	    "100e99998", "1e-100000", NINES40, (NINES40 "000"),
	    ("0.000" NINES40), "1e00000000001", "0e100000"};
	static const char *const bad[] = {"", "-", "+1", ".5", "1.", "01",
	    "-01", "00", "1e", "1e+", "e5", " 1", "1 ", "1,5", "0x1", "NaN",
	    "Infinity", "-Infinity", "1.5.5", "1e5e5", "--1", "1e100001",
	    "1e100000000000000000000", "10e100000", "1e-100001", "0.1e-100000",
	    (NINES40 "9"), ("1" NINES40), "0e100001",
	    "1.0000000000000000000000000000000000000000001"};
	size_t i;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		CHECK(takes(good[i], true));
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK(takes(bad[i], false));
}

static void
exact_bytes(void)
{
	struct decimal d;

	CHECK(decimal_parse(&d, "123", 2) == 0);
	CHECK(same(d, of("12")));
	CHECK(decimal_parse(&d, "1\0", 2) == -1);
	CHECK(decimal_parse(&d, "1", 0) == -1);
	d = of("-0.000");
	CHECK(!d.is_negative && d.ndigits == 0);
	d = of("1.0e0");
	CHECK(d.ndigits == 1 && d.exponent == 1 && d.digit[0] == 1);
}

static void
format_table(void)
{
	static const char *const pairs[][2] = {{"0", "0"}, {"-0.0", "0"},
	    {"0.250", "0.25"}, {"-12.0", "-12"}, {"1200", "1200"},
	    {"1.5e-9", "1.5e-09"}, {"1e-7", "0.0000001"}, {"9.9e-8", "9.9e-08"},
	    {"1e15", "1000000000000000"},
	    {"1000000000000001", "1.000000000000001e+15"}, {"2e15", "2e+15"},
	    {"999999999999999.5", "999999999999999.5"}, {"1e16", "1e+16"},
	    {"-1e100000", "-1e+100000"}, {"1e-100000", "1e-100000"},
	    {"0." NINES40, "0." NINES40}, {"1.1", "1.1"},
	    {"100.001", "100.001"}};
	char buf[DECIMAL_TEXT];
	struct decimal d;
	size_t i;

	for (i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		d = of(pairs[i][0]);
		CHECK_STR(decimal_format(&d, buf), pairs[i][1]);
	}
}

static void
fixed_table(void)
{
	static const struct {
		const char *in;
		int places;
		const char *out;
	} rows[] = {{"0", 2, "0.00"}, {"0", 0, "0"}, {"1.005", 2, "1.00"},
	    {"1.015", 2, "1.02"}, {"2.5", 0, "2"}, {"3.5", 0, "4"},
	    {"0.5", 0, "0"}, {"0.51", 0, "1"}, {"-0.5", 0, "0"},
	    {"-0.004", 2, "0.00"}, {"0.05", 1, "0.0"}, {"0.06", 1, "0.1"},
	    {"9.99", 1, "10.0"}, {"-9.96", 1, "-10.0"}, {"0.96", 1, "1.0"},
	    {"1234", 3, "1234.000"}, {"0.000001", 2, "0.00"},
	    {"1e20", 1, "100000000000000000000.0"}, {"1e300", 2, "1e+300"},
	    {"1e60", 2, "1e+60"}};
	char buf[DECIMAL_TEXT];
	struct decimal d;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		d = of(rows[i].in);
		CHECK_STR(decimal_fixed(&d, rows[i].places, buf), rows[i].out);
	}
}

static void
fixed_fills_buffer(void)
{
	char buf[DECIMAL_TEXT + 1];
	struct decimal d;
	long exponent;
	int places;

	for (exponent = -70; exponent <= 70; exponent++)
		for (places = 0; places <= DECIMAL_DIGITS; places++) {
			d = of("-" NINES40);
			d.exponent = exponent;
			memset(buf, 'x', sizeof(buf));
			(void)decimal_fixed(&d, places, buf);
			CHECK(memchr(buf, '\0', DECIMAL_TEXT) != NULL);
			CHECK(buf[DECIMAL_TEXT] == 'x');
		}
}

static void
compare_table(void)
{
	static const char *const order[] = {"-1e100000", "-10", "-9.99", "-1",
	    "-0.1", "-1e-100000", "0", "1e-100000", "0.09", "0.1",
	    "0.1000000000000000000000000000000000000001", "0.11", "1", "9.99",
	    "10", "10.01", "1e100000"};
	size_t n = sizeof(order) / sizeof(order[0]), i, j;
	struct decimal a, b;

	for (i = 0; i < n; i++)
		for (j = 0; j < n; j++) {
			a = of(order[i]);
			b = of(order[j]);
			CHECK(decimal_cmp(&a, &b) == (i > j) - (i < j));
		}
	CHECK(same(of("100"), of("1e2")));
	CHECK(same(of("0.10"), of("1E-1")));
	CHECK(same(of("-0"), of("0")));
}

static int64_t
pick(uint64_t *state)
{
	static const int64_t sizes[] = {3, 20, 1000, 1000000, 2000000000};
	int64_t size = sizes[next(state) % 5];

	return (int64_t)(next(state) % (uint64_t)(2 * size + 1)) - size;
}

/* Comparison, product, difference of integers are those of integers. */
static void
integer_identities(void)
{
	uint64_t state = seed;
	struct decimal a, b, got;
	int64_t x, y;
	int i, scale;

	for (i = 0; i < ROUNDS && test_failed_now == 0; i++) {
		x = pick(&state);
		y = pick(&state);
		scale = (int)(next(&state) % 60) - 30;
		a = of_int(x, scale);
		b = of_int(y, scale);
		CHECK(decimal_cmp(&a, &b) == (x > y) - (x < y));
		CHECK(decimal_mul(&got, &a, &b) == 0);
		CHECK(same(got, of_int(x * y, 2 * scale)));
		CHECK(decimal_sub(&got, &a, &b) == 0);
		CHECK(same(got, of_int(x - y, scale)));
		if (test_failed_now > 0)
			printf("seed %" PRIu64 ": %" PRId64 " %" PRId64 "\n",
			    seed, x, y);
	}
}

/* a - (a - b) is b, exactly, also when the places differ. */
static void
difference_inverts(void)
{
	uint64_t state = seed;
	struct decimal a, b, d, back;
	int i;

	for (i = 0; i < ROUNDS && test_failed_now == 0; i++) {
		a = of_int(pick(&state), (int)(next(&state) % 20) - 10);
		b = of_int(pick(&state), (int)(next(&state) % 20) - 10);
		CHECK(decimal_sub(&d, &a, &b) == 0);
		CHECK(decimal_sub(&back, &a, &d) == 0);
		CHECK(same(back, b));
	}
}

static int64_t
round_integer(int64_t x, int64_t unit)
{
	int64_t size = x < 0 ? -x : x, half = unit / 2, q = size / unit,
		r = size % unit;

	if (r > half || (r == half && q % 2 == 1))
		q++;
	return x < 0 ? -q * unit : q * unit;
}

static void
rounding_identities(void)
{
	uint64_t state = seed;
	struct decimal a, got;
	int64_t x, unit;
	int i, digits, length;

	for (i = 0; i < ROUNDS && test_failed_now == 0; i++) {
		/* Many ties: half of the numbers end in 5 and zeros. */
		x = pick(&state) * (i % 2 == 0 ? 5 : 1);
		length = snprintf(NULL, 0, "%" PRId64, x < 0 ? -x : x);
		digits = 1 + (int)(next(&state) % 11);
		for (unit = 1; length > digits; length--)
			unit *= 10;
		a = of_int(x, 0);
		got = decimal_round(&a, digits);
		if (unit > 1)
			CHECK(same(got, of_int(round_integer(x, unit), 0)));
		else
			CHECK(same(got, a));
	}
}

static void
rounding_carries(void)
{
	struct decimal d = of(NINES40), got = decimal_round(&d, 39);

	CHECK(same(got, of("1e40")));
	d = of("-" NINES40);
	got = decimal_round(&d, 1);
	CHECK(same(got, of("-1e40")));
	got = decimal_round(&d, 40);
	CHECK(same(got, d));
	d = of("0.25");
	got = decimal_round(&d, 1);
	CHECK(same(got, of("0.2")));
	d = of("0.250000000000000000000000000000001");
	got = decimal_round(&d, 1);
	CHECK(same(got, of("0.3")));
	d = of("0");
	got = decimal_round(&d, 3);
	CHECK(got.ndigits == 0);
}

/* Whatever parses is written so that it parses to the same. */
static void
format_round_trip(void)
{
	uint64_t state = seed;
	char text[DECIMAL_TEXT], buf[DECIMAL_TEXT + 1];
	struct decimal d;
	size_t n, i, digits;
	int round;

	for (round = 0; round < ROUNDS && test_failed_now == 0; round++) {
		n = 0;
		if (next(&state) % 2 == 0)
			text[n++] = '-';
		text[n++] = '0';
		text[n++] = '.';
		digits = 1 + next(&state) % DECIMAL_DIGITS;
		for (i = 0; i < digits; i++)
			text[n++] = (char)('0' + next(&state) % 10);
		(void)snprintf(text + n, sizeof(text) - n, "e%d",
		    (int)(next(&state) % 60) - 30);
		d = of(text);
		memset(buf, 'x', sizeof(buf));
		CHECK(same(of(decimal_format(&d, buf)), d));
		CHECK(buf[DECIMAL_TEXT] == 'x');
	}
}

static void
product_limits(void)
{
	struct decimal a = of(NINES40), b = of("2"), zero = of("0"), got;

	CHECK(decimal_mul(&got, &a, &b) == -1);
	CHECK(got.ndigits == 0);
	CHECK(decimal_mul(&got, &a, &a) == -1);
	CHECK(decimal_mul(&got, &a, &zero) == 0);
	CHECK(got.ndigits == 0 && !got.is_negative);
	a = of("1e100000");
	CHECK(decimal_mul(&got, &a, &a) == -1);
	a = of("-3");
	CHECK(decimal_mul(&a, &a, &a) == 0); /* out may be an input */
	CHECK(same(a, of("9")));
	a = of("-4");
	CHECK(decimal_mul(&got, &a, &zero) == 0);
	CHECK(!got.is_negative);
	a = of("50000000000000000000");
	b = of("20000000000000000000");
	CHECK(decimal_mul(&got, &a, &b) == 0);
	CHECK(same(got, of("1e39")));
}

static void
difference_limits(void)
{
	struct decimal a = of("1e40"), b = of("1"), got;

	CHECK(decimal_sub(&got, &a, &b) == 0);
	CHECK(same(got, of(NINES40)));
	a = of("1e41");
	CHECK(decimal_sub(&got, &a, &b) == -1);
	CHECK(got.ndigits == 0);
	a = of("1e50");
	CHECK(decimal_sub(&got, &a, &b) == -1);
	CHECK(got.ndigits == 0);
	a = of(NINES40);
	b = of("-1");
	CHECK(decimal_sub(&got, &a, &b) == 0);
	CHECK(same(got, of("1e40")));
	b = of("-2");
	CHECK(decimal_sub(&got, &a, &b) == -1);
	a = of("0");
	b = of("7");
	CHECK(decimal_sub(&got, &a, &b) == 0);
	CHECK(same(got, of("-7")));
	CHECK(decimal_sub(&got, &b, &b) == 0);
	CHECK(got.ndigits == 0 && !got.is_negative);
	CHECK(decimal_sub(&got, &b, &a) == 0);
	CHECK(same(got, b));
	a = of("9e100000");
	b = of("-9e100000");
	CHECK(decimal_sub(&got, &a, &b) == -1);
}

static void
doubles(void)
{
	static const char *const texts[] = {"0", "1", "-2.5", "0.1", "1e-7",
	    "123456789.125", "1e300", "-3.0000000000000004"};
	struct decimal d;
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		d = of(texts[i]);
		CHECK(decimal_double(&d) == strtod(texts[i], NULL));
	}
	d = of("-" NINES40 "e-99999");
	CHECK(decimal_double(&d) == 0.0);
}

static void
huge(void)
{
	struct decimal d = of("1.7976931348623157e308");

	CHECK(decimal_is_huge(&d));
	d = of("-1.7976931348623157e+308");
	CHECK(decimal_is_huge(&d));
	d = of("1e309");
	CHECK(decimal_is_huge(&d));
	d = of("1.7976931348623156e308");
	CHECK(!decimal_is_huge(&d));
	d = of("0");
	CHECK(!decimal_is_huge(&d));
}

int
main(void)
{
	RUN(grammar);
	RUN(exact_bytes);
	RUN(format_table);
	RUN(fixed_table);
	RUN(fixed_fills_buffer);
	RUN(compare_table);
	RUN(integer_identities);
	RUN(difference_inverts);
	RUN(rounding_identities);
	RUN(rounding_carries);
	RUN(format_round_trip);
	RUN(product_limits);
	RUN(difference_limits);
	RUN(doubles);
	RUN(huge);
	return test_end("t_base_decimal");
}
