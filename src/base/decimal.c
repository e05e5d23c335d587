/*
 * Decimals of at most 40 significant digits: read, compared, rounded,
 * multiplied, subtracted and written exactly.  An operation whose exact
 * result does not fit fails; none rounds in silence.  Grammar: RFC 8259,
 * section 6.  No locale takes part: no text with a point meets the C library.
 */
#include "base/decimal.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	EXPONENT_MAX = 100000,
	PLAIN_LOW = -6,  /* 1e-7 is 0.1 * 10^-6 */
	PLAIN_HIGH = 16, /* 1e15 is 0.1 * 10^16 */
	SUB_DIGITS = DECIMAL_DIGITS + 1
};

/* Bytes still to be read. */
struct cursor {
	const char *s;
	size_t i, n;
};

/* What a number's text says, before zeros are stripped. */
struct digits {
	unsigned char digit[DECIMAL_DIGITS];
	size_t kept;    /* from the first that is not zero */
	size_t zeros;   /* zeros since, that count if a digit follows */
	size_t leading; /* zeros after the point before the first digit */
	size_t whole;   /* digits before the point, from the first not zero */
	bool is_too_long;
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
cursor_take(struct cursor *c, char wanted)
{
	if (c->i == c->n || c->s[c->i] != wanted)
		return false;
	c->i++;
	return true;
}

static void
add_digit(struct digits *d, unsigned char digit)
{
	if (digit == 0) {
		d->zeros++;
		return;
	}
	if (d->zeros >= DECIMAL_DIGITS ||
	    d->kept + d->zeros >= DECIMAL_DIGITS) {
		d->is_too_long = true;
		return;
	}
	for (; d->zeros > 0; d->zeros--)
		d->digit[d->kept++] = 0;
	d->digit[d->kept++] = digit;
}

/* One run of digits; returns how many there were. */
static size_t
take_digits(struct cursor *c, struct digits *d, bool is_fraction)
{
	size_t start = c->i;
	unsigned char digit;

	for (; c->i < c->n && is_digit(c->s[c->i]); c->i++) {
		digit = (unsigned char)(c->s[c->i] - '0');
		if (d->kept == 0 && digit == 0) {
			d->leading += is_fraction;
			continue;
		}
		add_digit(d, digit);
		d->whole += !is_fraction;
	}
	return c->i - start;
}

/* The exponent after e or E; 0 if it is absent. */
static int
take_exponent(struct cursor *c, long *exponent)
{
	bool is_negative = false;
	size_t start;

	*exponent = 0;
	if (!cursor_take(c, 'e') && !cursor_take(c, 'E'))
		return 0;
	if (cursor_take(c, '-'))
		is_negative = true;
	else
		(void)cursor_take(c, '+'); /* an optional sign */
	start = c->i;
	for (; c->i < c->n && is_digit(c->s[c->i]); c->i++) {
		*exponent = *exponent * 10 + (c->s[c->i] - '0');
		if (*exponent > EXPONENT_MAX)
			return -1;
	}
	if (c->i == start)
		return -1;
	if (is_negative)
		*exponent = -*exponent;
	return 0;
}

/* The exponent of 0.ddd; people count it at d.dd, one less. */
static bool
is_in_range(long exponent)
{
	return exponent - 1 <= EXPONENT_MAX && exponent - 1 >= -EXPONENT_MAX;
}

int
decimal_parse(struct decimal *d, const char *s, size_t n)
{
	struct cursor c = {s, 0, n};
	struct digits digits = {.kept = 0};
	long written, place;
	bool is_negative, starts_zero;

	memset(d, 0, sizeof(*d));
	is_negative = cursor_take(&c, '-');
	starts_zero = c.i < n && s[c.i] == '0';
	switch (take_digits(&c, &digits, false)) {
	case 0:
		return -1;
	case 1:
		break;
	default:
		if (starts_zero)
			return -1;
	}
	if (cursor_take(&c, '.') && take_digits(&c, &digits, true) == 0)
		return -1;
	if (take_exponent(&c, &written) == -1 || c.i != n)
		return -1;
	if (digits.kept == 0)
		return 0;
	if (digits.is_too_long || digits.whole > EXPONENT_MAX ||
	    digits.leading > EXPONENT_MAX)
		return -1;
	place = written + (long)digits.whole - (long)digits.leading;
	if (!is_in_range(place))
		return -1;
	d->is_negative = is_negative;
	d->ndigits = (int)digits.kept;
	d->exponent = place;
	memcpy(d->digit, digits.digit, digits.kept);
	return 0;
}

/* Compares without the signs; zero is less than anything else. */
static int
compare_size(const struct decimal *a, const struct decimal *b)
{
	int n;

	if (a->ndigits == 0 || b->ndigits == 0)
		return (a->ndigits > 0) - (b->ndigits > 0);
	if (a->exponent != b->exponent)
		return a->exponent < b->exponent ? -1 : 1;
	n = a->ndigits < b->ndigits ? a->ndigits : b->ndigits;
	n = memcmp(a->digit, b->digit, (size_t)n);
	if (n != 0)
		return n < 0 ? -1 : 1;
	/* No trailing zeros: the longer one is the larger. */
	return (a->ndigits > b->ndigits) - (a->ndigits < b->ndigits);
}

int
decimal_cmp(const struct decimal *a, const struct decimal *b)
{
	if (a->is_negative != b->is_negative)
		return a->is_negative ? -1 : 1;
	return a->is_negative ? compare_size(b, a) : compare_size(a, b);
}

/*
 * Fills out from n digits, 0.d1d2d3... * 10^exponent; it keeps its sign.
 * Fails when more than 40 are left without leading and trailing zeros.
 */
static int
normalize(
    struct decimal *out, const unsigned char *digit, size_t n, long exponent)
{
	bool is_negative = out->is_negative;

