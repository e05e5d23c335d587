/*
 * What the files of seal/ share: the folder as it stands, the one spelling of
 * each file of a package, the trust file, and the list of reasons.
 */
#ifndef SEAL_INTERNAL_H
#define SEAL_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/time.h"
#include "ext/cms.h"
#include "ext/crypto.h"
#include "seal/seal.h"

#define PREDICATE_TYPE "https://dossier.example/package/v1"
#define FILE_BAGIT     "bagit.txt"
#define FILE_BAG_INFO  "bag-info.txt"
#define FILE_MANIFEST  "manifest-sha256.txt"
#define FILE_TAGS      "tagmanifest-sha256.txt"
#define FILE_INDEX     "index.html"
#define FILE_HOW_TO    "HOW-TO-VERIFY.txt"
#define FILE_SEAL      "data/seal.json"
#define FILE_TOOL      "data/tool.json"

enum {
	TREE_ENTRIES = 200000,     /* files and folders of one package */
	TREE_DEPTH = 32,           /* folders in folders */
	MANIFEST_BYTES = 64 << 20, /* 200,000 lines of some 300 bytes */
	SMALL_BYTES = 1 << 20,     /* bag-info, seal.json */
	BUNDLE_BYTES = 2 << 20,    /* a statement of some 10,000 inputs */
	DER_BYTES = 256 << 10,     /* a CMS signature, a time-stamp answer */
	CLOCK_SKEW_S = 300         /* two clocks differ by no more */
};

/* ---- tree.c: the folder as it stands; every file is opened once --------- */

enum tree_state {
	TREE_UNREAD = 0,
	TREE_READ,    /* sha256 and bytes are what was read */
	TREE_GONE,    /* was listed, is not there any more */
	TREE_CHANGED, /* became a link or no regular file */
	TREE_LARGE    /* over the limit: not read to its end */
};

struct tree_entry {
	const char *path; /* "data/pdf/report.pdf"; folders too */
	enum file_type type;
	int64_t bytes;
	unsigned links;
	size_t nchildren; /* of a folder */
	bool is_listed;   /* a manifest has it, or a signature */
	enum tree_state state;
	char sha256[SHA256_HEX];
	int64_t prefix_bytes; /* > 0: hash so many of the first bytes too */
	char prefix_sha256[SHA256_HEX];
};

struct tree {
	struct arena *a;
	int fd;
	struct tree_entry *entries; /* by byte order of path */
	size_t n, cap;
	bool is_too_large; /* TREE_ENTRIES or TREE_DEPTH: the rest is not there
			    */
	int dir_fd;        /* the folder opened last */
	const char *dir;
};

/* Lists everything below dir without following a link.  ERR_LOCAL, INPUT. */
int tree_open(
    struct arena *a, const char *dir, struct tree *t, struct error *e);
void tree_close(struct tree *t);
struct tree_entry *tree_find(const struct tree *t, const char *path);
/*
 * Reads and hashes a file of at most max bytes (0: no limit); keep, if any,
 * gets the bytes.  What a hostile folder can do is told by f->state; -1 only
 * if this machine cannot read.
 */
int tree_read(struct tree *t, struct tree_entry *f, int64_t max,
    struct buf *keep, struct error *e);

/* ---- manifest.c: the files of BagIt, one spelling each ------------------ */

struct manifest_line {
	const char *sha256, *path;
};

struct manifest {
	struct manifest_line *lines; /* by byte order of path */
	size_t n;
};

/* UTF-8 without control characters, '%', '\', empty or dot parts. */
bool path_is_listable(const char *path);
void manifest_format(const struct manifest *m, struct buf *out);
/* -1 if it is not what manifest_format writes; *line is the first bad one. */
int manifest_parse(struct arena *a, const char *bytes, size_t n,
    struct manifest *out, size_t *line);

struct bag_info {
	const char *agent, *date, *identifier;
	const char *organization; /* or NULL */
	bool is_draft;
	int64_t bytes, files;
};

extern const char bagit_text[];
void bag_info_format(const struct bag_info *b, struct buf *out);
int bag_info_parse(
    struct arena *a, const char *bytes, size_t n, struct bag_info *out);

