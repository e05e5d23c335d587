/*
 * The nursery: a process that was forked before any secret or evidence was
 * read, and forks parsers.  It reads nothing from outside and has nothing but
 * one socket to main; it ends with main.  Refuses every message but three.
 */
#include "extract/parse_int.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum order_word {
	ORDER_SPAWN = 0, /* a socket comes with it; the pid goes back */
	ORDER_END,   /* a parser that has nothing to do: nothing goes back */
	ORDER_STATUS /* of a parser that is gone: its status goes back */
};

struct order {
	enum order_word word;
	size_t slot;
	long pid;
};

struct nursery_answer {
	long pid;
	int status;
};

/* For a parser to end by itself: 50 us, doubled up to 5 ms, a second in all. */
enum { END_WAITS = 200, END_FIRST_NS = 50000, END_LAST_NS = 5000000 };

/* ---- In the nursery ------------------------------------------------------ */

/* Takes an order and the socket that came with it, or -1 in *fd. */
static bool
take_order(struct order *o, int *fd)
{
	char space[CMSG_SPACE(sizeof(int))];
	struct iovec iov = {.iov_base = o, .iov_len = sizeof(*o)};
	struct msghdr m = {.msg_iov = &iov,
	    .msg_iovlen = 1,
	    .msg_control = space,
	    .msg_controllen = sizeof(space)};
	struct cmsghdr *c;
	ssize_t n;

	*fd = -1;
	memset(space, 0, sizeof(space));
	do
		n = recvmsg(SANDBOX_FD, &m, 0);
	while (n == -1 && errno == EINTR);
	if (n != (ssize_t)sizeof(*o))
		return false;
	c = CMSG_FIRSTHDR(&m);
	if (c != NULL && c->cmsg_level == SOL_SOCKET &&
	    c->cmsg_type == SCM_RIGHTS)
		memcpy(fd, CMSG_DATA(c), sizeof(*fd));
	return true;
}

static void
give_back(long pid, int status)
{
	struct nursery_answer x = {.pid = pid, .status = status};

	/* When main is gone, so are we at the next order. */
	(void)send(SANDBOX_FD, &x, sizeof(x), MSG_NOSIGNAL);
}

/* Waits for a parser to end; one that does not is killed. */
static int
end_parser(pid_t pid)
{
	struct timespec pause = {.tv_nsec = END_FIRST_NS};
	int status = 0;

	for (int i = 0; i < END_WAITS; i++) {
		pid_t got = waitpid(pid, &status, WNOHANG);

		if (got == pid || (got == -1 && errno == ECHILD))
			return status;
		(void)nanosleep(&pause, NULL); /* shorter is fine */
		if (pause.tv_nsec < END_LAST_NS)
			pause.tv_nsec *= 2;
	}
	(void)kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) == -1 && errno == EINTR)
		;
	return status;
}

static void
spawn(const struct parsers *ps, size_t slot, int fd)
{
	long nursery = (long)getpid();
	pid_t pid = fork();

	if (pid == 0)
		parse_serve(ps, slot, fd, nursery);
	give_back((long)pid, 0);
}

static _Noreturn void
nurse(const struct parsers *ps, int fd, long parent)
{
	struct order o = {0};

	if (sandbox_prepare(fd, parent) == -1)
		_exit(PARSE_NOT_SHUT);
	while (take_order(&o, &fd)) {
		if (o.word == ORDER_SPAWN && fd != -1)
			spawn(ps, o.slot, fd);
		else if (o.word == ORDER_END)
			(void)end_parser((pid_t)o.pid); /* as it pleases */
		else
			give_back(o.pid, end_parser((pid_t)o.pid));
		if (fd != -1)
			(void)close(fd); /* the parser has its own */
	}
	_exit(0);
}

/* ---- In main ---------------------------------------------------------------
 */

