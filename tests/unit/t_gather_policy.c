/* Addresses and the policy of whom a source may ask. */
#include "test.h"

#include <arpa/inet.h>

#include "gather/parts.h"

static enum address_class
class_of(const char *text)
{
	uint8_t ip[16];
	size_t n;

	return address_parse(text, ip, &n) ? address_class(ip, n) : 99;
}

static void
addresses(void)
{
	CHECK(class_of("93.184.216.34") == ADDRESS_ORDINARY);
	CHECK(class_of("10.0.0.1") == ADDRESS_ORDINARY);
	CHECK(class_of("192.168.1.1") == ADDRESS_ORDINARY);
	CHECK(class_of("127.0.0.1") == ADDRESS_LOOPBACK);
	CHECK(class_of("127.255.255.254") == ADDRESS_LOOPBACK);
	CHECK(class_of("128.0.0.1") == ADDRESS_ORDINARY);
	CHECK(class_of("169.254.169.254") == ADDRESS_LINK);
	CHECK(class_of("169.253.0.1") == ADDRESS_ORDINARY);
	CHECK(class_of("100.100.100.200") == ADDRESS_LINK);
	CHECK(class_of("100.100.100.201") == ADDRESS_ORDINARY);
	CHECK(class_of("168.63.129.16") == ADDRESS_LINK);
	CHECK(class_of("0.0.0.0") == ADDRESS_NEVER);
	CHECK(class_of("0.1.2.3") == ADDRESS_NEVER);
	CHECK(class_of("224.0.0.1") == ADDRESS_NEVER);
	CHECK(class_of("239.255.255.255") == ADDRESS_NEVER);
	CHECK(class_of("240.0.0.1") == ADDRESS_NEVER);
	CHECK(class_of("255.255.255.255") == ADDRESS_NEVER);
	CHECK(address_class((const uint8_t *)"abcde", 5) == ADDRESS_NEVER);
}

static void
addresses_v6(void)
{
	CHECK(class_of("2606:4700::1111") == ADDRESS_ORDINARY);
	CHECK(class_of("fd12:3456::1") == ADDRESS_ORDINARY);
	CHECK(class_of("::1") == ADDRESS_LOOPBACK);
	CHECK(class_of("::") == ADDRESS_NEVER);
	CHECK(class_of("fe80::1") == ADDRESS_LINK);
	CHECK(class_of("febf::1") == ADDRESS_LINK);
	CHECK(class_of("fec0::1") == ADDRESS_NEVER);
	CHECK(class_of("ff02::1") == ADDRESS_NEVER);
	CHECK(class_of("fd00:ec2::254") == ADDRESS_LINK);
	CHECK(class_of("fd20:ce::254") == ADDRESS_LINK);
	/* An IPv4 address inside counts as itself. */
	CHECK(class_of("::ffff:127.0.0.1") == ADDRESS_LOOPBACK);
	CHECK(class_of("::ffff:169.254.169.254") == ADDRESS_LINK);
	CHECK(class_of("::ffff:93.184.216.34") == ADDRESS_ORDINARY);
	CHECK(class_of("::169.254.169.254") == ADDRESS_LINK);
	CHECK(class_of("64:ff9b::169.254.169.254") == ADDRESS_LINK);
	CHECK(class_of("64:ff9b::93.184.216.34") == ADDRESS_ORDINARY);
	CHECK(class_of("2002:a9fe:a9fe::1") == ADDRESS_LINK);
	CHECK(class_of("2002:7f00:1::") == ADDRESS_LOOPBACK);
}

static void
loopback_names(void)
{
	CHECK(address_is_loopback_name("localhost"));
	CHECK(address_is_loopback_name("127.0.0.1"));
	CHECK(address_is_loopback_name("::1"));
	CHECK(!address_is_loopback_name("localhost.example"));
	CHECK(!address_is_loopback_name("10.0.0.1"));
}

/* ---- Policy ------------------------------------------------------------- */

static struct arena *arena;
static struct policy policy;
static struct error error;

static void
use(const char *base, const char *const *hosts, size_t n, enum auth_kind auth)
{
	static struct source_conf src;

	src = (struct source_conf){.id = "s", .base = base, .auth = auth};
	src.hosts = hosts;
	src.nhosts = n;
	err_clear(&error);
	CHECK(policy_init(arena, &src, &policy, &error) == 0);
}

