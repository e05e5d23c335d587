/*
 * The closed table of kinds (DESIGN section 6): every kind of fact, its key
 * parts first, then its fields, each with type and unit.  Connectors, derive
 * and checks know no other kind or field.  Names are those the connectors
 * use.  A key part made by MISS may be ABSENT or NULL; KEY parts may not.
 */
#include "core/core.h"

#include <string.h>

#define KEY(n, t)                                                              \
	{                                                                      \
		.name = (n), .type = (t), .unit = "", .is_key = true           \
	}
#define MISS(n, t)                                                             \
	{                                                                      \
		.name = (n), .type = (t), .unit = "", .is_key = true,          \
		.may_miss = true                                               \
	}
#define FIELD(n, t)                                                            \
	{                                                                      \
		.name = (n), .type = (t), .unit = ""                           \
	}
#define UNIT(n, t, u)                                                          \
	{                                                                      \
		.name = (n), .type = (t), .unit = (u)                          \
	}
#define TEXT(n)     FIELD(n, TYPE_TEXT)
#define LIST(n)     FIELD(n, TYPE_LIST)
#define INT(n)      FIELD(n, TYPE_INT)
#define NUMBER(n)   FIELD(n, TYPE_NUMBER)
#define RATIO(n)    UNIT(n, TYPE_NUMBER, "ratio 0..1")
#define BOOL(n)     FIELD(n, TYPE_BOOL)
#define TIME(n)     FIELD(n, TYPE_TIME)
#define DATE(n)     FIELD(n, TYPE_DATE)
#define DURATION(n) UNIT(n, TYPE_DURATION, "s")
#define SHA256(n)   FIELD(n, TYPE_SHA256)
#define IMAGE(n)    FIELD(n, TYPE_IMAGE_DIGEST)
#define MODEL(n)    FIELD(n, TYPE_MODEL)

/* ---- The registry ------------------------------------------------------- */

static const struct field_def model[] = {
    KEY("model", TYPE_MODEL), TEXT("owner"), TEXT("description")};
static const struct field_def model_alias[] = {
    KEY("model", TYPE_MODEL), KEY("alias", TYPE_TEXT), TEXT("version")};
static const struct field_def model_version[] = {KEY("model", TYPE_MODEL),
    KEY("version", TYPE_TEXT), TEXT("status"), TIME("created_at"), TEXT("run"),
    TEXT("commit"), TEXT("uri"), TEXT("owner"), TEXT("description")};
static const struct field_def model_artifact[] = {KEY("model", TYPE_MODEL),
    KEY("version", TYPE_TEXT), KEY("path", TYPE_TEXT), TEXT("role"),
    SHA256("sha256"), SHA256("recomputed"), UNIT("bytes", TYPE_INT, "bytes"),
    IMAGE("image_digest")};
static const struct field_def model_card[] = {KEY("model", TYPE_MODEL),
    KEY("version", TYPE_TEXT), SHA256("digest"), TEXT("named_version"),
    TIME("created_at")};
static const struct field_def model_signature[] = {KEY("document", TYPE_SHA256),
    TEXT("method"), TEXT("signer"), TEXT("state"), TEXT("reason")};
static const struct field_def signature_subject[] = {
    KEY("document", TYPE_SHA256), KEY("name", TYPE_TEXT), SHA256("sha256")};
static const struct field_def registry_event[] = {KEY("model", TYPE_MODEL),
    KEY("version", TYPE_TEXT), KEY("at", TYPE_TIME), TEXT("from"), TEXT("to"),
    TEXT("by")};

/* ---- Data, training, source --------------------------------------------- */

static const struct field_def dataset[] = {KEY("id", TYPE_TEXT),
    MISS("version", TYPE_TEXT), TEXT("role"), SHA256("sha256"), INT("records"),
    TEXT("uri"), TIME("snapshot_at"), TIME("range_from"), TIME("range_to"),
    LIST("labels"), INT("overlap"), TIME("newest_record")};
static const struct field_def training_run[] = {KEY("id", TYPE_TEXT),
    TEXT("status"), TEXT("who"), TIME("started_at"), TIME("finished_at"),
    IMAGE("image_digest"), TEXT("seed"), TEXT("commit"), TEXT("trigger"),
    TEXT("dataset"), SHA256("dataset_sha256"), TIME("snapshot_at"),
    BOOL("deleted"), BOOL("isolated"), TEXT("key")};
static const struct field_def package_lock[] = {KEY("document", TYPE_SHA256),
    KEY("name", TYPE_TEXT), TEXT("version"), LIST("hashes")};
