#!/bin/bash
# check.sh: every test but the live ones.  Each part prints one line
# "NAME: N passed, N failed, N skipped"; the last line adds them up.
set -u
export LC_ALL=C TZ=UTC
cd "$(dirname "$0")/.." || exit 70
log=build/check
rm -rf "$log"
mkdir -p "$log"
make=${MAKE:-make}
jobs=$(nproc)

lanes=$jobs
[ "$lanes" -le 4 ] || lanes=4

# part NAME COMMAND...: its closing line counts; without one, its exit status.
part() {
	local name=$1 start=$SECONDS rc
	shift
	"$@" >"$log/$name.log" 2>&1
	rc=$?
	if ! grep -q '^[^ ]*: [0-9]* passed, [0-9]* failed, [0-9]* skipped$' "$log/$name.log"; then
		if [ $rc = 0 ]; then echo "$name: 1 passed, 0 failed, 0 skipped"; else echo "$name: 0 passed, 1 failed, 0 skipped"; fi >>"$log/$name.log"
	elif [ $rc != 0 ] && ! grep -q '^[^ ]*: [0-9]* passed, [1-9][0-9]* failed' "$log/$name.log"; then
		echo "$name-exit: 0 passed, 1 failed, 0 skipped" >>"$log/$name.log"
	fi
	grep '^[^ ]*: [0-9]* passed, [0-9]* failed, [0-9]* skipped$' "$log/$name.log" >>"$log/sums"
	report "$name" $((SECONDS - start)) $rc >"$log/$name.report"
	cat "$log/$name.report"
}

report() { # NAME SECONDS EXIT
	grep '^skipped ' "$log/$1.log"
	grep '^[^ ]*: [0-9]* passed, [0-9]* failed, [0-9]* skipped$' "$log/$1.log" |
		awk -v n="$1" -v t="$2" '{ p += $2; f += $4; s += $6 } END { printf "%-22s %5d passed %3d failed %3d skipped  %4d s\n", n, p, f, s, t }'
	[ "$3" = 0 ] && return
	echo "--- $1 failed (exit $3): the end of build/check/$1.log"
	tail -n "${TAIL:-25}" "$log/$1.log"
	echo "---"
}

# beside NAME COMMAND...: a part beside others, as many as there are lanes.
beside() {
	while [ "$(jobs -rp | wc -l)" -ge "$lanes" ]; do wait -n; done
	part "$@" &
}

units() { # BUILD ARGUMENTS...: builds and runs every unit test
	local b=$1 rc=0 t
	shift
	$make -s -j"$jobs" B="$b" "$@" all units || return 1
	for t in "$b"/unit/t_*; do
		[ -x "$t" ] && [ ! -d "$t" ] && case $t in *.d | *.o) ;; *) "$t" || rc=1 ;; esac
	done
	return $rc
}

part style sh -c "$make -s layers headers format"
part gcc units build WERROR=-Werror
part names $make -s names
# The fuzz targets link what this builds.
DOSSIER_EVERY=9 beside asan units build/asan CC=clang WERROR=-Werror OPT="-O1 -g -ffp-contract=off" \
	SAN="-fsanitize=address,undefined,implicit-conversion,fuzzer-no-link -fno-sanitize-recover=all" LDHARD=
DOSSIER_EVERY=9 beside asan-gcc units build/asan-gcc CC=gcc OPT="-O1 -g -ffp-contract=off" \
	SAN="-fsanitize=address,undefined -fno-sanitize-recover=all" LDHARD=
DOSSIER_EVERY=9 beside clang units build/clang CC=clang WERROR=-Werror
for t in tests/it/*.sh tests/invalid.sh tests/golden.sh; do
	case $t in */lib.sh | */fuzz.sh) continue ;; esac
	beside "$(basename "$t" .sh)" bash "$t"
done
wait
part fuzz bash tests/it/fuzz.sh

awk '{ p += $2; f += $4; s += $6 }
END { printf "%d passed, %d failed, %d skipped\n", p, f, s; exit f > 0 || p == 0 }' "$log/sums"
