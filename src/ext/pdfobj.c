/*
 * libharu as object store (reference: pdf.md section 1): numbers, dictionaries
 * that write_fn fills, memory streams and deflate.  Its fonts, its own xref and
 * its PDF/A layer are not used: the last two write files that no checker
 * accepts.  Objects without a stream are packed 200 to an object stream (ISO
 * 32000-1, 7.5.7); a cross-reference stream ends the file (7.5.8).
 */
#include "ext/pdfobj.h"

#include <hpdf.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"

enum { PACK = 200, ID_MASK = 0x00FFFFFF, CHUNK = 1 << 16, SMALL = 1 << 9 };

struct object {
	HPDF_Dict dict; /* NULL: the library's own */
	struct buf members, stream;
	bool has_stream, is_deflated, is_plain;
};

struct pdf {
	HPDF_Doc doc;
	HPDF_Stream small;      /* where dictionaries are written */
	HPDF_STATUS failed;     /* the first error of the library, 0: none */
	struct object *objects; /* by number */
	size_t n, cap;
};

static void
on_error(HPDF_STATUS error, HPDF_STATUS detail, void *ctx)
{
	struct pdf *p = ctx;

	(void)detail; /* of the library's own trouble */
	if (p->failed == 0)
		p->failed = error;
}

static void *
allocate(HPDF_UINT n)
{
	return mem_alloc(n);
}

struct pdf *
pdf_new(struct error *e)
{
	struct pdf *p = mem_alloc(sizeof(*p));

	memset(p, 0, sizeof(*p));
	p->doc = HPDF_NewEx(on_error, allocate, free, 0, p);
	if (p->doc != NULL)
		p->small = HPDF_MemStream_New(p->doc->mmgr, SMALL);
	if (p->small != NULL)
		return p;
	if (p->doc != NULL)
		HPDF_Free(p->doc);
	free(p);
	err_set(e, ERR_BUG, "pdf", "libharu does not begin");
	return NULL;
}

void
pdf_free(struct pdf *p)
{
	if (p == NULL)
		return;
	HPDF_Stream_Free(p->small);
	HPDF_Free(p->doc);
	for (size_t i = 0; i < p->n; i++) {
		buf_free(&p->objects[i].members);
		buf_free(&p->objects[i].stream);
	}
	free(p->objects);
	free(p);
}

const char *
pdf_version(void)
{
	return HPDF_VERSION_TEXT;
}

/* ---- Objects ------------------------------------------------------------- */

/* The text of a dictionary, before its ">>". */
static HPDF_STATUS
write_members(HPDF_Dict d, HPDF_Stream to)
{
	const struct buf *b = d->attr;

	return b->len == 0 ? HPDF_OK
			   : HPDF_Stream_Write(to, (const HPDF_BYTE *)b->data,
				 (HPDF_UINT)b->len);
}

int
pdf_reserve(struct pdf *p)
{
	HPDF_Dict d = HPDF_Dict_New(p->doc->mmgr);
	size_t id;

	/* Before any member: else it becomes part of another object. */
	if (d == NULL || HPDF_Xref_Add(p->doc->xref, d) != HPDF_OK)
		return 0;
	id = d->header.obj_id & ID_MASK;
	while (p->n <= id) {
		mem_push(&p->objects, p->n, &p->cap, sizeof(p->objects[0]));
		p->objects[p->n++] = (struct object){0};
	}
	p->objects[id].dict = d;
	return (int)id;
}

void
pdf_set(struct pdf *p, int id, const char *members, size_t n)
{
	buf_reset(&p->objects[id].members);
	buf_add(&p->objects[id].members, members, n);
}

void
pdf_keep_plain(struct pdf *p, int id)
{
	p->objects[id].is_plain = true;
}