static const struct field_def source_repo[] = {KEY("repo", TYPE_TEXT),
    TEXT("visibility"), TEXT("default_branch"), BOOL("signed_commits"),
    BOOL("author_may_approve")};
static const struct field_def source_branch[] = {KEY("repo", TYPE_TEXT),
    KEY("branch", TYPE_TEXT), BOOL("protected"), INT("reviews"), LIST("checks"),
    BOOL("code_owners"), BOOL("force_push"), BOOL("signed_commits"),
    BOOL("admins_bound"), LIST("push"), LIST("merge")};
static const struct field_def source_commit[] = {KEY("repo", TYPE_TEXT),
    KEY("commit", TYPE_TEXT), TEXT("author"), TIME("at"), BOOL("signed"),
    TEXT("signature"), TEXT("role")};
static const struct field_def source_finding[] = {KEY("repo", TYPE_TEXT),
    KEY("tool", TYPE_TEXT), KEY("id", TYPE_TEXT), TEXT("state"),
    TEXT("severity"), TEXT("rule"), TIME("at")};

/* ---- Evaluation --------------------------------------------------------- */

static const struct field_def evaluation_run[] = {KEY("id", TYPE_TEXT),
    MODEL("model"), TEXT("version"), TEXT("status"), TEXT("who"),
    TIME("started_at"), TIME("finished_at"), BOOL("deleted"), LIST("segments"),
    TIME("criteria_at")};
static const struct field_def evaluation_metric[] = {KEY("model", TYPE_MODEL),
    KEY("version", TYPE_TEXT), MISS("dataset", TYPE_TEXT),
    KEY("metric", TYPE_TEXT), MISS("family", TYPE_TEXT),
    MISS("segment", TYPE_TEXT), NUMBER("value"), INT("n"), NUMBER("ci_low"),
    NUMBER("ci_high"), TIME("at"), TEXT("run")};
static const struct field_def run_metric[] = {KEY("run", TYPE_TEXT),
    KEY("metric", TYPE_TEXT), NUMBER("value"), TIME("at")};
static const struct field_def statistic[] = {KEY("name", TYPE_TEXT),
    KEY("subject", TYPE_TEXT), MISS("feature", TYPE_TEXT),
    MISS("segment", TYPE_TEXT), MISS("period", TYPE_TEXT), TEXT("method"),
    TEXT("parameters"), INT("n"), NUMBER("value"), NUMBER("ci_low"),
    NUMBER("ci_high"), TEXT("table"), LIST("columns"), TEXT("seed")};
static const struct field_def frame[] = {KEY("source", TYPE_TEXT),
    KEY("step", TYPE_TEXT), TEXT("principal"), TEXT("rights"),
    TEXT("selection"), INT("n"), INT("of"), INT("second_count"),
    TEXT("second_from")};
static const struct field_def adversarial_test[] = {KEY("tool", TYPE_TEXT),
    KEY("probe", TYPE_TEXT), MISS("model", TYPE_MODEL),
    MISS("version", TYPE_TEXT), INT("attempts"), INT("failures"), INT("n"),
    TIME("at"), TEXT("report")};
static const struct field_def lineage_edge[] = {
    KEY("from", TYPE_TEXT), KEY("to", TYPE_TEXT), TEXT("relation")};

/* ---- People: approvals, changes, records -------------------------------- */

static const struct field_def approval[] = {MISS("model", TYPE_MODEL),
    MISS("version", TYPE_TEXT), MISS("repo", TYPE_TEXT),
    MISS("change", TYPE_TEXT), MISS("release", TYPE_TEXT),
    MISS("run", TYPE_TEXT), MISS("by", TYPE_TEXT), MISS("at", TYPE_TIME),
    TEXT("decision"), TEXT("role"), TEXT("comment"), DATE("expires"),
    TEXT("test_run"), TEXT("environment"), TEXT("commit")};
static const struct field_def change[] = {MISS("repo", TYPE_TEXT),
    KEY("id", TYPE_TEXT), TEXT("what"), TEXT("state"), TEXT("author"),
    TEXT("merged_by"), TIME("at"), INT("approvals_required"), BOOL("approved"),
    TEXT("commit")};
static const struct field_def release[] = {KEY("repo", TYPE_TEXT),
    KEY("id", TYPE_TEXT), TEXT("environment"), TEXT("commit"), TEXT("status"),
    TIME("at"), TEXT("by"), MODEL("model"), TEXT("version"), RATIO("percent")};
static const struct field_def environment[] = {KEY("repo", TYPE_TEXT),
    KEY("name", TYPE_TEXT), BOOL("protected"), BOOL("self_review")};
