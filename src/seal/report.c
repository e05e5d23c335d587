/*
 * The reasons of `verify`: a closed list of ids, each with what it does to
 * the answer.  A failure wins over what cannot be decided, and that over
 * nothing; a note changes nothing.  Refuses to grow without bound: a folder of
 * 100,000 changed files gives 1,000 reasons and their number.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "seal/internal.h"

enum effect { NOTE = 0, UNDECIDED, FAILED };

enum { REASON_TEXT = 600 };

static const char *const names[REASONS + 1] = {
    [R_AS_OF_FUTURE] = "AS-OF-FUTURE",
    [R_BAG_EXTRA] = "BAG-EXTRA",
    [R_BAG_FORM] = "BAG-FORM",
    [R_BAG_INFO] = "BAG-INFO",
    [R_BAG_MANIFEST] = "BAG-MANIFEST",
    [R_BAG_SIZE] = "BAG-SIZE",
    [R_BAG_TAGS] = "BAG-TAGS",
    [R_BUNDLE_FORM] = "BUNDLE-FORM",
    [R_CERT_INVALID] = "CERT-INVALID",
    [R_CERT_SIGNER] = "CERT-SIGNER",
    [R_CERT_UNKNOWN] = "CERT-UNKNOWN",
    [R_CMS_FORM] = "CMS-FORM",
    [R_CMS_INVALID] = "CMS-INVALID",
    [R_CONTENT_SEAL] = "CONTENT-SEAL",
    [R_CONTENT_STATEMENT] = "CONTENT-STATEMENT",
    [R_FILE_CHANGED] = "FILE-CHANGED",
    [R_FILE_HARD_LINK] = "FILE-HARD-LINK",
    [R_FILE_LINK] = "FILE-LINK",
    [R_FILE_MISSING] = "FILE-MISSING",
    [R_FILE_SPECIAL] = "FILE-SPECIAL",
    [R_FILE_UNLISTED] = "FILE-UNLISTED",
    [R_FOLDER_EMPTY] = "FOLDER-EMPTY",
    [R_KEY_REVOKED] = "KEY-REVOKED",
    [R_KEY_REVOKED_LATER] = "KEY-REVOKED-LATER",
    [R_KEY_ROLE] = "KEY-ROLE",
    [R_KEY_SYSTEM] = "KEY-SYSTEM",
    [R_KEY_TIME] = "KEY-TIME",
    [R_KEY_UNKNOWN] = "KEY-UNKNOWN",
    [R_MORE] = "MORE",
    [R_NOT_READ] = "NOT-READ",
    [R_PDF_FORM] = "PDF-FORM",
    [R_PDF_LONGER] = "PDF-LONGER",
    [R_PDF_NOT_JUDGED] = "PDF-NOT-JUDGED",
    [R_PDF_NOT_SIGNED] = "PDF-NOT-SIGNED",
    [R_PDF_PREFIX] = "PDF-PREFIX",
    [R_PDF_SIGNATURE] = "PDF-SIGNATURE",
    [R_PDF_UNSIGNED] = "PDF-UNSIGNED",
    [R_SEAL_FORM] = "SEAL-FORM",
    [R_SERIAL_LOW] = "SERIAL-LOW",
    [R_SIG_INCOMPLETE] = "SIG-INCOMPLETE",
    [R_SIG_INVALID] = "SIG-INVALID",
    [R_SIG_REQUIRED] = "SIG-REQUIRED",
    [R_STATEMENT_DIFFERS] = "STATEMENT-DIFFERS",
    [R_STATEMENT_FORM] = "STATEMENT-FORM",
    [R_STATEMENT_PACKAGE] = "STATEMENT-PACKAGE",
    [R_STATEMENT_ROLE] = "STATEMENT-ROLE",
    [R_STATEMENT_SUBJECT] = "STATEMENT-SUBJECT",
    [R_SYSTEM_OTHER] = "SYSTEM-OTHER",
    [R_TOO_OLD] = "TOO-OLD",
    [R_TREE_LIMIT] = "TREE-LIMIT",
    [R_TRUST_MISSING] = "TRUST-MISSING",
    [R_TS_FORM] = "TS-FORM",
    [R_TS_INVALID] = "TS-INVALID",
    [R_TS_UNKNOWN] = "TS-UNKNOWN",
    [R_UNSIGNED] = "UNSIGNED",
    [R_VALID_UNTIL_PASSED] = "VALID-UNTIL-PASSED",
    [REASONS] = NULL,
};

static enum effect
effect_of(enum reason_id id)
{
	if (id == R_FILE_HARD_LINK || id == R_MORE || id == R_PDF_NOT_JUDGED ||
	    id == R_PDF_NOT_SIGNED || id == R_VALID_UNTIL_PASSED)
		return NOTE;
	if (id == R_CERT_UNKNOWN || id == R_KEY_REVOKED_LATER ||
	    id == R_KEY_UNKNOWN || id == R_NOT_READ || id == R_TRUST_MISSING ||
	    id == R_TS_UNKNOWN)
		return UNDECIDED;
	return FAILED;
}

const char *const *
verify_ids(void)
{
	return names;
}

const char *
reason_name(enum reason_id id)
{
	return names[id];
}

const char *
verify_word(enum answer_word w)
{
	switch (w) {
	case VERIFY_VERIFIED:
		return "verified";
	case VERIFY_FAILED:
		return "failed";
	case VERIFY_CANNOT_DECIDE:
		break;
	}
	return "cannot decide";
}

static const char *
visible(struct verify *v, const char *s)
{
	struct buf b = {0};
	const char *safe;

	text_vis(&b, s, strlen(s));
	safe = arena_dup(v->a, buf_str(&b));
	buf_free(&b);
	return safe;
}

void
reason_add(struct verify *v, enum reason_id id, const char *where,
    const char *fmt, ...)
{
	struct verify_reason *r;
	char text[REASON_TEXT];
	va_list ap;

	v->nfailed += effect_of(id) == FAILED;
	v->nundecided += effect_of(id) == UNDECIDED;
	if (v->nreasons >= REASONS_SHOWN && id != R_MORE) {
		v->ndropped++;
		return;
	}
	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap); /* cut when too long */
	va_end(ap);
	mem_push(&v->reasons, v->nreasons, &v->cap, sizeof(*v->reasons));
	r = &v->reasons[v->nreasons++];
	r->id = names[id];
	r->where = visible(v, where);
	r->text = visible(v, text);
	r->is_note = effect_of(id) == NOTE;
}
