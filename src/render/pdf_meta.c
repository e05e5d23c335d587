/*
 * What a file says of itself: XMP with the extension schema, the output
 * intent, the information dictionary, the outline, attachments.  Every date is
 * as-of.  ISO 19005-3, ISO 14289-1.
 */
#include <string.h>

#include "ext/crypto.h"
#include "render/pdf_int.h"

/* ---- XMP ----------------------------------------------------------------- */

static void
put_xml(struct buf *b, struct text t)
{
	for (size_t i = 0; i < t.n; i++)
		switch (t.s[i]) {
		case '&':
			buf_puts(b, "&amp;");
			break;
		case '<':
			buf_puts(b, "&lt;");
			break;
		case '>':
			buf_puts(b, "&gt;");
			break;
		default:
			buf_putc(b, t.s[i]);
		}
}

static const char packet_schema[] =
    "<rdf:Description rdf:about=\"\" "
    "xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\" "
    "xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\" "
    "xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\">"
    "<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType=\"Resource\">"
    "<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>"
    "<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/"
    "</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid"
    "</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>"
    "<rdf:li rdf:parseType=\"Resource\"><pdfaProperty:name>part"
    "</pdfaProperty:name><pdfaProperty:valueType>Integer"
    "</pdfaProperty:valueType><pdfaProperty:category>internal"
    "</pdfaProperty:category><pdfaProperty:description>Part of ISO 14289"
    "</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property>"
    "</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>\n";

int
meta_xmp(struct pdf *p, const struct pdf_in *in, const char *producer)
{
	struct buf b = {0};
	int id;

	buf_puts(&b,
	    "<?xpacket begin=\"\xEF\xBB\xBF\" "
	    "id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
	    "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n<rdf:RDF "
	    "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
	    "<rdf:Description rdf:about=\"\" "
	    "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
	    "xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" "
	    "xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" "
	    "xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\" "
	    "xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\">"
	    "<dc:format>application/pdf</dc:format><dc:title><rdf:Alt>"
	    "<rdf:li xml:lang=\"x-default\">");
	put_xml(&b, in->doc->title);
	buf_printf(&b,
	    "</rdf:li></rdf:Alt></dc:title><dc:language><rdf:Bag><rdf:li>%s"
	    "</rdf:li></rdf:Bag></dc:language><pdf:Producer>%s</pdf:Producer>"
	    "<xmp:CreateDate>%.19sZ</xmp:CreateDate>"
	    "<xmp:ModifyDate>%.19sZ</xmp:ModifyDate>"
	    "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A"
	    "</pdfaid:conformance><pdfuaid:part>1</pdfuaid:part>"
	    "</rdf:Description>\n%s</rdf:RDF>\n</x:xmpmeta>\n"
	    "<?xpacket end=\"r\"?>",
	    in->doc->lang, producer, in->as_of, in->as_of, packet_schema);
	id = pdf_stream(
	    p, "/Type/Metadata/Subtype/XML", buf_str(&b), b.len, true);
	buf_free(&b);
	return id;
}

/* ---- Colour -------------------------------------------------------------- */

static void
put_u32(struct buf *b, uint32_t v)
{
	for (int i = 3; i >= 0; i--)
		buf_putc(b, (char)(v >> (8 * i) & 0xFF));
}

static void
put_words(struct buf *b, const uint32_t *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		put_u32(b, list[i]);
}

enum { ICC_TAGS = 10, ICC_DATA = 128 + 4 + 12 * ICC_TAGS };

struct icc_tag {
	const char *name;
	size_t at, n;
};

static void
icc_text(struct buf *b, const char *s)
{
	size_t n = strlen(s);

	buf_puts(b, "mluc");
	put_words(b, (const uint32_t[]){0, 1, 12}, 3);
	buf_puts(b, "enUS");
	put_words(b, (const uint32_t[]){(uint32_t)(2 * n), 28}, 2);
	for (size_t i = 0; i < n; i++) {
		buf_putc(b, '\0');
		buf_putc(b, s[i]);
	}
}

static void
icc_xyz(struct buf *b, uint32_t x, uint32_t y, uint32_t z)
{
	buf_puts(b, "XYZ ");
	put_words(b, (const uint32_t[]){0, x, y, z}, 4);
}

static void
icc_add(struct buf *data, struct icc_tag *tag, const char *name, size_t from)
{
	*tag = (struct icc_tag){name, ICC_DATA + from, data->len - from};
	while (data->len % 4 != 0)
		buf_putc(data, '\0');
}

