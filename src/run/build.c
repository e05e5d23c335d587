/*
 * Build: gather, derive, assess, compose, render, seal, publish.  A killed run
 * leaves the old package whole: everything is staged, synced and renamed, and
 * `current` is switched last.  Never deletes a package.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "run/stage.h"

enum { VALID_DAYS = 45, RETAIN_YEARS = 3, SERIAL_MAX = 999999999 };

/* The key and certificate: the command line's, else those of `sign:`. */
static void
signing_key(struct arena *a, const struct run_opts *o, const struct project *p,
    const char **key, const char **cert)
{
	const struct system *s = p->system;

	*key = o->key;
	*cert = o->cert;
	if (*key == NULL && s->sign_key != NULL) {
		const char *path = strncmp(s->sign_key, "file:", 5) == 0
				       ? s->sign_key + 5
				       : s->sign_key;

		*key = path[0] == '/' ? path : file_join(a, s->dir, path);
	}
	if (*cert == NULL && o->key == NULL && s->sign_certificate != NULL)
		*cert = s->sign_certificate[0] == '/'
			    ? s->sign_certificate
			    : file_join(a, s->dir, s->sign_certificate);
}

static int
check_key(struct arena *a, const struct run_opts *o, const struct project *p,
    struct error *e)
{
	const char *key, *cert;

	if (o->is_draft)
		return 0;
	signing_key(a, o, p, &key, &cert);
	if (key != NULL)
		return seal_check_key(key, cert, e);
	err_set(e, ERR_REFUSED, p->system->id, "there is no key to sign with");
	err_hint(e,
	    "make one with 'dossier init --key %s', name one with "
	    "--key, or build a draft with --draft",
	    o->dir);
	return -1;
}

/* The highest serial (or draft number) there is, 0 when there is none. */
static int64_t
highest(struct arena *a, const char *dir, const char *system, const char *kind,
    struct error *e)
{
	struct file_entry *list;
	size_t n, want = strlen(system);
	int64_t best = 0;

	if (!file_is_dir(dir))
		return 0;
	if (file_list(a, dir, &list, &n, e) == -1)
		return -1;
	for (size_t i = 0; i < n; i++) {
		const char *name = list[i].name, *tail;
		char *end;
		int64_t v;

		if (list[i].type != FILE_DIR ||
		    strncmp(name, system, want) != 0 || name[want] != '-' ||
		    strlen(name) < want + 11 + strlen(kind))
			continue;
		tail = name + want + 11; /* "-YYYY-MM-DD" */
		if (strncmp(tail, kind, strlen(kind)) != 0)
			continue;
		v = strtoll(tail + strlen(kind), &end, 10);
		/* What nobody counted up to is not a package of ours. */
		if (*end == '\0' && v <= SERIAL_MAX && v > best)
			best = v;
	}
	return best;
}

/* The package that `current` names, or NULL. */
static const char *
current_package(struct arena *a, const char *dir)
{
	char target[512];
	ssize_t n =
	    readlink(file_join(a, dir, "current"), target, sizeof(target) - 1);
	const char *path;

	if (n <= 0)
		return NULL;
	target[n] = '\0';
	path = file_join(a, dir, target);
	return is_package(a, path) ? path : NULL;
}

/* Do both folders hold the same bytes under this name? */
static bool
same_file(struct arena *a, const char *x, const char *y, const char *name)
{
	char *bx = NULL, *by = NULL;
	size_t nx, ny;
	struct error e = {0};
	bool same;

	same = file_read(file_join(a, x, name), (size_t)64 << 20, &bx, &nx,
		   &e) == 0 &&
	       file_read(file_join(a, y, name), (size_t)64 << 20, &by, &ny,
		   &e) == 0 &&
	       nx == ny && memcmp(bx, by, nx) == 0;
	free(bx);
	free(by);
	return same;
}

