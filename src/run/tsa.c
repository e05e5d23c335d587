/*
 * The time-stamp authority that `sign:` names: asked by seal/ through gather's
 * address policy, so that system.yml alone says where a build connects to.
 */
#include "base/error.h"
#include "run/internal.h"

enum { ANSWER_MAX = 256 << 10 }; /* a token with its certificates */

static int
ask(void *ctx, const struct buf *query, struct buf *answer, struct error *e)
{
	const struct tsa_client *c = ctx;
	struct post p = {.type = "application/timestamp-query",
	    .answer_type = "application/timestamp-reply",
	    .body = query,
	    .max_bytes = ANSWER_MAX};

	return gather_post(c->a, &c->src, &p, answer, e);
}

const struct seal_tsa *
tsa_open(struct arena *a, const struct system *sys, struct tsa_client *c)
{
	*c = (struct tsa_client){.a = a,
	    .src = {.id = "sign.tsa",
		.base = sys->sign_tsa,
		.line = sys->tsa_line,
		.column = sys->tsa_column},
	    .tsa = {ask, c}};
	return sys->sign_tsa == NULL ? NULL : &c->tsa;
}

int
tsa_check(struct arena *a, const struct system *sys, struct error *e)
{
	struct tsa_client c;
	struct error cause = {0};

	if (tsa_open(a, sys, &c) == NULL ||
	    gather_may_ask(a, &c.src, &cause) == 0)
		return 0;
	err_set(e, ERR_INPUT, cause.where, "%s", cause.what);
	err_hint(e, "write https: over http an authority is asked on this "
		    "machine alone");
	return -1;
}
