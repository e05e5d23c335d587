"""Each request of each connector that speaks HTTP, with each fault: what state
the step gets, what the first page says, what the verdicts become, how often
was asked, how long it took and where the secret went.  Prints fault x state.

usage: faults.py DOSSIER DATA SHARED
"""
import asyncio, collections, glob, html, json, os, re, resource, shutil, sys, tempfile, time
from urllib.parse import urlsplit

import server
from server import Fault, Source, ask_key, replay

DOSSIER, DATA, SHARED = sys.argv[1:4]
ROOT = server.ROOT
SECRET = "canary-7f3a91c2e5"
AS_OF = "2026-11-23T12:00:00Z"
SAMPLE = os.path.join(DATA, "samples", "benefits-triage")
AT_ONCE = 10
PAGE_EVERY = 7              # prime to the number of faults: it moves through the table
SECONDS, MARGIN = 20, 30    # of a source that is not meant to reach it; of a slow machine (nobody answers for 60)
RETRIES = 4
GOOD = ("OK", "EMPTY")
RAW = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")

# The sources of the one system: recording and entry in system.yml.  A new
# connector that speaks HTTP has to be here.
SOURCES = {
    "registry": ("mlflow", "benefits-triage/mlflow", "zone: UTC"),
    "monitor": ("prometheus", "benefits-triage/prometheus", 'step: "1d", queries: {psi: \'model_feature_psi{model="benefits-triage"}\', '
                'latency_p95: \'histogram_quantile(0.95, sum by (le, model, version, route) (rate(model_request_duration_seconds_bucket{model="benefits-triage"}[1d])))\'}'),
    "alerts": ("alertmanager", "sources/alertmanager", ""),
}

# ---- The table --------------------------------------------------------------

# fault: what the server does, caps, and the state that a step gets by the
# kind of its answers: json (lenient: the same but for NaN), lines, hashed.
# One word stands for all; "-" is not applicable.  See want().
Row = collections.namedtuple("Row", "name fault caps hosts states")

def row(name, fault, states, caps="", hosts="[unused.example]"):
    names = ("json", "lenient", "lines", "hashed")
    words = states.split()
    return Row(name, fault, caps, hosts, dict(zip(names, words * 4 if len(words) == 1 else words)))

