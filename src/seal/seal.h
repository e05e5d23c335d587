/*
 * Packages: BagIt folder, content digest, signatures; and their verification
 * by somebody who trusts nothing but the keys given (DESIGN section 9,
 * reference: RFC 8493, DSSE, in-toto Statement v1, Sigstore bundle v0.3, CMS).
 */
#ifndef SEAL_SEAL_H
#define SEAL_SEAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"

/* ---- Sealing ------------------------------------------------------------ */

struct seal_source {
	const char *id, *state;
	const char *as_of; /* or NULL */
};

struct seal_input {
	const char *name; /* "inputs/system.yml" */
	const char *sha256;
};

/* A time-stamp authority: who seals says how it is asked. */
struct seal_tsa {
	/* POSTs the query, appends the answer; ERR_AGAIN when there is none. */
	int (*ask)(void *ctx, const struct buf *query, struct buf *answer,
	    struct error *e);
	void *ctx;
};

/* What the statement's predicate says, and bag-info. */
struct seal_info {
	const char *package; /* "triage-2026-11-23-r1" */
	const char *system;
	const char *organization;
	int64_t serial;
	const char *as_of; /* RFC 3339 UTC */
	const char *from, *to;
	const char *valid_until, *retain_until;
	bool is_complete;
	const char *previous_package; /* or NULL */
	const char *previous_content; /* its content digest */
	const char *tool_version;
	const struct seal_source *sources;
	size_t nsources;
	const struct seal_input *inputs;
	size_t ninputs;
	/*
	 * seal_bag: by whom it will be signed.  With a certificate every PDF
	 * of data/pdf is, at once.  tsa: of these and of seal_sign, or NULL.
	 */
	const char *key, *certificate;
	const struct seal_tsa *tsa;
	const char *content; /* of this package; set by seal_read_info */
};

/*
 * `dir` is the stage folder with data/ complete but for seal.json.  Writes
 * data/seal.json, bagit.txt, bag-info.txt, index.html, HOW-TO-VERIFY.txt and
 * both manifests.  With is_draft: no tag manifest is signed later, nor a PDF,
 * bag-info says so.  `content` gets the content digest (64 hex, NUL): that of
 * the PDFs before they are signed.
 */
int seal_bag(const char *dir, const struct seal_info *info, bool is_draft,
    char content[static 65], struct error *e);
/*
 * Adds signatures/ROLE.sigstore.json and, with a certificate, ROLE.p7s; with
 * info->tsa their time-stamps, or neither (ERR_AGAIN, ERR_TRUST).  The
 * key is a PEM file of a P-256 key ("file:PATH"; refused when others can read
 * it).  Each is verified after it is written.  The role's files must not be
 * there yet.  Roles other than producer: info is the producer's
 * (seal_read_info); their statement's asOf is the time of signing.
 */
int seal_sign(const char *dir, const char *role, const struct seal_info *info,
    const char *key, const char *certificate, struct error *e);
/* Makes a P-256 key: PATH (0600), PATH.pub; and trust.yml for it. */
int seal_make_key(const char *key_path, const char *trust_path,
    const char *system, const char *role, const char *valid_from,
    struct error *e);
/* Can this key be used?  Reads it and forgets it: asked before a gather. */
int seal_check_key(const char *key, const char *certificate, struct error *e);

/* Reads the producer's statement of a package, unverified: for `sign`. */
int seal_read_info(
    struct arena *a, const char *dir, struct seal_info *out, struct error *e);

/* Reads trust.yml and forgets it: for lint.  Errors are err_at "tru-...". */
int seal_check_trust(const char *path, struct error *e);

/* ---- Verifying ---------------------------------------------------------- */

enum answer_word { VERIFY_CANNOT_DECIDE = 0, VERIFY_VERIFIED, VERIFY_FAILED };

/* A reason with its fixed id, such as "SIG-MISSING"; see dossier-verify(1). */
struct verify_reason {
	const char *id;
	const char *where; /* file in the package, or "" */
	const char *text;
	bool is_note; /* told, and changes nothing in the answer */
};

struct verify_signer {
	const char *role, *key; /* key: name in trust.yml */
	const char *what;       /* "sigstore", "cms" */
};

struct verify_report {
	enum answer_word answer;
	const struct verify_reason *reasons;
	size_t nreasons;
	const struct verify_signer *signers;
	size_t nsigners;
	const char *package, *system, *as_of, *content; /* NULL: not known */
	int64_t serial;
	int64_t age_days; /* of as_of at `now` */
	bool is_complete;
	int64_t files, bytes;
};

struct verify_opts {
	const char *trust;    /* trust.yml; NULL: cannot decide */
	const char *system;   /* expected, or NULL */
	int64_t min_serial;   /* 0: none */
	int64_t max_age_days; /* 0: none */
	const char *now;      /* RFC 3339, the time to judge ages and keys */
};

/* Fails only for our own disk or the trust file; the rest is in the report. */
int seal_verify(struct arena *a, const char *dir, const struct verify_opts *o,
    struct verify_report *out, struct error *e);
/*
 * Is the folder of a package whole, by its own digests and statements?  Asks
 * no key.  ERR_TRUST with the first reason but that it is not signed.
 */
int verify_folder(struct arena *a, const char *dir, struct error *e);
const char *verify_word(enum answer_word w); /* "verified" */
/* Every reason id, NULL at the end: the tamper test reaches each. */
const char *const *verify_ids(void);

#endif
