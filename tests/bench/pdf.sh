#!/bin/bash
# pdf.sh [RUNS]: pages a second of tagged PDF, beside Typst and WeasyPrint on
# the same text in one run, with the limits that are promised.  Medians of RUNS
# (3).  Ours is a whole process with its fonts; theirs is the setting alone,
# without the interpreter's start.  PYTHON names an interpreter that has the
# packages typst and weasyprint; what it lacks is skipped by name.
# B is the build folder.  Exits 1 when a limit is not kept.
set -u
export LC_ALL=C TZ=UTC
root=$(cd "$(dirname "$0")/../.." && pwd)
build=${B:-$root/build}
python=${PYTHON:-python3}
runs=${1:-3}
[ -w /dev/shm ] && export TMPDIR=/dev/shm
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 70
failed=0

${CC:-cc} -std=c11 -D_POSIX_C_SOURCE=200809L -O2 -I"$root/src" -o sections \
	"$root/tests/bench/pdf_sections.c" "$build/libdossier.a" -lcurl -lcrypto -ljansson -lyaml -lcmark -lxml2 \
	-lseccomp -lhpdf -lharfbuzz-subset -lharfbuzz -lfribidi -lz -lm || exit 70

pages() { pdfinfo "$1" 2>/dev/null | awk '/^Pages:/ { print $2 }'; }

# One line a run of the program: "MILLISECONDS CPU KIB", medians.
ours() { python3 "$root/tests/bench/measure.py" "$runs" "./sections $1 ours-$1.pdf"; }

row() { # ENGINE FILE SECONDS KIB
	awk -v e="$1" -v p="$(pages "$2")" -v b="$(stat -c %s "$2")" -v s="$3" -v k="$4" 'BEGIN {
		printf "%-12s %6d %9.3f %9.0f %8.1f %8.0f\n", e, p, s, p / s, b / 1000 / p, k / 1024 }'
}

limit() { # WHAT VALUE LIMIT least|most
	local kept=yes
	awk -v v="$2" -v l="$3" -v h="$4" 'BEGIN { exit !(h == "least" ? v >= l : v > 0 && v <= l) }' || {
		kept=NO
		failed=1
	}
	printf '%-44s %10s  at %s %6s  %s\n' "$1" "$2" "$4" "$3" "$kept"
}

# Prints the median of the seconds that the engine says.
rival() { # ENGINE
	local i
	for ((i = 0; i < runs; i++)); do
		"$python" "$root/tests/bench/pdf_sections.py" "$1" 50 "$1.pdf" 2>/dev/null
	done | sort -n | awk '{ a[NR] = $1 } END { print a[int((NR + 1) / 2)] }'
}

calculated() { awk "BEGIN { printf \"$1\", $2 }"; }

printf '%-12s %6s %9s %9s %8s %8s\n' engine pages seconds pages/s KB/page RSS-MiB
read -r ms _ kib < <(ours 50)
seconds=$(calculated %.4f "$ms / 1000")
row dossier ours-50.pdf "$seconds" "$kib"
speed=$(calculated %.1f "$(pages ours-50.pdf) / $seconds")
size=$(calculated %.2f "$(stat -c %s ours-50.pdf) / 1000 / $(pages ours-50.pdf)")
declare -A times=()
for engine in typst weasyprint; do
	if ! "$python" -c "import $engine" 2>/dev/null; then
		echo "$engine: not there, skipped"
		continue
	fi
	took=$(rival $engine)
	read -r _ _ theirs < <(python3 "$root/tests/bench/measure.py" 1 "$python $root/tests/bench/pdf_sections.py $engine 50 $engine.pdf")
	row $engine $engine.pdf "$took" "$theirs"
	times[$engine]=$(calculated %.1f "$speed / ($(pages $engine.pdf) / $took)")
done
for n in 200 800 3600; do
	read -r ms cpu kib < <(ours $n)
	row "dossier $n" ours-$n.pdf "$(calculated %.4f "$ms / 1000")" "$kib"
	eval "cpu_$n=$cpu kib_$n=$kib"
done
for engine in "${!times[@]}"; do
	limit "times the pages a second of $engine" "${times[$engine]}" "$([ "$engine" = typst ] && echo 10 || echo 50)" least
done
limit "KB a page" "$size" 6 most
limit "KiB a page from $(pages ours-200.pdf) to $(pages ours-3600.pdf) pages, tree included" \
	"$(calculated %.1f "(${kib_3600:?} - ${kib_200:?}) / ($(pages ours-3600.pdf) - $(pages ours-200.pdf))")" 75 most
limit "t(16N) / t(4N), CPU" "$(calculated %.1f "${cpu_800:?} / ${cpu_200:?}")" 6 most
exit $failed