TIME_OVER = "slow, and the source's time is over"
RUN_OVER = "slow, and the run's deadline is over"
RUN_SECONDS = 2
ANOTHER = "JSON of another type"
STALL = "stall_seconds: 1"
SMALL = "bytes: 4000000"
EVERY = [
    row("refused", server.refused(), "FAILED"),
    row("TLS error", server.tls(), "FAILED"),
    row("422 with hostile words", server.hostile("422"), "FAILED"),
    row("401", server.status("401"), "DENIED"),
    row("403", server.status("403"), "DENIED"),
    row("404", server.status("404"), "NOT_FOUND"),
    row("429 for ever, Retry-After: 1", server.status("429:Retry-After=1"), "FAILED", "retries: 1"),
    row("429 for ever, Retry-After: a date", server.status("429:Retry-After=date+1"), "FAILED", "retries: 1"),
    row("500 for ever", server.status("500"), "FAILED"),
    row("slow: nothing comes", server.slow(), "FAILED", STALL),
    row(TIME_OVER, server.slow(), "INCOMPLETE", "seconds: 2"),
    row("drip", server.drip(), "FAILED", STALL),
    row("truncated", server.truncate(False), "FAILED"),
    row("truncated, no length was said", server.truncate(True), "FAILED FAILED OK OK"),
    row("empty", server.body(lambda b: b""), "FAILED FAILED OK OK"),
    row("not JSON", server.body(lambda b: b.rstrip()[:-1]), "FAILED FAILED OK OK"),
    row(ANOTHER, server.body(lambda b: b'["x"]' if b[:1] == b"{" else b'{"x": 1}'), "INCOMPLETE INCOMPLETE INCOMPLETE OK"),
    row("wrong Content-Type", server.typed(), "OK"),
    row("login page with 200", server.login(), "FAILED FAILED INCOMPLETE OK"),
    row("NaN", server.body(server.bare_nan), "FAILED OK INCOMPLETE OK"),
    row("gzip bomb", server.bomb(str(8 << 20)), "FAILED FAILED FAILED OK", SMALL),
    row("endless body", server.endless_body(), "FAILED FAILED FAILED INCOMPLETE", SMALL),
    row("endless page", server.endless_page(""), "INCOMPLETE", "pages: 4"),
    row("endless page, one token", server.endless_page("same"), "FAILED"),
    row("redirect to another origin", server.redirect("other"), "REFUSED"),
    row("redirect in a circle", server.redirect("same"), "FAILED"),
]
# What is told apart by the exchange, not by the answer's kind: in some places.
LISTED = "[localhost]"
SOME = [
    row("500 once", server.status_once("500"), "OK"),
    row("429 once, Retry-After: 1", server.status_once("429:Retry-After=1"), "OK"),
    row("503 once, Retry-After: long ago", server.status_once("503:Retry-After=Wed, 21 Oct 2015 07:28:00 GMT"), "OK"),
    row("408 once", server.status_once("408"), "OK"),
    row("400", server.status("400"), "FAILED"),
    row("410", server.status("410"), "NOT_FOUND"),
    row("304 unasked", server.status("304"), "FAILED"),
    row("truncated once", server.truncate_once(False), "OK"),
    row("closed", server.close(False), "FAILED"),
    row("closed once", server.close_once(False), "OK"),
    row("reset", server.close(True), "FAILED"),
    row("reset once", server.close_once(True), "OK"),
    row("redirect to the same origin, once", server.redirect_once("same"), "OK"),
    row("redirect to a listed origin", server.redirect("other"), "OK", hosts=LISTED),
    row("redirect to a cloud's metadata", server.redirect("http://169.254.169.254/latest/"), "REFUSED", hosts=LISTED),
    row("redirect to a file", server.redirect("file:///etc/passwd"), "REFUSED"),
    row("redirect to ftp", server.redirect("ftp://localhost/x"), "REFUSED", hosts=LISTED),
    row(RUN_OVER, server.slow(), "INCOMPLETE"),
    row("redirect with a password", server.redirect("http://user:pass@localhost/"), "REFUSED", hosts=LISTED),
]
SOME_STEPS = (("registry", "versions"), ("registry", "drift"), ("monitor", "rules"))
HASHED_TIME = ("endless body",)     # no cap on bytes where they are only hashed: the time ends it

def want(r, step, place):
    """CONNECTORS sections 5 and 6; None: not applicable."""
    if r.name.startswith("endless page") and place != "first":
        return None
    s = r.states[step.kind]
    if r.name == ANOTHER and not step.has_facts:
        return "OK"     # the steps over it say so
    return "INCOMPLETE" if place == "later" and s not in GOOD else s

# ---- Connectors -------------------------------------------------------------

Step = collections.namedtuple("Step", "id kind has_facts page path is_http")

def read_steps(name):
    """The steps of a connector file; the file's shape is lint's business."""
    with open(os.path.join(DATA, "mappings", "sources", name + ".yml"), encoding="utf-8") as f:
        text = f.read()
    steps = []
    for part in re.split(r"^  - id: ", text.split("\nsteps:", 1)[1], flags=re.M)[1:]:
        def get(key):
            m = re.search(r"^    %s: *(.*?)(?: +#.*)?$" % key, part, flags=re.M)
            return m and m[1].strip('"')
        read = get("read")
        decode = get("decode") or (read and read_steps(read)[0].kind) or "json"
        kind = {"json_lenient": "lenient", "pip_lock": "lines", "exposition": "lines"}.get(decode, decode)
        if get("keep") == "digest":
            kind = "hashed"
        page = re.search(r"kind: token, from: \$\.(\w+), to: (?:query|body)\.(\w+)", get("page") or "")
        steps.append(Step(part.split()[0], kind, bool(read or "\n    facts:" in part), page and page.groups(),
                          get("get") or get("post"), not get("file")))
    return steps

# ---- One case ---------------------------------------------------------------