static const struct field_def record_test[] = {KEY("id", TYPE_TEXT),
    TEXT("subject"), TEXT("expected"), TEXT("seen"), TIME("at"), TEXT("who"),
    TEXT("outcome")};
static const struct field_def rehearsal[] = {KEY("id", TYPE_TEXT),
    TEXT("subject"), DURATION("duration"), TEXT("outcome"), TIME("at"),
    TEXT("who"), TEXT("from"), TEXT("to")};
static const struct field_def review[] = {KEY("id", TYPE_TEXT), TEXT("subject"),
    TEXT("outcome"), TIME("at"), TEXT("who"), TEXT("comment")};
static const struct field_def incident[] = {KEY("id", TYPE_TEXT),
    TEXT("subject"), TEXT("what"), TEXT("outcome"), TIME("at"),
    TIME("closed_at"), TEXT("who")};

/* ---- Features, access, pipelines ---------------------------------------- */

static const struct field_def feature_view[] = {KEY("store", TYPE_TEXT),
    KEY("name", TYPE_TEXT), TEXT("owner"), LIST("labels"), LIST("sensitive"),
    LIST("features"), TEXT("source"), TEXT("transform"), DURATION("ttl"),
    BOOL("online"), TIME("materialized_at"), TIME("newest_record"),
    TEXT("schema_hash")};
static const struct field_def feature_store[] = {
    KEY("id", TYPE_TEXT), TEXT("key"), TEXT("key_manager"), TIME("updated_at")};
static const struct field_def audit_config[] = {
    KEY("resource", TYPE_TEXT), BOOL("reads_logged"), BOOL("writes_logged")};
static const struct field_def access_policy[] = {
    KEY("resource", TYPE_TEXT), BOOL("labels_enforced")};
static const struct field_def network_policy[] = {
    MISS("environment", TYPE_TEXT), KEY("name", TYPE_TEXT), LIST("directions")};
static const struct field_def pipeline_run[] = {KEY("id", TYPE_TEXT),
    TEXT("repo"), TEXT("trigger"), TEXT("commit"), TEXT("status"),
    TIME("started_at"), TIME("finished_at"), TEXT("who"), INT("attempt")};
static const struct field_def pipeline_stage[] = {KEY("run", TYPE_TEXT),
    KEY("id", TYPE_TEXT), TEXT("name"), TEXT("status"), BOOL("required"),
    BOOL("skipped"), INT("attempt"), TIME("started_at"), TIME("finished_at")};
static const struct field_def pipeline_gate[] = {KEY("run", TYPE_TEXT),
    KEY("name", TYPE_TEXT), MISS("n", TYPE_INT), NUMBER("limit"),
    NUMBER("value"), TEXT("result"), TIME("at")};
static const struct field_def pipeline_schedule[] = {
    KEY("id", TYPE_TEXT), TEXT("cron"), BOOL("active"), TEXT("owner")};

/* ---- What serves -------------------------------------------------------- */

static const struct field_def endpoint[] = {MISS("environment", TYPE_TEXT),
    KEY("id", TYPE_TEXT), TEXT("status"), BOOL("ready"), TEXT("reason"),
    TIME("at"), BOOL("public"), BOOL("capture"), TEXT("auth"), TEXT("key"),
    TEXT("crypto_module"), TEXT("certificate"), BOOL("fips"), TEXT("config")};
static const struct field_def deployment[] = {MISS("environment", TYPE_TEXT),
    KEY("endpoint", TYPE_TEXT), KEY("variant", TYPE_TEXT), MODEL("model"),
    TEXT("version"), TEXT("uri"), TEXT("image"), IMAGE("image_digest"),
    SHA256("sha256"), UNIT("weight", TYPE_NUMBER, "the source's"),
    INT("replicas"), BOOL("ready"), TEXT("reason"), TIME("at"), TEXT("by")};
static const struct field_def shadow[] = {MISS("environment", TYPE_TEXT),
    KEY("endpoint", TYPE_TEXT), KEY("variant", TYPE_TEXT),
    UNIT("weight", TYPE_NUMBER, "the source's"), DURATION("duration"),
    INT("requests"), INT("served")};
static const struct field_def replica[] = {MISS("environment", TYPE_TEXT),
    KEY("id", TYPE_TEXT), TEXT("endpoint"), TEXT("variant"),
    IMAGE("image_digest"), SHA256("verified_sha256"), BOOL("ready"),
    INT("restarts")};
