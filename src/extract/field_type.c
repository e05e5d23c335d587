/*
 * A text from a source to the type of its field (CONNECTORS section 7): the
 * canonical text, or the outcome that says why there is none.  Numbers keep
 * the text of the source; nothing goes through a double.
 */
#include "extract/session.h"

#include <string.h>

static void
value_is(struct value *out, const char *text)
{
	out->outcome = OUTCOME_VALUE;
	out->text = text;
}

static void
fails(struct session *s, struct value *out, enum outcome o, const char *text,
    size_t n)
{
	out->outcome = o;
	out->text = arena_ndup(s->a, text, n);
}

/* NaN, Infinity, inf: any case, with or without a sign. */
static bool
is_nonfinite(const char *text, size_t n)
{
	static const char *const words[] = {"nan", "inf", "infinity"};

	if (n > 0 && (text[0] == '-' || text[0] == '+')) {
		text++;
		n--;
	}
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size_t k = 0;

		while (k < n && words[i][k] != '\0' &&
		       (text[k] | 0x20) == words[i][k])
			k++;
		if (k == n && words[i][k] == '\0')
			return true;
	}
	return false;
}

/* A decimal, scaled; false when the outcome is set. */
static bool
read_decimal(struct session *s, const struct field_rule *rule, const char *text,
    size_t n, struct decimal *d, struct value *out)
{
	struct decimal scale, product;

	if (is_nonfinite(text, n)) {
		fails(s, out, OUTCOME_NONFINITE, text, n);
		return false;
	}
	if (decimal_parse(d, text, n) == -1) {
		fails(s, out, OUTCOME_BADTYPE, text, n);
		return false;
	}
	if (decimal_is_huge(d)) {
		fails(s, out, OUTCOME_NONFINITE, text, n);
		return false;
	}
	if (rule->scale == NULL)
		return true;
	if (decimal_parse(&scale, rule->scale, strlen(rule->scale)) == -1 ||
	    decimal_mul(&product, d, &scale) == -1) {
		fails(s, out, OUTCOME_BADTYPE, text, n);
		return false;
	}
	*d = product;
	return true;
}

static const char *
decimal_text(struct session *s, const struct decimal *d)
{
	char buf[DECIMAL_TEXT];

	return arena_dup(s->a, decimal_format(d, buf));
}

static void
to_number(struct session *s, const struct field_rule *rule, bool is_int,
    const char *text, size_t n, struct value *out)
{
	struct decimal d;

	if (!read_decimal(s, rule, text, n, &d, out))
		return;
	/* 0.d1d2...dn * 10^e is whole when e >= n. */
	if (is_int && d.ndigits > 0 && d.exponent < d.ndigits) {
		fails(s, out, OUTCOME_BADTYPE, text, n);
		return;
	}
	if (rule->scale != NULL || (is_int && memchr(text, '.', n) != NULL) ||
	    (is_int &&
		(memchr(text, 'e', n) != NULL || memchr(text, 'E', n) != NULL)))
		value_is(out, decimal_text(s, &d));
	else
		value_is(out, arena_ndup(s->a, text, n));
}

static void
to_bool(struct session *s, const char *text, size_t n, struct value *out)
{
	if (n == 4 && memcmp(text, "true", 4) == 0)
		value_is(out, "true");
	else if (n == 5 && memcmp(text, "false", 5) == 0)
		value_is(out, "false");
	else
		fails(s, out, OUTCOME_BADTYPE, text, n);
}

static int
parse_time(struct session *s, const struct field_rule *rule, const char *text,
    size_t n, struct instant *t)
{
	int offset = 0;

	switch (rule->written) {
	case WRITTEN_TIME_S:
		return time_parse_number(t, text, n, 0);
	case WRITTEN_TIME_MS:
		return time_parse_number(t, text, n, 3);
	case WRITTEN_TIME_LOCAL:
		if (s->src->zone == NULL ||
		    time_parse_zone(&offset, s->src->zone) == -1)
			return -1;
		return time_parse_local(t, text, n, offset);
	case WRITTEN_AS_TABLE:
	case WRITTEN_DURATION_S:
	case WRITTEN_DURATION_MS:
		break;
	}
	return time_parse(t, text, n);
}

static void
to_time(struct session *s, const struct field_rule *rule, const char *text,
    size_t n, struct value *out)
{
	static const char zero[] = "0001-01-01T00:00:00Z";
	char buf[TIME_TEXT];
	struct instant t;

	if (n == strlen(zero) && memcmp(text, zero, n) == 0)
		return;
	if (parse_time(s, rule, text, n, &t) == -1)
		fails(s, out, OUTCOME_BADTYPE, text, n);
	else
		value_is(out, arena_dup(s->a, time_format(t, buf)));
}

