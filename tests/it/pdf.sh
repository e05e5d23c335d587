#!/bin/bash
# pdf.sh: the PDF files of both samples, of the hostile system, and documents
# that no system has (pdf/odd.c), before veraPDF (PDF/A-3a, PDF/UA-1), qpdf,
# poppler and a lint of ours (pdf/lint.py) for what veraPDF does not see.
#
# veraPDF comes by Maven, pikepdf by pip, pinned, into $DOSSIER_CACHE; what
# cannot be had is a skip with its reason.  `pdf.sh accept` takes the structure
# of the small document as it is now.
. "$(dirname "$0")/lib.sh"
here=$root/tests/it/pdf
B=${B:-$root/build}
noto=/usr/share/fonts
libs="-lcurl -lcrypto -ljansson -lyaml -lcmark -lxml2 -lseccomp -lhpdf -lharfbuzz-subset -lharfbuzz -lfribidi -lz -lm"
export PYTHONDONTWRITEBYTECODE=1
cd "$work" || exit 70

if [ -z "$(find $noto -name NotoSans-Regular.ttf 2>/dev/null)" ]; then
	skip pdf "the Noto fonts are not installed (Debian: fonts-noto-core)"
	finish pdf
fi

compile() { # NAME SOURCE
	# shellcheck disable=SC2086
	${CC:-gcc} -I"$root/src" -std=c11 -D_POSIX_C_SOURCE=200809L -Wl,--as-needed -o "$1" "$2" "$B/libdossier.a" $libs
}

sample() { # NAME
	"$dossier" build "$root/samples/$1" --from "$root/samples/$1" --data "$root" --draft --out out
	ls out/"$1"/*/data/pdf/*.pdf
}

hostile() {
	compile kinds "$root/tests/it/hostile/kinds.c" && ./kinds >kinds.txt &&
		python3 "$root/tests/it/hostile/make_system.py" combined kinds.txt "$root" "$root/samples/benefits-triage" h 9 || return 1
	"$dossier" gather --as-of 2026-11-23T12:00:00Z --data h/data --out out h/system
	"$dossier" build --draft --data h/data --from out/hostile --out out h/system
	test -f out/hostile/*/data/pdf/model-card-demo.pdf
}

# Kept by the digest of what was asked for, and only when it is whole.
get_pikepdf() {
	venv=$cache/pikepdf-$(sha256sum "$here/requirements.txt" | cut -c1-16)
	[ -x "$venv/bin/python" ] && "$venv/bin/python" -c 'import pikepdf' 2>/dev/null && return 0
	command -v python3 >/dev/null || return 1
	mkdir -p "$cache"
	rm -rf "$venv"
	python3 -m venv "$venv" && "$venv/bin/pip" install -q --require-hashes --no-deps --only-binary=:all: \
		-r "$here/requirements.txt" && "$venv/bin/python" -c 'import pikepdf' && return 0
	rm -rf "$venv"
	return 1
}

passes() { ! grep -q "FAIL\|NOT CHECKED" vera.txt && [ "$(grep -c ': PASS (' vera.txt)" = "$1" ]; }

embedded() { # PDF: every font is in it, a subset, with text
	pdffonts "$1" >fonts.txt && sed 1,2d fonts.txt | awk '!/ yes yes yes +[0-9]+ +0$/ { print; bad = 1 } END { exit bad || NR == 0 }'
}

clean() { qpdf --check "$1" && ! qpdf --check "$1" 2>&1 | grep -i warning; }

attached() { # PDF NAME FILE
	pdfdetach -saveall -o attached "$1" && cmp "attached/$2" "$3"
}

ok "odd documents are built" compile odd "$here/odd.c"
mkdir o o2 attached
ok "odd documents" ./odd o
ok "the same bytes, in another place, locale and time zone" sh -c 'LC_ALL=tr_TR.UTF-8 TZ=Pacific/Kiritimati ./odd o2 && diff -r o o2'
for name in invoice-fraud benefits-triage; do
	ok "$name: a draft" sample $name
