"""The words of a tree stand in its PDF in the order of the tree:
words.py NAME.words NAME.pdf.  What the PDF has besides (running heads, marks,
labels) lies between; a word that is broken over lines is whole without them.
pdftotext turns what runs from right to left on its own, so that its words are
looked for in any order of their letters, each from where the last one began.
"""
import os
import re
import subprocess
import sys
import unicodedata

REACH = 6000  # a page of running heads, axes and marks, and not more


def plain(text):
    return unicodedata.normalize("NFC", "".join(text.split()))


def is_rtl(word):
    return any(unicodedata.bidirectional(c) in ("R", "AL", "AN") for c in word)


lacking = sys.argv[1].replace(".words", ".lacking")
codes = set(re.findall(r"U\+([0-9A-F]+)", open(lacking, encoding="utf-8").read())) if os.path.exists(lacking) else set()
instead = {int(c, 16): f"[U+{c}]" for c in codes}
with open(sys.argv[1], encoding="utf-8") as f:
    words = [plain(w.translate(instead)) for w in f.read().split()]
text = plain(subprocess.run(["pdftotext", "-raw", "-enc", "UTF-8", sys.argv[2], "-"], capture_output=True, check=True).stdout.decode("utf-8"))
# Not the entry of the contents: with what follows it, where that is unlike.
at, lost = max(text.find("".join(words[:6])), 0), []
for word in words:
    if is_rtl(word):
        near = unicodedata.normalize("NFD", text[max(at - REACH, 0):at + REACH])
        if set(unicodedata.normalize("NFD", word)) - set(near):
            lost.append(word)
        continue
    found = text.find(word, at, at + REACH + len(word))
    if found == -1:
        lost.append(word[:60])
    else:
        at = found + len(word)
print(f"{len(words)} words, {len(lost)} not in their place: {sorted(set(lost))[:10]}")
sys.exit(1 if lost or not words else 0)
