"""The lint sees what veraPDF does not: broken.py SMALL DIR breaks a file in
one place at a time and wants the rule by its name."""
import re
import sys

import pikepdf
from pikepdf import Array, Dictionary, Name

import lint

SMALL, DIR = sys.argv[1:3]


def elements(pdf, kind):
    todo = [pdf.Root.StructTreeRoot.K[0]]
    while todo:
        e = todo.pop()
        if str(e.S) == kind:
            yield e
        k = e.get("/K")
        todo += [c for c in (k if isinstance(k, Array) else [] if k is None else [k]) if isinstance(c, Dictionary) and "/S" in c]


def first(pdf, kind):
    return next(elements(pdf, kind))


def content(pdf, old, new, page=-1):
    c = pdf.pages[page].Contents
    data = c.read_bytes()
    assert old in data, old
    c.write(data.replace(old, new, 1))


def font(pdf):
    return next(iter(pdf.pages[0].Resources.Font.values()))


def cmap(pdf, pattern, new):
    c = font(pdf).ToUnicode
    c.write(re.sub(pattern, new, c.read_bytes(), count=1))


def no_kids(pdf, kind, what):
    e = first(pdf, kind)
    e.K = Array([k for k in e.K if not (isinstance(k, Dictionary) and str(k.get("/Type", "")) == what)])


def no_scope(pdf, kind):
    for th in elements(pdf, "/TH"):
        if str(th.A.Scope) == kind:
            th.S = Name.TD


def rename(pdf):
    f = font(pdf)
    f.DescendantFonts[0].BaseFont = Name("/Noto")


def unlist(pdf):
    del pdf.Root.Names["/EmbeddedFiles"]


def outline(pdf):
    del pdf.Root.Outlines.First["/Dest"]


def below(pdf):
    item = pdf.Root.Outlines.First
    item.Dest[3] = 9000


def xmp(pdf):
    m = pdf.Root.Metadata
    m.write(m.read_bytes().replace(b"Small", b"Other"), filter=None)


def dates(pdf):
    pdf.docinfo["/ModDate"] = pdf.docinfo["/CreationDate"] = "D:20200101000000Z"


def profile(pdf):
    pdf.Root.OutputIntents[0].DestOutputProfile.N = 4


CASES = {
    "Link without OBJR": lambda p: no_kids(p, "/Link", "/OBJR"),
    "annotation that its element does not refer to": lambda p: no_kids(p, "/Link", "/OBJR"),
    "an MCID twice": lambda p: content(p, b"/MCID 1>>", b"/MCID 0>>"),
    "MCIDs with gaps": lambda p: content(p, b"/MCID 0>>", b"/MCID 99>>"),
    "BDC tag unlike the element's": lambda p: setattr(first(p, "/H3"), "S", Name.H4),
    "P is not the parent": lambda p: setattr(first(p, "/TH"), "P", p.Root.StructTreeRoot.K[0]),
    "an element with content and without Pg": lambda p: first(p, "/H3").__delitem__("/Pg"),
    "a table without TH": lambda p: (no_scope(p, "/Row"), no_scope(p, "/Column")),
    "TH on one side only": lambda p: no_scope(p, "/Row"),
    "TH without Scope": lambda p: first(p, "/TH").__delitem__("/A"),
    "Figure without BBox": lambda p: first(p, "/Figure").__delitem__("/A"),
    "Figure without Alt": lambda p: first(p, "/Figure").__delitem__("/Alt"),
    "L without ListNumbering": lambda p: first(p, "/L").__delitem__("/A"),
    "a heading level is skipped": lambda p: setattr(first(p, "/H3"), "S", Name.H6),
    "not one H1": lambda p: setattr(first(p, "/H2"), "S", Name.H1),
    "a type that PDF 1.7 has not": lambda p: setattr(first(p, "/H3"), "S", Name.Title),
    "painted without a tag": lambda p: content(p, b"EMC", b"EMC 0 0 m 9 9 l S"),
    "marked content of no element": lambda p: content(p, b"EMC", b"EMC /P <</MCID 77>>BDC EMC"),
    "tagged content within other": lambda p: content(p, b"EMC", b"/P <</MCID 78>>BDC EMC EMC"),
    "no subset prefix": rename,
    "BaseFont differs": rename,
    "descriptor without /CapHeight": lambda p: font(p).DescendantFonts[0].FontDescriptor.__delitem__("/CapHeight"),
    "a wrong count in ToUnicode": lambda p: cmap(p, rb"\d+ beginbfchar", b"3 beginbfchar"),
    "ToUnicode without a target": lambda p: cmap(p, rb"<0001><[0-9A-F]+>", b"<0001><>"),
    "a code without text": lambda p: cmap(p, rb"<0001><", b"<FF01><"),
    "a code for U+FFFD": lambda p: cmap(p, rb"<0001><[0-9A-F]+>", b"<0001><FFFD>"),
    "codes without a width": lambda p: setattr(font(p).DescendantFonts[0], "W", Array([1, Array([500])])),
    "outline without destination": outline,
    "destination off its page": below,
    "XMP's title unlike Info's": xmp,
    "XMP's dates unlike Info's": dates,
    "profile unlike its N": profile,
    "ParentTree unlike the tree": lambda p: p.Root.StructTreeRoot.ParentTree.Nums[1].__delitem__(0),
    "annotation without F 4": lambda p: next(a for g in p.pages for a in g.get("/Annots", []) if a.Subtype == Name.Link).__delitem__("/F"),
    "AF unlike the name tree": unlist,
    "attachment without Params": lambda p: p.Root.AF[0].EF.F.__delitem__("/Params"),
}

bad = 0
for i, (rule, break_it) in enumerate(CASES.items()):
    path = f"{DIR}/broken{i}.pdf"
    with pikepdf.open(SMALL) as pdf:
        break_it(pdf)
        pdf.save(path)
    faults = lint.Lint(path).run()
    if not any(rule in fault for fault in faults):
        bad += 1
        print(f"not seen: {rule}: {faults[:3]}")
print(f"{len(CASES)} broken files, {bad} not seen")
sys.exit(1 if bad else 0)