done
ok "a hostile system" hostile
lacks() { # a system whose name no font has
	cp -r "$root/samples/benefits-triage" em && sed -i '0,/^\( *name:\).*/s//\1 "Triage \xF0\x9F\x98\x80"/' em/system.yml || return 1
	"$dossier" build em --from em --data "$root" --draft --log em.log --out em.out
	grep -q 'docs/conmon.html as PDF: no installed font has U+1F600' em.log
}
ok "the log says what no font has" lacks
files=(o/*.pdf out/*/*/data/pdf/*.pdf)
ok "files to look at" test ${#files[@]} -ge 10

if ! command -v java >/dev/null || ! command -v mvn >/dev/null; then
	skip "pdf: veraPDF" "no java or no mvn on this machine"
else
	"$root/tools/verapdf/verapdf" auto "${files[@]}" >vera.txt 2>vera.err &
	vera=$!
fi

for f in "${files[@]}"; do
	ok "$f: qpdf" clean "$f"
	ok "$f: fonts" embedded "$f"
done
ok "300 pages" sh -c '[ "$(pdfinfo o/big.pdf | sed -n "s/^Pages: *//p")" -ge 300 ]'
for name in small odd big scripts; do
	case $name in scripts) [ -n "$(find $noto -name NotoSansCJK-Regular.ttc)" ] || { skip "pdf: words of every script" "fonts-noto-cjk is not installed"; continue; } ;; esac
	ok "$name: words in the order of the tree" python3 "$here/words.py" o/$name.words o/$name.pdf
done
ok "what no font has is listed" same "$(cat o/scripts.lacking 2>/dev/null)" \
	"U+0378, U+E000, U+F000, U+F8FF, U+12000, U+1F1F8, U+1F1FA, U+1F468, U+1F469, U+1F600, U+F0000, U+10FFFD"
ok "and on the last pages" sh -c 'pdftotext o/scripts.pdf - | tr "\n" " " | grep -q "Characters without a font No font .* U+1F600, U+F0000"'
ok "and stands in the text by its number" sh -c 'pdftotext o/scripts.pdf - | grep -q "grin \[U+1F600\] family"'
ok "nothing else lacks a font" test ! -e o/odd.lacking -a ! -e o/small.lacking -a ! -e o/big.lacking
pdfinfo -struct-text o/small.pdf >struct.txt 2>&1
[ "${1:-}" != accept ] || cp struct.txt "$here/small.struct"
ok "the structure of a small document" diff -u "$here/small.struct" struct.txt
printf '<oscal/>\n' >odd.xml
ok "an attachment comes out as it was" attached o/odd.pdf odd.xml odd.xml
for dir in out/invoice-fraud/*; do
	[ -d "$dir/data/pdf" ] || continue
	for name in "$dir"/data/oscal/assessment-results.xml "$dir"/data/oscal/plan-of-action-and-milestones.xml; do
		ok "conmon.pdf has ${name##*/}" attached "$dir/data/pdf/conmon.pdf" "${name##*/}" "$name"
	done
done

if get_pikepdf >pip.log 2>&1; then
	for f in "${files[@]}"; do
		replaced=
		[ "$f" != o/scripts.pdf ] || replaced=--replaced
		ok "$f: lint" "$venv/bin/python" "$here/lint.py" $replaced "$f"
	done
	ok "the lint sees each fault" "$venv/bin/python" "$here/broken.py" o/small.pdf "$work"
else
	skip "pdf: lint" "pip could not install pikepdf: $(tail -n 1 pip.log)"
fi

if [ -n "${vera:-}" ]; then
	wait "$vera"
	rc=$?
	if [ $rc = 2 ] && [ ! -s vera.txt ]; then
		skip "pdf: veraPDF" "Maven could not install it: $(tail -n 1 vera.err)"
	else
		grep -v ': PASS (' vera.txt
		ok "veraPDF: ${#files[@]} files, PDF/A-3a and PDF/UA-1" passes $((2 * ${#files[@]}))
	fi
fi
finish pdf
