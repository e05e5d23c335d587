/*
 * Parses the filters of a path (RFC 9535 section 2.3.5): tests, comparisons,
 * && || ! and parentheses.  Refuses function extensions by their name, paths
 * that may select several nodes in a comparison, and for connectors `$`, whose
 * meaning would depend on where an answer came from.
 */
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "extract/path.h"

static int read_logical(struct path_parser *p, bool is_or, struct expr *x);

/* ---- Operands ----------------------------------------------------------- */

static bool
skip_digits(struct path_parser *p)
{
	size_t n = strspn(p->p, "0123456789");

	p->p += n;
	return n > 0;
}

static int
read_number(struct path_parser *p, struct operand *o)
{
	const char *first = p->p;

	if (*p->p == '-')
		p->p++;
	if (*p->p == '0')
		p->p++;
	else if (!skip_digits(p))
		return path_fail_found(p, "a digit");
	if (*p->p == '.') {
		p->p++;
		if (!skip_digits(p))
			return path_fail_found(p, "a digit");
	}
	if (*p->p == 'e' || *p->p == 'E') {
		p->p++;
		if (*p->p == '+' || *p->p == '-')
			p->p++;
		if (!skip_digits(p))
			return path_fail_found(p, "a digit");
	}
	o->type = NODE_NUMBER;
	o->n = (size_t)(p->p - first);
	o->text = arena_ndup(p->a, first, o->n);
	return 0;
}

static int
read_word(struct path_parser *p, struct operand *o)
{
	static const struct {
		const char *word;
		enum node_type type;
	} words[] = {
	    {"null", NODE_NULL}, {"false", NODE_FALSE}, {"true", NODE_TRUE}};
	const char *first = p->p;
	int n = (int)strspn(first, "abcdefghijklmnopqrstuvwxyz0123456789_");

	p->p += n;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strlen(words[i].word) == (size_t)n &&
		    memcmp(first, words[i].word, (size_t)n) == 0) {
			o->type = words[i].type;
			return 0;
		}
	if (path_skip_blanks(p) == '(')
		return path_fail(
		    p, first, "function '%.*s' is not supported", n, first);
	return path_fail(
	    p, first, "'%.*s' is no path and no literal", n, first);
}

static int
read_operand(struct path_parser *p, struct operand *o)
{
	char c = *p->p;

	if (c == '@' || c == '$') {
		if (c == '$' && p->is_connector)
			return path_fail(p, p->p,
			    "'$' is not allowed in a filter here, only '@'");
		o->is_query = true;
		o->query.is_absolute = c == '$';
		p->p++;
		return path_read_segments(p, &o->query);
	}
	if (c == '\'' || c == '"') {
		o->type = NODE_STRING;
		return path_read_string(p, &o->text, &o->n);
	}
	if (c == '-' || (c >= '0' && c <= '9'))
		return read_number(p, o);
	if (c >= 'a' && c <= 'z')
		return read_word(p, o);
	return path_fail_found(p, "a path, a literal or '('");
}

/* ---- Expressions -------------------------------------------------------- */

static bool
read_op(struct path_parser *p, enum compare *op)
{
	static const char *const ops[] = {[COMPARE_EQ] = "==",
	    [COMPARE_NE] = "!=",
	    [COMPARE_LE] = "<=",
	    [COMPARE_GE] = ">=",
	    [COMPARE_LT] = "<",
	    [COMPARE_GT] = ">"};

	for (size_t i = 0; i < sizeof(ops) / sizeof(ops[0]); i++)
		if (strncmp(p->p, ops[i], strlen(ops[i])) == 0) {
			*op = (enum compare)i;
			p->p += strlen(ops[i]);
			return true;
		}
	return false;
}

static int
check_operand(struct path_parser *p, const char *at, const struct operand *o)
{
	if (o->is_query && !o->query.is_singular)
		return path_fail(
		    p, at, "a path that may select several nodes is compared");
	return 0;
}

/* `@.a`, or `@.a == 1`. */
static int
read_test(struct path_parser *p, bool is_negated, struct expr *x)
{
	const char *first = p->p, *behind;

	if (read_operand(p, &x->left) == -1)
		return -1;
	behind = p->p;
	(void)path_skip_blanks(p); /* seen by p */
	if (!read_op(p, &x->op)) {
		p->p = behind;
		x->kind = EXPR_EXISTS;
		x->is_negated = is_negated;
		if (!x->left.is_query)
			return path_fail(p, first,
			    "a literal that is compared with nothing");
		return 0;
	}
	if (is_negated)
		return path_fail(
		    p, first, "'!' before a comparison without parentheses");
	x->kind = EXPR_COMPARE;
	if (check_operand(p, first, &x->left) == -1)
		return -1;
	(void)path_skip_blanks(p); /* seen by p */
	first = p->p;
	if (read_operand(p, &x->right) == -1)
		return -1;
	return check_operand(p, first, &x->right);
}

static int
read_basic(struct path_parser *p, struct expr *x)
{
	bool is_negated = *p->p == '!';

	if (is_negated) {
		p->p++;
		(void)path_skip_blanks(p); /* seen by p */
	}
	if (*p->p != '(')
		return read_test(p, is_negated, x);
	if (path_enter(p) == -1)
		return -1;
	p->p++;
	(void)path_skip_blanks(p); /* seen by p */
	if (read_logical(p, true, x) == -1)
		return -1;
	if (path_skip_blanks(p) != ')')
		return path_fail_found(p, "'&&', '||' or ')'");
	p->p++;
	p->depth--;
	x->is_negated = x->is_negated != is_negated;
	return 0;
}

/* A list of parts between || (is_or), each one between &&; one part is x. */
static int
read_logical(struct path_parser *p, bool is_or, struct expr *x)
{
	struct expr **tail = &x->parts, *next;
	const char *behind;

	x->kind = is_or ? EXPR_ANY : EXPR_EACH;
	for (;;) {
		*tail = arena_alloc(p->a, sizeof(**tail));
		if ((is_or ? read_logical(p, false, *tail)
			   : read_basic(p, *tail)) == -1)
			return -1;
		tail = &(*tail)->next;
		behind = p->p;
		(void)path_skip_blanks(p); /* seen by p */
		if (strncmp(p->p, is_or ? "||" : "&&", 2) != 0)
			break;
		p->p += 2;
		(void)path_skip_blanks(p); /* seen by p */
	}
	p->p = behind;
	if (x->parts->next == NULL) {
		next = x->next;
		*x = *x->parts;
		x->next = next;
	}
	return 0;
}

int
path_read_filter(struct path_parser *p, const struct expr **out)
{
	struct expr *x = arena_alloc(p->a, sizeof(*x));

	if (path_enter(p) == -1)
		return -1;
	(void)path_skip_blanks(p); /* seen by p */
	if (read_logical(p, true, x) == -1)
		return -1;
	p->depth--;
	*out = x;
	return 0;
}
