/*
 * Scales of charts: steps of 1, 2 or 5, labels made from decimals so that no
 * double is ever printed, and names cut to what fits.
 */
#include <math.h>
#include <string.h>

#include "base/decimal.h"
#include "compose/chart.h"

/* Beyond these a value is drawn at the edge, or at zero. */
static const double place_max = 1e307, place_min = 1e-290;

double
chart_place(const char *decimal)
{
	struct decimal d;
	double x;

	if (decimal == NULL ||
	    decimal_parse(&d, decimal, strlen(decimal)) == -1)
		return 0;
	x = decimal_double(&d);
	if (!isfinite(x) || fabs(x) > place_max)
		return d.is_negative ? -place_max : place_max;
	return fabs(x) < place_min ? 0 : x;
}

static struct chart_scale
with_step(double low, double high, int unit, int exponent)
{
	double step = unit * pow(10, exponent);
	struct chart_scale s = {.unit = unit, .exponent = exponent};

	s.first = (long)floor(low / step + 1e-9);
	s.last = (long)ceil(high / step - 1e-9);
	if (s.last == s.first)
		s.last++;
	s.low = (double)s.first * step;
	s.high = (double)s.last * step;
	return s;
}

struct chart_scale
chart_scale(double low, double high)
{
	static const int units[] = {1, 2, 5};
	double range = high > low ? high - low : fmax(fabs(high), 1);
	int from = (int)floor(log10(range)) - 1;
	struct chart_scale s = {0};

	for (int e = from; e < from + 4; e++)
		for (size_t u = 0; u < sizeof(units) / sizeof(units[0]); u++) {
			s = with_step(low, high, units[u], e);
			if (s.last - s.first <= CHART_TICKS)
				return s;
		}
	return s;
}

struct text
chart_tick(struct arena *a, const struct chart_scale *s, long i)
{
	const char *t = arena_printf(a, "%lde%d", i * s->unit, s->exponent);
	char out[DECIMAL_TEXT];
	struct decimal d;

	if (decimal_parse(&d, t, strlen(t)) == -1)
		return text_lit("");
	if (s->exponent < -7 || s->exponent > 9)
		return text_of(a, decimal_format(&d, out));
	return text_of(
	    a, decimal_fixed(&d, s->exponent < 0 ? -s->exponent : 0, out));
}

struct text
chart_short(struct arena *a, struct text name, size_t chars)
{
	size_t bytes = 0, seen = 0, fits = 0;

	while (bytes < name.n) {
		size_t len = utf8_len(name.s + bytes, name.n - bytes);

		if (seen + 1 == chars)
			fits = bytes;
		bytes += len == 0 ? 1 : len;
		seen++;
	}
	if (seen <= chars)
		return name;
	return text_printf(a, "%.*s…", (int)fits, name.s);
}
