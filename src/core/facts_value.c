/*
 * When two values are one (CONNECTORS section 9), and keys as bytes that
 * compare the same way.  Numbers are decimals rounded to 9 significant digits
 * (two runs of one tool differ in the last), durations decimals, times
 * instants, lists sets; everything else is compared byte by byte.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "core/facts.h"

enum {
	AGREE_DIGITS = 9,
	EXPONENT_BIAS = 200000, /* decimals stop at +-100000, plus digits */
	EXPONENT_END = 2 * EXPONENT_BIAS,
	DIGIT_LAST = 9
};

static bool
text_equal(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool
decimal_equal(const char *a, const char *b, bool is_rounded)
{
	struct decimal x, y;

	if (decimal_parse(&x, a, strlen(a)) == -1 ||
	    decimal_parse(&y, b, strlen(b)) == -1)
		return strcmp(a, b) == 0;
	if (is_rounded) {
		x = decimal_round(&x, AGREE_DIGITS);
		y = decimal_round(&y, AGREE_DIGITS);
	}
	return decimal_cmp(&x, &y) == 0;
}

static bool
time_equal(const char *a, const char *b)
{
	struct instant x, y;

	if (time_parse(&x, a, strlen(a)) == -1 ||
	    time_parse(&y, b, strlen(b)) == -1)
		return strcmp(a, b) == 0;
	return time_cmp(x, y) == 0;
}

/* ---- Lists as sets ------------------------------------------------------ */

/* Sorted, repeats dropped; *n becomes what is left.  The caller frees. */
static const char **
set_of(const struct value *v, size_t *n)
{
	const char **set = mem_array(v->nitems, sizeof(*set));
	size_t kept = 0;

	for (size_t i = 0; i < v->nitems; i++)
		set[i] = v->items[i];
	if (v->nitems > 1)
		qsort(set, v->nitems, sizeof(*set), text_order);
	for (size_t i = 0; i < v->nitems; i++)
		if (kept == 0 || strcmp(set[kept - 1], set[i]) != 0)
			set[kept++] = set[i];
	*n = kept;
	return set;
}

static bool
list_equal(const struct value *a, const struct value *b)
{
	const char **x, **y;
	size_t nx, ny, i = 0;
	bool is_equal;

	if (a->nitems == b->nitems) {
		while (i < a->nitems && strcmp(a->items[i], b->items[i]) == 0)
			i++;
		if (i == a->nitems)
			return true; /* the usual case: one node, twice */
	}
	x = set_of(a, &nx);
	y = set_of(b, &ny);
	is_equal = nx == ny;
	for (i = 0; is_equal && i < nx; i++)
		is_equal = strcmp(x[i], y[i]) == 0;
	free(x);
	free(y);
	return is_equal;
}

bool
value_equal(enum field_type t, const struct value *a, const struct value *b)
{
	if (a->outcome != OUTCOME_VALUE || b->outcome != OUTCOME_VALUE)
		return false;
	if (t == TYPE_LIST)
		return list_equal(a, b);
	if (a->text == NULL || b->text == NULL)
		return text_equal(a->text, b->text);
	switch (t) {
	case TYPE_NUMBER:
		return decimal_equal(a->text, b->text, true);
	case TYPE_DURATION:
		return decimal_equal(a->text, b->text, false);
	case TYPE_TIME:
		return time_equal(a->text, b->text);
	case TYPE_TEXT:
	case TYPE_LIST:
	case TYPE_INT:
	case TYPE_BOOL:
	case TYPE_DATE:
	case TYPE_SHA256:
	case TYPE_IMAGE_DIGEST:
	case TYPE_MODEL:
		break;
	}
	return strcmp(a->text, b->text) == 0;
}

/* ---- Keys as bytes ------------------------------------------------------ */

/* Sign, exponent, digits, all in an order that memcmp sees. */
static void
put_decimal(struct buf *b, const struct decimal *d)
{
	long exponent = d->exponent + EXPONENT_BIAS;

	if (d->ndigits == 0) {
		buf_putc(b, '1');
		return;
	}
	assert(exponent > 0 && exponent < EXPONENT_END);
	if (d->is_negative)
		exponent = EXPONENT_END - exponent;
	buf_printf(b, "%c%06ld", d->is_negative ? '0' : '2', exponent);
	for (int i = 0; i < d->ndigits; i++)
		buf_printf(b, "%d",
		    d->is_negative ? DIGIT_LAST - d->digit[i] : d->digit[i]);
	if (d->is_negative)
		buf_putc(b, '~'); /* fewer digits: nearer to zero */
}

static void
put_number(struct buf *b, const char *text, bool is_rounded)
{
	struct decimal d;

	if (decimal_parse(&d, text, strlen(text)) == -1) {
		buf_putc(b, '3'); /* no number sorts here */
		buf_puts(b, text);
		return;
	}
	if (is_rounded)
		d = decimal_round(&d, AGREE_DIGITS);
	put_decimal(b, &d);
}

static void
put_time(struct buf *b, const char *text)
{
	struct instant t;
	char canonical[TIME_TEXT];

	if (time_parse(&t, text, strlen(text)) == -1) {
		buf_puts(b, text);
		return;
	}
	/* Without the Z, or ".5Z" would come before "Z". */
	time_format(t, canonical);
	buf_add(b, canonical, strlen(canonical) - 1);
}

static void
put_part(struct buf *b, enum field_type t, const char *text)
{
	if (text == NULL) {
		buf_putc(b, '\1');
		return;
	}
	buf_putc(b, '\2');
	switch (t) {
	case TYPE_INT: /* ordered by value, equal by text */
		put_number(b, text, false);
		buf_putc(b, '\3');
		buf_puts(b, text);
		break;
	case TYPE_DURATION:
		put_number(b, text, false);
		break;
	case TYPE_NUMBER:
		put_number(b, text, true);
		break;
	case TYPE_TIME:
		put_time(b, text);
		break;
	case TYPE_TEXT:
	case TYPE_LIST:
	case TYPE_BOOL:
	case TYPE_DATE:
	case TYPE_SHA256:
	case TYPE_IMAGE_DIGEST:
	case TYPE_MODEL:
		buf_puts(b, text);
		break;
	}
	buf_putc(b, '\0');
}

void
key_put(struct buf *b, const struct kind *k, const char *const *texts)
{
	for (size_t i = 0; i < k->nkeys; i++)
		put_part(b, k->fields[i].type, texts[i]);
}

void
key_put_row(struct buf *b, const struct row *r)
{
	for (size_t i = 0; i < r->kind->nkeys; i++) {
		const struct value *v = &r->fields[i];

		put_part(b, r->kind->fields[i].type,
		    v->outcome == OUTCOME_VALUE ? v->text : NULL);
	}
}

/* ---- What a stored value must look like --------------------------------- */

static bool
is_utc(const char *s)
{
	struct instant t;
	char canonical[TIME_TEXT];

	return time_parse(&t, s, strlen(s)) == 0 &&
	       strcmp(time_format(t, canonical), s) == 0;
}

const char *
value_fault(enum field_type t, const struct value *v)
{
	struct decimal d;
	int64_t days;
	const char *s = v->text;

	if (v->outcome != OUTCOME_VALUE)
		return NULL;
	if (t == TYPE_LIST)
		return v->items == NULL ? "has no items" : NULL;
	if (s == NULL)
		return "has no text";
	switch (t) {
	case TYPE_INT:
	case TYPE_NUMBER:
	case TYPE_DURATION:
		return decimal_parse(&d, s, strlen(s)) == 0 ? NULL
							    : "is no number";
	case TYPE_BOOL:
		return strcmp(s, "true") == 0 || strcmp(s, "false") == 0
			   ? NULL
			   : "is neither true nor false";
	case TYPE_TIME:
		return is_utc(s) ? NULL : "is no time in UTC";
	case TYPE_DATE:
		return date_parse(&days, s, strlen(s)) == 0 ? NULL
							    : "is no date";
	case TYPE_SHA256:
		return strlen(s) == CORE_SHA - 1 &&
			       strspn(s, "0123456789abcdef") == CORE_SHA - 1
			   ? NULL
			   : "is no sha256";
	case TYPE_TEXT:
	case TYPE_LIST:
	case TYPE_IMAGE_DIGEST:
	case TYPE_MODEL:
		break;
	}
	return NULL;
}
