/*
 * What kind of address that is, by the special-purpose registries (RFC 6890)
 * and the metadata services of clouds: names resolve to anything, and a
 * source's answer may send us anywhere.  An IPv4 address in an IPv6 one
 * (mapped, compatible, NAT64, 6to4) is judged as the IPv4 address.
 */
#include <string.h>
#include <sys/socket.h>

#include <arpa/inet.h>

#include "gather/parts.h"

struct range {
	uint8_t ip[16];
	size_t bits;
	enum address_class class;
};

static const struct range ranges4[] = {
    {{127}, 8, ADDRESS_LOOPBACK}, {{169, 254}, 16, ADDRESS_LINK},
    {{100, 100, 100, 200}, 32, ADDRESS_LINK},           /* Alibaba's metadata */
    {{168, 63, 129, 16}, 32, ADDRESS_LINK},             /* Azure's host */
    {{192, 0, 0, 192}, 32, ADDRESS_LINK},               /* Oracle's metadata */
    {{0}, 8, ADDRESS_NEVER}, {{224}, 4, ADDRESS_NEVER}, /* multicast */
    {{240}, 4, ADDRESS_NEVER}, /* reserved, broadcast */
};

static const struct range ranges6[] = {
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 128, ADDRESS_LOOPBACK},
    {{0}, 128, ADDRESS_NEVER},
    {{0xfe, 0x80}, 10, ADDRESS_LINK},
    {{0xfe, 0xc0}, 10, ADDRESS_NEVER}, /* site-local, withdrawn */
    {{0xff}, 8, ADDRESS_NEVER},        /* multicast */
    /* Metadata of AWS and Google. */
    {{0xfd, 0x00, 0x0e, 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54}, 128,
	ADDRESS_LINK},
    {{0xfd, 0x20, 0, 0xce, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54}, 128,
	ADDRESS_LINK},
};

/* Prefixes behind which an IPv4 address stands, and where. */
static const struct {
	uint8_t prefix[12];
	size_t n, at;
} carriers[] = {
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 12, 12}, /* mapped */
    {{0x00, 0x64, 0xff, 0x9b}, 12, 12},                   /* NAT64 */
    {{0x20, 0x02}, 2, 2},                                 /* 6to4 */
};

static bool
in_range(const struct range *r, const uint8_t *ip)
{
	size_t whole = r->bits / 8, rest = r->bits % 8;
	uint8_t mask = (uint8_t)(0xff00U >> rest);

	if (memcmp(r->ip, ip, whole) != 0)
		return false;
	return rest == 0 || ((r->ip[whole] ^ ip[whole]) & mask) == 0;
}

static enum address_class
class_in(const struct range *ranges, size_t n, const uint8_t *ip)
{
	for (size_t i = 0; i < n; i++)
		if (in_range(&ranges[i], ip))
			return ranges[i].class;
	return ADDRESS_ORDINARY;
}

static enum address_class
class4(const uint8_t *ip)
{
	return class_in(ranges4, sizeof(ranges4) / sizeof(ranges4[0]), ip);
}

enum address_class
address_class(const uint8_t *ip, size_t n)
{
	static const uint8_t zero[12] = {0};
	enum address_class c;

	if (n == 4)
		return class4(ip);
	if (n != 16)
		return ADDRESS_NEVER;
	for (size_t i = 0; i < sizeof(carriers) / sizeof(carriers[0]); i++)
		if (memcmp(carriers[i].prefix, ip, carriers[i].n) == 0)
			return class4(ip + carriers[i].at);
	c = class_in(ranges6, sizeof(ranges6) / sizeof(ranges6[0]), ip);
	/* IPv4-compatible (::a.b.c.d), withdrawn but still understood. */
	if (c == ADDRESS_ORDINARY && memcmp(ip, zero, sizeof(zero)) == 0)
		return class4(ip + 12);
	return c;
}

bool
address_parse(const char *text, uint8_t ip[static 16], size_t *n)
{
	*n = 0;
	if (inet_pton(AF_INET, text, ip) == 1)
		*n = 4;
	else if (inet_pton(AF_INET6, text, ip) == 1)
		*n = 16;
	return *n > 0;
}

bool
address_is_loopback_name(const char *host)
{
	uint8_t ip[16];
	size_t n;

	if (strcmp(host, "localhost") == 0)
		return true;
	return address_parse(host, ip, &n) &&
	       address_class(ip, n) == ADDRESS_LOOPBACK;
}
