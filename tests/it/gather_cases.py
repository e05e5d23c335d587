"""Gather against replay: caps, order, redirects' hosts, TLS, credentials,
skipped sources, files.  One function a case; each says what it wants.

usage: gather_cases.py DRIVER CONNECTORS RECORDINGS
"""
import glob, http.server, json, os, shutil, ssl, subprocess, sys, tempfile, threading, time

DRIVER, CONNECTORS, RECORDINGS = sys.argv[1:4]
MAIN = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
SECRET = "canary-7f3a91c2e5"
AS_OF = "2026-11-23T12:00:00Z"
HEAD = """system: {id: cases, name: Cases, owner: Owner, impact: moderate, baseline: sp800-53r5-moderate}
models:
  - {id: fraud, names: {NAME: invoice-fraud}, production: {alias: champion}}
"""
FAILED = []

def want(cond, text):
    if not cond:
        FAILED.append(text)

class Place:
    """A folder with a system, and the replays it asks."""
    def __init__(self):
        self.dir = tempfile.mkdtemp(prefix="gather-cases.")
        self.replays = []

    def __enter__(self):
        os.mkdir(self.path("system"))
        return self

    def __exit__(self, *_):
        for r in self.replays:
            r.kill()
            r.wait()
        shutil.rmtree(self.dir)

    def path(self, *names):
        return os.path.join(self.dir, *names)

    def write(self, name, text, mode=0o600):
        path = self.path("system", name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)
        os.chmod(path, mode)

    def replay(self, *options, recording="invoice-fraud/mlflow", log="log"):
        argv = [sys.executable, os.path.join(MAIN, "tools", "replay"), os.path.join(RECORDINGS, recording),
                "--log", self.path(log), "--for", "120"]
        r = subprocess.Popen(argv + list(options), stdout=subprocess.PIPE, text=True)
        self.replays.append(r)
        return r.stdout.readline().strip()

    def asked(self, log="log"):
        with open(self.path(log), encoding="utf-8") as f:
            return [json.loads(line) for line in f]

    def gather(self, sources, connectors=CONNECTORS, as_of=AS_OF, env=None, out="out", name="registry", models="invoice-fraud"):
        """Returns (exit status, snapshot or None, stderr)."""
        self.write("system.yml", HEAD.replace("NAME: invoice-fraud", f"{name}: {models}") + "sources:\n" + "".join(f"  - {s}\n" for s in sources) + "documents: [model-card]\n")
        argv = [DRIVER, connectors, self.path("system"), self.path(out)] + ([as_of] if as_of else [])
        done = subprocess.run(argv, capture_output=True, text=True, timeout=100, check=False,
                              env=dict(os.environ, T_SECRET=SECRET, **(env or {})))
        self.output = done.stdout
        names = sorted(glob.glob(self.path(out, "snapshots", "*.json")))
        snapshot = None
        if done.returncode == 0 and names:
            with open(names[-1], encoding="utf-8") as f:
                snapshot = json.load(f)
        return done.returncode, snapshot, done.stderr

def states(snapshot, n=0):
    return {s["step"]: s["state"] for s in snapshot["sources"][n]["steps"]}

def reason(snapshot, step, n=0):
    return next(s.get("reason", "") for s in snapshot["sources"][n]["steps"] if s["step"] == step)

def source(url, more="", ident="registry"):
    return f'{{id: {ident}, connector: faults, base: "{url}"{more}}}'

# ---- Cases ------------------------------------------------------------------

def cap_requests():
    with Place() as p:
        url = p.replay()
        _, s, _ = p.gather([source(url, ", caps: {requests: 5}")])
        want(len(p.asked()) == 5, f"{len(p.asked())} requests, not 5")
        want(states(s)["versions"] == "OK", str(states(s)))
        want(states(s)["manifest"] == "INCOMPLETE", str(states(s)))
        want("cap of 5 requests a source" in reason(s, "manifest"), reason(s, "manifest"))

def cap_pages():
    with Place() as p:
        url = p.replay()
        _, s, _ = p.gather([source(url, ", caps: {pages: 2}")])
        want(states(s)["versions"] == "INCOMPLETE", str(states(s)))
        want("cap of 2 pages a listing" in reason(s, "versions"), reason(s, "versions"))
        want(sum("model-versions" in a["target"] for a in p.asked()) == 2, "more pages were asked")

