#!/bin/bash
# attack-config.sh: a system's folder that holds what is no file: each is
# named, none is followed, waited for or left out in silence.
. "$(dirname "$0")/lib.sh"
cp -R "$root/samples/benefits-triage" "$work/s"
cd "$work/s" || exit 70

gather() { # what the gather of the records says of them
	rm -rf "$work/out"
	timeout 20 "$dossier" gather --only records --out "$work/out" . >"$work/.said" 2>&1
	jq -r '.sources[] | select(.id == "records") | .state' "$work"/out/*/snapshots/*.json
}

ok "records alone are OK" same OK "$(gather)"
ln -s /etc/passwd records/passwd.yml
ok "a link among them is REFUSED, not left out" same REFUSED "$(gather)"
ok "and says so" grep -q "symbolic link" "$work/.said"
ok "nothing behind it is kept" sh -c '! grep -rq "^root:" "$0"' "$work/out"
rm records/passwd.yml
mkfifo records/fifo.yml
ok "a FIFO among them is REFUSED, and nobody waits" same REFUSED "$(gather)"
rm records/fifo.yml
ln -s /dev/zero records/zero.yml
ok "a link to a device is REFUSED" same REFUSED "$(gather)"
rm records/zero.yml
mkdir records/folder.yml
ok "a folder is no record" same OK "$(gather)"
mv records elsewhere
ln -s elsewhere records
ok "a link in place of the folder: NOT_FOUND" same NOT_FOUND "$(gather)"
finish attack-config
