"""Recorded answers, one server a source, with one fault in one step's requests.

Serves what tools/replay reads, in one process for many cases at once: a case
is a listener a source (main) and one of another origin (other) that writes
down what reaches it.  A fault acts on the requests that a run without faults
asked for that step and page.
"""
import asyncio, copy, importlib.machinery, importlib.util, json, os, re, ssl, subprocess, time
from email.utils import formatdate
from types import SimpleNamespace
from urllib.parse import parse_qsl, urlsplit

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
JSON = ("Content-Type", "application/json")
HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "te", "trailer", "upgrade", "date", "server",
       "content-encoding"}
MORE = "a-later-page"   # the token of the page that a listing of one page gets

def load_replay():
    loader = importlib.machinery.SourceFileLoader("replay", os.path.join(ROOT, "tools", "replay"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("replay", loader))
    loader.exec_module(module)
    return module

replay = load_replay()

def fresh(store):
    """The same recordings, with nothing served yet."""
    new = copy.copy(store)
    new.served, new.endless, new.page = {}, {}, {}
    return new

def ask_key(method, target, body):
    """One request; page tokens are told apart, sizes are not."""
    return replay.key(method, target, True)[:3] + (replay.canon(body, True) if body else "",)

def certificate(folder, name, subject):
    cert, key = os.path.join(folder, name + ".pem"), os.path.join(folder, name + ".key")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", cert,
                    "-days", "2", "-subj", "/CN=" + name, "-addext", "subjectAltName=" + subject], check=True, capture_output=True)
    return cert, key

class Source:
    """The listener of one source in one case."""

    def __init__(self, case, ident, store, paged):
        self.case, self.id, self.store, self.paged = case, ident, fresh(store), paged
        self.server = self.other = self.tls = None
        self.connections, self.port = set(), 0
        self.hit, self.first = {}, {}

    async def start(self, certificates=None):
        if certificates:
            self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.tls.load_cert_chain(*certificates[0])
            self.bad = certificates[1]
        self.server = await asyncio.start_server(self.main, "127.0.0.1", 0, ssl=self.tls)
        self.port = self.server.sockets[0].getsockname()[1]
        self.scheme = "https" if self.tls else "http"
        self.mine = f"{self.scheme}://127.0.0.1:{self.port}"
        return self

    async def start_other(self):
        server = await asyncio.start_server(self.elsewhere, "127.0.0.1", 0)
        self.other_server = server
        self.other = f"http://localhost:{server.sockets[0].getsockname()[1]}"

    def stop(self):
        for s in (self.server, getattr(self, "other_server", None)):
            if s:
                s.close()
        for w in list(self.connections):
            w.transport.abort()

    # ---- Requests ----------------------------------------------------------

    async def main(self, reader, writer):
        await self.connection(reader, writer, "main")

    async def elsewhere(self, reader, writer):
        await self.connection(reader, writer, "other")

    async def connection(self, reader, writer, origin):
        self.connections.add(writer)
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                method, target, _ = head[0].split(" ", 2)
                fields = {n.lower(): v for n, _, v in (line.partition(": ") for line in head[1:] if line)}
                body = await reader.readexactly(int(fields.get("content-length", 0)))
                if not await self.answer(writer, origin, method, target, fields, body):
                    break
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError):
            pass
        finally:
            self.connections.discard(writer)
            writer.close()

    async def answer(self, writer, origin, method, target, fields, body):
        u = urlsplit(target)
        k = ask_key(method, target, body)
        fault = self.case.fault_of(self, k, u, body) if origin == "main" else None
        if fault:
            self.hit[k] = self.hit.get(k, 0) + 1
            if fault.once and self.hit[k] > 1:
                fault = None
        self.case.note(self, origin, method, target, fields, body, k, fault is not None)
        if self.case.secret and origin == "main" and fields.get("authorization") != "Bearer " + self.case.secret:
            return await self.send(writer, 401, [JSON], b"{}")
        code, headers, data = self.recorded(method, target, u, body, fields)
        if not fault:
            return await self.send(writer, code, headers, data)
        r = SimpleNamespace(code=code, headers=headers, body=data, store=self.store, mine=self.mine, other=self.other, target=target, path=u.path)
        return await fault.act(self, writer, r)

    def recorded(self, method, target, u, body, fields):
        param = self.page_param(u)
        if param and MORE in (dict(parse_qsl(u.query)).get(param), body and json.loads(body).get(param)):
            return 200, [JSON], b"{}"
        e = self.store.find(method, target, body, fields.get("x-amz-target"))
        if not e:
            self.case.unmatched.append(f"{self.id}: {method} {target}")
            return 404, [JSON], b'{"error": "no recording"}'
        headers = [(n, v) for n, v in e["headers"] if n.lower() not in HOP]
        data = e["bytes"]
        if param and e["status"] == 200:
            page = json.loads(data)
            if not page.get(self.paged[u.path][0]):
                page[self.paged[u.path][0]] = MORE
                data = json.dumps(page).encode()
        return e["status"], headers, data

    def page_param(self, u):
        """Of a listing, where the token of the next page is put."""
        return self.paged[u.path][1] if u.path in self.paged else None

    async def send(self, writer, code, headers, data, length=None):
        lines = [f"HTTP/1.1 {code} X"] + [f"{n}: {v}" for n, v in headers]
        if length is None:
            length = len(data)
        if length >= 0:
            lines.append(f"Content-Length: {length}")
        writer.write("\r\n".join(lines + ["", ""]).encode("latin-1") + data)
        return length >= 0 and not any(n == "Connection" for n, _ in headers)

    def vanish(self, writer):
        """Nobody listens here any more."""
        self.server.close()
        for w in list(self.connections):
            if w is not writer:
                w.transport.abort()
        writer.transport.abort()

