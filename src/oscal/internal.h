/*
 * Inside oscal: the tree.  An element knows its two spellings; whoever builds
 * it names the element and never a spelling, so that the two cannot differ.
 */
#ifndef OSCAL_INTERNAL_H
#define OSCAL_INTERNAL_H

#include "oscal/oscal.h"

#define OSCAL_NS "http://csrc.nist.gov/ns/oscal/1.0"
#define OUR_NS   "https://dossier.example/ns/oscal"

/* ---- Elements (elem.c) -------------------------------------------------- */

enum content {
	CONTENT_TREE = 0, /* other elements, or none */
	CONTENT_TEXT,     /* a text; JSON: a string */
	CONTENT_LINE,     /* one line of markup; JSON: Markdown */
	CONTENT_PROSE     /* paragraphs (EL_P); JSON: Markdown */
};

/* One of each place where the JSON spelling differs. */
enum elem {
	EL_ASSESSMENT_RESULTS,
	EL_POAM,
	EL_METADATA,
	EL_TITLE,
	EL_LAST_MODIFIED,
	EL_VERSION,
	EL_OSCAL_VERSION,
	EL_PROP,
	EL_ROLE,
	EL_PARTY,
	EL_NAME,
	EL_RESPONSIBLE_PARTY,
	EL_PARTY_UUID,
	EL_REMARKS,
	EL_P,
	EL_IMPORT_AP,
	EL_SYSTEM_ID,
	EL_RESULT,
	EL_DESCRIPTION,
	EL_START,
	EL_END,
	EL_LOCAL_DEFINITIONS,
	EL_COMPONENT,
	EL_STATUS, /* of a component, of a finding's target: @state */
	EL_INVENTORY_ITEM,
	EL_IMPLEMENTED_COMPONENT,
	EL_ASSESSMENT_ASSETS,
	EL_ASSESSMENT_PLATFORM,
	EL_USES_COMPONENT,
	EL_REVIEWED_CONTROLS,
	EL_CONTROL_SELECTION,
	EL_INCLUDE_CONTROL,
	EL_OBSERVATION,
	EL_METHOD,
	EL_TYPE,
	EL_ORIGIN,
	EL_ACTOR,
	EL_SUBJECT,
	EL_RELEVANT_EVIDENCE,
	EL_COLLECTED,
	EL_EXPIRES,
	EL_RISK,
	EL_STATEMENT,
	EL_RISK_STATUS,
	EL_CHARACTERIZATION,
	EL_ITS_ORIGIN, /* a characterization's: one, and no list */
	EL_FACET,
	EL_DEADLINE,
	EL_RESPONSE,
	EL_TASK,
	EL_TIMING,
	EL_ON_DATE,
	EL_RELATED_OBSERVATION,
	EL_FINDING,
	EL_TARGET,
	EL_RELATED_FINDING,
	EL_ASSOCIATED_RISK,
	EL_POAM_ITEM,
	EL_BACK_MATTER,
	EL_RESOURCE,
	EL_RLINK,
	EL_HASH,
	EL_COUNT
};

struct elem_def {
	const char *name; /* XML */
	const char *key;  /* JSON: the member */
	bool is_list;     /* JSON: an array of them */
	enum content content;
	const char *value_key; /* JSON: the text's member beside attributes */
};

const struct elem_def *elem_def(enum elem e);

enum { EL_ATTRS_MAX = 4 };

struct el {
	enum elem is;
	struct {
		const char *name, *value;
	} attrs[EL_ATTRS_MAX];
	size_t nattrs;
	const char *text; /* TEXT, LINE, P; else NULL */
	struct el *first, *last, *next;
};

/* parent NULL: a root. */
struct el *el_add(struct arena *a, struct el *parent, enum elem is);
/* A value of ours: a token, an id, a uuid, a time. */
void el_attr(struct el *el, const char *name, const char *value);
const char *el_get(const struct el *el, const char *name); /* or NULL */
/*
 * Children with a text of any origin: made safe, on one line, never empty
 * (el_line, el_markup).  PROSE gets one paragraph; el_para adds more.  NULL
 * adds none.
 */
struct el *el_text(
    struct arena *a, struct el *parent, enum elem is, const char *text);
void el_para(struct arena *a, struct el *prose, const char *text);
/* A prop of our own namespace; class may be NULL; NULL or "" adds none. */
void el_prop(struct arena *a, struct el *parent, const char *name,
    const char *value, const char *class);

enum { OSCAL_LINE_MAX = 4096 };
/*
 * OSCAL's string: display-safe, each run of white space (Unicode's) is one
 * blank, none at the ends; "(empty)" when nothing is left; behind
 * OSCAL_LINE_MAX bytes it is cut and says how long it was.
 */
