/*
 * JSONTestSuite (../shared/standards/json-test-suite): every y_ file is read,
 * but the two with a name said twice; every n_ file is refused; what RFC 8259
 * leaves open (i_) is decided here, file by file.
 */
#include "base/error.h"
#include "base/file.h"
#include "base/mem.h"
#include "extract/extract.h"
#include "test.h"

#include <stdlib.h>

enum { Y_FILES = 95, N_FILES = 188, I_FILES = 35, FILE_MAX = 1 << 20 };

/* Where the suite leaves it to us, or we refuse what it wants read. */
static const struct {
	const char *file;
	const char *outcome; /* "read", or why it is refused */
} decided[] = {
    {"i_number_double_huge_neg_exp.json", "read"},
    {"i_number_huge_exp.json", "read"},
    {"i_number_neg_int_huge_exp.json", "read"},
    {"i_number_pos_double_huge_exp.json", "read"},
    {"i_number_real_neg_overflow.json", "read"},
    {"i_number_real_pos_overflow.json", "read"},
    {"i_number_real_underflow.json", "read"},
    {"i_number_too_big_neg_int.json", "read"},
    {"i_number_too_big_pos_int.json", "read"},
    {"i_number_very_big_negative_int.json", "read"},
    {"i_object_key_lone_2nd_surrogate.json",
	"half of a surrogate pair, '\\udfaa'"},
    {"i_string_1st_surrogate_but_2nd_missing.json",
	"half of a surrogate pair, '\\udada'"},
    {"i_string_1st_valid_surrogate_2nd_invalid.json",
	"half of a surrogate pair, '\\ud888'"},
    {"i_string_UTF-16LE_with_BOM.json", "byte 0xff where a value must follow"},
    {"i_string_UTF-8_invalid_sequence.json", "byte 0xfa is no UTF-8"},
    {"i_string_UTF8_surrogate_U+D800.json", "byte 0xed is no UTF-8"},
    {"i_string_incomplete_surrogate_and_escape_valid.json",
	"half of a surrogate pair, '\\ud800'"},
    {"i_string_incomplete_surrogate_pair.json",
	"half of a surrogate pair, '\\udd1e'"},
    {"i_string_incomplete_surrogates_escape_valid.json",
	"half of a surrogate pair, '\\ud800'"},
    {"i_string_invalid_lonely_surrogate.json",
	"half of a surrogate pair, '\\ud800'"},
    {"i_string_invalid_surrogate.json", "half of a surrogate pair, '\\ud800'"},
    {"i_string_invalid_utf-8.json", "byte 0xff is no UTF-8"},
    {"i_string_inverted_surrogates_U+1D11E.json",
	"half of a surrogate pair, '\\udd1e'"},
    {"i_string_iso_latin_1.json", "byte 0xe9 is no UTF-8"},
    {"i_string_lone_second_surrogate.json",
	"half of a surrogate pair, '\\udfaa'"},
    {"i_string_lone_utf8_continuation_byte.json", "byte 0x81 is no UTF-8"},
    {"i_string_not_in_unicode_range.json", "byte 0xf4 is no UTF-8"},
    {"i_string_overlong_sequence_2_bytes.json", "byte 0xc0 is no UTF-8"},
    {"i_string_overlong_sequence_6_bytes.json", "byte 0xfc is no UTF-8"},
    {"i_string_overlong_sequence_6_bytes_null.json", "byte 0xfc is no UTF-8"},
    {"i_string_truncated-utf-8.json", "byte 0xe0 is no UTF-8"},
    {"i_string_utf16BE_no_BOM.json", "byte 0x00 where a value must follow"},
    {"i_string_utf16LE_no_BOM.json", "byte 0x00 where a value must follow"},
    {"i_structure_500_nested_arrays.json", "nested deeper than 256"},
    {"i_structure_UTF-8_BOM_empty_object.json", "a byte order mark"},
    {"y_object_duplicated_key.json", "name 'a' stands twice in one object"},
    {"y_object_duplicated_key_and_value.json",
	"name 'a' stands twice in one object"},
};

struct suite {
	struct arena *a;
	const char *dir;
	size_t y, n, i;
};

/* "read", or why the file is refused. */
static const char *
read_one(struct suite *s, const char *name)
{
	struct error e = {0};
	struct tree *t;
	char *bytes = NULL;
	size_t n;
	const char *outcome = "read";

	if (file_read(
		file_join(s->a, s->dir, name), FILE_MAX, &bytes, &n, &e) == -1)
		return "it could not be opened";
	if (json_read(s->a, bytes, n, false, &t, &e) == -1) {
		CHECK(t == NULL && e.kind == ERR_INPUT);
		CHECK(strncmp(e.where, "line ", 5) == 0);
		outcome = arena_dup(s->a, e.what);
	}
	free(bytes);
	return outcome;
}

static void
check_file(struct suite *s, const char *name)
{
	const char *outcome = read_one(s, name), *want = NULL;
	bool is_read = strcmp(outcome, "read") == 0, is_good;

	s->y += name[0] == 'y';
	s->n += name[0] == 'n';
	s->i += name[0] == 'i';
	for (size_t i = 0; i < sizeof(decided) / sizeof(decided[0]); i++)
		if (strcmp(decided[i].file, name) == 0)
			want = decided[i].outcome;
	if (want != NULL)
		is_good = strcmp(outcome, want) == 0;
	else
		is_good = name[0] == (is_read ? 'y' : 'n');
	if (!is_good)
		printf("%s: %s\n", name, outcome);
	CHECK(is_good);
}

static void
suite(void)
{
	const char *shared = getenv("DOSSIER_SHARED");
	struct suite s = {.a = arena_new()};
	struct file_entry *files = NULL;
	struct error e = {0};
	size_t n = 0;

	s.dir = file_join(s.a, shared == NULL ? "../shared" : shared,
	    "standards/json-test-suite/test_parsing");
	CHECK(file_list(s.a, s.dir, &files, &n, &e) == 0);
	for (size_t i = 0; i < n; i++)
		check_file(&s, files[i].name);
	CHECK(s.y == Y_FILES && s.n == N_FILES && s.i == I_FILES);
	arena_free(s.a);
}

int
main(void)
{
	const char *shared = getenv("DOSSIER_SHARED");
	struct arena *a = arena_new();

	if (file_is_dir(file_join(a, shared == NULL ? "../shared" : shared,
		"standards/json-test-suite/test_parsing")))
		RUN(suite);
	else
		test_skip(
		    "suite", "shared/standards/json-test-suite is not here");
	arena_free(a);
	return test_end("t_json_suite");
}
