/*
 * Pages from trees: random documents lose no word and set none twice, nothing
 * lies over something else or off the page, headers are repeated as artifacts,
 * headings are not left alone; and one small document as text.
 */
#include "render/layout.h"

#include <stdlib.h>

#include "base/buf.h"
#include "test.h"

enum { WORDS_MAX = 20000, SEEDS = 120 };

static struct arena *a;

/* Half an em each, as wide as code points are many. */
static int32_t
width(void *ctx, enum face face, int32_t size, const char *s, size_t n)
{
	int32_t count = 0;

	(void)ctx;
	for (size_t i = 0; i < n; i += utf8_len(s + i, n - i))
		count++;
	return count * (size / 2 + (face == FACE_BOLD ? size / 20 : 0));
}

static const struct metrics metrics = {width, NULL};

static struct doc *
new_doc(void)
{
	struct chrome *c = arena_alloc(a, sizeof(*c));
	struct doc *d = doc_new(a, "docs/x.html", text_lit("Title"));

	*c = (struct chrome){.system = text_lit("System"),
	    .package = text_lit("package-r1"),
	    .edition = text_lit("October 2026"),
	    .banner = text_lit("CUI"),
	    .footer = text_lit("dossier")};
	d->chrome = c;
	d->kind = DOC_DOCUMENT;
	return d;
}

/* ---- Random trees -------------------------------------------------------- */

struct maker {
	unsigned long seed;
	int words; /* given so far: w0 w1 w2 ... */
	int ids;
};

static unsigned
roll(struct maker *m, unsigned n)
{
	m->seed = m->seed * 6364136223846793005UL + 1442695040888963407UL;
	return (unsigned)(m->seed >> 33) % n;
}

/* Words that stand nowhere else; now and then one wider than a page. */
static struct text
new_text(struct maker *m, unsigned most)
{
	struct buf b = {0};
	struct text t;
	unsigned n = 1 + roll(m, most);

	for (unsigned i = 0; i < n; i++) {
		buf_printf(&b, "%sw%dx", i == 0 ? "" : " ", m->words++);
		if (roll(m, 60) == 0)
			for (unsigned k = 0; k < 150; k++)
				buf_puts(&b, "\xC3\xA9");
	}
	t = text_of(a, buf_str(&b));
	buf_free(&b);
	return t;
}

static const char *
new_id(struct maker *m)
{
	return arena_printf(a, "id%d", m->ids++);
}

static void
add_inlines(struct maker *m, struct node *to)
{
	static const char sha[] = "3a5270030bdaaa6c35ffda774e8a6b0ff1085808c659"
				  "c6ad26a76175acb1ae8b";

	for (unsigned n = 1 + roll(m, 5); n > 0; n--)
		switch (roll(m, 9)) {
		case 0:
			node_text(
			    a, node_add(a, to, NODE_STRONG), new_text(m, 4));
			break;
		case 1:
			node_code(a, to, new_text(m, 3));
			break;
		case 2:
			node_link(a, to, new_text(m, 3), "checks/x.html", NULL);
			break;
		case 3:
			node_value(
			    a, to, new_text(m, 2), "evidence/x.html", NULL)
			    ->object = sha;
			break;
		case 4:
			node_missing(a, to, new_text(m, 2));
			break;
		case 5:
			node_verdict(a, to, VERDICT_FAIL);
			break;
		case 6:
			(void)node_add(a, to, NODE_BREAK);
			break;
		case 7:
			node_text(
			    a, node_add(a, to, NODE_SMALL), new_text(m, 5));
			break;
		default:
			node_text(a, to, new_text(m, 30));
		}
}

static void
add_table(struct maker *m, struct node *to)
{
	size_t n = 1 + roll(m, 12);
	struct column *columns = arena_array(a, n, sizeof(*columns));
	struct table *t = arena_alloc(a, sizeof(*t));
	struct node *table;

	for (size_t i = 0; i < n; i++) {
		columns[i].title = new_text(m, 2);
		columns[i].is_numeric = roll(m, 4) == 0;
	}
	*t = (struct table){.columns = columns, .ncolumns = n};
	table = node_table(a, to, new_text(m, 3), t);
	for (unsigned rows = roll(m, 40); rows > 0; rows--) {
		struct node *row = node_row(a, table, NULL);

		row->style = roll(m, 5) == 0 ? STYLE_FLAG : STYLE_PLAIN;
		for (size_t i = 0; i < n; i++) {
			struct node *cell = node_cell(a, row);

			if (roll(m, 6) != 0)
				node_text(a, cell,
				    new_text(m, roll(m, 80) == 0 ? 900 : 6));
		}
	}
}