/* sRGB as matrix and curve (IEC 61966-2-1, adapted to D50), ICC 4.2. */
static void
icc_data(struct buf *d, struct icc_tag tags[static ICC_TAGS])
{
	static const uint32_t chad[] = {0, 0x10C42, 0x5DE, 0xFFFFF325, 0x793,
	    0xFD90, 0xFFFFFBA1, 0xFFFFFDA2, 0x3DC, 0xC06E};
	static const uint32_t curve[] = {
	    0, 0x30000, 0x26666, 0xF2A7, 0xD59, 0x13D0, 0xA5B};
	size_t from;

	icc_text(d, "sRGB");
	icc_add(d, &tags[0], "desc", 0);
	from = d->len;
	icc_text(d, "No copyright, use freely");
	icc_add(d, &tags[1], "cprt", from);
	from = d->len;
	icc_xyz(d, 0xF6D6, 0x10000, 0xD32D);
	icc_add(d, &tags[2], "wtpt", from);
	from = d->len;
	buf_puts(d, "sf32");
	put_words(d, chad, 10);
	icc_add(d, &tags[3], "chad", from);
	from = d->len;
	icc_xyz(d, 0x6FA2, 0x38F5, 0x390);
	icc_add(d, &tags[4], "rXYZ", from);
	from = d->len;
	icc_xyz(d, 0x6299, 0xB785, 0x18DA);
	icc_add(d, &tags[5], "gXYZ", from);
	from = d->len;
	icc_xyz(d, 0x24A0, 0xF84, 0xB6CF);
	icc_add(d, &tags[6], "bXYZ", from);
	from = d->len;
	buf_puts(d, "para");
	put_words(d, curve, 7);
	icc_add(d, &tags[7], "rTRC", from);
	tags[8] = tags[9] = tags[7];
	tags[8].name = "gTRC";
	tags[9].name = "bTRC";
}

static void
icc_put(struct buf *b)
{
	struct icc_tag tags[ICC_TAGS];
	struct buf data = {0};

	icc_data(&data, tags);
	put_words(b,
	    (const uint32_t[]){(uint32_t)(ICC_DATA + data.len), 0, 0x04200000},
	    3);
	buf_puts(b, "mntrRGB XYZ ");
	put_words(b, (const uint32_t[]){0x07EA0001, 0x00010000, 0}, 3);
	buf_puts(b, "acsp");
	put_words(b, (const uint32_t[]){0, 0, 0, 0, 0, 0, 0}, 7);
	put_words(b, (const uint32_t[]){0xF6D6, 0x10000, 0xD32D}, 3);
	for (size_t i = b->len; i < 128; i++)
		buf_putc(b, '\0');
	put_u32(b, ICC_TAGS);
	for (size_t i = 0; i < ICC_TAGS; i++) {
		buf_puts(b, tags[i].name);
		put_u32(b, (uint32_t)tags[i].at);
		put_u32(b, (uint32_t)tags[i].n);
	}
	buf_add(b, buf_str(&data), data.len);
	buf_free(&data);
}

static int
set_object(struct pdf *p, const struct buf *b)
{
	int id = pdf_reserve(p);

	pdf_set(p, id, buf_str(b), b->len);
	return id;
}

int
meta_intent(struct pdf *p)
{
	struct buf icc = {0}, b = {0};
	int id;

	icc_put(&icc);
	id = pdf_stream(p, "/N 3", buf_str(&icc), icc.len, false);
	buf_printf(&b,
	    "/Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)"
	    "/Info(sRGB)/DestOutputProfile %d 0 R",
	    id);
	id = set_object(p, &b);
	buf_free(&icc);
	buf_free(&b);
	return id;
}

/* ---- Information --------------------------------------------------------- */

const char *
meta_date(struct arena *a, const char *t)
{
	return arena_printf(a, "D:%.4s%.2s%.2s%.2s%.2s%.2sZ", t, t + 5, t + 8,
	    t + 11, t + 14, t + 17);
}

int
meta_info(struct pdf *p, struct arena *a, const struct pdf_in *in,
    const char *producer)
{
	const char *date = meta_date(a, in->as_of);
	struct buf b = {0};
	int id;

	buf_puts(&b, "/Title");
	put_utf16(&b, in->doc->title.s, in->doc->title.n);
	buf_printf(&b, "/Producer(%s)/CreationDate(%s)/ModDate(%s)", producer,
	    date, date);
	id = set_object(p, &b);
	buf_free(&b);
	return id;
}

/* ---- Outline ------------------------------------------------------------- */

struct entry {
	const struct heading *heading;
	int object;
	size_t parent; /* index; the first is the outline itself */
	size_t first, last, next, before;
	size_t count; /* of all below */
};

