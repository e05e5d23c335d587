/*
 * The elements with their two spellings, and building a tree of them.  A text
 * enters the tree through el_line alone, so that no document holds what XML or
 * OSCAL's datatypes refuse (DESIGN law 5); it is never markup.
 */
#include "oscal/internal.h"

#include <assert.h>
#include <string.h>

#include "base/buf.h"

/* XML name, JSON member, list, content, JSON's name of the text. */
static const struct elem_def defs[EL_COUNT] = {
    [EL_ASSESSMENT_RESULTS] = {"assessment-results", "assessment-results",
	false, CONTENT_TREE, NULL},
    [EL_POAM] = {"plan-of-action-and-milestones",
	"plan-of-action-and-milestones", false, CONTENT_TREE, NULL},
    [EL_METADATA] = {"metadata", "metadata", false, CONTENT_TREE, NULL},
    [EL_TITLE] = {"title", "title", false, CONTENT_LINE, NULL},
    [EL_LAST_MODIFIED] = {"last-modified", "last-modified", false, CONTENT_TEXT,
	NULL},
    [EL_VERSION] = {"version", "version", false, CONTENT_TEXT, NULL},
    [EL_OSCAL_VERSION] = {"oscal-version", "oscal-version", false, CONTENT_TEXT,
	NULL},
    [EL_PROP] = {"prop", "props", true, CONTENT_TREE, NULL},
    [EL_ROLE] = {"role", "roles", true, CONTENT_TREE, NULL},
    [EL_PARTY] = {"party", "parties", true, CONTENT_TREE, NULL},
    [EL_NAME] = {"name", "name", false, CONTENT_TEXT, NULL},
    [EL_RESPONSIBLE_PARTY] = {"responsible-party", "responsible-parties", true,
	CONTENT_TREE, NULL},
    [EL_PARTY_UUID] = {"party-uuid", "party-uuids", true, CONTENT_TEXT, NULL},
    [EL_REMARKS] = {"remarks", "remarks", false, CONTENT_PROSE, NULL},
    [EL_P] = {"p", NULL, true, CONTENT_LINE, NULL},
    [EL_IMPORT_AP] = {"import-ap", "import-ap", false, CONTENT_TREE, NULL},
    [EL_SYSTEM_ID] = {"system-id", "system-id", false, CONTENT_TEXT, "id"},
    [EL_RESULT] = {"result", "results", true, CONTENT_TREE, NULL},
    [EL_DESCRIPTION] = {"description", "description", false, CONTENT_PROSE,
	NULL},
    [EL_START] = {"start", "start", false, CONTENT_TEXT, NULL},
    [EL_END] = {"end", "end", false, CONTENT_TEXT, NULL},
    [EL_LOCAL_DEFINITIONS] = {"local-definitions", "local-definitions", false,
	CONTENT_TREE, NULL},
    [EL_COMPONENT] = {"component", "components", true, CONTENT_TREE, NULL},
    [EL_STATUS] = {"status", "status", false, CONTENT_TREE, NULL},
    [EL_INVENTORY_ITEM] = {"inventory-item", "inventory-items", true,
	CONTENT_TREE, NULL},
    [EL_IMPLEMENTED_COMPONENT] = {"implemented-component",
	"implemented-components", true, CONTENT_TREE, NULL},
    [EL_ASSESSMENT_ASSETS] = {"assessment-assets", "assessment-assets", false,
	CONTENT_TREE, NULL},
    [EL_ASSESSMENT_PLATFORM] = {"assessment-platform", "assessment-platforms",
	true, CONTENT_TREE, NULL},
    [EL_USES_COMPONENT] = {"uses-component", "uses-components", true,
	CONTENT_TREE, NULL},
    [EL_REVIEWED_CONTROLS] = {"reviewed-controls", "reviewed-controls", false,
	CONTENT_TREE, NULL},
    [EL_CONTROL_SELECTION] = {"control-selection", "control-selections", true,
	CONTENT_TREE, NULL},
    [EL_INCLUDE_CONTROL] = {"include-control", "include-controls", true,
	CONTENT_TREE, NULL},
    [EL_OBSERVATION] = {"observation", "observations", true, CONTENT_TREE,
	NULL},
    [EL_METHOD] = {"method", "methods", true, CONTENT_TEXT, NULL},
    [EL_TYPE] = {"type", "types", true, CONTENT_TEXT, NULL},
    [EL_ORIGIN] = {"origin", "origins", true, CONTENT_TREE, NULL},
    [EL_ACTOR] = {"actor", "actors", true, CONTENT_TREE, NULL},
    [EL_SUBJECT] = {"subject", "subjects", true, CONTENT_TREE, NULL},
    [EL_RELEVANT_EVIDENCE] = {"relevant-evidence", "relevant-evidence", true,
	CONTENT_TREE, NULL},
    [EL_COLLECTED] = {"collected", "collected", false, CONTENT_TEXT, NULL},
    [EL_EXPIRES] = {"expires", "expires", false, CONTENT_TEXT, NULL},
    [EL_RISK] = {"risk", "risks", true, CONTENT_TREE, NULL},
    [EL_STATEMENT] = {"statement", "statement", false, CONTENT_PROSE, NULL},
    [EL_RISK_STATUS] = {"status", "status", false, CONTENT_TEXT, NULL},
    [EL_CHARACTERIZATION] = {"characterization", "characterizations", true,
	CONTENT_TREE, NULL},
    [EL_ITS_ORIGIN] = {"origin", "origin", false, CONTENT_TREE, NULL},
    [EL_FACET] = {"facet", "facets", true, CONTENT_TREE, NULL},
    [EL_DEADLINE] = {"deadline", "deadline", false, CONTENT_TEXT, NULL},
    [EL_RESPONSE] = {"response", "remediations", true, CONTENT_TREE, NULL},
    [EL_TASK] = {"task", "tasks", true, CONTENT_TREE, NULL},
    [EL_TIMING] = {"timing", "timing", false, CONTENT_TREE, NULL},
    [EL_ON_DATE] = {"on-date", "on-date", false, CONTENT_TREE, NULL},
    [EL_RELATED_OBSERVATION] = {"related-observation", "related-observations",
	true, CONTENT_TREE, NULL},
    [EL_FINDING] = {"finding", "findings", true, CONTENT_TREE, NULL},
    [EL_TARGET] = {"target", "target", false, CONTENT_TREE, NULL},
    [EL_RELATED_FINDING] = {"related-finding", "related-findings", true,
	CONTENT_TREE, NULL},
    [EL_ASSOCIATED_RISK] = {"associated-risk", "related-risks", true,
	CONTENT_TREE, NULL},
    [EL_POAM_ITEM] = {"poam-item", "poam-items", true, CONTENT_TREE, NULL},
    [EL_BACK_MATTER] = {"back-matter", "back-matter", false, CONTENT_TREE,
	NULL},
    [EL_RESOURCE] = {"resource", "resources", true, CONTENT_TREE, NULL},
    [EL_RLINK] = {"rlink", "rlinks", true, CONTENT_TREE, NULL},
    [EL_HASH] = {"hash", "hashes", true, CONTENT_TEXT, "value"},
};

