/*
 * UUID version 5 (RFC 4122 section 4.3) in this project's own namespace, so
 * that one name gives one id in every package, on every machine.  SHA-1 is
 * used for this alone (ANSWERS).
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "core/core.h"
#include "ext/crypto.h"

enum { UUID_BYTES = 16, SHA1_BYTES = 20, VERSION_5 = 0x50, VARIANT = 0x80 };

/* ea87ae76-102b-4841-a675-b0c4f1e48b6f, drawn once; never changes. */
static const uint8_t namespace[UUID_BYTES] = {0xea, 0x87, 0xae, 0x76, 0x10,
    0x2b, 0x48, 0x41, 0xa6, 0x75, 0xb0, 0xc4, 0xf1, 0xe4, 0x8b, 0x6f};

void
uuid_v5(const char *name, char out[static 37])
{
	uint8_t h[SHA1_BYTES];
	struct buf b = {0};

	buf_add(&b, namespace, sizeof(namespace));
	buf_puts(&b, name);
	sha1_bytes(b.data, b.len, h);
	buf_free(&b);
	h[6] = (uint8_t)((h[6] & 0x0f) | VERSION_5);
	h[8] = (uint8_t)((h[8] & 0x3f) | VARIANT);
	(void)snprintf(out, 37, /* always 36 characters */
	    "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-"
	    "%02x%02x%02x%02x%02x%02x",
	    h[0], h[1], h[2], h[3], h[4], h[5], h[6], h[7], h[8], h[9], h[10],
	    h[11], h[12], h[13], h[14], h[15]);
}
