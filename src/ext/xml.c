/*
 * Documents of ours by libxml2's writer, and checking them against a schema by
 * its validator.  Refuses a document type, entities, other files and the
 * network: nothing that is checked here needs them.  libxml2's memory ends
 * like ours: out of memory is mem.c's business.
 */
#include "ext/xml.h"

#include <assert.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/parser.h>
#include <libxml/xmlschemas.h>
#include <libxml/xmlwriter.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"

static void *
grow(void *p, size_t n)
{
	return mem_grow(p, n, 1);
}

/* Not zeroed: libxml2 asks for much, and zeroes what it wants to be zero. */
static void *
get(size_t n)
{
	return mem_grow(NULL, n, 1);
}

static void
use_our_memory(void)
{
	int rc = xmlMemSetup(free, get, grow, mem_dup);

	assert(rc == 0);
	xmlInitParser();
}

static const xmlChar *
in(const char *s)
{
	return (const xmlChar *)s;
}

/* ---- Writing ------------------------------------------------------------ */

struct xml_out {
	xmlTextWriterPtr writer;
	struct buf *out;
};

static int
add_bytes(void *ctx, const char *bytes, int n)
{
	struct xml_out *w = ctx;

	buf_add(w->out, bytes, (size_t)n);
	return n;
}

static int
close_nothing(void *ctx)
{
	(void)ctx; /* the buffer is the caller's */
	return 0;
}

struct xml_out *
xml_begin(struct buf *out)
{
	struct xml_out *w = mem_alloc(sizeof(*w));
	xmlOutputBufferPtr io;
	int rc;

	use_our_memory();
	w->out = out;
	io = xmlOutputBufferCreateIO(add_bytes, close_nothing, w, NULL);
	assert(io != NULL);
	w->writer = xmlNewTextWriter(io);
	assert(w->writer != NULL);
	(void)xmlTextWriterSetIndent(w->writer, 1); /* fails for NULL alone */
	(void)xmlTextWriterSetIndentString(w->writer, in("  "));
	rc = xmlTextWriterStartDocument(w->writer, "1.0", "UTF-8", NULL);
	assert(rc != -1);
	return w;
}

void
xml_open(struct xml_out *w, const char *name)
{
	int rc = xmlTextWriterStartElement(w->writer, in(name));

	assert(rc != -1);
}

/* XML 1.0's Char, in UTF-8. */
static bool
is_writable(const char *s)
{
	size_t n = strlen(s), len;

	for (; n > 0; s += len, n -= len) {
		unsigned code;

		len = *s >= ' ' && *s <= '~' ? 1 : utf8_len(s, n);
		if (len == 0)
			return false;
		code = utf8_code(s);
		if ((code < 0x20 && code != '\t' && code != '\n' &&
			code != '\r') ||
		    code == 0xFFFE || code == 0xFFFF)
			return false;
	}
	return true;
}

void
xml_attr(struct xml_out *w, const char *name, const char *value)
{
	int rc;

	assert(is_writable(value));
	rc = xmlTextWriterWriteAttribute(w->writer, in(name), in(value));
	assert(rc != -1);
}

void
xml_text(struct xml_out *w, const char *text)
{
	int rc;

	assert(is_writable(text));
	rc = xmlTextWriterWriteString(w->writer, in(text));
	assert(rc != -1);
}

void
xml_close(struct xml_out *w)
{
	int rc = xmlTextWriterEndElement(w->writer);

	assert(rc != -1);
}

void
xml_end(struct xml_out *w)
{
	int rc = xmlTextWriterEndDocument(w->writer);

	assert(rc != -1);
	xmlFreeTextWriter(w->writer);
	free(w);
}

/* ---- Checking ----------------------------------------------------------- */

struct xml_schema {
	xmlSchemaPtr schema;
};

/* Where and why: the first thing that libxml2 finds wrong. */
struct finding {
	const char *name;
	struct error *e;
};