def cap_seconds():
    with Place() as p:
        url = p.replay("--fault", "slow=5@/get-artifact")
        start = time.monotonic()
        _, s, _ = p.gather([source(url, ", caps: {seconds: 2}")])
        want(time.monotonic() - start < 4.5, "it waited on")
        want(states(s)["manifest"] == "INCOMPLETE", str(states(s)))
        want("cap of 2 seconds a source" in reason(s, "manifest"), reason(s, "manifest"))
        want(states(s)["runs"] == "INCOMPLETE", str(states(s)))

def order_is_the_plan():
    with Place() as p:
        def plain(s):
            for q in s["sources"][0]["requests"]:
                q["url"] = q["url"].split("/", 3)[3]
                q.pop("received_at")
            s["sources"][0].pop("base")
            return s
        _, one, _ = p.gather([source(p.replay())], out="one")
        _, two, _ = p.gather([source(p.replay("--fault", "slow=0.4@5", "--fault", "slow=0.2@6"))], out="two")
        want(plain(one) == plain(two), "the snapshot depends on the order of answers")

def at_once_eight():
    with Place() as p:
        url = p.replay("--fault", "slow=1@/get-artifact")
        start = time.monotonic()
        p.gather([source(url)])
        want(time.monotonic() - start < 4.0, "five slow artifacts were asked one by one")

def equal_requests_once():
    with Place() as p:
        connectors = p.path("connectors")
        os.mkdir(connectors)
        with open(os.path.join(CONNECTORS, "faults.yml"), encoding="utf-8") as f:
            text = f.read()
        again = text[text.index("  - id: manifest"):text.index("  - id: runs")].replace("id: manifest", "id: again")
        with open(os.path.join(connectors, "faults.yml"), "w", encoding="utf-8") as f:
            f.write(text + again)
        url = p.replay()
        _, s, _ = p.gather([source(url)], connectors=connectors)
        want(states(s)["again"] == "OK", str(states(s)))
        want(sum("get-artifact" in a["target"] for a in p.asked()) == 5, "equal requests were asked twice")
        want(sum(q["step"] == "again" for q in s["sources"][0]["requests"]) == 5, "the second step has no requests")

def no_credentials():
    with Place() as p:
        url = p.replay("--require-auth", "bearer:" + SECRET)
        code, s, _ = p.gather([source(url)])
        want(code == 0 and states(s)["model"] == "DENIED", str(states(s)))
        want(states(s)["versions"] == "DENIED", str(states(s)))
        want(states(s)["runs"] == "DENIED", str(states(s)))

def basic_credentials():
    with Place() as p:
        url = p.replay("--require-auth", "basic:reader:" + SECRET)
        p.write("password", SECRET + "\n")
        _, s, _ = p.gather([source(url, ', auth: {basic: {user: reader, password: "file:password"}}')])
        want(states(s)["model"] == "OK", str(states(s)))
        p.write("password", SECRET + "\n", 0o644)
        code, _, err = p.gather([source(url, ', auth: {basic: {user: reader, password: "file:password"}}')])
        want(code == 77, f"a secret that others can read: exit {code}")
        want(SECRET not in err, "the error shows the secret")

def secret_is_missing():
    with Place() as p:
        url = p.replay()
        code, _, err = p.gather([source(url, ', auth: {bearer: "env:T_NOT_SET"}')])
        want(code == 77 and "T_NOT_SET" in err, f"exit {code}: {err}")
        want(not os.path.exists(p.path("log")) or not p.asked(), "a request was sent all the same")

def one_fails_others_go_on():
    with Place() as p:
        url = p.replay()
        gone = "http://127.0.0.1:1"
        _, s, _ = p.gather([source(gone, ", caps: {wait_ms: 1}"), source(url, ident="second")], name="faults")
        want(s["sources"][0]["state"] == "FAILED", s["sources"][0]["state"])
        want("connection" in reason(s, "model"), reason(s, "model"))
        want(s["sources"][1]["state"] == "OK", s["sources"][1]["state"])
        want([x["id"] for x in s["sources"]] == ["registry", "second"], "order of sources")