/* ---- content.c: seal.json and the content digest ------------------------ */

struct seal_pdf {
	const char *path, *sha256; /* of the first `bytes` bytes */
	int64_t bytes;
};

struct seal_doc {
	const char *content;
	struct seal_pdf *pdfs; /* by path */
	size_t npdfs;
	bool is_old; /* names no format: made by hand */
};

void seal_doc_format(const struct seal_doc *d, struct buf *out);
int seal_doc_parse(
    struct arena *a, const char *bytes, size_t n, struct seal_doc *out);
/* DESIGN section 9: over the lines of the manifest below data/. */
void content_digest(const struct manifest *m, const struct seal_doc *d,
    char out[static SHA256_HEX]);

/* A document of data/pdf, which its producer signs? */
bool is_document(const char *path);

/* ---- sign.c ------------------------------------------------------------- */

/* Of "file:PATH", or PATH itself. */
const char *seal_key_path(const char *key);

/* ---- tsa.c: asking for time-stamps -------------------------------------- */

/* Appends a granted answer over the bytes to *tsr; nothing without a tsa. */
int stamp_get(const struct seal_tsa *tsa, const struct buf *bytes,
    struct buf *tsr, struct error *e);
/* The CMS signature gets its stamp; *tsr the answer, if it is not NULL. */
int stamp_cms(const struct seal_tsa *tsa, struct buf *der, struct buf *tsr,
    struct error *e);

/* ---- pades.c: the signature within a PDF -------------------------------- */

enum {
	PADES_BYTES = 16 << 10, /* of Contents: certificates and a stamp */
	PADES_ID = 32,          /* hex digits */
	PADES_WHEN = 17         /* D:YYYYMMDDHHMMSSZ */
};

/* A PDF of render/, not signed; points into its bytes. */
struct pades_base {
	const char *bytes, *members; /* members: of the field */
	size_t n, nmembers;
	size_t field, catalog, info; /* object numbers */
	size_t size, xref;           /* the next number; where xref stands */
	char id[PADES_ID + 1];
};

/* -1: not in the spelling of ext/pdfobj, or it has no empty field. */
int pades_base(const char *bytes, size_t n, struct pades_base *out);

struct pades_update {
	struct buf bytes;         /* what stands behind the base */
	size_t when, hole, after; /* in it: /M, Contents, what follows */
};

/* The one spelling of an update; u->bytes is the caller's to free. */
void pades_format(const struct pades_base *b, const char *when,
    const struct buf *der, struct pades_update *u);

enum pades_state {
	PADES_OTHER =
	    0,          /* what stands behind the prefix is no update of ours */
	PADES_UNSIGNED, /* nothing does */
	PADES_LONGER,   /* an update of ours, and more */
	PADES_SIGNED    /* an update of ours, and nothing else */
};

struct pades {
	char when[PADES_WHEN + 1]; /* as its signer said */
	struct instant at;
	struct buf der, content; /* CMS, and what it is over */
};

/* n is at least unsigned_bytes. */
enum pades_state pades_read(
    const char *bytes, size_t n, size_t unsigned_bytes, struct pades *out);
void pades_free(struct pades *p);

struct pades_by {
	const struct key *key;
	const char *certificate; /* PEM file */
	const struct seal_tsa *tsa;
};

/* Appends to *update what makes the PDF a signed one; `name` for messages. */
int pades_sign(const char *name, const struct buf *pdf,
    const struct pades_by *by, struct buf *update, struct error *e);

/* ---- statement.c: in-toto Statement v1 with our predicate --------------- */

struct statement {
	struct seal_info info;
	const char *role;
	const char *content; /* content digest */
	const char *subject; /* sha256 of tagmanifest-sha256.txt */
};

/* Copies of the lists, sorted by name.  No name may be NULL. */
void statement_sort(struct arena *a, struct seal_info *f);
/* Can it be said?  ERR_INPUT names the member that cannot. */
int statement_check(const struct statement *s, struct error *e);
/* s passed statement_check, and its lists are sorted by name. */
void statement_format(const struct statement *s, struct buf *out);
/* ERR_INPUT says what is not as statement_format writes it. */
int statement_parse(struct arena *a, const char *bytes, size_t n,
    struct statement *out, struct error *e);