/* "" when it may be asked, else the reason. */
static const char *
ask(const char *url, const char *from)
{
	const char *why;
	enum state s = policy_check(arena, &policy, url, from, &why);

	CHECK((s == STATE_OK) == (why == NULL));
	CHECK(s == STATE_OK || s == STATE_REFUSED);
	return why == NULL ? "" : why;
}

static bool
connects(const char *url, const char *address)
{
	uint8_t ip[16];
	size_t n;

	return address_parse(address, ip, &n) &&
	       policy_may_connect(arena, &policy, url, ip, n);
}

static void
origins(void)
{
	static const char *const hosts[] = {
	    "cdn.example", "up.example:8443", "::1", "[fd00::1]:9000"};

	use("https://mlflow.example", hosts, 4, AUTH_BEARER);
	CHECK_STR(ask("https://mlflow.example/a?b=c", NULL), "");
	CHECK_STR(ask("https://MLFLOW.example:443/", NULL), "");
	CHECK_STR(ask("https://mlflow.example:444/", NULL),
	    "https://mlflow.example:444 is not on the list of hosts");
	CHECK_STR(ask("https://cdn.example:9/x", NULL), "");
	CHECK_STR(ask("https://up.example:8443/", NULL), "");
	CHECK_STR(ask("https://up.example/", NULL),
	    "https://up.example:443 is not on the list of hosts");
	CHECK_STR(ask("https://[fd00::1]:9000/", NULL), "");
	CHECK_STR(ask("https://[::1]/", NULL), "");
	CHECK_STR(ask("https://cdn.example.evil/", NULL),
	    "https://cdn.example.evil:443 is not on the list of hosts");
	CHECK_STR(ask("file:///etc/passwd", NULL), "not an http or https URL");
	CHECK_STR(
	    ask("ftp://mlflow.example/", NULL), "not an http or https URL");
	CHECK_STR(ask("", NULL), "not an http or https URL");
	CHECK_STR(ask("https://user@mlflow.example/", NULL),
	    "a user or password stands in the URL");
	CHECK_STR(ask("https://mlflow.example@evil.example/", NULL),
	    "a user or password stands in the URL");
	CHECK(policy_is_own(arena, &policy, "https://mlflow.example/x"));
	CHECK(!policy_is_own(arena, &policy, "https://cdn.example/x"));
	CHECK(!policy_is_own(arena, &policy, "http://mlflow.example/x"));
	CHECK_STR(policy_origin(arena, "https://h.example/secret?token=1"),
	    "https://h.example:443");
	CHECK_STR(policy_origin(arena, "mailto:x"), "no http or https URL");
}

static void
redirects(void)
{
	static const char *const hosts[] = {"localhost"};

	use("https://a.example", NULL, 0, AUTH_BEARER);
	CHECK_STR(ask("https://a.example/2", "https://a.example/1"), "");
	CHECK_STR(ask("https://b.example/", "https://a.example/"),
	    "https://b.example:443 is not on the list of hosts");
	CHECK_STR(ask("http://a.example/", "https://a.example/"),
	    "http://a.example:80 is not on the list of hosts");
	CHECK_STR(ask("https://a.example/", "mailto:x"),
	    "redirected from what is no URL");
	use("https://a.example", hosts, 1, AUTH_NONE);
	CHECK_STR(ask("http://localhost/", "https://a.example/"),
	    "a way from https to http");
	CHECK_STR(ask("https://localhost/", "https://a.example/"), "");
}

static void
clear_http(void)
{
	static const char *const hosts[] = {"prom.internal:9090"};
	static const char *const no_port[] = {"prom.internal"};

	use("http://127.0.0.1:5000", NULL, 0, AUTH_BEARER);
	CHECK_STR(ask("http://127.0.0.1:5000/", NULL), "");
	use("http://prom.internal:9090", NULL, 0, AUTH_NONE);
	CHECK_STR(ask("http://prom.internal:9090/", NULL),
	    "http://prom.internal:9090: http without TLS, and 'hosts' lists "
	    "no host:port for it");
	use("http://prom.internal:9090", no_port, 1, AUTH_NONE);
	CHECK(ask("http://prom.internal:9090/", NULL)[0] != '\0');
	use("http://prom.internal:9090", hosts, 1, AUTH_NONE);
	CHECK_STR(ask("http://prom.internal:9090/", NULL), "");
	use("http://prom.internal:9090", hosts, 1, AUTH_BASIC);
	CHECK_STR(ask("http://prom.internal:9090/", NULL),
	    "http://prom.internal:9090: a secret over http without TLS");
}

