/*
 * Secrets of the sources: read once before the first request, kept here, given
 * to ext/http as one header line, wiped at the end.  A variable is overwritten
 * where it stood and taken out of the environment (it would show in /proc and
 * reach children); a file must be readable by us alone.  Refuses secrets
 * written into system.yml, empty ones, and control characters (ANSWERS,
 * "secrets"; STYLE: secrets only here and in seal/sign.c).
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/mem.h"
#include "ext/crypto.h"
#include "gather/parts.h"

enum {
	SECRET_MAX = 16 << 10, /* tokens of identity providers reach 8 KiB */
	/* Shorter ones stand in many answers by chance ("test"). */
	SECRET_FIND = 8
};

struct auth {
	char *secret; /* as it was given; NULL: none */
	char *line;   /* the header line */
	/* base64 without padding; the second of user and secret, or NULL */
	char *coded, *coded_pair;
};

struct auth_set {
	struct auth *auths; /* one for each source of the system */
	size_t n;
};

static void
wipe_text(char *s)
{
	if (s != NULL)
		crypto_wipe(s, strlen(s));
	free(s);
}

void
auth_free(struct auth_set *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < s->n; i++) {
		wipe_text(s->auths[i].secret);
		wipe_text(s->auths[i].line);
		wipe_text(s->auths[i].coded);
		wipe_text(s->auths[i].coded_pair);
	}
	free(s->auths);
	free(s);
}

const char *
auth_line(const struct auth_set *s, size_t source)
{
	return s->auths[source].line;
}

/* ---- Finding ------------------------------------------------------------ */

static unsigned char
fold(char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static int
hex_value(const char *p, size_t n)
{
	int value = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned char c = fold(p[i]);

		if ((c < '0' || c > '9') && (c < 'a' || c > 'f'))
			return -1;
		value = value * 16 + (c <= '9' ? c - '0' : c - 'a' + 10);
	}
	return value;
}

/*
 * The next character, with what `mark` begins undone: the escapes of JSON
 * (\u002f, \/) or of a URL (%2F).  Returns how many bytes it takes.  What is
 * no escape is itself.
 */
static size_t
unescape(const char *p, size_t n, char mark, char *c)
{
	int value;

	*c = *p;
	if (*p != mark || n < 2)
		return 1;
	if (mark == '%') {
		if (n < 3 || (value = hex_value(p + 1, 2)) <= 0)
			return 1;
		*c = (char)value;
		return 3;
	}
	if (p[1] == 'u' && n >= 6 && (value = hex_value(p + 2, 4)) > 0) {
		*c = (char)(value < 0x80 ? value : '\0'); /* matches nothing */
		return 6;
	}
	*c = p[1];
	return 2;
}

/* Host names come in lower case, so that case counts nowhere. */
static bool
begins(const char *p, size_t n, const char *secret, char mark)
{
	size_t took;
	char c;

	for (; *secret != '\0'; secret++, p += took, n -= took) {
		if (n == 0)
			return false;
		took = unescape(p, n, mark, &c);
		if (fold(c) != fold(*secret))
			return false;
	}
	return true;
}

static bool
is_in(const char *bytes, size_t n, const char *secret)
{
	static const char marks[] = {'\0', '\\', '%'};
	unsigned char first;

	if (secret == NULL)
		return false;
	first = fold(secret[0]);
	for (size_t i = 0; i < n; i++) {
		if (fold(bytes[i]) != first && bytes[i] != '\\' &&
		    bytes[i] != '%')
			continue;
		for (size_t k = 0; k < sizeof(marks); k++)
			if (begins(bytes + i, n - i, secret, marks[k]))
				return true;
	}
	return false;
}

bool
auth_is_in(const struct auth_set *s, size_t source, const char *bytes, size_t n)
{
	const struct auth *auth = &s->auths[source];

	/* What is too short to look for is so when coded, too. */
	if (auth->secret == NULL || strlen(auth->secret) < SECRET_FIND)
		return false;
	return is_in(bytes, n, auth->secret) || is_in(bytes, n, auth->coded) ||
	       is_in(bytes, n, auth->coded_pair);
}

/* ---- Reading ------------------------------------------------------------ */

static int
read_env(const char *id, const char *name, char **out, struct error *e)
{
	const char *value = getenv(name);

	if (value == NULL) {
		err_set(e, ERR_REFUSED, id, "variable %s is not set", name);
		err_hint(e, "set it to the secret of this source");
		return -1;
	}
	*out = mem_dup(value);
	return 0;
}

static int
read_file(const char *dir, const char *path, char **out, struct error *e)
{
	struct arena *a = arena_new();
	const char *full = path[0] == '/' ? path : file_join(a, dir, path);
	char *bytes = NULL;
	size_t n;
	int rc = -1;

	if (file_check_private(full, e) == -1 ||
	    file_read(full, SECRET_MAX, &bytes, &n, e) == -1)
		goto out;
	if (n > 0 && bytes[n - 1] == '\n')
		bytes[--n] = '\0';
	if (n > 0 && bytes[n - 1] == '\r')
		bytes[--n] = '\0';
	if (strlen(bytes) != n) {
		err_set(e, ERR_REFUSED, full, "secret holds a NUL");
		goto out;
	}
	*out = mem_dup(bytes);
	rc = 0;
out:
	if (bytes != NULL)
		crypto_wipe(bytes, n);
	free(bytes);
	arena_free(a);
	/* What cannot be read is refused, not an input that is wrong. */
	if (rc == -1 && e->kind == ERR_INPUT)
		e->kind = ERR_REFUSED;
	return rc;
}

