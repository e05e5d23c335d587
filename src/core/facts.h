/* Inside core: keys of rows and what is checked of a value. */
#ifndef CORE_FACTS_H
#define CORE_FACTS_H

#include "core/core.h"

/*
 * Appends a key as bytes: equal keys give equal bytes, and memcmp orders them
 * part by part, missing parts first, numbers and times by value.  texts has
 * kind->nkeys entries, NULL for a missing part.
 */
void key_put(struct buf *b, const struct kind *k, const char *const *texts);
/* The same of a row's own fields. */
void key_put_row(struct buf *b, const struct row *r);
/* Why the text is not canonical for the type; NULL when it is. */
const char *value_fault(enum field_type t, const struct value *v);
/* Fills one listing for each kind of the table. */
void listing_make(struct arena *a, const struct snapshot *s, struct facts *f);

#endif
