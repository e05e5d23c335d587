"""Every fault of tools/replay, in a listing's first page, in a later page and
in an artifact: what state the step gets, what was asked, and where the secret
went.  Prints the table; fails where it is not the expected one.

usage: gather_faults.py DRIVER CONNECTORS RECORDING
"""
import glob, json, os, shutil, subprocess, sys, tempfile

DRIVER, CONNECTORS, RECORDING = sys.argv[1:4]
REPLAY = os.path.join(os.path.dirname(__file__), "..", "..", "tools", "replay")
SECRET = "canary-7f3a91c2e5"
MODEL = "invoice-fraud"
ASKS = 1 + 4  # a request and its retries
FIRST, LATER, ARTIFACT = "first", "later", "artifact"
# Request numbers: 1 model, 2 to 4 pages of versions, then artifacts.
AT = {FIRST: "2-6", LATER: "3-7", ARTIFACT: "/get-artifact"}
ONCE = {FIRST: "2", LATER: "3", ARTIFACT: "5"}
STEP = {FIRST: "versions", LATER: "versions", ARTIFACT: "manifest"}

# curl itself asks once more where a connection it had kept open breaks.
CLOSED = {FIRST: "2-7", LATER: "3-8", ARTIFACT: "/get-artifact"}
HOPS = {FIRST: "2-7", LATER: "3-8", ARTIFACT: "/get-artifact"}
LISTING = {FIRST: "/api/2.0/mlflow/model-versions"}
SMALL = "bytes: 4000000"
STALL = "stall_seconds: 1"
LOCAL = "[localhost]"

# fault, where it acts, states in first page, later page, artifact, options
TABLE = [
    ("500", AT, "FAILED INCOMPLETE FAILED", {}),
    ("500", ONCE, "OK OK OK", {}),
    ("429:Retry-After=0", AT, "FAILED INCOMPLETE FAILED", {}),
    ("429:Retry-After=1", ONCE, "OK OK OK", {}),
    ("503:Retry-After=Wed, 21 Oct 2015 07:28:00 GMT", ONCE, "OK OK OK", {}),
    ("408", ONCE, "OK OK OK", {}),
    ("400", ONCE, "FAILED INCOMPLETE FAILED", {}),
    ("401", ONCE, "DENIED INCOMPLETE DENIED", {}),
    ("403", ONCE, "DENIED INCOMPLETE DENIED", {}),
    ("404", ONCE, "NOT_FOUND INCOMPLETE NOT_FOUND", {}),
    ("410", ONCE, "NOT_FOUND INCOMPLETE NOT_FOUND", {}),
    ("304", ONCE, "FAILED INCOMPLETE FAILED", {}),
    ("truncate", AT, "FAILED INCOMPLETE FAILED", {}),
    ("truncate", ONCE, "OK OK OK", {}),
    ("truncate=silent", ONCE, "FAILED INCOMPLETE FAILED", {}),
    ("close", CLOSED, "FAILED INCOMPLETE FAILED", {}),
    ("close", ONCE, "OK OK OK", {}),
    ("close=reset", CLOSED, "FAILED INCOMPLETE FAILED", {}),
    ("close=reset", ONCE, "OK OK OK", {}),
    ("slow=4", ONCE, "FAILED INCOMPLETE FAILED", {"caps": STALL}),
    ("drip=0.5", ONCE, "FAILED INCOMPLETE FAILED", {"caps": STALL}),
    ("wrong-type", ONCE, "OK OK OK", {}),
    ("login-page", ONCE, "FAILED INCOMPLETE FAILED", {}),
    ("empty", ONCE, "FAILED INCOMPLETE FAILED", {}),
    ("bad-json", ONCE, "FAILED INCOMPLETE FAILED", {}),
    ("nan", ONCE, "OK OK FAILED", {}),  # in the pages it falls into a text
    ("gzip-bomb=8388608", ONCE, "FAILED INCOMPLETE FAILED", {"caps": SMALL}),
    ("endless-body", ONCE, "FAILED INCOMPLETE FAILED", {"caps": SMALL}),
    ("redirect=same-origin", ONCE, "OK OK OK", {}),
    ("redirect=same-origin", HOPS, "FAILED INCOMPLETE FAILED", {}),
    ("redirect=other-origin", ONCE, "REFUSED INCOMPLETE REFUSED", {}),
    ("redirect=other-origin", ONCE, "OK OK OK", {"hosts": LOCAL}),
    ("redirect=http://169.254.169.254/latest/", ONCE, "REFUSED INCOMPLETE REFUSED", {"hosts": LOCAL}),
    ("redirect=file:///etc/passwd", ONCE, "REFUSED INCOMPLETE REFUSED", {}),
    ("redirect=ftp://localhost/x", ONCE, "REFUSED INCOMPLETE REFUSED", {"hosts": LOCAL}),
    ("redirect=http://user:pass@localhost/", ONCE, "REFUSED INCOMPLETE REFUSED", {"hosts": LOCAL}),
    ("endless-page", LISTING, "INCOMPLETE", {"caps": "pages: 7"}),
    ("endless-page=same", LISTING, "FAILED", {}),
]

SYSTEM = """system: {{id: faults, name: Faults, owner: Owner, impact: moderate, baseline: sp800-53r5-moderate}}
models:
  - {{id: fraud, names: {{registry: {model}}}, production: {{alias: champion}}}}
sources:
  - {{id: registry, connector: faults, base: "{url}", auth: {{bearer: "env:T_SECRET"}}, hosts: {hosts}, caps: {{wait_ms: 5{caps}}}}}
documents: [model-card]
"""

