/*
 * Listings: a plan, the pages behind it, and the equal requests that are asked
 * once.  Refuses a next page off the source's hosts and a listing that never
 * ends; asks the whole listing again once where the connector says so (rules:
 * CONNECTORS sections 3, 5 and 6).
 */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "ext/crypto.h"
#include "gather/parts.h"

/* ---- Asks --------------------------------------------------------------- */

static void
key_add(struct sha256 *h, const char *text)
{
	const char *s = text == NULL ? "" : text;

	sha256_add(h, s, strlen(s) + 1); /* the NUL keeps them apart */
}

static void
key_of(const struct plan *p, char key[static CORE_SHA])
{
	struct sha256 *h = sha256_new();

	key_add(h, keep_name(p->keep));
	key_add(h, p->method);
	key_add(h, p->url);
	key_add(h, p->content_type);
	for (size_t i = 0; i < p->nheaders; i++) {
		key_add(h, p->headers[i].name);
		key_add(h, p->headers[i].value);
	}
	key_add(h, p->body == NULL ? "none" : "body");
	key_add(h, p->body);
	sha256_end(h, key);
}

static struct ask **
slot_of(struct run *r, const char *key)
{
	char head[5] = {key[0], key[1], key[2], key[3], '\0'};

	return &r->asks[strtoul(head, NULL, 16) % ASK_SLOTS];
}

struct ask *
asking_ask(struct run *r, const struct plan *p, bool is_fresh)
{
	char key[CORE_SHA];
	struct ask *k, **slot;

	key_of(p, key);
	slot = slot_of(r, key);
	for (k = *slot; k != NULL && !is_fresh; k = k->next_same)
		if (strcmp(k->key, key) == 0)
			return k;
	k = arena_alloc(r->a, sizeof(*k));
	memcpy(k->key, key, sizeof(k->key));
	k->x = exchange_new(
	    r->a, &r->policy, &r->caps, p, auth_line(r->auths, r->index));
	k->x->owner = k;
	if (!is_fresh)
		k->x->earlier = earlier_find(r->earlier, r->conf->id, p);
	k->run = r;
	k->step = r->step;
	k->last = &k->waiters;
	k->next_same = *slot; /* before the older one: a restart counts */
	*slot = k;
	*r->queue_last = k;
	r->queue_last = &k->next_queued;
	return k;
}

/* ---- Pages -------------------------------------------------------------- */

static struct page *
page_add(struct chain *l, const struct plan *p)
{
	struct page *g;

	mem_push(&l->pages, l->npages, &l->cap_pages, sizeof(*l->pages));
	g = &l->pages[l->npages++];
	*g = (struct page){.plan = p, .number = (int)l->npages};
	return g;
}

/* A page that is not asked ends the listing, and says why. */
static void
page_refuse(
    struct chain *l, const struct plan *p, enum state s, const char *reason)
{
	struct page *g = page_add(l, p);

	g->judged.state = s;
	g->judged.reason = reason;
	l->is_done = true;
}

/* May take the answer at once, if it was asked before: *is_ready. */
static void
page_ask(struct run *r, struct chain *l, const struct plan *p, bool *is_ready)
{
	struct page *g = page_add(l, p);
	bool is_fresh = l->has_restarted;

	g->ask = asking_ask(r, p, is_fresh);
	*is_ready = g->ask->x->phase == EXCHANGE_ENDED;
	if (*is_ready)
		return;
	l->next = NULL;
	*g->ask->last = l;
	g->ask->last = &l->next;
}

static void
judge_failed(struct run *r, struct judgement *j, const struct error *why)
{
	*j = (struct judgement){.state = STATE_FAILED};
	j->reason = text_of(
	    r->a, why->where[0] == '\0'
		      ? why->what
		      : arena_printf(r->a, "%s: %s", why->where, why->what))
			.s;
}

/* A later step that asks the same reads the bytes from the store again. */
static int
open_bytes(struct run *r, struct ask *k, struct error *e)
{
	if (k->answer.bytes != NULL || k->x->plan->keep == KEEP_DIGEST)
		return 0;
	k->answer.bytes = store_get(r->store, k->x->sha256, &k->answer.n, e);
	return k->answer.bytes == NULL ? -1 : 0;
}

