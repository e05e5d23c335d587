#!/bin/sh
# Closes the set of messages: every id in the sources has a case in
# tests/invalid/, every case an id in the sources, every case its three files
# and a hint.  t_invalid runs the cases.  Run from the repository root.
set -eu
export LC_ALL=C

dirs=
for d in src/core src/ext src/extract src/compose src/seal src/run; do
	[ -d "$d" ] && dirs="$dirs $d"
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Ids stand behind err_at's first argument, or in tables that begin with the
# reader's prefix.
find $dirs -name '*.c' -exec cat {} + >"$work/all"
{
	tr -s '\n\t ' '   ' <"$work/all" |
	    grep -oE 'err_at\([^",]*, *"[a-z0-9-]+"' | sed 's/.*"\(.*\)"/\1/'
	grep -oE '"(yaml|sys|stm|poam|rul|con|tpl|tru)-[a-z0-9-]+"' "$work/all" |
	    tr -d '"'
} | sort -u >"$work/ids"
find tests/invalid -mindepth 1 -maxdepth 1 -type d |
    sed -e 's|.*/||' -e 's|\..*||' | sort -u >"$work/cases"

failed=0
passed=0
say() {
	echo "tests/invalid.sh: $*"
	failed=$((failed + 1))
}
[ -s "$work/ids" ] || say "no ids found in$dirs"
for id in $(comm -23 "$work/ids" "$work/cases"); do
	say "message '$id' has no case tests/invalid/$id/"
done
for id in $(comm -13 "$work/ids" "$work/cases"); do
	say "case '$id' is of no message in$dirs"
done
for c in tests/invalid/*/; do
	ok=1
	for f in input.yml kind error; do
		[ -f "$c$f" ] || { say "$c has no $f"; ok=0; }
	done
	if [ $ok = 1 ]; then
		if [ "$(wc -l <"${c}error")" -eq 2 ] &&
		    sed -n 2p "${c}error" | grep -q '^hint: .'; then
			passed=$((passed + 1))
		else
			say "${c}error is not a message and its hint"
		fi
	fi
done
echo "invalid.sh: $passed passed, $failed failed, 0 skipped"
[ $failed = 0 ]