	memset(out, 0, sizeof(*out));
	for (; n > 0 && digit[n - 1] == 0; n--)
		continue;
	for (; n > 0 && digit[0] == 0; n--, digit++)
		exponent--;
	if (n == 0)
		return 0;
	if (n > DECIMAL_DIGITS)
		return -1;
	out->is_negative = is_negative;
	out->ndigits = (int)n;
	out->exponent = exponent;
	memcpy(out->digit, digit, n);
	return 0;
}

/* Half to even, keeping `keep` digits; 0 or fewer may leave zero or one unit.
 */
static struct decimal
round_to(const struct decimal *d, long keep)
{
	/* One digit more in front takes the carry. */
	unsigned char digit[DECIMAL_DIGITS + 1] = {0};
	struct decimal out = {.is_negative = d->is_negative};
	bool is_up, is_half;
	long i;

	if (keep >= d->ndigits)
		return *d;
	if (keep < 0)
		return (struct decimal){.ndigits = 0};
	memcpy(digit + 1, d->digit, (size_t)keep);
	is_half = d->digit[keep] == 5 && keep + 1 == d->ndigits;
	is_up = is_half ? digit[keep] % 2 == 1 : d->digit[keep] >= 5;
	for (i = keep; is_up; i--) {
		is_up = digit[i] == 9;
		digit[i] = is_up ? 0 : (unsigned char)(digit[i] + 1);
	}
	/* Cannot fail: there are at most as many digits as before. */
	(void)normalize(&out, digit, (size_t)keep + 1, d->exponent + 1);
	return out;
}

struct decimal
decimal_round(const struct decimal *d, int digits)
{
	assert(digits >= 1 && digits <= DECIMAL_DIGITS);
	return round_to(d, digits);
}

int
decimal_mul(
    struct decimal *out, const struct decimal *a, const struct decimal *b)
{
	unsigned char digit[2 * DECIMAL_DIGITS] = {0};
	unsigned column[2 * DECIMAL_DIGITS] = {0}, carry = 0;
	size_t na = (size_t)a->ndigits, nb = (size_t)b->ndigits, i, j;
	struct decimal product = {
	    .is_negative = a->is_negative != b->is_negative};

	for (i = 0; i < na; i++)
		for (j = 0; j < nb; j++)
			column[i + j + 1] +=
			    (unsigned)a->digit[i] * b->digit[j];
	for (i = na + nb; i-- > 0;) {
		carry += column[i];
		digit[i] = (unsigned char)(carry % 10);
		carry /= 10;
	}
	if (normalize(&product, digit, na + nb, a->exponent + b->exponent) ==
		-1 ||
	    !is_in_range(product.exponent)) {
		*out = (struct decimal){.ndigits = 0};
		return -1;
	}
	*out = product;
	return 0;
}

/* The digit of d at 10^place. */
static int
digit_at(const struct decimal *d, long place)
{
	long i = d->exponent - 1 - place;

	return i >= 0 && i < d->ndigits ? d->digit[i] : 0;
}

/*
 * |a| - |b| (sign -1) or |a| + |b| (sign 1), |a| >= |b|, both not zero.  An
 * exact result of at most 40 digits never spans more than 41 places: the
 * lowest one is not zero, or both numbers end there.
 */
static int
combine(struct decimal *out, const struct decimal *a, const struct decimal *b,
    int sign)
{
	unsigned char digit[SUB_DIGITS + 1] = {0};
	long low_a = a->exponent - a->ndigits, low_b = b->exponent - b->ndigits;
	long low = low_a < low_b ? low_a : low_b, n = a->exponent - low, i;
	int value, carry = 0;

	if (n > SUB_DIGITS)
		return -1;
	for (i = 0; i < n; i++) {
		value =
		    digit_at(a, low + i) + sign * digit_at(b, low + i) + carry;
		carry = value < 0 ? -1 : value / 10;
		digit[n - i] = (unsigned char)(value - 10 * carry);
	}
	digit[0] = (unsigned char)carry;
	return normalize(out, digit, (size_t)n + 1, a->exponent + 1);
}

int
decimal_sub(
    struct decimal *out, const struct decimal *a, const struct decimal *b)
{
	struct decimal minus_b = *b, result;
	const struct decimal *large = a, *small = &minus_b;
	int rc;