def run(fault, hosts="", caps=""):
    """One gather against one replay; the snapshot's source, the replay's log."""
    folder = tempfile.mkdtemp(prefix="gather-faults.")
    log = os.path.join(folder, "replay.log")
    argv = [sys.executable, REPLAY, RECORDING, "--log", log, "--for", "120", "--require-auth", "bearer:" + SECRET]
    replay = subprocess.Popen(argv + (["--fault", fault] if fault else []), stdout=subprocess.PIPE, text=True)
    try:
        url = replay.stdout.readline().strip()
        system = os.path.join(folder, "system")
        os.mkdir(system)
        text = SYSTEM.format(model=MODEL, url=url, hosts=hosts or "[unused.example]", caps=", " + caps if caps else "")
        with open(os.path.join(system, "system.yml"), "w", encoding="utf-8") as f:
            f.write(text)
        out = os.path.join(folder, "out")
        done = subprocess.run([DRIVER, CONNECTORS, system, out, "2026-11-23T12:00:00Z"], capture_output=True, text=True,
                              timeout=100, env=dict(os.environ, T_SECRET=SECRET), check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{fault}: driver exited {done.returncode}: {done.stderr}")
        names = glob.glob(out + "/snapshots/*.json")
        with open(names[0], encoding="utf-8") as f:
            source = json.load(f)["sources"][0]
        with open(log, encoding="utf-8") as f:
            asked = [json.loads(line) for line in f]
        leaks = [n for n in glob.glob(out + "/**", recursive=True)
                 if os.path.isfile(n) and SECRET.encode() in open(n, "rb").read()]
        if SECRET in done.stdout + done.stderr:
            leaks.append("the log")
        return source, asked, leaks
    finally:
        replay.kill()
        replay.wait()
        shutil.rmtree(folder)

def check(name, cond, why, bad):
    if not cond:
        bad.append(f"{name}: {why}")

def cell(fault, place, where, want, options, bad):
    name = f"{fault} in {place} page" if place != ARTIFACT else f"{fault} in artifact"
    kind, _, arg = fault.partition("=")
    spec = fault if not kind.split(":")[0].isdigit() else "status=" + fault
    source, asked, leaks = run(f"{spec}@{where[place]}", options.get("hosts", ""), options.get("caps", ""))
    step = next(s for s in source["steps"] if s["step"] == STEP[place])
    got = step["state"]
    check(name, got == want, f"is {got} ({step.get('reason')}), not {want}", bad)
    check(name, got in ("OK", "EMPTY") or step.get("reason"), "has no reason", bad)
    check(name, not leaks, f"the secret is in {leaks}", bad)
    for a in asked:
        if a["origin"] == "other":
            held = json.dumps(a["headers"]) + a["target"] + a["body"]
            check(name, SECRET not in held, "the secret went to another origin", bad)
    # Steps before the fault and the one that does not depend on it are good.
    states = {s["step"]: s["state"] for s in source["steps"]}
    check(name, states["model"] == "OK" and states["runs"] == "OK", f"other steps: {states}", bad)
    # Budget: model, 3 pages, 5 artifacts, 3 pages of runs; each fault with its retries or hops.
    most = 12 + (5 if place == ARTIFACT and where is not ONCE else 1) * (ASKS + 1)
    check(name, len(asked) <= most, f"{len(asked)} requests, budget {most}", bad)
    hidden = {"truncate", "truncate=silent", "bad-json", "empty", "login-page", "endless-body"}
    if got == "OK":
        seen = [q for q in source["requests"] if q["step"] == STEP[place]]
        check(name, all(q["state"] == "OK" and q.get("object") for q in seen), "a request without evidence", bad)
    if fault in hidden and got == "OK":
        check(name, where is ONCE, "a broken body is OK", bad)
    return got

def main():
    bad, rows = [], 0
    source, asked, leaks = run(None)
    states = {s["step"]: s["state"] for s in source["steps"]}
    check("no fault", set(states.values()) == {"OK"}, f"{states}", bad)
    check("no fault", all(a["result"] == "ok" for a in asked), "the replay's log has UNMATCHED", bad)
    check("no fault", len(asked) == 12, f"{len(asked)} requests, not 12", bad)
    check("no fault", [q["page"] for q in source["requests"] if q["step"] == "versions"] == [1, 2, 3], "pages", bad)
    check("no fault", not leaks, f"the secret is in {leaks}", bad)
    rows += 1
    print(f"{'fault':52} {'first page':12} {'later page':12} artifact")
    for fault, where, wants, options in TABLE:
        got = []
        for place, want in zip((FIRST, LATER, ARTIFACT), wants.split()):
            before = len(bad)
            try:
                got.append(cell(fault, place, where, want, options, bad))
            except (RuntimeError, OSError, StopIteration, subprocess.TimeoutExpired) as e:
                bad.append(f"{fault} in {place}: {e!r}")
                got.append("ERROR")
            rows += 1
            if len(bad) > before:
                got[-1] += " !"
        once = " (once)" if where is ONCE else ""
        print(f"{fault + once:52} {got[0]:12} {got[1] if len(got) > 1 else '':12} {got[2] if len(got) > 2 else ''}")
    for line in bad:
        print("FAILED", line)
    failed = len({line.split(":")[0] for line in bad})
    print(f"gather-faults: {rows - failed} passed, {failed} failed, 0 skipped")
    return 1 if bad else 0

if __name__ == "__main__":
    sys.exit(main())
