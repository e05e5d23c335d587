/*
 * A test program: test functions, CHECK lines, one closing line that the
 * runner adds up ("t_NAME: 12 passed, 0 failed, 0 skipped").  A failed CHECK
 * says where and what, and the test goes on with the next function.
 */
#ifndef TEST_H
#define TEST_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static int test_failed_now, test_passed, test_failed, test_skipped;

#define CHECK(cond)                                                            \
	do {                                                                   \
		if (!(cond)) {                                                 \
			printf("%s:%d: %s\n", __FILE__, __LINE__, #cond);      \
			test_failed_now++;                                     \
		}                                                              \
	} while (0)

#define CHECK_STR(got, want)                                                   \
	do {                                                                   \
		const char *got_ = (got), *want_ = (want);                     \
		if (got_ == NULL || strcmp(got_, want_) != 0) {                \
			printf("%s:%d: %s is\n  '%s', not\n  '%s'\n",          \
			    __FILE__, __LINE__, #got,                          \
			    got_ == NULL ? "(null)" : got_, want_);            \
			test_failed_now++;                                     \
		}                                                              \
	} while (0)

#define RUN(fn) test_run(#fn, fn)

__attribute__((unused)) static void
test_run(const char *name, void (*fn)(void))
{
	test_failed_now = 0;
	fn();
	if (test_failed_now > 0) {
		printf("FAILED %s\n", name);
		test_failed++;
	} else {
		test_passed++;
	}
}

/* A skip is counted and names its reason. */
__attribute__((unused)) static void
test_skip(const char *name, const char *reason)
{
	printf("skipped %s: %s\n", name, reason);
	test_skipped++;
}

__attribute__((unused)) static int
test_end(const char *program)
{
	printf("%s: %d passed, %d failed, %d skipped\n", program, test_passed,
	    test_failed, test_skipped);
	return test_failed > 0 ? 1 : 0;
}

#endif
