#!/bin/bash
# bench.sh [RUNS [PART]]: the numbers that this program promises, each with its limit:
# fresh processes, warm page cache, medians of RUNS (20; for the larger parts 5).  Exits 1 when a limit
# is not kept.  The package and its copies lie in a folder in memory where
# there is one, so that the disk of the day is not what is measured.
#   system  one system from a snapshot, signed, the XSD check included
#   verify  a package of 1 GiB, against sha256sum -c of its manifests
#   growth  ten times the rows
set -u
export LC_ALL=C TZ=UTC
root=$(cd "$(dirname "$0")/../.." && pwd)
dossier=${DOSSIER:-$root/build/dossier}
runs=${1:-20}
[ -w /dev/shm ] && export TMPDIR=/dev/shm
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 70
failed=0

measure() { python3 "$root/tests/bench/measure.py" "$@"; }

# Prints a row, and remembers a limit that is not kept.
row() { # WHAT VALUE LIMIT UNIT
	local kept=yes
	awk -v v="$2" -v l="$3" 'BEGIN { exit !(v > 0 && v <= l) }' || { kept=NO failed=1; }
	printf '%-44s %10s %-4s limit %6s  %s\n' "$1" "$2" "$4" "$3" "$kept"
}

key() { # DIR: producer.key and trust.yml beside system.yml
	"$dossier" init "$1" --key --data "$root" >/dev/null
}

one_system() {
	local wall cpu kib
	cp -R "$root/samples/invoice-fraud" one && key one
	read -r wall cpu kib < <(measure "$runs" "sh -c 'rm -rf o && exec $dossier build one --from one --no-pdf --data $root --out o'")
	[ -e o/invoice-fraud/current ] || echo "no package was made"
	row "one system from a snapshot: wall time" "$wall" 80 ms
	row "one system from a snapshot: CPU time" "$cpu" 80 ms
	row "one system from a snapshot: peak memory" "$(awk -v k="$kib" 'BEGIN { printf "%.1f", k / 1024 }')" 40 MiB
	grep -q 'was not checked against' o/invoice-fraud/current/data/site/index.html && echo "without NIST's schema: tools/setup gets it"
}

# A gibibyte of inputs: they are copied, listed and signed as any other.
one_gibibyte() {
	local i
	mkdir -p big/templates/documents
	cp "$root/tests/it/crash/small/system.yml" big/ && cp -R "$root/tests/it/crash/small/evaluation" big/ && key big
	for i in $(seq 1 342); do
		head -c $((3 << 20)) /dev/zero | openssl enc -aes-128-ctr -pass "pass:$i" -nosalt -pbkdf2 -iter 1 2>/dev/null >"big/templates/$i.bin"
	done
	"$dossier" build big --data "$root" --out b >/dev/null 2>&1
	rm -rf big/templates
	[ -e b/small/current ] || echo "no package was made"
}

verify_big() {
	local ours theirs
	one_gibibyte
	{
		read -r ours _
		read -r theirs _
	} < <(measure "${1:-5}" "$dossier verify --trust big/trust.yml b/small/current" \
		"sh -c 'cd b/small/current && exec sha256sum --check --quiet --strict manifest-sha256.txt tagmanifest-sha256.txt'")
	echo "verify $ours ms, sha256sum -c $theirs ms, $(du -sm b/small/current/ | cut -f1) MiB"
	row "verify of 1 GiB, of sha256sum -c" "$(awk -v a="$ours" -v b="$theirs" 'BEGIN { printf "%.2f", a / b }')" 0.40 ""
	rm -rf big b
}

# N metrics of an evaluation, in files of 500, each of a version of its own.
grown() { # DIR FILES
	mkdir -p "$1/evaluation"
	cp "$root/tests/it/crash/small/system.yml" "$1/" && key "$1"
	python3 - "$1" "$2" <<'P'
import json
import sys

for i in range(int(sys.argv[2])):
    rows = [{"name": f"metric-{k}", "value": 0.5 + k / 1500, "n": 100 + k,
             "ci_low": 0.4, "ci_high": 0.9,
             "segment": {"family": "region", "level": f"r{k}"}}
            for k in range(500)]
    with open(f"{sys.argv[1]}/evaluation/{i:03}.json", "w") as f:
        json.dump({"model": "m", "version": str(i + 1), "run_id": f"r{i}",
                   "evaluated_at": "2026-11-01T00:00:00Z",
                   "dataset": {"name": "d", "version": str(i), "rows": 100,
                               "sha256": f"{i:064x}"},
                   "metrics": rows, "fairness": [],
                   "segments_declared": []}, f)
P
	"$dossier" gather "$1" --data "$root" --out "$1/g" >/dev/null 2>&1
}

growth() {
	local small large
	grown few 4
	grown many 40
	{
		read -r _ small _
		read -r _ large _
	} < <(measure "${1:-5}" "sh -c 'rm -rf f && exec $dossier build few --from few/g/small --data $root --out f'" \
		"sh -c 'rm -rf m && exec $dossier build many --from many/g/small --data $root --out m'")
	echo "2,000 rows $small ms, 20,000 rows $large ms of CPU"
	row "ten times the rows" "$(awk -v a="$large" -v b="$small" 'BEGIN { printf "%.1f", a / b }')" 12 x
}

few=$((runs < 5 ? runs : 5))
for part in ${2:-system verify growth}; do
	case $part in
	system) one_system ;;
	verify) verify_big $few ;;
	growth) growth $few ;;
	esac
done
exit $failed