static void
note(void *ctx, xmlErrorPtr why)
{
	struct finding *f = ctx;
	char where[ERR_TEXT];
	size_t n;

	if (why == NULL || why->level < XML_ERR_ERROR)
		return;
	n = why->message == NULL ? 0 : strcspn(why->message, "\n");
	(void)snprintf(where, sizeof(where), "%s:%d", f->name,
	    why->line); /* a cut name is still a name */
	err_set(f->e, ERR_INPUT, where, "%.*s", (int)(n > 400 ? 400 : n),
	    n == 0 ? "not valid" : why->message);
}

static int
parse(const char *name, const char *bytes, size_t n, xmlDocPtr *out,
    struct error *e)
{
	/* HUGE: what is read here was written here, or has a known digest. */
	static const int how = XML_PARSE_NONET | XML_PARSE_NOERROR |
			       XML_PARSE_NOWARNING | XML_PARSE_HUGE;
	xmlParserCtxtPtr p;
	struct finding f = {.name = name, .e = e};

	*out = NULL;
	if (n > INT_MAX)
		return err_set(e, ERR_LIMIT, name, "%zu bytes are too many", n);
	p = xmlNewParserCtxt();
	assert(p != NULL);
	*out = xmlCtxtReadMemory(p, bytes, (int)n, NULL, NULL, how);
	if (*out == NULL) {
		note(&f, xmlCtxtGetLastError(p));
		err_set(e, ERR_INPUT, name, "not XML"); /* first error wins */
	} else if (xmlGetIntSubset(*out) != NULL) {
		err_set(e, ERR_INPUT, name, "it has a document type");
	}
	xmlFreeParserCtxt(p);
	if (e->kind == ERR_NONE)
		return 0;
	xmlFreeDoc(*out);
	*out = NULL;
	return -1;
}

/* ---- What of a schema is needed ----------------------------------------- */

struct global { /* a declaration at the top */
	xmlNodePtr node;
	xmlChar *name;
	bool is_needed;
};

struct globals {
	struct global *list; /* sorted by name; kinds may share one */
	size_t n, cap;
	struct global **todo; /* needed, and not looked into yet */
	size_t ntodo;
};

static int
by_name(const void *left, const void *right)
{
	const struct global *l = left, *r = right;

	return xmlStrcmp(l->name, r->name);
}

static void
collect(struct globals *g, xmlNodePtr schema)
{
	for (xmlNodePtr c = schema->children; c != NULL; c = c->next) {
		xmlChar *name = c->type == XML_ELEMENT_NODE
				    ? xmlGetNoNsProp(c, in("name"))
				    : NULL;

		if (name == NULL)
			continue; /* an import, a comment: it stays */
		mem_push(&g->list, g->n, &g->cap, sizeof(g->list[0]));
		g->list[g->n++] = (struct global){.node = c, .name = name};
	}
	if (g->n > 0)
		qsort(g->list, g->n, sizeof(g->list[0]), by_name);
	g->todo = mem_array(g->n + 1, sizeof(g->todo[0]));
}

/* Whatever bears the name, of every kind: never too little. */
static bool
need(struct globals *g, const xmlChar *name)
{
	const xmlChar *colon = xmlStrchr(name, ':');
	size_t low = 0, high = g->n;
	bool is_there = false;

	if (colon != NULL)
		name = colon + 1;
	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (xmlStrcmp(g->list[mid].name, name) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < g->n && xmlStrEqual(g->list[low].name, name); low++) {
		is_there = true;
		if (g->list[low].is_needed)
			continue;
		g->list[low].is_needed = true;
		g->todo[g->ntodo++] = &g->list[low];
	}
	return is_there;
}

/* Attributes that name declarations; a list of names has blanks. */
static bool
is_naming(const xmlChar *attr)
{
	static const char *const attrs[] = {"type", "ref", "base",
	    "memberTypes", "itemType", "substitutionGroup"};

	for (size_t i = 0; i < sizeof(attrs) / sizeof(attrs[0]); i++)
		if (strcmp((const char *)attr, attrs[i]) == 0)
			return true;
	return false;
}