static void
add_figure(struct maker *m, struct node *to)
{
	struct figure *f = arena_alloc(a, sizeof(*f));
	struct node *n = node_add(a, to, NODE_FIGURE);
	struct drawing *d = drawing_new(a, 784, 100 + roll(m, 900));

	drawing_line(
	    d, (struct point){0, 0}, (struct point){784, 50}, INK_TEXT);
	*f = (struct figure){.drawing = d,
	    .title = new_text(m, 4),
	    .subtitle = new_text(m, 4),
	    .desc = text_lit("what is seen")};
	f->table = node_add(a, NULL, NODE_ROOT);
	add_table(m, f->table);
	f->table = f->table->first;
	n->u.figure = f;
}

static void add_blocks(struct maker *m, struct node *to, int depth);

static void
add_defs(struct maker *m, struct node *to, int depth)
{
	struct node *defs = node_defs(a, to, STYLE_PLAIN);
	bool blocks = depth < 3 && roll(m, 3) == 0;

	for (unsigned n = 1 + roll(m, 5); n > 0; n--) {
		struct node *desc = node_def(a, defs, new_text(m, 3));

		if (blocks)
			add_blocks(m, desc, depth + 1);
		else
			add_inlines(m, desc);
	}
}

static void
add_list(struct maker *m, struct node *to, int depth)
{
	struct node *list =
	    node_list(a, to, roll(m, 2) == 0 ? STYLE_PLAIN : STYLE_NUMBERED);

	for (unsigned n = 1 + roll(m, 6); n > 0; n--) {
		struct node *item = node_add(a, list, NODE_ITEM);

		if (depth < 3 && roll(m, 4) == 0)
			add_blocks(m, item, depth + 1);
		else
			add_inlines(m, item);
	}
}

static void
add_block(struct maker *m, struct node *to, int depth)
{
	struct node *n;

	switch (roll(m, depth < 3 ? 11 : 4)) {
	case 0:
		add_list(m, to, depth);
		break;
	case 1:
		add_defs(m, to, depth);
		break;
	case 2:
		add_table(m, to);
		break;
	case 4:
		n = node_add(a, to, NODE_CALLOUT);
		n->style = roll(m, 2) == 0 ? TONE_BAD : STYLE_PLAIN;
		add_blocks(m, n, depth + 1);
		break;
	case 5:
		add_blocks(m, node_add(a, to, NODE_SAID), depth + 1);
		break;
	case 6:
		add_blocks(m, node_add(a, to, NODE_QUOTE), depth + 1);
		break;
	case 7:
		n = node_add(a, to, NODE_FOLDED);
		n->text = new_text(m, 4);
		add_blocks(m, n, depth + 1);
		break;
	case 8:
		n = node_add(a, to, NODE_COMMAND);
		n->text = new_text(m, 20);
		break;
	case 9:
		add_figure(m, to);
		break;
	default:
		add_inlines(m, node_para(a, to,
				   roll(m, 6) == 0 ? STYLE_BOX : STYLE_PLAIN));
	}
}

static void
add_blocks(struct maker *m, struct node *to, int depth)
{
	for (unsigned n = 1 + roll(m, 4); n > 0; n--)
		add_block(m, to, depth);
}

static void
add_sections(struct maker *m, struct node *to, int depth)
{
	for (unsigned n = 1 + roll(m, 4); n > 0; n--) {
		struct node *s = node_section(a, to, new_id(m), new_text(m, 6));

		add_blocks(m, s, 1);
		if (depth < 3 && roll(m, 2) == 0)
			add_sections(m, s, depth + 1);
	}
}

/* ---- What must hold ------------------------------------------------------ */

struct seen {
	int count[WORDS_MAX];
	struct buf *texts; /* of each element, in the order of the pages */
	size_t n, cap;
};

static bool
is_below(const struct elem *e, enum tag tag)
{
	while (e != NULL && e->tag != tag)
		e = e->parent;
	return e != NULL;
}

/* A word that is cut at a line's end is whole in its element. */
static void
add_item(struct seen *s, const struct item *i)
{
	if (i->kind != ITEM_TEXT || i->elem == NULL ||
	    is_below(i->elem, TAG_TOC))
		return;
	if (i->elem->number == 0) {
		mem_push(&s->texts, s->n, &s->cap, sizeof(s->texts[0]));
		s->texts[s->n] = (struct buf){0};
		i->elem->number = (uint32_t)++s->n;
	}
	buf_add(&s->texts[i->elem->number - 1], i->s, i->n);
}

/* Words are w17x. */
static void
count_words(struct seen *s)
{
	for (size_t i = 0; i < s->n; i++) {
		const char *text = buf_str(&s->texts[i]), *at = text;

		while ((at = strchr(at, 'w')) != NULL) {
			char *end;
			long w = strtol(++at, &end, 10);

			if (end > at && *end == 'x' && w < WORDS_MAX)
				s->count[w]++;
		}
		buf_free(&s->texts[i]);
	}
	free(s->texts);
}