static int
judge(struct run *r, struct page *g, struct error *e)
{
	struct ask *k = g->ask;
	struct judgement *j = &g->judged;
	struct error why = {0};

	if (k->x->state != STATE_OK) {
		j->state = k->x->state;
		j->reason = k->x->reason;
		return 0;
	}
	if (open_bytes(r, k, e) == -1)
		return -1;
	if (k->is_judged && k->step == r->step) {
		*j = k->judged;
	} else if (parser_judge(r->parser, r->step, &k->answer, j, &why) ==
		   -1) {
		if (run_is_ours(&why)) {
			*e = why;
			return -1;
		}
		judge_failed(r, j, &why);
	}
	/* The retries were used up before it came here. */
	if (j->is_retry) {
		j->state = STATE_FAILED;
		j->reason = arena_printf(r->a, "%s, asked %lld times",
		    j->reason == NULL ? "no answer" : j->reason,
		    (long long)k->x->tries + 1);
	}
	return 0;
}

/* The page behind g, or NULL; what is wrong with it ends the listing. */
static int
next_page(struct run *r, struct chain *l, const struct page *g,
    const struct plan **next, struct error *e)
{
	struct judgement why = {0};
	struct error bad = {0};
	struct asked asked = {.step = r->step,
	    .plan = g->plan,
	    .answer = &g->ask->answer,
	    .link = g->ask->x->link,
	    .page = g->number};

	*next = NULL;
	if (parser_next_page(r->parser, &asked, next, &why, &bad) == -1) {
		if (run_is_ours(&bad)) {
			*e = bad;
			return -1;
		}
		judge_failed(r, &why, &bad);
		*next = NULL;
	}
	if (why.state != STATE_OK && why.state != STATE_NOT_ASKED) {
		page_refuse(
		    l, *next == NULL ? g->plan : *next, why.state, why.reason);
		*next = NULL;
	} else if (*next != NULL && g->number >= r->caps.pages) {
		page_refuse(l, *next, STATE_INCOMPLETE,
		    arena_printf(r->a,
			"the cap of %lld pages a listing is reached",
			(long long)r->caps.pages));
		*next = NULL;
	}
	return 0;
}

/* The whole listing again, once: its token had run out (410). */
static bool
restart(struct chain *l, struct page *g)
{
	if (!g->judged.is_restart)
		return false;
	if (l->has_restarted) {
		g->judged.state = STATE_FAILED;
		g->judged.reason = "asked to start again twice";
		return false;
	}
	l->has_restarted = true;
	l->npages = 0;
	return true;
}

/* One page; *next is what to ask behind it. */
static int
take_page(
    struct run *r, struct chain *l, const struct plan **next, struct error *e)
{
	struct page *g = &l->pages[l->npages - 1];

	*next = NULL;
	if (judge(r, g, e) == -1)
		return -1;
	if (restart(l, g)) {
		*next = l->plan;
		return 0;
	}
	if (g->judged.state != STATE_OK || g->judged.is_absent)
		return 0;
	return next_page(r, l, g, next, e);
}

int
chain_take(struct run *r, struct chain *l, struct error *e)
{
	const struct plan *next;
	bool is_ready = true;

	/* Bounded by the cap of pages, and by one restart. */
	while (is_ready) {
		if (take_page(r, l, &next, e) == -1)
			return -1;
		if (next == NULL) {
			l->is_done = true;
			return 0;
		}
		page_ask(r, l, next, &is_ready);
	}
	return 0;
}

int
chain_begin(struct run *r, struct chain *l, struct error *e)
{
	const struct plan *p = l->plan;
	bool is_ready;

	if (p->state != STATE_OK) {
		page_refuse(l, p, p->state, p->reason);
		return 0;
	}
	page_ask(r, l, p, &is_ready);
	return is_ready ? chain_take(r, l, e) : 0;
}
