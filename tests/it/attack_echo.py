"""A server that echoes the secret it was given: where it may not be found.

usage: attack_echo.py DOSSIER FOLDER
"""
import base64, http.server, json, os, re, subprocess, sys, threading, urllib.parse

DOSSIER, FOLDER = sys.argv[1:3]
SECRET = "cAn4ry/tok.en-with\"quote"
PLAIN = "cAn4rytoken7x"  # may stand in a host name
MODEL = {"registered_model": {"name": "demo", "aliases": [{"alias": "champion", "version": "1"}], "description": ""}}

def escaped(secret):
    return "".join(f"\\u{ord(c):04X}" for c in secret)

def pair(secret):
    return base64.b64encode(("bob:" + secret).encode()).decode()

# name: what is answered: status, fields, text of the description as it stands in the JSON
CASES = {
    "none": (SECRET, lambda s: (200, {}, "")),
    "escaped": (SECRET, lambda s: (200, {}, escaped(s))),
    "json": (SECRET, lambda s: (200, {}, json.dumps(s)[1:-1].replace("/", "\\/"))),
    "url": (SECRET, lambda s: (200, {}, urllib.parse.quote(s, safe=""))),
    "base64": (SECRET, lambda s: (200, {}, base64.b64encode(s.encode()).decode())),
    "pair": (SECRET, lambda s: (200, {}, pair(s))),
    "etag": (PLAIN, lambda s: (200, {"ETag": f'"{s}"'}, "")),
    "host": (PLAIN, lambda s: (302, {"Location": f"http://{s}.example/"}, "")),
    "absent": (PLAIN, lambda s: (404, {}, s)),
}
SYSTEM = """system: {{id: demo, name: Demo, owner: Owner, impact: moderate, baseline: sp800-53r5-moderate}}
models: [{{id: demo, names: {{mlflow: demo}}, production: {{alias: champion}}}}]
sources:
  - {{id: registry, connector: mlflow, base: "http://127.0.0.1:{port}", auth: {auth}}}
documents: [model-card]
"""

class Server(http.server.BaseHTTPRequestHandler):
    def log_message(self, *args):
        pass

    def do_GET(self):
        status, fields, text = self.server.answer if "registered-models" in self.path else (404, {}, "")
        body = json.dumps(MODEL).replace('"description": ""', '"description": "%s"' % text).encode()
        self.server.asked += self.headers.get("Authorization", "") != ""
        self.send_response(status)
        for name, value in fields.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

def forms(secret):
    all_forms = [secret, escaped(secret), json.dumps(secret)[1:-1], urllib.parse.quote(secret, safe=""),
                 base64.b64encode(secret.encode()).decode().rstrip("="), pair(secret).rstrip("="),
                 secret.replace('"', "&quot;"), secret.replace("/", "\\/").replace('"', '\\"')]
    return [f.lower().encode() for f in all_forms]

def main():
    bad = 0
    for auth in ('{bearer: "env:T_SECRET"}', '{basic: {user: bob, password: "env:T_SECRET"}}'):
        for name, (secret, answer) in CASES.items():
            if name == "pair" and "basic" not in auth:
                continue
            server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
            server.answer, server.asked = answer(secret), 0
            threading.Thread(target=server.serve_forever, daemon=True).start()
            system = os.path.join(FOLDER, re.sub("[^a-z]", "", auth[:7] + name))
            os.mkdir(system)
            with open(os.path.join(system, "system.yml"), "w", encoding="utf-8") as f:
                f.write(SYSTEM.format(port=server.server_address[1], auth=auth))
            seen = b""
            for verb in (["gather", "--json"], ["build", "--draft", "--from", system + "/out/demo"]):
                done = subprocess.run([DOSSIER, *verb, "--out", system + "/out", "--log", system + "/log", system],
                                      capture_output=True, env=dict(os.environ, T_SECRET=secret), timeout=60, check=False)
                seen += done.stdout + done.stderr
                if done.returncode not in (0, 2):
                    print(f"FAILED {name}: {verb[0]}: exit {done.returncode}: {done.stderr.decode()}")
                    bad += 1
            server.shutdown()
            held = [form for form in forms(secret) if form in seen.lower()]
            for place, _, names in os.walk(system):
                for n in names:
                    with open(os.path.join(place, n), "rb") as f:
                        bytes_ = f.read().lower()
                    held += [os.path.join(place, n) for form in forms(secret) if form in bytes_]
            if held or server.asked == 0:
                print(f"FAILED {auth} {name}: asked with it {server.asked} times, found in {held[:3]}")
                bad += 1
    return 1 if bad else 0

if __name__ == "__main__":
    sys.exit(main())