static const struct field_def rollout_step[] = {MISS("environment", TYPE_TEXT),
    KEY("endpoint", TYPE_TEXT), KEY("n", TYPE_INT), RATIO("percent"),
    TIME("from"), TIME("to"), LIST("gates")};

/* ---- Monitoring --------------------------------------------------------- */

static const struct field_def monitor_sample[] = {MISS("model", TYPE_MODEL),
    MISS("version", TYPE_TEXT), KEY("metric", TYPE_TEXT),
    MISS("feature", TYPE_TEXT), MISS("segment", TYPE_TEXT),
    MISS("route", TYPE_TEXT), KEY("at", TYPE_TIME), NUMBER("value"),
    NUMBER("limit"), TEXT("result")};
static const struct field_def monitor_rule[] = {KEY("name", TYPE_TEXT),
    TEXT("expression"), DURATION("for"), TEXT("owner"), TEXT("severity"),
    BOOL("retrain"), TEXT("health"), TEXT("error")};
static const struct field_def monitor_alert[] = {KEY("rule", TYPE_TEXT),
    MISS("model", TYPE_MODEL), MISS("feature", TYPE_TEXT),
    MISS("segment", TYPE_TEXT), MISS("instance", TYPE_TEXT),
    KEY("at", TYPE_TIME), TEXT("state"), NUMBER("value"), TEXT("severity"),
    LIST("silenced")};
static const struct field_def monitor_silence[] = {KEY("id", TYPE_TEXT),
    TEXT("by"), TEXT("reason"), TIME("from"), TIME("until"), TEXT("state"),
    LIST("matches")};
static const struct field_def monitor_target[] = {KEY("name", TYPE_TEXT),
    KEY("instance", TYPE_TEXT), TEXT("health"), TEXT("error"), TIME("at")};
static const struct field_def data_validation[] = {KEY("suite", TYPE_TEXT),
    MISS("dataset", TYPE_TEXT), KEY("at", TYPE_TIME), BOOL("success"),
    INT("evaluated"), INT("failed"), INT("rows"), DURATION("freshness"),
    TEXT("snapshot")};
static const struct field_def data_expectation[] = {KEY("suite", TYPE_TEXT),
    MISS("dataset", TYPE_TEXT), KEY("at", TYPE_TIME), KEY("n", TYPE_INT),
    TEXT("type"), TEXT("column"), TEXT("severity"), BOOL("success"),
    INT("failed")};

/* ---- Parts, providers, money, the past ---------------------------------- */

static const struct field_def sbom_document[] = {KEY("document", TYPE_SHA256),
    TEXT("format"), TEXT("subject"), TIME("created_at")};
static const struct field_def sbom_component[] = {KEY("document", TYPE_SHA256),
    KEY("ref", TYPE_TEXT), TEXT("type"), TEXT("name"), TEXT("version"),
    SHA256("sha256"), TEXT("licence")};
static const struct field_def external_model[] = {KEY("provider", TYPE_TEXT),
    KEY("id", TYPE_TEXT), TEXT("name"), TEXT("version"), BOOL("pinned"),
    TEXT("upgrade_policy"), TIME("retires_at"), TIME("observed_at")};
static const struct field_def cost[] = {KEY("model", TYPE_MODEL),
    KEY("period", TYPE_TEXT), UNIT("amount", TYPE_NUMBER, "per 1,000"),
    TEXT("currency")};
static const struct field_def budget_alert[] = {KEY("model", TYPE_MODEL),
    {.name = "percent",
	.type = TYPE_NUMBER,
	.unit = "ratio 0..1",
	.is_key = true},
    BOOL("set"), BOOL("fired")};
static const struct field_def egress[] = {
    KEY("endpoint", TYPE_TEXT), BOOL("allowed")};
static const struct field_def prior_package[] = {KEY("package", TYPE_TEXT),
    TEXT("system"), INT("serial"), SHA256("content"), TIME("as_of"),
    BOOL("complete")};
static const struct field_def prior_verdict[] = {KEY("check", TYPE_TEXT),
    KEY("subject", TYPE_TEXT), TEXT("word"), TEXT("outcome"), TEXT("sentence")};
static const struct field_def prior_fact[] = {KEY("kind", TYPE_TEXT),
    KEY("key", TYPE_TEXT), KEY("field", TYPE_TEXT), TEXT("outcome"),
    TEXT("value")};
static const struct field_def prior_poam[] = {KEY("id", TYPE_TEXT),
    TEXT("uuid"), TEXT("check"), TEXT("title"), TEXT("severity"),
    TEXT("subject"), INT("occurrence"), TEXT("earlier"), TEXT("state"),
    TEXT("found"), DATE("since"), DATE("detected_at"), DATE("due"),
    TEXT("owner")};

