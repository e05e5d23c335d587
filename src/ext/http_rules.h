/* The options of curl that are rules; for ext/http.c alone. */
#ifndef EXT_HTTP_RULES_H
#define EXT_HTTP_RULES_H

#include <stdbool.h>

struct http_request;

/* Sets them on a CURL handle; false when this libcurl lacks one of them. */
bool http_rules_set(void *easy, const struct http_request *r);

#endif
