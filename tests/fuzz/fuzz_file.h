/*
 * For targets that read a file: writes the input below a folder of this
 * process in memory (/dev/shm) or TMPDIR, and returns the folder.
 */
#ifndef FUZZ_FILE_H
#define FUZZ_FILE_H

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *
fuzz_write(const char *name, const char *bytes, size_t n)
{
	static char dir[128];
	char path[256];
	FILE *f;

	if (dir[0] == '\0') {
		const char *base = access("/dev/shm", W_OK) == 0
				       ? "/dev/shm"
				       : getenv("TMPDIR");

		(void)snprintf(dir, sizeof(dir), "%s/dossier-fuzz-XXXXXX",
		    base == NULL ? "/tmp" : base);
		assert(mkdtemp(dir) != NULL);
	}
	(void)snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "wb");
	assert(f != NULL);
	assert(fwrite(bytes, 1, n, f) == n);
	assert(fclose(f) == 0);
	return dir;
}

#endif
