"""The connectors prometheus and alertmanager over recorded answers: every
statement of truth.json that the kinds can hold is computed from facts.json and
compared.  Prints how many were.

usage: monitor.py DOSSIER RECORDINGS CASE      CASE: a function below
"""
import copy, datetime, glob, hashlib, html, json, os, re, shutil, subprocess, sys, tempfile

DOSSIER, RECORDINGS = sys.argv[1:3]
MAIN = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
AS_OF = "2026-11-23T12:00:00Z"
HELD = ("version", "feature", "segment", "route")     # labels that are parts of a key, beside the model
WRONG = []


def want(cond, text):
    if not cond:
        WRONG.append(str(text))


def load(*names):
    with open(os.path.join(RECORDINGS, *names), encoding="utf-8") as f:
        return json.load(f)


def instant(t):
    return datetime.datetime.fromtimestamp(t, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def epoch(text):
    return int(datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp())


def quoted(text):
    return "'" + text.replace("'", "''") + "'"


class World:
    """A folder with a system and the replays it asks; build() gathers and derives."""

    def __enter__(self):
        self.dir, self.replays = tempfile.mkdtemp(prefix="monitor."), []
        os.mkdir(os.path.join(self.dir, "system"))
        return self

    def __exit__(self, *_):
        for r in self.replays:
            r.kill()
            r.wait()
        shutil.rmtree(self.dir)

    def replay(self, folder, *options):
        argv = [sys.executable, os.path.join(MAIN, "tools", "replay"), folder, "--for", "120", *options]
        r = subprocess.Popen(argv, stdout=subprocess.PIPE, text=True)
        self.replays.append(r)
        return r.stdout.readline().strip()

    def recording(self, name, exchanges):
        """A recording of our own: (target, status, type, bytes)."""
        folder = os.path.join(self.dir, name)
        os.makedirs(os.path.join(folder, "bodies"))
        with open(os.path.join(folder, "index.jsonl"), "w", encoding="utf-8") as index:
            for i, (target, status, kind, body) in enumerate(exchanges, 1):
                with open(os.path.join(folder, "bodies", str(i)), "wb") as f:
                    f.write(body)
                index.write(json.dumps({"seq": i, "method": "GET", "target": target, "status": status, "headers": [["Content-Type", kind]],
                                        "body": f"bodies/{i}", "sha256": hashlib.sha256(body).hexdigest()}) + "\n")
        return folder

    def build(self, sources, name, as_of=AS_OF):
        """{source: {step: (state, reason)}} and the rows."""
        connector = re.search(r"connector: (\w+)", sources).group(1)
        with open(os.path.join(self.dir, "system", "system.yml"), "w", encoding="utf-8") as f:
            f.write("system: {id: monitored, name: Monitored, owner: Owner, impact: moderate, baseline: sp800-53r5-moderate}\nmodels:\n"
                    f"  - {{id: ours, names: {{{connector}: {name}}}, production: {{alias: champion}}}}\n"
                    f"sources:\n{sources}documents: [model-card]\n")
        out = os.path.join(self.dir, "out")
        shutil.rmtree(out, ignore_errors=True)
        done = subprocess.run([DOSSIER, "build", os.path.join(self.dir, "system"), "--draft", "--as-of", as_of, "--out", out, "--data", MAIN],
                              capture_output=True, text=True, timeout=100, check=False)
        self.said = done.stdout + done.stderr
        if done.returncode not in (0, 2):
            sys.exit(f"build: exit {done.returncode}\n{self.said}")
        data = glob.glob(os.path.join(out, "monitored", "*draft*", "data"))[0]
        with open(os.path.join(data, "facts.json"), encoding="utf-8") as f:
            rows = json.load(f)["rows"]
        with open(os.path.join(data, "snapshot.json"), encoding="utf-8") as f:
            snapshot = json.load(f)
        self.first_page = open(os.path.join(data, "site", "index.html"), encoding="utf-8").read()
        return {s["id"]: {t["step"]: (t["state"], t.get("reason", "")) for t in s["steps"]} for s in snapshot["sources"]}, rows


def source(url, queries=None, ident="monitor", connector="prometheus", more=""):
    text = f"  - id: {ident}\n    connector: {connector}\n    base: {quoted(url)}\n    auth: none\n{more}"
    if queries is not None:
        text += "    queries:\n" + "".join(f"      {n}: {quoted(q)}\n" for n, q in queries.items())
    return text


def text(row, field):
    v = row["fields"].get(field, {})
    return v.get("text") if v.get("outcome", "VALUE") == "VALUE" else None


def outcome(row, field):
    return row["fields"].get(field, {}).get("outcome", "ABSENT")


def shown(row, field):
    """VALUE: its text; CONFLICT: all of them; else its outcome."""
    if outcome(row, field) == "CONFLICT":
        return "CONFLICT " + " ".join(sorted({v["text"] for v in row["fields"][field]["others"]}))
    return text(row, field) if outcome(row, field) == "VALUE" else outcome(row, field)


def of_kind(rows, kind):
    return [r for r in rows if r["kind"] == kind]


def labels_of(row):
    return " ".join(f"{k}={text(row, k)}" for k in sorted(HELD) if text(row, k) is not None)


def held(label_text):
    """'job=x route=/v1 version=4': what a key can hold of it."""
    return " ".join(sorted(p for p in label_text.split(" ") if p.split("=")[0] in HELD))


def finite(value):
    return value if value not in ("NaN", "+Inf", "-Inf") else "NONFINITE"


def together(pairs):
    """{labels: what the row shows} of (held labels, value) pairs: one value, or CONFLICT."""
    out = {}
    for labels, value in pairs:
        out.setdefault(labels, set()).add(finite(value))
    return {k: v.pop() if len(v) == 1 else "CONFLICT " + " ".join(sorted(v)) for k, v in out.items()}


# ---- Statements: (what, wanted, seen) ---------------------------------------

def at_as_of(m, samples):
    now = [r for r in samples if text(r, "at") == m["as_of"]]
    for name, wanted in m["at_as_of"].items():
        seen = {labels_of(r): shown(r, "value") for r in now if text(r, "metric") == name}
        wanted = together((held(k), v) for k, v in wanted.items())
        yield f"{name}: series at as-of", len(wanted), len(seen)
        for labels in sorted(set(wanted) | set(seen)):
            yield f"{name} {labels} at as-of", wanted.get(labels), seen.get(labels)


def in_october(m, samples):
    for name, counts in m["series"].items():
        keys = list(m["at_as_of"].get(name, {}))
        if counts["october_1d"] is None or len({held(k) for k in keys}) != len(keys):
            continue      # not asked, or told apart by a label that no key holds
        seen = {labels_of(r) for r in samples if text(r, "metric") == name and text(r, "at").startswith("2026-10-")}
        yield f"{name}: series in October", counts["october_1d"], len(seen)
    for labels, days in m["latency_p95_in_october"].items():
        seen = {text(r, "at")[:10]: shown(r, "value") for r in samples
                if text(r, "metric") == "latency_p95" and labels_of(r) == labels and text(r, "at").startswith("2026-10-")}
        yield f"latency_p95 {labels}: points in October", len(days), len(seen)
        for day in sorted(set(days) | set(seen)):
            yield f"latency_p95 {labels} {day}", days.get(day), seen.get(day)
        over = [d for d in sorted(seen) if float(seen[d]) > m["objectives"]["latency_p95_seconds"]]
        yield f"latency_p95 {labels}: over the objective", m["latency_p95_over_objective"][labels]["at"], over
    yield "segments in October", m["segments"]["live_in_october"], sorted({text(r, "segment") for r in samples if text(r, "metric") == "segment_accuracy" and text(r, "at").startswith("2026-10-")})
    for labels, ratio in m["budget_ratio_in_october"].items():
        points = [float(shown(r, "value")) for r in samples if text(r, "metric") == "budget_ratio" and text(r, "at").startswith("2026-10-")]
        yield f"budget_ratio {labels}: most in October", True, bool(points) and max(points) <= ratio


def of_rules(m, rows):
    rules = {text(r, "name"): r for r in of_kind(rows, "monitor.rule")}
    yield "alerting rules", m["rules"]["alerting"], len(rules)
    yield "rules without owner", sorted(m["rules"]["without_owner"]), sorted(n for n, r in rules.items() if text(r, "owner") is None)
    yield "rules with health err", m["rules"]["health_err"], {n: text(r, "error") for n, r in rules.items() if text(r, "health") == "err"}
    yield "rules that start a training", sorted(m["rules"]["retrain"]), sorted(n for n, r in rules.items() if text(r, "retrain") == "true")
    yield "budget rules", sorted(m["rules"]["budget_percents"]), sorted(int(x) for x in (re.sub(r".*Budget", "", n) for n in rules if "Budget" in n) if x.isdigit())
    alerts = of_kind(rows, "monitor.alert")
    yield "alerts", sorted((a["rule"], a["state"], a["value"]) for a in m["alerts"]), sorted((text(r, "rule"), text(r, "state"), text(r, "value")) for r in alerts)
    yield "targets", m["targets"], {text(r, "name"): text(r, "health") for r in of_kind(rows, "monitor.target")}
    yield "models", {"ours"}, {text(r, "model") for r in of_kind(rows, "monitor.sample") if text(r, "model") is not None}


def statements(m, rows):
    samples = of_kind(rows, "monitor.sample")
    return [*at_as_of(m, samples), *in_october(m, samples), *of_rules(m, rows)]


def compare(m, rows):
    all_of_them = statements(m, rows)
    for what, wanted, seen in all_of_them:
        want(wanted == seen, f"{what}: {wanted!r}, not {seen!r}")
    return len(all_of_them)


def leaves(node, path=()):
    if isinstance(node, (dict, list)):
        for k in node if isinstance(node, dict) else range(len(node)):
            yield from leaves(node[k], path + (k,))
    else:
        yield path


def changed(m, path):
    m = copy.deepcopy(m)
    node = m
    for k in path[:-1]:
        node = node[k]
    old = node[path[-1]]
    node[path[-1]] = old + 1 if isinstance(old, int) else old + "9" if isinstance(old, str) else [*old, "x"]
    return m


def must_notice(m, rows):
    """Each leaf that is compared, altered alone, is a difference: else this test cannot fail."""
    n = 0
    for part in ("at_as_of", "latency_p95_in_october", "alerts", "targets"):
        for path in leaves(m[part], (part,)):
            if path[0] == "alerts" and path[-1] == "about":
                continue
            n += 1
            bad = [1 for _, wanted, seen in statements(changed(m, path), rows) if wanted != seen]
            want(bad, f"{path} altered, and nobody noticed")
            if n % 40 == 0 and part == "latency_p95_in_october":
                break      # forty of one kind say enough
    for path in (("rules", "alerting"), ("rules", "without_owner"), ("rules", "retrain", 0), ("segments", "live_in_october", 0), ("series", "accuracy", "october_1d")):
        n += 1
        want([1 for _, wanted, seen in statements(changed(m, path), rows) if wanted != seen], f"{path} altered, and nobody noticed")
    return n


# ---- Cases ------------------------------------------------------------------

def system(name):
    m = load(name, "truth.json")["monitor"]
    with open(os.path.join(RECORDINGS, name, "queries.yml"), encoding="utf-8") as f:
        part = f.read().split("queries:\n")[1].split("hourly:\n")[0]
    queries = dict(re.findall(r"^  (\w+): '(.*)'$", part, re.M))
    m["at_as_of"] = {k: v for k, v in m["at_as_of"].items() if k in queries}
    with World() as w:
        url = w.replay(os.path.join(RECORDINGS, name, "prometheus"))
        states, rows = w.build(source(url, queries), name)
        want(states["monitor"] == {s: ("OK", "") for s in ("now", "period", "rules", "targets")}, states)
        print(f"{name}: {compare(m, rows)} statements compared, {must_notice(m, rows)} noticed when altered")


def benefits_triage():
    system("benefits-triage")


def invoice_fraud():
    system("invoice-fraud")


def hostile():
    """The servers of recordings/sources: hostile labels, NaN, infinities, no model label, a scalar."""
    truth = load("sources", "prometheus", "truth.json")
    at, n = instant(truth["evaluated_at"]), 0
    asked = {k.replace("-", "_"): v for k, v in truth["all_queries"].items() if isinstance(v.get("result"), list) or k == "scalar"}
    with World() as w:
        url = w.replay(os.path.join(RECORDINGS, "sources", "prometheus"))
        states, rows = w.build(source(url, {k: v["query"] for k, v in asked.items()}), "benefits-triage", at)
        want(states["monitor"]["now"] == ("OK", ""), states)
        # Its ranges were asked for other times: plain text with 404.
        want(states["monitor"]["period"] == ("NOT_FOUND", "answered 404"), states)
        samples = of_kind(rows, "monitor.sample")
        for name, q in asked.items():
            result = q["result"] if isinstance(q["result"], list) else [{"metric": {}, "value": q["result"]["result"][1]}]
            wanted = together(((s["metric"].get("model"),) + tuple(s["metric"].get(k) for k in HELD), s["value"]) for s in result)
            wanted = {(({"benefits-triage": "ours"}.get(k[0], f"unlisted/{k[0]}") if k[0] else None),) + k[1:]: v for k, v in wanted.items()}
            seen = {tuple(text(r, k) for k in ("model",) + HELD): shown(r, "value") for r in samples if text(r, "metric") == name}
            n += len(wanted) + 1
            want(wanted == seen, f"{name}: {wanted} is not {seen}")
        psi = {text(r, "feature"): r for r in samples if text(r, "metric") == "invoice_psi"}
        want('memo "free\\text"\n<script>alert(1)</script>' in psi, list(psi))
        want(outcome(psi["legacy_code"], "value") == outcome(psi["new_vendor_flag"], "value") == "NONFINITE", psi)
        want("<script>alert(1)" not in w.first_page and "\n<script>" not in w.said, "a label is markup")
        rules = {text(r, "name"): r for r in of_kind(rows, "monitor.rule")}
        alerts = [r for r in of_kind(rows, "monitor.alert") if text(r, "state") == "firing"]
        pending = [r for r in of_kind(rows, "monitor.alert") if text(r, "state") == "pending"]
        f = truth["findings"]
        for what, wanted, seen in (
                ("health err", [f["rule_with_error"].split(":")[0]], [k for k, r in rules.items() if text(r, "health") == "err"]),
                ("without owner", sorted(f["rules_without_owner"]), sorted(k for k, r in rules.items() if text(r, "owner") is None)),
                ("firing", sorted(a.split(" ")[0] for a in f["alerts_firing"]), sorted(text(r, "rule") for r in alerts)),
                ("about", sorted(" ".join(a.split(" ")[1:]) for a in f["alerts_firing"]),
                 sorted((text(r, "feature") or (text(r, "instance") if text(r, "rule") == "TargetDown" else None) or "") for r in alerts)),
                ("infinite", 1, sum(outcome(r, "value") == "NONFINITE" for r in alerts)),
                ("pending", [a.split(" ")[0] for a in f["alerts_pending"]], [text(r, "rule") for r in pending]),
                ("rules of the clean system", truth["clean"]["alert_rules"], sum(k.startswith("BenefitsTriage") for k in rules)),
                ("retrain", truth["clean"]["retrain_rules"], sorted(k for k, r in rules.items() if text(r, "retrain") == "true" and k.startswith("BenefitsTriage"))),
                ("down", {truth["down_target"]["job"]: "down"}, {text(r, "name"): text(r, "health") for r in of_kind(rows, "monitor.target") if text(r, "health") != "up"})):
            n += 1
            want(wanted == seen, f"{what}: {wanted} is not {seen}")
        print(f"sources/prometheus: {n} statements compared")


def alertmanager():
    truth, n = load("sources", "alertmanager", "truth.json"), 0
    with World() as w:
        url = w.replay(os.path.join(RECORDINGS, "sources", "alertmanager"))
        states, rows = w.build(source(url, ident="alerts", connector="alertmanager"), "benefits-triage")
        want(states["alerts"] == {"alerts": ("OK", ""), "silences": ("OK", "")}, states)
        alerts, silences = of_kind(rows, "monitor.alert"), of_kind(rows, "monitor.silence")
        silenced = [r for r in alerts if r["fields"].get("silenced", {}).get("items")]
        s = truth["silences"][0]
        one = silences[0]
        for what, wanted, seen in (
                ("alerts", truth["alerts"], len(alerts)), ("silenced", truth["silenced"], len(silenced)), ("silences", len(truth["silences"]), len(silences)),
                ("by", s["createdBy"], text(one, "by")), ("why", s["comment"], text(one, "reason")), ("state", "active", text(one, "state")),
                ("days", s["days"], round((epoch(text(one, "until")) - epoch(text(one, "from")[:19] + "Z")) / 86400)),
                ("matches", s["silences"], "{}, feature =~ {}".format(*one["fields"]["matches"]["items"])),
                ("which", [text(one, "id")], silenced[0]["fields"]["silenced"]["items"]),
                ("states", {"firing"}, {text(r, "state") for r in alerts}),
                ("models", {"unlisted/invoice-fraud", None}, {text(r, "model") for r in alerts})):
            n += 1
            want(wanted == seen, f"{what}: {wanted} is not {seen}")
        body = open(glob.glob(os.path.join(RECORDINGS, "sources", "alertmanager", "bodies", "0007-*"))[0], "rb").read()
        bad = w.replay(w.recording("bad", [("/api/v2/alerts", 400, "application/json", body), ("/api/v2/silences", 200, "application/json", b"[]")]))
        states, rows = w.build(source(bad, ident="alerts", connector="alertmanager"), "benefits-triage")
        want(states["alerts"] == {"alerts": ("FAILED", "answered 400: 'bad matcher format: bad{{'"), "silences": ("EMPTY", "")}, states)
    print(f"sources/alertmanager: {n + 2} statements compared")


def odd():
    """Answers that are not what a query wants: each has its state and the server's own reason, and takes nothing else with it."""
    def recorded(name):
        return open(glob.glob(os.path.join(RECORDINGS, "sources", "prometheus", "bodies", name))[0], "rb").read()

    def vector(*items, **more):
        return json.dumps({"status": "success", "data": {"resultType": "vector", "result": list(items)}, **more}).encode()

    def one(value, **labels):
        return {"metric": {"model": "benefits-triage", **labels}, "value": [1795435200, value]}

    no_rows = {"status": "success", "data": {"resultType": "matrix", "result": []}}
    histogram = {"metric": {"model": "benefits-triage", "route": "/h"}, "histogram": [1795435200, {"count": "9", "sum": "2.5", "buckets": [[0, "0", "1", "9"]]}]}
    hostile_text = "cut\n\u202egnp.exe \u001b[31m<b>' " + "x" * 2000
    cases = {       # name: (bytes, status, type, state, reason holds, rows at as-of)
        "warned": (vector(one("0.5"), warnings=["zone-2: no answer", hostile_text]), 200, "INCOMPLETE", "answered 200: 'zone-2: no answer; cut[U+000A][U+202E]gnp.exe [U+001B][31m<b>' xxx", 1),
        "noted": (vector(one("0.5"), infos=["not a counter"], warnings=["PromQL info: metric might not be a counter"]), 200, "OK", "", 1),
        "warned_among": (vector(one("0.5"), warnings=["PromQL info: a", "PromQL warning: b"]), 200, "INCOMPLETE", "answered 200: 'PromQL info: a; PromQL warning: b'", 1),
        "denied_inside": (b'{"status":"error","errorType":"bad_data","error":"no such tenant"}', 200, "FAILED", "answered 200: 'no such tenant'", 0),
        "text": (recorded("0046-*"), 200, "FAILED", "answered 200 with $.data.resultType = string", 0),
        "range_selector": (b'{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[1,"2"]]}]}}', 200, "FAILED", "resultType = matrix", 0),
        "parse": (recorded("0066-*"), 400, "FAILED", "answered 400: 'invalid parameter \"query\": 1:19: parse error", 0),
        "many_to_many": (recorded("0067-*"), 422, "FAILED", "answered 422: 'found duplicate series", 0),
        "not_json": (b"Unauthorized\n", 401, "DENIED", "answered 401", 0),
        "no_page": (recorded("0070-*"), 404, "NOT_FOUND", "answered 404", 0),
        "native": (vector(histogram, one("0.5")), 200, "OK", "", 2),
        "too_big": (vector(one("1e400"), one("-Inf", route="/i")), 200, "OK", "", 2),
        "not_a_number": (vector(one("0x10")), 200, "OK", "", 1),
        "two_jobs": (vector(one("0.5", job="a"), one("0.6", job="b")), 200, "OK", "", 1),
    }
    seen = {}
    with World() as w:
        for name, (body, status, state, reason, nrows) in cases.items():
            kind = "application/json" if body[:1] in b"{[" else "text/plain; charset=utf-8"
            url = w.replay(w.recording(name, [
                (f"/api/v1/query?query=q&time={epoch(AS_OF)}", status, kind, body),
                ("/api/v1/query_range?query=q&start=1790812800&end=1793491199&step=1m", 400, "application/json", recorded("0068-*")),
                ("/api/v1/rules", 200, "application/json", b'{"status":"success","data":{"groups":[]}}'),
                ("/api/v1/targets?state=active", 200, "application/json", json.dumps(no_rows).encode())]))
            states, rows = w.build(source(url, {"m": "q"}, more="    step: 1m\n"), "benefits-triage")
            s = states["monitor"]
            want(s["now"][0] == state and reason in s["now"][1], f"{name}: {s['now']}")
            want(len(rows) == nrows, f"{name}: {len(rows)} rows")
            want(s["period"] == ("FAILED", "answered 400: 'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)'"), s)
            want(s["rules"] == ("EMPTY", "") and s["targets"] == ("EMPTY", ""), s)
            why = s["now"][1][:60] if state == "FAILED" else "exceeded maximum resolution"
            want(why in html.unescape(w.first_page), f"{name}: the first page does not say why")
            seen[name] = rows
            if name == "warned":
                want(s["now"][1].isascii() and "\x1b" not in s["now"][1] and len(s["now"][1]) < 600, s["now"])
                want("[31m<b>" not in w.first_page, "a warning is markup")
    values = {n: sorted(shown(r, "value") for r in rows) for n, rows in seen.items()}
    want(values["native"] == ["0.5", "BADTYPE"], values["native"])
    want(values["too_big"] == ["NONFINITE", "NONFINITE"], values["too_big"])
    want(values["not_a_number"] == ["BADTYPE"] and values["two_jobs"] == ["CONFLICT 0.5 0.6"], values)
    print(f"{len(cases)} odd answers, each with its state")


def unmonitored():
    """A monitor that wants credentials: denied, nothing else is lost."""
    with World() as w:
        url = w.replay(os.path.join(RECORDINGS, "invoice-fraud", "prometheus"), "--require-auth", "bearer:nobody-knows")
        states, rows = w.build(source(url, {"m": "up"}), "invoice-fraud")
        want(set(states["monitor"].values()) == {("DENIED", "answered 401")} and rows == [], states)
        want("DENIED" in w.first_page, "the first page does not say DENIED")


{f.__name__: f for f in (benefits_triage, invoice_fraud, hostile, alertmanager, odd, unmonitored)}[sys.argv[3]]()
print("\n".join(WRONG[:20]))
sys.exit(len(WRONG) > 0)