/* The bytes of a stream of the library, deflated where asked. */
static int
take_bytes(HPDF_Stream from, struct buf *to)
{
	HPDF_UINT n = HPDF_MemStream_GetBufCount(from);

	for (HPDF_UINT i = 0; i < n; i++) {
		HPDF_UINT len = 0;
		const HPDF_BYTE *bytes =
		    HPDF_MemStream_GetBufPtr(from, i, &len);

		if (bytes == NULL)
			return -1;
		buf_add(to, bytes, len);
	}
	return 0;
}

static int
deflate_bytes(struct pdf *p, const void *bytes, size_t n, struct buf *to)
{
	HPDF_Stream from = HPDF_MemStream_New(p->doc->mmgr, CHUNK);
	HPDF_Stream packed = HPDF_MemStream_New(p->doc->mmgr, CHUNK);
	int rc = -1;

	if (from == NULL || packed == NULL ||
	    HPDF_Stream_Write(from, bytes, (HPDF_UINT)n) != HPDF_OK ||
	    HPDF_Stream_WriteToStream(
		from, packed, HPDF_STREAM_FILTER_FLATE_DECODE, NULL) != HPDF_OK)
		goto out;
	rc = take_bytes(packed, to);
out:
	if (from != NULL)
		HPDF_Stream_Free(from);
	if (packed != NULL)
		HPDF_Stream_Free(packed);
	return rc;
}

int
pdf_stream(struct pdf *p, const char *members, const void *bytes, size_t n,
    bool is_raw)
{
	int id = pdf_reserve(p);
	struct object *o = &p->objects[id];

	if (id == 0)
		return 0;
	buf_puts(&o->members, members);
	o->has_stream = true;
	if (is_raw || n == 0)
		buf_add(&o->stream, bytes, n);
	else if (deflate_bytes(p, bytes, n, &o->stream) == 0)
		o->is_deflated = true;
	return id;
}

/* ---- The file ------------------------------------------------------------ */

struct place {
	size_t at;    /* in the file, or the number of the object stream */
	size_t index; /* in the object stream */
	int type;     /* 0 free, 1 in the file, 2 in an object stream */
};

struct writer {
	struct pdf *p;
	struct buf *out;
	struct place *places; /* by number */
	size_t n, cap;
};

static struct place *
place_at(struct writer *w, size_t id)
{
	while (w->n <= id) {
		mem_push(&w->places, w->n, &w->cap, sizeof(w->places[0]));
		w->places[w->n++] = (struct place){0};
	}
	return &w->places[id];
}

/* "<<...>>", as the library writes it. */
static int
put_dict(struct pdf *p, size_t id, struct buf *to)
{
	struct object *o = &p->objects[id];
	int rc = -1;

	HPDF_MemStream_FreeData(p->small);
	o->dict->attr = &o->members;
	o->dict->write_fn = write_members;
	if (HPDF_Obj_WriteValue(o->dict, p->small, NULL) == HPDF_OK)
		rc = take_bytes(p->small, to);
	o->dict->attr = NULL;
	o->dict->write_fn = NULL;
	return rc;
}

static int
put_object(struct writer *w, size_t id)
{
	struct object *o = &w->p->objects[id];

	*place_at(w, id) = (struct place){w->out->len, 0, 1};
	buf_printf(w->out, "%zu 0 obj\n", id);
	if (o->has_stream)
		buf_printf(&o->members, "/Length %zu%s", o->stream.len,
		    o->is_deflated ? "/Filter/FlateDecode" : "");
	if (put_dict(w->p, id, w->out) == -1)
		return -1;
	if (o->has_stream) {
		buf_puts(w->out, "\nstream\n");
		buf_add(w->out, buf_str(&o->stream), o->stream.len);
		buf_puts(w->out, "\nendstream");
		buf_free(&o->stream);
	}
	buf_puts(w->out, "\nendobj\n");
	return 0;
}

struct pack {
	struct buf heads, bodies;
	size_t ids[PACK], n;
};

