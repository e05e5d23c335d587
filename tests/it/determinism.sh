#!/bin/bash
# determinism.sh: one snapshot, built in different folders, time zones,
# locales, umasks, orders of readdir, by gcc and clang, ASan and release, has
# one content digest (DESIGN law 1).
. "$(dirname "$0")/lib.sh"
sample=$root/samples/invoice-fraud
new_key "$work/key" invoice-fraud

digest() { # OUT COMMAND-PREFIX...: builds into OUT, prints the content digest
	local out=$1
	shift
	"$@" "$dossier" build "$sample" --from "$from" --data "$data" --key "$work/key/producer.key" --out "$out" --json 2>/dev/null |
		jq -r .content
}

from=$sample data=$root
want=$(digest "$work/first")
ok "a first build has a digest" test ${#want} = 64
mkdir -p "$work/a/b c/d"
ok "in another folder" same "$(cd "$work/a" && digest "$work/a/b c/d")" "$want"
ok "in another time zone" same "$(digest "$work/tz" env TZ=Pacific/Kiritimati)" "$want"
ok "in another locale" same "$(digest "$work/loc" env LC_ALL=tr_TR.UTF-8 LANG=tr_TR.UTF-8)" "$want"
ok "with umask 077" same "$(umask 077 && digest "$work/umask")" "$want"
ok "with an empty environment" same "$(digest "$work/env" env -i PATH=/usr/bin:/bin)" "$want"
ok "at another time" same "$(sleep 1.1 && digest "$work/later")" "$want"

# tmpfs lists the newest first: copies made in two orders are listed in two.
copy() { # ORDER TO: rules and samples, file by file
	(cd "$root" && find controls mappings templates samples/invoice-fraud -type f | sort $1) | while read -r f; do
		mkdir -p "$2/$(dirname "$f")" && cp "$root/$f" "$2/$f"
	done
}
if [ -d /dev/shm ] && [ -w /dev/shm ]; then
	shm=$(mktemp -d /dev/shm/dossier-XXXXXX)
	for order in -r ""; do
		rm -rf "$shm/x"
		copy "$order" "$shm/x"
		data=$shm/x sample=$shm/x/samples/invoice-fraud from=$shm/x/samples/invoice-fraud
		ok "with files listed in order '$order'" same "$(digest "$work/order$order")" "$want"
	done
	rm -rf "$shm"
	sample=$root/samples/invoice-fraud from=$sample data=$root
else
	skip "orders of readdir" "no /dev/shm"
fi
for b in clang asan asan-gcc; do
	if [ -x "$root/build/$b/dossier" ]; then
		dossier=$root/build/$b/dossier
		ok "built by $b" same "$(digest "$work/$b")" "$want"
	else
		skip "built by $b" "build/$b/dossier is not there: make check builds it"
	fi
done
finish determinism
