/*
 * The role `parse`: what a process that reads outside bytes may not do, that
 * sessions and locators behind it are what they are in process, and that an
 * object which ends it costs itself alone.
 */
#include "ext/sandbox.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "extract/parse_int.h"
#include "t_one.h"

static bool
is_sanitized(void)
{
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
	return true;
#endif
#elif defined(__SANITIZE_ADDRESS__)
	return true;
#endif
	return false;
}

/* ---- What it may not do
 * ------------------------------------------------------ */

static void
do_open(void)
{
	(void)open("/etc/passwd", O_RDONLY);
}

static void
do_socket(void)
{
	(void)socket(AF_INET, SOCK_STREAM, 0);
}

static void
do_fork(void)
{
	(void)fork();
}

static void
do_exec(void)
{
	char *none[] = {NULL};

	(void)execve("/bin/true", none, none);
}

static void
do_kill(void)
{
	(void)kill(getppid(), 0);
}

static void
do_map_code(void)
{
	(void)mmap(
	    NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | 0x20, -1, 0);
}

static void
do_map_shared(void)
{
	(void)mmap(
	    NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | 0x20, -1, 0);
}

static void
do_other_fd(void)
{
	(void)send(7, "x", 1, 0);
}

static void
do_unlink(void)
{
	(void)unlink("/tmp/dossier-no-such-file");
}

/* The status of a process that is shut in and then does that. */
static int
shut_in(void (*act)(void))
{
	long parent = (long)getpid();
	int status = 0;
	pid_t pid = fork();

	if (pid == 0) {
		struct sandbox s;

		if (sandbox_enter(0, parent, &s) == -1)
			_exit(99);
		sandbox_begin_task(&s, 0);
		act();
		_exit(0);
	}
	CHECK(waitpid(pid, &status, 0) == pid);
	return status;
}

static void
do_memory(void)
{
	char *p = malloc((size_t)1 << 20);
	int *list;

	if (p == NULL)
		_exit(1);
	memset(p, 1, (size_t)1 << 20);
	free(p);
	list = malloc(5000 * sizeof(*list));
	for (int i = 0; list != NULL && i < 5000; i++)
		list[i] = 5000 - i;
	free(list);
}

static void
do_too_much(void)
{
	/* Half of it is there, all of it is not.  Volatile: a compiler may
	 * leave out memory that nobody looks at. */
	char *volatile p = malloc((size_t)SANDBOX_MEMORY / 2);
	char *volatile q = malloc((size_t)SANDBOX_MEMORY);

	_exit(p != NULL && q == NULL ? 7 : 8);
}

static void
do_abort(void)
{
	abort();
}

static void
test_refused(void)
{
	static void (*const acts[])(void) = {do_open, do_socket, do_fork,
	    do_exec, do_kill, do_map_code, do_map_shared, do_other_fd,
	    do_unlink};
	int status;

	for (size_t i = 0; i < sizeof(acts) / sizeof(acts[0]); i++) {
		status = shut_in(acts[i]);
		CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS);
	}
}

static void
test_allowed(void)
{
	int status = shut_in(do_memory);

	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	status = shut_in(do_too_much);
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 7);
	status = shut_in(do_abort);
	CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

static void
test_prepare(void)
{
	long parent = (long)getpid();
	int status = 0, fd = open("/dev/null", O_RDWR);
	pid_t pid;

	CHECK(setenv("T_SANDBOX_TOKEN", "secret", 1) == 0);
	pid = fork();
	if (pid == 0) {
		const char *seen = getenv("T_SANDBOX_TOKEN");
		int rc = sandbox_prepare(fd, parent);

		/* Its own copy is wiped, descriptors are gone. */
		_exit(rc == 0 && seen != NULL && seen[0] == '\0' &&
			      fcntl(SANDBOX_FD, F_GETFD) != -1 &&
			      fcntl(SANDBOX_FD + 1, F_GETFD) == -1
			  ? 0
			  : 1);
	}
	CHECK(waitpid(pid, &status, 0) == pid);
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	pid = fork();
	if (pid == 0)
		_exit(
		    sandbox_prepare(fd, 1) == -1 ? 5 : 0); /* not its parent */
	CHECK(waitpid(pid, &status, 0) == pid);
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 5);
	(void)close(fd);
}

