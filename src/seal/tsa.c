/*
 * Time-stamps on what was just signed (RFC 3161): asks, checks the answer, and
 * puts it where `verify` looks for it.  How the authority is reached is the
 * caller's; a token is used only when it is over these bytes, of this hour and
 * signed.  Refuses to go on without one that was asked for.
 */
#include "seal/internal.h"

int
stamp_get(const struct seal_tsa *tsa, const struct buf *bytes, struct buf *tsr,
    struct error *e)
{
	struct buf query = {0}, answer = {0};
	int rc = -1;

	if (tsa == NULL)
		return 0;
	if (ts_query(bytes->data, bytes->len, &query, e) == 0 &&
	    tsa->ask(tsa->ctx, &query, &answer, e) == 0 &&
	    ts_accept(&query, &answer, time_now().s, tsr, e) == 0)
		rc = 0;
	else
		err_hint(e, "nothing is signed without the time-stamps that "
			    "system.yml asks for: try again later, with --from "
			    "and the snapshot, or take 'tsa' out of 'sign'");
	buf_free(&query);
	buf_free(&answer);
	return rc;
}

int
stamp_cms(const struct seal_tsa *tsa, struct buf *der, struct buf *tsr,
    struct error *e)
{
	struct buf sig = {0}, own = {0}, with = {0};
	struct buf *answer = tsr == NULL ? &own : tsr;
	struct cms *c = NULL;
	int rc = -1;

	if (tsa == NULL)
		return 0;
	if (cms_parse(der->data, der->len, &c, e) == -1)
		return -1;
	cms_signature(c, &sig);
	if (stamp_get(tsa, &sig, answer, e) == 0 &&
	    cms_put_stamped(c, answer, &with, e) == 0) {
		buf_reset(der);
		buf_add(der, with.data, with.len);
		rc = 0;
	}
	cms_free(c);
	buf_free(&sig);
	buf_free(&own);
	buf_free(&with);
	return rc;
}
