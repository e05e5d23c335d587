/* Options: one table for parsing, --help and the test of the man pages. */
#include <string.h>

#include "cli/cli.h"

enum { NAMES_MAX = 32 };

static const char **
text_option(struct options *o, const char *name)
{
	const struct {
		const char *name;
		const char **to;
	} table[] = {{"out", &o->out}, {"as-of", &o->as_of}, {"data", &o->data},
	    {"from", &o->from}, {"only", &o->only}, {"cert", &o->cert},
	    {"deadline", &o->deadline}, {"log", &o->log},
	    {"fail-on", &o->fail_on}, {"role", &o->role}, {"trust", &o->trust},
	    {"system", &o->system}, {"min-serial", &o->min_serial},
	    {"max-age", &o->max_age}};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (strcmp(table[i].name, name) == 0)
			return table[i].to;
	return NULL;
}

static bool *
flag_option(struct options *o, const char *name)
{
	const struct {
		const char *name;
		bool *to;
	} table[] = {{"draft", &o->is_draft}, {"no-pdf", &o->is_pdfless},
	    {"dry-run", &o->is_dry}, {"json", &o->is_json},
	    {"sample", &o->is_sample}, {"help", &o->is_help},
	    {"quiet", &o->is_quiet}};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (strcmp(table[i].name, name) == 0)
			return table[i].to;
	return NULL;
}

const char *
option_value(const struct command *c, const char *name)
{
	static const char *const table[][2] = {{"out", " DIR"},
	    {"as-of", " TIME"}, {"data", " DIR"}, {"from", " SNAPSHOT|PACKAGE"},
	    {"only", " SOURCE"}, {"cert", " FILE"}, {"deadline", " SECONDS"},
	    {"log", " FILE"}, {"fail-on", " SEVERITY"}, {"role", " ROLE"},
	    {"trust", " FILE"}, {"system", " ID"}, {"min-serial", " N"},
	    {"max-age", " DAYS"}};

	if (strcmp(name, "key") == 0)
		return strcmp(c->name, "init") == 0 ? "" : " FILE";
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (strcmp(table[i][0], name) == 0)
			return table[i][1];
	return "";
}

static bool
belongs(const struct command *c, const char *name)
{
	if (strcmp(name, "help") == 0)
		return true;
	for (size_t i = 0; c->options[i] != NULL; i++)
		if (strcmp(c->options[i], name) == 0)
			return true;
	return false;
}

static int
unknown(const struct command *c, const char *name, struct error *e)
{
	const char *near = err_nearest(name, c->options);

	err_set(e, ERR_USAGE, c->name, "unknown option '--%s'", name);
	if (near != NULL)
		err_hint(e, "did you mean '--%s'?", near);
	else
		err_hint(e, "'dossier %s --help' lists its options", c->name);
	return -1;
}

/* --name VALUE or --name=VALUE; init's --key takes none. */
static int
parse_one(const struct command *c, int argc, char **argv, int *i,
    struct options *o, struct error *e)
{
	const char *arg = argv[*i] + 2, *eq = strchr(arg, '=');
	char name[NAMES_MAX] = {0};
	size_t n = eq == NULL ? strlen(arg) : (size_t)(eq - arg);
	bool is_init = strcmp(c->name, "init") == 0;
	const char **text;
	bool *flag;

	if (n >= sizeof(name))
		return unknown(c, arg, e);
	memcpy(name, arg, n);
	if (!belongs(c, name))
		return unknown(c, name, e);
	flag = strcmp(name, "key") == 0 && is_init ? &o->is_key
						   : flag_option(o, name);
	text = strcmp(name, "key") == 0 && !is_init ? &o->key
						    : text_option(o, name);
	if (flag != NULL && eq == NULL) {
		*flag = true;
		return 0;
	}
	if (flag != NULL || text == NULL)
		return err_set(e, ERR_USAGE, c->name,
		    "option '--%s' takes no value", name);
	if (eq == NULL && ++*i >= argc)
		return err_set(
		    e, ERR_USAGE, c->name, "option '--%s' needs a value", name);
	*text = eq == NULL ? argv[*i] : eq + 1;
	return 0;
}

int
options_parse(const struct command *c, int argc, char **argv, struct options *o,
    struct error *e)
{
	bool is_end = false;

	memset(o, 0, sizeof(*o));
	for (int i = 0; i < argc; i++) {
		if (!is_end && strcmp(argv[i], "--") == 0) {
			is_end = true;
			continue;
		}
		if (!is_end && strcmp(argv[i], "-h") == 0) {
			o->is_help = true;
			continue;
		}
		if (!is_end && strncmp(argv[i], "--", 2) == 0) {
			if (parse_one(c, argc, argv, &i, o, e) == -1)
				return -1;
			continue;
		}
		if (o->nargs == c->max_args) {
			err_set(e, ERR_USAGE, c->name,
			    "'%s' is one argument "
			    "too many",
			    argv[i]);
			err_hint(
			    e, "usage: dossier %s %s", c->name, c->arguments);
			return -1;
		}
		o->args[o->nargs++] = argv[i];
	}
	if (o->nargs < c->min_args && !o->is_help) {
		err_set(e, ERR_USAGE, c->name, "%s is missing", c->arguments);
		err_hint(e, "usage: dossier %s %s", c->name, c->arguments);
		return -1;
	}
	return 0;
}