def skipped():
    with Place() as p:
        url = p.replay()
        skip = ", skip: {reason: no access yet, owner: Ada, expires: 2027-01-31}"
        _, s, _ = p.gather([source(url, skip + ', auth: {bearer: "env:T_NOT_SET"}')])
        x = s["sources"][0]
        want(x["state"] == "NOT_ASKED" and x["reason"] == "no access yet", str(x["state"]))
        want(x["skip_owner"] == "Ada" and x["skip_expires"] == "2027-01-31", "owner and expiry")
        want(set(states(s).values()) == {"NOT_ASKED"} and len(states(s)) == 4, "its steps are listed")
        want(not os.path.exists(p.path("log")) or not p.asked(), "it was asked")

def dry_run():
    with Place() as p:
        url = p.replay()
        code, s, _ = p.gather([source(url, ', auth: {bearer: "env:T_NOT_SET"}')], as_of="dry")
        want(code == 0 and s is None, "a dry run wrote a snapshot")
        want("registry: NOT_ASKED" in p.output, p.output)
        want(not os.path.exists(p.path("log")) or not p.asked(), "it asked")

def http_elsewhere():
    with Place() as p:
        _, s, _ = p.gather([source("http://prometheus.invalid:9090")])
        want(states(s)["model"] == "REFUSED", str(states(s)))
        want("http without TLS" in reason(s, "model"), reason(s, "model"))
        _, s, _ = p.gather([source("https://169.254.169.254")], out="two")
        want(states(s)["model"] == "REFUSED", str(states(s)))
        _, s, _ = p.gather([source("http://0.0.0.0:80")], out="three")
        want(states(s)["model"] == "REFUSED", str(states(s)))

def environment_proxy():
    with Place() as p:
        url, dead = p.replay(), "http://127.0.0.1:1"
        _, s, _ = p.gather([source(url)], env={"http_proxy": dead, "HTTP_PROXY": dead, "ALL_PROXY": dead, "all_proxy": dead})
        want(states(s)["model"] == "OK", "a proxy of the environment was used: " + str(states(s)))
        _, s, _ = p.gather([source(url, f', proxy: "{dead}", caps: {{wait_ms: 1}}')], out="two")
        want(states(s)["model"] == "FAILED", "the proxy named was not used")

def certificate(p, name, subject):
    key, cert = p.path(name + ".key"), p.path("system", name + ".pem")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                    "-keyout", key, "-out", cert, "-subj", "/CN=" + name, "-addext", "subjectAltName=" + subject],
                   check=True, capture_output=True)
    return cert, key

def tls():
    with Place() as p:
        cert, key = certificate(p, "server", "IP:127.0.0.1")
        other, other_key = certificate(p, "wrong", "DNS:elsewhere.example")
        url = p.replay("--tls", cert, key, "--require-auth", "bearer:" + SECRET)
        auth = ', auth: {bearer: "env:T_SECRET"}'
        _, s, _ = p.gather([source(url, auth)], out="one")
        want(states(s)["model"] == "FAILED" and "TLS" in reason(s, "model"), "an unknown authority: " + reason(s, "model"))
        want(not os.path.exists(p.path("log")) or not p.asked(), "a request was sent over unverified TLS")
        _, s, _ = p.gather([source(url, auth + ", ca: server.pem")], out="two")
        want(set(states(s).values()) == {"OK"}, str(states(s)))
        want(s["sources"][0]["base"] == url, "base")
        _, s, _ = p.gather([source(p.replay("--tls", other, other_key, log="log2"), auth + ", ca: wrong.pem")], out="three")
        want(states(s)["model"] == "FAILED" and "TLS" in reason(s, "model"), "a certificate for another host")
        _, s, _ = p.gather([source(url.replace("https", "http"), ", caps: {wait_ms: 1}")], out="four")
        want(states(s)["model"] == "FAILED", "http to a TLS port: " + str(states(s)))

def https_to_http():
    with Place() as p:
        cert, key = certificate(p, "server", "IP:127.0.0.1")
        clear = p.replay(log="clear")
        url = p.replay("--tls", cert, key, "--fault", f"redirect={clear}/x@1")
        _, s, _ = p.gather([source(url, ', ca: server.pem, hosts: ["127.0.0.1"]')])
        want(states(s)["model"] == "REFUSED", str(states(s)))
        want("https to http" in reason(s, "model"), reason(s, "model"))
        want(not os.path.exists(p.path("clear")) or not p.asked("clear"), "it followed")

