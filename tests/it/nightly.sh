#!/bin/bash
# nightly.sh: what runs with nobody watching: the summary, the log, the exit
# status, contrib/nightly, and the units.
. "$(dirname "$0")/lib.sh"
cp -R "$root/samples/benefits-triage" "$work/sample"
cd "$work" || exit 70
new_key key benefits-triage
mkdir bin
cat >bin/mail <<'END'
#!/bin/sh
printf '%s|%s|%s\n' "$1" "$2" "$3" >>mail.args
cat >>mail.body
END
chmod +x bin/mail
night() { # ARGUMENT...
	DOSSIER=$dossier MAIL=$work/bin/mail MAILTO=isso@agency.example LOG=log.json \
		"$root/contrib/nightly" sample --from sample --key key/producer.key --data "$root" "$@"
}
lines() { wc -l <"$1" | tr -d ' '; }

"$dossier" build sample --from sample --draft --data "$root" --log one.json >out.txt 2>&1
rc=$?
summary=$(tail -n 1 out.txt)
ok "the summary is one line of at most 78 bytes" test ${#summary} -le 78 -a ${#summary} -ge 20
ok "it names the system and the serial" sh -c 'case $1 in "benefits-triage draft-1: "*) ;; *) exit 1 ;; esac' - "$summary"
ok "and counts as check does" sh -c '
	for w in FAIL UNKNOWN WARN; do
		n=$("$1" check sample --from sample --data "$2" --json | jq ".counts.$w")
		case $3 in *"$n $w"*) ;; *) [ "$n" = 0 ] || { echo "$n $w"; exit 1; } ;; esac
	done' - "$dossier" "$root" "$summary"
ok "every line of the log is JSON" jq -e . one.json
ok "it holds the summary" same "$(jq -r 'select(.stage == "build" and .level == "note") | .msg' one.json | tail -n 1)" "$summary"
ok "its last line is the exit status" same "$(tail -n 1 one.json | jq -c '[.stage, .exit]')" "[\"exit\",$rc]"
ok "--json has the summary too" sh -c '"$1" build sample --from sample --draft --data "$2" --json | jq -e ".summary | startswith(\"benefits-triage draft-2: \")"' - "$dossier" "$root"
ok "an error is in the log" sh -c '! "$1" build nowhere --log err.json --quiet 2>/dev/null && jq -s -e "any(.[]; .level == \"error\" and .source == \"nowhere\")" err.json && tail -n 1 err.json | jq -e ".exit == 65"' - "$dossier"

night >night.out 2>&1
rc=$?
ok "a first night: its status" test $rc = 0 -o $rc = 2
ok "one mail" test "$(lines mail.args)" = 1
ok "with the summary as its subject" grep -q '^-s|benefits-triage r1: .*|isso@agency.example$' mail.args
ok "which names the package and the status" sh -c 'grep -q "^package .*-r1$" mail.body && grep -q "^exit status $1$" mail.body' - $rc
if [ $rc = 0 ]; then
	ok "a night without news" exits 0 night
	ok "sends no mail" test "$(lines mail.args)" = 1
else
	ok "an incomplete night is told again" exits 2 night
	ok "by a mail that says so" grep -q 'unchanged; incomplete' mail.args
fi
ok "a night that fails" exits 65 night --key "$work/none.key"
ok "is told by its error" sh -c 'tail -n 1 mail.args | grep -q "^-s|dossier: .*none.key"'
ok "a night without MAILTO prints" sh -c 'MAILTO= DOSSIER=$1 LOG=l.json "$2/contrib/nightly" nowhere | grep -q "^exit status 65$"' - "$dossier" "$root"

if command -v systemd-analyze >/dev/null; then
	mkdir units
	sed "s,/usr/local/bin/dossier,$dossier," "$root/contrib/dossier@.service" >units/dossier@.service
	cp "$root/contrib/dossier@.timer" units/
	ok "systemd reads the units" sh -c 'systemd-analyze verify --man=no units/dossier@x.service units/dossier@x.timer 2>&1 | grep "dossier@" && exit 1; exit 0'
	ok "and the time is every night" sh -c 'systemd-analyze calendar "$(sed -n "s/^OnCalendar=//p" units/dossier@.timer)"'
else
	skip "the systemd units" "no systemd-analyze"
fi
finish nightly