/* ---- Sessions behind it
 * --------------------------------------------------------- */

static const char connector[] = "connector: t\nversion: 1\nspeaks: test\n"
				"parameters: {files: {type: files}}\n"
				"steps:\n"
				"  - id: all\n"
				"    file: \"{files}\"\n"
				"    facts:\n"
				"      - kind: model.alias\n"
				"        each: {m: \"$.m[*]\"}\n"
				"        fields:\n"
				"          model: m.model\n"
				"          alias: m.alias\n"
				"          version: m.version\n";

struct behind {
	struct one *o;
	struct parsers *ps;
	struct parser *p;
	const char *big; /* object 2, when it is not in o */
	size_t nbig;
};

static const char *
behind_get(void *ctx, const char *sha256, size_t *n)
{
	struct behind *b = ctx;

	if (b->big != NULL && strcmp(sha256, one_sha(b->o, 2)) == 0) {
		*n = b->nbig;
		return b->big;
	}
	return one_get(b->o, sha256, n);
}

static struct one *
new_one(void)
{
	struct one *o = one_open("t", connector);
	struct param *files = arena_alloc(o->a, sizeof(*files));

	*files = (struct param){
	    .name = "files", .text = "a/*.json", .path = "$['x']"};
	o->src.params = files;
	o->src.nparams = 1;
	o->sys.sources = &o->src;
	o->sys.nsources = 1;
	return o;
}

static void
add_object(struct one *o, int n, const char *bytes)
{
	o->objects[o->nobjects][0] = one_sha(o, n);
	o->objects[o->nobjects++][1] = bytes;
}

static void
behind_open(struct behind *b)
{
	struct session_in in = {.times = NULL};

	memset(b, 0, sizeof(*b));
	b->o = new_one();
	add_object(b->o, 1,
	    "{\"m\":[{\"model\":\"a\",\"alias\":\"x\","
	    "\"version\":\"1\"}]}");
	add_object(b->o, 3,
	    "{\"m\":[{\"model\":\"b\",\"alias\":\"y\","
	    "\"version\":\"2\"}]}");
	in.connector = connector_at(b->o->set, 0);
	in.system = &b->o->sys;
	in.source = &b->o->src;
	in.times = &b->o->times;
	in.objects = (struct object_source){.get = behind_get, .ctx = b};
	CHECK(parsers_start(b->o->a, b->o->set, &b->o->sys, &b->ps, &b->o->e) ==
	      0);
	CHECK(parser_open(b->o->a, b->ps, &in, &b->p, &b->o->e) == 0);
}

static void
behind_close(struct behind *b)
{
	parser_close(b->p);
	parsers_stop(b->ps);
	free((void *)(uintptr_t)b->big);
	one_free(b->o);
}

/* Gives objects 1, 2 and 3 as files and ends the step. */
static void
run_step(struct behind *b)
{
	for (int n = 1; n <= 3; n++) {
		struct answer ans = {.object = one_sha(b->o, n),
		    .file = "a/x.json",
		    .received_at = "2026-11-23T12:00:01Z"};
		struct request r = {.step = "all",
		    .method = "FILE",
		    .url = "a/x.json",
		    .object = ans.object,
		    .state = STATE_OK};

		if (n == 2 && b->big == NULL)
			continue;
		CHECK(parser_answer(b->p, 0, &r, &ans, &b->o->e) == 0);
	}
	CHECK(
	    parser_end_step(b->p, 0, &b->o->state, &b->o->rows, &b->o->e) == 0);
}

static void
check_both_rows(const struct behind *b)
{
	CHECK(b->o->rows.n == 2);
	for (size_t i = 0; i < b->o->rows.n; i++) {
		const struct row *r = b->o->rows.items[i];

		CHECK_STR(row_text(r, "alias"), i == 0 ? "x" : "y");
		CHECK_STR(r->source, "src");
		CHECK_STR(r->step, "all");
	}
}

