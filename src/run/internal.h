/* Inside run: data files, derive, views. */
#ifndef RUN_INTERNAL_H
#define RUN_INTERNAL_H

#include "compose/compose.h"
#include "extract/extract.h"
#include "gather/gather.h"
#include "run/run.h"
#include "seal/seal.h"

enum { RUN_FILE_MAX = 4 << 20 };

/* Reads DATA/mappings/sources/NAME.yml, every one. */
int data_connectors(struct arena *a, const char *data,
    struct connector_set **out, struct error *e);
/* system.yml against connectors, templates and the checks' thresholds. */
int data_check_system(
    struct arena *a, const struct project *p, struct error *e);
/* The same one by one, for lint: a source, the documents. */
int data_check_source(const struct project *p, size_t source, struct error *e);
int data_check_documents(struct arena *a, const char *data,
    const struct system *sys, struct error *e);
/* The folder of the running program, or NULL. */
const char *program_dir(struct arena *a);
/* NIST's schema of OSCAL: beside the program, or the data; NULL: nowhere. */
int schema_find(
    struct arena *a, const char *data, const char **out, struct error *e);
/* sha256 hex of bytes, in the arena. */
const char *digest_of(struct arena *a, const void *bytes, size_t n);
/* A file below the data folder as a text of the arena. */
int data_read(struct arena *a, const char *path, const char **out, size_t *n,
    struct error *e);

/* Objects of the store, and files of the user ("input system.yml"). */
struct object_source derive_objects(const struct project *p);
/*
 * Facts of the snapshot.  States of steps are worked out again from what is
 * in the store: an object that is not there makes its step FAILED.
 */
int derive_facts(struct arena *a, const struct project *p, struct facts **out,
    struct error *e);

/* Decoded texts with the bytes that facts point at. */
int views_make(struct arena *a, const struct project *p,
    const struct evidence_view **out, size_t *n, struct error *e);

/* previous.c: the package before, as the source `previous`. */
/* The package that DIR/current leads to, or NULL. */
int previous_current(
    struct arena *a, const char *dir, const char **out, struct error *e);
/* Its source in the snapshot; NULL: a history starts. */
const struct source_state *previous_source(const struct snapshot *s);
/* Reads it into the store, and adds its source to p->snapshot. */
int previous_gather(struct arena *a, const struct run_opts *o,
    struct project *p, struct store *st, struct error *e);
/* The system with it as its last source; as it was for `previous: none`. */
const struct system *previous_system(struct arena *a, const struct system *was);

/* The snapshot of --from, of a package, else the newest; opens the store. */
int project_snapshot(struct arena *a, const struct run_opts *o,
    struct project *p, struct error *e);

/* tsa.c: the time-stamp authority of `sign:`. */
struct tsa_client {
	struct arena *a;
	struct source_conf src; /* base NULL: there is none */
	struct seal_tsa tsa;
};
/* c must stay where it is.  &c->tsa, or NULL where system.yml names none. */
const struct seal_tsa *tsa_open(
    struct arena *a, const struct system *sys, struct tsa_client *c);
/* May it be asked at all?  An error of system.yml, with a hint. */
int tsa_check(struct arena *a, const struct system *sys, struct error *e);

/* out/SYSTEM. */
const char *out_dir(
    struct arena *a, const struct run_opts *o, const struct project *p);
/* True if dir is a package (it has data/snapshot.json). */
bool is_package(struct arena *a, const char *dir);

#endif