	minus_b.is_negative = b->ndigits > 0 && !b->is_negative;
	if (compare_size(a, b) < 0) {
		large = &minus_b;
		small = a;
	}
	result = *large;
	rc = small->ndigits == 0
		 ? 0
		 : combine(&result, large, small,
		       a->is_negative == minus_b.is_negative ? 1 : -1);
	if (rc == -1 || !is_in_range(result.exponent)) {
		*out = (struct decimal){.ndigits = 0};
		return -1;
	}
	*out = result;
	return 0;
}

/* A text being written, into a caller's DECIMAL_TEXT bytes. */
struct writer {
	char *s;
	size_t n;
};

static void
write_char(struct writer *w, char c)
{
	assert(w->n + 1 < DECIMAL_TEXT);
	w->s[w->n++] = c;
	w->s[w->n] = '\0';
}

/* Digits from place `high` down to place `low`; the point after place 0. */
static void
write_places(struct writer *w, const struct decimal *d, long high, long low)
{
	long place;

	for (place = high; place >= low; place--) {
		if (place == -1)
			write_char(w, '.');
		write_char(w, (char)('0' + digit_at(d, place)));
	}
}

static void
write_scientific(struct writer *w, const struct decimal *d)
{
	struct decimal mantissa = *d;

	mantissa.exponent = 1;
	write_places(w, &mantissa, 0, 1L - d->ndigits);
	(void)snprintf(w->s + w->n, DECIMAL_TEXT - w->n, "e%c%02ld",
	    d->exponent < 1 ? '-' : '+', labs(d->exponent - 1));
}

const char *
/* NOLINTNEXTLINE(readability-non-const-parameter): w writes to buf */
decimal_format(const struct decimal *d, char *buf)
{
	struct writer w = {buf, 0};
	long low = d->exponent - d->ndigits;
	bool is_high;

	if (d->is_negative)
		write_char(&w, '-');
	/* 1e15 itself is still plain. */
	is_high =
	    d->exponent > PLAIN_HIGH ||
	    (d->exponent == PLAIN_HIGH && (d->ndigits > 1 || d->digit[0] > 1));
	if (d->ndigits > 0 && (d->exponent < PLAIN_LOW || is_high))
		write_scientific(&w, d);
	else
		write_places(&w, d, d->exponent > 0 ? d->exponent - 1 : 0,
		    low < 0 ? low : 0);
	return buf;
}

const char *
decimal_fixed(const struct decimal *d, int places, char *buf)
{
	struct decimal rounded;
	struct writer w = {buf, 0};

	assert(places >= 0 && places <= DECIMAL_DIGITS);
	rounded = round_to(d, d->exponent + places);
	/* Sign, point and NUL; what is too long for plain stays short. */
	if (rounded.exponent + places + 4 > DECIMAL_TEXT)
		return decimal_format(d, buf);
	if (rounded.is_negative)
		write_char(&w, '-');
	write_places(&w, &rounded,
	    rounded.exponent > 0 ? rounded.exponent - 1 : 0, -places);
	return buf;
}

double
decimal_double(const struct decimal *d)
{
	char text[DECIMAL_TEXT];
	size_t n = 0;
	int i;

	/* "-123e-5": without a point no locale changes what strtod reads. */
	if (d->is_negative)
		text[n++] = '-';
	text[n++] = '0';
	for (i = 0; i < d->ndigits; i++)
		text[n++] = (char)('0' + d->digit[i]);
	(void)snprintf(
	    text + n, sizeof(text) - n, "e%ld", d->exponent - d->ndigits);
	return strtod(text, NULL);
}

bool
decimal_is_huge(const struct decimal *d)
{
	/* DBL_MAX as sources write it, shortest; its exact value is larger. */
	static const struct decimal huge = {false, 17, 309,
	    {1, 7, 9, 7, 6, 9, 3, 1, 3, 4, 8, 6, 2, 3, 1, 5, 7}};

	return compare_size(d, &huge) >= 0;
}
