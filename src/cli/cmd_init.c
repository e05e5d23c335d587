/* init, lint, sources: what a new user meets first. */
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "cli/cli.h"

int
cmd_init(struct arena *a, const struct options *o, struct error *e)
{
	struct run_opts r;
	const char *dir;
	bool was_there;

	run_opts_of(o, &r);
	dir = o->nargs > 0 ? o->args[0] : ".";
	was_there = file_exists(file_join(a, dir, "system.yml"));
	if (run_init(a, &r, o->is_sample, o->is_key, e) == -1)
		return -1;
	if (o->is_sample)
		printf("wrote %s: a system with its snapshot\n", dir);
	else if (!was_there)
		printf("wrote %s/system.yml, %s/statements\n", dir, dir);
	if (o->is_key)
		printf("wrote %s/producer.key (keep it), %s/trust.yml (give it "
		       "to who verifies)\n",
		    dir, dir);
	if (o->is_sample)
		printf("next    dossier check %s --from %s\n", dir, dir);
	else if (!was_there)
		printf("next    edit %s/system.yml, then 'dossier lint %s' and "
		       "'dossier build %s'\n",
		    dir, dir, dir);
	return 0;
}

int
cmd_lint(struct arena *a, const struct options *o, struct error *e)
{
	struct run_opts r;
	struct lint_report report;

	run_opts_of(o, &r);
	if (run_lint(a, &r, &report, e) == -1)
		return -1;
	if (o->is_json) {
		struct buf b = {0};

		run_json_lint(&report, &b);
		print_buf(&b);
		return report.n > 0 ? 65 : 0;
	}
	for (size_t i = 0; i < report.n; i++) {
		const struct lint_finding *f = &report.items[i];

		print_vis(f->where);
		printf(": ");
		print_vis(f->what);
		printf("\n");
		if (f->hint != NULL) {
			printf("  hint: ");
			print_vis(f->hint);
			printf("\n");
		}
	}
	if (report.n == 0)
		printf("no findings\n");
	return report.n > 0 ? 65 : 0;
}

int
cmd_sources(struct arena *a, const struct options *o, struct error *e)
{
	struct run_opts r;
	struct source_info *list;
	size_t n;

	run_opts_of(o, &r);
	if (run_sources(a, &r, &list, &n, e) == -1)
		return -1;
	if (o->is_json) {
		struct buf b = {0};

		run_json_sources(list, n, &b);
		print_buf(&b);
		return 0;
	}
	for (size_t i = 0; i < n; i++) {
		printf("%s\n", list[i].name);
		print_wrapped(list[i].speaks, 4);
		printf("    tried on:\n");
		print_wrapped(list[i].tried, 6);
	}
	return 0;
}