def variant(p, *changes):
    """The connector of the tests with texts replaced; its folder."""
    folder = p.path("connectors")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(CONNECTORS, "faults.yml"), encoding="utf-8") as f:
        text = f.read()
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    with open(os.path.join(folder, "faults.yml"), "w", encoding="utf-8") as f:
        f.write(text)
    return folder

def post_is_no_get():
    with Place() as p:
        url = p.replay("--fault", "redirect=same-origin@/api/2.0/mlflow/runs")
        _, s, _ = p.gather([source(url)])
        want(states(s)["runs"] == "FAILED", str(states(s)))
        want("302 would turn a POST into a GET" in reason(s, "runs"), reason(s, "runs"))

def headers_stay():
    with Place() as p:
        folder = variant(p, ("steps:\n", "headers: {X-Site-Key: k-5521}\nsteps:\n"))
        url = p.replay("--fault", "redirect=other-origin@2")
        _, s, _ = p.gather([source(url, ", hosts: [localhost]")], connectors=folder)
        want(states(s)["versions"] == "OK", str(states(s)))
        for a in p.asked():
            held = "k-5521" in json.dumps(a["headers"])
            want(held == (a["origin"] == "main"), f"{a['origin']}: the connector's header")

def restart():
    on = ("    page: {kind: token, from: $.next_page_token, to: query.page_token}\n",
          "    page: {kind: token, from: $.next_page_token, to: query.page_token}\n    on: [{status: 410, state: restart}]\n")
    with Place() as p:
        url = p.replay("--fault", "410@3")
        _, s, _ = p.gather([source(url)], connectors=variant(p, on))
        want(states(s)["versions"] == "OK", str(states(s)))
        pages = [q["page"] for q in s["sources"][0]["requests"] if q["step"] == "versions"]
        want(pages == [1, 2, 3], str(pages))
        want(sum("model-versions" in a["target"] for a in p.asked()) == 5, "two pages, then three again")
    with Place() as p:
        url = p.replay("--fault", "410@3", "--fault", "410@5")
        _, s, _ = p.gather([source(url)], connectors=variant(p, on))
        want(states(s)["versions"] == "INCOMPLETE", str(states(s)))
        want("again twice" in reason(s, "versions"), reason(s, "versions"))

