/*
 * Linked into a dossier of roles.sh alone (ld --wrap): an object that begins
 * with one of these words does to its parser what hostile bytes would.  The
 * limit of processor time is one second, so that the test is quick.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "extract/extract.h"

int __real_tree_decode(struct arena *a, enum decode d, const char *bytes,
    size_t n, struct tree **out, struct error *e);
int __wrap_tree_decode(struct arena *a, enum decode d, const char *bytes,
    size_t n, struct tree **out, struct error *e);
int __real_setitimer(
    int which, const struct itimerval *set, struct itimerval *old);
int __wrap_setitimer(
    int which, const struct itimerval *set, struct itimerval *old);

int
__wrap_setitimer(int which, const struct itimerval *set, struct itimerval *old)
{
	struct itimerval soon = *set;

	soon.it_value.tv_sec = 1;
	return __real_setitimer(which, &soon, old);
}

static int
is_word(const char *bytes, size_t n, const char *word)
{
	return n > strlen(word) && memcmp(bytes, word, strlen(word)) == 0;
}

int
__wrap_tree_decode(struct arena *a, enum decode d, const char *bytes, size_t n,
    struct tree **out, struct error *e)
{
	static const char lie[] = "\xff\xff\xff\x7f\x09 rows, rows, rows";
	volatile int *nowhere = NULL;
	char c;

	if (is_word(bytes, n, "CRASH"))
		*nowhere = 1;
	if (is_word(bytes, n, "ABORT"))
		abort();
	if (is_word(bytes, n, "OPEN"))
		(void)open("/etc/passwd", O_RDONLY);
	if (is_word(bytes, n, "NET"))
		(void)socket(AF_INET, SOCK_STREAM, 0);
	if (is_word(bytes, n, "LIE"))
		(void)send(3, lie, sizeof(lie), 0);
	if (is_word(bytes, n, "HANG"))
		(void)recv(3, &c, 1, 0);
	while (is_word(bytes, n, "SPIN"))
		;
	return __real_tree_decode(a, d, bytes, n, out, e);
}
