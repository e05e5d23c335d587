#!/usr/bin/env python3
"""monitor.py SYSTEM TRUTH FACTS URL [ALERTMANAGER-SILENCE]: does facts.json hold what the monitor of SYSTEM was filled with?

TRUTH is what prometheus_history.py wrote beside the history: every gauge at the end and at the midnights of October 2026.
What the server computes (quantiles, ratios) is asked for again at URL, and its planted excess compared by day.  Rules,
alerts and targets are those of tests/live/prometheus.  Prints each difference; exit 1 if there is one.
"""
import datetime
import json
import pathlib
import re
import sys
import urllib.parse
import urllib.request

system, truth, facts, url = sys.argv[1], json.load(open(sys.argv[2], encoding="utf-8")), sys.argv[3], sys.argv[4]
rows = json.load(open(facts, encoding="utf-8"))["rows"]
rules_file = (pathlib.Path(__file__).parent / "prometheus" / f"{system}.rules.yml").read_text(encoding="utf-8")
END = "2026-11-23T12:00:00Z"
HELD = ("version", "feature", "segment", "route")
missing, compared = [], 0


def expect(what, want, got):
    global compared
    compared += 1
    if want != got:
        missing.append(f"{what}: {want!r}, not {got!r}")


def instant(t):
    return datetime.datetime.fromtimestamp(t, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def field(row, name):
    v = row["fields"].get(name, {"outcome": "ABSENT"})
    if v["outcome"] != "VALUE":
        return None if v["outcome"] == "ABSENT" else v["outcome"]
    return v.get("items", v.get("text"))


def of_kind(kind):
    return [r for r in rows if r["kind"] == kind and all(f.get("source") in (None, "monitor", "alerts") for f in r["fields"].values())]


samples = {}
for r in of_kind("monitor.sample"):
    samples.setdefault(field(r, "metric"), {})[(field(r, "at"),) + tuple(field(r, k) for k in HELD)] = field(r, "value")


def number(text):
    return text if text in (None, "NONFINITE", "CONFLICT", "BADTYPE") else float(text)


# What was put in comes out: each gauge, at each time.
NAMES = {"model_accuracy": "accuracy", "model_segment_accuracy": "segment_accuracy", "model_segment_labels": "segment_labels", "model_calibration_error": "calibration_error",
         "model_cost_usd_per_1000": "cost_per_1000", "model_feature_psi": "psi", "model_prediction_psi": "psi"}
wanted = {}
for family, labels, t, value in truth["gauges"]:
    if family in NAMES:
        feature = "score" if family == "model_prediction_psi" else labels["feature"]
        wanted.setdefault(NAMES[family], {})[(instant(t), labels["version"], feature, labels["segment"], None)] = "NONFINITE" if value == "NaN" else float(value)
for metric in sorted(set(NAMES.values())):
    seen = samples.get(metric, {})
    expect(f"{metric}: points", len(wanted.get(metric, {})), len(seen))
    for key, value in wanted.get(metric, {}).items():
        expect(f"{metric} {key}", value, number(seen.get(key)))
expect("psi at the end", truth["drift_down"], not any(k[0] == END for k in samples.get("psi", {})))
expect("segments that nobody sees", [], [s for s in truth["unseen"] if any(k[3] == s for k in samples["segment_accuracy"])])
expect("a number that is none", "NONFINITE" if system == "invoice-fraud" else "finite",
       "NONFINITE" if "NONFINITE" in samples["calibration_error"].values() else "finite")

# What the server computed: asked for again, and the planted excess.
source = next(s for s in json.load(open(facts.replace("facts.json", "snapshot.json"), encoding="utf-8"))["sources"] if s["id"] == "monitor")
for metric in ("latency_p50", "latency_p95", "latency_p99", "error_ratio", "throughput", "requests"):
    quantity = {"latency_p50": "0.5", "latency_p95": "0.95", "latency_p99": "0.99"}
    bucket = f'sum by (le, model, version, route) (rate(model_request_duration_seconds_bucket{{model="{system}"}}[1d]))'
    total = f'sum by (model, version, route) (rate(model_requests_total{{model="{system}"}}[1d]))'
    query = {"error_ratio": f'sum by (model, version, route) (rate(model_request_errors_total{{model="{system}"}}[1d])) / {total}', "throughput": total,
             "requests": f'sum by (model, version) (increase(model_requests_total{{model="{system}"}}[1d]))'}.get(metric) or f"histogram_quantile({quantity[metric]}, {bucket})"
    asked = url + "/api/v1/query_range?" + urllib.parse.urlencode({"query": query, "start": 1790812800, "end": 1793491199, "step": 86400})
    for series in json.load(urllib.request.urlopen(asked))["data"]["result"]:
        for t, value in series["values"]:
            key = (instant(t),) + tuple(series["metric"].get(k) for k in HELD)
            expect(f"{metric} {key}", value, samples[metric].get(key))
over = sorted((k[0], k[4]) for k, v in samples["latency_p95"].items() if number(v) > truth["objective"])
expect("p95 over the objective", sorted((instant(t), truth["slow"]["route"]) for t in truth["slow"]["days"]) if truth["slow"] else [], over)
expect("no later than asked", [], [r for r in source["requests"] if r["state"] != "OK" and r["step"] in ("now", "period")])

# Rules, alerts, targets, as they were written; a rule without a summary would be another bug.
written = re.findall(r"- alert: (\w+)\n(.*?)(?=\n      - |\Z)", rules_file, re.S)
rules = {field(r, "name"): r for r in of_kind("monitor.rule")}
expect("rules", sorted(n for n, _ in written), sorted(rules))
for name, body in written:
    labels = re.search(r"labels: \{(.*?)\}", body).group(1)
    owner = re.search(r"owner: ([\w-]+)", labels)
    expect(f"{name}: owner", owner and owner.group(1), field(rules[name], "owner"))
    expect(f"{name}: retrain", "true" if "retrain:" in labels else None, field(rules[name], "retrain"))
broken = {"InvoiceFraudErrorsOfVersion"} if system == "invoice-fraud" else set()
expect("rules with health err", broken, {n for n, r in rules.items() if field(r, "health") == "err"})
expect("their errors", True, all("many-to-many" in (field(rules[n], "error") or "") for n in broken))
firing = {"InvoiceFraudBudget50", "InvoiceFraudTargetDown"} if system == "invoice-fraud" else set()
alerts = [r for r in of_kind("monitor.alert") if field(r, "state") != "pending"]      # what the last minutes' jitter set off does not fire
expect("alerts", firing, {field(r, "rule") for r in alerts})
expect("their states", {"firing"} if firing else set(), {field(r, "state") for r in alerts})
expect("targets", {f"{system}-serving": "up", f"{system}-drift": "down" if truth["drift_down"] else "up"}, {field(r, "name"): field(r, "health") for r in of_kind("monitor.target")})
if len(sys.argv) > 5:
    silences = of_kind("monitor.silence")
    expect("the silence", [(sys.argv[5], "j.doe", "noisy", "active", ["InvoiceFraudBudget50"])],
           [(field(r, "id"), field(r, "by"), field(r, "reason"), field(r, "state"), field(r, "matches")) for r in silences])
    expect("what it silences", {("InvoiceFraudBudget50", sys.argv[5])}, {(field(r, "rule"), i) for r in alerts for i in field(r, "silenced") or []})

print("\n".join(missing))
print(f"{compared} statements compared, {len(missing)} differ")
sys.exit(1 if missing or compared < 400 else 0)
