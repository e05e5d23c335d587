/*
 * Compares values as RFC 9535 section 2.3.5.2.2 has it: numbers by decimal
 * value, with any number of digits and never through a double; texts by code
 * points (the byte order of UTF-8); arrays and objects by their contents.
 * Exponents count up to 10^17.  Of json_lenient: an infinity lies beyond every
 * number and equals itself, NaN equals nothing.
 */
#include <string.h>

#include "extract/path.h"

enum { UNORDERED = 2, DIGITS_A_STEP = 8 };

#define EXPONENT_MOST INT64_C(100000000000000000)

/* 0.DIGITS * 10^magnitude. */
struct number {
	bool is_nan;
	int sign;         /* 0: zero */
	const char *p;    /* first digit that is not 0 */
	const char *last; /* behind the last one; a point may be between */
	int64_t magnitude;
};

static int64_t
read_exponent(const char *p, const char *end)
{
	bool is_negative = p < end && *p == '-';
	int64_t value = 0;

	if (p < end && (*p == '-' || *p == '+'))
		p++;
	for (; p < end && value < EXPONENT_MOST; p++)
		value = value * 10 + (*p - '0');
	if (value > EXPONENT_MOST)
		value = EXPONENT_MOST;
	return is_negative ? -value : value;
}

/* The text is JSON's number, or one of json_lenient. */
static struct number
read_number(const char *p, size_t n)
{
	const char *end = p + n;
	struct number x = {.sign = 1};
	bool is_fraction = false;

	if (p < end && *p == '-') {
		x.sign = -1;
		p++;
	}
	if (p < end && (*p == 'N' || *p == 'I')) {
		x.is_nan = *p == 'N';
		x.p = x.last = p;
		x.magnitude = INT64_MAX;
		return x;
	}
	for (; p < end && *p != 'e' && *p != 'E'; p++) {
		if (*p == '.') {
			is_fraction = true;
			continue;
		}
		if (x.p == NULL && *p != '0')
			x.p = p;
		if (*p != '0')
			x.last = p + 1;
		if (x.p != NULL && !is_fraction)
			x.magnitude++;
		if (x.p == NULL && is_fraction)
			x.magnitude--;
	}
	if (x.p == NULL)
		x.sign = 0;
	if (p < end)
		x.magnitude += read_exponent(p + 1, end);
	return x;
}

static char
next_digit(struct number *x)
{
	if (x->p < x->last && *x->p == '.')
		x->p++;
	if (x->p == x->last)
		return '\0';
	return *x->p++;
}

static int
number_cmp(const struct path_value *va, const struct path_value *vb)
{
	struct number a = read_number(va->text, va->n);
	struct number b = read_number(vb->text, vb->n);
	char da, db;

	if (a.is_nan || b.is_nan)
		return UNORDERED;
	if (a.sign != b.sign)
		return a.sign < b.sign ? -1 : 1;
	if (a.sign == 0)
		return 0;
	if (a.magnitude != b.magnitude)
		return a.magnitude < b.magnitude ? -a.sign : a.sign;
	do {
		da = next_digit(&a);
		db = next_digit(&b);
	} while (da == db && da != '\0');
	if (da == db)
		return 0;
	return da < db ? -a.sign : a.sign;
}

/*
 * A number of a million digits, compared with each item of a list, is work;
 * texts stop at the shorter one and need no such account.
 */
static int
count_digits(
    struct path_walk *w, const struct path_value *a, const struct path_value *b)
{
	if (a->type != NODE_NUMBER || b->type != NODE_NUMBER)
		return 0;
	return path_step(w, (a->n + b->n) / DIGITS_A_STEP);
}

static int
text_cmp(const struct path_value *a, const struct path_value *b)
{
	int c = memcmp(a->text, b->text, a->n < b->n ? a->n : b->n);

	if (c != 0)
		return c < 0 ? -1 : 1;
	return (a->n > b->n) - (a->n < b->n);
}

struct path_value
path_value_of(const struct tree *t, size_t node)
{
	struct path_value v = {.type = tree_type(t, node), .node = node};

	v.text = tree_text(t, node, &v.n);
	return v;
}

/* ---- Equality of arrays and objects ------------------------------------- */

static int equals(struct path_walk *w, const struct path_value *a,
    const struct path_value *b);

/* The member of `object` named as `like` is; most often it is `guess`. */
static int
find_twin(
    struct path_walk *w, size_t object, size_t like, size_t guess, size_t *out)
{
	size_t n, m;
	const char *key = tree_key(w->t, like, &n);
	const char *other = tree_key(w->t, guess, &m);

	*out = guess;
	if (n == m && memcmp(key, other, n) == 0)
		return 0;
	*out = tree_member(w->t, object, key, n);
	return path_step(w, tree_size(w->t, object));
}

/* Depth is that of the tree: at most JSON_DEPTH. */
static int
container_equals(struct path_walk *w, size_t a, size_t b)
{
	bool is_object = tree_type(w->t, a) == NODE_OBJECT;
	size_t ca = tree_child(w->t, a), cb = tree_child(w->t, b), twin;
	struct path_value va, vb;
	int rc = 1;

	if (tree_size(w->t, a) != tree_size(w->t, b))
		return 0;
	for (; rc == 1 && ca != 0; ca = tree_next(w->t, ca)) {
		twin = cb;
		if (is_object && find_twin(w, b, ca, cb, &twin) == -1)
			return -1;
		if (twin == 0)
			return 0;
		va = path_value_of(w->t, ca);
		vb = path_value_of(w->t, twin);
		rc = equals(w, &va, &vb);
		cb = tree_next(w->t, cb);
	}
	return rc;
}

static int
equals(
    struct path_walk *w, const struct path_value *a, const struct path_value *b)
{
	if (path_step(w, 1) == -1)
		return -1;
	if (a->is_nothing || b->is_nothing)
		return a->is_nothing == b->is_nothing;
	if (a->type != b->type)
		return 0;
	if (count_digits(w, a, b) == -1)
		return -1;
	if (a->type == NODE_NUMBER)
		return number_cmp(a, b) == 0;
	if (a->type == NODE_STRING)
		return text_cmp(a, b) == 0;
	if (a->type == NODE_ARRAY || a->type == NODE_OBJECT)
		return container_equals(w, a->node, b->node);
	return 1;
}

static bool
is_less(const struct path_value *a, const struct path_value *b)
{
	if (a->is_nothing || b->is_nothing || a->type != b->type)
		return false;
	if (a->type == NODE_NUMBER)
		return number_cmp(a, b) == -1;
	return a->type == NODE_STRING && text_cmp(a, b) == -1;
}

int
path_compare(struct path_walk *w, enum compare op, const struct path_value *a,
    const struct path_value *b)
{
	int is_equal;

	if (count_digits(w, a, b) == -1)
		return -1;
	if (op == COMPARE_LT || op == COMPARE_LE)
		if (is_less(a, b))
			return 1;
	if (op == COMPARE_GT || op == COMPARE_GE)
		if (is_less(b, a))
			return 1;
	if (op == COMPARE_LT || op == COMPARE_GT)
		return 0;
	is_equal = equals(w, a, b);
	if (is_equal == -1)
		return -1;
	return op == COMPARE_NE ? !is_equal : is_equal;
}