bool role_is_known(const char *role);
extern const char *const seal_roles[]; /* NULL at the end; producer first */
enum { ROLES = 4 };

/* ---- bundle.c: DSSE in a Sigstore bundle v0.3 --------------------------- */

struct bundle {
	const char *hint;
	struct buf payload, sig, token; /* token: DER, empty if there is none */
};

void bundle_free(struct bundle *b);
void bundle_format(const struct bundle *b, struct buf *out);
int bundle_parse(
    struct arena *a, const char *bytes, size_t n, struct bundle *out);
/* DSSE's pre-authentication encoding of an in-toto payload. */
void bundle_pae(const struct buf *payload, struct buf *out);

/* ---- howto.c ------------------------------------------------------------ */

void howto_index(const struct seal_info *info, struct buf *out);
void howto_text(const struct seal_info *info, bool is_draft, struct buf *out);

/* ---- trust.c ------------------------------------------------------------ */

struct trust_key {
	const char *name, *role;
	const char *const *systems;
	size_t nsystems;
	struct instant from, to, revoked;
	bool has_to, has_revoked;
	struct key *key;
	const char *hint;
};

struct trust_authority {
	const char *name;
	const char *role, *subject; /* NULL: a time-stamp root */
	const char *const *systems;
	size_t nsystems;
	struct cert *cert;
};

enum sig_kind {
	SIG_SIGSTORE = 0,
	SIG_CMS,
	SIG_SIGSTORE_TIME,
	SIG_CMS_TIME,
	SIG_PDF, /* of every document */
	SIG_PDF_TIME,
	SIG_KINDS
};

struct trust_require {
	const char *role;
	enum sig_kind kind;
};

struct trust {
	struct trust_key *keys;
	size_t nkeys;
	struct trust_authority *authorities, *stamps;
	size_t nauthorities, nstamps;
	struct trust_require *require;
	size_t nrequire;
};

extern const char *const sig_kinds[]; /* NULL at the end */
int trust_read(
    struct arena *a, const char *path, struct trust *out, struct error *e);
void trust_free(struct trust *t); /* keys and certificates */
bool trust_has_system(const char *const *systems, size_t n, const char *id);

/* ---- report.c: reasons -------------------------------------------------- */

enum reason_id {
	R_AS_OF_FUTURE = 0,
	R_BAG_EXTRA,
	R_BAG_FORM,
	R_BAG_INFO,
	R_BAG_MANIFEST,
	R_BAG_SIZE,
	R_BAG_TAGS,
	R_BUNDLE_FORM,
	R_CERT_INVALID,
	R_CERT_SIGNER,
	R_CERT_UNKNOWN,
	R_CMS_FORM,
	R_CMS_INVALID,
	R_CONTENT_SEAL,
	R_CONTENT_STATEMENT,
	R_FILE_CHANGED,
	R_FILE_HARD_LINK,
	R_FILE_LINK,
	R_FILE_MISSING,
	R_FILE_SPECIAL,
	R_FILE_UNLISTED,
	R_FOLDER_EMPTY,
	R_KEY_REVOKED,
	R_KEY_REVOKED_LATER,
	R_KEY_ROLE,
	R_KEY_SYSTEM,
	R_KEY_TIME,
	R_KEY_UNKNOWN,
	R_MORE,
	R_NOT_READ,
	R_PDF_FORM,
	R_PDF_LONGER,
	R_PDF_NOT_JUDGED,
	R_PDF_NOT_SIGNED,
	R_PDF_PREFIX,
	R_PDF_SIGNATURE,
	R_PDF_UNSIGNED,
	R_SEAL_FORM,
	R_SERIAL_LOW,
	R_SIG_INCOMPLETE,
	R_SIG_INVALID,
	R_SIG_REQUIRED,
	R_STATEMENT_DIFFERS,
	R_STATEMENT_FORM,
	R_STATEMENT_PACKAGE,
	R_STATEMENT_ROLE,
	R_STATEMENT_SUBJECT,
	R_SYSTEM_OTHER,
	R_TOO_OLD,
	R_TREE_LIMIT,
	R_TRUST_MISSING,
	R_TS_FORM,
	R_TS_INVALID,
	R_TS_UNKNOWN,
	R_UNSIGNED,
	R_VALID_UNTIL_PASSED,
	REASONS
};

