"""A made-up system whose every text is hostile: one step a kind of the kinds
table, one file a step.  Nothing here was answered by any server.

usage: make_system.py combined|long KINDS DATA SAMPLE OUT PORT
       make_system.py control KINDS - - PAGE PORT
writes OUT/data (a data folder with the made-up connector), OUT/system; or the
page that holds the text raw, where Chromium must see something
"""
import json, os, shutil, sys

HOW, KINDS, DATA, SAMPLE, OUT, PORT = sys.argv[1:7]
URL = f"http://127.0.0.1:{PORT}"

# One text that is all of them.  A formula has to stand at its beginning.
HOSTILE = {
    "formula": "=cmd|' /C calc'!A0",
    "markup": f"<script>ran(1);alert(1);fetch('{URL}/script')</script><img src={URL}/img onerror=ran(2)><svg onload=ran(3)><script>ran(4)</script></svg>"
              f"<iframe src=\"javascript:ran(5)\"></iframe><style>@import url({URL}/style);*{{background:url({URL}/css)}}</style>"
              f"<link rel=stylesheet href={URL}/link><meta http-equiv=refresh content=\"0;url={URL}/meta\"><base href={URL}/>"
              f"\"><img src=x onerror=ran(6)> ' onmouseover='ran(7)' x=' --><!-- ]]> <![CDATA[ &lt;b&gt; &#x3C;script&#x3E;ran(8)&#x3C;/script&#x3E; </title></style></svg></script>",
    "links": f"javascript:alert(1) data:text/html,<script>ran(9)</script> {URL}/plain",
    "template": "{{version.digest}} {{model.description}} {{ {% raw %} ${7*7} #{7*7} \n```dossier verdicts\n```\n",
    "markdown": f"\n# Heading\n\n[x](javascript:ran(10)) ![i]({URL}/md) <{URL}/auto> `code` **b** | a | b |\n|---|---|\n\n---\n<script>ran(11)</script>\n",
    "control": "".join(chr(c) for c in range(1, 32)) + "\x7f" + "".join(chr(c) for c in range(0x80, 0xA0)),
    "bidi": "\u202eevil\u202c \u2066x\u2069 \u200e\u200f\u061c \u200b\ufeff\u2028\u2029",
    "rtl": "\u0645\u0631\u062d\u0628\u0627 \u05e9\u05dc\u05d5\u05dd",
    "terminal": "\x1b[2J\x1b[31m\x1b]0;title\x07\x1b]8;;" + URL + "/osc8\x07link\x1b]8;;\x07\x1b]52;c;aGVsbG8=\x07\x9b2J",
    "path": "../../../../etc/passwd /etc/passwd C:\\x\\..\\y CON. -rf",
}
COMBINED = "".join(HOSTILE.values())
PATHS = ["../../../../etc/passwd", "/etc/passwd", "-rf", "CON.", "a/../b", ".hidden", "x" * 300, "a b\tc\nd", "..", "%2e%2e%2fx", "con/nul"]
FORMULAS = ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\uff1d1"]
LONG = 1 << 20
GOOD = {"text": "benign", "list": ["benign"], "int": "3", "number": "0.5", "bool": "true", "time": "2026-11-01T00:00:00Z", "date": "2026-11-01",
        "duration": "60", "sha256": "a" * 64, "image_digest": "sha256:" + "b" * 64, "model": "demo"}
TEXTS = ("text", "list", "model")

def read_kinds():
    kinds = {}
    with open(KINDS, encoding="ascii") as f:
        for line in f:
            kind, field, kind_type, key = line.split()
            kinds.setdefault(kind, []).append((field, kind_type, key == "key"))
    return kinds

def value(kind_type, text):
    return [text, "second " + text] if kind_type == "list" else text

def joined(field, kind_type):
    """Keys that let rows find each other."""
    known = {"version": "7", "alias": "champion", "run": "run-7", "dataset": "claims", "environment": "prod", "endpoint": "e", "repo": "r"}
    return known.get(field, GOOD[kind_type])

