#!/bin/bash
# fuzz.sh: each target of tests/fuzz over its corpus, then new inputs for 30 s
# (SECONDS_EACH), two at a time, from a fixed seed; SEED=0 takes another each
# time.  A crash leaves its input in build/fuzz; it becomes a file of the corpus
# with its fix.
. "$(dirname "$0")/lib.sh"
cd "$root" || exit 70
if ! command -v clang >/dev/null; then
	skip "fuzz targets" "no clang"
	finish fuzz
fi
# make check has built this with the sanitizers and the fuzzer's coverage.
lib=build/asan/libdossier.a
if [ ! -e $lib ]; then
	skip "fuzz targets" "$lib is not there: make check builds it"
	finish fuzz
fi
mkdir -p build/fuzz

build() { # NAME
	clang -std=c11 -D_POSIX_C_SOURCE=200809L -Isrc -include src/base/banned.h -O1 -g \
		-fsanitize=fuzzer,address,undefined,implicit-conversion -fno-sanitize-recover=all -o "build/fuzz/$1" "tests/fuzz/$1.c" $lib \
		-lcurl -lcrypto -ljansson -lyaml -lcmark -lxml2 -lseccomp -lharfbuzz-subset -lharfbuzz -lfribidi -lm
}

fuzz() { # NAME
	mkdir -p "$work/$1"
	"build/fuzz/$1" -seed="${SEED:-1}" -max_total_time="${SECONDS_EACH:-30}" -max_len=8192 -timeout=10 -rss_limit_mb=2048 \
		-artifact_prefix=build/fuzz/ -print_final_stats=1 "$work/$1" "tests/fuzz/corpus_${1#fuzz_}" >"build/fuzz/$1.log" 2>&1
}

names=$(for t in tests/fuzz/fuzz_*.c; do basename "$t" .c; done)
for name in $names; do
	while [ "$(jobs -rp | wc -l)" -ge 2 ]; do wait -n; done
	{ build "$name" >"build/fuzz/$name.log" 2>&1 && fuzz "$name"; echo $? >"$work/$name.rc"; } &
done
wait
for name in $names; do
	runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "build/fuzz/$name.log")
	ok "$name: the corpus and ${runs:-no} inputs in all" test "$(cat "$work/$name.rc")" = 0
	[ "$(cat "$work/$name.rc")" = 0 ] || tail -n 20 "build/fuzz/$name.log"
done
finish fuzz