const struct elem_def *
elem_def(enum elem e)
{
	return &defs[e];
}

struct el *
el_add(struct arena *a, struct el *parent, enum elem is)
{
	struct el *el = arena_alloc(a, sizeof(*el));

	el->is = is;
	if (parent == NULL)
		return el;
	if (parent->last == NULL)
		parent->first = el;
	else
		parent->last->next = el;
	parent->last = el;
	return el;
}

void
el_take(struct el *parent, struct el *from)
{
	if (from->first == NULL)
		return;
	if (parent->last == NULL)
		parent->first = from->first;
	else
		parent->last->next = from->first;
	parent->last = from->last;
	from->first = from->last = NULL;
}

void
el_attr(struct el *el, const char *name, const char *value)
{
	assert(el->nattrs < EL_ATTRS_MAX && value != NULL && *value != '\0');
	el->attrs[el->nattrs].name = name;
	el->attrs[el->nattrs].value = value;
	el->nattrs++;
}

const char *
el_get(const struct el *el, const char *name)
{
	for (size_t i = 0; i < el->nattrs; i++)
		if (strcmp(el->attrs[i].name, name) == 0)
			return el->attrs[i].value;
	return NULL;
}

void
el_para(struct arena *a, struct el *prose, const char *text)
{
	el_add(a, prose, EL_P)->text = el_markup(a, text);
}

struct el *
el_text(struct arena *a, struct el *parent, enum elem is, const char *text)
{
	struct el *el;

	if (text == NULL)
		return NULL;
	el = el_add(a, parent, is);
	if (defs[is].content == CONTENT_PROSE)
		el_para(a, el, text);
	else if (defs[is].content == CONTENT_LINE)
		el->text = el_markup(a, text);
	else
		el->text = el_line(a, text);
	return el;
}

void
el_prop(struct arena *a, struct el *parent, const char *name, const char *value,
    const char *class)
{
	struct el *prop;

	if (value == NULL || *value == '\0')
		return;
	assert(el_is_token(name));
	prop = el_add(a, parent, EL_PROP);
	el_attr(prop, "name", name);
	el_attr(prop, "ns", OUR_NS);
	el_attr(prop, "value", el_line(a, value));
	if (class != NULL && el_is_token(class))
		el_attr(prop, "class", class);
}

