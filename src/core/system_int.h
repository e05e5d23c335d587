/* What the system*.c share.  Nobody else includes this. */
#ifndef CORE_SYSTEM_INT_H
#define CORE_SYSTEM_INT_H

#include "core/conf.h"
#include "core/core.h"

/* One reader over system.yml; `s` is what is being filled. */
struct system_reader {
	struct conf c;
	struct system *s;
	const struct data *root;
};

/* `sources`; needs the models. */
int system_read_sources(struct system_reader *r);
/* Everything behind sources: from `previous` to `sign`. */
int system_read_rest(struct system_reader *r);

/* A reference to a secret; its text is never printed. */
int system_secret(const struct conf *c, const struct section *s,
    const char *key, const char **out);
/* http or https, a host, no user, no query, no fragment, no white space. */
int system_address(const struct conf *c, const struct section *s,
    const char *key, const char **out);
/* file:PATH alone: keys that a library reads from a file. */
int system_secret_file(const struct conf *c, const struct section *s,
    const char *key, const char **out);

#endif