int
parsers_start(struct arena *a, const struct connector_set *set,
    const struct system *sys, struct parsers **out, struct error *e)
{
	struct parsers *ps = arena_alloc(a, sizeof(*ps));
	long parent = (long)getpid();
	int pair[2] = {-1, -1};

	*out = NULL;
	ps->set = set;
	ps->system = sys;
	ps->slots = sandbox_share(PARSE_SLOTS * sizeof(*ps->slots));
	if (ps->slots == NULL ||
	    socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) == -1)
		goto failed;
	ps->pid = (long)fork();
	if (ps->pid == 0)
		nurse(ps, pair[1], parent);
	if (ps->pid == -1)
		goto failed;
	(void)close(pair[1]); /* the nursery's */
	ps->fd = pair[0];
	*out = ps;
	return 0;
failed:
	err_set(e, ERR_LOCAL, "parse", "no process to read evidence in: %s",
	    strerror(errno));
	for (int i = 0; i < 2; i++)
		if (pair[i] != -1)
			(void)close(pair[i]);
	sandbox_unshare(ps->slots, PARSE_SLOTS * sizeof(*ps->slots));
	return -1;
}

void
parsers_stop(struct parsers *ps)
{
	if (ps == NULL)
		return;
	(void)close(ps->fd); /* then it ends, and its parsers with it */
	while (waitpid((pid_t)ps->pid, NULL, 0) == -1 && errno == EINTR)
		;
	sandbox_unshare(ps->slots, PARSE_SLOTS * sizeof(*ps->slots));
}

const struct sandbox *
parsers_sandbox(const struct parsers *ps)
{
	return ps != NULL && ps->has_sandbox ? &ps->sandbox : NULL;
}

static int
order(
    struct parsers *ps, const struct order *o, int fd, struct nursery_answer *x)
{
	char space[CMSG_SPACE(sizeof(int))];
	struct order copy = *o;
	struct iovec iov = {.iov_base = &copy, .iov_len = sizeof(copy)};
	struct msghdr m = {.msg_iov = &iov, .msg_iovlen = 1};
	ssize_t n;

	if (fd != -1) {
		struct cmsghdr *c;

		memset(space, 0, sizeof(space));
		m.msg_control = space;
		m.msg_controllen = sizeof(space);
		c = CMSG_FIRSTHDR(&m);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof(fd));
		memcpy(CMSG_DATA(c), &fd, sizeof(fd));
	}
	do
		n = sendmsg(ps->fd, &m, MSG_NOSIGNAL);
	while (n == -1 && errno == EINTR);
	if (n == -1)
		return -1;
	if (x == NULL)
		return 0;
	do
		n = recv(ps->fd, x, sizeof(*x), 0);
	while (n == -1 && errno == EINTR);
	return n == (ssize_t)sizeof(*x) ? 0 : -1;
}

int
parsers_spawn(struct parsers *ps, size_t *slot, long *pid, struct error *e)
{
	struct timeval patience = {.tv_sec = MESSAGE_WAIT_S};
	struct order o = {.word = ORDER_SPAWN};
	struct nursery_answer x = {.pid = -1};
	int pair[2];

	o.slot = ps->spawned++ % PARSE_SLOTS;
	memset(ps->slots[o.slot].object, 0, sizeof(ps->slots[0].object));
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == -1)
		return err_set(e, ERR_LOCAL, "parse", "%s", strerror(errno));
	/* Who neither listens nor speaks is not waited for. */
	(void)setsockopt(
	    pair[0], SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
	(void)setsockopt(
	    pair[0], SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	if (order(ps, &o, pair[1], &x) == -1 || x.pid <= 0) {
		(void)close(pair[0]);
		(void)close(pair[1]);
		return err_set(
		    e, ERR_LOCAL, "parse", "no process to read evidence in");
	}
	(void)close(pair[1]); /* the parser's */
	*slot = o.slot;
	*pid = x.pid;
	return pair[0];
}

void
parsers_end(struct parsers *ps, long pid)
{
	struct order o = {.word = ORDER_END, .pid = pid};

	(void)order(ps, &o, -1, NULL); /* without a nursery it is gone */
}

int
parsers_status(struct parsers *ps, long pid)
{
	struct order o = {.word = ORDER_STATUS, .pid = pid};
	struct nursery_answer x = {0};

	return order(ps, &o, -1, &x) == -1 ? -1 : x.status;
}
