/* ext/crypto, ext/base64, ext/der: vectors of the standards, and refusals. */
#include <fcntl.h>

#include "base/buf.h"
#include "base/mem.h"
#include "ext/crypto.h"
#include "ext/der.h"
#include "t_base_folder.h"

static const char abc_sha256[] =
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

/* OpenSSL 3 made these once; nobody uses them. */
static const char p384_public[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEBiy7Eqluy+S7KA2NUlr2a+HC+/3/fVcM\n"
    "wD2AjUgsSduVCdYsROtuzSzTW5LfW5i/WuFfTwdt6sBQIu6Nk+Q5L7VGH2MoO+yd\n"
    "SPwcR2ZbkR4E0hGxpqablnw/rrD2OzUX\n"
    "-----END PUBLIC KEY-----\n";

static void
hashes(void)
{
	char hex[SHA256_HEX];
	uint8_t md[SHA256_BYTES], sha1[20];
	struct sha256 *h = sha256_new();

	sha256_hex("", 0, hex);
	CHECK_STR(hex, "e3b0c44298fc1c149afbf4c8996fb924"
		       "27ae41e4649b934ca495991b7852b855");
	sha256_add(h, "a", 1);
	sha256_add(h, "", 0);
	sha256_add(h, "bc", 2);
	sha256_end(h, hex);
	CHECK_STR(hex, abc_sha256);
	sha256_bytes("abc", 3, md);
	CHECK(md[0] == 0xba && md[31] == 0xad);
	sha1_bytes("abc", 3, sha1); /* FIPS 180-4 */
	CHECK(sha1[0] == 0xa9 && sha1[1] == 0x99 && sha1[19] == 0x9d);
}

/* RFC 4648 section 10, and what may not be decoded. */
static void
base64(void)
{
	static const char *const pairs[][2] = {{"", ""}, {"f", "Zg=="},
	    {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="},
	    {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}};
	static const char *const bad[] = {"Z", "Zg",
	    "Zg=", "Zg===", "Zh==", "Zm9=", "Zg==Zg==", "Zm9v\n", " Zm9",
	    "Zm-v", "Zm_v", "=m9v", "====", "Zm=v", "Z===", "Zm9vYg==Zm9v"};
	size_t i;

	for (i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		struct buf b = {0};

		base64_put(&b, pairs[i][0], strlen(pairs[i][0]));
		CHECK_STR(buf_str(&b), pairs[i][1]);
		buf_reset(&b);
		CHECK(base64_get(&b, pairs[i][1], strlen(pairs[i][1])) == 0);
		CHECK_STR(buf_str(&b), pairs[i][0]);
		buf_free(&b);
	}
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct buf b = {0};

		if (base64_get(&b, bad[i], strlen(bad[i])) != -1) {
			printf("'%s' was decoded\n", bad[i]);
			CHECK(false);
		}
		buf_free(&b);
	}
	CHECK(base64_get(&(struct buf){0}, "Zm\0v", 4) == -1);
}

static void
wipe(void)
{
	char secret[8] = "secret";

	crypto_wipe(secret, sizeof(secret));
	CHECK(memcmp(secret, "\0\0\0\0\0\0\0\0", 8) == 0);
	crypto_wipe(NULL, 0);
}

static void
sign_and_verify(void)
{
	struct key *k = NULL, *public = NULL, *other = NULL;
	struct buf pem = {0}, sig = {0}, hint = {0}, hint2 = {0};
	struct error e = {0};
	int i;

	CHECK(key_make(&k, &e) == 0 && key_make(&other, &e) == 0);
	CHECK(key_public_pem(k, &pem, &e) == 0);
	CHECK(key_load_public("k", pem.data, pem.len, &public, &e) == 0);
	CHECK(key_equal(k, public) && !key_equal(k, other));
	CHECK(key_hint(k, &hint, &e) == 0 && key_hint(public, &hint2, &e) == 0);
	CHECK(hint.len == 44);
	CHECK_STR(buf_str(&hint), buf_str(&hint2));
	for (i = 0; i < 16; i++) { /* half would be high without our choice */
		buf_reset(&sig);
		CHECK(key_sign(k, "text", 4, &sig, &e) == 0);
		CHECK(key_sig_is_low(sig.data, sig.len));
		CHECK(key_verify(public, "text", 4, sig.data, sig.len));
	}
	CHECK(!key_verify(other, "text", 4, sig.data, sig.len));
	CHECK(!key_verify(public, "texT", 4, sig.data, sig.len));
	CHECK(!key_verify(public, "text", 4, sig.data, sig.len - 1));
	CHECK(!key_verify(public, "text", 4, sig.data, 0));
	buf_putc(&sig, '\0');
	CHECK(!key_verify(public, "text", 4, sig.data, sig.len));
	buf_free(&pem);
	buf_free(&sig);
	buf_free(&hint);
	buf_free(&hint2);
	key_free(k);
	key_free(public);
	key_free(other);
	key_free(NULL);
}

/* (r, n - s) verifies everywhere, and is not how we spell it. */
static void
high_s(void)
{
	/* r = 1, s = n - 1 and s = 1. */
	static const unsigned char high[] = {0x30, 0x26, 2, 1, 1, 2, 0x21, 0,
	    0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff,
	    0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84,
	    0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x50};
	static const unsigned char low[] = {0x30, 6, 2, 1, 1, 2, 1, 1};
	static const unsigned char long_form[] = {
	    0x30, 0x81, 6, 2, 1, 1, 2, 1, 1};

	CHECK(!key_sig_is_low(high, sizeof(high)));
	CHECK(key_sig_is_low(low, sizeof(low)));
	CHECK(!key_sig_is_low(long_form, sizeof(long_form)));
	CHECK(!key_sig_is_low(low, sizeof(low) - 1));
	CHECK(!key_sig_is_low("", 0));
}

static void
private_file(void)
{
	struct key *k = NULL, *again = NULL;
	struct buf pem = {0};
	struct error e = {0};

	CHECK(key_make(&k, &e) == 0 && key_private_pem(k, &pem, &e) == 0);
	put("k.pem", buf_str(&pem));
	CHECK(key_load("k.pem", &again, &e) == -1); /* 0644 */
	CHECK(e.kind == ERR_REFUSED && again == NULL);
	CHECK(chmod("k.pem", 0600) == 0);
	err_clear(&e);
	CHECK(key_load("k.pem", &again, &e) == 0 && key_equal(k, again));
	key_free(again);
	CHECK(key_load("none.pem", &again, &e) == -1);
	put("text.pem", "no key\n");
	CHECK(chmod("text.pem", 0600) == 0);
	err_clear(&e);
	CHECK(key_load("text.pem", &again, &e) == -1);
	CHECK_STR(e.what, "no PEM private key");
	put("locked.pem", "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
			  "AAAA\n-----END ENCRYPTED PRIVATE KEY-----\n");
	CHECK(chmod("locked.pem", 0600) == 0);
	err_clear(&e);
	CHECK(key_load("locked.pem", &again, &e) == -1);
	CHECK(strstr(e.what, "encrypted") != NULL);
	crypto_wipe(pem.data, pem.len);
	buf_free(&pem);
	key_free(k);
}

static void
public_texts(void)
{
	struct key *k = NULL, *own = NULL;
	struct buf pem = {0};
	struct error e = {0};
	char *large = mem_alloc(20000);

	CHECK(key_load_public("p", "", 0, &k, &e) == -1 && k == NULL);
	err_clear(&e);
	CHECK(key_load_public("p", p384_public, strlen(p384_public), &k, &e) ==
	      -1);
	CHECK(strstr(e.what, "not P-256") != NULL && k == NULL);
	CHECK(key_make(&own, &e) == 0);
	err_clear(&e);
	CHECK(key_public_pem(own, &pem, &e) == 0);
	buf_puts(&pem, "more\n");
	CHECK(key_load_public("p", pem.data, pem.len, &k, &e) == -1);
	CHECK(strstr(e.what, "text after") != NULL);
	memset(large, ' ', 20000);
	err_clear(&e);
	CHECK(key_load_public("p", large, 20000, &k, &e) == -1);
	CHECK(e.kind == ERR_LIMIT);
	free(large);
	buf_free(&pem);
	key_free(own);
}

static void
der_lengths(void)
{
	static const char *const bad[] = {"\x30\x80\x00\x00", "\x30\x81\x02zz",
	    "\x30\x82\x00\x81", "\x30\x05", "\x30", "\x1f\x01\x00",
	    "\x30\x85\x01\x01\x01\x01\x01"};
	static const size_t nbad[] = {4, 5, 4, 2, 1, 3, 7};
	char *long_text = mem_alloc(70000);
	struct buf b = {0};
	struct der d;
	struct der_item item;
	size_t i;

	for (i = 0; i < sizeof(nbad) / sizeof(nbad[0]); i++) {
		d.p = (const unsigned char *)bad[i];
		d.end = d.p + nbad[i];
		CHECK(!der_next(&d, &item));
	}
	for (i = 126; i < 70000; i = i * 3 + 1) {
		buf_reset(&b);
		der_put(&b, DER_OCTETS, long_text, i);
		d.p = (const unsigned char *)b.data;
		d.end = d.p + b.len;
		CHECK(der_take(&d, DER_OCTETS, &item) && item.n == i);
		CHECK(d.p == d.end && item.nwhole == b.len);
	}
	buf_free(&b);
	free(long_text);
}

static void
tests(void)
{
	RUN(hashes);
	RUN(base64);
	RUN(wipe);
	RUN(sign_and_verify);
	RUN(high_s);
	RUN(private_file);
	RUN(public_texts);
	RUN(der_lengths);
}

int
main(void)
{
	return run_in_folder("t_crypto", tests);
}
