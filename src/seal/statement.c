/*
 * The signed statement: in-toto Statement v1, one subject (the tag manifest),
 * our predicate.  Written as compact JSON with sorted members; read back and
 * written again, and refused unless each byte is the same, so that an unknown,
 * missing or doubled member, another order or another type cannot pass
 * (reference/security.md section 5, item 5).
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "ext/json.h"
#include "seal/internal.h"

static const char STATEMENT_TYPE[] = "https://in-toto.io/Statement/v1";

enum { ID_BYTES = 200 }; /* ids become folder names */

/* Their order is the order in which `verify` reports them. */
const char *const seal_roles[] = {
    "producer", "issm", "approver", "assessor", NULL};

bool
role_is_known(const char *role)
{
	size_t i;

	for (i = 0; seal_roles[i] != NULL; i++) {
		if (strcmp(seal_roles[i], role) == 0)
			return true;
	}
	return false;
}

/* ---- Writing ------------------------------------------------------------ */

static struct json *
digest_map(const char *sha256)
{
	struct json *m = json_map();

	json_put_text(m, "sha256", sha256);
	return m;
}

static struct json *
text_or_null(const char *s)
{
	return s == NULL ? json_none() : json_text(s);
}

static struct json *
previous_map(const struct seal_info *f)
{
	struct json *m;

	if (f->previous_package == NULL)
		return json_none();
	m = json_map();
	json_put_text(m, "package", f->previous_package);
	json_put(m, "content", digest_map(f->previous_content));
	return m;
}

static struct json *
predicate_map(const struct statement *s)
{
	const struct seal_info *f = &s->info;
	struct json *m = json_map(), *inputs = json_list();
	struct json *sources = json_list(), *part;
	size_t i;

	json_put_text(m, "asOf", f->as_of);
	json_put_bool(m, "complete", f->is_complete);
	json_put(m, "content", digest_map(s->content));
	for (i = 0; i < f->ninputs; i++) {
		part = json_map();
		json_put_text(part, "name", f->inputs[i].name);
		json_put(part, "digest", digest_map(f->inputs[i].sha256));
		json_push(inputs, part);
	}
	json_put(m, "inputs", inputs);
	json_put_text(m, "package", f->package);
	part = json_map();
	json_put_text(part, "from", f->from);
	json_put_text(part, "to", f->to);
	json_put(m, "period", part);
	json_put(m, "previous", previous_map(f));
	json_put_text(m, "retainUntil", f->retain_until);
	json_put_text(m, "role", s->role);
	json_put_int(m, "serial", f->serial);
	for (i = 0; i < f->nsources; i++) {
		part = json_map();
		json_put(part, "asOf", text_or_null(f->sources[i].as_of));
		json_put_text(part, "name", f->sources[i].id);
		json_put_text(part, "state", f->sources[i].state);
		json_push(sources, part);
	}
	json_put(m, "sources", sources);
	json_put_text(m, "system", f->system);
	part = json_map();
	json_put_text(part, "name", "dossier");
	json_put_text(part, "version", f->tool_version);
	json_put(m, "tool", part);
	json_put_text(m, "validUntil", f->valid_until);
	return m;
}

void
statement_format(const struct statement *s, struct buf *out)
{
	struct json *root = json_map(), *subject = json_map();
	struct json *subjects = json_list();

	json_put_text(root, "_type", STATEMENT_TYPE);
	json_put_text(subject, "name", FILE_TAGS);
	json_put(subject, "digest", digest_map(s->subject));
	json_push(subjects, subject);
	json_put(root, "subject", subjects);
	json_put_text(root, "predicateType", PREDICATE_TYPE);
	json_put(root, "predicate", predicate_map(s));
	json_format_compact(root, out);
	json_free(root);
}

/* ---- What can be said --------------------------------------------------- */

static int
bad(struct error *e, const char *member, const char *what)
{
	return err_set(e, ERR_INPUT, "statement", "'%s' %s", member, what);
}

/* Ids become names of folders and text of a page: no other characters. */
static bool
is_id(const char *s)
{
	static const char ok[] = "abcdefghijklmnopqrstuvwxyz"
				 "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
	size_t n = s == NULL ? 0 : strlen(s);

	return n > 0 && n <= ID_BYTES && s[0] != '.' && strspn(s, ok) == n;
}

static bool
is_digest(const char *s)
{
	return s != NULL && strlen(s) == SHA256_HEX - 1 &&
	       strspn(s, "0123456789abcdef") == SHA256_HEX - 1;
}