/* ---- The table ---------------------------------------------------------- */

#define KIND(n, f, k)                                                          \
	{                                                                      \
		.name = (n), .fields = (f),                                    \
		.nfields = sizeof(f) / sizeof((f)[0]), .nkeys = (k)            \
	}

static const struct kind kinds[] = {
    KIND("model", model, 1),
    KIND("model.alias", model_alias, 2),
    KIND("model.version", model_version, 2),
    KIND("model.artifact", model_artifact, 3),
    KIND("model.card", model_card, 2),
    KIND("model.signature", model_signature, 1),
    KIND("signature.subject", signature_subject, 2),
    KIND("registry.event", registry_event, 3),
    KIND("dataset", dataset, 2),
    KIND("training.run", training_run, 1),
    KIND("package.lock", package_lock, 2),
    KIND("source.repo", source_repo, 1),
    KIND("source.branch", source_branch, 2),
    KIND("source.commit", source_commit, 2),
    KIND("source.finding", source_finding, 3),
    KIND("evaluation.run", evaluation_run, 1),
    KIND("evaluation.metric", evaluation_metric, 6),
    KIND("run.metric", run_metric, 2),
    KIND("statistic", statistic, 5),
    KIND("frame", frame, 2),
    KIND("approval", approval, 8),
    KIND("change", change, 2),
    KIND("release", release, 2),
    KIND("environment", environment, 2),
    KIND("record.test", record_test, 1),
    KIND("rehearsal", rehearsal, 1),
    KIND("review", review, 1),
    KIND("incident", incident, 1),
    KIND("adversarial.test", adversarial_test, 4),
    KIND("lineage.edge", lineage_edge, 2),
    KIND("feature.view", feature_view, 2),
    KIND("feature.store", feature_store, 1),
    KIND("audit.config", audit_config, 1),
    KIND("access.policy", access_policy, 1),
    KIND("network.policy", network_policy, 2),
    KIND("pipeline.run", pipeline_run, 1),
    KIND("pipeline.stage", pipeline_stage, 2),
    KIND("pipeline.gate", pipeline_gate, 3),
    KIND("pipeline.schedule", pipeline_schedule, 1),
    KIND("endpoint", endpoint, 2),
    KIND("deployment", deployment, 3),
    KIND("shadow", shadow, 3),
    KIND("replica", replica, 2),
    KIND("rollout.step", rollout_step, 3),
    KIND("monitor.sample", monitor_sample, 7),
    KIND("monitor.rule", monitor_rule, 1),
    KIND("monitor.alert", monitor_alert, 6),
    KIND("monitor.silence", monitor_silence, 1),
    KIND("monitor.target", monitor_target, 2),
    KIND("data.validation", data_validation, 3),
    KIND("data.expectation", data_expectation, 4),
    KIND("sbom.document", sbom_document, 1),
    KIND("sbom.component", sbom_component, 2),
    KIND("external.model", external_model, 2),
    KIND("cost", cost, 2),
    KIND("budget.alert", budget_alert, 2),
    KIND("egress", egress, 1),
    KIND("prior.package", prior_package, 1),
    KIND("prior.verdict", prior_verdict, 2),
    KIND("prior.fact", prior_fact, 3),
    KIND("prior.poam", prior_poam, 1),
    KIND("baseline.fact", prior_fact, 3),
};

enum { NKINDS = sizeof(kinds) / sizeof(kinds[0]) };

const struct kind *
kind_find(const char *name)
{
	for (size_t i = 0; i < NKINDS; i++)
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	return NULL;
}

const struct kind *
kind_at(size_t i)
{
	return i < NKINDS ? &kinds[i] : NULL;
}

int
kind_field(const struct kind *k, const char *field)
{
	for (size_t i = 0; i < k->nfields; i++)
		if (strcmp(k->fields[i].name, field) == 0)
			return (int)i;
	return -1;
}

const char *
field_type_name(enum field_type t)
{
	switch (t) {
	case TYPE_TEXT:
		return "text";
	case TYPE_LIST:
		return "list";
	case TYPE_INT:
		return "int";
	case TYPE_NUMBER:
		return "number";
	case TYPE_BOOL:
		return "bool";
	case TYPE_TIME:
		return "time";
	case TYPE_DATE:
		return "date";
	case TYPE_DURATION:
		return "duration";
	case TYPE_SHA256:
		return "sha256";
	case TYPE_IMAGE_DIGEST:
		return "image_digest";
	case TYPE_MODEL:
		return "model";
	}
	return "text";
}
