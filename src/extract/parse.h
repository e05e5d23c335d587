/*
 * The role `parse` (DESIGN section 3): sessions and locators as in extract.h,
 * but in a process of their own that has no file, no network, and so much
 * memory and processor time.  `main` asks and gets rows; an object that ends
 * the process (memory, time, a crash) is FAILED with the reason, and the work
 * goes on in a new process without it.
 *
 * Processes: main starts one `nursery` before it reads a secret or any
 * evidence; that forks a parser whenever main wants one, so a parser has never
 * seen either.  A parser serves one session, or follows locators, and shuts
 * itself in before its first message.  main keeps what it told each parser and
 * tells a new one the same again, but for the object that the last one worked
 * on when it died.  One that runs out of memory with less than a megabyte of
 * objects says that the machine has none: ERR_LOCAL, as in main itself.
 */
#ifndef EXTRACT_PARSE_H
#define EXTRACT_PARSE_H

#include "ext/sandbox.h"
#include "extract/extract.h"

enum {
	PARSE_DEATHS = 64 /* of one session, then it is given up */
};

/* The nursery.  set and sys must live as long; it lives in the arena. */
struct parsers;
int parsers_start(struct arena *a, const struct connector_set *set,
    const struct system *sys, struct parsers **out, struct error *e);
/* Ends every parser too, and waits for them; NULL is fine. */
void parsers_stop(struct parsers *ps);
/* What the first parser could enforce; NULL before there was one. */
const struct sandbox *parsers_sandbox(const struct parsers *ps);

/* ---- Sessions: as session_* of extract.h -------------------------------- */

struct parser;

/*
 * in->connector is one of the set, in->source is found by its id.  What it
 * gives lives in the arena; so does *out, but for what parser_close frees.
 */
int parser_open(struct arena *a, struct parsers *ps,
    const struct session_in *in, struct parser **out, struct error *e);
void parser_close(struct parser *p); /* NULL is fine */

int parser_plan(struct parser *p, size_t step, const struct plan **plans,
    size_t *n, struct judgement *why, struct error *e);
/* ans->bytes NULL: they are had from in->objects. */
int parser_judge(struct parser *p, size_t step, const struct answer *ans,
    struct judgement *out, struct error *e);
int parser_next_page(struct parser *p, const struct asked *asked,
    const struct plan **next, struct judgement *why, struct error *e);
int parser_descend(struct parser *p, const struct asked *asked,
    const struct plan **more, size_t *n, struct judgement *why,
    struct error *e);
/* Bytes are had from in->objects when they are needed; r and ans are copied,
 * what they point at is not. */
int parser_answer(struct parser *p, size_t step, const struct request *r,
    const struct answer *ans, struct error *e);
/* The kinds of *out are the connector's. */
int parser_end_step(struct parser *p, size_t step, struct step_state *out,
    struct row_list *rows, struct error *e);
/* Why the object is not read: it ended a parser.  NULL: it did not. */
const char *parser_refused(const struct parser *p, const char *object);

/* Steps, from the connector alone. */
size_t parse_steps(const struct connector *c);
const char *parse_step(const struct connector *c, size_t step);
bool parse_step_is_file(const struct connector *c, size_t step);

/* ---- Locators ----------------------------------------------------------- */

/* One to be followed; `is_found` false: `why` says why not. */
struct follow {
	const char *at;
	bool is_place_only; /* found.value and .format are not wanted */
	bool is_found;
	struct found found;
	const char *why;
};

/* Follows n locators.  What is found lives
 * in the arena, but a whole object's text as long as `objects` keeps it. */
int parser_new_follower(struct arena *a, struct parsers *ps,
    struct object_source objects, struct parser **out, struct error *e);
int parser_follow(
    struct parser *p, struct follow *list, size_t n, struct error *e);

#endif
