/*
 * base/mem, buf, error, data: contracts and limits.  Running out of memory is
 * tried in a child, for it ends the process.
 */
#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/data.h"
#include "base/error.h"
#include "test.h"

static void
arena_is_zeroed_and_aligned(void)
{
	static const size_t sizes[] = {0, 1, 7, 16, 100, 4000, 16383, 16384,
	    65535, 65536, 65537, 1000000, 3};
	struct arena *a = arena_new();
	size_t i, j, round, used = 0;
	char *p, *last = NULL;
	bool is_zeroed = true;

	for (round = 0; round < 20; round++)
		for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
			p = arena_alloc(a, sizes[i]);
			CHECK(p != NULL && p != last);
			CHECK((uintptr_t)p % _Alignof(max_align_t) == 0);
			for (j = 0; j < sizes[i]; j++)
				is_zeroed = is_zeroed && p[j] == 0;
			CHECK(is_zeroed);
			memset(p, 0xAA, sizes[i]);
			used += sizes[i];
			CHECK(arena_used(a) == used);
			last = p;
		}
	arena_free(a);
	arena_free(NULL);
}

static void
as_libraries_call_it(void)
{
	char *p = mem_raw(3);

	memcpy(p, "ab", 3);
	p = mem_resize(p, 100000);
	CHECK_STR(p, "ab");
	free(p);
	p = mem_raw(0);
	CHECK(p != NULL);
	p = mem_resize(p, 0);
	CHECK(p != NULL);
	free(p);
}

static void
arena_texts(void)
{
	struct arena *a = arena_new();
	char *big;

	CHECK_STR(arena_dup(a, "abc"), "abc");
	CHECK_STR(arena_ndup(a, "abcdef", 3), "abc");
	CHECK_STR(arena_ndup(a, NULL, 0), "");
	CHECK_STR(arena_printf(a, "%s %d", "x", 7), "x 7");
	CHECK_STR(arena_printf(a, "%s", ""), "");
	big = arena_printf(a, "%100000d", 1);
	CHECK(strlen(big) == 100000);
	arena_free(a);
}

static void
heap_grows(void)
{
	size_t n = 0, cap = 0, i;
	int *items = NULL;
	char *copy = mem_dup("text"), *zero = mem_alloc(0);

	for (i = 0; i < 1000; i++) {
		mem_push(&items, n, &cap, sizeof(*items));
		CHECK(cap > n);
		items[n++] = (int)i;
	}
	for (i = 0; i < n; i++)
		CHECK(items[i] == (int)i);
	CHECK(cap == 1024);
	CHECK_STR(copy, "text");
	CHECK(zero != NULL);
	zero = mem_grow(zero, 0, 8);
	CHECK(zero != NULL);
	free(items);
	free(copy);
	free(zero);
}

static void
exhaust_array(void)
{
	(void)mem_array(SIZE_MAX / 2, 3);
}

static void
exhaust_grow(void)
{
	(void)mem_grow(NULL, PTRDIFF_MAX, 2);
}

static void
exhaust_arena(void)
{
	(void)arena_alloc(arena_new(), SIZE_MAX - 8);
}

static void
exhaust_arena_array(void)
{
	(void)arena_array(arena_new(), SIZE_MAX / 4, 8);
}

static void
exhaust_ndup(void)
{
	(void)arena_ndup(arena_new(), "", SIZE_MAX);
}

static void
exhaust_buf(void)
{
	struct buf b = {0};

	buf_puts(&b, "x");
	buf_add(&b, "", PTRDIFF_MAX);
}

/* Runs fn in a child; checks its message and its status. */
static void
dies(void (*fn)(void))
{
	char message[64] = {0};
	int pipes[2], status = 0;
	pid_t child;
	ssize_t n;

	CHECK(pipe(pipes) == 0);
	(void)fflush(stdout); /* or the child would print it again */
	child = fork();
	if (child == 0) {
		(void)dup2(pipes[1], STDERR_FILENO);
		fn();
		_exit(0);
	}
	(void)close(pipes[1]);
	n = read(pipes[0], message, sizeof(message) - 1);
	(void)close(pipes[0]);
	CHECK(waitpid(child, &status, 0) == child);
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 74);
	CHECK(n > 0);
	CHECK_STR(message, "dossier: out of memory\n");
}

static void
exhaustion_ends_the_process(void)
{
	dies(exhaust_array);
	dies(exhaust_grow);
	dies(exhaust_arena);
	dies(exhaust_arena_array);
	dies(exhaust_ndup);
	dies(exhaust_buf);
}

static void
buffers(void)
{
	struct buf b = {0};
	size_t i;

	CHECK_STR(buf_str(&b), "");
	buf_reset(&b);
	buf_add(&b, NULL, 0);
	CHECK(b.data == NULL);
	buf_printf(&b, "%s", "");
	CHECK_STR(b.data, "");
	buf_puts(&b, "ab");
	buf_putc(&b, '\0');
	buf_add(&b, "cd", 2);
	CHECK(b.len == 5 && memcmp(b.data, "ab\0cd", 6) == 0);
	buf_reset(&b);
	CHECK(b.len == 0 && b.data[0] == '\0');
	for (i = 0; i < 5000; i++)
		buf_printf(&b, "%04zu", i);
	CHECK(b.len == 20000 && strlen(b.data) == 20000);
	CHECK(memcmp(b.data + 19996, "4999", 4) == 0);
	buf_free(&b);
	CHECK(b.data == NULL && b.len == 0 && b.cap == 0);
	buf_free(&b);
}

