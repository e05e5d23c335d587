/*
 * The clock, as gather reads it: a monotonic one for waits and caps, the
 * wall's for what is written down.  No later stage sees either (DESIGN).
 */
#include <time.h>

#include "base/mem.h"
#include "base/time.h"
#include "gather/parts.h"

int64_t
clock_ms(void)
{
	struct timespec t = {0};

	(void)clock_gettime(CLOCK_MONOTONIC, &t); /* Linux always has it */
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

const char *
clock_now(struct arena *a)
{
	struct instant now = time_now();
	char text[TIME_TEXT];

	now.ns = 0;
	return arena_dup(a, time_format(now, text));
}