class Server(http.server.BaseHTTPRequestHandler):
    """What replay has not: an echo, 307, a redirect that comes back."""
    protocol_version = "HTTP/1.1"
    log_message = lambda *_: None

    def answer(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.asked.append((self.command, self.path, self.headers.get("Authorization")))
        code, more, body = self.server.script(self)
        body = b"" if body is None else json.dumps(body).encode()
        self.send_response(code)
        for name, value in more:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = answer

class Scripted:
    def __init__(self, script):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
        self.server.script, self.server.asked = script, []
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

AUTH = ', auth: {bearer: "env:T_SECRET"}'

def secret_comes_back():
    with Place() as p, Scripted(lambda h: (200, [], {"you": h.headers.get("Authorization")})) as x:
        _, s, err = p.gather([source(x.url, AUTH)])
        want(states(s)["model"] == "FAILED", str(states(s)))
        want("holds this source's secret" in reason(s, "model"), reason(s, "model"))
        want(not os.listdir(p.path("out", "objects")), "it was kept")
        want(SECRET not in json.dumps(s) + err + p.output, "it is shown")

def post_again():
    def script(h):
        return (307, [("Location", "/there")], {}) if h.path.endswith("runs/search") else (200, [], {"runs": []})
    with Place() as p, Scripted(script) as x:
        _, s, _ = p.gather([source(x.url, AUTH)])
        want(states(s)["runs"] == "EMPTY", str(states(s)) + reason(s, "runs"))
        want(("POST", "/there", "Bearer " + SECRET) in x.server.asked, str(x.server.asked))

def secret_stays_away_after_a_detour():
    with Place() as p:
        def away(h):
            return 302, [("Location", home.url + "/back")], {}
        def main(h):
            if h.path == "/back":
                return 200, [], {"registered_model": {"name": "x"}}
            return 302, [("Location", other.url.replace("127.0.0.1", "localhost") + "/x")], {}
        with Scripted(away) as other, Scripted(main) as home:
            _, s, _ = p.gather([source(home.url, AUTH + ", hosts: [localhost]")])
            want(states(s)["model"] == "OK", str(states(s)) + reason(s, "model"))
            want([a for a in other.server.asked if a[1] == "/x"][0][2] is None, "another origin got the secret")
            want([a for a in home.server.asked if a[1] == "/back"][0][2] is None, "the way back carried the secret")

def conditional():
    with Place() as p:
        conditions = []
        def script(h):
            conditions.append(h.headers.get("If-None-Match"))
            if h.path.endswith("runs/search"):
                return 200, [("ETag", '"post"')], {"runs": []}
            if conditions[-1] == '"v1"':
                return 304, [("ETag", '"v1"')], None
            return 200, [("ETag", '"v1"')], {"registered_model": {"name": "x"}, "model_versions": []}
        with Scripted(script) as x:
            _, one, _ = p.gather([source(x.url)], as_of="2026-11-01T00:00:00Z")
            want(set(conditions) == {None}, f"first: {conditions}")
            conditions.clear()
            _, two, _ = p.gather([source(x.url)], as_of="2026-11-02T00:00:00Z")
            want(conditions[:2] == ['"v1"', '"v1"'] and conditions[2:] == [None], f"second: {conditions}")
            a, b = one["sources"][0]["requests"][0], two["sources"][0]["requests"][0]
            want(b["object"] == a["object"] and b["status"] == 200 and b["state"] == "OK", str(b))
            want(b["received_at"] == a["received_at"] and b.get("confirmed_at") and not a.get("confirmed_at"), str(b))
            want(states(one) == states(two), str(states(two)))
            with open(p.path("out", "objects", a["object"]), "w", encoding="utf-8") as f:
                f.write("something else")
            conditions.clear()
            _, three, err = p.gather([source(x.url)], as_of="2026-11-03T00:00:00Z")
            want(states(three) == states(one), str(states(three)))
            c = three["sources"][0]["requests"][0]
            want(not c.get("confirmed_at") and c["object"] == a["object"], str(c))
            want(None in conditions[:2], f"it was not asked whole: {conditions}")
            want("cannot be read" in err, err)

def shipped_mlflow():
    for system, budget in (("benefits-triage", 51), ("invoice-fraud", 74)):
        with Place() as p:
            url = p.replay("--require-auth", "bearer:" + SECRET, recording=system + "/mlflow")
            line = source(url, AUTH + ", zone: UTC").replace("connector: faults", "connector: mlflow")
            _, s, _ = p.gather([line], connectors=os.path.join(MAIN, "mappings", "sources"),
                               models=system)
            want(set(states(s).values()) == {"OK"}, f"{system}: {states(s)}")
            odd = [a["target"] for a in p.asked() if a["result"] != "ok"]
            want(not odd, f"{system}: not recorded: {odd}")
            want(len(p.asked()) <= budget, f"{system}: {len(p.asked())} requests, budget {budget}")

def client_certificate():
    with Place() as p:
        cert, key = certificate(p, "server", "IP:127.0.0.1")
        me, my_key = certificate(p, "me", "DNS:me.example")
        shutil.copy(my_key, p.path("system", "me.key"))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(cert, key)
        context.load_verify_locations(me)
        context.verify_mode = ssl.CERT_REQUIRED
        with Scripted(lambda h: (200, [], {"registered_model": {"name": "x"}})) as x:
            x.server.socket = context.wrap_socket(x.server.socket, server_side=True)
            url, client = x.url.replace("http", "https"), ', client: {certificate: me.pem, key: "file:me.key"}'
            os.chmod(p.path("system", "me.key"), 0o600)
            _, s, _ = p.gather([source(url, ", ca: server.pem" + client)], out="one")
            want(states(s)["model"] == "OK", str(states(s)) + reason(s, "model"))
            _, s, _ = p.gather([source(url, ", ca: server.pem, caps: {wait_ms: 1}")], out="two")
            want(states(s)["model"] == "FAILED", str(states(s)))
            os.chmod(p.path("system", "me.key"), 0o644)
            code, _, _ = p.gather([source(url, ", ca: server.pem" + client)], out="three")
            want(code == 77, f"a key that others can read: exit {code}")

FILES = """connector: notes
version: 1
speaks: files of a test
parameters: {files: files}
steps:
  - id: notes
    file: "{files}"
    keep: KEEP
    facts:
      - kind: training.run
        fields: {id: $.id}
"""

def files():
    with Place() as p:
        connectors = p.path("connectors")
        os.mkdir(connectors)
        with open(os.path.join(connectors, "notes.yml"), "w", encoding="utf-8") as f:
            f.write(FILES.replace("KEEP", "body"))
        for name in ("b", "a", "c"):
            p.write(f"exports/{name}.json", json.dumps({"id": name}))
        line = '{id: registry, connector: notes, files: "exports/*.json"}'
        _, s, _ = p.gather([line], connectors=connectors)
        got = [q["url"] for q in s["sources"][0]["requests"]]
        want(got == ["exports/a.json", "exports/b.json", "exports/c.json"], str(got))
        want(states(s) == {"notes": "OK"}, str(states(s)))
        want(all(q["method"] == "FILE" and q.get("object") for q in s["sources"][0]["requests"]), "objects")
        # A link is asked for and refused by name: left out, it could hide a finding.
        link = p.path("system", "exports", "d.json")
        os.symlink("/etc/passwd", link)
        _, s, _ = p.gather([line], connectors=connectors, out="link")
        want(states(s) == {"notes": "REFUSED"}, str(states(s)))
        last = s["sources"][0]["requests"][-1]
        want((last["url"], last["state"], last.get("object")) == ("exports/d.json", "REFUSED", None), str(last))
        os.unlink(link)
        _, s, _ = p.gather(['{id: registry, connector: notes, files: "exports/*.yml"}'], connectors=connectors, out="two")
        want(states(s) == {"notes": "NOT_FOUND"}, str(states(s)))
        p.write("exports/bad.json", "{")
        _, s, _ = p.gather([line], connectors=connectors, out="three")
        want(states(s) == {"notes": "FAILED"}, str(states(s)))
        _, s, _ = p.gather([line[:-1] + ", caps: {bytes: 3}}"], connectors=connectors, out="four")
        want(states(s) == {"notes": "FAILED"}, str(states(s)))
        want(p.dir not in json.dumps(s), "a path of this machine is in the snapshot")
        _, s, _ = p.gather(['{id: registry, connector: notes, files: "../../*.json"}'], connectors=connectors, out="five")
        want(s is None or states(s)["notes"] != "OK", "it left the system's folder")

def again_never_replaces():
    with Place() as p:
        url = p.replay()
        p.gather([source(url)])
        p.gather([source(url, ", caps: {pages: 1}")])
        names = sorted(os.listdir(p.path("out", "snapshots")))
        want(names == ["2026-11-23T120000Z.json", "2026-11-23T120000Z_02.json"], str(names))
        left = [n for n in os.listdir(p.path("out", "objects")) if len(n) != 64]
        want(not left, f"left over: {left}")

def period():
    with Place() as p:
        url = p.replay()
        _, s, _ = p.gather([source(url)])
        want((s["from"], s["to"]) == ("2026-10-01T00:00:00Z", "2026-10-31T23:59:59Z"), f"{s['from']} {s['to']}")
        want(s["now"] == AS_OF and s["as_of"] == AS_OF, f"{s['now']} {s['as_of']}")
        code, _, err = p.gather([source(url)], as_of="yesterday")
        want(code == 64 and "--as-of" in err, err)

CASES = [cap_requests, cap_pages, cap_seconds, order_is_the_plan, at_once_eight, equal_requests_once, no_credentials,
         basic_credentials, secret_is_missing, one_fails_others_go_on, skipped, dry_run, http_elsewhere, environment_proxy,
         tls, client_certificate, https_to_http, post_is_no_get, headers_stay, restart, secret_comes_back, post_again, conditional,
         secret_stays_away_after_a_detour, shipped_mlflow, files, again_never_replaces, period]

def main():
    failed = 0
    for case in CASES:
        FAILED.clear()
        try:
            case()
        except (RuntimeError, OSError, KeyError, IndexError, TypeError, subprocess.SubprocessError) as e:
            FAILED.append(repr(e))
        for text in FAILED:
            print(f"FAILED {case.__name__}: {text}")
        failed += bool(FAILED)
    print(f"gather-cases: {len(CASES) - failed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0

if __name__ == "__main__":
    sys.exit(main())
