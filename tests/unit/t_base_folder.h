/*
 * A folder of its own for a test program: the program runs inside it, so that
 * names are short, and leaves the machine as it was.
 */
#ifndef T_BASE_FOLDER_H
#define T_BASE_FOLDER_H

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "test.h"

__attribute__((unused)) static void
put(const char *path, const char *text)
{
	struct error e = {0};

	CHECK(file_create(path, text, strlen(text), &e) == 0);
	CHECK_STR(e.what, "");
}

__attribute__((unused)) static bool
holds(const char *path, const char *text)
{
	struct error e = {0};
	char *got;
	size_t n;
	bool is_same;

	if (file_read(path, 1000, &got, &n, &e) == -1)
		return false;
	is_same = n == strlen(text) && strcmp(got, text) == 0;
	free(got);
	return is_same;
}

__attribute__((unused)) static void
make_folder(const char *path)
{
	CHECK(mkdir(path, 0755) == 0);
}

/* Runs the tests in a new folder below TMPDIR and removes it. */
static int
run_in_folder(const char *program, void (*tests)(void))
{
	const char *tmp = getenv("TMPDIR");
	struct error e = {0};
	char folder[300];

	/* Named as a stage, so that file_remove_stage may remove it. */
	(void)snprintf(folder, sizeof(folder), "%s/.stage-%s-%ld",
	    tmp == NULL ? "/tmp" : tmp, program, (long)getpid());
	(void)umask(022);
	if (mkdir(folder, 0700) == -1 || chdir(folder) == -1) {
		printf("cannot make '%s'\n", folder);
		return 1;
	}
	tests();
	if (chdir("/") == -1 || file_remove_stage(folder, &e) == -1)
		printf("left behind: %s: %s\n", e.where, e.what);
	return test_end(program);
}

#endif
