#!/bin/bash
# degraded.sh: with the answers of one step gone, check and build still end,
# the build is incomplete, and the page says which source.
. "$(dirname "$0")/lib.sh"
cd "$work" || exit 70
for s in benefits-triage invoice-fraud; do
	cp -R "$root/samples/$s" "$s"
	file=$(ls "$s"/snapshots/*.json)
	cp "$file" whole.json
	for step in $(jq -r '.sources[0].steps[].step' whole.json | sort -u); do
		jq --arg step "$step" '.sources[0].requests |= map(select(.step != $step))' whole.json >"$file"
		"$dossier" check "$s" --from "$s" >/dev/null 2>&1
		rc=$?
		ok "$s without '$step': check ends" test $rc = 1 -o $rc = 2
		ok "$s without '$step': build is incomplete" exits 2 "$dossier" build "$s" --from "$s" --draft
	done
	# An alias that no version carries, and one that two carry.
	jq '.sources[0].requests |= map(select(.step != "model"))' whole.json >"$file"
	rm -rf out
	"$dossier" build "$s" --from "$s" --draft >/dev/null 2>&1
	ok "$s: the card says that no version is known to be in production" sh -c \
		'grep -rlq "in production is not known" out/*/*-draft-1/data/site/docs'
	cp whole.json "$file"
done
mkdir -p out/invoice-fraud/invoice-fraud-2026-01-01-r99999999999999999999
new_key key invoice-fraud
ok "a serial that nobody counted up to is passed over" sh -c '
	"$0" build invoice-fraud --from invoice-fraud --key key/producer.key >/dev/null; [ $? = 2 ] && test -d out/invoice-fraud/invoice-fraud-*-r1' "$dossier"
finish degraded