/* Where its ink ends: a blank at the end of a line hangs over. */
static int32_t
end_of(const struct item *i)
{
	return i->x + i->w -
	       (i->n > 0 && i->s[i->n - 1] == ' ' ? i->size * 11 / 20 : 0);
}

static bool
is_apart(const struct item *x, const struct item *y)
{
	int32_t x_top = x->y - x->size * 7 / 10,
		y_top = y->y - y->size * 7 / 10;

	return end_of(x) <= y->x + 1 || end_of(y) <= x->x + 1 ||
	       x->y <= y_top || y->y <= x_top;
}

static size_t
overlaps(const struct page *p)
{
	size_t n = 0;

	for (const struct item *x = p->first; x != NULL; x = x->next)
		for (const struct item *y = x->next;
		     x->kind == ITEM_TEXT && y != NULL; y = y->next)
			n += y->kind == ITEM_TEXT && !is_apart(x, y);
	return n;
}

static size_t
off_page(const struct page *p)
{
	size_t n = 0;

	for (const struct item *i = p->first; i != NULL; i = i->next) {
		if (i->kind == ITEM_SHAPE)
			continue;
		n += i->x < 0 || i->x + i->w > p->width + 1 || i->y < 0 ||
		     i->y + (i->kind == ITEM_TEXT ? 0 : i->h) > p->height;
	}
	return n;
}

/* Every row of a table has as many cells as the others. */
static size_t
ragged(const struct elem *e)
{
	size_t n = 0, cells = 0, first = 0;

	for (const struct elem *c = e->first; c != NULL; c = c->next) {
		n += ragged(c);
		cells = 0;
		for (const struct elem *k = c->first; k != NULL; k = k->next)
			cells++;
		if (e->tag != TAG_TBODY)
			continue;
		first = first == 0 ? cells : first;
		n += cells != first;
	}
	return n;
}

static void
check_seed(unsigned long seed)
{
	struct maker m = {.seed = seed * 7919 + 1};
	struct doc *d;
	struct layout l;
	struct seen *s = mem_alloc(sizeof(*s));
	struct error e = {0};
	size_t bad = 0;

	a = arena_new();
	d = new_doc();
	add_sections(&m, d->body, 0);
	if (m.words > WORDS_MAX)
		m.words = WORDS_MAX;
	CHECK(layout_make(a, d, seed % 2 == 0 ? PAPER_LETTER : PAPER_A4,
		  &metrics, &l, &e) == 0);
	for (size_t i = 0; i < l.npages; i++) {
		const struct page *p = &l.pages[i];

		if (overlaps(p) + off_page(p) > 0)
			printf("seed %lu page %zu: %zu overlap, %zu off\n",
			    seed, i + 1, overlaps(p), off_page(p));
		bad += overlaps(p) + off_page(p);
		for (const struct item *k = p->first; k != NULL; k = k->next)
			add_item(s, k);
	}
	count_words(s);
	for (int w = 0; w < m.words; w++)
		if (s->count[w] != 1) {
			printf("seed %lu: w%d stands %d times\n", seed, w,
			    s->count[w]);
			bad++;
		}
	bad += ragged(l.root);
	CHECK(bad == 0);
	free(s);
	arena_free(a);
}

static void
random_trees(void)
{
	const char *every = getenv("DOSSIER_EVERY");
	unsigned long step = every == NULL ? 1 : strtoul(every, NULL, 10);

	for (unsigned long i = 1; i <= SEEDS; i += step == 0 ? 1 : step)
		check_seed(i);
}

/* ---- One by one ---------------------------------------------------------- */

static size_t
page_with(const struct layout *l, const char *text)
{
	for (size_t i = 0; i < l->npages; i++)
		for (const struct item *k = l->pages[i].first; k != NULL;
		     k = k->next)
			if (k->kind == ITEM_TEXT && k->elem != NULL &&
			    !is_below(k->elem, TAG_TOC) &&
			    k->n >= strlen(text) &&
			    memcmp(k->s, text, strlen(text)) == 0)
				return i + 1;
	return 0;
}

/* A heading goes over with what follows it. */
static void
headings(void)
{
	for (int lines = 20; lines < 60; lines++) {
		struct layout l;
		struct error e = {0};
		struct doc *d;
		struct node *s;

		a = arena_new();
		d = new_doc();
		s = node_section(a, d->body, "one", text_lit("One"));
		for (int i = 0; i < lines; i++)
			node_note(a, s, STYLE_PLAIN, text_lit("line"));
		s = node_section(a, d->body, "two", text_lit("Two"));
		node_note(a, s, STYLE_PLAIN, text_lit("behind"));
		CHECK(layout_make(a, d, PAPER_LETTER, &metrics, &l, &e) == 0);
		CHECK(page_with(&l, "Two") == page_with(&l, "behind"));
		arena_free(a);
	}
}