static void
to_date(struct session *s, const char *text, size_t n, struct value *out)
{
	char buf[TIME_TEXT];
	int64_t days;

	if (date_parse(&days, text, n) == -1)
		fails(s, out, OUTCOME_BADTYPE, text, n);
	else
		value_is(out, arena_dup(s->a, date_format(days, buf)));
}

/* Seconds, or a number with s, m, h. */
static void
to_duration(struct session *s, const struct field_rule *rule, const char *text,
    size_t n, struct value *out)
{
	const char *unit =
	    rule->written == WRITTEN_DURATION_MS ? "0.001" : NULL;
	struct decimal d, factor, product;
	size_t k = n;

	if (rule->written == WRITTEN_AS_TABLE && n > 1) {
		k--;
		if (text[k] == 's')
			unit = "1";
		else if (text[k] == 'm')
			unit = "60";
		else if (text[k] == 'h')
			unit = "3600";
		else
			k = n;
	}
	if (!read_decimal(s, rule, text, k, &d, out))
		return;
	if (unit == NULL && rule->scale == NULL) {
		value_is(out, arena_ndup(s->a, text, n));
		return;
	}
	if (unit == NULL)
		unit = "1";
	if (decimal_parse(&factor, unit, strlen(unit)) == -1 ||
	    decimal_mul(&product, &d, &factor) == -1)
		fails(s, out, OUTCOME_BADTYPE, text, n);
	else
		value_is(out, decimal_text(s, &product));
}

/* 64 hex digits at text, small letters; NULL for anything else. */
static const char *
hex_digest(struct session *s, const char *text, size_t n)
{
	char *out;

	if (n != 64)
		return NULL;
	out = arena_ndup(s->a, text, n);
	for (size_t i = 0; i < n; i++) {
		char c = out[i];

		if (c >= 'A' && c <= 'F')
			out[i] = c = (char)(c - 'A' + 'a');
		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
			return NULL;
	}
	return out;
}

static void
to_sha256(struct session *s, const char *text, size_t n, struct value *out)
{
	size_t skip = n > 7 && memcmp(text, "sha256:", 7) == 0 ? 7 : 0;
	const char *hex = hex_digest(s, text + skip, n - skip);

	if (hex == NULL)
		fails(s, out, OUTCOME_BADTYPE, text, n);
	else
		value_is(out, hex);
}

/* The digest in an image's name; a name without one is ABSENT. */
static void
to_image(struct session *s, const char *text, size_t n, struct value *out)
{
	static const char mark[] = "sha256:";
	size_t k = sizeof(mark) - 1;
	const char *hex;

	for (size_t i = 0; i + k <= n; i++) {
		if (memcmp(text + i, mark, k) != 0 ||
		    (i > 0 && text[i - 1] != '@'))
			continue;
		hex = hex_digest(s, text + i + k, n - i - k);
		if (hex == NULL)
			fails(s, out, OUTCOME_BADTYPE, text, n);
		else
			value_is(out, hex);
		return;
	}
}

/* People write a model's id in records; every other source its own name. */
static void
to_model(struct session *s, const char *name, struct value *out)
{
	if (strcmp(s->c->name, "records") == 0 &&
	    system_model(s->sys, name) != NULL)
		value_is(out, name);
	else
		value_is(out, system_model_id(s->a, s->sys, s->src, name));
}

void
field_convert(struct session *s, const struct field_rule *rule,
    const struct field_def *def, const char *text, size_t n, struct value *out)
{
	/* A text in a number's syntax is as good as a number. */
	if (n == 0)
		return; /* empty text is ABSENT */
	switch (def->type) {
	case TYPE_TEXT:
	case TYPE_LIST:
		value_is(out, arena_ndup(s->a, text, n));
		break;
	case TYPE_INT:
		to_number(s, rule, true, text, n, out);
		break;
	case TYPE_NUMBER:
		to_number(s, rule, false, text, n, out);
		break;
	case TYPE_BOOL:
		to_bool(s, text, n, out);
		break;
	case TYPE_TIME:
		to_time(s, rule, text, n, out);
		break;
	case TYPE_DATE:
		to_date(s, text, n, out);
		break;
	case TYPE_DURATION:
		to_duration(s, rule, text, n, out);
		break;
	case TYPE_SHA256:
		to_sha256(s, text, n, out);
		break;
	case TYPE_IMAGE_DIGEST:
		to_image(s, text, n, out);
		break;
	case TYPE_MODEL:
		to_model(s, arena_ndup(s->a, text, n), out);
		break;
	}
}
