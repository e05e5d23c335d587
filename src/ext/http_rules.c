/*
 * What every request here obeys, whoever asks (reference/security.md section
 * 2, rows "SSRF / redirects" and "secret leakage"): curl follows nothing,
 * reads no .netrc, takes no proxy from the environment, sends no user name
 * out of a URL, and speaks only http, or https with a verified certificate.
 */
#include "ext/http_rules.h"

#include <curl/curl.h>

#include "ext/http.h"

/*
 * Every option here is a rule.  An option that this libcurl does not know
 * would be a rule not kept, so each result counts.
 */
bool
http_rules_set(void *easy, const struct http_request *r)
{
	CURL *c = easy;
	long bad = 0;

	bad |= curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	bad |= curl_easy_setopt(c, CURLOPT_REDIR_PROTOCOLS_STR, "https");
	bad |= curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
	bad |= curl_easy_setopt(c, CURLOPT_MAXREDIRS, 0L);
	bad |= curl_easy_setopt(c, CURLOPT_UNRESTRICTED_AUTH, 0L);
	bad |= curl_easy_setopt(c, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
	bad |= curl_easy_setopt(c, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	bad |= curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	bad |= curl_easy_setopt(
	    c, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	bad |= curl_easy_setopt(c, CURLOPT_HTTP09_ALLOWED, 0L);
	/* An empty proxy is "none, whatever the environment says". */
	bad |= curl_easy_setopt(
	    c, CURLOPT_PROXY, r->proxy == NULL ? "" : r->proxy);
	bad |= curl_easy_setopt(c, CURLOPT_NOPROXY, "");
	bad |= curl_easy_setopt(c, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	bad |= curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 1L);
	bad |= curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, 2L);
	bad |= curl_easy_setopt(
	    c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (r->ca != NULL) {
		bad |= curl_easy_setopt(c, CURLOPT_CAINFO, r->ca);
		bad |= curl_easy_setopt(c, CURLOPT_CAPATH, NULL);
	}
	if (r->client_cert != NULL)
		bad |= curl_easy_setopt(c, CURLOPT_SSLCERT, r->client_cert);
	if (r->client_key != NULL)
		bad |= curl_easy_setopt(c, CURLOPT_SSLKEY, r->client_key);
	return bad == 0;
}