static bool
is_line(const char *s)
{
	const unsigned char *p = (const unsigned char *)s;

	if (s == NULL || *s == '\0' || !utf8_valid(s, strlen(s)))
		return false;
	for (; *p != '\0'; p++) {
		if (*p < 0x20 || *p == 0x7f)
			return false;
	}
	return true;
}

/* An instant in the one spelling of time_format. */
static bool
is_instant(const char *s)
{
	char again[TIME_TEXT];
	struct instant t;

	return s != NULL && time_parse(&t, s, strlen(s)) == 0 &&
	       strcmp(time_format(t, again), s) == 0;
}

static bool
is_day_or_instant(const char *s)
{
	int64_t days;

	return s != NULL &&
	       (date_parse(&days, s, strlen(s)) == 0 || is_instant(s));
}

static int
compare_sources(const void *a, const void *b)
{
	const struct seal_source *x = a, *y = b;

	return strcmp(x->id, y->id);
}

static int
compare_inputs(const void *a, const void *b)
{
	const struct seal_input *x = a, *y = b;

	return strcmp(x->name, y->name);
}

void
statement_sort(struct arena *a, struct seal_info *f)
{
	struct seal_source *sources =
	    arena_array(a, f->nsources, sizeof(*sources));
	struct seal_input *inputs = arena_array(a, f->ninputs, sizeof(*inputs));

	if (f->nsources > 0) {
		memcpy(sources, f->sources, f->nsources * sizeof(*sources));
		qsort(sources, f->nsources, sizeof(*sources), compare_sources);
	}
	if (f->ninputs > 0) {
		memcpy(inputs, f->inputs, f->ninputs * sizeof(*inputs));
		qsort(inputs, f->ninputs, sizeof(*inputs), compare_inputs);
	}
	f->sources = sources;
	f->inputs = inputs;
}

static int
check_lists(const struct seal_info *f, struct error *e)
{
	size_t i;

	for (i = 0; i < f->nsources; i++) {
		const struct seal_source *s = &f->sources[i];

		if (!is_line(s->id) || !is_line(s->state) ||
		    (s->as_of != NULL && !is_instant(s->as_of)))
			return bad(e, "sources",
			    "has a bad name, state or "
			    "time");
		if (i > 0 && strcmp(s[-1].id, s->id) >= 0)
			return bad(
			    e, "sources", "has a name twice, or is not sorted");
	}
	for (i = 0; i < f->ninputs; i++) {
		const struct seal_input *in = &f->inputs[i];

		if (!is_line(in->name) || !is_digest(in->sha256))
			return bad(e, "inputs", "has a bad name or digest");
		if (i > 0 && strcmp(in[-1].name, in->name) >= 0)
			return bad(
			    e, "inputs", "has a name twice, or is not sorted");
	}
	return 0;
}

int
statement_check(const struct statement *s, struct error *e)
{
	const struct seal_info *f = &s->info;

	if (!is_id(f->package))
		return bad(e, "package", "is no id ([A-Za-z0-9._-]+)");
	if (!is_id(f->system))
		return bad(e, "system", "is no id ([A-Za-z0-9._-]+)");
	if (f->serial < 1)
		return bad(e, "serial", "is not 1 or more");
	if (!is_instant(f->as_of))
		return bad(e, "asOf", "is no UTC time");
	if (!is_day_or_instant(f->from) || !is_day_or_instant(f->to))
		return bad(e, "period", "has no date or UTC time");
	if (!is_day_or_instant(f->valid_until))
		return bad(e, "validUntil", "is no date or UTC time");
	if (!is_day_or_instant(f->retain_until))
		return bad(e, "retainUntil", "is no date or UTC time");
	if (!is_line(f->tool_version))
		return bad(e, "tool", "has no version");
	if (f->previous_package != NULL &&
	    (!is_id(f->previous_package) || !is_digest(f->previous_content)))
		return bad(e, "previous", "has a bad package or content");
	if (s->role == NULL || !role_is_known(s->role))
		return bad(e, "role",
		    "is none of producer, issm, approver, "
		    "assessor");
	if (!is_digest(s->content) || !is_digest(s->subject))
		return bad(e, "content", "or the subject has no SHA-256");
	return check_lists(f, e);
}

/* ---- Reading ------------------------------------------------------------ */

static const char *
get(struct arena *a, const struct json *map, const char *key)
{
	const char *s = json_get_text(map, key);

	return s == NULL ? NULL : arena_dup(a, s);
}