static void
filter(void)
{
	static const char *const names[] = {"cdn.example", "169.254.169.254"};
	static const char *const loop[] = {"127.0.0.1"};

	use("https://a.example", names, 1, AUTH_NONE);
	CHECK(connects("https://a.example/", "93.184.216.34"));
	CHECK(connects("https://a.example/", "10.1.2.3"));
	/* A name that resolves to a guarded address: DNS rebinding. */
	CHECK(!connects("https://a.example/", "127.0.0.1"));
	CHECK(!connects("https://a.example/", "169.254.169.254"));
	CHECK(!connects("https://cdn.example/", "169.254.169.254"));
	CHECK(!connects("https://cdn.example/", "::ffff:127.0.0.1"));
	CHECK(!connects("https://a.example/", "0.0.0.0"));
	CHECK(!connects("not a url", "93.184.216.34"));
	CHECK_STR(ask("https://169.254.169.254/", NULL),
	    "https://169.254.169.254:443 is not on the list of hosts");
	use("https://a.example", names, 2, AUTH_NONE);
	CHECK(connects("https://169.254.169.254/", "169.254.169.254"));
	CHECK_STR(ask("https://169.254.169.254/", NULL), "");
	use("https://a.example", loop, 1, AUTH_NONE);
	CHECK(connects("https://a.example/", "127.0.0.1"));
	CHECK(!connects("https://a.example/", "127.0.0.2"));
	use("http://localhost:1", NULL, 0, AUTH_NONE);
	CHECK(connects("http://localhost:1/", "127.0.0.1"));
	CHECK(connects("http://localhost:1/", "::1"));
	CHECK(!connects("http://localhost:1/", "169.254.0.1"));
	/* The base alone does not name a metadata service. */
	use("https://169.254.169.254", NULL, 0, AUTH_NONE);
	CHECK_STR(ask("https://169.254.169.254/latest", NULL),
	    "https://169.254.169.254:443: address refused by the filter");
	/* Other spellings of one address. */
	use("https://0x7f000001", NULL, 0, AUTH_NONE);
	CHECK(address_is_loopback_name(policy.own[0].host));
}

static int
bad(const struct source_conf *src)
{
	err_clear(&error);
	return policy_init(arena, src, &policy, &error);
}

static void
refused_entries(void)
{
	static const char *const hosts[] = {"a/b"};
	static const char *const at[] = {"u@h"};
	static const char *const port[] = {"h:99999"};
	struct source_conf src = {.id = "s", .base = "ftp://x"};
	struct param p = {.name = "s3", .text = "https://s3.example"};

	CHECK(bad(&src) == -1 && error.kind == ERR_INPUT);
	CHECK_STR(error.what, "'base' is no http or https URL");
	src.base = "https://u:p@x";
	CHECK(bad(&src) == -1);
	CHECK_STR(error.what, "'base' holds a user or password");
	CHECK(strstr(error.what, "u:p") == NULL);
	src.base = "https://x";
	src.nhosts = 1;
	src.hosts = hosts;
	CHECK(bad(&src) == -1);
	CHECK_STR(error.what, "'a/b' in 'hosts' is no host and no host:port");
	src.hosts = at;
	CHECK(bad(&src) == -1);
	src.hosts = port;
	CHECK(bad(&src) == -1);
	src.nhosts = 0;
	src.proxy = "socks5://p";
	CHECK(bad(&src) == -1);
	CHECK_STR(
	    error.what, "'proxy' is no http or https URL without password");
	/* With a proxy, the connection is to the proxy. */
	src.proxy = "http://127.0.0.1:3128";
	src.params = &p;
	src.nparams = 1;
	CHECK(bad(&src) == 0);
	CHECK(connects("https://x/", "127.0.0.1"));
	CHECK(!connects("https://x/", "169.254.169.254"));
	/* A parameter that is a URL is the source's own origin. */
	CHECK(policy_is_own(arena, &policy, "https://s3.example/b/k"));
}

int
main(void)
{
	arena = arena_new();
	RUN(addresses);
	RUN(addresses_v6);
	RUN(loopback_names);
	RUN(origins);
	RUN(redirects);
	RUN(clear_http);
	RUN(filter);
	RUN(refused_entries);
	arena_free(arena);
	return test_end("t_gather_policy");
}
