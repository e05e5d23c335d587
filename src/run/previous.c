/*
 * The package before, by the front door (DESIGN section 2): a file source
 * with the id `previous`, read where that package lies by the connector
 * `package`, its answers evidence in the snapshot like any other.  Refuses a
 * package that is not whole, of another system, or with another content
 * digest than system.yml names; the source's state then says so.  A system
 * without a package before has no such source: it starts a history.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "run/internal.h"

static const char ID[] = "previous";
static const char CONNECTOR[] = "package";
static const char POAM_FILE[] = "data/poam.json";

struct before {
	const char *dir;   /* NULL: there is none */
	const char *shown; /* as people wrote it, or the package's id */
	enum state state;  /* not OK: it is not read, for the reason */
	const char *reason;
};

int
previous_current(
    struct arena *a, const char *dir, const char **out, struct error *e)
{
	const char *link = file_join(a, dir, "current"), *path;
	char target[512];
	bool is_there;
	ssize_t n;

	*out = NULL;
	AGAIN(n, readlink(link, target, sizeof(target) - 1));
	if (n == -1 && errno != ENOENT && errno != EINVAL)
		return err_set(
		    e, ERR_LOCAL, link, "cannot read it: %s", strerror(errno));
	if (n <= 0)
		return 0;
	target[n] = '\0';
	path = file_join(a, dir, target);
	if (file_look(file_join(a, path, "data/snapshot.json"), &is_there, e) ==
	    -1)
		return -1;
	*out = is_there ? path : NULL;
	return 0;
}

const struct source_state *
previous_source(const struct snapshot *s)
{
	for (size_t i = 0; i < s->nsources; i++)
		if (strcmp(s->sources[i].id, ID) == 0)
			return &s->sources[i];
	return NULL;
}

/* ---- Which one ---------------------------------------------------------- */

static int
find(struct arena *a, const struct run_opts *o, const struct project *p,
    struct before *b, struct error *e)
{
	const struct system *s = p->system;

	*b = (struct before){.state = STATE_OK};
	if (strcmp(s->previous, "none") == 0)
		return 0;
	if (s->previous_digest == NULL) {
		if (previous_current(a, out_dir(a, o, p), &b->dir, e) == -1)
			return -1;
		b->shown = b->dir == NULL ? NULL : strrchr(b->dir, '/') + 1;
		return 0;
	}
	b->shown = s->previous;
	b->dir = s->previous[0] == '/' ? s->previous
				       : file_join(a, s->dir, s->previous);
	return 0;
}

static void
settle(struct before *b, enum state state, const char *reason)
{
	b->state = state;
	b->reason = reason;
}

/*
 * Is it whole, and the one that system.yml means?  A disk that fails is no
 * answer: -1.
 */
static int
check(
    struct arena *a, const struct system *s, struct before *b, struct error *e)
{
	struct seal_info info;
	struct error why = {0};
	bool is_there;

	if (file_look(
		file_join(a, b->dir, "data/snapshot.json"), &is_there, e) == -1)
		return -1;
	if (!is_there) {
		settle(b, STATE_NOT_FOUND,
		    arena_printf(a, "there is no package '%s'", b->shown));
	} else if (seal_read_info(a, b->dir, &info, &why) == -1) {
		settle(b, STATE_FAILED,
		    arena_printf(a, "its statement: %s", why.what));
	} else if (verify_folder(a, b->dir, &why) == -1) {
		settle(b, STATE_REFUSED,
		    arena_printf(a, "it is not whole: %s", why.what));
	} else if (strcmp(info.system, s->id) != 0) {
		settle(b, STATE_REFUSED,
		    arena_printf(a, "it is of the system '%s', not of '%s'",
			info.system, s->id));
	} else if (s->previous_digest != NULL &&
		   strcmp(info.content, s->previous_digest) != 0) {
		settle(b, STATE_REFUSED,
		    arena_printf(a,
			"its content digest is sha256:%s, and system.yml "
			"names sha256:%s",
			info.content, s->previous_digest));
	} else {
		b->shown = info.package;
	}
	if (why.kind != ERR_LOCAL)
		return 0;
	*e = why;
	return -1;
}

/* ---- Reading it --------------------------------------------------------- */

