/*
 * Asks the sources and writes down what they said: objects as received and a
 * snapshot that lists every request.  The only stage that sees the network
 * (with the time-stamp client of seal) and one of two that see the clock.
 */
#ifndef GATHER_GATHER_H
#define GATHER_GATHER_H

#include "core/core.h"

struct connector_set;
struct parsers;
struct log;

/* ---- The store: out/SYSTEM/objects, vault, snapshots -------------------- */

struct store;

/* Makes the folders when they are not there.  `dir` is out/SYSTEM. */
int store_open(
    struct arena *a, const char *dir, struct store **out, struct error *e);
/* A store to read: `dir` holds objects/ and vault/ (or is data/evidence of a
 * package).  Nothing is made. */
int store_open_read(
    struct arena *a, const char *dir, struct store **out, struct error *e);
/* Looks below this folder too for what the store's own has not: the vault of
 * the system a package was made of. */
void store_also(struct store *st, const char *dir);
/* Keeps bytes under their SHA-256 (hex out).  KEEP_DIGEST keeps nothing. */
int store_put(struct store *st, enum keep k, const char *bytes, size_t n,
    char sha256[static CORE_SHA], struct error *e);
/*
 * The bytes of an object, from objects or vault, checked against the name
 * (ERR_TRUST); NULL with e empty when they are not there.  They live as long
 * as the store.
 */
const char *store_get(
    struct store *st, const char *sha256, size_t *n, struct error *e);
/* Path of the stored object, NULL when it is not in `objects`. */
const char *store_path(struct store *st, struct arena *a, const char *sha256);
/* ERR_LOCAL if the disk failed in any call so far: 0 when it never did. */
int store_trouble(const struct store *st, struct error *e);
int store_put_snapshot(struct store *st, const struct snapshot *s,
    const char **path, struct error *e);
/* Path of the newest snapshot by its name, NULL when there is none. */
const char *store_newest_snapshot(
    struct store *st, struct arena *a, struct error *e);

/* ---- Gather ------------------------------------------------------------- */

struct gather_opts {
	const struct connector_set *connectors;
	struct parsers *parsers; /* started before a secret is read */
	const char *only;        /* one source's id, or NULL */
	const char *as_of;       /* or NULL: the end of the gather */
	const char *deadline;    /* seconds of all sources, or NULL: an hour */
	/* Period (dates, both in it), or NULL: the last full month. */
	const char *from, *to;
	bool is_dry;  /* list the first requests, ask nothing, write nothing */
	bool is_part; /* the caller adds to the snapshot, and writes it */
	struct log *log;
};

/*
 * Asks every source of the system in order; never fails for what a source
 * answers: that is a state in the snapshot.  Fails for our own disk, for a
 * secret that cannot be read (ERR_REFUSED), for a cap on rows.
 */
int gather_run(struct arena *a, const struct system *sys, struct store *st,
    const struct gather_opts *o, struct snapshot **out, struct error *e);

/*
 * Would the source be asked at all?  An err_at in system.yml with a hint when
 * its base would be REFUSED: for lint, which asks nobody.
 */
int gather_may_ask(
    struct arena *a, const struct source_conf *src, struct error *e);

/*
 * POSTs these bytes to src->base by the rules of a source and appends the
 * answer: status 200, this content type, at most max_bytes.  Follows no
 * redirect; asks again twice where no answer came.  ERR_AGAIN without one,
 * ERR_REFUSED where policy says no.
 */
struct post {
	const char *type, *answer_type;
	const struct buf *body;
	int64_t max_bytes;
};
int gather_post(struct arena *a, const struct source_conf *src,
    const struct post *p, struct buf *answer, struct error *e);

#endif