/* The same, in this process. */
static void
check_same(struct behind *b)
{
	struct one *o = b->o;
	struct row_list rows = {0};
	struct step_state state;

	one_start(o);
	for (int n = 1; n <= 3; n += 2) {
		struct answer ans = {.object = one_sha(o, n),
		    .file = "a/x.json",
		    .received_at = "2026-11-23T12:00:01Z"};
		struct request r = {.method = "FILE", .state = STATE_OK};

		ans.bytes = one_get(o, ans.object, &ans.n);
		CHECK(session_answer(o->s, 0, &r, &ans, &o->e) == 0);
	}
	CHECK(session_end_step(o->s, 0, &state, &rows, &o->e) == 0);
	CHECK(state.state == o->state.state && rows.n == o->rows.n);
	for (size_t i = 0; i < rows.n && i < o->rows.n; i++)
		for (size_t k = 0; k < rows.items[i]->kind->nfields; k++) {
			const struct value *x = &rows.items[i]->fields[k];
			const struct value *y = &o->rows.items[i]->fields[k];

			CHECK(x->outcome == y->outcome);
			if (x->outcome != OUTCOME_VALUE)
				continue;
			CHECK_STR(y->text, x->text);
			CHECK_STR(y->at, x->at);
			CHECK_STR(y->source, x->source);
		}
	free(rows.items);
}

static void
test_session(void)
{
	struct behind b;
	const struct plan *plans;
	struct judgement why;
	size_t n = 0;
	const struct sandbox *s;

	behind_open(&b);
	s = parsers_sandbox(b.ps);
	CHECK(s != NULL && s->has_seccomp == !is_sanitized());
	CHECK(parser_plan(b.p, 0, &plans, &n, &why, &b.o->e) == 0);
	CHECK(n == 1 && why.state == STATE_OK);
	CHECK_STR(plans[0].glob, "a/*.json");
	run_step(&b);
	CHECK(b.o->state.state == STATE_OK);
	check_both_rows(&b);
	CHECK_STR(b.o->rows.items[0]->fields[1].at,
	    arena_printf(b.o->a, "%s > $['m'][0]['alias']", one_sha(b.o, 1)));
	check_same(&b);
	behind_close(&b);
}

/* `n` bytes of a list of zeros: 24 bytes of memory for each two. */
static void
set_bomb(struct behind *b, size_t n)
{
	char *p = malloc(n + 1);

	if (p == NULL)
		exit(1);
	p[0] = '[';
	for (size_t i = 1; i < n; i++)
		p[i] = i % 2 == 1 ? '0' : ',';
	p[n - 1] = ']';
	p[n] = '\0';
	b->big = p;
	b->nbig = n;
}

static void
check_failed(const struct behind *b, const char *why)
{
	CHECK(b->o->state.state == STATE_FAILED);
	CHECK(b->o->state.reason != NULL &&
	      strstr(b->o->state.reason, why) != NULL);
	CHECK(parser_refused(b->p, one_sha(b->o, 2)) != NULL);
	CHECK(parser_refused(b->p, one_sha(b->o, 1)) == NULL);
	check_both_rows(b);
}

static void
test_memory(void)
{
	struct behind b;

	behind_open(&b);
	set_bomb(&b, (size_t)60 << 20);
	run_step(&b);
	check_failed(&b, "ran out of memory (limit 512 MiB)");
	behind_close(&b);
}

static void
test_large(void)
{
	struct behind b;

	behind_open(&b);
	set_bomb(&b, (size_t)JSON_BYTES_MAX + 1);
	run_step(&b);
	check_failed(&b, "the object has 67108865 bytes");
	behind_close(&b);
}

