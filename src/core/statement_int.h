/* What the statement*.c share.  Nobody else includes this. */
#ifndef CORE_STATEMENT_INT_H
#define CORE_STATEMENT_INT_H

#include "core/conf.h"
#include "core/core.h"

/* Reads the closed list; c->file names it. */
int statement_read_keys(
    const struct conf *c, const struct data *root, struct statements *out);
/* Names of the keys, NULL at the end. */
const char *const *statement_words(struct arena *a, const struct statements *s);

/* Is the word for a type known?  For the closed list itself. */
int statement_check_shape(const struct conf *c, const struct data *shape);
/* Content against its shape: members, types, tables. */
int statement_check_content(const struct conf *c, const struct data *shape,
    const struct data *content, const char *name);

/* Was it left as the stub, or filled with filler? */
bool statement_is_placeholder(const struct statement *s, const char *ask);

#endif