static void
first_error_wins(void)
{
	struct error e = {0};

	CHECK(err_set(&e, ERR_AGAIN, "a\x1B", "got '%s'", "\xE2\x80\xAE\n") ==
	      -1);
	CHECK(e.kind == ERR_AGAIN);
	CHECK_STR(e.where, "a[U+001B]");
	CHECK_STR(e.what, "got '[U+202E][U+000A]'");
	CHECK_STR(e.id, "");
	CHECK_STR(e.hint, "");
	CHECK(err_set(&e, ERR_BUG, "b", "other") == -1);
	CHECK(err_at(&e, "id", "f", 1, 2, "other") == -1);
	CHECK(e.kind == ERR_AGAIN);
	CHECK_STR(e.where, "a[U+001B]");
	err_hint(&e, "try %d\x07", 1);
	err_hint(&e, "not this");
	CHECK_STR(e.hint, "try 1[U+0007]");
	err_clear(&e);
	CHECK(e.kind == ERR_NONE);
	CHECK_STR(e.id, "");
	CHECK(err_at(&e, "bad-key", "s.yml", 12, 9, "no %s", "key") == -1);
	CHECK(e.kind == ERR_INPUT);
	CHECK_STR(e.id, "bad-key");
	CHECK_STR(e.where, "s.yml:12:9");
	CHECK_STR(e.what, "no key");
}

/* A long text is cut between characters, whatever its length. */
static void
long_errors(void)
{
	char text[ERR_TEXT * 2];
	struct error e;
	size_t n, len;

	for (n = ERR_TEXT - 8; n < ERR_TEXT + 8; n++) {
		err_clear(&e);
		memset(text, 'x', n);
		text[n] = '\0';
		(void)err_set(&e, ERR_INPUT, text, "%s", text);
		len = strlen(e.what);
		CHECK(n < ERR_TEXT ? len == n : len == ERR_TEXT - 1);
		CHECK(
		    (strcmp(e.what + len - 3, "...") == 0) == (n >= ERR_TEXT));
		CHECK_STR(e.where, e.what);
	}
	for (n = 0; n < 4; n++) {
		err_clear(&e);
		memset(text, 'x', n);
		for (len = n; len + 3 < sizeof(text); len += 3)
			memcpy(text + len, "\xE2\x82\xAC", 3);
		text[len] = '\0';
		(void)err_set(&e, ERR_INPUT, "", "%s", text);
		len = strlen(e.what);
		CHECK(len >= ERR_TEXT - 3 && len < ERR_TEXT);
		CHECK((len - 3 - n) % 3 == 0);
		CHECK_STR(e.what + len - 6, "\xE2\x82\xAC...");
	}
}

static void
exit_statuses(void)
{
	static const int want[] = {0, 64, 65, 65, 65, 77, 74, 75, 70};
	int kind;

	for (kind = ERR_NONE; kind <= ERR_BUG; kind++)
		CHECK(err_exit((enum err_kind)kind) == want[kind]);
}

static void
nearest(void)
{
	static const char *const words[] = {
	    "baseline", "system", "sources", "sign", NULL};
	static const char *const none[] = {NULL};
	char longest[80];
	const char *const too_long[] = {longest, NULL};

	memset(longest, 'a', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	CHECK_STR(err_nearest("basline", words), "baseline");
	CHECK_STR(err_nearest("source", words), "sources");
	CHECK_STR(err_nearest("sytsem", words), "system");
	CHECK_STR(err_nearest("sign", words), "sign");
	CHECK(err_nearest("completely", words) == NULL);
	CHECK(err_nearest("xyz", words) == NULL);
	CHECK(err_nearest("x", none) == NULL);
	CHECK(err_nearest(longest, words) == NULL);
	CHECK(err_nearest("", words) == NULL);
	CHECK(err_nearest("a", too_long) == NULL);
}

static void
plain_data(void)
{
	static const char *const keys[] = {"a", "b"};
	static const struct data items[] = {
	    {.kind = DATA_TEXT, .text = "x"}, {.kind = DATA_LIST}};
	struct data map = {
	    .kind = DATA_MAP, .keys = keys, .items = items, .n = 2};

	CHECK(data_get(&map, "a") == &items[0]);
	CHECK(data_get(&map, "b") == &items[1]);
	CHECK(data_get(&map, "c") == NULL);
	CHECK(data_get(NULL, "a") == NULL);
	CHECK(data_get(&items[0], "a") == NULL);
	CHECK(data_get(&items[1], "a") == NULL);
	CHECK_STR(data_text(&map, "a"), "x");
	CHECK(data_text(&map, "b") == NULL);
	CHECK(data_text(&map, "c") == NULL);
	CHECK(data_text(NULL, "a") == NULL);
}

int
main(void)
{
	RUN(arena_is_zeroed_and_aligned);
	RUN(arena_texts);
	RUN(as_libraries_call_it);
	RUN(heap_grows);
	RUN(exhaustion_ends_the_process);
	RUN(buffers);
	RUN(first_error_wins);
	RUN(long_errors);
	RUN(exit_statuses);
	RUN(nearest);
	RUN(plain_data);
	return test_end("t_base_mem");
}
