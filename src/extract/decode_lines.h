/* Private to extract/: decoders of formats made of lines. */
#ifndef EXTRACT_DECODE_LINES_H
#define EXTRACT_DECODE_LINES_H

#include "extract/extract.h"

/*
 * A pip requirements file: an array of {name, version, hashes}; a line that
 * is neither empty, nor a comment, nor NAME==VERSION is {line}.
 */
int decode_pip_lock(struct arena *a, const char *bytes, size_t n,
    struct tree **out, struct error *e);

/*
 * A text exposition of Prometheus: an array of {name, type?, labels, value,
 * at?}; value as written, at in milliseconds.  Any other line refuses the page.
 */
int decode_exposition(struct arena *a, const char *bytes, size_t n,
    struct tree **out, struct error *e);

#endif
