/*
 * XML by libxml2: writing a document, checking one of ours against a schema.
 * No XML from outside is read here.
 */
#ifndef EXT_XML_H
#define EXT_XML_H

#include <stddef.h>

struct buf;
struct error;

/*
 * Writes UTF-8 with two spaces of indent a level and one element a line; an
 * element with text holds no other, so that white space never counts.  Names
 * are literals of ours; values and texts are escaped, and must be characters
 * that XML 1.0 knows (asserted).
 */
struct xml_out;
struct xml_out *xml_begin(struct buf *out); /* appends to it */
void xml_open(struct xml_out *w, const char *name);
void xml_attr(struct xml_out *w, const char *name, const char *value);
void xml_text(struct xml_out *w, const char *text);
void xml_close(struct xml_out *w);
void xml_end(struct xml_out *w); /* closes what is open and frees w */

/* A compiled schema.  Reads no other file and no network. */
struct xml_schema;
/*
 * Compiles what documents with these root elements (NULL at the end) need: of
 * NIST's schema a good half, and compiling takes longer than checking.
 * ERR_INPUT, with the line, when the bytes are no schema, or it does not
 * declare a root; the caller frees.
 */
int xml_schema_load(const char *name, const char *bytes, size_t n,
    const char *const *roots, struct xml_schema **out, struct error *e);
void xml_schema_free(struct xml_schema *s); /* NULL is fine */
/*
 * Is the document well formed and valid?  ERR_INPUT with NAME:LINE and what
 * is first wrong.
 */
int xml_schema_check(struct xml_schema *s, const char *name, const char *bytes,
    size_t n, struct error *e);

#endif
