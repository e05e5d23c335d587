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
	if (tsa_check(a, p->system, e) == -1)
		return -1;
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

/* The statement names the package that was read, and no other. */
static void
describe_previous(const struct facts *f, struct seal_info *info)
{
	size_t n;
	const struct row *const *rows = facts_of(f, "prior.package", &n);

	if (n != 1 || row_text(rows[0], "content") == NULL)
		return;
	info->previous_package = row_text(rows[0], "package");
	info->previous_content = row_text(rows[0], "content");
}

static void
describe(struct stage *st, int64_t serial, struct seal_info *info)
{
	const struct snapshot *s = st->p->facts->snapshot;
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
	if (!st->o->is_draft) {
		info->key = key;
		info->certificate = cert;
	}
	describe_previous(st->p->facts, info);
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
		if (strncmp(list[i].name, ".stage-", 7) == 0 &&
		    file_remove_stage(file_join(a, dir, list[i].name), e) == -1)
			return -1;
	return 0;
}

/* A snapshot that was made before the current package goes on from another. */
static void
warn_of_previous(const struct stage *st, const char *current)
{
	const struct source_state *s = previous_source(st->p->snapshot);
	const char *id = current == NULL ? "" : strrchr(current, '/') + 1;

	if (st->o->from == NULL || s == NULL || current == NULL ||
	    st->p->system->previous_digest != NULL || s->base == NULL ||
	    strcmp(s->base, id) == 0)
		return;
	log_line(st->o->log, LOG_WARNING, s->id,
	    "the snapshot goes on from %s, and %s is current: its items of "
	    "the POA&M are not known here",
	    s->base, id);
}

/*
 * A snapshot of --from that knows nothing of a package before is completed
 * now; a package has what it was made from.
 */
static int
complete_snapshot(struct arena *a, const struct run_opts *o, struct project *p,
    struct error *e)
{
	struct store *st;

	if (project_snapshot(a, o, p, e) == -1)
		return -1;
	if (previous_source(p->snapshot) != NULL || is_package(a, o->from) ||
	    is_package(a, o->dir))
		return 0;
	if (store_open(a, out_dir(a, o, p), &st, e) == -1)
		return -1;
	return previous_gather(a, o, p, st, e);
}

static int
build_staged(struct stage *st, const char *dir, struct build_result *out,
    struct error *e)
{
	const char *current;
	const char *kind = st->o->is_draft ? "-draft-" : "-r";
	const char *system = st->p->system->id;
	struct seal_info info;
	struct tsa_client tsa;
	char content[65];
	int64_t serial = highest(st->a, dir, system, kind, e);

	if (serial == -1 || previous_current(st->a, dir, &current, e) == -1 ||
	    poam_check_plans(st->a, st->p->plans, &st->p->poam, e) == -1 ||
	    stage_data(st, e) == -1 || store_trouble(st->p->store, e) == -1)
		return -1;
	if (!st->o->is_draft && stage_is_unchanged(st, current)) {
		out->is_unchanged = true;
		out->is_current = true;
		out->package = current;
		out->id = strrchr(current, '/') + 1;
		out->is_complete = run_is_complete(st->p);
		return file_remove_stage(st->dir, e);
	}
	st->package = arena_printf(st->a, "%s-%.10s%s%lld", system,
	    st->p->facts->snapshot->as_of, kind, (long long)serial + 1);
	warn_of_previous(st, current);
	describe(st, serial + 1, &info);
	if (!st->o->is_draft)
		info.tsa = tsa_open(st->a, st->p->system, &tsa);
	if (stage_oscal(st, e) == -1 || stage_site(st, e) == -1 ||
	    store_trouble(st->p->store, e) == -1 ||
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
	if ((o->from == NULL ? run_gather(a, o, p, &path, e)
			     : complete_snapshot(a, o, p, e)) == -1)
		goto out;
	if (run_assess(a, o, p, e) == -1 || stage_schema(&st, p, e) == -1 ||
	    file_mkdirs(st.dir, e) == -1)
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
	free(st.schema);
	file_unlock(lock);
	return rc;
}
