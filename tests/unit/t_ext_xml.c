/* Writing XML, and checking it against a schema. */
#include "base/buf.h"
#include "base/error.h"
#include "ext/xml.h"
#include "test.h"

static const char schema_text[] =
    "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'>"
    "<xs:simpleType name='text'><xs:restriction base='bare'>"
    "<xs:pattern value='\\S(.*\\S)?'/></xs:restriction></xs:simpleType>"
    "<xs:simpleType name='bare'><xs:restriction base='xs:string'/>"
    "</xs:simpleType>"
    "<xs:element name='other'/>"
    "<xs:element name='list'><xs:complexType><xs:sequence>"
    "<xs:element name='item' maxOccurs='unbounded'>"
    "<xs:simpleType><xs:union memberTypes='text text'/></xs:simpleType>"
    "</xs:element></xs:sequence><xs:attribute name='id' use='required'/>"
    "</xs:complexType></xs:element></xs:schema>";

static const char *const roots[] = {"list", NULL};

static void
test_write(void)
{
	struct buf b = {0};
	struct xml_out *w = xml_begin(&b);

	xml_open(w, "list");
	xml_attr(w, "id", "a<\"&'>\n\tb");
	xml_open(w, "item");
	xml_text(w, "]]> <b>&amp; \xC3\xA9 \xF0\x9F\x98\x80");
	xml_close(w);
	xml_open(w, "item");
	xml_close(w);
	xml_end(w); /* closes the list */
	CHECK_STR(buf_str(&b), "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
			       "<list id=\"a&lt;&quot;&amp;'&gt;&#10;&#9;b\">\n"
			       "  <item>]]&gt; &lt;b&gt;&amp;amp; \xC3\xA9 "
			       "\xF0\x9F\x98\x80</item>\n"
			       "  <item/>\n"
			       "</list>\n");
	buf_free(&b);
}

static int
check(const char *xml, struct error *e)
{
	struct xml_schema *s;
	int rc;

	err_clear(e);
	if (xml_schema_load(
		"s.xsd", schema_text, strlen(schema_text), roots, &s, e) == -1)
		return -2;
	rc = xml_schema_check(s, "doc.xml", xml, strlen(xml), e);
	xml_schema_free(s);
	return rc;
}

static void
test_valid(void)
{
	struct error e;

	CHECK(check("<list id='1'><item>a</item><item>b c</item></list>", &e) ==
	      0);
	CHECK(e.kind == ERR_NONE);
}

/* Each is refused, with the place. */
static void
test_invalid(void)
{
	static const char *const bad[] = {"<list id='1'/>",
	    "<list><item>a</item></list>",
	    "<list id='1'><item> a</item></list>",
	    "<list id='1'><item/></list>", "<list id='1'><other/></list>",
	    "<list id='1'><item>a</item>", "", "no xml",
	    "<list id='1'><item>a</item></list><list/>",
	    "<list id='1'><item>\xFF</item></list>",
	    "<list id='1'><item>\x01</item></list>",
	    "<other/>" /* declared, but no root that was asked for */};
	struct error e;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		CHECK(check(bad[i], &e) == -1);
		CHECK(e.kind == ERR_INPUT && e.what[0] != '\0');
		CHECK(strncmp(e.where, "doc.xml", 7) == 0);
	}
	CHECK(check("<list id='1'>\n<item>a</item>\n<b/></list>", &e) == -1);
	CHECK_STR(e.where, "doc.xml:3");
}

/* Neither an entity nor another file is read. */
static void
test_no_entities(void)
{
	struct error e;

	CHECK(check("<!DOCTYPE list [<!ENTITY x SYSTEM '/etc/hostname'>]>"
		    "<list id='1'><item>&x;</item></list>",
		  &e) == -1);
	CHECK(strstr(e.what, "document type") != NULL);
	CHECK(check("<!DOCTYPE list SYSTEM 'http://127.0.0.1:9/x.dtd'>"
		    "<list id='1'><item>a</item></list>",
		  &e) == -1);
	CHECK(strstr(e.what, "document type") != NULL);
}

static void
test_no_schema(void)
{
	static const char *const bad[] = {"<a/>", "", "<xs:schema",
	    ("<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'>"
	     "<xs:element name='a' type='none'/></xs:schema>")};
	struct xml_schema *s;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct error e = {0};

		CHECK(xml_schema_load("s.xsd", bad[i], strlen(bad[i]), roots,
			  &s, &e) == -1);
		CHECK(s == NULL && e.kind == ERR_INPUT);
		CHECK(strncmp(e.where, "s.xsd", 5) == 0);
	}
}

int
main(void)
{
	RUN(test_write);
	RUN(test_valid);
	RUN(test_invalid);
	RUN(test_no_entities);
	RUN(test_no_schema);
	return test_end("t_ext_xml");
}