/* ---- Texts -------------------------------------------------------------- */

/* White_Space of Unicode; what is a control went to [U+0085] before. */
static bool
is_blank(unsigned code)
{
	return code == ' ' || code == '\t' || code == '\n' || code == 0xA0 ||
	       code == 0x1680 || (code >= 0x2000 && code <= 0x200A) ||
	       code == 0x202F || code == 0x205F || code == 0x3000;
}

/* Nothing to make safe, and no white space to close up: most texts. */
static bool
is_plain(const char *text)
{
	size_t i = 0;

	for (; text[i] != '\0'; i++)
		if (text[i] < ' ' || text[i] > '~' || i == OSCAL_LINE_MAX ||
		    (text[i] == ' ' &&
			(i == 0 || text[i + 1] == ' ' || text[i + 1] == '\0')))
			return false;
	return i > 0;
}

const char *
el_line(struct arena *a, const char *text)
{
	struct text safe;
	struct buf b = {0};
	bool is_gap = false;
	const char *out;
	size_t len;

	if (is_plain(text))
		return arena_dup(a, text);
	safe = text_of(a, text);
	for (size_t i = 0; i < safe.n; i += len) {
		const char *s = safe.s + i;

		len = utf8_len(s, safe.n - i);
		if (is_blank(utf8_code(s))) {
			is_gap = b.len > 0;
			continue;
		}
		if (b.len + len + 1 > OSCAL_LINE_MAX) {
			buf_printf(&b, " (cut here: %zu bytes in all)", safe.n);
			break;
		}
		if (is_gap)
			buf_putc(&b, ' ');
		is_gap = false;
		buf_add(&b, s, len);
	}
	out = arena_dup(a, b.len == 0 ? "(empty)" : buf_str(&b));
	buf_free(&b);
	return out;
}

/* Letters, digits and all beyond ASCII: between two of them `_` is a letter. */
static bool
is_word(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	       (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

/* "&amp;", "&#60;": NIST's converter reads them in XML's text as well. */
static bool
is_entity(const char *s)
{
	size_t n = 1 + (s[1] == '#');
	size_t start = n;

	while (is_word(s[n]))
		n++;
	return n > start && s[n] == ';';
}

/* How many bytes at the start of a paragraph would open a block, or 0. */
static size_t
opening(const char *s)
{
	size_t digits = strspn(s, "0123456789"), hashes = strspn(s, "#");
	size_t rule = strspn(s, "- ");

	if (s[rule] == '\0')
		return 1; /* a rule, or a list of nothing */
	if (digits > 0 && (s[digits] == '.' || s[digits] == ')') &&
	    (s[digits + 1] == ' ' || s[digits + 1] == '\0'))
		return digits + 1;
	if (hashes > 0 && (s[hashes] == ' ' || s[hashes] == '\0'))
		return 1;
	if ((*s == '-' || *s == '+') && (s[1] == ' ' || s[1] == '\0'))
		return 1;
	return 0;
}

static const char *
find_quote(const char *s)
{
	static const char *const quotes[] = {
	    "\"", "\xE2\x80\x9C", "\xE2\x80\x9D"};

	for (size_t i = 0; i < sizeof(quotes) / sizeof(quotes[0]); i++)
		if (strncmp(s, quotes[i], strlen(quotes[i])) == 0)
			return quotes[i];
	return NULL;
}

/* Could the sign at s[0] be markup there?  before: the byte in front. */
static bool
is_markup(const char *s, char before)
{
	if (*s == '_')
		return !is_word(before) || !is_word(s[1]);
	if (*s == '{')
		return before == '{';
	return *s == '&' && is_entity(s);
}

const char *
el_markup(struct arena *a, const char *text)
{
	const char *line = el_line(a, text), *out;
	size_t open = opening(line), i = 0;
	struct buf b = {0};

	if (open == 0 && strpbrk(line, "\"_{&\xE2") == NULL)
		return line;
	while (line[i] != '\0') {
		const char *quote = find_quote(line + i);

		if (quote != NULL) {
			buf_puts(&b, "\xE2\x80\xB3"); /* double prime */
			i += strlen(quote);
			continue;
		}
		if (i + 1 == open ||
		    is_markup(line + i, i == 0 ? ' ' : line[i - 1]))
			buf_printf(&b, "[U+%04X]", (unsigned)line[i]);
		else
			buf_putc(&b, line[i]);
		i++;
	}
	out = arena_dup(a, buf_str(&b));
	buf_free(&b);
	return out;
}

bool
el_is_token(const char *text)
{
	static const char first[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz_";

	return *text != '\0' && strchr(first, *text) != NULL &&
	       strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			    "abcdefghijklmnopqrstuvwxyz"
			    "0123456789._-") == strlen(text);
}