/* The header stands again on each page, once for who listens. */
static void
repeated_header(void)
{
	static struct column columns[2];
	static const struct table t = {.columns = columns, .ncolumns = 2};
	struct layout l;
	struct error e = {0};
	struct doc *d;
	struct node *s, *table;
	size_t tagged = 0, artifacts = 0, with_rows = 0;

	a = arena_new();
	columns[0].title = text_lit("Heada");
	columns[1].title = text_lit("Headb");
	d = new_doc();
	s = node_section(a, d->body, "s", text_lit("S"));
	table = node_table(a, s, text_lit("Caption"), &t);
	for (int i = 0; i < 150; i++) {
		struct node *row = node_row(a, table, NULL);

		node_cell_text(a, row, text_lit("left"));
		node_cell_text(a, row, text_lit("right"));
	}
	CHECK(layout_make(a, d, PAPER_LETTER, &metrics, &l, &e) == 0);
	for (size_t i = 0; i < l.npages; i++) {
		bool has_rows = false;

		for (const struct item *k = l.pages[i].first; k != NULL;
		     k = k->next) {
			if (k->kind != ITEM_TEXT)
				continue;
			has_rows = has_rows ||
				   (k->n >= 4 && memcmp(k->s, "left", 4) == 0);
			if (k->n < 5 || memcmp(k->s, "Heada", 5) != 0)
				continue;
			tagged += k->elem != NULL;
			artifacts += k->elem == NULL;
		}
		with_rows += has_rows;
	}
	CHECK(with_rows > 2);
	CHECK(tagged == 1);
	CHECK(artifacts == with_rows - 1);
	arena_free(a);
}

/* A table whose words do not fit goes on a page that lies. */
static void
wide_table(void)
{
	enum { COLUMNS = 11 };
	static struct column columns[COLUMNS];
	static const struct table t = {.columns = columns, .ncolumns = COLUMNS};
	struct layout l;
	struct error e = {0};
	struct doc *d;
	struct node *s, *row;
	size_t page;

	a = arena_new();
	for (size_t i = 0; i < COLUMNS; i++)
		columns[i].title = text_lit("Columnname");
	d = new_doc();
	s = node_section(a, d->body, "s", text_lit("Before"));
	row = node_row(a, node_table(a, s, text_lit("C"), &t), NULL);
	for (size_t i = 0; i < COLUMNS; i++)
		node_cell_text(a, row, text_lit("unbreakable"));
	s = node_section(a, d->body, "t", text_lit("After"));
	CHECK(layout_make(a, d, PAPER_LETTER, &metrics, &l, &e) == 0);
	page = page_with(&l, "unbreakable");
	CHECK(page > 0 && l.pages[page - 1].width > l.pages[page - 1].height);
	page = page_with(&l, "After");
	CHECK(page > 0 && l.pages[page - 1].width < l.pages[page - 1].height);
	arena_free(a);
}

/* The contents' numbers are those of the pages. */
static void
contents(void)
{
	struct layout l;
	struct error e = {0};
	struct doc *d;
	struct buf dump = {0};

	a = arena_new();
	d = new_doc();
	for (int i = 0; i < 8; i++) {
		struct node *s = node_section(a, d->body,
		    arena_printf(a, "s%d", i), text_printf(a, "Part%d", i));

		for (int k = 0; k < 40; k++)
			node_note(a, s, STYLE_PLAIN, text_lit("line"));
	}
	CHECK(layout_make(a, d, PAPER_LETTER, &metrics, &l, &e) == 0);
	layout_dump(&l, &dump);
	for (int i = 0; i < 8; i++) {
		const char *name = arena_printf(a, "Part%d", i);
		const char *entry =
		    strstr(buf_str(&dump), arena_printf(a, "\"%s \"", name));
		const char *number = entry == NULL ? NULL : strchr(entry, '\n');

		/* Behind the dots. */
		number = number == NULL ? NULL : strchr(number + 1, '\n');
		number = number == NULL ? NULL : strchr(number, '"');
		CHECK(number != NULL &&
		      strtoul(number + 1, NULL, 10) == page_with(&l, name));
	}
	buf_free(&dump);
	arena_free(a);
}

int
main(void)
{
	RUN(random_trees);
	RUN(headings);
	RUN(repeated_header);
	RUN(wide_table);
	RUN(contents);
	return test_end("t_layout");
}
