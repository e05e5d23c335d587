/* The table of commands. */
#include <string.h>

#include "cli/cli.h"

#define COMMON "data", "json", "log", "quiet"

static const char *const init_options[] = {"sample", "key", "data", NULL};
static const char *const lint_options[] = {"data", "json", NULL};
static const char *const gather_options[] = {
    "only", "dry-run", "deadline", "as-of", "out", COMMON, NULL};
static const char *const check_options[] = {
    "fail-on", "from", "as-of", "out", COMMON, NULL};
static const char *const build_options[] = {"from", "draft", "no-pdf", "key",
    "cert", "deadline", "as-of", "out", COMMON, NULL};
static const char *const sign_options[] = {
    "role", "key", "cert", "log", "quiet", NULL};
static const char *const verify_options[] = {
    "trust", "system", "min-serial", "max-age", "as-of", "json", NULL};
static const char *const explain_options[] = {
    "from", "as-of", "out", COMMON, NULL};
static const char *const sources_options[] = {"data", "json", NULL};

static const struct command table[] = {
    {"init", "[DIR]", "write a commented system.yml and statement stubs", 0, 1,
	init_options, cmd_init},
    {"lint", "[SYSTEM]", "check what people wrote; no network", 0, 1,
	lint_options, cmd_lint},
    {"gather", "SYSTEM", "ask the sources, keep what they said", 1, 1,
	gather_options, cmd_gather},
    {"check", "SYSTEM", "decide the checks, print the worst first", 1, 1,
	check_options, cmd_check},
    {"build", "SYSTEM", "gather, decide, write, sign: the package", 1, 1,
	build_options, cmd_build},
    {"sign", "PACKAGE", "add another person's signature", 1, 1, sign_options,
	cmd_sign},
    {"verify", "PACKAGE", "check signatures and every byte, offline", 1, 1,
	verify_options, cmd_verify},
    {"explain", "ID [SYSTEM|PACKAGE]", "why this verdict, back to the bytes", 1,
	2, explain_options, cmd_explain},
    {"sources", "", "the connectors, and what each was run against", 0, 0,
	sources_options, cmd_sources},
    {NULL, NULL, NULL, 0, 0, NULL, NULL},
};

const struct command *
commands(void)
{
	return table;
}

const struct command *
command_find(const char *name)
{
	for (const struct command *c = table; c->name != NULL; c++)
		if (strcmp(c->name, name) == 0)
			return c;
	return NULL;
}
