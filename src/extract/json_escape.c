/*
 * Code points of `\u` escapes, for JSON and for the texts in paths, which have
 * the same escapes (RFC 8259 section 7, RFC 9535 section 2.3.1.2).  Refuses
 * halves of surrogate pairs.
 */
#include "extract/tree.h"

/* Four hex digits at s, or -1. */
static int
hex4(const char *s, const char *end)
{
	int code = 0;

	if (end - s < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		char c = s[i];
		if (c >= '0' && c <= '9')
			code = code * 16 + (c - '0');
		else if ((c | 32) >= 'a' && (c | 32) <= 'f')
			code = code * 16 + ((c | 32) - 'a' + 10);
		else
			return -1;
	}
	return code;
}

int
json_unicode(const char *s, const char *end, unsigned *code)
{
	int high = hex4(s, end), low = -1;

	*code = 0;
	if (high == -1)
		return 0;
	*code = (unsigned)high;
	if (high < 0xd800 || high > 0xdfff)
		return 4;
	if (high < 0xdc00 && end - s >= 10 && s[4] == '\\' && s[5] == 'u')
		low = hex4(s + 6, end);
	if (low < 0xdc00 || low > 0xdfff)
		return -1;
	*code = 0x10000 + ((*code & 0x3ff) << 10) + ((unsigned)low & 0x3ff);
	return 10;
}

char *
json_put_code(char *w, unsigned code)
{
	if (code < 0x80) {
		*w++ = (char)code;
	} else if (code < 0x800) {
		*w++ = (char)(0xc0 | code >> 6);
		*w++ = (char)(0x80 | (code & 63));
	} else if (code < 0x10000) {
		*w++ = (char)(0xe0 | code >> 12);
		*w++ = (char)(0x80 | (code >> 6 & 63));
		*w++ = (char)(0x80 | (code & 63));
	} else {
		*w++ = (char)(0xf0 | code >> 18);
		*w++ = (char)(0x80 | (code >> 12 & 63));
		*w++ = (char)(0x80 | (code >> 6 & 63));
		*w++ = (char)(0x80 | (code & 63));
	}
	return w;
}
