#!/bin/bash
# kill.sh: a build that is killed leaves the old package whole, and the next
# one succeeds.
. "$(dirname "$0")/lib.sh"
cp -R "$root/samples/invoice-fraud" "$work/sample"
sample=$work/sample
cd "$work" || exit 70
new_key key invoice-fraud
ok "a first package" exits 2 "$dossier" build "$sample" --from "$sample" --key key/producer.key
first=$(readlink out/invoice-fraud/current)
echo '# one more line' >>"$sample/statements/conmon-strategy.yml"
for ms in 5 10 20 40 60 80 120 160 240 320; do
	"$dossier" build "$sample" --from "$sample" --key key/producer.key >/dev/null 2>&1 &
	pid=$!
	sleep "$(printf '0.%03d' $ms)"
	kill -9 $pid 2>/dev/null
	wait $pid 2>/dev/null
	ok "after a kill at $ms ms: current verifies" exits 0 "$dossier" verify --trust key/trust.yml out/invoice-fraud/current
done
"$dossier" build "$sample" --from "$sample" --key key/producer.key >/dev/null 2>&1
ok "the next run succeeds" test "$(readlink out/invoice-fraud/current)" != "$first"
ok "and its package verifies" exits 0 "$dossier" verify --trust key/trust.yml out/invoice-fraud/current
ok "nothing is left of the killed ones" sh -c '! ls -d out/invoice-fraud/.stage-* 2>/dev/null'
finish kill