const char *el_line(struct arena *a, const char *text);
/*
 * The same, for markup: a text that no Markdown reader takes for anything
 * else, and that NIST's converter leaves as it is.  Double quotes, which OSCAL
 * makes an element of, become double primes; another sign that would be markup
 * where it stands is written as [U+005F].
 */
const char *el_markup(struct arena *a, const char *text);
/* Gives parent the children of `from`, behind its own. */
void el_take(struct el *parent, struct el *from);
/* Is it OSCAL's token (ASCII only: ours are)? */
bool el_is_token(const char *text);

/* ---- What both documents are made of ------------------------------------ */

struct evidence {
	const char *key;  /* the digest of an object, or a file's name */
	const char *uuid; /* the resource's */
	const char *title, *description;
	const char *name; /* below data/, or NULL: not in the package */
	const char *sha256;
	const char *source, *step, *keep, *received_at; /* or NULL */
	bool is_asserted; /* what people wrote: statements and records */
};

struct thing { /* what a verdict is about */
	const char *subject;
	const char *uuid;
	bool is_item; /* inventory-item, else component */
	bool is_used; /* by the document being made */
};

/* A fact in a piece of evidence, or (basis NULL) a statement's file. */
struct cite {
	size_t evidence; /* index */
	size_t order;
	const char *at; /* locator */
	const struct basis *basis;
};

/* A verdict as an observation. */
struct seen {
	const struct verdict *verdict;
	const char *uuid;
	const struct cite
	    *cites; /* by evidence, then as the verdict has them */
	size_t ncites;
	bool is_put; /* in the document being made */
};

struct found { /* a finding that rests on a risk's verdict */
	const char *uuid;
	const struct found *next;
};

struct risk { /* of a verdict that fails, or of a POA&M item */
	const char *uuid;
	const struct check *check;
	const char *subject;
	struct seen *seen;            /* NULL: decided no more */
	const struct poam_item *item; /* or NULL */
	const struct found *found;
	bool is_put; /* in the document being made */
};

struct maker {
	struct arena *a;
	const struct oscal_in *in;
	const struct snapshot *snapshot;
	const char *tool, *platform, *owner; /* uuids; owner NULL: none */
	struct evidence *evidence;           /* sorted by key */
	size_t nevidence;
	bool *is_cited;       /* evidence, by the document being made */
	struct thing *things; /* sorted by subject */
	size_t nthings;
	struct seen *seen; /* one a verdict, by check and subject */
	size_t nseen;
	struct risk *risks; /* by check, subject, newest occurrence first */
	size_t nrisks;
};

/* uuid of "KIND\nSYSTEM\nNAME": the same from run to run. */
const char *maker_uuid(
    const struct maker *m, const char *kind, const char *name);
/* evidence.c: everything that a verdict can rest on, and what one does. */
void maker_evidence(struct maker *m);
void evidence_cite(struct maker *m, const struct verdict *v, struct seen *out);
/* thing.c */
void maker_things(struct maker *m);
struct thing *thing_find(const struct maker *m, const char *subject);
/* local-definitions: used things, and the tool. */
void put_definitions(struct maker *m, struct el *parent);
/* observation.c */
void maker_seen(struct maker *m);
struct seen *seen_find(
    const struct maker *m, const char *check, const char *subject);
void put_observation(struct maker *m, struct el *parent, struct seen *s);
void put_origin(struct maker *m, struct el *parent, enum elem is);
/* "2026-11-25" to the last second of that day. */
const char *end_of_day(struct arena *a, const char *date);
/* Is it a time or date that OSCAL can say? */
bool is_sayable(const char *time);
/* risk.c */
void maker_risks(struct maker *m);
/* The newest, or NULL. */
struct risk *risk_find(
    const struct maker *m, const char *check, const char *subject);
void put_risk(struct maker *m, struct el *parent, struct risk *r);
/* What an item or a verdict says today. */
const char *risk_sentence(const struct risk *r);
/* finding.c, behind maker_risks. */
void maker_found(struct maker *m);
/* Those that rest on an observation that was put. */
void put_findings(struct maker *m, struct el *parent);
/* meta.c */
void put_metadata(struct maker *m, struct el *root, const char *title);
/* Cited evidence, what this program made; plan: uuid of the plan's, or NULL. */
void put_back_matter(struct maker *m, struct el *root, const char *plan);
/* results.c, poam.c: the documents. */
bool is_reviewed(const struct control_result *c); /* do checks touch it? */
struct el *make_results(struct maker *m);
struct el *make_poam(struct maker *m);

#endif
