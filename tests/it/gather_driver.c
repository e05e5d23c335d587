/*
 * Runs gather alone, for tests: gather_driver CONNECTORS SYSTEM OUT [AS_OF].
 * Prints one line a step ("source step model STATE reason") and the
 * snapshot's path; the log goes to stderr.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "ext/crypto.h"
#include "extract/parse.h"
#include "gather/gather.h"

enum { CONNECTOR_MAX = 1 << 20 };

static int
read_connectors(struct arena *a, const char *dir, struct connector_set **out,
    struct error *e)
{
	const char **names;
	struct connector_file *files;
	size_t n;

	if (file_glob(a, dir, "*.yml", &names, &n, e) == -1)
		return -1;
	files = arena_array(a, n + 1, sizeof(*files));
	for (size_t i = 0; i < n; i++) {
		struct connector_file *f = &files[i];
		char *bytes, *sha256 = arena_alloc(a, CORE_SHA);

		if (file_read(file_join(a, dir, names[i]), CONNECTOR_MAX,
			&bytes, &f->n, e) == -1)
			return -1;
		f->bytes = arena_ndup(a, bytes, f->n);
		free(bytes);
		f->name = arena_ndup(a, names[i], strlen(names[i]) - 4);
		f->file = arena_printf(a, "mappings/sources/%s", names[i]);
		sha256_hex(f->bytes, f->n, sha256);
		f->sha256 = sha256;
	}
	return connectors_load(a, files, n, out, e);
}

static int
gather(struct arena *a, char **argv, struct log *log, struct error *e)
{
	struct gather_opts opts = {.as_of = argv[4], .log = log};
	struct connector_set *conns;
	struct system *sys;
	struct store *store;
	struct snapshot *s;

	opts.is_dry = argv[4] != NULL && strcmp(argv[4], "dry") == 0;
	if (opts.is_dry)
		opts.as_of = NULL;
	if (read_connectors(a, argv[1], &conns, e) == -1)
		return -1;
	opts.connectors = conns;
	if (system_load(a, argv[2], &sys, e) == -1 ||
	    store_open(a, argv[3], &store, e) == -1 ||
	    parsers_start(a, conns, sys, &opts.parsers, e) == -1 ||
	    gather_run(a, sys, store, &opts, &s, e) == -1)
		return -1;
	for (size_t i = 0; i < s->nsources; i++)
		for (size_t k = 0; k < s->sources[i].nsteps; k++) {
			const struct step_state *t = &s->sources[i].steps[k];

			printf("%s %s %s %s %s\n", s->sources[i].id, t->step,
			    t->model == NULL ? "-" : t->model,
			    state_name(t->state),
			    t->reason == NULL ? "" : t->reason);
		}
	for (size_t i = 0; i < s->nsources; i++)
		printf("%s: %s\n", s->sources[i].id,
		    state_name(s->sources[i].state));
	parsers_stop(opts.parsers);
	if (!opts.is_dry)
		printf("%s\n", store_newest_snapshot(store, a, e));
	return 0;
}

int
main(int argc, char **argv)
{
	struct log log = {.people = stderr, .stage = "gather"};
	struct arena *a = arena_new();
	struct error e = {0};
	int rc = 0;

	if (argc < 4 || argc > 5) {
		fprintf(stderr, "usage: gather_driver CONNECTORS SYSTEM OUT "
				"[AS_OF | dry]\n");
		return 64;
	}
	if (gather(a, argv, &log, &e) == -1) {
		log_error(&log, &e);
		rc = err_exit(e.kind);
	}
	arena_free(a);
	return rc;
}