def rows_of(kind, fields):
    benign = {f: joined(f, t) for f, t, _ in fields}
    if HOW == "long":
        for f, t, _ in fields:
            if t in TEXTS and t != "model":
                yield dict(benign, **{f: value(t, f"{kind}.{f} " + "A" * LONG)})
        return
    yield benign
    tagged = {f: value(t, COMBINED + f"[[{kind}.{f}]]") for f, t, key in fields if not key}
    if kind == "model.alias":
        tagged = {}                 # which version serves has to stay known
    yield dict(benign, **tagged)
    for f, t, key in fields:
        if key and t in TEXTS:
            yield dict(benign, **{f: value(t, COMBINED + f"[[{kind}.{f}]]")})
            for text in PATHS + FORMULAS:
                yield dict(benign, **{f: value(t, text)})
        elif t in TEXTS:
            for text in FORMULAS:
                first = next((n for n, nt, nk in fields if nk and nt == "text"), None)
                yield dict(benign, **{f: value(t, text)}, **({first: f"formula {f} {text!r}"} if first else {}))

def write_connector(kinds, folder):
    lines = ["connector: hostile", "version: 1", "speaks: made up for tests/it/hostile.sh", "parameters: {files: files, model: model}", "steps:"]
    for kind, fields in kinds.items():
        step = kind.replace(".", "_")
        lines += [f"  - id: {step}", f"    file: \"exports/{step}.json\"", "    facts:", f"      - kind: {kind}", "        each: {r: \"$.rows[*]\"}", "        fields:"]
        lines += [f"          {f}: " + (f"\"r.{f}[*]\"" if t == "list" else f"r.{f}") for f, t, _ in fields]
    with open(os.path.join(folder, "mappings", "sources", "hostile.yml"), "w", encoding="utf-8") as f:
        f.write("\n".join(lines) + "\n")

SYSTEM = """system: {{id: hostile, name: {name}, owner: {name}, impact: moderate, baseline: sp800-53r5-moderate}}
models:
  - {{id: demo, names: {{hostile: demo}}, production: {{alias: champion}}, high_impact: true}}
sources:
  - {{id: texts, connector: hostile, files: "exports/*.json"}}
  - {{id: invalid, connector: invalid, files: "invalid/*.json"}}
  - {{id: records, connector: records, files: "records/*.yml"}}
documents: [model-card]
"""
INVALID = """connector: invalid
version: 1
speaks: made up for tests/it/hostile.sh; no UTF-8
parameters: {files: files}
steps:
  - id: bytes
    file: "{files}"
    facts:
      - kind: model
        each: {r: "$.rows[*]"}
        fields: {model: r.model, owner: r.owner}
"""

def main():
    if HOW == "control":
        with open(OUT, "w", encoding="utf-8") as f:
            f.write("<!doctype html><html lang=en><title>control</title><body><p>" + HOSTILE["markup"].replace("http-equiv=refresh", "name=x"))
        return
    kinds = read_kinds()
    data, system = os.path.join(OUT, "data"), os.path.join(OUT, "system")
    os.makedirs(data)
    for name in ("controls", "templates"):
        os.symlink(os.path.join(DATA, name), os.path.join(data, name))
    shutil.copytree(os.path.join(DATA, "mappings"), os.path.join(data, "mappings"))
    write_connector(kinds, data)
    with open(os.path.join(data, "mappings", "sources", "invalid.yml"), "w", encoding="utf-8") as f:
        f.write(INVALID)
    for name in ("exports", "invalid"):
        os.makedirs(os.path.join(system, name))
    for name in ("statements", "records"):
        shutil.copytree(os.path.join(SAMPLE, name), os.path.join(system, name))
    if os.path.isdir(os.path.join(system, "statements", "triage")):
        os.rename(os.path.join(system, "statements", "triage"), os.path.join(system, "statements", "demo"))
    texts = 0
    for kind, fields in kinds.items():
        texts += sum(t in TEXTS for _, t, _ in fields)
        with open(os.path.join(system, "exports", kind.replace(".", "_") + ".json"), "w", encoding="utf-8") as f:
            json.dump({"rows": list(rows_of(kind, fields))}, f)
    with open(os.path.join(system, "invalid", "a.json"), "wb") as f:
        f.write(b'{"rows": [{"model": "demo", "owner": "\xff\xfe \xc0\xaf \xed\xa0\x80 \x1b[2J"}]}')
    with open(os.path.join(system, "system.yml"), "w", encoding="utf-8") as f:
        f.write(SYSTEM.format(name=json.dumps(HOSTILE["markup"] + HOSTILE["rtl"])))
    print(f"{len(kinds)} kinds, {texts} text fields")

main()
