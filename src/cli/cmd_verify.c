/* verify: an answer, its reasons, and always the age. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "cli/cli.h"

static int
parse_count(const char *name, const char *text, int64_t *out, struct error *e)
{
	char *end;

	*out = 0;
	if (text == NULL)
		return 0;
	*out = strtoll(text, &end, 10);
	if (*text >= '0' && *text <= '9' && *end == '\0' && strlen(text) <= 9)
		return 0;
	return err_set(e, ERR_USAGE, "verify",
	    "--%s wants a whole number, not "
	    "'%s'",
	    name, text);
}

static void
print_report(const struct verify_report *r)
{
	printf("%s", verify_word(r->answer));
	if (r->package != NULL) {
		printf(": ");
		print_vis(r->package);
	}
	printf("\n");
	for (size_t i = 0; i < r->nreasons; i++) {
		printf("  %s%s", r->reasons[i].is_note ? "note: " : "",
		    r->reasons[i].id);
		if (r->reasons[i].where[0] != '\0') {
			printf(" ");
			print_vis(r->reasons[i].where);
		}
		printf(": ");
		print_vis(r->reasons[i].text);
		printf("\n");
	}
	for (size_t i = 0; i < r->nsigners; i++) {
		printf("  signed as %s by '", r->signers[i].role);
		print_vis(r->signers[i].key);
		printf("' (%s)\n", r->signers[i].what);
	}
	if (r->as_of != NULL)
		printf(
		    "  as of %s, %lld day(s) ago%s; %lld files, %lld bytes\n",
		    r->as_of, (long long)r->age_days,
		    r->is_complete ? "" : "; INCOMPLETE, see its first page",
		    (long long)r->files, (long long)r->bytes);
}

int
cmd_verify(struct arena *a, const struct options *o, struct error *e)
{
	struct verify_opts v = {.trust = o->trust, .system = o->system};
	struct verify_report report;
	struct instant now = time_now();
	char text[TIME_TEXT];

	now.ns = 0;
	if (parse_count("min-serial", o->min_serial, &v.min_serial, e) == -1 ||
	    parse_count("max-age", o->max_age, &v.max_age_days, e) == -1)
		return -1;
	v.now = o->as_of != NULL ? o->as_of : time_format(now, text);
	if (seal_verify(a, o->args[0], &v, &report, e) == -1)
		return -1;
	if (o->is_json) {
		struct buf b = {0};

		run_json_verify(&report, &b);
		print_buf(&b);
	} else {
		print_report(&report);
	}
	switch (report.answer) {
	case VERIFY_VERIFIED:
		return 0;
	case VERIFY_FAILED:
		return 1;
	case VERIFY_CANNOT_DECIDE:
		break;
	}
	return 2;
}
