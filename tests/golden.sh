#!/bin/bash
# Documents byte for byte: each case of tests/golden/ that has an in/ folder is
# made again and compared with its out.html.  `golden.sh accept` shows each
# difference and asks before it is taken over.  Run from the repository root.
set -u
export LC_ALL=C TZ=UTC
b=${B:-build}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

if ! ${MAKE:-make} -s B="$b" "$b/unit/t_document" ||
	! DOSSIER_GOLDEN_OUT=$work "$b/unit/t_document" >"$work/log"; then
	cat "$work/log" 2>/dev/null
	echo "golden.sh: 0 passed, 1 failed, 0 skipped"
	exit 1
fi
for in in tests/golden/*/in; do
	name=$(basename "${in%/in}")
	if cmp -s "$work/$name.html" "tests/golden/$name/out.html"; then
		passed=$((passed + 1))
		continue
	fi
	diff -u "tests/golden/$name/out.html" "$work/$name.html" | head -n 60
	if [ "${1:-}" = accept ]; then
		read -r -p "take $name over? [y/N] " answer
		if [ "$answer" = y ]; then
			cp "$work/$name.html" "tests/golden/$name/out.html"
			passed=$((passed + 1))
			continue
		fi
	fi
	echo "golden.sh: tests/golden/$name/out.html differs"
	failed=$((failed + 1))
done
echo "golden.sh: $passed passed, $failed failed, 0 skipped"
[ $failed = 0 ] && [ $passed -gt 0 ]
