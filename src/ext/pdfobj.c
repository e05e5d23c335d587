/*
 * libharu as writer of objects (reference: pdf.md section 1): a dictionary that
 * write_fn fills, streams and deflate.  Its fonts, its own xref and its PDF/A
 * layer are not used: the last two write files that no checker accepts.  A
 * document has a hundred objects a page, so what stands in one lies in an
 * arena and one dictionary of the library writes all.  Objects without a
 * stream are packed 200 to an object stream (ISO 32000-1, 7.5.7); a
 * cross-reference stream ends the file (7.5.8).
 */
#include "ext/pdfobj.h"

#include <assert.h>
#include <hpdf.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"

enum { PACK = 200, BLOCK = 1 << 13 };

struct stream {
	char *bytes; /* NULL: written */
	size_t n;
	bool is_deflated;
};

struct object {
	const char *members; /* of the arena */
	uint32_t n;
	uint32_t stream : 30; /* in streams, from 1; 0: none */
	bool is_plain : 1;
};

struct pdf {
	HPDF_Doc doc;
	HPDF_Dict dict;     /* that writes each object */
	HPDF_STATUS failed; /* the first error of the library, 0: none */
	struct arena *a;
	char *text; /* a block of it, for what stands in objects */
	size_t room;
	struct object *objects; /* by number; the first is not used */
	size_t n, cap;
	struct stream *streams;
	size_t nstreams, cap_streams;
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
	return mem_raw(n);
}

struct pdf *
pdf_new(struct error *e)
{
	struct pdf *p = mem_alloc(sizeof(*p));

	p->a = arena_new();
	(void)pdf_reserve(p); /* number 0 is no object */
	p->doc = HPDF_NewEx(on_error, allocate, free, 0, p);
	if (p->doc != NULL)
		p->dict = HPDF_Dict_New(p->doc->mmgr);
	if (p->dict != NULL)
		return p;
	pdf_free(p);
	err_set(e, ERR_BUG, "pdf", "libharu does not begin");
	return NULL;
}

void
pdf_free(struct pdf *p)
{
	if (p == NULL)
		return;
	if (p->dict != NULL)
		HPDF_Dict_Free(p->dict);
	if (p->doc != NULL)
		HPDF_Free(p->doc);
	for (size_t i = 0; i < p->nstreams; i++)
		free(p->streams[i].bytes);
	free(p->streams);
	free(p->objects);
	arena_free(p->a);
	free(p);
}

const char *
pdf_version(void)
{
	return HPDF_VERSION_TEXT;
}

const char *
pdf_zlib_version(void)
{
	return zlibVersion();
}

/* ---- Objects ------------------------------------------------------------- */

int
pdf_reserve(struct pdf *p)
{
	mem_push(&p->objects, p->n, &p->cap, sizeof(p->objects[0]));
	p->objects[p->n] = (struct object){0};
	return (int)p->n++;
}

void
pdf_set(struct pdf *p, int id, const char *members, size_t n)
{
	struct object *o = &p->objects[id];

	assert(n <= UINT32_MAX);
	if (n == 0)
		return; /* as if it was never set: pdf_write refuses it */
	if (n > p->room) {
		p->room = n > BLOCK ? n : BLOCK;
		p->text = arena_alloc(p->a, p->room);
	}
	memcpy(p->text, members, n);
	o->members = p->text;
	p->text += n;
	p->room -= n;
	o->n = (uint32_t)n;
}

void
pdf_keep_plain(struct pdf *p, int id)
{
	p->objects[id].is_plain = true;
}

/* ---- Through the library ------------------------------------------------- */

/* Bytes that the library reads, and has read. */
struct source {
	const char *bytes;
	size_t n, at;
};

static HPDF_STATUS
read_source(HPDF_Stream from, HPDF_BYTE *to, HPDF_UINT *n)
{
	struct source *s = from->attr;
	size_t left = s->n - s->at, want = *n < left ? *n : left;

	memcpy(to, s->bytes + s->at, want);
	s->at += want;
	*n = (HPDF_UINT)want;
	return s->at < s->n ? HPDF_OK : HPDF_STREAM_EOF;
}

/* The library begins at the front, and asks for nothing else. */
static HPDF_STATUS
seek_source(HPDF_Stream from, HPDF_INT at, HPDF_WhenceMode whence)
{
	struct source *s = from->attr;

	if (at != 0 || whence != HPDF_SEEK_SET)
		return HPDF_INVALID_PARAMETER;
	s->at = 0;
	return HPDF_OK;
}

static HPDF_UINT32
size_source(HPDF_Stream from)
{
	const struct source *s = from->attr;

	return (HPDF_UINT32)s->n;
}

static HPDF_STATUS
write_buf(HPDF_Stream to, const HPDF_BYTE *bytes, HPDF_UINT n)
{
	buf_add(to->attr, bytes, n);
	return HPDF_OK;
}

static int
deflate_bytes(struct pdf *p, const void *bytes, size_t n, struct buf *to)
{
	struct source s = {.bytes = bytes, .n = n};
	HPDF_Stream from = HPDF_CallbackReader_New(
	    p->doc->mmgr, read_source, seek_source, NULL, size_source, &s);
	HPDF_Stream packed =
	    HPDF_CallbackWriter_New(p->doc->mmgr, write_buf, to);
	HPDF_STATUS failed = HPDF_FAILD_TO_ALLOC_MEM;

	if (n > UINT32_MAX)
		failed = HPDF_FILE_IO_ERROR;
	else if (from != NULL && packed != NULL)
		failed = HPDF_Stream_WriteToStream(
		    from, packed, HPDF_STREAM_FILTER_FLATE_DECODE, NULL);
	if (from != NULL)
		HPDF_Stream_Free(from);
	if (packed != NULL)
		HPDF_Stream_Free(packed);
	if (failed == HPDF_OK)
		return 0;
	on_error(failed, 0, p);
	return -1;
}

