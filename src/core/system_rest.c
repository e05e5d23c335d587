/*
 * Reads the end of system.yml: which packages came before, what others are
 * authorized for, thresholds, documents, the signing key.  `authorized` and
 * `leverages` are checked and not kept: nothing reads them in this release.
 * A threshold of one's own needs an owner and a reason (DESIGN law 11).
 */
#include "core/system_int.h"

#include <string.h>

static const char *const documents[] = {"model-card", "data-sheet", "fairness",
    "threat-model", "monitoring-plan", "retraining", "conmon",
    "control-mapping", NULL};

static bool
is_digest(const char *s)
{
	return strncmp(s, "sha256:", 7) == 0 && strlen(s) == 7 + 64 &&
	       strspn(s + 7, "0123456789abcdef") == 64;
}

/* {package: PATH, digest: "sha256:…"}; *hex gets the digits. */
static int
read_package(const struct conf *c, const struct data *d, const char *name,
    const char **path, const char **hex)
{
	static const char *const keys[] = {"package", "digest", NULL};
	const char *digest = NULL;
	const struct data *at;
	struct section s;

	if (conf_section(c, d, name, keys, &s) == -1 ||
	    conf_need_text(c, &s, "package", path) == -1 ||
	    conf_need_text(c, &s, "digest", &digest) == -1)
		return -1;
	*hex = digest + 7;
	if (is_digest(digest))
		return 0;
	at = data_get(d, "digest");
	(void)err_at(c->e, "sys-digest", c->file, at->line, at->column,
	    "'digest' is '%s', which is no SHA-256", digest);
	err_hint(c->e, "write sha256: and 64 hex digits in small letters; "
		       "the package's seal.json has them");
	return -1;
}

/* The package before is a source of its own; no other may have its id. */
static int
check_reserved(const struct conf *c, const struct system *s)
{
	for (size_t i = 0; i < s->nsources; i++) {
		const struct source_conf *src = &s->sources[i];

		if (strcmp(src->id, "previous") != 0)
			continue;
		(void)err_at(c->e, "sys-reserved", c->file, src->line,
		    src->column, "a source may not have the id 'previous'");
		err_hint(c->e, "it is the package before, which 'previous:' "
			       "names; choose another id");
		return -1;
	}
	return 0;
}

static int
read_previous(struct system_reader *r)
{
	const struct data *d = data_get(r->root, "previous");
	const struct conf *c = &r->c;

	r->s->previous = "current";
	if (check_reserved(c, r->s) == -1)
		return -1;
	if (d == NULL)
		return 0;
	if (d->kind != DATA_TEXT)
		return read_package(
		    c, d, "previous", &r->s->previous, &r->s->previous_digest);
	r->s->previous = d->text;
	if (strcmp(d->text, "current") == 0 || strcmp(d->text, "none") == 0)
		return 0;
	(void)err_at(c->e, "sys-previous", c->file, d->line, d->column,
	    "'previous' is '%s', not current, none or a package", d->text);
	err_hint(c->e, "write current, none, or {package: PATH, digest: "
		       "\"sha256:...\"}");
	return -1;
}

static int
read_authorized(struct system_reader *r)
{
	const struct data *d = data_get(r->root, "authorized");
	const char *path, *hex;

	return d == NULL ? 0
			 : read_package(&r->c, d, "authorized", &path, &hex);
}

static int
read_leverages(struct system_reader *r)
{
	static const char *const keys[] = {"provider", "authorization", "date",
	    "impact", "source", "controls", NULL};
	static const char *const impacts[] = {"low", "moderate", "high", NULL};
	const struct data *d = data_get(r->root, "leverages");
	const struct conf *c = &r->c;
	const char *const *controls = NULL;
	const char *text = NULL;
	struct section s;
	size_t n = 0;

	if (d == NULL)
		return 0;
	if (conf_list(c, d, "leverages") == -1)
		return -1;
	for (size_t i = 0; i < d->n; i++) {
		if (conf_section(c, &d->items[i], "leverages", keys, &s) ==
			-1 ||
		    conf_need_text(c, &s, "provider", &text) == -1 ||
		    conf_need_text(c, &s, "authorization", &text) == -1 ||
		    conf_date(c, &s, "date", &text) == -1 ||
		    conf_word(c, &s, "impact", impacts, &text) == -1 ||
		    conf_text(c, &s, "source", &text) == -1 ||
		    conf_texts(c, &s, "controls", &controls, &n) == -1)
			return -1;
	}
	return 0;
}