enum { REASONS_SHOWN = 1000 }; /* a list for people; more is one line */

/* What the documents are: signed, stamped, judged so far. */
struct pdf_tally {
	size_t n, nplain, nsigned, nstamped, nopen, nopen_stamps;
	const char *authority, *root; /* of the first; names in trust.yml */
};

struct verify {
	struct arena *a;
	const struct verify_opts *o;
	struct instant now;
	struct tree tree;
	struct trust trust;
	bool has_trust;
	struct verify_report *out;
	struct verify_reason *reasons;
	size_t nreasons, cap;
	size_t nfailed, nundecided, ndropped;
	bool is_ours; /* made here: all of it is read */
	/* what verify_tags and verify_payload found */
	struct bag_info bag;
	bool has_bag;
	struct manifest manifest;
	struct buf tags; /* bytes of the tag manifest */
	char content[SHA256_HEX];
	/* what verify_signatures found */
	struct cms *cms[ROLES]; /* NULL: none, or not in its form */
	bool has_cms;           /* the producer's p7s is there */
	struct pdf_tally pdfs;
	struct statement statement; /* of the producer, verified */
	bool has_statement;
	bool has_sig[ROLES][SIG_KINDS];
	bool is_open[ROLES][SIG_KINDS]; /* there, and nothing decides it */
	struct verify_signer *signers;
	size_t nsigners, signers_cap;
};

void reason_add(struct verify *v, enum reason_id id, const char *where,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));
/* The id without a report: for who refuses a package by it. */
const char *reason_name(enum reason_id id);

/* ---- verify_*.c --------------------------------------------------------- */

/* Reads an entry whole; -1 only for this machine; false: a reason is added. */
int verify_read(struct verify *v, const char *path, int64_t max,
    struct buf *out, bool *got, struct error *e);
/* The tag files come first, then who signed them, then what they list. */
int verify_tags(struct verify *v, struct error *e);
int verify_payload(struct verify *v, struct error *e);
void verify_listed(struct verify *v);
int verify_signatures(struct verify *v, struct error *e);
int verify_bundle(
    struct verify *v, size_t role, const char *path, struct error *e);
/* Reads ROLE.p7s; then the bundle is judged, then the CMS signature. */
int verify_cms_load(
    struct verify *v, size_t role, const char *path, struct error *e);
int verify_cms(
    struct verify *v, size_t role, const char *path, struct error *e);
/*
 * The certificate's key, if it has this hint and trust.yml names an authority
 * of it for the role: it may have signed the bundle, too.  *name is that row's.
 */
const struct key *verify_cms_key(
    const struct verify *v, size_t role, const char *hint, const char **name);

/*
 * One document with the bytes of its file; then what all of them are
 * together.
 */
void verify_pdf(
    struct verify *v, const struct tree_entry *f, const struct buf *bytes);
void verify_pdfs(struct verify *v, const struct seal_doc *doc);
/* The authority that a signature leads to; NULL: a reason was added. */
const struct trust_authority *verify_authority(struct verify *v, size_t role,
    const char *path, const struct cms *c, int64_t at);

struct stamp {
	enum sig_kind kind;
	const char *path;         /* of the .tsr file */
	const struct buf *inside; /* the stamp that the signature holds */
	const struct buf *sig;    /* the signature value */
	/* what verify_stamp found */
	bool is_proved, is_unknown;
	struct instant at;
	const char *name; /* of the root in trust.yml */
};

/*
 * The .tsr file and the stamp inside the signature: both or none, the same
 * bytes, over the signature value.
 */
int verify_stamp(struct verify *v, struct stamp *st, struct error *e);
/* A stamp that stands within the signature alone: `inside` is its token. */
void verify_token(struct verify *v, struct stamp *st);
void verify_policy(struct verify *v);
void verify_signer_add(
    struct verify *v, size_t role, const char *key, enum sig_kind kind);
/* A signature by a trusted key that only its time leaves undecided. */
void verify_open(
    struct verify *v, size_t role, enum sig_kind kind, const struct stamp *st);

#endif
