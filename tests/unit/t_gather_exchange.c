/* Waits and ends of an exchange, without a server. */
#include "test.h"

#include "base/error.h"
#include "base/mem.h"
#include "gather/parts.h"

static struct arena *arena;
static struct error error;
static struct source_conf src = {.id = "s", .base = "http://127.0.0.1:1"};
static struct caps caps = {
    .bytes = 100, .seconds = 60, .retries = 4, .wait_ms = 1000, .stall_s = 1};
static struct policy policy;
static struct plan plan = {
    .method = "GET", .url = "http://127.0.0.1:1/a", .state = STATE_OK};

static struct exchange *
make(void)
{
	err_clear(&error);
	CHECK(policy_init(arena, &src, &policy, &error) == 0);
	return exchange_new(arena, &policy, &caps, &plan, NULL);
}

static void
waits_double(void)
{
	struct exchange *x = make();

	CHECK(x->phase == EXCHANGE_DUE && x->not_before_ms == 0);
	for (int64_t i = 0; i < 4; i++) {
		CHECK(exchange_again(x, 5000));
		CHECK(x->not_before_ms == 5000 + ((int64_t)1000 << i));
		CHECK(x->phase == EXCHANGE_DUE && x->hops == 0);
	}
	CHECK(!exchange_again(x, 5000));
	exchange_free(x);
}

static void
retry_after(void)
{
	struct exchange *x = make();

	x->retry_after_s = 7;
	CHECK(exchange_again(x, 0) && x->not_before_ms == 7000);
	x->retry_after_s = 0;
	CHECK(exchange_again(x, 0) && x->not_before_ms == 0);
	x->retry_after_s = 121;
	CHECK(exchange_again(x, 0) && x->not_before_ms == 120000);
	x->retry_after_s = INT64_MAX;
	CHECK(exchange_again(x, 1) && x->not_before_ms == 120001);
	exchange_free(x);
}

/* Asked again from the start, with the secret: the way may have changed. */
static void
again_forgets_the_way(void)
{
	struct exchange *x = make();

	x->url = "https://elsewhere.example/";
	x->hops = 3;
	x->has_left = true;
	x->status = 503;
	CHECK(exchange_again(x, 0));
	CHECK_STR(x->url, plan.url);
	CHECK(x->hops == 0 && !x->has_left && x->status == 0);
	exchange_free(x);
}

static void
ends(void)
{
	struct exchange *x = make();

	exchange_end(x, STATE_FAILED, "bad \x1b[31m and \xff");
	CHECK(x->phase == EXCHANGE_ENDED && x->state == STATE_FAILED);
	/* What a server said is made safe to show. */
	CHECK(strchr(x->reason, '\x1b') == NULL);
	CHECK(strchr(x->reason, '\xff') == NULL);
	exchange_free(x);
}

static void
refused_at_start(void)
{
	struct http *h = http_new(&error);
	struct exchange *x = make();

	plan.url = x->url = "http://127.0.0.1:2/other";
	CHECK(exchange_start(x, h, 0, 1000, &error) == 0);
	CHECK(x->phase == EXCHANGE_ENDED && x->state == STATE_REFUSED);
	CHECK_STR(x->reason, "http://127.0.0.1:2 is not on the list of hosts");
	CHECK(x->sent == 0);
	plan.url = "http://127.0.0.1:1/a";
	exchange_free(x);
	http_free(h);
}

static void
bad_header(void)
{
	static const struct header h1 = {"X-A", "a\nb"};
	struct http *h = http_new(&error);
	struct exchange *x = make();

	plan.headers = &h1;
	plan.nheaders = 1;
	CHECK(exchange_start(x, h, 0, 1000, &error) == 0);
	CHECK(x->state == STATE_FAILED && x->sent == 0);
	CHECK_STR(x->reason, "X-A: header holds a control character");
	plan.headers = NULL;
	plan.nheaders = 0;
	exchange_free(x);
	http_free(h);
}

int
main(void)
{
	arena = arena_new();
	RUN(waits_double);
	RUN(retry_after);
	RUN(again_forgets_the_way);
	RUN(ends);
	RUN(refused_at_start);
	RUN(bad_header);
	arena_free(arena);
	return test_end("t_gather_exchange");
}