static void
need_of(struct globals *g, xmlNodePtr node)
{
	for (xmlAttrPtr at = node->properties; at != NULL; at = at->next) {
		xmlChar *names;
		char *rest, *one;

		if (!is_naming(at->name))
			continue;
		names = xmlNodeListGetString(node->doc, at->children, 1);
		rest = (char *)names;
		while (rest != NULL && (one = strtok_r(rest, " \n", &rest)))
			(void)need(g, in(one)); /* or XML Schema's own */
		xmlFree(names);
	}
}

static void
look_into(struct globals *g, xmlNodePtr top)
{
	xmlNodePtr node = top;

	while (node != NULL) {
		if (node->type == XML_ELEMENT_NODE)
			need_of(g, node);
		if (node->children != NULL) {
			node = node->children;
			continue;
		}
		while (node != top && node->next == NULL)
			node = node->parent;
		node = node == top ? NULL : node->next;
	}
}

/* Takes away what no root needs.  False: a root is not declared. */
static bool
keep_needed(xmlDocPtr doc, const char *const *roots)
{
	struct globals g = {0};
	bool is_whole = true;

	collect(&g, xmlDocGetRootElement(doc));
	for (; *roots != NULL; roots++)
		is_whole = need(&g, in(*roots)) && is_whole;
	while (g.ntodo > 0)
		look_into(&g, g.todo[--g.ntodo]->node);
	for (size_t i = 0; i < g.n; i++) {
		if (!g.list[i].is_needed) {
			xmlUnlinkNode(g.list[i].node);
			xmlFreeNode(g.list[i].node);
		}
		xmlFree(g.list[i].name);
	}
	free(g.list);
	free(g.todo);
	return is_whole;
}

int
xml_schema_load(const char *name, const char *bytes, size_t n,
    const char *const *roots, struct xml_schema **out, struct error *e)
{
	struct finding f = {.name = name, .e = e};
	xmlSchemaParserCtxtPtr p = NULL;
	xmlSchemaPtr schema = NULL;
	xmlDocPtr doc = NULL;

	*out = NULL;
	use_our_memory();
	if (parse(name, bytes, n, &doc, e) == -1)
		return -1;
	if (!keep_needed(doc, roots)) {
		xmlFreeDoc(doc);
		return err_set(
		    e, ERR_INPUT, name, "does not declare every root");
	}
	p = xmlSchemaNewDocParserCtxt(doc);
	assert(p != NULL);
	xmlSchemaSetParserStructuredErrors(p, note, &f);
	schema = xmlSchemaParse(p);
	xmlSchemaFreeParserCtxt(p);
	xmlFreeDoc(doc);
	if (schema == NULL) /* first error wins: this one is for none */
		return err_set(e, ERR_INPUT, name, "not a schema");
	*out = mem_alloc(sizeof(**out));
	(*out)->schema = schema;
	return 0;
}

void
xml_schema_free(struct xml_schema *s)
{
	if (s == NULL)
		return;
	xmlSchemaFree(s->schema);
	free(s);
}

int
xml_schema_check(struct xml_schema *s, const char *name, const char *bytes,
    size_t n, struct error *e)
{
	struct finding f = {.name = name, .e = e};
	xmlSchemaValidCtxtPtr v;
	xmlDocPtr doc;
	int rc;

	if (parse(name, bytes, n, &doc, e) == -1)
		return -1;
	v = xmlSchemaNewValidCtxt(s->schema);
	assert(v != NULL);
	xmlSchemaSetValidStructuredErrors(v, note, &f);
	rc = xmlSchemaValidateDoc(v, doc);
	xmlSchemaFreeValidCtxt(v);
	xmlFreeDoc(doc);
	if (rc == 0)
		return 0;
	return err_set(e, ERR_INPUT, name, "not valid (%d)", rc);
}
