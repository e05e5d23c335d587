#!/bin/bash
# hostile.sh: every text field of the kinds table holds markup, templates,
# Markdown, control characters, bidirectional overrides, path names, formulas
# and terminal escapes; then 1 MiB; and bytes that are no UTF-8.  No script
# runs, no request goes out, nothing is raw on the terminal, files have names
# of ours, OSCAL is valid.  The system is made up (hostile/make_system.py).
. "$(dirname "$0")/lib.sh"
here=$root/tests/it/hostile
shared=${DOSSIER_SHARED:-$root/../shared}
tools=$cache/pages
chromium=${CHROMIUM:-$(command -v chromium || command -v chromium-browser)}
port=9 # nobody listens, and nobody may ask
B=${B:-$root/build}
cd "$work" || exit 70

kinds() {
	# shellcheck disable=SC2086
	${CC:-gcc} -I"$root/src" -std=c11 -D_POSIX_C_SOURCE=200809L -Wl,--as-needed -Wl,--gc-sections \
		-o kinds "$here/kinds.c" "$B/libdossier.a" ${LIBS:--lcurl -lcrypto -ljansson -lyaml -lcmark -lxml2 -lseccomp -lm} && ./kinds >kinds.txt
}

made() { # HOW DIR
	python3 "$here/make_system.py" "$1" kinds.txt "$root" "$root/samples/benefits-triage" "$2" "$port"
}

# Both streams of every command are kept: nothing in them may be raw.
run() { # STATUS NAME COMMAND...
	local want=$1 name=$2 rc
	shift 2
	"$@" >"said.$name" 2>"err.$name"
	rc=$?
	[ $rc = "$want" ] || { echo "exit $rc, not $want"; tail -n 3 "err.$name"; return 1; }
}

ok "the kinds table is listed" kinds
ok "a made-up system" made combined h
ok "lint" run 0 lint "$dossier" lint --data h/data h/system
ok "sources" run 0 sources "$dossier" sources --data h/data
ok "gather: no UTF-8 is no answer" run 2 gather "$dossier" gather --log said.gatherlog --as-of 2026-11-23T12:00:00Z --data h/data --out out h/system
ok "gather --json" run 2 gatherjson "$dossier" gather --json --only texts --data h/data --out out2 h/system
ok "check" run 1 check "$dossier" check --data h/data --out out h/system
ok "check --json" run 1 checkjson "$dossier" check --json --data h/data --out out h/system
mkdir key && cp h/system/system.yml key/ && "$dossier" init --key key >/dev/null
ok "build" run 2 build "$dossier" build --log said.buildlog --key key/producer.key --data h/data --from out/hostile --out out h/system
package=$(echo out/hostile/hostile-*-r1)
ok "verify" run 0 verify "$dossier" verify --trust key/trust.yml "$package"
ok "verify without trust" run 2 verifynot "$dossier" verify "$package"
for check in $(jq -r '.verdicts[].check' said.checkjson | sort -u); do
	ok "explain $check" run 0 "explain-$check" "$dossier" explain "$check" "$package" --data h/data
done
ok "a subject's text is an argument too" run 64 explainhostile "$dossier" explain "$(printf 'REG-03:\033[2J\342\200\256<b>')" "$package" --data h/data
ok "nothing raw on the terminal, in logs, in JSON" python3 "$here/judge.py" raw said.* err.*
ok "every text came in, and shows nothing" sh -c 'python3 "$0" package "$1" kinds.txt >counted' "$here/judge.py" "$package"
cat counted
if [ -d "$package/data/oscal" ]; then
	xsd=$(find "$root/build/standards" "$root/standards" "$shared/standards" -name oscal_complete_schema.xsd 2>/dev/null | head -n 1)
	for file in "$package"/data/oscal/*.xml; do
		ok "${file##*/} is well formed" xmllint --noout --huge "$file"
		[ -n "$xsd" ] && ok "${file##*/} is valid" xmllint --noout --huge --schema "$xsd" "$file"
	done
	[ -n "$xsd" ] || skip "hostile: OSCAL against its schema" "no oscal_complete_schema.xsd"
else
	skip "hostile: OSCAL" "the package has none"
fi
command -v npm >/dev/null && bash "$root/tests/it/pages.sh" install >/dev/null 2>&1
if [ -x "$chromium" ] && command -v node >/dev/null && [ -d "$tools/node_modules/playwright-core" ]; then
	python3 "$here/make_system.py" control kinds.txt - - control.html "$port"
	find "$package/data/site" -name '*.html' >pages.txt
	ok "Chromium: no script, no request, no dialog" sh -c 'CHROMIUM=$1 xargs -a pages.txt node "$2/look.mjs" "$3" control.html | tee looked' - "$chromium" "$here" "$tools"
	cat looked
else
	skip "hostile: Chromium" "no chromium, node or playwright-core in $tools (pages.sh installs it)"
fi
vnu=$tools/node_modules/vnu-jar/build/dist/vnu.jar
java=${JAVA:-$(command -v java)}
if [ -n "$java" ] && [ -f "$vnu" ]; then
	ok "every page is valid HTML" sh -c 'find "$1" -name "*.html" -print0 | xargs -0 -n 400 "$2" -jar "$3" --errors-only' - "$package/data/site" "$java" "$vnu"
else
	skip "hostile: HTML" "no java, or no vnu in $tools (pages.sh installs it)"
fi
ok "1 MiB in every text field" made long l
ok "1 MiB: gather" run 2 longgather "$dossier" gather --as-of 2026-11-23T12:00:00Z --data l/data --out outl l/system
ok "1 MiB: build" run 2 longbuild "$dossier" build --draft --data l/data --from outl/hostile --out outl l/system
ok "1 MiB: the pages stay small" python3 "$here/judge.py" small outl/hostile/*-draft-1
ok "1 MiB: nothing raw" python3 "$here/judge.py" raw said.long* err.long*
finish hostile
