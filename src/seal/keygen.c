/*
 * Makes a signing key: the private part readable by its owner alone, the
 * public part beside it, and a trust.yml that trusts exactly this key for one
 * system and role.  Refuses to write over anything: a key that is lost cannot
 * be made again.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "seal/internal.h"

/* Creates a file that is not there yet and writes all of it, with fsync. */
static int
create(const char *path, mode_t mode, const struct buf *bytes, struct error *e)
{
	size_t done = 0;
	bool ok = true;
	int fd, rc = 0;

	AGAIN(
	    fd, open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		    mode));
	if (fd == -1 && errno == EEXIST)
		return err_set(e, ERR_REFUSED, path, "is there already");
	if (fd == -1)
		return err_set(
		    e, ERR_LOCAL, path, "cannot make it: %s", strerror(errno));
	while (ok && done < bytes->len) {
		ssize_t n = write(fd, bytes->data + done, bytes->len - done);

		if (n > 0)
			done += (size_t)n;
		else
			ok = n == -1 && errno == EINTR;
	}
	if (ok)
		AGAIN(rc, fsync(fd));
	ok = ok && rc == 0;
	/* Linux has closed what it was interrupted in. */
	if ((close(fd) == 0 || errno == EINTR) && ok)
		return 0;
	err_set(e, ERR_LOCAL, path, "cannot write it: %s", strerror(errno));
	(void)unlink(path); /* ours, and not whole; the error is told */
	return -1;
}

/* The PEM text as a block of YAML. */
static void
put_block(struct buf *out, const char *pem)
{
	const char *p = pem;

	while (*p != '\0') {
		size_t n = strcspn(p, "\n");

		buf_puts(out, "      ");
		buf_add(out, p, n);
		buf_putc(out, '\n');
		p += n + (p[n] == '\n');
	}
}

static void
format_trust(const char *system, const char *role, const char *valid_from,
    const char *pem, struct buf *out)
{
	buf_puts(out, "# Whom 'dossier verify --trust' believes.  Give this "
		      "file to readers by another\n"
		      "# way than the packages; see dossier-trust(5).\n"
		      "keys:\n");
	buf_printf(out,
	    "  - name: %s\n"
	    "    role: %s\n"
	    "    systems: [%s]\n"
	    "    valid_from: \"%s\"\n"
	    "    public_key: |\n",
	    role, role, system, valid_from);
	put_block(out, pem);
	buf_printf(out,
	    "require:\n"
	    "  - {role: %s, kind: sigstore}\n",
	    role);
}

static bool
is_word(const char *s)
{
	return s[0] != '\0' &&
	       strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
			 "0123456789._-") == strlen(s);
}

static int
check_args(const char *trust_path, const char *system, const char *role,
    const char *valid_from, struct error *e)
{
	struct instant t;
	bool is_there;
	int64_t days;

	if (!is_word(system))
		return err_set(e, ERR_USAGE, "system", "'%s' is no id", system);
	if (!role_is_known(role))
		return err_set(e, ERR_USAGE, "role", "unknown role '%s'", role);
	if (date_parse(&days, valid_from, strlen(valid_from)) == -1 &&
	    time_parse(&t, valid_from, strlen(valid_from)) == -1)
		return err_set(e, ERR_USAGE, "valid-from",
		    "'%s' is no date or time", valid_from);
	if (file_look(trust_path, &is_there, e) == -1)
		return -1;
	if (is_there)
		return err_set(e, ERR_REFUSED, trust_path, "is there already");
	return 0;
}

int
seal_make_key(const char *key_path, const char *trust_path, const char *system,
    const char *role, const char *valid_from, struct error *e)
{
	struct buf private = {0}, public = {0}, trust = {0}, pub_path = {0};
	struct key *k = NULL;
	int rc = -1;

	buf_printf(&pub_path, "%s.pub", key_path);
	if (check_args(trust_path, system, role, valid_from, e) == -1 ||
	    key_make(&k, e) == -1 || key_private_pem(k, &private, e) == -1 ||
	    key_public_pem(k, &public, e) == -1)
		goto out;
	format_trust(system, role, valid_from, buf_str(&public), &trust);
	if (create(key_path, 0600, &private, e) == -1)
		goto out;
	if (create(buf_str(&pub_path), 0644, &public, e) == -1) {
		(void)unlink(key_path); /* made just now; e says why */
		goto out;
	}
	if (create(trust_path, 0644, &trust, e) == -1) {
		(void)unlink(key_path); /* as above */
		(void)unlink(buf_str(&pub_path));
		goto out;
	}
	rc = 0;
out:
	if (private.data != NULL)
		crypto_wipe(private.data, private.cap);
	buf_free(&private);
	buf_free(&public);
	buf_free(&trust);
	buf_free(&pub_path);
	key_free(k);
	return rc;
}
