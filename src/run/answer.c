/* Answers for machines (--json): one object each, with a format and version. */
#include "base/buf.h"
#include "ext/json.h"
#include "run/run.h"

static struct json *
answer(const char *format)
{
	struct json *j = json_map();

	json_put_text(j, "format", format);
	return j;
}

static void
finish(struct json *j, struct buf *out)
{
	json_format(j, out);
	json_free(j);
}

void
run_json_lint(const struct lint_report *r, struct buf *out)
{
	struct json *j = answer("dossier-lint/1"), *list = json_list();

	for (size_t i = 0; i < r->n; i++) {
		struct json *f = json_map();

		json_put_text(f, "where", r->items[i].where);
		json_put_text(f, "what", r->items[i].what);
		json_put_text(f, "hint", r->items[i].hint);
		json_push(list, f);
	}
	json_put_int(j, "files", (int64_t)r->files);
	json_put(j, "findings", list);
	finish(j, out);
}

void
run_json_check(const struct project *p, struct buf *out)
{
	const struct assessment *as = &p->assessment;
	struct json *j = answer("dossier-check/1"), *list = json_list();
	struct json *counts = json_map();

	for (size_t i = 0; i < as->nverdicts; i++) {
		const struct verdict *v = &as->verdicts[i];
		struct json *m = json_map();

		json_put_text(m, "check", v->check->id);
		json_put_text(m, "subject", v->subject);
		json_put_text(m, "word", word_name(v->word));
		json_put_text(m, "outcome", v->outcome);
		json_put_text(m, "severity", v->check->severity);
		json_put_text(m, "sentence", v->sentence);
		json_put_bool(m, "history", v->is_history);
		json_push(list, m);
	}
	for (int w = 0; w <= VERDICT_NOT_APPLICABLE; w++)
		json_put_int(counts, word_name((enum word)w),
		    (int64_t)run_count(as, (enum word)w));
	json_put_text(j, "system", p->system->id);
	json_put_text(j, "as_of", p->facts->snapshot->as_of);
	json_put_bool(j, "complete", run_is_complete(p));
	json_put(j, "counts", counts);
	json_put(j, "verdicts", list);
	finish(j, out);
}

void
run_json_gather(const struct project *p, const char *path, struct buf *out)
{
	const struct snapshot *s = p->snapshot;
	struct json *j = answer("dossier-gather/1"), *list = json_list();

	for (size_t i = 0; i < s->nsources; i++) {
		struct json *m = json_map();

		json_put_text(m, "id", s->sources[i].id);
		json_put_text(m, "state", state_name(s->sources[i].state));
		json_put_text(m, "reason", s->sources[i].reason);
		json_put_int(m, "requests", (int64_t)s->sources[i].nrequests);
		json_push(list, m);
	}
	json_put_text(j, "snapshot", path);
	json_put_text(j, "as_of", s->as_of);
	json_put(j, "sources", list);
	finish(j, out);
}

void
run_json_build(
    const struct build_result *r, const char *summary, struct buf *out)
{
	struct json *j = answer("dossier-build/1");

	json_put_text(j, "package", r->package);
	json_put_text(j, "id", r->id);
	json_put_text(j, "content", r->content);
	json_put_bool(j, "complete", r->is_complete);
	json_put_bool(j, "current", r->is_current);
	json_put_bool(j, "unchanged", r->is_unchanged);
	json_put_text(j, "summary", summary);
	finish(j, out);
}

void
run_json_verify(const struct verify_report *r, struct buf *out)
{
	struct json *j = answer("dossier-verify/1"), *why = json_list();
	struct json *who = json_list();

	for (size_t i = 0; i < r->nreasons; i++) {
		struct json *m = json_map();

		json_put_text(m, "id", r->reasons[i].id);
		json_put_text(m, "where", r->reasons[i].where);
		json_put_text(m, "text", r->reasons[i].text);
		json_push(why, m);
	}
	for (size_t i = 0; i < r->nsigners; i++) {
		struct json *m = json_map();

		json_put_text(m, "role", r->signers[i].role);
		json_put_text(m, "key", r->signers[i].key);
		json_put_text(m, "what", r->signers[i].what);
		json_push(who, m);
	}
	json_put_text(j, "answer", verify_word(r->answer));
	json_put_text(j, "package", r->package);
	json_put_text(j, "system", r->system);
	json_put_text(j, "as_of", r->as_of);
	json_put_text(j, "content", r->content);
	json_put_int(j, "serial", r->serial);
	json_put_int(j, "age_days", r->age_days);
	json_put_bool(j, "complete", r->is_complete);
	json_put_int(j, "files", r->files);
	json_put_int(j, "bytes", r->bytes);
	json_put(j, "reasons", why);
	json_put(j, "signers", who);
	finish(j, out);
}

void
run_json_explain(const struct explained *list, size_t n, struct buf *out)
{
	struct json *j = answer("dossier-explain/1"), *all = json_list();

	for (size_t i = 0; i < n; i++) {
		const struct verdict *v = list[i].verdict;
		struct json *m = json_map(), *facts = json_list();

		for (size_t k = 0; k < list[i].nfacts; k++) {
			const struct explained_fact *f = &list[i].facts[k];
			struct json *o = json_map();

			json_put_text(o, "name", f->name);
			json_put_text(o, "value", f->value);
			json_put_text(o, "at", f->at);
			json_put_text(o, "source", f->source);
			json_put_text(o, "found", f->found);
			json_push(facts, o);
		}
		json_put_text(m, "check", v->check->id);
		json_put_text(m, "subject", v->subject);
		json_put_text(m, "word", word_name(v->word));
		json_put_text(m, "sentence", v->sentence);
		json_put_text(m, "next", list[i].next);
		json_put(m, "facts", facts);
		json_push(all, m);
	}
	json_put(j, "verdicts", all);
	finish(j, out);
}

void
run_json_sources(const struct source_info *list, size_t n, struct buf *out)
{
	struct json *j = answer("dossier-sources/1"), *all = json_list();

	for (size_t i = 0; i < n; i++) {
		struct json *m = json_map();

		json_put_text(m, "connector", list[i].name);
		json_put_text(m, "speaks", list[i].speaks);
		json_put_text(m, "tried", list[i].tried);
		json_push(all, m);
	}
	json_put(j, "connectors", all);
	finish(j, out);
}