static struct source_conf *
conf_of(struct arena *a)
{
	struct source_conf *c = arena_alloc(a, sizeof(*c));

	/*
	 * Required: what was made without the items of the package before
	 * must not become the one that the next begins with.
	 */
	*c = (struct source_conf){
	    .id = ID, .connector = CONNECTOR, .is_required = true};
	return c;
}

/* A source that was not read, with the kinds it would have given. */
static struct source_state
state_of(struct arena *a, const struct project *p, const struct before *b)
{
	const struct connector *c = connector_find(p->connectors, CONNECTOR);
	struct step_state *step = arena_alloc(a, sizeof(*step));

	*step = (struct step_state){
	    .step = "statement", .state = b->state, .reason = b->reason};
	step->kinds = connector_kinds(c, &step->nkinds);
	return (struct source_state){.id = ID,
	    .connector = CONNECTOR,
	    .connector_sha256 = connector_sha256(c),
	    .base = b->shown,
	    .is_required = true,
	    .state = b->state,
	    .reason = b->reason,
	    .steps = step,
	    .nsteps = 1};
}

/*
 * A package never changes, so it was there as of the snapshot; a snapshot that
 * is completed again must be the same one.
 */
static void
set_received(struct arena *a, struct source_state *s, const char *as_of)
{
	struct request *list = arena_array(a, s->nrequests + 1, sizeof(*list));

	for (size_t i = 0; i < s->nrequests; i++) {
		list[i] = s->requests[i];
		if (list[i].received_at != NULL)
			list[i].received_at = as_of;
	}
	s->requests = list;
}

static int
read_files(struct arena *a, const struct run_opts *o, const struct project *p,
    struct store *st, const struct before *b, struct source_state *out,
    struct error *e)
{
	const struct gather_opts g = {.connectors = p->connectors,
	    .as_of = p->snapshot->as_of,
	    .parsers = p->parsers,
	    .is_part = true,
	    .log = o->log};
	struct system alone = *p->system;
	struct snapshot *s;

	alone.dir = b->dir;
	alone.sources = conf_of(a);
	alone.nsources = 1;
	if (gather_run(a, &alone, st, &g, &s, e) == -1)
		return -1;
	*out = s->sources[0];
	out->base = b->shown;
	set_received(a, out, p->snapshot->as_of);
	return 0;
}

int
previous_gather(struct arena *a, const struct run_opts *o, struct project *p,
    struct store *st, struct error *e)
{
	const struct snapshot *was = p->snapshot;
	struct snapshot *now = arena_alloc(a, sizeof(*now));
	struct source_state *sources =
	    arena_array(a, was->nsources + 1, sizeof(*sources));
	struct before b;
	bool has_poam;

	if (find(a, o, p, &b, e) == -1)
		return -1;
	if (b.dir == NULL)
		return 0;
	if (check(a, p->system, &b, e) == -1 ||
	    file_look(file_join(a, b.dir, POAM_FILE), &has_poam, e) == -1)
		return -1;
	if (b.state == STATE_OK && !has_poam) {
		log_line(o->log, LOG_WARNING, ID,
		    "%s has no POA&M, as a release before this one made it: "
		    "a history starts here",
		    b.shown);
		return 0;
	}
	if (connector_find(p->connectors, CONNECTOR) == NULL)
		return err_set(
		    e, ERR_INPUT, ID, "no connector '%s'", CONNECTOR);
	if (was->nsources > 0)
		memcpy(sources, was->sources, was->nsources * sizeof(*sources));
	if (b.state != STATE_OK) {
		log_line(o->log, LOG_WARNING, ID, "%s: %s", b.shown, b.reason);
		sources[was->nsources] = state_of(a, p, &b);
	} else if (read_files(a, o, p, st, &b, &sources[was->nsources], e) ==
		   -1) {
		return -1;
	}
	*now = *was;
	now->sources = sources;
	now->nsources = was->nsources + 1;
	p->snapshot = now;
	return 0;
}

const struct system *
previous_system(struct arena *a, const struct system *was)
{
	struct system *now;
	struct source_conf *sources;

	if (strcmp(was->previous, "none") == 0)
		return was;
	now = arena_alloc(a, sizeof(*now));
	sources = arena_array(a, was->nsources + 1, sizeof(*sources));
	if (was->nsources > 0)
		memcpy(sources, was->sources, was->nsources * sizeof(*sources));
	sources[was->nsources] = *conf_of(a);
	*now = *was;
	now->sources = sources;
	now->nsources = was->nsources + 1;
	return now;
}
