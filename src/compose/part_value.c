/*
 * Values with their evidence: every computed value is a link to the bytes it
 * came from, so that from any number it is two clicks to them.  What is not a
 * value says what it is instead; nothing is made up for it (DESIGN law 3).
 */
#include <string.h>

#include "base/buf.h"
#include "compose/internal.h"

static struct text
joined(struct work *w, const struct value *v)
{
	struct buf b = {0};
	struct text t;

	for (size_t i = 0; i < v->nitems; i++) {
		if (i > 0)
			buf_puts(&b, ", ");
		buf_puts(&b, v->items[i]);
	}
	t = text_from(w->a, buf_str(&b), b.len);
	buf_free(&b);
	return t;
}

struct text
part_plain(struct work *w, const struct value *v)
{
	if (v->outcome != OUTCOME_VALUE)
		return text_lit("");
	if (v->text == NULL)
		return v->nitems > 0 ? joined(w, v) : text_lit("empty list");
	return text_of(w->a, v->text);
}

struct node *
part_shown(struct work *w, struct node *parent, const struct value *v,
    struct text shown)
{
	struct spot s = name_spot(w, v->at);
	struct node *n;

	if (shown.n == 0)
		shown = text_lit("empty");
	if (s.page == NULL)
		return node_text(w->a, parent, shown);
	n = node_value(w->a, parent, shown, s.page, s.fragment);
	n->object = s.object;
	return n;
}

/* What an outcome without a value means, in words. */
static struct text
instead(struct work *w, const struct value *v)
{
	const char *seen = v->text == NULL ? "" : v->text;

	switch (v->outcome) {
	case OUTCOME_NULL:
		return text_lit("given as empty");
	case OUTCOME_NONFINITE:
		return text_printf(w->a, "not finite: %s", seen);
	case OUTCOME_MANY:
		return text_lit("more than one value");
	case OUTCOME_BADTYPE:
		return text_printf(w->a, "not readable: %.40s", seen);
	case OUTCOME_CONFLICT:
		return text_lit("sources differ");
	case OUTCOME_ABSENT:
	case OUTCOME_VALUE:
		break;
	}
	return text_lit("not provided");
}

static struct node *
not_a_value(struct work *w, struct node *parent, const struct value *v)
{
	struct spot s = name_spot(w, v->at);
	struct node *link;

	if (v->outcome == OUTCOME_CONFLICT) {
		for (size_t i = 0; i < v->nothers; i++) {
			part_shown(w, parent, &v->others[i],
			    part_plain(w, &v->others[i]));
			node_lit(w->a, parent, ", ");
		}
		return node_missing(w->a, parent, instead(w, v));
	}
	if (s.page == NULL)
		return node_missing(w->a, parent, instead(w, v));
	link = node_add(w->a, parent, NODE_LINK);
	link->page = s.page;
	link->fragment = s.fragment;
	return node_missing(w->a, link, instead(w, v));
}

struct node *
part_value(
    struct work *w, struct node *parent, const struct row *r, const char *field)
{
	const struct value *v = row_get(r, field);
	enum field_type t = r->kind->fields[kind_field(r->kind, field)].type;

	if (v->outcome != OUTCOME_VALUE)
		return not_a_value(w, parent, v);
	if (t == TYPE_TIME)
		return part_shown(w, parent, v, part_time(w, v->text));
	return part_shown(w, parent, v, part_plain(w, v));
}

struct node *
part_number(struct work *w, struct node *parent, const struct row *r,
    const char *field, int places)
{
	const struct value *v = row_get(r, field);
	char out[DECIMAL_TEXT];
	struct decimal d;

	if (v->outcome != OUTCOME_VALUE || v->text == NULL ||
	    decimal_parse(&d, v->text, strlen(v->text)) == -1 ||
	    decimal_is_huge(&d) || d.exponent > 30)
		return part_value(w, parent, r, field);
	return part_shown(
	    w, parent, v, text_of(w->a, decimal_fixed(&d, places, out)));
}