static void
get_sources(struct arena *a, const struct json *list, struct seal_info *f)
{
	struct seal_source *rows;
	size_t i;

	f->nsources = json_is_list(list) ? json_len(list) : 0;
	rows = arena_array(a, f->nsources, sizeof(*rows));
	for (i = 0; i < f->nsources; i++) {
		const struct json *row = json_at(list, i);

		rows[i].id = get(a, row, "name");
		rows[i].state = get(a, row, "state");
		rows[i].as_of = get(a, row, "asOf");
	}
	f->sources = rows;
}

static void
get_inputs(struct arena *a, const struct json *list, struct seal_info *f)
{
	struct seal_input *rows;
	size_t i;

	f->ninputs = json_is_list(list) ? json_len(list) : 0;
	rows = arena_array(a, f->ninputs, sizeof(*rows));
	for (i = 0; i < f->ninputs; i++) {
		const struct json *row = json_at(list, i);

		rows[i].name = get(a, row, "name");
		rows[i].sha256 = get(a, json_get(row, "digest"), "sha256");
	}
	f->inputs = rows;
}

static void
get_all(struct arena *a, const struct json *root, struct statement *s)
{
	const struct json *p = json_get(root, "predicate");
	const struct json *period = json_get(p, "period");
	const struct json *previous = json_get(p, "previous");
	struct seal_info *f = &s->info;

	s->subject =
	    get(a, json_get(json_at(json_get(root, "subject"), 0), "digest"),
		"sha256");
	s->role = get(a, p, "role");
	s->content = get(a, json_get(p, "content"), "sha256");
	f->package = get(a, p, "package");
	f->system = get(a, p, "system");
	(void)json_get_int(p, "serial", &f->serial); /* stays 0: refused */
	f->as_of = get(a, p, "asOf");
	f->from = get(a, period, "from");
	f->to = get(a, period, "to");
	f->valid_until = get(a, p, "validUntil");
	f->retain_until = get(a, p, "retainUntil");
	(void)json_get_bool(p, "complete", &f->is_complete); /* as above */
	f->previous_package = get(a, previous, "package");
	f->previous_content = get(a, json_get(previous, "content"), "sha256");
	f->tool_version = get(a, json_get(p, "tool"), "version");
	get_sources(a, json_get(p, "sources"), f);
	get_inputs(a, json_get(p, "inputs"), f);
}

/* What stands around the predicate. */
static int
check_head(const struct json *root, struct error *e)
{
	const char *type = json_get_text(root, "_type");
	const char *predicate = json_get_text(root, "predicateType");
	size_t nsubjects = json_len(json_get(root, "subject"));

	if (type == NULL || strcmp(type, STATEMENT_TYPE) != 0)
		return err_set(e, ERR_INPUT, "statement", "'_type' is not '%s'",
		    STATEMENT_TYPE);
	if (predicate == NULL || strcmp(predicate, PREDICATE_TYPE) != 0)
		return err_set(e, ERR_INPUT, "statement",
		    "'predicateType' is not '%s'", PREDICATE_TYPE);
	if (nsubjects != 1)
		return err_set(e, ERR_INPUT, "statement",
		    "%zu subjects (wanted one)", nsubjects);
	return 0;
}

/* Every byte as statement_format writes it. */
static int
check_spelling(
    const struct statement *s, const char *bytes, size_t n, struct error *e)
{
	struct buf want = {0};
	size_t i = 0;
	bool is_same;

	statement_format(s, &want);
	while (i < n && i < want.len && bytes[i] == want.data[i])
		i++;
	is_same = i == n && i == want.len;
	buf_free(&want);
	if (is_same)
		return 0;
	return err_set(e, ERR_INPUT, "statement",
	    "not in its one spelling, from byte %zu on", i + 1);
}

int
statement_parse(struct arena *a, const char *bytes, size_t n,
    struct statement *out, struct error *e)
{
	struct json *root = NULL;
	int rc = -1;

	memset(out, 0, sizeof(*out));
	if (json_load_bytes("statement", bytes, n, BUNDLE_BYTES, &root, e) ==
	    -1)
		return -1;
	if (check_head(root, e) == 0) {
		get_all(a, root, out);
		if (statement_check(out, e) == 0 &&
		    check_spelling(out, bytes, n, e) == 0)
			rc = 0;
	}
	json_free(root);
	return rc;
}