/* "DRF-01": three capitals, a hyphen, two digits. */
static bool
is_check_id(const char *s)
{
	return strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 3 && s[3] == '-' &&
	       strspn(s + 4, "0123456789") == 2 && s[6] == '\0';
}

/* The thresholds of one check: every member but owner and reason. */
static int
read_threshold(const struct conf *c, const struct data *all, size_t i,
    struct system *out, struct threshold_conf *list)
{
	const struct data *d = &all->items[i];
	const char *owner = NULL, *reason = NULL;
	struct section s;

	if (!is_check_id(all->keys[i])) {
		(void)err_at(c->e, "sys-threshold-check", c->file,
		    all->key_lines[i], all->key_columns[i],
		    "'%s' is no id of a check", all->keys[i]);
		err_hint(c->e, "ids look like DRF-01");
		return -1;
	}
	if (conf_section(c, d, all->keys[i], NULL, &s) == -1 ||
	    conf_need_text(c, &s, "owner", &owner) == -1 ||
	    conf_need_text(c, &s, "reason", &reason) == -1)
		return -1;
	for (size_t k = 0; k < d->n; k++) {
		struct threshold_conf *t = &list[out->nthresholds];

		if (strcmp(d->keys[k], "owner") == 0 ||
		    strcmp(d->keys[k], "reason") == 0)
			continue;
		*t = (struct threshold_conf){.check = all->keys[i],
		    .name = d->keys[k],
		    .owner = owner,
		    .reason = reason};
		if (conf_number(c, &s, t->name, &t->value) == -1)
			return -1;
		t->line = d->items[k].line;
		t->column = d->items[k].column;
		out->nthresholds++;
	}
	return 0;
}

static int
read_thresholds(struct system_reader *r)
{
	const struct data *d = data_get(r->root, "thresholds");
	struct threshold_conf *list;
	struct section s;
	size_t n = 0;

	if (d == NULL)
		return 0;
	if (conf_section(&r->c, d, "thresholds", NULL, &s) == -1)
		return -1;
	for (size_t i = 0; i < d->n; i++)
		n += d->items[i].n;
	list = arena_array(r->c.a, n, sizeof(*list));
	for (size_t i = 0; i < d->n; i++) {
		if (read_threshold(&r->c, d, i, r->s, list) == -1)
			return -1;
	}
	r->s->thresholds = list;
	return 0;
}

static int
read_documents(struct system_reader *r)
{
	const struct data *d = data_get(r->root, "documents");
	struct section root = {.map = r->root, .name = "system.yml"};

	if (conf_texts(&r->c, &root, "documents", &r->s->documents,
		&r->s->ndocuments) == -1)
		return -1;
	r->s->documents_at = d;
	for (size_t i = 0; i < r->s->ndocuments; i++) {
		if (!conf_is_word(r->s->documents[i], documents))
			return conf_fail_word(&r->c, "sys-document",
			    &d->items[i], "documents", documents);
	}
	return 0;
}

static int
read_sign(struct system_reader *r)
{
	static const char *const keys[] = {"key", "certificate", "tsa", NULL};
	const struct data *d = data_get(r->root, "sign"), *tsa;
	struct section s;

	if (d == NULL)
		return 0;
	if (conf_section(&r->c, d, "sign", keys, &s) == -1 ||
	    system_secret_file(&r->c, &s, "key", &r->s->sign_key) == -1)
		return -1;
	if (conf_text(&r->c, &s, "certificate", &r->s->sign_certificate) ==
		-1 ||
	    system_address(&r->c, &s, "tsa", &r->s->sign_tsa) == -1)
		return -1;
	tsa = data_get(d, "tsa");
	if (tsa != NULL) {
		r->s->tsa_line = tsa->line;
		r->s->tsa_column = tsa->column;
	}
	return 0;
}

int
system_read_rest(struct system_reader *r)
{
	if (read_previous(r) == -1 || read_authorized(r) == -1 ||
	    read_leverages(r) == -1 || read_thresholds(r) == -1 ||
	    read_documents(r) == -1)
		return -1;
	return read_sign(r);
}
