#!/bin/bash
# roles.sh: what ends a parser costs its own object: that request is FAILED
# with the reason, every other row is as without it, and nobody is left behind.
. "$(dirname "$0")/lib.sh"
B=${B:-$(dirname "$dossier")}
mkdir -p "$work/s/exports" "$work/s/records" "$work/s/slow"
cp -R "$root/controls" "$root/mappings" "$root/templates" "$work/s/"
mkdir "$work/data" && mv "$work/s/controls" "$work/s/mappings" "$work/s/templates" "$work/data/"
cat >"$work/data/mappings/sources/slow.yml" <<'END'
connector: slow
version: 1
speaks: a path that takes for ever
parameters: {files: files}
steps:
  - id: slow
    file: "{files}"
    facts:
      - kind: sbom.document
        each: {x: "$.all[*]"}
        fields: {document: {answer: sha256}, format: "x.a[?@..[?@..[?@..[?@..z]]]]"}
END
cd "$work/s" || exit 70
cat >system.yml <<'END'
system: {id: s, name: S, owner: O, impact: moderate, baseline: sp800-53r5-moderate}
models: [{id: m, names: {cyclonedx: m}, production: {alias: champion}}]
sources:
  - {id: sbom, connector: cyclonedx, files: "exports/*.json"}
  - {id: records, connector: records, files: "records/*.yml"}
  - {id: slow, connector: slow, files: "slow/*.json"}
previous: none
documents: [model-card]
END
for n in 1 9; do
	printf '{"specVersion":"1.5","metadata":{"component":{"name":"c%s"}},"components":[{"bom-ref":"r%s","name":"n","version":"%s"}]}' \
		$n $n $n >exports/$n.json
done
cp "$root"/samples/invoice-fraud/records/*.yml records/
echo '{"specVersion":"1"}' >slow/a.json

gather() { # PROGRAM: a snapshot, and a draft of it; the lines of the requests
	rm -rf "$work/out"
	timeout 60 "$1" gather --data "$work/data" --as-of 2026-11-20T00:00:00Z --out "$work/out" . >"$work/said" 2>&1
	timeout 60 "$1" build --draft --data "$work/data" --from "$work/out/s" --out "$work/out" . >>"$work/said" 2>&1
	cp "$work"/out/s/*-draft-1/data/{facts,snapshot,tool}.json "$work/" 2>>"$work/said"
	jq -c '.rows | map(select(.source != "slow"))' "$work/facts.json" >"$work/rows"
}

request() { # FILE: "STATE reason" of its request
	jq -r --arg f "$1" '.sources[].requests[] | select(.url == $f) | .state + " " + (.reason // "")' "$work/snapshot.json"
}

state() { # SOURCE STEP: as derived, from the draft's facts of the source
	jq -r --arg s "$1" '.sources[] | select(.id == $s) | .state' "$work/snapshot.json"
}

begins() { # TEXT TEXT
	case $2 in "$1"*) ;; *) echo "'$2' does not begin with '$1'"; return 1 ;; esac
}

# ends WHAT FILE REASON PROGRAM: the object alone is FAILED, with the reason.
ends() {
	gather "$4"
	ok "$1: FAILED, with the reason" begins "FAILED $3" "$(request "$2")"
	ok "$1: the source is FAILED" same FAILED "$(state "$(case $2 in slow*) echo slow ;; *) echo sbom ;; esac)")"
	ok "$1: every other row is as without it" cmp "$work/rows" "$work/rows.clean"
	ok "$1: the bytes are kept" test -e "$work/out/s/objects/$(sha256sum <"$2" | cut -c1-64)"
	ok "$1: the first page says so" grep -rqF "$3" "$work"/out/s/*-draft-1/data/site/index.html
	rm -f "$2"
}

gather "$dossier"
cp "$work/rows" "$work/rows.clean"
ok "without a bomb there are rows of both files" same 4 "$(jq '[.[] | select(.kind | startswith("sbom"))] | length' "$work/rows")"
ok "and of the records" test "$(jq '[.[] | select(.source == "records")] | length' "$work/rows")" -gt 0
if [ "$(jq .sandbox.seccomp "$work/tool.json")" != true ]; then
	skip "everything else" "this build or kernel has no seccomp, and tool.json says so"
	finish roles
fi
ok "tool.json says what is enforced" test "$(jq .sandbox.memory_limit_bytes "$work/tool.json")" = 536870912

# Bombs against the product itself.
python3 -c 'print("[" + "0," * (30 << 20) + "0]", end="")' >exports/5.json
ends "60 MB of 0," exports/5.json "the parser ran out of memory (limit 512 MiB)" "$dossier"
python3 -c 'print("[" + "{}," * (10 << 20) + "{}]", end="")' >exports/5.json
gather "$dossier"
ok "30 MB of {}, is read, or FAILED alone" sh -c '! grep -q "^dossier: .*memory" "$0"' "$work/said"
rm exports/5.json
printf '%300s' '' | tr ' ' '[' >exports/5.json
ends "300 lists in each other" exports/5.json "does not decode" "$dossier"

# What hostile bytes could do, in a program that obeys them.
libs=$(${MAKE:-make} -s -C "$root" --no-print-directory --eval='print-libs: ; @echo $(LIBS)' print-libs)
hooked=$work/dossier
# shellcheck disable=SC2086
ok "the program with the hook is linked" ${CC:-gcc} -I"$root/src" -include "$root/src/base/banned.h" -std=c11 -D_XOPEN_SOURCE=700 \
	-Wl,--wrap=tree_decode,--wrap=setitimer,--as-needed -o "$hooked" "$root/tests/it/roles/hook.c" "$B/cli/main.o" "$B/libdossier.a" $libs
while read -r word reason; do
	echo "$word me" >exports/5.json
	ends "$word" exports/5.json "$reason" "$hooked"
done <<'END'
CRASH the parser crashed (signal 11)
ABORT the parser crashed (signal 6)
OPEN the parser made a system call that it may not make
NET the parser made a system call that it may not make
LIE the parser's answer makes no sense
SPIN the parser ran out of processor time
END
# A path has a limit of steps; so the object has many places to look from.
python3 -c 'one = "{\"a\":" + "[" * 200 + "[1]," * 300 + "1" + "]" * 200 + "}"; print("{\"all\":[" + ",".join([one] * 40) + "]}")' >slow/b.json
ends "a path that takes for ever" slow/b.json "the parser ran out of processor time" "$hooked"
for n in 2 3 4 5; do echo "CRASH $n" >exports/$n.json; done
gather "$hooked"
ok "four of them: each is FAILED" same 4 "$(jq '[.sources[].requests[] | select(.state == "FAILED")] | length' "$work/snapshot.json")"
ok "four of them: every other row is as without them" cmp "$work/rows" "$work/rows.clean"
rm exports/[2345].json

# Killed: who waits in a parser goes too.
echo "HANG" >exports/5.json
"$hooked" gather --data "$work/data" --out "$work/out" . >/dev/null 2>&1 &
main=$!
for _ in 1 2 3 4 5 6 7 8 9 10; do
	[ "$(pgrep -fc "^$hooked gather")" -ge 3 ] && break
	sleep 0.1
done
ok "main, nursery and a parser run" test "$(pgrep -fc "^$hooked gather")" -ge 3
kill -9 $main
wait $main 2>/dev/null
sleep 0.3
ok "main is killed: nobody is left" test "$(pgrep -fc "^$hooked gather")" = 0
finish roles