static bool
is_printable(const char *s)
{
	if (s[0] == '\0')
		return false;
	for (; *s != '\0'; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			return false;
	return true;
}

/* The secret behind a reference; the caller wipes and frees *out. */
static int
resolve(const struct system *sys, const struct source_conf *src,
    const char *ref, char **out, struct error *e)
{
	int rc;

	*out = NULL;
	if (ref != NULL && strncmp(ref, "env:", 4) == 0)
		rc = read_env(src->id, ref + 4, out, e);
	else if (ref != NULL && strncmp(ref, "file:", 5) == 0)
		rc = read_file(sys->dir, ref + 5, out, e);
	else
		rc = err_set(e, ERR_REFUSED, src->id,
		    "a secret is named as env:NAME or file:PATH");
	if (rc == 0 && (*out == NULL || !is_printable(*out)))
		rc = err_set(e, ERR_REFUSED, src->id,
		    "its secret is empty or holds a control character");
	return rc;
}

/* A growing buffer leaves copies behind: the size is known, so ask once. */
static char *
bearer_line(const char *secret)
{
	size_t n = strlen(secret) + sizeof("Authorization: Bearer ");
	char *line = mem_alloc(n);

	(void)snprintf(line, n, "Authorization: Bearer %s", secret);
	return line;
}

/* base64, without padding: it may stand in the middle of something longer. */
static char *
code(const char *bytes, size_t n)
{
	struct buf coded = {0};
	char *out;

	base64_put(&coded, bytes, n);
	while (coded.len > 0 && coded.data[coded.len - 1] == '=')
		coded.data[--coded.len] = '\0';
	out = mem_dup(buf_str(&coded));
	crypto_wipe(coded.data, coded.len);
	buf_free(&coded);
	return out;
}

/* The line, and the pair in it as it can be found again. */
static void
set_basic(struct auth *out, const char *user)
{
	size_t n = strlen(user) + strlen(out->secret) + 2, size;
	char *pair = mem_alloc(n);
	static const char *const padding[] = {"", "==", "="};

	(void)snprintf(pair, n, "%s:%s", user, out->secret);
	out->coded_pair = code(pair, n - 1);
	size = strlen(out->coded_pair) + sizeof("Authorization: Basic ==");
	out->line = mem_alloc(size);
	(void)snprintf(out->line, size, "Authorization: Basic %s%s",
	    out->coded_pair, padding[(n - 1) % 3]);
	wipe_text(pair);
}

static bool
is_reference(const char *s)
{
	return s != NULL &&
	       (strncmp(s, "env:", 4) == 0 || strncmp(s, "file:", 5) == 0);
}

static int
load_one(const struct system *sys, const struct source_conf *src,
    struct auth *out, struct error *e)
{
	char *user = NULL;
	int rc = -1;

	if (src->auth == AUTH_NONE)
		return 0;
	if (resolve(sys, src, src->auth_secret, &out->secret, e) == -1)
		return -1;
	assert(out->secret != NULL);
	out->coded = code(out->secret, strlen(out->secret));
	if (src->auth == AUTH_BEARER) {
		out->line = bearer_line(out->secret);
		return 0;
	}
	if (is_reference(src->auth_user)) {
		if (resolve(sys, src, src->auth_user, &user, e) == -1)
			goto out;
	} else {
		user = mem_dup(src->auth_user == NULL ? "" : src->auth_user);
	}
	assert(user != NULL);
	if (!is_printable(user) || strchr(user, ':') != NULL) {
		err_set(e, ERR_REFUSED, src->id,
		    "its user is empty or holds ':' or a control character");
		goto out;
	}
	set_basic(out, user);
	rc = 0;
out:
	wipe_text(user);
	return rc;
}

static void
forget_env(const char *ref)
{
	char *value;

	if (ref == NULL || strncmp(ref, "env:", 4) != 0 ||
	    (value = getenv(ref + 4)) == NULL)
		return;
	crypto_wipe(value, strlen(value));
	unsetenv(ref + 4);
}

int
auth_load(const struct system *sys, const char *only, struct auth_set **out,
    struct error *e)
{
	struct auth_set *s = mem_alloc(sizeof(*s));
	int rc = 0;

	*out = NULL;
	s->n = sys->nsources;
	s->auths = mem_array(s->n + 1, sizeof(*s->auths));
	for (size_t i = 0; i < s->n && rc == 0; i++) {
		const struct source_conf *src = &sys->sources[i];
		if (src->skip_reason == NULL &&
		    (only == NULL || strcmp(only, src->id) == 0))
			rc = load_one(sys, src, &s->auths[i], e);
	}
	/* After all were read: two sources may share a variable. */
	for (size_t i = 0; i < s->n; i++) {
		forget_env(sys->sources[i].auth_secret);
		forget_env(sys->sources[i].auth_user);
	}
	if (rc == -1) {
		auth_free(s);
		return -1;
	}
	*out = s;
	return 0;
}