/* An object stream of what was packed, and the places of its objects. */
static int
put_pack(struct writer *w, struct pack *k)
{
	struct buf dict = {0};
	int id;

	if (k->n == 0)
		return 0;
	buf_printf(&dict, "/Type/ObjStm/N %zu/First %zu", k->n, k->heads.len);
	buf_add(&k->heads, buf_str(&k->bodies), k->bodies.len);
	id = pdf_stream(
	    w->p, buf_str(&dict), buf_str(&k->heads), k->heads.len, false);
	buf_free(&dict);
	for (size_t i = 0; i < k->n; i++)
		*place_at(w, k->ids[i]) = (struct place){(size_t)id, i, 2};
	buf_reset(&k->heads);
	buf_reset(&k->bodies);
	k->n = 0;
	return id == 0 ? -1 : put_object(w, (size_t)id);
}

static int
put_packed(struct writer *w, size_t n)
{
	struct pack *k = mem_alloc(sizeof(*k));
	int rc = 0;

	memset(k, 0, sizeof(*k));
	for (size_t id = 1; rc == 0 && id < n; id++) {
		if (w->p->objects[id].dict == NULL ||
		    place_at(w, id)->type != 0)
			continue;
		buf_printf(&k->heads, "%zu %zu ", id, k->bodies.len);
		rc = put_dict(w->p, id, &k->bodies);
		buf_putc(&k->bodies, '\n');
		k->ids[k->n++] = id;
		if (rc == 0 && k->n == PACK)
			rc = put_pack(w, k);
	}
	if (rc == 0)
		rc = put_pack(w, k);
	buf_free(&k->heads);
	buf_free(&k->bodies);
	free(k);
	return rc;
}

static void
put_number(struct buf *b, size_t v, int bytes)
{
	while (bytes-- > 0)
		buf_putc(b, (char)(v >> (8 * bytes) & 0xFF));
}

/* All of its values are direct, as 7.5.8.2 wants. */
static int
put_xref(struct writer *w, struct pdf_trailer *t)
{
	size_t id = w->p->n, start = w->out->len;
	struct buf rows = {0}, packed = {0};
	int rc;

	*place_at(w, id) = (struct place){start, 0, 1};
	t->xref = start;
	t->size = (int)w->n;
	for (size_t i = 0; i < w->n; i++) {
		const struct place *x = &w->places[i];

		put_number(&rows, (size_t)x->type, 1);
		put_number(&rows, x->at, 4);
		put_number(&rows, i == 0 ? 65535 : x->index, 2);
	}
	rc = deflate_bytes(w->p, buf_str(&rows), rows.len, &packed);
	buf_printf(w->out,
	    "%zu 0 obj\n<</Type/XRef/Size %zu/W[1 4 2]/Root %d 0 R/Info %d 0 "
	    "R/ID[<%s><%s>]/Filter/FlateDecode/Length %zu>>\nstream\n",
	    id, w->n, t->catalog, t->info, t->id, t->id, packed.len);
	buf_add(w->out, buf_str(&packed), packed.len);
	buf_printf(
	    w->out, "\nendstream\nendobj\nstartxref\n%zu\n%%%%EOF\n", start);
	buf_free(&rows);
	buf_free(&packed);
	return rc;
}

int
pdf_write(
    struct pdf *p, struct pdf_trailer *t, struct buf *out, struct error *e)
{
	struct writer w = {.p = p, .out = out};
	size_t n = p->n;
	int rc = 0;

	/* Four bytes above 127: the file is no text. */
	buf_puts(out, "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n");
	for (size_t id = 1; rc == 0 && id < n; id++)
		if (p->objects[id].has_stream || p->objects[id].is_plain)
			rc = put_object(&w, id);
	if (rc == 0)
		rc = put_packed(&w, n);
	if (rc == 0)
		rc = put_xref(&w, t);
	free(w.places);
	if (rc == -1 || p->failed != 0)
		return err_set(e, ERR_BUG, "pdf", "libharu: error %lu",
		    (unsigned long)p->failed);
	return 0;
}
