#!/bin/bash
# fuzz.sh: each target of tests/fuzz over its corpus, then RUNS (100,000) new
# inputs from a fixed seed, at most 20 s; SEED=0 takes another each time.  A crash leaves its input in build/fuzz; it becomes a file of the
# corpus with its fix.
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
for t in tests/fuzz/fuzz_*.c; do
	name=$(basename "$t" .c)
	ok "$name builds" clang -std=c11 -D_POSIX_C_SOURCE=200809L -Isrc -include src/base/banned.h -O1 -g \
		-fsanitize=fuzzer,address,undefined,implicit-conversion -fno-sanitize-recover=all -o "build/fuzz/$name" "$t" $lib \
		-lcurl -lcrypto -ljansson -lyaml -lcmark -lm
	mkdir -p "$work/$name"
	ok "$name: the corpus and new inputs" "build/fuzz/$name" -seed="${SEED:-1}" -runs="${RUNS:-100000}" -max_total_time="${SECONDS_EACH:-20}" -timeout=10 -rss_limit_mb=2048 \
		-artifact_prefix=build/fuzz/ "$work/$name" "tests/fuzz/corpus_${name#fuzz_}"
done
finish fuzz
