/* base/log: lines for people and for programs, visible text, silence. */
#include "base/log.h"

#include <stdlib.h>

#include "base/error.h"
#include "test.h"

struct capture {
	char people[2000], json[2000];
};

static void
slurp(FILE *f, char *out, size_t size)
{
	size_t n;

	rewind(f);
	n = fread(out, 1, size - 1, f);
	out[n] = '\0';
	(void)fclose(f);
}

static void
run(struct capture *c, int quiet, void (*fn)(struct log *))
{
	struct log l = {.people = tmpfile(),
	    .json = tmpfile(),
	    .stage = "gather",
	    .quiet = quiet};

	fn(&l);
	slurp(l.people, c->people, sizeof(c->people));
	slurp(l.json, c->json, sizeof(c->json));
}

static void
three_levels(struct log *l)
{
	log_line(l, LOG_NOTE, NULL, "n %d", 1);
	log_line(l, LOG_WARNING, "gitlab", "w");
	log_line(l, LOG_ERROR, "a\x1B", "\"\\ \n\xFF");
}

/* The JSON without its times. */
static const char *
without_time(char *json)
{
	char *from = json, *to = json;

	while (*from != '\0') {
		if (strncmp(from, "{\"t\":\"", 6) == 0) {
			from = strchr(from + 6, '"') + 2;
			*to++ = '{';
		}
		*to++ = *from++;
	}
	*to = '\0';
	return json;
}

static void
lines(void)
{
	struct capture c;

	run(&c, 0, three_levels);
	CHECK_STR(c.people, "dossier: note: n 1\n"
			    "dossier: warning: gitlab: w\n"
			    "dossier: error: a[U+001B]: \"\\ [U+000A][0xFF]\n");
	CHECK(strncmp(c.json, "{\"t\":\"20", 8) == 0);
	CHECK_STR(without_time(c.json),
	    "{\"level\":\"note\",\"stage\":\"gather\",\"msg\":\"n 1\"}\n"
	    "{\"level\":\"warning\",\"stage\":\"gather\",\"source\":"
	    "\"gitlab\",\"msg\":\"w\"}\n"
	    "{\"level\":\"error\",\"stage\":\"gather\",\"source\":"
	    "\"a[U+001B]\",\"msg\":\"\\\"\\\\ [U+000A][0xFF]\"}\n");
}

/* Quiet is for people only: the file has every line. */
static void
quiet(void)
{
	struct capture c;

	run(&c, 1, three_levels);
	CHECK(strstr(c.people, "note") == NULL);
	CHECK(strstr(c.people, "dossier: warning: gitlab: w\n") == c.people);
	CHECK(strstr(c.json, "\"note\"") != NULL);
}

static void
one_error(struct log *l)
{
	struct error e = {0};

	(void)err_set(&e, ERR_INPUT, "s.yml:1:2", "no '%s'", "\x01");
	log_error(l, &e);
	err_hint(&e, "add it");
	l->stage = NULL;
	log_error(l, &e);
	err_clear(&e);
	(void)err_set(&e, ERR_BUG, "", "odd");
	log_error(l, &e);
}

static void
errors(void)
{
	struct capture c;

	run(&c, 1, one_error);
	CHECK_STR(c.people, "dossier: s.yml:1:2: no '[U+0001]'\n"
			    "dossier: s.yml:1:2: no '[U+0001]'\nhint: add it\n"
			    "dossier: odd\n");
	CHECK_STR(without_time(c.json),
	    "{\"level\":\"error\",\"stage\":\"gather\",\"source\":"
	    "\"s.yml:1:2\",\"msg\":\"no '[U+0001]'\"}\n"
	    "{\"level\":\"error\",\"source\":\"s.yml:1:2\",\"msg\":"
	    "\"no '[U+0001]'\"}\n"
	    "{\"level\":\"error\",\"msg\":\"odd\"}\n");
}

static void
two_exits(struct log *l)
{
	log_exit(l, 2);
	log_exit(l, 75);
}

static void
exits(void)
{
	struct capture c;

	run(&c, 0, two_exits);
	CHECK_STR(c.people, "");
	CHECK_STR(without_time(c.json),
	    "{\"level\":\"note\",\"stage\":\"exit\",\"msg\":\"exit "
	    "status 2\",\"exit\":2}\n"
	    "{\"level\":\"error\",\"stage\":\"exit\",\"msg\":\"exit "
	    "status 75\",\"exit\":75}\n");
}

static void
nobody_listens(void)
{
	struct log l = {0};

	three_levels(&l);
	one_error(&l);
	log_exit(&l, 0);
	CHECK(l.people == NULL && l.json == NULL);
}

int
main(void)
{
	RUN(lines);
	RUN(quiet);
	RUN(errors);
	RUN(exits);
	RUN(nobody_listens);
	return test_end("t_base_log");
}