class Case:
    """One run of `dossier build` against its own servers."""

    def __init__(self, name, source=None, keys=(), paths=(), row_=None, is_hashed=False):
        self.name, self.source, self.keys, self.paths, self.row, self.is_hashed = name, source, keys, paths, row_, is_hashed
        self.is_page = True     # a package is built, not only a snapshot assessed
        self.secret, self.log, self.unmatched, self.bad = SECRET, [], [], []

    def fault_of(self, source, key, url, body):
        if not self.row or source.id != self.source:
            return None
        if self.row.name.startswith("endless page"):
            return self.row.fault if url.path in self.paths else None
        return self.row.fault if self.keys is None or key in self.keys else None

    def note(self, source, origin, method, target, fields, body, key, is_faulted):
        self.log.append((source.id, origin, time.monotonic(), key, is_faulted, json.dumps(fields) + target + body.decode("latin-1")))

    def check(self, good, why):
        if not good:
            self.bad.append(f"{self.name}: {why}")

    def write_system(self, urls):
        self.system = os.path.join(self.dir, "system")
        shutil.copytree(SAMPLE, self.system, ignore=lambda d, names: [n for n in names if n in ("objects", "vault", "snapshots")])
        with open(os.path.join(self.system, "system.yml"), encoding="utf-8") as f:
            head = f.read()
        lines = []
        for ident, (connector, _, more) in SOURCES.items():
            caps = self.row.caps if self.row and ident == self.source else ""
            all_caps = {"wait_ms": 1, "seconds": SECONDS}
            all_caps.update(p.split(": ") for p in caps.split(", ") if p)
            if self.is_hashed and self.row.name in HASHED_TIME and ident == self.source:
                all_caps["seconds"] = 4
            entry = f'  - {{id: {ident}, connector: {connector}, base: "{urls[ident]}", auth: {{bearer: "env:T_SECRET"}}'
            entry += (", " + more if more else "") + (", ca: ca.pem" if urls[ident].startswith("https") else "")
            if self.row and ident == self.source:
                entry += ", hosts: " + self.row.hosts
            if self.name == "without " + ident:
                entry += ', skip: {reason: "not today", owner: Owner, expires: 2027-01-31}'
            lines.append(entry + ", caps: {" + ", ".join(f"{k}: {v}" for k, v in all_caps.items()) + "}}")
        lines.append('  - {id: records, connector: records, files: "records/*.yml"}')
        head = head[: head.index("sources:")] + "sources:\n" + "\n".join(lines) + "\n" + head[head.index("previous:"):]
        if CERTIFICATES:
            shutil.copy(CERTIFICATES[0][0], os.path.join(self.system, "ca.pem"))
        with open(os.path.join(self.system, "system.yml"), "w", encoding="utf-8") as f:
            f.write(head)

    async def run(self):
        self.dir = tempfile.mkdtemp(dir=FOLDER)
        sources = []
        try:
            for ident in SOURCES:
                is_tls = self.row and self.row.name == "TLS error" and ident == self.source
                sources.append(await Source(self, ident, STORES[ident], PAGED[ident]).start(CERTIFICATES if is_tls else None))
                await sources[-1].start_other()
            self.write_system({s.id: s.mine for s in sources})
            start = time.monotonic()
            out = os.path.join(self.dir, "out")
            deadline = ["--deadline", str(RUN_SECONDS)] if self.row and self.row.name == RUN_OVER else []
            verb = ["build", "--draft", "--no-pdf"] if self.is_page else ["gather"]
            said = await self.dossier(*verb, *deadline, "--as-of", AS_OF, "--data", DATA, "--out", out, self.system)
            self.seconds = time.monotonic() - start
            if said is None:
                return self
            snapshot = glob.glob(out + "/*/snapshots/*.json")[0]
            if self.is_page:
                data = glob.glob(out + "/*/*-draft-1/data")[0]
                self.read(snapshot, os.path.join(data, "assessment.json"), os.path.join(data, "site", "index.html"))
            else:
                code = self.code
                said = await self.dossier("check", "--json", "--data", DATA, "--out", out, self.system)
                if said is None:
                    return self
                self.code = code
                with open(out + "/check.json", "wb") as f:
                    f.write(said)
                self.read(snapshot, out + "/check.json", None)
            leaks = [n for n in glob.glob(out + "/**", recursive=True) if os.path.isfile(n) and SECRET.encode() in open(n, "rb").read()]
            self.check(not leaks, f"the secret is in {leaks}")
            if self.name == "full":
                shutil.copytree(out, os.path.join(FOLDER, "full"))
                shutil.copytree(self.system, os.path.join(FOLDER, "system"))
        finally:
            for s in sources:
                s.stop()
            shutil.rmtree(self.dir)
        return self

    async def dossier(self, *argv):
        done = await asyncio.create_subprocess_exec(DOSSIER, *argv, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
                                                    env=dict(os.environ, T_SECRET=SECRET))
        said, err = await asyncio.wait_for(done.communicate(), 120)
        self.code = done.returncode
        self.check(SECRET.encode() not in said + err, "the secret is on the terminal")
        self.check(not RAW.search((said + err).decode()), "raw on the terminal")
        self.check(self.code in (0, 1, 2), f"exit {self.code}: {err.decode()[-300:]}")
        return said if self.code in (0, 1, 2) else None

    def read(self, snapshot, assessment, page):
        def load(name):
            with open(name, encoding="utf-8") as f:
                return f.read()
        self.snapshot = {s["id"]: s for s in json.loads(load(snapshot))["sources"]}
        said = json.loads(load(assessment))
        self.words = words_of(said)
        self.is_complete = said.get("complete")
        self.page = load(page) if page else None

    def states(self, ident=None):
        return {s["step"]: s["state"] for s in self.snapshot[ident or self.source]["steps"]}

