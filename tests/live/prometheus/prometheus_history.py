#!/usr/bin/env python3
"""What the serving stacks of the two systems would have exported: twelve months as OpenMetrics, and the same series live.

  prometheus_history.py write SYSTEM TRUTH DIR   DIR/history.om (for promtool tsdb create-blocks-from openmetrics), DIR/state.json, and DIR/truth.json: what a
                                                 gatherer must find at the end of the history and at the midnights of October 2026
  prometheus_history.py serve PORT DIR           exporter: /SYSTEM/serving and /SYSTEM/drift, from DIR/SYSTEM/state.json, counting on from where history ends

Names, versions, digests, promotion times, segments and drift scores come from the scenario's TRUTH (truth.json of run-mlflow-scenario.py); the traffic, the latencies and the noise are invented, without a
random generator: the same text comes out every time. Samples stand at every midnight, and every 15 minutes in October 2026, on promotion days and on the last two days.
"""
import datetime
import hashlib
import http.server
import json
import math
import pathlib
import sys
import time

DEFINITIONS = pathlib.Path(__file__).resolve().parent.parent / "mlflow" / "systems"
DAY, STEP = 86400, 900
BUCKETS = (0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.75, 1.0, 2.5)
at = lambda text: int(datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp())
START, END = at("2025-12-01T00:00:00Z"), at("2026-11-23T12:00:00Z")

SYSTEMS = {
    "benefits-triage": {
        "routes": {"/v1/score": (0.42, 0.070, 0.50), "/v1/explain": (0.06, 0.105, 0.45)},      # requests a second at noon, median seconds, sigma
        "objective": 0.3, "errors": 0.0018, "classes": ("expedite", "standard"),
        "unit_cost": lambda t: 1.62, "october_budget": 0.46, "views": ("claims_history", "income_records"),
        "canary": ((at("2026-07-16T16:00:00Z"), 0.01), (at("2026-07-16T20:00:00Z"), 0.05), (at("2026-07-17T06:00:00Z"), 0.25), (at("2026-07-17T13:00:00Z"), 1.0)),
        "slow": None, "unseen_segments": (), "drift_ends": None, "drift": {}, "nan_calibration": None,
    },
    "invoice-fraud": {
        "routes": {"/v1/score": (0.65, 0.120, 0.50), "/v1/batch": (0.10, 0.135, 0.50)},
        "objective": 0.4, "errors": 0.0042, "classes": ("audit", "pay"),
        "unit_cost": lambda t: 2.90 if t < at("2026-11-01T00:00:00Z") else 3.48, "october_budget": 0.98, "views": ("payment_history", "vendor_profile"),
        "canary": None,
        "slow": ("/v1/score", at("2026-10-13T00:00:00Z"), at("2026-10-22T00:00:00Z"), 1.95),
        "unseen_segments": ("vendor_size/micro",), "drift_ends": at("2026-08-08T00:00:00Z"), "nan_calibration": "4",
        "drift": {   # value set at 06:00 of the day; the days of a report take the report's own score
            "amount": {"2026-08-01": 0.0912, "2026-08-02": 0.1638, "2026-08-03": 0.2612, "2026-08-04": 0.2795, "2026-08-05": 0.2981, "2026-08-06": 0.3207},
            "vendor_size": {"2026-08-03": 0.0421, "2026-08-04": 0.0588, "2026-08-05": 0.0730, "2026-08-06": 0.0894},
            "score": {"2026-08-04": 0.0871, "2026-08-05": 0.2987, "2026-08-06": 0.5242},
        },
    },
}
HELP = {
    "model_request_duration_seconds": ("histogram", "Time to answer a request."), "model_requests": ("counter", "Requests."), "model_request_errors": ("counter", "Requests answered with an error."),
    "model_predictions": ("counter", "Predictions by class."), "model_cost_usd": ("counter", "Cost of serving."), "model_cost_usd_per_1000": ("gauge", "Cost of 1000 predictions."),
    "model_budget_usd": ("gauge", "Allocation of the month."), "model_budget_ratio": ("gauge", "Spent this month, as a share of the allocation."),
    "model_latency_objective_seconds": ("gauge", "Service level objective of a latency quantile."), "model_accuracy": ("gauge", "Accuracy on ground truth, 30 days."),
    "model_segment_accuracy": ("gauge", "Accuracy on ground truth by segment, 30 days."), "model_segment_labels": ("gauge", "Labelled cases behind model_segment_accuracy."),
    "model_calibration_error": ("gauge", "Expected calibration error, 30 days."), "model_feature_freshness_seconds": ("gauge", "Age of the newest record of a feature view."),
    "model_drift_report_timestamp_seconds": ("gauge", "When the last weekly drift report was made."), "model": ("info", "What is loaded."),
    "up": ("gauge", "Whether the scrape worked."),
    "model_feature_psi": ("gauge", "Population stability index of a feature, against the training snapshot."), "model_prediction_psi": ("gauge", "Population stability index of the score."),
}


