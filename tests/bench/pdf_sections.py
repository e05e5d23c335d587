#!/usr/bin/env python3
"""pdf_sections.py ENGINE N FILE: the text of pdf_sections.c by another engine.

ENGINE is typst (tagged, PDF/UA-1) or weasyprint (pdf/ua-1).  Prints the
seconds of the setting alone: neither the interpreter's start nor the import
of the engine is held against it.
"""
import sys
import time

WORDS = ("The model ranks invoices by the likelihood of fraud so that an "
         "auditor reads the riskiest first; a person decides every payment, "
         "and what was decided is kept with the version that ranked it. ")
HEAD = ("Check", "Value", "What was seen", "Limit")
SEEN = ("the share of invoices that an auditor confirmed, over all that were "
        "read in the month")


def rows(k):
    return [(f"EVL-{i:02}", f"0.{i * 37 + k:04}", SEEN, "at least 0.75")
            for i in range(20)]


def as_typst(n):
    out = ['#set document(title: "Bench", date: none)\n'
           '#set page("us-letter", margin: (x: 57pt, top: 64pt, bottom: 60pt),'
           ' header: [Invoice Fraud], footer: context [Page '
           '#counter(page).display("1 of 1", both: true)])\n'
           '#set text(font: "Noto Sans", size: 9.5pt, lang: "en")\n'
           '#show table: set text(size: 8.5pt)\n#outline()\n']
    for k in range(n):
        out.append(f"= Part {k + 1} of the report\n{WORDS * 3}\n\n"
                   f"{WORDS * 2}\n#figure(caption: [Results of part {k}], "
                   "kind: table, table(columns: (auto, auto, 1fr, auto), "
                   "align: left, table.header("
                   + ", ".join(f"[{h}]" for h in HEAD) + "),\n")
        out += [", ".join(f"[{c}]" for c in row) + ",\n" for row in rows(k)]
        out.append("))\n")
    return "".join(out)


def as_html(n):
    out = ['<!doctype html><html lang="en"><title>Bench</title><style>'
           "@page{size:letter;margin:64pt 57pt 60pt;@top-left{content:"
           "'Invoice Fraud'}@bottom-right{content:'Page ' counter(page) "
           "' of ' counter(pages)}}body{font:9.5pt/1.4 'Noto Sans'}"
           "table{width:100%;font-size:8.5pt}</style><body>"]
    for k in range(n):
        out.append(f"<h1>Part {k + 1} of the report</h1><p>{WORDS * 3}<p>"
                   f"{WORDS * 2}<table><caption>Results of part {k}</caption>"
                   "<thead><tr>"
                   + "".join(f"<th scope=col>{h}" for h in HEAD)
                   + "<tbody>")
        out += ["<tr>" + "".join(f"<td>{c}" for c in row) for row in rows(k)]
        out.append("</table>")
    return "".join(out)


def main():
    engine, n, path = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    if engine == "typst":
        import typst
        text = as_typst(n).encode()
        start = time.perf_counter()
        data = typst.compile(text, format="pdf", pdf_standards=["ua-1"])
    else:
        import weasyprint
        text = as_html(n)
        start = time.perf_counter()
        data = weasyprint.HTML(string=text).write_pdf(pdf_variant="pdf/ua-1")
    took = time.perf_counter() - start
    with open(path, "wb") as f:
        f.write(data)
    print(f"{took:.4f}")


main()
