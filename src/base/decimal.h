/*
 * Decimals as (sign, digits, exponent), never double: limits compare exactly.
 * The text is JSON's number syntax.  At most 40 significant digits.
 */
#ifndef BASE_DECIMAL_H
#define BASE_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>

enum { DECIMAL_DIGITS = 40, DECIMAL_TEXT = 64 };

struct decimal {
	bool is_negative; /* zero is never negative */
	int ndigits;      /* 0 is zero; no leading or trailing zeros */
	long exponent;    /* value = 0.d1d2d3... * 10^exponent */
	unsigned char digit[DECIMAL_DIGITS];
};

/*
 * Reads exactly n bytes.  Returns 0, or -1 when they are no JSON number, hold
 * more than 40 significant digits, or an exponent beyond +-100000.
 */
int decimal_parse(struct decimal *d, const char *s, size_t n);
/* -1, 0, 1 as a is less than, equal to, greater than b. */
int decimal_cmp(const struct decimal *a, const struct decimal *b);
/* Half to even, to `digits` significant digits (1 to 40). */
struct decimal decimal_round(const struct decimal *d, int digits);
/* Exact product; -1 when it needs more than 40 digits. */
int decimal_mul(
    struct decimal *out, const struct decimal *a, const struct decimal *b);
/* Exact difference; -1 when it needs more than 40 digits. */
int decimal_sub(
    struct decimal *out, const struct decimal *a, const struct decimal *b);
/*
 * Shortest plain text ("0.25", "-12", "1.5e-09" outside 1e-7..1e15); buf has
 * DECIMAL_TEXT bytes.  Returns buf.
 */
const char *decimal_format(const struct decimal *d, char *buf);
/* For people: rounded to `places` digits after the point, plain, padded. */
const char *decimal_fixed(const struct decimal *d, int places, char *buf);
/* Nearest double, for drawings only. */
double decimal_double(const struct decimal *d);
/* True if |d| >= DBL_MAX: sources write that for infinity (sources.md). */
bool decimal_is_huge(const struct decimal *d);

#endif