def words_of(assessment):
    return {(v["check"], v["subject"]): v["word"] for v in assessment["verdicts"]}

# ---- Law 3 ------------------------------------------------------------------

BAD = ("FAIL", "UNKNOWN")

def better(before, after):
    """Verdicts of `after` that are better than those of `before` (ANSWERS)."""
    out = []
    for (check, subject), word in before.items():
        now = after.get((check, subject))
        parent = after.get((check, "/".join(["model"] + subject.split("/")[1:2])))
        if now is None:
            wrong = word in BAD and parent != "UNKNOWN"
        else:
            wrong = now not in BAD if word in BAD else word in ("WARN", "CLAIMED") and now == "PASS"
        if wrong:
            out.append(f"{check} {subject}: {word} becomes {now}")
    return out

# ---- What each case must be -------------------------------------------------

def pages_stay(case, place):
    """The rows of the good pages stay (CONNECTORS section 5)."""
    return place == "later" or case.row.name.startswith("endless page")

def judge_page(case, source):
    at = case.page.find(f"#source-{case.source}\"")
    line = html.unescape(re.sub("<[^>]*>", "", case.page[at:case.page.find("</tr>", at)])) if at >= 0 else ""
    case.check(source["state"].replace("_", " ") in line, "the first page does not name the source and its state")
    case.check(source["reason"] in line, f"the first page does not give the reason: {source['reason']}")

def judge(case, step, expected, full, without):
    """step None: every request of the source has the fault."""
    for entry in case.snapshot[case.source]["steps"]:
        state = entry["state"]
        case.check(state in GOOD or entry.get("reason"), f"{entry['step']} has no reason")
        if step is None:
            case.check(state not in GOOD or expected in GOOD or case.row.name == ANOTHER, f"{entry['step']} is {state}")
        elif entry["step"] == step.id:
            case.check(state == expected, f"is {state} ({entry.get('reason')}), not {expected}")
    for ident in SOURCES:
        if ident != case.source and case.row.name != RUN_OVER:
            case.check(case.states(ident) == full.states(ident), f"source {ident} suffers: {case.states(ident)}")
    source = case.snapshot[case.source]
    if case.row.name == ANOTHER and not (step and step.kind == "hashed"):
        case.check(source["state"] not in GOOD, "no step of the source says that an answer was of another type")
    if source["state"] not in GOOD:
        case.check(case.code == 2, f"exit {case.code}, not 2")
        case.check(not case.is_complete, "check says that it is complete")
    if source["state"] not in GOOD and case.is_page:
        judge_page(case, source)
    if expected == "OK" and step and (case.row in SOME or case.row.name == "wrong Content-Type"):
        case.check(case.words == full.words, "a word changed")
    else:
        worse = better(full.words, case.words) + (better(without, case.words) if expected not in GOOD else [])
        case.check(not worse, f"better than without: {worse[:3]}")
    for ident, origin, _, _, _, held in case.log:
        if origin == "other":
            case.check(SECRET not in held, "the secret went to another origin")
    if case.row.name not in ("refused", "TLS error", TIME_OVER, RUN_OVER):
        case.check(any(x[4] for x in case.log), "the fault never happened")
    # The budget: each request and its retries; one more where curl asks again on a new connection.
    asked = sum(x[0] == case.source for x in case.log)
    hops = 6 if "circle" in case.row.name else 1
    hurt = len({x[3] for x in case.log if x[4]}) * (RETRIES + 2) * hops
    most = full.asked[case.source] + hurt
    case.check(asked <= most, f"{asked} requests, budget {most}")
    if "for ever, Retry" in case.row.name:
        times = {}
        for x in case.log:
            if x[4]:
                times.setdefault(x[3], []).append(x[2])
        case.check(all(len(t) == 2 and t[1] - t[0] > 0.9 for t in times.values()), f"did not wait, or asked again and again: {times.values()}")
    is_over = case.row.name == RUN_OVER
    if is_over and step:
        case.check(f"deadline of {RUN_SECONDS} seconds" in source["reason"], f"the reason is {source['reason']}")
    deadline = RUN_SECONDS if is_over else int(dict(p.split(": ") for p in case.row.caps.split(", ") if p).get("seconds", SECONDS))
    case.check(case.seconds < deadline + MARGIN, f"took {case.seconds:.1f} s, deadline {deadline}")

