/* gather, build, sign: what asks, writes and signs. */
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "cli/cli.h"

static bool
is_whole(const struct snapshot *s)
{
	for (size_t i = 0; i < s->nsources; i++)
		if (s->sources[i].state != STATE_OK &&
		    s->sources[i].state != STATE_EMPTY &&
		    s->sources[i].skip_owner == NULL)
			return false;
	return true;
}

/* What a dry run would ask; later requests need the first answers. */
static void
print_planned(const struct snapshot *s)
{
	for (size_t i = 0; i < s->nsources; i++)
		for (size_t k = 0; k < s->sources[i].nrequests; k++) {
			const struct request *r = &s->sources[i].requests[k];

			printf("%-12s %-12s %s ", s->sources[i].id, r->step,
			    r->method == NULL ? "-" : r->method);
			print_vis(r->url == NULL ? "" : r->url);
			printf("\n");
		}
	printf("asked first; more follow from the answers\n");
}

static void
print_gathered(const struct snapshot *s, const char *path)
{
	for (size_t i = 0; i < s->nsources; i++) {
		const struct source_state *src = &s->sources[i];

		printf("%-12s %-10s %4zu requests", src->id,
		    state_name(src->state), src->nrequests);
		if (src->reason != NULL) {
			printf("  ");
			print_vis(src->reason);
		}
		printf("\n");
	}
	if (path != NULL)
		printf("snapshot %s\n", path);
}

int
cmd_gather(struct arena *a, const struct options *o, struct error *e)
{
	struct run_opts r;
	struct project p;
	const char *path;
	bool is_done;

	run_opts_of(o, &r);
	is_done =
	    run_open(a, &r, &p, e) == 0 && run_gather(a, &r, &p, &path, e) == 0;
	run_close(&p);
	if (!is_done)
		return -1;
	if (o->is_json) {
		struct buf b = {0};

		run_json_gather(&p, path, &b);
		print_buf(&b);
	} else if (o->is_dry) {
		print_planned(p.snapshot);
	} else {
		print_gathered(p.snapshot, path);
	}
	return is_whole(p.snapshot) || o->is_dry ? 0 : 2;
}

static void
print_built(const struct options *o, const struct project *p,
    const struct build_result *b)
{
	const char *trust = file_join(p->a, p->system->dir, "trust.yml");

	if (!file_exists(trust))
		trust = NULL;
	if (b->is_unchanged) {
		printf("nothing changed since %s: no new package\n", b->id);
		printf("package %s\n", b->package);
		return;
	}
	printf("package %s\n", b->package);
	printf("read    %s/index.html\n", b->package);
	if (!o->is_draft)
		printf("verify  dossier verify --trust %s %s\n",
		    trust == NULL ? "TRUST.yml" : trust, b->package);
	for (size_t i = 0; i < p->facts->snapshot->nsources; i++) {
		const struct source_state *s = &p->facts->snapshot->sources[i];

		if (s->state == STATE_OK || s->state == STATE_EMPTY)
			continue;
		printf("source '%s' is %s", s->id, state_name(s->state));
		if (s->reason != NULL) {
			printf(": ");
			print_vis(s->reason);
		}
		printf("\n");
	}
	if (!b->is_current && !o->is_draft)
		printf(
		    "'current' was not switched: a required source failed\n");
}

int
cmd_build(struct arena *a, const struct options *o, struct error *e)
{
	struct run_opts r;
	struct project p;
	struct build_result built;
	const char *summary;
	bool is_done;

	run_opts_of(o, &r);
	is_done =
	    run_open(a, &r, &p, e) == 0 && run_build(a, &r, &p, &built, e) == 0;
	run_close(&p);
	if (!is_done)
		return -1;
	summary = run_summary(a, &p, &built);
	log_line(o->to, LOG_NOTE, NULL, "%s", summary);
	if (o->is_json) {
		struct buf b = {0};

		run_json_build(&built, summary, &b);
		print_buf(&b);
	} else {
		print_built(o, &p, &built);
		printf("%s\n", summary);
	}
	return built.is_complete ? 0 : 2;
}

int
cmd_sign(struct arena *a, const struct options *o, struct error *e)
{
	struct run_opts r;
	int rc;

	if (o->role == NULL) {
		err_set(e, ERR_USAGE, "sign", "--role is missing");
		err_hint(e, "issm, approver or assessor");
		return -1;
	}
	run_opts_of(o, &r);
	rc = run_sign(a, &r, o->role, e);
	if (rc == 0)
		printf("signed %s as %s\n", o->args[0], o->role);
	return rc;
}
