/*
 * URLs and dates by libcurl's parsers, so that what is checked is what is
 * asked: a second parser would be a way around the filter.  Refuses schemes
 * other than http and https.
 */
#include "ext/http.h"

#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>

#include "base/mem.h"

static char *
url_part(struct arena *a, CURLU *u, CURLUPart part, unsigned flags)
{
	char *text = NULL, *copy = NULL;

	if (curl_url_get(u, part, &text, flags) == CURLUE_OK && text != NULL)
		copy = arena_dup(a, text);
	curl_free(text);
	return copy;
}

/* "[::1]" becomes "::1", letters become small: hosts are compared as text. */
static char *
plain_host(char *host)
{
	size_t n = strlen(host);

	if (n > 1 && host[0] == '[' && host[n - 1] == ']') {
		host[n - 1] = '\0';
		host++;
	}
	for (char *p = host; *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	return host;
}

int
http_url_parse(struct arena *a, const char *url, struct http_url *out)
{
	CURLU *u = curl_url();
	char *host, *port;
	int rc = -1;

	*out = (struct http_url){0};
	if (u == NULL || curl_url_set(u, CURLUPART_URL, url, 0) != CURLUE_OK)
		goto out;
	out->scheme = url_part(a, u, CURLUPART_SCHEME, 0);
	host = url_part(a, u, CURLUPART_HOST, 0);
	port = url_part(a, u, CURLUPART_PORT, CURLU_DEFAULT_PORT);
	if (out->scheme == NULL || host == NULL || port == NULL)
		goto out;
	if (strcmp(out->scheme, "http") != 0 &&
	    strcmp(out->scheme, "https") != 0)
		goto out;
	out->host = plain_host(host);
	out->port = (int)strtol(port, NULL, 10);
	out->has_user = url_part(a, u, CURLUPART_USER, 0) != NULL ||
			url_part(a, u, CURLUPART_PASSWORD, 0) != NULL;
	rc = 0;
out:
	curl_url_cleanup(u);
	return rc;
}

const char *
http_url_join(struct arena *a, const char *base, const char *ref)
{
	CURLU *u = curl_url();
	const char *url = NULL;

	if (u == NULL)
		return NULL;
	if (curl_url_set(u, CURLUPART_URL, base, 0) == CURLUE_OK &&
	    curl_url_set(u, CURLUPART_URL, ref, 0) == CURLUE_OK &&
	    curl_url_set(u, CURLUPART_FRAGMENT, NULL, 0) == CURLUE_OK)
		url = url_part(a, u, CURLUPART_URL, 0);
	curl_url_cleanup(u);
	return url;
}

int64_t
http_date(const char *text)
{
	return (int64_t)curl_getdate(text, NULL);
}
