/*
 * The strict subset of YAML that people write (DESIGN section 4): one
 * document; no anchors, aliases, tags, merge keys or duplicate keys; every
 * scalar is a text.  Read by libyaml; at most 1 MiB, depth 32.
 */
#ifndef EXT_YAML_H
#define EXT_YAML_H

#include <stddef.h>

#include "base/data.h"

struct arena;
struct error;

/*
 * `file` is for messages.  Errors are err_at with the ids yaml-syntax,
 * yaml-anchor, yaml-tag, yaml-duplicate-key, yaml-key, yaml-documents,
 * yaml-depth, yaml-size, yaml-utf8.  An empty file is an empty map.
 */
int yaml_read(struct arena *a, const char *file, const char *bytes, size_t n,
    const struct data **out, struct error *e);

#endif
