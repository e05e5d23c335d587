/*
 * OSCAL 1.2.1 (DESIGN section 8): what was decided, for machines.  One tree a
 * document, written as XML and as JSON.  It reports and never assesses (law
 * 7): there is no "satisfied".  Knows neither files nor the clock.
 */
#ifndef OSCAL_OSCAL_H
#define OSCAL_OSCAL_H

#include "core/core.h"

struct buf;

/* SHA-256 of NIST's complete schema of OSCAL 1.2.1: no other is read. */
#define OSCAL_SCHEMA_SHA256                                                    \
	"97925f42eed183d73610599cb11f82f97f8a025c90b0a08bf0621bcad5d774dd"

/* A file that the package holds. */
struct oscal_file {
	const char *name; /* below data/: "evidence/objects/3f9a..." */
	const char *sha256;
};

struct oscal_in {
	const struct system *system;
	const struct facts *facts; /* with the snapshot */
	const struct statements *statements;
	const struct rules *rules;
	const struct assessment *assessment;
	const struct poam *poam;  /* or NULL: there is none */
	const char *package;      /* id: the documents' version */
	const char *tool_version; /* of this program */
	/*
	 * Digest of facts.json, assessment.json and poam.json: the key of what
	 * is new in each package.  (The content digest is over these files
	 * too, so it cannot stand in them.)
	 */
	const char *key;
	const struct oscal_file *files; /* sorted by name */
	size_t nfiles;
	bool is_draft;
	bool is_complete;
	bool is_checked; /* NIST's schema is there, and will be used */
};

struct oscal_doc {
	const char *name;      /* "assessment-results": the file's name */
	const struct el *root; /* see oscal_xml and oscal_json */
};

struct oscal_docs {
	struct oscal_doc items[2];
	size_t n; /* 1: there is no POA&M, since it has no item */
};

/*
 * assessment-results, and plan-of-action-and-milestones where there is an
 * item.  Fails (ERR_INPUT) for a time that OSCAL cannot say: its years are
 * 1900 to 2999.
 */
int oscal_make(struct arena *a, const struct oscal_in *in,
    struct oscal_docs *out, struct error *e);

/* The two spellings, appended. */
void oscal_xml(const struct el *root, struct buf *out);
void oscal_json(const struct el *root, struct buf *out);

/*
 * The reference rules (rules.c): what NIST's schema does not see.  hash gives
 * the SHA-256 of a file of the package, named below data/, "" where it is not
 * there, or -1 when nobody knows.  Fails for the first rule that is broken,
 * with its id: ERR_BUG, since nobody but this program wrote the tree.
 */
struct oscal_check {
	const struct rules *rules;
	int (*hash)(void *ctx, const char *name, char out[static CORE_SHA],
	    struct error *e);
	void *ctx;
};
int oscal_check(struct arena *a, const struct oscal_doc *doc,
    const struct oscal_check *by, struct error *e);

#endif