/* The period, and what became of each source. */
static bool
same_answers(struct stage *st, const char *current)
{
	const struct snapshot *now = st->p->facts->snapshot;
	struct snapshot *old;
	struct error e = {0};
	const char *bytes;
	size_t n;

	if (data_read(st->a, file_join(st->a, current, "data/snapshot.json"),
		&bytes, &n, &e) == -1 ||
	    snapshot_parse(st->a, "snapshot.json", bytes, n, &old, &e) == -1 ||
	    strcmp(old->from, now->from) != 0 ||
	    strcmp(old->to, now->to) != 0 || old->nsources != now->nsources)
		return false;
	for (size_t i = 0; i < now->nsources; i++)
		if (strcmp(old->sources[i].id, now->sources[i].id) != 0 ||
		    old->sources[i].state != now->sources[i].state)
			return false;
	return true;
}

/* Facts, verdicts, period and every input are those of the current package. */
static bool
is_unchanged(struct stage *st, const char *current)
{
	struct file_entry *old;
	struct error e = {0};
	size_t n, files = 0;

	if (current == NULL ||
	    !same_file(st->a, st->dir, current, "data/facts.json") ||
	    !same_file(st->a, st->dir, current, "data/assessment.json") ||
	    !same_file(st->a, st->dir, current, "data/tool.json") ||
	    !same_answers(st, current) ||
	    file_walk(st->a, file_join(st->a, current, "data/inputs"), &old, &n,
		&e) == -1)
		return false;
	for (size_t i = 0; i < n; i++)
		files += old[i].type == FILE_REGULAR;
	if (files != st->ninputs)
		return false;
	for (size_t i = 0; i < st->ninputs; i++)
		if (!same_file(st->a, st->dir, current,
			file_join(st->a, "data", st->inputs[i].name)))
			return false;
	return true;
}

static const char *
days_later(struct arena *a, const char *time, int days)
{
	struct instant t;
	char text[TIME_TEXT];

	if (time_parse(&t, time, strlen(time)) == -1)
		return time;
	t.s += (int64_t)days * 86400;
	return arena_dup(a, time_format(t, text));
}

static struct seal_source *
seal_sources(struct arena *a, const struct snapshot *s)
{
	struct seal_source *list =
	    arena_array(a, s->nsources + 1, sizeof(*list));

	for (size_t i = 0; i < s->nsources; i++)
		list[i] = (struct seal_source){.id = s->sources[i].id,
		    .state = state_name(s->sources[i].state),
		    .as_of = s->sources[i].nrequests > 0 ? s->as_of : NULL};
	return list;
}

static int
describe(struct stage *st, int64_t serial, const char *current,
    struct seal_info *info, struct error *e)
{
	const struct snapshot *s = st->p->facts->snapshot;
	struct seal_info old;
	const char *key, *cert;

	*info = (struct seal_info){.package = st->package,
	    .system = st->p->system->id,
	    .organization = st->p->system->owner,
	    .serial = serial,
	    .as_of = s->as_of,
	    .from = s->from,
	    .to = s->to,
	    .valid_until = days_later(st->a, s->as_of, VALID_DAYS),
	    .retain_until = days_later(st->a, s->as_of, RETAIN_YEARS * 366),
	    .is_complete = run_is_complete(st->p),
	    .tool_version = DOSSIER_VERSION,
	    .sources = seal_sources(st->a, s),
	    .nsources = s->nsources,
	    .inputs = st->inputs,
	    .ninputs = st->ninputs};
	signing_key(st->a, st->o, st->p, &key, &cert);
	info->has_certificate = cert != NULL && !st->o->is_draft;
	if (current == NULL || st->o->is_draft ||
	    strcmp(st->p->system->previous, "none") == 0)
		return 0;
	if (seal_read_info(st->a, current, &old, e) == -1)
		return -1;
	info->previous_package = old.package;
	info->previous_content = old.content;
	return 0;
}

static int
seal_stage(struct stage *st, const struct seal_info *info,
    char content[static 65], struct error *e)
{
	const char *key, *cert;

	if (seal_bag(st->dir, info, st->o->is_draft, content, e) == -1)
		return -1;
	if (st->o->is_draft)
		return 0;
	signing_key(st->a, st->o, st->p, &key, &cert);
	return seal_sign(st->dir, "producer", info, key, cert, e);
}