int
pdf_stream(struct pdf *p, const char *members, const void *bytes, size_t n,
    bool is_raw)
{
	struct buf b = {0};
	struct stream *s;
	int id = pdf_reserve(p);

	pdf_set(p, id, members, strlen(members));
	mem_push(
	    &p->streams, p->nstreams, &p->cap_streams, sizeof(p->streams[0]));
	s = &p->streams[p->nstreams++];
	*s = (struct stream){.is_deflated = !is_raw && n > 0};
	p->objects[id].stream = (uint32_t)p->nstreams & 0x3FFFFFFF;
	if (!s->is_deflated)
		buf_add(&b, bytes, n);
	else if (deflate_bytes(p, bytes, n, &b) == -1)
		buf_free(&b); /* pdf_write will say so */
	s->n = b.len;
	s->bytes = b.data == NULL ? NULL : mem_resize(b.data, b.len + 1);
	return id;
}

/* What stands in an object, before its ">>". */
struct members {
	const struct object *o;
	const char *more;
};

static HPDF_STATUS
write_members(HPDF_Dict d, HPDF_Stream to)
{
	const struct members *m = d->attr;

	buf_add(to->attr, m->o->members, m->o->n);
	buf_puts(to->attr, m->more);
	return HPDF_OK;
}

/* "<<...>>", as the library writes it. */
static int
put_dict(
    struct pdf *p, const struct object *o, const char *more, struct buf *out)
{
	struct members m = {o, more};
	HPDF_Stream to = HPDF_CallbackWriter_New(p->doc->mmgr, write_buf, out);
	int rc = -1;

	if (to == NULL)
		return -1;
	p->dict->attr = &m;
	p->dict->write_fn = write_members;
	if (HPDF_Obj_WriteValue(p->dict, to, NULL) == HPDF_OK)
		rc = 0;
	p->dict->attr = NULL;
	p->dict->write_fn = NULL;
	HPDF_Stream_Free(to);
	return rc;
}

/* ---- The file ------------------------------------------------------------ */

struct place {
	uint32_t at;    /* in the file, or the number of the object stream */
	uint16_t index; /* in the object stream */
	uint8_t type;   /* 0 free, 1 in the file, 2 in an object stream */
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

static int
put_object(struct writer *w, size_t id)
{
	const struct object *o = &w->p->objects[id];
	struct stream *s =
	    o->stream == 0 ? NULL : &w->p->streams[o->stream - 1];
	char more[64] = "";

	if (w->out->len > UINT32_MAX)
		return -1;
	*place_at(w, id) =
	    (struct place){.at = (uint32_t)w->out->len, .type = 1};
	buf_printf(w->out, "%zu 0 obj\n", id);
	if (s != NULL)
		(void)snprintf(more, sizeof(more), "/Length %zu%s", s->n,
		    s->is_deflated ? "/Filter/FlateDecode" : "");
	if (put_dict(w->p, o, more, w->out) == -1)
		return -1;
	if (s != NULL) {
		buf_puts(w->out, "\nstream\n");
		buf_add(w->out, s->bytes, s->n);
		buf_puts(w->out, "\nendstream");
		free(s->bytes);
		s->bytes = NULL;
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
		*place_at(w, k->ids[i]) =
		    (struct place){(uint32_t)id, (uint16_t)i, 2};
	buf_reset(&k->heads);
	buf_reset(&k->bodies);
	k->n = 0;
	return put_object(w, (size_t)id);
}

static int
put_packed(struct writer *w, size_t n)
{
	struct pack *k = mem_alloc(sizeof(*k));
	int rc = 0;

	for (size_t id = 1; rc == 0 && id < n; id++) {
		if (place_at(w, id)->type != 0)
			continue;
		buf_printf(&k->heads, "%zu %zu ", id, k->bodies.len);
		rc = put_dict(w->p, &w->p->objects[id], "", &k->bodies);
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
put_xref(struct writer *w, const struct pdf_trailer *t)
{
	size_t id = w->p->n, start = w->out->len;
	struct buf rows = {0}, packed = {0};
	int rc;

	*place_at(w, id) = (struct place){.at = (uint32_t)start, .type = 1};
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

/* The library's memory is base/mem's; zlib has its own. */
static enum err_kind
kind_of(HPDF_STATUS failed)
{
	return failed == HPDF_ZLIB_ERROR || failed == HPDF_FAILD_TO_ALLOC_MEM
		   ? ERR_LOCAL
		   : ERR_BUG;
}

int
pdf_write(struct pdf *p, const struct pdf_trailer *t, struct buf *out,
    struct error *e)
{
	struct writer w = {.p = p, .out = out};
	size_t n = p->n;
	int rc = 0;

	for (size_t id = 1; id < n; id++)
		if (p->objects[id].members == NULL &&
		    p->objects[id].stream == 0)
			return err_set(e, ERR_BUG, "pdf",
			    "object %zu was reserved and not set", id);
	/* Four bytes above 127: the file is no text. */
	buf_puts(out, "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n");
	for (size_t id = 1; rc == 0 && id < n; id++)
		if (p->objects[id].stream != 0 || p->objects[id].is_plain)
			rc = put_object(&w, id);
	if (rc == 0)
		rc = put_packed(&w, n);
	if (rc == 0)
		rc = put_xref(&w, t);
	free(w.places);
	if (rc == -1 || p->failed != 0)
		return err_set(e, kind_of(p->failed), "pdf",
		    "libharu: error %lu", (unsigned long)p->failed);
	return 0;
}