# ---- Faults -----------------------------------------------------------------

class Fault:
    def __init__(self, act, once=False):
        self.do, self.once = act, once

    async def act(self, source, writer, r):
        await self.do(source, writer, r)
        return False

def fault(once=False):
    return lambda f: lambda *args: Fault(lambda s, w, r: f(s, w, r, *args), once)

async def close_with(s, w, code, headers, data, length=None):
    await s.send(w, code, headers + [("Connection", "close")], data, length)
    await w.drain()

@fault()
async def refused(s, w, r):
    s.vanish(w)

@fault()
async def tls(s, w, r):
    """From now on another certificate, which nobody signed, is shown."""
    s.tls.load_cert_chain(*s.bad)
    for c in list(s.connections):
        c.transport.abort()

async def with_status(s, w, r, spec):
    code, *rest = spec.split(":", 1)
    headers = [tuple(rest[0].split("=", 1))] if rest else []
    if headers and headers[0][1].startswith("date+"):
        now = time.time()
        headers = [("Date", formatdate(now, usegmt=True)), ("Retry-After", formatdate(now + int(headers[0][1][5:]), usegmt=True))]
    await close_with(s, w, int(code), [JSON] + headers, b"" if code in ("204", "304") else b'{"error": "injected"}')

status = fault()(with_status)
status_once = fault(once=True)(with_status)

@fault()
async def hostile(s, w, r, code):
    """What a server says of its error may be shown."""
    said = json.dumps({"status": "error", "error": "\x1b[2J\u202e<script>alert(1)</script>", "message": "=cmd|' /C calc'!A0"})
    await close_with(s, w, int(code), [JSON, ("X-Said", "\x1b[2J")], said.encode())

@fault()
async def slow(s, w, r):
    await asyncio.sleep(60)

@fault()
async def drip(s, w, r):
    await s.send(w, r.code, r.headers, b"", len(r.body) + 1000)
    for b in r.body[:200]:
        w.write(bytes([b]))
        await w.drain()
        await asyncio.sleep(0.2)

async def with_truncate(s, w, r, silent):
    half = r.body[: len(r.body) // 2]
    await close_with(s, w, r.code, r.headers, half, -1 if silent else len(r.body))

truncate = fault()(with_truncate)
truncate_once = fault(once=True)(with_truncate)

async def with_close(s, w, r, reset):
    if reset:
        w.transport.abort()

close = fault()(with_close)
close_once = fault(once=True)(with_close)

@fault()
async def body(s, w, r, data):
    await close_with(s, w, r.code, [h for h in r.headers if h[0].lower() != "content-type"] + [JSON], data(r.body))

@fault()
async def typed(s, w, r):
    await close_with(s, w, r.code, [h for h in r.headers if h[0].lower() != "content-type"] + [("Content-Type", "image/png")], r.body)

@fault()
async def login(s, w, r):
    await close_with(s, w, 200, [("Content-Type", "text/html")], replay.LOGIN)

@fault()
async def bomb(s, w, r, size):
    replay.bomb(r, size)
    await close_with(s, w, r.code, r.headers, r.body)

@fault()
async def endless_body(s, w, r):
    await s.send(w, r.code, r.headers + [("Connection", "close")], b"", -1)
    for _ in range(3000):           # 64 KiB each 2 ms: a cap ends it, never this
        w.write(b" " * 65536)
        await w.drain()
        await asyncio.sleep(0.002)

@fault()
async def endless_page(s, w, r, how):
    """The first page again and again, each with a next one."""
    r.code, r.headers, r.body = s.first.setdefault(r.path, (r.code, r.headers, r.body))
    replay.endless_page(r, how)
    await close_with(s, w, r.code, r.headers, r.body)

async def with_redirect(s, w, r, to):
    base = {"other": s.other, "same": s.mine}.get(to)
    await close_with(s, w, 307, [("Location", base + r.target if base else to)], b"")

redirect = fault()(with_redirect)
redirect_once = fault(once=True)(with_redirect)

def bare_nan(data):
    """A number of the JSON becomes the bare word NaN; a text number "NaN"."""
    text = data.decode("utf-8", "surrogateescape")
    new = re.sub(r"([:\[,]\s*)-?\d+(\.\d+)?([eE][-+]?\d+)?(?=\s*[,}\]])", r"\1NaN", text, count=1)
    if new == text:
        new = '{"value": NaN}'
    return new.encode("utf-8", "surrogateescape")

def text_nan(data):
    text = data.decode("utf-8", "surrogateescape")
    new = re.sub(r'([:\[,]\s*)-?\d+(\.\d+)?([eE][-+]?\d+)?(?=\s*[,}\]])', r'\1"NaN"', text)
    return new.encode("utf-8", "surrogateescape")
