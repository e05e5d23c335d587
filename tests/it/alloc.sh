#!/bin/bash
# alloc.sh: every allocation fails in turn, those of the libraries too: no
# crash, status 74, nothing half made.  By a preloaded shim.  One run for every
# fifth call stack that allocates; ALLOC_EVERY=1: for each; ALLOC=all: for each
# allocation.
[ -w /dev/shm ] && export TMPDIR=/dev/shm
. "$(dirname "$0")/lib.sh"
. "$root/tests/it/crash/small.sh"
shim=$work/alloc.so
every=${ALLOC_EVERY:-5}
ok "the shim builds" "${CC:-cc}" -O2 -shared -fPIC -o "$shim" "$root/tests/it/crash/alloc.c" -ldl
if nm -D "$dossier" | grep -q __asan_init; then
	skip alloc "a sanitizer has its own malloc"
	finish alloc
fi

with() { # ENVIRONMENT... -- COMMAND...: with the shim
	local vars=()
	while [ "$1" != -- ]; do vars+=("$1"); shift; done
	shift
	env "${vars[@]}" LD_PRELOAD="$shim" "$@"
}

# The n of one allocation for each call stack, or all.
choose() { # LOG
	if [ "${ALLOC:-}" = all ]; then awk '{ print $1 }' "$1"; else awk '!seen[$2]++ { print $1 }' "$1" | awk -v k="$every" 'NR % k == 0'; fi
}

# Prints what is wrong after one failing allocation; "whole" where the work was
# done, and is as it is where nothing fails: the program did without this
# memory, or lacked it for the answer that it prints at the end.
judge() { # STATUS-WANTED STATUS CHECK-NOTHING CHECK-WHOLE
	local wanted=$1
	shift
	case $1 in
	74) "$2" || if "$3"; then echo whole; else echo "74, but something is there"; fi ;;
	"$wanted") if "$3"; then echo whole; else echo "the work is not done"; fi ;;
	*) echo "exit $1: $(tail -n 1 err)" ;;
	esac
}

# Each command that ends with STATUS: RESTORE makes the state before, NOTHING and WHOLE look at it.
try() { # NAME STATUS RESTORE NOTHING WHOLE COMMAND...
	local name=$1 wanted=$2 restore=$3 nothing=$4 whole=$5 n found bad=0 did_without=0 runs=0
	shift 5
	"$restore"
	ok "$name, and nothing fails" exits "$wanted" with ALLOC_LOG="$work/log" -- "$@"
	ok "$name is whole" "$whole"
	"$restore"
	for n in $(choose "$work/log"); do
		with ALLOC_AT="$n" -- "$@" >/dev/null 2>err
		found=$(judge "$wanted" $? "$nothing" "$whole")
		runs=$((runs + 1))
		case $found in
		'') passed=$((passed + 1)) ;;
		whole) did_without=$((did_without + 1)) && passed=$((passed + 1)) && "$restore" ;;
		*)
			failed=$((failed + 1)) bad=$((bad + 1))
			[ $bad -gt "${ALLOC_SHOWN:-10}" ] || echo "FAILED $name: allocation $n: $found"
			"$restore"
			;;
		esac
	done
	echo "$name: $(wc -l <"$work/log") allocations, $runs failed in turn, $did_without of them with the work done, $bad wrong"
}

ok "a first package" make_first
want=$(fresh "$work/ref"; build_plain >/dev/null 2>&1; content current)
fresh_w() { fresh "$work/w"; }
no_package() { [ "$(readlink out/small/current)" = "$small_first" ] && [ ! -e "out/small/$small_second" ]; }
same_package() { [ "$(content "$small_second")" = "$want" ] && [ -z "$(verifies current)" ]; }
try build $small_status fresh_w no_package same_package "$dossier" build . --data "$data" --as-of $small_as_of --no-pdf
# HarfBuzz goes on without memory in places where it cannot be asked: a page may
# then be set otherwise.  No crash, and what is published verifies.
second_verifies() { [ -e "out/small/$small_second" ] && [ -z "$(verifies current)" ]; }
every=$((every * 5)) try "build with PDF" $small_status fresh_w no_package second_verifies "$dossier" build . --data "$data" --as-of $small_as_of
ok "the run after them succeeds" exits $small_status build
ok "and sweeps what they left" sh -c '! ls -d out/small/.stage-* 2>/dev/null'

snapshots() { find out/small/snapshots -name '*.json' | wc -l; }
before=$(fresh_w && snapshots)
no_snapshot() { [ "$(snapshots)" = "$before" ]; }
new_snapshot() { [ "$(snapshots)" -gt "$before" ] && jq -e .sources out/small/snapshots/*.json >/dev/null; }
try gather 0 fresh_w no_snapshot new_snapshot "$dossier" gather . --data "$data" --as-of $small_as_of

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$work/ca.key" -out "$work/ca.pem" -subj /CN=CA -days 30 2>/dev/null
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$work/issm.key" -out "$work/issm.csr" -subj /CN=ISSM 2>/dev/null
openssl x509 -req -in "$work/issm.csr" -CA "$work/ca.pem" -CAkey "$work/ca.key" -CAcreateserial -out "$work/issm.pem" -days 30 2>/dev/null
chmod 600 "$work/issm.key"
signed() { [ -e out/small/current/signatures/issm.sigstore.json ] && [ -e out/small/current/signatures/issm.p7s ]; }
unsigned() { ! ls out/small/current/signatures | grep -q -e issm -e stage; }
try sign 0 fresh_w unsigned signed "$dossier" sign out/small/current --role issm --key "$work/issm.key" --cert "$work/issm.pem"

fresh_init() { rm -rf "$work/init" && mkdir "$work/init" && cd "$work/init" || exit 70; }
no_key() { [ ! -e s/trust.yml ] && rm -rf s; }
has_key() { [ -e s/trust.yml ] && rm -rf s; }
try init 0 fresh_init no_key has_key "$dossier" init s --key --data "$root"
finish alloc
