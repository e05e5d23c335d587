#!/bin/bash
# crash.sh: a build that is killed, or given ENOSPC, EIO or EINTR, at a system
# call between taking the lock and its end: the old package verifies,
# `current` is whole, the next run succeeds.  The calls are those that strace
# lists of the same run, of the process that writes; CRASH=all takes every
# one, else a fair sample.
[ -w /dev/shm ] && export TMPDIR=/dev/shm
. "$(dirname "$0")/lib.sh"
. "$root/tests/it/crash/small.sh"
here=$root/tests/it/crash

if ! strace -o /dev/null true 2>/dev/null; then
	skip crash "strace cannot trace on this machine"
	finish crash
fi

# What must hold after any end: prints what does not.
check_whole() { # THE-OLD-PACKAGE [THE-NEW-ONE]: what current may lead to
	local now
	now=$(readlink out/small/current)
	case " $* " in *" $now "*) ;; *) echo "current leads to '$now'" ;; esac
	verifies current
	[ "$now" = "$1" ] || verifies "$1"
}

# The bytes of a source that the disk would not give are UNKNOWN, with why.
is_told() {
	jq -e '[.sources[].reason // empty] | any(test("Input/output error|No space left"))' \
		"out/small/$small_second/data/snapshot.json" >/dev/null
}

check_next() {
	exits $small_status build >next.out 2>&1 || { echo "the next run fails"; cat next.out; }
	verifies current
	ls -d out/small/.stage-* 2>/dev/null | sed 's/^/left behind: /'
}

# One point: nothing is printed where all is well.
point() { # MODE LINE CALL N WHEN
	local mode=$1 call=$3 n=$4 rc inject
	if [ "$mode" = KILL ]; then inject="signal=KILL"; else inject="error=$mode"; fi
	build strace -o trace -e "trace=$call" -e "inject=$call:$inject:when=$n" >out.json 2>err
	rc=$?
	if ! grep -q 'INJECTED\|killed by SIGKILL' trace; then
		echo "nothing was injected"
		return
	fi
	if [ "$5" = before ] && [ $rc != $small_status ]; then check_whole $small_first; else check_whole $small_first $small_second; fi
	case $mode:$rc in
	KILL:137) ;;
	EINTR:$small_status) [ "$(content $small_second)" = "$want" ] || echo "another package" ;;
	ENOSPC:$small_status | EIO:$small_status) [ "$(content $small_second)" = "$want" ] || is_told || echo "another package" ;;
	ENOSPC:74 | EIO:74) grep -q '^dossier: .*: .*\(No space left\|Input/output error\)' err || { echo "does not say where and what"; cat err; } ;;
	*) echo "exit $rc"; cat err ;;
	esac
	check_next
}

# Takes the points of standard input whose number leaves $1 by 2.
worker() { # 0|1
	local i=0 found mode rest
	while read -r mode rest; do
		[ $((i++ % 2)) = "$1" ] || continue
		fresh "$work/w$1"
		# shellcheck disable=SC2086 # four words
		found=$(point $mode $rest)
		if [ -z "$found" ]; then
			echo "fine $mode"
		else
			printf 'bad %s %s: %s\n' "$mode" "$rest" "$(sed -n "${rest%% *}p" "$work/trace")"
			printf '%s\n' "$found" | head -n 8 | sed 's/^/    /'
		fi
	done
}

# The first run waits in its first sync; the second must not.
two_at_once() {
	local first rc i
	fresh "$work/two"
	build strace -o trace -e trace=syncfs -e inject=syncfs:delay_enter=3000000:when=1 >/dev/null 2>&1 &
	first=$!
	for ((i = 0; i < 100; i++)); do
		flock -n out/small/.lock true || break
		sleep 0.05
	done
	build >second.out 2>&1
	rc=$?
	wait $first
	[ $rc = 75 ] && grep -q "^dossier: out/small/.lock: is locked by process $(cut -d' ' -f1 out/small/.lock) since 20" second.out || { echo "exit $rc"; cat second.out; return 1; }
	verifies $small_second
}

# What a power cut cannot undo: the bytes are on the disk before the package has
# its name, the name before `current` leads to it, the link at the end.
in_order() { # TRACE
	grep -oE '^[0-9 ]*(syncfs|fsync|renameat2|rename)\(.*' "$1" | sed -E 's/^[0-9 ]*//' | awk '
		/^syncfs/ { at = 1 }
		/^fsync/ && at == 2 { at = 3 }
		/^fsync/ && at == 4 { at = 5 }
		/^renameat2/ && /RENAME_NOREPLACE/ { at = at == 1 ? 2 : -9 }
		/^rename\(/ && /current"/ { at = at == 3 ? 4 : -9 }
		END { print "step " at; exit at != 5 }'
}

ok "a first package" make_first
ok "two at once: the second says who holds the lock, since when: 75" two_at_once
fresh "$work/ref"
build strace -f -y -o "$work/trace" >/dev/null 2>&1
ok "sync, name, sync, link, sync: in this order" in_order "$work/trace"
want=$(content current)
ok "the same run gives the same package" sh -c '[ "$1" = "$2" ]' sh "$want" "$(fresh "$work/ref"; build >/dev/null 2>&1; content current)"
awk -f "$here/points.awk" "$work/trace" >"$work/points"
awk -v all="${CRASH:-}" -f "$here/choose.awk" "$work/points" >"$work/chosen"
worker 0 <"$work/chosen" >"$work/found.0" &
worker 1 <"$work/chosen" >"$work/found.1"
wait
for mode in KILL ENOSPC EIO EINTR; do
	passed=$((passed + $(cat "$work"/found.? | grep -c "^fine $mode$")))
	echo "$mode: $(grep -c "^$mode " "$work/chosen") of $(wc -l <"$work/points") system calls from the lock to the end"
done
failed=$((failed + $(cat "$work"/found.? | grep -c '^bad ')))
cat "$work"/found.? | grep -v '^fine ' | sed 's/^bad /FAILED /' | head -n "${CRASH_SHOWN:-60}"
finish crash
