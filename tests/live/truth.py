#!/usr/bin/env python3
"""truth.py TRUTH FACTS: does facts.json hold what the scenario put into the server?

Compares by value: versions and their tags, aliases, file digests as recomputed, metrics of both runs, drift scores, data
sets, validations.  Prints each difference; exit 1 if there is one.  Prints how many statements were compared.
"""
import json
import math
import sys

truth = json.load(open(sys.argv[1], encoding="utf-8"))
rows = json.load(open(sys.argv[2], encoding="utf-8"))["rows"]
missing, compared = [], 0


def values(row):
    return {k: v.get("text", v.get("items")) for k, v in row["fields"].items() if v.get("outcome", "VALUE") == "VALUE"}


def by_kind(kind):
    return [values(r) for r in rows if r["kind"] == kind]


def expect(what, want, got):
    global compared
    compared += 1
    same = want == got
    if not same and got is not None:
        try:
            same = abs(float(want) - float(got)) <= 1e-9 * max(abs(float(want)), 1e-300)
        except (TypeError, ValueError):
            pass
    if not same:
        missing.append(f"{what}: {want!r}, not {got!r}")


versions = {v["version"]: v for v in by_kind("model.version")}
artifacts = {(a["version"], a["path"]): a for a in by_kind("model.artifact")}
run_metrics = {(m["run"], m["metric"]): m for m in by_kind("run.metric")}
runs = {r["id"]: r for r in by_kind("training.run")}
for v in truth["versions"]:
    n, tags = v["version"], v["tags"]
    got = versions.get(n, {})
    expect(f"version {n} run", v["run"], got.get("run"))
    expect(f"version {n} created_at", v["created_at"], got.get("created_at"))
    expect(f"version {n} status", v["status"], got.get("status"))
    expect(f"version {n} recorded digest", tags["model_sha256"], artifacts.get((n, tags["model_file"]), {}).get("sha256"))
    for path, sha in v["files"].items():
        hit = [d for d in truth.get("defects", []) if d["defect"] == "hash_mismatch" and d["where"] == f"version {n}" and d["file"] == path]
        expect(f"version {n} {path} bytes", hit[0]["actual"] if hit else sha, artifacts.get((n, path), {}).get("recomputed"))
    for name, value in v["metrics"].items():
        if not math.isfinite(float(value)):
            got = [r["fields"]["value"]["outcome"] for r in rows if r["kind"] == "run.metric" and
                   (r["fields"]["run"]["text"], r["fields"]["metric"]["text"]) == (v["evaluation_run"], name)]
            expect(f"version {n} {name}", ["NONFINITE"], got)
            continue
        expect(f"version {n} {name}", value, run_metrics.get((v["evaluation_run"], name), {}).get("value"))
    expect(f"version {n} training run's digest", tags["snapshot_sha256"], runs.get(v["run"], {}).get("dataset_sha256"))
for alias, version in truth["aliases"].items():
    expect(f"alias {alias}", version, {a["alias"]: a["version"] for a in by_kind("model.alias")}.get(alias))
samples = {(s["at"], s["feature"]): s for s in by_kind("monitor.sample") if s.get("metric") == "psi"}
for m in truth["monitoring"]:
    for feature, score in m["scores"].items():
        expect(f"PSI of {feature} at {m['at']}", score, samples.get((m["at"], feature), {}).get("value"))
validations = by_kind("data.validation")
for v in truth["validations"]:
    at = v["validated_at"].replace("+00:00", "Z")
    got = [x for x in validations if x["at"] == at]
    expect(f"validation of {at}", str(v["success"]).lower(), str(got[0].get("success")).lower() if got else None)

for m in missing:
    print(m)
print(f"{compared} statements of the scenario compared, {len(missing)} not met")
sys.exit(1 if missing else 0)