async def without_step(source, step_id, first_page):
    """The words when answers of this step, from a page on, are taken out of the full snapshot."""
    folder = tempfile.mkdtemp(dir=FOLDER)
    path = glob.glob(os.path.join(FOLDER, "full", "*", "snapshots", "*.json"))[0]
    with open(path, encoding="utf-8") as f:
        snapshot = json.load(f)
    for s in snapshot["sources"]:
        if s["id"] == source:
            s["requests"] = [q for q in s["requests"] if q["step"] != step_id or q.get("page", 1) < first_page]
    os.mkdir(os.path.join(folder, "snapshots"))
    for name in ("objects", "vault"):
        os.symlink(os.path.join(os.path.dirname(os.path.dirname(path)), name), os.path.join(folder, name))
    target = os.path.join(folder, "snapshots", os.path.basename(path))
    with open(target, "w", encoding="utf-8") as f:
        json.dump(snapshot, f)
    done = await asyncio.create_subprocess_exec(DOSSIER, "check", "--json", "--data", DATA, "--from", target, os.path.join(FOLDER, "system"),
                                                stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE)
    said, err = await done.communicate()
    if done.returncode not in (1, 2):
        raise RuntimeError(f"without {step_id}: exit {done.returncode}: {err.decode()}")
    return words_of(json.loads(said))

# ---- The run ----------------------------------------------------------------

FOLDER = tempfile.mkdtemp(prefix="faults.", dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None)
CERTIFICATES = ()
STORES, PAGED, STEPS = {}, {}, {}

def load():
    for ident, (connector, recording, _) in SOURCES.items():
        STORES[ident] = replay.Store(os.path.join(SHARED, "recordings", recording))
        STEPS[ident] = [s for s in read_steps(connector) if s.is_http]
        PAGED[ident] = {}

def http_connectors():
    names = [os.path.basename(n)[:-4] for n in glob.glob(os.path.join(DATA, "mappings", "sources", "*.yml"))]
    return {n for n in names if any(s.is_http for s in read_steps(n))}

def requests_of(full, ident):
    """step -> page -> the keys of its requests, and its paths."""
    keys = collections.defaultdict(lambda: collections.defaultdict(set))
    paths = collections.defaultdict(set)
    for q in full.snapshot[ident]["requests"]:
        if not q.get("url"):
            continue
        u = urlsplit(q["url"])
        target = u.path + ("?" + u.query if u.query else "")
        keys[q["step"]][min(q.get("page", 1), 2)].add(ask_key(q["method"], target, (q.get("body") or "").encode()))
        paths[q["step"]].add(u.path)
    return keys, paths

async def baseline():
    """The run without faults; a listing of one page gets a second one."""
    first = await Case("first").run()
    for ident in SOURCES:
        _, paths = requests_of(first, ident)
        for step in STEPS[ident]:
            if step.page:
                PAGED[ident].update({p: step.page for p in paths[step.id]})
    full = await Case("full").run()
    full.asked = collections.Counter(x[0] for x in full.log)
    full.check(not full.unmatched, f"not recorded: {full.unmatched[:5]}")
    for ident in SOURCES:
        odd = {k: v for k, v in full.states(ident).items() if v not in GOOD}
        full.check(not odd, f"{ident}: {odd}")
    return full