def noise(*key):
    """-1 to 1, the same for the same key."""
    return int.from_bytes(hashlib.sha256(repr(key).encode()).digest()[:4], "big") / 2**31 - 1


def text(labels):
    return "{" + ",".join('%s="%s"' % (k, v.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")) for k, v in labels.items()) + "}"


class History:
    def __init__(self, name, truth):
        self.name, self.s = name, SYSTEMS[name]
        self.truth = json.loads(pathlib.Path(truth).read_text(encoding="utf-8"))
        self.versions = [v for v in self.truth["versions"] if v["tags"].get("promoted_at")]
        self.promoted = [at(v["tags"]["promoted_at"]) for v in self.versions]
        self.reports = {m["at"][:10]: m["scores"] for m in self.truth["monitoring"]}
        self.features = list(self.truth["monitoring"][0]["scores"])
        self.declared = sorted(f"{family}/{level}" for family, level in self.levels())
        self.series, self.now, self.counters = {}, {}, {}

    def levels(self):
        system = next(json.loads(f.read_text(encoding="utf-8")) for f in sorted(DEFINITIONS.glob("*.json")) if f'"system": "{self.name}"' in f.read_text(encoding="utf-8"))
        columns = {c["name"]: c for c in system["columns"]}
        return [(s["family"], level) for s in system["segments"] for level in s.get("labels") or columns[s["column"]]["levels"]]

    def loaded(self, version):
        """The digest of the bytes that serving loads: where the file was changed after signing, not the recorded one."""
        changed = [d["actual"] for d in self.truth["defects"] if d["defect"] == "hash_mismatch" and d["where"] == "version " + version["version"]]
        return (changed or [version["files"][version["model_file"]]])[0]

    def shares(self, t):
        """{index of version: share of traffic} at t."""
        serving = [i for i, p in enumerate(self.promoted) if p <= t][-1:]
        if self.s["canary"] and self.s["canary"][0][0] <= t < self.s["canary"][-1][0]:
            share = [x for since, x in self.s["canary"] if since <= t][-1]
            return {serving[0]: 1 - share, serving[0] + 1: share}
        return {i: 1.0 for i in serving}

    def times(self):
        wanted = set(range(START, END, DAY)) | set(range(at("2026-09-30T00:00:00Z"), at("2026-11-01T00:00:00Z") + 1, STEP)) | set(range(at("2026-11-22T00:00:00Z"), END + 1, STEP))
        for p in self.promoted:
            wanted |= set(range(p // DAY * DAY - DAY, p // DAY * DAY + DAY + 1, STEP))
        if self.s["drift_ends"]:
            wanted |= set(range(self.s["drift_ends"] - 5 * DAY, self.s["drift_ends"] + DAY + 1, STEP))
        return {t for t in wanted if START <= t <= END}

    def load(self, route, t):
        base, hour, weekday = self.s["routes"][route][0], t % DAY / 3600, (t // DAY + 3) % 7
        return base * (0.25 + 0.75 * max(0.0, math.sin(math.pi * (hour - 11) / 12))) * (0.3 if weekday > 4 else 1) * (1 + 0.06 * noise(self.name, route, t))

    def step(self, t):
        """Counts what came in between t and t + STEP."""
        predictions = 0.0
        for i, share in self.shares(t).items():
            version = self.versions[i]["version"]
            for route, (_, median, sigma) in self.s["routes"].items():
                n = self.load(route, t) * STEP * share
                median *= 1 + 0.05 * noise(self.name, "latency", route, t // 3600)
                slow = self.s["slow"]
                if slow and slow[0] == route and slow[1] <= t < slow[2]:
                    median *= slow[3] * (1 + 0.08 * noise("slow", t // DAY))
                c = self.counters.setdefault((version, route), [0.0] * (len(BUCKETS) + 3))
                for b, le in enumerate(BUCKETS):
                    c[b] += n * 0.5 * (1 + math.erf(math.log(le / median) / sigma / math.sqrt(2)))
                c[-3] += n
                c[-2] += n * median * math.exp(sigma * sigma / 2)
                c[-1] += n * self.s["errors"] * (1 + 0.5 * noise(self.name, "errors", route, t // 3600))
                predictions += n
            rate = self.versions[i]["metrics"]["selection_rate"] + 0.01 * noise(self.name, "class", t // DAY)
            for cls, part in zip(self.s["classes"], (rate, 1 - rate)):
                key = (version, "class", cls)
                self.counters[key] = self.counters.get(key, 0.0) + sum(self.load(r, t) for r in self.s["routes"]) * STEP * share * part
        cost = predictions * self.s["unit_cost"](t) / 1000
        self.counters["cost"] = self.counters.get("cost", 0.0) + cost
        month = datetime.datetime.fromtimestamp(t, datetime.timezone.utc).strftime("%Y-%m")
        self.months[month] = self.months.get(month, 0.0) + cost

    def psi(self, feature, t):
        day = datetime.datetime.fromtimestamp(t - 6 * 3600, datetime.timezone.utc).strftime("%Y-%m-%d")
        if day in self.reports:
            return round(self.reports[day][feature], 4)
        return self.s["drift"].get(feature, {}).get(day) or round(0.03 + 0.02 * noise(self.name, feature, day), 4)

    def expose(self, t, allocation):
        """Every sample at t: (family, job, suffix, labels, value)."""
        m, out = {"model": self.name, "endpoint": f"{self.name}-prod"}, []

        def give(name, value, /, job="serving", suffix="", **labels):
            out.append((name, job, suffix, labels, value))

        serving = list(self.shares(t))
        if self.s["canary"] is None or t < self.s["canary"][0][0]:
            serving += [i for i, p in enumerate(self.promoted[1:]) if p == t]      # the old version's last sample is at the switch itself
        for i in sorted(set(serving)):
            version = self.versions[i]
            v, metrics = version["version"], version["metrics"]
            for route in self.s["routes"]:
                c, labels = self.counters.get((v, route), [0.0] * (len(BUCKETS) + 3)), {**m, "version": v, "route": route}
                for b, le in enumerate(BUCKETS):
                    give("model_request_duration_seconds", int(c[b]), suffix="_bucket", **labels, le=repr(le))
                give("model_request_duration_seconds", int(c[-3]), suffix="_bucket", **labels, le="+Inf")
                give("model_request_duration_seconds", int(c[-3]), suffix="_count", **labels)
                give("model_request_duration_seconds", round(c[-2], 3), suffix="_sum", **labels)
                give("model_requests", int(c[-3]), suffix="_total", **labels)
                give("model_request_errors", int(c[-1]), suffix="_total", **labels)
            for cls in self.s["classes"]:
                give("model_predictions", int(self.counters.get((v, "class", cls), 0)), suffix="_total", **m, version=v, **{"class": cls})
            if i != max(serving):
                continue
            day = (t - 6 * 3600) // DAY
            info = {k: version["tags"].get(k) for k in ("git_sha", "image_digest")}
            give("model", 1, suffix="_info", **m, version=v, model_sha256=self.loaded(version), **{k: x for k, x in info.items() if x})
            give("model_accuracy", round(metrics["accuracy"] + 0.005 * noise(self.name, "accuracy", v, day), 4), **m, version=v)
            for name in self.declared:
                family, level = name.split("/")
                base = metrics.get(f"accuracy__{family}_{level}")
                if base is not None and name not in self.s["unseen_segments"]:
                    give("model_segment_accuracy", round(base + 0.005 * noise(self.name, name, v, day), 4), **m, version=v, family=family, segment=name)
                    give("model_segment_labels", 4 * metrics[f"accuracy__{family}_{level}__n"] + int(20 * noise(self.name, "n", name, day)), **m, version=v, family=family, segment=name)
            give("model_calibration_error", "NaN" if v == self.s["nan_calibration"] else round(0.03 + 0.006 * noise(self.name, "ece", v, day), 4), **m, version=v)
        if not serving:
            return out
        month = datetime.datetime.fromtimestamp(t, datetime.timezone.utc).strftime("%Y-%m")
        give("model_cost_usd", round(self.counters.get("cost", 0.0), 4), suffix="_total", **m)
        give("model_cost_usd_per_1000", self.s["unit_cost"](t), **m)
        give("model_budget_usd", allocation, **m)
        give("model_budget_ratio", round(self.months.get(month, 0.0) / allocation, 4), **m)
        for route in self.s["routes"]:
            give("model_latency_objective_seconds", self.s["objective"], **m, route=route, quantile="0.95")
        for view in self.s["views"]:
            give("model_feature_freshness_seconds", (t - 3600) % 21600 + 420, **m, feature_view=view)
        friday = (t - 6 * 3600 - DAY) // (7 * DAY) * 7 * DAY + DAY + 6 * 3600       # 1970-01-02 was one
        give("model_drift_report_timestamp_seconds", min(friday, at(self.truth["monitoring"][-1]["at"])), **m)
        if not self.s["drift_ends"] or t <= self.s["drift_ends"]:
            for feature in self.features:
                if feature == "score":
                    give("model_prediction_psi", self.psi(feature, t), job="drift", model=self.name)
                else:
                    give("model_feature_psi", self.psi(feature, t), job="drift", model=self.name, feature=feature)
        return out

    def count(self, each=None, until=END):
        self.counters, self.months = {}, {}
        for t in range(START, until, STEP):
            if each:
                each(t)
            self.step(t)
        if each:
            each(until)

    def write(self, folder):
        self.count(until=at("2026-11-01T00:00:00Z"))
        allocation = float(round(self.months["2026-10"] / self.s["october_budget"]))
        times, samples, last = self.times(), {}, {}
        months, gauges = set(range(at("2026-10-01T00:00:00Z"), at("2026-11-01T00:00:00Z"), DAY)) | {END}, []

        def each(t):
            nonlocal last
            if t in times or t == END - STEP:
                last, before = {}, last
                for job in ("serving", "drift") if t in times and self.shares(t) else ():
                    line = "up" + text({"job": f"{self.name}-{job}", "instance": f"{job}.{self.name}.example:8080"})
                    down = job == "drift" and self.s["drift_ends"] and t > self.s["drift_ends"]
                    samples.setdefault("up", {}).setdefault(line, []).append(f"{line} {0 if down else 1} {t}\n")
                for family, job, suffix, labels, value in self.expose(t, allocation):
                    line = family + suffix + text({**labels, "job": f"{self.name}-{job}", "instance": f"{job}.{self.name}.example:8080"})
                    if t in times:
                        samples.setdefault(family, {}).setdefault(line, []).append(f"{line} {value} {t}\n")
                    if t in months and family in HELP and HELP[family][0] == "gauge":
                        gauges.append([family, {k: labels.get(k) for k in ("version", "feature", "segment")}, t, str(value)])
                    last[line] = (family, job, suffix, labels, value, before.get(line, (0, 0, 0, 0, value))[4])
        self.count(each)
        folder.mkdir(parents=True, exist_ok=True)
        with open(folder / "history.om", "w", encoding="utf-8") as out:
            for family, lines in samples.items():
                out.write(f"# HELP {family} {HELP[family][1]}\n# TYPE {family} {HELP[family][0]}\n")
                for one in lines.values():
                    out.writelines(one)
            out.write("# EOF\n")
        state = [[f, job, suffix, labels, value, (value - before) / STEP if HELP[f][0] in ("counter", "histogram") else 0] for f, job, suffix, labels, value, before in last.values()]
        (folder / "state.json").write_text(json.dumps(state), encoding="utf-8")
        slow = self.s["slow"]
        truth = {"gauges": gauges, "objective": self.s["objective"], "unseen": [x for x in self.declared if x in self.s["unseen_segments"]],
                 "slow": slow and {"route": slow[0], "days": [(slow[1] + (i + 1) * DAY) for i in range((slow[2] - slow[1]) // DAY)]},
                 "drift_down": self.s["drift_ends"] is not None}
        (folder / "truth.json").write_text(json.dumps(truth), encoding="utf-8")


def serve(port, folder):
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            _, system, job = (self.path.split("/") + ["", ""])[:3]
            try:
                state = json.loads((pathlib.Path(folder) / system / "state.json").read_text(encoding="utf-8")) if system in SYSTEMS else []
            except OSError:
                state = []
            rows, seen, out = [r for r in state if r[1] == job], set(), []
            for family, _, suffix, labels, value, rate in rows:
                if family not in seen:
                    out.append(f"# HELP {family} {HELP[family][1]}\n# TYPE {family} {HELP[family][0]}\n")
                    seen.add(family)
                if rate:
                    value = type(value)(value + rate * max(0.0, time.time() - END))
                out.append(f"{family}{suffix}{text(labels)} {value}\n")
            data = ("".join(out) + "# EOF\n").encode()
            self.send_response(200 if rows else 404)
            self.send_header("Content-Type", "application/openmetrics-text; version=1.0.0; charset=utf-8")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *args):
            pass

    http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()


if __name__ == "__main__":
    if len(sys.argv) == 5 and sys.argv[1] == "write" and sys.argv[2] in SYSTEMS:
        History(sys.argv[2], sys.argv[3]).write(pathlib.Path(sys.argv[4]))
    elif len(sys.argv) == 4 and sys.argv[1] == "serve":
        serve(int(sys.argv[2]), sys.argv[3])
    else:
        sys.exit(__doc__)
