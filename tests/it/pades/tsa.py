#!/usr/bin/env python3
"""A time-stamp authority: openssl ts behind HTTP, for pades.sh.

tsa.py FOLDER PORTFILE: FOLDER holds tsa.cnf.  The path says what it does:
/stamp answers, /refuse rejects, /other stamps another query, /again repeats
its first answer, /html is a login page, /broken is an error, /redirect leads
to /stamp."""
import http.server
import pathlib
import subprocess
import sys

folder, port_file = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
first = []


def openssl(*args):
    subprocess.run(["openssl", "ts", *args], cwd=folder, check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def reply(query):
    (folder / "query.tsq").write_bytes(query)
    openssl("-reply", "-config", "tsa.cnf", "-queryfile", "query.tsq", "-out", "reply.tsr")
    return (folder / "reply.tsr").read_bytes()


def other():
    openssl("-query", "-data", "tsa.cnf", "-sha256", "-cert", "-out", "other.tsq")
    return reply((folder / "other.tsq").read_bytes())


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        query = self.rfile.read(int(self.headers["Content-Length"]))
        kind, status, body = "application/timestamp-reply", 200, b""
        if self.headers["Content-Type"] != "application/timestamp-query":
            status = 415
        elif self.path == "/stamp":
            body = reply(query)
        elif self.path == "/refuse":  # PKIStatus 2, rejection
            body = bytes([0x30, 5, 0x30, 3, 2, 1, 2])
        elif self.path == "/other":
            body = other()
        elif self.path == "/again":
            if not first:
                first.append(reply(query))
            body = first[0]
        elif self.path == "/html":
            kind, body = "text/html", b"<p>log in"
        elif self.path == "/redirect":
            status = 307
        else:
            status = 503
        self.send_response(status)
        if status == 307:
            self.send_header("Location", "/stamp")
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        with open(folder / "asked", "a") as f:
            f.write(self.path + "\n")


server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
port_file.with_suffix(".new").write_text(str(server.server_port))
port_file.with_suffix(".new").rename(port_file)
server.serve_forever()