def plan(full):
    """Every (case, step, place, expected state)."""
    for ident in SOURCES:
        keys, paths = requests_of(full, ident)
        for step in STEPS[ident]:
            full.check(keys[step.id], f"{ident}: {step.id} asks nothing: its faults are not tried")
            places = [("first", 1), ("later", 2)] if step.page else [("only", 1)]
            for place, page in places:
                full.check(keys[step.id][page], f"{ident}: {step.id} has no {place} page")
                for r in EVERY + (SOME if (ident, step.id) in SOME_STEPS else []):
                    expected = want(r, step, place)
                    if expected:
                        name = f"{ident}/{step.id}, {place}: {r.name}"
                        yield Case(name, ident, keys[step.id][page], paths[step.id], r, step.kind == "hashed"), step, place, expected
        for r in EVERY:
            if not r.name.startswith("endless page"):
                yield Case(f"{ident}, all: {r.name}", ident, None, (), r), None, "all", r.states["json"]

async def main():
    global CERTIFICATES
    CERTIFICATES = (server.certificate(FOLDER, "good", "IP:127.0.0.1"), server.certificate(FOLDER, "bad", "IP:127.0.0.1"))
    load()
    started = time.monotonic()
    full = await baseline()
    missing = http_connectors() - {c for c, _, _ in SOURCES.values()}
    full.check(not missing, f"connectors without a recording here: {missing}")
    cases = list(plan(full))
    # Each fault and each step has its pages looked at; not each pair, for time.
    for n, (case, step, _, _) in enumerate(cases):
        case.is_page = step is None or n % PAGE_EVERY == 0
    only = os.environ.get("FAULTS_ONLY")
    if only:
        cases = [c for c in cases if re.search(only, c[0].name)]
    without = {}
    for ident in SOURCES:
        bare = await Case("without " + ident).run()
        without[ident, None, 1] = bare.words
        full.check(not bare.bad and set(bare.states(ident).values()) == {"NOT_ASKED"}, f"without {ident}: {bare.bad}")
        for step in STEPS[ident]:
            for page in (1, 2):
                without[ident, step.id, page] = await without_step(ident, step.id, page)
    gate = asyncio.Semaphore(AT_ONCE)
    seen = collections.defaultdict(lambda: collections.Counter())

    async def one(case, step, place, expected):
        async with gate:
            try:
                await case.run()
                if not case.bad:
                    page = 2 if step and pages_stay(case, place) else 1
                    judge(case, step, expected, full, without[case.source, step and step.id, page])
                    state = case.states()[step.id] if step else case.snapshot[case.source]["state"]
                    seen[case.row.name][place, step.kind if step else "", state] += 1
            except (OSError, KeyError, IndexError, StopIteration, AttributeError, asyncio.TimeoutError) as e:
                case.bad.append(f"{case.name}: {e!r}")

    await asyncio.gather(*(one(*c) for c in cases))
    bad = full.bad + [b for c in cases for b in c[0].bad]
    table(seen)
    for line in bad:
        print("FAILED", line)
    failed = sum(bool(c[0].bad) for c in cases) + bool(full.bad)
    print(f"{len(cases)} cases, {time.monotonic() - started:.0f} s", file=sys.stderr)
    print(f"gather-faults: {len(cases) + 1 - failed} passed, {failed} failed, 0 skipped")
    return 1 if bad else 0

COLUMNS = [("all", ""), ("only", "json"), ("only", "lenient"), ("only", "lines"), ("only", "hashed"), ("first", "json"), ("later", "json")]

def table(seen):
    print("| fault | all requests: the source | one answer | lenient JSON | lines | only hashed | first page | later page | cases |")
    print("|---|---|---|---|---|---|---|---|---|")
    for r in EVERY + SOME:
        cells = []
        for place, kind in COLUMNS:
            cells.append(" ".join(sorted({str(s) for p, k, s in seen[r.name] if (p, k) == (place, kind)})) or "-")
        print(f"| {r.name} | " + " | ".join(cells) + f" | {sum(seen[r.name].values())} |")

if __name__ == "__main__":
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    try:
        sys.exit(asyncio.run(main()))
    finally:
        shutil.rmtree(FOLDER, ignore_errors=True)
