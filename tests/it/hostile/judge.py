"""What came of a hostile system.

usage: judge.py raw FILE...         no byte that a terminal acts on, no bad UTF-8
       judge.py package DIR KINDS   names, texts, tables
       judge.py small DIR           pages of texts that were not taken
"""
import csv, glob, json, os, re, sys

RAW = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
FORMULA = re.compile("^[=+@\t\r\uff1d\uff0b\uff20]|^-(?![0-9.]+$)")
NAME = re.compile(r"^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$")
SMALL = 60 << 20

def raw(files):
    bad = []
    for name in files:
        with open(name, "rb") as f:
            data = f.read()
        try:
            m = RAW.search(data.decode("utf-8"))
        except UnicodeDecodeError as e:
            bad.append(f"{name}: {e}")
            continue
        if m:
            bad.append(f"{name}: U+{ord(m.group()):04X} at {m.start()}: {data.decode()[max(0, m.start() - 60):m.start()]!r}")
    return bad

def read(path):
    with open(path, encoding="utf-8") as f:
        return f.read()

def package(folder, kinds):
    bad = [f"file name {n!r}" for _, dirs, names in os.walk(folder) for n in dirs + names if not NAME.match(n)]
    facts = read(os.path.join(folder, "data", "facts.json"))
    with open(kinds, encoding="ascii") as f:
        fields = [line.split() for line in f]
    texts = [(k, n) for k, n, t, key in fields if t in ("text", "list") and (k, n) != ("model.alias", "version")]
    lost = [f"{k}.{n}" for k, n in texts if f"[[{k}.{n}]]" not in facts]
    bad += [f"did not come in: {x}" for x in lost]
    pages = "".join(read(n) for n in glob.glob(folder + "/data/site/**/*.html", recursive=True))
    shown = sum(f"[[{k}.{n}]]" in pages for k, n in texts)
    for n in glob.glob(folder + "/**/*.json", recursive=True):
        if "/evidence/" in n:
            continue
        bad += raw([n])
        json.loads(read(n))
    bad += raw(glob.glob(folder + "/data/site/**/*.html", recursive=True) + glob.glob(folder + "/data/oscal/*"))
    for n in glob.glob(folder + "/**/*.csv", recursive=True):
        with open(n, encoding="utf-8", newline="") as f:
            bad += [f"{n}: formula {c[:40]!r}" for line in csv.reader(f) for c in line if FORMULA.match(c)]
    index = read(os.path.join(folder, "data", "site", "index.html"))
    if "is no UTF-8" not in index or "#source-invalid" not in index:
        bad.append("the first page does not say which source is no UTF-8")
    if shown == 0:
        bad.append("no text is shown on any page: nothing was tried")
    print(f"{len(texts)} text fields, {len(texts) - len(lost)} came in, {shown} shown on pages")
    return bad

def small(folder):
    size = sum(os.path.getsize(n) for n in glob.glob(folder + "/data/site/**/*", recursive=True) if os.path.isfile(n))
    facts = os.path.getsize(os.path.join(folder, "data", "facts.json"))
    return [] if size < SMALL and facts < SMALL else [f"{size} bytes of pages, {facts} of facts.json"]

bad = {"raw": lambda a: raw(a), "package": lambda a: package(*a), "small": lambda a: small(*a)}[sys.argv[1]](sys.argv[2:])
for line in bad[:20]:
    print(line)
sys.exit(1 if bad else 0)