/* Killed while it had nothing to do: another one goes on. */
static void
test_killed(void)
{
	struct behind b;
	struct judgement why;
	const struct plan *plans;
	size_t n;

	behind_open(&b);
	CHECK(parser_plan(b.p, 0, &plans, &n, &why, &b.o->e) == 0);
	CHECK(kill((pid_t)b.p->pid, SIGKILL) == 0);
	run_step(&b);
	CHECK(b.o->state.state == STATE_OK);
	check_both_rows(&b);
	behind_close(&b);
	/* Each time: the session is given up, and says why. */
	behind_open(&b);
	CHECK(kill((pid_t)b.p->pid, SIGKILL) == 0);
	CHECK(parser_plan(b.p, 0, &plans, &n, &why, &b.o->e) == 0);
	CHECK(kill((pid_t)b.p->pid, SIGKILL) == 0);
	run_step(&b);
	CHECK(b.o->state.state == STATE_FAILED && b.o->rows.n == 0);
	CHECK_STR(b.o->state.reason, "the parser was killed");
	behind_close(&b);
}

static void
test_nursery_gone(void)
{
	struct behind b;
	struct session_in in;
	struct parser *p;

	behind_open(&b);
	in = b.p->in;
	CHECK(kill((pid_t)b.ps->pid, SIGKILL) == 0);
	CHECK(waitpid((pid_t)b.ps->pid, NULL, WNOWAIT) != 0);
	CHECK(parser_open(b.o->a, b.ps, &in, &p, &b.o->e) == -1);
	CHECK(b.o->e.kind == ERR_LOCAL && p == NULL);
	behind_close(&b);
}

/* ---- Locators
 * --------------------------------------------------------------------- */

static void
test_follow(void)
{
	struct behind b;
	struct parser *p;
	struct follow list[4] = {{.at = NULL}};
	struct object_source objects = {.get = behind_get, .ctx = &b};

	behind_open(&b);
	list[0].at =
	    arena_printf(b.o->a, "%s > $['m'][0]['alias']", one_sha(b.o, 1));
	list[1].at = arena_printf(
	    b.o->a, "%s > $['m'][0]['alias']", one_sha(b.o, 9)); /* not here */
	list[2].at = arena_printf(b.o->a, "%s > $['no']", one_sha(b.o, 3));
	list[3].at = "nonsense";
	CHECK(parser_new_follower(b.o->a, b.ps, objects, &p, &b.o->e) == 0);
	CHECK(parser_follow(p, list, 4, &b.o->e) == 0);
	CHECK(list[0].is_found);
	CHECK_STR(list[0].found.value, "x");
	CHECK(list[0].found.text == b.o->objects[0][1]);
	CHECK(strncmp(list[0].found.text + list[0].found.from, "\"x\"",
		  list[0].found.to - list[0].found.from) == 0);
	for (int i = 1; i < 4; i++)
		CHECK(!list[i].is_found && list[i].why != NULL);
	parser_close(p);
	set_bomb(&b, (size_t)60 << 20);
	list[1].at = arena_printf(b.o->a, "%s > $[0]", one_sha(b.o, 2));
	CHECK(parser_new_follower(b.o->a, b.ps, objects, &p, &b.o->e) == 0);
	CHECK(parser_follow(p, list, 2, &b.o->e) == 0);
	CHECK(list[0].is_found);
	if (!is_sanitized()) {
		CHECK(!list[1].is_found);
		CHECK_STR(list[1].why,
		    "the parser ran out of memory (limit 512 MiB)");
	}
	parser_close(p);
	behind_close(&b);
}

int
main(void)
{
	if (is_sanitized()) {
		test_skip("refused", "a sanitizer has no system call list");
		test_skip("allowed", "a sanitizer has no limit of memory");
		test_skip("memory", "a sanitizer has no limit of memory");
	} else {
		RUN(test_refused);
		RUN(test_allowed);
		RUN(test_memory);
	}
	RUN(test_prepare);
	RUN(test_session);
	RUN(test_large);
	RUN(test_killed);
	RUN(test_nursery_gone);
	RUN(test_follow);
	return test_end("t_sandbox");
}