static void
link_entries(struct entry *list, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		size_t up = i - 1;

		while (
		    up > 0 && list[up].heading->level >= list[i].heading->level)
			up = list[up].parent;
		list[i].parent = up;
		list[i].before = list[up].last;
		if (list[up].last != 0)
			list[list[up].last].next = i;
		else
			list[up].first = i;
		list[up].last = i;
		for (;; up = list[up].parent) {
			list[up].count++;
			if (up == 0)
				break;
		}
	}
}

static void
put_entry(struct pdf *p, const struct entry *list, size_t i,
    const struct page_of *pages, struct buf *b)
{
	const struct entry *x = &list[i];
	const struct place *to = x->heading->place;

	buf_reset(b);
	buf_puts(b, "/Title");
	put_utf16(b, x->heading->text.s, x->heading->text.n);
	buf_printf(b, "/Parent %d 0 R", list[x->parent].object);
	if (x->before != 0)
		buf_printf(b, "/Prev %d 0 R", list[x->before].object);
	if (x->next != 0)
		buf_printf(b, "/Next %d 0 R", list[x->next].object);
	if (x->first != 0)
		buf_printf(b, "/First %d 0 R/Last %d 0 R/Count -%zu",
		    list[x->first].object, list[x->last].object, x->count);
	buf_printf(b, "/Dest[%d 0 R/XYZ null ", pages[to->page].object);
	put_mpt(b, pages[to->page].height - to->y);
	buf_puts(b, " null]");
	pdf_set(p, x->object, buf_str(b), b->len);
}

int
meta_outline(struct pdf *p, struct arena *a, const struct layout *l,
    const struct page_of *pages)
{
	struct buf b = {0};
	struct entry *list;
	size_t n = 1;
	int id;

	for (const struct heading *h = l->headings; h != NULL; h = h->next)
		n++;
	list = arena_array(a, n, sizeof(*list));
	list[0].object = id = pdf_reserve(p);
	n = 1;
	for (const struct heading *h = l->headings; h != NULL; h = h->next)
		list[n++] = (struct entry){h, pdf_reserve(p), 0, 0, 0, 0, 0, 0};
	link_entries(list, n);
	for (size_t i = 1; i < n; i++)
		put_entry(p, list, i, pages, &b);
	buf_reset(&b);
	buf_puts(&b, "/Type/Outlines");
	if (n > 1)
		buf_printf(&b, "/First %d 0 R/Last %d 0 R/Count %zu",
		    list[list[0].first].object, list[list[0].last].object,
		    n - 1);
	pdf_set(p, id, buf_str(&b), b.len);
	buf_free(&b);
	return id;
}

/* ---- Attachments --------------------------------------------------------- */

static int
put_attachment(struct pdf *p, struct arena *a, const struct pdf_in *in,
    const struct attachment *f)
{
	struct buf b = {0};
	uint8_t md[32];
	int id;

	sha256_bytes(f->bytes, f->n, md);
	buf_puts(&b, "/Type/EmbeddedFile/Subtype/");
	for (const char *s = f->mime; *s != '\0'; s++)
		buf_printf(&b, *s == '/' ? "#2F" : "%c", *s);
	buf_printf(&b, "/Params<</Size %zu/ModDate(%s)>>", f->n,
	    meta_date(a, in->as_of));
	id = pdf_stream(p, buf_str(&b), f->bytes, f->n, false);
	buf_reset(&b);
	buf_puts(&b, "/Type/Filespec/F");
	put_utf16(&b, f->name, strlen(f->name));
	buf_puts(&b, "/UF");
	put_utf16(&b, f->name, strlen(f->name));
	buf_puts(&b, "/Desc");
	put_utf16(&b, f->about, strlen(f->about));
	buf_printf(&b, "/AFRelationship/%s/EF<</F %d 0 R/UF %d 0 R>>",
	    f->relationship, id, id);
	id = set_object(p, &b);
	buf_free(&b);
	return id;
}

void
meta_attachments(struct pdf *p, struct arena *a, const struct pdf_in *in,
    struct buf *af, struct buf *names)
{
	if (in->nattachments == 0)
		return;
	buf_puts(af, "/AF[");
	buf_puts(names, "/EmbeddedFiles<</Names[");
	/* Sorted by name, as a name tree wants: the caller's order. */
	for (size_t i = 0; i < in->nattachments; i++) {
		const struct attachment *f = &in->attachments[i];
		int id = put_attachment(p, a, in, f);

		buf_printf(af, "%d 0 R ", id);
		put_utf16(names, f->name, strlen(f->name));
		buf_printf(names, "%d 0 R ", id);
	}
	buf_puts(af, "]");
	buf_puts(names, "]>>");
}
