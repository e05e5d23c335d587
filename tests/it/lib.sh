# lib.sh: sourced by the integration tests.  `ok WHAT COMMAND...` counts one
# check; `finish NAME` prints the closing line and exits.
# shellcheck shell=bash
set -u
export LC_ALL=C TZ=UTC NO_COLOR=1
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
dossier=${DOSSIER:-$root/build/dossier}
cache=${DOSSIER_CACHE:-$root/build/cache}
work=$(mktemp -d)
trap 'chmod -R u+rwx "$work" 2>/dev/null; rm -rf "$work"' EXIT
passed=0 failed=0 skipped=0

ok() {
	local what=$1 rc
	shift
	"$@" >"$work/.log" 2>&1
	rc=$?
	if [ $rc = 0 ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED $what (exit $rc): $*"
		tail -n 12 "$work/.log"
	fi
}

skip() { # WHAT REASON
	skipped=$((skipped + 1))
	echo "skipped $1: $2"
}

exits() { # STATUS COMMAND...
	local want=$1 rc
	shift
	"$@"
	rc=$?
	[ $rc = "$want" ] || { echo "exit $rc, not $want"; return 1; }
}

says() { # TEXT COMMAND...: its output, both streams, holds the text
	local want=$1 out
	shift
	out=$("$@" 2>&1)
	case $out in *"$want"*) ;; *) printf '%s\n' "does not say: $want" "$out" | head -n 20; return 1 ;; esac
}

same() { # TEXT TEXT
	[ "$1" = "$2" ] || { printf "'%s'\nis not\n'%s'\n" "$1" "$2"; return 1; }
}

finish() {
	echo "$1: $passed passed, $failed failed, $skipped skipped"
	[ $failed = 0 ]
	exit
}

new_key() { # DIR SYSTEM: producer.key and trust.yml in DIR
	mkdir -p "$1"
	cp "$root/samples/$2/system.yml" "$1/"
	"$dossier" init --key "$1" >/dev/null
}
