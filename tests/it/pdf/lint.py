"""What veraPDF does not see (reference: pdf.md section 7): lint.py FILE...

One line a fault, "FILE: RULE: where"; exit status 1 where there is one.
Every number of every page and element is looked at; nothing is sampled.
"""
import re
import sys

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

TYPES = {"Document", "Sect", "Div", "H1", "H2", "H3", "H4", "H5", "H6", "P", "BlockQuote", "L", "LI", "Lbl", "LBody", "Table",
         "Caption", "THead", "TBody", "TR", "TH", "TD", "Figure", "TOC", "TOCI", "Reference", "Link", "Code", "Span", "Form"}
PAINTS = {"S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "Tj", "TJ", "'", '"', "Do", "sh", "EI"}


class Lint:
    def __init__(self, path):
        self.path, self.faults = path, []
        self.pdf = pikepdf.open(path)
        self.root = self.pdf.Root

    def say(self, rule, where):
        if len(self.faults) < 40:
            self.faults.append(f"{self.path}: {rule}: {where}")

    # ---- Pages: marked content, operators, annotations ------------------

    def page(self, number, page):
        used, depth, artifact, spans = {}, [], 0, 0
        if "/Resources" not in page or "/Contents" not in page:
            self.say("page without its own resources or content", number)
        if page.get("/StructParents") is None:
            self.say("page without StructParents", number)
        fonts = page.get("/Resources", {}).get("/Font", {})
        for operands, operator in pikepdf.parse_content_stream(page):
            op = str(operator)
            if op in ("BDC", "BMC"):
                tag = str(operands[0])[1:]
                properties = operands[1] if op == "BDC" else {}
                if "/MCID" in properties:
                    mcid = int(properties["/MCID"])
                    if mcid in used:
                        self.say("an MCID twice", f"page {number}, {mcid}")
                    if depth:
                        self.say("tagged content within other", f"page {number}, {mcid}")
                    used[mcid] = tag
                elif tag == "Span" and "/ActualText" in properties:
                    if not str(properties["/ActualText"]):
                        self.say("an empty ActualText", f"page {number}")
                elif tag != "Artifact":
                    self.say("marked content of no element", f"page {number}, {tag}")
                depth.append(tag)
            elif op == "EMC":
                if not depth:
                    self.say("EMC without a beginning", f"page {number}")
                    continue
                depth.pop()
            elif op in PAINTS and not depth:
                self.say("painted without a tag", f"page {number}, {op}")
            elif op == "Tf" and str(operands[0]) not in fonts:
                self.say("a font that the page has not", f"page {number}, {operands[0]}")
        if depth:
            self.say("marked content without its end", f"page {number}")
        if sorted(used) != list(range(len(used))):
            self.say("MCIDs with gaps", f"page {number}")
        box = [float(v) for v in page.MediaBox]
        for annotation in page.get("/Annots", []):
            self.annotation(number, page, annotation, box)
        return used

    def annotation(self, number, page, a, box):
        where = f"page {number}, object {a.objgen[0]}"
        kind = str(a.Subtype)
        want = {"/Link": (4, "/Contents"), "/Widget": (132, "/TU")}.get(kind)
        if want is None:
            return self.say("an annotation of another kind", f"{where}, {kind}")
        if int(a.get("/F", 0)) != want[0] or not str(a.get(want[1], "")):
            self.say(f"annotation without F {want[0]} or {want[1]}", where)
        if "/StructParent" not in a:
            return self.say("annotation without StructParent", where)
        r = [float(v) for v in a.Rect]
        if kind == "/Link" and not (box[0] <= r[0] < r[2] <= box[2] and box[1] <= r[1] < r[3] <= box[3]):
            self.say("a link off the page or without a size", f"{where}, {r}")
        if kind == "/Link" and "/Dest" not in a and "/A" not in a:
            self.say("a link to nowhere", where)
        if "/Dest" in a:
            self.destination(a.Dest, where)
        if "/A" in a:
            uri = str(a.A.get("/URI", ""))
            if str(a.A.S) != "/URI" or not re.fullmatch(r"(\.\./)*[A-Za-z0-9._/#%-]+", uri):
                self.say("a link with a strange address", f"{where}, {uri!r}")
        self.annotations.append((int(a.StructParent), a.objgen[0], kind, page.obj.objgen[0]))

    def destination(self, d, where):
        if not isinstance(d, Array) or len(d) != 5 or str(d[1]) != "/XYZ" or d[0].objgen[0] not in self.page_of:
            return self.say("destination of no page", where)
        height = float(d[0].MediaBox[3])
        if not 0 <= float(d[3]) <= height:
            self.say("destination off its page", f"{where}, {d[3]}")

    # ---- The structure tree ----------------------------------------------

    def element(self, e, parent):
        """Looks at one element; its child elements."""
        where = f"object {e.objgen[0]}"
        kind = str(e.S)[1:]
        children, contents = [], 0
        if kind not in TYPES:
            self.say("a type that PDF 1.7 has not", f"{where}, {kind}")
        if e.P.objgen != parent.objgen:
            self.say("P is not the parent", where)
        kids = e.get("/K")
        for k in [] if kids is None else kids if isinstance(kids, Array) else [kids]:
            if isinstance(k, int):
                contents += 1
                if "/Pg" not in e:
                    self.say("an element with content and without Pg", where)
                else:
                    self.owns(e, e.Pg.objgen[0], int(k), kind)
            elif str(k.get("/Type", "")) == "/MCR":
                contents += 1
                self.owns(e, k.Pg.objgen[0], int(k.MCID), kind)
            elif str(k.get("/Type", "")) == "/OBJR":
                contents += 1
                self.references.setdefault(e.objgen[0], []).append((k.Obj.objgen[0], k.Pg.objgen[0] if "/Pg" in k else 0))
            else:
                children.append(k)
        self.rules(e, kind, where, children, contents)
        return kind, children

    def owns(self, e, page, mcid, kind):
        if (page, mcid) in self.owner:
            self.say("marked content of two elements", f"object {e.objgen[0]}")
        self.owner[(page, mcid)] = e.objgen[0]
        tag = self.used.get(page, {}).get(mcid)
        if tag != kind:
            self.say("BDC tag unlike the element's", f"object {e.objgen[0]}: {tag}, {kind}")

    def attribute(self, e, owner, key):
        a = e.get("/A")
        for d in a if isinstance(a, Array) else [] if a is None else [a]:
            if str(d.O) == owner and key in d:
                return d[key]
        return None

    def rules(self, e, kind, where, children, contents):
        kinds = [str(k.S)[1:] for k in children]
        if kind in ("H1", "H2", "H3", "H4", "H5", "H6"):
            self.headings.append(int(kind[1]))
            if not contents and not children:
                self.say("a heading without content", where)
        if kind == "TH" and str(self.attribute(e, "/Table", "/Scope")) not in ("/Row", "/Column"):
            self.say("TH without Scope", where)
        if kind == "Figure":
            box = self.attribute(e, "/Layout", "/BBox")
            if box is None or not (float(box[0]) < float(box[2]) and float(box[1]) < float(box[3])):
                self.say("Figure without BBox", where)
            elif "/Pg" in e:
                page = [float(v) for v in e.Pg.MediaBox]
                if float(box[0]) < 0 or float(box[1]) < 0 or float(box[2]) > page[2] or float(box[3]) > page[3]:
                    self.say("Figure off its page", f"{where}, {[float(v) for v in box]}")
            if not str(e.get("/Alt", "")):
                self.say("Figure without Alt", where)
        if kind == "L" and self.attribute(e, "/List", "/ListNumbering") is None:
            self.say("L without ListNumbering", where)
        if kind == "LI" and kinds != ["Lbl", "LBody"]:
            self.say("LI is not Lbl and LBody", f"{where}, {kinds}")
        if kind == "Link" and not self.references.get(e.objgen[0]):
            self.say("Link without OBJR", where)
        if kind == "Form" and contents != 1:
            self.say("Form is not one OBJR", where)
        if kind == "Table":
            self.table(e, where)

    def table(self, e, where):
        rows, heads = [], {"/Row": 0, "/Column": 0}
        for part in e.K:
            if str(part.S) in ("/THead", "/TBody"):
                for row in part.K:
                    rows.append([(str(c.S), str(self.attribute(c, "/Table", "/Scope"))) for c in row.K])
        for row in rows:
            for kind, scope in row:
                if kind == "/TH" and scope in heads:
                    heads[scope] += 1
        if not heads["/Column"] and not heads["/Row"]:
            self.say("a table without TH", where)
        elif any(len(row) > 1 for row in rows) and len(rows) > 1 and not (heads["/Column"] and heads["/Row"]) and not self.is_terms(rows):
            self.say("TH on one side only", where)
        if len({len(row) for row in rows}) > 1:
            self.say("rows of different lengths", where)

    @staticmethod
    def is_terms(rows):
        """Terms and descriptions: two columns, each row has its header."""
        return all(len(r) == 2 and r[0] == ("/TH", "/Row") for r in rows)

    def tree(self):
        todo = [(self.root.StructTreeRoot.K[0], self.root.StructTreeRoot)]
        seen = set()
        while todo:
            e, parent = todo.pop()
            if e.objgen in seen:
                self.say("an element twice", e.objgen[0])
                continue
            seen.add(e.objgen)
            _, children = self.element(e, parent)
            todo.extend((c, e) for c in reversed(children))
        if self.headings.count(1) != 1 or self.headings[0] != 1:
            self.say("not one H1, first of the headings", self.headings[:5])
        for before, after in zip(self.headings, self.headings[1:]):
            if after > before + 1:
                self.say("a heading level is skipped", f"{before} {after}")
        for page, used in self.used.items():
            for mcid in used:
                if (page, mcid) not in self.owner:
                    self.say("marked content of no element", f"page object {page}, {mcid}")

    def parents(self):
        numbers = self.root.StructTreeRoot.ParentTree.Nums
        keys = [int(numbers[i]) for i in range(0, len(numbers), 2)]
        table = {int(numbers[i]): numbers[i + 1] for i in range(0, len(numbers), 2)}
        if keys != sorted(set(keys)) or int(self.root.StructTreeRoot.ParentTreeNextKey) != (keys[-1] + 1 if keys else 0):
            self.say("ParentTree is not sorted, or its next key is wrong", "")
        for page in self.pdf.pages:
            row = table.get(int(page.StructParents), [])
            got = [o.objgen[0] for o in row]
            want = [self.owner.get((page.obj.objgen[0], i)) for i in range(len(got))]
            if got != want or len(got) != len(self.used[page.obj.objgen[0]]):
                self.say("ParentTree unlike the tree", f"page object {page.obj.objgen[0]}")
        for key, obj, kind, page in self.annotations:
            element = table.get(key)
            if element is None:
                self.say("annotation that the ParentTree has not", obj)
                continue
            if str(element.S) != {"/Link": "/Link", "/Widget": "/Form"}[kind]:
                self.say("annotation below a wrong element", obj)
            if (obj, page) not in self.references.get(element.objgen[0], []):
                self.say("annotation that its element does not refer to", obj)

    # ---- Fonts -------------------------------------------------------------

    def font(self, name, font):
        child = font.DescendantFonts[0]
        descriptor = child.FontDescriptor
        base = str(child.BaseFont)[1:]
        where = f"{name} {base}"
        if not re.fullmatch(r"[A-Z]{6}\+[A-Za-z0-9-]+", base):
            self.say("no subset prefix", where)
        is_cff = str(child.Subtype) == "/CIDFontType0"
        if str(font.BaseFont)[1:] != base + ("-Identity-H" if is_cff else "") or str(descriptor.FontName)[1:] != base:
            self.say("BaseFont differs", where)
        for key in ("/Flags", "/StemV", "/CapHeight", "/Ascent", "/Descent", "/ItalicAngle", "/FontBBox"):
            if key not in descriptor:
                self.say(f"descriptor without {key}", where)
        if ("/FontFile3" if is_cff else "/FontFile2") not in descriptor:
            self.say("no font file", where)
        targets = self.to_unicode(font.ToUnicode.read_bytes().decode("ascii"), where)
        widths = set()
        w = child.W
        for i in range(0, len(w), 2):
            widths.update(range(int(w[i]), int(w[i]) + len(w[i + 1])))
        if set(targets) - widths:
            self.say("codes without a width", where)
        return targets

    def to_unicode(self, cmap, where):
        targets = {}
        for count, rows in re.findall(r"(\d+) beginbfchar\n(.*?)endbfchar", cmap, re.S):
            lines = rows.splitlines()
            if len(lines) != int(count) or len(lines) > 100:
                self.say("a wrong count in ToUnicode", where)
            for line in lines:
                m = re.fullmatch(r"<([0-9A-F]{4})><((?:[0-9A-F]{4})+)>", line)
                if m is None:
                    self.say("ToUnicode without a target", f"{where}, {line}")
                    continue
                text = bytes.fromhex(m[2]).decode("utf-16-be", "replace")
                if int(m[1], 16) in targets:
                    self.say("a code twice in ToUnicode", f"{where}, {line}")
                targets[int(m[1], 16)] = text
        if "cidrange" in cmap or "cidchar" in cmap:
            self.say("cidrange in ToUnicode", where)
        return targets

    def shown(self, page, number):
        """Every code has a text; U+FFFD only where the document has it, which ours have in one file alone."""
        fonts = {str(k): self.targets[str(k)] for k in page.Resources.Font.keys()}
        font = {}
        for operands, operator in pikepdf.parse_content_stream(page, "Tf TJ Tj"):
            op = str(operator)
            if op == "Tf":
                font = fonts[str(operands[0])]
                continue
            for part in operands[0] if op == "TJ" else [operands[0]]:
                if not isinstance(part, String):
                    continue
                b = bytes(part)
                for i in range(0, len(b), 2):
                    code = b[i] << 8 | b[i + 1]
                    text = font.get(code)
                    if not text:
                        self.say("a code without text", f"page {number}, {code:04X}")
                    elif "\ufffd" in text and "--replaced" not in sys.argv:
                        self.say("a code for U+FFFD", f"page {number}")

    # ---- The file ------------------------------------------------------------

    def outline(self):
        outlines, count = self.root.Outlines, 0
        todo = [(outlines.get("/First"), outlines)]
        while todo:
            item, parent = todo.pop()
            before = None
            while item is not None:
                count += 1
                where = f"outline, {str(item.Title)[:30]!r}"
                if "/Dest" not in item:
                    self.say("outline without destination", where)
                else:
                    self.destination(item.Dest, where)
                if item.Parent.objgen != parent.objgen or (before is not None and item.Prev.objgen != before.objgen):
                    self.say("outline with a wrong link", where)
                if not str(item.Title):
                    self.say("outline without a title", where)
                if "/First" in item:
                    todo.append((item.First, item))
                before, item = item, item.get("/Next")
        if count != len(self.headings):
            self.say("outline unlike the headings", f"{count}, {len(self.headings)}")

    def catalog(self):
        root, info = self.root, self.pdf.docinfo
        if "/Version" in root or "/Lang" not in root or not root.MarkInfo.Marked or not root.ViewerPreferences.DisplayDocTitle:
            self.say("catalog", "Version, Lang, MarkInfo or ViewerPreferences")
        with self.pdf.open_metadata(set_pikepdf_as_editor=False) as meta:
            if str(info["/Title"]) != meta["dc:title"]:
                self.say("XMP's title unlike Info's", meta["dc:title"])
            made = re.sub(r"[-:T]", "", meta["xmp:CreateDate"])
            if str(info["/CreationDate"]) != "D:" + made or meta["xmp:CreateDate"] != meta["xmp:ModifyDate"]:
                self.say("XMP's dates unlike Info's", made)
            if str(info["/Producer"]) != meta["pdf:Producer"]:
                self.say("XMP's producer unlike Info's", meta["pdf:Producer"])
        profile = root.OutputIntents[0].DestOutputProfile
        data = profile.read_bytes()
        if int(profile.N) != 3 or data[16:20] != b"RGB " or data[36:40] != b"acsp" or int.from_bytes(data[:4], "big") != len(data):
            self.say("profile unlike its N or length", len(data))
        files = root.get("/AF", [])
        names = root.get("/Names", {}).get("/EmbeddedFiles", {}).get("/Names", [])
        if [f.objgen for f in files] != [names[i].objgen for i in range(1, len(names), 2)]:
            self.say("AF unlike the name tree", "")
        for f in files:
            params = f.EF.F.get("/Params", {})
            if "/Size" not in params or "/ModDate" not in params or int(params["/Size"]) != len(f.EF.F.read_bytes()):
                self.say("attachment without Params", str(f.UF))
            if str(f.AFRelationship) not in ("/Source", "/Data", "/Alternative", "/Supplement"):
                self.say("attachment without relationship", str(f.UF))
        if len(self.pdf.trailer.ID) != 2 or bytes(self.pdf.trailer.ID[0]) == b"":
            self.say("trailer without ID", "")

    def run(self):
        self.annotations, self.owner, self.references, self.headings = [], {}, {}, []
        self.page_of = {p.obj.objgen[0] for p in self.pdf.pages}
        self.used = {p.obj.objgen[0]: self.page(i, p) for i, p in enumerate(self.pdf.pages, 1)}
        self.tree()
        self.parents()
        self.targets = {str(n): self.font(str(n), f) for n, f in self.pdf.pages[0].Resources.Font.items()}
        for i, p in enumerate(self.pdf.pages, 1):
            self.shown(p, i)
        self.outline()
        self.catalog()
        return self.faults


if __name__ == "__main__":
    found = [fault for path in sys.argv[1:] if not path.startswith("--") for fault in Lint(path).run()]
    print("\n".join(found))
    sys.exit(1 if found else 0)
