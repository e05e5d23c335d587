/*
 * Messages as bytes: sending, receiving, and the plain fields.  Refuses a
 * length above the limit before it takes memory for it, and every field that
 * reaches behind the message (rule: DESIGN section 3, "Messages are
 * length-prefixed, bounded, checked by the receiver").
 */
#include "extract/message.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

enum { HEAD = 5 };

/* ---- Sending and receiving ---------------------------------------------- */

static int64_t
now_ms(void)
{
	struct timespec t = {0};

	(void)clock_gettime(CLOCK_MONOTONIC, &t); /* Linux always has it */
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/*
 * An end that has waited too long in one call (main's have SO_SNDTIMEO and
 * SO_RCVTIMEO) answers EAGAIN: then the other end is not there any more.
 */
int
message_send(int fd, const void *bytes, size_t n)
{
	const char *p = bytes;

	while (n > 0) {
		ssize_t sent = send(fd, p, n, MSG_NOSIGNAL);

		if (sent == -1 && errno == EINTR)
			continue;
		if (sent <= 0)
			return -1;
		p += sent;
		n -= (size_t)sent;
	}
	return 0;
}

void
message_add(struct buf *to, enum message_type type, const struct buf *b,
    const void *more, size_t n)
{
	uint32_t len = (uint32_t)(b->len + n);
	char head[HEAD];

	assert(n <= MESSAGE_MAX && b->len <= MESSAGE_MAX - n);
	memcpy(head, &len, sizeof(len));
	head[HEAD - 1] = (char)type;
	buf_add(to, head, HEAD);
	buf_add(to, buf_str(b), b->len);
	buf_add(to, more, n);
}

/* Until n bytes are there; until_ms < 0 waits for ever. */
static int
receive_all(int fd, char *p, size_t n, int64_t until_ms)
{
	while (n > 0) {
		ssize_t got = recv(fd, p, n, MSG_WAITALL);

		if (got == -1 && errno == EINTR)
			continue;
		if (got <= 0 || (until_ms >= 0 && now_ms() > until_ms))
			return -1;
		p += got;
		n -= (size_t)got;
	}
	return 0;
}

int
message_receive(int fd, size_t max, bool is_main, struct arena *a,
    enum message_type *type, struct message *m)
{
	int64_t until =
	    is_main ? now_ms() + (int64_t)MESSAGE_WAIT_S * 1000 : -1;
	char head[HEAD], *bytes;
	uint32_t len;

	*m = (struct message){0};
	*type = MESSAGE_ERROR;
	if (receive_all(fd, head, HEAD, until) == -1)
		return -1;
	memcpy(&len, head, sizeof(len));
	if (len > max || (unsigned char)head[HEAD - 1] >= MESSAGE_TYPES) {
		*type = MESSAGE_TYPES;
		return -1;
	}
	*type = (enum message_type)head[HEAD - 1];
	/* Pages that nothing comes for are never made. */
	bytes = arena_alloc(a, (size_t)len + 1);
	if (receive_all(fd, bytes, len, until) == -1)
		return -1;
	m->bytes = bytes;
	m->n = len;
	return 0;
}

/* ---- Plain fields -------------------------------------------------------- */

void
msg_put_u8(struct buf *b, unsigned v)
{
	buf_putc(b, (char)v);
}

void
msg_put_u32(struct buf *b, size_t v)
{
	uint32_t n = (uint32_t)v;

	assert(v <= UINT32_MAX);
	buf_add(b, &n, sizeof(n));
}

void
msg_put_i64(struct buf *b, int64_t v)
{
	buf_add(b, &v, sizeof(v));
}

void
msg_put_bytes(struct buf *b, const char *s, size_t n)
{
	if (s == NULL) {
		msg_put_u32(b, 0);
		return;
	}
	msg_put_u32(b, n + 1);
	buf_add(b, s, n);
	buf_putc(b, '\0');
}

void
msg_put_text(struct buf *b, const char *s)
{
	msg_put_bytes(b, s, s == NULL ? 0 : strlen(s));
}

/* The next n bytes, or NULL: then the message is bad. */
static const char *
take(struct message *m, size_t n)
{
	const char *p = m->bytes + m->at;

	if (m->is_bad || n > m->n - m->at) {
		m->is_bad = true;
		return NULL;
	}
	m->at += n;
	return p;
}

unsigned
msg_get_u8(struct message *m)
{
	const char *p = take(m, 1);

	return p == NULL ? 0 : (unsigned char)*p;
}

bool
msg_get_bool(struct message *m)
{
	unsigned v = msg_get_u8(m);

	if (v > 1)
		m->is_bad = true;
	return v == 1;
}

size_t
msg_get_u32(struct message *m)
{
	const char *p = take(m, sizeof(uint32_t));
	uint32_t v = 0;

	if (p != NULL)
		memcpy(&v, p, sizeof(v));
	return v;
}

int64_t
msg_get_i64(struct message *m)
{
	const char *p = take(m, sizeof(int64_t));
	int64_t v = 0;

	if (p != NULL)
		memcpy(&v, p, sizeof(v));
	return v;
}

size_t
msg_get_count(struct message *m, size_t max, size_t each)
{
	size_t n = msg_get_u32(m);

	if (n > max || n > (m->n - m->at) / each)
		m->is_bad = true;
	return m->is_bad ? 0 : n;
}

const char *
msg_get_bytes(struct message *m, size_t *n)
{
	size_t len = msg_get_u32(m);
	const char *p;

	*n = 0;
	if (len == 0 || (p = take(m, len)) == NULL)
		return NULL;
	if (p[len - 1] != '\0') {
		m->is_bad = true;
		return NULL;
	}
	*n = len - 1;
	return p;
}

const char *
msg_get_text(struct message *m)
{
	size_t n;
	const char *p = msg_get_bytes(m, &n);

	if (p == NULL || memchr(p, '\0', n) == NULL)
		return p;
	m->is_bad = true;
	return NULL;
}

/* Eight bytes at a time while they are ASCII, as most are. */
static bool
is_utf8(const char *s, size_t n)
{
	const uint64_t high = UINT64_C(0x8080808080808080);
	uint64_t word;
	size_t i = 0;

	for (; n - i >= sizeof(word); i += sizeof(word)) {
		memcpy(&word, s + i, sizeof(word));
		if ((word & high) != 0)
			return utf8_valid(s + i, n - i);
	}
	return utf8_valid(s + i, n - i);
}

const char *
msg_get_utf8(struct message *m)
{
	size_t n;
	const char *p = msg_get_bytes(m, &n);

	if (p == NULL || (memchr(p, '\0', n) == NULL && is_utf8(p, n)))
		return p;
	m->is_bad = true;
	return NULL;
}

const char *
msg_get_word(struct message *m)
{
	const char *p = msg_get_utf8(m);

	if (p != NULL)
		return p;
	m->is_bad = true;
	return "";
}

bool
message_is_good(const struct message *m)
{
	return !m->is_bad && m->at == m->n;
}