static int
publish(struct stage *st, const char *dir, struct build_result *out,
    struct error *e)
{
	out->package = file_join(st->a, dir, st->package);
	if (file_sync_tree(st->dir, e) == -1 ||
	    file_publish(st->dir, out->package, e) == -1)
		return -1;
	if (st->o->is_draft || run_required_failed(st->p))
		return 0;
	if (file_switch_link(
		file_join(st->a, dir, "current"), st->package, e) == -1)
		return -1;
	out->is_current = true;
	return 0;
}

/* Leftovers of killed runs; the lock is held, so nobody works in them. */
static int
sweep(struct arena *a, const char *dir, struct error *e)
{
	struct file_entry *list;
	size_t n;

	if (file_list(a, dir, &list, &n, e) == -1)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (list[i].type == FILE_DIR &&
		    strncmp(list[i].name, ".stage-", 7) == 0 &&
		    file_remove_stage(file_join(a, dir, list[i].name), e) == -1)
			return -1;
	return 0;
}

static int
build_staged(struct stage *st, const char *dir, struct build_result *out,
    struct error *e)
{
	const char *current = current_package(st->a, dir);
	const char *kind = st->o->is_draft ? "-draft-" : "-r";
	const char *system = st->p->system->id;
	struct seal_info info;
	char content[65];
	int64_t serial = highest(st->a, dir, system, kind, e);

	if (serial == -1 || stage_data(st, e) == -1)
		return -1;
	if (!st->o->is_draft && is_unchanged(st, current)) {
		out->is_unchanged = true;
		out->is_current = true;
		out->package = current;
		out->id = strrchr(current, '/') + 1;
		out->is_complete = run_is_complete(st->p);
		return file_remove_stage(st->dir, e);
	}
	st->package = arena_printf(st->a, "%s-%.10s%s%lld", system,
	    st->p->facts->snapshot->as_of, kind, (long long)serial + 1);
	if (stage_site(st, e) == -1 ||
	    describe(st, serial + 1, current, &info, e) == -1 ||
	    seal_stage(st, &info, content, e) == -1)
		return -1;
	out->id = st->package;
	out->content = arena_dup(st->a, content);
	out->is_complete = info.is_complete;
	return publish(st, dir, out, e);
}

/* current is a link "ID": its folder's name is the package's id. */
static const char *
stage_name(struct arena *a, const char *dir)
{
	return file_join(a, dir, arena_printf(a, ".stage-%ld", (long)getpid()));
}

int
run_build(struct arena *a, const struct run_opts *o, struct project *p,
    struct build_result *out, struct error *e)
{
	const char *dir = out_dir(a, o, p), *path;
	struct stage st = {.a = a, .o = o, .p = p, .dir = stage_name(a, dir)};
	struct statements *statements;
	int lock = -1, rc = -1;

	memset(out, 0, sizeof(*out));
	if (check_key(a, o, p, e) == -1 || file_mkdirs(dir, e) == -1 ||
	    file_lock(file_join(a, dir, ".lock"), &lock, e) == -1)
		return -1;
	/* Statements are read before any source is asked: a slip costs less. */
	if (sweep(a, dir, e) == -1 ||
	    statements_load(a, p->data, p->system, "9999-12-31T00:00:00Z",
		&statements, e) == -1)
		goto out;
	if (o->from == NULL && run_gather(a, o, p, &path, e) == -1)
		goto out;
	if (run_assess(a, o, p, e) == -1 || file_mkdirs(st.dir, e) == -1)
		goto out;
	if (build_staged(&st, dir, out, e) == -1) {
		struct error ignored = {0};

		/* The first error is the one to show. */
		(void)file_remove_stage(st.dir, &ignored);
		goto out;
	}
	rc = 0;
out:
	free(st.inputs);
	file_unlock(lock);
	return rc;
}
