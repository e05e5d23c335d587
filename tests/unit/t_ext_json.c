/* JSON of our own: the one spelling, types of members, every refusal. */
#include "base/buf.h"
#include "base/error.h"
#include "ext/json.h"
#include "test.h"

static struct json *
sample(void)
{
	struct json *j = json_map(), *list = json_list();

	json_push(list, json_text("a\n\"\x01\xc3\xa9/"));
	json_push(list, json_none());
	json_push(list, NULL); /* adds nothing */
	json_push(list, json_map());
	json_put(j, "b", list);
	json_put_int(j, "a", INT64_MIN);
	json_put_bool(j, "B", true);
	json_put_text(j, "none", NULL);
	json_put(j, "none", NULL);
	json_put(j, "empty", json_list());
	return j;
}

/* What a terminal would act on, or a reader not see, is escaped. */
static void
nothing_raw(void)
{
	static const char raw[] = "a\x1b[2J\x7f\xc2\x9b\xe2\x80\xae"
				  "\xc3\xa9\xf3\xa0\x80\x81";
	struct json *j = json_list(), *back = NULL;
	struct error e = {0};
	struct buf b = {0};

	json_push(j, json_text(raw));
	json_format_compact(j, &b);
	CHECK_STR(buf_str(&b), "[\"a\\u001B[2J\\u007F\\u009B\\u202E\xc3\xa9"
			       "\\uDB40\\uDC01\"]");
	CHECK(json_load_bytes("t", b.data, b.len, 100, &back, &e) == 0);
	CHECK_STR(json_str(json_at(back, 0)), raw);
	json_free(back);
	json_free(j);
	buf_free(&b);
}

static void
there_is_one_spelling(void)
{
	struct json *j = sample();
	struct buf b = {0};

	json_format(j, &b);
	CHECK_STR(buf_str(&b),
	    "{\n \"B\": true,\n \"a\": -9223372036854775808,\n \"b\": [\n"
	    "  \"a\\n\\\"\\u0001\xc3\xa9/\",\n  null,\n  {}\n ],\n"
	    " \"empty\": []\n}\n");
	buf_reset(&b);
	json_format_compact(j, &b);
	CHECK_STR(buf_str(&b),
	    "{\"B\":true,\"a\":-9223372036854775808,\"b\":["
	    "\"a\\n\\\"\\u0001\xc3\xa9/\",null,{}],\"empty\":[]}");
	buf_free(&b);
	json_free(j);
}

static void
what_is_written_is_read(void)
{
	struct json *j = sample(), *back = NULL;
	struct buf b = {0}, c = {0};
	struct error e = {0};

	json_format(j, &b);
	CHECK(json_load_bytes("x", b.data, b.len, b.len, &back, &e) == 0);
	json_format(back, &c);
	CHECK_STR(buf_str(&c), buf_str(&b));
	buf_free(&b);
	buf_free(&c);
	json_free(back);
	json_free(j);
}

static void
members_have_types(void)
{
	struct json *j = sample();
	const struct json *list = json_get(j, "b");
	int64_t n = 5;
	bool is = true;

	CHECK(json_is_map(j) && !json_is_list(j));
	CHECK(json_is_list(list) && !json_is_map(list));
	CHECK(json_len(j) == 4 && json_len(list) == 3);
	CHECK(json_len(json_get(j, "a")) == 0);
	CHECK_STR(json_str(json_at(list, 0)), "a\n\"\x01\xc3\xa9/");
	CHECK(json_str(json_at(list, 1)) == NULL);
	CHECK(json_at(list, 3) == NULL && json_at(j, 0) == NULL);
	CHECK(json_get(j, "none") == NULL && json_get(list, "a") == NULL);
	CHECK(json_get_text(j, "a") == NULL);
	CHECK(json_get_int(j, "a", &n) && n == INT64_MIN);
	CHECK(!json_get_int(j, "B", &n) && n == 0);
	CHECK(!json_get_int(j, "none", &n));
	CHECK(json_get_bool(j, "B", &is) && is);
	CHECK(!json_get_bool(j, "a", &is) && !is);
	CHECK(json_get(NULL, "a") == NULL && !json_is_map(NULL));
	json_free(j);
	json_free(NULL);
}

static void
members_are_counted_in_order(void)
{
	struct json *j = sample();

	CHECK_STR(json_key_at(j, 0), "B"); /* put in another order */
	CHECK_STR(json_key_at(j, 1), "a");
	CHECK_STR(json_key_at(j, 2), "b");
	CHECK_STR(json_key_at(j, 3), "empty");
	CHECK(json_key_at(j, 4) == NULL);
	CHECK(json_key_at(json_get(j, "b"), 0) == NULL);
	json_free(j);
}

static void
refused(
    const char *text, enum err_kind kind, const char *where, const char *what)
{
	struct json *j;
	struct error e = {0};

	CHECK(json_load_bytes("f", text, strlen(text), 40, &j, &e) == -1);
	CHECK(j == NULL && e.kind == kind);
	CHECK_STR(e.where, where);
	if (strstr(e.what, what) == NULL)
		printf("%s\n", e.what);
	CHECK(strstr(e.what, what) != NULL);
}

static void
the_rest_is_refused(void)
{
	refused("{\"a\": 1,\n \"a\": 1}", ERR_INPUT, "f:2:4", "duplicate");
	refused("{} {}", ERR_INPUT, "f:1:4", "end of file");
	refused("", ERR_INPUT, "f:1:0", "not JSON of ours");
	refused("7", ERR_INPUT, "f:1:1", "'[' or '{' expected");
	refused("[1e999]", ERR_INPUT, "f:1:6", "real number overflow");
	refused("[9223372036854775808]", ERR_INPUT, "f:1:20", "too big");
	refused("[\"\xff\"]", ERR_INPUT, "f:1:2", "unable to decode byte 0xff");
	refused("[\"\\u0000\"]", ERR_INPUT, "f:1:9", "NUL");
	refused("[NaN]", ERR_INPUT, "f:1:4", "invalid token");
	refused("[\"12345678901234567890123456789012345678\"]", ERR_LIMIT, "f",
	    "42 bytes are more than the limit of 40");
}

/* Deep nesting ends in an error, not in our stack. */
static void
depth_is_refused(void)
{
	struct buf b = {0};
	struct json *j;
	struct error e = {0};

	for (int i = 0; i < 100000; i++)
		buf_putc(&b, '[');
	CHECK(json_load_bytes("f", b.data, b.len, b.len, &j, &e) == -1);
	CHECK(strstr(e.what, "maximum parsing depth") != NULL);
	buf_free(&b);
}

int
main(void)
{
	RUN(nothing_raw);
	RUN(there_is_one_spelling);
	RUN(what_is_written_is_read);
	RUN(members_have_types);
	RUN(members_are_counted_in_order);
	RUN(the_rest_is_refused);
	RUN(depth_is_refused);
	return test_end("t_ext_json");
}
